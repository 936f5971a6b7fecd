/*
 * hosts_power: restart and shut down, over SSH, as a task.
 *
 * The command may well take the connection with it: once it was sent, a
 * connection that ends is what was asked for.  The host's status is left to those
 * who look at it.
 */
#include "hosts/hosts_actions.h"
#include "rbac/rbac.h"

#define POWER_MS 20000

/* $1 is restart or shutdown.  It says what it lacks before it tries. */
static const char script[] =
    "PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin\n"
    "case $1 in\n"
    "restart) verb=reboot flag=-r ;;\n"
    "shutdown) verb=poweroff flag=-h ;;\n"
    "*) exit 64 ;;\n"
    "esac\n"
    "as=\n"
    "if [ \"$(id -u)\" != 0 ]; then\n"
    "	as='sudo -n'\n"
    "	$as true 2>/dev/null || {\n"
    "		echo 'this needs root, or sudo without a password' >&2\n"
    "		exit 77\n"
    "	}\n"
    "fi\n"
    "if command -v systemctl >/dev/null 2>&1; then\n"
    "	$as systemctl \"$verb\" && exit 0\n"
    "fi\n"
    "if command -v shutdown >/dev/null 2>&1; then\n"
    "	$as shutdown \"$flag\" now && exit 0\n"
    "fi\n"
    "exec $as \"$verb\"\n";

static struct str
plan_of(struct cx *cx, const struct host_ref *host, const struct host_power *in)
{
	struct json j;
	struct buf b;

	buf_init(&b, cx->mem, BUF_MAX_ROW);
	json_init(&j, &b);
	json_object(&j);
	json_put_text(&j, "act", in->action);
	json_put_int(&j, "host_id", host->id);
	json_put_text(&j, "host", host->name);
	json_put_text(&j, "address", host->ip);
	json_put_text(&j, "user", host->ssh_user);
	json_put_text(&j, "reason", in->reason);
	json_object_end(&j);
	return json_done(&j) ? buf_view(&b) : STR("{}");
}

static enum err_code
submit(struct cx *cx, const struct host_power *in, const struct task_new *like,
    int64_t *task_id, int64_t *approval_id)
{
	struct task_new task = { .kind = "hosts.power" };
	struct approval_need need = {
		.action = "host:execute", .needs = "host:write", .risk = "high"
	};
	struct ssh_target target;
	struct host_ref host;
	enum err_code rc;

	rc = hosts_reach(cx, in->host_id, &host, &target);
	if (rc == ERR_OK)
		rc = rbac_check_in(cx, "host:write", host.project_id);
	if (rc)
		return rc;
	if (like != NULL)
		task = *like;
	task.args_type = &host_power_type;
	task.args = in;
	task.title = arena_printf(cx->mem, "%s @ %s", in->action, host.name);
	task.project_id = host.project_id;
	task.object = "host";
	task.object_id = host.id;
	need.project_id = host.project_id;
	need.summary = task.title;
	need.reason = in->reason;
	need.plan = plan_of(cx, &host, in);
	return approvals_submit(cx, &need, &task, task_id, approval_id);
}

enum err_code
hosts_power_submit(struct cx *cx, const struct host_power *in, int64_t *task_id,
    int64_t *approval_id)
{
	*task_id = 0;
	return submit(cx, in, NULL, task_id, approval_id);
}

static enum err_code
submit_power(struct cx *cx, const struct task_new *like, struct str args_json,
    int64_t *task_id, int64_t *approval_id)
{
	struct host_power in;
	enum err_code rc;

	rc = type_bind_text(cx, &host_power_type, args_json, &in);
	return rc ? rc : submit(cx, &in, like, task_id, approval_id);
}

static enum err_code
judge(struct cx *cx, struct task *t, const struct ssh_result *res)
{
	struct str why = str_trim(res->err);

	if (res->exit_code == 0 || res->exit_code == -1)
		return task_logf(cx, t, "the machine was told");
	if (why.n == 0)
		return err_set(cx, ERR_UPSTREAM, "exit status %d",
		    "exit status %d", res->exit_code);
	return err_set(cx, ERR_UPSTREAM, "机器拒绝了: %.*s",
	    "the machine refused: %.*s", (int)(why.n < 400 ? why.n : 400),
	    why.p);
}

static enum err_code
run_power(struct cx *cx, struct task *t, const void *args)
{
	const struct host_power *in = args;
	const char *argv[] = { "/bin/sh", "-s", in->action, NULL };
	struct ssh_run run = {
		.argv = argv,
		.input = str_of(script),
		.timeout_ms = POWER_MS,
		.output_max = 4096,
		.wake_fd = task_wake_fd(t),
	};
	struct ssh_target target;
	struct ssh_result res;
	struct host_ref host;
	enum ssh_fault fault;
	struct ssh *s = NULL;
	enum err_code rc;

	rc = hosts_reach(cx, in->host_id, &host, &target);
	if (rc)
		return rc;
	target.wake_fd = task_wake_fd(t);
	rc = ssh_open(cx, &target, &s, &fault);
	if (rc == ERR_OK)
		rc = task_alive(cx, t);
	if (rc == ERR_OK)
		rc = task_mark_started(cx, t);
	if (rc)
		return rc;
	rc = ssh_exec(cx, s, &run, &res, &fault);
	ssh_close(s);
	if (rc && fault == SSH_F_DROPPED) {
		err_clear(cx);
		return task_logf(cx, t,
		    "the connection ended with the machine");
	}
	if (rc) {
		task_set_unknown(t);
		return rc;
	}
	return judge(cx, t, &res);
}

static enum err_code
run_windows(struct cx *cx, struct task *t, const void *args)
{
	int64_t n;
	enum err_code rc;

	(void)args;
	rc = hosts_windows_turn(cx, &n);
	if (rc)
		return rc;
	task_set_result(t,
	    str_of(arena_printf(cx->mem, "{\"hosts\":%lld}", (long long)n)));
	return ERR_OK;
}

const struct task_kind hosts_action_kinds[] = {
	{ .name = "hosts.power",
	    .doc = "Restart or shut down a host over SSH",
	    .args = &host_power_type,
	    .timeout_s = 60,
	    .max_tries = 1,
	    .repeatable = false,
	    .perm = "host:write",
	    .submit = submit_power,
	    .fn = run_power },
	{ .name = "hosts.windows",
	    .doc = "Begin and end the maintenance windows that are due",
	    .timeout_s = 60,
	    .max_tries = 20,
	    .repeatable = true,
	    .fn = run_windows },
	{ .fn = NULL }
};
