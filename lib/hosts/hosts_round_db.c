/*
 * hosts_round_db: SQL of the collector's rounds: hundreds of hosts a statement.
 * Everything here runs in the scope of the worker.
 */
#include "db/db.h"
#include "hosts/hosts_health.h"

/* Who is looked at: whoever can be logged in to and is in use. */
#define WATCHED \
	"h.host_key <> '' AND h.status <> 'inactive'" \
	" AND (h.password_secret_id IS NOT NULL OR h.ssh_key_id IS NOT NULL)"

static const char SQL_WANTED[] =
    "SELECT count(*) FROM (SELECT 1 FROM hosts h"
    " LEFT JOIN host_monitors m ON m.host_id = h.id"
    " WHERE " WATCHED " AND coalesce(m.enabled, true) LIMIT 1) x";

enum err_code
hosts_round_db_wanted(struct cx *cx, bool *wanted)
{
	int64_t n = 0;
	enum err_code rc;

	rc = db_int(cx, SQL_WANTED, DB_NONE, &n);
	*wanted = n > 0;
	return rc;
}

static const char SQL_WATCH[] =
    "SELECT h.id, h.project_id, h.name, h.status, h.health_state,"
    " h.cpu_cores AS cores, h.version, coalesce(m.held, false) AS held,"
    " coalesce(m.fails, 0)::bigint AS fails, m.failed_since,"
    " coalesce(m.told, '') AS told, coalesce(m.seen, '') AS seen,"
    " coalesce(m.streak, 0)::bigint AS streak,"
    " coalesce(m.flaps, 0)::float8 AS flaps, m.at"
    " FROM hosts h LEFT JOIN host_monitors m ON m.host_id = h.id"
    " WHERE h.id > $1 AND " WATCHED " AND coalesce(m.enabled, true)"
    " ORDER BY h.id LIMIT $2";

enum err_code
hosts_round_db_watch(struct cx *cx, int64_t after, int64_t most,
    struct host_watch **items, size_t *n)
{
	return db_all(cx, SQL_WATCH, DB_ARGS(DB_INT(after), DB_INT(most)),
	    &host_watch_type, items, n);
}

/* --- arrays of the looks --- */

struct columns {
	int64_t *id, *state, *latency, *uptime, *used, *total;
	int64_t *cpu, *load1, *load5, *load15, *mem, *swap, *disk, *inode;
	int64_t *rx, *tx, *told, *shown, *seen, *streak, *flaps, *fails, *since;
	int64_t *changed;
	const char **error, **status, **detail;
};

/* Hundredths; what is not known is -1. */
static int64_t
scaled(double v)
{
	return v < 0 ? -1 : (int64_t)(v * 100 + 0.5);
}

static double
load_of(const struct host_look *l, double v)
{
	return l->reached && l->r.has_load ? v : -1;
}

static void
fill(struct columns *c, size_t i, const struct host_look *l)
{
	const struct host_reading *r = &l->r;

	c->id[i] = l->host->id;
	c->state[i] = (int64_t)l->v.state;
	c->latency[i] = r->latency_ms;
	c->uptime[i] = r->uptime_s < INT32_MAX ? r->uptime_s : INT32_MAX;
	c->used[i] = r->mem_used_mb < INT32_MAX ? r->mem_used_mb : INT32_MAX;
	c->total[i] = r->mem_total_mb < INT32_MAX ? r->mem_total_mb : INT32_MAX;
	c->cpu[i] = scaled(l->reached ? r->cpu : -1);
	c->load1[i] = scaled(load_of(l, r->load1));
	c->load5[i] = scaled(load_of(l, r->load5));
	c->load15[i] = scaled(load_of(l, r->load15));
	c->mem[i] = scaled(l->reached ? r->mem : -1);
	c->swap[i] = scaled(l->reached ? r->swap : -1);
	c->disk[i] = scaled(l->reached ? r->disk : -1);
	c->inode[i] = scaled(l->reached ? r->inode : -1);
	c->rx[i] = scaled(l->reached ? r->rx : -1);
	c->tx[i] = scaled(l->reached ? r->tx : -1);
	c->told[i] = (int64_t)l->mood.told;
	c->shown[i] = (int64_t)l->shown;
	c->seen[i] = (int64_t)l->mood.seen;
	c->streak[i] = l->mood.streak < 100000 ? l->mood.streak : 100000;
	c->flaps[i] = scaled(l->mood.flaps);
	c->fails[i] = l->fails;
	c->since[i] = l->failed_since;
	c->changed[i] = l->told_now ? 1 : 0;
	c->error[i] = l->error;
	c->status[i] = l->status;
}

