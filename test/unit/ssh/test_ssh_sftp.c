/*
 * The SFTP codec by tables, the client against a real OpenSSH server.
 */
#include <sys/socket.h>
#include <sys/stat.h>

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "ssh/ssh_priv.h"
#include "ssh/ssh_sftp_priv.h"
#include "sshpeer.h"

static struct cx cx;
static struct ssh *ssh;
static struct sftp *f;
static char dir[64];

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

static void
connect_up(void)
{
	struct ssh_target t = {
		.host = "127.0.0.1",
		.port = sshpeer_port("sshd_key"),
		.user = sshpeer("user"),
		.private_key = sshpeer_file("key_ed25519"),
		.connect_ms = 8000,
		.wake_fd = -1,
	};
	enum ssh_fault fault;

	setup();
	snprintf(dir, sizeof(dir), "/tmp/k8sm-sftp.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_msg(ssh_open(&cx, &t, &ssh, &fault) == ERR_OK, "%s",
	    cx.message);
	ck_assert_msg(sftp_start(&cx, ssh, &f, &fault) == ERR_OK, "%s (%s)",
	    cx.message, cx.detail);
}

static void
hang_up(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		execlp("rm", "rm", "-rf", dir, (char *)NULL);
		_exit(127);
	}
	teardown();
}

static struct str
at(const char *name)
{
	return str_of(arena_printf(cx.mem, "%s/%s", dir, name));
}

#define OK(call) \
	ck_assert_msg((call) == ERR_OK, "%s (%s)", cx.message, cx.detail)

/* --- codec --- */

#define P(text) \
	{ \
		(text), sizeof(text) - 1 \
	}
static const struct {
	struct str bytes;
	enum sftp_parse want;
} packets[] = {
	{ P(""), SFTP_P_MORE }, { P("\0\0\0"), SFTP_P_MORE },
	{ P("\0\0\0\1e"), SFTP_P_BAD }, /* no id */
	{ P("\xff\xff\xff\xff"
	    "e\0\0\0\1"),
	    SFTP_P_BAD }, /* too long */
	{ P("\0\0\0\x09"
	    "e\0\0\0\1\0\0\0\0"),
	    SFTP_P_WHOLE }, /* bare status */
	{ P("\0\0\0\x09"
	    "e\0\0\0\1\0\0\0"),
	    SFTP_P_MORE },
	{ P("\0\0\0\x07"
	    "e\0\0\0\1\0\0"),
	    SFTP_P_BAD },
	{ P("\0\0\0\x0a"
	    "g\0\0\0\1\0\0\0\1x"),
	    SFTP_P_WHOLE }, /* data */
	{ P("\0\0\0\x0a"
	    "g\0\0\0\1\0\0\0\2x"),
	    SFTP_P_BAD },
	{ P("\0\0\0\x0a"
	    "g\0\0\0\1\xff\xff\xff\xffx"),
	    SFTP_P_BAD },
	{ P("\0\0\0\x0a"
	    "f\0\0\0\1\0\0\0\1h"),
	    SFTP_P_WHOLE },
	{ P("\0\0\0\x09"
	    "i\0\0\0\1\0\0\0\0"),
	    SFTP_P_WHOLE }, /* no attrs */
	{ P("\0\0\0\x09"
	    "i\0\0\0\1\0\0\0\1"),
	    SFTP_P_BAD },
	{ P("\0\0\0\x0d"
	    "i\0\0\0\1\x80\0\0\0\xff\xff\xff\xff"),
	    SFTP_P_BAD },
	{ P("\0\0\0\x09"
	    "\3\0\0\0\1\0\0\0\0"),
	    SFTP_P_BAD }, /* a request */
	{ P("\0\0\0\5"
	    "\2\0\0\0\3"),
	    SFTP_P_WHOLE }, /* version */
};

START_TEST(packets_are_whole_unfinished_or_nonsense)
{
	struct sftp_reply r;
	size_t used;

	ck_assert_int_eq(sftp_parse(packets[_i].bytes, SFTP_PACKET_MAX, &r,
			     &used),
	    packets[_i].want);
	if (packets[_i].want == SFTP_P_WHOLE)
		ck_assert_uint_eq(used, packets[_i].bytes.n);
}
END_TEST

static void
put_entry(struct buf *b, struct str name)
{
	const struct sftp_attrs a = { .flags = SFTP_A_SIZE, .size = 7 };

	sftp_put_str(b, name);
	sftp_put_str(b, STR("-rw-r--r--    1 root     adm   7 Jan  1 x"));
	sftp_put_attrs(b, &a);
}

