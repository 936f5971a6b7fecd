/*
 * cloud_run: imports and re-syncs, asked for.  What is decided here is written
 * down together with the task that does it.
 */
#include "cloud/cloud_int.h"
#include "hosts/hosts_import.h"
#include "rbac/rbac.h"
#include "secrets/secrets.h"

static bool
has(const char *s)
{
	return s != NULL && s[0] != '\0';
}

static const char *
text(const char *s)
{
	return s != NULL ? s : "";
}

/* Checks how hosts are logged in to and seals the password for the task. */
static enum err_code
keep_login(struct cx *cx, int64_t project_id, const struct cloud_login *in,
    struct cloud_request_kept *out, int64_t *secret_id)
{
	struct texts tags;
	enum err_code rc;

	*secret_id = 0;
	out->address = has(in->address) ? in->address : "private";
	if (strcmp(out->address, "private") != 0 &&
	    strcmp(out->address, "public") != 0)
		return err_field(cx, "address", "应为 private 或 public",
		    "must be private or public");
	out->ssh_user = has(in->ssh_user) ? in->ssh_user : "root";
	out->port = in->port > 0 ? in->port : 22;
	out->ssh_key_id = in->ssh_key_id.has ? in->ssh_key_id.v : 0;
	out->role = text(in->role);
	rc = hosts_import_check(cx, project_id, out->ssh_user, out->ssh_key_id,
	    &in->labels, &tags);
	if (rc)
		return rc;
	out->labels = tags;
	if (!has(in->password) || out->ssh_key_id != 0)
		return ERR_OK;
	return secrets_put(cx, project_id, CLOUD_SECRET_PASSWORD,
	    str_of(in->password), secret_id);
}

/* The account, locked so that it stays while a task is ordered for it. */
static enum err_code
take_account(struct cx *cx, int64_t id, struct cloud_open *a)
{
	enum err_code rc;
	int64_t version;

	rc = cloud_db_account_lock(cx, id, a, &version);
	if (rc == ERR_NOT_FOUND)
		return err_set(cx, ERR_NOT_FOUND, "云账号不存在",
		    "no such cloud account");
	if (rc)
		return rc;
	return rbac_check_in(cx, "host:write", a->project_id);
}

static enum err_code
order(struct cx *cx, const char *kind, const struct type *type,
    const void *args, const char *title, const struct cloud_open *a,
    const struct task_new *like, int64_t run_id, int64_t *task_id)
{
	struct task_new task = { .kind = kind };
	enum err_code rc;

	if (like != NULL)
		task = *like;
	task.args_type = type;
	task.args = args;
	task.title = title;
	task.project_id = a->project_id;
	task.object = "cloud_account";
	task.object_id = a->id;
	rc = tasks_enqueue(cx, &task, task_id);
	if (rc)
		return rc;
	return cloud_run_db_set_task(cx, run_id, *task_id);
}

/* --- import --- */

/* Every instance has an id that can be one and a region. */
static enum err_code
check_items(struct cx *cx, struct cloud_instance *v, size_t n,
    const char *region)
{
	enum err_code rc;
	size_t i;

	for (i = 0; i < n; i++) {
		if (!cloud_id_ok(v[i].instance_id))
			return err_field(cx,
			    arena_printf(cx->mem, "instances[%zu].instance_id",
				i),
			    "无效的实例 ID", "not an instance id");
		if (!has(v[i].region))
			v[i].region = region;
		if (!has(v[i].region))
			return err_field_as(cx, ERR_MISSING,
			    arena_printf(cx->mem, "instances[%zu].region", i),
			    "缺少地域", "the region is missing");
		rc = cloud_region_check(cx,
		    arena_printf(cx->mem, "instances[%zu].region", i),
		    v[i].region);
		if (rc)
			return rc;
	}
	return ERR_OK;
}

static enum err_code
store_import(struct cx *cx, const struct cloud_open *a,
    const struct cloud_import_new *in, const struct cloud_request_kept *kept,
    int64_t secret_id, int64_t *run_id)
{
	enum err_code rc;

	rc = cloud_run_db_insert(cx, a, "import",
	    type_text(cx->mem, &cloud_request_kept_type, kept), secret_id,
	    !in->all, run_id);
	if (rc || in->all)
		return rc;
	return cloud_run_db_add(cx, *run_id, a->project_id, in->instances.v,
	    in->instances.n);
}

