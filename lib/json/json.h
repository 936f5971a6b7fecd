/*
 * json: strict input, streaming output.
 *
 * json_parse runs our own scanner over the bytes first (RFC 8259, valid UTF-8,
 * no duplicate keys, no \u0000 and no NUL, depth <= JSON_MAX_DEPTH, integers
 * within +-2^53, finite numbers, nothing after the value) and only then cJSON.
 * cJSON itself is included by lib/json and lib/type alone.
 */
#ifndef K8SM_JSON_JSON_H
#define K8SM_JSON_JSON_H

#include <stdbool.h>

#include "base/base.h"

struct cJSON;

#define JSON_MAX_DEPTH 32
#define JSON_MAX_SAFE  9007199254740992LL	/* 2^53 */

/*
 * Checks ${text} without building anything.  On failure returns false, ${why_zh}
 * and ${why_en} name the fault, ${at} its byte offset.  Duplicate keys put the
 * key's name into ${key} (a view into ${text}).
 */
bool json_scan(struct str text, const char **why_zh, const char **why_en,
    size_t *at, struct str *key);

/*
 * Parses ${text} into a cJSON tree that is deleted with cx->mem.
 * ERR_INVALID names the position, for a duplicate key also the field.
 */
enum err_code json_parse(struct cx *cx, struct str text, struct cJSON **out)
    MUST_CHECK;

/*
 * The writer.  A container stack refuses a key in an array, a value without a
 * key in an object and unbalanced ends: those set ${bad}, which json_done
 * reports.  Strings are always escaped; bytes that are not UTF-8, and NUL,
 * become U+FFFD: what is written passes json_scan as long as integers stay
 * within +-2^53 and the depth within JSON_MAX_DEPTH.
 */
struct json {
	struct buf *to;
	uint64_t is_array;	/* bit per level */
	uint64_t has_item;
	int depth;
	bool key_open;
	bool bad;
};

void json_init(struct json *j, struct buf *to);
void json_object(struct json *j);
void json_object_end(struct json *j);
void json_array(struct json *j);
void json_array_end(struct json *j);
void json_key(struct json *j, const char *key);
/* As json_key with the text that is written made before: ,"key": */
void json_key_made(struct json *j, const char *made, size_t n);
void json_text(struct json *j, struct str s);
void json_cstr(struct json *j, const char *s);	/* NULL writes null */
void json_int(struct json *j, int64_t v);
void json_double(struct json *j, double v);	/* not finite: null */
void json_bool(struct json *j, bool v);
void json_null(struct json *j);
void json_time(struct json *j, int64_t us);	/* 0 writes null */

/* Writes ${raw}, which must be JSON that json_scan accepts, as it is. */
void json_raw(struct json *j, struct str raw);

/* Writes the parsed value ${v}. */
void json_tree(struct json *j, const struct cJSON *v);

/* Key and value in one call. */
void json_put_text(struct json *j, const char *key, const char *s);
void json_put_int(struct json *j, const char *key, int64_t v);
void json_put_bool(struct json *j, const char *key, bool v);
void json_put_time(struct json *j, const char *key, int64_t us);

/* Whether everything was closed, nothing misused and the buffer held it. */
bool json_done(const struct json *j);

/*
 * Canonical form of ${text} (keys sorted by bytes, no white space, shortest
 * escapes), as used under digests.  ${text} must pass json_scan.
 */
enum err_code json_canonical(struct cx *cx, struct str text, struct str *out)
    MUST_CHECK;

#endif
