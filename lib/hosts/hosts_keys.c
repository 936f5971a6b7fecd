/*
 * hosts_keys: private keys, sealed, for logging in to hosts.
 */
#include "db/db.h"
#include "hosts/hosts_int.h"
#include "rbac/rbac.h"
#include "secrets/secrets.h"
#include "tenancy/tenancy.h"

#define RESERVE_MS 800

/* A key that can do without its passphrase does not need it kept. */
static enum err_code
seal(struct cx *cx, const struct ssh_key_new *in, const char *plain,
    int64_t project_id, int64_t *key, int64_t *passphrase)
{
	bool locked = in->passphrase != NULL && in->passphrase[0] != '\0';
	enum err_code rc;

	*passphrase = 0;
	rc = secrets_put(cx, project_id, HOSTS_SECRET_KEY,
	    str_of(locked && plain != NULL ? plain : in->private_key), key);
	if (rc || !locked || plain != NULL)
		return rc;
	return secrets_put(cx, project_id, HOSTS_SECRET_PASSPHRASE,
	    str_of(in->passphrase), passphrase);
}

static enum err_code
keep(struct cx *cx, const char *name, int64_t project_id,
    const struct ssh_key_info *info, struct ssh_key_row *out)
{
	const struct ssh_key_row row = { .project_id = project_id,
		.name = name,
		.algorithm = info->algorithm,
		.public_key = info->public_key,
		.fingerprint =
		    arena_printf(cx->mem, "%s=", info->fingerprint) };
	enum err_code rc;
	int64_t key;

	rc = secrets_put(cx, project_id, HOSTS_SECRET_KEY, str_of(info->plain),
	    &key);
	if (rc)
		return rc;
	return hosts_keys_db_insert(cx, &row, key, 0, out);
}

static enum err_code
keep_new(struct cx *cx, const struct ssh_key_generate *in,
    const struct ssh_key_info *info, struct ssh_key_row *out)
{
	int64_t project_id;
	enum err_code rc;

	rc = db_begin(cx, DB_WRITE);
	if (rc == ERR_OK)
		rc = tenancy_project_for_new(cx, in->project_id, "host:write",
		    &project_id);
	if (rc == ERR_OK)
		rc = keep(cx, in->name, project_id, info, out);
	if (rc == ERR_OK)
		rc = db_commit(cx);
	if (rc)
		db_rollback(cx);
	return rc;
}

/* Runs without a transaction: an RSA key takes its time. */
enum err_code
hosts_keys_generate(struct cx *cx, const struct ssh_key_generate *in,
    struct ssh_key_row *out)
{
	const char *kind = in->algorithm != NULL ? in->algorithm : "ed25519";
	struct ssh_key_info info;
	enum err_code rc;

	if (in->bits != 3072 && in->bits != 4096)
		return err_field(cx, "bits", "RSA 位数应为 3072 或 4096",
		    "must be 3072 or 4096");
	rc = ssh_key_generate(cx, kind, (int)in->bits, &info);
	if (rc)
		return rc;
	return keep_new(cx, in, &info, out);
}

enum err_code
hosts_key_new(struct cx *cx, int64_t project_id, const char *name,
    const char *kind, int64_t bits, int64_t *id)
{
	struct ssh_key_info info;
	struct ssh_key_row row;
	enum err_code rc;

	rc = ssh_key_generate(cx, kind, (int)bits, &info);
	if (rc == ERR_OK)
		rc = keep(cx, name, project_id, &info, &row);
	if (rc == ERR_OK)
		*id = row.id;
	return rc;
}

enum err_code
hosts_keys_rename(struct cx *cx, int64_t id, const struct ssh_key_patch *in,
    struct ssh_key_row *before, struct ssh_key_row *out)
{
	enum err_code rc;

	rc = hosts_keys_db_get(cx, id, before);
	if (rc == ERR_OK)
		rc = rbac_check_in(cx, "host:write", before->project_id);
	if (rc)
		return rc;
	if (cx->if_match != 0 && cx->if_match != before->version) {
		cx->current_version = before->version;
		return err_set(cx, ERR_CONFLICT, "密钥已被他人修改",
		    "somebody else changed the key");
	}
	return hosts_keys_db_rename(cx, id, in->name, out);
}

enum err_code
hosts_keys_create(struct cx *cx, const struct ssh_key_new *in,
    struct ssh_key_row *out)
{
	struct ssh_key_row row = { .name = in->name };
	struct ssh_key_info info;
	int64_t key, passphrase;
	enum err_code rc;

