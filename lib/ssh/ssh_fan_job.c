/*
 * ssh_fan_job: one command on a session that is up.
 *
 * As ssh_exec.c, in steps.  libssh's callbacks only note what came; what it
 * means is decided after ssh_event_dopoll has returned, so that a session never
 * goes away under libssh's feet.
 */
#include <stdlib.h>

#include "ssh/ssh_fan_priv.h"

/* A session that was open before must answer within this, or it is dead. */
#define FAN_STALE_MS 4000
#define FAN_FEED 32768

static int
on_data(ssh_session session, ssh_channel channel, void *data, uint32_t len,
    int is_stderr, void *arg)
{
	struct fan_conn *c = arg;
	int which = is_stderr ? 1 : 0;
	int64_t *total = which ? &c->res.err_bytes : &c->res.out_bytes;
	int64_t *dropped = which ? &c->res.err_dropped : &c->res.out_dropped;
	size_t n = len, room;

	(void)session;
	(void)channel;
	c->last_ms = time_mono_ms();
	*total += len;
	if (c->job == NULL)
		return (int)len;
	room = c->job->output_max - (size_t)c->given[which];
	if (c->step != FAN_S_RUN && c->step != FAN_S_EXEC)
		n = 0;
	if (n > room)
		n = room;
	*dropped += (int64_t)(len - n);
	c->given[which] += (int64_t)n;
	if (n > 0 && c->job->on_output != NULL)
		c->job->on_output(c->job, is_stderr != 0,
		    (struct str){ data, n });
	return (int)len;
}

static void
on_eof(ssh_session session, ssh_channel channel, void *arg)
{
	(void)session;
	(void)channel;
	((struct fan_conn *)arg)->eof = true;
}

static void
on_close(ssh_session session, ssh_channel channel, void *arg)
{
	(void)session;
	(void)channel;
	((struct fan_conn *)arg)->closed = true;
}

static void
on_status(ssh_session session, ssh_channel channel, int status, void *arg)
{
	struct fan_conn *c = arg;

	(void)session;
	(void)channel;
	c->exited = true;
	c->last_ms = time_mono_ms();
	c->res.exit_code = status & 0xff;
}

static void
on_signal(ssh_session session, ssh_channel channel, const char *name, int core,
    const char *text, const char *lang, void *arg)
{
	struct fan_conn *c = arg;

	(void)session;
	(void)channel;
	(void)core;
	(void)text;
	(void)lang;
	c->exited = true;
	c->last_ms = time_mono_ms();
	snprintf(c->signal, sizeof(c->signal), "%s",
	    ssh_signal_name(c->fan->cx.mem, name));
	c->res.exit_signal = c->signal;
}

/* Takes the job off the connection. */
static struct ssh_fan_job *
detach(struct ssh_fan *f, struct fan_conn *c)
{
	struct ssh_fan_job *job = c->job;

	c->job = NULL;
	c->step = FAN_S_NONE;
	c->target = NULL;
	job->conn = NULL;
	f->n_jobs--;
	if (c->channel != NULL && c->ssh.session != NULL) {
		/* It lives until the peer closes it too, and the next job's
		 * callbacks are at the same place. */
		(void)ssh_remove_channel_callbacks(c->channel, &c->cb);
		ssh_channel_free(c->channel);
	}
	c->channel = NULL;
	return job;
}

static void
tell_end(struct fan_conn *c, struct ssh_fan_job *job)
{
	struct ssh_fan_result res = c->res;

	if (res.message == NULL)
		res.message = "";
	if (c->run_start_ms > 0)
		res.run_ms = time_mono_ms() - c->run_start_ms;
	if (job->on_end != NULL)
		job->on_end(job, &res);
}

/* The command ended; a session that is as before goes to the pool. */
static void
end_well(struct ssh_fan *f, struct fan_conn *c, bool clean)
{
	struct ssh_fan_job *job = detach(f, c);

	if (clean)
		fan_pool_put(f, c);
	else
		fan_conn_close(f, c);
	tell_end(c, job);
}

void
fan_job_fail(struct ssh_fan *f, struct fan_conn *c, enum ssh_fault fault)
{
	bool again = c->reused && !c->res.sent && !c->job->retried &&
	    c->stop == FAN_STOP_NOT;
	struct ssh_fan_job *job;

	c->res.rc = f->cx.err;
	c->res.message = f->cx.message;
	c->res.fault = fault;
	if (fault == SSH_F_HOSTKEY) {
		c->res.fingerprint = c->ssh.fingerprint;
		c->res.host_key = c->ssh.host_key;
	}
	if (c->state != FAN_UP) {
		c->res.exit_code = -1;
		c->res.connect_ms = time_mono_ms() - c->start_ms;
	}
	job = detach(f, c);
	if (again) {
		job->retried = true;
		fan_again(f, job);
		return;
	}
	tell_end(c, job);
}

