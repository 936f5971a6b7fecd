/*
 * cloud: accounts at public clouds, and hosts brought in from them.
 */
#ifndef K8SM_CLOUD_CLOUD_H
#define K8SM_CLOUD_CLOUD_H

#include "base/base.h"
#include "tasks/tasks.h"
#include "web/web.h"

extern const struct route cloud_routes[];
extern const struct task_kind cloud_kinds[];

#endif
