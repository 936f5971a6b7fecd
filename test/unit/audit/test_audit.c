/*
 * audit against a real database: what the chain notices, what the application's
 * role may not do, what an image may not hold.
 */
#include <check.h>
#include <inttypes.h>
#include <sys/wait.h>

#include "audit/audit.h"
#include "audit/audit_priv.h"
#include "db/db.h"
#include "testdb.h"

static struct cx *cx;
static int64_t project;

static const unsigned char key[32] = "a key of the tests, of 32 bytes!";

static char sql[2048];

static int64_t
ask(const char *text)
{
	enum err_code rc;
	int64_t v;

	rc = db_begin(cx, DB_READ);
	ck_assert_int_eq(rc, ERR_OK);
	rc = db_int(cx, text, DB_NONE, &v);
	ck_assert_msg(rc == ERR_OK, "%s: %s", text, cx->detail);
	rc = db_commit(cx);
	ck_assert_int_eq(rc, ERR_OK);
	return v;
}

/* A project of its own gives each test a chain of its own. */
static void
setup(void)
{
	static const char SQL_NEWEST[] = "SELECT max(id) FROM projects";

	audit_init(key);
	cx = testdb_cx();
	testdb_owner("INSERT INTO projects (code, name) VALUES"
		     " ('audit-' || md5(random()::text), 'audit test')");
	project = ask(SQL_NEWEST);
	cx->who.user_id = 7;
	cx->who.username = "alice";
	cx->who.ip = "192.0.2.7";
	cx->who.user_agent = "test/1";
}

static void
teardown(void)
{
	testdb_free(cx);
}

static void
add(const char *name)
{
	enum err_code rc;

	rc = audit_add_alone(cx,
	    &(struct audit_entry){ .project_id = project,
		.action = "hosts.update",
		.object = "host",
		.object_id = 42,
		.object_name = name,
		.outcome = "ok",
		.code = 1000,
		.before = STR("{\"b\":1e2,\"a\":1.0}"),
		.after = STR("{\"name\":\"\\u4e3b\",\"a\":[1,2]}"),
		.reason = "because" });
	ck_assert_int_eq(rc, ERR_OK);
}

static void
add_five(void)
{
	add("one");
	add("two");
	add("three");
	add("four");
	add("five");
}

static struct faults {
	char text[4096];
	int n;
} faults;

static void
note(const char *text, void *arg)
{
	char prefix[64];

	(void)arg;
	snprintf(prefix, sizeof(prefix), "chain %" PRId64 ": ", project);
	if (strncmp(text, prefix, strlen(prefix)) != 0)
		return;
	faults.n++;
	snprintf(faults.text + strlen(faults.text),
	    sizeof(faults.text) - strlen(faults.text), "%s\n",
	    text + strlen(prefix));
}

static int
verify(void)
{
	int64_t rows, bad;
	enum err_code rc;

	memset(&faults, 0, sizeof(faults));
	rc = audit_verify(cx, note, NULL, &rows, &bad);
	ck_assert_msg(rc == ERR_OK, "%s", cx->detail);
	ck_assert_int_ge(bad, faults.n);
	return faults.n;
}

/* As somebody who owns the server, triggers off. */
static void
tamper(const char *what)
{
	char text[2304];

	snprintf(text, sizeof(text),
	    "SET session_replication_role = replica;"
	    " SET TimeZone = 'UTC'; %s",
	    what);
	testdb_super(text);
}

START_TEST(an_untouched_chain_verifies)
{
	add_five();
	ck_assert_int_eq(verify(), 0);
	snprintf(sql, sizeof(sql),
	    "SELECT count(*) FROM audit_logs"
	    " WHERE chain = %" PRId64,
	    project);
	ck_assert_int_eq(ask(sql), 5);
}
END_TEST

static const char *const flips[] = { "at = at + interval '1 microsecond'",
	"actor_id = 8", "actor_name = 'alicf'", "session_id = 1",
	"token_id = 1", "ip = '192.0.2.8'", "user_agent = 'test/2'",
	"project_id = 1", "action = 'hosts.updatf'", "object = 'hosu'",
	"object_id = 43", "object_name = 'Three'", "outcome = 'failed'",
	"code = 1001", "request_id = 'tesu'",
	"before = '{\"a\":1.0,\"b\":1e3}'", "before = NULL", "after = before",
	"after = '{\"a\": [1,2]}'", "reason = ''",
	"prev_hash = repeat('a', 64)", "hash = repeat('b', 64)" };

