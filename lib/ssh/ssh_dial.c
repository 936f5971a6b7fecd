/*
 * ssh_dial: from a host name to a connected socket, within the deadline.
 *
 * getaddrinfo cannot be bounded and we start no threads, so a name (not a
 * numeric address) is resolved by a forked child that writes the addresses into
 * a pipe and is killed when the time is up.
 */
#include <sys/prctl.h>
#include <sys/wait.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>

#include "ssh/ssh_priv.h"

struct ssh_limit
ssh_limit_of(const struct cx *cx, int ms, int wake_fd)
{
	struct ssh_limit lim = { time_mono_ms() + (ms > 0 ? ms : 0), wake_fd };

	if (cx->deadline_ms > 0 && cx->deadline_ms < lim.end_ms)
		lim.end_ms = cx->deadline_ms;
	return lim;
}

enum ssh_wait
ssh_wait_fd(int fd, short events, const struct ssh_limit *lim)
{
	struct pollfd p[2] = {
		{ .fd = fd, .events = events },
		{ .fd = lim->wake_fd, .events = POLLIN },
	};
	int64_t left;
	int n;

	for (;;) {
		left = lim->end_ms - time_mono_ms();
		if (left <= 0)
			return SSH_W_TIMEOUT;
		if (left > 60000)
			left = 60000;
		n = poll(p, 2, (int)left);
		if (n == -1 && errno != EINTR)
			return SSH_W_TIMEOUT;
		if (n <= 0)
			continue;
		if (p[1].revents != 0)
			return SSH_W_WAKE;
		return SSH_W_READY;
	}
}

static enum ssh_wait
wait_chain(struct ssh *s, short events, const struct ssh_limit *lim)
{
	struct pollfd p[2 + SSH_JUMP_POLLFDS];
	int64_t left;
	nfds_t n;
	int got;

	for (;;) {
		ssh_jump_chain_turn(s);
		left = lim->end_ms - time_mono_ms();
		if (left <= 0)
			return SSH_W_TIMEOUT;
		p[0] = (struct pollfd){ .fd = s->fd, .events = events };
		p[1] = (struct pollfd){ .fd = lim->wake_fd, .events = POLLIN };
		n = 2 + ssh_jump_chain_pollfds(s, p + 2, SSH_JUMP_POLLFDS);
		got = poll(p, n, (int)(left > 60000 ? 60000 : left));
		if (got == -1 && errno != EINTR)
			return SSH_W_TIMEOUT;
		if (got <= 0)
			continue;
		if (p[1].revents != 0)
			return SSH_W_WAKE;
		if (p[0].revents != 0)
			return SSH_W_READY;
	}
}

enum ssh_wait
ssh_wait_session(struct ssh *s, const struct ssh_limit *lim)
{
	int flags = ssh_get_poll_flags(s->session);
	short events = POLLIN;

	if (flags & SSH_WRITE_PENDING)
		events |= POLLOUT;
	if (s->jump == NULL)
		return ssh_wait_fd(s->fd, events, lim);
	return wait_chain(s, events, lim);
}

enum err_code
ssh_fail_cancelled(struct cx *cx, enum ssh_fault *fault)
{
	*fault = SSH_F_CANCELLED;
	return err_set(cx, ERR_UNAVAILABLE, "已取消", "cancelled");
}

enum err_code
ssh_fail_timeout(struct cx *cx, enum ssh_fault *fault, const char *stage_zh,
    const char *stage_en)
{
	*fault = SSH_F_TIMEOUT;
	return err_set(cx, ERR_UPSTREAM, "SSH 超时：%s", "ssh timed out: %s",
	    cx->lang == LANG_ZH ? stage_zh : stage_en);
}

/* --- names --- */

static bool
all_of(const char *s, size_t max, const char *more)
{
	size_t i;

	for (i = 0; s[i] != '\0'; i++) {
		unsigned char c = (unsigned char)s[i];
		bool alnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z');

		if (i >= max || (!alnum && strchr(more, c) == NULL))
			return false;
	}
	return i > 0;
}

bool
ssh_user_ok(const char *user)
{
	return user != NULL && user[0] != '-' && all_of(user, 64, "._@-");
}

bool
ssh_host_ok(const char *host)
{
	struct in6_addr six;

	if (host == NULL || host[0] == '-')
		return false;
	if (strchr(host, ':') != NULL)
		return inet_pton(AF_INET6, host, &six) == 1;
	return all_of(host, 253, ".-_");
}

/* --- addresses --- */

