/* The supervisor and its children, for real, with kinds made for the test. */
#include <check.h>
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "db/db.h"
#include "tasks/tasks_int.h"
#include "testdb.h"

/* What handlers did, for the test to see. */
static struct {
	_Atomic int effects;
	_Atomic int looks;
	_Atomic int attempts;
	_Atomic int alive_after;
	_Atomic int idles;
	_Atomic int leaves;
	_Atomic int now, most;	/* runs of wt.every at once */
	_Atomic int more_ms;	/* that a warm task takes longer */
} *seen;

static enum err_code
say(struct cx *cx, struct task *t, const void *args)
{
	enum err_code rc;
	int i;

	(void)args;
	task_mask(t, STR("top-secret-value"));
	rc = task_write(cx, t, "stdout", STR("one\ntop-sec"));
	if (rc == ERR_OK)
		rc = task_write(cx, t, "stdout", STR("ret-value\xe4\xb8"));
	if (rc == ERR_OK)
		rc = task_write(cx, t, "stdout", STR("\xad\n"));
	for (i = 0; rc == ERR_OK && i < 500; i++)
		rc = task_logf(cx, t, "line %d", i);
	if (rc == ERR_OK)
		rc = task_event(cx, t, "progress", STR("{\"done\":1,"
		    "\"note\":\"top-secret-value\"}"));
	task_set_result(t, STR("{\"answer\":42}"));
	atomic_fetch_add(&seen->effects, 1);
	return rc;
}

static enum err_code
flaky(struct cx *cx, struct task *t, const void *args)
{
	(void)args;
	if (task_attempt(t) == 1)
		return err_set(cx, ERR_UPSTREAM, "再试", "try again");
	return ERR_OK;
}

static enum err_code
broken(struct cx *cx, struct task *t, const void *args)
{
	(void)args;
	task_mask(t, STR("hunter2"));
	return err_set(cx, ERR_INVALID, "密码 %s", "password %s", "hunter2");
}

/* Waits as a command would: until it is woken. */
static enum err_code
waiting(struct cx *cx, struct task *t, const void *args)
{
	struct pollfd pfd = { .fd = task_wake_fd(t), .events = POLLIN };
	enum err_code rc;

	(void)args;
	rc = task_logf(cx, t, "waiting");
	if (rc)
		return rc;
	while (poll(&pfd, 1, 20000) < 0 && errno == EINTR)
		continue;
	return task_alive(cx, t);
}

static enum err_code
crash(struct cx *cx, struct task *t, const void *args)
{
	(void)cx;
	(void)t;
	(void)args;
	atomic_fetch_add(&seen->attempts, 1);
	kill(getpid(), SIGKILL);
	return ERR_OK;
}

static enum err_code
act_and_die(struct cx *cx, struct task *t, const void *args)
{
	enum err_code rc;

	(void)args;
	rc = task_mark_started(cx, t);
	if (rc)
		return rc;
	atomic_fetch_add(&seen->effects, 1);
	kill(getpid(), SIGKILL);
	return ERR_OK;
}

static enum err_code
look_done(struct cx *cx, struct task *t, const void *args)
{
	(void)cx;
	(void)t;
	(void)args;
	atomic_fetch_add(&seen->looks, 1);
	return ERR_OK;
}

static enum err_code
die_before_acting(struct cx *cx, struct task *t, const void *args)
{
	enum err_code rc;

	(void)args;
	rc = task_mark_started(cx, t);
	if (rc)
		return rc;
	if (atomic_fetch_add(&seen->attempts, 1) == 0)
		kill(getpid(), SIGKILL);
	atomic_fetch_add(&seen->effects, 1);
	return ERR_OK;
}

static enum err_code
look_not_done(struct cx *cx, struct task *t, const void *args)
{
	(void)t;
	(void)args;
	atomic_fetch_add(&seen->looks, 1);
	return err_plain(cx, ERR_NOT_FOUND);
}

