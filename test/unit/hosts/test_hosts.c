/*
 * Hosts against a real database and real SSH servers: lists and totals,
 * onboarding, pins, credentials, what belongs to others.
 */
#include <sys/stat.h>
#include <sys/wait.h>

#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crypto/crypto.h"
#include "db/db.h"
#include "hosts/hosts_int.h"
#include "secrets/secrets.h"
#include "sshpeer.h"
#include "testdb.h"

static struct cx *cx;
static struct settings set;
static int64_t ids[2];		/* a project of the caller's, a foreign one */
static int64_t user;
static char key_path[64];

static const char *const perms[] = { "host:execute", "host:read",
	"host:write" };

static int64_t
ask(const char *sql)
{
	struct cx *all = testdb_cx();
	int64_t v = -1;

	ck_assert_int_eq(db_int(all, sql, DB_NONE, &v), ERR_OK);
	testdb_free(all);
	return v;
}

static void
act_as(struct cx *c, int64_t id)
{
	c->set = &set;
	c->who.user_id = id;
	c->who.username = "tester";
	c->who.all_projects = false;
	c->who.is_admin = false;
	c->who.projects = ids;
	c->who.n_projects = 1;
	c->who.perms = perms;
	c->who.n_perms = 3;
}

static void
master_key(void)
{
	int fd;

	snprintf(key_path, sizeof(key_path), "/tmp/k8sm-hosts-key.XXXXXX");
	fd = mkstemp(key_path);
	dprintf(fd, "1 %064d\n", 7);
	close(fd);
	chmod(key_path, 0600);
}

static void
setup(void)
{
	testdb_owner("INSERT INTO users (username, password_hash, name)"
	    " VALUES ('h' || md5(random()::text), 'x', 'x');"
	    "INSERT INTO projects (code, name) VALUES"
	    " ('h' || md5(random()::text), 'mine'),"
	    " ('h' || md5(random()::text), 'foreign')");
	ids[1] = ask("SELECT max(id) FROM projects");
	ids[0] = ids[1] - 1;
	user = ask("SELECT max(id) FROM users");
	set = (struct settings){ .ssh_connect_ms = 5000,
		.exec_output_max = 1 << 20 };
	cx = testdb_cx();
	act_as(cx, user);
	ck_assert_int_eq(secrets_init(cx, key_path), ERR_OK);
}

static void
teardown(void)
{
	testdb_free(cx);
}

/* --- helpers --- */

static struct host
make(const char *name, const char *ip)
{
	struct host_new in = { .name = name, .ip = ip, .port = 22 };
	struct host h;
	enum err_code rc;

	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	rc = hosts_create(cx, &in, &h);
	ck_assert_msg(rc == ERR_OK, "%s: %s", cx->message, cx->detail);
	ck_assert_int_eq(db_commit(cx), ERR_OK);
	return h;
}

/* Runs the create and ends the transaction as the dispatcher would. */
static enum err_code
create(struct cx *c, const struct host_new *in, struct host *h)
{
	enum err_code rc;

	rc = db_begin(c, DB_WRITE);
	if (rc == ERR_OK)
		rc = hosts_create(c, in, h);
	if (rc == ERR_OK)
		rc = db_commit(c);
	if (rc)
		db_rollback(c);
	return rc;
}

static int64_t
total_of(struct host_filter *f, size_t *n)
{
	struct host *items;
	int64_t total;
	enum err_code rc;

	if (f->page == 0)
		f->page = 1;
	if (f->page_size == 0)
		f->page_size = 20;
	rc = hosts_list_db(cx, f, &items, n, &total);
	ck_assert_msg(rc == ERR_OK, "%s (%s)", cx->message, cx->detail);
	return total;
}

static struct host_probe
probe(const char *peer, const char *username, const char *password)
{
	struct host_probe_new in = { .name = "p", .ip = "127.0.0.1",
		.port = sshpeer_port(peer), .auth_type = "password",
		.username = username, .password = password };
	struct host_probe out;
	int64_t project;
	enum err_code rc;

	rc = hosts_probe_run(cx, &in, &out, &project);
	ck_assert_msg(rc == ERR_OK, "%s: %s", cx->message, cx->detail);
	return out;
}

static int64_t
add_key(const char *file, const char *passphrase)
{
	struct ssh_key_new in = { .name = file, .private_key =
		sshpeer_file(file), .passphrase = passphrase };
	struct ssh_key_row row;
	enum err_code rc;

	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	rc = hosts_keys_create(cx, &in, &row);
	ck_assert_msg(rc == ERR_OK, "%s: %s", cx->message, cx->detail);
	ck_assert_int_eq(db_commit(cx), ERR_OK);
	return row.id;
}

