/*
 * rbac: what a principal may do, and who may hand out what.
 *
 * Rights are read afresh whenever authz_version moved; this file decides and
 * never remembers.
 */
#include "rbac/rbac.h"

#include <inttypes.h>

#include "db/db.h"
#include "rbac/rbac_db.h"
#include "rbac/rbac_priv.h"

/* More ended streams than this are left to the streams' own polling. */
#define NOTIFY_MAX 100

static const char *const *
copy_texts(struct arena *mem, const struct texts *from)
{
	const char **to;
	size_t i;

	to = arena_array(mem, from->n ? from->n : 1, sizeof(*to));
	for (i = 0; i < from->n; i++)
		to[i] = arena_strdup(mem, from->v[i]);
	return to;
}

/* grant_projects and grant_perms are parallel and sorted by project. */
static void
apply_grants(struct arena *mem, const struct rbac_row *row,
    struct principal *who)
{
	struct project_perms *pp;
	const char **perms;
	size_t i, n = 0;

	if (row->grant_perms.n != row->grant_projects.n)
		return; /* never; less right is the safe side */
	pp = arena_array(mem, row->grant_perms.n ? row->grant_perms.n : 1,
	    sizeof(*pp));
	perms = arena_array(mem, row->grant_perms.n ? row->grant_perms.n : 1,
	    sizeof(*perms));
	for (i = 0; i < row->grant_perms.n; i++) {
		perms[i] = arena_strdup(mem, row->grant_perms.v[i]);
		if (n == 0 || pp[n - 1].project_id != row->grant_projects.v[i])
			pp[n++] = (struct project_perms){
				.project_id = row->grant_projects.v[i],
				.perms = &perms[i]
			};
		pp[n - 1].n++;
	}
	who->project_perms = pp;
	who->n_project_perms = n;
}

void
rbac_apply(struct arena *mem, const struct rbac_row *row, struct principal *who)
{
	int64_t *projects;

	who->user_id = row->user_id;
	who->session_id = row->session_id;
	who->token_id = row->token_id;
	who->authz_version = row->authz_version;
	who->username = arena_strdup(mem, row->username);
	who->all_projects = false;
	who->project_id = 0;
	who->perms = copy_texts(mem, &row->perms);
	who->n_perms = row->perms.n;
	who->roles = copy_texts(mem, &row->roles);
	who->n_roles = row->roles.n;
	who->scopes = copy_texts(mem, &row->scopes);
	who->n_scopes = row->scopes.n;
	projects = arena_array(mem, row->projects.n ? row->projects.n : 1,
	    sizeof(*projects));
	if (row->projects.n > 0)
		memcpy(projects, row->projects.v,
		    row->projects.n * sizeof(*projects));
	who->projects = projects;
	who->n_projects = row->projects.n;
	apply_grants(mem, row, who);

	/* An administrator's token that is limited is no administrator. */
	who->is_admin = row->is_admin;
	if (row->token_id != 0)
		who->is_admin = false;
}

bool
rbac_narrow(struct principal *who, int64_t project_id)
{
	const int64_t *projects = who->projects;
	const struct project_perms *pp = who->project_perms;
	size_t i;

	for (i = 0; i < who->n_projects && projects[i] != project_id; i++)
		continue;
	if (i == who->n_projects)
		return false;
	who->project_id = project_id;
	who->projects = &projects[i];
	who->n_projects = 1;
	for (i = 0; i < who->n_project_perms; i++) {
		if (pp[i].project_id == project_id) {
			who->project_perms = &pp[i];
			who->n_project_perms = 1;
			return true;
		}
	}
	who->n_project_perms = 0;
	return true;
}

enum err_code
rbac_load(struct cx *cx, struct arena *mem, int64_t user_id)
{
	struct rbac_row row;
	enum err_code rc;
	bool found;

	rc = rbac_db_principal(cx, user_id, &row, &found);
	if (rc)
		return rc;
	if (!found || row.status != 1)
		return err_plain(cx, ERR_UNAUTHORIZED);
	rbac_apply(mem, &row, &cx->who);
	return ERR_OK;
}

bool
rbac_may(const struct cx *cx, const char *perms)
{
	struct str rest = str_of(perms), one;
	char code[128];

	while (rest.n > 0) {
		str_cut(&rest, '|', &one);
		if (one.n == 0 || one.n >= sizeof(code))
			continue;
		memcpy(code, one.p, one.n);
		code[one.n] = '\0';
		if (cx_can(cx, code))
			return true;
	}
	return false;
}

static bool
sees(const struct cx *cx, int64_t project_id)
{
	size_t i;

	if (cx->who.all_projects)
		return true;
	for (i = 0; i < cx->who.n_projects; i++) {
		if (cx->who.projects[i] == project_id)
			return true;
	}
	return false;
}

