/*
 * supervisor: forks, replaces, drains and kills; see the header.
 */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

#include "supervisor.h"
#include "upgrade.h"

#define HANG_GRACE_MS 5000
#define MAX_DELAY_MS 5000
/* What a transfer may still take when its worker shall be replaced. */
#define TRANSFER_END_MS 3600000
/* How soon a second worker of a lazy pool comes, when the first is busy. */
#define GROW_MS 100
#define EX_CONFIG_ 78

struct worker {
	pid_t pid;
	int pool;
	int generation;
	int64_t kill_ms; /* 0: not asked to end */
	bool adopted; /* of the program before */
};

struct state {
	struct supervisor *sv;
	struct worker workers[SEATS];
	int generation;
	int signals;
	bool replacing; /* older generations wait for the new one */
	bool ending;
	bool was_ready;
	bool hopeless;
	pid_t check; /* the new program's look at the settings */
};

static int64_t
drain_ms(const struct supervisor *sv)
{
	return sv->set->request_ms + HANG_GRACE_MS;
}

static _Noreturn void
run_worker(struct state *st, int pool, int seat, pid_t parent)
{
	const struct supervisor *sv = st->sv;
	int i;

	/* No worker outlives its supervisor; it may end what it is at. */
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(0);
	(void)close(st->signals);
	if (sv->lock_fd >= 0)
		(void)close(sv->lock_fd);
	for (i = 0; i < POOLS; i++)
		if (i != pool)
			(void)close(sv->pools[i].fd);
	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGHUP, SIG_IGN);
	(void)signal(SIGUSR2, SIG_IGN);
	_exit(sv->work(sv, pool, seat));
}

static void
spawn(struct state *st, int pool, int64_t now)
{
	pid_t pid, parent = getpid();
	struct worker *w;
	int seat;

	for (seat = 0; seat < SEATS; seat++)
		if (st->workers[seat].pid == 0)
			break;
	if (seat == SEATS)
		return;
	atomic_store(&st->sv->board->seats[seat].ready, 0);
	atomic_store(&st->sv->board->seats[seat].busy_since_ms, 0);
	pid = fork();
	if (pid == 0)
		run_worker(st, pool, seat, parent);
	if (pid == -1) {
		log_error(NULL, "api.fork", LOG_INT("errno", errno));
		st->sv->pools[pool].next_ms = now + 500;
		return;
	}
	w = &st->workers[seat];
	*w = (struct worker){
		.pid = pid, .pool = pool, .generation = st->generation
	};
}

static int
count(const struct state *st, int pool, bool ready_only)
{
	const struct worker *w;
	int seat, n = 0;

	for (seat = 0; seat < SEATS; seat++) {
		w = &st->workers[seat];
		if (w->pid && w->pool == pool && !w->adopted && !w->kill_ms &&
		    w->generation == st->generation &&
		    (!ready_only ||
			atomic_load(&st->sv->board->seats[seat].ready)))
			n++;
	}
	return n;
}

/*
 * Whether one more worker of a pool that is forked on demand could help: none is
 * free, none is on its way, and there may be more.
 */
static bool
may_grow(const struct state *st, int pool, int64_t now)
{
	const struct pool *p = &st->sv->pools[pool];
	const struct seat *s;
	const struct worker *w;
	int seat, n = 0;

	if (!p->lazy || st->ending || now < p->next_ms)
		return false;
	for (seat = 0; seat < SEATS; seat++) {
		w = &st->workers[seat];
		s = &st->sv->board->seats[seat];
		if (!w->pid || w->pool != pool || w->adopted || w->kill_ms ||
		    w->generation != st->generation)
			continue;
		if (!atomic_load(&s->ready) ||
		    atomic_load(&s->busy_since_ms) == 0)
			return false;
		n++;
	}
	return n < p->want;
}

static bool
somebody_waits(int fd)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };

	return poll(&pfd, 1, 0) > 0;
}

static void
fill(struct state *st, int64_t now)
{
	struct pool *p;
	int pool, n;

	for (pool = 0; pool < POOLS; pool++) {
		p = &st->sv->pools[pool];
		if (p->lazy) {
			if (may_grow(st, pool, now) && somebody_waits(p->fd))
				spawn(st, pool, now);
			continue;
		}
		for (n = count(st, pool, false);
		     n < p->want && now >= p->next_ms; n++)
			spawn(st, pool, now);
	}
}

