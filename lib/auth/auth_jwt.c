/*
 * auth_jwt: access tokens.  One algorithm, one key, a fixed set of claims; what
 * deviates is invalid, whatever it says of itself.
 */
#include <fcntl.h>
#include <sys/stat.h>

#include <errno.h>
#include <inttypes.h>

#include "auth/auth_priv.h"

#define TOKEN_MAX 4096
#define SECRET_MIN 32
#define SECRET_MAX 4096
#define LEEWAY_S 60

static struct {
	struct crypto_mac *mac;
	char kid[16];
	char header[96]; /* encoded, as we write it */
	size_t n_header;
} signer;

/* Keys that products shipped with and that everybody therefore knows. */
static const char *const known_secrets[] = {
	"SecretKey012345678901234567890123456789012345678901234567890123456789",
	"your-256-bit-secret", "your-secret-key-change-in-production",
	"change-me-change-me-change-me-change-me",
	"secretsecretsecretsecretsecretsecret",
	"0123456789abcdef0123456789abcdef", "01234567890123456789012345678901",
	"abcdefghijklmnopqrstuvwxyz012345",
	"a-string-secret-at-least-256-bits-long",
	"k8s-manage-secret-key-please-change"
};

/* As it stands or in base64, as manuals print them. */
static bool
is_known(struct str secret)
{
	struct arena *mem = arena_new(8192);
	struct str known;
	bool hit = false;
	size_t i;

	for (i = 0; i < sizeof(known_secrets) / sizeof(*known_secrets); i++) {
		known = str_of(known_secrets[i]);
		hit = hit || str_ieq(secret, known) ||
		    str_eq(secret, str_of(crypto_base64(mem, known)));
	}
	arena_free(mem);
	return hit;
}

/* Too short a period, or too few different bytes, to be random. */
static bool
looks_guessable(struct str secret)
{
	bool seen[256] = { false };
	size_t i, period, different = 0;

	for (i = 0; i < secret.n; i++) {
		if (!seen[(unsigned char)secret.p[i]])
			different++;
		seen[(unsigned char)secret.p[i]] = true;
	}
	if (different < 10)
		return true;
	for (period = 1; period <= secret.n / 2; period++) {
		for (i = period; i < secret.n; i++) {
			if (secret.p[i] != secret.p[i - period])
				break;
		}
		if (i == secret.n)
			return true;
	}
	return is_known(secret);
}

static enum err_code
refuse(struct cx *cx, const char *path, const char *zh, const char *en)
{
	err_detail(cx, "%s", path);
	return err_set(cx, ERR_INVALID, "签名密钥 '%s' %s",
	    "signing secret '%s' %s", path, cx->lang == LANG_ZH ? zh : en);
}

static void
use_secret(struct str secret)
{
	unsigned char sum[CRYPTO_SHA256];
	struct arena *mem = arena_new(4096);
	const char *text;

	crypto_mac_free(signer.mac);
	signer.mac = crypto_mac_new(secret);
	crypto_mac(signer.mac, STR("kid"), sum);
	text = crypto_base64url(mem, (struct str){ (const char *)sum, 6 });
	(void)snprintf(signer.kid, sizeof(signer.kid), "%s", text);
	text = arena_printf(mem,
	    "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"%s\"}", signer.kid);
	text = crypto_base64url(mem, str_of(text));
	(void)snprintf(signer.header, sizeof(signer.header), "%s", text);
	signer.n_header = strlen(signer.header);
	arena_free(mem);
}

enum err_code
auth_init(struct cx *cx, const char *path)
{
	char raw[SECRET_MAX + 1];
	struct stat st;
	struct str secret;
	ssize_t n;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd == -1 || fstat(fd, &st) == -1) {
		err_detail(cx, "%s: %s", path, strerror(errno));
		if (fd != -1)
			close(fd);
		return refuse(cx, path, "无法读取", "cannot be read");
	}
	n = io_read_all(fd, raw, sizeof(raw));
	close(fd);
	if (!S_ISREG(st.st_mode) || n < 0 || n > SECRET_MAX)
		return refuse(cx, path, "无法读取", "cannot be read");
	if (st.st_mode & 077)
		return refuse(cx, path, "可被他人读取",
		    "may be read by others");
	secret = str_trim((struct str){ raw, (size_t)n });
	if (secret.n < SECRET_MIN) {
		crypto_wipe(raw, sizeof(raw));
		return refuse(cx, path, "短于 32 字节",
		    "is shorter than 32 bytes");
	}
	if (looks_guessable(secret)) {
		crypto_wipe(raw, sizeof(raw));
		return refuse(cx, path, "容易被猜到", "is easily guessed");
	}
	use_secret(secret);
	crypto_wipe(raw, sizeof(raw));
	return ERR_OK;
}