/* --- lists --- */

START_TEST(the_plain_page_has_its_total_in_one_statement)
{
	struct host_filter f = { .page_size = 5 };
	char name[32], ip[32];
	int64_t sent, i;
	size_t n;

	for (i = 0; i < 12; i++) {
		snprintf(name, sizeof(name), "h%d", (int)i);
		snprintf(ip, sizeof(ip), "10.0.0.%d", (int)i + 1);
		make(name, ip);
	}
	sent = db_statements(cx->db);
	ck_assert_int_eq(total_of(&f, &n), 12);
	ck_assert_int_eq(n, 5);
	ck_assert_int_eq(db_statements(cx->db) - sent, 1);
	f.page = 3;
	ck_assert_int_eq(total_of(&f, &n), 12);
	ck_assert_int_eq(n, 2);
	f.page = 9;
	ck_assert_int_eq(total_of(&f, &n), 12);
	ck_assert_int_eq(n, 0);
}
END_TEST

START_TEST(several_projects_are_merged_newest_first)
{
	struct host_filter f = { .page = 1, .page_size = 3 };
	int64_t both[2] = { ids[0], ids[1] }, total, last = INT64_MAX;
	struct host *items;
	size_t n, i;

	make("a", "10.0.0.1");
	cx->who.projects = &ids[1];
	make("b", "10.0.0.1");
	cx->who.projects = ids;
	make("c", "10.0.0.2");
	cx->who.projects = &ids[1];
	make("d", "10.0.0.2");
	cx->who.projects = both;
	cx->who.n_projects = 2;
	ck_assert_int_eq(hosts_list_db(cx, &f, &items, &n, &total), ERR_OK);
	ck_assert_int_eq(total, 4);
	ck_assert_int_eq(n, 3);
	ck_assert_str_eq(items[0].name, "d");
	ck_assert_str_eq(items[2].name, "b");
	for (i = 0; i < n; i++) {
		ck_assert_int_lt(items[i].id, last);
		last = items[i].id;
	}
	f.project_id = ids[0];
	ck_assert_int_eq(hosts_list_db(cx, &f, &items, &n, &total), ERR_OK);
	ck_assert_int_eq(total, 2);
	f.project_id = 999999;
	ck_assert_int_eq(hosts_list_db(cx, &f, &items, &n, &total), ERR_OK);
	ck_assert_int_eq(total, 0);
}
END_TEST

START_TEST(counters_follow_every_change)
{
	static const char SQL_DIFF[] =
	    "SELECT count(*) FROM (SELECT project_id, status, health_state,"
	    " count(*) AS n FROM hosts GROUP BY 1, 2, 3) h FULL JOIN"
	    " (SELECT * FROM host_counts WHERE n <> 0) c"
	    " USING (project_id, status, health_state)"
	    " WHERE h.n IS DISTINCT FROM c.n";
	struct host_patch patch = { .status = "maintenance" };
	struct host a = make("a", "10.0.0.1"), b = make("b", "10.0.0.2");
	struct host before, h;

	ck_assert_int_eq(ask(SQL_DIFF), 0);
	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	ck_assert_int_eq(hosts_update(cx, a.id, &patch, &before, &h), ERR_OK);
	ck_assert_int_eq(hosts_db_set_check(cx, b.id, true, false, ""), ERR_OK);
	ck_assert_int_eq(db_commit(cx), ERR_OK);
	ck_assert_int_eq(ask(SQL_DIFF), 0);
	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	ck_assert_int_eq(hosts_remove(cx, a.id, &before), ERR_OK);
	ck_assert_int_eq(db_commit(cx), ERR_OK);
	ck_assert_int_eq(ask(SQL_DIFF), 0);
	testdb_owner("UPDATE hosts SET health_state = 'degraded'");
	ck_assert_int_eq(ask(SQL_DIFF), 0);
}
END_TEST

static const struct {
	struct host_filter f;
	int64_t want;
} filters[] = {
	{ { .q = "WEB" }, 2 },
	{ { .q = "10.1" }, 2 },
	{ { .q = "%" }, 0 },
	{ { .q = "_" }, 0 },
	{ { .q = "\\" }, 0 },
	{ { .q = "' OR 1=1 --" }, 0 },
	{ { .q = "blue" }, 1 },
	{ { .status = "offline" }, 3 },
	{ { .status = "online" }, 0 },
	{ { .tag = "blue" }, 1 },
	{ { .tag = "blu" }, 0 },
	{ { .region = "eu" }, 1 },
	{ { .source = "manual_ssh" }, 3 },
	{ { .source = "cloud_import" }, 0 },
	{ { .health_state = "unknown" }, 3 },
	{ { .sort = "name" }, 3 },
	{ { .sort = "-last_check_at" }, 3 },
	{ { .q = "web", .page = 2 }, 2 },
};

