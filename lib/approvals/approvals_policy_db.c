/*
 * approvals_policy_db: SQL of approval policies.
 */
#include "approvals/approvals_priv.h"
#include "db/db.h"

#define COLS \
	"id, name, project_id, environment, action, min_risk," \
	" approver_role, approver_permission, count, expires_minutes," \
	" enabled, created_by, version, created_at, updated_at"

/* Those of the house are everybody's to see; row-level security agrees. */
#define SEEN \
	" FROM approval_policies p" \
	" WHERE (project_id IS NULL OR project_id = ANY ($1::bigint[]))" \
	" AND ($2::bigint IS NULL OR project_id = $2)" \
	" AND ($3::text IS NULL OR action = $3)" \
	" AND ($4::text IS NULL OR position(lower($4) IN lower(name)) > 0)"

static const char SQL_COUNT[] = "SELECT count(*)" SEEN;
static const char SQL_LIST[] =
    "SELECT " COLS SEEN " ORDER BY id LIMIT $5 OFFSET $6";

#define TEXT_OR_NULL(s) DB_TEXT((s) && *(s) ? (s) : NULL)
#define SEEN_ARGS(cx, f) \
	DB_INTS((cx)->who.projects, (cx)->who.n_projects), \
	    DB_INT0((f)->project_id), TEXT_OR_NULL((f)->action), \
	    TEXT_OR_NULL((f)->q)

enum err_code
approvals_policy_db_list(struct cx *cx, const struct approval_policy_filter *f,
    struct approval_policy **v, size_t *n, int64_t *total)
{
	enum err_code rc;

	rc = db_int(cx, SQL_COUNT, DB_ARGS(SEEN_ARGS(cx, f)), total);
	if (rc)
		return rc;
	return db_all(cx, SQL_LIST,
	    DB_ARGS(SEEN_ARGS(cx, f), DB_INT(f->page_size),
		DB_INT(page_offset(f->page, f->page_size))),
	    &approval_policy_type, v, n);
}

static const char SQL_GET[] =
    "SELECT " COLS " FROM approval_policies WHERE id = $1"
    " AND (project_id IS NULL OR project_id = ANY ($2::bigint[]))";

enum err_code
approvals_policy_db_get(struct cx *cx, int64_t id, struct approval_policy *out)
{
	return db_one(cx, SQL_GET,
	    DB_ARGS(DB_INT(id), DB_INTS(cx->who.projects, cx->who.n_projects)),
	    &approval_policy_type, out);
}

static const char SQL_LOCK[] =
    "SELECT version FROM approval_policies WHERE id = $1"
    " AND (project_id IS NULL OR project_id = ANY ($2::bigint[])) FOR UPDATE";

enum err_code
approvals_policy_db_lock(struct cx *cx, int64_t id, int64_t *version)
{
	return db_int(cx, SQL_LOCK,
	    DB_ARGS(DB_INT(id), DB_INTS(cx->who.projects, cx->who.n_projects)),
	    version);
}

#define POLICY_ARGS(cx, p) \
	DB_TEXT((p)->name), DB_INT0((p)->project_id), \
	    DB_TEXT((p)->environment), DB_TEXT((p)->action), \
	    DB_TEXT((p)->min_risk), DB_TEXT((p)->approver_role), \
	    DB_TEXT((p)->approver_permission), DB_INT((p)->count), \
	    DB_INT((p)->expires_minutes), DB_BOOL((p)->enabled)

static const char SQL_INSERT[] =
    "INSERT INTO approval_policies (name, project_id, environment, action,"
    " min_risk, approver_role, approver_permission, count, expires_minutes,"
    " enabled, created_by)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id";

enum err_code
approvals_policy_db_insert(struct cx *cx, const struct approval_policy *in,
    int64_t *id)
{
	return db_int(cx, SQL_INSERT,
	    DB_ARGS(POLICY_ARGS(cx, in), DB_INT0(cx->who.user_id)), id);
}

static const char SQL_UPDATE[] =
    "UPDATE approval_policies SET name = $1, project_id = $2,"
    " environment = $3, action = $4, min_risk = $5, approver_role = $6,"
    " approver_permission = $7, count = $8, expires_minutes = $9,"
    " enabled = $10, updated_at = now(), version = version + 1"
    " WHERE id = $11";

enum err_code
approvals_policy_db_update(struct cx *cx, int64_t id,
    const struct approval_policy *in)
{
	return db_exec(cx, SQL_UPDATE, DB_ARGS(POLICY_ARGS(cx, in), DB_INT(id)),
	    NULL);
}

static const char SQL_DELETE[] = "DELETE FROM approval_policies WHERE id = $1";

enum err_code
approvals_policy_db_delete(struct cx *cx, int64_t id)
{
	return db_exec(cx, SQL_DELETE, DB_ARGS(DB_INT(id)), NULL);
}

static const char SQL_ROLE[] = "SELECT count(*) FROM roles WHERE code = $1";
static const char SQL_PERM[] =
    "SELECT count(*) FROM permissions WHERE code = $1";

enum err_code
approvals_policy_db_role(struct cx *cx, const char *code, bool *yes)
{
	enum err_code rc;
	int64_t n;

	rc = db_int(cx, SQL_ROLE, DB_ARGS(DB_TEXT(code)), &n);
	*yes = !rc && n > 0;
	return rc;
}

enum err_code
approvals_policy_db_perm(struct cx *cx, const char *code, bool *yes)
{
	enum err_code rc;
	int64_t n;

	rc = db_int(cx, SQL_PERM, DB_ARGS(DB_TEXT(code)), &n);
	*yes = !rc && n > 0;
	return rc;
}
