/* Descriptors of the room tasks. */
#include "tasks/tasks_int.h"

static const char *const statuses[] = { "queued", "running", "succeeded",
	"failed", "cancelled", "uncertain", NULL };
static const char *const resolutions[] = { "succeeded", "failed", NULL };

#define S struct task_row
#define TASK_HEAD                                                           \
	F_INT(S, id, F_RO, 1, INT64_MAX, 0, "Task id"),                     \
	F_TEXT(S, kind, F_RO, 0, 64, "What it does: room.action"),          \
	F_TEXT(S, title, F_RO, 0, 512, "What it does, for people"),         \
	F_ENUM(S, status, F_RO, statuses, "State"),                         \
	F_INT(S, project_id, F_RO | F_NULL, 0, INT64_MAX, 0, "Project"),    \
	F_TEXT(S, object, F_RO, 0, 64, "Kind of the object it works on"),   \
	F_INT(S, object_id, F_RO | F_NULL, 0, INT64_MAX, 0, "Its id"),      \
	F_INT(S, actor_id, F_RO | F_NULL, 0, INT64_MAX, 0,                  \
	    "Who asked for it; null: the system"),                          \
	F_TEXT(S, actor_name, F_RO, 0, 64, "His name then"),                \
	F_TEXT(S, error, F_RO, 0, 4096, "Why it failed"),                   \
	F_INT(S, attempt, F_RO, 0, INT64_MAX, 0, "Times it was started"),   \
	F_INT(S, max_tries, F_RO, 0, INT64_MAX, 0, "Most times"),           \
	F_TIME(S, created_at, F_RO, "When it was asked for"),               \
	F_TIME(S, run_at, F_RO, "Not before this"),                         \
	F_TIME(S, started_at, F_RO | F_NULL, "First start"),                \
	F_TIME(S, finished_at, F_RO | F_NULL, "End"),                       \
	F_TIME(S, deadline_at, F_RO | F_NULL, "It is stopped then"),        \
	F_BOOL(S, cancel_requested, F_RO, 0, "Whether it shall stop"),      \
	F_TEXT(S, worker, F_RO, 0, 128, "Process that ran it last"),        \
	F_INT(S, schedule_id, F_RO | F_NULL, 0, INT64_MAX, 0,               \
	    "Schedule that made it"),                                       \
	F_INT(S, retry_of, F_RO | F_NULL, 0, INT64_MAX, 0,                  \
	    "Task that it repeats"),                                        \
	F_TEXT(S, request_id, F_RO, 0, 128, "Request that asked for it"),   \
	F_TEXT(S, lane, F_RO, 0, 32,                                        \
	    "Pool of processes that runs it: fan, collect, bulk; empty: the ordinary one"), \
	F_BOOL(S, routine, F_RO, 0, "Whether the engine itself ordered it"), \
	F_INT(S, version, F_RO, 0, INT64_MAX, 0, "Row version")

static const struct field task_fields[] = {
	TASK_HEAD,
	F_RAW(S, args, F_RO | F_NULL, 1 << 20, "Arguments, secrets masked"),
	F_RAW(S, result, F_RO | F_NULL, 1 << 20, "What came out"),
	F_END
};
const struct type task_type = {
	"Task", sizeof(S), task_fields, "Something long that a worker does"
};

static const struct field task_item_fields[] = { TASK_HEAD, F_END };
const struct type task_item_type = {
	"TaskItem", sizeof(S), task_item_fields, "A task in a list"
};
#undef S

#define S struct task_filter
static const struct field task_filter_fields[] = {
	PAGE_FIELDS(S),
	F_ENUM(S, status, 0, statuses, "State"),
	F_TEXT(S, kind, 0, 0, 64, "Kind"),
	F_TEXT(S, object, 0, 0, 64, "Kind of object"),
	F_INT(S, object_id, 0, 0, INT64_MAX, 0, "Object"),
	F_INT(S, actor_id, 0, 0, INT64_MAX, 0, "Who asked for it"),
	F_TEXT(S, actor, 0, 0, 64, "Name of who asked for it"),
	F_INT(S, project_id, 0, 0, INT64_MAX, 0, "Project"),
	F_TIME(S, from, 0, "Created at or after"),
	F_TIME(S, to, 0, "Created before"),
	F_BOOL(S, routine, 0, 0,
	    "Only what the engine itself orders again and again, which is left out otherwise unless a kind is named"),
	F_END
};
const struct type task_filter_type = {
	"TaskFilter", sizeof(S), task_filter_fields, "Filters of the task list"
};
#undef S

