/*
 * What the files of this room share.
 */
#ifndef K8SM_CLOUD_CLOUD_INT_H
#define K8SM_CLOUD_CLOUD_INT_H

#include "cloud/cloud.h"
#include "cloud/cloud_provider.h"
#include "tasks/tasks.h"

/* Purposes under which secrets are sealed. */
#define CLOUD_SECRET_KEY      "cloud.secret"
#define CLOUD_SECRET_PASSWORD "cloud.password"

#define CLOUD_MAX_ITEMS 10000	/* named in one import */
#define CLOUD_STEP      100	/* instances of one remote call, one commit */

/* --- accounts --- */

struct cloud_account {
	int64_t id;
	int64_t project_id;
	const char *provider;
	const char *account_name;
	const char *access_key_id;
	const char *access_key_secret;	/* always "" */
	const char *region_default;
	const char *endpoint;
	const char *status;		/* active, error */
	const char *last_error;
	int64_t hosts;			/* imported by it */
	int64_t last_test_at;
	int64_t last_sync_at;
	int64_t created_by;
	int64_t created_at;
	int64_t updated_at;
	int64_t version;
};
extern const struct type cloud_account_type;

struct cloud_account_filter {
	const char *provider;
};
extern const struct type cloud_account_filter_type;

struct cloud_account_new {
	const char *provider;
	const char *account_name;
	const char *access_key_id;
	const char *access_key_secret;
	const char *region_default;
	const char *endpoint;
	int64_t project_id;
};
extern const struct type cloud_account_new_type;

struct cloud_account_patch {
	const char *account_name;
	const char *access_key_id;
	const char *access_key_secret;
	const char *region_default;
	const char *endpoint;
};
extern const struct type cloud_account_patch_type;

/* What a test looks at: the parts given here win over those of ${account_id}. */
struct cloud_test_new {
	int64_t account_id;
	const char *provider;
	const char *account_name;
	const char *access_key_id;
	const char *access_key_secret;
	const char *region_default;
	const char *endpoint;
	int64_t project_id;
};
extern const struct type cloud_test_new_type;

struct cloud_test {
	bool ok;
	const char *provider;
	const char *error_code;
	const char *message;
	const char *region;
	int64_t regions;
	int64_t instances;
	int64_t latency_ms;
};
extern const struct type cloud_test_type;

struct cloud_provider_path {
	const char *provider;
};
extern const struct type cloud_provider_path_type;

extern const struct type cloud_region_type;
extern const struct type cloud_instance_type;

/* --- looking at instances --- */

struct cloud_query {
	int64_t account_id;
	const char *region;
	const char *keyword;
	const char *status;
	const char *tag;
	const char *vpc;
	int64_t page_size;
	const char *next;
};
extern const struct type cloud_query_type;	/* body of the contract's route */

struct cloud_look {
	const char *region;
	const char *q;
	const char *status;
	const char *tag;
	const char *vpc;
	int64_t page_size;
	const char *next;
};
extern const struct type cloud_look_type;	/* query of ours */

struct cloud_instances {
	struct objects list;
	int64_t total;			/* -1: the cloud does not say */
	const char *next;		/* for the page behind it; "" at the end */
	const char *region;
};
extern const struct type cloud_instances_type;

/* --- imports and re-syncs --- */

/* How imported hosts are logged in to and filed. */
struct cloud_login {
	const char *role;
	struct texts labels;
	const char *address;		/* "private", "public" */
	const char *ssh_user;
	int64_t port;
	struct opt_int ssh_key_id;
	const char *password;
};

struct cloud_import_new {
	int64_t account_id;
	struct objects instances;
	bool all;			/* all that match, not ${instances} */
	const char *region;
	const char *keyword;
	const char *status;
	const char *tag;
	const char *vpc;
	struct cloud_login login;
};
extern const struct type cloud_import_new_type;

struct cloud_sync_new {
	struct texts regions;
};
extern const struct type cloud_sync_new_type;

struct cloud_apply_new {
	struct texts changes;		/* new, changed, gone; absent: all */
	struct ints items;		/* absent: all of those changes */
	struct cloud_login login;
};
extern const struct type cloud_apply_new_type;

/* The contract's ImportTask, with what is counted. */
struct cloud_run {
	const char *id;			/* a UUID */
	int64_t run_id;
	int64_t project_id;
	int64_t account_id;
	const char *account_name;
	const char *provider;
	const char *kind;		/* import, sync */
	const char *status;		/* running, ready, success, failed */
	const char *request_json;
	const char *result_json;
	const char *error_message;
	int64_t task_id;
	int64_t total;
	int64_t pending;
	int64_t created;
	int64_t updated;
	int64_t skipped;
	int64_t failed;
	int64_t n_new;
	int64_t n_changed;
	int64_t n_gone;
	int64_t created_by;
	int64_t created_at;
	int64_t updated_at;
};
extern const struct type cloud_run_type;

struct cloud_import_reply {
	struct cloud_run task;
	struct objects created;		/* none yet: the task makes them */
};
extern const struct type cloud_import_reply_type;

struct cloud_run_path {
	const char *task_id;
};
extern const struct type cloud_run_path_type;

