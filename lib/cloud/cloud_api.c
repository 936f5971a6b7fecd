/*
 * cloud_api: routes of /hosts/cloud.
 */
#include "cloud/cloud_int.h"

static int64_t
id_of(const struct req *rq)
{
	return ((const struct id_path *)rq->path_args)->id;
}

static const char *
provider_of(const struct req *rq)
{
	return ((const struct cloud_provider_path *)rq->path_args)->provider;
}

static const char *
run_of(const struct req *rq)
{
	return ((const struct cloud_run_path *)rq->path_args)->task_id;
}

static void
dress(struct cloud_account *a)
{
	a->access_key_secret = "";
}

static enum err_code
put_account(struct reply *rp, int status, struct cloud_account *a)
{
	dress(a);
	rp->object_name = a->account_name;
	return reply_item(rp, status, &cloud_account_type, a);
}

static enum err_code
unsupported(struct cx *cx)
{
	return err_field(cx, "provider", "不支持的云厂商",
	    "unsupported provider");
}

/* --- accounts --- */

static enum err_code
list_accounts(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct cloud_account_filter *f = rq->query;
	struct cloud_account *items;
	enum err_code rc;
	size_t n, i;

	rc = cloud_db_accounts(cx, f->provider, &items, &n);
	if (rc)
		return rc;
	for (i = 0; i < n; i++)
		dress(&items[i]);
	return reply_array(rp, &cloud_account_type, items, n);
}

static enum err_code
create_account(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct cloud_account a;
	enum err_code rc;

	rc = cloud_account_create(cx, rq->body, &a);
	return rc ? rc : put_account(rp, 201, &a);
}

static enum err_code
get_account(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct cloud_account a;
	enum err_code rc;

	rc = cloud_db_account(cx, id_of(rq), &a);
	return rc ? rc : put_account(rp, 200, &a);
}

static enum err_code
update_account(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct cloud_account before, a;
	enum err_code rc;

	rc = cloud_account_update(cx, id_of(rq), rq->body, &before, &a);
	if (rc)
		return rc;
	dress(&before);
	rp->before = type_text(cx->mem, &cloud_account_type, &before);
	return put_account(rp, 200, &a);
}

static enum err_code
remove_account(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct cloud_account before;
	enum err_code rc;

	rc = cloud_account_remove(cx, id_of(rq), &before);
	if (rc)
		return rc;
	dress(&before);
	reply_audit(rp, before.id, before.account_name,
	    type_text(cx->mem, &cloud_account_type, &before), STR(""));
	rp->project_id = before.project_id;
	return reply_ok(rp);
}

static enum err_code
put_test(struct cx *cx, const struct cloud_test_new *in, const char *provider,
    struct reply *rp)
{
	struct cloud_open a = { .id = 0 };
	struct cloud_test out;
	enum err_code rc;

	rc = cloud_look_test(cx, in, provider, &a, &out);
	if (rc)
		return rc;
	rp->object_id = a.id;
	rp->object_name = a.id != 0 ? a.account_name : out.provider;
	rp->project_id = a.project_id;
	return reply_item(rp, 200, &cloud_test_type, &out);
}

static enum err_code
test_account(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct cloud_test_new in = { .account_id = id_of(rq) };

	return put_test(cx, &in, NULL, rp);
}

static enum err_code
test_parts(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const char *provider = provider_of(rq);
	struct cloud_test out = { .provider = provider,
		.message = "unsupported provider" };

	if (cloud_provider_find(provider) == NULL)
		return reply_item(rp, 200, &cloud_test_type, &out);
	return put_test(cx, rq->body, provider, rp);
}

static enum err_code
list_regions(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct cloud_region *items;
	enum err_code rc;
	size_t n;

	rc = cloud_look_regions(cx, id_of(rq), &items, &n);
	return rc ? rc : reply_array(rp, &cloud_region_type, items, n);
}

/* --- instances --- */

static enum err_code
look_instances(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct cloud_look *q = rq->query;
	struct cloud_query in = { .account_id = id_of(rq),
		.region = q->region,
		.keyword = q->q,
		.status = q->status,
		.tag = q->tag,
		.vpc = q->vpc,
		.page_size = q->page_size,
		.next = q->next };
	struct cloud_instances out;
	enum err_code rc;

	rc = cloud_look_instances(cx, &in, NULL, &out);
	return rc ? rc : reply_item(rp, 200, &cloud_instances_type, &out);
}

