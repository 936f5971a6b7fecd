/*
 * hosts: what may be done with a host, inside the request's transaction.
 */
#include "commands/commands.h"
#include "crypto/crypto.h"
#include "hosts/hosts_int.h"
#include "json/json.h"
#include "rbac/rbac.h"
#include "secrets/secrets.h"
#include "tenancy/tenancy.h"

static bool
has(const char *s)
{
	return s != NULL && s[0] != '\0';
}

static bool
is_one_of(const char *s, const char *const *names)
{
	for (; *names != NULL; names++)
		if (strcmp(s, *names) == 0)
			return true;
	return false;
}

enum err_code
hosts_lock(struct cx *cx, int64_t id, const char *perm, struct host *out)
{
	enum err_code rc;

	rc = hosts_db_lock(cx, id, out);
	if (rc)
		return rc;
	rc = rbac_check_in(cx, perm, out->project_id);
	if (rc)
		return rc;
	if (cx->if_match != 0 && cx->if_match != out->version) {
		cx->current_version = out->version;
		return err_set(cx, ERR_CONFLICT, "主机已被他人修改",
		    "somebody else changed the host");
	}
	return ERR_OK;
}

/* --- create --- */

static enum err_code
check_new(struct cx *cx, const struct host_new *in)
{
	struct host parent;
	enum err_code rc;

	if (in->force && !cx->who.is_admin)
		return err_field(cx, "force", "只有管理员可以强制创建",
		    "force create requires admin");
	if (has(in->source) && !is_one_of(in->source, host_sources))
		return err_field(cx, "source", "未知的来源 '%s'",
		    "unknown source '%s'", in->source);
	if (in->parent_host_id.v == 0)
		return ERR_OK;
	rc = hosts_db_get(cx, in->parent_host_id.v, &parent);
	if (rc == ERR_NOT_FOUND)
		return err_field(cx, "parent_host_id", "上级主机不存在",
		    "no such host");
	return rc;
}

static enum err_code
tags_of(struct cx *cx, const struct texts *labels, const struct texts *tags,
    struct texts *out)
{
	if (tags->set)
		return hosts_labels_clean(cx, "tags", tags, out);
	if (labels->set)
		return hosts_labels_clean(cx, "labels", labels, out);
	*out = (struct texts){ .n = 0 };
	return ERR_OK;
}

static enum err_code
fail_token(struct cx *cx, const char *hash)
{
	enum err_code rc;
	bool late;

	rc = hosts_probe_db_is_late(cx, hash, &late);
	if (rc)
		return rc;
	if (late)
		return err_field(cx, "probe_token",
		    "探测结果已过期 (probe_expired)",
		    "probe_expired: probe again");
	return err_field(cx, "probe_token",
	    "探测令牌不存在或已使用 (probe_not_found)",
	    "probe_not_found: unknown, used or somebody else's");
}

/* Takes the token; a rollback gives it back. */
static enum err_code
from_probe(struct cx *cx, const struct host_new *in, struct host_insert *ins)
{
	struct host_probe_row p;
	const char *hash;
	enum err_code rc;
	bool found;

	hash = crypto_sha256_hex(cx->mem, str_of(in->probe_token));
	rc = hosts_probe_db_consume(cx, hash, &p, &found);
	if (rc)
		return rc;
	if (!found)
		return fail_token(cx, hash);
	rc = rbac_check_in(cx, "host:write", p.project_id);
	if (rc)
		return rc;
	if (!p.reachable && !in->force)
		return err_field(cx, "force", "探测失败，且未要求强制创建",
		    "probe failed and force is disabled");
	if (has(in->host_key_fingerprint) &&
	    !crypto_equal(str_of(in->host_key_fingerprint),
		str_of(p.host_key_fingerprint)))
		return err_field(cx, "host_key_fingerprint",
		    "确认的指纹与探测到的不一致",
		    "not the fingerprint that the probe saw");
	*ins = (struct host_insert){
		.project_id = p.project_id,
		.name = has(in->name) ? in->name : p.name,
		.ip = p.ip,
		.port = p.port,
		.ssh_user = p.username,
		.auth_type = p.auth_type,
		.ssh_key_id = p.ssh_key_id,
		.password_secret_id = p.password_secret_id,
		.password_credential_id = p.password_credential_id,
		.jump_host_id = p.jump_host_id,
		.host_key = p.host_key,
		.host_key_fingerprint = p.host_key_fingerprint,
		.status = p.reachable ? "online" : "offline",
		.checked = p.reachable,
		.facts = { p.hostname, p.os, p.arch, p.kernel, p.cpu_cores,
		    p.memory_mb, p.disk_gb },
	};
	return ERR_OK;
}

