/* Who may do what, who may give what, and why somebody can. */
#include <check.h>
#include <inttypes.h>

#include "crypto/crypto.h"
#include "db/db.h"
#include "rbac/rbac.h"
#include "rbac/rbac_db.h"
#include "rbac/rbac_priv.h"
#include "testdb.h"

static struct cx *cx;
static int64_t alice, bob, carol;	/* fresh users of this test */
static int64_t project, team;
static const char *tag;

static int64_t
owner_id(const char *sql)
{
	static const char SQL_LAST[] =
	    "SELECT v FROM rbac_test_id";
	int64_t id;

	testdb_owner(arena_printf(cx->mem,
	    "CREATE TABLE IF NOT EXISTS rbac_test_id (v bigint);"
	    " GRANT SELECT ON rbac_test_id TO k8sm_app;"
	    " DELETE FROM rbac_test_id;"
	    " WITH x AS (%s RETURNING id)"
	    " INSERT INTO rbac_test_id SELECT id FROM x", sql));
	ck_assert_int_eq(db_int(cx, SQL_LAST, DB_NONE, &id), ERR_OK);
	return id;
}

static int64_t
new_user(const char *name)
{
	return owner_id(arena_printf(cx->mem, "INSERT INTO users"
	    " (username, password_hash) VALUES ('%s%s', 'x')", name, tag));
}

static void
open_test(void)
{
	cx = testdb_cx();
	tag = crypto_hex(cx->mem, crypto_token(cx->mem, 8), 6);
	testdb_owner("SET client_min_messages = error");
	alice = new_user("alice");
	bob = new_user("bob");
	carol = new_user("carol");
	project = owner_id(arena_printf(cx->mem, "INSERT INTO projects"
	    " (code, name) VALUES ('p%s', 'p%s')", tag, tag));
	team = owner_id(arena_printf(cx->mem, "INSERT INTO teams (name)"
	    " VALUES ('t%s')", tag));
}

static void
close_test(void)
{
	testdb_free(cx);
}

static void
run(const char *sql)
{
	testdb_owner(sql);
}

static void
grant(int64_t user, const char *role)
{
	run(arena_printf(cx->mem, "INSERT INTO user_roles SELECT %" PRId64
	    ", id FROM roles WHERE code = '%s'", user, role));
}

static void
take_role(int64_t user, const char *role)
{
	run(arena_printf(cx->mem, "DELETE FROM user_roles WHERE user_id = %"
	    PRId64 " AND role_id = (SELECT id FROM roles WHERE code = '%s')",
	    user, role));
}

static void
join(int64_t user, int64_t in_team, const char *role)
{
	run(arena_printf(cx->mem, "INSERT INTO project_members"
	    " (project_id, user_id, team_id, role_id) SELECT %" PRId64
	    ", NULLIF(%" PRId64 ", 0), NULLIF(%" PRId64 ", 0), id FROM roles"
	    " WHERE code = '%s'", project, user, in_team, role));
}

/* Makes the connection act as ${user}. */
static void
become(int64_t user)
{
	cx->who = (struct principal){ .ip = "", .user_agent = "",
		.username = "" };
	err_clear(cx);
	cx->if_match = cx->current_version = 0;
	ck_assert_int_eq(rbac_load(cx, cx->mem, user), ERR_OK);
}

/* A role with ${codes}, made by the owner; its code. */
static const char *
new_role(const char *name, const char *codes)
{
	const char *code = arena_printf(cx->mem, "%s%s", name, tag);
	int64_t id;

	id = owner_id(arena_printf(cx->mem,
	    "INSERT INTO roles (code, name) VALUES ('%s', '%s')", code, code));
	run(arena_printf(cx->mem, "INSERT INTO role_permissions"
	    " SELECT %" PRId64 ", id FROM permissions WHERE code ="
	    " ANY (string_to_array('%s', ','))", id, codes));
	return code;
}

/* --- the matcher --- */

