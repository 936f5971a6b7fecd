/*
 * batch_db: SQL of runs and their hosts, for requests.
 */
#include "batch/batch_int.h"
#include "db/db.h"

/* $1 the worker's scope, $2 the caller's projects. */
#define MINE(t) "($1 OR " t ".project_id = ANY ($2::bigint[]))"
#define WHO(cx) \
	DB_BOOL((cx)->who.all_projects), \
	    DB_INTS((cx)->who.projects, (cx)->who.n_projects)

static struct db_arg
maybe(const char *s)
{
	return DB_TEXT(s != NULL && s[0] != '\0' ? s : NULL);
}

static const char *
text(const char *s)
{
	return s != NULL ? s : "";
}

/* --- hosts that are chosen --- */

#define PICK \
	"SELECT h.id, h.project_id, h.name, h.ip, h.ssh_user, h.status, " \
	"h.tags," \
	" h.host_key <> '' AS confirmed FROM hosts h WHERE "

static const char SQL_PICK_IDS[] =
    PICK "h.id = ANY ($1::bigint[]) AND h.project_id = $2"
	 " ORDER BY array_position($1::bigint[], h.id)";

enum err_code
batch_db_pick_ids(struct cx *cx, const int64_t *ids, size_t n_ids,
    int64_t project_id, struct batch_pick **v, size_t *n)
{
	return db_all(cx, SQL_PICK_IDS,
	    DB_ARGS(DB_INTS(ids, n_ids), DB_INT(project_id)), &batch_pick_type,
	    v, n);
}

static const char SQL_PICK_FILTER[] =
    PICK "h.project_id = $1 AND h.tags @> $2::text[]"
	 " AND ($3::text IS NULL OR h.status = $3)"
	 " AND ($4::text IS NULL OR h.health_state = $4)"
	 " AND ($5::text IS NULL OR h.source = $5)"
	 " AND ($6::text IS NULL OR h.region = $6)"
	 " AND ($7::text IS NULL OR h.search LIKE '%' || replace(replace("
	 "replace(lower($7), '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%')"
	 " ORDER BY lower(h.name), h.id LIMIT $8";

enum err_code
batch_db_pick_filter(struct cx *cx, int64_t project_id,
    const struct batch_filter *f, struct batch_pick **v, size_t *n)
{
	return db_all(cx, SQL_PICK_FILTER,
	    DB_ARGS(DB_INT(project_id), DB_TEXTS(f->tags.v, f->tags.n),
		maybe(f->status), maybe(f->health_state), maybe(f->source),
		maybe(f->region), maybe(f->q), DB_INT(BATCH_MAX_HOSTS + 1)),
	    &batch_pick_type, v, n);
}

static const char SQL_PROJECT_OF[] =
    "SELECT coalesce(min(h.project_id), 0)::bigint FROM hosts h WHERE " MINE(
	"h") " AND h.id = ANY ($3::bigint[])";

enum err_code
batch_db_project_of(struct cx *cx, const int64_t *ids, size_t n,
    int64_t *project_id)
{
	return db_int(cx, SQL_PROJECT_OF, DB_ARGS(WHO(cx), DB_INTS(ids, n)),
	    project_id);
}

/* --- runs --- */

static const char SQL_INSERT[] =
    "INSERT INTO batch_runs (project_id, name, command, interpreter, digest,"
    " concurrency, canaries, canary_pause, tiers, max_errors,"
    " max_error_percent, timeout_s, total_timeout_s, output_max, repeatable,"
    " reason, verdict, retry_of, hosts, created_by, created_by_name)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,"
    " $15, $16, $17, $18, $19, $20, $21) RETURNING id";

enum err_code
batch_db_insert(struct cx *cx, const struct batch_run *in, int64_t *id)
{
	return db_int(cx, SQL_INSERT,
	    DB_ARGS(DB_INT(in->project_id), DB_TEXT(in->name),
		DB_TEXT(in->command), DB_TEXT(in->interpreter),
		DB_TEXT(in->digest), DB_INT(in->concurrency),
		DB_INT(in->canaries), DB_BOOL(in->canary_pause),
		DB_TEXTS(in->tiers.v, in->tiers.n), DB_INT(in->max_errors),
		DB_INT(in->max_error_percent), DB_INT(in->timeout_s),
		DB_INT(in->total_timeout_s), DB_INT(in->output_max),
		DB_BOOL(in->repeatable), DB_TEXT(in->reason),
		DB_TEXT(in->verdict), DB_INT(in->retry_of), DB_INT(in->hosts),
		DB_INT(cx->who.user_id), DB_TEXT(text(cx->who.username))),
	    id);
}

