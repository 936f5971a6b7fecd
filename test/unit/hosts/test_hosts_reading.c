/*
 * The reader of readings makes something of anything; the rules of health are
 * the contract's; changes are told once.
 */
#include <sys/wait.h>

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hosts/hosts_actions.h"
#include "hosts/hosts_health.h"

static struct host_reading r;

static void
parse(const char *s)
{
	hosts_reading_parse(str_of(s), &r);
}

#define HEAD "k8sm-reading-1\n"
#define FOOT "k8sm-reading-end\n"
#define GOOD \
	"cpu  100 0 100 700 100 0 0 0 5 0\n" \
	"load 0.50 1.25 2.00 1/200 999\n" \
	"up 1000.42 900.00\n" \
	"mem MemTotal: 1024000\nmem MemFree: 1000\nmem MemAvailable: 512000\n" \
	"mem SwapTotal: 2000\nmem SwapFree: 1500\n" \
	"net   eth0: 1000 1 0 0 0 0 0 0 2000 1 0 0 0 0 0 0\n" \
	"net veth12: 9999 1 0 0 0 0 0 0 9999 1 0 0 0 0 0 0\n" \
	"disk Filesystem 1024-blocks Used Available Capacity Mounted on\n" \
	"disk /dev/vda1 1048576 524288 524288 50% /\n" \
	"disk tmpfs 1048576 1048576 0 100% /run\n" \
	"disk /dev/loop3 100 100 0 100% /snap/x\n" \
	"disk /dev/vdb 1048576 900000 100000 90% /data with blanks\n" \
	"inode /dev/vda1 1000 100 900 10% /\n" \
	"inode /dev/vdb 1000 990 10 99% /data with blanks\n"

