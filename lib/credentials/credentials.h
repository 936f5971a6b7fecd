/*
 * credentials: shared passwords, review of host keys, rotations of SSH keys.
 */
#ifndef K8SM_CREDENTIALS_CREDENTIALS_H
#define K8SM_CREDENTIALS_CREDENTIALS_H

#include "tasks/tasks.h"
#include "web/web.h"

extern const struct route credentials_routes[];
extern const struct task_kind credentials_kinds[];

#endif
