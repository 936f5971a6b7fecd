/* SQL of accounts and imported hosts. */
#include "cloud/cloud_int.h"
#include "db/db.h"

/* $1 the account, $2 the worker's scope, $3 the caller's projects. */
#define MINE "a.id = $1 AND ($2 OR a.project_id = ANY ($3::bigint[]))"
#define WHO(cx, id) \
	DB_INT(id), DB_BOOL((cx)->who.all_projects), \
	    DB_INTS((cx)->who.projects, (cx)->who.n_projects)

#define COLS \
	"a.id, a.project_id, a.provider, a.account_name, a.access_key_id," \
	" a.region_default, a.endpoint, CASE WHEN a.last_error = '' THEN" \
	" 'active' ELSE 'error' END AS status, a.last_error, (SELECT count(*)" \
	" FROM cloud_hosts c WHERE c.account_id = a.id) AS hosts," \
	" a.last_test_at, a.last_sync_at, a.created_by, a.created_at," \
	" a.updated_at, a.version"

#define OPEN \
	"a.id, a.project_id, a.provider, a.account_name, a.access_key_id," \
	" a.secret_id, a.region_default, a.endpoint"

static const char *
text(const char *s)
{
	return s != NULL ? s : "";
}

static const char SQL_ACCOUNTS[] = "SELECT " COLS " FROM cloud_accounts a"
				   " WHERE a.project_id = ANY ($1::bigint[])"
				   " AND ($2::text IS NULL OR a.provider = $2)"
				   " ORDER BY a.id DESC LIMIT 1000";

enum err_code
cloud_db_accounts(struct cx *cx, const char *provider,
    struct cloud_account **items, size_t *n)
{
	return db_all(cx, SQL_ACCOUNTS,
	    DB_ARGS(DB_INTS(cx->who.projects, cx->who.n_projects),
		DB_TEXT(provider != NULL && provider[0] != '\0' ? provider :
								  NULL)),
	    &cloud_account_type, items, n);
}

static const char SQL_ACCOUNT[] =
    "SELECT " COLS " FROM cloud_accounts a WHERE " MINE;

enum err_code
cloud_db_account(struct cx *cx, int64_t id, struct cloud_account *out)
{
	return db_one(cx, SQL_ACCOUNT, DB_ARGS(WHO(cx, id)),
	    &cloud_account_type, out);
}

static const char SQL_LOCK[] =
    "SELECT " OPEN " FROM cloud_accounts a WHERE " MINE " FOR UPDATE";
static const char SQL_VERSION[] =
    "SELECT a.version FROM cloud_accounts a WHERE a.id = $1";

enum err_code
cloud_db_account_lock(struct cx *cx, int64_t id, struct cloud_open *out,
    int64_t *version)
{
	enum err_code rc;

	rc = db_one(cx, SQL_LOCK, DB_ARGS(WHO(cx, id)), &cloud_open_type, out);
	if (rc)
		return rc;
	return db_int(cx, SQL_VERSION, DB_ARGS(DB_INT(id)), version);
}

static const char SQL_OPEN[] =
    "SELECT " OPEN " FROM cloud_accounts a WHERE " MINE;

enum err_code
cloud_db_account_open(struct cx *cx, int64_t id, struct cloud_open *out)
{
	return db_one(cx, SQL_OPEN, DB_ARGS(WHO(cx, id)), &cloud_open_type,
	    out);
}

static const char SQL_INSERT[] =
    "INSERT INTO cloud_accounts (project_id, provider, account_name,"
    " access_key_id, secret_id, region_default, endpoint, created_by)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id";

enum err_code
cloud_db_account_insert(struct cx *cx, const struct cloud_account_new *in,
    int64_t secret_id, int64_t *id)
{
	return db_int(cx, SQL_INSERT,
	    DB_ARGS(DB_INT(in->project_id), DB_TEXT(in->provider),
		DB_TEXT(in->account_name), DB_TEXT(in->access_key_id),
		DB_INT(secret_id), DB_TEXT(text(in->region_default)),
		DB_TEXT(text(in->endpoint)), DB_INT(cx->who.user_id)),
	    id);
}

