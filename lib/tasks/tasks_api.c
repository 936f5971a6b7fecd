/* Routes of tasks and schedules. */
#include <inttypes.h>

#include "tasks/tasks_int.h"

/* Where the caller stands, for k8sm-stream, which knows no rights itself. */
static const char *
stream_uri(struct cx *cx, int64_t id)
{
	const struct principal *who = &cx->who;

	return arena_printf(cx->mem,
	    "/_stream/tasks/%" PRId64 "?uid=%" PRId64 "&sid=%" PRId64
	    "&v=%" PRId64 "&tid=%" PRId64,
	    id, who->user_id, who->session_id, who->authz_version,
	    who->token_id);
}

static enum err_code
list_tasks(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct task_row *items;
	int64_t total;
	size_t n;
	enum err_code rc;

	rc = tasks_list(cx, rq->query, &items, &n, &total);
	return rc ? rc : reply_list(rp, &task_item_type, items, n, total);
}

static enum err_code
get_task(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct id_path *path = rq->path_args;
	struct task_row t;
	enum err_code rc;

	rc = tasks_get(cx, path->id, &t);
	return rc ? rc : reply_item(rp, 200, &task_type, &t);
}

static enum err_code
cancel_task(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct id_path *path = rq->path_args;
	struct task_row t;
	enum err_code rc;

	rc = tasks_cancel(cx, path->id, &t);
	return rc ? rc : reply_item(rp, 200, &task_type, &t);
}

static enum err_code
retry_task(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct id_path *path = rq->path_args;
	int64_t task_id, approval_id;
	struct buf b;
	struct json j;
	enum err_code rc;

	rc = tasks_retry(cx, path->id, &task_id, &approval_id);
	if (rc)
		return rc;
	reply_audit(rp, path->id, NULL, STR(""), STR(""));
	if (task_id)
		return reply_task(rp, task_id);
	buf_init(&b, cx->mem, 256);
	json_init(&j, &b);
	json_object(&j);
	json_put_int(&j, "approval_id", approval_id);
	json_put_text(&j, "status", "pending");
	json_object_end(&j);
	return reply_raw(rp, 202, buf_view(&b));
}

static enum err_code
resolve_task(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct id_path *path = rq->path_args;
	struct task_row t;
	enum err_code rc;

	rc = tasks_resolve(cx, path->id, rq->body, &t);
	return rc ? rc : reply_item(rp, 200, &task_type, &t);
}

static enum err_code
follow_task(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct id_path *path = rq->path_args;
	struct task_row t;
	enum err_code rc;

	rc = tasks_get(cx, path->id, &t);
	return rc ? rc : reply_stream(rp, stream_uri(cx, path->id));
}

static enum err_code
task_log(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct id_path *path = rq->path_args;
	const struct task_log_query *q = rq->query;
	struct task_event_row *items;
	int64_t last;
	size_t n;
	enum err_code rc;

	rc = tasks_log(cx, path->id, q, &items, &n, &last);
	return rc ? rc : reply_list(rp, &task_event_type, items, n, last);
}

static enum err_code
list_schedules(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct schedule *items;
	int64_t total;
	size_t n;
	enum err_code rc;

	rc = tasks_schedule_list(cx, rq->query, &items, &n, &total);
	return rc ? rc : reply_list(rp, &schedule_type, items, n, total);
}

static enum err_code
get_schedule(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct id_path *path = rq->path_args;
	struct schedule s;
	enum err_code rc;

	rc = tasks_schedule_get(cx, path->id, &s);
	return rc ? rc : reply_item(rp, 200, &schedule_type, &s);
}

static enum err_code
create_schedule(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct schedule s;
	enum err_code rc;

	rc = tasks_schedule_create(cx, rq->body, &s);
	return rc ? rc : reply_item(rp, 201, &schedule_type, &s);
}