START_TEST(filters_find_what_they_say)
{
	struct host_filter f = filters[_i].f;
	struct host_patch patch = { .region = "eu" };
	struct host before, h, web;
	size_t n;

	web = make("web1", "10.1.0.1");
	make("web2", "10.1.0.2");
	make("db1", "10.2.0.1");
	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	ck_assert_int_eq(hosts_tag_add(cx, web.id, "blue", &before, &h),
	    ERR_OK);
	ck_assert_int_eq(hosts_update(cx, web.id, &patch, &before, &h), ERR_OK);
	ck_assert_int_eq(db_commit(cx), ERR_OK);
	ck_assert_int_eq(total_of(&f, &n), filters[_i].want);
}
END_TEST

START_TEST(the_order_comes_from_a_list)
{
	struct host_filter f = { .page = 1, .page_size = 9, .sort = "id;x" };
	struct host *items;
	int64_t total;
	size_t n;

	ck_assert_int_eq(hosts_list_db(cx, &f, &items, &n, &total),
	    ERR_INVALID);
	ck_assert_str_eq(cx->field, "sort");
	make("b", "10.0.0.1");
	make("A", "10.0.0.2");
	f.sort = "name";
	ck_assert_int_eq(hosts_list_db(cx, &f, &items, &n, &total), ERR_OK);
	ck_assert_str_eq(items[0].name, "A");
	f.sort = "-name";
	ck_assert_int_eq(hosts_list_db(cx, &f, &items, &n, &total), ERR_OK);
	ck_assert_str_eq(items[0].name, "b");
}
END_TEST

/* --- rules --- */

START_TEST(what_belongs_to_others_does_not_exist)
{
	struct host_patch patch = { .name = "mine" };
	struct host h, before;
	struct host_check check;
	struct host_login login;

	cx->who.projects = &ids[1];
	h = make("theirs", "10.0.0.1");
	cx->who.projects = ids;
	ck_assert_int_eq(hosts_db_get(cx, h.id, &before), ERR_NOT_FOUND);
	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	ck_assert_int_eq(hosts_update(cx, h.id, &patch, &before, &h),
	    ERR_NOT_FOUND);
	db_rollback(cx);
	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	ck_assert_int_eq(hosts_remove(cx, h.id, &before), ERR_NOT_FOUND);
	db_rollback(cx);
	ck_assert_int_eq(hosts_probe_check(cx, h.id,
	    &(struct host_check_new){ NULL }, &login, &check), ERR_NOT_FOUND);
}
END_TEST

START_TEST(an_update_with_an_old_version_is_refused)
{
	struct host_patch patch = { .description = "new" };
	struct host a = make("a", "10.0.0.1"), before, h;

	cx->if_match = a.version;
	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	ck_assert_int_eq(hosts_update(cx, a.id, &patch, &before, &h), ERR_OK);
	ck_assert_int_eq(db_commit(cx), ERR_OK);
	ck_assert_int_eq(h.version, a.version + 1);
	ck_assert_str_eq(h.description, "new");
	ck_assert_str_eq(h.name, "a");
	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	ck_assert_int_eq(hosts_update(cx, a.id, &patch, &before, &h),
	    ERR_CONFLICT);
	ck_assert_int_eq(cx->current_version, a.version + 1);
	db_rollback(cx);
}
END_TEST

START_TEST(doubles_are_conflicts_that_name_the_field)
{
	struct host_new in = { .name = "a", .ip = "10.0.0.9", .port = 22 };
	struct host h;

	make("a", "10.0.0.1");
	ck_assert_int_eq(create(cx, &in, &h), ERR_CONFLICT);
	ck_assert_str_eq(cx->field, "name");
	in.name = "other";
	in.ip = "10.0.0.1";
	ck_assert_int_eq(create(cx, &in, &h), ERR_CONFLICT);
	ck_assert_str_eq(cx->field, "ip");
	in.port = 2222;
	ck_assert_int_eq(create(cx, &in, &h), ERR_OK);
}
END_TEST

