/*
 * ssh_exec: one command on an open session.
 *
 * libssh's channel callbacks collect what arrives; this file polls, feeds the
 * input and decides when it is over.
 */
#include "ssh/ssh_priv.h"

/* A known exit with the output held open by something left in the background. */
#define LINGER_MS 2000
/* How long a command may take to die of TERM before it gets KILL. */
#define STOP_MS 500
/* Output that was handed on is followed by on_pause within this. */
#define PAUSE_MS 50
/* A quiet moment shorter than this is none. */
#define QUIET_MS 2

struct exec {
	struct ssh_channel_callbacks_struct *cb;
	struct cx *cx;
	struct ssh *s;
	const struct ssh_run *run;
	struct ssh_result *res;
	struct ssh_limit lim;
	ssh_channel channel;
	ssh_event event;
	struct buf kept[2];
	int64_t given[2]; /* bytes handed on or kept */
	int64_t last_ms; /* when something last came */
	int64_t pending_ms; /* first output since on_pause; 0: none */
	size_t sent; /* of run->input */
	bool eof_sent;
	bool eof;
	bool closed;
	bool exited;
	bool stopping;
	enum err_code rc; /* of on_output */
};

static int
on_data(ssh_session session, ssh_channel channel, void *data, uint32_t len,
    int is_stderr, void *arg)
{
	struct exec *e = arg;
	int which = is_stderr ? 1 : 0;
	size_t room = e->run->output_max, n = len;
	int64_t *total = which ? &e->res->err_bytes : &e->res->out_bytes;
	int64_t *dropped = which ? &e->res->err_dropped : &e->res->out_dropped;

	(void)session;
	(void)channel;
	e->last_ms = time_mono_ms();
	*total += len;
	room -= (size_t)e->given[which];
	if (e->stopping || e->rc)
		n = 0;
	if (n > room)
		n = room;
	*dropped += (int64_t)(len - n);
	if (n == 0)
		return (int)len;
	e->given[which] += (int64_t)n;
	if (e->pending_ms == 0)
		e->pending_ms = e->last_ms;
	if (e->run->on_output != NULL)
		e->rc = e->run->on_output(e->cx, is_stderr != 0,
		    (struct str){ data, n }, e->run->arg);
	else
		buf_add(&e->kept[which], data, n);
	return (int)len;
}

static void
on_eof(ssh_session session, ssh_channel channel, void *arg)
{
	(void)session;
	(void)channel;
	((struct exec *)arg)->eof = true;
}

static void
on_close(ssh_session session, ssh_channel channel, void *arg)
{
	(void)session;
	(void)channel;
	((struct exec *)arg)->closed = true;
}

static void
on_status(ssh_session session, ssh_channel channel, int status, void *arg)
{
	struct exec *e = arg;

	(void)session;
	(void)channel;
	e->exited = true;
	e->last_ms = time_mono_ms();
	e->res->exit_code = status & 0xff;
}

/* The peer's word: letters and digits only, and not endless. */
const char *
ssh_signal_name(struct arena *mem, const char *name)
{
	size_t i;

	for (i = 0; name != NULL && name[i] != '\0' && i < 32; i++)
		if ((name[i] < 'A' || name[i] > 'Z') &&
		    (name[i] < '0' || name[i] > '9'))
			break;
	return i > 0 ? arena_str(mem, (struct str){ name, i }) : "UNKNOWN";
}

static void
on_signal(ssh_session session, ssh_channel channel, const char *name, int core,
    const char *text, const char *lang, void *arg)
{
	struct exec *e = arg;

	(void)session;
	(void)channel;
	(void)core;
	(void)text;
	(void)lang;
	e->exited = true;
	e->last_ms = time_mono_ms();
	e->res->exit_signal = ssh_signal_name(e->cx->mem, name);
}

static void
finish(struct exec *e)
{
	if (e->event != NULL) {
		if (e->s->session != NULL)
			ssh_event_remove_session(e->event, e->s->session);
		ssh_event_free(e->event);
	}
	if (e->channel != NULL) {
		/* It lives until the peer closes it too, longer than we do. */
		if (e->cb != NULL)
			(void)ssh_remove_channel_callbacks(e->channel, e->cb);
		ssh_channel_close(e->channel);
		ssh_channel_free(e->channel);
	}
	e->res->out = buf_view(&e->kept[0]);
	e->res->err = buf_view(&e->kept[1]);
}

