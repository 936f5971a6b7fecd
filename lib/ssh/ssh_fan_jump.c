/*
 * ssh_fan_jump: sessions through other hosts.
 *
 * The jump host's session carries one direct-tcpip channel for each rider.  A
 * pair of sockets stands between the channel and the rider's own libssh session,
 * which therefore knows nothing of it: its host key is checked and its secrets
 * are sent end to end.  Neither side of a pair is let grow: a full socket stops
 * the channel's window, a full window stops the reading of the socket.
 */
#include <sys/epoll.h>
#include <sys/socket.h>

#include <errno.h>

#include "ssh/ssh_fan_priv.h"

/* How much later than its jump host a rider gives up, to be told why. */
#define FAN_GRACE_MS 500
#define FAN_PIECE 16384

void
fan_jump_forget(struct ssh_fan *f, struct fan_conn *c)
{
	struct fan_conn **at = &f->jumps;

	while (*at != NULL && *at != c)
		at = &(*at)->next_jump;
	if (*at == c)
		*at = c->next_jump;
	c->is_jump = false;
}

/* Puts what is held into the socket; false while some is left. */
static bool
flush_held(struct fan_conn *c)
{
	ssize_t n;

	while (c->held.n > 0) {
		n = send(c->pipe.fd, c->held.p, c->held.n, MSG_NOSIGNAL);
		if (n <= 0)
			return false;
		buf_drop(&c->held, (size_t)n);
	}
	return true;
}

static void
watch_pipe(struct fan_conn *c)
{
	uint32_t want = c->stalled ? 0 : EPOLLIN;

	if (c->held.n > 0)
		want |= EPOLLOUT;
	fan_watch(c->fan, &c->pipe, want);
}

static int
on_data(ssh_session session, ssh_channel channel, void *data, uint32_t len,
    int is_stderr, void *arg)
{
	struct fan_conn *c = arg;

	(void)session;
	(void)channel;
	(void)is_stderr;
	if (c->held.n > FAN_PIPE)
		return 0;
	buf_add(&c->held, data, len);
	if (c->pipe.fd >= 0) {
		(void)flush_held(c);
		watch_pipe(c);
	}
	return (int)len;
}

static void
on_end(ssh_session session, ssh_channel channel, void *arg)
{
	(void)session;
	(void)channel;
	((struct fan_conn *)arg)->tunnel_eof = true;
}

static struct fan_conn *
find(struct ssh_fan *f, const unsigned char id[CRYPTO_SHA256])
{
	struct fan_conn *j = f->jumps;

	while (j != NULL && memcmp(j->id, id, CRYPTO_SHA256) != 0)
		j = j->next_jump;
	return j;
}

void
fan_jump_start(struct ssh_fan *f, struct fan_conn *c)
{
	const struct ssh_target *t = c->target->jump;
	unsigned char id[CRYPTO_SHA256];
	struct fan_conn *j;
	bool is_new = false;

	c->state = FAN_VIA;
	fan_due(f, c, c->start_ms + c->target->connect_ms + FAN_GRACE_MS);
	if (ssh_check_target(&f->cx, t)) {
		fan_conn_fail(f, c, SSH_F_INPUT);
		return;
	}
	fan_id(t, id);
	j = find(f, id);
	if (j == NULL) {
		j = fan_pool_take(f, id);
		if (j != NULL) {
			j->is_jump = true;
			j->next_jump = f->jumps;
			f->jumps = j;
		}
	}
	if (j == NULL) {
		j = fan_conn_new(f, t, id, true);
		is_new = j != NULL;
	}
	if (j == NULL) {
		(void)err_plain(&f->cx, ERR_INTERNAL);
		fan_conn_fail(f, c, SSH_F_CONNECT);
		return;
	}
	c->via = j;
	fan_list_add(&j->riders, c);
	if (is_new)
		fan_conn_start(f, j);
	else if (j->state == FAN_UP)
		fan_jump_step(f, c);
}

/* The channel is open: the rider's session begins. */
static void
join(struct ssh_fan *f, struct fan_conn *c)
{
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
		fds) == -1) {
		(void)err_plain(&f->cx, ERR_INTERNAL);
		fan_conn_fail(f, c, SSH_F_CONNECT);
		return;
	}
	c->tunnel_up = true;
	c->pipe.fd = fds[1];
	(void)flush_held(c);
	watch_pipe(c);
	/* Each hop has the time of a connection. */
	c->start_ms = time_mono_ms();
	fan_conn_socket(f, c, fds[0]);
}

