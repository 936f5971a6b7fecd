/*
 * tenancy against a real database: who sees which project and team, who may let
 * whom in, and that rights change at once.
 */
#include <check.h>
#include <inttypes.h>

#include "db/db.h"
#include "rbac/rbac.h"
#include "tenancy/tenancy.h"
#include "tenancy/tenancy_priv.h"
#include "testdb.h"

static struct cx *cx; /* the system's, for looking */
static int64_t round_id; /* makes names unique */
static int64_t red, blue; /* two projects */
static int64_t admin, manager, member, stranger;
static char sql[4096];

static int64_t
ask(const char *fmt, ...)
{
	static char slots[64][512];
	static size_t next;
	char *text = slots[next++ % 64];
	enum err_code rc;
	int64_t v;
	va_list ap;

	/* Statements are known by their address, so each keeps its own. */
	va_start(ap, fmt);
	vsnprintf(text, sizeof(slots[0]), fmt, ap);
	va_end(ap);
	rc = db_begin(cx, DB_READ);
	ck_assert_int_eq(rc, ERR_OK);
	rc = db_int(cx, text, DB_NONE, &v);
	ck_assert_msg(rc == ERR_OK, "%s: %s", text, cx->detail);
	rc = db_commit(cx);
	ck_assert_int_eq(rc, ERR_OK);
	return v;
}

static void
run(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(sql, sizeof(sql), fmt, ap);
	va_end(ap);
	testdb_owner(sql);
}

static int64_t
user(const char *name, const char *role)
{
	run("INSERT INTO users (username, password_hash) VALUES"
	    " ('%s-%" PRId64 "', 'x')",
	    name, round_id);
	if (role)
		run("INSERT INTO user_roles SELECT u.id, r.id FROM users u,"
		    " roles r WHERE u.username = '%s-%" PRId64 "'"
		    " AND r.code = '%s'",
		    name, round_id, role);
	return ask("SELECT id FROM users WHERE username = '%s-%" PRId64 "'",
	    name, round_id);
}

static int64_t
make_project(const char *name)
{
	run("INSERT INTO projects (code, name) VALUES ('%s-%" PRId64 "',"
	    " '%s')",
	    name, round_id, name);
	return ask("SELECT id FROM projects WHERE code = '%s-%" PRId64 "'",
	    name, round_id);
}

static void
join_project(int64_t project_id, int64_t user_id, const char *role)
{
	run("INSERT INTO project_members (project_id, user_id, role_id)"
	    " SELECT %" PRId64 ", %" PRId64 ", id FROM roles WHERE code = '%s'",
	    project_id, user_id, role);
}

/*
 * manager: a role of his own with projects, teams and hosts, in red; member: an
 * operator in red with a role that manages the project there; stranger: a
 * viewer nowhere.
 */
static void
setup(void)
{
	cx = testdb_cx();
	testdb_owner("CREATE SEQUENCE IF NOT EXISTS test_round START 1000000;"
		     " GRANT SELECT ON test_round TO k8sm_app;"
		     " SELECT nextval('test_round')");
	round_id = ask("SELECT last_value FROM test_round");
	run("INSERT INTO roles (code, name) VALUES ('mgr%" PRId64 "',"
	    " 'mgr%" PRId64 "'), ('pm%" PRId64 "', 'pm%" PRId64 "')",
	    round_id, round_id, round_id, round_id);
	run("INSERT INTO role_permissions SELECT r.id, p.id FROM roles r,"
	    " permissions p WHERE r.code = 'mgr%" PRId64 "' AND p.code IN"
	    " ('project:read', 'project:write', 'team:read', 'team:write',"
	    " 'host:read')",
	    round_id);
	run("INSERT INTO role_permissions SELECT r.id, p.id FROM roles r,"
	    " permissions p WHERE r.code = 'pm%" PRId64 "' AND p.code IN"
	    " ('project:read', 'project:write')",
	    round_id);
	red = make_project("red");
	blue = make_project("blue");
	admin = user("admin", "admin");
	snprintf(sql, sizeof(sql), "mgr%" PRId64, round_id);
	manager = user("manager", arena_strdup(cx->mem, sql));
	member = user("member", NULL);
	stranger = user("stranger", "viewer");
	join_project(red, manager, "viewer");
	snprintf(sql, sizeof(sql), "pm%" PRId64, round_id);
	join_project(red, member, arena_strdup(cx->mem, sql));
}

