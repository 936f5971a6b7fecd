/*
 * What the files of this room share.
 */
#ifndef K8SM_HOSTS_HOSTS_INT_H
#define K8SM_HOSTS_HOSTS_INT_H

#include "approvals/approvals.h"
#include "hosts/hosts.h"
#include "ssh/ssh.h"

#define HOSTS_PROBE_LIFE_S 600
#define HOSTS_COMMAND_MAX  65536
#define HOSTS_MAX_TAGS     64

/* Purposes under which secrets are sealed. */
#define HOSTS_SECRET_PASSWORD   HOSTS_PASSWORD
#define HOSTS_SECRET_KEY        "ssh.key"
#define HOSTS_SECRET_PASSPHRASE "ssh.passphrase"

/* A machine, as the contract's Host object has it. */
struct host {
	int64_t id;
	int64_t project_id;
	const char *name;
	const char *hostname;
	const char *labels;		/* JSON array text of ${tags} */
	struct texts tags;
	const char *description;
	const char *ip;
	int64_t port;
	const char *ssh_user;
	const char *ssh_password;	/* always "" */
	const char *auth_type;
	struct opt_int ssh_key_id;
	struct opt_int password_credential_id;
	struct opt_int jump_host_id;
	const char *host_key_fingerprint;
	const char *os;
	const char *arch;
	const char *kernel;
	int64_t cpu_cores;
	int64_t memory_mb;
	int64_t disk_gb;
	const char *status;
	const char *role;
	const char *region;
	int64_t cluster_id;
	const char *source;
	const char *provider;
	const char *provider_instance_id;
	struct opt_int parent_host_id;
	const char *health_state;
	const char *maintenance_reason;
	int64_t maintenance_by;
	int64_t maintenance_started_at;
	int64_t maintenance_until;
	const char *last_error;
	int64_t last_check_at;
	int64_t created_at;
	int64_t updated_at;
	int64_t version;
	int64_t total;			/* of the list that this row is in */
};
extern const struct type host_type;	/* replies and rows */
extern const struct type host_row_type;	/* host_type with ${total} */

/* What is needed to log in; never leaves this room. */
struct host_login {
	int64_t id;
	int64_t project_id;
	const char *name;
	const char *ip;
	int64_t port;
	const char *ssh_user;
	const char *auth_type;
	int64_t ssh_key_id;
	int64_t password_secret_id;	/* of the shared one, else its own */
	int64_t own_secret_id;
	int64_t password_credential_id;
	int64_t jump_host_id;
	int64_t key_secret_id;
	int64_t passphrase_secret_id;
	const char *host_key;
	const char *host_key_fingerprint;
	const char *status;
	const char *environment;	/* of the project */
};
extern const struct type host_login_type;

struct host_facts {
	const char *hostname;
	const char *os;
	const char *arch;
	const char *kernel;
	int64_t cpu_cores;
	int64_t memory_mb;
	int64_t disk_gb;
};
extern const struct type host_facts_type;

struct host_facts_reply {
	const char *hostname;
	const char *os;
	const char *arch;
	const char *kernel;
	int64_t cpu_cores;
	int64_t memory_mb;
	int64_t disk_gb;
	const char *source;
	int64_t facts_at;
};
extern const struct type host_facts_reply_type;

struct host_filter {
	int64_t page;
	int64_t page_size;
	const char *q;
	const char *sort;
	const char *status;
	const char *health_state;
	const char *source;
	const char *tag;
	const char *region;
	int64_t project_id;
	bool attention;
};
extern const struct type host_filter_type;

struct host_export_query {
	const char *format;
	const char *q;
	const char *status;
	const char *health_state;
	const char *source;
	const char *tag;
	const char *region;
	int64_t project_id;
	bool attention;
};
extern const struct type host_export_query_type;

struct host_probe_new {
	const char *name;
	const char *ip;
	int64_t port;
	const char *auth_type;
	const char *username;
	const char *password;
	struct opt_int ssh_key_id;
	struct opt_int password_credential_id;
	struct opt_int jump_host_id;
	int64_t project_id;
	const char *host_key_fingerprint;
};
extern const struct type host_probe_new_type;

struct host_probe {
	const char *probe_token;
	bool reachable;
	int64_t latency_ms;
	struct host_facts facts;
	struct texts warnings;
	const char *error_code;
	const char *message;
	const char *host_key_type;
	const char *host_key_fingerprint;
	int64_t expires_at;
};
extern const struct type host_probe_type;

