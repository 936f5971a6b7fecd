/*
 * approvals against a real database: who may decide what, and that one decision
 * holds however many come at once.
 */
#include <check.h>
#include <inttypes.h>
#include <sys/wait.h>

#include "approvals/approvals.h"
#include "approvals/approvals_priv.h"
#include "db/db.h"
#include "rbac/rbac.h"
#include "testdb.h"

static struct cx *cx; /* the system's, for looking */
static int64_t project;
static int64_t asker, first, second, viewer, outsider, admin;
static char sql[4096];

static int64_t
ask_in(struct cx *at, const char *text)
{
	enum err_code rc;
	int64_t v;

	rc = db_begin(at, DB_READ);
	ck_assert_int_eq(rc, ERR_OK);
	rc = db_int(at, text, DB_NONE, &v);
	ck_assert_msg(rc == ERR_OK, "%s: %s", text, at->detail);
	rc = db_commit(at);
	ck_assert_int_eq(rc, ERR_OK);
	return v;
}

static int64_t
ask(const char *fmt, ...)
{
	static char slots[64][512];
	static size_t next;
	char *text = slots[next++ % 64];
	va_list ap;

	/* Statements are known by their address, so each keeps its own. */
	va_start(ap, fmt);
	vsnprintf(text, sizeof(slots[0]), fmt, ap);
	va_end(ap);
	return ask_in(cx, text);
}

static int64_t
user(const char *name, const char *role, bool member)
{
	snprintf(sql, sizeof(sql),
	    "INSERT INTO users (username, password_hash) VALUES"
	    " ('%s-%" PRId64 "', 'x'); INSERT INTO user_roles SELECT u.id, r.id"
	    " FROM users u, roles r WHERE u.username = '%s-%" PRId64 "'"
	    " AND r.code = '%s'",
	    name, project, name, project, role);
	testdb_owner(sql);
	if (member) {
		snprintf(sql, sizeof(sql),
		    "INSERT INTO project_members"
		    " (project_id, user_id, role_id) SELECT %" PRId64
		    ", u.id, 3"
		    " FROM users u WHERE u.username = '%s-%" PRId64 "'",
		    project, name, project);
		testdb_owner(sql);
	}
	return ask("SELECT id FROM users WHERE username = '%s-%" PRId64 "'",
	    name, project);
}

static void
policy(const char *columns, const char *values)
{
	snprintf(sql, sizeof(sql),
	    "INSERT INTO approval_policies"
	    " (name, project_id, %s) VALUES (md5(random()::text), %" PRId64
	    ", %s)",
	    columns, project, values);
	testdb_owner(sql);
}

static void
setup(void)
{
	cx = testdb_cx();
	testdb_owner("INSERT INTO projects (code, name, environment) VALUES"
		     " ('appr-' || md5(random()::text), 'approvals', "
		     "'production')");
	project = ask("SELECT max(id) FROM projects");
	asker = user("asker", "operator", true);
	first = user("first", "operator", true);
	second = user("second", "operator", true);
	viewer = user("viewer", "viewer", true);
	outsider = user("outsider", "operator", false);
	admin = user("admin", "admin", false);
}

static void
teardown(void)
{
	testdb_free(cx);
}

/* A connection of its own, acting as ${id}, a writing transaction open. */
static struct cx *
as(int64_t id)
{
	struct cx *me = testdb_cx();
	enum err_code rc;

	rc = db_begin(me, DB_READ);
	ck_assert_int_eq(rc, ERR_OK);
	rc = rbac_load(me, me->mem, id);
	ck_assert_msg(rc == ERR_OK, "user %" PRId64 ": %s", id, me->message);
	rc = db_commit(me);
	ck_assert_int_eq(rc, ERR_OK);
	rc = db_begin(me, DB_WRITE);
	ck_assert_int_eq(rc, ERR_OK);
	return me;
}

