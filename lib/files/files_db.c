/*
 * files_db: roots and uploads.
 */
#include "db/db.h"
#include "files/files_int.h"

/* $1 the host, $2 the worker's scope, $3 the caller's projects. */
#define SEEN(host_id) \
	DB_INT(host_id), DB_BOOL(cx->who.all_projects), \
	    DB_INTS(cx->who.projects, cx->who.n_projects)

static const struct field ref_fields[] = { F_INT(struct host_ref, id, 0, 1,
					       INT64_MAX, 0, "Host"),
	F_INT(struct host_ref, project_id, 0, 1, INT64_MAX, 0, "Project"),
	F_INT(struct host_ref, port, 0, 0, 65535, 0, "Port"),
	F_TEXT(struct host_ref, name, 0, 0, 64, "Name"),
	F_TEXT(struct host_ref, ip, 0, 0, 255, "Address"),
	F_TEXT(struct host_ref, ssh_user, 0, 0, 64, "Login"),
	F_TEXT(struct host_ref, status, 0, 0, 32, "Status"), F_END };
static const struct type ref_type = { "FileHost", sizeof(struct host_ref),
	ref_fields, "Whose files" };

static const char SQL_HOST[] =
    "SELECT id, project_id, port, name, ip, ssh_user, status FROM hosts"
    " WHERE id = $1 AND ($2 OR project_id = ANY ($3::bigint[]))";

enum err_code
files_db_host(struct cx *cx, int64_t id, struct host_ref *out)
{
	*out = (struct host_ref){ .environment = "" };
	return db_one(cx, SQL_HOST, DB_ARGS(SEEN(id)), &ref_type, out);
}

/* --- roots --- */

static const char SQL_ROOT[] =
    "SELECT root, CASE WHEN host_id IS NULL THEN 'project' ELSE 'host' END"
    " AS scope FROM file_roots WHERE project_id = $1"
    " AND (host_id IS NULL OR host_id = $2)"
    " ORDER BY host_id NULLS LAST LIMIT 1";

enum err_code
files_db_root(struct cx *cx, int64_t project_id, int64_t host_id,
    struct file_root *out)
{
	bool found;
	enum err_code rc;

	rc =
	    db_maybe(cx, SQL_ROOT, DB_ARGS(DB_INT(project_id), DB_INT(host_id)),
		&file_root_type, out, &found);
	if (rc == ERR_OK && !found)
		*out = (struct file_root){ .root = "", .scope = "none" };
	return rc;
}

static const char SQL_ROOT_SET[] =
    "INSERT INTO file_roots (project_id, host_id, root, updated_by)"
    " VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (project_id, coalesce(host_id, 0)) DO UPDATE"
    " SET root = excluded.root, updated_by = excluded.updated_by,"
    " updated_at = now()";

static const char SQL_ROOT_DROP[] =
    "DELETE FROM file_roots WHERE project_id = $1"
    " AND coalesce(host_id, 0) = $2";

enum err_code
files_db_root_set(struct cx *cx, int64_t project_id, int64_t host_id,
    const char *root)
{
	if (root[0] == '\0')
		return db_exec(cx, SQL_ROOT_DROP,
		    DB_ARGS(DB_INT(project_id), DB_INT(host_id)), NULL);
	return db_exec(cx, SQL_ROOT_SET,
	    DB_ARGS(DB_INT(project_id), DB_INT0(host_id), DB_TEXT(root),
		DB_INT(cx->who.user_id)),
	    NULL);
}

/* --- uploads --- */

#define UPLOAD \
	"id, project_id, host_id, user_id, size, done AS \"offset\", status," \
	" sha256, overwrite, created_at, updated_at, expires_at," \
	" encode(path, 'hex') AS path_hex, encode(part, 'hex') AS part_hex," \
	" encode(hash_state, 'hex') AS state_hex, mode"

/* The part's name is made of the id, so that whoever sees one can tell whose
 * it is. */
static const char SQL_UPLOAD_INSERT[] =
    "INSERT INTO file_uploads (id, project_id, host_id, user_id, expires_at,"
    " size, mode, overwrite, path, part, sha256)"
    " SELECT n.id, $1, $2, $3, now() + $4 * interval '1 second', $5, $6, $7,"
    " $8::bytea, $9::bytea || convert_to('.k8sm-upload-' || n.id || '-' || $11,"
    " 'UTF8'), $10"
    " FROM (SELECT nextval('file_uploads_id_seq') AS id) n"
    " RETURNING " UPLOAD;

