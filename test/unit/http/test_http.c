/*
 * The HTTP client against a server of its own that misbehaves by path.
 */
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include <arpa/inet.h>
#include <check.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "http/http.h"

static struct cx cx;
static struct settings set;
static struct http_response rs;
static int port;
static int *hits;	/* connections seen, shared */

static void
answer(int fd)
{
	char in[8192], out[8192];
	ssize_t n = read(fd, in, sizeof(in) - 1);
	int i;

	if (n <= 0)
		return;
	in[n] = '\0';
	if (strstr(in, " /slow ") != NULL)
		sleep(20);
	if (strstr(in, " /big ") != NULL) {
		dprintf(fd, "HTTP/1.1 200 OK\r\n\r\n");
		memset(out, 'x', sizeof(out));
		for (i = 0; i < 100000; i++)
			if (write(fd, out, sizeof(out)) == -1)
				return;
	}
	if (strstr(in, " /garbage ") != NULL)
		dprintf(fd, "\x01\x02 no http here\r\n\r\n");
	else if (strstr(in, " /cut ") != NULL)
		dprintf(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nab");
	else if (strstr(in, " /redirect ") != NULL)
		dprintf(fd, "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:"
		    "%d/ok\r\nContent-Length: 0\r\n\r\n", port);
	else if (strstr(in, " /busy ") != NULL)
		dprintf(fd, "HTTP/1.1 429 Too Many\r\nRetry-After: 7\r\n"
		    "Content-Type: text/plain\r\nContent-Length: 4\r\n\r\n"
		    "wait");
	else
		dprintf(fd, "HTTP/1.1 200 OK\r\nContent-Length: %zd\r\n\r\n%s",
		    n, in);
}

static void
serve(void)
{
	struct sockaddr_in sa = { .sin_family = AF_INET };
	socklen_t len = sizeof(sa);
	int fd, c;

	fd = socket(AF_INET, SOCK_STREAM, 0);
	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(fd, (struct sockaddr *)&sa, sizeof(sa)) || listen(fd, 64) ||
	    getsockname(fd, (struct sockaddr *)&sa, &len))
		exit(1);
	port = ntohs(sa.sin_port);
	if (fork() != 0)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGCHLD, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	for (;;) {
		c = accept(fd, NULL, NULL);
		__atomic_add_fetch(hits, 1, __ATOMIC_SEQ_CST);
		if (fork() == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			answer(c);
			_exit(0);
		}
		close(c);
	}
}

static void
setup(void)
{
	memset(&cx, 0, sizeof(cx));
	memset(&set, 0, sizeof(set));
	set.egress_allow = "10.9.0.0/16, 127.0.0.1/32";
	cx.mem = arena_new(64 << 20);
	cx.lang = LANG_EN;
	cx.set = &set;
}

static void
teardown(void)
{
	arena_free(cx.mem);
}

static enum err_code
get(const char *path, int ms)
{
	struct http_request rq = { .allow_http = true, .timeout_ms = ms,
		.response_max = 65536 };

	rq.url = arena_printf(cx.mem, "http://127.0.0.1:%d%s", port, path);
	return http_do(&cx, &rq, &rs);
}

START_TEST(a_request_says_what_it_was_told)
{
	static const char *const headers[] = { "X-One: 1", "Accept: a/b", NULL };
	struct http_request rq = { .method = "PUT", .allow_http = true,
		.headers = headers, .body = STR("{\"a\":1}"),
		.timeout_ms = 3000, .response_max = 65536 };

	rq.url = arena_printf(cx.mem, "http://127.0.0.1:%d/x?y=z", port);
	ck_assert_int_eq(http_do(&cx, &rq, &rs), ERR_OK);
	ck_assert_int_eq(rs.status, 200);
	ck_assert_ptr_nonnull(strstr(rs.body.p, "PUT /x?y=z HTTP/1.1"));
	ck_assert_ptr_nonnull(strstr(rs.body.p, "X-One: 1"));
	ck_assert_ptr_nonnull(strstr(rs.body.p, "{\"a\":1}"));
}
END_TEST

START_TEST(any_status_is_an_answer)
{
	ck_assert_int_eq(get("/busy", 3000), ERR_OK);
	ck_assert_int_eq(rs.status, 429);
	ck_assert_str_eq(rs.retry_after, "7");
	ck_assert_str_eq(rs.content_type, "text/plain");
	ck_assert(str_eq(rs.body, STR("wait")));
}
END_TEST

