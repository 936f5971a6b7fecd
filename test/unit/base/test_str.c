/*
 * String views: comparing, cutting, integers, UTF-8.
 */
#include <check.h>

#include "base/base.h"

#define V(literal) ((struct str)I(literal))
#define I(literal) { (literal), sizeof(literal) - 1 }

static const struct {
	struct str s;
	bool ok;
	int64_t v;
} int_cases[] = {
	{ I("0"), true, 0 },
	{ I("-0"), true, 0 },
	{ I("007"), true, 7 },
	{ I("-12"), true, -12 },
	{ I("9223372036854775807"), true, INT64_MAX },
	{ I("-9223372036854775808"), true, INT64_MIN },
	{ I("9223372036854775808"), false, 0 },
	{ I("-9223372036854775809"), false, 0 },
	{ I("99999999999999999999999"), false, 0 },
	{ I(""), false, 0 },
	{ I("-"), false, 0 },
	{ I("+1"), false, 0 },
	{ I(" 1"), false, 0 },
	{ I("1 "), false, 0 },
	{ I("1\0"), false, 0 },
	{ I("0x10"), false, 0 },
	{ I("1e3"), false, 0 },
	{ I("--1"), false, 0 },
};

START_TEST(an_integer_is_the_whole_view_or_nothing)
{
	int64_t v = -77;

	ck_assert_int_eq(str_int(int_cases[_i].s, &v), int_cases[_i].ok);
	ck_assert_int_eq(v, int_cases[_i].ok ? int_cases[_i].v : -77);
}
END_TEST

static const struct {
	struct str s;
	bool ok;
} utf8_cases[] = {
	{ I(""), true },
	{ I("plain"), true },
	{ I("\x7f"), true },
	{ I("a\0b"), true },
	{ I("\xc2\x80"), true },
	{ I("\xdf\xbf"), true },
	{ I("\xe0\xa0\x80"), true },
	{ I("\xe4\xb8\xad\xe6\x96\x87"), true },
	{ I("\xed\x9f\xbf"), true },
	{ I("\xee\x80\x80"), true },
	{ I("\xef\xbf\xbf"), true },
	{ I("\xf0\x90\x80\x80"), true },
	{ I("\xf4\x8f\xbf\xbf"), true },
	{ I("\x80"), false },		/* lone tail */
	{ I("\xc0\x80"), false },	/* overlong */
	{ I("\xc1\xbf"), false },
	{ I("\xe0\x9f\xbf"), false },
	{ I("\xf0\x8f\xbf\xbf"), false },
	{ I("\xed\xa0\x80"), false },	/* surrogates */
	{ I("\xed\xbf\xbf"), false },
	{ I("\xf4\x90\x80\x80"), false },	/* above U+10FFFF */
	{ I("\xf5\x80\x80\x80"), false },
	{ I("\xff"), false },
	{ I("\xc2"), false },		/* cut off */
	{ I("\xe4\xb8"), false },
	{ I("\xf0\x90\x80"), false },
	{ I("\xc2" "a"), false },
	{ I("\xe4\xb8" "a"), false },
	{ I("\xf0\x90\x80" "a"), false },
	{ I("ok\xe4\xb8\xad\xfe"), false },
};

START_TEST(utf8_is_what_rfc_3629_says)
{
	ck_assert_int_eq(str_is_utf8(utf8_cases[_i].s), utf8_cases[_i].ok);
}
END_TEST

START_TEST(every_code_point_and_nothing_else_is_utf8)
{
	static char got[4];
	uint32_t u;
	size_t n;

	for (u = 0; u <= 0x10ffff; u++) {
		if (u < 0x80) {
			n = 1;
			got[0] = (char)u;
		} else if (u < 0x800) {
			n = 2;
			got[0] = (char)(0xc0 | u >> 6);
			got[1] = (char)(0x80 | (u & 0x3f));
		} else if (u < 0x10000) {
			n = 3;
			got[0] = (char)(0xe0 | u >> 12);
			got[1] = (char)(0x80 | (u >> 6 & 0x3f));
			got[2] = (char)(0x80 | (u & 0x3f));
		} else {
			n = 4;
			got[0] = (char)(0xf0 | u >> 18);
			got[1] = (char)(0x80 | (u >> 12 & 0x3f));
			got[2] = (char)(0x80 | (u >> 6 & 0x3f));
			got[3] = (char)(0x80 | (u & 0x3f));
		}
		if (str_utf8(got, n) != (u >= 0xd800 && u <= 0xdfff ? 0 : n))
			ck_abort_msg("U+%04X", u);
		if (n > 1 && str_utf8(got, n - 1) != 0)
			ck_abort_msg("U+%04X cut off", u);
	}
}
END_TEST