static const struct {
	const char *code;
	const char *perm;
	bool covers;
} matches[] = {
	{ "host:read", "host:read", true }, { "host:read", "host:write", false },
	{ "host:*", "host:read", true }, { "host:*", "host:a:b", true },
	{ "host:*", "hosts:read", false }, { "host:*", "hos:read", false },
	{ "host:*", "host", false }, { "host:*", "host:", false },
	{ "*:*", "anything:at:all", true }, { "*:*", "x", true },
	{ "*", "host:read", false }, { "**", "host:read", false },
	{ "h*", "host:read", false }, { "ho*:read", "host:read", false },
	{ "*:read", "host:read", false }, { "host:read:*", "host:read", false },
	{ "host:read", "host:read:more", false }, { "", "host:read", false },
	{ "deploy:*", "deploy:target:read", true },
	{ "deploy:target:*", "deploy:target:read", true },
	{ "deploy:target:*", "deploy:release:read", false },
	{ "HOST:*", "host:read", false }, { "host:*", "*:*", false },
	{ "host:*", "host:*", true }, { "host:read", "host:*", false },
	{ "*:*", "*:*", true }, { ":*", "host:read", false },
};

START_TEST(a_code_covers_exactly_what_it_says)
{
	ck_assert_msg(cx_covers(matches[_i].code, matches[_i].perm) ==
	    matches[_i].covers, "%s over %s", matches[_i].code,
	    matches[_i].perm);
}
END_TEST

static uint32_t seed;

static uint32_t
pick(uint32_t n)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 16) % n;
}

static const char *
any_code(void)
{
	static const char *const domains[] = { "host", "task", "deploy" };
	static const char *const verbs[] = { "read", "write", "*", "a:b" };
	uint32_t d = pick(4);

	if (d == 3)
		return "*:*";
	return arena_printf(cx->mem, "%s:%s", domains[d], verbs[pick(4)]);
}

START_TEST(more_codes_never_mean_less_and_fewer_never_more)
{
	const char *codes[6], *perm;
	bool with, without;
	size_t n;
	int round;

	seed = (uint32_t)_i + 1;
	for (round = 0; round < 400; round++) {
		for (n = 0; n < 6; n++)
			codes[n] = any_code();
		perm = any_code();
		memset(&cx->who, 0, sizeof(cx->who));
		cx->who.perms = codes;
		n = 1 + pick(6);
		cx->who.n_perms = n;
		with = cx_can(cx, perm);
		cx->who.n_perms = n - 1;
		without = cx_can(cx, perm);
		ck_assert(with || !without);
		/* Scopes only ever take away. */
		cx->who.n_perms = n;
		cx->who.scopes = codes + 5;
		cx->who.n_scopes = 1;
		ck_assert(with || !cx_can(cx, perm));
		cx->who.is_admin = true;
		ck_assert(cx_can(cx, perm) == cx_covers(codes[5], perm));
	}
}
END_TEST

START_TEST(one_of_several_codes_is_enough)
{
	grant(alice, "viewer");
	become(alice);
	ck_assert(rbac_may(cx, "rbac:write|host:read"));
	ck_assert(rbac_may(cx, "host:read|rbac:write"));
	ck_assert(!rbac_may(cx, "rbac:write|host:write"));
	ck_assert(!rbac_may(cx, ""));
	ck_assert(!rbac_may(cx, "|"));
}
END_TEST

/* --- loading --- */

START_TEST(rights_come_from_global_roles_project_roles_and_teams)
{
	become(alice);
	ck_assert(!cx_can(cx, "host:read"));
	ck_assert_uint_eq(cx->who.n_projects, 0);
	join(alice, 0, "viewer");
	become(alice);
	ck_assert(cx_can_in(cx, "host:read", project));
	ck_assert(!cx_can_in(cx, "host:read", 0));
	ck_assert(!cx_can_in(cx, "host:write", project));
	ck_assert_uint_eq(cx->who.n_projects, 1);
	run(arena_printf(cx->mem, "INSERT INTO team_members VALUES (%" PRId64
	    ", %" PRId64 ")", team, alice));
	join(0, team, "operator");
	become(alice);
	ck_assert(cx_can_in(cx, "host:write", project));
	ck_assert(!cx_can_in(cx, "host:write", project + 1));
	grant(alice, "operator");
	become(alice);
	ck_assert(cx_can_in(cx, "host:write", 0));
}
END_TEST

