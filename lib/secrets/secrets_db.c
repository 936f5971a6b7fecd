/*
 * secrets_db: the SQL of sealed secrets.  Row-level security narrows all of it
 * to the caller's projects.
 */
#include "secrets/secrets_db.h"

#include "db/db.h"

static const struct field row_fields[] = {
	F_INT(struct secret_row, id, F_RO, 0, 0, 0, "Secret"),
	F_INT(struct secret_row, project_id, F_RO, 0, 0, 0, "Its project"),
	F_TEXT(struct secret_row, purpose, F_RO, 0, 64, "What it is for"),
	F_INT(struct secret_row, key_version, F_RO, 0, 0, 0, "Master key"),
	F_TEXT(struct secret_row, wrapped, F_RO | F_SECRET, 0, 1000,
	    "Data key, wrapped"),
	F_TEXT(struct secret_row, sealed, F_RO | F_SECRET, 0, 4 << 20,
	    "Secret, sealed"),
	F_END,
};
static const struct type row_type = {
	"SecretRow",
	sizeof(struct secret_row),
	row_fields,
	"A sealed secret",
};

static const char SQL_NEXT_ID[] = "SELECT nextval('secrets_id_seq')";

enum err_code
secrets_db_next_id(struct cx *cx, int64_t *id)
{
	return db_int(cx, SQL_NEXT_ID, DB_NONE, id);
}

static const char SQL_INSERT[] =
    "INSERT INTO secrets (id, project_id, purpose, key_version, wrapped_key,"
    " sealed) OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $4, $5, $6)";

enum err_code
secrets_db_insert(struct cx *cx, const struct secret_row *head,
    struct str wrapped, struct str sealed)
{
	return db_exec(cx, SQL_INSERT,
	    DB_ARGS(DB_INT(head->id), DB_INT(head->project_id),
		DB_TEXT(head->purpose), DB_INT(head->key_version),
		DB_BYTES(wrapped.p, wrapped.n), DB_BYTES(sealed.p, sealed.n)),
	    NULL);
}

#define COLS \
	"id, project_id, purpose, key_version," \
	" encode(wrapped_key, 'hex') AS wrapped"

static const char SQL_GET[] = "SELECT " COLS ", encode(sealed, 'hex') AS sealed"
			      " FROM secrets WHERE id = $1";

enum err_code
secrets_db_get(struct cx *cx, int64_t id, struct secret_row *out)
{
	return db_one(cx, SQL_GET, DB_ARGS(DB_INT(id)), &row_type, out);
}

static const char SQL_REMOVE[] = "DELETE FROM secrets WHERE id = $1";

enum err_code
secrets_db_remove(struct cx *cx, int64_t id)
{
	return db_queue(cx, SQL_REMOVE, DB_ARGS(DB_INT(id)));
}

static const char SQL_OLD[] =
    "SELECT " COLS ", '' AS sealed FROM secrets"
    " WHERE key_version <> $1 AND id > $2 ORDER BY id LIMIT $3"
    " FOR UPDATE SKIP LOCKED";

enum err_code
secrets_db_old(struct cx *cx, int64_t version, int64_t after, int64_t limit,
    struct secret_row **rows, size_t *n)
{
	return db_all(cx, SQL_OLD,
	    DB_ARGS(DB_INT(version), DB_INT(after), DB_INT(limit)), &row_type,
	    rows, n);
}

static const char SQL_REWRAP[] =
    "UPDATE secrets SET key_version = $3, wrapped_key = $4,"
    " updated_at = now() WHERE id = $1 AND key_version = $2";

enum err_code
secrets_db_rewrap(struct cx *cx, int64_t id, int64_t old_version,
    int64_t version, struct str wrapped)
{
	return db_queue(cx, SQL_REWRAP,
	    DB_ARGS(DB_INT(id), DB_INT(old_version), DB_INT(version),
		DB_BYTES(wrapped.p, wrapped.n)));
}
