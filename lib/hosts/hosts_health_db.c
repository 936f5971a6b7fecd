/* SQL of health snapshots, metrics and the state of monitoring. */
#include "db/db.h"
#include "hosts/hosts_health.h"

/* $1 the host, $2 the worker's scope, $3 the caller's projects. */
#define MINE "h.id = $1 AND ($2 OR h.project_id = ANY ($3::bigint[]))"
#define WHO(cx, id) \
	DB_INT(id), DB_BOOL((cx)->who.all_projects), \
	    DB_INTS((cx)->who.projects, (cx)->who.n_projects)

#define SNAPSHOT \
	"s.id, s.host_id, s.state, s.connectivity_status, s.resource_status," \
	" s.system_status, s.latency_ms, s.cpu_load, s.memory_used_mb," \
	" s.memory_total_mb, s.disk_used_pct, s.inode_used_pct," \
	" s.summary_json, s.error_message, s.operator, s.checked_at," \
	" s.created_at"

static const char SQL_SNAPSHOT[] =
    "INSERT INTO host_health AS s (project_id, host_id, state,"
    " connectivity_status, resource_status, system_status, latency_ms,"
    " cpu_load, memory_used_mb, memory_total_mb, disk_used_pct,"
    " inode_used_pct, summary_json, error_message, operator, checked_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,"
    " $15, $16) RETURNING " SNAPSHOT;

/* An edit of the host is not what a look at it is: the version stays. */
static const char SQL_SEEN[] =
    "UPDATE hosts h SET health_state = $2, last_check_at = now(),"
    " last_error = CASE WHEN $3 = '' AND h.status = 'error' THEN h.last_error"
    "  ELSE left($3, 512) END,"
    " status = CASE WHEN h.status NOT IN ('maintenance', 'inactive') AND $4"
    "  THEN 'error' ELSE h.status END WHERE h.id = $1";

static const char SQL_READY[] = "SELECT host_samples_days(0)::bigint";

enum err_code
hosts_health_db_store(struct cx *cx, int64_t project_id,
    const struct host_health *in, const struct host_look *look,
    struct host_health *out)
{
	int64_t made;
	enum err_code rc;

	rc = db_int(cx, SQL_READY, DB_NONE, &made);
	if (rc == ERR_OK)
		rc = hosts_round_db_samples(cx, look, 1, in->checked_at);
	if (rc == ERR_OK)
		rc = db_exec(cx, SQL_SEEN,
		    DB_ARGS(DB_INT(in->host_id), DB_TEXT(in->state),
			DB_TEXT(in->error_message), DB_BOOL(look->key_changed)),
		    NULL);
	if (rc)
		return rc;
	return db_one(cx, SQL_SNAPSHOT,
	    DB_ARGS(DB_INT(project_id), DB_INT(in->host_id), DB_TEXT(in->state),
		DB_TEXT(in->connectivity_status), DB_TEXT(in->resource_status),
		DB_TEXT(in->system_status), DB_INT(in->latency_ms),
		DB_DOUBLE(in->cpu_load), DB_INT(in->memory_used_mb),
		DB_INT(in->memory_total_mb), DB_DOUBLE(in->disk_used_pct),
		DB_DOUBLE(in->inode_used_pct), DB_TEXT(in->summary_json),
		DB_TEXT(in->error_message), DB_TEXT(in->operator_name),
		DB_TIME(in->checked_at)),
	    &host_health_type, out);
}

#define OF_HOST \
	"s.host_id = $1 AND ($2 OR s.project_id = ANY ($3::bigint[]))" \
	" AND ($4::text IS NULL OR s.state = $4)"

static const char SQL_LIST[] =
    "SELECT " SNAPSHOT " FROM host_health s WHERE " OF_HOST
    " ORDER BY s.id DESC LIMIT $5 OFFSET $6";
static const char SQL_COUNT[] =
    "SELECT count(*) FROM host_health s WHERE " OF_HOST;

