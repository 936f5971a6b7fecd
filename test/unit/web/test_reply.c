/*
 * Replies: the envelope, its errors and what the audit log is told.
 */
#include <check.h>

#include "web/web.h"

struct thing {
	int64_t id;
	const char *name;
	struct opt_int project_id;
	const char *password;
};
static const struct field thing_fields[] = {
	F_INT(struct thing, id, F_RO, 1, INT64_MAX, 0, "Id"),
	F_TEXT(struct thing, name, 0, 1, 64, "Name"),
	F_OPT_INT(struct thing, project_id, 0, 1, INT64_MAX, "Project"),
	F_TEXT(struct thing, password, F_SECRET, 0, 64, "Password"),
	F_END
};
static const struct type thing_type = {
	"Thing", sizeof(struct thing), thing_fields, "A thing"
};

static struct cx cx;
static struct reply rp;

static void
setup(void)
{
	cx = (struct cx){ .mem = arena_new((size_t)64 << 20),
		.request_id = "rid-1", .lang = LANG_EN };
	reply_init(&rp, &cx);
}

static void
teardown(void)
{
	arena_free(cx.mem);
}

static const char *
header(const char *name)
{
	size_t i;

	for (i = 0; i < rp.n_headers; i++)
		if (strcmp(rp.headers[i].name, name) == 0)
			return rp.headers[i].value;
	return NULL;
}

START_TEST(an_item_is_enveloped_and_noted_for_audit)
{
	struct thing t = { .id = 7, .name = "a\"b", .project_id = { true, 3 },
		.password = "hunter2" };

	ck_assert_int_eq(reply_item(&rp, 201, &thing_type, &t), ERR_OK);
	ck_assert_int_eq(rp.status, 201);
	ck_assert_str_eq(rp.body.p, "{\"code\":1000,\"message\":\"success\","
	    "\"data\":{\"id\":7,\"name\":\"a\\\"b\",\"project_id\":3},"
	    "\"request_id\":\"rid-1\"}");
	ck_assert_int_eq(rp.object_id, 7);
	ck_assert_int_eq(rp.project_id, 3);
	ck_assert_str_eq(rp.object_name, "a\"b");
	ck_assert(str_eq(rp.after,
	    STR("{\"id\":7,\"name\":\"a\\\"b\",\"project_id\":3}")));
}
END_TEST

START_TEST(what_the_handler_said_for_audit_stays)
{
	struct thing t = { .id = 7, .name = "new" };

	reply_audit(&rp, 9, "nine", STR("{}"), STR("{\"x\":1}"));
	ck_assert_int_eq(reply_item(&rp, 200, &thing_type, &t), ERR_OK);
	ck_assert_int_eq(rp.object_id, 9);
	ck_assert_str_eq(rp.object_name, "nine");
	ck_assert(str_eq(rp.after, STR("{\"x\":1}")));
}
END_TEST

START_TEST(lists_carry_their_total)
{
	struct thing t[2] = { { .id = 1, .name = "a" },
		{ .id = 2, .name = "b" } };

	ck_assert_int_eq(reply_list(&rp, &thing_type, t, 2, 99), ERR_OK);
	ck_assert_ptr_nonnull(strstr(rp.body.p, "\"data\":{\"list\":[{"));
	ck_assert_ptr_nonnull(strstr(rp.body.p, "\"total\":99}"));
	ck_assert_int_eq(reply_list(&rp, &thing_type, NULL, 0, 0), ERR_OK);
	ck_assert_ptr_nonnull(strstr(rp.body.p,
	    "\"data\":{\"list\":[],\"total\":0}"));
}
END_TEST

START_TEST(an_error_has_field_and_request_id_and_no_data)
{
	enum err_code rc = err_field(&cx, "name", "名称错误",
	    "the name is wrong");

	cx.current_version = 5;	/* of no meaning to a 400 */
	reply_error(&rp, &cx, rc);
	ck_assert_int_eq(rp.status, 400);
	ck_assert_str_eq(rp.body.p, "{\"code\":2000,\"message\":"
	    "\"the name is wrong\",\"field\":\"name\","
	    "\"request_id\":\"rid-1\"}");
}
END_TEST

