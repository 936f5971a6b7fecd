/*
 * type: one descriptor per struct serves JSON in, JSON out, database rows and
 * OpenAPI.  A struct type is a name, a size and rows made by the F_* macros;
 * a row whose member has another C type does not compile.
 */
#ifndef K8SM_TYPE_TYPE_H
#define K8SM_TYPE_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base.h"
#include "json/json.h"

struct cJSON;

/* Members that may be absent from a body say so by these types. */
struct opt_int {
	bool has;
	int64_t v;
};
struct opt_bool {
	bool has;
	bool v;
};
/* Lists; ${set} is false when the body did not name the member. */
struct texts {
	const char **v;
	size_t n;
	bool set;
};
struct ints {
	int64_t *v;
	size_t n;
	bool set;
};
struct objects {	/* array of the structs that field.sub describes */
	void *v;
	size_t n;
	bool set;
};
/* JSON text carried as it is (jsonb columns, free-form objects). */
struct raw {
	const char *p;
	size_t n;	/* 0: null */
};

enum field_kind {
	FK_END, FK_INT, FK_OPT_INT, FK_BOOL, FK_OPT_BOOL, FK_DOUBLE, FK_TEXT,
	FK_ENUM, FK_TIME, FK_RAW, FK_TEXTS, FK_INTS, FK_OBJECT, FK_OBJECTS
};

enum field_flag {
	F_REQ = 1,	/* must be in the body (text: and not blank) */
	F_NULL = 2,	/* 0 / NULL / has=false is written as null */
	F_RO = 4,	/* a body that names it is refused */
	F_SECRET = 8,	/* taken from bodies, never written, masked in audit */
	F_OMIT = 16,	/* left out of replies when empty */
	F_NUMTEXT = 32,	/* integers are also taken as decimal strings */
	F_LOOSE = 64,	/* FK_TEXTS: also a string holding a JSON array or
			 * comma text (labels of the contract) */
	F_IGNORE = 128,	/* known to the contract, taken, without effect */
	F_NO_ROW = 256,	/* not a column; filled by code */
	F_RAW_TEXT = 512/* FK_TEXT: keeps surrounding white space, may hold
			 * line breaks and tabs (scripts, keys) */
};

struct type;

struct field {
	const char *name;
	enum field_kind kind;
	unsigned flags;
	size_t offset;
	int64_t low;		/* numbers: least; text and lists: least length
				 * (text: in characters) */
	int64_t high;
	int64_t dflt;		/* FK_INT, FK_BOOL: when absent */
	const char *const *names;	/* FK_ENUM: allowed texts, NULL-ended */
	const struct type *sub;	/* FK_OBJECT, FK_OBJECTS */
	const char *doc;
	const char *key;	/* ,"name": as the writer puts it; may be NULL */
	size_t key_n;
};

struct type {
	const char *name;	/* OpenAPI schema name */
	size_t size;
	const struct field *fields;
	const char *doc;
};