enum err_code
hosts_health_db_list(struct cx *cx, int64_t id,
    const struct host_health_filter *f, struct host_health **items, size_t *n,
    int64_t *total)
{
	const char *state = f->state && f->state[0] ? f->state : NULL;
	enum err_code rc;

	rc = db_all(cx, SQL_LIST,
	    DB_ARGS(WHO(cx, id), DB_TEXT(state), DB_INT(f->page_size),
		DB_INT(page_offset(f->page, f->page_size))),
	    &host_health_type, items, n);
	if (rc)
		return rc;
	return db_int(cx, SQL_COUNT, DB_ARGS(WHO(cx, id), DB_TEXT(state)),
	    total);
}

/* Without a measured processor the contract's rule of thumb: the load. */
static const char SQL_METRICS[] =
    "SELECT (extract(epoch FROM s.at) * 1000)::bigint AS id,"
    " least(100, trunc(coalesce(s.cpu, s.load1 * 20, 0)))::bigint AS cpu,"
    " least(100, trunc(coalesce(s.mem, 0)))::bigint AS memory,"
    " least(100, trunc(coalesce(s.disk, 0)))::bigint AS disk,"
    " trunc(coalesce(s.rx, 0) + coalesce(s.tx, 0))::bigint AS network,"
    " s.latency_ms::bigint AS latency_ms,"
    " host_state_name(s.state)"
    "  AS health_state, s.error AS error_message,"
    " jsonb_strip_nulls(jsonb_build_object('load1', round(s.load1::numeric, 2),"
    "  'memory_used_mb', s.mem_used_mb, 'memory_total_mb', s.mem_total_mb,"
    "  'inode_used_pct', round(s.inode::numeric, 1),"
    "  'swap_used_pct', round(s.swap::numeric, 1), 'rx', round(s.rx::numeric),"
    "  'tx', round(s.tx::numeric), 'uptime_s', s.uptime_s)) AS summary,"
    " s.at AS created_at"
    " FROM hosts h JOIN host_samples s ON s.host_id = h.id WHERE " MINE
    " AND s.at > now() - interval '3 days' ORDER BY s.at DESC LIMIT 50";

enum err_code
hosts_health_db_metrics(struct cx *cx, int64_t id, struct host_metric **items,
    size_t *n)
{
	return db_all(cx, SQL_METRICS, DB_ARGS(WHO(cx, id)), &host_metric_type,
	    items, n);
}

/* --- series: $4 from, $5 to, $6 the step in seconds --- */

#define STEP \
	"SELECT to_timestamp(floor(extract(epoch FROM s.at) / $6::bigint)" \
	"::bigint * $6::bigint) AS at," \
	" host_known(avg(s.cpu)) AS cpu, host_known(avg(s.load1)) AS load1," \
	" host_known(avg(s.mem)) AS mem, host_known(avg(s.swap)) AS swap," \
	" host_known(max(s.disk)) AS disk, host_known(max(s.inode)) AS inode," \
	" host_known(avg(s.rx)) AS rx, host_known(avg(s.tx)) AS tx,"
#define ROLLED \
	" host_known(max(s.cpu_max)) AS cpu_max," \
	" host_known(max(s.mem_max)) AS mem_max," \
	" host_known(avg(s.latency_ms)) AS latency_ms," \
	" sum(s.n)::bigint AS n, sum(s.failed)::bigint AS failed"
#define RANGE \
	" ON s.host_id = h.id WHERE " MINE \
	" AND s.at >= $4 AND s.at < $5 GROUP BY 1 ORDER BY 1"

static const char SQL_SERIES_RAW[] = STEP
    " host_known(max(s.cpu)) AS cpu_max, host_known(max(s.mem)) AS mem_max,"
    " host_known(avg(s.latency_ms::float8) FILTER (WHERE s.error = ''))"
    "  AS latency_ms, count(*) AS n,"
    " count(*) FILTER (WHERE s.error <> '') AS failed"
    " FROM hosts h JOIN host_samples s" RANGE;
static const char SQL_SERIES_5M[] =
    STEP ROLLED " FROM hosts h JOIN host_samples_5m s" RANGE;
static const char SQL_SERIES_1H[] =
    STEP ROLLED " FROM hosts h JOIN host_samples_1h s" RANGE;

