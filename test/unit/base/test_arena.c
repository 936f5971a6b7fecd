/*
 * The arena: zeroed, aligned, capped, released in reverse order.
 */
#include <sys/wait.h>

#include <check.h>
#include <fcntl.h>

#include "base/base.h"

static struct arena *mem;

static void
setup(void)
{
	mem = arena_new(1 << 20);
}

static void
teardown(void)
{
	arena_free(mem);
}

START_TEST(memory_is_zeroed_also_after_a_reset)
{
	unsigned char *p;
	int round;
	size_t i;

	for (round = 0; round < 3; round++) {
		p = arena_alloc(mem, 40000);
		for (i = 0; i < 40000; i++)
			ck_assert_uint_eq(p[i], 0);
		memset(p, 0xff, 40000);
		arena_reset(mem);
	}
}
END_TEST

START_TEST(every_piece_is_aligned_for_any_type)
{
	size_t n;

	for (n = 0; n < 100; n++)
		ck_assert_uint_eq((uintptr_t)arena_alloc(mem, n) % 16, 0);
}
END_TEST

START_TEST(pieces_do_not_overlap)
{
	unsigned char *p[200];
	size_t i, k;

	for (i = 0; i < 200; i++) {
		p[i] = arena_alloc(mem, i * 7);
		memset(p[i], (int)i, i * 7);
	}
	for (i = 0; i < 200; i++) {
		for (k = 0; k < i * 7; k++)
			ck_assert_uint_eq(p[i][k], i);
	}
}
END_TEST

START_TEST(a_small_request_takes_one_block)
{
	int i;

	for (i = 0; i < 100; i++)
		arena_alloc(mem, 64);
	ck_assert_uint_eq(arena_blocks(mem), 1);
	ck_assert_uint_eq(arena_used(mem), 6400);
}
END_TEST

START_TEST(blocks_grow_so_that_their_number_stays_small)
{
	int i;

	for (i = 0; i < 10000; i++)
		arena_alloc(mem, 64);
	ck_assert_uint_le(arena_blocks(mem), 8);
}
END_TEST

START_TEST(try_returns_null_at_the_cap_and_the_rest_still_works)
{
	ck_assert_ptr_null(arena_try(mem, (1 << 20) + 1));
	ck_assert_ptr_null(arena_try(mem, SIZE_MAX));
	ck_assert_ptr_nonnull(arena_try(mem, 1 << 19));
	ck_assert_ptr_null(arena_try(mem, (1 << 19) + 64));
	ck_assert_ptr_nonnull(arena_try(mem, 1 << 18));
}
END_TEST

START_TEST(the_whole_cap_can_be_handed_out)
{
	struct arena *a = arena_new(1000);

	ck_assert_ptr_nonnull(arena_try(a, 1000));
	ck_assert_ptr_null(arena_try(a, 16));
	arena_reset(a);
	ck_assert_ptr_nonnull(arena_try(a, 1000));
	arena_free(a);
}
END_TEST

static int
status_of(void (*fn)(void))
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		/* What it logs is not this test's output. */
		dup2(open("/dev/null", O_WRONLY), 2);
		fn();
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
overrun(void)
{
	arena_alloc(arena_new(100), 101);
}

static void
overflow(void)
{
	arena_array(arena_new(100), SIZE_MAX / 2, 4);
}

START_TEST(running_over_the_cap_ends_the_process_with_70)
{
	ck_assert_int_eq(status_of(overrun), 70);
}
END_TEST

START_TEST(an_array_whose_size_overflows_ends_the_process_with_70)
{
	ck_assert_int_eq(status_of(overflow), 70);
}
END_TEST

static char order[8];

static void
note(void *arg)
{
	size_t n = strlen(order);

	order[n] = *(const char *)arg;
	order[n + 1] = '\0';
}

static void
note_and_defer(void *arg)
{
	static char c = 'z';

	note(arg);
	arena_defer(mem, note, &c);
}

