/*
 * hosts: machines reached over SSH: inventory, onboarding, commands.
 */
#ifndef K8SM_HOSTS_HOSTS_H
#define K8SM_HOSTS_HOSTS_H

#include "base/base.h"
#include "tasks/tasks.h"
#include "web/web.h"

extern const struct route hosts_routes[];
extern const struct route credentials_routes[];
extern const struct task_kind hosts_kinds[];

#endif
