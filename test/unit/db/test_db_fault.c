/*
 * What happens to lib/db when the server dies, hangs or is slow, and when
 * somebody listens.
 */
#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "dbtest.inc"

static const char SQL_ADD[] =
    "INSERT INTO t_things (project_id, name) VALUES ($1, $2)";

/* Ends the server process of ${cx} from outside, and waits for its end. */
static void
kill_backend(int64_t pid)
{
	testdb_super(arena_printf(cx->mem,
	    "SELECT pg_terminate_backend(%lld, 20000)", (long long)pid));
}

static int64_t
super_int(const char *sql)
{
	struct cx *other = testdb_cx_as("K8SM_TEST_SUPER_URL");
	int64_t v = -1;

	ck_assert_int_eq(db_int(other, sql, DB_NONE, &v), ERR_OK);
	testdb_free(other);
	return v;
}

START_TEST(an_idle_connection_that_died_is_replaced_unseen)
{
	int64_t pid = dbtest_pid();

	kill_backend(pid);
	if (_i == 0) {
		ck_assert_int_ne(dbtest_pid(), pid);
		return;
	}
	ck_assert_int_eq(db_begin(cx, _i == 1 ? DB_READ : DB_WRITE), ERR_OK);
	ck_assert_int_ne(dbtest_pid(), pid);
	ck_assert_int_eq(db_commit(cx), ERR_OK);
	ck_assert_int_eq(cx->err, ERR_OK);
}
END_TEST

START_TEST(a_connection_that_dies_in_a_transaction_is_an_error)
{
	int64_t pid, v;

	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	ck_assert_int_eq(db_exec(cx, SQL_ADD, DB_ARGS(DB_INT(11), DB_TEXT("x")),
	    NULL), ERR_OK);
	pid = dbtest_pid();
	kill_backend(pid);
	ck_assert_int_eq(db_int(cx, "SELECT 1", DB_NONE, &v), ERR_UNAVAILABLE);
	ck_assert_int_eq(cx->retry_after_s, 1);
	ck_assert_int_eq(db_commit(cx), ERR_UNAVAILABLE);
	ck_assert_int_eq(dbtest_int("SELECT count(*) FROM t_things"
	    " WHERE project_id = 11"), 0);
}
END_TEST

START_TEST(a_reading_transaction_goes_on_over_a_dead_connection)
{
	int64_t pid;

	ck_assert_int_eq(db_begin(cx, DB_READ), ERR_OK);
	pid = dbtest_pid();
	kill_backend(pid);
	ck_assert_int_ne(dbtest_pid(), pid);
	ck_assert_int_eq(db_commit(cx), ERR_OK);
	ck_assert_int_eq(cx->err, ERR_OK);
}
END_TEST

START_TEST(a_commit_on_a_dead_connection_is_unknown)
{
	int64_t pid;

	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	pid = dbtest_pid();
	kill_backend(pid);
	ck_assert_int_eq(db_commit(cx), ERR_UNAVAILABLE);
	ck_assert_str_eq(cx->detail, "commit unknown");
	ck_assert_int_eq(dbtest_int("SELECT 1"), 1);
}
END_TEST

START_TEST(nothing_is_done_twice_when_a_first_statement_is_sent_again)
{
	/* The function ends its own connection, the first time only. */
	testdb_super("CREATE SEQUENCE IF NOT EXISTS t_once;"
	    " ALTER SEQUENCE t_once RESTART; GRANT ALL ON SEQUENCE t_once TO PUBLIC;"
	    " CREATE OR REPLACE FUNCTION t_die() RETURNS bigint LANGUAGE plpgsql"
	    " SECURITY DEFINER AS $$ BEGIN IF nextval('t_once') = 1 THEN"
	    " PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1);"
	    " END IF; RETURN 1; END $$");
	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	ck_assert_int_eq(db_queue(cx, SQL_ADD, DB_ARGS(DB_INT(12), DB_TEXT("y"))),
	    ERR_OK);
	ck_assert_int_eq(dbtest_int("SELECT t_die()"), 1);
	ck_assert_int_eq(db_commit(cx), ERR_OK);
	ck_assert_int_eq(dbtest_int("SELECT count(*) FROM t_things"
	    " WHERE project_id = 12"), 1);
}
END_TEST

