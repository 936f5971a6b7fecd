/*
 * auth_api: the endpoints about oneself: login, tokens, sessions.
 */
#include "auth/auth_db.h"
#include "base/version.h"
#include "web/web.h"

/* Our console keeps its refresh token where scripts cannot read it; the header
 * cannot be sent by another site's page without our consent. */
static bool
is_console(const struct req *rq)
{
	const char *client = rq->header(rq, "X-K8SM-Client");

	return client != NULL && strcmp(client, "console") == 0;
}

static const char *
cookie_token(struct cx *cx, const struct req *rq)
{
	struct str rest = str_of(rq->header(rq, "Cookie")), one, name;

	while (rest.n > 0) {
		str_cut(&rest, ';', &one);
		one = str_trim(one);
		if (str_cut(&one, '=', &name) && str_eq(name, STR(AUTH_COOKIE)))
			return arena_str(cx->mem, one);
	}
	return NULL;
}

static void
set_cookie(struct cx *cx, struct reply *rp, const char *token, int64_t life_s)
{
	reply_header(rp, "Set-Cookie",
	    arena_printf(cx->mem,
		"%s=%s; Path=/api/v1/auth; HttpOnly; SameSite=Strict; "
		"Max-Age=%d%s",
		AUTH_COOKIE, token, (int)life_s,
		cx->set->cookie_secure ? "; Secure" : ""));
}

static enum err_code
give(struct cx *cx, const struct req *rq, struct reply *rp,
    const struct type *t, struct auth_grant *grant)
{
	if (is_console(rq)) {
		set_cookie(cx, rp, grant->refresh_token,
		    cx->set->refresh_token_s);
		grant->refresh_token = NULL;
	}
	reply_audit(rp, cx->who.session_id, cx->who.username,
	    (struct str){ NULL, 0 }, (struct str){ NULL, 0 });
	return reply_item(rp, 200, t, grant);
}

static enum err_code
login(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct auth_login *in = rq->body;
	struct auth_grant grant;
	enum err_code rc;

	/* A refused login is audited under the name that was tried. */
	reply_audit(rp, 0, in->username, (struct str){ NULL, 0 },
	    (struct str){ NULL, 0 });
	rc = auth_login(cx, in, &grant);
	if (rc)
		return rc;
	return give(cx, rq, rp, &auth_grant_type, &grant);
}

static enum err_code
register_user(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct auth_grant grant;
	enum err_code rc;

	rc = auth_register(cx, rq->body, &grant);
	if (rc)
		return rc;
	return give(cx, rq, rp, &auth_grant_type, &grant);
}

static enum err_code
refresh(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct auth_refresh *in = rq->body;
	const char *token = in->refresh_token;
	struct auth_grant grant;
	enum err_code rc;

	if (is_console(rq))
		token = cookie_token(cx, rq);
	if (token == NULL || token[0] == '\0')
		return err_plain(cx, ERR_TOKEN_INVALID);
	rc = auth_refresh(cx, token, &grant);
	if (rc)
		return rc;
	return give(cx, rq, rp, &auth_regrant_type, &grant);
}

static enum err_code
logout(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct auth_refresh *in = rq->body;
	const char *token = in->refresh_token;
	const char *bearer = rq->header(rq, "Authorization");
	int64_t session_id;
	enum err_code rc;

	if (is_console(rq)) {
		token = cookie_token(cx, rq);
		set_cookie(cx, rp, "", 0);
	}
	if (bearer != NULL && strncmp(bearer, "Bearer ", 7) == 0)
		bearer += 7;
	else
		bearer = NULL;
	rc = auth_logout(cx, token, bearer, &session_id);
	if (rc)
		return rc;
	reply_audit(rp, session_id, cx->who.username, (struct str){ NULL, 0 },
	    (struct str){ NULL, 0 });
	return reply_ok(rp);
}

static enum err_code
get_me(struct cx *cx, struct auth_me *out)
{
	const char *const *codes;
	enum err_code rc;
	size_t i, n;

	rc = auth_db_me(cx, cx->who.user_id, out);
	if (rc)
		return rc;
	n = rbac_own_codes(cx, &codes);
	out->permissions.v =
	    arena_array(cx->mem, n + 1, sizeof(*out->permissions.v));
	for (i = 0; i < n; i++)
		out->permissions.v[i] = codes[i];
	out->permissions.n = n;
	out->roles.v =
	    arena_array(cx->mem, cx->who.n_roles + 1, sizeof(*out->roles.v));
	for (i = 0; i < cx->who.n_roles; i++)
		out->roles.v[i] = cx->who.roles[i];
	out->roles.n = cx->who.n_roles;
	return ERR_OK;
}

