/*
 * auth_db: principals, accounts and lock-outs.
 */
#include "auth/auth_db.h"

static const struct field guard_fields[] = {
	F_BOOL(struct auth_guard, alive, F_RO, 0, "Session or token holds"),
	F_INT(struct auth_guard, authz_version, F_RO, 0, 0, 0, "Of its user"),
	F_INT(struct auth_guard, left_ms, F_RO, 0, 0, 0, "Until its end"),
	F_END,
};
const struct type auth_guard_type = {
	"AuthGuard",
	sizeof(struct auth_guard),
	guard_fields,
	"The guard's row",
};

#define LEFT_MS(t) \
	"(extract(epoch FROM " t \
	".expires_at - now()) * 1000)::bigint AS left_ms"
const char auth_db_guard_session[] =
    "SELECT s.ended_at IS NULL AND s.expires_at > now() AND u.status = 1"
    " AS alive, u.authz_version, " LEFT_MS("s") " FROM sessions s"
						" JOIN users u ON u.id = "
						"s.user_id WHERE s.id = $1";
const char auth_db_guard_token[] =
    "SELECT t.revoked_at IS NULL AND t.expires_at > now() AND u.status = 1"
    " AS alive, u.authz_version, " LEFT_MS("t") " FROM api_tokens t"
						" JOIN users u ON u.id = "
						"t.user_id WHERE t.id = $1";

enum err_code
auth_db_guard(struct cx *cx, const char *sql, int64_t id,
    struct auth_guard *out, bool *found)
{
	return db_maybe(cx, sql, DB_ARGS(DB_INT(id)), &auth_guard_type, out,
	    found);
}

static const char SQL_LOAD_SESSION[] =
    "SELECT p.*, s.ended_at IS NULL AND s.expires_at > now() AS alive,"
    " s.expires_at <= now() AS expired, s.id AS session_id,"
    " 0::bigint AS token_id, '{}'::text[] AS scopes,"
    " 0::bigint AS token_project"
    " FROM sessions s CROSS JOIN LATERAL k8sm_principal(s.user_id) p"
    " WHERE s.id = $1";

enum err_code
auth_db_load_session(struct cx *cx, int64_t session_id, struct rbac_row *row,
    bool *found)
{
	return db_maybe(cx, SQL_LOAD_SESSION, DB_ARGS(DB_INT(session_id)),
	    &rbac_row_type, row, found);
}

static const char SQL_LOAD_TOKEN[] =
    "SELECT p.*, t.revoked_at IS NULL AND t.expires_at > now() AS alive,"
    " t.revoked_at IS NULL AND t.expires_at <= now() AS expired,"
    " 0::bigint AS session_id, t.id AS token_id, t.scopes,"
    " COALESCE(t.project_id, 0) AS token_project"
    " FROM api_tokens t CROSS JOIN LATERAL k8sm_principal(t.user_id) p"
    " WHERE t.token_hash = $1";

enum err_code
auth_db_load_token(struct cx *cx, const unsigned char hash[CRYPTO_SHA256],
    struct rbac_row *row, bool *found)
{
	return db_maybe(cx, SQL_LOAD_TOKEN,
	    DB_ARGS(DB_BYTES(hash, CRYPTO_SHA256)), &rbac_row_type, row, found);
}

static const char SQL_TOKEN_USED[] =
    "UPDATE api_tokens SET last_used_at = now() WHERE id = $1"
    " AND (last_used_at IS NULL"
    " OR last_used_at < now() - interval '1 minute')";

enum err_code
auth_db_token_used(struct cx *cx, int64_t token_id)
{
	return db_exec(cx, SQL_TOKEN_USED, DB_ARGS(DB_INT(token_id)), NULL);
}

/* --- accounts --- */

