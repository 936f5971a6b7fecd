/* SQL of single hosts. */
#include "db/db.h"
#include "hosts/hosts_int.h"

#define COLS \
	"h.id, h.project_id, h.name, h.hostname, h.tags, h.description," \
	" h.ip, h.port, h.ssh_user, h.auth_type, h.ssh_key_id," \
	" h.password_credential_id, h.jump_host_id," \
	" h.host_key_fingerprint, h.os, h.arch, h.kernel, h.cpu_cores," \
	" h.memory_mb, h.disk_gb, h.status, h.role, h.region, h.cluster_id," \
	" h.source, h.provider, h.provider_instance_id, h.parent_host_id," \
	" h.health_state, h.maintenance_reason, h.maintenance_by," \
	" h.maintenance_started_at, h.maintenance_until, h.last_error," \
	" h.last_check_at, h.created_at, h.updated_at, h.version"

/* $1 the host, $2 the worker's scope, $3 the caller's projects. */
#define MINE "h.id = $1 AND ($2 OR h.project_id = ANY ($3::bigint[]))"
#define WHO(cx, id) \
	DB_INT(id), DB_BOOL((cx)->who.all_projects), \
	    DB_INTS((cx)->who.projects, (cx)->who.n_projects)

static const char *
text(const char *s)
{
	return s != NULL ? s : "";
}

static struct db_arg
texts(const struct texts *t)
{
	struct db_arg a = DB_TEXTS(t->v, t->n);

	a.is_null = !t->set;
	return a;
}

static const char SQL_GET[] = "SELECT " COLS " FROM hosts h WHERE " MINE;

enum err_code
hosts_db_get(struct cx *cx, int64_t id, struct host *out)
{
	return db_one(cx, SQL_GET, DB_ARGS(WHO(cx, id)), &host_type, out);
}

static const char SQL_LOCK[] =
    "SELECT " COLS " FROM hosts h WHERE " MINE " FOR UPDATE";

enum err_code
hosts_db_lock(struct cx *cx, int64_t id, struct host *out)
{
	return db_one(cx, SQL_LOCK, DB_ARGS(WHO(cx, id)), &host_type, out);
}

#define LOGIN \
	"SELECT h.id, h.project_id, h.name, h.ip, h.port," \
	" coalesce(c.username, h.ssh_user) AS ssh_user, h.auth_type," \
	" coalesce(h.ssh_key_id, 0) AS ssh_key_id," \
	" coalesce(c.secret_id, h.password_secret_id, 0) AS " \
	"password_secret_id," \
	" coalesce(h.password_secret_id, 0) AS own_secret_id," \
	" coalesce(h.password_credential_id, 0) AS password_credential_id," \
	" coalesce(h.jump_host_id, 0) AS jump_host_id," \
	" coalesce(k.secret_id, 0) AS key_secret_id," \
	" coalesce(k.passphrase_secret_id, 0) AS passphrase_secret_id," \
	" h.host_key, h.host_key_fingerprint, h.status, p.environment" \
	" FROM hosts h JOIN projects p ON p.id = h.project_id" \
	" LEFT JOIN ssh_keys k ON k.id = h.ssh_key_id" \
	" LEFT JOIN password_credentials c ON c.id = h.password_credential_id" \
	" AND h.auth_type = 'password'"

static const char SQL_LOGIN[] = LOGIN " WHERE " MINE;
static const char SQL_LOGINS[] =
    LOGIN " WHERE h.id = ANY ($1::bigint[])"
	  " AND ($2 OR h.project_id = ANY ($3::bigint[])) ORDER BY h.id";

enum err_code
hosts_db_logins(struct cx *cx, const int64_t *ids, size_t n_ids,
    struct host_login **v, size_t *n)
{
	return db_all(cx, SQL_LOGINS,
	    DB_ARGS(DB_INTS(ids, n_ids), DB_BOOL(cx->who.all_projects),
		DB_INTS(cx->who.projects, cx->who.n_projects)),
	    &host_login_type, v, n);
}

enum err_code
hosts_db_login(struct cx *cx, int64_t id, struct host_login *out)
{
	return db_one(cx, SQL_LOGIN, DB_ARGS(WHO(cx, id)), &host_login_type,
	    out);
}

static const char SQL_INSERT[] =
    "INSERT INTO hosts AS h (project_id, name, ip, port, ssh_user, auth_type,"
    " ssh_key_id, password_secret_id, host_key, host_key_fingerprint, status,"
    " hostname, os, arch, kernel, cpu_cores, memory_mb, disk_gb, tags,"
    " description, role, region, cluster_id, source, provider,"
    " provider_instance_id, parent_host_id, created_by, last_check_at,"
    " facts_at, password_credential_id, jump_host_id)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,"
    " $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28,"
    " CASE WHEN $29 THEN now() END, CASE WHEN $29 THEN now() END, $30, $31)"
    " RETURNING " COLS;