enum err_code
hosts_health_db_series(struct cx *cx, int64_t id, struct host_series *s)
{
	const char *sql = SQL_SERIES_RAW;
	struct host_point *v;
	enum err_code rc;

	if (strcmp(s->source, "5m") == 0)
		sql = SQL_SERIES_5M;
	else if (strcmp(s->source, "1h") == 0)
		sql = SQL_SERIES_1H;
	rc = db_all(cx, sql,
	    DB_ARGS(WHO(cx, id), DB_TIME(s->from), DB_TIME(s->to),
		DB_INT(s->step)),
	    &host_point_type, &v, &s->points.n);
	s->points.v = v;
	s->points.set = true;
	return rc;
}

/* --- monitoring --- */

static const char SQL_MONITOR[] =
    "SELECT h.id AS host_id, h.project_id,"
    " coalesce(m.enabled, true) AS enabled, coalesce(m.held, false) AS held,"
    " m.at, m.failed_since, m.changed_at, coalesce(m.error, '') AS error,"
    " coalesce(m.detail ->> 'why', '') AS why,"
    " coalesce(m.latency_ms, 0)::bigint AS latency_ms,"
    " host_known(m.cpu) AS cpu, host_known(m.load1) AS load1,"
    " host_known(m.load5) AS load5, host_known(m.load15) AS load15,"
    " host_known(m.mem) AS mem, host_known(m.swap) AS swap,"
    " host_known(m.disk) AS disk, host_known(m.inode) AS inode,"
    " host_known(m.rx) AS rx, host_known(m.tx) AS tx,"
    " coalesce(m.mem_used_mb, 0) AS mem_used_mb,"
    " coalesce(m.mem_total_mb, 0) AS mem_total_mb,"
    " coalesce(m.uptime_s, 0) AS uptime_s,"
    " coalesce(m.flaps >= 2.5, false) AS flapping,"
    " m.detail -> 'mounts' AS mounts"
    " FROM hosts h LEFT JOIN host_monitors m ON m.host_id = h.id"
    " WHERE " MINE;

enum err_code
hosts_health_db_monitor(struct cx *cx, int64_t id, struct host_monitor *out)
{
	return db_one(cx, SQL_MONITOR, DB_ARGS(WHO(cx, id)), &host_monitor_type,
	    out);
}

/* What was measured before says nothing about now. */
static const char SQL_ENABLE[] =
    "INSERT INTO host_monitors AS m (host_id, project_id, enabled)"
    " SELECT h.id, h.project_id, $4 FROM hosts h WHERE " MINE
    " ON CONFLICT (host_id) DO UPDATE SET enabled = excluded.enabled,"
    " fails = 0, failed_since = NULL, streak = 0, seen = '', told = '',"
    " error = ''";

enum err_code
hosts_health_db_enable(struct cx *cx, int64_t id, bool enabled)
{
	return db_exec(cx, SQL_ENABLE, DB_ARGS(WHO(cx, id), DB_BOOL(enabled)),
	    NULL);
}

static const char SQL_USAGE[] =
    "SELECT h.id, m.at, host_known(m.cpu) AS cpu, host_known(m.mem) AS mem,"
    " host_known(m.disk) AS disk, host_known(m.load1) AS load1,"
    " coalesce(m.uptime_s, 0) AS uptime_s,"
    " ARRAY(SELECT coalesce(trunc(s.cpu), -1)::bigint FROM generate_series("
    "   date_bin('5 min', now(), 'epoch') - interval '120 min',"
    "   date_bin('5 min', now(), 'epoch') - interval '5 min',"
    "   interval '5 min') AS g (at)"
    "  LEFT JOIN host_samples_5m s ON s.host_id = h.id AND s.at = g.at"
    "   AND s.at >= now() - interval '130 min' ORDER BY g.at) AS spark"
    " FROM hosts h JOIN host_monitors m ON m.host_id = h.id"
    " WHERE h.id = ANY ($1::bigint[])"
    " AND ($2 OR h.project_id = ANY ($3::bigint[])) AND m.at IS NOT NULL";

enum err_code
hosts_health_db_usage(struct cx *cx, const struct ints *ids,
    struct host_usage **items, size_t *n)
{
	return db_all(cx, SQL_USAGE,
	    DB_ARGS(DB_INTS(ids->v, ids->n), DB_BOOL(cx->who.all_projects),
		DB_INTS(cx->who.projects, cx->who.n_projects)),
	    &host_usage_type, items, n);
}
