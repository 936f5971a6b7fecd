/*
 * The loop over many sessions, against real OpenSSH servers and stand-ins that
 * misbehave.
 */
#include <sys/eventfd.h>
#include <sys/resource.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "crypto/crypto.h"
#include "ssh/ssh_fan.h"
#include "sshpeer.h"

#define MAX 256

struct one {
	struct ssh_fan_job job;
	struct ssh_target target;
	struct ssh_target jump[2];
	struct ssh_fan_result res;
	char message[512];
	char out[65536];
	size_t n_out;
	int n_started, n_ready, n_ended;
	bool hold;
	int64_t ended_ms;
};

static struct arena *mem;
static struct ssh_fan *fan;
static struct one *ones;
static size_t n_ones;
static int64_t began_ms;

static void
setup(void)
{
	const struct ssh_fan_limits lim = { 64, 64, 0, 100, 60 };

	mem = arena_new(64 << 20);
	ones = calloc(MAX, sizeof(*ones));
	n_ones = 0;
	fan = ssh_fan_new(&lim);
	ck_assert_ptr_nonnull(fan);
	ssh_fan_lang(fan, LANG_EN);
	began_ms = time_mono_ms();
}

static void
teardown(void)
{
	ssh_fan_free(fan);
	free(ones);
	arena_free(mem);
}

static void
on_start(struct ssh_fan_job *job)
{
	((struct one *)job->arg)->n_started++;
}

static bool
on_ready(struct ssh_fan_job *job)
{
	struct one *o = job->arg;

	o->n_ready++;
	return !o->hold;
}

static void
on_output(struct ssh_fan_job *job, bool is_err, struct str piece)
{
	struct one *o = job->arg;

	(void)is_err;
	if (o->n_out + piece.n > sizeof(o->out) - 1)
		return;
	memcpy(o->out + o->n_out, piece.p, piece.n);
	o->n_out += piece.n;
}

static void
on_end(struct ssh_fan_job *job, const struct ssh_fan_result *res)
{
	struct one *o = job->arg;

	o->n_ended++;
	o->res = *res;
	snprintf(o->message, sizeof(o->message), "%s", res->message);
	o->res.message = o->message;
	o->ended_ms = time_mono_ms() - began_ms;
}

static struct one *
add_port(int port, const char *command)
{
	struct one *o = &ones[n_ones++];

	ck_assert_uint_le(n_ones, MAX);
	o->target = (struct ssh_target){
		.host = "127.0.0.1",
		.port = port,
		.user = sshpeer("user"),
		.private_key = sshpeer_file("key_ed25519"),
		.connect_ms = 8000,
		.wake_fd = -1,
	};
	o->job = (struct ssh_fan_job){
		.target = &o->target,
		.command = command,
		.timeout_ms = 20000,
		.output_max = 65536,
		.on_start = on_start,
		.on_ready = on_ready,
		.on_output = on_output,
		.on_end = on_end,
		.arg = o,
	};
	ssh_fan_add(fan, &o->job);
	return o;
}

static struct one *
add(const char *peer, const char *command)
{
	return add_port(sshpeer_port(peer), command);
}

static struct one *
add_fake(const char *peer, const char *command)
{
	struct one *o = add(peer, command);

	o->target.private_key = NULL;
	o->target.user = sshpeer("fake_user");
	o->target.password = sshpeer("password_text");
	return o;
}

static void
run(void)
{
	while (ssh_fan_turn(fan, 1000, -1) > 0)
		continue;
}

static void
run_ms(int ms)
{
	int64_t end = time_mono_ms() + ms;

	while (time_mono_ms() < end)
		(void)ssh_fan_turn(fan, 20, -1);
}

/* Until ${o} was ready ${n} times. */
static void
run_ready(const struct one *o, int n)
{
	int64_t end = time_mono_ms() + 8000;

	while (o->n_ready < n && time_mono_ms() < end)
		(void)ssh_fan_turn(fan, 20, -1);
	ck_assert_int_eq(o->n_ready, n);
}

