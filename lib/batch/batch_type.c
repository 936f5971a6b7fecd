/*
 * batch_type: descriptors of this room.
 */
#include "batch/batch_int.h"

const char *const batch_interpreters[] = { "", "sh", "bash", "zsh", "python3",
	"perl", "ruby", "node", NULL };
static const char *const states[] = { "queued", "connecting", "running",
	"succeeded", "failed", "unreachable", "timed_out", "skipped",
	"cancelled", "uncertain", NULL };
static const char *const statuses[] = { "waiting", "refused", "queued",
	"running", "paused", "succeeded", "failed", "stopped", "cancelled",
	NULL };
static const char *const stops[] = { "", "paused", "errors", "timeout",
	"cancelled", NULL };
static const char *const formats[] = { "csv", "ndjson", NULL };
static const char *const group_kinds[] = { "list", "filter", NULL };

#define FILTER_FIELDS(S)                                                      \
	F_TEXTS(S, tags, 0, 0, 16, "Hosts that have all of these tags"),      \
	F_TEXT(S, q, 0, 0, 200, "Search text"),                               \
	F_TEXT(S, status, 0, 0, 32, "online, offline, …"),                    \
	F_TEXT(S, health_state, 0, 0, 32, "healthy, degraded, …"),            \
	F_TEXT(S, source, 0, 0, 32, "manual_ssh, cloud_import, …"),           \
	F_TEXT(S, region, 0, 0, 64, "Region")

static const struct field filter_fields[] = {
	FILTER_FIELDS(struct batch_filter),
	F_END
};
const struct type batch_filter_type = { "BatchFilter",
	sizeof(struct batch_filter), filter_fields, "Hosts by what they are" };

#define NEW struct batch_new
static const struct field new_fields[] = {
	F_TEXT(NEW, name, 0, 0, 128, "For people; empty: the command"),
	F_INTS(NEW, host_ids, 0, 0, BATCH_MAX_HOSTS, "These hosts, in order"),
	F_INTS(NEW, group_ids, 0, 0, 50, "and those of these groups"),
	F_OBJECT(NEW, filter, 0, &batch_filter_type, "and those it finds"),
	F_INT(NEW, project_id, 0, 0, INT64_MAX, 0, "Project of the hosts"),
	F_TEXT(NEW, command, F_REQ | F_RAW_TEXT, 1, 1048576,
	    "A command for the login shell, or with an interpreter a script"),
	F_ENUM(NEW, interpreter, 0, batch_interpreters,
	    "Reads the script on its standard input; empty: a command"),
	F_INT(NEW, concurrency, 0, 1, 1000, 50, "Hosts at once"),
	F_INT(NEW, canary_count, 0, 0, BATCH_MAX_HOSTS, 0,
	    "So many hosts first, all of which must succeed"),
	F_INT(NEW, canary_percent, 0, 0, 100, 0, "or so many percent"),
	F_BOOL(NEW, canary_pause, 0, false,
	    "Wait for a person after the canaries"),
	F_TEXTS(NEW, tiers, 0, 0, BATCH_MAX_TIERS,
	    "Tags in the order in which their hosts come; those without are last"),
	F_INT(NEW, max_errors, 0, -1, BATCH_MAX_HOSTS, -1,
	    "Begin no more hosts after more errors than these; -1: go on"),
	F_INT(NEW, max_error_percent, 0, -1, 100, -1, "or than so many percent"),
	F_INT(NEW, timeout_s, 0, 1, 3600, 60, "For one host"),
	F_INT(NEW, total_timeout_s, 0, 1, 86400, 3600, "For all"),
	F_INT(NEW, output_max, 0, 1024, 1048576, 65536,
	    "Bytes kept per host and stream"),
	F_BOOL(NEW, repeatable, 0, false,
	    "May run again where a crash left it open whether it ran"),
	F_BOOL(NEW, include_maintenance, 0, false,
	    "Also hosts that are in maintenance"),
	F_TEXT(NEW, reason, 0, 0, 512, "Why"),
	F_END
};
const struct type batch_new_type = { "BatchNew", sizeof(NEW), new_fields,
	"A command for many hosts" };

