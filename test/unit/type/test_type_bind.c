/*
 * JSON into structs: every kind, every limit, every field named in the error.
 */
#include <check.h>

#include <cjson/cJSON.h>

#include "thing.h"

static struct cx cx;
static struct thing got;

static void
setup(void)
{
	memset(&cx, 0, sizeof(cx));
	cx.mem = arena_new(16 << 20);
	cx.lang = LANG_EN;
}

static void
teardown(void)
{
	arena_free(cx.mem);
}

static enum err_code
bind(const char *json)
{
	err_clear(&cx);
	memset(&got, 0x55, sizeof(got));
	return type_bind_text(&cx, &thing_type, str_of(json), &got);
}

static void
assert_binds(const char *json)
{
	ck_assert_msg(bind(json) == ERR_OK, "%s: %s", json, cx.message);
}

START_TEST(every_kind_of_member_is_filled)
{
	const struct part *parts;

	assert_binds("{\"name\":\"web1\",\"note\":\" hi \",\"script\":\" a\\n\\tb \","
	    "\"state\":\"off\",\"port\":80,\"parent\":9,\"enabled\":false,"
	    "\"flag\":true,\"ratio\":0.5,\"starts_at\":\"2026-11-23T12:05:06+08:00\","
	    "\"extra\":{\"b\":[1,2.5,\"x\"],\"a\":null},\"tags\":[\"a\",\" b \"],"
	    "\"labels\":[\"x\"],\"ids\":[1,2],\"main\":{\"name\":\"m\",\"size\":7},"
	    "\"parts\":[{\"name\":\"p\"},{\"name\":\"q\",\"size\":2}],"
	    "\"password\":\" s3cret \",\"legacy\":{\"any\":[1]}}");
	ck_assert_int_eq(got.id, 0);
	ck_assert_str_eq(got.name, "web1");
	ck_assert_str_eq(got.note, "hi");
	ck_assert_str_eq(got.script, " a\n\tb ");
	ck_assert_str_eq(got.state, "off");
	ck_assert_int_eq(got.port, 80);
	ck_assert(got.parent.has && got.parent.v == 9);
	ck_assert(!got.enabled);
	ck_assert(got.flag.has && got.flag.v);
	ck_assert(got.ratio == 0.5);
	ck_assert_int_eq(got.starts_at, INT64_C(1795406706000000));
	ck_assert(str_eq((struct str){ got.extra.p, got.extra.n },
	    STR("{\"b\":[1,2.5,\"x\"],\"a\":null}")));
	ck_assert(got.tags.set && got.tags.n == 2);
	ck_assert_str_eq(got.tags.v[1], "b");
	ck_assert(got.labels.set && got.labels.n == 1);
	ck_assert(got.ids.set && got.ids.n == 2 && got.ids.v[1] == 2);
	ck_assert_str_eq(got.main.name, "m");
	ck_assert_int_eq(got.main.size, 7);
	parts = got.parts.v;
	ck_assert(got.parts.set && got.parts.n == 2);
	ck_assert_int_eq(parts[0].size, 5);
	ck_assert_str_eq(parts[1].name, "q");
	ck_assert_str_eq(got.password, " s3cret ");
	ck_assert_ptr_null(got.legacy);
}
END_TEST

START_TEST(absent_members_get_defaults_and_are_told_from_empty_ones)
{
	assert_binds("{\"name\":\"ab\"}");
	ck_assert_int_eq(got.port, 22);
	ck_assert(got.enabled);
	ck_assert(!got.parent.has && !got.flag.has);
	ck_assert_ptr_null(got.note);
	ck_assert(!got.tags.set && !got.ids.set && !got.parts.set);
	ck_assert_int_eq(got.main.size, 5);
	ck_assert_int_eq(got.starts_at, 0);
	ck_assert_uint_eq(got.extra.n, 0);

	assert_binds("{\"name\":\"ab\",\"note\":\"\",\"tags\":[],\"parts\":[]}");
	ck_assert_str_eq(got.note, "");
	ck_assert(got.tags.set && got.tags.n == 0);
	ck_assert(got.parts.set && got.parts.n == 0);
}
END_TEST

