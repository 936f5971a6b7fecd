/*
 * SQL of the worker.  Every write names id, fence and `running`: a worker whose
 * lease went to another changes nothing.
 */
#include <inttypes.h>
#include <stdio.h>

#include "db/db.h"
#include "tasks/tasks_run.h"

/*
 * $1 worker, $2 lease in ms, $3 kinds, $4 their time-outs, $5 their tries,
 * $6 lane.
 */
static const char SQL_CLAIM[] =
    "WITH next AS MATERIALIZED (SELECT k8sm_task_next($6::text, $3::text[])"
    "  AS id),"
    " got AS (UPDATE tasks t SET status = 'running', fence = fence + 1,"
    "  attempt = attempt + 1, worker = $1, version = version + 1,"
    "  started_at = coalesce(started_at, clock_timestamp()),"
    "  lease_until = clock_timestamp() + $2 * interval '1 ms',"
    "  deadline_at = clock_timestamp() + interval '1 s' * coalesce(timeout_s,"
    "   ($4::bigint[])[array_position($3::text[], kind)]),"
    "  max_tries = ($5::bigint[])[array_position($3::text[], kind)],"
    "  event_seq = event_seq + 1"
    "  FROM next WHERE t.id = next.id"
    "  RETURNING t.id, t.kind, t.fence, t.attempt, t.crashes, t.actor_id,"
    "  t.actor_name, t.project_id, t.request_id, t.args, t.event_seq,"
    "  coalesce(t.timeout_s, ($4::bigint[])[array_position($3::text[],"
    "   t.kind)]) AS timeout_s, t.started_mark IS NOT NULL AS started),"
    " said AS (INSERT INTO task_events (task_id, seq, at, type, text, data)"
    "  SELECT id, event_seq, clock_timestamp(), 'state', '',"
    "  jsonb_build_object('status', 'running', 'attempt', attempt) FROM got)"
    " SELECT false AS ended, got.* FROM got";

/* The new status may be `queued` (to be tried again). */
static const char SQL_END[] =
    "WITH done AS (UPDATE tasks SET status = $3, error = $4,"
    "  result = coalesce($5, result), lease_until = NULL,"
    "  finished_at = CASE WHEN $3 <> 'queued' THEN clock_timestamp() END,"
    "  run_at = CASE WHEN $3 = 'queued' THEN clock_timestamp()"
    "   + $6 * interval '1 ms' ELSE run_at END,"
    "  ready = $3 <> 'queued' OR $6 <= 0,"
    "  attempt = attempt - CASE WHEN $7 THEN 1 ELSE 0 END,"
    "  event_seq = event_seq + cardinality($8::text[]),"
    "  version = version + 1"
    "  WHERE id = $1 AND fence = $2 AND status = 'running'"
    "  RETURNING id, event_seq),"
    " said AS (INSERT INTO task_events (task_id, seq, at, type, text, data)"
    "  SELECT d.id, d.event_seq - cardinality($8::text[]) + e.ord,"
    "  clock_timestamp(), e.type, e.text, nullif(e.data, '')::jsonb"
    "  FROM done d, unnest($8::text[], $9::text[], $10::text[])"
    "   WITH ORDINALITY AS e (type, text, data, ord))"
    " SELECT count(*) FROM done";

/*
 * The end of one task and the start of an offered one: one UPDATE of two rows,
 * one INSERT, one commit.  The row that ends comes first, so nobody who waits
 * for an offered row holds one that its owner waits for.  $3, $4 the offer's id and
 * fence, $5 its kind's time-out, $6 its kind's tries, $7, $8 the ended task's
 * (id 0: none), $9 to $11 its status, error and result; the arrays are its $12
 * events, then the offered one's.  An old offer may be the very task that ends:
 * events go by row, not by id.
 */
