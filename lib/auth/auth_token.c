/*
 * auth_token: API tokens for programs, and tickets for WebSockets.  Both are
 * random, stored as SHA-256 and shown once.
 */
#include "auth/auth_db.h"

#define TOKENS_MAX 100
#define TICKET_LIFE_S 30

/* The caller must hold each scope where the token will be good. */
static enum err_code
check_scopes(struct cx *cx, const struct api_token_new *in)
{
	enum err_code rc;
	int64_t unknown;
	bool held;
	size_t i;

	rc = auth_db_unknown_scopes(cx, &in->scopes, &unknown);
	if (rc)
		return rc;
	if (unknown > 0)
		return err_field(cx, "scopes", "有 %d 个未知的权限码",
		    "%d permission codes are unknown", (int)unknown);
	for (i = 0; i < in->scopes.n; i++) {
		held = in->project_id != 0 ?
		    cx_can_in(cx, in->scopes.v[i], in->project_id) :
		    cx_can(cx, in->scopes.v[i]);
		if (!held)
			return err_field_as(cx, ERR_FORBIDDEN, "scopes",
			    "您没有权限 '%s'", "you do not hold '%s'",
			    in->scopes.v[i]);
	}
	return ERR_OK;
}

enum err_code
auth_api_token_make(struct cx *cx, const struct api_token_new *in,
    struct api_token *out)
{
	unsigned char hash[CRYPTO_SHA256];
	const char *value;
	enum err_code rc;
	int64_t n;

	if (in->project_id != 0) {
		rc = rbac_check_in(cx, "token:write", in->project_id);
		if (rc)
			return rc;
	}
	rc = check_scopes(cx, in);
	if (rc)
		return rc;
	rc = auth_db_token_count(cx, cx->who.user_id, &n);
	if (rc)
		return rc;
	if (n >= TOKENS_MAX)
		return err_set(cx, ERR_CONFLICT, "令牌数量已达上限 %d",
		    "there are %d tokens already, the most allowed",
		    TOKENS_MAX);
	value = arena_printf(cx->mem, "%s%s", AUTH_TOKEN_PREFIX,
	    crypto_token(cx->mem, 32));
	auth_hash(str_of(value), hash);
	rc = auth_db_token_insert(cx, in, hash,
	    arena_printf(cx->mem, "%.9s", value), out);
	if (rc)
		return rc;
	out->token = value;
	return ERR_OK;
}

enum err_code
auth_ticket_make(struct cx *cx, const char *target, const char **ticket)
{
	unsigned char hash[CRYPTO_SHA256];

	*ticket = crypto_token(cx->mem, 32);
	auth_hash(str_of(*ticket), hash);
	return auth_db_ticket_insert(cx, hash, target, TICKET_LIFE_S);
}

enum err_code
auth_ticket_redeem(struct cx *cx, const char *ticket, const char *target,
    struct principal *who)
{
	unsigned char hash[CRYPTO_SHA256];
	struct auth_ticket_row row;
	enum err_code rc;
	bool found;

	auth_hash(str_of(ticket), hash);
	rc = auth_db_ticket_take(cx, hash, target, &row, &found);
	if (rc)
		return rc;
	if (!found)
		return err_plain(cx, ERR_TOKEN_INVALID);
	who->user_id = row.user_id;
	who->session_id = row.session_id;
	who->token_id = row.token_id;
	who->authz_version = row.authz_version;
	who->username = row.username;
	return ERR_OK;
}
