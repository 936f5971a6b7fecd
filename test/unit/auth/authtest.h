/* What the tests of logins share. */
#ifndef K8SM_TEST_AUTHTEST_H
#define K8SM_TEST_AUTHTEST_H

#include <check.h>
#include <inttypes.h>
#include <sys/stat.h>

#include "audit/audit.h"
#include "auth/auth_db.h"
#include "testdb.h"

#define PASSWORD "correct horse 7"

static struct cx *cx;
static struct settings set;
static const char *name;	/* an account of this test alone */
static int64_t user_id;

/* As nobody, before a login. */
static inline void
be_nobody(void)
{
	memset(&cx->who, 0, sizeof(cx->who));
	cx->who.username = "";
	cx->who.ip = "192.0.2.1";
	cx->who.user_agent = "check";
	err_clear(cx);
	cx->retry_after_s = 0;
	cx->current_version = 0;
	cx->if_match = 0;
}

static inline void
init_keys(void)
{
	static const char secret[] = "Qz7m-RkP2_vXw9LtB4nHs8YdFa1JcE0g";
	unsigned char key[32] = { 7 };
	char path[] = "/tmp/k8sm-jwt-XXXXXX";
	int fd = mkstemp(path);

	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(write(fd, secret, 32), 32);
	close(fd);
	ck_assert_int_eq(auth_init(cx, path), ERR_OK);
	unlink(path);
	audit_init(key);
}

static inline enum err_code
add_user(struct cx *c, void *arg)
{
	const struct auth_register in = { .username = arg };
	const char *phc = crypto_password_hash(c->mem, STR(PASSWORD), 8192, 1);
	enum err_code rc;

	rc = auth_db_user_insert(c, &in, phc, &user_id);
	return rc ? rc : auth_db_role_add(c, user_id, "operator");
}

static inline char *
new_user(void)
{
	unsigned char raw[6];
	char *text;

	crypto_random(raw, sizeof(raw));
	text = arena_printf(cx->mem, "t%s",
	    crypto_hex(cx->mem, raw, sizeof(raw)));
	ck_assert_int_eq(db_tx(cx, add_user, text), ERR_OK);
	return text;
}

static inline void
open_test(void)
{
	cx = testdb_cx();
	set = (struct settings){ .access_token_s = 600,
		.refresh_token_s = 3600, .session_max_s = 7200,
		.jwt_issuer = "k8s-manage", .argon2_memory_kib = 8192,
		.argon2_passes = 1, .password_min = 8, .login_fail_limit = 10,
		.login_ip_limit = 100000, .login_lock_s = 60 };
	cx->set = &set;
	cx->deadline_ms = 0;
	init_keys();
	be_nobody();
	name = new_user();
}

static inline void
close_test(void)
{
	testdb_free(cx);
}

static inline enum err_code
log_in(const char *password, struct auth_grant *grant)
{
	const struct auth_login in = { .username = name, .password = password };

	be_nobody();
	return auth_login(cx, &in, grant);
}

static inline int64_t
count(const char *what, int64_t id)
{
	static const char SQL_LIVE[] = "SELECT count(*) FROM sessions"
	    " WHERE user_id = $1 AND ended_at IS NULL";
	static const char SQL_AUDIT[] = "SELECT count(*) FROM audit_logs"
	    " WHERE action = 'auth.refresh_reuse' AND actor_id = $1";
	int64_t n;

	cx->who.all_projects = true;
	ck_assert_int_eq(db_int(cx, strcmp(what, "live") == 0 ? SQL_LIVE :
	    SQL_AUDIT, DB_ARGS(DB_INT(id)), &n), ERR_OK);
	cx->who.all_projects = false;
	return n;
}

#endif
