/* SQL of SSH keys. */
#include "db/db.h"
#include "hosts/hosts_int.h"

#define COLS \
	"k.id, k.project_id, k.name, k.public_key, k.fingerprint," \
	" k.algorithm, k.usage_count, k.created_at, k.updated_at, k.version," \
	" (SELECT count(*) FROM hosts h WHERE h.ssh_key_id = k.id)" \
	" AS host_count"
#define MINE "k.id = $1 AND ($2 OR k.project_id = ANY ($3::bigint[]))"
#define WHO(cx, id) \
	DB_INT(id), DB_BOOL((cx)->who.all_projects), \
	    DB_INTS((cx)->who.projects, (cx)->who.n_projects)
#define FOUND \
	"k.project_id = ANY ($1::bigint[]) AND ($2::text IS NULL" \
	" OR position(lower($2) IN lower(k.name)) > 0" \
	" OR position($2 IN k.fingerprint) > 0)"

static const char SQL_LIST[] = "SELECT " COLS " FROM ssh_keys k WHERE " FOUND
			       " ORDER BY k.id DESC LIMIT $3 OFFSET $4";
static const char SQL_COUNT[] = "SELECT count(*) FROM ssh_keys k WHERE " FOUND;

enum err_code
hosts_keys_db_list(struct cx *cx, const struct page *p,
    struct ssh_key_row **items, size_t *n, int64_t *total)
{
	const char *q = p->q && p->q[0] ? p->q : NULL;
	const struct db_arg args[] = {
		DB_INTS(cx->who.projects, cx->who.n_projects), DB_TEXT(q),
		DB_INT(p->page_size), DB_INT(page_offset(p->page, p->page_size))
	};
	enum err_code rc;

	rc = db_all(cx, SQL_LIST, (struct db_args){ args, 4 },
	    &ssh_key_row_type, items, n);
	if (rc)
		return rc;
	*total = (int64_t)*n;
	if (p->page == 1 && (int64_t)*n < p->page_size)
		return ERR_OK;
	return db_int(cx, SQL_COUNT, (struct db_args){ args, 2 }, total);
}

static const char SQL_GET[] = "SELECT " COLS " FROM ssh_keys k WHERE " MINE;

enum err_code
hosts_keys_db_get(struct cx *cx, int64_t id, struct ssh_key_row *out)
{
	return db_one(cx, SQL_GET, DB_ARGS(WHO(cx, id)), &ssh_key_row_type,
	    out);
}

static const char SQL_SECRET[] =
    "SELECT k.id, k.project_id, k.name, k.secret_id,"
    " coalesce(k.passphrase_secret_id, 0) AS passphrase_secret_id"
    " FROM ssh_keys k WHERE " MINE;

enum err_code
hosts_keys_db_secret(struct cx *cx, int64_t id, struct ssh_key_secret *out)
{
	return db_one(cx, SQL_SECRET, DB_ARGS(WHO(cx, id)),
	    &ssh_key_secret_type, out);
}

static const char SQL_INSERT[] =
    "INSERT INTO ssh_keys AS k (project_id, name, algorithm, public_key,"
    " fingerprint, secret_id, passphrase_secret_id, created_by)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING " COLS;

enum err_code
hosts_keys_db_insert(struct cx *cx, const struct ssh_key_row *in,
    int64_t secret_id, int64_t passphrase_secret_id, struct ssh_key_row *out)
{
	return db_one(cx, SQL_INSERT,
	    DB_ARGS(DB_INT(in->project_id), DB_TEXT(in->name),
		DB_TEXT(in->algorithm), DB_TEXT(in->public_key),
		DB_TEXT(in->fingerprint), DB_INT(secret_id),
		DB_INT0(passphrase_secret_id), DB_INT(cx->who.user_id)),
	    &ssh_key_row_type, out);
}

static const char SQL_USED[] =
    "SELECT count(*) FROM hosts WHERE ssh_key_id = $1";

enum err_code
hosts_keys_db_used(struct cx *cx, int64_t id, int64_t *n)
{
	return db_int(cx, SQL_USED, DB_ARGS(DB_INT(id)), n);
}

static const char SQL_USES[] =
    "SELECT h.id AS host_id, h.name AS host_name, h.ip, h.port, h.ssh_user,"
    " h.status, h.last_check_at FROM hosts h WHERE h.ssh_key_id = $1"
    " AND ($2 OR h.project_id = ANY ($3::bigint[])) ORDER BY h.id DESC"
    " LIMIT 1000";

enum err_code
hosts_keys_db_uses(struct cx *cx, int64_t id, struct credential_use **items,
    size_t *n)
{
	return db_all(cx, SQL_USES, DB_ARGS(WHO(cx, id)), &credential_use_type,
	    items, n);
}

static const char SQL_RENAME[] =
    "UPDATE ssh_keys AS k SET name = $2, version = k.version + 1,"
    " updated_at = now() WHERE k.id = $1 RETURNING " COLS;

enum err_code
hosts_keys_db_rename(struct cx *cx, int64_t id, const char *name,
    struct ssh_key_row *out)
{
	return db_one(cx, SQL_RENAME, DB_ARGS(DB_INT(id), DB_TEXT(name)),
	    &ssh_key_row_type, out);
}

static const char SQL_SWITCH[] =
    "UPDATE hosts h SET ssh_key_id = $3, version = h.version + 1,"
    " updated_at = now() WHERE h.id = $1 AND h.ssh_key_id = $2";

enum err_code
hosts_key_switch(struct cx *cx, int64_t host_id, int64_t old_key,
    int64_t new_key)
{
	return db_exec(cx, SQL_SWITCH,
	    DB_ARGS(DB_INT(host_id), DB_INT(old_key), DB_INT(new_key)), NULL);
}

static const char SQL_REMOVE[] = "DELETE FROM ssh_keys WHERE id = $1";

enum err_code
hosts_keys_db_remove(struct cx *cx, int64_t id)
{
	return db_exec(cx, SQL_REMOVE, DB_ARGS(DB_INT(id)), NULL);
}

static const char SQL_COUNT_USE[] =
    "UPDATE ssh_keys SET usage_count = usage_count + 1, updated_at = now()"
    " WHERE id = $1";

enum err_code
hosts_keys_db_count_use(struct cx *cx, int64_t id)
{
	return db_exec(cx, SQL_COUNT_USE, DB_ARGS(DB_INT(id)), NULL);
}
