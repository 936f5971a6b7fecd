/* Descriptors of accounts, instances, imports. */
#include "cloud/cloud_int.h"

const char *const cloud_provider_names[] = { "alicloud", "tencent", "aws", NULL };
const char *const cloud_statuses[] = { "running", "stopped", "starting",
	"stopping", "terminated", "other", NULL };
static const char *const asked_statuses[] = { "running", "stopped", "starting",
	"stopping", NULL };
static const char *const kinds[] = { "import", "sync", NULL };
static const char *const changes[] = { "import", "new", "changed", "gone", NULL };
static const char *const states[] = { "pending", "queued", "created", "updated",
	"gone", "skipped", "failed", NULL };

#define S struct cloud_account
static const struct field account_fields[] = {
	F_INT(S, id, F_RO, 1, INT64_MAX, 0, "Account"),
	F_INT(S, project_id, F_RO, 1, INT64_MAX, 0, "Project"),
	F_ENUM(S, provider, 0, cloud_provider_names, "Cloud"),
	F_TEXT(S, account_name, 0, 1, 128, "Name"),
	F_TEXT(S, access_key_id, 0, 0, 128, "Access key id"),
	F_TEXT(S, access_key_secret, F_NO_ROW, 0, 0, "Always empty"),
	F_TEXT(S, region_default, 0, 0, 64, "Region looked at first"),
	F_TEXT(S, endpoint, 0, 0, 255, "Private endpoint; empty: the public one"),
	F_TEXT(S, status, 0, 0, 16, "active, or error after a failed test"),
	F_TEXT(S, last_error, 0, 0, 512, "What the last call said"),
	F_INT(S, hosts, 0, 0, INT64_MAX, 0, "Hosts imported by it"),
	F_TIME(S, last_test_at, F_NULL, "Last test"),
	F_TIME(S, last_sync_at, F_NULL, "Last re-sync"),
	F_INT(S, created_by, 0, 0, INT64_MAX, 0, "Who made it"),
	F_TIME(S, created_at, F_RO, "Created"),
	F_TIME(S, updated_at, F_RO, "Changed"),
	F_INT(S, version, F_RO, 1, INT64_MAX, 0, "Row version"),
	F_END
};
const struct type cloud_account_type = { "CloudAccount", sizeof(S),
	account_fields, "An account at a cloud, without its secret" };
#undef S

#define S struct cloud_account_filter
static const struct field account_filter_fields[] = {
	F_ENUM(S, provider, 0, cloud_provider_names, "Cloud"), F_END
};
const struct type cloud_account_filter_type = { "CloudAccountFilter",
	sizeof(S), account_filter_fields, "Filters of accounts" };
#undef S

#define SECRET(S, fl) \
	F_TEXT(S, access_key_secret, (fl) | F_SECRET, 0, 256, "Secret, write only")

#define S struct cloud_account_new
static const struct field account_new_fields[] = {
	F_ENUM(S, provider, F_REQ, cloud_provider_names, "Cloud"),
	F_TEXT(S, account_name, F_REQ, 1, 128, "Name"),
	F_TEXT(S, access_key_id, F_REQ, 1, 128, "Access key id"),
	SECRET(S, F_REQ),
	F_TEXT(S, region_default, 0, 0, 64, "Region looked at first"),
	F_TEXT(S, endpoint, 0, 0, 255, "Host name of a private endpoint"),
	F_INT(S, project_id, 0, 0, INT64_MAX, 0, "Project"),
	F_END
};
const struct type cloud_account_new_type = { "CloudAccountNew", sizeof(S),
	account_new_fields, "An account to keep" };
#undef S

#define S struct cloud_account_patch
static const struct field account_patch_fields[] = {
	F_TEXT(S, account_name, 0, 1, 128, "Name"),
	F_TEXT(S, access_key_id, 0, 1, 128, "Access key id"),
	SECRET(S, 0),
	F_TEXT(S, region_default, 0, 0, 64, "Region looked at first"),
	F_TEXT(S, endpoint, 0, 0, 255, "Host name of a private endpoint"),
	F_END
};
const struct type cloud_account_patch_type = { "CloudAccountPatch", sizeof(S),
	account_patch_fields, "What may be changed; a blank secret stays" };
