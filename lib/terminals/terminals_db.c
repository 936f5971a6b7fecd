/* SQL of terminal sessions and their recordings. */
#include "db/db.h"
#include "terminals/terminals_int.h"

#define COLS \
	"s.id, s.project_id, coalesce(s.host_id, 0) AS host_id, s.host_name," \
	" s.ip, s.ssh_user, s.user_id, s.username, s.client_ip, s.reason," \
	" s.status, s.end_reason, s.error, s.ended_by, s.exit_code, s.cols," \
	" s.rows, CASE WHEN s.status = 'active' AND s.connected_at IS NOT " \
	"NULL" \
	"  THEN (extract(epoch FROM now() - s.connected_at) * 1000)::bigint" \
	"  ELSE s.duration_ms END AS duration_ms, s.bytes_in, s.bytes_out," \
	" s.recorded_bytes, s.chunks, s.cut_at_ms, s.connected_at," \
	" s.created_at, s.updated_at, s.ended_at, s.node"

static const char SQL_INSERT[] =
    "INSERT INTO terminal_sessions AS s (project_id, host_id, user_id, cols,"
    " rows, host_name, ip, ssh_user, username, client_ip, reason, lang)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    " RETURNING " COLS ", 0::bigint AS total";

enum err_code
terminals_db_insert(struct cx *cx, const struct terminal *in,
    struct terminal *out)
{
	return db_one(cx, SQL_INSERT,
	    DB_ARGS(DB_INT(in->project_id), DB_INT(in->host_id),
		DB_INT(in->user_id), DB_INT(in->cols), DB_INT(in->rows),
		DB_TEXT(in->host_name), DB_TEXT(in->ip), DB_TEXT(in->ssh_user),
		DB_TEXT(in->username), DB_TEXT(in->client_ip),
		DB_TEXT(in->reason),
		DB_TEXT(cx->lang == LANG_EN ? "en" : "zh")),
	    &terminal_row_type, out);
}

/* One user's opens wait for each other, so that none slips past the limit. */
static const char SQL_OPEN[] =
    "SELECT count(*) FROM terminal_sessions s, (SELECT"
    " pg_advisory_xact_lock(hashtext('k8sm terminals'), $1::bigint::int)) l"
    " WHERE s.user_id = $1 AND s.status = 'active'";

enum err_code
terminals_db_open_count(struct cx *cx, int64_t *n)
{
	return db_int(cx, SQL_OPEN, DB_ARGS(DB_INT(cx->who.user_id)), n);
}

#define VISIBLE \
	"s.project_id = ANY ($1::bigint[]) AND (s.user_id = $2" \
	" OR s.project_id = ANY ($3::bigint[]))"

static const char SQL_GET[] =
    "SELECT " COLS ", 0::bigint AS total"
    " FROM terminal_sessions s WHERE s.id = $4 AND " VISIBLE;

enum err_code
terminals_db_get(struct cx *cx, int64_t id, const struct terminals_scope *s,
    struct terminal *out)
{
	return db_one(cx, SQL_GET,
	    DB_ARGS(DB_INTS(cx->who.projects, cx->who.n_projects),
		DB_INT(cx->who.user_id), DB_INTS(s->audited, s->n_audited),
		DB_INT(id)),
	    &terminal_row_type, out);
}

#define FILTER \
	VISIBLE " AND ($4::text IS NULL OR s.status = $4)" \
		" AND ($5::bigint IS NULL OR s.host_id = $5)" \
		" AND ($6::bigint IS NULL OR s.user_id = $6)" \
		" AND ($7::text IS NULL OR position(lower($7) IN" \
		"  lower(concat_ws(' ', s.host_name, s.username, s.ip," \
		"  s.reason))) > 0)" \
		" AND ($8::timestamptz IS NULL OR s.created_at >= $8)" \
		" AND ($9::timestamptz IS NULL OR s.created_at < $9)"
static const char SQL_LIST[] =
    "SELECT " COLS ", 0::bigint AS total FROM terminal_sessions s WHERE " FILTER
    " ORDER BY s.id DESC LIMIT $10 OFFSET $11";
static const char SQL_COUNT[] =
    "SELECT count(*) FROM terminal_sessions s WHERE " FILTER;

static const char *
some(const char *s)
{
	return s && s[0] ? s : NULL;
}

enum err_code
terminals_db_list(struct cx *cx, const struct terminal_filter *f,
    const struct terminals_scope *s, struct terminal **items, size_t *n,
    int64_t *total)
{
	int64_t user = f->mine ? cx->who.user_id : f->user_id;
	const struct db_arg v[] = {
		DB_INTS(cx->who.projects, cx->who.n_projects),
		DB_INT(cx->who.user_id), DB_INTS(s->audited, s->n_audited),
		DB_TEXT(some(f->status)), DB_INT0(f->host_id), DB_INT0(user),
		DB_TEXT(some(f->q)), DB_TIME(f->from), DB_TIME(f->to),
		DB_INT(f->page_size), DB_INT(page_offset(f->page, f->page_size))
	};
	enum err_code rc;

	rc = db_all(cx, SQL_LIST, (struct db_args){ v, 11 }, &terminal_row_type,
	    items, n);
	if (rc)
		return rc;
	return db_int(cx, SQL_COUNT, (struct db_args){ v, 9 }, total);
}

