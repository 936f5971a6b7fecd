/*
 * approvals: asking, deciding, and starting what was approved.
 *
 * Every decision holds the approval's row lock until its commit, so that of any
 * number of approvals, refusals and withdrawals at once one settles it and the
 * others find it settled.
 */
#include "approvals/approvals.h"

#include "approvals/approvals_priv.h"
#include "crypto/crypto.h"
#include "notifications/notifications.h"
#include "rbac/rbac.h"

#define PLAN_MAX ((size_t)512 << 10)
#define FORCED_MINUTES 1440 /* life of an approval that no policy asks for */

static const char *
text(const char *s)
{
	return s ? s : "";
}

static void
put_raw(struct json *j, const char *key, struct raw raw)
{
	json_key(j, key);
	json_raw(j, raw.n ? (struct str){ raw.p, raw.n } : STR("null"));
}

/* Everything that decides what will run, for whom, and what the approver was
 * shown; keys sorted, so that this is the canonical form. */
enum err_code
approvals_digest(struct cx *cx, const struct approval *a, const char **hex)
{
	struct buf b;
	struct json j;

	buf_init(&b, cx->mem, 2 * PLAN_MAX);
	json_init(&j, &b);
	json_object(&j);
	json_put_text(&j, "action", a->action);
	put_raw(&j, "args", a->args);
	json_put_text(&j, "kind", a->kind);
	json_put_text(&j, "needs", a->needs);
	json_put_text(&j, "object", a->object);
	json_put_int(&j, "object_id", a->object_id);
	put_raw(&j, "plan", a->plan);
	json_put_int(&j, "priority", a->priority);
	json_put_int(&j, "project_id", a->project_id);
	json_put_int(&j, "requester_id", a->requester_id);
	json_put_int(&j, "retry_of", a->retry_of);
	json_put_text(&j, "risk", a->risk);
	json_put_int(&j, "run_at", a->run_at);
	json_put_text(&j, "summary", a->summary);
	json_put_int(&j, "timeout_s", a->timeout_s);
	json_put_text(&j, "title", a->title);
	json_put_int(&j, "v", 1);
	json_object_end(&j);
	if (!json_done(&j))
		return err_set(cx, ERR_TOO_LARGE, "审批内容过大",
		    "the plan is too large to be approved");
	*hex = crypto_sha256_hex(cx->mem, buf_view(&b));
	return ERR_OK;
}

/* ${in} in canonical form; nothing gives "null". */
static enum err_code
canonical(struct cx *cx, struct str in, struct raw *out)
{
	struct str s = STR("null");
	enum err_code rc;

	if (in.n > PLAN_MAX)
		return err_set(cx, ERR_TOO_LARGE, "审批内容过大",
		    "the plan is too large to be approved");
	if (in.n) {
		rc = json_canonical(cx, in, &s);
		if (rc)
			return rc;
	}
	*out = (struct raw){ s.p, s.n };
	return ERR_OK;
}

/* Tells those who could decide that somebody waits for them. */
static enum err_code
tell_approvers(struct cx *cx, int64_t id, const struct approval *a)
{
	const char *what = *a->summary ? a->summary : a->title;
	struct ints users;
	enum err_code rc;

	rc = approvals_db_candidates(cx, id, &users);
	if (rc || users.n == 0)
		return rc;
	return notifications_add_many(cx, users.v, users.n,
	    &(struct notification_new){ .type = "approval",
		.title = arena_printf(cx->mem, "待审批：%s", what),
		.title_en = arena_printf(cx->mem, "Approval wanted: %s", what),
		.content = arena_printf(cx->mem, "申请人 %s。%s",
		    a->requester_name, a->reason),
		.content_en = arena_printf(cx->mem, "Asked by %s. %s",
		    a->requester_name, a->reason),
		.severity = strcmp(a->risk, "high") == 0 ? "warning" : "info",
		.source = "approvals",
		.source_id = arena_printf(cx->mem, "%lld", (long long)id),
		.action_url =
		    arena_printf(cx->mem, "/approvals/%lld", (long long)id),
		.action_type = "approve" });
}

