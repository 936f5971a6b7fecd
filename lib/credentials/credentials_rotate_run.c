/*
 * credentials_rotate_run: the task that replaces a key, host by host.
 *
 * Each step of a host is durable before the next begins and may be repeated, so
 * that a task taken over goes on where the last one was:
 *   waiting    the old key works; the new one is added to the host's file
 *   installed  a fresh login by the new key must work, then the host's row
 *              changes to it
 *   switched   the old key is taken out, and the new one must log in again;
 *              where it does not, the old one comes back
 * Until `switched` the old key is what the product uses.
 */
#include "credentials/credentials_int.h"
#include "db/db.h"
#include "ssh/ssh.h"

#define SCRIPT_MS 20000
#define OUTPUT_MAX 4096

struct rotor {
	struct task *t;
	struct rotation row;
	const char *old_blob;
	const char *old_type;
	const char *new_blob;
	const char *new_type;
	const char *old_key, *old_pass;
	const char *new_key, *new_pass;
	int64_t done, failed, all;
};

static void
split(struct cx *cx, const char *line, const char **type, const char **blob)
{
	struct str rest = str_of(line), head;

	(void)str_cut(&rest, ' ', &head);
	*type = arena_str(cx->mem, head);
	(void)str_cut(&rest, ' ', &head);
	*blob = arena_str(cx->mem, head);
}

static enum err_code
open_as(struct cx *cx, const struct rotor *r, int64_t host_id, bool fresh,
    struct ssh **out)
{
	struct ssh_target target;
	enum ssh_fault fault;
	struct host_ref ref;
	enum err_code rc;

	*out = NULL;
	rc = hosts_reach(cx, host_id, &ref, &target);
	if (rc)
		return rc;
	target.password = NULL;
	target.private_key = fresh ? r->new_key : r->old_key;
	target.passphrase = fresh ? r->new_pass : r->old_pass;
	target.wake_fd = task_wake_fd(r->t);
	rc = ssh_open(cx, &target, out, &fault);
	if (rc && fault == SSH_F_HOSTKEY && *out != NULL)
		hosts_key_changed(cx, *out);
	return rc;
}

/* ${back}: the other way round, the old key comes in again. */
static enum err_code
run(struct cx *cx, const struct rotor *r, struct ssh *s, const char *script,
    bool back)
{
	const char *const argv[] = { "/bin/sh", "-s", "--", r->row.keys_file,
		back ? r->new_blob : r->old_blob,
		back ? r->old_type : r->new_type,
		back ? r->old_blob : r->new_blob, NULL };
	struct ssh_run what = { .argv = argv,
		.input = str_of(script),
		.timeout_ms = SCRIPT_MS,
		.output_max = OUTPUT_MAX,
		.wake_fd = task_wake_fd(r->t) };
	struct ssh_result res;
	enum ssh_fault fault;
	enum err_code rc;

	rc = ssh_exec(cx, s, &what, &res, &fault);
	if (rc || res.exit_code == 0)
		return rc;
	return err_set(cx, ERR_UPSTREAM, "修改 %s 失败 (%d): %.*s",
	    "changing %s failed (%d): %.*s", r->row.keys_file, res.exit_code,
	    (int)str_trim(res.err).n, str_trim(res.err).p);
}

static enum err_code
step(struct cx *cx, struct rotor *r, struct rotation_host *h, const char *to,
    const char *note)
{
	enum err_code rc;

	rc = task_alive(cx, r->t);
	if (rc == ERR_OK)
		rc = credentials_rotate_db_step(cx, r->row.id, h->host_id, to,
		    note);
	if (rc)
		return rc;
	h->step = to;
	return task_logf(cx, r->t, "%s: %s", h->host_name, to);
}

static enum err_code
install(struct cx *cx, struct rotor *r, struct rotation_host *h)
{
	struct ssh *s;
	enum err_code rc;

	rc = open_as(cx, r, h->host_id, false, &s);
	if (rc)
		return rc;
	rc = run(cx, r, s, credentials_script_add, false);
	ssh_close(s);
	(void)FAULT("credentials.installed");
	return rc ? rc : step(cx, r, h, "installed", "");
}

struct change {
	struct rotor *r;
	struct rotation_host *h;
};

