/* SQL of rotations. */
#include "credentials/credentials_int.h"
#include "db/db.h"

/* Somebody still works on it, or may begin to. */
#define LIVE \
	"(EXISTS (SELECT 1 FROM approvals a WHERE a.id = r.approval_id" \
	"  AND a.status = 'pending' AND a.expires_at > now())" \
	" OR EXISTS (SELECT 1 FROM tasks t WHERE t.status IN" \
	"  ('queued', 'running') AND (t.id = r.task_id OR t.id =" \
	"  (SELECT a.used_task_id FROM approvals a WHERE a.id =" \
	"   r.approval_id))))"
#define COLS \
	"r.id, r.project_id, coalesce(r.old_key_id, 0) AS old_key_id," \
	" coalesce(r.new_key_id, 0) AS new_key_id, r.old_name, r.new_name," \
	" r.old_fingerprint, r.algorithm, r.bits, r.keys_file, r.delete_old," \
	" r.old_deleted, CASE WHEN r.status IN ('waiting', 'running')" \
	"  AND NOT " LIVE " THEN 'failed' ELSE r.status END AS status," \
	" (SELECT count(*) FROM key_rotation_hosts x WHERE x.rotation_id =" \
	"  r.id) AS hosts," \
	" (SELECT count(*) FROM key_rotation_hosts x WHERE x.rotation_id =" \
	"  r.id AND x.step IN ('done', 'skipped')) AS done," \
	" (SELECT count(*) FROM key_rotation_hosts x WHERE x.rotation_id =" \
	"  r.id AND x.error <> '') AS failed," \
	" r.task_id, r.approval_id, r.created_by, r.created_at, r.ended_at," \
	" r.old_public, " LIVE " AS live"
#define MINE "($1 OR r.project_id = ANY ($2::bigint[]))"
#define WHO(cx) \
	DB_BOOL((cx)->who.all_projects), \
	    DB_INTS((cx)->who.projects, (cx)->who.n_projects)

/* The lock makes two orders for one key come one after the other. */
static const char SQL_ALONE[] =
    "SELECT pg_advisory_xact_lock(7204, hashint8($1))";
static const char SQL_KEY[] =
    "SELECT k.id, k.project_id, k.name, k.public_key, k.fingerprint,"
    " (SELECT count(*) FROM hosts h WHERE h.ssh_key_id = k.id) AS hosts,"
    " (SELECT count(*) FROM key_rotations r WHERE r.old_key_id = k.id"
    "  AND " LIVE ") AS live"
    " FROM ssh_keys k WHERE ($1 OR k.project_id = ANY ($2::bigint[]))"
    " AND k.id = $3";

enum err_code
credentials_rotate_db_key(struct cx *cx, int64_t key_id,
    struct rotation_key *out)
{
	enum err_code rc;

	rc = db_queue(cx, SQL_ALONE, DB_ARGS(DB_INT(key_id)));
	if (rc)
		return rc;
	return db_one(cx, SQL_KEY, DB_ARGS(WHO(cx), DB_INT(key_id)),
	    &rotation_key_type, out);
}

static const char SQL_INSERT[] =
    "INSERT INTO key_rotations (project_id, old_key_id, old_name, new_name,"
    " algorithm, bits, old_public, old_fingerprint, keys_file, delete_old,"
    " created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    " RETURNING id";
static const char SQL_NAME[] =
    "UPDATE key_rotations SET new_name = left(old_name, 50) || '-r' || id"
    " WHERE id = $1 AND new_name = ''";
/* Hosts that came to use the key since are taken in each time. */
static const char SQL_HOSTS_IN[] =
    "INSERT INTO key_rotation_hosts (rotation_id, project_id, host_id)"
    " SELECT r.id, h.project_id, h.id FROM key_rotations r"
    " JOIN hosts h ON h.ssh_key_id = r.old_key_id"
    "  AND h.project_id = r.project_id"
    " WHERE r.id = $1 ON CONFLICT DO NOTHING";

enum err_code
credentials_rotate_db_insert(struct cx *cx, const struct rotation_key *key,
    const struct rotation_new *in, const char *public_key, int64_t *id)
{
	enum err_code rc;

	rc = db_int(cx, SQL_INSERT,
	    DB_ARGS(DB_INT(key->project_id), DB_INT(key->id),
		DB_TEXT(key->name), DB_TEXT(in->name ? in->name : ""),
		DB_TEXT(in->algorithm), DB_INT(in->bits), DB_TEXT(public_key),
		DB_TEXT(key->fingerprint), DB_TEXT(in->keys_file),
		DB_BOOL(in->delete_old), DB_INT(cx->who.user_id)),
	    id);
	if (rc == ERR_OK)
		rc = db_queue(cx, SQL_NAME, DB_ARGS(DB_INT(*id)));
	if (rc)
		return rc;
	return db_queue(cx, SQL_HOSTS_IN, DB_ARGS(DB_INT(*id)));
}

static const char SQL_ORDER[] =
    "UPDATE key_rotations r SET task_id = $4, approval_id = $5,"
    " status = 'waiting', ended_at = NULL, updated_at = now()"
    " WHERE " MINE " AND r.id = $3";

