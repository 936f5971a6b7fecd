/*
 * The strict scanner: what it takes, what it refuses, and where.
 */
#include <check.h>
#include <time.h>

#include "base/base.h"
#include "json/json.h"

#define V(literal) { (literal), sizeof(literal) - 1 }

static const struct str good[] = {
	V("null"), V("true"), V("false"), V("0"), V("-0"), V("1.5"), V("\"\""),
	V(" \t\r\n{ } \n"), V("[]"), V("[ ]"), V("[1,2 , 3]"),
	V("{\"a\":1,\"b\":[{\"a\":{}}]}"),
	V("9007199254740992"), V("-9007199254740992"), V("1e308"), V("1E-400"),
	V("0.1e+2"), V("-1.25e-3"), V("123456789012345678901234567890.5"),
	V("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\""), V("\"\x7f\""),
	V("\"\\ud83d\\ude00\""), V("\"\\uD83D\\uDE00\""), V("\"\xf0\x9f\x98\x80\""),
	V("\"\\uffff\\ufffe\""), V("\"\xe4\xb8\xad\xe6\x96\x87\""),
	V("{\"a\":1,\"A\":2,\"\":3,\" \":4}"),
	/* Same name in different objects. */
	V("{\"a\":{\"a\":1},\"b\":{\"a\":1}}"),
	V("[{\"a\":1},{\"a\":1}]"),
	/* A key that only looks like another one's escape. */
	V("{\"a\":1,\"\\\\u0061\":2}"),
};

START_TEST(valid_json_passes)
{
	const char *zh, *en = NULL;
	struct str key;
	size_t at;

	ck_assert_msg(json_scan(good[_i], &zh, &en, &at, &key), "%s",
	    en ? en : "");
}
END_TEST

