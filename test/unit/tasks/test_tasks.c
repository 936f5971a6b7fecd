/* Tasks and schedules as users see them, against a real database. */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "db/db.h"
#include "tasks/tasks_cron.h"
#include "tasks/tasks_int.h"
#include "tasks/tasks_run.h"
#include "testdb.h"

#define HOUR_US (INT64_C(3600) * 1000000)

struct echo_args {
	const char *text;
	int64_t times;
};
static const struct field echo_fields[] = {
	F_TEXT(struct echo_args, text, F_REQ, 1, 100, "Text"),
	F_INT(struct echo_args, times, 0, 1, 10, 1, "Times"),
	F_END
};
static const struct type echo_type = {
	"EchoArgs", sizeof(struct echo_args), echo_fields, "Test arguments"
};

static enum err_code
nothing(struct cx *cx, struct task *t, const void *args)
{
	(void)cx;
	(void)t;
	(void)args;
	return ERR_OK;
}

static const struct task_kind kinds[] = {
	{ "unit.echo", .args = &echo_type, .max_tries = 4, .repeatable = true,
	  .fn = nothing, .perm = "unit:echo" },
	{ "unit.secretive", .fn = nothing },
	{ .fn = NULL }
};
static const struct task_kind *const tables[] = { kinds, NULL };

static struct cx *sys, *cx;
static int64_t red, blue, user;
static const char *const all_perms[] = { "schedule:*", "task:*", "unit:echo" };

static int64_t
ask(const char *sql)
{
	int64_t v = -1;
	enum err_code rc = db_int(sys, sql, DB_NONE, &v);

	ck_assert_msg(rc == ERR_OK || rc == ERR_NOT_FOUND, "%s: %s", sql,
	    sys->detail);
	return v;
}

static void
owner(const char *fmt, ...)
{
	char sql[2000];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(sql, sizeof(sql), fmt, ap);
	va_end(ap);
	testdb_owner(sql);
}

static void
be(struct cx *c, int64_t uid, const int64_t *projects, size_t n)
{
	memset(&c->who, 0, sizeof(c->who));
	c->who.user_id = uid;
	c->who.username = "unit";
	c->who.ip = c->who.user_agent = "";
	c->who.projects = projects;
	c->who.n_projects = n;
	c->who.perms = all_perms;
	c->who.n_perms = 3;
	c->lang = LANG_EN;
}

static void
setup(void)
{
	char name[64];

	tasks_init(tables);
	sys = testdb_cx();
	cx = testdb_cx();
	snprintf(name, sizeof(name), "%d-%" PRId64, (int)getpid(), time_mono_us());
	owner("INSERT INTO users (username, password_hash) VALUES ('u%s', 'x')",
	    name);
	owner("INSERT INTO projects (code, name) VALUES ('r%s', 'r'), ('b%s', 'b')",
	    name, name);
	user = ask("SELECT max(id) FROM users");
	blue = ask("SELECT max(id) FROM projects");
	red = blue - 1;
	be(cx, user, &red, 1);
}

static void
teardown(void)
{
	owner("DELETE FROM schedules WHERE created_by = %" PRId64, user);
	owner("DELETE FROM tasks WHERE actor_id = %" PRId64, user);
	testdb_free(cx);
	testdb_free(sys);
}

static int64_t
enqueue(int64_t project, const char *key)
{
	struct echo_args args = { "hi", 2 };
	struct task_new in = { .kind = "unit.echo", .args_type = &echo_type,
		.args = &args, .title = "say hi", .project_id = project,
		.object = "host", .object_id = 7, .idempotency_key = key };
	int64_t id;

	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	ck_assert_int_eq(tasks_enqueue(cx, &in, &id), ERR_OK);
	ck_assert_int_eq(db_commit(cx), ERR_OK);
	return id;
}

#define IN_TX(call) in_tx(__LINE__, db_begin(cx, DB_WRITE) ? cx->err : (call))
static enum err_code
in_tx(int line, enum err_code rc)
{
	if (rc) {
		db_rollback(cx);
		return rc;
	}
	rc = db_commit(cx);
	ck_assert_msg(rc == ERR_OK, "line %d: %s", line, cx->detail);
	return rc;
}

START_TEST(a_task_is_what_was_asked_for)
{
	struct task_row t;
	int64_t id = enqueue(red, NULL);

	ck_assert_int_eq(IN_TX(tasks_get(cx, id, &t)), ERR_OK);
	ck_assert_str_eq(t.status, "queued");
	ck_assert_str_eq(t.kind, "unit.echo");
	ck_assert_int_eq(t.project_id, red);
	ck_assert_int_eq(t.actor_id, user);
	ck_assert_str_eq(t.actor_name, "unit");
	ck_assert_int_eq(t.max_tries, 4);
	ck_assert_int_eq(t.object_id, 7);
	ck_assert(str_eq((struct str){ t.args.p, t.args.n },
	    STR("{\"text\":\"hi\",\"times\":2}")));
}
END_TEST

