/*
 * auditor: the task audit.verify and the route that starts it.
 */
#include "auditor/auditor.h"

#include "audit/audit.h"

#define FAULTS_SHOWN 100

struct verify_args {
	bool unused;
};
static const struct field verify_fields[] = { F_END };
static const struct type verify_type = { "AuditVerify",
	sizeof(struct verify_args), verify_fields,
	"Takes no arguments: all chains are walked" };

struct verify_run {
	struct cx *cx;
	struct task *task;
	struct json faults;
	int64_t shown;
	enum err_code rc;
};

static void
say(const char *text, void *arg)
{
	struct verify_run *run = arg;

	if (run->shown++ < FAULTS_SHOWN)
		json_cstr(&run->faults, text);
	if (!run->rc)
		run->rc = task_logf(run->cx, run->task, "%s", text);
}

static enum err_code
verify(struct cx *cx, struct task *t, const void *args)
{
	struct verify_run run = { .cx = cx, .task = t };
	struct buf faults, result;
	struct json j;
	int64_t rows, bad;
	enum err_code rc;

	(void)args;
	buf_init(&faults, cx->mem, BUF_MAX_OUT);
	json_init(&run.faults, &faults);
	json_array(&run.faults);
	rc = audit_verify(cx, say, &run, &rows, &bad);
	if (!rc)
		rc = run.rc;
	if (rc)
		return rc;
	json_array_end(&run.faults);

	buf_init(&result, cx->mem, BUF_MAX_OUT);
	json_init(&j, &result);
	json_object(&j);
	json_put_bool(&j, "ok", bad == 0);
	json_put_int(&j, "rows", rows);
	json_put_int(&j, "faults", bad);
	json_key(&j, "list");
	json_raw(&j, buf_view(&faults));
	json_object_end(&j);
	task_set_result(t, buf_view(&result));
	rc = task_logf(cx, t, "%lld rows walked, %lld faults", (long long)rows,
	    (long long)bad);
	if (rc || bad == 0)
		return rc;
	return err_set(cx, ERR_CONFLICT, "审计链有 %lld 处异常",
	    "the audit chains have %lld faults", (long long)bad);
}

const struct task_kind auditor_kinds[] = {
	{ .name = "audit.verify",
	    .doc = "Walk all audit chains and report every fault",
	    .args = &verify_type,
	    .timeout_s = 3600,
	    .max_tries = 2,
	    .repeatable = true,
	    .perm = "audit:read",
	    .fn = verify },
	{ .fn = NULL }
};

static enum err_code
start_verify(struct cx *cx, const struct req *rq, struct reply *rp)
{
	static const struct verify_args none;
	enum err_code rc;
	int64_t id;

	(void)rq;
	rc = tasks_enqueue(cx,
	    &(struct task_new){ .kind = "audit.verify",
		.args_type = &verify_type,
		.args = &none,
		.title = "audit verify",
		.object = "audit" },
	    &id);
	if (rc)
		return rc;
	return reply_task(rp, id);
}

const struct route auditor_routes[] = {
	{ M_POST, "/api/v1/audit/verify", .id = "audit.verify",
	    .doc = "Verify the hash chains of the audit log, as a task",
	    .perm = "audit:read", .audit = "audit", .flags = R_TASK,
	    .fn = start_verify },
	{ .fn = NULL }
};