static enum err_code
leave(struct cx *me, enum err_code rc)
{
	if (!rc)
		rc = db_commit(me);
	if (rc)
		db_rollback(me);
	testdb_free(me);
	return rc;
}

static enum err_code
submit_as(int64_t id, const char *risk, int64_t *task_id, int64_t *approval_id)
{
	struct cx *me = as(id);
	enum err_code rc;

	rc = approvals_submit_json(me,
	    &(struct approval_need){ .action = "host:execute",
		.project_id = project,
		.risk = risk,
		.summary = "uname on web1",
		.reason = "to see",
		.plan = STR("{\"command\":\"uname -a\"}") },
	    &(struct task_new){ .kind = "hosts.exec",
		.title = "uname",
		.project_id = project,
		.object = "host",
		.object_id = 42 },
	    STR("{\"host_id\": 42, \"command\": \"uname -a\"}"), task_id,
	    approval_id);
	return leave(me, rc);
}

static int64_t
submit(void)
{
	int64_t task_id, approval_id;
	enum err_code rc;

	rc = submit_as(asker, "high", &task_id, &approval_id);
	ck_assert_int_eq(rc, ERR_OK);
	ck_assert_int_eq(task_id, 0);
	ck_assert_int_gt(approval_id, 0);
	return approval_id;
}

typedef enum err_code (*decide_fn)(struct cx *me, int64_t id,
    const struct approval_decide *in, struct approval *before,
    struct approval *after);

static enum err_code
decide(decide_fn fn, int64_t id, int64_t who, const char *digest)
{
	struct cx *me = as(who);
	struct approval before, after;
	const struct approval_decide in = { .comment = "seen",
		.digest = digest };

	return leave(me, fn(me, id, &in, &before, &after));
}

static const char *
status_of(int64_t id)
{
	static struct approval a;
	enum err_code rc;

	rc = db_begin(cx, DB_READ);
	ck_assert_int_eq(rc, ERR_OK);
	rc = approvals_db_get(cx, id, &a);
	ck_assert_msg(rc == ERR_OK, "%s", cx->detail);
	rc = db_commit(cx);
	ck_assert_int_eq(rc, ERR_OK);
	return a.status;
}

static int64_t
tasks(void)
{
	return ask("SELECT count(*) FROM tasks WHERE project_id = %" PRId64,
	    project);
}

START_TEST(without_a_policy_the_task_runs_at_once)
{
	int64_t task_id, approval_id;
	enum err_code rc;

	rc = submit_as(asker, "high", &task_id, &approval_id);
	ck_assert_int_eq(rc, ERR_OK);
	ck_assert_int_gt(task_id, 0);
	ck_assert_int_eq(approval_id, 0);
	ck_assert_int_eq(tasks(), 1);
}
END_TEST

static const struct {
	const char *columns;
	const char *values;
	bool asks;
} matches[] = {
	{ "action", "'host:execute'", true },
	{ "action", "'host:*'", true },
	{ "action", "'*'", true },
	{ "action", "'host:write'", false },
	{ "action", "'service:*'", false },
	{ "action, min_risk", "'*', 'medium'", true },
	{ "action, min_risk", "'*', 'high'", false },
	{ "action, environment", "'*', 'production'", true },
	{ "action, environment", "'*', 'staging'", false },
	{ "action, enabled", "'*', false", false },
};

START_TEST(a_policy_asks_only_for_what_it_names)
{
	char columns[128], values[128];
	int64_t task_id, approval_id;
	enum err_code rc;

	snprintf(columns, sizeof(columns), "%s, approver_permission",
	    matches[_i].columns);
	snprintf(values, sizeof(values), "%s, 'approval:decide'",
	    matches[_i].values);
	policy(columns, values);
	rc = submit_as(asker, "medium", &task_id, &approval_id);
	ck_assert_int_eq(rc, ERR_OK);
	ck_assert_int_eq(approval_id > 0, matches[_i].asks);
	ck_assert_int_eq(task_id > 0, !matches[_i].asks);
}
END_TEST