START_TEST(the_same_key_makes_one_task)
{
	int64_t a = enqueue(red, "k1"), b = enqueue(red, "k1");

	ck_assert_int_eq(a, b);
	ck_assert_int_ne(a, enqueue(red, "k2"));
}
END_TEST

START_TEST(a_rollback_leaves_no_task)
{
	struct echo_args args = { "hi", 1 };
	struct task_new in = { .kind = "unit.echo", .args_type = &echo_type,
		.args = &args, .project_id = red };
	int64_t id;
	char sql[100];

	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	ck_assert_int_eq(tasks_enqueue(cx, &in, &id), ERR_OK);
	db_rollback(cx);
	snprintf(sql, sizeof(sql), "SELECT count(*) FROM tasks WHERE id = %"
	    PRId64, id);
	ck_assert_int_eq(ask(sql), 0);
}
END_TEST

START_TEST(another_projects_task_does_not_exist)
{
	struct task_row t;
	int64_t id = enqueue(red, NULL), a, b;

	be(cx, user, &blue, 1);
	ck_assert_int_eq(IN_TX(tasks_get(cx, id, &t)), ERR_NOT_FOUND);
	ck_assert_int_eq(IN_TX(tasks_cancel(cx, id, &t)), ERR_NOT_FOUND);
	ck_assert_int_eq(IN_TX(tasks_retry(cx, id, &a, &b)), ERR_NOT_FOUND);
}
END_TEST

START_TEST(a_task_without_a_project_is_its_actors_and_the_admins)
{
	struct task_row t;
	int64_t id = enqueue(0, NULL);

	ck_assert_int_eq(IN_TX(tasks_get(cx, id, &t)), ERR_OK);
	be(cx, user + 1000000, &red, 1);
	ck_assert_int_eq(IN_TX(tasks_get(cx, id, &t)), ERR_NOT_FOUND);
	cx->who.is_admin = true;
	ck_assert_int_eq(IN_TX(tasks_get(cx, id, &t)), ERR_OK);
}
END_TEST

START_TEST(a_queued_task_is_cancelled_at_once_and_says_so)
{
	struct task_row t;
	struct task_log_query q = { 0, 10 };
	struct task_event_row *items;
	int64_t id = enqueue(red, NULL), last;
	size_t n;

	ck_assert_int_eq(IN_TX(tasks_cancel(cx, id, &t)), ERR_OK);
	ck_assert_str_eq(t.status, "cancelled");
	ck_assert_int_eq(IN_TX(tasks_log(cx, id, &q, &items, &n, &last)), ERR_OK);
	ck_assert_uint_eq(n, 1);
	ck_assert_int_eq(last, 1);
	ck_assert_str_eq(items[0].type, "state");
	/* ... and only once */
	ck_assert_int_eq(IN_TX(tasks_cancel(cx, id, &t)), ERR_CONFLICT);
}
END_TEST

START_TEST(a_cancel_with_an_old_version_is_refused)
{
	struct task_row t;
	int64_t id = enqueue(red, NULL);

	cx->if_match = 9;
	ck_assert_int_eq(IN_TX(tasks_cancel(cx, id, &t)), ERR_CONFLICT);
	ck_assert_int_eq(cx->current_version, 1);
	cx->if_match = 0;
}
END_TEST

START_TEST(a_retry_is_a_new_task_and_needs_the_kinds_permission)
{
	static const char *const less[] = { "task:*" };
	struct task_row t;
	int64_t id = enqueue(red, NULL), again, approval;

	ck_assert_int_eq(IN_TX(tasks_retry(cx, id, &again, &approval)),
	    ERR_CONFLICT);	/* it is not over */
	ck_assert_int_eq(IN_TX(tasks_cancel(cx, id, &t)), ERR_OK);
	cx->who.perms = less;
	cx->who.n_perms = 1;
	ck_assert_int_eq(IN_TX(tasks_retry(cx, id, &again, &approval)),
	    ERR_FORBIDDEN);
	be(cx, user, &red, 1);
	ck_assert_int_eq(IN_TX(tasks_retry(cx, id, &again, &approval)), ERR_OK);
	ck_assert_int_eq(approval, 0);
	ck_assert_int_eq(IN_TX(tasks_get(cx, again, &t)), ERR_OK);
	ck_assert_int_eq(t.retry_of, id);
	ck_assert_str_eq(t.status, "queued");
}
END_TEST