static void
teardown(void)
{
	testdb_free(cx);
}

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

static int64_t
listed(int64_t who, int64_t chosen)
{
	const struct project_filter f = { .page = 1,
		.page_size = 500,
		.q = arena_printf(cx->mem, "-%" PRId64, round_id) };
	struct cx *me = as(who);
	struct project *v;
	enum err_code rc;
	int64_t total;
	size_t n;

	if (chosen)
		ck_assert(rbac_narrow(&me->who, chosen));
	rc = tenancy_project_list(me, &f, &v, &n, &total);
	ck_assert_msg(rc == ERR_OK, "%s", me->detail);
	ck_assert_int_eq((int64_t)n, total);
	leave(me, ERR_OK);
	return total;
}

START_TEST(projects_are_listed_to_their_members_and_administrators)
{
	ck_assert_int_eq(listed(admin, 0), 2);
	ck_assert_int_eq(listed(manager, 0), 1);
	ck_assert_int_eq(listed(member, 0), 1);
	ck_assert_int_eq(listed(stranger, 0), 0);
}
END_TEST

START_TEST(the_chosen_project_does_not_narrow_the_choice)
{
	join_project(blue, member, "viewer");
	ck_assert_int_eq(listed(member, red), 2);
}
END_TEST

START_TEST(a_token_for_one_project_stays_in_it)
{
	const struct project_filter f = { .page = 1, .page_size = 500 };
	struct cx *me;
	struct project *v;
	enum err_code rc;
	int64_t total;
	size_t n;

	join_project(blue, member, "viewer");
	me = as(member);
	me->who.token_id = 5;
	ck_assert(rbac_narrow(&me->who, red));
	rc = tenancy_project_list(me, &f, &v, &n, &total);
	ck_assert_int_eq(rc, ERR_OK);
	ck_assert_int_eq(total, 1);
	ck_assert_int_eq(v[0].id, red);
	leave(me, rc);
}
END_TEST

START_TEST(a_team_brings_its_members_into_its_projects)
{
	run("INSERT INTO teams (name) VALUES ('t%" PRId64 "');", round_id);
	run("INSERT INTO team_members SELECT id, %" PRId64 " FROM teams WHERE"
	    " name = 't%" PRId64 "'",
	    stranger, round_id);
	run("INSERT INTO project_members (project_id, team_id, role_id) SELECT"
	    " %" PRId64 ", id, 3 FROM teams WHERE name = 't%" PRId64 "'",
	    blue, round_id);
	ck_assert_int_eq(listed(stranger, 0), 1);
}
END_TEST

static enum err_code
create(int64_t who, const struct project_new *in, struct project *out)
{
	struct cx *me = as(who);
	enum err_code rc = tenancy_project_create(me, in, out);

	if (!rc) {
		out->code = arena_strdup(cx->mem, out->code);
		out->environment = arena_strdup(cx->mem, out->environment);
	}
	return leave(me, rc);
}

START_TEST(who_makes_a_project_is_its_member_with_a_role_that_he_has)
{
	const struct project_new in = { .name = "Green Field" };
	struct project p;
	int64_t before;

	before =
	    ask("SELECT authz_version FROM users WHERE id = %" PRId64, manager);
	ck_assert_int_eq(create(manager, &in, &p), ERR_OK);
	ck_assert_int_eq(strncmp(p.code, "green-field", 11), 0);
	ck_assert_str_eq(p.environment, "development");
	ck_assert_int_eq(ask("SELECT count(*) FROM project_members m JOIN"
			     " user_roles u ON u.role_id = m.role_id AND "
			     "u.user_id = m.user_id"
			     " WHERE m.project_id = %" PRId64
			     " AND m.user_id = %" PRId64,
			     p.id, manager),
	    1);
	ck_assert_int_gt(
	    ask("SELECT authz_version FROM users WHERE id = %" PRId64, manager),
	    before);
}
END_TEST

START_TEST(making_a_project_needs_the_right_everywhere)
{
	const struct project_new in = { .name = "x1" };
	struct project p;

	ck_assert_int_eq(create(member, &in, &p), ERR_FORBIDDEN);
	ck_assert_int_eq(create(stranger, &in, &p), ERR_FORBIDDEN);
}
END_TEST

