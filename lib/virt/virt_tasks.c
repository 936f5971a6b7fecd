/*
 * virt_tasks: what runs in the worker.
 *
 * Every step looks before it acts, by names that carry the task's own token and
 * uuid, so that a task taken over goes on where the one before was stopped.  What
 * fails before the machine was started is taken back; afterwards the machine and
 * its console log are left to look at.
 */
#include <poll.h>

#include "db/db.h"
#include "json/json.h"
#include "secrets/secrets.h"
#include "virt/virt_int.h"

#define ADDRESS_MS 2000
#define LOGIN_MS 3000
#define UNDO_MS 30000

struct make {
	struct cx *cx;
	struct task *t;
	const struct virt_provision *in;
	struct virt_host h;
	struct virt_caps caps;
	int64_t until_ms; /* to wait for address and login */
	bool exists; /* made by this task before it was taken over */
	bool started;
	const char *ip;
	int64_t host_id;
};

static enum err_code
tell_step(struct make *m, const char *name, const char *state)
{
	struct json j;
	struct buf b;

	buf_init(&b, m->cx->mem, 1024);
	json_init(&j, &b);
	json_object(&j);
	json_put_text(&j, "name", name);
	json_put_text(&j, "state", state);
	json_object_end(&j);
	return task_event(m->cx, m->t, "step", buf_view(&b));
}

static enum err_code
run(struct make *m, const char *script, const char *const *args,
    struct str input, struct str *out)
{
	return virt_host_run(m->cx, &m->h, script, args, input, out);
}

/* Sleeps; ERR_UNAVAILABLE when the task is cancelled. */
static enum err_code
pause_for(struct make *m, int ms)
{
	struct pollfd p = { .fd = task_wake_fd(m->t), .events = POLLIN };

	(void)poll(&p, 1, ms);
	return task_alive(m->cx, m->t);
}

/* --- steps --- */

static bool
is_taken(const struct make *m)
{
	size_t i;

	for (i = 0; i < m->caps.machines.n; i++)
		if (strcmp(m->caps.machines.v[i], m->in->name) == 0)
			return true;
	return false;
}

/* The name is taken: by this very task before, or by somebody else. */
static enum err_code
look_again(struct make *m)
{
	const char *args[] = { m->in->name, NULL };
	struct virt_detail d;
	struct str out;
	enum err_code rc;

	rc = run(m, virt_script_machine, args, STR(""), &out);
	if (rc)
		return rc;
	virt_parse_machine(m->cx->mem, out, &d);
	m->exists = strcmp(d.uuid, m->in->uuid) == 0;
	return ERR_OK;
}

static enum err_code
step_check(struct make *m)
{
	struct virt_preview p;
	enum err_code rc;

	rc = virt_host_caps(m->cx, &m->h, &m->caps);
	if (rc == ERR_OK && is_taken(m))
		rc = look_again(m);
	if (rc || m->exists)
		return rc;
	rc = virt_plan_make(m->cx, &m->h.ref, &m->caps, m->in, &p);
	if (rc)
		return rc;
	if (!p.ready)
		return err_set(m->cx, ERR_CONFLICT, "%s", "%s", p.message);
	if (m->in->plan_digest != NULL && m->in->plan_digest[0] != '\0' &&
	    strcmp(m->in->plan_digest, p.plan_digest) != 0)
		return err_field_as(m->cx, ERR_CONFLICT, "plan_digest",
		    "自预览后情况已变，请重新预览",
		    "not what the preview showed any more: preview again");
	return ERR_OK;
}

static enum err_code
step_disk(struct make *m)
{
	const char *image = virt_plan_image(&m->caps, m->in);
	const char *args[] = { m->in->pool, virt_plan_disk(m->cx->mem, m->in),
		arena_printf(m->cx->mem, "%lld", (long long)m->in->disk_gb),
		image ? image : "", NULL };

	return m->exists ? ERR_OK :
			   run(m, virt_script_disk, args, STR(""), NULL);
}

static enum err_code
secrets_of(struct make *m, const char **password, const char **public_key,
    const char **guest_key)
{
	struct cx *cx = m->cx;
	struct str s;
	enum err_code rc;

	rc = secrets_get(cx, m->in->guest_key_secret_id, VIRT_SECRET_GUEST_KEY,
	    &s);
	if (rc)
		return rc;
	*guest_key = arena_str(cx->mem, s);
	task_mask(m->t, s);
	if (m->in->password_secret_id != 0) {
		rc = secrets_get(cx, m->in->password_secret_id, HOSTS_PASSWORD,
		    &s);
		if (rc)
			return rc;
		*password = arena_str(cx->mem, s);
		if (s.n >= 4)
			task_mask(m->t, s);
	}
	if (m->in->ssh_key_id != 0)
		rc = hosts_key_public(cx, m->in->ssh_key_id,
		    m->h.ref.project_id, public_key);
	return rc;
}

