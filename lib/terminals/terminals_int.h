/* Inside of the room terminals: what the API's side shares. */
#ifndef K8SM_TERMINALS_TERMINALS_INT_H
#define K8SM_TERMINALS_TERMINALS_INT_H

#include "terminals/terminals.h"

/* Rights over the sessions of others. */
#define TERMINALS_PERM_OPEN    "host:write|host:execute"
#define TERMINALS_PERM_AUDIT   "terminal:audit"
#define TERMINALS_PERM_CONTROL "terminal:control"
#define TERMINALS_PERM_ANY \
	"host:write|host:execute|terminal:audit|terminal:control"

struct terminal {
	const char *session_id;		/* "hts-7" */
	int64_t id;
	int64_t project_id;
	int64_t host_id;
	const char *host_name;
	const char *ip;
	const char *ssh_user;
	int64_t user_id;
	const char *username;
	const char *client_ip;
	const char *reason;
	const char *status;
	const char *end_reason;
	const char *error;
	int64_t ended_by;
	int64_t exit_code;
	int64_t cols;
	int64_t rows;
	int64_t duration_ms;
	int64_t bytes_in;
	int64_t bytes_out;
	int64_t recorded_bytes;
	int64_t chunks;
	int64_t cut_at_ms;
	bool mine;
	bool can_watch;
	bool can_control;
	int64_t connected_at;
	int64_t created_at;
	int64_t updated_at;
	int64_t ended_at;
	const char *node;
	int64_t total;
};
extern const struct type terminal_type;
extern const struct type terminal_row_type;

struct terminal_new {
	int64_t cols;
	int64_t rows;
	const char *reason;
};
extern const struct type terminal_new_type;

struct terminal_opened {
	const char *session_id;
	const char *status;
	const char *ws_path;
	int64_t created_at;
	int64_t expires_at;
};
extern const struct type terminal_opened_type;

struct terminal_ended {
	const char *session_id;
	const char *status;
};
extern const struct type terminal_ended_type;

struct terminal_path {
	int64_t id;			/* of the host; 0 where the path has none */
	const char *session_id;
};
extern const struct type terminal_path_type;
extern const struct type terminal_alone_path_type;

struct terminal_token {
	const char *token;
};
extern const struct type terminal_token_type;

struct terminal_filter {
	int64_t page;
	int64_t page_size;
	const char *q;
	const char *sort;
	const char *status;
	int64_t host_id;
	int64_t user_id;
	bool mine;
	int64_t from;
	int64_t to;
};
extern const struct type terminal_filter_type;

struct terminal_ticket_new {
	const char *mode;
};
extern const struct type terminal_ticket_new_type;
struct terminal_ticket {
	const char *ticket;
	const char *ws_path;
	int64_t expires_in_s;
};
extern const struct type terminal_ticket_type;

struct terminal_from {
	int64_t after;
	int64_t from_ms;
};
extern const struct type terminal_from_type;

struct terminal_chunk {
	int64_t seq;
	int64_t from_ms;
	int64_t to_ms;
	int64_t raw_bytes;
	struct raw data;
};
extern const struct type terminal_chunk_type;

/* A line of a session. */
struct terminal_line {
	int64_t ms;
	const char *kind;
	const char *text;
};
extern const struct type terminal_line_type;

struct terminal_search {
	int64_t page_size;
	const char *q;
	int64_t before;
	const char *kind;
	int64_t host_id;
	int64_t user_id;
	const char *session_id;
};
extern const struct type terminal_search_type;

struct terminal_hit {
	int64_t id;
	const char *session_id;
	int64_t host_id;
	const char *host_name;
	int64_t user_id;
	const char *username;
	const char *kind;
	int64_t ms;
	int64_t started_at;
	const char *text;
	struct texts before;
	struct texts after;
};
extern const struct type terminal_hit_type;

/* A block of lines as stored. */
struct terminal_block {
	int64_t id;
	int64_t session;
	int64_t host_id;
	const char *host_name;
	int64_t user_id;
	const char *username;
	const char *kind;
	int64_t started_at;
	const char *text;
	struct ints times;
};
extern const struct type terminal_block_type;

/* The caller's sessions, and those of others in projects where he audits. */
struct terminals_scope {
	const int64_t *audited;
	size_t n_audited;
};

