/*
 * What the files of this room share.
 */
#ifndef K8SM_MONITORING_MONITORING_INT_H
#define K8SM_MONITORING_MONITORING_INT_H

#include "monitoring/monitoring.h"

/* One line of the overview, with where it leads. */
struct overview_item {
	const char *section;	/* which list; not sent */
	const char *kind;
	int64_t id;
	const char *title;
	const char *detail;
	int64_t at;
	const char *url;
};
extern const struct type overview_item_type;
extern const struct type overview_row_type;

struct overview {
	struct objects broken;
	struct objects moving;
	struct objects waiting;
	struct objects changed;
};
extern const struct type overview_type;

/* The contract's dashboard. */
struct dashboard_query {
	const char *time_range;
};
extern const struct type dashboard_query_type;

struct dashboard_stats {
	int64_t total;
	int64_t healthy;
	int64_t degraded;
	int64_t unhealthy;
	int64_t offline;
};
extern const struct type dashboard_stats_type;

struct dashboard_alert {
	const char *id;
	const char *title;
	const char *severity;
	const char *source;
	int64_t created_at;
};
struct dashboard_alerts {
	int64_t firing;
	struct objects recent;
};
struct dashboard_event {
	const char *id;
	const char *type;
	const char *message;
	int64_t created_at;
};
extern const struct type dashboard_event_type;

struct dashboard_series {
	int64_t host_id;
	const char *host_name;
};
struct dashboard_metrics {
	struct objects cpu_usage;
	struct objects memory_usage;
};
struct dashboard_ai_stats {
	int64_t session_count;
	int64_t token_count;
	int64_t avg_duration_ms;
	double success_rate;
	const char *previous_change;
};
struct dashboard_ai {
	struct dashboard_ai_stats stats;
	struct objects sessions;
	struct raw by_scene;
};

struct dashboard {
	struct dashboard_stats hosts;
	struct dashboard_stats clusters;
	struct dashboard_stats services;
	struct dashboard_alerts alerts;
	struct objects events;
	struct dashboard_metrics metrics;
	struct dashboard_ai ai;
};
extern const struct type dashboard_type;

/* Projects in which the caller holds each permission. */
struct monitoring_scope {
	const int64_t *hosts;
	size_t n_hosts;
	const int64_t *tasks;
	size_t n_tasks;
	const int64_t *audit;
	size_t n_audit;
	const int64_t *monitoring;
	size_t n_monitoring;
};

/* --- monitoring_db.c --- */
enum err_code monitoring_db_overview(struct cx *cx,
    const struct monitoring_scope *s, struct overview_item **v, size_t *n)
    MUST_CHECK;
enum err_code monitoring_db_hosts(struct cx *cx,
    const struct monitoring_scope *s, struct dashboard_stats *out) MUST_CHECK;
enum err_code monitoring_db_events(struct cx *cx,
    const struct monitoring_scope *s, int64_t hours,
    struct dashboard_event **v, size_t *n) MUST_CHECK;

/* --- monitoring.c --- */
enum err_code monitoring_overview(struct cx *cx, struct overview *out)
    MUST_CHECK;
enum err_code monitoring_dashboard(struct cx *cx, const char *time_range,
    struct dashboard *out) MUST_CHECK;

#endif
