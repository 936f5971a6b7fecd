/*
 * auth_session_db: sessions, refresh tokens, API tokens, tickets.
 */
#include "auth/auth_db.h"

static const char SQL_SESSION_INSERT[] =
    "INSERT INTO sessions (user_id, expires_at, ip, user_agent)"
    " VALUES ($1, now() + make_interval(secs => $2::float8), $3, $4)"
    " RETURNING id";

enum err_code
auth_db_session_insert(struct cx *cx, int64_t user_id, int64_t life_s,
    int64_t *id)
{
	const struct principal *who = &cx->who;

	return db_int(cx, SQL_SESSION_INSERT,
	    DB_ARGS(DB_INT(user_id), DB_DOUBLE((double)life_s),
		DB_TEXT(who->ip ? who->ip : ""),
		DB_TEXT(who->user_agent ? who->user_agent : "")),
	    id);
}

static const char SQL_REFRESH_INSERT[] =
    "INSERT INTO refresh_tokens (session_id, token_hash, expires_at)"
    " VALUES ($1, $2, now() + make_interval(secs => $3::float8))"
    " RETURNING id";

enum err_code
auth_db_refresh_insert(struct cx *cx, int64_t session_id,
    const unsigned char hash[CRYPTO_SHA256], int64_t life_s, int64_t *id)
{
	return db_int(cx, SQL_REFRESH_INSERT,
	    DB_ARGS(DB_INT(session_id), DB_BYTES(hash, CRYPTO_SHA256),
		DB_DOUBLE((double)life_s)),
	    id);
}

static const struct field refresh_fields[] = {
	F_INT(struct refresh_row, id, F_RO, 0, 0, 0, "Token"),
	F_INT(struct refresh_row, session_id, F_RO, 0, 0, 0, "Family"),
	F_INT(struct refresh_row, user_id, F_RO, 0, 0, 0, "User"),
	F_TEXT(struct refresh_row, username, F_RO, 0, 64, "Login name"),
	F_BOOL(struct refresh_row, ended, F_RO, 0, "Session ended"),
	F_BOOL(struct refresh_row, expired, F_RO, 0, "Too late"),
	F_BOOL(struct refresh_row, spent, F_RO, 0, "Used before"),
	F_INT(struct refresh_row, spent_ms_ago, F_RO, 0, 0, 0, "When"),
	F_TEXT(struct refresh_row, spent_ip, F_RO, 0, 64, "From where"),
	F_TEXT(struct refresh_row, spent_agent, F_RO, 0, 300, "By what"),
	F_INT(struct refresh_row, successor_id, F_RO, 0, 0, 0, "Its heir"),
	F_BOOL(struct refresh_row, successor_used, F_RO, 0, "Heir was used"),
	F_INT(struct refresh_row, left_s, F_RO, 0, 0, 0, "Session's rest"),
	F_END,
};
static const struct type refresh_type = {
	"RefreshRow",
	sizeof(struct refresh_row),
	refresh_fields,
	"A refresh token's row",
};

/* The lock comes first and alone: what is read behind it is what the request
 * that held it before has left. */
static const char SQL_SESSION_LOCK[] =
    "SELECT s.id FROM sessions s JOIN refresh_tokens r ON r.session_id = s.id"
    " WHERE r.token_hash = $1 FOR NO KEY UPDATE OF s";
static const char SQL_REFRESH_GET[] =
    "SELECT r.id, r.session_id, s.user_id, u.username,"
    " s.ended_at IS NOT NULL OR u.status <> 1 AS ended,"
    " s.expires_at <= now() OR r.expires_at <= now() AS expired,"
    " r.spent_at IS NOT NULL AS spent,"
    " COALESCE(extract(epoch FROM clock_timestamp() - r.spent_at) * 1000,"
    "  0)::bigint AS spent_ms_ago, r.spent_ip, r.spent_agent,"
    " COALESCE(n.id, 0) AS successor_id,"
    " n.spent_at IS NOT NULL AS successor_used,"
    " GREATEST(0, extract(epoch FROM s.expires_at - now()))::bigint AS left_s"
    " FROM refresh_tokens r JOIN sessions s ON s.id = r.session_id"
    " JOIN users u ON u.id = s.user_id"
    " LEFT JOIN refresh_tokens n ON n.id = r.successor_id"
    " WHERE r.token_hash = $1";

enum err_code
auth_db_refresh_lock(struct cx *cx, const unsigned char hash[CRYPTO_SHA256],
    struct refresh_row *out, bool *found)
{
	enum err_code rc;

	rc = db_queue(cx, SQL_SESSION_LOCK,
	    DB_ARGS(DB_BYTES(hash, CRYPTO_SHA256)));
	if (rc)
		return rc;
	return db_maybe(cx, SQL_REFRESH_GET,
	    DB_ARGS(DB_BYTES(hash, CRYPTO_SHA256)), &refresh_type, out, found);
}

