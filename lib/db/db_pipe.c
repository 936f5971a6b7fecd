/*
 * db_pipe: sends what is queued and takes the answers in order.
 *
 * libpq is in pipeline mode for good.  Answers that nobody needs (the Sync after
 * a read, COMMIT of a rollback, NOTIFY) are not waited for; whoever uses the
 * connection next takes them first (db_pipe_ready).
 */
#include "db/db_priv.h"

/*
 * An error without a SQLSTATE is libpq's own (it had no memory, say).  What the
 * server did meanwhile, and which statements it knows, nobody can tell.
 */
static bool
is_homemade(const PGresult *res)
{
	ExecStatusType status = PQresultStatus(res);

	return res != NULL &&
	    (status == PGRES_BAD_RESPONSE ||
		(status == PGRES_FATAL_ERROR &&
		    PQresultErrorField(res, PG_DIAG_SQLSTATE) == NULL));
}

/* The next result; NULL ends the answers of one command. */
enum err_code
db_pipe_next(struct cx *cx, struct db *db, PGresult **res)
{
	enum err_code rc;

	*res = NULL;
	while (PQisBusy(db->pg)) {
		rc = db_conn_wait(cx, db);
		if (rc)
			return rc;
	}
	*res = PQgetResult(db->pg);
	if (PQstatus(db->pg) != CONNECTION_OK || db_err_is_fatal(*res) ||
	    is_homemade(*res)) {
		PQclear(*res);
		*res = NULL;
		return db_conn_lost(cx, db, NULL);
	}
	return ERR_OK;
}

void
db_pipe_pop(struct db *db)
{
	if (++db->want_head == db->n_wants)
		db->want_head = db->n_wants = 0;
}

/*
 * Takes the whole answer of the oldest command.  ${res} gets its result; for a
 * Sync NULL or the error that the implicit commit had.
 */
static enum err_code
take(struct cx *cx, struct db *db, struct db_want *w, PGresult **res)
{
	enum err_code rc;
	PGresult *more;
	int empty = 0;

	*w = db->wants[db->want_head];
	*res = NULL;
	for (;;) {
		rc = db_pipe_next(cx, db, &more);
		if (rc) {
			PQclear(*res);
			*res = NULL;
			return rc;
		}
		if (more == NULL && w->kind != DB_W_SYNC && *res)
			break;
		if (more == NULL && ++empty > 2) {
			PQclear(*res);
			*res = NULL;
			return db_conn_lost(cx, db, "protocol out of step");
		}
		if (PQresultStatus(more) == PGRES_PIPELINE_SYNC) {
			PQclear(more);
			break;
		}
		if (*res == NULL)
			*res = more;
		else
			PQclear(more);
	}
	db_pipe_pop(db);
	if (w->kind == DB_W_PREPARE && PQresultStatus(*res) != PGRES_COMMAND_OK)
		w->st->gen = 0;
	return ERR_OK;
}

enum err_code
db_pipe_settle(struct cx *cx, struct db *db)
{
	struct db_want w;
	enum err_code rc;
	PGresult *res;

	while (db->n_wants) {
		rc = take(cx, db, &w, &res);
		if (rc)
			return rc;
		if (PQresultStatus(res) == PGRES_FATAL_ERROR &&
		    w.kind == DB_W_CMD && w.cmd == DB_C_NOTIFY)
			log_warn(cx, "db.notify_failed",
			    LOG_TEXT("sqlstate",
				PQresultErrorField(res, PG_DIAG_SQLSTATE)));
		PQclear(res);
	}
	if (PQtransactionStatus(db->pg) != PQTRANS_IDLE)
		return db_conn_lost(cx, db, "left inside a transaction");
	return ERR_OK;
}

/* Makes the connection ready for a new transaction; opens it when needed. */
enum err_code
db_pipe_ready(struct cx *cx, struct db *db)
{
	struct db_slot slot = db_err_save(cx);
	bool looked;

	db->until_ms = db->statement_ms > 0 ?
	    time_mono_ms() + db->statement_ms + DB_CONNECT_MS :
	    0;
	looked = db->looked;
	db->looked = false;
	if (db->pg && (looked || db_conn_alive(db))) {
		if (db_pipe_settle(cx, db) == ERR_OK)
			return ERR_OK;
		db_err_restore(cx, slot);
	}
	if (cx_left_ms(cx, 1) == 0)
		return err_plain(cx, ERR_TIMEOUT);
	db_conn_drop(db);
	return db_conn_open(cx, db);
}

enum err_code
db_pipe_sync(struct cx *cx, struct db *db)
{
	if (!PQpipelineSync(db->pg) ||
	    !db_stmt_want(db, DB_W_SYNC, DB_C_STMT, NULL))
		return db_conn_lost(cx, db, NULL);
	return ERR_OK;
}

/* Has the guard look at its row; keeps the result while cx->mem lives. */
static enum err_code
judge(struct cx *cx, struct db *db, struct db_stmt *st, PGresult **res)
{
	const struct db_map *map;
	enum err_code rc;

	db->tx.guard_open = false;
	if (PQntuples(*res) == 0)
		return db->tx.guard_check(cx, NULL);
	rc = db_row_map(cx, db, st, db->tx.guard_type, *res, &map);
	if (rc)
		return rc;
	memset(db->tx.guard_out, 0, db->tx.guard_type->size);
	rc = db_row_get(cx, cx->mem, map, *res, 0, db->tx.guard_out);
	db_row_keep(cx, map, *res);
	*res = NULL;
	return rc ? rc : db->tx.guard_check(cx, db->tx.guard_out);
}

