/*
 * migrate: runs the files of the sql folder, one transaction each.
 *
 * Only one runner works at a time: a session advisory lock that is polled, not
 * waited for, because a waiting lock would deadlock with somebody's CREATE INDEX
 * CONCURRENTLY.  A file is recorded in schema_migrations in the transaction that
 * applies it; so killing the runner anywhere leaves whole migrations only.
 */
#include <inttypes.h>
#include <poll.h>

#include "db/migrate_priv.h"

#define LOCK_WAIT_MS 900000
#define LOCK_TRIES 6 /* the first and five more */

static const char SQL_SETUP[] =
    "SET client_min_messages = warning; SET search_path = public;"
    " SET TimeZone = 'UTC'; SET lock_timeout = '2s';"
    " SET statement_timeout = '15min';"
    " SET idle_in_transaction_session_timeout = '1min'";
static const char SQL_LOCK[] =
    "SELECT pg_try_advisory_lock(hashtext('k8sm'), hashtext('migrate'))";
static const char SQL_TABLE[] =
    "CREATE TABLE IF NOT EXISTS schema_migrations ("
    " version bigint PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL,"
    " applied_at timestamptz NOT NULL DEFAULT now(),"
    " applied_by text NOT NULL DEFAULT current_user,"
    " duration_ms bigint NOT NULL)";
static const char SQL_HAS_TABLE[] =
    "SELECT to_regclass('public.schema_migrations') IS NOT NULL";
static const char SQL_LIST[] =
    "SELECT version, name, sha256,"
    " to_char(applied_at, 'YYYY-MM-DD HH24:MI:SS'), duration_ms"
    " FROM schema_migrations ORDER BY version";
static const char SQL_RECORD[] =
    "INSERT INTO schema_migrations (version, name, sha256, duration_ms)"
    " VALUES ($1, $2, $3, $4)";
static const char SQL_UNRECORD[] =
    "DELETE FROM schema_migrations WHERE version = $1";
static const char SQL_XACT[] = "SELECT pg_current_xact_id()";
static const char SQL_INVALID[] =
    "SELECT format('DROP INDEX CONCURRENTLY %s', i.indexrelid::regclass)"
    " FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
    " WHERE NOT i.indisvalid AND position(c.relname in $1) > 0";

static const char *
field(const PGresult *res, int code)
{
	const char *s = PQresultErrorField(res, code);

	return s ? s : "";
}

/* Clears ${res}; whether it was fine.  Complains naming ${what}. */
static bool
done(const struct migrate_run *run, PGresult *res, const char *what)
{
	ExecStatusType st = PQresultStatus(res);
	bool ok = st == PGRES_COMMAND_OK || st == PGRES_TUPLES_OK ||
	    st == PGRES_EMPTY_QUERY;

	if (!ok) {
		migrate_file_complain("%s: %s%s%s", what,
		    *field(res, PG_DIAG_MESSAGE_PRIMARY) ?
			field(res, PG_DIAG_MESSAGE_PRIMARY) :
			PQerrorMessage(run->pg),
		    *field(res, PG_DIAG_MESSAGE_HINT) ? "; " : "",
		    field(res, PG_DIAG_MESSAGE_HINT));
		if (*field(res, PG_DIAG_CONTEXT))
			migrate_file_complain("  %s",
			    field(res, PG_DIAG_CONTEXT));
	}
	PQclear(res);
	return ok;
}

static bool
exec(const struct migrate_run *run, const char *sql, const char *what)
{
	return done(run, PQexec(run->pg, sql), what);
}

/* First column of the first row as text in the arena; NULL without one. */
static const char *
value(const struct migrate_run *run, const char *sql)
{
	PGresult *res = PQexec(run->pg, sql);
	const char *v = NULL;

	if (PQresultStatus(res) == PGRES_TUPLES_OK && PQntuples(res) > 0)
		v = arena_strdup(run->mem, PQgetvalue(res, 0, 0));
	PQclear(res);
	return v;
}

static bool
connect(struct migrate_run *run, const char *url)
{
	const char *const keys[] = { "connect_timeout", "dbname",
		"application_name", "client_encoding", NULL };
	const char *const values[] = { "10", url, "k8sm migrate", "UTF8",
		NULL };

	if (url == NULL || *url == '\0') {
		migrate_file_complain("owner_url is not set");
		return false;
	}
	run->pg = PQconnectdbParams(keys, values, 1);
	if (PQstatus(run->pg) != CONNECTION_OK) {
		migrate_file_complain("cannot connect: %s",
		    PQerrorMessage(run->pg));
		return false;
	}
	return exec(run, SQL_SETUP, "cannot set up the session");
}

