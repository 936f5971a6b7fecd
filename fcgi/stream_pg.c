/*
 * The connection of k8sm-stream to PostgreSQL: never blocks, lives in the loop
 * as an adopted descriptor, comes back by itself.
 */
#include <libpq-fe.h>

#include "stream_term.h"

#define ANSWER_MS 10000
#define CONNECT_MS 5000

enum pg_state { PG_DOWN, PG_CONNECTING, PG_SETUP, PG_READY, PG_BUSY };

static struct {
	enum pg_state state;
	PGconn *conn;
	int fd; /* of conn, as it was adopted */
	struct lws *wsi; /* holds a duplicate of it */
	int64_t since_ms; /* of the state */
	int64_t again_ms;
	int64_t pause_ms;
	bool wants_write; /* kept here: inside its event it would be lost */
} pg = { .fd = -1 };

bool
stream_pg_is_up(void)
{
	return pg.state >= PG_READY;
}

static void
enter(enum pg_state state)
{
	pg.state = state;
	pg.since_ms = time_mono_ms();
}

/* The loop lets go of the old descriptor at its next event. */
static void
let_go(void)
{
	if (pg.wsi)
		lws_set_timeout(pg.wsi, PENDING_TIMEOUT_USER_OK,
		    LWS_TO_KILL_ASYNC);
	pg.wsi = NULL;
	pg.fd = -1;
}

static void
lost(const char *why)
{
	bool was_up = pg.state >= PG_READY;
	int64_t now = time_mono_ms();

	if (pg.conn) {
		if (was_up || pg.pause_ms >= 1000)
			log_warn(NULL, "stream.db_down",
			    LOG_TEXT("why",
				why ? why : PQerrorMessage(pg.conn)));
		PQfinish(pg.conn);
	}
	pg.conn = NULL;
	let_go();
	enter(PG_DOWN);
	/* 50 ms, 100 ms … 1 s. */
	pg.pause_ms = was_up || pg.pause_ms == 0 ? 50 : pg.pause_ms * 2;
	if (pg.pause_ms > 1000)
		pg.pause_ms = 1000;
	pg.again_ms = now + pg.pause_ms;
	if (was_up)
		stream_db_reset();
}

/* Has the loop watch the connection's socket, which may have changed. */
static bool
watch(void)
{
	lws_sock_file_fd_type d;
	int fd = PQsocket(pg.conn);

	if (fd == pg.fd && pg.wsi)
		return true;
	let_go();
	d.filefd = dup(fd);
	if (d.filefd == -1)
		return false;
	pg.wsi = lws_adopt_descriptor_vhost(stream.vhost,
	    LWS_ADOPT_RAW_FILE_DESC, d, "pg", NULL);
	pg.fd = fd;
	return pg.wsi != NULL;
}

static void
flush(void)
{
	int r = PQflush(pg.conn);

	if (r < 0)
		lost(NULL);
	else if (r > 0)
		pg.wants_write = true;
}

static void
connect_start(void)
{
	static const char *const keys[] = { "target_session_attrs",
		"keepalives", "keepalives_idle", "keepalives_interval",
		"keepalives_count", "tcp_user_timeout", "dbname",
		"application_name", "client_encoding", NULL };
	const char *const values[] = { "read-write", "1", "10", "5", "3",
		"15000", stream.set->database_url, "k8sm-stream", "UTF8",
		NULL };

	pg.conn = PQconnectStartParams(keys, values, 1);
	enter(PG_CONNECTING);
	if (pg.conn == NULL || PQstatus(pg.conn) == CONNECTION_BAD ||
	    !watch()) {
		lost(NULL);
		return;
	}
	pg.wants_write = true;
}

static void
connect_on(void)
{
	PostgresPollingStatusType want = PQconnectPoll(pg.conn);

	if (want == PGRES_POLLING_FAILED) {
		lost(NULL);
		return;
	}
	if (!watch()) {
		lost("no descriptor");
		return;
	}
	if (want == PGRES_POLLING_WRITING)
		pg.wants_write = true;
	if (want != PGRES_POLLING_OK)
		return;
	if (PQsetnonblocking(pg.conn, 1) != 0 ||
	    !PQsendQuery(pg.conn, stream_db_setup())) {
		lost(NULL);
		return;
	}
	enter(PG_SETUP);
	flush();
}

