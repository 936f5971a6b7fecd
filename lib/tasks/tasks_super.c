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

#include "db/db.h"
#include "db/migrate.h"
#include "tasks/tasks_super.h"

#define NOTIFY_MS 20 /* pause between two NOTIFYs of new events */
#define SCHEDULE_MS 5000

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
	tasks_run_poke(signal_poke_fd);
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
	size_t size, i, lane = 0, left, per[RUN_LANES];
	char host[64] = "";
	struct run_slot *s;

	for (i = 0; i < RUN_LANES; i++) {
		per[i] = (size_t)tasks_lane_size(set, i);
		su->n += per[i];
	}
	size = sizeof(struct run_shared) + su->n * sizeof(struct run_slot);
	su->sh = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (su->sh == MAP_FAILED)
		return false;
	su->sh->n_slots = su->n;
	for (i = 0; i < RUN_LANES; i++) {
		if (!set_up_lock(&su->sh->offers[i].lock))
			return false;
	}
	su->sh->lease_ms = set->task_lease_s * 1000;
	su->sh->poll_ms = set->task_poll_ms;
	su->sh->lane_idle_ms = set->lane_idle_s * 1000;
	su->sh->poke_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	(void)gethostname(host, sizeof(host) - 1);
	for (i = 0, left = per[0]; i < su->n; i++, left--) {
		while (left == 0)
			left = per[++lane];
		s = &su->sh->slot[i];
		s->lane = lane;
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

struct cx *
tasks_super_fresh(struct super *su)
{
	int64_t most = su->sh->lease_ms / 6;

	err_clear(&su->cx);
	su->cx.deadline_ms = time_mono_ms() + (most < 2000 ? most : 2000);
	return &su->cx;
}

void
tasks_super_tell(struct super *su, int64_t id)
{
	size_t i;

	for (i = 0; i < su->n_told; i++) {
		if (su->told[i] == id)
			return;
	}
	if (su->n_told < SUPER_TOLD)
		su->told[su->n_told++] = id;
}

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
		    now < s->oldest_ms + RUN_BATCH_MS ||
		    !tasks_run_trylock(&s->lock))
			continue;
		if (s->oldest_ms && atomic_load(&s->task_id) == id &&
		    !atomic_load(&s->lost)) {
			rc = tasks_run_flush(tasks_super_fresh(su), su->scratch,
			    s, id, atomic_load(&s->fence));
			if (rc == ERR_OK)
				tasks_super_tell(su, id);
			else if (rc == ERR_CONFLICT)
				atomic_store(&s->lost, true);
			else
				s->oldest_ms = now; /* and once more */
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
			if (su->n_told == SUPER_TOLD)
				break;
			tasks_super_tell(su, s->ring[taken % RUN_RING]);
		}
		atomic_store(&s->taken, taken);
		if (atomic_exchange(&s->found, false))
			su->wake |= 1u << s->lane;
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
	db_notify(tasks_super_fresh(su), "k8sm_events", b.p);
	su->n_told = 0;
	su->notify_ms = time_mono_ms();
}

static void
promote(struct super *su)
{
	int64_t n, next, now = time_mono_ms(), in;

	su->promote_ms = now + su->sh->poll_ms;
	if (tasks_db_promote(tasks_super_fresh(su), &n, &next))
		return;
	if (n > 0)
		su->wake = SUPER_ALL;
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
	if (tasks_db_sweep(tasks_super_fresh(su), &ids, &n) || n == 0)
		return;
	for (i = 0; i < n; i++) {
		log_info(&su->cx, "task.taken_over",
		    LOG_INT("task_id", ids[i]));
		tasks_super_tell(su, ids[i]);
	}
	su->wake = SUPER_ALL;
	su->promote_ms = 0;
}

static void
fire_schedules(struct super *su)
{
	int64_t now = time_mono_ms(), next = 0, in;
	struct cx *cx = tasks_super_fresh(su);

	su->schedule_ms = now + SCHEDULE_MS;
	if (tasks_schedules_fire(cx, &next)) {
		log_warn(cx, "schedule.fire",
		    LOG_TEXT("detail", cx->detail ? cx->detail : cx->message));
		be_system(cx);
		return;
	}
	be_system(cx);
	in = next ? (next - time_now_us()) / 1000 + 1 : SCHEDULE_MS;
	if (in < SCHEDULE_MS)
		su->schedule_ms = now + (in > 10 ? in : 10);
}

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
	t = sooner(t, sooner(su->promote_ms, su->look_ms));
	if (su->drain_ms == 0)
		t = sooner(t, sooner(su->routine_ms, su->schedule_ms));
	if (su->n_told)
		t = sooner(t, su->notify_ms + NOTIFY_MS);
	for (i = 0; i < su->n; i++) {
		const struct run_slot *s = &su->sh->slot[i];
		const struct ward *w = &su->wards[i];

		if (w->bury)
			t = sooner(t, now + 100);
		else if (w->pid == 0 && s->lane == 0 && su->drain_ms == 0)
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
		sleep_without_db(su, 100);
		if (db_connect(tasks_super_fresh(su)))
			return;
		/* What was told meanwhile is not told again: look at it all. */
		su->was_down = false;
		su->wake = SUPER_ALL;
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
		su->wake |= tasks_lane_bit(payload);
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
		tasks_run_poke(su->sh->slot[i].work_fd);
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
	su->sh->lane_idle_ms = set->lane_idle_s * 1000;
	for (i = 0; i < su->n; i++) {
		atomic_store(&su->sh->slot[i].drain, true);
		tasks_run_poke(su->sh->slot[i].work_fd);
	}
	log_info(&su->cx, "worker.reload");
}

static void
duties(struct super *su)
{
	int64_t now;

	tasks_ward_reap(su);
	tasks_ward_watch(su);
	if (su->was_down)
		return;
	tasks_ward_keep(su);
	flush_stragglers(su);
	notify_events(su);
	tasks_lane_wake(su);
	now = time_mono_ms();
	if (now >= su->renew_ms)
		tasks_ward_renew(su);
	if (now >= su->promote_ms)
		promote(su);
	if (now >= su->sweep_ms)
		sweep(su);
	if (su->drain_ms)
		return;
	if (now >= su->schedule_ms)
		fire_schedules(su);
	if (now >= su->routine_ms)
		tasks_lane_routine(su);
	tasks_lane_wake(su);
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
	if (!tasks_lane_set_up(&su, life))
		return 78;
	set_up_signals(su.sh->poke_fd);
	tasks_init(conf->kinds);
	su.wards = arena_array(life, su.n, sizeof(*su.wards));
	su.scratch = arena_new((size_t)16 << 20);
	su.cx.mem = arena_new((size_t)16 << 20);
	su.cx.set = conf->set;
	su.cx.db = db_open(conf->set->database_url, "k8sm-worker", 10000);
	be_system(&su.cx);
	if (db_listen(tasks_super_fresh(&su), "k8sm_tasks"))
		su.was_down = true;
	else if (migrate_check(tasks_super_fresh(&su))) {
		log_error(&su.cx, "worker.schema",
		    LOG_TEXT("why", su.cx.message));
		return 78;
	}
	log_info(&su.cx, "worker.start",
	    LOG_INT("children", conf->set->task_workers));
	while (!su.drain_ms || !tasks_ward_all_gone(&su)) {
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
		if (!su.drain_ms || !tasks_ward_all_gone(&su))
			wait_a_while(&su);
		tasks_run_drain_fd(su.sh->poke_fd);
	}
	db_close(su.cx.db);
	log_info(NULL, "worker.end");
	return 0;
}
