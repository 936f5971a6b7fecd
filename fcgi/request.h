/*
 * request: what the dispatcher reads out of headers before it decides.
 */
#ifndef K8SM_FCGI_REQUEST_H
#define K8SM_FCGI_REQUEST_H

#include "fcgi_io.h"

/* A header of the client by its own name ("If-Match"), or NULL. */
const char *request_header(const struct req *rq, const char *name);

/* The client's X-Request-ID or X-Trace-ID when it is harmless, nginx's, or a
 * new one. */
const char *request_id(const struct fcgi_io *io, struct arena *mem);

/* Chinese unless Accept-Language likes English better. */
enum lang request_lang(const char *accept_language);

/* "5", "\"5\"", W/"5"; nothing and "*" give 0.  ERR_INVALID. */
enum err_code request_if_match(struct cx *cx, const char *text,
    int64_t *version) MUST_CHECK;

/* Whether ${content_type} says JSON. */
bool request_is_json(const char *content_type);

#endif