static const char SQL_INSERT_HOSTS[] =
    "INSERT INTO batch_hosts (run_id, project_id, host_id, wave, ord, name, ip,"
    " state, message, finished_at)"
    " SELECT $1, $2, x.id, x.wave, x.ord, x.name, x.ip,"
    " CASE WHEN x.skip = '' THEN 'queued' ELSE 'skipped' END, x.skip,"
    " CASE WHEN x.skip <> '' THEN now() END"
    " FROM unnest($3::bigint[], $4::bigint[], $5::text[], $6::text[],"
    " $7::text[]) WITH ORDINALITY AS x (id, wave, name, ip, skip, ord)";

enum err_code
batch_db_insert_hosts(struct cx *cx, int64_t run_id, int64_t project_id,
    const struct batch_pick *v, size_t n)
{
	int64_t *ids = arena_array(cx->mem, n + 1, sizeof(*ids));
	int64_t *waves = arena_array(cx->mem, n + 1, sizeof(*waves));
	const char **names = arena_array(cx->mem, n + 1, sizeof(*names));
	const char **ips = arena_array(cx->mem, n + 1, sizeof(*ips));
	const char **skips = arena_array(cx->mem, n + 1, sizeof(*skips));
	size_t i;

	for (i = 0; i < n; i++) {
		ids[i] = v[i].id;
		waves[i] = v[i].wave;
		names[i] = v[i].name;
		ips[i] = v[i].ip;
		skips[i] = text(v[i].skip);
	}
	return db_exec(cx, SQL_INSERT_HOSTS,
	    DB_ARGS(DB_INT(run_id), DB_INT(project_id), DB_INTS(ids, n),
		DB_INTS(waves, n), DB_TEXTS(names, n), DB_TEXTS(ips, n),
		DB_TEXTS(skips, n)),
	    NULL);
}

static const char SQL_SET_TASK[] =
    "UPDATE batch_runs b SET task_id = $4,"
    " approval_id = CASE WHEN $5 <> 0 THEN $5 ELSE approval_id END"
    " WHERE " MINE("b") " AND b.id = $3";

enum err_code
batch_db_set_task(struct cx *cx, int64_t id, int64_t task_id,
    int64_t approval_id)
{
	return db_exec(cx, SQL_SET_TASK,
	    DB_ARGS(WHO(cx), DB_INT(id), DB_INT(task_id), DB_INT(approval_id)),
	    NULL);
}

#define STATUS \
	"CASE WHEN b.task_id = 0 THEN CASE" \
	"  WHEN b.stopped = 'cancelled' THEN 'cancelled'" \
	"  WHEN a.status = 'approved' THEN 'queued'" \
	"  WHEN a.status = 'pending' AND a.expires_at > now() THEN 'waiting'" \
	"  ELSE 'refused' END" \
	" WHEN t.status IN ('queued', 'running') THEN t.status" \
	" WHEN b.stopped = 'paused' THEN 'paused'" \
	" WHEN t.status = 'cancelled' OR b.stopped = 'cancelled'" \
	"  THEN 'cancelled'" \
	" WHEN b.stopped = 'errors' THEN 'stopped'" \
	" WHEN t.status = 'succeeded' THEN 'succeeded' ELSE 'failed' END"
#define COUNT(as, states) \
	"count(*) FILTER (WHERE x.state IN (" states ")) AS " as
#define FROM \
	" FROM batch_runs b LEFT JOIN tasks t ON t.id = b.task_id" \
	" LEFT JOIN approvals a ON a.id = b.approval_id"
#define COUNTED \
	" CROSS JOIN LATERAL (SELECT " COUNT("n_waiting", \
	    "'queued'") ", " COUNT("n_running", \
	    "'connecting', 'running'") ", " COUNT("n_succeeded", \
	    "'succeeded'") ", " COUNT("n_failed", \
	    "'failed'") ", " COUNT("n_unreachable", \
	    "'unreachable'") ", " COUNT("n_timed_out", \
	    "'timed_out'") ", " COUNT("n_skipped", \
	    "'skipped'") ", " COUNT("n_cancelled", \
	    "'cancelled'") ", " COUNT("n_uncertain", \
	    "'uncertain'") " FROM batch_hosts x WHERE x.run_id = b.id) c"