static const struct {
	const char *code;
	enum err_code want;
} codes[] = {
	{ "ok-%lld", ERR_OK },
	{ "A-%lld", ERR_INVALID },
	{ "-a-%lld", ERR_INVALID },
	{ "a-%lld-", ERR_INVALID },
	{ "a_%lld", ERR_INVALID },
	{ "a b%lld", ERR_INVALID },
	{ "a%lld/..", ERR_INVALID },
	{ "x", ERR_INVALID },
	{ "\xe4\xb8\xad%lld", ERR_INVALID },
};

START_TEST(codes_are_plain)
{
	const struct project_new in = { .name = "n",
		.code = arena_printf(cx->mem, codes[_i].code,
		    (long long)round_id) };
	struct project p;

	ck_assert_int_eq(create(manager, &in, &p), codes[_i].want);
}
END_TEST

START_TEST(a_taken_code_is_a_conflict_and_a_made_one_finds_a_tail)
{
	struct project_new in = { .name = "n",
		.code =
		    arena_printf(cx->mem, "blue-%lld", (long long)round_id) };
	struct project p;

	/* Of a project that he does not see. */
	ck_assert_int_eq(create(manager, &in, &p), ERR_CONFLICT);
	in.name = in.code;
	in.code = NULL;
	ck_assert_int_eq(create(manager, &in, &p), ERR_OK);
	ck_assert_str_ne(p.code, in.name);
	in.name = "\xe4\xb8\xad\xe6\x96\x87";
	ck_assert_int_eq(create(manager, &in, &p), ERR_OK);
	ck_assert_int_eq(strncmp(p.code, "project", 7), 0);
}
END_TEST

static enum err_code
update(int64_t who, int64_t id, const struct project_patch *in,
    int64_t if_match, int64_t *current)
{
	struct cx *me = as(who);
	struct project before, after;
	enum err_code rc;

	me->if_match = if_match;
	rc = tenancy_project_update(me, id, in, &before, &after);
	if (current)
		*current = me->current_version;
	return leave(me, rc);
}

START_TEST(two_writers_one_project_the_second_learns_the_version)
{
	const struct project_patch in = { .name = "crimson" };
	int64_t current;

	ck_assert_int_eq(update(member, red, &in, 1, NULL), ERR_OK);
	ck_assert_int_eq(update(member, red, &in, 1, &current), ERR_CONFLICT);
	ck_assert_int_eq(current, 2);
	ck_assert_int_eq(update(member, blue, &in, 0, NULL), ERR_NOT_FOUND);
	ck_assert_int_eq(update(stranger, red, &in, 0, NULL), ERR_NOT_FOUND);
}
END_TEST

START_TEST(the_environment_is_not_the_members_to_change)
{
	const struct project_patch in = { .environment = "production" };

	ck_assert_int_eq(update(member, red, &in, 0, NULL), ERR_FORBIDDEN);
	ck_assert_int_eq(update(manager, red, &in, 0, NULL), ERR_OK);
}
END_TEST

static enum err_code
drop_project(int64_t who, int64_t id)
{
	struct cx *me = as(who);
	struct project before;

	return leave(me, tenancy_project_remove(me, id, &before));
}

START_TEST(a_project_goes_only_when_it_is_empty)
{
	ck_assert_int_eq(drop_project(admin, 1), ERR_CONFLICT);
	ck_assert_int_eq(drop_project(member, red), ERR_FORBIDDEN);
	ck_assert_int_eq(drop_project(manager, blue), ERR_NOT_FOUND);
	run("INSERT INTO tasks (project_id, kind) VALUES (%" PRId64 ", 'x')",
	    red);
	ck_assert_int_eq(drop_project(manager, red), ERR_CONFLICT);
	run("UPDATE tasks SET status = 'cancelled', finished_at = now()"
	    " WHERE project_id = %" PRId64,
	    red);
	run("INSERT INTO approval_policies (name, project_id, action,"
	    " approver_role) VALUES ('x', %" PRId64 ", '*', 'admin')",
	    red);
	ck_assert_int_eq(drop_project(manager, red), ERR_CONFLICT);
	run("DELETE FROM approval_policies WHERE project_id = %" PRId64, red);
	run("INSERT INTO hosts (project_id, name, ip) VALUES (%" PRId64
	    ", 'h', '192.0.2.9')",
	    red);
	ck_assert_int_eq(drop_project(manager, red), ERR_CONFLICT);
	run("DELETE FROM hosts WHERE project_id = %" PRId64, red);
	ck_assert_int_eq(drop_project(manager, red), ERR_OK);
	ck_assert_int_eq(ask("SELECT count(*) FROM project_members WHERE"
			     " project_id = %" PRId64,
			     red),
	    0);
}
END_TEST

