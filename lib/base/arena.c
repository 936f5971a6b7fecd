/*
 * arena: blocks of growing size, handed out from front to back.
 *
 * The first block lies behind the arena's own head and outlives arena_reset, so
 * an ordinary request allocates nothing from the system.  Memory is zeroed when
 * it is handed out and not before: most of a block is never used.
 */
#include "base/arena.h"

#include <stdint.h>

#include "base/log.h"

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif

#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define ARENA_POISON(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define ARENA_UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#define ARENA_GAP 16
#else
#define ARENA_POISON(p, n) ((void)(p), (void)(n))
#define ARENA_UNPOISON(p, n) ((void)(p), (void)(n))
#define ARENA_GAP 0
#endif

#define ARENA_ALIGN ((size_t)16)
#define ARENA_FIRST ((size_t)16 << 10)
#define ARENA_LARGEST ((size_t)1 << 20)

/* Largest block that arena_reset keeps beside the first: a reply of ordinary
 * size then costs no page faults. */
#define ARENA_SPARE ((size_t)256 << 10)

struct block {
	struct block *older;
	size_t size;
	size_t used;
	_Alignas(16) char data[];
};

struct defer {
	struct defer *older;
	void (*fn)(void *);
	void *arg;
};

struct arena {
	size_t cap;
	size_t used;
	size_t n_blocks;
	size_t next_size;
	struct block *newest;
	struct defer *defers;
	struct block *first;
	struct block *spare; /* kept from before the last reset, or NULL */
};

static size_t
round_up(size_t n)
{
	return (n + (ARENA_ALIGN - 1)) & ~(ARENA_ALIGN - 1);
}

static _Noreturn void
give_up(const char *why, const struct arena *a, size_t n)
{
	log_error(NULL, "arena.overflow", LOG_TEXT("why", why),
	    LOG_INT("wanted", n), LOG_INT("used", a ? a->used : 0),
	    LOG_INT("cap", a ? a->cap : 0));
	_exit(70);
}

struct arena *
arena_new(size_t cap)
{
	size_t head = round_up(sizeof(struct arena));
	size_t size = cap < ARENA_FIRST ? round_up(cap) : ARENA_FIRST;
	struct arena *a;
	char *mem;

	mem = malloc(head + sizeof(struct block) + size);
	if (!mem)
		give_up("no memory for a new arena", NULL, size);
	a = (struct arena *)(void *)mem;
	memset(a, 0, sizeof(*a));
	a->cap = cap;
	a->first = (struct block *)(void *)(mem + head);
	a->first->older = NULL;
	a->first->size = size;
	a->first->used = 0;
	a->newest = a->first;
	a->n_blocks = 1;
	a->next_size = ARENA_FIRST * 2;
	ARENA_POISON(a->first->data, size);
	return a;
}

static void
run_defers(struct arena *a)
{
	struct defer *d;

	/* A deferred call may defer another one. */
	while ((d = a->defers) != NULL) {
		a->defers = d->older;
		d->fn(d->arg);
	}
}

static void
drop_block(struct arena *a, struct block *b)
{
	struct block *worse = b;

	if (b->size <= ARENA_SPARE && (!a->spare || a->spare->size < b->size)) {
		worse = a->spare;
		a->spare = b;
		ARENA_POISON(b->data, b->size);
	}
	if (worse) {
		ARENA_UNPOISON(worse->data, worse->size);
		free(worse);
	}
}

void
arena_reset(struct arena *a)
{
	struct block *b, *older;

	run_defers(a);
	for (b = a->newest; b; b = older) {
		older = b->older;
		if (b != a->first)
			drop_block(a, b);
	}
	a->newest = a->first;
	a->first->older = NULL;
	a->first->used = 0;
	ARENA_POISON(a->first->data, a->first->size);
	a->used = 0;
	a->n_blocks = 1;
	a->next_size = ARENA_FIRST * 2;
}

void
arena_free(struct arena *a)
{
	if (!a)
		return;
	arena_reset(a);
	if (a->spare) {
		ARENA_UNPOISON(a->spare->data, a->spare->size);
		free(a->spare);
	}
	ARENA_UNPOISON(a->first->data, a->first->size);
	free(a);
}

