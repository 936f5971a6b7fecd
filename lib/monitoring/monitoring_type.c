/*
 * monitoring_type: descriptors of this room.
 */
#include "monitoring/monitoring_int.h"

#define ITEM \
	F_TEXT(struct overview_item, kind, 0, 0, 32, \
	    "host, task, approval or audit"), \
	    F_INT(struct overview_item, id, 0, 0, INT64_MAX, 0, "Its id"), \
	    F_TEXT(struct overview_item, title, 0, 0, 256, "Its name"), \
	    F_TEXT(struct overview_item, detail, 0, 0, 512, \
		"State and reason"), \
	    F_TIME(struct overview_item, at, F_NULL, "Since"), \
	    F_TEXT(struct overview_item, url, 0, 0, 256, \
		"Page of the console")

static const struct field item_fields[] = { ITEM, F_END };
const struct type overview_item_type = { "OverviewItem",
	sizeof(struct overview_item), item_fields, "One thing to look at" };

static const struct field row_fields[] = { F_TEXT(struct overview_item, section,
					       0, 0, 16, "Which list"),
	ITEM, F_END };
const struct type overview_row_type = { "OverviewRow",
	sizeof(struct overview_item), row_fields, "An item with its list" };

#define ITEMS(m, dc) \
	F_OBJECTS(struct overview, m, 0, 0, 100, &overview_item_type, dc)
static const struct field overview_fields[] = {
	ITEMS(broken, "Hosts that are down, tasks that failed in the last day"),
	ITEMS(moving, "Tasks that run or wait for a worker"),
	ITEMS(waiting, "Approvals that wait for the caller"),
	ITEMS(changed, "Last changes"), F_END
};
const struct type overview_type = { "Overview", sizeof(struct overview),
	overview_fields, "What is broken, moving, waiting, changed" };

static const char *const ranges[] = { "1h", "6h", "24h", NULL };
static const struct field query_fields[] = { F_ENUM(struct dashboard_query,
						 time_range, 0, ranges,
						 "How far to look back"),
	F_END };
const struct type dashboard_query_type = { "DashboardQuery",
	sizeof(struct dashboard_query), query_fields,
	"Range of the dashboard" };

#define NUMBER(m, fl, dc) \
	F_INT(struct dashboard_stats, m, fl, 0, INT64_MAX, 0, dc)
static const struct field stats_fields[] = { NUMBER(total, 0, "All"),
	NUMBER(healthy, 0, "Healthy"), NUMBER(degraded, F_OMIT, "Degraded"),
	NUMBER(unhealthy, F_OMIT, "Unhealthy"),
	NUMBER(offline, F_OMIT, "Offline"), F_END };
const struct type dashboard_stats_type = { "DashboardStats",
	sizeof(struct dashboard_stats), stats_fields, "How many are how" };

#define CREATED(S) \
	F_AS("createdAt", S, created_at, int64_t, FK_TIME, F_NO_ROW, 0, 0, 0, \
	    "When")
static const struct field alert_fields[] = { F_TEXT(struct dashboard_alert, id,
						 0, 0, 32, "Id"),
	F_TEXT(struct dashboard_alert, title, 0, 0, 255, "Title"),
	F_TEXT(struct dashboard_alert, severity, 0, 0, 16, "Severity"),
	F_TEXT(struct dashboard_alert, source, 0, 0, 128, "Source"),
	CREATED(struct dashboard_alert), F_END };
static const struct type alert_type = { "DashboardAlert",
	sizeof(struct dashboard_alert), alert_fields, "A firing alert" };
static const struct field alerts_fields[] = {
	F_INT(struct dashboard_alerts, firing, 0, 0, INT64_MAX, 0, "How many"),
	F_OBJECTS(struct dashboard_alerts, recent, 0, 0, 5, &alert_type,
	    "Newest"),
	F_END
};
static const struct type alerts_type = { "DashboardAlerts",
	sizeof(struct dashboard_alerts), alerts_fields, "Firing alerts" };