static const char SQL_TAKE[] =
    "WITH b AS (UPDATE tasks t SET status = w.status,"
    "  fence = t.fence + w.one, attempt = t.attempt + w.one, worker = $1,"
    "  version = t.version + 1, error = coalesce(w.error, t.error),"
    "  result = coalesce(w.result, t.result),"
    "  started_at = coalesce(t.started_at, w.at), finished_at = w.ended_at,"
    "  lease_until = w.at + $2 * interval '1 ms',"
    "  deadline_at = coalesce(w.at + coalesce(t.timeout_s, $5)"
    "   * interval '1 s', t.deadline_at),"
    "  max_tries = coalesce(w.tries, t.max_tries),"
    "  event_seq = t.event_seq + w.said"
    "  FROM (VALUES ($7::bigint, $8::bigint, 'running', $9::text, 0,"
    "   $12::bigint, $10::text, $11::jsonb, NULL::timestamptz,"
    "   clock_timestamp(), NULL::bigint), ($3, $4, 'queued', 'running', 1, 1,"
    "   NULL, NULL, clock_timestamp(), NULL, $6))"
    "   AS w (id, fence, was, status, one, said, error, result, at, ended_at,"
    "   tries)"
    "  WHERE t.id = w.id AND t.fence = w.fence AND t.status = w.was"
    "   AND (t.ready OR w.one = 0)"
    "  RETURNING w.one = 0 AS ended, t.id, t.kind, t.fence, t.attempt,"
    "  t.crashes, t.actor_id, t.actor_name, t.project_id, t.request_id,"
    "  t.args, t.event_seq, coalesce(t.timeout_s, $5) AS timeout_s,"
    "  t.started_mark IS NOT NULL AS started),"
    " said AS (INSERT INTO task_events (task_id, seq, at, type, text, data)"
    "  SELECT b.id, b.event_seq - CASE WHEN b.ended THEN $12 - e.ord ELSE 0"
    "   END, clock_timestamp(), e.type, e.text, nullif(e.data, '')::jsonb"
    "  FROM b, unnest($13::text[], $14::text[], $15::text[])"
    "   WITH ORDINALITY AS e (type, text, data, ord)"
    "  WHERE b.ended = (e.ord <= $12))"
    " SELECT b.* FROM b";

#define S struct run_claim
static const struct field claim_fields[] = { F_BOOL(S, ended, 0, 0, ""),
	F_INT(S, id, F_NULL, 0, INT64_MAX, 0, ""),
	F_TEXT(S, kind, F_NULL, 0, 64, ""),
	F_INT(S, fence, F_NULL, 0, INT64_MAX, 0, ""),
	F_INT(S, attempt, F_NULL, 0, INT64_MAX, 0, ""),
	F_INT(S, crashes, F_NULL, 0, INT64_MAX, 0, ""),
	F_INT(S, actor_id, F_NULL, 0, INT64_MAX, 0, ""),
	F_TEXT(S, actor_name, F_NULL, 0, 64, ""),
	F_INT(S, project_id, F_NULL, 0, INT64_MAX, 0, ""),
	F_TEXT(S, request_id, F_NULL, 0, 128, ""),
	F_RAW(S, args, F_NULL, 1 << 20, ""),
	F_INT(S, timeout_s, F_NULL, 0, INT64_MAX, 0, ""),
	F_INT(S, event_seq, F_NULL, 0, INT64_MAX, 0, ""),
	F_BOOL(S, started, 0, 0, ""), F_END };
static const struct type claim_type = { "TaskClaim", sizeof(S), claim_fields,
	"" };
#undef S

#define CLAIM_ARGS(w) \
	DB_TEXT((w)->worker), DB_INT((w)->lease_ms), \
	    DB_TEXTS((w)->kinds.names, (w)->kinds.n), \
	    DB_INTS((w)->kinds.timeouts, (w)->kinds.n), \
	    DB_INTS((w)->kinds.tries, (w)->kinds.n), DB_TEXT((w)->lane)
#define END_ARGS(e) \
	DB_INT((e)->id), DB_INT((e)->fence), DB_TEXT((e)->status), \
	    DB_TEXT((e)->error ? (e)->error : ""), DB_JSON((e)->result), \
	    DB_INT((e)->delay_ms), DB_BOOL((e)->untried), \
	    DB_TEXTS((e)->events.types, (e)->events.n), \
	    DB_TEXTS((e)->events.texts, (e)->events.n), \
	    DB_TEXTS((e)->events.datas, (e)->events.n)

