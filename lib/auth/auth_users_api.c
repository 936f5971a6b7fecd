/*
 * auth_users_api: the endpoints about other people's accounts.
 */
#include "auth/auth_db.h"
#include "auth/auth_users.h"
#include "web/web.h"

static const struct str nothing = { NULL, 0 };

static enum err_code
list_users(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct user *users;
	int64_t total;
	enum err_code rc;
	size_t n;

	rc = rbac_check_in(cx, "rbac:read", 0);
	if (rc)
		return rc;
	rc = auth_users_db_list(cx, rq->query, &users, &n, &total);
	if (rc)
		return rc;
	return reply_list(rp, &user_type, users, n, total);
}

static enum err_code
get_user(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct id_path *path = rq->path_args;
	struct user user;
	enum err_code rc;

	rc = rbac_check_in(cx, "rbac:read", 0);
	if (rc)
		return rc;
	rc = auth_user_get(cx, path->id, &user);
	if (rc)
		return rc;
	return reply_item(rp, 200, &user_type, &user);
}

static enum err_code
create_user(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct user user;
	enum err_code rc;

	rc = auth_user_create(cx, rq->body, &user);
	if (rc)
		return rc;
	return reply_item(rp, 201, &user_type, &user);
}

static enum err_code
update_user(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct id_path *path = rq->path_args;
	struct user before, user;
	enum err_code rc;

	rc = auth_user_update(cx, path->id, rq->body, &before, &user);
	if (rc)
		return rc;
	reply_audit(rp, user.id, user.username,
	    type_text(cx->mem, &user_type, &before), nothing);
	return reply_item(rp, 200, &user_type, &user);
}

static enum err_code
remove_user(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct id_path *path = rq->path_args;
	struct user before;
	enum err_code rc;

	rc = auth_user_remove(cx, path->id, &before);
	if (rc)
		return rc;
	reply_audit(rp, before.id, before.username,
	    type_text(cx->mem, &user_type, &before), nothing);
	return reply_ok(rp);
}

static enum err_code
list_sessions(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct id_path *path = rq->path_args;
	struct session *sessions;
	struct user user;
	enum err_code rc;
	size_t n;

	rc = rbac_check_in(cx, "rbac:read", 0);
	if (rc)
		return rc;
	rc = auth_user_get(cx, path->id, &user);
	if (rc)
		return rc;
	rc = auth_db_sessions(cx, path->id, &sessions, &n);
	if (rc)
		return rc;
	return reply_list(rp, &session_type, sessions, n, (int64_t)n);
}

static enum err_code
end_sessions(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct id_path *path = rq->path_args;
	struct user user;
	enum err_code rc;

	rc = auth_user_sessions_end(cx, path->id, &user);
	if (rc)
		return rc;
	reply_audit(rp, user.id, user.username, nothing, nothing);
	return reply_ok(rp);
}

static enum err_code
unlock(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct id_path *path = rq->path_args;
	struct user user;
	enum err_code rc;

	rc = auth_user_unlock(cx, path->id, &user);
	if (rc)
		return rc;
	reply_audit(rp, user.id, user.username, nothing, nothing);
	return reply_ok(rp);
}

/* Oneself, or anybody for those who may see accounts; to others the account
 * does not exist. */
static enum err_code
get_card(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct id_path *path = rq->path_args;
	struct user_card card;
	enum err_code rc;

	if (path->id != cx->who.user_id && !cx_can_in(cx, "user:view", 0) &&
	    !cx_can_in(cx, "rbac:read", 0))
		return err_plain(cx, ERR_USER_MISSING);
	rc = auth_users_db_card(cx, path->id, &card);
	if (rc == ERR_NOT_FOUND)
		return err_plain(cx, ERR_USER_MISSING);
	if (rc)
		return rc;
	return reply_item(rp, 200, &user_card_type, &card);
}

const struct route auth_user_routes[] = {
	{ M_GET, "/api/v1/rbac/users", .id = "users.list",
	    .doc = "List accounts", .perm = "rbac:read", .flags = R_LIST,
	    .query = &user_filter_type, .reply = &user_type, .fn = list_users },
	{ M_GET, "/api/v1/rbac/users/{id}", .id = "users.get",
	    .doc = "One account", .perm = "rbac:read", .path = &id_path_type,
	    .reply = &user_type, .fn = get_user },
	{ M_POST, "/api/v1/rbac/users", .id = "users.create",
	    .doc = "Make an account", .perm = "rbac:write", .audit = "user",
	    .body = &user_new_type, .reply = &user_type, .body_max = 16384,
	    .fn = create_user },
	{ M_PUT, "/api/v1/rbac/users/{id}", .id = "users.update",
	    .doc = "Change an account, its roles, status or password",
	    .perm = "rbac:write", .audit = "user", .path = &id_path_type,
	    .body = &user_patch_type, .reply = &user_type, .body_max = 16384,
	    .fn = update_user },
	{ M_DELETE, "/api/v1/rbac/users/{id}", .id = "users.remove",
	    .doc = "Delete an account", .perm = "rbac:write", .audit = "user",
	    .path = &id_path_type, .fn = remove_user },
	{ M_GET, "/api/v1/rbac/users/{id}/sessions",
	    .id = "users.list_sessions", .doc = "Live sessions of an account",
	    .perm = "rbac:read", .flags = R_LIST, .path = &id_path_type,
	    .reply = &session_type, .fn = list_sessions },
	{ M_DELETE, "/api/v1/rbac/users/{id}/sessions",
	    .id = "users.end_sessions", .doc = "End all sessions of an account",
	    .perm = "rbac:write", .audit = "user", .path = &id_path_type,
	    .fn = end_sessions },
	{ M_POST, "/api/v1/rbac/users/{id}/unlock", .id = "users.unlock",
	    .doc = "Lift the lock of an account", .perm = "rbac:write",
	    .audit = "user", .path = &id_path_type, .fn = unlock },
	{ M_POST, "/api/v1/user", .id = "users.create_plain",
	    .doc = "Make an account, the older address", .perm = "rbac:write",
	    .audit = "user", .body = &user_new_type, .reply = &user_type,
	    .body_max = 16384, .fn = create_user },
	{ M_GET, "/api/v1/user/{id}", .id = "users.card",
	    .doc = "One account, the older form", .flags = R_SELF,
	    .path = &id_path_type, .reply = &user_card_type, .fn = get_card },
	{ .fn = NULL }
};
