/* SQL of imports and re-syncs. */
#include "cloud/cloud_int.h"
#include "db/db.h"

/* A run whose task was cancelled, or died for good, has failed, whether or not
 * anybody could write that down. */
#define RUN \
	"SELECT r.uuid AS id, r.id AS run_id, r.project_id," \
	" coalesce(r.account_id, 0) AS account_id, r.account_name, " \
	"r.provider," \
	" r.kind, CASE WHEN r.status = 'running' AND t.status IN ('failed'," \
	" 'cancelled', 'uncertain') THEN 'failed' ELSE r.status END AS " \
	"status," \
	" r.request::text AS request_json, json_build_object('total', " \
	"n.total," \
	" 'created', n.created, 'updated', n.updated, 'skipped', n.skipped," \
	" 'failed', n.failed)::text AS result_json, CASE WHEN" \
	" r.error_message = '' AND r.status = 'running' THEN" \
	" coalesce(t.error, '') ELSE r.error_message END AS error_message," \
	" r.task_id, n.total, n.pending, n.created, n.updated, n.skipped," \
	" n.failed, n.n_new, n.n_changed, n.n_gone, r.created_by," \
	" r.created_at, r.updated_at FROM cloud_runs r" \
	" LEFT JOIN tasks t ON t.id = r.task_id CROSS JOIN LATERAL (SELECT" \
	" count(*) AS total," \
	" count(*) FILTER (WHERE i.state IN ('pending', 'queued')) AS " \
	"pending," \
	" count(*) FILTER (WHERE i.state = 'created') AS created," \
	" count(*) FILTER (WHERE i.state IN ('updated', 'gone')) AS updated," \
	" count(*) FILTER (WHERE i.state = 'skipped') AS skipped," \
	" count(*) FILTER (WHERE i.state = 'failed') AS failed," \
	" count(*) FILTER (WHERE i.change = 'new') AS n_new," \
	" count(*) FILTER (WHERE i.change = 'changed') AS n_changed," \
	" count(*) FILTER (WHERE i.change = 'gone') AS n_gone" \
	" FROM cloud_run_items i WHERE i.run_id = r.id" \
	" AND i.change <> 'same') n"

#define WHO(cx) \
	DB_BOOL((cx)->who.all_projects), \
	    DB_INTS((cx)->who.projects, (cx)->who.n_projects)

static const char *
text(const char *s)
{
	return s != NULL ? s : "";
}

static struct db_arg
maybe(const char *s)
{
	return DB_TEXT(s != NULL && s[0] != '\0' ? s : NULL);
}

/* Passwords of runs that ended without being able to tidy up go with the next
 * one of the project. */
static const char SQL_TIDY[] =
    "DELETE FROM secrets s USING cloud_runs r LEFT JOIN tasks t"
    " ON t.id = r.task_id WHERE r.project_id = $1 AND s.id = r.secret_id"
    " AND (r.status <> 'running' OR t.status IN ('succeeded', 'failed',"
    " 'cancelled'))";

static const char SQL_INSERT[] =
    "INSERT INTO cloud_runs (project_id, account_id, account_name, provider,"
    " kind, request, secret_id, listed, created_by)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id";

enum err_code
cloud_run_db_insert(struct cx *cx, const struct cloud_open *a, const char *kind,
    struct str request, int64_t secret_id, bool listed, int64_t *id)
{
	enum err_code rc;

	rc = db_exec(cx, SQL_TIDY, DB_ARGS(DB_INT(a->project_id)), NULL);
	if (rc)
		return rc;
	return db_int(cx, SQL_INSERT,
	    DB_ARGS(DB_INT(a->project_id), DB_INT(a->id),
		DB_TEXT(a->account_name), DB_TEXT(a->provider), DB_TEXT(kind),
		DB_JSON(request), DB_INT0(secret_id), DB_BOOL(listed),
		DB_INT(cx->who.user_id)),
	    id);
}

static const char SQL_ADD[] =
    "INSERT INTO cloud_run_items (run_id, project_id, change, state,"
    " instance_id, region) SELECT $1::bigint, $2::bigint, 'import', 'queued',"
    " x.i, x.r FROM unnest($3::text[], $4::text[]) AS x (i, r)"
    " ON CONFLICT (run_id, instance_id) DO NOTHING";

