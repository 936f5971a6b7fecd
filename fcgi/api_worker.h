/*
 * api_worker: one process that serves one request at a time.
 */
#ifndef K8SM_FCGI_API_WORKER_H
#define K8SM_FCGI_API_WORKER_H

#include "supervisor.h"

/* Makes, before the first fork, what all workers share: router, API document,
 * rate limits, hashing slots. */
void api_worker_prepare(void);

/* Runs in the child until it is told to end or has served its share; returns
 * the exit status (78: it cannot start with these settings). */
int api_worker_run(const struct supervisor *sv, int pool, int seat);

#endif