struct cloud_run_filter {
	int64_t page;
	int64_t page_size;
	const char *q;
	const char *sort;
	int64_t account_id;
	const char *kind;
};
extern const struct type cloud_run_filter_type;

struct cloud_item {
	int64_t id;
	const char *instance_id;
	const char *region;
	const char *name;
	const char *ip;
	const char *change;		/* import, new, changed, gone */
	const char *state;		/* pending, queued, created, … */
	const char *code;		/* why it was skipped or failed */
	const char *detail;
	int64_t host_id;
	const char *host_name;
	struct raw before;
	struct raw after;
};
extern const struct type cloud_item_type;

struct cloud_item_filter {
	int64_t page;
	int64_t page_size;
	const char *q;
	const char *sort;
	const char *change;
	const char *state;
};
extern const struct type cloud_item_filter_type;

/* Arguments of cloud.import and cloud.sync. */
struct cloud_import_args {
	int64_t run_id;
};
extern const struct type cloud_import_args_type;

struct cloud_sync_args {
	int64_t account_id;
	int64_t run_id;			/* 0: a schedule's; one is made */
};
extern const struct type cloud_sync_args_type;

/* How a run goes about it; kept with it as JSON. */
struct cloud_request_kept {
	bool all;
	const char *region;
	const char *keyword;
	const char *status;
	const char *tag;
	const char *vpc;
	struct texts regions;
	const char *role;
	struct texts labels;
	const char *address;
	const char *ssh_user;
	int64_t port;
	int64_t ssh_key_id;
};
extern const struct type cloud_request_kept_type;

/* A run as the worker reads it. */
struct cloud_work {
	int64_t id;
	const char *uuid;
	int64_t project_id;
	int64_t account_id;
	const char *account_name;
	const char *provider;
	const char *kind;
	bool listed;			/* every item is there */
	int64_t secret_id;		/* of the password, 0: none */
	struct raw request;
	int64_t created_by;
};
extern const struct type cloud_work_type;

/* An item to be worked on, with the instance as it was listed. */
struct cloud_todo {
	int64_t id;
	const char *instance_id;
	const char *region;
	const char *change;
	int64_t host_id;
	struct raw data;		/* null: ask the cloud */
};
extern const struct type cloud_todo_type;

/* What is known of an imported host beside its host row. */
struct cloud_host {
	int64_t host_id;
	const char *instance_id;
	const char *region;
	const char *name;
	const char *private_ip;
	const char *public_ip;
	const char *status;
	bool gone;
};
extern const struct type cloud_host_type;

/* An account ready for calls; wiped with the arena it was opened in. */
struct cloud_open {
	int64_t id;
	int64_t project_id;
	const char *provider;
	const char *account_name;
	const char *access_key_id;
	int64_t secret_id;
	const char *region_default;
	const char *endpoint;
};
extern const struct type cloud_open_type;

extern const char *const cloud_provider_names[];
extern const char *const cloud_statuses[];

/* --- cloud_db.c --- */
enum err_code cloud_db_accounts(struct cx *cx, const char *provider,
    struct cloud_account **items, size_t *n) MUST_CHECK;
enum err_code cloud_db_account(struct cx *cx, int64_t id,
    struct cloud_account *out) MUST_CHECK;
enum err_code cloud_db_account_lock(struct cx *cx, int64_t id,
    struct cloud_open *out, int64_t *version) MUST_CHECK;
enum err_code cloud_db_account_open(struct cx *cx, int64_t id,
    struct cloud_open *out) MUST_CHECK;
enum err_code cloud_db_account_insert(struct cx *cx,
    const struct cloud_account_new *in, int64_t secret_id, int64_t *id)
    MUST_CHECK;
enum err_code cloud_db_account_update(struct cx *cx, int64_t id,
    const struct cloud_account_patch *in, int64_t secret_id) MUST_CHECK;
enum err_code cloud_db_account_busy(struct cx *cx, int64_t id, int64_t *n)
    MUST_CHECK;
enum err_code cloud_db_account_remove(struct cx *cx, int64_t id) MUST_CHECK;
enum err_code cloud_db_account_tested(struct cx *cx, int64_t id,
    const char *error) MUST_CHECK;
enum err_code cloud_db_account_synced(struct cx *cx, int64_t id) MUST_CHECK;
enum err_code cloud_db_account_regions(struct cx *cx, int64_t id,
    struct texts *out) MUST_CHECK;
/* Host ids of instances: sets host_id where one was imported. */
enum err_code cloud_db_mark(struct cx *cx, int64_t project_id,
    const char *provider, struct cloud_instance *v, size_t n) MUST_CHECK;
enum err_code cloud_db_lock_project(struct cx *cx, int64_t project_id)
    MUST_CHECK;
enum err_code cloud_db_host(struct cx *cx, int64_t project_id,
    const char *provider, const char *instance_id, struct cloud_host *out,
    bool *found) MUST_CHECK;
enum err_code cloud_db_host_put(struct cx *cx, const struct cloud_work *w,
    int64_t host_id, const struct cloud_instance *in) MUST_CHECK;
