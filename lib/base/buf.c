/*
 * buf: see buf.h.  Doubles its memory, in place where the arena allows it.
 */
#include "base/buf.h"

#define BUF_FIRST ((size_t)256)

/* What an empty buffer points to; never written, because its cap is 0. */
static char nothing[1];

void
buf_init(struct buf *b, struct arena *mem, size_t max)
{
	*b = (struct buf){ .p = nothing, .mem = mem, .max = max };
}

void
buf_free(struct buf *b)
{
	if (!b->mem && b->cap)
		free(b->p);
	buf_init(b, b->mem, b->max);
}

void
buf_reset(struct buf *b)
{
	b->n = 0;
	b->failed = b->starved = false;
	if (b->cap)
		b->p[0] = '\0';
}

static bool
enlarge(struct buf *b, size_t cap)
{
	char *p;

	if (!b->mem) {
		p = realloc(b->cap ? b->p : NULL, cap);
	} else if (b->cap && arena_extend(b->mem, b->p, b->cap, cap)) {
		p = b->p;
	} else {
		p = arena_try(b->mem, cap);
		if (p && b->n)
			memcpy(p, b->p, b->n);
	}
	if (!p)
		return false;
	p[b->n] = '\0';
	b->p = p;
	b->cap = cap;
	return true;
}

char *
buf_more(struct buf *b, size_t n)
{
	size_t cap;

	if (b->failed)
		return NULL;
	if (n > b->max || b->n > b->max - n) {
		b->failed = true;
		return NULL;
	}
	cap = b->cap ? b->cap * 2 : BUF_FIRST;
	while (cap < b->n + n + 1)
		cap *= 2;
	if (cap > b->max + 1)
		cap = b->max + 1;
	if (!enlarge(b, cap)) {
		b->failed = b->starved = true;
		return NULL;
	}
	return b->p + b->n;
}

void
buf_add(struct buf *b, const void *p, size_t n)
{
	char *to = buf_room(b, n);

	if (!to || n == 0)
		return;
	memcpy(to, p, n);
	buf_end(b, to + n);
}

void
buf_str(struct buf *b, struct str s)
{
	buf_add(b, s.p, s.n);
}

void
buf_puts(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_putc(struct buf *b, char c)
{
	char *to = buf_room(b, 1);

	if (!to)
		return;
	*to = c;
	buf_end(b, to + 1);
}

void
buf_int(struct buf *b, int64_t v)
{
	char text[STR_INT_MAX] = { 0 };

	buf_add(b, text, str_from_int(text, v));
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	size_t room;
	char *to;
	int n;

	to = buf_room(b, 0);
	if (!to)
		return;
	room = b->cap - b->n;
	va_start(ap, fmt);
	n = vsnprintf(to, room, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= room) {
		*to = '\0';
		to = n < 0 ? NULL : buf_room(b, (size_t)n);
		if (!to) {
			b->failed = true;
			return;
		}
		va_start(ap, fmt);
		vsnprintf(to, (size_t)n + 1, fmt, ap);
		va_end(ap);
	}
	buf_end(b, to + n);
}

void
buf_drop(struct buf *b, size_t n)
{
	if (n > b->n)
		n = b->n;
	if (n == 0)
		return;
	memmove(b->p, b->p + n, b->n - n);
	buf_end(b, b->p + (b->n - n));
}