static size_t
keep_addresses(const struct addrinfo *list,
    struct ssh_address v[SSH_MAX_ADDRESSES])
{
	size_t n = 0;

	for (; list != NULL && n < SSH_MAX_ADDRESSES; list = list->ai_next) {
		if (list->ai_addrlen > sizeof(v[n].sa))
			continue;
		memcpy(&v[n].sa, list->ai_addr, list->ai_addrlen);
		v[n].len = list->ai_addrlen;
		n++;
	}
	return n;
}

size_t
ssh_look_up(const char *host, int port, int flags,
    struct ssh_address v[SSH_MAX_ADDRESSES])
{
	const struct addrinfo hints = {
		.ai_socktype = SOCK_STREAM,
		.ai_flags = flags | AI_NUMERICSERV,
	};
	struct addrinfo *list = NULL;
	char service[8];
	size_t n;

	snprintf(service, sizeof(service), "%d", port);
	if (getaddrinfo(host, service, &hints, &list) != 0)
		return 0;
	n = keep_addresses(list, v);
	freeaddrinfo(list);
	return n;
}

/* The child's side: everything inherited but the pipe is closed first. */
static _Noreturn void
resolver_child(const char *host, int port, int fd)
{
	struct ssh_address v[SSH_MAX_ADDRESSES];
	size_t n;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGTERM, SIG_DFL);
	if (fd != 3 && dup2(fd, 3) == -1)
		_exit(1);
	close_range(4, ~0U, 0);
	memset(v, 0, sizeof(v));
	n = ssh_look_up(host, port, AI_ADDRCONFIG, v);
	if (n == 0 || !io_write_all(3, v, n * sizeof(v[0])))
		_exit(1);
	_exit(0);
}

static enum ssh_fault
read_addresses(int fd, const struct ssh_limit *lim,
    struct ssh_address v[SSH_MAX_ADDRESSES], size_t *n)
{
	char *at = (char *)v;
	size_t have = 0, room = SSH_MAX_ADDRESSES * sizeof(v[0]);
	ssize_t got;

	for (;;) {
		switch (ssh_wait_fd(fd, POLLIN, lim)) {
		case SSH_W_TIMEOUT:
			return SSH_F_TIMEOUT;
		case SSH_W_WAKE:
			return SSH_F_CANCELLED;
		case SSH_W_READY:
			break;
		}
		got = read(fd, at + have, room - have);
		if (got == -1 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		have += (size_t)got;
		if (have == room)
			break;
	}
	*n = have / sizeof(v[0]);
	return *n > 0 ? SSH_F_NONE : SSH_F_DNS;
}

bool
ssh_resolver_start(const char *host, int port, int *fd, pid_t *pid)
{
	int fds[2];

	*fd = -1;
	if (pipe2(fds, O_CLOEXEC) == -1)
		return false;
	*pid = fork();
	if (*pid == 0)
		resolver_child(host, port, fds[1]);
	close(fds[1]);
	if (*pid == -1) {
		close(fds[0]);
		return false;
	}
	*fd = fds[0];
	return true;
}

void
ssh_resolver_end(int fd, pid_t pid)
{
	close(fd);
	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) == -1 && errno == EINTR)
		continue;
}

enum ssh_fault
ssh_resolve(const char *host, int port, const struct ssh_limit *lim,
    struct ssh_address v[SSH_MAX_ADDRESSES], size_t *n)
{
	enum ssh_fault fault;
	pid_t pid;
	int fd;

	*n = ssh_look_up(host, port, AI_NUMERICHOST, v);
	if (*n > 0)
		return SSH_F_NONE;
	if (!ssh_resolver_start(host, port, &fd, &pid))
		return SSH_F_DNS;
	fault = read_addresses(fd, lim, v, n);
	ssh_resolver_end(fd, pid);
	return fault;
}

/* --- the socket --- */

void
ssh_tune(int fd)
{
	static const struct {
		int level, name, value;
	} opts[] = {
		{ IPPROTO_TCP, TCP_NODELAY, 1 },
		/* A half-open connection is noticed within half a minute. */
		{ SOL_SOCKET, SO_KEEPALIVE, 1 },
		{ IPPROTO_TCP, TCP_KEEPIDLE, 15 },
		{ IPPROTO_TCP, TCP_KEEPINTVL, 5 },
		{ IPPROTO_TCP, TCP_KEEPCNT, 3 },
	};
	size_t i;

	for (i = 0; i < sizeof(opts) / sizeof(opts[0]); i++)
		(void)setsockopt(fd, opts[i].level, opts[i].name,
		    &opts[i].value, sizeof(opts[i].value));
}