static void
one_policy(void)
{
	policy("action, approver_permission",
	    "'host:execute', 'approval:decide'");
}

START_TEST(an_approval_starts_the_task_once_for_the_requester)
{
	int64_t id;

	one_policy();
	id = submit();
	ck_assert_int_eq(tasks(), 0);
	ck_assert_int_eq(decide(approvals_approve, id, first, NULL), ERR_OK);
	ck_assert_str_eq(status_of(id), "approved");
	ck_assert_int_eq(tasks(), 1);
	ck_assert_int_eq(ask("SELECT actor_id FROM tasks WHERE id ="
			     " (SELECT used_task_id FROM approvals WHERE id = "
			     "%" PRId64 ")",
			     id),
	    asker);
	ck_assert_int_eq(
	    ask("SELECT count(*) FROM tasks WHERE project_id = %" PRId64
		" AND args = '{\"host_id\":42,\"command\":\"uname -a\"}'"
		" AND kind = 'hosts.exec' AND object_id = 42",
		project),
	    1);
	ck_assert_int_eq(decide(approvals_approve, id, second, NULL),
	    ERR_CONFLICT);
	ck_assert_int_eq(tasks(), 1);
}
END_TEST

START_TEST(who_may_decide_and_who_asked_are_told)
{
	int64_t id;

	one_policy();
	id = submit();
	/* Of this project first and second, and nobody else. */
	ck_assert_int_eq(ask("SELECT count(*) FROM user_notifications u JOIN"
			     " notifications n ON n.id = u.notification_id "
			     "WHERE n.type ="
			     " 'approval' AND n.source_id = '%" PRId64
			     "' AND u.user_id IN (%" PRId64 ", %" PRId64 ")",
			     id, first, second),
	    2);
	ck_assert_int_eq(
	    ask("SELECT count(*) FROM user_notifications u JOIN"
		" notifications n ON n.id = u.notification_id WHERE n.type ="
		" 'approval' AND n.source_id = '%" PRId64
		"' AND u.user_id IN (%" PRId64 ", %" PRId64 ", %" PRId64 ")",
		id, asker, viewer, outsider),
	    0);
	ck_assert_int_eq(decide(approvals_reject, id, first, NULL), ERR_OK);
	ck_assert_int_eq(ask("SELECT count(*) FROM user_notifications u JOIN"
			     " notifications n ON n.id = u.notification_id "
			     "WHERE n.type ="
			     " 'approval' AND n.source_id = '%" PRId64
			     "' AND u.user_id = %" PRId64,
			     id, asker),
	    1);
}
END_TEST

START_TEST(the_requester_may_not_approve_or_refuse)
{
	int64_t id;

	one_policy();
	id = submit();
	ck_assert_int_eq(decide(approvals_approve, id, asker, NULL),
	    ERR_FORBIDDEN);
	ck_assert_int_eq(decide(approvals_reject, id, asker, NULL),
	    ERR_FORBIDDEN);
	ck_assert_str_eq(status_of(id), "pending");
}
END_TEST

START_TEST(not_even_an_administrator_approves_his_own)
{
	int64_t task_id, id;
	enum err_code rc;

	one_policy();
	rc = submit_as(admin, "high", &task_id, &id);
	ck_assert_int_eq(rc, ERR_OK);
	ck_assert_int_gt(id, 0);
	ck_assert_int_eq(decide(approvals_approve, id, admin, NULL),
	    ERR_FORBIDDEN);
}
END_TEST

START_TEST(who_lacks_the_right_is_refused_and_strangers_see_nothing)
{
	int64_t id;

	one_policy();
	id = submit();
	ck_assert_int_eq(decide(approvals_approve, id, viewer, NULL),
	    ERR_FORBIDDEN);
	ck_assert_int_eq(decide(approvals_approve, id, outsider, NULL),
	    ERR_NOT_FOUND);
	ck_assert_int_eq(decide(approvals_cancel, id, outsider, NULL),
	    ERR_NOT_FOUND);
	ck_assert_int_eq(decide(approvals_cancel, id, first, NULL),
	    ERR_FORBIDDEN);
	ck_assert_str_eq(status_of(id), "pending");
}
END_TEST

