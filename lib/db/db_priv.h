/*
 * db_priv: what the files of lib/db share; not for other rooms.
 *
 * A command is queued in db->cmds (with its parameters encoded), submitted to
 * libpq, and then owed an answer, which db->wants says in order.  Commands stay
 * in db->cmds until an answer was handed out, so that a connection which proves
 * broken at first use can be replaced and everything sent again.
 */
#ifndef K8SM_DB_DB_PRIV_H
#define K8SM_DB_DB_PRIV_H

#include <libpq-fe.h>

#include "db/db.h"

#define DB_MAX_ARGS     64
#define DB_MAX_STMTS    4096
#define DB_MAX_ROWS     100000
#define DB_MAX_CHANNELS 16
#define DB_MAX_PARAMS   ((size_t)128 << 20)	/* bytes of queued parameters */
#define DB_CONNECT_MS   5000
#define DB_CONNECT_TRY_MS 1000	/* how long refused connections are tried again */
#define DB_COMMIT_MS    2000	/* a COMMIT under way is given at least this */
#define DB_EPOCH_US     INT64_C(946684800000000)	/* 2000-01-01 */

/* Object ids of PostgreSQL's own types (pg_type.dat); they never change. */
enum db_oid { DB_O_BOOL = 16, DB_O_BYTEA = 17, DB_O_CHAR = 18, DB_O_NAME = 19,
	DB_O_INT8 = 20, DB_O_INT2 = 21, DB_O_INT4 = 23, DB_O_TEXT = 25,
	DB_O_OID = 26, DB_O_JSON = 114, DB_O_CIDR = 650, DB_O_FLOAT4 = 700,
	DB_O_FLOAT8 = 701, DB_O_UNKNOWN = 705, DB_O_INET = 869,
	DB_O_NAMES = 1003, DB_O_INT2S = 1005, DB_O_INT4S = 1007,
	DB_O_TEXTS = 1009, DB_O_VARCHARS = 1015, DB_O_INT8S = 1016,
	DB_O_BPCHAR = 1042, DB_O_VARCHAR = 1043, DB_O_DATE = 1082,
	DB_O_TIMESTAMP = 1114, DB_O_TIMESTAMPTZ = 1184, DB_O_UUID = 2950,
	DB_O_JSONB = 3802, DB_O_FIRST_USER = 16384 };

/* Which member a result column fills; built once per statement and type. */
struct db_col {
	const struct field *f;	/* NULL: nobody wants it */
	unsigned oid;
};
struct db_map {
	const struct type *t;
	struct db_map *next;
	unsigned gen;	/* connection it was checked on */
	int n;
	struct db_col cols[];
};

struct db_stmt {
	const char *key;	/* the caller's address of the text */
	const char *sql;	/* our copy */
	char name[16];
	unsigned gen;		/* connection it is (being) prepared on */
	size_t n_args;
	unsigned char *kinds;
	struct db_map *maps;
	struct db_stmt *next;	/* same bucket */
};

enum db_cmd_kind { DB_C_BEGIN, DB_C_SCOPE, DB_C_SCOPE_READ, DB_C_PROLOGUE, DB_C_STMT, DB_C_COMMIT,
	DB_C_ROLLBACK, DB_C_NOTIFY, DB_C_LISTEN };

struct db_param {
	size_t at;	/* offset into db->bytes */
	int len;	/* -1: null */
	int format;
};
struct db_cmd {
	enum db_cmd_kind kind;
	struct db_stmt *st;
	size_t params;	/* first one in db->params */
	size_t n;
};

/* An answer that libpq owes us. */
enum db_want_kind { DB_W_PREPARE, DB_W_CMD, DB_W_SYNC };
struct db_want {
	enum db_want_kind kind;
	enum db_cmd_kind cmd;
	struct db_stmt *st;
};

struct db_tx_state {
	bool open;
	enum db_mode mode;
	bool sent;		/* the server knows of it */
	bool delivered;		/* an answer was handed out: no replay */
	bool synced;		/* DB_READ: the next one needs the scope again */
	bool replayed;
	enum err_code failed;
	bool commit_sent;
	/* prologue */
	bool guard_open;	/* queued, not judged yet */
	const struct type *guard_type;
	void *guard_out;
	enum err_code (*guard_check)(struct cx *cx, void *row);
};

/*
 * The scope that reads have: it stays with the connection, and is sent only when
 * it is another one than before.  ${known} is true only after the server has
 * confirmed it at the end of a pipeline (an error takes set_config back).
 */
struct db_scope {
	bool known;
	bool riding;	/* part of the pipeline under way */
	bool maybe_read_only;	/* the connection's default; writes switch it */
	unsigned gen;		/* connection it was set on */
	struct buf text;	/* user NUL projects NUL */
};

struct db {
	struct arena *mem;	/* statements and maps; as long as the db */
	struct arena *row_mem;	/* db_each: one row */
	const char *url;
	const char *app;
	int statement_ms;
	PGconn *pg;
	unsigned gen;		/* counts connections */
	int wake_fd;
	int64_t until_ms;	/* no answer after this: the server hangs */
	int64_t failed_ms;	/* when connecting last failed */
	bool again;		/* the failure allows a replay */
	bool busy_each;		/* inside db_each's callback */
	bool connecting;	/* failures are tried again: not logged each */
	char state[6];		/* SQLSTATE of the last error */

