/*
 * Rules of notifications.
 *
 * NOTIFY k8sm_notify carries "<user>:n:<id>" for a new one, "<user>:u:<id>" for
 * a changed one and "<user>:a" when many changed at once.
 */
#include <inttypes.h>
#include <stdio.h>

#include "db/db.h"
#include "notifications/notifications_int.h"

/* More than these are told as one change. */
#define TELL_MOST 20

static void
tell(struct cx *cx, int64_t user_id, char what, int64_t id)
{
	char text[64];

	if (id)
		snprintf(text, sizeof(text), "%" PRId64 ":%c:%" PRId64, user_id,
		    what, id);
	else
		snprintf(text, sizeof(text), "%" PRId64 ":%c", user_id, what);
	db_notify(cx, "k8sm_notify", text);
}

enum err_code
notifications_add_many(struct cx *cx, const int64_t *user_ids, size_t n,
    const struct notification_new *in)
{
	struct notified *rows;
	size_t i, n_rows;
	enum err_code rc;

	rc = notifications_db_add(cx, user_ids, n, in, &rows, &n_rows);
	for (i = 0; rc == ERR_OK && i < n_rows; i++)
		tell(cx, rows[i].user_id, 'n', rows[i].id);
	return rc;
}

enum err_code
notifications_add(struct cx *cx, int64_t user_id,
    const struct notification_new *in)
{
	return notifications_add_many(cx, &user_id, 1, in);
}

enum err_code
notifications_list(struct cx *cx, const struct notification_filter *f,
    struct user_notification **items, size_t *n, int64_t *total)
{
	return notifications_db_list(cx, f, items, n, total);
}

enum err_code
notifications_count(struct cx *cx, struct notification_counts *out)
{
	return notifications_db_count(cx, out);
}

enum err_code
notifications_mark(struct cx *cx, int64_t id, enum notification_mark mark)
{
	bool found;
	enum err_code rc;

	rc = notifications_db_mark(cx, id, mark, &found);
	if (rc)
		return rc;
	if (!found)
		return err_set(cx, ERR_NOT_FOUND, "通知不存在",
		    "no such notification");
	tell(cx, cx->who.user_id, 'u', id);
	return ERR_OK;
}

enum err_code
notifications_read_all(struct cx *cx)
{
	int64_t *ids;
	size_t i, n;
	enum err_code rc;

	rc = notifications_db_read_all(cx, &ids, &n);
	if (rc)
		return rc;
	if (n > TELL_MOST)
		tell(cx, cx->who.user_id, 'a', 0);
	for (i = 0; n <= TELL_MOST && i < n; i++)
		tell(cx, cx->who.user_id, 'u', ids[i]);
	return ERR_OK;
}