static enum err_code
me(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct auth_me out;
	enum err_code rc;

	(void)rq;
	rc = get_me(cx, &out);
	if (rc)
		return rc;
	return reply_item(rp, 200, &auth_me_type, &out);
}

static enum err_code
update_me(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct auth_me_patch *in = rq->body;
	struct auth_me before, after;
	enum err_code rc;

	rc = auth_check_contact(cx, in->email, in->avatar);
	if (rc)
		return rc;
	rc = get_me(cx, &before);
	if (rc)
		return rc;
	rc = auth_db_me_update(cx, cx->who.user_id, in);
	if (rc)
		return rc;
	rc = get_me(cx, &after);
	if (rc)
		return rc;
	reply_audit(rp, after.id, after.username,
	    type_text(cx->mem, &auth_me_type, &before),
	    (struct str){ NULL, 0 });
	return reply_item(rp, 200, &auth_me_type, &after);
}

static enum err_code
change_password(struct cx *cx, const struct req *rq, struct reply *rp)
{
	enum err_code rc;

	reply_audit(rp, cx->who.user_id, cx->who.username,
	    (struct str){ NULL, 0 }, (struct str){ NULL, 0 });
	rc = auth_password_change(cx, rq->body);
	if (rc)
		return rc;
	return reply_ok(rp);
}

static enum err_code
config(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct settings *set = cx->set;
	const struct auth_config out = {
		.register_enabled = set->register_enabled,
		.password_min = set->password_min,
		.version = K8SM_VERSION,
	};

	(void)rq;
	return reply_item(rp, 200, &auth_config_type, &out);
}

static enum err_code
list_sessions(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct session *sessions;
	enum err_code rc;
	size_t n;

	(void)rq;
	rc = auth_db_sessions(cx, cx->who.user_id, &sessions, &n);
	if (rc)
		return rc;
	return reply_list(rp, &session_type, sessions, n, (int64_t)n);
}

static enum err_code
end_session(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct id_path *path = rq->path_args;
	enum err_code rc;
	bool found;

	rc = auth_session_end(cx, cx->who.user_id, path->id, "ended", &found);
	if (rc)
		return rc;
	if (!found)
		return err_plain(cx, ERR_NOT_FOUND);
	reply_audit(rp, path->id, cx->who.username, (struct str){ NULL, 0 },
	    (struct str){ NULL, 0 });
	return reply_ok(rp);
}

static enum err_code
end_others(struct cx *cx, const struct req *rq, struct reply *rp)
{
	enum err_code rc;

	(void)rq;
	rc = auth_sessions_end_all(cx, cx->who.user_id, cx->who.session_id);
	if (rc)
		return rc;
	reply_audit(rp, cx->who.user_id, cx->who.username,
	    (struct str){ NULL, 0 }, (struct str){ NULL, 0 });
	return reply_ok(rp);
}

static enum err_code
list_tokens(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct api_token *tokens;
	enum err_code rc;
	size_t n;

	(void)rq;
	rc = auth_db_tokens(cx, cx->who.user_id, &tokens, &n);
	if (rc)
		return rc;
	return reply_list(rp, &api_token_type, tokens, n, (int64_t)n);
}

static enum err_code
create_token(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct api_token token, shown;
	enum err_code rc;

	rc = auth_api_token_make(cx, rq->body, &token);
	if (rc)
		return rc;
	/* The audit row gets everything but the token itself. */
	shown = token;
	shown.token = NULL;
	reply_audit(rp, token.id, token.name, (struct str){ NULL, 0 },
	    type_text(cx->mem, &api_token_type, &shown));
	return reply_item(rp, 201, &api_token_type, &token);
}

static enum err_code
remove_token(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct id_path *path = rq->path_args;
	struct api_token token;
	enum err_code rc;
	bool found;

	rc =
	    auth_db_token_revoke(cx, cx->who.user_id, path->id, &token, &found);
	if (rc)
		return rc;
	if (!found)
		return err_plain(cx, ERR_NOT_FOUND);
	/* What streams by it compares the version too. */
	rc = rbac_touch_user(cx, cx->who.user_id);
	if (rc)
		return rc;
	reply_audit(rp, token.id, token.name,
	    type_text(cx->mem, &api_token_type, &token),
	    (struct str){ NULL, 0 });
	return reply_ok(rp);
}

static enum err_code
create_ticket(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct auth_ticket_new *in = rq->body;
	struct auth_ticket out = { .expires_in_s = 30 };
	enum err_code rc;

	rc = auth_ticket_make(cx, in->target, &out.ticket);
	if (rc)
		return rc;
	reply_audit(rp, 0, in->target, (struct str){ NULL, 0 },
	    (struct str){ NULL, 0 });
	return reply_item(rp, 201, &auth_ticket_type, &out);
}

