/*
 * What k8sm-stream asks the database: one question at a time, each answering as
 * many needs as there are (events of all tasks that have some, rights of all
 * principals at once).
 */
#include <inttypes.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

#include "stream_term.h"

#define WANTS 16 /* tasks of one question */
#define WHOS 4096 /* principals of one question */
#define USERS 1024
#define ASKS 4096 /* tickets and notifications that may wait */
#define AUTHZ_MS 1500
#define NOTES_MS 30000
#define POLL_MS 2000 /* a NOTIFY may be lost: look at everything */

#define RFC3339(col) \
	"to_char(" col " AT TIME ZONE 'UTC'," \
	" 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
#define NOTE_JSON \
	"jsonb_build_object('type', 'new', 'notification', " \
	"jsonb_build_object(" \
	"'id', u.id, 'user_id', u.user_id, 'notification_id', n.id," \
	" 'read_at', u.read_at," \
	" 'dismissed_at', u.dismissed_at," \
	" 'confirmed_at', u.confirmed_at," \
	" 'created_at', u.created_at," \
	" 'notification', jsonb_build_object('id', n.id, 'type', n.type," \
	" 'title', n.title, 'content', n.content, 'title_en', n.title_en," \
	" 'content_en', n.content_en, 'severity', n.severity," \
	" 'source', n.source, 'source_id', n.source_id," \
	" 'action_url', n.action_url, 'action_type', n.action_type," \
	" 'created_at', n.created_at)))"
#define CHANGE_JSON \
	"jsonb_build_object('type', 'update', 'id', u.id::text," \
	" 'read_at', u.read_at," \
	" 'dismissed_at', u.dismissed_at," \
	" 'confirmed_at', u.confirmed_at)"
#define AGE_MS "(extract(epoch FROM now() - u.created_at) * 1000)::bigint"

/*
 * Plans must not depend on how full the tables were when they were made.  The
 * stream serves whomever k8sm-api let in: it sees every project.
 */
static const char SQL_SETUP[] =
    "SET k8sm.projects = '*';"
    "SELECT set_config('k8sm.user', '0', false);"
    "SET TimeZone = 'UTC'; SET search_path = public; SET jit = off;"
    "SET statement_timeout = '8s'; SET lock_timeout = '2s';"
    "SET enable_seqscan = off; SET enable_hashjoin = off;"
    "SET enable_mergejoin = off; SET plan_cache_mode = force_generic_plan;"
    "PREPARE events (bigint[], bigint[]) AS"
    " SELECT s.n, t.status, t.event_seq, e.seq, " RFC3339(
	"e.at") ","
		"  e.type, e.text, e.data"
		" FROM unnest($1, $2) WITH ORDINALITY AS s (id, after, n)"
		" LEFT JOIN tasks t ON t.id = s.id"
		" LEFT JOIN LATERAL (SELECT * FROM task_events v WHERE "
		"v.task_id = s.id"
		"  AND v.seq > s.after ORDER BY v.seq LIMIT 128) e ON true"
		" ORDER BY s.n, e.seq;"
		"PREPARE authz (bigint[], bigint[], bigint[], bigint[]) AS"
		" SELECT w.n FROM unnest($1, $2, $3, $4) WITH ORDINALITY"
		"  AS w (uid, sid, v, tid, n)"
		" LEFT JOIN users u ON u.id = w.uid"
		" LEFT JOIN sessions s ON s.id = w.sid"
		" LEFT JOIN api_tokens k ON k.id = w.tid"
		" WHERE u.id IS NULL OR u.status <> 1 OR u.authz_version <> w.v"
		"  OR (w.sid <> 0 AND (s.id IS NULL OR s.ended_at IS NOT NULL"
		"   OR s.expires_at <= now()))"
		"  OR (w.tid <> 0 AND (k.id IS NULL OR k.revoked_at IS NOT NULL"
		"   OR k.expires_at <= now()));"
		"PREPARE ticket (bytea) AS"
		" WITH t AS (DELETE FROM tickets WHERE ticket_hash = $1"
		"  AND target = 'notifications' RETURNING user_id, session_id, "
		"token_id,"
		"  expires_at)"
		" SELECT t.user_id, coalesce(t.session_id, 0), u.authz_version,"
		"  coalesce(t.token_id, 0) FROM t JOIN users u ON u.id = "
		"t.user_id"
		" LEFT JOIN sessions s ON s.id = t.session_id"
		" WHERE t.expires_at > now() AND u.status = 1"
		"  AND (t.session_id IS NULL OR s.ended_at IS NULL);"
		"PREPARE note (bigint, bigint, boolean) AS"
		" SELECT u.user_id, u.id, CASE WHEN $3 THEN " CHANGE_JSON
		"  ELSE " NOTE_JSON " END, " AGE_MS
		" FROM user_notifications u JOIN notifications n"
		"  ON n.id = u.notification_id WHERE u.id = $2 AND u.user_id = "
		"$1;"
		"PREPARE notes (bigint[]) AS"
		" SELECT u.user_id, u.id, " NOTE_JSON ", " AGE_MS
		" FROM user_notifications u JOIN notifications n"
		"  ON n.id = u.notification_id WHERE u.user_id = ANY ($1)"
		"  AND u.created_at > now() - interval '75 s' AND "
		"u.dismissed_at IS NULL"
		" ORDER BY u.id;"
		"LISTEN k8sm_events; LISTEN k8sm_authz; LISTEN k8sm_notify";