/* Says two things and is then deaf for a while, as a library call may be. */
static enum err_code
silent(struct cx *cx, struct task *t, const void *args)
{
	int i;
	enum err_code rc;

	(void)args;
	rc = task_logf(cx, t, "first");
	if (rc == ERR_OK)
		rc = task_logf(cx, t, "second");
	for (i = 0; i < 30; i++)
		usleep(100000);
	return rc;
}

static enum err_code
slow(struct cx *cx, struct task *t, const void *args)
{
	enum err_code rc = ERR_OK;
	int i;

	(void)args;
	for (i = 0; i < 15 && rc == ERR_OK; i++) {
		usleep(100000);
		rc = task_logf(cx, t, "%d", i);
	}
	if (rc == ERR_OK)
		atomic_fetch_add(&seen->effects, 1);
	return rc;
}

/* Keeps a number between its tasks, as one keeps sessions. */
static enum err_code
warm(struct cx *cx, struct task *t, const void *args)
{
	static int served;

	(void)args;
	usleep(300000 + 1000 * (useconds_t)atomic_load(&seen->more_ms));
	task_set_result(t, str_of(arena_printf(cx->mem,
	    "{\"pid\": %d, \"served\": %d}", (int)getpid(), ++served)));
	return task_alive(cx, t);
}

static void
warm_idle(struct cx *cx)
{
	(void)cx;
	atomic_fetch_add(&seen->idles, 1);
}

static void
warm_leave(struct cx *cx)
{
	(void)cx;
	atomic_fetch_add(&seen->leaves, 1);
}

static enum err_code
again_and_again(struct cx *cx, struct task *t, const void *args)
{
	int now = atomic_fetch_add(&seen->now, 1) + 1;

	(void)cx;
	(void)t;
	(void)args;
	if (now > atomic_load(&seen->most))
		atomic_store(&seen->most, now);
	usleep(1300000);
	atomic_fetch_add(&seen->effects, 1);
	atomic_fetch_sub(&seen->now, 1);
	return ERR_OK;
}

static const struct task_kind kinds[] = {
	{ "wt.say", .timeout_s = 30, .max_tries = 1, .fn = say },
	{ "wt.flaky", .timeout_s = 30, .max_tries = 3, .repeatable = true,
	  .fn = flaky },
	{ "wt.broken", .timeout_s = 30, .max_tries = 3, .fn = broken },
	{ "wt.waiting", .timeout_s = 30, .max_tries = 1, .fn = waiting },
	{ "wt.crash", .timeout_s = 30, .max_tries = 9, .repeatable = true,
	  .fn = crash },
	{ "wt.blind", .timeout_s = 30, .max_tries = 3, .fn = act_and_die },
	{ "wt.looks", .timeout_s = 30, .max_tries = 3, .fn = act_and_die,
	  .look = look_done },
	{ "wt.again", .timeout_s = 30, .max_tries = 3, .fn = die_before_acting,
	  .look = look_not_done },
	{ "wt.silent", .timeout_s = 30, .max_tries = 1, .fn = silent },
	{ "wt.slow", .timeout_s = 30, .max_tries = 3, .repeatable = true,
	  .fn = slow },
	{ "wt.warm", .timeout_s = 30, .max_tries = 3, .repeatable = true,
	  .lane = "fan", .fn = warm, .idle = warm_idle, .leave = warm_leave },
	{ "wt.fanslow", .timeout_s = 30, .max_tries = 3, .repeatable = true,
	  .lane = "fan", .fn = slow },
	{ "wt.fanlong", .timeout_s = 30, .max_tries = 3, .repeatable = true,
	  .lane = "fan", .fn = silent },
	{ "wt.single", .timeout_s = 30, .max_tries = 3, .repeatable = true,
	  .lane = "collect", .fn = warm },
	{ .fn = NULL }
};
static const struct task_kind *const tables[] = { kinds, NULL };
static const struct task_kind routines[] = {
	{ "wt.every", .timeout_s = 30, .max_tries = 1, .repeatable = true,
	  .lane = "collect", .every_s = 1, .fn = again_and_again },
	{ .fn = NULL }
};
static const struct task_kind *const routine_tables[] = { kinds, routines,
	NULL };