START_TEST(a_role_that_is_asked_for_must_be_held)
{
	int64_t id;

	policy("action, approver_role", "'*', 'admin'");
	id = submit();
	ck_assert_int_eq(decide(approvals_approve, id, first, NULL),
	    ERR_FORBIDDEN);
	ck_assert_int_eq(decide(approvals_approve, id, admin, NULL), ERR_OK);
	ck_assert_str_eq(status_of(id), "approved");
}
END_TEST

START_TEST(two_approvals_are_two_people)
{
	int64_t id;

	policy("action, approver_permission, count",
	    "'*', 'approval:decide', 2");
	id = submit();
	ck_assert_int_eq(decide(approvals_approve, id, first, NULL), ERR_OK);
	ck_assert_str_eq(status_of(id), "pending");
	ck_assert_int_eq(decide(approvals_approve, id, first, NULL),
	    ERR_CONFLICT);
	ck_assert_int_eq(tasks(), 0);
	ck_assert_int_eq(decide(approvals_approve, id, second, NULL), ERR_OK);
	ck_assert_str_eq(status_of(id), "approved");
	ck_assert_int_eq(tasks(), 1);
}
END_TEST

START_TEST(policies_add_up_and_none_loosens_another)
{
	int64_t id;

	policy("action, approver_permission", "'*', 'approval:decide'");
	policy("action, approver_role, expires_minutes",
	    "'host:*', 'admin', 5");
	id = submit();
	ck_assert_int_eq(ask("SELECT count(*) FROM approval_rules"
			     " WHERE approval_id = %" PRId64,
			     id),
	    2);
	ck_assert_int_le(ask("SELECT extract(epoch FROM expires_at -"
			     " created_at)::bigint FROM approvals WHERE id = "
			     "%" PRId64,
			     id),
	    300);
	ck_assert_int_eq(decide(approvals_approve, id, first, NULL), ERR_OK);
	ck_assert_str_eq(status_of(id), "pending");
	ck_assert_int_eq(decide(approvals_approve, id, admin, NULL), ERR_OK);
	ck_assert_str_eq(status_of(id), "approved");
}
END_TEST

START_TEST(a_refusal_and_a_withdrawal_settle_it)
{
	int64_t id;

	one_policy();
	id = submit();
	ck_assert_int_eq(decide(approvals_reject, id, first, NULL), ERR_OK);
	ck_assert_str_eq(status_of(id), "rejected");
	ck_assert_int_eq(decide(approvals_approve, id, second, NULL),
	    ERR_CONFLICT);
	id = submit();
	ck_assert_int_eq(decide(approvals_cancel, id, asker, NULL), ERR_OK);
	ck_assert_str_eq(status_of(id), "cancelled");
	ck_assert_int_eq(decide(approvals_approve, id, first, NULL),
	    ERR_CONFLICT);
	ck_assert_int_eq(tasks(), 0);
}
END_TEST

static void
behind_its_back(const char *what, int64_t id)
{
	snprintf(sql, sizeof(sql),
	    "SET session_replication_role = replica;"
	    " UPDATE approvals SET %s WHERE id = %" PRId64,
	    what, id);
	testdb_super(sql);
}

START_TEST(past_its_time_nothing_can_be_approved)
{
	int64_t id;

	one_policy();
	id = submit();
	behind_its_back("expires_at = now() - interval '1 second'", id);
	ck_assert_str_eq(status_of(id), "expired");
	ck_assert_int_eq(decide(approvals_approve, id, first, NULL),
	    ERR_CONFLICT);
	ck_assert_int_eq(decide(approvals_cancel, id, asker, NULL),
	    ERR_CONFLICT);
	ck_assert_int_eq(tasks(), 0);
	testdb_owner("SELECT k8sm_clean_approvals()");
	ck_assert_int_eq(
	    ask("SELECT count(*) FROM approvals WHERE id = %" PRId64
		" AND status = 'expired' AND decided_at IS NOT NULL",
		id),
	    1);
}
END_TEST

