/*
 * idem_db: the rows of idempotency_keys.
 */
#include "db/db.h"
#include "idem.h"

/* clang-format off */
static const struct field row_fields[] = {
	F_INT(struct idem_row, id, 0, 1, INT64_MAX, 0, "Row"),
	F_INT(struct idem_row, status, 0, 0, 999, 0, "HTTP status, 0: running"),
	F_TEXT(struct idem_row, request_hash, 0, 0, 64, "SHA-256 of the request"),
	F_TEXT(struct idem_row, location, F_NULL, 0, 4096, "Location header"),
	F_TEXT(struct idem_row, reply, F_NULL, 0, 0, "Sealed body"),
	F_END
};
static const struct type row_type = {
	"IdempotencyRow", sizeof(struct idem_row), row_fields, "A stored reply"
};
/* clang-format on */

/*
 * A key is free again after a day, and a reservation that never got its reply
 * after a minute: its worker is gone, no request lasts that long.
 */
static const char SQL_CLAIM[] =
    "INSERT INTO idempotency_keys AS k (user_id, key, route, request_hash)"
    " VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (user_id, key) DO UPDATE"
    " SET route = excluded.route, request_hash = excluded.request_hash,"
    " status = 0, location = NULL, reply = NULL, created_at = now()"
    " WHERE k.created_at < now() - interval '24 hours'"
    " OR (k.status = 0 AND k.request_hash = excluded.request_hash"
    " AND k.created_at < now() - interval '60 seconds')"
    " RETURNING id, status::bigint AS status, request_hash, location, reply";

static const char SQL_GET[] =
    "SELECT id, status::bigint AS status, request_hash, location, reply"
    " FROM idempotency_keys WHERE user_id = $1 AND key = $2";

static const char SQL_STORE[] =
    "UPDATE idempotency_keys SET status = $2, location = $3, reply = $4"
    " WHERE id = $1";

static const char SQL_REMOVE[] = "DELETE FROM idempotency_keys WHERE id = $1";

enum err_code
idem_db_claim(struct cx *cx, const char *key, const char *route,
    const char *hash, int64_t *id)
{
	struct idem_row row;
	bool found;
	enum err_code rc;

	*id = 0;
	rc = db_maybe(cx, SQL_CLAIM,
	    DB_ARGS(DB_INT(cx->who.user_id), DB_TEXT(key), DB_TEXT(route),
		DB_TEXT(hash)),
	    &row_type, &row, &found);
	if (!rc && found)
		*id = row.id;
	return rc;
}

enum err_code
idem_db_get(struct cx *cx, const char *key, struct idem_row *out)
{
	return db_one(cx, SQL_GET,
	    DB_ARGS(DB_INT(cx->who.user_id), DB_TEXT(key)), &row_type, out);
}

enum err_code
idem_db_store(struct cx *cx, int64_t id, int status, const char *location,
    const char *reply)
{
	return db_queue(cx, SQL_STORE,
	    DB_ARGS(DB_INT(id), DB_INT(status), DB_TEXT(location),
		DB_TEXT(reply)));
}

enum err_code
idem_db_remove(struct cx *cx, int64_t id)
{
	return db_exec(cx, SQL_REMOVE, DB_ARGS(DB_INT(id)), NULL);
}