static const struct field event_fields[] = { F_TEXT(struct dashboard_event, id,
						 0, 0, 32, "node-<task>"),
	F_TEXT(struct dashboard_event, type, 0, 0, 32, "How it ended"),
	F_TEXT(struct dashboard_event, message, 0, 0, 512, "What it was"),
	F_AS("createdAt", struct dashboard_event, created_at, int64_t, FK_TIME,
	    0, 0, 0, 0, "When"),
	F_END };
const struct type dashboard_event_type = { "DashboardEvent",
	sizeof(struct dashboard_event), event_fields,
	"Something that happened" };

static const struct field series_fields[] = {
	F_AS("hostId", struct dashboard_series, host_id, int64_t, FK_INT, 0, 0,
	    INT64_MAX, 0, "Host"),
	F_AS("hostName", struct dashboard_series, host_name, const char *,
	    FK_TEXT, 0, 0, 64, 0, "Its name"),
	F_END
};
static const struct type series_type = { "DashboardSeries",
	sizeof(struct dashboard_series), series_fields, "Values of one host" };
static const struct field metrics_fields[] = {
	F_OBJECTS(struct dashboard_metrics, cpu_usage, 0, 0, 1000, &series_type,
	    "Processor load"),
	F_OBJECTS(struct dashboard_metrics, memory_usage, 0, 0, 1000,
	    &series_type, "Memory"),
	F_END
};
static const struct type metrics_type = { "DashboardMetrics",
	sizeof(struct dashboard_metrics), metrics_fields, "Time series" };

#define AI(name, m, dc) \
	F_AS(name, struct dashboard_ai_stats, m, int64_t, FK_INT, 0, 0, \
	    INT64_MAX, 0, dc)
static const struct field ai_stats_fields[] = { AI("sessionCount",
						    session_count, "Sessions"),
	AI("tokenCount", token_count, "Tokens"),
	AI("avgDurationMs", avg_duration_ms, "Mean duration"),
	F_AS("successRate", struct dashboard_ai_stats, success_rate, double,
	    FK_DOUBLE, 0, 0, 0, 0, "Per cent"),
	F_AS("previousChange", struct dashboard_ai_stats, previous_change,
	    const char *, FK_TEXT, 0, 0, 32, 0, "Always empty"),
	F_END };
static const struct type ai_stats_type = { "DashboardAiStats",
	sizeof(struct dashboard_ai_stats), ai_stats_fields,
	"Of the assistant" };
static const struct field ai_fields[] = { F_OBJECT(struct dashboard_ai, stats,
					      0, &ai_stats_type, "Figures"),
	F_OBJECTS(struct dashboard_ai, sessions, 0, 0, 5, &alert_type,
	    "Newest"),
	F_AS("byScene", struct dashboard_ai, by_scene, struct raw, FK_RAW, 0, 0,
	    4096, 0, "Sessions of each scene"),
	F_END };
static const struct type ai_type = { "DashboardAi", sizeof(struct dashboard_ai),
	ai_fields, "The assistant" };

#define STATS(m, dc) F_OBJECT(struct dashboard, m, 0, &dashboard_stats_type, dc)
static const struct field dashboard_fields[] = { STATS(hosts, "Hosts"),
	STATS(clusters, "Clusters"), STATS(services, "Services"),
	F_OBJECT(struct dashboard, alerts, 0, &alerts_type, "Alerts"),
	F_OBJECTS(struct dashboard, events, 0, 0, 10, &dashboard_event_type,
	    "Newest events"),
	F_OBJECT(struct dashboard, metrics, 0, &metrics_type, "Metrics"),
	F_OBJECT(struct dashboard, ai, 0, &ai_type, "Assistant"), F_END };
const struct type dashboard_type = { "Dashboard", sizeof(struct dashboard),
	dashboard_fields, "The contract's dashboard" };