static enum err_code
update_schedule(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct id_path *path = rq->path_args;
	struct schedule before, s;
	enum err_code rc;

	rc = tasks_schedule_update(cx, path->id, rq->body, &before, &s);
	if (rc)
		return rc;
	rc = reply_item(rp, 200, &schedule_type, &s);
	reply_audit(rp, s.id, s.name,
	    type_text(cx->mem, &schedule_type, &before),
	    type_text(cx->mem, &schedule_type, &s));
	return rc;
}

static enum err_code
remove_schedule(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct id_path *path = rq->path_args;
	struct schedule before;
	enum err_code rc;

	rc = tasks_schedule_remove(cx, path->id, &before);
	if (rc)
		return rc;
	reply_audit(rp, before.id, before.name,
	    type_text(cx->mem, &schedule_type, &before), STR(""));
	return reply_ok(rp);
}

const struct route tasks_routes[] = {
	{ M_GET, "/api/v1/tasks", .id = "tasks.list",
	    .doc = "List tasks, newest first", .perm = "task:read",
	    .flags = R_LIST, .query = &task_filter_type,
	    .reply = &task_item_type, .fn = list_tasks },
	{ M_GET, "/api/v1/tasks/{id}", .id = "tasks.get",
	    .doc = "One task with arguments and result", .perm = "task:read",
	    .path = &id_path_type, .reply = &task_type, .fn = get_task },
	{ M_POST, "/api/v1/tasks/{id}/cancel", .id = "tasks.cancel",
	    .doc = "End a queued task; ask a running one to stop",
	    .perm = "task:write", .audit = "task", .path = &id_path_type,
	    .reply = &task_type, .fn = cancel_task },
	{ M_POST, "/api/v1/tasks/{id}/retry", .id = "tasks.retry",
	    .doc =
		"Start a failed or cancelled task's work anew, as a new task",
	    .perm = "task:write", .audit = "task", .path = &id_path_type,
	    .flags = R_TASK, .fn = retry_task },
	{ M_POST, "/api/v1/tasks/{id}/resolve", .id = "tasks.resolve",
	    .doc = "Say how a task of unknown outcome really ended",
	    .perm = "task:write", .audit = "task", .path = &id_path_type,
	    .body = &task_resolve_type, .reply = &task_type,
	    .fn = resolve_task },
	{ M_GET, "/api/v1/tasks/{id}/events", .id = "tasks.events",
	    .doc = "Follow a task's events (SSE); resumes after Last-Event-ID",
	    .perm = "task:read", .flags = R_STREAM, .path = &id_path_type,
	    .fn = follow_task },
	{ M_GET, "/api/v1/tasks/{id}/log", .id = "tasks.log",
	    .doc = "A page of a task's events; total is the last number",
	    .perm = "task:read", .flags = R_LIST, .path = &id_path_type,
	    .query = &task_log_query_type, .reply = &task_event_type,
	    .fn = task_log },
	{ M_GET, "/api/v1/schedules", .id = "schedules.list",
	    .doc = "List schedules by name", .perm = "schedule:read",
	    .flags = R_LIST, .query = &schedule_filter_type,
	    .reply = &schedule_type, .fn = list_schedules },
	{ M_POST, "/api/v1/schedules", .id = "schedules.create",
	    .doc = "Make tasks at fixed times", .perm = "schedule:write",
	    .audit = "schedule", .body = &schedule_new_type,
	    .reply = &schedule_type, .fn = create_schedule },
	{ M_GET, "/api/v1/schedules/{id}", .id = "schedules.get",
	    .doc = "One schedule", .perm = "schedule:read",
	    .path = &id_path_type, .reply = &schedule_type,
	    .fn = get_schedule },
	{ M_PUT, "/api/v1/schedules/{id}", .id = "schedules.update",
	    .doc =
		"Change a schedule; its tasks run for the caller from now on",
	    .perm = "schedule:write", .audit = "schedule",
	    .path = &id_path_type, .body = &schedule_new_type,
	    .reply = &schedule_type, .fn = update_schedule },
	{ M_DELETE, "/api/v1/schedules/{id}", .id = "schedules.remove",
	    .doc = "Remove a schedule", .perm = "schedule:write",
	    .audit = "schedule", .path = &id_path_type, .fn = remove_schedule },
	{ .fn = NULL }
};
