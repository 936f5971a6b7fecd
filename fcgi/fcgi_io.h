/*
 * fcgi_io: FastCGI in and out of one worker, nothing else.
 *
 * libfcgi reads and writes the records; waiting, accepting and closing are
 * ours, because its own accept loop ends on EMFILE, does not see the listen
 * queue while a kept connection is idle and waits for seconds on silent peers.
 */
#ifndef K8SM_FCGI_FCGI_IO_H
#define K8SM_FCGI_FCGI_IO_H

#include <signal.h>

#include "base/base.h"
#include "web/web.h"

struct fcgi_io;

/* For the one process; ${listen_fd} must be non-blocking.  Lives until exit. */
struct fcgi_io *fcgi_io_new(int listen_fd);

/*
 * Waits at most ${ms} for a request; signals in ${open} are let in only while
 * it waits.  True when one has arrived and its parameters can be read.  False:
 * nothing came, a signal did, or the peer was not worth it; ask again.
 */
bool fcgi_io_next(struct fcgi_io *io, const sigset_t *open, int ms);

/* A FastCGI parameter ("REQUEST_METHOD"), or NULL.  Valid until fcgi_io_end. */
const char *fcgi_io_param(const struct fcgi_io *io, const char *name);

/*
 * Reads the whole body, also where it is refused, so that the peer may go on to
 * read the reply.  ERR_TOO_LARGE above ${max}; ERR_INVALID when it was cut off.
 */
enum err_code fcgi_io_body(struct fcgi_io *io, struct cx *cx, size_t max,
    struct str *out) MUST_CHECK;

/* Writes the reply; ${head} leaves the body out. */
void fcgi_io_send(struct fcgi_io *io, const struct reply *rp, bool head);

/*
 * A body and a reply in pieces.  fcgi_io_take gives the bytes that were read, 0
 * at the end, -1 when the body was cut off.  fcgi_io_begin sends the head of a
 * reply of ${length} bytes, fcgi_io_give some of them; false when the peer is
 * gone.  fcgi_io_finish ends the reply well, fcgi_io_cut so that the peer sees
 * that it is not all.  A peer may stand still for ${FCGI_IO_PATIENCE_S}.
 */
#define FCGI_IO_PATIENCE_S 60
void fcgi_io_be_patient(struct fcgi_io *io);
int64_t fcgi_io_take(struct fcgi_io *io, void *to, size_t room);
bool fcgi_io_begin(struct fcgi_io *io, const struct reply *rp, int64_t length);
bool fcgi_io_give(struct fcgi_io *io, struct str piece);
void fcgi_io_finish(struct fcgi_io *io);
void fcgi_io_cut(struct fcgi_io *io);

/* Ends the request; the connection stays when the peer asked for that. */
void fcgi_io_end(struct fcgi_io *io);

#endif
