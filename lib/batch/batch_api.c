/* Routes of batches and of groups of hosts. */
#include "batch/batch_int.h"

static int64_t
id_of(const struct req *rq)
{
	return ((const struct id_path *)rq->path_args)->id;
}

/* The audit keeps what was ordered; a long script by its digest alone. */
static enum err_code
started(struct cx *cx, struct reply *rp, const struct batch_started *out,
    struct batch_run *run)
{
	rp->project_id = run->project_id;
	if (strlen(run->command) > 8192)
		run->command = arena_printf(cx->mem, "%zu bytes, digest %s",
		    strlen(run->command), run->digest);
	reply_audit(rp, run->id, run->name, STR(""),
	    type_text(cx->mem, &batch_run_type, run));
	if (out->task_id != 0)
		reply_header(rp, "Location",
		    arena_printf(cx->mem, "/api/v1/tasks/%lld",
			(long long)out->task_id));
	return reply_item(rp, 202, &batch_started_type, out);
}

static enum err_code
exec_command(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct batch_exec *in = rq->body;
	const struct batch_new batch = {
		.host_ids = in->host_ids,
		.command = in->command,
		.timeout_s = in->timeout_s,
		.reason = in->reason,
		.concurrency = 50,
		.max_errors = -1,
		.max_error_percent = -1,
		.total_timeout_s = 3600,
		.output_max = 65536,
	};
	struct batch_started out = { .task_id = 0 };
	struct batch_run run = { .id = 0 };
	enum err_code rc;

	rc = batch_start(cx, &batch, 0, NULL, &out, &run);
	return rc ? rc : started(cx, rp, &out, &run);
}

static enum err_code
create_run(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct batch_started out = { .task_id = 0 };
	struct batch_run run = { .id = 0 };
	enum err_code rc;

	rc = batch_start(cx, rq->body, 0, NULL, &out, &run);
	return rc ? rc : started(cx, rp, &out, &run);
}

static enum err_code
preview(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct batch_preview out = { .project_id = 0 };
	enum err_code rc;

	rc = batch_look(cx, rq->body, &out);
	return rc ? rc : reply_item(rp, 200, &batch_preview_type, &out);
}

static enum err_code
list_runs(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct batch_run *v;
	int64_t total;
	enum err_code rc;
	size_t n;

	rc = batch_db_list(cx, rq->query, &v, &n, &total);
	return rc ? rc : reply_list(rp, &batch_item_type, v, n, total);
}

static enum err_code
get_run(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct batch_run run;
	enum err_code rc;

	rc = batch_db_get(cx, id_of(rq), &run);
	return rc ? rc : reply_item(rp, 200, &batch_run_type, &run);
}

static enum err_code
list_hosts(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct batch_run run;
	struct batch_host *v;
	int64_t total;
	enum err_code rc;
	size_t n;

	rc = batch_db_get(cx, id_of(rq), &run);
	if (rc == ERR_OK)
		rc = batch_db_hosts(cx, id_of(rq), rq->query, &v, &n, &total);
	return rc ? rc : reply_list(rp, &batch_host_type, v, n, total);
}

static enum err_code
get_host(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct batch_host_path *at = rq->path_args;
	struct batch_host h;
	enum err_code rc;

	rc = batch_db_host(cx, at->id, at->host_id, &h);
	return rc ? rc : reply_item(rp, 200, &batch_output_type, &h);
}

static enum err_code
list_outcomes(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct batch_outcome *v;
	struct batch_run run;
	enum err_code rc;
	size_t n;

	rc = batch_db_get(cx, id_of(rq), &run);
	if (rc == ERR_OK)
		rc = batch_db_outcomes(cx, id_of(rq), &v, &n);
	return rc ? rc : reply_array(rp, &batch_outcome_type, v, n);
}

static enum err_code
retry_run(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct batch_started out = { .task_id = 0 };
	struct batch_run run = { .id = 0 };
	enum err_code rc;

	rc = batch_retry(cx, id_of(rq), rq->body, &out, &run);
	return rc ? rc : started(cx, rp, &out, &run);
}

static enum err_code
continue_run(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct batch_started out = { .task_id = 0, .policy.effect = "" };
	struct batch_run run = { .id = 0 };
	enum err_code rc;

	rc = batch_continue(cx, id_of(rq), &out, &run);
	return rc ? rc : started(cx, rp, &out, &run);
}

static enum err_code
cancel_run(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct batch_run run;
	enum err_code rc;

	rc = batch_cancel(cx, id_of(rq), &run);
	if (rc)
		return rc;
	rp->project_id = run.project_id;
	return reply_item(rp, 202, &batch_item_type, &run);
}

static enum err_code
export_run(struct cx *cx, const struct req *rq, struct reply *rp)
{
	return batch_export(cx, id_of(rq), rq->query, rp);
}

/* --- groups --- */

static enum err_code
list_groups(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct batch_group *v;
	int64_t total;
	enum err_code rc;
	size_t n;

	rc = batch_group_db_list(cx, rq->query, &v, &n, &total);
	return rc ? rc : reply_list(rp, &batch_group_type, v, n, total);
}

static enum err_code
get_group(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct batch_group g;
	enum err_code rc;

	rc = batch_group_db_get(cx, id_of(rq), false, &g);
	return rc ? rc : reply_item(rp, 200, &batch_group_type, &g);
}

static enum err_code
create_group(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct batch_group g;
	enum err_code rc;

	rc = batch_group_create(cx, rq->body, &g);
	return rc ? rc : reply_item(rp, 201, &batch_group_type, &g);
}