static enum err_code
change_row(struct cx *cx, void *arg)
{
	struct change *c = arg;
	enum err_code rc;

	rc = hosts_key_switch(cx, c->h->host_id, c->r->row.old_key_id,
	    c->r->row.new_key_id);
	if (rc)
		return rc;
	return credentials_rotate_db_step(cx, c->r->row.id, c->h->host_id,
	    "switched", "");
}

static enum err_code
use_new(struct cx *cx, struct rotor *r, struct rotation_host *h)
{
	struct change c = { r, h };
	struct ssh *s;
	enum err_code rc;

	rc = open_as(cx, r, h->host_id, true, &s);
	if (rc)
		return rc;
	ssh_close(s);
	rc = task_alive(cx, r->t);
	if (rc == ERR_OK)
		rc = db_tx(cx, change_row, &c);
	if (rc)
		return rc;
	h->step = "switched";
	return task_logf(cx, r->t, "%s: switched", h->host_name);
}

/* Whether the old key still opens the host: another file, a directory. */
static const char *
leftover(struct cx *cx, const struct rotor *r, const struct rotation_host *h)
{
	struct ssh *s;
	enum err_code rc;

	rc = open_as(cx, r, h->host_id, false, &s);
	if (rc) {
		err_clear(cx);
		return "";
	}
	ssh_close(s);
	return cx->lang == LANG_ZH ?
	    "旧密钥仍能登录：它还在别处被信任" :
	    "the old key still logs in: something else trusts it";
}

static enum err_code
drop_old(struct cx *cx, struct rotor *r, struct rotation_host *h)
{
	struct ssh *s, *again;
	struct cx aside;
	enum err_code rc;

	rc = open_as(cx, r, h->host_id, true, &s);
	if (rc)
		return rc;
	rc = run(cx, r, s, credentials_script_drop, false);
	if (rc == ERR_OK) {
		rc = open_as(cx, r, h->host_id, true, &again);
		if (rc == ERR_OK) {
			ssh_close(again);
		} else {
			/* The session that is still open puts it back. */
			aside = *cx;
			if (run(&aside, r, s, credentials_script_add, true))
				log_warn(cx, "credentials.rotate_back",
				    LOG_INT("host_id", h->host_id));
		}
	}
	ssh_close(s);
	if (rc)
		return rc;
	return step(cx, r, h, "done", leftover(cx, r, h));
}

static enum err_code
one_host(struct cx *cx, struct rotor *r, struct rotation_host *h)
{
	enum err_code rc = ERR_OK;

	if (h->ssh_key_id != r->row.old_key_id &&
	    h->ssh_key_id != r->row.new_key_id)
		return step(cx, r, h, "skipped",
		    cx->lang == LANG_ZH ?
			"主机已改用其他凭据" :
			"the host uses other credentials now");
	if (strcmp(h->step, "waiting") == 0)
		rc = install(cx, r, h);
	if (rc == ERR_OK && strcmp(h->step, "installed") == 0)
		rc = use_new(cx, r, h);
	if (rc == ERR_OK && strcmp(h->step, "switched") == 0)
		rc = drop_old(cx, r, h);
	return rc;
}

static enum err_code
progress(struct cx *cx, struct rotor *r)
{
	struct json j;
	struct buf b;

	buf_init(&b, cx->mem, BUF_MAX_ROW);
	json_init(&j, &b);
	json_object(&j);
	json_put_int(&j, "rotation_id", r->row.id);
	json_put_int(&j, "total", r->all);
	json_put_int(&j, "done", r->done);
	json_put_int(&j, "failed", r->failed);
	json_object_end(&j);
	if (!json_done(&j))
		return err_plain(cx, ERR_INTERNAL);
	task_set_result(r->t, buf_view(&b));
	return task_event(cx, r->t, "progress", buf_view(&b));
}

/* A host's fault is its own; only a task that shall end stops the others. */
static enum err_code
told(struct cx *cx, struct rotor *r, const struct rotation_host *h,
    enum err_code rc)
{
	const char *why =
	    cx->message != NULL ? cx->message : err_text(rc, cx->lang);
	enum err_code alive;

