/*
 * auditor: verification of the audit chains as a task.
 *
 * A room of its own because tasks stand on audit, so that audit itself cannot
 * know them.
 */
#ifndef K8SM_AUDITOR_AUDITOR_H
#define K8SM_AUDITOR_AUDITOR_H

#include "tasks/tasks.h"
#include "web/web.h"

extern const struct task_kind auditor_kinds[];
extern const struct route auditor_routes[];

#endif
