/*
 * WebSockets of the console's bell.  The client's first message redeems a
 * ticket; from then on the user's new and changed notifications are pushed, one
 * JSON value a message.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "crypto/crypto.h"
#include "stream.h"
#include "type/type.h"

#define TICKET_MS 5000
#define QUEUE 64
#define SEEN 32

struct message {
	size_t refs;
	size_t n;
	char *p; /* LWS_PRE bytes stand before it */
};

struct stream_sock {
	struct stream_node node; /* by serial */
	struct stream_conn *conn;
	struct stream_sock *next;
	struct stream_sock **prev;
	int64_t opened_ms;
	bool asked; /* the ticket is being redeemed */
	struct message *queue[QUEUE];
	size_t head, n;
	int64_t seen[SEEN]; /* ids sent lately: a poll repeats them */
	size_t n_seen;
};

static struct stream_map socks;
static struct stream_sock *all;
static int64_t serials;

static void
message_put(struct message *m)
{
	if (m && --m->refs == 0) {
		free(m->p - LWS_PRE);
		free(m);
	}
}

static struct message *
message_new(const char *text)
{
	struct message *m = calloc(1, sizeof(*m));
	size_t n = strlen(text);
	char *p = m ? malloc(LWS_PRE + n + 1) : NULL;

	if (p == NULL) {
		free(m);
		return NULL;
	}
	m->refs = 1;
	m->n = n;
	m->p = p + LWS_PRE;
	memcpy(m->p, text, n + 1);
	return m;
}

bool
stream_sock_open(struct stream_conn *c)
{
	struct stream_sock *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return false;
	c->kind = STREAM_SOCKET;
	c->sock = s;
	s->conn = c;
	s->opened_ms = time_mono_ms();
	stream_map_put(&socks, &s->node, ++serials);
	s->next = all;
	s->prev = &all;
	if (all)
		all->prev = &s->next;
	all = s;
	return true;
}

void
stream_sock_close(struct stream_conn *c)
{
	struct stream_sock *s = c->sock;

	if (s == NULL)
		return;
	c->sock = NULL;
	stream_map_remove(&socks, &s->node);
	*s->prev = s->next;
	if (s->next)
		s->next->prev = s->prev;
	for (; s->n; s->n--, s->head = (s->head + 1) % QUEUE)
		message_put(s->queue[s->head]);
	free(s);
}

struct hello {
	const char *ticket;
};
static const struct field hello_fields[] = {
	F_TEXT(struct hello, ticket, F_REQ, 16, 128, "Ticket"), F_END
};
static const struct type hello_type = { "SocketHello", sizeof(struct hello),
	hello_fields, "First message" };

int
stream_sock_said(struct stream_conn *c, const void *p, size_t n)
{
	struct stream_sock *s = c->sock;
	struct arena *mem;
	struct cx cx = { .request_id = "" };
	struct hello hello;
	unsigned char hash[CRYPTO_SHA256];
	enum err_code rc;

	if (c->who)
		return 0; /* nothing else is ever asked */
	if (s->asked || n > 512)
		return -1;
	mem = arena_new((size_t)1 << 20);
	cx.mem = mem;
	rc = type_bind_text(&cx, &hello_type, (struct str){ p, n }, &hello);
	if (rc == ERR_OK) {
		crypto_sha256(str_of(hello.ticket), hash);
		s->asked = true;
		stream_db_ticket(s->node.key, hash);
	}
	arena_free(mem);
	return rc ? -1 : 0;
}

static int
refuse(struct lws *wsi, enum lws_close_status status, const char *why)
{
	char text[64];
	int n = snprintf(text, sizeof text, "%s", why);

	lws_close_reason(wsi, status, (unsigned char *)text, (size_t)n);
	return -1;
}

int
stream_sock_write(struct stream_conn *c)
{
	struct stream_sock *s = c->sock;
	struct message *m;
	int sent;

	/* Not 1000, 1001 or 1005: those tell the client not to come back. */
	if (stream.closing)
		return refuse(c->wsi, LWS_CLOSE_STATUS_UNEXPECTED_CONDITION,
		    "restart");
	if (c->who && c->who->ended)
		return refuse(c->wsi, LWS_CLOSE_STATUS_POLICY_VIOLATION,
		    "reauth");
	if (c->who == NULL && time_mono_ms() - s->opened_ms > TICKET_MS)
		return refuse(c->wsi, LWS_CLOSE_STATUS_POLICY_VIOLATION,
		    "ticket");
	if (s->n == 0)
		return 0;
	m = s->queue[s->head];
	s->head = (s->head + 1) % QUEUE;
	s->n--;
	sent = lws_write(c->wsi, (unsigned char *)m->p, m->n, LWS_WRITE_TEXT);
	if (s->n)
		lws_callback_on_writable(c->wsi);
	c->wrote_s = (uint32_t)(time_mono_ms() / 1000);
	sent = sent < (int)m->n ? -1 : 0;
	message_put(m);
	return sent;
}

