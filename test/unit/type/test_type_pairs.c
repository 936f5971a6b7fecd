/*
 * Query and path parameters into structs.
 */
#include <check.h>

#include "base/base.h"
#include "type/type.h"

struct filter {
	int64_t page;
	int64_t page_size;
	const char *q;
	const char *status;
	struct opt_int project_id;
	struct opt_bool mine;
	bool deep;
	double least;
	int64_t from;
	struct texts tags;
	struct ints ids;
	struct raw where;
	const char *name;
	const char *unused;
	int64_t made;
};

static const char *const states[] = { "on", "off", NULL };

static const struct field fields[] = {
	F_INT(struct filter, page, 0, 1, 1000000, 1, "Page"),
	F_INT(struct filter, page_size, 0, 1, 500, 20, "Rows"),
	F_TEXT(struct filter, q, 0, 0, 10, "Text"),
	F_ENUM(struct filter, status, 0, states, "State"),
	F_OPT_INT(struct filter, project_id, 0, 1, JSON_MAX_SAFE, "Project"),
	F_OPT_BOOL(struct filter, mine, 0, "Mine"),
	F_BOOL(struct filter, deep, 0, false, "Deep"),
	F_DOUBLE(struct filter, least, 0, "Least"),
	F_TIME(struct filter, from, 0, "From"),
	F_TEXTS(struct filter, tags, 0, 0, 20, "Tags"),
	F_INTS(struct filter, ids, 0, 2, 5, "Ids"),
	F_RAW(struct filter, where, 0, 20, "Where"),
	F_TEXT(struct filter, name, F_REQ, 1, 8, "Name"),
	F_TEXT(struct filter, unused, F_IGNORE, 0, 8, "Taken"),
	F_INT(struct filter, made, F_RO, 0, 1, 0, "Made"),
	F_END
};
static const struct type filter_type = { "Filter", sizeof(struct filter),
	fields, "A filter" };

static struct cx cx;
static struct filter got;

static void
setup(void)
{
	memset(&cx, 0, sizeof(cx));
	cx.mem = arena_new(4 << 20);
	cx.lang = LANG_EN;
}

static void
teardown(void)
{
	arena_free(cx.mem);
}

/* ${text}: "a=1&b=2", nothing is decoded. */
static enum err_code
bind(const char *text)
{
	struct type_pair *pairs = arena_array(cx.mem, 4096, sizeof(*pairs));
	struct str rest = str_of(text), one;
	size_t n = 0;

	while (rest.n) {
		str_cut(&rest, '&', &one);
		str_cut(&one, '=', &pairs[n].name);
		pairs[n++].value = one;
	}
	err_clear(&cx);
	memset(&got, 0x55, sizeof(got));
	return type_bind_pairs(&cx, &filter_type, pairs, n, &got);
}

START_TEST(every_kind_is_read_from_text)
{
	ck_assert_msg(bind("page=2&pageSize=50&q= a b &status=on&project_id=7"
	    "&mine=1&deep=true&least=-1.5e1&from=2026-11-23T04:05:06Z"
	    "&tags=a,b&tags=c&ids=1,2&ids=3&where={\"a\":1}&name=web"
	    "&unused=x&unused=y") == ERR_OK, "%s", cx.message);
	ck_assert_int_eq(got.page, 2);
	ck_assert_int_eq(got.page_size, 50);
	ck_assert_str_eq(got.q, "a b");
	ck_assert_str_eq(got.status, "on");
	ck_assert(got.project_id.has && got.project_id.v == 7);
	ck_assert(got.mine.has && got.mine.v);
	ck_assert(got.deep);
	ck_assert(got.least == -15);
	ck_assert_int_eq(got.from, INT64_C(1795406706000000));
	ck_assert_uint_eq(got.tags.n, 3);
	ck_assert_str_eq(got.tags.v[2], "c");
	ck_assert_uint_eq(got.ids.n, 3);
	ck_assert_int_eq(got.ids.v[2], 3);
	ck_assert_str_eq(got.where.p, "{\"a\":1}");
	ck_assert_str_eq(got.name, "web");
	ck_assert_ptr_null(got.unused);
}
END_TEST

START_TEST(what_is_not_named_has_its_default)
{
	ck_assert_int_eq(bind("name=x"), ERR_OK);
	ck_assert_int_eq(got.page, 1);
	ck_assert_int_eq(got.page_size, 20);
	ck_assert_ptr_null(got.q);
	ck_assert(!got.project_id.has && !got.mine.has && !got.tags.set);
}
END_TEST

START_TEST(an_empty_filter_is_no_filter)
{
	ck_assert_int_eq(bind("name=x&status=&project_id=&mine=&page=&q=&ids="),
	    ERR_OK);
	ck_assert_ptr_null(got.status);
	ck_assert(!got.project_id.has && !got.mine.has && !got.ids.set);
	ck_assert_int_eq(got.page, 1);
	ck_assert_str_eq(got.q, "");
}
END_TEST