START_TEST(an_administrator_passes_everything_and_sees_every_project)
{
	grant(alice, "admin");
	become(alice);
	ck_assert(cx->who.is_admin);
	ck_assert(cx_can(cx, "no:such:thing"));
	ck_assert_int_eq(rbac_check_in(cx, "host:write", project), ERR_OK);
}
END_TEST

START_TEST(being_called_admin_makes_nobody_an_administrator)
{
	int64_t id = owner_id(arena_printf(cx->mem, "INSERT INTO users"
	    " (username, password_hash) VALUES ('Admin.%s', 'x')", tag));

	become(id);
	ck_assert(!cx->who.is_admin);
	ck_assert(!cx_can(cx, "host:read"));
}
END_TEST

START_TEST(a_role_of_a_disabled_kind_gives_nothing)
{
	const char *code = new_role("off", "host:read");

	grant(alice, code);
	become(alice);
	ck_assert(cx_can(cx, "host:read"));
	run(arena_printf(cx->mem, "UPDATE roles SET status = 0 WHERE code ="
	    " '%s'", code));
	become(alice);
	ck_assert(!cx_can(cx, "host:read"));
}
END_TEST

START_TEST(disabled_and_missing_users_are_nobody)
{
	run(arena_printf(cx->mem, "UPDATE users SET status = 0 WHERE id = %"
	    PRId64, alice));
	ck_assert_int_eq(rbac_load(cx, cx->mem, alice), ERR_UNAUTHORIZED);
	ck_assert_int_eq(rbac_load(cx, cx->mem, INT64_C(1) << 50),
	    ERR_UNAUTHORIZED);
}
END_TEST

START_TEST(narrowing_to_a_project_drops_the_rights_of_all_others)
{
	int64_t second = owner_id(arena_printf(cx->mem, "INSERT INTO projects"
	    " (code, name) VALUES ('q%s', 'q%s')", tag, tag));

	join(alice, 0, "viewer");
	run(arena_printf(cx->mem, "INSERT INTO project_members (project_id,"
	    " user_id, role_id) VALUES (%" PRId64 ", %" PRId64 ", 2)", second,
	    alice));
	become(alice);
	ck_assert(cx_can(cx, "host:write"));
	ck_assert(rbac_narrow(&cx->who, project));
	ck_assert(!cx_can(cx, "host:write"));
	ck_assert(cx_can(cx, "host:read"));
	ck_assert_uint_eq(cx->who.n_projects, 1);
	ck_assert_int_eq(rbac_check_in(cx, "host:read", second), ERR_NOT_FOUND);
	become(alice);
	ck_assert(!rbac_narrow(&cx->who, INT64_C(1) << 50));
}
END_TEST

START_TEST(a_project_that_one_does_not_see_does_not_exist)
{
	grant(alice, "operator");
	become(alice);
	ck_assert_int_eq(rbac_check_in(cx, "host:read", project), ERR_NOT_FOUND);
	join(alice, 0, "viewer");
	become(alice);
	ck_assert_int_eq(rbac_check_in(cx, "host:read", project), ERR_OK);
	ck_assert_int_eq(rbac_check_in(cx, "audit:export", project),
	    ERR_FORBIDDEN);
}
END_TEST

/* --- the matrix --- */

START_TEST(taking_a_role_away_never_adds_a_right)
{
	static const char *const roles[] = { "viewer", "operator", "admin" };
	static const char *const perms[] = { "host:read", "host:write",
		"task:write", "rbac:write", "audit:read", "deploy:k8s:approve" };
	bool before[6];
	size_t i, r;
	int mask;

	for (mask = 1; mask < 8; mask++) {
		for (r = 0; r < 3; r++) {
			if (mask & 1 << r)
				grant(alice, roles[r]);
		}
		for (r = 0; r < 3; r++) {
			if (!(mask & 1 << r))
				continue;
			become(alice);
			for (i = 0; i < 6; i++)
				before[i] = cx_can(cx, perms[i]);
			take_role(alice, roles[r]);
			become(alice);
			for (i = 0; i < 6; i++)
				ck_assert_msg(before[i] ||
				    !cx_can(cx, perms[i]), "%s", perms[i]);
		}
	}
}
END_TEST

