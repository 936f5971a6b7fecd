/*
 * hosts_probe: requests that wait for a machine (R_REMOTE).
 *
 * No transaction is open while SSH works: what is needed is read before, what
 * was found is written after, each in a short transaction of its own.
 */
#include "crypto/crypto.h"
#include "db/db.h"
#include "hosts/hosts_int.h"
#include "rbac/rbac.h"
#include "secrets/secrets.h"
#include "tenancy/tenancy.h"

/* Kept of the request's deadline for the work after SSH. */
#define RESERVE_MS 800

/* What one look at a machine gave. */
struct look {
	bool reachable;
	enum ssh_fault fault;
	const char *message;
	int64_t latency_ms;
	struct host_facts facts;
	const char *host_key;
	const char *key_type;
	const char *fingerprint;
};

static bool
has(const char *s)
{
	return s != NULL && s[0] != '\0';
}

/* Looks at ${t}; a failure is part of the answer. */
static void
look_at(struct cx *cx, const struct ssh_target *t, bool want_facts,
    struct look *out)
{
	int64_t deadline = cx->deadline_ms, t0 = time_mono_ms();
	struct ssh *s = NULL;
	enum err_code rc;

	*out = (struct look){ .host_key = "",
		.fingerprint = "",
		.facts = { "", "", "", "", 0, 0, 0 } };
	if (deadline > 0)
		cx->deadline_ms = deadline - RESERVE_MS;
	rc = ssh_open(cx, t, &s, &out->fault);
	/* Not a pin that was wrong in the request: the stored one. */
	if (rc && out->fault == SSH_F_HOSTKEY && s != NULL &&
	    (t->host_key != NULL || ssh_tag(s) != t->tag))
		hosts_key_changed(cx, s);
	/* A jump host's key is not this machine's. */
	if (s != NULL && ssh_tag(s) == t->tag) {
		out->host_key = ssh_host_key(s);
		out->key_type = ssh_host_key_type(s);
		out->fingerprint = ssh_host_fingerprint(s);
	}
	if (rc == ERR_OK && want_facts)
		rc = hosts_login_facts(cx, s, -1, &out->facts, &out->fault);
	ssh_close(s);
	cx->deadline_ms = deadline;
	out->latency_ms = time_mono_ms() - t0;
	out->reachable = rc == ERR_OK;
	if (rc) {
		out->message =
		    cx->message != NULL ? cx->message : err_text(rc, cx->lang);
		log_info(cx, "hosts.unreachable", LOG_TEXT("host", t->host),
		    LOG_TEXT("fault", ssh_fault_name(out->fault)),
		    LOG_TEXT("detail", cx->detail != NULL ? cx->detail : ""));
		err_clear(cx);
	}
}

static struct texts
warnings_of(struct cx *cx, const struct look *l)
{
	struct texts w = { .set = false };

	if (!l->reachable || has(l->facts.hostname))
		return w;
	w.v = arena_array(cx->mem, 1, sizeof(*w.v));
	w.v[w.n++] = "hostname not detected";
	w.set = true;
	return w;
}

static void
answer(struct cx *cx, const struct look *l, struct host_probe *out)
{
	out->reachable = l->reachable;
	out->latency_ms = l->latency_ms;
	out->facts = l->facts;
	out->warnings = warnings_of(cx, l);
	out->error_code = l->reachable ? NULL : ssh_fault_name(l->fault);
	out->message = l->message;
	out->host_key_type = l->key_type;
	out->host_key_fingerprint = l->fingerprint;
}

/* --- probe --- */

static const char *
say(const struct cx *cx, const char *zh, const char *en)
{
	return cx->lang == LANG_ZH ? zh : en;
}

/* What is wrong with the request, or NULL. */
static const char *
fault_of(const struct cx *cx, const struct host_probe_new *in)
{
	if (!has(in->name))
		return say(cx, "缺少名称", "name is required");
	if (!has(in->ip))
		return say(cx, "缺少地址", "ip is required");
	if (!ssh_host_ok(in->ip))
		return say(cx, "无效的主机地址",
		    "ip is not an address or name");
	if (has(in->username) && !ssh_user_ok(in->username))
		return say(cx, "无效的用户名", "username is not a user name");
	if (!has(in->auth_type) ||
	    (strcmp(in->auth_type, "password") != 0 &&
		strcmp(in->auth_type, "key") != 0))
		return say(cx, "认证方式应为 password 或 key",
		    "auth_type must be password or key");
	if (strcmp(in->auth_type, "password") == 0 && !has(in->password) &&
	    in->password_credential_id.v == 0)
		return say(cx, "缺少密码", "password is required");
	if (strcmp(in->auth_type, "key") == 0 && in->ssh_key_id.v == 0)
		return say(cx, "缺少 SSH 密钥", "ssh_key_id is required");
	return NULL;
}