static void
push(struct stream_sock *s, struct message *m)
{
	if (s->n == QUEUE) {
		/* Reads nothing: it will ask for everything when it is back. */
		lws_set_timeout(s->conn->wsi, PENDING_TIMEOUT_USER_OK,
		    LWS_TO_KILL_ASYNC);
		return;
	}
	m->refs++;
	s->queue[(s->head + s->n++) % QUEUE] = m;
	lws_callback_on_writable(s->conn->wsi);
}

static bool
has_seen(struct stream_sock *s, int64_t id)
{
	size_t i;

	for (i = 0; i < SEEN; i++) {
		if (s->seen[i] == id)
			return true;
	}
	s->seen[s->n_seen++ % SEEN] = id;
	return false;
}

static bool
is_of(const struct stream_sock *s, int64_t user_id)
{
	return s->conn->who && !s->conn->who->ended &&
	    s->conn->who->user->node.key == user_id;
}

void
stream_sock_message(int64_t user_id, int64_t id, bool changed, int64_t age_ms,
    const char *json)
{
	struct message *m = message_new(json);
	struct stream_sock *s;

	if (m == NULL)
		return;
	for (s = all; s; s = s->next) {
		if (!is_of(s, user_id))
			continue;
		/* What is older than the socket the client has read itself. */
		if (!changed &&
		    (age_ms > time_mono_ms() - s->opened_ms + 1000 ||
			has_seen(s, id)))
			continue;
		push(s, m);
	}
	message_put(m);
}

void
stream_sock_redeemed(int64_t serial, struct stream_who *who)
{
	struct stream_sock *s;
	struct stream_conn *c;

	s = (struct stream_sock *)stream_map_find(&socks, serial);
	if (s == NULL) {
		stream_who_put(who);
		return;
	}
	c = s->conn;
	if (who == NULL ||
	    who->user->streams >= (size_t)stream.set->stream_per_user) {
		stream_who_put(who);
		s->opened_ms -= TICKET_MS + 1;
		lws_callback_on_writable(c->wsi);
		return;
	}
	c->who = who;
	who->user->streams++;
}

void
stream_sock_tick(void)
{
	struct stream_sock *s;
	int64_t now = time_mono_ms();

	for (s = all; s; s = s->next) {
		if (s->conn->who == NULL && now - s->opened_ms > TICKET_MS)
			lws_callback_on_writable(s->conn->wsi);
	}
}

void
stream_sock_news(const char *payload)
{
	struct str rest = str_of(payload), user, what;
	struct stream_sock *s;
	int64_t uid, id = 0;

	str_cut(&rest, ':', &user);
	str_cut(&rest, ':', &what);
	if (!str_int(user, &uid))
		return;
	for (s = all; s && !is_of(s, uid); s = s->next)
		continue;
	if (s == NULL)
		return; /* nobody here listens */
	if (str_eq(what, STR("a"))) {
		stream_sock_message(uid, 0, true, 0,
		    "{\"type\":\"update\",\"id\":\"0\"}");
		return;
	}
	if (str_int(rest, &id))
		stream_db_note(uid, id, str_eq(what, STR("u")));
}

void
stream_sock_end(bool everybody)
{
	struct stream_sock *s;

	for (s = all; s; s = s->next) {
		if (everybody || (s->conn->who && s->conn->who->ended))
			lws_callback_on_writable(s->conn->wsi);
	}
}

size_t
stream_sock_users(int64_t *out, size_t most)
{
	struct stream_sock *s;
	size_t n = 0, i;
	int64_t uid;

	for (s = all; s && n < most; s = s->next) {
		if (s->conn->who == NULL)
			continue;
		uid = s->conn->who->user->node.key;
		for (i = 0; i < n && out[i] != uid; i++)
			continue;
		if (i == n)
			out[n++] = uid;
	}
	return n;
}