/* --- who may give what --- */

static enum err_code
set_roles(int64_t user, const char *role)
{
	const char *v[] = { role };
	struct texts codes = { v, role ? 1 : 0, true };
	enum err_code rc;

	err_clear(cx);
	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	rc = rbac_user_roles_set(cx, user, &codes);
	if (rc) {
		db_rollback(cx);
		return rc;
	}
	return db_commit(cx);
}

START_TEST(nobody_gives_a_role_that_holds_more_than_he_does)
{
	const char *small = new_role("small", "host:read");

	grant(alice, new_role("manager", "rbac:read,rbac:write,host:read"));
	become(alice);
	ck_assert_int_eq(set_roles(bob, small), ERR_OK);
	ck_assert_int_eq(set_roles(bob, "operator"), ERR_FORBIDDEN);
	ck_assert_int_eq(set_roles(bob, "admin"), ERR_FORBIDDEN);
	ck_assert_int_eq(set_roles(alice, "admin"), ERR_FORBIDDEN);
	ck_assert_int_eq(set_roles(bob, "no-such-role"), ERR_INVALID);
	ck_assert_str_eq(cx->field, "roles");
	become(bob);
	ck_assert(cx_can(cx, "host:read"));
	ck_assert(!cx_can(cx, "host:write"));
}
END_TEST

START_TEST(a_right_inside_one_project_gives_nothing_outside_of_it)
{
	int64_t id;

	join(alice, 0, new_role("pm", "*:*"));
	become(alice);
	ck_assert(cx_can_in(cx, "host:write", project));
	ck_assert_int_eq(rbac_check_in(cx, "rbac:write", 0), ERR_FORBIDDEN);
	ck_assert_int_eq(set_roles(bob, "viewer"), ERR_FORBIDDEN);
	ck_assert_int_eq(rbac_role_for_grant(cx, "role", "viewer", project,
	    &id), ERR_OK);
	ck_assert_int_eq(rbac_role_for_grant(cx, "role", "viewer", 0, &id),
	    ERR_FORBIDDEN);
	ck_assert_int_eq(rbac_role_for_grant(cx, "role", "viewer", 1, &id),
	    ERR_FORBIDDEN);
	ck_assert_int_eq(rbac_role_for_grant(cx, "role", "nothing", project,
	    &id), ERR_INVALID);
}
END_TEST

START_TEST(nobody_touches_a_user_who_holds_more)
{
	grant(alice, new_role("manager", "rbac:read,rbac:write,host:read"));
	grant(carol, "admin");
	join(bob, 0, "operator");
	become(alice);
	ck_assert_int_eq(rbac_check_over(cx, alice), ERR_OK);
	ck_assert_int_eq(rbac_check_over(cx, carol), ERR_FORBIDDEN);
	/* bob holds more inside a project that alice does not even see. */
	ck_assert_int_eq(rbac_check_over(cx, bob), ERR_FORBIDDEN);
	ck_assert_int_eq(rbac_check_over(cx, INT64_C(1) << 50),
	    ERR_USER_MISSING);
	become(carol);
	ck_assert_int_eq(rbac_check_over(cx, bob), ERR_OK);
}
END_TEST

static void
only_admin(int64_t user)
{
	run("DELETE FROM user_roles WHERE role_id = 1");
	grant(user, "admin");
}

