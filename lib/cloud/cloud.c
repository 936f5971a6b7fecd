/*
 * cloud: accounts, and what may be said about them.
 */
#include "cloud/cloud_int.h"
#include "http/http.h"
#include "rbac/rbac.h"
#include "secrets/secrets.h"
#include "tenancy/tenancy.h"

static bool
has(const char *s)
{
	return s != NULL && s[0] != '\0';
}

/* A region becomes part of a host name. */
enum err_code
cloud_region_check(struct cx *cx, const char *field, const char *region)
{
	const char *p;

	if (region == NULL)
		return ERR_OK;
	for (p = region; *p != '\0'; p++)
		if (!((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') ||
			(*p == '-' && p != region)))
			return err_field(cx, field,
			    "地域只能包含小写字母、数字和短横线",
			    "a region has lower-case letters, digits and "
			    "dashes");
	return ERR_OK;
}

static enum err_code
check_endpoint(struct cx *cx, const char *endpoint)
{
	if (!has(endpoint))
		return ERR_OK;
	if (strpbrk(endpoint, "/?#@\\") != NULL)
		return err_field(cx, "endpoint",
		    "只填写主机名，可带端口，例如 ecs-vpc.example.com:443",
		    "a host name, with a port if need be, and nothing else");
	return http_url_check(cx, "endpoint",
	    arena_printf(cx->mem, "https://%s/", endpoint), false);
}

/* Ids and secrets travel in headers. */
static enum err_code
check_key(struct cx *cx, const char *field, const char *s)
{
	const char *p;

	if (s == NULL)
		return ERR_OK;
	for (p = s; *p != '\0'; p++)
		if ((unsigned char)*p <= ' ' || (unsigned char)*p >= 0x7f ||
		    *p == ',' ||
		    (*p == '/' && strcmp(field, "access_key_id") == 0))
			return err_field(cx, field, "包含不允许的字符",
			    "holds characters that it may not");
	return ERR_OK;
}

static enum err_code
check_parts(struct cx *cx, const char *id, const char *secret,
    const char *region, const char *endpoint)
{
	enum err_code rc;

	rc = check_key(cx, "access_key_id", id);
	if (rc == ERR_OK)
		rc = check_key(cx, "access_key_secret", secret);
	if (rc == ERR_OK)
		rc = cloud_region_check(cx, "region_default", region);
	if (rc == ERR_OK)
		rc = check_endpoint(cx, endpoint);
	return rc;
}

enum err_code
cloud_account_check(struct cx *cx, const struct cloud_account_new *in)
{
	return check_parts(cx, in->access_key_id, in->access_key_secret,
	    in->region_default, in->endpoint);
}

enum err_code
cloud_account_create(struct cx *cx, const struct cloud_account_new *in,
    struct cloud_account *out)
{
	struct cloud_account_new row = *in;
	int64_t secret, id;
	enum err_code rc;

	rc = cloud_account_check(cx, in);
	if (rc == ERR_OK)
		rc = tenancy_project_for_new(cx, in->project_id, "host:write",
		    &row.project_id);
	if (rc == ERR_OK)
		rc = secrets_put(cx, row.project_id, CLOUD_SECRET_KEY,
		    str_of(in->access_key_secret), &secret);
	if (rc == ERR_OK)
		rc = cloud_db_account_insert(cx, &row, secret, &id);
	if (rc)
		return rc;
	return cloud_db_account(cx, id, out);
}

/* Locks the account; the caller must hold host:write in its project. */
static enum err_code
lock(struct cx *cx, int64_t id, struct cloud_open *a,
    struct cloud_account *before)
{
	int64_t version;
	enum err_code rc;

	rc = cloud_db_account_lock(cx, id, a, &version);
	if (rc == ERR_OK)
		rc = rbac_check_in(cx, "host:write", a->project_id);
	if (rc)
		return rc;
	if (cx->if_match != 0 && cx->if_match != version) {
		cx->current_version = version;
		return err_set(cx, ERR_CONFLICT, "账号已被他人修改",
		    "somebody else changed the account");
	}
	return cloud_db_account(cx, id, before);
}

enum err_code
cloud_account_update(struct cx *cx, int64_t id,
    const struct cloud_account_patch *in, struct cloud_account *before,
    struct cloud_account *out)
{
	struct cloud_open a = { .id = 0 };
	int64_t secret = 0;
	enum err_code rc;

	rc = check_parts(cx, in->access_key_id, in->access_key_secret,
	    in->region_default, in->endpoint);
	if (rc == ERR_OK)
		rc = lock(cx, id, &a, before);
	/* What the secret signs is shown to the endpoint: who sends it elsewhere
	 * must know it. */
	if (rc == ERR_OK && has(in->endpoint) &&
	    strcmp(in->endpoint, a.endpoint) != 0 &&
	    !has(in->access_key_secret))
		rc = err_field_as(cx, ERR_MISSING, "access_key_secret",
		    "更换接入地址时需要重新填写 AccessKey Secret",
		    "another endpoint needs the secret again");
	if (rc == ERR_OK && has(in->access_key_secret))
		rc = secrets_put(cx, a.project_id, CLOUD_SECRET_KEY,
		    str_of(in->access_key_secret), &secret);
	if (rc == ERR_OK)
		rc = cloud_db_account_update(cx, id, in, secret);
	if (rc == ERR_OK && secret != 0)
		rc = secrets_remove(cx, a.secret_id);
	if (rc)
		return rc;
	return cloud_db_account(cx, id, out);
}

enum err_code
cloud_account_remove(struct cx *cx, int64_t id, struct cloud_account *before)
{
	struct cloud_open a = { .id = 0 };
	enum err_code rc;
	int64_t busy;

	rc = lock(cx, id, &a, before);
	if (rc == ERR_OK)
		rc = cloud_db_account_busy(cx, id, &busy);
	if (rc)
		return rc;
	if (busy > 0)
		return err_set(cx, ERR_CONFLICT,
		    "账号还有 %lld 个任务未结束，请先取消",
		    "%lld tasks of this account have not ended; cancel them "
		    "first",
		    (long long)busy);
	rc = cloud_db_account_remove(cx, id);
	if (rc)
		return rc;
	return secrets_remove(cx, a.secret_id);
}

enum err_code
cloud_account_open(struct cx *cx, int64_t id, const char *perm,
    struct cloud_open *a, struct cloud_target *t)
{
	struct str plain;
	enum err_code rc;

	rc = cloud_db_account_open(cx, id, a);
	if (rc == ERR_NOT_FOUND)
		return err_set(cx, ERR_NOT_FOUND, "云账号不存在",
		    "no such cloud account");
	if (rc == ERR_OK)
		rc = rbac_check_in(cx, perm, a->project_id);
	if (rc == ERR_OK)
		rc = secrets_get(cx, a->secret_id, CLOUD_SECRET_KEY, &plain);
	if (rc)
		return rc;
	*t = (struct cloud_target){
		.provider = cloud_provider_find(a->provider),
		.key = { a->access_key_id, arena_str(cx->mem, plain) },
		.region = a->region_default,
		.endpoint = a->endpoint,
		.timeout_ms = 20000,
	};
	return ERR_OK;
}