static const struct {
	struct host_new in;
	const char *field;
} bad_new[] = {
	{ { .name = "x" }, "ip" },
	{ { .ip = "10.0.0.1" }, "name" },
	{ { .name = "x", .ip = "-oX" }, "ip" },
	{ { .name = "x", .ip = "10.0.0.1;id" }, "ip" },
	{ { .name = "x", .ip = "10.0.0.1", .username = "a b" }, "username" },
	{ { .name = "x", .ip = "10.0.0.1", .auth_type = "magic" }, "auth_type" },
	{ { .name = "x", .ip = "10.0.0.1", .status = "gone" }, "status" },
	{ { .name = "x", .ip = "10.0.0.1", .source = "alien" }, "source" },
	{ { .name = "x", .ip = "10.0.0.1", .force = true }, "force" },
	{ { .name = "x", .ip = "10.0.0.1", .ssh_key_id = { true, 987654 } },
	    "ssh_key_id" },
	{ { .name = "x", .ip = "10.0.0.1", .parent_host_id = { true, 987654 } },
	    "parent_host_id" },
	{ { .probe_token = "nonsense" }, "probe_token" },
};

START_TEST(a_bad_create_names_its_field)
{
	struct host h;
	enum err_code rc = create(cx, &bad_new[_i].in, &h);

	ck_assert(rc == ERR_INVALID || rc == ERR_MISSING);
	ck_assert_str_eq(cx->field, bad_new[_i].field);
}
END_TEST

START_TEST(a_key_of_another_project_is_nobodys_to_use)
{
	struct host_new in = { .name = "x", .ip = "10.0.0.1" };
	struct host h;

	cx->who.projects = &ids[1];
	in.ssh_key_id = (struct opt_int){ true, add_key("key_ed25519", NULL) };
	cx->who.projects = ids;
	ck_assert_int_eq(create(cx, &in, &h), ERR_INVALID);
	ck_assert_str_eq(cx->field, "ssh_key_id");
	/* Not even for somebody who sees both projects. */
	cx->who.n_projects = 2;
	in.project_id = ids[0];
	ck_assert_int_eq(create(cx, &in, &h), ERR_INVALID);
}
END_TEST

START_TEST(a_host_with_unfinished_tasks_is_not_removed)
{
	struct host a = make("a", "10.0.0.1"), before;
	char sql[256];

	snprintf(sql, sizeof(sql), "INSERT INTO tasks (kind, project_id, object,"
	    " object_id) VALUES ('x', %lld, 'host', %lld)",
	    (long long)ids[0], (long long)a.id);
	testdb_owner(sql);
	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	ck_assert_int_eq(hosts_remove(cx, a.id, &before), ERR_CONFLICT);
	db_rollback(cx);
	testdb_owner("UPDATE tasks SET status = 'cancelled',"
	    " finished_at = now() WHERE kind = 'x' AND status = 'queued'");
	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	ck_assert_int_eq(hosts_remove(cx, a.id, &before), ERR_OK);
	ck_assert_int_eq(db_commit(cx), ERR_OK);
}
END_TEST

/* --- onboarding --- */

START_TEST(a_probe_becomes_a_host_whose_key_is_pinned)
{
	struct host_probe p = probe("password", "tester", "open sesame");
	struct host_new in = { .probe_token = p.probe_token, .name = "real" };
	struct host_check check;
	struct host_login login;
	struct host h;

	ck_assert(p.reachable);
	ck_assert_int_eq(strlen(p.probe_token), 32);
	ck_assert_int_eq(strncmp(p.host_key_fingerprint, "SHA256:", 7), 0);
	ck_assert_str_ne(p.facts.hostname, "");
	ck_assert_int_gt(p.expires_at, time_now_us() + 590000000LL);
	in.host_key_fingerprint = "SHA256:something-else";
	ck_assert_int_eq(create(cx, &in, &h), ERR_INVALID);
	ck_assert_str_eq(cx->field, "host_key_fingerprint");
	in.host_key_fingerprint = p.host_key_fingerprint;
	ck_assert_int_eq(create(cx, &in, &h), ERR_OK);
	ck_assert_str_eq(h.status, "online");
	ck_assert_str_eq(h.host_key_fingerprint, p.host_key_fingerprint);
	ck_assert_str_eq(h.hostname, p.facts.hostname);
	ck_assert_int_eq(hosts_probe_check(cx, h.id,
	    &(struct host_check_new){ NULL }, &login, &check), ERR_OK);
	ck_assert_msg(check.reachable, "%s", check.message);
}
END_TEST

START_TEST(a_token_works_once_and_for_its_user_only)
{
	struct host_probe p = probe("password", "tester", "open sesame");
	struct host_new in = { .probe_token = p.probe_token };
	struct host h;

	act_as(cx, 1);
	ck_assert_int_eq(create(cx, &in, &h), ERR_INVALID);
	ck_assert_ptr_nonnull(strstr(cx->message, "probe_not_found"));
	act_as(cx, user);
	ck_assert_int_eq(create(cx, &in, &h), ERR_OK);
	in.name = "second";
	ck_assert_int_eq(create(cx, &in, &h), ERR_INVALID);
	ck_assert_ptr_nonnull(strstr(cx->message, "probe_not_found"));
}
END_TEST

