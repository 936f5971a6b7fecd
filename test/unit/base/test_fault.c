/*
 * Fault points (test builds only): counted, seeded, every action.
 */
#include <sys/wait.h>

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>

#include "base/base.h"

#ifdef K8SM_FAULTS

static int saved_stderr;

static void
setup(void)
{
	/* Every hit logs a line. */
	saved_stderr = dup(2);
	dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), 2);
}

static void
teardown(void)
{
	dup2(saved_stderr, 2);
	close(saved_stderr);
	fault_load(NULL);
}

START_TEST(the_nth_call_fails_and_only_that)
{
	int i;

	fault_load("db.send:3:eio,other:1:enomem");
	for (i = 1; i <= 6; i++)
		ck_assert_int_eq(FAULT("db.send"), i == 3 ? EIO : 0);
	ck_assert_int_eq(FAULT("unknown"), 0);
	ck_assert_int_eq(FAULT("other"), ENOMEM);
}
END_TEST

START_TEST(zero_means_every_time)
{
	int i;

	fault_load("x:0:eio");
	for (i = 0; i < 5; i++)
		ck_assert_int_eq(FAULT("x"), EIO);
}
END_TEST

static uint64_t
pattern(const char *spec)
{
	uint64_t bits = 0;
	int i;

	fault_load(spec);
	for (i = 0; i < 64; i++)
		bits |= (uint64_t)(FAULT("x") != 0) << i;
	return bits;
}

START_TEST(a_seed_gives_the_same_faults_again_and_another_others)
{
	uint64_t a = pattern("x:~7/4:eio");

	ck_assert_uint_eq(a, pattern("x:~7/4:eio"));
	ck_assert_uint_ne(a, pattern("x:~8/4:eio"));
	ck_assert_int_ge(__builtin_popcountll(a), 6);
	ck_assert_int_le(__builtin_popcountll(a), 28);
	ck_assert_uint_eq(pattern("x:~1/1:eio"), UINT64_MAX);
}
END_TEST

START_TEST(children_do_not_all_meet_the_same_fault)
{
	int i, k, status, first[8], same = 0;
	pid_t pid;

	fault_load("x:~3/12:eio");
	for (i = 0; i < 8; i++) {
		pid = fork();
		if (pid == 0) {
			for (k = 1; k < 200 && !FAULT("x"); k++)
				continue;
			_exit(k);
		}
		waitpid(pid, &status, 0);
		first[i] = WEXITSTATUS(status);
		same += first[i] == first[0];
	}
	ck_assert_int_lt(same, 8);
}
END_TEST

START_TEST(sleep_takes_its_time)
{
	int64_t t0 = time_mono_ms();

	fault_load("x:1:sleep=60");
	ck_assert_int_eq(FAULT("x"), 0);
	ck_assert_int_ge(time_mono_ms() - t0, 59);
}
END_TEST

static int
status_of(const char *spec)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		fault_load(spec);
		_exit(fault_hit("x"));
	}
	ck_assert_int_eq(waitpid(pid, &status, WUNTRACED), pid);
	if (WIFSTOPPED(status)) {
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
	return status;
}

START_TEST(kill_exit_and_stop_act_on_the_process)
{
	int status = status_of("x:1:kill");

	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	status = status_of("x:1:exit");
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 70);
	status = status_of("x:1:stop");
	ck_assert(WIFSTOPPED(status));
}
END_TEST

static const char *const bad[] = { "x", "x:1", "x:1:", "x:1:boom", ":1:eio",
	"x:-1:eio", "x:a:eio", "x:~1:eio", "x:~1/0:eio", "x:1:sleep=",
	"x:1:sleep=-1", "x:1:eio,,", "x:1:eio:more" };

START_TEST(a_spec_that_cannot_be_read_ends_the_process_with_64)
{
	int status = status_of(bad[_i]);

	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 64, "%s",
	    bad[_i]);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("fault");
	TCase *tc = tcase_create("fault");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, the_nth_call_fails_and_only_that);
	tcase_add_test(tc, zero_means_every_time);
	tcase_add_test(tc,
	    a_seed_gives_the_same_faults_again_and_another_others);
	tcase_add_test(tc, children_do_not_all_meet_the_same_fault);
	tcase_add_test(tc, sleep_takes_its_time);
	tcase_add_test(tc, kill_exit_and_stop_act_on_the_process);
	tcase_add_loop_test(tc,
	    a_spec_that_cannot_be_read_ends_the_process_with_64, 0,
	    sizeof(bad) / sizeof(bad[0]));
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}

#else

int
main(void)
{
	puts("SKIP fault: this build has no fault points");
	return 77;
}

#endif