static enum err_code
tell_requester(struct cx *cx, const struct approval *a, bool approved)
{
	const char *what = *a->summary ? a->summary : a->title;

	if (a->requester_id == 0)
		return ERR_OK;
	return notifications_add(cx, a->requester_id,
	    &(struct notification_new){ .type = "approval",
		.title = arena_printf(cx->mem, "%s：%s",
		    approved ? "已批准" : "已拒绝", what),
		.title_en = arena_printf(cx->mem, "%s: %s",
		    approved ? "Approved" : "Refused", what),
		.content = text(cx->who.username),
		.severity = approved ? "info" : "warning",
		.source = "approvals",
		.source_id = arena_printf(cx->mem, "%lld", (long long)a->id),
		.action_url =
		    arena_printf(cx->mem, "/approvals/%lld", (long long)a->id),
		.action_type = "view" });
}

static enum err_code
store(struct cx *cx, const struct approval_need *need,
    const struct task_new *task, struct str args_json,
    const struct approval_rule *rules, size_t n, int64_t *id)
{
	struct approval a = { .project_id = need->project_id,
		.action = need->action,
		.needs = need->needs ? need->needs : need->action,
		.risk = need->risk,
		.summary = text(need->summary),
		.reason = text(need->reason),
		.requester_id = cx->who.user_id,
		.requester_name = text(cx->who.username),
		.kind = task->kind,
		.title = text(task->title),
		.object = text(task->object),
		.object_id = task->object_id,
		.priority = task->priority,
		.timeout_s = task->timeout_s,
		.run_at = task->run_at,
		.retry_of = task->retry_of };
	int64_t minutes = INT64_MAX;
	enum err_code rc;
	size_t i;

	rc = canonical(cx, args_json.n ? args_json : STR("{}"), &a.args);
	if (!rc)
		rc = canonical(cx, need->plan, &a.plan);
	if (!rc)
		rc = approvals_digest(cx, &a, &a.digest);
	if (rc)
		return rc;
	/* The shortest life of all policies that ask. */
	for (i = 0; i < n; i++) {
		if (rules[i].expires_minutes < minutes)
			minutes = rules[i].expires_minutes;
	}
	rc = approvals_db_insert(cx, &a, minutes, id);
	for (i = 0; !rc && i < n; i++)
		rc = approvals_db_rule_insert(cx, *id, &rules[i]);
	if (!rc)
		rc = tell_approvers(cx, *id, &a);
	return rc;
}

/* One rule more, of the caller of the engine and of no policy. */
static void
add_forced(struct cx *cx, const char *name, struct approval_rule **rules,
    size_t *n)
{
	struct approval_rule *more;

	more = arena_array(cx->mem, *n + 1, sizeof(*more));
	if (*n > 0)
		memcpy(more, *rules, *n * sizeof(*more));
	more[*n] = (struct approval_rule){ .ord = (int64_t)*n + 1,
		.name = name,
		.approver_role = "",
		.approver_permission = "approval:decide",
		.count = 1,
		.expires_minutes = FORCED_MINUTES };
	*rules = more;
	(*n)++;
}

enum err_code
approvals_submit_json(struct cx *cx, const struct approval_need *need,
    const struct task_new *task, struct str args_json, int64_t *task_id,
    int64_t *approval_id)
{
	struct approval_need asked = *need;
	struct approval_rule *rules;
	enum err_code rc;
	size_t n;

	*task_id = *approval_id = 0;
	if (!asked.risk || !*asked.risk)
		asked.risk = "low";
	rc = approvals_db_match(cx, &asked, &rules, &n);
	if (rc)
		return rc;
	if (asked.forced != NULL)
		add_forced(cx, asked.forced, &rules, &n);
	if (n == 0)
		return tasks_enqueue_json(cx, task, args_json, task_id);
	return store(cx, &asked, task, args_json, rules, n, approval_id);
}

enum err_code
approvals_submit(struct cx *cx, const struct approval_need *need,
    const struct task_new *task, int64_t *task_id, int64_t *approval_id)
{
	struct str args = STR("{}");

	if (task->args_type)
		args = type_text(cx->mem, task->args_type, task->args);
	return approvals_submit_json(cx, need, task, args, task_id,
	    approval_id);
}

static bool
holds(struct cx *cx, const char *perm, int64_t project_id)
{
	return cx_can_in(cx, perm, project_id);
}