#undef S

#define S struct cloud_test_new
static const struct field test_new_fields[] = {
	F_INT(S, account_id, F_NUMTEXT, 0, INT64_MAX, 0,
	    "Account whose stored parts fill in what is not given"),
	F_ENUM(S, provider, 0, cloud_provider_names, "The path's wins"),
	F_TEXT(S, account_name, 0, 0, 128, "Without effect"),
	F_TEXT(S, access_key_id, 0, 0, 128, "Access key id"),
	SECRET(S, 0),
	F_TEXT(S, region_default, 0, 0, 64, "Region to look at"),
	F_TEXT(S, endpoint, 0, 0, 255, "Host name of a private endpoint"),
	F_INT(S, project_id, 0, 0, INT64_MAX, 0, "Without effect"),
	F_END
};
const struct type cloud_test_new_type = { "CloudTestNew", sizeof(S),
	test_new_fields, "What to test" };
#undef S

#define S struct cloud_test
static const struct field test_fields[] = {
	F_BOOL(S, ok, 0, false, "Both calls worked"),
	F_TEXT(S, provider, 0, 0, 32, "Cloud"),
	F_TEXT(S, error_code, F_OMIT, 0, 32, "Kind of failure: bad_key_id, "
	    "bad_signature, no_permission, clock_skew, throttled, "
	    "unknown_region, network, tls, timeout, not_allowed, bad_reply, "
	    "service"),
	F_TEXT(S, message, F_OMIT, 0, 1024, "What failed"),
	F_TEXT(S, region, F_OMIT, 0, 64, "Region looked at"),
	F_INT(S, regions, 0, 0, INT64_MAX, 0, "Regions that there are"),
	F_INT(S, instances, 0, -1, INT64_MAX, 0, "Instances there, -1: not told"),
	F_INT(S, latency_ms, 0, 0, INT64_MAX, 0, "Duration"),
	F_END
};
const struct type cloud_test_type = { "CloudTest", sizeof(S), test_fields,
	"What a test found" };
#undef S

static const struct field provider_path_fields[] = {
	F_TEXT(struct cloud_provider_path, provider, F_REQ, 1, 32, "Cloud"),
	F_END
};
const struct type cloud_provider_path_type = { "CloudProviderPath",
	sizeof(struct cloud_provider_path), provider_path_fields, "A cloud" };

static const struct field region_fields[] = {
	F_TEXT(struct cloud_region, id, 0, 0, 64, "Region"),
	F_TEXT(struct cloud_region, name, 0, 0, 64, "Its name for people"),
	F_END
};
const struct type cloud_region_type = { "CloudRegion",
	sizeof(struct cloud_region), region_fields, "A region of a cloud" };

#define S struct cloud_instance
static const struct field instance_fields[] = {
	F_TEXT(S, instance_id, F_REQ, 1, 64, "Instance id"),
	F_TEXT(S, name, 0, 0, 128, "Name"),
	F_TEXT(S, ip, 0, 0, 64, "Private address, else the public one"),
	F_TEXT(S, region, 0, 0, 64, "Region"),
	F_ENUM(S, status, 0, cloud_statuses, "State"),
	F_TEXT(S, os, 0, 0, 128, "Operating system"),
	F_INT(S, cpu, 0, 0, INT64_MAX, 0, "Processors, 0: not told"),
	F_INT(S, memory_mb, 0, 0, INT64_MAX, 0, "Memory in MiB, 0: not told"),
	F_INT(S, disk_gb, 0, 0, INT64_MAX, 0, "Disks in GiB, 0: not told"),
	F_TEXT(S, private_ip, 0, 0, 64, "Private address"),
	F_TEXT(S, public_ip, 0, 0, 64, "Public address"),
	F_TEXT(S, zone, 0, 0, 64, "Zone"),
	F_TEXT(S, instance_type, 0, 0, 64, "Kind of machine"),
	F_TEXT(S, vpc_id, 0, 0, 64, "Network"),
	F_TEXTS(S, tags, 0, 0, CLOUD_TAGS_MAX, "key=value"),
	F_OPT_INT(S, host_id, 0, 0, INT64_MAX, "Host that it was imported as"),
	F_END
};
const struct type cloud_instance_type = { "CloudInstance", sizeof(S),
	instance_fields, "A machine at a cloud" };
