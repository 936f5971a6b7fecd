/*
 * approvals_db: SQL of approvals, their rules and decisions.
 */
#include "approvals/approvals_priv.h"
#include "db/db.h"

#define TEXT_OR_NULL(s) DB_TEXT((s) && *(s) ? (s) : NULL)
#define RAW_TEXT(r) \
	((struct db_arg){ .kind = DB_K_TEXT, \
	    .p = (r).n ? (r).p : "null", \
	    .n = (r).n ? (r).n : 4 })

#define RISK(x) "array_position(ARRAY['low', 'medium', 'high'], " x ")"

static const char SQL_MATCH[] =
    "SELECT row_number() OVER (ORDER BY p.id) AS ord, p.id AS policy_id,"
    " p.name, p.approver_role, p.approver_permission, p.count,"
    " 0::bigint AS given, p.expires_minutes"
    " FROM approval_policies p"
    " WHERE p.enabled AND (p.project_id IS NULL OR p.project_id = $1)"
    " AND (p.environment IS NULL OR p.environment ="
    " (SELECT j.environment FROM projects j WHERE j.id = $1))"
    " AND (p.action = $2 OR p.action = '*' OR (p.action LIKE '%:*'"
    " AND starts_with($2, left(p.action, -1))))"
    " AND " RISK("$3") " >= " RISK("p.min_risk") " ORDER BY p.id";

enum err_code
approvals_db_match(struct cx *cx, const struct approval_need *need,
    struct approval_rule **v, size_t *n)
{
	return db_all(cx, SQL_MATCH,
	    DB_ARGS(DB_INT(need->project_id), DB_TEXT(need->action),
		DB_TEXT(need->risk)),
	    &approval_rule_type, v, n);
}

static const char SQL_INSERT[] =
    "INSERT INTO approvals (project_id, action, risk, summary, reason,"
    " requester_id, requester_name, kind, args, title, object, object_id,"
    " priority, timeout_s, run_at, retry_of, plan, digest, expires_at,"
    " request_id, needs) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,"
    " $11, $12, $13, $14, $15, $16, $17, $18,"
    " now() + $19 * interval '1 minute', $20, $21)"
    " RETURNING id";

enum err_code
approvals_db_insert(struct cx *cx, const struct approval *a, int64_t minutes,
    int64_t *id)
{
	return db_int(cx, SQL_INSERT,
	    DB_ARGS(DB_INT0(a->project_id), DB_TEXT(a->action),
		DB_TEXT(a->risk), DB_TEXT(a->summary), DB_TEXT(a->reason),
		DB_INT(a->requester_id), DB_TEXT(a->requester_name),
		DB_TEXT(a->kind), RAW_TEXT(a->args), DB_TEXT(a->title),
		DB_TEXT(a->object), DB_INT(a->object_id), DB_INT(a->priority),
		DB_INT(a->timeout_s), DB_INT(a->run_at), DB_INT(a->retry_of),
		RAW_TEXT(a->plan), DB_TEXT(a->digest),
		DB_DOUBLE((double)minutes),
		DB_TEXT(cx->request_id ? cx->request_id : ""),
		DB_TEXT(a->needs)),
	    id);
}

static const char SQL_RULE_INSERT[] =
    "INSERT INTO approval_rules (approval_id, ord, policy_id, name,"
    " approver_role, approver_permission, count)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7)";

enum err_code
approvals_db_rule_insert(struct cx *cx, int64_t id,
    const struct approval_rule *rule)
{
	return db_queue(cx, SQL_RULE_INSERT,
	    DB_ARGS(DB_INT(id), DB_INT(rule->ord), DB_INT(rule->policy_id),
		DB_TEXT(rule->name), DB_TEXT(rule->approver_role),
		DB_TEXT(rule->approver_permission), DB_INT(rule->count)));
}

#define STATUS \
	"CASE WHEN a.status = 'pending' AND a.expires_at <= clock_timestamp()" \
	" THEN 'expired' ELSE a.status END"
#define ITEM \
	"a.id, a.project_id, " STATUS " AS status, a.action, a.risk," \
	" a.summary, a.reason, a.requester_id, a.requester_name, a.kind," \
	" a.title, a.object, a.object_id, a.digest, a.expires_at," \
	" a.decided_at, a.used_task_id, a.version, a.created_at," \
	" a.updated_at"
#define ROW \
	ITEM ", a.needs, a.args, a.plan, a.priority, a.timeout_s," \
	     " CASE WHEN a.run_at = 0 THEN NULL ELSE to_timestamp(0) +" \
	     " a.run_at * interval '1 microsecond' END AS run_at, a.retry_of"

