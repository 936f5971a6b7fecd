/*
 * hosts_health_type: descriptors of health, metrics and monitoring.
 */
#include "hosts/hosts_health.h"

static const char *const states[] = { "healthy", "degraded", "critical",
	"unknown", NULL };

static const struct field health_new_fields[] = {
	F_BOOL(struct host_health_new, deep, 0, false,
	    "Measure the processor for a second"),
	F_END
};
const struct type host_health_new_type = { "HostHealthNew",
	sizeof(struct host_health_new), health_new_fields, "How to check" };

static const struct field health_fields[] = {
	F_INT(struct host_health, id, 0, 0, INT64_MAX, 0, "Snapshot"),
	F_INT(struct host_health, host_id, 0, 0, INT64_MAX, 0, "Host"),
	F_ENUM(struct host_health, state, 0, states, "The worst of the three"),
	F_ENUM(struct host_health, connectivity_status, 0, states, "SSH"),
	F_ENUM(struct host_health, resource_status, 0, states,
	    "Memory, disks, inodes"),
	F_ENUM(struct host_health, system_status, 0, states, "Load"),
	F_INT(struct host_health, latency_ms, 0, 0, INT64_MAX, 0,
	    "Connecting and logging in"),
	F_DOUBLE(struct host_health, cpu_load, 0, "Load of one minute"),
	F_INT(struct host_health, memory_used_mb, 0, 0, INT64_MAX, 0, "MiB"),
	F_INT(struct host_health, memory_total_mb, 0, 0, INT64_MAX, 0, "MiB"),
	F_DOUBLE(struct host_health, disk_used_pct, 0, "Root file system"),
	F_DOUBLE(struct host_health, inode_used_pct, 0, "Root file system"),
	F_TEXT(struct host_health, summary_json, 0, 0, 65536,
	    "JSON: who, when, and the readings"),
	F_TEXT(struct host_health, error_message, 0, 0, 1024, "What failed"),
	F_AS("operator", struct host_health, operator_name, const char *, FK_TEXT,
	    0, 0, 64, 0, "Who checked; empty: the collector"),
	F_TIME(struct host_health, checked_at, 0, "When"),
	F_TIME(struct host_health, created_at, 0, "When it was stored"),
	F_END
};
const struct type host_health_type = { "HostHealth", sizeof(struct host_health),
	health_fields, "A health snapshot" };

static const struct field health_filter_fields[] = {
	PAGE_FIELDS(struct host_health_filter),
	F_ENUM(struct host_health_filter, state, 0, states, "State"),
	F_END
};
const struct type host_health_filter_type = { "HostHealthFilter",
	sizeof(struct host_health_filter), health_filter_fields,
	"Filters of the health history" };

static const struct field metric_fields[] = {
	F_INT(struct host_metric, id, 0, 0, INT64_MAX, 0, "Of the sample"),
	F_INT(struct host_metric, cpu, 0, 0, 100, 0, "Percent"),
	F_INT(struct host_metric, memory, 0, 0, 100, 0, "Percent"),
	F_INT(struct host_metric, disk, 0, 0, 100, 0, "Percent of /"),
	F_INT(struct host_metric, network, 0, 0, INT64_MAX, 0,
	    "Bytes per second, both ways"),
	F_INT(struct host_metric, latency_ms, 0, 0, INT64_MAX, 0, "Of SSH"),
	F_ENUM(struct host_metric, health_state, 0, states, "State"),
	F_TEXT(struct host_metric, error_message, 0, 0, 1024, "What failed"),
	F_RAW(struct host_metric, summary, 0, 4096, "Other readings"),
	F_TIME(struct host_metric, created_at, 0, "When"),
	F_END
};
const struct type host_metric_type = { "HostMetric", sizeof(struct host_metric),
	metric_fields, "A sample" };