static const struct task_kind *const *used_tables = tables;
static int64_t lane_idle_s = 300;
static int64_t lease_s = 3;

static struct cx *cx;
static pid_t worker;
static struct arena *mem;

static pid_t
start_worker(int children)
{
	struct settings *set = ARENA_NEW(mem, struct settings);
	const char *why;
	pid_t pid;

	ck_assert_int_eq(settings_parse(mem, STR(""), "test", set, &why),
	    ERR_OK);
	set->database_url = getenv("K8SM_TEST_URL");
	set->task_workers = children;
	set->task_lease_s = lease_s;
	set->task_poll_ms = 300;
	set->lane_idle_s = lane_idle_s;
	pid = fork();
	if (pid == 0) {
		struct tasks_worker conf = { .set = set, .kinds = used_tables };

		log_init("worker", LOG_ERROR);
		_exit(tasks_worker_main(&conf));
	}
	return pid;
}

static void
setup(void)
{
	cx = testdb_cx();
	mem = arena_new((size_t)1 << 20);
	seen = mmap(NULL, sizeof(*seen), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	tasks_init(tables);
	worker = start_worker(2);
}

static void
teardown(void)
{
	int status = 0;

	if (worker > 0) {
		kill(worker, SIGTERM);
		waitpid(worker, &status, 0);
	}
	testdb_owner("DELETE FROM tasks WHERE kind LIKE 'wt.%'");
	munmap(seen, sizeof(*seen));
	testdb_free(cx);
	arena_free(mem);
}

static int64_t
enqueue(const char *kind, int64_t timeout_s)
{
	struct task_new in = { .kind = kind, .timeout_s = timeout_s };
	int64_t id;

	ck_assert_int_eq(tasks_enqueue(cx, &in, &id), ERR_OK);
	return id;
}

static struct task_row row;

/* Waits until the task is in ${status}; how long that took. */
static int64_t
wait_for(int64_t id, const char *status, int64_t most_ms)
{
	int64_t t0 = time_mono_ms();

	do {
		ck_assert_int_eq(tasks_db_get(cx, id, &row), ERR_OK);
		if (strcmp(row.status, status) == 0)
			return time_mono_ms() - t0;
		usleep(20000);
	} while (time_mono_ms() - t0 < most_ms);
	ck_abort_msg("task is %s (%s), not %s", row.status, row.error, status);
}

/* All text of a stream; numbers must have neither hole nor double. */
static struct str
text_of(int64_t id, const char *type)
{
	struct task_event_row *items;
	struct buf b;
	size_t n, i;

	buf_init(&b, cx->mem, 1 << 20);
	ck_assert_int_eq(tasks_db_events(cx, id, 0, 5000, &items, &n), ERR_OK);
	for (i = 0; i < n; i++) {
		ck_assert_int_eq(items[i].seq, (int64_t)i + 1);
		ck_assert_ptr_null(strstr(items[i].text, "top-secret-value"));
		if (strcmp(items[i].type, type) == 0) {
			buf_puts(&b, items[i].text);
			buf_add(&b, items[i].data.p, items[i].data.n);
		}
	}
	return buf_view(&b);
}

START_TEST(a_task_runs_and_says_what_it_said)
{
	int64_t id = enqueue("wt.say", 0);
	struct buf want;
	int i;

	wait_for(id, "succeeded", 10000);
	ck_assert_int_eq(row.attempt, 1);
	ck_assert(str_eq((struct str){ row.result.p, row.result.n },
	    STR("{\"answer\": 42}")));
	ck_assert(str_eq(text_of(id, "stdout"), STR("one\n***\xe4\xb8\xad\n")));
	buf_init(&want, cx->mem, 1 << 20);
	for (i = 0; i < 500; i++)
		buf_printf(&want, "line %d\n", i);
	ck_assert(str_eq(text_of(id, "log"), buf_view(&want)));
	ck_assert_ptr_nonnull(strstr(arena_str(cx->mem,
	    text_of(id, "progress")), "***"));
}
END_TEST

START_TEST(a_hundred_tasks_each_run_once)
{
	char sql[100];
	int64_t n = 0, t0 = time_mono_ms(), first = 0, id = 0;
	int i;

	for (i = 0; i < 100; i++) {
		id = enqueue("wt.say", 0);
		first = first ? first : id;
	}
	snprintf(sql, sizeof(sql), "SELECT count(*) FROM tasks WHERE id >= %"
	    PRId64 " AND kind = 'wt.say' AND status = 'succeeded'", first);
	while (n < 100 && time_mono_ms() - t0 < 30000) {
		ck_assert_int_eq(db_int(cx, sql, DB_NONE, &n), ERR_OK);
		usleep(50000);
	}
	ck_assert_int_eq(n, 100);
	ck_assert_int_eq(atomic_load(&seen->effects), 100);
}
END_TEST

START_TEST(what_may_pass_is_tried_again)
{
	int64_t id = enqueue("wt.flaky", 0);

	wait_for(id, "succeeded", 15000);
	ck_assert_int_eq(row.attempt, 2);
}
END_TEST

START_TEST(a_failure_says_why_without_secrets)
{
	int64_t id = enqueue("wt.broken", 0);

	wait_for(id, "failed", 10000);
	ck_assert_int_eq(row.attempt, 1);
	ck_assert_ptr_nonnull(strstr(row.error, "***"));
	ck_assert_ptr_null(strstr(row.error, "hunter2"));
}
END_TEST

START_TEST(a_running_task_is_cancelled_within_a_second)
{
	struct task_row t;
	int64_t id = enqueue("wt.waiting", 0), done;

	wait_for(id, "running", 5000);
	usleep(200000);
	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	ck_assert_int_eq(tasks_cancel(cx, id, &t), ERR_OK);
	ck_assert_int_eq(db_commit(cx), ERR_OK);
	done = time_now_us();
	wait_for(id, "cancelled", 5000);
	/* By the row: when we saw it is our matter. */
	ck_assert_int_lt(row.finished_at - done, 1000000);
	/* The next one on the same child is not woken by that. */
	id = enqueue("wt.waiting", 0);
	wait_for(id, "running", 5000);
	usleep(500000);
	ck_assert_int_eq(tasks_db_get(cx, id, &t), ERR_OK);
	ck_assert_str_eq(t.status, "running");
	kill(worker, SIGKILL);
	waitpid(worker, NULL, 0);
	worker = 0;
}
END_TEST

START_TEST(a_deadline_ends_a_task)
{
	int64_t id = enqueue("wt.waiting", 1);

	ck_assert_int_lt(wait_for(id, "failed", 8000), 2500);
	ck_assert_str_eq(row.error, "timed out");
}
END_TEST

START_TEST(a_task_that_kills_its_process_is_set_aside)
{
	int64_t id = enqueue("wt.crash", 0), other;

	wait_for(id, "failed", 20000);
	ck_assert_int_eq(atomic_load(&seen->attempts), 3);
	ck_assert_ptr_nonnull(strstr(row.error, "quarantined"));
	other = enqueue("wt.say", 0);
	wait_for(other, "succeeded", 10000);
}
END_TEST

START_TEST(an_act_of_unknown_outcome_is_not_repeated)
{
	int64_t id = enqueue("wt.blind", 0);

	wait_for(id, "uncertain", 15000);
	ck_assert_int_eq(atomic_load(&seen->effects), 1);
}
END_TEST

START_TEST(looking_finds_that_the_act_was_done)
{
	int64_t id = enqueue("wt.looks", 0);

	wait_for(id, "succeeded", 15000);
	ck_assert_int_eq(atomic_load(&seen->effects), 1);
	ck_assert_int_eq(atomic_load(&seen->looks), 1);
}
END_TEST

START_TEST(looking_finds_that_nothing_happened)
{
	int64_t id = enqueue("wt.again", 0);

	wait_for(id, "succeeded", 15000);
	ck_assert_int_eq(atomic_load(&seen->looks), 1);
	ck_assert_int_eq(atomic_load(&seen->effects), 1);
}
END_TEST

START_TEST(what_a_silent_task_said_is_written_meanwhile)
{
	int64_t id = enqueue("wt.silent", 0), t0;
	struct str said;

	wait_for(id, "running", 5000);
	t0 = time_mono_ms();
	do {
		said = text_of(id, "log");
		usleep(10000);
	} while (!str_eq(said, STR("first\nsecond\n")) &&
	    time_mono_ms() - t0 < 2000);
	ck_assert_int_lt(time_mono_ms() - t0, 1000);
	ck_assert_int_eq(tasks_db_get(cx, id, &row), ERR_OK);
	ck_assert_str_eq(row.status, "running");
}
END_TEST

START_TEST(a_killed_worker_is_replaced_after_its_lease)
{
	int64_t id = enqueue("wt.slow", 0), took;
	pid_t old = worker;

	wait_for(id, "running", 5000);
	usleep(300000);
	kill(old, SIGKILL);
	waitpid(old, NULL, 0);
	worker = start_worker(2);
	took = wait_for(id, "succeeded", 20000);
	ck_assert_int_eq(row.attempt, 2);
	/* Lease of 3 s, sweep, and 1.5 s of work. */
	ck_assert_int_lt(took, 3000 + 5000 + 1500);
	ck_assert_int_eq(atomic_load(&seen->effects), 1);
	(void)text_of(id, "log");
}
END_TEST

START_TEST(a_worker_that_ends_finishes_first)
{
	int64_t id = enqueue("wt.slow", 0);
	int status;

	wait_for(id, "running", 5000);
	kill(worker, SIGTERM);
	ck_assert_int_eq(waitpid(worker, &status, 0), worker);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	worker = 0;
	ck_assert_int_eq(tasks_db_get(cx, id, &row), ERR_OK);
	ck_assert_str_eq(row.status, "succeeded");
}
END_TEST

START_TEST(a_task_waits_for_its_time)
{
	struct task_new in = { .kind = "wt.say",
		.run_at = time_now_us() + 1500000 };
	int64_t id;

	ck_assert_int_eq(tasks_enqueue(cx, &in, &id), ERR_OK);
	wait_for(id, "succeeded", 8000);
	ck_assert_int_ge(row.started_at, in.run_at);
	ck_assert_int_lt(row.started_at - in.run_at, 1000000);
}
END_TEST

START_TEST(the_server_may_go_away_and_come_back)
{
	int64_t id;

	if (!testdb_has_server())
		return;
	/* A lease that a slow start of the server does not outlast; one that
	 * has worked heeds the signal. */
	wait_for(enqueue("wt.say", 0), "succeeded", 10000);
	kill(worker, SIGTERM);
	waitpid(worker, NULL, 0);
	lease_s = 60;
	worker = start_worker(2);
	lease_s = 3;
	id = enqueue("wt.slow", 0);
	wait_for(id, "running", 5000);
	testdb_server("halt");
	testdb_server("again");
	ck_assert_int_eq(db_connect(cx), ERR_OK);
	wait_for(id, "succeeded", 20000);
	ck_assert_int_eq(row.attempt, 1);
	ck_assert(str_eq(text_of(id, "log"),
	    STR("0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n")));
}
END_TEST

static int64_t
int_of(const char *name)
{
	struct str s = { row.result.p, row.result.n };
	const char *text = arena_str(cx->mem, s), *p = strstr(text, name);

	ck_assert_msg(p != NULL, "no %s in '%s'", name, text);
	return strtoll(p + strlen(name) + 2, NULL, 10);
}

/* Children of the worker, by /proc. */
static int
children(void)
{
	char path[64], line[4096];
	FILE *f;
	int n = 0;
	char *p;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)worker,
	    (int)worker);
	f = fopen(path, "r");
	ck_assert_ptr_nonnull(f);
	if (fgets(line, sizeof(line), f)) {
		for (p = line; *p; p++)
			n += *p == ' ';
	}
	fclose(f);
	return n;
}