START_TEST(null_is_the_same_as_absent)
{
	assert_binds("{\"name\":\"ab\",\"note\":null,\"port\":null,\"flag\":null,"
	    "\"tags\":null,\"parts\":null,\"starts_at\":null,\"main\":null}");
	ck_assert_int_eq(got.port, 22);
	ck_assert(!got.flag.has && !got.tags.set && !got.parts.set);
	ck_assert_int_eq(bind("{\"name\":null}"), ERR_MISSING);
	ck_assert_str_eq(cx.field, "name");
}
END_TEST

START_TEST(an_empty_body_is_an_empty_object)
{
	ck_assert_int_eq(bind(""), ERR_MISSING);
	ck_assert_str_eq(cx.field, "name");
}
END_TEST

#define OK "\"name\":\"ab\","

static const struct {
	const char *json;
	enum err_code want;
	const char *field;
	const char *message;
} bad[] = {
	{ "{}", ERR_MISSING, "name", "'name' is required" },
	{ "{\"name\":\"\"}", ERR_MISSING, "name", "'name' is required" },
	{ "{\"name\":\" \\t\"}", ERR_MISSING, "name", "'name' is required" },
	{ "{\"name\":\"a\"}", ERR_INVALID, "name",
	    "'name' must be 2 to 8 characters long" },
	{ "{\"name\":\"123456789\"}", ERR_INVALID, "name",
	    "'name' must be 2 to 8 characters long" },
	{ "{\"name\":5}", ERR_INVALID, "name", "'name' must be text" },
	{ "{\"name\":[\"ab\"]}", ERR_INVALID, "name", "'name' must be text" },
	{ "{\"name\":\"a\\nb\"}", ERR_INVALID, "name",
	    "'name' must not hold control characters" },
	{ "{\"name\":\"a\\u001bb\"}", ERR_INVALID, "name",
	    "'name' must not hold control characters" },
	{ "{\"name\":\"a\\u007fb\"}", ERR_INVALID, "name",
	    "'name' must not hold control characters" },
	{ "{\"name\":\"a\\u009bb\"}", ERR_INVALID, "name",
	    "'name' must not hold control characters" },
	{ "{" OK "\"script\":\"a\\u001b[31m\"}", ERR_INVALID, "script",
	    "'script' must not hold control characters" },
	{ "{" OK "\"x\":1}", ERR_INVALID, "x", "'x' is not known here" },
	{ "{" OK "\"Note\":\"x\"}", ERR_INVALID, "Note",
	    "'Note' is not known here" },
	{ "{" OK "\"id\":1}", ERR_INVALID, "id", "'id' is read-only" },
	{ "{" OK "\"id\":null}", ERR_INVALID, "id", "'id' is read-only" },
	{ "{" OK "\"note\":\"12345678901\"}", ERR_INVALID, "note",
	    "'note' must be 0 to 10 characters long" },
	{ "{" OK "\"state\":\"ON\"}", ERR_INVALID, "state",
	    "'state' must be one of: on, off, broken" },
	{ "{" OK "\"state\":\"\"}", ERR_INVALID, "state",
	    "'state' must be one of: on, off, broken" },
	{ "{" OK "\"state\":1}", ERR_INVALID, "state", "'state' must be text" },
	{ "{" OK "\"port\":0}", ERR_INVALID, "port",
	    "'port' must be 1 to 65535" },
	{ "{" OK "\"port\":65536}", ERR_INVALID, "port",
	    "'port' must be 1 to 65535" },
	{ "{" OK "\"port\":1.5}", ERR_INVALID, "port",
	    "'port' must be a whole number" },
	{ "{" OK "\"port\":\"22x\"}", ERR_INVALID, "port",
	    "'port' must be a whole number" },
	{ "{" OK "\"port\":\"70000\"}", ERR_INVALID, "port",
	    "'port' must be 1 to 65535" },
	{ "{" OK "\"port\":true}", ERR_INVALID, "port",
	    "'port' must be a whole number" },
	{ "{" OK "\"parent\":\"9\"}", ERR_INVALID, "parent",
	    "'parent' must be a whole number" },
	{ "{" OK "\"parent\":0}", ERR_INVALID, "parent",
	    "'parent' must be at least 1" },
	{ "{" OK "\"parent\":1e20}", ERR_INVALID, "parent",
	    "'parent' must be a whole number" },
	{ "{" OK "\"parent\":9007199254740993}", ERR_INVALID, NULL,
	    "the JSON is not valid at byte 22: the integer is beyond 2^53" },
	{ "{" OK "\"enabled\":1}", ERR_INVALID, "enabled",
	    "'enabled' must be true or false" },
	{ "{" OK "\"enabled\":\"true\"}", ERR_INVALID, "enabled",
	    "'enabled' must be true or false" },
	{ "{" OK "\"ratio\":\"1\"}", ERR_INVALID, "ratio",
	    "'ratio' must be a number" },
	{ "{" OK "\"starts_at\":\"tomorrow\"}", ERR_INVALID, "starts_at",
	    "'starts_at' must be an RFC 3339 time" },
	{ "{" OK "\"starts_at\":1795406706}", ERR_INVALID, "starts_at",
	    "'starts_at' must be an RFC 3339 time" },
	{ "{" OK "\"tags\":\"a,b\"}", ERR_INVALID, "tags",
	    "'tags' must be an array of texts" },
	{ "{" OK "\"tags\":[\"a\",1]}", ERR_INVALID, "tags[1]",
	    "'tags[1]' must be text" },
	{ "{" OK "\"tags\":[\"a\",\" \"]}", ERR_INVALID, "tags[1]",
	    "'tags[1]' must not be blank" },
	{ "{" OK "\"tags\":[\"a\",\"b\",\"c\",\"d\"]}", ERR_INVALID, "tags",
	    "'tags' must have 0 to 3 items" },
	{ "{" OK "\"labels\":\"[1]\"}", ERR_INVALID, "labels[0]",
	    "'labels[0]' must be text" },
	{ "{" OK "\"labels\":\"[bad\"}", ERR_INVALID, "labels",
	    "'labels' is not a valid JSON array" },
	{ "{" OK "\"labels\":\"a,b,c,d,e\"}", ERR_INVALID, "labels",
	    "'labels' must have 0 to 4 items" },
	{ "{" OK "\"labels\":{\"a\":\"b\"}}", ERR_INVALID, "labels",
	    "'labels' must be an array of texts" },
	{ "{" OK "\"ids\":[]}", ERR_INVALID, "ids",
	    "'ids' must have 1 to 3 items" },
	{ "{" OK "\"ids\":[1,2,3,4]}", ERR_INVALID, "ids",
	    "'ids' must have 1 to 3 items" },
	{ "{" OK "\"ids\":[1,\"2\"]}", ERR_INVALID, "ids[1]",
	    "'ids[1]' must be a whole number" },
	{ "{" OK "\"main\":[]}", ERR_INVALID, "main",
	    "'main' must be an object" },
	{ "{" OK "\"main\":{}}", ERR_MISSING, "main.name",
	    "'main.name' is required" },
	{ "{" OK "\"main\":{\"name\":\"a\",\"size\":0}}", ERR_INVALID,
	    "main.size", "'main.size' must be 1 to 1000" },
	{ "{" OK "\"parts\":[{\"name\":\"a\"},{\"name\":\"b\"},{\"size\":1}]}",
	    ERR_MISSING, "parts[2].name", "'parts[2].name' is required" },
	{ "{" OK "\"parts\":[{\"name\":\"a\"},5]}", ERR_INVALID, "parts[1]",
	    "'parts[1]' must be an object" },
	{ "{" OK "\"parts\":[{\"name\":\"a\",\"z\":1}]}", ERR_INVALID,
	    "parts[0].z", "'parts[0].z' is not known here" },
	{ "{" OK "\"parts\":{}}", ERR_INVALID, "parts",
	    "'parts' must be an array of objects" },
	{ "{" OK "\"name\":\"cd\"}", ERR_INVALID, "name",
	    "the JSON is not valid at byte 13: duplicate key" },
	{ "[]", ERR_INVALID, NULL, "the body must be a JSON object" },
	{ "\"x\"", ERR_INVALID, NULL, "the body must be a JSON object" },
	{ "null", ERR_INVALID, NULL, "the body must be a JSON object" },
	{ "{" OK "}", ERR_INVALID, NULL,
	    "the JSON is not valid at byte 13: a key is expected" },
};

