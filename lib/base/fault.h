/*
 * fault: named points at which a test build misbehaves on command.
 *
 * K8SM_FAULT=name:nth:action[,…] with action kill, exit, sleep=MS, eio, enomem
 * or stop; `nth` counts from 1, 0 means every time, and "~SEED/N" in its place
 * hits about one in N by a seeded generator (every process of a family gets its
 * own sequence, by the order in which they meet a fault).  Compiled to nothing unless
 * K8SM_FAULTS is defined (test builds only).
 */
#ifndef K8SM_BASE_FAULT_H
#define K8SM_BASE_FAULT_H

#ifdef K8SM_FAULTS
/* 0, or the errno to pretend; kill, exit, stop and sleep act inside. */
int fault_hit(const char *name);
#define FAULT(name) fault_hit(name)
/* Replaces what K8SM_FAULT says; counters start anew.  A spec that cannot be
 * read is reported and ends the process with status 64. */
void fault_load(const char *spec);
#else
#define FAULT(name) 0
#endif

#endif