#define EXEC struct batch_exec
static const struct field exec_fields[] = {
	F_INTS(EXEC, host_ids, F_REQ, 1, BATCH_MAX_HOSTS, "Hosts"),
	F_TEXT(EXEC, command, F_REQ | F_RAW_TEXT, 1, 1048576, "Command"),
	F_INT(EXEC, timeout_s, 0, 1, 3600, 60, "For one host"),
	F_TEXT(EXEC, reason, 0, 0, 512, "Why"),
	F_END
};
const struct type batch_exec_type = { "BatchExec", sizeof(EXEC), exec_fields,
	"A command for these hosts" };

#define RUN struct batch_run
#define N(m, d) F_INT(RUN, m, 0, 0, INT64_MAX, 0, d)
#define RUN_HEAD                                                              \
	F_INT(RUN, id, 0, 1, INT64_MAX, 0, "Id"),                             \
	F_INT(RUN, project_id, 0, 1, INT64_MAX, 0, "Project"),                \
	F_TEXT(RUN, name, 0, 0, 256, "Name"),                                 \
	F_ENUM(RUN, interpreter, 0, batch_interpreters, "Empty: a command"),  \
	F_ENUM(RUN, status, 0, statuses, "How it stands"),                    \
	F_ENUM(RUN, stopped, 0, stops, "Why it ended before all hosts"),      \
	F_INT(RUN, retry_of, 0, 0, INT64_MAX, 0, "Run whose failures these are"), \
	F_INT(RUN, task_id, 0, 0, INT64_MAX, 0, "Its task"),                  \
	F_INT(RUN, approval_id, 0, 0, INT64_MAX, 0, "Approval it needed"),    \
	N(hosts, "Hosts"), N(n_waiting, "Not begun"), N(n_running, "At work"), \
	N(n_succeeded, "Exit status 0"), N(n_failed, "Another exit status"),  \
	N(n_unreachable, "No login"), N(n_timed_out, "Too late"),             \
	N(n_skipped, "Never asked"), N(n_cancelled, "Cancelled"),             \
	N(n_uncertain, "Nobody knows"),                                       \
	F_INT(RUN, created_by, 0, 0, INT64_MAX, 0, "Who"),                    \
	F_TEXT(RUN, created_by_name, 0, 0, 64, "His name"),                   \
	F_TIME(RUN, created_at, 0, "When"),                                   \
	F_TIME(RUN, started_at, F_NULL, "Begin"),                             \
	F_TIME(RUN, finished_at, F_NULL, "End")
static const struct field item_fields[] = {
	RUN_HEAD,
	F_END
};
const struct type batch_item_type = { "BatchItem", sizeof(RUN), item_fields,
	"A batch, in a list" };
static const struct field run_fields[] = {
	RUN_HEAD,
	F_TEXT(RUN, command, 0, 0, 1048576, "Command or script"),
	F_TEXT(RUN, digest, 0, 0, 64, "sha256 of what was ordered"),
	F_INT(RUN, concurrency, 0, 0, INT64_MAX, 0, "Hosts at once"),
	F_INT(RUN, canaries, 0, 0, INT64_MAX, 0, "Hosts that went first"),
	F_BOOL(RUN, canary_pause, 0, false, "Paused after them"),
	F_TEXTS(RUN, tiers, 0, 0, BATCH_MAX_TIERS, "Order by tag"),
	F_INT(RUN, max_errors, 0, -1, INT64_MAX, 0, "Budget of errors"),
	F_INT(RUN, max_error_percent, 0, -1, 100, 0, "and in percent"),
	F_INT(RUN, timeout_s, 0, 0, INT64_MAX, 0, "For one host"),
	F_INT(RUN, total_timeout_s, 0, 0, INT64_MAX, 0, "For all"),
	F_INT(RUN, output_max, 0, 0, INT64_MAX, 0, "Bytes kept"),
	F_BOOL(RUN, repeatable, 0, false, "May run again after a crash"),
	F_TEXT(RUN, reason, 0, 0, 512, "Why"),
	F_TEXT(RUN, verdict, 0, 0, 16, "What the command rules said"),
	F_INT(RUN, epoch, 0, 0, INT64_MAX, 0, "Processes that took it"),
	F_END
};
const struct type batch_run_type = { "BatchRun", sizeof(RUN), run_fields,
	"A command on many hosts" };

