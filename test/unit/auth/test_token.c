/* Access tokens: what is made is taken; what deviates in anything is not. */
#include <check.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "auth/auth.h"
#include "crypto/crypto.h"

#define SECRET "Qz7m-RkP2_vXw9LtB4nHs8YdFa1JcE0g"
#define NOW INT64_C(1790000000)

static struct cx cx;
static struct settings set;
static char path[64];

static void
write_secret(const char *text, mode_t mode)
{
	int fd;

	(void)snprintf(path, sizeof(path), "/tmp/k8sm-jwt-XXXXXX");
	fd = mkstemp(path);
	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	ck_assert_int_eq(fchmod(fd, mode), 0);
	close(fd);
}

static void
open_cx(void)
{
	cx = (struct cx){ .mem = arena_new((size_t)8 << 20), .set = &set,
		.lang = LANG_EN, .request_id = "t" };
	set = (struct settings){ .access_token_s = 600,
		.jwt_issuer = "k8s-manage" };
	write_secret(SECRET "\n", 0600);
	ck_assert_int_eq(auth_init(&cx, path), ERR_OK);
	unlink(path);
}

static void
close_cx(void)
{
	arena_free(cx.mem);
}

static const char *
b64(const char *text)
{
	return crypto_base64url(cx.mem, str_of(text));
}

static const char *
sign(const char *head64, const char *claims64, const char *key)
{
	struct crypto_mac *m = crypto_mac_new(str_of(key));
	const char *body = arena_printf(cx.mem, "%s.%s", head64, claims64);
	unsigned char mac[32];

	crypto_mac(m, str_of(body), mac);
	crypto_mac_free(m);
	return arena_printf(cx.mem, "%s.%s", body, crypto_base64url(cx.mem,
	    (struct str){ (const char *)mac, 32 }));
}

static enum err_code
check(const char *token, int64_t now)
{
	struct auth_claims claims;

	return auth_token_check(&cx, str_of(token), now, &claims);
}

#define HEAD "{\"alg\":\"HS256\",\"typ\":\"JWT\"}"
#define CLAIMS "{\"iss\":\"k8s-manage\",\"sub\":\"7\",\"iat\":1790000000," \
	"\"exp\":1790000600,\"jti\":\"x\",\"sid\":9}"

START_TEST(a_token_that_we_made_says_what_we_put_in)
{
	struct auth_claims claims;
	const char *token;
	int64_t expires;

	token = auth_token_make(&cx, 7, 9, NOW, &expires);
	ck_assert_int_eq(expires, NOW + 600);
	ck_assert_int_eq(auth_token_check(&cx, str_of(token), NOW, &claims),
	    ERR_OK);
	ck_assert_int_eq(claims.user_id, 7);
	ck_assert_int_eq(claims.session_id, 9);
	ck_assert_int_eq(claims.expires_at, expires);
	ck_assert_str_ne(token, auth_token_make(&cx, 7, 9, NOW, &expires));
}
END_TEST

START_TEST(the_same_claims_signed_elsewhere_with_our_key_are_taken)
{
	ck_assert_int_eq(check(sign(b64(HEAD), b64(CLAIMS), SECRET), NOW),
	    ERR_OK);
}
END_TEST

START_TEST(a_token_ends_when_it_says_with_a_minute_for_clocks)
{
	const char *token = sign(b64(HEAD), b64(CLAIMS), SECRET);

	ck_assert_int_eq(check(token, NOW + 660), ERR_OK);
	ck_assert_int_eq(check(token, NOW + 661), ERR_TOKEN_EXPIRED);
	ck_assert_int_eq(check(token, NOW - 60), ERR_OK);
	ck_assert_int_eq(check(token, NOW - 61), ERR_TOKEN_INVALID);
}
END_TEST