/* A stored probe. */
struct host_probe_row {
	int64_t id;
	int64_t project_id;
	const char *name;
	const char *ip;
	int64_t port;
	const char *auth_type;
	const char *username;
	int64_t ssh_key_id;
	int64_t password_secret_id;
	int64_t password_credential_id;
	int64_t jump_host_id;
	bool reachable;
	const char *host_key;
	const char *host_key_fingerprint;
	const char *hostname;
	const char *os;
	const char *arch;
	const char *kernel;
	int64_t cpu_cores;
	int64_t memory_mb;
	int64_t disk_gb;
};
extern const struct type host_probe_row_type;

struct host_new {
	const char *probe_token;
	const char *name;
	const char *ip;
	int64_t port;
	const char *username;
	const char *password;
	const char *auth_type;
	struct opt_int ssh_key_id;
	struct opt_int password_credential_id;
	struct opt_int jump_host_id;
	const char *description;
	const char *role;
	const char *region;
	int64_t cluster_id;
	struct texts labels;
	struct texts tags;
	const char *source;
	const char *provider;
	const char *provider_instance_id;
	struct opt_int parent_host_id;
	bool force;
	const char *status;
	int64_t project_id;
	const char *host_key_fingerprint;
};
extern const struct type host_new_type;

/* A row to insert: from a probe or from the body. */
struct host_insert {
	int64_t project_id;
	const char *name;
	const char *ip;
	int64_t port;
	const char *ssh_user;
	const char *auth_type;
	int64_t ssh_key_id;
	int64_t password_secret_id;
	int64_t password_credential_id;
	int64_t jump_host_id;
	const char *host_key;
	const char *host_key_fingerprint;
	const char *status;
	bool checked;
	struct host_facts facts;
	struct texts tags;
	const struct host_new *body;
};

struct host_patch {
	const char *name;
	const char *status;
	const char *region;
	const char *description;
	struct texts labels;
	struct texts tags;
	const char *role;
	struct opt_int cluster_id;
	struct opt_int jump_host_id;
};
extern const struct type host_patch_type;

struct host_credentials {
	const char *auth_type;
	const char *username;
	const char *password;
	struct opt_int ssh_key_id;
	struct opt_int password_credential_id;
	struct opt_int jump_host_id;
	int64_t port;
	const char *host_key_fingerprint;
};
extern const struct type host_credentials_type;

struct host_credentials_reply {
	struct host node;
	struct host_probe probe;
};
extern const struct type host_credentials_reply_type;

struct host_check_new {
	const char *host_key_fingerprint;
};
extern const struct type host_check_new_type;

struct host_check {
	bool reachable;
	int64_t latency_ms;
	const char *error_code;
	const char *message;
	const char *host_key_type;
	const char *host_key_fingerprint;
	bool needs_confirmation;
};
extern const struct type host_check_type;

struct host_exec_new {
	const char *command;
	int64_t timeout_s;
	const char *reason;
};
extern const struct type host_exec_new_type;

/* Arguments of task hosts.exec. */
struct host_exec {
	int64_t host_id;
	const char *command;
	int64_t timeout_s;
};
extern const struct type host_exec_type;

/* Arguments of task hosts.facts. */
struct host_facts_args {
	int64_t host_id;
};
extern const struct type host_facts_args_type;

struct host_tag_new {
	const char *tag;
};
extern const struct type host_tag_new_type;
struct host_tag_path {
	int64_t id;
	const char *tag;
};
extern const struct type host_tag_path_type;

struct host_audit {
	int64_t id;
	const char *action;
	const char *operator_name;
	const char *detail;
	int64_t created_at;
};
extern const struct type host_audit_type;

struct ssh_key_row {
	int64_t id;
	int64_t project_id;
	const char *name;
	const char *public_key;
	const char *private_key;	/* always "" */
	const char *passphrase;		/* always "" */
	const char *fingerprint;
	const char *algorithm;
	bool encrypted;			/* at rest: always */
	int64_t usage_count;
	int64_t host_count;
	int64_t created_at;
	int64_t updated_at;
	int64_t version;
};
extern const struct type ssh_key_row_type;

/* Where a key's sealed parts are. */
struct ssh_key_secret {
	int64_t id;
	int64_t project_id;
	const char *name;
	int64_t secret_id;
	int64_t passphrase_secret_id;
};
extern const struct type ssh_key_secret_type;

