/*
 * db: one PostgreSQL connection, prepared statements, pipelines, typed rows.
 *
 * SQL is a `static const char SQL_X[]` in a *_db.c file, prepared at first use
 * on each connection and known by its address.  Results come in binary and land
 * in structs by column name (lib/type).  Everything of one transaction goes out
 * without waiting until somebody needs a row: db_begin, its prologue and the
 * first statement are one round trip.
 *
 * Every connection: client_encoding UTF8, TimeZone UTC, statement_timeout,
 * lock_timeout 2 s, idle_in_transaction_session_timeout, tcp_user_timeout,
 * application_name = the program's.
 */
#ifndef K8SM_DB_DB_H
#define K8SM_DB_DB_H

#include "base/base.h"
#include "type/type.h"

struct db;

/* One statement's parameter. */
enum db_kind { DB_K_INT, DB_K_TEXT, DB_K_BOOL, DB_K_TIME, DB_K_JSON, DB_K_BYTES,
	DB_K_INTS, DB_K_TEXTS, DB_K_NULL, DB_K_DOUBLE };
struct db_arg {
	enum db_kind kind;
	bool is_null;
	bool sized;	/* text of ${n} bytes, else up to its NUL */
	int64_t i;
	double d;
	const void *p;	/* text, bytes, array */
	size_t n;
};
struct db_args {
	const struct db_arg *v;
	size_t n;
};

#define DB_INT(v)      ((struct db_arg){ .kind = DB_K_INT, .i = (v) })
#define DB_INT0(v)     ((struct db_arg){ .kind = DB_K_INT, .is_null = (v) == 0, .i = (v) })
#define DB_OPT_INT(o)  ((struct db_arg){ .kind = DB_K_INT, .is_null = !(o).has, .i = (o).v })
#define DB_DOUBLE(v)   ((struct db_arg){ .kind = DB_K_DOUBLE, .d = (v) })
#define DB_BOOL(v)     ((struct db_arg){ .kind = DB_K_BOOL, .i = (v) ? 1 : 0 })
#define DB_OPT_BOOL(o) ((struct db_arg){ .kind = DB_K_BOOL, .is_null = !(o).has, .i = (o).v })
#define DB_TEXT(s)     ((struct db_arg){ .kind = DB_K_TEXT, .is_null = (s) == NULL, .p = (s) })
#define DB_STR(s)      ((struct db_arg){ .kind = DB_K_TEXT, .is_null = (s).p == NULL, .sized = true, .p = (s).p, .n = (s).n })
#define DB_TIME(us)    ((struct db_arg){ .kind = DB_K_TIME, .is_null = (us) == 0, .i = (us) })
#define DB_JSON(s)     ((struct db_arg){ .kind = DB_K_JSON, .is_null = (s).n == 0, .p = (s).p, .n = (s).n })
#define DB_BYTES(b, len) ((struct db_arg){ .kind = DB_K_BYTES, .is_null = (b) == NULL, .p = (b), .n = (len) })
/* bigint[] and text[]; ${count} 0 is the empty array. */
#define DB_INTS(v, count)  ((struct db_arg){ .kind = DB_K_INTS, .p = (v), .n = (count) })
#define DB_TEXTS(v, count) ((struct db_arg){ .kind = DB_K_TEXTS, .p = (v), .n = (count) })
#define DB_ARGS(...)                                                        \
	((struct db_args){ (const struct db_arg[]){ __VA_ARGS__ },          \
	    sizeof((const struct db_arg[]){ __VA_ARGS__ }) / sizeof(struct db_arg) })
/* Text is sent untyped (the server infers inet, date, uuid, …); the other kinds
 * are typed: write $1::int where a function wants an int4. */
#define DB_NONE ((struct db_args){ NULL, 0 })

/*
 * Opens a connection object for ${url}; it connects at first use and reconnects
 * by itself when idle and broken.  ${app} is the application_name.  Lives until
 * db_close (NULL is fine).
 */
struct db *db_open(const char *url, const char *app, int statement_ms);
void db_close(struct db *db);

/* Connects now. ERR_UNAVAILABLE (with Retry-After) when it cannot. */
enum err_code db_connect(struct cx *cx) MUST_CHECK;

/* Whether the connection is open and idle; pure. */
bool db_is_up(const struct db *db);

/* Its socket (for poll), or -1. */
int db_fd(const struct db *db);

/*
 * Starts a transaction on cx->db.  It is only queued; nothing travels until a
 * row is asked for.  DB_WRITE is an explicit transaction.  DB_READ is read-only
 * and without BEGIN/COMMIT: prologue and first statement are one implicit
 * transaction, each further statement is one of its own (as READ COMMITTED
 * would see things anyway), so nothing is ever left idle in a transaction.  Sets the row-level
 * security scope from cx->who (k8sm.user, k8sm.projects) for its duration.
 */
enum db_mode { DB_READ, DB_WRITE };
enum err_code db_begin(struct cx *cx, enum db_mode mode) MUST_CHECK;

/*
 * Queues one statement of ${t} right behind db_begin and has ${check} judge its
 * row before any other result is handed out; its error becomes that of the next
 * db_* call.  ${row} is NULL when there is none.  ${out} receives the row.
 */