static void
wait_children(int want, int64_t most_ms)
{
	int64_t t0 = time_mono_ms();

	while (children() != want && time_mono_ms() - t0 < most_ms)
		usleep(20000);
	ck_assert_int_eq(children(), want);
}

START_TEST(a_lane_has_processes_of_its_own_when_there_is_work)
{
	int64_t ids[3], other, i;

	wait_children(2, 10000);
	for (i = 0; i < 3; i++)
		ids[i] = enqueue("wt.fanlong", 0);
	wait_for(ids[0], "running", 5000);
	wait_for(ids[1], "running", 5000);
	ck_assert_str_eq(row.lane, "fan");
	wait_children(4, 10000);
	/* Two are the most; ordinary tasks do not wait for them. */
	other = enqueue("wt.say", 0);
	ck_assert_int_lt(wait_for(other, "succeeded", 5000), 1000);
	ck_assert_str_eq(row.lane, "");
	ck_assert_int_eq(tasks_db_get(cx, ids[2], &row), ERR_OK);
	ck_assert_str_eq(row.status, "queued");
	for (i = 0; i < 3; i++)
		wait_for(ids[i], "succeeded", 10000);
	wait_children(4, 10000);
}
END_TEST

START_TEST(the_process_used_last_takes_the_next_task)
{
	/* Long enough that one process does not do both. */
	int64_t a = enqueue("wt.fanlong", 0), b = enqueue("wt.fanlong", 0),
	    last, i;

	wait_for(a, "succeeded", 10000);
	wait_for(b, "succeeded", 10000);
	ck_assert_int_eq(children(), 4);
	a = enqueue("wt.warm", 0);
	wait_for(a, "succeeded", 5000);
	last = int_of("\"pid\"");
	for (i = 0; i < 5; i++) {
		usleep(200000);	/* it goes to rest behind its end */
		a = enqueue("wt.warm", 0);
		wait_for(a, "succeeded", 5000);
		ck_assert_int_eq(int_of("\"pid\""), last);
		ck_assert_int_ge(int_of("\"served\""), i + 2);
	}
	for (i = 0; i < 100 && atomic_load(&seen->idles) < 3; i++)
		usleep(100000);
	ck_assert_int_ge(atomic_load(&seen->idles), 3);
	ck_assert_int_eq(atomic_load(&seen->leaves), 0);
}
END_TEST

