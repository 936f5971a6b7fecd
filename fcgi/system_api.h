/*
 * system_api: health, readiness, the API document, what this server can do.
 */
#ifndef K8SM_FCGI_SYSTEM_API_H
#define K8SM_FCGI_SYSTEM_API_H

#include "web/web.h"

extern const struct route system_routes[];

/* Writes the API document once; ${mem} lives as long as the process. */
void system_prepare(struct arena *mem);

/* The document, for the command line. */
struct str system_openapi(struct arena *mem);

#endif
