/* SQL of tasks as users and other rooms see them. */
#include "db/db.h"
#include "tasks/tasks_int.h"

/* Which tasks the caller sees: $1 everything, $2 projects, $3 admin, $4 user. */
#define VISIBLE \
	"($1 OR t.project_id = ANY ($2::bigint[])" \
	" OR (t.project_id IS NULL AND ($3 OR t.actor_id = $4)))"
#define WHO(cx) \
	DB_BOOL((cx)->who.all_projects), \
	    DB_INTS((cx)->who.projects, (cx)->who.n_projects), \
	    DB_BOOL((cx)->who.is_admin), DB_INT((cx)->who.user_id)

#define HEAD \
	"t.id, t.kind, t.title, t.status, t.project_id, t.object," \
	" t.object_id, t.actor_id, t.actor_name, t.error, t.attempt," \
	" t.max_tries, t.created_at, t.run_at, t.started_at, t.finished_at," \
	" t.deadline_at, t.cancel_requested, t.worker, t.schedule_id," \
	" t.retry_of, t.request_id, t.lane, t.routine, t.version"

static const char SQL_INSERT[] =
    "INSERT INTO tasks AS t (kind, args, title, project_id, object, object_id,"
    " idempotency_key, run_at, priority, timeout_s, max_tries, actor_id,"
    " actor_name, request_id, retry_of, schedule_id, fire_at, lane)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, coalesce($8, now()), $9, $10, $11,"
    " $12, $13, $14, $15, $16, $17, $18)"
    " ON CONFLICT (actor_id, kind, idempotency_key)"
    " WHERE idempotency_key IS NOT NULL"
    " DO UPDATE SET idempotency_key = excluded.idempotency_key"
    " RETURNING id";

enum err_code
tasks_db_insert(struct cx *cx, const struct task_new *in, struct str args,
    int64_t max_tries, const char *lane, int64_t *id)
{
	const struct principal *who = &cx->who;

	return db_int(cx, SQL_INSERT,
	    DB_ARGS(DB_TEXT(in->kind), DB_JSON(args),
		DB_TEXT(in->title ? in->title : ""), DB_INT0(in->project_id),
		DB_TEXT(in->object ? in->object : ""), DB_INT(in->object_id),
		DB_TEXT(in->idempotency_key), DB_TIME(in->run_at),
		DB_INT(in->priority), DB_INT0(in->timeout_s), DB_INT(max_tries),
		DB_INT(who->user_id),
		DB_TEXT(who->username ? who->username : ""),
		DB_TEXT(cx->request_id ? cx->request_id : ""),
		DB_INT0(in->retry_of), DB_INT0(in->schedule_id),
		DB_TIME(in->fire_at), DB_TEXT(lane)),
	    id);
}

static const char SQL_GET[] = "SELECT " HEAD ", t.args, t.result FROM tasks t"
			      " WHERE t.id = $5 AND " VISIBLE;

enum err_code
tasks_db_get(struct cx *cx, int64_t id, struct task_row *out)
{
	return db_one(cx, SQL_GET, DB_ARGS(WHO(cx), DB_INT(id)), &task_type,
	    out);
}

static const char SQL_LOCK[] = "SELECT " HEAD ", t.args, t.result FROM tasks t"
			       " WHERE t.id = $5 AND " VISIBLE " FOR UPDATE";

enum err_code
tasks_db_lock(struct cx *cx, int64_t id, struct task_row *out)
{
	return db_one(cx, SQL_LOCK, DB_ARGS(WHO(cx), DB_INT(id)), &task_type,
	    out);
}

#define FILTER \
	VISIBLE \
	" AND ($5::text IS NULL OR t.status = $5)" \
	" AND ($6::text IS NULL OR t.kind = $6)" \
	" AND ($7::text IS NULL OR t.object = $7)" \
	" AND ($8::bigint IS NULL OR t.object_id = $8)" \
	" AND ($9::bigint IS NULL OR t.actor_id = $9)" \
	" AND ($10::text IS NULL OR lower(t.actor_name) = lower($10))" \
	" AND ($11::bigint IS NULL OR t.project_id = $11)" \
	" AND ($12::timestamptz IS NULL OR t.created_at >= $12)" \
	" AND ($13::timestamptz IS NULL OR t.created_at < $13)" \
	" AND ($14::text IS NULL OR position(lower($14) IN lower(t.title)) > " \
	"0" \
	" OR position(lower($14) IN t.kind) > 0)" \
	" AND (t.routine = $15 OR (t.routine AND $6::text IS NOT NULL))"

static const char SQL_LIST[] = "SELECT " HEAD " FROM tasks t WHERE " FILTER
			       " ORDER BY t.id DESC LIMIT $16 OFFSET $17";
