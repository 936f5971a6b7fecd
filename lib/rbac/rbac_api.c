/*
 * rbac_api: the endpoints of roles, permissions and explanations.
 *
 * Roles and users belong to no project, so a right that somebody holds inside
 * one project alone does not reach them: whoever changes roles or asks about
 * others is asked for it globally.
 */
#include "rbac/rbac.h"
#include "rbac/rbac_db.h"
#include "rbac/rbac_priv.h"
#include "web/web.h"

/* What the contract's consoles expect to read of an administrator. */
static const char *const admin_codes[] = { "*:*", "host:read", "host:write",
	"host:*", "task:read", "task:write", "task:*", "kubernetes:read",
	"kubernetes:write", "kubernetes:*", "monitoring:read",
	"monitoring:write", "monitoring:*", "config:read", "config:write",
	"config:*", "rbac:read", "rbac:write", "rbac:*", "automation:*",
	"cicd:*", "cmdb:*" };

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

size_t
rbac_own_codes(const struct cx *cx, const char *const **codes)
{
	const struct principal *who = &cx->who;
	size_t i, k, n = 0, most = sizeof(admin_codes) / sizeof(*admin_codes);
	const char **out;

	most += who->n_perms + who->n_scopes;
	for (i = 0; i < who->n_project_perms; i++)
		most += who->project_perms[i].n;
	out = arena_array(cx->mem, most, sizeof(*out));
	for (i = 0;
	     who->is_admin && i < sizeof(admin_codes) / sizeof(*admin_codes);
	     i++)
		out[n++] = admin_codes[i];
	for (i = 0; i < who->n_perms; i++)
		out[n++] = who->perms[i];
	for (i = 0; i < who->n_project_perms; i++) {
		for (k = 0; k < who->project_perms[i].n; k++)
			out[n++] = who->project_perms[i].perms[k];
	}
	/* A limited token has the scopes that its maker still holds, and what
	 * of his codes they cover. */
	for (i = 0; i < who->n_scopes; i++)
		out[n++] = who->scopes[i];
	for (i = 0, k = 0; i < n; i++) {
		if (cx_can(cx, out[i]))
			out[k++] = out[i];
	}
	qsort(out, k, sizeof(*out), by_text);
	for (i = 0, n = 0; i < k; i++) {
		if (n == 0 || strcmp(out[n - 1], out[i]) != 0)
			out[n++] = out[i];
	}
	*codes = out;
	return n;
}

static enum err_code
my_permissions(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const char *const *codes;
	size_t n;

	(void)rq;
	n = rbac_own_codes(cx, &codes);
	return reply_texts(rp, codes, n);
}

static enum err_code
check(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct rbac_check *in = rq->body;
	struct rbac_answer answer;
	const char *code;

	code = arena_printf(cx->mem, "%s:%s", in->resource, in->action);
	if (in->project_id == 0)
		answer.has_permission = cx_can(cx, code);
	else
		answer.has_permission =
		    rbac_check_in(cx, code, in->project_id) == ERR_OK;
	err_clear(cx);
	return reply_item(rp, 200, &rbac_answer_type, &answer);
}

static enum err_code
list_roles(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct role *roles;
	int64_t total;
	enum err_code rc;
	size_t n;

	rc = rbac_db_roles(cx, rq->query, &roles, &n, &total);
	if (rc)
		return rc;
	return reply_list(rp, &role_type, roles, n, total);
}

static enum err_code
get_role(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct id_path *path = rq->path_args;
	struct role role;
	enum err_code rc;

	rc = rbac_db_role(cx, path->id, &role);
	if (rc)
		return rc;
	return reply_item(rp, 200, &role_type, &role);
}

static enum err_code
create_role(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct role role;
	enum err_code rc;

	rc = rbac_role_create(cx, rq->body, &role);
	if (rc)
		return rc;
	return reply_item(rp, 201, &role_type, &role);
}

static enum err_code
update_role(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct id_path *path = rq->path_args;
	struct role before, role;
	enum err_code rc;

	rc = rbac_role_update(cx, path->id, rq->body, &before, &role);
	if (rc)
		return rc;
	reply_audit(rp, role.id, role.name,
	    type_text(cx->mem, &role_type, &before), (struct str){ NULL, 0 });
	return reply_item(rp, 200, &role_type, &role);
}

static enum err_code
remove_role(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct id_path *path = rq->path_args;
	struct role before;
	enum err_code rc;

	rc = rbac_role_remove(cx, path->id, &before);
	if (rc)
		return rc;
	reply_audit(rp, before.id, before.name,
	    type_text(cx->mem, &role_type, &before), (struct str){ NULL, 0 });
	return reply_ok(rp);
}

static enum err_code
list_permissions(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct permission *perms;
	int64_t total;
	enum err_code rc;
	size_t n;

	rc = rbac_db_permissions(cx, rq->query, &perms, &n, &total);
	if (rc)
		return rc;
	return reply_list(rp, &permission_type, perms, n, total);
}

static enum err_code
get_permission(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct id_path *path = rq->path_args;
	struct permission perm;
	enum err_code rc;

	rc = rbac_db_permission(cx, path->id, &perm);
	if (rc)
		return rc;
	return reply_item(rp, 200, &permission_type, &perm);
}

static enum err_code
who_can(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct rbac_who_query *in = rq->query;
	struct rbac_way *ways;
	const char **codes;
	enum err_code rc;
	size_t n, n_codes;

	rc = rbac_check_in(cx, "rbac:read", 0);
	if (rc)
		return rc;
	n_codes = rbac_expand(cx->mem, in->permission, &codes);
	rc = rbac_db_ways(cx, 0, in->project_id, codes, n_codes, &ways, &n);
	if (rc)
		return rc;
	return reply_list(rp, &rbac_way_type, ways, n, (int64_t)n);
}