enum err_code
tasks_db_claim(struct cx *cx, const struct run_self *self,
    struct run_claim *out)
{
	bool found;
	enum err_code rc;

	rc = db_maybe(cx, SQL_CLAIM, DB_ARGS(CLAIM_ARGS(self)), &claim_type,
	    out, &found);
	if (rc || !found)
		out->id = 0;
	return rc;
}

enum err_code
tasks_db_end(struct cx *cx, const struct run_end *e, bool *ended)
{
	int64_t n;
	enum err_code rc;

	rc = db_int(cx, SQL_END, DB_ARGS(END_ARGS(e)), &n);
	*ended = rc == ERR_OK && n > 0;
	return rc;
}

/* The events of both tasks, the offered one's last. */
static void
take_events(struct arena *mem, const struct run_end *e,
    const struct run_offer *offer, struct run_batch *out)
{
	const struct run_batch *in = &e->events;
	char *data = arena_alloc(mem, 64);
	size_t i;

	snprintf(data, 64, "{\"status\":\"running\",\"attempt\":%" PRId64 "}",
	    offer->attempt + 1);
	out->types = arena_array(mem, in->n + 1, sizeof(char *));
	out->texts = arena_array(mem, in->n + 1, sizeof(char *));
	out->datas = arena_array(mem, in->n + 1, sizeof(char *));
	for (i = 0; i < in->n; i++) {
		out->types[i] = in->types[i];
		out->texts[i] = in->texts[i];
		out->datas[i] = in->datas[i];
	}
	out->types[i] = "state";
	out->texts[i] = "";
	out->datas[i] = data;
	out->n = i + 1;
}

enum err_code
tasks_db_take(struct cx *cx, const struct run_end *e,
    const struct run_offer *offer, const struct run_self *self,
    struct run_claim *out)
{
	static const struct run_end none = { .status = "", .error = "" };
	const struct run_end *end = e ? e : &none;
	struct run_claim *rows;
	struct run_batch said;
	bool ended = false;
	enum err_code rc;
	size_t i, n;

	take_events(cx->mem, end, offer, &said);
	memset(out, 0, sizeof(*out));
	rc = db_all(cx, SQL_TAKE,
	    DB_ARGS(DB_TEXT(self->worker), DB_INT(self->lease_ms),
		DB_INT(offer->id), DB_INT(offer->fence),
		DB_INT(self->kinds.timeouts[offer->kind]),
		DB_INT(self->kinds.tries[offer->kind]), DB_INT(end->id),
		DB_INT(end->fence), DB_TEXT(end->status),
		DB_TEXT(end->error ? end->error : ""), DB_JSON(end->result),
		DB_INT((int64_t)end->events.n), DB_TEXTS(said.types, said.n),
		DB_TEXTS(said.texts, said.n), DB_TEXTS(said.datas, said.n)),
	    &claim_type, &rows, &n);
	if (rc)
		return rc;
	for (i = 0; i < n; i++) {
		if (rows[i].ended)
			ended = true;
		else
			*out = rows[i];
	}
	out->ended = ended;
	return ERR_OK;
}

#define S struct run_offered
struct run_offered {
	int64_t id;
	int64_t fence;
	int64_t attempt;
	const char *kind;
};
static const struct field offered_fields[] = { F_INT(S, id, 0, 0, INT64_MAX, 0,
						   ""),
	F_INT(S, fence, 0, 0, INT64_MAX, 0, ""),
	F_INT(S, attempt, 0, 0, INT64_MAX, 0, ""),
	F_TEXT(S, kind, 0, 0, 64, ""), F_END };
static const struct type offered_type = { "TaskOffered", sizeof(S),
	offered_fields, "" };
#undef S

static const char SQL_OFFERS[] =
    "SELECT id, fence, attempt, kind"
    " FROM k8sm_task_offers($1::text, $2::text[], $3::bigint)";

enum err_code
tasks_db_offers(struct cx *cx, const struct run_self *self,
    struct run_offer *offers, size_t *n)
{
	const struct run_kinds *k = &self->kinds;
	struct run_offered *rows;
	size_t i, kind, n_rows;
	enum err_code rc;

