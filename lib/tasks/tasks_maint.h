/* Inside of the room tasks: SQL of the maintenance task. */
#ifndef K8SM_TASKS_TASKS_MAINT_H
#define K8SM_TASKS_TASKS_MAINT_H

#include "tasks/tasks_int.h"

struct maint_row {
	const char *what;
	int64_t removed;
};

enum err_code tasks_maint_db_partitions(struct cx *cx, int64_t keep_days,
    int64_t *made, int64_t *dropped) MUST_CHECK;
enum err_code tasks_maint_db_drop(struct cx *cx, int64_t keep_days,
    int64_t most, int64_t *n) MUST_CHECK;
enum err_code tasks_maint_db_clean(struct cx *cx, struct maint_row **rows,
    size_t *n) MUST_CHECK;

#endif