static enum err_code
explain(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct id_path *path = rq->path_args;
	const struct rbac_explain_query *in = rq->query;
	struct rbac_explain out = { .id = path->id };
	struct rbac_row row;
	struct rbac_way *ways;
	const char **codes = NULL;
	size_t n, n_codes = 0;
	enum err_code rc;
	bool found;

	if (path->id != cx->who.user_id) {
		rc = rbac_check_in(cx, "rbac:read", 0);
		if (rc)
			return rc;
	}
	rc = rbac_db_principal(cx, path->id, &row, &found);
	if (rc)
		return rc;
	if (!found)
		return err_plain(cx, ERR_USER_MISSING);
	if (in->permission != NULL && in->permission[0] != '\0')
		n_codes = rbac_expand(cx->mem, in->permission, &codes);
	/* A disabled user has no way to anything. */
	rc = rbac_db_ways(cx, path->id, in->project_id, codes, n_codes, &ways,
	    &n);
	if (rc)
		return rc;
	out.username = row.username;
	out.status = row.status == 1 ? "active" : "disabled";
	out.is_admin = row.is_admin;
	out.roles = row.roles;
	out.ways = (struct objects){ .v = ways, .n = n, .set = true };
	if (n_codes > 0) {
		out.permission = in->permission;
		out.allowed = (struct opt_bool){ .has = true, .v = n > 0 };
	}
	return reply_item(rp, 200, &rbac_explain_type, &out);
}

static enum err_code
report_event(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct rbac_event *in = rq->body;
	const struct rbac_accepted yes = { .accepted = true };

	log_info(cx, "rbac.event", LOG_TEXT("type", in->event_type),
	    LOG_TEXT("from", in->from_path), LOG_TEXT("to", in->to_path),
	    LOG_TEXT("action", in->action), LOG_TEXT("status", in->status),
	    LOG_INT("ms", in->duration_ms));
	return reply_item(rp, 200, &rbac_accepted_type, &yes);
}

const struct route rbac_routes[] = {
	{ M_GET, "/api/v1/rbac/me/permissions", .id = "rbac.my_permissions",
	    .doc = "Permission codes of the caller, wildcards included",
	    .flags = R_SELF | R_TEXTS, .fn = my_permissions },
	{ M_POST, "/api/v1/rbac/check", .id = "rbac.check",
	    .doc = "Whether the caller may do something", .audit = "permission",
	    .flags = R_SELF | R_NO_AUDIT_BODY, .body = &rbac_check_type,
	    .reply = &rbac_answer_type, .fn = check },
	{ M_GET, "/api/v1/rbac/roles", .id = "rbac.list_roles",
	    .doc = "List roles with their permissions", .perm = "rbac:read",
	    .flags = R_LIST, .query = &role_filter_type, .reply = &role_type,
	    .fn = list_roles },
	{ M_GET, "/api/v1/rbac/roles/{id}", .id = "rbac.get_role",
	    .doc = "One role", .perm = "rbac:read", .path = &id_path_type,
	    .reply = &role_type, .fn = get_role },
	{ M_POST, "/api/v1/rbac/roles", .id = "rbac.create_role",
	    .doc = "Make a role", .perm = "rbac:write", .audit = "role",
	    .body = &role_new_type, .reply = &role_type, .fn = create_role },
	{ M_PUT, "/api/v1/rbac/roles/{id}", .id = "rbac.update_role",
	    .doc = "Change a role's name, description or permissions",
	    .perm = "rbac:write", .audit = "role", .path = &id_path_type,
	    .body = &role_patch_type, .reply = &role_type, .fn = update_role },
	{ M_DELETE, "/api/v1/rbac/roles/{id}", .id = "rbac.remove_role",
	    .doc = "Delete a role", .perm = "rbac:write", .audit = "role",
	    .path = &id_path_type, .fn = remove_role },
	{ M_GET, "/api/v1/rbac/permissions", .id = "rbac.list_permissions",
	    .doc = "List the permissions there are", .perm = "rbac:read",
	    .flags = R_LIST, .query = &permission_filter_type,
	    .reply = &permission_type, .fn = list_permissions },
	{ M_GET, "/api/v1/rbac/permissions/{id}", .id = "rbac.get_permission",
	    .doc = "One permission", .perm = "rbac:read", .path = &id_path_type,
	    .reply = &permission_type, .fn = get_permission },
	{ M_GET, "/api/v1/rbac/who", .id = "rbac.who",
	    .doc = "Who can do this, and by which way", .perm = "rbac:read",
	    .flags = R_LIST, .query = &rbac_who_query_type,
	    .reply = &rbac_way_type, .fn = who_can },
	{ M_GET, "/api/v1/rbac/users/{id}/permissions", .id = "rbac.explain",
	    .doc = "What a user can do, and why", .flags = R_SELF,
	    .path = &id_path_type, .query = &rbac_explain_query_type,
	    .reply = &rbac_explain_type, .fn = explain },
	{ M_POST, "/api/v1/rbac/migration/events", .id = "rbac.migration_event",
	    .doc = "Note what a console reports about moved pages",
	    .perm = "rbac:read", .audit = "console_event",
	    .flags = R_NO_AUDIT_BODY, .body = &rbac_event_type,
	    .reply = &rbac_accepted_type, .fn = report_event },
	{ .fn = NULL }
};
