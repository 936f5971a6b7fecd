/*
 * upgrade: the program's new file takes over this process, sockets and
 * children included, so that not one request fails.
 */
#ifndef K8SM_FCGI_UPGRADE_H
#define K8SM_FCGI_UPGRADE_H

#include "supervisor.h"

/* Forks the new program with -t; its status 0 means that it would start. */
pid_t upgrade_check(const struct supervisor *sv);

/* Becomes the new program; returns only when that failed.  ${pids} is the first
 * of ${n} pid_t, ${stride} bytes apart; zeros are skipped. */
void upgrade_now(const struct supervisor *sv, int generation,
    const pid_t *pids, size_t stride, size_t n);

/* In the new program: the children that it got; 0 without any. */
size_t upgrade_pids(pid_t *pids, size_t max);

#endif