struct ask {
	enum stream_ask kind;
	int64_t a;
	int64_t b;
	bool changed;
	unsigned char hash[32];
};

static struct ask asks[ASKS];
static size_t asks_head, n_asks;
static bool authz_due;
static int turn;
static int64_t authz_ms, notes_ms, poll_ms;

/* The question under way. */
static enum stream_ask now_asking;
static struct ask now_ask;
static struct stream_want wants[WANTS];
static size_t n_wants;
static struct stream_who *whos[WHOS];
static size_t n_whos;
static bool failed;

const char *
stream_db_setup(void)
{
	static struct buf all;

	if (all.n == 0) {
		buf_init(&all, NULL, 65536);
		buf_puts(&all, SQL_SETUP);
		buf_puts(&all, stream_db_term_setup());
	}
	return all.p;
}

static void
put_ask(const struct ask *a)
{
	if (n_asks == ASKS)
		return; /* the client comes again, or polls */
	asks[(asks_head + n_asks++) % ASKS] = *a;
	stream_pg_kick();
}

void
stream_db_ticket(int64_t serial, const unsigned char hash[32])
{
	struct ask a = { .kind = ASK_TICKET, .a = serial };

	memcpy(a.hash, hash, sizeof(a.hash));
	put_ask(&a);
}

void
stream_db_note(int64_t user_id, int64_t id, bool changed)
{
	put_ask(&(struct ask){
	    .kind = ASK_NOTE, .a = user_id, .b = id, .changed = changed });
}

void
stream_db_check_authz(void)
{
	authz_due = true;
	stream_pg_kick();
}

void
stream_db_tick(void)
{
	int64_t now = time_mono_ms();

	if (now >= authz_ms && stream_who_count())
		authz_due = true;
	if (now >= poll_ms) {
		poll_ms = now + POLL_MS;
		stream_task_news(NULL);
	}
	if (now >= notes_ms) {
		notes_ms = now + NOTES_MS;
		put_ask(&(struct ask){ .kind = ASK_NOTES });
	}
	stream_db_term_tick();
	stream_pg_kick();
}

/* --- asking ------------------------------------------------------------------- */

static void
put_number(struct buf *b, size_t i, int64_t v)
{
	buf_putc(b, i ? ',' : '{');
	buf_int(b, v);
}

static bool
send_question(PGconn *pg, const char *name, const char *const *values, int n)
{
	return PQsendQueryPrepared(pg, name, n, values, NULL, NULL, 0) == 1;
}

static bool
ask_events(PGconn *pg)
{
	struct buf ids, afters;
	const char *values[2];
	size_t i;
	bool ok;

	n_wants = stream_task_wants(wants, WANTS);
	if (n_wants == 0)
		return false;
	buf_init(&ids, NULL, 65536);
	buf_init(&afters, NULL, 65536);
	for (i = 0; i < n_wants; i++) {
		put_number(&ids, i, wants[i].id);
		put_number(&afters, i, wants[i].after);
	}
	buf_putc(&ids, '}');
	buf_putc(&afters, '}');
	values[0] = ids.p;
	values[1] = afters.p;
	now_asking = ASK_EVENTS;
	ok = send_question(pg, "events", values, 2);
	/* Rows come one by one: an answer is never held as a whole. */
	if (ok)
		PQsetSingleRowMode(pg);
	buf_free(&ids);
	buf_free(&afters);
	return ok;
}

