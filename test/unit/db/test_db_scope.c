/* The scope stays on the connection between reads: it is never another's. */
#include <poll.h>

#include "dbtest.inc"

static const char SQL_SEEN[] = "SELECT id, project_id, name FROM t_things"
    " WHERE project_id IN (1, 2) ORDER BY id";
static const char SQL_FAIL[] = "SELECT t_raise('P0001')";
static const char SQL_USER[] = "SELECT k8sm_user_id()";
static const char SQL_WRITES[] =
    "UPDATE t_things SET code = code WHERE name = 'one'";
static const char SQL_HOW[] =
    "SELECT (current_setting('transaction_read_only') = 'on')::int::bigint";

static void
become(int64_t user, int64_t project)
{
	static int64_t projects[1];

	projects[0] = project;
	cx->who.user_id = user;
	cx->who.all_projects = project == 0;
	cx->who.projects = projects;
	cx->who.n_projects = project ? 1 : 0;
}

/* What a read of now sees: the project of the only thing, 0 for both. */
static int64_t
seen(void)
{
	struct thing *all;
	int64_t user = 0;
	size_t n;

	ck_assert_int_eq(db_begin(cx, DB_READ), ERR_OK);
	ck_assert_int_eq(db_all(cx, SQL_SEEN, DB_NONE, &thing_type, &all, &n),
	    ERR_OK);
	ck_assert_int_eq(db_int(cx, SQL_USER, DB_NONE, &user), ERR_OK);
	ck_assert_int_eq(db_commit(cx), ERR_OK);
	ck_assert_int_eq(user, cx->who.user_id);
	ck_assert_uint_ge(n, 1);
	return n == 2 ? 0 : all[0].project_id;
}

static void
fail_in_read(void)
{
	int64_t v;

	ck_assert_int_eq(db_begin(cx, DB_READ), ERR_OK);
	ck_assert_int_ne(db_int(cx, SQL_FAIL, DB_NONE, &v), ERR_OK);
	db_rollback(cx);
	err_clear(cx);
}

START_TEST(each_read_sees_its_own)
{
	int i;

	for (i = 0; i < 20; i++) {
		become(1 + i % 3, i % 3);
		ck_assert_int_eq(seen(), i % 3);
		if (i % 4 == 0)
			ck_assert_int_eq(seen(), i % 3);
	}
}
END_TEST

START_TEST(a_scope_in_a_failed_read_does_not_stay)
{
	become(1, 1);
	ck_assert_int_eq(seen(), 1);
	become(2, 2);
	fail_in_read();	/* takes the new scope back on the server */
	ck_assert_int_eq(seen(), 2);
	become(1, 1);
	ck_assert_int_eq(seen(), 1);
	fail_in_read();
	ck_assert_int_eq(seen(), 1);
}
END_TEST

static enum err_code
refuse(struct cx *c, void *row)
{
	(void)row;
	return err_plain(c, ERR_TOKEN_INVALID);
}

START_TEST(a_refused_prologue_leaves_no_scope_for_others)
{
	struct thing guard, *all;
	size_t n;

	become(1, 1);
	ck_assert_int_eq(seen(), 1);
	become(2, 2);
	ck_assert_int_eq(db_begin(cx, DB_READ), ERR_OK);
	ck_assert_int_eq(db_prologue(cx, SQL_SEEN, DB_NONE, &thing_type, &guard,
	    refuse), ERR_OK);
	ck_assert_int_eq(db_all(cx, SQL_SEEN, DB_NONE, &thing_type, &all, &n),
	    ERR_TOKEN_INVALID);
	db_rollback(cx);
	err_clear(cx);
	become(1, 1);
	ck_assert_int_eq(seen(), 1);
}
END_TEST