START_TEST(a_single_statement_that_was_sent_is_not_sent_again)
{
	int64_t v;

	testdb_super("ALTER SEQUENCE t_once RESTART");
	ck_assert_int_eq(db_int(cx, "SELECT t_die()", DB_NONE, &v),
	    ERR_UNAVAILABLE);
	ck_assert_int_eq(dbtest_int("SELECT t_die()"), 1);
}
END_TEST

START_TEST(the_deadline_ends_a_slow_statement_here_and_there)
{
	int64_t t0 = time_mono_ms(), v;
	int i;

	cx->deadline_ms = t0 + 200;
	ck_assert_int_eq(db_int(cx, "SELECT 1 FROM pg_sleep(20)", DB_NONE, &v),
	    ERR_TIMEOUT);
	ck_assert_int_lt(time_mono_ms() - t0, 3000);
	cx->deadline_ms = 0;
	ck_assert_int_eq(dbtest_int("SELECT 1"), 1);
	for (i = 0; i < 100 && super_int("SELECT count(*) FROM pg_stat_activity"
	    " WHERE query LIKE 'SELECT 1 FROM pg_sleep%'") > 0; i++)
		(void)usleep(100000);
	ck_assert_int_lt(i, 100);
}
END_TEST

START_TEST(a_passed_deadline_sends_nothing)
{
	int64_t v, n = db_trips(cx->db);

	cx->deadline_ms = time_mono_ms() - 1;
	ck_assert_int_eq(db_int(cx, "SELECT 1", DB_NONE, &v), ERR_TIMEOUT);
	ck_assert_int_eq(db_trips(cx->db), n);
}
END_TEST

START_TEST(the_servers_own_time_limit_is_a_timeout)
{
	struct db *db = db_open(getenv("K8SM_TEST_URL"), "test", 150);
	struct db *was = cx->db;
	int64_t v;

	cx->db = db;
	ck_assert_int_eq(db_int(cx, "SELECT 1 FROM pg_sleep(20)", DB_NONE, &v),
	    ERR_TIMEOUT);
	ck_assert_ptr_nonnull(strstr(cx->detail, "57014"));
	ck_assert_int_eq(dbtest_int("SELECT 1"), 1);
	cx->db = was;
	db_close(db);
}
END_TEST

START_TEST(a_readable_wake_descriptor_interrupts_a_statement)
{
	int64_t t0 = time_mono_ms(), v;
	int fds[2];

	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_eq(dbtest_int("SELECT 1"), 1);
	db_set_wake(cx->db, fds[0]);
	ck_assert_int_eq(write(fds[1], "x", 1), 1);
	ck_assert_int_eq(db_int(cx, "SELECT 1 FROM pg_sleep(20)", DB_NONE, &v),
	    ERR_TIMEOUT);
	ck_assert_int_lt(time_mono_ms() - t0, 3000);
	db_set_wake(cx->db, -1);
	ck_assert_int_eq(dbtest_int("SELECT 1"), 1);
	close(fds[0]);
	close(fds[1]);
}
END_TEST

/* A socket that takes connections and never says a word. */
static int
silent_server(char dir[static 64])
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(dir, 64, "/tmp/k8sm-silent.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(sa.sun_path, sizeof(sa.sun_path), "%s/.s.PGSQL.5432", dir);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&sa, sizeof(sa)), 0);
	ck_assert_int_eq(listen(fd, 8), 0);
	return fd;
}

START_TEST(a_server_that_hangs_is_given_up)
{
	char dir[64], path[96], url[96];
	int64_t t0 = time_mono_ms(), v;
	int fd = silent_server(dir);
	struct db *was = cx->db;

	snprintf(url, sizeof(url), "host=%s dbname=x user=x", dir);
	cx->db = db_open(url, "test", 1000);
	cx->deadline_ms = t0 + 300;
	ck_assert_int_eq(db_int(cx, "SELECT 1", DB_NONE, &v), ERR_TIMEOUT);
	ck_assert_int_lt(time_mono_ms() - t0, 3000);
	db_close(cx->db);
	cx->db = was;
	close(fd);
	snprintf(path, sizeof(path), "%s/.s.PGSQL.5432", dir);
	unlink(path);
	rmdir(dir);
}
END_TEST

