/*
 * Log lines: one write, valid JSON, secrets masked.
 */
#include <check.h>
#include <errno.h>
#include <fcntl.h>

#include "base/base.h"
#include "json/json.h"

static char got[64 << 10];

/* What log_write puts on stderr for one call. */
static const char *
line_of(const struct cx *cx, enum log_level level, const char *event,
    const struct log_pair *pairs)
{
	int fd[2], saved = dup(2);
	ssize_t n;

	ck_assert_int_eq(pipe2(fd, O_NONBLOCK), 0);
	dup2(fd[1], 2);
	log_write(cx, level, event, pairs);
	dup2(saved, 2);
	close(saved);
	n = read(fd[0], got, sizeof(got) - 1);
	got[n > 0 ? n : 0] = '\0';
	close(fd[0]);
	close(fd[1]);
	return got;
}

#define LINE(cx, level, ev, ...) line_of((cx), (level), (ev), \
	(const struct log_pair[]){ __VA_ARGS__ __VA_OPT__(,) { 0, LOG_K_END, 0, 0 } })

static void
assert_is_one_json_line(const char *line)
{
	const char *zh, *en = "";
	struct str key;
	size_t at = 0, n = strlen(line);

	ck_assert(n > 0 && line[n - 1] == '\n');
	ck_assert_ptr_eq(strchr(line, '\n'), line + n - 1);
	ck_assert_msg(json_scan((struct str){ line, n - 1 }, &zh, &en, &at,
	    &key), "%s at %zu: %s", en, at, line);
}

static void
setup(void)
{
	log_init("k8sm-test", LOG_DEBUG);
}

START_TEST(a_line_names_time_level_event_program_request_and_user)
{
	struct cx cx = { .request_id = "r-1", .who.user_id = 42 };
	const char *line = LINE(&cx, LOG_WARN, "task.lease_lost",
	    LOG_INT("task_id", 7), LOG_TEXT("why", "late"),
	    LOG_BOOL("again", true));

	assert_is_one_json_line(line);
	ck_assert(strncmp(line, "{\"ts\":\"20", 9) == 0);
	ck_assert_ptr_nonnull(strstr(line, "Z\",\"lvl\":\"warn\","
	    "\"ev\":\"task.lease_lost\",\"proc\":\"k8sm-test\",\"rid\":\"r-1\","
	    "\"uid\":42,\"task_id\":7,\"why\":\"late\",\"again\":true}\n"));
}
END_TEST

START_TEST(a_line_without_context_has_neither_request_nor_user)
{
	const char *line = LINE(NULL, LOG_INFO, "start");

	assert_is_one_json_line(line);
	ck_assert_ptr_null(strstr(line, "\"rid\""));
	ck_assert_ptr_null(strstr(line, "\"uid\""));
}
END_TEST

static const struct {
	const char *key;
	bool secret;
} key_cases[] = {
	{ "password", true }, { "old_password", true }, { "Passwd", true },
	{ "passphrase", true }, { "token", true }, { "access_token", true },
	{ "jwt_secret", true }, { "Set-Cookie", true },
	{ "Authorization", true }, { "api_key", true }, { "key", true },
	{ "private_key_pem", true }, { "credential", true },
	{ "kubeconfig", true },
	{ "user", false }, { "path", false }, { "keyword", false },
	{ "monkey_name", false }, { "object", false }, { "name", false },
};

START_TEST(texts_under_names_of_secrets_are_masked)
{
	const char *line = LINE(NULL, LOG_INFO, "x",
	    LOG_TEXT(key_cases[_i].key, "hunter2"));

	assert_is_one_json_line(line);
	ck_assert_int_eq(strstr(line, "hunter2") == NULL,
	    key_cases[_i].secret);
	ck_assert_int_eq(strstr(line, "\"***\"") != NULL,
	    key_cases[_i].secret);
}
END_TEST

START_TEST(numbers_under_such_names_are_ids_and_stay)
{
	ck_assert_ptr_nonnull(strstr(LINE(NULL, LOG_INFO, "x",
	    LOG_INT("token_id", 77)), "\"token_id\":77"));
}
END_TEST

