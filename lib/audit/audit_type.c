/*
 * audit_type: descriptors of rows, filters and chains.
 */
#include "audit/audit_priv.h"

static const char *const outcomes[] = { "ok", "denied", "failed", NULL };
static const char *const formats[] = { "csv", "ndjson", NULL };

#define ITEM_FIELDS \
	F_INT(struct audit_row, id, F_RO, 0, INT64_MAX, 0, "Row id"), \
	    F_TIME(struct audit_row, at, F_RO, "When it happened"), \
	    F_INT(struct audit_row, actor_id, F_RO | F_NULL, 0, INT64_MAX, 0, \
		"User who did it; null: nobody or the system"), \
	    F_TEXT(struct audit_row, actor_name, F_RO, 0, 64, "His name"), \
	    F_TEXT(struct audit_row, ip, F_RO, 0, 64, "Client address"), \
	    F_INT(struct audit_row, project_id, F_RO | F_NULL, 0, INT64_MAX, \
		0, "Project; null: none"), \
	    F_TEXT(struct audit_row, action, F_RO, 0, 128, \
		"Route or task: hosts.create"), \
	    F_TEXT(struct audit_row, object, F_RO, 0, 64, "Kind of object"), \
	    F_INT(struct audit_row, object_id, F_RO | F_NULL, 0, INT64_MAX, 0, \
		"Its id"), \
	    F_TEXT(struct audit_row, object_name, F_RO, 0, 256, "Its name"), \
	    F_ENUM(struct audit_row, outcome, F_RO, outcomes, "How it ended"), \
	    F_INT(struct audit_row, code, F_RO, 0, INT64_MAX, 0, "Wire code"), \
	    F_TEXT(struct audit_row, request_id, F_RO, 0, 64, "Request id"), \
	    F_TEXT(struct audit_row, reason, F_RO, 0, 1000, "Reason given")

static const struct field item_fields[] = { ITEM_FIELDS, F_END };
const struct type audit_item_type = { "AuditItem", sizeof(struct audit_row),
	item_fields, "One line of the audit log" };

static const struct field row_fields[] = { ITEM_FIELDS,
	F_INT(struct audit_row, chain, F_RO, 0, INT64_MAX, 0,
	    "Hash chain: the project's id, or 0"),
	F_INT(struct audit_row, seq, F_RO, 0, INT64_MAX, 0,
	    "Number in the chain, without gaps"),
	F_INT(struct audit_row, session_id, F_RO | F_NULL, 0, INT64_MAX, 0,
	    "Login session"),
	F_INT(struct audit_row, token_id, F_RO | F_NULL, 0, INT64_MAX, 0,
	    "API token"),
	F_TEXT(struct audit_row, user_agent, F_RO, 0, 256, "Client program"),
	F_RAW(struct audit_row, before, F_RO | F_NULL, 0,
	    "The object before, secrets absent"),
	F_RAW(struct audit_row, after, F_RO | F_NULL, 0,
	    "The object after, secrets absent"),
	F_TEXT(struct audit_row, prev_hash, F_RO, 0, 64,
	    "Hash of the row before"),
	F_TEXT(struct audit_row, hash, F_RO, 0, 64,
	    "HMAC-SHA256 over the previous hash and this row"),
	F_END };
const struct type audit_row_type = { "AuditRow", sizeof(struct audit_row),
	row_fields, "One row of the audit log with its images" };

#define FILTER_FIELDS \
	F_TEXT(struct audit_filter, q, 0, 0, 200, \
	    "Text in actor, action, object, address, reason or request id"), \
	    F_TEXT(struct audit_filter, actor, 0, 0, 64, "User name"), \
	    F_INT(struct audit_filter, actor_id, 0, 0, INT64_MAX, 0, \
		"User id"), \
	    F_TEXT(struct audit_filter, action, 0, 0, 128, \
		"Action, or its beginning with a * behind: hosts.*"), \
	    F_TEXT(struct audit_filter, object, 0, 0, 64, "Kind of object"), \
	    F_INT(struct audit_filter, object_id, 0, 0, INT64_MAX, 0, \
		"Object's id"), \
	    F_ENUM(struct audit_filter, outcome, 0, outcomes, "Outcome"), \
	    F_INT(struct audit_filter, project_id, 0, 0, INT64_MAX, 0, \
		"Project"), \
	    F_TEXT(struct audit_filter, request_id, 0, 0, 64, "Request id"), \
	    F_TIME(struct audit_filter, from, 0, "Not before this time"), \
	    F_TIME(struct audit_filter, to, 0, "Before this time")

static const struct field filter_fields[] = { FILTER_FIELDS,
	F_INT(struct audit_filter, page, 0, 1, 1000000, 1, "Page, from 1"),
	F_INT(struct audit_filter, page_size, 0, 1, PAGE_MAX, PAGE_DEFAULT,
	    "Rows per page"),
	F_TEXT(struct audit_filter, sort, 0, 0, 64,
	    "at or -at (default: newest first)"),
	F_END };
const struct type audit_filter_type = { "AuditFilter",
	sizeof(struct audit_filter), filter_fields,
	"Filters of the audit log" };

static const struct field export_fields[] = { FILTER_FIELDS,
	F_ENUM(struct audit_filter, format, 0, formats,
	    "csv (default) or ndjson"),
	F_END };
const struct type audit_export_type = { "AuditExport",
	sizeof(struct audit_filter), export_fields,
	"Filters and format of an export" };

static const struct field head_fields[] = { F_INT(struct audit_head, chain,
						F_RO, 0, INT64_MAX, 0, "Chain"),
	F_INT(struct audit_head, seq, F_RO, 0, INT64_MAX, 0, "Last number"),
	F_TEXT(struct audit_head, hash, F_RO, 0, 64, "Last hash"),
	F_TIME(struct audit_head, at, F_RO, "Time for the next row"), F_END };
const struct type audit_head_type = { "AuditHead", sizeof(struct audit_head),
	head_fields, "End of a chain" };

static const struct field chain_fields[] = {
	F_INT(struct audit_chain, chain, F_RO, 0, INT64_MAX, 0, "Chain"),
	F_INT(struct audit_chain, head_seq, F_RO, 0, INT64_MAX, 0,
	    "Last number"),
	F_TEXT(struct audit_chain, head_hash, F_RO, 0, 64, "Last hash"),
	F_INT(struct audit_chain, anchor_seq, F_RO, 0, INT64_MAX, 0,
	    "Last number that was dropped"),
	F_TEXT(struct audit_chain, anchor_hash, F_RO, 0, 64, "Its hash"),
	F_TEXT(struct audit_chain, anchor_mac, F_RO, 0, 64, "MAC of both"),
	F_END
};
const struct type audit_chain_type = { "AuditChain", sizeof(struct audit_chain),
	chain_fields, "A chain's two ends" };
