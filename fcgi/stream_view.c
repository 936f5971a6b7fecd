/*
 * Browsers on terminals: the messages of the contract, and ours beside them.
 *
 * Two ways lead here.  The contract's socket was let in by k8sm-api, which hands
 * over whom and what; the console's brings a ticket in its first message.  The
 * console's acknowledges what it has shown, so that a flood waits on the host
 * and not in the browser.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "crypto/crypto.h"
#include "json/json.h"
#include "stream_term.h"
#include "tasks/tasks_text.h"

#define HELLO_MS 5000
#define LAST_MS 4000 /* for what was shown last, once it is over */
#define PIECE ((size_t)16 << 10)
#define FLOOD ((uint64_t)40 << 10)

static struct stream_map views;
static int64_t serials;

void
stream_view_wake(struct stream_view *v)
{
	lws_callback_on_writable(v->conn->wsi);
}

/* --- texts ------------------------------------------------------------------------- */

static void
text_put(struct stream_view *v, struct str s, bool screen)
{
	struct term_text *t = calloc(1, sizeof(*t));
	char *p = t ? malloc(LWS_PRE + s.n + 1) : NULL;

	if (p == NULL) {
		free(t);
		return;
	}
	memcpy(p + LWS_PRE, s.p, s.n);
	t->p = p + LWS_PRE;
	t->n = s.n;
	t->screen = screen;
	*v->last = t;
	v->last = &t->next;
	stream_view_wake(v);
}

static void
text_drop(struct stream_view *v)
{
	struct term_text *t = v->first;

	v->first = t->next;
	if (v->first == NULL)
		v->last = &v->first;
	free(t->p - LWS_PRE);
	free(t);
}

/* {"type":…,"payload":{…}} */
static void
begin(struct json *j, struct buf *b, const char *type)
{
	buf_init(b, NULL, 65536);
	json_init(j, b);
	json_object(j);
	json_put_text(j, "type", type);
	json_key(j, "payload");
	json_object(j);
}

static void
finish(struct json *j, struct buf *b, struct stream_view *v)
{
	json_object_end(j);
	json_object_end(j);
	text_put(v, buf_view(b), false);
	buf_free(b);
}

void
stream_view_notice(struct stream_view *v, const char *kind, const char *by,
    int64_t n)
{
	struct json j;
	struct buf b;

	begin(&j, &b, "notice");
	json_put_text(&j, "kind", kind);
	if (by)
		json_put_text(&j, "by", by);
	json_put_int(&j, "n", n);
	finish(&j, &b, v);
}

void
stream_view_exit(struct stream_view *v, int64_t code, const char *reason,
    const char *zh, const char *en)
{
	struct json j;
	struct buf b;

	begin(&j, &b, zh[0] ? "error" : "exit");
	json_put_int(&j, "code", code);
	json_put_text(&j, "reason", reason);
	if (zh[0]) {
		json_put_text(&j, "message", zh);
		json_put_text(&j, "message_en", en);
	}
	finish(&j, &b, v);
}

void
stream_view_ready(struct stream_view *v, int64_t id)
{
	static const char *const modes[] = { "attach", "watch", "control" };
	char text[40];
	struct json j;
	struct buf b;

	snprintf(text, sizeof(text), "hts-%" PRId64, id);
	begin(&j, &b, "ready");
	json_put_text(&j, "session_id", text);
	json_put_text(&j, "mode", modes[v->mode]);
	json_put_bool(&j, "recording", true);
	json_put_int(&j, "cols", v->term->job.cols);
	json_put_int(&j, "rows", v->term->job.rows);
	finish(&j, &b, v);
}

static void
pong(struct stream_view *v)
{
	char at[TIME_TEXT_MAX];
	struct json j;
	struct buf b;

	begin(&j, &b, "pong");
	json_put_text(&j, "ts", time_format(time_now_us(), at));
	finish(&j, &b, v);
}

void
stream_view_screen(struct stream_view *v, struct str drawn)
{
	buf_reset(&v->held);
	text_put(v, drawn, true);
}

void
stream_view_shut(struct stream_view *v, int code, const char *reason)
{
	if (v->close)
		return;
	v->close = reason;
	v->close_code = code;
	stream_view_wake(v);
}

/* --- coming and going ------------------------------------------------------------------ */

bool
stream_view_open(struct stream_conn *c, bool handed)
{
	struct stream_view *v = calloc(1, sizeof(*v));

	if (v == NULL)
		return false;
	c->kind = STREAM_SOCKET;
	c->view = v;
	v->conn = c;
	v->last = &v->first;
	v->opened_ms = time_mono_ms();
	buf_init(&v->held, NULL, 4096);
	buf_init(&v->rx, NULL, TERMINALS_MSG_MAX);
	stream_map_put(&views, &v->node, ++serials);
	if (handed) {
		v->asked = true;
		stream_db_term_look(v->node.key, c->term_id, c);
	}
	return true;
}

