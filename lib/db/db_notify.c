/*
 * db_notify: NOTIFY after the commit and LISTEN.
 *
 * A NOTIFY inside the writing transaction would hold a global lock through its
 * commit; so it is sent right behind as a transaction of its own, and its answer
 * is taken by whoever uses the connection next.
 */
#include <poll.h>

#include "db/db_priv.h"

static const char SQL_NOTIFY[] = "SELECT pg_notify($1, $2)";

/* Whether the pair is remembered already. */
static bool
is_known(const struct db *db, const char *channel, const char *payload)
{
	const char *p = db->notify.p, *end = p + db->notify.n;
	const char *second;

	while (p && p < end) {
		second = p + strlen(p) + 1;
		if (strcmp(p, channel) == 0 && strcmp(second, payload) == 0)
			return true;
		p = second + strlen(second) + 1;
	}
	return false;
}

void
db_notify(struct cx *cx, const char *channel, const char *payload)
{
	struct db *db = cx->db;

	if (payload == NULL)
		payload = "";
	if (db == NULL || is_known(db, channel, payload))
		return;
	buf_add(&db->notify, channel, strlen(channel) + 1);
	buf_add(&db->notify, payload, strlen(payload) + 1);
	if (db->notify.failed) {
		/* Every consumer also polls: a lost wake-up is a delay. */
		log_warn(cx, "db.notify_full", LOG_TEXT("channel", channel));
		buf_reset(&db->notify);
	}
	if (!db->tx.open)
		db_notify_send(cx, db);
}

static enum err_code
send_all(struct cx *cx, struct db *db)
{
	const char *p = db->notify.p, *end = p + db->notify.n;
	const char *second;
	enum err_code rc;

	for (; p < end; p = second + strlen(second) + 1) {
		second = p + strlen(p) + 1;
		rc = db_stmt_queue(cx, db, DB_C_NOTIFY, SQL_NOTIFY,
		    DB_ARGS(DB_TEXT(p), DB_TEXT(second)));
		if (rc)
			return rc;
	}
	rc = db_stmt_submit(cx, db);
	if (rc == ERR_OK)
		rc = db_pipe_sync(cx, db);
	return rc ? rc : db_conn_flush(cx, db);
}

/* Sends what is remembered, without waiting for the answer. */
void
db_notify_send(struct cx *cx, struct db *db)
{
	struct db_slot slot = db_err_save(cx);
	enum err_code rc = ERR_OK;

	if (db->notify.n == 0)
		return;
	db_stmt_forget(db);
	if (!db->pg || PQtransactionStatus(db->pg) != PQTRANS_IDLE)
		rc = db_pipe_ready(cx, db);
	if (rc == ERR_OK)
		rc = send_all(cx, db);
	if (rc)
		log_warn(cx, "db.notify_lost", LOG_TEXT("detail", cx->detail));
	db_stmt_forget(db);
	buf_reset(&db->notify);
	db_err_restore(cx, slot);
}

enum err_code
db_listen(struct cx *cx, const char *channel)
{
	struct db *db = cx->db;
	const char *quoted = arena_printf(db->mem, "\"%s\"", channel);
	PGresult *res;
	struct db_stmt *st;
	enum err_code rc;
	size_t i;

	if (db->tx.open || strpbrk(channel, "\"\\") ||
	    db->n_channels == DB_MAX_CHANNELS)
		return db_err_misuse(cx, "db_listen");
	for (i = 0; i < db->n_channels; i++)
		if (strcmp(db->channels[i], quoted) == 0)
			return db_pipe_ready(cx, db);
	db_stmt_forget(db);
	rc = db_stmt_queue(cx, db, DB_C_LISTEN,
	    arena_printf(db->mem, "LISTEN %s", quoted), DB_NONE);
	if (rc == ERR_OK)
		rc = db_pipe_run(cx, db, true, &res, &st);
	db_stmt_forget(db);
	db->tx.sent = false;
	/* Also after a failure: the next connection listens, this one would not. */
	db->channels[db->n_channels++] = quoted;
	if (rc) {
		db_conn_drop(db);
		return rc;
	}
	PQclear(res);
	return ERR_OK;
}

static bool
take_one(struct cx *cx, struct db *db, const char **channel,
    const char **payload)
{
	PGnotify *note = PQnotifies(db->pg);

	if (note == NULL)
		return false;
	if (channel)
		*channel = arena_strdup(cx->mem, note->relname);
	*payload = arena_strdup(cx->mem, note->extra);
	PQfreemem(note);
	return true;
}

enum err_code
db_wait(struct cx *cx, int ms, const char **channel, const char **payload)
{
	struct db *db = cx->db;
	int64_t until = time_mono_ms() + ms, left;
	struct pollfd pfd[2];
	enum err_code rc;
	int r;

	*payload = NULL;
	if (channel)
		*channel = NULL;
	if (db->tx.open)
		return db_err_misuse(cx, "db_wait in a transaction");
	if (db->pg == NULL)
		return db_conn_lost(cx, db, "not connected");
	if (db->n_wants) { /* answers stand before the notifications */
		db->until_ms = time_mono_ms() + ms + DB_CONNECT_MS;
		rc = db_pipe_settle(cx, db);
		if (rc)
			return rc;
	}
	for (;;) {
		if (!db_conn_alive(db))
			return db_conn_lost(cx, db, "closed by the server");
		if (take_one(cx, db, channel, payload))
			return ERR_OK;
		left = until - time_mono_ms();
		left = cx_left_ms(cx, left > 0 ? left : 0);
		if (left <= 0)
			return ERR_OK;
		pfd[0] =
		    (struct pollfd){ .fd = PQsocket(db->pg), .events = POLLIN };
		pfd[1] = (struct pollfd){ .fd = db->wake_fd, .events = POLLIN };
		r = poll(pfd, 2, (int)left);
		if (r > 0 && pfd[1].revents)
			return err_plain(cx, ERR_TIMEOUT);
	}
}

int64_t
db_news_taken(struct db *db)
{
	PGnotify *note;

	/* libpq keeps notifications behind answers that nobody took. */
	if (db == NULL || db->pg == NULL || db->n_channels == 0 || db->n_wants)
		return -1;
	while ((note = PQnotifies(db->pg)) != NULL) {
		db->heard++;
		PQfreemem(note);
	}
	return (int64_t)db->gen << 32 | (int64_t)db->heard;
}

int64_t
db_news(struct db *db)
{
	if (db == NULL || db->pg == NULL || db->n_channels == 0 ||
	    !db_conn_alive(db))
		return -1;
	db->looked = true;
	return db_news_taken(db);
}

void
db_idle(struct db *db)
{
	(void)db_news(db);
	/* Until the next use the connection may be lost. */
	if (db != NULL)
		db->looked = false;
}