static const char SQL_UPDATE[] =
    "UPDATE cloud_accounts SET account_name = coalesce($2, account_name),"
    " access_key_id = coalesce($3, access_key_id),"
    " secret_id = coalesce($4, secret_id),"
    " region_default = coalesce($5, region_default),"
    " endpoint = coalesce($6, endpoint), last_error = '',"
    " version = version + 1, updated_at = now() WHERE id = $1";

enum err_code
cloud_db_account_update(struct cx *cx, int64_t id,
    const struct cloud_account_patch *in, int64_t secret_id)
{
	return db_exec(cx, SQL_UPDATE,
	    DB_ARGS(DB_INT(id), DB_TEXT(in->account_name),
		DB_TEXT(in->access_key_id), DB_INT0(secret_id),
		DB_TEXT(in->region_default), DB_TEXT(in->endpoint)),
	    NULL);
}

static const char SQL_BUSY[] =
    "SELECT count(*) FROM tasks t WHERE t.object = 'cloud_account'"
    " AND t.object_id = $1 AND t.status IN ('queued', 'running')";

enum err_code
cloud_db_account_busy(struct cx *cx, int64_t id, int64_t *n)
{
	return db_int(cx, SQL_BUSY, DB_ARGS(DB_INT(id)), n);
}

static const char SQL_REMOVE[] = "DELETE FROM cloud_accounts WHERE id = $1";

enum err_code
cloud_db_account_remove(struct cx *cx, int64_t id)
{
	return db_exec(cx, SQL_REMOVE, DB_ARGS(DB_INT(id)), NULL);
}

/* What is seen from outside is no edit: the version stays. */
static const char SQL_TESTED[] =
    "UPDATE cloud_accounts SET last_error = left($2, 512),"
    " last_test_at = now() WHERE id = $1";

enum err_code
cloud_db_account_tested(struct cx *cx, int64_t id, const char *error)
{
	return db_exec(cx, SQL_TESTED,
	    DB_ARGS(DB_INT(id), DB_TEXT(text(error))), NULL);
}

static const char SQL_SYNCED[] =
    "UPDATE cloud_accounts SET last_sync_at = now(), last_error = ''"
    " WHERE id = $1";

enum err_code
cloud_db_account_synced(struct cx *cx, int64_t id)
{
	return db_exec(cx, SQL_SYNCED, DB_ARGS(DB_INT(id)), NULL);
}

static const char SQL_REGIONS[] =
    "SELECT coalesce(array_agg(r ORDER BY r), '{}') AS regions FROM ("
    "SELECT region_default AS r FROM cloud_accounts"
    " WHERE id = $1 AND region_default <> ''"
    " UNION SELECT region FROM cloud_hosts WHERE account_id = $1) x";

struct regions_row {
	struct texts regions;
};
static const struct field regions_fields[] = {
	F_TEXTS(struct regions_row, regions, 0, 0, 1000, "Regions"), F_END
};
static const struct type regions_type = { "CloudRegionsRow",
	sizeof(struct regions_row), regions_fields, "Regions to look at" };

enum err_code
cloud_db_account_regions(struct cx *cx, int64_t id, struct texts *out)
{
	struct regions_row row;
	enum err_code rc;

	rc = db_one(cx, SQL_REGIONS, DB_ARGS(DB_INT(id)), &regions_type, &row);
	*out = row.regions;
	return rc;
}

struct mark {
	const char *instance_id;
	int64_t host_id;
};
static const struct field mark_fields[] = { F_TEXT(struct mark, instance_id, 0,
						0, 64, "Instance"),
	F_INT(struct mark, host_id, 0, 0, INT64_MAX, 0, "Host"), F_END };
static const struct type mark_type = { "CloudMark", sizeof(struct mark),
	mark_fields, "An imported instance" };

static const char SQL_MARK[] =
    "SELECT c.instance_id, c.host_id FROM cloud_hosts c"
    " WHERE c.project_id = $1 AND c.provider = $2"
    " AND c.instance_id = ANY ($3::text[])";