START_TEST(the_last_administrator_stays_one)
{
	only_admin(alice);
	become(alice);
	ck_assert_int_eq(set_roles(alice, NULL), ERR_CONFLICT);
	ck_assert_int_eq(set_roles(alice, "operator"), ERR_CONFLICT);
	ck_assert_int_eq(rbac_check_not_last_admin(cx, bob), ERR_OK);
	grant(bob, "admin");
	run(arena_printf(cx->mem, "UPDATE users SET status = 0 WHERE id = %"
	    PRId64, bob));
	/* One who cannot log in does not count. */
	ck_assert_int_eq(set_roles(alice, NULL), ERR_CONFLICT);
	run(arena_printf(cx->mem, "UPDATE users SET status = 1 WHERE id = %"
	    PRId64, bob));
	ck_assert_int_eq(set_roles(alice, NULL), ERR_OK);
}
END_TEST

static enum err_code
update_role(int64_t id, const char *code, int64_t if_match, struct role *out)
{
	const char *v[] = { code };
	struct role_patch patch = { .name = NULL,
		.permissions = { v, code ? 1 : 0, true } };
	struct role before;
	enum err_code rc;

	err_clear(cx);
	cx->if_match = if_match;
	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	rc = rbac_role_update(cx, id, &patch, &before, out);
	cx->if_match = 0;
	if (rc) {
		db_rollback(cx);
		return rc;
	}
	return db_commit(cx);
}

static enum err_code
create_role(const char *name, const char *code, struct role *out)
{
	const char *v[] = { code };
	struct role_new in = { .name = name, .permissions = { v, 1, true } };
	enum err_code rc;

	err_clear(cx);
	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	rc = rbac_role_create(cx, &in, out);
	if (rc) {
		db_rollback(cx);
		return rc;
	}
	return db_commit(cx);
}

START_TEST(roles_are_made_and_changed_only_within_ones_own_rights)
{
	const char *name = arena_printf(cx->mem, "made%s", tag);
	struct role role, again;

	grant(alice, new_role("manager", "rbac:read,rbac:write,host:read"));
	become(alice);
	ck_assert_int_eq(create_role(name, "host:write", &role), ERR_FORBIDDEN);
	ck_assert_int_eq(create_role(name, "no:such", &role), ERR_INVALID);
	ck_assert_int_eq(create_role(name, "host:read", &role), ERR_OK);
	ck_assert_str_eq(role.code, name);
	ck_assert_int_eq(create_role(name, "host:read", &again), ERR_CONFLICT);
	ck_assert_int_eq(update_role(role.id, "*:*", 0, &again), ERR_FORBIDDEN);
	ck_assert_int_eq(update_role(role.id, "rbac:read", 0, &again), ERR_OK);
	ck_assert_int_eq(again.version, role.version + 1);
	ck_assert_int_eq(update_role(role.id, "host:read", role.version,
	    &again), ERR_CONFLICT);
	ck_assert_int_eq(cx->current_version, role.version + 1);
	/* Not even lessened, where it holds more than he does. */
	ck_assert_int_eq(update_role(2, NULL, 0, &again), ERR_FORBIDDEN);
}
END_TEST

START_TEST(built_in_roles_stay_and_admin_keeps_its_permissions)
{
	struct role role;
	int64_t id;

	grant(alice, "admin");
	become(alice);
	ck_assert_int_eq(update_role(1, "host:read", 0, &role), ERR_CONFLICT);
	ck_assert_int_eq(update_role(1, NULL, 0, &role), ERR_CONFLICT);
	ck_assert_int_eq(update_role(1, "*:*", 0, &role), ERR_OK);
	for (id = 1; id <= 3; id++) {
		ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
		ck_assert_int_eq(rbac_role_remove(cx, id, &role), ERR_CONFLICT);
		db_rollback(cx);
	}
}
END_TEST

START_TEST(a_rename_keeps_the_code)
{
	struct role_patch patch = { .name = "x", .permissions = { 0 } };
	struct role made, before, after;

	grant(alice, "admin");
	become(alice);
	ck_assert_int_eq(create_role(arena_printf(cx->mem, "old%s", tag),
	    "host:read", &made), ERR_OK);
	patch.name = arena_printf(cx->mem, "new%s", tag);
	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	ck_assert_int_eq(rbac_role_update(cx, made.id, &patch, &before, &after),
	    ERR_OK);
	ck_assert_int_eq(db_commit(cx), ERR_OK);
	ck_assert_str_eq(after.name, patch.name);
	ck_assert_str_eq(after.code, made.code);
	ck_assert_uint_eq(after.permissions.n, 1);
}
END_TEST

