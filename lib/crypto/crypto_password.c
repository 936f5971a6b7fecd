/*
 * argon2id by libargon2.  One lane, so no threads.
 */
#include "crypto/crypto.h"

#include <argon2.h>

#define SALT 16
#define HASH 32
#define LANES 1
/* More than this is a damaged row, not a password. */
#define MEMORY_MAX_KIB (2u << 20)
#define PASSES_MAX 64

const char *
crypto_password_hash(struct arena *mem, struct str password,
    uint32_t memory_kib, uint32_t passes)
{
	unsigned char salt[SALT];
	size_t n;
	char *phc;
	int rc;

	crypto_random(salt, sizeof(salt));
	n = argon2_encodedlen(passes, memory_kib, LANES, SALT, HASH, Argon2_id);
	phc = arena_alloc(mem, n + 1);
	rc = argon2id_hash_encoded(passes, memory_kib, LANES, password.p,
	    password.n, salt, sizeof(salt), HASH, phc, n);
	if (rc != ARGON2_OK) {
		/* Out of memory: this process cannot answer any login. */
		log_error(NULL, "crypto.argon2",
		    LOG_TEXT("why", argon2_error_message(rc)));
		exit(70);
	}
	return phc;
}

/* Reads "m=…,t=…,p=…" of a PHC string that starts with "$argon2id$v=19$". */
static bool
parameters(const char *phc, int64_t *memory, int64_t *passes, int64_t *lanes)
{
	struct str rest = str_of(phc), part, value;
	const struct str head = STR("$argon2id$v=19$");

	if (!str_starts(rest, head))
		return false;
	rest.p += head.n;
	rest.n -= head.n;
	if (!str_cut(&rest, '$', &part))
		return false;
	if (!str_cut(&part, ',', &value) || !str_starts(value, STR("m=")) ||
	    !str_int((struct str){ value.p + 2, value.n - 2 }, memory))
		return false;
	if (!str_cut(&part, ',', &value) || !str_starts(value, STR("t=")) ||
	    !str_int((struct str){ value.p + 2, value.n - 2 }, passes))
		return false;
	return str_starts(part, STR("p=")) &&
	    str_int((struct str){ part.p + 2, part.n - 2 }, lanes);
}

bool
crypto_password_check(struct str password, const char *phc, uint32_t memory_kib,
    uint32_t passes, bool *weak)
{
	int64_t m = 0, t = 0, p = 0;

	*weak = false;
	if (phc == NULL || !parameters(phc, &m, &t, &p))
		return false;
	if (m < 8 || m > MEMORY_MAX_KIB || t < 1 || t > PASSES_MAX ||
	    p != LANES)
		return false;
	if (argon2id_verify(phc, password.p, password.n) != ARGON2_OK)
		return false;
	*weak = m < (int64_t)memory_kib || t < (int64_t)passes;
	return true;
}
