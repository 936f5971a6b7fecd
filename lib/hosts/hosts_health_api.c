/*
 * hosts_health_api: routes of health, metrics and monitoring.
 */
#include "hosts/hosts_health.h"

static int64_t
id_of(const struct req *rq)
{
	return ((const struct id_path *)rq->path_args)->id;
}

static enum err_code
check_health(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct host_health_new *in = rq->body;
	struct host_health out;
	struct host_ref host;
	enum err_code rc;

	rc = hosts_health_check(cx, id_of(rq), in->deep, &host, &out);
	if (rc)
		return rc;
	rp->object_id = host.id;
	rp->object_name = host.name;
	rp->project_id = host.project_id;
	return reply_item(rp, 200, &host_health_type, &out);
}

static enum err_code
list_health(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct host_health *items;
	struct host h;
	int64_t total;
	enum err_code rc;
	size_t n;

	rc = hosts_db_get(cx, id_of(rq), &h);
	if (rc == ERR_OK)
		rc = hosts_health_db_list(cx, h.id, rq->query, &items, &n,
		    &total);
	if (rc)
		return rc;
	return reply_list(rp, &host_health_type, items, n, total);
}

static enum err_code
list_metrics(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct host_metric *items;
	struct host h;
	enum err_code rc;
	size_t n;

	rc = hosts_db_get(cx, id_of(rq), &h);
	if (rc == ERR_OK)
		rc = hosts_health_db_metrics(cx, h.id, &items, &n);
	if (rc)
		return rc;
	return reply_array(rp, &host_metric_type, items, n);
}

static enum err_code
get_series(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct host_series s;
	struct host h;
	enum err_code rc;

	rc = hosts_series_plan(cx, time_now_us(), rq->query, &s);
	if (rc == ERR_OK)
		rc = hosts_db_get(cx, id_of(rq), &h);
	if (rc == ERR_OK)
		rc = hosts_health_db_series(cx, h.id, &s);
	if (rc)
		return rc;
	return reply_item(rp, 200, &host_series_type, &s);
}

static enum err_code
get_monitor(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct host_monitor m;
	enum err_code rc;

	rc = hosts_health_db_monitor(cx, id_of(rq), &m);
	if (rc)
		return rc;
	m.every_s = m.enabled ? cx->set->collect_every_s : 0;
	return reply_item(rp, 200, &host_monitor_type, &m);
}

static enum err_code
set_monitor(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct host_monitor_patch *in = rq->body;
	struct host_monitor m;
	struct host h;
	enum err_code rc;

	rc = hosts_lock(cx, id_of(rq), "host:write", &h);
	if (rc == ERR_OK)
		rc = hosts_health_db_enable(cx, h.id, in->enabled.v);
	if (rc == ERR_OK)
		rc = hosts_health_db_monitor(cx, h.id, &m);
	if (rc)
		return rc;
	m.every_s = m.enabled ? cx->set->collect_every_s : 0;
	rp->object_id = h.id;
	rp->object_name = h.name;
	return reply_item(rp, 200, &host_monitor_type, &m);
}

static enum err_code
list_usage(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct host_usage_filter *f = rq->query;
	struct host_usage *items = NULL;
	enum err_code rc = ERR_OK;
	size_t n = 0;

	if (f->ids.n > 0)
		rc = hosts_health_db_usage(cx, &f->ids, &items, &n);
	if (rc)
		return rc;
	return reply_array(rp, &host_usage_type, items, n);
}

#define READ "host:read"
#define WRITE "host:write"

const struct route hosts_health_routes[] = {
	{ M_POST, "/api/v1/hosts/{id}/health/check", .id = "hosts.health_check",
	    .doc =
		"Log in, read load, memory and disks, judge, keep the result",
	    .perm = READ, .audit = "host", .flags = R_REMOTE,
	    .path = &id_path_type, .body = &host_health_new_type,
	    .reply = &host_health_type, .fn = check_health },
	{ M_GET, "/api/v1/hosts/{id}/health", .id = "hosts.health",
	    .doc = "Checks and changes of a host's health, newest first",
	    .perm = READ, .flags = R_LIST, .path = &id_path_type,
	    .query = &host_health_filter_type, .reply = &host_health_type,
	    .fn = list_health },
	{ M_GET, "/api/v1/hosts/{id}/metrics", .id = "hosts.metrics",
	    .doc = "The last 50 samples, newest first", .perm = READ,
	    .flags = R_ARRAY, .path = &id_path_type, .reply = &host_metric_type,
	    .fn = list_metrics },
	{ M_GET, "/api/v1/hosts/{id}/series", .id = "hosts.series",
	    .doc = "Metrics of a range in even steps, for charts", .perm = READ,
	    .path = &id_path_type, .query = &host_series_filter_type,
	    .reply = &host_series_type, .fn = get_series },
	{ M_GET, "/api/v1/hosts/{id}/monitor", .id = "hosts.monitor",
	    .doc = "Whether a host is collected, and its last readings",
	    .perm = READ, .path = &id_path_type, .reply = &host_monitor_type,
	    .fn = get_monitor },
	{ M_PUT, "/api/v1/hosts/{id}/monitor", .id = "hosts.monitor_set",
	    .doc = "Collect a host's metrics, or do not", .perm = WRITE,
	    .audit = "host", .path = &id_path_type,
	    .body = &host_monitor_patch_type, .reply = &host_monitor_type,
	    .fn = set_monitor },
	{ M_GET, "/api/v1/hosts/usage", .id = "hosts.usage",
	    .doc = "Last readings of several hosts, for lists", .perm = READ,
	    .flags = R_ARRAY, .query = &host_usage_filter_type,
	    .reply = &host_usage_type, .fn = list_usage },
	{ .fn = NULL }
};