static void
run_script(const char *arg, char *out, size_t size)
{
	int in[2], p[2];
	ssize_t n, have = 0;
	size_t len = strlen(hosts_reading_script);
	pid_t pid;

	ck_assert_int_eq(pipe(in), 0);
	ck_assert_int_eq(pipe(p), 0);
	pid = fork();
	if (pid == 0) {
		dup2(in[0], 0);
		dup2(p[1], 1);
		close(in[1]);
		close(p[0]);
		close(p[1]);
		execl("/bin/sh", "sh", "-s", arg, (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(p[1]);
	ck_assert_int_eq(write(in[1], hosts_reading_script, len),
	    (ssize_t)len);
	close(in[1]);
	while ((n = read(p[0], out + have, size - 1 - (size_t)have)) > 0)
		have += n;
	out[have] = '\0';
	close(p[0]);
	waitpid(pid, NULL, 0);
}

START_TEST(the_script_reads_this_very_machine)
{
	static char out[65536];
	struct host_counters before;

	run_script("plain", out, sizeof(out));
	parse(out);
	ck_assert(r.whole);
	ck_assert(r.has_load && r.has_memory && r.has_disk);
	ck_assert_int_gt(r.mem_total_mb, 0);
	ck_assert(r.disk > 0 && r.disk <= 100);
	ck_assert_int_gt(r.uptime_s, 0);
	ck_assert(r.cpu < 0);
	before = r.count;
	before.at_ms = 1000;
	run_script("deep", out, sizeof(out));
	parse(out);
	ck_assert(r.cpu >= 0 && r.cpu <= 100);
	r.count.at_ms = 3000;
	hosts_reading_since(&r, &before);
	ck_assert(r.cpu >= 0 && r.cpu <= 100);
	ck_assert(!r.count.has_net || r.rx >= 0);
}
END_TEST

START_TEST(a_good_reading)
{
	parse("banner of the house\n" HEAD GOOD FOOT "and after");
	ck_assert(r.whole);
	ck_assert(fabs(r.load1 - 0.5) < 1e-9 && fabs(r.load15 - 2) < 1e-9);
	ck_assert_int_eq(r.mem_total_mb, 1000);
	ck_assert_int_eq(r.mem_used_mb, 500);
	ck_assert(fabs(r.mem - 50) < 1e-9);
	ck_assert(fabs(r.swap - 25) < 1e-9);
	ck_assert(fabs(r.disk - 50) < 1e-9);
	ck_assert(fabs(r.inode - 10) < 1e-9);
	ck_assert_int_eq(r.uptime_s, 1000);
	ck_assert(r.count.has_cpu && r.count.cpu_all == 1000 &&
	    r.count.cpu_idle == 800);
	ck_assert(r.count.rx == 1000 && r.count.tx == 2000);
	ck_assert_int_eq((int)r.n_mounts, 2);
	ck_assert_str_eq(r.mounts[1].mount, "/data with blanks");
	ck_assert(fabs(r.mounts[1].used - 90) < 1e-9);
	ck_assert(fabs(r.mounts[1].inode - 99) < 1e-9);
}
END_TEST

START_TEST(old_kernels_say_no_available)
{
	parse(HEAD "mem MemTotal: 1000\nmem MemFree: 100\nmem Buffers: 200\n"
		   "mem Cached: 300\n" FOOT);
	ck_assert(r.has_memory);
	ck_assert(fabs(r.mem - 40) < 1e-9);
	ck_assert(!r.whole);
}
END_TEST

static const char *const garbage[] = {
	"",
	"\n\n\n",
	"Permission denied\n",
	HEAD,
	FOOT HEAD,
	HEAD FOOT,
	HEAD "cpu\ncpu  x y z\ncpu  -1 2 3 4 5\n" FOOT,
	HEAD "cpu  99999999999999999999999999 1 1 1 1\n" FOOT,
	HEAD "load nan inf -1\nload 1e9 1 1\nload 1. .5 1\n" FOOT,
	HEAD "mem MemTotal: 99999999999999999999\nmem MemTotal:\n" FOOT,
	HEAD "mem MemTotal: 0\n" FOOT,
	HEAD "net\nnet :\nnet eth0:\nnet eth0: 1 2 3\n" FOOT,
	HEAD "disk /dev/a 0 0 0 0% /\ndisk /dev/a 10 20 30 1% /\n" FOOT,
	HEAD "disk /dev/a 100 50 50 50% relative\ndisk / / / / / /\n" FOOT,
	HEAD "up -5\nup 99999999999999999999\nup\n" FOOT,
	HEAD "\xff\xfe\x01 \x80\x80\ndisk \xff 100 50 50 50% /\xff\xff\n" FOOT,
};

START_TEST(garbage_gives_nothing)
{
	parse(garbage[_i]);
	ck_assert(!r.whole);
	ck_assert(r.cpu < 0 && r.rx < 0 && r.tx < 0);
	ck_assert(!r.has_memory || r.mem_total_mb > 0);
	ck_assert(!r.has_load);
	ck_assert(r.uptime_s >= 0);
}
END_TEST

START_TEST(counters_that_go_back_are_not_compared)
{
	struct host_counters before = { true, true, 1000, 800, 1000, 2000, 0,
		500 };

	parse(HEAD GOOD FOOT);
	r.count.at_ms = 10000;
	before.cpu_all = 2000; /* more than now */
	before.rx = 5000;
	hosts_reading_since(&r, &before);
	ck_assert(r.cpu < 0 && r.rx < 0 && r.tx < 0);
	before = (struct host_counters){ true, true, 0, 0, 0, 0, 0, 2000 };
	hosts_reading_since(&r, &before); /* it restarted */
	ck_assert(r.cpu < 0 && r.rx < 0);
	before = (struct host_counters){ true, true, 600, 600, 0, 1000, 9800,
		900 };
	hosts_reading_since(&r, &before); /* too soon */
	ck_assert(r.cpu < 0);
	before.at_ms = 0;
	hosts_reading_since(&r, &before);
	ck_assert(fabs(r.cpu - 50) < 1e-9);
	ck_assert(fabs(r.rx - 100) < 1e-9 && fabs(r.tx - 100) < 1e-9);
}
END_TEST

/* --- rules --- */

static const struct rule {
	double load, mem, disk, inode;
	int64_t cores;
	bool whole;
	enum host_state state, resource, system;
} rules[] = {
	{ 0.5, 40, 40, 10, 2, true, HOST_HEALTHY, HOST_HEALTHY, HOST_HEALTHY },
	{ 3.99, 79.9, 84.9, 84.9, 2, true, HOST_HEALTHY, HOST_HEALTHY,
	    HOST_HEALTHY },
	{ 4, 40, 40, 10, 2, true, HOST_DEGRADED, HOST_HEALTHY, HOST_DEGRADED },
	{ 4, 40, 40, 10, 0, true, HOST_DEGRADED, HOST_HEALTHY, HOST_DEGRADED },
	{ 12, 40, 40, 10, 16, true, HOST_HEALTHY, HOST_HEALTHY, HOST_HEALTHY },
	{ 16, 40, 40, 10, 16, true, HOST_DEGRADED, HOST_HEALTHY,
	    HOST_DEGRADED },
	{ 0, 80, 40, 10, 2, true, HOST_DEGRADED, HOST_DEGRADED, HOST_HEALTHY },
	{ 0, 90, 40, 10, 2, true, HOST_CRITICAL, HOST_CRITICAL, HOST_HEALTHY },
	{ 0, 40, 85, 10, 2, true, HOST_DEGRADED, HOST_DEGRADED, HOST_HEALTHY },
	{ 0, 40, 95, 10, 2, true, HOST_CRITICAL, HOST_CRITICAL, HOST_HEALTHY },
	{ 0, 40, 40, 85, 2, true, HOST_DEGRADED, HOST_DEGRADED, HOST_HEALTHY },
	{ 0, 40, 40, 95, 2, true, HOST_CRITICAL, HOST_CRITICAL, HOST_HEALTHY },
	{ 9, 85, 96, 10, 2, true, HOST_CRITICAL, HOST_CRITICAL, HOST_DEGRADED },
	{ 0, 40, 40, 10, 2, false, HOST_DEGRADED, HOST_DEGRADED,
	    HOST_DEGRADED },
	{ 0, 95, 40, 10, 2, false, HOST_CRITICAL, HOST_CRITICAL,
	    HOST_DEGRADED },
};

START_TEST(the_rules_are_the_contracts)
{
	const struct rule *x = &rules[_i];
	struct host_verdict v;

	r = (struct host_reading){ .whole = x->whole, .has_load = true,
		.has_memory = true, .has_disk = true, .has_inode = true,
		.load1 = x->load, .mem = x->mem, .disk = x->disk,
		.inode = x->inode };
	hosts_judge(&r, x->cores, &v);
	ck_assert_int_eq(v.state, x->state);
	ck_assert_int_eq(v.resource, x->resource);
	ck_assert_int_eq(v.system, x->system);
	ck_assert_int_eq(v.connectivity, HOST_HEALTHY);
	ck_assert_int_eq(v.why[0] == '\0', x->state == HOST_HEALTHY);
	ck_assert_int_eq(v.partial, !x->whole);
}
END_TEST

START_TEST(any_full_disk_counts_and_the_reason_fits)
{
	struct host_verdict v;

	parse(HEAD GOOD FOOT);
	hosts_judge(&r, 2, &v);
	ck_assert_int_eq(v.state, HOST_CRITICAL);
	ck_assert_ptr_nonnull(strstr(v.why, "inodes of /data with blanks 99 %"));
	r.n_mounts = HOSTS_READING_DISKS;
	for (size_t i = 1; i < HOSTS_READING_DISKS; i++) {
		r.mounts[i] = r.mounts[1];
		r.mounts[i].used = 99;
	}
	hosts_judge(&r, 2, &v);
	ck_assert_int_lt((int)strlen(v.why), (int)sizeof(v.why));
	hosts_judge_unreachable(&v);
	ck_assert_int_eq(v.state, HOST_CRITICAL);
	ck_assert_int_eq(v.connectivity, HOST_CRITICAL);
}
END_TEST

/* --- telling --- */

#define ROUND_US (INT64_C(30) * 1000000)

START_TEST(one_bad_look_tells_nothing)
{
	struct host_mood m = { HOST_UNKNOWN, HOST_UNKNOWN, 0, 0, 0 };
	int64_t t = ROUND_US;

	ck_assert(hosts_mood_look(&m, HOST_HEALTHY, t));
	ck_assert(!hosts_mood_look(&m, HOST_CRITICAL, t += ROUND_US));
	ck_assert(!hosts_mood_look(&m, HOST_HEALTHY, t += ROUND_US));
	ck_assert(!hosts_mood_look(&m, HOST_CRITICAL, t += ROUND_US));
	ck_assert(hosts_mood_look(&m, HOST_CRITICAL, t += ROUND_US));
	ck_assert(!hosts_mood_look(&m, HOST_CRITICAL, t += ROUND_US));
	ck_assert_int_eq(m.told, HOST_CRITICAL);
	ck_assert(!hosts_mood_look(&m, HOST_HEALTHY, t += ROUND_US));
	ck_assert(!hosts_mood_look(&m, HOST_HEALTHY, t += ROUND_US));
	ck_assert(hosts_mood_look(&m, HOST_HEALTHY, t + ROUND_US));
}
END_TEST

START_TEST(a_host_that_goes_up_and_down_is_told_seldom)
{
	struct host_mood m = { HOST_HEALTHY, HOST_HEALTHY, 9, 0, ROUND_US };
	int64_t t = ROUND_US;
	int told = 0, i;

	/* Three hours of two minutes up, two minutes down. */
	for (i = 0; i < 360; i++)
		told += hosts_mood_look(&m,
		    i / 4 % 2 ? HOST_CRITICAL : HOST_HEALTHY, t += ROUND_US);
	/* Of ninety changes. */
	ck_assert_int_le(told, 30);
	/* And when it stays, that is told. */
	for (i = 0; i < 20; i++)
		(void)hosts_mood_look(&m, HOST_CRITICAL, t += ROUND_US);
	ck_assert_int_eq(m.told, HOST_CRITICAL);
	/* Calm days later it is as quick as ever. */
	t += INT64_C(86400) * 1000000;
	ck_assert(!hosts_mood_look(&m, HOST_HEALTHY, t += ROUND_US));
	ck_assert(!hosts_mood_look(&m, HOST_HEALTHY, t += ROUND_US));
	ck_assert(hosts_mood_look(&m, HOST_HEALTHY, t + ROUND_US));
}
END_TEST

static void
look(struct host_look *l, struct host_watch *h, bool reached, int64_t at)
{
	*l = (struct host_look){ .host = h, .reached = reached,
		.error = reached ? "" : "no answer" };
	hosts_reading_parse(reached ? str_of(HEAD "load 0 0 0 1/1 1\n"
			"mem MemTotal: 1000\nmem MemAvailable: 900\n"
			"disk /dev/a 100 10 90 10% /\n" FOOT) : STR(""), &l->r);
	hosts_look_judge(l, at);
	h->told = hosts_state_name(l->mood.told);
	h->seen = hosts_state_name(l->mood.seen);
	h->streak = l->mood.streak;
	h->flaps = l->mood.flaps;
	h->at = at;
	h->fails = l->fails;
	h->failed_since = l->failed_since;
	h->status = l->status;
}

START_TEST(an_outage_makes_a_host_offline_and_back)
{
	struct host_watch h = { .status = "online", .told = "healthy",
		.seen = "healthy" };
	struct host_look l;

	look(&l, &h, false, 1);
	ck_assert_str_eq(l.status, "online");
	look(&l, &h, false, 2);
	ck_assert_str_eq(l.status, "offline");
	ck_assert(l.told_now);
	ck_assert_int_eq(l.failed_since, 1);
	look(&l, &h, true, 3);
	ck_assert_str_eq(l.status, "online");
	ck_assert_int_eq(l.failed_since, 0);
	h.status = "maintenance";
	look(&l, &h, false, 4);
	look(&l, &h, false, 5);
	ck_assert_str_eq(l.status, "maintenance");
	h.status = "offline";
	h.held = true;
	look(&l, &h, true, 6);
	ck_assert_str_eq(l.status, "offline");
}
END_TEST

/* --- windows --- */

#define S INT64_C(1000000)
static const struct window {
	int64_t from, until; /* seconds from now */
	const char *field; /* NULL: fine */
} windows[] = {
	{ 0, 0, NULL },
	{ 0, 3600, NULL },
	{ 60, 3600, NULL },
	{ -60, 3600, NULL },
	{ 60, 0, NULL },
	{ 0, -1, "until" },
	{ 3600, 60, "until" },
	{ 3600, 3600, "until" },
	{ 0, 367 * 86400, "until" },
	{ 367 * 86400, 0, "from" },
	{ -367 * 86400, 0, "from" },
};

START_TEST(windows_that_make_no_sense_name_their_field)
{
	struct cx cx = { .mem = arena_new(1 << 20), .lang = LANG_EN };
	const struct window *w = &windows[_i];
	int64_t now = INT64_C(1700000000) * S;
	enum err_code rc;

	rc = hosts_window_check(&cx, now, w->from ? now + w->from * S : 0,
	    w->until ? now + w->until * S : 0);
	ck_assert_int_eq(rc, w->field ? ERR_INVALID : ERR_OK);
	if (w->field)
		ck_assert_str_eq(cx.field, w->field);
	arena_free(cx.mem);
}
END_TEST

START_TEST(names_of_actions)
{
	ck_assert_int_eq(hosts_deed("maintenance"), DEED_MAINTENANCE);
	ck_assert_int_eq(hosts_deed(" OnLine\t"), DEED_ONLINE);
	ck_assert_int_eq(hosts_deed(""), DEED_NONE);
	ck_assert_int_eq(hosts_deed(NULL), DEED_NONE);
	ck_assert_int_eq(hosts_deed("reboot"), DEED_NONE);
	ck_assert_str_eq(hosts_deed_name(DEED_UNTAG), "remove_tags");
}
END_TEST

START_TEST(series_choose_their_source)
{
	struct settings set = { .metrics_raw_d = 2, .metrics_5m_d = 31,
		.collect_every_s = 30 };
	struct cx cx = { .mem = arena_new(1 << 20), .set = &set };
	int64_t now = INT64_C(1700000000) * S;
	const struct {
		int64_t from, to, step;
		const char *source;
		int64_t want;
	} rows[] = {
		{ 0, 0, 0, "raw", 30 },
		{ now - 6 * 3600 * S, now, 0, "raw", 90 },
		{ now - 3600 * S, now, 1, "raw", 1 },
		{ now - 24 * 3600 * S, now, 0, "5m", 300 },
		{ now - 7 * 86400 * S, now, 0, "5m", 2100 },
		{ now - 40 * 86400 * S, now - 39 * 86400 * S, 0, "1h", 3600 },
		{ now - 365 * 86400 * S, now, 0, "1h", 108000 },
		{ now - 5 * 86400 * S, now - 5 * 86400 * S + 3600 * S, 0, "5m",
		    300 },
	};
	struct host_series_filter f;
	struct host_series s;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		f = (struct host_series_filter){ rows[i].from, rows[i].to,
			rows[i].step };
		ck_assert_int_eq(hosts_series_plan(&cx, now, &f, &s), ERR_OK);
		ck_assert_str_eq(s.source, rows[i].source);
		ck_assert_int_eq(s.step, rows[i].want);
	}
	f = (struct host_series_filter){ now, now - S, 0 };
	ck_assert_int_eq(hosts_series_plan(&cx, now, &f, &s), ERR_INVALID);
	arena_free(cx.mem);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("reading");
	TCase *tc = tcase_create("reading");
	SRunner *sr;
	int bad;

	tcase_add_test(tc, the_script_reads_this_very_machine);
	tcase_add_test(tc, a_good_reading);
	tcase_add_test(tc, old_kernels_say_no_available);
	tcase_add_loop_test(tc, garbage_gives_nothing, 0,
	    sizeof(garbage) / sizeof(garbage[0]));
	tcase_add_test(tc, counters_that_go_back_are_not_compared);
	tcase_add_loop_test(tc, the_rules_are_the_contracts, 0,
	    sizeof(rules) / sizeof(rules[0]));
	tcase_add_test(tc, any_full_disk_counts_and_the_reason_fits);
	tcase_add_test(tc, one_bad_look_tells_nothing);
	tcase_add_test(tc, a_host_that_goes_up_and_down_is_told_seldom);
	tcase_add_test(tc, an_outage_makes_a_host_offline_and_back);
	tcase_add_loop_test(tc, windows_that_make_no_sense_name_their_field, 0,
	    sizeof(windows) / sizeof(windows[0]));
	tcase_add_test(tc, names_of_actions);
	tcase_add_test(tc, series_choose_their_source);
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_ENV);
	bad = srunner_ntests_failed(sr);
	srunner_free(sr);
	return bad != 0;
}
