/*
 * db_conn: opening, closing and waiting on the connection.
 *
 * The socket never blocks: every wait is a poll that ends at the caller's
 * deadline, at the wake descriptor or when the server is silent for longer than
 * its own statement_timeout.  A statement that is abandoned is cancelled by
 * closing the connection: the server looks for that every half second
 * (client_connection_check_interval), while PQcancel could wait for ever on a
 * server that hangs.
 */
#include <errno.h>
#include <limits.h>
#include <poll.h>

#include "db/db_priv.h"

static const char SQL_SETUP[] =
    "SELECT set_config('TimeZone', 'UTC', false),"
    " set_config('search_path', 'public', false),"
    " set_config('statement_timeout', $1, false),"
    " set_config('lock_timeout', '2s', false),"
    " set_config('idle_in_transaction_session_timeout', '60s', false),"
    " set_config('client_connection_check_interval', '500ms', false),"
    " set_config('jit', 'off', false),"
    " set_config('plan_cache_mode', 'force_generic_plan', false)";

struct db *
db_open(const char *url, const char *app, int statement_ms)
{
	struct arena *mem = arena_new((size_t)64 << 20);
	struct db *db = ARENA_NEW(mem, struct db);

	db->mem = mem;
	db->row_mem = arena_new((size_t)64 << 20);
	db->url = arena_strdup(mem, url ? url : "");
	db->app = arena_strdup(mem, app ? app : "k8sm");
	db->statement_ms = statement_ms;
	db->wake_fd = -1;
	buf_init(&db->bytes, NULL, DB_MAX_PARAMS);
	buf_init(&db->notify, NULL, (size_t)1 << 20);
	buf_init(&db->scope.text, NULL, DB_MAX_PARAMS);
	return db;
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	db_conn_drop(db);
	buf_free(&db->bytes);
	buf_free(&db->notify);
	buf_free(&db->scope.text);
	free(db->cmds);
	free(db->params);
	free(db->wants);
	arena_free(db->row_mem);
	arena_free(db->mem);
}

bool
db_is_up(const struct db *db)
{
	return db && db->pg && PQstatus(db->pg) == CONNECTION_OK &&
	    !db->tx.open;
}

int
db_fd(const struct db *db)
{
	return db && db->pg ? PQsocket(db->pg) : -1;
}

int64_t
db_statements(const struct db *db)
{
	return db->statements;
}

int64_t
db_trips(const struct db *db)
{
	return db->trips;
}

void
db_set_wake(struct db *db, int fd)
{
	db->wake_fd = fd;
}

void
db_conn_drop(struct db *db)
{
	if (db->pg)
		PQfinish(db->pg);
	db->pg = NULL;
	db->want_head = db->n_wants = 0;
	db->tx.sent = false;
}

/* The first line of libpq's text: no values of ours are in it. */
static const char *
first_line(struct cx *cx, const char *text)
{
	return arena_str(cx->mem, (struct str){ text, strcspn(text, "\n") });
}

enum err_code
db_conn_lost(struct cx *cx, struct db *db, const char *why)
{
	const char *text = why;

	if (text == NULL)
		text = db->pg ? first_line(cx, PQerrorMessage(db->pg)) : "";
	db_conn_drop(db);
	db->again = true;
	snprintf(db->state, sizeof(db->state), "08006");
	if (!db->connecting)
		log_warn(cx, "db.lost", LOG_TEXT("why", text));
	err_plain(cx, ERR_UNAVAILABLE);
	cx->retry_after_s = 1;
	cx->detail = NULL;
	err_detail(cx, "database connection lost: %s", text);
	return ERR_UNAVAILABLE;
}

bool
db_conn_sleep(const struct db *db, int ms)
{
	struct pollfd pfd = { .fd = db->wake_fd, .events = POLLIN };

	return poll(&pfd, 1, ms) <= 0;
}

/* How long the next wait may last: 0 is "time is up". */
static int64_t
left_ms(const struct cx *cx, const struct db *db)
{
	int64_t left = cx_left_ms(cx, INT_MAX);
	int64_t own = INT_MAX;

	if (db->until_ms)
		own = db->until_ms - time_mono_ms();
	if (db->tx.commit_sent)
		return own > 0 ? own : 0;
	if (own < left)
		left = own;
	return left > 0 ? left : 0;
}

