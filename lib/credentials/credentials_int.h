/*
 * What the files of this room share.
 */
#ifndef K8SM_CREDENTIALS_CREDENTIALS_INT_H
#define K8SM_CREDENTIALS_CREDENTIALS_INT_H

#include "credentials/credentials.h"
#include "hosts/hosts.h"
#include "type/type.h"

/* A password that several hosts log in with; the password itself is sealed. */
struct shared_password {
	int64_t id;
	int64_t project_id;
	const char *name;
	const char *username;
	const char *description;
	int64_t host_count;
	int64_t changed_at;
	int64_t created_by;
	int64_t created_at;
	int64_t updated_at;
	int64_t version;
	int64_t secret_id;		/* never in a reply */
};
extern const struct type shared_password_type;
extern const struct type shared_password_row_type;	/* with ${secret_id} */

/* Members that a change leaves out stay as they are. */
struct shared_password_new {
	const char *name;
	const char *username;
	const char *password;
	const char *description;
	int64_t project_id;
};
extern const struct type shared_password_new_type;
struct shared_password_patch {
	const char *name;
	const char *username;
	const char *password;
	const char *description;
};
extern const struct type shared_password_patch_type;

struct credential_host {
	int64_t host_id;
	const char *host_name;
	const char *ip;
	int64_t port;
	const char *ssh_user;
	const char *status;
	int64_t last_check_at;
};
extern const struct type credential_host_type;

/* A key that a host was seen with. */
struct seen_key {
	int64_t id;
	int64_t project_id;
	int64_t host_id;
	const char *host_name;
	const char *ip;
	int64_t port;
	const char *environment;	/* of the project */
	const char *key_type;
	const char *public_key;
	const char *fingerprint;
	const char *pinned_fingerprint;	/* that the host is trusted by now */
	const char *status;
	const char *seen_at_ip;
	int64_t seen_count;
	int64_t first_seen_at;
	int64_t last_seen_at;
	int64_t decided_by;
	const char *decided_by_name;
	int64_t decided_at;
	const char *reason;
};
extern const struct type seen_key_type;

struct seen_key_filter {
	int64_t page;
	int64_t page_size;
	const char *q;
	const char *sort;
	const char *status;
	int64_t host_id;
	int64_t project_id;
};
extern const struct type seen_key_filter_type;

struct seen_key_word {
	const char *reason;
};
extern const struct type seen_key_accept_type;
extern const struct type seen_key_reject_type;

/* Arguments of task credentials.accept_host_key. */
struct accept_args {
	int64_t host_key_id;
	const char *fingerprint;
	const char *reason;
};
extern const struct type accept_args_type;

struct known_hosts_new {
	const char *text;
	int64_t project_id;
};
extern const struct type known_hosts_new_type;

struct known_host {
	int64_t host_id;
	const char *host_name;
	const char *fingerprint;
	const char *result;		/* "pinned", "same", "differs" */
};
struct known_hosts_reply {
	int64_t lines;
	int64_t bad;
	int64_t revoked;
	int64_t unknown;		/* keys of no host here */
	int64_t pinned;
	int64_t same;
	int64_t differs;
	struct objects hosts;
};
extern const struct type known_host_type;
extern const struct type known_hosts_reply_type;

/* A host as the import of known_hosts looks at it. */
struct pin_host {
	int64_t id;
	const char *name;
	const char *ip;
	int64_t port;
	const char *host_key;
};
extern const struct type pin_host_type;

/* --- credentials_db.c --- */
enum err_code credentials_db_list(struct cx *cx, const struct page *p,
    struct shared_password **v, size_t *n, int64_t *total) MUST_CHECK;
enum err_code credentials_db_get(struct cx *cx, int64_t id, bool lock,
    struct shared_password *out) MUST_CHECK;
enum err_code credentials_db_insert(struct cx *cx,
    const struct shared_password_new *in, int64_t project_id,
    int64_t secret_id, struct shared_password *out) MUST_CHECK;
enum err_code credentials_db_update(struct cx *cx, int64_t id,
    const struct shared_password_patch *in, int64_t secret_id,
    struct shared_password *out) MUST_CHECK;
enum err_code credentials_db_remove(struct cx *cx, int64_t id) MUST_CHECK;
enum err_code credentials_db_hosts(struct cx *cx, int64_t id,
    struct credential_host **v, size_t *n) MUST_CHECK;

/* --- credentials_pins_db.c --- */
enum err_code credentials_pins_db_list(struct cx *cx,
    const struct seen_key_filter *f, struct seen_key **v, size_t *n,
    int64_t *total) MUST_CHECK;
enum err_code credentials_pins_db_get(struct cx *cx, int64_t id,
    struct seen_key *out) MUST_CHECK;
enum err_code credentials_pins_db_decide(struct cx *cx, int64_t id,
    const char *status, const char *reason) MUST_CHECK;
enum err_code credentials_pins_db_reviewers(struct cx *cx, int64_t project_id,
    struct ints *users) MUST_CHECK;
enum err_code credentials_pins_db_hosts(struct cx *cx, int64_t project_id,
    struct pin_host **v, size_t *n) MUST_CHECK;

/* --- credentials.c: shared passwords --- */
enum err_code credentials_create(struct cx *cx,
    const struct shared_password_new *in, struct shared_password *out) MUST_CHECK;
enum err_code credentials_update(struct cx *cx, int64_t id,
    const struct shared_password_patch *in, struct shared_password *before,
    struct shared_password *out) MUST_CHECK;
enum err_code credentials_remove(struct cx *cx, int64_t id,
    struct shared_password *before) MUST_CHECK;

/* --- credentials_pins.c: review of host keys --- */

