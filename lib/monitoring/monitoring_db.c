/* SQL over the tables of other rooms; reads only. */
#include "db/db.h"
#include "monitoring/monitoring_int.h"

/*
 * $1 projects whose hosts, $2 whose tasks, $3 whose audit may be read, $4 the
 * caller, $5 all his projects, $6 lines a section.  One's own tasks and changes
 * are always one's to see.
 */
static const char SQL_OVERVIEW[] =
    "(SELECT 'broken' AS section, 'host' AS kind, h.id, h.name AS title,"
    "  concat_ws(': ', CASE WHEN h.status IN ('offline', 'error')"
    "   THEN h.status ELSE h.health_state END, nullif(h.last_error, ''))"
    "   AS detail, coalesce(h.last_check_at, h.created_at) AS at,"
    "  '/hosts/' || h.id AS url FROM hosts h"
    "  WHERE h.project_id = ANY ($1::bigint[])"
    "  AND (h.status IN ('offline', 'error') OR h.health_state = 'critical')"
    "  ORDER BY h.id DESC LIMIT $6)"
    " UNION ALL"
    " (SELECT 'broken', 'task', t.id, t.title,"
    "  concat_ws(': ', t.status, nullif(t.error, '')), t.finished_at,"
    "  '/tasks/' || t.id FROM tasks t"
    "  WHERE (t.project_id = ANY ($2::bigint[]) OR t.actor_id = $4)"
    "  AND t.status IN ('failed', 'uncertain')"
    "  AND t.finished_at > now() - interval '1 day'"
    "  ORDER BY t.id DESC LIMIT $6)"
    " UNION ALL"
    " (SELECT 'moving', 'task', t.id, t.title, t.status,"
    "  coalesce(t.started_at, t.created_at), '/tasks/' || t.id FROM tasks t"
    "  WHERE (t.project_id = ANY ($2::bigint[]) OR t.actor_id = $4)"
    "  AND (t.status = 'running' OR (t.status = 'queued' AND t.ready))"
    "  ORDER BY t.id DESC LIMIT $6)"
    " UNION ALL"
    " (SELECT 'changed', 'audit', a.seq, concat_ws(' ', a.action,"
    "  nullif(a.object_name, '')), a.actor_name, a.at,"
    "  CASE WHEN a.object = 'host' AND a.object_id <> 0"
    "   THEN '/hosts/' || a.object_id"
    "   ELSE '/audit?object=' || a.object END FROM audit_logs a"
    "  WHERE a.outcome = 'ok' AND a.at > now() - interval '7 days'"
    "  AND (a.project_id = ANY ($3::bigint[]) OR (a.actor_id = $4"
    "   AND a.project_id = ANY ($5::bigint[])))"
    "  ORDER BY a.at DESC LIMIT $6)"
    " ORDER BY section, at DESC";

enum err_code
monitoring_db_overview(struct cx *cx, const struct monitoring_scope *s,
    struct overview_item **v, size_t *n)
{
	return db_all(cx, SQL_OVERVIEW,
	    DB_ARGS(DB_INTS(s->hosts, s->n_hosts),
		DB_INTS(s->tasks, s->n_tasks), DB_INTS(s->audit, s->n_audit),
		DB_INT(cx->who.user_id),
		DB_INTS(cx->who.projects, cx->who.n_projects), DB_INT(20)),
	    &overview_row_type, v, n);
}

static const char SQL_HOSTS[] =
    "SELECT coalesce(sum(n), 0)::bigint AS total,"
    " coalesce(sum(n) FILTER (WHERE on_line AND health_state = 'healthy'),"
    "  0)::bigint AS healthy,"
    " coalesce(sum(n) FILTER (WHERE on_line AND health_state NOT IN"
    "  ('healthy', 'critical')), 0)::bigint AS degraded,"
    " coalesce(sum(n) FILTER (WHERE on_line AND health_state = 'critical'),"
    "  0)::bigint AS unhealthy,"
    " coalesce(sum(n) FILTER (WHERE NOT on_line), 0)::bigint AS offline"
    " FROM (SELECT n, health_state, status = 'online' AS on_line"
    "  FROM host_counts WHERE project_id = ANY ($1::bigint[])) c";

enum err_code
monitoring_db_hosts(struct cx *cx, const struct monitoring_scope *s,
    struct dashboard_stats *out)
{
	return db_one(cx, SQL_HOSTS,
	    DB_ARGS(DB_INTS(s->monitoring, s->n_monitoring)),
	    &dashboard_stats_type, out);
}

static const char SQL_EVENTS[] =
    "SELECT 'node-' || t.id AS id, t.status AS type,"
    " concat_ws(': ', t.title, nullif(t.error, '')) AS message,"
    " t.finished_at AS \"createdAt\" FROM tasks t"
    " WHERE t.project_id = ANY ($1::bigint[]) AND t.object = 'host'"
    " AND t.object_id <> 0"
    " AND t.finished_at > now() - $2 * interval '1 hour'"
    " ORDER BY t.finished_at DESC LIMIT 10";

enum err_code
monitoring_db_events(struct cx *cx, const struct monitoring_scope *s,
    int64_t hours, struct dashboard_event **v, size_t *n)
{
	return db_all(cx, SQL_EVENTS,
	    DB_ARGS(DB_INTS(s->monitoring, s->n_monitoring), DB_INT(hours)),
	    &dashboard_event_type, v, n);
}
