/* SQL of the maintenance task. */
#include "db/db.h"
#include "tasks/tasks_maint.h"

static const char SQL_ENSURE[] =
    "SELECT coalesce(sum(k8sm_partitions_ensure(parent, 3)), 0)::bigint"
    " FROM partitioned_tables";
static const char SQL_DROP_EVENTS[] =
    "SELECT k8sm_partitions_drop('task_events', $1::bigint::int)::bigint";

enum err_code
tasks_maint_db_partitions(struct cx *cx, int64_t keep_days, int64_t *made,
    int64_t *dropped)
{
	enum err_code rc;

	rc = db_int(cx, SQL_ENSURE, DB_NONE, made);
	if (rc == ERR_OK)
		rc = db_int(cx, SQL_DROP_EVENTS, DB_ARGS(DB_INT(keep_days)),
		    dropped);
	return rc;
}

static const char SQL_DROP[] =
    "SELECT k8sm_tasks_drop($1::bigint::int, $2::bigint::int)";

enum err_code
tasks_maint_db_drop(struct cx *cx, int64_t keep_days, int64_t most, int64_t *n)
{
	return db_int(cx, SQL_DROP, DB_ARGS(DB_INT(keep_days), DB_INT(most)),
	    n);
}

static const struct field maint_fields[] = { F_TEXT(struct maint_row, what, 0,
						 0, 64, ""),
	F_INT(struct maint_row, removed, F_NULL, 0, INT64_MAX, 0, ""), F_END };
static const struct type maint_type = { "MaintRow", sizeof(struct maint_row),
	maint_fields, "" };
static const char SQL_CLEAN[] = "SELECT c.what, c.removed FROM k8sm_clean() c";

enum err_code
tasks_maint_db_clean(struct cx *cx, struct maint_row **rows, size_t *n)
{
	return db_all(cx, SQL_CLEAN, DB_NONE, &maint_type, rows, n);
}
