/*
 * ssh_jump: moving bytes between a channel and a socket.
 *
 * Flow is controlled at both ends: what the socket does not take stays in the
 * channel, whose window then closes; what the window does not take stays in the
 * socket pair, which then is full.
 */
#include <sys/socket.h>

#include <errno.h>

#include "ssh/ssh_priv.h"

#define JUMP_BUF 32768

struct pipe_buf {
	size_t at;
	size_t n;
	char p[JUMP_BUF];
};

struct ssh_jump {
	ssh_session via;
	int via_fd;
	ssh_channel channel;
	int fd; /* ours of the pair */
	int port;
	int reason;
	enum ssh_jump_state state;
	bool eof_sent; /* to the channel */
	bool eof_got; /* from the channel */
	struct pipe_buf up; /* socket to channel */
	struct pipe_buf down; /* channel to socket */
	char host[256];
};

struct ssh_jump *
ssh_jump_start(ssh_session via, int via_fd, const char *host, int port, int *fd)
{
	struct ssh_jump *j = calloc(1, sizeof(*j));
	int pair[2];

	*fd = -1;
	if (j == NULL || strlen(host) >= sizeof(j->host)) {
		free(j);
		return NULL;
	}
	j->via = via;
	j->via_fd = via_fd;
	j->port = port;
	memcpy(j->host, host, strlen(host) + 1);
	j->channel = ssh_channel_new(via);
	if (j->channel == NULL ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
		pair) == -1) {
		if (j->channel != NULL)
			ssh_channel_free(j->channel);
		free(j);
		return NULL;
	}
	j->fd = pair[0];
	*fd = pair[1];
	(void)ssh_jump_turn(j);
	return j;
}

/* Whoever reads at the other end sees the end of it. */
static enum ssh_jump_state
end(struct ssh_jump *j)
{
	if (j->fd >= 0)
		close(j->fd);
	j->fd = -1;
	j->state = SSH_JUMP_ENDED;
	return j->state;
}

/* libssh keeps the server's reason only in its text: "channel 43 error (1) …". */
static int
reason_of(const char *text)
{
	const char *p = strstr(text, "error (");

	if (p == NULL || p[7] < '1' || p[7] > '4' || p[8] != ')')
		return 0;
	return p[7] - '0';
}

static void
open_channel(struct ssh_jump *j)
{
	int got;

	/* The origin is for the server's log alone. */
	got = ssh_channel_open_forward(j->channel, j->host, j->port,
	    "127.0.0.1", 0);
	if (got == SSH_OK) {
		j->state = SSH_JUMP_OPEN;
	} else if (got != SSH_AGAIN) {
		j->reason = reason_of(ssh_get_error(j->via));
		(void)end(j);
	}
}

/* From the socket into the channel; false when the channel is gone. */
static bool
move_up(struct ssh_jump *j)
{
	struct pipe_buf *b = &j->up;
	ssize_t got;
	int n;

	for (;;) {
		if (b->n == 0 && !j->eof_sent) {
			got = recv(j->fd, b->p, sizeof(b->p), MSG_DONTWAIT);
			if (got == -1 && errno == EINTR)
				continue;
			if (got == 0 || (got == -1 && errno != EAGAIN)) {
				j->eof_sent = true;
				(void)ssh_channel_send_eof(j->channel);
			}
			if (got <= 0)
				return true;
			b->at = 0;
			b->n = (size_t)got;
		}
		if (b->n == 0)
			return true;
		n = ssh_channel_write(j->channel, b->p + b->at, (uint32_t)b->n);
		if (n < 0)
			return ssh_is_connected(j->via) != 0 &&
			    ssh_channel_is_open(j->channel);
		if (n == 0)
			return true;
		b->at += (size_t)n;
		b->n -= (size_t)n;
	}
}

/* Whether all that was read has left. */
static bool
drain(struct ssh_jump *j)
{
	struct pipe_buf *b = &j->down;
	ssize_t n;

	while (b->n > 0) {
		n = send(j->fd, b->p + b->at, b->n,
		    MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1 && errno != EAGAIN)
			b->n = 0; /* nobody reads any more */
		if (n <= 0)
			return b->n == 0;
		b->at += (size_t)n;
		b->n -= (size_t)n;
	}
	return true;
}

static void
move_down(struct ssh_jump *j)
{
	struct pipe_buf *b = &j->down;
	int n;

	while (drain(j)) {
		n = ssh_channel_read_nonblocking(j->channel, b->p, sizeof(b->p),
		    0);
		if (n > 0) {
			b->at = 0;
			b->n = (size_t)n;
			continue;
		}
		if (n < 0 || ssh_channel_is_eof(j->channel) ||
		    ssh_channel_is_closed(j->channel))
			j->eof_got = true;
		return;
	}
}

enum ssh_jump_state
ssh_jump_turn(struct ssh_jump *j)
{
	if (j->state == SSH_JUMP_ENDED)
		return j->state;
	if (j->state == SSH_JUMP_OPENING)
		open_channel(j);
	if (j->state != SSH_JUMP_OPEN)
		return j->state;
	if (!move_up(j))
		return end(j);
	if (!j->eof_got)
		move_down(j);
	/* A full socket keeps us from reading, but not libssh from writing. */
	if (ssh_get_poll_flags(j->via) & SSH_WRITE_PENDING)
		(void)ssh_blocking_flush(j->via, 0);
	if (ssh_is_connected(j->via) == 0)
		j->eof_got = true;
	if (j->eof_got && drain(j))
		return end(j);
	return j->state;
}