#define S struct task_event_row
static const struct field task_event_fields[] = {
	F_INT(S, seq, F_RO, 1, INT64_MAX, 0, "Number within the task, from 1"),
	F_TIME(S, at, F_RO, "When it was written"),
	F_TEXT(S, type, F_RO, 0, 32,
	    "stdout, stderr, log, progress, step, result or state"),
	F_TEXT(S, text, F_RO | F_RAW_TEXT, 0, 1 << 20, "Text"),
	F_RAW(S, data, F_RO | F_NULL, 1 << 20, "Record"),
	F_END
};
const struct type task_event_type = {
	"TaskEvent", sizeof(S), task_event_fields, "One event of a task"
};
#undef S

#define S struct task_log_query
static const struct field task_log_query_fields[] = {
	F_INT(S, after, 0, 0, INT64_MAX, 0, "Events after this number"),
	F_INT(S, limit, 0, 1, 1000, 200, "Most events"),
	F_END
};
const struct type task_log_query_type = {
	"TaskLogQuery", sizeof(S), task_log_query_fields, "A page of events"
};
#undef S

#define S struct task_resolve
static const struct field task_resolve_fields[] = {
	F_ENUM(S, status, F_REQ, resolutions, "How it really ended"),
	F_TEXT(S, reason, F_REQ | F_RAW_TEXT, 1, 1000, "How that is known"),
	F_END
};
const struct type task_resolve_type = {
	"TaskResolve", sizeof(S), task_resolve_fields,
	"A person's verdict on an uncertain task"
};
#undef S

#define S struct schedule
static const struct field schedule_fields[] = {
	F_INT(S, id, F_RO, 1, INT64_MAX, 0, "Schedule id"),
	F_INT(S, project_id, F_RO, 1, INT64_MAX, 0, "Project"),
	F_TEXT(S, name, F_RO, 1, 128, "Unique name in the project"),
	F_TEXT(S, cron, F_RO, 1, 128, "Five fields, @hourly …, or @at TIME"),
	F_TEXT(S, timezone, F_RO, 1, 64, "UTC, +08:00 or Asia/Shanghai"),
	F_TEXT(S, kind, F_RO, 1, 64, "Kind of the tasks it makes"),
	F_RAW(S, args, F_RO, 65536, "Their arguments"),
	F_BOOL(S, enabled, F_RO, 1, "Whether it fires"),
	F_TIME(S, next_run, F_RO | F_NULL, "Next firing"),
	F_TIME(S, last_run, F_RO | F_NULL, "Last firing"),
	F_INT(S, last_task_id, F_RO | F_NULL, 0, INT64_MAX, 0, "Its task"),
	F_TEXT(S, last_error, F_RO, 0, 4096, "Why the last firing failed"),
	F_INT(S, created_by, F_RO, 0, INT64_MAX, 0,
	    "User for whom the tasks run"),
	F_TIME(S, created_at, F_RO, "Created"),
	F_TIME(S, updated_at, F_RO, "Last changed"),
	F_INT(S, version, F_RO, 1, INT64_MAX, 0, "Row version"),
	F_END
};
const struct type schedule_type = {
	"Schedule", sizeof(S), schedule_fields, "A row that makes tasks"
};
#undef S

#define S struct schedule_new
static const struct field schedule_new_fields[] = {
	F_TEXT(S, name, F_REQ, 1, 128, "Unique name in the project"),
	F_TEXT(S, cron, F_REQ, 1, 128,
	    "Five fields, @hourly, @daily …, or @at and an RFC 3339 time"),
	F_TEXT(S, timezone, 0, 0, 64, "UTC (default), +08:00, Asia/Shanghai"),
	F_TEXT(S, kind, F_REQ, 1, 64, "Kind of the tasks it makes"),
	F_RAW(S, args, 0, 65536, "Their arguments"),
	F_INT(S, project_id, 0, 0, INT64_MAX, 0,
	    "Project; default: X-Project-ID"),
	F_BOOL(S, enabled, 0, 1, "Whether it fires"),
	F_END
};
const struct type schedule_new_type = {
	"ScheduleNew", sizeof(S), schedule_new_fields,
	"A schedule to make or its new contents"
};
#undef S

#define S struct schedule_filter
static const struct field schedule_filter_fields[] = {
	PAGE_FIELDS(S),
	F_TEXT(S, kind, 0, 0, 64, "Kind"),
	F_INT(S, project_id, 0, 0, INT64_MAX, 0, "Project"),
	F_END
};
const struct type schedule_filter_type = {
	"ScheduleFilter", sizeof(S), schedule_filter_fields,
	"Filters of the schedule list"
};
#undef S
