/*
 * audit_db: SQL of the audit log.
 */
#include "audit/audit_priv.h"
#include "db/db.h"

#define ID "chain * 8589934592 + seq AS id"
#define ITEM \
	ID ", at, actor_id, actor_name, ip, project_id, action, object," \
	   " object_id, object_name, outcome, code, request_id, reason"
#define ROW \
	ITEM ", chain, seq, session_id, token_id, user_agent, before, after," \
	     " prev_hash, hash"

static const char SQL_HEAD[] =
    "SELECT chain, seq, hash, at FROM audit_head_lock($1)";

enum err_code
audit_db_head(struct cx *cx, int64_t project_id, struct audit_head *out)
{
	return db_one(cx, SQL_HEAD, DB_ARGS(DB_INT(project_id)),
	    &audit_head_type, out);
}

static const char SQL_APPEND[] =
    "SELECT audit_append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
    " $13, $14, $15, $16, $17, $18, $19, $20::text::json, $21::text::json,"
    " $22)";

#define RAW_TEXT(r) \
	((struct db_arg){ .kind = DB_K_TEXT, \
	    .is_null = (r).n == 0, \
	    .p = (r).p, \
	    .n = (r).n })

enum err_code
audit_db_append(struct cx *cx, const struct audit_row *row)
{
	return db_queue(cx, SQL_APPEND,
	    DB_ARGS(DB_INT(row->chain), DB_INT(row->seq), DB_TIME(row->at),
		DB_TEXT(row->prev_hash), DB_TEXT(row->hash),
		DB_INT(row->actor_id), DB_TEXT(row->actor_name),
		DB_INT(row->session_id), DB_INT(row->token_id),
		DB_TEXT(row->ip), DB_TEXT(row->user_agent),
		DB_INT(row->project_id), DB_TEXT(row->action),
		DB_TEXT(row->object), DB_INT(row->object_id),
		DB_TEXT(row->object_name), DB_TEXT(row->outcome),
		DB_INT(row->code), DB_TEXT(row->request_id),
		RAW_TEXT(row->before), RAW_TEXT(row->after),
		DB_TEXT(row->reason)));
}

#define WHERE \
	" FROM audit_logs" \
	" WHERE ($1 OR project_id = ANY ($2::bigint[]))" \
	" AND ($3::bigint IS NULL OR project_id = $3)" \
	" AND ($4::bigint IS NULL OR actor_id = $4)" \
	" AND ($5::text IS NULL OR actor_name = $5)" \
	" AND ($6::text IS NULL OR action = $6)" \
	" AND ($7::text IS NULL OR starts_with(action, $7))" \
	" AND ($8::text IS NULL OR object = $8)" \
	" AND ($9::bigint IS NULL OR object_id = $9)" \
	" AND ($10::text IS NULL OR outcome = $10)" \
	" AND ($11::text IS NULL OR request_id = $11)" \
	" AND ($12::timestamptz IS NULL OR at >= $12)" \
	" AND ($13::timestamptz IS NULL OR at < $13)" \
	" AND ($14::text IS NULL OR position(lower($14) IN lower(" \
	"concat_ws(' ', actor_name, action, object, object_name, ip," \
	" reason, request_id))) > 0)"

/*
 * Plans are made once for all parameters, so a filter that picks few rows gets a
 * statement of its own that says so and finds its index.
 */
#define NEWEST " ORDER BY at DESC, chain, seq DESC"
#define VARIANT(name, pick) \
	static const char SQL_COUNT_##name[] = \
	    "SELECT count(*) FROM (SELECT 1" WHERE pick " LIMIT $15) t"; \
	static const char SQL_NEWEST_##name[] = \
	    "SELECT " ITEM WHERE pick NEWEST " LIMIT $15 OFFSET $16"; \
	static const char SQL_OLDEST_##name[] = \
	    "SELECT " ITEM WHERE pick \
	    " ORDER BY at, chain, seq LIMIT $15 OFFSET $16"; \
	static const char SQL_EXPORT_##name[] = \
	    "SELECT " ROW WHERE pick NEWEST " LIMIT $15"

VARIANT(ANY, "");
VARIANT(REQUEST, " AND request_id = $11");
VARIANT(OBJECT, " AND object = $8 AND object_id = $9");
VARIANT(ACTOR, " AND actor_id = $4");
VARIANT(PROJECT, " AND project_id = $3");

