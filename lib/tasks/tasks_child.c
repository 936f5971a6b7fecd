/*
 * One child of k8sm-worker: claims a task, runs it, writes its end and claims
 * the next in the same commit.  It trusts its lease only as far as the shared
 * memory says, and that only until a clock that counts suspended time.
 */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "crypto/crypto.h"
#include "db/db.h"
#include "json/json.h"
#include "tasks/tasks_run.h"

#define TASK_ARENA ((size_t)64 << 20)
#define CLOSE_TO_LEASE_MS 200
#define CHILD_KEEPERS 32
#define STREAK_MS 20 /* since the last task */
#define KEEP_MS 1000 /* pause between two calls of idle */
#define CHILD_FILES 65536 /* a lane may hold a session to every host */

struct child {
	struct run_shared *sh;
	struct run_slot *slot;
	const struct tasks_worker *conf;
	struct run_self self;
	struct arena *life; /* as long as the process */
	struct arena *spare; /* gets what the next task needs */
	struct cx cx;
	int64_t done; /* tasks run */
	bool unsure_claim; /* a claim's commit is unknown */
	int64_t idle_ms; /* without work since */
	bool retire; /* idle for too long */
	/* Kinds with idle or leave that this process has run. */
	const struct task_kind *keeper[CHILD_KEEPERS];
	size_t n_keepers;
};

static struct run_slot *alarm_slot;
static int64_t alarm_ms;
static timer_t alarm_timer;

void
tasks_run_lock(pthread_mutex_t *m)
{
	if (pthread_mutex_lock(m) == EOWNERDEAD)
		pthread_mutex_consistent(m);
}

bool
tasks_run_trylock(pthread_mutex_t *m)
{
	int rc = pthread_mutex_trylock(m);

	if (rc == EOWNERDEAD)
		pthread_mutex_consistent(m);
	return rc == 0 || rc == EOWNERDEAD;
}

void
tasks_run_poke(int fd)
{
	uint64_t one = 1;
	ssize_t n = write(fd, &one, sizeof(one));

	(void)n; /* full means: poked already */
}

void
tasks_run_drain_fd(int fd)
{
	uint64_t v;
	ssize_t n = read(fd, &v, sizeof(v));

	(void)n;
}

/* One shot at the end of the lease as it is known now. */
static void
arm(void)
{
	int64_t left = atomic_load(&alarm_slot->lease_ms) - time_mono_ms();
	struct itimerspec its = { 0 };

	if (left < 1 || atomic_load(&alarm_slot->task_id) == 0)
		left = alarm_ms;
	its.it_value.tv_sec = left / 1000;
	its.it_value.tv_nsec = left % 1000 * 1000000 + 1;
	timer_settime(alarm_timer, 0, &its, NULL);
}

/*
 * The last wall: also while some library blocks, and after SIGCONT, a child
 * whose lease is over does nothing any more.
 */
static void
on_alarm(int sig)
{
	int saved = errno;

	(void)sig;
	if (atomic_load(&alarm_slot->task_id) &&
	    time_mono_ms() >= atomic_load(&alarm_slot->lease_ms))
		_exit(75);
	arm();
	errno = saved;
}

static void
watch_lease(const struct run_shared *sh, struct run_slot *slot)
{
	struct sigaction sa = { .sa_handler = on_alarm,
		.sa_flags = SA_RESTART };
	struct sigevent ev = { .sigev_notify = SIGEV_SIGNAL,
		.sigev_signo = SIGALRM };

	alarm_slot = slot;
	alarm_ms = sh->lease_ms / 2;
	sigaction(SIGALRM, &sa, NULL);
	if (timer_create(CLOCK_BOOTTIME, &ev, &alarm_timer) == -1)
		log_error(NULL, "task.no_timer", LOG_INT("errno", errno));
	else
		arm();
}