/* Until the process whose id ${o} said is in ${state}, or gone (0). */
static void
wait_state(const struct one *o, char state)
{
	char path[64], line[256], now = '?';
	FILE *f;
	int i;

	snprintf(path, sizeof(path), "/proc/%ld/stat",
	    strtol(o->out, NULL, 10));
	for (i = 0; i < 400 && now != state; i++) {
		usleep(25 * 1000);
		now = 0;
		f = fopen(path, "r");
		if (f == NULL)
			continue;
		if (fgets(line, sizeof(line), f) != NULL)
			now = strrchr(line, ')')[2];
		fclose(f);
	}
	ck_assert_int_eq(now, state);
}

static void
check_well(const struct one *o, const char *out)
{
	ck_assert_int_eq(o->n_ended, 1);
	ck_assert_msg(o->res.rc == ERR_OK, "%s", o->message);
	ck_assert_int_eq(o->res.exit_code, 0);
	ck_assert(o->res.sent);
	if (out != NULL)
		ck_assert_str_eq(o->out, out);
}

static void
check_fault(const struct one *o, enum ssh_fault fault, bool sent,
    const char *text)
{
	ck_assert_int_eq(o->n_ended, 1);
	ck_assert_msg(o->res.fault == fault, "fault %s, expected %s: %s",
	    ssh_fault_name(o->res.fault), ssh_fault_name(fault), o->message);
	ck_assert_int_ne(o->res.rc, ERR_OK);
	ck_assert_int_eq(o->res.sent, sent);
	ck_assert_msg(strstr(o->message, text) != NULL, "'%s' not in '%s'",
	    text, o->message);
}

START_TEST(many_then_warm)
{
	size_t i, n = 48;

	for (i = 0; i < n; i++)
		add("sshd_key", "printf '%s\\n' \"a b\" '$(id)'; printf e >&2");
	run();
	for (i = 0; i < n; i++) {
		check_well(&ones[i], NULL);
		ck_assert_ptr_nonnull(strstr(ones[i].out, "a b\n$(id)\n"));
		ck_assert_int_eq(ones[i].res.out_bytes, 10);
		ck_assert_int_ge(ones[i].res.err_bytes, 1);
		ck_assert(!ones[i].res.warm);
		ck_assert_int_eq(ones[i].n_started, 1);
	}
	ck_assert_uint_eq(ssh_fan_warm(fan), n);
	ck_assert(ssh_fan_is_warm(fan, &ones[0].target));
	for (i = 0; i < n; i++)
		add("sshd_key", "exit 3");
	run();
	for (i = n; i < 2 * n; i++) {
		ck_assert_int_eq(ones[i].res.rc, ERR_OK);
		ck_assert_int_eq(ones[i].res.exit_code, 3);
		ck_assert(ones[i].res.warm);
	}
	ck_assert_uint_eq(ssh_fan_warm(fan), n);
}
END_TEST

START_TEST(warm_is_of_one_identity)
{
	const struct ssh_fan_limits few = { 64, 64, 0, 1, 60 };
	struct one *o;

	check_well((run(), o = add("sshd_key", "true"), run(), o), "");
	o = add("sshd_key", "true");
	o->target.private_key = sshpeer_file("key_rsa");
	run();
	check_well(o, "");
	ck_assert(!o->res.warm);
	/* The same machine with another key, which it does not know. */
	o = add("sshd_key", "true");
	o->target.private_key = sshpeer_file("key_stranger");
	run();
	check_fault(o, SSH_F_AUTH, false, "does not accept the key");
	ck_assert_uint_eq(ssh_fan_warm(fan), 2);
	ssh_fan_limit(fan, &few);
	ck_assert_uint_eq(ssh_fan_warm(fan), 1);
}
END_TEST

START_TEST(stale_sessions_are_replaced)
{
	struct one *o;

	/* One is killed while idle, one stops answering. */
	o = add("sshd_key",
	    "echo $PPID; (sleep 1; kill -9 $PPID) >/dev/null 2>&1 &");
	run();
	check_well(o, NULL);
	wait_state(o, 0);
	o = add("sshd_key", "echo again");
	run();
	check_well(o, "again\n");
	ck_assert(!o->res.warm);
	o = add("sshd_key",
	    "echo $PPID; (sleep 1; kill -STOP $PPID; sleep 9; kill -9 $PPID) "
	    ">/dev/null 2>&1 &");
	run();
	check_well(o, NULL);
	wait_state(o, 'T');
	o = add("sshd_key", "echo third");
	run();
	check_well(o, "third\n");
	ck_assert(!o->res.warm);
	ck_assert_int_eq(o->n_started, 1);
}
END_TEST