enum err_code
cloud_run_db_add(struct cx *cx, int64_t id, int64_t project_id,
    const struct cloud_instance *v, size_t n)
{
	const char **ids = arena_array(cx->mem, n + 1, sizeof(*ids));
	const char **regions = arena_array(cx->mem, n + 1, sizeof(*regions));
	size_t i;

	for (i = 0; i < n; i++) {
		ids[i] = v[i].instance_id;
		regions[i] = v[i].region;
	}
	return db_exec(cx, SQL_ADD,
	    DB_ARGS(DB_INT(id), DB_INT(project_id), DB_TEXTS(ids, n),
		DB_TEXTS(regions, n)),
	    NULL);
}

static const char SQL_SET_TASK[] =
    "UPDATE cloud_runs SET task_id = $2 WHERE id = $1";

enum err_code
cloud_run_db_set_task(struct cx *cx, int64_t id, int64_t task_id)
{
	return db_exec(cx, SQL_SET_TASK, DB_ARGS(DB_INT(id), DB_INT(task_id)),
	    NULL);
}

#define FOUND \
	" WHERE r.project_id = ANY ($1::bigint[])" \
	" AND ($2::bigint = 0 OR r.account_id = $2)" \
	" AND ($3::text IS NULL OR r.kind = $3)" \
	" AND ($4::text IS NULL OR position(lower($4) IN" \
	" lower(r.account_name)) > 0)"
static const char SQL_LIST[] =
    RUN FOUND " ORDER BY r.id DESC LIMIT $5 OFFSET $6";
static const char SQL_COUNT[] = "SELECT count(*) FROM cloud_runs r" FOUND;

enum err_code
cloud_run_db_list(struct cx *cx, const struct cloud_run_filter *f,
    struct cloud_run **items, size_t *n, int64_t *total)
{
	const struct db_arg args[] = {
		DB_INTS(cx->who.projects, cx->who.n_projects),
		DB_INT(f->account_id), maybe(f->kind), maybe(f->q),
		DB_INT(f->page_size), DB_INT(page_offset(f->page, f->page_size))
	};
	enum err_code rc;

	rc = db_all(cx, SQL_LIST, (struct db_args){ args, 6 }, &cloud_run_type,
	    items, n);
	if (rc)
		return rc;
	return db_int(cx, SQL_COUNT, (struct db_args){ args, 4 }, total);
}

static const char SQL_GET[] =
    RUN " WHERE r.uuid = $1 AND ($2 OR r.project_id = ANY ($3::bigint[]))";

enum err_code
cloud_run_db_get(struct cx *cx, const char *uuid, struct cloud_run *out)
{
	return db_one(cx, SQL_GET, DB_ARGS(DB_TEXT(uuid), WHO(cx)),
	    &cloud_run_type, out);
}

static const char SQL_BY_ID[] =
    RUN " WHERE r.id = $1 AND ($2 OR r.project_id = ANY ($3::bigint[]))";

enum err_code
cloud_run_db_by_id(struct cx *cx, int64_t id, struct cloud_run *out)
{
	return db_one(cx, SQL_BY_ID, DB_ARGS(DB_INT(id), WHO(cx)),
	    &cloud_run_type, out);
}

#define ITEMS \
	" FROM cloud_run_items i LEFT JOIN hosts h ON h.id = i.host_id" \
	" WHERE i.run_id = $1 AND i.change <> 'same'" \
	" AND ($2::text IS NULL OR i.change = $2)" \
	" AND ($3::text IS NULL OR i.state = $3)" \
	" AND ($4::text IS NULL OR position(lower($4) IN lower(concat_ws(' '," \
	" i.instance_id, i.data ->> 'name', i.data ->> 'ip', h.name))) > 0)"
static const char SQL_ITEMS[] =
    "SELECT i.id, i.instance_id, i.region,"
    " coalesce(i.data ->> 'name', i.before ->> 'name', '') AS name,"
    " coalesce(i.data ->> 'ip', i.before ->> 'private_ip', '') AS ip,"
    " i.change, i.state, i.code, i.detail, coalesce(i.host_id, 0) AS host_id,"
    " coalesce(h.name, '') AS host_name, i.before,"
    " i.data AS after" ITEMS " ORDER BY i.id LIMIT $5 OFFSET $6";
