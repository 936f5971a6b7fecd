/*
 * What k8sm-api has beside the rooms: records, rate limits, headers.
 */
#include <check.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "../../../fcgi/fcgi_out.c"
#include "../../../fcgi/limit.c"
#include "../../../fcgi/request.c"

static const char *param_value;

const char *
fcgi_io_param(const struct fcgi_io *io, const char *name)
{
	(void)io;
	return strcmp(name, "HTTP_X_REQUEST_ID") == 0 ? param_value : NULL;
}

static struct cx cx;

static void
setup(void)
{
	cx = (struct cx){ .mem = arena_new((size_t)1 << 20),
		.request_id = "t" };
}

static void
teardown(void)
{
	arena_free(cx.mem);
}

static const size_t sizes[] = { 0, 1, 7, 8, 8192, 65527, 65528, 65529, 131056,
	917000, 1000000, 3000000 };

static bool
read_all(int fd, unsigned char *to, size_t n)
{
	ssize_t got;

	while (n > 0) {
		got = read(fd, to, n);
		if (got <= 0)
			return false;
		to += got;
		n -= (size_t)got;
	}
	return true;
}

/* Reads records as a FastCGI client; 0 when all came in order. */
static int
read_records(int fd, const char *want, size_t n)
{
	static unsigned char content[80000];
	unsigned char h[8];
	size_t length, seen = 0;
	bool closed = false;

	while (read_all(fd, h, 8)) {
		length = (size_t)h[4] * 256 + h[5];
		if (!read_all(fd, content, length + h[6]))
			return 1;
		if (h[0] != 1 || h[2] * 256 + h[3] != 513)
			return 2;
		if (h[1] == FCGI_END_REQUEST)
			return closed && seen == n ? 0 : 3;
		if (h[1] != FCGI_STDOUT || closed || seen + length > n ||
		    memcmp(content, want + seen, length) != 0)
			return 4;
		seen += length;
		closed = length == 0;
	}
	return 5;
}

START_TEST(a_reply_of_any_size_arrives_as_it_was)
{
	size_t i, n = sizes[_i], head = _i % 2 ? 13 : 64;
	char *all = malloc(n + head);
	struct str parts[2] = { { all, head }, { all + head, n } };
	int sv[2], status;
	pid_t pid;

	for (i = 0; i < n + head; i++)
		all[i] = (char)(i * 31 + i / 251);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, sv), 0);
	pid = fork();
	if (pid == 0) {
		(void)close(sv[1]);
		_exit(read_records(sv[0], all, n + head));
	}
	(void)close(sv[0]);
	ck_assert(fcgi_out_write(sv[1], 513, parts, 2));
	(void)close(sv[1]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(status == 0, "%zu bytes: status %d", n, status);
	free(all);
}
END_TEST

START_TEST(a_peer_that_left_is_noticed)
{
	struct str parts[2] = { STR("Status: 200\r\n\r\n"), STR("x") };
	int sv[2];

	(void)signal(SIGPIPE, SIG_IGN);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, sv), 0);
	(void)close(sv[0]);
	ck_assert(!fcgi_out_write(sv[1], 1, parts, 2));
	(void)close(sv[1]);
}
END_TEST

START_TEST(the_burst_is_let_through_and_then_the_rate)
{
	struct limit *l = limit_new();
	int i, passed = 0;

	for (i = 0; i < 100; i++)
		passed += limit_take(l, STR("u1"), 1, 20) == 0;
	ck_assert_int_ge(passed, 20);
	ck_assert_int_le(passed, 22);
	ck_assert_int_gt(limit_take(l, STR("u1"), 1, 20), 0);
	ck_assert_int_le(limit_take(l, STR("u1"), 1, 20), 1001);
	ck_assert_int_eq(limit_take(l, STR("u2"), 1, 20), 0);
	ck_assert_int_gt(limit_look(l, STR("u1"), 1, 20), 0);
	ck_assert_int_eq(limit_look(l, STR("u3"), 1, 20), 0);
}
END_TEST