static const char *const nasty[] = {
	"quote\" slash\\ newline\n tab\t cr\r",
	"\x01\x02\x1b[31mred\x1b[0m \x7f",
	"bad \xff\xfe utf8 \xe4\xb8",
	"\"}\n{\"ts\":\"forged\"",
	"中文 \xf0\x9f\x98\x80",
	"",
};

START_TEST(no_value_can_break_or_forge_a_line)
{
	struct cx cx = { .request_id = nasty[_i] };

	assert_is_one_json_line(LINE(&cx, LOG_INFO, "x",
	    LOG_TEXT("v", nasty[_i]), LOG_TEXT(nasty[_i], "v")));
}
END_TEST

START_TEST(a_null_text_is_null)
{
	ck_assert_ptr_nonnull(strstr(LINE(NULL, LOG_INFO, "x",
	    LOG_TEXT("v", NULL)), "\"v\":null"));
}
END_TEST

START_TEST(too_much_is_cut_and_said_so)
{
	char *big = malloc(10001);
	const char *line;

	memset(big, 'x', 10000);
	big[10000] = '\0';
	line = LINE(NULL, LOG_INFO, "x", LOG_TEXT("a", big),
	    LOG_TEXT("b", big), LOG_TEXT("c", big), LOG_TEXT("d", big),
	    LOG_TEXT("e", big), LOG_INT("z", 1));
	assert_is_one_json_line(line);
	ck_assert_uint_le(strlen(line), 16384);
	ck_assert_ptr_nonnull(strstr(line, "\"cut\":true"));
	/* One long value alone is shortened with a mark. */
	line = LINE(NULL, LOG_INFO, "x", LOG_TEXT("a", big));
	assert_is_one_json_line(line);
	ck_assert_ptr_nonnull(strstr(line, "x\xe2\x80\xa6\""));
	free(big);
}
END_TEST

START_TEST(a_value_cut_inside_a_character_stays_valid)
{
	char *big = malloc(10001);
	int shift, i;

	for (shift = 0; shift < 4; shift++) {
		memset(big, 'x', 4);
		for (i = 0; i < 3000; i++)
			memcpy(big + shift + 3 * i, "\xe4\xb8\xad", 3);
		big[shift + 9000] = '\0';
		assert_is_one_json_line(LINE(NULL, LOG_INFO, "x",
		    LOG_TEXT("v", big)));
	}
	free(big);
}
END_TEST

START_TEST(lines_below_the_level_are_not_written)
{
	log_init("k8sm-test", LOG_WARN);
	ck_assert_str_eq(LINE(NULL, LOG_INFO, "x"), "");
	ck_assert_str_ne(LINE(NULL, LOG_ERROR, "x"), "");
}
END_TEST

START_TEST(errno_survives_logging)
{
	int saved = dup(2);

	close(2);
	errno = ERANGE;
	log_info(NULL, "x");
	ck_assert_int_eq(errno, ERANGE);
	dup2(saved, 2);
	close(saved);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("log");
	TCase *tc = tcase_create("log");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc,
	    a_line_names_time_level_event_program_request_and_user);
	tcase_add_test(tc,
	    a_line_without_context_has_neither_request_nor_user);
	tcase_add_loop_test(tc, texts_under_names_of_secrets_are_masked, 0,
	    sizeof(key_cases) / sizeof(key_cases[0]));
	tcase_add_test(tc, numbers_under_such_names_are_ids_and_stay);
	tcase_add_loop_test(tc, no_value_can_break_or_forge_a_line, 0,
	    sizeof(nasty) / sizeof(nasty[0]));
	tcase_add_test(tc, a_null_text_is_null);
	tcase_add_test(tc, too_much_is_cut_and_said_so);
	tcase_add_test(tc, a_value_cut_inside_a_character_stays_valid);
	tcase_add_test(tc, lines_below_the_level_are_not_written);
	tcase_add_test(tc, errno_survives_logging);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