#define OPEN (R_PUBLIC | R_NOTX | R_NO_AUDIT_BODY)

const struct route auth_routes[] = {
	{ M_POST, "/api/v1/auth/login", .id = "auth.login",
	    .doc = "Log in by user name and password", .audit = "session",
	    .flags = OPEN, .body = &auth_login_type, .reply = &auth_grant_type,
	    .body_max = 4096, .fn = login },
	{ M_POST, "/api/v1/auth/register", .id = "auth.register",
	    .doc = "Make an account, where that is open", .audit = "user",
	    .flags = OPEN, .body = &auth_register_type,
	    .reply = &auth_grant_type, .body_max = 8192, .fn = register_user },
	{ M_POST, "/api/v1/auth/refresh", .id = "auth.refresh",
	    .doc = "Exchange a refresh token for new ones", .audit = "session",
	    .flags = OPEN | R_AUDIT_FAILED, .body = &auth_refresh_type,
	    .reply = &auth_regrant_type, .body_max = 4096, .fn = refresh },
	{ M_POST, "/api/v1/auth/logout", .id = "auth.logout",
	    .doc = "End the session", .audit = "session", .flags = OPEN,
	    .body = &auth_refresh_type, .body_max = 4096, .fn = logout },
	{ M_GET, "/api/v1/auth/config", .id = "auth.config",
	    .doc = "What a login page has to know", .flags = R_PUBLIC | R_NOTX,
	    .reply = &auth_config_type, .fn = config },
	{ M_GET, "/api/v1/auth/me", .id = "auth.me",
	    .doc = "The caller, his roles and permissions", .flags = R_SELF,
	    .reply = &auth_me_type, .fn = me },
	{ M_PUT, "/api/v1/auth/me", .id = "auth.update_me",
	    .doc = "Change one's own name and contacts", .audit = "user",
	    .flags = R_SELF | R_NO_TOKEN, .body = &auth_me_patch_type,
	    .reply = &auth_me_type, .fn = update_me },
	{ M_POST, "/api/v1/auth/password", .id = "auth.password",
	    .doc = "Change one's own password; ends the other sessions",
	    .audit = "user",
	    .flags = R_SELF | R_NOTX | R_NO_TOKEN | R_NO_AUDIT_BODY,
	    .body = &auth_password_type, .body_max = 4096,
	    .fn = change_password },
	{ M_GET, "/api/v1/auth/sessions", .id = "auth.list_sessions",
	    .doc = "One's own live sessions", .flags = R_SELF | R_LIST,
	    .reply = &session_type, .fn = list_sessions },
	{ M_DELETE, "/api/v1/auth/sessions/{id}", .id = "auth.end_session",
	    .doc = "End one of one's own sessions", .audit = "session",
	    .flags = R_SELF | R_NO_TOKEN, .path = &id_path_type,
	    .fn = end_session },
	{ M_DELETE, "/api/v1/auth/sessions", .id = "auth.end_other_sessions",
	    .doc = "End all of one's own sessions but this one",
	    .audit = "session", .flags = R_SELF | R_NO_TOKEN,
	    .fn = end_others },
	{ M_GET, "/api/v1/auth/tokens", .id = "auth.list_tokens",
	    .doc = "One's own API tokens, values absent", .perm = "token:read",
	    .flags = R_LIST, .reply = &api_token_type, .fn = list_tokens },
	{ M_POST, "/api/v1/auth/tokens", .id = "auth.create_token",
	    .doc = "Make an API token; its value is shown this once",
	    .perm = "token:write", .audit = "api_token", .flags = R_NO_TOKEN,
	    .body = &api_token_new_type, .reply = &api_token_type,
	    .fn = create_token },
	{ M_DELETE, "/api/v1/auth/tokens/{id}", .id = "auth.remove_token",
	    .doc = "Revoke one of one's own API tokens", .perm = "token:write",
	    .audit = "api_token", .flags = R_NO_TOKEN, .path = &id_path_type,
	    .fn = remove_token },
	{ M_POST, "/api/v1/auth/tickets", .id = "auth.create_ticket",
	    .doc = "Make a ticket that opens one WebSocket within 30 s",
	    .audit = "ticket",
	    .flags = R_SELF | R_NO_AUDIT_BODY | R_AUDIT_FAILED,
	    .body = &auth_ticket_new_type, .reply = &auth_ticket_type,
	    .fn = create_ticket },
	{ .fn = NULL }
};
