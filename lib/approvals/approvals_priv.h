/*
 * approvals_priv: what the files of the room share.
 */
#ifndef K8SM_APPROVALS_APPROVALS_PRIV_H
#define K8SM_APPROVALS_APPROVALS_PRIV_H

#include "approvals/approvals.h"

struct approval_rule {
	int64_t ord;
	int64_t policy_id;
	const char *name;
	const char *approver_role; /* either this … */
	const char *approver_permission; /* … or this */
	int64_t count;
	int64_t given; /* approvals that satisfy it so far */
	int64_t expires_minutes; /* of the policy; not stored here */
};
extern const struct type approval_rule_type;

struct approval_decision {
	int64_t user_id;
	const char *username;
	const char *decision; /* "approve", "reject" */
	const char *comment;
	struct ints rules; /* ord of those satisfied */
	int64_t created_at;
};
extern const struct type approval_decision_type;

struct approval {
	int64_t id;
	int64_t project_id;
	const char *status; /* a pending one past its time is "expired" */
	const char *action;
	const char *needs;
	const char *risk;
	const char *summary;
	const char *reason;
	int64_t requester_id;
	const char *requester_name;
	const char *kind;
	struct raw args; /* canonical, under the digest */
	const char *title;
	const char *object;
	int64_t object_id;
	int64_t priority;
	int64_t timeout_s;
	int64_t run_at;
	int64_t retry_of;
	struct raw plan; /* canonical, under the digest */
	const char *digest;
	int64_t expires_at;
	int64_t decided_at;
	int64_t used_task_id;
	int64_t version;
	int64_t created_at;
	int64_t updated_at;
	struct objects rules; /* filled for one approval only */
	struct objects decisions;
};
extern const struct type approval_type; /* detail */
extern const struct type approval_row_type; /* detail without children */
extern const struct type approval_item_type; /* a line of a list */

struct approval_filter {
	int64_t page;
	int64_t page_size;
	const char *q;
	const char *status;
	const char *action;
	const char *object;
	int64_t object_id;
	int64_t project_id;
	bool mine;
	bool waiting;
};
extern const struct type approval_filter_type;

struct approval_decide {
	const char *comment;
	const char *digest; /* what the approver saw; NULL: not said */
};
extern const struct type approval_decide_type;

struct approval_policy {
	int64_t id;
	const char *name;
	int64_t project_id; /* 0: every project */
	const char *environment; /* NULL or "": any */
	const char *action; /* "host:execute", "host:*", "*" */
	const char *min_risk;
	const char *approver_role;
	const char *approver_permission;
	int64_t count;
	int64_t expires_minutes;
	bool enabled;
	int64_t created_by;
	int64_t version;
	int64_t created_at;
	int64_t updated_at;
};
extern const struct type approval_policy_type;
extern const struct type approval_policy_new_type;

struct approval_policy_filter {
	int64_t page;
	int64_t page_size;
	const char *q;
	const char *action;
	int64_t project_id;
};
extern const struct type approval_policy_filter_type;

/* What of the caller decides which approvals he sees and may give. */
struct approval_scope {
	bool all;
	const int64_t *readable; /* projects with approval:read */
	size_t n_readable;
	bool read_global;
	const int64_t *decidable; /* projects with approval:decide */
	size_t n_decidable;
	bool decide_global;
	/* His permission codes beside the project that they hold in, 0: all. */
	const int64_t *code_projects;
	const char *const *codes;
	size_t n_codes;
};

/* --- approvals.c --- */

enum err_code approvals_digest(struct cx *cx, const struct approval *a,
    const char **hex) MUST_CHECK;
enum err_code approvals_list(struct cx *cx, const struct approval_filter *f,
    struct approval **v, size_t *n, int64_t *total) MUST_CHECK;
enum err_code
approvals_get(struct cx *cx, int64_t id, struct approval *out) MUST_CHECK;
enum err_code
approvals_approve(struct cx *cx, int64_t id, const struct approval_decide *in,
    struct approval *before, struct approval *after) MUST_CHECK;
enum err_code
approvals_reject(struct cx *cx, int64_t id, const struct approval_decide *in,
    struct approval *before, struct approval *after) MUST_CHECK;
enum err_code
approvals_cancel(struct cx *cx, int64_t id, const struct approval_decide *in,
    struct approval *before, struct approval *after) MUST_CHECK;