	rc = ssh_key_read(cx, in->private_key, in->passphrase, &info);
	if (rc)
		return rc;
	rc = tenancy_project_for_new(cx, in->project_id, "host:write",
	    &row.project_id);
	if (rc)
		return rc;
	row.algorithm = info.algorithm;
	row.public_key = info.public_key;
	/* 32 bytes are 43 characters and one of padding, which OpenSSH leaves
	 * out and the contract has. */
	row.fingerprint = arena_printf(cx->mem, "%s=", info.fingerprint);
	rc = seal(cx, in, info.plain, row.project_id, &key, &passphrase);
	if (rc)
		return rc;
	return hosts_keys_db_insert(cx, &row, key, passphrase, out);
}

enum err_code
hosts_keys_remove(struct cx *cx, int64_t id, struct ssh_key_row *before)
{
	enum err_code rc;

	rc = hosts_keys_db_get(cx, id, before);
	if (rc == ERR_OK)
		rc = rbac_check_in(cx, "host:write", before->project_id);
	return rc ? rc : hosts_key_drop(cx, id);
}

enum err_code
hosts_key_drop(struct cx *cx, int64_t id)
{
	struct ssh_key_secret secret;
	enum err_code rc;
	int64_t used;

	rc = hosts_keys_db_used(cx, id, &used);
	if (rc)
		return rc;
	if (used > 0)
		return err_set(cx, ERR_CONFLICT, "密钥仍被 %lld 台主机使用",
		    "ssh key is in use by hosts (%lld)", (long long)used);
	rc = hosts_keys_db_secret(cx, id, &secret);
	if (rc == ERR_OK)
		rc = hosts_keys_db_remove(cx, id);
	if (rc == ERR_OK)
		rc = secrets_remove(cx, secret.secret_id);
	if (rc == ERR_OK && secret.passphrase_secret_id != 0)
		rc = secrets_remove(cx, secret.passphrase_secret_id);
	return rc;
}

/* Logs in and reads the facts; a failure is part of the answer. */
static void
try_key(struct cx *cx, const struct ssh_target *t, struct ssh_key_verify *out)
{
	int64_t deadline = cx->deadline_ms;
	struct host_facts facts;
	enum ssh_fault fault;
	struct ssh *s = NULL;
	enum err_code rc;

	if (deadline > 0)
		cx->deadline_ms = deadline - RESERVE_MS;
	rc = ssh_open(cx, t, &s, &fault);
	if (s != NULL && ssh_tag(s) == 0)
		out->host_key_fingerprint = ssh_host_fingerprint(s);
	else if (s != NULL && rc && fault == SSH_F_HOSTKEY)
		hosts_key_changed(cx, s);
	if (rc == ERR_OK)
		rc = hosts_login_facts(cx, s, -1, &facts, &fault);
	ssh_close(s);
	cx->deadline_ms = deadline;
	if (rc == ERR_OK) {
		out->reachable = true;
		out->hostname = facts.hostname;
		return;
	}
	out->error_code = ssh_fault_name(fault);
	out->message =
	    cx->message != NULL ? cx->message : err_text(rc, cx->lang);
	err_clear(cx);
}

enum err_code
hosts_keys_verify(struct cx *cx, int64_t id,
    const struct ssh_key_verify_new *in, struct ssh_key_row *key,
    struct ssh_key_verify *out)
{
	struct host_login to = { .ip = in->ip,
		.port = in->port > 0 ? in->port : 22,
		.ssh_user =
		    in->username && in->username[0] ? in->username : "root" };
	struct hosts_proof proof = { .password = NULL };
	struct ssh_target t;
	enum err_code rc;

	*out = (struct ssh_key_verify){ .reachable = false };
	if (!ssh_host_ok(in->ip))
		return err_field(cx, "ip", "无效的主机地址",
		    "not a host name or address");
	if (!ssh_user_ok(to.ssh_user))
		return err_field(cx, "username", "无效的用户名",
		    "not a user name");
	rc = hosts_keys_db_get(cx, id, key);
	if (rc == ERR_OK)
		rc = rbac_check_in(cx, "host:write", key->project_id);
	if (rc == ERR_OK)
		rc = hosts_login_key(cx, id, 0, &proof);
	if (rc == ERR_OK && in->jump_host_id.v != 0)
		rc = hosts_login_jumps(cx, in->jump_host_id.v, key->project_id,
		    &proof);
	if (rc)
		return rc;
	t = hosts_login_target(cx, &to, &proof);
	try_key(cx, &t, out);
	if (!out->reachable)
		return ERR_OK;
	return hosts_keys_db_count_use(cx, id);
}