START_TEST(a_lane_without_work_has_no_process)
{
	int64_t id = enqueue("wt.warm", 0), first;

	wait_for(id, "succeeded", 5000);
	first = int_of("\"pid\"");
	ck_assert_int_eq(children(), 3);
	wait_children(2, 10000);
	ck_assert_int_eq(atomic_load(&seen->leaves), 1);
	id = enqueue("wt.warm", 0);
	wait_for(id, "succeeded", 5000);
	ck_assert_int_ne(int_of("\"pid\""), first);
	ck_assert_int_eq(int_of("\"served\""), 1);
}
END_TEST

START_TEST(a_killed_process_of_a_lane_is_replaced)
{
	int64_t id = enqueue("wt.single", 0), pid;

	wait_for(id, "succeeded", 5000);
	pid = int_of("\"pid\"");
	atomic_store(&seen->more_ms, 2000);
	id = enqueue("wt.single", 0);
	wait_for(id, "running", 5000);
	kill((pid_t)pid, SIGKILL);
	wait_for(id, "succeeded", 15000);
	ck_assert_int_eq(row.attempt, 2);
	ck_assert_int_ne(int_of("\"pid\""), pid);
}
END_TEST

START_TEST(a_stopped_process_of_a_lane_does_not_hold_it_up)
{
	int64_t id = enqueue("wt.single", 0), pid;

	wait_for(id, "succeeded", 5000);
	pid = int_of("\"pid\"");
	/* Idle: it is told to look and does not. */
	kill((pid_t)pid, SIGSTOP);
	id = enqueue("wt.single", 0);
	wait_for(id, "succeeded", 10000);
	ck_assert_int_ne(int_of("\"pid\""), pid);
	/* At work: its lease is not what it can rely on. */
	pid = int_of("\"pid\"");
	atomic_store(&seen->more_ms, 2000);
	id = enqueue("wt.single", 0);
	wait_for(id, "running", 5000);
	kill((pid_t)pid, SIGSTOP);
	usleep(500000);
	kill((pid_t)pid, SIGCONT);
	wait_for(id, "succeeded", 15000);
}
END_TEST

