/*
 * tenancy_db: SQL of projects and their members.
 */
#include "db/db.h"
#include "tenancy/tenancy_priv.h"

#define PROJECT \
	"p.id, p.name, p.code, p.description, p.environment, p.status," \
	" p.team_id, COALESCE(t.name, '') AS team_name, p.created_by," \
	" (SELECT count(*) FROM project_members m" \
	" WHERE m.project_id = p.id) AS members," \
	" p.version, p.created_at, p.updated_at"

/* X-Project-ID does not narrow this: it is what one chooses from.  An API token
 * that is bound to a project stays in it. */
#define MINE \
	" FROM tenancy_projects() p LEFT JOIN teams t ON t.id = p.team_id" \
	" WHERE ($1::bigint[] IS NULL OR p.id = ANY ($1))" \
	" AND ($2::text IS NULL OR p.environment = $2)" \
	" AND ($3::bigint IS NULL OR p.team_id = $3)" \
	" AND ($4::text IS NULL OR position(lower($4) IN" \
	" lower(concat_ws(' ', p.name, p.code, p.description))) > 0)"

static const char SQL_COUNT[] = "SELECT count(*)" MINE;

static const char SQL_LIST[] =
    "SELECT " PROJECT MINE " ORDER BY CASE $5 WHEN 'name' THEN lower(p.name)"
    " WHEN 'code' THEN p.code END,"
    " CASE $5 WHEN '-name' THEN lower(p.name)"
    " WHEN '-code' THEN p.code END DESC,"
    " CASE $5 WHEN 'created_at' THEN p.created_at END,"
    " CASE $5 WHEN '-created_at' THEN p.created_at END DESC,"
    " CASE $5 WHEN '-id' THEN p.id END DESC, p.id LIMIT $6 OFFSET $7";

#define TEXT_OR_NULL(s) DB_TEXT((s) && *(s) ? (s) : NULL)

static struct db_arg
token_projects(const struct cx *cx)
{
	if (cx->who.token_id)
		return DB_INTS(cx->who.projects, cx->who.n_projects);
	return (struct db_arg){ .kind = DB_K_INTS, .is_null = true };
}

enum err_code
tenancy_db_projects(struct cx *cx, const struct project_filter *f,
    struct project **v, size_t *n, int64_t *total)
{
	enum err_code rc;

	rc = db_int(cx, SQL_COUNT,
	    DB_ARGS(token_projects(cx), TEXT_OR_NULL(f->environment),
		DB_INT0(f->team_id), TEXT_OR_NULL(f->q)),
	    total);
	if (rc)
		return rc;
	return db_all(cx, SQL_LIST,
	    DB_ARGS(token_projects(cx), TEXT_OR_NULL(f->environment),
		DB_INT0(f->team_id), TEXT_OR_NULL(f->q),
		DB_TEXT(f->sort ? f->sort : ""), DB_INT(f->page_size),
		DB_INT(page_offset(f->page, f->page_size))),
	    &project_type, v, n);
}

static const char SQL_GET[] =
    "SELECT " PROJECT
    " FROM projects p LEFT JOIN teams t ON t.id = p.team_id WHERE p.id = $1";

enum err_code
tenancy_db_project(struct cx *cx, int64_t id, struct project *out)
{
	return db_one(cx, SQL_GET, DB_ARGS(DB_INT(id)), &project_type, out);
}

static const char SQL_LOCK[] =
    "SELECT version FROM projects WHERE id = $1 FOR UPDATE";

enum err_code
tenancy_db_project_lock(struct cx *cx, int64_t id)
{
	enum err_code rc;
	int64_t version;

	rc = db_int(cx, SQL_LOCK, DB_ARGS(DB_INT(id)), &version);
	if (rc || cx->if_match == 0 || cx->if_match == version)
		return rc;
	cx->current_version = version;
	return err_plain(cx, ERR_CONFLICT);
}

static const char SQL_INSERT[] =
    "INSERT INTO projects (code, name, description, environment, team_id,"
    " created_by) VALUES ($1, $2, COALESCE($3, ''),"
    " COALESCE($4, 'development'), $5, $6)"
    " ON CONFLICT (lower(code)) DO NOTHING RETURNING id";

struct new_id {
	int64_t id;
};
static const struct field new_id_fields[] = {
	F_INT(struct new_id, id, 0, 0, INT64_MAX, 0, "Id"), F_END
};
static const struct type new_id_type = { "NewId", sizeof(struct new_id),
	new_id_fields, "Id of a new row" };

enum err_code
tenancy_db_project_insert(struct cx *cx, const struct project_new *in,
    const char *code, int64_t *id, bool *done)
{
	struct new_id row = { 0 };
	enum err_code rc;

	rc = db_maybe(cx, SQL_INSERT,
	    DB_ARGS(DB_TEXT(code), DB_TEXT(in->name), DB_TEXT(in->description),
		DB_TEXT(in->environment), DB_INT0(in->team_id),
		DB_INT0(cx->who.user_id)),
	    &new_id_type, &row, done);
	*id = row.id;
	return rc;
}

