/*
 * batch_tasks: the kind of task.
 *
 * It is repeatable: rows say which commands may have run, so whoever takes it
 * over does not run those again.  It cannot be started again as a task; a run
 * is tried again by a run of its own, which asks rules and approvals.
 */
#include "batch/batch_int.h"

const struct task_kind batch_kinds[] = {
	{ .name = "hosts.batch",
	    .doc = "Run a command on many hosts over SSH",
	    .args = &batch_args_type,
	    .timeout_s = 86520,
	    .max_tries = 20,
	    .repeatable = true,
	    .lane = "fan",
	    .fn = batch_run_task,
	    .dropped = batch_db_dropped,
	    .idle = batch_run_idle,
	    .leave = batch_run_leave },
	{ .fn = NULL }
};