START_TEST(names_that_cannot_be_are_passed_over)
{
	struct sftp_entry e;
	struct sftp_reply r;
	struct str owner, group;
	struct buf b;
	size_t start, used;

	buf_init(&b, cx.mem, 65536);
	start = sftp_put_head(&b, SFTP_T_NAME, 9);
	sftp_put_u32(&b, 6);
	put_entry(&b, STR("."));
	put_entry(&b, STR(".."));
	put_entry(&b, STR("../etc/passwd"));
	put_entry(&b, STR("a\nb\xff"));
	put_entry(&b, STR(""));
	put_entry(&b, STR("x\0y"));
	sftp_put_end(&b, start);
	ck_assert_int_eq(sftp_parse(buf_view(&b), SFTP_PACKET_MAX, &r, &used),
	    SFTP_P_WHOLE);
	ck_assert(sftp_next_entry(&r, &e));
	ck_assert(str_eq(e.name, STR("a\nb\xff")));
	ck_assert_uint_eq(e.a.size, 7);
	sftp_owner(e.longname, &owner, &group);
	ck_assert(str_eq(owner, STR("root")) && str_eq(group, STR("adm")));
	ck_assert(!sftp_next_entry(&r, &e));
	ck_assert(!r.rest.bad);
}
END_TEST

START_TEST(a_list_that_ends_early_is_broken)
{
	struct sftp_entry e;
	struct sftp_reply r;
	struct buf b;
	size_t start, used;

	buf_init(&b, cx.mem, 65536);
	start = sftp_put_head(&b, SFTP_T_NAME, 9);
	sftp_put_u32(&b, 1000000);
	put_entry(&b, STR("one"));
	sftp_put_end(&b, start);
	ck_assert_int_eq(sftp_parse(buf_view(&b), SFTP_PACKET_MAX, &r, &used),
	    SFTP_P_WHOLE);
	ck_assert(sftp_next_entry(&r, &e));
	ck_assert(!sftp_next_entry(&r, &e));
	ck_assert(r.rest.bad);
}
END_TEST

/* --- client --- */

static const char *
long_text(size_t n)
{
	char *p = arena_alloc(cx.mem, n);
	uint32_t x = 1;
	size_t i;

	for (i = 0; i < n; i++) {
		x = x * 1664525u + 1013904223u;
		p[i] = (char)(x >> 24);
	}
	return p;
}

START_TEST(what_is_written_is_read_again)
{
	size_t n = (size_t)9 << 20, have = 0;
	const char *text = long_text(n);
	struct sftp_handle h;
	struct sftp_attrs a;
	struct str piece;
	uint64_t sure;

	OK(sftp_open(&cx, f, at("big"), SFTP_WRITE | SFTP_CREATE | SFTP_EXCL,
	    0600, &h));
	OK(sftp_write(&cx, f, &h, 0, (struct str){ text, n / 3 }, &sure));
	OK(sftp_write(&cx, f, &h, n / 3,
	    (struct str){ text + n / 3, n - n / 3 }, NULL));
	OK(sftp_write_end(&cx, f, &sure));
	ck_assert_uint_eq(sure, n);
	OK(sftp_fsync(&cx, f, &h));
	OK(sftp_fstat(&cx, f, &h, &a));
	ck_assert_uint_eq(a.size, n);
	OK(sftp_close(&cx, f, &h));
	OK(sftp_open(&cx, f, at("big"), SFTP_READ, 0, &h));
	OK(sftp_read_start(&cx, f, &h, 0, UINT64_MAX));
	for (;;) {
		OK(sftp_read(&cx, f, &piece));
		if (piece.n == 0)
			break;
		ck_assert(have + piece.n <= n);
		ck_assert(memcmp(piece.p, text + have, piece.n) == 0);
		have += piece.n;
	}
	ck_assert_uint_eq(have, n);
	/* A part, and one given up in the middle. */
	OK(sftp_read_start(&cx, f, &h, 1000, 5));
	OK(sftp_read(&cx, f, &piece));
	ck_assert(piece.n == 5 && memcmp(piece.p, text + 1000, 5) == 0);
	OK(sftp_read_start(&cx, f, &h, 0, UINT64_MAX));
	OK(sftp_read(&cx, f, &piece));
	sftp_read_stop(f);
	OK(sftp_close(&cx, f, &h));
	OK(sftp_stat(&cx, f, at("big"), &a));
	ck_assert(sftp_alive(f));
}
END_TEST

START_TEST(refusals_have_their_own_errors_and_the_client_goes_on)
{
	struct sftp_attrs a;
	struct sftp_handle h;
	struct str s;

	ck_assert_int_eq(sftp_stat(&cx, f, at("none"), &a), ERR_NOT_FOUND);
	ck_assert_uint_eq(sftp_status(f), SFTP_NO_FILE);
	ck_assert_int_eq(sftp_readlink(&cx, f, str_of(dir), &s), ERR_UPSTREAM);
	OK(sftp_mkdir(&cx, f, at("d"), 0700));
	ck_assert_int_eq(sftp_mkdir(&cx, f, at("d"), 0700), ERR_UPSTREAM);
	ck_assert_int_eq(sftp_open(&cx, f, at("no/such"), SFTP_READ, 0, &h),
	    ERR_NOT_FOUND);
	if (getuid() != 0)
		ck_assert_int_eq(sftp_remove(&cx, f, STR("/etc/passwd")),
		    ERR_FORBIDDEN);
	OK(sftp_rmdir(&cx, f, at("d")));
	ck_assert(sftp_alive(f));
}
END_TEST

