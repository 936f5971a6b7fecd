/* SQL of the room notifications.  Every statement names the user. */
#include "db/db.h"
#include "notifications/notifications_int.h"

static const struct field notified_fields[] = { F_INT(struct notified, id, 0, 0,
						    INT64_MAX, 0, ""),
	F_INT(struct notified, user_id, 0, 0, INT64_MAX, 0, ""), F_END };
static const struct type notified_type = { "Notified", sizeof(struct notified),
	notified_fields, "" };

static const char *
some(const char *s)
{
	return s ? s : "";
}

static const char SQL_ADD[] =
    "SELECT r.id, r.user_id FROM k8sm_notify_users($1, $2, $3, $4, $5, $6, $7,"
    " $8, $9, $10, $11) r";

enum err_code
notifications_db_add(struct cx *cx, const int64_t *user_ids, size_t n,
    const struct notification_new *in, struct notified **rows, size_t *n_rows)
{
	return db_all(cx, SQL_ADD,
	    DB_ARGS(DB_INTS(user_ids, n), DB_TEXT(in->type),
		DB_TEXT(some(in->title)), DB_TEXT(some(in->content)),
		DB_TEXT(in->severity ? in->severity : "info"),
		DB_TEXT(some(in->source)), DB_TEXT(some(in->source_id)),
		DB_TEXT(some(in->action_url)), DB_TEXT(some(in->action_type)),
		DB_TEXT(some(in->title_en)), DB_TEXT(some(in->content_en))),
	    &notified_type, rows, n_rows);
}

/* One flat row of the join. */
struct flat {
	int64_t id;
	int64_t user_id;
	int64_t notification_id;
	int64_t read_at;
	int64_t dismissed_at;
	int64_t confirmed_at;
	int64_t created_at;
	const char *type;
	const char *title;
	const char *content;
	const char *severity;
	const char *source;
	const char *source_id;
	const char *action_url;
	const char *action_type;
	int64_t sent_at;
};
#define S struct flat
static const struct field flat_fields[] = {
	F_INT(S, id, 0, 0, INT64_MAX, 0, ""),
	F_INT(S, user_id, 0, 0, INT64_MAX, 0, ""),
	F_INT(S, notification_id, 0, 0, INT64_MAX, 0, ""),
	F_TIME(S, read_at, F_NULL, ""), F_TIME(S, dismissed_at, F_NULL, ""),
	F_TIME(S, confirmed_at, F_NULL, ""), F_TIME(S, created_at, 0, ""),
	F_TEXT(S, type, 0, 0, 64, ""), F_TEXT(S, title, 0, 0, 4096, ""),
	F_TEXT(S, content, 0, 0, 1 << 20, ""),
	F_TEXT(S, severity, 0, 0, 64, ""), F_TEXT(S, source, 0, 0, 4096, ""),
	F_TEXT(S, source_id, 0, 0, 4096, ""),
	F_TEXT(S, action_url, 0, 0, 4096, ""),
	F_TEXT(S, action_type, 0, 0, 64, ""), F_TIME(S, sent_at, 0, ""), F_END
};
static const struct type flat_type = { "FlatNotification", sizeof(S),
	flat_fields, "" };
#undef S

static void
unflatten(const struct flat *f, struct user_notification *u)
{
	u->id = f->id;
	u->user_id = f->user_id;
	u->notification_id = f->notification_id;
	u->read_at = f->read_at;
	u->dismissed_at = f->dismissed_at;
	u->confirmed_at = f->confirmed_at;
	u->created_at = f->created_at;
	u->notification.id = f->notification_id;
	u->notification.type = f->type;
	u->notification.title = f->title;
	u->notification.content = f->content;
	u->notification.severity = f->severity;
	u->notification.source = f->source;
	u->notification.source_id = f->source_id;
	u->notification.action_url = f->action_url;
	u->notification.action_type = f->action_type;
	u->notification.created_at = f->sent_at;
}

#define FILTER \
	" FROM user_notifications u JOIN notifications n" \
	" ON n.id = u.notification_id" \
	" WHERE u.user_id = $1 AND u.dismissed_at IS NULL" \
	" AND (NOT $2 OR u.read_at IS NULL)" \
	" AND ($3::text IS NULL OR n.type = $3)" \
	" AND ($4::text IS NULL OR n.severity = $4)" \
	" AND ($5::text IS NULL OR position(lower($5) IN lower(n.title)) > 0" \
	" OR position(lower($5) IN lower(n.title_en)) > 0)"
static const char SQL_LIST[] =
    "SELECT u.id, u.user_id, u.notification_id, u.read_at, u.dismissed_at,"
    " u.confirmed_at, u.created_at, n.type,"
    " CASE WHEN $8 AND n.title_en <> '' THEN n.title_en ELSE n.title END"
    "  AS title,"
    " CASE WHEN $8 AND n.content_en <> '' THEN n.content_en ELSE n.content END"
    "  AS content, n.severity,"
    " n.source, n.source_id, n.action_url, n.action_type,"
    " n.created_at AS sent_at" FILTER " ORDER BY u.id DESC LIMIT $6 OFFSET $7";
