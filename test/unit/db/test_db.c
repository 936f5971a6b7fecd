/*
 * Transactions, pipelines, parameters, rows and errors of lib/db.
 */
#include <libpq-fe.h>

#include "dbtest.inc"

static const char SQL_THINGS[] =
    "SELECT id, project_id, name FROM t_things ORDER BY id";
static const char SQL_ADD[] =
    "INSERT INTO t_things (project_id, name) VALUES ($1, $2)";

/* --- parameters and rows --- */

struct all_kinds {
	int64_t i;
	struct opt_int oi;
	bool b;
	struct opt_bool ob;
	double d;
	const char *t;
	int64_t at;
	struct raw j;
	struct texts texts;
	struct ints ints;
};
static const struct field all_fields[] = {
	F_INT(struct all_kinds, i, 0, 0, 0, 0, ""),
	F_OPT_INT(struct all_kinds, oi, 0, 0, 0, ""),
	F_BOOL(struct all_kinds, b, 0, 0, ""),
	F_OPT_BOOL(struct all_kinds, ob, 0, ""),
	F_DOUBLE(struct all_kinds, d, 0, ""),
	F_TEXT(struct all_kinds, t, 0, 0, 0, ""),
	F_TIME(struct all_kinds, at, 0, ""),
	F_RAW(struct all_kinds, j, 0, 0, ""),
	F_TEXTS(struct all_kinds, texts, 0, 0, 0, ""),
	F_INTS(struct all_kinds, ints, 0, 0, 0, ""),
	F_END
};
static const struct type all_type = { "All", sizeof(struct all_kinds),
	all_fields, "" };
static const char SQL_ALL[] =
    "SELECT $1 AS i, $2 AS oi, $3 AS b, $4 AS ob, $5 AS d, $6 AS t, $7 AS at,"
    " $8 AS j, $9 AS texts, $10 AS ints";

START_TEST(every_kind_of_parameter_comes_back_as_it_was)
{
	const char *const texts[] = { "a", "", "ü,\"{}" };
	const int64_t ints[] = { INT64_MIN, 0, INT64_MAX };
	struct all_kinds got;
	enum err_code rc;

	rc = db_one(cx, SQL_ALL, DB_ARGS(DB_INT(INT64_MIN), DB_INT(7),
	    DB_BOOL(true), DB_BOOL(false), DB_DOUBLE(-1.25e300),
	    DB_TEXT("text with 'quotes' and 中文"),
	    DB_TIME(INT64_C(1700000000123456)), DB_JSON(STR("{\"a\": [1]}")),
	    DB_TEXTS(texts, 3), DB_INTS(ints, 3)), &all_type, &got);
	ck_assert_int_eq(rc, ERR_OK);
	ck_assert_int_eq(got.i, INT64_MIN);
	ck_assert(got.oi.has);
	ck_assert_int_eq(got.oi.v, 7);
	ck_assert(got.b);
	ck_assert(got.ob.has);
	ck_assert(!got.ob.v);
	ck_assert_double_eq(got.d, -1.25e300);
	ck_assert_str_eq(got.t, "text with 'quotes' and 中文");
	ck_assert_int_eq(got.at, INT64_C(1700000000123456));
	ck_assert(str_eq((struct str){ got.j.p, got.j.n }, STR("{\"a\": [1]}")));
	ck_assert_uint_eq(got.texts.n, 3);
	ck_assert_str_eq(got.texts.v[1], "");
	ck_assert_str_eq(got.texts.v[2], "ü,\"{}");
	ck_assert_uint_eq(got.ints.n, 3);
	ck_assert_int_eq(got.ints.v[0], INT64_MIN);
	ck_assert_int_eq(got.ints.v[2], INT64_MAX);
}
END_TEST

START_TEST(null_comes_back_as_nothing)
{
	struct opt_int none = { false, 5 };
	struct opt_bool unset = { false, true };
	struct all_kinds got;
	enum err_code rc;

	memset(&got, 0xff, sizeof(got));
	rc = db_one(cx, SQL_ALL, DB_ARGS(DB_INT0(0), DB_OPT_INT(none),
	    DB_OPT_BOOL(unset), DB_OPT_BOOL(unset),
	    ((struct db_arg){ .kind = DB_K_DOUBLE, .is_null = true }),
	    DB_TEXT(NULL), DB_TIME(0), DB_JSON(((struct raw){ NULL, 0 })),
	    DB_TEXTS(NULL, 0), DB_INTS(NULL, 0)), &all_type, &got);
	ck_assert_int_eq(rc, ERR_OK);
	ck_assert_int_eq(got.i, 0);
	ck_assert(!got.oi.has);
	ck_assert(!got.b);
	ck_assert(!got.ob.has);
	ck_assert_ptr_null(got.t);
	ck_assert_int_eq(got.at, 0);
	ck_assert_uint_eq(got.j.n, 0);
	ck_assert_uint_eq(got.texts.n, 0);
	ck_assert_uint_eq(got.ints.n, 0);
}
END_TEST