/*
 * Seen is what one asked for, and what lies where one may read.  Waiting is
 * what one could decide: open, somebody else's, not yet voted upon, with a
 * rule that one's role or permission there satisfies.
 */
#define SEEN \
	" FROM approvals a WHERE" \
	" (a.requester_id = $1 OR a.project_id = ANY ($2::bigint[])" \
	" OR (a.project_id IS NULL AND $3))" \
	" AND ($4::text IS NULL OR " STATUS " = $4)" \
	" AND ($5::text IS NULL OR a.action = $5)" \
	" AND ($6::text IS NULL OR a.object = $6)" \
	" AND ($7::bigint IS NULL OR a.object_id = $7)" \
	" AND ($8::bigint IS NULL OR a.project_id = $8)" \
	" AND ($9::text IS NULL OR position(lower($9) IN lower(concat_ws(" \
	"' ', a.summary, a.title, a.reason, a.requester_name))) > 0)" \
	" AND (NOT $10 OR a.requester_id = $1)" \
	" AND (NOT $11 OR (a.status = 'pending' AND a.expires_at > now()" \
	" AND a.requester_id <> $1" \
	" AND (a.project_id = ANY ($12::bigint[])" \
	" OR (a.project_id IS NULL AND $13))" \
	" AND NOT EXISTS (SELECT 1 FROM approval_decisions d" \
	" WHERE d.approval_id = a.id AND d.user_id = $1)" \
	" AND EXISTS (SELECT 1 FROM approval_rules r" \
	" WHERE r.approval_id = a.id AND ($14" \
	" OR r.approver_role = ANY (approval_roles($1, a.project_id))" \
	" OR EXISTS (SELECT 1 FROM unnest($15::bigint[], $16::text[])" \
	" g(pid, code) WHERE r.approver_permission <> ''" \
	" AND g.pid IN (0, a.project_id) AND (g.code = '*:*'" \
	" OR g.code = r.approver_permission OR (right(g.code, 2) = ':*'" \
	" AND starts_with(r.approver_permission, left(g.code, -1)))))))))"

static const char SQL_COUNT[] = "SELECT count(*)" SEEN;
static const char SQL_LIST[] =
    "SELECT " ITEM SEEN " ORDER BY a.id DESC LIMIT $17 OFFSET $18";

#define SEEN_ARGS(cx, s, f) \
	DB_INT((cx)->who.user_id), DB_INTS((s)->readable, (s)->n_readable), \
	    DB_BOOL((s)->read_global), TEXT_OR_NULL((f)->status), \
	    TEXT_OR_NULL((f)->action), TEXT_OR_NULL((f)->object), \
	    DB_INT0((f)->object_id), DB_INT0((f)->project_id), \
	    TEXT_OR_NULL((f)->q), DB_BOOL((f)->mine), DB_BOOL((f)->waiting), \
	    DB_INTS((s)->decidable, (s)->n_decidable), \
	    DB_BOOL((s)->decide_global), DB_BOOL((cx)->who.is_admin), \
	    DB_INTS((s)->code_projects, (s)->n_codes), \
	    DB_TEXTS((s)->codes, (s)->n_codes)

enum err_code
approvals_db_list(struct cx *cx, const struct approval_scope *scope,
    const struct approval_filter *f, struct approval **v, size_t *n,
    int64_t *total)
{
	enum err_code rc;

	rc = db_int(cx, SQL_COUNT, DB_ARGS(SEEN_ARGS(cx, scope, f)), total);
	if (rc)
		return rc;
	return approvals_db_page(cx, scope, f, v, n);
}

enum err_code
approvals_db_page(struct cx *cx, const struct approval_scope *scope,
    const struct approval_filter *f, struct approval **v, size_t *n)
{
	return db_all(cx, SQL_LIST,
	    DB_ARGS(SEEN_ARGS(cx, scope, f), DB_INT(f->page_size),
		DB_INT(page_offset(f->page, f->page_size))),
	    &approval_item_type, v, n);
}

static const char SQL_GET[] = "SELECT " ROW " FROM approvals a WHERE a.id = $1";

enum err_code
approvals_db_get(struct cx *cx, int64_t id, struct approval *out)
{
	return db_one(cx, SQL_GET, DB_ARGS(DB_INT(id)), &approval_row_type,
	    out);
}

static const char SQL_LOCK[] =
    "SELECT " ROW " FROM approvals a WHERE a.id = $1 FOR UPDATE";