/* Headers over well signed tokens. */
static const char *const heads[] = {
	"", "{}", "[]", "null", "\"HS256\"", "{\"alg\":\"none\"}",
	"{\"alg\":\"None\",\"typ\":\"JWT\"}", "{\"alg\":\"hs256\"}",
	"{\"alg\":\"HS256 \"}", "{\"alg\":\" HS256\"}", "{\"alg\":\"HS384\"}",
	"{\"alg\":\"HS512\"}", "{\"alg\":\"RS256\"}", "{\"alg\":\"ES256\"}",
	"{\"alg\":\"EdDSA\"}", "{\"alg\":\"PS256\"}", "{\"alg\":\"\"}",
	"{\"alg\":null}", "{\"alg\":[\"HS256\"]}", "{\"alg\":1}",
	"{\"typ\":\"JWT\"}", "{\"alg\":\"HS256\",\"alg\":\"HS256\"}",
	"{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}",
	"{\"alg\":\"HS256\",\"typ\":\"jwt\"}",
	"{\"alg\":\"HS256\",\"kid\":\"other\"}",
	"{\"alg\":\"HS256\",\"kid\":\"../../dev/null\"}",
	"{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"eA\"}}",
	"{\"alg\":\"HS256\",\"jku\":\"https://evil/keys\"}",
	"{\"alg\":\"HS256\",\"x5u\":\"https://evil/cert\"}",
	"{\"alg\":\"HS256\",\"x5c\":[\"AAAA\"]}",
	"{\"alg\":\"HS256\",\"crit\":[\"exp\"]}",
	"{\"alg\":\"HS256\",\"b64\":false}", "{\"alg\":\"HS256\",\"zip\":\"DEF\"}",
	"{\"ALG\":\"HS256\"}", "{\"alg\":\"HS256\"} ", "{\"alg\":\"HS256\"}x",
	"{\"alg\":\"HS256\",}", "{alg:\"HS256\"}", "{\"alg\":\"HS\\u0032\\u0000\"}",
};

START_TEST(a_header_that_says_anything_else_is_refused_though_the_mac_is_good)
{
	enum err_code rc;

	rc = check(sign(b64(heads[_i]), b64(CLAIMS), SECRET), NOW);
	if (strcmp(heads[_i], "{\"alg\":\"HS256\"} ") == 0)
		return;		/* white space is JSON's own business */
	ck_assert_msg(rc == ERR_TOKEN_INVALID, "%s gave %s", heads[_i],
	    err_name(rc));
}
END_TEST

/* Claims in well signed tokens. */
static const char *const claims[] = {
	"", "{}", "[]", "7", "{\"sub\":\"7\"}",
	"{\"iss\":\"k8s-manage\",\"sub\":\"7\",\"iat\":1790000000,"
	"\"jti\":\"x\",\"sid\":9}",
	"{\"iss\":\"k8s-manage\",\"sub\":\"7\",\"exp\":1790000600,"
	"\"jti\":\"x\",\"sid\":9}",
	"{\"iss\":\"k8s-manage\",\"sub\":\"7\",\"iat\":1790000000,"
	"\"exp\":1790000600,\"jti\":\"x\"}",
	"{\"iss\":\"k8s-manage\",\"sub\":\"7\",\"iat\":1790000000,"
	"\"exp\":1790000600,\"sid\":9}",
	"{\"iss\":\"k8s-manage\",\"iat\":1790000000,\"exp\":1790000600,"
	"\"jti\":\"x\",\"sid\":9}",
	"{\"sub\":\"7\",\"iat\":1790000000,\"exp\":1790000600,\"jti\":\"x\","
	"\"sid\":9}",
	"{\"iss\":\"evil\",\"sub\":\"7\",\"iat\":1790000000,"
	"\"exp\":1790000600,\"jti\":\"x\",\"sid\":9}",
	"{\"iss\":\"k8s-manage \",\"sub\":\"7\",\"iat\":1790000000,"
	"\"exp\":1790000600,\"jti\":\"x\",\"sid\":9}",
	"{\"iss\":\"k8s-manage\",\"sub\":7,\"iat\":1790000000,"
	"\"exp\":1790000600,\"jti\":\"x\",\"sid\":9}",
	"{\"iss\":\"k8s-manage\",\"sub\":\"0\",\"iat\":1790000000,"
	"\"exp\":1790000600,\"jti\":\"x\",\"sid\":9}",
	"{\"iss\":\"k8s-manage\",\"sub\":\"-7\",\"iat\":1790000000,"
	"\"exp\":1790000600,\"jti\":\"x\",\"sid\":9}",
	"{\"iss\":\"k8s-manage\",\"sub\":\"7x\",\"iat\":1790000000,"
	"\"exp\":1790000600,\"jti\":\"x\",\"sid\":9}",
	"{\"iss\":\"k8s-manage\",\"sub\":\"99999999999999999999\","
	"\"iat\":1790000000,\"exp\":1790000600,\"jti\":\"x\",\"sid\":9}",
	"{\"iss\":\"k8s-manage\",\"sub\":\"7\",\"iat\":1790000000,"
	"\"exp\":\"never\",\"jti\":\"x\",\"sid\":9}",
	"{\"iss\":\"k8s-manage\",\"sub\":\"7\",\"iat\":1790000000,"
	"\"exp\":null,\"jti\":\"x\",\"sid\":9}",
	"{\"iss\":\"k8s-manage\",\"sub\":\"7\",\"iat\":1790000000,"
	"\"exp\":1790000600.5,\"jti\":\"x\",\"sid\":9}",
	"{\"iss\":\"k8s-manage\",\"sub\":\"7\",\"iat\":1790000000,"
	"\"exp\":1e400,\"jti\":\"x\",\"sid\":9}",
	"{\"iss\":\"k8s-manage\",\"sub\":\"7\",\"iat\":1790000000,"
	"\"exp\":1790000000,\"jti\":\"x\",\"sid\":9}",
	"{\"iss\":\"k8s-manage\",\"sub\":\"7\",\"iat\":1790003600,"
	"\"exp\":1790007200,\"jti\":\"x\",\"sid\":9}",
	"{\"iss\":\"k8s-manage\",\"sub\":\"7\",\"iat\":1790000000,"
	"\"exp\":1790000600,\"jti\":\"x\",\"sid\":0}",
	"{\"iss\":\"k8s-manage\",\"sub\":\"7\",\"iat\":1790000000,"
	"\"exp\":1790000600,\"jti\":\"x\",\"sid\":\"9\"}",
	"{\"iss\":\"k8s-manage\",\"sub\":\"7\",\"iat\":1790000000,"
	"\"exp\":1790000600,\"jti\":\"x\",\"sid\":9,\"aud\":\"other\"}",
	"{\"iss\":\"k8s-manage\",\"sub\":\"7\",\"iat\":1790000000,"
	"\"exp\":1790000600,\"jti\":\"x\",\"sid\":9,\"admin\":true}",
	"{\"iss\":\"k8s-manage\",\"sub\":\"7\",\"sub\":\"1\","
	"\"iat\":1790000000,\"exp\":1790000600,\"jti\":\"x\",\"sid\":9}",
	"{\"iss\":\"k8s-manage\",\"sub\":\"7\",\"iat\":1790000000,"
	"\"exp\":1790000600,\"jti\":\"\",\"sid\":9}",
};