START_TEST(redirects_are_not_followed)
{
	int before = *hits;

	ck_assert_int_eq(get("/redirect", 3000), ERR_OK);
	ck_assert_int_eq(rs.status, 302);
	ck_assert_int_eq(*hits, before + 1);
}
END_TEST

START_TEST(faults_are_told_apart)
{
	int64_t t0 = time_mono_ms();

	ck_assert_int_eq(get("/slow", 300), ERR_TIMEOUT);
	ck_assert_int_lt(time_mono_ms() - t0, 1500);
	ck_assert_int_eq(get("/big", 5000), ERR_UPSTREAM);
	ck_assert_ptr_nonnull(strstr(cx.message, "larger than 65536"));
	ck_assert_int_eq(get("/garbage", 3000), ERR_UPSTREAM);
	ck_assert_int_eq(get("/cut", 3000), ERR_UPSTREAM);
	ck_assert_ptr_nonnull(strstr(cx.message, "broke off"));
	t0 = port;
	port = 1;
	ck_assert_int_eq(get("/", 3000), ERR_UPSTREAM);
	port = (int)t0;
	ck_assert_ptr_nonnull(strstr(cx.message, "refused"));
}
END_TEST

START_TEST(the_callers_deadline_counts)
{
	int64_t t0 = time_mono_ms();

	cx.deadline_ms = t0 + 200;
	ck_assert_int_eq(get("/slow", 9000), ERR_TIMEOUT);
	ck_assert_int_lt(time_mono_ms() - t0, 1500);
}
END_TEST

START_TEST(proxies_of_the_environment_are_ignored)
{
	setenv("http_proxy", "http://127.0.0.1:1", 1);
	setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
	ck_assert_int_eq(get("/ok", 3000), ERR_OK);
	unsetenv("http_proxy");
	unsetenv("ALL_PROXY");
}
END_TEST

START_TEST(a_header_with_a_line_break_is_refused)
{
	static const char *const headers[] = { "X: a\r\nY: b", NULL };
	struct http_request rq = { .allow_http = true, .headers = headers,
		.timeout_ms = 1000, .response_max = 100 };

	rq.url = arena_printf(cx.mem, "http://127.0.0.1:%d/", port);
	ck_assert_int_eq(http_do(&cx, &rq, &rs), ERR_INVALID);
}
END_TEST

/* --- addresses --- */

static const struct {
	const char *ip;
	bool public, private, listed;
} policy[] = {
	{ "8.8.8.8", true, true, true },
	{ "2606:4700::1111", true, true, true },
	{ "10.1.2.3", false, true, false },
	{ "10.9.2.3", false, true, true },
	{ "172.16.0.1", false, true, false },
	{ "172.32.0.1", true, true, true },
	{ "192.168.1.1", false, true, false },
	{ "100.64.0.1", false, true, false },
	{ "fd00::1", false, true, false },
	{ "127.0.0.1", false, false, true },
	{ "127.0.0.2", false, false, false },
	{ "::1", false, false, false },
	{ "::ffff:127.0.0.2", false, false, false },
	{ "::ffff:127.0.0.1", false, false, true },
	{ "::ffff:10.1.2.3", false, true, false },
	{ "::ffff:8.8.8.8", true, true, true },
	{ "0.0.0.0", false, false, false },
	{ "0.1.2.3", false, false, false },
	{ "::", false, false, false },
	{ "::7f00:2", false, false, false },
	{ "169.254.169.254", false, false, false },
	{ "169.254.0.1", false, false, false },
	{ "::ffff:169.254.169.254", false, false, false },
	{ "64:ff9b::a9fe:a9fe", false, false, false },
	{ "64:ff9b::7f00:2", false, false, false },
	{ "64:ff9b::808:808", true, true, true },
	{ "64:ff9b:1::1", false, false, false },
	{ "2002:a9fe:a9fe::1", false, false, false },
	{ "2002:7f00:2::1", false, false, false },
	{ "2002:a01:203::1", false, true, false },
	{ "2001::1", false, false, false },
	{ "2001:db8::1", false, false, false },
	{ "fe80::1", false, false, false },
	{ "fe80::a9fe:a9fe", false, false, false },
	{ "fec0::1", false, false, false },
	{ "fd00:ec2::254", false, false, false },
	{ "ff02::1", false, false, false },
	{ "100.100.100.200", false, false, false },
	{ "168.63.129.16", false, false, false },
	{ "192.0.0.192", false, false, false },
	{ "224.0.0.1", false, false, false },
	{ "255.255.255.255", false, false, false },
	{ "240.0.0.1", false, false, false },
	{ "", false, false, false },
	{ "localhost", false, false, false },
	{ "127.1", false, false, false },
	{ "0x7f000001", false, false, false },
	{ "fe80::1%eth0", false, false, false },
	{ "5f00::1", false, false, false },
};

