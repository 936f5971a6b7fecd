/*
 * The SSH client against real OpenSSH servers and stand-ins that misbehave.
 */
#include <sys/stat.h>

#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "ssh/ssh.h"
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
}

static void
teardown(void)
{
	arena_free(cx.mem);
}

static struct ssh_target
with_key(const char *peer, const char *key)
{
	struct ssh_target t = {
		.host = "127.0.0.1",
		.port = sshpeer_port(peer),
		.user = sshpeer("user"),
		.connect_ms = 8000,
		.wake_fd = -1,
	};

	t.private_key = sshpeer_file(key);
	return t;
}

static struct ssh_target
with_password(const char *peer, const char *password)
{
	struct ssh_target t = {
		.host = "127.0.0.1",
		.port = sshpeer_port(peer),
		.user = sshpeer("fake_user"),
		.password = password,
		.connect_ms = 8000,
		.wake_fd = -1,
	};

	return t;
}

static enum err_code
run(const char *command, int ms)
{
	struct ssh_run r = {
		.command = command,
		.timeout_ms = ms,
		.output_max = 1 << 20,
		.wake_fd = -1,
	};

	return ssh_exec(&cx, ssh, &r, &res, &fault);
}

static void
opens(const struct ssh_target *t)
{
	enum err_code rc = ssh_open(&cx, t, &ssh, &fault);

	ck_assert_msg(rc == ERR_OK, "%s (%s)", cx.message, cx.detail);
	ck_assert_int_eq(fault, SSH_F_NONE);
}

static void
fails(const struct ssh_target *t, enum ssh_fault want, const char *text)
{
	enum err_code rc = ssh_open(&cx, t, &ssh, &fault);

	ck_assert_int_ne(rc, ERR_OK);
	ck_assert_msg(fault == want, "%s: %s (%s)", ssh_fault_name(fault),
	    cx.message, cx.detail);
	ck_assert_msg(strstr(cx.message, text) != NULL, "message: %s",
	    cx.message);
}

/* --- logging in --- */

static const char *const good_keys[] = { "key_ed25519", "key_rsa",
	"key_ecdsa" };

START_TEST(every_kind_of_key_logs_in)
{
	struct ssh_target t = with_key("sshd_key", good_keys[_i]);

	opens(&t);
	ck_assert_int_eq(run("echo hello; echo oops >&2; exit 3", 5000),
	    ERR_OK);
	ck_assert_int_eq(res.exit_code, 3);
	ck_assert(str_eq(res.out, STR("hello\n")));
	ck_assert(str_eq(res.err, STR("oops\n")));
}
END_TEST

START_TEST(a_key_with_a_passphrase_logs_in)
{
	struct ssh_target t = with_key("sshd_key", "key_pass");

	t.passphrase = "correct horse";
	opens(&t);
	t = with_key("sshd_key", "key_pem_pass");
	t.passphrase = "battery staple";
	opens(&t);
}
END_TEST

static const struct {
	const char *key, *passphrase, *field;
} bad_keys[] = {
	{ "key_pass", NULL, "passphrase" },
	{ "key_pass", "wrong", "passphrase" },
	{ "key_pem_pass", NULL, "passphrase" },
	{ "key_pem_pass", "wrong", "passphrase" },
	{ "key_ed25519.pub", NULL, "private_key" },
};

START_TEST(a_bad_key_or_passphrase_is_named)
{
	struct ssh_target t = with_key("sshd_key", bad_keys[_i].key);

	t.passphrase = bad_keys[_i].passphrase;
	ck_assert_int_eq(ssh_open(&cx, &t, &ssh, &fault), ERR_INVALID);
	ck_assert_int_eq(fault, SSH_F_KEY);
	ck_assert_str_eq(cx.field, bad_keys[_i].field);
}
END_TEST