	*n = 0;
	rc = db_all(cx, SQL_OFFERS,
	    DB_ARGS(DB_TEXT(self->lane), DB_TEXTS(k->names, k->n),
		DB_INT(RUN_OFFERS)),
	    &offered_type, &rows, &n_rows);
	if (rc)
		return rc;
	for (i = 0; i < n_rows && *n < RUN_OFFERS; i++) {
		for (kind = 0; kind < k->n; kind++) {
			if (strcmp(k->names[kind], rows[i].kind) == 0)
				break;
		}
		if (kind < k->n)
			offers[(*n)++] = (struct run_offer){ rows[i].id,
				rows[i].fence, rows[i].attempt, kind };
	}
	return ERR_OK;
}

static const char SQL_IS_ENDED[] =
    "SELECT count(*) FROM tasks"
    " WHERE id = $1 AND fence = $2 AND status = $3";

enum err_code
tasks_db_is_ended(struct cx *cx, const struct run_end *e, bool *ended)
{
	int64_t n;
	enum err_code rc;

	rc = db_int(cx, SQL_IS_ENDED,
	    DB_ARGS(DB_INT(e->id), DB_INT(e->fence), DB_TEXT(e->status)), &n);
	*ended = rc == ERR_OK && n > 0;
	return rc;
}

static const char SQL_ORPHANS[] =
    "WITH t AS (UPDATE tasks SET status = 'queued', lease_until = NULL,"
    "  attempt = attempt - 1, event_seq = event_seq + 1, version = version + 1"
    "  WHERE status = 'running' AND worker = $1 RETURNING id, event_seq)"
    " INSERT INTO task_events (task_id, seq, type, text, data)"
    " SELECT id, event_seq, 'state', 'the connection broke while it was taken',"
    " '{\"status\": \"queued\"}' FROM t";

enum err_code
tasks_db_orphans(struct cx *cx, const char *worker)
{
	return db_exec(cx, SQL_ORPHANS, DB_ARGS(DB_TEXT(worker)), NULL);
}

static const char SQL_MARK_STARTED[] =
    "UPDATE tasks SET started_mark = now()"
    " WHERE id = $1 AND fence = $2 AND status = 'running'";

enum err_code
tasks_db_mark_started(struct cx *cx, int64_t id, int64_t fence, bool *done)
{
	int64_t n;
	enum err_code rc;

	rc = db_exec(cx, SQL_MARK_STARTED, DB_ARGS(DB_INT(id), DB_INT(fence)),
	    &n);
	*done = rc == ERR_OK && n > 0;
	return rc;
}

/*
 * $3 is the number that the writer believes to be the last: after a commit of
 * unknown outcome the same batch cannot be appended twice.
 */
static const char SQL_APPEND[] =
    "WITH t AS (UPDATE tasks SET event_seq = $3 + cardinality($4::text[])"
    "  WHERE id = $1 AND fence = $2 AND status = 'running' AND event_seq = $3"
    "  RETURNING id),"
    " e AS (INSERT INTO task_events (task_id, seq, at, type, text, data)"
    "  SELECT t.id, $3 + e.ord, clock_timestamp(), e.type, e.text,"
    "  nullif(e.data, '')::jsonb"
    "  FROM t, unnest($4::text[], $5::text[], $6::text[])"
    "  WITH ORDINALITY AS e (type, text, data, ord))"
    " SELECT count(*) FROM t";

enum err_code
tasks_db_append(struct cx *cx, int64_t id, int64_t fence, int64_t seq,
    const struct run_batch *b, bool *done)
{
	int64_t n;
	enum err_code rc;

	rc = db_int(cx, SQL_APPEND,
	    DB_ARGS(DB_INT(id), DB_INT(fence), DB_INT(seq),
		DB_TEXTS(b->types, b->n), DB_TEXTS(b->texts, b->n),
		DB_TEXTS(b->datas, b->n)),
	    &n);
	*done = rc == ERR_OK && n > 0;
	return rc;
}

static const char SQL_LAST_SEQ[] =
    "SELECT event_seq FROM tasks"
    " WHERE id = $1 AND fence = $2 AND status = 'running'";