START_TEST(a_lane_finishes_before_the_worker_ends)
{
	int64_t id = enqueue("wt.fanslow", 0);
	int status;

	wait_for(id, "running", 5000);
	kill(worker, SIGTERM);
	ck_assert_int_eq(waitpid(worker, &status, 0), worker);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	worker = 0;
	ck_assert_int_eq(tasks_db_get(cx, id, &row), ERR_OK);
	ck_assert_str_eq(row.status, "succeeded");
}
END_TEST

START_TEST(a_task_that_waits_in_another_lane_is_found)
{
	int64_t id;

	wait_children(2, 10000);
	kill(worker, SIGTERM);
	waitpid(worker, NULL, 0);
	id = enqueue("wt.warm", 0);
	testdb_owner("UPDATE tasks SET lane = 'bulk' WHERE kind = 'wt.warm'");
	worker = start_worker(2);
	wait_for(id, "succeeded", 10000);
	ck_assert_str_eq(row.lane, "fan");
}
END_TEST

static int64_t
count(const char *sql)
{
	int64_t n = -1;

	ck_assert_int_eq(db_int(cx, sql, DB_NONE, &n), ERR_OK);
	return n;
}

static const char SQL_ORPHANS[] = "SELECT count(*) FROM task_events e"
    " WHERE NOT EXISTS (SELECT 1 FROM tasks t WHERE t.id = e.task_id)";

