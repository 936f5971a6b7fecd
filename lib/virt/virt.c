/*
 * virt: rules.  Looking waits for the hypervisor and runs without a transaction;
 * whatever changes something there is a task, after the approvals that it needs.
 */
#include "crypto/crypto.h"
#include "rbac/rbac.h"
#include "secrets/secrets.h"
#include "virt/virt_int.h"

static bool
has(const char *s)
{
	return s != NULL && s[0] != '\0';
}

/* The host, for somebody who may change it. */
static enum err_code
reach(struct cx *cx, int64_t host_id, struct host_ref *ref)
{
	struct ssh_target unused;
	enum err_code rc;

	rc = hosts_reach(cx, host_id, ref, &unused);
	if (rc == ERR_OK)
		rc = rbac_check_in(cx, "host:write", ref->project_id);
	return rc;
}

/* The guest's login must be one that we can use afterwards. */
static enum err_code
check_login(struct cx *cx, const struct virt_new *in, int64_t project_id)
{
	const char *unused;

	if (in->ssh_key_id.has && in->ssh_key_id.v != 0)
		return hosts_key_public(cx, in->ssh_key_id.v, project_id,
		    &unused);
	if (!has(in->password))
		return err_field_as(cx, ERR_MISSING, "ssh_key_id",
		    "需要 SSH 密钥或密码",
		    "an SSH key or a password is required");
	return ERR_OK;
}

enum err_code
virt_preview(struct cx *cx, int64_t host_id, const struct virt_new *in,
    struct virt_preview *out, struct host_ref *ref)
{
	struct virt_provision args;
	struct virt_caps caps;
	struct virt_host h;
	enum err_code rc;

	rc = virt_plan_check(cx, in);
	if (rc == ERR_OK)
		rc = virt_host_open(cx, host_id, "host:write", -1, &h);
	if (rc == ERR_OK)
		rc = virt_host_caps(cx, &h, &caps);
	if (rc)
		return rc;
	*ref = h.ref;
	args = virt_plan_args(host_id, in);
	return virt_plan_make(cx, &h.ref, &caps, &args, out);
}

/* What is made once for this machine. */
static void
name_parts(struct cx *cx, struct virt_provision *a)
{
	unsigned char r[16], m[3], t[3];

	crypto_random(r, sizeof(r));
	crypto_random(m, sizeof(m));
	crypto_random(t, sizeof(t));
	/* RFC 9562, version 4; the address prefix is QEMU's. */
	r[6] = (unsigned char)((r[6] & 0x0f) | 0x40);
	r[8] = (unsigned char)((r[8] & 0x3f) | 0x80);
	a->uuid = arena_printf(cx->mem,
	    "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
	    "%02x%02x%02x%02x%02x%02x",
	    r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9], r[10],
	    r[11], r[12], r[13], r[14], r[15]);
	a->mac =
	    arena_printf(cx->mem, "52:54:00:%02x:%02x:%02x", m[0], m[1], m[2]);
	a->token = crypto_hex(cx->mem, t, sizeof(t));
}

/* Secrets go to their own room; the arguments carry ids. */
static enum err_code
seal(struct cx *cx, const struct virt_new *in, int64_t project_id,
    struct virt_provision *a)
{
	struct ssh_key_info guest;
	enum err_code rc;

	rc = ssh_key_generate(cx, "ed25519", 0, &guest);
	if (rc)
		return rc;
	a->guest_host_key = guest.public_key;
	rc = secrets_put(cx, project_id, VIRT_SECRET_GUEST_KEY,
	    str_of(guest.plain), &a->guest_key_secret_id);
	if (rc || !has(in->password))
		return rc;
	return secrets_put(cx, project_id, HOSTS_PASSWORD, str_of(in->password),
	    &a->password_secret_id);
}

static enum err_code
submit(struct cx *cx, const struct host_ref *ref, struct task_new *task,
    const char *risk, const char *reason, struct str plan, int64_t *task_id,
    int64_t *approval_id)
{
	const struct approval_need need = { .action = "host:write",
		.project_id = ref->project_id,
		.risk = risk,
		.summary = task->title,
		.reason = reason,
		.plan = plan };

	task->project_id = ref->project_id;
	task->object = "host";
	task->object_id = ref->id;
	return approvals_submit(cx, &need, task, task_id, approval_id);
}

enum err_code
virt_provision(struct cx *cx, int64_t host_id, const struct virt_new *in,
    struct host_ref *ref, struct virt_provision *args, int64_t *task_id,
    int64_t *approval_id)
{
	struct task_new task = { .kind = "virt.provision",
		.args_type = &virt_provision_type,
		.args = args };
	enum err_code rc;

	*args = virt_plan_args(host_id, in);
	rc = virt_plan_check(cx, in);
	if (rc == ERR_OK)
		rc = reach(cx, host_id, ref);
	if (rc == ERR_OK)
		rc = check_login(cx, in, ref->project_id);
	if (rc)
		return rc;
	name_parts(cx, args);
	rc = seal(cx, in, ref->project_id, args);
	if (rc)
		return rc;
	task.title =
	    arena_printf(cx->mem, "create %s @ %s", in->name, ref->name);
	task.timeout_s = args->wait_s + 1800;
	return submit(cx, ref, &task, "medium", in->reason,
	    type_text(cx->mem, &virt_provision_type, args), task_id,
	    approval_id);
}

enum err_code
virt_act(struct cx *cx, const struct virt_act *in, const char *reason,
    struct host_ref *ref, int64_t *task_id, int64_t *approval_id)
{
	bool remove = strcmp(in->action, "remove") == 0;
	struct task_new task = { .kind = remove ? "virt.remove" : "virt.action",
		.args_type = &virt_act_type,
		.args = in };
	enum err_code rc;

	if (in->name[0] == '-')
		return err_field(cx, "name", "无效的虚拟机名",
		    "not a virtual machine's name");
	rc = reach(cx, in->host_id, ref);
	if (rc)
		return rc;
	task.title = arena_printf(cx->mem, "%s %s @ %s", in->action, in->name,
	    ref->name);
	return submit(cx, ref, &task, remove ? "high" : "medium", reason,
	    type_text(cx->mem, &virt_act_type, in), task_id, approval_id);
}

enum err_code
virt_link(struct cx *cx, const struct host_ref *ref, struct virt_machine *v,
    size_t n)
{
	struct virt_link_row *rows;
	size_t n_rows, i, k;
	enum err_code rc;

	rc = virt_db_hosts(cx, ref->project_id, ref->id, &rows, &n_rows);
	if (rc)
		return rc;
	for (i = 0; i < n; i++)
		for (k = 0; k < n_rows; k++)
			if (strcmp(v[i].uuid, rows[k].instance_id) == 0) {
				v[i].host_id = rows[k].id;
				v[i].host_name = rows[k].name;
			}
	return ERR_OK;
}
