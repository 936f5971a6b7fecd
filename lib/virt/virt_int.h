/*
 * What the files of this room share.
 *
 * libvirt keeps the machines; this room keeps nothing beside the host rows that
 * they become.  What is asked and done goes through virsh on the host, as scripts
 * whose arguments are quoted by lib/ssh.
 */
#ifndef K8SM_VIRT_VIRT_INT_H
#define K8SM_VIRT_VIRT_INT_H

#include "approvals/approvals.h"
#include "hosts/hosts.h"
#include "ssh/ssh.h"
#include "virt/virt.h"

#define VIRT_SECRET_GUEST_KEY "virt.guest_key"
#define VIRT_MARK "urn:k8s-manage:machine"
#define VIRT_MAX_ROWS 2000
#define VIRT_CONSOLE_MAX 262144

/* --- what a hypervisor offers --- */

struct virt_pool {
	const char *name;
	const char *state;
	int64_t capacity_mb;
	int64_t available_mb;
};
struct virt_image {
	const char *pool;
	const char *name;
	const char *path;
	const char *capacity;
};
struct virt_network {
	const char *name;
	bool active;
	const char *bridge;
};
struct virt_caps {
	int64_t host_id;
	const char *hypervisor;		/* "kvm" */
	const char *uri;		/* how virsh is called there */
	const char *libvirt_version;
	const char *hypervisor_version;
	const char *arch;
	bool accelerated;		/* KVM; else emulation */
	int64_t cpus;
	int64_t memory_mb;
	int64_t memory_free_mb;
	const char *log_dir;
	struct objects pools;
	struct objects images;
	struct objects networks;
	struct texts bridges;
	struct texts machines;
};
extern const struct type virt_caps_type;

/* --- a machine to be made --- */

struct virt_new {
	const char *name;
	const char *ip;
	const char *gateway;
	struct texts nameservers;
	const char *ssh_user;
	const char *password;
	struct opt_int ssh_key_id;
	int64_t cpu;
	int64_t memory_mb;
	int64_t disk_gb;
	const char *network_bridge;
	const char *template_name;
	const char *pool;
	const char *kernel;
	const char *initrd;
	const char *cmdline;
	bool via_parent;
	bool autostart;
	int64_t wait_s;
	struct texts tags;
	const char *plan_digest;
	const char *reason;
};
extern const struct type virt_new_type;

struct virt_check {
	const char *name;
	const char *state;	/* "ok", "warning", "failed" */
	const char *message;
};
extern const struct type virt_check_type;

struct virt_preview_spec {
	const char *name;
	int64_t cpu;
	int64_t memory_mb;
	int64_t disk_gb;
	const char *network_bridge;
	const char *template_name;
	const char *pool;
};
struct virt_preview {
	int64_t host_id;
	const char *hypervisor;
	bool ready;
	struct virt_preview_spec preview;
	const char *message;
	struct objects checks;
	struct raw plan;
	const char *plan_digest;
};
extern const struct type virt_preview_type;

/* Arguments of task virt.provision: the request, resolved and without secrets. */
struct virt_provision {
	int64_t host_id;
	const char *name;
	const char *uuid;
	const char *mac;
	const char *token;	/* in the names of what is made */
	const char *ip;
	const char *gateway;
	struct texts nameservers;
	const char *ssh_user;
	int64_t password_secret_id;
	int64_t ssh_key_id;
	int64_t guest_key_secret_id;
	const char *guest_host_key;
	int64_t cpu;
	int64_t memory_mb;
	int64_t disk_gb;
	const char *network_bridge;
	const char *template_name;
	const char *pool;
	const char *kernel;
	const char *initrd;
	const char *cmdline;
	bool via_parent;
	bool autostart;
	int64_t wait_s;
	struct texts tags;
	const char *plan_digest;
};
extern const struct type virt_provision_type;

/* The contract's VirtTask, and the reply that carries it. */
struct virt_task {
	int64_t id;
	int64_t host_id;
	const char *hypervisor;
	const char *request_json;
	const char *vm_name;
	const char *vm_ip;
	const char *status;
	const char *error_message;
	int64_t created_by;
	int64_t created_at;
	int64_t updated_at;
};
extern const struct type virt_task_type;
struct virt_provision_reply {
	int64_t task_id;
	struct virt_task task;
};
extern const struct type virt_provision_reply_type;

/* --- machines there are --- */

struct virt_machine {
	const char *name;
	const char *uuid;
	const char *state;
	int64_t cpu;
	int64_t memory_mb;
	bool autostart;
	bool persistent;
	int64_t host_id;	/* the host it is here, 0: none */
	const char *host_name;
};
extern const struct type virt_machine_type;

struct virt_disk {
	const char *target;
	const char *source;
	int64_t capacity_mb;
	int64_t allocation_mb;
};
struct virt_nic {
	const char *mac;
	const char *kind;
	const char *source;
};
struct virt_detail {
	const char *name;
	const char *uuid;
	const char *state;
	int64_t cpu;
	int64_t memory_mb;
	bool autostart;
	bool persistent;
	bool made_here;
	bool has_console;
	int64_t host_id;
	const char *host_name;
	struct texts addresses;
	struct objects disks;
	struct objects nics;
};
extern const struct type virt_detail_type;

struct virt_path {
	int64_t id;
	const char *name;
};
extern const struct type virt_path_type;

struct virt_action_new {
	const char *action;
	const char *uuid;
	const char *reason;
};
extern const struct type virt_action_new_type;
extern const char *const virt_actions[];

struct virt_remove_query {
	const char *uuid;
	bool force;
	bool disks;
};
extern const struct type virt_remove_query_type;