/* Columns whose types are not those of the parameters. */
struct others {
	int64_t small;
	int64_t four;
	const char *vc;
	const char *uu;
	const char *net;
	const char *v6;
	const char *day;
	const char *nm;
	double real;
	struct texts names;
	struct ints shorts;
	int64_t never;
};
static const struct field others_fields[] = {
	F_INT(struct others, small, 0, 0, 0, 0, ""),
	F_INT(struct others, four, 0, 0, 0, 0, ""),
	F_TEXT(struct others, vc, 0, 0, 0, ""),
	F_TEXT(struct others, uu, 0, 0, 0, ""),
	F_TEXT(struct others, net, 0, 0, 0, ""),
	F_TEXT(struct others, v6, 0, 0, 0, ""),
	F_TEXT(struct others, day, 0, 0, 0, ""),
	F_TEXT(struct others, nm, 0, 0, 0, ""),
	F_DOUBLE(struct others, real, 0, ""),
	F_TEXTS(struct others, names, 0, 0, 0, ""),
	F_INTS(struct others, shorts, 0, 0, 0, ""),
	F_TIME(struct others, never, 0, ""),
	F_END
};
static const struct type others_type = { "Others", sizeof(struct others),
	others_fields, "" };

START_TEST(other_column_types_fill_members_too)
{
	struct others got;
	enum err_code rc;

	rc = db_one(cx, "SELECT (-2)::smallint AS small, 2147483647 AS four,"
	    " 'v'::varchar(9) AS vc, '00000000-0000-0000-0000-0000000000ff'::uuid"
	    " AS uu, '10.1.0.0/16'::inet AS net, '2001:db8::1'::inet AS v6,"
	    " date '2026-02-28' AS day, 'n'::name AS nm, 1.5::real AS real,"
	    " ARRAY['a', NULL]::varchar[] AS names, ARRAY[-1, 2]::smallint[]"
	    " AS shorts, timestamptz 'infinity' AS never", DB_NONE, &others_type,
	    &got);
	ck_assert_int_eq(rc, ERR_OK);
	ck_assert_int_eq(got.small, -2);
	ck_assert_int_eq(got.four, 2147483647);
	ck_assert_str_eq(got.vc, "v");
	ck_assert_str_eq(got.uu, "00000000-0000-0000-0000-0000000000ff");
	ck_assert_str_eq(got.net, "10.1.0.0/16");
	ck_assert_str_eq(got.v6, "2001:db8::1");
	ck_assert_str_eq(got.day, "2026-02-28");
	ck_assert_str_eq(got.nm, "n");
	ck_assert_double_eq(got.real, 1.5);
	ck_assert_uint_eq(got.names.n, 2);
	ck_assert_str_eq(got.names.v[1], "");
	ck_assert_int_eq(got.shorts.v[0], -1);
	ck_assert_int_eq(got.never, INT64_MAX);
}
END_TEST

START_TEST(untyped_text_serves_columns_of_many_types)
{
	int64_t v;

	ck_assert_int_eq(db_int(cx, "SELECT count(*) FROM (SELECT 1) x WHERE"
	    " inet '10.0.0.1' << $1 AND date '2026-01-02' = $2", DB_ARGS(
	    DB_TEXT("10.0.0.0/8"), DB_TEXT("2026-01-02")), &v), ERR_OK);
	ck_assert_int_eq(v, 1);
}
END_TEST

START_TEST(a_view_need_not_end_in_nul)
{
	int64_t v;

	ck_assert_int_eq(db_int(cx, "SELECT ($1 || '|' || $2 = 'ab|')::int",
	    DB_ARGS(DB_STR(((struct str){ "abc", 2 })),
	    DB_STR(((struct str){ "xyz", 0 }))), &v), ERR_OK);
	ck_assert_int_eq(v, 1);
}
END_TEST

START_TEST(a_nul_byte_in_text_is_refused)
{
	int64_t v;

	ck_assert_int_eq(db_int(cx, "SELECT length($1)", DB_ARGS(
	    DB_STR(((struct str){ "a\0b", 3 }))), &v), ERR_INVALID);
	ck_assert_int_eq(dbtest_int("SELECT 1"), 1);
}
END_TEST

