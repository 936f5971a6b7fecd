/*
 * ssh_fan_conn: from a target to a session that is logged in.
 */
#include <sys/epoll.h>

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdlib.h>

#include "ssh/ssh_fan_priv.h"

/* A jump host's target outlives the job for which it was called. */
static struct ssh_target *
copy_target(const struct ssh_target *t)
{
	struct ssh_target *copy = calloc(1, sizeof(*copy));
	const char *const from[] = { t->host, t->user, t->password,
		t->private_key, t->passphrase, t->host_key,
		t->host_fingerprint };
	const char **to[7];
	size_t i;

	if (copy == NULL)
		return NULL;
	*copy = *t;
	to[0] = &copy->host;
	to[1] = &copy->user;
	to[2] = &copy->password;
	to[3] = &copy->private_key;
	to[4] = &copy->passphrase;
	to[5] = &copy->host_key;
	to[6] = &copy->host_fingerprint;
	for (i = 0; i < 7; i++)
		*to[i] = from[i] != NULL ? strdup(from[i]) : NULL;
	return copy;
}

static void
drop_text(const char *s)
{
	char *text = (char *)(uintptr_t)s;

	if (text == NULL)
		return;
	crypto_wipe(text, strlen(text));
	free(text);
}

static void
drop_copy(struct fan_conn *c)
{
	struct ssh_target *t = c->copy;

	c->copy = NULL;
	c->target = NULL;
	if (t == NULL)
		return;
	drop_text(t->host);
	drop_text(t->user);
	drop_text(t->password);
	drop_text(t->private_key);
	drop_text(t->passphrase);
	drop_text(t->host_key);
	drop_text(t->host_fingerprint);
	free(t);
}

struct fan_conn *
fan_conn_new(struct ssh_fan *f, const struct ssh_target *t,
    const unsigned char id[CRYPTO_SHA256], bool is_jump)
{
	struct fan_conn *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return NULL;
	c->dial = calloc(1, sizeof(*c->dial));
	c->name = strdup(t->host);
	c->target = t;
	if (is_jump)
		c->target = c->copy = copy_target(t);
	if (c->dial == NULL || c->name == NULL || c->target == NULL) {
		free(c->dial);
		free(c->name);
		free(c);
		return NULL;
	}
	c->fan = f;
	c->is_jump = is_jump;
	memcpy(c->id, id, CRYPTO_SHA256);
	c->ev = (struct fan_ev){ .conn = c, .fd = -1 };
	c->pipe = (struct fan_ev){ .conn = c, .fd = -1 };
	c->ssh.fd = -1;
	c->ssh.host = c->name;
	c->ssh.port = t->port;
	c->riders.of_riders = true;
	buf_init(&c->held, NULL, FAN_PIPE * 64);
	buf_init(&c->unsent, NULL, FAN_PIPE * 4);
	fan_list_add(&f->work, c);
	f->n_connecting++;
	if (is_jump) {
		c->next_jump = f->jumps;
		f->jumps = c;
	}
	return c;
}

/* Ends whatever connecting still holds. */
static void
drop_dial(struct ssh_fan *f, struct fan_conn *c)
{
	struct fan_dial *d = c->dial;

	if (d == NULL)
		return;
	if (d->resolver > 0) {
		fan_watch(f, &c->ev, 0);
		ssh_resolver_end(c->ev.fd, d->resolver);
		c->ev.fd = -1;
		f->n_lookups--;
	} else if (c->state == FAN_DIAL && c->ev.fd >= 0) {
		fan_watch(f, &c->ev, 0);
		close(c->ev.fd);
		c->ev.fd = -1;
	}
	free(d);
	c->dial = NULL;
}

void
fan_conn_close(struct ssh_fan *f, struct fan_conn *c)
{
	if (c->state == FAN_DEAD || c->closing)
		return;
	c->closing = true;
	while (c->riders.first != NULL)
		fan_conn_close(f, c->riders.first);
	if (c->idle)
		fan_pool_out(f, c);
	if (c->job != NULL) {
		c->job->conn = NULL;
		c->job = NULL;
		f->n_jobs--;
	}
	if (c->state != FAN_UP)
		f->n_connecting--;
	drop_dial(f, c);
	fan_watch(f, &c->ev, 0);
	if (c->event != NULL) {
		if (c->ssh.session != NULL)
			ssh_event_remove_session(c->event, c->ssh.session);
		ssh_event_free(c->event);
		c->event = NULL;
	}
	ssh_close(&c->ssh);
	drop_copy(c);
	fan_jump_leave(f, c);
	if (c->is_jump)
		fan_jump_forget(f, c);
	c->state = FAN_DEAD;
	fan_list_cut(&f->work, c);
	fan_list_add(&f->dead, c);
}

