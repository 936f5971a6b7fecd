/*
 * Keys made here, and lines of known_hosts.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base.h"
#include "ssh/ssh.h"

#define KEY \
	"ssh-ed25519 " \
	"AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"

static struct settings set;

/* What ssh-keygen says about ${private_key}: its public line. */
static const char *
keygen(struct arena *mem, const char *private_key)
{
	char path[] = "/tmp/k8sm-key.XXXXXX", line[2048] = "";
	int fd = mkstemp(path);
	FILE *p;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, private_key, strlen(private_key)),
	    (ssize_t)strlen(private_key));
	close(fd);
	p = popen(arena_printf(mem, "ssh-keygen -y -f %s", path), "r");
	ck_assert_ptr_nonnull(p);
	ck_assert_ptr_nonnull(fgets(line, sizeof(line), p));
	ck_assert_int_eq(pclose(p), 0);
	unlink(path);
	line[strcspn(line, "\n")] = '\0';
	return arena_strdup(mem, line);
}

START_TEST(keys_made_here_are_read_by_ssh_keygen_and_by_us)
{
	static const struct {
		const char *type;
		int bits;
	} kinds[] = { { "ed25519", 0 }, { "rsa", 3072 } };
	struct arena *mem = arena_new(1 << 16);
	struct cx cx = { .mem = mem, .set = &set, .lang = LANG_EN };
	struct ssh_key_info made, read;
	const char *line;
	size_t i;

	for (i = 0; i < 2; i++) {
		ck_assert_int_eq(ssh_key_generate(&cx, kinds[i].type,
				     kinds[i].bits, &made),
		    ERR_OK);
		line = keygen(mem, made.plain);
		ck_assert(str_starts(str_of(line), str_of(made.public_key)));
		ck_assert_int_eq(ssh_key_read(&cx, made.plain, NULL, &read),
		    ERR_OK);
		ck_assert_str_eq(read.public_key, made.public_key);
		ck_assert_str_eq(read.fingerprint, made.fingerprint);
		ck_assert_int_eq(ssh_key_rsa_bits(mem, made.public_key),
		    kinds[i].bits);
	}
	arena_free(mem);
}
END_TEST

static enum ssh_known
parse(struct arena *mem, const char *text, struct ssh_known_line *out)
{
	return ssh_known_parse(mem, str_of(text), out);
}

START_TEST(lines_are_what_sshd_8_says)
{
	struct arena *mem = arena_new(1 << 16);
	struct ssh_known_line l;

	ck_assert_int_eq(parse(mem, "", &l), SSH_K_BLANK);
	ck_assert_int_eq(parse(mem, "  # text", &l), SSH_K_BLANK);
	ck_assert_int_eq(parse(mem, "host", &l), SSH_K_BAD);
	ck_assert_int_eq(parse(mem, "host ssh-ed25519 AAAA", &l), SSH_K_BAD);
	ck_assert_int_eq(parse(mem, "@other host " KEY, &l), SSH_K_BAD);
	ck_assert_int_eq(parse(mem, "@revoked host " KEY, &l), SSH_K_REVOKED);
	ck_assert_int_eq(parse(mem, "@cert-authority *.x " KEY, &l),
	    SSH_K_AUTHORITY);
	ck_assert_int_eq(parse(mem, "h,10.0.0.1\t" KEY " a comment\r", &l),
	    SSH_K_KEY);
	ck_assert_str_eq(l.key, KEY);
	ck_assert(ssh_known_matches(&l, "h", 22));
	ck_assert(ssh_known_matches(&l, "10.0.0.1", 22));
	ck_assert(!ssh_known_matches(&l, "10.0.0.1", 2222));
	ck_assert_int_eq(ssh_known_parse(mem,
			     (struct str){ "h\0x " KEY, 4 + strlen(KEY) }, &l),
	    SSH_K_BAD);
	arena_free(mem);
}
END_TEST

START_TEST(names_match_as_openssh_does)
{
	struct arena *mem = arena_new(1 << 16);
	struct ssh_known_line l;

	ck_assert_int_eq(parse(mem,
			     "[h]:2222,*.example.org,!bad.example.org " KEY,
			     &l),
	    SSH_K_KEY);
	ck_assert(ssh_known_matches(&l, "h", 2222));
	ck_assert(!ssh_known_matches(&l, "h", 22));
	ck_assert(ssh_known_matches(&l, "WEB.example.org", 22));
	ck_assert(!ssh_known_matches(&l, "bad.example.org", 22));
	ck_assert(!ssh_known_matches(&l, "example.org", 22));
	ck_assert_int_eq(parse(mem, "w?b*1 " KEY, &l), SSH_K_KEY);
	ck_assert(ssh_known_matches(&l, "web01", 22));
	ck_assert(!ssh_known_matches(&l, "web02", 22));
	/* A salt and a hash that are none match nothing. */
	ck_assert_int_eq(parse(mem, "|1|AAAA|BBBB " KEY, &l), SSH_K_KEY);
	ck_assert(!ssh_known_matches(&l, "h", 22));
	arena_free(mem);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("ssh_lines");
	TCase *t = tcase_create("lines");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_test(t, keys_made_here_are_read_by_ssh_keygen_and_by_us);
	tcase_add_test(t, lines_are_what_sshd_8_says);
	tcase_add_test(t, names_match_as_openssh_does);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