static void
columns_of(struct cx *cx, const struct host_look *v, size_t n,
    struct columns *c)
{
	int64_t **ints[] = { &c->id, &c->state, &c->latency, &c->uptime,
		&c->used, &c->total, &c->cpu, &c->load1, &c->load5, &c->load15,
		&c->mem, &c->swap, &c->disk, &c->inode, &c->rx, &c->tx,
		&c->told, &c->shown, &c->seen, &c->streak, &c->flaps, &c->fails,
		&c->since, &c->changed };
	const char ***texts[] = { &c->error, &c->status, &c->detail };
	size_t i;

	for (i = 0; i < sizeof(ints) / sizeof(ints[0]); i++)
		*ints[i] = arena_array(cx->mem, n + 1, sizeof(int64_t));
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*texts[i] = arena_array(cx->mem, n + 1, sizeof(char *));
	for (i = 0; i < n; i++)
		fill(c, i, &v[i]);
}

static const char SQL_SAMPLES[] =
    "INSERT INTO host_samples (host_id, at, state, latency_ms, uptime_s,"
    " mem_used_mb, mem_total_mb, cpu, load1, mem, swap, disk, inode, rx,"
    " tx, error)"
    " SELECT u.id, $1, u.state::smallint, u.lat::int, u.up::int,"
    " u.used::int, u.total::int, host_hundredths(u.cpu),"
    " host_hundredths(u.load1), host_hundredths(u.mem),"
    " host_hundredths(u.swap), host_hundredths(u.disk),"
    " host_hundredths(u.inode), host_hundredths(u.rx),"
    " host_hundredths(u.tx), left(u.error, 300)"
    " FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[],"
    " $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[],"
    " $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[],"
    " $14::bigint[], $15::bigint[], $16::text[]) AS u (id, state, lat, up,"
    " used, total, cpu, load1, mem, swap, disk, inode, rx, tx, error)"
    " ON CONFLICT DO NOTHING";

enum err_code
hosts_round_db_samples(struct cx *cx, const struct host_look *v, size_t n,
    int64_t at)
{
	struct columns c;

	columns_of(cx, v, n, &c);
	return db_exec(cx, SQL_SAMPLES,
	    DB_ARGS(DB_TIME(at), DB_INTS(c.id, n), DB_INTS(c.state, n),
		DB_INTS(c.latency, n), DB_INTS(c.uptime, n), DB_INTS(c.used, n),
		DB_INTS(c.total, n), DB_INTS(c.cpu, n), DB_INTS(c.load1, n),
		DB_INTS(c.mem, n), DB_INTS(c.swap, n), DB_INTS(c.disk, n),
		DB_INTS(c.inode, n), DB_INTS(c.rx, n), DB_INTS(c.tx, n),
		DB_TEXTS(c.error, n)),
	    NULL);
}

