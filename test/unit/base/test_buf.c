/*
 * Buffers: capped, sticky in failure, always a C string.
 */
#include <check.h>

#include "base/base.h"

static struct arena *mem;

static void
setup(void)
{
	mem = arena_new(4 << 20);
}

static void
teardown(void)
{
	arena_free(mem);
}

START_TEST(an_empty_buffer_is_an_empty_string)
{
	struct buf b;

	buf_init(&b, NULL, 10);
	ck_assert_str_eq(b.p, "");
	ck_assert_uint_eq(buf_view(&b).n, 0);
	buf_free(&b);
	buf_free(&b);
}
END_TEST

/* _i 0: on the heap, 1: in an arena. */
START_TEST(a_buffer_takes_exactly_its_cap_and_then_nothing_more)
{
	struct buf b;
	int i;

	buf_init(&b, _i ? mem : NULL, 1000);
	for (i = 0; i < 1000; i++)
		buf_putc(&b, 'x');
	ck_assert(!b.failed);
	buf_putc(&b, 'y');
	ck_assert(b.failed);
	buf_puts(&b, "");
	ck_assert_uint_eq(b.n, 1000);
	ck_assert_uint_eq(strlen(b.p), 1000);
	buf_reset(&b);
	ck_assert(!b.failed);
	buf_puts(&b, "again");
	ck_assert_str_eq(b.p, "again");
	buf_free(&b);
}
END_TEST

START_TEST(an_append_that_does_not_fit_adds_no_part_of_itself)
{
	struct buf b;

	buf_init(&b, _i ? mem : NULL, 10);
	buf_puts(&b, "12345678");
	buf_puts(&b, "9ab");
	ck_assert(b.failed);
	ck_assert_str_eq(b.p, "12345678");
	buf_puts(&b, "9");
	ck_assert_str_eq(b.p, "12345678");
	buf_free(&b);
}
END_TEST

START_TEST(a_huge_length_fails_instead_of_wrapping_round)
{
	struct buf b;

	buf_init(&b, mem, SIZE_MAX - 1);
	buf_puts(&b, "abc");
	ck_assert_ptr_null(buf_room(&b, SIZE_MAX - 2));
	ck_assert(b.failed);
	ck_assert_str_eq(b.p, "abc");
}
END_TEST

START_TEST(growing_keeps_what_was_written)
{
	struct buf b, other;
	size_t i;

	buf_init(&b, _i ? mem : NULL, 1 << 20);
	buf_init(&other, _i ? mem : NULL, 1 << 20);
	for (i = 0; i < 20000; i++) {
		buf_putc(&b, (char)('a' + i % 26));
		/* Something behind it keeps it from growing in place. */
		if (i % 3000 == 0)
			buf_puts(&other, "zzzz");
	}
	ck_assert(!b.failed && b.n == 20000);
	for (i = 0; i < 20000; i++)
		ck_assert_int_eq(b.p[i], (char)('a' + i % 26));
	buf_free(&b);
	buf_free(&other);
}
END_TEST

START_TEST(printf_grows_the_buffer_as_needed)
{
	struct buf b;

	buf_init(&b, _i ? mem : NULL, 2000);
	buf_printf(&b, "%d-%s-", 42, "x");
	buf_printf(&b, "%0999d", 1);
	ck_assert(!b.failed);
	ck_assert_uint_eq(b.n, 5 + 999);
	buf_printf(&b, "%01000d", 1);
	ck_assert(b.failed);
	ck_assert_uint_eq(strlen(b.p), 5 + 999);
	buf_free(&b);
}
END_TEST

static const int64_t ints[] = { 0, 1, -1, 9, 10, 99, 100, 101, -100, 12345,
	999999999, INT64_MAX, INT64_MIN, INT64_MIN + 1 };

START_TEST(integers_are_written_as_printf_would)
{
	char want[32];
	struct buf b;

	snprintf(want, sizeof(want), "%lld", (long long)ints[_i]);
	buf_init(&b, mem, 100);
	buf_int(&b, ints[_i]);
	ck_assert_str_eq(b.p, want);
}
END_TEST

START_TEST(dropping_the_front_keeps_the_rest)
{
	struct buf b;

	buf_init(&b, mem, 100);
	buf_puts(&b, "one\ntwo\n");
	buf_drop(&b, 4);
	ck_assert_str_eq(b.p, "two\n");
	buf_drop(&b, 1000);
	ck_assert_str_eq(b.p, "");
	buf_drop(&b, 1);
	buf_puts(&b, "x");
	ck_assert_str_eq(b.p, "x");
}
END_TEST

START_TEST(a_full_arena_fails_the_buffer_and_not_the_process)
{
	struct arena *small = arena_new(1000);
	struct buf b;
	int i;

	buf_init(&b, small, 1 << 20);
	for (i = 0; i < 2000; i++)
		buf_putc(&b, 'x');
	ck_assert(b.failed);
	ck_assert_uint_lt(b.n, 1000);
	arena_free(small);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("buf");
	TCase *tc = tcase_create("buf");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, an_empty_buffer_is_an_empty_string);
	tcase_add_loop_test(tc,
	    a_buffer_takes_exactly_its_cap_and_then_nothing_more, 0, 2);
	tcase_add_loop_test(tc,
	    an_append_that_does_not_fit_adds_no_part_of_itself, 0, 2);
	tcase_add_test(tc, a_huge_length_fails_instead_of_wrapping_round);
	tcase_add_loop_test(tc, growing_keeps_what_was_written, 0, 2);
	tcase_add_loop_test(tc, printf_grows_the_buffer_as_needed, 0, 2);
	tcase_add_loop_test(tc, integers_are_written_as_printf_would, 0,
	    sizeof(ints) / sizeof(ints[0]));
	tcase_add_test(tc, dropping_the_front_keeps_the_rest);
	tcase_add_test(tc, a_full_arena_fails_the_buffer_and_not_the_process);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
