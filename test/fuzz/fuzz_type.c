/*
 * Type binding.  The first byte chooses between a JSON body and name/value
 * pairs.  What binds must be written and bind again to the same text.
 */
#include "../unit/type/thing.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool ok)
{
	if (!ok)
		abort();
}

/* The text that a client could send back: without the read-only id. */
static struct str
sendable(struct cx *cx, const struct thing *t)
{
	struct str s = type_text_secret(cx->mem, &thing_type, t);
	struct str id;

	must(s.n > 0);
	str_cut(&s, ',', &id);
	must(str_starts(id, STR("{\"id\":")));
	return str_of(arena_printf(cx->mem, "{%.*s", (int)s.n, s.p));
}

static void
judge(struct cx *cx, enum err_code rc, const struct thing *t)
{
	struct thing again;
	struct str a, b;

	if (rc) {
		must(rc == cx->err && cx->message && cx->message[0]);
		return;
	}
	must(t->name && str_chars(str_of(t->name)) <= 8);
	must(t->port >= 1 && t->port <= 65535);
	must(t->tags.n <= 3 && t->labels.n <= 4);
	a = sendable(cx, t);
	/* A main part that the body did not name has no name either, and a
	 * body that names it must: only then the texts can be compared. */
	if (!t->main.name)
		return;
	must(type_bind_text(cx, &thing_type, a, &again) == ERR_OK);
	b = sendable(cx, &again);
	must(str_eq(a, b));
}

static enum err_code
bind_pairs(struct cx *cx, struct str text, struct thing *out)
{
	struct type_pair pairs[64];
	struct str one;
	size_t n = 0;

	while (text.n && n < 64) {
		str_cut(&text, '&', &one);
		str_cut(&one, '=', &pairs[n].name);
		pairs[n++].value = one;
	}
	return type_bind_pairs(cx, &thing_type, pairs, n, out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cx cx = { .mem = arena_new(32 << 20), .lang = LANG_EN };
	struct thing t;
	struct str text;
	enum err_code rc;

	if (size > 0) {
		text = (struct str){ (const char *)data + 1, size - 1 };
		if (data[0] == 'q')
			rc = bind_pairs(&cx, text, &t);
		else
			rc = type_bind_text(&cx, &thing_type, text, &t);
		judge(&cx, rc, &t);
	}
	arena_free(cx.mem);
	return 0;
}