static void
fail_dropped(struct ssh_fan *f, struct fan_conn *c)
{
	err_detail(&f->cx, "exec: %s", ssh_get_error(c->ssh.session));
	if (c->res.sent)
		(void)err_set(&f->cx, ERR_UPSTREAM,
		    "命令执行期间与 %s:%d 的连接中断，结果未知",
		    "the connection to %s:%d broke during the command; its "
		    "outcome is not known",
		    c->ssh.host, c->ssh.port);
	else
		(void)err_set(&f->cx, ERR_UPSTREAM,
		    "与 %s:%d 的连接在命令发出之前中断",
		    "the connection to %s:%d broke before the command was sent",
		    c->ssh.host, c->ssh.port);
	fan_conn_fail(f, c, SSH_F_DROPPED);
}

static void
fail_start(struct ssh_fan *f, struct fan_conn *c)
{
	if (ssh_is_connected(c->ssh.session) == 0) {
		fail_dropped(f, c);
		return;
	}
	err_detail(&f->cx, "exec: %s", ssh_get_error(c->ssh.session));
	(void)err_set(&f->cx, ERR_UPSTREAM, "%s:%d 拒绝执行命令",
	    "%s:%d refused to run a command", c->ssh.host, c->ssh.port);
	/* Refused means that it did not run. */
	c->res.sent = false;
	c->reused = false;
	fan_conn_fail(f, c, SSH_F_PROTOCOL);
}

static void
send_command(struct ssh_fan *f, struct fan_conn *c)
{
	c->step = FAN_S_EXEC;
	c->res.sent = true;
	c->run_start_ms = time_mono_ms();
	fan_due(f, c, c->run_start_ms + c->job->timeout_ms);
	fan_job_step(f, c);
}

static void
open_channel(struct ssh_fan *f, struct fan_conn *c)
{
	int got = ssh_channel_open_session(c->channel);

	if (got == SSH_AGAIN)
		return;
	if (got != SSH_OK || ssh_set_channel_callbacks(c->channel, &c->cb)) {
		fail_start(f, c);
		return;
	}
	c->step = FAN_S_HELD;
	fan_due(f, c, 0);
	if (c->job->on_ready == NULL || c->job->on_ready(c->job))
		send_command(f, c);
}

void
ssh_fan_go(struct ssh_fan *f, struct ssh_fan_job *job)
{
	if (job->conn != NULL && job->conn->step == FAN_S_HELD)
		send_command(f, job->conn);
}

void
fan_job_begin(struct ssh_fan *f, struct fan_conn *c)
{
	int64_t now = time_mono_ms();
	int limit = c->job->target->connect_ms;

	c->res = (struct ssh_fan_result){ .exit_code = -1, .warm = c->reused };
	if (!c->reused)
		c->res.connect_ms = now - c->start_ms;
	c->eof = c->closed = c->exited = c->eof_sent = false;
	c->stop = FAN_STOP_NOT;
	c->fed = 0;
	c->given[0] = c->given[1] = 0;
	c->last_ms = now;
	c->run_start_ms = 0;
	c->cb = (struct ssh_channel_callbacks_struct){
		.userdata = c,
		.channel_data_function = on_data,
		.channel_eof_function = on_eof,
		.channel_close_function = on_close,
		.channel_exit_status_function = on_status,
		.channel_exit_signal_function = on_signal,
	};
	ssh_callbacks_init(&c->cb);
	c->step = FAN_S_OPEN;
	fan_due(f, c,
	    now + (c->reused && limit > FAN_STALE_MS ? FAN_STALE_MS : limit));
	c->channel = ssh_channel_new(c->ssh.session);
	if (c->channel == NULL) {
		fail_start(f, c);
		return;
	}
	fan_job_step(f, c);
}

/* Sends a bounded piece of the input when the one before has left. */
static void
feed(struct fan_conn *c)
{
	struct str in = c->job->input;
	int n;

	while (c->fed < in.n) {
		size_t some = in.n - c->fed;

		if (ssh_get_poll_flags(c->ssh.session) & SSH_WRITE_PENDING)
			return;
		n = ssh_channel_write(c->channel, in.p + c->fed,
		    (uint32_t)(some > FAN_FEED ? FAN_FEED : some));
		if (n <= 0)
			return;
		c->fed += (size_t)n;
	}
	if (!c->eof_sent) {
		c->eof_sent = true;
		(void)ssh_channel_send_eof(c->channel);
	}
}

static bool
is_over(const struct fan_conn *c)
{
	if (c->closed)
		return true;
	return c->exited && (c->eof || ssh_channel_is_closed(c->channel));
}