static enum err_code
step_seed(struct make *m)
{
	const char *password = NULL, *public_key = NULL, *guest_key;
	struct virt_seed seed;
	struct str iso;
	enum err_code rc;

	if (m->exists)
		return ERR_OK;
	rc = secrets_of(m, &password, &public_key, &guest_key);
	if (rc)
		return rc;
	virt_seed_make(m->cx->mem, m->in, password, public_key, guest_key,
	    &seed);
	iso = virt_seed_iso(m->cx->mem, &seed);
	return run(m, virt_script_seed,
	    (const char *[]){ m->in->pool, virt_plan_seed(m->cx->mem, m->in),
		arena_printf(m->cx->mem, "%zu", iso.n), NULL },
	    iso, NULL);
}

static enum err_code
step_define(struct make *m)
{
	const char *args[] = { m->in->name, m->in->autostart ? "1" : "0",
		m->caps.log_dir, NULL };

	return m->exists ?
	    ERR_OK :
	    run(m, virt_script_define, args,
		virt_xml_domain(m->cx->mem, m->in, &m->caps), NULL);
}

static enum err_code
step_start(struct make *m)
{
	const char *args[] = { m->in->name, NULL };
	enum err_code rc;

	rc = run(m, virt_script_start, args, STR(""), NULL);
	m->started = rc == ERR_OK;
	m->until_ms = time_mono_ms() + m->in->wait_s * 1000;
	return rc;
}

/* The first address that is not link-local. */
static const char *
address_in(struct arena *mem, struct str out)
{
	struct str line;

	while (out.n > 0) {
		(void)str_cut(&out, '\n', &line);
		if (!str_starts(line, STR("addr\t")))
			continue;
		line = str_trim((struct str){ line.p + 5, line.n - 5 });
		if (line.n > 0 && line.n < 64 &&
		    !str_starts(line, STR("169.254.")))
			return arena_str(mem, line);
	}
	return NULL;
}

static enum err_code
step_address(struct make *m)
{
	const char *args[] = { m->in->name, m->in->mac, NULL };
	const char *given = m->in->ip;
	struct str out;
	enum err_code rc;

	if (given != NULL && given[0] != '\0') {
		m->ip = arena_str(m->cx->mem,
		    (struct str){ given, strcspn(given, "/") });
		return ERR_OK;
	}
	for (;;) {
		rc = run(m, virt_script_address, args, STR(""), &out);
		if (rc)
			return rc;
		m->ip = address_in(m->cx->mem, out);
		if (m->ip != NULL)
			return task_logf(m->cx, m->t, "address %s", m->ip);
		if (time_mono_ms() > m->until_ms)
			return err_set(m->cx, ERR_TIMEOUT,
			    "%lld 秒内没有得到地址，请看控制台日志",
			    "no address within %lld s: see the console log",
			    (long long)m->in->wait_s);
		rc = pause_for(m, ADDRESS_MS);
		if (rc)
			return rc;
	}
}

/* The row, and the guest's host key is a secret no more that we must keep. */
static enum err_code
insert_host(struct make *m)
{
	const struct virt_provision *in = m->in;
	const struct host_adopt row = { .project_id = m->h.ref.project_id,
		.name = in->name,
		.ip = m->ip,
		.ssh_user = in->ssh_user,
		.ssh_key_id = in->ssh_key_id,
		.password_secret_id = in->password_secret_id,
		.host_key = in->guest_host_key,
		.status = "offline",
		.arch = m->caps.arch,
		.cpu_cores = in->cpu,
		.memory_mb = in->memory_mb,
		.disk_gb = in->disk_gb,
		.tags = in->tags,
		.source = "kvm_provision",
		.provider = "kvm",
		.instance_id = in->uuid,
		.parent_host_id = in->host_id,
		.jump_host_id = in->via_parent ? in->host_id : 0 };
	enum err_code rc;

	rc = db_begin(m->cx, DB_WRITE);
	if (rc == ERR_OK)
		rc = hosts_adopt(m->cx, &row, &m->host_id);
	if (rc == ERR_OK)
		rc = secrets_remove(m->cx, in->guest_key_secret_id);
	if (rc == ERR_OK)
		rc = db_commit(m->cx);
	if (rc)
		db_rollback(m->cx);
	return rc;
}