static const char SQL_LIST_OLDEST[] =
    "SELECT " HEAD " FROM tasks t WHERE " FILTER
    " ORDER BY t.id LIMIT $16 OFFSET $17";
/* Nobody pages through more; an exact count of millions is worth no second. */
static const char SQL_COUNT[] =
    "SELECT count(*) FROM (SELECT 1 FROM tasks t WHERE " FILTER
    " LIMIT 100000) s";

static const char *
text_or_null(const char *s)
{
	return s && *s ? s : NULL;
}

enum err_code
tasks_db_list(struct cx *cx, const struct task_filter *f,
    struct task_row **items, size_t *n, int64_t *total)
{
	const char *sql = f->sort && f->sort[0] && f->sort[0] != '-' ?
	    SQL_LIST_OLDEST :
	    SQL_LIST;
	const struct db_arg v[] = { WHO(cx), DB_TEXT(text_or_null(f->status)),
		DB_TEXT(text_or_null(f->kind)),
		DB_TEXT(text_or_null(f->object)), DB_INT0(f->object_id),
		DB_INT0(f->actor_id), DB_TEXT(text_or_null(f->actor)),
		DB_INT0(f->project_id), DB_TIME(f->from), DB_TIME(f->to),
		DB_TEXT(text_or_null(f->q)), DB_BOOL(f->routine),
		DB_INT(f->page_size),
		DB_INT(page_offset(f->page, f->page_size)) };
	const size_t n_args = sizeof(v) / sizeof(v[0]);
	enum err_code rc;

	rc = db_all(cx, sql, (struct db_args){ v, n_args }, &task_item_type,
	    items, n);
	if (rc)
		return rc;
	if (f->page == 1 && (int64_t)*n < f->page_size) {
		*total = (int64_t)*n;
		return ERR_OK;
	}
	return db_int(cx, SQL_COUNT, (struct db_args){ v, n_args - 2 }, total);
}

static const char SQL_EVENTS[] =
    "SELECT e.seq, e.at, e.type, e.text, e.data FROM task_events e"
    " WHERE e.task_id = $1 AND e.seq > $2 ORDER BY e.seq LIMIT $3";

enum err_code
tasks_db_events(struct cx *cx, int64_t id, int64_t after, int64_t limit,
    struct task_event_row **items, size_t *n)
{
	return db_all(cx, SQL_EVENTS,
	    DB_ARGS(DB_INT(id), DB_INT(after), DB_INT(limit)), &task_event_type,
	    items, n);
}

static const char SQL_LAST_EVENT[] =
    "SELECT event_seq FROM tasks WHERE id = $1";

enum err_code
tasks_db_last_event(struct cx *cx, int64_t id, int64_t *last)
{
	return db_int(cx, SQL_LAST_EVENT, DB_ARGS(DB_INT(id)), last);
}

/* A queued task ends here; a running one is asked to stop. */
static const char SQL_CANCEL[] =
    "WITH t AS (UPDATE tasks SET cancel_requested = true,"
    "  status = CASE WHEN status = 'queued' THEN 'cancelled' ELSE status END,"
    "  finished_at = CASE WHEN status = 'queued' THEN now() END,"
    "  event_seq = event_seq + CASE WHEN status = 'queued' THEN 1 ELSE 0 END,"
    "  version = version + 1"
    "  WHERE id = $1 AND status IN ('queued', 'running')"
    "  RETURNING id, event_seq, status)"
    " INSERT INTO task_events (task_id, seq, type, data)"
    " SELECT id, event_seq, 'state', jsonb_build_object('status', status)"
    " FROM t WHERE status = 'cancelled'";

enum err_code
tasks_db_cancel(struct cx *cx, int64_t id)
{
	return db_queue(cx, SQL_CANCEL, DB_ARGS(DB_INT(id)));
}

static const char SQL_RESOLVE[] =
    "WITH t AS (UPDATE tasks SET status = $2, finished_at = now(),"
    "  error = CASE WHEN $2 = 'failed' THEN $3 ELSE '' END,"
    "  event_seq = event_seq + 1, version = version + 1"
    "  WHERE id = $1 AND status = 'uncertain'"
    "  RETURNING id, event_seq, status)"
    " INSERT INTO task_events (task_id, seq, type, text, data)"
    " SELECT id, event_seq, 'state', $3, jsonb_build_object('status', status,"
    "  'resolved_by', $4::text) FROM t";

enum err_code
tasks_db_resolve(struct cx *cx, int64_t id, const char *status,
    const char *reason)
{
	return db_queue(cx, SQL_RESOLVE,
	    DB_ARGS(DB_INT(id), DB_TEXT(status), DB_TEXT(reason),
		DB_TEXT(cx->who.username)));
}
