/* Logging in, lock-outs, refresh tokens and the cached principal. */
#include "authtest.h"

#include <signal.h>
#include <sys/wait.h>

START_TEST(the_right_password_opens_a_session)
{
	struct auth_grant g;
	struct auth_claims claims;

	ck_assert_int_eq(log_in(PASSWORD, &g), ERR_OK);
	ck_assert_int_eq(g.uid, user_id);
	ck_assert_str_eq(g.user.username, name);
	ck_assert_uint_eq(g.roles.n, 1);
	ck_assert_str_eq(g.roles.v[0], "operator");
	ck_assert_uint_gt(g.permissions.n, 10);
	ck_assert_uint_eq(strlen(g.refresh_token), 43);
	ck_assert_int_eq(auth_token_check(cx, str_of(g.access_token),
	    time_now_us() / 1000000, &claims), ERR_OK);
	ck_assert_int_eq(claims.user_id, user_id);
	ck_assert_int_eq(count("live", user_id), 1);
}
END_TEST

START_TEST(a_wrong_password_and_an_unknown_user_get_the_same_answer)
{
	struct auth_grant g;
	const char *message;

	ck_assert_int_eq(log_in("wrong", &g), ERR_PASSWORD);
	message = cx->message ? cx->message : "";
	name = arena_printf(cx->mem, "%sx", name);
	ck_assert_int_eq(log_in("wrong", &g), ERR_PASSWORD);
	ck_assert_str_eq(message, cx->message ? cx->message : "");
}
END_TEST

START_TEST(ten_wrong_passwords_lock_the_account_for_the_right_one_too)
{
	struct auth_grant g;
	int i;

	for (i = 0; i < 10; i++)
		ck_assert_int_eq(log_in("wrong", &g), ERR_PASSWORD);
	ck_assert_int_eq(log_in(PASSWORD, &g), ERR_TOO_MANY);
	ck_assert_int_ge(cx->retry_after_s, 1);
	ck_assert_int_le(cx->retry_after_s, 60);
	ck_assert_int_eq(count("live", user_id), 0);
	be_nobody();
	ck_assert_int_eq(auth_limit_unlock(cx, name), ERR_OK);
	ck_assert_int_eq(log_in(PASSWORD, &g), ERR_OK);
}
END_TEST

START_TEST(a_name_that_nobody_has_is_locked_like_any_other)
{
	struct auth_grant g;
	int i;

	name = arena_printf(cx->mem, "%s-none", name);
	for (i = 0; i < 10; i++)
		ck_assert_int_eq(log_in("wrong", &g), ERR_PASSWORD);
	ck_assert_int_eq(log_in("wrong", &g), ERR_TOO_MANY);
}
END_TEST

START_TEST(the_lock_ignores_case_of_the_name)
{
	struct auth_grant g;
	char *upper = arena_strdup(cx->mem, name);
	int i;

	upper[0] = 'T';
	for (i = 0; i < 10; i++) {
		name = i % 2 ? upper : name;
		ck_assert_int_eq(log_in("wrong", &g), ERR_PASSWORD);
	}
	ck_assert_int_eq(log_in(PASSWORD, &g), ERR_TOO_MANY);
}
END_TEST

START_TEST(each_further_failure_doubles_the_lock)
{
	struct auth_grant g;
	int i;

	set.login_lock_s = 3;
	set.login_fail_limit = 3;
	for (i = 0; i < 3; i++)
		ck_assert_int_eq(log_in("wrong", &g), ERR_PASSWORD);
	/* What is left of three, then of six seconds. */
	ck_assert_int_eq(log_in("wrong", &g), ERR_TOO_MANY);
	ck_assert_int_ge(cx->retry_after_s, 1);
	ck_assert_int_le(cx->retry_after_s, 3);
	usleep(3100000);
	ck_assert_int_eq(log_in("wrong", &g), ERR_PASSWORD);
	ck_assert_int_eq(log_in("wrong", &g), ERR_TOO_MANY);
	ck_assert_int_gt(cx->retry_after_s, 3);
	ck_assert_int_le(cx->retry_after_s, 6);
}
END_TEST

START_TEST(many_wrong_passwords_from_one_address_lock_the_address)
{
	const char *good = name;
	struct auth_grant g;
	int i;

	set.login_ip_limit = 5;
	for (i = 0; i < 5; i++) {
		name = arena_printf(cx->mem, "%s-%d", good, i);
		be_nobody();
		cx->who.ip = good;	/* an address of this test alone */
		ck_assert_int_eq(auth_login(cx, &(struct auth_login){
		    name, "wrong" }, &g), ERR_PASSWORD);
	}
	ck_assert_int_eq(auth_login(cx, &(struct auth_login){ good, PASSWORD },
	    &g), ERR_TOO_MANY);
	name = good;
	ck_assert_int_eq(log_in(PASSWORD, &g), ERR_OK);	/* from elsewhere */
}
END_TEST