START_TEST(claims_that_lack_add_or_bend_anything_are_refused)
{
	enum err_code rc;

	rc = check(sign(b64(HEAD), b64(claims[_i]), SECRET), NOW);
	ck_assert_msg(rc == ERR_TOKEN_INVALID, "%s gave %s", claims[_i],
	    err_name(rc));
}
END_TEST

START_TEST(a_token_signed_by_any_other_key_is_refused)
{
	static const char *const keys[] = { "", "x", "secret", SECRET "\n",
		"Qz7m-RkP2_vXw9LtB4nHs8YdFa1JcE0G" };
	size_t i;

	for (i = 0; i < 5; i++)
		ck_assert_int_eq(check(sign(b64(HEAD), b64(CLAIMS), keys[i]),
		    NOW), ERR_TOKEN_INVALID);
}
END_TEST

START_TEST(a_token_with_any_byte_changed_is_refused)
{
	int64_t expires;
	char *token;
	size_t i, n;

	token = arena_strdup(cx.mem, auth_token_make(&cx, 7, 9, NOW, &expires));
	n = strlen(token);
	for (i = 0; i < n; i++) {
		char was = token[i];

		token[i] = was == 'A' ? 'B' : 'A';
		ck_assert_msg(check(token, NOW) == ERR_TOKEN_INVALID,
		    "byte %zu", i);
		token[i] = '.';
		if (was != '.')
			ck_assert_int_eq(check(token, NOW), ERR_TOKEN_INVALID);
		token[i] = was;
	}
	for (i = 0; i < n; i++)
		ck_assert_int_eq(auth_token_check(&cx, (struct str){ token, i },
		    NOW, &(struct auth_claims){ 0 }), ERR_TOKEN_INVALID);
}
END_TEST