static enum err_code
add_member(int64_t who, int64_t id, const struct project_member_new *in)
{
	struct cx *me = as(who);
	struct project_member out;

	return leave(me, tenancy_member_add(me, id, in, &out));
}

START_TEST(nobody_gives_a_role_that_holds_more_than_he_does)
{
	struct project_member_new in = { .user_id = stranger };
	int64_t before;

	in.role = "admin";
	ck_assert_int_eq(add_member(member, red, &in), ERR_FORBIDDEN);
	in.role = "operator";
	ck_assert_int_eq(add_member(manager, red, &in), ERR_FORBIDDEN);
	in.role = "nothing";
	ck_assert_int_eq(add_member(manager, red, &in), ERR_INVALID);
	in.role = arena_printf(cx->mem, "pm%lld", (long long)round_id);
	ck_assert_int_eq(add_member(stranger, red, &in), ERR_NOT_FOUND);
	before = ask("SELECT authz_version FROM users WHERE id = %" PRId64,
	    stranger);
	ck_assert_int_eq(add_member(member, red, &in), ERR_OK);
	ck_assert_int_eq(listed(stranger, 0), 1);
	ck_assert_int_gt(ask("SELECT authz_version FROM users WHERE id = "
			     "%" PRId64,
			     stranger),
	    before);
	ck_assert_int_eq(add_member(member, red, &in), ERR_CONFLICT);
}
END_TEST

START_TEST(a_membership_has_one_subject_that_exists)
{
	struct project_member_new in = { .role = "viewer" };

	ck_assert_int_eq(add_member(admin, red, &in), ERR_INVALID);
	in.user_id = stranger;
	in.team_id = 1;
	ck_assert_int_eq(add_member(admin, red, &in), ERR_INVALID);
	in.team_id = 0;
	in.user_id = INT64_C(1) << 40;
	ck_assert_int_eq(add_member(admin, red, &in), ERR_INVALID);
	in.user_id = 0;
	in.team_id = INT64_C(1) << 40;
	ck_assert_int_eq(add_member(admin, red, &in), ERR_INVALID);
	run("UPDATE users SET status = 0 WHERE id = %" PRId64, stranger);
	in.team_id = 0;
	in.user_id = stranger;
	ck_assert_int_eq(add_member(admin, red, &in), ERR_INVALID);
}
END_TEST

START_TEST(ending_a_membership_takes_the_project_away)
{
	struct project_member before;
	struct cx *me = as(manager);
	int64_t id, version;

	id = ask("SELECT id FROM project_members WHERE project_id = %" PRId64
		 " AND user_id = %" PRId64,
	    red, member);
	version =
	    ask("SELECT authz_version FROM users WHERE id = %" PRId64, member);
	ck_assert_int_eq(tenancy_member_remove(me, blue, id, &before),
	    ERR_NOT_FOUND);
	leave(me, ERR_NOT_FOUND);
	me = as(manager);
	ck_assert_int_eq(leave(me, tenancy_member_remove(me, red, id, &before)),
	    ERR_OK);
	ck_assert_int_eq(listed(member, 0), 0);
	ck_assert_int_gt(
	    ask("SELECT authz_version FROM users WHERE id = %" PRId64, member),
	    version);
}
END_TEST

static int64_t
make_team(const char *name)
{
	run("INSERT INTO teams (name) VALUES ('%s-%" PRId64 "')", name,
	    round_id);
	return ask("SELECT id FROM teams WHERE name = '%s-%" PRId64 "'", name,
	    round_id);
}

