/*
 * Access tokens.  The first byte chooses: the rest as it is, which must never
 * pass, for nobody can sign; or a header and claims that are signed with the
 * right key, which pass only when they say what we would have said.
 */
#include "auth/auth.h"
#include "crypto/crypto.h"
#include "json/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SECRET "Qz7m-RkP2_vXw9LtB4nHs8YdFa1JcE0g"
#define NOW INT64_C(1790000000)

static struct settings set = { .access_token_s = 600,
	.jwt_issuer = "k8s-manage" };
static struct crypto_mac *mac;

static void
must(bool ok)
{
	if (!ok)
		abort();
}

static void
init(struct cx *cx)
{
	char path[] = "/tmp/k8sm-fuzz-XXXXXX";
	int fd = mkstemp(path);

	must(fd != -1 && write(fd, SECRET, strlen(SECRET)) > 0);
	close(fd);
	must(auth_init(cx, path) == ERR_OK);
	unlink(path);
	mac = crypto_mac_new(STR(SECRET));
}

static void
as_it_is(struct cx *cx, struct str token)
{
	struct auth_claims claims;
	unsigned char *raw;
	size_t n;

	must(auth_token_check(cx, token, NOW, &claims) != ERR_OK);
	must(claims.user_id == 0 && claims.session_id == 0);
	raw = crypto_base64url_decode(cx->mem, token, &n);
	if (raw != NULL)	/* one text for one value */
		must(str_eq(str_of(crypto_base64url(cx->mem,
		    (struct str){ (const char *)raw, n })), token));
}

static void
signed_by_us(struct cx *cx, struct str text)
{
	struct auth_claims claims;
	struct str head;
	unsigned char sum[CRYPTO_SHA256];
	const char *token;
	enum err_code rc;

	str_cut(&text, '\n', &head);
	token = arena_printf(cx->mem, "%s.%s",
	    crypto_base64url(cx->mem, head), crypto_base64url(cx->mem, text));
	crypto_mac(mac, str_of(token), sum);
	token = arena_printf(cx->mem, "%s.%s", token,
	    crypto_base64url(cx->mem, (struct str){ (const char *)sum, 32 }));
	rc = auth_token_check(cx, str_of(token), NOW, &claims);
	must(rc == ERR_OK || rc == ERR_TOKEN_INVALID ||
	    rc == ERR_TOKEN_EXPIRED);
	if (rc != ERR_OK)
		return;
	must(claims.user_id > 0 && claims.session_id > 0);
	must(claims.expires_at + 60 >= NOW);
	must(memmem(head.p, head.n, "HS256", 5) != NULL);
	must(memmem(text.p, text.n, "k8s-manage", 10) != NULL ||
	    memchr(text.p, '\\', text.n) != NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cx cx = { .mem = arena_new((size_t)4 << 20), .set = &set,
		.lang = LANG_EN, .request_id = "fuzz" };
	struct str rest;

	if (mac == NULL)
		init(&cx);
	if (size > 0) {
		rest = (struct str){ (const char *)data + 1, size - 1 };
		if (data[0] == 's')
			signed_by_us(&cx, rest);
		else
			as_it_is(&cx, rest);
	}
	arena_free(cx.mem);
	return 0;
}