static const struct field series_filter_fields[] = {
	F_TIME(struct host_series_filter, from, F_NULL,
	    "Beginning; an hour before the end"),
	F_TIME(struct host_series_filter, to, F_NULL, "End; now"),
	F_INT(struct host_series_filter, step, 0, 0, 86400, 0,
	    "Seconds of one point; 0: about 300 points"),
	F_END
};
const struct type host_series_filter_type = { "HostSeriesFilter",
	sizeof(struct host_series_filter), series_filter_fields, "A range" };

static const struct field point_fields[] = {
	F_TIME(struct host_point, at, 0, "Beginning of the step"),
	F_DOUBLE(struct host_point, cpu, 0, "Percent, mean"),
	F_DOUBLE(struct host_point, cpu_max, 0, "Percent, most"),
	F_DOUBLE(struct host_point, load1, 0, "Load of one minute, mean"),
	F_DOUBLE(struct host_point, mem, 0, "Percent, mean"),
	F_DOUBLE(struct host_point, mem_max, 0, "Percent, most"),
	F_DOUBLE(struct host_point, swap, 0, "Percent, mean"),
	F_DOUBLE(struct host_point, disk, 0, "Percent of /, most"),
	F_DOUBLE(struct host_point, inode, 0, "Percent of /, most"),
	F_DOUBLE(struct host_point, rx, 0, "Bytes per second received"),
	F_DOUBLE(struct host_point, tx, 0, "Bytes per second sent"),
	F_DOUBLE(struct host_point, latency_ms, 0, "Of SSH, mean"),
	F_INT(struct host_point, n, 0, 0, INT64_MAX, 0, "Samples"),
	F_INT(struct host_point, failed, 0, 0, INT64_MAX, 0,
	    "Of them, those where the host was not reached"),
	F_END
};
const struct type host_point_type = { "HostPoint", sizeof(struct host_point),
	point_fields, "One step of a series" };

static const struct field series_fields[] = {
	F_TIME(struct host_series, from, 0, "Beginning"),
	F_TIME(struct host_series, to, 0, "End"),
	F_INT(struct host_series, step, 0, 1, INT64_MAX, 0, "Seconds of a point"),
	F_TEXT(struct host_series, source, 0, 0, 8, "raw, 5m or 1h"),
	F_OBJECTS(struct host_series, points, 0, 0, 5000, &host_point_type,
	    "Those steps in which something was measured"),
	F_END
};
const struct type host_series_type = { "HostSeries", sizeof(struct host_series),
	series_fields, "Metrics over time" };

static const struct field monitor_fields[] = {
	F_INT(struct host_monitor, host_id, 0, 1, INT64_MAX, 0, "Host"),
	F_INT(struct host_monitor, project_id, 0, 1, INT64_MAX, 0, "Project"),
	F_BOOL(struct host_monitor, enabled, 0, true, "Whether it is collected"),
	F_BOOL(struct host_monitor, held, 0, false,
	    "A person said offline; looking does not change that"),
	F_INT(struct host_monitor, every_s, F_NO_ROW, 0, INT64_MAX, 0,
	    "Seconds between two looks, 0: never"),
	F_TIME(struct host_monitor, at, F_NULL, "Last look"),
	F_TIME(struct host_monitor, failed_since, F_NULL, "Not reached since"),
	F_TIME(struct host_monitor, changed_at, F_NULL, "Last change of the state"),
	F_TEXT(struct host_monitor, error, 0, 0, 1024, "Why it was not reached"),
	F_TEXT(struct host_monitor, why, 0, 0, 512, "What makes it unhealthy"),
	F_INT(struct host_monitor, latency_ms, 0, 0, INT64_MAX, 0, "Of the look"),
	F_DOUBLE(struct host_monitor, cpu, 0, "Percent"),
	F_DOUBLE(struct host_monitor, load1, 0, "Load of 1 minute"),
	F_DOUBLE(struct host_monitor, load5, 0, "Load of 5 minutes"),
	F_DOUBLE(struct host_monitor, load15, 0, "Load of 15 minutes"),
	F_DOUBLE(struct host_monitor, mem, 0, "Percent"),
	F_DOUBLE(struct host_monitor, swap, 0, "Percent"),
	F_DOUBLE(struct host_monitor, disk, 0, "Percent of /"),
	F_DOUBLE(struct host_monitor, inode, 0, "Percent of /"),
	F_DOUBLE(struct host_monitor, rx, 0, "Bytes per second received"),
	F_DOUBLE(struct host_monitor, tx, 0, "Bytes per second sent"),
	F_INT(struct host_monitor, mem_used_mb, 0, 0, INT64_MAX, 0, "MiB"),
	F_INT(struct host_monitor, mem_total_mb, 0, 0, INT64_MAX, 0, "MiB"),
	F_INT(struct host_monitor, uptime_s, 0, 0, INT64_MAX, 0, "Seconds"),
	F_BOOL(struct host_monitor, flapping, 0, false,
	    "Goes up and down; changes are told late"),
	F_RAW(struct host_monitor, mounts, F_NULL, 16384, "File systems"),
	F_END
};
const struct type host_monitor_type = { "HostMonitor",
	sizeof(struct host_monitor), monitor_fields,
	"How a host is watched and how it is" };

