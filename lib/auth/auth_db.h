/*
 * auth_db: rows of sessions, tokens, lock-outs and of users as logins see them.
 * Private.
 */
#ifndef K8SM_AUTH_AUTH_DB_H
#define K8SM_AUTH_AUTH_DB_H

#include "auth/auth_priv.h"
#include "db/db.h"
#include "rbac/rbac.h"

/* What the guard reads: whether a cached principal still holds. */
struct auth_guard {
	bool alive;
	int64_t authz_version;
	int64_t left_ms;	/* until the session or token ends by itself */
};
extern const struct type auth_guard_type;
extern const char auth_db_guard_session[];	/* $1 session */
extern const char auth_db_guard_token[];	/* $1 API token */

enum err_code auth_db_guard(struct cx *cx, const char *sql, int64_t id,
    struct auth_guard *out, bool *found) MUST_CHECK;

enum err_code auth_db_load_session(struct cx *cx, int64_t session_id,
    struct rbac_row *row, bool *found) MUST_CHECK;
enum err_code auth_db_load_token(struct cx *cx,
    const unsigned char hash[CRYPTO_SHA256], struct rbac_row *row, bool *found)
    MUST_CHECK;
/* Notes the use of a token, at most once a minute. */
enum err_code auth_db_token_used(struct cx *cx, int64_t token_id) MUST_CHECK;

/* --- how long a verdict may be used again; see auth_trust.c --- */

struct auth_trust {
	struct auth_sight sight;	/* from before the verdict */
	int64_t until_ms;
};
struct auth_sight auth_sight(struct db *db);
bool auth_trust_holds(const struct auth_trust *t, const struct auth_sight *now);
/* The same behind the request's answers, without asking the socket. */
bool auth_trust_still(const struct auth_trust *t, struct db *db);
void auth_trust_note(struct auth_trust *t, const struct auth_sight *before,
    int64_t left_ms);

/* --- users, as a login sees them --- */

struct auth_account {
	int64_t id;
	const char *username;
	const char *password_hash;
	int64_t status;
};
enum err_code auth_db_account(struct cx *cx, const char *username,
    struct auth_account *out, bool *found) MUST_CHECK;
enum err_code auth_db_account_by_id(struct cx *cx, int64_t id,
    struct auth_account *out) MUST_CHECK;
/* Notes a login; *${ok} is false when the account changed meanwhile. */
enum err_code auth_db_logged_in(struct cx *cx, const struct auth_account *a,
    const char *new_hash, bool *ok) MUST_CHECK;
enum err_code auth_db_me(struct cx *cx, int64_t user_id, struct auth_me *out)
    MUST_CHECK;
enum err_code auth_db_me_update(struct cx *cx, int64_t user_id,
    const struct auth_me_patch *in) MUST_CHECK;
enum err_code auth_db_user_insert(struct cx *cx,
    const struct auth_register *in, const char *phc, int64_t *id) MUST_CHECK;
/* Makes two bootstraps at once wait for each other. */
enum err_code auth_db_bootstrap_lock(struct cx *cx) MUST_CHECK;
enum err_code auth_db_user_count(struct cx *cx, int64_t *n) MUST_CHECK;
enum err_code auth_db_role_add(struct cx *cx, int64_t user_id,
    const char *role) MUST_CHECK;
enum err_code auth_db_password_set(struct cx *cx, int64_t user_id,
    const char *phc, bool must_change) MUST_CHECK;

/* --- lock-outs --- */

enum err_code auth_db_locked_s(struct cx *cx, const struct auth_limit *l,
    int64_t *wait_s) MUST_CHECK;
enum err_code auth_db_fail(struct cx *cx,
    const unsigned char key[CRYPTO_SHA256], int64_t limit, int64_t window_s,
    int64_t lock_s) MUST_CHECK;
enum err_code auth_db_fail_clear(struct cx *cx,
    const unsigned char key[CRYPTO_SHA256]) MUST_CHECK;

/* --- sessions and refresh tokens --- */

struct refresh_row {
	int64_t id;
	int64_t session_id;
	int64_t user_id;
	const char *username;
	bool ended;		/* the session, or its user is disabled */
	bool expired;		/* the token, or the session's absolute end */
	bool spent;
	int64_t spent_ms_ago;
	const char *spent_ip;
	const char *spent_agent;
	int64_t successor_id;
	bool successor_used;
	int64_t left_s;		/* until the session's absolute end */
};
enum err_code auth_db_session_insert(struct cx *cx, int64_t user_id,
    int64_t life_s, int64_t *id) MUST_CHECK;
enum err_code auth_db_refresh_insert(struct cx *cx, int64_t session_id,
    const unsigned char hash[CRYPTO_SHA256], int64_t life_s, int64_t *id)
    MUST_CHECK;
/* Locks the session, and with it its whole family, first. */
enum err_code auth_db_refresh_lock(struct cx *cx,
    const unsigned char hash[CRYPTO_SHA256], struct refresh_row *out,
    bool *found) MUST_CHECK;
enum err_code auth_db_refresh_spend(struct cx *cx, int64_t id,
    int64_t successor_id) MUST_CHECK;
enum err_code auth_db_refresh_replace(struct cx *cx, int64_t id,
    const unsigned char hash[CRYPTO_SHA256]) MUST_CHECK;
enum err_code auth_db_session_seen(struct cx *cx, int64_t session_id)
    MUST_CHECK;
/* Of ${user_id} (0: anybody's). */
enum err_code auth_db_session_end(struct cx *cx, int64_t user_id,
    int64_t session_id, const char *reason, int64_t *n) MUST_CHECK;
enum err_code auth_db_sessions_end_all(struct cx *cx, int64_t user_id,
    int64_t keep, const char *reason) MUST_CHECK;
enum err_code auth_db_sessions(struct cx *cx, int64_t user_id,
    struct session **out, size_t *n) MUST_CHECK;

/* --- API tokens and tickets --- */

enum err_code auth_db_token_insert(struct cx *cx,
    const struct api_token_new *in, const unsigned char hash[CRYPTO_SHA256],
    const char *hint, struct api_token *out) MUST_CHECK;
enum err_code auth_db_tokens(struct cx *cx, int64_t user_id,
    struct api_token **out, size_t *n) MUST_CHECK;
enum err_code auth_db_token_revoke(struct cx *cx, int64_t user_id, int64_t id,
    struct api_token *out, bool *found) MUST_CHECK;
enum err_code auth_db_token_count(struct cx *cx, int64_t user_id, int64_t *n)
    MUST_CHECK;
enum err_code auth_db_unknown_scopes(struct cx *cx, const struct texts *scopes,
    int64_t *n) MUST_CHECK;
enum err_code auth_db_ticket_insert(struct cx *cx,
    const unsigned char hash[CRYPTO_SHA256], const char *target,
    int64_t life_s) MUST_CHECK;
struct auth_ticket_row {
	int64_t user_id;
	int64_t session_id;
	int64_t token_id;
	int64_t authz_version;
	const char *username;
};
enum err_code auth_db_ticket_take(struct cx *cx,
    const unsigned char hash[CRYPTO_SHA256], const char *target,
    struct auth_ticket_row *out, bool *found) MUST_CHECK;

#endif
