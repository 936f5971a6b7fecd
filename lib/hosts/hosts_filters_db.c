/* SQL of saved filters. */
#include "db/db.h"
#include "hosts/hosts_filters.h"

#define COLS \
	"f.id, f.name, f.query, coalesce(f.project_id, 0) AS project_id," \
	" f.user_id, coalesce(u.username, '') AS owner," \
	" f.user_id = $1 AS mine, f.created_at, f.updated_at"
#define FROM " FROM host_filters f LEFT JOIN users u ON u.id = f.user_id"
/* $1 the caller, $2 his projects. */
#define SEEN "(f.user_id = $1 OR f.project_id = ANY ($2::bigint[]))"
#define WHO(cx) \
	DB_INT((cx)->who.user_id), \
	    DB_INTS((cx)->who.projects, (cx)->who.n_projects)

static const char SQL_LIST[] = "SELECT " COLS FROM " WHERE " SEEN
			       " ORDER BY f.user_id = $1 DESC, lower(f.name),"
			       " f.id";

enum err_code
hosts_filter_db_list(struct cx *cx, struct saved_filter **items, size_t *n)
{
	return db_all(cx, SQL_LIST, DB_ARGS(WHO(cx)), &saved_filter_type, items,
	    n);
}

static const char SQL_GET[] =
    "SELECT " COLS FROM " WHERE " SEEN " AND f.id = $3";

enum err_code
hosts_filter_db_get(struct cx *cx, int64_t id, struct saved_filter *out)
{
	return db_one(cx, SQL_GET, DB_ARGS(WHO(cx), DB_INT(id)),
	    &saved_filter_type, out);
}

static const char SQL_MINE[] =
    "SELECT count(*) FROM host_filters WHERE user_id = $1";

enum err_code
hosts_filter_db_count(struct cx *cx, int64_t *n)
{
	return db_int(cx, SQL_MINE, DB_ARGS(DB_INT(cx->who.user_id)), n);
}

static enum err_code
named(struct cx *cx, enum err_code rc)
{
	if (rc == ERR_CONFLICT)
		return err_field_as(cx, ERR_CONFLICT, "name",
		    "您已有同名的筛选条件",
		    "you have a filter of this name already");
	return rc;
}

static const char SQL_INSERT[] =
    "WITH f AS (INSERT INTO host_filters (user_id, name, query, project_id)"
    " VALUES ($1, $2, $3, $4) RETURNING *)"
    " SELECT " COLS " FROM f LEFT JOIN users u ON u.id = f.user_id";

enum err_code
hosts_filter_db_insert(struct cx *cx, const struct saved_filter_new *in,
    struct saved_filter *out)
{
	return named(cx,
	    db_one(cx, SQL_INSERT,
		DB_ARGS(DB_INT(cx->who.user_id), DB_TEXT(in->name),
		    DB_TEXT(in->query), DB_INT0(in->project_id)),
		&saved_filter_type, out));
}

static const char SQL_UPDATE[] =
    "WITH f AS (UPDATE host_filters SET name = coalesce($3, name),"
    " query = coalesce($4, query), project_id = CASE WHEN $5::bigint IS NULL"
    " THEN project_id ELSE nullif($5, 0) END, updated_at = now()"
    " WHERE id = $2 AND user_id = $1 RETURNING *)"
    " SELECT " COLS " FROM f LEFT JOIN users u ON u.id = f.user_id";

enum err_code
hosts_filter_db_update(struct cx *cx, int64_t id,
    const struct saved_filter_patch *in, struct saved_filter *out)
{
	return named(cx,
	    db_one(cx, SQL_UPDATE,
		DB_ARGS(DB_INT(cx->who.user_id), DB_INT(id), DB_TEXT(in->name),
		    DB_TEXT(in->query), DB_OPT_INT(in->project_id)),
		&saved_filter_type, out));
}

static const char SQL_REMOVE[] =
    "DELETE FROM host_filters WHERE id = $2 AND user_id = $1";

enum err_code
hosts_filter_db_remove(struct cx *cx, int64_t id)
{
	return db_exec(cx, SQL_REMOVE,
	    DB_ARGS(DB_INT(cx->who.user_id), DB_INT(id)), NULL);
}