static enum err_code
check_body_login(struct cx *cx, const struct host_new *in,
    const struct host_insert *ins)
{
	if (!has(in->name) || !has(in->ip))
		return err_field_as(cx, ERR_MISSING,
		    has(in->name) ? "ip" : "name", "缺少名称或地址",
		    "name and ip are required");
	if (!ssh_host_ok(in->ip))
		return err_field(cx, "ip", "无效的主机地址",
		    "not a host name or address");
	if (!ssh_user_ok(ins->ssh_user))
		return err_field(cx, "username", "无效的用户名",
		    "not a user name");
	if (strcmp(ins->auth_type, "key") != 0 &&
	    strcmp(ins->auth_type, "password") != 0)
		return err_field(cx, "auth_type",
		    "认证方式应为 password 或 key", "must be password or key");
	if (!is_one_of(ins->status, host_statuses))
		return err_field(cx, "status", "未知的状态 '%s'",
		    "unknown status '%s'", ins->status);
	return ERR_OK;
}

/* Without a probe: nobody has seen the machine, no host key is pinned. */
static enum err_code
from_body(struct cx *cx, const struct host_new *in, struct host_insert *ins)
{
	struct hosts_proof unused;
	bool key = in->ssh_key_id.v != 0;
	enum err_code rc;

	*ins = (struct host_insert){
		.name = in->name,
		.ip = in->ip,
		.port = in->port > 0 ? in->port : 22,
		.ssh_user = has(in->username) ? in->username : "root",
		.auth_type = has(in->auth_type) ? in->auth_type :
		    key				? "key" :
						  "password",
		.ssh_key_id = in->ssh_key_id.v,
		.password_credential_id = in->password_credential_id.v,
		.jump_host_id = in->jump_host_id.v,
		.status = has(in->status) ? in->status : "offline",
	};
	rc = check_body_login(cx, in, ins);
	if (rc)
		return rc;
	rc = tenancy_project_for_new(cx, in->project_id, "host:write",
	    &ins->project_id);
	if (rc)
		return rc;
	if (key)
		rc = hosts_login_key(cx, ins->ssh_key_id, ins->project_id,
		    &unused);
	else if (ins->password_credential_id != 0)
		rc = hosts_login_shared(cx, ins->password_credential_id,
		    ins->project_id, &ins->ssh_user, &unused);
	if (rc)
		return rc;
	if (!has(in->password) || ins->password_credential_id != 0)
		return ERR_OK;
	return secrets_put(cx, ins->project_id, HOSTS_SECRET_PASSWORD,
	    str_of(in->password), &ins->password_secret_id);
}

enum err_code
hosts_create(struct cx *cx, const struct host_new *in, struct host *out)
{
	struct host_insert ins = { .body = in };
	struct texts tags;
	enum err_code rc;

	rc = check_new(cx, in);
	if (rc)
		return rc;
	rc = tags_of(cx, &in->labels, &in->tags, &tags);
	if (rc)
		return rc;
	if (has(in->probe_token))
		rc = from_probe(cx, in, &ins);
	else
		rc = from_body(cx, in, &ins);
	if (rc)
		return rc;
	ins.tags = tags;
	ins.body = in;
	if (ins.jump_host_id != 0) {
		rc = hosts_jump_check(cx, 0, ins.project_id, ins.jump_host_id);
		if (rc)
			return rc;
	}
	return hosts_db_insert(cx, &ins, out);
}

/* --- change and remove --- */

enum err_code
hosts_update(struct cx *cx, int64_t id, const struct host_patch *in,
    struct host *before, struct host *out)
{
	struct texts tags;
	enum err_code rc;