static void
fail_riders(struct ssh_fan *f, struct fan_conn *c, enum ssh_fault fault)
{
	const char *why = f->cx.message;
	enum err_code rc = f->cx.err;
	struct fan_conn *r;

	while ((r = c->riders.first) != NULL) {
		(void)err_set(&f->cx, rc, "跳板机 %s：%s", "jump host %s: %s",
		    c->name, why != NULL ? why : "");
		fan_conn_fail(f, r, fault);
	}
}

void
fan_conn_fail(struct ssh_fan *f, struct fan_conn *c, enum ssh_fault fault)
{
	if (c->state == FAN_DEAD)
		return;
	fail_riders(f, c, fault);
	if (c->job != NULL)
		fan_job_fail(f, c, fault);
	fan_conn_close(f, c);
}

/* --- names and sockets --- */

static void
fail_dial(struct ssh_fan *f, struct fan_conn *c)
{
	enum ssh_fault fault;

	(void)ssh_fail_dial(&f->cx, c->target, c->dial->why, &fault);
	fan_conn_fail(f, c, fault);
}

/* Calls the address at hand; 0, EINPROGRESS or why not. */
static int
call(struct ssh_fan *f, struct fan_conn *c)
{
	const struct ssh_address *a = &c->dial->addr[c->dial->at];
	int fd, why = 0;

	if (!ssh_address_ok(&f->cx, c->target, a))
		return EACCES;
	fd = socket(a->sa.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
	    0);
	if (fd == -1)
		return errno;
	ssh_tune(fd);
	if (FAULT("ssh.connect"))
		why = ECONNREFUSED;
	else if (connect(fd, (const struct sockaddr *)&a->sa, a->len) == -1)
		why = errno;
	if (why != 0 && why != EINPROGRESS) {
		close(fd);
		return why;
	}
	c->ev.fd = fd;
	return why;
}

/* Tries the addresses from the one at hand on. */
static void
dial(struct ssh_fan *f, struct fan_conn *c)
{
	struct fan_dial *d = c->dial;
	int64_t now = time_mono_ms();
	int fd, why;

	c->state = FAN_DIAL;
	for (; d->at < d->n_addr; d->at++) {
		why = call(f, c);
		if (why == 0) {
			fd = c->ev.fd;
			c->ev.fd = -1;
			fan_conn_socket(f, c, fd);
			return;
		}
		if (why == EINPROGRESS) {
			/* The first must not eat the time of the others. */
			d->each_ms = now +
			    (c->start_ms + c->target->connect_ms - now) /
				(int64_t)(d->n_addr - d->at);
			fan_due(f, c, d->each_ms);
			fan_watch(f, &c->ev, EPOLLOUT);
			return;
		}
		if (why != EACCES || d->why == 0)
			d->why = why;
	}
	if (d->why == 0)
		d->why = EACCES;
	fail_dial(f, c);
}

static void
dial_next(struct ssh_fan *f, struct fan_conn *c, int why)
{
	c->dial->why = why;
	fan_watch(f, &c->ev, 0);
	close(c->ev.fd);
	c->ev.fd = -1;
	c->dial->at++;
	dial(f, c);
}

static void
dialled(struct ssh_fan *f, struct fan_conn *c)
{
	socklen_t len = sizeof(int);
	int fd = c->ev.fd, why = 0;

	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &why, &len) != 0)
		why = errno;
	if (why != 0) {
		dial_next(f, c, why);
		return;
	}
	fan_watch(f, &c->ev, 0);
	c->ev.fd = -1;
	fan_conn_socket(f, c, fd);
}

static void
fail_lookup(struct ssh_fan *f, struct fan_conn *c)
{
	(void)err_set(&f->cx, ERR_UPSTREAM, "无法解析主机名 '%s'",
	    "cannot resolve the host name '%s'", c->target->host);
	fan_conn_fail(f, c, SSH_F_DNS);
}

