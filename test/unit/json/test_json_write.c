/*
 * The writer: escaping, misuse, and the property that whatever it writes is
 * accepted by the scanner and reads back as what was written.
 */
#include <check.h>
#include <float.h>
#include <math.h>

#include <cjson/cJSON.h>

#include "base/base.h"
#include "json/json.h"

static struct arena *mem;
static struct buf to;
static struct json j;

static void
setup(void)
{
	mem = arena_new(64 << 20);
	buf_init(&to, mem, 1 << 20);
	json_init(&j, &to);
}

static void
teardown(void)
{
	arena_free(mem);
}

START_TEST(containers_keys_and_commas_come_out_right)
{
	json_object(&j);
	json_put_text(&j, "a", "x");
	json_put_int(&j, "b", -5);
	json_key(&j, "c");
	json_array(&j);
	json_object(&j);
	json_object_end(&j);
	json_array(&j);
	json_array_end(&j);
	json_null(&j);
	json_bool(&j, true);
	json_array_end(&j);
	json_put_bool(&j, "d", false);
	json_put_time(&j, "e", 0);
	json_put_time(&j, "f", 1795406706123456);
	json_key_made(&j, ",\"g\":", 5);
	json_raw(&j, STR("{\"r\":1}"));
	json_put_text(&j, "h", NULL);
	json_object_end(&j);
	ck_assert(json_done(&j));
	ck_assert_str_eq(to.p, "{\"a\":\"x\",\"b\":-5,\"c\":[{},[],null,true],"
	    "\"d\":false,\"e\":null,\"f\":\"2026-11-23T04:05:06.123456Z\","
	    "\"g\":{\"r\":1},\"h\":null}");
}
END_TEST

START_TEST(a_made_key_comes_first_without_its_comma)
{
	json_object(&j);
	json_key_made(&j, ",\"g\":", 5);
	json_int(&j, 1);
	json_object_end(&j);
	ck_assert(json_done(&j));
	ck_assert_str_eq(to.p, "{\"g\":1}");
}
END_TEST