static const char SQL_UPDATE[] =
    "UPDATE projects SET name = COALESCE($2, name),"
    " description = COALESCE($3, description),"
    " environment = COALESCE($4, environment),"
    " team_id = CASE WHEN $5 THEN $6 ELSE team_id END,"
    " version = version + 1, updated_at = now() WHERE id = $1";

enum err_code
tenancy_db_project_update(struct cx *cx, int64_t id,
    const struct project_patch *in)
{
	return db_exec(cx, SQL_UPDATE,
	    DB_ARGS(DB_INT(id), DB_TEXT(in->name), DB_TEXT(in->description),
		DB_TEXT(in->environment), DB_BOOL(in->team_id.has),
		DB_INT0(in->team_id.v)),
	    NULL);
}

struct owned {
	const char *tables;
};
static const struct field owned_fields[] = {
	F_TEXT(struct owned, tables, 0, 0, 4096, "Tables"), F_END
};
static const struct type owned_type = { "Owned", sizeof(struct owned),
	owned_fields, "Tables that hold rows of a project" };

static const char SQL_OWNS[] =
    "SELECT array_to_string(tenancy_project_owns($1), ', ') AS tables";

enum err_code
tenancy_db_project_owns(struct cx *cx, int64_t id, const char **tables)
{
	struct owned row = { "" };
	enum err_code rc;

	rc = db_one(cx, SQL_OWNS, DB_ARGS(DB_INT(id)), &owned_type, &row);
	*tables = row.tables;
	return rc;
}

static const char SQL_DELETE[] = "DELETE FROM projects WHERE id = $1";

enum err_code
tenancy_db_project_delete(struct cx *cx, int64_t id)
{
	return db_exec(cx, SQL_DELETE, DB_ARGS(DB_INT(id)), NULL);
}

/* The role is one that he has everywhere, so this grants nothing new. */
static const char SQL_SELF[] =
    "INSERT INTO project_members (project_id, user_id, role_id)"
    " SELECT $1, $2, ur.role_id FROM user_roles ur WHERE ur.user_id = $2"
    " ORDER BY ur.role_id LIMIT 1";

enum err_code
tenancy_db_member_self(struct cx *cx, int64_t project_id)
{
	return db_exec(cx, SQL_SELF,
	    DB_ARGS(DB_INT(project_id), DB_INT(cx->who.user_id)), NULL);
}

#define MEMBER \
	"SELECT m.id, m.project_id, m.user_id," \
	" COALESCE(u.username, '') AS username," \
	" COALESCE(u.name, '') AS name, m.team_id," \
	" COALESCE(t.name, '') AS team_name, r.code AS role," \
	" r.name AS role_name, m.created_at" \
	" FROM project_members m JOIN roles r ON r.id = m.role_id" \
	" LEFT JOIN users u ON u.id = m.user_id" \
	" LEFT JOIN teams t ON t.id = m.team_id" \
	" WHERE m.project_id = $1"

static const char SQL_MEMBERS[] = MEMBER " ORDER BY m.id";

enum err_code
tenancy_db_members(struct cx *cx, int64_t project_id, struct project_member **v,
    size_t *n)
{
	return db_all(cx, SQL_MEMBERS, DB_ARGS(DB_INT(project_id)),
	    &project_member_type, v, n);
}

static const char SQL_MEMBER[] = MEMBER " AND m.id = $2";

enum err_code
tenancy_db_member(struct cx *cx, int64_t project_id, int64_t member_id,
    struct project_member *out)
{
	return db_one(cx, SQL_MEMBER,
	    DB_ARGS(DB_INT(project_id), DB_INT(member_id)),
	    &project_member_type, out);
}

static const char SQL_MEMBER_INSERT[] =
    "INSERT INTO project_members (project_id, user_id, team_id, role_id)"
    " VALUES ($1, $2, $3, $4) RETURNING id";

enum err_code
tenancy_db_member_insert(struct cx *cx, int64_t project_id,
    const struct project_member_new *in, int64_t role_id, int64_t *id)
{
	return db_int(cx, SQL_MEMBER_INSERT,
	    DB_ARGS(DB_INT(project_id), DB_INT0(in->user_id),
		DB_INT0(in->team_id), DB_INT(role_id)),
	    id);
}

static const char SQL_MEMBER_DELETE[] =
    "DELETE FROM project_members WHERE project_id = $1 AND id = $2";

enum err_code
tenancy_db_member_delete(struct cx *cx, int64_t project_id, int64_t member_id)
{
	return db_exec(cx, SQL_MEMBER_DELETE,
	    DB_ARGS(DB_INT(project_id), DB_INT(member_id)), NULL);
}

static const char SQL_USER_ENABLED[] =
    "SELECT count(*) FROM users WHERE id = $1 AND status = 1";

enum err_code
tenancy_db_user_enabled(struct cx *cx, int64_t user_id, bool *yes)
{
	enum err_code rc;
	int64_t n;

	rc = db_int(cx, SQL_USER_ENABLED, DB_ARGS(DB_INT(user_id)), &n);
	*yes = !rc && n == 1;
	return rc;
}
