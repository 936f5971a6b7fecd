/*
 * kept: see the header.
 */
#include "base/base.h"
#include "kept.h"

#define KEY_MAX ((size_t)1024)

struct place {
	struct arena *mem;
	struct str key;
	struct str body;
	struct auth_sight before;
};

static struct place places[KEPT_PLACES];

/* All that a reply depends on beside rows. */
static struct str
key_of(const struct cx *cx, const char *uri)
{
	const struct principal *p = &cx->who;

	return str_of(arena_printf(cx->mem, "%lld %lld %lld %lld %lld %d %s",
	    (long long)p->user_id, (long long)p->session_id,
	    (long long)p->token_id, (long long)p->authz_version,
	    (long long)p->project_id, (int)cx->lang, uri));
}

/* The envelope's end, which is each request's own (reply.c).  The id needs no
 * escapes (request_id). */
static struct str
tail_of(const struct cx *cx)
{
	return str_of(arena_printf(cx->mem, "%s\"}", cx->request_id));
}

/* FNV-1a; a place is found by the whole key, so that this need not be more. */
static struct place *
place_of(struct str key)
{
	uint32_t h = 2166136261u;
	size_t i;

	for (i = 0; i < key.n; i++)
		h = (h ^ (unsigned char)key.p[i]) * 16777619u;
	return &places[h % KEPT_PLACES];
}

bool
kept_find(const struct cx *cx, const char *uri, const struct auth_sight *now,
    struct buf *to)
{
	struct str key = key_of(cx, uri);
	const struct place *p = place_of(key);

	if (p->body.n == 0 || now->news < 0 || p->before.news != now->news ||
	    p->before.changes != now->changes ||
	    now->at_ms - p->before.at_ms >= cx->set->reply_keep_ms ||
	    !str_eq(p->key, key))
		return false;
	buf_str(to, p->body);
	buf_str(to, tail_of(cx));
	return true;
}

void
kept_put(const struct cx *cx, const char *uri, const struct auth_sight *before,
    struct str body)
{
	struct str key = key_of(cx, uri), tail = tail_of(cx);
	struct place *p = place_of(key);

	if (body.n <= tail.n ||
	    memcmp(body.p + body.n - tail.n, tail.p, tail.n) != 0)
		return;
	body.n -= tail.n;
	if (before->news < 0 || body.n == 0 || body.n > KEPT_BODY_MAX ||
	    key.n > KEY_MAX)
		return;
	if (p->mem == NULL)
		p->mem = arena_new(2 * (KEPT_BODY_MAX + KEY_MAX));
	arena_reset(p->mem);
	p->key = (struct str){ arena_str(p->mem, key), key.n };
	p->body = (struct str){ arena_str(p->mem, body), body.n };
	p->before = *before;
}
