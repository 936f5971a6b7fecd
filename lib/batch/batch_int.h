/*
 * What the files of this room share.
 */
#ifndef K8SM_BATCH_BATCH_INT_H
#define K8SM_BATCH_BATCH_INT_H

#include "approvals/approvals.h"
#include "batch/batch.h"
#include "commands/commands.h"
#include "hosts/hosts.h"

#define BATCH_MAX_HOSTS  5000
#define BATCH_MAX_SCRIPT ((size_t)1 << 20)
#define BATCH_MAX_COMMAND 65536		/* without an interpreter: one argument */
#define BATCH_MAX_TIERS  16
#define BATCH_EXECUTE "host:write|host:execute"

/* Hosts by what they are like; empty members ask for nothing. */
struct batch_filter {
	struct texts tags;	/* all of them */
	const char *q;
	const char *status;
	const char *health_state;
	const char *source;
	const char *region;
};
extern const struct type batch_filter_type;

/* A batch to be started: the union of what the three ways choose. */
struct batch_new {
	const char *name;
	struct ints host_ids;
	struct ints group_ids;
	struct batch_filter filter;
	int64_t project_id;
	const char *command;
	const char *interpreter;
	int64_t concurrency;
	int64_t canary_count;
	int64_t canary_percent;
	bool canary_pause;
	struct texts tiers;
	int64_t max_errors;
	int64_t max_error_percent;
	int64_t timeout_s;
	int64_t total_timeout_s;
	int64_t output_max;
	bool repeatable;
	bool include_maintenance;
	const char *reason;
};
extern const struct type batch_new_type;
/* The contract's short form. */
struct batch_exec {
	struct ints host_ids;
	const char *command;
	int64_t timeout_s;
	const char *reason;
};
extern const struct type batch_exec_type;

struct batch_run {
	int64_t id;
	int64_t project_id;
	const char *name;
	const char *command;
	const char *interpreter;
	const char *digest;
	int64_t concurrency;
	int64_t canaries;
	bool canary_pause;
	struct texts tiers;
	int64_t max_errors;
	int64_t max_error_percent;
	int64_t timeout_s;
	int64_t total_timeout_s;
	int64_t output_max;
	bool repeatable;
	const char *reason;
	const char *verdict;
	const char *stopped;
	int64_t retry_of;
	int64_t task_id;
	int64_t approval_id;
	int64_t epoch;
	int64_t hosts;
	int64_t created_by;
	const char *created_by_name;
	int64_t created_at;
	int64_t started_at;
	int64_t finished_at;
	/* Made of task, approval and rows. */
	const char *status;
	int64_t n_waiting;
	int64_t n_running;
	int64_t n_succeeded;
	int64_t n_failed;
	int64_t n_unreachable;
	int64_t n_timed_out;
	int64_t n_skipped;
	int64_t n_cancelled;
	int64_t n_uncertain;
};
extern const struct type batch_run_type;	/* with the command */
extern const struct type batch_item_type;	/* a line of the list */

struct batch_run_filter {
	int64_t page;
	int64_t page_size;
	const char *q;
	const char *sort;
	const char *status;
	int64_t project_id;
	int64_t host_id;
};
extern const struct type batch_run_filter_type;

struct batch_host {
	int64_t host_id;
	int64_t wave;
	int64_t ord;
	const char *name;
	const char *ip;
	const char *state;
	int64_t exit_code;
	const char *exit_signal;
	const char *fault;
	const char *message;
	bool warm;
	int64_t connect_ms;
	int64_t run_ms;
	int64_t out_bytes;
	int64_t err_bytes;
	bool truncated;
	const char *out_sha256;
	int64_t started_at;
	int64_t finished_at;
	const char *first_line;
	const char *stdout_text;
	const char *stderr_text;
	int64_t total;
};
extern const struct type batch_host_type;	/* a line */
extern const struct type batch_host_row_type;	/* with its total */
extern const struct type batch_output_type;	/* with the outputs */

struct batch_host_filter {
	int64_t page;
	int64_t page_size;
	const char *q;
	const char *sort;
	const char *state;
	const char *out_sha256;
};
extern const struct type batch_host_filter_type;

struct batch_host_path {
	int64_t id;
	int64_t host_id;
};
extern const struct type batch_host_path_type;

/* Hosts that answered alike. */
struct batch_outcome {
	const char *out_sha256;
	const char *state;
	int64_t exit_code;
	const char *message;
	int64_t hosts;
	struct texts names;	/* of the first */
	const char *stdout_text;
	const char *stderr_text;
	bool truncated;
};
extern const struct type batch_outcome_type;

struct batch_retry {
	struct texts states;
	const char *reason;
};
extern const struct type batch_retry_type;

