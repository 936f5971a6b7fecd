/*
 * monitoring_api: the overview of the console and the contract's dashboard.
 */
#include "monitoring/monitoring_int.h"

static enum err_code
get_overview(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct overview o;
	enum err_code rc;

	(void)rq;
	rc = monitoring_overview(cx, &o);
	if (rc)
		return rc;
	return reply_item(rp, 200, &overview_type, &o);
}

static enum err_code
get_dashboard(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct dashboard_query *q = rq->query;
	struct dashboard d;
	enum err_code rc;

	rc = monitoring_dashboard(cx, q->time_range, &d);
	if (rc)
		return rc;
	return reply_item(rp, 200, &dashboard_type, &d);
}

const struct route monitoring_routes[] = {
	{ M_GET, "/api/v1/overview", .id = "overview.get",
	    .doc = "What is broken, moving, waiting for the caller, changed",
	    .flags = R_SELF, .reply = &overview_type, .fn = get_overview },
	{ M_GET, "/api/v1/dashboard/overview", .id = "dashboard.get",
	    .doc = "Figures, alerts and events of the chosen range",
	    .perm = "monitoring:read", .query = &dashboard_query_type,
	    .reply = &dashboard_type, .fn = get_dashboard },
	{ .fn = NULL }
};
