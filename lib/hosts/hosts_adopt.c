/*
 * hosts_adopt: machines that another room made or found become hosts.
 */
#include "hosts/hosts_int.h"

static const char *
or_empty(const char *s)
{
	return s != NULL ? s : "";
}

static enum err_code
check(struct cx *cx, const struct host_adopt *in, const char *user)
{
	if (!ssh_host_ok(in->ip))
		return err_field(cx, "ip", "无效的主机地址",
		    "not a host name or address");
	if (!ssh_user_ok(user))
		return err_field(cx, "ssh_user", "无效的用户名",
		    "not a user name");
	return ERR_OK;
}

enum err_code
hosts_adopt(struct cx *cx, const struct host_adopt *in, int64_t *id)
{
	const char *user = in->ssh_user != NULL ? in->ssh_user : "root";
	const char *pin =
	    in->host_key ? ssh_key_fingerprint(cx->mem, in->host_key) : NULL;
	const struct host_new body = { .description = in->description,
		.role = in->role,
		.region = in->region,
		.source = in->source,
		.provider = in->provider,
		.provider_instance_id = in->instance_id,
		.parent_host_id = {
		    in->parent_host_id != 0, in->parent_host_id } };
	const struct host_insert ins = { .project_id = in->project_id,
		.name = in->name,
		.ip = in->ip,
		.port = in->port > 0 ? in->port : 22,
		.ssh_user = user,
		.auth_type = in->ssh_key_id != 0 ? "key" : "password",
		.ssh_key_id = in->ssh_key_id,
		.password_secret_id = in->password_secret_id,
		.host_key = pin ? in->host_key : "",
		.host_key_fingerprint = or_empty(pin),
		.status = in->status,
		.jump_host_id = in->jump_host_id,
		.facts = { "", or_empty(in->os), or_empty(in->arch), "",
		    in->cpu_cores, in->memory_mb, in->disk_gb },
		.tags = in->tags,
		.body = &body };
	struct texts tags;
	struct host_insert row = ins;
	struct host out;
	enum err_code rc;

	rc = check(cx, in, user);
	if (rc == ERR_OK)
		rc = hosts_labels_clean(cx, "tags", &in->tags, &tags);
	if (rc == ERR_OK && in->jump_host_id != 0)
		rc = hosts_jump_check(cx, 0, in->project_id, in->jump_host_id);
	if (rc)
		return rc;
	row.tags = tags;
	rc = hosts_db_insert(cx, &row, &out);
	if (rc == ERR_OK)
		*id = out.id;
	return rc;
}

enum err_code
hosts_of_instance(struct cx *cx, int64_t project_id, const char *provider,
    const char *instance_id, int64_t *id)
{
	return hosts_adopt_db_find(cx, project_id, provider, instance_id, id);
}

enum err_code
hosts_mark_gone(struct cx *cx, int64_t id, const char *why)
{
	return hosts_adopt_db_gone(cx, id, why);
}

enum err_code
hosts_refresh(struct cx *cx, int64_t id, int wake_fd)
{
	struct ssh_target target;
	struct host_facts facts;
	struct host_ref ref;
	enum ssh_fault fault;
	struct ssh *ssh;
	enum err_code rc;

	rc = hosts_reach(cx, id, &ref, &target);
	if (rc)
		return rc;
	target.wake_fd = wake_fd;
	rc = ssh_open(cx, &target, &ssh, &fault);
	if (rc)
		return rc;
	rc = hosts_login_facts(cx, ssh, wake_fd, &facts, &fault);
	ssh_close(ssh);
	return rc ? rc : hosts_db_set_facts(cx, id, &facts);
}

enum err_code
hosts_key_public(struct cx *cx, int64_t id, int64_t project_id,
    const char **out)
{
	struct ssh_key_row key;
	enum err_code rc;

	rc = hosts_keys_db_get(cx, id, &key);
	if (rc == ERR_NOT_FOUND ||
	    (rc == ERR_OK && key.project_id != project_id))
		return err_field(cx, "ssh_key_id", "SSH 密钥不存在",
		    "no such ssh key in this project");
	if (rc == ERR_OK)
		*out = key.public_key;
	return rc;
}
