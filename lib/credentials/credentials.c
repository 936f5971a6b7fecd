/*
 * credentials: passwords that several hosts share.
 *
 * To see them, to change them and to log in with them are three permissions;
 * whoever may point a host at one needs the third (hosts_login_shared asks).
 */
#include "credentials/credentials_int.h"
#include "rbac/rbac.h"
#include "secrets/secrets.h"
#include "ssh/ssh.h"
#include "tenancy/tenancy.h"

static enum err_code
check_user(struct cx *cx, const char *user)
{
	if (user == NULL || ssh_user_ok(user))
		return ERR_OK;
	return err_field(cx, "username", "无效的用户名", "not a user name");
}

enum err_code
credentials_create(struct cx *cx, const struct shared_password_new *in,
    struct shared_password *out)
{
	int64_t project_id, secret_id;
	enum err_code rc;

	rc = check_user(cx, in->username);
	if (rc == ERR_OK)
		rc = tenancy_project_for_new(cx, in->project_id,
		    "credential:write", &project_id);
	if (rc == ERR_OK)
		rc = secrets_put(cx, project_id, HOSTS_PASSWORD,
		    str_of(in->password), &secret_id);
	if (rc)
		return rc;
	return credentials_db_insert(cx, in, project_id, secret_id, out);
}

static enum err_code
lock(struct cx *cx, int64_t id, struct shared_password *out)
{
	enum err_code rc;

	rc = credentials_db_get(cx, id, true, out);
	if (rc == ERR_OK)
		rc = rbac_check_in(cx, "credential:write", out->project_id);
	if (rc)
		return rc;
	if (cx->if_match != 0 && cx->if_match != out->version) {
		cx->current_version = out->version;
		return err_set(cx, ERR_CONFLICT, "密码凭据已被他人修改",
		    "somebody else changed the password credential");
	}
	return ERR_OK;
}

enum err_code
credentials_update(struct cx *cx, int64_t id,
    const struct shared_password_patch *in, struct shared_password *before,
    struct shared_password *out)
{
	bool fresh = in->password != NULL && in->password[0] != '\0';
	int64_t secret_id = 0;
	enum err_code rc;

	rc = check_user(cx, in->username);
	if (rc == ERR_OK)
		rc = lock(cx, id, before);
	if (rc == ERR_OK && fresh)
		rc = secrets_put(cx, before->project_id, HOSTS_PASSWORD,
		    str_of(in->password), &secret_id);
	if (rc == ERR_OK)
		rc = credentials_db_update(cx, id, in, secret_id, out);
	if (rc == ERR_OK && fresh)
		rc = secrets_remove(cx, before->secret_id);
	return rc;
}

enum err_code
credentials_remove(struct cx *cx, int64_t id, struct shared_password *before)
{
	enum err_code rc;

	rc = lock(cx, id, before);
	if (rc)
		return rc;
	if (before->host_count > 0)
		return err_set(cx, ERR_CONFLICT,
		    "仍有 %lld 台主机使用该密码凭据",
		    "%lld hosts still log in with it",
		    (long long)before->host_count);
	rc = credentials_db_remove(cx, id);
	return rc ? rc : secrets_remove(cx, before->secret_id);
}