enum err_code
tasks_db_last_seq(struct cx *cx, int64_t id, int64_t fence, int64_t *seq)
{
	enum err_code rc;

	rc = db_int(cx, SQL_LAST_SEQ, DB_ARGS(DB_INT(id), DB_INT(fence)), seq);
	return rc == ERR_NOT_FOUND ? err_plain(cx, ERR_CONFLICT) : rc;
}

#define S struct run_renewed
static const struct field renewed_fields[] = { F_INT(S, id, 0, 0, INT64_MAX, 0,
						   ""),
	F_INT(S, fence, 0, 0, INT64_MAX, 0, ""),
	F_BOOL(S, cancel_requested, 0, 0, ""), F_END };
static const struct type renewed_type = { "TaskRenewed", sizeof(S),
	renewed_fields, "" };
#undef S

static const char SQL_RENEW[] =
    "UPDATE tasks t SET lease_until = clock_timestamp() + $3 * interval '1 ms'"
    " FROM unnest($1::bigint[], $2::bigint[]) AS s (id, fence)"
    " WHERE t.id = s.id AND t.fence = s.fence AND t.status = 'running'"
    " RETURNING t.id, t.fence, t.cancel_requested";

enum err_code
tasks_db_renew(struct cx *cx, const int64_t *ids, const int64_t *fences,
    size_t n, int64_t lease_ms, struct run_renewed **rows, size_t *n_rows)
{
	return db_all(cx, SQL_RENEW,
	    DB_ARGS(DB_INTS(ids, n), DB_INTS(fences, n), DB_INT(lease_ms)),
	    &renewed_type, rows, n_rows);
}

/*
 * What becomes of a task whose process is gone: tried again, looked at again
 * (a set started_mark makes the next runner look), or ended.  A task that kills
 * its process again and again is not tried for ever.
 */
#define AFTER_CRASH \
	"CASE WHEN crashes + 1 >= 3 THEN 'failed'" \
	" WHEN cancel_requested AND started_mark IS NULL THEN 'cancelled'" \
	" ELSE 'queued' END"
#define CRASH_SET \
	" crashes = crashes + 1, lease_until = NULL, version = version + 1," \
	" event_seq = event_seq + 1, status = " AFTER_CRASH "," \
	" error = CASE " AFTER_CRASH " WHEN 'failed' THEN 'quarantined: '" \
	"  || (crashes + 1) || ' worker processes died of it'" \
	"  WHEN 'cancelled' THEN 'cancelled' ELSE error END," \
	" finished_at = CASE " AFTER_CRASH " WHEN 'queued' THEN NULL" \
	"  ELSE clock_timestamp() END," \
	" run_at = CASE " AFTER_CRASH " WHEN 'queued' THEN clock_timestamp()" \
	"  + crashes * interval '2 s' ELSE run_at END"
#define SAY_STATE(text) \
	" said AS (INSERT INTO task_events (task_id, seq, at, type, text, " \
	"data)" \
	"  SELECT id, event_seq, clock_timestamp(), 'state', " text "," \
	"  jsonb_build_object('status', status, 'error', error) FROM t)"

static const char SQL_BURY_CRASHED[] =
    "WITH t AS (UPDATE tasks SET " CRASH_SET
    "  WHERE id = $1 AND fence = $2 AND status = 'running'"
    "  RETURNING id, event_seq, status, error)," SAY_STATE(
	"$3") " SELECT count(*) FROM t";
static const char SQL_BURY[] =
    "WITH t AS (UPDATE tasks SET lease_until = NULL, version = version + 1,"
    "  event_seq = event_seq + 1, status = $4, error = $3,"
    "  finished_at = clock_timestamp()"
    "  WHERE id = $1 AND fence = $2 AND status = 'running'"
    "  RETURNING id, event_seq, status, error)," SAY_STATE(
	"$3") " SELECT count(*) FROM t";
static const char SQL_RELEASE[] =
    "WITH t AS (UPDATE tasks SET lease_until = NULL, version = version + 1,"
    "  event_seq = event_seq + 1, status = 'queued', attempt = attempt - 1"
    "  WHERE id = $1 AND fence = $2 AND status = 'running'"
    "  RETURNING id, event_seq, status, error)," SAY_STATE(
	"$3") " SELECT count(*) FROM t";

