/*
 * crypto: the few OpenSSL and libargon2 calls that the rooms need.
 */
#ifndef K8SM_CRYPTO_CRYPTO_H
#define K8SM_CRYPTO_CRYPTO_H

#include "base/base.h"

#define CRYPTO_SHA256 32
#define CRYPTO_KEY    32
#define CRYPTO_NONCE  12
#define CRYPTO_TAG    16

/* ${n} bytes from the kernel's generator; ends the process if it fails. */
void crypto_random(void *out, size_t n);

/* ${n} random bytes as unpadded base64url text in ${mem}. */
const char *crypto_token(struct arena *mem, size_t n);

void crypto_sha256(struct str in, unsigned char out[CRYPTO_SHA256]);
const char *crypto_sha256_hex(struct arena *mem, struct str in);

/*
 * SHA-256 of what comes in pieces, which can be put away (in ${out}, the same on
 * every machine) and taken up again by another process.
 */
struct crypto_hash {
	uint64_t opaque[16];
};
#define CRYPTO_HASH_STATE 104
void crypto_hash_init(struct crypto_hash *h);
void crypto_hash_add(struct crypto_hash *h, struct str piece);
const char *crypto_hash_hex(struct arena *mem, const struct crypto_hash *h);
void crypto_hash_save(const struct crypto_hash *h,
    unsigned char out[CRYPTO_HASH_STATE]);
bool crypto_hash_load(struct crypto_hash *h, struct str state);

/* HMAC-SHA256 with a prepared key (keep one for the process). */
struct crypto_mac;
struct crypto_mac *crypto_mac_new(struct str key);
void crypto_mac_free(struct crypto_mac *m);
void crypto_mac(const struct crypto_mac *m, struct str in,
    unsigned char out[CRYPTO_SHA256]);

/* HMAC-SHA1, which hashed names in known_hosts are made with; nothing else. */
void crypto_mac_sha1(struct str key, struct str in, unsigned char out[20]);

/* Constant-time comparison; lengths may differ (then false). */
bool crypto_equal(struct str a, struct str b);

/* AES-256-GCM. ${out} of seal has room for in.n + CRYPTO_TAG bytes. */
enum err_code crypto_seal(const unsigned char key[CRYPTO_KEY],
    const unsigned char nonce[CRYPTO_NONCE], struct str aad, struct str in,
    unsigned char *out) MUST_CHECK;
/* ${out} has room for in.n - CRYPTO_TAG. ERR_INVALID when it was changed. */
enum err_code crypto_open(const unsigned char key[CRYPTO_KEY],
    const unsigned char nonce[CRYPTO_NONCE], struct str aad, struct str in,
    unsigned char *out) MUST_CHECK;

/* PHC string of ${password} by argon2id. */
const char *crypto_password_hash(struct arena *mem, struct str password,
    uint32_t memory_kib, uint32_t passes);
/* Whether it matches; ${weak} says that parameters rose since (rehash). */
bool crypto_password_check(struct str password, const char *phc,
    uint32_t memory_kib, uint32_t passes, bool *weak);

const char *crypto_hex(struct arena *mem, const void *p, size_t n);
bool crypto_unhex(struct str hex, unsigned char *out, size_t n);
const char *crypto_base64(struct arena *mem, struct str in);
/* NULL when not base64 (padding may be missing). */
unsigned char *crypto_base64_decode(struct arena *mem, struct str in, size_t *n);
const char *crypto_base64url(struct arena *mem, struct str in);
/* NULL when not base64url (unpadded). */
unsigned char *crypto_base64url_decode(struct arena *mem, struct str in,
    size_t *n);

/* Overwrites memory that held a secret. */
void crypto_wipe(void *p, size_t n);

#endif