static enum err_code
let_in(int64_t who, int64_t team_id, int64_t user_id)
{
	struct cx *me = as(who);
	struct team_member out;

	return leave(me, tenancy_team_member_add(me, team_id, user_id, &out));
}

START_TEST(a_team_is_no_back_door_into_a_project)
{
	int64_t team = make_team("door");

	/* manager may manage teams, and holds nothing in blue. */
	ck_assert_int_eq(let_in(manager, team, stranger), ERR_OK);
	run("INSERT INTO project_members (project_id, team_id, role_id)"
	    " VALUES (%" PRId64 ", %" PRId64 ", 2)",
	    blue, team);
	ck_assert_int_eq(let_in(manager, team, manager), ERR_FORBIDDEN);
	ck_assert_int_eq(listed(manager, 0), 1);
	/* In red he manages the project, but is no operator. */
	run("UPDATE project_members SET project_id = %" PRId64
	    " WHERE team_id = %" PRId64,
	    red, team);
	ck_assert_int_eq(let_in(manager, team, manager), ERR_FORBIDDEN);
	ck_assert_int_eq(let_in(member, team, member), ERR_FORBIDDEN);
	ck_assert_int_eq(let_in(admin, team, manager), ERR_OK);
	ck_assert_int_eq(let_in(admin, team, manager), ERR_CONFLICT);
}
END_TEST

START_TEST(teams_are_seen_by_those_they_concern)
{
	const struct page page = { .page = 1,
		.page_size = 500,
		.q = arena_printf(cx->mem, "-%" PRId64, round_id) };
	int64_t team = make_team("seen"),
		who[3] = { manager, member, stranger };
	const int64_t want[3] = { 1, 0, 0 };
	struct team *v, t;
	struct cx *me;
	enum err_code rc;
	int64_t total;
	size_t n, i;

	for (i = 0; i < 3; i++) {
		me = as(who[i]);
		rc = tenancy_team_list(me, &page, &v, &n, &total);
		ck_assert_int_eq(rc, ERR_OK);
		ck_assert_int_eq(total, want[i]);
		rc = tenancy_team_get(me, team, &t);
		ck_assert_int_eq(rc, want[i] ? ERR_OK : ERR_NOT_FOUND);
		leave(me, ERR_OK);
	}
	ck_assert_int_eq(let_in(admin, team, stranger), ERR_OK);
	me = as(stranger);
	rc = tenancy_team_get(me, team, &t);
	ck_assert_int_eq(rc, ERR_OK);
	ck_assert_int_eq(t.members, 1);
	leave(me, rc);
}
END_TEST

START_TEST(a_team_in_use_stays_and_versions_are_checked)
{
	const struct team_patch in = { .description = "new" };
	int64_t team = make_team("used");
	struct team before, after;
	struct cx *me;
	enum err_code rc;

	run("INSERT INTO project_members (project_id, team_id, role_id)"
	    " VALUES (%" PRId64 ", %" PRId64 ", 3)",
	    blue, team);
	me = as(admin);
	ck_assert_int_eq(leave(me, tenancy_team_remove(me, team, &before)),
	    ERR_CONFLICT);
	me = as(admin);
	me->if_match = 3;
	rc = tenancy_team_update(me, team, &in, &before, &after);
	ck_assert_int_eq(rc, ERR_CONFLICT);
	ck_assert_int_eq(me->current_version, 1);
	leave(me, rc);
	me = as(admin);
	me->if_match = 1;
	rc = tenancy_team_update(me, team, &in, &before, &after);
	ck_assert_int_eq(rc, ERR_OK);
	ck_assert_str_eq(after.description, "new");
	ck_assert_int_eq(leave(me, rc), ERR_OK);
	run("DELETE FROM project_members WHERE team_id = %" PRId64, team);
	me = as(admin);
	ck_assert_int_eq(leave(me, tenancy_team_remove(me, team, &before)),
	    ERR_OK);
	me = as(admin);
	ck_assert_int_eq(leave(me, tenancy_team_remove(me, 1, &before)),
	    ERR_CONFLICT);
	me = as(member);
	ck_assert_int_eq(leave(me,
			     tenancy_team_create(me,
				 &(struct team_new){ .name = "x" }, &after)),
	    ERR_FORBIDDEN);
}
END_TEST

