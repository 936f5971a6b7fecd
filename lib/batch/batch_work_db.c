/*
 * batch_work_db: SQL of the worker.  Every write names the run's epoch: a process
 * that another one has replaced changes nothing.
 */
#include "batch/batch_int.h"
#include "db/db.h"

static const char SQL_TAKE[] =
    "UPDATE batch_runs SET epoch = epoch + 1, task_id = $2,"
    " started_at = coalesce(started_at, now()), finished_at = NULL,"
    " stopped = '' WHERE id = $1 AND stopped <> 'cancelled'";

enum err_code
batch_work_take(struct cx *cx, int64_t id, int64_t task_id,
    struct batch_run *out)
{
	int64_t n;
	enum err_code rc;

	rc = db_exec(cx, SQL_TAKE, DB_ARGS(DB_INT(id), DB_INT(task_id)), &n);
	if (rc == ERR_OK && n == 0)
		return err_set(cx, ERR_CONFLICT, "批次已取消",
		    "the batch was cancelled");
	return rc ? rc : batch_db_get(cx, id, out);
}

#define FENCE(run, epoch) \
	"EXISTS (SELECT 1 FROM batch_runs r WHERE r.id = " run \
	" AND r.epoch = " epoch ")"

static const char SQL_REPAIR[] =
    "UPDATE batch_hosts SET"
    " state = CASE WHEN state = 'running' AND NOT $3 THEN 'uncertain'"
    "  ELSE 'queued' END,"
    " message = CASE WHEN state = 'running' AND NOT $3 THEN $4 ELSE '' END,"
    " finished_at = CASE WHEN state = 'running' AND NOT $3 THEN now() END"
    " WHERE run_id = $1 AND state IN ('connecting', 'running')"
    " AND " FENCE("$1", "$2");

enum err_code
batch_work_repair(struct cx *cx, const struct batch_run *run)
{
	return db_exec(cx, SQL_REPAIR,
	    DB_ARGS(DB_INT(run->id), DB_INT(run->epoch),
		DB_BOOL(run->repeatable),
		DB_TEXT(cx->lang == LANG_EN ?
			"the worker died while the command ran here; nobody "
			"knows whether it was completed" :
			"执行进程在命令运行期间中断，无法确定是否完成")),
	    NULL);
}

struct plan_row {
	struct ints ids;
	struct ints waves;
};
static const struct field plan_fields[] = { F_INTS(struct plan_row, ids, 0, 0,
						INT64_MAX, "Hosts"),
	F_INTS(struct plan_row, waves, 0, 0, INT64_MAX, "Their waves"), F_END };
static const struct type plan_type = { "BatchPlan", sizeof(struct plan_row),
	plan_fields, "Hosts of a run" };

static const char SQL_PLAN[] =
    "SELECT coalesce(array_agg(host_id ORDER BY ord), '{}') AS ids,"
    " coalesce(array_agg(wave ORDER BY ord), '{}') AS waves"
    " FROM batch_hosts WHERE run_id = $1";

enum err_code
batch_work_plan(struct cx *cx, int64_t id, struct ints *ids, struct ints *waves)
{
	struct plan_row row;
	enum err_code rc;

	rc = db_one(cx, SQL_PLAN, DB_ARGS(DB_INT(id)), &plan_type, &row);
	*ids = row.ids;
	*waves = row.waves;
	return rc;
}

static const struct field todo_fields[] = { F_INT(struct batch_todo, host_id, 0,
						1, INT64_MAX, 0, "Host"),
	F_INT(struct batch_todo, wave, 0, 0, INT64_MAX, 0, "Wave"), F_END };
static const struct type todo_type = { "BatchTodo", sizeof(struct batch_todo),
	todo_fields, "A host that was not begun" };

static const char SQL_TODO[] =
    "SELECT host_id, wave FROM batch_hosts"
    " WHERE run_id = $1 AND state = 'queued' ORDER BY wave, ord";

enum err_code
batch_work_todo(struct cx *cx, int64_t id, struct batch_todo **v, size_t *n)
{
	return db_all(cx, SQL_TODO, DB_ARGS(DB_INT(id)), &todo_type, v, n);
}

static const struct field counts_fields[] = { F_INT(struct batch_counts, errors,
						  0, 0, INT64_MAX, 0, "Errors"),
	F_INT(struct batch_counts, canary_errors, 0, 0, INT64_MAX, 0,
	    "of canaries"),
	F_END };
static const struct type counts_type = { "BatchCounts",
	sizeof(struct batch_counts), counts_fields, "Errors so far" };

