/*
 * hosts_login: from a host's row to an SSH session.
 */
#include "crypto/crypto.h"
#include "hosts/hosts_int.h"
#include "http/http.h"
#include "rbac/rbac.h"
#include "secrets/secrets.h"
#include "ssh/ssh_jump.h"

#define FACTS_MS 10000
#define FACTS_MAX 65536

static enum err_code
unseal(struct cx *cx, int64_t id, const char *purpose, const char **out)
{
	struct str plain;
	enum err_code rc;

	*out = NULL;
	if (id == 0)
		return ERR_OK;
	rc = secrets_get(cx, id, purpose, &plain);
	if (rc == ERR_OK)
		*out = arena_str(cx->mem, plain);
	return rc;
}

static enum err_code
unseal_key(struct cx *cx, int64_t key, int64_t passphrase,
    struct hosts_proof *out)
{
	enum err_code rc;

	rc = unseal(cx, key, HOSTS_SECRET_KEY, &out->private_key);
	if (rc)
		return rc;
	return unseal(cx, passphrase, HOSTS_SECRET_PASSPHRASE,
	    &out->passphrase);
}

enum err_code
hosts_login_key(struct cx *cx, int64_t ssh_key_id, int64_t project_id,
    struct hosts_proof *out)
{
	struct ssh_key_secret key;
	enum err_code rc;

	rc = hosts_keys_db_secret(cx, ssh_key_id, &key);
	/* A key of another project is nobody's to use, known or not. */
	if (rc == ERR_NOT_FOUND ||
	    (rc == ERR_OK && project_id != 0 && key.project_id != project_id))
		return err_field(cx, "ssh_key_id", "SSH 密钥不存在",
		    "no such ssh key in this project");
	if (rc)
		return rc;
	return unseal_key(cx, key.secret_id, key.passphrase_secret_id, out);
}

enum err_code
hosts_key_open(struct cx *cx, int64_t id, int64_t project_id,
    const char **private_key, const char **passphrase)
{
	struct hosts_proof proof = { .password = NULL };
	enum err_code rc;

	rc = hosts_login_key(cx, id, project_id, &proof);
	*private_key = proof.private_key;
	*passphrase = proof.passphrase;
	return rc;
}

enum err_code
hosts_login_proof(struct cx *cx, const struct host_login *in,
    struct hosts_proof *out)
{
	enum err_code rc;

	*out = (struct hosts_proof){ .password = NULL };
	if (strcmp(in->auth_type, "key") == 0)
		rc = unseal_key(cx, in->key_secret_id, in->passphrase_secret_id,
		    out);
	else
		rc = unseal(cx, in->password_secret_id, HOSTS_SECRET_PASSWORD,
		    &out->password);
	if (rc)
		return rc;
	if (out->password == NULL && out->private_key == NULL)
		return err_set(cx, ERR_CONFLICT, "主机没有登录凭据",
		    "the host has no credentials");
	if (in->jump_host_id == 0)
		return ERR_OK;
	return hosts_login_jumps(cx, in->jump_host_id, in->project_id, out);
}

/*
 * Hosts are registered one by one by people who may, so private ranges and this
 * very machine are fine; link-local and metadata addresses never are.
 */
static bool
address_ok(const struct cx *cx, const char *ip)
{
	(void)cx;
	return http_egress_ok(ip, true, "127.0.0.0/8,::1/128");
}

struct ssh_target
hosts_login_target(const struct cx *cx, const struct host_login *in,
    const struct hosts_proof *proof)
{
	struct ssh_target t = {
		.host = in->ip,
		.port = (int)in->port,
		.user = in->ssh_user,
		.connect_ms = (int)cx->set->ssh_connect_ms,
		.wake_fd = -1,
		.address_ok = address_ok,
		.tag = in->id,
	};

	if (in->host_key != NULL && in->host_key[0] != '\0')
		t.host_key = in->host_key;
	if (proof != NULL) {
		t.password = proof->password;
		t.private_key = proof->private_key;
		t.passphrase = proof->passphrase;
		t.jump = proof->jump;
	}
	return t;
}