static const struct {
	struct str text;
	const char *why;
	size_t at;
	const char *key;
} bad[] = {
	{ V(""), "the text ends too early", 0, NULL },
	{ V("   "), "the text ends too early", 3, NULL },
	{ V("{"), "a key is expected", 1, NULL },
	{ V("[1"), "a comma or a closing bracket is expected", 2, NULL },
	{ V("[1,"), "the text ends too early", 3, NULL },
	{ V("[1,]"), "not a value", 3, NULL },
	{ V("[,1]"), "not a value", 1, NULL },
	{ V("[1 2]"), "a comma or a closing bracket is expected", 3, NULL },
	{ V("[1}"), "a comma or a closing bracket is expected", 2, NULL },
	{ V("{\"a\":1]"), "a comma or a closing bracket is expected", 6, NULL },
	{ V("{\"a\"}"), "a colon is expected", 4, NULL },
	{ V("{\"a\":}"), "not a value", 5, NULL },
	{ V("{\"a\":1,}"), "a key is expected", 7, NULL },
	{ V("{a:1}"), "a key is expected", 1, NULL },
	{ V("{'a':1}"), "a key is expected", 1, NULL },
	{ V("{1:1}"), "a key is expected", 1, NULL },
	/* Nothing may follow. */
	{ V("1 2"), "something follows the value", 2, NULL },
	{ V("{}x"), "something follows the value", 2, NULL },
	{ V("{}\0"), "something follows the value", 2, NULL },
	{ V("{}{}"), "something follows the value", 2, NULL },
	{ V("{}//c"), "something follows the value", 2, NULL },
	{ V("/**/{}"), "not a value", 0, NULL },
	{ V("\xef\xbb\xbf{}"), "not a value", 0, NULL },
	{ V("\0"), "not a value", 0, NULL },
	{ V("\v1"), "not a value", 0, NULL },
	/* Words. */
	{ V("tru"), "not a value", 0, NULL },
	{ V("True"), "not a value", 0, NULL },
	{ V("nul"), "not a value", 0, NULL },
	{ V("truex"), "something follows the value", 4, NULL },
	{ V("undefined"), "not a value", 0, NULL },
	{ V("NaN"), "not a value", 0, NULL },
	{ V("Infinity"), "not a value", 0, NULL },
	{ V("-Infinity"), "not a value", 0, NULL },
	/* Numbers. */
	{ V("01"), "something follows the value", 1, NULL },
	{ V("-"), "not a value", 0, NULL },
	{ V("+1"), "not a value", 0, NULL },
	{ V(".5"), "not a value", 0, NULL },
	{ V("1."), "not a number", 0, NULL },
	{ V("1.e5"), "not a number", 0, NULL },
	{ V("1e"), "not a number", 0, NULL },
	{ V("1e+"), "not a number", 0, NULL },
	{ V("0x10"), "something follows the value", 1, NULL },
	{ V("[9007199254740993]"), "the integer is beyond 2^53", 1, NULL },
	{ V("-9007199254740993"), "the integer is beyond 2^53", 0, NULL },
	{ V("99999999999999999999999999"), "the integer is beyond 2^53", 0, NULL },
	{ V("1e400"), "the number is out of range", 0, NULL },
	{ V("-1e309"), "the number is out of range", 0, NULL },
	{ V("0.00000000000000000000000000000000000000000000000000000000000001"),
	    "the number is too long", 0, NULL },
	/* Strings. */
	{ V("\"abc"), "the string does not end", 0, NULL },
	{ V("[\"abc\\"), "the string does not end", 5, NULL },
	{ V("\"a\nb\""), "control character in a string", 2, NULL },
	{ V("\"a\0b\""), "control character in a string", 2, NULL },
	{ V("\"\x1f\""), "control character in a string", 1, NULL },
	{ V("\"\\x41\""), "unknown escape", 1, NULL },
	{ V("\"\\'\""), "unknown escape", 1, NULL },
	{ V("\"\\\0\""), "unknown escape", 1, NULL },
	{ V("\"\\u12\""), "\\u needs four hexadecimal digits", 1, NULL },
	{ V("\"\\u12g4\""), "\\u needs four hexadecimal digits", 1, NULL },
	{ V("\"\\u"), "\\u needs four hexadecimal digits", 1, NULL },
	{ V("\"x\\u0000y\""), "\\u0000 is not allowed", 2, NULL },
	{ V("\"\\ud83d\""), "lone surrogate", 1, NULL },
	{ V("\"\\ud83dx\""), "lone surrogate", 1, NULL },
	{ V("\"\\ud83d\\n\""), "lone surrogate", 1, NULL },
	{ V("\"\\ud83d\\ud83d\""), "lone surrogate", 1, NULL },
	{ V("\"\\ud83d\\u0041\""), "lone surrogate", 1, NULL },
	{ V("\"\\ude00\""), "lone surrogate", 1, NULL },
	{ V("\"\\ude00\\ud83d\""), "lone surrogate", 1, NULL },
	/* UTF-8. */
	{ V("\"\xff\""), "invalid UTF-8", 1, NULL },
	{ V("\"ab\xc0\x80\""), "invalid UTF-8", 3, NULL },
	{ V("\"\xed\xa0\x80\""), "invalid UTF-8", 1, NULL },
	{ V("\"\xf4\x90\x80\x80\""), "invalid UTF-8", 1, NULL },
	{ V("\"\xe4\xb8\""), "invalid UTF-8", 1, NULL },
	{ V("{\"\xff\":1}"), "invalid UTF-8", 2, NULL },
	/* Duplicate keys. */
	{ V("{\"a\":1,\"a\":2}"), "duplicate key", 7, "a" },
	{ V("{\"a\":1,\"\\u0061\":2}"), "duplicate key", 7, "\\u0061" },
	{ V("{\"\\u0061\":1,\"a\":2}"), "duplicate key", 12, "a" },
	{ V("{\"/\":1,\"\\/\":2}"), "duplicate key", 7, "\\/" },
	{ V("{\"\":1,\"\":2}"), "duplicate key", 6, "" },
	{ V("{\"x\":{\"b\":1,\"c\":2,\"b\":3}}"), "duplicate key", 18, "b" },
	{ V("{\"a\":{\"z\":1},\"b\":1,\"a\":2}"), "duplicate key", 19, "a" },
	{ V("{\"\xf0\x9f\x98\x80\":1,\"\\ud83d\\ude00\":2}"),
	    "duplicate key", 10, "\\ud83d\\ude00" },
};

START_TEST(invalid_json_is_refused_with_reason_and_position)
{
	const char *zh = NULL, *en = NULL;
	struct str key = { NULL, 0 };
	size_t at = 999;

	ck_assert(!json_scan(bad[_i].text, &zh, &en, &at, &key));
	ck_assert_str_eq(en, bad[_i].why);
	ck_assert(zh && zh[0]);
	ck_assert_uint_eq(at, bad[_i].at);
	if (bad[_i].key)
		ck_assert(str_eq(key, str_of(bad[_i].key)));
	else
		ck_assert_ptr_null(key.p);
}
END_TEST

static bool
scans(struct str s)
{
	const char *zh, *en;
	struct str key;
	size_t at;

	return json_scan(s, &zh, &en, &at, &key);
}