/* TERM or KILL have been sent, or could not be: what is told. */
static void
end_stopped(struct ssh_fan *f, struct fan_conn *c)
{
	enum ssh_fault fault = SSH_F_TIMEOUT;
	int64_t dropped = c->res.out_dropped + c->res.err_dropped;
	int s = (c->job->timeout_ms + 999) / 1000;

	if (c->stop == FAN_STOP_CANCEL)
		(void)ssh_fail_cancelled(&f->cx, &fault);
	else if (c->stop == FAN_STOP_ALL_LATE)
		(void)err_set(&f->cx, ERR_TIMEOUT, "总时限已到，命令已中止",
		    "the time for all was up; the command was stopped");
	else if (dropped > 0)
		(void)err_set(&f->cx, ERR_TIMEOUT,
		    "命令在 %d 秒内没有结束；输出过多，丢弃了 %lld 字节",
		    "the command did not end within %d s; its output was cut, "
		    "%lld bytes were dropped",
		    s, (long long)dropped);
	else
		(void)err_set(&f->cx, ERR_TIMEOUT, "命令在 %d 秒内没有结束",
		    "the command did not end within %d s", s);
	fan_conn_fail(f, c, fault);
}

static void
signal_remote(struct ssh_fan *f, struct fan_conn *c, enum fan_step step,
    const char *name)
{
	c->step = step;
	if (ssh_channel_request_send_signal(c->channel, name) != SSH_OK) {
		end_stopped(f, c);
		return;
	}
	fan_due(f, c, time_mono_ms() + FAN_STOP_MS);
	fan_arm(f, c);
}

static void
follow(struct ssh_fan *f, struct fan_conn *c)
{
	int64_t due = c->run_start_ms + c->job->timeout_ms;

	if (ssh_event_dopoll(c->event, 0) == SSH_ERROR ||
	    ssh_is_connected(c->ssh.session) == 0) {
		if (c->stop != FAN_STOP_NOT)
			end_stopped(f, c);
		else if (c->exited)
			end_well(f, c, false);
		else
			fail_dropped(f, c);
		return;
	}
	if (c->step == FAN_S_HELD) {
		fan_arm(f, c);
		return;
	}
	if (is_over(c)) {
		if (c->stop != FAN_STOP_NOT)
			end_stopped(f, c);
		else
			end_well(f, c, true);
		return;
	}
	if (c->step == FAN_S_RUN) {
		feed(c);
		/* An endless writer is ended by the scan. */
		if (c->exited && c->last_ms + FAN_LINGER_MS < due)
			fan_due(f, c, c->last_ms + FAN_LINGER_MS);
	}
	fan_arm(f, c);
}

static void
request(struct ssh_fan *f, struct fan_conn *c)
{
	int got = ssh_channel_request_exec(c->channel, c->job->command);

	if (got == SSH_AGAIN) {
		fan_arm(f, c);
		return;
	}
	if (got != SSH_OK) {
		fail_start(f, c);
		return;
	}
	c->step = FAN_S_RUN;
	feed(c);
	follow(f, c);
}

void
fan_job_step(struct ssh_fan *f, struct fan_conn *c)
{
	switch (c->step) {
	case FAN_S_NONE:
		return;
	case FAN_S_OPEN:
		open_channel(f, c);
		if (c->state == FAN_UP && c->step == FAN_S_OPEN)
			fan_arm(f, c);
		return;
	case FAN_S_EXEC:
		request(f, c);
		return;
	case FAN_S_HELD:
	case FAN_S_RUN:
	case FAN_S_TERM:
	case FAN_S_KILL:
		follow(f, c);
		return;
	}
}

void
fan_job_late(struct ssh_fan *f, struct fan_conn *c, int64_t now)
{
	(void)now;
	switch (c->step) {
	case FAN_S_OPEN:
	case FAN_S_EXEC:
		(void)err_set(&f->cx, ERR_TIMEOUT,
		    "SSH 超时：已登录，但服务器不再应答",
		    "ssh timed out: logged in, but the server answers no more");
		fan_conn_fail(f, c, SSH_F_TIMEOUT);
		return;
	case FAN_S_RUN:
		if (c->exited) {
			end_well(f, c, false);
			return;
		}
		c->stop = FAN_STOP_LATE;
		signal_remote(f, c, FAN_S_TERM, "TERM");
		return;
	case FAN_S_TERM:
		signal_remote(f, c, FAN_S_KILL, "KILL");
		return;
	case FAN_S_KILL:
		end_stopped(f, c);
		return;
	case FAN_S_NONE:
	case FAN_S_HELD:
		fan_due(f, c, 0);
		return;
	}
}

void
fan_job_stop(struct ssh_fan *f, struct fan_conn *c, bool late)
{
	if (c->stop != FAN_STOP_NOT)
		return;
	c->stop = late ? FAN_STOP_ALL_LATE : FAN_STOP_CANCEL;
	if (c->state == FAN_UP && c->step == FAN_S_RUN)
		signal_remote(f, c, FAN_S_TERM, "TERM");
	else
		end_stopped(f, c);
}