enum err_code
hosts_login_facts(struct cx *cx, struct ssh *s, int wake_fd,
    struct host_facts *out, enum ssh_fault *fault)
{
	static const char *const argv[] = { "/bin/sh", "-s", NULL };
	struct ssh_run run = {
		.argv = argv,
		.input = str_of(hosts_facts_script),
		.timeout_ms = FACTS_MS,
		.output_max = FACTS_MAX,
		.wake_fd = wake_fd,
	};
	struct ssh_result res;
	enum err_code rc;

	rc = ssh_exec(cx, s, &run, &res, fault);
	if (rc == ERR_OK)
		hosts_facts_parse(cx->mem, res.out, out);
	return rc;
}

/* Of everything that decides who answers at the other end and as whom. */
static int64_t
version_of(struct cx *cx, const struct host_login *in, int64_t behind)
{
	unsigned char sum[CRYPTO_SHA256];
	const char *all;
	uint64_t v;

	all = arena_printf(cx->mem,
	    "%s\n%lld\n%s\n%s\n%lld %lld %lld %lld %lld %lld\n%s", in->ip,
	    (long long)in->port, in->ssh_user, in->auth_type,
	    (long long)in->ssh_key_id, (long long)in->password_secret_id,
	    (long long)in->key_secret_id, (long long)in->passphrase_secret_id,
	    (long long)in->jump_host_id, (long long)behind, in->host_key);
	crypto_sha256(str_of(all), sum);
	memcpy(&v, sum, sizeof(v));
	return (int64_t)(v >> 1);
}

static enum err_code
read_jump(struct cx *cx, int64_t id, int64_t project_id,
    struct host_login *login)
{
	enum err_code rc;

	rc = hosts_db_login(cx, id, login);
	if (rc == ERR_NOT_FOUND ||
	    (rc == ERR_OK && login->project_id != project_id))
		return err_field(cx, "jump_host_id", "跳板机不存在",
		    "no such host in this project");
	if (rc)
		return rc;
	if (login->host_key[0] == '\0')
		return err_field_as(cx, ERR_CONFLICT, "jump_host_id",
		    "跳板机 '%s' 的主机密钥尚未确认",
		    "the host key of the jump host '%s' is not confirmed yet",
		    login->name);
	return ERR_OK;
}

enum err_code
hosts_login_jumps(struct cx *cx, int64_t jump_host_id, int64_t project_id,
    struct hosts_proof *out)
{
	const struct ssh_target **slot = &out->jump;
	struct hosts_proof proof;
	struct host_login login;
	struct ssh_target *t;
	int64_t id = jump_host_id;
	enum err_code rc;
	int n;

	for (n = 0; id != 0; n++) {
		if (n == SSH_JUMP_MAX)
			return err_field(cx, "jump_host_id",
			    "跳板机链最多 %d 级", "more than %d jump hosts",
			    SSH_JUMP_MAX);
		rc = read_jump(cx, id, project_id, &login);
		if (rc)
			return rc;
		id = login.jump_host_id;
		/* This loop follows the chain, so the proof must not. */
		login.jump_host_id = 0;
		rc = hosts_login_proof(cx, &login, &proof);
		if (rc)
			return rc;
		login.jump_host_id = id;
		t = ARENA_NEW(cx->mem, struct ssh_target);
		*t = hosts_login_target(cx, &login, &proof);
		out->jump_version = version_of(cx, &login, out->jump_version);
		*slot = t;
		slot = &t->jump;
	}
	return ERR_OK;
}

enum err_code
hosts_login_shared(struct cx *cx, int64_t credential_id, int64_t project_id,
    const char **user, struct hosts_proof *out)
{
	struct hosts_shared c;
	enum err_code rc;

	rc = hosts_jump_db_shared(cx, credential_id, &c);
	/* One of another project is nobody's to use, known or not. */
	if (rc == ERR_NOT_FOUND || (rc == ERR_OK && c.project_id != project_id))
		return err_field(cx, "password_credential_id", "密码凭据不存在",
		    "no such password in this project");
	if (rc == ERR_OK)
		rc = rbac_check_in(cx, "credential:use", c.project_id);
	if (rc)
		return rc;
	*user = c.username;
	return unseal(cx, c.secret_id, HOSTS_SECRET_PASSWORD, &out->password);
}

static enum err_code
unconfirmed(struct cx *cx)
{
	return err_set(cx, ERR_CONFLICT, "主机密钥尚未确认",
	    "the host key is not confirmed yet");
}