START_TEST(one_text_with_other_kinds_is_another_statement)
{
	static const char sql[] = "SELECT (coalesce($1::text, '-') = '-')::int";
	int64_t v;

	ck_assert_int_eq(db_int(cx, sql, DB_ARGS(DB_INT(1)), &v), ERR_OK);
	ck_assert_int_eq(v, 0);
	ck_assert_int_eq(db_int(cx, sql, DB_ARGS(DB_TEXT(NULL)), &v), ERR_OK);
	ck_assert_int_eq(v, 1);
	ck_assert_int_eq(db_int(cx, sql, DB_ARGS(DB_BOOL(true)), &v), ERR_OK);
	ck_assert_int_eq(v, 0);
}
END_TEST

START_TEST(a_missing_or_an_extra_column_is_a_defect)
{
	struct thing got;

	ck_assert_int_eq(db_one(cx, "SELECT 1::bigint AS id, 'x' AS name",
	    DB_NONE, &thing_type, &got), ERR_INTERNAL);
	ck_assert_int_eq(db_one(cx, "SELECT 1 AS id, 2 AS project_id, 'x' AS name,"
	    " 3 AS more", DB_NONE, &thing_type, &got), ERR_INTERNAL);
	ck_assert_int_eq(db_one(cx, "SELECT 'a' AS id, 2 AS project_id,"
	    " 'x' AS name", DB_NONE, &thing_type, &got), ERR_INTERNAL);
}
END_TEST

/* --- results --- */

START_TEST(no_row_is_not_found_or_not_found_out)
{
	static const char sql[] =
	    "SELECT id, project_id, name FROM t_things WHERE id < 0";
	struct thing *all, got;
	bool found = true;
	size_t n = 9;

	ck_assert_int_eq(db_one(cx, sql, DB_NONE, &thing_type, &got),
	    ERR_NOT_FOUND);
	ck_assert_int_eq(db_maybe(cx, sql, DB_NONE, &thing_type, &got, &found),
	    ERR_OK);
	ck_assert(!found);
	ck_assert_int_eq(db_all(cx, sql, DB_NONE, &thing_type, &all, &n), ERR_OK);
	ck_assert_uint_eq(n, 0);
	ck_assert_ptr_null(all);
}
END_TEST

START_TEST(all_rows_come_in_order)
{
	struct thing *all;
	size_t n;

	ck_assert_int_eq(db_all(cx, SQL_THINGS, DB_NONE, &thing_type, &all, &n),
	    ERR_OK);
	ck_assert_uint_eq(n, 2);
	ck_assert_str_eq(all[0].name, "one");
	ck_assert_int_eq(all[1].project_id, 2);
}
END_TEST

START_TEST(more_than_a_hundred_thousand_rows_are_too_many)
{
	struct thing *all;
	size_t n;

	ck_assert_int_eq(db_all(cx, "SELECT g AS id, g AS project_id, 'x' AS name"
	    " FROM generate_series(1, 100001) g", DB_NONE, &thing_type, &all, &n),
	    ERR_TOO_LARGE);
	ck_assert_int_eq(dbtest_int("SELECT 1"), 1);
}
END_TEST

struct counting {
	int64_t n;
	int64_t sum;
	int64_t stop_at;
	enum err_code nested;
};

static enum err_code
count_row(struct cx *c, void *row, void *arg)
{
	struct counting *k = arg;
	int64_t v;

	k->n++;
	k->sum += ((struct thing *)row)->id;
	if (k->n == 1)
		k->nested = db_int(c, "SELECT 1", DB_NONE, &v);
	return k->n == k->stop_at ? err_plain(c, ERR_TOO_LARGE) : ERR_OK;
}

START_TEST(each_streams_rows_and_refuses_statements_in_between)
{
	struct counting k = { 0 };
	struct thing row;
	size_t before = arena_used(cx->mem);

	ck_assert_int_eq(db_each(cx, "SELECT g AS id, g AS project_id,"
	    " repeat('x', 100) AS name FROM generate_series(1, $1) g",
	    DB_ARGS(DB_INT(200000)), &thing_type, &row, count_row, &k), ERR_OK);
	ck_assert_int_eq(k.n, 200000);
	ck_assert_int_eq(k.sum, INT64_C(20000100000));
	ck_assert_int_eq(k.nested, ERR_INTERNAL);
	ck_assert_uint_lt(arena_used(cx->mem) - before, 65536);
	ck_assert_int_eq(dbtest_int("SELECT 1"), 1);
}
END_TEST

