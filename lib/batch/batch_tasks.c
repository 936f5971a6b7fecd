/*
 * batch_tasks: the kind of task.
 *
 * It is repeatable: rows say which commands may have run, so whoever takes it
 * over does not run those again.  It cannot be started again as a task; a run
 * is tried again by a run of its own, which asks rules and approvals.
 */
#include "batch/batch_int.h"

/*
 * What a schedule orders: hosts are looked for and rules asked each time, with
 * the rights that its maker has then.  The task is that of the batch.
 */
static enum err_code
submit_order(struct cx *cx, const struct task_new *like, struct str args_json,
    int64_t *task_id, int64_t *approval_id)
{
	struct batch_started out = { .task_id = 0 };
	struct batch_run run;
	struct batch_new in;
	enum err_code rc;

	rc = type_bind_text(cx, &batch_new_type, args_json, &in);
	if (rc)
		return rc;
	if (like->project_id != 0 && in.project_id != 0 &&
	    in.project_id != like->project_id)
		return err_field(cx, "project_id", "批次与定时计划的项目不同",
		    "the batch is of another project than its schedule");
	if (in.project_id == 0)
		in.project_id = like->project_id;
	rc = batch_start(cx, &in, 0, like, &out, &run);
	*task_id = out.task_id;
	*approval_id = out.approval_id;
	return rc;
}

static enum err_code
no_task(struct cx *cx, struct task *t, const void *args)
{
	(void)t;
	(void)args;
	return err_set(cx, ERR_INTERNAL, "批次须由定时计划下达",
	    "an order of a batch is no task of its own");
}

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
	{ .name = "hosts.batch.order",
	    .doc = "Order a batch: what a schedule of one holds",
	    .args = &batch_new_type,
	    .timeout_s = 60,
	    .max_tries = 1,
	    .perm = "host:execute",
	    .submit = submit_order,
	    .fn = no_task },
	{ .fn = NULL }
};