/* Where the caller may read and decide, and the codes that he holds. */
static void
scope_of(struct cx *cx, struct approval_scope *s)
{
	const struct principal *who = &cx->who;
	size_t max = who->n_perms, i, k;
	int64_t *readable, *decidable, *projects;
	const char **codes;

	for (i = 0; i < who->n_project_perms; i++)
		max += who->project_perms[i].n;
	readable = arena_array(cx->mem, who->n_projects + 1, sizeof(int64_t));
	decidable = arena_array(cx->mem, who->n_projects + 1, sizeof(int64_t));
	projects = arena_array(cx->mem, max + 1, sizeof(int64_t));
	codes = arena_array(cx->mem, max + 1, sizeof(*codes));
	*s = (struct approval_scope){ .readable = readable,
		.decidable = decidable,
		.code_projects = projects,
		.codes = codes,
		.read_global = holds(cx, "approval:read", 0),
		.decide_global = holds(cx, "approval:decide", 0) };
	for (i = 0; i < who->n_projects; i++) {
		if (holds(cx, "approval:read", who->projects[i]))
			readable[s->n_readable++] = who->projects[i];
		if (holds(cx, "approval:decide", who->projects[i]))
			decidable[s->n_decidable++] = who->projects[i];
	}
	for (i = 0; i < who->n_perms; i++)
		codes[s->n_codes++] = who->perms[i];
	for (i = 0; i < who->n_project_perms; i++) {
		for (k = 0; k < who->project_perms[i].n; k++) {
			projects[s->n_codes] = who->project_perms[i].project_id;
			codes[s->n_codes++] = who->project_perms[i].perms[k];
		}
	}
}

enum err_code
approvals_list(struct cx *cx, const struct approval_filter *f,
    struct approval **v, size_t *n, int64_t *total)
{
	struct approval_scope scope;

	scope_of(cx, &scope);
	return approvals_db_list(cx, &scope, f, v, n, total);
}

enum err_code
approvals_waiting(struct cx *cx, int64_t limit, struct approval_line **v,
    size_t *n)
{
	const struct approval_filter f = {
		.page = 1, .page_size = limit, .waiting = true
	};
	struct approval_scope scope;
	struct approval *found;
	enum err_code rc;
	size_t i;

	scope_of(cx, &scope);
	rc = approvals_db_page(cx, &scope, &f, &found, n);
	if (rc)
		return rc;
	*v = arena_array(cx->mem, *n + 1, sizeof(**v));
	for (i = 0; i < *n; i++)
		(*v)[i] = (struct approval_line){ found[i].id, found[i].title,
			found[i].requester_name, found[i].risk,
			found[i].created_at };
	return ERR_OK;
}

static enum err_code
fill_children(struct cx *cx, struct approval *a)
{
	struct approval_rule *rules;
	struct approval_decision *decisions;
	enum err_code rc;
	size_t n_rules, n_decisions;

	rc = approvals_db_rules(cx, a->id, &rules, &n_rules);
	if (!rc)
		rc =
		    approvals_db_decisions(cx, a->id, &decisions, &n_decisions);
	if (rc)
		return rc;
	a->rules = (struct objects){ rules, n_rules, true };
	a->decisions = (struct objects){ decisions, n_decisions, true };
	return ERR_OK;
}

static enum err_code
check_sees(struct cx *cx, const struct approval *a)
{
	if (a->requester_id == cx->who.user_id && cx->who.user_id)
		return ERR_OK;
	return rbac_check_in(cx, "approval:read", a->project_id);
}

enum err_code
approvals_get(struct cx *cx, int64_t id, struct approval *out)
{
	enum err_code rc;

	rc = approvals_db_get(cx, id, out);
	if (!rc)
		rc = check_sees(cx, out);
	if (!rc)
		rc = fill_children(cx, out);
	return rc;
}