START_TEST(success_forgets_the_failures_of_the_account)
{
	struct auth_grant g;
	int i, round;

	for (round = 0; round < 3; round++) {
		for (i = 0; i < 8; i++)
			ck_assert_int_eq(log_in("wrong", &g), ERR_PASSWORD);
		ck_assert_int_eq(log_in(PASSWORD, &g), ERR_OK);
	}
}
END_TEST

START_TEST(guesses_sent_side_by_side_do_not_slip_under_the_limit)
{
	struct auth_grant g;
	int i, status, tried = 0, locked = 0;
	pid_t pid[16];

	auth_shared_init();
	for (i = 0; i < 16; i++) {
		pid[i] = fork();
		if (pid[i] == 0) {
			cx->db = db_open(getenv("K8SM_TEST_URL"), "t", 10000);
			set.login_fail_limit = 4;
			_exit(log_in("wrong", &g) == ERR_TOO_MANY ? 1 : 0);
		}
	}
	for (i = 0; i < 16; i++) {
		waitpid(pid[i], &status, 0);
		if (WEXITSTATUS(status))
			locked++;
		else
			tried++;
	}
	/* One guess may be under way in the other slot. */
	ck_assert_int_le(tried, 5);
	ck_assert_int_ge(locked, 11);
}
END_TEST

START_TEST(a_slot_whose_holder_was_killed_is_free_again)
{
	int slot, status, i;
	pid_t pid;

	auth_shared_init();
	for (i = 0; i < 5; i++) {
		pid = fork();
		if (pid == 0) {
			if (auth_slot_take(cx, &slot) ||
			    auth_slot_take(cx, &slot))
				_exit(1);
			kill(getpid(), SIGKILL);
		}
		waitpid(pid, &status, 0);
		ck_assert(WIFSIGNALED(status));
		ck_assert_int_eq(auth_slot_take(cx, &slot), ERR_OK);
		auth_slot_give(slot);
	}
}
END_TEST

START_TEST(a_third_hash_waits_and_is_refused_in_the_end)
{
	int a, b, c;

	ck_assert_int_eq(auth_slot_take(cx, &a), ERR_OK);
	ck_assert_int_eq(auth_slot_take(cx, &b), ERR_OK);
	cx->deadline_ms = time_mono_ms() + 100;
	ck_assert_int_eq(auth_slot_take(cx, &c), ERR_TOO_MANY);
	ck_assert_int_gt(cx->retry_after_s, 0);
	auth_slot_give(a);
	auth_slot_give(b);
}
END_TEST

START_TEST(a_disabled_user_cannot_log_in_nor_refresh)
{
	struct auth_grant g;

	ck_assert_int_eq(log_in(PASSWORD, &g), ERR_OK);
	testdb_owner(arena_printf(cx->mem,
	    "UPDATE users SET status = 0 WHERE id = %" PRId64, user_id));
	be_nobody();
	ck_assert_int_eq(auth_refresh(cx, g.refresh_token, &g),
	    ERR_TOKEN_INVALID);
	ck_assert_int_eq(log_in(PASSWORD, &g), ERR_FORBIDDEN);
}
END_TEST

START_TEST(a_login_rehashes_when_parameters_rose)
{
	struct auth_account before, after;
	struct auth_grant g;
	bool found;

	ck_assert_int_eq(auth_db_account(cx, name, &before, &found), ERR_OK);
	set.argon2_passes = 2;
	ck_assert_int_eq(log_in(PASSWORD, &g), ERR_OK);
	be_nobody();
	ck_assert_int_eq(auth_db_account(cx, name, &after, &found), ERR_OK);
	ck_assert_str_ne(before.password_hash, after.password_hash);
	ck_assert_ptr_nonnull(strstr(after.password_hash, "t=2"));
	ck_assert_int_eq(log_in(PASSWORD, &g), ERR_OK);
}
END_TEST

/* --- refresh tokens --- */

static enum err_code
refresh(const char *token, struct auth_grant *g)
{
	be_nobody();
	return auth_refresh(cx, token, g);
}

START_TEST(a_refresh_token_is_rotated_at_each_use)
{
	struct auth_grant g;
	const char *last = "";
	int i;

	ck_assert_int_eq(log_in(PASSWORD, &g), ERR_OK);
	for (i = 0; i < 4; i++) {
		last = g.refresh_token;
		ck_assert_int_eq(refresh(last, &g), ERR_OK);
		ck_assert_str_ne(last, g.refresh_token);
	}
	ck_assert_int_eq(count("live", user_id), 1);
}
END_TEST