START_TEST(a_flip_of_any_column_is_found)
{
	add_five();
	snprintf(sql, sizeof(sql),
	    "UPDATE audit_logs SET %s"
	    " WHERE chain = %" PRId64 " AND seq = 3",
	    flips[_i], project);
	tamper(sql);
	ck_assert_msg(verify() > 0, "not found: %s", flips[_i]);
	ck_assert_msg(strstr(faults.text, "row 3") ||
		strstr(faults.text, "row 4"),
	    "%s", faults.text);
}
END_TEST

START_TEST(a_row_taken_out_of_the_middle_is_found)
{
	add_five();
	snprintf(sql, sizeof(sql),
	    "DELETE FROM audit_logs"
	    " WHERE chain = %" PRId64 " AND seq = 3",
	    project);
	tamper(sql);
	ck_assert_int_eq(verify(), 1);
	ck_assert_str_eq(faults.text, "row 3 is missing\n");
}
END_TEST

START_TEST(a_missing_beginning_is_found)
{
	add_five();
	snprintf(sql, sizeof(sql),
	    "DELETE FROM audit_logs"
	    " WHERE chain = %" PRId64 " AND seq <= 2",
	    project);
	tamper(sql);
	ck_assert_int_eq(verify(), 1);
	ck_assert_str_eq(faults.text, "rows 1 to 2 are missing\n");
}
END_TEST

START_TEST(a_cut_off_tail_is_found)
{
	add_five();
	snprintf(sql, sizeof(sql),
	    "DELETE FROM audit_logs"
	    " WHERE chain = %" PRId64 " AND seq >= 4",
	    project);
	tamper(sql);
	ck_assert_int_eq(verify(), 1);
	ck_assert_str_eq(faults.text,
	    "the tail is cut off: rows 4 to 5 are missing\n");
}
END_TEST

START_TEST(two_rows_that_changed_places_are_found)
{
	add_five();
	snprintf(sql, sizeof(sql),
	    "UPDATE audit_logs SET seq = 6 - seq"
	    " WHERE chain = %" PRId64 " AND seq IN (2, 4)",
	    project);
	tamper(sql);
	ck_assert_int_ge(verify(), 2);
}
END_TEST

START_TEST(a_row_made_without_the_key_is_found)
{
	add_five();
	snprintf(sql, sizeof(sql),
	    "BEGIN;"
	    " INSERT INTO audit_logs (chain, seq, at, action, outcome,"
	    " prev_hash, hash) SELECT chain, 6, now(), 'x', 'ok', hash,"
	    " repeat('c', 64) FROM audit_heads WHERE chain = %" PRId64 ";"
	    " UPDATE audit_heads SET seq = 6, hash = repeat('c', 64), at = "
	    "now()"
	    " WHERE chain = %" PRId64 "; COMMIT;",
	    project, project);
	tamper(sql);
	ck_assert_int_eq(verify(), 1);
	ck_assert_str_eq(faults.text, "row 6 was changed or forged\n");
}
END_TEST

START_TEST(a_row_beyond_the_head_and_a_changed_head_are_found)
{
	add_five();
	snprintf(sql, sizeof(sql),
	    "UPDATE audit_heads SET seq = 4"
	    " WHERE chain = %" PRId64,
	    project);
	tamper(sql);
	ck_assert_int_ge(verify(), 1);
	ck_assert_ptr_nonnull(strstr(faults.text, "beyond the head"));
	snprintf(sql, sizeof(sql),
	    "UPDATE audit_heads SET seq = 5,"
	    " hash = repeat('d', 64) WHERE chain = %" PRId64,
	    project);
	tamper(sql);
	ck_assert_int_ge(verify(), 1);
	ck_assert_ptr_nonnull(strstr(faults.text, "head does not match"));
}
END_TEST

START_TEST(another_key_verifies_nothing)
{
	static const unsigned char other[32] =
	    "not the key of the tests, really";

	add_five();
	audit_init(other);
	ck_assert_int_eq(verify(), 5);
}
END_TEST

/* --- what the application's role may do --- */