START_TEST(only_an_uncertain_task_is_resolved)
{
	struct task_resolve in = { "failed", "looked at the host" };
	struct task_row t;
	int64_t id = enqueue(red, NULL);

	ck_assert_int_eq(IN_TX(tasks_resolve(cx, id, &in, &t)), ERR_CONFLICT);
	owner("UPDATE tasks SET status = 'running', fence = 1,"
	    " lease_until = now() WHERE id = %" PRId64, id);
	owner("UPDATE tasks SET status = 'uncertain', lease_until = NULL,"
	    " finished_at = now() WHERE id = %" PRId64, id);
	ck_assert_int_eq(IN_TX(tasks_resolve(cx, id, &in, &t)), ERR_OK);
	ck_assert_str_eq(t.status, "failed");
	ck_assert_str_eq(t.error, "looked at the host");
	ck_assert_int_eq(IN_TX(tasks_resolve(cx, id, &in, &t)), ERR_CONFLICT);
}
END_TEST

/* Every pair of states; a dot is a change that the database refuses. */
static const char *const states[] = { "queued", "running", "succeeded",
	"failed", "cancelled", "uncertain" };
static const char *const legal[] = {
	/*            q    r    s    f    c    u  */
	/* queued */ "= r . . c .",
	/* running */ "q = s f c u",
	/* succeeded */ ". . = . . .",
	/* failed */ ". . . = . .",
	/* cancelled */ ". . . . = .",
	/* uncertain */ ". . s f . =",
};
static const char SQL_FORCE[] =
    "UPDATE tasks SET status = $2, fence = fence + 1,"
    " lease_until = CASE WHEN $2 = 'running' THEN now() END,"
    " finished_at = CASE WHEN $2 NOT IN ('queued', 'running') THEN now() END"
    " WHERE id = $1";

static enum err_code
force(int64_t id, const char *state)
{
	return db_exec(sys, SQL_FORCE, DB_ARGS(DB_INT(id), DB_TEXT(state)),
	    NULL);
}

START_TEST(the_database_knows_the_legal_changes)
{
	int from = _i / 6, to = _i % 6;
	int64_t id = enqueue(red, NULL);
	bool may = legal[from][to * 2] != '.';

	if (from > 0)
		ck_assert_int_eq(force(id, "running"), ERR_OK);
	if (from > 1)
		ck_assert_int_eq(force(id, states[from]), ERR_OK);
	if (from == to)
		return;
	ck_assert_msg((force(id, states[to]) == ERR_OK) == may, "%s to %s",
	    states[from], states[to]);
}
END_TEST

START_TEST(a_fence_never_falls)
{
	int64_t id = enqueue(red, NULL);
	static const char SQL_FALL[] =
	    "UPDATE tasks SET fence = fence - 1 WHERE id = $1";

	ck_assert_int_eq(force(id, "running"), ERR_OK);
	ck_assert_int_ne(db_exec(sys, SQL_FALL, DB_ARGS(DB_INT(id)), NULL),
	    ERR_OK);
}
END_TEST

/* A reading may offer what its reader has begun to run since: it gets one end. */
START_TEST(a_task_that_ends_is_not_its_own_successor)
{
	int64_t id = enqueue(red, NULL);
	const char *type = "state", *text = "", *data = "{}";
	struct run_self self = { .worker = "unit", .lane = "", .lease_ms = 5000 };
	struct run_offer offer = { .id = id };
	struct run_end end = { .id = id, .status = "succeeded", .error = "",
		.events = { .types = &type, .texts = &text, .datas = &data, .n = 1 } };
	struct run_claim got;
	char sql[200];

	tasks_run_list_kinds(tables, sys->mem, NULL, &self.kinds);
	ck_assert_int_eq(tasks_db_take(sys, NULL, &offer, &self, &got), ERR_OK);
	ck_assert_int_eq(got.id, id);
	end.fence = got.fence;
	ck_assert_int_eq(tasks_db_take(sys, &end, &offer, &self, &got), ERR_OK);
	ck_assert(got.ended);
	ck_assert_int_eq(got.id, 0);
	snprintf(sql, sizeof(sql), "SELECT count(*) * 100 + max(seq) FROM"
	    " task_events WHERE task_id = %" PRId64, id);
	ck_assert_int_eq(ask(sql), 202);
}
END_TEST