START_TEST(thirty_two_levels_are_the_limit)
{
	char text[80];
	int depth;

	for (depth = 31; depth <= 34; depth++) {
		memset(text, '[', (size_t)depth);
		memset(text + depth, ']', (size_t)depth);
		ck_assert_int_eq(scans((struct str){ text, 2 * (size_t)depth }),
		    depth <= JSON_MAX_DEPTH);
	}
}
END_TEST

START_TEST(endless_nesting_does_not_exhaust_the_stack)
{
	char *text = malloc(4000000);
	size_t i;

	memset(text, '[', 4000000);
	ck_assert(!scans((struct str){ text, 4000000 }));
	for (i = 0; i + 5 <= 4000000; i += 5)
		memcpy(text + i, "{\"a\":", 5);
	ck_assert(!scans((struct str){ text, 4000000 }));
	free(text);
}
END_TEST

/* An object of ${n} keys whose last one equals key ${same} (n: none does). */
static struct str
many_keys(struct buf *b, int n, int same, bool escaped)
{
	int i;

	buf_init(b, NULL, 64 << 20);
	buf_putc(b, '{');
	for (i = 0; i < n; i++)
		buf_printf(b, "\"key%d\":{\"x\":%d},", i, i);
	buf_printf(b, escaped ? "\"\\u006bey%d\":0}" : "\"key%d\":0}", same);
	return buf_view(b);
}

START_TEST(a_duplicate_is_found_in_an_object_of_any_size)
{
	static const int sizes[] = { 1, 2, 23, 24, 25, 26, 63, 64, 65, 300, 5000 };
	size_t i;
	struct buf b;
	int n, same;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		n = sizes[i];
		for (same = 0; same <= n; same += n > 100 ? n / 10 : 1) {
			ck_assert_int_eq(scans(many_keys(&b, n, same, false)),
			    same == n);
			buf_free(&b);
			ck_assert_int_eq(scans(many_keys(&b, n, same, true)),
			    same == n);
			buf_free(&b);
		}
	}
}
END_TEST

static double
seconds(struct str s, bool want)
{
	struct timespec a, b;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
	ck_assert_int_eq(scans(s), want);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
	return (double)(b.tv_sec - a.tv_sec) +
	    (double)(b.tv_nsec - a.tv_nsec) / 1e9;
}

START_TEST(two_hundred_thousand_keys_take_no_quadratic_time)
{
	struct buf b;

	/* Quadratic would be a minute; half a second leaves room for a
	 * sanitizer and a busy machine. */
	ck_assert(seconds(many_keys(&b, 200000, 200000, false), true) < 2.0);
	buf_free(&b);
}
END_TEST

/* The hash is FNV-1a of 32 bits: the low byte of a state can be steered, so
 * collisions are cheap; here simply many, found by trying. */
START_TEST(keys_with_equal_hashes_are_still_told_apart)
{
	/* "costarring" and "liquid" collide under FNV-1a 32, as do the others. */
	ck_assert(scans(STR("{\"costarring\":1,\"liquid\":2,\"declinate\":3,"
	    "\"macallums\":4,\"altarage\":5,\"zinke\":6}")));
	ck_assert(!scans(STR("{\"costarring\":1,\"liquid\":2,"
	    "\"costarring\":3}")));
}
END_TEST

START_TEST(no_prefix_of_a_text_reads_beyond_its_end)
{
	static const char text[] = "{\"k\\u00e9y\":[1.5e3,-0,true,false,null,"
	    "\"\xe4\xb8\xad\\ud83d\\ude00\\n\"],\"b\":{}}";
	size_t n;
	char *copy;

	/* On the heap with the exact size: a sanitizer sees every step beyond. */
	for (n = 0; n < sizeof(text); n++) {
		copy = malloc(n ? n : 1);
		memcpy(copy, text, n);
		ck_assert_int_eq(scans((struct str){ copy, n }),
		    n == sizeof(text) - 1);
		free(copy);
	}
}
END_TEST

#define N(a) (sizeof(a) / sizeof((a)[0]))

int
main(void)
{
	Suite *s = suite_create("json_scan");
	TCase *tc = tcase_create("json_scan");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, valid_json_passes, 0, N(good));
	tcase_add_loop_test(tc,
	    invalid_json_is_refused_with_reason_and_position, 0, N(bad));
	tcase_add_test(tc, thirty_two_levels_are_the_limit);
	tcase_add_test(tc, endless_nesting_does_not_exhaust_the_stack);
	tcase_add_test(tc, a_duplicate_is_found_in_an_object_of_any_size);
	tcase_add_test(tc, two_hundred_thousand_keys_take_no_quadratic_time);
	tcase_add_test(tc, keys_with_equal_hashes_are_still_told_apart);
	tcase_add_test(tc, no_prefix_of_a_text_reads_beyond_its_end);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
