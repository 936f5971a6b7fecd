/*
 * idem: the rules of Idempotency-Key; see the header.
 */
#include <inttypes.h>
#include <poll.h>

#include "crypto/crypto.h"
#include "db/db.h"
#include "idem.h"
#include "secrets/secrets.h"

#define MAX_KEY 128

static struct str
aad(const struct cx *cx, const struct idem *idem)
{
	return str_of(arena_printf(cx->mem, "%" PRId64 ":%s:%s",
	    cx->who.user_id, idem->key, idem->hash));
}

static const char *
seal(struct cx *cx, const struct idem *idem, struct str body)
{
	unsigned char key[CRYPTO_KEY], *out;
	size_t n = CRYPTO_NONCE + body.n + CRYPTO_TAG;
	enum err_code rc;

	secrets_derive("idempotency", key);
	out = arena_alloc(cx->mem, n);
	crypto_random(out, CRYPTO_NONCE);
	rc = crypto_seal(key, out, aad(cx, idem), body, out + CRYPTO_NONCE);
	crypto_wipe(key, sizeof key);
	return rc ?
	    NULL :
	    crypto_base64url(cx->mem, (struct str){ (const char *)out, n });
}

static enum err_code
unseal(struct cx *cx, const struct idem *idem, const char *text,
    struct str *body)
{
	unsigned char key[CRYPTO_KEY], *in, *out;
	size_t n;
	enum err_code rc;

	in = crypto_base64url_decode(cx->mem, str_of(text), &n);
	if (!in || n < CRYPTO_NONCE + CRYPTO_TAG)
		return err_plain(cx, ERR_INTERNAL);
	n -= CRYPTO_NONCE;
	out = arena_alloc(cx->mem, n + 1);
	secrets_derive("idempotency", key);
	rc = crypto_open(key, in, aad(cx, idem),
	    (struct str){ (const char *)in + CRYPTO_NONCE, n }, out);
	crypto_wipe(key, sizeof key);
	if (rc)
		return err_plain(cx, ERR_INTERNAL);
	*body = (struct str){ (const char *)out, n - CRYPTO_TAG };
	return ERR_OK;
}

static enum err_code
check_key(struct cx *cx, const char *key)
{
	size_t i, n = strlen(key);

	for (i = 0; i < n; i++)
		if (key[i] < 0x21 || key[i] > 0x7e)
			break;
	if (n < 1 || n > MAX_KEY || i < n)
		return err_field(cx, "Idempotency-Key",
		    "Idempotency-Key 必须是 1 到 %d 个可见的 ASCII 字符",
		    "Idempotency-Key must be 1 to %d visible ASCII characters",
		    MAX_KEY);
	return ERR_OK;
}

/* With a transaction around us the claim is part of it. */
static enum err_code
claim(struct cx *cx, struct idem *idem, const struct route *route)
{
	enum err_code rc;

	if (!idem->alone)
		return idem_db_claim(cx, idem->key, route->id, idem->hash,
		    &idem->id);
	rc = db_begin(cx, DB_WRITE);
	if (!rc)
		rc = idem_db_claim(cx, idem->key, route->id, idem->hash,
		    &idem->id);
	if (!rc)
		rc = db_commit(cx);
	if (rc)
		db_rollback(cx);
	return rc;
}

static enum err_code
look(struct cx *cx, const struct idem *idem, struct idem_row *row)
{
	enum err_code rc;

	if (!idem->alone)
		return idem_db_get(cx, idem->key, row);
	rc = db_begin(cx, DB_READ);
	if (!rc)
		rc = idem_db_get(cx, idem->key, row);
	if (!rc)
		rc = db_commit(cx);
	if (rc)
		db_rollback(cx);
	return rc;
}

/* The row is somebody else's: wait for its reply and repeat it. */
static enum err_code
replay(struct cx *cx, struct idem *idem, struct reply *rp)
{
	struct idem_row row = { .id = 0 };
	struct str body = { NULL, 0 };
	enum err_code rc;

	for (;;) {
		rc = look(cx, idem, &row);
		if (rc)
			return rc;
		if (strcmp(row.request_hash, idem->hash) != 0)
			return err_field_as(cx, ERR_CONFLICT, "Idempotency-Key",
			    "Idempotency-Key 已用于另一个请求",
			    "the Idempotency-Key was used for another request");
		if (row.status != 0)
			break;
		if (cx_left_ms(cx, 1000) < 200) {
			cx->retry_after_s = 1;
			return err_field_as(cx, ERR_CONFLICT, "Idempotency-Key",
			    "相同的请求仍在执行",
			    "the same request is still running");
		}
		(void)poll(NULL, 0, 50);
	}
	rc = unseal(cx, idem, row.reply, &body);
	if (rc)
		return rc;
	rp->status = (int)row.status;
	buf_reset(&rp->body);
	buf_str(&rp->body, body);
	if (row.location)
		reply_header(rp, "Location", row.location);
	reply_header(rp, "Idempotency-Replayed", "true");
	return ERR_OK;
}

enum err_code
idem_begin(struct cx *cx, struct idem *idem, const char *key,
    const char *request, const struct req *rq, struct reply *rp, bool *replayed)
{
	struct buf b;
	enum err_code rc;

	*idem = (struct idem){ .key = key,
		.alone = rq->route->flags & (R_NOTX | R_REMOTE) };
	*replayed = false;
	if (!key || rq->method == M_GET || cx->who.user_id == 0)
		return ERR_OK;
	rc = check_key(cx, key);
	if (rc)
		return rc;

	buf_init(&b, cx->mem, rq->raw_body.n + 65536);
	buf_printf(&b, "%s\n%s\n%" PRId64 "\n", method_name(rq->method),
	    request, cx->who.project_id);
	buf_str(&b, rq->raw_body);
	if (b.failed)
		return err_plain(cx, ERR_TOO_LARGE);
	idem->hash = crypto_sha256_hex(cx->mem, buf_view(&b));

	rc = claim(cx, idem, rq->route);
	if (rc)
		return rc;
	if (idem->id) {
		idem->active = true;
		return ERR_OK;
	}
	rc = replay(cx, idem, rp);
	*replayed = rc == ERR_OK;
	return rc;
}

static const char *
location_of(const struct reply *rp)
{
	size_t i;

	for (i = 0; i < rp->n_headers; i++)
		if (strcmp(rp->headers[i].name, "Location") == 0)
			return rp->headers[i].value;
	return NULL;
}

enum err_code
idem_store(struct cx *cx, struct idem *idem, const struct reply *rp)
{
	const char *text;
	enum err_code rc;

	if (!idem->active)
		return ERR_OK;
	text = seal(cx, idem, buf_view(&rp->body));
	if (!text)
		return err_plain(cx, ERR_INTERNAL);
	if (!idem->alone)
		return idem_db_store(cx, idem->id, rp->status, location_of(rp),
		    text);
	rc = db_begin(cx, DB_WRITE);
	if (!rc)
		rc = idem_db_store(cx, idem->id, rp->status, location_of(rp),
		    text);
	if (!rc)
		rc = db_commit(cx);
	if (rc)
		db_rollback(cx);
	return rc;
}

void
idem_forget(struct cx *cx, struct idem *idem)
{
	enum err_code rc;

	if (!idem->active || !idem->alone)
		return;
	idem->active = false;
	rc = db_begin(cx, DB_WRITE);
	if (!rc)
		rc = idem_db_remove(cx, idem->id);
	if (!rc)
		rc = db_commit(cx);
	if (rc) {
		db_rollback(cx);
		log_warn(cx, "idem.forget", LOG_INT("id", idem->id));
	}
}