START_TEST(the_list_is_filtered_and_counted)
{
	struct task_filter f = { .page = 1, .page_size = 2, .project_id = 0 };
	struct task_row *items;
	int64_t total, first = enqueue(red, NULL), i;
	size_t n;

	for (i = 0; i < 4; i++)
		(void)enqueue(red, NULL);
	ck_assert_int_eq(IN_TX(tasks_list(cx, &f, &items, &n, &total)), ERR_OK);
	ck_assert_uint_eq(n, 2);
	ck_assert_int_eq(total, 5);
	ck_assert_int_gt(items[0].id, items[1].id);
	f.page = 3;
	ck_assert_int_eq(IN_TX(tasks_list(cx, &f, &items, &n, &total)), ERR_OK);
	ck_assert_uint_eq(n, 1);
	ck_assert_int_eq(items[0].id, first);
	f = (struct task_filter){ .page = 1, .page_size = 20,
		.status = "running" };
	ck_assert_int_eq(IN_TX(tasks_list(cx, &f, &items, &n, &total)), ERR_OK);
	ck_assert_uint_eq(n, 0);
	f = (struct task_filter){ .page = 1, .page_size = 20, .q = "SAY",
		.object = "host", .object_id = 7, .actor = "UNIT" };
	ck_assert_int_eq(IN_TX(tasks_list(cx, &f, &items, &n, &total)), ERR_OK);
	ck_assert_uint_eq(n, 5);
}
END_TEST

static struct schedule_new
hourly(void)
{
	return (struct schedule_new){ .name = "hourly", .cron = "@hourly",
		.timezone = "Asia/Shanghai", .kind = "unit.echo",
		.args = { "{\"text\":\"x\"}", 12 }, .project_id = red,
		.enabled = true };
}

START_TEST(a_schedule_is_checked_before_it_is_kept)
{
	struct schedule_new in = hourly();
	struct schedule s;
	int64_t before;

	in.cron = "61 * * * *";
	ck_assert_int_eq(IN_TX(tasks_schedule_create(cx, &in, &s)), ERR_INVALID);
	ck_assert_str_eq(cx->field, "cron");
	in = hourly();
	in.timezone = "Mars/Olympus";
	ck_assert_int_eq(IN_TX(tasks_schedule_create(cx, &in, &s)), ERR_INVALID);
	ck_assert_str_eq(cx->field, "timezone");
	in = hourly();
	in.kind = "unit.secretive";
	ck_assert_int_eq(IN_TX(tasks_schedule_create(cx, &in, &s)), ERR_INVALID);
	ck_assert_str_eq(cx->field, "kind");
	in = hourly();
	in.args = (struct raw){ "{\"times\":99,\"text\":\"x\"}", 23 };
	ck_assert_int_eq(IN_TX(tasks_schedule_create(cx, &in, &s)), ERR_INVALID);
	ck_assert_str_eq(cx->field, "args.times");
	in = hourly();
	in.cron = "@at 2001-01-01T00:00:00Z";
	ck_assert_int_eq(IN_TX(tasks_schedule_create(cx, &in, &s)), ERR_INVALID);
	in = hourly();
	in.project_id = blue;
	ck_assert_int_eq(IN_TX(tasks_schedule_create(cx, &in, &s)),
	    ERR_NOT_FOUND);
	in = hourly();
	before = time_now_us();	/* the hour may be full meanwhile */
	ck_assert_int_eq(IN_TX(tasks_schedule_create(cx, &in, &s)), ERR_OK);
	ck_assert_int_gt(s.next_run, before);
	ck_assert_int_le(s.next_run, time_now_us() + HOUR_US);
}
END_TEST

/* Makes the user's rights real: firing loads them from the database. */
static void
grant(void)
{
	owner("INSERT INTO user_roles SELECT %" PRId64 ", id FROM roles"
	    " WHERE code = 'admin'", user);
}

START_TEST(each_firing_makes_one_task_whoever_looks)
{
	struct schedule_new in = hourly();
	struct schedule s;
	char sql[200];
	pid_t pid[3];
	int64_t next, before;
	int i, status;

	grant();
	ck_assert_int_eq(IN_TX(tasks_schedule_create(cx, &in, &s)), ERR_OK);
	/* Due since three hours: missed firings are made up for once. */
	before = time_now_us();
	owner("UPDATE schedules SET next_run = now() - interval '3 hours'"
	    " WHERE id = %" PRId64, s.id);
	for (i = 0; i < 3; i++) {
		pid[i] = fork();
		if (pid[i] == 0) {
			struct cx *mine = testdb_cx();

			_exit(tasks_schedules_fire(mine, &next) != ERR_OK);
		}
	}
	for (i = 0; i < 3; i++) {
		ck_assert_int_eq(waitpid(pid[i], &status, 0), pid[i]);
		ck_assert_int_eq(status, 0);
	}
	snprintf(sql, sizeof(sql), "SELECT count(*) FROM tasks WHERE"
	    " schedule_id = %" PRId64, s.id);
	ck_assert_int_eq(ask(sql), 1);
	ck_assert_int_eq(IN_TX(tasks_schedule_get(cx, s.id, &s)), ERR_OK);
	ck_assert_int_gt(s.next_run, before);
	ck_assert_int_ne(s.last_task_id, 0);
}
END_TEST

