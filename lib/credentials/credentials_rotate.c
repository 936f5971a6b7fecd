/*
 * credentials_rotate: orders to replace an SSH key on all of its hosts.
 */
#include "approvals/approvals.h"
#include "credentials/credentials_int.h"
#include "rbac/rbac.h"

#define KEYS_FILE ".ssh/authorized_keys"

static enum err_code
check_file(struct cx *cx, const char *file)
{
	const char *p;
	bool ok = file[0] != '-' && strstr(file, "..") == NULL;

	for (p = file; *p != '\0' && ok; p++)
		ok = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
		    (*p >= '0' && *p <= '9') || strchr("._/@-", *p) != NULL;
	if (ok)
		return ERR_OK;
	return err_field(cx, "keys_file", "无效的文件路径",
	    "not a path of letters, digits and . _ / @ -");
}

static struct str
plan_of(struct cx *cx, const struct rotation *row)
{
	struct json j;
	struct buf b;

	buf_init(&b, cx->mem, BUF_MAX_ROW);
	json_init(&j, &b);
	type_put(&j, &rotation_type, row);
	return json_done(&j) ? buf_view(&b) : STR("{}");
}

static enum err_code
order(struct cx *cx, const struct task_new *like, const char *reason,
    struct rotation *row, struct rotation_started *out)
{
	struct rotation_args args = { row->id };
	struct task_new task = { .kind = "credentials.rotate_key" };
	struct approval_need need = { .action = "host:write", .risk = "high" };
	enum err_code rc;

	if (like != NULL)
		task = *like;
	task.args_type = &rotation_args_type;
	task.args = &args;
	task.title = arena_printf(cx->mem, "rotate %s on %lld hosts",
	    row->old_name, (long long)row->hosts);
	task.project_id = row->project_id;
	task.object = "key_rotation";
	task.object_id = row->id;
	need.project_id = row->project_id;
	need.summary = task.title;
	need.reason = reason;
	need.plan = plan_of(cx, row);
	rc = approvals_submit(cx, &need, &task, &out->task_id,
	    &out->approval_id);
	out->rotation_id = row->id;
	if (rc)
		return rc;
	return credentials_rotate_db_order(cx, row->id, out->task_id,
	    out->approval_id);
}

enum err_code
credentials_rotate(struct cx *cx, int64_t key_id, const struct rotation_new *in,
    struct rotation *row, struct rotation_started *out)
{
	struct rotation_new want = *in;
	struct rotation_key key;
	enum err_code rc;
	int64_t id;

	if (want.algorithm == NULL)
		want.algorithm = "ed25519";
	if (want.keys_file == NULL)
		want.keys_file = KEYS_FILE;
	rc = check_file(cx, want.keys_file);
	if (rc)
		return rc;
	if (want.bits != 3072 && want.bits != 4096)
		return err_field(cx, "bits", "RSA 位数应为 3072 或 4096",
		    "must be 3072 or 4096");
	rc = credentials_rotate_db_key(cx, key_id, &key);
	if (rc == ERR_OK)
		rc = rbac_check_in(cx, "host:write", key.project_id);
	if (rc)
		return rc;
	if (key.live > 0)
		return err_set(cx, ERR_CONFLICT, "该密钥正在轮换",
		    "this key is being rotated already");
	if (key.hosts == 0)
		return err_set(cx, ERR_CONFLICT, "没有主机使用该密钥",
		    "no host logs in with this key");
	rc = credentials_rotate_db_insert(cx, &key, &want, key.public_key, &id);
	if (rc == ERR_OK)
		rc = credentials_rotate_db_get(cx, id, row);
	return rc ? rc : order(cx, NULL, in->reason, row, out);
}

enum err_code
credentials_rotate_again(struct cx *cx, int64_t id, const struct task_new *like,
    struct rotation *row, struct rotation_started *out)
{
	struct rotation_key key;
	enum err_code rc;

	rc = credentials_rotate_db_get(cx, id, row);
	if (rc == ERR_OK)
		rc = rbac_check_in(cx, "host:write", row->project_id);
	if (rc)
		return rc;
	if (strcmp(row->status, "succeeded") == 0 || row->old_key_id == 0)
		return err_set(cx, ERR_CONFLICT, "该轮换已完成",
		    "this rotation is over");
	rc = credentials_rotate_db_key(cx, row->old_key_id, &key);
	if (rc)
		return rc;
	if (key.live > 0)
		return err_set(cx, ERR_CONFLICT, "该密钥正在轮换",
		    "this key is being rotated already");
	return order(cx, like, NULL, row, out);
}

enum err_code
credentials_submit_rotate(struct cx *cx, const struct task_new *like,
    struct str args_json, int64_t *task_id, int64_t *approval_id)
{
	struct rotation_started out = { .task_id = 0 };
	struct rotation_args in;
	struct rotation row;
	enum err_code rc;

	rc = type_bind_text(cx, &rotation_args_type, args_json, &in);
	if (rc == ERR_OK)
		rc = credentials_rotate_again(cx, in.rotation_id, like, &row,
		    &out);
	*task_id = out.task_id;
	*approval_id = out.approval_id;
	return rc;
}