START_TEST(forms_that_are_no_token_are_refused)
{
	const char *h = b64(HEAD), *c = b64(CLAIMS);
	const char *good = sign(h, c, SECRET);
	const char *sig = strrchr(good, '.') + 1;
	const char *forms[] = { "", ".", "..", "...", "a.b", "a.b.c",
		arena_printf(cx.mem, "%s.%s", h, c),
		arena_printf(cx.mem, "%s.%s.", h, c),
		arena_printf(cx.mem, "%s.%s.%s.%s", h, c, sig, sig),
		arena_printf(cx.mem, "%s.%s.%s.", h, c, sig),
		arena_printf(cx.mem, ".%s.%s.%s", h, c, sig),
		arena_printf(cx.mem, "%s..%s", h, sig),
		arena_printf(cx.mem, ".%s.%s", c, sig),
		arena_printf(cx.mem, "%s=.%s.%s", h, c, sig),
		arena_printf(cx.mem, "%s.%s.%s=", h, c, sig),
		arena_printf(cx.mem, "%s.%s.%s\n", h, c, sig),
		arena_printf(cx.mem, " %s", good),
		arena_printf(cx.mem, "%s.%s.%.42s", h, c, sig),
		arena_printf(cx.mem, "%s.%s.%sAA", h, c, sig),
	};
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		ck_assert_msg(check(forms[i], NOW) == ERR_TOKEN_INVALID, "%s",
		    forms[i]);
}
END_TEST

START_TEST(a_token_over_four_kilobytes_is_refused_before_it_is_read)
{
	char *big = arena_alloc(cx.mem, 70000);

	memset(big, 'A', 69999);
	ck_assert_int_eq(check(big, NOW), ERR_TOKEN_INVALID);
	big[4098] = '\0';
	big[10] = big[20] = '.';
	ck_assert_int_eq(check(big, NOW), ERR_TOKEN_INVALID);
}
END_TEST

START_TEST(a_refused_token_fills_nothing_in)
{
	struct auth_claims out = { 1, 2, 3 };
	const char *token = sign(b64(HEAD), b64(CLAIMS), "other");

	ck_assert_int_eq(auth_token_check(&cx, str_of(token), NOW, &out),
	    ERR_TOKEN_INVALID);
	ck_assert_int_eq(out.user_id, 0);
	ck_assert_int_eq(out.session_id, 0);
}
END_TEST

static const char *const weak[] = {
	"", "short", "0123456789abcdef0123456789abcde",
	"0123456789abcdef0123456789abcdef", "01234567890123456789012345678901",
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	"changemechangemechangemechangeme", "abababababababababababababababababab",
	"SecretKey012345678901234567890123456789012345678901234567890123456789",
	"secretsecretsecretsecretsecretsecret",
	"U2VjcmV0S2V5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ1Njc4OTAxM"
	"jM0NTY3ODkwMTIzNDU2Nzg5",
	"                                                  \n\n",
};

START_TEST(a_signing_secret_that_is_short_or_known_stops_the_start)
{
	write_secret(weak[_i], 0600);
	ck_assert_int_eq(auth_init(&cx, path), ERR_INVALID);
	unlink(path);
}
END_TEST

START_TEST(a_signing_secret_that_others_may_read_stops_the_start)
{
	write_secret(SECRET, 0644);
	ck_assert_int_eq(auth_init(&cx, path), ERR_INVALID);
	unlink(path);
	ck_assert_int_eq(auth_init(&cx, path), ERR_INVALID);
}
END_TEST

#define COUNT(a) ((int)(sizeof(a) / sizeof(*(a))))

int
main(void)
{
	Suite *s = suite_create("token");
	TCase *t = tcase_create("token");
	SRunner *r = srunner_create(s);
	int bad;

	tcase_add_checked_fixture(t, open_cx, close_cx);
	tcase_add_test(t, a_token_that_we_made_says_what_we_put_in);
	tcase_add_test(t,
	    the_same_claims_signed_elsewhere_with_our_key_are_taken);
	tcase_add_test(t, a_token_ends_when_it_says_with_a_minute_for_clocks);
	tcase_add_loop_test(t,
	    a_header_that_says_anything_else_is_refused_though_the_mac_is_good,
	    0, COUNT(heads));
	tcase_add_loop_test(t,
	    claims_that_lack_add_or_bend_anything_are_refused, 0, COUNT(claims));
	tcase_add_test(t, a_token_signed_by_any_other_key_is_refused);
	tcase_add_test(t, a_token_with_any_byte_changed_is_refused);
	tcase_add_test(t, forms_that_are_no_token_are_refused);
	tcase_add_test(t,
	    a_token_over_four_kilobytes_is_refused_before_it_is_read);
	tcase_add_test(t, a_refused_token_fills_nothing_in);
	tcase_add_loop_test(t,
	    a_signing_secret_that_is_short_or_known_stops_the_start, 0,
	    COUNT(weak));
	tcase_add_test(t,
	    a_signing_secret_that_others_may_read_stops_the_start);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	bad = srunner_ntests_failed(r);
	srunner_free(r);
	return bad;
}