static const char *const changes[] = {
	"args = '{\"command\":\"rm -rf /\",\"host_id\":42}'",
	"kind = 'hosts.reboot'",
	"object_id = 43",
	"plan = 'null'",
	"summary = 'harmless'",
	"title = 'x'",
	"needs = 'host:read'",
	"action = 'host:read'",
	"requester_id = requester_id + 100",
	"risk = 'low'",
	"timeout_s = 9",
	"priority = 9",
	"run_at = 9",
	"retry_of = 9",
	"object = 'cluster'",
};

START_TEST(what_was_changed_after_asking_is_not_run)
{
	int64_t id;

	one_policy();
	id = submit();
	behind_its_back(changes[_i], id);
	ck_assert_int_eq(decide(approvals_approve, id, first, NULL),
	    ERR_CONFLICT);
	ck_assert_int_eq(tasks(), 0);
	ck_assert_str_eq(status_of(id), "pending");
}
END_TEST

START_TEST(the_application_cannot_rewrite_what_was_asked)
{
	static const char SQL_ARGS[] =
	    "UPDATE approvals SET args = '{}' WHERE status = 'pending'";
	static const char SQL_VOTE[] =
	    "INSERT INTO approval_decisions (approval_id, user_id, decision)"
	    " SELECT id, requester_id, 'approve' FROM approvals"
	    " WHERE status = 'pending' ORDER BY id DESC LIMIT 1";
	static const char SQL_DECIDED[] =
	    "UPDATE approvals SET status = 'pending', decided_at = NULL"
	    " WHERE status = 'rejected'";
	enum err_code rc;
	int64_t id;

	one_policy();
	submit();
	rc = db_begin(cx, DB_WRITE);
	ck_assert_int_eq(rc, ERR_OK);
	ck_assert_int_eq(db_exec(cx, SQL_ARGS, DB_NONE, NULL), ERR_FORBIDDEN);
	db_rollback(cx);
	rc = db_begin(cx, DB_WRITE);
	ck_assert_int_eq(rc, ERR_OK);
	ck_assert_int_eq(db_exec(cx, SQL_VOTE, DB_NONE, NULL), ERR_INVALID);
	db_rollback(cx);
	id = submit();
	ck_assert_int_eq(decide(approvals_reject, id, first, NULL), ERR_OK);
	rc = db_begin(cx, DB_WRITE);
	ck_assert_int_eq(rc, ERR_OK);
	ck_assert_int_eq(db_exec(cx, SQL_DECIDED, DB_NONE, NULL), ERR_INVALID);
	db_rollback(cx);
}
END_TEST

START_TEST(another_digest_than_the_one_seen_is_refused)
{
	static const char wrong[] = "00000000000000000000000000000000"
				    "00000000000000000000000000000000";
	struct approval a;
	enum err_code rc;
	int64_t id;

	one_policy();
	id = submit();
	ck_assert_int_eq(decide(approvals_approve, id, first, wrong),
	    ERR_CONFLICT);
	rc = db_begin(cx, DB_READ);
	ck_assert_int_eq(rc, ERR_OK);
	rc = approvals_db_get(cx, id, &a);
	ck_assert_int_eq(rc, ERR_OK);
	db_rollback(cx);
	ck_assert_int_eq(decide(approvals_approve, id, first, a.digest),
	    ERR_OK);
}
END_TEST

static const char *const losses[] = {
	"UPDATE users SET status = 0 WHERE id = %1$" PRId64,
	"DELETE FROM user_roles WHERE user_id = %1$" PRId64,
	"DELETE FROM project_members WHERE user_id = %1$" PRId64,
	"DELETE FROM users WHERE id = %1$" PRId64,
};