START_TEST(a_new_object_goes_where_its_maker_may_put_it)
{
	struct cx *me = as(member);
	int64_t got;

	ck_assert_int_eq(tenancy_project_for_new(me, 0, "project:write", &got),
	    ERR_OK);
	ck_assert_int_eq(got, red);
	ck_assert_int_eq(tenancy_project_for_new(me, blue, "project:write",
			     &got),
	    ERR_NOT_FOUND);
	ck_assert_int_eq(tenancy_project_for_new(me, red, "host:write", &got),
	    ERR_FORBIDDEN);
	leave(me, ERR_OK);
	me = as(stranger);
	ck_assert_int_eq(tenancy_project_for_new(me, 0, "host:read", &got),
	    ERR_MISSING);
	leave(me, ERR_OK);
	me = as(admin);
	ck_assert_int_eq(tenancy_project_for_new(me, 0, "host:write", &got),
	    ERR_OK);
	ck_assert_int_eq(got, TENANCY_DEFAULT_PROJECT);
	leave(me, ERR_OK);
}
END_TEST

START_TEST(a_forgotten_where_leaks_no_project)
{
	static const char SQL_ALL[] = "SELECT count(*) FROM projects";
	static const char SQL_MEMBERS[] =
	    "SELECT count(*) FROM project_members WHERE project_id <> $1";
	struct cx *me = as(member);
	int64_t n;

	ck_assert_int_eq(db_int(me, SQL_ALL, DB_NONE, &n), ERR_OK);
	ck_assert_int_eq(n, 1);
	ck_assert_int_eq(db_int(me, SQL_MEMBERS, DB_ARGS(DB_INT(red)), &n),
	    ERR_OK);
	ck_assert_int_eq(n, 0);
	leave(me, ERR_OK);
}
END_TEST

static const struct {
	const char *name;
	const char *slug;
} slugs[] = {
	{ "Payments", "payments" },
	{ "  My  App! ", "my-app" },
	{ "a/b\\c", "a-b-c" },
	{ "\xe4\xb8\xad", "" },
	{ "---", "" },
	{ "X1", "x1" },
};

START_TEST(a_code_is_made_from_a_name)
{
	ck_assert_str_eq(tenancy_slug(cx->mem, slugs[_i].name), slugs[_i].slug);
}
END_TEST

#define LOOP(t, f, v) \
	tcase_add_loop_test(t, f, 0, (int)(sizeof(v) / sizeof((v)[0])))

int
main(void)
{
	Suite *s = suite_create("tenancy");
	TCase *t = tcase_create("rules");
	SRunner *r;
	int failed;

	testdb_free(testdb_cx()); /* skips without a database */
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t,
	    projects_are_listed_to_their_members_and_administrators);
	tcase_add_test(t, the_chosen_project_does_not_narrow_the_choice);
	tcase_add_test(t, a_token_for_one_project_stays_in_it);
	tcase_add_test(t, a_team_brings_its_members_into_its_projects);
	tcase_add_test(t,
	    who_makes_a_project_is_its_member_with_a_role_that_he_has);
	tcase_add_test(t, making_a_project_needs_the_right_everywhere);
	LOOP(t, codes_are_plain, codes);
	tcase_add_test(t,
	    a_taken_code_is_a_conflict_and_a_made_one_finds_a_tail);
	tcase_add_test(t,
	    two_writers_one_project_the_second_learns_the_version);
	tcase_add_test(t, the_environment_is_not_the_members_to_change);
	tcase_add_test(t, a_project_goes_only_when_it_is_empty);
	tcase_add_test(t, nobody_gives_a_role_that_holds_more_than_he_does);
	tcase_add_test(t, a_membership_has_one_subject_that_exists);
	tcase_add_test(t, ending_a_membership_takes_the_project_away);
	tcase_add_test(t, a_team_is_no_back_door_into_a_project);
	tcase_add_test(t, teams_are_seen_by_those_they_concern);
	tcase_add_test(t, a_team_in_use_stays_and_versions_are_checked);
	tcase_add_test(t, a_new_object_goes_where_its_maker_may_put_it);
	tcase_add_test(t, a_forgotten_where_leaks_no_project);
	LOOP(t, a_code_is_made_from_a_name, slugs);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
