/*
 * What k8sm-stream asks and tells the database about terminals.  Statements wait
 * in a queue; those that store something are tried again when the connection
 * broke under them.
 */
#include <inttypes.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

#include "stream_term.h"

#define TRIES 5
#define RENEW_MS 2000
#define SWEEP_MS 5000
#define MAX_VALUES 9
#define RENEWED 4096

#define ROW \
	" s.id, coalesce(s.host_id, 0), s.cols, s.rows, s.user_id, s.node, " \
	"s.lang"

static const char SQL_SETUP[] =
    ";PREPARE term_ticket (bytea) AS"
    " WITH t AS (DELETE FROM tickets WHERE ticket_hash = $1"
    "  AND target LIKE 'terminal:%' RETURNING *)"
    " SELECT t.user_id, coalesce(t.session_id, 0), u.authz_version,"
    "  coalesce(t.token_id, 0), u.username, split_part(t.target, ':', 3)," ROW
    " FROM t JOIN users u ON u.id = t.user_id"
    " LEFT JOIN sessions l ON l.id = t.session_id"
    " LEFT JOIN api_tokens a ON a.id = t.token_id"
    " JOIN terminal_sessions s"
    "  ON s.id = split_part(t.target, ':', 2)::bigint"
    " WHERE t.expires_at > now() AND u.status = 1 AND s.status = 'active'"
    "  AND (t.session_id IS NULL OR (l.ended_at IS NULL"
    "   AND l.expires_at > now()))"
    "  AND (t.token_id IS NULL OR (a.revoked_at IS NULL"
    "   AND a.expires_at > now()));"
    "PREPARE term_look (bigint, bigint, bigint, bigint, bigint) AS"
    " SELECT $2, $3, $4, $5, u.username, 'attach'," ROW
    " FROM terminal_sessions s JOIN users u ON u.id = $2"
    " WHERE s.id = $1 AND s.user_id = $2 AND s.status = 'active'"
    "  AND u.status = 1;"
    "PREPARE term_claim (bigint, text) AS"
    " UPDATE terminal_sessions SET node = $2, updated_at = now(),"
    "  lease_until = now() + interval '20 s'"
    " WHERE id = $1 AND status = 'active' AND node = '' RETURNING id;"
    "PREPARE term_up (bigint, text, text) AS"
    " UPDATE terminal_sessions SET connected_at = now(), updated_at = now(),"
    "  ssh_user = $2, ip = $3 WHERE id = $1 AND status = 'active';"
    "PREPARE term_renew (bigint[], bigint[], bigint[], bigint[]) AS"
    " WITH w AS (SELECT * FROM unnest($1, $2, $3, $4)"
    "   AS w (id, bytes_in, bytes_out, ms)),"
    "  u AS (UPDATE terminal_sessions s SET bytes_in = w.bytes_in,"
    "   lease_until = now() + interval '20 s', bytes_out = w.bytes_out,"
    "   duration_ms = w.ms FROM w WHERE s.id = w.id AND s.status = 'active'"
    "   RETURNING s.id, s.end_requested_at IS NOT NULL AS wanted,"
    "    s.end_reason)"
    " SELECT w.id, u.id IS NOT NULL, coalesce(u.wanted, false), u.end_reason"
    " FROM w LEFT JOIN u ON u.id = w.id;"
    "PREPARE term_orphans (text) AS"
    " UPDATE terminal_sessions SET status = 'lost', end_reason = 'lost',"
    "  ended_at = now(), updated_at = now(), cut_at_ms = duration_ms,"
    "  version = version + 1 WHERE status = 'active' AND node = $1;"
    "PREPARE term_sweep AS SELECT k8sm_terminals_sweep();"
    "PREPARE term_chunk (bigint, bigint, bigint, bigint, bigint, bytea) AS"
    " WITH c AS (INSERT INTO terminal_chunks (session_id, seq, at, from_ms,"
    "   to_ms, raw_bytes, data) SELECT s.id, $2, s.created_at, $3, $4, $5, $6"
    "   FROM terminal_sessions s WHERE s.id = $1 ON CONFLICT DO NOTHING"
    "   RETURNING raw_bytes)"
    " UPDATE terminal_sessions s SET chunks = chunks + 1,"
    "  recorded_bytes = recorded_bytes + c.raw_bytes,"
    "  duration_ms = greatest(duration_ms, $4) FROM c WHERE s.id = $1;"
    "PREPARE term_text (bigint, text, bigint, text, bigint[], int[]) AS"
    " INSERT INTO terminal_texts (session_id, project_id, user_id, at, kind,"
    "  from_ms, text, times, features) SELECT s.id, s.project_id, s.user_id,"
    "  s.created_at, $2, $3, $4, $5, $6 FROM terminal_sessions s"
    " WHERE s.id = $1;"
    "PREPARE term_over (bigint, text, text, text, bigint, bigint, bigint,"
    "  bigint, bigint) AS"
    " UPDATE terminal_sessions SET status = $2, end_reason = CASE WHEN"
    "  end_requested_at IS NOT NULL AND end_reason <> '' THEN end_reason"
    "  ELSE $3 END, error = $4, exit_code = $5, cut_at_ms = $6,"
    "  bytes_in = $7, bytes_out = $8, duration_ms = $9, ended_at = now(),"
    "  updated_at = now(), version = version + 1"
    " WHERE id = $1 AND status = 'active';"
    "LISTEN k8sm_terminals";