enum err_code
credentials_rotate_db_order(struct cx *cx, int64_t id, int64_t task_id,
    int64_t approval_id)
{
	return db_exec(cx, SQL_ORDER,
	    DB_ARGS(WHO(cx), DB_INT(id), DB_INT(task_id), DB_INT(approval_id)),
	    NULL);
}

#define FOUND \
	MINE " AND ($3::bigint IS NULL OR r.old_key_id = $3 OR r.new_key_id " \
	     "= $3)"
static const char SQL_LIST[] =
    "SELECT " COLS " FROM key_rotations r WHERE " FOUND
    " ORDER BY r.id DESC LIMIT $4 OFFSET $5";
static const char SQL_COUNT[] =
    "SELECT count(*) FROM key_rotations r WHERE " FOUND;

enum err_code
credentials_rotate_db_list(struct cx *cx, const struct rotation_filter *f,
    struct rotation **v, size_t *n, int64_t *total)
{
	enum err_code rc;

	rc = db_all(cx, SQL_LIST,
	    DB_ARGS(WHO(cx), DB_INT0(f->key_id), DB_INT(f->page_size),
		DB_INT(page_offset(f->page, f->page_size))),
	    &rotation_row_type, v, n);
	if (rc)
		return rc;
	return db_int(cx, SQL_COUNT, DB_ARGS(WHO(cx), DB_INT0(f->key_id)),
	    total);
}

static const char SQL_GET[] =
    "SELECT " COLS " FROM key_rotations r WHERE " MINE " AND r.id = $3";

enum err_code
credentials_rotate_db_get(struct cx *cx, int64_t id, struct rotation *out)
{
	return db_one(cx, SQL_GET, DB_ARGS(WHO(cx), DB_INT(id)),
	    &rotation_row_type, out);
}

static const char SQL_HOSTS[] =
    "SELECT r.host_id, h.name AS host_name, h.ip, h.port, r.step, r.error,"
    " r.note, r.tries, r.updated_at, coalesce(h.ssh_key_id, 0) AS ssh_key_id"
    " FROM key_rotation_hosts r JOIN hosts h ON h.id = r.host_id"
    " WHERE " MINE " AND r.rotation_id = $3 ORDER BY r.host_id";

enum err_code
credentials_rotate_db_hosts(struct cx *cx, int64_t id, struct rotation_host **v,
    size_t *n)
{
	return db_all(cx, SQL_HOSTS, DB_ARGS(WHO(cx), DB_INT(id)),
	    &rotation_host_row_type, v, n);
}

static const char SQL_BEGIN[] =
    "UPDATE key_rotations SET status = 'running', task_id = $2,"
    " updated_at = now() WHERE id = $1";

enum err_code
credentials_rotate_db_begin(struct cx *cx, int64_t id, int64_t task_id)
{
	enum err_code rc;

	rc = db_queue(cx, SQL_BEGIN, DB_ARGS(DB_INT(id), DB_INT(task_id)));
	if (rc)
		return rc;
	return db_exec(cx, SQL_HOSTS_IN, DB_ARGS(DB_INT(id)), NULL);
}

static const char SQL_NEW_KEY[] =
    "UPDATE key_rotations SET new_key_id = $2, updated_at = now()"
    " WHERE id = $1 AND new_key_id IS NULL";

enum err_code
credentials_rotate_db_new_key(struct cx *cx, int64_t id, int64_t key_id)
{
	return db_exec(cx, SQL_NEW_KEY, DB_ARGS(DB_INT(id), DB_INT(key_id)),
	    NULL);
}

static const char SQL_STEP[] =
    "UPDATE key_rotation_hosts SET step = $3, note = $4, error = '',"
    " updated_at = now() WHERE rotation_id = $1 AND host_id = $2";

enum err_code
credentials_rotate_db_step(struct cx *cx, int64_t id, int64_t host_id,
    const char *step, const char *note)
{
	return db_exec(cx, SQL_STEP,
	    DB_ARGS(DB_INT(id), DB_INT(host_id), DB_TEXT(step), DB_TEXT(note)),
	    NULL);
}

static const char SQL_FAULT[] =
    "UPDATE key_rotation_hosts SET error = left($3, 2000), tries = tries + 1,"
    " updated_at = now() WHERE rotation_id = $1 AND host_id = $2";

enum err_code
credentials_rotate_db_fault(struct cx *cx, int64_t id, int64_t host_id,
    const char *error)
{
	return db_exec(cx, SQL_FAULT,
	    DB_ARGS(DB_INT(id), DB_INT(host_id), DB_TEXT(error)), NULL);
}

static const char SQL_END[] =
    "UPDATE key_rotations SET status = $2, old_deleted = old_deleted OR $3,"
    " ended_at = now(), updated_at = now() WHERE id = $1";

enum err_code
credentials_rotate_db_end(struct cx *cx, int64_t id, const char *status,
    bool old_deleted)
{
	return db_exec(cx, SQL_END,
	    DB_ARGS(DB_INT(id), DB_TEXT(status), DB_BOOL(old_deleted)), NULL);
}
