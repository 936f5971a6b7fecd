/*
 * tenancy_api: handlers of projects and teams.
 */
#include "rbac/rbac.h"
#include "tenancy/tenancy_priv.h"

static int64_t
id_of(const struct req *rq)
{
	return ((const struct id_path *)rq->path_args)->id;
}

static enum err_code
check_sort(struct cx *cx, const char *sort, const char *const *names)
{
	size_t i;

	if (!sort || !*sort)
		return ERR_OK;
	if (*sort == '-')
		sort++;
	for (i = 0; names[i]; i++) {
		if (strcmp(sort, names[i]) == 0)
			return ERR_OK;
	}
	return err_field(cx, "sort", "不能按 '%s' 排序",
	    "'%s' cannot be sorted by", sort);
}

static enum err_code
list_projects(struct cx *cx, const struct req *rq, struct reply *rp)
{
	static const char *const sorts[] = { "id", "name", "code", "created_at",
		NULL };
	const struct project_filter *f = rq->query;
	struct project *v;
	enum err_code rc;
	int64_t total;
	size_t n;

	rc = check_sort(cx, f->sort, sorts);
	if (!rc)
		rc = tenancy_project_list(cx, f, &v, &n, &total);
	if (rc)
		return rc;
	return reply_list(rp, &project_type, v, n, total);
}

static enum err_code
get_project(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct project p;
	enum err_code rc;

	rc = rbac_check_in(cx, "project:read", id_of(rq));
	if (!rc)
		rc = tenancy_project_get(cx, id_of(rq), &p);
	if (rc)
		return rc;
	return reply_item(rp, 200, &project_type, &p);
}

static enum err_code
create_project(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct project p;
	enum err_code rc;

	rc = tenancy_project_create(cx, rq->body, &p);
	if (rc)
		return rc;
	rp->project_id = p.id;
	return reply_item(rp, 201, &project_type, &p);
}

static enum err_code
update_project(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct project before, after;
	enum err_code rc;

	rc = tenancy_project_update(cx, id_of(rq), rq->body, &before, &after);
	if (rc)
		return rc;
	rp->project_id = after.id;
	rp->before = type_text(cx->mem, &project_type, &before);
	return reply_item(rp, 200, &project_type, &after);
}

static enum err_code
remove_project(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct project p;
	enum err_code rc;

	rc = tenancy_project_remove(cx, id_of(rq), &p);
	if (rc)
		return rc;
	rp->project_id = p.id;
	reply_audit(rp, p.id, p.name, type_text(cx->mem, &project_type, &p),
	    (struct str){ NULL, 0 });
	return reply_ok(rp);
}

static enum err_code
list_members(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct project_member *v;
	enum err_code rc;
	size_t n;

	rc = tenancy_member_list(cx, id_of(rq), &v, &n);
	if (rc)
		return rc;
	return reply_list(rp, &project_member_type, v, n, (int64_t)n);
}

static enum err_code
add_member(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct project_member m;
	enum err_code rc;

	rc = tenancy_member_add(cx, id_of(rq), rq->body, &m);
	if (rc)
		return rc;
	rp->project_id = m.project_id;
	rp->object_name = m.user_id ? m.username : m.team_name;
	return reply_item(rp, 201, &project_member_type, &m);
}

static enum err_code
remove_member(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct project_member_path *path = rq->path_args;
	struct project_member m;
	enum err_code rc;

	rc = tenancy_member_remove(cx, path->id, path->member_id, &m);
	if (rc)
		return rc;
	rp->project_id = m.project_id;
	reply_audit(rp, m.id, m.user_id ? m.username : m.team_name,
	    type_text(cx->mem, &project_member_type, &m),
	    (struct str){ NULL, 0 });
	return reply_ok(rp);
}

static enum err_code
list_teams(struct cx *cx, const struct req *rq, struct reply *rp)
{
	static const char *const sorts[] = { "id", "name", NULL };
	const struct page *page = rq->query;
	struct team *v;
	enum err_code rc;
	int64_t total;
	size_t n;

	rc = check_sort(cx, page->sort, sorts);
	if (!rc)
		rc = tenancy_team_list(cx, page, &v, &n, &total);
	if (rc)
		return rc;
	return reply_list(rp, &team_type, v, n, total);
}

static enum err_code
get_team(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct team t;
	enum err_code rc;

	rc = tenancy_team_get(cx, id_of(rq), &t);
	if (rc)
		return rc;
	return reply_item(rp, 200, &team_type, &t);
}

static enum err_code
create_team(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct team t;
	enum err_code rc;

	rc = tenancy_team_create(cx, rq->body, &t);
	if (rc)
		return rc;
	return reply_item(rp, 201, &team_type, &t);
}

static enum err_code
update_team(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct team before, after;
	enum err_code rc;

	rc = tenancy_team_update(cx, id_of(rq), rq->body, &before, &after);
	if (rc)
		return rc;
	rp->before = type_text(cx->mem, &team_type, &before);
	return reply_item(rp, 200, &team_type, &after);
}

static enum err_code
remove_team(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct team t;
	enum err_code rc;

	rc = tenancy_team_remove(cx, id_of(rq), &t);
	if (rc)
		return rc;
	reply_audit(rp, t.id, t.name, type_text(cx->mem, &team_type, &t),
	    (struct str){ NULL, 0 });
	return reply_ok(rp);
}

