/*
 * Randomness, digests, MACs and authenticated encryption: the one place that
 * calls OpenSSL's EVP functions.
 */
#include "crypto/crypto.h"

#include <sys/random.h>

#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>

struct crypto_mac {
	EVP_MAC_CTX *ctx;
};

/* A process that cannot get these primitives must not go on without them. */
static _Noreturn void
die(const char *what)
{
	log_error(NULL, "crypto.broken", LOG_TEXT("what", what));
	exit(70);
}

void
crypto_random(void *out, size_t n)
{
	unsigned char *p = out;
	ssize_t got;

	while (n > 0) {
		got = getrandom(p, n, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			die("getrandom");
		p += got;
		n -= (size_t)got;
	}
}

const char *
crypto_token(struct arena *mem, size_t n)
{
	unsigned char raw[64];
	const char *text;

	if (n > sizeof(raw))
		die("token size");
	crypto_random(raw, n);
	text = crypto_base64url(mem, (struct str){ (const char *)raw, n });
	crypto_wipe(raw, sizeof(raw));
	return text;
}

void
crypto_sha256(struct str in, unsigned char out[CRYPTO_SHA256])
{
	unsigned int n = 0;

	if (EVP_Digest(in.p, in.n, out, &n, EVP_sha256(), NULL) != 1 ||
	    n != CRYPTO_SHA256)
		die("sha256");
}

const char *
crypto_sha256_hex(struct arena *mem, struct str in)
{
	unsigned char sum[CRYPTO_SHA256];

	crypto_sha256(in, sum);
	return crypto_hex(mem, sum, sizeof(sum));
}

struct crypto_mac *
crypto_mac_new(struct str key)
{
	char digest[] = "SHA256";
	struct crypto_mac *m;
	OSSL_PARAM params[2];
	EVP_MAC *mac;

	m = OPENSSL_zalloc(sizeof(*m));
	mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	if (m == NULL || mac == NULL)
		die("hmac");
	m->ctx = EVP_MAC_CTX_new(mac);
	EVP_MAC_free(mac); /* the context holds its own reference */
	params[0] =
	    OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0);
	params[1] = OSSL_PARAM_construct_end();
	if (m->ctx == NULL ||
	    EVP_MAC_init(m->ctx, (const unsigned char *)key.p, key.n, params) !=
		1)
		die("hmac key");
	return m;
}

void
crypto_mac_free(struct crypto_mac *m)
{
	if (m == NULL)
		return;
	EVP_MAC_CTX_free(m->ctx);
	OPENSSL_free(m);
}

void
crypto_mac(const struct crypto_mac *m, struct str in,
    unsigned char out[CRYPTO_SHA256])
{
	EVP_MAC_CTX *ctx;
	size_t n = 0;

	/* Copying a keyed context is half the price of keying a new one. */
	ctx = EVP_MAC_CTX_dup(m->ctx);
	if (ctx == NULL ||
	    EVP_MAC_update(ctx, (const unsigned char *)in.p, in.n) != 1 ||
	    EVP_MAC_final(ctx, out, &n, CRYPTO_SHA256) != 1 ||
	    n != CRYPTO_SHA256)
		die("hmac");
	EVP_MAC_CTX_free(ctx);
}

bool
crypto_equal(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || CRYPTO_memcmp(a.p, b.p, a.n) == 0);
}

enum err_code
crypto_seal(const unsigned char key[CRYPTO_KEY],
    const unsigned char nonce[CRYPTO_NONCE], struct str aad, struct str in,
    unsigned char *out)
{
	EVP_CIPHER_CTX *ctx;
	int n = 0, last = 0;
	bool ok;

	if (in.n > INT32_MAX / 2 || aad.n > INT32_MAX / 2)
		return ERR_TOO_LARGE;
	ctx = EVP_CIPHER_CTX_new();
	if (ctx == NULL)
		die("cipher");
	ok =
	    EVP_EncryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, key, nonce) == 1 &&
	    EVP_EncryptUpdate(ctx, NULL, &n, (const unsigned char *)aad.p,
		(int)aad.n) == 1 &&
	    EVP_EncryptUpdate(ctx, out, &n, (const unsigned char *)in.p,
		(int)in.n) == 1 &&
	    EVP_EncryptFinal_ex(ctx, out + n, &last) == 1 &&
	    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, CRYPTO_TAG,
		out + in.n) == 1;
	EVP_CIPHER_CTX_free(ctx);
	return ok ? ERR_OK : ERR_INTERNAL;
}

enum err_code
crypto_open(const unsigned char key[CRYPTO_KEY],
    const unsigned char nonce[CRYPTO_NONCE], struct str aad, struct str in,
    unsigned char *out)
{
	unsigned char tag[CRYPTO_TAG];
	EVP_CIPHER_CTX *ctx;
	int n = 0, last = 0;
	bool ok;

	if (in.n < CRYPTO_TAG)
		return ERR_INVALID;
	if (in.n > INT32_MAX / 2 || aad.n > INT32_MAX / 2)
		return ERR_TOO_LARGE;
	in.n -= CRYPTO_TAG;
	memcpy(tag, in.p + in.n, sizeof(tag));
	ctx = EVP_CIPHER_CTX_new();
	if (ctx == NULL)
		die("cipher");
	ok =
	    EVP_DecryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, key, nonce) == 1 &&
	    EVP_DecryptUpdate(ctx, NULL, &n, (const unsigned char *)aad.p,
		(int)aad.n) == 1 &&
	    EVP_DecryptUpdate(ctx, out, &n, (const unsigned char *)in.p,
		(int)in.n) == 1 &&
	    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_TAG, CRYPTO_TAG, tag) ==
		1 &&
	    EVP_DecryptFinal_ex(ctx, out + n, &last) == 1;
	EVP_CIPHER_CTX_free(ctx);
	if (!ok) {
		/* What was decrypted before the tag failed is nobody's. */
		crypto_wipe(out, in.n);
		return ERR_INVALID;
	}
	return ERR_OK;
}

void
crypto_wipe(void *p, size_t n)
{
	if (p != NULL && n > 0)
		OPENSSL_cleanse(p, n);
}

void
crypto_mac_sha1(struct str key, struct str in, unsigned char out[20])
{
	unsigned int n = 20;

	if (HMAC(EVP_sha1(), key.p, (int)key.n, (const unsigned char *)in.p,
		in.n, out, &n) == NULL)
		memset(out, 0, 20);
}
