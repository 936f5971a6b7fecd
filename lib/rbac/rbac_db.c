/*
 * rbac_db: the SQL of roles, permissions and their links.
 */
#include "rbac/rbac_db.h"

#include "db/db.h"

static const struct field id_fields[] = {
	F_INT(struct rbac_id, id, F_RO, 0, 0, 0, "Id"),
	F_END,
};
static const struct type id_type = {
	"Id",
	sizeof(struct rbac_id),
	id_fields,
	"An id",
};

static const char SQL_PRINCIPAL[] =
    "SELECT p.*, true AS alive, false AS expired,"
    " 0::bigint AS session_id, 0::bigint AS token_id, '{}'::text[] AS scopes,"
    " 0::bigint AS token_project"
    " FROM k8sm_principal($1) p";

enum err_code
rbac_db_principal(struct cx *cx, int64_t user_id, struct rbac_row *row,
    bool *found)
{
	return db_maybe(cx, SQL_PRINCIPAL, DB_ARGS(DB_INT(user_id)),
	    &rbac_row_type, row, found);
}

#define ROLE_COLS \
	"r.id, r.name, r.code, r.description, r.builtin, r.version," \
	" COALESCE((SELECT array_agg(p.code ORDER BY p.code COLLATE \"C\")" \
	"  FROM role_permissions rp JOIN permissions p" \
	"  ON p.id = rp.permission_id WHERE rp.role_id = r.id), '{}')" \
	"  AS permissions," \
	" (SELECT count(*) FROM user_roles ur WHERE ur.role_id = r.id)" \
	"  AS users," \
	" r.created_at AS \"createdAt\", r.updated_at AS \"updatedAt\""
#define ROLE_WHERE \
	" WHERE ($1 = '' OR r.name ILIKE '%' || $1 || '%'" \
	"  OR r.code ILIKE '%' || $1 || '%')"

static const char SQL_ROLES[] = "SELECT " ROLE_COLS " FROM roles r" ROLE_WHERE
				" ORDER BY r.id LIMIT $2 OFFSET $3";
static const char SQL_ROLES_COUNT[] = "SELECT count(*) FROM roles r" ROLE_WHERE;

enum err_code
rbac_db_roles(struct cx *cx, const struct role_filter *f, struct role **roles,
    size_t *n, int64_t *total)
{
	const char *q = f->q ? f->q : "";
	enum err_code rc;

	rc = db_int(cx, SQL_ROLES_COUNT, DB_ARGS(DB_TEXT(q)), total);
	if (rc)
		return rc;
	return db_all(cx, SQL_ROLES,
	    DB_ARGS(DB_TEXT(q), DB_INT(f->page_size),
		DB_INT(page_offset(f->page, f->page_size))),
	    &role_type, roles, n);
}

static const char SQL_ROLE[] =
    "SELECT " ROLE_COLS " FROM roles r WHERE r.id = $1";

enum err_code
rbac_db_role(struct cx *cx, int64_t id, struct role *out)
{
	return db_one(cx, SQL_ROLE, DB_ARGS(DB_INT(id)), &role_type, out);
}

static const char SQL_ROLE_LOCK[] =
    "SELECT " ROLE_COLS " FROM roles r WHERE r.id = $1 FOR UPDATE OF r";

enum err_code
rbac_db_role_lock(struct cx *cx, int64_t id, struct role *out)
{
	return db_one(cx, SQL_ROLE_LOCK, DB_ARGS(DB_INT(id)), &role_type, out);
}

static const char SQL_ROLE_INSERT[] =
    "INSERT INTO roles (code, name, description) VALUES ($1, $2, $3)"
    " RETURNING id";

enum err_code
rbac_db_role_insert(struct cx *cx, const struct role_new *in, int64_t *id)
{
	return db_int(cx, SQL_ROLE_INSERT,
	    DB_ARGS(DB_TEXT(in->code), DB_TEXT(in->name),
		DB_TEXT(in->description ? in->description : "")),
	    id);
}

static const char SQL_ROLE_UPDATE[] =
    "UPDATE roles SET name = COALESCE($2, name),"
    " description = COALESCE($3, description), version = version + 1,"
    " updated_at = now() WHERE id = $1";

enum err_code
rbac_db_role_update(struct cx *cx, int64_t id, const char *name,
    const char *description)
{
	return db_exec(cx, SQL_ROLE_UPDATE,
	    DB_ARGS(DB_INT(id), DB_TEXT(name), DB_TEXT(description)), NULL);
}

static const char SQL_ROLE_PERMS_DROP[] =
    "DELETE FROM role_permissions WHERE role_id = $1 AND permission_id NOT IN"
    " (SELECT id FROM permissions WHERE code = ANY ($2))";
