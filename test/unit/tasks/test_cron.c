/* cron expressions against a slow and obvious reading of them. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "tasks/tasks_cron.h"

#define MIN_US (INT64_C(60) * 1000000)

static struct arena *mem;
static struct cx cx;

static void
setup(void)
{
	mem = arena_new((size_t)16 << 20);
	cx = (struct cx){ .mem = mem, .request_id = "", .lang = LANG_EN };
}

static void
teardown(void)
{
	arena_free(mem);
}

static const char *const bad[] = { "", "* * * *", "* * * * * *", "60 * * * *",
	"* 24 * * *", "* * 0 * *", "* * 32 * *", "* * * 13 * ", "* * * * 8",
	"*/0 * * * *", "5-1 * * * *", "1,,2 * * * *", "a * * * *", "-1 * * * *",
	"1- * * * *", "*/ * * * *", "@sometimes", "@daily x", "@at", "@at noon",
	"1-5-7 * * * *", "+1 * * * *", "1.5 * * * *", "* * * foo *", "999 * * * *" };

START_TEST(what_is_not_cron_is_refused_and_named)
{
	struct tasks_cron c;

	ck_assert_int_eq(tasks_cron_parse(&cx, bad[_i], &c), ERR_INVALID);
	ck_assert_str_eq(cx.field, "cron");
}
END_TEST

static const struct {
	const char *cron;
	const char *after;
	const char *want;
} next_cases[] = {
	{ "* * * * *", "2026-11-23T05:04:05Z", "2026-11-23T05:05:00Z" },
	{ "0 0 * * *", "2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z" },
	{ "@hourly", "2026-12-31T23:30:00Z", "2027-01-01T00:00:00Z" },
	{ "@weekly", "2026-11-23T00:00:00Z", "2026-11-29T00:00:00Z" },
	{ "0 12 29 2 *", "2026-11-23T00:00:00Z", "2028-02-29T12:00:00Z" },
	{ "0 0 31 2 *", "2026-11-23T00:00:00Z", NULL },
	{ "0 0 13 * fri", "2026-11-23T00:00:00Z", "2026-11-27T00:00:00Z" },
	{ "0 0 * * 7", "2026-11-23T00:00:00Z", "2026-11-29T00:00:00Z" },
	{ "*/20 8-10/2 * jan-mar mon-fri", "2026-11-23T00:00:00Z",
	    "2027-01-01T08:00:00Z" },
	{ "5/15 * * * *", "2026-11-23T00:05:00Z", "2026-11-23T00:20:00Z" },
	{ "  0   0\t1 1 * ", "2026-11-23T00:00:00Z", "2027-01-01T00:00:00Z" },
};

START_TEST(the_next_time_is_right)
{
	struct tasks_cron c;
	int64_t after, want = 0;

	ck_assert_int_eq(tasks_cron_parse(&cx, next_cases[_i].cron, &c), ERR_OK);
	ck_assert(time_parse(str_of(next_cases[_i].after), &after));
	if (next_cases[_i].want)
		ck_assert(time_parse(str_of(next_cases[_i].want), &want));
	ck_assert_int_eq(tasks_cron_next(&c, after), want);
}
END_TEST

/* Days of month and week by stepping from a known day, without arithmetic. */
struct clock {
	int year, month, day, weekday, hour, minute;
};

static void
step(struct clock *k)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int n;

	if (++k->minute < 60)
		return;
	k->minute = 0;
	if (++k->hour < 24)
		return;
	k->hour = 0;
	k->weekday = (k->weekday + 1) % 7;
	n = days[k->month - 1];
	if (k->month == 2 && (k->year % 4 == 0 &&
	    (k->year % 100 != 0 || k->year % 400 == 0)))
		n++;
	if (++k->day <= n)
		return;
	k->day = 1;
	if (++k->month > 12) {
		k->month = 1;
		k->year++;
	}
}

static const char *
some_values(char *out, size_t size, int low, int high, int chance)
{
	size_t n = 0;
	int v;

	if (random() % chance == 0)
		return "*";
	while (n == 0) {
		for (v = low; v <= high && n < size - 8; v++) {
			if (random() % 6 == 0)
				n += (size_t)snprintf(out + n, size - n, "%s%d",
				    n ? "," : "", v);
		}
	}
	return out;
}

/* Whether ${v} is in a list written by some_values. */
static bool
lists(const char *list, int v)
{
	char text[8];
	const char *p;
	size_t n;

	if (strcmp(list, "*") == 0)
		return true;
	n = (size_t)snprintf(text, sizeof(text), "%d", v);
	for (p = list; p; p = strchr(p, ',') ? strchr(p, ',') + 1 : NULL) {
		if (strncmp(p, text, n) == 0 && (p[n] == ',' || p[n] == '\0'))
			return true;
	}
	return false;
}

START_TEST(next_agrees_with_trying_every_minute)
{
	char b[5][256], text[1200];
	const char *f[5];
	struct tasks_cron c;
	struct clock k;
	int64_t at, want;
	bool day, weekday;
	int round, i;

	for (round = 0; round < 60; round++) {
		f[0] = some_values(b[0], 256, 0, 59, 4);
		f[1] = some_values(b[1], 256, 0, 23, 3);
		f[2] = some_values(b[2], 256, 1, 31, 2);
		f[3] = some_values(b[3], 256, 1, 12, 2);
		f[4] = some_values(b[4], 256, 0, 6, 2);
		snprintf(text, sizeof(text), "%s %s %s %s %s", f[0], f[1], f[2],
		    f[3], f[4]);
		ck_assert_int_eq(tasks_cron_parse(&cx, text, &c), ERR_OK);
		/* 2027-12-20 is a Monday; over the end of a year and 29 Feb. */
		ck_assert(time_parse(STR("2027-12-20T00:00:00Z"), &at));
		k = (struct clock){ 2027, 12, 20, 1, 0, 0 };
		want = tasks_cron_next(&c, at);
		for (i = 0; i < 120 * 1440; i++) {
			step(&k);
			at += MIN_US;
			day = lists(f[2], k.day);
			weekday = lists(f[4], k.weekday);
			if (!lists(f[0], k.minute) || !lists(f[1], k.hour) ||
			    !lists(f[3], k.month) ||
			    !(f[2][0] != '*' && f[4][0] != '*' ? day || weekday :
			    day && weekday))
				continue;
			ck_assert_msg(at == want, "%s", text);
			want = tasks_cron_next(&c, at);
		}
		ck_assert_msg(want == 0 || want > at, "%s", text);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("tasks cron");
	TCase *tc = tcase_create("cron");
	SRunner *sr;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 120);
	tcase_add_loop_test(tc, what_is_not_cron_is_refused_and_named, 0,
	    sizeof(bad) / sizeof(bad[0]));
	tcase_add_loop_test(tc, the_next_time_is_right, 0,
	    sizeof(next_cases) / sizeof(next_cases[0]));
	tcase_add_test(tc, next_agrees_with_trying_every_minute);
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