enum err_code
files_db_upload_insert(struct cx *cx, const struct host_ref *ref,
    const struct file_upload *in, struct str path, struct str dir,
    struct file_upload *out)
{
	struct str base = files_join(cx->mem, dir, STR(""));

	return db_one(cx, SQL_UPLOAD_INSERT,
	    DB_ARGS(DB_INT(ref->project_id), DB_INT(ref->id),
		DB_INT(cx->who.user_id),
		DB_INT(in->size < 0 ? FILES_FORM_LIFE_S : FILES_UPLOAD_LIFE_S),
		DB_INT(in->size), DB_INT(in->mode), DB_BOOL(in->overwrite),
		DB_BYTES(path.p, path.n), DB_BYTES(base.p, base.n),
		DB_TEXT(in->sha256), DB_TEXT(crypto_token(cx->mem, 6))),
	    &file_upload_row_type, out);
}

static const char SQL_UPLOAD[] =
    "SELECT " UPLOAD " FROM file_uploads"
    " WHERE host_id = $1 AND ($2 OR (project_id = ANY ($3::bigint[])"
    " AND user_id = $5)) AND id = $4";

enum err_code
files_db_upload(struct cx *cx, int64_t host_id, int64_t id,
    struct file_upload *out)
{
	return db_one(cx, SQL_UPLOAD,
	    DB_ARGS(SEEN(host_id), DB_INT(id), DB_INT(cx->who.user_id)),
	    &file_upload_row_type, out);
}

static const char SQL_UPLOADS[] =
    "SELECT " UPLOAD " FROM file_uploads"
    " WHERE host_id = $1 AND ($2 OR project_id = ANY ($3::bigint[]))"
    " AND user_id = $4 AND status IN ('open', 'completing')"
    " ORDER BY id LIMIT 1000";

enum err_code
files_db_uploads(struct cx *cx, int64_t host_id, struct file_upload **items,
    size_t *n)
{
	return db_all(cx, SQL_UPLOADS,
	    DB_ARGS(SEEN(host_id), DB_INT(cx->who.user_id)),
	    &file_upload_row_type, items, n);
}

static const char SQL_PROGRESS[] =
    "UPDATE file_uploads SET done = $4, hash_state = $5, updated_at = now(),"
    " expires_at = now() + CASE WHEN size < 0 THEN $7 ELSE $6 END"
    " * interval '1 second'"
    " WHERE id = $1 AND ($2 OR project_id = ANY ($3::bigint[]))"
    " AND status = 'open'";

enum err_code
files_db_progress(struct cx *cx, int64_t id, int64_t done,
    const struct crypto_hash *hash)
{
	unsigned char state[CRYPTO_HASH_STATE];
	int64_t n;
	enum err_code rc;

	crypto_hash_save(hash, state);
	rc = db_exec(cx, SQL_PROGRESS,
	    DB_ARGS(SEEN(id), DB_INT(done), DB_BYTES(state, sizeof(state)),
		DB_INT(FILES_UPLOAD_LIFE_S), DB_INT(FILES_FORM_LIFE_S)),
	    &n);
	if (rc == ERR_OK && n == 0)
		return err_set(cx, ERR_CONFLICT, "上传已结束",
		    "the upload is over");
	return rc;
}

static const char SQL_STATUS[] =
    "UPDATE file_uploads SET status = $4, updated_at = now(),"
    " sha256 = CASE WHEN $5 = '' THEN sha256 ELSE $5 END,"
    " size = CASE WHEN $6 < 0 THEN size ELSE $6 END"
    " WHERE id = $1 AND ($2 OR project_id = ANY ($3::bigint[]))";

enum err_code
files_db_status(struct cx *cx, int64_t id, const char *status,
    const char *sha256, int64_t size)
{
	return db_exec(cx, SQL_STATUS,
	    DB_ARGS(SEEN(id), DB_TEXT(status), DB_TEXT(sha256), DB_INT(size)),
	    NULL);
}

/* For the worker alone: its scope is every project. */
static const char SQL_LATE[] =
    "SELECT " UPLOAD " FROM file_uploads"
    " WHERE ($1 OR project_id = ANY ($2::bigint[]))"
    " AND status IN ('open', 'completing') AND expires_at < now()"
    " ORDER BY host_id, id LIMIT 500";

enum err_code
files_db_late(struct cx *cx, struct file_upload **items, size_t *n)
{
	return db_all(cx, SQL_LATE,
	    DB_ARGS(DB_BOOL(cx->who.all_projects),
		DB_INTS(cx->who.projects, cx->who.n_projects)),
	    &file_upload_row_type, items, n);
}