static enum err_code
fail_dropped(struct exec *e, enum ssh_fault *fault)
{
	const struct ssh *dead = ssh_jump_dead(e->s);

	*fault = SSH_F_DROPPED;
	err_detail(e->cx, "exec: %s", ssh_get_error(e->s->session));
	if (dead != NULL)
		return err_set(e->cx, ERR_UPSTREAM,
		    "命令执行期间与跳板机 %s:%d 的连接中断，结果未知",
		    "the connection to the jump host %s:%d broke during the "
		    "command; its outcome is not known",
		    dead->host, dead->port);
	return err_set(e->cx, ERR_UPSTREAM,
	    "命令执行期间与 %s:%d 的连接中断，结果未知",
	    "the connection to %s:%d broke during the command; its outcome is "
	    "not known",
	    e->s->host, e->s->port);
}

/* Waits between two calls while opening the channel. */
static enum err_code
pause_open(struct exec *e, enum ssh_fault *fault)
{
	switch (ssh_wait_session(e->s, &e->lim)) {
	case SSH_W_WAKE:
		return ssh_fail_cancelled(e->cx, fault);
	case SSH_W_TIMEOUT:
		*fault = SSH_F_TIMEOUT;
		return err_set(e->cx, ERR_TIMEOUT,
		    "SSH 超时：已登录，但服务器不再应答",
		    "ssh timed out: logged in, but the server answers no more");
	case SSH_W_READY:
		break;
	}
	return ERR_OK;
}

static enum err_code
fail_start(struct exec *e, enum ssh_fault *fault)
{
	if (ssh_is_connected(e->s->session) == 0)
		return fail_dropped(e, fault);
	*fault = SSH_F_PROTOCOL;
	err_detail(e->cx, "exec: %s", ssh_get_error(e->s->session));
	return err_set(e->cx, ERR_UPSTREAM, "%s:%d 拒绝执行命令",
	    "%s:%d refused to run a command", e->s->host, e->s->port);
}

static enum err_code
start(struct exec *e, const char *command,
    struct ssh_channel_callbacks_struct *cb, enum ssh_fault *fault)
{
	enum err_code rc;
	int got;

	e->channel = ssh_channel_new(e->s->session);
	if (e->channel == NULL)
		return fail_start(e, fault);
	while ((got = ssh_channel_open_session(e->channel)) == SSH_AGAIN) {
		rc = pause_open(e, fault);
		if (rc)
			return rc;
	}
	if (got != SSH_OK)
		return fail_start(e, fault);
	ssh_callbacks_init(cb);
	e->cb = cb;
	if (ssh_set_channel_callbacks(e->channel, cb) != SSH_OK)
		return fail_start(e, fault);
	while ((got = ssh_channel_request_exec(e->channel, command)) ==
	    SSH_AGAIN) {
		rc = pause_open(e, fault);
		if (rc)
			return rc;
	}
	if (got != SSH_OK)
		return fail_start(e, fault);
	e->event = ssh_event_new();
	if (e->event == NULL ||
	    ssh_event_add_session(e->event, e->s->session) != SSH_OK)
		return fail_start(e, fault);
	return ERR_OK;
}

/* Sends what the peer's window takes of the input, then the end of it. */
static void
feed(struct exec *e)
{
	struct str in = e->run->input;
	int n;

	while (e->sent < in.n) {
		size_t some = in.n - e->sent;

		n = ssh_channel_write(e->channel, in.p + e->sent,
		    (uint32_t)(some > 32768 ? 32768 : some));
		if (n <= 0)
			return;
		e->sent += (size_t)n;
	}
	if (!e->eof_sent) {
		e->eof_sent = true;
		(void)ssh_channel_send_eof(e->channel);
	}
}

/* Whether nothing more can come. */
static bool
is_over(const struct exec *e)
{
	if (e->closed)
		return true;
	return e->exited && (e->eof || ssh_channel_is_closed(e->channel));
}

/* Handles what has arrived; false when the connection is gone. */
static bool
pump(struct exec *e)
{
	if (ssh_event_dopoll(e->event, 0) == SSH_ERROR)
		return false;
	return ssh_is_connected(e->s->session) != 0;
}