/* What an answer means; ${res} becomes NULL when it was kept. */
static enum err_code
check_answer(struct cx *cx, struct db *db, const struct db_want *w,
    PGresult **res)
{
	ExecStatusType status = PQresultStatus(*res);
	enum err_code rc;

	if (w->kind == DB_W_SYNC && *res == NULL)
		return ERR_OK;
	if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
		if (w->kind == DB_W_CMD && w->cmd == DB_C_PROLOGUE)
			return judge(cx, db, w->st, res);
		return ERR_OK;
	}
	rc = db_err_result(cx, db, *res, w->st);
	if (db_err_is_stale(*res)) {
		if (w->st)
			w->st->gen = 0;
		db->again = true;
		rc = err_plain(cx, ERR_UNAVAILABLE);
		cx->retry_after_s = 1;
	}
	return rc;
}

/* Takes the answers that stand before number ${upto}. */
static enum err_code
pass(struct cx *cx, struct db *db, size_t upto)
{
	struct db_want w;
	enum err_code rc;
	PGresult *res;

	while (db->n_wants && db->want_head < upto) {
		rc = take(cx, db, &w, &res);
		if (rc)
			return rc;
		rc = check_answer(cx, db, &w, &res);
		PQclear(res);
		if (rc)
			return rc;
	}
	return ERR_OK;
}

/* A COMMIT is given time even when the request has little left. */
static int64_t
commit_ms(const struct cx *cx)
{
	int64_t left = cx_left_ms(cx, 60000);

	return left > DB_COMMIT_MS ? left : DB_COMMIT_MS;
}

static enum err_code
advance(struct cx *cx, struct db *db, bool sync, size_t *last)
{
	enum err_code rc;

	if (!db->tx.sent) {
		rc = db_pipe_ready(cx, db);
		if (rc) {
			db->again = false;
			return rc;
		}
		db->again = false;
	}
	if (FAULT("db.query"))
		return db_conn_lost(cx, db, "fault");
	db->tx.sent = true;
	db->until_ms = db->statement_ms > 0 ?
	    time_mono_ms() + db->statement_ms + DB_CONNECT_MS :
	    0;
	rc = db->tx.open ? ERR_OK : db_scope_writable(cx, db);
	if (rc == ERR_OK)
		rc = db_stmt_submit(cx, db);
	if (rc)
		return rc;
	if (db->tx.commit_sent)
		db->until_ms = time_mono_ms() + commit_ms(cx);
	*last = db->n_wants - 1;
	if (sync)
		rc = db_pipe_sync(cx, db);
	else if (!PQsendFlushRequest(db->pg))
		rc = db_conn_lost(cx, db, NULL);
	if (rc)
		return rc;
	db->trips++;
	return pass(cx, db, *last);
}

/* Whether all may be sent once more on a fresh connection, nobody the wiser. */
static bool
may_replay(const struct db *db, bool standalone, bool was_lost)
{
	if (!db->again || db->tx.replayed || db->tx.commit_sent)
		return false;
	if (standalone)
		return !was_lost;
	return !db->tx.delivered;
}

/* Takes the last command's answer and, after a Sync, that too. */
static enum err_code
finish(struct cx *cx, struct db *db, bool sync, PGresult **res)
{
	struct db_want w;
	enum err_code rc;

	rc = take(cx, db, &w, res);
	if (rc)
		return rc;
	rc = check_answer(cx, db, &w, res);
	if (rc == ERR_OK && sync)
		rc = pass(cx, db, db->n_wants);
	if (rc) {
		PQclear(*res);
		*res = NULL;
	}
	return rc;
}

static enum err_code
run(struct cx *cx, struct db *db, bool sync, PGresult **res)
{
	struct db_slot slot = db_err_save(cx);
	bool standalone = !db->tx.open;
	enum err_code rc;
	size_t last;

	for (;;) {
		db->again = false;
		rc = advance(cx, db, sync, &last);
		if (rc == ERR_OK && res)
			rc = finish(cx, db, sync, res);
		db_scope_settle(db, rc == ERR_OK && res && sync);
		if (rc == ERR_OK)
			break;
		if (!may_replay(db, standalone, db->pg == NULL))
			break;
		db->tx.replayed = true;
		db->n_sent = 0;
		db_conn_drop(db);
		db_err_restore(cx, slot);
	}
	if (rc == ERR_OK || standalone)
		db->tx.replayed = false;
	return rc;
}

enum err_code
db_pipe_advance(struct cx *cx, struct db *db, bool sync)
{
	return run(cx, db, sync, NULL);
}

enum err_code
db_pipe_run(struct cx *cx, struct db *db, bool sync, PGresult **res,
    struct db_stmt **st)
{
	enum err_code rc;

	*res = NULL;
	*st = db->cmds[db->n_cmds - 1].st;
	rc = run(cx, db, sync, res);
	if (rc == ERR_OK && !sync) {
		/* Handed out: from here on nothing can be sent twice. */
		db->tx.delivered = true;
		db_stmt_forget(db);
	}
	return rc;
}