static const struct field account_fields[] = {
	F_INT(struct auth_account, id, F_RO, 0, 0, 0, "User id"),
	F_TEXT(struct auth_account, username, F_RO, 0, 64, "Login name"),
	F_TEXT(struct auth_account, password_hash, F_RO | F_SECRET, 0, 500,
	    "PHC string"),
	F_INT(struct auth_account, status, F_RO, 0, 1, 0, "1 active"),
	F_END,
};
static const struct type account_type = {
	"Account",
	sizeof(struct auth_account),
	account_fields,
	"An account",
};

#define ACCOUNT_COLS "id, username, password_hash, status::bigint AS status"

static const char SQL_ACCOUNT[] =
    "SELECT " ACCOUNT_COLS " FROM users WHERE lower(username) = lower($1)";

enum err_code
auth_db_account(struct cx *cx, const char *username, struct auth_account *out,
    bool *found)
{
	return db_maybe(cx, SQL_ACCOUNT, DB_ARGS(DB_TEXT(username)),
	    &account_type, out, found);
}

static const char SQL_ACCOUNT_BY_ID[] =
    "SELECT " ACCOUNT_COLS " FROM users WHERE id = $1";

enum err_code
auth_db_account_by_id(struct cx *cx, int64_t id, struct auth_account *out)
{
	return db_one(cx, SQL_ACCOUNT_BY_ID, DB_ARGS(DB_INT(id)), &account_type,
	    out);
}

/* The hash is compared again, so that a login cannot slip past a change of the
 * password that was committed while it was being checked. */
static const char SQL_LOGGED_IN[] =
    "UPDATE users SET last_login_at = now(),"
    " password_hash = COALESCE($3, password_hash)"
    " WHERE id = $1 AND status = 1 AND password_hash = $2";

enum err_code
auth_db_logged_in(struct cx *cx, const struct auth_account *a,
    const char *new_hash, bool *ok)
{
	enum err_code rc;
	int64_t n;

	rc = db_exec(cx, SQL_LOGGED_IN,
	    DB_ARGS(DB_INT(a->id), DB_TEXT(a->password_hash),
		DB_TEXT(new_hash)),
	    &n);
	*ok = n == 1;
	return rc;
}

static const char SQL_ME[] =
    "SELECT id, username, COALESCE(NULLIF(name, ''), username) AS name,"
    " email, phone, avatar, CASE status WHEN 1 THEN 'active'"
    " ELSE 'disabled' END AS status, must_change AS \"mustChangePassword\","
    " last_login_at AS \"lastLoginAt\", created_at AS \"createdAt\""
    " FROM users WHERE id = $1";

enum err_code
auth_db_me(struct cx *cx, int64_t user_id, struct auth_me *out)
{
	return db_one(cx, SQL_ME, DB_ARGS(DB_INT(user_id)), &auth_me_type, out);
}

static const char SQL_ME_UPDATE[] =
    "UPDATE users SET name = COALESCE($2, name),"
    " email = COALESCE($3, email), phone = COALESCE($4, phone),"
    " avatar = COALESCE($5, avatar), updated_at = now(),"
    " version = version + 1 WHERE id = $1";

enum err_code
auth_db_me_update(struct cx *cx, int64_t user_id,
    const struct auth_me_patch *in)
{
	return db_exec(cx, SQL_ME_UPDATE,
	    DB_ARGS(DB_INT(user_id), DB_TEXT(in->name), DB_TEXT(in->email),
		DB_TEXT(in->phone), DB_TEXT(in->avatar)),
	    NULL);
}

static const char SQL_USER_INSERT[] =
    "INSERT INTO users (username, password_hash, name, email, phone, avatar)"
    " VALUES ($1, $2, COALESCE($3, ''), COALESCE($4, ''), COALESCE($5, ''),"
    " COALESCE($6, '')) RETURNING id";

enum err_code
auth_db_user_insert(struct cx *cx, const struct auth_register *in,
    const char *phc, int64_t *id)
{
	return db_int(cx, SQL_USER_INSERT,
	    DB_ARGS(DB_TEXT(in->username), DB_TEXT(phc), DB_TEXT(in->name),
		DB_TEXT(in->email), DB_TEXT(in->phone), DB_TEXT(in->avatar)),
	    id);
}