static const char *const forbidden[] = {
	"UPDATE audit_logs SET reason = ''",
	"DELETE FROM audit_logs",
	"TRUNCATE audit_logs",
	"INSERT INTO audit_logs (chain, seq, at, action, outcome, prev_hash,"
	" hash) VALUES (0, 1, now(), 'x', 'ok', '', '')",
	"UPDATE audit_heads SET seq = 0",
	"DELETE FROM audit_heads",
	"INSERT INTO audit_heads (chain) VALUES (77)",
	"DELETE FROM audit_anchors",
	"DROP TABLE audit_logs",
	"ALTER TABLE audit_logs DISABLE TRIGGER USER",
	"SELECT k8sm_partitions_drop('audit_logs', 3650)",
	"SELECT audit_drop(now(), '{}', '{}', '{}')",
};

START_TEST(the_application_role_cannot_rewrite_the_log)
{
	enum err_code rc;

	add("one");
	rc = db_begin(cx, DB_WRITE);
	ck_assert_int_eq(rc, ERR_OK);
	rc = db_exec(cx, forbidden[_i], DB_NONE, NULL);
	ck_assert_msg(rc == ERR_FORBIDDEN, "%s: %s (%s)", forbidden[_i],
	    err_name(rc), cx->detail);
	ck_assert_ptr_nonnull(strstr(cx->detail, "42501"));
	db_rollback(cx);
}
END_TEST

START_TEST(even_the_owner_is_refused_a_change)
{
	struct cx *owner = testdb_cx_as("K8SM_TEST_OWNER_URL");
	static const char SQL_CHANGE[] = "UPDATE audit_logs SET reason = 'x'";
	static const char SQL_REMOVE[] = "DELETE FROM audit_logs";
	enum err_code rc;

	add("one");
	rc = db_begin(owner, DB_WRITE);
	ck_assert_int_eq(rc, ERR_OK);
	rc = db_exec(owner, SQL_CHANGE, DB_NONE, NULL);
	ck_assert_int_eq(rc, ERR_FORBIDDEN);
	db_rollback(owner);
	rc = db_begin(owner, DB_WRITE);
	ck_assert_int_eq(rc, ERR_OK);
	rc = db_exec(owner, SQL_REMOVE, DB_NONE, NULL);
	ck_assert_int_eq(rc, ERR_FORBIDDEN);
	db_rollback(owner);
	testdb_free(owner);
}
END_TEST

