/*
 * What a client says, frames between processes, what was typed blind, lines of
 * a screen and words of the search.
 */
#include <check.h>
#include <stdlib.h>

#include "terminals/terminals_priv.h"

static struct arena *mem;
static struct buf lines, out;

static void
setup(void)
{
	mem = arena_new((size_t)64 << 20);
	buf_init(&lines, NULL, (size_t)1 << 20);
	buf_init(&out, NULL, (size_t)4 << 20);
}

static void
teardown(void)
{
	buf_free(&lines);
	buf_free(&out);
	arena_free(mem);
}

static void
on_line(void *arg, int64_t ms, struct str text)
{
	(void)arg;
	(void)ms;
	buf_str(&lines, text);
	buf_putc(&lines, '|');
}

static const char *
told(void)
{
	const char *s = arena_str(mem, buf_view(&lines));

	buf_reset(&lines);
	return s;
}

static struct terminals_msg
said(const char *text, struct buf *input)
{
	struct terminals_msg m;

	terminals_msg_parse(str_of(text), input, &m);
	return m;
}

START_TEST(messages_are_read)
{
	struct terminals_msg m;
	struct buf in;

	buf_init(&in, NULL, 4096);
	m = said("{\"type\":\"input\",\"input\":\"a\\u0000\\ud83d\\ude80\\n\"}",
	    &in);
	ck_assert_int_eq(m.say, TERMINALS_INPUT);
	ck_assert(str_eq(m.input, (struct str){ "a\0\360\237\232\200\n", 7 }));
	m = said(" { \"cols\" : 80 , \"type\" : \"resize\" , \"rows\":24 } ",
	    &in);
	ck_assert_int_eq(m.say, TERMINALS_RESIZE);
	ck_assert_int_eq(m.cols, 80);
	ck_assert_int_eq(m.rows, 24);
	m = said("{\"type\":\"resize\",\"cols\":-1,\"rows\":99999}", &in);
	ck_assert_int_eq(m.cols, 120);
	ck_assert_int_eq(m.rows, TERMINALS_MAX_ROWS);
	m = said("{\"type\":\"hello\",\"ticket\":\"abc\",\"binary\":true}",
	    &in);
	ck_assert_int_eq(m.say, TERMINALS_HELLO);
	ck_assert_str_eq(m.ticket, "abc");
	ck_assert(m.binary && !m.flow);
	m = said("{\"type\":\"input\",\"input\":\"\\ud800x\"}", &in);
	ck_assert(str_eq(m.input, STR("\357\277\275x")));
	buf_free(&in);
}
END_TEST

START_TEST(what_is_no_message_says_nothing)
{
	static const char *const rows[] = { "", "{", "[]", "null", "{}",
		"{\"type\":1}", "{\"type\":\"what\"}", "{\"type\":\"ping\"",
		"{\"type\":\"ping\"}x", "{\"type\":\"ping\",}",
		"{\"type\":\"input\",\"input\":\"\\x\"}",
		"{\"type\":\"input\",\"input\":\"a\",\"input\":\"b\"}",
		"{\"type\":\"input\",\"input\":\"\\u12g4\"}",
		"{\"type\":\"ping\",\"x\":{}}" };
	struct buf in;
	size_t i;

	buf_init(&in, NULL, 4096);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_int_eq(said(rows[i], &in).say, TERMINALS_NOTHING);
	buf_free(&in);
}
END_TEST

START_TEST(frames_are_cut_where_they_end)
{
	enum terminals_frame type;
	struct str payload, in;
	size_t i;

	terminals_frame_put(&out, TF_OUTPUT, STR("hello"));
	terminals_frame_put(&out, TF_KEPT, STR(""));
	in = buf_view(&out);
	for (i = 0; i < 10; i++)
		ck_assert_int_eq(terminals_frame_take((struct str){ in.p, i },
				     &type, &payload),
		    0);
	ck_assert_int_eq(terminals_frame_take(in, &type, &payload), 10);
	ck_assert_int_eq(type, TF_OUTPUT);
	ck_assert(str_eq(payload, STR("hello")));
	in.p += 10;
	in.n -= 10;
	ck_assert_int_eq(terminals_frame_take(in, &type, &payload), 5);
	ck_assert_int_eq(payload.n, 0);
	/* Longer than any of ours. */
	ck_assert_int_eq(terminals_frame_take((struct str){ "O\1\0\0\177", 5 },
			     &type, &payload),
	    -1);
}
END_TEST

/* --- what was typed ------------------------------------------------------------ */

/* Types ${keys} behind ${prompt}, shows ${echo}, and takes what is judged. */
static const char *
typed(struct term_typed *t, const char *prompt, const char *keys,
    const char *echo, int64_t now, int64_t later)
{
	struct str rest = str_of(echo);
	size_t n;

	buf_reset(&out);
	term_typed_keys(t, now, str_of(keys), str_of(prompt));
	while (t->held.n && rest.n) {
		n = term_typed_shown(t, rest);
		term_typed_take(t, now, false, &out, on_line, NULL);
		rest.p += n;
		rest.n -= n;
	}
	term_typed_take(t, later, false, &out, on_line, NULL);
	return arena_str(mem, buf_view(&out));
}