static bool
ask_authz(PGconn *pg)
{
	struct buf b[4];
	const char *values[4];
	size_t i, k;
	bool ok;

	authz_due = false;
	authz_ms = time_mono_ms() + AUTHZ_MS;
	n_whos = stream_who_list(whos, WHOS);
	if (n_whos == 0)
		return false;
	for (k = 0; k < 4; k++)
		buf_init(&b[k], NULL, WHOS * 24);
	for (i = 0; i < n_whos; i++) {
		/* Held until the answer is there. */
		whos[i]->refs++;
		put_number(&b[0], i, whos[i]->node.key);
		put_number(&b[1], i, whos[i]->session_id);
		put_number(&b[2], i, whos[i]->version);
		put_number(&b[3], i, whos[i]->token_id);
	}
	for (k = 0; k < 4; k++) {
		buf_putc(&b[k], '}');
		values[k] = b[k].p;
	}
	now_asking = ASK_AUTHZ;
	ok = send_question(pg, "authz", values, 4);
	for (k = 0; k < 4; k++)
		buf_free(&b[k]);
	return ok;
}

static bool
ask_ticket(PGconn *pg, const struct ask *a)
{
	char hex[2 + 64 + 1] = "\\x";
	const char *values[1] = { hex };
	size_t i;

	for (i = 0; i < sizeof(a->hash); i++)
		snprintf(hex + 2 + 2 * i, 3, "%02x", a->hash[i]);
	return send_question(pg, "ticket", values, 1);
}

static bool
ask_note(PGconn *pg, const struct ask *a)
{
	char uid[24], id[24];
	const char *values[3] = { uid, id, a->changed ? "t" : "f" };

	snprintf(uid, sizeof(uid), "%" PRId64, a->a);
	snprintf(id, sizeof(id), "%" PRId64, a->b);
	return send_question(pg, "note", values, 3);
}

static bool
ask_notes(PGconn *pg)
{
	static int64_t ids[USERS];
	size_t n = stream_sock_users(ids, USERS), i;
	const char *values[1];
	struct buf b;
	bool ok;

	if (n == 0) {
		now_asking = ASK_NONE;
		return false;
	}
	buf_init(&b, NULL, USERS * 24);
	for (i = 0; i < n; i++)
		put_number(&b, i, ids[i]);
	buf_putc(&b, '}');
	values[0] = b.p;
	ok = send_question(pg, "notes", values, 1);
	buf_free(&b);
	return ok;
}

static bool
ask_queued(PGconn *pg)
{
	if (n_asks == 0)
		return false;
	now_ask = asks[asks_head];
	asks_head = (asks_head + 1) % ASKS;
	n_asks--;
	now_asking = now_ask.kind;
	if (now_ask.kind == ASK_TICKET)
		return ask_ticket(pg, &now_ask);
	if (now_ask.kind == ASK_NOTE)
		return ask_note(pg, &now_ask);
	return ask_notes(pg);
}

static bool
ask_term(PGconn *pg)
{
	now_asking = ASK_TERM;
	if (stream_db_term_next(pg))
		return true;
	now_asking = ASK_NONE;
	return false;
}

bool
stream_db_next(void *arg)
{
	PGconn *pg = arg;
	bool ok;

	failed = false;
	now_asking = ASK_NONE;
	if (authz_due && ask_authz(pg))
		return true;
	/* Tickets, events and terminals take turns. */
	turn = (turn + 1) % 3;
	if (turn == 2 && ask_term(pg))
		return true;
	ok = turn ? ask_queued(pg) || ask_events(pg) :
		    ask_events(pg) || ask_queued(pg);
	return ok || ask_term(pg);
}

/* --- answers ------------------------------------------------------------------- */

static int64_t
number(const PGresult *res, int row, int col)
{
	return PQgetisnull(res, row, col) ?
	    0 :
	    strtoll(PQgetvalue(res, row, col), NULL, 10);
}