struct batch_export_query {
	const char *format;
	bool output;
};
extern const struct type batch_export_query_type;

/* What starting it would mean. */
struct batch_preview {
	int64_t project_id;
	int64_t hosts;		/* that would be asked */
	int64_t skipped;
	int64_t canaries;
	int64_t waves;
	struct texts names;	/* of the first 50, in order */
	struct command_verdict policy;
};
extern const struct type batch_preview_type;

struct batch_started {
	int64_t task_id;
	int64_t batch_id;
	int64_t approval_id;
	const char *status;	/* "queued", "pending" */
	struct command_verdict policy;
};
extern const struct type batch_started_type;

/* Arguments of task hosts.batch. */
struct batch_args {
	int64_t run_id;
	const char *digest;
	const char *lang;	/* of what is told about hosts: "zh", "en" */
};
extern const struct type batch_args_type;

/* A host that was chosen. */
struct batch_pick {
	int64_t id;
	int64_t project_id;
	const char *name;
	const char *ip;
	const char *ssh_user;
	const char *status;
	struct texts tags;
	bool confirmed;		/* its host key is */
	int64_t wave;
	const char *skip;	/* why it is not asked, NULL: it is */
};
extern const struct type batch_pick_type;

struct batch_group {
	int64_t id;
	int64_t project_id;
	const char *name;
	const char *description;
	const char *kind;	/* "list", "filter" */
	struct ints host_ids;
	struct texts tags;
	const char *q;
	const char *status;
	const char *health_state;
	const char *source;
	const char *region;
	int64_t created_by;
	int64_t created_at;
	int64_t updated_at;
	int64_t version;
};
extern const struct type batch_group_type;
extern const struct type batch_group_new_type;
struct batch_group_filter {
	int64_t page;
	int64_t page_size;
	const char *q;
	const char *sort;
	int64_t project_id;
};
extern const struct type batch_group_filter_type;

extern const char *const batch_interpreters[];

/* --- batch.c --- */
/* ${like}: the schedule that orders it, or NULL. */
enum err_code batch_start(struct cx *cx, const struct batch_new *in,
    int64_t retry_of, const struct task_new *like, struct batch_started *out,
    struct batch_run *run)
    MUST_CHECK;
enum err_code batch_look(struct cx *cx, const struct batch_new *in,
    struct batch_preview *out) MUST_CHECK;
enum err_code batch_retry(struct cx *cx, int64_t id,
    const struct batch_retry *in, struct batch_started *out,
    struct batch_run *run) MUST_CHECK;
enum err_code batch_continue(struct cx *cx, int64_t id,
    struct batch_started *out, struct batch_run *run) MUST_CHECK;
enum err_code batch_cancel(struct cx *cx, int64_t id, struct batch_run *run)
    MUST_CHECK;
/* sha256 over everything that decides what runs where. */
const char *batch_digest(struct arena *mem, const struct batch_run *run,
    const int64_t *ids, const int64_t *waves, size_t n);

/* --- batch_pick.c --- */
/* The hosts that ${in} chooses, in the order in which they are asked, with their
 * waves; *${canaries} gets how many are in the first. */
enum err_code batch_pick(struct cx *cx, const struct batch_new *in,
    int64_t *project_id, struct batch_pick **v, size_t *n, int64_t *canaries)
    MUST_CHECK;

/* --- batch_export.c --- */
enum err_code batch_export(struct cx *cx, int64_t id,
    const struct batch_export_query *q, struct reply *rp) MUST_CHECK;

/* --- batch_db.c --- */
enum err_code batch_db_pick_ids(struct cx *cx, const int64_t *ids, size_t n_ids,
    int64_t project_id, struct batch_pick **v, size_t *n) MUST_CHECK;
enum err_code batch_db_pick_filter(struct cx *cx, int64_t project_id,
    const struct batch_filter *f, struct batch_pick **v, size_t *n) MUST_CHECK;
enum err_code batch_db_project_of(struct cx *cx, const int64_t *ids, size_t n,
    int64_t *project_id) MUST_CHECK;
enum err_code batch_db_insert(struct cx *cx, const struct batch_run *in,
    int64_t *id) MUST_CHECK;
enum err_code batch_db_insert_hosts(struct cx *cx, int64_t run_id,
    int64_t project_id, const struct batch_pick *v, size_t n) MUST_CHECK;
enum err_code batch_db_set_task(struct cx *cx, int64_t id, int64_t task_id,
    int64_t approval_id) MUST_CHECK;
enum err_code batch_db_get(struct cx *cx, int64_t id, struct batch_run *out)
    MUST_CHECK;