static struct host_ref
ref_of(struct cx *cx, const struct host_login *login,
    const struct hosts_proof *proof)
{
	return (struct host_ref){
		.id = login->id,
		.project_id = login->project_id,
		.name = login->name,
		.ip = login->ip,
		.port = login->port,
		.ssh_user = login->ssh_user,
		.status = login->status,
		.environment = login->environment,
		.login_version = version_of(cx, login, proof->jump_version),
	};
}

enum err_code
hosts_reach(struct cx *cx, int64_t host_id, struct host_ref *ref,
    struct ssh_target *target)
{
	struct hosts_proof proof;
	struct host_login login;
	enum err_code rc;

	rc = hosts_db_login(cx, host_id, &login);
	if (rc == ERR_OK)
		rc = hosts_login_proof(cx, &login, &proof);
	if (rc)
		return rc;
	if (login.host_key[0] == '\0')
		return unconfirmed(cx);
	*target = hosts_login_target(cx, &login, &proof);
	*ref = ref_of(cx, &login, &proof);
	return ERR_OK;
}

/* Secrets that several hosts share are opened once. */
struct reach_memo {
	int64_t secret_id;
	int64_t passphrase_id;
	int64_t jump_host_id;
	int64_t project_id;
	struct hosts_proof proof;
};

static enum err_code
proof_memo(struct cx *cx, const struct host_login *in, struct reach_memo *memo,
    size_t *n, struct hosts_proof *out)
{
	bool key = strcmp(in->auth_type, "key") == 0;
	struct reach_memo m = {
		.secret_id = key ? in->key_secret_id : in->password_secret_id,
		.passphrase_id = key ? in->passphrase_secret_id : -1,
		.jump_host_id = in->jump_host_id,
		.project_id = in->project_id,
	};
	enum err_code rc;
	size_t i;

	for (i = 0; i < *n; i++) {
		if (memo[i].secret_id == m.secret_id &&
		    memo[i].passphrase_id == m.passphrase_id &&
		    memo[i].jump_host_id == m.jump_host_id &&
		    memo[i].project_id == m.project_id) {
			*out = memo[i].proof;
			return ERR_OK;
		}
	}
	rc = hosts_login_proof(cx, in, &m.proof);
	if (rc)
		return rc;
	memo[(*n)++] = m;
	*out = m.proof;
	return ERR_OK;
}

static const struct host_login *
login_of(const struct host_login *v, size_t n, int64_t id)
{
	size_t low = 0, high = n, mid;

	while (low < high) {
		mid = (low + high) / 2;
		if (v[mid].id == id)
			return &v[mid];
		if (v[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

static enum err_code
reach_login(struct cx *cx, const struct host_login *login,
    struct reach_memo *memo, size_t *n_memo, struct host_reached *out)
{
	struct hosts_proof proof;
	enum err_code rc;

	if (login == NULL)
		return err_plain(cx, ERR_NOT_FOUND);
	rc = proof_memo(cx, login, memo, n_memo, &proof);
	if (rc)
		return rc;
	if (login->host_key[0] == '\0')
		return unconfirmed(cx);
	out->target = ARENA_NEW(cx->mem, struct ssh_target);
	*out->target = hosts_login_target(cx, login, &proof);
	out->ref = ref_of(cx, login, &proof);
	return ERR_OK;
}

enum err_code
hosts_reach_many(struct cx *cx, const int64_t *ids, size_t n,
    struct host_reached *out)
{
	struct reach_memo *memo;
	struct host_login *v;
	size_t n_memo = 0, n_v, i;
	enum err_code rc;

	rc = hosts_db_logins(cx, ids, n, &v, &n_v);
	if (rc)
		return rc;
	memo = arena_array(cx->mem, n + 1, sizeof(*memo));
	for (i = 0; i < n; i++) {
		out[i] = (struct host_reached){ .message = "" };
		out[i].rc = reach_login(cx, login_of(v, n_v, ids[i]), memo,
		    &n_memo, &out[i]);
		if (out[i].rc == ERR_UNAVAILABLE)
			return out[i].rc;
		if (out[i].rc) {
			out[i].message = cx->message != NULL ?
			    cx->message :
			    err_text(out[i].rc, cx->lang);
			err_clear(cx);
		}
	}
	return ERR_OK;
}