static void
set_up_process(struct child *c, pid_t parent)
{
	static const int ignored[] = { SIGTERM, SIGINT, SIGHUP, SIGPIPE };
	struct rlimit files;
	sigset_t none;
	size_t i;
#ifndef __SANITIZE_ADDRESS__
	struct rlimit as;

	as.rlim_cur = as.rlim_max = (rlim_t)c->conf->set->task_memory_mb << 20;
	setrlimit(RLIMIT_AS, &as);
#endif
	if (c->slot->lane && getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur =
		    files.rlim_max < CHILD_FILES ? files.rlim_max : CHILD_FILES;
		setrlimit(RLIMIT_NOFILE, &files);
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(0);
	/* The supervisor decides when children end. */
	for (i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		signal(ignored[i], SIG_IGN);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	watch_lease(c->sh, c->slot);
}

/* The worker itself, between tasks. */
static void
be_system(struct child *c)
{
	static const char *const all[] = { "*:*" };
	struct principal *who = &c->cx.who;

	memset(who, 0, sizeof(*who));
	who->username = "system";
	who->ip = "";
	who->user_agent = "k8sm-worker";
	who->is_admin = true;
	who->all_projects = true;
	who->perms = all;
	who->n_perms = 1;
	c->cx.request_id = "";
	c->cx.deadline_ms = 0;
	err_clear(&c->cx);
}

/* Publishes the task: from here on the supervisor renews its lease. */
static void
publish(struct child *c, const struct run_claim *claim, int64_t asked_ms)
{
	struct run_slot *s = c->slot;

	tasks_run_lock(&s->gate);
	tasks_run_lock(&s->lock);
	atomic_store(&s->task_id, 0);
	tasks_run_drain_fd(s->wake_fd);
	atomic_store(&s->cancelled, false);
	atomic_store(&s->timed_out, false);
	atomic_store(&s->lost, false);
	atomic_store(&s->ending, false);
	s->seq = claim->event_seq;
	s->oldest_ms = 0;
	s->flushed_ms = 0;
	s->n_events = s->unsure = s->used = 0;
	atomic_store(&s->fence, claim->fence);
	atomic_store(&s->lease_ms, asked_ms + c->sh->lease_ms * 2 / 3);
	atomic_store(&s->deadline_ms, asked_ms + claim->timeout_s * 1000);
	atomic_store(&s->task_id, claim->id);
	pthread_mutex_unlock(&s->lock);
	pthread_mutex_unlock(&s->gate);
}

static void
unpublish(struct child *c)
{
	struct run_slot *s = c->slot;

	tasks_run_lock(&s->gate);
	atomic_store(&s->task_id, 0);
	pthread_mutex_unlock(&s->gate);
}

static bool
is_retryable(enum err_code rc)
{
	return rc == ERR_UNAVAILABLE || rc == ERR_TIMEOUT || rc == ERR_UPSTREAM;
}

static enum err_code
run_handler(struct child *c, struct task *t, const struct run_claim *claim)
{
	struct cx *cx = &c->cx;
	void *args = NULL;
	enum err_code rc;

	if (t->kind->args) {
		args = arena_alloc(cx->mem, t->kind->args->size);
		rc = type_bind_text(cx, t->kind->args,
		    (struct str){ claim->args.p, claim->args.n }, args);
		if (rc)
			return rc;
	}
	(void)FAULT("task.before_run");
	rc = task_alive(cx, t);
	if (rc)
		return rc;
	if (t->started && !t->kind->repeatable) {
		if (t->kind->look == NULL)
			return err_set(cx, ERR_CONFLICT,
			    "执行进程中断，无法确定操作是否完成",
			    "the worker died while it acted; nobody knows "
			    "whether"
			    " the act was completed");
		rc = t->kind->look(cx, t, args);
		if (rc != ERR_NOT_FOUND)
			return rc;
		/* It never happened: now it may. */
		err_clear(cx);
	}
	return t->kind->fn(cx, t, args);
}

/* What the handler's result means for the row. */
static void
judge(struct task *t, enum err_code rc, const char *message, bool looked,
    struct run_end *e)
{
	struct run_slot *s = t->slot;
	int64_t tries = t->kind->max_tries > 0 ? t->kind->max_tries : 1;

	e->status = "failed";
	e->error = message;
	e->result = t->result;
	if (rc == ERR_OK) {
		e->status = "succeeded";
		e->error = "";
	} else if (looked && rc == ERR_CONFLICT) {
		e->status = "uncertain";
	} else if (atomic_load(&s->cancelled)) {
		e->status = "cancelled";
		e->error = "cancelled";
	} else if (t->unknown) {
		e->status = "uncertain";
	} else if (time_mono_ms() >= atomic_load(&s->deadline_ms)) {
		e->error = "timed out";
	} else if (is_retryable(rc) && t->attempt < tries &&
	    (t->kind->repeatable || !t->started)) {
		e->status = "queued";
		/* 2, 4, 8 … s, at most five minutes, with some jitter. */
		e->delay_ms = t->attempt < 8 ? 1000 << t->attempt : 300000;
		e->delay_ms += time_mono_us() % (e->delay_ms / 4 + 1);
	} else if (looked && is_retryable(rc)) {
		e->status = "uncertain";
	}
}

/* The state event that ends the batch. */
static void
add_state(struct child *c, struct task *t, struct run_end *e)
{
	struct arena *mem = c->cx.mem;
	struct buf *b = ARENA_NEW(mem, struct buf);
	struct json j;

	buf_init(b, mem, BUF_MAX_ROW);
	json_init(&j, b);
	json_object(&j);
	json_put_text(&j, "status", e->status);
	if (e->error[0])
		json_put_text(&j, "error", e->error);
	json_put_int(&j, "attempt", t->attempt);
	json_object_end(&j);
	e->events.types[e->events.n] = "state";
	e->events.texts[e->events.n] = "";
	e->events.datas[e->events.n] = b->p;
	e->events.n++;
}

/*
 * Collects what is still in the buffer for the last statement.  The buffer stays
 * as it is: if the statement is not executed, nothing is lost.
 */
static enum err_code
last_batch(struct child *c, struct task *t, struct run_end *e)
{
	struct run_slot *s = c->slot;
	enum err_code rc;

	tasks_run_lock(&s->lock);
	rc = tasks_run_settle(&c->cx, s, t->id, t->fence);
	if (rc == ERR_OK) {
		tasks_run_batch_read(s, c->cx.mem, 1, &e->events);
		/* The supervisor must not write the same events meanwhile. */
		s->oldest_ms = 0;
	}
	pthread_mutex_unlock(&s->lock);
	if (rc == ERR_OK)
		add_state(c, t, e);
	return rc;
}

/* Claims an offer, with the end ${e} of the task before (NULL: none). */
static enum err_code
take_offer(struct child *c, const struct run_end *e,
    const struct run_offer *offer, struct run_claim *claim)
{
	enum err_code rc = tasks_db_take(&c->cx, e, offer, &c->self, claim);

	c->unsure_claim = c->unsure_claim || rc != ERR_OK;
	if (rc == ERR_OK && claim->id == 0)
		tasks_offer_missed(c->sh, c->slot);
	return rc;
}

/* One try to write the end; ${unsure}: an earlier one may have done it. */
static enum err_code
try_end(struct child *c, struct task *t, struct run_end *e, bool unsure,
    bool more, struct run_claim *next, int64_t *asked_ms)
{
	struct arena *mine = c->cx.mem;
	struct run_offer offer;
	enum err_code rc = ERR_OK;
	bool ended = false;

	if (e->events.n == 0)
		rc = last_batch(c, t, e);
	if (rc == ERR_OK && unsure)
		rc = tasks_db_is_ended(&c->cx, e, &ended);
	next->ended = ended;
	if (rc || ended)
		return rc;
	*asked_ms = time_mono_ms();
	/* The next task's row must outlive this task's arena. */
	c->cx.mem = c->spare;
	if (more && strcmp(e->status, "queued") != 0 &&
	    tasks_offer_next(c->sh, c->slot, &offer)) {
		rc = take_offer(c, e, &offer, next);
	} else {
		rc = tasks_db_end(&c->cx, e, &ended);
		next->ended = ended;
	}
	c->cx.mem = mine;
	return rc;
}

/*
 * Writes the end; tries again while the lease lasts.  ${next} may get the next
 * task.
 */
static void
write_end(struct child *c, struct task *t, struct run_end *e, bool more,
    struct run_claim *next, int64_t *asked_ms)
{
	struct cx *cx = &c->cx;
	struct run_slot *s = c->slot;
	bool unsure = false;
	enum err_code rc;

	memset(next, 0, sizeof(*next));
	if (tasks_run_streams_end(cx, t))
		atomic_store(&s->lost, true);
	atomic_store(&s->ending, true);
	(void)FAULT("task.before_finish");
	while (!atomic_load(&s->lost) &&
	    time_mono_ms() + CLOSE_TO_LEASE_MS < atomic_load(&s->lease_ms)) {
		err_clear(cx);
		cx->deadline_ms = time_mono_ms() + 5000;
		rc = try_end(c, t, e, unsure, more, next, asked_ms);
		if (rc == ERR_OK && next->ended) {
			tasks_run_tell(c->sh, s, t->id);
			return;
		}
		if (rc == ERR_OK || rc == ERR_CONFLICT)
			break;
		unsure = true;
		log_warn(cx, "task.end_retry", LOG_INT("task_id", t->id),
		    LOG_TEXT("err", err_name(rc)),
		    LOG_TEXT("detail", cx->detail));
		usleep(100000 + (useconds_t)(time_mono_us() % 100000));
	}
	log_warn(cx, "task.lease_lost", LOG_INT("task_id", t->id),
	    LOG_INT("fence", t->fence));
}

static void
start_task(struct child *c, const struct run_claim *claim, struct task *t)
{
	struct cx *cx = &c->cx;

	memset(t, 0, sizeof(*t));
	t->sh = c->sh;
	t->slot = c->slot;
	t->mem = cx->mem;
	t->id = claim->id;
	t->fence = claim->fence;
	t->attempt = claim->attempt;
	t->started = claim->started;
	t->kind = task_kind_find(c->conf->kinds, claim->kind);
	buf_init(&t->out, NULL, (size_t)4 << 20);
	be_system(c);
	cx->who.user_id = claim->actor_id;
	if (claim->actor_name && claim->actor_name[0])
		cx->who.username = claim->actor_name;
	cx->request_id = claim->request_id ? claim->request_id : "";
	cx->deadline_ms = atomic_load(&c->slot->deadline_ms);
}

/* The handler's error as text for people, secrets masked. */
static const char *
error_text(struct child *c, struct task *t, enum err_code rc)
{
	struct cx *cx = &c->cx;
	const char *text = cx->message ? cx->message : err_text(rc, cx->lang);
	struct buf b;

	if (rc == ERR_OK)
		return "";
	buf_init(&b, cx->mem, BUF_MAX_ROW);
	tasks_text_whole(&t->masks, str_of(text), &b);
	log_info(cx, "task.failed", LOG_INT("task_id", t->id),
	    LOG_TEXT("kind", t->kind->name), LOG_TEXT("err", err_name(rc)),
	    LOG_TEXT("detail", cx->detail));
	return b.p ? b.p : "";
}

/* Notes a kind that keeps something between its tasks. */
static void
note_keeper(struct child *c, const struct task_kind *kind)
{
	size_t i;

	if (kind->idle == NULL && kind->leave == NULL)
		return;
	for (i = 0; i < c->n_keepers; i++) {
		if (c->keeper[i] == kind)
			return;
	}
	if (c->n_keepers < CHILD_KEEPERS)
		c->keeper[c->n_keepers++] = kind;
}

/* Runs ${claim} to its end; ${claim} becomes the next one (id 0: none). */
static void
run_task(struct child *c, struct run_claim *claim, int64_t *asked_ms)
{
	struct cx *cx = &c->cx;
	struct arena *mine = cx->mem;
	struct run_claim next;
	struct run_end e = { 0 };
	struct task t;
	bool looked, more;
	enum err_code rc;

	publish(c, claim, *asked_ms);
	(void)FAULT("task.claimed");
	tasks_run_tell(c->sh, c->slot, claim->id);
	start_task(c, claim, &t);
	note_keeper(c, t.kind);
	looked = t.started && !t.kind->repeatable;
	rc = run_handler(c, &t, claim);
	if (cx->db && db_in_transaction(cx->db))
		db_rollback(cx);
	(void)FAULT("task.after_effect");
	e.id = t.id;
	e.fence = t.fence;
	judge(&t, rc, error_text(c, &t, rc), looked, &e);
	be_system(c);
	more = !atomic_load(&c->slot->drain) && c->done + 1 < RUN_RECYCLE;
	write_end(c, &t, &e, more, &next, asked_ms);
	tasks_run_task_free(&t);
	c->done++;
	atomic_store(&c->slot->used_ms, time_mono_ms());
	*claim = next;
	/* Everything of this task goes; the next one starts in the other arena. */
	cx->mem = c->spare;
	c->spare = mine;
	arena_reset(mine);
}

/* Lets kinds that this process has run look after what they keep. */
static bool
tend(struct child *c, bool leaving)
{
	void (*fn)(struct cx *), (*done[CHILD_KEEPERS])(struct cx *);
	size_t i, k, n = 0;

	for (i = 0; i < c->n_keepers; i++) {
		fn = leaving ? c->keeper[i]->leave : c->keeper[i]->idle;
		for (k = 0; k < n && done[k] != fn; k++)
			continue;
		if (fn == NULL || k < n)
			continue; /* several kinds may share one */
		done[n++] = fn;
		be_system(c);
		c->cx.deadline_ms = time_mono_ms() + 5000;
		fn(&c->cx);
		if (c->cx.db && db_in_transaction(c->cx.db))
			db_rollback(&c->cx);
		arena_reset(c->cx.mem);
	}
	return n > 0;
}

/*
 * Waits until there may be work.  An ordinary child also looks by itself, its
 * poll jittered against herds; one of a lane is told by the supervisor, which
 * chooses the one used last, and ends when it was not for long enough.
 */
static void
wait_for_work(struct child *c, bool db_down)
{
	struct pollfd pfd = { .fd = c->slot->work_fd, .events = POLLIN };
	int64_t ms = db_down ? 200 : c->sh->poll_ms, until, left, most;
	bool polls = c->slot->lane == 0 || db_down;

	until = time_mono_ms() + ms / 2 + time_mono_us() % (ms / 2 + 1) + 1;
	if (!polls)
		until = c->idle_ms + atomic_load(&c->sh->lane_idle_ms);
	most = tend(c, false) ? KEEP_MS : INT_MAX;
	for (;;) {
		left = until - time_mono_ms();
		left = left > 0 ? left : 0;
		if (poll(&pfd, 1, (int)(left < most ? left : most)) > 0) {
			tasks_run_drain_fd(c->slot->work_fd);
			return;
		}
		if (time_mono_ms() >= until)
			break;
		(void)tend(c, false);
	}
	c->retire = !polls;
}

/* A child that comes from one task and looks for the next reads ahead for all. */
static enum err_code
read_ahead(struct child *c)
{
	struct run_offer offers[RUN_OFFERS];
	enum err_code rc;
	size_t n;

	if (time_mono_ms() - atomic_load(&c->slot->used_ms) > STREAK_MS ||
	    !tasks_offer_wanted(c->sh, c->slot))
		return ERR_OK;
	rc = tasks_db_offers(&c->cx, &c->self, offers, &n);
	if (rc == ERR_OK)
		tasks_offer_put(c->sh, c->slot, offers, n);
	return rc;
}

static enum err_code
claim_one(struct child *c, struct run_claim *claim, int64_t *asked_ms)
{
	struct cx *cx = &c->cx;
	struct run_offer offer;
	enum err_code rc;

	be_system(c);
	cx->deadline_ms = time_mono_ms() + 5000;
	if (c->unsure_claim) {
		rc = tasks_db_orphans(cx, c->slot->worker);
		if (rc)
			return rc;
		c->unsure_claim = false;
	}
	rc = read_ahead(c);
	if (rc)
		return rc;
	while (tasks_offer_next(c->sh, c->slot, &offer)) {
		*asked_ms = time_mono_ms();
		rc = take_offer(c, NULL, &offer, claim);
		if (rc || claim->id)
			return rc;
	}
	*asked_ms = time_mono_ms();
	rc = tasks_db_claim(cx, &c->self, claim);
	c->unsure_claim = rc != ERR_OK;
	return rc;
}

/*
 * Before it ends for want of work it is no longer one that others count on, and
 * looks whether it was told to look just then.
 */
static bool
may_retire(struct child *c)
{
	struct pollfd pfd = { .fd = c->slot->work_fd, .events = POLLIN };

	c->retire = false;
	atomic_store(&c->slot->state, RUN_BUSY);
	return poll(&pfd, 1, 0) == 0;
}

static void
live(struct child *c)
{
	struct run_slot *s = c->slot;
	struct run_claim claim;
	int64_t asked_ms = 0;
	enum err_code rc;

	c->idle_ms = time_mono_ms();
	while (c->done < RUN_RECYCLE && !atomic_load(&s->drain)) {
		if (c->retire && may_retire(c))
			break;
		arena_reset(c->cx.mem);
		atomic_store(&s->state, RUN_IDLE);
		atomic_store(&s->poked_ms, 0);
		rc = claim_one(c, &claim, &asked_ms);
		if (rc || claim.id == 0) {
			wait_for_work(c, rc != ERR_OK);
			continue;
		}
		atomic_store(&s->state, RUN_BUSY);
		/* There may be more: the next idle child shall look, too. */
		atomic_store(&s->found, true);
		tasks_run_poke(c->sh->poke_fd);
		while (claim.id) {
			run_task(c, &claim, &asked_ms);
			if (claim.id == 0)
				unpublish(c);
		}
		c->idle_ms = time_mono_ms();
	}
	(void)tend(c, true);
}

_Noreturn void
tasks_child_main(struct run_shared *sh, size_t slot,
    const struct tasks_worker *conf, pid_t parent)
{
	struct child *c;
	struct arena *life = arena_new((size_t)16 << 20);
	enum err_code rc = ERR_OK;

	c = ARENA_NEW(life, struct child);
	c->life = life;
	c->sh = sh;
	c->slot = &sh->slot[slot];
	c->conf = conf;
	c->self.worker = c->slot->worker;
	c->self.lane = run_lanes[c->slot->lane];
	c->self.lease_ms = sh->lease_ms;
	c->unsure_claim = true;
	c->cx.set = conf->set;
	c->cx.mem = arena_new(TASK_ARENA);
	c->spare = arena_new(TASK_ARENA);
	set_up_process(c, parent);
	tasks_run_list_kinds(conf->kinds, life, c->self.lane, &c->self.kinds);
	be_system(c);
	c->cx.db = db_open(conf->set->database_url, "k8sm-worker", 60000);
	if (conf->child_init)
		rc = conf->child_init(&c->cx);
	if (rc) {
		log_error(&c->cx, "worker.child_init",
		    LOG_TEXT("detail",
			c->cx.detail ? c->cx.detail : c->cx.message));
		_exit(1);
	}
	live(c);
	db_close(c->cx.db);
	_exit(0);
}