static enum err_code
step_onboard(struct make *m)
{
	enum err_code rc;

	rc = hosts_of_instance(m->cx, m->h.ref.project_id, "kvm", m->in->uuid,
	    &m->host_id);
	if (rc == ERR_OK && m->host_id == 0)
		rc = task_alive(m->cx, m->t);
	if (rc == ERR_OK && m->host_id == 0)
		rc = insert_host(m);
	return rc;
}

static enum err_code
step_login(struct make *m)
{
	struct cx *cx = m->cx;
	enum err_code rc, alive;

	for (;;) {
		err_clear(cx);
		rc = hosts_refresh(cx, m->host_id, task_wake_fd(m->t));
		if (rc == ERR_OK || time_mono_ms() > m->until_ms)
			return rc;
		if (rc != ERR_UPSTREAM && rc != ERR_TIMEOUT &&
		    rc != ERR_UNAVAILABLE)
			return rc;
		alive = pause_for(m, LOGIN_MS);
		if (alive)
			return alive;
	}
}

static const struct {
	const char *name;
	enum err_code (*fn)(struct make *m);
} steps[] = {
	{ "check", step_check },
	{ "disk", step_disk },
	{ "seed", step_seed },
	{ "define", step_define },
	{ "start", step_start },
	{ "address", step_address },
	{ "onboard", step_onboard },
	{ "login", step_login },
};

/* Takes back what was made; the error that led here stays the task's. */
static void
undo(struct make *m)
{
	struct cx aside = *m->cx;
	const char *args[] = { m->in->name, m->in->uuid, m->in->pool,
		virt_plan_disk(aside.mem, m->in),
		virt_plan_seed(aside.mem, m->in), NULL };
	enum err_code rc;

	/* Another worker has the task: it goes on, nothing is taken back. */
	err_clear(&aside);
	if (task_alive(&aside, m->t) == ERR_CONFLICT)
		return;
	err_clear(&aside);
	aside.deadline_ms = time_mono_ms() + UNDO_MS;
	rc = virt_host_open(&aside, m->in->host_id, NULL, -1, &m->h);
	if (rc == ERR_OK)
		rc = virt_host_run(&aside, &m->h, virt_script_undo, args,
		    STR(""), NULL);
	if (rc == ERR_OK)
		rc = task_logf(&aside, m->t, "what was made is removed again");
	else
		rc = task_logf(&aside, m->t,
		    "what was made could not be removed: %s",
		    aside.message ? aside.message : "?");
	if (rc)
		log_warn(m->cx, "virt.undo", LOG_INT("task_id", task_id(m->t)));
}

static void
set_result(struct make *m)
{
	struct json j;
	struct buf b;

	buf_init(&b, m->cx->mem, 1024);
	json_init(&j, &b);
	json_object(&j);
	json_put_text(&j, "name", m->in->name);
	json_put_text(&j, "uuid", m->in->uuid);
	json_put_text(&j, "ip", m->ip);
	json_put_int(&j, "host_id", m->host_id);
	json_object_end(&j);
	task_set_result(m->t, buf_view(&b));
}

static enum err_code
provision(struct cx *cx, struct task *t, const void *args)
{
	struct make m = { .cx = cx, .t = t, .in = args };
	enum err_code rc;
	size_t i;

	rc = virt_host_open(cx, m.in->host_id, NULL, task_wake_fd(t), &m.h);
	for (i = 0; rc == ERR_OK && i < sizeof(steps) / sizeof(steps[0]); i++) {
		rc = task_alive(cx, t);
		if (rc == ERR_OK)
			rc = tell_step(&m, steps[i].name, "running");
		if (rc == ERR_OK)
			rc = steps[i].fn(&m);
		if (rc == ERR_OK)
			rc = tell_step(&m, steps[i].name, "succeeded");
	}
	set_result(&m);
	/* "check" alone has made nothing. */
	if (rc && i > 1 && !m.started)
		undo(&m);
	return rc;
}

/* --- what is done to machines there are --- */

static enum err_code
tell_rows(struct cx *cx, struct task *t, struct str out)
{
	enum err_code rc = ERR_OK;
	struct str line;

	while (rc == ERR_OK && out.n > 0) {
		(void)str_cut(&out, '\n', &line);
		line = str_trim(line);
		if (line.n > 0 && line.n < 400)
			rc = task_logf(cx, t, "%.*s", (int)line.n, line.p);
	}
	return rc;
}