#define RFILTER struct batch_run_filter
static const struct field run_filter_fields[] = {
	PAGE_FIELDS(RFILTER),
	F_ENUM(RFILTER, status, 0, statuses, "Only these"),
	F_INT(RFILTER, project_id, 0, 0, INT64_MAX, 0, "Only this project's"),
	F_INT(RFILTER, host_id, 0, 0, INT64_MAX, 0, "Only with this host"),
	F_END
};
const struct type batch_run_filter_type = { "BatchRunFilter", sizeof(RFILTER),
	run_filter_fields, "Which batches" };

#define HOST struct batch_host
#define HOST_FIELDS                                                           \
	F_INT(HOST, host_id, 0, 1, INT64_MAX, 0, "Host"),                     \
	F_INT(HOST, wave, 0, 0, INT64_MAX, 0, "0: canary, then tiers"),       \
	F_INT(HOST, ord, 0, 0, INT64_MAX, 0, "Place in the order"),           \
	F_TEXT(HOST, name, 0, 0, 64, "Its name"),                             \
	F_TEXT(HOST, ip, 0, 0, 253, "Its address"),                           \
	F_ENUM(HOST, state, 0, states, "How it stands"),                      \
	F_INT(HOST, exit_code, 0, -1, INT64_MAX, 0, "-1: none"),              \
	F_TEXT(HOST, exit_signal, 0, 0, 40, "Signal that ended it"),          \
	F_TEXT(HOST, fault, 0, 0, 32, "timeout_error, auth_error, …"),        \
	F_TEXT(HOST, message, 0, 0, 1024, "The fault for people"),            \
	F_BOOL(HOST, warm, 0, false, "On a session that was open"),           \
	F_INT(HOST, connect_ms, 0, 0, INT64_MAX, 0, "Until logged in"),       \
	F_INT(HOST, run_ms, 0, 0, INT64_MAX, 0, "Of the command"),            \
	F_INT(HOST, out_bytes, 0, 0, INT64_MAX, 0, "Written to stdout"),      \
	F_INT(HOST, err_bytes, 0, 0, INT64_MAX, 0, "Written to stderr"),      \
	F_BOOL(HOST, truncated, 0, false, "More came than was kept"),         \
	F_TEXT(HOST, out_sha256, 0, 0, 64, "Of exit status and outputs"),     \
	F_TIME(HOST, started_at, F_NULL, "The command left"),                 \
	F_TIME(HOST, finished_at, F_NULL, "Its end")
#define OUT(col, m)                                                           \
	F_AS(col, HOST, m, const char *, FK_TEXT, F_NULL, 0, INT64_MAX, 0,    \
	    "As far as kept, secrets masked")
static const struct field host_fields[] = {
	HOST_FIELDS,
	F_TEXT(HOST, first_line, F_NULL, 0, 1024, "What it said first"),
	F_END
};
const struct type batch_host_type = { "BatchHost", sizeof(HOST), host_fields,
	"A host of a batch" };
static const struct field host_row_fields[] = {
	HOST_FIELDS,
	F_TEXT(HOST, first_line, F_NULL, 0, 1024, "What it said first"),
	F_INT(HOST, total, 0, 0, INT64_MAX, 0, "Rows"),
	F_END
};
const struct type batch_host_row_type = { "BatchHostRow", sizeof(HOST),
	host_row_fields, "A host of a batch" };
static const struct field output_fields[] = {
	HOST_FIELDS,
	OUT("stdout", stdout_text),
	OUT("stderr", stderr_text),
	F_END
};
const struct type batch_output_type = { "BatchOutput", sizeof(HOST),
	output_fields, "A host of a batch with what it said" };

