/*
 * batch: one command or script on many hosts, as one task with a row per host;
 * and groups of hosts.
 */
#ifndef K8SM_BATCH_BATCH_H
#define K8SM_BATCH_BATCH_H

#include "tasks/tasks.h"
#include "web/web.h"

extern const struct route batch_routes[];
extern const struct task_kind batch_kinds[];

#endif