enum err_code db_prologue(struct cx *cx, const char *sql, struct db_args args,
    const struct type *t, void *out,
    enum err_code (*check)(struct cx *cx, void *row)) MUST_CHECK;

/*
 * Ends the transaction.  DB_WRITE waits for the COMMIT (an error means nothing
 * was written, or after a lost connection that nobody knows: ERR_UNAVAILABLE
 * with detail "commit unknown").  db_rollback never fails and is harmless twice.
 */
enum err_code db_commit(struct cx *cx) MUST_CHECK;
void db_rollback(struct cx *cx);
bool db_in_transaction(const struct db *db);

/*
 * Exactly one row into ${out}; ERR_NOT_FOUND without one.  Outside a transaction
 * this and the following are a transaction each, with the scope of cx->who.
 * Text points into memory that lives as long as cx->mem.
 */
enum err_code db_one(struct cx *cx, const char *sql, struct db_args args,
    const struct type *t, void *out) MUST_CHECK;

/* As db_one; no row is ERR_OK with *${found} false. */
enum err_code db_maybe(struct cx *cx, const char *sql, struct db_args args,
    const struct type *t, void *out, bool *found) MUST_CHECK;

/* All rows (at most 100000, else ERR_TOO_LARGE) as an array in cx->mem. */
enum err_code db_all(struct cx *cx, const char *sql, struct db_args args,
    const struct type *t, void *items, size_t *n) MUST_CHECK;

/* One bigint of one row; *${out} is 0 for null. ERR_NOT_FOUND without a row. */
enum err_code db_int(struct cx *cx, const char *sql, struct db_args args,
    int64_t *out) MUST_CHECK;

/* Runs a statement; ${count} (may be NULL) gets the rows changed. */
enum err_code db_exec(struct cx *cx, const char *sql, struct db_args args,
    int64_t *count) MUST_CHECK;

/*
 * As db_exec without waiting: its error surfaces at the next call that waits,
 * at the latest in db_commit.  For inserts whose result nobody reads.
 */
enum err_code db_queue(struct cx *cx, const char *sql, struct db_args args)
    MUST_CHECK;

/*
 * Streams rows one by one to ${fn} (row memory is reused; copy what must stay).
 * A non-zero return of ${fn} ends it with that error, and the transaction too.
 */
enum err_code db_each(struct cx *cx, const char *sql, struct db_args args,
    const struct type *t, void *row,
    enum err_code (*fn)(struct cx *cx, void *row, void *arg), void *arg)
    MUST_CHECK;

/*
 * Remembers NOTIFY ${channel}, ${payload} for after the COMMIT (own implicit
 * transaction, not waited for; equal ones are sent once).  Lost with a rollback.
 * Outside a transaction it is sent at once.
 */
void db_notify(struct cx *cx, const char *channel, const char *payload);

/* LISTEN on ${channel} now and again after every reconnect. */
enum err_code db_listen(struct cx *cx, const char *channel) MUST_CHECK;

/*
 * Waits at most ${ms} for a notification; *${payload} (in cx->mem) is NULL on
 * time-out.  ERR_UNAVAILABLE when the connection broke (reconnect with
 * db_connect, then assume that something was missed).
 */
enum err_code db_wait(struct cx *cx, int ms, const char **channel,
    const char **payload) MUST_CHECK;

/*
 * A number that moves with every notification that came in and with every new
 * connection: as long as it stands still, nothing was announced on the channels
 * we listen to.  Takes what has arrived without waiting.  -1 when nothing would
 * be heard: not connected, not listening, answers outstanding.  Not together
 * with db_wait, which hands the same notifications out.
 */
int64_t db_news(struct db *db);
/* Between two uses: takes what has arrived, so that it does not pile up. */
void db_idle(struct db *db);
/* The same as db_news without a look at the socket: what came with the last
 * answers. */
int64_t db_news_taken(struct db *db);

/*
 * Statements of callers sent since db_open (BEGIN, scope, COMMIT, PREPARE are
 * not counted), and how often an answer was waited for: budgets in tests.
 */
int64_t db_statements(const struct db *db);
int64_t db_trips(const struct db *db);

/* Extra descriptor that interrupts every wait of this connection with
 * ERR_TIMEOUT when readable (shutdown, cancellation); -1 for none.  A COMMIT
 * under way is not interrupted. */
void db_set_wake(struct db *db, int fd);

/*
 * Maps a SQLSTATE to our errors (the one place that does): 23505 CONFLICT,
 * 23503/23514/23502/22xxx INVALID, 42501 FORBIDDEN, 40001/40P01/55P03
 * UNAVAILABLE (retryable), 57014 TIMEOUT, 53xxx STORAGE or UNAVAILABLE,
 * 08xxx/57P0x UNAVAILABLE, others DATABASE.
 */
enum err_code db_sqlstate(const char *state);

/*
 * Runs ${fn} in a DB_WRITE transaction and commits; on serialization failure,
 * deadlock or lock time-out the whole is tried again, at most 3 times with
 * jitter.  For code outside a request (tasks, command line).
 */
enum err_code db_tx(struct cx *cx,
    enum err_code (*fn)(struct cx *cx, void *arg), void *arg) MUST_CHECK;

#endif