/* The contract's form of it: the array alone, the rest in headers. */
static enum err_code
query_instances(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct cloud_instances out;
	enum err_code rc;

	if (cloud_provider_find(provider_of(rq)) == NULL)
		return unsupported(cx);
	rc = cloud_look_instances(cx, rq->body, provider_of(rq), &out);
	if (rc)
		return rc;
	if (out.total >= 0)
		reply_header(rp, "X-Total-Count",
		    arena_printf(cx->mem, "%lld", (long long)out.total));
	if (out.next != NULL)
		reply_header(rp, "X-Next-Page",
		    cloud_encode(cx->mem, out.next));
	return reply_array(rp, &cloud_instance_type, out.list.v, out.list.n);
}

/* --- imports --- */

static void
name_run(struct reply *rp, const struct cloud_run *run)
{
	rp->object_id = run->account_id;
	rp->object_name = run->account_name;
	rp->project_id = run->project_id;
}

static enum err_code
import_instances(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct cloud_import_reply out = { .created = { .set = true } };
	enum err_code rc;

	if (cloud_provider_find(provider_of(rq)) == NULL)
		return unsupported(cx);
	rc = cloud_run_import(cx, provider_of(rq), rq->body, &out.task);
	if (rc)
		return rc;
	name_run(rp, &out.task);
	reply_header(rp, "Location",
	    arena_printf(cx->mem, "/api/v1/hosts/cloud/import_tasks/%s",
		out.task.id));
	return reply_item(rp, 202, &cloud_import_reply_type, &out);
}

static enum err_code
list_runs(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct cloud_run *items;
	enum err_code rc;
	int64_t total;
	size_t n;

	rc = cloud_run_db_list(cx, rq->query, &items, &n, &total);
	return rc ? rc : reply_list(rp, &cloud_run_type, items, n, total);
}

static enum err_code
find_run(struct cx *cx, const struct req *rq, struct cloud_run *run)
{
	enum err_code rc = cloud_run_db_get(cx, run_of(rq), run);

	if (rc == ERR_NOT_FOUND)
		return err_set(cx, rc, "导入任务不存在 (task not found)",
		    "task not found");
	return rc;
}

static enum err_code
get_run(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct cloud_run run;
	enum err_code rc;

	rc = find_run(cx, rq, &run);
	return rc ? rc : reply_item(rp, 200, &cloud_run_type, &run);
}

static enum err_code
list_items(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct cloud_item *items;
	struct cloud_run run;
	enum err_code rc;
	int64_t total;
	size_t n;

	rc = find_run(cx, rq, &run);
	if (rc == ERR_OK)
		rc = cloud_run_db_items(cx, run.run_id, rq->query, &items, &n,
		    &total);
	return rc ? rc : reply_list(rp, &cloud_item_type, items, n, total);
}

static enum err_code
sync_account(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct cloud_sync_new *in = rq->body;
	struct cloud_open a;
	int64_t task_id;
	enum err_code rc;

	rc = cloud_run_sync(cx, id_of(rq), &in->regions, NULL, &a, &task_id);
	if (rc)
		return rc;
	reply_audit(rp, a.id, a.account_name, STR(""),
	    type_text(cx->mem, &cloud_sync_new_type, in));
	rp->project_id = a.project_id;
	return reply_task(rp, task_id);
}

static enum err_code
apply_run(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct cloud_apply_new *in = rq->body;
	struct cloud_run run;
	int64_t task_id;
	enum err_code rc;

	rc = cloud_run_apply(cx, run_of(rq), in, &run, &task_id);
	if (rc)
		return rc;
	name_run(rp, &run);
	rp->after = type_text(cx->mem, &cloud_apply_new_type, in);
	return reply_task(rp, task_id);
}

#define READ "host:read"
#define WRITE "host:write"
#define ROOT "/api/v1/hosts/cloud"