/* Reads what the child wrote; the end of the pipe is the end of the list. */
static void
looked_up(struct ssh_fan *f, struct fan_conn *c)
{
	struct fan_dial *d = c->dial;
	ssize_t got;

	do {
		got = read(c->ev.fd, (char *)d->addr + d->got,
		    sizeof(d->addr) - d->got);
		if (got > 0)
			d->got += (size_t)got;
	} while ((got == -1 && errno == EINTR) ||
	    (got > 0 && d->got < sizeof(d->addr)));
	if (got == -1 && errno == EAGAIN)
		return;
	fan_watch(f, &c->ev, 0);
	ssh_resolver_end(c->ev.fd, d->resolver);
	c->ev.fd = -1;
	d->resolver = 0;
	f->n_lookups--;
	d->n_addr = d->got / sizeof(d->addr[0]);
	if (d->n_addr == 0)
		fail_lookup(f, c);
	else
		dial(f, c);
}

void
fan_conn_start(struct ssh_fan *f, struct fan_conn *c)
{
	struct fan_dial *d = c->dial;
	int fd;

	if (c->start_ms == 0)
		c->start_ms = time_mono_ms();
	fan_due(f, c, c->start_ms + c->target->connect_ms);
	if (c->target->jump != NULL) {
		fan_jump_start(f, c);
		return;
	}
	d->n_addr = ssh_look_up(c->target->host, c->target->port,
	    AI_NUMERICHOST, d->addr);
	if (d->n_addr > 0) {
		dial(f, c);
		return;
	}
	c->state = FAN_LOOKUP;
	if (f->n_lookups >= FAN_LOOKUPS) {
		/* The next that ends makes room; the scan looks. */
		fan_due(f, c, time_mono_ms() + FAN_SCAN_MS);
		return;
	}
	if (!ssh_resolver_start(c->target->host, c->target->port, &fd,
		&d->resolver)) {
		fail_lookup(f, c);
		return;
	}
	(void)fcntl(fd, F_SETFL, O_NONBLOCK);
	c->ev.fd = fd;
	f->n_lookups++;
	fan_watch(f, &c->ev, EPOLLIN);
}

/* --- the session --- */

void
fan_conn_socket(struct ssh_fan *f, struct fan_conn *c, int fd)
{
	fan_due(f, c, c->start_ms + c->target->connect_ms);
	c->state = FAN_EXCHANGE;
	if (ssh_wrap(&f->cx, c->target, fd, &c->ssh)) {
		fan_conn_fail(f, c, SSH_F_CONNECT);
		return;
	}
	/* Also before the first answer: errors name it. */
	c->ev.fd = fd;
	fan_conn_event(f, c);
}

static bool
exchange(struct ssh_fan *f, struct fan_conn *c)
{
	enum ssh_fault fault = SSH_F_NONE;
	enum err_code rc;
	int got = ssh_connect(c->ssh.session);

	if (got == SSH_AGAIN)
		return false;
	if (got != SSH_OK) {
		(void)ssh_fail_exchange(&f->cx, &c->ssh, &fault);
		fan_conn_fail(f, c, fault);
		return false;
	}
	c->ssh.mem = f->cx.mem;
	rc = ssh_check_host_key(&f->cx, &c->ssh, c->target, &fault);
	if (rc)
		fan_conn_fail(f, c, fault);
	/* They live no longer than this turn. */
	c->ssh.mem = NULL;
	c->ssh.host_key = c->ssh.key_type = c->ssh.fingerprint = NULL;
	if (rc)
		return false;
	c->state = FAN_LOGIN;
	if (c->target->private_key == NULL)
		return true;
	rc = fan_key_of(f, &f->cx, c->target, &c->key);
	if (rc)
		fan_conn_fail(f, c, SSH_F_KEY);
	return rc == ERR_OK;
}

/* As SSH_AUTH_*; SSH_AUTH_AGAIN until it is decided. */
static int
prove(struct fan_conn *c)
{
	struct fan_dial *d = c->dial;
	int got;

	if (c->key != NULL)
		return ssh_userauth_publickey(c->ssh.session, NULL, c->key);
	if (!d->asking) {
		got = ssh_userauth_password(c->ssh.session, NULL,
		    c->target->password);
		/* Many servers ask for it as a question instead. */
		if (got != SSH_AUTH_DENIED ||
		    (ssh_userauth_list(c->ssh.session, NULL) &
			SSH_AUTH_METHOD_INTERACTIVE) == 0)
			return got;
		d->asking = true;
	}
	for (;;) {
		got = ssh_userauth_kbdint(c->ssh.session, NULL, NULL);
		if (got != SSH_AUTH_INFO)
			return got;
		if (++d->rounds > SSH_LOGIN_ROUNDS)
			return SSH_AUTH_DENIED;
		ssh_login_answer(&c->ssh, c->target->password);
	}
}