START_TEST(a_role_in_use_inside_a_project_cannot_be_removed)
{
	const char *code = new_role("used", "host:read");
	struct role role;
	int64_t id;

	join(bob, 0, code);
	grant(alice, "admin");
	become(alice);
	ck_assert_int_eq(rbac_role_for_grant(cx, "r", code, 0, &id), ERR_OK);
	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	ck_assert_int_eq(rbac_role_remove(cx, id, &role), ERR_CONFLICT);
	db_rollback(cx);
	run(arena_printf(cx->mem, "DELETE FROM project_members WHERE"
	    " role_id = %" PRId64, id));
	err_clear(cx);
	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	ck_assert_int_eq(rbac_role_remove(cx, id, &role), ERR_OK);
	ck_assert_int_eq(db_commit(cx), ERR_OK);
}
END_TEST

static int64_t
version_of(int64_t user)
{
	static const char SQL_VERSION[] =
	    "SELECT authz_version FROM users WHERE id = $1";
	int64_t v;

	ck_assert_int_eq(db_int(cx, SQL_VERSION, DB_ARGS(DB_INT(user)), &v),
	    ERR_OK);
	return v;
}

START_TEST(a_change_touches_exactly_those_whom_it_concerns)
{
	const char *code = new_role("watched", "host:read");
	int64_t id, a, b, c;

	run(arena_printf(cx->mem, "INSERT INTO team_members VALUES (%" PRId64
	    ", %" PRId64 ")", team, bob));
	grant(alice, code);
	join(0, team, code);
	a = version_of(alice);
	b = version_of(bob);
	c = version_of(carol);
	id = owner_id(arena_printf(cx->mem, "UPDATE roles SET name = name"
	    " WHERE code = '%s'", code));
	ck_assert_int_eq(rbac_touch_role(cx, id), ERR_OK);
	ck_assert_int_eq(version_of(alice), a + 1);
	ck_assert_int_eq(version_of(bob), b + 1);
	ck_assert_int_eq(version_of(carol), c);
	ck_assert_int_eq(rbac_touch_project(cx, project), ERR_OK);
	ck_assert_int_eq(version_of(alice), a + 1);
	ck_assert_int_eq(version_of(bob), b + 2);
	ck_assert_int_eq(rbac_touch_user(cx, carol), ERR_OK);
	ck_assert_int_eq(version_of(carol), c + 1);
}
END_TEST

/* --- why --- */

START_TEST(a_permission_is_covered_by_itself_and_its_wildcards)
{
	const char **codes;
	size_t n;

	n = rbac_expand(cx->mem, "deploy:target:read", &codes);
	ck_assert_uint_eq(n, 4);
	ck_assert_str_eq(codes[0], "deploy:target:read");
	ck_assert_str_eq(codes[1], "deploy:*");
	ck_assert_str_eq(codes[2], "deploy:target:*");
	ck_assert_str_eq(codes[3], "*:*");
}
END_TEST

static bool
has_way(const struct rbac_way *w, size_t n, const char *way, const char *perm)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (strcmp(w[i].way, way) == 0 &&
		    strcmp(w[i].permission, perm) == 0)
			return true;
	}
	return false;
}

