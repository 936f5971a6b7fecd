/* testdb: a database for unit tests. */
#include "testdb.h"

#include <errno.h>
#include <libpq-fe.h>
#include <sys/wait.h>

#include "db/db.h"

static void
skip(void)
{
	printf("SKIP %s: no database\n", program_invocation_short_name);
	exit(77);
}

struct cx *
testdb_cx_as(const char *variable)
{
	const char *url = getenv(variable);
	struct arena *mem;
	struct cx *cx;

	if (url == NULL || *url == '\0')
		skip();
	mem = arena_new((size_t)64 << 20);
	cx = calloc(1, sizeof(*cx));
	if (cx == NULL)
		abort();
	*cx = (struct cx){ .mem = mem, .lang = LANG_EN, .request_id = "test",
		.db = db_open(url, "test", 10000),
		.who = { .username = "test", .ip = "", .user_agent = "",
		    .all_projects = true } };
	return cx;
}

struct cx *
testdb_cx(void)
{
	return testdb_cx_as("K8SM_TEST_URL");
}

void
testdb_free(struct cx *cx)
{
	if (cx == NULL)
		return;
	db_close(cx->db);
	arena_free(cx->mem);
	free(cx);
}

void
testdb_scope(struct cx *cx, const int64_t *ids, size_t n)
{
	cx->who.all_projects = false;
	cx->who.projects = ids;
	cx->who.n_projects = n;
}

static void
run_as(const char *variable, const char *sql)
{
	const char *url = getenv(variable);
	PGconn *pg;
	PGresult *res;

	if (url == NULL || *url == '\0')
		skip();
	pg = PQconnectdb(url);
	PQclear(PQexec(pg, "SET client_min_messages = warning"));
	res = PQexec(pg, sql);
	if (PQresultStatus(res) != PGRES_COMMAND_OK &&
	    PQresultStatus(res) != PGRES_TUPLES_OK) {
		fprintf(stderr, "testdb: %s: %s\n", sql, PQerrorMessage(pg));
		abort();
	}
	PQclear(res);
	PQfinish(pg);
}

void
testdb_owner(const char *sql)
{
	run_as("K8SM_TEST_OWNER_URL", sql);
}

void
testdb_super(const char *sql)
{
	run_as("K8SM_TEST_SUPER_URL", sql);
}

bool
testdb_has_server(void)
{
	return getenv("K8SM_TEST_PG") && access("test/lib/pg.sh", X_OK) == 0;
}

void
testdb_server(const char *what)
{
	const char *dir = getenv("K8SM_TEST_PG");
	pid_t pid;
	int status;

	pid = fork();
	if (pid == 0) {
		execl("test/lib/pg.sh", "pg.sh", what, dir, (char *)NULL);
		_exit(127);
	}
	if (pid == -1 || waitpid(pid, &status, 0) != pid || status != 0) {
		fprintf(stderr, "testdb: pg.sh %s failed\n", what);
		abort();
	}
}