void
fan_jump_step(struct ssh_fan *f, struct fan_conn *c)
{
	struct fan_conn *j = c->via;
	int got;

	if (c->tunnel == NULL) {
		c->tunnel = ssh_channel_new(j->ssh.session);
		c->tunnel_cb = (struct ssh_channel_callbacks_struct){
			.userdata = c,
			.channel_data_function = on_data,
			.channel_eof_function = on_end,
			.channel_close_function = on_end,
		};
		ssh_callbacks_init(&c->tunnel_cb);
		if (c->tunnel == NULL ||
		    ssh_set_channel_callbacks(c->tunnel, &c->tunnel_cb)) {
			(void)err_plain(&f->cx, ERR_INTERNAL);
			fan_conn_fail(f, c, SSH_F_CONNECT);
			return;
		}
	}
	got = ssh_channel_open_forward(c->tunnel, c->target->host,
	    c->target->port, "127.0.0.1", 0);
	if (got == SSH_AGAIN) {
		fan_arm(f, j);
		return;
	}
	if (got == SSH_OK) {
		join(f, c);
		return;
	}
	err_detail(&f->cx, "forward: %s", ssh_get_error(j->ssh.session));
	(void)err_set(&f->cx, ERR_UPSTREAM, "跳板机 %s 无法连接 %s:%d",
	    "jump host %s cannot connect to %s:%d", j->name, c->target->host,
	    c->target->port);
	fan_conn_fail(f, c, SSH_F_CONNECT);
}

/* What did not fit into held stayed in the channel. */
static void
take_rest(struct fan_conn *c)
{
	char piece[FAN_PIECE];
	int n;

	while (c->held.n == 0) {
		n = ssh_channel_read_nonblocking(c->tunnel, piece,
		    sizeof(piece), 0);
		if (n <= 0)
			return;
		buf_add(&c->held, piece, (size_t)n);
		(void)flush_held(c);
	}
}

/* Sends on what the rider wrote; true when everything left. */
static bool
send_on(struct fan_conn *c)
{
	int n;

	while (c->unsent.n > 0) {
		n = ssh_channel_write(c->tunnel, c->unsent.p,
		    (uint32_t)c->unsent.n);
		if (n <= 0)
			return false;
		buf_drop(&c->unsent, (size_t)n);
	}
	return true;
}

static bool
may_send(const struct fan_conn *c)
{
	return ssh_channel_window_size(c->tunnel) > 0 &&
	    (ssh_get_poll_flags(c->via->ssh.session) & SSH_WRITE_PENDING) == 0;
}

void
fan_jump_pipe(struct ssh_fan *f, struct fan_conn *c)
{
	struct fan_conn *j = c->via;
	char piece[FAN_PIECE];
	ssize_t n;

	if (j == NULL || c->pipe.fd < 0)
		return;
	if (flush_held(c))
		take_rest(c);
	if (c->tunnel_eof && c->held.n == 0)
		(void)shutdown(c->pipe.fd, SHUT_WR);
	c->stalled = !send_on(c);
	while (!c->stalled) {
		if (!may_send(c)) {
			c->stalled = true;
			break;
		}
		n = recv(c->pipe.fd, piece, sizeof(piece), 0);
		if (n <= 0)
			break;
		buf_add(&c->unsent, piece, (size_t)n);
		c->stalled = !send_on(c);
	}
	watch_pipe(c);
	fan_arm(f, j);
}

void
fan_jump_riders(struct ssh_fan *f, struct fan_conn *jump)
{
	struct fan_conn *r, *next;

	for (r = jump->riders.first; r != NULL; r = next) {
		next = r->users.next;
		if (r->state == FAN_VIA)
			fan_jump_step(f, r);
		else if (r->stalled || r->tunnel_eof)
			fan_jump_pipe(f, r);
		if (jump->state == FAN_DEAD || jump->idle)
			return;
	}
}

void
fan_jump_leave(struct ssh_fan *f, struct fan_conn *c)
{
	struct fan_conn *j = c->via;

	if (j == NULL)
		return;
	if (c->pipe.fd >= 0) {
		fan_watch(f, &c->pipe, 0);
		close(c->pipe.fd);
		c->pipe.fd = -1;
	}
	if (c->tunnel != NULL && j->ssh.session != NULL) {
		/* The channel lives until the peer closes it too: it must not
		 * speak to us any more. */
		(void)ssh_remove_channel_callbacks(c->tunnel, &c->tunnel_cb);
		ssh_channel_free(c->tunnel);
	}
	c->tunnel = NULL;
	c->via = NULL;
	fan_list_cut(&j->riders, c);
	if (j->riders.n > 0 || j->closing || j->state == FAN_DEAD)
		return;
	if (j->state == FAN_UP) {
		fan_jump_forget(f, j);
		fan_pool_put(f, j);
	} else {
		fan_conn_close(f, j);
	}
}