START_TEST(the_egress_table_holds)
{
	const char *ip = policy[_i].ip;

	ck_assert_msg(http_egress_ok(ip, false, "") == policy[_i].public,
	    "public %s", ip);
	ck_assert_msg(http_egress_ok(ip, true, NULL) == policy[_i].private,
	    "private %s", ip);
	ck_assert_msg(http_egress_ok(ip, false, set.egress_allow) ==
	    policy[_i].listed, "listed %s", ip);
}
END_TEST

START_TEST(a_list_of_everything_still_keeps_metadata_out)
{
	static const char *const never[] = { "169.254.169.254", "0.0.0.0",
		"fe80::1", "fd00:ec2::254", "ff02::1", "224.0.0.1", "::",
		"::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe" };
	size_t i;

	for (i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		ck_assert_msg(!http_egress_ok(never[i], true,
		    "0.0.0.0/0,::/0"), "%s", never[i]);
	ck_assert(http_egress_ok("127.0.0.1", false, "0.0.0.0/0"));
	ck_assert(http_egress_ok("::1", false, "::/0"));
	ck_assert(!http_egress_ok("127.0.0.1", false, "garbage,/,1.2.3.4/99,,"));
}
END_TEST

/* Spellings of an IPv4 address that resolvers and URL parsers accept. */
static const char *
spell(unsigned how, const unsigned char a[4])
{
	unsigned n = (unsigned)a[0] << 24 | (unsigned)a[1] << 16 |
	    (unsigned)a[2] << 8 | a[3];

	switch (how) {
	case 0: return arena_printf(cx.mem, "%u.%u.%u.%u", a[0], a[1], a[2], a[3]);
	case 1: return arena_printf(cx.mem, "%u", n);
	case 2: return arena_printf(cx.mem, "0x%x", n);
	case 3: return arena_printf(cx.mem, "0X%08X", n);
	case 4: return arena_printf(cx.mem, "0%o", n);
	case 5: return arena_printf(cx.mem, "%u.%u", a[0], n & 0xffffff);
	case 6: return arena_printf(cx.mem, "%u.%u.%u", a[0], a[1], n & 0xffff);
	case 7: return arena_printf(cx.mem, "0x%x.0x%x.0x%x.0x%x", a[0], a[1], a[2], a[3]);
	case 8: return arena_printf(cx.mem, "0%o.0%o.0%o.0%o", a[0], a[1], a[2], a[3]);
	case 9: return arena_printf(cx.mem, "0x%x.%u.0%o.%u", a[0], a[1], a[2], a[3]);
	case 10: return arena_printf(cx.mem, "[::ffff:%u.%u.%u.%u]", a[0], a[1], a[2], a[3]);
	case 11: return arena_printf(cx.mem, "[::ffff:%x:%x]", n >> 16, n & 0xffff);
	case 12: return arena_printf(cx.mem, "[0:0:0:0:0:ffff:%x:%x]", n >> 16, n & 0xffff);
	case 13: return arena_printf(cx.mem, "[64:ff9b::%x:%x]", n >> 16, n & 0xffff);
	case 14: return arena_printf(cx.mem, "[2002:%x:%x::]", n >> 16, n & 0xffff);
	case 15: return arena_printf(cx.mem, "[::%x:%x]", n >> 16, n & 0xffff);
	case 16: return arena_printf(cx.mem, "%u.%u.%u.%u.", a[0], a[1], a[2], a[3]);
	case 17: return arena_printf(cx.mem, "%u%%%02x.%u.%u", a[0] / 10, '0' + a[0] % 10,
		a[1], n & 0xffff);
	case 18: return arena_printf(cx.mem, "user@%u.%u.%u.%u", a[0], a[1], a[2], a[3]);
	default: return arena_printf(cx.mem, "a:b@%u", n);
	}
}

START_TEST(no_spelling_of_a_forbidden_address_is_called)
{
	static const unsigned char bad[][4] = {
		{ 127, 0, 0, 1 }, { 127, 1, 2, 3 }, { 169, 254, 169, 254 },
		{ 169, 254, 0, 1 }, { 0, 0, 0, 0 }, { 10, 0, 0, 1 },
		{ 172, 16, 5, 5 }, { 192, 168, 0, 1 }, { 100, 100, 100, 200 },
		{ 224, 0, 0, 1 }, { 255, 255, 255, 255 }, { 192, 0, 0, 192 },
		{ 168, 63, 129, 16 }, { 100, 64, 0, 1 }, { 198, 51, 100, 1 },
		{ 240, 0, 0, 1 },
	};
	struct http_request rq = { .allow_http = true, .timeout_ms = 1000,
		.response_max = 100 };
	int before = *hits, forms = 0;
	size_t i;
	unsigned how;
	enum err_code rc;

	set.egress_allow = "";
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		for (how = 0; how < 20; how++) {
			rq.url = arena_printf(cx.mem, "http://%s:%d/",
			    spell(how, bad[i]), port);
			err_clear(&cx);
			rc = http_do(&cx, &rq, &rs);
			ck_assert_msg(rc == ERR_INVALID || (rc == ERR_UPSTREAM
			    && strstr(cx.message, "resolved") != NULL),
			    "%s: %s", rq.url, cx.message);
			forms++;
		}
	}
	ck_assert_int_ge(forms, 300);
	ck_assert_int_eq(*hits, before);
}
END_TEST

