/* SQL of schedules. */
#include "db/db.h"
#include "tasks/tasks_int.h"

#define COLS \
	"id, project_id, name, cron, timezone, kind, args, enabled," \
	" next_run, last_run, last_task_id, last_error, created_by," \
	" created_at, updated_at, version"
#define SCOPE "($1 OR project_id = ANY ($2::bigint[]))"
#define WHO(cx) \
	DB_BOOL((cx)->who.all_projects), \
	    DB_INTS((cx)->who.projects, (cx)->who.n_projects)

static const char SQL_INSERT[] =
    "INSERT INTO schedules (project_id, name, cron, timezone, kind, args,"
    " enabled, next_run, created_by)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING " COLS;

enum err_code
tasks_db_schedule_insert(struct cx *cx, const struct schedule_new *in,
    int64_t next_run, struct schedule *out)
{
	return db_one(cx, SQL_INSERT,
	    DB_ARGS(DB_INT(in->project_id), DB_TEXT(in->name),
		DB_TEXT(in->cron), DB_TEXT(in->timezone), DB_TEXT(in->kind),
		DB_JSON(in->args), DB_BOOL(in->enabled), DB_TIME(next_run),
		DB_INT(cx->who.user_id)),
	    &schedule_type, out);
}

static const char SQL_UPDATE[] =
    "UPDATE schedules SET name = $4, cron = $5, timezone = $6, kind = $7,"
    " args = $8, enabled = $9, next_run = $10, created_by = $11,"
    " last_error = '', updated_at = now(), version = version + 1"
    " WHERE id = $3 AND " SCOPE " RETURNING " COLS;

enum err_code
tasks_db_schedule_update(struct cx *cx, int64_t id,
    const struct schedule_new *in, int64_t next_run, struct schedule *out)
{
	return db_one(cx, SQL_UPDATE,
	    DB_ARGS(WHO(cx), DB_INT(id), DB_TEXT(in->name), DB_TEXT(in->cron),
		DB_TEXT(in->timezone), DB_TEXT(in->kind), DB_JSON(in->args),
		DB_BOOL(in->enabled), DB_TIME(next_run),
		DB_INT(cx->who.user_id)),
	    &schedule_type, out);
}

static const char SQL_GET[] =
    "SELECT " COLS " FROM schedules WHERE id = $3 AND " SCOPE;

enum err_code
tasks_db_schedule_get(struct cx *cx, int64_t id, struct schedule *out)
{
	return db_one(cx, SQL_GET, DB_ARGS(WHO(cx), DB_INT(id)), &schedule_type,
	    out);
}

static const char SQL_REMOVE[] =
    "DELETE FROM schedules WHERE id = $3 AND " SCOPE;

enum err_code
tasks_db_schedule_remove(struct cx *cx, int64_t id)
{
	return db_queue(cx, SQL_REMOVE, DB_ARGS(WHO(cx), DB_INT(id)));
}

#define FILTER \
	SCOPE \
	" AND ($3::text IS NULL OR kind = $3)" \
	" AND ($4::bigint IS NULL OR project_id = $4)" \
	" AND ($5::text IS NULL OR position(lower($5) IN lower(name)) > 0)"
static const char SQL_LIST[] = "SELECT " COLS " FROM schedules WHERE " FILTER
			       " ORDER BY lower(name), id LIMIT $6 OFFSET $7";
static const char SQL_COUNT[] = "SELECT count(*) FROM schedules WHERE " FILTER;

enum err_code
tasks_db_schedule_list(struct cx *cx, const struct schedule_filter *f,
    struct schedule **items, size_t *n, int64_t *total)
{
	const char *kind = f->kind && f->kind[0] ? f->kind : NULL;
	const char *q = f->q && f->q[0] ? f->q : NULL;
	enum err_code rc;