static void
refuse(struct host_probe *out, const char *message)
{
	*out = (struct host_probe){
		.probe_token = "",
		.facts = { "", "", "", "", 0, 0, 0 },
		.error_code = "validation_error",
		.message = message,
	};
}

/* Reads what the probe needs: its project and the key. */
static enum err_code
prepare(struct cx *cx, const struct host_probe_new *in, struct host_login *to,
    struct hosts_proof *proof)
{
	enum err_code rc;

	*to = (struct host_login){ .ip = in->ip,
		.port = in->port > 0 ? in->port : 22,
		.ssh_user = has(in->username) ? in->username : "root",
		.auth_type = in->auth_type };
	*proof = (struct hosts_proof){ .password = in->password };
	to->jump_host_id = in->jump_host_id.v;
	rc = db_begin(cx, DB_READ);
	if (rc == ERR_OK)
		rc = tenancy_project_for_new(cx, in->project_id, "host:write",
		    &to->project_id);
	if (rc == ERR_OK && strcmp(in->auth_type, "key") == 0) {
		to->ssh_key_id = in->ssh_key_id.v;
		proof->password = NULL;
		rc = hosts_login_key(cx, to->ssh_key_id, to->project_id, proof);
	} else if (rc == ERR_OK && in->password_credential_id.v != 0) {
		to->password_credential_id = in->password_credential_id.v;
		rc = hosts_login_shared(cx, to->password_credential_id,
		    to->project_id, &to->ssh_user, proof);
	}
	if (rc == ERR_OK && to->jump_host_id != 0)
		rc = hosts_login_jumps(cx, to->jump_host_id, to->project_id,
		    proof);
	if (rc == ERR_OK)
		rc = db_commit(cx);
	if (rc)
		db_rollback(cx);
	return rc;
}

static enum err_code
store_in_tx(struct cx *cx, struct host_probe_row *row, const char *password,
    const char *hash, int64_t *expires_at)
{
	enum err_code rc;

	if (password != NULL) {
		rc = secrets_put(cx, row->project_id, HOSTS_SECRET_PASSWORD,
		    str_of(password), &row->password_secret_id);
		if (rc)
			return rc;
	}
	return hosts_probe_db_insert(cx, row, hash, expires_at);
}

static enum err_code
store(struct cx *cx, const char *name, const struct host_login *to,
    const struct hosts_proof *proof, const struct look *l,
    struct host_probe *out)
{
	struct host_probe_row row = {
		.project_id = to->project_id,
		.name = name,
		.ip = to->ip,
		.port = to->port,
		.auth_type = to->auth_type,
		.username = to->ssh_user,
		.ssh_key_id = to->ssh_key_id,
		.password_credential_id = to->password_credential_id,
		.jump_host_id = to->jump_host_id,
		.reachable = l->reachable,
		/* A key seen behind a failed login was confirmed by nothing. */
		.host_key = l->reachable ? l->host_key : "",
		.host_key_fingerprint = l->reachable ? l->fingerprint : "",
		.hostname = l->facts.hostname,
		.os = l->facts.os,
		.arch = l->facts.arch,
		.kernel = l->facts.kernel,
		.cpu_cores = l->facts.cpu_cores,
		.memory_mb = l->facts.memory_mb,
		.disk_gb = l->facts.disk_gb,
	};
	const char *token = crypto_token(cx->mem, 24);
	enum err_code rc;

	rc = db_begin(cx, DB_WRITE);
	if (rc == ERR_OK)
		rc = store_in_tx(cx, &row,
		    to->password_credential_id ? NULL : proof->password,
		    crypto_sha256_hex(cx->mem, str_of(token)),
		    &out->expires_at);
	if (rc == ERR_OK)
		rc = db_commit(cx);
	if (rc)
		db_rollback(cx);
	else
		out->probe_token = token;
	return rc;
}

enum err_code
hosts_probe_run(struct cx *cx, const struct host_probe_new *in,
    struct host_probe *out, int64_t *project_id)
{
	struct hosts_proof proof;
	struct host_login to;
	struct ssh_target t;
	struct look l;
	enum err_code rc;

