/*
 * routes: the one list of route tables and task kinds.
 */
#ifndef K8SM_FCGI_ROUTES_H
#define K8SM_FCGI_ROUTES_H

#include "tasks/tasks.h"
#include "web/web.h"

extern const struct route *const api_routes[];
extern const struct task_kind *const api_kinds[];

#endif
