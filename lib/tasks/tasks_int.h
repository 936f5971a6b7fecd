/*
 * Inside of the room tasks: rows, and the functions of its *_db.c files.
 */
#ifndef K8SM_TASKS_TASKS_INT_H
#define K8SM_TASKS_TASKS_INT_H

#include "tasks/tasks.h"

/* Crashes of the worker process after which a task is not tried again. */
#define TASKS_MAX_CRASHES 3

/* The wire's task, also the row. */
struct task_row {
	int64_t id;
	const char *kind;
	const char *title;
	const char *status;
	int64_t project_id;
	const char *object;
	int64_t object_id;
	int64_t actor_id;
	const char *actor_name;
	struct raw args;
	struct raw result;
	const char *error;
	int64_t attempt;
	int64_t max_tries;
	int64_t created_at;
	int64_t run_at;
	int64_t started_at;
	int64_t finished_at;
	int64_t deadline_at;
	bool cancel_requested;
	const char *worker;
	int64_t schedule_id;
	int64_t retry_of;
	const char *request_id;
	const char *lane;
	bool routine;
	int64_t version;
};
extern const struct type task_type;		/* with args and result */
extern const struct type task_item_type;	/* a list's row, without */

struct task_filter {
	int64_t page;
	int64_t page_size;
	const char *q;
	const char *sort;
	const char *status;
	const char *kind;
	const char *object;
	int64_t object_id;
	int64_t actor_id;
	const char *actor;
	int64_t project_id;
	int64_t from;
	int64_t to;
	bool routine;
};
extern const struct type task_filter_type;

struct task_event_row {
	int64_t seq;
	int64_t at;
	const char *type;
	const char *text;
	struct raw data;
};
extern const struct type task_event_type;

struct task_log_query {
	int64_t after;
	int64_t limit;
};
extern const struct type task_log_query_type;

struct task_resolve {
	const char *status;
	const char *reason;
};
extern const struct type task_resolve_type;

struct schedule {
	int64_t id;
	int64_t project_id;
	const char *name;
	const char *cron;
	const char *timezone;
	const char *kind;
	struct raw args;
	bool enabled;
	int64_t next_run;
	int64_t last_run;
	int64_t last_task_id;
	const char *last_error;
	int64_t created_by;
	int64_t created_at;
	int64_t updated_at;
	int64_t version;
};
extern const struct type schedule_type;

struct schedule_new {
	const char *name;
	const char *cron;
	const char *timezone;
	const char *kind;
	struct raw args;
	int64_t project_id;
	bool enabled;
};
extern const struct type schedule_new_type;

struct schedule_filter {
	int64_t page;
	int64_t page_size;
	const char *q;
	const char *sort;
	const char *kind;
	int64_t project_id;
};
extern const struct type schedule_filter_type;

/* The kind called ${name} among those of tasks_init, or NULL. */
const struct task_kind *tasks_kind(const char *name);

/* Rules (tasks.c, tasks_schedule.c). */
enum err_code tasks_list(struct cx *cx, const struct task_filter *f,
    struct task_row **items, size_t *n, int64_t *total) MUST_CHECK;
/* *${last} gets the number of the task's last event. */
enum err_code tasks_log(struct cx *cx, int64_t id,
    const struct task_log_query *q, struct task_event_row **items, size_t *n,
    int64_t *last) MUST_CHECK;
enum err_code tasks_schedule_list(struct cx *cx,
    const struct schedule_filter *f, struct schedule **items, size_t *n,
    int64_t *total) MUST_CHECK;
enum err_code tasks_schedule_get(struct cx *cx, int64_t id,
    struct schedule *out) MUST_CHECK;
enum err_code tasks_get(struct cx *cx, int64_t id, struct task_row *out)
    MUST_CHECK;
enum err_code tasks_cancel(struct cx *cx, int64_t id, struct task_row *out)
    MUST_CHECK;
enum err_code tasks_retry(struct cx *cx, int64_t id, int64_t *task_id,
    int64_t *approval_id) MUST_CHECK;
