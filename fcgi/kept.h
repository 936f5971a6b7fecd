/*
 * kept: replies of reading routes (R_KEPT), given again while nothing was heard
 * of a change.
 *
 * A reply is kept with what the process had heard before the reply's statements
 * ran (auth_heard).  It is given again only to the same principal in the same
 * session with the same rights, language, project and address line, and only
 * while what is heard now is the same: no write was answered by any request
 * process of this machine, no notification came (rights, sessions, rows of the
 * tables behind such routes), the connection that would bring it stands.  At
 * most reply_keep_ms old, which bounds what a network that swallows notifications can
 * do.  Authentication, rate limit, permission and audit happen as always.
 *
 * Each process has a few places of its own; a place has one reply.
 */
#ifndef K8SM_FCGI_KEPT_H
#define K8SM_FCGI_KEPT_H

#include "auth/auth.h"
#include "web/web.h"

#define KEPT_PLACES 16
#define KEPT_BODY_MAX ((size_t)64 << 10)

/* Copies the body that is kept for this request into ${to}, which is empty;
 * false when there is none. ${uri} is the address line with its query. */
bool kept_find(const struct cx *cx, const char *uri,
    const struct auth_sight *now, struct buf *to);

/* Keeps ${body}, made after ${before} was heard.  Quietly not, when it is too
 * large or nothing would be heard. */
void kept_put(const struct cx *cx, const char *uri,
    const struct auth_sight *before, struct str body);

#endif