#define HFILTER struct batch_host_filter
static const struct field host_filter_fields[] = {
	PAGE_FIELDS(HFILTER),
	F_TEXT(HFILTER, state, 0, 0, 200, "Only these, comma-separated"),
	F_TEXT(HFILTER, out_sha256, 0, 0, 64, "Only those that said this"),
	F_END
};
const struct type batch_host_filter_type = { "BatchHostFilter",
	sizeof(HFILTER), host_filter_fields, "Which hosts of a batch" };

#define HPATH struct batch_host_path
static const struct field host_path_fields[] = {
	F_INT(HPATH, id, F_REQ, 1, INT64_MAX, 0, "Batch"),
	F_INT(HPATH, host_id, F_REQ, 1, INT64_MAX, 0, "Host"),
	F_END
};
const struct type batch_host_path_type = { "BatchHostPath", sizeof(HPATH),
	host_path_fields, "A host of a batch" };

#define OUTCOME struct batch_outcome
#define OOUT(col, m)                                                          \
	F_AS(col, OUTCOME, m, const char *, FK_TEXT, F_NULL, 0, INT64_MAX, 0, \
	    "What they all said")
static const struct field outcome_fields[] = {
	F_TEXT(OUTCOME, out_sha256, 0, 0, 64, "What they have in common"),
	F_ENUM(OUTCOME, state, 0, states, "How they ended"),
	F_INT(OUTCOME, exit_code, 0, -1, INT64_MAX, 0, "-1: none"),
	F_TEXT(OUTCOME, message, 0, 0, 1024, "The fault for people"),
	F_INT(OUTCOME, hosts, 0, 0, INT64_MAX, 0, "How many"),
	F_TEXTS(OUTCOME, names, 0, 0, 100, "The first of them"),
	OOUT("stdout", stdout_text),
	OOUT("stderr", stderr_text),
	F_BOOL(OUTCOME, truncated, 0, false, "Cut at 64 KB or before"),
	F_END
};
const struct type batch_outcome_type = { "BatchOutcome", sizeof(OUTCOME),
	outcome_fields, "Hosts that answered alike" };

#define RETRY struct batch_retry
static const struct field retry_fields[] = {
	F_TEXTS(RETRY, states, 0, 0, 10,
	    "Hosts in these states; failed, unreachable, timed_out when absent"),
	F_TEXT(RETRY, reason, 0, 0, 512, "Why"),
	F_END
};
const struct type batch_retry_type = { "BatchRetry", sizeof(RETRY),
	retry_fields, "Which hosts are tried again" };

static const struct field export_fields[] = {
	F_ENUM(struct batch_export_query, format, 0, formats, "csv, ndjson"),
	F_BOOL(struct batch_export_query, output, 0, true, "With outputs"),
	F_END
};
const struct type batch_export_query_type = { "BatchExportQuery",
	sizeof(struct batch_export_query), export_fields, "How to export" };

#define PREVIEW struct batch_preview
static const struct field preview_fields[] = {
	F_INT(PREVIEW, project_id, 0, 0, INT64_MAX, 0, "Project"),
	F_INT(PREVIEW, hosts, 0, 0, INT64_MAX, 0, "Hosts that would be asked"),
	F_INT(PREVIEW, skipped, 0, 0, INT64_MAX, 0,
	    "In maintenance, inactive or without a confirmed key"),
	F_INT(PREVIEW, canaries, 0, 0, INT64_MAX, 0, "Of them first"),
	F_INT(PREVIEW, waves, 0, 0, INT64_MAX, 0, "Steps"),
	F_TEXTS(PREVIEW, names, 0, 0, 50, "The first"),
	F_OBJECT(PREVIEW, policy, 0, &command_verdict_type,
	    "What the command rules say"),
	F_END
};
const struct type batch_preview_type = { "BatchPreview", sizeof(PREVIEW),
	preview_fields, "What starting it would mean" };

