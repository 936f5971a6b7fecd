/*
 * type_check: private to lib/type.  What JSON and name/value pairs have in
 * common when they fill a member: limits, texts, paths in messages.
 */
#ifndef K8SM_TYPE_TYPE_CHECK_H
#define K8SM_TYPE_TYPE_CHECK_H

#include "type/type.h"

/* Longest text inside a list, in characters. */
#define TYPE_ITEM_MAX 4096

/* Where a value stands: a chain on the C stack, spelled out only in errors. */
struct type_path {
	const struct type_path *up;
	const char *name;	/* NULL: an item */
	size_t index;
};

/* "items[2].name" */
const char *type_path_text(struct cx *cx, const struct type_path *at);

enum err_code type_missing(struct cx *cx, const struct type_path *at);
enum err_code type_unknown(struct cx *cx, const struct type_path *at);
enum err_code type_read_only(struct cx *cx, const struct type_path *at);
enum err_code type_wrong(struct cx *cx, const struct type_path *at,
    const char *zh, const char *en);

/* Whether ${v} is within the limits of ${f}. */
enum err_code type_check_int(struct cx *cx, const struct type_path *at,
    const struct field *f, int64_t v);
enum err_code type_check_count(struct cx *cx, const struct type_path *at,
    const struct field *f, size_t n);

/* Trims and checks the text of an FK_TEXT or FK_ENUM member. */
enum err_code type_check_text(struct cx *cx, const struct type_path *at,
    const struct field *f, struct str *s);

/* Trims and checks an item of FK_TEXTS; a blank one is left empty. */
enum err_code type_check_item(struct cx *cx, const struct type_path *at,
    struct str *s);

/*
 * Appends to a list that grows item by item (doubling: a repeated name in a
 * query must not cost quadratic memory).  Too many items are refused at once.
 */
enum err_code type_add_text(struct cx *cx, const struct type_path *at,
    const struct field *f, struct texts *out, const char *s);
enum err_code type_add_int(struct cx *cx, const struct type_path *at,
    const struct field *f, struct ints *out, int64_t v);

/* Checks and appends the texts between commas; blank ones are dropped. */
enum err_code type_add_commas(struct cx *cx, const struct type_path *at,
    const struct field *f, struct texts *out, struct str s);

/* Zeroes ${out} and puts the defaults of ${t} there. */
void type_defaults(const struct type *t, void *out);

/* Which members were named. */
#define TYPE_MAX_FIELDS 256
struct type_seen {
	uint64_t bits[TYPE_MAX_FIELDS / 64];
};

static inline bool
type_was_seen(const struct type_seen *s, size_t i)
{
	return s->bits[i / 64] >> (i % 64) & 1;
}

static inline void
type_mark_seen(struct type_seen *s, size_t i)
{
	s->bits[i / 64] |= UINT64_C(1) << (i % 64);
}

/* ERR_MISSING for the first F_REQ member that was not named. */
enum err_code type_check_seen(struct cx *cx, const struct type_path *up,
    const struct type *t, const struct type_seen *seen);

#endif
