/*
 * limit: how many requests per second one principal may send.
 *
 * One table in memory shared by all workers, lock-free, so that a worker that
 * is killed leaves nothing held.
 */
#ifndef K8SM_FCGI_LIMIT_H
#define K8SM_FCGI_LIMIT_H

#include "base/base.h"

struct limit;

/* Before the first fork. */
struct limit *limit_new(void);

/*
 * Takes one request of ${who} ("u17", "a203.0.113.9") at ${rate} a second with
 * ${burst} on top.  0, or the milliseconds after which to come again.
 */
int64_t limit_take(struct limit *l, struct str who, int64_t rate,
    int64_t burst);

/* As limit_take, without taking. */
int64_t limit_look(const struct limit *l, struct str who, int64_t rate,
    int64_t burst);

#endif