static enum err_code
act(struct cx *cx, struct task *t, const void *args)
{
	const struct virt_act *in = args;
	const char *argv[] = { in->name, in->uuid ? in->uuid : "", in->action,
		NULL };
	struct virt_host h;
	struct str out;
	enum err_code rc;

	rc = virt_host_open(cx, in->host_id, NULL, task_wake_fd(t), &h);
	if (rc == ERR_OK)
		rc = task_alive(cx, t);
	if (rc == ERR_OK)
		rc =
		    virt_host_run(cx, &h, virt_script_act, argv, STR(""), &out);
	return rc ? rc : tell_rows(cx, t, out);
}

/* The uuid that the script found, else the one that was meant. */
static const char *
uuid_in(struct arena *mem, struct str out, const char *meant)
{
	struct str line;

	while (out.n > 0) {
		(void)str_cut(&out, '\n', &line);
		if (str_starts(line, STR("uuid\t")))
			return arena_str(mem,
			    str_trim((struct str){ line.p + 5, line.n - 5 }));
	}
	return meant != NULL ? meant : "";
}

static enum err_code
remove_machine(struct cx *cx, struct task *t, const void *args)
{
	const struct virt_act *in = args;
	const char *argv[] = { in->name, in->uuid ? in->uuid : "",
		in->force ? "1" : "0", in->disks ? "1" : "0", NULL };
	struct virt_host h;
	int64_t host_id = 0;
	const char *uuid;
	struct str out;
	enum err_code rc;

	rc = virt_host_open(cx, in->host_id, NULL, task_wake_fd(t), &h);
	if (rc == ERR_OK)
		rc = task_alive(cx, t);
	if (rc == ERR_OK)
		rc = virt_host_run(cx, &h, virt_script_remove, argv, STR(""),
		    &out);
	if (rc == ERR_OK)
		rc = tell_rows(cx, t, out);
	if (rc)
		return rc;
	uuid = uuid_in(cx->mem, out, in->uuid);
	rc = hosts_of_instance(cx, h.ref.project_id, "kvm", uuid, &host_id);
	if (rc || host_id == 0)
		return rc;
	return hosts_mark_gone(cx, host_id, "the virtual machine was deleted");
}

/* --- a retry takes the same way as the first time --- */

static enum err_code
submit_again(struct cx *cx, const struct task_new *like, struct str args_json,
    const struct type *type, int64_t host_id, int64_t *task_id,
    int64_t *approval_id)
{
	struct approval_need need = { .action = "host:write",
		.risk = "medium",
		.summary = like->title,
		.plan = args_json };
	struct ssh_target unused;
	struct task_new task = *like;
	struct host_ref ref;
	enum err_code rc;

	rc = hosts_reach(cx, host_id, &ref, &unused);
	if (rc)
		return rc;
	need.project_id = ref.project_id;
	task.args_type = type;
	task.project_id = ref.project_id;
	task.object = "host";
	task.object_id = ref.id;
	return approvals_submit_json(cx, &need, &task, args_json, task_id,
	    approval_id);
}

static enum err_code
submit_provision(struct cx *cx, const struct task_new *like,
    struct str args_json, int64_t *task_id, int64_t *approval_id)
{
	struct virt_provision in;
	enum err_code rc;

	rc = type_bind_text(cx, &virt_provision_type, args_json, &in);
	return rc ? rc :
		    submit_again(cx, like, args_json, &virt_provision_type,
			in.host_id, task_id, approval_id);
}

static enum err_code
submit_act(struct cx *cx, const struct task_new *like, struct str args_json,
    int64_t *task_id, int64_t *approval_id)
{
	struct virt_act in;
	enum err_code rc;

	rc = type_bind_text(cx, &virt_act_type, args_json, &in);
	return rc ? rc :
		    submit_again(cx, like, args_json, &virt_act_type,
			in.host_id, task_id, approval_id);
}

const struct task_kind virt_kinds[] = {
	{ .name = "virt.provision",
	    .doc = "Make a virtual machine and bring it in as a host",
	    .args = &virt_provision_type,
	    .timeout_s = 5400,
	    .max_tries = 1,
	    .repeatable = true,
	    .lane = "bulk",
	    .perm = "host:write",
	    .submit = submit_provision,
	    .fn = provision },
	{ .name = "virt.action",
	    .doc = "Start, stop or reset a virtual machine",
	    .args = &virt_act_type,
	    .timeout_s = 120,
	    .max_tries = 1,
	    .repeatable = false,
	    .perm = "host:write",
	    .submit = submit_act,
	    .fn = act },
	{ .name = "virt.remove",
	    .doc = "Remove a virtual machine, with the disks made for it",
	    .args = &virt_act_type,
	    .timeout_s = 300,
	    .max_tries = 1,
	    .repeatable = true,
	    .perm = "host:write",
	    .submit = submit_act,
	    .fn = remove_machine },
	{ .fn = NULL }
};