START_TEST(a_schedule_ends_with_its_users_rights)
{
	struct schedule_new in = hourly();
	struct schedule s;
	int64_t next;

	ck_assert_int_eq(IN_TX(tasks_schedule_create(cx, &in, &s)), ERR_OK);
	owner("UPDATE schedules SET next_run = now() WHERE id = %" PRId64, s.id);
	ck_assert_int_eq(tasks_schedules_fire(sys, &next), ERR_OK);
	ck_assert_int_eq(IN_TX(tasks_schedule_get(cx, s.id, &s)), ERR_OK);
	ck_assert(!s.enabled);
	ck_assert_str_ne(s.last_error, "");
	ck_assert_int_eq(s.last_task_id, 0);
}
END_TEST

static const struct {
	const char *cron;
	const char *zone;
	int firings;		/* in 2027, by the zone's clock */
} dst_cases[] = {
	{ "30 2 * * *", "America/New_York", 365 },	/* skipped in spring */
	{ "30 1 * * *", "America/New_York", 365 },	/* twice in autumn */
	{ "15 3 * * *", "Europe/Berlin", 365 },
	{ "30 2 * * *", "Europe/Berlin", 365 },
	{ "0 0 * * *", "America/Sao_Paulo", 365 },
	{ "30 2 * * *", "Australia/Lord_Howe", 365 },	/* half an hour */
	{ "0 12 * * *", "+05:45", 365 },
	{ "0 12 * * *", "UTC", 365 },
};

START_TEST(a_clock_change_fires_once)
{
	const char *zone = dst_cases[_i].zone;
	struct tasks_cron c;
	int64_t at, last = 0, end, next;
	int n = 0;

	ck_assert_int_eq(tasks_cron_parse(cx, dst_cases[_i].cron, &c), ERR_OK);
	ck_assert(time_parse(STR("2026-12-31T12:00:00Z"), &at));
	ck_assert_int_eq(tasks_schedule_next(sys, &c, zone, at, 0, &next),
	    ERR_OK);
	/* The first firing of the year by that clock, give or take a day. */
	end = next + 365 * 24 * HOUR_US - 12 * HOUR_US;
	for (; next < end; n++) {
		ck_assert_int_gt(next, last);
		if (last) {
			ck_assert_int_ge(next - last, 22 * HOUR_US);
			ck_assert_int_le(next - last, 26 * HOUR_US);
		}
		last = next;
		ck_assert_int_eq(tasks_schedule_next(sys, &c, zone, last, last,
		    &next), ERR_OK);
		arena_reset(sys->mem);
	}
	ck_assert_int_eq(n, dst_cases[_i].firings);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("tasks");
	TCase *tc = tcase_create("users");
	SRunner *sr;
	int failed;

	testdb_free(testdb_cx());
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, a_task_is_what_was_asked_for);
	tcase_add_test(tc, the_same_key_makes_one_task);
	tcase_add_test(tc, a_rollback_leaves_no_task);
	tcase_add_test(tc, another_projects_task_does_not_exist);
	tcase_add_test(tc, a_task_without_a_project_is_its_actors_and_the_admins);
	tcase_add_test(tc, a_queued_task_is_cancelled_at_once_and_says_so);
	tcase_add_test(tc, a_cancel_with_an_old_version_is_refused);
	tcase_add_test(tc, a_retry_is_a_new_task_and_needs_the_kinds_permission);
	tcase_add_test(tc, only_an_uncertain_task_is_resolved);
	tcase_add_loop_test(tc, the_database_knows_the_legal_changes, 0, 36);
	tcase_add_test(tc, a_fence_never_falls);
	tcase_add_test(tc, a_task_that_ends_is_not_its_own_successor);
	tcase_add_test(tc, the_list_is_filtered_and_counted);
	tcase_add_test(tc, a_schedule_is_checked_before_it_is_kept);
	tcase_add_test(tc, each_firing_makes_one_task_whoever_looks);
	tcase_add_test(tc, a_schedule_ends_with_its_users_rights);
	tcase_add_loop_test(tc, a_clock_change_fires_once, 0,
	    sizeof(dst_cases) / sizeof(dst_cases[0]));
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