static const char SQL_COUNT[] = "SELECT count(*)" FILTER;

enum err_code
notifications_db_list(struct cx *cx, const struct notification_filter *f,
    struct user_notification **items, size_t *n, int64_t *total)
{
	const struct db_arg v[] = { DB_INT(cx->who.user_id),
		DB_BOOL(f->unread_only),
		DB_TEXT(f->type && f->type[0] ? f->type : NULL),
		DB_TEXT(f->severity && f->severity[0] ? f->severity : NULL),
		DB_TEXT(f->q && f->q[0] ? f->q : NULL), DB_INT(f->page_size),
		DB_INT(page_offset(f->page, f->page_size)),
		DB_BOOL(cx->lang == LANG_EN) };
	struct flat *rows;
	enum err_code rc;
	size_t i;

	rc = db_all(cx, SQL_LIST, (struct db_args){ v, 8 }, &flat_type, &rows,
	    n);
	if (rc)
		return rc;
	*items = arena_array(cx->mem, *n + 1, sizeof(**items));
	for (i = 0; i < *n; i++)
		unflatten(&rows[i], &(*items)[i]);
	return db_int(cx, SQL_COUNT, (struct db_args){ v, 5 }, total);
}

static const char SQL_COUNTS[] =
    "WITH c AS (SELECT n.type, n.severity, count(*) AS k"
    "  FROM user_notifications u JOIN notifications n"
    "  ON n.id = u.notification_id WHERE u.user_id = $1"
    "  AND u.read_at IS NULL AND u.dismissed_at IS NULL"
    "  GROUP BY n.type, n.severity)"
    " SELECT coalesce((SELECT sum(k) FROM c), 0)::bigint AS total,"
    " coalesce((SELECT jsonb_object_agg(type, k) FROM"
    "  (SELECT type, sum(k) AS k FROM c GROUP BY type) t), '{}') AS by_type,"
    " coalesce((SELECT jsonb_object_agg(severity, k) FROM"
    "  (SELECT severity, sum(k) AS k FROM c GROUP BY severity) s), '{}')"
    "  AS by_severity";

enum err_code
notifications_db_count(struct cx *cx, struct notification_counts *out)
{
	return db_one(cx, SQL_COUNTS, DB_ARGS(DB_INT(cx->who.user_id)),
	    &notification_counts_type, out);
}

static const char SQL_READ[] =
    "UPDATE user_notifications SET read_at = coalesce(read_at, now())"
    " WHERE id = $1 AND user_id = $2";
static const char SQL_DISMISS[] =
    "UPDATE user_notifications SET dismissed_at = coalesce(dismissed_at, now())"
    " WHERE id = $1 AND user_id = $2";
static const char SQL_CONFIRM[] =
    "UPDATE user_notifications SET read_at = coalesce(read_at, now()),"
    " confirmed_at = coalesce(confirmed_at, now())"
    " WHERE id = $1 AND user_id = $2";

enum err_code
notifications_db_mark(struct cx *cx, int64_t id, enum notification_mark mark,
    bool *found)
{
	int64_t n = 0;
	enum err_code rc = ERR_OK;

	switch (mark) {
	case MARK_READ:
		rc = db_exec(cx, SQL_READ,
		    DB_ARGS(DB_INT(id), DB_INT(cx->who.user_id)), &n);
		break;
	case MARK_DISMISSED:
		rc = db_exec(cx, SQL_DISMISS,
		    DB_ARGS(DB_INT(id), DB_INT(cx->who.user_id)), &n);
		break;
	case MARK_CONFIRMED:
		rc = db_exec(cx, SQL_CONFIRM,
		    DB_ARGS(DB_INT(id), DB_INT(cx->who.user_id)), &n);
		break;
	}
	*found = rc == ERR_OK && n > 0;
	return rc;
}

static const char SQL_READ_ALL[] =
    "UPDATE user_notifications SET read_at = now() WHERE user_id = $1"
    " AND read_at IS NULL AND dismissed_at IS NULL RETURNING id, user_id";

enum err_code
notifications_db_read_all(struct cx *cx, int64_t **ids, size_t *n)
{
	struct notified *rows;
	enum err_code rc;
	size_t i;

	rc = db_all(cx, SQL_READ_ALL, DB_ARGS(DB_INT(cx->who.user_id)),
	    &notified_type, &rows, n);
	if (rc)
		return rc;
	*ids = arena_array(cx->mem, *n + 1, sizeof(**ids));
	for (i = 0; i < *n; i++)
		(*ids)[i] = rows[i].id;
	return ERR_OK;
}