enum err_code tasks_resolve(struct cx *cx, int64_t id,
    const struct task_resolve *in, struct task_row *out) MUST_CHECK;
enum err_code tasks_schedule_create(struct cx *cx,
    const struct schedule_new *in, struct schedule *out) MUST_CHECK;
enum err_code tasks_schedule_update(struct cx *cx, int64_t id,
    const struct schedule_new *in, struct schedule *before,
    struct schedule *out) MUST_CHECK;
enum err_code tasks_schedule_remove(struct cx *cx, int64_t id,
    struct schedule *before) MUST_CHECK;

/*
 * The first firing after ${after}; 0: never again.  ${last} is the firing before
 * (0: none): its clock reading is not used twice.
 */
struct tasks_cron;
enum err_code tasks_schedule_next(struct cx *cx, const struct tasks_cron *c,
    const char *zone, int64_t after, int64_t last, int64_t *out) MUST_CHECK;

/*
 * Fires the schedules that are due, each once; *${next} gets when the next one
 * is (microseconds, 0: none).  For the supervisor.
 */
enum err_code tasks_schedules_fire(struct cx *cx, int64_t *next) MUST_CHECK;

/* tasks_db.c */
enum err_code tasks_db_insert(struct cx *cx, const struct task_new *in,
    struct str args, int64_t max_tries, const char *lane, int64_t *id)
    MUST_CHECK;
enum err_code tasks_db_get(struct cx *cx, int64_t id, struct task_row *out)
    MUST_CHECK;
enum err_code tasks_db_lock(struct cx *cx, int64_t id, struct task_row *out)
    MUST_CHECK;
enum err_code tasks_db_list(struct cx *cx, const struct task_filter *f,
    struct task_row **items, size_t *n, int64_t *total) MUST_CHECK;
enum err_code tasks_db_events(struct cx *cx, int64_t id, int64_t after,
    int64_t limit, struct task_event_row **items, size_t *n) MUST_CHECK;
enum err_code tasks_db_last_event(struct cx *cx, int64_t id, int64_t *last)
    MUST_CHECK;
enum err_code tasks_db_cancel(struct cx *cx, int64_t id) MUST_CHECK;
enum err_code tasks_db_resolve(struct cx *cx, int64_t id, const char *status,
    const char *reason) MUST_CHECK;

/* tasks_schedule_db.c */
enum err_code tasks_db_schedule_insert(struct cx *cx,
    const struct schedule_new *in, int64_t next_run, struct schedule *out)
    MUST_CHECK;
enum err_code tasks_db_schedule_update(struct cx *cx, int64_t id,
    const struct schedule_new *in, int64_t next_run, struct schedule *out)
    MUST_CHECK;
enum err_code tasks_db_schedule_get(struct cx *cx, int64_t id,
    struct schedule *out) MUST_CHECK;
enum err_code tasks_db_schedule_remove(struct cx *cx, int64_t id) MUST_CHECK;
enum err_code tasks_db_schedule_list(struct cx *cx,
    const struct schedule_filter *f, struct schedule **items, size_t *n,
    int64_t *total) MUST_CHECK;
enum err_code tasks_db_schedule_due(struct cx *cx, struct schedule *out,
    bool *found) MUST_CHECK;
enum err_code tasks_db_schedule_fired(struct cx *cx, const struct schedule *s,
    int64_t next_run, bool enabled) MUST_CHECK;
enum err_code tasks_db_schedule_next(struct cx *cx, int64_t *next) MUST_CHECK;
enum err_code tasks_db_zone_known(struct cx *cx, const char *zone, bool *known)
    MUST_CHECK;
/* UTC time whose clock fields are the zone's at ${us}, and back. */
enum err_code tasks_db_zone_local(struct cx *cx, const char *zone, int64_t us,
    int64_t *local) MUST_CHECK;
enum err_code tasks_db_zone_utc(struct cx *cx, const char *zone, int64_t local,
    int64_t *us) MUST_CHECK;

#endif
