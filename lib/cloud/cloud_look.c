/*
 * cloud_look: requests that wait for a cloud (R_REMOTE).
 *
 * No transaction is open while the cloud is asked: what is needed is read
 * before, what was found is written after.
 */
#include "cloud/cloud_int.h"
#include "db/db.h"
#include "rbac/rbac.h"

/* Kept of the request's deadline for the work after it. */
#define RESERVE_MS 800

static bool
has(const char *s)
{
	return s != NULL && s[0] != '\0';
}

/* Where to look when nobody said. */
static const char *
first_region(const char *provider)
{
	if (strcmp(provider, "aws") == 0)
		return "us-east-1";
	return strcmp(provider, "tencent") == 0 ? "ap-guangzhou" :
						  "cn-hangzhou";
}

static void
set_region(struct cloud_target *t, const char *wanted)
{
	if (has(wanted))
		t->region = wanted;
	if (!has(t->region))
		t->region = first_region(t->provider->name);
}

static int64_t
hurry(struct cx *cx)
{
	int64_t deadline = cx->deadline_ms;

	if (deadline > 0)
		cx->deadline_ms = deadline - RESERVE_MS;
	return deadline;
}

/* --- test --- */

static enum err_code
check_account(struct cx *cx, const struct cloud_test_new *in,
    const char *provider, struct cloud_open *a, struct cloud_target *t)
{
	enum err_code rc;

	if (in->account_id == 0) {
		*a = (struct cloud_open){ .provider = provider };
		*t = (struct cloud_target){ .endpoint = "", .region = "" };
		t->provider = cloud_provider_find(provider);
		if (!has(in->access_key_id))
			return err_field_as(cx, ERR_MISSING, "access_key_id",
			    "缺少 AccessKey ID", "access_key_id is required");
		if (!has(in->access_key_secret))
			return err_field_as(cx, ERR_MISSING,
			    "access_key_secret", "缺少 AccessKey Secret",
			    "access_key_secret is required");
		return ERR_OK;
	}
	rc = cloud_account_open(cx, in->account_id, "host:write", a, t);
	if (rc)
		return rc;
	if (provider != NULL && strcmp(a->provider, provider) != 0)
		return err_field(cx, "account_id", "该账号属于另一个云厂商",
		    "the account is at another provider");
	return ERR_OK;
}

/* The stored parts, those of the body in front. */
static enum err_code
test_target(struct cx *cx, const struct cloud_test_new *in,
    const char *provider, struct cloud_open *a, struct cloud_target *t)
{
	struct cloud_account_new parts = {
		.access_key_id = in->access_key_id,
		.access_key_secret = in->access_key_secret,
		.region_default = in->region_default,
		.endpoint = in->endpoint,
	};
	enum err_code rc;

	rc = cloud_account_check(cx, &parts);
	if (rc == ERR_OK)
		rc = check_account(cx, in, provider, a, t);
	if (rc)
		return rc;
	/* Somebody else's endpoint must not be shown what the old secret signs
	 * by whoever does not know that secret. */
	if (in->account_id != 0 && has(in->endpoint) &&
	    strcmp(in->endpoint, a->endpoint) != 0 &&
	    !has(in->access_key_secret))
		return err_field_as(cx, ERR_MISSING, "access_key_secret",
		    "更换接入地址时需要重新填写 AccessKey Secret",
		    "another endpoint needs the secret again");
	if (has(in->access_key_id))
		t->key.id = in->access_key_id;
	if (has(in->access_key_secret))
		t->key.secret = in->access_key_secret;
	if (in->endpoint != NULL)
		t->endpoint = in->endpoint;
	set_region(t, in->region_default);
	return ERR_OK;
}

static enum err_code
call_both(struct cx *cx, const struct cloud_target *t, struct cloud_test *out,
    enum cloud_fault *fault)
{
	struct cloud_ask ask = { .limit = 1 };
	struct cloud_region *regions;
	struct cloud_page page;
	enum err_code rc;
	size_t n, i;
	bool known = false;