START_TEST(each_works_inside_a_transaction_that_writes)
{
	struct counting k = { 0 };
	struct thing row;
	int i;

	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	for (i = 0; i < 3; i++) {
		k = (struct counting){ 0 };
		ck_assert_int_eq(db_each(cx, SQL_THINGS, DB_NONE, &thing_type,
		    &row, count_row, &k), ERR_OK);
		ck_assert_int_eq(k.n, 2 + i);
		ck_assert_int_eq(db_queue(cx, SQL_ADD, DB_ARGS(DB_INT(15),
		    DB_TEXT(arena_printf(cx->mem, "e%d", i)))), ERR_OK);
	}
	db_rollback(cx);
	k = (struct counting){ 0 };
	ck_assert_int_eq(db_begin(cx, DB_READ), ERR_OK);
	ck_assert_int_eq(db_each(cx, SQL_THINGS, DB_NONE, &thing_type, &row,
	    count_row, &k), ERR_OK);
	ck_assert_int_eq(k.n, 2);
	ck_assert_int_eq(dbtest_int("SELECT 1"), 1);
	ck_assert_int_eq(db_commit(cx), ERR_OK);
}
END_TEST

START_TEST(each_ends_with_the_error_of_its_function)
{
	struct counting k = { .stop_at = 10 };
	struct thing row;

	ck_assert_int_eq(db_each(cx, "SELECT g AS id, g AS project_id, 'x' AS name"
	    " FROM generate_series(1, 1000000) g", DB_NONE, &thing_type, &row,
	    count_row, &k), ERR_TOO_LARGE);
	ck_assert_int_eq(k.n, 10);
	ck_assert_int_eq(dbtest_int("SELECT 1"), 1);
}
END_TEST

START_TEST(exec_counts_the_rows_changed)
{
	int64_t n = 9;

	ck_assert_int_eq(db_exec(cx, "UPDATE t_things SET code = code", DB_NONE,
	    &n), ERR_OK);
	ck_assert_int_eq(n, 2);
}
END_TEST

/* --- round trips --- */

static enum err_code
let_pass(struct cx *c, void *row)
{
	(void)c;
	return row ? ERR_OK : ERR_UNAUTHORIZED;
}

static enum err_code
refuse(struct cx *c, void *row)
{
	(void)row;
	return err_plain(c, ERR_TOKEN_INVALID);
}

START_TEST(begin_guard_and_select_are_one_round_trip)
{
	struct thing guard, *all;
	int64_t trips, statements;
	size_t n;

	(void)dbtest_int("SELECT 1");
	trips = db_trips(cx->db);
	statements = db_statements(cx->db);
	ck_assert_int_eq(db_begin(cx, DB_READ), ERR_OK);
	ck_assert_int_eq(db_prologue(cx, "SELECT id, project_id, name FROM"
	    " t_things WHERE name = $1", DB_ARGS(DB_TEXT("one")), &thing_type,
	    &guard, let_pass), ERR_OK);
	ck_assert_int_eq(db_trips(cx->db), trips);
	ck_assert_int_eq(db_all(cx, SQL_THINGS, DB_NONE, &thing_type, &all, &n),
	    ERR_OK);
	ck_assert_int_eq(db_commit(cx), ERR_OK);
	ck_assert_int_eq(db_trips(cx->db), trips + 1);
	ck_assert_int_eq(db_statements(cx->db), statements + 2);
	ck_assert_str_eq(guard.name, "one");
	ck_assert_uint_eq(n, 2);
}
END_TEST

START_TEST(a_write_with_queued_inserts_is_one_round_trip)
{
	int64_t trips, i;

	(void)dbtest_int("SELECT 1");
	trips = db_trips(cx->db);
	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	for (i = 0; i < 5; i++)
		ck_assert_int_eq(db_queue(cx, SQL_ADD, DB_ARGS(DB_INT(9),
		    DB_TEXT(arena_printf(cx->mem, "q%d", (int)i)))), ERR_OK);
	ck_assert_int_eq(db_commit(cx), ERR_OK);
	ck_assert_int_eq(db_trips(cx->db), trips + 1);
	ck_assert_int_eq(dbtest_int("SELECT count(*) FROM t_things"
	    " WHERE project_id = 9"), 5);
	ck_assert_int_eq(db_exec(cx, "DELETE FROM t_things WHERE project_id = 9",
	    DB_NONE, NULL), ERR_OK);
}
END_TEST

