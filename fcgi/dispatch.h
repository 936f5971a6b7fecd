/*
 * dispatch: one request from match to reply, in one order, in one place.
 */
#ifndef K8SM_FCGI_DISPATCH_H
#define K8SM_FCGI_DISPATCH_H

#include "base/base.h"
#include "fcgi_io.h"
#include "limit.h"
#include "web/web.h"

/* What a worker keeps from request to request. */
struct api {
	const struct settings *set;
	const struct router *router;
	struct limit *limit;
	struct db *db;
	struct arena *mem;	/* emptied after every request */
	bool remote;		/* this is the pool that may wait for others */
	bool transfer;		/* this is the pool that moves files */
	_Atomic int64_t *busy;	/* since when, for the supervisor */
};

/* Serves the request that fcgi_io_next brought, reply and log line included. */
void dispatch(const struct api *api, struct fcgi_io *io);

#endif