enum what {
	WHAT_TICKET,
	WHAT_LOOK,
	WHAT_CLAIM,
	WHAT_RENEW,
	WHAT_PIECE,
	WHAT_OTHER
};

struct term_ask {
	struct term_ask *next;
	const char *name;
	enum what what;
	int64_t id; /* of the terminal, or serial of the view */
	int tries, n;
	bool stores; /* to be tried again */
	bool answered;
	bool binary;
	size_t at[MAX_VALUES], len[MAX_VALUES];
	struct buf b;
};

static struct term_ask *first, **last = &first, *now;
static size_t n_waiting;
static bool settled; /* sessions of the process before us were looked for */
static int64_t renew_ms, sweep_ms;
static char node[256];

const char *
stream_db_term_setup(void)
{
	return SQL_SETUP;
}

size_t
stream_db_term_waiting(void)
{
	return n_waiting + (now != NULL);
}

/* --- building --------------------------------------------------------------------- */

static struct term_ask *
ask_new(const char *name, enum what what, int64_t id, bool stores)
{
	struct term_ask *a = calloc(1, sizeof(*a));

	if (a == NULL)
		return NULL;
	a->name = name;
	a->what = what;
	a->id = id;
	a->stores = stores;
	buf_init(&a->b, NULL, (size_t)16 << 20);
	return a;
}

static void
add(struct term_ask *a, struct str v)
{
	a->at[a->n] = a->b.n;
	a->len[a->n++] = v.n;
	buf_str(&a->b, v);
	buf_putc(&a->b, '\0');
}

static void
add_text(struct term_ask *a, const char *s)
{
	add(a, str_of(s));
}

static void
add_int(struct term_ask *a, int64_t v)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, v);
	add_text(a, text);
}

static void
ask_free(struct term_ask *a)
{
	if (a)
		buf_free(&a->b);
	free(a);
}

static void
enqueue(struct term_ask *a)
{
	if (a->b.failed) {
		if (a->what == WHAT_PIECE)
			stream_term_kept(a->id, false);
		ask_free(a);
		return;
	}
	*last = a;
	last = &a->next;
	n_waiting++;
	stream_pg_kick();
}

static const char *
node_name(void)
{
	char host[128] = "";

	if (node[0] == '\0') {
		(void)gethostname(host, sizeof(host) - 1);
		snprintf(node, sizeof(node), "%.100s:%.140s", host,
		    stream.set->run_dir[0] ? stream.set->run_dir :
					     stream.set->var_dir);
	}
	return node;
}

/*
 * What the process before us held is lost.  The first question of all: what we
 * claim goes by the same name.
 */
static void
settle(void)
{
	struct term_ask *a;

	if (settled)
		return;
	settled = true;
	a = ask_new("term_orphans", WHAT_OTHER, 0, true);
	if (a) {
		add_text(a, node_name());
		enqueue(a);
	}
}

