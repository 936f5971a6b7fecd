/*
 * db: transactions and the calls that rooms make.  Declared in db.h.
 */
#include "db/db_priv.h"

/* The mode is named because reads leave another one as the default. */
static const char SQL_BEGIN[] = "BEGIN READ WRITE";
static const char SQL_COMMIT[] = "COMMIT";
static const char SQL_ROLLBACK[] = "ROLLBACK";

bool
db_in_transaction(const struct db *db)
{
	return db && db->tx.open;
}

/* Ends the transaction on our side. */
static void
forget(struct db *db)
{
	db_stmt_forget(db);
	memset(&db->tx, 0, sizeof(db->tx));
}

/* Notes that the transaction cannot go on. */
static enum err_code
failed(struct db *db, enum err_code rc)
{
	if (db->tx.open && rc != ERR_OK)
		db->tx.failed = rc;
	return rc;
}

/* What every call asks first. */
static enum err_code
usable(struct cx *cx)
{
	struct db *db = cx->db;

	if (db == NULL)
		return db_err_misuse(cx, "no database");
	if (db->busy_each)
		return db_err_misuse(cx, "statement inside db_each");
	if (db->tx.failed) {
		if (cx->err != db->tx.failed)
			err_plain(cx, db->tx.failed);
		return db->tx.failed;
	}
	return ERR_OK;
}

enum err_code
db_begin(struct cx *cx, enum db_mode mode)
{
	struct db *db = cx->db;
	enum err_code rc = usable(cx);

	if (rc)
		return rc;
	if (db->tx.open)
		return db_err_misuse(cx, "a transaction is open already");
	forget(db);
	buf_reset(&db->notify);
	if (mode == DB_WRITE)
		rc = db_stmt_queue(cx, db, DB_C_BEGIN, SQL_BEGIN, DB_NONE);
	if (rc == ERR_OK)
		rc = db_scope_queue(cx, db, mode == DB_READ);
	if (rc) {
		forget(db);
		return rc;
	}
	db->tx.open = true;
	db->tx.mode = mode;
	return ERR_OK;
}

enum err_code
db_prologue(struct cx *cx, const char *sql, struct db_args args,
    const struct type *t, void *out,
    enum err_code (*check)(struct cx *, void *))
{
	struct db *db = cx->db;
	enum err_code rc = usable(cx);

	if (rc)
		return rc;
	if (!db->tx.open || db->tx.sent || db->tx.guard_check)
		return db_err_misuse(cx,
		    "the prologue comes right after begin");
	rc = db_stmt_queue(cx, db, DB_C_PROLOGUE, sql, args);
	if (rc)
		return failed(db, rc);
	db->tx.guard_open = true;
	db->tx.guard_type = t;
	db->tx.guard_out = out;
	db->tx.guard_check = check;
	return ERR_OK;
}

/* Queues the statement; outside a transaction the scope before it. */
static enum err_code
prepare(struct cx *cx, const char *sql, struct db_args args)
{
	struct db *db = cx->db;
	enum err_code rc = usable(cx);

	if (rc)
		return rc;
	if (!db->tx.open) {
		forget(db);
		rc = db_scope_queue(cx, db, false);
	} else if (db->tx.synced) {
		rc = db_scope_queue(cx, db, true);
		db->tx.synced = false;
	}
	if (rc == ERR_OK)
		rc = db_stmt_queue(cx, db, DB_C_STMT, sql, args);
	if (rc && !db->tx.open)
		forget(db);
	return failed(db, rc);
}

/*
 * Whether the pipeline ends with the statement.  Reads end at once: their server
 * is told in the same packet, is never left idle in a transaction, and whatever
 * comes next may be sent again on another connection.
 */
static bool
ends_here(const struct db *db)
{
	return !db->tx.open || db->tx.mode == DB_READ;
}

/* After an answer of a read: the next statement starts anew. */
static void
read_done(struct db *db, enum err_code rc)
{
	if (rc || !db->tx.open || db->tx.mode != DB_READ)
		return;
	db_stmt_forget(db);
	db->tx.sent = false;
	db->tx.synced = true;
}

/* Runs one statement and hands its result over. */
static enum err_code
query(struct cx *cx, const char *sql, struct db_args args, PGresult **res,
    struct db_stmt **st)
{
	struct db *db = cx->db;
	enum err_code rc;

	rc = prepare(cx, sql, args);
	if (rc)
		return rc;
	rc = db_pipe_run(cx, db, ends_here(db), res, st);
	read_done(db, rc);
	if (!db->tx.open)
		forget(db);
	return failed(db, rc);
}

/* The first row into ${out}, which is zeroed; clears ${res}. */
static enum err_code
first_row(struct cx *cx, struct db_stmt *st, const struct type *t,
    PGresult *res, void *out)
{
	const struct db_map *map;
	enum err_code rc;

	rc = db_row_map(cx, cx->db, st, t, res, &map);
	if (rc) {
		PQclear(res);
		return rc;
	}
	memset(out, 0, t->size);
	rc = db_row_get(cx, cx->mem, map, res, 0, out);
	db_row_keep(cx, map, res);
	return rc;
}

