/*
 * The supervisor of k8sm-worker: forks the children, renews their leases by the
 * database's clock in one statement, stops what shall stop, buries the dead,
 * takes over what other workers left, and wakes idle children.
 *
 * It runs no task itself and waits for nothing longer than a fraction of a lease.
 */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "db/db.h"
#include "db/migrate.h"
#include "tasks/tasks_run.h"

#define NOTIFY_MS    20		/* pause between two NOTIFYs of new events */
#define NOTIFY_MAX   300	/* ids in one payload (< 8000 bytes) */
#define SCHEDULE_MS  5000
#define HOUR_US      (INT64_C(3600) * 1000000)

struct ward {
	pid_t pid;		/* 0: none */
	int64_t born_ms;
	int64_t fork_ms;	/* not before */
	int fails;
	int64_t stop_ms;	/* asked to stop at, 0: not */
	int64_t stop_id;	/* the task meant */
	int64_t kill_id;	/* killed for this task … */
	enum run_why why;	/* … because */
	bool quiet;		/* … and nothing is to be written */
	bool bury;		/* gone, and its task is still to be told */
	int64_t bury_id;
	int64_t bury_fence;
	const char *bury_text;
	char text[96];
};

struct super {
	struct tasks_worker conf;
	struct run_shared *sh;
	size_t n;
	struct ward *wards;
	struct cx cx;
	struct arena *scratch;
	int64_t renew_ms;	/* next times of the duties */
	int64_t sweep_ms;
	int64_t promote_ms;
	int64_t schedule_ms;
	int64_t hour_us;
	int64_t notify_ms;	/* last NOTIFY */
	int64_t told[NOTIFY_MAX];
	size_t n_told;
	bool wake;		/* idle children shall look */
	int64_t drain_ms;	/* SIGTERM came at, 0: no */
	bool was_down;
};

static volatile sig_atomic_t got_term, got_hup;
static int signal_poke_fd = -1;

static void
on_signal(int sig)
{
	int saved = errno;

	if (sig == SIGTERM || sig == SIGINT)
		got_term++;
	else if (sig == SIGHUP)
		got_hup = 1;
	run_poke(signal_poke_fd);
	errno = saved;
}

static bool
set_up_lock(pthread_mutex_t *m)
{
	pthread_mutexattr_t attr;
	bool ok;

	ok = pthread_mutexattr_init(&attr) == 0 &&
	    pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED) == 0 &&
	    pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST) == 0 &&
	    pthread_mutex_init(m, &attr) == 0;
	pthread_mutexattr_destroy(&attr);
	return ok;
}

static bool
set_up_shared(struct super *su, const struct settings *set)
{
	size_t size, i;
	char host[64] = "";
	struct run_slot *s;

	su->n = (size_t)set->task_workers;
	size = sizeof(struct run_shared) + su->n * sizeof(struct run_slot);
	su->sh = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (su->sh == MAP_FAILED)
		return false;
	su->sh->lease_ms = set->task_lease_s * 1000;
	su->sh->poll_ms = set->task_poll_ms;
	su->sh->poke_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	(void)gethostname(host, sizeof(host) - 1);
	for (i = 0; i < su->n; i++) {
		s = &su->sh->slot[i];
		s->state = RUN_GONE;
		s->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
		s->work_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
		snprintf(s->worker, sizeof(s->worker), "%s:%d/%zu", host,
		    (int)getpid(), i);
		if (s->wake_fd == -1 || s->work_fd == -1 ||
		    !set_up_lock(&s->gate) || !set_up_lock(&s->lock))
			return false;
	}
	return su->sh->poke_fd != -1;
}