static const char SQL_ITEMS_COUNT[] = "SELECT count(*)" ITEMS;

enum err_code
cloud_run_db_items(struct cx *cx, int64_t id, const struct cloud_item_filter *f,
    struct cloud_item **items, size_t *n, int64_t *total)
{
	const struct db_arg args[] = { DB_INT(id), maybe(f->change),
		maybe(f->state), maybe(f->q), DB_INT(f->page_size),
		DB_INT(page_offset(f->page, f->page_size)) };
	enum err_code rc;

	rc = db_all(cx, SQL_ITEMS, (struct db_args){ args, 6 },
	    &cloud_item_type, items, n);
	if (rc)
		return rc;
	return db_int(cx, SQL_ITEMS_COUNT, (struct db_args){ args, 4 }, total);
}

static const char SQL_CHOOSE[] =
    "UPDATE cloud_run_items SET state = 'queued', code = '', detail = ''"
    " WHERE run_id = $1 AND change <> 'same'"
    " AND state IN ('pending', 'queued', 'failed', 'skipped')"
    " AND ($2::text[] IS NULL OR change = ANY ($2))"
    " AND ($3::bigint[] IS NULL OR id = ANY ($3))";
static const char SQL_CHOSEN[] =
    "UPDATE cloud_runs SET status = 'running', error_message = '',"
    " request = request || jsonb_build_object('role', $2::text, 'labels',"
    " to_jsonb($3::text[]), 'address', $4::text, 'ssh_user', $5::text,"
    " 'port', $6::bigint, 'ssh_key_id', $7::bigint), secret_id = $8,"
    " updated_at = now() WHERE id = $1";

enum err_code
cloud_run_db_choose(struct cx *cx, int64_t id, const struct texts *changes,
    const struct ints *items, const struct cloud_request_kept *login,
    int64_t secret_id, int64_t *n)
{
	struct db_arg of = DB_TEXTS(changes->v, changes->n);
	struct db_arg one = DB_INTS(items->v, items->n);
	enum err_code rc;

	of.is_null = !changes->set;
	one.is_null = !items->set;
	rc = db_exec(cx, SQL_CHOOSE, DB_ARGS(DB_INT(id), of, one), n);
	if (rc)
		return rc;
	return db_exec(cx, SQL_CHOSEN,
	    DB_ARGS(DB_INT(id), DB_TEXT(text(login->role)),
		DB_TEXTS(login->labels.v, login->labels.n),
		DB_TEXT(login->address), DB_TEXT(login->ssh_user),
		DB_INT(login->port), DB_INT(login->ssh_key_id),
		DB_INT0(secret_id)),
	    NULL);
}

struct status_row {
	const char *status;
};
static const struct field status_fields[] = {
	F_TEXT(struct status_row, status, 0, 0, 16, "State"), F_END
};
static const struct type status_type = { "CloudRunStatus",
	sizeof(struct status_row), status_fields, "State of a run" };

static const char SQL_LOCK[] =
    "SELECT CASE WHEN r.status = 'running' AND coalesce((SELECT t.status IN"
    " ('failed', 'cancelled', 'uncertain') FROM tasks t"
    " WHERE t.id = r.task_id), true) THEN 'failed' ELSE r.status END AS status"
    " FROM cloud_runs r WHERE r.id = $1 FOR UPDATE";

enum err_code
cloud_run_db_lock(struct cx *cx, int64_t id, const char **status)
{
	struct status_row row;
	enum err_code rc;

	rc = db_one(cx, SQL_LOCK, DB_ARGS(DB_INT(id)), &status_type, &row);
	*status = row.status;
	return rc;
}

static const char SQL_WORK[] =
    "SELECT r.id, r.uuid, r.project_id, coalesce(r.account_id, 0) AS"
    " account_id, r.account_name, r.provider, r.kind, r.listed,"
    " coalesce(r.secret_id, 0) AS secret_id, r.request, r.created_by"
    " FROM cloud_runs r WHERE r.id = $1";

enum err_code
cloud_run_db_work(struct cx *cx, int64_t id, struct cloud_work *out)
{
	return db_one(cx, SQL_WORK, DB_ARGS(DB_INT(id)), &cloud_work_type, out);
}

