/*
 * The reader of the facts makes something of anything.
 */
#include <sys/wait.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hosts/hosts_int.h"

static struct arena *mem;
static struct host_facts f;

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

static void
parse(const char *s)
{
	hosts_facts_parse(mem, str_of(s), &f);
}

START_TEST(the_script_describes_this_very_machine)
{
	char out[8192];
	int in[2], p[2];
	ssize_t n, have = 0;
	size_t len = strlen(hosts_facts_script);
	pid_t pid;

	ck_assert_int_eq(pipe(in), 0);
	ck_assert_int_eq(pipe(p), 0);
	pid = fork();
	if (pid == 0) {
		dup2(in[0], 0);
		dup2(p[1], 1);
		close(in[1]);
		execl("/bin/sh", "sh", "-s", (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(p[1]);
	ck_assert_int_eq(write(in[1], hosts_facts_script, len), (ssize_t)len);
	close(in[1]);
	while ((n = read(p[0], out + have, sizeof(out) - (size_t)have)) > 0)
		have += n;
	waitpid(pid, NULL, 0);
	hosts_facts_parse(mem, (struct str){ out, (size_t)have }, &f);
	ck_assert_str_ne(f.hostname, "");
	ck_assert_str_ne(f.os, "");
	ck_assert_str_ne(f.arch, "");
	ck_assert_str_ne(f.kernel, "");
	ck_assert_int_eq(f.cpu_cores, sysconf(_SC_NPROCESSORS_ONLN));
	ck_assert_int_gt(f.memory_mb, 0);
	ck_assert_int_gt(f.disk_gb, 0);
}
END_TEST

START_TEST(what_a_login_script_prints_before_is_skipped)
{
	parse("Welcome!\nhostname=evil\nos=evil\nk8sm-facts-1\n"
	    "hostname=web1\nos=Debian GNU/Linux 12 (bookworm)\narch=x86_64\n"
	    "kernel=6.1.0\ncpus=8\nmemory_kb=16384000\ndisk_kb=104857600\n");
	ck_assert_str_eq(f.hostname, "web1");
	ck_assert_str_eq(f.os, "Debian GNU/Linux 12 (bookworm)");
	ck_assert_int_eq(f.cpu_cores, 8);
	ck_assert_int_eq(f.memory_mb, 16000);
	ck_assert_int_eq(f.disk_gb, 100);
}
END_TEST

START_TEST(without_the_mark_nothing_is_believed)
{
	parse("hostname=web1\ncpus=8\n");
	ck_assert_str_eq(f.hostname, "");
	ck_assert_int_eq(f.cpu_cores, 0);
	parse("");
	ck_assert_str_eq(f.os, "");
}
END_TEST

static const char *const garbage[] = {
	"cpus=-1", "cpus=999999999999999999999", "cpus=eight", "cpus=8x",
	"cpus=", "cpus", "=8", "cpus=0x8", "memory_kb=1e9", "disk_kb=--1",
};

START_TEST(numbers_that_are_none_become_zero)
{
	parse(arena_printf(mem, "k8sm-facts-1\n%s\n", garbage[_i]));
	ck_assert_int_eq(f.cpu_cores, 0);
	ck_assert_int_eq(f.memory_mb, 0);
	ck_assert_int_eq(f.disk_gb, 0);
}
END_TEST

START_TEST(text_is_cleaned_and_cut)
{
	char big[4096];

	parse("k8sm-facts-1\r\nhostname=\x1b]0;owned\x07web\x01" "1\r\n"
	    "os=bad \xff\xfe bytes\n");
	ck_assert_str_eq(f.hostname, "]0;ownedweb1");
	ck_assert_str_eq(f.os, "");
	memset(big, 'x', sizeof(big));
	memcpy(big, "k8sm-facts-1\nos=", 16);
	big[1000] = '\0';
	parse(big);
	ck_assert_int_eq(strlen(f.os), 128);
	/* A character across the cut is dropped whole. */
	memcpy(big + 16 + 127, "\xe4\xb8\xad", 4);
	parse(big);
	ck_assert_int_eq(strlen(f.os), 127);
}
END_TEST

START_TEST(the_first_word_counts)
{
	parse("k8sm-facts-1\nhostname=a\nhostname=b\ncpus=2\ncpus=4\n");
	ck_assert_str_eq(f.hostname, "a");
	ck_assert_int_eq(f.cpu_cores, 2);
}
END_TEST

/* --- tags --- */

START_TEST(tags_become_the_contracts_text)
{
	const char *v[] = { "prod", "a\"b", "中" };
	struct texts none = { .n = 0 }, some = { v, 3, true };

	ck_assert_str_eq(hosts_labels_text(mem, &none), "[]");
	ck_assert_str_eq(hosts_labels_text(mem, &some),
	    "[\"prod\",\"a\\\"b\",\"中\"]");
}
END_TEST

START_TEST(tags_are_trimmed_and_unique)
{
	const char *v[] = { " prod ", "", "web", "prod", "  " };
	struct texts in = { v, 5, true }, out;
	struct cx cx = { .mem = mem, .lang = LANG_EN };
	const char *many[HOSTS_MAX_TAGS + 1];
	int i;

	ck_assert_int_eq(hosts_labels_clean(&cx, "labels", &in, &out), ERR_OK);
	ck_assert_int_eq(out.n, 2);
	ck_assert_str_eq(out.v[0], "prod");
	ck_assert_str_eq(out.v[1], "web");
	for (i = 0; i <= HOSTS_MAX_TAGS; i++)
		many[i] = arena_printf(mem, "t%d", i);
	in = (struct texts){ many, HOSTS_MAX_TAGS + 1, true };
	ck_assert_int_eq(hosts_labels_clean(&cx, "labels", &in, &out),
	    ERR_INVALID);
	ck_assert_str_eq(cx.field, "labels");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("hosts_facts");
	TCase *t = tcase_create("facts");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, the_script_describes_this_very_machine);
	tcase_add_test(t, what_a_login_script_prints_before_is_skipped);
	tcase_add_test(t, without_the_mark_nothing_is_believed);
	tcase_add_loop_test(t, numbers_that_are_none_become_zero, 0,
	    sizeof(garbage) / sizeof(garbage[0]));
	tcase_add_test(t, text_is_cleaned_and_cut);
	tcase_add_test(t, the_first_word_counts);
	tcase_add_test(t, tags_become_the_contracts_text);
	tcase_add_test(t, tags_are_trimmed_and_unique);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
