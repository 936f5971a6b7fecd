/*
 * trail: what the dispatcher puts into the audit log about a request.
 */
#ifndef K8SM_FCGI_TRAIL_H
#define K8SM_FCGI_TRAIL_H

#include "base/base.h"
#include "web/web.h"

/* The row of a request that succeeded: in its transaction, or after it where
 * the route has none (${alone}).  No row, no success. */
enum err_code trail_success(struct cx *cx, const struct req *rq,
    const struct reply *rp, bool alone) MUST_CHECK;

/*
 * The row of a denial or failure, in a transaction of its own.  Requests that
 * proved no identity or came too often leave none: strangers could fill the
 * log with them.
 */
void trail_failure(struct cx *cx, const struct req *rq,
    const struct reply *rp, enum err_code rc);

#endif