/* The key becomes the pinned one, by a task; in production somebody else has to
 * agree first.  Exactly one of the ids is set. */
enum err_code credentials_accept(struct cx *cx, int64_t id, const char *reason,
    const struct task_new *like, struct seen_key *key, int64_t *task_id,
    int64_t *approval_id) MUST_CHECK;
enum err_code credentials_reject(struct cx *cx, int64_t id, const char *reason,
    struct seen_key *before, struct seen_key *out) MUST_CHECK;
enum err_code credentials_import(struct cx *cx,
    const struct known_hosts_new *in, int64_t *project_id,
    struct known_hosts_reply *out) MUST_CHECK;
enum err_code credentials_run_accept(struct cx *cx, struct task *t,
    const void *args) MUST_CHECK;
enum err_code credentials_submit_accept(struct cx *cx,
    const struct task_new *like, struct str args_json, int64_t *task_id,
    int64_t *approval_id) MUST_CHECK;

/* --- rotations of SSH keys: credentials_rotate.c orders, _rotate_run.c works --- */

struct rotation_new {
	const char *name;		/* of the new key; NULL: from the old */
	const char *algorithm;		/* "ed25519", "rsa" */
	int64_t bits;
	const char *keys_file;		/* on the hosts, from the home folder */
	bool delete_old;
	const char *reason;
};
extern const struct type rotation_new_type;

struct rotation {
	int64_t id;
	int64_t project_id;
	int64_t old_key_id;		/* 0: deleted meanwhile */
	int64_t new_key_id;		/* 0: not made yet */
	const char *old_name;
	const char *new_name;
	const char *old_fingerprint;
	const char *algorithm;
	int64_t bits;
	const char *keys_file;
	bool delete_old;
	bool old_deleted;
	const char *status;
	int64_t hosts;
	int64_t done;
	int64_t failed;
	int64_t task_id;
	int64_t approval_id;
	int64_t created_by;
	int64_t created_at;
	int64_t ended_at;
	const char *old_public;
	bool live;			/* a task or an approval is under way */
};
extern const struct type rotation_type;
extern const struct type rotation_row_type;	/* with what replies leave out */

struct rotation_host {
	int64_t host_id;
	const char *host_name;
	const char *ip;
	int64_t port;
	const char *step;
	const char *error;
	const char *note;
	int64_t tries;
	int64_t updated_at;
	int64_t ssh_key_id;		/* that it logs in with now */
};
extern const struct type rotation_host_type;
extern const struct type rotation_host_row_type;

struct rotation_filter {
	int64_t page;
	int64_t page_size;
	const char *q;
	const char *sort;
	int64_t key_id;
};
extern const struct type rotation_filter_type;

/* Arguments of task credentials.rotate_key. */
struct rotation_args {
	int64_t rotation_id;
};
extern const struct type rotation_args_type;

struct rotation_started {
	int64_t rotation_id;
	int64_t task_id;
	int64_t approval_id;
};
extern const struct type rotation_started_type;

/* The key to be rotated. */
struct rotation_key {
	int64_t id;
	int64_t project_id;
	const char *name;
	const char *public_key;
	const char *fingerprint;
	int64_t hosts;
	int64_t live;
};
extern const struct type rotation_key_type;

enum err_code credentials_rotate_db_key(struct cx *cx, int64_t key_id,
    struct rotation_key *out) MUST_CHECK;
enum err_code credentials_rotate_db_insert(struct cx *cx,
    const struct rotation_key *key, const struct rotation_new *in,
    const char *public_key, int64_t *id) MUST_CHECK;
enum err_code credentials_rotate_db_order(struct cx *cx, int64_t id,
    int64_t task_id, int64_t approval_id) MUST_CHECK;
enum err_code credentials_rotate_db_list(struct cx *cx,
    const struct rotation_filter *f, struct rotation **v, size_t *n,
    int64_t *total) MUST_CHECK;
enum err_code credentials_rotate_db_get(struct cx *cx, int64_t id,
    struct rotation *out) MUST_CHECK;
enum err_code credentials_rotate_db_hosts(struct cx *cx, int64_t id,
    struct rotation_host **v, size_t *n) MUST_CHECK;
enum err_code credentials_rotate_db_begin(struct cx *cx, int64_t id,
    int64_t task_id) MUST_CHECK;
enum err_code credentials_rotate_db_new_key(struct cx *cx, int64_t id,
    int64_t key_id) MUST_CHECK;
enum err_code credentials_rotate_db_step(struct cx *cx, int64_t id,
    int64_t host_id, const char *step, const char *note) MUST_CHECK;
enum err_code credentials_rotate_db_fault(struct cx *cx, int64_t id,
    int64_t host_id, const char *error) MUST_CHECK;
enum err_code credentials_rotate_db_end(struct cx *cx, int64_t id,
    const char *status, bool old_deleted) MUST_CHECK;

enum err_code credentials_rotate(struct cx *cx, int64_t key_id,
    const struct rotation_new *in, struct rotation *row,
    struct rotation_started *out) MUST_CHECK;
enum err_code credentials_rotate_again(struct cx *cx, int64_t id,
    const struct task_new *like, struct rotation *row,
    struct rotation_started *out) MUST_CHECK;
enum err_code credentials_submit_rotate(struct cx *cx,
    const struct task_new *like, struct str args_json, int64_t *task_id,
    int64_t *approval_id) MUST_CHECK;
enum err_code credentials_run_rotate(struct cx *cx, struct task *t,
    const void *args) MUST_CHECK;

/* credentials_script.c: what runs on the hosts, for `/bin/sh -s -- FILE OLD_BLOB
 * NEW_TYPE NEW_BLOB`, and as often as one likes. */
extern const char credentials_script_add[];
extern const char credentials_script_drop[];

#endif