static const struct variant {
	const char *count;
	const char *newest;
	const char *oldest;
	const char *export;
} variants[] = {
#define ROW_(name) \
	{ \
		SQL_COUNT_##name, SQL_NEWEST_##name, SQL_OLDEST_##name, \
		    SQL_EXPORT_##name \
	}
	ROW_(ANY), ROW_(REQUEST), ROW_(OBJECT), ROW_(ACTOR), ROW_(PROJECT)
#undef ROW_
};

static const struct variant *
variant_of(const struct audit_filter *f)
{
	if (f->request_id && *f->request_id)
		return &variants[1];
	if (f->object && *f->object && f->object_id)
		return &variants[2];
	if (f->actor_id)
		return &variants[3];
	if (f->project_id)
		return &variants[4];
	return &variants[0];
}

/* The arguments $1 to $14. */
#define FILTER_ARGS 14
static void
filter_args(struct cx *cx, const struct audit_scope *scope,
    const struct audit_filter *f, struct db_arg v[FILTER_ARGS + 2])
{
	size_t len = f->action ? strlen(f->action) : 0;
	const char *exact = len ? f->action : NULL, *prefix = NULL;

	if (len && f->action[len - 1] == '*') {
		prefix = arena_str(cx->mem, (struct str){ f->action, len - 1 });
		exact = NULL;
	}
#define TEXT_OR_NULL(s) DB_TEXT((s) && *(s) ? (s) : NULL)
	v[0] = DB_BOOL(scope->all);
	v[1] = DB_INTS(scope->projects, scope->n);
	v[2] = DB_INT0(f->project_id);
	v[3] = DB_INT0(f->actor_id);
	v[4] = TEXT_OR_NULL(f->actor);
	v[5] = DB_TEXT(exact);
	v[6] = DB_TEXT(prefix);
	v[7] = TEXT_OR_NULL(f->object);
	v[8] = DB_INT0(f->object_id);
	v[9] = TEXT_OR_NULL(f->outcome);
	v[10] = TEXT_OR_NULL(f->request_id);
	v[11] = DB_TIME(f->from);
	v[12] = DB_TIME(f->to);
	v[13] = TEXT_OR_NULL(f->q);
#undef TEXT_OR_NULL
}

enum err_code
audit_db_list(struct cx *cx, const struct audit_scope *scope,
    const struct audit_filter *f, struct audit_row **rows, size_t *n,
    int64_t *total)
{
	const struct variant *by = variant_of(f);
	const char *sql = by->count;
	struct db_arg v[FILTER_ARGS + 2];
	bool oldest = f->sort && strcmp(f->sort, "at") == 0;
	enum err_code rc;

	filter_args(cx, scope, f, v);
	v[FILTER_ARGS] = DB_INT(AUDIT_COUNT_MAX);
	rc = db_int(cx, sql, (struct db_args){ v, FILTER_ARGS + 1 }, total);
	if (rc)
		return rc;
	v[FILTER_ARGS] = DB_INT(f->page_size);
	v[FILTER_ARGS + 1] = DB_INT(page_offset(f->page, f->page_size));
	sql = oldest ? by->oldest : by->newest;
	return db_all(cx, sql, (struct db_args){ v, FILTER_ARGS + 2 },
	    &audit_item_type, rows, n);
}

static const char SQL_GET[] =
    "SELECT " ROW " FROM audit_logs"
    " WHERE ($1 OR project_id = ANY ($2::bigint[]))"
    " AND chain = $3 AND seq = $4 ORDER BY at LIMIT 1";

enum err_code
audit_db_get(struct cx *cx, const struct audit_scope *scope, int64_t id,
    struct audit_row *out)
{
	return db_one(cx, SQL_GET,
	    DB_ARGS(DB_BOOL(scope->all), DB_INTS(scope->projects, scope->n),
		DB_INT(id >> AUDIT_ID_SHIFT),
		DB_INT(id & ((INT64_C(1) << AUDIT_ID_SHIFT) - 1))),
	    &audit_row_type, out);
}

enum err_code
audit_db_export(struct cx *cx, const struct audit_scope *scope,
    const struct audit_filter *f,
    enum err_code (*fn)(struct cx *cx, void *row, void *arg), void *arg)
{
	const char *sql = variant_of(f)->export;
	struct db_arg v[FILTER_ARGS + 2];
	struct audit_row row;