/* A host that is gone meanwhile is left out; one that was switched off, too. */
static const char SQL_MONITORS[] =
    "INSERT INTO host_monitors AS m (host_id, project_id, at, failed_since,"
    " changed_at, fails, streak, flaps, told, seen, error, latency_ms,"
    " uptime_s, mem_used_mb, mem_total_mb, cpu, load1, load5, load15, mem,"
    " swap, disk, inode, rx, tx, detail)"
    " SELECT h.id, h.project_id, $1, CASE WHEN u.since > 0 THEN"
    "  to_timestamp(u.since / 1000000.0) END,"
    " CASE WHEN u.changed = 1 THEN $1 END, u.fails::int, u.streak::int,"
    " host_hundredths(u.flaps), host_state_name(u.told),"
    " host_state_name(u.seen), left(u.error, 512), u.lat::int, u.up, u.used,"
    " u.total, host_hundredths(u.cpu), host_hundredths(u.load1),"
    " host_hundredths(u.load5), host_hundredths(u.load15),"
    " host_hundredths(u.mem), host_hundredths(u.swap),"
    " host_hundredths(u.disk), host_hundredths(u.inode),"
    " host_hundredths(u.rx), host_hundredths(u.tx),"
    " nullif(u.detail, '')::jsonb"
    " FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[],"
    " $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[],"
    " $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[],"
    " $14::bigint[], $15::bigint[], $16::bigint[], $17::bigint[],"
    " $18::bigint[], $19::bigint[], $20::bigint[], $21::bigint[],"
    " $22::bigint[], $23::bigint[], $24::text[], $25::text[])"
    "  AS u (id, since, changed, fails, streak, flaps, told, seen, lat, up,"
    "  used, total, cpu, load1, load5, load15, mem, swap, disk, inode, rx,"
    "  tx, error, detail)"
    " JOIN hosts h ON h.id = u.id ORDER BY h.id"
    " ON CONFLICT (host_id) DO UPDATE SET at = excluded.at,"
    " failed_since = excluded.failed_since,"
    " changed_at = coalesce(excluded.changed_at, m.changed_at),"
    " fails = excluded.fails, streak = excluded.streak,"
    " flaps = excluded.flaps, told = excluded.told, seen = excluded.seen,"
    " error = excluded.error, latency_ms = excluded.latency_ms,"
    " uptime_s = excluded.uptime_s, mem_used_mb = excluded.mem_used_mb,"
    " mem_total_mb = excluded.mem_total_mb, cpu = excluded.cpu,"
    " load1 = excluded.load1, load5 = excluded.load5,"
    " load15 = excluded.load15, mem = excluded.mem, swap = excluded.swap,"
    " disk = excluded.disk, inode = excluded.inode, rx = excluded.rx,"
    " tx = excluded.tx, detail = coalesce(excluded.detail, m.detail)"
    " WHERE m.enabled";

static const char *
detail_of(struct cx *cx, const struct host_look *l)
{
	const struct host_mount *m;
	struct json j;
	struct buf b;
	size_t i;

	buf_init(&b, cx->mem, 16384);
	json_init(&j, &b);
	json_object(&j);
	json_put_text(&j, "why", l->v.why);
	json_key(&j, "mounts");
	json_array(&j);
	for (i = 0; i < l->r.n_mounts; i++) {
		m = &l->r.mounts[i];
		json_object(&j);
		json_put_text(&j, "mount", m->mount);
		json_put_int(&j, "size_mb", m->size_mb);
		json_put_int(&j, "used_pct", (int64_t)m->used);
		json_put_int(&j, "inode_pct", (int64_t)m->inode);
		json_object_end(&j);
	}
	json_array_end(&j);
	json_object_end(&j);
	return json_done(&j) ? b.p : "";
}

enum err_code
hosts_round_db_monitors(struct cx *cx, const struct host_look *v, size_t n,
    int64_t at, bool detail)
{
	struct columns c;
	size_t i;

	columns_of(cx, v, n, &c);
	/* File systems change slowly: written now and then, and with a change. */
	for (i = 0; i < n; i++)
		c.detail[i] = v[i].reached &&
			(detail || v[i].told_now || v[i].host->at == 0) ?
		    detail_of(cx, &v[i]) :
		    "";
	return db_exec(cx, SQL_MONITORS,
	    DB_ARGS(DB_TIME(at), DB_INTS(c.id, n), DB_INTS(c.since, n),
		DB_INTS(c.changed, n), DB_INTS(c.fails, n),
		DB_INTS(c.streak, n), DB_INTS(c.flaps, n), DB_INTS(c.told, n),
		DB_INTS(c.seen, n), DB_INTS(c.latency, n), DB_INTS(c.uptime, n),
		DB_INTS(c.used, n), DB_INTS(c.total, n), DB_INTS(c.cpu, n),
		DB_INTS(c.load1, n), DB_INTS(c.load5, n), DB_INTS(c.load15, n),
		DB_INTS(c.mem, n), DB_INTS(c.swap, n), DB_INTS(c.disk, n),
		DB_INTS(c.inode, n), DB_INTS(c.rx, n), DB_INTS(c.tx, n),
		DB_TEXTS(c.error, n), DB_TEXTS(c.detail, n)),
	    NULL);
}