#define HEAD \
	"b.id, b.project_id, b.name, b.interpreter, b.stopped, b.retry_of," \
	" b.task_id, b.approval_id, b.hosts, b.created_by," \
	" b.created_by_name, b.created_at, b.started_at, " \
	"b.finished_at, " STATUS " AS status, c.*"
#define REST \
	", b.command, b.digest, b.concurrency, b.canaries, b.canary_pause," \
	" b.tiers, b.max_errors, b.max_error_percent, b.timeout_s," \
	" b.total_timeout_s, b.output_max, b.repeatable, b.reason, b.verdict," \
	" b.epoch"

static const char SQL_GET[] =
    "SELECT " HEAD REST FROM COUNTED " WHERE " MINE("b") " AND b.id = $3";

enum err_code
batch_db_get(struct cx *cx, int64_t id, struct batch_run *out)
{
	return db_one(cx, SQL_GET, DB_ARGS(WHO(cx), DB_INT(id)),
	    &batch_run_type, out);
}

static const char SQL_LOCK[] =
    "SELECT b.id FROM batch_runs b WHERE " MINE("b") " AND b.id = $3 FOR "
						     "UPDATE";

enum err_code
batch_db_lock(struct cx *cx, int64_t id)
{
	int64_t unused;

	return db_int(cx, SQL_LOCK, DB_ARGS(WHO(cx), DB_INT(id)), &unused);
}

#define FILTER \
	MINE("b") \
	" AND ($3::bigint IS NULL OR b.project_id = $3)" \
	" AND ($4::text IS NULL OR strpos(lower(b.name), lower($4)) > 0" \
	"  OR strpos(lower(b.created_by_name), lower($4)) > 0)" \
	" AND ($5::bigint IS NULL OR EXISTS (SELECT 1 FROM batch_hosts y" \
	"  WHERE y.run_id = b.id AND y.host_id = $5))" \
	" AND ($6::text IS NULL OR " STATUS " = $6)"

static const char SQL_LIST[] =
    "SELECT " HEAD " FROM (SELECT b.* " FROM " WHERE " FILTER
    "  ORDER BY b.id DESC LIMIT $7 OFFSET $8) b"
    " LEFT JOIN tasks t ON t.id = b.task_id"
    " LEFT JOIN approvals a ON a.id = b.approval_id" COUNTED
    " ORDER BY b.id DESC";
static const char SQL_COUNT[] = "SELECT count(*)" FROM " WHERE " FILTER;

enum err_code
batch_db_list(struct cx *cx, const struct batch_run_filter *f,
    struct batch_run **v, size_t *n, int64_t *total)
{
	const struct db_arg args[] = { WHO(cx), DB_INT0(f->project_id),
		maybe(f->q), DB_INT0(f->host_id), maybe(f->status),
		DB_INT(f->page_size),
		DB_INT(page_offset(f->page, f->page_size)) };
	const size_t n_args = sizeof(args) / sizeof(args[0]);
	enum err_code rc;

	rc = db_all(cx, SQL_LIST, (struct db_args){ args, n_args },
	    &batch_item_type, v, n);
	if (rc)
		return rc;
	return db_int(cx, SQL_COUNT, (struct db_args){ args, n_args - 2 },
	    total);
}

static const char SQL_STOP[] =
    "UPDATE batch_runs b SET stopped = $4, finished_at ="
    " CASE WHEN $4 = '' THEN NULL ELSE now() END WHERE " MINE("b") " AND b.id "
								   "= $3";

enum err_code
batch_db_stop(struct cx *cx, int64_t id, const char *stopped)
{
	return db_exec(cx, SQL_STOP,
	    DB_ARGS(WHO(cx), DB_INT(id), DB_TEXT(stopped)), NULL);
}

static const char SQL_DROP_REST[] =
    "UPDATE batch_hosts b SET state = $4, message = $5, finished_at = now()"
    " WHERE " MINE("b") " AND b.run_id = $3"
			" AND b.state IN ('queued', 'connecting')";

enum err_code
batch_db_drop_rest(struct cx *cx, int64_t id, const char *state,
    const char *message)
{
	return db_exec(cx, SQL_DROP_REST,
	    DB_ARGS(WHO(cx), DB_INT(id), DB_TEXT(state), DB_TEXT(message)),
	    NULL);
}

