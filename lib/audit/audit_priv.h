/*
 * audit_priv: what the files of the room share.
 */
#ifndef K8SM_AUDIT_AUDIT_PRIV_H
#define K8SM_AUDIT_AUDIT_PRIV_H

#include "audit/audit.h"
#include "base/base.h"
#include "type/type.h"

#define AUDIT_HASH_MAX 65 /* hex and NUL */
#define AUDIT_IMAGE_MAX ((size_t)128 << 10)
#define AUDIT_EXPORT_MAX 50000
#define AUDIT_COUNT_MAX 100000 /* totals above it are given as it */

/*
 * One row.  Its id is chain * 2^33 + seq, so that it needs no column of its own
 * and still is a number that JavaScript can hold.
 */
struct audit_row {
	int64_t id;
	int64_t chain;
	int64_t seq;
	int64_t at;
	int64_t actor_id;
	const char *actor_name;
	int64_t session_id;
	int64_t token_id;
	const char *ip;
	const char *user_agent;
	int64_t project_id;
	const char *action;
	const char *object;
	int64_t object_id;
	const char *object_name;
	const char *outcome;
	int64_t code;
	const char *request_id;
	struct raw before;
	struct raw after;
	const char *reason;
	const char *prev_hash;
	const char *hash;
};
#define AUDIT_ID_SHIFT 33

extern const struct type audit_row_type; /* everything */
extern const struct type audit_item_type; /* a line of a list */

struct audit_filter {
	int64_t page;
	int64_t page_size;
	const char *q;
	const char *sort;
	const char *actor;
	int64_t actor_id;
	const char *action;
	const char *object;
	int64_t object_id;
	const char *outcome;
	int64_t project_id;
	const char *request_id;
	int64_t from;
	int64_t to;
	const char *format; /* exports only */
};
extern const struct type audit_filter_type;
extern const struct type audit_export_type;

/* Which rows the caller may read: all, or those of ${projects}. */
struct audit_scope {
	bool all;
	const int64_t *projects;
	size_t n;
};

struct audit_head {
	int64_t chain;
	int64_t seq;
	const char *hash;
	int64_t at;
};
extern const struct type audit_head_type;

/* A chain's two ends. */
struct audit_chain {
	int64_t chain;
	int64_t head_seq;
	const char *head_hash;
	int64_t anchor_seq; /* 0: nothing was dropped */
	const char *anchor_hash;
	const char *anchor_mac;
};
extern const struct type audit_chain_type;

/* --- audit_hash.c --- */

/* Hash of ${row} (its own hash and id aside) as hex; ${tmp} is emptied first. */
void audit_hash(struct buf *tmp, const struct audit_row *row,
    char out[AUDIT_HASH_MAX]);
/* MAC of an anchor. */
void audit_anchor_mac(int64_t chain, int64_t seq, const char *hash,
    char out[AUDIT_HASH_MAX]);
bool audit_has_key(void);

/* --- audit_mask.c --- */

/* ${image} in canonical form with the values of secret-looking keys starred out;
 * no JSON at all, or too much of it, becomes a short object that says so. */
struct str audit_image(struct cx *cx, struct str image);

/* --- audit_db.c --- */

enum err_code audit_db_head(struct cx *cx, int64_t project_id,
    struct audit_head *out) MUST_CHECK;
enum err_code
audit_db_append(struct cx *cx, const struct audit_row *row) MUST_CHECK;
enum err_code audit_db_list(struct cx *cx, const struct audit_scope *scope,
    const struct audit_filter *f, struct audit_row **rows, size_t *n,
    int64_t *total) MUST_CHECK;
enum err_code audit_db_get(struct cx *cx, const struct audit_scope *scope,
    int64_t id, struct audit_row *out) MUST_CHECK;
enum err_code audit_db_export(struct cx *cx, const struct audit_scope *scope,
    const struct audit_filter *f,
    enum err_code (*fn)(struct cx *cx, void *row, void *arg),
    void *arg) MUST_CHECK;
enum err_code
audit_db_chains(struct cx *cx, struct audit_chain **v, size_t *n) MUST_CHECK;
/* Rows of ${chain} behind (${seq}, ${at}), at most ${limit}, in order. */
enum err_code
audit_db_walk(struct cx *cx, int64_t chain, int64_t seq, int64_t at,
    int64_t limit, enum err_code (*fn)(struct cx *cx, void *row, void *arg),
    void *arg) MUST_CHECK;
/* Whether rows lie behind the head, in one snapshot. */
enum err_code
audit_db_beyond(struct cx *cx, int64_t chain, int64_t *rows) MUST_CHECK;
/* 0 when nothing is old enough. */
enum err_code
audit_db_drop_bound(struct cx *cx, int64_t before, int64_t *bound) MUST_CHECK;
/* The last row of each chain before ${bound}. */
enum err_code audit_db_drop_ends(struct cx *cx, int64_t bound,
    struct audit_head **v, size_t *n) MUST_CHECK;
enum err_code
audit_db_drop(struct cx *cx, int64_t bound, const struct audit_head *v,
    const char *const *macs, size_t n, int64_t *dropped) MUST_CHECK;

/* --- audit_export.c --- */

/* Writes the rows into ${rp}'s body and the headers that go with them. */
enum err_code audit_export(struct cx *cx, const struct audit_scope *scope,
    const struct audit_filter *f, struct reply *rp) MUST_CHECK;
/* One CSV field, quoted where needed and safe to open in a spreadsheet. */
void audit_csv_field(struct buf *to, struct str s);

#endif
