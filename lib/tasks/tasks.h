/*
 * tasks: everything long.  A task is a row; a worker claims it, renews its
 * lease, appends events and finishes it, all fenced.
 */
#ifndef K8SM_TASKS_TASKS_H
#define K8SM_TASKS_TASKS_H

#include "base/base.h"
#include "type/type.h"
#include "web/web.h"

/* What a handler sees of the task it runs. */
struct task;

/*
 * A kind of task.  ${fn} runs in a process of its own with its own connection
 * and no transaction open.  ERR_OK ends it `succeeded`; an error `failed` (or
 * queued again while tries are left and the error is retryable:
 * UNAVAILABLE, TIMEOUT, UPSTREAM).  Where ${repeatable} is false, a task taken
 * over after task_mark_started is not run again: ${look} finds out, or it
 * ends `uncertain`.
 */
struct task_new;
struct task_kind {
	const char *name;		/* "hosts.exec" */
	const char *doc;
	const struct type *args;
	int64_t timeout_s;
	int64_t max_tries;
	bool repeatable;
	enum err_code (*fn)(struct cx *cx, struct task *t, const void *args);
	enum err_code (*look)(struct cx *cx, struct task *t, const void *args);
	/*
	 * Permission that starting one by hand needs ("host:execute"): to retry
	 * and to schedule it.  NULL: neither is possible.
	 */
	const char *perm;
	/*
	 * How a retry or a schedule starts it, where more than the permission is
	 * needed (an approval): exactly one of the ids is set.  NULL: it is
	 * enqueued.  Arguments have passed ${args}.
	 */
	enum err_code (*submit)(struct cx *cx, const struct task_new *in,
	    struct str args_json, int64_t *task_id, int64_t *approval_id);
	/*
	 * Called in the transaction that cancels a task while it is queued: no
	 * handler will tidy up what was written for it.  NULL: there is nothing.
	 */
	enum err_code (*dropped)(struct cx *cx, int64_t task_id);
	/*
	 * Whose processes run it.  NULL: the `task_workers` ordinary ones.
	 * "fan", "collect", "bulk": a pool of its own of `<lane>_workers`
	 * processes, forked when there is work and all that live are busy, ended
	 * after `lane_idle_s` without any; of idle ones the last used takes the
	 * next task.  Work of one lane never waits for another's.
	 *
	 * A handler may keep state between tasks in static variables (warm
	 * sessions): processes live long, run one task at a time and share
	 * nothing.  The state is lost when the process ends, for whatever reason.
	 */
	const char *lane;
	/*
	 * > 0: the engine itself orders a run every so many seconds (multiples of
	 * it since 1970), one at a time among all workers; what was missed is not
	 * made up for.  Such tasks are `routine`: lists leave them out, and only
	 * the newest TASKS_ROUTINE_KEEP are kept, and five times as many failed.
	 * Arguments are {}; the actor is the system.
	 */
	int64_t every_s;
	/*
	 * Instead of a fixed ${every_s}: asked by the supervisor, in the system's
	 * scope, before it orders; 0: not now, it is asked again within
	 * TASKS_ASK_S.  Must be quick.
	 */
	int64_t (*every)(struct cx *cx);
	/*
	 * Called about once a second while a process that has run this kind waits
	 * for work: answer keep-alives, close what is idle too long.  Must not
	 * take long: the process takes no task meanwhile.
	 */
	void (*idle)(struct cx *cx);
	/* Called when such a process ends by itself (idle, drain, recycled). */
	void (*leave)(struct cx *cx);
};

/* Routine runs kept of each kind. */
#define TASKS_ROUTINE_KEEP 20
/* Seconds after which a kind that wanted no run is asked again. */
#define TASKS_ASK_S 15

/*
 * Tells this process the kinds that exist: retries, schedules and the limits of
 * what is enqueued.  Once, at start.
 */
void tasks_init(const struct task_kind *const *tables);

/* Tables end with a row whose fn is NULL; the list of tables with NULL. */
const struct task_kind *task_kind_find(const struct task_kind *const *tables,
    const char *name);