START_TEST(a_row_that_does_not_follow_the_head_is_refused)
{
	struct audit_head head;
	struct audit_row row = { .actor_name = "",
		.ip = "",
		.user_agent = "",
		.action = "x",
		.object = "",
		.object_name = "",
		.outcome = "ok",
		.request_id = "",
		.reason = "" };
	char text[AUDIT_HASH_MAX];
	enum err_code rc;

	add("one");
	memset(text, 'e', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	rc = db_begin(cx, DB_WRITE);
	ck_assert_int_eq(rc, ERR_OK);
	rc = audit_db_head(cx, project, &head);
	ck_assert_int_eq(rc, ERR_OK);
	row.chain = head.chain;
	row.seq = head.seq + 2;
	row.at = head.at;
	row.prev_hash = head.hash;
	row.hash = text;
	rc = audit_db_append(cx, &row);
	if (!rc)
		rc = db_commit(cx);
	ck_assert_int_eq(rc, ERR_UNAVAILABLE);
	db_rollback(cx);
	ck_assert_int_eq(verify(), 0);
}
END_TEST

START_TEST(rows_of_other_projects_and_of_none_are_not_seen)
{
	static const char SQL_MINE[] =
	    "SELECT count(*) FROM audit_logs WHERE project_id = $1";
	static const char SQL_ELSE[] =
	    "SELECT count(*) FROM audit_logs WHERE project_id <> $1";
	int64_t n, ids[1];
	enum err_code rc;

	add("one");
	rc = audit_add_alone(cx,
	    &(struct audit_entry){ .action = "auth.login",
		.object = "session",
		.outcome = "ok",
		.code = 1000 });
	ck_assert_int_eq(rc, ERR_OK);
	ids[0] = project;
	testdb_scope(cx, ids, 1);
	rc = db_begin(cx, DB_READ);
	ck_assert_int_eq(rc, ERR_OK);
	rc = db_int(cx, SQL_MINE, DB_ARGS(DB_INT(project)), &n);
	ck_assert_int_eq(rc, ERR_OK);
	ck_assert_int_eq(n, 1);
	rc = db_int(cx, SQL_ELSE, DB_ARGS(DB_INT(project)), &n);
	ck_assert_int_eq(rc, ERR_OK);
	ck_assert_int_eq(n, 0);
	db_rollback(cx);
}
END_TEST

START_TEST(a_project_that_never_was_writes_to_chain_zero)
{
	struct audit_head head;
	enum err_code rc;

	rc = db_begin(cx, DB_WRITE);
	ck_assert_int_eq(rc, ERR_OK);
	rc = audit_db_head(cx, 999999, &head);
	ck_assert_int_eq(rc, ERR_OK);
	ck_assert_int_eq(head.chain, 0);
	db_rollback(cx);
}
END_TEST

/* --- retention --- */

START_TEST(what_retention_leaves_still_verifies)
{
	static const char SQL_OLD[] = "SELECT count(*) FROM audit_logs"
				      " WHERE at < now() - interval '100 days'";
	int64_t dropped;
	enum err_code rc;

	/* A partition of last year, and this chain begun there: by hand, with
	 * hashes made the way audit makes them. */
	testdb_super("CREATE TABLE IF NOT EXISTS audit_logs_p2025_01 PARTITION"
		     " OF audit_logs FOR VALUES FROM ('2025-01-01 00:00:00+00')"
		     " TO ('2025-02-01 00:00:00+00');"
		     " ALTER TABLE audit_logs_p2025_01 OWNER TO k8sm_owner");
	{
		char hash[AUDIT_HASH_MAX], prev[AUDIT_HASH_MAX];
		struct audit_row row = { .chain = project,
			.actor_name = "",
			.ip = "",
			.user_agent = "",
			.project_id = project,
			.action = "x",
			.object = "",
			.object_name = "",
			.outcome = "ok",
			.request_id = "",
			.reason = "" };
		struct buf tmp;
		int i;

		buf_init(&tmp, NULL, 4096);
		memset(prev, '0', sizeof(prev) - 1);
		prev[sizeof(prev) - 1] = '\0';
		for (i = 1; i <= 3; i++) {
			row.seq = i;
			row.at = INT64_C(1736000000000000) + i;
			row.prev_hash = prev;
			audit_hash(&tmp, &row, hash);
			snprintf(sql, sizeof(sql),
			    "INSERT INTO audit_logs"
			    " (chain, seq, at, project_id, action, outcome,"
			    " prev_hash, hash) VALUES (%" PRId64 ", %d,"
			    " to_timestamp(1736000000) + interval"
			    " '%d microseconds', %" PRId64 ", 'x', 'ok', '%s',"
			    " '%s'); INSERT INTO audit_heads VALUES (%" PRId64
			    ", %d, '%s', to_timestamp(1736000000) + interval"
			    " '%d microseconds') ON CONFLICT (chain) DO UPDATE"
			    " SET seq = excluded.seq, hash = excluded.hash,"
			    " at = excluded.at",
			    project, i, i, project, prev, hash, project, i,
			    hash, i);
			tamper(sql);
			memcpy(prev, hash, sizeof(prev));
		}
		buf_free(&tmp);
	}
	add("now");
	ck_assert_int_eq(verify(), 0);
	ck_assert_int_eq(ask(SQL_OLD), 3);

	rc = audit_retention(cx, 60, &dropped);
	ck_assert_msg(rc == ERR_OK, "%s %s", cx->message, cx->detail);
	ck_assert_int_ge(dropped, 1);
	ck_assert_int_eq(ask(SQL_OLD), 0);
	ck_assert_int_eq(verify(), 0);
	snprintf(sql, sizeof(sql),
	    "SELECT seq FROM audit_anchors"
	    " WHERE chain = %" PRId64,
	    project);
	ck_assert_int_eq(ask(sql), 3);

	/* An anchor that somebody else wrote is no excuse. */
	snprintf(sql, sizeof(sql),
	    "UPDATE audit_anchors SET seq = 4, hash ="
	    " (SELECT hash FROM audit_logs WHERE chain = %" PRId64
	    " AND seq = 4) WHERE chain = %" PRId64,
	    project, project);
	tamper(sql);
	ck_assert_int_ge(verify(), 1);
	ck_assert_ptr_nonnull(strstr(faults.text, "anchor"));
}
END_TEST

START_TEST(young_rows_are_never_dropped)
{
	enum err_code rc;
	int64_t dropped;

	add("one");
	rc = audit_retention(cx, 0, &dropped);
	if (rc == ERR_OK)
		ck_assert_int_eq(dropped, 0);
	else
		ck_assert_int_eq(rc, ERR_FORBIDDEN);
	ck_assert_int_eq(verify(), 0);
}
END_TEST

/* --- images --- */

static const struct {
	const char *in;
	const char *out;
} images[] = {
	{ "{\"password\":\"hunter2\"}", "{\"password\":\"***\"}" },
	{ "{\"b\":1,\"a\":{\"api_key\":\"x\",\"n\":null}}",
	    "{\"a\":{\"api_key\":\"***\",\"n\":null},\"b\":1}" },
	{ "{\"privateKey\":[\"a\",{\"b\":\"]}\"}],\"z\":2}",
	    "{\"privateKey\":\"***\",\"z\":2}" },
	{ "{\"refresh_token\":\"t\",\"token_id\":7}",
	    "{\"refresh_token\":\"***\",\"token_id\":7}" },
	{ "{\"pass\\u0077ord\":\"x\"}", "{\"password\":\"***\"}" },
	{ "{\"a\":\"password\\\":\\\"x\"}", "{\"a\":\"password\\\":\\\"x\"}" },
	{ "{\"kubeconfig\":{\"users\":[{\"token\":\"x\"}]}}",
	    "{\"kubeconfig\":\"***\"}" },
	{ "{\"has_password\":true,\"secret_id\":9,\"password\":\"\"}",
	    "{\"has_password\":true,\"password\":\"\",\"secret_id\":9}" },
	{ "[{\"Authorization\":\"Bearer x\"}]",
	    "[{\"Authorization\":\"***\"}]" },
};

START_TEST(secrets_are_starred_out_by_their_keys)
{
	struct str got = audit_image(cx, str_of(images[_i].in));

	ck_assert_str_eq(arena_str(cx->mem, got), images[_i].out);
}
END_TEST

START_TEST(what_is_no_json_or_too_much_is_named_not_kept)
{
	struct buf b;
	struct str got;

	got = audit_image(cx, STR("{\"a\":"));
	ck_assert_ptr_nonnull(strstr(arena_str(cx->mem, got), "_not_json"));
	buf_init(&b, cx->mem, (size_t)1 << 20);
	buf_putc(&b, '"');
	while (b.n < AUDIT_IMAGE_MAX + 10)
		buf_puts(&b, "0123456789");
	buf_putc(&b, '"');
	got = audit_image(cx, buf_view(&b));
	ck_assert_uint_lt(got.n, 512);
	ck_assert_ptr_nonnull(strstr(arena_str(cx->mem, got), "_too_large"));
}
END_TEST

START_TEST(hostile_text_from_clients_does_not_stop_the_log)
{
	enum err_code rc;

	cx->who.user_agent = "\xff\xfe evil\r\n\x1b[31m";
	cx->who.username = "\xe4\xb8\xad\xe4";
	rc = audit_add_alone(cx,
	    &(struct audit_entry){ .project_id = project,
		.action = "x",
		.outcome = "denied",
		.object_name = "a\tb\nc" });
	ck_assert_int_eq(rc, ERR_OK);
	ck_assert_int_eq(verify(), 0);
}
END_TEST

START_TEST(a_failed_append_leaves_the_callers_error_alone)
{
	struct db *db = cx->db;
	enum err_code rc;

	rc = err_field(cx, "name", "坏", "bad");
	ck_assert_int_eq(rc, ERR_INVALID);
	cx->db = db_open("host=/nonexistent dbname=x", "test", 1000);
	rc = audit_add_alone(cx,
	    &(struct audit_entry){ .action = "x", .outcome = "failed" });
	ck_assert_int_ne(rc, ERR_OK);
	ck_assert_int_eq(cx->err, ERR_INVALID);
	ck_assert_str_eq(cx->field, "name");
	db_close(cx->db);
	cx->db = db;
}
END_TEST

/* --- many writers, exports --- */

START_TEST(eight_writers_make_one_chain_without_gaps)
{
	pid_t pids[8];
	int i, k, status;

	for (i = 0; i < 8; i++) {
		pids[i] = fork();
		if (pids[i] == 0) {
			struct cx *mine = testdb_cx();
			int bad = 0;

			for (k = 0; k < 20; k++) {
				if (audit_add_alone(mine,
					&(struct audit_entry){
					    .project_id = project,
					    .action = "x",
					    .outcome = "ok" }))
					bad = 1;
			}
			_exit(bad);
		}
	}
	for (i = 0; i < 8; i++) {
		ck_assert_int_eq(waitpid(pids[i], &status, 0), pids[i]);
		ck_assert_int_eq(status, 0);
	}
	ck_assert_int_eq(verify(), 0);
	snprintf(sql, sizeof(sql),
	    "SELECT seq FROM audit_heads"
	    " WHERE chain = %" PRId64,
	    project);
	ck_assert_int_eq(ask(sql), 160);
}
END_TEST

static const struct {
	const char *in;
	const char *out;
} fields[] = {
	{ "plain", "plain" },
	{ "", "" },
	{ "a,b", "\"a,b\"" },
	{ "say \"hi\"", "\"say \"\"hi\"\"\"" },
	{ "a\nb", "\"a\nb\"" },
	{ "=1+1", "\"'=1+1\"" },
	{ "+1", "\"'+1\"" },
	{ "-1", "\"'-1\"" },
	{ "@SUM(A1)", "\"'@SUM(A1)\"" },
	{ "\tx", "\"'\tx\"" },
	{ "\rx", "\"'\rx\"" },
};

START_TEST(a_csv_field_is_never_a_formula)
{
	struct buf b;

	buf_init(&b, cx->mem, 256);
	audit_csv_field(&b, str_of(fields[_i].in));
	ck_assert_str_eq(b.p ? b.p : "", fields[_i].out);
}
END_TEST

static const char *
header_of(const struct reply *rp, const char *name)
{
	size_t i;

	for (i = 0; i < rp->n_headers; i++) {
		if (strcmp(rp->headers[i].name, name) == 0)
			return rp->headers[i].value;
	}
	return NULL;
}

static void
export_as(const char *format, struct reply *rp)
{
	const struct audit_scope scope = {
		.all = false, .projects = &project, .n = 1
	};
	struct audit_filter f = { .format = format };
	enum err_code rc;

	reply_init(rp, cx);
	rc = db_begin(cx, DB_READ);
	ck_assert_int_eq(rc, ERR_OK);
	rc = audit_export(cx, &scope, &f, rp);
	ck_assert_msg(rc == ERR_OK, "%s", cx->detail);
	rc = db_commit(cx);
	ck_assert_int_eq(rc, ERR_OK);
}

START_TEST(exports_hold_every_row_and_say_so)
{
	struct reply rp;
	const char *p;
	int lines = 0;

	add_five();
	add("=cmd|' /C calc'!A0");
	export_as("csv", &rp);
	ck_assert_str_eq(header_of(&rp, "X-Export-Rows"), "6");
	ck_assert_str_eq(header_of(&rp, "X-Export-Truncated"), "false");
	ck_assert_ptr_nonnull(strstr(rp.body.p, "\"'=cmd|"));
	ck_assert_ptr_null(strstr(rp.body.p, ",=cmd"));
	export_as("ndjson", &rp);
	for (p = rp.body.p; (p = strchr(p, '\n')) != NULL; p++)
		lines++;
	ck_assert_int_eq(lines, 6);
}
END_TEST

START_TEST(an_export_that_finds_no_room_says_that_it_is_cut)
{
	const struct audit_scope scope = {
		.all = false, .projects = &project, .n = 1
	};
	struct audit_filter f = { .format = "ndjson" };
	struct reply rp;
	enum err_code rc;

	add_five();
	reply_init(&rp, cx);
	rp.body.max = (64 << 10) + 2000;
	rc = db_begin(cx, DB_READ);
	ck_assert_int_eq(rc, ERR_OK);
	rc = audit_export(cx, &scope, &f, &rp);
	ck_assert_int_eq(rc, ERR_OK);
	db_rollback(cx);
	ck_assert_str_eq(header_of(&rp, "X-Export-Truncated"), "true");
	ck_assert_str_ne(header_of(&rp, "X-Export-Rows"), "5");
	ck_assert_int_eq(rp.body.p[rp.body.n - 1], '\n');
}
END_TEST

START_TEST(lists_filter_by_every_parameter)
{
	const struct audit_scope scope = {
		.all = false, .projects = &project, .n = 1
	};
	static const struct {
		struct audit_filter f;
		int64_t want;
	} cases[] = {
		{ { .action = "hosts.update" }, 5 },
		{ { .action = "hosts.*" }, 5 },
		{ { .action = "hosts" }, 0 },
		{ { .actor = "alice" }, 5 },
		{ { .actor_id = 8 }, 0 },
		{ { .object = "host", .object_id = 42 }, 5 },
		{ { .q = "THREE" }, 1 },
		{ { .q = "%" }, 0 },
		{ { .outcome = "denied" }, 0 },
		{ { .request_id = "test" }, 5 },
		{ { .to = 1 }, 0 },
		{ { .from = 1 }, 5 },
	};
	struct audit_filter f;
	struct audit_row *rows;
	enum err_code rc;
	int64_t total;
	size_t n, i;

	add_five();
	rc = db_begin(cx, DB_READ);
	ck_assert_int_eq(rc, ERR_OK);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		f = cases[i].f;
		f.page = 1;
		f.page_size = 20;
		rc = audit_db_list(cx, &scope, &f, &rows, &n, &total);
		ck_assert_msg(rc == ERR_OK, "%s", cx->detail);
		ck_assert_msg(total == cases[i].want, "case %zu: %" PRId64, i,
		    total);
		ck_assert_uint_eq(n, (size_t)total);
	}
	f = (struct audit_filter){ .page = 2, .page_size = 2, .sort = "at" };
	rc = audit_db_list(cx, &scope, &f, &rows, &n, &total);
	ck_assert_int_eq(rc, ERR_OK);
	ck_assert_uint_eq(n, 2);
	ck_assert_str_eq(rows[0].object_name, "three");
	rc = audit_db_get(cx, &scope, rows[0].id, rows);
	ck_assert_int_eq(rc, ERR_OK);
	ck_assert_int_eq(rows[0].seq, 3);
	ck_assert_str_eq(arena_str(cx->mem,
			     (struct str){
				 rows[0].before.p, rows[0].before.n }),
	    "{\"a\":1,\"b\":100}");
	db_rollback(cx);
}
END_TEST

