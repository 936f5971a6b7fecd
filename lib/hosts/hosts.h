/*
 * hosts: machines reached over SSH: inventory, onboarding, commands.
 */
#ifndef K8SM_HOSTS_HOSTS_H
#define K8SM_HOSTS_HOSTS_H

#include "base/base.h"
#include "tasks/tasks.h"
#include "web/web.h"

struct ssh_target;

/* Whom a session is opened to: names for messages and what makes it another. */
struct host_ref {
	int64_t id;
	int64_t project_id;
	const char *name;
	const char *ip;
	int64_t port;
	const char *ssh_user;
	const char *status;
	const char *environment;	/* of the project */
	/* Another number whenever address, login, credentials, the pinned host
	 * key or anything of those of its jump hosts changed: sessions that are
	 * kept open belong to one. */
	int64_t login_version;
};

/*
 * Host ${host_id}, as cx->who sees it, ready for ssh_open: address, opened
 * secrets, pinned host key and the chain of jump hosts.  What it points to is
 * wiped with cx->mem.  Asks for no permission: the caller knows for what the
 * session is.  ERR_NOT_FOUND; ERR_CONFLICT where it has no credentials or its
 * host key is not confirmed.  wake_fd is -1; connect_ms is the setting's.
 */
enum err_code hosts_reach(struct cx *cx, int64_t host_id, struct host_ref *ref,
    struct ssh_target *target) MUST_CHECK;

extern const struct route hosts_routes[];
extern const struct route credentials_routes[];
extern const struct task_kind hosts_kinds[];

#endif
