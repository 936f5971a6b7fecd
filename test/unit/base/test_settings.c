/*
 * Settings: defaults, file, environment, and what is refused with which words.
 */
#include <check.h>

#include "base/base.h"

static struct arena *mem;
static struct settings set;
static const char *why;

static void
setup(void)
{
	mem = arena_new(4 << 20);
	why = NULL;
}

static void
teardown(void)
{
	arena_free(mem);
}

START_TEST(the_defaults_are_those_of_the_table)
{
	ck_assert_int_eq(settings_load(mem, NULL, NULL, &set, &why), ERR_OK);
	ck_assert_str_eq(set.var_dir, "./var");
	ck_assert_int_eq(set.request_ms, 10000);
	ck_assert(!set.register_enabled);
	ck_assert_str_eq(set.log_level, "info");
}
END_TEST

START_TEST(a_file_may_have_comments_blank_lines_and_crlf)
{
	ck_assert_int_eq(settings_parse(mem, str_of("# a comment\r\n\r\n"
	    "   \n  request_ms=500\r\n\tcookie_secure =  on \n"
	    "public_url = https://a.example/?x=1#y\n# end"), "f", &set, &why),
	    ERR_OK);
	ck_assert_int_eq(set.request_ms, 500);
	ck_assert(set.cookie_secure);
	ck_assert_str_eq(set.public_url, "https://a.example/?x=1#y");
}
END_TEST

static const struct {
	const char *text;
	bool value;
	bool ok;
} bool_cases[] = {
	{ "true", true, true }, { "on", true, true }, { "1", true, true },
	{ "false", false, true }, { "off", false, true }, { "0", false, true },
	{ "yes", false, false }, { "TRUE", false, false }, { "", false, false },
	{ "2", false, false },
};

START_TEST(a_switch_is_true_false_on_off_1_or_0)
{
	char line[64];

	snprintf(line, sizeof(line), "audit_reads = %s", bool_cases[_i].text);
	ck_assert_int_eq(settings_parse(mem, str_of(line), "f", &set, &why),
	    bool_cases[_i].ok ? ERR_OK : ERR_INVALID);
	if (bool_cases[_i].ok)
		ck_assert_int_eq(set.audit_reads, bool_cases[_i].value);
	else
		ck_assert_str_eq(why,
		    "f:1: audit_reads: must be true or false");
}
END_TEST

static const struct {
	const char *text;
	const char *why;
} bad_files[] = {
	{ "nonsense = 1", "k.conf:1: nonsense: unknown setting" },
	{ "\n\nRequest_ms = 1000", "k.conf:3: Request_ms: unknown setting" },
	{ "request_ms = 99", "k.conf:1: request_ms: must be 100 to 60000" },
	{ "request_ms = 60001", "k.conf:1: request_ms: must be 100 to 60000" },
	{ "request_ms = ten", "k.conf:1: request_ms: is not a whole number" },
	{ "request_ms = 1.5", "k.conf:1: request_ms: is not a whole number" },
	{ "request_ms =", "k.conf:1: request_ms: is not a whole number" },
	{ "request_ms = 99999999999999999999",
	    "k.conf:1: request_ms: is not a whole number" },
	{ "request_ms", "k.conf:1: expected 'key = value'" },
	{ "= 5", "k.conf:1: expected 'key = value'" },
	{ "[section]", "k.conf:1: expected 'key = value'" },
	{ "request_ms = 500\nrequest_ms = 600",
	    "k.conf:2: request_ms: is set twice" },
	{ "log_level = loud", "k.conf:1: log_level: must be debug, info, warn"
	    " or error" },
	{ "log_level = informed",
	    "k.conf:1: log_level: must be 4 to 5 bytes long" },
	{ "var_dir =", "k.conf:1: var_dir: must be 1 to 1024 bytes long" },
	{ "var_dir = \xff\xfe", "k.conf:1: the line is not UTF-8" },
	{ "var_dir = a\tb", "k.conf:1: var_dir: must not hold control"
	    " characters" },
};