/* --- approvals_policy.c --- */

enum err_code
approvals_policy_list(struct cx *cx, const struct approval_policy_filter *f,
    struct approval_policy **v, size_t *n, int64_t *total) MUST_CHECK;
enum err_code approvals_policy_get(struct cx *cx, int64_t id,
    struct approval_policy *out) MUST_CHECK;
enum err_code approvals_policy_create(struct cx *cx,
    const struct approval_policy *in, struct approval_policy *out) MUST_CHECK;
enum err_code approvals_policy_update(struct cx *cx, int64_t id,
    const struct approval_policy *in, struct approval_policy *before,
    struct approval_policy *after) MUST_CHECK;
enum err_code approvals_policy_remove(struct cx *cx, int64_t id,
    struct approval_policy *before) MUST_CHECK;

/* --- approvals_db.c --- */

/* Policies that match ${need}, as rules numbered from 1. */
enum err_code
approvals_db_match(struct cx *cx, const struct approval_need *need,
    struct approval_rule **v, size_t *n) MUST_CHECK;
enum err_code approvals_db_insert(struct cx *cx, const struct approval *a,
    int64_t minutes, int64_t *id) MUST_CHECK;
enum err_code approvals_db_rule_insert(struct cx *cx, int64_t id,
    const struct approval_rule *rule) MUST_CHECK;
/* The first page of ${f} without its total. */
enum err_code
approvals_db_page(struct cx *cx, const struct approval_scope *scope,
    const struct approval_filter *f, struct approval **v, size_t *n) MUST_CHECK;
enum err_code approvals_db_list(struct cx *cx,
    const struct approval_scope *scope, const struct approval_filter *f,
    struct approval **v, size_t *n, int64_t *total) MUST_CHECK;
enum err_code
approvals_db_get(struct cx *cx, int64_t id, struct approval *out) MUST_CHECK;
/* As approvals_db_get with the row locked until the end of the transaction. */
enum err_code
approvals_db_lock(struct cx *cx, int64_t id, struct approval *out) MUST_CHECK;
enum err_code approvals_db_rules(struct cx *cx, int64_t id,
    struct approval_rule **v, size_t *n) MUST_CHECK;
enum err_code approvals_db_decisions(struct cx *cx, int64_t id,
    struct approval_decision **v, size_t *n) MUST_CHECK;
enum err_code
approvals_db_decide(struct cx *cx, int64_t id, const char *decision,
    const char *comment, const int64_t *rules, size_t n) MUST_CHECK;
enum err_code approvals_db_finish(struct cx *cx, int64_t id, const char *status,
    int64_t task_id) MUST_CHECK;
/* One more approval that does not complete it. */
enum err_code approvals_db_bump(struct cx *cx, int64_t id) MUST_CHECK;
/* Users who could decide it. */
enum err_code approvals_db_candidates(struct cx *cx, int64_t id,
    struct ints *users) MUST_CHECK;
enum err_code approvals_db_roles(struct cx *cx, int64_t user_id,
    int64_t project_id, struct texts *roles) MUST_CHECK;

/* --- approvals_policy_db.c --- */

enum err_code
approvals_policy_db_list(struct cx *cx, const struct approval_policy_filter *f,
    struct approval_policy **v, size_t *n, int64_t *total) MUST_CHECK;
enum err_code approvals_policy_db_get(struct cx *cx, int64_t id,
    struct approval_policy *out) MUST_CHECK;
enum err_code approvals_policy_db_lock(struct cx *cx, int64_t id,
    int64_t *version) MUST_CHECK;
enum err_code approvals_policy_db_insert(struct cx *cx,
    const struct approval_policy *in, int64_t *id) MUST_CHECK;
enum err_code approvals_policy_db_update(struct cx *cx, int64_t id,
    const struct approval_policy *in) MUST_CHECK;
enum err_code approvals_policy_db_delete(struct cx *cx, int64_t id) MUST_CHECK;
/* Whether there is such a role, such a permission. */
enum err_code
approvals_policy_db_role(struct cx *cx, const char *code, bool *yes) MUST_CHECK;
enum err_code
approvals_policy_db_perm(struct cx *cx, const char *code, bool *yes) MUST_CHECK;

#endif