static const struct {
	const char *text;
	enum err_code want;
	const char *field;
	const char *message;
} bad[] = {
	{ "", ERR_MISSING, "name", "'name' is required" },
	{ "name=", ERR_MISSING, "name", "'name' is required" },
	{ "name= ", ERR_MISSING, "name", "'name' is required" },
	{ "name=x&bogus=1", ERR_INVALID, "bogus", "'bogus' is not known here" },
	{ "name=x&Page=1", ERR_INVALID, "Page", "'Page' is not known here" },
	{ "name=x&=1", ERR_INVALID, "", "'' is not known here" },
	{ "name=x&name=y", ERR_INVALID, "name", "'name' is given twice" },
	{ "name=x&page_size=1&pageSize=2", ERR_INVALID, "pageSize",
	    "'pageSize' is given twice" },
	{ "name=x&pageSize=501", ERR_INVALID, "pageSize",
	    "'pageSize' must be 1 to 500" },
	{ "name=x&page=0", ERR_INVALID, "page", "'page' must be 1 to 1000000" },
	{ "name=x&page=1.0", ERR_INVALID, "page",
	    "'page' must be a whole number" },
	{ "name=x&page=99999999999999999999", ERR_INVALID, "page",
	    "'page' must be a whole number" },
	{ "name=x&project_id=9007199254740993", ERR_INVALID, "project_id",
	    "'project_id' must be a whole number" },
	{ "name=x&status=up", ERR_INVALID, "status",
	    "'status' must be one of: on, off" },
	{ "name=x&mine=yes", ERR_INVALID, "mine",
	    "'mine' must be true or false" },
	{ "name=x&least=0x10", ERR_INVALID, "least",
	    "'least' must be a number" },
	{ "name=x&least=nan", ERR_INVALID, "least", "'least' must be a number" },
	{ "name=x&least=1e999", ERR_INVALID, "least",
	    "'least' must be a number" },
	{ "name=x&from=now", ERR_INVALID, "from",
	    "'from' must be an RFC 3339 time" },
	{ "name=x&q=12345678901", ERR_INVALID, "q",
	    "'q' must be 0 to 10 characters long" },
	{ "name=x&q=a\tb", ERR_INVALID, "q",
	    "'q' must not hold control characters" },
	{ "name=x&q=\xff", ERR_INVALID, "q", "'q' is not valid UTF-8" },
	{ "name=x&tags=a\xff", ERR_INVALID, "tags",
	    "'tags' is not valid UTF-8" },
	{ "name=x&ids=1,x", ERR_INVALID, "ids", "'ids' must be a whole number" },
	{ "name=x&ids=1,,2", ERR_INVALID, "ids",
	    "'ids' must be a whole number" },
	{ "name=x&ids=1", ERR_INVALID, "ids", "'ids' must have 2 to 5 items" },
	{ "name=x&ids=1,2,3&ids=4,5,6", ERR_INVALID, "ids",
	    "'ids' must have 2 to 5 items" },
	{ "name=x&where={a}", ERR_INVALID, "where",
	    "'where' is not valid JSON" },
	{ "name=x&where=[1,2,3,4,5,6,7,8,9,0]", ERR_INVALID, "where",
	    "'where' is too long" },
	{ "name=x&made=1", ERR_INVALID, "made", "'made' is read-only" },
};

START_TEST(a_fault_names_its_parameter)
{
	ck_assert_int_eq(bind(bad[_i].text), bad[_i].want);
	ck_assert_str_eq(cx.field, bad[_i].field);
	ck_assert_str_eq(cx.message, bad[_i].message);
}
END_TEST

START_TEST(a_zero_byte_is_refused)
{
	const struct type_pair pairs[] = {
		{ STR("name"), { "a\0b", 3 } },
	};

	ck_assert_int_eq(type_bind_pairs(&cx, &filter_type, pairs, 1, &got),
	    ERR_INVALID);
	ck_assert_str_eq(cx.field, "name");
}
END_TEST

START_TEST(a_name_repeated_thousands_of_times_costs_little_memory)
{
	struct type_pair pairs[4000];
	size_t i;

	for (i = 0; i < 4000; i++)
		pairs[i] = (struct type_pair){ STR("tags"), STR("a") };
	ck_assert_int_eq(type_bind_pairs(&cx, &filter_type, pairs, 4000, &got),
	    ERR_INVALID);
	ck_assert_str_eq(cx.message, "'tags' must have 0 to 20 items");
	ck_assert_uint_lt(arena_used(cx.mem), 10000);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("type_pairs");
	TCase *tc = tcase_create("type_pairs");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, every_kind_is_read_from_text);
	tcase_add_test(tc, what_is_not_named_has_its_default);
	tcase_add_test(tc, an_empty_filter_is_no_filter);
	tcase_add_loop_test(tc, a_fault_names_its_parameter, 0,
	    sizeof(bad) / sizeof(bad[0]));
	tcase_add_test(tc, a_zero_byte_is_refused);
	tcase_add_test(tc,
	    a_name_repeated_thousands_of_times_costs_little_memory);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
