/*
 * ssh_shell: a login shell on a pseudo terminal, for a loop that polls.
 */
#include <poll.h>

#include "ssh/ssh_priv.h"
#include "ssh/ssh_shell.h"

/* The status comes between the end of the output and that of the channel; who
 * never sends one is not waited for longer. */
#define STATUS_MS 1000

/* One packet; more waits in the caller until the far side's window opens. */
#define WRITE_MOST 32768

struct ssh_shell {
	struct ssh *s;
	ssh_channel channel;
	bool over;
	int64_t eof_ms; /* when the far side had said all */
};

static void
close_late(void *arg)
{
	struct ssh_shell *sh = arg;

	/* With the session closed libssh has freed its channels. */
	if (sh->channel != NULL && sh->s->session != NULL) {
		(void)ssh_channel_close(sh->channel);
		ssh_channel_free(sh->channel);
	}
	sh->channel = NULL;
}

static enum err_code
refused(struct cx *cx, const struct ssh *s, enum ssh_fault *fault)
{
	err_detail(cx, "shell: %s", ssh_get_error(s->session));
	if (ssh_is_connected(s->session) == 0) {
		*fault = SSH_F_DROPPED;
		return err_set(cx, ERR_UPSTREAM, "%s:%d 断开了连接",
		    "%s:%d hung up", s->host, s->port);
	}
	*fault = SSH_F_PROTOCOL;
	return err_set(cx, ERR_UPSTREAM, "%s:%d 拒绝打开终端",
	    "%s:%d refused to open a terminal", s->host, s->port);
}

static enum err_code
pause_step(struct cx *cx, struct ssh *s, const struct ssh_limit *lim,
    enum ssh_fault *fault)
{
	switch (ssh_wait_session(s, lim)) {
	case SSH_W_WAKE:
		return ssh_fail_cancelled(cx, fault);
	case SSH_W_TIMEOUT:
		return ssh_fail_timeout(cx, fault, "打开终端",
		    "opening the terminal");
	case SSH_W_READY:
		break;
	}
	return ERR_OK;
}

enum step { STEP_CHANNEL, STEP_PTY, STEP_LANG, STEP_SHELL, STEP_DONE };

static int
take_step(struct ssh_shell *sh, enum step step, const struct ssh_shell_new *in)
{
	switch (step) {
	case STEP_CHANNEL:
		return ssh_channel_open_session(sh->channel);
	case STEP_PTY:
		return ssh_channel_request_pty_size(sh->channel, in->term,
		    in->cols, in->rows);
	case STEP_LANG:
		/* What is shown is UTF-8; hosts that know their own language
		 * say so themselves, after us (RFC 4254 6.4, pam_env). */
		return ssh_channel_request_env(sh->channel, "LANG", "C.UTF-8");
	case STEP_SHELL:
		return ssh_channel_request_shell(sh->channel);
	case STEP_DONE:
		break;
	}
	return SSH_OK;
}

enum err_code
ssh_shell_open(struct cx *cx, struct ssh *s, const struct ssh_shell_new *in,
    struct ssh_shell **out, enum ssh_fault *fault)
{
	struct ssh_limit lim = ssh_limit_of(cx, in->timeout_ms, in->wake_fd);
	struct ssh_shell *sh = ARENA_NEW(cx->mem, struct ssh_shell);
	enum step step = STEP_CHANNEL;
	enum err_code rc;
	int got;

	*fault = SSH_F_NONE;
	sh->s = s;
	sh->channel = ssh_channel_new(s->session);
	if (sh->channel == NULL)
		return refused(cx, s, fault);
	arena_defer(cx->mem, close_late, sh);
	while (step != STEP_DONE) {
		got = take_step(sh, step, in);
		/* Not every host takes variables; it has a shell all the same. */
		if (got == SSH_OK ||
		    (got == SSH_ERROR && step == STEP_LANG &&
			ssh_is_connected(s->session))) {
			step++;
			continue;
		}
		if (got != SSH_AGAIN)
			return refused(cx, s, fault);
		rc = pause_step(cx, s, &lim, fault);
		if (rc)
			return rc;
	}
	*out = sh;
	return ERR_OK;
}

int
ssh_shell_fd(const struct ssh_shell *sh)
{
	return sh->s->fd;
}

short
ssh_shell_events(const struct ssh_shell *sh)
{
	int flags = ssh_get_poll_flags(sh->s->session);

	return flags & SSH_WRITE_PENDING ? POLLIN | POLLOUT : POLLIN;
}

int
ssh_shell_read(struct ssh_shell *sh, char *to, size_t max)
{
	int i, n;

	if (sh->over)
		return SSH_SHELL_END;
	/* What a terminal's process writes is one stream; servers may send the
	 * other one all the same. */
	for (i = 0; i < 2; i++) {
		n = ssh_channel_read_nonblocking(sh->channel, to, (uint32_t)max,
		    i);
		if (n > 0)
			return n;
		if (n == SSH_ERROR)
			return SSH_SHELL_LOST;
	}
	if (ssh_channel_is_eof(sh->channel) && sh->eof_ms == 0)
		sh->eof_ms = time_mono_ms();
	if (ssh_channel_is_closed(sh->channel) ||
	    (sh->eof_ms &&
		(ssh_channel_get_exit_status(sh->channel) != -1 ||
		    time_mono_ms() - sh->eof_ms > STATUS_MS))) {
		sh->over = true;
		return SSH_SHELL_END;
	}
	return ssh_is_connected(sh->s->session) ? 0 : SSH_SHELL_LOST;
}

int
ssh_shell_write(struct ssh_shell *sh, struct str in)
{
	int n;

	if (in.n > WRITE_MOST)
		in.n = WRITE_MOST;
	n = ssh_channel_write(sh->channel, in.p, (uint32_t)in.n);
	if (n == SSH_AGAIN)
		return 0;
	return n < 0 ? SSH_SHELL_LOST : n;
}

bool
ssh_shell_resize(struct ssh_shell *sh, int cols, int rows)
{
	int got = ssh_channel_change_pty_size(sh->channel, cols, rows);

	return got == SSH_OK || got == SSH_AGAIN;
}

int
ssh_shell_exit(const struct ssh_shell *sh)
{
	return ssh_channel_get_exit_status(sh->channel);
}
