/*
 * Whole reads and writes through a pipe, which moves them in pieces.
 */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base.h"

#define SIZE ((size_t)300 << 10) /* more than a pipe holds */

static char out[SIZE], in[SIZE + 1];

START_TEST(what_comes_in_pieces_is_read_whole)
{
	int fds[2];
	pid_t pid;
	size_t i;

	for (i = 0; i < SIZE; i++)
		out[i] = (char)(i * 7 + i / 251);
	ck_assert_int_eq(pipe(fds), 0);
	pid = fork();
	if (pid == 0) {
		close(fds[0]);
		_exit(io_write_all(fds[1], out, SIZE) ? 0 : 1);
	}
	close(fds[1]);
	ck_assert_int_eq(io_read_all(fds[0], in, sizeof(in)), (ssize_t)SIZE);
	ck_assert_mem_eq(in, out, SIZE);
	waitpid(pid, NULL, 0);
	close(fds[0]);
}
END_TEST

START_TEST(no_more_is_read_than_there_is_room_for)
{
	char four[4];
	int fds[2];

	ck_assert_int_eq(pipe(fds), 0);
	ck_assert(io_write_all(fds[1], "sixsix", 6));
	ck_assert_int_eq(io_read_all(fds[0], four, sizeof(four)), 4);
	ck_assert_mem_eq(four, "sixs", 4);
	close(fds[0]);
	close(fds[1]);
}
END_TEST

START_TEST(a_failure_says_why)
{
	char c;

	errno = 0;
	ck_assert_int_eq(io_read_all(-1, &c, 1), -1);
	ck_assert_int_eq(errno, EBADF);
	errno = 0;
	ck_assert(!io_write_all(-1, "x", 1));
	ck_assert_int_eq(errno, EBADF);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("io");
	TCase *tc = tcase_create("io");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_test(tc, what_comes_in_pieces_is_read_whole);
	tcase_add_test(tc, no_more_is_read_than_there_is_room_for);
	tcase_add_test(tc, a_failure_says_why);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? 1 : 0;
}