START_TEST(a_version_conflict_tells_the_current_version)
{
	cx.current_version = 5;
	reply_error(&rp, &cx, err_plain(&cx, ERR_CONFLICT));
	ck_assert_int_eq(rp.status, 409);
	ck_assert_ptr_nonnull(strstr(rp.body.p, "\"code\":2007"));
	ck_assert_ptr_nonnull(strstr(rp.body.p,
	    "\"details\":{\"current_version\":5}"));
}
END_TEST

START_TEST(who_shall_come_again_is_told_when)
{
	reply_error(&rp, &cx, err_plain(&cx, ERR_UNAVAILABLE));
	ck_assert_str_eq(header("Retry-After"), "1");
	cx.retry_after_s = 30;
	reply_error(&rp, &cx, err_plain(&cx, ERR_TOO_MANY));
	ck_assert_int_eq(rp.status, 429);
	ck_assert_str_eq(header("Retry-After"), "30");
}
END_TEST

START_TEST(an_error_leaves_nothing_of_the_reply_before)
{
	struct thing t = { .id = 7, .name = "secret plan" };

	reply_header(&rp, "Set-Cookie", "a=b");
	ck_assert_int_eq(reply_item(&rp, 201, &thing_type, &t), ERR_OK);
	reply_error(&rp, &cx, err_plain(&cx, ERR_INTERNAL));
	ck_assert_ptr_null(strstr(rp.body.p, "secret plan"));
	ck_assert_ptr_null(header("Set-Cookie"));
}
END_TEST

START_TEST(headers_cannot_be_split)
{
	reply_header(&rp, "Location", "/a\r\nSet-Cookie: x=1");
	reply_header(&rp, "X\r\nY", "1");
	reply_header(&rp, "X: Y", "1");
	ck_assert_uint_eq(rp.n_headers, 0);
}
END_TEST

START_TEST(a_reply_over_its_cap_is_an_error_not_a_torso)
{
	size_t n = 200000;
	struct thing *t = arena_array(cx.mem, n, sizeof *t);
	size_t i;

	for (i = 0; i < n; i++)
		t[i] = (struct thing){ .id = 1,
			.name = "0123456789012345678901234567890123456789" };
	ck_assert_int_ne(reply_list(&rp, &thing_type, t, n, 1), ERR_OK);
}
END_TEST

START_TEST(a_task_is_accepted_with_its_place)
{
	ck_assert_int_eq(reply_task(&rp, 12), ERR_OK);
	ck_assert_int_eq(rp.status, 202);
	ck_assert_str_eq(header("Location"), "/api/v1/tasks/12");
	ck_assert_ptr_nonnull(strstr(rp.body.p, "\"data\":{\"task_id\":12}"));
}
END_TEST

START_TEST(chinese_is_the_default_language)
{
	cx.lang = LANG_ZH;
	reply_init(&rp, &cx);
	ck_assert_int_eq(reply_ok(&rp), ERR_OK);
	ck_assert_str_eq(rp.body.p, "{\"code\":1000,\"message\":\"请求成功\","
	    "\"data\":null,\"request_id\":\"rid-1\"}");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("reply");
	TCase *tc = tcase_create("reply");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, an_item_is_enveloped_and_noted_for_audit);
	tcase_add_test(tc, what_the_handler_said_for_audit_stays);
	tcase_add_test(tc, lists_carry_their_total);
	tcase_add_test(tc, an_error_has_field_and_request_id_and_no_data);
	tcase_add_test(tc, a_version_conflict_tells_the_current_version);
	tcase_add_test(tc, who_shall_come_again_is_told_when);
	tcase_add_test(tc, an_error_leaves_nothing_of_the_reply_before);
	tcase_add_test(tc, headers_cannot_be_split);
	tcase_add_test(tc, a_reply_over_its_cap_is_an_error_not_a_torso);
	tcase_add_test(tc, a_task_is_accepted_with_its_place);
	tcase_add_test(tc, chinese_is_the_default_language);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
