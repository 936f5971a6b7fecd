/*
 * Jump hosts: chains through real OpenSSH servers, and what breaks on the way.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "ssh/ssh.h"
#include "ssh/ssh_jump.h"
#include "sshpeer.h"

static struct cx cx;
static struct ssh *ssh;
static enum ssh_fault fault;
static struct ssh_result res;

static void
setup(void)
{
	memset(&cx, 0, sizeof(cx));
	cx.mem = arena_new(64 << 20);
	cx.request_id = "test";
	cx.lang = LANG_EN;
	ssh = NULL;
}

static void
teardown(void)
{
	arena_free(cx.mem);
}

static struct ssh_target
target(const char *peer, const struct ssh_target *jump)
{
	return (struct ssh_target){
		.host = "127.0.0.1",
		.port = sshpeer_port(peer),
		.user = sshpeer("user"),
		.private_key = sshpeer_file("key_ed25519"),
		.connect_ms = 8000,
		.wake_fd = -1,
		.jump = jump,
	};
}

static enum err_code
run(const char *command, struct str input)
{
	struct ssh_run r = {
		.command = command,
		.input = input,
		.timeout_ms = 20000,
		.output_max = (size_t)16 << 20,
		.wake_fd = -1,
	};

	return ssh_exec(&cx, ssh, &r, &res, &fault);
}

START_TEST(one_jump_host_forwards_and_runs_nothing)
{
	struct ssh_target jump = target("sshd_jump", NULL);
	struct ssh_target t = target("sshd_key", &jump);
	struct pollfd v[SSH_JUMP_POLLFDS];

	ck_assert_int_eq(ssh_open(&cx, &t, &ssh, &fault), ERR_OK);
	ck_assert_uint_eq(ssh_jump_chain_pollfds(ssh, v, SSH_JUMP_POLLFDS), 2);
	ck_assert_int_eq(run("echo behind", STR("")), ERR_OK);
	ck_assert(str_eq(res.out, STR("behind\n")));
	/* The jump host runs nothing itself. */
	ck_assert_int_eq(ssh_open(&cx, &jump, &ssh, &fault), ERR_OK);
	ck_assert_int_eq(run("echo here", STR("")), ERR_OK);
	ck_assert_int_eq(res.exit_code, 1);
}
END_TEST

START_TEST(four_jump_hosts_work_and_five_are_refused)
{
	struct ssh_target hop[SSH_JUMP_MAX + 2];
	int i;

	hop[0] = target("sshd_jump", NULL);
	for (i = 1; i <= SSH_JUMP_MAX; i++)
		hop[i] = target(i % 2 ? "sshd_key" : "sshd_jump", &hop[i - 1]);
	hop[SSH_JUMP_MAX] = target("sshd_key", &hop[SSH_JUMP_MAX - 1]);
	ck_assert_int_eq(ssh_open(&cx, &hop[SSH_JUMP_MAX], &ssh, &fault),
	    ERR_OK);
	ck_assert_int_eq(run("echo far", STR("")), ERR_OK);
	ck_assert(str_eq(res.out, STR("far\n")));
	ssh_close(ssh);
	hop[SSH_JUMP_MAX + 1] = target("sshd_key", &hop[SSH_JUMP_MAX]);
	ck_assert_int_eq(ssh_open(&cx, &hop[SSH_JUMP_MAX + 1], &ssh, &fault),
	    ERR_INVALID);
	ck_assert_int_eq(fault, SSH_F_INPUT);
}
END_TEST

/* More than all windows and buffers hold, both ways at once. */
START_TEST(much_data_flows_both_ways_through_two)
{
	struct ssh_target one = target("sshd_jump", NULL);
	struct ssh_target two = target("sshd_key", &one);
	struct ssh_target t = target("sshd_key", &two);
	size_t n = (size_t)12 << 20, i;
	char *big = arena_alloc(cx.mem, n);

	for (i = 0; i < n; i++)
		big[i] = (char)(i * 2654435761u >> 13);
	ck_assert_int_eq(ssh_open(&cx, &t, &ssh, &fault), ERR_OK);
	ck_assert_int_eq(run("cat", (struct str){ big, n }), ERR_OK);
	ck_assert_uint_eq(res.out.n, n);
	ck_assert_int_eq(memcmp(res.out.p, big, n), 0);
}
END_TEST