#undef S

#define S struct cloud_query
static const struct field query_fields[] = {
	F_INT(S, account_id, F_REQ | F_NUMTEXT, 1, INT64_MAX, 0, "Account"),
	F_TEXT(S, region, 0, 0, 64, "Region; blank: the account's"),
	F_TEXT(S, keyword, 0, 0, 128, "Part of the name, an id or an address"),
	F_ENUM(S, status, 0, asked_statuses, "State"),
	F_TEXT(S, tag, 0, 0, 192, "key or key=value"),
	F_TEXT(S, vpc, 0, 0, 64, "Network"),
	F_INT(S, page_size, F_NUMTEXT, 1, CLOUD_PAGE_MAX, CLOUD_PAGE_MAX,
	    "Most instances"),
	F_TEXT(S, next, 0, 0, 4096, "X-Next-Page of the page before"),
	F_END
};
const struct type cloud_query_type = { "CloudQuery", sizeof(S), query_fields,
	"Which instances" };
#undef S

#define S struct cloud_look
static const struct field look_fields[] = {
	F_TEXT(S, region, 0, 0, 64, "Region; blank: the account's"),
	F_TEXT(S, q, 0, 0, 128, "Part of the name, an id or an address"),
	F_ENUM(S, status, 0, asked_statuses, "State"),
	F_TEXT(S, tag, 0, 0, 192, "key or key=value"),
	F_TEXT(S, vpc, 0, 0, 64, "Network"),
	F_INT(S, page_size, 0, 1, CLOUD_PAGE_MAX, 50, "Most instances"),
	F_TEXT(S, next, 0, 0, 4096, "next of the page before"),
	F_END
};
const struct type cloud_look_type = { "CloudLook", sizeof(S), look_fields,
	"Which instances" };
#undef S

#define S struct cloud_instances
static const struct field instances_fields[] = {
	F_OBJECTS(S, list, 0, 0, CLOUD_PAGE_MAX, &cloud_instance_type, "Instances"),
	F_INT(S, total, 0, -1, INT64_MAX, 0, "How many match; -1: not told"),
	F_TEXT(S, next, 0, 0, 4096, "For the page behind it; empty at the end"),
	F_TEXT(S, region, 0, 0, 64, "Region looked at"),
	F_END
};
const struct type cloud_instances_type = { "CloudInstances", sizeof(S),
	instances_fields, "A page of instances" };
#undef S

#define AS_TEXT(name, S, m, fl, lo, hi, dc) \
	F_AS(name, S, m, const char *, FK_TEXT, fl, lo, hi, 0, dc)
#define LOGIN(S)                                                            \
	AS_TEXT("role", S, login.role, 0, 0, 32, "Role of the hosts"),      \
	F_AS("labels", S, login.labels, struct texts, FK_TEXTS, F_LOOSE, 0, \
	    256, 0, "Tags of the hosts"),                                   \
	AS_TEXT("address", S, login.address, 0, 0, 16,                      \
	    "private (default) or public: which address the hosts get"),    \
	AS_TEXT("ssh_user", S, login.ssh_user, 0, 0, 64,                    \
	    "Login name, root"),                                            \
	F_AS("port", S, login.port, int64_t, FK_INT, F_NUMTEXT, 0, 65535, 22, \
	    "SSH port"),                                                    \
	F_AS("ssh_key_id", S, login.ssh_key_id, struct opt_int, FK_OPT_INT, \
	    F_NUMTEXT | F_NULL, 0, INT64_MAX, 0, "SSH key"),                \
	AS_TEXT("password", S, login.password, F_SECRET | F_RAW_TEXT, 0,    \
	    1024, "Password, without a key")