START_TEST(a_requester_who_lost_the_right_starts_nothing)
{
	int64_t id;

	one_policy();
	id = submit();
	snprintf(sql, sizeof(sql), losses[_i], asker);
	testdb_owner(sql);
	ck_assert_int_eq(decide(approvals_approve, id, first, NULL),
	    ERR_CONFLICT);
	ck_assert_int_eq(tasks(), 0);
	ck_assert_str_eq(status_of(id), "pending");
}
END_TEST

START_TEST(an_older_version_is_refused_with_the_current_one)
{
	struct approval before, after;
	const struct approval_decide in = { .comment = "x" };
	struct cx *me;
	enum err_code rc;
	int64_t id;

	one_policy();
	id = submit();
	me = as(first);
	me->if_match = 7;
	rc = approvals_approve(me, id, &in, &before, &after);
	ck_assert_int_eq(rc, ERR_CONFLICT);
	ck_assert_int_eq(me->current_version, 1);
	leave(me, rc);
}
END_TEST

/* Fifty at once: some approve, some refuse, one withdraws. */
START_TEST(of_fifty_decisions_at_once_one_holds)
{
	enum { N = 50 };
	pid_t pids[N];
	int64_t voters[N], id;
	int i, status, won = 0;

	one_policy();
	for (i = 0; i < N; i++) {
		char name[16];

		snprintf(name, sizeof(name), "v%d", i);
		voters[i] = i == 0 ? asker : user(name, "operator", true);
	}
	id = submit();
	for (i = 0; i < N; i++) {
		pids[i] = fork();
		if (pids[i] == 0) {
			enum err_code rc;
			int tries;

			for (tries = 0; tries < 5; tries++) {
				rc = decide(i == 0 ? approvals_cancel :
					i % 2	   ? approvals_approve :
						     approvals_reject,
				    id, voters[i], NULL);
				if (rc != ERR_UNAVAILABLE)
					break;
			}
			_exit(rc == ERR_OK ? 0 : rc == ERR_CONFLICT ? 1 : 2);
		}
	}
	for (i = 0; i < N; i++) {
		ck_assert_int_eq(waitpid(pids[i], &status, 0), pids[i]);
		ck_assert(WIFEXITED(status));
		ck_assert_int_ne(WEXITSTATUS(status), 2);
		won += WEXITSTATUS(status) == 0;
	}
	ck_assert_int_eq(won, 1);
	ck_assert_int_eq(tasks(),
	    ask("SELECT count(*) FROM approvals WHERE"
		" id = %" PRId64 " AND status = 'approved'",
		id));
	ck_assert_int_eq(ask("SELECT count(*) FROM approval_decisions"
			     " WHERE approval_id = %" PRId64,
			     id),
	    strcmp(status_of(id), "cancelled") == 0 ? 0 : 1);
}
END_TEST

/* The time runs out while people decide and the maintenance sweeps. */
START_TEST(an_approval_that_expires_under_way_has_one_outcome)
{
	enum { N = 24 };
	static const char SQL_CLEAN[] = "SELECT k8sm_clean_approvals()";
	int64_t voters[N], id;
	pid_t pids[N];
	int i, status;

	one_policy();
	for (i = 0; i < N; i++) {
		char name[16];

		snprintf(name, sizeof(name), "x%d", i);
		voters[i] = user(name, "operator", true);
	}
	id = submit();
	behind_its_back("expires_at = clock_timestamp() +"
			" interval '60 milliseconds'",
	    id);
	for (i = 0; i < N; i++) {
		pids[i] = fork();
		if (pids[i] == 0) {
			struct cx *me;
			int64_t n;
			int k;

			if (i % 3 != 0) {
				usleep((unsigned)(i * 6000));
				_exit(decide(i % 3 == 1 ? approvals_approve :
							  approvals_reject,
					  id, voters[i], NULL) == ERR_OK);
			}
			me = testdb_cx();
			for (k = 0; k < 20; k++) {
				if (db_begin(me, DB_WRITE) == ERR_OK &&
				    db_int(me, SQL_CLEAN, DB_NONE, &n) ==
					ERR_OK &&
				    db_commit(me) == ERR_OK)
					usleep(10000);
				else
					db_rollback(me);
			}
			_exit(0);
		}
	}
	for (i = 0; i < N; i++) {
		ck_assert_int_eq(waitpid(pids[i], &status, 0), pids[i]);
		ck_assert(WIFEXITED(status));
	}
	ck_assert_str_ne(status_of(id), "pending");
	ck_assert_int_eq(tasks(), strcmp(status_of(id), "approved") == 0);
	ck_assert_int_eq(ask("SELECT count(*) FROM approval_decisions"
			     " WHERE approval_id = %" PRId64,
			     id),
	    strcmp(status_of(id), "expired") == 0 ? 0 : 1);
}
END_TEST