START_TEST(deferred_calls_run_newest_first_and_once)
{
	char a = 'a', b = 'b', c = 'c';

	order[0] = '\0';
	arena_defer(mem, note, &a);
	arena_defer(mem, note, &b);
	arena_defer(mem, note, &c);
	arena_reset(mem);
	ck_assert_str_eq(order, "cba");
	arena_reset(mem);
	ck_assert_str_eq(order, "cba");
}
END_TEST

START_TEST(a_deferred_call_may_defer_another)
{
	char a = 'a', b = 'b';

	order[0] = '\0';
	arena_defer(mem, note, &a);
	arena_defer(mem, note_and_defer, &b);
	arena_reset(mem);
	ck_assert_str_eq(order, "bza");
}
END_TEST

START_TEST(the_newest_piece_grows_in_place_and_others_do_not)
{
	char *a = arena_alloc(mem, 100), *b = arena_alloc(mem, 10);
	size_t i;

	ck_assert(!arena_extend(mem, a, 100, 200));
	memset(b, 'x', 10);
	ck_assert(arena_extend(mem, b, 10, 5000));
	for (i = 10; i < 5000; i++)
		ck_assert_int_eq(b[i], 0);
	ck_assert_int_eq(b[9], 'x');
	/* Beyond the block there is nothing to grow into. */
	ck_assert(!arena_extend(mem, b, 5000, 100000));
	ck_assert(!arena_extend(mem, b, 5000, SIZE_MAX));
}
END_TEST

START_TEST(formatted_text_of_any_length_is_whole)
{
	char *s = arena_printf(mem, "%0300d|%s", 7, "end");

	ck_assert_uint_eq(strlen(s), 304);
	ck_assert_str_eq(s + 299, "7|end");
	ck_assert_str_eq(arena_printf(mem, "%s", ""), "");
}
END_TEST

START_TEST(copies_end_in_nul_and_null_stays_null)
{
	ck_assert_str_eq(arena_strdup(mem, "abc"), "abc");
	ck_assert_ptr_null(arena_strdup(mem, NULL));
	ck_assert_str_eq(arena_str(mem, (struct str){ "abcdef", 3 }), "abc");
	ck_assert_str_eq(arena_str(mem, (struct str){ NULL, 0 }), "");
}
END_TEST

START_TEST(a_process_arena_does_not_grow_over_many_resets)
{
	int i;

	for (i = 0; i < 1000; i++) {
		arena_alloc(mem, 100000);
		arena_alloc(mem, 50);
		ck_assert_uint_le(arena_blocks(mem), 2);
		arena_reset(mem);
		ck_assert_uint_eq(arena_used(mem), 0);
		ck_assert_uint_eq(arena_blocks(mem), 1);
	}
	arena_free(NULL);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("arena");
	TCase *tc = tcase_create("arena");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, memory_is_zeroed_also_after_a_reset);
	tcase_add_test(tc, every_piece_is_aligned_for_any_type);
	tcase_add_test(tc, pieces_do_not_overlap);
	tcase_add_test(tc, a_small_request_takes_one_block);
	tcase_add_test(tc, blocks_grow_so_that_their_number_stays_small);
	tcase_add_test(tc, try_returns_null_at_the_cap_and_the_rest_still_works);
	tcase_add_test(tc, the_whole_cap_can_be_handed_out);
	tcase_add_test(tc, running_over_the_cap_ends_the_process_with_70);
	tcase_add_test(tc, an_array_whose_size_overflows_ends_the_process_with_70);
	tcase_add_test(tc, deferred_calls_run_newest_first_and_once);
	tcase_add_test(tc, a_deferred_call_may_defer_another);
	tcase_add_test(tc, the_newest_piece_grows_in_place_and_others_do_not);
	tcase_add_test(tc, formatted_text_of_any_length_is_whole);
	tcase_add_test(tc, copies_end_in_nul_and_null_stays_null);
	tcase_add_test(tc, a_process_arena_does_not_grow_over_many_resets);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
