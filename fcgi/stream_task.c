/*
 * Tasks that are followed: fetching once, sharing, writing, falling behind.
 *
 * A chunk is immutable once it has a successor; the last one of a chain grows
 * while it is small, so that followers at its end continue in it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>

#include "json/json.h"
#include "stream.h"

#define CHUNK_EVENTS 512

struct stream_chunk {
	size_t refs; /* from the chunk before, the task, followers */
	struct stream_chunk *next;
	uint64_t begin; /* bytes of the chain before it */
	int64_t first; /* number of its first event */
	uint32_t n; /* events, numbered without a gap */
	uint32_t len;
	uint32_t cap;
	uint32_t *ends; /* where each event ends */
	char *data;
};

struct stream_task {
	struct stream_node node;
	struct stream_conn *conns;
	size_t n_conns;
	struct stream_chunk *head, *tail; /* what is kept for newcomers */
	int64_t base; /* number before the first event kept */
	int64_t last; /* number of the last event fetched */
	uint64_t bytes; /* of the chain since its begin */
	bool dirty; /* there may be new events */
	bool asked; /* they are being fetched */
	bool more; /* the answer was cut: ask again */
	bool over; /* the task has ended and everything is here */
	size_t n_alone; /* followers that read pages */
	struct stream_task *next_all;
	struct stream_task **prev_all;
	/* A page of history under way, for followers on their own. */
	struct stream_chunk *page;
	int64_t page_after;
	bool page_asked;
};

/* Head and first bytes, so that the client sees at once that it is there. */
#define STREAM_GREETING \
	"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; " \
	"charset=utf-8\r\n" \
	"Cache-Control: no-store\r\nX-Accel-Buffering: no\r\n" \
	"Connection: close\r\n\r\n: k8s-manage\nretry: 2000\n\n"

struct stream stream;
static struct stream_map tasks;
static struct stream_task *all;

/* --- chunks ------------------------------------------------------------------- */

static void
chunk_put(struct stream_chunk *k)
{
	struct stream_chunk *next;

	while (k && --k->refs == 0) {
		next = k->next;
		free(k->ends);
		free(k->data);
		free(k);
		k = next;
	}
}

static struct stream_chunk *
chunk_new(uint64_t begin, int64_t first)
{
	struct stream_chunk *k = calloc(1, sizeof(*k));

	if (k == NULL)
		return NULL;
	k->refs = 1;
	k->begin = begin;
	k->first = first;
	return k;
}

static bool
chunk_add(struct stream_chunk *k, struct str b)
{
	uint32_t want = k->len + (uint32_t)b.n, cap = k->cap ? k->cap : 512;
	char *p;
	uint32_t *ends;

	while (cap < want)
		cap *= 2;
	if (cap != k->cap) {
		p = realloc(k->data, cap);
		if (p == NULL)
			return false;
		k->data = p;
		k->cap = cap;
	}
	if (k->n % 16 == 0) {
		ends = realloc(k->ends, (k->n + 16) * sizeof(*ends));
		if (ends == NULL)
			return false;
		k->ends = ends;
	}
	memcpy(k->data + k->len, b.p, b.n);
	k->len = want;
	k->ends[k->n++] = want;
	return true;
}

/* Whether event ${seq} of ${n} bytes continues ${k}. */
static bool
chunk_takes(const struct stream_chunk *k, int64_t seq, size_t n)
{
	return k && seq == k->first + k->n && k->n < CHUNK_EVENTS &&
	    k->len + n <= STREAM_CHUNK;
}

/* --- tasks -------------------------------------------------------------------- */

static struct stream_task *
task_get(int64_t id, int64_t after)
{
	struct stream_task *t =
	    (struct stream_task *)stream_map_find(&tasks, id);

	if (t)
		return t;
	t = calloc(1, sizeof(*t));
	if (t == NULL)
		return NULL;
	stream_map_put(&tasks, &t->node, id);
	t->base = t->last = after;
	t->dirty = true;
	t->next_all = all;
	t->prev_all = &all;
	if (all)
		all->prev_all = &t->next_all;
	all = t;
	return t;
}

static void
task_free_if_unused(struct stream_task *t)
{
	/* Questions under way hold a pointer: then the answer frees it. */
	if (t->n_conns || t->asked || t->page_asked)
		return;
	stream_map_remove(&tasks, &t->node);
	*t->prev_all = t->next_all;
	if (t->next_all)
		t->next_all->prev_all = t->prev_all;
	chunk_put(t->head);
	chunk_put(t->page);
	free(t);
}