enum err_code
rbac_check_in(struct cx *cx, const char *perm, int64_t project_id)
{
	if (project_id != 0 && !sees(cx, project_id))
		return err_plain(cx, ERR_NOT_FOUND);
	if (cx_can_in(cx, perm, project_id))
		return ERR_OK;
	return err_set(cx, ERR_FORBIDDEN, "缺少权限 '%s'",
	    "permission '%s' is missing", perm);
}

/* Whether the caller holds ${code} in ${project_id} (0: globally), seen. */
static bool
holds(const struct cx *cx, const char *code, int64_t project_id)
{
	if (project_id != 0 && !sees(cx, project_id))
		return false;
	return cx_can_in(cx, code, project_id);
}

static enum err_code
check_codes(struct cx *cx, const char *const *codes, size_t n,
    int64_t project_id)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (!holds(cx, codes[i], project_id))
			return err_set(cx, ERR_FORBIDDEN,
			    "不能授予自己没有的权限 '%s'",
			    "you cannot grant '%s', which you do not hold",
			    codes[i]);
	}
	return ERR_OK;
}

enum err_code
rbac_check_grant(struct cx *cx, const char *const *codes, size_t n)
{
	return check_codes(cx, codes, n, 0);
}

enum err_code
rbac_check_over(struct cx *cx, int64_t user_id)
{
	struct rbac_row row;
	enum err_code rc;
	bool found, over;
	size_t i;

	if (user_id == cx->who.user_id)
		return ERR_OK;
	rc = rbac_db_principal(cx, user_id, &row, &found);
	if (rc)
		return rc;
	if (!found)
		return err_plain(cx, ERR_USER_MISSING);
	over = !row.is_admin || cx_can_in(cx, "*:*", 0);
	for (i = 0; over && i < row.perms.n; i++)
		over = holds(cx, row.perms.v[i], 0);
	for (i = 0; over && i < row.grant_perms.n && i < row.grant_projects.n;
	     i++)
		over = holds(cx, row.grant_perms.v[i], row.grant_projects.v[i]);
	if (over)
		return ERR_OK;
	return err_set(cx, ERR_FORBIDDEN, "用户 '%s' 的权限超出您的权限",
	    "user '%s' holds more than you do", row.username);
}

static bool
role_is_admin(const struct role *role)
{
	return str_ieq(str_of(role->code), STR("admin"));
}

/* Whether the caller may hand out ${role} in ${project_id} (0: globally). */
static enum err_code
check_role(struct cx *cx, const struct role *role, int64_t project_id)
{
	if (role_is_admin(role) && !holds(cx, "*:*", project_id))
		return err_set(cx, ERR_FORBIDDEN, "不能授予角色 '%s'",
		    "you cannot hand out role '%s'", role->code);
	return check_codes(cx, role->permissions.v, role->permissions.n,
	    project_id);
}

enum err_code
rbac_role_for_grant(struct cx *cx, const char *field, const char *code,
    int64_t project_id, int64_t *role_id)
{
	const char *one[1] = { code };
	const struct texts codes = { .v = one, .n = 1, .set = true };
	struct role *roles;
	enum err_code rc;
	size_t n;

	rc = rbac_db_roles_by_code(cx, &codes, &roles, &n);
	if (rc)
		return rc;
	if (n == 0)
		return err_field(cx, field, "没有角色 '%s'", "no role '%s'",
		    code);
	rc = check_role(cx, &roles[0], project_id);
	if (rc)
		return rc;
	*role_id = roles[0].id;
	return ERR_OK;
}

enum err_code
rbac_check_not_last_admin(struct cx *cx, int64_t user_id)
{
	struct rbac_row row;
	enum err_code rc;
	int64_t others;
	bool found;

	rc = rbac_db_other_admins(cx, user_id, &others);
	if (rc || others > 0)
		return rc;
	rc = rbac_db_principal(cx, user_id, &row, &found);
	if (rc)
		return rc;
	if (!found || !row.is_admin || row.status != 1)
		return ERR_OK;
	return err_set(cx, ERR_CONFLICT, "'%s' 是最后一个管理员",
	    "'%s' is the last administrator", row.username);
}

/* Without blanks and doubles, in ${mem}. */
static struct texts
clean_codes(struct arena *mem, const struct texts *in)
{
	struct texts out = { .set = true };
	size_t i, k;

	out.v = arena_array(mem, in->n ? in->n : 1, sizeof(*out.v));
	for (i = 0; i < in->n; i++) {
		if (str_trim(str_of(in->v[i])).n == 0)
			continue;
		for (k = 0; k < out.n && strcmp(out.v[k], in->v[i]) != 0; k++)
			continue;
		if (k == out.n)
			out.v[out.n++] = in->v[i];
	}
	return out;
}

