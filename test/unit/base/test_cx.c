/*
 * The context: error slot, deadline, permissions.
 */
#include <check.h>

#include "base/base.h"

static struct cx cx;

static void
setup(void)
{
	memset(&cx, 0, sizeof(cx));
	cx.mem = arena_new(1 << 20);
	cx.request_id = "test";
}

static void
teardown(void)
{
	arena_free(cx.mem);
}

START_TEST(an_error_is_formatted_in_the_callers_language_only)
{
	cx.lang = LANG_EN;
	ck_assert_int_eq(err_set(&cx, ERR_CONFLICT, "主机 %d", "host %d", 7),
	    ERR_CONFLICT);
	ck_assert_str_eq(cx.message, "host 7");
	cx.lang = LANG_ZH;
	ck_assert_int_eq(err_field(&cx, "name", "主机 %d", "host %d", 8),
	    ERR_INVALID);
	ck_assert_str_eq(cx.message, "主机 8");
	ck_assert_str_eq(cx.field, "name");
	ck_assert_int_eq(cx.err, ERR_INVALID);
}
END_TEST

START_TEST(a_later_error_forgets_the_field_and_keeps_the_detail)
{
	char name[] = "port";

	cx.lang = LANG_EN;
	(void)err_field_as(&cx, ERR_CONFLICT, name, "x", "x");
	memset(name, 'z', 4);
	ck_assert_str_eq(cx.field, "port");
	err_detail(&cx, "sqlstate %s", "23505");
	err_detail(&cx, "errno %d", 2);
	(void)err_set(&cx, ERR_DATABASE, "y", "y");
	ck_assert_ptr_null(cx.field);
	ck_assert_str_eq(cx.detail, "sqlstate 23505; errno 2");
	(void)err_field(&cx, "a", "x", "x");
	(void)err_plain(&cx, ERR_NOT_FOUND);
	ck_assert_ptr_null(cx.field);
	ck_assert_str_eq(cx.message, "no such object");
	cx.retry_after_s = cx.current_version = 3;
	err_clear(&cx);
	ck_assert_int_eq(cx.err, ERR_OK);
	ck_assert_ptr_null(cx.message);
	ck_assert_ptr_null(cx.detail);
	ck_assert_int_eq(cx.retry_after_s + cx.current_version, 0);
}
END_TEST

START_TEST(every_error_has_a_status_a_code_and_texts)
{
	int rc;

	ck_assert_int_eq(err_http(ERR_OK), 200);
	ck_assert_int_eq(err_wire(ERR_OK), 1000);
	ck_assert_str_eq(err_name(ERR_TOO_MANY), "TOO_MANY");
	for (rc = 1; rc < ERR__MAX; rc++) {
		ck_assert_int_ge(err_http((enum err_code)rc), 400);
		ck_assert_int_ge(err_wire((enum err_code)rc), 2000);
		ck_assert(err_text((enum err_code)rc, LANG_ZH)[0]);
		ck_assert(err_text((enum err_code)rc, LANG_EN)[0]);
	}
	/* A wild value must not read beyond the table. */
	ck_assert_int_eq(err_http((enum err_code)9999), 500);
	ck_assert_str_eq(err_name((enum err_code)-1), "INTERNAL");
}
END_TEST

START_TEST(the_time_left_ends_at_zero_and_at_the_most_asked_for)
{
	ck_assert_int_eq(cx_left_ms(&cx, 500), 500);
	cx.deadline_ms = time_mono_ms() + 60000;
	ck_assert_int_eq(cx_left_ms(&cx, 500), 500);
	ck_assert_int_gt(cx_left_ms(&cx, 100000), 59000);
	cx.deadline_ms = time_mono_ms() - 5;
	ck_assert_int_eq(cx_left_ms(&cx, 500), 0);
}
END_TEST

static const struct {
	const char *has[3];
	const char *scope[3];
	const char *asks;
	bool may;
} can_cases[] = {
	{ { "host:read" }, { NULL }, "host:read", true },
	{ { "host:read" }, { NULL }, "host:write", false },
	{ { "host:read" }, { NULL }, "host:readx", false },
	{ { "host:read" }, { NULL }, "host:rea", false },
	{ { NULL }, { NULL }, "host:read", false },
	{ { "host:*" }, { NULL }, "host:read", true },
	{ { "host:*" }, { NULL }, "hosts:read", false },
	{ { "host:*" }, { NULL }, "host:", false },
	{ { "host:*" }, { NULL }, "host", false },
	{ { "host*" }, { NULL }, "host:read", false },
	{ { "*" }, { NULL }, "host:read", false },
	{ { ":*" }, { NULL }, "host:read", false },
	{ { "deploy:*" }, { NULL }, "deploy:target:read", true },
	{ { "deploy:target:*" }, { NULL }, "deploy:target:read", true },
	{ { "deploy:target:*" }, { NULL }, "deploy:release:read", false },
	{ { "*:*" }, { NULL }, "anything:at:all", true },
	{ { "a:b", "*:*" }, { NULL }, "x:y", true },
	/* An API token is never more than its scopes. */
	{ { "*:*" }, { "host:read" }, "host:read", true },
	{ { "*:*" }, { "host:read" }, "host:write", false },
	{ { "*:*" }, { "host:*" }, "host:write", true },
	{ { "*:*" }, { "*:*" }, "x:y", true },
	{ { "host:read" }, { "*:*" }, "host:write", false },
};

