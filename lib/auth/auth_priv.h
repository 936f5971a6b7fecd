/*
 * auth_priv: what the files of lib/auth share; not for other rooms.
 */
#ifndef K8SM_AUTH_AUTH_PRIV_H
#define K8SM_AUTH_AUTH_PRIV_H

#include "auth/auth.h"
#include "auth/auth_type.h"
#include "crypto/crypto.h"

#define AUTH_TOKEN_PREFIX "k8sm_"

/* --- auth_password.c --- */

/* Length, the common list and the user's own name. ERR_INVALID. */
enum err_code auth_password_policy(struct cx *cx, const char *field,
    const char *username, const char *password) MUST_CHECK;

/* One of the two hashing slots of this machine; ERR_TOO_MANY after 3 s. */
enum err_code auth_slot_take(struct cx *cx, int *slot) MUST_CHECK;
void auth_slot_give(int slot);

/* auth_common.c: whether ${password} is among the most used ones. */
bool auth_common(const char *password);

/* --- auth_login.c --- */

/* Rules of what people type about themselves; NULL and "" are fine where the
 * field may be empty. */
enum err_code auth_check_username(struct cx *cx, const char *username)
    MUST_CHECK;
enum err_code auth_check_contact(struct cx *cx, const char *email,
    const char *avatar) MUST_CHECK;

/* Each opens its own transactions and fills ${out}; cx->who becomes the user. */
enum err_code auth_login(struct cx *cx, const struct auth_login *in,
    struct auth_grant *out) MUST_CHECK;
enum err_code auth_register(struct cx *cx, const struct auth_register *in,
    struct auth_grant *out) MUST_CHECK;
enum err_code auth_refresh(struct cx *cx, const char *token,
    struct auth_grant *out) MUST_CHECK;
/* Fills what a login answers; cx->who becomes the user. */
enum err_code auth_grant_make(struct cx *cx, int64_t user_id,
    int64_t session_id, const char *refresh_token, struct auth_grant *out)
    MUST_CHECK;
/* Ends the session of either token; unknown ones are fine. */
enum err_code auth_logout(struct cx *cx, const char *refresh_token,
    const char *access_token, int64_t *session_id) MUST_CHECK;
/* Changes the caller's password and ends his other sessions. */
enum err_code auth_password_change(struct cx *cx,
    const struct auth_password *in) MUST_CHECK;

/* --- auth_session.c --- */

/* New session with its first refresh token, in the current transaction. */
enum err_code auth_session_make(struct cx *cx, int64_t user_id,
    int64_t *session_id, const char **refresh_token) MUST_CHECK;
/* Ends a live session of ${user_id}; *${found} says whether there was one. */
enum err_code auth_session_end(struct cx *cx, int64_t user_id,
    int64_t session_id, const char *reason, bool *found) MUST_CHECK;
/* Tells the streams of a session to end, after the commit. */
void auth_session_tell(struct cx *cx, int64_t session_id);

/* --- auth_limit.c: lock-outs --- */

struct auth_limit {
	unsigned char account[CRYPTO_SHA256];
	unsigned char address[CRYPTO_SHA256];
};
/* Keys for ${kind} ("login", "register"). */
void auth_limit_keys(struct cx *cx, const char *kind, const char *account,
    struct auth_limit *out);
/* ERR_TOO_MANY with Retry-After while either is locked. Own transaction. */
enum err_code auth_limit_check(struct cx *cx, const struct auth_limit *l)
    MUST_CHECK;
/* Counts one failure for both, committed whatever becomes of the request. */
enum err_code auth_limit_fail(struct cx *cx, const struct auth_limit *l)
    MUST_CHECK;
/* Forgets the account's failures, in the current transaction. */
enum err_code auth_limit_clear(struct cx *cx, const struct auth_limit *l)
    MUST_CHECK;
/* Forgets those of user name ${account}: an administrator's unlock. */
enum err_code auth_limit_unlock(struct cx *cx, const char *account) MUST_CHECK;
/* Whether user name ${account} is locked now. */
enum err_code auth_limit_locked(struct cx *cx, const char *account,
    bool *locked) MUST_CHECK;

/* --- auth_token.c: API tokens --- */

enum err_code auth_api_token_make(struct cx *cx,
    const struct api_token_new *in, struct api_token *out) MUST_CHECK;

/* SHA-256 of a presented token: what the tables hold. */
void auth_hash(struct str token, unsigned char out[CRYPTO_SHA256]);

/* Digest of the signing secret for ${label}: lock-out keys are not guessable. */
void auth_label_mac(struct str in, unsigned char out[CRYPTO_SHA256]);

/* Shared memory of auth_trust.c; harmless twice. */
void auth_trust_init(void);

#endif
