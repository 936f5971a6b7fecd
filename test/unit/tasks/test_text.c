/* Masking and UTF-8 repair over text that is cut anywhere. */
#include <check.h>
#include <stdlib.h>

#include "tasks/tasks_text.h"

static struct arena *mem;

static void
setup(void)
{
	mem = arena_new((size_t)64 << 20);
}

static void
teardown(void)
{
	arena_free(mem);
}

/* Feeds ${in} in pieces of ${step} bytes (0: random) and returns the output. */
static struct str
feed(const struct tasks_mask *m, struct str in, size_t step)
{
	struct buf held, out;
	size_t n;

	buf_init(&held, mem, 1 << 20);
	buf_init(&out, mem, 1 << 20);
	while (in.n) {
		n = step ? step : (size_t)(random() % 7) + 1;
		if (n > in.n)
			n = in.n;
		tasks_text_feed(m, &held, (struct str){ in.p, n }, false, &out);
		in.p += n;
		in.n -= n;
	}
	tasks_text_feed(m, &held, STR(""), true, &out);
	ck_assert_uint_eq(held.n, 0);
	return buf_view(&out);
}

static const struct {
	const char *secrets[3];
	const char *in;
	const char *want;
} mask_cases[] = {
	{ { "hunter2" }, "pw is hunter2!", "pw is ***!" },
	{ { "hunter2" }, "hunter", "***" },	/* cut off: may be the secret */
	{ { "hunter2" }, "hu", "hu" },
	{ { "hunter2" }, "hunthunter2hunter2x", "hunt******x" },
	{ { "aab" }, "aaab", "a***" },
	{ { "abc", "abcdef" }, "abcdef abcd abc", "*** ***d ***" },
	{ { "abcdef", "bcd" }, "abcdx", "a***x" },
	{ { "p\"w" }, "{\"a\":\"p\\\"w\"}", "{\"a\":\"***\"}" },
	{ { "line-one-long\nline-two-long\n" },
	    "line-two-long\r\n", "***\r\n" },
	{ { NULL }, "plain", "plain" },
	{ { "密码三" }, "有密码三字", "有***字" },
};

START_TEST(a_secret_never_shows_however_the_text_is_cut)
{
	struct tasks_mask m = { .n = 0 };
	struct str got;
	size_t i, step;

	for (i = 0; i < 3 && mask_cases[_i].secrets[i]; i++)
		tasks_mask_add(&m, mem, str_of(mask_cases[_i].secrets[i]));
	for (step = 0; step < 12; step++) {
		got = feed(&m, str_of(mask_cases[_i].in), step);
		ck_assert_msg(str_eq(got, str_of(mask_cases[_i].want)),
		    "step %zu: %s", step, arena_str(mem, got));
	}
}
END_TEST

START_TEST(random_text_with_planted_secrets_leaks_none)
{
	static const char *const secrets[] = { "s3cr3t", "s3s3s3c", "cr3t-long-one" };
	struct tasks_mask m = { .n = 0 };
	char text[400];
	struct str got, whole;
	size_t i, n;
	int round;

	for (i = 0; i < 3; i++)
		tasks_mask_add(&m, mem, str_of(secrets[i]));
	for (round = 0; round < 3000; round++) {
		n = 0;
		while (n < 300) {
			if (random() % 9 == 0) {
				i = (size_t)(random() % 3);
				memcpy(text + n, secrets[i], strlen(secrets[i]));
				n += strlen(secrets[i]);
			} else {
				text[n++] = "s3crt-x\n"[random() % 8];
			}
		}
		text[n] = '\0';
		whole = feed(&m, (struct str){ text, n }, 100000);
		got = feed(&m, (struct str){ text, n }, 0);
		ck_assert(str_eq(whole, got));
		for (i = 0; i < 3; i++)
			ck_assert_ptr_null(strstr(arena_str(mem, got),
			    secrets[i]));
		arena_reset(mem);
		m.n = 0;
		for (i = 0; i < 3; i++)
			tasks_mask_add(&m, mem, str_of(secrets[i]));
	}
}
END_TEST

START_TEST(output_is_utf8_whatever_the_bytes_and_cuts)
{
	struct tasks_mask none = { .n = 0 };
	char text[200];
	struct str got, again;
	size_t i, n;
	int round;

	for (round = 0; round < 3000; round++) {
		n = (size_t)(random() % 200);
		for (i = 0; i < n; i++)
			text[i] = (char)(random() % 3 ? random() % 256 :
			    "\xe4\xb8\xad\xf0\x9f\x98\x80\xed\xa0\x80\0"[random() % 11]);
		got = feed(&none, (struct str){ text, n }, 0);
		ck_assert(str_is_utf8(got));
		ck_assert(got.n == 0 || memchr(got.p, 0, got.n) == NULL);
		again = feed(&none, got, 3);
		ck_assert(str_eq(got, again));
		arena_reset(mem);
	}
}
END_TEST

START_TEST(a_character_is_not_held_longer_than_needed)
{
	struct tasks_mask none = { .n = 0 };
	struct buf held, out;

	buf_init(&held, mem, 100);
	buf_init(&out, mem, 100);
	tasks_text_feed(&none, &held, STR("a\xe4\xb8"), false, &out);
	ck_assert(str_eq(buf_view(&out), STR("a")));
	tasks_text_feed(&none, &held, STR("\xad" "b"), false, &out);
	ck_assert(str_eq(buf_view(&out), STR("a\xe4\xb8\xad" "b")));
}
END_TEST

START_TEST(pieces_end_at_characters)
{
	struct str s = STR("ab\xe4\xb8\xad" "c");

	ck_assert_uint_eq(tasks_text_edge(s, 1), 1);
	ck_assert_uint_eq(tasks_text_edge(s, 2), 2);
	ck_assert_uint_eq(tasks_text_edge(s, 3), 2);
	ck_assert_uint_eq(tasks_text_edge(s, 4), 2);
	ck_assert_uint_eq(tasks_text_edge(s, 5), 5);
	ck_assert_uint_eq(tasks_text_edge(s, 100), 6);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("tasks text");
	TCase *tc = tcase_create("text");
	SRunner *sr;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, a_secret_never_shows_however_the_text_is_cut, 0,
	    sizeof(mask_cases) / sizeof(mask_cases[0]));
	tcase_add_test(tc, random_text_with_planted_secrets_leaks_none);
	tcase_add_test(tc, output_is_utf8_whatever_the_bytes_and_cuts);
	tcase_add_test(tc, a_character_is_not_held_longer_than_needed);
	tcase_add_test(tc, pieces_end_at_characters);
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
