/*
 * auth_type: descriptors of what concerns the caller himself.  Members of the
 * contract's auth group are camel case, newer ones are not.
 */
#include "auth/auth_type.h"

#include "web/web.h"

/* Both parts of a token are bound strictly: whatever they hold beside this
 * makes them invalid, embedded keys and critical extensions above all. */
static const struct field header_fields[] = {
	F_TEXT(struct auth_header, alg, F_REQ | F_RAW_TEXT, 1, 16, "HS256"),
	F_TEXT(struct auth_header, typ, F_RAW_TEXT, 0, 16, "JWT"),
	F_TEXT(struct auth_header, kid, F_RAW_TEXT, 0, 64, "Which key"),
	F_END,
};
const struct type auth_header_type = {
	"TokenHeader",
	sizeof(struct auth_header),
	header_fields,
	"Header of an access token",
};
static const struct field payload_fields[] = {
	F_TEXT(struct auth_payload, iss, F_REQ | F_RAW_TEXT, 1, 64, "Issuer"),
	F_TEXT(struct auth_payload, sub, F_REQ | F_RAW_TEXT, 1, 20, "User id"),
	F_INT(struct auth_payload, iat, F_REQ, 0, JSON_MAX_SAFE, 0, "Made at"),
	F_INT(struct auth_payload, exp, F_REQ, 0, JSON_MAX_SAFE, 0, "Ends at"),
	F_TEXT(struct auth_payload, jti, F_REQ | F_RAW_TEXT, 1, 64, "Its id"),
	F_INT(struct auth_payload, sid, F_REQ, 1, JSON_MAX_SAFE, 0, "Session"),
	F_END,
};
const struct type auth_payload_type = {
	"TokenClaims",
	sizeof(struct auth_payload),
	payload_fields,
	"Claims of an access token",
};

static const struct field login_fields[] = {
	F_TEXT(struct auth_login, username, F_REQ, 1, 64, "Login name"),
	F_TEXT(struct auth_login, password, F_REQ | F_SECRET | F_RAW_TEXT, 1,
	    256, "Password"),
	F_END,
};
const struct type auth_login_type = {
	"Login",
	sizeof(struct auth_login),
	login_fields,
	"A login",
};

static const struct field register_fields[] = {
	F_TEXT(struct auth_register, username, F_REQ, 1, 64, "Login name"),
	F_TEXT(struct auth_register, password, F_REQ | F_SECRET | F_RAW_TEXT, 1,
	    256, "Password"),
	F_TEXT(struct auth_register, name, 0, 0, 64, "Name for people"),
	F_TEXT(struct auth_register, email, 0, 0, 254, "E-mail address"),
	F_TEXT(struct auth_register, phone, 0, 0, 32, "Telephone number"),
	F_TEXT(struct auth_register, avatar, 0, 0, 500, "Address of a picture"),
	F_END,
};
const struct type auth_register_type = {
	"Register",
	sizeof(struct auth_register),
	register_fields,
	"A new account",
};

static const struct field refresh_fields[] = {
	F_AS("refreshToken", struct auth_refresh, refresh_token, const char *,
	    FK_TEXT, F_SECRET | F_RAW_TEXT, 0, 128, 0,
	    "Refresh token; consoles send it as a cookie instead"),
	F_END,
};
const struct type auth_refresh_type = {
	"Refresh",
	sizeof(struct auth_refresh),
	refresh_fields,
	"A refresh token",
};

static const struct field me_fields[] = {
	F_INT(struct auth_me, id, F_RO, 1, 0, 0, "User id"),
	F_TEXT(struct auth_me, username, F_RO, 0, 64, "Login name"),
	F_TEXT(struct auth_me, name, F_RO, 0, 64, "Name for people"),
	F_TEXT(struct auth_me, email, F_RO, 0, 254, "E-mail address"),
	F_TEXT(struct auth_me, phone, F_RO, 0, 32, "Telephone number"),
	F_TEXT(struct auth_me, avatar, F_RO, 0, 500, "Address of a picture"),
	F_TEXT(struct auth_me, status, F_RO, 0, 16, "active or disabled"),
	F_TEXTS(struct auth_me, roles, F_RO | F_NO_ROW, 0, 4096,
	    "Codes of global roles"),
	F_TEXTS(struct auth_me, permissions, F_RO | F_NO_ROW, 0, 4096,
	    "Permission codes, wildcards included"),
	F_AS("mustChangePassword", struct auth_me, must_change, bool, FK_BOOL,
	    F_RO, 0, 1, 0, "The password was set by somebody else"),
	F_AS("lastLoginAt", struct auth_me, last_login_at, int64_t, FK_TIME,
	    F_RO | F_NULL, 0, 0, 0, "Last login"),
	F_AS("createdAt", struct auth_me, created_at, int64_t, FK_TIME, F_RO, 0,
	    0, 0, "Made at"),
	F_END,
};
const struct type auth_me_type = {
	"Me",
	sizeof(struct auth_me),
	me_fields,
	"The caller",
};

#define GRANT_FIELDS \
	F_AS("accessToken", struct auth_grant, access_token, const char *, \
	    FK_TEXT, F_RO, 0, 4096, 0, "Bearer token"), \
	    F_AS("refreshToken", struct auth_grant, refresh_token, \
		const char *, FK_TEXT, F_RO | F_OMIT, 0, 128, 0, \
		"Good for one refresh; absent where it went into a cookie"), \
	    F_INT(struct auth_grant, expires, F_RO, 0, 0, 0, \
		"When the access token ends, in seconds since 1970"), \
	    F_INT(struct auth_grant, uid, F_RO, 0, 0, 0, "User id"), \
	    F_TEXTS(struct auth_grant, roles, F_RO, 0, 4096, "Role codes"), \
	    F_TEXTS(struct auth_grant, permissions, F_RO, 0, 4096, \
		"Permission codes")