static bool
lock(const struct migrate_run *run)
{
	int64_t until = time_mono_ms() + LOCK_WAIT_MS;
	bool told = false;
	const char *got;

	for (;;) {
		got = value(run, SQL_LOCK);
		if (got && *got == 't')
			return true;
		if (got == NULL || time_mono_ms() > until) {
			migrate_file_complain("cannot get the lock: %s",
			    got ? "another runner holds it" :
				  PQerrorMessage(run->pg));
			return false;
		}
		if (!told)
			migrate_file_complain("another runner is at work: "
					      "waiting");
		told = true;
		(void)poll(NULL, 0, 200);
	}
}

/* What is applied; no table is the same as nothing. */
static bool
applied(const struct migrate_run *run, struct migrate_row **rows, size_t *n)
{
	const char *has = value(run, SQL_HAS_TABLE);
	struct migrate_row *r;
	PGresult *res;
	int i;

	*n = 0;
	*rows = NULL;
	if (has && *has == 'f')
		return true;
	res = PQexec(run->pg, SQL_LIST);
	if (PQresultStatus(res) != PGRES_TUPLES_OK)
		return done(run, res, "cannot read schema_migrations");
	*rows =
	    arena_array(run->mem, (size_t)PQntuples(res) + 1, sizeof(**rows));
	for (i = 0; i < PQntuples(res); i++) {
		r = &(*rows)[i];
		(void)str_int(str_of(PQgetvalue(res, i, 0)), &r->version);
		r->name = arena_strdup(run->mem, PQgetvalue(res, i, 1));
		r->sha256 = arena_strdup(run->mem, PQgetvalue(res, i, 2));
		r->applied_at = arena_strdup(run->mem, PQgetvalue(res, i, 3));
		r->duration_ms = arena_strdup(run->mem, PQgetvalue(res, i, 4));
	}
	*n = (size_t)PQntuples(res);
	PQclear(res);
	return true;
}

/*
 * Whether the database holds exactly the first ${n} files, unchanged, and the
 * folder agrees with SUMS.  Names what differs.
 */
static bool
agrees(const struct migrate_run *run, const struct migrate_row *rows, size_t n)
{
	bool ok = migrate_file_check_sums(run);
	size_t i;

	for (i = 0; i < n; i++) {
		if (i >= run->n || run->files[i].number > rows[i].version) {
			migrate_file_complain("%s is applied, but not in '%s'",
			    rows[i].name, run->dir);
			return false;
		}
		if (run->files[i].number < rows[i].version) {
			migrate_file_complain("gap: %s is applied, but %s "
					      "before "
					      "it is not",
			    rows[i].name, run->files[i].name);
			return false;
		}
		if (strcmp(rows[i].sha256, run->files[i].sha256) != 0 ||
		    strcmp(rows[i].name, run->files[i].name) != 0) {
			migrate_file_complain("%s was changed after it was "
					      "applied"
					      " (as %s)",
			    run->files[i].name, rows[i].name);
			ok = false;
		}
	}
	return ok;
}

static bool
record(const struct migrate_run *run, const struct migrate_file *f, bool up,
    int64_t ms)
{
	char number[24], took[24];
	const char *values[] = { number, f->name, f->sha256, took };

	snprintf(number, sizeof(number), "%" PRId64, f->number);
	snprintf(took, sizeof(took), "%" PRId64, ms);
	return done(run,
	    PQexecParams(run->pg, up ? SQL_RECORD : SQL_UNRECORD, up ? 4 : 1,
		NULL, values, NULL, NULL, 0),
	    f->name);
}

enum outcome { DONE, AGAIN, BROKEN };

/* Runs ${sql}; AGAIN when a lock could not be had. */
static enum outcome
run_sql(const struct migrate_run *run, const struct migrate_file *f,
    PGresult *res)
{
	bool busy = strcmp(field(res, PG_DIAG_SQLSTATE), "55P03") == 0;

	return done(run, res, f->name) ? DONE : busy ? AGAIN : BROKEN;
}