enum err_code
approvals_db_lock(struct cx *cx, int64_t id, struct approval *out)
{
	return db_one(cx, SQL_LOCK, DB_ARGS(DB_INT(id)), &approval_row_type,
	    out);
}

static const char SQL_RULES[] =
    "SELECT r.ord, r.policy_id, r.name, r.approver_role,"
    " r.approver_permission, r.count, (SELECT count(*)"
    " FROM approval_decisions d WHERE d.approval_id = r.approval_id"
    " AND d.decision = 'approve' AND r.ord = ANY (d.rules)) AS given,"
    " 0::bigint AS expires_minutes"
    " FROM approval_rules r WHERE r.approval_id = $1 ORDER BY r.ord";

enum err_code
approvals_db_rules(struct cx *cx, int64_t id, struct approval_rule **v,
    size_t *n)
{
	return db_all(cx, SQL_RULES, DB_ARGS(DB_INT(id)), &approval_rule_type,
	    v, n);
}

static const char SQL_DECISIONS[] =
    "SELECT user_id, username, decision, comment, rules, created_at"
    " FROM approval_decisions WHERE approval_id = $1 ORDER BY id";

enum err_code
approvals_db_decisions(struct cx *cx, int64_t id, struct approval_decision **v,
    size_t *n)
{
	return db_all(cx, SQL_DECISIONS, DB_ARGS(DB_INT(id)),
	    &approval_decision_type, v, n);
}

static const char SQL_DECIDE[] =
    "INSERT INTO approval_decisions (approval_id, user_id, username,"
    " decision, comment, rules) VALUES ($1, $2, $3, $4, COALESCE($5, ''),"
    " $6)";

enum err_code
approvals_db_decide(struct cx *cx, int64_t id, const char *decision,
    const char *comment, const int64_t *rules, size_t n)
{
	return db_exec(cx, SQL_DECIDE,
	    DB_ARGS(DB_INT(id), DB_INT(cx->who.user_id),
		DB_TEXT(cx->who.username), DB_TEXT(decision), DB_TEXT(comment),
		DB_INTS(rules, n)),
	    NULL);
}

static const char SQL_FINISH[] =
    "UPDATE approvals SET status = $2, used_task_id = $3, decided_at = now(),"
    " updated_at = now(), version = version + 1"
    " WHERE id = $1 AND status = 'pending'";

enum err_code
approvals_db_finish(struct cx *cx, int64_t id, const char *status,
    int64_t task_id)
{
	enum err_code rc;
	int64_t n;

	rc = db_exec(cx, SQL_FINISH,
	    DB_ARGS(DB_INT(id), DB_TEXT(status), DB_INT0(task_id)), &n);
	if (!rc && n != 1)
		return err_plain(cx, ERR_CONFLICT);
	return rc;
}

static const char SQL_BUMP[] =
    "UPDATE approvals SET updated_at = now(), version = version + 1"
    " WHERE id = $1 AND status = 'pending'";

enum err_code
approvals_db_bump(struct cx *cx, int64_t id)
{
	return db_exec(cx, SQL_BUMP, DB_ARGS(DB_INT(id)), NULL);
}

struct candidates {
	struct ints users;
};
static const struct field candidates_fields[] = {
	F_INTS(struct candidates, users, 0, 0, 1000, "Users"), F_END
};
static const struct type candidates_type = { "ApprovalCandidates",
	sizeof(struct candidates), candidates_fields, "Who could decide" };

static const char SQL_CANDIDATES[] = "SELECT approval_candidates($1) AS users";

enum err_code
approvals_db_candidates(struct cx *cx, int64_t id, struct ints *users)
{
	struct candidates row = { 0 };
	enum err_code rc;

	rc = db_one(cx, SQL_CANDIDATES, DB_ARGS(DB_INT(id)), &candidates_type,
	    &row);
	*users = row.users;
	return rc;
}

struct role_row {
	struct texts roles;
};
static const struct field role_row_fields[] = {
	F_TEXTS(struct role_row, roles, 0, 0, 1000, "Roles"), F_END
};
static const struct type role_row_type = { "ApproverRoles",
	sizeof(struct role_row), role_row_fields, "Roles of a user" };

static const char SQL_ROLES[] = "SELECT approval_roles($1, $2) AS roles";

enum err_code
approvals_db_roles(struct cx *cx, int64_t user_id, int64_t project_id,
    struct texts *roles)
{
	struct role_row row = { 0 };
	enum err_code rc;

	rc =
	    db_one(cx, SQL_ROLES, DB_ARGS(DB_INT(user_id), DB_INT0(project_id)),
		&role_row_type, &row);
	*roles = row.roles;
	return rc;
}