#define STARTED struct batch_started
static const struct field started_fields[] = {
	F_INT(STARTED, task_id, F_OMIT, 0, INT64_MAX, 0, "Its task"),
	F_INT(STARTED, batch_id, 0, 1, INT64_MAX, 0, "The batch"),
	F_INT(STARTED, approval_id, F_OMIT, 0, INT64_MAX, 0,
	    "It waits for this approval"),
	F_TEXT(STARTED, status, 0, 0, 16, "queued, pending"),
	F_OBJECT(STARTED, policy, 0, &command_verdict_type,
	    "What the command rules said"),
	F_END
};
const struct type batch_started_type = { "BatchStarted", sizeof(STARTED),
	started_fields, "A batch was ordered" };

static const struct field args_fields[] = {
	F_INT(struct batch_args, run_id, F_REQ, 1, INT64_MAX, 0, "Batch"),
	F_TEXT(struct batch_args, digest, F_REQ, 64, 64,
	    "sha256 of what was ordered"),
	F_TEXT(struct batch_args, lang, 0, 0, 2, "Language of messages"),
	F_END
};
const struct type batch_args_type = { "BatchArgs", sizeof(struct batch_args),
	args_fields, "Arguments of hosts.batch" };

#define PICK struct batch_pick
static const struct field pick_fields[] = {
	F_INT(PICK, id, 0, 1, INT64_MAX, 0, "Host"),
	F_INT(PICK, project_id, 0, 1, INT64_MAX, 0, "Project"),
	F_TEXT(PICK, name, 0, 0, 64, "Name"),
	F_TEXT(PICK, ip, 0, 0, 253, "Address"),
	F_TEXT(PICK, ssh_user, 0, 0, 64, "Login"),
	F_TEXT(PICK, status, 0, 0, 32, "Status"),
	F_TEXTS(PICK, tags, 0, 0, 64, "Tags"),
	F_BOOL(PICK, confirmed, 0, false, "Its host key is"),
	F_END
};
const struct type batch_pick_type = { "BatchPick", sizeof(PICK), pick_fields,
	"A host that was chosen" };

#define GROUP struct batch_group
#define GROUP_BODY                                                            \
	F_INT(GROUP, project_id, 0, 0, INT64_MAX, 0, "Project"),              \
	F_TEXT(GROUP, name, F_REQ, 1, 64, "Name"),                            \
	F_TEXT(GROUP, description, 0, 0, 256, "For people"),                  \
	F_ENUM(GROUP, kind, F_REQ, group_kinds,                               \
	    "list: these hosts; filter: those that it finds when asked"),     \
	F_INTS(GROUP, host_ids, 0, 0, BATCH_MAX_HOSTS, "Hosts of a list"),    \
	FILTER_FIELDS(GROUP)
static const struct field group_fields[] = {
	F_INT(GROUP, id, F_RO, 1, INT64_MAX, 0, "Id"),
	GROUP_BODY,
	F_INT(GROUP, created_by, F_RO, 0, INT64_MAX, 0, "Who made it"),
	F_TIME(GROUP, created_at, F_RO, "When"),
	F_TIME(GROUP, updated_at, F_RO, "Last change"),
	F_INT(GROUP, version, F_RO, 1, INT64_MAX, 0, "For If-Match"),
	F_END
};
const struct type batch_group_type = { "HostGroup", sizeof(GROUP),
	group_fields, "A group of hosts" };
static const struct field group_new_fields[] = { GROUP_BODY, F_END };
const struct type batch_group_new_type = { "HostGroupNew", sizeof(GROUP),
	group_new_fields, "A group to be made or changed" };

#define GFILTER struct batch_group_filter
static const struct field group_filter_fields[] = {
	PAGE_FIELDS(GFILTER),
	F_INT(GFILTER, project_id, 0, 0, INT64_MAX, 0, "Only this project's"),
	F_END
};
const struct type batch_group_filter_type = { "HostGroupFilter",
	sizeof(GFILTER), group_filter_fields, "Which groups" };