START_TEST(a_password_logs_in_at_the_real_server)
{
	struct ssh_target t = with_password("sshd_password",
	    sshpeer("password_text"));

	t.user = sshpeer("password_user");
	opens(&t);
	ck_assert_int_eq(run("id -un", 5000), ERR_OK);
	ck_assert_int_eq(res.exit_code, 0);
}
END_TEST

START_TEST(a_password_asked_as_a_question_is_answered)
{
	struct ssh_target t = with_password("kbdint", "open sesame");

	opens(&t);
	ck_assert_int_eq(run("echo in", 5000), ERR_OK);
	ck_assert(str_eq(res.out, STR("in\n")));
}
END_TEST

START_TEST(wrong_proof_is_an_auth_fault)
{
	struct ssh_target t = with_password("sshd_password", "wrong");

	t.user = sshpeer("password_user");
	fails(&t, SSH_F_AUTH, "authentication refused: wrong password");
	t = with_password("kbdint", "wrong");
	fails(&t, SSH_F_AUTH, "authentication refused: wrong password");
	t = with_password("password", "wrong");
	fails(&t, SSH_F_AUTH, "authentication refused: wrong password");
	t = with_key("sshd_key", "key_stranger");
	fails(&t, SSH_F_AUTH, "authentication refused: the server does not "
	    "accept the key");
	t = with_password("sshd_key", "x");
	t.user = sshpeer("user");
	fails(&t, SSH_F_AUTH, "takes no password");
	t = with_password("second", "open sesame");
	fails(&t, SSH_F_AUTH, "second proof");
}
END_TEST

/* --- what is not there, or not SSH --- */

START_TEST(names_that_do_not_resolve_are_a_dns_fault)
{
	struct ssh_target t = with_key("sshd_key", "key_ed25519");

	t.host = "no-such-host.invalid";
	fails(&t, SSH_F_DNS, "cannot resolve");
}
END_TEST

START_TEST(a_name_is_resolved_and_reached)
{
	struct ssh_target t = with_key("sshd_key", "key_ed25519");

	t.host = "localhost";
	opens(&t);
}
END_TEST

START_TEST(a_closed_port_is_refused)
{
	struct ssh_target t = with_key("sshd_key", "key_ed25519");

	t.port = 1;
	fails(&t, SSH_F_CONNECT, "refused the connection");
}
END_TEST

static const struct {
	const char *peer;
	enum ssh_fault fault;
	const char *text;
} strange[] = {
	{ "full", SSH_F_TIMEOUT, "connecting to 127.0.0.1" },
	{ "silent", SSH_F_TIMEOUT, "the server says nothing" },
	{ "dribble", SSH_F_TIMEOUT, "the server says nothing" },
	{ "garbage", SSH_F_PROTOCOL, "is not an ssh server" },
	{ "http", SSH_F_PROTOCOL, "is not an ssh server" },
	{ "close", SSH_F_PROTOCOL, "is not an ssh server" },
	{ "cut", SSH_F_DROPPED, "hung up during the key exchange" },
	{ "noise", SSH_F_PROTOCOL, "damaged" },
};

START_TEST(each_strange_peer_has_its_own_error_in_time)
{
	struct ssh_target t = with_key(strange[_i].peer, "key_ed25519");
	int64_t t0 = time_mono_ms();

	/* Those that answer may be late themselves. */
	t.connect_ms = 2000;
	fails(&t, strange[_i].fault, strange[_i].text);
	ck_assert_int_lt(time_mono_ms() - t0, 4000);
}
END_TEST

START_TEST(the_callers_deadline_ends_a_connect_early)
{
	struct ssh_target t = with_key("silent", "key_ed25519");
	int64_t t0 = time_mono_ms();

	cx.deadline_ms = t0 + 300;
	fails(&t, SSH_F_TIMEOUT, "timed out");
	ck_assert_int_lt(time_mono_ms() - t0, 3000);
}
END_TEST

START_TEST(the_wake_descriptor_ends_a_connect)
{
	struct ssh_target t = with_key("silent", "key_ed25519");
	int p[2];

	ck_assert_int_eq(pipe(p), 0);
	ck_assert_int_eq(write(p[1], "x", 1), 1);
	t.wake_fd = p[0];
	fails(&t, SSH_F_CANCELLED, "cancelled");
	close(p[0]);
	close(p[1]);
}
END_TEST