#define F_IS_(S, m, T)                                                      \
	(0 * sizeof(struct {                                                \
		_Static_assert(_Generic(&((S *)0)->m, T *: 1, default: 0),  \
		    #S "." #m " is not " #T);                               \
		int unused_;                                                \
	}))
#define F_KEY_(name) \
	.key = ",\"" name "\":", .key_n = sizeof(",\"" name "\":") - 1
#define F_ROW_(S, m, T, k, fl, lo, hi, df, nm, sb, dc)                      \
	{ .name = #m, F_KEY_(#m), .kind = (k), .flags = (fl),                           \
	  .offset = offsetof(S, m) + F_IS_(S, m, T), .low = (lo),           \
	  .high = (hi), .dflt = (df), .names = (nm), .sub = (sb), .doc = (dc) }

#define F_INT(S, m, fl, lo, hi, df, dc) \
	F_ROW_(S, m, int64_t, FK_INT, fl, lo, hi, df, NULL, NULL, dc)
#define F_OPT_INT(S, m, fl, lo, hi, dc) \
	F_ROW_(S, m, struct opt_int, FK_OPT_INT, (fl) | F_NULL, lo, hi, 0, NULL, NULL, dc)
#define F_BOOL(S, m, fl, df, dc) \
	F_ROW_(S, m, bool, FK_BOOL, fl, 0, 1, df, NULL, NULL, dc)
#define F_OPT_BOOL(S, m, fl, dc) \
	F_ROW_(S, m, struct opt_bool, FK_OPT_BOOL, (fl) | F_NULL, 0, 1, 0, NULL, NULL, dc)
#define F_DOUBLE(S, m, fl, dc) \
	F_ROW_(S, m, double, FK_DOUBLE, fl, 0, 0, 0, NULL, NULL, dc)
#define F_TEXT(S, m, fl, lo, hi, dc) \
	F_ROW_(S, m, const char *, FK_TEXT, fl, lo, hi, 0, NULL, NULL, dc)
#define F_ENUM(S, m, fl, nm, dc) \
	F_ROW_(S, m, const char *, FK_ENUM, fl, 0, 64, 0, nm, NULL, dc)
#define F_TIME(S, m, fl, dc) \
	F_ROW_(S, m, int64_t, FK_TIME, fl, 0, 0, 0, NULL, NULL, dc)
#define F_RAW(S, m, fl, hi, dc) \
	F_ROW_(S, m, struct raw, FK_RAW, fl, 0, hi, 0, NULL, NULL, dc)
#define F_TEXTS(S, m, fl, lo, hi, dc) \
	F_ROW_(S, m, struct texts, FK_TEXTS, fl, lo, hi, 0, NULL, NULL, dc)
#define F_INTS(S, m, fl, lo, hi, dc) \
	F_ROW_(S, m, struct ints, FK_INTS, fl, lo, hi, 0, NULL, NULL, dc)
#define F_OBJECTS(S, m, fl, lo, hi, sb, dc) \
	F_ROW_(S, m, struct objects, FK_OBJECTS, fl, lo, hi, 0, NULL, sb, dc)
/* A struct held by value; its C type is checked by the sub type's size. */
#define F_OBJECT(S, m, fl, sb, dc)                                          \
	{ .name = #m, F_KEY_(#m), .kind = FK_OBJECT, .flags = (fl),                     \
	  .offset = offsetof(S, m), .sub = (sb), .doc = (dc) }
/* Another JSON and column name than the member's: NAMED("accessToken", F_TEXT(...)) is
 * not possible in C, so these take the wire name last. */
#define F_AS(row_name, S, m, T, k, fl, lo, hi, df, dc)                      \
	{ .name = (row_name), F_KEY_(row_name), .kind = (k), .flags = (fl),                   \
	  .offset = offsetof(S, m) + F_IS_(S, m, T), .low = (lo),           \
	  .high = (hi), .dflt = (df), .doc = (dc) }
#define F_END { .kind = FK_END }

/*
 * Fills ${out} (zeroed first) from ${json}.  Unknown, read-only, mistyped, out
 * of range or missing members give ERR_INVALID / ERR_MISSING and name the field,
 * nested ones as "items[2].name".  Text is trimmed unless F_RAW_TEXT; control
 * characters are refused (F_RAW_TEXT: all but tab, CR, LF).  Strings live in cx->mem.
 */
enum err_code type_bind(struct cx *cx, const struct type *t,
    const struct cJSON *json, void *out) MUST_CHECK;

/* Strict parse and bind in one; an empty ${body} binds as {}. */
enum err_code type_bind_text(struct cx *cx, const struct type *t,
    struct str body, void *out) MUST_CHECK;

/*
 * Fills ${out} from ${n} decoded name/value pairs (path or query).  FK_TEXTS
 * and FK_INTS take repeated names and comma lists.  Repeating another name is
 * an error.
 */
struct type_pair {
	struct str name;
	struct str value;
};
enum err_code type_bind_pairs(struct cx *cx, const struct type *t,
    const struct type_pair *pairs, size_t n, void *out) MUST_CHECK;

/* Writes ${obj} as one JSON object.  F_SECRET members never. */
void type_put(struct json *j, const struct type *t, const void *obj);

/* As type_put without the braces: members into an object already open. */
void type_put_members(struct json *j, const struct type *t, const void *obj);

/* Writes ${n} structs as a JSON array. */
void type_put_list(struct json *j, const struct type *t, const void *items,
    size_t n);

/*
 * JSON text of ${obj} in ${mem}: task arguments, audit images.  What is absent
 * (NULL text, unset list) is null here, so that type_bind makes the same struct
 * of it.  Empty when it would be longer than BUF_MAX_REPLY.
 */
struct str type_text(struct arena *mem, const struct type *t, const void *obj);

/* As type_text with secrets present: only for sealing, never for storing. */
struct str type_text_secret(struct arena *mem, const struct type *t,
    const void *obj);

/* Writes the OpenAPI 3.1 schema object of ${t}; ${reply} says which side. */
void type_describe(struct json *j, const struct type *t, bool reply);

/* The schema of one member alone, for query and path parameters. */
void type_describe_field(struct json *j, const struct field *f, bool reply);

/* The field called ${name}, or NULL. */
const struct field *type_field(const struct type *t, const char *name);

/* Where the member that ${f} describes lies in ${obj}. */
static inline void *
type_at(const struct field *f, void *obj)
{
	return (char *)obj + f->offset;
}
static inline const void *
type_peek(const struct field *f, const void *obj)
{
	return (const char *)obj + f->offset;
}

#endif
