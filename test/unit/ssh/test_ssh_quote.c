/*
 * Words that are meant to do harm reach the command byte for byte.
 */
#include <sys/wait.h>

#include <check.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "ssh/ssh.h"

static uint64_t state = 88172645463325252ULL;

static unsigned
roll(unsigned n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)(state >> 33) % n;
}

/* A word out of quotes, substitutions, separators and any byte but NUL. */
static const char *
hostile_word(struct arena *mem)
{
	static const char *const parts[] = { "'", "''", "'\\''", "\"", "\\",
		"$(id)", "`id`", "${IFS}", ";", "&&", "|", "\n", "\r\n", "\t",
		" ", "*", "?", "[a-z]", "~", "~root", "#", "!!", "!$", "-rf",
		"--", "{a,b}", "<(id)", ">", "2>&1", "$'\\x41'", "\x1b]52;c;",
		"\xff\xfe", "\xe4\xb8\xad", "%s%n", "$$", "=", "a=b", "(", ")",
		"&", "\x01", "\x7f", "", "x" };
	unsigned n = roll(9), i;
	struct buf b;

	buf_init(&b, mem, 4096);
	for (i = 0; i < n; i++) {
		if (roll(4) == 0)
			buf_putc(&b, (char)(1 + roll(255)));
		else
			buf_puts(&b, parts[roll(sizeof(parts) /
			    sizeof(parts[0]))]);
	}
	buf_putc(&b, '\0');
	return b.p;
}

/* What /bin/sh -c ${line} prints, in ${mem}. */
static struct str
by_shell(struct arena *mem, const char *line)
{
	char piece[65536];
	struct buf b;
	int p[2], status;
	ssize_t n;
	pid_t pid;

	ck_assert_int_eq(pipe(p), 0);
	pid = fork();
	if (pid == 0) {
		dup2(p[1], 1);
		execl("/bin/sh", "sh", "-c", line, (char *)NULL);
		_exit(127);
	}
	close(p[1]);
	buf_init(&b, mem, 8 << 20);
	while ((n = read(p[0], piece, sizeof(piece))) > 0)
		buf_add(&b, piece, (size_t)n);
	close(p[0]);
	waitpid(pid, &status, 0);
	ck_assert_int_eq(status, 0);
	return buf_view(&b);
}

START_TEST(ten_thousand_hostile_words_come_back_byte_identical)
{
	const char *argv[103];
	struct arena *mem;
	struct buf want;
	struct str got;
	int round, i;

	for (round = 0; round < 100; round++) {
		mem = arena_new(32 << 20);
		buf_init(&want, mem, 8 << 20);
		argv[0] = "printf";
		argv[1] = "%s\\0";
		for (i = 0; i < 100; i++) {
			argv[2 + i] = hostile_word(mem);
			buf_add(&want, argv[2 + i], strlen(argv[2 + i]) + 1);
		}
		argv[102] = NULL;
		got = by_shell(mem, ssh_quote(mem, argv));
		ck_assert_msg(str_eq(got, buf_view(&want)), "round %d", round);
		arena_free(mem);
	}
}
END_TEST

START_TEST(no_words_give_an_empty_line)
{
	static const char *const none[] = { NULL };
	static const char *const empty[] = { "", NULL };
	struct arena *mem = arena_new(1 << 16);

	ck_assert_str_eq(ssh_quote(mem, none), "");
	ck_assert_str_eq(ssh_quote(mem, empty), "''");
	arena_free(mem);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("ssh_quote");
	TCase *t = tcase_create("quote");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_test(t, ten_thousand_hostile_words_come_back_byte_identical);
	tcase_add_test(t, no_words_give_an_empty_line);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