#define V(literal) { (literal), sizeof(literal) - 1 }
static const struct {
	struct str in;
	const char *out;
} escapes[] = {
	{ V(""), "\"\"" },
	{ V("plain text of more than eight bytes"),
	    "\"plain text of more than eight bytes\"" },
	{ V("\"\\/"), "\"\\\"\\\\/\"" },
	{ V("\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\"" },
	{ V("\x01\x1f"), "\"\\u0001\\u001f\"" },
	{ V("</script>\x7f"), "\"</script>\x7f\"" },
	{ V("a\0b"), "\"a\xef\xbf\xbd" "b\"" },
	{ V("\xff"), "\"\xef\xbf\xbd\"" },
	{ V("\xe4\xb8" "x\xed\xa0\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd" "x\xef\xbf"
	    "\xbd\xef\xbf\xbd\xef\xbf\xbd\"" },
	{ V("1234567\"89abcdef\\x"), "\"1234567\\\"89abcdef\\\\x\"" },
	{ V("\xe4\xb8\xad\xf0\x9f\x98\x80"), "\"\xe4\xb8\xad\xf0\x9f\x98\x80\"" },
};

START_TEST(strings_are_escaped_and_bad_bytes_replaced)
{
	json_text(&j, escapes[_i].in);
	ck_assert(json_done(&j));
	ck_assert_str_eq(to.p, escapes[_i].out);
}
END_TEST

static void misuse_key_in_array(void) { json_array(&j); json_key(&j, "a"); }
static void misuse_made_key_in_array(void) { json_array(&j); json_key_made(&j, ",\"a\":", 5); }
static void misuse_key_at_top(void) { json_key(&j, "a"); }
static void misuse_no_key(void) { json_object(&j); json_int(&j, 1); }
static void misuse_two_keys(void) { json_object(&j); json_key(&j, "a"); json_key(&j, "b"); }
static void misuse_open_key(void) { json_object(&j); json_key(&j, "a"); json_object_end(&j); }
static void misuse_wrong_end(void) { json_object(&j); json_array_end(&j); }
static void misuse_wrong_end2(void) { json_array(&j); json_object_end(&j); }
static void misuse_extra_end(void) { json_object(&j); json_object_end(&j); json_object_end(&j); }
static void misuse_two_values(void) { json_int(&j, 1); json_int(&j, 2); }
static void misuse_two_objects(void) { json_object(&j); json_object_end(&j); json_object(&j); }
static void misuse_unclosed(void) { json_object(&j); }
static void misuse_nothing(void) { }
static void misuse_depth(void) { int i; for (i = 0; i < 100; i++) json_array(&j); }

static void (*const misuses[])(void) = { misuse_key_in_array,
	misuse_made_key_in_array, misuse_key_at_top, misuse_no_key,
	misuse_two_keys, misuse_open_key, misuse_wrong_end, misuse_wrong_end2,
	misuse_extra_end, misuse_two_values, misuse_two_objects,
	misuse_unclosed, misuse_nothing, misuse_depth };

START_TEST(misuse_is_never_done)
{
	misuses[_i]();
	ck_assert(!json_done(&j));
}
END_TEST

START_TEST(a_full_buffer_is_not_done)
{
	struct buf small;

	buf_init(&small, mem, 10);
	json_init(&j, &small);
	json_array(&j);
	json_text(&j, STR("0123456789"));
	json_array_end(&j);
	ck_assert(!json_done(&j));
	ck_assert_uint_le(small.n, 10);
}
END_TEST

START_TEST(a_text_of_exactly_the_caps_size_fits)
{
	struct buf exact;
	char *big = arena_alloc(mem, 5000);
	int i;

	for (i = 0; i < 4998; i++)
		big[i] = i % 7 ? 'x' : '\n';
	buf_init(&exact, mem, 4998 + 714 + 2);
	json_init(&j, &exact);
	json_text(&j, (struct str){ big, 4998 });
	ck_assert(json_done(&j));
	ck_assert_uint_eq(exact.n, 4998 + 714 + 2);
}
END_TEST

static const struct {
	double v;
	const char *text;
} doubles[] = {
	{ 0, "0" }, { -0.0, "0" }, { 1, "1" }, { -17, "-17" }, { 0.5, "0.5" },
	{ 0.1, "0.1" }, { 1.0 / 3, "0.3333333333333333" }, { 1e15, "1000000000000000" },
	{ 9007199254740992.0, "9007199254740992" },
	{ 9007199254740994.0, "9007199254740994" },
	{ 1e300, "1e+300" }, { 1e-300, "1e-300" }, { 5e-324, "4.94065645841247e-324" },
	{ 1.7976931348623157e308, "1.7976931348623157e+308" },
	{ 99.99, "99.99" },
};

START_TEST(numbers_read_back_as_they_were)
{
	const char *zh, *en = "";
	struct str key;
	size_t at;

	json_double(&j, doubles[_i].v);
	ck_assert(json_done(&j));
	ck_assert(strtod(to.p, NULL) == doubles[_i].v);
	ck_assert_msg(json_scan(buf_view(&to), &zh, &en, &at, &key), "%s: %s",
	    to.p, en);
	if (doubles[_i].v < 9007199254740993.0 || doubles[_i].v > 1e100)
		ck_assert_str_eq(to.p, doubles[_i].text);
}
END_TEST

START_TEST(what_is_no_number_is_null)
{
	json_array(&j);
	json_double(&j, NAN);
	json_double(&j, INFINITY);
	json_double(&j, -INFINITY);
	json_array_end(&j);
	ck_assert_str_eq(to.p, "[null,null,null]");
}
END_TEST

/* ---- the property ------------------------------------------------------ */

static uint64_t state;

static uint64_t
rnd(uint64_t below)
{
	uint64_t z = (state += 0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return (z ^ (z >> 31)) % below;
}

/* A text with everything that needs care; ${valid} keeps it UTF-8 without NUL. */
static struct str
rnd_text(bool valid)
{
	static const char *const bits[] = { "a", "key", "\"", "\\", "\n", "\x01",
		"\x1f", "\x7f", "\xc2\x80", "\xe4\xb8\xad", "\xf0\x9f\x98\x80",
		"\xef\xbf\xbf", "0123456789abcdef", " ", "/", "\xe2\x80\xa8" };
	struct buf b;
	uint64_t n = rnd(rnd(10) == 0 ? 200 : 8), i;

	buf_init(&b, mem, 1 << 16);
	for (i = 0; i < n; i++) {
		if (valid || rnd(4))
			buf_puts(&b, bits[rnd(sizeof(bits) / sizeof(bits[0]))]);
		else
			buf_putc(&b, (char)rnd(256));
	}
	return buf_view(&b);
}

static double
rnd_number(void)
{
	double v;

	switch (rnd(4)) {
	case 0:
		return (double)rnd(1000) - 500;
	case 1:
		return (double)rnd(UINT64_C(1) << 53) * (rnd(2) ? 1 : -1);
	case 2:
		return ((double)rnd(1000000) - 500000) / 1000;
	default:
		do {
			uint64_t bits = rnd(UINT64_MAX);

			memcpy(&v, &bits, sizeof(v));
		} while (!isfinite(v));
		return v;
	}
}

static cJSON *
rnd_tree(int depth, bool valid)
{
	cJSON *v;
	char name[16];
	uint64_t i, n;

	switch (rnd(depth >= JSON_MAX_DEPTH - 1 ? 5 : 7)) {
	case 0:
		return cJSON_CreateNull();
	case 1:
		return cJSON_CreateBool(rnd(2) == 1);
	case 2:
	case 3:
		return cJSON_CreateString(rnd_text(valid).p);
	case 4:
		return cJSON_CreateNumber(rnd_number());
	case 5:
		v = cJSON_CreateArray();
		for (i = 0, n = rnd(5); i < n; i++)
			cJSON_AddItemToArray(v, rnd_tree(depth + 1, valid));
		return v;
	default:
		v = cJSON_CreateObject();
		for (i = 0, n = rnd(rnd(20) == 0 ? 60 : 5); i < n; i++) {
			/* The number makes the keys differ. */
			snprintf(name, sizeof(name), "%d", (int)i);
			cJSON_AddItemToObject(v, arena_printf(mem, "%s%s",
			    rnd_text(valid).p, name), rnd_tree(depth + 1, valid));
		}
		return v;
	}
}

static void
assert_same(const cJSON *a, const cJSON *b)
{
	const cJSON *x, *y;

	ck_assert_int_eq(a->type & 0xff, b->type & 0xff);
	if (cJSON_IsString(a))
		ck_assert_str_eq(a->valuestring, b->valuestring);
	if (cJSON_IsNumber(a))
		ck_assert(a->valuedouble == b->valuedouble);
	for (x = a->child, y = b->child; x && y; x = x->next, y = y->next) {
		ck_assert_pstr_eq(x->string, y->string);
		assert_same(x, y);
	}
	ck_assert(!x && !y);
}

/* Seed by seed, so that a failure names the one to repeat. */
START_TEST(what_is_written_scans_and_reads_back_the_same)
{
	struct cx cx = { .mem = mem, .lang = LANG_EN };
	struct cJSON *back;
	cJSON *tree;
	int round;

	state = (uint64_t)_i * 7919 + 1;
	for (round = 0; round < 100; round++) {
		tree = rnd_tree(0, true);
		buf_init(&to, mem, 8 << 20);
		json_init(&j, &to);
		json_tree(&j, tree);
		ck_assert(json_done(&j));
		ck_assert_msg(json_parse(&cx, buf_view(&to), &back) == ERR_OK,
		    "%s: %s", cx.message, to.p);
		assert_same(tree, back);
		cJSON_Delete(tree);
		arena_reset(mem);
	}
}
END_TEST

START_TEST(any_bytes_at_all_come_out_as_json_that_scans)
{
	const char *zh, *en = "";
	struct str key;
	size_t at;
	int round;

	state = (uint64_t)_i * 104729 + 3;
	for (round = 0; round < 300; round++) {
		buf_init(&to, mem, 8 << 20);
		json_init(&j, &to);
		json_object(&j);
		json_key(&j, rnd_text(false).p);
		json_text(&j, rnd_text(false));
		json_object_end(&j);
		ck_assert(json_done(&j));
		ck_assert_msg(json_scan(buf_view(&to), &zh, &en, &at, &key),
		    "%s at %zu: %s", en, at, to.p);
		ck_assert(str_is_utf8(buf_view(&to)));
		arena_reset(mem);
	}
}
END_TEST

START_TEST(the_canonical_form_does_not_depend_on_order_or_spelling)
{
	struct cx cx = { .mem = mem, .lang = LANG_EN };
	struct str a, b;

	ck_assert_int_eq(json_canonical(&cx, STR(" { \"b\" : 1.50, \"a\\u0062\":"
	    "[1e2, \"\\u4e2d\\/\", {\"z\":null,\"y\":true}], \"B\":-0 } "), &a),
	    ERR_OK);
	ck_assert_str_eq(a.p, "{\"B\":0,\"ab\":[100,\"\xe4\xb8\xad/\","
	    "{\"y\":true,\"z\":null}],\"b\":1.5}");
	ck_assert_int_eq(json_canonical(&cx, a, &b), ERR_OK);
	ck_assert(str_eq(a, b));
	ck_assert_int_eq(json_canonical(&cx, STR("{\"a\":1,\"a\":1}"), &b),
	    ERR_INVALID);
}
END_TEST

START_TEST(canonical_is_idempotent_on_random_trees)
{
	struct cx cx = { .mem = mem, .lang = LANG_EN };
	struct str a, b;
	cJSON *tree;
	int round;

	state = (uint64_t)_i * 31337 + 5;
	for (round = 0; round < 50; round++) {
		tree = rnd_tree(0, true);
		buf_init(&to, mem, 8 << 20);
		json_init(&j, &to);
		json_tree(&j, tree);
		cJSON_Delete(tree);
		ck_assert_int_eq(json_canonical(&cx, buf_view(&to), &a), ERR_OK);
		ck_assert_int_eq(json_canonical(&cx, a, &b), ERR_OK);
		ck_assert(str_eq(a, b));
		arena_reset(mem);
	}
}
END_TEST

START_TEST(parsing_names_the_position_in_both_languages)
{
	struct cx cx = { .mem = mem, .lang = LANG_EN };
	struct cJSON *tree;

	ck_assert_int_eq(json_parse(&cx, STR("{\"a\":tru}"), &tree),
	    ERR_INVALID);
	ck_assert_str_eq(cx.message,
	    "the JSON is not valid at byte 5: not a value");
	ck_assert_ptr_null(tree);
	cx.lang = LANG_ZH;
	ck_assert_int_eq(json_parse(&cx, STR("{\"a\":1,\"a\":2}"), &tree),
	    ERR_INVALID);
	ck_assert_str_eq(cx.message, "JSON 格式错误，第 7 字节：重复的字段");
	ck_assert_str_eq(cx.field, "a");
	ck_assert_int_eq(json_parse(&cx, STR(""), &tree), ERR_INVALID);
}
END_TEST

START_TEST(a_tree_too_big_for_the_arena_is_an_error_not_an_exit)
{
	struct cx cx = { .mem = arena_new(8000), .lang = LANG_EN };
	struct cJSON *tree;
	struct buf b;
	int i;

	buf_init(&b, mem, 1 << 20);
	buf_putc(&b, '[');
	for (i = 0; i < 2000; i++)
		buf_puts(&b, "1,");
	buf_puts(&b, "1]");
	ck_assert_int_eq(json_parse(&cx, buf_view(&b), &tree), ERR_TOO_LARGE);
	arena_free(cx.mem);
}
END_TEST

#define N(a) (sizeof(a) / sizeof((a)[0]))

int
main(void)
{
	Suite *s = suite_create("json_write");
	TCase *tc = tcase_create("json_write");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, containers_keys_and_commas_come_out_right);
	tcase_add_test(tc, a_made_key_comes_first_without_its_comma);
	tcase_add_loop_test(tc, strings_are_escaped_and_bad_bytes_replaced, 0,
	    N(escapes));
	tcase_add_loop_test(tc, misuse_is_never_done, 0, N(misuses));
	tcase_add_test(tc, a_full_buffer_is_not_done);
	tcase_add_test(tc, a_text_of_exactly_the_caps_size_fits);
	tcase_add_loop_test(tc, numbers_read_back_as_they_were, 0, N(doubles));
	tcase_add_test(tc, what_is_no_number_is_null);
	tcase_add_loop_test(tc,
	    what_is_written_scans_and_reads_back_the_same, 0, 10);
	tcase_add_loop_test(tc,
	    any_bytes_at_all_come_out_as_json_that_scans, 0, 10);
	tcase_add_test(tc,
	    the_canonical_form_does_not_depend_on_order_or_spelling);
	tcase_add_loop_test(tc, canonical_is_idempotent_on_random_trees, 0, 4);
	tcase_add_test(tc, parsing_names_the_position_in_both_languages);
	tcase_add_test(tc,
	    a_tree_too_big_for_the_arena_is_an_error_not_an_exit);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