static enum outcome
in_tx(const struct migrate_run *run, const struct migrate_file *f, bool up)
{
	int64_t start = time_mono_ms();
	const char *xact, *after;
	enum outcome got;

	if (!exec(run, "BEGIN", f->name))
		return BROKEN;
	xact = value(run, SQL_XACT);
	got = run_sql(run, f, PQexec(run->pg, up ? f->up : f->down));
	if (got == DONE) {
		after = PQtransactionStatus(run->pg) == PQTRANS_INTRANS ?
		    value(run, SQL_XACT) :
		    NULL;
		if (!xact || !after || strcmp(xact, after) != 0) {
			migrate_file_complain("%s: a migration may not end its "
					      "own transaction",
			    f->name);
			got = BROKEN;
		}
	}
	if (got == DONE && up && *f->verify)
		got = run_sql(run, f, PQexec(run->pg, f->verify));
	if (got == DONE && FAULT("migrate.before_record"))
		got = BROKEN;
	if (got == DONE && !record(run, f, up, time_mono_ms() - start))
		got = BROKEN;
	if (got == DONE)
		return exec(run, "COMMIT", f->name) ? DONE : BROKEN;
	PQclear(PQexec(run->pg, "ROLLBACK"));
	return got;
}

/* A CREATE INDEX CONCURRENTLY that broke off leaves an invalid index behind. */
static bool
drop_invalid(const struct migrate_run *run, const struct migrate_file *f)
{
	const char *values[] = { f->up };
	PGresult *res =
	    PQexecParams(run->pg, SQL_INVALID, 1, NULL, values, NULL, NULL, 0);
	bool ok = PQresultStatus(res) == PGRES_TUPLES_OK;
	int i;

	for (i = 0; ok && i < PQntuples(res); i++)
		ok = exec(run, PQgetvalue(res, i, 0), f->name);
	PQclear(res);
	return ok;
}

/* One statement without a transaction; it must bear to be run again. */
static enum outcome
without_tx(const struct migrate_run *run, const struct migrate_file *f, bool up)
{
	int64_t start = time_mono_ms();
	enum outcome got;

	if (up && !drop_invalid(run, f))
		return BROKEN;
	/* The extended protocol refuses more than one statement. */
	got = run_sql(run, f,
	    PQexecParams(run->pg, up ? f->up : f->down, 0, NULL, NULL, NULL,
		NULL, 0));
	if (got == DONE && up && *f->verify)
		got = run_sql(run, f, PQexec(run->pg, f->verify));
	if (got == DONE && !record(run, f, up, time_mono_ms() - start))
		got = BROKEN;
	return got;
}

static bool
apply(const struct migrate_run *run, const struct migrate_file *f, bool up)
{
	int64_t start = time_mono_ms();
	enum outcome got;
	int try;

	for (try = 1;; try++) {
		got = f->no_tx ? without_tx(run, f, up) : in_tx(run, f, up);
		if (got != AGAIN || try == LOCK_TRIES)
			break;
		migrate_file_complain("%s: a table is in use, trying again",
		    f->name);
		(void)poll(NULL, 0, 200 << (try - 1));
	}
	if (got != DONE) {
		migrate_file_complain("%s: nothing of it was %s", f->name,
		    f->no_tx ? "recorded" :
			up   ? "applied" :
			       "undone");
		return false;
	}
	printf("%s  %s (%" PRId64 " ms)\n", f->name, up ? "applied" : "undone",
	    time_mono_ms() - start);
	return true;
}

/* The version argument of up and down as a number of files; ${dflt} without. */
static bool
files_upto(const struct migrate_run *run, const char *arg, size_t dflt,
    size_t *out)
{
	int64_t v;

	*out = dflt;
	if (arg == NULL)
		return true;
	if (!str_int(str_of(arg), &v) || v < 0) {
		migrate_file_complain("'%s' is not a version", arg);
		return false;
	}
	for (*out = 0; *out < run->n && run->files[*out].number <= v; ++*out)
		;
	return true;
}

static enum migrate_exit
go_up(const struct migrate_run *run, const char *arg)
{
	struct migrate_row *rows;
	size_t n, to, i;

	if (!files_upto(run, arg, run->n, &to) || !lock(run) ||
	    !exec(run, SQL_TABLE, "schema_migrations") ||
	    !applied(run, &rows, &n))
		return MIGRATE_FAILED;
	if (!agrees(run, rows, n))
		return MIGRATE_DRIFT;
	for (i = n; i < to; i++)
		if (!apply(run, &run->files[i], true))
			return MIGRATE_FAILED;
	if (n >= to)
		printf("nothing to do: the schema is at version %" PRId64 "\n",
		    n ? rows[n - 1].version : 0);
	return MIGRATE_CURRENT;
}

