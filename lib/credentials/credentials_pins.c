/*
 * credentials_pins: what to do about a host that showed another key.
 *
 * Accepting is a task, so that one way serves both with and without an
 * approval; production always wants a second pair of eyes.
 */
#include "approvals/approvals.h"
#include "audit/audit.h"
#include "credentials/credentials_int.h"
#include "db/db.h"
#include "notifications/notifications.h"
#include "rbac/rbac.h"
#include "ssh/ssh.h"
#include "tenancy/tenancy.h"

#define LINES_MAX 2000

static enum err_code
waits(struct cx *cx, const struct seen_key *key)
{
	if (strcmp(key->status, "changed") == 0 ||
	    strcmp(key->status, "rejected") == 0)
		return ERR_OK;
	return err_set(cx, ERR_CONFLICT, "该主机密钥不在等待审核",
	    "this host key does not wait for a review");
}

static struct str
plan_of(struct cx *cx, const struct seen_key *key)
{
	struct json j;
	struct buf b;

	buf_init(&b, cx->mem, BUF_MAX_ROW);
	json_init(&j, &b);
	json_object(&j);
	json_put_text(&j, "host", key->host_name);
	json_put_text(&j, "address", key->ip);
	json_put_int(&j, "port", key->port);
	json_put_text(&j, "old_fingerprint", key->pinned_fingerprint);
	json_put_text(&j, "new_fingerprint", key->fingerprint);
	json_put_text(&j, "key_type", key->key_type);
	json_object_end(&j);
	return json_done(&j) ? buf_view(&b) : STR("{}");
}

enum err_code
credentials_accept(struct cx *cx, int64_t id, const char *reason,
    const struct task_new *like, struct seen_key *key, int64_t *task_id,
    int64_t *approval_id)
{
	struct task_new task = { .kind = "credentials.accept_host_key" };
	struct approval_need need = { .action = "host:write", .risk = "high" };
	struct accept_args args = { .host_key_id = id, .reason = reason };
	enum err_code rc;

	rc = credentials_pins_db_get(cx, id, key);
	if (rc == ERR_OK)
		rc = rbac_check_in(cx, "host:write", key->project_id);
	if (rc == ERR_OK)
		rc = waits(cx, key);
	if (rc)
		return rc;
	args.fingerprint = key->fingerprint;
	if (like != NULL)
		task = *like;
	task.args_type = &accept_args_type;
	task.args = &args;
	task.title = arena_printf(cx->mem, "host key @ %s", key->host_name);
	task.project_id = key->project_id;
	task.object = "host";
	task.object_id = key->host_id;
	need.project_id = key->project_id;
	if (strcmp(key->environment, "production") == 0)
		need.forced = "host key in production";
	need.summary = task.title;
	need.reason = reason;
	need.plan = plan_of(cx, key);
	return approvals_submit(cx, &need, &task, task_id, approval_id);
}

enum err_code
credentials_submit_accept(struct cx *cx, const struct task_new *like,
    struct str args_json, int64_t *task_id, int64_t *approval_id)
{
	struct accept_args in;
	struct seen_key key;
	enum err_code rc;

	rc = type_bind_text(cx, &accept_args_type, args_json, &in);
	if (rc)
		return rc;
	return credentials_accept(cx, in.host_key_id, in.reason, like, &key,
	    task_id, approval_id);
}

static enum err_code
tell(struct cx *cx, const struct seen_key *key, bool accepted,
    const char *reason)
{
	struct ints users;
	enum err_code rc;

	rc = credentials_pins_db_reviewers(cx, key->project_id, &users);
	if (rc || users.n == 0)
		return rc;
	return notifications_add_many(cx, users.v, users.n,
	    &(struct notification_new){ .type = "alert",
		.title = arena_printf(cx->mem, "主机 '%s' 的新主机密钥%s",
		    key->host_name, accepted ? "已接受" : "已拒绝"),
		.title_en =
		    arena_printf(cx->mem, "The new host key of '%s' was %s",
			key->host_name, accepted ? "accepted" : "rejected"),
		.content = arena_printf(cx->mem, "%s %s%s%s", cx->who.username,
		    key->fingerprint, reason[0] != '\0' ? ": " : "", reason),
		.severity = accepted ? "info" : "warning",
		.source = "host_keys",
		.source_id = arena_printf(cx->mem, "%lld", (long long)key->id),
		.action_url = arena_printf(cx->mem, "/host-keys?key=%lld",
		    (long long)key->id),
		.action_type = "view" });
}

enum err_code
credentials_reject(struct cx *cx, int64_t id, const char *reason,
    struct seen_key *before, struct seen_key *out)
{
	enum err_code rc;

	rc = credentials_pins_db_get(cx, id, before);
	if (rc == ERR_OK)
		rc = rbac_check_in(cx, "host:write", before->project_id);
	if (rc)
		return rc;
	if (strcmp(before->status, "changed") != 0)
		return err_set(cx, ERR_CONFLICT, "该主机密钥不在等待审核",
		    "this host key does not wait for a review");
	rc = credentials_pins_db_decide(cx, id, "rejected", reason);
	if (rc == ERR_OK)
		rc = tell(cx, before, false, reason);
	return rc ? rc : credentials_pins_db_get(cx, id, out);
}