/* Each fault says at which machine. */
static void
fails(const struct ssh_target *t, enum ssh_fault want, const char *words, ...)
{
	va_list ap;
	const char *w;

	ck_assert_int_ne(ssh_open(&cx, t, &ssh, &fault), ERR_OK);
	ck_assert_msg(fault == want, "%s: %s", ssh_fault_name(fault),
	    cx.message);
	va_start(ap, words);
	for (w = words; w != NULL; w = va_arg(ap, const char *))
		ck_assert_msg(strstr(cx.message, w) != NULL, "%s not in: %s", w,
		    cx.message);
	va_end(ap);
}

static const char *
at(int port)
{
	return arena_printf(cx.mem, "127.0.0.1:%d", port);
}

START_TEST(each_fault_names_its_machine)
{
	struct ssh_target jump = target("sshd_jump", NULL), t, mid;

	t = target("sshd_key", &jump);
	t.port = 1;
	fails(&t, SSH_F_CONNECT, "from the jump host", at(jump.port),
	    "127.0.0.1:1", "cannot be reached", NULL);
	mid = target("sshd_nofwd", NULL);
	t = target("sshd_key", &mid);
	fails(&t, SSH_F_CONNECT, at(mid.port), "does not permit forwarding",
	    NULL);
	mid = target("sshd_key", NULL);
	mid.port = 1;
	t = target("sshd_key", &mid);
	fails(&t, SSH_F_CONNECT, "jump host 127.0.0.1:1", "refused", NULL);
	mid = target("sshd_key", NULL);
	mid.private_key = sshpeer_file("key_stranger");
	mid.tag = 7;
	t = target("sshd_key", &mid);
	fails(&t, SSH_F_AUTH, "jump host", at(mid.port), NULL);
	ck_assert_int_eq(ssh_tag(ssh), 7);
	mid = target("sshd_jump", NULL);
	mid.host_fingerprint = "SHA256:nonsense";
	mid.tag = 8;
	t = target("sshd_key", &mid);
	fails(&t, SSH_F_HOSTKEY, "jump host", at(mid.port), "SHA256:nonsense",
	    NULL);
	ck_assert_int_eq(ssh_tag(ssh), 8);
	t = target("sshd_key", &jump);
	t.host_fingerprint = "SHA256:nonsense";
	t.tag = 9;
	fails(&t, SSH_F_HOSTKEY, "SHA256:nonsense", NULL);
	ck_assert_int_eq(ssh_tag(ssh), 9);
	t = target("silent", &jump);
	t.connect_ms = 3000;
	fails(&t, SSH_F_TIMEOUT, "says nothing", NULL);
}
END_TEST

static bool
no_metadata(const struct cx *c, const char *ip)
{
	(void)c;
	return strcmp(ip, "169.254.169.254") != 0;
}

START_TEST(a_forbidden_address_is_refused_in_every_form)
{
	struct ssh_target jump = target("sshd_jump", NULL);
	struct ssh_target t = target("sshd_key", &jump);
	static const char *const forms[] = { "169.254.169.254", "2852039166",
		"0xa9fea9fe", NULL };
	int i;

	t.address_ok = no_metadata;
	for (i = 0; forms[i] != NULL; i++) {
		t.host = forms[i];
		fails(&t, SSH_F_INPUT, "may not be called", NULL);
	}
}
END_TEST

/* Many times, so that descriptors that stay open are found. */
START_TEST(no_descriptor_stays_open)
{
	struct ssh_target jump = target("sshd_jump", NULL);
	struct ssh_target t = target("sshd_key", &jump);
	int i, fd, first = -1;

	for (i = 0; i < 6; i++) {
		ck_assert_int_eq(ssh_open(&cx, &t, &ssh, &fault), ERR_OK);
		ssh_close(ssh);
		t.port = i % 2 ? 1 : sshpeer_port("sshd_key");
		if (i % 2)
			ck_assert_int_ne(ssh_open(&cx, &t, &ssh, &fault),
			    ERR_OK);
		t.port = sshpeer_port("sshd_key");
		fd = dup(0);
		close(fd);
		if (i == 0)
			first = fd;
		ck_assert_int_eq(fd, first);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("ssh_jump");
	TCase *tc = tcase_create("chains");
	SRunner *sr;
	int failed;

	sshpeer_up();
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, one_jump_host_forwards_and_runs_nothing);
	tcase_add_test(tc, four_jump_hosts_work_and_five_are_refused);
	tcase_add_test(tc, much_data_flows_both_ways_through_two);
	tcase_add_test(tc, each_fault_names_its_machine);
	tcase_add_test(tc, a_forbidden_address_is_refused_in_every_form);
	tcase_add_test(tc, no_descriptor_stays_open);
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? 0 : 1;
}
