/*
 * virt_api: routes of /hosts/virtualization.
 */
#include "virt/virt_int.h"

static int64_t
id_of(const struct req *rq)
{
	return ((const struct id_path *)rq->path_args)->id;
}

static void
name_host(struct reply *rp, const struct host_ref *ref)
{
	reply_audit(rp, ref->id, ref->name, STR(""), STR(""));
	rp->project_id = ref->project_id;
}

static enum err_code
get_caps(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct virt_caps caps;
	struct virt_host h;
	enum err_code rc;

	rc = virt_host_open(cx, id_of(rq), "host:read", -1, &h);
	if (rc == ERR_OK)
		rc = virt_host_caps(cx, &h, &caps);
	return rc ? rc : reply_item(rp, 200, &virt_caps_type, &caps);
}

static enum err_code
preview(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct virt_preview out;
	struct host_ref ref;
	enum err_code rc;

	rc = virt_preview(cx, id_of(rq), rq->body, &out, &ref);
	if (rc)
		return rc;
	name_host(rp, &ref);
	return reply_item(rp, 200, &virt_preview_type, &out);
}

static enum err_code
provision(struct cx *cx, const struct req *rq, struct reply *rp)
{
	int64_t task_id = 0, approval_id = 0;
	struct virt_provision_reply out;
	struct virt_provision args;
	struct host_ref ref;
	enum err_code rc;

	rc = virt_provision(cx, id_of(rq), rq->body, &ref, &args, &task_id,
	    &approval_id);
	if (rc)
		return rc;
	name_host(rp, &ref);
	rp->after = type_text(cx->mem, &virt_provision_type, &args);
	if (approval_id != 0)
		return approvals_reply(rp, approval_id);
	out.task_id = task_id;
	rc = virt_db_task(cx, task_id, &out.task);
	if (rc)
		return rc;
	reply_header(rp, "Location",
	    arena_printf(cx->mem, "/api/v1/tasks/%lld", (long long)task_id));
	return reply_item(rp, 202, &virt_provision_reply_type, &out);
}

static enum err_code
get_task(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct virt_task t;
	enum err_code rc;

	rc = virt_db_task(cx, id_of(rq), &t);
	return rc ? rc : reply_item(rp, 200, &virt_task_type, &t);
}

static enum err_code
list_machines(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct virt_machine *v;
	struct virt_host h;
	struct str out;
	enum err_code rc;
	size_t n;

	rc = virt_host_open(cx, id_of(rq), "host:read", -1, &h);
	if (rc == ERR_OK)
		rc = virt_host_run(cx, &h, virt_script_machines, NULL, STR(""),
		    &out);
	if (rc)
		return rc;
	virt_parse_machines(cx->mem, out, &v, &n);
	rc = virt_link(cx, &h.ref, v, n);
	return rc ? rc : reply_list(rp, &virt_machine_type, v, n, (int64_t)n);
}

static enum err_code
get_machine(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct virt_path *at = rq->path_args;
	const char *args[] = { at->name, NULL };
	struct virt_machine m;
	struct virt_detail d;
	struct virt_host h;
	struct str out;
	enum err_code rc;

	rc = virt_host_open(cx, at->id, "host:read", -1, &h);
	if (rc == ERR_OK)
		rc = virt_host_run(cx, &h, virt_script_machine, args, STR(""),
		    &out);
	if (rc)
		return rc;
	virt_parse_machine(cx->mem, out, &d);
	m = (struct virt_machine){ .uuid = d.uuid, .host_name = "" };
	rc = virt_link(cx, &h.ref, &m, 1);
	if (rc)
		return rc;
	d.host_id = m.host_id;
	d.host_name = m.host_name;
	return reply_item(rp, 200, &virt_detail_type, &d);
}

static enum err_code
get_console(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct virt_console_query *q = rq->query;
	const struct virt_path *at = rq->path_args;
	const char *args[] = { at->name,
		arena_printf(cx->mem, "%lld", (long long)q->bytes), NULL };
	struct virt_console c = { .text = "" };
	struct virt_host h;
	struct str out, line;
	enum err_code rc;

	rc = virt_host_open(cx, at->id, "host:read", -1, &h);
	if (rc == ERR_OK)
		rc = virt_host_run(cx, &h, virt_script_console, args, STR(""),
		    &out);
	if (rc)
		return rc;
	if (str_cut(&out, '\n', &line) && str_starts(line, STR("size\t")) &&
	    !str_int((struct str){ line.p + 5, line.n - 5 }, &c.size))
		c.size = (int64_t)out.n;
	c.text = arena_str(cx->mem, out);
	c.cut = c.size > (int64_t)out.n;
	return reply_item(rp, 200, &virt_console_type, &c);
}

