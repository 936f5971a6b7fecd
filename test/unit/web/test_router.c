/*
 * The router: what matches, what is refused and how.
 */
#include <check.h>

#include "web/web.h"

static enum err_code
nothing(struct cx *cx, const struct req *rq, struct reply *rp)
{
	(void)cx;
	(void)rq;
	(void)rp;
	return ERR_OK;
}

static const struct route table_a[] = {
	{ M_GET, "/api/v1/hosts", .id = "hosts.list", .fn = nothing },
	{ M_POST, "/api/v1/hosts", .id = "hosts.create", .fn = nothing },
	{ M_POST, "/api/v1/hosts/probe", .id = "hosts.probe", .fn = nothing },
	{ M_GET, "/api/v1/hosts/{id}", .id = "hosts.get", .fn = nothing },
	{ M_PUT, "/api/v1/hosts/{id}", .id = "hosts.update", .fn = nothing },
	{ M_GET, "/api/v1/hosts/{id}/tags", .id = "hosts.tags", .fn = nothing },
	{ M_DELETE, "/api/v1/hosts/{id}/tags/{tag...}", .id = "hosts.untag",
	  .fn = nothing },
	{ .fn = NULL }
};
static const struct route table_b[] = {
	{ M_GET, "/api/v1/hosts/sources", .id = "hosts.sources",
	  .fn = nothing },
	{ M_GET, "/api/v1/{a}/{b}/{c}/end", .id = "deep.end", .fn = nothing },
	{ M_DELETE, "/api/v1/teams/{id}/members/{user_id}",
	  .id = "teams.remove", .fn = nothing },
	{ .fn = NULL }
};
static const struct route *const tables[] = { table_a, table_b, NULL };

static const struct {
	const char *method;
	const char *path;
	enum err_code want;
	const char *id;		/* or what Allow says */
	const char *first;	/* value of the first parameter */
} cases[] = {
	{ "GET", "/api/v1/hosts", ERR_OK, "hosts.list", NULL },
	{ "POST", "/api/v1/hosts", ERR_OK, "hosts.create", NULL },
	{ "GET", "/api/v1/hosts/7", ERR_OK, "hosts.get", "7" },
	{ "GET", "/api/v1/hosts/a%20b", ERR_OK, "hosts.get", "a b" },
	{ "GET", "/api/v1/hosts/a+b", ERR_OK, "hosts.get", "a+b" },
	{ "GET", "/api/v1/hosts/%E4%B8%BB", ERR_OK, "hosts.get", "主" },
	{ "GET", "/api/v1/hosts/sources", ERR_OK, "hosts.sources", NULL },
	{ "GET", "/api/v1/hosts/sources/tags", ERR_OK, "hosts.tags",
	  "sources" },
	{ "GET", "/api/v1/hosts/7/x/end", ERR_OK, "deep.end", "hosts" },
	{ "DELETE", "/api/v1/hosts/7/tags/a", ERR_OK, "hosts.untag", "7" },
	{ "DELETE", "/api/v1/hosts/7/tags/a/b", ERR_OK, "hosts.untag", "7" },
	{ "DELETE", "/api/v1/hosts/7/tags/a%2Fb", ERR_OK, "hosts.untag", "7" },
	{ "DELETE", "/api/v1/teams/3/members/4", ERR_OK, "teams.remove", "3" },
	/* The most specific path decides about the method. */
	{ "GET", "/api/v1/hosts/probe", ERR_METHOD, "POST, OPTIONS", NULL },
	{ "DELETE", "/api/v1/hosts", ERR_METHOD, "GET, HEAD, POST, OPTIONS",
	  NULL },
	{ "BREW", "/api/v1/hosts/7", ERR_METHOD, "GET, HEAD, PUT, OPTIONS",
	  NULL },
	{ "get", "/api/v1/hosts", ERR_METHOD, "GET, HEAD, POST, OPTIONS",
	  NULL },
	{ "", "/api/v1/hosts", ERR_METHOD, "GET, HEAD, POST, OPTIONS", NULL },
	/* Nothing is normalised: what is not written so is not there. */
	{ "GET", "/api/v1/hosts/", ERR_NOT_FOUND, NULL, NULL },
	{ "GET", "/api/v1//hosts", ERR_NOT_FOUND, NULL, NULL },
	{ "GET", "//api/v1/hosts", ERR_NOT_FOUND, NULL, NULL },
	{ "GET", "/api/v1/Hosts", ERR_NOT_FOUND, NULL, NULL },
	{ "GET", "/api/v1/%68osts", ERR_NOT_FOUND, NULL, NULL },
	{ "GET", "/api/v1/hosts/7/", ERR_NOT_FOUND, NULL, NULL },
	{ "GET", "/api/v1", ERR_NOT_FOUND, NULL, NULL },
	{ "GET", "/", ERR_NOT_FOUND, NULL, NULL },
	{ "GET", "", ERR_NOT_FOUND, NULL, NULL },
	{ "GET", "api/v1/hosts", ERR_NOT_FOUND, NULL, NULL },
	{ "GET", "*", ERR_NOT_FOUND, NULL, NULL },
	{ "GET", "/api/v1/hosts/7/tags/a", ERR_METHOD, "DELETE, OPTIONS",
	  NULL },
	/* Encodings that smuggle. */
	{ "GET", "/api/v1/hosts/a%2Fb", ERR_INVALID, "id", NULL },
	{ "GET", "/api/v1/hosts/%2e%2e", ERR_INVALID, "id", NULL },
	{ "GET", "/api/v1/hosts/..", ERR_INVALID, "id", NULL },
	{ "GET", "/api/v1/hosts/.", ERR_INVALID, "id", NULL },
	{ "GET", "/api/v1/hosts/%00", ERR_INVALID, "id", NULL },
	{ "GET", "/api/v1/hosts/a%0d%0ab", ERR_INVALID, "id", NULL },
	{ "GET", "/api/v1/hosts/%7f", ERR_INVALID, "id", NULL },
	{ "GET", "/api/v1/hosts/%ff", ERR_INVALID, "id", NULL },
	{ "GET", "/api/v1/hosts/%c0%af", ERR_INVALID, "id", NULL },
	{ "GET", "/api/v1/hosts/%4", ERR_INVALID, "id", NULL },
	{ "GET", "/api/v1/hosts/%", ERR_INVALID, "id", NULL },
	{ "GET", "/api/v1/hosts/%zz", ERR_INVALID, "id", NULL },
	{ "DELETE", "/api/v1/hosts/7/tags/%00", ERR_INVALID, "tag", NULL },
};