void
stream_view_close(struct stream_conn *c)
{
	struct stream_view *v = c->view;

	if (v == NULL)
		return;
	c->view = NULL;
	if (v->term)
		stream_term_leave(v->term, v);
	stream_map_remove(&views, &v->node);
	while (v->first)
		text_drop(v);
	buf_free(&v->held);
	buf_free(&v->rx);
	free(v);
}

static const char *
join(struct stream_view *v, const struct term_row *row)
{
	struct stream_term *t = stream_term_find(row->id);
	struct stream_who *who;

	who = stream_who_get(row->user_id, row->session_id, row->version,
	    row->token_id);
	if (who == NULL)
		return "memory";
	if (who->user->streams >= (size_t)stream.set->stream_per_user) {
		stream_who_put(who);
		return "too_many";
	}
	v->conn->who = who;
	who->user->streams++;
	v->mode = strcmp(row->mode, "watch") == 0 ? TERM_WATCH :
	    strcmp(row->mode, "control") == 0	  ? TERM_CONTROL :
						    TERM_ATTACH;
	snprintf(v->username, sizeof(v->username), "%s", row->username);
	if (v->mode == TERM_ATTACH && row->owner != row->user_id)
		return "owner";
	if (t == NULL && row->node[0])
		return "elsewhere";
	if (t == NULL && v->mode != TERM_ATTACH)
		return "not_open";
	if (t == NULL)
		t = stream_term_new(row, who);
	if (t == NULL)
		return "full";
	if (t->state >= TERM_ENDING)
		return "ended";
	if (v->mode == TERM_ATTACH && t->who != who) {
		/* He has come back: with the rights that he has now. */
		stream_who_put(t->who);
		t->who = who;
		who->refs++;
	}
	stream_term_join(t, v);
	return NULL;
}

void
stream_view_found(int64_t serial, const struct term_row *row)
{
	struct stream_view *v =
	    (struct stream_view *)stream_map_find(&views, serial);
	const char *why;

	if (v == NULL || v->term)
		return;
	why = row ? join(v, row) : "ticket";
	if (why)
		stream_view_shut(v, LWS_CLOSE_STATUS_POLICY_VIOLATION, why);
}

/* --- what it says --------------------------------------------------------------------------- */

static void
hello(struct stream_view *v, const struct terminals_msg *m)
{
	unsigned char hash[CRYPTO_SHA256];

	if (v->asked || m->ticket[0] == '\0')
		return;
	v->asked = true;
	v->binary = m->binary;
	v->flow = m->flow;
	crypto_sha256(str_of(m->ticket), hash);
	stream_db_term_ticket(v->node.key, hash);
}

/* Ctrl C and Ctrl \ are what stops a program. */
static bool
is_interrupt(struct str keys)
{
	return memchr(keys.p, '\003', keys.n) || memchr(keys.p, '\034', keys.n);
}

/* More is on its way to the eye than one reads. */
static bool
is_flooded(const struct stream_view *v)
{
	uint64_t behind = v->waits ? 0 : v->term->end - v->pos;

	if (v->flow)
		behind += (uint64_t)(v->sent - v->acked);
	return behind > FLOOD;
}

static void
take(struct stream_view *v, const struct terminals_msg *m)
{
	struct stream_term *t = v->term;

	if (m->say == TERMINALS_HELLO)
		hello(v, m);
	else if (m->say == TERMINALS_PING)
		pong(v);
	if (t == NULL)
		return;
	if (m->say == TERMINALS_ACK) {
		if (m->bytes > v->acked && m->bytes <= v->sent)
			v->acked = m->bytes;
		stream_view_wake(v);
	} else if (m->say == TERMINALS_INPUT && stream_term_drives(t, v)) {
		stream_term_keys(t, m->input);
		if (is_interrupt(m->input) && is_flooded(v))
			stream_term_skim(t, v);
	} else if (m->say == TERMINALS_RESIZE && stream_term_drives(t, v)) {
		stream_term_size(t, m->cols, m->rows);
	}
}

int
stream_view_said(struct stream_conn *c, const char *p, size_t n, bool last)
{
	struct stream_view *v = c->view;
	struct terminals_msg msg;
	struct buf input;

	if (v->term == NULL && v->rx.n + n > 512)
		return -1;
	buf_add(&v->rx, p, n);
	if (v->rx.failed)
		return -1;
	if (!last)
		return 0;
	buf_init(&input, NULL, TERMINALS_MSG_MAX);
	terminals_msg_parse(buf_view(&v->rx), &input, &msg);
	buf_reset(&v->rx);
	if (!v->close && !(c->who && c->who->ended))
		take(v, &msg);
	explicit_bzero(msg.ticket, sizeof(msg.ticket));
	buf_free(&input);
	return 0;
}

/* --- what it is shown ------------------------------------------------------------------------ */