static const char SQL_CLEAR[] = "DELETE FROM cloud_run_items WHERE run_id = $1";

enum err_code
cloud_run_db_clear(struct cx *cx, int64_t id)
{
	return db_exec(cx, SQL_CLEAR, DB_ARGS(DB_INT(id)), NULL);
}

/* A cloud that lists an instance twice has it once. */
static const char SQL_FOUND[] =
    "INSERT INTO cloud_run_items (run_id, project_id, change, state,"
    " instance_id, region, data) SELECT $1::bigint, $2::bigint, 'import',"
    " 'queued', x ->> 'instance_id', x ->> 'region', x"
    " FROM jsonb_array_elements($3::jsonb) AS x"
    " WHERE x ->> 'status' <> 'terminated'"
    " ON CONFLICT (run_id, instance_id) DO NOTHING";

enum err_code
cloud_run_db_found(struct cx *cx, const struct cloud_work *w,
    struct str instances, int64_t *n)
{
	return db_exec(cx, SQL_FOUND,
	    DB_ARGS(DB_INT(w->id), DB_INT(w->project_id), DB_JSON(instances)),
	    n);
}

/* What is still as it was is noted as well, so that what is not is known to be
 * gone. */
static const char SQL_COMPARE[] =
    "INSERT INTO cloud_run_items (run_id, project_id, change, state,"
    " instance_id, region, host_id, data, before)"
    " SELECT $1::bigint, $2::bigint, CASE WHEN c.host_id IS NULL THEN 'new'"
    " WHEN c.gone_at IS NOT NULL OR (c.name, c.private_ip, c.public_ip,"
    " c.status, c.instance_type, c.cpu, c.memory_mb, c.region)"
    " IS DISTINCT FROM (x.name, x.private_ip, x.public_ip, x.status,"
    " x.instance_type, x.cpu, x.memory_mb, x.region) THEN 'changed'"
    " ELSE 'same' END, 'pending', x.instance_id, x.region, c.host_id, e,"
    " CASE WHEN c.host_id IS NOT NULL THEN jsonb_build_object('name', c.name,"
    " 'private_ip', c.private_ip, 'public_ip', c.public_ip, 'status',"
    " CASE WHEN c.gone_at IS NULL THEN c.status ELSE 'gone' END,"
    " 'instance_type', c.instance_type, 'cpu', c.cpu, 'memory_mb',"
    " c.memory_mb, 'region', c.region) END"
    " FROM jsonb_array_elements($4::jsonb) AS e CROSS JOIN LATERAL"
    " jsonb_to_record(e) AS x (instance_id text, region text, name text,"
    " private_ip text, public_ip text, status text, instance_type text,"
    " cpu bigint, memory_mb bigint)"
    " LEFT JOIN cloud_hosts c ON c.project_id = $2 AND c.provider = $3"
    " AND c.instance_id = x.instance_id WHERE x.status <> 'terminated'"
    " ON CONFLICT (run_id, instance_id) DO NOTHING";

enum err_code
cloud_run_db_compare(struct cx *cx, const struct cloud_work *w,
    struct str instances)
{
	return db_exec(cx, SQL_COMPARE,
	    DB_ARGS(DB_INT(w->id), DB_INT(w->project_id), DB_TEXT(w->provider),
		DB_JSON(instances)),
	    NULL);
}

static const char SQL_GONE[] =
    "INSERT INTO cloud_run_items (run_id, project_id, change, state,"
    " instance_id, region, host_id, before) SELECT $1::bigint, $2::bigint,"
    " 'gone', 'pending', c.instance_id, c.region, c.host_id,"
    " jsonb_build_object('name', c.name, 'private_ip', c.private_ip,"
    " 'public_ip', c.public_ip, 'status', c.status, 'instance_type',"
    " c.instance_type, 'cpu', c.cpu, 'memory_mb', c.memory_mb, 'region',"
    " c.region) FROM cloud_hosts c WHERE c.account_id = $3"
    " AND c.project_id = $2 AND c.gone_at IS NULL"
    " AND c.region = ANY ($4::text[])"
    " AND NOT EXISTS (SELECT 1 FROM cloud_run_items i WHERE i.run_id = $1"
    " AND i.instance_id = c.instance_id)";