struct task_new {
	const char *kind;
	const struct type *args_type;
	const void *args;
	const char *title;		/* for people: "uname -a @ web1" */
	int64_t project_id;		/* 0: none */
	const char *object;		/* "host", for links */
	int64_t object_id;
	const char *idempotency_key;	/* NULL: none; unique per actor */
	int64_t run_at;			/* 0: now */
	int64_t priority;		/* higher first, default 0 */
	int64_t timeout_s;		/* 0: the kind's */
	int64_t retry_of;		/* task that this one repeats, else 0 */
	int64_t schedule_id;		/* set by the engine alone */
	int64_t fire_at;
};

/*
 * Inserts the row in the current transaction and remembers the wake-up for
 * after the commit.  The actor is cx->who.  *${id} gets the task.  A second one
 * with the same actor, kind and idempotency key gets the first one's id.
 * Secrets do not belong into arguments: seal them and pass their ids.
 */
enum err_code tasks_enqueue(struct cx *cx, const struct task_new *in,
    int64_t *id) MUST_CHECK;
/* As tasks_enqueue with arguments as JSON text (approvals, schedules). */
enum err_code tasks_enqueue_json(struct cx *cx, const struct task_new *in,
    struct str args_json, int64_t *id) MUST_CHECK;

/*
 * Cancels a task that is not over; one that is stays as it is.  The caller has
 * checked that cx->who may.
 */
enum err_code tasks_stop(struct cx *cx, int64_t id) MUST_CHECK;

/* --- inside a handler --- */

int64_t task_id(const struct task *t);
int64_t task_attempt(const struct task *t);

/* Text to a stream ("stdout", "stderr", "log"); batched (<=50 ms), secrets masked. */
enum err_code task_write(struct cx *cx, struct task *t, const char *stream,
    struct str text) MUST_CHECK;
/* One line for people on stream "log". */
enum err_code task_logf(struct cx *cx, struct task *t, const char *fmt, ...)
    __attribute__((format(printf, 3, 4))) MUST_CHECK;
/* A typed record: type "progress", "step", "result"; ${data} is JSON. */
enum err_code task_event(struct cx *cx, struct task *t, const char *type,
    struct str data) MUST_CHECK;
/* Writes out what is batched. */
enum err_code task_flush(struct cx *cx, struct task *t) MUST_CHECK;
/* A value that must never appear in events (also split over pieces). */
void task_mask(struct task *t, struct str secret);
/* The task's result, shown with it and kept: JSON. */
void task_set_result(struct task *t, struct str json);
/*
 * Says that an error which the handler is about to return leaves open whether
 * the act was completed (a connection lost in the middle): the task then ends
 * `uncertain` and a person decides.
 */
void task_set_unknown(struct task *t);
/* Marks that the unrepeatable act begins; durable when it returns. */
enum err_code task_mark_started(struct cx *cx, struct task *t) MUST_CHECK;
/*
 * Whether to go on: ERR_TIMEOUT past the deadline, ERR_CONFLICT when the lease
 * is lost (write nothing more), ERR_UNAVAILABLE with message "cancelled".
 * To be called before every act on the outside.
 */
enum err_code task_alive(struct cx *cx, struct task *t) MUST_CHECK;
/* Readable when the task is cancelled; for ssh_run.wake_fd. */
int task_wake_fd(const struct task *t);

/* --- the worker program's side (tasks_super.c) --- */

struct tasks_worker {
	const struct settings *set;
	const struct task_kind *const *kinds;
	/* Reads the settings again for SIGHUP; NULL keeps the old ones. */
	const struct settings *(*reload)(void);
	/* Prepares a child before its first task (keys, libraries). */
	enum err_code (*child_init)(struct cx *cx);
};

/* The supervisor: forks set->task_workers children and those of lanes, renews
 * leases, replaces the dead, drains on SIGTERM.  Returns an exit status. */
int tasks_worker_main(const struct tasks_worker *conf);

/* The engine's own kinds: retention and partitions. */
extern const struct task_kind tasks_kinds[];
extern const struct route tasks_routes[];

#endif