static enum err_code
submit(struct cx *cx, struct reply *rp, const struct virt_act *in,
    const char *reason)
{
	int64_t task_id = 0, approval_id = 0;
	struct host_ref ref;
	enum err_code rc;

	rc = virt_act(cx, in, reason, &ref, &task_id, &approval_id);
	if (rc)
		return rc;
	name_host(rp, &ref);
	rp->after = type_text(cx->mem, &virt_act_type, in);
	if (approval_id != 0)
		return approvals_reply(rp, approval_id);
	return reply_task(rp, task_id);
}

static enum err_code
act(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct virt_action_new *body = rq->body;
	const struct virt_path *at = rq->path_args;
	const struct virt_act in = { .host_id = at->id,
		.name = at->name,
		.uuid = body->uuid,
		.action = body->action };

	return submit(cx, rp, &in, body->reason);
}

static enum err_code
remove_machine(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct virt_remove_query *q = rq->query;
	const struct virt_path *at = rq->path_args;
	const struct virt_act in = { .host_id = at->id,
		.name = at->name,
		.uuid = q->uuid,
		.action = "remove",
		.force = q->force,
		.disks = q->disks };

	return submit(cx, rp, &in, NULL);
}

#define READ "host:read"
#define WRITE "host:write"
#define BASE "/api/v1/hosts/virtualization/kvm/hosts/{id}"

const struct route virt_routes[] = {
	{ M_GET, BASE "/capabilities", .id = "virt.capabilities",
	    .doc = "What the libvirt of a host offers: size, pools, images, "
		   "networks",
	    .perm = READ, .flags = R_REMOTE, .path = &id_path_type,
	    .reply = &virt_caps_type, .fn = get_caps },
	{ M_POST, BASE "/preview", .id = "virt.preview",
	    .doc =
		"What provisioning would do, with its checks; changes nothing",
	    .perm = WRITE, .audit = "host", .flags = R_REMOTE | R_AUDIT_FAILED,
	    .path = &id_path_type, .body = &virt_new_type,
	    .reply = &virt_preview_type, .fn = preview },
	{ M_POST, BASE "/provision", .id = "virt.provision",
	    .doc = "Make a virtual machine as a task and bring it in as a host",
	    .perm = WRITE, .audit = "host", .path = &id_path_type,
	    .body = &virt_new_type, .reply = &virt_provision_reply_type,
	    .fn = provision },
	{ M_GET, "/api/v1/hosts/virtualization/tasks/{id}", .id = "virt.task",
	    .doc = "A provisioning", .perm = READ, .path = &id_path_type,
	    .reply = &virt_task_type, .fn = get_task },
	{ M_GET, BASE "/machines", .id = "virt.machines",
	    .doc = "Virtual machines of a host", .perm = READ,
	    .flags = R_REMOTE | R_LIST, .path = &id_path_type,
	    .reply = &virt_machine_type, .fn = list_machines },
	{ M_GET, BASE "/machines/{name}", .id = "virt.machine",
	    .doc = "One virtual machine with disks, networks and addresses",
	    .perm = READ, .flags = R_REMOTE, .path = &virt_path_type,
	    .reply = &virt_detail_type, .fn = get_machine },
	{ M_GET, BASE "/machines/{name}/console", .id = "virt.console",
	    .doc = "The end of its console log", .perm = READ,
	    .flags = R_REMOTE, .path = &virt_path_type,
	    .query = &virt_console_query_type, .reply = &virt_console_type,
	    .fn = get_console },
	{ M_POST, BASE "/machines/{name}/actions", .id = "virt.action",
	    .doc =
		"Start, shut down, reboot, force off, reset, suspend, resume",
	    .perm = WRITE, .audit = "host", .flags = R_TASK,
	    .path = &virt_path_type, .body = &virt_action_new_type, .fn = act },
	{ M_DELETE, BASE "/machines/{name}", .id = "virt.remove",
	    .doc = "Remove a virtual machine, with the disks made for it",
	    .perm = WRITE, .audit = "host", .flags = R_TASK,
	    .path = &virt_path_type, .query = &virt_remove_query_type,
	    .fn = remove_machine },
	{ .fn = NULL }
};
