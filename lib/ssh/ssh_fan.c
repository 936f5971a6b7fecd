/*
 * ssh_fan: the loop.
 *
 * epoll is level-triggered: libssh reads a bounded piece for each call, what it
 * left in the socket is reported again, and so one talkative peer gets no more
 * than its turn.  Deadlines are found by walking the list of those at work when
 * the earliest of them is due, not more often than every FAN_SCAN_MS.
 */
#include <sys/epoll.h>
#include <sys/resource.h>

#include <errno.h>
#include <stdlib.h>

#include "ssh/ssh_fan_priv.h"

/* Messages of one turn. */
#define FAN_SCRATCH ((size_t)8 << 20)

static struct fan_link *
link_of(const struct fan_list *l, struct fan_conn *c)
{
	return l->of_riders ? &c->users : &c->all;
}

void
fan_list_add(struct fan_list *l, struct fan_conn *c)
{
	struct fan_link *at = link_of(l, c);

	at->next = NULL;
	at->prev = l->last;
	if (l->last != NULL)
		link_of(l, l->last)->next = c;
	else
		l->first = c;
	l->last = c;
	l->n++;
}

void
fan_list_cut(struct fan_list *l, struct fan_conn *c)
{
	struct fan_link *at = link_of(l, c);

	if (at->prev != NULL)
		link_of(l, at->prev)->next = at->next;
	else
		l->first = at->next;
	if (at->next != NULL)
		link_of(l, at->next)->prev = at->prev;
	else
		l->last = at->prev;
	at->prev = at->next = NULL;
	l->n--;
}

void
fan_watch(struct ssh_fan *f, struct fan_ev *ev, uint32_t events)
{
	struct epoll_event e = { .events = events, .data.ptr = ev };

	if (ev->fd < 0 || ev->events == events)
		return;
	if (events == 0)
		(void)epoll_ctl(f->epoll, EPOLL_CTL_DEL, ev->fd, NULL);
	else if (ev->events == 0)
		(void)epoll_ctl(f->epoll, EPOLL_CTL_ADD, ev->fd, &e);
	else
		(void)epoll_ctl(f->epoll, EPOLL_CTL_MOD, ev->fd, &e);
	ev->events = events;
}