static enum err_code
unknown_codes(struct cx *cx, const char *field, const struct texts *codes)
{
	struct buf names;
	size_t i;

	buf_init(&names, cx->mem, 1024);
	for (i = 0; i < codes->n && i < 5; i++) {
		buf_puts(&names, i ? "," : "");
		buf_puts(&names, codes->v[i]);
	}
	return err_field(cx, field, "无效的取值: %s", "unknown values: %s",
	    names.p);
}

/* Those of ${codes} that no role in ${roles} has. */
static struct texts
missing_roles(struct arena *mem, const struct texts *codes,
    const struct role *roles, size_t n)
{
	struct texts out = { .set = true };
	size_t i, k;

	out.v = arena_array(mem, codes->n ? codes->n : 1, sizeof(*out.v));
	for (i = 0; i < codes->n; i++) {
		for (k = 0; k < n && strcmp(roles[k].code, codes->v[i]) != 0;
		     k++)
			continue;
		if (k == n)
			out.v[out.n++] = codes->v[i];
	}
	return out;
}

enum err_code
rbac_user_roles_set(struct cx *cx, int64_t user_id, const struct texts *in)
{
	struct texts codes = clean_codes(cx->mem, in), missing;
	struct role *roles;
	int64_t *ids;
	enum err_code rc;
	bool admin = false;
	size_t i, n;

	rc = rbac_db_roles_by_code(cx, &codes, &roles, &n);
	if (rc)
		return rc;
	missing = missing_roles(cx->mem, &codes, roles, n);
	if (missing.n > 0)
		return unknown_codes(cx, "roles", &missing);
	ids = arena_array(cx->mem, n ? n : 1, sizeof(*ids));
	for (i = 0; i < n; i++) {
		rc = check_role(cx, &roles[i], 0);
		if (rc)
			return rc;
		admin = admin || role_is_admin(&roles[i]);
		ids[i] = roles[i].id;
	}
	if (!admin) {
		rc = rbac_check_not_last_admin(cx, user_id);
		if (rc)
			return rc;
	}
	rc = rbac_db_user_roles_set(cx, user_id, ids, n);
	if (rc)
		return rc;
	return rbac_touch_user(cx, user_id);
}

/* --- touching --- */

static void
tell(struct cx *cx, int64_t user_id)
{
	db_notify(cx, "k8sm_authz",
	    arena_printf(cx->mem, "u:%" PRId64, user_id));
}

static void
tell_all(struct cx *cx, const struct rbac_id *ids, size_t n)
{
	size_t i;

	for (i = 0; i < n && i < NOTIFY_MAX; i++)
		tell(cx, ids[i].id);
}

enum err_code
rbac_touch_user(struct cx *cx, int64_t user_id)
{
	enum err_code rc;

	rc = rbac_db_touch_user(cx, user_id);
	if (rc)
		return rc;
	tell(cx, user_id);
	return ERR_OK;
}

enum err_code
rbac_touch_role(struct cx *cx, int64_t role_id)
{
	struct rbac_id *ids;
	enum err_code rc;
	size_t n;

	rc = rbac_db_touch_role(cx, role_id, &ids, &n);
	if (rc)
		return rc;
	tell_all(cx, ids, n);
	return ERR_OK;
}

enum err_code
rbac_touch_project(struct cx *cx, int64_t project_id)
{
	struct rbac_id *ids;
	enum err_code rc;
	size_t n;

	rc = rbac_db_touch_project(cx, project_id, &ids, &n);
	if (rc)
		return rc;
	tell_all(cx, ids, n);
	return ERR_OK;
}

/* --- roles --- */

/* The catalogue must know all ${codes}, and the caller hold them. */
static enum err_code
check_role_perms(struct cx *cx, const struct texts *codes)
{
	struct texts unknown;
	enum err_code rc;

	rc = rbac_db_unknown_perms(cx, codes, &unknown);
	if (rc)
		return rc;
	if (unknown.n > 0)
		return unknown_codes(cx, "permissions", &unknown);
	return rbac_check_grant(cx, codes->v, codes->n);
}

enum err_code
rbac_role_create(struct cx *cx, const struct role_new *in, struct role *out)
{
	struct role_new role = *in;
	struct texts codes = clean_codes(cx->mem, &in->permissions);
	enum err_code rc;
	int64_t id;

	rc = rbac_check_in(cx, "rbac:write", 0);
	if (rc)
		return rc;
	if (role.code == NULL || role.code[0] == '\0')
		role.code = role.name;
	rc = check_role_perms(cx, &codes);
	if (rc)
		return rc;
	rc = rbac_db_role_insert(cx, &role, &id);
	if (rc)
		return rc;
	rc = rbac_db_role_perms_set(cx, id, &codes);
	if (rc)
		return rc;
	return rbac_db_role(cx, id, out);
}