/* Whether the locked approval can still be decided, by what the caller saw. */
static enum err_code
check_open(struct cx *cx, const struct approval *a,
    const struct approval_decide *in)
{
	if (strcmp(a->status, "pending") != 0) {
		cx->current_version = a->version;
		return err_set(cx, ERR_CONFLICT, "审批 %lld 的状态是 %s",
		    "approval %lld is %s", (long long)a->id, a->status);
	}
	if (cx->if_match && cx->if_match != a->version) {
		cx->current_version = a->version;
		return err_set(cx, ERR_CONFLICT, "审批 %lld 已被他人修改",
		    "somebody else changed approval %lld", (long long)a->id);
	}
	if (in->digest && *in->digest && strcmp(in->digest, a->digest) != 0)
		return err_field_as(cx, ERR_CONFLICT, "digest",
		    "摘要与待执行内容不符",
		    "the digest is not that of what would run");
	return ERR_OK;
}

static bool
has_role(const struct texts *roles, const char *code)
{
	size_t i;

	for (i = 0; i < roles->n; i++) {
		if (strcmp(roles->v[i], code) == 0)
			return true;
	}
	return false;
}

/* The rules that the caller satisfies, by number; none is ERR_FORBIDDEN. */
static enum err_code
satisfied(struct cx *cx, const struct approval *a,
    const struct approval_rule *rules, size_t n, int64_t **ords, size_t *n_ords)
{
	struct texts roles;
	enum err_code rc;
	size_t i;
	bool yes;

	rc = approvals_db_roles(cx, cx->who.user_id, a->project_id, &roles);
	if (rc)
		return rc;
	*ords = arena_array(cx->mem, n + 1, sizeof(**ords));
	*n_ords = 0;
	for (i = 0; i < n; i++) {
		if (*rules[i].approver_role)
			yes = cx->who.is_admin ||
			    has_role(&roles, rules[i].approver_role);
		else
			yes = holds(cx, rules[i].approver_permission,
			    a->project_id);
		if (yes)
			(*ords)[(*n_ords)++] = rules[i].ord;
	}
	if (*n_ords == 0)
		return err_set(cx, ERR_FORBIDDEN, "没有策略允许您审批 %lld",
		    "no policy lets you decide approval %lld",
		    (long long)a->id);
	return ERR_OK;
}

/* A decision that is being made. */
struct vote {
	const struct approval_decide *in;
	struct approval *a;
	struct approval_rule *rules;
	size_t n_rules;
	int64_t *ords;
	size_t n_ords;
};

/* Locks, checks and writes the caller's vote. */
static enum err_code
cast(struct cx *cx, int64_t id, const char *decision, struct vote *v)
{
	enum err_code rc;

	rc = approvals_db_lock(cx, id, v->a);
	if (!rc)
		rc = rbac_check_in(cx, "approval:decide", v->a->project_id);
	if (rc)
		return rc;
	if (v->a->requester_id == cx->who.user_id)
		return err_set(cx, ERR_FORBIDDEN, "申请人不能审批自己的申请",
		    "the requester may not decide his own request");
	rc = check_open(cx, v->a, v->in);
	if (!rc)
		rc = approvals_db_rules(cx, id, &v->rules, &v->n_rules);
	if (!rc)
		rc = satisfied(cx, v->a, v->rules, v->n_rules, &v->ords,
		    &v->n_ords);
	if (!rc)
		rc = approvals_db_decide(cx, id, decision, v->in->comment,
		    v->ords, v->n_ords);
	if (rc == ERR_CONFLICT && v->n_ords)
		return err_set(cx, ERR_CONFLICT, "您已对审批 %lld 作出决定",
		    "you have decided approval %lld already", (long long)id);
	return rc;
}

/* Whether every rule has its count, this vote included. */
static bool
is_complete(const struct vote *v)
{
	size_t i, k;

	for (i = 0; i < v->n_rules; i++) {
		int64_t given = v->rules[i].given;

		for (k = 0; k < v->n_ords; k++)
			given += v->ords[k] == v->rules[i].ord;
		if (given < v->rules[i].count)
			return false;
	}
	return v->n_rules > 0;
}

/* One of "a|b", in the project. */
static enum err_code
check_needs(struct cx *cx, const struct approval *a)
{
	struct str rest = str_of(a->needs), one;
	enum err_code rc = ERR_FORBIDDEN;

	while (rc && rest.n) {
		str_cut(&rest, '|', &one);
		rc = rbac_check_in(cx, arena_str(cx->mem, one), a->project_id);
	}
	return rc;
}

