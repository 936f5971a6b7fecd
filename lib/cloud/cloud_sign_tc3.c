/* cloud_sign_tc3: Tencent Cloud's signature, version 3. */
#include "cloud/cloud_sign.h"
#include "crypto/crypto.h"

void
cloud_sign_tc3(struct arena *mem, struct cloud_request *rq,
    const struct cloud_key *key, const char *service, int64_t now_s)
{
	unsigned char mac[CRYPTO_SHA256], next[CRYPTO_SHA256];
	const char *names, *scope, *text, *date, *first;
	struct str canonical;
	char stamp[17];

	cloud_sign_time(now_s, stamp);
	date = arena_printf(mem, "%.4s-%.2s-%.2s", stamp, stamp + 4, stamp + 6);
	scope = arena_printf(mem, "%s/%s/tc3_request", date, service);
	canonical = cloud_sign_canonical(mem, rq, true, &names);
	text = arena_printf(mem, "TC3-HMAC-SHA256\n%lld\n%s\n%s",
	    (long long)now_s, scope, crypto_sha256_hex(mem, canonical));
	first = arena_printf(mem, "TC3%s", key->secret);
	cloud_sign_mac(str_of(first), str_of(date), mac);
	cloud_sign_mac((struct str){ (const char *)mac, sizeof(mac) },
	    str_of(service), next);
	cloud_sign_mac((struct str){ (const char *)next, sizeof(next) },
	    STR("tc3_request"), mac);
	cloud_sign_mac((struct str){ (const char *)mac, sizeof(mac) },
	    str_of(text), next);
	cloud_header(rq, "authorization",
	    arena_printf(mem,
		"TC3-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, "
		"Signature=%s",
		key->id, scope, names, crypto_hex(mem, next, sizeof(next))));
	crypto_wipe(mac, sizeof(mac));
}