	rc = cloud_call_regions(cx, t, &regions, &n, fault);
	if (rc)
		return rc;
	out->regions = (int64_t)n;
	for (i = 0; i < n; i++)
		known = known || strcmp(regions[i].id, t->region) == 0;
	if (!known && n > 0) {
		*fault = CLOUD_F_REGION;
		return err_field(cx, "region_default", "地域 '%s' 不存在",
		    "there is no region '%s'", t->region);
	}
	rc = cloud_call_page(cx, t, &ask, &page, fault);
	if (rc == ERR_OK)
		out->instances = page.total;
	return rc;
}

enum err_code
cloud_look_test(struct cx *cx, const struct cloud_test_new *in,
    const char *provider, struct cloud_open *a, struct cloud_test *out)
{
	int64_t t0 = time_mono_ms(), deadline;
	enum cloud_fault fault;
	struct cloud_target t;
	enum err_code rc;

	rc = test_target(cx, in, provider, a, &t);
	if (rc)
		return rc;
	*out =
	    (struct cloud_test){ .provider = a->provider, .region = t.region };
	deadline = hurry(cx);
	rc = call_both(cx, &t, out, &fault);
	cx->deadline_ms = deadline;
	out->ok = rc == ERR_OK;
	out->latency_ms = time_mono_ms() - t0;
	if (rc) {
		/* Ours, not the cloud's. */
		if (fault == CLOUD_F_NONE)
			return rc;
		out->error_code = cloud_fault_name(fault);
		out->message =
		    cx->message != NULL ? cx->message : err_text(rc, cx->lang);
		err_clear(cx);
		cx->retry_after_s = 0;
	}
	/* A test of other parts than the stored ones says nothing of those. */
	if (a->id == 0 || has(in->access_key_id) ||
	    has(in->access_key_secret) || has(in->endpoint))
		return ERR_OK;
	return cloud_db_account_tested(cx, a->id, out->message);
}

/* --- regions and instances --- */

enum err_code
cloud_look_regions(struct cx *cx, int64_t account_id,
    struct cloud_region **items, size_t *n)
{
	enum cloud_fault fault;
	struct cloud_target t;
	struct cloud_open a = { .id = 0 };
	int64_t deadline;
	enum err_code rc;

	rc = cloud_account_open(cx, account_id, "host:read", &a, &t);
	if (rc)
		return rc;
	set_region(&t, NULL);
	deadline = hurry(cx);
	rc = cloud_call_regions(cx, &t, items, n, &fault);
	cx->deadline_ms = deadline;
	return rc;
}

enum err_code
cloud_look_instances(struct cx *cx, const struct cloud_query *in,
    const char *provider, struct cloud_instances *out)
{
	struct cloud_ask ask = { .keyword = in->keyword,
		.status = in->status,
		.tag = in->tag,
		.vpc = in->vpc,
		.limit = in->page_size,
		.next = in->next };
	enum cloud_fault fault;
	struct cloud_target t;
	struct cloud_page page;
	struct cloud_open a = { .id = 0 };
	int64_t deadline;
	enum err_code rc;

	rc = cloud_region_check(cx, "region", in->region);
	if (rc == ERR_OK)
		rc =
		    cloud_account_open(cx, in->account_id, "host:read", &a, &t);
	if (rc)
		return rc;
	if (provider != NULL && strcmp(a.provider, provider) != 0)
		return err_field(cx, "account_id", "该账号属于另一个云厂商",
		    "the account is at another provider");
	set_region(&t, in->region);
	deadline = hurry(cx);
	rc = cloud_call_page(cx, &t, &ask, &page, &fault);
	cx->deadline_ms = deadline;
	if (rc == ERR_OK)
		rc =
		    cloud_db_mark(cx, a.project_id, a.provider, page.v, page.n);
	if (rc)
		return rc;
	*out = (struct cloud_instances){ .list = { page.v, page.n, true },
		.total = page.total,
		.next = page.next,
		.region = t.region };
	return ERR_OK;
}