enum err_code
tasks_db_bury(struct cx *cx, int64_t id, int64_t fence, enum run_why why,
    const char *text, bool *done)
{
	int64_t n = 0;
	enum err_code rc = ERR_OK;

	switch (why) {
	case RUN_CRASHED:
		rc = db_int(cx, SQL_BURY_CRASHED,
		    DB_ARGS(DB_INT(id), DB_INT(fence), DB_TEXT(text)), &n);
		break;
	case RUN_RELEASED:
		rc = db_int(cx, SQL_RELEASE,
		    DB_ARGS(DB_INT(id), DB_INT(fence), DB_TEXT(text)), &n);
		break;
	case RUN_CANCELLED:
	case RUN_TIMED_OUT:
		rc = db_int(cx, SQL_BURY,
		    DB_ARGS(DB_INT(id), DB_INT(fence), DB_TEXT(text),
			DB_TEXT(why == RUN_CANCELLED ? "cancelled" : "failed")),
		    &n);
		break;
	}
	*done = rc == ERR_OK && n > 0;
	return rc;
}

static const char SQL_SWEEP[] =
    "WITH old AS (SELECT id FROM tasks WHERE status = 'running'"
    "  AND lease_until < clock_timestamp() ORDER BY id LIMIT 100"
    "  FOR UPDATE SKIP LOCKED),"
    " t AS (UPDATE tasks SET " CRASH_SET "  FROM old WHERE tasks.id = old.id"
    "  RETURNING tasks.id, event_seq, status, error)," SAY_STATE(
	"'its worker did not renew the lease'") " SELECT t.id FROM t";

struct id_row {
	int64_t id;
};
static const struct field id_fields[] = {
	F_INT(struct id_row, id, 0, 0, INT64_MAX, 0, ""), F_END
};
static const struct type id_type = { "TaskId", sizeof(struct id_row), id_fields,
	"" };

enum err_code
tasks_db_sweep(struct cx *cx, int64_t **ids, size_t *n)
{
	struct id_row *rows;
	enum err_code rc;

	rc = db_all(cx, SQL_SWEEP, DB_NONE, &id_type, &rows, n);
	*ids = rc == ERR_OK && *n ? &rows->id : NULL;
	return rc;
}

static const char SQL_PROMOTE[] =
    "UPDATE tasks SET ready = true WHERE id IN (SELECT id FROM tasks"
    "  WHERE status = 'queued' AND NOT ready AND run_at <= clock_timestamp()"
    "  ORDER BY run_at LIMIT 5000 FOR UPDATE SKIP LOCKED)";
struct next_row {
	int64_t next;
};
static const struct field next_fields[] = {
	F_TIME(struct next_row, next, F_NULL, ""), F_END
};
static const struct type next_type = { "TaskNext", sizeof(struct next_row),
	next_fields, "" };
static const char SQL_NEXT_RUN[] =
    "SELECT run_at AS next FROM tasks WHERE status = 'queued' AND NOT ready"
    " ORDER BY run_at LIMIT 1";

enum err_code
tasks_db_promote(struct cx *cx, int64_t *n, int64_t *next)
{
	struct next_row row = { 0 };
	bool found;
	enum err_code rc;

	rc = db_exec(cx, SQL_PROMOTE, DB_NONE, n);
	if (rc)
		return rc;
	rc = db_maybe(cx, SQL_NEXT_RUN, DB_NONE, &next_type, &row, &found);
	*next = rc == ERR_OK && found ? row.next : 0;
	return rc;
}

struct lane_row {
	const char *lane;
};
static const struct field lane_fields[] = {
	F_TEXT(struct lane_row, lane, 0, 0, 32, ""), F_END
};
static const struct type lane_type = { "TaskLane", sizeof(struct lane_row),
	lane_fields, "" };

static const char SQL_LANES_WANTED[] =
    "SELECT l.lane FROM unnest($1::text[]) AS l (lane)"
    " WHERE EXISTS (SELECT 1 FROM tasks t WHERE t.status = 'queued'"
    "  AND t.ready AND t.lane = l.lane AND t.kind = ANY ($2::text[]))";