START_TEST(a_transaction_without_statements_sends_nothing)
{
	int64_t trips = db_trips(cx->db);

	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	ck_assert_int_eq(db_commit(cx), ERR_OK);
	ck_assert_int_eq(db_begin(cx, DB_READ), ERR_OK);
	db_rollback(cx);
	db_rollback(cx);
	ck_assert_int_eq(db_trips(cx->db), trips);
	ck_assert_int_eq(db_fd(cx->db), -1);
}
END_TEST

START_TEST(twenty_thousand_statements_in_one_pipeline_do_not_block)
{
	char big[600];
	int i;

	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	for (i = 0; i < 20000; i++)
		ck_assert_int_eq(db_queue(cx, "SELECT $1 || $1",
		    DB_ARGS(DB_TEXT(big))), ERR_OK);
	ck_assert_int_eq(dbtest_int("SELECT 7"), 7);
	ck_assert_int_eq(db_commit(cx), ERR_OK);
}
END_TEST

/* --- the guard --- */

START_TEST(a_refused_guard_stops_the_first_statement)
{
	struct thing guard;
	int64_t v;

	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	ck_assert_int_eq(db_prologue(cx, SQL_THINGS, DB_NONE, &thing_type,
	    &guard, refuse), ERR_OK);
	ck_assert_int_eq(db_int(cx, "INSERT INTO t_things (project_id, name)"
	    " VALUES (8, 'never') RETURNING id", DB_NONE, &v), ERR_TOKEN_INVALID);
	ck_assert_int_eq(db_int(cx, "SELECT 1", DB_NONE, &v), ERR_TOKEN_INVALID);
	ck_assert_int_eq(db_commit(cx), ERR_TOKEN_INVALID);
	ck_assert(!db_in_transaction(cx->db));
	ck_assert_int_eq(dbtest_int("SELECT count(*) FROM t_things"
	    " WHERE project_id = 8"), 0);
}
END_TEST

START_TEST(a_guard_without_row_is_judged_too)
{
	struct thing guard;
	int64_t v;

	ck_assert_int_eq(db_begin(cx, DB_READ), ERR_OK);
	ck_assert_int_eq(db_prologue(cx, "SELECT id, project_id, name"
	    " FROM t_things WHERE false", DB_NONE, &thing_type, &guard, let_pass),
	    ERR_OK);
	ck_assert_int_eq(db_int(cx, "SELECT 1", DB_NONE, &v), ERR_UNAUTHORIZED);
	db_rollback(cx);
}
END_TEST

START_TEST(the_guard_is_judged_even_when_nothing_else_was_asked)
{
	struct thing guard;

	ck_assert_int_eq(db_begin(cx, _i ? DB_WRITE : DB_READ), ERR_OK);
	ck_assert_int_eq(db_prologue(cx, SQL_THINGS, DB_NONE, &thing_type,
	    &guard, refuse), ERR_OK);
	ck_assert_int_eq(db_commit(cx), ERR_TOKEN_INVALID);
	ck_assert_int_eq(dbtest_int("SELECT 1"), 1);
}
END_TEST

START_TEST(a_refused_guard_keeps_queued_writes_from_being_committed)
{
	struct thing guard;

	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	ck_assert_int_eq(db_prologue(cx, "SELECT id, project_id, name FROM"
	    " t_things WHERE name = 'one'", DB_NONE, &thing_type, &guard, refuse),
	    ERR_OK);
	ck_assert_int_eq(db_queue(cx, SQL_ADD, DB_ARGS(DB_INT(8),
	    DB_TEXT("never"))), ERR_OK);
	ck_assert_int_eq(db_commit(cx), ERR_TOKEN_INVALID);
	ck_assert_int_eq(dbtest_int("SELECT count(*) FROM t_things"
	    " WHERE project_id = 8"), 0);
}
END_TEST

/* --- row-level security --- */

static const int64_t only_one[] = { 1 };

START_TEST(the_scope_of_the_principal_decides_which_rows_exist)
{
	static const char sql[] = "SELECT count(*) FROM t_things";

	ck_assert_int_eq(dbtest_int(sql), 2);
	testdb_scope(cx, only_one, 1);
	ck_assert_int_eq(dbtest_int(sql), 1);
	ck_assert_int_eq(db_begin(cx, DB_READ), ERR_OK);
	ck_assert_int_eq(dbtest_int(sql), 1);
	ck_assert_int_eq(db_commit(cx), ERR_OK);
	testdb_scope(cx, NULL, 0);
	ck_assert_int_eq(dbtest_int(sql), 0);
	cx->who.all_projects = true;
	ck_assert_int_eq(dbtest_int(sql), 2);
}
END_TEST