#define S struct cloud_import_new
static const struct field import_new_fields[] = {
	F_INT(S, account_id, F_REQ | F_NUMTEXT, 1, INT64_MAX, 0, "Account"),
	F_OBJECTS(S, instances, 0, 0, CLOUD_MAX_ITEMS, &cloud_instance_type,
	    "Which; id and region count, the rest is asked from the cloud"),
	F_BOOL(S, all, 0, false, "Instead: all that match"),
	F_TEXT(S, region, 0, 0, 64, "With all: region; blank: the account's"),
	F_TEXT(S, keyword, 0, 0, 128, "With all: part of the name, id, address"),
	F_ENUM(S, status, 0, asked_statuses, "With all: state"),
	F_TEXT(S, tag, 0, 0, 192, "With all: key or key=value"),
	F_TEXT(S, vpc, 0, 0, 64, "With all: network"),
	LOGIN(S),
	F_END
};
const struct type cloud_import_new_type = { "CloudImportNew", sizeof(S),
	import_new_fields, "What to import, and how to log in to it" };
#undef S

static const struct field sync_new_fields[] = {
	F_TEXTS(struct cloud_sync_new, regions, 0, 0, 100,
	    "Regions; absent: the account's and those of its hosts"),
	F_END
};
const struct type cloud_sync_new_type = { "CloudSyncNew",
	sizeof(struct cloud_sync_new), sync_new_fields, "What to compare" };

#define S struct cloud_apply_new
static const struct field apply_new_fields[] = {
	F_TEXTS(S, changes, 0, 0, 3, "new, changed, gone; absent: all"),
	F_INTS(S, items, 0, 0, CLOUD_MAX_ITEMS, "Items; absent: all of those"),
	LOGIN(S),
	F_END
};
const struct type cloud_apply_new_type = { "CloudApplyNew", sizeof(S),
	apply_new_fields, "Which findings to apply" };
#undef S

#define S struct cloud_run
static const struct field run_fields[] = {
	F_TEXT(S, id, 0, 0, 64, "Import or re-sync, a UUID"),
	F_INT(S, run_id, 0, 0, INT64_MAX, 0, "Its number"),
	F_INT(S, project_id, 0, 0, INT64_MAX, 0, "Project"),
	F_INT(S, account_id, 0, 0, INT64_MAX, 0, "Account, 0: removed since"),
	F_TEXT(S, account_name, 0, 0, 128, "Its name then"),
	F_TEXT(S, provider, 0, 0, 32, "Cloud"),
	F_ENUM(S, kind, 0, kinds, "import or sync"),
	F_TEXT(S, status, 0, 0, 16, "running, ready (to look at), success, failed"),
	F_TEXT(S, request_json, 0, 0, 65536, "What was asked for"),
	F_TEXT(S, result_json, 0, 0, 65536, "Counts"),
	F_TEXT(S, error_message, 0, 0, 1024, "Why it failed"),
	F_INT(S, task_id, 0, 0, INT64_MAX, 0, "Task that does it"),
	F_INT(S, total, 0, 0, INT64_MAX, 0, "Items"),
	F_INT(S, pending, 0, 0, INT64_MAX, 0, "Not done"),
	F_INT(S, created, 0, 0, INT64_MAX, 0, "Hosts made"),
	F_INT(S, updated, 0, 0, INT64_MAX, 0, "Hosts changed or marked"),
	F_INT(S, skipped, 0, 0, INT64_MAX, 0, "Left alone"),
	F_INT(S, failed, 0, 0, INT64_MAX, 0, "Failed"),
	F_INT(S, n_new, 0, 0, INT64_MAX, 0, "New at the cloud"),
	F_INT(S, n_changed, 0, 0, INT64_MAX, 0, "Changed there"),
	F_INT(S, n_gone, 0, 0, INT64_MAX, 0, "Gone there"),
	F_INT(S, created_by, 0, 0, INT64_MAX, 0, "Who"),
	F_TIME(S, created_at, 0, "Asked for"),
	F_TIME(S, updated_at, 0, "Last step"),
	F_END
};
const struct type cloud_run_type = { "CloudImportTask", sizeof(S), run_fields,
	"An import or a re-sync" };
#undef S

/* Always empty: hosts are made by the task. */
static const struct field created_fields[] = {
	F_INT(struct id_path, id, 0, 0, INT64_MAX, 0, "Host"), F_END
};
static const struct type created_type = { "CloudCreated",
	sizeof(struct id_path), created_fields, "A host" };
