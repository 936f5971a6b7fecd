/* The engine's own kinds. */
#include <inttypes.h>

#include "audit/audit.h"
#include "json/json.h"
#include "tasks/tasks_maint.h"

/* Finished tasks go in pieces: a long delete would hold back the vacuum. */
#define PIECE 2000
#define PIECES 500

/* Partitions, old tasks and whatever rooms let go. */
static enum err_code
maintain(struct cx *cx, struct task *t, const void *args)
{
	struct maint_row *rows;
	int64_t made, dropped, audit = 0, n = PIECE, tasks = 0;
	struct buf b;
	struct json j;
	size_t i, n_rows;
	enum err_code rc;
	int k;

	(void)args;
	rc = tasks_maint_db_partitions(cx, cx->set->retention_events_d, &made,
	    &dropped);
	if (rc == ERR_OK)
		rc = audit_retention(cx, cx->set->retention_audit_d, &audit);
	for (k = 0; rc == ERR_OK && n == PIECE && k < PIECES; k++) {
		rc = task_alive(cx, t);
		if (rc == ERR_OK)
			rc = tasks_maint_db_drop(cx,
			    cx->set->retention_events_d, PIECE, &n);
		tasks += n;
	}
	if (rc == ERR_OK)
		rc = tasks_maint_db_clean(cx, &rows, &n_rows);
	if (rc)
		return rc;
	buf_init(&b, cx->mem, BUF_MAX_ROW);
	json_init(&j, &b);
	json_object(&j);
	json_put_int(&j, "partitions_made", made);
	json_put_int(&j, "partitions_dropped", dropped);
	json_put_int(&j, "audit_partitions_dropped", audit);
	json_put_int(&j, "tasks", tasks);
	for (i = 0; i < n_rows; i++)
		json_put_int(&j, rows[i].what, rows[i].removed);
	json_object_end(&j);
	task_set_result(t, buf_view(&b));
	return ERR_OK;
}

static enum err_code
ping(struct cx *cx, struct task *t, const void *args)
{
	(void)cx;
	(void)t;
	(void)args;
	return ERR_OK;
}

const struct task_kind tasks_kinds[] = {
	{ "system.maintenance",
	    .doc = "Make partitions ahead, drop what is"
		   " older than its retention",
	    .timeout_s = 900, .max_tries = 3, .repeatable = true,
	    .every_s = 3600, .fn = maintain },
	{ "system.ping", .doc = "Do nothing: shows that the queue moves",
	    .timeout_s = 60, .max_tries = 1, .repeatable = true, .fn = ping,
	    .perm = "task:write" },
	{ .fn = NULL }
};