START_TEST(writes_between_reads_have_their_own)
{
	int64_t n = 0;

	become(1, 1);
	ck_assert_int_eq(seen(), 1);
	/* the same principal, then another one: in and outside a transaction */
	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	ck_assert_int_eq(db_exec(cx, SQL_WRITES, DB_NONE, &n), ERR_OK);
	ck_assert_int_eq(n, 1);
	ck_assert_int_eq(db_commit(cx), ERR_OK);
	ck_assert_int_eq(db_exec(cx, SQL_WRITES, DB_NONE, &n), ERR_OK);
	ck_assert_int_eq(n, 1);
	ck_assert_int_eq(seen(), 1);
	become(2, 2);
	ck_assert_int_eq(db_exec(cx, SQL_WRITES, DB_NONE, &n), ERR_OK);
	ck_assert_int_eq(n, 0);
	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	ck_assert_int_eq(db_exec(cx, SQL_WRITES, DB_NONE, &n), ERR_OK);
	ck_assert_int_eq(n, 0);
	db_rollback(cx);
	become(1, 1);
	ck_assert_int_eq(seen(), 1);
	db_notify(cx, "t_channel", "x");
	ck_assert_int_eq(db_exec(cx, SQL_WRITES, DB_NONE, &n), ERR_OK);
	ck_assert_int_eq(n, 1);
}
END_TEST

START_TEST(reads_cannot_write_with_a_kept_scope_either)
{
	int64_t n = 0;
	int i;

	become(1, 1);
	for (i = 0; i < 3; i++) {
		ck_assert_int_eq(db_begin(cx, DB_READ), ERR_OK);
		ck_assert_int_eq(db_int(cx, SQL_HOW, DB_NONE, &n), ERR_OK);
		ck_assert_int_eq(n, 1);
		ck_assert_int_ne(db_exec(cx, SQL_WRITES, DB_NONE, &n), ERR_OK);
		db_rollback(cx);
		err_clear(cx);
		ck_assert_int_eq(db_int(cx, SQL_HOW, DB_NONE, &n), ERR_OK);
		ck_assert_int_eq(n, 0);
	}
}
END_TEST

static void
cut(void)
{
	testdb_super(arena_printf(cx->mem,
	    "SELECT pg_terminate_backend(%lld)", (long long)dbtest_pid()));
	(void)poll(NULL, 0, 200);
}

START_TEST(a_new_connection_gets_it_again)
{
	become(1, 1);
	ck_assert_int_eq(seen(), 1);
	cut();
	ck_assert_int_eq(seen(), 1);
	ck_assert_int_eq(seen(), 1);
}
END_TEST

START_TEST(news_are_counted)
{
	int64_t before, after;

	become(1, 0);
	ck_assert_int_eq(db_news(cx->db), -1);
	ck_assert_int_eq(seen(), 0);
	ck_assert_int_eq(db_news(cx->db), -1);	/* listens to nothing */
	ck_assert_int_eq(db_listen(cx, "t_news"), ERR_OK);
	before = db_news(cx->db);
	ck_assert_int_ge(before, 0);
	ck_assert_int_eq(seen(), 0);
	ck_assert_int_eq(db_news(cx->db), before);
	testdb_owner("NOTIFY t_news");
	(void)poll(NULL, 0, 100);
	after = db_news(cx->db);
	ck_assert_int_gt(after, before);
	ck_assert_int_eq(db_news(cx->db), after);
	testdb_owner("NOTIFY t_news");
	ck_assert_int_eq(seen(), 0);	/* comes along with the answers */
	ck_assert_int_gt(db_news_taken(cx->db), after);
	before = db_news(cx->db);
	cut();
	ck_assert_int_eq(db_news(cx->db), -1);
	ck_assert_int_eq(seen(), 0);
	ck_assert_int_ge(db_news(cx->db), 0);
	ck_assert_int_ne(db_news(cx->db), before);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("db_scope");
	TCase *tc = tcase_create("scope");

	testdb_free(testdb_cx());
	tcase_add_unchecked_fixture(tc, dbtest_tables, NULL);
	tcase_add_checked_fixture(tc, dbtest_open, dbtest_close);
	tcase_add_test(tc, each_read_sees_its_own);
	tcase_add_test(tc, a_scope_in_a_failed_read_does_not_stay);
	tcase_add_test(tc, a_refused_prologue_leaves_no_scope_for_others);
	tcase_add_test(tc, writes_between_reads_have_their_own);
	tcase_add_test(tc, reads_cannot_write_with_a_kept_scope_either);
	tcase_add_test(tc, a_new_connection_gets_it_again);
	tcase_add_test(tc, news_are_counted);
	suite_add_tcase(s, tc);
	return dbtest_run(s);
}