static enum err_code
pin(struct cx *cx, void *arg)
{
	const struct accept_args *in = arg;
	const char *reason = in->reason != NULL ? in->reason : "";
	struct seen_key key;
	enum err_code rc;

	rc = credentials_pins_db_get(cx, in->host_key_id, &key);
	if (rc)
		return rc;
	/* Taken over after it was done. */
	if (strcmp(key.status, "trusted") == 0)
		return ERR_OK;
	rc = waits(cx, &key);
	if (rc == ERR_OK && strcmp(key.fingerprint, in->fingerprint) != 0)
		rc = err_plain(cx, ERR_CONFLICT);
	if (rc == ERR_OK)
		rc =
		    hosts_pin(cx, key.host_id, key.public_key, key.fingerprint);
	if (rc == ERR_OK)
		rc = credentials_pins_db_decide(cx, key.id, "trusted", reason);
	if (rc == ERR_OK)
		rc = audit_add(cx,
		    &(struct audit_entry){ .project_id = key.project_id,
			.action = "host_keys.pinned",
			.object = "host",
			.object_id = key.host_id,
			.object_name = key.host_name,
			.outcome = "ok",
			.reason = arena_printf(cx->mem, "%s -> %s %s",
			    key.pinned_fingerprint, key.fingerprint, reason) });
	return rc ? rc : tell(cx, &key, true, reason);
}

enum err_code
credentials_run_accept(struct cx *cx, struct task *t, const void *args)
{
	struct accept_args in = *(const struct accept_args *)args;
	struct seen_key key;
	const char *why;
	enum err_code rc;

	rc = task_alive(cx, t);
	if (rc == ERR_OK)
		rc = db_tx(cx, pin, &in);
	if (rc == ERR_OK)
		rc = credentials_pins_db_get(cx, in.host_key_id, &key);
	if (rc == ERR_OK)
		rc = task_logf(cx, t, "%s: %s -> %s", key.host_name, "pinned",
		    key.fingerprint);
	if (rc)
		return rc;
	/* The key is pinned; whether the host answers is another matter. */
	rc = hosts_refresh(cx, key.host_id, task_wake_fd(t));
	if (rc == ERR_OK)
		return task_logf(cx, t, "%s: logged in", key.host_name);
	why = cx->message != NULL ? cx->message : err_text(rc, cx->lang);
	err_clear(cx);
	return task_logf(cx, t, "%s: %s", key.host_name, why);
}

/* --- known_hosts --- */

struct import {
	struct pin_host *hosts;
	size_t n_hosts;
	struct known_host *found;
	size_t n_found;
	struct known_hosts_reply *out;
};

static bool
same_type(const char *a, const char *b)
{
	size_t n = strcspn(a, " ");

	return n == strcspn(b, " ") && strncmp(a, b, n) == 0;
}

static enum err_code
match(struct cx *cx, struct import *im, struct pin_host *h, const char *key)
{
	const char *fp = ssh_key_fingerprint(cx->mem, key), *result;
	enum err_code rc;

	if (h->host_key[0] == '\0') {
		rc = hosts_pin(cx, h->id, key, fp);
		if (rc)
			return rc;
		h->host_key = key;
		im->out->pinned++;
		result = "pinned";
	} else if (strcmp(h->host_key, key) == 0) {
		im->out->same++;
		result = "same";
	} else if (same_type(h->host_key, key)) {
		im->out->differs++;
		result = "differs";
	} else {
		/* One of its other keys; only one is pinned. */
		return ERR_OK;
	}
	if (im->n_found < 5000)
		im->found[im->n_found++] =
		    (struct known_host){ h->id, h->name, fp, result };
	return ERR_OK;
}

static enum err_code
take(struct cx *cx, struct import *im, const struct ssh_known_line *line)
{
	bool known = false;
	enum err_code rc;
	size_t i;

	for (i = 0; i < im->n_hosts; i++) {
		if (!ssh_known_matches(line, im->hosts[i].ip,
			(int)im->hosts[i].port))
			continue;
		known = true;
		rc = match(cx, im, &im->hosts[i], line->key);
		if (rc)
			return rc;
	}
	if (!known)
		im->out->unknown++;
	return ERR_OK;
}

static enum err_code
take_all(struct cx *cx, struct import *im, struct str text, bool ed25519)
{
	struct ssh_known_line line;
	enum ssh_known what;
	enum err_code rc;
	struct str one;
	int64_t n = 0;
	bool is;

	while (text.n > 0) {
		(void)str_cut(&text, '\n', &one);
		what = ssh_known_parse(cx->mem, one, &line);
		if (what == SSH_K_BLANK)
			continue;
		if (++n > LINES_MAX)
			return err_field(cx, "text", "最多 %d 行",
			    "more than %d lines", LINES_MAX);
		/* The kind that we prefer comes first. */
		is = what == SSH_K_KEY &&
		    str_starts(str_of(line.key), STR("ssh-ed25519 "));
		if (ed25519) {
			im->out->lines += what == SSH_K_KEY;
			im->out->bad += what == SSH_K_BAD;
			im->out->revoked +=
			    what == SSH_K_REVOKED || what == SSH_K_AUTHORITY;
		}
		if (what != SSH_K_KEY || is != ed25519)
			continue;
		rc = take(cx, im, &line);
		if (rc)
			return rc;
	}
	return ERR_OK;
}

enum err_code
credentials_import(struct cx *cx, const struct known_hosts_new *in,
    int64_t *project_id, struct known_hosts_reply *out)
{
	struct import im = { .out = out };
	enum err_code rc;

	*out = (struct known_hosts_reply){ .lines = 0 };
	rc = tenancy_project_for_new(cx, in->project_id, "host:write",
	    project_id);
	if (rc == ERR_OK)
		rc = credentials_pins_db_hosts(cx, *project_id, &im.hosts,
		    &im.n_hosts);
	if (rc)
		return rc;
	im.found = arena_array(cx->mem, 5000, sizeof(*im.found));
	rc = take_all(cx, &im, str_of(in->text), true);
	if (rc == ERR_OK)
		rc = take_all(cx, &im, str_of(in->text), false);
	out->hosts.v = im.found;
	out->hosts.n = im.n_found;
	return rc;
}