static const struct field import_reply_fields[] = {
	F_OBJECT(struct cloud_import_reply, task, 0, &cloud_run_type, "The import"),
	F_OBJECTS(struct cloud_import_reply, created, 0, 0, 0, &created_type,
	    "None yet"),
	F_END
};
const struct type cloud_import_reply_type = { "CloudImportReply",
	sizeof(struct cloud_import_reply), import_reply_fields,
	"An import that has begun" };

static const struct field run_path_fields[] = {
	F_TEXT(struct cloud_run_path, task_id, F_REQ, 1, 64, "Import, a UUID"),
	F_END
};
const struct type cloud_run_path_type = { "CloudRunPath",
	sizeof(struct cloud_run_path), run_path_fields, "An import" };

#define S struct cloud_run_filter
static const struct field run_filter_fields[] = {
	PAGE_FIELDS(S),
	F_INT(S, account_id, 0, 0, INT64_MAX, 0, "Account"),
	F_ENUM(S, kind, 0, kinds, "import or sync"),
	F_END
};
const struct type cloud_run_filter_type = { "CloudRunFilter", sizeof(S),
	run_filter_fields, "Filters of imports" };
#undef S

#define S struct cloud_item
static const struct field item_fields[] = {
	F_INT(S, id, 0, 0, INT64_MAX, 0, "Item"),
	F_TEXT(S, instance_id, 0, 0, 64, "Instance"),
	F_TEXT(S, region, 0, 0, 64, "Region"),
	F_TEXT(S, name, 0, 0, 128, "Its name"),
	F_TEXT(S, ip, 0, 0, 64, "Its address"),
	F_ENUM(S, change, 0, changes, "What is to be done"),
	F_ENUM(S, state, 0, states, "How far it is"),
	F_TEXT(S, code, F_OMIT, 0, 32, "Why not: address_taken, name_taken, "
	    "no_address, not_found, terminated, host_gone, error"),
	F_TEXT(S, detail, F_OMIT, 0, 512, "Whose name or address it is, or the error"),
	F_INT(S, host_id, F_NULL, 0, INT64_MAX, 0, "Host"),
	F_TEXT(S, host_name, F_OMIT, 0, 64, "Its name"),
	F_RAW(S, before, F_NULL, 65536, "As it was known"),
	F_RAW(S, after, F_NULL, 65536, "As the cloud has it"),
	F_END
};
const struct type cloud_item_type = { "CloudItem", sizeof(S), item_fields,
	"One instance of an import or re-sync" };
#undef S

#define S struct cloud_item_filter
static const struct field item_filter_fields[] = {
	PAGE_FIELDS(S),
	F_ENUM(S, change, 0, changes, "What is to be done"),
	F_ENUM(S, state, 0, states, "How far it is"),
	F_END
};
const struct type cloud_item_filter_type = { "CloudItemFilter", sizeof(S),
	item_filter_fields, "Filters of items" };
#undef S

static const struct field import_args_fields[] = {
	F_INT(struct cloud_import_args, run_id, F_REQ, 1, INT64_MAX, 0, "Import"),
	F_END
};
const struct type cloud_import_args_type = { "CloudImportArgs",
	sizeof(struct cloud_import_args), import_args_fields,
	"Arguments of cloud.import" };

static const struct field sync_args_fields[] = {
	F_INT(struct cloud_sync_args, account_id, F_REQ, 1, INT64_MAX, 0, "Account"),
	F_INT(struct cloud_sync_args, run_id, 0, 0, INT64_MAX, 0, "Re-sync"),
	F_END
};
const struct type cloud_sync_args_type = { "CloudSyncArgs",
	sizeof(struct cloud_sync_args), sync_args_fields,
	"Arguments of cloud.sync" };