static enum migrate_exit
go_down(const struct migrate_run *run, const char *arg)
{
	struct migrate_row *rows;
	const struct migrate_file *f;
	size_t n, to;

	if (!lock(run) || !applied(run, &rows, &n))
		return MIGRATE_FAILED;
	if (!agrees(run, rows, n))
		return MIGRATE_DRIFT;
	if (!files_upto(run, arg, n > 0 ? n - 1 : 0, &to))
		return MIGRATE_FAILED;
	for (; n > to; n--) {
		f = &run->files[n - 1];
		if (str_trim(str_of(f->down)).n == 0) {
			migrate_file_complain("%s: it has no '-- down'",
			    f->name);
			return MIGRATE_FAILED;
		}
		if (!apply(run, f, false))
			return MIGRATE_FAILED;
	}
	return MIGRATE_CURRENT;
}

static enum migrate_exit
status(const struct migrate_run *run)
{
	struct migrate_row *rows;
	size_t n, i;

	if (!applied(run, &rows, &n))
		return MIGRATE_FAILED;
	for (i = 0; i < n; i++)
		printf("%s  applied %s UTC (%s ms)\n", rows[i].name,
		    rows[i].applied_at, rows[i].duration_ms);
	for (i = n; i < run->n; i++)
		printf("%s  pending\n", run->files[i].name);
	if (!agrees(run, rows, n))
		return MIGRATE_DRIFT;
	return n < run->n ? MIGRATE_PENDING : MIGRATE_CURRENT;
}

/* Runs the verify sections of what is applied; changes nothing. */
static enum migrate_exit
verify(const struct migrate_run *run)
{
	enum migrate_exit result = MIGRATE_CURRENT;
	struct migrate_row *rows;
	size_t n, i;
	bool ok;

	if (!applied(run, &rows, &n))
		return MIGRATE_FAILED;
	if (!agrees(run, rows, n))
		return MIGRATE_DRIFT;
	for (i = 0; i < n; i++) {
		ok = exec(run, "BEGIN READ ONLY", run->files[i].name) &&
		    exec(run, run->files[i].verify, run->files[i].name);
		PQclear(PQexec(run->pg, "ROLLBACK"));
		if (!ok)
			result = MIGRATE_FAILED;
		printf("%s  %s\n", run->files[i].name, ok ? "ok" : "BROKEN");
	}
	return result;
}

static enum migrate_exit
on_database(struct migrate_run *run, const char *url, const char *cmd,
    const char *arg)
{
	enum migrate_exit result = MIGRATE_FAILED;

	if (connect(run, url)) {
		if (strcmp(cmd, "up") == 0)
			result = go_up(run, arg);
		else if (strcmp(cmd, "down") == 0)
			result = go_down(run, arg);
		else if (strcmp(cmd, "status") == 0)
			result = status(run);
		else if (strcmp(cmd, "verify") == 0)
			result = verify(run);
		else
			result = migrate_dump(run);
	}
	PQfinish(run->pg);
	return result;
}

enum migrate_exit
migrate_main(struct arena *mem, const char *owner_url, const char *dir,
    int argc, char *const argv[])
{
	static const char *const on_db[] = { "up", "down", "status", "verify",
		"dump" };
	struct migrate_run run = { .mem = mem, .dir = dir };
	const char *cmd = argc > 0 ? argv[0] : "";
	const char *arg = argc > 1 ? argv[1] : NULL;
	size_t i;

	if (argc > 2 ||
	    (arg && strcmp(cmd, "up") != 0 && strcmp(cmd, "down") != 0 &&
		strcmp(cmd, "new") != 0))
		cmd = "";
	for (i = 0; i < sizeof(on_db) / sizeof(on_db[0]); i++)
		if (strcmp(cmd, on_db[i]) == 0)
			return migrate_file_load(&run) ?
			    on_database(&run, owner_url, cmd, arg) :
			    MIGRATE_FAILED;
	if (strcmp(cmd, "sums") == 0 || (strcmp(cmd, "new") == 0 && arg)) {
		if (!migrate_file_load(&run))
			return MIGRATE_FAILED;
		return arg ? migrate_file_new(&run, arg) :
			     migrate_file_write_sums(&run);
	}
	fputs("usage: k8sm migrate up [N] | down [N] | status | verify | "
	      "new NAME | sums | dump\n",
	    stderr);
	return MIGRATE_FAILED;
}