/* Whether ${b} holds the same codes as ${a}; neither holds doubles. */
static bool
same_codes(const struct texts *a, const struct texts *b)
{
	size_t i, k;

	if (a->n != b->n)
		return false;
	for (i = 0; i < a->n; i++) {
		for (k = 0; k < b->n && strcmp(a->v[i], b->v[k]) != 0; k++)
			continue;
		if (k == b->n)
			return false;
	}
	return true;
}

static enum err_code
role_perms_update(struct cx *cx, const struct role *role,
    const struct texts *wanted)
{
	struct texts codes = clean_codes(cx->mem, wanted);
	enum err_code rc;

	if (same_codes(&codes, &role->permissions))
		return ERR_OK;
	if (role_is_admin(role))
		return err_field_as(cx, ERR_CONFLICT, "permissions",
		    "角色 '%s' 的权限不可修改",
		    "the permissions of role '%s' cannot be changed",
		    role->code);
	rc = check_role_perms(cx, &codes);
	if (rc)
		return rc;
	rc = rbac_db_role_perms_set(cx, role->id, &codes);
	if (rc)
		return rc;
	return rbac_touch_role(cx, role->id);
}

enum err_code
rbac_role_update(struct cx *cx, int64_t id, const struct role_patch *in,
    struct role *before, struct role *out)
{
	const char *name = in->name;
	enum err_code rc;

	rc = rbac_check_in(cx, "rbac:write", 0);
	if (rc)
		return rc;
	rc = rbac_db_role_lock(cx, id, before);
	if (rc)
		return rc;
	if (cx->if_match != 0 && cx->if_match != before->version) {
		cx->current_version = before->version;
		return err_plain(cx, ERR_CONFLICT);
	}
	/* Nobody changes, not even lessens, what is above him. */
	rc = check_role(cx, before, 0);
	if (rc)
		return rc;
	if (name != NULL && name[0] == '\0')
		name = NULL;
	rc = rbac_db_role_update(cx, id, name, in->description);
	if (rc)
		return rc;
	if (in->permissions.set) {
		rc = role_perms_update(cx, before, &in->permissions);
		if (rc)
			return rc;
	}
	return rbac_db_role(cx, id, out);
}

enum err_code
rbac_role_remove(struct cx *cx, int64_t id, struct role *before)
{
	enum err_code rc;
	int64_t uses;

	rc = rbac_check_in(cx, "rbac:write", 0);
	if (rc)
		return rc;
	rc = rbac_db_role_lock(cx, id, before);
	if (rc)
		return rc;
	if (before->builtin)
		return err_set(cx, ERR_CONFLICT, "内置角色 '%s' 不可删除",
		    "built-in role '%s' cannot be deleted", before->code);
	rc = check_role(cx, before, 0);
	if (rc)
		return rc;
	rc = rbac_db_role_members(cx, id, &uses);
	if (rc)
		return rc;
	if (uses > 0)
		return err_set(cx, ERR_CONFLICT,
		    "角色 '%s' 仍被 %" PRId64 " 个项目成员使用",
		    "role '%s' is still used by %" PRId64 " project members",
		    before->code, uses);
	rc = rbac_touch_role(cx, id);
	if (rc)
		return rc;
	return rbac_db_role_delete(cx, id);
}

/* --- explaining --- */

size_t
rbac_expand(struct arena *mem, const char *perm, const char ***codes)
{
	const char *colon;
	size_t n = 0;

	*codes = arena_array(mem, strlen(perm) + 3, sizeof(**codes));
	(*codes)[n++] = perm;
	for (colon = strchr(perm, ':'); colon != NULL;
	     colon = strchr(colon + 1, ':'))
		(*codes)[n++] =
		    arena_printf(mem, "%.*s:*", (int)(colon - perm), perm);
	(*codes)[n++] = "*:*";
	return n;
}

/* --- seeding --- */

static enum err_code
seed_perms(struct cx *cx, const char *perms)
{
	struct str rest = str_of(perms), one;
	enum err_code rc;

	while (rest.n > 0) {
		str_cut(&rest, '|', &one);
		rc = rbac_db_seed(cx, arena_str(cx->mem, one));
		if (rc)
			return rc;
	}
	return ERR_OK;
}

enum err_code
rbac_seed(struct cx *cx, const struct route *const *tables)
{
	const struct route *r;
	enum err_code rc;
	size_t i;

	rc = db_begin(cx, DB_WRITE);
	if (rc)
		return rc;
	for (i = 0; (r = route_at(tables, i)) != NULL; i++) {
		if (r->perm == NULL)
			continue;
		rc = seed_perms(cx, r->perm);
		if (rc) {
			db_rollback(cx);
			return rc;
		}
	}
	return db_commit(cx);
}