enum err_code cloud_db_host_gone(struct cx *cx, int64_t host_id) MUST_CHECK;

/* --- cloud_run_db.c --- */
enum err_code cloud_run_db_insert(struct cx *cx, const struct cloud_open *a,
    const char *kind, struct str request, int64_t secret_id, bool listed,
    int64_t *id) MUST_CHECK;
enum err_code cloud_run_db_add(struct cx *cx, int64_t id, int64_t project_id,
    const struct cloud_instance *v, size_t n) MUST_CHECK;
enum err_code cloud_run_db_set_task(struct cx *cx, int64_t id, int64_t task_id)
    MUST_CHECK;
enum err_code cloud_run_db_list(struct cx *cx,
    const struct cloud_run_filter *f, struct cloud_run **items, size_t *n,
    int64_t *total) MUST_CHECK;
enum err_code cloud_run_db_get(struct cx *cx, const char *uuid,
    struct cloud_run *out) MUST_CHECK;
enum err_code cloud_run_db_by_id(struct cx *cx, int64_t id,
    struct cloud_run *out) MUST_CHECK;
enum err_code cloud_run_db_items(struct cx *cx, int64_t id,
    const struct cloud_item_filter *f, struct cloud_item **items, size_t *n,
    int64_t *total) MUST_CHECK;
enum err_code cloud_run_db_choose(struct cx *cx, int64_t id,
    const struct texts *changes, const struct ints *items,
    const struct cloud_request_kept *login, int64_t secret_id, int64_t *n)
    MUST_CHECK;
enum err_code cloud_run_db_lock(struct cx *cx, int64_t id, const char **status)
    MUST_CHECK;
enum err_code cloud_run_db_work(struct cx *cx, int64_t id,
    struct cloud_work *out) MUST_CHECK;
enum err_code cloud_run_db_clear(struct cx *cx, int64_t id) MUST_CHECK;
enum err_code cloud_run_db_found(struct cx *cx, const struct cloud_work *w,
    struct str instances, int64_t *n) MUST_CHECK;
enum err_code cloud_run_db_compare(struct cx *cx, const struct cloud_work *w,
    struct str instances) MUST_CHECK;
enum err_code cloud_run_db_compared(struct cx *cx, const struct cloud_work *w,
    const struct texts *regions) MUST_CHECK;
enum err_code cloud_run_db_listed(struct cx *cx, int64_t id) MUST_CHECK;
enum err_code cloud_run_db_todo(struct cx *cx, int64_t id,
    struct cloud_todo **items, size_t *n) MUST_CHECK;
enum err_code cloud_run_db_done(struct cx *cx, int64_t item, const char *state,
    const char *code, const char *detail, int64_t host_id,
    const struct cloud_instance *in) MUST_CHECK;
enum err_code cloud_run_db_end(struct cx *cx, int64_t id, const char *error)
    MUST_CHECK;

/* --- cloud.c: accounts --- */
/* Whether key, secret, region and endpoint can be such (those that are given). */
enum err_code cloud_account_check(struct cx *cx,
    const struct cloud_account_new *in) MUST_CHECK;
enum err_code cloud_account_create(struct cx *cx,
    const struct cloud_account_new *in, struct cloud_account *out) MUST_CHECK;
enum err_code cloud_account_update(struct cx *cx, int64_t id,
    const struct cloud_account_patch *in, struct cloud_account *before,
    struct cloud_account *out) MUST_CHECK;
enum err_code cloud_account_remove(struct cx *cx, int64_t id,
    struct cloud_account *before) MUST_CHECK;
/* Reads account ${id} and opens its secret; needs ${perm} in its project. */
enum err_code cloud_account_open(struct cx *cx, int64_t id, const char *perm,
    struct cloud_open *a, struct cloud_target *t) MUST_CHECK;
enum err_code cloud_region_check(struct cx *cx, const char *field,
    const char *region) MUST_CHECK;

/* --- cloud_look.c: what waits for a cloud; opens its own transactions --- */
enum err_code cloud_look_test(struct cx *cx, const struct cloud_test_new *in,
    const char *provider, struct cloud_open *a, struct cloud_test *out)
    MUST_CHECK;
enum err_code cloud_look_regions(struct cx *cx, int64_t account_id,
    struct cloud_region **items, size_t *n) MUST_CHECK;
/* ${provider} NULL: whatever the account is of. */
enum err_code cloud_look_instances(struct cx *cx, const struct cloud_query *in,
    const char *provider, struct cloud_instances *out) MUST_CHECK;

/* --- cloud_run.c: imports and re-syncs, asked for --- */
enum err_code cloud_run_import(struct cx *cx, const char *provider,
    const struct cloud_import_new *in, struct cloud_run *out) MUST_CHECK;
enum err_code cloud_run_sync(struct cx *cx, int64_t account_id,
    const struct texts *regions, const struct task_new *like,
    struct cloud_open *a, int64_t *task_id) MUST_CHECK;
enum err_code cloud_run_apply(struct cx *cx, const char *uuid,
    const struct cloud_apply_new *in, struct cloud_run *run, int64_t *task_id)
    MUST_CHECK;

#endif