static int64_t
count_list(int64_t who, struct approval_filter f)
{
	struct cx *me = as(who);
	struct approval *v;
	enum err_code rc;
	int64_t total;
	size_t n;

	f.page = 1;
	f.page_size = 100;
	f.project_id = project;
	rc = approvals_list(me, &f, &v, &n, &total);
	ck_assert_msg(rc == ERR_OK, "%s", me->detail);
	ck_assert_int_eq((int64_t)n, total);
	leave(me, ERR_OK);
	return total;
}

START_TEST(everybody_sees_what_concerns_him)
{
	const struct approval_filter all = { 0 }, mine = { .mine = true },
				     waiting = { .waiting = true };
	int64_t id;

	one_policy();
	id = submit();
	submit();
	ck_assert_int_eq(count_list(asker, all), 2);
	ck_assert_int_eq(count_list(asker, mine), 2);
	ck_assert_int_eq(count_list(asker, waiting), 0);
	ck_assert_int_eq(count_list(first, mine), 0);
	ck_assert_int_eq(count_list(first, waiting), 2);
	ck_assert_int_eq(count_list(viewer, all), 2);
	ck_assert_int_eq(count_list(viewer, waiting), 0);
	ck_assert_int_eq(count_list(outsider, all), 0);
	ck_assert_int_eq(count_list(admin, waiting), 2);
	ck_assert_int_eq(decide(approvals_approve, id, first, NULL), ERR_OK);
	ck_assert_int_eq(count_list(first, waiting), 1);
	ck_assert_int_eq(count_list(first,
			     (struct approval_filter){ .status = "approved" }),
	    1);
}
END_TEST

/* --- policies --- */

static enum err_code
policy_as(int64_t who, const struct approval_policy *in, int64_t *id)
{
	struct cx *me = as(who);
	struct approval_policy out = { 0 };
	enum err_code rc;

	rc = approvals_policy_create(me, in, &out);
	*id = out.id;
	return leave(me, rc);
}

START_TEST(policies_are_made_by_those_who_may_and_must_make_sense)
{
	struct approval_policy p = { .name = "two eyes",
		.project_id = project,
		.action = "host:execute",
		.approver_permission = "approval:decide",
		.count = 1,
		.expires_minutes = 60,
		.enabled = true };
	static const char *const bad[] = { "", "Host:x", "host:", "host:**",
		"*:x", "a b", "host:*:x", ":x", NULL };
	int64_t id;
	size_t i;

	ck_assert_int_eq(policy_as(first, &p, &id), ERR_FORBIDDEN);
	ck_assert_int_eq(policy_as(outsider, &p, &id), ERR_NOT_FOUND);
	for (i = 0; bad[i]; i++) {
		p.action = bad[i];
		ck_assert_int_eq(policy_as(admin, &p, &id), ERR_INVALID);
	}
	p.action = "service:governance:*";
	p.approver_role = "operator";
	ck_assert_int_eq(policy_as(admin, &p, &id), ERR_INVALID);
	p.approver_permission = "";
	p.approver_role = "nobody";
	ck_assert_int_eq(policy_as(admin, &p, &id), ERR_INVALID);
	p.approver_role = "operator";
	ck_assert_int_eq(policy_as(admin, &p, &id), ERR_OK);
	ck_assert_int_eq(policy_as(admin, &p, &id), ERR_CONFLICT);
}
END_TEST