struct ssh_key_new {
	const char *name;
	const char *private_key;
	const char *passphrase;
	int64_t project_id;
};
extern const struct type ssh_key_new_type;

struct ssh_key_generate {
	const char *name;
	const char *algorithm;		/* "ed25519", "rsa" */
	int64_t bits;
	int64_t project_id;
};
extern const struct type ssh_key_generate_type;

struct ssh_key_patch {
	const char *name;
};
extern const struct type ssh_key_patch_type;

/* A host that logs in with a key or a shared password. */
struct credential_use {
	int64_t host_id;
	const char *host_name;
	const char *ip;
	int64_t port;
	const char *ssh_user;
	const char *status;
	int64_t last_check_at;
};
extern const struct type credential_use_type;

struct ssh_key_verify_new {
	const char *ip;
	int64_t port;
	const char *username;
	struct opt_int jump_host_id;
};
extern const struct type ssh_key_verify_new_type;

struct ssh_key_verify {
	bool reachable;
	const char *hostname;
	const char *error_code;
	const char *message;
	const char *host_key_fingerprint;
};
extern const struct type ssh_key_verify_type;

extern const char *const host_statuses[];
extern const char *const host_sources[];

/* --- hosts_facts.c --- */

/* The script that prints them, and what it printed made of any bytes at all. */
extern const char hosts_facts_script[];
void hosts_facts_parse(struct arena *mem, struct str out,
    struct host_facts *facts);

/* --- hosts_labels.c: the contract's label text --- */
const char *hosts_labels_text(struct arena *mem, const struct texts *tags);
/* Trims, drops blanks and doubles; ERR_INVALID names ${field}. */
enum err_code hosts_labels_clean(struct cx *cx, const char *field,
    const struct texts *in, struct texts *out) MUST_CHECK;

/* --- hosts_filters.c --- */
/* The list's query as text; what is wrong with it is told of ${field}. */
enum err_code hosts_filter_parse(struct cx *cx, const char *field,
    const char *query, const struct host_filter **out) MUST_CHECK;

/* --- hosts_export.c --- */
enum err_code hosts_export(struct cx *cx, const struct req *rq,
    struct reply *rp) MUST_CHECK;

/* --- hosts_db.c, hosts_list_db.c --- */
/* All that the filter finds, newest first: ids, then rows of some of them. */
enum err_code hosts_list_db_ids(struct cx *cx, const struct host_filter *f,
    struct ints *ids) MUST_CHECK;
enum err_code hosts_list_db_rows(struct cx *cx, const int64_t *ids, size_t n,
    enum err_code (*fn)(struct cx *cx, void *row, void *arg), void *arg)
    MUST_CHECK;
enum err_code hosts_list_db(struct cx *cx, const struct host_filter *f,
    struct host **items, size_t *n, int64_t *total) MUST_CHECK;
enum err_code hosts_db_get(struct cx *cx, int64_t id, struct host *out)
    MUST_CHECK;
enum err_code hosts_db_lock(struct cx *cx, int64_t id, struct host *out)
    MUST_CHECK;
enum err_code hosts_db_login(struct cx *cx, int64_t id, struct host_login *out)
    MUST_CHECK;
enum err_code hosts_db_logins(struct cx *cx, const int64_t *ids, size_t n_ids,
    struct host_login **v, size_t *n) MUST_CHECK;
enum err_code hosts_db_insert(struct cx *cx, const struct host_insert *in,
    struct host *out) MUST_CHECK;
enum err_code hosts_db_update(struct cx *cx, int64_t id,
    const struct host_patch *in, const struct texts *tags, struct host *out)
    MUST_CHECK;
enum err_code hosts_db_set_tags(struct cx *cx, int64_t id,
    const struct texts *tags, struct host *out) MUST_CHECK;
enum err_code hosts_db_set_login(struct cx *cx, int64_t id,
    const struct host_login *in, const char *fingerprint,
    const struct host_facts *facts, struct host *out) MUST_CHECK;
enum err_code hosts_db_set_check(struct cx *cx, int64_t id, bool reachable,
    bool key_changed, const char *error) MUST_CHECK;
enum err_code hosts_db_set_pin(struct cx *cx, int64_t id, const char *key,
    const char *fingerprint, struct host *out) MUST_CHECK;
