/* Finding a phrase in what was typed and shown. */
#include <inttypes.h>

#include "terminals/terminals_int.h"

#define FEATURES 512
#define AROUND 2 /* lines shown before and after */
#define LINES 10 /* told of one block */

struct lines {
	struct str *v;
	size_t n;
};

static struct lines
cut_lines(struct arena *mem, const char *text)
{
	struct str rest = str_of(text);
	struct lines l = { NULL, 1 };
	size_t i;

	for (i = 0; i < rest.n; i++)
		l.n += rest.p[i] == '\n';
	l.v = arena_array(mem, l.n, sizeof(*l.v));
	for (i = 0; i < l.n; i++)
		(void)str_cut(&rest, '\n', &l.v[i]);
	return l;
}

static bool
holds(struct str line, const char *q)
{
	char text[8192];
	size_t n = line.n < sizeof(text) ? line.n : sizeof(text) - 1;

	memcpy(text, line.p, n);
	text[n] = '\0';
	return strcasestr(text, q) != NULL;
}

static void
put_around(struct arena *mem, const struct lines *l, size_t from, size_t to,
    struct texts *out)
{
	size_t i;

	out->v = arena_array(mem, AROUND, sizeof(*out->v));
	out->set = true;
	for (i = from; i < to && i < l->n; i++)
		out->v[out->n++] = arena_str(mem, l->v[i]);
}

static void
make_hit(struct cx *cx, const struct terminal_block *b, const struct lines *l,
    size_t at, struct terminal_hit *h)
{
	*h = (struct terminal_hit){ .id = b->id,
		.session_id = arena_printf(cx->mem, "hts-%" PRId64, b->session),
		.host_id = b->host_id,
		.host_name = b->host_name,
		.user_id = b->user_id,
		.username = b->username,
		.kind = b->kind,
		.started_at = b->started_at,
		.ms = at < b->times.n ? b->times.v[at] : 0,
		.text = arena_str(cx->mem, l->v[at]) };
	put_around(cx->mem, l, at > AROUND ? at - AROUND : 0, at, &h->before);
	put_around(cx->mem, l, at + 1, at + 1 + AROUND, &h->after);
}

/* The lines of a block that hold the phrase, at most LINES of them. */
static size_t
make_hits(struct cx *cx, const struct terminal_block *b, const char *q,
    struct terminal_hit *h)
{
	struct lines l = cut_lines(cx->mem, b->text);
	size_t i, n = 0;

	for (i = 0; i < l.n && n < LINES; i++) {
		if (holds(l.v[i], q))
			make_hit(cx, b, &l, i, &h[n++]);
	}
	return n;
}

enum err_code
terminals_search(struct cx *cx, const struct terminal_search *f,
    struct terminal_hit **items, size_t *n)
{
	struct terminals_scope scope = terminals_scope_of(cx);
	struct terminals_query q = { .f = f, .scope = &scope };
	struct terminal_block *blocks;
	int32_t words[FEATURES];
	int64_t *features;
	enum err_code rc;
	size_t i, n_blocks;

	q.n_features = terminals_features(str_of(f->q), words, FEATURES);
	if (q.n_features == 0)
		return err_field(cx, "q", "请输入至少一个词",
		    "give at least one word");
	features = arena_array(cx->mem, q.n_features, sizeof(*features));
	for (i = 0; i < q.n_features; i++)
		features[i] = words[i];
	q.features = features;
	rc = f->session_id && f->session_id[0] ?
	    terminals_id(cx, f->session_id, &q.session) :
	    ERR_OK;
	if (rc == ERR_OK)
		rc = terminals_db_recent(cx, &q, &blocks, &n_blocks);
	if (rc == ERR_OK && n_blocks < (size_t)f->page_size)
		rc = terminals_db_anywhere(cx, &q, &blocks, &n_blocks);
	if (rc)
		return rc;
	*items = arena_array(cx->mem, n_blocks * LINES + 1, sizeof(**items));
	for (*n = i = 0; i < n_blocks; i++)
		*n += make_hits(cx, &blocks[i], f->q, &(*items)[*n]);
	return ERR_OK;
}

enum err_code
terminals_typed(struct cx *cx, const struct terminal *t,
    struct terminal_line **items, size_t *n)
{
	struct terminal_block *blocks;
	size_t i, k, n_blocks;
	struct lines l;
	enum err_code rc;

	rc = terminals_db_typed(cx, t, &blocks, &n_blocks);
	if (rc)
		return rc;
	for (*n = i = 0; i < n_blocks; i++)
		*n += blocks[i].times.n;
	*items = arena_array(cx->mem, *n + 1, sizeof(**items));
	for (*n = i = 0; i < n_blocks; i++) {
		l = cut_lines(cx->mem, blocks[i].text);
		for (k = 0; k < l.n && k < blocks[i].times.n; k++)
			(*items)[(*n)++] =
			    (struct terminal_line){ .ms = blocks[i].times.v[k],
				    .kind = "i",
				    .text = arena_str(cx->mem, l.v[k]) };
	}
	return ERR_OK;
}
