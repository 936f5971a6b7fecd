/*
 * auth: users and their passwords, access and refresh tokens, sessions, API
 * tokens.  What a user may do is lib/rbac's.
 */
#ifndef K8SM_AUTH_AUTH_H
#define K8SM_AUTH_AUTH_H

#include "base/base.h"
#include "web/web.h"

/* Loads the signing secret (at least 32 bytes). Once per process. */
enum err_code auth_init(struct cx *cx, const char *secret_path) MUST_CHECK;

/* What an access token says; claims sub iss iat exp jti sid. */
struct auth_claims {
	int64_t user_id;
	int64_t session_id;
	int64_t expires_at;	/* seconds */
};

/* Makes a signed access token for the session. */
const char *auth_token_make(struct cx *cx, int64_t user_id,
    int64_t session_id, int64_t now_s, int64_t *expires_at);

/*
 * Checks form, algorithm (HS256 only), signature (constant time), iss, exp, iat
 * (60 s leeway). ERR_TOKEN_EXPIRED, ERR_TOKEN_INVALID. No database.
 */
enum err_code auth_token_check(struct cx *cx, struct str token, int64_t now_s,
    struct auth_claims *out) MUST_CHECK;

/*
 * Authenticates the request: "Bearer <jwt>" or "Bearer k8sm_<api token>".
 * Fills cx->who, from the process cache where it can, and starts the
 * transaction: for GET the guard statement (session alive, user enabled,
 * authz_version unchanged) rides along as the db_prologue of the handler's
 * first statement, unless the last verdict may be used again (auth_listen).
 * For writes it is asked and judged inside the
 * transaction before auth_begin returns; AUTH_TX_NONE (R_NOTX routes) checks at
 * once and leaves no transaction open.  ${authorization} and
 * ${project_header} (X-Project-ID) may be NULL.  ERR_UNAUTHORIZED (nothing or
 * nonsense sent), ERR_TOKEN_INVALID, ERR_TOKEN_EXPIRED; an unknown or invisible
 * project ERR_NOT_FOUND, a bad number ERR_INVALID.
 */
enum auth_tx { AUTH_TX_READ, AUTH_TX_WRITE, AUTH_TX_NONE };
enum err_code auth_begin(struct cx *cx, const char *authorization,
    const char *project_header, enum auth_tx mode) MUST_CHECK;

/*
 * After anything failed behind auth_begin(AUTH_TX_READ), a missing permission
 * too: whether the principal from the cache was out of date, so that the
 * dispatcher shall roll back and run everything once more from auth_begin (at
 * most once: the second run reads afresh).  Asks the database itself when the
 * guard has not been judged yet.  False where the principal was read afresh.
 */
bool auth_was_stale(struct cx *cx);

/*
 * Before a reading request's reply goes out: makes sure that the guard was
 * judged, also where the handler asked the database nothing.  Free otherwise.
 */
enum err_code auth_settle(struct cx *cx) MUST_CHECK;

/* The refresh cookie's name and path. */
#define AUTH_COOKIE "k8sm_refresh"

/* Creates the first administrator with ${password} when there is no user. */
enum err_code auth_bootstrap(struct cx *cx, const char *username,
    const char *password, bool *created) MUST_CHECK;

/* Ends all sessions of a user (disable, password change), except ${keep}. */
enum err_code auth_sessions_end_all(struct cx *cx, int64_t user_id,
    int64_t keep) MUST_CHECK;

/* Hash for a new password after the policy check; ERR_INVALID names ${field}.
 * Waits for one of two process-shared slots (ERR_TOO_MANY after 3 s). */
enum err_code auth_password_hash(struct cx *cx, const char *field,
    const char *password, const char **phc) MUST_CHECK;

/* Shared memory for the two hashing slots and the count of changes; before the
 * first fork. */
void auth_shared_init(void);

/*
 * A request that may have changed rights, sessions or tokens is about to be
 * answered: verdicts that were given before are not used again by any request
 * process that shares this memory.
 */
void auth_changed(void);

/*
 * From here on reading requests of this process may use a verdict of the
 * database again while nothing is heard of a change (auth_trust.c says when),
 * and what auth_heard tells counts changes of rows that are announced, too.
 * Without this call, and while the connection is down, each asks anew.
 */
enum err_code auth_listen(struct cx *cx) MUST_CHECK;

/* What a process had heard of changes at a moment; news -1: it hears nothing. */
struct auth_sight {
	int64_t news;		/* notifications, and connections that bring them */
	uint64_t changes;	/* writes answered on this machine */
	int64_t at_ms;		/* monotonic */
};
/* As the running request found it, before its first statement; news -1 unless it
 * began with AUTH_TX_READ. */
const struct auth_sight *auth_heard(void);

/*
 * Single-use ticket for a WebSocket: 30 s, stored hashed, bound to user, session
 * and ${target} ("notifications").
 */
enum err_code auth_ticket_make(struct cx *cx, const char *target,
    const char **ticket) MUST_CHECK;

/*
 * Redeems one: it is gone afterwards.  Fills user_id, session_id, token_id and
 * authz_version of ${who}; ERR_TOKEN_INVALID for unknown, spent or late ones,
 * other targets, ended sessions and disabled users.
 */
enum err_code auth_ticket_redeem(struct cx *cx, const char *ticket,
    const char *target, struct principal *who) MUST_CHECK;

/* New password of ${username} by the command line; ends all sessions. */
enum err_code auth_passwd(struct cx *cx, const char *username,
    const char *password) MUST_CHECK;

extern const struct route auth_routes[];	/* /auth/… */
extern const struct route auth_user_routes[];	/* /rbac/users, /user */

#endif