static enum err_code
time_is_up(struct cx *cx, struct db *db, const char *why)
{
	db_conn_drop(db);
	snprintf(db->state, sizeof(db->state), "57014");
	log_warn(cx, "db.timeout", LOG_TEXT("why", why));
	err_plain(cx, ERR_TIMEOUT);
	cx->detail = NULL;
	err_detail(cx, "database: %s", why);
	return ERR_TIMEOUT;
}

/* Polls the connection for ${events}; *${got} is what happened. */
static enum err_code
poll_conn(struct cx *cx, struct db *db, short events, short *got)
{
	struct pollfd pfd[2];
	nfds_t n = 1;
	int64_t left;
	int r;

	pfd[0] = (struct pollfd){ .fd = PQsocket(db->pg), .events = events };
	if (db->wake_fd >= 0 && !db->tx.commit_sent)
		pfd[n++] =
		    (struct pollfd){ .fd = db->wake_fd, .events = POLLIN };
	for (;;) {
		left = left_ms(cx, db);
		r = poll(pfd, n, (int)left);
		if (r > 0 && pfd[0].revents) {
			*got = pfd[0].revents;
			return ERR_OK;
		}
		if (r > 0)
			return time_is_up(cx, db, "interrupted");
		if (r == 0 && left_ms(cx, db) == 0)
			return time_is_up(cx, db, "no answer in time");
		if (r < 0 && errno != EINTR)
			return db_conn_lost(cx, db, "poll failed");
	}
}

enum err_code
db_conn_flush(struct cx *cx, struct db *db)
{
	enum err_code rc;
	short got;
	int r;

	while ((r = PQflush(db->pg)) > 0) {
		rc = poll_conn(cx, db, POLLIN | POLLOUT, &got);
		if (rc)
			return rc;
		/* The server may be unable to read before we have read. */
		if ((got & POLLIN) && !PQconsumeInput(db->pg))
			return db_conn_lost(cx, db, NULL);
	}
	return r < 0 ? db_conn_lost(cx, db, NULL) : ERR_OK;
}

enum err_code
db_conn_wait(struct cx *cx, struct db *db)
{
	enum err_code rc;
	short got;

	rc = db_conn_flush(cx, db);
	if (rc)
		return rc;
	rc = poll_conn(cx, db, POLLIN, &got);
	if (rc)
		return rc;
	return PQconsumeInput(db->pg) ? ERR_OK : db_conn_lost(cx, db, NULL);
}

bool
db_conn_alive(struct db *db)
{
	struct pollfd pfd = { .fd = PQsocket(db->pg),
		.events = POLLIN | POLLRDHUP };
	int i;

	if (PQstatus(db->pg) != CONNECTION_OK)
		return false;
	for (i = 0; i < 64 && poll(&pfd, 1, 0) > 0; i++) {
		if (pfd.revents & (POLLRDHUP | POLLHUP | POLLERR | POLLNVAL))
			return false;
		if (!PQconsumeInput(db->pg))
			return false;
	}
	return true;
}

/* Notices are the server's chatter; their text may hold values. */
static void
notice(void *arg, const PGresult *res)
{
	const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);

	(void)arg;
	log_debug(NULL, "db.notice", LOG_TEXT("sqlstate", state ? state : ""));
}

static enum err_code
connect_once(struct cx *cx, struct db *db)
{
	/* What stands before dbname may be overridden by the url. */
	const char *const keys[] = { "target_session_attrs", "keepalives",
		"keepalives_idle", "keepalives_interval", "keepalives_count",
		"tcp_user_timeout", "dbname", "application_name",
		"client_encoding", NULL };
	const char *const values[] = { "read-write", "1", "10", "5", "3",
		"15000", db->url, db->app, "UTF8", NULL };
	PostgresPollingStatusType want = PGRES_POLLING_WRITING;
	enum err_code rc;
	short got;

	db->pg =
	    FAULT("db.connect") ? NULL : PQconnectStartParams(keys, values, 1);
	if (db->pg == NULL)
		return db_conn_lost(cx, db, "cannot connect");
	while (want != PGRES_POLLING_OK) {
		if (want == PGRES_POLLING_FAILED ||
		    PQstatus(db->pg) == CONNECTION_BAD)
			return db_conn_lost(cx, db, NULL);
		rc = poll_conn(cx, db,
		    want == PGRES_POLLING_READING ? POLLIN : POLLOUT, &got);
		if (rc)
			return rc;
		want = PQconnectPoll(db->pg);
	}
	return ERR_OK;
}