START_TEST(each_fault_is_its_own)
{
	static const struct {
		const char *peer;
		enum ssh_fault fault;
		bool sent;
		const char *text;
	} cases[] = {
		{ "hang", SSH_F_TIMEOUT, false, "answers no more" },
		{ "drop", SSH_F_DROPPED, true, "outcome is not known" },
		{ "endless", SSH_F_TIMEOUT, true, "did not end within 2 s" },
		{ "refuse", SSH_F_PROTOCOL, false, "refused to run" },
		{ "second", SSH_F_AUTH, false, "second proof" },
		{ "silent", SSH_F_TIMEOUT, false, "server says nothing" },
		{ "dribble", SSH_F_TIMEOUT, false, "timed out" },
		{ "garbage", SSH_F_PROTOCOL, false, "not an ssh server" },
		{ "http", SSH_F_PROTOCOL, false, "not an ssh server" },
		{ "close", SSH_F_PROTOCOL, false, "not an ssh server" },
		{ "cut", SSH_F_DROPPED, false, "hung up during the key" },
		{ "noise", SSH_F_PROTOCOL, false, "damaged" },
		{ "full", SSH_F_TIMEOUT, false, "connecting to" },
	};
	const size_t n = sizeof(cases) / sizeof(cases[0]);
	struct one *name, *nobody, *wrong, *pin, *print, *sig, *good[8];
	size_t i;

	for (i = 0; i < n; i++) {
		struct one *o = add_fake(cases[i].peer, "x");

		o->target.connect_ms = 6000;
		o->job.timeout_ms = 2000;
	}
	name = add("sshd_key", "x");
	name->target.host = "no-such-host.invalid";
	nobody = add_port(1, "x");
	wrong = add_fake("password", "x");
	wrong->target.password = "open barley";
	pin = add("sshd_key", "x");
	pin->target.host_key = sshpeer_file("host_other.pub");
	print = add("sshd_key", "x");
	print->target.host_fingerprint = "SHA256:nothing";
	sig = add_fake("signal", "x");
	for (i = 0; i < 8; i++)
		good[i] = add("sshd_key", "echo fine");
	run();
	for (i = 0; i < n; i++)
		check_fault(&ones[i], cases[i].fault, cases[i].sent,
		    cases[i].text);
	check_fault(name, SSH_F_DNS, false, "cannot resolve");
	check_fault(nobody, SSH_F_CONNECT, false, "refused the connection");
	check_fault(wrong, SSH_F_AUTH, false, "wrong password");
	check_fault(pin, SSH_F_HOSTKEY, false, "has changed");
	check_fault(print, SSH_F_HOSTKEY, false, "not the one confirmed");
	ck_assert_int_eq(sig->res.rc, ERR_OK);
	ck_assert_str_eq(sig->res.exit_signal != NULL ? "set" : "", "set");
	for (i = 0; i < 8; i++) {
		check_well(good[i], "fine\n");
		/* Nobody waits for those that hang. */
		ck_assert_int_lt(good[i]->ended_ms, 5000);
	}
	ck_assert_int_lt(time_mono_ms() - began_ms, 11000);
}
END_TEST

START_TEST(passwords_and_questions)
{
	struct one *a = add_fake("password", "echo a");
	struct one *b = add_fake("kbdint", "echo b");

	run();
	check_well(a, "a\n");
	check_well(b, "b\n");
}
END_TEST

START_TEST(held_until_told)
{
	struct one *o = add("sshd_key", "echo gone");

	o->hold = true;
	run_ready(o, 1);
	run_ms(300);
	ck_assert_int_eq(o->n_ready, 1);
	ck_assert_int_eq(o->n_ended, 0);
	ssh_fan_go(fan, &o->job);
	run();
	check_well(o, "gone\n");
	/* A session that dies while the job is held was never sent anything. */
	o = add("sshd_key", "(sleep 1.5; kill -9 $PPID) >/dev/null 2>&1 &");
	run();
	o = add("sshd_key", "echo late");
	o->hold = true;
	run_ready(o, 2);
	ssh_fan_go(fan, &o->job);
	run();
	check_well(o, "late\n");
	ck_assert(!o->res.warm);
}
END_TEST