static void
put(struct term_ask *a)
{
	settle();
	enqueue(a);
}

void
stream_db_term_ticket(int64_t serial, const unsigned char hash[32])
{
	struct term_ask *a = ask_new("term_ticket", WHAT_TICKET, serial, false);
	char hex[2 + 64 + 1] = "\\x";
	size_t i;

	if (a == NULL)
		return;
	for (i = 0; i < 32; i++)
		snprintf(hex + 2 + 2 * i, 3, "%02x", hash[i]);
	add_text(a, hex);
	put(a);
}

void
stream_db_term_look(int64_t serial, int64_t id, const struct stream_conn *c)
{
	struct term_ask *a = ask_new("term_look", WHAT_LOOK, serial, false);

	if (a == NULL)
		return;
	add_int(a, id);
	add_int(a, c->uid);
	add_int(a, c->sid);
	add_int(a, c->version);
	add_int(a, c->tid);
	put(a);
}

void
stream_db_term_claim(int64_t id)
{
	struct term_ask *a = ask_new("term_claim", WHAT_CLAIM, id, false);

	if (a == NULL)
		return;
	add_int(a, id);
	add_text(a, node_name());
	put(a);
}

void
stream_db_term_up(int64_t id, const char *user, const char *ip)
{
	struct term_ask *a = ask_new("term_up", WHAT_OTHER, id, true);

	if (a == NULL)
		return;
	add_int(a, id);
	add_text(a, user);
	add_text(a, ip);
	put(a);
}

void
stream_db_term_chunk(int64_t id, struct str payload)
{
	struct term_ask *a = ask_new("term_chunk", WHAT_PIECE, id, true);
	int64_t v;
	int i;

	if (a == NULL) {
		stream_term_kept(id, false);
		return;
	}
	add_int(a, id);
	for (i = 0; i < 4; i++) {
		(void)terminals_take_number(&payload, &v);
		add_int(a, v);
	}
	add(a, payload);
	a->binary = true;
	put(a);
}

void
stream_db_term_text(int64_t id, struct str payload)
{
	struct term_ask *a = ask_new("term_text", WHAT_PIECE, id, true);
	char kind[2] = { 0 };
	int64_t v;

	if (a == NULL || payload.n < 1) {
		ask_free(a);
		stream_term_kept(id, false);
		return;
	}
	kind[0] = payload.p[0];
	payload.p++;
	payload.n--;
	(void)terminals_take_number(&payload, &v);
	add_int(a, id);
	add_text(a, kind);
	add_int(a, v);
	add_text(a, terminals_take_text(&payload));
	add_text(a, terminals_take_text(&payload));
	add_text(a, terminals_take_text(&payload));
	put(a);
}

void
stream_db_term_over(const struct stream_term *t)
{
	struct term_ask *a =
	    ask_new("term_over", WHAT_OTHER, t->node.key, true);

	if (a == NULL)
		return;
	add_int(a, t->node.key);
	add_text(a, t->status);
	add_text(a, t->why);
	add_text(a, t->job.lang == LANG_EN ? t->en : t->zh);
	add_int(a, t->exit_code);
	add_int(a, t->cut_ms);
	add_int(a, t->bytes_in);
	add_int(a, t->bytes_out);
	add_int(a, t->active_ms ? time_mono_ms() - t->active_ms : 0);
	put(a);
}

static void
put_number(struct buf *b, size_t i, int64_t v)
{
	buf_putc(b, i ? ',' : '{');
	buf_int(b, v);
}

static void
renew(void)
{
	static struct stream_term *v[RENEWED];
	size_t n = stream_term_list(v, RENEWED), i, k;
	struct term_ask *a;
	int64_t at = time_mono_ms();

	a = n ? ask_new("term_renew", WHAT_RENEW, 0, false) : NULL;
	if (a == NULL)
		return;
	for (k = 0; k < 4; k++) {
		a->at[k] = a->b.n;
		for (i = 0; i < n; i++)
			put_number(&a->b, i,
			    k == 0		? v[i]->node.key :
				k == 1		? v[i]->bytes_in :
				k == 2		? v[i]->bytes_out :
				v[i]->active_ms ? at - v[i]->active_ms :
						  0);
		buf_puts(&a->b, "}");
		a->len[k] = a->b.n - a->at[k];
		buf_putc(&a->b, '\0');
	}
	a->n = 4;
	put(a);
}