enum err_code hosts_db_set_facts(struct cx *cx, int64_t id,
    const struct host_facts *facts) MUST_CHECK;
enum err_code hosts_db_facts(struct cx *cx, int64_t id,
    struct host_facts_reply *out) MUST_CHECK;
enum err_code hosts_db_busy(struct cx *cx, int64_t id, int64_t *n) MUST_CHECK;
enum err_code hosts_db_remove(struct cx *cx, int64_t id) MUST_CHECK;
enum err_code hosts_db_audits(struct cx *cx, int64_t id,
    struct host_audit **items, size_t *n) MUST_CHECK;

/* --- hosts_adopt_db.c --- */
enum err_code hosts_adopt_db_find(struct cx *cx, int64_t project_id,
    const char *provider, const char *instance_id, int64_t *id) MUST_CHECK;
enum err_code hosts_adopt_db_gone(struct cx *cx, int64_t id, const char *why)
    MUST_CHECK;

/* --- hosts_probe_db.c --- */
enum err_code hosts_probe_db_insert(struct cx *cx,
    const struct host_probe_row *in, const char *token_hash, int64_t *expires_at)
    MUST_CHECK;
enum err_code hosts_probe_db_consume(struct cx *cx, const char *token_hash,
    struct host_probe_row *out, bool *found) MUST_CHECK;
/* Whether an unspent probe of the caller has that token but is too old. */
enum err_code hosts_probe_db_is_late(struct cx *cx, const char *token_hash,
    bool *late) MUST_CHECK;

/* --- hosts_jump.c, hosts_jump_db.c --- */

/* Whether host ${id} (0: a new one) of the project may be reached through
 * ${jump_id}; in a transaction that is about to write it. */
enum err_code hosts_jump_check(struct cx *cx, int64_t id, int64_t project_id,
    int64_t jump_id) MUST_CHECK;
struct host_jump_shape {
	int64_t steps;
	bool loops;
	int64_t behind;
};
enum err_code hosts_jump_db_shape(struct cx *cx, int64_t id,
    int64_t project_id, int64_t jump_id, struct host_jump_shape *out) MUST_CHECK;
struct host_behind {
	int64_t n;
	const char *name;	/* of one of them */
};
struct hosts_shared {
	int64_t project_id;
	const char *username;
	int64_t secret_id;
};
enum err_code hosts_jump_db_shared(struct cx *cx, int64_t credential_id,
    struct hosts_shared *out) MUST_CHECK;
enum err_code hosts_jump_db_behind(struct cx *cx, int64_t id,
    struct host_behind *out) MUST_CHECK;

/* --- hosts_pins_db.c --- */
struct host_key_sight {
	int64_t id;
	bool fresh;		/* nobody has been told yet */
	int64_t project_id;
	const char *host_name;
	const char *pinned;	/* fingerprint */
};
enum err_code hosts_pins_db_seen(struct cx *cx, int64_t host_id,
    const char *type, const char *key, const char *fingerprint,
    struct host_key_sight *out, bool *found) MUST_CHECK;
enum err_code hosts_pins_db_reviewers(struct cx *cx, int64_t project_id,
    struct ints *users) MUST_CHECK;

/* --- hosts_keys_db.c --- */
enum err_code hosts_keys_db_list(struct cx *cx, const struct page *p,
    struct ssh_key_row **items, size_t *n, int64_t *total) MUST_CHECK;
enum err_code hosts_keys_db_get(struct cx *cx, int64_t id,
    struct ssh_key_row *out) MUST_CHECK;
enum err_code hosts_keys_db_secret(struct cx *cx, int64_t id,
    struct ssh_key_secret *out) MUST_CHECK;
enum err_code hosts_keys_db_insert(struct cx *cx, const struct ssh_key_row *in,
    int64_t secret_id, int64_t passphrase_secret_id, struct ssh_key_row *out)
    MUST_CHECK;
enum err_code hosts_keys_db_used(struct cx *cx, int64_t id, int64_t *n)
    MUST_CHECK;
enum err_code hosts_keys_db_uses(struct cx *cx, int64_t id,
    struct credential_use **items, size_t *n) MUST_CHECK;
enum err_code hosts_keys_db_rename(struct cx *cx, int64_t id, const char *name,
    struct ssh_key_row *out) MUST_CHECK;
enum err_code hosts_keys_db_remove(struct cx *cx, int64_t id) MUST_CHECK;
enum err_code hosts_keys_db_count_use(struct cx *cx, int64_t id) MUST_CHECK;