START_TEST(cancelled_by_descriptor)
{
	const struct ssh_fan_limits two = { 2, 2, 0, 10, 60 };
	int fd = eventfd(1, EFD_CLOEXEC);
	struct one *a, *b, *c;
	int64_t now;

	ssh_fan_limit(fan, &two);
	a = add("sshd_key", "exec sleep 30");
	b = add_fake("silent", "x");
	c = add("sshd_key", "x");
	run_ready(a, 1);
	run_ms(300);
	now = time_mono_ms();
	while (ssh_fan_turn(fan, 1000, fd) > 0)
		continue;
	ck_assert_int_lt(time_mono_ms() - now, 2000);
	check_fault(a, SSH_F_CANCELLED, true, "cancelled");
	check_fault(b, SSH_F_CANCELLED, false, "cancelled");
	check_fault(c, SSH_F_CANCELLED, false, "cancelled");
	ck_assert_int_eq(c->n_started, 0);
	close(fd);
}
END_TEST

START_TEST(late_as_a_whole_and_alone)
{
	struct one *a, *b, *c;
	int64_t end;

	a = add("sshd_key", "trap '' TERM; sleep 30");
	b = add("sshd_key", "echo partial; exec sleep 30");
	c = add("sshd_key", "sleep 30 & echo left behind");
	b->job.timeout_ms = 2000;
	c->job.timeout_ms = 10000;
	end = time_mono_ms() + 9000;
	while ((b->n_ended == 0 || c->n_ended == 0) && time_mono_ms() < end)
		(void)ssh_fan_turn(fan, 20, -1);
	check_fault(b, SSH_F_TIMEOUT, true, "did not end within 2 s");
	ck_assert_str_eq(b->out, "partial\n");
	check_well(c, "left behind\n");
	ssh_fan_cancel(fan, NULL, true);
	run();
	check_fault(a, SSH_F_TIMEOUT, true, "time for all was up");
	ck_assert_int_lt(time_mono_ms() - began_ms, 12000);
}
END_TEST

static struct str
noise(size_t n)
{
	char *p = arena_alloc(mem, n);

	crypto_random(p, n);
	return (struct str){ p, n };
}

START_TEST(a_megabyte_goes_as_it_is)
{
	struct str in = noise(1 << 20);
	const char *sum = crypto_sha256_hex(mem, in);
	size_t i;

	for (i = 0; i < 8; i++)
		add("sshd_key", "sha256sum")->job.input = in;
	/* A command that reads nothing of it. */
	add("sshd_key", "true")->job.input = in;
	run();
	for (i = 0; i < 8; i++) {
		check_well(&ones[i], NULL);
		ck_assert_int_eq(strncmp(ones[i].out, sum, 64), 0);
	}
	check_well(&ones[8], "");
}
END_TEST

START_TEST(a_gigabyte_is_counted)
{
	struct one *big = add("sshd_key", "head -c 1G /dev/zero");
	struct one *small = add("sshd_key", "echo small");
	struct rusage before, after;

	big->job.output_max = 4096;
	big->job.timeout_ms = 60000;
	getrusage(RUSAGE_SELF, &before);
	run();
	getrusage(RUSAGE_SELF, &after);
	check_well(big, NULL);
	check_well(small, "small\n");
	ck_assert_uint_eq(big->n_out, 4096);
	ck_assert_int_eq(big->res.out_bytes, 1 << 30);
	ck_assert_int_eq(big->res.out_dropped, (1 << 30) - 4096);
#ifndef __SANITIZE_ADDRESS__	/* which keeps what was freed */
	ck_assert_int_lt(after.ru_maxrss - before.ru_maxrss, 8 * 1024);
#endif
	ck_assert_int_lt(small->ended_ms, 3000);
}
END_TEST

static void
through(struct one *o, const char *jump)
{
	o->jump[0] = o->target;
	o->jump[0].port = sshpeer_port(jump);
	o->target.jump = &o->jump[0];
}

