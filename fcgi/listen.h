/*
 * listen: the listening Unix sockets of k8sm-api, made here or by systemd.
 */
#ifndef K8SM_FCGI_LISTEN_H
#define K8SM_FCGI_LISTEN_H

#include "supervisor.h"

/* One supervisor a run folder; ends the process when there is another. */
int listen_lock(const char *path);

/* Takes what systemd hands over (LISTEN_FDS), by the name of the socket file. */
void listen_inherited(struct supervisor *sv);

/*
 * Makes the pool's socket, mode 0660, owned by ${user} and ${group} when we are
 * root and they are named.  A dead file of that name is replaced.
 */
void listen_open(struct pool *p, const char *user, const char *group);

#endif