START_TEST(writing_into_another_project_is_forbidden)
{
	testdb_scope(cx, only_one, 1);
	ck_assert_int_eq(db_exec(cx, SQL_ADD, DB_ARGS(DB_INT(2), DB_TEXT("x")),
	    NULL), ERR_FORBIDDEN);
}
END_TEST

START_TEST(the_user_is_known_to_the_database)
{
	cx->who.user_id = 4711;
	ck_assert_int_eq(dbtest_int("SELECT k8sm_user_id()"), 4711);
}
END_TEST

START_TEST(without_a_scope_nothing_can_be_read)
{
	PGconn *pg = PQconnectdb(getenv("K8SM_TEST_URL"));
	PGresult *res;
	int i;

	/* Before any transaction, and after one that had a scope. */
	for (i = 0; i < 2; i++) {
		res = PQexec(pg, "SELECT count(*) FROM t_things");
		ck_assert_int_eq(PQresultStatus(res), PGRES_FATAL_ERROR);
		ck_assert_str_eq(PQresultErrorField(res, PG_DIAG_SQLSTATE),
		    "42501");
		PQclear(res);
		PQclear(PQexec(pg, "BEGIN; SELECT set_config('k8sm.projects', '*',"
		    " true); COMMIT"));
	}
	PQfinish(pg);
}
END_TEST

START_TEST(a_reading_transaction_cannot_write)
{
	ck_assert_int_eq(db_begin(cx, DB_READ), ERR_OK);
	ck_assert_int_eq(db_exec(cx, SQL_ADD, DB_ARGS(DB_INT(1), DB_TEXT("x")),
	    NULL), ERR_DATABASE);
	db_rollback(cx);
	ck_assert_int_eq(db_exec(cx, "UPDATE t_things SET code = code", DB_NONE,
	    NULL), ERR_OK);
}
END_TEST

/* --- errors --- */

static const struct {
	const char *sql;
	enum err_code rc;
	const char *field;
} bad[] = {
	{ "INSERT INTO t_things (project_id, name) VALUES (1, $1)", ERR_CONFLICT,
	  "name" },
	{ "INSERT INTO t_things (project_id, name, code) VALUES (5, $1, 'a')",
	  ERR_CONFLICT, "code" },
	{ "INSERT INTO t_things (project_id, name, parent_id) VALUES (5, $1, 99)",
	  ERR_INVALID, "parent_id" },
	{ "INSERT INTO t_things (project_id, name) SELECT 5, 'bad' WHERE $1 = 'one'",
	  ERR_INVALID, "name" },
	{ "INSERT INTO t_things (project_id, name) SELECT NULL, $1", ERR_INVALID,
	  "project_id" },
	{ "DELETE FROM t_parents WHERE id = 1 AND $1 = 'one'", ERR_CONFLICT, NULL },
	{ "SELECT 1 WHERE $1::bigint = 1", ERR_INVALID, NULL },
	{ "SELECT no_such_column WHERE $1 = 'x'", ERR_DATABASE, NULL },
	{ "SELECT t_raise('57014') WHERE $1 = 'one'", ERR_TIMEOUT, NULL },
	{ "SELECT t_raise('53100') WHERE $1 = 'one'", ERR_STORAGE, NULL },
	{ "SELECT t_raise('40001') WHERE $1 = 'one'", ERR_UNAVAILABLE, NULL },
};

START_TEST(the_servers_error_becomes_ours_and_names_the_field)
{
	ck_assert_int_eq(db_exec(cx, bad[_i].sql, DB_ARGS(DB_TEXT("one")), NULL),
	    bad[_i].rc);
	ck_assert_pstr_eq(cx->field, bad[_i].field);
	ck_assert_int_eq(cx->err, bad[_i].rc);
	if (bad[_i].rc == ERR_UNAVAILABLE)
		ck_assert_int_eq(cx->retry_after_s, 1);
	ck_assert_int_eq(dbtest_int("SELECT 1"), 1);
}
END_TEST

START_TEST(values_of_parameters_never_reach_the_detail)
{
	ck_assert_int_eq(db_exec(cx, "SELECT $1::bigint",
	    DB_ARGS(DB_TEXT("hunter2")), NULL), ERR_INVALID);
	ck_assert_ptr_null(strstr(cx->detail, "hunter2"));
	ck_assert_int_eq(db_exec(cx, "INSERT INTO t_things (project_id, name,"
	    " parent_id) VALUES (5, $1, 4711)", DB_ARGS(DB_TEXT("hunter2")), NULL),
	    ERR_INVALID);
	ck_assert_ptr_null(strstr(cx->detail, "hunter2"));
	ck_assert_ptr_null(strstr(cx->detail, "4711"));
}
END_TEST

