/*
 * arena: memory with one lifetime (a request, a task, a connection, a process).
 *
 * Allocation is zeroed, aligned for any type and never returns NULL: limits on
 * bodies, rows and lists come first, so running over the cap is a defect and
 * ends the process with status 70 (the supervisor forks a new one).  Long-lived
 * event loops use arena_try, which returns NULL instead.
 */
#ifndef K8SM_BASE_ARENA_H
#define K8SM_BASE_ARENA_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct arena;

/* New arena that may hold at most ${cap} bytes. */
struct arena *arena_new(size_t cap);

/* Runs the deferred calls, newest first, and releases all memory; NULL is fine. */
void arena_free(struct arena *a);

/* As arena_free, but keeps the first block for the next use. */
void arena_reset(struct arena *a);

/* ${n} zeroed bytes. */
void *arena_alloc(struct arena *a, size_t n);

/* As arena_alloc, or NULL when the cap or the system's memory is exhausted. */
void *arena_try(struct arena *a, size_t n);

/* Zeroed array of ${n} elements of ${size} bytes, checked for overflow. */
void *arena_array(struct arena *a, size_t n, size_t size);

/*
 * Enlarges the newest allocation ${p} from ${have} to ${want} bytes in place;
 * false, and nothing changed, when something else lies behind it.
 */
bool arena_extend(struct arena *a, void *p, size_t have, size_t want);

/* Copy of the C string ${s}; NULL stays NULL. */
char *arena_strdup(struct arena *a, const char *s);

/* Copy of the view ${s} as a C string. */
char *arena_str(struct arena *a, struct str s);

/* Formatted C string. */
char *arena_printf(struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));

/* Calls ${fn}(${arg}) when the arena is reset or freed; newest first. */
void arena_defer(struct arena *a, void (*fn)(void *), void *arg);

/* Bytes handed out since the last reset, and blocks held. */
size_t arena_used(const struct arena *a);
size_t arena_blocks(const struct arena *a);

/* Bytes that the cap still lets out. */
size_t arena_left(const struct arena *a);

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))

#endif
