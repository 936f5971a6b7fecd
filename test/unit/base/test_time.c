/*
 * RFC 3339 in and out.
 */
#include <check.h>
#include <time.h>

#include "base/base.h"

#define S INT64_C(1000000)

static const struct {
	int64_t us;
	const char *text;
} format_cases[] = {
	{ 0, "1970-01-01T00:00:00.000000Z" },
	{ 1, "1970-01-01T00:00:00.000001Z" },
	{ -1, "1969-12-31T23:59:59.999999Z" },
	{ 951782400 * S, "2000-02-29T00:00:00.000000Z" },
	{ 1795406706 * S + 123456, "2026-11-23T04:05:06.123456Z" },
	{ 4107542400 * S, "2100-03-01T00:00:00.000000Z" },
	{ 253402300799 * S + 999999, "9999-12-31T23:59:59.999999Z" },
	{ -62167219200 * S, "0000-01-01T00:00:00.000000Z" },
	{ INT64_MAX, "9999-12-31T23:59:59.999999Z" },
	{ INT64_MIN, "0000-01-01T00:00:00.000000Z" },
};

START_TEST(a_time_is_written_with_microseconds_in_utc)
{
	char out[TIME_TEXT_MAX];

	ck_assert_str_eq(time_format(format_cases[_i].us, out),
	    format_cases[_i].text);
	ck_assert_uint_eq(strlen(out), TIME_TEXT_LEN);
}
END_TEST

static const struct {
	const char *text;
	bool ok;
	int64_t us;
} parse_cases[] = {
	{ "2026-11-23T04:05:06Z", true, 1795406706 * S },
	{ "2026-11-23t04:05:06z", true, 1795406706 * S },
	{ "2026-11-23 04:05:06Z", true, 1795406706 * S },
	{ "2026-11-23T12:05:06+08:00", true, 1795406706 * S },
	{ "2026-11-22T22:35:06-05:30", true, 1795406706 * S },
	{ "2026-11-23T04:05:06.5Z", true, 1795406706 * S + 500000 },
	{ "2026-11-23T04:05:06.123456Z", true, 1795406706 * S + 123456 },
	{ "2026-11-23T04:05:06.123456789Z", true, 1795406706 * S + 123456 },
	{ "2000-02-29T00:00:00Z", true, 951782400 * S },
	{ "1969-12-31T23:59:59.999999Z", true, -1 },
	{ "2016-12-31T23:59:60Z", true, 1483228800 * S },
	{ "2026-11-23T04:05:06-00:00", true, 1795406706 * S },
	{ "1900-02-29T00:00:00Z", false, 0 },
	{ "2026-02-30T00:00:00Z", false, 0 },
	{ "2026-13-01T00:00:00Z", false, 0 },
	{ "2026-00-01T00:00:00Z", false, 0 },
	{ "2026-01-00T00:00:00Z", false, 0 },
	{ "2026-01-01T24:00:00Z", false, 0 },
	{ "2026-01-01T00:60:00Z", false, 0 },
	{ "2026-01-01T00:00:61Z", false, 0 },
	{ "2026-01-01T00:00:60Z", false, 0 },
	{ "2026-01-01T00:00:00", false, 0 },
	{ "2026-01-01T00:00Z", false, 0 },
	{ "2026-01-01", false, 0 },
	{ "2026-01-01T00:00:00.Z", false, 0 },
	{ "2026-01-01T00:00:00.1234567890Z", false, 0 },
	{ "2026-01-01T00:00:00+24:00", false, 0 },
	{ "2026-01-01T00:00:00+0800", false, 0 },
	{ "2026-01-01T00:00:00Zx", false, 0 },
	{ " 2026-01-01T00:00:00Z", false, 0 },
	{ "2026-1-1T00:00:00Z", false, 0 },
	{ "", false, 0 },
};

START_TEST(rfc_3339_and_nothing_else_is_read)
{
	int64_t us = 0;

	ck_assert_int_eq(time_parse(str_of(parse_cases[_i].text), &us),
	    parse_cases[_i].ok);
	if (parse_cases[_i].ok)
		ck_assert_int_eq(us, parse_cases[_i].us);
}
END_TEST

START_TEST(a_zero_byte_is_no_time)
{
	int64_t us;

	ck_assert(!time_parse((struct str){ "2026-01-01\0" "00:00:00Z", 20 },
	    &us));
	ck_assert(!time_parse((struct str){ "2026-01-01T00:00:00\0", 20 }, &us));
}
END_TEST

START_TEST(what_is_written_reads_back_on_every_day_of_a_century)
{
	char out[TIME_TEXT_MAX];
	struct tm tm;
	time_t t;
	int64_t day, us, back;
	char want[32];

	for (day = -20000; day < 40000; day++) {
		us = day * 86400 * S + day % 86400 * 7919 % 86399 * 13;
		time_format(us, out);
		ck_assert(time_parse(str_of(out), &back));
		ck_assert_int_eq(back, us);
		/* The C library's calendar agrees. */
		t = (time_t)(day * 86400);
		gmtime_r(&t, &tm);
		strftime(want, sizeof(want), "%Y-%m-%d", &tm);
		ck_assert_msg(us < t * S || strncmp(out, want, 10) == 0,
		    "%s %s", out, want);
	}
}
END_TEST

START_TEST(the_monotonic_clock_does_not_go_back)
{
	int64_t a = time_mono_us(), b = time_mono_us();

	ck_assert_int_le(a, b);
	ck_assert_int_le(a / 1000, time_mono_ms());
	ck_assert_int_gt(time_now_us(), 1700000000 * S);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("time");
	TCase *tc = tcase_create("time");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_loop_test(tc, a_time_is_written_with_microseconds_in_utc, 0,
	    sizeof(format_cases) / sizeof(format_cases[0]));
	tcase_add_loop_test(tc, rfc_3339_and_nothing_else_is_read, 0,
	    sizeof(parse_cases) / sizeof(parse_cases[0]));
	tcase_add_test(tc, a_zero_byte_is_no_time);
	tcase_add_test(tc,
	    what_is_written_reads_back_on_every_day_of_a_century);
	tcase_add_test(tc, the_monotonic_clock_does_not_go_back);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