	struct db_stmt *buckets[256];
	size_t n_stmts;

	struct db_cmd *cmds;
	size_t n_cmds, cap_cmds, n_sent;
	struct db_param *params;
	size_t n_params, cap_params;
	struct buf bytes;

	struct db_want *wants;
	size_t want_head, n_wants, cap_wants;

	struct db_tx_state tx;
	struct db_scope scope;
	struct buf notify;	/* channel NUL payload NUL, … */
	const char *channels[DB_MAX_CHANNELS];
	size_t n_channels;
	uint32_t heard;		/* notifications taken by db_news */
	bool looked;		/* the socket was looked at just now */

	int64_t statements;
	int64_t trips;
};

/* The error slot, kept while something is tried that may fail and be retried. */
struct db_slot {
	enum err_code err;
	const char *message;
	const char *field;
	const char *detail;
	int64_t retry_after_s;
};
struct db_slot db_err_save(const struct cx *cx);
void db_err_restore(struct cx *cx, struct db_slot slot);

/* db_conn.c: opening, closing, waiting. */
enum err_code db_conn_open(struct cx *cx, struct db *db) MUST_CHECK;
void db_conn_drop(struct db *db);
/* Drops the connection and sets ERR_UNAVAILABLE (retry in a second). */
enum err_code db_conn_lost(struct cx *cx, struct db *db, const char *why);
/* Sends what is buffered without waiting for answers. */
enum err_code db_conn_flush(struct cx *cx, struct db *db) MUST_CHECK;
/* Waits until bytes came in and takes them. */
enum err_code db_conn_wait(struct cx *cx, struct db *db) MUST_CHECK;
/* Whether an idle connection still has its peer. */
bool db_conn_alive(struct db *db);
/* Sleeps; false when the wake descriptor became readable. */
bool db_conn_sleep(const struct db *db, int ms);

/* db_stmt.c: statements by address, parameters. */
struct db_stmt *db_stmt_get(struct db *db, const char *sql, struct db_args args);
enum err_code db_stmt_queue(struct cx *cx, struct db *db, enum db_cmd_kind kind,
    const char *sql, struct db_args args) MUST_CHECK;
enum err_code db_stmt_submit(struct cx *cx, struct db *db) MUST_CHECK;
void db_stmt_forget(struct db *db);	/* empties the queue of commands */
bool db_stmt_want(struct db *db, enum db_want_kind kind, enum db_cmd_kind cmd,
    struct db_stmt *st);

/* db_pipe.c: submitting and taking answers. */
enum err_code db_pipe_ready(struct cx *cx, struct db *db) MUST_CHECK;
enum err_code db_pipe_sync(struct cx *cx, struct db *db) MUST_CHECK;
/* Submits everything queued; the last command's answer lands in ${res}. */
enum err_code db_pipe_run(struct cx *cx, struct db *db, bool sync,
    PGresult **res, struct db_stmt **st) MUST_CHECK;
/* As db_pipe_run, but leaves the last command's answer to be streamed. */
enum err_code db_pipe_advance(struct cx *cx, struct db *db, bool sync) MUST_CHECK;
enum err_code db_pipe_next(struct cx *cx, struct db *db, PGresult **res) MUST_CHECK;
void db_pipe_pop(struct db *db);
/* Takes answers that nobody asked for. */
enum err_code db_pipe_settle(struct cx *cx, struct db *db) MUST_CHECK;

/* db_scope.c: what row-level security lets a statement see. */
/* Queues the scope of cx->who for what comes next. */
enum err_code db_scope_queue(struct cx *cx, struct db *db, bool read_only) MUST_CHECK;
/* Whether the connection has the scope that ${cmd} would set. */
bool db_scope_holds(const struct db *db, const struct db_cmd *cmd);
/* ${cmd} goes out: from now on nothing is known until db_scope_settle. */
void db_scope_sent(struct db *db, const struct db_cmd *cmd);
/* The pipeline under way is over; ${well}: the server confirmed its end. */
void db_scope_settle(struct db *db, bool well);
/* Before a statement outside a transaction: the connection's default is writing
 * again.  Its answers are owed like others. */
enum err_code db_scope_writable(struct cx *cx, struct db *db) MUST_CHECK;

/* db_row.c: binary rows into structs. */
enum err_code db_row_map(struct cx *cx, struct db *db, struct db_stmt *st,
    const struct type *t, const PGresult *res, const struct db_map **map)
    MUST_CHECK;
enum err_code db_row_get(struct cx *cx, struct arena *mem,
    const struct db_map *map, const PGresult *res, int row, void *out) MUST_CHECK;
enum err_code db_row_int(struct cx *cx, const PGresult *res, int64_t *out) MUST_CHECK;
/* Clears ${res}: now, or with cx->mem when structs of ${map} point into it. */
void db_row_keep(struct cx *cx, const struct db_map *map, PGresult *res);

/* db_err.c: what the server says becomes ours. */
enum err_code db_err_result(struct cx *cx, struct db *db, const PGresult *res,
    const struct db_stmt *st);
bool db_err_is_fatal(const PGresult *res);
bool db_err_is_stale(const PGresult *res);
bool db_err_is_retryable(const char *state);
enum err_code db_err_misuse(struct cx *cx, const char *what);

/* db_notify.c */
void db_notify_send(struct cx *cx, struct db *db);

#endif