START_TEST(a_routine_task_runs_one_at_a_time_and_leaves_little)
{
	struct task_filter f = { .page = 1, .page_size = 100 };
	struct task_row *items;
	pid_t second = start_worker(1);
	int64_t total, i, orphans = count(SQL_ORPHANS);
	size_t n;

	/* Rows of a day, as if the engine had run. */
	testdb_owner("INSERT INTO tasks (kind, lane, routine)"
	    " SELECT 'wt.old', 'collect', false FROM generate_series(1, 40);"
	    "UPDATE tasks SET status = 'running', fence = 1, event_seq = 1,"
	    " lease_until = now() + '1 h' WHERE kind = 'wt.old';"
	    "INSERT INTO task_events (task_id, seq, type) SELECT id, 1, 'state'"
	    " FROM tasks WHERE kind = 'wt.old';"
	    "UPDATE tasks SET status = 'succeeded', finished_at = now(),"
	    " lease_until = NULL, kind = 'wt.every', routine = true"
	    " WHERE kind = 'wt.old'");
	for (i = 0; i < 300 && atomic_load(&seen->effects) < 4; i++)
		usleep(100000);
	ck_assert_int_ge(atomic_load(&seen->effects), 4);
	ck_assert_int_eq(atomic_load(&seen->most), 1);
	n = (size_t)count("SELECT count(*) FROM tasks WHERE kind = 'wt.every'");
	ck_assert_int_le(n, TASKS_ROUTINE_KEEP + 2);
	ck_assert_int_eq(count(SQL_ORPHANS), orphans);
	/* Not among what people asked for, but there when asked for. */
	ck_assert_int_eq(tasks_db_list(cx, &f, &items, &n, &total), ERR_OK);
	for (i = 0; i < (int64_t)n; i++)
		ck_assert(!items[i].routine);
	f.routine = true;
	ck_assert_int_eq(tasks_db_list(cx, &f, &items, &n, &total), ERR_OK);
	ck_assert_int_gt(n, 0);
	for (i = 0; i < (int64_t)n; i++)
		ck_assert(items[i].routine);
	f.routine = false;
	f.kind = "wt.every";
	ck_assert_int_eq(tasks_db_list(cx, &f, &items, &n, &total), ERR_OK);
	ck_assert_int_gt(n, 0);
	kill(second, SIGTERM);
	waitpid(second, NULL, 0);
}
END_TEST

