/*
 * system_api: health, readiness, the API document, what this server can do.
 */
#ifndef K8SM_FCGI_SYSTEM_API_H
#define K8SM_FCGI_SYSTEM_API_H

#include "web/web.h"

extern const struct route system_routes[];

/* Names the version of the API document; ${mem} lives as long as the process.
 * The document itself is written when somebody asks: every worker would keep
 * it otherwise. */
void system_prepare(struct arena *mem);

/* The document. */
struct str system_openapi(struct arena *mem);

#endif