START_TEST(no_server_is_unavailable_and_told_fast_the_second_time)
{
	int64_t v, t0 = time_mono_ms();
	struct db *was = cx->db;

	cx->db = db_open("host=/nonexistent dbname=x user=x", "test", 1000);
	ck_assert_int_eq(db_int(cx, "SELECT 1", DB_NONE, &v), ERR_UNAVAILABLE);
	ck_assert_int_eq(cx->retry_after_s, 1);
	ck_assert_int_lt(time_mono_ms() - t0, 2500);
	t0 = time_mono_ms();
	ck_assert_int_eq(db_int(cx, "SELECT 1", DB_NONE, &v), ERR_UNAVAILABLE);
	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	ck_assert_int_eq(db_int(cx, "SELECT 1", DB_NONE, &v), ERR_UNAVAILABLE);
	db_rollback(cx);
	/* One that tries again takes a second. */
	ck_assert_int_lt(time_mono_ms() - t0, 900);
	db_close(cx->db);
	cx->db = was;
}
END_TEST

START_TEST(a_restart_of_the_server_between_two_requests_is_not_seen)
{
	if (!testdb_has_server())
		return;
	ck_assert_int_eq(dbtest_int("SELECT 1"), 1);
	testdb_server("halt");
	testdb_server("again");
	ck_assert_int_eq(db_begin(cx, _i ? DB_WRITE : DB_READ), ERR_OK);
	ck_assert_int_eq(dbtest_int("SELECT 1"), 1);
	ck_assert_int_eq(db_commit(cx), ERR_OK);
	ck_assert_int_eq(cx->err, ERR_OK);
}
END_TEST

START_TEST(while_the_server_is_down_requests_get_unavailable)
{
	int64_t v;

	if (!testdb_has_server())
		return;
	ck_assert_int_eq(dbtest_int("SELECT 1"), 1);
	testdb_server("halt");
	ck_assert_int_eq(db_int(cx, "SELECT 1", DB_NONE, &v), ERR_UNAVAILABLE);
	testdb_server("again");
	err_clear(cx);
	ck_assert_int_eq(dbtest_int("SELECT 1"), 1);
}
END_TEST

/* --- notifications --- */

static const char *
next_payload(struct cx *c, int ms)
{
	const char *channel, *payload;

	ck_assert_int_eq(db_wait(c, ms, &channel, &payload), ERR_OK);
	return payload;
}

START_TEST(a_notification_comes_after_the_commit_and_once)
{
	struct cx *writer = testdb_cx();

	ck_assert_int_eq(db_listen(cx, "t_channel"), ERR_OK);
	ck_assert_int_eq(db_begin(writer, DB_WRITE), ERR_OK);
	ck_assert_int_eq(db_queue(writer, SQL_ADD, DB_ARGS(DB_INT(13),
	    DB_TEXT("n"))), ERR_OK);
	db_notify(writer, "t_channel", "42");
	db_notify(writer, "t_channel", "42");
	db_notify(writer, "t_channel", "43");
	ck_assert_ptr_null(next_payload(cx, 50));
	ck_assert_int_eq(db_commit(writer), ERR_OK);
	ck_assert_pstr_eq(next_payload(cx, 2000), "42");
	ck_assert_pstr_eq(next_payload(cx, 2000), "43");
	ck_assert_ptr_null(next_payload(cx, 50));
	testdb_free(writer);
}
END_TEST

START_TEST(a_rollback_drops_the_notification)
{
	struct cx *writer = testdb_cx();

	ck_assert_int_eq(db_listen(cx, "t_channel"), ERR_OK);
	ck_assert_int_eq(db_begin(writer, DB_WRITE), ERR_OK);
	ck_assert_int_eq(db_exec(writer, SQL_ADD, DB_ARGS(DB_INT(14),
	    DB_TEXT("n")), NULL), ERR_OK);
	db_notify(writer, "t_channel", "44");
	db_rollback(writer);
	ck_assert_int_eq(db_begin(writer, DB_WRITE), ERR_OK);
	ck_assert_int_eq(db_exec(writer, SQL_ADD, DB_ARGS(DB_INT(14),
	    DB_TEXT("n")), NULL), ERR_OK);
	ck_assert_int_eq(db_commit(writer), ERR_OK);
	ck_assert_ptr_null(next_payload(cx, 100));
	testdb_free(writer);
}
END_TEST