static enum err_code
list_team_members(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct team_member *v;
	enum err_code rc;
	size_t n;

	rc = tenancy_team_members(cx, id_of(rq), &v, &n);
	if (rc)
		return rc;
	return reply_list(rp, &team_member_type, v, n, (int64_t)n);
}

static enum err_code
add_team_member(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct team_member_new *in = rq->body;
	struct team_member m;
	enum err_code rc;

	rc = tenancy_team_member_add(cx, id_of(rq), in->user_id, &m);
	if (rc)
		return rc;
	rp->object_id = id_of(rq);
	rp->object_name = m.username;
	return reply_item(rp, 201, &team_member_type, &m);
}

static enum err_code
remove_team_member(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct team_member_path *path = rq->path_args;
	struct team_member m;
	enum err_code rc;

	rc = tenancy_team_member_remove(cx, path->id, path->user_id, &m);
	if (rc)
		return rc;
	reply_audit(rp, path->id, m.username,
	    type_text(cx->mem, &team_member_type, &m), (struct str){ NULL, 0 });
	return reply_ok(rp);
}

#define PROJECTS "/api/v1/projects"
#define TEAMS "/api/v1/teams"

const struct route tenancy_routes[] = {
	{ M_GET, PROJECTS, .id = "projects.list",
	    .doc = "The caller's projects, whichever X-Project-ID chose",
	    .flags = R_LIST | R_SELF, .query = &project_filter_type,
	    .reply = &project_type, .fn = list_projects },
	{ M_POST, PROJECTS, .id = "projects.create",
	    .doc = "Make a project and become its first member",
	    .perm = "project:write", .audit = "project",
	    .body = &project_new_type, .reply = &project_type,
	    .fn = create_project },
	{ M_GET, PROJECTS "/{id}", .id = "projects.get", .doc = "One project",
	    .perm = "project:read", .path = &id_path_type,
	    .reply = &project_type, .fn = get_project },
	{ M_PUT, PROJECTS "/{id}", .id = "projects.update",
	    .doc = "Change a project", .perm = "project:write",
	    .audit = "project", .path = &id_path_type,
	    .body = &project_patch_type, .reply = &project_type,
	    .fn = update_project },
	{ M_DELETE, PROJECTS "/{id}", .id = "projects.remove",
	    .doc = "Remove an empty project", .perm = "project:write",
	    .audit = "project", .path = &id_path_type, .fn = remove_project },
	{ M_GET, PROJECTS "/{id}/members", .id = "projects.members",
	    .doc = "Users and teams in a project, with their roles there",
	    .perm = "project:read", .flags = R_LIST, .path = &id_path_type,
	    .reply = &project_member_type, .fn = list_members },
	{ M_POST, PROJECTS "/{id}/members", .id = "projects.member_add",
	    .doc = "Give a user or a team a role inside a project",
	    .perm = "project:write", .audit = "project_member",
	    .path = &id_path_type, .body = &project_member_new_type,
	    .reply = &project_member_type, .fn = add_member },
	{ M_DELETE, PROJECTS "/{id}/members/{member_id}",
	    .id = "projects.member_remove", .doc = "End a membership",
	    .perm = "project:write", .audit = "project_member",
	    .path = &project_member_path_type, .fn = remove_member },
	{ M_GET, TEAMS, .id = "teams.list", .doc = "Teams that the caller sees",
	    .perm = "team:read", .flags = R_LIST, .query = &page_type,
	    .reply = &team_type, .fn = list_teams },
	{ M_POST, TEAMS, .id = "teams.create", .doc = "Make a team",
	    .perm = "team:write", .audit = "team", .body = &team_new_type,
	    .reply = &team_type, .fn = create_team },
	{ M_GET, TEAMS "/{id}", .id = "teams.get", .doc = "One team",
	    .perm = "team:read", .path = &id_path_type, .reply = &team_type,
	    .fn = get_team },
	{ M_PUT, TEAMS "/{id}", .id = "teams.update", .doc = "Change a team",
	    .perm = "team:write", .audit = "team", .path = &id_path_type,
	    .body = &team_patch_type, .reply = &team_type, .fn = update_team },
	{ M_DELETE, TEAMS "/{id}", .id = "teams.remove",
	    .doc = "Remove a team that is in no project", .perm = "team:write",
	    .audit = "team", .path = &id_path_type, .fn = remove_team },
	{ M_GET, TEAMS "/{id}/members", .id = "teams.members",
	    .doc = "Users in a team", .perm = "team:read", .flags = R_LIST,
	    .path = &id_path_type, .reply = &team_member_type,
	    .fn = list_team_members },
	{ M_POST, TEAMS "/{id}/members", .id = "teams.member_add",
	    .doc = "Let a user into a team, and so into its projects",
	    .perm = "team:write", .audit = "team_member", .path = &id_path_type,
	    .body = &team_member_new_type, .reply = &team_member_type,
	    .fn = add_team_member },
	{ M_DELETE, TEAMS "/{id}/members/{user_id}",
	    .id = "teams.member_remove", .doc = "Remove a user from a team",
	    .perm = "team:write", .audit = "team_member",
	    .path = &team_member_path_type, .fn = remove_team_member },
	{ .fn = NULL }
};