static const struct field grant_fields[] = {
	GRANT_FIELDS,
	F_OBJECT(struct auth_grant, user, F_RO, &auth_me_type, "The caller"),
	F_END,
};
const struct type auth_grant_type = {
	"Grant",
	sizeof(struct auth_grant),
	grant_fields,
	"What a login gives",
};
static const struct field regrant_fields[] = {
	GRANT_FIELDS,
	F_END,
};
const struct type auth_regrant_type = {
	"Regrant",
	sizeof(struct auth_grant),
	regrant_fields,
	"What a refresh gives",
};

static const struct field me_patch_fields[] = {
	F_TEXT(struct auth_me_patch, name, 0, 0, 64, "Name for people"),
	F_TEXT(struct auth_me_patch, email, 0, 0, 254, "E-mail address"),
	F_TEXT(struct auth_me_patch, phone, 0, 0, 32, "Telephone number"),
	F_TEXT(struct auth_me_patch, avatar, 0, 0, 500, "Address of a picture"),
	F_END,
};
const struct type auth_me_patch_type = { "MePatch",
	sizeof(struct auth_me_patch), me_patch_fields,
	"What to change of oneself; what is left out stays" };

static const struct field password_fields[] = {
	F_TEXT(struct auth_password, old_password,
	    F_REQ | F_SECRET | F_RAW_TEXT, 1, 256, "Present password"),
	F_TEXT(struct auth_password, new_password,
	    F_REQ | F_SECRET | F_RAW_TEXT, 1, 256, "New password"),
	F_END,
};
const struct type auth_password_type = {
	"PasswordChange",
	sizeof(struct auth_password),
	password_fields,
	"A new password for oneself",
};

static const struct field config_fields[] = {
	F_BOOL(struct auth_config, register_enabled, F_RO, 0,
	    "Whether strangers may register"),
	F_INT(struct auth_config, password_min, F_RO, 0, 0, 0,
	    "Shortest password in bytes"),
	F_TEXT(struct auth_config, version, F_RO, 0, 32, "Of this product"),
	F_END,
};
const struct type auth_config_type = {
	"AuthConfig",
	sizeof(struct auth_config),
	config_fields,
	"What a login page has to know",
};

static const struct field session_fields[] = {
	F_INT(struct session, id, F_RO, 1, 0, 0, "Session id"),
	F_TIME(struct session, created_at, F_RO, "Login"),
	F_TIME(struct session, last_seen_at, F_RO, "Last refresh"),
	F_TIME(struct session, expires_at, F_RO, "Ends at the latest"),
	F_TEXT(struct session, ip, F_RO, 0, 64, "Address it was last seen at"),
	F_TEXT(struct session, user_agent, F_RO, 0, 300, "Browser or program"),
	F_BOOL(struct session, current, F_RO, 0, "The one that asks"),
	F_END,
};
const struct type session_type = {
	"Session",
	sizeof(struct session),
	session_fields,
	"A login",
};

static const struct field token_fields[] = {
	F_INT(struct api_token, id, F_RO, 1, 0, 0, "Token id"),
	F_TEXT(struct api_token, name, F_RO, 0, 64, "What it is for"),
	F_TEXT(struct api_token, hint, F_RO, 0, 16, "Its first characters"),
	F_TEXTS(struct api_token, scopes, F_RO, 0, 100, "What it may do"),
	F_INT(struct api_token, project_id, F_RO | F_NULL, 0, 0, 0,
	    "Its only project"),
	F_TIME(struct api_token, created_at, F_RO, "Made at"),
	F_TIME(struct api_token, expires_at, F_RO, "Ends at"),
	F_TIME(struct api_token, last_used_at, F_RO | F_NULL, "Last used"),
	F_TEXT(struct api_token, token, F_RO | F_OMIT | F_NO_ROW, 0, 64,
	    "The token itself, shown this once"),
	F_END,
};
const struct type api_token_type = {
	"ApiToken",
	sizeof(struct api_token),
	token_fields,
	"A credential for programs",
};

static const struct field token_new_fields[] = {
	F_TEXT(struct api_token_new, name, F_REQ, 1, 64, "What it is for"),
	F_TEXTS(struct api_token_new, scopes, F_REQ, 1, 100,
	    "Permission codes that the caller holds"),
	F_INT(struct api_token_new, expires_in_days, 0, 1, 365, 90,
	    "Life in days"),
	F_INT(struct api_token_new, project_id, 0, 0, JSON_MAX_SAFE, 0,
	    "Limit to one project; 0: all of the caller's"),
	F_END,
};
const struct type api_token_new_type = {
	"ApiTokenNew",
	sizeof(struct api_token_new),
	token_new_fields,
	"An API token to make",
};

static const char *const targets[] = { "notifications", "terminal", NULL };
static const struct field ticket_new_fields[] = {
	F_ENUM(struct auth_ticket_new, target, F_REQ, targets,
	    "Where it will be shown"),
	F_END,
};
const struct type auth_ticket_new_type = {
	"TicketNew",
	sizeof(struct auth_ticket_new),
	ticket_new_fields,
	"A ticket to make",
};
static const struct field ticket_fields[] = {
	F_TEXT(struct auth_ticket, ticket, F_RO, 0, 64, "Good for one use"),
	F_INT(struct auth_ticket, expires_in_s, F_RO, 0, 0, 0,
	    "Seconds that it holds"),
	F_END,
};
const struct type auth_ticket_type = {
	"Ticket",
	sizeof(struct auth_ticket),
	ticket_fields,
	"Opens one WebSocket",
};