/* --- hosts_login.c: from rows to an open session --- */

/* What was opened for a login; wiped with cx->mem. */
struct hosts_proof {
	const char *password;
	const char *private_key;
	const char *passphrase;
	const struct ssh_target *jump;
	int64_t jump_version;
};
/* The machines on the way; in the project, with credentials and pinned keys. */
enum err_code hosts_login_jumps(struct cx *cx, int64_t jump_host_id,
    int64_t project_id, struct hosts_proof *out) MUST_CHECK;
/* The secret of a shared password that the caller may use there; its login name
 * is put into *${user}. */
enum err_code hosts_login_shared(struct cx *cx, int64_t credential_id,
    int64_t project_id, const char **user, struct hosts_proof *out) MUST_CHECK;
enum err_code hosts_login_key(struct cx *cx, int64_t ssh_key_id,
    int64_t project_id, struct hosts_proof *out) MUST_CHECK;
enum err_code hosts_login_proof(struct cx *cx, const struct host_login *in,
    struct hosts_proof *out) MUST_CHECK;
struct ssh_target hosts_login_target(const struct cx *cx,
    const struct host_login *in, const struct hosts_proof *proof);
/* Runs the facts script on an open session. */
enum err_code hosts_login_facts(struct cx *cx, struct ssh *s, int wake_fd,
    struct host_facts *out, enum ssh_fault *fault) MUST_CHECK;

/* --- hosts.c --- */
/* Locks the row; the caller must hold ${perm} in its project; If-Match. */
enum err_code hosts_lock(struct cx *cx, int64_t id, const char *perm,
    struct host *out) MUST_CHECK;
enum err_code hosts_create(struct cx *cx, const struct host_new *in,
    struct host *out) MUST_CHECK;
enum err_code hosts_update(struct cx *cx, int64_t id,
    const struct host_patch *in, struct host *before, struct host *out)
    MUST_CHECK;
enum err_code hosts_remove(struct cx *cx, int64_t id, struct host *before)
    MUST_CHECK;
enum err_code hosts_tag_add(struct cx *cx, int64_t id, const char *tag,
    struct host *before, struct host *out) MUST_CHECK;
enum err_code hosts_tag_remove(struct cx *cx, int64_t id, const char *tag,
    struct host *before, struct host *out) MUST_CHECK;
enum err_code hosts_exec_submit(struct cx *cx, const struct host_exec *in,
    const struct task_new *like, const char *reason, struct host_login *host,
    int64_t *task_id, int64_t *approval_id) MUST_CHECK;
enum err_code hosts_facts_submit(struct cx *cx, int64_t id,
    const struct task_new *like, struct host_login *host, int64_t *task_id) MUST_CHECK;

/* --- hosts_api.c --- */
/* Fills what the contract's object has beside the columns. */
void hosts_dress(struct cx *cx, struct host *h);

/* --- hosts_probe.c: what waits for a machine; opens its own transactions --- */
enum err_code hosts_probe_run(struct cx *cx, const struct host_probe_new *in,
    struct host_probe *out, int64_t *project_id) MUST_CHECK;
enum err_code hosts_probe_credentials(struct cx *cx, int64_t id,
    const struct host_credentials *in, struct host *before,
    struct host_credentials_reply *out) MUST_CHECK;
enum err_code hosts_probe_check(struct cx *cx, int64_t id,
    const struct host_check_new *in, struct host_login *host,
    struct host_check *out) MUST_CHECK;

/* --- hosts_keys.c --- */
enum err_code hosts_keys_generate(struct cx *cx,
    const struct ssh_key_generate *in, struct ssh_key_row *out) MUST_CHECK;
enum err_code hosts_keys_rename(struct cx *cx, int64_t id,
    const struct ssh_key_patch *in, struct ssh_key_row *before,
    struct ssh_key_row *out) MUST_CHECK;
enum err_code hosts_keys_create(struct cx *cx, const struct ssh_key_new *in,
    struct ssh_key_row *out) MUST_CHECK;
enum err_code hosts_keys_remove(struct cx *cx, int64_t id,
    struct ssh_key_row *before) MUST_CHECK;
enum err_code hosts_keys_verify(struct cx *cx, int64_t id,
    const struct ssh_key_verify_new *in, struct ssh_key_row *key,
    struct ssh_key_verify *out) MUST_CHECK;

#endif