	filter_args(cx, scope, f, v);
	v[FILTER_ARGS] = DB_INT(AUDIT_EXPORT_MAX + 1);
	return db_each(cx, sql, (struct db_args){ v, FILTER_ARGS + 1 },
	    &audit_row_type, &row, fn, arg);
}

static const char SQL_CHAINS[] =
    "SELECT c.chain, COALESCE(h.seq, 0) AS head_seq,"
    " COALESCE(h.hash, '') AS head_hash, COALESCE(a.seq, 0) AS anchor_seq,"
    " COALESCE(a.hash, '') AS anchor_hash, COALESCE(a.mac, '') AS anchor_mac"
    " FROM (SELECT chain FROM audit_heads"
    " UNION SELECT chain FROM audit_anchors"
    " UNION SELECT chain FROM audit_logs) c"
    " LEFT JOIN audit_heads h ON h.chain = c.chain"
    " LEFT JOIN audit_anchors a ON a.chain = c.chain"
    " ORDER BY c.chain";

enum err_code
audit_db_chains(struct cx *cx, struct audit_chain **v, size_t *n)
{
	return db_all(cx, SQL_CHAINS, DB_NONE, &audit_chain_type, v, n);
}

static const char SQL_WALK[] =
    "SELECT " ROW " FROM audit_logs"
    " WHERE chain = $1 AND (seq, at) > ($2, $3) ORDER BY seq, at LIMIT $4";

enum err_code
audit_db_walk(struct cx *cx, int64_t chain, int64_t seq, int64_t at,
    int64_t limit, enum err_code (*fn)(struct cx *cx, void *row, void *arg),
    void *arg)
{
	struct audit_row row;

	return db_each(cx, SQL_WALK,
	    DB_ARGS(DB_INT(chain), DB_INT(seq),
		((struct db_arg){ .kind = DB_K_TIME, .i = at }), DB_INT(limit)),
	    &audit_row_type, &row, fn, arg);
}

static const char SQL_BEYOND[] =
    "SELECT count(*) FROM audit_logs l WHERE l.chain = $1 AND l.seq >"
    " COALESCE((SELECT h.seq FROM audit_heads h WHERE h.chain = $1), 0)";

enum err_code
audit_db_beyond(struct cx *cx, int64_t chain, int64_t *rows)
{
	return db_int(cx, SQL_BEYOND, DB_ARGS(DB_INT(chain)), rows);
}

/* Zero or one row of one time. */
static const char SQL_DROP_BOUND[] =
    "SELECT 0::bigint AS chain, 0::bigint AS seq, '' AS hash, b AS at"
    " FROM audit_drop_bound($1) b WHERE b IS NOT NULL";

enum err_code
audit_db_drop_bound(struct cx *cx, int64_t before, int64_t *bound)
{
	struct audit_head row;
	enum err_code rc;
	bool found;

	rc = db_maybe(cx, SQL_DROP_BOUND, DB_ARGS(DB_TIME(before)),
	    &audit_head_type, &row, &found);
	*bound = !rc && found ? row.at : 0;
	return rc;
}

static const char SQL_DROP_ENDS[] =
    "SELECT DISTINCT ON (chain) chain, seq, hash, at FROM audit_logs"
    " WHERE at < $1 ORDER BY chain, seq DESC, at DESC";

enum err_code
audit_db_drop_ends(struct cx *cx, int64_t bound, struct audit_head **v,
    size_t *n)
{
	return db_all(cx, SQL_DROP_ENDS, DB_ARGS(DB_TIME(bound)),
	    &audit_head_type, v, n);
}

static const char SQL_DROP[] = "SELECT audit_drop($1, $2, $3, $4)";

enum err_code
audit_db_drop(struct cx *cx, int64_t bound, const struct audit_head *v,
    const char *const *macs, size_t n, int64_t *dropped)
{
	int64_t *chains = arena_array(cx->mem, n + 1, sizeof(*chains));
	int64_t *seqs = arena_array(cx->mem, n + 1, sizeof(*seqs));
	size_t i;

	for (i = 0; i < n; i++) {
		chains[i] = v[i].chain;
		seqs[i] = v[i].seq;
	}
	return db_int(cx, SQL_DROP,
	    DB_ARGS(DB_TIME(bound), DB_INTS(chains, n), DB_INTS(seqs, n),
		DB_TEXTS(macs, n)),
	    dropped);
}