START_TEST(a_fault_is_reported_with_its_field_and_limit)
{
	ck_assert_int_eq(bind(bad[_i].json), bad[_i].want);
	ck_assert_pstr_eq(cx.field, bad[_i].field);
	ck_assert_str_eq(cx.message, bad[_i].message);
	ck_assert_int_eq(cx.err, bad[_i].want);
	/* The same in Chinese, so that both formats take the same arguments. */
	cx.lang = LANG_ZH;
	ck_assert_int_eq(bind(bad[_i].json), bad[_i].want);
	ck_assert_pstr_eq(cx.field, bad[_i].field);
	ck_assert(str_is_utf8(str_of(cx.message)));
	ck_assert_str_ne(cx.message, bad[_i].message);
}
END_TEST

START_TEST(lengths_are_counted_in_characters)
{
	assert_binds("{\"name\":\"一二三四五六七八\"}");
	ck_assert_int_eq(bind("{\"name\":\"一二三四五六七八九\"}"), ERR_INVALID);
	ck_assert_int_eq(bind("{\"name\":\"一\"}"), ERR_INVALID);
}
END_TEST

START_TEST(integers_may_be_decimal_texts_where_the_contract_sends_them)
{
	assert_binds("{" OK "\"port\":\" 2222 \"}");
	ck_assert_int_eq(got.port, 2222);
	assert_binds("{" OK "\"port\":8e1}");
	ck_assert_int_eq(got.port, 80);
}
END_TEST

