/*
 * tenancy_team: rules of teams and their members.
 */
#include "rbac/rbac.h"
#include "tenancy/tenancy_priv.h"

/* Who manages teams sees them all. */
static bool
sees_all(const struct cx *cx)
{
	return cx_can_in(cx, "team:write", 0);
}

enum err_code
tenancy_team_list(struct cx *cx, const struct page *page, struct team **v,
    size_t *n, int64_t *total)
{
	return tenancy_db_teams(cx, sees_all(cx), page, v, n, total);
}

enum err_code
tenancy_team_get(struct cx *cx, int64_t id, struct team *out)
{
	return tenancy_db_team(cx, sees_all(cx), id, out);
}

enum err_code
tenancy_team_create(struct cx *cx, const struct team_new *in, struct team *out)
{
	enum err_code rc;
	int64_t id;

	rc = rbac_check_in(cx, "team:write", 0);
	if (!rc)
		rc = tenancy_db_team_insert(cx, in, &id);
	if (!rc)
		rc = tenancy_team_get(cx, id, out);
	return rc;
}

/* The locked row as it is, if the caller may change it and means this one. */
static enum err_code
lock(struct cx *cx, int64_t id, struct team *out)
{
	enum err_code rc;
	int64_t version;

	rc = rbac_check_in(cx, "team:write", 0);
	if (!rc)
		rc = tenancy_db_team_lock(cx, id, &version);
	if (rc)
		return rc;
	if (cx->if_match && cx->if_match != version) {
		cx->current_version = version;
		return err_plain(cx, ERR_CONFLICT);
	}
	return tenancy_team_get(cx, id, out);
}

enum err_code
tenancy_team_update(struct cx *cx, int64_t id, const struct team_patch *in,
    struct team *before, struct team *after)
{
	enum err_code rc;

	rc = lock(cx, id, before);
	if (!rc)
		rc = tenancy_db_team_update(cx, id, in);
	if (!rc)
		rc = tenancy_team_get(cx, id, after);
	return rc;
}

enum err_code
tenancy_team_remove(struct cx *cx, int64_t id, struct team *before)
{
	struct team_grant *grants;
	enum err_code rc;
	size_t n;

	rc = lock(cx, id, before);
	if (!rc)
		rc = tenancy_db_team_grants(cx, id, &grants, &n);
	if (rc)
		return rc;
	if (id == TENANCY_DEFAULT_TEAM)
		return err_set(cx, ERR_CONFLICT, "默认团队不能删除",
		    "the default team cannot be removed");
	if (n > 0)
		return err_set(cx, ERR_CONFLICT, "团队仍是 %lld 个项目的成员",
		    "the team is still a member of %lld projects",
		    (long long)n);
	return tenancy_db_team_delete(cx, id);
}

enum err_code
tenancy_team_members(struct cx *cx, int64_t id, struct team_member **v,
    size_t *n)
{
	struct team team;
	enum err_code rc;

	rc = tenancy_team_get(cx, id, &team);
	if (rc)
		return rc;
	return tenancy_db_team_members(cx, id, v, n);
}

/*
 * Joining a team gives its roles in every project where it is a member: whoever
 * lets somebody in must be allowed to give each of them, there.
 */
static enum err_code
check_grants(struct cx *cx, int64_t team_id)
{
	struct team_grant *v;
	enum err_code rc;
	int64_t role_id;
	size_t n, i;

	rc = tenancy_db_team_grants(cx, team_id, &v, &n);
	for (i = 0; !rc && i < n; i++) {
		rc = rbac_check_in(cx, "project:write", v[i].project_id);
		if (rc == ERR_NOT_FOUND || rc == ERR_FORBIDDEN)
			return err_set(cx, ERR_FORBIDDEN,
			    "团队属于您无权管理的项目",
			    "the team belongs to a project that you do not"
			    " manage");
		if (!rc)
			rc = rbac_role_for_grant(cx, "user_id", v[i].role_code,
			    v[i].project_id, &role_id);
	}
	return rc;
}

enum err_code
tenancy_team_member_add(struct cx *cx, int64_t id, int64_t user_id,
    struct team_member *out)
{
	enum err_code rc;
	int64_t version;
	bool yes;

	rc = rbac_check_in(cx, "team:write", 0);
	/* The lock orders this against the team becoming a project's member. */
	if (!rc)
		rc = tenancy_db_team_lock(cx, id, &version);
	if (!rc)
		rc = tenancy_db_user_enabled(cx, user_id, &yes);
	if (!rc && !yes)
		return err_field(cx, "user_id", "没有用户 %lld", "no user %lld",
		    (long long)user_id);
	if (!rc)
		rc = check_grants(cx, id);
	if (!rc)
		rc = tenancy_db_team_member_insert(cx, id, user_id);
	if (rc == ERR_CONFLICT)
		return err_field_as(cx, ERR_CONFLICT, "user_id",
		    "用户已在团队中", "the user is in the team already");
	if (!rc)
		rc = rbac_touch_user(cx, user_id);
	if (!rc)
		rc = tenancy_db_team_member(cx, id, user_id, out);
	return rc;
}

enum err_code
tenancy_team_member_remove(struct cx *cx, int64_t id, int64_t user_id,
    struct team_member *before)
{
	enum err_code rc;

	rc = rbac_check_in(cx, "team:write", 0);
	if (!rc)
		rc = tenancy_db_team_member(cx, id, user_id, before);
	if (!rc)
		rc = rbac_touch_user(cx, user_id);
	if (!rc)
		rc = tenancy_db_team_member_delete(cx, id, user_id);
	return rc;
}