START_TEST(a_mistake_is_named_with_file_line_and_key)
{
	ck_assert_int_eq(settings_parse(mem, str_of(bad_files[_i].text),
	    "k.conf", &set, &why), ERR_INVALID);
	ck_assert_str_eq(why, bad_files[_i].why);
}
END_TEST

START_TEST(a_zero_byte_in_a_file_is_refused)
{
	ck_assert_int_eq(settings_parse(mem,
	    (struct str){ "var_dir = a\0b", 13 }, "f", &set, &why),
	    ERR_INVALID);
	ck_assert_int_eq(settings_parse(mem,
	    (struct str){ "var\0dir = a", 11 }, "f", &set, &why), ERR_INVALID);
}
END_TEST

static char *
write_file(const char *text)
{
	static char path[] = "/tmp/test_settings.XXXXXX";
	int fd;

	snprintf(path, sizeof(path), "/tmp/test_settings.XXXXXX");
	fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	return path;
}

START_TEST(the_environment_wins_over_the_file)
{
	char request[] = "K8SM_REQUEST_MS=700", path[] = "PATH=/bin";
	char *env[] = { path, request, NULL };
	char *file = write_file("request_ms = 500\nbody_max = 2048\n");

	ck_assert_int_eq(settings_load(mem, file, env, &set, &why), ERR_OK);
	unlink(file);
	ck_assert_int_eq(set.request_ms, 700);
	ck_assert_int_eq(set.body_max, 2048);
}
END_TEST

static const struct {
	const char *var;
	const char *why;	/* NULL: fine */
} env_cases[] = {
	{ "K8SM_PORT=8080", NULL },
	{ "K8SM_VAR=/var/x", NULL },
	{ "K8SM_ADMIN_PASSWORD=x", NULL },
	{ "K8SM_CONFIG=/etc/x", NULL },
	{ "K8SM_FAULT=", NULL },
	{ "K8SM_TEST_URL=anything", NULL },
	{ "K8SMX=1", NULL },
	{ "K8SM_DATABASE_URL=postgres://h/d", NULL },
	{ "K8SM_REQUST_MS=1", "environment: K8SM_REQUST_MS: unknown setting" },
	{ "K8SM_=1", "environment: K8SM_: unknown setting" },
	{ "K8SM_request_ms=1000",
	    "environment: K8SM_request_ms: unknown setting" },
	{ "K8SM_PORTS=1", "environment: K8SM_PORTS: unknown setting" },
	{ "K8SM_REQUEST_MS=0",
	    "environment: K8SM_REQUEST_MS: must be 100 to 60000" },
};

START_TEST(an_unknown_variable_is_an_error_and_make_runs_own_are_not)
{
	char var[64];
	char *env[] = { var, NULL };

	snprintf(var, sizeof(var), "%s", env_cases[_i].var);
	ck_assert_int_eq(settings_load(mem, NULL, env, &set, &why),
	    env_cases[_i].why ? ERR_INVALID : ERR_OK);
	ck_assert_pstr_eq(why, env_cases[_i].why);
}
END_TEST

START_TEST(a_file_that_is_named_must_be_there_and_not_huge)
{
	char *big, *file;

	ck_assert_int_eq(settings_load(mem, "/nonexistent/k.conf", NULL, &set,
	    &why), ERR_INVALID);
	ck_assert_str_eq(why, "/nonexistent/k.conf: cannot open: No such file"
	    " or directory");
	big = arena_alloc(mem, 300001);
	memset(big, '#', 300000);
	file = write_file(big);
	ck_assert_int_eq(settings_load(mem, file, NULL, &set, &why),
	    ERR_INVALID);
	unlink(file);
	ck_assert_ptr_nonnull(strstr(why, "longer than"));
	ck_assert_int_eq(settings_load(mem, "/", NULL, &set, &why),
	    ERR_INVALID);
	ck_assert_str_eq(why, "/: cannot read: Is a directory");
}
END_TEST

