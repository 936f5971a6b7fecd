/*
 * auth_session: sessions.  A session is one login and one family of refresh
 * tokens; when it ends, its access token, refresh token and streams end.
 */
#include <inttypes.h>

#include "auth/auth_db.h"

enum err_code
auth_session_make(struct cx *cx, int64_t user_id, int64_t *session_id,
    const char **refresh_token)
{
	unsigned char hash[CRYPTO_SHA256];
	int64_t id, life_s = cx->set->refresh_token_s;
	enum err_code rc;

	rc = auth_db_session_insert(cx, user_id, cx->set->session_max_s,
	    session_id);
	if (rc)
		return rc;
	*refresh_token = crypto_token(cx->mem, 32);
	auth_hash(str_of(*refresh_token), hash);
	if (life_s > cx->set->session_max_s)
		life_s = cx->set->session_max_s;
	return auth_db_refresh_insert(cx, *session_id, hash, life_s, &id);
}

void
auth_session_tell(struct cx *cx, int64_t session_id)
{
	db_notify(cx, "k8sm_authz",
	    arena_printf(cx->mem, "s:%" PRId64, session_id));
}

enum err_code
auth_session_end(struct cx *cx, int64_t user_id, int64_t session_id,
    const char *reason, bool *found)
{
	enum err_code rc;
	int64_t n;

	rc = auth_db_session_end(cx, user_id, session_id, reason, &n);
	if (rc)
		return rc;
	*found = n > 0;
	if (*found)
		auth_session_tell(cx, session_id);
	return ERR_OK;
}

enum err_code
auth_sessions_end_all(struct cx *cx, int64_t user_id, int64_t keep)
{
	enum err_code rc;

	rc = auth_db_sessions_end_all(cx, user_id, keep, "ended");
	if (rc)
		return rc;
	/* Streams of ended sessions compare authz_version too. */
	return rbac_touch_user(cx, user_id);
}
