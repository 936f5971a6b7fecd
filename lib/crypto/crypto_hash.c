/*
 * crypto_hash: SHA-256 in pieces.  EVP keeps its state to itself; the plain
 * functions below it have the same code inside and let it be put away.
 */
#define OPENSSL_API_COMPAT 0x10100000L

#include <openssl/sha.h>

#include "crypto/crypto.h"

_Static_assert(sizeof(SHA256_CTX) <= sizeof(struct crypto_hash),
    "the state fits");

static SHA256_CTX *
of(struct crypto_hash *h)
{
	return (SHA256_CTX *)(void *)h->opaque;
}

static void
put(unsigned char *p, uint64_t v, int bytes)
{
	while (bytes-- > 0) {
		p[bytes] = (unsigned char)(v & 0xff);
		v >>= 8;
	}
}

static uint64_t
get(const unsigned char *p, int bytes)
{
	uint64_t v = 0;

	while (bytes-- > 0)
		v = v << 8 | *p++;
	return v;
}

void
crypto_hash_init(struct crypto_hash *h)
{
	memset(h, 0, sizeof(*h));
	(void)SHA256_Init(of(h));
}

void
crypto_hash_add(struct crypto_hash *h, struct str piece)
{
	(void)SHA256_Update(of(h), piece.p, piece.n);
}

const char *
crypto_hash_hex(struct arena *mem, const struct crypto_hash *h)
{
	struct crypto_hash copy = *h;
	unsigned char out[CRYPTO_SHA256];

	(void)SHA256_Final(out, of(&copy));
	return crypto_hex(mem, out, sizeof(out));
}

/* Eight words, the bits so far, the block that is not full yet. */
void
crypto_hash_save(const struct crypto_hash *h,
    unsigned char out[CRYPTO_HASH_STATE])
{
	struct crypto_hash copy = *h;
	const SHA256_CTX *c = of(&copy);
	int i;

	for (i = 0; i < 8; i++)
		put(out + 4 * i, c->h[i], 4);
	put(out + 32, (uint64_t)c->Nh << 32 | c->Nl, 8);
	memset(out + 40, 0, 64);
	memcpy(out + 40, c->data, c->num);
}

bool
crypto_hash_load(struct crypto_hash *h, struct str state)
{
	const unsigned char *p = (const unsigned char *)state.p;
	SHA256_CTX *c = of(h);
	uint64_t bits;
	int i;

	crypto_hash_init(h);
	if (state.n != CRYPTO_HASH_STATE)
		return false;
	for (i = 0; i < 8; i++)
		c->h[i] = (SHA_LONG)get(p + 4 * i, 4);
	bits = get(p + 32, 8);
	c->Nh = (SHA_LONG)(bits >> 32);
	c->Nl = (SHA_LONG)bits;
	c->num = (unsigned)(bits / 8 % 64);
	memcpy(c->data, p + 40, c->num);
	return bits % 8 == 0;
}