/* --- terminals_db.c --- */
enum err_code terminals_db_insert(struct cx *cx, const struct terminal *in,
    struct terminal *out) MUST_CHECK;
enum err_code terminals_db_open_count(struct cx *cx, int64_t *n) MUST_CHECK;
enum err_code terminals_db_get(struct cx *cx, int64_t id,
    const struct terminals_scope *s, struct terminal *out) MUST_CHECK;
enum err_code terminals_db_list(struct cx *cx, const struct terminal_filter *f,
    const struct terminals_scope *s, struct terminal **items, size_t *n,
    int64_t *total) MUST_CHECK;
enum err_code terminals_db_end(struct cx *cx, int64_t id, const char *reason,
    struct terminal *out) MUST_CHECK;
enum err_code terminals_db_chunks(struct cx *cx, const struct terminal *t,
    int64_t after, struct terminal_chunk **items, size_t *n) MUST_CHECK;
enum err_code terminals_db_seek(struct cx *cx, const struct terminal *t,
    int64_t ms, int64_t *after) MUST_CHECK;
/* Partitions and sessions older than ${keep_days}; at most ${most} sessions. */
enum err_code terminals_db_drop(struct cx *cx, int64_t keep_days, int64_t most,
    int64_t *n) MUST_CHECK;
enum err_code terminals_db_drop_partitions(struct cx *cx, int64_t keep_days)
    MUST_CHECK;
/* Some sessions whose end is not in the audit log yet, locked; and one that is. */
enum err_code terminals_db_unaudited(struct cx *cx, struct terminal **items,
    size_t *n) MUST_CHECK;
enum err_code terminals_db_audited(struct cx *cx, int64_t id) MUST_CHECK;
enum err_code terminals_db_typed(struct cx *cx, const struct terminal *t,
    struct terminal_block **items, size_t *n) MUST_CHECK;

/* --- terminals_search_db.c --- */

struct terminals_query {
	const struct terminal_search *f;
	const struct terminals_scope *scope;
	int64_t session;		/* 0: any */
	const int64_t *features;
	size_t n_features;
};
/* Blocks that hold the phrase, newest first: among the last few of each project,
 * which is enough for what is said often … */
enum err_code terminals_db_recent(struct cx *cx,
    const struct terminals_query *q, struct terminal_block **items, size_t *n)
    MUST_CHECK;
/* … and among all, by the index. */
enum err_code terminals_db_anywhere(struct cx *cx,
    const struct terminals_query *q, struct terminal_block **items, size_t *n)
    MUST_CHECK;

/* --- terminals.c --- */
struct terminals_scope terminals_scope_of(struct cx *cx);
/* "hts-7" → 7; ERR_NOT_FOUND for anything else. */
enum err_code terminals_id(struct cx *cx, const char *session_id, int64_t *id)
    MUST_CHECK;
enum err_code terminals_open(struct cx *cx, int64_t host_id,
    const struct terminal_new *in, struct terminal *out) MUST_CHECK;
/* One that the caller sees; ${host_id} 0: of any host. */
enum err_code terminals_get(struct cx *cx, int64_t host_id,
    const char *session_id, struct terminal *out) MUST_CHECK;
/* One whose recording he may read. */
enum err_code terminals_readable(struct cx *cx, const char *session_id,
    struct terminal *out) MUST_CHECK;
/* One that is the caller's own and runs. */
enum err_code terminals_own(struct cx *cx, int64_t host_id,
    const char *session_id, struct terminal *out) MUST_CHECK;
enum err_code terminals_end(struct cx *cx, int64_t host_id,
    const char *session_id, struct terminal *out) MUST_CHECK;
enum err_code terminals_ticket(struct cx *cx, const char *session_id,
    const char *mode, struct terminal *t, struct terminal_ticket *out)
    MUST_CHECK;
void terminals_dress(struct cx *cx, struct terminal *t);

/* --- terminals_replay.c --- */
enum err_code terminals_cast(struct cx *cx, const struct terminal *t,
    const struct terminal_from *from, struct buf *out, int64_t *next) MUST_CHECK;

/* --- terminals_search.c --- */
enum err_code terminals_search(struct cx *cx, const struct terminal_search *f,
    struct terminal_hit **items, size_t *n) MUST_CHECK;
enum err_code terminals_typed(struct cx *cx, const struct terminal *t,
    struct terminal_line **items, size_t *n) MUST_CHECK;

#endif