static const char SQL_REFRESH_SPEND[] =
    "UPDATE refresh_tokens SET spent_at = clock_timestamp(), spent_ip = $3,"
    " spent_agent = $4, successor_id = $2 WHERE id = $1";

enum err_code
auth_db_refresh_spend(struct cx *cx, int64_t id, int64_t successor_id)
{
	const struct principal *who = &cx->who;

	return db_queue(cx, SQL_REFRESH_SPEND,
	    DB_ARGS(DB_INT(id), DB_INT(successor_id),
		DB_TEXT(who->ip ? who->ip : ""),
		DB_TEXT(who->user_agent ? who->user_agent : "")));
}

static const char SQL_REFRESH_REPLACE[] =
    "UPDATE refresh_tokens SET token_hash = $2, created_at = now()"
    " WHERE id = $1 AND spent_at IS NULL";

enum err_code
auth_db_refresh_replace(struct cx *cx, int64_t id,
    const unsigned char hash[CRYPTO_SHA256])
{
	return db_queue(cx, SQL_REFRESH_REPLACE,
	    DB_ARGS(DB_INT(id), DB_BYTES(hash, CRYPTO_SHA256)));
}

static const char SQL_SESSION_SEEN[] =
    "UPDATE sessions SET last_seen_at = now(), ip = $2, user_agent = $3"
    " WHERE id = $1 AND (last_seen_at < now() - interval '1 minute'"
    " OR ip <> $2)";

enum err_code
auth_db_session_seen(struct cx *cx, int64_t session_id)
{
	const struct principal *who = &cx->who;

	return db_queue(cx, SQL_SESSION_SEEN,
	    DB_ARGS(DB_INT(session_id), DB_TEXT(who->ip ? who->ip : ""),
		DB_TEXT(who->user_agent ? who->user_agent : "")));
}

static const char SQL_SESSION_END[] =
    "UPDATE sessions SET ended_at = now(), end_reason = $3"
    " WHERE id = $2 AND ($1 = 0 OR user_id = $1) AND ended_at IS NULL";

enum err_code
auth_db_session_end(struct cx *cx, int64_t user_id, int64_t session_id,
    const char *reason, int64_t *n)
{
	return db_exec(cx, SQL_SESSION_END,
	    DB_ARGS(DB_INT(user_id), DB_INT(session_id), DB_TEXT(reason)), n);
}

static const char SQL_SESSIONS_END_ALL[] =
    "UPDATE sessions SET ended_at = now(), end_reason = $3"
    " WHERE user_id = $1 AND id <> $2 AND ended_at IS NULL";

enum err_code
auth_db_sessions_end_all(struct cx *cx, int64_t user_id, int64_t keep,
    const char *reason)
{
	return db_queue(cx, SQL_SESSIONS_END_ALL,
	    DB_ARGS(DB_INT(user_id), DB_INT(keep), DB_TEXT(reason)));
}

static const char SQL_SESSIONS[] =
    "SELECT id, created_at, last_seen_at, expires_at, ip, user_agent,"
    " id = $2 AS current FROM sessions"
    " WHERE user_id = $1 AND ended_at IS NULL AND expires_at > now()"
    " ORDER BY last_seen_at DESC, id DESC LIMIT 1000";

enum err_code
auth_db_sessions(struct cx *cx, int64_t user_id, struct session **out,
    size_t *n)
{
	return db_all(cx, SQL_SESSIONS,
	    DB_ARGS(DB_INT(user_id), DB_INT(cx->who.session_id)), &session_type,
	    out, n);
}

/* --- API tokens --- */

#define TOKEN_COLS \
	"id, name, hint, scopes, COALESCE(project_id, 0) AS project_id," \
	" created_at, expires_at, last_used_at"

static const char SQL_TOKEN_INSERT[] =
    "INSERT INTO api_tokens (user_id, name, token_hash, hint, scopes,"
    " project_id, expires_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(days => $7::int))"
    " RETURNING " TOKEN_COLS;

enum err_code
auth_db_token_insert(struct cx *cx, const struct api_token_new *in,
    const unsigned char hash[CRYPTO_SHA256], const char *hint,
    struct api_token *out)
{
	return db_one(cx, SQL_TOKEN_INSERT,
	    DB_ARGS(DB_INT(cx->who.user_id), DB_TEXT(in->name),
		DB_BYTES(hash, CRYPTO_SHA256), DB_TEXT(hint),
		DB_TEXTS(in->scopes.v, in->scopes.n), DB_INT0(in->project_id),
		DB_INT(in->expires_in_days)),
	    &api_token_type, out);
}