	rc = hosts_lock(cx, id, "host:write", before);
	if (rc)
		return rc;
	rc = tags_of(cx, &in->labels, &in->tags, &tags);
	if (rc == ERR_OK && in->jump_host_id.v != 0)
		rc = hosts_jump_check(cx, id, before->project_id,
		    in->jump_host_id.v);
	if (rc)
		return rc;
	return hosts_db_update(cx, id, in, &tags, out);
}

enum err_code
hosts_remove(struct cx *cx, int64_t id, struct host *before)
{
	struct host_behind behind;
	struct host_login login;
	int64_t busy;
	enum err_code rc;

	rc = hosts_lock(cx, id, "host:write", before);
	if (rc)
		return rc;
	rc = hosts_db_busy(cx, id, &busy);
	if (rc)
		return rc;
	if (busy > 0)
		return err_set(cx, ERR_CONFLICT,
		    "主机上还有 %lld 个任务未结束，请先取消",
		    "%lld tasks of this host have not ended; cancel them first",
		    (long long)busy);
	rc = hosts_jump_db_behind(cx, id, &behind);
	if (rc)
		return rc;
	if (behind.n > 0)
		return err_set(cx, ERR_CONFLICT,
		    "%lld 台主机（如 '%s'）以它为跳板机，请先修改",
		    "it is the jump host of %lld hosts ('%s'); change them "
		    "first",
		    (long long)behind.n, behind.name);
	rc = hosts_db_login(cx, id, &login);
	if (rc)
		return rc;
	rc = hosts_db_remove(cx, id);
	if (rc || login.own_secret_id == 0)
		return rc;
	return secrets_remove(cx, login.own_secret_id);
}

static enum err_code
set_tags(struct cx *cx, const struct host *before, const struct texts *raw,
    struct host *out)
{
	struct texts tags;
	enum err_code rc;

	rc = hosts_labels_clean(cx, "tag", raw, &tags);
	if (rc)
		return rc;
	return hosts_db_set_tags(cx, before->id, &tags, out);
}

enum err_code
hosts_tag_add(struct cx *cx, int64_t id, const char *tag, struct host *before,
    struct host *out)
{
	struct texts raw = { .set = true };
	enum err_code rc;

	rc = hosts_lock(cx, id, "host:write", before);
	if (rc)
		return rc;
	raw.v = arena_array(cx->mem, before->tags.n + 1, sizeof(*raw.v));
	if (before->tags.n > 0)
		memcpy(raw.v, before->tags.v, before->tags.n * sizeof(*raw.v));
	raw.v[before->tags.n] = tag;
	raw.n = before->tags.n + 1;
	return set_tags(cx, before, &raw, out);
}

enum err_code
hosts_tag_remove(struct cx *cx, int64_t id, const char *tag,
    struct host *before, struct host *out)
{
	struct texts raw = { .set = true };
	enum err_code rc;
	size_t i;

	rc = hosts_lock(cx, id, "host:write", before);
	if (rc)
		return rc;
	raw.v = arena_array(cx->mem, before->tags.n + 1, sizeof(*raw.v));
	for (i = 0; i < before->tags.n; i++)
		if (strcmp(before->tags.v[i], tag) != 0)
			raw.v[raw.n++] = before->tags.v[i];
	if (raw.n == before->tags.n) {
		*out = *before;
		return ERR_OK;
	}
	return set_tags(cx, before, &raw, out);
}

/* --- commands --- */

/* Either permission opens the way; the engine of approvals decides the rest. */
static enum err_code
check_execute(struct cx *cx, int64_t project_id)
{
	if (cx_can_in(cx, "host:write", project_id))
		return rbac_check_in(cx, "host:write", project_id);
	return rbac_check_in(cx, "host:execute", project_id);
}