START_TEST(after_an_error_the_transaction_is_over)
{
	int64_t v;

	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	ck_assert_int_eq(db_exec(cx, SQL_ADD, DB_ARGS(DB_INT(6), DB_TEXT("gone")),
	    NULL), ERR_OK);
	ck_assert_int_eq(db_exec(cx, SQL_ADD, DB_ARGS(DB_INT(1), DB_TEXT("one")),
	    NULL), ERR_CONFLICT);
	ck_assert_int_eq(db_int(cx, "SELECT 1", DB_NONE, &v), ERR_CONFLICT);
	ck_assert_int_eq(db_commit(cx), ERR_CONFLICT);
	ck_assert_int_eq(dbtest_int("SELECT count(*) FROM t_things"
	    " WHERE project_id = 6"), 0);
}
END_TEST

START_TEST(a_queued_error_surfaces_at_the_next_wait)
{
	int64_t v;

	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	ck_assert_int_eq(db_queue(cx, SQL_ADD, DB_ARGS(DB_INT(1),
	    DB_TEXT("one"))), ERR_OK);
	if (_i)
		ck_assert_int_eq(db_int(cx, "SELECT 1", DB_NONE, &v), ERR_CONFLICT);
	ck_assert_int_eq(db_commit(cx), ERR_CONFLICT);
	ck_assert_str_eq(cx->field, "name");
	ck_assert_int_eq(dbtest_int("SELECT 1"), 1);
}
END_TEST

START_TEST(a_transaction_inside_another_is_refused)
{
	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	ck_assert_int_eq(db_begin(cx, DB_READ), ERR_INTERNAL);
	db_rollback(cx);
	ck_assert_int_eq(db_commit(cx), ERR_INTERNAL);
}
END_TEST

START_TEST(a_rollback_keeps_the_error_that_led_to_it)
{
	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	ck_assert_int_eq(db_exec(cx, SQL_ADD, DB_ARGS(DB_INT(1), DB_TEXT("one")),
	    NULL), ERR_CONFLICT);
	db_rollback(cx);
	ck_assert_int_eq(cx->err, ERR_CONFLICT);
	ck_assert_str_eq(cx->field, "name");
	ck_assert_int_eq(dbtest_int("SELECT 1"), 1);
	ck_assert_int_eq(cx->err, ERR_CONFLICT);
}
END_TEST

/* --- whole transactions again --- */

static int tries;

static enum err_code
fail_twice(struct cx *c, void *arg)
{
	int64_t v;

	if (++tries < *(int *)arg)
		return db_int(c, "SELECT t_raise('40001')", DB_NONE, &v);
	return db_exec(c, SQL_ADD, DB_ARGS(DB_INT(7), DB_TEXT("once")), NULL);
}

START_TEST(a_serialization_failure_is_tried_three_times)
{
	int wanted = 3;

	tries = 0;
	ck_assert_int_eq(db_tx(cx, fail_twice, &wanted), ERR_OK);
	ck_assert_int_eq(tries, 3);
	ck_assert_int_eq(cx->err, ERR_OK);
	ck_assert_int_eq(dbtest_int("SELECT count(*) FROM t_things"
	    " WHERE project_id = 7"), 1);
	wanted = 9;
	tries = 0;
	ck_assert_int_eq(db_tx(cx, fail_twice, &wanted), ERR_UNAVAILABLE);
	ck_assert_int_eq(tries, 3);
}
END_TEST

static enum err_code
conflict(struct cx *c, void *arg)
{
	(void)arg;
	tries++;
	return db_exec(c, SQL_ADD, DB_ARGS(DB_INT(1), DB_TEXT("one")), NULL);
}

START_TEST(other_errors_are_not_tried_again)
{
	tries = 0;
	ck_assert_int_eq(db_tx(cx, conflict, NULL), ERR_CONFLICT);
	ck_assert_int_eq(tries, 1);
}
END_TEST

/* --- statements that the server forgot or that changed --- */

START_TEST(forgotten_statements_are_prepared_again)
{
	static const char sql[] = "SELECT 5";
	int64_t v;

	ck_assert_int_eq(dbtest_int(sql), 5);
	ck_assert_int_eq(db_exec(cx, "DEALLOCATE ALL", DB_NONE, NULL), ERR_OK);
	ck_assert_int_eq(dbtest_int(sql), 5);
	ck_assert_int_eq(db_exec(cx, "DEALLOCATE ALL", DB_NONE, NULL), ERR_OK);
	ck_assert_int_eq(db_begin(cx, _i ? DB_WRITE : DB_READ), ERR_OK);
	ck_assert_int_eq(db_int(cx, sql, DB_NONE, &v), ERR_OK);
	ck_assert_int_eq(db_commit(cx), ERR_OK);
	ck_assert_int_eq(cx->err, ERR_OK);
}
END_TEST

