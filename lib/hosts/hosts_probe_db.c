/* SQL of probes. */
#include "db/db.h"
#include "hosts/hosts_int.h"

static const char SQL_INSERT[] =
    "INSERT INTO host_probes (project_id, user_id, token_hash, name, ip, port,"
    " auth_type, username, ssh_key_id, password_secret_id, reachable, host_key,"
    " host_key_fingerprint, hostname, os, arch, kernel, cpu_cores, memory_mb,"
    " disk_gb, expires_at, password_credential_id, jump_host_id)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,"
    " $16, $17, $18, $19, $20, now() + $21 * interval '1 second', $22, $23)"
    " RETURNING (extract(epoch FROM expires_at) * 1000000)::bigint";
static const char SQL_SWEEP[] = "SELECT host_probes_sweep()";

enum err_code
hosts_probe_db_insert(struct cx *cx, const struct host_probe_row *in,
    const char *token_hash, int64_t *expires_at)
{
	enum err_code rc;

	rc = db_queue(cx, SQL_SWEEP, DB_NONE);
	if (rc)
		return rc;
	return db_int(cx, SQL_INSERT,
	    DB_ARGS(DB_INT(in->project_id), DB_INT(cx->who.user_id),
		DB_TEXT(token_hash), DB_TEXT(in->name), DB_TEXT(in->ip),
		DB_INT(in->port), DB_TEXT(in->auth_type), DB_TEXT(in->username),
		DB_INT0(in->ssh_key_id), DB_INT0(in->password_secret_id),
		DB_BOOL(in->reachable), DB_TEXT(in->host_key),
		DB_TEXT(in->host_key_fingerprint), DB_TEXT(in->hostname),
		DB_TEXT(in->os), DB_TEXT(in->arch), DB_TEXT(in->kernel),
		DB_INT(in->cpu_cores), DB_INT(in->memory_mb),
		DB_INT(in->disk_gb), DB_INT(HOSTS_PROBE_LIFE_S),
		DB_INT0(in->password_credential_id), DB_INT0(in->jump_host_id)),
	    expires_at);
}

/*
 * Whoever updates the row first has it; others wait for his commit and then find
 * it spent.  The sealed password goes over to the host.
 */
static const char SQL_CONSUME[] =
    "UPDATE host_probes AS p SET consumed_at = now(),"
    " password_secret_id = NULL"
    " FROM (SELECT id, password_secret_id FROM host_probes"
    "  WHERE token_hash = $1 AND user_id = $2 AND consumed_at IS NULL"
    "  AND expires_at > now() AND project_id = ANY ($3::bigint[])"
    "  FOR UPDATE) o"
    " WHERE p.id = o.id"
    " RETURNING p.id, p.project_id, p.name, p.ip, p.port, p.auth_type,"
    " p.username, coalesce(p.ssh_key_id, 0) AS ssh_key_id,"
    " coalesce(o.password_secret_id, 0) AS password_secret_id,"
    " coalesce(p.password_credential_id, 0) AS password_credential_id,"
    " coalesce(p.jump_host_id, 0) AS jump_host_id, p.reachable,"
    " p.host_key, p.host_key_fingerprint, p.hostname, p.os, p.arch, p.kernel,"
    " p.cpu_cores, p.memory_mb, p.disk_gb";

enum err_code
hosts_probe_db_consume(struct cx *cx, const char *token_hash,
    struct host_probe_row *out, bool *found)
{
	return db_maybe(cx, SQL_CONSUME,
	    DB_ARGS(DB_TEXT(token_hash), DB_INT(cx->who.user_id),
		DB_INTS(cx->who.projects, cx->who.n_projects)),
	    &host_probe_row_type, out, found);
}

static const char SQL_IS_LATE[] =
    "SELECT count(*) FROM host_probes WHERE token_hash = $1 AND user_id = $2"
    " AND consumed_at IS NULL AND expires_at <= now()";

enum err_code
hosts_probe_db_is_late(struct cx *cx, const char *token_hash, bool *late)
{
	enum err_code rc;
	int64_t n = 0;

	rc = db_int(cx, SQL_IS_LATE,
	    DB_ARGS(DB_TEXT(token_hash), DB_INT(cx->who.user_id)), &n);
	*late = n > 0;
	return rc;
}