START_TEST(a_spent_token_that_comes_back_ends_the_family_and_is_audited)
{
	struct auth_grant a, b, c;

	ck_assert_int_eq(log_in(PASSWORD, &a), ERR_OK);
	ck_assert_int_eq(refresh(a.refresh_token, &b), ERR_OK);
	ck_assert_int_eq(refresh(b.refresh_token, &c), ERR_OK);
	ck_assert_int_eq(refresh(a.refresh_token, &a), ERR_TOKEN_INVALID);
	ck_assert_int_eq(count("live", user_id), 0);
	ck_assert_int_eq(refresh(c.refresh_token, &c), ERR_TOKEN_INVALID);
	ck_assert_int_eq(count("audit", user_id), 1);
}
END_TEST

START_TEST(a_lost_reply_is_made_good_once_for_the_same_client)
{
	struct auth_grant a, b, c, d;

	ck_assert_int_eq(log_in(PASSWORD, &a), ERR_OK);
	ck_assert_int_eq(refresh(a.refresh_token, &b), ERR_OK);
	ck_assert_int_eq(refresh(a.refresh_token, &c), ERR_OK);
	ck_assert_str_ne(b.refresh_token, c.refresh_token);
	/* The one that was lost is replaced, not doubled. */
	ck_assert_int_eq(refresh(b.refresh_token, &d), ERR_TOKEN_INVALID);
	ck_assert_int_eq(refresh(c.refresh_token, &d), ERR_OK);
	ck_assert_int_eq(refresh(a.refresh_token, &d), ERR_TOKEN_INVALID);
	ck_assert_int_eq(count("live", user_id), 0);
}
END_TEST

START_TEST(a_spent_token_from_another_client_ends_the_family_at_once)
{
	struct auth_grant a, b;

	ck_assert_int_eq(log_in(PASSWORD, &a), ERR_OK);
	ck_assert_int_eq(refresh(a.refresh_token, &b), ERR_OK);
	be_nobody();
	if (_i == 0)
		cx->who.ip = "192.0.2.99";
	else
		cx->who.user_agent = "thief";
	ck_assert_int_eq(auth_refresh(cx, a.refresh_token, &a),
	    ERR_TOKEN_INVALID);
	ck_assert_int_eq(count("live", user_id), 0);
	ck_assert_int_eq(refresh(b.refresh_token, &b), ERR_TOKEN_INVALID);
}
END_TEST

START_TEST(after_the_grace_a_spent_token_ends_the_family)
{
	struct auth_grant a, b;

	ck_assert_int_eq(log_in(PASSWORD, &a), ERR_OK);
	ck_assert_int_eq(refresh(a.refresh_token, &b), ERR_OK);
	testdb_owner("UPDATE refresh_tokens SET spent_at = spent_at"
	    " - interval '11 seconds' WHERE spent_at IS NOT NULL");
	ck_assert_int_eq(refresh(a.refresh_token, &a), ERR_TOKEN_INVALID);
	ck_assert_int_eq(count("live", user_id), 0);
}
END_TEST

START_TEST(one_token_used_by_many_at_once_leaves_one_family_line)
{
	struct auth_grant g;
	int i, status, good = 0;
	pid_t pid[8];

	ck_assert_int_eq(log_in(PASSWORD, &g), ERR_OK);
	for (i = 0; i < 8; i++) {
		pid[i] = fork();
		if (pid[i] == 0) {
			cx->db = db_open(getenv("K8SM_TEST_URL"), "t", 10000);
			be_nobody();
			cx->who.user_agent = arena_printf(cx->mem, "%d", i);
			_exit(auth_refresh(cx, g.refresh_token, &g) == ERR_OK);
		}
	}
	for (i = 0; i < 8; i++) {
		waitpid(pid[i], &status, 0);
		good += WEXITSTATUS(status);
	}
	ck_assert_int_eq(good, 1);
	ck_assert_int_eq(count("live", user_id), 0);
}
END_TEST

START_TEST(the_absolute_end_of_a_session_is_not_moved_by_refreshing)
{
	struct auth_grant g;

	ck_assert_int_eq(log_in(PASSWORD, &g), ERR_OK);
	ck_assert_int_eq(refresh(g.refresh_token, &g), ERR_OK);
	testdb_owner("UPDATE sessions SET expires_at = now()"
	    " - interval '1 second'");
	ck_assert_int_eq(refresh(g.refresh_token, &g), ERR_TOKEN_EXPIRED);
}
END_TEST

