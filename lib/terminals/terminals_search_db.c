/* SQL of the search in what was typed and shown. */
#include "db/db.h"
#include "terminals/terminals_int.h"

#define FOUND \
	"SELECT b.id, b.session_id AS session, coalesce(s.host_id, 0) AS" \
	" host_id, s.host_name, b.user_id, s.username, b.kind," \
	" s.created_at AS started_at, b.text, b.times FROM "
#define SESSION " b JOIN terminal_sessions s ON s.id = b.session_id"

/* $1 projects, $2 the caller, $3 projects where he audits, $4 features, $5 the
 * phrase, $6 below, $7 kind, $8 host, $9 user, $10 session, $11 limit.  The
 * session is joined on its key: a host's filter is looked at there. */
#define MATCHES \
	"(x.user_id = $2 OR x.project_id = ANY ($3::bigint[]))" \
	" AND ($6::bigint IS NULL OR x.id < $6)" \
	" AND ($7::text IS NULL OR x.kind = $7)" \
	" AND ($9::bigint IS NULL OR x.user_id = $9)" \
	" AND ($10::bigint IS NULL OR x.session_id = $10)"

/* Step by step: generic plans would read the blocks once for each session, and
 * the texts before the words were asked for. */
static const char SQL_RECENT[] =
    "WITH r AS MATERIALIZED (SELECT x.* FROM unnest($1::bigint[]) AS p (id)"
    "  CROSS JOIN LATERAL (SELECT * FROM terminal_texts x"
    "   WHERE x.project_id = p.id AND " MATCHES
    "   ORDER BY x.id DESC LIMIT 400) x"
    "  WHERE x.features @> $4::bigint[]::integer[]),"
    " b AS MATERIALIZED (SELECT * FROM r WHERE"
    "  position(lower($5) IN lower(r.text)) > 0) " FOUND
    "b JOIN terminal_sessions s ON s.id = b.session_id"
    " WHERE ($8::bigint IS NULL OR s.host_id = $8)"
    " ORDER BY b.id DESC LIMIT $11";

/* The index is asked inside of a function: see sql/0034. */
static const char SQL_ANYWHERE[] =
    FOUND "k8sm_terminal_search($1::bigint[], $2, $3::bigint[],"
	  " $4::bigint[]::integer[], $5, $6, $7, $9, $10, $8, $11)" SESSION
	  " ORDER BY b.id DESC";

static const char *
some(const char *s)
{
	return s && s[0] ? s : NULL;
}

#define ARGS(cx, q) \
	DB_ARGS(DB_INTS((cx)->who.projects, (cx)->who.n_projects), \
	    DB_INT((cx)->who.user_id), \
	    DB_INTS((q)->scope->audited, (q)->scope->n_audited), \
	    DB_INTS((q)->features, (q)->n_features), DB_TEXT((q)->f->q), \
	    DB_INT0((q)->f->before), DB_TEXT(some((q)->f->kind)), \
	    DB_INT0((q)->f->host_id), DB_INT0((q)->f->user_id), \
	    DB_INT0((q)->session), DB_INT((q)->f->page_size))

enum err_code
terminals_db_recent(struct cx *cx, const struct terminals_query *q,
    struct terminal_block **items, size_t *n)
{
	return db_all(cx, SQL_RECENT, ARGS(cx, q), &terminal_block_type, items,
	    n);
}

enum err_code
terminals_db_anywhere(struct cx *cx, const struct terminals_query *q,
    struct terminal_block **items, size_t *n)
{
	return db_all(cx, SQL_ANYWHERE, ARGS(cx, q), &terminal_block_type,
	    items, n);
}
