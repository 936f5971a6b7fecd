/* cloud_sign_acs3: Alibaba Cloud's OpenAPI signature, version 3. */
#include "cloud/cloud_sign.h"
#include "crypto/crypto.h"

void
cloud_sign_acs3(struct arena *mem, struct cloud_request *rq,
    const struct cloud_key *key)
{
	unsigned char mac[CRYPTO_SHA256];
	const char *names, *text;
	struct str canonical;

	canonical = cloud_sign_canonical(mem, rq, false, &names);
	text = arena_printf(mem, "ACS3-HMAC-SHA256\n%s",
	    crypto_sha256_hex(mem, canonical));
	cloud_sign_mac(str_of(key->secret), str_of(text), mac);
	cloud_header(rq, "authorization",
	    arena_printf(mem,
		"ACS3-HMAC-SHA256 Credential=%s,SignedHeaders=%s,Signature=%s",
		key->id, names, crypto_hex(mem, mac, sizeof(mac))));
}
