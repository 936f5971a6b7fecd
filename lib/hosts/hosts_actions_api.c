/*
 * hosts_actions_api: routes of actions, batches and windows.
 */
#include "hosts/hosts_actions.h"

static struct str
image(struct cx *cx, struct host *h)
{
	hosts_dress(cx, h);
	return type_text(cx->mem, &host_type, h);
}

static enum err_code
act_on_host(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct id_path *at = rq->path_args;
	struct host_action_reply out;
	struct host before;
	int64_t approval_id;
	enum err_code rc;

	rc = hosts_act(cx, at->id, rq->body, &before, &out, &approval_id);
	if (rc)
		return rc;
	rp->object_id = before.id;
	rp->object_name = before.name;
	rp->project_id = before.project_id;
	rp->before = image(cx, &before);
	if (approval_id != 0)
		return approvals_reply(rp, approval_id);
	hosts_dress(cx, &out.host);
	return reply_item(rp, out.task_id != 0 ? 202 : 200,
	    &host_action_reply_type, &out);
}

static enum err_code
act_on_many(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct host_batch *in = rq->body;
	struct host_batch_reply out;
	enum err_code rc;

	rc = hosts_batch(cx, in, &out.affected);
	if (rc)
		return rc;
	rp->object_name =
	    arena_printf(cx->mem, "%lld hosts", (long long)out.affected);
	rp->before = type_text(cx->mem, &host_batch_type, in);
	return reply_item(rp, 200, &host_batch_reply_type, &out);
}

static enum err_code
list_windows(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct id_path *at = rq->path_args;
	struct host_window *items;
	struct host h;
	enum err_code rc;
	size_t n;

	rc = hosts_db_get(cx, at->id, &h);
	if (rc == ERR_OK)
		rc = hosts_actions_db_windows(cx, h.id, &items, &n);
	if (rc)
		return rc;
	return reply_array(rp, &host_window_type, items, n);
}

static enum err_code
cancel_window(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct host_window w;
	enum err_code rc;

	rc = hosts_window_cancel(cx, rq->path_args, &w);
	if (rc)
		return rc;
	reply_audit(rp, w.host_id, NULL,
	    type_text(cx->mem, &host_window_type, &w), STR(""));
	rp->project_id = w.project_id;
	return reply_ok(rp);
}

const struct route hosts_action_routes[] = {
	{ M_POST, "/api/v1/hosts/{id}/actions", .id = "hosts.action",
	    .doc =
		"Maintenance now or later, online, offline, restart, shutdown",
	    .perm = "host:write", .audit = "host", .path = &id_path_type,
	    .body = &host_action_type, .reply = &host_action_reply_type,
	    .fn = act_on_host },
	{ M_POST, "/api/v1/hosts/batch", .id = "hosts.batch",
	    .doc = "One action on many hosts, on all of them or on none",
	    .perm = "host:write", .audit = "host", .body = &host_batch_type,
	    .reply = &host_batch_reply_type, .fn = act_on_many },
	{ M_GET, "/api/v1/hosts/{id}/windows", .id = "hosts.windows",
	    .doc = "Maintenance windows of a host, planned ones first",
	    .perm = "host:read", .flags = R_ARRAY, .path = &id_path_type,
	    .reply = &host_window_type, .fn = list_windows },
	{ M_DELETE, "/api/v1/hosts/{id}/windows/{window_id}",
	    .id = "hosts.window_cancel",
	    .doc = "Cancel a maintenance window that has not begun",
	    .perm = "host:write", .audit = "host",
	    .path = &host_window_path_type, .fn = cancel_window },
	{ .fn = NULL }
};