enum err_code
hosts_db_insert(struct cx *cx, const struct host_insert *in, struct host *out)
{
	const struct host_new *b = in->body;
	const struct host_facts *f = &in->facts;

	return db_one(cx, SQL_INSERT,
	    DB_ARGS(DB_INT(in->project_id), DB_TEXT(in->name), DB_TEXT(in->ip),
		DB_INT(in->port), DB_TEXT(in->ssh_user), DB_TEXT(in->auth_type),
		DB_INT0(in->ssh_key_id), DB_INT0(in->password_secret_id),
		DB_TEXT(text(in->host_key)),
		DB_TEXT(text(in->host_key_fingerprint)), DB_TEXT(in->status),
		DB_TEXT(text(f->hostname)), DB_TEXT(text(f->os)),
		DB_TEXT(text(f->arch)), DB_TEXT(text(f->kernel)),
		DB_INT(f->cpu_cores), DB_INT(f->memory_mb), DB_INT(f->disk_gb),
		DB_TEXTS(in->tags.v, in->tags.n), DB_TEXT(text(b->description)),
		DB_TEXT(text(b->role)), DB_TEXT(text(b->region)),
		DB_INT(b->cluster_id),
		DB_TEXT(b->source && b->source[0] ? b->source : "manual_ssh"),
		DB_TEXT(text(b->provider)),
		DB_TEXT(text(b->provider_instance_id)),
		DB_INT0(b->parent_host_id.v), DB_INT(cx->who.user_id),
		DB_BOOL(in->checked), DB_INT0(in->password_credential_id),
		DB_INT0(in->jump_host_id)),
	    &host_type, out);
}

static const char SQL_UPDATE[] =
    "UPDATE hosts AS h SET name = coalesce($2, h.name),"
    " status = coalesce($3, h.status), region = coalesce($4, h.region),"
    " description = coalesce($5, h.description), role = coalesce($6, h.role),"
    " cluster_id = coalesce($7, h.cluster_id), tags = coalesce($8, h.tags),"
    " jump_host_id = CASE WHEN $9::bigint IS NULL THEN h.jump_host_id"
    "  ELSE nullif($9, 0) END,"
    " version = h.version + 1, updated_at = now() WHERE h.id = $1"
    " RETURNING " COLS;

enum err_code
hosts_db_update(struct cx *cx, int64_t id, const struct host_patch *in,
    const struct texts *tags, struct host *out)
{
	return db_one(cx, SQL_UPDATE,
	    DB_ARGS(DB_INT(id), DB_TEXT(in->name), DB_TEXT(in->status),
		DB_TEXT(in->region), DB_TEXT(in->description),
		DB_TEXT(in->role), DB_OPT_INT(in->cluster_id), texts(tags),
		DB_OPT_INT(in->jump_host_id)),
	    &host_type, out);
}

static const char SQL_SET_TAGS[] =
    "UPDATE hosts AS h SET tags = $2, version = h.version + 1,"
    " updated_at = now() WHERE h.id = $1 RETURNING " COLS;

enum err_code
hosts_db_set_tags(struct cx *cx, int64_t id, const struct texts *tags,
    struct host *out)
{
	return db_one(cx, SQL_SET_TAGS,
	    DB_ARGS(DB_INT(id), DB_TEXTS(tags->v, tags->n)), &host_type, out);
}

static const char SQL_SET_LOGIN[] =
    "UPDATE hosts AS h SET port = $2, ssh_user = $3, auth_type = $4,"
    " ssh_key_id = $5, password_secret_id = $6, host_key = $7,"
    " host_key_fingerprint = $8, hostname = $9, os = $10, arch = $11,"
    " kernel = $12, cpu_cores = $13, memory_mb = $14, disk_gb = $15,"
    " password_credential_id = $16, jump_host_id = $17,"
    " last_check_at = now(), facts_at = now(), last_error = '',"
    " version = h.version + 1, updated_at = now() WHERE h.id = $1"
    " RETURNING " COLS;

enum err_code
hosts_db_set_login(struct cx *cx, int64_t id, const struct host_login *in,
    const char *fingerprint, const struct host_facts *f, struct host *out)
{
	return db_one(cx, SQL_SET_LOGIN,
	    DB_ARGS(DB_INT(id), DB_INT(in->port), DB_TEXT(in->ssh_user),
		DB_TEXT(in->auth_type), DB_INT0(in->ssh_key_id),
		DB_INT0(in->password_secret_id), DB_TEXT(in->host_key),
		DB_TEXT(fingerprint), DB_TEXT(text(f->hostname)),
		DB_TEXT(text(f->os)), DB_TEXT(text(f->arch)),
		DB_TEXT(text(f->kernel)), DB_INT(f->cpu_cores),
		DB_INT(f->memory_mb), DB_INT(f->disk_gb),
		DB_INT0(in->password_credential_id), DB_INT0(in->jump_host_id)),
	    &host_type, out);
}

