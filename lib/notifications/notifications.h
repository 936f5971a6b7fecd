/*
 * notifications: short messages to users, shown in the console's bell and pushed
 * over /ws/notifications by k8sm-stream.
 */
#ifndef K8SM_NOTIFICATIONS_NOTIFICATIONS_H
#define K8SM_NOTIFICATIONS_NOTIFICATIONS_H

#include "base/base.h"
#include "type/type.h"
#include "web/web.h"

/*
 * Members left NULL are empty; severity "info" when NULL.  Who reads it is not
 * who causes it: title and content are Chinese, their _en English; a text that
 * has no language needs no second one.
 */
struct notification_new {
	const char *type;	/* "alert", "task", "system", "approval" */
	const char *title;
	const char *content;
	const char *title_en;
	const char *content_en;
	const char *severity;	/* "critical", "warning", "info" */
	const char *source;	/* who says it: "tasks" */
	const char *source_id;	/* id of the object, as text */
	const char *action_url;	/* console path */
	const char *action_type;/* "", "confirm", "approve", "view" */
};

/*
 * Stores it for one user or several in the current transaction; they are told
 * after the commit.  Unknown and disabled users are left out.
 */
enum err_code notifications_add(struct cx *cx, int64_t user_id,
    const struct notification_new *in) MUST_CHECK;
enum err_code notifications_add_many(struct cx *cx, const int64_t *user_ids,
    size_t n, const struct notification_new *in) MUST_CHECK;

/* The notification with its state for one user, as routes and sockets give it. */
struct notification {
	int64_t id;
	const char *type;
	const char *title;
	const char *content;
	const char *severity;
	const char *source;
	const char *source_id;
	const char *action_url;
	const char *action_type;
	int64_t created_at;
};
extern const struct type notification_type;

extern const struct route notifications_routes[];

#endif