static const char SQL_BOOTSTRAP_LOCK[] =
    "SELECT pg_advisory_xact_lock(7146, 1)";

enum err_code
auth_db_bootstrap_lock(struct cx *cx)
{
	return db_queue(cx, SQL_BOOTSTRAP_LOCK, DB_NONE);
}

static const char SQL_USER_COUNT[] = "SELECT count(*) FROM users";

enum err_code
auth_db_user_count(struct cx *cx, int64_t *n)
{
	return db_int(cx, SQL_USER_COUNT, DB_NONE, n);
}

static const char SQL_ROLE_ADD[] =
    "INSERT INTO user_roles (user_id, role_id)"
    " SELECT $1, id FROM roles WHERE code = $2 ON CONFLICT DO NOTHING";

enum err_code
auth_db_role_add(struct cx *cx, int64_t user_id, const char *role)
{
	return db_queue(cx, SQL_ROLE_ADD,
	    DB_ARGS(DB_INT(user_id), DB_TEXT(role)));
}

static const char SQL_PASSWORD_SET[] =
    "UPDATE users SET password_hash = $2, must_change = $3,"
    " updated_at = now() WHERE id = $1";

enum err_code
auth_db_password_set(struct cx *cx, int64_t user_id, const char *phc,
    bool must_change)
{
	return db_queue(cx, SQL_PASSWORD_SET,
	    DB_ARGS(DB_INT(user_id), DB_TEXT(phc), DB_BOOL(must_change)));
}

/* --- lock-outs --- */

static const char SQL_LOCKED[] =
    "SELECT COALESCE(ceil(extract(epoch FROM"
    " max(locked_until) - clock_timestamp())), 0)::bigint"
    " FROM login_failures WHERE key_hash IN ($1, $2)";

enum err_code
auth_db_locked_s(struct cx *cx, const struct auth_limit *l, int64_t *wait_s)
{
	return db_int(cx, SQL_LOCKED,
	    DB_ARGS(DB_BYTES(l->account, CRYPTO_SHA256),
		DB_BYTES(l->address, CRYPTO_SHA256)),
	    wait_s);
}

/* $2 limit, $3 window, $4 first lock: from the limit on each failure locks,
 * twice as long as the one before, at most an hour. */
#define FAILURES \
	"CASE WHEN f.last_at < now() - make_interval(secs => $3::float8)" \
	" THEN 1 ELSE f.failures + 1 END"
static const char SQL_FAIL[] =
    "INSERT INTO login_failures AS f (key_hash, failures, last_at)"
    " VALUES ($1, 1, clock_timestamp())"
    " ON CONFLICT (key_hash) DO UPDATE SET failures = " FAILURES ","
    " last_at = clock_timestamp(),"
    " locked_until = CASE WHEN " FAILURES " >= $2 THEN clock_timestamp()"
    "  + make_interval(secs => LEAST(GREATEST(3600, $4::float8),"
    "   $4::float8 * power(2, LEAST(" FAILURES " - $2, 12)))) END";

enum err_code
auth_db_fail(struct cx *cx, const unsigned char key[CRYPTO_SHA256],
    int64_t limit, int64_t window_s, int64_t lock_s)
{
	return db_exec(cx, SQL_FAIL,
	    DB_ARGS(DB_BYTES(key, CRYPTO_SHA256), DB_INT(limit),
		DB_DOUBLE((double)window_s), DB_DOUBLE((double)lock_s)),
	    NULL);
}

static const char SQL_FAIL_CLEAR[] =
    "DELETE FROM login_failures WHERE key_hash = $1";

enum err_code
auth_db_fail_clear(struct cx *cx, const unsigned char key[CRYPTO_SHA256])
{
	return db_queue(cx, SQL_FAIL_CLEAR,
	    DB_ARGS(DB_BYTES(key, CRYPTO_SHA256)));
}
