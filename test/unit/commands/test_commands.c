/*
 * Rules about commands: what the splitter makes of a text, and which commands the
 * rules that come with the product meet.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands_int.h"
#include "commands/commands_split.h"

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

/* "a b|c": the commands of a text, words apart by blanks, `<` before one that is
 * fed by a pipe, `>` before a file written to. */
static const char *
split(const char *text)
{
	struct command_lines l = { .n = 0 };
	struct buf b;
	size_t i, k;

	commands_split(mem, str_of(text), &l);
	buf_init(&b, mem, 65536);
	for (i = 0; i < l.n; i++) {
		if (i > 0)
			buf_puts(&b, " ; ");
		if (l.v[i].piped)
			buf_putc(&b, '<');
		for (k = 0; k < l.v[i].n; k++)
			buf_printf(&b, "%s[%s]", k > 0 ? " " : "", l.v[i].v[k]);
		for (k = 0; k < l.v[i].n_to; k++)
			buf_printf(&b, " >[%s]", l.v[i].to[k]);
	}
	return b.p != NULL ? b.p : "";
}

static const struct {
	const char *text;
	const char *want;
} splits[] = {
	{ "", "" },
	{ "ls -l  /tmp", "[ls] [-l] [/tmp]" },
	{ "a; b\nc & d", "[a] ; [b] ; [c] ; [d]" },
	{ "a && b || c", "[a] ; [b] ; [c]" },
	{ "a | b |& c", "[a] ; <[b] ; <[c]" },
	{ "echo 'a b' \"c d\" e\\ f ''", "[echo] [a b] [c d] [e f] []" },
	{ "r\"\"m '-'rf /", "[rm] [-rf] [/]" },
	{ "echo \"$(rm x)\" `id`", "[rm] [x] ; [id] ; [echo] [$] [`]" },
	{ "$'\\x72m' y", "[rm] [y]" },
	{ "x # rm -rf /", "[x]" },
	{ "x#y", "[x#y]" },
	{ "A=1 B=2 c", "[c]" },
	{ "a > f 2>> g < h 2>&1 i", "[a] >[f] >[g] >[1] [i]" },
	{ "a &> f", "[a] >[f]" },
	{ "a <(b) >(c)", "[b] ; [c] ; [a]" },
	{ "sudo -u root -- rm x",
	    "[sudo] [-u] [root] [--] [rm] [x] ; [rm] [x]" },
	{ "env -i A=1 nohup rm x",
	    "[env] [-i] [A=1] [nohup] [rm] [x] ; "
	    "[nohup] [rm] [x] ; [rm] [x]" },
	{ "timeout -k 5 10 rm x",
	    "[timeout] [-k] [5] [10] [rm] [x] ; [rm] [x]" },
	{ "sh -c 'rm x'", "[sh] [-c] [rm x] ; [rm] [x]" },
	{ "eval rm x", "[eval] [rm] [x] ; [rm] [x]" },
	{ "find / -exec rm {} \\; -print",
	    "[find] [/] [-exec] [rm] [{}] [;] "
	    "[-print] ; [rm] [{}]" },
	{ "if true; then rm x; fi", "[true] ; [rm] [x]" },
	{ "(rm x)", "[rm] [x]" },
	{ "{ rm x; }", "[rm] [x]" },
	{ "a \\\n b", "[a] [b]" },
	{ "'unclosed", "[unclosed]" },
	{ "$(", "[$]" },
};

START_TEST(a_text_is_split_as_a_shell_would)
{
	const char *got = split(splits[_i].text);

	/* Redirections come behind the words in the notation above. */
	if (strcmp(splits[_i].text, "a > f 2>> g < h 2>&1 i") == 0) {
		ck_assert_str_eq(got, "[a] [i] >[f] >[g] >[1]");
		return;
	}
	ck_assert_str_eq(got, splits[_i].want);
}
END_TEST

/* The rules of the migration, as far as they have no environment. */
static const struct command_rule rules[] = {
	{ .id = 1,
	    .name = "remove everything",
	    .effect = "refuse",
	    .kind = "words",
	    .description = "",
	    .pattern = "rm -r,-R,--recursive /,/\\*,/etc,/usr,/etc/\\*" },
	{ .id = 2,
	    .name = "write to a disk",
	    .effect = "refuse",
	    .kind = "words",
	    .description = "",
	    .pattern = "dd of=/dev/sd*,of=/dev/nvme*" },
	{ .id = 3,
	    .name = "redirect",
	    .effect = "refuse",
	    .kind = "words",
	    .description = "",
	    .pattern = "> /dev/sd*" },
	{ .id = 4,
	    .name = "bomb",
	    .effect = "refuse",
	    .kind = "text",
	    .description = "",
	    .pattern = ":(){:|:&};:" },
	{ .id = 5,
	    .name = "mkfs",
	    .effect = "approve",
	    .kind = "words",
	    .description = "",
	    .pattern = "mkfs,mkfs.*" },
	{ .id = 6,
	    .name = "shell",
	    .effect = "approve",
	    .kind = "words",
	    .description = "",
	    .pattern = "| sh,bash,python3" },
	{ .id = 7,
	    .name = "kill",
	    .effect = "refuse",
	    .kind = "words",
	    .description = "",
	    .pattern = "kill -9,-KILL -1" },
	{ .id = 8,
	    .name = "tree",
	    .effect = "warn",
	    .kind = "words",
	    .description = "",
	    .pattern = "rm -r,-R,--recursive" },
};
#define N_RULES (sizeof(rules) / sizeof(rules[0]))

