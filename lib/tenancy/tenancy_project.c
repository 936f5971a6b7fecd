/*
 * tenancy_project: rules of projects and their members.
 */
#include "rbac/rbac.h"
#include "tenancy/tenancy_priv.h"

#define CODE_MAX 40

static bool
is_code_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

static enum err_code
check_code(struct cx *cx, const char *code)
{
	size_t n = strlen(code), i;

	for (i = 0; i < n && is_code_char(code[i]); i++)
		continue;
	if (i < n || n < 2 || n > CODE_MAX || code[0] == '-' ||
	    code[n - 1] == '-')
		return err_field(cx, "code",
		    "编码为 2 到 40 个小写字母、数字或连字符",
		    "a code is 2 to 40 lower-case letters, digits or dashes");
	return ERR_OK;
}

const char *
tenancy_slug(struct arena *mem, const char *name)
{
	char *out = arena_alloc(mem, CODE_MAX + 1);
	size_t n = 0;

	for (; *name && n < CODE_MAX - 8; name++) {
		char c = *name;

		if (c >= 'A' && c <= 'Z')
			c = (char)(c + 32);
		if (c != '-' && is_code_char(c))
			out[n++] = c;
		else if (n > 0 && out[n - 1] != '-')
			out[n++] = '-';
	}
	while (n > 0 && out[n - 1] == '-')
		n--;
	out[n] = '\0';
	return out;
}

enum err_code
tenancy_project_list(struct cx *cx, const struct project_filter *f,
    struct project **v, size_t *n, int64_t *total)
{
	return tenancy_db_projects(cx, f, v, n, total);
}

/* Inserts under the given code, or under one made from the name; a made one that
 * is taken (perhaps by a project that the caller cannot see) gets a tail. */
static enum err_code
insert(struct cx *cx, const struct project_new *in, int64_t *id)
{
	const char *code = in->code;
	enum err_code rc;
	bool done;

	if (code && *code) {
		rc = check_code(cx, code);
		if (!rc)
			rc = tenancy_db_project_insert(cx, in, code, id, &done);
		if (!rc && !done)
			return err_field_as(cx, ERR_CONFLICT, "code",
			    "编码 '%s' 已被使用", "code '%s' is taken", code);
		return rc;
	}
	code = tenancy_slug(cx->mem, in->name);
	if (strlen(code) < 2)
		code = "project";
	rc = tenancy_db_project_insert(cx, in, code, id, &done);
	if (rc || done)
		return rc;
	code = arena_printf(cx->mem, "%s-%07llx", code,
	    (unsigned long long)(time_now_us() / 1000) & 0xfffffff);
	rc = tenancy_db_project_insert(cx, in, code, id, &done);
	if (!rc && !done)
		return err_field_as(cx, ERR_CONFLICT, "code",
		    "编码 '%s' 已被使用", "code '%s' is taken", code);
	return rc;
}

enum err_code
tenancy_project_create(struct cx *cx, const struct project_new *in,
    struct project *out)
{
	enum err_code rc;
	int64_t id;

	rc = rbac_check_in(cx, "project:write", 0);
	if (!rc)
		rc = insert(cx, in, &id);
	if (!rc)
		rc = tenancy_db_member_self(cx, id);
	/* He and the administrators see it from their next request on. */
	if (!rc)
		rc = rbac_touch_project(cx, id);
	if (!rc)
		rc = tenancy_db_project(cx, id, out);
	return rc;
}

enum err_code
tenancy_project_update(struct cx *cx, int64_t id,
    const struct project_patch *in, struct project *before,
    struct project *after)
{
	enum err_code rc;

	rc = rbac_check_in(cx, "project:write", id);
	if (!rc)
		rc = tenancy_db_project_lock(cx, id);
	if (!rc)
		rc = tenancy_db_project(cx, id, before);
	if (rc)
		return rc;
	/* A member must not leave the reach of the policies of production by
	 * calling his project something else. */
	if (in->environment &&
	    strcmp(in->environment, before->environment) != 0) {
		rc = rbac_check_in(cx, "project:write", 0);
		if (rc)
			return rc;
	}
	rc = tenancy_db_project_update(cx, id, in);
	if (!rc)
		rc = tenancy_db_project(cx, id, after);
	return rc;
}