enum err_code
db_maybe(struct cx *cx, const char *sql, struct db_args args,
    const struct type *t, void *out, bool *found)
{
	struct db_stmt *st;
	enum err_code rc;
	PGresult *res;
	int n;

	*found = false;
	rc = query(cx, sql, args, &res, &st);
	if (rc)
		return rc;
	n = PQntuples(res);
	if (n == 1) {
		*found = true;
		return first_row(cx, st, t, res, out);
	}
	PQclear(res);
	return n == 0 ? ERR_OK : db_err_misuse(cx, "more than one row");
}

enum err_code
db_one(struct cx *cx, const char *sql, struct db_args args,
    const struct type *t, void *out)
{
	enum err_code rc;
	bool found;

	rc = db_maybe(cx, sql, args, t, out, &found);
	if (rc == ERR_OK && !found)
		rc = err_plain(cx, ERR_NOT_FOUND);
	return rc;
}

enum err_code
db_all(struct cx *cx, const char *sql, struct db_args args,
    const struct type *t, void *items, size_t *n)
{
	const struct db_map *map = NULL;
	struct db_stmt *st;
	enum err_code rc;
	PGresult *res;
	char *rows;
	int i, count;

	*n = 0;
	*(void **)items = NULL;
	rc = query(cx, sql, args, &res, &st);
	if (rc)
		return rc;
	count = PQntuples(res);
	if (count > DB_MAX_ROWS)
		rc = err_plain(cx, ERR_TOO_LARGE);
	else
		rc = db_row_map(cx, cx->db, st, t, res, &map);
	if (rc || count == 0) {
		PQclear(res);
		return rc;
	}
	rows = arena_array(cx->mem, (size_t)count, t->size);
	for (i = 0; i < count && rc == ERR_OK; i++)
		rc = db_row_get(cx, cx->mem, map, res, i,
		    rows + (size_t)i * t->size);
	db_row_keep(cx, map, res);
	if (rc)
		return rc;
	*(void **)items = rows;
	*n = (size_t)count;
	return ERR_OK;
}

enum err_code
db_int(struct cx *cx, const char *sql, struct db_args args, int64_t *out)
{
	struct db_stmt *st;
	enum err_code rc;
	PGresult *res;

	*out = 0;
	rc = query(cx, sql, args, &res, &st);
	if (rc)
		return rc;
	if (PQntuples(res) == 0)
		rc = err_plain(cx, ERR_NOT_FOUND);
	else
		rc = db_row_int(cx, res, out);
	PQclear(res);
	return rc;
}

enum err_code
db_exec(struct cx *cx, const char *sql, struct db_args args, int64_t *count)
{
	struct db_stmt *st;
	enum err_code rc;
	PGresult *res;

	if (count)
		*count = 0;
	rc = query(cx, sql, args, &res, &st);
	if (rc)
		return rc;
	if (count)
		(void)str_int(str_of(PQcmdTuples(res)), count);
	PQclear(res);
	return ERR_OK;
}

enum err_code
db_queue(struct cx *cx, const char *sql, struct db_args args)
{
	if (!db_in_transaction(cx->db))
		return db_exec(cx, sql, args, NULL);
	return prepare(cx, sql, args);
}

/* Hands rows to ${fn} as they come; the last want's answer is streamed. */
static enum err_code
stream(struct cx *cx, struct db_stmt *st, const struct type *t, void *row,
    enum err_code (*fn)(struct cx *, void *, void *), void *arg)
{
	struct db *db = cx->db;
	const struct db_map *map = NULL;
	enum err_code rc = ERR_OK;
	PGresult *res;

	while (rc == ERR_OK) {
		rc = db_pipe_next(cx, db, &res);
		if (rc || res == NULL)
			return rc;
		if (PQresultStatus(res) == PGRES_SINGLE_TUPLE) {
			rc = db_row_map(cx, db, st, t, res, &map);
			memset(row, 0, t->size);
			if (rc == ERR_OK)
				rc = db_row_get(cx, db->row_mem, map, res, 0,
				    row);
			if (rc == ERR_OK)
				rc = fn(cx, row, arg);
			arena_reset(db->row_mem);
		} else if (PQresultStatus(res) != PGRES_TUPLES_OK)
			rc = db_err_result(cx, db, res, st);
		PQclear(res);
	}
	return rc;
}

enum err_code
db_each(struct cx *cx, const char *sql, struct db_args args,
    const struct type *t, void *row,
    enum err_code (*fn)(struct cx *cx, void *row, void *arg), void *arg)
{
	struct db *db = cx->db;
	struct db_stmt *st;
	enum err_code rc;
	bool ended;

	rc = prepare(cx, sql, args);
	if (rc)
		return rc;
	st = db->cmds[db->n_cmds - 1].st;
	rc = db_pipe_advance(cx, db, ends_here(db));
	if (rc == ERR_OK) {
		db->busy_each = true;
		rc = PQsetSingleRowMode(db->pg) ?
		    stream(cx, st, t, row, fn, arg) :
		    db_err_misuse(cx, "no single-row mode");
		db->busy_each = false;
		db->tx.delivered = true;
		ended = db->pg && rc == ERR_OK;
		if (ended)
			db_pipe_pop(db);
		else /* cheaper than reading rows that nobody wants */
			db_conn_drop(db);
		db_stmt_forget(db);
	}
	read_done(db, rc);
	if (!db->tx.open)
		forget(db);
	return failed(db, rc);
}