enum err_code batch_db_lock(struct cx *cx, int64_t id) MUST_CHECK;
enum err_code batch_db_list(struct cx *cx, const struct batch_run_filter *f,
    struct batch_run **v, size_t *n, int64_t *total) MUST_CHECK;
enum err_code batch_db_hosts(struct cx *cx, int64_t id,
    const struct batch_host_filter *f, struct batch_host **v, size_t *n,
    int64_t *total) MUST_CHECK;
enum err_code batch_db_host(struct cx *cx, int64_t id, int64_t host_id,
    struct batch_host *out) MUST_CHECK;
enum err_code batch_db_outcomes(struct cx *cx, int64_t id,
    struct batch_outcome **v, size_t *n) MUST_CHECK;
enum err_code batch_db_export(struct cx *cx, int64_t id,
    enum err_code (*fn)(struct cx *cx, void *row, void *arg), void *arg)
    MUST_CHECK;
enum err_code batch_db_ids_in(struct cx *cx, int64_t id,
    const struct texts *states, struct ints *out) MUST_CHECK;
/* Its task was cancelled before anybody took it. */
enum err_code batch_db_dropped(struct cx *cx, int64_t task_id) MUST_CHECK;
enum err_code batch_db_stop(struct cx *cx, int64_t id, const char *stopped)
    MUST_CHECK;
/* What was not begun becomes ${state}. */
enum err_code batch_db_drop_rest(struct cx *cx, int64_t id, const char *state,
    const char *message) MUST_CHECK;

/* --- batch_group_db.c --- */
enum err_code batch_group_db_list(struct cx *cx,
    const struct batch_group_filter *f, struct batch_group **v, size_t *n,
    int64_t *total) MUST_CHECK;
enum err_code batch_group_db_get(struct cx *cx, int64_t id, bool lock,
    struct batch_group *out) MUST_CHECK;
enum err_code batch_group_db_insert(struct cx *cx, const struct batch_group *in,
    struct batch_group *out) MUST_CHECK;
enum err_code batch_group_db_update(struct cx *cx, int64_t id,
    const struct batch_group *in, struct batch_group *out) MUST_CHECK;
enum err_code batch_group_db_remove(struct cx *cx, int64_t id) MUST_CHECK;

/* --- batch_group.c --- */
enum err_code batch_group_create(struct cx *cx, const struct batch_group *in,
    struct batch_group *out) MUST_CHECK;
enum err_code batch_group_update(struct cx *cx, int64_t id,
    const struct batch_group *in, struct batch_group *before,
    struct batch_group *out) MUST_CHECK;
enum err_code batch_group_remove(struct cx *cx, int64_t id,
    struct batch_group *before) MUST_CHECK;

/* --- batch_work_db.c: the worker's, fenced by the run's epoch --- */
struct batch_todo {
	int64_t host_id;
	int64_t wave;
};
struct batch_counts {
	int64_t errors;
	int64_t canary_errors;
};
/* Takes the run: a new epoch, the task noted; rows that another process left
 * half done become queued again, or uncertain where ${repeatable} is false. */
enum err_code batch_work_take(struct cx *cx, int64_t id, int64_t task_id,
    struct batch_run *out) MUST_CHECK;
enum err_code batch_work_repair(struct cx *cx, const struct batch_run *run)
    MUST_CHECK;
enum err_code batch_work_plan(struct cx *cx, int64_t id, struct ints *ids,
    struct ints *waves) MUST_CHECK;
enum err_code batch_work_todo(struct cx *cx, int64_t id,
    struct batch_todo **v, size_t *n) MUST_CHECK;
enum err_code batch_work_counts(struct cx *cx, int64_t id,
    struct batch_counts *out) MUST_CHECK;
/* State "connecting" or "running" (with its time).  ERR_CONFLICT when another
 * process has the run. */
enum err_code batch_work_mark(struct cx *cx, const struct batch_run *run,
    const char *state, const int64_t *ids, size_t n) MUST_CHECK;
/* Columns of as many rows. */
struct batch_ends {
	size_t n;
	int64_t *ids, *exit_codes, *warm, *connect_ms, *run_ms, *out_bytes,
	    *err_bytes, *truncated;
	const char **states, **signals, **faults, **messages, **sums, **outs,
	    **errs;
};
enum err_code batch_work_ends(struct cx *cx, const struct batch_run *run,
    const struct batch_ends *e) MUST_CHECK;
enum err_code batch_work_over(struct cx *cx, const struct batch_run *run,
    const char *stopped, const char *rest, const char *message) MUST_CHECK;

/* --- batch_run.c --- */
enum err_code batch_run_task(struct cx *cx, struct task *t, const void *args)
    MUST_CHECK;
void batch_run_idle(struct cx *cx);
void batch_run_leave(struct cx *cx);

#endif