static const char SQL_ROLE_PERMS_ADD[] =
    "INSERT INTO role_permissions (role_id, permission_id)"
    " SELECT $1, id FROM permissions WHERE code = ANY ($2)"
    " ON CONFLICT DO NOTHING";

enum err_code
rbac_db_role_perms_set(struct cx *cx, int64_t id, const struct texts *codes)
{
	enum err_code rc;

	rc = db_queue(cx, SQL_ROLE_PERMS_DROP,
	    DB_ARGS(DB_INT(id), DB_TEXTS(codes->v, codes->n)));
	if (rc)
		return rc;
	return db_queue(cx, SQL_ROLE_PERMS_ADD,
	    DB_ARGS(DB_INT(id), DB_TEXTS(codes->v, codes->n)));
}

static const char SQL_ROLE_DELETE[] = "DELETE FROM roles WHERE id = $1";

enum err_code
rbac_db_role_delete(struct cx *cx, int64_t id)
{
	return db_exec(cx, SQL_ROLE_DELETE, DB_ARGS(DB_INT(id)), NULL);
}

/* Row-level security hides foreign projects, hence the owner's function. */
static const char SQL_ROLE_MEMBERS[] = "SELECT k8sm_role_uses($1)";

enum err_code
rbac_db_role_members(struct cx *cx, int64_t id, int64_t *n)
{
	return db_int(cx, SQL_ROLE_MEMBERS, DB_ARGS(DB_INT(id)), n);
}

static const char SQL_ROLES_BY_CODE[] =
    "SELECT " ROLE_COLS " FROM roles r WHERE r.code = ANY ($1)"
    " AND r.status = 1 ORDER BY r.id";

enum err_code
rbac_db_roles_by_code(struct cx *cx, const struct texts *codes,
    struct role **roles, size_t *n)
{
	return db_all(cx, SQL_ROLES_BY_CODE,
	    DB_ARGS(DB_TEXTS(codes->v, codes->n)), &role_type, roles, n);
}

static const char SQL_USER_ROLES_DROP[] =
    "DELETE FROM user_roles WHERE user_id = $1 AND NOT role_id = ANY ($2)";
static const char SQL_USER_ROLES_ADD[] =
    "INSERT INTO user_roles (user_id, role_id)"
    " SELECT $1, unnest($2::bigint[]) ON CONFLICT DO NOTHING";

enum err_code
rbac_db_user_roles_set(struct cx *cx, int64_t user_id, const int64_t *role_ids,
    size_t n)
{
	enum err_code rc;

	rc = db_queue(cx, SQL_USER_ROLES_DROP,
	    DB_ARGS(DB_INT(user_id), DB_INTS(role_ids, n)));
	if (rc)
		return rc;
	return db_queue(cx, SQL_USER_ROLES_ADD,
	    DB_ARGS(DB_INT(user_id), DB_INTS(role_ids, n)));
}

struct codes_row {
	struct texts codes;
};
static const struct field codes_fields[] = {
	F_TEXTS(struct codes_row, codes, F_RO, 0, 100000, "Codes"),
	F_END,
};
static const struct type codes_type = {
	"Codes",
	sizeof(struct codes_row),
	codes_fields,
	"Codes",
};

static const char SQL_UNKNOWN_PERMS[] =
    "SELECT COALESCE(array_agg(c), '{}') AS codes"
    " FROM unnest($1::text[]) c"
    " WHERE NOT EXISTS (SELECT 1 FROM permissions p WHERE p.code = c)";

enum err_code
rbac_db_unknown_perms(struct cx *cx, const struct texts *codes,
    struct texts *unknown)
{
	struct codes_row row;
	enum err_code rc;

	rc = db_one(cx, SQL_UNKNOWN_PERMS,
	    DB_ARGS(DB_TEXTS(codes->v, codes->n)), &codes_type, &row);
	if (rc)
		return rc;
	*unknown = row.codes;
	return ERR_OK;
}

#define PERM_COLS \
	"p.id, p.name, p.code, p.description, p.category," \
	" p.created_at AS \"createdAt\""
#define PERM_WHERE \
	" WHERE ($1 = '' OR p.name ILIKE '%' || $1 || '%'" \
	"  OR p.code ILIKE '%' || $1 || '%')" \
	" AND ($2 = '' OR p.category = $2)"

static const char SQL_PERMISSIONS[] =
    "SELECT " PERM_COLS " FROM permissions p" PERM_WHERE
    " ORDER BY p.category, p.code LIMIT $3 OFFSET $4";
static const char SQL_PERMISSIONS_COUNT[] =
    "SELECT count(*) FROM permissions p" PERM_WHERE;