enum err_code
tenancy_project_remove(struct cx *cx, int64_t id, struct project *before)
{
	const char *tables;
	enum err_code rc;

	rc = rbac_check_in(cx, "project:write", id);
	if (!rc)
		rc = rbac_check_in(cx, "project:write", 0);
	if (rc)
		return rc;
	if (id == TENANCY_DEFAULT_PROJECT)
		return err_set(cx, ERR_CONFLICT, "默认项目不能删除",
		    "the default project cannot be removed");
	/* The row's lock keeps out inserts that would refer to it. */
	rc = tenancy_db_project_lock(cx, id);
	if (!rc)
		rc = tenancy_db_project(cx, id, before);
	if (!rc)
		rc = tenancy_db_project_owns(cx, id, &tables);
	if (rc)
		return rc;
	if (*tables)
		return err_set(cx, ERR_CONFLICT, "项目仍拥有数据: %s",
		    "the project still owns rows: %s", tables);
	rc = rbac_touch_project(cx, id);
	if (!rc)
		rc = tenancy_db_project_delete(cx, id);
	return rc;
}

enum err_code
tenancy_member_list(struct cx *cx, int64_t project_id,
    struct project_member **v, size_t *n)
{
	enum err_code rc;

	rc = rbac_check_in(cx, "project:read", project_id);
	if (rc)
		return rc;
	return tenancy_db_members(cx, project_id, v, n);
}

/* The users whose rights hang on the membership. */
static enum err_code
touch(struct cx *cx, int64_t user_id, int64_t team_id)
{
	struct team_member *v;
	enum err_code rc;
	size_t n, i;

	if (user_id)
		return rbac_touch_user(cx, user_id);
	rc = tenancy_db_team_members(cx, team_id, &v, &n);
	for (i = 0; !rc && i < n; i++)
		rc = rbac_touch_user(cx, v[i].user_id);
	return rc;
}

static enum err_code
check_subject(struct cx *cx, const struct project_member_new *in)
{
	struct team team;
	enum err_code rc;
	int64_t version;
	bool yes;

	if ((in->user_id == 0) == (in->team_id == 0))
		return err_field(cx, "user_id",
		    "user_id 与 team_id 必须且只能给出一个",
		    "give exactly one of user_id and team_id");
	if (in->user_id) {
		rc = tenancy_db_user_enabled(cx, in->user_id, &yes);
		if (!rc && !yes)
			return err_field(cx, "user_id", "没有用户 %lld",
			    "no user %lld", (long long)in->user_id);
		return rc;
	}
	rc = tenancy_team_get(cx, in->team_id, &team);
	if (!rc)
		rc = tenancy_db_team_lock(cx, in->team_id, &version);
	if (rc == ERR_NOT_FOUND)
		return err_field(cx, "team_id", "没有团队 %lld", "no team %lld",
		    (long long)in->team_id);
	return rc;
}

enum err_code
tenancy_member_add(struct cx *cx, int64_t project_id,
    const struct project_member_new *in, struct project_member *out)
{
	enum err_code rc;
	int64_t role_id, id;

	rc = rbac_check_in(cx, "project:write", project_id);
	if (!rc)
		rc = check_subject(cx, in);
	if (!rc)
		rc = rbac_role_for_grant(cx, "role", in->role, project_id,
		    &role_id);
	if (!rc)
		rc = tenancy_db_member_insert(cx, project_id, in, role_id, &id);
	if (!rc)
		rc = touch(cx, in->user_id, in->team_id);
	if (!rc)
		rc = tenancy_db_member(cx, project_id, id, out);
	return rc;
}

enum err_code
tenancy_member_remove(struct cx *cx, int64_t project_id, int64_t member_id,
    struct project_member *before)
{
	enum err_code rc;

	rc = rbac_check_in(cx, "project:write", project_id);
	if (!rc)
		rc = tenancy_db_member(cx, project_id, member_id, before);
	if (!rc)
		rc = touch(cx, before->user_id, before->team_id);
	if (!rc)
		rc = tenancy_db_member_delete(cx, project_id, member_id);
	return rc;
}