#define S struct cloud_request_kept
static const struct field kept_fields[] = {
	F_BOOL(S, all, 0, false, "All that match"),
	F_TEXT(S, region, 0, 0, 64, "Region"),
	F_TEXT(S, keyword, 0, 0, 128, "Keyword"),
	F_TEXT(S, status, 0, 0, 32, "State"),
	F_TEXT(S, tag, 0, 0, 192, "Tag"),
	F_TEXT(S, vpc, 0, 0, 64, "Network"),
	F_TEXTS(S, regions, 0, 0, 1000, "Regions"),
	F_TEXT(S, role, 0, 0, 32, "Role"),
	F_TEXTS(S, labels, 0, 0, 256, "Tags"),
	F_TEXT(S, address, 0, 0, 16, "Which address"),
	F_TEXT(S, ssh_user, 0, 0, 64, "Login name"),
	F_INT(S, port, 0, 0, 65535, 22, "Port"),
	F_INT(S, ssh_key_id, 0, 0, INT64_MAX, 0, "Key"),
	F_END
};
const struct type cloud_request_kept_type = { "CloudRequestKept", sizeof(S),
	kept_fields, "How a run goes about it" };
#undef S

#define S struct cloud_work
static const struct field work_fields[] = {
	F_INT(S, id, 0, 1, INT64_MAX, 0, "Run"),
	F_TEXT(S, uuid, 0, 0, 64, "Its UUID"),
	F_INT(S, project_id, 0, 1, INT64_MAX, 0, "Project"),
	F_INT(S, account_id, 0, 0, INT64_MAX, 0, "Account"),
	F_TEXT(S, account_name, 0, 0, 128, "Its name"),
	F_TEXT(S, provider, 0, 0, 32, "Cloud"),
	F_TEXT(S, kind, 0, 0, 16, "Kind"),
	F_BOOL(S, listed, 0, false, "All items are there"),
	F_INT(S, secret_id, 0, 0, INT64_MAX, 0, "Password"),
	F_RAW(S, request, 0, 65536, "What was asked for"),
	F_INT(S, created_by, 0, 0, INT64_MAX, 0, "Who"),
	F_END
};
const struct type cloud_work_type = { "CloudWork", sizeof(S), work_fields,
	"A run at work" };
#undef S

#define S struct cloud_todo
static const struct field todo_fields[] = {
	F_INT(S, id, 0, 1, INT64_MAX, 0, "Item"),
	F_TEXT(S, instance_id, 0, 0, 64, "Instance"),
	F_TEXT(S, region, 0, 0, 64, "Region"),
	F_TEXT(S, change, 0, 0, 16, "What"),
	F_INT(S, host_id, 0, 0, INT64_MAX, 0, "Host"),
	F_RAW(S, data, 0, 65536, "Instance"),
	F_END
};
const struct type cloud_todo_type = { "CloudTodo", sizeof(S), todo_fields,
	"An item to do" };
#undef S

#define S struct cloud_host
static const struct field host_fields[] = {
	F_INT(S, host_id, 0, 1, INT64_MAX, 0, "Host"),
	F_TEXT(S, instance_id, 0, 0, 64, "Instance"),
	F_TEXT(S, region, 0, 0, 64, "Region"),
	F_TEXT(S, name, 0, 0, 128, "Name there"),
	F_TEXT(S, private_ip, 0, 0, 64, "Private address"),
	F_TEXT(S, public_ip, 0, 0, 64, "Public address"),
	F_TEXT(S, status, 0, 0, 16, "State there"),
	F_BOOL(S, gone, 0, false, "No longer there"),
	F_END
};
const struct type cloud_host_type = { "CloudHost", sizeof(S), host_fields,
	"An imported host" };
#undef S

#define S struct cloud_open
static const struct field open_fields[] = {
	F_INT(S, id, 0, 1, INT64_MAX, 0, "Account"),
	F_INT(S, project_id, 0, 1, INT64_MAX, 0, "Project"),
	F_TEXT(S, provider, 0, 0, 32, "Cloud"),
	F_TEXT(S, account_name, 0, 0, 128, "Name"),
	F_TEXT(S, access_key_id, 0, 0, 128, "Access key id"),
	F_INT(S, secret_id, 0, 0, INT64_MAX, 0, "Secret"),
	F_TEXT(S, region_default, 0, 0, 64, "Region"),
	F_TEXT(S, endpoint, 0, 0, 255, "Endpoint"),
	F_END
};
const struct type cloud_open_type = { "CloudOpen", sizeof(S), open_fields,
	"What calls need" };
#undef S

