/*
 * Whether a program may start on a database.
 */
#include "db/migrate.h"

#include "dbtest.inc"

START_TEST(a_migrated_database_is_accepted)
{
	ck_assert_int_gt(migrate_needed(), 0);
	ck_assert_int_eq(migrate_check(cx), ERR_OK);
	ck_assert_int_eq(cx->err, ERR_OK);
}
END_TEST

START_TEST(an_older_schema_is_refused_and_named)
{
	testdb_owner("UPDATE schema_migrations SET version = -version");
	ck_assert_int_eq(migrate_check(cx), ERR_UNAVAILABLE);
	testdb_owner("UPDATE schema_migrations SET version = -version");
	ck_assert_ptr_nonnull(strstr(cx->message, "k8sm migrate up"));
}
END_TEST

START_TEST(a_database_without_any_schema_is_refused)
{
	struct db *was = cx->db;

	cx->db = db_open(arena_printf(cx->mem, "%s dbname=postgres",
	    getenv("K8SM_TEST_SUPER_URL")), "test", 1000);
	ck_assert_int_eq(migrate_check(cx), ERR_UNAVAILABLE);
	db_close(cx->db);
	cx->db = was;
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("migrate_check");
	TCase *tc = tcase_create("migrate_check");

	tcase_add_checked_fixture(tc, dbtest_open, dbtest_close);
	tcase_add_test(tc, a_migrated_database_is_accepted);
	tcase_add_test(tc, an_older_schema_is_refused_and_named);
	tcase_add_test(tc, a_database_without_any_schema_is_refused);
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	testdb_free(testdb_cx());
	return dbtest_run(suite());
}