static struct str
plan_of(struct cx *cx, const struct host_login *host,
    const struct host_exec *in, const struct command_verdict *verdict)
{
	struct json j;
	struct buf b;

	buf_init(&b, cx->mem, BUF_MAX_ROW);
	json_init(&j, &b);
	json_object(&j);
	json_put_text(&j, "act", "run a command over ssh");
	json_put_int(&j, "host_id", host->id);
	json_put_text(&j, "host", host->name);
	json_put_text(&j, "address", host->ip);
	json_put_text(&j, "user", host->ssh_user);
	json_put_text(&j, "command", in->command);
	json_put_int(&j, "timeout_s", in->timeout_s);
	json_key(&j, "rules");
	type_put_list(&j, &command_hit_type, verdict->hits.v, verdict->hits.n);
	json_object_end(&j);
	return json_done(&j) ? buf_view(&b) : STR("{}");
}

/* The first line of the command, cut where a character begins. */
static const char *
title_of(struct cx *cx, const char *command, const char *host)
{
	size_t n = strcspn(command, "\r\n"), most = 80;

	if (n > most) {
		while (most > 0 &&
		    ((unsigned char)command[most] & 0xc0) == 0x80)
			most--;
		n = most;
	}
	return arena_printf(cx->mem, "%.*s%s @ %s", (int)n, command,
	    command[n] != '\0' ? "…" : "", host);
}

static enum err_code
check_command(struct cx *cx, const struct host_exec *in)
{
	size_t n = strlen(in->command);

	if (n > HOSTS_COMMAND_MAX)
		return err_field(cx, "command", "命令最长 %d 字节",
		    "a command has at most %d bytes", HOSTS_COMMAND_MAX);
	if (str_trim(str_of(in->command)).n == 0)
		return err_field(cx, "command", "命令不能为空",
		    "must not be blank");
	return ERR_OK;
}

enum err_code
hosts_exec_submit(struct cx *cx, const struct host_exec *in,
    const struct task_new *like, const char *reason, struct host_login *host,
    int64_t *task_id, int64_t *approval_id)
{
	struct task_new task = { .kind = "hosts.exec" };
	struct approval_need need = { .action = "host:execute",
		.needs = "host:write|host:execute" };
	struct command_verdict verdict;
	enum err_code rc;

	rc = check_command(cx, in);
	if (rc)
		return rc;
	rc = hosts_db_login(cx, in->host_id, host);
	if (rc)
		return rc;
	rc = check_execute(cx, host->project_id);
	if (rc)
		return rc;
	if (!has(host->host_key))
		return err_set(cx, ERR_CONFLICT,
		    "主机密钥尚未确认，请先做 SSH 检查",
		    "the host key is not confirmed yet: check the host first");
	rc = commands_check(cx, "command", host->project_id,
	    str_of(in->command), "", &verdict);
	if (rc)
		return rc;
	if (like != NULL)
		task = *like;
	task.args_type = &host_exec_type;
	task.args = in;
	task.title = title_of(cx, in->command, host->name);
	task.project_id = host->project_id;
	task.object = "host";
	task.object_id = host->id;
	/* The command's own time, and what connecting may take before it. */
	task.timeout_s = in->timeout_s + 30;
	need.project_id = host->project_id;
	need.forced = commands_approval(&verdict);
	need.risk = need.forced != NULL || strcmp(host->ssh_user, "root") == 0 ?
	    "high" :
	    "medium";
	need.summary = task.title;
	need.reason = reason;
	need.plan = plan_of(cx, host, in, &verdict);
	return approvals_submit(cx, &need, &task, task_id, approval_id);
}

enum err_code
hosts_facts_submit(struct cx *cx, int64_t id, const struct task_new *like,
    struct host_login *host, int64_t *task_id)
{
	struct host_facts_args args = { id };
	struct task_new task = { .kind = "hosts.facts" };
	enum err_code rc;

	rc = hosts_db_login(cx, id, host);
	if (rc)
		return rc;
	rc = check_execute(cx, host->project_id);
	if (rc)
		return rc;
	if (!has(host->host_key))
		return err_set(cx, ERR_CONFLICT,
		    "主机密钥尚未确认，请先做 SSH 检查",
		    "the host key is not confirmed yet: check the host first");
	if (like != NULL)
		task = *like;
	task.args_type = &host_facts_args_type;
	task.args = &args;
	task.object = "host";
	task.object_id = id;
	task.project_id = host->project_id;
	task.title = arena_printf(cx->mem, "facts @ %s", host->name);
	return tasks_enqueue(cx, &task, task_id);
}