static void
login(struct ssh_fan *f, struct fan_conn *c)
{
	enum ssh_fault fault = SSH_F_NONE;
	int got = prove(c);

	if (got == SSH_AUTH_AGAIN)
		return;
	if (ssh_login_judge(&f->cx, &c->ssh, c->target, got, &fault)) {
		fan_conn_fail(f, c, fault);
		return;
	}
	c->event = ssh_event_new();
	if (c->event == NULL ||
	    ssh_event_add_session(c->event, c->ssh.session) != SSH_OK) {
		(void)err_plain(&f->cx, ERR_INTERNAL);
		fan_conn_fail(f, c, SSH_F_CONNECT);
		return;
	}
	drop_dial(f, c);
	c->state = FAN_UP;
	c->key = NULL;
	f->n_connecting--;
	fan_due(f, c, 0);
	if (c->is_jump)
		fan_jump_riders(f, c);
	drop_copy(c);
	if (c->job != NULL)
		fan_job_begin(f, c);
}

/* What came on a jump host's session is its riders'. */
static void
jump_event(struct ssh_fan *f, struct fan_conn *c)
{
	if (ssh_event_dopoll(c->event, 0) == SSH_ERROR ||
	    ssh_is_connected(c->ssh.session) == 0) {
		(void)err_set(&f->cx, ERR_UPSTREAM, "连接已中断",
		    "the connection broke");
		fan_conn_fail(f, c, SSH_F_DROPPED);
		return;
	}
	fan_jump_riders(f, c);
	if (c->state != FAN_DEAD && !c->idle)
		fan_arm(f, c);
}

void
fan_conn_event(struct ssh_fan *f, struct fan_conn *c)
{
	switch (c->state) {
	case FAN_LOOKUP:
		looked_up(f, c);
		return;
	case FAN_DIAL:
		dialled(f, c);
		return;
	case FAN_EXCHANGE:
		if (exchange(f, c))
			login(f, c);
		break;
	case FAN_LOGIN:
		login(f, c);
		break;
	case FAN_UP:
		if (c->is_jump)
			jump_event(f, c);
		else
			fan_job_step(f, c);
		return;
	case FAN_NEW:
	case FAN_VIA:
	case FAN_DEAD:
		return;
	}
	if (c->state == FAN_EXCHANGE || c->state == FAN_LOGIN)
		fan_arm(f, c);
}

void
fan_conn_late(struct ssh_fan *f, struct fan_conn *c, int64_t now)
{
	enum ssh_fault fault = SSH_F_TIMEOUT;
	bool mute;

	if (now < c->start_ms + c->target->connect_ms) {
		if (c->state == FAN_DIAL)
			dial_next(f, c, ETIMEDOUT);
		else if (c->state == FAN_LOOKUP && c->dial->resolver == 0)
			fan_conn_start(f, c);
		return;
	}
	switch (c->state) {
	case FAN_LOOKUP:
		(void)ssh_fail_timeout(&f->cx, &fault, "解析主机名",
		    "resolving the host name");
		break;
	case FAN_DIAL:
		c->dial->why = ETIMEDOUT;
		fail_dial(f, c);
		return;
	case FAN_VIA:
		(void)ssh_fail_timeout(&f->cx, &fault, "等待跳板机",
		    "waiting for the jump host");
		break;
	case FAN_LOGIN:
		(void)ssh_fail_timeout(&f->cx, &fault, "登录", "logging in");
		break;
	case FAN_NEW:
	case FAN_EXCHANGE:
	case FAN_UP:
	case FAN_DEAD:
		mute = ssh_get_serverbanner(c->ssh.session) == NULL;
		(void)ssh_fail_timeout(&f->cx, &fault,
		    mute ? "已连接，但服务器没有应答" : "密钥交换",
		    mute ? "connected, but the server says nothing" :
			   "exchanging keys");
		break;
	}
	fan_conn_fail(f, c, fault);
}