/* Arguments of tasks virt.action and virt.remove. */
struct virt_act {
	int64_t host_id;
	const char *name;
	const char *uuid;
	const char *action;	/* "remove" for virt.remove */
	bool force;
	bool disks;
};
extern const struct type virt_act_type;

struct virt_console_query {
	int64_t bytes;
};
extern const struct type virt_console_query_type;
struct virt_console {
	const char *text;
	int64_t size;
	bool cut;
};
extern const struct type virt_console_type;

/* --- virt_script.c: what runs on the host --- */

extern const char virt_script_caps[];
extern const char virt_script_machines[];
extern const char virt_script_machine[];	/* NAME */
extern const char virt_script_console[];	/* NAME BYTES */
extern const char virt_script_disk[];		/* POOL VOLUME GB [IMAGE] */
extern const char virt_script_seed[];		/* POOL VOLUME BYTES < data */
extern const char virt_script_define[];		/* NAME AUTOSTART LOGDIR < xml */
extern const char virt_script_start[];		/* NAME */
extern const char virt_script_address[];	/* NAME MAC */
extern const char virt_script_undo[];		/* NAME UUID POOL VOLUME... */
extern const char virt_script_act[];		/* NAME UUID ACTION */
extern const char virt_script_remove[];		/* NAME UUID FORCE DISKS */

/* --- virt_host.c: asking and parsing --- */

/* A session to the hypervisor, closed with cx->mem. */
struct virt_host {
	struct host_ref ref;
	struct ssh_target target;
	struct ssh *ssh;
	int wake_fd;
};
/* Reaches host ${id}; ${perm} is checked in its project.  ERR_CONFLICT when it
 * is in maintenance or offline for those that change something. */
enum err_code virt_host_open(struct cx *cx, int64_t id, const char *perm,
    int wake_fd, struct virt_host *out) MUST_CHECK;
/*
 * Runs ${script} with ${args} (NULL-ended) and ${input} on its stdin.  A script
 * that prints "fault NAME" and exits 3 becomes an error that says so in both
 * languages; any other failure ERR_UPSTREAM with what virsh said.
 */
enum err_code virt_host_run(struct cx *cx, struct virt_host *h,
    const char *script, const char *const *args, struct str input,
    struct str *out) MUST_CHECK;
enum err_code virt_host_caps(struct cx *cx, struct virt_host *h,
    struct virt_caps *out) MUST_CHECK;
/* What scripts printed made of any bytes at all. */
void virt_parse_caps(struct arena *mem, struct str out, struct virt_caps *caps);
void virt_parse_machines(struct arena *mem, struct str out,
    struct virt_machine **v, size_t *n);
void virt_parse_machine(struct arena *mem, struct str out,
    struct virt_detail *d);

/* --- virt_plan.c --- */

/* Checks ${in} by itself: names, numbers, addresses. */
enum err_code virt_plan_check(struct cx *cx, const struct virt_new *in)
    MUST_CHECK;
/* Holds the wish against what the hypervisor offers. */
enum err_code virt_plan_make(struct cx *cx, const struct host_ref *ref,
    const struct virt_caps *caps, const struct virt_provision *in,
    struct virt_preview *out) MUST_CHECK;
struct virt_provision virt_plan_args(int64_t host_id,
    const struct virt_new *in);
/* Volumes of a machine. */
const char *virt_plan_disk(struct arena *mem, const struct virt_provision *in);
const char *virt_plan_seed(struct arena *mem, const struct virt_provision *in);
/* The volume that stands behind a template's name; NULL: none. */
const char *virt_plan_image(const struct virt_caps *caps,
    const struct virt_provision *in);
/* Whether ${name} is a bridge of the host and no network of libvirt's. */
bool virt_plan_bridged(const struct virt_caps *caps, const char *name);

/* --- virt_xml.c --- */

/* Libvirt's domain XML (libvirt.org/formatdomain.html). */
struct str virt_xml_domain(struct arena *mem, const struct virt_provision *in,
    const struct virt_caps *caps);

/* --- virt_seed.c --- */

struct virt_seed {
	const char *user_data;
	const char *meta_data;
	const char *network;		/* NULL: the guest's default (DHCP) */
};
/* cloud-init's NoCloud files; ${password} and ${public_key} may be NULL. */
void virt_seed_make(struct arena *mem, const struct virt_provision *in,
    const char *password, const char *public_key, const char *guest_key,
    struct virt_seed *out);
/* An ISO 9660 image with Joliet names, volume "cidata". */
struct str virt_seed_iso(struct arena *mem, const struct virt_seed *in);

/* --- virt.c: rules --- */

enum err_code virt_preview(struct cx *cx, int64_t host_id,
    const struct virt_new *in, struct virt_preview *out, struct host_ref *ref)
    MUST_CHECK;
enum err_code virt_provision(struct cx *cx, int64_t host_id,
    const struct virt_new *in, struct host_ref *ref,
    struct virt_provision *args, int64_t *task_id, int64_t *approval_id)
    MUST_CHECK;
enum err_code virt_act(struct cx *cx, const struct virt_act *in,
    const char *reason, struct host_ref *ref, int64_t *task_id,
    int64_t *approval_id) MUST_CHECK;
/* Puts the host rows that machines are beside them. */
enum err_code virt_link(struct cx *cx, const struct host_ref *ref,
    struct virt_machine *v, size_t n) MUST_CHECK;

/* --- virt_db.c --- */

struct virt_link_row {
	int64_t id;
	const char *name;
	const char *instance_id;
};
enum err_code virt_db_hosts(struct cx *cx, int64_t project_id,
    int64_t parent_host_id, struct virt_link_row **v, size_t *n) MUST_CHECK;
enum err_code virt_db_task(struct cx *cx, int64_t id, struct virt_task *out)
    MUST_CHECK;

#endif
