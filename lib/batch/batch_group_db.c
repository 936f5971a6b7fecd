/* SQL of groups of hosts. */
#include "batch/batch_int.h"
#include "db/db.h"

#define COLS \
	"g.id, g.project_id, g.name, g.description, g.kind, g.host_ids, " \
	"g.tags," \
	" g.q, g.status, g.health_state, g.source, g.region, g.created_by," \
	" g.created_at, g.updated_at, g.version"
#define MINE "($1 OR g.project_id = ANY ($2::bigint[]))"
#define WHO(cx) \
	DB_BOOL((cx)->who.all_projects), \
	    DB_INTS((cx)->who.projects, (cx)->who.n_projects)
#define FILTER \
	MINE " AND ($3::bigint IS NULL OR g.project_id = $3)" \
	     " AND ($4::text IS NULL OR strpos(lower(g.name || ' ' ||" \
	     " g.description), lower($4)) > 0)"

static const char SQL_LIST[] =
    "SELECT " COLS " FROM host_groups g WHERE " FILTER
    " ORDER BY lower(g.name), g.id LIMIT $5 OFFSET $6";
static const char SQL_COUNT[] =
    "SELECT count(*) FROM host_groups g WHERE " FILTER;

enum err_code
batch_group_db_list(struct cx *cx, const struct batch_group_filter *f,
    struct batch_group **v, size_t *n, int64_t *total)
{
	const char *q = f->q != NULL && f->q[0] != '\0' ? f->q : NULL;
	enum err_code rc;

	rc = db_all(cx, SQL_LIST,
	    DB_ARGS(WHO(cx), DB_INT0(f->project_id), DB_TEXT(q),
		DB_INT(f->page_size),
		DB_INT(page_offset(f->page, f->page_size))),
	    &batch_group_type, v, n);
	if (rc)
		return rc;
	return db_int(cx, SQL_COUNT,
	    DB_ARGS(WHO(cx), DB_INT0(f->project_id), DB_TEXT(q)), total);
}

static const char SQL_GET[] =
    "SELECT " COLS " FROM host_groups g WHERE " MINE " AND g.id = $3";
static const char SQL_LOCK[] = "SELECT " COLS " FROM host_groups g WHERE " MINE
			       " AND g.id = $3 FOR UPDATE";

enum err_code
batch_group_db_get(struct cx *cx, int64_t id, bool lock,
    struct batch_group *out)
{
	return db_one(cx, lock ? SQL_LOCK : SQL_GET,
	    DB_ARGS(WHO(cx), DB_INT(id)), &batch_group_type, out);
}

static enum err_code
named(struct cx *cx, enum err_code rc)
{
	if (rc == ERR_CONFLICT)
		return err_field_as(cx, ERR_CONFLICT, "name",
		    "主机组名称已存在", "there is such a group already");
	return rc;
}

#define VALUES(g) \
	DB_TEXT((g)->name), DB_TEXT((g)->description), DB_TEXT((g)->kind), \
	    DB_INTS((g)->host_ids.v, (g)->host_ids.n), \
	    DB_TEXTS((g)->tags.v, (g)->tags.n), DB_TEXT((g)->q), \
	    DB_TEXT((g)->status), DB_TEXT((g)->health_state), \
	    DB_TEXT((g)->source), DB_TEXT((g)->region)

static const char SQL_INSERT[] =
    "INSERT INTO host_groups AS g (project_id, created_by, name, description,"
    " kind, host_ids, tags, q, status, health_state, source, region)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
    "RETURNING " COLS;

enum err_code
batch_group_db_insert(struct cx *cx, const struct batch_group *in,
    struct batch_group *out)
{
	return named(cx,
	    db_one(cx, SQL_INSERT,
		DB_ARGS(DB_INT(in->project_id), DB_INT(cx->who.user_id),
		    VALUES(in)),
		&batch_group_type, out));
}

static const char SQL_UPDATE[] =
    "UPDATE host_groups g SET name = $4, description = $5, kind = $6,"
    " host_ids = $7, tags = $8, q = $9, status = $10, health_state = $11,"
    " source = $12, region = $13, updated_at = now(), version = version + 1"
    " WHERE " MINE " AND g.id = $3 RETURNING " COLS;

enum err_code
batch_group_db_update(struct cx *cx, int64_t id, const struct batch_group *in,
    struct batch_group *out)
{
	return named(cx,
	    db_one(cx, SQL_UPDATE, DB_ARGS(WHO(cx), DB_INT(id), VALUES(in)),
		&batch_group_type, out));
}

static const char SQL_REMOVE[] =
    "DELETE FROM host_groups g WHERE " MINE " AND g.id = $3";

enum err_code
batch_group_db_remove(struct cx *cx, int64_t id)
{
	return db_exec(cx, SQL_REMOVE, DB_ARGS(WHO(cx), DB_INT(id)), NULL);
}
