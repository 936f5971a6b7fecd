/*
 * auth_type: the shapes that the room's endpoints take and give.  Private.
 */
#ifndef K8SM_AUTH_AUTH_TYPE_H
#define K8SM_AUTH_AUTH_TYPE_H

#include "type/type.h"

struct auth_header {
	const char *alg;
	const char *typ;
	const char *kid;
};
extern const struct type auth_header_type;

struct auth_payload {
	const char *iss;
	const char *sub;
	int64_t iat;
	int64_t exp;
	const char *jti;
	int64_t sid;
};
extern const struct type auth_payload_type;

struct auth_login {
	const char *username;
	const char *password;
};
extern const struct type auth_login_type;

struct auth_register {
	const char *username;
	const char *password;
	const char *name;
	const char *email;
	const char *phone;
	const char *avatar;
};
extern const struct type auth_register_type;

struct auth_refresh {
	const char *refresh_token;
};
extern const struct type auth_refresh_type;

/* The caller himself, as login and /auth/me show him. */
struct auth_me {
	int64_t id;
	const char *username;
	const char *name;
	const char *email;
	const char *phone;
	const char *avatar;
	const char *status;
	struct texts roles;
	struct texts permissions;
	bool must_change;
	int64_t last_login_at;
	int64_t created_at;
};
extern const struct type auth_me_type;

struct auth_grant {
	const char *access_token;
	const char *refresh_token;
	int64_t expires;
	int64_t uid;
	struct texts roles;
	struct texts permissions;
	struct auth_me user;
};
extern const struct type auth_grant_type;	/* login, register */
extern const struct type auth_regrant_type;	/* refresh: without user */

struct auth_me_patch {
	const char *name;
	const char *email;
	const char *phone;
	const char *avatar;
};
extern const struct type auth_me_patch_type;

struct auth_password {
	const char *old_password;
	const char *new_password;
};
extern const struct type auth_password_type;

struct auth_config {
	bool register_enabled;
	int64_t password_min;
	const char *version;
};
extern const struct type auth_config_type;

struct session {
	int64_t id;
	int64_t created_at;
	int64_t last_seen_at;
	int64_t expires_at;
	const char *ip;
	const char *user_agent;
	bool current;
};
extern const struct type session_type;

struct api_token {
	int64_t id;
	const char *name;
	const char *hint;
	struct texts scopes;
	int64_t project_id;
	int64_t created_at;
	int64_t expires_at;
	int64_t last_used_at;
	const char *token;	/* in the answer to its making only */
};
extern const struct type api_token_type;

struct api_token_new {
	const char *name;
	struct texts scopes;
	int64_t expires_in_days;
	int64_t project_id;
};
extern const struct type api_token_new_type;

struct auth_ticket_new {
	const char *target;
};
extern const struct type auth_ticket_new_type;
struct auth_ticket {
	const char *ticket;
	int64_t expires_in_s;
};
extern const struct type auth_ticket_type;

#endif