static const struct {
	const char *json;
	size_t n;
	const char *first;
} labels[] = {
	{ "[]", 0, NULL },
	{ "[\"a\",\"\",\" b \"]", 2, "a" },
	{ "\"[\\\"a\\\",\\\"b\\\"]\"", 2, "a" },
	{ "\"[]\"", 0, NULL },
	{ "\"\"", 0, NULL },
	{ "\"prod\"", 1, "prod" },
	{ "\" prod , web,,\"", 2, "prod" },
	{ "\",,,\"", 0, NULL },
};

START_TEST(labels_are_an_array_its_text_or_comma_text)
{
	char json[128];

	snprintf(json, sizeof(json), "{" OK "\"labels\":%s}", labels[_i].json);
	assert_binds(json);
	ck_assert(got.labels.set);
	ck_assert_uint_eq(got.labels.n, labels[_i].n);
	if (labels[_i].n)
		ck_assert_str_eq(got.labels.v[0], labels[_i].first);
}
END_TEST

START_TEST(free_form_json_is_kept_up_to_its_limit)
{
	static const char *const same[] = { "1", "\"x\"", "[]", "{}", "true",
		"[[[1]]]", "{\"a\":{\"b\":\"\\u0001\"}}" };
	char json[512], fill[256];
	size_t i;

	for (i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		snprintf(json, sizeof(json), "{" OK "\"extra\":%s}", same[i]);
		assert_binds(json);
		ck_assert(str_eq(str_of(same[i]),
		    (struct str){ got.extra.p, got.extra.n }));
	}
	memset(fill, 'x', 199);
	fill[199] = '\0';
	snprintf(json, sizeof(json), "{" OK "\"extra\":\"%s\"}", fill);
	ck_assert_int_eq(bind(json), ERR_INVALID);
	ck_assert_str_eq(cx.message, "'extra' must be at most 200 bytes");
	fill[198] = '\0';
	snprintf(json, sizeof(json), "{" OK "\"extra\":\"%s\"}", fill);
	assert_binds(json);
}
END_TEST

START_TEST(members_may_come_in_any_order)
{
	assert_binds("{\"ids\":[3],\"port\":1,\"note\":\"n\",\"name\":\"ab\"}");
	ck_assert_int_eq(got.ids.v[0], 3);
	ck_assert_int_eq(got.port, 1);
	ck_assert_str_eq(got.note, "n");
	ck_assert_str_eq(got.name, "ab");
}
END_TEST

