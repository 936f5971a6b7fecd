/*
 * buf: a growing byte buffer with a cap.
 *
 * Every buffer is given its cap at init.  An append that would exceed it sets
 * the sticky ${failed} and appends nothing more; callers check once at the end.
 * ${p} is always NUL-terminated.  With an arena the memory is the arena's; with
 * NULL it is the heap's and buf_free releases it.
 */
#ifndef K8SM_BASE_BUF_H
#define K8SM_BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

struct buf {
	char *p;
	size_t n;
	size_t cap;
	size_t max;
	struct arena *mem;
	bool failed;
	bool starved; /* failed for want of memory, not at the cap */
};

/* Named caps, so that every one can be found in one place. */
#define BUF_MAX_REPLY ((size_t)8 << 20)
#define BUF_MAX_LOG   ((size_t)16 << 10)
#define BUF_MAX_ROW   ((size_t)1 << 20)
#define BUF_MAX_OUT   ((size_t)1 << 20)

void buf_init(struct buf *b, struct arena *mem, size_t max);
void buf_free(struct buf *b);	/* heap buffers; wipes nothing */
void buf_reset(struct buf *b);	/* empties, keeps the memory, clears failed */
void buf_add(struct buf *b, const void *p, size_t n);
void buf_str(struct buf *b, struct str s);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_int(struct buf *b, int64_t v);
void buf_printf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Drops the first ${n} bytes (at most all). */
void buf_drop(struct buf *b, size_t n);

/* What buf_room does when the memory at hand is not enough. */
char *buf_more(struct buf *b, size_t n);

/*
 * Room for ${n} more bytes at the end, or NULL (and ${failed}) when the cap
 * forbids it.  The caller writes there and tells buf_end where it stopped.
 */
static inline char *
buf_room(struct buf *b, size_t n)
{
	if (__builtin_expect(!b->failed && b->cap > b->n &&
	    n < b->cap - b->n, 1))
		return b->p + b->n;
	return buf_more(b, n);
}

static inline void
buf_end(struct buf *b, char *end)
{
	b->n = (size_t)(end - b->p);
	*end = '\0';
}

static inline struct str
buf_view(const struct buf *b)
{
	return (struct str){ b->p ? b->p : "", b->n };
}

#endif