/* TERM to the remote process group, KILL when that does not help. */
static void
stop_remote(struct exec *e)
{
	static const char *const names[] = { "TERM", "KILL" };
	size_t i;

	e->stopping = true;
	for (i = 0; i < 2; i++) {
		struct ssh_limit lim = { time_mono_ms() + STOP_MS, -1 };

		if (ssh_channel_request_send_signal(e->channel, names[i]) !=
		    SSH_OK)
			return;
		while (!is_over(e)) {
			if (ssh_wait_session(e->s, &lim) != SSH_W_READY)
				break;
			if (!pump(e))
				return;
		}
		if (is_over(e))
			return;
	}
}

static enum err_code
fail_deadline(struct exec *e, enum ssh_fault *fault)
{
	int64_t dropped = e->res->out_dropped + e->res->err_dropped;
	int s = (e->run->timeout_ms + 999) / 1000;

	stop_remote(e);
	*fault = SSH_F_TIMEOUT;
	if (dropped > 0)
		return err_set(e->cx, ERR_TIMEOUT,
		    "命令在 %d 秒内没有结束；输出过多，丢弃了 %lld 字节",
		    "the command did not end within %d s; its output was cut, "
		    "%lld bytes were dropped",
		    s, (long long)dropped);
	return err_set(e->cx, ERR_TIMEOUT, "命令在 %d 秒内没有结束",
	    "the command did not end within %d s", s);
}

/* Tells the reader of a pause, if this is one. */
static void
tell_pause(struct exec *e)
{
	struct ssh_limit quiet = { time_mono_ms() + QUIET_MS, -1 };

	if (e->pending_ms == 0 || e->run->on_pause == NULL || e->rc)
		return;
	if (time_mono_ms() < e->pending_ms + PAUSE_MS &&
	    ssh_wait_session(e->s, &quiet) == SSH_W_READY)
		return;
	e->pending_ms = 0;
	e->rc = e->run->on_pause(e->cx, e->run->arg);
}

static enum err_code
follow(struct exec *e, enum ssh_fault *fault)
{
	struct ssh_limit lim;

	for (;;) {
		if (!pump(e))
			return e->exited ? ERR_OK : fail_dropped(e, fault);
		if (is_over(e))
			return e->rc;
		feed(e);
		tell_pause(e);
		if (e->rc) {
			stop_remote(e);
			return e->rc;
		}
		lim = e->lim;
		if (e->exited && e->last_ms + LINGER_MS < lim.end_ms)
			lim.end_ms = e->last_ms + LINGER_MS;
		switch (ssh_wait_session(e->s, &lim)) {
		case SSH_W_WAKE:
			stop_remote(e);
			return ssh_fail_cancelled(e->cx, fault);
		case SSH_W_TIMEOUT:
			if (e->exited)
				return ERR_OK;
			return fail_deadline(e, fault);
		case SSH_W_READY:
			/* An endless writer must not keep us past the end. */
			if (time_mono_ms() >= e->lim.end_ms && !e->exited)
				return fail_deadline(e, fault);
			break;
		}
	}
}

enum err_code
ssh_exec(struct cx *cx, struct ssh *s, const struct ssh_run *run,
    struct ssh_result *res, enum ssh_fault *fault)
{
	struct exec e = { .cx = cx, .s = s, .run = run, .res = res };
	struct ssh_channel_callbacks_struct cb = {
		.userdata = &e,
		.channel_data_function = on_data,
		.channel_eof_function = on_eof,
		.channel_close_function = on_close,
		.channel_exit_status_function = on_status,
		.channel_exit_signal_function = on_signal,
	};
	const char *command = run->command;
	enum err_code rc;

	memset(res, 0, sizeof(*res));
	res->exit_code = -1;
	*fault = SSH_F_NONE;
	if (s->session == NULL) {
		*fault = SSH_F_DROPPED;
		return err_plain(cx, ERR_UPSTREAM);
	}
	if (run->argv != NULL)
		command = ssh_quote(cx->mem, run->argv);
	e.lim = ssh_limit_of(cx, run->timeout_ms, run->wake_fd);
	buf_init(&e.kept[0], cx->mem, run->output_max + 1);
	buf_init(&e.kept[1], cx->mem, run->output_max + 1);
	rc = start(&e, command, &cb, fault);
	if (rc == ERR_OK)
		rc = follow(&e, fault);
	finish(&e);
	if (rc == ERR_OK && e.rc)
		rc = e.rc;
	return rc;
}
