/*
 * idem: Idempotency-Key.  Same key and same request: one effect, same reply.
 *
 * The row is written in the request's own transaction, so a concurrent twin
 * waits in PostgreSQL until the first one has ended and then finds its reply.
 * Routes without a transaction reserve the row first and fill it afterwards.
 */
#ifndef K8SM_FCGI_IDEM_H
#define K8SM_FCGI_IDEM_H

#include "base/base.h"
#include "web/web.h"

struct idem {
	bool active;
	bool alone;		/* no transaction around us */
	int64_t id;
	const char *key;
	const char *hash;
};

/* A row, as idem_db reads it. */
struct idem_row {
	int64_t id;
	int64_t status;		/* 0: the first request is not through yet */
	const char *request_hash;
	const char *location;
	const char *reply;
};

/*
 * Looks at ${key} (NULL: nothing to do).  *${replayed} when ${rp} now holds the
 * stored reply.  ERR_CONFLICT when the key was used for another request.
 */
enum err_code idem_begin(struct cx *cx, struct idem *idem, const char *key,
    const char *request, const struct req *rq, struct reply *rp,
    bool *replayed) MUST_CHECK;

/* Stores ${rp} under the key; before the COMMIT. */
enum err_code idem_store(struct cx *cx, struct idem *idem,
    const struct reply *rp) MUST_CHECK;

/* The request failed: a key reserved outside a transaction is free again. */
void idem_forget(struct cx *cx, struct idem *idem);

/* --- idem_db.c --- */
enum err_code idem_db_claim(struct cx *cx, const char *key, const char *route,
    const char *hash, int64_t *id) MUST_CHECK;
enum err_code idem_db_get(struct cx *cx, const char *key,
    struct idem_row *out) MUST_CHECK;
enum err_code idem_db_store(struct cx *cx, int64_t id, int status,
    const char *location, const char *reply) MUST_CHECK;
enum err_code idem_db_remove(struct cx *cx, int64_t id) MUST_CHECK;

#endif