START_TEST(a_failed_create_leaves_the_token_usable)
{
	struct host_probe p = probe("password", "tester", "open sesame");
	struct host_new in = { .probe_token = p.probe_token, .name = "taken" };
	struct host h;

	make("taken", "10.0.0.1");
	ck_assert_int_eq(create(cx, &in, &h), ERR_CONFLICT);
	in.name = "free";
	ck_assert_int_eq(create(cx, &in, &h), ERR_OK);
}
END_TEST

START_TEST(an_old_token_says_that_it_expired)
{
	struct host_probe p = probe("password", "tester", "open sesame");
	struct host_new in = { .probe_token = p.probe_token };
	struct host h;

	testdb_owner("UPDATE host_probes SET expires_at = now()"
	    " - interval '1 second'");
	ck_assert_int_eq(create(cx, &in, &h), ERR_INVALID);
	ck_assert_ptr_nonnull(strstr(cx->message, "probe_expired"));
}
END_TEST

START_TEST(late_probes_and_their_passwords_are_swept)
{
	int64_t before = ask("SELECT count(*) FROM secrets");

	(void)probe("password", "tester", "open sesame");
	ck_assert_int_eq(ask("SELECT count(*) FROM secrets"), before + 1);
	testdb_owner("UPDATE host_probes SET expires_at = now()"
	    " - interval '1 hour' WHERE consumed_at IS NULL");
	(void)probe("password", "tester", "open sesame");
	ck_assert_int_le(ask("SELECT count(*) FROM secrets"), before + 1);
	ck_assert_int_eq(ask("SELECT count(*) FROM host_probes"
	    " WHERE expires_at < now() AND consumed_at IS NULL"), 0);
}
END_TEST

START_TEST(of_eight_at_once_one_gets_the_token)
{
	struct host_probe p = probe("password", "tester", "open sesame");
	int i, won = 0, status, go[2];
	char c;

	ck_assert_int_eq(pipe(go), 0);
	for (i = 0; i < 8; i++) {
		if (fork() == 0) {
			struct cx *mine = testdb_cx();
			struct host_new in = { .probe_token = p.probe_token };
			struct host h;

			act_as(mine, user);
			in.name = arena_printf(mine->mem, "racer%d", i);
			close(go[1]);
			if (db_connect(mine) || read(go[0], &c, 1) != 0)
				_exit(3);
			_exit(create(mine, &in, &h) == ERR_OK ? 7 : 0);
		}
	}
	close(go[0]);
	usleep(300000);
	close(go[1]);
	for (i = 0; i < 8; i++) {
		ck_assert_int_gt(wait(&status), 0);
		ck_assert(WIFEXITED(status) && WEXITSTATUS(status) != 3);
		won += WEXITSTATUS(status) == 7;
	}
	ck_assert_int_eq(won, 1);
}
END_TEST

START_TEST(an_unreachable_probe_needs_force_and_an_administrator)
{
	struct host_probe p = probe("password", "tester", "wrong");
	struct host_new in = { .probe_token = p.probe_token };
	struct host h;

	ck_assert(!p.reachable);
	ck_assert_str_eq(p.error_code, "auth_error");
	ck_assert_int_eq(create(cx, &in, &h), ERR_INVALID);
	in.force = true;
	ck_assert_int_eq(create(cx, &in, &h), ERR_INVALID);
	cx->who.is_admin = true;
	ck_assert_int_eq(create(cx, &in, &h), ERR_OK);
	ck_assert_str_eq(h.status, "offline");
	ck_assert_str_eq(h.host_key_fingerprint, "");
}
END_TEST

static const struct {
	struct host_probe_new in;
} bad_probes[] = {
	{ { .ip = "127.0.0.1", .auth_type = "password", .password = "x" } },
	{ { .name = "x", .auth_type = "password", .password = "x" } },
	{ { .name = "x", .ip = "127.0.0.1", .password = "x" } },
	{ { .name = "x", .ip = "127.0.0.1", .auth_type = "password" } },
	{ { .name = "x", .ip = "127.0.0.1", .auth_type = "key" } },
	{ { .name = "x", .ip = "127.0.0.1;id", .auth_type = "password",
	    .password = "x" } },
	{ { .name = "x", .ip = "127.0.0.1", .auth_type = "password",
	    .password = "x", .username = "-l" } },
	{ { .name = "x", .ip = "169.254.169.254", .auth_type = "password",
	    .password = "x" } },
	{ { .name = "x", .ip = "::ffff:169.254.169.254",
	    .auth_type = "password", .password = "x" } },
	{ { .name = "x", .ip = "fe80::1", .auth_type = "password",
	    .password = "x" } },
	{ { .name = "x", .ip = "0.0.0.0", .auth_type = "password",
	    .password = "x" } },
};