/* Puts the follower behind its last event in the chain, if that is still there. */
static bool
join(struct stream_conn *c)
{
	struct stream_task *t = c->task;
	struct stream_chunk *k;

	if (c->last < t->base)
		return false;
	chunk_put(c->chunk);
	c->chunk = NULL;
	c->at = c->off = 0;
	t->n_alone -= c->alone;
	c->alone = false;
	for (k = t->head; k; k = k->next) {
		if (c->last < k->first + k->n || k->next == NULL) {
			c->chunk = k;
			k->refs++;
			if (c->last >= k->first)
				c->at = (uint32_t)(c->last - k->first + 1);
			if (c->at > k->n)
				c->at = k->n;
			c->off = c->at ? k->ends[c->at - 1] : 0;
			break;
		}
	}
	return true;
}

/*
 * From now on the follower reads pages of the database.  Of an event that is
 * half sent it keeps a copy of the rest: a reference would hold the whole chain.
 */
static void
leave_chain(struct stream_conn *c)
{
	struct stream_chunk *k = c->chunk, *rest = NULL;
	uint32_t begin = k && c->at ? k->ends[c->at - 1] : 0;

	if (k && c->at < k->n && c->off > begin) {
		rest = chunk_new(0, k->first + c->at);
		if (rest == NULL ||
		    !chunk_add(rest,
			(struct str){
			    k->data + c->off, k->ends[c->at] - c->off })) {
			/* It cannot be told properly any more: it comes again. */
			chunk_put(rest);
			rest = NULL;
			c->broken = true;
			lws_callback_on_writable(c->wsi);
		}
	}
	chunk_put(k);
	c->chunk = rest;
	c->at = c->off = 0;
	c->task->n_alone += !c->alone;
	c->alone = true;
	c->asked = false;
}

bool
stream_follow(struct stream_conn *c, int64_t task_id, int64_t after)
{
	struct stream_task *t = task_get(task_id, after);

	if (t == NULL)
		return false;
	c->kind = STREAM_SSE;
	c->task = t;
	c->last = after;
	c->next = t->conns;
	c->prev = &t->conns;
	if (t->conns)
		t->conns->prev = &c->next;
	t->conns = c;
	t->n_conns++;
	if (!join(c))
		leave_chain(c);
	return true;
}

void
stream_unfollow(struct stream_conn *c)
{
	struct stream_task *t = c->task;

	if (t == NULL)
		return;
	chunk_put(c->chunk);
	c->chunk = NULL;
	*c->prev = c->next;
	if (c->next)
		c->next->prev = c->prev;
	c->task = NULL;
	t->n_conns--;
	t->n_alone -= c->alone;
	task_free_if_unused(t);
}

/* --- writing -------------------------------------------------------------------- */

static uint32_t
now_s(void)
{
	return (uint32_t)(time_mono_ms() / 1000);
}

/* Short things; what does not fit at once was not needed. */
static int
send_text(struct stream_conn *c, const char *text)
{
	size_t n = strlen(text);

	c->wrote_s = now_s();
	return stream_conn_send(c, text, n) == (ssize_t)n ? 0 : -1;
}

static int
say_end(struct stream_conn *c, const char *event)
{
	char text[128];

	snprintf(text, sizeof(text), "event: %s\nretry: %d\ndata: {}\n\n",
	    event, 500 + (int)(time_mono_us() % 1500));
	/* Not into the middle of an event. */
	if (c->chunk == NULL ||
	    c->off == (c->at ? c->chunk->ends[c->at - 1] : 0))
		(void)send_text(c, text);
	return -1;
}

/* What is left of the chunk, as far as the socket takes it. */
static int
send_events(struct stream_conn *c)
{
	struct stream_chunk *k = c->chunk;
	uint32_t most = k->len - c->off;
	ssize_t n;

	if (most > STREAM_WRITE)
		most = STREAM_WRITE;
	n = stream_conn_send(c, k->data + c->off, most);
	if (n < 0)
		return -1;
	c->off += (uint32_t)n;
	while (c->at < k->n && k->ends[c->at] <= c->off)
		c->last = k->first + c->at++;
	c->wrote_s = now_s();
	return 0;
}

/* Goes to the next chunk when this one is done; false: nothing there yet. */
static bool
has_event(struct stream_conn *c)
{
	struct stream_chunk *k = c->chunk, *next;

	if (k == NULL && !c->alone && !join(c))
		leave_chain(c);
	k = c->chunk;
	while (k && c->at == k->n && k->next) {
		next = k->next;
		next->refs++;
		chunk_put(k);
		c->chunk = k = next;
		c->at = c->off = 0;
	}
	return k && c->at < k->n;
}