static const char *
text(const PGresult *res, int row, int col)
{
	return PQgetisnull(res, row, col) ? NULL : PQgetvalue(res, row, col);
}

static void
take_events(const PGresult *res)
{
	struct stream_row r;
	int i;
	int64_t n;

	for (i = 0; i < PQntuples(res); i++) {
		n = number(res, i, 0);
		if (n < 1 || (size_t)n > n_wants)
			continue;
		r.status = text(res, i, 1);
		r.last_seq = number(res, i, 2);
		r.seq = number(res, i, 3);
		r.at = text(res, i, 4);
		r.type = text(res, i, 5);
		r.text = text(res, i, 6);
		r.data = text(res, i, 7);
		stream_task_row(&wants[n - 1], &r);
	}
}

static void
take_authz(const PGresult *res)
{
	int64_t n;
	int i;

	for (i = 0; i < PQntuples(res); i++) {
		n = number(res, i, 0);
		if (n >= 1 && (size_t)n <= n_whos)
			whos[n - 1]->ended = true;
	}
}

static void
take_ticket(const PGresult *res)
{
	struct stream_who *who = NULL;

	if (PQntuples(res) == 1)
		who = stream_who_get(number(res, 0, 0), number(res, 0, 1),
		    number(res, 0, 2), number(res, 0, 3));
	stream_sock_redeemed(now_ask.a, who);
}

static void
take_notes(const PGresult *res)
{
	int i;

	for (i = 0; i < PQntuples(res); i++)
		stream_sock_message(number(res, i, 0), number(res, i, 1),
		    now_asking == ASK_NOTE && now_ask.changed,
		    number(res, i, 3), PQgetvalue(res, i, 2));
}

static void
complete(bool ok)
{
	bool ended = false;
	size_t i;

	switch (now_asking) {
	case ASK_EVENTS:
		for (i = 0; i < n_wants; i++)
			stream_task_done(&wants[i], ok);
		break;
	case ASK_AUTHZ:
		for (i = 0; i < n_whos; i++)
			ended = ended || whos[i]->ended;
		if (ended) {
			stream_task_end(false);
			stream_sock_end(false);
			stream_view_end(false);
			stream_term_rights();
		}
		for (i = 0; i < n_whos; i++)
			stream_who_put(whos[i]);
		if (!ok)
			authz_ms = 0;
		break;
	case ASK_TICKET:
		if (!ok)
			stream_sock_redeemed(now_ask.a, NULL);
		break;
	case ASK_NOTE:
	case ASK_NOTES:
		if (!ok)
			notes_ms = 0;
		break;
	case ASK_TERM:
		/* What follows from it may ask again. */
		now_asking = ASK_NONE;
		stream_db_term_done(ok);
		return;
	case ASK_NONE:
	case ASK_SETUP:
		break;
	}
	now_asking = ASK_NONE;
}

void
stream_db_result(void *pg, const void *result)
{
	const PGresult *res = result;
	ExecStatusType status;

	(void)pg;
	if (res == NULL) {
		complete(!failed);
		return;
	}
	status = PQresultStatus(res);
	if (status != PGRES_TUPLES_OK && status != PGRES_SINGLE_TUPLE &&
	    status != PGRES_COMMAND_OK) {
		log_warn(NULL, "stream.query", LOG_INT("ask", now_asking),
		    LOG_TEXT("sqlstate",
			PQresultErrorField(res, PG_DIAG_SQLSTATE)));
		failed = true;
		return;
	}
	switch (now_asking) {
	case ASK_EVENTS:
		take_events(res);
		break;
	case ASK_AUTHZ:
		take_authz(res);
		break;
	case ASK_TICKET:
		take_ticket(res);
		break;
	case ASK_NOTE:
	case ASK_NOTES:
		take_notes(res);
		break;
	case ASK_TERM:
		stream_db_term_rows(res);
		break;
	case ASK_NONE:
	case ASK_SETUP:
		break;
	}
}

void
stream_db_reset(void)
{
	complete(false);
	stream_db_term_reset();
	authz_due = stream_who_count() > 0;
	authz_ms = notes_ms = poll_ms = 0;
	stream_task_news(NULL);
}
