/* SQL of hosts_import. */
#ifndef K8SM_HOSTS_HOSTS_IMPORT_DB_H
#define K8SM_HOSTS_HOSTS_IMPORT_DB_H

#include "hosts/hosts_import.h"

/* Name of another host of the project that has ${name}, or ${ip} and ${port}. */
enum err_code hosts_import_db_named(struct cx *cx, int64_t project_id,
    const char *name, int64_t but, const char **other) MUST_CHECK;
enum err_code hosts_import_db_at(struct cx *cx, int64_t project_id,
    const char *ip, int64_t port, int64_t but, const char **other) MUST_CHECK;
enum err_code hosts_import_db_update(struct cx *cx,
    const struct host_import *in, const char *name, const char *ip) MUST_CHECK;

#endif