const struct route cloud_routes[] = {
	{ M_GET, ROOT "/accounts", .id = "cloud.accounts",
	    .doc = "Accounts at clouds, newest first, without their secrets",
	    .perm = READ, .flags = R_ARRAY, .query = &cloud_account_filter_type,
	    .reply = &cloud_account_type, .fn = list_accounts },
	{ M_POST, ROOT "/accounts", .id = "cloud.account_create",
	    .doc = "Keep an account; its secret is sealed", .perm = WRITE,
	    .audit = "cloud_account", .body = &cloud_account_new_type,
	    .reply = &cloud_account_type, .fn = create_account },
	{ M_GET, ROOT "/accounts/{id}", .id = "cloud.account_get",
	    .doc = "One account", .perm = READ, .path = &id_path_type,
	    .reply = &cloud_account_type, .fn = get_account },
	{ M_PUT, ROOT "/accounts/{id}", .id = "cloud.account_update",
	    .doc = "Change an account; a secret that is not given stays",
	    .perm = WRITE, .audit = "cloud_account", .path = &id_path_type,
	    .body = &cloud_account_patch_type, .reply = &cloud_account_type,
	    .fn = update_account },
	{ M_DELETE, ROOT "/accounts/{id}", .id = "cloud.account_remove",
	    .doc = "Remove an account; its hosts stay", .perm = WRITE,
	    .audit = "cloud_account", .path = &id_path_type,
	    .fn = remove_account },
	{ M_POST, ROOT "/accounts/{id}/test", .id = "cloud.account_test",
	    .doc = "Call the cloud with an account and say what it answers",
	    .perm = WRITE, .audit = "cloud_account", .flags = R_REMOTE,
	    .path = &id_path_type, .reply = &cloud_test_type,
	    .fn = test_account },
	{ M_GET, ROOT "/accounts/{id}/regions", .id = "cloud.regions",
	    .doc = "Regions that an account may use", .perm = READ,
	    .flags = R_REMOTE | R_ARRAY, .path = &id_path_type,
	    .reply = &cloud_region_type, .fn = list_regions },
	{ M_GET, ROOT "/accounts/{id}/instances", .id = "cloud.instances",
	    .doc = "A page of an account's instances in one region",
	    .perm = READ, .flags = R_REMOTE, .path = &id_path_type,
	    .query = &cloud_look_type, .reply = &cloud_instances_type,
	    .fn = look_instances },
	{ M_POST, ROOT "/accounts/{id}/sync", .id = "cloud.sync",
	    .doc = "Find new, changed and gone instances, as a task",
	    .perm = WRITE, .audit = "cloud_account", .flags = R_TASK,
	    .path = &id_path_type, .body = &cloud_sync_new_type,
	    .fn = sync_account },
	{ M_POST, ROOT "/providers/{provider}/accounts/test",
	    .id = "cloud.test", .doc = "Try an account before it is kept",
	    .perm = WRITE, .audit = "cloud_account", .flags = R_REMOTE,
	    .path = &cloud_provider_path_type, .body = &cloud_test_new_type,
	    .reply = &cloud_test_type, .fn = test_parts },
	{ M_POST, ROOT "/providers/{provider}/instances/query",
	    .id = "cloud.query",
	    .doc = "Instances as an array; X-Total-Count and X-Next-Page",
	    .perm = READ, .audit = "cloud_account",
	    .flags = R_REMOTE | R_ARRAY | R_AUDIT_FAILED,
	    .path = &cloud_provider_path_type, .body = &cloud_query_type,
	    .reply = &cloud_instance_type, .fn = query_instances },
	{ M_POST, ROOT "/providers/{provider}/instances/import",
	    .id = "cloud.import", .doc = "Make hosts of instances, as a task",
	    .perm = WRITE, .audit = "cloud_account",
	    .path = &cloud_provider_path_type, .body = &cloud_import_new_type,
	    .body_max = (size_t)8 << 20, .reply = &cloud_import_reply_type,
	    .fn = import_instances },
	{ M_GET, ROOT "/import_tasks", .id = "cloud.imports",
	    .doc = "Imports and re-syncs, newest first", .perm = READ,
	    .flags = R_LIST, .query = &cloud_run_filter_type,
	    .reply = &cloud_run_type, .fn = list_runs },
	{ M_GET, ROOT "/import_tasks/{task_id}", .id = "cloud.import_get",
	    .doc = "One import or re-sync", .perm = READ,
	    .path = &cloud_run_path_type, .reply = &cloud_run_type,
	    .fn = get_run },
	{ M_GET, ROOT "/import_tasks/{task_id}/items",
	    .id = "cloud.import_items",
	    .doc = "Its instances, and what became of each", .perm = READ,
	    .flags = R_LIST, .path = &cloud_run_path_type,
	    .query = &cloud_item_filter_type, .reply = &cloud_item_type,
	    .fn = list_items },
	{ M_POST, ROOT "/import_tasks/{task_id}/apply",
	    .id = "cloud.import_apply",
	    .doc = "Apply what a re-sync found, or do the rest of an import",
	    .perm = WRITE, .audit = "cloud_account", .flags = R_TASK,
	    .path = &cloud_run_path_type, .body = &cloud_apply_new_type,
	    .body_max = (size_t)1 << 20, .fn = apply_run },
	{ .fn = NULL }
};