/* What ran on a host when its process died is known to nobody. */
static const char SQL_DROPPED[] =
    "WITH gone AS (UPDATE batch_runs b SET stopped = 'cancelled',"
    "  finished_at = now() WHERE " MINE(
	"b") " AND b.task_id = $3"
	     "  AND b.finished_at IS NULL RETURNING id)"
	     " UPDATE batch_hosts h SET finished_at = now(), state = CASE"
	     "  WHEN h.state = 'running' THEN 'uncertain' ELSE 'cancelled' END"
	     " FROM gone WHERE h.run_id = gone.id"
	     " AND h.state IN ('queued', 'connecting', 'running')";

enum err_code
batch_db_dropped(struct cx *cx, int64_t task_id)
{
	return db_exec(cx, SQL_DROPPED, DB_ARGS(WHO(cx), DB_INT(task_id)),
	    NULL);
}

/* --- their hosts --- */

#define HOST \
	"h.host_id, h.wave, h.ord, h.name, h.ip, h.state, h.exit_code," \
	" h.exit_signal, h.fault, h.message, h.warm, h.connect_ms, h.run_ms," \
	" h.out_bytes, h.err_bytes, h.truncated, h.out_sha256, h.started_at," \
	" h.finished_at"
#define HFILTER \
	MINE("h") \
	" AND h.run_id = $3" \
	" AND ($4::text IS NULL OR h.state = ANY (string_to_array($4, ',')))" \
	" AND ($5::text IS NULL OR h.out_sha256 = $5)" \
	" AND ($6::text IS NULL OR strpos(lower(h.name || ' ' || h.ip)," \
	"  lower($6)) > 0)"
#define HOSTS \
	"SELECT " HOST \
	", split_part(left(CASE WHEN h.stdout <> '' THEN h.stdout" \
	" ELSE h.stderr END, 200), chr(10), 1) AS first_line," \
	" (SELECT count(*) FROM batch_hosts h WHERE " HFILTER ") AS total" \
	" FROM batch_hosts h WHERE " HFILTER " ORDER BY "
#define CUT " LIMIT $7 OFFSET $8"

static const char SQL_HOSTS[] = HOSTS "h.wave, h.ord" CUT;
static const char SQL_HOSTS_NAME[] = HOSTS "lower(h.name), h.host_id" CUT;
static const char SQL_HOSTS_STATE[] =
    HOSTS "array_position(ARRAY['running', 'connecting', 'uncertain', 'failed',"
	  " 'timed_out', 'unreachable', 'cancelled', 'skipped', 'queued',"
	  " 'succeeded'], h.state), h.wave, h.ord" CUT;
static const char SQL_HOSTS_RUN[] = HOSTS "h.run_ms DESC, h.host_id" CUT;
static const char SQL_HOSTS_EXIT[] = HOSTS "h.exit_code DESC, h.host_id" CUT;

static enum err_code
order_of(struct cx *cx, const char *sort, const char **sql)
{
	*sql = SQL_HOSTS;
	if (sort == NULL || sort[0] == '\0' || strcmp(sort, "ord") == 0)
		return ERR_OK;
	if (strcmp(sort, "name") == 0)
		*sql = SQL_HOSTS_NAME;
	else if (strcmp(sort, "state") == 0)
		*sql = SQL_HOSTS_STATE;
	else if (strcmp(sort, "-run_ms") == 0)
		*sql = SQL_HOSTS_RUN;
	else if (strcmp(sort, "-exit_code") == 0)
		*sql = SQL_HOSTS_EXIT;
	else
		return err_field(cx, "sort", "不能按 '%s' 排序",
		    "cannot sort by '%s'", sort);
	return ERR_OK;
}

static const char SQL_HOSTS_COUNT[] =
    "SELECT count(*) FROM batch_hosts h WHERE " HFILTER;

enum err_code
batch_db_hosts(struct cx *cx, int64_t id, const struct batch_host_filter *f,
    struct batch_host **v, size_t *n, int64_t *total)
{
	const struct db_arg args[] = { WHO(cx), DB_INT(id), maybe(f->state),
		maybe(f->out_sha256), maybe(f->q), DB_INT(f->page_size),
		DB_INT(page_offset(f->page, f->page_size)) };
	const size_t n_args = sizeof(args) / sizeof(args[0]);
	const char *sql;
	enum err_code rc;