enum err_code
tasks_db_lanes_wanted(struct cx *cx, const char *const *lanes, size_t n,
    const struct run_kinds *kinds, const char *const **wanted, size_t *n_wanted)
{
	struct lane_row *rows;
	const char **names;
	enum err_code rc;
	size_t i;

	rc = db_all(cx, SQL_LANES_WANTED,
	    DB_ARGS(DB_TEXTS(lanes, n), DB_TEXTS(kinds->names, kinds->n)),
	    &lane_type, &rows, n_wanted);
	if (rc)
		return rc;
	names = arena_array(cx->mem, *n_wanted + 1, sizeof(*names));
	for (i = 0; i < *n_wanted; i++)
		names[i] = rows[i].lane;
	*wanted = names;
	return ERR_OK;
}

/* Only kinds whose lane changed with a release find anything here. */
static const char SQL_RELANE[] =
    "UPDATE tasks t SET lane = k.lane"
    " FROM unnest($1::text[], $2::text[]) AS k (name, lane)"
    " WHERE t.status = 'queued' AND t.kind = k.name AND t.lane <> k.lane";

enum err_code
tasks_db_relane(struct cx *cx, const struct run_kinds *kinds)
{
	return db_exec(cx, SQL_RELANE,
	    DB_ARGS(DB_TEXTS(kinds->names, kinds->n),
		DB_TEXTS(kinds->lanes, kinds->n)),
	    NULL);
}

/*
 * One slot of time, one task, among all workers and by the database's clock:
 * the key says which slot; tasks_routine_key keeps two from being there at once.
 */
#define SLOT "floor(extract(epoch FROM clock_timestamp()) / k.every)::bigint"
static const char SQL_ROUTINE_ORDER[] =
    "INSERT INTO tasks (kind, title, lane, routine, max_tries, actor_name,"
    " idempotency_key)"
    " SELECT k.name, k.name, k.lane, true, k.tries, 'system',"
    "  'every-' || k.every || '-' || " SLOT
    " FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[])"
    "  AS k (name, lane, tries, every)"
    " WHERE k.every > 0 AND NOT EXISTS (SELECT 1 FROM tasks t"
    "  WHERE t.kind = k.name AND t.routine"
    "  AND t.status IN ('queued', 'running'))"
    " ON CONFLICT DO NOTHING RETURNING lane";
static const char SQL_ROUTINE_NEXT[] =
    "SELECT coalesce(min(((" SLOT
    " + 1) * k.every - extract(epoch FROM clock_timestamp())) * 1000),"
    "  3600000)::bigint"
    " FROM unnest($1::bigint[]) AS k (every) WHERE k.every > 0";

enum err_code
tasks_db_routine_order(struct cx *cx, const struct run_kinds *kinds,
    size_t *made, int64_t *next_ms)
{
	struct lane_row *rows;
	enum err_code rc;

	rc = db_all(cx, SQL_ROUTINE_ORDER,
	    DB_ARGS(DB_TEXTS(kinds->names, kinds->n),
		DB_TEXTS(kinds->lanes, kinds->n),
		DB_INTS(kinds->tries, kinds->n),
		DB_INTS(kinds->every, kinds->n)),
	    &lane_type, &rows, made);
	return rc ? rc :
		    db_int(cx, SQL_ROUTINE_NEXT,
			DB_ARGS(DB_INTS(kinds->every, kinds->n)), next_ms);
}

static const char SQL_ROUTINE_PRUNE[] =
    "SELECT coalesce(sum(k8sm_task_routine_prune(k.name, $3::bigint::int)),"
    "  0)::bigint"
    " FROM unnest($1::text[], $2::bigint[]) AS k (name, every)"
    " WHERE k.every > 0";

enum err_code
tasks_db_routine_prune(struct cx *cx, const struct run_kinds *kinds,
    int64_t keep)
{
	int64_t n;

	return db_int(cx, SQL_ROUTINE_PRUNE,
	    DB_ARGS(DB_TEXTS(kinds->names, kinds->n),
		DB_INTS(kinds->every, kinds->n), DB_INT(keep)),
	    &n);
}