START_TEST(a_bad_probe_is_an_answer_without_a_token)
{
	struct host_probe out;
	int64_t project, before = ask("SELECT count(*) FROM host_probes");

	ck_assert_int_eq(hosts_probe_run(cx, &bad_probes[_i].in, &out,
	    &project), ERR_OK);
	ck_assert(!out.reachable);
	ck_assert_str_eq(out.error_code, "validation_error");
	ck_assert_str_eq(out.probe_token, "");
	ck_assert_int_eq(out.expires_at, 0);
	ck_assert_int_eq(ask("SELECT count(*) FROM host_probes"), before);
}
END_TEST

START_TEST(a_probe_may_insist_on_a_fingerprint)
{
	struct host_probe_new in = { .name = "p", .ip = "127.0.0.1",
		.port = sshpeer_port("password"), .auth_type = "password",
		.username = "tester", .password = "open sesame",
		.host_key_fingerprint = "SHA256:wrong" };
	struct host_probe out;
	int64_t project;

	ck_assert_int_eq(hosts_probe_run(cx, &in, &out, &project), ERR_OK);
	ck_assert(!out.reachable);
	ck_assert_str_eq(out.error_code, "host_key_error");
	in.host_key_fingerprint = out.host_key_fingerprint;
	ck_assert_int_eq(hosts_probe_run(cx, &in, &out, &project), ERR_OK);
	ck_assert(out.reachable);
}
END_TEST

START_TEST(an_unseen_host_is_confirmed_by_its_fingerprint_only)
{
	struct host_new in = { .name = "unseen", .ip = "127.0.0.1",
		.port = sshpeer_port("password"), .username = "tester",
		.password = "open sesame" };
	struct host_exec exec = { 0, "id", 5 };
	struct host_check_new how = { NULL };
	struct host_check c;
	struct host_login login;
	int64_t task, approval;
	struct host h;

	ck_assert_int_eq(create(cx, &in, &h), ERR_OK);
	ck_assert_str_eq(h.status, "offline");
	ck_assert_int_eq(hosts_probe_check(cx, h.id, &how, &login, &c), ERR_OK);
	ck_assert(!c.reachable);
	ck_assert(c.needs_confirmation);
	exec.host_id = h.id;
	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	ck_assert_int_eq(hosts_exec_submit(cx, &exec, NULL, NULL, &login, &task,
	    &approval), ERR_CONFLICT);
	db_rollback(cx);
	how.host_key_fingerprint = "SHA256:not-it";
	ck_assert_int_eq(hosts_probe_check(cx, h.id, &how, &login, &c), ERR_OK);
	ck_assert(!c.reachable);
	ck_assert_str_eq(c.error_code, "host_key_error");
	ck_assert_int_eq(hosts_db_get(cx, h.id, &h), ERR_OK);
	ck_assert_str_eq(h.host_key_fingerprint, "");
	how.host_key_fingerprint = c.host_key_fingerprint;
	ck_assert_int_eq(hosts_probe_check(cx, h.id, &how, &login, &c), ERR_OK);
	ck_assert_msg(c.reachable, "%s", c.message);
	ck_assert_int_eq(hosts_db_get(cx, h.id, &h), ERR_OK);
	ck_assert_str_eq(h.host_key_fingerprint, how.host_key_fingerprint);
	ck_assert_str_eq(h.status, "online");
}
END_TEST