/* 0, or the errno; ETIMEDOUT for our own limit, ECANCELED for the wake. */
static int
dial_one(const struct ssh_address *a, const struct ssh_limit *lim, int *out)
{
	socklen_t len = sizeof(int);
	int fd, why = 0;

	fd = socket(a->sa.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
	    0);
	if (fd == -1)
		return errno;
	ssh_tune(fd);
	if (FAULT("ssh.connect"))
		why = ECONNREFUSED;
	else if (connect(fd, (const struct sockaddr *)&a->sa, a->len) == -1)
		why = errno;
	if (why == EINPROGRESS) {
		switch (ssh_wait_fd(fd, POLLOUT, lim)) {
		case SSH_W_TIMEOUT:
			why = ETIMEDOUT;
			break;
		case SSH_W_WAKE:
			why = ECANCELED;
			break;
		case SSH_W_READY:
			if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &why, &len))
				why = errno;
			break;
		}
	}
	if (why) {
		close(fd);
		return why;
	}
	*out = fd;
	return 0;
}

bool
ssh_address_ok(const struct cx *cx, const struct ssh_target *t,
    const struct ssh_address *a)
{
	char ip[INET6_ADDRSTRLEN];

	if (t->address_ok == NULL)
		return true;
	if (getnameinfo((const struct sockaddr *)&a->sa, a->len, ip, sizeof(ip),
		NULL, 0, NI_NUMERICHOST) != 0)
		return false;
	return t->address_ok(cx, ip);
}

bool
ssh_numeric_ok(const struct cx *cx, const struct ssh_target *t)
{
	struct ssh_address v[SSH_MAX_ADDRESSES];
	size_t i, n;

	n = ssh_look_up(t->host, t->port, AI_NUMERICHOST, v);
	for (i = 0; i < n; i++)
		if (!ssh_address_ok(cx, t, &v[i]))
			return false;
	return true;
}

enum err_code
ssh_fail_dial(struct cx *cx, const struct ssh_target *t, int why,
    enum ssh_fault *fault)
{
	err_detail(cx, "connect %s:%d: %s", t->host, t->port,
	    strerrordesc_np(why));
	switch (why) {
	case ECANCELED:
		return ssh_fail_cancelled(cx, fault);
	case ETIMEDOUT:
		*fault = SSH_F_TIMEOUT;
		return err_set(cx, ERR_UPSTREAM, "连接 %s:%d 超时",
		    "connecting to %s:%d timed out", t->host, t->port);
	case ECONNREFUSED:
		*fault = SSH_F_CONNECT;
		return err_set(cx, ERR_UPSTREAM, "%s:%d 拒绝连接",
		    "%s:%d refused the connection", t->host, t->port);
	case EACCES:
		*fault = SSH_F_INPUT;
		return err_field(cx, "ip", "地址 %s 不允许访问",
		    "the address %s may not be called", t->host);
	default:
		*fault = SSH_F_CONNECT;
		return err_set(cx, ERR_UPSTREAM, "无法到达 %s:%d（%s）",
		    "%s:%d cannot be reached (%s)", t->host, t->port,
		    strerrordesc_np(why));
	}
}

enum err_code
ssh_dial(struct cx *cx, const struct ssh_target *t, const struct ssh_limit *lim,
    int *fd, enum ssh_fault *fault)
{
	struct ssh_address v[SSH_MAX_ADDRESSES];
	struct ssh_limit each = *lim;
	int64_t now;
	size_t i, n = 0;
	int why = EACCES;

	*fd = -1;
	*fault = ssh_resolve(t->host, t->port, lim, v, &n);
	if (*fault == SSH_F_CANCELLED)
		return ssh_fail_cancelled(cx, fault);
	if (*fault == SSH_F_TIMEOUT)
		return ssh_fail_timeout(cx, fault, "解析主机名",
		    "resolving the host name");
	if (*fault != SSH_F_NONE)
		return err_set(cx, ERR_UPSTREAM, "无法解析主机名 '%s'",
		    "cannot resolve the host name '%s'", t->host);
	for (i = 0; i < n; i++) {
		if (!ssh_address_ok(cx, t, &v[i]))
			continue;
		/* The first of several addresses must not eat all the time. */
		now = time_mono_ms();
		each.end_ms = now + (lim->end_ms - now) / (int64_t)(n - i);
		why = dial_one(&v[i], &each, fd);
		if (why == 0) {
			*fault = SSH_F_NONE;
			return ERR_OK;
		}
		if (why == ECANCELED)
			break;
	}
	return ssh_fail_dial(cx, t, why, fault);
}