/* Who holds it is asked to end it; what nobody holds has ended. */
static const char SQL_END[] =
    "UPDATE terminal_sessions AS s SET end_requested_at ="
    " coalesce(s.end_requested_at, now()), end_reason = $2, ended_by = $3,"
    " updated_at = now(), version = s.version + 1,"
    " status = CASE WHEN s.node = '' THEN 'closed' ELSE s.status END,"
    " ended_at = CASE WHEN s.node = '' THEN now() ELSE s.ended_at END"
    " WHERE s.id = $1 AND s.status = 'active' AND s.project_id"
    " = ANY ($4::bigint[]) RETURNING " COLS ", 0::bigint AS total";

enum err_code
terminals_db_end(struct cx *cx, int64_t id, const char *reason,
    struct terminal *out)
{
	return db_one(cx, SQL_END,
	    DB_ARGS(DB_INT(id), DB_TEXT(reason), DB_INT(cx->who.user_id),
		DB_INTS(cx->who.projects, cx->who.n_projects)),
	    &terminal_row_type, out);
}

static const char SQL_CHUNKS[] =
    "SELECT c.seq, c.from_ms, c.to_ms, c.raw_bytes, c.data FROM (SELECT c.*,"
    " sum(c.raw_bytes) OVER (ORDER BY c.seq) - c.raw_bytes AS before"
    " FROM terminal_chunks c WHERE c.session_id = $1 AND c.at = $2"
    "  AND c.seq > $3 ORDER BY c.seq LIMIT 64) c"
    " WHERE c.before < 3000000 ORDER BY c.seq";

enum err_code
terminals_db_chunks(struct cx *cx, const struct terminal *t, int64_t after,
    struct terminal_chunk **items, size_t *n)
{
	return db_all(cx, SQL_CHUNKS,
	    DB_ARGS(DB_INT(t->id), DB_TIME(t->created_at), DB_INT(after)),
	    &terminal_chunk_type, items, n);
}

static const char SQL_SEEK[] =
    "SELECT coalesce(max(c.seq), 0) - 1 FROM terminal_chunks c"
    " WHERE c.session_id = $1 AND c.at = $2 AND c.from_ms <= $3";

enum err_code
terminals_db_seek(struct cx *cx, const struct terminal *t, int64_t ms,
    int64_t *after)
{
	return db_int(cx, SQL_SEEK,
	    DB_ARGS(DB_INT(t->id), DB_TIME(t->created_at), DB_INT(ms)), after);
}

static const char SQL_TYPED[] =
    "SELECT b.id, b.session_id AS session, coalesce(s.host_id, 0) AS host_id,"
    " s.host_name, b.user_id, s.username, b.kind, s.created_at AS started_at,"
    " b.text, b.times FROM terminal_texts b JOIN terminal_sessions s"
    " ON s.id = b.session_id WHERE b.session_id = $1 AND b.at = $2"
    " AND b.kind = 'i' AND b.project_id = ANY ($3::bigint[])"
    " ORDER BY b.id LIMIT 500";

enum err_code
terminals_db_typed(struct cx *cx, const struct terminal *t,
    struct terminal_block **items, size_t *n)
{
	return db_all(cx, SQL_TYPED,
	    DB_ARGS(DB_INT(t->id), DB_TIME(t->created_at),
		DB_INTS(cx->who.projects, cx->who.n_projects)),
	    &terminal_block_type, items, n);
}

static const char SQL_UNAUDITED[] =
    "SELECT " COLS ", 0::bigint AS total"
    " FROM terminal_sessions s WHERE s.ended_at IS NOT NULL"
    " AND s.audited_at IS NULL AND ($1 OR s.project_id = ANY ($2::bigint[]))"
    " ORDER BY s.id LIMIT 100 FOR UPDATE OF s SKIP LOCKED";

enum err_code
terminals_db_unaudited(struct cx *cx, struct terminal **items, size_t *n)
{
	return db_all(cx, SQL_UNAUDITED,
	    DB_ARGS(DB_BOOL(cx->who.all_projects),
		DB_INTS(cx->who.projects, cx->who.n_projects)),
	    &terminal_row_type, items, n);
}

static const char SQL_AUDITED[] =
    "UPDATE terminal_sessions SET audited_at = now() WHERE id = $1"
    " AND ($2 OR project_id = ANY ($3::bigint[]))";

enum err_code
terminals_db_audited(struct cx *cx, int64_t id)
{
	return db_exec(cx, SQL_AUDITED,
	    DB_ARGS(DB_INT(id), DB_BOOL(cx->who.all_projects),
		DB_INTS(cx->who.projects, cx->who.n_projects)),
	    NULL);
}

static const char SQL_DROP[] =
    "SELECT k8sm_terminals_drop($1::bigint::int, $2::bigint::int)";

enum err_code
terminals_db_drop(struct cx *cx, int64_t keep_days, int64_t most, int64_t *n)
{
	return db_int(cx, SQL_DROP, DB_ARGS(DB_INT(keep_days), DB_INT(most)),
	    n);
}

static const char SQL_DROP_PARTITIONS[] =
    "SELECT (k8sm_partitions_drop('terminal_chunks', $1::bigint::int)"
    " + k8sm_partitions_drop('terminal_texts', $1::bigint::int))::bigint";

enum err_code
terminals_db_drop_partitions(struct cx *cx, int64_t keep_days)
{
	int64_t n;

	return db_int(cx, SQL_DROP_PARTITIONS, DB_ARGS(DB_INT(keep_days)), &n);
}