static void
set_up_signals(int poke_fd)
{
	static const int caught[] = { SIGTERM, SIGINT, SIGHUP, SIGCHLD };
	struct sigaction sa = { .sa_handler = on_signal,
		.sa_flags = SA_RESTART | SA_NOCLDSTOP };
	size_t i;

	signal_poke_fd = poke_fd;
	for (i = 0; i < sizeof(caught) / sizeof(caught[0]); i++)
		sigaction(caught[i], &sa, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static void
be_system(struct cx *cx)
{
	static const char *const all[] = { "*:*" };

	memset(&cx->who, 0, sizeof(cx->who));
	cx->who.username = "system";
	cx->who.ip = "";
	cx->who.user_agent = "k8sm-worker";
	cx->who.is_admin = true;
	cx->who.all_projects = true;
	cx->who.perms = all;
	cx->who.n_perms = 1;
	cx->request_id = "";
}

/* Every statement of the supervisor is bounded by a fraction of the lease. */
static struct cx *
fresh(struct super *su)
{
	int64_t most = su->sh->lease_ms / 6;

	err_clear(&su->cx);
	su->cx.deadline_ms = time_mono_ms() + (most < 2000 ? most : 2000);
	return &su->cx;
}

/* --- children -------------------------------------------------------------- */

static void
fork_child(struct super *su, size_t i)
{
	struct ward *w = &su->wards[i];
	struct run_slot *s = &su->sh->slot[i];
	pid_t parent = getpid(), pid;
	int fd = db_fd(su->cx.db);

	atomic_store(&s->task_id, 0);
	atomic_store(&s->drain, false);
	atomic_store(&s->state, RUN_BUSY);
	memset(w, 0, sizeof(*w));
	pid = fork();
	if (pid == 0) {
		if (fd >= 0)
			close(fd);
		signal(SIGCHLD, SIG_DFL);
		tasks_child_main(su->sh, i, &su->conf, parent);
	}
	if (pid == -1) {
		log_error(&su->cx, "worker.fork", LOG_INT("errno", errno));
		atomic_store(&s->state, RUN_GONE);
		w->fork_ms = time_mono_ms() + 1000;
		return;
	}
	w->pid = pid;
	w->born_ms = time_mono_ms();
}

/* Kills the child if it still runs ${id} and is not just ending it. */
static void
kill_for(struct super *su, size_t i, int64_t id, enum run_why why, bool quiet)
{
	struct run_slot *s = &su->sh->slot[i];
	struct ward *w = &su->wards[i];

	/* With the gate closed the child cannot go on to another task. */
	if (!run_trylock(&s->gate))
		return;
	if (w->pid && atomic_load(&s->task_id) == id &&
	    (quiet || !atomic_load(&s->ending))) {
		w->kill_id = id;
		w->why = why;
		w->quiet = quiet;
		kill(w->pid, SIGKILL);
	}
	pthread_mutex_unlock(&s->gate);
}

/* Tells the child to stop ${id}: flag and wake-up together, for this task. */
static void
ask_to_stop(struct super *su, size_t i, int64_t id, bool timed_out)
{
	struct run_slot *s = &su->sh->slot[i];
	struct ward *w = &su->wards[i];

	if (!run_trylock(&s->gate))
		return;
	if (atomic_load(&s->task_id) == id && !atomic_load(&s->ending)) {
		atomic_store(timed_out ? &s->timed_out : &s->cancelled, true);
		run_poke(s->wake_fd);
		w->stop_ms = time_mono_ms();
		w->stop_id = id;
	}
	pthread_mutex_unlock(&s->gate);
}

static void
note_death(struct super *su, size_t i, int status)
{
	struct run_slot *s = &su->sh->slot[i];
	struct ward *w = &su->wards[i];
	int64_t now = time_mono_ms(), id = atomic_load(&s->task_id);
	bool clean = WIFEXITED(status) && WEXITSTATUS(status) == 0;

	w->pid = 0;
	atomic_store(&s->state, RUN_GONE);
	if (!clean)
		log_warn(&su->cx, "worker.child_gone", LOG_INT("slot", i),
		    LOG_INT("status", WIFEXITED(status) ? WEXITSTATUS(status) : 0),
		    LOG_INT("signal", WIFSIGNALED(status) ? WTERMSIG(status) : 0),
		    LOG_INT("task_id", id));
	w->fails = clean || now - w->born_ms > 5000 ? 0 : w->fails + 1;
	w->fork_ms = now + (w->fails ? 50 << (w->fails < 6 ? w->fails : 6) : 0);
	if (id == 0 || (w->kill_id == id && w->quiet))
		return;
	w->bury = true;
	w->bury_id = id;
	w->bury_fence = atomic_load(&s->fence);
	if (w->kill_id != id)
		w->why = RUN_CRASHED;
	switch (w->why) {
	case RUN_CANCELLED:
		w->bury_text = "cancelled";
		break;
	case RUN_TIMED_OUT:
		w->bury_text = "timed out";
		break;
	case RUN_RELEASED:
		w->bury_text = "given back by a worker that ends";
		break;
	case RUN_CRASHED:
		if (WIFSIGNALED(status))
			snprintf(w->text, sizeof(w->text),
			    "the worker process died (signal %d)",
			    WTERMSIG(status));
		else
			snprintf(w->text, sizeof(w->text),
			    "the worker process died (status %d)",
			    WEXITSTATUS(status));
		w->bury_text = w->text;
		break;
	}
}

static void
reap(struct super *su)
{
	int status;
	size_t i;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (i = 0; i < su->n; i++) {
			if (su->wards[i].pid == pid)
				note_death(su, i, status);
		}
	}
}

static void
tell(struct super *su, int64_t id)
{
	size_t i;

	for (i = 0; i < su->n_told; i++) {
		if (su->told[i] == id)
			return;
	}
	if (su->n_told < NOTIFY_MAX)
		su->told[su->n_told++] = id;
}

/* The tasks of dead children; their events first, as far as they were given. */
static void
bury(struct super *su, size_t i)
{
	struct run_slot *s = &su->sh->slot[i];
	struct ward *w = &su->wards[i];
	enum err_code rc = ERR_OK;
	bool done;

	run_lock(&s->lock);
	if (time_mono_ms() < atomic_load(&s->lease_ms))
		rc = run_flush(fresh(su), su->scratch, s, w->bury_id,
		    w->bury_fence);
	pthread_mutex_unlock(&s->lock);
	if (rc == ERR_UNAVAILABLE || rc == ERR_TIMEOUT)
		return;
	rc = tasks_db_bury(fresh(su), w->bury_id, w->bury_fence, w->why,
	    w->bury_text, &done);
	if (rc) {
		log_warn(&su->cx, "task.bury", LOG_INT("task_id", w->bury_id),
		    LOG_TEXT("detail", su->cx.detail));
		return;
	}
	w->bury = false;
	if (done) {
		tell(su, w->bury_id);
		su->wake = true;
		su->promote_ms = 0;
	}
}

static void
keep_children(struct super *su)
{
	int64_t now = time_mono_ms();
	size_t i;

	for (i = 0; i < su->n; i++) {
		struct ward *w = &su->wards[i];

		if (w->bury)
			bury(su, i);
		if (w->pid == 0 && !w->bury && su->drain_ms == 0 &&
		    now >= w->fork_ms) {
			int fails = w->fails;

			fork_child(su, i);
			w->fails = fails;
		}
	}
}

/* --- leases ------------------------------------------------------------------ */

static void
apply_renewal(struct super *su, size_t i, const struct run_renewed *r,
    int64_t asked_ms, int64_t id, int64_t fence)
{
	struct run_slot *s = &su->sh->slot[i];

	if (atomic_load(&s->task_id) != id || atomic_load(&s->fence) != fence)
		return;		/* went on meanwhile */
	if (r) {
		atomic_store(&s->lease_ms,
		    asked_ms + su->sh->lease_ms * 2 / 3);
		if (r->cancel_requested && !atomic_load(&s->cancelled))
			ask_to_stop(su, i, id, false);
		return;
	}
	if (atomic_load(&s->ending))
		return;		/* its end is just being committed */
	log_warn(&su->cx, "task.lease_lost", LOG_INT("task_id", id),
	    LOG_INT("fence", fence));
	atomic_store(&s->lost, true);
	kill_for(su, i, id, RUN_CRASHED, true);
}

static void
renew(struct super *su)
{
	struct cx *cx = fresh(su);
	int64_t *ids = arena_array(cx->mem, su->n + 1, sizeof(*ids));
	int64_t *fences = arena_array(cx->mem, su->n + 1, sizeof(*fences));
	size_t *slots = arena_array(cx->mem, su->n + 1, sizeof(*slots));
	struct run_renewed *rows, *r;
	size_t n = 0, n_rows, i, k;
	int64_t asked_ms = time_mono_ms();
	enum err_code rc;

	for (i = 0; i < su->n; i++) {
		struct run_slot *s = &su->sh->slot[i];

		ids[n] = atomic_load(&s->task_id);
		fences[n] = atomic_load(&s->fence);
		if (su->wards[i].pid && ids[n] &&
		    ids[n] == atomic_load(&s->task_id))
			slots[n++] = i;
	}
	su->renew_ms = asked_ms + su->sh->lease_ms / 6;
	if (n == 0)
		return;
	rc = tasks_db_renew(cx, ids, fences, n, su->sh->lease_ms, &rows,
	    &n_rows);
	if (rc) {
		log_warn(cx, "task.renew", LOG_TEXT("err", err_name(rc)),
		    LOG_TEXT("detail", cx->detail));
		su->renew_ms = time_mono_ms() + su->sh->lease_ms / 20;
		return;
	}
	for (k = 0; k < n; k++) {
		r = NULL;
		for (i = 0; i < n_rows && r == NULL; i++) {
			if (rows[i].id == ids[k] && rows[i].fence == fences[k])
				r = &rows[i];
		}
		apply_renewal(su, slots[k], r, asked_ms, ids[k], fences[k]);
	}
}

/* Leases that ran out, deadlines that passed, graces that are over. */
static void
watch(struct super *su)
{
	int64_t now = time_mono_ms(), id;
	size_t i;

	for (i = 0; i < su->n; i++) {
		struct run_slot *s = &su->sh->slot[i];
		struct ward *w = &su->wards[i];

		id = atomic_load(&s->task_id);
		if (w->pid == 0 || id == 0)
			continue;
		if (now >= atomic_load(&s->lease_ms)) {
			/* Could not renew: nobody may act on a lease that another
			 * worker is about to get. */
			atomic_store(&s->lost, true);
			kill_for(su, i, id, RUN_CRASHED, true);
			continue;
		}
		if (su->drain_ms && now >= su->drain_ms + RUN_DRAIN_MS) {
			kill_for(su, i, id, RUN_RELEASED, false);
			continue;
		}
		if (w->stop_ms && w->stop_id != id)
			w->stop_ms = 0;
		if (w->stop_ms == 0 && now >= atomic_load(&s->deadline_ms))
			ask_to_stop(su, i, id, true);
		if (w->stop_ms && now >= w->stop_ms + RUN_GRACE_MS)
			kill_for(su, i, id, atomic_load(&s->cancelled) ?
			    RUN_CANCELLED : RUN_TIMED_OUT, false);
	}
}

/* --- events ------------------------------------------------------------------ */

/* Writes what silent children left in their buffers. */
static void
flush_stragglers(struct super *su)
{
	int64_t now = time_mono_ms(), id;
	enum err_code rc;
	size_t i;

	for (i = 0; i < su->n; i++) {
		struct run_slot *s = &su->sh->slot[i];

		id = atomic_load(&s->task_id);
		if (id == 0 || s->oldest_ms == 0 ||
		    now < s->oldest_ms + RUN_BATCH_MS || !run_trylock(&s->lock))
			continue;
		if (s->oldest_ms && atomic_load(&s->task_id) == id &&
		    !atomic_load(&s->lost)) {
			rc = run_flush(fresh(su), su->scratch, s, id,
			    atomic_load(&s->fence));
			if (rc == ERR_OK)
				tell(su, id);
			else if (rc == ERR_CONFLICT)
				atomic_store(&s->lost, true);
			else
				s->oldest_ms = now;	/* and once more */
		}
		pthread_mutex_unlock(&s->lock);
	}
}

static void
collect_told(struct super *su)
{
	uint32_t put, taken;
	size_t i;

	for (i = 0; i < su->n; i++) {
		struct run_slot *s = &su->sh->slot[i];

		put = atomic_load(&s->put);
		for (taken = atomic_load(&s->taken); taken != put; taken++) {
			if (su->n_told == NOTIFY_MAX)
				break;
			tell(su, s->ring[taken % RUN_RING]);
		}
		atomic_store(&s->taken, taken);
		if (atomic_exchange(&s->found, false))
			su->wake = true;
	}
}

/* One NOTIFY for all new events, not more often than every NOTIFY_MS. */
static void
notify_events(struct super *su)
{
	struct buf b;
	size_t i;

	collect_told(su);
	if (su->n_told == 0 || time_mono_ms() < su->notify_ms + NOTIFY_MS)
		return;
	buf_init(&b, su->cx.mem, 8000);
	for (i = 0; i < su->n_told; i++) {
		if (i > 0)
			buf_putc(&b, ',');
		buf_int(&b, su->told[i]);
	}
	db_notify(fresh(su), "k8sm_events", b.p);
	su->n_told = 0;
	su->notify_ms = time_mono_ms();
}

/* --- the queue --------------------------------------------------------------- */

/* One idle child at a time: who finds work has the next one looked. */
static void
wake_idle(struct super *su)
{
	size_t i;

	if (!su->wake)
		return;
	su->wake = false;
	for (i = 0; i < su->n; i++) {
		if (su->wards[i].pid &&
		    atomic_load(&su->sh->slot[i].state) == RUN_IDLE) {
			run_poke(su->sh->slot[i].work_fd);
			return;
		}
	}
}

static void
promote(struct super *su)
{
	int64_t n, next, now = time_mono_ms(), in;

	su->promote_ms = now + su->sh->poll_ms;
	if (tasks_db_promote(fresh(su), &n, &next))
		return;
	if (n > 0)
		su->wake = true;
	in = next ? (next - time_now_us()) / 1000 + 1 : su->sh->poll_ms;
	if (in < su->sh->poll_ms)
		su->promote_ms = now + (in > 5 ? in : 5);
}

static void
sweep(struct super *su)
{
	int64_t every = su->sh->lease_ms / 6, *ids;
	size_t n, i;

	su->sweep_ms = time_mono_ms() + every / 2 + time_mono_us() % every;
	if (tasks_db_sweep(fresh(su), &ids, &n) || n == 0)
		return;
	for (i = 0; i < n; i++) {
		log_info(&su->cx, "task.taken_over", LOG_INT("task_id", ids[i]));
		tell(su, ids[i]);
	}
	su->wake = true;
	su->promote_ms = 0;
}

static void
fire_schedules(struct super *su)
{
	int64_t now = time_mono_ms(), next = 0, in;
	struct cx *cx = fresh(su);

	su->schedule_ms = now + SCHEDULE_MS;
	if (tasks_schedules_fire(cx, &next)) {
		log_warn(cx, "schedule.fire", LOG_TEXT("detail",
		    cx->detail ? cx->detail : cx->message));
		be_system(cx);
		return;
	}
	be_system(cx);
	in = next ? (next - time_now_us()) / 1000 + 1 : SCHEDULE_MS;
	if (in < SCHEDULE_MS)
		su->schedule_ms = now + (in > 10 ? in : 10);
}

/* Once an hour, once among all workers: the key is the hour. */
static void
order_maintenance(struct super *su)
{
	int64_t hour = time_now_us() / HOUR_US;
	struct cx *cx = fresh(su);
	struct task_new in = { .kind = "system.maintenance",
		.title = "maintenance" };

	if (hour == su->hour_us)
		return;
	in.idempotency_key = arena_printf(cx->mem, "hour-%" PRId64, hour);
	if (tasks_enqueue(cx, &in, NULL) == ERR_OK)
		su->hour_us = hour;
}

/* --- the loop ---------------------------------------------------------------- */

static int64_t
sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int
time_to_wait(const struct super *su)
{
	int64_t now = time_mono_ms(), t = now + 1000;
	size_t i;

	t = sooner(t, sooner(su->renew_ms, su->sweep_ms));
	t = sooner(t, sooner(su->promote_ms, su->schedule_ms));
	if (su->n_told)
		t = sooner(t, su->notify_ms + NOTIFY_MS);
	for (i = 0; i < su->n; i++) {
		const struct run_slot *s = &su->sh->slot[i];
		const struct ward *w = &su->wards[i];

		if (w->bury)
			t = sooner(t, now + 100);
		else if (w->pid == 0 && su->drain_ms == 0)
			t = sooner(t, w->fork_ms);
		if (atomic_load(&s->task_id) == 0)
			continue;
		if (s->oldest_ms)
			t = sooner(t, s->oldest_ms + RUN_BATCH_MS);
		t = sooner(t, atomic_load(&s->lease_ms));
		if (w->stop_ms == 0)
			t = sooner(t, atomic_load(&s->deadline_ms));
	}
	return t > now ? (int)(t - now) : 0;
}

static void
sleep_without_db(struct super *su, int ms)
{
	struct pollfd pfd = { .fd = su->sh->poke_fd, .events = POLLIN };

	poll(&pfd, 1, ms);
}

/* Sleeps until something is due, a child or a signal pokes, or a NOTIFY came. */
static void
wait_a_while(struct super *su)
{
	const char *channel, *payload;
	struct cx *cx = &su->cx;
	int ms = time_to_wait(su);
	enum err_code rc;

	err_clear(cx);
	cx->deadline_ms = 0;
	if (su->was_down) {
		sleep_without_db(su, ms < 100 ? ms : 100);
		if (db_connect(fresh(su)))
			return;
		/* What was told meanwhile is not told again: look at it all. */
		su->was_down = false;
		su->wake = true;
		su->promote_ms = su->sweep_ms = su->renew_ms = 0;
	}
	for (;;) {
		/* Answers that are still owed come first: a poke must not
		 * interrupt those. */
		rc = db_wait(cx, 0, &channel, &payload);
		if (rc == ERR_OK && payload == NULL && ms > 0) {
			db_set_wake(cx->db, su->sh->poke_fd);
			rc = db_wait(cx, ms, &channel, &payload);
			db_set_wake(cx->db, -1);
		}
		if (rc || payload == NULL)
			break;
		ms = 0;
		su->wake = true;
		su->promote_ms = sooner(su->promote_ms, time_mono_ms() + 20);
		if (strcmp(payload, "cancel") == 0)
			su->renew_ms = 0;
		else if (strcmp(payload, "schedule") == 0)
			su->schedule_ms = 0;
	}
	if (rc == ERR_UNAVAILABLE) {
		su->was_down = true;
		log_warn(cx, "worker.db_down", LOG_TEXT("detail", cx->detail));
	}
}

static void
start_drain(struct super *su)
{
	size_t i;

	su->drain_ms = time_mono_ms();
	log_info(&su->cx, "worker.drain");
	for (i = 0; i < su->n; i++) {
		atomic_store(&su->sh->slot[i].drain, true);
		run_poke(su->sh->slot[i].work_fd);
	}
}

/* New settings: children end after their task and are forked anew. */
static void
reload(struct super *su)
{
	const struct settings *set = su->conf.reload ? su->conf.reload() : NULL;
	size_t i;

	if (set == NULL)
		return;
	su->conf.set = su->cx.set = set;
	su->sh->poll_ms = set->task_poll_ms;
	for (i = 0; i < su->n; i++) {
		atomic_store(&su->sh->slot[i].drain, true);
		run_poke(su->sh->slot[i].work_fd);
	}
	log_info(&su->cx, "worker.reload");
}

static bool
all_gone(const struct super *su)
{
	size_t i;

	/* With the database away, leases end what cannot be told. */
	if (time_mono_ms() > su->drain_ms + RUN_DRAIN_MS + 5000)
		return true;

	for (i = 0; i < su->n; i++) {
		if (su->wards[i].pid || su->wards[i].bury)
			return false;
	}
	return true;
}

static void
duties(struct super *su)
{
	int64_t now;

	reap(su);
	watch(su);
	if (su->was_down)
		return;
	keep_children(su);
	flush_stragglers(su);
	notify_events(su);
	wake_idle(su);
	now = time_mono_ms();
	if (now >= su->renew_ms)
		renew(su);
	if (now >= su->promote_ms)
		promote(su);
	if (now >= su->sweep_ms)
		sweep(su);
	if (su->drain_ms)
		return;
	if (now >= su->schedule_ms)
		fire_schedules(su);
	order_maintenance(su);
	wake_idle(su);
}

int
tasks_worker_main(const struct tasks_worker *conf)
{
	struct super su = { .conf = *conf };
	struct arena *life = arena_new((size_t)4 << 20);

	if (!set_up_shared(&su, conf->set)) {
		log_error(NULL, "worker.shared", LOG_INT("errno", errno));
		return 1;
	}
	set_up_signals(su.sh->poke_fd);
	tasks_init(conf->kinds);
	su.wards = arena_array(life, su.n, sizeof(*su.wards));
	su.scratch = arena_new((size_t)16 << 20);
	su.cx.mem = arena_new((size_t)16 << 20);
	su.cx.set = conf->set;
	su.cx.db = db_open(conf->set->database_url, "k8sm-worker", 10000);
	be_system(&su.cx);
	if (db_listen(fresh(&su), "k8sm_tasks"))
		su.was_down = true;
	else if (migrate_check(fresh(&su))) {
		log_error(&su.cx, "worker.schema", LOG_TEXT("why", su.cx.message));
		return 78;
	}
	log_info(&su.cx, "worker.start", LOG_INT("children", su.n));
	while (!su.drain_ms || !all_gone(&su)) {
		if (got_term && !su.drain_ms)
			start_drain(&su);
		if (got_term > 1)
			su.drain_ms = time_mono_ms() - RUN_DRAIN_MS;
		if (got_hup) {
			got_hup = 0;
			reload(&su);
		}
		duties(&su);
		arena_reset(su.cx.mem);
		if (!su.drain_ms || !all_gone(&su))
			wait_a_while(&su);
		run_drain_fd(su.sh->poke_fd);
	}
	db_close(su.cx.db);
	log_info(NULL, "worker.end");
	return 0;
}
