/*
 * audit_hash: the canonical form of a row and the MACs over it.
 *
 * The form is one JSON object with a fixed order of keys; images go in as the
 * text that the database keeps, so nothing is parsed again to verify a row.
 * Changing it needs a new "v" and the old form kept for old rows.
 */
#include "audit/audit_priv.h"
#include "crypto/crypto.h"

static struct crypto_mac *mac;

void
audit_init(const unsigned char key[32])
{
	crypto_mac_free(mac);
	mac = crypto_mac_new((struct str){ (const char *)key, 32 });
}

bool
audit_has_key(void)
{
	return mac != NULL;
}

static void
put_image(struct json *j, const char *key, struct raw image)
{
	json_key(j, key);
	if (image.n)
		json_text(j, (struct str){ image.p, image.n });
	else
		json_null(j);
}

static void
hex(struct str in, char out[AUDIT_HASH_MAX])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char sum[CRYPTO_SHA256];
	size_t i;

	crypto_mac(mac, in, sum);
	for (i = 0; i < sizeof(sum); i++) {
		out[2 * i] = digits[sum[i] >> 4];
		out[2 * i + 1] = digits[sum[i] & 15];
	}
	out[2 * sizeof(sum)] = '\0';
}

void
audit_hash(struct buf *tmp, const struct audit_row *row,
    char out[AUDIT_HASH_MAX])
{
	struct json j;

	buf_reset(tmp);
	buf_puts(tmp, row->prev_hash);
	json_init(&j, tmp);
	json_object(&j);
	json_put_int(&j, "v", 1);
	json_put_int(&j, "chain", row->chain);
	json_put_int(&j, "seq", row->seq);
	json_put_int(&j, "at", row->at);
	json_put_int(&j, "actor_id", row->actor_id);
	json_put_text(&j, "actor_name", row->actor_name);
	json_put_int(&j, "session_id", row->session_id);
	json_put_int(&j, "token_id", row->token_id);
	json_put_text(&j, "ip", row->ip);
	json_put_text(&j, "user_agent", row->user_agent);
	json_put_int(&j, "project_id", row->project_id);
	json_put_text(&j, "action", row->action);
	json_put_text(&j, "object", row->object);
	json_put_int(&j, "object_id", row->object_id);
	json_put_text(&j, "object_name", row->object_name);
	json_put_text(&j, "outcome", row->outcome);
	json_put_int(&j, "code", row->code);
	json_put_text(&j, "request_id", row->request_id);
	put_image(&j, "before", row->before);
	put_image(&j, "after", row->after);
	json_put_text(&j, "reason", row->reason);
	json_object_end(&j);
	if (!json_done(&j)) {
		/* Larger than any row that audit_add lets in. */
		memset(out, '0', AUDIT_HASH_MAX - 1);
		out[AUDIT_HASH_MAX - 1] = '\0';
		return;
	}
	hex(buf_view(tmp), out);
}

void
audit_anchor_mac(int64_t chain, int64_t seq, const char *hash,
    char out[AUDIT_HASH_MAX])
{
	struct buf b;

	buf_init(&b, NULL, 1024);
	buf_printf(&b, "anchor|%lld|%lld|%s", (long long)chain, (long long)seq,
	    hash);
	hex(buf_view(&b), out);
	buf_free(&b);
}