/* Sends ${sql} and ends the pipeline, without waiting. */
static enum err_code
send_last(struct cx *cx, struct db *db, enum db_cmd_kind kind, const char *sql)
{
	enum err_code rc;

	rc = db_stmt_queue(cx, db, kind, sql, DB_NONE);
	if (rc == ERR_OK)
		rc = db_stmt_submit(cx, db);
	return rc ? rc : db_pipe_sync(cx, db);
}

void
db_rollback(struct cx *cx)
{
	struct db *db = cx->db;
	struct db_slot slot;
	enum err_code rc = ERR_OK;

	if (db == NULL || !db->tx.open)
		return;
	slot = db_err_save(cx);
	if (db->pg && db->tx.sent && db->tx.mode == DB_WRITE) {
		db_stmt_forget(db);
		rc = db_pipe_sync(cx, db); /* ends the state after an error */
		if (rc == ERR_OK)
			rc = send_last(cx, db, DB_C_ROLLBACK, SQL_ROLLBACK);
		if (rc == ERR_OK)
			rc = db_conn_flush(cx, db);
		if (rc)
			db_conn_drop(db);
	}
	forget(db);
	buf_reset(&db->notify);
	db_err_restore(cx, slot);
}

/* A COMMIT whose answer did not come. */
static enum err_code
unknown(struct cx *cx, struct db *db)
{
	log_warn(cx, "db.commit_unknown", LOG_TEXT("why", cx->detail));
	db_conn_drop(db);
	err_clear(cx);
	err_plain(cx, ERR_UNAVAILABLE);
	cx->retry_after_s = 1;
	err_detail(cx, "commit unknown");
	return ERR_UNAVAILABLE;
}

/* Ends a DB_READ: runs what nobody waited for, the guard at least. */
static enum err_code
commit_read(struct cx *cx, struct db *db)
{
	struct db_stmt *st;
	enum err_code rc;
	PGresult *res;

	if (db->n_cmds <= 1) /* the scope alone */
		return ERR_OK;
	rc = db_pipe_run(cx, db, true, &res, &st);
	PQclear(res);
	return rc;
}

static enum err_code
commit_write(struct cx *cx, struct db *db)
{
	bool only_begin = !db->tx.sent && db->n_cmds <= 2;
	enum err_code rc;
	struct db_stmt *st;
	PGresult *res;

	if (only_begin)
		return ERR_OK;
	if (cx_left_ms(cx, 1) == 0)
		return err_plain(cx, ERR_TIMEOUT);
	/* The guard must have judged before anything becomes true. */
	if (db->tx.guard_open) {
		rc = db_pipe_run(cx, db, false, &res, &st);
		PQclear(res);
		if (rc)
			return rc;
	}
	if (FAULT("db.before_commit"))
		return err_plain(cx, ERR_DATABASE);
	rc = db_stmt_queue(cx, db, DB_C_COMMIT, SQL_COMMIT, DB_NONE);
	if (rc)
		return rc;
	rc = db_pipe_run(cx, db, true, &res, &st);
	if (rc)
		return rc;
	if (strcmp(PQcmdStatus(res), "COMMIT") != 0)
		rc = err_plain(cx, ERR_DATABASE);
	PQclear(res);
	if (rc == ERR_OK && FAULT("db.after_commit"))
		rc = unknown(cx, db);
	return rc;
}

enum err_code
db_commit(struct cx *cx)
{
	struct db *db = cx->db;
	enum err_code rc;

	if (db == NULL || !db->tx.open)
		return db_err_misuse(cx, "no transaction to commit");
	rc = usable(cx);
	if (rc == ERR_OK)
		rc = db->tx.mode == DB_READ ? commit_read(cx, db) :
					      commit_write(cx, db);
	if (rc) {
		if (db->tx.commit_sent && db->pg == NULL)
			rc = unknown(cx, db);
		db_rollback(cx);
		return rc;
	}
	forget(db);
	db_notify_send(cx, db);
	return ERR_OK;
}

enum err_code
db_tx(struct cx *cx, enum err_code (*fn)(struct cx *cx, void *arg), void *arg)
{
	struct db_slot slot = db_err_save(cx);
	struct db *db = cx->db;
	enum err_code rc;
	int try;

	for (try = 1;; try++) {
		rc = db_begin(cx, DB_WRITE);
		if (rc)
			return rc;
		db->state[0] = '\0';
		rc = fn(cx, arg);
		if (rc == ERR_OK)
			rc = db_commit(cx);
		else
			db_rollback(cx);
		if (rc != ERR_UNAVAILABLE || try == 3 ||
		    !db_err_is_retryable(db->state))
			return rc;
		if (!db_conn_sleep(db, try * 20 + (int)(time_mono_us() % 37)))
			return rc;
		db_err_restore(cx, slot);
	}
}