static enum err_code
update_group(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct batch_group before, g;
	enum err_code rc;

	rc = batch_group_update(cx, id_of(rq), rq->body, &before, &g);
	if (rc)
		return rc;
	rp->before = type_text(cx->mem, &batch_group_type, &before);
	return reply_item(rp, 200, &batch_group_type, &g);
}

static enum err_code
remove_group(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct batch_group before;
	enum err_code rc;

	rc = batch_group_remove(cx, id_of(rq), &before);
	if (rc)
		return rc;
	reply_audit(rp, before.id, before.name,
	    type_text(cx->mem, &batch_group_type, &before), STR(""));
	rp->project_id = before.project_id;
	return reply_ok(rp);
}

#define READ "host:read"
#define WRITE "host:write"
#define RUNS "/api/v1/hosts/batch/runs"
#define GROUPS "/api/v1/hosts/groups"
#define BODY_MAX ((size_t)8 << 20)

const struct route batch_routes[] = {
	{ M_POST, "/api/v1/hosts/batch/exec", .id = "batch.exec",
	    .doc = "Run a command on these hosts as one task",
	    .perm = BATCH_EXECUTE, .audit = "batch", .body = &batch_exec_type,
	    .body_max = BODY_MAX, .reply = &batch_started_type,
	    .fn = exec_command },
	{ M_POST, "/api/v1/hosts/batch/preview", .id = "batch.preview",
	    .doc = "Which hosts a batch would ask and what the command rules "
		   "say; runs nothing",
	    .perm = BATCH_EXECUTE, .audit = "batch", .flags = R_AUDIT_FAILED,
	    .body = &batch_new_type, .body_max = BODY_MAX,
	    .reply = &batch_preview_type, .fn = preview },
	{ M_GET, RUNS, .id = "batch.list", .doc = "Batches, newest first",
	    .perm = READ, .flags = R_LIST, .query = &batch_run_filter_type,
	    .reply = &batch_item_type, .fn = list_runs },
	{ M_POST, RUNS, .id = "batch.create",
	    .doc = "Run a command or script on many hosts with a strategy",
	    .perm = BATCH_EXECUTE, .audit = "batch", .body = &batch_new_type,
	    .body_max = BODY_MAX, .reply = &batch_started_type,
	    .fn = create_run },
	{ M_GET, RUNS "/{id}", .id = "batch.get", .doc = "One batch",
	    .perm = READ, .path = &id_path_type, .reply = &batch_run_type,
	    .fn = get_run },
	{ M_GET, RUNS "/{id}/hosts", .id = "batch.hosts",
	    .doc = "Its hosts and how each of them stands", .perm = READ,
	    .flags = R_LIST, .path = &id_path_type,
	    .query = &batch_host_filter_type, .reply = &batch_host_type,
	    .fn = list_hosts },
	{ M_GET, RUNS "/{id}/hosts/{host_id}", .id = "batch.output",
	    .doc = "What one host answered", .perm = READ,
	    .path = &batch_host_path_type, .reply = &batch_output_type,
	    .fn = get_host },
	{ M_GET, RUNS "/{id}/outcomes", .id = "batch.outcomes",
	    .doc = "Hosts grouped by equal answers, the largest group first",
	    .perm = READ, .flags = R_ARRAY, .path = &id_path_type,
	    .reply = &batch_outcome_type, .fn = list_outcomes },
	{ M_POST, RUNS "/{id}/retry", .id = "batch.retry",
	    .doc = "Try the hosts that failed again, as a new batch",
	    .perm = BATCH_EXECUTE, .audit = "batch", .path = &id_path_type,
	    .body = &batch_retry_type, .reply = &batch_started_type,
	    .fn = retry_run },
	{ M_POST, RUNS "/{id}/continue", .id = "batch.continue",
	    .doc = "Go on after the canaries", .perm = BATCH_EXECUTE,
	    .audit = "batch", .path = &id_path_type,
	    .reply = &batch_started_type, .fn = continue_run },
	{ M_POST, RUNS "/{id}/cancel", .id = "batch.cancel",
	    .doc = "Stop it; commands that run are ended",
	    .perm = BATCH_EXECUTE, .audit = "batch", .path = &id_path_type,
	    .reply = &batch_item_type, .fn = cancel_run },
	{ M_GET, RUNS "/{id}/export", .id = "batch.export",
	    .doc = "Its rows as CSV or NDJSON, with what the hosts answered",
	    .perm = READ, .audit = "batch", .flags = R_PLAIN,
	    .path = &id_path_type, .query = &batch_export_query_type,
	    .fn = export_run },
	{ M_GET, GROUPS, .id = "host_groups.list", .doc = "Groups of hosts",
	    .perm = READ, .flags = R_LIST, .query = &batch_group_filter_type,
	    .reply = &batch_group_type, .fn = list_groups },
	{ M_POST, GROUPS, .id = "host_groups.create", .doc = "Make a group",
	    .perm = WRITE, .audit = "host_group", .body = &batch_group_new_type,
	    .reply = &batch_group_type, .fn = create_group },
	{ M_GET, GROUPS "/{id}", .id = "host_groups.get", .doc = "One group",
	    .perm = READ, .path = &id_path_type, .reply = &batch_group_type,
	    .fn = get_group },
	{ M_PUT, GROUPS "/{id}", .id = "host_groups.update",
	    .doc = "Change a group", .perm = WRITE, .audit = "host_group",
	    .path = &id_path_type, .body = &batch_group_new_type,
	    .reply = &batch_group_type, .fn = update_group },
	{ M_DELETE, GROUPS "/{id}", .id = "host_groups.remove",
	    .doc = "Remove a group; its hosts stay", .perm = WRITE,
	    .audit = "host_group", .path = &id_path_type, .fn = remove_group },
	{ .fn = NULL }
};