static bool
none_ok(const struct cx *c, const char *ip)
{
	(void)c;
	return strcmp(ip, "127.0.0.1") != 0;
}

START_TEST(an_address_that_the_policy_forbids_is_not_called)
{
	struct ssh_target t = with_key("sshd_key", "key_ed25519");

	t.address_ok = none_ok;
	fails(&t, SSH_F_INPUT, "may not be called");
	ck_assert_str_eq(cx.field, "ip");
}
END_TEST

static const struct {
	const char *host, *user, *field;
} hostile[] = {
	{ "-oProxyCommand=id", "root", "ip" },
	{ "a b", "root", "ip" },
	{ "$(id)", "root", "ip" },
	{ "host;id", "root", "ip" },
	{ "", "root", "ip" },
	{ "1:2:3:4:5:6:7:8:9", "root", "ip" },
	{ "127.0.0.1", "-l", "username" },
	{ "127.0.0.1", "root;id", "username" },
	{ "127.0.0.1", "`id`", "username" },
	{ "127.0.0.1", "a b", "username" },
	{ "127.0.0.1", "", "username" },
	{ "127.0.0.1", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaaaaaaa", "username" },
};

START_TEST(hostile_names_are_refused_before_anything_happens)
{
	struct ssh_target t = with_key("sshd_key", "key_ed25519");

	t.host = hostile[_i].host;
	t.user = hostile[_i].user;
	ck_assert_int_eq(ssh_open(&cx, &t, &ssh, &fault), ERR_INVALID);
	ck_assert_str_eq(cx.field, hostile[_i].field);
}
END_TEST

/* --- host keys --- */

START_TEST(the_host_key_is_reported_and_its_pin_accepted)
{
	struct ssh_target t = with_key("sshd_key", "key_ed25519");
	const char *file = sshpeer_file("host_ed25519.pub");
	const char *seen;

	opens(&t);
	seen = ssh_host_key(ssh);
	ck_assert_msg(strncmp(file, seen, strlen(seen)) == 0, "%s", seen);
	ck_assert_str_eq(ssh_host_key_type(ssh), "ssh-ed25519");
	ck_assert_int_eq(strncmp(ssh_host_fingerprint(ssh), "SHA256:", 7), 0);
	ck_assert_str_eq(ssh_key_fingerprint(cx.mem, seen),
	    ssh_host_fingerprint(ssh));
	t.host_key = seen;
	opens(&t);
}
END_TEST

static const char *const other_types[] = { "host_rsa.pub", "host_ecdsa.pub" };

START_TEST(a_pin_of_another_type_makes_the_host_show_that_type)
{
	struct ssh_target t = with_key("sshd_key", "key_ed25519");
	char *line = arena_strdup(cx.mem, sshpeer_file(other_types[_i]));

	*strrchr(line, ' ') = '\0';
	t.host_key = line;
	opens(&t);
	ck_assert_str_eq(ssh_host_key(ssh), line);
}
END_TEST

START_TEST(a_changed_host_key_stops_everything)
{
	struct ssh_target t = with_key("sshd_swap", "key_ed25519");
	const char *was, *print;

	opens(&t);
	was = ssh_host_key(ssh);
	print = ssh_host_fingerprint(ssh);
	sshpeer_tell("swap");
	t.host_key = was;
	fails(&t, SSH_F_HOSTKEY, "the host key has changed: pinned SHA256:");
	ck_assert_ptr_nonnull(strstr(cx.message, print));
	ck_assert_ptr_nonnull(ssh);
	ck_assert_str_ne(ssh_host_fingerprint(ssh), print);
	ck_assert_ptr_nonnull(strstr(cx.message, ssh_host_fingerprint(ssh)));
	ck_assert_int_eq(run("id", 1000), ERR_UPSTREAM);
}
END_TEST

START_TEST(a_host_whose_key_type_changed_is_refused)
{
	struct ssh_target t = with_key("sshd_swap", "key_ed25519");
	char *line = arena_strdup(cx.mem, sshpeer_file("host_rsa.pub"));

	*strrchr(line, ' ') = '\0';
	t.host_key = line;
	fails(&t, SSH_F_HOSTKEY, "the host key has changed");
}
END_TEST

/* --- commands --- */

static void
open_real(void)
{
	struct ssh_target t = with_key("sshd_key", "key_ed25519");

	opens(&t);
}

START_TEST(input_is_sent_and_then_ended)
{
	struct ssh_run r = { .command = "cat; echo end >&2",
		.timeout_ms = 10000, .output_max = 4 << 20, .wake_fd = -1 };
	size_t n = 3 << 20, i;
	char *big = arena_alloc(cx.mem, n);

	for (i = 0; i < n; i++)
		big[i] = (char)(i * 31 + i / 997);
	open_real();
	r.input = (struct str){ big, n };
	ck_assert_int_eq(ssh_exec(&cx, ssh, &r, &res, &fault), ERR_OK);
	ck_assert_int_eq(res.exit_code, 0);
	ck_assert(str_eq(res.out, r.input));
	ck_assert(str_eq(res.err, STR("end\n")));
}
END_TEST

START_TEST(without_input_a_reader_sees_the_end_at_once)
{
	open_real();
	ck_assert_int_eq(run("cat; echo done", 3000), ERR_OK);
	ck_assert(str_eq(res.out, STR("done\n")));
}
END_TEST

START_TEST(several_commands_run_on_one_session)
{
	int i;

	open_real();
	for (i = 0; i < 5; i++) {
		ck_assert_int_eq(run("echo again", 3000), ERR_OK);
		ck_assert(str_eq(res.out, STR("again\n")));
	}
}
END_TEST

START_TEST(output_over_the_cap_is_dropped_and_counted)
{
	struct ssh_run r = {
		.command = "head -c 300000 /dev/zero; head -c 10 /dev/zero >&2",
		.timeout_ms = 10000, .output_max = 1000, .wake_fd = -1 };

	open_real();
	ck_assert_int_eq(ssh_exec(&cx, ssh, &r, &res, &fault), ERR_OK);
	ck_assert_int_eq(res.out.n, 1000);
	ck_assert_int_eq(res.out_bytes, 300000);
	ck_assert_int_eq(res.out_dropped, 299000);
	ck_assert_int_eq(res.err_dropped, 0);
	ck_assert_int_eq(res.exit_code, 0);
}
END_TEST

START_TEST(the_deadline_ends_a_command_and_what_it_started)
{
	struct ssh_target t = with_password("sshd_password",
	    sshpeer("password_text"));
	int64_t t0 = time_mono_ms();

	t.user = sshpeer("password_user");
	opens(&t);
	t0 = time_mono_ms();
	ck_assert_int_eq(run("echo $$; sleep 4711", 2000), ERR_TIMEOUT);
	ck_assert_int_eq(fault, SSH_F_TIMEOUT);
	ck_assert_int_lt(time_mono_ms() - t0, 4000);
	ck_assert_ptr_nonnull(strstr(cx.message, "did not end within"));
	ck_assert_int_gt(res.out.n, 1);
	if (strcmp(t.user, "tester") != 0) {	/* the real server */
		char path[64];
		int i;

		snprintf(path, sizeof(path), "/proc/%ld",
		    strtol(res.out.p, NULL, 10));
		for (i = 0; i < 200 && access(path, F_OK) == 0; i++)
			usleep(50000);
		ck_assert_int_ne(access(path, F_OK), 0);
	}
}
END_TEST

START_TEST(endless_output_ends_at_the_deadline_and_says_that_it_was_cut)
{
	struct ssh_target t = with_password("endless", "open sesame");
	int64_t t0 = time_mono_ms();

	opens(&t);
	t0 = time_mono_ms();
	ck_assert_int_eq(run("yes", 2000), ERR_TIMEOUT);
	ck_assert_int_lt(time_mono_ms() - t0, 4000);
	ck_assert_int_eq(res.out.n, 1 << 20);
	ck_assert_int_gt(res.out_dropped, 0);
	ck_assert_ptr_nonnull(strstr(cx.message, "its output was cut"));
}
END_TEST

START_TEST(a_server_that_hangs_after_the_login_times_out)
{
	struct ssh_target t = with_password("hang", "open sesame");

	opens(&t);
	ck_assert_int_eq(run("id", 400), ERR_TIMEOUT);
	ck_assert_int_eq(fault, SSH_F_TIMEOUT);
	ck_assert_ptr_nonnull(strstr(cx.message, "answers no more"));
}
END_TEST

START_TEST(a_connection_dropped_mid_command_says_so_and_keeps_what_came)
{
	struct ssh_target t = with_password("drop", "open sesame");

	opens(&t);
	ck_assert_int_eq(run("id", 3000), ERR_UPSTREAM);
	ck_assert_int_eq(fault, SSH_F_DROPPED);
	ck_assert_ptr_nonnull(strstr(cx.message, "broke during the command"));
	ck_assert(str_eq(res.out, STR("partial\n")));
	ck_assert_int_eq(res.exit_code, -1);
}
END_TEST

START_TEST(a_refused_command_is_a_protocol_fault)
{
	struct ssh_target t = with_password("refuse", "open sesame");

	opens(&t);
	ck_assert_int_eq(run("id", 3000), ERR_UPSTREAM);
	ck_assert_int_eq(fault, SSH_F_PROTOCOL);
}
END_TEST

START_TEST(a_signal_is_reported_by_name)
{
	struct ssh_target t = with_password("signal", "open sesame");

	opens(&t);
	ck_assert_int_eq(run("id", 3000), ERR_OK);
	ck_assert_int_eq(res.exit_code, -1);
	ck_assert_str_eq(res.exit_signal, "SEGV");
	open_real();
	ck_assert_int_eq(run("kill -KILL $$", 3000), ERR_OK);
	ck_assert_str_eq(res.exit_signal, "KILL");
}
END_TEST

START_TEST(a_background_child_does_not_hold_the_command)
{
	int64_t t0;

	open_real();
	t0 = time_mono_ms();
	ck_assert_int_eq(run("sleep 20 & echo started", 15000), ERR_OK);
	ck_assert_int_lt(time_mono_ms() - t0, 5000);
	ck_assert_int_eq(res.exit_code, 0);
}
END_TEST

static int pieces;
static int64_t first_ms;

static enum err_code
count_piece(struct cx *c, bool is_err, struct str piece, void *arg)
{
	(void)c;
	(void)is_err;
	(void)arg;
	if (pieces++ == 0)
		first_ms = time_mono_ms();
	ck_assert_int_gt(piece.n, 0);
	return ERR_OK;
}

START_TEST(pieces_arrive_while_the_command_runs)
{
	struct ssh_run r = { .command = "echo a; sleep 2; echo b; sleep 0.3",
		.timeout_ms = 9000, .output_max = 1000, .wake_fd = -1,
		.on_output = count_piece };

	pieces = 0;
	open_real();
	ck_assert_int_eq(ssh_exec(&cx, ssh, &r, &res, &fault), ERR_OK);
	ck_assert_int_eq(pieces, 2);
	ck_assert_int_gt(time_mono_ms() - first_ms, 600);
	ck_assert_int_eq(res.out.n, 0);
	ck_assert_int_eq(res.out_bytes, 4);
}
END_TEST

static enum err_code
refuse_piece(struct cx *c, bool is_err, struct str piece, void *arg)
{
	(void)is_err;
	(void)piece;
	(void)arg;
	return err_plain(c, ERR_STORAGE);
}

START_TEST(an_error_of_the_reader_ends_the_command)
{
	struct ssh_run r = { .command = "echo a; sleep 20", .timeout_ms = 9000,
		.output_max = 1000, .wake_fd = -1, .on_output = refuse_piece };
	int64_t t0;

	open_real();
	t0 = time_mono_ms();
	ck_assert_int_eq(ssh_exec(&cx, ssh, &r, &res, &fault), ERR_STORAGE);
	ck_assert_int_lt(time_mono_ms() - t0, 3000);
}
END_TEST

START_TEST(the_wake_descriptor_cancels_a_command)
{
	struct ssh_run r = { .command = "sleep 20", .timeout_ms = 9000,
		.output_max = 1000 };
	int p[2];

	ck_assert_int_eq(pipe(p), 0);
	ck_assert_int_eq(write(p[1], "x", 1), 1);
	r.wake_fd = p[0];
	open_real();
	ck_assert_int_eq(ssh_exec(&cx, ssh, &r, &res, &fault),
	    ERR_UNAVAILABLE);
	ck_assert_int_eq(fault, SSH_F_CANCELLED);
	ck_assert_str_eq(cx.message, "cancelled");
	close(p[0]);
	close(p[1]);
}
END_TEST

static int
open_descriptors(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n;
}

START_TEST(no_descriptor_is_left_behind)
{
	static const char *const peers[] = { "sshd_key", "garbage", "close",
		"cut", "noise", "silent" };
	int before, round;

	(void)open_descriptors();
	before = open_descriptors();
	for (round = 0; round < 12; round++) {
		struct ssh_target t = with_key(peers[round % 6],
		    round > 5 ? "key_stranger" : "key_ed25519");

		t.connect_ms = round % 6 == 5 ? 100 : 5000;
		err_clear(&cx);
		(void)!ssh_open(&cx, &t, &ssh, &fault);
		arena_reset(cx.mem);
		ck_assert_int_eq(open_descriptors(), before);
	}
}
END_TEST

/* --- keys --- */

START_TEST(a_keys_facts_are_those_of_ssh_keygen)
{
	struct ssh_key_info info;
	const char *pub = sshpeer_file("key_pass.pub"), *key;

	key = sshpeer_file("key_pass");
	ck_assert_int_eq(ssh_key_read(&cx, key, "correct horse", &info),
	    ERR_OK);
	ck_assert_str_eq(info.algorithm, "ssh-ed25519");
	ck_assert_int_eq(strncmp(pub, info.public_key,
	    strlen(info.public_key)), 0);
	ck_assert_str_eq(info.fingerprint,
	    ssh_key_fingerprint(cx.mem, info.public_key));
	ck_assert_ptr_nonnull(info.plain);
	ck_assert_int_eq(ssh_key_read(&cx, info.plain, NULL, &info), ERR_OK);
	ck_assert_int_eq(strncmp(pub, info.public_key,
	    strlen(info.public_key)), 0);
	ck_assert_int_eq(ssh_key_read(&cx, key, NULL, &info), ERR_INVALID);
	ck_assert_str_eq(cx.field, "passphrase");
	ck_assert_int_eq(ssh_key_read(&cx, "", NULL, &info), ERR_MISSING);
	ck_assert_int_eq(ssh_key_read(&cx, "-----BEGIN OPENSSH PRIVATE KEY-----"
	    "\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n", NULL, &info),
	    ERR_INVALID);
	ck_assert_str_eq(cx.field, "private_key");
	ck_assert_ptr_null(ssh_key_fingerprint(cx.mem, "nonsense"));
	ck_assert_ptr_null(ssh_key_fingerprint(cx.mem, "ssh-ed25519 AAAA!"));
}
END_TEST

START_TEST(a_generated_key_reads_back_as_the_same)
{
	struct ssh_key_info made, again;

	ck_assert_int_eq(ssh_key_generate(&cx, "ed25519", 0, &made), ERR_OK);
	ck_assert_str_eq(made.algorithm, "ssh-ed25519");
	ck_assert_int_eq(ssh_key_read(&cx, made.plain, NULL, &again), ERR_OK);
	ck_assert_str_eq(made.public_key, again.public_key);
	ck_assert_int_eq(ssh_key_generate(&cx, "rsa", 3072, &made), ERR_OK);
	ck_assert_int_eq(ssh_key_read(&cx, made.plain, NULL, &again), ERR_OK);
	ck_assert_str_eq(again.algorithm, "ssh-rsa");
	ck_assert_str_eq(made.fingerprint, again.fingerprint);
}
END_TEST

/* One suite: connections and logins; commands are beside it. */
int
main(void)
{
	Suite *s = suite_create("ssh");
	TCase *login = tcase_create("login"), *exec = tcase_create("exec");
	SRunner *r;
	int failed;

	sshpeer_up();
	tcase_add_checked_fixture(login, setup, teardown);
	tcase_set_timeout(login, 30);
	tcase_add_loop_test(login, every_kind_of_key_logs_in, 0, 3);
	tcase_add_test(login, a_key_with_a_passphrase_logs_in);
	tcase_add_loop_test(login, a_bad_key_or_passphrase_is_named, 0, 5);
	tcase_add_test(login, a_password_logs_in_at_the_real_server);
	tcase_add_test(login, a_password_asked_as_a_question_is_answered);
	tcase_add_test(login, wrong_proof_is_an_auth_fault);
	tcase_add_test(login, names_that_do_not_resolve_are_a_dns_fault);
	tcase_add_test(login, a_name_is_resolved_and_reached);
	tcase_add_test(login, a_closed_port_is_refused);
	tcase_add_loop_test(login, each_strange_peer_has_its_own_error_in_time,
	    0, 8);
	tcase_add_test(login, the_callers_deadline_ends_a_connect_early);
	tcase_add_test(login, the_wake_descriptor_ends_a_connect);
	tcase_add_test(login, an_address_that_the_policy_forbids_is_not_called);
	tcase_add_loop_test(login,
	    hostile_names_are_refused_before_anything_happens, 0, 12);
	tcase_add_test(login, the_host_key_is_reported_and_its_pin_accepted);
	tcase_add_loop_test(login,
	    a_pin_of_another_type_makes_the_host_show_that_type, 0, 2);
	tcase_add_test(login, a_changed_host_key_stops_everything);
	tcase_add_test(login, a_host_whose_key_type_changed_is_refused);
	tcase_add_test(login, a_keys_facts_are_those_of_ssh_keygen);
	tcase_add_test(login, no_descriptor_is_left_behind);
	suite_add_tcase(s, login);
	tcase_add_checked_fixture(exec, setup, teardown);
	tcase_set_timeout(exec, 30);
	tcase_add_test(exec, input_is_sent_and_then_ended);
	tcase_add_test(exec, without_input_a_reader_sees_the_end_at_once);
	tcase_add_test(exec, several_commands_run_on_one_session);
	tcase_add_test(exec, output_over_the_cap_is_dropped_and_counted);
	tcase_add_test(exec, the_deadline_ends_a_command_and_what_it_started);
	tcase_add_test(exec,
	    endless_output_ends_at_the_deadline_and_says_that_it_was_cut);
	tcase_add_test(exec, a_server_that_hangs_after_the_login_times_out);
	tcase_add_test(exec,
	    a_connection_dropped_mid_command_says_so_and_keeps_what_came);
	tcase_add_test(exec, a_refused_command_is_a_protocol_fault);
	tcase_add_test(exec, a_signal_is_reported_by_name);
	tcase_add_test(exec, a_background_child_does_not_hold_the_command);
	tcase_add_test(exec, pieces_arrive_while_the_command_runs);
	tcase_add_test(exec, an_error_of_the_reader_ends_the_command);
	tcase_add_test(exec, a_generated_key_reads_back_as_the_same);
	tcase_add_test(exec, the_wake_descriptor_cancels_a_command);
	suite_add_tcase(s, exec);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