/* One round trip: session settings and the channels we listen on. */
static enum err_code
set_up(struct cx *cx, struct db *db)
{
	char ms[16];
	const char *const values[] = { ms };
	enum err_code rc;
	PGresult *res;
	size_t i;
	int ok = 1;

	PQsetNoticeReceiver(db->pg, notice, NULL);
	snprintf(ms, sizeof(ms), "%d", db->statement_ms);
	ok = PQsetnonblocking(db->pg, 1) == 0 && PQenterPipelineMode(db->pg) &&
	    PQsendQueryParams(db->pg, SQL_SETUP, 1, NULL, values, NULL, NULL,
		0);
	for (i = 0; ok && i < db->n_channels; i++)
		ok = PQsendQueryParams(db->pg,
		    arena_printf(cx->mem, "LISTEN %s", db->channels[i]), 0,
		    NULL, NULL, NULL, NULL, 0);
	if (!ok || !PQpipelineSync(db->pg))
		return db_conn_lost(cx, db, NULL);
	for (;;) {
		rc = db_pipe_next(cx, db, &res);
		if (rc)
			return rc;
		if (res == NULL)
			continue;
		switch ((int)PQresultStatus(res)) {
		case PGRES_PIPELINE_SYNC:
			PQclear(res);
			return ERR_OK;
		case PGRES_TUPLES_OK:
		case PGRES_COMMAND_OK:
			PQclear(res);
			break;
		default:
			PQclear(res);
			return db_conn_lost(cx, db, NULL);
		}
	}
}

/* Tries until ${until_ms}; a restarting server refuses for a moment only. */
static enum err_code
connect_until(struct cx *cx, struct db *db, int64_t until_ms)
{
	enum err_code rc;

	for (;;) {
		db->until_ms = time_mono_ms() + DB_CONNECT_MS;
		rc = connect_once(cx, db);
		if (rc == ERR_OK)
			rc = set_up(cx, db);
		if (rc == ERR_OK)
			return ERR_OK;
		db_conn_drop(db);
		if (rc != ERR_UNAVAILABLE || time_mono_ms() >= until_ms ||
		    cx_left_ms(cx, 100) < 100 || !db_conn_sleep(db, 50))
			return rc;
	}
}

enum err_code
db_conn_open(struct cx *cx, struct db *db)
{
	struct db_slot slot = db_err_save(cx);
	int64_t now = time_mono_ms();
	int64_t until = now + DB_CONNECT_TRY_MS;
	enum err_code rc;

	/* A server that is known to be down is asked once per call only. */
	if (db->failed_ms && now - db->failed_ms < DB_CONNECT_TRY_MS)
		until = now;
	db->connecting = true;
	rc = connect_until(cx, db, until);
	db->connecting = false;
	if (rc == ERR_OK) {
		db->gen++;
		db->failed_ms = 0;
		db->again = false;
		db_err_restore(cx, slot);
		log_debug(cx, "db.connect",
		    LOG_INT("pid", PQbackendPID(db->pg)));
		return ERR_OK;
	}
	db->failed_ms = time_mono_ms();
	log_warn(cx, "db.down", LOG_TEXT("why", cx->detail));
	/* Not reaching the server is not the request's fault. */
	if (rc == ERR_TIMEOUT && cx_left_ms(cx, 1) > 0) {
		rc = err_plain(cx, ERR_UNAVAILABLE);
		cx->retry_after_s = 1;
	}
	return rc;
}

enum err_code
db_connect(struct cx *cx)
{
	struct db *db = cx->db;

	if (db == NULL)
		return db_err_misuse(cx, "no database");
	if (db->tx.open)
		return ERR_OK;
	return db_pipe_ready(cx, db);
}