	*out = (struct host_probe){ .probe_token = "" };
	if (fault_of(cx, in) != NULL) {
		refuse(out, fault_of(cx, in));
		return ERR_OK;
	}
	rc = prepare(cx, in, &to, &proof);
	if (rc)
		return rc;
	*project_id = to.project_id;
	t = hosts_login_target(cx, &to, &proof);
	if (has(in->host_key_fingerprint))
		t.host_fingerprint = in->host_key_fingerprint;
	look_at(cx, &t, true, &l);
	if (l.fault == SSH_F_INPUT && !l.reachable) {
		refuse(out, l.message);
		return ERR_OK;
	}
	answer(cx, &l, out);
	return store(cx, in->name, &to, &proof, &l, out);
}

/* --- credentials --- */

static enum err_code
new_login(struct cx *cx, const struct host_credentials *in,
    struct host_login *to, struct hosts_proof *proof)
{
	const char *type = has(in->auth_type) ? in->auth_type : "password";

	*proof = (struct hosts_proof){ .password = in->password };
	if (in->jump_host_id.has)
		to->jump_host_id = in->jump_host_id.v;
	to->port = in->port > 0 ? in->port : 22;
	to->ssh_user = in->username;
	to->auth_type = type;
	to->ssh_key_id = 0;
	to->password_credential_id = 0;
	if (strcmp(type, "password") == 0 && in->password_credential_id.v) {
		to->password_credential_id = in->password_credential_id.v;
		return hosts_login_shared(cx, to->password_credential_id,
		    to->project_id, &to->ssh_user, proof);
	}
	if (!ssh_user_ok(in->username))
		return err_field(cx, "username", "无效的用户名",
		    "not a user name");
	if (strcmp(type, "key") == 0) {
		proof->password = NULL;
		if (in->ssh_key_id.v == 0)
			return err_field_as(cx, ERR_MISSING, "ssh_key_id",
			    "缺少 SSH 密钥", "ssh_key_id is required");
		to->ssh_key_id = in->ssh_key_id.v;
		return hosts_login_key(cx, to->ssh_key_id, to->project_id,
		    proof);
	}
	if (strcmp(type, "password") != 0)
		return err_field(cx, "auth_type",
		    "认证方式应为 password 或 key", "must be password or key");
	if (!has(in->password))
		return err_field_as(cx, ERR_MISSING, "password", "缺少密码",
		    "password is required");
	return ERR_OK;
}

/* Nobody's credentials go to a machine that nobody has confirmed. */
static enum err_code
need_confirmation(struct cx *cx, const struct host_login *to,
    const struct hosts_proof *proof)
{
	struct ssh_target t = hosts_login_target(cx, to, proof);
	struct look l;

	t.key_only = true;
	look_at(cx, &t, false, &l);
	if (!l.reachable)
		return err_set(cx, ERR_INVALID, "凭据探测失败：%s",
		    "credential probe failed: %s", l.message);
	return err_field_as(cx, ERR_CONFLICT, "host_key_fingerprint",
	    "主机密钥尚未确认，主机出示 %s (%s)，请核对后一并提交",
	    "the host key is not confirmed yet; the host shows %s (%s): "
	    "compare it and send it along",
	    l.fingerprint, l.key_type);
}

static enum err_code
store_login(struct cx *cx, struct host_login *to,
    const struct hosts_proof *proof, const struct look *l, struct host *before,
    struct host *out)
{
	int64_t old;
	struct host_login now;
	enum err_code rc;

	rc = hosts_db_lock(cx, to->id, before);
	if (rc)
		return rc;
	rc = hosts_db_login(cx, to->id, &now);
	if (rc)
		return rc;
	if (to->jump_host_id != 0) {
		rc = hosts_jump_check(cx, to->id, to->project_id,
		    to->jump_host_id);
		if (rc)
			return rc;
	}
	old = now.own_secret_id;
	to->password_secret_id = 0;
	if (proof->password != NULL && to->password_credential_id == 0) {
		rc = secrets_put(cx, to->project_id, HOSTS_SECRET_PASSWORD,
		    str_of(proof->password), &to->password_secret_id);
		if (rc)
			return rc;
	}
	to->host_key = l->host_key;
	rc = hosts_db_set_login(cx, to->id, to, l->fingerprint, &l->facts, out);
	if (rc || old == 0)
		return rc;
	return secrets_remove(cx, old);
}

enum err_code
hosts_probe_credentials(struct cx *cx, int64_t id,
    const struct host_credentials *in, struct host *before,
    struct host_credentials_reply *out)
{
	struct hosts_proof proof;
	struct host_login to;
	struct ssh_target t;
	struct look l;
	enum err_code rc;