enum err_code
cloud_db_mark(struct cx *cx, int64_t project_id, const char *provider,
    struct cloud_instance *v, size_t n)
{
	const char **ids = arena_array(cx->mem, n + 1, sizeof(*ids));
	struct mark *known;
	size_t n_known, i, k;
	enum err_code rc;

	for (i = 0; i < n; i++)
		ids[i] = v[i].instance_id;
	rc = db_all(cx, SQL_MARK,
	    DB_ARGS(DB_INT(project_id), DB_TEXT(provider), DB_TEXTS(ids, n)),
	    &mark_type, &known, &n_known);
	if (rc)
		return rc;
	for (i = 0; i < n; i++)
		for (k = 0; k < n_known; k++)
			if (strcmp(known[k].instance_id, v[i].instance_id) == 0)
				v[i].host_id =
				    (struct opt_int){ true, known[k].host_id };
	return ERR_OK;
}

/* Two imports of one project must not make two hosts of one instance.  Does
 * not keep others from referring to the project. */
static const char SQL_LOCK_PROJECT[] =
    "SELECT p.id FROM projects p WHERE p.id = $1 FOR NO KEY UPDATE";

enum err_code
cloud_db_lock_project(struct cx *cx, int64_t project_id)
{
	int64_t id;

	return db_int(cx, SQL_LOCK_PROJECT, DB_ARGS(DB_INT(project_id)), &id);
}

static const char SQL_HOST[] =
    "SELECT c.host_id, c.instance_id, c.region, c.name, c.private_ip,"
    " c.public_ip, c.status, c.gone_at IS NOT NULL AS gone"
    " FROM cloud_hosts c WHERE c.project_id = $1 AND c.provider = $2"
    " AND c.instance_id = $3";

enum err_code
cloud_db_host(struct cx *cx, int64_t project_id, const char *provider,
    const char *instance_id, struct cloud_host *out, bool *found)
{
	return db_maybe(cx, SQL_HOST,
	    DB_ARGS(DB_INT(project_id), DB_TEXT(provider),
		DB_TEXT(instance_id)),
	    &cloud_host_type, out, found);
}

static const char SQL_HOST_PUT[] =
    "INSERT INTO cloud_hosts AS c (host_id, project_id, account_id, provider,"
    " instance_id, region, zone, name, status, instance_type, vpc_id,"
    " private_ip, public_ip, cpu, memory_mb)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,"
    " $15) ON CONFLICT (host_id) DO UPDATE SET"
    " account_id = excluded.account_id, region = excluded.region,"
    " zone = excluded.zone, name = excluded.name, status = excluded.status,"
    " instance_type = excluded.instance_type, vpc_id = excluded.vpc_id,"
    " private_ip = excluded.private_ip, public_ip = excluded.public_ip,"
    " cpu = excluded.cpu, memory_mb = excluded.memory_mb, gone_at = NULL,"
    " synced_at = now()";

enum err_code
cloud_db_host_put(struct cx *cx, const struct cloud_work *w, int64_t host_id,
    const struct cloud_instance *in)
{
	return db_exec(cx, SQL_HOST_PUT,
	    DB_ARGS(DB_INT(host_id), DB_INT(w->project_id),
		DB_INT0(w->account_id), DB_TEXT(w->provider),
		DB_TEXT(in->instance_id), DB_TEXT(in->region),
		DB_TEXT(text(in->zone)), DB_TEXT(text(in->name)),
		DB_TEXT(text(in->status)), DB_TEXT(text(in->instance_type)),
		DB_TEXT(text(in->vpc_id)), DB_TEXT(text(in->private_ip)),
		DB_TEXT(text(in->public_ip)), DB_INT(in->cpu),
		DB_INT(in->memory_mb)),
	    NULL);
}

static const char SQL_HOST_GONE[] =
    "UPDATE cloud_hosts SET gone_at = coalesce(gone_at, now()),"
    " synced_at = now() WHERE host_id = $1";

enum err_code
cloud_db_host_gone(struct cx *cx, int64_t host_id)
{
	return db_exec(cx, SQL_HOST_GONE, DB_ARGS(DB_INT(host_id)), NULL);
}