	rc = order_of(cx, f->sort, &sql);
	if (rc)
		return rc;
	rc = db_all(cx, sql, (struct db_args){ args, n_args },
	    &batch_host_row_type, v, n);
	if (rc)
		return rc;
	*total = *n > 0 ? (*v)[0].total : 0;
	if (*n > 0 || f->page == 1)
		return ERR_OK;
	return db_int(cx, SQL_HOSTS_COUNT, (struct db_args){ args, n_args - 2 },
	    total);
}

static const char SQL_HOST[] =
    "SELECT " HOST ", h.stdout, h.stderr"
    " FROM batch_hosts h WHERE " MINE("h") " AND h.run_id = $3 AND h.host_id = "
					   "$4";

enum err_code
batch_db_host(struct cx *cx, int64_t id, int64_t host_id,
    struct batch_host *out)
{
	return db_one(cx, SQL_HOST,
	    DB_ARGS(WHO(cx), DB_INT(id), DB_INT(host_id)), &batch_output_type,
	    out);
}

static const char SQL_EXPORT[] =
    "SELECT " HOST ", h.stdout, h.stderr"
    " FROM batch_hosts h WHERE " MINE("h") " AND h.run_id = $3 ORDER BY "
					   "h.wave, h.ord";

enum err_code
batch_db_export(struct cx *cx, int64_t id,
    enum err_code (*fn)(struct cx *cx, void *row, void *arg), void *arg)
{
	struct batch_host row;

	return db_each(cx, SQL_EXPORT, DB_ARGS(WHO(cx), DB_INT(id)),
	    &batch_output_type, &row, fn, arg);
}

/* Faults have no output: they are alike when their kind is. */
#define OUTCOME_OF \
	"CASE WHEN g.out_sha256 = '' THEN h.message ELSE '' END AS message," \
	" left(h.stdout, 65536) AS stdout, left(h.stderr, 65536) AS stderr," \
	" h.truncated OR length(h.stdout) > 65536 OR length(h.stderr) > 65536" \
	" AS truncated"
static const char SQL_OUTCOMES[] =
    "WITH g AS (SELECT h.out_sha256, h.state, h.exit_code,"
    "  CASE WHEN h.out_sha256 <> '' THEN '' WHEN h.fault <> '' THEN h.fault"
    "  ELSE h.message END AS why, count(*) AS hosts, min(h.host_id) AS one,"
    "  (array_agg(h.name ORDER BY h.wave, h.ord))[1:50] AS names"
    "  FROM batch_hosts h WHERE " MINE(
	"h") " AND h.run_id = $3"
	     "  AND h.state NOT IN ('queued', 'connecting', 'running')"
	     "  GROUP BY 1, 2, 3, 4 ORDER BY count(*) DESC, 1, 2 LIMIT 100)"
	     " SELECT g.out_sha256, g.state, g.exit_code, g.hosts, "
	     "g.names, " OUTCOME_OF
	     " FROM g JOIN batch_hosts h ON h.run_id = $3 AND h.host_id = g.one"
	     " ORDER BY g.hosts DESC, g.out_sha256, g.state";

enum err_code
batch_db_outcomes(struct cx *cx, int64_t id, struct batch_outcome **v,
    size_t *n)
{
	return db_all(cx, SQL_OUTCOMES, DB_ARGS(WHO(cx), DB_INT(id)),
	    &batch_outcome_type, v, n);
}

struct id_row {
	struct ints ids;
};
static const struct field id_fields[] = {
	F_INTS(struct id_row, ids, 0, 0, INT64_MAX, "Hosts"), F_END
};
static const struct type id_type = { "BatchIds", sizeof(struct id_row),
	id_fields, "Hosts of a run" };

static const char SQL_IDS_IN[] =
    "SELECT coalesce(array_agg(h.host_id ORDER BY h.wave, h.ord), '{}') AS ids"
    " FROM batch_hosts h JOIN hosts x ON x.id = h.host_id WHERE " MINE(
	"h") " AND h.run_id = $3 AND h.state = ANY ($4::text[])";

enum err_code
batch_db_ids_in(struct cx *cx, int64_t id, const struct texts *states,
    struct ints *out)
{
	struct id_row row;
	enum err_code rc;

	rc = db_one(cx, SQL_IDS_IN,
	    DB_ARGS(WHO(cx), DB_INT(id), DB_TEXTS(states->v, states->n)),
	    &id_type, &row);
	*out = row.ids;
	out->set = true;
	return rc;
}