#define LOOP(t, f, v) \
	tcase_add_loop_test(t, f, 0, (int)(sizeof(v) / sizeof((v)[0])))

int
main(void)
{
	Suite *s = suite_create("audit");
	TCase *t = tcase_create("chain");
	SRunner *r;
	int failed;

	testdb_free(testdb_cx()); /* skips without a database */
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, an_untouched_chain_verifies);
	LOOP(t, a_flip_of_any_column_is_found, flips);
	tcase_add_test(t, a_row_taken_out_of_the_middle_is_found);
	tcase_add_test(t, a_missing_beginning_is_found);
	tcase_add_test(t, a_cut_off_tail_is_found);
	tcase_add_test(t, two_rows_that_changed_places_are_found);
	tcase_add_test(t, a_row_made_without_the_key_is_found);
	tcase_add_test(t, a_row_beyond_the_head_and_a_changed_head_are_found);
	tcase_add_test(t, another_key_verifies_nothing);
	LOOP(t, the_application_role_cannot_rewrite_the_log, forbidden);
	tcase_add_test(t, even_the_owner_is_refused_a_change);
	tcase_add_test(t, a_row_that_does_not_follow_the_head_is_refused);
	tcase_add_test(t, rows_of_other_projects_and_of_none_are_not_seen);
	tcase_add_test(t, a_project_that_never_was_writes_to_chain_zero);
	tcase_add_test(t, what_retention_leaves_still_verifies);
	tcase_add_test(t, young_rows_are_never_dropped);
	LOOP(t, secrets_are_starred_out_by_their_keys, images);
	tcase_add_test(t, what_is_no_json_or_too_much_is_named_not_kept);
	tcase_add_test(t, hostile_text_from_clients_does_not_stop_the_log);
	tcase_add_test(t, a_failed_append_leaves_the_callers_error_alone);
	tcase_add_test(t, eight_writers_make_one_chain_without_gaps);
	LOOP(t, a_csv_field_is_never_a_formula, fields);
	tcase_add_test(t, exports_hold_every_row_and_say_so);
	tcase_add_test(t, an_export_that_finds_no_room_says_that_it_is_cut);
	tcase_add_test(t, lists_filter_by_every_parameter);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