void
stream_pg_kick(void)
{
	static bool inside;

	if (pg.state != PG_READY || inside)
		return;
	inside = true;
	if (stream_db_next(pg.conn)) {
		enter(PG_BUSY);
		flush();
	} else if (PQstatus(pg.conn) != CONNECTION_OK) {
		lost(NULL);
	}
	inside = false;
}

static void
take_notifications(void)
{
	PGnotify *n;

	while ((n = PQnotifies(pg.conn)) != NULL) {
		if (strcmp(n->relname, "k8sm_events") == 0)
			stream_task_news(n->extra);
		else if (strcmp(n->relname, "k8sm_authz") == 0)
			stream_db_check_authz();
		else if (strcmp(n->relname, "k8sm_notify") == 0)
			stream_sock_news(n->extra);
		else if (strcmp(n->relname, "k8sm_terminals") == 0)
			stream_db_term_soon();
		PQfreemem(n);
	}
}

/* The set-up's results; false: one of them was an error. */
static bool
take_setup(const PGresult *res)
{
	if (res == NULL) {
		log_info(NULL, "stream.db_up");
		enter(PG_READY);
		pg.pause_ms = 0;
		stream_db_reset();
		return true;
	}
	if (PQresultStatus(res) == PGRES_FATAL_ERROR) {
		log_error(NULL, "stream.setup",
		    LOG_TEXT("why", PQresultErrorMessage(res)));
		return false;
	}
	return true;
}

static void
take_input(void)
{
	PGresult *res;
	bool ok = true;

	if (!PQconsumeInput(pg.conn)) {
		lost(NULL);
		return;
	}
	while (pg.state >= PG_SETUP && pg.state != PG_READY &&
	    !PQisBusy(pg.conn)) {
		res = PQgetResult(pg.conn);
		if (PQstatus(pg.conn) != CONNECTION_OK) {
			PQclear(res);
			lost(NULL);
			return;
		}
		if (pg.state == PG_SETUP) {
			ok = take_setup(res);
		} else {
			if (res == NULL)
				enter(PG_READY);
			stream_db_result(pg.conn, res);
		}
		PQclear(res);
		if (!ok) {
			lost("set-up refused");
			return;
		}
	}
	take_notifications();
	stream_pg_kick();
}

int
stream_pg_event(struct lws *wsi, enum lws_callback_reasons reason)
{
	if (wsi != pg.wsi)
		return reason == LWS_CALLBACK_RAW_ADOPT_FILE ? 0 : -1;
	if (reason == LWS_CALLBACK_RAW_CLOSE_FILE) {
		pg.wsi = NULL;
		return 0;
	}
	if (pg.state == PG_CONNECTING)
		connect_on();
	else if (reason == LWS_CALLBACK_RAW_WRITEABLE_FILE)
		flush();
	else
		take_input();
	return wsi == pg.wsi ? 0 : -1;
}

void
stream_pg_tick(void)
{
	int64_t now = time_mono_ms();

	if (pg.state == PG_DOWN) {
		if (now >= pg.again_ms)
			connect_start();
		return;
	}
	if (pg.state == PG_CONNECTING && now - pg.since_ms > CONNECT_MS)
		lost("connecting took too long");
	else if ((pg.state == PG_SETUP || pg.state == PG_BUSY) &&
	    now - pg.since_ms > ANSWER_MS)
		lost("no answer in time");
	if (pg.state == PG_READY)
		stream_db_tick();
}

void
stream_pg_turn(void)
{
	if (pg.wants_write && pg.wsi)
		lws_callback_on_writable(pg.wsi);
	pg.wants_write = false;
}

bool
stream_pg_start(void)
{
	connect_start();
	return true;
}

void
stream_pg_stop(void)
{
	if (pg.conn)
		PQfinish(pg.conn);
	pg.conn = NULL;
	pg.wsi = NULL;
	pg.state = PG_DOWN;
}