START_TEST(a_hundred_thousand_strangers_do_not_free_a_limited_one)
{
	struct limit *l = limit_new();
	char who[32];
	int i;

	while (limit_take(l, STR("guilty"), 1, 5) == 0)
		;
	for (i = 0; i < 100000; i++) {
		(void)snprintf(who, sizeof who, "a%d", i);
		(void)limit_take(l, str_of(who), 1000000, 5);
	}
	ck_assert_int_gt(limit_take(l, STR("guilty"), 1, 5), 0);
}
END_TEST

static const struct {
	const char *text;
	enum lang want;
} languages[] = {
	{ NULL, LANG_ZH },
	{ "", LANG_ZH },
	{ "*", LANG_ZH },
	{ "de", LANG_ZH },
	{ "en", LANG_EN },
	{ "en-GB,en;q=0.9", LANG_EN },
	{ "zh-CN,zh;q=0.9,en;q=0.8", LANG_ZH },
	{ "en;q=0.8,zh;q=0.9", LANG_ZH },
	{ "de, en;q=0.5, zh;q=0.1", LANG_EN },
	{ "en, zh", LANG_EN },
	{ ",,;;q=,en;q=0", LANG_ZH },
	{ "EN-us", LANG_EN },
};

START_TEST(the_language_is_the_one_liked_best)
{
	ck_assert_msg(request_lang(languages[_i].text) == languages[_i].want,
	    "%s", languages[_i].text);
}
END_TEST

static const struct {
	const char *text;
	int64_t want;	/* -1: refused */
} versions[] = {
	{ NULL, 0 }, { "", 0 }, { "*", 0 }, { "5", 5 }, { "\"5\"", 5 },
	{ "W/\"5\"", 5 }, { " 7 ", 7 }, { "0", -1 }, { "-1", -1 },
	{ "abc", -1 }, { "\"5", -1 }, { "5,6", -1 }, { "\"\"", -1 },
	{ "99999999999999999999", -1 },
};

START_TEST(if_match_is_a_version_or_an_error)
{
	int64_t got = 99;
	enum err_code rc = request_if_match(&cx, versions[_i].text, &got);

	if (versions[_i].want < 0) {
		ck_assert_int_eq(rc, ERR_INVALID);
		ck_assert_str_eq(cx.field, "If-Match");
	} else {
		ck_assert_int_eq(rc, ERR_OK);
		ck_assert_int_eq(got, versions[_i].want);
	}
}
END_TEST

START_TEST(only_harmless_request_ids_are_kept)
{
	static const char *const bad[] = { "", "a b", "a\nb", "<x>", "a\"b",
		"0123456789012345678901234567890123456789"
		"0123456789012345678901234" };
	size_t i;

	param_value = "Abc-1_2.3";
	ck_assert_str_eq(request_id(NULL, cx.mem), "Abc-1_2.3");
	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		param_value = bad[i];
		ck_assert_uint_eq(strlen(request_id(NULL, cx.mem)), 32);
		ck_assert_str_ne(request_id(NULL, cx.mem), bad[i]);
	}
}
END_TEST

START_TEST(json_is_application_json_and_nothing_else)
{
	ck_assert(request_is_json("application/json"));
	ck_assert(request_is_json("Application/JSON; charset=utf-8"));
	ck_assert(!request_is_json(NULL));
	ck_assert(!request_is_json("text/plain"));
	ck_assert(!request_is_json("application/jsonp"));
	ck_assert(!request_is_json("text/plain; application/json"));
}
END_TEST

#define N(a) (sizeof(a) / sizeof((a)[0]))

int
main(void)
{
	Suite *s = suite_create("fcgi");
	TCase *tc = tcase_create("fcgi");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_set_timeout(tc, 30);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, a_reply_of_any_size_arrives_as_it_was, 0,
	    N(sizes));
	tcase_add_test(tc, a_peer_that_left_is_noticed);
	tcase_add_test(tc, the_burst_is_let_through_and_then_the_rate);
	tcase_add_test(tc,
	    a_hundred_thousand_strangers_do_not_free_a_limited_one);
	tcase_add_loop_test(tc, the_language_is_the_one_liked_best, 0,
	    N(languages));
	tcase_add_loop_test(tc, if_match_is_a_version_or_an_error, 0,
	    N(versions));
	tcase_add_test(tc, only_harmless_request_ids_are_kept);
	tcase_add_test(tc, json_is_application_json_and_nothing_else);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