/*
 * Of the host itself only what changed is written, and the time of the last look
 * every few minutes: its row is in many indexes.  What a person decided
 * meanwhile wins.
 */
static const char SQL_HOSTS[] =
    "UPDATE hosts h SET last_check_at = $1,"
    " health_state = host_state_name(u.shown), last_error = left(u.error, 512),"
    " status = CASE WHEN h.status IN ('maintenance', 'inactive') OR coalesce("
    "  (SELECT m.held FROM host_monitors m WHERE m.host_id = h.id), false)"
    "  THEN h.status ELSE u.status END"
    " FROM (SELECT * FROM unnest($2::bigint[], $3::bigint[], $4::text[],"
    "  $5::text[]) AS x (id, shown, error, status) ORDER BY id) u"
    " WHERE h.id = u.id";

enum err_code
hosts_round_db_hosts(struct cx *cx, const struct host_look *v, size_t n,
    int64_t at)
{
	struct columns c;

	if (n == 0)
		return ERR_OK;
	columns_of(cx, v, n, &c);
	return db_exec(cx, SQL_HOSTS,
	    DB_ARGS(DB_TIME(at), DB_INTS(c.id, n), DB_INTS(c.shown, n),
		DB_TEXTS(c.error, n), DB_TEXTS(c.status, n)),
	    NULL);
}

static const char SQL_CHANGE[] =
    "INSERT INTO host_health (project_id, host_id, state, connectivity_status,"
    " resource_status, system_status, latency_ms, cpu_load, memory_used_mb,"
    " memory_total_mb, disk_used_pct, inode_used_pct, summary_json,"
    " error_message, checked_at)"
    " SELECT h.project_id, h.id, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
    " $13, $14 FROM hosts h WHERE h.id = $1";

enum err_code
hosts_round_db_snapshot(struct cx *cx, const struct host_look *l, int64_t at)
{
	const struct host_reading *r = &l->r;
	bool on = l->reached;

	return db_queue(cx, SQL_CHANGE,
	    DB_ARGS(DB_INT(l->host->id), DB_TEXT(hosts_state_name(l->v.state)),
		DB_TEXT(hosts_state_name(l->v.connectivity)),
		DB_TEXT(hosts_state_name(l->v.resource)),
		DB_TEXT(hosts_state_name(l->v.system)), DB_INT(r->latency_ms),
		DB_DOUBLE(on ? r->load1 : 0), DB_INT(r->mem_used_mb),
		DB_INT(r->mem_total_mb),
		DB_DOUBLE(on && r->disk > 0 ? r->disk : 0),
		DB_DOUBLE(on && r->inode > 0 ? r->inode : 0),
		DB_TEXT(on ? detail_of(cx, l) : "{}"),
		DB_TEXT(on ? l->v.why : l->error), DB_TIME(at)));
}

struct watchers {
	struct ints users;
};
static const struct field watchers_fields[] = {
	F_INTS(struct watchers, users, 0, 0, 1000, ""), F_END
};
static const struct type watchers_type = { "HostWatchers",
	sizeof(struct watchers), watchers_fields, "" };
static const char SQL_WATCHERS[] =
    "SELECT coalesce(array_agg(x.user_id), '{}') AS users FROM ("
    " SELECT DISTINCT g.user_id FROM k8sm_grants(0, $1,"
    "  ARRAY['host:write', 'host:*', '*:*']) g LIMIT 1000) x";