void
auth_label_mac(struct str in, unsigned char out[CRYPTO_SHA256])
{
	crypto_mac(signer.mac, in, out);
}

const char *
auth_token_make(struct cx *cx, int64_t user_id, int64_t session_id,
    int64_t now_s, int64_t *expires_at)
{
	unsigned char mac[CRYPTO_SHA256];
	struct buf out, claims;
	struct json j;

	*expires_at = now_s + cx->set->access_token_s;
	buf_init(&claims, cx->mem, TOKEN_MAX);
	json_init(&j, &claims);
	json_object(&j);
	json_put_text(&j, "iss", cx->set->jwt_issuer);
	json_put_text(&j, "sub", arena_printf(cx->mem, "%" PRId64, user_id));
	json_put_int(&j, "iat", now_s);
	json_put_int(&j, "exp", *expires_at);
	json_put_text(&j, "jti", crypto_token(cx->mem, 16));
	json_put_int(&j, "sid", session_id);
	json_object_end(&j);

	buf_init(&out, cx->mem, TOKEN_MAX);
	buf_add(&out, signer.header, signer.n_header);
	buf_putc(&out, '.');
	buf_puts(&out, crypto_base64url(cx->mem, buf_view(&claims)));
	crypto_mac(signer.mac, buf_view(&out), mac);
	buf_putc(&out, '.');
	buf_puts(&out,
	    crypto_base64url(cx->mem,
		(struct str){ (const char *)mac, sizeof(mac) }));
	return out.p;
}

/* Only our own algorithm and key, and nothing else in the header. */
static bool
header_ok(struct cx *cx, struct str part)
{
	struct auth_header h;
	unsigned char *text;
	size_t n;

	if (str_eq(part, (struct str){ signer.header, signer.n_header }))
		return true;
	text = crypto_base64url_decode(cx->mem, part, &n);
	if (text == NULL || n == 0 ||
	    type_bind_text(cx, &auth_header_type,
		(struct str){ (const char *)text, n }, &h))
		return false;
	if (strcmp(h.alg, "HS256") != 0)
		return false;
	if (h.typ != NULL && strcmp(h.typ, "JWT") != 0)
		return false;
	return h.kid == NULL || strcmp(h.kid, signer.kid) == 0;
}

static bool
signature_ok(struct cx *cx, struct str signed_part, struct str part)
{
	unsigned char want[CRYPTO_SHA256], *got;
	size_t n;

	got = crypto_base64url_decode(cx->mem, part, &n);
	if (got == NULL)
		return false;
	crypto_mac(signer.mac, signed_part, want);
	return crypto_equal((struct str){ (const char *)got, n },
	    (struct str){ (const char *)want, sizeof(want) });
}

static enum err_code
invalid(struct cx *cx)
{
	err_clear(cx);
	return err_plain(cx, ERR_TOKEN_INVALID);
}

static enum err_code
check_claims(struct cx *cx, struct str part, int64_t now_s,
    struct auth_claims *out)
{
	struct auth_payload p;
	unsigned char *text;
	size_t n;

	text = crypto_base64url_decode(cx->mem, part, &n);
	if (text == NULL || n == 0 ||
	    type_bind_text(cx, &auth_payload_type,
		(struct str){ (const char *)text, n }, &p))
		return invalid(cx);
	if (strcmp(p.iss, cx->set->jwt_issuer) != 0 ||
	    !str_int(str_of(p.sub), &out->user_id) || out->user_id <= 0 ||
	    p.iat > now_s + LEEWAY_S || p.exp <= p.iat)
		return invalid(cx);
	if (p.exp + LEEWAY_S < now_s)
		return err_plain(cx, ERR_TOKEN_EXPIRED);
	out->session_id = p.sid;
	out->expires_at = p.exp;
	return ERR_OK;
}

enum err_code
auth_token_check(struct cx *cx, struct str token, int64_t now_s,
    struct auth_claims *out)
{
	struct str rest = token, head, claims, signed_part;

	*out = (struct auth_claims){ 0 };
	if (token.n > TOKEN_MAX || signer.mac == NULL)
		return invalid(cx);
	if (!str_cut(&rest, '.', &head) || !str_cut(&rest, '.', &claims) ||
	    memchr(rest.p, '.', rest.n) != NULL || rest.n == 0)
		return invalid(cx);
	if (!header_ok(cx, head))
		return invalid(cx);
	signed_part = (struct str){ token.p, head.n + 1 + claims.n };
	if (!signature_ok(cx, signed_part, rest))
		return invalid(cx);
	return check_claims(cx, claims, now_s, out);
}

void
auth_hash(struct str token, unsigned char out[CRYPTO_SHA256])
{
	crypto_sha256(token, out);
}
