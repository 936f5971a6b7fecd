/*
 * auth_users: rules of accounts.  Accounts belong to no project, so a right
 * held inside one project does not reach them; and nobody changes, silences or
 * takes over an account that may do more than he may.
 */
#include "auth/auth_users.h"

#include "auth/auth_db.h"

/* One's own account is shown to oneself, others to readers of accounts. */
enum err_code
auth_user_get(struct cx *cx, int64_t id, struct user *out)
{
	enum err_code rc;
	bool found;

	rc = auth_users_db_get(cx, id, false, out, &found);
	if (rc)
		return rc;
	if (!found)
		return err_plain(cx, ERR_USER_MISSING);
	return auth_limit_locked(cx, out->username, &out->locked);
}

/* The account, locked, once the caller may change it. */
static enum err_code
take(struct cx *cx, int64_t id, struct user *out)
{
	enum err_code rc;
	bool found;

	rc = rbac_check_in(cx, "rbac:write", 0);
	if (rc)
		return rc;
	rc = auth_users_db_get(cx, id, true, out, &found);
	if (rc)
		return rc;
	if (!found)
		return err_plain(cx, ERR_USER_MISSING);
	return rbac_check_over(cx, id);
}

static bool
wants_disabled(const char *status)
{
	return status != NULL && str_ieq(str_of(status), STR("disabled"));
}

enum err_code
auth_user_create(struct cx *cx, const struct user_new *in, struct user *out)
{
	const char *phc;
	enum err_code rc;
	int64_t id;

	rc = rbac_check_in(cx, "rbac:write", 0);
	if (rc)
		return rc;
	rc = auth_check_username(cx, in->username);
	if (rc)
		return rc;
	rc = auth_check_contact(cx, in->email, NULL);
	if (rc)
		return rc;
	rc = auth_password_policy(cx, "password", in->username, in->password);
	if (rc)
		return rc;
	rc = auth_password_hash(cx, "password", in->password, &phc);
	if (rc)
		return rc;
	rc =
	    auth_users_db_insert(cx, in, phc, !wants_disabled(in->status), &id);
	if (rc == ERR_CONFLICT)
		return err_field_as(cx, ERR_USER_EXISTS, "username",
		    "用户 '%s' 已存在", "user '%s' exists already",
		    in->username);
	if (rc)
		return rc;
	if (in->roles.set) {
		rc = rbac_user_roles_set(cx, id, &in->roles);
		if (rc)
			return rc;
	}
	return auth_user_get(cx, id, out);
}

/* 1 or 0 when the status changes, -1 when not. */
static int64_t
status_change(const struct user *user, const char *status)
{
	bool disabled = strcmp(user->status, "disabled") == 0;

	if (status == NULL || status[0] == '\0' ||
	    wants_disabled(status) == disabled)
		return -1;
	return disabled ? 1 : 0;
}

/* Disabling ends everything that the account has open. */
static enum err_code
disable(struct cx *cx, const struct user *user)
{
	enum err_code rc;

	if (user->id == cx->who.user_id)
		return err_field_as(cx, ERR_CONFLICT, "status",
		    "不能停用自己的账号", "you cannot disable yourself");
	rc = rbac_check_not_last_admin(cx, user->id);
	if (rc)
		return rc;
	return auth_sessions_end_all(cx, user->id, 0);
}

static enum err_code
set_password(struct cx *cx, const struct user *user, const char *phc)
{
	bool self = user->id == cx->who.user_id;
	enum err_code rc;

	rc = auth_db_password_set(cx, user->id, phc, !self);
	if (rc)
		return rc;
	return auth_sessions_end_all(cx, user->id,
	    self ? cx->who.session_id : 0);
}

/* Whether ${wanted} names the roles that the user has. */
static bool
same_roles(const struct texts *have, const struct texts *wanted)
{
	size_t i, k;

	if (have->n != wanted->n)
		return false;
	for (i = 0; i < have->n; i++) {
		for (k = 0;
		     k < wanted->n && strcmp(have->v[i], wanted->v[k]) != 0;
		     k++)
			continue;
		if (k == wanted->n)
			return false;
	}
	return true;
}

/* Checks a new password and hashes it, before any row is locked. */
static enum err_code
prepare_password(struct cx *cx, int64_t id, const char *password,
    const char **phc)
{
	struct user user;
	enum err_code rc;
	bool found;

	*phc = NULL;
	if (password == NULL || str_trim(str_of(password)).n == 0)
		return ERR_OK;
	rc = rbac_check_in(cx, "rbac:write", 0);
	if (rc)
		return rc;
	rc = auth_users_db_get(cx, id, false, &user, &found);
	if (rc)
		return rc;
	if (!found)
		return err_plain(cx, ERR_USER_MISSING);
	rc = auth_password_policy(cx, "password", user.username, password);
	if (rc)
		return rc;
	return auth_password_hash(cx, "password", password, phc);
}

enum err_code
auth_user_update(struct cx *cx, int64_t id, const struct user_patch *in,
    struct user *before, struct user *out)
{
	const char *phc;
	enum err_code rc;
	int64_t status;

	rc = auth_check_contact(cx, in->email, NULL);
	if (rc)
		return rc;
	rc = prepare_password(cx, id, in->password, &phc);
	if (rc)
		return rc;
	rc = take(cx, id, before);
	if (rc)
		return rc;
	if (cx->if_match != 0 && cx->if_match != before->version) {
		cx->current_version = before->version;
		return err_plain(cx, ERR_CONFLICT);
	}
	status = status_change(before, in->status);
	rc = status == 0 ? disable(cx, before) : ERR_OK;
	if (rc == ERR_OK)
		rc = auth_users_db_update(cx, id, in, status);
	if (rc == ERR_OK && status == 1)
		rc = rbac_touch_user(cx, id);
	if (rc == ERR_OK && in->roles.set &&
	    !same_roles(&before->roles, &in->roles))
		rc = rbac_user_roles_set(cx, id, &in->roles);
	if (rc == ERR_OK && phc != NULL)
		rc = set_password(cx, before, phc);
	if (rc)
		return rc;
	return auth_user_get(cx, id, out);
}

enum err_code
auth_user_remove(struct cx *cx, int64_t id, struct user *before)
{
	enum err_code rc;

	rc = take(cx, id, before);
	if (rc)
		return rc;
	if (id == cx->who.user_id)
		return err_set(cx, ERR_CONFLICT, "不能删除自己的账号",
		    "you cannot delete yourself");
	rc = rbac_check_not_last_admin(cx, id);
	if (rc)
		return rc;
	rc = rbac_touch_user(cx, id);
	if (rc)
		return rc;
	rc = auth_users_db_delete(cx, id);
	if (rc == ERR_INVALID)
		return err_set(cx, ERR_CONFLICT,
		    "用户 '%s' 仍被引用，请改为停用",
		    "user '%s' is still referred to, disable it instead",
		    before->username);
	return rc;
}

enum err_code
auth_user_sessions_end(struct cx *cx, int64_t id, struct user *user)
{
	enum err_code rc;

	rc = take(cx, id, user);
	if (rc)
		return rc;
	return auth_sessions_end_all(cx, id, 0);
}

enum err_code
auth_user_unlock(struct cx *cx, int64_t id, struct user *user)
{
	enum err_code rc;

	rc = take(cx, id, user);
	if (rc)
		return rc;
	return auth_limit_unlock(cx, user->username);
}