START_TEST(a_changed_result_type_is_survived)
{
	static const char sql[] = "SELECT a FROM t_change";

	testdb_owner("DROP TABLE IF EXISTS t_change; CREATE TABLE t_change (a int);"
	    "INSERT INTO t_change VALUES (3); GRANT SELECT ON t_change TO k8sm_app");
	ck_assert_int_eq(dbtest_int(sql), 3);
	testdb_owner("ALTER TABLE t_change ALTER a TYPE bigint");
	ck_assert_int_eq(dbtest_int(sql), 3);
	testdb_owner("ALTER TABLE t_change ALTER a TYPE int");
	ck_assert_int_eq(db_begin(cx, DB_READ), ERR_OK);
	ck_assert_int_eq(dbtest_int(sql), 3);
	ck_assert_int_eq(db_commit(cx), ERR_OK);
	testdb_owner("DROP TABLE t_change");
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("db");
	TCase *tc = tcase_create("db");
	int n_bad = (int)(sizeof(bad) / sizeof(bad[0]));

	tcase_add_unchecked_fixture(tc, dbtest_tables, NULL);
	tcase_add_checked_fixture(tc, dbtest_open, dbtest_close);
	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, every_kind_of_parameter_comes_back_as_it_was);
	tcase_add_test(tc, null_comes_back_as_nothing);
	tcase_add_test(tc, other_column_types_fill_members_too);
	tcase_add_test(tc, untyped_text_serves_columns_of_many_types);
	tcase_add_test(tc, a_view_need_not_end_in_nul);
	tcase_add_test(tc, a_nul_byte_in_text_is_refused);
	tcase_add_test(tc, one_text_with_other_kinds_is_another_statement);
	tcase_add_test(tc, a_missing_or_an_extra_column_is_a_defect);
	tcase_add_test(tc, no_row_is_not_found_or_not_found_out);
	tcase_add_test(tc, all_rows_come_in_order);
	tcase_add_test(tc, more_than_a_hundred_thousand_rows_are_too_many);
	tcase_add_test(tc, each_streams_rows_and_refuses_statements_in_between);
	tcase_add_test(tc, each_works_inside_a_transaction_that_writes);
	tcase_add_test(tc, each_ends_with_the_error_of_its_function);
	tcase_add_test(tc, exec_counts_the_rows_changed);
	tcase_add_test(tc, begin_guard_and_select_are_one_round_trip);
	tcase_add_test(tc, a_write_with_queued_inserts_is_one_round_trip);
	tcase_add_test(tc, a_transaction_without_statements_sends_nothing);
	tcase_add_test(tc, twenty_thousand_statements_in_one_pipeline_do_not_block);
	tcase_add_test(tc, a_refused_guard_stops_the_first_statement);
	tcase_add_test(tc, a_guard_without_row_is_judged_too);
	tcase_add_loop_test(tc,
	    the_guard_is_judged_even_when_nothing_else_was_asked, 0, 2);
	tcase_add_test(tc,
	    a_refused_guard_keeps_queued_writes_from_being_committed);
	tcase_add_test(tc, the_scope_of_the_principal_decides_which_rows_exist);
	tcase_add_test(tc, writing_into_another_project_is_forbidden);
	tcase_add_test(tc, the_user_is_known_to_the_database);
	tcase_add_test(tc, without_a_scope_nothing_can_be_read);
	tcase_add_test(tc, a_reading_transaction_cannot_write);
	tcase_add_loop_test(tc,
	    the_servers_error_becomes_ours_and_names_the_field, 0, n_bad);
	tcase_add_test(tc, values_of_parameters_never_reach_the_detail);
	tcase_add_test(tc, after_an_error_the_transaction_is_over);
	tcase_add_loop_test(tc, a_queued_error_surfaces_at_the_next_wait, 0, 2);
	tcase_add_test(tc, a_transaction_inside_another_is_refused);
	tcase_add_test(tc, a_rollback_keeps_the_error_that_led_to_it);
	tcase_add_test(tc, a_serialization_failure_is_tried_three_times);
	tcase_add_test(tc, other_errors_are_not_tried_again);
	tcase_add_loop_test(tc, forgotten_statements_are_prepared_again, 0, 2);
	tcase_add_test(tc, a_changed_result_type_is_survived);
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	testdb_free(testdb_cx());	/* ends here without a database */
	return dbtest_run(suite());
}