static size_t
count(const char *const *v)
{
	size_t n = 0;

	while (n < 3 && v[n])
		n++;
	return n;
}

START_TEST(a_permission_is_held_by_code_or_wildcard_within_the_scopes)
{
	cx.who.perms = can_cases[_i].has;
	cx.who.n_perms = count(can_cases[_i].has);
	cx.who.scopes = can_cases[_i].scope;
	cx.who.n_scopes = count(can_cases[_i].scope);
	ck_assert_int_eq(cx_can(&cx, can_cases[_i].asks), can_cases[_i].may);
}
END_TEST

START_TEST(an_admin_may_everything_but_his_token_only_its_scopes)
{
	const char *scope[] = { "host:read" };

	cx.who.is_admin = true;
	ck_assert(cx_can(&cx, "host:write"));
	cx.who.scopes = scope;
	cx.who.n_scopes = 1;
	ck_assert(cx_can(&cx, "host:read"));
	ck_assert(!cx_can(&cx, "host:write"));
}
END_TEST

static const char *const p1_perms[] = { "host:read", "task:*" };
static const char *const p2_perms[] = { "host:write" };
static const struct project_perms by_project[] = {
	{ .project_id = 1, .perms = p1_perms, .n = 2 },
	{ .project_id = 2, .perms = p2_perms, .n = 1 },
};

static const struct {
	const char *asks;
	int64_t project;
	bool may;
} in_cases[] = {
	{ "host:read", 1, true },
	{ "host:read", 2, false },
	{ "host:read", 3, false },
	{ "host:read", 0, false },
	{ "task:cancel", 1, true },
	{ "task:cancel", 2, false },
	{ "host:write", 2, true },
	/* Global grants hold in every project, and without one. */
	{ "audit:read", 1, true },
	{ "audit:read", 77, true },
	{ "audit:read", 0, true },
};

START_TEST(a_project_role_counts_in_its_project_only)
{
	const char *global[] = { "audit:*" };

	cx.who.perms = global;
	cx.who.n_perms = 1;
	cx.who.project_perms = by_project;
	cx.who.n_project_perms = 2;
	ck_assert_int_eq(cx_can_in(&cx, in_cases[_i].asks,
	    in_cases[_i].project), in_cases[_i].may);
	/* Somewhere is enough for the question without a project. */
	ck_assert(cx_can(&cx, in_cases[_i].asks));
	ck_assert(!cx_can(&cx, "host:execute"));
}
END_TEST

START_TEST(a_scope_limits_project_roles_too)
{
	const char *scope[] = { "host:read" };

	cx.who.project_perms = by_project;
	cx.who.n_project_perms = 2;
	cx.who.scopes = scope;
	cx.who.n_scopes = 1;
	ck_assert(cx_can_in(&cx, "host:read", 1));
	ck_assert(!cx_can_in(&cx, "host:write", 2));
	ck_assert(!cx_can(&cx, "task:cancel"));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("cx");
	TCase *tc = tcase_create("cx");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc,
	    an_error_is_formatted_in_the_callers_language_only);
	tcase_add_test(tc,
	    a_later_error_forgets_the_field_and_keeps_the_detail);
	tcase_add_test(tc, every_error_has_a_status_a_code_and_texts);
	tcase_add_test(tc,
	    the_time_left_ends_at_zero_and_at_the_most_asked_for);
	tcase_add_loop_test(tc,
	    a_permission_is_held_by_code_or_wildcard_within_the_scopes, 0,
	    sizeof(can_cases) / sizeof(can_cases[0]));
	tcase_add_test(tc,
	    an_admin_may_everything_but_his_token_only_its_scopes);
	tcase_add_loop_test(tc, a_project_role_counts_in_its_project_only, 0,
	    sizeof(in_cases) / sizeof(in_cases[0]));
	tcase_add_test(tc, a_scope_limits_project_roles_too);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
