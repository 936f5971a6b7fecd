/*
 * approvals_api: handlers of approvals and policies.
 */
#include "approvals/approvals.h"
#include "approvals/approvals_priv.h"

static int64_t
id_of(const struct req *rq)
{
	return ((const struct id_path *)rq->path_args)->id;
}

enum err_code
approvals_reply(struct reply *rp, int64_t approval_id)
{
	struct buf b;
	struct json j;

	buf_init(&b, rp->mem, 256);
	json_init(&j, &b);
	json_object(&j);
	json_put_int(&j, "approval_id", approval_id);
	json_put_text(&j, "status", "pending");
	json_object_end(&j);
	reply_header(rp, "Location",
	    arena_printf(rp->mem, "/api/v1/approvals/%lld",
		(long long)approval_id));
	return reply_raw(rp, 202, buf_view(&b));
}

static enum err_code
list_approvals(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct approval *v;
	enum err_code rc;
	int64_t total;
	size_t n;

	rc = approvals_list(cx, rq->query, &v, &n, &total);
	if (rc)
		return rc;
	return reply_list(rp, &approval_item_type, v, n, total);
}

static enum err_code
get_approval(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct approval a;
	enum err_code rc;

	rc = approvals_get(cx, id_of(rq), &a);
	if (rc)
		return rc;
	return reply_item(rp, 200, &approval_type, &a);
}

typedef enum err_code (*decide_fn)(struct cx *cx, int64_t id,
    const struct approval_decide *in, struct approval *before,
    struct approval *after);

static enum err_code
decide(struct cx *cx, const struct req *rq, struct reply *rp, decide_fn fn)
{
	struct approval before = { 0 }, after = { 0 };
	enum err_code rc;

	rc = fn(cx, id_of(rq), rq->body, &before, &after);
	/* Also a refused decision belongs to the project's chain. */
	rp->project_id = before.project_id;
	if (rc)
		return rc;
	rp->object_name = after.title;
	rp->before = type_text(cx->mem, &approval_item_type, &before);
	return reply_item(rp, 200, &approval_type, &after);
}

static enum err_code
approve(struct cx *cx, const struct req *rq, struct reply *rp)
{
	return decide(cx, rq, rp, approvals_approve);
}

static enum err_code
reject(struct cx *cx, const struct req *rq, struct reply *rp)
{
	return decide(cx, rq, rp, approvals_reject);
}

static enum err_code
cancel(struct cx *cx, const struct req *rq, struct reply *rp)
{
	return decide(cx, rq, rp, approvals_cancel);
}

static enum err_code
list_policies(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct approval_policy *v;
	enum err_code rc;
	int64_t total;
	size_t n;

	rc = approvals_policy_list(cx, rq->query, &v, &n, &total);
	if (rc)
		return rc;
	return reply_list(rp, &approval_policy_type, v, n, total);
}

static enum err_code
get_policy(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct approval_policy p;
	enum err_code rc;

	rc = approvals_policy_get(cx, id_of(rq), &p);
	if (rc)
		return rc;
	return reply_item(rp, 200, &approval_policy_type, &p);
}

static enum err_code
create_policy(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct approval_policy p;
	enum err_code rc;

	rc = approvals_policy_create(cx, rq->body, &p);
	if (rc)
		return rc;
	return reply_item(rp, 201, &approval_policy_type, &p);
}

static enum err_code
update_policy(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct approval_policy before, after;
	enum err_code rc;

	rc = approvals_policy_update(cx, id_of(rq), rq->body, &before, &after);
	if (rc)
		return rc;
	rp->before = type_text(cx->mem, &approval_policy_type, &before);
	return reply_item(rp, 200, &approval_policy_type, &after);
}

static enum err_code
remove_policy(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct approval_policy p;
	enum err_code rc;

	rc = approvals_policy_remove(cx, id_of(rq), &p);
	if (rc)
		return rc;
	rp->project_id = p.project_id;
	reply_audit(rp, p.id, p.name,
	    type_text(cx->mem, &approval_policy_type, &p),
	    (struct str){ NULL, 0 });
	return reply_ok(rp);
}

#define APPROVALS "/api/v1/approvals"
#define POLICIES "/api/v1/approval-policies"

const struct route approvals_routes[] = {
	{ M_GET, APPROVALS, .id = "approvals.list",
	    .doc =
		"What the caller asked for and, with approval:read, what others"
		" did",
	    .flags = R_LIST | R_SELF, .query = &approval_filter_type,
	    .reply = &approval_item_type, .fn = list_approvals },
	{ M_GET, APPROVALS "/{id}", .id = "approvals.get",
	    .doc = "One approval with its plan, rules and votes",
	    .flags = R_SELF, .path = &id_path_type, .reply = &approval_type,
	    .fn = get_approval },
	{ M_POST, APPROVALS "/{id}/approve", .id = "approvals.approve",
	    .doc = "Approve; the vote that completes it starts the task",
	    .perm = "approval:decide", .audit = "approval",
	    .path = &id_path_type, .body = &approval_decide_type,
	    .reply = &approval_type, .fn = approve },
	{ M_POST, APPROVALS "/{id}/reject", .id = "approvals.reject",
	    .doc = "Refuse; one refusal settles it", .perm = "approval:decide",
	    .audit = "approval", .path = &id_path_type,
	    .body = &approval_decide_type, .reply = &approval_type,
	    .fn = reject },
	{ M_POST, APPROVALS "/{id}/cancel", .id = "approvals.cancel",
	    .doc = "Withdraw what the caller asked for himself",
	    .flags = R_SELF, .audit = "approval", .path = &id_path_type,
	    .body = &approval_decide_type, .reply = &approval_type,
	    .fn = cancel },
	{ M_GET, POLICIES, .id = "approval_policies.list",
	    .doc = "Which acts need whose approval", .perm = "approval:read",
	    .flags = R_LIST, .query = &approval_policy_filter_type,
	    .reply = &approval_policy_type, .fn = list_policies },
	{ M_POST, POLICIES, .id = "approval_policies.create",
	    .doc = "Ask for approvals of an act", .perm = "approval:policy",
	    .audit = "approval_policy", .body = &approval_policy_new_type,
	    .reply = &approval_policy_type, .fn = create_policy },
	{ M_GET, POLICIES "/{id}", .id = "approval_policies.get",
	    .doc = "One policy", .perm = "approval:read", .path = &id_path_type,
	    .reply = &approval_policy_type, .fn = get_policy },
	{ M_PUT, POLICIES "/{id}", .id = "approval_policies.update",
	    .doc = "Replace a policy", .perm = "approval:policy",
	    .audit = "approval_policy", .path = &id_path_type,
	    .body = &approval_policy_new_type, .reply = &approval_policy_type,
	    .fn = update_policy },
	{ M_DELETE, POLICIES "/{id}", .id = "approval_policies.remove",
	    .doc = "Remove a policy; what was asked before keeps its rules",
	    .perm = "approval:policy", .audit = "approval_policy",
	    .path = &id_path_type, .fn = remove_policy },
	{ .fn = NULL }
};