static const char SQL_COUNTS[] =
    "SELECT count(*) AS errors, count(*) FILTER (WHERE wave = 0)"
    " AS canary_errors FROM batch_hosts WHERE run_id = $1"
    " AND state IN ('failed', 'unreachable', 'timed_out', 'uncertain')";

enum err_code
batch_work_counts(struct cx *cx, int64_t id, struct batch_counts *out)
{
	return db_one(cx, SQL_COUNTS, DB_ARGS(DB_INT(id)), &counts_type, out);
}

static enum err_code
lost(struct cx *cx)
{
	return err_set(cx, ERR_CONFLICT, "批次已由另一个进程接管",
	    "another process has taken the batch over");
}

static const char SQL_MARK[] =
    "UPDATE batch_hosts SET state = $3, started_at ="
    " CASE WHEN $3 = 'running' THEN clock_timestamp() END"
    " WHERE run_id = $1 AND host_id = ANY ($4::bigint[])"
    " AND " FENCE("$1", "$2");

enum err_code
batch_work_mark(struct cx *cx, const struct batch_run *run, const char *state,
    const int64_t *ids, size_t n)
{
	int64_t done;
	enum err_code rc;

	rc = db_exec(cx, SQL_MARK,
	    DB_ARGS(DB_INT(run->id), DB_INT(run->epoch), DB_TEXT(state),
		DB_INTS(ids, n)),
	    &done);
	if (rc == ERR_OK && done != (int64_t)n)
		return lost(cx);
	return rc;
}

static const char SQL_ENDS[] =
    "UPDATE batch_hosts h SET state = x.state, exit_code = x.exit_code,"
    " exit_signal = x.signal, fault = x.fault, message = x.message,"
    " warm = x.warm <> 0, connect_ms = x.connect_ms, run_ms = x.run_ms,"
    " out_bytes = x.out_bytes, err_bytes = x.err_bytes,"
    " truncated = x.truncated <> 0, out_sha256 = x.sum, stdout = x.out,"
    " stderr = x.err, finished_at = clock_timestamp()"
    " FROM unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],"
    " $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::text[],"
    " $12::text[], $13::text[], $14::text[], $15::text[], $16::text[],"
    " $17::text[]) AS x (id, exit_code, warm, connect_ms, run_ms, out_bytes,"
    " err_bytes, truncated, state, signal, fault, message, sum, out, err)"
    " WHERE h.run_id = $1 AND h.host_id = x.id AND " FENCE("$1", "$2");

enum err_code
batch_work_ends(struct cx *cx, const struct batch_run *run,
    const struct batch_ends *e)
{
	int64_t done;
	enum err_code rc;

	rc = db_exec(cx, SQL_ENDS,
	    DB_ARGS(DB_INT(run->id), DB_INT(run->epoch), DB_INTS(e->ids, e->n),
		DB_INTS(e->exit_codes, e->n), DB_INTS(e->warm, e->n),
		DB_INTS(e->connect_ms, e->n), DB_INTS(e->run_ms, e->n),
		DB_INTS(e->out_bytes, e->n), DB_INTS(e->err_bytes, e->n),
		DB_INTS(e->truncated, e->n), DB_TEXTS(e->states, e->n),
		DB_TEXTS(e->signals, e->n), DB_TEXTS(e->faults, e->n),
		DB_TEXTS(e->messages, e->n), DB_TEXTS(e->sums, e->n),
		DB_TEXTS(e->outs, e->n), DB_TEXTS(e->errs, e->n)),
	    &done);
	if (rc == ERR_OK && done != (int64_t)e->n)
		return lost(cx);
	return rc;
}

static const char SQL_OVER[] =
    "WITH done AS (UPDATE batch_runs SET stopped = $3, finished_at ="
    "  CASE WHEN $3 <> 'paused' THEN now() END WHERE id = $1 AND epoch = $2"
    "  RETURNING id)"
    " UPDATE batch_hosts h SET state = $4, message = $5, finished_at = now()"
    " FROM done WHERE $4 <> '' AND h.run_id = done.id"
    " AND h.state IN ('queued', 'connecting')";

enum err_code
batch_work_over(struct cx *cx, const struct batch_run *run, const char *stopped,
    const char *rest, const char *message)
{
	return db_exec(cx, SQL_OVER,
	    DB_ARGS(DB_INT(run->id), DB_INT(run->epoch), DB_TEXT(stopped),
		DB_TEXT(rest), DB_TEXT(message)),
	    NULL);
}
