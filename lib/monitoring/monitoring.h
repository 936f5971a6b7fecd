/*
 * monitoring: what is going on, over all rooms.
 */
#ifndef K8SM_MONITORING_MONITORING_H
#define K8SM_MONITORING_MONITORING_H

#include "base/base.h"
#include "web/web.h"

extern const struct route monitoring_routes[];

#endif