enum err_code
cloud_run_import(struct cx *cx, const char *provider,
    const struct cloud_import_new *in, struct cloud_run *out)
{
	struct cloud_request_kept kept = { .all = in->all,
		.region = text(in->region),
		.keyword = text(in->keyword),
		.status = text(in->status),
		.tag = text(in->tag),
		.vpc = text(in->vpc) };
	struct cloud_import_args args;
	int64_t secret_id, task_id;
	struct cloud_open a = { .id = 0 };
	enum err_code rc;

	if (!in->all && in->instances.n == 0)
		return err_field_as(cx, ERR_MISSING, "instances",
		    "没有选择实例 (instances is empty)", "instances is empty");
	rc = cloud_region_check(cx, "region", in->region);
	if (rc == ERR_OK)
		rc = take_account(cx, in->account_id, &a);
	if (rc)
		return rc;
	if (strcmp(a.provider, provider) != 0)
		return err_field(cx, "account_id", "该账号属于另一个云厂商",
		    "the account is at another provider");
	rc = check_items(cx, in->instances.v, in->instances.n,
	    has(in->region) ? in->region : a.region_default);
	if (rc == ERR_OK)
		rc =
		    keep_login(cx, a.project_id, &in->login, &kept, &secret_id);
	if (rc == ERR_OK)
		rc = store_import(cx, &a, in, &kept, secret_id, &args.run_id);
	if (rc)
		return rc;
	rc = order(cx, "cloud.import", &cloud_import_args_type, &args,
	    arena_printf(cx->mem, "import @ %s", a.account_name), &a, NULL,
	    args.run_id, &task_id);
	if (rc)
		return rc;
	return cloud_run_db_by_id(cx, args.run_id, out);
}

/* --- re-sync --- */

enum err_code
cloud_run_sync(struct cx *cx, int64_t account_id, const struct texts *regions,
    const struct task_new *like, struct cloud_open *a, int64_t *task_id)
{
	struct cloud_sync_args args = { .account_id = account_id };
	struct cloud_request_kept kept = { .port = 22 };
	enum err_code rc;
	size_t i;

	for (i = 0; i < regions->n; i++) {
		rc = cloud_region_check(cx, "regions", regions->v[i]);
		if (rc)
			return rc;
	}
	rc = take_account(cx, account_id, a);
	if (rc)
		return rc;
	if (regions->n > 0)
		kept.regions = *regions;
	rc = cloud_run_db_insert(cx, a, "sync",
	    type_text(cx->mem, &cloud_request_kept_type, &kept), 0, false,
	    &args.run_id);
	if (rc)
		return rc;
	return order(cx, "cloud.sync", &cloud_sync_args_type, &args,
	    arena_printf(cx->mem, "sync @ %s", a->account_name), a, like,
	    args.run_id, task_id);
}

/* --- applying what was found, or the rest of an import --- */

static enum err_code
check_changes(struct cx *cx, const struct texts *v)
{
	size_t i;

	for (i = 0; i < v->n; i++)
		if (strcmp(v->v[i], "new") != 0 &&
		    strcmp(v->v[i], "changed") != 0 &&
		    strcmp(v->v[i], "gone") != 0)
			return err_field(cx, "changes",
			    "应为 new、changed 或 gone",
			    "must be new, changed or gone");
	return ERR_OK;
}

static enum err_code
lock_run(struct cx *cx, const char *uuid, struct cloud_run *run,
    struct cloud_open *a)
{
	const char *status;
	enum err_code rc;

	rc = cloud_run_db_get(cx, uuid, run);
	if (rc == ERR_OK)
		rc = rbac_check_in(cx, "host:write", run->project_id);
	if (rc)
		return rc;
	if (run->account_id == 0)
		return err_set(cx, ERR_CONFLICT, "云账号已被删除",
		    "the cloud account was removed");
	rc = take_account(cx, run->account_id, a);
	if (rc == ERR_OK)
		rc = cloud_run_db_lock(cx, run->run_id, &status);
	if (rc)
		return rc;
	if (strcmp(status, "running") == 0)
		return err_set(cx, ERR_CONFLICT, "任务还在运行",
		    "it is still running");
	return ERR_OK;
}

enum err_code
cloud_run_apply(struct cx *cx, const char *uuid,
    const struct cloud_apply_new *in, struct cloud_run *run, int64_t *task_id)
{
	struct cloud_request_kept kept = { .port = 22 };
	struct cloud_import_args args;
	int64_t secret_id, n;
	struct cloud_open a = { .id = 0 };
	enum err_code rc;

	rc = check_changes(cx, &in->changes);
	if (rc == ERR_OK)
		rc = lock_run(cx, uuid, run, &a);
	if (rc == ERR_OK)
		rc =
		    keep_login(cx, a.project_id, &in->login, &kept, &secret_id);
	if (rc == ERR_OK)
		rc = cloud_run_db_choose(cx, run->run_id, &in->changes,
		    &in->items, &kept, secret_id, &n);
	if (rc)
		return rc;
	if (n == 0)
		return err_set(cx, ERR_CONFLICT, "没有可应用的变更",
		    "there is nothing to apply");
	args.run_id = run->run_id;
	return order(cx, "cloud.import", &cloud_import_args_type, &args,
	    arena_printf(cx->mem, "apply @ %s", a.account_name), &a, NULL,
	    args.run_id, task_id);
}