static const char *const bad_urls[] = {
	"", "x", "//host/", "ftp://host/", "file:///etc/passwd",
	"gopher://h/", "javascript:alert(1)", "http://h/", "https://",
	"https:///path", "https://user@h/", "https://u:p@h/",
	"https://h\\@evil/", "https://h /", "https://h/\r\nX: y",
	"https://h/\t", "https://[fe80::1%25eth0]/", "https://-h/",
	"https://[::1", "https://h:99999/", "https://h:x/",
	"https://ex\xc3\xa4mple/", "dict://h:11211/", "data:text/plain,x",
};

START_TEST(urls_that_are_not_plain_https_are_refused_by_field)
{
	enum err_code rc = http_url_check(&cx, "endpoint", bad_urls[_i],
	    false);

	ck_assert_msg(rc == ERR_INVALID || rc == ERR_MISSING, "%s",
	    bad_urls[_i]);
	ck_assert_str_eq(cx.field, "endpoint");
}
END_TEST

START_TEST(plain_urls_pass)
{
	ck_assert_int_eq(http_url_check(&cx, "u", "https://h.example:6443/a?b",
	    false), ERR_OK);
	ck_assert_int_eq(http_url_check(&cx, "u", "https://[2001:67c::1]/",
	    false), ERR_OK);
	ck_assert_int_eq(http_url_check(&cx, "u", "http://h/", true), ERR_OK);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("http");
	TCase *t = tcase_create("http");
	SRunner *r;
	int failed;

	hits = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	serve();
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_request_says_what_it_was_told);
	tcase_add_test(t, any_status_is_an_answer);
	tcase_add_test(t, redirects_are_not_followed);
	tcase_add_test(t, faults_are_told_apart);
	tcase_add_test(t, the_callers_deadline_counts);
	tcase_add_test(t, proxies_of_the_environment_are_ignored);
	tcase_add_test(t, a_header_with_a_line_break_is_refused);
	tcase_add_loop_test(t, the_egress_table_holds, 0,
	    sizeof(policy) / sizeof(policy[0]));
	tcase_add_test(t, a_list_of_everything_still_keeps_metadata_out);
	tcase_add_test(t, no_spelling_of_a_forbidden_address_is_called);
	tcase_add_loop_test(t,
	    urls_that_are_not_plain_https_are_refused_by_field, 0,
	    sizeof(bad_urls) / sizeof(bad_urls[0]));
	tcase_add_test(t, plain_urls_pass);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
