/* cloud_sign_aws4: AWS Signature Version 4. */
#include "cloud/cloud_sign.h"
#include "crypto/crypto.h"

void
cloud_sign_aws4(struct arena *mem, struct cloud_request *rq,
    const struct cloud_key *key, const char *region, const char *service,
    int64_t now_s)
{
	unsigned char mac[CRYPTO_SHA256], next[CRYPTO_SHA256];
	const char *names, *scope, *text, *first;
	struct str canonical;
	char stamp[17];

	cloud_sign_time(now_s, stamp);
	scope = arena_printf(mem, "%.8s/%s/%s/aws4_request", stamp, region,
	    service);
	canonical = cloud_sign_canonical(mem, rq, false, &names);
	text = arena_printf(mem, "AWS4-HMAC-SHA256\n%s\n%s\n%s", stamp, scope,
	    crypto_sha256_hex(mem, canonical));
	first = arena_printf(mem, "AWS4%s", key->secret);
	cloud_sign_mac(str_of(first), (struct str){ stamp, 8 }, mac);
	cloud_sign_mac((struct str){ (const char *)mac, sizeof(mac) },
	    str_of(region), next);
	cloud_sign_mac((struct str){ (const char *)next, sizeof(next) },
	    str_of(service), mac);
	cloud_sign_mac((struct str){ (const char *)mac, sizeof(mac) },
	    STR("aws4_request"), next);
	cloud_sign_mac((struct str){ (const char *)next, sizeof(next) },
	    str_of(text), mac);
	cloud_header(rq, "authorization",
	    arena_printf(mem,
		"AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, "
		"Signature=%s",
		key->id, scope, names, crypto_hex(mem, mac, sizeof(mac))));
	crypto_wipe(next, sizeof(next));
}