START_TEST(who_listens_may_ask_too)
{
	int i;

	ck_assert_int_eq(db_listen(cx, "t_channel"), ERR_OK);
	for (i = 0; i < 3; i++) {
		db_notify(cx, "t_channel", "own");
		ck_assert_int_eq(dbtest_int("SELECT 1"), 1);
		ck_assert_int_eq(db_begin(cx, DB_READ), ERR_OK);
		ck_assert_int_eq(dbtest_int("SELECT 2"), 2);
		ck_assert_int_eq(db_commit(cx), ERR_OK);
		ck_assert_pstr_eq(next_payload(cx, 2000), "own");
	}
	ck_assert_ptr_null(next_payload(cx, 20));
}
END_TEST

START_TEST(waiting_ends_in_time_or_when_woken)
{
	const char *payload;
	int64_t t0 = time_mono_ms();
	int fds[2];

	ck_assert_int_eq(db_listen(cx, "t_channel"), ERR_OK);
	ck_assert_ptr_null(next_payload(cx, 100));
	ck_assert_int_ge(time_mono_ms() - t0, 95);
	ck_assert_int_eq(pipe(fds), 0);
	db_set_wake(cx->db, fds[0]);
	close(fds[1]);
	ck_assert_int_eq(db_wait(cx, 5000, NULL, &payload), ERR_TIMEOUT);
	ck_assert_int_lt(time_mono_ms() - t0, 2000);
	db_set_wake(cx->db, -1);
	close(fds[0]);
}
END_TEST

START_TEST(a_lost_listener_is_told_and_listens_again)
{
	struct cx *writer = testdb_cx();
	const char *payload;
	int64_t pid;

	ck_assert_int_eq(db_listen(cx, "t_channel"), ERR_OK);
	pid = dbtest_pid();
	kill_backend(pid);
	ck_assert_int_eq(db_wait(cx, 2000, NULL, &payload), ERR_UNAVAILABLE);
	ck_assert_int_eq(db_connect(cx), ERR_OK);
	db_notify(writer, "t_channel", "again");
	ck_assert_pstr_eq(next_payload(cx, 2000), "again");
	testdb_free(writer);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("db_fault");
	TCase *tc = tcase_create("db_fault");

	tcase_add_unchecked_fixture(tc, dbtest_tables, NULL);
	tcase_add_checked_fixture(tc, dbtest_open, dbtest_close);
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, an_idle_connection_that_died_is_replaced_unseen,
	    0, 3);
	tcase_add_test(tc, a_connection_that_dies_in_a_transaction_is_an_error);
	tcase_add_test(tc, a_reading_transaction_goes_on_over_a_dead_connection);
	tcase_add_test(tc, a_commit_on_a_dead_connection_is_unknown);
	tcase_add_test(tc,
	    nothing_is_done_twice_when_a_first_statement_is_sent_again);
	tcase_add_test(tc, a_single_statement_that_was_sent_is_not_sent_again);
	tcase_add_test(tc, the_deadline_ends_a_slow_statement_here_and_there);
	tcase_add_test(tc, a_passed_deadline_sends_nothing);
	tcase_add_test(tc, the_servers_own_time_limit_is_a_timeout);
	tcase_add_test(tc, a_readable_wake_descriptor_interrupts_a_statement);
	tcase_add_test(tc, a_server_that_hangs_is_given_up);
	tcase_add_test(tc, no_server_is_unavailable_and_told_fast_the_second_time);
	tcase_add_loop_test(tc,
	    a_restart_of_the_server_between_two_requests_is_not_seen, 0, 2);
	tcase_add_test(tc, while_the_server_is_down_requests_get_unavailable);
	tcase_add_test(tc, a_notification_comes_after_the_commit_and_once);
	tcase_add_test(tc, a_rollback_drops_the_notification);
	tcase_add_test(tc, who_listens_may_ask_too);
	tcase_add_test(tc, waiting_ends_in_time_or_when_woken);
	tcase_add_test(tc, a_lost_listener_is_told_and_listens_again);
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	testdb_free(testdb_cx());
	return dbtest_run(suite());
}