static int
shut(struct stream_view *v, int code, const char *why)
{
	char text[64];
	int n = snprintf(text, sizeof(text), "%s", why);

	lws_close_reason(v->conn->wsi, (enum lws_close_status)code,
	    (unsigned char *)text, (size_t)n);
	return -1;
}

/* Output as the client wants it; what was sent counts against its window. */
static int
send_output(struct stream_view *v, struct str s, bool whole)
{
	static const struct tasks_mask nothing;
	struct buf clean, b;
	struct json j;
	int n;

	v->sent += (int64_t)s.n;
	buf_init(&b, NULL, LWS_PRE + PIECE * 8 + 256);
	(void)buf_room(&b, LWS_PRE + PIECE);
	b.n = LWS_PRE;
	if (v->binary) {
		buf_str(&b, s);
	} else {
		/* A character in pieces waits for its end. */
		buf_init(&clean, NULL, PIECE * 4);
		tasks_text_feed(&nothing, &v->held, s, whole, &clean);
		json_init(&j, &b);
		json_object(&j);
		json_put_text(&j, "type", "output");
		json_key(&j, "payload");
		json_object(&j);
		json_key(&j, "data");
		json_text(&j, buf_view(&clean));
		json_object_end(&j);
		json_object_end(&j);
		buf_free(&clean);
	}
	n = lws_write(v->conn->wsi, (unsigned char *)b.p + LWS_PRE,
	    b.n - LWS_PRE, v->binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT);
	n = n < (int)(b.n - LWS_PRE) ? -1 : 0;
	buf_free(&b);
	return n;
}

/* The next message, or a piece of a drawn screen. */
static int
send_text(struct stream_view *v)
{
	struct term_text *t = v->first;
	size_t n = t->n - t->off;
	int rc;

	if (t->screen) {
		if (n > PIECE)
			n = PIECE;
		rc = send_output(v, (struct str){ t->p + t->off, n }, false);
		t->off += n;
		if (t->off == t->n)
			text_drop(v);
		return rc;
	}
	rc = lws_write(v->conn->wsi, (unsigned char *)t->p, t->n,
		 LWS_WRITE_TEXT) < (int)t->n ?
	    -1 :
	    0;
	text_drop(v);
	return rc;
}

static int
send_ring(struct stream_view *v)
{
	struct stream_term *t = v->term;
	uint64_t n = t->end - v->pos;
	size_t at = (size_t)(v->pos % TERM_RING);
	int rc;

	if (n > PIECE)
		n = PIECE;
	if (n > TERM_RING - at)
		n = TERM_RING - at;
	v->pos += n;
	rc = send_output(v, (struct str){ t->ring + at, (size_t)n }, false);
	stream_term_flow(t);
	return rc;
}

static bool
is_behind(const struct stream_view *v)
{
	return v->term && !v->waits && v->pos < v->term->end;
}

static bool
has_output(const struct stream_view *v)
{
	if (!is_behind(v))
		return false;
	return !v->flow || v->sent - v->acked < TERM_WINDOW;
}

int
stream_view_write(struct stream_conn *c)
{
	struct stream_view *v = c->view;
	int rc = 0;

	if (c->who && c->who->ended)
		return shut(v, LWS_CLOSE_STATUS_POLICY_VIOLATION, "reauth");
	if (v->term == NULL && v->close == NULL &&
	    time_mono_ms() - v->opened_ms > HELLO_MS)
		return shut(v, LWS_CLOSE_STATUS_POLICY_VIOLATION, "ticket");
	if (v->close && is_behind(v)) {
		/* What was shown before the end is shown before it is told. */
		if (has_output(v))
			rc = send_ring(v);
		else if (time_mono_ms() - v->term->ending_ms < LAST_MS)
			return 0;
		else
			v->pos = v->term->end;
	} else if (v->first) {
		rc = send_text(v);
	} else if (has_output(v)) {
		rc = send_ring(v);
	} else if (v->close) {
		return shut(v, v->close_code, v->close);
	} else if (stream.closing && v->term == NULL) {
		return shut(v, LWS_CLOSE_STATUS_UNEXPECTED_CONDITION,
		    "restart");
	}
	if (rc == 0 && (v->first || has_output(v) || v->close))
		stream_view_wake(v);
	return rc;
}

void
stream_view_end(bool everybody)
{
	struct stream_node *n;
	struct stream_view *v;
	size_t i;

	for (i = 0; i < STREAM_BUCKETS; i++) {
		for (n = views.bucket[i]; n; n = n->next) {
			v = (struct stream_view *)n;
			if (everybody || (v->conn->who && v->conn->who->ended))
				stream_view_wake(v);
		}
	}
}

void
stream_view_tick(void)
{
	struct stream_node *n;
	struct stream_view *v;
	size_t i;

	for (i = 0; i < STREAM_BUCKETS; i++) {
		for (n = views.bucket[i]; n; n = n->next) {
			v = (struct stream_view *)n;
			if (v->term == NULL || v->close)
				stream_view_wake(v);
		}
	}
}