enum err_code
rbac_db_permissions(struct cx *cx, const struct permission_filter *f,
    struct permission **perms, size_t *n, int64_t *total)
{
	const char *q = f->q ? f->q : "";
	const char *category = f->category ? f->category : "";
	enum err_code rc;

	rc = db_int(cx, SQL_PERMISSIONS_COUNT,
	    DB_ARGS(DB_TEXT(q), DB_TEXT(category)), total);
	if (rc)
		return rc;
	return db_all(cx, SQL_PERMISSIONS,
	    DB_ARGS(DB_TEXT(q), DB_TEXT(category), DB_INT(f->page_size),
		DB_INT(page_offset(f->page, f->page_size))),
	    &permission_type, perms, n);
}

static const char SQL_PERMISSION[] =
    "SELECT " PERM_COLS " FROM permissions p WHERE p.id = $1";

enum err_code
rbac_db_permission(struct cx *cx, int64_t id, struct permission *out)
{
	return db_one(cx, SQL_PERMISSION, DB_ARGS(DB_INT(id)), &permission_type,
	    out);
}

static const char SQL_SEED[] =
    "INSERT INTO permissions (code, name, category)"
    " VALUES ($1, $1, split_part($1, ':', 1)) ON CONFLICT DO NOTHING";

enum err_code
rbac_db_seed(struct cx *cx, const char *code)
{
	return db_queue(cx, SQL_SEED, DB_ARGS(DB_TEXT(code)));
}

static const char SQL_WAYS[] =
    "SELECT * FROM k8sm_grants($1, $2, CASE WHEN $4 THEN $3::text[] END)"
    " ORDER BY username, user_id, way, role_code, project_id, team_id,"
    " permission LIMIT 20000";

enum err_code
rbac_db_ways(struct cx *cx, int64_t user_id, int64_t project_id,
    const char *const *codes, size_t n_codes, struct rbac_way **ways, size_t *n)
{
	return db_all(cx, SQL_WAYS,
	    DB_ARGS(DB_INT(user_id), DB_INT(project_id),
		DB_TEXTS(codes, n_codes), DB_BOOL(n_codes > 0)),
	    &rbac_way_type, ways, n);
}

static const char SQL_TOUCH_USER[] =
    "UPDATE users SET authz_version = authz_version + 1 WHERE id = $1";

enum err_code
rbac_db_touch_user(struct cx *cx, int64_t user_id)
{
	return db_queue(cx, SQL_TOUCH_USER, DB_ARGS(DB_INT(user_id)));
}

/* Rows are locked in the order of ids, so that two such changes at once wait
 * for each other instead of deadlocking. */
static const char SQL_TOUCH_ROLE[] =
    "WITH t AS MATERIALIZED (SELECT u.id FROM users u WHERE u.id IN"
    " (SELECT k8sm_role_users($1)) ORDER BY u.id FOR UPDATE)"
    " UPDATE users SET authz_version = authz_version + 1"
    " FROM t WHERE users.id = t.id RETURNING users.id AS id";

enum err_code
rbac_db_touch_role(struct cx *cx, int64_t role_id, struct rbac_id **ids,
    size_t *n)
{
	return db_all(cx, SQL_TOUCH_ROLE, DB_ARGS(DB_INT(role_id)), &id_type,
	    ids, n);
}

static const char SQL_TOUCH_PROJECT[] =
    "WITH t AS MATERIALIZED (SELECT u.id FROM users u WHERE u.id IN"
    " (SELECT k8sm_project_users($1)) ORDER BY u.id FOR UPDATE)"
    " UPDATE users SET authz_version = authz_version + 1"
    " FROM t WHERE users.id = t.id RETURNING users.id AS id";

enum err_code
rbac_db_touch_project(struct cx *cx, int64_t project_id, struct rbac_id **ids,
    size_t *n)
{
	return db_all(cx, SQL_TOUCH_PROJECT, DB_ARGS(DB_INT(project_id)),
	    &id_type, ids, n);
}

static const char SQL_ADMIN_LOCK[] =
    "SELECT id FROM roles WHERE lower(code) = 'admin'"
    " FOR NO KEY UPDATE";
static const char SQL_OTHER_ADMINS[] =
    "SELECT count(*) FROM user_roles ur JOIN roles r ON r.id = ur.role_id"
    " JOIN users u ON u.id = ur.user_id"
    " WHERE lower(r.code) = 'admin' AND r.status = 1 AND u.status = 1"
    " AND u.id <> $1";

enum err_code
rbac_db_other_admins(struct cx *cx, int64_t user_id, int64_t *n)
{
	int64_t id;
	enum err_code rc;

	rc = db_int(cx, SQL_ADMIN_LOCK, DB_NONE, &id);
	if (rc)
		return rc;
	return db_int(cx, SQL_OTHER_ADMINS, DB_ARGS(DB_INT(user_id)), n);
}