static void
setup_short(void)
{
	lane_idle_s = 2;
	setup();
}

static void
setup_routine(void)
{
	used_tables = routine_tables;
	setup();
	tasks_init(routine_tables);
}

int
main(void)
{
	Suite *s = suite_create("tasks worker");
	TCase *tc = tcase_create("worker"), *brief = tcase_create("lane idle"),
	      *routine = tcase_create("routine");
	SRunner *sr;
	int failed;

	testdb_free(testdb_cx());
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 90);
	tcase_add_test(tc, a_task_runs_and_says_what_it_said);
	tcase_add_test(tc, a_hundred_tasks_each_run_once);
	tcase_add_test(tc, what_may_pass_is_tried_again);
	tcase_add_test(tc, a_failure_says_why_without_secrets);
	tcase_add_test(tc, a_running_task_is_cancelled_within_a_second);
	tcase_add_test(tc, a_deadline_ends_a_task);
	tcase_add_test(tc, a_task_that_kills_its_process_is_set_aside);
	tcase_add_test(tc, an_act_of_unknown_outcome_is_not_repeated);
	tcase_add_test(tc, looking_finds_that_the_act_was_done);
	tcase_add_test(tc, looking_finds_that_nothing_happened);
	tcase_add_test(tc, what_a_silent_task_said_is_written_meanwhile);
	tcase_add_test(tc, a_killed_worker_is_replaced_after_its_lease);
	tcase_add_test(tc, a_worker_that_ends_finishes_first);
	tcase_add_test(tc, a_task_waits_for_its_time);
	tcase_add_test(tc, the_server_may_go_away_and_come_back);
	tcase_add_test(tc, a_lane_has_processes_of_its_own_when_there_is_work);
	tcase_add_test(tc, the_process_used_last_takes_the_next_task);
	tcase_add_test(tc, a_killed_process_of_a_lane_is_replaced);
	tcase_add_test(tc, a_stopped_process_of_a_lane_does_not_hold_it_up);
	tcase_add_test(tc, a_lane_finishes_before_the_worker_ends);
	tcase_add_test(tc, a_task_that_waits_in_another_lane_is_found);
	suite_add_tcase(s, tc);
	tcase_add_checked_fixture(brief, setup_short, teardown);
	tcase_set_timeout(brief, 90);
	tcase_add_test(brief, a_lane_without_work_has_no_process);
	suite_add_tcase(s, brief);
	tcase_add_checked_fixture(routine, setup_routine, teardown);
	tcase_set_timeout(routine, 90);
	tcase_add_test(routine,
	    a_routine_task_runs_one_at_a_time_and_leaves_little);
	suite_add_tcase(s, routine);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