START_TEST(every_way_to_a_permission_is_told)
{
	struct rbac_way *w;
	const char **codes;
	size_t n, k;

	run(arena_printf(cx->mem, "INSERT INTO team_members VALUES (%" PRId64
	    ", %" PRId64 ")", team, alice));
	grant(alice, "admin");
	grant(alice, new_role("all", "host:*"));
	join(alice, 0, "viewer");
	join(0, team, "operator");
	k = rbac_expand(cx->mem, "host:read", &codes);
	ck_assert_int_eq(rbac_db_ways(cx, alice, 0, codes, k, &w, &n), ERR_OK);
	ck_assert_uint_eq(n, 4);
	ck_assert(has_way(w, n, "admin", "*:*"));
	ck_assert(has_way(w, n, "global", "host:*"));
	ck_assert(has_way(w, n, "project", "host:read"));
	ck_assert(has_way(w, n, "team", "host:read"));
	ck_assert_int_eq(rbac_db_ways(cx, bob, 0, codes, k, &w, &n), ERR_OK);
	ck_assert_uint_eq(n, 0);
}
END_TEST

START_TEST(who_can_and_what_is_checked_never_disagree)
{
	static const char *const perms[] = { "host:read", "host:write",
		"rbac:write", "deploy:k8s:apply", "audit:read" };
	int64_t users[] = { alice, bob, carol };
	struct rbac_way *w;
	const char **codes;
	size_t i, u, n, k;

	grant(alice, "admin");
	join(bob, 0, "operator");
	grant(carol, "viewer");
	for (i = 0; i < 5; i++) {
		k = rbac_expand(cx->mem, perms[i], &codes);
		for (u = 0; u < 3; u++) {
			cx->who.all_projects = true;
			ck_assert_int_eq(rbac_db_ways(cx, users[u], project,
			    codes, k, &w, &n), ERR_OK);
			become(users[u]);
			ck_assert_msg((rbac_check_in(cx, perms[i], project) ==
			    ERR_OK) == (n > 0), "%s user %zu", perms[i], u);
		}
	}
}
END_TEST

#define COUNT(a) ((int)(sizeof(a) / sizeof(*(a))))

static void
add_giving(TCase *t)
{
	tcase_add_test(t, nobody_gives_a_role_that_holds_more_than_he_does);
	tcase_add_test(t,
	    a_right_inside_one_project_gives_nothing_outside_of_it);
	tcase_add_test(t, nobody_touches_a_user_who_holds_more);
	tcase_add_test(t, the_last_administrator_stays_one);
	tcase_add_test(t,
	    roles_are_made_and_changed_only_within_ones_own_rights);
	tcase_add_test(t, built_in_roles_stay_and_admin_keeps_its_permissions);
	tcase_add_test(t, a_rename_keeps_the_code);
	tcase_add_test(t, a_role_in_use_inside_a_project_cannot_be_removed);
	tcase_add_test(t, a_change_touches_exactly_those_whom_it_concerns);
	tcase_add_test(t, a_permission_is_covered_by_itself_and_its_wildcards);
	tcase_add_test(t, every_way_to_a_permission_is_told);
	tcase_add_test(t, who_can_and_what_is_checked_never_disagree);
}

int
main(void)
{
	Suite *s = suite_create("rbac");
	TCase *t = tcase_create("rbac");
	SRunner *r = srunner_create(s);
	int bad;

	testdb_free(testdb_cx());
	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, open_test, close_test);
	tcase_add_loop_test(t, a_code_covers_exactly_what_it_says, 0,
	    COUNT(matches));
	tcase_add_loop_test(t, more_codes_never_mean_less_and_fewer_never_more,
	    0, 4);
	tcase_add_test(t, one_of_several_codes_is_enough);
	tcase_add_test(t,
	    rights_come_from_global_roles_project_roles_and_teams);
	tcase_add_test(t,
	    an_administrator_passes_everything_and_sees_every_project);
	tcase_add_test(t, being_called_admin_makes_nobody_an_administrator);
	tcase_add_test(t, a_role_of_a_disabled_kind_gives_nothing);
	tcase_add_test(t, disabled_and_missing_users_are_nobody);
	tcase_add_test(t,
	    narrowing_to_a_project_drops_the_rights_of_all_others);
	tcase_add_test(t, a_project_that_one_does_not_see_does_not_exist);
	tcase_add_test(t, taking_a_role_away_never_adds_a_right);
	add_giving(t);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	bad = srunner_ntests_failed(r);
	srunner_free(r);
	return bad;
}
