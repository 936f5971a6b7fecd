/*
 * tenancy_team_db: SQL of teams and their members.
 */
#include "db/db.h"
#include "tenancy/tenancy_priv.h"

#define TEAM \
	"SELECT t.id, t.name, t.description," \
	" (SELECT count(*) FROM team_members m WHERE m.team_id = t.id)" \
	" AS members," \
	" (SELECT count(*) FROM project_members m WHERE m.team_id = t.id" \
	" AND m.project_id = ANY ($3::bigint[])) AS projects," \
	" t.created_by, t.version, t.created_at, t.updated_at"

/* Seen are all teams by those who manage teams, else one's own and those that
 * are members of a project that one sees. */
#define SEEN \
	" FROM teams t WHERE ($1 OR EXISTS (SELECT 1 FROM team_members m" \
	" WHERE m.team_id = t.id AND m.user_id = $2)" \
	" OR EXISTS (SELECT 1 FROM project_members m" \
	" WHERE m.team_id = t.id AND m.project_id = ANY ($3::bigint[])))"

#define SEEN_ARGS(cx, all) \
	DB_BOOL(all), DB_INT((cx)->who.user_id), \
	    DB_INTS((cx)->who.projects, (cx)->who.n_projects)

#define SEARCH \
	" AND ($4::text IS NULL OR position(lower($4) IN" \
	" lower(concat_ws(' ', t.name, t.description))) > 0)"

static const char SQL_COUNT[] = "SELECT count(*)" SEEN SEARCH;

static const char SQL_LIST[] = TEAM SEEN SEARCH
    " ORDER BY CASE $5 WHEN 'name' THEN lower(t.name) END,"
    " CASE $5 WHEN '-name' THEN lower(t.name) END DESC,"
    " CASE $5 WHEN '-id' THEN t.id END DESC, t.id LIMIT $6 OFFSET $7";

enum err_code
tenancy_db_teams(struct cx *cx, bool all, const struct page *page,
    struct team **v, size_t *n, int64_t *total)
{
	const char *q = page->q && *page->q ? page->q : NULL;
	enum err_code rc;

	rc = db_int(cx, SQL_COUNT, DB_ARGS(SEEN_ARGS(cx, all), DB_TEXT(q)),
	    total);
	if (rc)
		return rc;
	return db_all(cx, SQL_LIST,
	    DB_ARGS(SEEN_ARGS(cx, all), DB_TEXT(q),
		DB_TEXT(page->sort ? page->sort : ""), DB_INT(page->page_size),
		DB_INT(page_offset(page->page, page->page_size))),
	    &team_type, v, n);
}

static const char SQL_GET[] = TEAM SEEN " AND t.id = $4";

enum err_code
tenancy_db_team(struct cx *cx, bool all, int64_t id, struct team *out)
{
	return db_one(cx, SQL_GET, DB_ARGS(SEEN_ARGS(cx, all), DB_INT(id)),
	    &team_type, out);
}

static const char SQL_INSERT[] =
    "INSERT INTO teams (name, description, created_by)"
    " VALUES ($1, COALESCE($2, ''), $3) RETURNING id";

enum err_code
tenancy_db_team_insert(struct cx *cx, const struct team_new *in, int64_t *id)
{
	return db_int(cx, SQL_INSERT,
	    DB_ARGS(DB_TEXT(in->name), DB_TEXT(in->description),
		DB_INT0(cx->who.user_id)),
	    id);
}

static const char SQL_LOCK[] =
    "SELECT version FROM teams WHERE id = $1 FOR UPDATE";

enum err_code
tenancy_db_team_lock(struct cx *cx, int64_t id, int64_t *version)
{
	return db_int(cx, SQL_LOCK, DB_ARGS(DB_INT(id)), version);
}

static const char SQL_UPDATE[] =
    "UPDATE teams SET name = COALESCE($2, name),"
    " description = COALESCE($3, description),"
    " version = version + 1, updated_at = now() WHERE id = $1";

enum err_code
tenancy_db_team_update(struct cx *cx, int64_t id, const struct team_patch *in)
{
	return db_exec(cx, SQL_UPDATE,
	    DB_ARGS(DB_INT(id), DB_TEXT(in->name), DB_TEXT(in->description)),
	    NULL);
}

static const char SQL_DELETE[] = "DELETE FROM teams WHERE id = $1";

enum err_code
tenancy_db_team_delete(struct cx *cx, int64_t id)
{
	return db_exec(cx, SQL_DELETE, DB_ARGS(DB_INT(id)), NULL);
}

static const char SQL_GRANTS[] =
    "SELECT project_id, role_code FROM tenancy_team_grants($1)";

enum err_code
tenancy_db_team_grants(struct cx *cx, int64_t id, struct team_grant **v,
    size_t *n)
{
	return db_all(cx, SQL_GRANTS, DB_ARGS(DB_INT(id)), &team_grant_type, v,
	    n);
}

#define MEMBER \
	"SELECT m.user_id, u.username, u.name, u.email," \
	" u.status::bigint AS status, m.created_at" \
	" FROM team_members m JOIN users u ON u.id = m.user_id" \
	" WHERE m.team_id = $1"

static const char SQL_MEMBERS[] = MEMBER " ORDER BY m.user_id";

enum err_code
tenancy_db_team_members(struct cx *cx, int64_t id, struct team_member **v,
    size_t *n)
{
	return db_all(cx, SQL_MEMBERS, DB_ARGS(DB_INT(id)), &team_member_type,
	    v, n);
}

static const char SQL_MEMBER[] = MEMBER " AND m.user_id = $2";

enum err_code
tenancy_db_team_member(struct cx *cx, int64_t id, int64_t user_id,
    struct team_member *out)
{
	return db_one(cx, SQL_MEMBER, DB_ARGS(DB_INT(id), DB_INT(user_id)),
	    &team_member_type, out);
}

static const char SQL_MEMBER_INSERT[] =
    "INSERT INTO team_members (team_id, user_id) VALUES ($1, $2)";

enum err_code
tenancy_db_team_member_insert(struct cx *cx, int64_t id, int64_t user_id)
{
	return db_exec(cx, SQL_MEMBER_INSERT,
	    DB_ARGS(DB_INT(id), DB_INT(user_id)), NULL);
}

static const char SQL_MEMBER_DELETE[] =
    "DELETE FROM team_members WHERE team_id = $1 AND user_id = $2";

enum err_code
tenancy_db_team_member_delete(struct cx *cx, int64_t id, int64_t user_id)
{
	return db_exec(cx, SQL_MEMBER_DELETE,
	    DB_ARGS(DB_INT(id), DB_INT(user_id)), NULL);
}