size_t
ssh_jump_pollfds(const struct ssh_jump *j, struct pollfd v[2])
{
	short of_via = 0, of_pair = 0;

	if (j->state == SSH_JUMP_ENDED)
		return 0;
	if (j->down.n == 0)
		of_via = POLLIN;
	else
		of_pair = POLLOUT;
	if (ssh_get_poll_flags(j->via) & SSH_WRITE_PENDING)
		of_via |= POLLOUT;
	/* A closed window opens by what the server says. */
	if (j->up.n > 0)
		of_via |= POLLIN;
	else if (j->state == SSH_JUMP_OPEN && !j->eof_sent)
		of_pair |= POLLIN;
	v[0] =
	    (struct pollfd){ .fd = of_via ? j->via_fd : -1, .events = of_via };
	/* A hang-up would be told again and again. */
	v[1] = (struct pollfd){ .fd = of_pair ? j->fd : -1, .events = of_pair };
	return 2;
}

int
ssh_jump_reason(const struct ssh_jump *j)
{
	return j->reason;
}

void
ssh_jump_end(struct ssh_jump *j)
{
	if (j == NULL)
		return;
	if (j->state == SSH_JUMP_OPEN)
		(void)ssh_channel_close(j->channel);
	ssh_channel_free(j->channel);
	(void)end(j);
	/* What passed was encrypted for somebody else: nothing to wipe. */
	free(j);
}

/* --- chains --- */

size_t
ssh_jump_chain_pollfds(const struct ssh *s, struct pollfd *v, size_t max)
{
	size_t n = 0;

	for (; s != NULL && s->jump != NULL && n + 2 <= max; s = s->via)
		n += ssh_jump_pollfds(s->jump, v + n);
	return n;
}

static void
turn(struct ssh *s)
{
	if (s->jump == NULL)
		return;
	(void)ssh_jump_turn(s->jump);
	if (s->via == NULL || s->via->jump == NULL)
		return;
	/* Out from the inside, and what came in meanwhile again. */
	turn(s->via);
	(void)ssh_jump_turn(s->jump);
}

void
ssh_jump_chain_turn(struct ssh *s)
{
	if (s != NULL && s->session != NULL)
		turn(s);
}

const struct ssh *
ssh_jump_dead(const struct ssh *s)
{
	const struct ssh *dead = NULL;

	for (s = s->via; s != NULL; s = s->via)
		if (s->session != NULL && ssh_is_connected(s->session) == 0)
			dead = s;
	return dead;
}

/* --- the way to the next machine --- */

static enum err_code
refused(struct cx *cx, const struct ssh *via, const struct ssh_target *t,
    int reason, enum ssh_fault *fault)
{
	err_detail(cx, "forward to %s:%d: %s", t->host, t->port,
	    via->session != NULL ? ssh_get_error(via->session) : "");
	*fault = SSH_F_CONNECT;
	if (reason == 1)
		return err_set(cx, ERR_UPSTREAM,
		    "跳板机 %s:%d 不允许转发到 %s:%d",
		    "the jump host %s:%d does not permit forwarding to %s:%d",
		    via->host, via->port, t->host, t->port);
	if (ssh_is_connected(via->session) == 0) {
		*fault = SSH_F_DROPPED;
		return err_set(cx, ERR_UPSTREAM, "与跳板机 %s:%d 的连接中断",
		    "the connection to the jump host %s:%d broke", via->host,
		    via->port);
	}
	return err_set(cx, ERR_UPSTREAM, "从跳板机 %s:%d 无法到达 %s:%d",
	    "from the jump host %s:%d, %s:%d cannot be reached", via->host,
	    via->port, t->host, t->port);
}

static enum err_code
late(struct cx *cx, const struct ssh *via, const struct ssh_target *t,
    enum ssh_fault *fault)
{
	*fault = SSH_F_TIMEOUT;
	return err_set(cx, ERR_UPSTREAM, "从跳板机 %s:%d 连接 %s:%d 超时",
	    "from the jump host %s:%d, connecting to %s:%d timed out",
	    via->host, via->port, t->host, t->port);
}

enum err_code
ssh_jump_dial(struct cx *cx, struct ssh *via, const struct ssh_target *t,
    const struct ssh_limit *lim, struct ssh_jump **out, int *fd,
    enum ssh_fault *fault)
{
	enum ssh_jump_state state;
	enum err_code rc;

	*out = NULL;
	*fd = -1;
	if (!ssh_numeric_ok(cx, t)) {
		*fault = SSH_F_INPUT;
		return err_field(cx, "ip", "地址 %s 不允许访问",
		    "the address %s may not be called", t->host);
	}
	*out = ssh_jump_start(via->session, via->fd, t->host, t->port, fd);
	if (*out == NULL)
		return err_plain(cx, ERR_INTERNAL);
	for (;;) {
		state = ssh_jump_turn(*out);
		if (state == SSH_JUMP_OPEN) {
			*fault = SSH_F_NONE;
			return ERR_OK;
		}
		if (state == SSH_JUMP_ENDED) {
			rc = refused(cx, via, t, (*out)->reason, fault);
			break;
		}
		switch (ssh_wait_session(via, lim)) {
		case SSH_W_READY:
			continue;
		case SSH_W_WAKE:
			rc = ssh_fail_cancelled(cx, fault);
			break;
		case SSH_W_TIMEOUT:
		default:
			rc = late(cx, via, t, fault);
			break;
		}
		break;
	}
	ssh_jump_end(*out);
	*out = NULL;
	close(*fd);
	*fd = -1;
	return rc;
}