	rc = db_all(cx, SQL_LIST,
	    DB_ARGS(WHO(cx), DB_TEXT(kind), DB_INT0(f->project_id), DB_TEXT(q),
		DB_INT(f->page_size),
		DB_INT(page_offset(f->page, f->page_size))),
	    &schedule_type, items, n);
	if (rc)
		return rc;
	return db_int(cx, SQL_COUNT,
	    DB_ARGS(WHO(cx), DB_TEXT(kind), DB_INT0(f->project_id), DB_TEXT(q)),
	    total);
}

static const char SQL_DUE[] =
    "SELECT " COLS " FROM schedules WHERE enabled AND next_run <= now()"
    " ORDER BY next_run LIMIT 1 FOR UPDATE SKIP LOCKED";

enum err_code
tasks_db_schedule_due(struct cx *cx, struct schedule *out, bool *found)
{
	return db_maybe(cx, SQL_DUE, DB_NONE, &schedule_type, out, found);
}

static const char SQL_FIRED[] =
    "UPDATE schedules SET last_run = next_run, next_run = $2, enabled = $3,"
    " last_task_id = coalesce($4, last_task_id), last_error = $5"
    " WHERE id = $1";

enum err_code
tasks_db_schedule_fired(struct cx *cx, const struct schedule *s,
    int64_t next_run, bool enabled)
{
	return db_queue(cx, SQL_FIRED,
	    DB_ARGS(DB_INT(s->id), DB_TIME(next_run), DB_BOOL(enabled),
		DB_INT0(s->last_task_id), DB_TEXT(s->last_error)));
}

struct next_row {
	int64_t next;
};
static const struct field next_fields[] = {
	F_TIME(struct next_row, next, F_NULL, ""), F_END
};
static const struct type next_type = { "ScheduleNext", sizeof(struct next_row),
	next_fields, "" };
static const char SQL_NEXT[] =
    "SELECT next_run AS next FROM schedules"
    " WHERE enabled AND next_run IS NOT NULL ORDER BY next_run LIMIT 1";

enum err_code
tasks_db_schedule_next(struct cx *cx, int64_t *next)
{
	struct next_row row = { 0 };
	bool found;
	enum err_code rc;

	rc = db_maybe(cx, SQL_NEXT, DB_NONE, &next_type, &row, &found);
	*next = rc == ERR_OK && found ? row.next : 0;
	return rc;
}

static const char SQL_ZONE_KNOWN[] =
    "SELECT count(*) FROM pg_timezone_names WHERE name = $1";

enum err_code
tasks_db_zone_known(struct cx *cx, const char *zone, bool *known)
{
	int64_t n;
	enum err_code rc;

	rc = db_int(cx, SQL_ZONE_KNOWN, DB_ARGS(DB_TEXT(zone)), &n);
	*known = rc == ERR_OK && n > 0;
	return rc;
}

static const char SQL_ZONE_LOCAL[] =
    "SELECT ($1::timestamptz AT TIME ZONE $2::text) AT TIME ZONE 'UTC' AS next";
static const char SQL_ZONE_UTC[] =
    "SELECT ($1::timestamptz AT TIME ZONE 'UTC') AT TIME ZONE $2::text AS next";

enum err_code
tasks_db_zone_local(struct cx *cx, const char *zone, int64_t us, int64_t *local)
{
	struct next_row row;
	enum err_code rc;

	rc = db_one(cx, SQL_ZONE_LOCAL, DB_ARGS(DB_TIME(us), DB_TEXT(zone)),
	    &next_type, &row);
	*local = rc == ERR_OK ? row.next : 0;
	return rc;
}

enum err_code
tasks_db_zone_utc(struct cx *cx, const char *zone, int64_t local, int64_t *us)
{
	struct next_row row;
	enum err_code rc;

	rc = db_one(cx, SQL_ZONE_UTC, DB_ARGS(DB_TIME(local), DB_TEXT(zone)),
	    &next_type, &row);
	*us = rc == ERR_OK ? row.next : 0;
	return rc;
}