static const struct field monitor_patch_fields[] = {
	F_OPT_BOOL(struct host_monitor_patch, enabled, F_REQ,
	    "Whether to collect"),
	F_END
};
const struct type host_monitor_patch_type = { "HostMonitorPatch",
	sizeof(struct host_monitor_patch), monitor_patch_fields,
	"What may be changed" };

static const struct field usage_filter_fields[] = {
	F_INTS(struct host_usage_filter, ids, 0, 0, 500, "Hosts"), F_END
};
const struct type host_usage_filter_type = { "HostUsageFilter",
	sizeof(struct host_usage_filter), usage_filter_fields, "Which hosts" };

static const struct field usage_fields[] = {
	F_INT(struct host_usage, id, 0, 1, INT64_MAX, 0, "Host"),
	F_TIME(struct host_usage, at, F_NULL, "Last look"),
	F_DOUBLE(struct host_usage, cpu, 0, "Percent"),
	F_DOUBLE(struct host_usage, mem, 0, "Percent"),
	F_DOUBLE(struct host_usage, disk, 0, "Percent of /"),
	F_DOUBLE(struct host_usage, load1, 0, "Load of one minute"),
	F_INT(struct host_usage, uptime_s, 0, 0, INT64_MAX, 0, "Seconds"),
	F_INTS(struct host_usage, spark, 0, 0, 64,
	    "Processor in percent over the last two hours, every five minutes; "
	    "-1: not measured"),
	F_END
};
const struct type host_usage_type = { "HostUsage", sizeof(struct host_usage),
	usage_fields, "A host's use now" };

static const struct field watch_fields[] = {
	F_INT(struct host_watch, id, 0, 1, INT64_MAX, 0, ""),
	F_INT(struct host_watch, project_id, 0, 1, INT64_MAX, 0, ""),
	F_TEXT(struct host_watch, name, 0, 0, 64, ""),
	F_TEXT(struct host_watch, status, 0, 0, 16, ""),
	F_TEXT(struct host_watch, health_state, 0, 0, 16, ""),
	F_INT(struct host_watch, cores, 0, 0, INT64_MAX, 0, ""),
	F_INT(struct host_watch, version, 0, 0, INT64_MAX, 0, ""),
	F_BOOL(struct host_watch, held, 0, false, ""),
	F_INT(struct host_watch, fails, 0, 0, INT64_MAX, 0, ""),
	F_TIME(struct host_watch, failed_since, F_NULL, ""),
	F_TEXT(struct host_watch, told, 0, 0, 16, ""),
	F_TEXT(struct host_watch, seen, 0, 0, 16, ""),
	F_INT(struct host_watch, streak, 0, 0, INT64_MAX, 0, ""),
	F_DOUBLE(struct host_watch, flaps, 0, ""),
	F_TIME(struct host_watch, at, F_NULL, ""),
	F_END
};
const struct type host_watch_type = { "HostWatch", sizeof(struct host_watch),
	watch_fields, "A host to look at" };
