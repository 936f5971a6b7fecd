/* Routes of notifications: each caller's own. */
#include "notifications/notifications_int.h"

static enum err_code
list(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct user_notification *items;
	int64_t total;
	size_t n;
	enum err_code rc;

	rc = notifications_list(cx, rq->query, &items, &n, &total);
	return rc ? rc :
		    reply_list(rp, &user_notification_type, items, n, total);
}

static enum err_code
count(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct notification_counts c;
	enum err_code rc;

	(void)rq;
	rc = notifications_count(cx, &c);
	return rc ? rc : reply_item(rp, 200, &notification_counts_type, &c);
}

static enum err_code
mark(struct cx *cx, const struct req *rq, struct reply *rp,
    enum notification_mark how)
{
	const struct id_path *path = rq->path_args;
	enum err_code rc;

	rc = notifications_mark(cx, path->id, how);
	return rc ? rc : reply_ok(rp);
}

static enum err_code
mark_read(struct cx *cx, const struct req *rq, struct reply *rp)
{
	return mark(cx, rq, rp, MARK_READ);
}

static enum err_code
mark_dismissed(struct cx *cx, const struct req *rq, struct reply *rp)
{
	return mark(cx, rq, rp, MARK_DISMISSED);
}

static enum err_code
mark_confirmed(struct cx *cx, const struct req *rq, struct reply *rp)
{
	return mark(cx, rq, rp, MARK_CONFIRMED);
}

static enum err_code
read_all(struct cx *cx, const struct req *rq, struct reply *rp)
{
	enum err_code rc;

	(void)rq;
	rc = notifications_read_all(cx);
	return rc ? rc : reply_ok(rp);
}

const struct route notifications_routes[] = {
	{ M_GET, "/api/v1/notifications", .id = "notifications.list",
	    .doc = "The caller's notifications, newest first",
	    .flags = R_LIST | R_SELF, .query = &notification_filter_type,
	    .reply = &user_notification_type, .fn = list },
	{ M_GET, "/api/v1/notifications/unread-count",
	    .id = "notifications.count", .doc = "How many are unread",
	    .flags = R_SELF, .reply = &notification_counts_type, .fn = count },
	{ M_POST, "/api/v1/notifications/read-all",
	    .id = "notifications.read_all", .doc = "Mark all as read",
	    .flags = R_SELF | R_NO_AUDIT_BODY, .audit = "notification",
	    .fn = read_all },
	{ M_POST, "/api/v1/notifications/{id}/read", .id = "notifications.read",
	    .doc = "Mark one as read", .flags = R_SELF | R_NO_AUDIT_BODY,
	    .audit = "notification", .path = &id_path_type, .fn = mark_read },
	{ M_POST, "/api/v1/notifications/{id}/dismiss",
	    .id = "notifications.dismiss", .doc = "Put one away",
	    .flags = R_SELF | R_NO_AUDIT_BODY, .audit = "notification",
	    .path = &id_path_type, .fn = mark_dismissed },
	{ M_POST, "/api/v1/notifications/{id}/confirm",
	    .id = "notifications.confirm", .doc = "Confirm one",
	    .flags = R_SELF | R_NO_AUDIT_BODY, .audit = "notification",
	    .path = &id_path_type, .fn = mark_confirmed },
	{ .fn = NULL }
};