/* A worker that does not even start would be forked for ever: wait ever longer.
 * One that was at work is replaced at once. */
static void
note_end(struct state *st, struct worker *w, int status, int64_t now)
{
	struct pool *p = &st->sv->pools[w->pool];
	bool early = !w->adopted &&
	    !atomic_load(&st->sv->board->seats[w - st->workers].ready);
	bool clean = WIFEXITED(status) && WEXITSTATUS(status) == 0;

	if (WIFEXITED(status) && WEXITSTATUS(status) == EX_CONFIG_ &&
	    !st->was_ready)
		st->hopeless = true;
	if (!clean)
		log_warn(NULL, "api.worker_died", LOG_INT("pid", w->pid),
		    LOG_TEXT("pool", p->name),
		    LOG_INT("status",
			WIFEXITED(status) ? WEXITSTATUS(status) : 0),
		    LOG_INT("signal",
			WIFSIGNALED(status) ? WTERMSIG(status) : 0));
	if (!clean && early) {
		p->next_ms = now + p->delay_ms;
		p->delay_ms = p->delay_ms ? p->delay_ms * 2 : 100;
		if (p->delay_ms > MAX_DELAY_MS)
			p->delay_ms = MAX_DELAY_MS;
	} else {
		p->delay_ms = 0;
	}
	w->pid = 0;
}

static void
reap(struct state *st, int64_t now)
{
	int status, seat;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid == st->check) {
			st->check = 0;
			if (status == 0)
				upgrade_now(st->sv, st->generation,
				    &st->workers[0].pid, sizeof st->workers[0],
				    SEATS);
			else
				log_error(NULL, "api.upgrade_refused",
				    LOG_INT("status", status));
			continue;
		}
		for (seat = 0; seat < SEATS; seat++)
			if (st->workers[seat].pid == pid)
				note_end(st, &st->workers[seat], status, now);
	}
}

static void
ask_to_end(struct state *st, struct worker *w, int64_t now)
{
	if (!w->pid || w->kill_ms)
		return;
	/* New settings are no reason to break off a transfer. */
	w->kill_ms = now +
	    (st->ending || w->adopted || w->pool != POOL_TRANSFER ?
		    drain_ms(st->sv) :
		    TRANSFER_END_MS);
	(void)kill(w->pid, SIGTERM);
}

/* The old generation goes when the new one is complete and has said so. */
static void
replace(struct state *st, int64_t now)
{
	int pool, seat;

	for (pool = 0; pool < POOLS; pool++)
		if (!st->sv->pools[pool].lazy &&
		    count(st, pool, true) < st->sv->pools[pool].want)
			return;
	if (!st->was_ready)
		supervisor_notify("READY=1");
	st->was_ready = true;
	if (!st->replacing)
		return;
	st->replacing = false;
	for (seat = 0; seat < SEATS; seat++)
		if (st->workers[seat].generation != st->generation)
			ask_to_end(st, &st->workers[seat], now);
	log_info(NULL, "api.replaced", LOG_INT("generation", st->generation));
}

static int64_t
patience(const struct state *st, const struct worker *w)
{
	int64_t ms = st->sv->pools[w->pool].patience_ms;

	return ms ? ms : drain_ms(st->sv);
}

static void
kill_hanging(struct state *st, int64_t now)
{
	struct worker *w;
	int64_t since;
	int seat;

	for (seat = 0; seat < SEATS; seat++) {
		w = &st->workers[seat];
		if (!w->pid)
			continue;
		since = w->adopted ?
		    0 :
		    atomic_load(&st->sv->board->seats[seat].busy_since_ms);
		if ((w->kill_ms && now >= w->kill_ms) ||
		    (since && now - since > patience(st, w))) {
			log_error(NULL, "api.worker_hangs",
			    LOG_INT("pid", w->pid));
			(void)kill(w->pid, SIGKILL);
		}
	}
}