void
fan_arm(struct ssh_fan *f, struct fan_conn *c)
{
	int flags;

	if (c->ssh.session == NULL)
		return;
	flags = ssh_get_poll_flags(c->ssh.session);
	fan_watch(f, &c->ev,
	    flags & SSH_WRITE_PENDING ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

void
fan_due(struct ssh_fan *f, struct fan_conn *c, int64_t end_ms)
{
	c->end_ms = end_ms;
	if (end_ms > 0 && end_ms < f->scan_ms)
		f->scan_ms = end_ms;
}

/* Every session holds two descriptors, its socket and libssh's own. */
static void
raise_files(void)
{
	struct rlimit lim;

	if (getrlimit(RLIMIT_NOFILE, &lim) != 0 || lim.rlim_cur == lim.rlim_max)
		return;
	lim.rlim_cur = lim.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &lim);
}

struct ssh_fan *
ssh_fan_new(const struct ssh_fan_limits *limits)
{
	struct ssh_fan *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return NULL;
	f->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (f->epoll == -1) {
		free(f);
		return NULL;
	}
	raise_files();
	f->lim = *limits;
	f->wake.fd = -1;
	f->cx.mem = arena_new(FAN_SCRATCH);
	f->cx.request_id = "";
	f->scan_ms = INT64_MAX;
	return f;
}

static void
bury(struct ssh_fan *f)
{
	struct fan_conn *c;

	while ((c = f->dead.first) != NULL) {
		fan_list_cut(&f->dead, c);
		fan_conn_free(c);
	}
}

void
ssh_fan_free(struct ssh_fan *f)
{
	if (f == NULL)
		return;
	/* Riders before their jump hosts: those are the older ones. */
	while (f->work.last != NULL)
		fan_conn_close(f, f->work.last);
	while (f->idle.last != NULL)
		fan_conn_close(f, f->idle.last);
	while (f->work.last != NULL)
		fan_conn_close(f, f->work.last);
	bury(f);
	fan_keys_forget(f);
	close(f->epoll);
	arena_free(f->cx.mem);
	free(f);
}

void
ssh_fan_limit(struct ssh_fan *f, const struct ssh_fan_limits *limits)
{
	f->lim = *limits;
	fan_pool_sweep(f, false);
	bury(f);
}

void
ssh_fan_lang(struct ssh_fan *f, enum lang lang)
{
	f->cx.lang = lang;
}

size_t
ssh_fan_jobs(const struct ssh_fan *f)
{
	return f->n_jobs + f->n_waiting;
}

size_t
ssh_fan_busy(const struct ssh_fan *f)
{
	return f->n_jobs;
}

size_t
ssh_fan_warm(const struct ssh_fan *f)
{
	return f->idle.n;
}

void
ssh_fan_add(struct ssh_fan *f, struct ssh_fan_job *job)
{
	job->next = NULL;
	job->conn = NULL;
	job->retried = false;
	if (f->last != NULL)
		f->last->next = job;
	else
		f->first = job;
	f->last = job;
	f->n_waiting++;
}

void
fan_again(struct ssh_fan *f, struct ssh_fan_job *job)
{
	job->conn = NULL;
	job->next = f->first;
	f->first = job;
	if (f->last == NULL)
		f->last = job;
	f->n_waiting++;
}

static struct ssh_fan_job *
take_first(struct ssh_fan *f)
{
	struct ssh_fan_job *job = f->first;

	f->first = job->next;
	if (f->first == NULL)
		f->last = NULL;
	job->next = NULL;
	f->n_waiting--;
	return job;
}

/* The end of a job that never had a connection. */
static void
end_unstarted(struct ssh_fan *f, struct ssh_fan_job *job, enum err_code rc,
    enum ssh_fault fault)
{
	struct ssh_fan_result res = {
		.rc = rc,
		.fault = fault,
		.message = f->cx.message != NULL ? f->cx.message : "",
		.exit_code = -1,
	};

	if (job->on_end != NULL)
		job->on_end(job, &res);
}

static void
end_cancelled(struct ssh_fan *f, struct ssh_fan_job *job, bool late)
{
	enum ssh_fault fault;
	enum err_code rc;

	if (late) {
		fault = SSH_F_TIMEOUT;
		rc = err_set(&f->cx, ERR_TIMEOUT, "总时限已到，未开始",
		    "not begun when the time for all was up");
	} else {
		rc = ssh_fail_cancelled(&f->cx, &fault);
	}
	end_unstarted(f, job, rc, fault);
}

static void
cancel_all(struct ssh_fan *f, bool late)
{
	struct ssh_fan_job *job = f->first, *next;
	struct fan_conn *c, *after;

	f->first = f->last = NULL;
	f->n_waiting = 0;
	for (; job != NULL; job = next) {
		next = job->next;
		end_cancelled(f, job, late);
	}
	for (c = f->work.first; c != NULL; c = after) {
		after = c->all.next;
		if (c->state != FAN_DEAD && c->job != NULL)
			fan_job_stop(f, c, late);
	}
}

void
ssh_fan_cancel(struct ssh_fan *f, struct ssh_fan_job *job, bool late)
{
	struct ssh_fan_job **at, *prev = NULL;

	if (job == NULL) {
		cancel_all(f, late);
		return;
	}
	if (job->conn != NULL) {
		fan_job_stop(f, job->conn, late);
		return;
	}
	for (at = &f->first; *at != NULL; at = &(*at)->next) {
		if (*at == job) {
			*at = job->next;
			if (f->last == job)
				f->last = prev;
			f->n_waiting--;
			end_cancelled(f, job, late);
			return;
		}
		prev = *at;
	}
}

/* Whether another connection may begin now. */
static bool
may_connect(struct ssh_fan *f, int64_t now)
{
	if (f->n_connecting >= (size_t)f->lim.connects)
		return false;
	if (f->lim.connects_per_s <= 0)
		return true;
	if (now < f->tokens_ms)
		return false;
	/* A tenth of a second may be spent at once. */
	if (f->tokens_ms < now - 100)
		f->tokens_ms = now - 100;
	f->tokens_ms += 1000 / f->lim.connects_per_s + 1;
	return true;
}

/* Gives the first job a session; false when it has to wait. */
static bool
start_first(struct ssh_fan *f, int64_t now)
{
	struct ssh_fan_job *job = f->first;
	unsigned char id[CRYPTO_SHA256];
	struct fan_conn *c = NULL;
	enum err_code rc;

	rc = ssh_check_target(&f->cx, job->target);
	if (rc) {
		end_unstarted(f, take_first(f), rc, SSH_F_INPUT);
		return true;
	}
	fan_id(job->target, id);
	if (!job->retried)
		c = fan_pool_take(f, id);
	if (c == NULL && !may_connect(f, now))
		return false;
	(void)take_first(f);
	if (job->on_start != NULL && !job->retried)
		job->on_start(job);
	if (c == NULL) {
		c = fan_conn_new(f, job->target, id, false);
		if (c == NULL) {
			rc = err_plain(&f->cx, ERR_INTERNAL);
			end_unstarted(f, job, rc, SSH_F_CONNECT);
			return true;
		}
	}
	c->reused = c->state == FAN_UP;
	c->job = job;
	job->conn = c;
	f->n_jobs++;
	if (c->reused)
		fan_job_begin(f, c);
	else
		fan_conn_start(f, c);
	return true;
}

static void
scan(struct ssh_fan *f, int64_t now)
{
	struct fan_conn *c, *next;
	int64_t first = INT64_MAX;

	f->scan_ms = INT64_MAX;
	for (c = f->work.first; c != NULL; c = next) {
		next = c->all.next;
		if (c->state == FAN_DEAD || c->end_ms == 0)
			continue;
		if (now < c->end_ms) {
			if (c->end_ms < first)
				first = c->end_ms;
		} else if (c->state == FAN_UP) {
			fan_job_late(f, c, now);
		} else {
			fan_conn_late(f, c, now);
		}
	}
	if (first < now + FAN_SCAN_MS)
		first = now + FAN_SCAN_MS;
	if (first < f->scan_ms)
		f->scan_ms = first;
}

static void
watch_wake(struct ssh_fan *f, int fd)
{
	if (fd == f->wake_fd && (f->woken || f->wake.fd == fd))
		return;
	fan_watch(f, &f->wake, 0);
	f->wake_fd = fd;
	f->woken = false;
	f->wake.fd = fd;
	fan_watch(f, &f->wake, EPOLLIN);
}

static void
handle(struct ssh_fan *f, struct fan_ev *ev)
{
	struct fan_conn *c = ev->conn;

	if (c == NULL) {
		/* It stays readable, and once is enough. */
		fan_watch(f, &f->wake, 0);
		f->woken = true;
		cancel_all(f, false);
		return;
	}
	if (c->state == FAN_DEAD)
		return;
	if (ev == &c->pipe)
		fan_jump_pipe(f, c);
	else if (c->idle)
		fan_pool_heard(f, c);
	else
		fan_conn_event(f, c);
}

static int
wait_for(const struct ssh_fan *f, int wait_ms, int64_t now)
{
	int64_t ms = wait_ms;

	if (f->scan_ms != INT64_MAX && f->scan_ms - now < ms)
		ms = f->scan_ms - now;
	if (f->first != NULL && f->lim.connects_per_s > 0 &&
	    f->tokens_ms > now && f->tokens_ms - now < ms)
		ms = f->tokens_ms - now;
	return ms > 0 ? (int)ms : 0;
}

size_t
ssh_fan_turn(struct ssh_fan *f, int wait_ms, int wake_fd)
{
	struct epoll_event ev[FAN_EVENTS];
	int64_t now = time_mono_ms();
	int i, n;

	arena_reset(f->cx.mem);
	err_clear(&f->cx);
	watch_wake(f, wake_fd);
	while (f->first != NULL && f->n_jobs < (size_t)f->lim.jobs)
		if (!start_first(f, now))
			break;
	if (ssh_fan_jobs(f) > 0) {
		n = epoll_wait(f->epoll, ev, FAN_EVENTS,
		    wait_for(f, wait_ms, time_mono_ms()));
		for (i = 0; i < n; i++)
			handle(f, ev[i].data.ptr);
		now = time_mono_ms();
		if (now >= f->scan_ms)
			scan(f, now);
	}
	fan_pool_sweep(f, true);
	bury(f);
	if (ssh_fan_jobs(f) == 0)
		fan_keys_forget(f);
	return ssh_fan_jobs(f);
}