	rc = hosts_db_login(cx, id, &to);
	if (rc == ERR_OK)
		rc = rbac_check_in(cx, "host:write", to.project_id);
	if (rc == ERR_OK)
		rc = new_login(cx, in, &to, &proof);
	if (rc == ERR_OK && to.jump_host_id != 0)
		rc = hosts_login_jumps(cx, to.jump_host_id, to.project_id,
		    &proof);
	if (rc)
		return rc;
	if (!has(to.host_key) && !has(in->host_key_fingerprint))
		return need_confirmation(cx, &to, &proof);
	t = hosts_login_target(cx, &to, &proof);
	if (!has(to.host_key))
		t.host_fingerprint = in->host_key_fingerprint;
	look_at(cx, &t, true, &l);
	if (!l.reachable)
		return err_set(cx, ERR_INVALID, "凭据探测失败：%s",
		    "credential probe failed: %s", l.message);
	rc = db_begin(cx, DB_WRITE);
	if (rc == ERR_OK)
		rc = store_login(cx, &to, &proof, &l, before, &out->node);
	if (rc == ERR_OK)
		rc = db_commit(cx);
	if (rc) {
		db_rollback(cx);
		return rc;
	}
	out->probe = (struct host_probe){ .probe_token = "" };
	answer(cx, &l, &out->probe);
	return ERR_OK;
}

/* --- check --- */

static enum err_code
store_check(struct cx *cx, int64_t id, const struct look *l, bool pin)
{
	struct host pinned;
	enum err_code rc;

	rc = db_begin(cx, DB_WRITE);
	if (rc == ERR_OK && pin)
		rc = hosts_db_set_pin(cx, id, l->host_key, l->fingerprint,
		    &pinned);
	if (rc == ERR_OK)
		rc = hosts_db_set_check(cx, id, l->reachable,
		    l->fault == SSH_F_HOSTKEY && l->host_key[0] != '\0',
		    l->message);
	if (rc == ERR_OK)
		rc = db_commit(cx);
	if (rc)
		db_rollback(cx);
	return rc;
}

/* Reads the host and its proof; pinning needs more than looking. */
static enum err_code
read_login(struct cx *cx, int64_t id, bool pin, struct host_login *login,
    struct hosts_proof *proof)
{
	enum err_code rc;

	rc = hosts_db_login(cx, id, login);
	if (rc == ERR_OK)
		rc = rbac_check_in(cx, pin ? "host:write" : "host:read",
		    login->project_id);
	if (rc == ERR_OK)
		rc = hosts_login_proof(cx, login, proof);
	return rc;
}

/* Where four eyes are wanted, one pair does not replace a pinned key. */
static bool
needs_review(const struct host_login *host, const char *fingerprint)
{
	if (!has(host->host_key) || host->environment == NULL ||
	    strcmp(host->environment, "production") != 0)
		return false;
	return strcmp(host->host_key_fingerprint, fingerprint) != 0;
}

enum err_code
hosts_probe_check(struct cx *cx, int64_t id, const struct host_check_new *in,
    struct host_login *host, struct host_check *out)
{
	bool pin = has(in->host_key_fingerprint);
	struct hosts_proof proof;
	struct ssh_target t;
	struct look l;
	enum err_code rc;

	*out = (struct host_check){ .reachable = false };
	rc = read_login(cx, id, pin, host, &proof);
	if (rc)
		return rc;
	if (pin && needs_review(host, in->host_key_fingerprint))
		return err_field_as(cx, ERR_CONFLICT, "host_key_fingerprint",
		    "生产环境中改变的主机密钥须在“主机密钥”页面由他人复核",
		    "in production a changed host key is accepted on the page "
		    "of host keys, by two people");
	t = hosts_login_target(cx, host, &proof);
	if (pin) {
		t.host_key = NULL;
		t.host_fingerprint = in->host_key_fingerprint;
	}
	t.key_only = !pin && !has(host->host_key);
	look_at(cx, &t, false, &l);
	out->latency_ms = l.latency_ms;
	out->host_key_type = l.key_type;
	out->host_key_fingerprint = l.fingerprint;
	if (t.key_only && l.reachable) {
		out->needs_confirmation = true;
		out->error_code = "host_key_unconfirmed";
		out->message = say(cx, "主机密钥尚未确认，请核对指纹后确认",
		    "the host key is not confirmed yet: compare the "
		    "fingerprint, then confirm it");
		return ERR_OK;
	}
	out->reachable = l.reachable;
	out->needs_confirmation =
	    l.fault == SSH_F_HOSTKEY && l.host_key[0] != '\0';
	out->error_code = l.reachable ? NULL : ssh_fault_name(l.fault);
	out->message = l.message;
	return store_check(cx, id, &l, pin && l.reachable);
}