static const char SQL_FORGET_SAME[] =
    "DELETE FROM cloud_run_items WHERE run_id = $1 AND change = 'same'";
static const char SQL_READY[] =
    "UPDATE cloud_runs SET listed = true, status = CASE WHEN EXISTS (SELECT 1"
    " FROM cloud_run_items i WHERE i.run_id = $1) THEN 'ready' ELSE 'success'"
    " END, error_message = '', updated_at = now() WHERE id = $1";

enum err_code
cloud_run_db_compared(struct cx *cx, const struct cloud_work *w,
    const struct texts *regions)
{
	enum err_code rc;

	rc = db_exec(cx, SQL_GONE,
	    DB_ARGS(DB_INT(w->id), DB_INT(w->project_id), DB_INT(w->account_id),
		DB_TEXTS(regions->v, regions->n)),
	    NULL);
	if (rc == ERR_OK)
		rc = db_exec(cx, SQL_FORGET_SAME, DB_ARGS(DB_INT(w->id)), NULL);
	if (rc == ERR_OK)
		rc = db_exec(cx, SQL_READY, DB_ARGS(DB_INT(w->id)), NULL);
	return rc;
}

static const char SQL_LISTED[] =
    "UPDATE cloud_runs SET listed = true, updated_at = now() WHERE id = $1";

enum err_code
cloud_run_db_listed(struct cx *cx, int64_t id)
{
	return db_exec(cx, SQL_LISTED, DB_ARGS(DB_INT(id)), NULL);
}

/* The next ones, all of one region, those whose data is known first. */
static const char SQL_TODO[] =
    "SELECT i.id, i.instance_id, i.region, i.change,"
    " coalesce(i.host_id, 0) AS host_id, i.data FROM cloud_run_items i"
    " WHERE i.run_id = $1 AND i.state = 'queued' AND i.region = (SELECT"
    " f.region FROM cloud_run_items f WHERE f.run_id = $1"
    " AND f.state = 'queued' ORDER BY f.id LIMIT 1)"
    " ORDER BY i.id LIMIT $2";

enum err_code
cloud_run_db_todo(struct cx *cx, int64_t id, struct cloud_todo **items,
    size_t *n)
{
	return db_all(cx, SQL_TODO, DB_ARGS(DB_INT(id), DB_INT(CLOUD_STEP)),
	    &cloud_todo_type, items, n);
}

static const char SQL_DONE[] =
    "UPDATE cloud_run_items SET state = $2, code = $3, detail = left($4, 512),"
    " host_id = coalesce($5, host_id), data = coalesce($6::jsonb, data)"
    " WHERE id = $1";

enum err_code
cloud_run_db_done(struct cx *cx, int64_t item, const char *state,
    const char *code, const char *detail, int64_t host_id,
    const struct cloud_instance *in)
{
	struct str data = { NULL, 0 };

	if (in != NULL)
		data = type_text(cx->mem, &cloud_instance_type, in);
	return db_exec(cx, SQL_DONE,
	    DB_ARGS(DB_INT(item), DB_TEXT(state), DB_TEXT(text(code)),
		DB_TEXT(text(detail)), DB_INT0(host_id), DB_JSON(data)),
	    NULL);
}

static const char SQL_END[] =
    "UPDATE cloud_runs r SET error_message = left($2, 512), status = CASE"
    " WHEN $2 <> '' THEN 'failed' WHEN r.kind = 'sync' AND EXISTS (SELECT 1"
    " FROM cloud_run_items i WHERE i.run_id = r.id AND i.state = 'pending')"
    " THEN 'ready' ELSE 'success' END, updated_at = now() WHERE r.id = $1";
static const char SQL_FORGET_SECRET[] =
    "DELETE FROM secrets s USING cloud_runs r WHERE r.id = $1"
    " AND s.id = r.secret_id";

enum err_code
cloud_run_db_end(struct cx *cx, int64_t id, const char *error)
{
	enum err_code rc;

	rc = db_exec(cx, SQL_END, DB_ARGS(DB_INT(id), DB_TEXT(text(error))),
	    NULL);
	if (rc)
		return rc;
	return db_exec(cx, SQL_FORGET_SECRET, DB_ARGS(DB_INT(id)), NULL);
}