START_TEST(an_echoed_line_is_readable)
{
	struct term_typed t;

	term_typed_init(&t);
	ck_assert_str_eq(typed(&t, "$ ", "ls -l\r", "ls -l\r\n", 0, 1), "ls -l\r");
	ck_assert_str_eq(told(), "ls -l|");
	/* Edited: what a reader would call typed. */
	ck_assert_str_eq(typed(&t, "$ ", "lz\177s\r", "lz\b \bs\r\n", 10, 11),
	    "lz\177s\r");
	ck_assert_str_eq(told(), "ls|");
	/* Ctrl-C and Ctrl-U throw a line away. */
	(void)typed(&t, "$ ", "rm -rf\003", "rm -rf^C\r\n", 20, 2000);
	(void)typed(&t, "$ ", "date\r", "date\r\n", 3000, 3001);
	ck_assert_str_eq(told(), "date|");
	/* A character of several bytes goes as one. */
	(void)typed(&t, "$ ", "echo 你\177好\r", "echo 你\b\b  \b\b好\r\n", 4000,
	    4001);
	ck_assert_str_eq(told(), "echo 好|");
	buf_free(&t.held);
	buf_free(&t.line);
}
END_TEST

START_TEST(a_blind_line_is_stars)
{
	struct term_typed t;

	term_typed_init(&t);
	ck_assert_str_eq(typed(&t, "", "s3cret\r", "\r\n", 0, 1), "******\r");
	ck_assert_str_eq(told(), "******|");
	/* Nothing comes at all. */
	ck_assert_str_eq(typed(&t, "", "s3cret\r", "", 10, 20), "");
	term_typed_take(&t, 2000, false, &out, on_line, NULL);
	ck_assert_str_eq(arena_str(mem, buf_view(&out)), "******\r");
	(void)told();
	/* Stars of the program's own are no echo. */
	ck_assert_str_eq(typed(&t, "", "s3cret\r", "******\r\n", 3000, 3001),
	    "******\r");
	(void)told();
	/* A question for a password: a part of its echo is not enough, and keys
	 * wait for their Enter however long it takes. */
	ck_assert_str_eq(
	    typed(&t, "[sudo] password for ops: ", "abc", "", 4000, 9000), "");
	ck_assert_str_eq(
	    typed(&t, "[sudo] password for ops: ", "def\r", "\r\n", 9100, 9101),
	    "******\r");
	ck_assert_str_eq(told(), "******|");
	ck_assert_str_eq(typed(&t, "密码：", "abc\r", "x\r\n", 9200, 9201),
	    "***\r");
	(void)told();
	/* What is shown after the line is no echo of it. */
	ck_assert_str_eq(typed(&t, "", "key\r", "\r\nkey\r\n", 9300, 9301),
	    "***\r");
	buf_free(&t.held);
	buf_free(&t.line);
}
END_TEST

/* --- the screen ------------------------------------------------------------------- */

START_TEST(lines_are_told_once)
{
	struct term_screen *s = term_screen_new(mem, 20, 4, on_line, NULL);

	term_screen_feed(s, 0, STR("one\r\ntwo\r\n$ "));
	term_screen_settle(s, 100, false);
	ck_assert_str_eq(told(), "");
	term_screen_settle(s, 2000, false);
	ck_assert_str_eq(told(), "one|two|");
	term_screen_settle(s, 4000, false);
	ck_assert_str_eq(told(), "");
	/* The cursor's line waits; what leaves at the top is told. */
	term_screen_feed(s, 5000, STR("ls\r\na\r\nb\r\nc\r\nd\r\ne\r\n"));
	ck_assert_str_eq(told(), "$ ls|a|b|");
	term_screen_settle(s, 6000, true);
	ck_assert_str_eq(told(), "c|d|e|");
}
END_TEST

START_TEST(a_screen_is_drawn_again)
{
	struct term_screen *s = term_screen_new(mem, 20, 4, on_line, NULL);
	struct term_screen *again = term_screen_new(mem, 20, 4, on_line, NULL);
	struct buf first, second;

	buf_init(&first, NULL, 1 << 20);
	buf_init(&second, NULL, 1 << 20);
	term_screen_feed(s, 0,
	    STR("\033[1;31mred\033[0m 你好\r\n\033[?1049h\033[2;3Halt\033[7mX"));
	term_screen_draw(s, &first);
	term_screen_feed(again, 0, buf_view(&first));
	term_screen_draw(again, &second);
	ck_assert(str_eq(buf_view(&first), buf_view(&second)));
	ck_assert_ptr_nonnull(memmem(first.p, first.n, "alt", 3));
	term_screen_prompt(s, &lines);
	ck_assert_str_eq(told(), "  altX");
	buf_free(&first);
	buf_free(&second);
}
END_TEST