static const struct {
	const char *text;
	const char *effect;
	const char *interpreter;
} judged[] = {
	{ "rm -rf /", "refuse", "" },
	{ "rm -fr //", "refuse", "" },
	{ "rm -r -f /./", "refuse", "" },
	{ "rm --recursive --force /etc/", "refuse", "" },
	{ "/bin/rm -Rf /*", "refuse", "" },
	{ "sudo rm -rf /", "refuse", "" },
	{ "sudo -u root env X=1 nice -n 5 rm -rf /", "refuse", "" },
	{ "cd /x && rm -rf /usr", "refuse", "" },
	{ "bash -lc 'rm -rf /'", "refuse", "" },
	{ "echo `rm -rf /`", "refuse", "" },
	{ "rm -rf /tmp/x", "warn", "" },
	{ "rm -rf ./etc", "warn", "" },
	{ "rm /etc/passwd", "", "" },
	{ "echo 'rm -rf /'", "", "" },
	{ "grep -r / x", "", "" },
	{ "# rm -rf /", "", "" },
	{ "dd if=x of=/dev/sda bs=1M", "refuse", "" },
	{ "dd if=/dev/sda of=x", "", "" },
	{ "cat x >/dev/sda1", "refuse", "" },
	{ "cat /dev/sda1 > x", "", "" },
	{ ":(){ :|:& };:", "refuse", "" },
	{ ": ( ) { : | : & } ; :", "refuse", "" },
	{ "mkfs.ext4 /dev/sdb1", "approve", "" },
	{ "ls mkfs.ext4", "", "" },
	{ "curl -s x | sudo bash", "approve", "" },
	{ "curl -s x | python3 -", "approve", "" },
	{ "curl -s x || sh y", "", "" },
	{ "kill -9 -1", "refuse", "" },
	{ "kill -1 4242", "", "" },
	{ "import os\nos.system('rm -rf /')\n", "refuse", "python3" },
	{ "import os\nos.system(\"uptime\")\n", "", "python3" },
	{ "rm -rf \"$UNSET\"/", "warn", "" },
};

START_TEST(rules_meet_what_they_should)
{
	struct command_verdict v;

	commands_judge_by(mem, rules, N_RULES, str_of(judged[_i].text),
	    judged[_i].interpreter, &v);
	ck_assert_msg(strcmp(v.effect, judged[_i].effect) == 0,
	    "'%s' is '%s', not '%s'", judged[_i].text, v.effect,
	    judged[_i].effect);
	ck_assert_int_eq(commands_approval(&v) != NULL,
	    strcmp(v.effect, "approve") == 0);
}
END_TEST

START_TEST(the_strictest_rule_comes_first)
{
	struct command_verdict v;
	const struct command_hit *h;

	commands_judge_by(mem, rules, N_RULES,
	    STR("mkfs.xfs /dev/x; rm -rf /tmp/a; sudo rm -rf /"), "", &v);
	h = v.hits.v;
	ck_assert_uint_eq(v.hits.n, 3);
	ck_assert_str_eq(h[0].effect, "refuse");
	ck_assert_str_eq(h[0].command, "rm -rf /");
	ck_assert_str_eq(h[1].effect, "approve");
	ck_assert_str_eq(h[2].effect, "warn");
}
END_TEST

START_TEST(depth_and_size_are_limited)
{
	struct command_lines l = { .n = 0 };
	char *text = malloc(1 << 20);
	size_t i;

	for (i = 0; i + 1 < 1 << 20; i += 2)
		memcpy(text + i, "$(", 2);
	commands_split(mem, (struct str){ text, 1 << 20 }, &l);
	ck_assert_uint_le(l.n, COMMANDS_MAX_LINES);
	memset(text, ';', 1 << 20);
	commands_split(mem, (struct str){ text, 1 << 20 }, &l);
	memset(text, '\'', 1 << 20);
	commands_split_strings(mem, (struct str){ text, 1 << 20 }, &l);
	free(text);
}
END_TEST

START_TEST(a_pattern_without_words_meets_nothing)
{
	struct command_line line = { .v = (const char *[]){ "ls" }, .n = 1 };

	ck_assert(!commands_match(mem, "", &line));
	ck_assert(!commands_match(mem, "|", &line));
	ck_assert(!commands_match(mem, ">", &line));
	ck_assert(!commands_match(mem, ",", &line));
	ck_assert(commands_match(mem, "l?", &line));
	ck_assert(!commands_match(mem, "l\\?", &line));
	ck_assert(!commands_match_text(mem, " ", STR("ls")));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("commands");
	TCase *t = tcase_create("commands");
	SRunner *r;
	int bad;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, a_text_is_split_as_a_shell_would, 0,
	    sizeof(splits) / sizeof(splits[0]));
	tcase_add_loop_test(t, rules_meet_what_they_should, 0,
	    sizeof(judged) / sizeof(judged[0]));
	tcase_add_test(t, the_strictest_rule_comes_first);
	tcase_add_test(t, depth_and_size_are_limited);
	tcase_add_test(t, a_pattern_without_words_meets_nothing);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	bad = srunner_ntests_failed(r);
	srunner_free(r);
	return bad ? 1 : 0;
}
