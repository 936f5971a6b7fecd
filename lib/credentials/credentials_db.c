/* SQL of shared passwords. */
#include "credentials/credentials_int.h"
#include "db/db.h"

#define COLS \
	"c.id, c.project_id, c.name, c.username, c.description," \
	" (SELECT count(*) FROM hosts h WHERE h.password_credential_id = " \
	"c.id)" \
	" AS host_count, c.changed_at, c.created_by, c.created_at," \
	" c.updated_at, c.version, c.secret_id"
#define MINE "($1 OR c.project_id = ANY ($2::bigint[]))"
#define WHO(cx) \
	DB_BOOL((cx)->who.all_projects), \
	    DB_INTS((cx)->who.projects, (cx)->who.n_projects)
#define FOUND \
	MINE " AND ($3::text IS NULL OR strpos(lower(c.name || ' ' ||" \
	     " c.username || ' ' || c.description), lower($3)) > 0)"

static const char SQL_LIST[] =
    "SELECT " COLS " FROM password_credentials c WHERE " FOUND
    " ORDER BY c.id DESC LIMIT $4 OFFSET $5";
static const char SQL_COUNT[] =
    "SELECT count(*) FROM password_credentials c WHERE " FOUND;

enum err_code
credentials_db_list(struct cx *cx, const struct page *p,
    struct shared_password **v, size_t *n, int64_t *total)
{
	const char *q = p->q != NULL && p->q[0] != '\0' ? p->q : NULL;
	enum err_code rc;

	rc = db_all(cx, SQL_LIST,
	    DB_ARGS(WHO(cx), DB_TEXT(q), DB_INT(p->page_size),
		DB_INT(page_offset(p->page, p->page_size))),
	    &shared_password_row_type, v, n);
	if (rc)
		return rc;
	return db_int(cx, SQL_COUNT, DB_ARGS(WHO(cx), DB_TEXT(q)), total);
}

static const char SQL_GET[] =
    "SELECT " COLS " FROM password_credentials c WHERE " MINE " AND c.id = $3";
static const char SQL_LOCK[] =
    "SELECT " COLS " FROM password_credentials c WHERE " MINE
    " AND c.id = $3 FOR UPDATE";

enum err_code
credentials_db_get(struct cx *cx, int64_t id, bool lock,
    struct shared_password *out)
{
	return db_one(cx, lock ? SQL_LOCK : SQL_GET,
	    DB_ARGS(WHO(cx), DB_INT(id)), &shared_password_row_type, out);
}

static enum err_code
named(struct cx *cx, enum err_code rc)
{
	if (rc == ERR_CONFLICT)
		return err_field_as(cx, ERR_CONFLICT, "name",
		    "项目中已有同名的密码凭据",
		    "the project has such a password already");
	return rc;
}

static const char SQL_INSERT[] =
    "INSERT INTO password_credentials AS c (project_id, name, username,"
    " description, secret_id, created_by) VALUES ($1, $2, $3, $4, $5, $6)"
    " RETURNING " COLS;

enum err_code
credentials_db_insert(struct cx *cx, const struct shared_password_new *in,
    int64_t project_id, int64_t secret_id, struct shared_password *out)
{
	return named(cx,
	    db_one(cx, SQL_INSERT,
		DB_ARGS(DB_INT(project_id), DB_TEXT(in->name),
		    DB_TEXT(in->username),
		    DB_TEXT(in->description ? in->description : ""),
		    DB_INT(secret_id), DB_INT(cx->who.user_id)),
		&shared_password_row_type, out));
}

static const char SQL_UPDATE[] =
    "UPDATE password_credentials AS c SET name = coalesce($4, c.name),"
    " username = coalesce($5, c.username),"
    " description = coalesce($6, c.description),"
    " secret_id = coalesce($7, c.secret_id),"
    " changed_at = CASE WHEN $7::bigint IS NULL THEN c.changed_at"
    "  ELSE now() END, version = c.version + 1, updated_at = now()"
    " WHERE " MINE " AND c.id = $3 RETURNING " COLS;
/* The hosts log in under its name. */
static const char SQL_RENAME[] =
    "UPDATE hosts h SET ssh_user = $2, version = h.version + 1,"
    " updated_at = now() WHERE h.password_credential_id = $1"
    " AND h.ssh_user <> $2";

enum err_code
credentials_db_update(struct cx *cx, int64_t id,
    const struct shared_password_patch *in, int64_t secret_id,
    struct shared_password *out)
{
	enum err_code rc;

	rc = named(cx,
	    db_one(cx, SQL_UPDATE,
		DB_ARGS(WHO(cx), DB_INT(id), DB_TEXT(in->name),
		    DB_TEXT(in->username), DB_TEXT(in->description),
		    DB_INT0(secret_id)),
		&shared_password_row_type, out));
	if (rc)
		return rc;
	return db_exec(cx, SQL_RENAME,
	    DB_ARGS(DB_INT(id), DB_TEXT(out->username)), NULL);
}

static const char SQL_REMOVE[] =
    "DELETE FROM password_credentials c WHERE " MINE " AND c.id = $3";

enum err_code
credentials_db_remove(struct cx *cx, int64_t id)
{
	return db_exec(cx, SQL_REMOVE, DB_ARGS(WHO(cx), DB_INT(id)), NULL);
}

static const char SQL_HOSTS[] =
    "SELECT h.id AS host_id, h.name AS host_name, h.ip, h.port, h.ssh_user,"
    " h.status, h.last_check_at FROM hosts h"
    " WHERE ($1 OR h.project_id = ANY ($2::bigint[]))"
    " AND h.password_credential_id = $3 ORDER BY h.name LIMIT 1000";

enum err_code
credentials_db_hosts(struct cx *cx, int64_t id, struct credential_host **v,
    size_t *n)
{
	return db_all(cx, SQL_HOSTS, DB_ARGS(WHO(cx), DB_INT(id)),
	    &credential_host_type, v, n);
}
