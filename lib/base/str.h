/*
 * str: a read-only view of bytes.  It owns nothing and need not end in NUL.
 */
#ifndef K8SM_BASE_STR_H
#define K8SM_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
	const char *p;
	size_t n;
};

#define STR(literal) ((struct str){ (literal), sizeof(literal) - 1 })

/*
 * memcpy for the short pieces that texts are made of: no call, no byte beyond
 * either end is touched.
 */
static inline char *
str_copy(char *to, const char *from, size_t n)
{
	if (n > 32)
		return (char *)memcpy(to, from, n) + n;
	if (n >= 16) {
		memcpy(to, from, 16);
		memcpy(to + n - 16, from + n - 16, 16);
	} else if (n >= 8) {
		memcpy(to, from, 8);
		memcpy(to + n - 8, from + n - 8, 8);
	} else if (n >= 4) {
		memcpy(to, from, 4);
		memcpy(to + n - 4, from + n - 4, 4);
	} else if (n) {
		to[0] = from[0];
		to[n / 2] = from[n / 2];
		to[n - 1] = from[n - 1];
	}
	return to + n;
}

/* View of the C string ${s}; NULL gives the empty view. */
static inline struct str
str_of(const char *s)
{
	return (struct str){ s ? s : "", s ? strlen(s) : 0 };
}

/* Whether ${a} and ${b} hold the same bytes. */
static inline bool
str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* As str_eq, ASCII letters compared without case. */
bool str_ieq(struct str a, struct str b);

/* Whether ${s} starts with ${prefix}. */
bool str_starts(struct str s, struct str prefix);

/* ${s} without leading and trailing ASCII white space. */
struct str str_trim(struct str s);

/*
 * Cuts ${s} at the first ${sep}: ${head} gets what stands before it, ${s} what
 * stands after.  Without ${sep} the head is everything and ${s} becomes empty.
 * Returns whether ${sep} was found.
 */
bool str_cut(struct str *s, char sep, struct str *head);

/*
 * Decimal integer of the whole view, with an optional minus sign, no other
 * characters, no overflow.  Returns false and leaves ${out} when it is not one.
 */
bool str_int(struct str s, int64_t *out);

/* Longest decimal int64, and writing one without printf; returns its length. */
#define STR_INT_MAX 20
size_t str_from_int(char out[STR_INT_MAX], int64_t v);

/*
 * Length (1 to 4) of the well-formed UTF-8 sequence that starts at ${p} and ends
 * within ${n} bytes; 0 when there is none.
 */
size_t str_utf8(const char *p, size_t n);

/* Characters (code points) in ${s}, which must be well-formed. */
size_t str_chars(struct str s);

/* Whether ${s} is well-formed UTF-8 (RFC 3629: no surrogates, no overlongs). */
bool str_is_utf8(struct str s);

#endif
