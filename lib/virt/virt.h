/*
 * virt: virtual machines on hosts with libvirt, reached over SSH.
 */
#ifndef K8SM_VIRT_VIRT_H
#define K8SM_VIRT_VIRT_H

#include "base/base.h"
#include "tasks/tasks.h"
#include "web/web.h"

extern const struct route virt_routes[];
extern const struct task_kind virt_kinds[];

#endif
