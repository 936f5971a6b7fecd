/*
 * hosts_tasks: what runs in the worker.
 *
 * hosts.exec is not repeatable: the mark is durable before the command leaves,
 * and a task taken over after it ends uncertain, because nobody can tell from
 * outside how far a shell command came.
 */
#include "hosts/hosts_int.h"

static void
mask(struct task *t, const char *secret)
{
	/* Short texts would blank out half of the log. */
	if (secret != NULL && strlen(secret) >= 4)
		task_mask(t, str_of(secret));
}

/* Logs in to the host of the task. */
static enum err_code
open_host(struct cx *cx, struct task *t, int64_t host_id, struct ssh **out)
{
	struct ssh_target target;
	const struct ssh_target *hop;
	struct host_ref ref;
	enum ssh_fault fault;
	enum err_code rc;

	rc = hosts_reach(cx, host_id, &ref, &target);
	if (rc)
		return rc;
	for (hop = &target; hop != NULL; hop = hop->jump) {
		mask(t, hop->password);
		mask(t, hop->passphrase);
	}
	target.wake_fd = task_wake_fd(t);
	rc = ssh_open(cx, &target, out, &fault);
	if (rc && fault == SSH_F_HOSTKEY && *out != NULL)
		hosts_key_changed(cx, *out);
	return rc;
}

static enum err_code
on_output(struct cx *cx, bool is_err, struct str piece, void *arg)
{
	return task_write(cx, arg, is_err ? "stderr" : "stdout", piece);
}

static enum err_code
on_pause(struct cx *cx, void *arg)
{
	return task_flush(cx, arg);
}

static struct str
result_of(struct cx *cx, const struct ssh_result *res)
{
	struct json j;
	struct buf b;

	buf_init(&b, cx->mem, BUF_MAX_ROW);
	json_init(&j, &b);
	json_object(&j);
	json_put_int(&j, "exit_code", res->exit_code);
	json_put_text(&j, "exit_signal", res->exit_signal);
	json_put_int(&j, "stdout_bytes", res->out_bytes);
	json_put_int(&j, "stderr_bytes", res->err_bytes);
	json_put_bool(&j, "truncated",
	    res->out_dropped > 0 || res->err_dropped > 0);
	json_object_end(&j);
	return json_done(&j) ? buf_view(&b) : STR("{}");
}

static enum err_code
tell_dropped(struct cx *cx, struct task *t, const char *stream, int64_t dropped)
{
	if (dropped == 0)
		return ERR_OK;
	return task_logf(cx, t,
	    "%s was cut at %lld bytes: %lld more were "
	    "dropped",
	    stream, (long long)cx->set->exec_output_max, (long long)dropped);
}

/* What came is told also when the command failed or was stopped. */
static enum err_code
report(struct cx *cx, struct task *t, const struct ssh_result *res)
{
	enum err_code rc;

	task_set_result(t, result_of(cx, res));
	rc = tell_dropped(cx, t, "stdout", res->out_dropped);
	if (rc == ERR_OK)
		rc = tell_dropped(cx, t, "stderr", res->err_dropped);
	return rc;
}

static enum err_code
judge(struct cx *cx, const struct ssh_result *res)
{
	if (res->exit_signal != NULL)
		return err_set(cx, ERR_UPSTREAM, "被信号 %s 终止",
		    "killed by signal %s", res->exit_signal);
	if (res->exit_code == -1)
		return err_set(cx, ERR_UPSTREAM, "服务器没有报告退出状态",
		    "the server reported no exit status");
	if (res->exit_code != 0)
		return err_set(cx, ERR_UPSTREAM, "exit status %d",
		    "exit status %d", res->exit_code);
	return ERR_OK;
}

static enum err_code
run_exec(struct cx *cx, struct task *t, const void *args)
{
	const struct host_exec *in = args;
	struct ssh_run run = {
		.command = in->command,
		.timeout_ms = (int)in->timeout_s * 1000,
		.output_max = (size_t)cx->set->exec_output_max,
		.on_output = on_output,
		.on_pause = on_pause,
		.arg = t,
		.wake_fd = task_wake_fd(t),
	};
	struct ssh_result res;
	enum ssh_fault fault;
	struct cx aside;
	struct ssh *s = NULL;
	enum err_code rc, told;

	rc = open_host(cx, t, in->host_id, &s);
	if (rc == ERR_OK)
		rc = task_alive(cx, t);
	if (rc == ERR_OK)
		rc = task_mark_started(cx, t);
	if (rc)
		return rc;
	rc = ssh_exec(cx, s, &run, &res, &fault);
	ssh_close(s);
	if (rc && fault == SSH_F_DROPPED)
		task_set_unknown(t);
	/* The first error is the one that counts; telling uses a copy. */
	aside = *cx;
	told = report(rc ? &aside : cx, t, &res);
	if (rc)
		return rc;
	return told ? told : judge(cx, &res);
}

static enum err_code
run_facts(struct cx *cx, struct task *t, const void *args)
{
	const struct host_facts_args *in = args;
	struct host_facts f;
	enum ssh_fault fault;
	struct ssh *s = NULL;
	struct json j;
	struct buf b;
	enum err_code rc;

	rc = open_host(cx, t, in->host_id, &s);
	if (rc == ERR_OK)
		rc = hosts_login_facts(cx, s, task_wake_fd(t), &f, &fault);
	if (rc)
		return rc;
	ssh_close(s);
	rc = task_alive(cx, t);
	if (rc == ERR_OK)
		rc = hosts_db_set_facts(cx, in->host_id, &f);
	if (rc)
		return rc;
	buf_init(&b, cx->mem, BUF_MAX_ROW);
	json_init(&j, &b);
	type_put(&j, &host_facts_type, &f);
	task_set_result(t, buf_view(&b));
	return task_logf(cx, t, "%s: %s, %lld processors, %lld MiB", f.hostname,
	    f.os, (long long)f.cpu_cores, (long long)f.memory_mb);
}

/* A retry or a schedule takes the same way as the first time. */
static enum err_code
submit_exec(struct cx *cx, const struct task_new *like, struct str args_json,
    int64_t *task_id, int64_t *approval_id)
{
	struct host_login host;
	struct host_exec in;
	enum err_code rc;

	rc = type_bind_text(cx, &host_exec_type, args_json, &in);
	if (rc)
		return rc;
	return hosts_exec_submit(cx, &in, like, NULL, &host, task_id,
	    approval_id);
}

static enum err_code
submit_facts(struct cx *cx, const struct task_new *like, struct str args_json,
    int64_t *task_id, int64_t *approval_id)
{
	struct host_facts_args in;
	struct host_login host;
	enum err_code rc;

	*approval_id = 0;
	rc = type_bind_text(cx, &host_facts_args_type, args_json, &in);
	if (rc)
		return rc;
	return hosts_facts_submit(cx, in.host_id, like, &host, task_id);
}

const struct task_kind hosts_kinds[] = {
	{ .name = "hosts.exec",
	    .doc = "Run a command on a host over SSH",
	    .args = &host_exec_type,
	    .timeout_s = 3630,
	    .max_tries = 1,
	    .repeatable = false,
	    .perm = "host:execute",
	    .submit = submit_exec,
	    .fn = run_exec },
	{ .name = "hosts.facts",
	    .doc = "Read a host's facts over SSH",
	    .args = &host_facts_args_type,
	    .timeout_s = 60,
	    .max_tries = 2,
	    .repeatable = true,
	    .perm = "host:execute",
	    .submit = submit_facts,
	    .fn = run_facts },
	{ .fn = NULL }
};