START_TEST(a_changed_host_key_marks_the_host_and_waits_for_a_person)
{
	struct host_probe_new pn = { .name = "swap", .ip = "127.0.0.1",
		.port = sshpeer_port("sshd_swap"), .auth_type = "key",
		.username = sshpeer("user") };
	struct host_check_new how = { NULL };
	struct host_new in = { 0 };
	struct host_probe p;
	struct host_check c;
	struct host_login login;
	struct host h;
	int64_t project;

	pn.ssh_key_id = (struct opt_int){ true, add_key("key_ed25519", NULL) };
	ck_assert_int_eq(hosts_probe_run(cx, &pn, &p, &project), ERR_OK);
	ck_assert_msg(p.reachable, "%s", p.message);
	in.probe_token = p.probe_token;
	ck_assert_int_eq(create(cx, &in, &h), ERR_OK);
	sshpeer_tell("swap");
	ck_assert_int_eq(hosts_probe_check(cx, h.id, &how, &login, &c), ERR_OK);
	ck_assert(!c.reachable);
	ck_assert_str_eq(c.error_code, "host_key_error");
	ck_assert(c.needs_confirmation);
	ck_assert_int_eq(hosts_db_get(cx, h.id, &h), ERR_OK);
	ck_assert_str_eq(h.status, "error");
	ck_assert_str_eq(h.host_key_fingerprint, p.host_key_fingerprint);
	how.host_key_fingerprint = c.host_key_fingerprint;
	cx->who.perms = &perms[1];	/* host:read, then host:write too */
	cx->who.n_perms = 1;
	ck_assert_int_eq(hosts_probe_check(cx, h.id, &how, &login, &c),
	    ERR_FORBIDDEN);
	cx->who.n_perms = 2;
	ck_assert_int_eq(hosts_probe_check(cx, h.id, &how, &login, &c), ERR_OK);
	ck_assert(c.reachable);
	ck_assert_int_eq(hosts_db_get(cx, h.id, &h), ERR_OK);
	ck_assert_str_eq(h.status, "online");
}
END_TEST

START_TEST(credentials_are_stored_only_when_they_work)
{
	struct host_probe p = probe("password", "tester", "open sesame");
	struct host_new in = { .probe_token = p.probe_token };
	struct host_credentials c = { .username = "tester", .password = "bad",
		.port = sshpeer_port("password") };
	struct host_credentials_reply out;
	struct host_check check;
	struct host_login login;
	struct host h, before;
	int64_t secrets;

	ck_assert_int_eq(create(cx, &in, &h), ERR_OK);
	secrets = ask("SELECT count(*) FROM secrets");
	ck_assert_int_eq(hosts_probe_credentials(cx, h.id, &c, &before, &out),
	    ERR_INVALID);
	ck_assert_ptr_nonnull(strstr(cx->message, "credential probe failed"));
	ck_assert_int_eq(ask("SELECT count(*) FROM secrets"), secrets);
	c.password = "open sesame";
	ck_assert_int_eq(hosts_probe_credentials(cx, h.id, &c, &before, &out),
	    ERR_OK);
	ck_assert_str_eq(out.probe.probe_token, "");
	ck_assert(out.probe.reachable);
	/* The old password is gone with the new one's coming. */
	ck_assert_int_eq(ask("SELECT count(*) FROM secrets"), secrets);
	ck_assert_int_eq(hosts_probe_check(cx, h.id,
	    &(struct host_check_new){ NULL }, &login, &check), ERR_OK);
	ck_assert(check.reachable);
}
END_TEST

START_TEST(credentials_do_not_go_to_an_unconfirmed_machine)
{
	struct host_new in = { .name = "u", .ip = "127.0.0.1",
		.port = sshpeer_port("password"), .username = "tester" };
	struct host_credentials c = { .username = "tester",
		.password = "open sesame", .port = sshpeer_port("password") };
	struct host_credentials_reply out;
	struct host h, before;
	const char *at;

	ck_assert_int_eq(create(cx, &in, &h), ERR_OK);
	ck_assert_int_eq(hosts_probe_credentials(cx, h.id, &c, &before, &out),
	    ERR_CONFLICT);
	ck_assert_str_eq(cx->field, "host_key_fingerprint");
	at = strstr(cx->message, "SHA256:");
	ck_assert_ptr_nonnull(at);
	c.host_key_fingerprint = arena_str(cx->mem,
	    (struct str){ at, strcspn(at, " ") });
	ck_assert_int_eq(hosts_probe_credentials(cx, h.id, &c, &before, &out),
	    ERR_OK);
	ck_assert_str_eq(out.node.host_key_fingerprint,
	    c.host_key_fingerprint);
}
END_TEST

/* --- keys --- */