/* A reader on its own has eaten its page: back into the chain, or the next. */
static void
after_page(struct stream_conn *c)
{
	chunk_put(c->chunk);
	c->chunk = NULL;
	c->at = c->off = 0;
	if (join(c))
		return;
	c->asked = true;
	stream_pg_kick();
}

int
stream_write(struct stream_conn *c)
{
	struct stream_task *t = c->task;

	if (c->broken)
		return -1;
	if (c->who->ended)
		return say_end(c, "reauth");
	if (stream.closing)
		return say_end(c, "restart");
	if (!c->greeted) {
		c->greeted = true;
		c->idle = false;
		if (send_text(c, STREAM_GREETING))
			return -1;
	}
	if (c->alone && !c->asked && !has_event(c))
		after_page(c);
	if (has_event(c)) {
		c->idle = false;
		if (send_events(c))
			return -1;
		if (c->alone || has_event(c) || t->over)
			stream_conn_again(c);
		return 0;
	}
	if (t->over && !c->alone && c->last >= t->last)
		return say_end(c, "end");
	if (c->idle) {
		c->idle = false;
		return send_text(c, ":\n\n");
	}
	return 0;
}

void
stream_task_tick(void)
{
	uint32_t now = now_s();
	uint32_t pause = (uint32_t)stream.set->stream_heartbeat_s;
	struct stream_task *t;
	struct stream_conn *c;

	for (t = all; t; t = t->next_all) {
		for (c = t->conns; c; c = c->next) {
			if (now - c->wrote_s < pause)
				continue;
			c->idle = true;
			lws_callback_on_writable(c->wsi);
		}
	}
}

void
stream_task_end(bool everybody)
{
	struct stream_task *t;
	struct stream_conn *c;

	for (t = all; t; t = t->next_all) {
		for (c = t->conns; c; c = c->next) {
			if (everybody || c->who->ended)
				lws_callback_on_writable(c->wsi);
		}
	}
}

void
stream_task_news(const char *ids)
{
	struct stream_task *t;
	struct str rest, one;
	bool more = true;
	int64_t id;

	if (ids == NULL) {
		for (t = all; t; t = t->next_all)
			t->dirty = true;
		stream_pg_kick();
		return;
	}
	rest = str_of(ids);
	while (more) {
		more = str_cut(&rest, ',', &one);
		if (!str_int(one, &id))
			continue;
		t = (struct stream_task *)stream_map_find(&tasks, id);
		if (t)
			t->dirty = true;
	}
	stream_pg_kick();
}

/* --- fetching -------------------------------------------------------------------- */

static bool
wants_page(const struct stream_task *t, int64_t *after)
{
	const struct stream_conn *c;

	if (t->n_alone == 0)
		return false;
	for (c = t->conns; c; c = c->next) {
		if (c->alone && c->asked) {
			*after = c->last;
			return true;
		}
	}
	return false;
}

size_t
stream_task_wants(struct stream_want *out, size_t most)
{
	struct stream_task *t;
	int64_t after;
	size_t n = 0;

	for (t = all; t && n + 1 < most; t = t->next_all) {
		if (t->dirty && !t->asked && !t->over) {
			t->dirty = false;
			t->asked = true;
			out[n++] = (struct stream_want){ t, t->node.key,
				t->last, false };
		}
		if (!t->page_asked && wants_page(t, &after)) {
			t->page_asked = true;
			t->page_after = after;
			out[n++] =
			    (struct stream_want){ t, t->node.key, after, true };
		}
	}
	return n;
}

/* "id: 7\nevent: stdout\ndata: {…}\n\n" */
static void
frame(struct buf *b, const struct stream_row *r)
{
	struct json j;

	buf_printf(b, "id: %" PRId64 "\nevent: %s\ndata: ", r->seq, r->type);
	json_init(&j, b);
	json_object(&j);
	json_put_int(&j, "seq", r->seq);
	json_put_text(&j, "at", r->at);
	json_put_text(&j, "type", r->type);
	json_put_text(&j, "text", r->text);
	if (r->data) {
		json_key(&j, "data");
		json_raw(&j, str_of(r->data));
	}
	json_object_end(&j);
	buf_puts(b, "\n\n");
}

static bool
is_over(const char *status)
{
	return status == NULL ||
	    (strcmp(status, "queued") != 0 && strcmp(status, "running") != 0);
}