static struct cx cx;
static struct router *router;

static void
setup(void)
{
	cx = (struct cx){ .mem = arena_new((size_t)1 << 20),
		.request_id = "t" };
	router = router_new(cx.mem, tables);
}

static void
teardown(void)
{
	arena_free(cx.mem);
}

START_TEST(every_path_gets_its_route_or_its_refusal)
{
	struct type_pair params[ROUTE_MAX_PARAMS];
	const struct route *r;
	const char *allow;
	size_t n;
	enum err_code rc;

	rc = router_find(&cx, router, cases[_i].method, str_of(cases[_i].path),
	    &r, params, &n, &allow);
	ck_assert_msg(rc == cases[_i].want, "%s %s: %s", cases[_i].method,
	    cases[_i].path, err_name(rc));
	if (rc == ERR_OK) {
		ck_assert_str_eq(r->id, cases[_i].id);
		if (cases[_i].first)
			ck_assert_msg(n > 0 && str_eq(params[0].value,
			    str_of(cases[_i].first)), "%s", cases[_i].path);
		else
			ck_assert_uint_eq(n, 0);
	}
	if (rc == ERR_METHOD)
		ck_assert_str_eq(allow, cases[_i].id);
	if (rc == ERR_INVALID)
		ck_assert_str_eq(cx.field, cases[_i].id);
}
END_TEST

START_TEST(a_tail_parameter_keeps_its_slashes)
{
	struct type_pair params[ROUTE_MAX_PARAMS];
	const struct route *r;
	const char *allow;
	size_t n;

	ck_assert_int_eq(router_find(&cx, router, "DELETE",
	    STR("/api/v1/hosts/7/tags/env/pro%2Fd"), &r, params, &n, &allow),
	    ERR_OK);
	ck_assert_uint_eq(n, 2);
	ck_assert(str_eq(params[1].name, STR("tag")));
	ck_assert(str_eq(params[1].value, STR("env/pro/d")));
}
END_TEST

START_TEST(a_path_of_ten_thousand_segments_is_not_found)
{
	struct type_pair params[ROUTE_MAX_PARAMS];
	const struct route *r;
	const char *allow;
	struct buf b;
	size_t n;
	int i;

	buf_init(&b, cx.mem, 65536);
	for (i = 0; i < 10000; i++)
		buf_puts(&b, "/a");
	ck_assert_int_eq(router_find(&cx, router, "GET", buf_view(&b), &r,
	    params, &n, &allow), ERR_NOT_FOUND);
}
END_TEST