/* A block of at least ${size} bytes; what it really has goes there. */
static struct block *
get_block(struct arena *a, size_t *size)
{
	struct block *b = a->spare;

	if (b && b->size >= *size) {
		a->spare = NULL;
		*size = b->size;
		return b;
	}
	b = malloc(sizeof(*b) + *size);
	if (b)
		ARENA_POISON(b->data, *size);
	return b;
}

/* A block with room for ${n}; one that is for ${n} alone goes behind the newest,
 * whose rest stays in use. */
static struct block *
add_block(struct arena *a, size_t n)
{
	size_t size = a->next_size;
	bool alone = n > size / 2;
	struct block *b;

	if (alone)
		size = n;
	b = get_block(a, &size);
	if (!b)
		return NULL;
	b->size = size;
	b->used = 0;
	if (alone && a->newest->size - a->newest->used > size / 8) {
		b->older = a->newest->older;
		a->newest->older = b;
	} else {
		b->older = a->newest;
		a->newest = b;
	}
	if (!alone && a->next_size < ARENA_LARGEST)
		a->next_size *= 2;
	a->n_blocks++;
	return b;
}

/* NULL and ${why} when it cannot be had. */
static void *
take(struct arena *a, size_t n, const char **why)
{
	struct block *b = a->newest;
	size_t need = round_up(n ? n : 1);
	void *p;

	*why = "over the cap";
	if (n > a->cap || need > a->cap + ARENA_ALIGN || a->used > a->cap - n)
		return NULL;
	if (b->size - b->used < need + ARENA_GAP) {
		*why = "no memory";
		b = add_block(a, need + ARENA_GAP);
		if (!b)
			return NULL;
	}
	p = b->data + b->used;
	b->used += need + ARENA_GAP;
	a->used += need;
	ARENA_UNPOISON(p, n);
	return memset(p, 0, n);
}

void *
arena_alloc(struct arena *a, size_t n)
{
	const char *why;
	void *p;

	p = take(a, n, &why);
	if (!p)
		give_up(why, a, n);
	return p;
}

void *
arena_try(struct arena *a, size_t n)
{
	const char *why;

	return take(a, n, &why);
}

bool
arena_extend(struct arena *a, void *p, size_t have, size_t want)
{
	struct block *b = a->newest;
	size_t old = round_up(have ? have : 1), need, more;

	if (want > a->cap || want < have)
		return false;
	need = round_up(want);
	more = need - old;
	if ((char *)p < b->data || b->used < old + ARENA_GAP ||
	    (char *)p != b->data + b->used - old - ARENA_GAP)
		return false;
	if (b->size - b->used < more || a->used > a->cap ||
	    more > a->cap - a->used)
		return false;
	ARENA_UNPOISON(p, want);
	memset((char *)p + have, 0, want - have);
	b->used += more;
	a->used += more;
	return true;
}

void *
arena_array(struct arena *a, size_t n, size_t size)
{
	size_t all;

	if (__builtin_mul_overflow(n, size, &all))
		give_up("array size overflows", a, n);
	return arena_alloc(a, all);
}

char *
arena_strdup(struct arena *a, const char *s)
{
	if (!s)
		return NULL;
	return arena_str(a, str_of(s));
}

char *
arena_str(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);

	if (s.n)
		memcpy(p, s.p, s.n);
	return p;
}

char *
arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	char small[256];
	va_list again;
	char *p;
	int n;

	va_copy(again, ap);
	n = vsnprintf(small, sizeof(small), fmt, ap);
	if (n < 0)
		n = 0;
	p = arena_alloc(a, (size_t)n + 1);
	if ((size_t)n < sizeof(small))
		memcpy(p, small, (size_t)n);
	else
		vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return p;
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *p;

	va_start(ap, fmt);
	p = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return p;
}

void
arena_defer(struct arena *a, void (*fn)(void *), void *arg)
{
	struct defer *d = ARENA_NEW(a, struct defer);

	d->fn = fn;
	d->arg = arg;
	d->older = a->defers;
	a->defers = d;
}

size_t
arena_used(const struct arena *a)
{
	return a->used;
}

size_t
arena_blocks(const struct arena *a)
{
	return a->n_blocks;
}

size_t
arena_left(const struct arena *a)
{
	return a->used < a->cap ? a->cap - a->used : 0;
}