/* Followers that fell too far behind the chain's end leave it. */
static void
drop_slow(struct stream_task *t)
{
	struct stream_conn *c;
	uint64_t pos;

	for (c = t->conns; c; c = c->next) {
		if (c->alone || c->chunk == NULL)
			continue;
		pos = c->chunk->begin + c->off;
		if (t->bytes - pos > STREAM_BEHIND)
			leave_chain(c);
	}
}

/* Keeps STREAM_KEEP bytes of the past for newcomers. */
static void
forget_old(struct stream_task *t)
{
	struct stream_chunk *k;

	/* Who is head has a reference of his own: chunk_put() ends before him. */
	while ((k = t->head) != t->tail &&
	    /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) */
	    t->bytes - (k->begin + k->len) >= STREAM_KEEP) {
		t->head = k->next;
		t->head->refs++;
		t->base = k->first + k->n - 1;
		chunk_put(k);
	}
}

static void
add_live(struct stream_task *t, const struct stream_row *r, const struct buf *b)
{
	struct stream_chunk *k = t->tail;

	if (r->seq <= t->last)
		return;
	if (!chunk_takes(k, r->seq, b->n)) {
		k = chunk_new(t->bytes, r->seq);
		if (k == NULL || !chunk_add(k, buf_view(b))) {
			chunk_put(k);
			t->dirty = true;
			return;
		}
		if (t->tail) {
			t->tail->next = k;
		} else {
			t->head = k;
			/* Numbers before the first event were never written. */
			t->base = t->base < r->seq - 1 ? t->base : r->seq - 1;
		}
		t->tail = k;
	} else if (!chunk_add(k, buf_view(b))) {
		t->dirty = true;
		return;
	}
	t->last = r->seq;
	t->bytes += b->n;
}

static void
add_page(struct stream_task *t, const struct stream_row *r, const struct buf *b)
{
	struct stream_chunk *k = t->page;

	if (k == NULL) {
		k = chunk_new(0, r->seq);
		t->page = k;
	} else if (r->seq != k->first + k->n ||
	    (k->n && k->len + b->n > STREAM_CHUNK)) {
		return; /* the next page has it */
	}
	if (k && !chunk_add(k, buf_view(b)) && k->n == 0) {
		chunk_put(k);
		t->page = NULL;
	}
}

/*
 * Nobody is ahead of the task: a number that a client made up must not decide
 * what the others get.
 */
static void
clamp(struct stream_task *t, int64_t last_seq)
{
	struct stream_conn *c;

	if (t->last <= last_seq)
		return;
	t->last = t->base = last_seq;
	for (c = t->conns; c; c = c->next) {
		if (c->last > last_seq)
			c->last = last_seq;
	}
}

void
stream_task_row(const struct stream_want *w, const struct stream_row *r)
{
	struct stream_task *t = w->task;
	struct buf b;

	if (!w->page && t->tail == NULL)
		clamp(t, r->last_seq);
	if (r->seq == 0) {
		if (!w->page && is_over(r->status))
			t->over = true;
		return;
	}
	buf_init(&b, NULL, (size_t)4 << 20);
	frame(&b, r);
	if (!b.failed && w->page)
		add_page(t, r, &b);
	else if (!b.failed)
		add_live(t, r, &b);
	buf_free(&b);
	if (w->page)
		return;
	t->more = t->last < r->last_seq;
	if (is_over(r->status) && !t->more)
		t->over = true;
}

/* Everybody who waits for just this page gets it. */
static void
deal_page(struct stream_task *t)
{
	struct stream_conn *c;

	for (c = t->conns; c; c = c->next) {
		if (!c->alone || !c->asked || c->last != t->page_after)
			continue;
		c->asked = false;
		if (t->page) {
			c->chunk = t->page;
			t->page->refs++;
			c->at = c->off = 0;
		} else {
			/* Nothing after it: retention took what was between. */
			c->last = t->base > c->last ? t->base : c->last;
			(void)join(c);
		}
		lws_callback_on_writable(c->wsi);
	}
	chunk_put(t->page);
	t->page = NULL;
}

void
stream_task_done(const struct stream_want *w, bool ok)
{
	struct stream_task *t = w->task;
	struct stream_conn *c;

	if (w->page) {
		t->page_asked = false;
		if (ok) {
			deal_page(t);
		} else {
			chunk_put(t->page);
			t->page = NULL;
		}
	} else {
		t->asked = false;
		if (!ok || t->more)
			t->dirty = true;
		t->more = false;
		if (t->tail) {
			drop_slow(t);
			forget_old(t);
		}
		for (c = t->conns; c; c = c->next) {
			if (t->over || (!c->alone && c->last < t->last))
				lws_callback_on_writable(c->wsi);
		}
	}
	task_free_if_unused(t);
}