START_TEST(links_names_and_space)
{
	struct str names[3] = { at("a"), at("l"), at("none") }, links[3], real;
	struct sftp_attrs a[3];
	struct sftp_space sp;

	OK(sftp_mkdir(&cx, f, names[0], 0750));
	OK(sftp_symlink(&cx, f, STR("a"), names[1]));
	OK(sftp_stat_many(&cx, f, false, names, 3, a));
	ck_assert(S_ISDIR(a[0].mode) && S_ISLNK(a[1].mode) && a[2].flags == 0);
	OK(sftp_stat_many(&cx, f, true, names, 3, a));
	ck_assert(S_ISDIR(a[1].mode) && a[2].flags == 0);
	OK(sftp_readlink_many(&cx, f, names, 3, links));
	ck_assert(links[0].p == NULL && str_eq(links[1], STR("a")));
	OK(sftp_realpath(&cx, f, names[1], &real));
	ck_assert(str_eq(real, names[0]));
	OK(sftp_space(&cx, f, str_of(dir), &sp));
	ck_assert(sp.total > 0 && sp.free <= sp.total);
	OK(sftp_rename(&cx, f, names[0], at("b")));
	OK(sftp_mkdir(&cx, f, names[0], 0700));
	ck_assert_int_ne(sftp_rename(&cx, f, names[1], names[0]), ERR_OK);
	OK(sftp_rmdir(&cx, f, names[0]));
	OK(sftp_symlink(&cx, f, STR("x"), names[0]));
	OK(sftp_replace(&cx, f, names[1], names[0]));
}
END_TEST

struct seen {
	size_t n;
	bool odd;
	size_t stop_at;
};

static enum err_code
see(struct cx *c, const struct sftp_entry *e, void *arg)
{
	struct seen *s = arg;

	(void)c;
	s->n++;
	if (str_eq(e->name, STR("new\nline\xff")))
		s->odd = true;
	return s->n == s->stop_at ? ERR_CONFLICT : ERR_OK;
}

START_TEST(a_long_folder_is_walked)
{
	struct seen s = { .n = 0 };
	char name[128];
	int i, fd;

	for (i = 0; i < 3000; i++) {
		snprintf(name, sizeof(name), "%s/%05d", dir, i);
		fd = open(name, O_CREAT | O_WRONLY, 0600);
		ck_assert_int_ge(fd, 0);
		close(fd);
	}
	snprintf(name, sizeof(name), "%s/new\nline\xff", dir);
	fd = open(name, O_CREAT | O_WRONLY, 0600);
	ck_assert_int_ge(fd, 0);
	close(fd);
	OK(sftp_list(&cx, f, str_of(dir), see, &s));
	ck_assert_uint_eq(s.n, 3001);
	ck_assert(s.odd);
	s = (struct seen){ .stop_at = 150 };
	ck_assert_int_eq(sftp_list(&cx, f, str_of(dir), see, &s), ERR_CONFLICT);
	ck_assert_uint_eq(s.n, 150);
	s = (struct seen){ .n = 0 };
	OK(sftp_list(&cx, f, str_of(dir), see, &s));
	ck_assert_uint_eq(s.n, 3001);
}
END_TEST

START_TEST(a_server_that_goes_away_is_noticed)
{
	struct sftp_attrs a;

	OK(sftp_stat(&cx, f, str_of(dir), &a));
	shutdown(ssh->fd, SHUT_RDWR);
	ck_assert_int_eq(sftp_stat(&cx, f, str_of(dir), &a), ERR_UPSTREAM);
	ck_assert(!sftp_alive(f));
	ck_assert_int_eq(sftp_stat(&cx, f, str_of(dir), &a), ERR_UPSTREAM);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("ssh_sftp");
	TCase *codec = tcase_create("codec"), *client = tcase_create("client");
	SRunner *r;
	int failed;

	sshpeer_up();
	tcase_add_checked_fixture(codec, setup, teardown);
	tcase_add_loop_test(codec, packets_are_whole_unfinished_or_nonsense, 0,
	    sizeof(packets) / sizeof(packets[0]));
	tcase_add_test(codec, names_that_cannot_be_are_passed_over);
	tcase_add_test(codec, a_list_that_ends_early_is_broken);
	suite_add_tcase(s, codec);
	tcase_add_checked_fixture(client, connect_up, hang_up);
	tcase_set_timeout(client, 60);
	tcase_add_test(client, what_is_written_is_read_again);
	tcase_add_test(client,
	    refusals_have_their_own_errors_and_the_client_goes_on);
	tcase_add_test(client, links_names_and_space);
	tcase_add_test(client, a_long_folder_is_walked);
	tcase_add_test(client, a_server_that_goes_away_is_noticed);
	suite_add_tcase(s, client);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