START_TEST(through_jump_hosts)
{
	size_t i, n = 24;
	struct one *two, *big, *fill;
	struct str in = noise(3 << 20);

	for (i = 0; i < n; i++)
		through(add("sshd_key", "echo behind"), "sshd_swap");
	run();
	for (i = 0; i < n; i++)
		check_well(&ones[i], "behind\n");
	two = add("sshd_key", "echo twice");
	through(two, "sshd_swap");
	two->jump[1] = two->target;
	two->jump[1].jump = NULL;
	two->jump[0].jump = &two->jump[1];
	big = add("sshd_key", "head -c 40000000 /dev/zero");
	through(big, "sshd_swap");
	fill = add("sshd_key", "sleep 0.5; sha256sum");
	through(fill, "sshd_swap");
	fill->job.input = in;
	run();
	check_well(two, "twice\n");
	check_well(big, NULL);
	ck_assert(big->res.warm);
	ck_assert_int_eq(big->res.out_bytes, 40000000);
	check_well(fill, NULL);
	ck_assert_int_eq(strncmp(fill->out, crypto_sha256_hex(mem, in), 64), 0);
}
END_TEST

START_TEST(jump_hosts_fail_by_name)
{
	struct one *dead, *mute, *beyond, *changed, *inner;

	dead = add("sshd_key", "x");
	through(dead, "sshd_key");
	dead->jump[0].port = 1;
	mute = add("sshd_key", "x");
	through(mute, "silent");
	mute->target.connect_ms = mute->jump[0].connect_ms = 1500;
	beyond = add("sshd_key", "x");
	through(beyond, "sshd_key");
	beyond->target.port = 1;
	changed = add("sshd_key", "x");
	through(changed, "sshd_key");
	changed->jump[0].host_key = sshpeer_file("host_other.pub");
	inner = add("sshd_key", "x");
	through(inner, "sshd_key");
	inner->target.host_key = sshpeer_file("host_other.pub");
	run();
	check_fault(dead, SSH_F_CONNECT, false, "jump host 127.0.0.1: ");
	check_fault(mute, SSH_F_TIMEOUT, false, "jump host 127.0.0.1: ");
	check_fault(beyond, SSH_F_CONNECT, false, "cannot connect to");
	check_fault(changed, SSH_F_HOSTKEY, false, "jump host 127.0.0.1: ");
	check_fault(inner, SSH_F_HOSTKEY, false, "the host key has changed");
}
END_TEST

START_TEST(limits_are_kept)
{
	const struct ssh_fan_limits slow = { 3, 2, 20, 0, 60 };
	size_t i, most = 0;

	ssh_fan_limit(fan, &slow);
	for (i = 0; i < 12; i++)
		add("sshd_key", "sleep 0.05");
	while (ssh_fan_turn(fan, 1000, -1) > 0)
		if (ssh_fan_busy(fan) > most)
			most = ssh_fan_busy(fan);
	for (i = 0; i < 12; i++)
		check_well(&ones[i], "");
	ck_assert_uint_le(most, 3);
	ck_assert_uint_eq(ssh_fan_warm(fan), 0);
	/* Two at once, then one every 50 ms. */
	ck_assert_int_ge(time_mono_ms() - began_ms, 450);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("ssh_fan");
	TCase *t = tcase_create("fan");
	SRunner *r;
	int failed;

	sshpeer_up();
	tcase_set_timeout(t, 90);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, many_then_warm);
	tcase_add_test(t, warm_is_of_one_identity);
	tcase_add_test(t, stale_sessions_are_replaced);
	tcase_add_test(t, each_fault_is_its_own);
	tcase_add_test(t, passwords_and_questions);
	tcase_add_test(t, held_until_told);
	tcase_add_test(t, cancelled_by_descriptor);
	tcase_add_test(t, late_as_a_whole_and_alone);
	tcase_add_test(t, a_megabyte_goes_as_it_is);
	tcase_add_test(t, a_gigabyte_is_counted);
	tcase_add_test(t, through_jump_hosts);
	tcase_add_test(t, jump_hosts_fail_by_name);
	tcase_add_test(t, limits_are_kept);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? 0 : 1;
}