START_TEST(unknown_refresh_tokens_are_refused)
{
	struct auth_grant g;

	ck_assert_int_eq(refresh("", &g), ERR_TOKEN_INVALID);
	ck_assert_int_eq(refresh("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	    &g), ERR_TOKEN_INVALID);
}
END_TEST

START_TEST(logout_ends_the_session_whichever_token_is_shown)
{
	struct auth_grant g;
	int64_t sid;

	ck_assert_int_eq(log_in(PASSWORD, &g), ERR_OK);
	be_nobody();
	ck_assert_int_eq(auth_logout(cx, _i == 0 ? g.refresh_token : NULL,
	    _i == 0 ? NULL : g.access_token, &sid), ERR_OK);
	ck_assert_int_gt(sid, 0);
	ck_assert_int_eq(count("live", user_id), 0);
	ck_assert_int_eq(auth_logout(cx, "nonsense", "nonsense", &sid), ERR_OK);
	ck_assert_int_eq(auth_logout(cx, NULL, NULL, &sid), ERR_OK);
}
END_TEST

/* --- auth_begin --- */

static const char *
bearer(const struct auth_grant *g)
{
	return arena_printf(cx->mem, "Bearer %s", g->access_token);
}

/* One whole reading request as the dispatcher runs it; whether ${perm} is
 * held decides, ${statement} says if a handler asked the database. */
static enum err_code
request(const char *auth, const char *perm, bool statement, int *tries)
{
	static const char SQL_ONE[] = "SELECT 1::bigint";
	enum err_code rc;
	bool stale;
	int64_t one;

	for (*tries = 1;; (*tries)++) {
		be_nobody();
		rc = auth_begin(cx, auth, NULL, AUTH_TX_READ);
		if (!rc && perm != NULL && !rbac_may(cx, perm))
			rc = err_plain(cx, ERR_FORBIDDEN);
		if (!rc && statement)
			rc = db_int(cx, SQL_ONE, DB_NONE, &one);
		if (!rc)
			rc = db_commit(cx);
		stale = rc && *tries == 1 && auth_was_stale(cx);
		db_rollback(cx);
		if (!stale)
			return rc;
	}
}

START_TEST(a_request_by_a_cached_principal_is_confirmed_by_the_database)
{
	struct auth_grant g;
	int tries;

	ck_assert_int_eq(log_in(PASSWORD, &g), ERR_OK);
	ck_assert_int_eq(request(bearer(&g), "host:read", true, &tries), ERR_OK);
	ck_assert_int_eq(request(bearer(&g), "host:read", true, &tries), ERR_OK);
	ck_assert_int_eq(tries, 1);
	ck_assert_int_eq(cx->who.user_id, user_id);
}
END_TEST

START_TEST(a_right_taken_away_is_gone_at_the_next_request)
{
	struct auth_grant g;
	int tries;

	ck_assert_int_eq(log_in(PASSWORD, &g), ERR_OK);
	ck_assert_int_eq(request(bearer(&g), "host:read", true, &tries), ERR_OK);
	testdb_owner(arena_printf(cx->mem, "DELETE FROM user_roles WHERE"
	    " user_id = %" PRId64 "; UPDATE users SET authz_version ="
	    " authz_version + 1 WHERE id = %" PRId64, user_id, user_id));
	ck_assert_int_eq(request(bearer(&g), "host:read", _i == 0, &tries),
	    ERR_FORBIDDEN);
	ck_assert_int_eq(tries, 2);
}
END_TEST

START_TEST(a_right_given_holds_from_the_next_request)
{
	struct auth_grant g;
	int tries;

	ck_assert_int_eq(log_in(PASSWORD, &g), ERR_OK);
	ck_assert_int_eq(request(bearer(&g), "rbac:read", true, &tries),
	    ERR_FORBIDDEN);
	testdb_owner(arena_printf(cx->mem, "INSERT INTO user_roles"
	    " VALUES (%" PRId64 ", 1); UPDATE users SET authz_version ="
	    " authz_version + 1 WHERE id = %" PRId64, user_id, user_id));
	ck_assert_int_eq(request(bearer(&g), "rbac:read", true, &tries),
	    ERR_OK);
	ck_assert_int_eq(tries, 2);
}
END_TEST

START_TEST(an_ended_session_is_refused_at_the_next_request)
{
	struct auth_grant g;
	int64_t sid;
	int tries;

	ck_assert_int_eq(log_in(PASSWORD, &g), ERR_OK);
	ck_assert_int_eq(request(bearer(&g), NULL, true, &tries), ERR_OK);
	be_nobody();
	ck_assert_int_eq(auth_logout(cx, g.refresh_token, NULL, &sid), ERR_OK);
	ck_assert_int_eq(request(bearer(&g), NULL, _i == 0, &tries),
	    ERR_TOKEN_INVALID);
}
END_TEST

START_TEST(writing_requests_are_judged_before_the_handler_runs)
{
	struct auth_grant g;

	ck_assert_int_eq(log_in(PASSWORD, &g), ERR_OK);
	be_nobody();
	ck_assert_int_eq(auth_begin(cx, bearer(&g), NULL, AUTH_TX_WRITE),
	    ERR_OK);
	ck_assert_int_eq(db_commit(cx), ERR_OK);
	testdb_owner(arena_printf(cx->mem, "DELETE FROM user_roles WHERE"
	    " user_id = %" PRId64 "; UPDATE users SET authz_version ="
	    " authz_version + 1 WHERE id = %" PRId64, user_id, user_id));
	be_nobody();
	ck_assert_int_eq(auth_begin(cx, bearer(&g), NULL, AUTH_TX_WRITE),
	    ERR_OK);
	ck_assert(!rbac_may(cx, "host:write"));
	db_rollback(cx);
	testdb_owner(arena_printf(cx->mem, "UPDATE users SET status = 0"
	    " WHERE id = %" PRId64, user_id));
	be_nobody();
	ck_assert_int_eq(auth_begin(cx, bearer(&g), NULL,
	    _i == 0 ? AUTH_TX_WRITE : AUTH_TX_NONE), ERR_TOKEN_INVALID);
	ck_assert(!db_in_transaction(cx->db));
}
END_TEST

static const char *const malformed[] = {
	NULL, "", "Bearer", "Bearer ", "bearer x", "BEARER x", "Basic YTpi",
	"Bearer  x", "Bearer x y", "Token x", " Bearer x",
};

START_TEST(a_missing_or_malformed_header_is_unauthorized)
{
	be_nobody();
	ck_assert_int_eq(auth_begin(cx, malformed[_i], NULL, AUTH_TX_READ),
	    ERR_UNAUTHORIZED);
	ck_assert(!db_in_transaction(cx->db));
}
END_TEST

START_TEST(a_project_header_narrows_and_hides)
{
	struct auth_grant g;

	testdb_owner(arena_printf(cx->mem, "INSERT INTO project_members"
	    " (project_id, user_id, role_id) VALUES (1, %" PRId64 ", 2)",
	    user_id));
	ck_assert_int_eq(log_in(PASSWORD, &g), ERR_OK);
	be_nobody();
	ck_assert_int_eq(auth_begin(cx, bearer(&g), "1", AUTH_TX_READ), ERR_OK);
	ck_assert_int_eq(cx->who.project_id, 1);
	ck_assert_uint_eq(cx->who.n_projects, 1);
	db_rollback(cx);
	be_nobody();
	ck_assert_int_eq(auth_begin(cx, bearer(&g), "999999", AUTH_TX_READ),
	    ERR_NOT_FOUND);
	be_nobody();
	ck_assert_int_eq(auth_begin(cx, bearer(&g), "x", AUTH_TX_READ),
	    ERR_INVALID);
	ck_assert_str_eq(cx->field, "X-Project-ID");
}
END_TEST

START_TEST(a_project_joined_a_moment_ago_can_be_chosen)
{
	struct auth_grant g;
	int tries;

	ck_assert_int_eq(log_in(PASSWORD, &g), ERR_OK);
	ck_assert_int_eq(request(bearer(&g), NULL, true, &tries), ERR_OK);
	testdb_owner(arena_printf(cx->mem, "INSERT INTO project_members"
	    " (project_id, user_id, role_id) VALUES (1, %" PRId64 ", 2);"
	    " UPDATE users SET authz_version = authz_version + 1"
	    " WHERE id = %" PRId64, user_id, user_id));
	be_nobody();
	ck_assert_int_eq(auth_begin(cx, bearer(&g), "1", AUTH_TX_READ), ERR_OK);
	db_rollback(cx);
}
END_TEST

/* --- API tokens and tickets --- */

START_TEST(an_api_token_has_its_scopes_and_no_more)
{
	const char *scopes[] = { "host:read" };
	struct api_token_new in = { .name = name, .scopes = { scopes, 1, true },
		.expires_in_days = 1 };
	struct api_token token, *list;
	const char *auth;
	struct auth_grant g;
	size_t n;
	bool found;

	ck_assert_int_eq(log_in(PASSWORD, &g), ERR_OK);
	ck_assert_int_eq(auth_api_token_make(cx, &in, &token), ERR_OK);
	ck_assert(strncmp(token.token, "k8sm_", 5) == 0);
	auth = arena_printf(cx->mem, "Bearer %s", token.token);
	be_nobody();
	ck_assert_int_eq(auth_begin(cx, auth, NULL, AUTH_TX_READ), ERR_OK);
	db_rollback(cx);
	ck_assert_int_eq(cx->who.token_id, token.id);
	ck_assert(rbac_may(cx, "host:read"));
	ck_assert(!rbac_may(cx, "host:write"));
	ck_assert_int_eq(auth_db_tokens(cx, user_id, &list, &n), ERR_OK);
	ck_assert_uint_eq(n, 1);
	ck_assert_ptr_null(list[0].token);
	ck_assert_int_gt(list[0].last_used_at, 0);
	ck_assert_int_eq(auth_db_token_revoke(cx, user_id, token.id, &token,
	    &found), ERR_OK);
	ck_assert(found);
	be_nobody();
	ck_assert_int_eq(auth_begin(cx, auth, NULL, AUTH_TX_WRITE),
	    ERR_TOKEN_INVALID);
}
END_TEST

START_TEST(a_token_cannot_hold_what_its_maker_does_not)
{
	static const char *const bad[] = { "rbac:write", "*:*", "host:*",
		"no:such" };
	const char *scopes[] = { "host:read", bad[_i] };
	struct api_token_new in = { .name = name, .scopes = { scopes, 2, true },
		.expires_in_days = 1 };
	struct api_token token;
	struct auth_grant g;

	ck_assert_int_eq(log_in(PASSWORD, &g), ERR_OK);
	ck_assert_int_eq(auth_api_token_make(cx, &in, &token),
	    _i == 3 ? ERR_INVALID : ERR_FORBIDDEN);
}
END_TEST

START_TEST(a_limited_token_of_an_administrator_is_no_administrator)
{
	const char *scopes[] = { "host:read" };
	struct api_token_new in = { .name = name, .scopes = { scopes, 1, true },
		.expires_in_days = 1 };
	struct api_token token;
	struct auth_grant g;

	testdb_owner(arena_printf(cx->mem,
	    "INSERT INTO user_roles VALUES (%" PRId64 ", 1)", user_id));
	ck_assert_int_eq(log_in(PASSWORD, &g), ERR_OK);
	ck_assert(cx->who.is_admin);
	ck_assert_int_eq(auth_api_token_make(cx, &in, &token), ERR_OK);
	be_nobody();
	ck_assert_int_eq(auth_begin(cx, arena_printf(cx->mem, "Bearer %s",
	    token.token), NULL, AUTH_TX_NONE), ERR_OK);
	ck_assert(!cx->who.is_admin);
	ck_assert(cx_can(cx, "host:read"));
	ck_assert(!cx_can(cx, "rbac:read"));
	ck_assert(!cx_can(cx, "*:*"));
}
END_TEST

START_TEST(a_token_ends_with_its_day_and_with_its_user)
{
	const char *scopes[] = { "host:read" };
	struct api_token_new in = { .name = name, .scopes = { scopes, 1, true },
		.expires_in_days = 1 };
	struct api_token token;
	struct auth_grant g;
	const char *auth;

	ck_assert_int_eq(log_in(PASSWORD, &g), ERR_OK);
	ck_assert_int_eq(auth_api_token_make(cx, &in, &token), ERR_OK);
	auth = arena_printf(cx->mem, "Bearer %s", token.token);
	be_nobody();
	ck_assert_int_eq(auth_begin(cx, auth, NULL, AUTH_TX_NONE), ERR_OK);
	if (_i == 0)
		testdb_owner("UPDATE api_tokens SET expires_at = now()"
		    " - interval '1 second'");
	else
		testdb_owner(arena_printf(cx->mem, "UPDATE users SET status = 0"
		    " WHERE id = %" PRId64, user_id));
	be_nobody();
	ck_assert_int_eq(auth_begin(cx, auth, NULL, AUTH_TX_NONE),
	    _i == 0 ? ERR_TOKEN_EXPIRED : ERR_TOKEN_INVALID);
}
END_TEST

START_TEST(a_ticket_is_good_once_for_its_target)
{
	struct principal who = { .user_id = 0 };
	struct auth_grant g;
	const char *ticket, *other;

	ck_assert_int_eq(log_in(PASSWORD, &g), ERR_OK);
	ck_assert_int_eq(auth_ticket_make(cx, "notifications", &ticket), ERR_OK);
	ck_assert_int_eq(auth_ticket_make(cx, "terminal", &other), ERR_OK);
	ck_assert_int_eq(auth_ticket_redeem(cx, other, "notifications", &who),
	    ERR_TOKEN_INVALID);
	ck_assert_int_eq(auth_ticket_redeem(cx, other, "terminal", &who),
	    ERR_TOKEN_INVALID);	/* spent by the attempt */
	ck_assert_int_eq(auth_ticket_redeem(cx, ticket, "notifications", &who),
	    ERR_OK);
	ck_assert_int_eq(who.user_id, user_id);
	ck_assert_int_gt(who.session_id, 0);
	ck_assert_int_eq(auth_ticket_redeem(cx, ticket, "notifications", &who),
	    ERR_TOKEN_INVALID);
}
END_TEST

START_TEST(a_ticket_dies_with_its_session)
{
	struct principal who = { .user_id = 0 };
	struct auth_grant g;
	const char *ticket;
	int64_t sid;

	ck_assert_int_eq(log_in(PASSWORD, &g), ERR_OK);
	ck_assert_int_eq(auth_ticket_make(cx, "notifications", &ticket), ERR_OK);
	be_nobody();
	ck_assert_int_eq(auth_logout(cx, g.refresh_token, NULL, &sid), ERR_OK);
	ck_assert_int_eq(auth_ticket_redeem(cx, ticket, "notifications", &who),
	    ERR_TOKEN_INVALID);
}
END_TEST

/* --- passwords --- */

static const struct {
	const char *password;
	bool good;
} policy[] = {
	{ "", false }, { "1234567", false }, { "12345678", false },
	{ "87654321", false }, { "1234567890", false }, { "aaaaaaaaaaaa", false },
	{ "abcabcabc", false }, { "password", false }, { "PassWord", false },
	{ "Password123!", false }, { "p@ssw0rd2024", false },
	{ "qwertyuiop", false }, { "iloveyou", false }, { "k8s-manage1", false },
	{ "correcthorsebatterystaple", false }, { "correct horse 7", true },
	{ "tr0ub4dor&3", true }, { "密码是很长的东西", true },
	{ "  spaces  ", true }, { "x7Kq-9fLp", true },
	{ "password of my grandmother", true },
};

START_TEST(the_policy_refuses_what_guessers_try_first_and_takes_the_rest)
{
	enum err_code rc;

	rc = auth_password_policy(cx, "password", "somebody",
	    policy[_i].password);
	ck_assert_msg(rc == (policy[_i].good ? ERR_OK : ERR_INVALID), "%s",
	    policy[_i].password);
	if (rc)
		ck_assert_str_eq(cx->field, "password");
}
END_TEST

START_TEST(the_policy_refuses_the_own_name_and_more_than_256_bytes)
{
	char *big = arena_alloc(cx->mem, 258);
	int i;

	ck_assert_int_eq(auth_password_policy(cx, "p", "Li-Ming-Zh",
	    "li-ming-zh"), ERR_INVALID);
	for (i = 0; i < 257; i++)
		big[i] = (char)('a' + i * 7 % 26);
	ck_assert_int_eq(auth_password_policy(cx, "p", NULL, big), ERR_INVALID);
	big[256] = '\0';
	ck_assert_int_eq(auth_password_policy(cx, "p", NULL, big), ERR_OK);
}
END_TEST

START_TEST(changing_the_password_ends_all_other_sessions)
{
	struct auth_grant first, here;
	const struct auth_password in = { PASSWORD, "another horse 8" };
	int tries;

	ck_assert_int_eq(log_in(PASSWORD, &first), ERR_OK);
	ck_assert_int_eq(log_in(PASSWORD, &here), ERR_OK);
	ck_assert_int_eq(auth_password_change(cx, &in), ERR_OK);
	ck_assert_int_eq(count("live", user_id), 1);
	ck_assert_int_eq(request(bearer(&here), NULL, true, &tries), ERR_OK);
	ck_assert_int_eq(request(bearer(&first), NULL, true, &tries),
	    ERR_TOKEN_INVALID);
	ck_assert_int_eq(log_in(PASSWORD, &first), ERR_PASSWORD);
	ck_assert_int_eq(log_in("another horse 8", &first), ERR_OK);
}
END_TEST

START_TEST(a_wrong_old_password_is_counted_like_a_wrong_login)
{
	const struct auth_password in = { "wrong", "another horse 8" };
	struct auth_grant g;
	int i;

	ck_assert_int_eq(log_in(PASSWORD, &g), ERR_OK);
	for (i = 0; i < 10; i++)
		ck_assert_int_eq(auth_password_change(cx, &in), ERR_PASSWORD);
	ck_assert_int_eq(auth_password_change(cx, &in), ERR_TOO_MANY);
	ck_assert_int_eq(log_in(PASSWORD, &g), ERR_TOO_MANY);
}
END_TEST

START_TEST(registration_is_closed_unless_opened_and_gives_a_viewer)
{
	struct auth_register in = { .password = "a stranger 99",
		.email = "s@example.com" };
	struct auth_grant g;

	in.username = arena_printf(cx->mem, "%s-reg", name);
	be_nobody();
	ck_assert_int_eq(auth_register(cx, &in, &g), ERR_FORBIDDEN);
	set.register_enabled = true;
	ck_assert_int_eq(auth_register(cx, &in, &g), ERR_OK);
	ck_assert_uint_eq(g.roles.n, 1);
	ck_assert_str_eq(g.roles.v[0], "viewer");
	be_nobody();
	ck_assert_int_eq(auth_register(cx, &in, &g), ERR_USER_EXISTS);
	in.username = "x y";
	ck_assert_int_eq(auth_register(cx, &in, &g), ERR_INVALID);
}
END_TEST

#define COUNT(a) ((int)(sizeof(a) / sizeof(*(a))))

static void
add_logins(TCase *t)
{
	tcase_add_test(t, the_right_password_opens_a_session);
	tcase_add_test(t,
	    a_wrong_password_and_an_unknown_user_get_the_same_answer);
	tcase_add_test(t,
	    ten_wrong_passwords_lock_the_account_for_the_right_one_too);
	tcase_add_test(t, a_name_that_nobody_has_is_locked_like_any_other);
	tcase_add_test(t, the_lock_ignores_case_of_the_name);
	tcase_add_test(t, each_further_failure_doubles_the_lock);
	tcase_add_test(t,
	    many_wrong_passwords_from_one_address_lock_the_address);
	tcase_add_test(t, success_forgets_the_failures_of_the_account);
	tcase_add_test(t,
	    guesses_sent_side_by_side_do_not_slip_under_the_limit);
	tcase_add_test(t, a_slot_whose_holder_was_killed_is_free_again);
	tcase_add_test(t, a_third_hash_waits_and_is_refused_in_the_end);
	tcase_add_test(t, a_disabled_user_cannot_log_in_nor_refresh);
	tcase_add_test(t, a_login_rehashes_when_parameters_rose);
}

static void
add_refreshes(TCase *t)
{
	tcase_add_test(t, a_refresh_token_is_rotated_at_each_use);
	tcase_add_test(t,
	    a_spent_token_that_comes_back_ends_the_family_and_is_audited);
	tcase_add_test(t, a_lost_reply_is_made_good_once_for_the_same_client);
	tcase_add_loop_test(t,
	    a_spent_token_from_another_client_ends_the_family_at_once, 0, 2);
	tcase_add_test(t, after_the_grace_a_spent_token_ends_the_family);
	tcase_add_test(t, one_token_used_by_many_at_once_leaves_one_family_line);
	tcase_add_test(t,
	    the_absolute_end_of_a_session_is_not_moved_by_refreshing);
	tcase_add_test(t, unknown_refresh_tokens_are_refused);
	tcase_add_loop_test(t,
	    logout_ends_the_session_whichever_token_is_shown, 0, 2);
}

static void
add_requests(TCase *t)
{
	tcase_add_test(t,
	    a_request_by_a_cached_principal_is_confirmed_by_the_database);
	tcase_add_loop_test(t, a_right_taken_away_is_gone_at_the_next_request,
	    0, 2);
	tcase_add_test(t, a_right_given_holds_from_the_next_request);
	tcase_add_loop_test(t, an_ended_session_is_refused_at_the_next_request,
	    0, 2);
	tcase_add_loop_test(t,
	    writing_requests_are_judged_before_the_handler_runs, 0, 2);
	tcase_add_loop_test(t, a_missing_or_malformed_header_is_unauthorized, 0,
	    COUNT(malformed));
	tcase_add_test(t, a_project_header_narrows_and_hides);
	tcase_add_test(t, a_project_joined_a_moment_ago_can_be_chosen);
}

static void
add_others(TCase *t)
{
	tcase_add_test(t, an_api_token_has_its_scopes_and_no_more);
	tcase_add_loop_test(t, a_token_cannot_hold_what_its_maker_does_not, 0,
	    4);
	tcase_add_test(t,
	    a_limited_token_of_an_administrator_is_no_administrator);
	tcase_add_loop_test(t, a_token_ends_with_its_day_and_with_its_user, 0,
	    2);
	tcase_add_test(t, a_ticket_is_good_once_for_its_target);
	tcase_add_test(t, a_ticket_dies_with_its_session);
	tcase_add_loop_test(t,
	    the_policy_refuses_what_guessers_try_first_and_takes_the_rest, 0,
	    COUNT(policy));
	tcase_add_test(t,
	    the_policy_refuses_the_own_name_and_more_than_256_bytes);
	tcase_add_test(t, changing_the_password_ends_all_other_sessions);
	tcase_add_test(t, a_wrong_old_password_is_counted_like_a_wrong_login);
	tcase_add_test(t,
	    registration_is_closed_unless_opened_and_gives_a_viewer);
}

int
main(void)
{
	Suite *s = suite_create("login");
	TCase *t = tcase_create("login");
	SRunner *r = srunner_create(s);
	int bad;

	testdb_free(testdb_cx());	/* skips without a database */
	log_init("test", LOG_ERROR);
	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, open_test, close_test);
	add_logins(t);
	add_refreshes(t);
	add_requests(t);
	add_others(t);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	bad = srunner_ntests_failed(r);
	srunner_free(r);
	return bad;
}
