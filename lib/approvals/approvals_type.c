/*
 * approvals_type: descriptors of approvals and policies.
 */
#include "approvals/approvals_priv.h"

static const char *const statuses[] = { "pending", "approved", "rejected",
	"cancelled", "expired", NULL };
static const char *const risks[] = { "low", "medium", "high", NULL };
static const char *const decisions[] = { "approve", "reject", NULL };
static const char *const environments[] = { "development", "staging",
	"production", NULL };

static const struct field rule_fields[] = { F_INT(struct approval_rule, ord,
						F_RO, 0, 1000, 0, "Number"),
	F_INT(struct approval_rule, policy_id, F_RO, 0, INT64_MAX, 0,
	    "Policy that asked"),
	F_TEXT(struct approval_rule, name, F_RO, 0, 128, "Its name"),
	F_TEXT(struct approval_rule, approver_role, F_RO, 0, 64,
	    "Role that an approver needs, or empty"),
	F_TEXT(struct approval_rule, approver_permission, F_RO, 0, 64,
	    "Permission that an approver needs, or empty"),
	F_INT(struct approval_rule, count, F_RO, 1, 5, 1,
	    "Approvals that it needs"),
	F_INT(struct approval_rule, given, F_RO, 0, 1000, 0,
	    "Approvals that it has"),
	F_INT(struct approval_rule, expires_minutes, F_RO | F_OMIT, 0,
	    INT64_MAX, 0, "Life of the approval"),
	F_END };
const struct type approval_rule_type = { "ApprovalRule",
	sizeof(struct approval_rule), rule_fields,
	"What must be satisfied, as it was when the approval was asked" };

static const struct field decision_fields[] = { F_INT(struct approval_decision,
						    user_id, F_RO, 0, INT64_MAX,
						    0, "Who decided"),
	F_TEXT(struct approval_decision, username, F_RO, 0, 64, "His name"),
	F_ENUM(struct approval_decision, decision, F_RO, decisions, "What"),
	F_TEXT(struct approval_decision, comment, F_RO, 0, 1000, "Comment"),
	F_INTS(struct approval_decision, rules, F_RO, 0, 100,
	    "Rules that he satisfied"),
	F_TIME(struct approval_decision, created_at, F_RO, "When"), F_END };
const struct type approval_decision_type = { "ApprovalDecision",
	sizeof(struct approval_decision), decision_fields, "One vote" };

#define ITEM_FIELDS \
	F_INT(struct approval, id, F_RO, 1, INT64_MAX, 0, "Approval id"), \
	    F_INT(struct approval, project_id, F_RO | F_NULL, 0, INT64_MAX, 0, \
		"Project"), \
	    F_ENUM(struct approval, status, F_RO, statuses, "State"), \
	    F_TEXT(struct approval, action, F_RO, 0, 64, \
		"Permission that the act needs"), \
	    F_ENUM(struct approval, risk, F_RO, risks, "Risk"), \
	    F_TEXT(struct approval, summary, F_RO, 0, 1000, \
		"What will happen"), \
	    F_TEXT(struct approval, reason, F_RO, 0, 1000, "Why"), \
	    F_INT(struct approval, requester_id, F_RO, 0, INT64_MAX, 0, \
		"Who asked"), \
	    F_TEXT(struct approval, requester_name, F_RO, 0, 64, "His name"), \
	    F_TEXT(struct approval, kind, F_RO, 0, 64, "Kind of task"), \
	    F_TEXT(struct approval, title, F_RO, 0, 500, "Title of the task"), \
	    F_TEXT(struct approval, object, F_RO, 0, 64, "Kind of object"), \
	    F_INT(struct approval, object_id, F_RO | F_NULL, 0, INT64_MAX, 0, \
		"Its id"), \
	    F_TEXT(struct approval, digest, F_RO, 0, 64, \
		"sha256 of what will run"), \
	    F_TIME(struct approval, expires_at, F_RO, "Not after this"), \
	    F_TIME(struct approval, decided_at, F_RO | F_NULL, \
		"When it was decided"), \
	    F_INT(struct approval, used_task_id, F_RO | F_NULL, 0, INT64_MAX, \
		0, "Task that it started"), \
	    F_INT(struct approval, version, F_RO, 1, INT64_MAX, 0, \
		"Row version for If-Match"), \
	    F_TIME(struct approval, created_at, F_RO, "When it was asked"), \
	    F_TIME(struct approval, updated_at, F_RO, "Last change")

#define ROW_FIELDS \
	ITEM_FIELDS, \
	    F_TEXT(struct approval, needs, F_RO, 0, 200, \
		"What the requester must still hold at the end"), \
	    F_RAW(struct approval, args, F_RO | F_NULL, 0, \
		"Arguments of the task, exactly"), \
	    F_RAW(struct approval, plan, F_RO | F_NULL, 0, \
		"Plan for people, secrets masked"), \
	    F_INT(struct approval, priority, F_RO, INT64_MIN, INT64_MAX, 0, \
		"Priority of the task"), \
	    F_INT(struct approval, timeout_s, F_RO, 0, INT64_MAX, 0, \
		"Time limit of the task, 0: the kind's"), \
	    F_TIME(struct approval, run_at, F_RO | F_NULL, \
		"Not before this time"), \
	    F_INT(struct approval, retry_of, F_RO | F_NULL, 0, INT64_MAX, 0, \
		"Task that it repeats")

static const struct field item_fields[] = { ITEM_FIELDS, F_END };
const struct type approval_item_type = { "ApprovalItem",
	sizeof(struct approval), item_fields, "One line of the approvals" };