static const struct {
	const char *query;
	enum err_code want;
	size_t n;
	const char *name;
	const char *value;
} queries[] = {
	{ "", ERR_OK, 0, NULL, NULL },
	{ "a=1", ERR_OK, 1, "a", "1" },
	{ "a=1&b=2&", ERR_OK, 2, "a", "1" },
	{ "&&a=1", ERR_OK, 1, "a", "1" },
	{ "a", ERR_OK, 1, "a", "" },
	{ "a=", ERR_OK, 1, "a", "" },
	{ "a=b=c", ERR_OK, 1, "a", "b=c" },
	{ "a=x+y%2Bz", ERR_OK, 1, "a", "x y+z" },
	{ "q=%E4%B8%BB%E6%9C%BA", ERR_OK, 1, "q", "主机" },
	{ "=1", ERR_INVALID, 0, NULL, NULL },
	{ "a=%", ERR_INVALID, 0, NULL, NULL },
	{ "a=%1", ERR_INVALID, 0, NULL, NULL },
	{ "a=%gg", ERR_INVALID, 0, NULL, NULL },
	{ "a=%00", ERR_INVALID, 0, NULL, NULL },
	{ "a=%0a", ERR_INVALID, 0, NULL, NULL },
	{ "a=%ff", ERR_INVALID, 0, NULL, NULL },
	{ "%00=1", ERR_INVALID, 0, NULL, NULL },
};

START_TEST(queries_are_split_and_decoded_strictly)
{
	struct type_pair pairs[QUERY_MAX_PAIRS];
	size_t n;

	ck_assert_int_eq(query_parse(&cx, str_of(queries[_i].query), pairs,
	    QUERY_MAX_PAIRS, &n), queries[_i].want);
	if (queries[_i].want)
		return;
	ck_assert_uint_eq(n, queries[_i].n);
	if (n) {
		ck_assert(str_eq(pairs[0].name, str_of(queries[_i].name)));
		ck_assert(str_eq(pairs[0].value, str_of(queries[_i].value)));
	}
}
END_TEST

START_TEST(a_query_of_too_many_parameters_is_refused)
{
	struct type_pair pairs[QUERY_MAX_PAIRS];
	struct buf b;
	size_t n;
	int i;

	buf_init(&b, cx.mem, 65536);
	for (i = 0; i <= QUERY_MAX_PAIRS; i++)
		buf_puts(&b, "a=1&");
	ck_assert_int_eq(query_parse(&cx, buf_view(&b), pairs,
	    QUERY_MAX_PAIRS, &n), ERR_INVALID);
}
END_TEST

START_TEST(page_size_may_be_written_in_camel_case)
{
	const void *out;
	const struct page *page;

	ck_assert_int_eq(query_bind(&cx, STR("pageSize=7&page=2"), &page_type,
	    &out), ERR_OK);
	page = out;
	ck_assert_int_eq(page->page_size, 7);
	ck_assert_int_eq(page->page, 2);
}
END_TEST

START_TEST(unknown_and_repeated_parameters_are_named)
{
	const void *out;

	ck_assert_int_eq(query_bind(&cx, STR("nope=1"), &page_type, &out),
	    ERR_INVALID);
	ck_assert_str_eq(cx.field, "nope");
	ck_assert_int_eq(query_bind(&cx, STR("page=1&page=2"), &page_type,
	    &out), ERR_INVALID);
	ck_assert_str_eq(cx.field, "page");
	ck_assert_int_eq(query_bind(&cx, STR("pageSize=1&page_size=2"),
	    &page_type, &out), ERR_INVALID);
	ck_assert_int_eq(query_bind(&cx, STR("a=1"), NULL, &out), ERR_INVALID);
	ck_assert_int_eq(query_bind(&cx, STR(""), NULL, &out), ERR_OK);
}
END_TEST

#define N(a) (sizeof(a) / sizeof((a)[0]))

int
main(void)
{
	Suite *s = suite_create("router");
	TCase *tc = tcase_create("router");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, every_path_gets_its_route_or_its_refusal, 0,
	    N(cases));
	tcase_add_test(tc, a_tail_parameter_keeps_its_slashes);
	tcase_add_test(tc, a_path_of_ten_thousand_segments_is_not_found);
	tcase_add_loop_test(tc, queries_are_split_and_decoded_strictly, 0,
	    N(queries));
	tcase_add_test(tc, a_query_of_too_many_parameters_is_refused);
	tcase_add_test(tc, page_size_may_be_written_in_camel_case);
	tcase_add_test(tc, unknown_and_repeated_parameters_are_named);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
