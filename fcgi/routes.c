/*
 * routes: every route and every task kind of the product, so that reading this
 * file shows everything there is.
 */
#include "routes.h"
#include "system_api.h"
#include "tasks/tasks.h"

const struct route *const api_routes[] = {
	system_routes,
	tasks_routes,
	NULL
};

const struct task_kind *const api_kinds[] = {
	tasks_kinds,
	NULL
};
