/*
 * auth_refresh: refresh tokens are spent at each use, and a spent one that
 * comes back ends its whole family; logging out.
 */
#include "audit/audit.h"
#include "auth/auth_db.h"

/* A reply that was lost may be asked for again, this long, from the same
 * address and program, while nobody used what it carried. */
#define GRACE_MS 10000

enum refresh_end { REFRESH_OK, REFRESH_INVALID, REFRESH_LATE, REFRESH_REUSED };

struct refreshing {
	const char *token;
	struct refresh_row row;
	enum refresh_end end;
	const char *next;
};

static bool
is_lost_reply(const struct cx *cx, const struct refresh_row *row)
{
	const char *ip = cx->who.ip ? cx->who.ip : "";
	const char *agent = cx->who.user_agent ? cx->who.user_agent : "";

	return row->spent_ms_ago >= 0 && row->spent_ms_ago <= GRACE_MS &&
	    row->successor_id != 0 && !row->successor_used &&
	    strcmp(row->spent_ip, ip) == 0 &&
	    strcmp(row->spent_agent, agent) == 0;
}

/* Somebody has a token that was spent: either he or the user is a thief. */
static enum err_code
end_family(struct cx *cx, struct refreshing *r)
{
	struct audit_entry e = { .action = "auth.refresh_reuse",
		.object = "session",
		.object_id = r->row.session_id,
		.object_name = r->row.username,
		.outcome = "denied",
		.code = err_wire(ERR_TOKEN_INVALID),
		.reason = "a spent refresh token was used again" };
	enum err_code rc;
	bool found;

	rc = auth_session_end(cx, r->row.user_id, r->row.session_id,
	    "refresh_reuse", &found);
	if (rc)
		return rc;
	cx->who.user_id = r->row.user_id;
	cx->who.username = r->row.username;
	return audit_add(cx, &e);
}

static enum err_code
rotate(struct cx *cx, struct refreshing *r)
{
	unsigned char hash[CRYPTO_SHA256];
	int64_t next, life_s = cx->set->refresh_token_s;
	enum err_code rc;

	r->next = crypto_token(cx->mem, 32);
	auth_hash(str_of(r->next), hash);
	if (r->row.spent)
		return auth_db_refresh_replace(cx, r->row.successor_id, hash);
	if (life_s > r->row.left_s)
		life_s = r->row.left_s;
	rc = auth_db_refresh_insert(cx, r->row.session_id, hash, life_s, &next);
	if (rc)
		return rc;
	rc = auth_db_refresh_spend(cx, r->row.id, next);
	if (rc)
		return rc;
	return auth_db_session_seen(cx, r->row.session_id);
}

static enum err_code
refresh(struct cx *cx, void *arg)
{
	unsigned char hash[CRYPTO_SHA256];
	struct refreshing *r = arg;
	enum err_code rc;
	bool found;

	auth_hash(str_of(r->token), hash);
	r->end = REFRESH_INVALID;
	rc = auth_db_refresh_lock(cx, hash, &r->row, &found);
	if (rc || !found || r->row.ended)
		return rc;
	if (r->row.spent && !is_lost_reply(cx, &r->row)) {
		r->end = REFRESH_REUSED;
		return end_family(cx, r);
	}
	if (r->row.expired) {
		r->end = REFRESH_LATE;
		return ERR_OK;
	}
	r->end = REFRESH_OK;
	return rotate(cx, r);
}

enum err_code
auth_refresh(struct cx *cx, const char *token, struct auth_grant *out)
{
	struct refreshing r = { .token = token };
	enum err_code rc;

	/* The outcome of a re-use is committed, and refused all the same. */
	rc = db_tx(cx, refresh, &r);
	if (rc)
		return rc;
	switch (r.end) {
	case REFRESH_OK:
		break;
	case REFRESH_LATE:
		return err_plain(cx, ERR_TOKEN_EXPIRED);
	case REFRESH_REUSED:
		log_warn(cx, "auth.refresh_reuse",
		    LOG_INT("session", r.row.session_id),
		    LOG_INT("user", r.row.user_id));
		return err_plain(cx, ERR_TOKEN_INVALID);
	case REFRESH_INVALID:
		return err_plain(cx, ERR_TOKEN_INVALID);
	}
	return auth_grant_make(cx, r.row.user_id, r.row.session_id, r.next,
	    out);
}

/* --- logging out --- */

struct leaving {
	const char *refresh_token;
	struct auth_claims claims;
	int64_t session_id;
};

static enum err_code
leave(struct cx *cx, void *arg)
{
	struct leaving *l = arg;
	unsigned char hash[CRYPTO_SHA256];
	struct refresh_row row;
	enum err_code rc;
	bool found;

	l->session_id = l->claims.session_id;
	if (l->session_id != 0) {
		cx->who.user_id = l->claims.user_id;
		rc = auth_session_end(cx, l->claims.user_id, l->session_id,
		    "logout", &found);
		if (rc)
			return rc;
	}
	if (l->refresh_token != NULL && l->refresh_token[0] != '\0') {
		auth_hash(str_of(l->refresh_token), hash);
		rc = auth_db_refresh_lock(cx, hash, &row, &found);
		if (rc)
			return rc;
		if (!found)
			return ERR_OK;
		l->session_id = row.session_id;
		cx->who.user_id = row.user_id;
		cx->who.username = row.username;
		return auth_session_end(cx, row.user_id, row.session_id,
		    "logout", &found);
	}
	return ERR_OK;
}

enum err_code
auth_logout(struct cx *cx, const char *refresh_token, const char *access_token,
    int64_t *session_id)
{
	struct leaving l = { .refresh_token = refresh_token };
	enum err_code rc;

	if (access_token != NULL &&
	    auth_token_check(cx, str_of(access_token), time_now_us() / 1000000,
		&l.claims) != ERR_OK) {
		l.claims = (struct auth_claims){ 0 };
		err_clear(cx);
	}
	rc = db_tx(cx, leave, &l);
	*session_id = l.session_id;
	return rc;
}
