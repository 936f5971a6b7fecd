/*
 * hosts: machines reached over SSH: inventory, onboarding, commands.
 */
#ifndef K8SM_HOSTS_HOSTS_H
#define K8SM_HOSTS_HOSTS_H

#include "base/base.h"
#include "tasks/tasks.h"
#include "type/type.h"
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

/*
 * The same for many at once, in few statements: hosts that cannot be reached
 * have ${rc} and ${message} instead.  ${out} has room for ${n}, in the order of
 * ${ids}; the result is an error only when nothing could be asked.
 */
struct host_reached {
	enum err_code rc;
	const char *message;
	struct host_ref ref;
	struct ssh_target *target;
};
enum err_code hosts_reach_many(struct cx *cx, const int64_t *ids, size_t n,
    struct host_reached *out) MUST_CHECK;

/*
 * To be called when opening a session ended with SSH_F_HOSTKEY: ${seen} is what
 * ssh_open left.  Marks the host (or the jump host) that showed another key,
 * notes that key for review and tells those who may review it.  Opens its own
 * transaction; the error in cx's slot stays as it was.
 */
struct ssh;
void hosts_key_changed(struct cx *cx, const struct ssh *seen);
/* The same for whoever does not hold a struct ssh: ${key} is "type base64". */
void hosts_key_changed_to(struct cx *cx, int64_t host_id, const char *key);

/* Pins another host key, in the caller's transaction. */
enum err_code hosts_pin(struct cx *cx, int64_t host_id, const char *key,
    const char *fingerprint) MUST_CHECK;

/*
 * A machine that another room made or found: a hypervisor's, a cloud's.  The
 * caller has checked that cx->who may create hosts in the project.  Texts that
 * are NULL count as empty; without ${host_key} the host waits for a person who
 * confirms its key.
 */
struct host_adopt {
	int64_t project_id;
	const char *name;
	const char *ip;
	int64_t port;			/* 0: 22 */
	const char *ssh_user;		/* NULL: root */
	int64_t ssh_key_id;		/* 0: by password */
	int64_t password_secret_id;	/* sealed as HOSTS_PASSWORD, 0: none */
	const char *host_key;		/* "type base64" to pin */
	const char *status;		/* "online", "offline" */
	const char *os;
	const char *arch;
	int64_t cpu_cores;
	int64_t memory_mb;
	int64_t disk_gb;
	struct texts tags;
	const char *description;
	const char *role;
	const char *region;
	const char *source;		/* "cloud_import", "kvm_provision" */
	const char *provider;
	const char *instance_id;
	int64_t parent_host_id;
	int64_t jump_host_id;		/* 0: reached directly */
};
/* Purpose under which a login's password is sealed. */
#define HOSTS_PASSWORD "ssh.password"
/* ERR_CONFLICT names `name` or `ip` when the project has such a host. */
enum err_code hosts_adopt(struct cx *cx, const struct host_adopt *in,
    int64_t *id) MUST_CHECK;
/* The project's host that is ${provider}'s ${instance_id}; *${id} 0: none. */
enum err_code hosts_of_instance(struct cx *cx, int64_t project_id,
    const char *provider, const char *instance_id, int64_t *id) MUST_CHECK;
/* Its machine exists no more: the host becomes `inactive`, ${why} its error. */
enum err_code hosts_mark_gone(struct cx *cx, int64_t id, const char *why)
    MUST_CHECK;

/*
 * Logs in, reads the facts and stores them: the host becomes `online`.
 * ${wake_fd} as in ssh_run.  Errors as hosts_reach and ssh_open.
 */
enum err_code hosts_refresh(struct cx *cx, int64_t id, int wake_fd) MUST_CHECK;
/* The public half of SSH key ${id}, which must be the project's: ERR_INVALID
 * names `ssh_key_id`. */
enum err_code hosts_key_public(struct cx *cx, int64_t id, int64_t project_id,
    const char **out) MUST_CHECK;

/*
 * For rotations: a new key ("ed25519", "rsa" of ${bits}) of the project, in the
 * caller's transaction; what opens an existing one, wiped with cx->mem; and its
 * end, ERR_CONFLICT while a host uses it.  None asks for permission.
 */
enum err_code hosts_key_new(struct cx *cx, int64_t project_id,
    const char *name, const char *kind, int64_t bits, int64_t *id) MUST_CHECK;
enum err_code hosts_key_open(struct cx *cx, int64_t id, int64_t project_id,
    const char **private_key, const char **passphrase) MUST_CHECK;
enum err_code hosts_key_drop(struct cx *cx, int64_t id) MUST_CHECK;
/* The host logs in with ${new_key} where it did with ${old_key}; anything else is
 * left alone. */
enum err_code hosts_key_switch(struct cx *cx, int64_t host_id, int64_t old_key,
    int64_t new_key) MUST_CHECK;

extern const struct route hosts_routes[];
extern const struct route hosts_action_routes[];
extern const struct route hosts_health_routes[];
extern const struct route hosts_filter_routes[];
extern const struct route hosts_node_routes[];
extern const struct route ssh_keys_routes[];
extern const struct task_kind hosts_kinds[];
extern const struct task_kind hosts_action_kinds[];
extern const struct task_kind hosts_collect_kinds[];

#endif