START_TEST(a_key_is_kept_sealed_used_and_not_removed_while_used)
{
	int64_t id = add_key("key_pass", "correct horse"), total;
	struct page page = { .page = 1, .page_size = 20 };
	struct ssh_key_verify_new at = { .ip = "127.0.0.1",
		.port = sshpeer_port("sshd_key"), .username = sshpeer("user") };
	struct host_new in = { .name = "k", .ip = "10.0.0.1" };
	struct ssh_key_verify v;
	struct ssh_key_row *items, key;
	struct host h;
	size_t n;

	ck_assert_int_eq(hosts_keys_verify(cx, id, &at, &key, &v), ERR_OK);
	ck_assert_msg(v.reachable, "%s", v.message);
	ck_assert_str_ne(v.hostname, "");
	ck_assert_int_eq(hosts_keys_db_list(cx, &page, &items, &n, &total),
	    ERR_OK);
	ck_assert_int_eq(total, 1);
	ck_assert_int_eq(items[0].usage_count, 1);
	ck_assert_str_eq(items[0].algorithm, "ssh-ed25519");
	ck_assert_int_eq(strlen(items[0].fingerprint), 7 + 44);
	at.port = 1;
	ck_assert_int_eq(hosts_keys_verify(cx, id, &at, &key, &v), ERR_OK);
	ck_assert(!v.reachable);
	ck_assert_str_eq(v.error_code, "connect_error");
	in.ssh_key_id = (struct opt_int){ true, id };
	ck_assert_int_eq(create(cx, &in, &h), ERR_OK);
	ck_assert_str_eq(h.auth_type, "key");
	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	ck_assert_int_eq(hosts_keys_remove(cx, id, &key), ERR_CONFLICT);
	db_rollback(cx);
	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	ck_assert_int_eq(hosts_remove(cx, h.id, &h), ERR_OK);
	ck_assert_int_eq(hosts_keys_remove(cx, id, &key), ERR_OK);
	ck_assert_int_eq(db_commit(cx), ERR_OK);
}
END_TEST

START_TEST(no_secret_lies_in_the_database_in_the_clear)
{
	char sql[512];

	(void)probe("password", "tester", "canary-4711-canary");
	(void)add_key("key_ed25519", NULL);
	snprintf(sql, sizeof(sql), "SELECT (SELECT count(*) FROM host_probes p"
	    " WHERE p::text LIKE '%%canary-4711%%') + (SELECT count(*) FROM"
	    " secrets s WHERE position('canary-4711'::bytea IN sealed) > 0"
	    " OR position('OPENSSH'::bytea IN sealed) > 0) + (SELECT count(*)"
	    " FROM ssh_keys k WHERE k::text LIKE '%%PRIVATE%%')");
	ck_assert_int_eq(ask(sql), 0);
}
END_TEST

static void
add_lists(Suite *s)
{
	TCase *t = tcase_create("lists");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, the_plain_page_has_its_total_in_one_statement);
	tcase_add_test(t, several_projects_are_merged_newest_first);
	tcase_add_test(t, counters_follow_every_change);
	tcase_add_loop_test(t, filters_find_what_they_say, 0,
	    sizeof(filters) / sizeof(filters[0]));
	tcase_add_test(t, the_order_comes_from_a_list);
	tcase_add_test(t, what_belongs_to_others_does_not_exist);
	tcase_add_test(t, an_update_with_an_old_version_is_refused);
	tcase_add_test(t, doubles_are_conflicts_that_name_the_field);
	tcase_add_loop_test(t, a_bad_create_names_its_field, 0,
	    sizeof(bad_new) / sizeof(bad_new[0]));
	tcase_add_test(t, a_key_of_another_project_is_nobodys_to_use);
	tcase_add_test(t, a_host_with_unfinished_tasks_is_not_removed);
	suite_add_tcase(s, t);
}

static void
add_onboarding(Suite *s)
{
	TCase *t = tcase_create("onboarding");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_probe_becomes_a_host_whose_key_is_pinned);
	tcase_add_test(t, a_token_works_once_and_for_its_user_only);
	tcase_add_test(t, a_failed_create_leaves_the_token_usable);
	tcase_add_test(t, an_old_token_says_that_it_expired);
	tcase_add_test(t, late_probes_and_their_passwords_are_swept);
	tcase_add_test(t, of_eight_at_once_one_gets_the_token);
	tcase_add_test(t, an_unreachable_probe_needs_force_and_an_administrator);
	tcase_add_loop_test(t, a_bad_probe_is_an_answer_without_a_token, 0,
	    sizeof(bad_probes) / sizeof(bad_probes[0]));
	tcase_add_test(t, a_probe_may_insist_on_a_fingerprint);
	tcase_add_test(t, an_unseen_host_is_confirmed_by_its_fingerprint_only);
	tcase_add_test(t,
	    a_changed_host_key_marks_the_host_and_waits_for_a_person);
	tcase_add_test(t, credentials_are_stored_only_when_they_work);
	tcase_add_test(t, credentials_do_not_go_to_an_unconfirmed_machine);
	tcase_add_test(t, a_key_is_kept_sealed_used_and_not_removed_while_used);
	tcase_add_test(t, no_secret_lies_in_the_database_in_the_clear);
	suite_add_tcase(s, t);
}

int
main(void)
{
	Suite *s = suite_create("hosts");
	SRunner *r;
	int failed;

	testdb_free(testdb_cx());	/* skips without a database */
	sshpeer_up();
	master_key();
	add_lists(s);
	add_onboarding(s);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	unlink(key_path);
	return failed != 0;
}
