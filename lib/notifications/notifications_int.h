/* Inside of the room notifications. */
#ifndef K8SM_NOTIFICATIONS_NOTIFICATIONS_INT_H
#define K8SM_NOTIFICATIONS_NOTIFICATIONS_INT_H

#include "notifications/notifications.h"

struct user_notification {
	int64_t id;
	int64_t user_id;
	int64_t notification_id;
	int64_t read_at;
	int64_t dismissed_at;
	int64_t confirmed_at;
	int64_t created_at;
	struct notification notification;
};
extern const struct type user_notification_type;

struct notification_filter {
	int64_t page;
	int64_t page_size;
	const char *q;
	const char *sort;
	bool unread_only;
	const char *type;
	const char *severity;
};
extern const struct type notification_filter_type;

struct notification_counts {
	int64_t total;
	struct raw by_type;
	struct raw by_severity;
};
extern const struct type notification_counts_type;

enum notification_mark { MARK_READ, MARK_DISMISSED, MARK_CONFIRMED };

enum err_code notifications_list(struct cx *cx,
    const struct notification_filter *f, struct user_notification **items,
    size_t *n, int64_t *total) MUST_CHECK;
enum err_code notifications_count(struct cx *cx,
    struct notification_counts *out) MUST_CHECK;
/* ERR_NOT_FOUND when ${id} is not one of the caller's. */
enum err_code notifications_mark(struct cx *cx, int64_t id,
    enum notification_mark mark) MUST_CHECK;
enum err_code notifications_read_all(struct cx *cx) MUST_CHECK;

/* notifications_db.c */
struct notified {
	int64_t id;
	int64_t user_id;
};
enum err_code notifications_db_add(struct cx *cx, const int64_t *user_ids,
    size_t n, const struct notification_new *in, struct notified **rows,
    size_t *n_rows) MUST_CHECK;
enum err_code notifications_db_list(struct cx *cx,
    const struct notification_filter *f, struct user_notification **items,
    size_t *n, int64_t *total) MUST_CHECK;
enum err_code notifications_db_count(struct cx *cx,
    struct notification_counts *out) MUST_CHECK;
enum err_code notifications_db_mark(struct cx *cx, int64_t id,
    enum notification_mark mark, bool *found) MUST_CHECK;
enum err_code notifications_db_read_all(struct cx *cx, int64_t **ids, size_t *n)
    MUST_CHECK;

#endif