START_TEST(characters_are_counted_not_bytes)
{
	ck_assert_uint_eq(str_chars(V("a\xe4\xb8\xad\xf0\x9f\x98\x80")), 3);
	ck_assert_uint_eq(str_chars(V("")), 0);
}
END_TEST

START_TEST(cutting_takes_what_stands_before_the_separator)
{
	struct str s = V("a=b=c"), head;

	ck_assert(str_cut(&s, '=', &head));
	ck_assert(str_eq(head, V("a")) && str_eq(s, V("b=c")));
	ck_assert(str_cut(&s, '=', &head));
	ck_assert(str_eq(head, V("b")) && str_eq(s, V("c")));
	ck_assert(!str_cut(&s, '=', &head));
	ck_assert(str_eq(head, V("c")) && s.n == 0);
	ck_assert(!str_cut(&s, '=', &head));
	ck_assert(head.n == 0 && s.n == 0);
	s = V("=");
	ck_assert(str_cut(&s, '=', &head) && head.n == 0 && s.n == 0);
}
END_TEST

START_TEST(trimming_takes_ascii_white_space_from_both_ends)
{
	ck_assert(str_eq(str_trim(V(" \t\r\n\v\f a b \n")), V("a b")));
	ck_assert_uint_eq(str_trim(V(" \n ")).n, 0);
	ck_assert(str_eq(str_trim(V("\xc2\xa0x")), V("\xc2\xa0x")));
}
END_TEST

START_TEST(comparing_without_case_knows_ascii_only)
{
	ck_assert(str_ieq(V("Content-TYPE"), V("content-type")));
	ck_assert(!str_ieq(V("abc"), V("abcd")));
	ck_assert(!str_ieq(V("a["), V("A{")));
	ck_assert(!str_ieq(V("\xc3\x84"), V("\xc3\xa4")));
	ck_assert(str_starts(V("abc"), V("ab")) && !str_starts(V("a"), V("ab")));
	ck_assert(str_starts(V(""), V("")) && str_eq(V(""), str_of(NULL)));
}
END_TEST

START_TEST(short_copies_are_exact_at_every_length)
{
	char from[80], to[80];
	size_t n, i;

	for (i = 0; i < sizeof(from); i++)
		from[i] = (char)(i + 1);
	for (n = 0; n <= 70; n++) {
		memset(to, 0x55, sizeof(to));
		ck_assert_ptr_eq(str_copy(to, from, n), to + n);
		ck_assert_mem_eq(to, from, n);
		for (i = n; i < sizeof(to); i++)
			ck_assert_int_eq(to[i], 0x55);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("str");
	TCase *tc = tcase_create("str");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_loop_test(tc, an_integer_is_the_whole_view_or_nothing, 0,
	    sizeof(int_cases) / sizeof(int_cases[0]));
	tcase_add_loop_test(tc, utf8_is_what_rfc_3629_says, 0,
	    sizeof(utf8_cases) / sizeof(utf8_cases[0]));
	tcase_add_test(tc, every_code_point_and_nothing_else_is_utf8);
	tcase_add_test(tc, characters_are_counted_not_bytes);
	tcase_add_test(tc, cutting_takes_what_stands_before_the_separator);
	tcase_add_test(tc, trimming_takes_ascii_white_space_from_both_ends);
	tcase_add_test(tc, comparing_without_case_knows_ascii_only);
	tcase_add_test(tc, short_copies_are_exact_at_every_length);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