void
stream_db_term_tick(void)
{
	int64_t at = time_mono_ms();
	struct term_ask *a;

	settle();
	if (at >= renew_ms) {
		renew_ms = at + RENEW_MS;
		renew();
	}
	if (at >= sweep_ms) {
		sweep_ms = at + SWEEP_MS;
		a = ask_new("term_sweep", WHAT_OTHER, 0, false);
		if (a)
			put(a);
	}
}

void
stream_db_term_soon(void)
{
	renew_ms = 0;
	stream_db_term_tick();
}

/* --- asking and answers ------------------------------------------------------------- */

bool
stream_db_term_next(void *pg)
{
	const char *values[MAX_VALUES];
	int lengths[MAX_VALUES], formats[MAX_VALUES] = { 0 }, i;

	if (first == NULL || now)
		return false;
	now = first;
	first = now->next;
	now->next = NULL;
	if (first == NULL)
		last = &first;
	n_waiting--;
	for (i = 0; i < now->n; i++) {
		values[i] = now->b.p + now->at[i];
		lengths[i] = (int)now->len[i];
	}
	if (now->binary)
		formats[now->n - 1] = 1;
	now->answered = false;
	if (PQsendQueryPrepared(pg, now->name, now->n, values, lengths, formats,
		0) == 1)
		return true;
	stream_db_term_done(false);
	return false;
}

static int64_t
number(const PGresult *res, int row, int col)
{
	return PQgetisnull(res, row, col) ?
	    0 :
	    strtoll(PQgetvalue(res, row, col), NULL, 10);
}

static void
found(const PGresult *res)
{
	struct term_row r;

	if (PQntuples(res) != 1)
		return;
	r = (struct term_row){ .user_id = number(res, 0, 0),
		.session_id = number(res, 0, 1),
		.version = number(res, 0, 2),
		.token_id = number(res, 0, 3),
		.username = PQgetvalue(res, 0, 4),
		.mode = PQgetvalue(res, 0, 5),
		.id = number(res, 0, 6),
		.host_id = number(res, 0, 7),
		.cols = number(res, 0, 8),
		.rows = number(res, 0, 9),
		.owner = number(res, 0, 10),
		.node = PQgetvalue(res, 0, 11),
		.lang = PQgetvalue(res, 0, 12) };
	now->answered = true;
	stream_view_found(now->id, &r);
}

void
stream_db_term_rows(const void *result)
{
	const PGresult *res = result;
	int i;

	if (now == NULL)
		return;
	if (now->what == WHAT_TICKET || now->what == WHAT_LOOK)
		found(res);
	else if (now->what == WHAT_CLAIM)
		now->answered = PQntuples(res) == 1;
	else if (now->what == WHAT_RENEW)
		for (i = 0; i < PQntuples(res); i++)
			stream_term_wanted(number(res, i, 0),
			    PQgetvalue(res, i, 1)[0] == 't',
			    PQgetvalue(res, i, 2)[0] == 't' ?
				PQgetvalue(res, i, 3) :
				NULL);
}

void
stream_db_term_done(bool ok)
{
	struct term_ask *a = now;

	now = NULL;
	if (a == NULL)
		return;
	if (!ok && a->stores && ++a->tries < TRIES) {
		a->next = first;
		first = a;
		if (a->next == NULL)
			last = &a->next;
		n_waiting++;
		return;
	}
	if ((a->what == WHAT_TICKET || a->what == WHAT_LOOK) && !a->answered)
		stream_view_found(a->id, NULL);
	else if (a->what == WHAT_CLAIM)
		stream_term_claimed(a->id, ok && a->answered);
	else if (a->what == WHAT_PIECE)
		stream_term_kept(a->id, ok);
	ask_free(a);
}

void
stream_db_term_reset(void)
{
	stream_db_term_done(false);
	renew_ms = sweep_ms = 0;
}