	err_clear(cx);
	alive = task_alive(cx, r->t);
	if (alive)
		return alive;
	r->failed++;
	alive = credentials_rotate_db_fault(cx, r->row.id, h->host_id, why);
	return alive ? alive : task_logf(cx, r->t, "%s: %s", h->host_name, why);
}

static enum err_code
all_hosts(struct cx *cx, struct rotor *r)
{
	struct rotation_host *v;
	enum err_code rc;
	size_t n, i;

	rc = credentials_rotate_db_hosts(cx, r->row.id, &v, &n);
	r->all = (int64_t)n;
	for (i = 0; i < n && rc == ERR_OK; i++) {
		if (strcmp(v[i].step, "done") != 0 &&
		    strcmp(v[i].step, "skipped") != 0) {
			rc = task_alive(cx, r->t);
			if (rc)
				return rc;
			rc = one_host(cx, r, &v[i]);
			if (rc) {
				rc = told(cx, r, &v[i], rc);
				if (rc)
					return rc;
				rc = progress(cx, r);
				continue;
			}
		}
		r->done++;
		rc = progress(cx, r);
	}
	return rc;
}

static enum err_code
begin(struct cx *cx, void *arg)
{
	struct rotor *r = arg;
	enum err_code rc;
	int64_t id;

	rc = credentials_rotate_db_begin(cx, r->row.id, task_id(r->t));
	if (rc || r->row.new_key_id != 0)
		return rc;
	rc = hosts_key_new(cx, r->row.project_id, r->row.new_name,
	    r->row.algorithm, r->row.bits, &id);
	if (rc == ERR_OK)
		rc = credentials_rotate_db_new_key(cx, r->row.id, id);
	if (rc == ERR_OK)
		r->row.new_key_id = id;
	return rc;
}

static enum err_code
prepare(struct cx *cx, struct rotor *r)
{
	const char *line;
	enum err_code rc;

	if (r->row.old_key_id == 0)
		return err_set(cx, ERR_CONFLICT, "该轮换已完成",
		    "this rotation is over");
	rc = db_tx(cx, begin, r);
	if (rc == ERR_OK)
		rc = hosts_key_open(cx, r->row.old_key_id, r->row.project_id,
		    &r->old_key, &r->old_pass);
	if (rc == ERR_OK)
		rc = hosts_key_open(cx, r->row.new_key_id, r->row.project_id,
		    &r->new_key, &r->new_pass);
	if (rc == ERR_OK)
		rc = hosts_key_public(cx, r->row.new_key_id, r->row.project_id,
		    &line);
	if (rc)
		return rc;
	split(cx, r->row.old_public, &r->old_type, &r->old_blob);
	split(cx, line, &r->new_type, &r->new_blob);
	return ERR_OK;
}

static enum err_code
finish(struct cx *cx, void *arg)
{
	struct rotor *r = arg;
	bool drop = r->failed == 0 && r->row.delete_old;
	enum err_code rc = ERR_OK;

	if (drop)
		rc = hosts_key_drop(cx, r->row.old_key_id);
	if (rc)
		return rc;
	return credentials_rotate_db_end(cx, r->row.id,
	    r->failed == 0 ? "succeeded" : "failed", drop);
}

enum err_code
credentials_run_rotate(struct cx *cx, struct task *t, const void *args)
{
	const struct rotation_args *in = args;
	struct rotor r = { .t = t };
	enum err_code rc;

	rc = credentials_rotate_db_get(cx, in->rotation_id, &r.row);
	if (rc)
		return rc;
	/* Taken over between the last statement and the end. */
	if (strcmp(r.row.status, "succeeded") == 0)
		return ERR_OK;
	rc = prepare(cx, &r);
	if (rc == ERR_OK)
		rc = all_hosts(cx, &r);
	if (rc == ERR_OK)
		rc = task_alive(cx, t);
	if (rc == ERR_OK)
		rc = db_tx(cx, finish, &r);
	if (rc)
		return rc;
	if (r.failed == 0)
		return ERR_OK;
	return err_set(cx, ERR_CONFLICT,
	    "%lld 台主机未完成，旧密钥在这些主机上仍然有效",
	    "%lld hosts are not done; the old key still works there",
	    (long long)r.failed);
}