START_TEST(any_size_will_do)
{
	struct term_screen *s = term_screen_new(mem, 80, 24, on_line, NULL);
	static const int sizes[][2] = { { 1, 1 }, { 500, 200 }, { 3, 50 },
		{ 200, 2 }, { 80, 24 } };
	size_t i, k;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		term_screen_resize(s, sizes[i][0], sizes[i][1]);
		for (k = 0; k < 300; k++)
			term_screen_feed(s, (int64_t)k,
			    STR("\033[5;5Hwide 好好 \033[?1049h\033[L\033[M\r\n\033[?1049l~"));
		buf_reset(&out);
		term_screen_draw(s, &out);
	}
	ck_assert(!out.failed);
}
END_TEST

START_TEST(no_sequence_takes_for_ever)
{
	static const char *const rows[] = { "\033[b", "\033[;b", "\033[1;b",
		"\033[2147483647b", "\033[99999999I", "\033[99999999Z",
		"\033[99999999@", "\033[99999999L", "\033[99999999S",
		"\033]0;x\033[9b", "\314\201\033[9b", "\033(0\033[999b",
		"\033[;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;1m", "\033![999b",
		"\033]0;\033[999b", "\033\001[999b", "\033\177[b", "\033\n\r[9b", "\033\030[b" };
	struct term_screen *s = term_screen_new(mem, 20, 4, on_line, NULL);
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		term_screen_feed(s, 0, str_of(rows[i]));
		term_screen_feed(s, 0, STR("\033c"));
	}
	term_screen_feed(s, 0, STR("a-\033[5b|\033[3"));
	term_screen_feed(s, 0, STR("4mz"));
	term_screen_prompt(s, &lines);
	ck_assert_str_eq(told(), "a------|z");
}
END_TEST

/* --- the recording ------------------------------------------------------------------ */

START_TEST(a_recording_ends_at_its_limit_and_says_so)
{
	struct term_record r;
	enum terminals_frame type;
	struct str payload, in;
	int64_t took, pieces = 0;
	int i;

	term_record_init(&r, mem, &out, 100000);
	for (i = 0; i < 400; i++)
		term_record_event(&r, i, "o",
		    STR("0123456789012345678901234567890123456789"
			"0123456789012345678901234567890123456789"
			"0123456789012345678901234567890123456789"
			"0123456789012345678901234567890123456789"
			"0123456789012345678901234567890123456789"
			"0123456789012345678901234567890123456789"
			"0123456789012345678901234567890123456789"));
	ck_assert_int_eq(r.cut_ms, 357);
	term_record_tick(&r, 100000, true);
	for (in = buf_view(&out);
	    (took = terminals_frame_take(in, &type, &payload)) > 0;
	    in.p += took, in.n -= (size_t)took) {
		ck_assert_int_eq(type, TF_CHUNK);
		pieces++;
	}
	ck_assert_int_eq(in.n, 0);
	ck_assert_int_eq(pieces, r.unkept);
	ck_assert_int_ge(pieces, 2);
	/* A shell's process leaves them to its end. */
	buf_free(&r.raw);
	buf_free(&r.plain);
	buf_free(&r.pack);
	buf_free(&r.shown.text);
	buf_free(&r.shown.times);
	buf_free(&r.typed.text);
	buf_free(&r.typed.times);
}
END_TEST

/* --- words ---------------------------------------------------------------------------- */

static bool
finds(const char *text, const char *phrase)
{
	int32_t have[512], want[64];
	size_t n = terminals_features(str_of(text), have, 512);
	size_t m = terminals_features(str_of(phrase), want, 64), i, k;

	for (i = 0; i < m; i++) {
		for (k = 0; k < n && have[k] != want[i]; k++)
			continue;
		if (k == n)
			return false;
	}
	return m > 0;
}

START_TEST(words_find_their_lines)
{
	ck_assert(finds("The quick brown fox", "quick BROWN"));
	ck_assert(!finds("The quick brown fox", "brown quick"));
	ck_assert(!finds("the quick\nbrown fox", "quick brown"));
	ck_assert(finds("error: /var/log/app.log: denied", "app.log"));
	ck_assert(finds("正在迁移数据库", "迁移数据"));
	ck_assert(!finds("正在迁移数据库", "数据迁移"));
	ck_assert(!finds("anything", "%_'"));
	ck_assert(!finds("anything", ""));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("terminals");
	TCase *tc = tcase_create("all");
	SRunner *runner;
	int bad;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, messages_are_read);
	tcase_add_test(tc, what_is_no_message_says_nothing);
	tcase_add_test(tc, frames_are_cut_where_they_end);
	tcase_add_test(tc, an_echoed_line_is_readable);
	tcase_add_test(tc, a_blind_line_is_stars);
	tcase_add_test(tc, lines_are_told_once);
	tcase_add_test(tc, a_screen_is_drawn_again);
	tcase_add_test(tc, any_size_will_do);
	tcase_add_test(tc, no_sequence_takes_for_ever);
	tcase_add_test(tc, a_recording_ends_at_its_limit_and_says_so);
	tcase_add_test(tc, words_find_their_lines);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	bad = srunner_ntests_failed(runner);
	srunner_free(runner);
	return bad ? EXIT_FAILURE : EXIT_SUCCESS;
}