static const struct field row_fields[] = { ROW_FIELDS, F_END };
const struct type approval_row_type = { "ApprovalRow", sizeof(struct approval),
	row_fields, "An approval without its votes" };

static const struct field approval_fields[] = { ROW_FIELDS,
	F_OBJECTS(struct approval, rules, F_RO | F_NO_ROW, 0, 1000,
	    &approval_rule_type, "What must be satisfied: all of it"),
	F_OBJECTS(struct approval, decisions, F_RO | F_NO_ROW, 0, 1000,
	    &approval_decision_type, "Votes so far"),
	F_END };
const struct type approval_type = { "Approval", sizeof(struct approval),
	approval_fields, "An act that waits for somebody else's yes" };

static const struct field filter_fields[] = {
	F_INT(struct approval_filter, page, 0, 1, 1000000, 1, "Page, from 1"),
	F_INT(struct approval_filter, page_size, 0, 1, PAGE_MAX, PAGE_DEFAULT,
	    "Rows per page"),
	F_TEXT(struct approval_filter, q, 0, 0, 200,
	    "Text in summary, title, reason or requester"),
	F_ENUM(struct approval_filter, status, 0, statuses, "State"),
	F_TEXT(struct approval_filter, action, 0, 0, 64, "Action"),
	F_TEXT(struct approval_filter, object, 0, 0, 64, "Kind of object"),
	F_INT(struct approval_filter, object_id, 0, 0, INT64_MAX, 0,
	    "Object's id"),
	F_INT(struct approval_filter, project_id, 0, 0, INT64_MAX, 0,
	    "Project"),
	F_BOOL(struct approval_filter, mine, 0, 0, "Only what I asked for"),
	F_BOOL(struct approval_filter, waiting, 0, 0, "Only what waits for me"),
	F_END
};
const struct type approval_filter_type = { "ApprovalFilter",
	sizeof(struct approval_filter), filter_fields,
	"Filters of approvals, newest first" };

static const struct field decide_fields[] = {
	F_TEXT(struct approval_decide, comment, F_RAW_TEXT, 0, 1000, "Comment"),
	F_TEXT(struct approval_decide, digest, 0, 64, 64,
	    "Digest of what the approver saw; another one is refused"),
	F_END
};
const struct type approval_decide_type = { "ApprovalDecide",
	sizeof(struct approval_decide), decide_fields, "A decision" };

#define POLICY_FIELDS(fl, req) \
	F_TEXT(struct approval_policy, name, (fl) | (req), 1, 128, "Name"), \
	    F_INT(struct approval_policy, project_id, (fl) | F_NULL, 0, \
		INT64_MAX, 0, "Only in this project; null: in every one"), \
	    F_ENUM(struct approval_policy, environment, (fl) | F_NULL, \
		environments, "Only in projects of this environment"), \
	    F_TEXT(struct approval_policy, action, (fl) | (req), 1, 64, \
		"host:execute, host:* or *"), \
	    F_ENUM(struct approval_policy, min_risk, (fl), risks, \
		"From this risk on; low when absent"), \
	    F_TEXT(struct approval_policy, approver_role, (fl), 0, 64, \
		"Role that an approver needs: this or approver_permission"), \
	    F_TEXT(struct approval_policy, approver_permission, (fl), 0, 64, \
		"Permission that an approver needs: this or approver_role"), \
	    F_INT(struct approval_policy, count, (fl), 1, 5, 1, \
		"Approvals that it needs"), \
	    F_INT(struct approval_policy, expires_minutes, (fl), 1, 43200, 60, \
		"Life of an approval"), \
	    F_BOOL(struct approval_policy, enabled, (fl), 1, \
		"Whether it counts")

static const struct field policy_fields[] = {
	F_INT(struct approval_policy, id, F_RO, 1, INT64_MAX, 0, "Policy id"),
	POLICY_FIELDS(F_RO, 0),
	F_INT(struct approval_policy, created_by, F_RO | F_NULL, 0, INT64_MAX,
	    0, "User who made it"),
	F_INT(struct approval_policy, version, F_RO, 1, INT64_MAX, 0,
	    "Row version for If-Match"),
	F_TIME(struct approval_policy, created_at, F_RO, "When it was made"),
	F_TIME(struct approval_policy, updated_at, F_RO, "Last change"), F_END
};
const struct type approval_policy_type = { "ApprovalPolicy",
	sizeof(struct approval_policy), policy_fields,
	"Which acts need whose approval" };

static const struct field policy_new_fields[] = { POLICY_FIELDS(0, F_REQ),
	F_END };
const struct type approval_policy_new_type = { "ApprovalPolicyNew",
	sizeof(struct approval_policy), policy_new_fields,
	"A policy, whole: also an update names everything" };

static const struct field policy_filter_fields[] = {
	F_INT(struct approval_policy_filter, page, 0, 1, 1000000, 1,
	    "Page, from 1"),
	F_INT(struct approval_policy_filter, page_size, 0, 1, PAGE_MAX,
	    PAGE_DEFAULT, "Rows per page"),
	F_TEXT(struct approval_policy_filter, q, 0, 0, 200, "Text in name"),
	F_TEXT(struct approval_policy_filter, action, 0, 0, 64, "Action"),
	F_INT(struct approval_policy_filter, project_id, 0, 0, INT64_MAX, 0,
	    "Project"),
	F_END
};
const struct type approval_policy_filter_type = { "ApprovalPolicyFilter",
	sizeof(struct approval_policy_filter), policy_filter_fields,
	"Filters of policies" };