static const struct {
	const char *url;
	const char *shown;
} url_cases[] = {
	{ "postgres://u:hunter2@h:5432/d", "postgres://u:***@h:5432/d" },
	{ "postgres://u:hun@ter2@h/d", "postgres://u:***@h/d" },
	{ "postgres://u@h:5432/d", "postgres://u@h:5432/d" },
	{ "host=/run user=u password=hunter2 dbname=d",
	    "host=/run user=u password=***" },
	{ "postgres://h/d?user=u&password=hunter2",
	    "postgres://h/d?user=u&password=***" },
	{ "host=/run user=u", "host=/run user=u" },
};

START_TEST(printing_never_shows_a_password)
{
	char text[128], *out = NULL;
	char want[128];
	size_t n = 0;
	FILE *to = open_memstream(&out, &n);

	snprintf(text, sizeof(text), "database_url = %s\n", url_cases[_i].url);
	ck_assert_int_eq(settings_parse(mem, str_of(text), "f", &set, &why),
	    ERR_OK);
	settings_print(&set, to);
	fclose(to);
	snprintf(want, sizeof(want), "\ndatabase_url = %s\n",
	    url_cases[_i].shown);
	ck_assert_ptr_nonnull(strstr(out, want));
	ck_assert_ptr_null(strstr(out, "hunter2"));
	free(out);
}
END_TEST

START_TEST(what_is_printed_can_be_read_again)
{
	char *out = NULL;
	size_t n = 0;
	FILE *to = open_memstream(&out, &n);
	struct settings again;

	ck_assert_int_eq(settings_parse(mem, STR("request_ms = 777\n"
	    "audit_reads = on\nlog_level = warn\n"), "f", &set, &why), ERR_OK);
	settings_print(&set, to);
	fclose(to);
	ck_assert_msg(settings_parse(mem, str_of(out), "printed", &again,
	    &why) == ERR_OK, "%s", why);
	ck_assert_int_eq(again.request_ms, 777);
	ck_assert(again.audit_reads);
	ck_assert_str_eq(again.log_level, "warn");
	free(out);
}
END_TEST

START_TEST(paths_follow_the_var_folder_unless_they_are_set)
{
	ck_assert_int_eq(settings_parse(mem, STR("var_dir = /v\n"), "f", &set,
	    &why), ERR_OK);
	ck_assert_str_eq(settings_run_path(mem, &set, "api.sock"),
	    "/v/run/api.sock");
	ck_assert_str_eq(settings_master_key(mem, &set), "/v/master.key");
	ck_assert_str_eq(settings_jwt_secret(mem, &set), "/v/jwt.secret");
	ck_assert_int_eq(settings_parse(mem, STR("run_dir = /r\n"
	    "master_key_file = /m\njwt_secret_file = /j\n"), "f", &set, &why),
	    ERR_OK);
	ck_assert_str_eq(settings_run_path(mem, &set, "x"), "/r/x");
	ck_assert_str_eq(settings_master_key(mem, &set), "/m");
	ck_assert_str_eq(settings_jwt_secret(mem, &set), "/j");
}
END_TEST

#define N(a) (sizeof(a) / sizeof((a)[0]))

int
main(void)
{
	Suite *s = suite_create("settings");
	TCase *tc = tcase_create("settings");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, the_defaults_are_those_of_the_table);
	tcase_add_test(tc, a_file_may_have_comments_blank_lines_and_crlf);
	tcase_add_loop_test(tc, a_switch_is_true_false_on_off_1_or_0, 0,
	    N(bool_cases));
	tcase_add_loop_test(tc, a_mistake_is_named_with_file_line_and_key, 0,
	    N(bad_files));
	tcase_add_test(tc, a_zero_byte_in_a_file_is_refused);
	tcase_add_test(tc, the_environment_wins_over_the_file);
	tcase_add_loop_test(tc,
	    an_unknown_variable_is_an_error_and_make_runs_own_are_not, 0,
	    N(env_cases));
	tcase_add_test(tc, a_file_that_is_named_must_be_there_and_not_huge);
	tcase_add_loop_test(tc, printing_never_shows_a_password, 0,
	    N(url_cases));
	tcase_add_test(tc, what_is_printed_can_be_read_again);
	tcase_add_test(tc, paths_follow_the_var_folder_unless_they_are_set);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