/* The requester must still be somebody, and still hold what the act needs: an
 * approval lends nobody a right. */
static enum err_code
become_requester(struct cx *cx, const struct approval *a)
{
	enum err_code rc;

	if (a->requester_id == 0)
		return ERR_OK;
	rc = rbac_load(cx, cx->mem, a->requester_id);
	if (!rc)
		rc = check_needs(cx, a);
	if (rc == ERR_UNAUTHORIZED || rc == ERR_FORBIDDEN ||
	    rc == ERR_NOT_FOUND || rc == ERR_USER_MISSING)
		return err_set(cx, ERR_CONFLICT,
		    "申请人 '%s' 已不再具有权限 '%s'",
		    "the requester '%s' no longer holds '%s'",
		    a->requester_name, a->needs);
	return rc;
}

static enum err_code
start_task(struct cx *cx, const struct approval *a, int64_t *task_id)
{
	const struct task_new task = { .kind = a->kind,
		.title = a->title,
		.project_id = a->project_id,
		.object = a->object,
		.object_id = a->object_id,
		.priority = a->priority,
		.timeout_s = a->timeout_s,
		.run_at = a->run_at,
		.retry_of = a->retry_of,
		/* The second wall: one task for one approval. */
		.idempotency_key =
		    arena_printf(cx->mem, "approval:%lld", (long long)a->id) };
	struct principal approver = cx->who;
	const char *digest = "";
	enum err_code rc;

	rc = approvals_digest(cx, a, &digest);
	if (rc)
		return rc;
	if (strcmp(digest, a->digest) != 0) {
		log_error(cx, "approval.digest", LOG_INT("approval", a->id));
		return err_field_as(cx, ERR_CONFLICT, "digest",
		    "待执行内容与批准的摘要不符",
		    "what would run is not what was asked for");
	}
	rc = become_requester(cx, a);
	if (!rc)
		rc = tasks_enqueue_json(cx, &task,
		    (struct str){ a->args.p, a->args.n }, task_id);
	cx->who = approver;
	return rc;
}

enum err_code
approvals_approve(struct cx *cx, int64_t id, const struct approval_decide *in,
    struct approval *before, struct approval *after)
{
	struct vote v = { .in = in, .a = before };
	int64_t task_id = 0;
	enum err_code rc;

	rc = cast(cx, id, "approve", &v);
	if (rc)
		return rc;
	if (is_complete(&v)) {
		rc = start_task(cx, before, &task_id);
		if (!rc)
			rc = approvals_db_finish(cx, id, "approved", task_id);
		if (!rc)
			rc = tell_requester(cx, before, true);
	} else {
		rc = approvals_db_bump(cx, id);
	}
	if (!rc)
		rc = approvals_db_get(cx, id, after);
	if (!rc)
		rc = fill_children(cx, after);
	return rc;
}

enum err_code
approvals_reject(struct cx *cx, int64_t id, const struct approval_decide *in,
    struct approval *before, struct approval *after)
{
	struct vote v = { .in = in, .a = before };
	enum err_code rc;

	rc = cast(cx, id, "reject", &v);
	if (!rc)
		rc = approvals_db_finish(cx, id, "rejected", 0);
	if (!rc)
		rc = tell_requester(cx, before, false);
	if (!rc)
		rc = approvals_db_get(cx, id, after);
	if (!rc)
		rc = fill_children(cx, after);
	return rc;
}

enum err_code
approvals_cancel(struct cx *cx, int64_t id, const struct approval_decide *in,
    struct approval *before, struct approval *after)
{
	enum err_code rc;

	rc = approvals_db_lock(cx, id, before);
	if (!rc)
		rc = check_sees(cx, before);
	if (rc)
		return rc;
	if (before->requester_id != cx->who.user_id)
		return err_set(cx, ERR_FORBIDDEN, "只有申请人可以撤回",
		    "only the requester can withdraw it");
	rc = check_open(cx, before, in);
	if (!rc)
		rc = approvals_db_finish(cx, id, "cancelled", 0);
	if (!rc)
		rc = approvals_db_get(cx, id, after);
	if (!rc)
		rc = fill_children(cx, after);
	return rc;
}