START_TEST(a_bound_struct_outlives_a_tree_it_did_not_make)
{
	cJSON *tree = cJSON_Parse("{\"name\":\"web1\",\"note\":\" x \","
	    "\"tags\":[\"t\"],\"parts\":[{\"name\":\"p\"}]}");

	ck_assert_int_eq(type_bind(&cx, &thing_type, tree, &got), ERR_OK);
	cJSON_Delete(tree);
	ck_assert_str_eq(got.name, "web1");
	ck_assert_str_eq(got.note, "x");
	ck_assert_str_eq(got.tags.v[0], "t");
	ck_assert_str_eq(((const struct part *)got.parts.v)->name, "p");
}
END_TEST

/* Bodies of a megabyte that want as much memory as they can get. */
static const char *const hostile[] = { "{\"tags\":[%s]}\"a\",",
	"{\"ids\":[%s]}1,", "{\"parts\":[%s]}{},", "{\"extra\":[%s]}1,",
	"{\"labels\":\"%s\"},", "{\"labels\":\"%s\"}a,", "{\"legacy\":[%s]}[],",
	"[%s]0," };

START_TEST(a_hostile_megabyte_is_an_error_and_not_a_lost_process)
{
	const char *unit = strrchr(hostile[_i], '}');
	const char *mark = strchr(hostile[_i], '%');
	struct buf b;

	unit = unit && unit > mark ? unit + 1 : strrchr(hostile[_i], ']') + 1;
	buf_init(&b, NULL, 2 << 20);
	buf_add(&b, hostile[_i], (size_t)(mark - hostile[_i]));
	while (b.n < 1 << 20)
		buf_puts(&b, unit);
	b.n--;
	buf_add(&b, mark + 2, (size_t)(unit - mark - 2));
	ck_assert(!b.failed);
	ck_assert_int_ne(type_bind_text(&cx, &thing_type, buf_view(&b), &got),
	    ERR_OK);
	ck_assert_ptr_nonnull(cx.message);
	buf_free(&b);
}
END_TEST

START_TEST(what_type_text_writes_binds_to_the_same_struct)
{
	struct thing first;
	struct str a, b;

	assert_binds("{\"name\":\"web1\",\"script\":\"x\\n\",\"state\":\"on\","
	    "\"parent\":3,\"flag\":false,\"ratio\":1.25,"
	    "\"starts_at\":\"2026-11-23T04:05:06Z\",\"extra\":[1],"
	    "\"tags\":[],\"ids\":[4],\"main\":{\"name\":\"m\"},"
	    "\"parts\":[{\"name\":\"p\"}],\"password\":\"pw\"}");
	first = got;
	a = type_text_secret(cx.mem, &thing_type, &first);
	/* id is the server's; a body may not name it. */
	ck_assert(str_starts(a, STR("{\"id\":0,")));
	assert_binds(arena_printf(cx.mem, "{%s", a.p + 8));
	b = type_text_secret(cx.mem, &thing_type, &got);
	ck_assert_str_eq(a.p, b.p);
	ck_assert(got.tags.set && !got.labels.set);
	ck_assert_ptr_null(got.note);
}
END_TEST

#define N(a) (sizeof(a) / sizeof((a)[0]))

int
main(void)
{
	Suite *s = suite_create("type_bind");
	TCase *tc = tcase_create("type_bind");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, every_kind_of_member_is_filled);
	tcase_add_test(tc,
	    absent_members_get_defaults_and_are_told_from_empty_ones);
	tcase_add_test(tc, null_is_the_same_as_absent);
	tcase_add_test(tc, an_empty_body_is_an_empty_object);
	tcase_add_loop_test(tc, a_fault_is_reported_with_its_field_and_limit,
	    0, N(bad));
	tcase_add_test(tc, lengths_are_counted_in_characters);
	tcase_add_test(tc,
	    integers_may_be_decimal_texts_where_the_contract_sends_them);
	tcase_add_loop_test(tc, labels_are_an_array_its_text_or_comma_text, 0,
	    N(labels));
	tcase_add_test(tc, free_form_json_is_kept_up_to_its_limit);
	tcase_add_test(tc, members_may_come_in_any_order);
	tcase_add_test(tc, a_bound_struct_outlives_a_tree_it_did_not_make);
	tcase_add_loop_test(tc,
	    a_hostile_megabyte_is_an_error_and_not_a_lost_process, 0,
	    N(hostile));
	tcase_add_test(tc, what_type_text_writes_binds_to_the_same_struct);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