START_TEST(a_policy_is_changed_under_its_version_and_asked_ones_keep_theirs)
{
	struct approval_policy p = { .name = "strict",
		.project_id = project,
		.action = "host:execute",
		.approver_permission = "approval:decide",
		.count = 2,
		.expires_minutes = 60,
		.enabled = true };
	struct approval_policy before, after;
	struct cx *me;
	enum err_code rc;
	int64_t policy_id, id;

	ck_assert_int_eq(policy_as(admin, &p, &policy_id), ERR_OK);
	id = submit();
	me = as(admin);
	me->if_match = 9;
	rc = approvals_policy_update(me, policy_id, &p, &before, &after);
	ck_assert_int_eq(rc, ERR_CONFLICT);
	ck_assert_int_eq(me->current_version, 1);
	leave(me, rc);
	me = as(admin);
	me->if_match = 1;
	p.count = 1;
	rc = approvals_policy_update(me, policy_id, &p, &before, &after);
	ck_assert_int_eq(rc, ERR_OK);
	ck_assert_int_eq(after.version, 2);
	ck_assert_int_eq(before.count, 2);
	ck_assert_int_eq(leave(me, rc), ERR_OK);
	me = as(admin);
	rc = approvals_policy_remove(me, policy_id, &before);
	ck_assert_int_eq(leave(me, rc), ERR_OK);
	/* Asked under two, it still needs two. */
	ck_assert_int_eq(decide(approvals_approve, id, first, NULL), ERR_OK);
	ck_assert_str_eq(status_of(id), "pending");
}
END_TEST

#define LOOP(t, f, v) \
	tcase_add_loop_test(t, f, 0, (int)(sizeof(v) / sizeof((v)[0])))

int
main(void)
{
	Suite *s = suite_create("approvals");
	TCase *t = tcase_create("engine");
	SRunner *r;
	int failed;

	testdb_free(testdb_cx()); /* skips without a database */
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, without_a_policy_the_task_runs_at_once);
	LOOP(t, a_policy_asks_only_for_what_it_names, matches);
	tcase_add_test(t, an_approval_starts_the_task_once_for_the_requester);
	tcase_add_test(t, who_may_decide_and_who_asked_are_told);
	tcase_add_test(t, the_requester_may_not_approve_or_refuse);
	tcase_add_test(t, not_even_an_administrator_approves_his_own);
	tcase_add_test(t,
	    who_lacks_the_right_is_refused_and_strangers_see_nothing);
	tcase_add_test(t, a_role_that_is_asked_for_must_be_held);
	tcase_add_test(t, two_approvals_are_two_people);
	tcase_add_test(t, policies_add_up_and_none_loosens_another);
	tcase_add_test(t, a_refusal_and_a_withdrawal_settle_it);
	tcase_add_test(t, past_its_time_nothing_can_be_approved);
	LOOP(t, what_was_changed_after_asking_is_not_run, changes);
	tcase_add_test(t, the_application_cannot_rewrite_what_was_asked);
	tcase_add_test(t, another_digest_than_the_one_seen_is_refused);
	LOOP(t, a_requester_who_lost_the_right_starts_nothing, losses);
	tcase_add_test(t, an_older_version_is_refused_with_the_current_one);
	tcase_add_test(t, of_fifty_decisions_at_once_one_holds);
	tcase_add_test(t, an_approval_that_expires_under_way_has_one_outcome);
	tcase_add_test(t, everybody_sees_what_concerns_him);
	tcase_add_test(t,
	    policies_are_made_by_those_who_may_and_must_make_sense);
	tcase_add_test(t,
	    a_policy_is_changed_under_its_version_and_asked_ones_keep_theirs);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
