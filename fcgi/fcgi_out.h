/*
 * fcgi_out: a whole reply as FastCGI records in one system call.
 *
 * libfcgi would write 8 KiB at a time, and every piece wakes nginx, which then
 * sends a piece to the client: a third more work for a page of a list.
 */
#ifndef K8SM_FCGI_FCGI_OUT_H
#define K8SM_FCGI_FCGI_OUT_H

#include "base/base.h"

/*
 * Writes ${parts} as the standard output of request ${id} and ends it.  False
 * when the peer is gone or has not read for as long as the socket's time-out.
 */
bool fcgi_out_write(int fd, int id, const struct str *parts, size_t n);

/* A piece of it, whose end is still to come. */
bool fcgi_out_some(int fd, int id, struct str bytes);

#endif