static void
reload(struct state *st)
{
	struct supervisor *sv = st->sv;
	struct arena *mem = arena_new((size_t)1 << 20);
	struct settings *set = ARENA_NEW(mem, struct settings);
	const char *why;

	if (settings_load(mem, sv->set_path, environ, set, &why)) {
		log_error(NULL, "api.reload_refused", LOG_TEXT("why", why));
		arena_free(mem);
		return;
	}
	/* How many workers, and where they listen, is decided at start. */
	if (set->api_workers != sv->set->api_workers ||
	    set->api_remote_workers != sv->set->api_remote_workers ||
	    set->api_transfer_workers != sv->set->api_transfer_workers)
		log_warn(NULL, "api.needs_restart",
		    LOG_TEXT("setting",
			"api_workers, api_remote_workers, "
			"api_transfer_workers"));
	arena_free(sv->set_mem);
	sv->set = set;
	sv->set_mem = mem;
	st->generation++;
	st->replacing = true;
	log_info(NULL, "api.reload", LOG_INT("generation", st->generation));
}

static void
end(struct state *st, int64_t now)
{
	int i, seat;

	if (st->ending)
		return;
	st->ending = true;
	log_info(NULL, "api.ending");
	supervisor_notify("STOPPING=1");
	/* Nobody new from here on; who waits in the queue is still served. */
	for (i = 0; i < POOLS; i++)
		if (!st->sv->pools[i].inherited)
			(void)unlink(st->sv->pools[i].path);
	atomic_store(&st->sv->board->closing, 1);
	for (seat = 0; seat < SEATS; seat++) {
		/* One that was left its time for a transfer has it no more. */
		st->workers[seat].kill_ms = 0;
		ask_to_end(st, &st->workers[seat], now);
	}
}

static void
take_signals(struct state *st, int64_t now)
{
	struct signalfd_siginfo info;

	while (read(st->signals, &info, sizeof info) == sizeof info) {
		switch ((int)info.ssi_signo) {
		case SIGTERM:
		case SIGINT:
			end(st, now);
			break;
		case SIGHUP:
			if (!st->ending)
				reload(st);
			break;
		case SIGUSR2:
			if (!st->ending && !st->check)
				st->check = upgrade_check(st->sv);
			break;
		default:
			break;
		}
	}
}

static bool
any_left(const struct state *st)
{
	int seat;

	for (seat = 0; seat < SEATS; seat++)
		if (st->workers[seat].pid)
			return true;
	return false;
}

static bool
in_motion(const struct state *st)
{
	return st->replacing || st->ending || !st->was_ready ||
	    st->sv->pools[POOL_FAST].delay_ms ||
	    st->sv->pools[POOL_REMOTE].delay_ms;
}

static void
adopt(struct state *st)
{
	pid_t pids[SEATS];
	size_t i, n = upgrade_pids(pids, SEATS);

	for (i = 0; i < n; i++)
		st->workers[i] = (struct worker){
			.pid = pids[i], .generation = -1, .adopted = true
		};
	st->replacing = n > 0;
}

/* Until a signal, somebody at the door of a pool that could grow, or so long. */
static void
wait_for_work(const struct state *st, int64_t now)
{
	struct pollfd pfd[1 + POOLS];
	nfds_t n = 1;
	int pool, ms = in_motion(st) ? 20 : 1000;

	pfd[0] = (struct pollfd){ .fd = st->signals, .events = POLLIN };
	for (pool = 0; pool < POOLS; pool++) {
		if (may_grow(st, pool, now))
			pfd[n++] =
			    (struct pollfd){ .fd = st->sv->pools[pool].fd,
				    .events = POLLIN };
		else if (st->sv->pools[pool].lazy && ms > GROW_MS &&
		    !st->ending)
			ms = GROW_MS;
	}
	(void)poll(pfd, n, ms);
}

int
supervisor_run(struct supervisor *sv)
{
	static struct state only;
	struct state *st = &only;
	sigset_t set;
	int64_t now;

	st->sv = sv;
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGHUP);
	(void)sigaddset(&set, SIGUSR2);
	(void)sigaddset(&set, SIGCHLD);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
	st->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (st->signals == -1)
		return 71;
	adopt(st);

	for (;;) {
		now = time_mono_ms();
		reap(st, now);
		take_signals(st, now);
		if (st->hopeless)
			end(st, now);
		if (!st->ending) {
			fill(st, now);
			replace(st, now);
		} else if (!any_left(st)) {
			break;
		}
		kill_hanging(st, now);
		wait_for_work(st, now);
	}
	log_info(NULL, "api.ended");
	return st->hopeless ? EX_CONFIG_ : 0;
}
