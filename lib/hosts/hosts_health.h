/*
 * hosts_health: checks, their history, metrics over time, and the collector.
 */
#ifndef K8SM_HOSTS_HOSTS_HEALTH_H
#define K8SM_HOSTS_HOSTS_HEALTH_H

#include "hosts/hosts_int.h"
#include "hosts/hosts_reading.h"

struct host_health_new {
	bool deep;
};
extern const struct type host_health_new_type;

/* The contract's health snapshot. */
struct host_health {
	int64_t id;
	int64_t host_id;
	const char *state;
	const char *connectivity_status;
	const char *resource_status;
	const char *system_status;
	int64_t latency_ms;
	double cpu_load;
	int64_t memory_used_mb;
	int64_t memory_total_mb;
	double disk_used_pct;
	double inode_used_pct;
	const char *summary_json;
	const char *error_message;
	const char *operator_name;
	int64_t checked_at;
	int64_t created_at;
};
extern const struct type host_health_type;

struct host_health_filter {
	int64_t page;
	int64_t page_size;
	const char *q;
	const char *sort;
	const char *state;
};
extern const struct type host_health_filter_type;

/* The contract's row of /hosts/{id}/metrics. */
struct host_metric {
	int64_t id;
	int64_t cpu;
	int64_t memory;
	int64_t disk;
	int64_t network;
	int64_t latency_ms;
	const char *health_state;
	const char *error_message;
	struct raw summary;
	int64_t created_at;
};
extern const struct type host_metric_type;

struct host_series_filter {
	int64_t from;
	int64_t to;
	int64_t step;
};
extern const struct type host_series_filter_type;

/* NaN (null on the wire) where nothing was measured. */
struct host_point {
	int64_t at;
	double cpu;
	double cpu_max;
	double load1;
	double mem;
	double mem_max;
	double swap;
	double disk;
	double inode;
	double rx;
	double tx;
	double latency_ms;
	int64_t n;
	int64_t failed;
};
extern const struct type host_point_type;
struct host_series {
	int64_t from;
	int64_t to;
	int64_t step;
	const char *source;
	struct objects points;
};
extern const struct type host_series_type;

/* How a host is watched, and how it is now. */
struct host_monitor {
	int64_t host_id;
	int64_t project_id;
	bool enabled;
	bool held;
	int64_t every_s;
	int64_t at;
	int64_t failed_since;
	int64_t changed_at;
	const char *error;
	const char *why;
	int64_t latency_ms;
	double cpu, load1, load5, load15, mem, swap, disk, inode, rx, tx;
	int64_t mem_used_mb;
	int64_t mem_total_mb;
	int64_t uptime_s;
	bool flapping;
	struct raw mounts;
};
extern const struct type host_monitor_type;

struct host_monitor_patch {
	struct opt_bool enabled;
};
extern const struct type host_monitor_patch_type;

/* A host's use in the list, with the last hour as a line. */
struct host_usage_filter {
	struct ints ids;
};
extern const struct type host_usage_filter_type;
struct host_usage {
	int64_t id;
	int64_t at;
	double cpu;
	double mem;
	double disk;
	double load1;
	int64_t uptime_s;
	struct ints spark;	/* cpu in percent, one a step; -1: nothing */
};
extern const struct type host_usage_type;

/* A host as the collector sees it: what to do and what was known. */
struct host_watch {
	int64_t id;
	int64_t project_id;
	const char *name;
	const char *status;
	const char *health_state;
	int64_t cores;
	int64_t version;	/* of row and key: another one, another login */
	bool held;
	int64_t fails;
	int64_t failed_since;
	const char *told;
	const char *seen;
	int64_t streak;
	double flaps;
	int64_t at;
};
extern const struct type host_watch_type;

/* What a look at one host gave, for hosts_health_db_round. */
struct host_look {
	const struct host_watch *host;
	bool reached;
	bool key_changed;
	const char *error;		/* "" when reached */
	struct host_reading r;
	struct host_verdict v;
	/* From the rules: */
	struct host_mood mood;
	bool told_now;			/* the change is to be told */
	enum host_state told_before;
	enum host_state shown;		/* in lists */
	const char *status;		/* as it becomes */
	int64_t fails;
	int64_t failed_since;
};

/* --- hosts_health.c --- */
enum err_code hosts_health_check(struct cx *cx, int64_t id, bool deep,
    struct host_ref *host, struct host_health *out) MUST_CHECK;
/* The range and the source of a series: pure. */
enum err_code hosts_series_plan(struct cx *cx, int64_t now,
    const struct host_series_filter *f, struct host_series *out) MUST_CHECK;
/* What ${look} changes: mood, status, counting of failures; pure. */
void hosts_look_judge(struct host_look *look, int64_t now_us);
/* Writes a round and tells what changed. */
enum err_code hosts_looks_store(struct cx *cx, struct host_look *looks, size_t n,
    int64_t at) MUST_CHECK;

/* --- hosts_collect.c: the task; its process keeps sessions between rounds --- */
enum err_code hosts_collect_run(struct cx *cx, struct task *t, const void *args)
    MUST_CHECK;
int64_t hosts_collect_every(struct cx *cx);
void hosts_collect_idle(struct cx *cx);
void hosts_collect_leave(struct cx *cx);

/* --- hosts_health_db.c --- */
enum err_code hosts_health_db_store(struct cx *cx, int64_t project_id,
    const struct host_health *in, const struct host_look *look,
    struct host_health *out) MUST_CHECK;
enum err_code hosts_health_db_list(struct cx *cx, int64_t id,
    const struct host_health_filter *f, struct host_health **items, size_t *n,
    int64_t *total) MUST_CHECK;
enum err_code hosts_health_db_metrics(struct cx *cx, int64_t id,
    struct host_metric **items, size_t *n) MUST_CHECK;
enum err_code hosts_health_db_series(struct cx *cx, int64_t id,
    struct host_series *s) MUST_CHECK;
enum err_code hosts_health_db_monitor(struct cx *cx, int64_t id,
    struct host_monitor *out) MUST_CHECK;
enum err_code hosts_health_db_enable(struct cx *cx, int64_t id, bool enabled)
    MUST_CHECK;
enum err_code hosts_health_db_usage(struct cx *cx, const struct ints *ids,
    struct host_usage **items, size_t *n) MUST_CHECK;

/* --- hosts_round_db.c: the collector's --- */
enum err_code hosts_round_db_wanted(struct cx *cx, bool *wanted) MUST_CHECK;
enum err_code hosts_round_db_watch(struct cx *cx, int64_t after, int64_t most,
    struct host_watch **items, size_t *n) MUST_CHECK;
enum err_code hosts_round_db_samples(struct cx *cx, const struct host_look *v,
    size_t n, int64_t at) MUST_CHECK;
enum err_code hosts_round_db_monitors(struct cx *cx, const struct host_look *v,
    size_t n, int64_t at, bool detail) MUST_CHECK;
enum err_code hosts_round_db_hosts(struct cx *cx, const struct host_look *v,
    size_t n, int64_t at) MUST_CHECK;
enum err_code hosts_round_db_snapshot(struct cx *cx,
    const struct host_look *look, int64_t at) MUST_CHECK;
enum err_code hosts_round_db_watchers(struct cx *cx, int64_t project_id,
    struct ints *users) MUST_CHECK;
/* Makes the coarser steps up to now. */
enum err_code hosts_round_db_rollup(struct cx *cx) MUST_CHECK;
enum err_code hosts_round_db_keep(struct cx *cx) MUST_CHECK;

#endif