enum err_code
hosts_round_db_watchers(struct cx *cx, int64_t project_id, struct ints *users)
{
	struct watchers row;
	enum err_code rc;

	rc = db_one(cx, SQL_WATCHERS, DB_ARGS(DB_INT(project_id)),
	    &watchers_type, &row);
	if (rc == ERR_OK)
		*users = row.users;
	return rc;
}

/*
 * --- coarser steps ---
 * Those that are over by a minute; never more than two days at once.
 */
static const char SQL_ROLL_5M[] =
    "WITH due AS (SELECT done_to AS lo, least(date_bin('5 min',"
    "  now() - interval '1 min', 'epoch'), done_to + interval '2 days') AS hi"
    "  FROM host_rollups WHERE step = '5m' FOR UPDATE),"
    " made AS (INSERT INTO host_samples_5m (host_id, at, n, failed, latency_ms,"
    "  cpu, cpu_max, load1, mem, mem_max, swap, disk, inode, rx, tx, state)"
    "  SELECT s.host_id, date_bin('5 min', s.at, 'epoch'), count(*),"
    "  count(*) FILTER (WHERE s.error <> ''),"
    "  avg(s.latency_ms) FILTER (WHERE s.error = ''), avg(s.cpu), max(s.cpu),"
    "  avg(s.load1), avg(s.mem), max(s.mem), avg(s.swap), max(s.disk),"
    "  max(s.inode), avg(s.rx), avg(s.tx), max(s.state)"
    "  FROM due, host_samples s WHERE s.at >= due.lo AND s.at < due.hi"
    "  GROUP BY 1, 2 ON CONFLICT DO NOTHING)"
    " UPDATE host_rollups r SET done_to = due.hi FROM due"
    " WHERE r.step = '5m' AND due.hi > due.lo";
static const char SQL_ROLL_1H[] =
    "WITH due AS (SELECT r.done_to AS lo, least(date_bin('1 hour', f.done_to,"
    "  'epoch'), r.done_to + interval '2 days') AS hi"
    "  FROM host_rollups r, host_rollups f"
    "  WHERE r.step = '1h' AND f.step = '5m' FOR UPDATE OF r),"
    " made AS (INSERT INTO host_samples_1h (host_id, at, n, failed, latency_ms,"
    "  cpu, cpu_max, load1, mem, mem_max, swap, disk, inode, rx, tx, state)"
    "  SELECT s.host_id, date_bin('1 hour', s.at, 'epoch'), sum(s.n),"
    "  sum(s.failed), avg(s.latency_ms), avg(s.cpu), max(s.cpu_max),"
    "  avg(s.load1), avg(s.mem), max(s.mem_max), avg(s.swap), max(s.disk),"
    "  max(s.inode), avg(s.rx), avg(s.tx), max(s.state)"
    "  FROM due, host_samples_5m s WHERE s.at >= due.lo AND s.at < due.hi"
    "  GROUP BY 1, 2 ON CONFLICT DO NOTHING)"
    " UPDATE host_rollups r SET done_to = due.hi FROM due"
    " WHERE r.step = '1h' AND due.hi > due.lo";

enum err_code
hosts_round_db_rollup(struct cx *cx)
{
	enum err_code rc;

	rc = db_exec(cx, SQL_ROLL_5M, DB_NONE, NULL);
	if (rc == ERR_OK)
		rc = db_exec(cx, SQL_ROLL_1H, DB_NONE, NULL);
	return rc;
}

static const char SQL_READY[] = "SELECT host_samples_days(3)::bigint";
static const char SQL_KEEP[] =
    "SELECT host_samples_keep($1::bigint::int, $2::bigint::int,"
    " $3::bigint::int)::bigint";

enum err_code
hosts_round_db_keep(struct cx *cx)
{
	const struct settings *set = cx->set;
	int64_t n;
	enum err_code rc;

	rc = db_int(cx, SQL_READY, DB_NONE, &n);
	if (rc == ERR_OK)
		rc = db_int(cx, SQL_KEEP,
		    DB_ARGS(DB_INT(set->metrics_raw_d),
			DB_INT(set->metrics_5m_d), DB_INT(set->metrics_1h_d)),
		    &n);
	return rc;
}