/* A person called it offline: looking at it does not change that. */
#define HELD \
	"EXISTS (SELECT FROM host_monitors m WHERE m.host_id = hosts.id AND " \
	"m.held)"

/* What is seen from outside is no edit: the version stays. */
static const char SQL_SET_CHECK[] =
    "UPDATE hosts SET last_check_at = now(), last_error = left($2, 512),"
    " status = CASE WHEN status IN ('maintenance', 'inactive') OR " HELD
    "  THEN status WHEN $4 THEN 'error' WHEN $3 THEN 'online' ELSE 'offline' "
    "END"
    " WHERE id = $1";

enum err_code
hosts_db_set_check(struct cx *cx, int64_t id, bool reachable, bool key_changed,
    const char *error)
{
	return db_exec(cx, SQL_SET_CHECK,
	    DB_ARGS(DB_INT(id), DB_TEXT(text(error)), DB_BOOL(reachable),
		DB_BOOL(key_changed)),
	    NULL);
}

static const char SQL_SET_PIN[] =
    "UPDATE hosts AS h SET host_key = $2, host_key_fingerprint = $3,"
    " version = h.version + 1, updated_at = now() WHERE h.id = $1"
    " RETURNING " COLS;

enum err_code
hosts_db_set_pin(struct cx *cx, int64_t id, const char *key,
    const char *fingerprint, struct host *out)
{
	return db_one(cx, SQL_SET_PIN,
	    DB_ARGS(DB_INT(id), DB_TEXT(key), DB_TEXT(fingerprint)), &host_type,
	    out);
}

static const char SQL_SET_FACTS[] =
    "UPDATE hosts SET hostname = $2, os = $3, arch = $4, kernel = $5,"
    " cpu_cores = $6, memory_mb = $7, disk_gb = $8, facts_at = now(),"
    " last_check_at = now(), last_error = '', updated_at = now(),"
    " status = CASE WHEN status IN ('maintenance', 'inactive') OR " HELD
    "  THEN status ELSE 'online' END WHERE id = $1";

enum err_code
hosts_db_set_facts(struct cx *cx, int64_t id, const struct host_facts *f)
{
	return db_exec(cx, SQL_SET_FACTS,
	    DB_ARGS(DB_INT(id), DB_TEXT(text(f->hostname)),
		DB_TEXT(text(f->os)), DB_TEXT(text(f->arch)),
		DB_TEXT(text(f->kernel)), DB_INT(f->cpu_cores),
		DB_INT(f->memory_mb), DB_INT(f->disk_gb)),
	    NULL);
}

static const char SQL_FACTS[] =
    "SELECT h.hostname, h.os, h.arch, h.kernel, h.cpu_cores, h.memory_mb,"
    " h.disk_gb, h.facts_at FROM hosts h WHERE " MINE;

enum err_code
hosts_db_facts(struct cx *cx, int64_t id, struct host_facts_reply *out)
{
	return db_one(cx, SQL_FACTS, DB_ARGS(WHO(cx, id)),
	    &host_facts_reply_type, out);
}

static const char SQL_BUSY[] =
    "SELECT count(*) FROM tasks t WHERE t.object = 'host'"
    " AND t.object_id = $1 AND t.status IN ('queued', 'running')";

enum err_code
hosts_db_busy(struct cx *cx, int64_t id, int64_t *n)
{
	return db_int(cx, SQL_BUSY, DB_ARGS(DB_INT(id)), n);
}

static const char SQL_REMOVE[] = "DELETE FROM hosts WHERE id = $1";

enum err_code
hosts_db_remove(struct cx *cx, int64_t id)
{
	return db_exec(cx, SQL_REMOVE, DB_ARGS(DB_INT(id)), NULL);
}

static const char SQL_AUDITS[] =
    "SELECT a.seq AS id, a.action, a.actor_name AS operator,"
    " concat_ws(': ', a.outcome, nullif(a.reason, '')) AS detail,"
    " a.at AS created_at FROM audit_logs a WHERE a.object = 'host'"
    " AND a.object_id = $1 AND a.project_id = ANY ($2::bigint[])"
    " ORDER BY a.at DESC LIMIT 100";

enum err_code
hosts_db_audits(struct cx *cx, int64_t id, struct host_audit **items, size_t *n)
{
	return db_all(cx, SQL_AUDITS,
	    DB_ARGS(DB_INT(id), DB_INTS(cx->who.projects, cx->who.n_projects)),
	    &host_audit_type, items, n);
}