static const char SQL_TOKENS[] =
    "SELECT " TOKEN_COLS " FROM api_tokens WHERE user_id = $1"
    " AND revoked_at IS NULL ORDER BY id DESC LIMIT 1000";

enum err_code
auth_db_tokens(struct cx *cx, int64_t user_id, struct api_token **out,
    size_t *n)
{
	return db_all(cx, SQL_TOKENS, DB_ARGS(DB_INT(user_id)), &api_token_type,
	    out, n);
}

static const char SQL_TOKEN_REVOKE[] =
    "UPDATE api_tokens SET revoked_at = now()"
    " WHERE id = $2 AND user_id = $1 AND revoked_at IS NULL"
    " RETURNING " TOKEN_COLS;

enum err_code
auth_db_token_revoke(struct cx *cx, int64_t user_id, int64_t id,
    struct api_token *out, bool *found)
{
	return db_maybe(cx, SQL_TOKEN_REVOKE,
	    DB_ARGS(DB_INT(user_id), DB_INT(id)), &api_token_type, out, found);
}

static const char SQL_TOKEN_COUNT[] =
    "SELECT count(*) FROM api_tokens WHERE user_id = $1"
    " AND revoked_at IS NULL";

enum err_code
auth_db_token_count(struct cx *cx, int64_t user_id, int64_t *n)
{
	return db_int(cx, SQL_TOKEN_COUNT, DB_ARGS(DB_INT(user_id)), n);
}

static const char SQL_UNKNOWN_SCOPES[] =
    "SELECT count(*) FROM unnest($1::text[]) c"
    " WHERE NOT EXISTS (SELECT 1 FROM permissions p WHERE p.code = c)";

enum err_code
auth_db_unknown_scopes(struct cx *cx, const struct texts *scopes, int64_t *n)
{
	return db_int(cx, SQL_UNKNOWN_SCOPES,
	    DB_ARGS(DB_TEXTS(scopes->v, scopes->n)), n);
}

/* --- tickets --- */

static const char SQL_TICKET_INSERT[] =
    "INSERT INTO tickets (ticket_hash, user_id, session_id, token_id, target,"
    " expires_at) VALUES ($1, $2, $3, $4, $5,"
    " clock_timestamp() + make_interval(secs => $6::float8))";

enum err_code
auth_db_ticket_insert(struct cx *cx, const unsigned char hash[CRYPTO_SHA256],
    const char *target, int64_t life_s)
{
	return db_exec(cx, SQL_TICKET_INSERT,
	    DB_ARGS(DB_BYTES(hash, CRYPTO_SHA256), DB_INT(cx->who.user_id),
		DB_INT0(cx->who.session_id), DB_INT0(cx->who.token_id),
		DB_TEXT(target), DB_DOUBLE((double)life_s)),
	    NULL);
}

static const struct field ticket_fields[] = {
	F_INT(struct auth_ticket_row, user_id, F_RO, 0, 0, 0, "User"),
	F_INT(struct auth_ticket_row, session_id, F_RO, 0, 0, 0, "Session"),
	F_INT(struct auth_ticket_row, token_id, F_RO, 0, 0, 0, "API token"),
	F_INT(struct auth_ticket_row, authz_version, F_RO, 0, 0, 0,
	    "Of the user"),
	F_TEXT(struct auth_ticket_row, username, F_RO, 0, 64, "Login name"),
	F_END,
};
static const struct type ticket_type = {
	"TicketRow",
	sizeof(struct auth_ticket_row),
	ticket_fields,
	"A ticket's row",
};

static const char SQL_TICKET_TAKE[] =
    "WITH t AS (DELETE FROM tickets WHERE ticket_hash = $1 RETURNING *)"
    " SELECT u.id AS user_id, COALESCE(t.session_id, 0) AS session_id,"
    " COALESCE(t.token_id, 0) AS token_id, u.authz_version, u.username"
    " FROM t JOIN users u ON u.id = t.user_id"
    " LEFT JOIN sessions s ON s.id = t.session_id"
    " LEFT JOIN api_tokens a ON a.id = t.token_id"
    " WHERE t.target = $2 AND t.expires_at > clock_timestamp()"
    " AND u.status = 1"
    " AND (t.session_id IS NULL"
    "  OR (s.ended_at IS NULL AND s.expires_at > now()))"
    " AND (t.token_id IS NULL"
    "  OR (a.revoked_at IS NULL AND a.expires_at > now()))";

enum err_code
auth_db_ticket_take(struct cx *cx, const unsigned char hash[CRYPTO_SHA256],
    const char *target, struct auth_ticket_row *out, bool *found)
{
	return db_maybe(cx, SQL_TICKET_TAKE,
	    DB_ARGS(DB_BYTES(hash, CRYPTO_SHA256), DB_TEXT(target)),
	    &ticket_type, out, found);
}
