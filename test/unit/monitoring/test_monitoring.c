/*
 * The overview shows what the caller may see, and asks the database twice.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "db/db.h"
#include "monitoring/monitoring_int.h"
#include "testdb.h"

static struct cx *cx;
static int64_t ids[2];
static const char *const perms[] = { "audit:read", "host:read",
	"monitoring:read", "task:read" };

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
setup(void)
{
	char sql[2048];

	testdb_owner("INSERT INTO projects (code, name) VALUES"
	    " ('m' || md5(random()::text), 'mine'),"
	    " ('m' || md5(random()::text), 'foreign')");
	ids[1] = ask("SELECT max(id) FROM projects");
	ids[0] = ids[1] - 1;
	snprintf(sql, sizeof(sql),
	    "INSERT INTO hosts (project_id, name, ip, status, health_state,"
	    " last_error) SELECT p, 'h' || i, '10.0.0.' || i,"
	    " (ARRAY['online', 'offline', 'maintenance', 'online'])[i],"
	    " (ARRAY['healthy', 'unknown', 'healthy', 'critical'])[i], 'why'"
	    " FROM generate_series(1, 4) i, unnest(ARRAY[%lld, %lld]) p;"
	    "INSERT INTO tasks (kind, project_id, object, object_id, title,"
	    " actor_id) SELECT 'hosts.facts', p, 'host', 1, 'facts @ h1', 0"
	    " FROM unnest(ARRAY[%lld, %lld]) p;"
	    "INSERT INTO tasks (kind, title, actor_id) VALUES"
	    " ('x', 'my own', 4711)",
	    (long long)ids[0], (long long)ids[1], (long long)ids[0],
	    (long long)ids[1]);
	testdb_owner(sql);
	cx = testdb_cx();
	cx->who.all_projects = false;
	cx->who.user_id = 4711;
	cx->who.projects = ids;
	cx->who.n_projects = 1;
	cx->who.perms = perms;
	cx->who.n_perms = 4;
}

static void
teardown(void)
{
	testdb_owner("UPDATE tasks SET status = 'cancelled',"
	    " finished_at = now() WHERE status = 'queued'");
	testdb_free(cx);
}

static bool
holds(const struct objects *list, const char *kind, const char *title)
{
	const struct overview_item *v = list->v;
	size_t i;

	for (i = 0; i < list->n; i++)
		if (strcmp(v[i].kind, kind) == 0 &&
		    strcmp(v[i].title, title) == 0)
			return true;
	return false;
}

START_TEST(the_overview_takes_two_round_trips)
{
	struct overview o;
	int64_t before;

	ck_assert_int_eq(db_connect(cx), ERR_OK);
	ck_assert_int_eq(monitoring_overview(cx, &o), ERR_OK);
	before = db_trips(cx->db);
	ck_assert_int_eq(monitoring_overview(cx, &o), ERR_OK);
	ck_assert_int_le(db_trips(cx->db) - before, 2);
	ck_assert_int_eq(o.broken.n, 2);
	ck_assert(holds(&o.broken, "host", "h2"));
	ck_assert(holds(&o.broken, "host", "h4"));
	ck_assert(holds(&o.moving, "task", "facts @ h1"));
	ck_assert(holds(&o.moving, "task", "my own"));
	ck_assert_int_eq(o.waiting.n, 0);
}
END_TEST

START_TEST(without_permissions_only_ones_own_is_left)
{
	struct overview o;

	cx->who.n_perms = 0;
	ck_assert_int_eq(monitoring_overview(cx, &o), ERR_OK);
	ck_assert_int_eq(o.broken.n, 0);
	ck_assert_int_eq(o.changed.n, 0);
	ck_assert(!holds(&o.moving, "task", "facts @ h1"));
	ck_assert(holds(&o.moving, "task", "my own"));
}
END_TEST

START_TEST(the_dashboard_counts_by_state_and_health)
{
	struct dashboard d;

	ck_assert_int_eq(monitoring_dashboard(cx, NULL, &d), ERR_OK);
	ck_assert_int_eq(d.hosts.total, 4);
	ck_assert_int_eq(d.hosts.healthy, 1);
	ck_assert_int_eq(d.hosts.unhealthy, 1);
	ck_assert_int_eq(d.hosts.offline, 2);
	ck_assert_int_eq(d.events.n, 0);
	testdb_owner("UPDATE tasks SET status = 'cancelled',"
	    " finished_at = now() WHERE status = 'queued'");
	ck_assert_int_eq(monitoring_dashboard(cx, "24h", &d), ERR_OK);
	ck_assert_int_eq(d.events.n, 1);
	ck_assert_str_eq(type_text(cx->mem, &dashboard_type, &d).p == NULL ?
	    "none" : "some", "some");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("monitoring");
	TCase *t = tcase_create("overview");
	SRunner *r;
	int failed;

	testdb_free(testdb_cx());
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, the_overview_takes_two_round_trips);
	tcase_add_test(t, without_permissions_only_ones_own_is_left);
	tcase_add_test(t, the_dashboard_counts_by_state_and_health);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
