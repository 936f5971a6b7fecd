/*
 * hosts_type: descriptors of this room.
 */
#include "hosts/hosts_int.h"

const char *const host_statuses[] = { "online", "offline", "maintenance",
	"error", "inactive", NULL };
const char *const host_sources[] = { "manual_ssh", "cloud_import",
	"kvm_provision", NULL };
static const char *const healths[] = { "healthy", "degraded", "critical",
	"unknown", NULL };

#define PORT(S, fl, low) \
	F_INT(S, port, fl, low, 65535, 22, "SSH port")

#define HOST_FIELDS                                                          \
	F_INT(struct host, id, F_RO, 1, INT64_MAX, 0, "Host id"),            \
	F_INT(struct host, project_id, F_RO, 1, INT64_MAX, 0, "Project"),    \
	F_TEXT(struct host, name, 0, 1, 64, "Name, unique in its project"),  \
	F_TEXT(struct host, hostname, 0, 0, 255, "What the machine says"),   \
	F_TEXT(struct host, labels, F_NO_ROW, 0, 8192,                       \
	    "Tags as text that holds a JSON array"),                         \
	F_TEXTS(struct host, tags, 0, 0, HOSTS_MAX_TAGS, "Tags"),            \
	F_TEXT(struct host, description, 0, 0, 256, "Free text"),            \
	F_TEXT(struct host, ip, 0, 1, 253, "Address or name"),               \
	PORT(struct host, 0, 1),                                             \
	F_TEXT(struct host, ssh_user, 0, 1, 64, "Login name"),               \
	F_TEXT(struct host, ssh_password, F_NO_ROW, 0, 0, "Always empty"),   \
	F_TEXT(struct host, auth_type, 0, 0, 16, "password or key"),         \
	F_OPT_INT(struct host, ssh_key_id, 0, 1, INT64_MAX, "SSH key"),      \
	F_OPT_INT(struct host, password_credential_id, 0, 1, INT64_MAX,      \
	    "Shared password"),                                              \
	F_OPT_INT(struct host, jump_host_id, 0, 1, INT64_MAX,                \
	    "Host through which it is reached"),                             \
	F_TEXT(struct host, host_key_fingerprint, 0, 0, 64,                  \
	    "Pinned host key as ssh-keygen -l prints it; empty: not confirmed"), \
	F_TEXT(struct host, os, 0, 0, 128, "Operating system"),              \
	F_TEXT(struct host, arch, 0, 0, 128, "Architecture"),                \
	F_TEXT(struct host, kernel, 0, 0, 128, "Kernel"),                    \
	F_INT(struct host, cpu_cores, 0, 0, INT64_MAX, 0, "Processors"),     \
	F_INT(struct host, memory_mb, 0, 0, INT64_MAX, 0, "Memory in MiB"),  \
	F_INT(struct host, disk_gb, 0, 0, INT64_MAX, 0, "Root file system in GiB"), \
	F_ENUM(struct host, status, 0, host_statuses, "State"),              \
	F_TEXT(struct host, role, 0, 0, 32, "Role, free text"),              \
	F_TEXT(struct host, region, 0, 0, 64, "Region"),                     \
	F_INT(struct host, cluster_id, 0, 0, INT64_MAX, 0, "Cluster, 0: none"), \
	F_ENUM(struct host, source, 0, host_sources, "How it came here"),    \
	F_TEXT(struct host, provider, 0, 0, 32, "alicloud, tencent, kvm"),   \
	F_TEXT(struct host, provider_instance_id, 0, 0, 128, "Id there"),    \
	F_OPT_INT(struct host, parent_host_id, 0, 1, INT64_MAX, "KVM parent"), \
	F_ENUM(struct host, health_state, 0, healths, "Health"),             \
	F_TEXT(struct host, maintenance_reason, 0, 0, 512, "Why"),           \
	F_INT(struct host, maintenance_by, 0, 0, INT64_MAX, 0, "User, 0: none"), \
	F_TIME(struct host, maintenance_started_at, F_NULL, "Since"),        \
	F_TIME(struct host, maintenance_until, F_NULL, "Until"),             \
	F_TEXT(struct host, last_error, 0, 0, 512, "Why the last look failed"), \
	F_TIME(struct host, last_check_at, F_NULL, "When it was last looked at"), \
	F_TIME(struct host, created_at, F_RO, "Created"),                    \
	F_TIME(struct host, updated_at, F_RO, "Changed"),                    \
	F_INT(struct host, version, F_RO, 1, INT64_MAX, 0, "For If-Match")

static const struct field host_fields[] = { HOST_FIELDS, F_END };
const struct type host_type = { "Host", sizeof(struct host), host_fields,
	"A machine reached over SSH" };

static const struct field host_row_fields[] = { HOST_FIELDS,
	F_INT(struct host, total, F_RO, 0, INT64_MAX, 0, "Rows in all"), F_END };
const struct type host_row_type = { "HostRow", sizeof(struct host),
	host_row_fields, "A row of the list with the total" };

static const struct field login_fields[] = {
	F_INT(struct host_login, id, 0, 1, INT64_MAX, 0, "Host"),
	F_INT(struct host_login, project_id, 0, 1, INT64_MAX, 0, "Project"),
	F_TEXT(struct host_login, name, 0, 0, 64, "Name"),
	F_TEXT(struct host_login, ip, 0, 0, 253, "Address"),
	PORT(struct host_login, 0, 1),
	F_TEXT(struct host_login, ssh_user, 0, 0, 64, "Login name"),
	F_TEXT(struct host_login, auth_type, 0, 0, 16, "password or key"),
	F_INT(struct host_login, ssh_key_id, 0, 0, INT64_MAX, 0, "Key"),
	F_INT(struct host_login, password_secret_id, 0, 0, INT64_MAX, 0, "Secret"),
	F_INT(struct host_login, own_secret_id, 0, 0, INT64_MAX, 0, "Secret"),
	F_INT(struct host_login, password_credential_id, 0, 0, INT64_MAX, 0,
	    "Shared password"),
	F_INT(struct host_login, jump_host_id, 0, 0, INT64_MAX, 0, "Through"),
	F_INT(struct host_login, key_secret_id, 0, 0, INT64_MAX, 0, "Secret"),
	F_INT(struct host_login, passphrase_secret_id, 0, 0, INT64_MAX, 0, "Secret"),
	F_TEXT(struct host_login, host_key, 0, 0, 4096, "Pinned"),
	F_TEXT(struct host_login, host_key_fingerprint, 0, 0, 64, "Of it"),
	F_TEXT(struct host_login, status, 0, 0, 16, "State"),
	F_TEXT(struct host_login, environment, 0, 0, 16, "Of the project"),
	F_END
};
const struct type host_login_type = { "HostLogin", sizeof(struct host_login),
	login_fields, "What a login needs" };

#define FACTS(S)                                                            \
	F_TEXT(S, hostname, 0, 0, 128, "Host name"),                        \
	F_TEXT(S, os, 0, 0, 128, "Operating system"),                       \
	F_TEXT(S, arch, 0, 0, 128, "Architecture"),                         \
	F_TEXT(S, kernel, 0, 0, 128, "Kernel"),                             \
	F_INT(S, cpu_cores, 0, 0, INT64_MAX, 0, "Processors"),              \
	F_INT(S, memory_mb, 0, 0, INT64_MAX, 0, "Memory in MiB"),           \
	F_INT(S, disk_gb, 0, 0, INT64_MAX, 0, "Root file system in GiB")

static const struct field facts_fields[] = { FACTS(struct host_facts), F_END };
const struct type host_facts_type = { "HostFacts", sizeof(struct host_facts),
	facts_fields, "What a machine says of itself" };

static const struct field facts_reply_fields[] = {
	FACTS(struct host_facts_reply),
	F_TEXT(struct host_facts_reply, source, F_NO_ROW, 0, 16, "Always node"),
	F_TIME(struct host_facts_reply, facts_at, F_NULL, "When they were read"),
	F_END
};
const struct type host_facts_reply_type = { "HostFactsReply",
	sizeof(struct host_facts_reply), facts_reply_fields,
	"Stored facts of a host" };

static const struct field filter_fields[] = {
	PAGE_FIELDS(struct host_filter),
	F_ENUM(struct host_filter, status, 0, host_statuses, "State"),
	F_ENUM(struct host_filter, health_state, 0, healths, "Health"),
	F_ENUM(struct host_filter, source, 0, host_sources, "Source"),
	F_TEXT(struct host_filter, tag, 0, 0, 64, "Has this tag"),
	F_TEXT(struct host_filter, region, 0, 0, 64, "Region"),
	F_INT(struct host_filter, project_id, 0, 0, INT64_MAX, 0, "Project"),
	F_BOOL(struct host_filter, attention, 0, 0,
	    "Broken, not healthy, host key changed, or not looked at for long"),
	F_END
};
const struct type host_filter_type = { "HostFilter",
	sizeof(struct host_filter), filter_fields, "Filters of the host list" };

static const char *const export_formats[] = { "csv", "ndjson", NULL };
static const struct field export_query_fields[] = {
	F_ENUM(struct host_export_query, format, 0, export_formats, "csv, ndjson"),
	F_TEXT(struct host_export_query, q, 0, 0, 128, "Text to search for"),
	F_ENUM(struct host_export_query, status, 0, host_statuses, "State"),
	F_ENUM(struct host_export_query, health_state, 0, healths, "Health"),
	F_ENUM(struct host_export_query, source, 0, host_sources, "Source"),
	F_TEXT(struct host_export_query, tag, 0, 0, 64, "Has this tag"),
	F_TEXT(struct host_export_query, region, 0, 0, 64, "Region"),
	F_INT(struct host_export_query, project_id, 0, 0, INT64_MAX, 0, "Project"),
	F_BOOL(struct host_export_query, attention, 0, 0,
	    "Broken, not healthy, host key changed, or not looked at for long"),
	F_END
};
const struct type host_export_query_type = { "HostExportQuery",
	sizeof(struct host_export_query), export_query_fields,
	"Which hosts, and as what" };

/* Loose on purpose: what is wrong is told in the reply, as the contract says. */
static const struct field probe_new_fields[] = {
	F_TEXT(struct host_probe_new, name, 0, 0, 64, "Name"),
	F_TEXT(struct host_probe_new, ip, 0, 0, 253, "Address or name"),
	PORT(struct host_probe_new, F_NUMTEXT, -65535),
	F_TEXT(struct host_probe_new, auth_type, 0, 0, 32, "password or key"),
	F_TEXT(struct host_probe_new, username, 0, 0, 128, "Login name, root"),
	F_TEXT(struct host_probe_new, password, F_SECRET | F_RAW_TEXT, 0, 1024,
	    "Password"),
	F_OPT_INT(struct host_probe_new, ssh_key_id, F_NUMTEXT, 0, INT64_MAX,
	    "SSH key"),
	F_OPT_INT(struct host_probe_new, password_credential_id, F_NUMTEXT, 0,
	    INT64_MAX, "Shared password, in place of user and password"),
	F_OPT_INT(struct host_probe_new, jump_host_id, F_NUMTEXT, 0, INT64_MAX,
	    "Host through which it is reached"),
	F_INT(struct host_probe_new, project_id, 0, 0, INT64_MAX, 0,
	    "Project that the host shall belong to"),
	F_TEXT(struct host_probe_new, host_key_fingerprint, 0, 0, 64,
	    "Log in only when the host key has this SHA256 fingerprint"),
	F_END
};
const struct type host_probe_new_type = { "HostProbeNew",
	sizeof(struct host_probe_new), probe_new_fields, "What to probe" };

static const struct field probe_fields[] = {
	F_TEXT(struct host_probe, probe_token, 0, 0, 64,
	    "For one create within ten minutes"),
	F_BOOL(struct host_probe, reachable, 0, false, "Login and facts worked"),
	F_INT(struct host_probe, latency_ms, 0, 0, INT64_MAX, 0, "Duration"),
	F_OBJECT(struct host_probe, facts, 0, &host_facts_type, "Facts"),
	F_TEXTS(struct host_probe, warnings, F_NULL, 0, 8, "Warnings"),
	F_TEXT(struct host_probe, error_code, F_OMIT, 0, 32, "Kind of failure"),
	F_TEXT(struct host_probe, message, F_OMIT, 0, 1024, "What failed"),
	F_TEXT(struct host_probe, host_key_type, F_OMIT, 0, 64, "Key type"),
	F_TEXT(struct host_probe, host_key_fingerprint, F_OMIT, 0, 64,
	    "To be confirmed by a person"),
	F_TIME(struct host_probe, expires_at, F_NULL, "End of the token"),
	F_END
};
const struct type host_probe_type = { "HostProbe", sizeof(struct host_probe),
	probe_fields, "What a probe found" };

static const struct field probe_row_fields[] = {
	F_INT(struct host_probe_row, id, 0, 1, INT64_MAX, 0, "Probe"),
	F_INT(struct host_probe_row, project_id, 0, 1, INT64_MAX, 0, "Project"),
	F_TEXT(struct host_probe_row, name, 0, 0, 64, "Name"),
	F_TEXT(struct host_probe_row, ip, 0, 0, 253, "Address"),
	PORT(struct host_probe_row, 0, 1),
	F_TEXT(struct host_probe_row, auth_type, 0, 0, 16, "password or key"),
	F_TEXT(struct host_probe_row, username, 0, 0, 64, "Login name"),
	F_INT(struct host_probe_row, ssh_key_id, 0, 0, INT64_MAX, 0, "Key"),
	F_INT(struct host_probe_row, password_secret_id, 0, 0, INT64_MAX, 0, "Secret"),
	F_INT(struct host_probe_row, password_credential_id, 0, 0, INT64_MAX, 0,
	    "Shared password"),
	F_INT(struct host_probe_row, jump_host_id, 0, 0, INT64_MAX, 0, "Through"),
	F_BOOL(struct host_probe_row, reachable, 0, false, "Worked"),
	F_TEXT(struct host_probe_row, host_key, 0, 0, 4096, "Seen"),
	F_TEXT(struct host_probe_row, host_key_fingerprint, 0, 0, 64, "Of it"),
	FACTS(struct host_probe_row),
	F_END
};
const struct type host_probe_row_type = { "HostProbeRow",
	sizeof(struct host_probe_row), probe_row_fields, "A stored probe" };

static const struct field new_fields[] = {
	F_TEXT(struct host_new, probe_token, 0, 0, 64, "From the probe"),
	F_TEXT(struct host_new, name, 0, 0, 64, "Name; blank: the probed one"),
	F_TEXT(struct host_new, ip, 0, 0, 253, "Without token: address"),
	PORT(struct host_new, F_NUMTEXT, -65535),
	F_TEXT(struct host_new, username, 0, 0, 64, "Without token: login name"),
	F_TEXT(struct host_new, password, F_SECRET | F_RAW_TEXT, 0, 1024,
	    "Without token: password"),
	F_TEXT(struct host_new, auth_type, 0, 0, 32, "Without token"),
	F_OPT_INT(struct host_new, ssh_key_id, F_NUMTEXT, 0, INT64_MAX,
	    "Without token: SSH key"),
	F_OPT_INT(struct host_new, password_credential_id, F_NUMTEXT, 0,
	    INT64_MAX, "Without token: shared password"),
	F_OPT_INT(struct host_new, jump_host_id, F_NUMTEXT, 0, INT64_MAX,
	    "Without token: host through which it is reached"),
	F_TEXT(struct host_new, description, 0, 0, 256, "Free text"),
	F_TEXT(struct host_new, role, 0, 0, 32, "Role"),
	F_TEXT(struct host_new, region, 0, 0, 64, "Region"),
	F_INT(struct host_new, cluster_id, F_NUMTEXT, 0, INT64_MAX, 0, "Cluster"),
	F_TEXTS(struct host_new, labels, F_LOOSE, 0, 256, "Tags"),
	F_TEXTS(struct host_new, tags, F_LOOSE, 0, 256, "Tags, too"),
	F_TEXT(struct host_new, source, 0, 0, 32, "manual_ssh"),
	F_TEXT(struct host_new, provider, 0, 0, 32, "Provider"),
	F_TEXT(struct host_new, provider_instance_id, 0, 0, 128, "Id there"),
	F_OPT_INT(struct host_new, parent_host_id, 0, 0, INT64_MAX, "Parent"),
	F_BOOL(struct host_new, force, 0, false,
	    "Create although the probe failed; administrators only"),
	F_TEXT(struct host_new, status, 0, 0, 32, "Without token: state"),
	F_INT(struct host_new, project_id, 0, 0, INT64_MAX, 0,
	    "Without token: project"),
	F_TEXT(struct host_new, host_key_fingerprint, 0, 0, 64,
	    "What the user confirmed; must be the probed one"),
	F_END
};
const struct type host_new_type = { "HostNew", sizeof(struct host_new),
	new_fields, "A new host" };

static const struct field patch_fields[] = {
	F_TEXT(struct host_patch, name, 0, 1, 64, "Name"),
	F_ENUM(struct host_patch, status, 0, host_statuses, "State"),
	F_TEXT(struct host_patch, region, 0, 0, 64, "Region"),
	F_TEXT(struct host_patch, description, 0, 0, 256, "Free text"),
	F_TEXTS(struct host_patch, labels, F_LOOSE, 0, 256, "Tags"),
	F_TEXTS(struct host_patch, tags, F_LOOSE, 0, 256, "Tags, too"),
	F_TEXT(struct host_patch, role, 0, 0, 32, "Role"),
	F_OPT_INT(struct host_patch, cluster_id, F_NUMTEXT, 0, INT64_MAX,
	    "Cluster, 0: none"),
	F_OPT_INT(struct host_patch, jump_host_id, F_NUMTEXT, 0, INT64_MAX,
	    "Host through which it is reached, 0: directly"),
	F_END
};
const struct type host_patch_type = { "HostPatch", sizeof(struct host_patch),
	patch_fields, "What may be changed" };

static const struct field credentials_fields[] = {
	F_TEXT(struct host_credentials, auth_type, 0, 0, 32, "password or key"),
	F_TEXT(struct host_credentials, username, 0, 0, 64,
	    "Login name; required but with a shared password"),
	F_TEXT(struct host_credentials, password, F_SECRET | F_RAW_TEXT, 0, 1024,
	    "Password"),
	F_OPT_INT(struct host_credentials, ssh_key_id, F_NUMTEXT, 0, INT64_MAX,
	    "SSH key"),
	F_OPT_INT(struct host_credentials, password_credential_id, F_NUMTEXT, 0,
	    INT64_MAX, "Shared password, in place of user and password"),
	F_OPT_INT(struct host_credentials, jump_host_id, F_NUMTEXT, 0, INT64_MAX,
	    "Host through which it is reached, 0: directly; absent: as before"),
	PORT(struct host_credentials, F_NUMTEXT, -65535),
	F_TEXT(struct host_credentials, host_key_fingerprint, 0, 0, 64,
	    "Confirms the host key of a host that has none pinned"),
	F_END
};
const struct type host_credentials_type = { "HostCredentials",
	sizeof(struct host_credentials), credentials_fields, "New credentials" };

static const struct field credentials_reply_fields[] = {
	F_OBJECT(struct host_credentials_reply, node, 0, &host_type, "Host"),
	F_OBJECT(struct host_credentials_reply, probe, 0, &host_probe_type,
	    "Probe without a token"),
	F_END
};
const struct type host_credentials_reply_type = { "HostCredentialsReply",
	sizeof(struct host_credentials_reply), credentials_reply_fields,
	"Host and probe" };

static const struct field check_new_fields[] = {
	F_TEXT(struct host_check_new, host_key_fingerprint, 0, 0, 64,
	    "Confirms this host key: pins it"),
	F_END
};
const struct type host_check_new_type = { "HostCheckNew",
	sizeof(struct host_check_new), check_new_fields, "How to check" };

static const struct field check_fields[] = {
	F_BOOL(struct host_check, reachable, 0, false, "Login worked"),
	F_INT(struct host_check, latency_ms, 0, 0, INT64_MAX, 0, "Duration"),
	F_TEXT(struct host_check, error_code, F_OMIT, 0, 32, "Kind of failure"),
	F_TEXT(struct host_check, message, F_OMIT, 0, 1024, "What failed"),
	F_TEXT(struct host_check, host_key_type, F_OMIT, 0, 64, "Key type seen"),
	F_TEXT(struct host_check, host_key_fingerprint, F_OMIT, 0, 64,
	    "Key seen"),
	F_BOOL(struct host_check, needs_confirmation, F_OMIT, false,
	    "Send host_key_fingerprint to pin the key seen"),
	F_END
};
const struct type host_check_type = { "HostCheck", sizeof(struct host_check),
	check_fields, "What a check found" };

static const struct field exec_new_fields[] = {
	F_TEXT(struct host_exec_new, command, F_REQ | F_RAW_TEXT, 1,
	    HOSTS_COMMAND_MAX, "For the login shell, as it is"),
	F_INT(struct host_exec_new, timeout_s, F_NUMTEXT, 1, 3600, 300,
	    "Seconds until it is stopped"),
	F_TEXT(struct host_exec_new, reason, F_RAW_TEXT, 0, 512,
	    "Why, for approvers"),
	F_END
};
const struct type host_exec_new_type = { "HostExecNew",
	sizeof(struct host_exec_new), exec_new_fields, "A command" };

static const struct field exec_fields[] = {
	F_INT(struct host_exec, host_id, F_REQ, 1, INT64_MAX, 0, "Host"),
	F_TEXT(struct host_exec, command, F_REQ | F_RAW_TEXT, 1,
	    HOSTS_COMMAND_MAX, "Command"),
	F_INT(struct host_exec, timeout_s, 0, 1, 3600, 300, "Seconds"),
	F_END
};
const struct type host_exec_type = { "HostExec", sizeof(struct host_exec),
	exec_fields, "Arguments of hosts.exec" };

static const struct field facts_args_fields[] = {
	F_INT(struct host_facts_args, host_id, F_REQ, 1, INT64_MAX, 0, "Host"),
	F_END
};
const struct type host_facts_args_type = { "HostFactsArgs",
	sizeof(struct host_facts_args), facts_args_fields,
	"Arguments of hosts.facts" };

static const struct field tag_new_fields[] = {
	F_TEXT(struct host_tag_new, tag, F_REQ, 1, 64, "Tag"), F_END
};
const struct type host_tag_new_type = { "HostTagNew",
	sizeof(struct host_tag_new), tag_new_fields, "A tag to add" };

static const struct field tag_path_fields[] = {
	F_INT(struct host_tag_path, id, F_REQ, 1, INT64_MAX, 0, "Host"),
	F_TEXT(struct host_tag_path, tag, F_REQ, 1, 256, "Tag"), F_END
};
const struct type host_tag_path_type = { "HostTagPath",
	sizeof(struct host_tag_path), tag_path_fields, "Host and tag" };

static const struct field audit_fields[] = {
	F_INT(struct host_audit, id, 0, 0, INT64_MAX, 0, "Number in its chain"),
	F_TEXT(struct host_audit, action, 0, 0, 64, "What was done"),
	F_AS("operator", struct host_audit, operator_name, const char *, FK_TEXT,
	    0, 0, 64, 0, "Who"),
	F_TEXT(struct host_audit, detail, 0, 0, 512, "How it ended"),
	F_TIME(struct host_audit, created_at, 0, "When"),
	F_END
};
const struct type host_audit_type = { "HostAudit", sizeof(struct host_audit),
	audit_fields, "A change of a host" };

static const struct field key_fields[] = {
	F_INT(struct ssh_key_row, id, F_RO, 1, INT64_MAX, 0, "Key id"),
	F_INT(struct ssh_key_row, project_id, F_RO, 1, INT64_MAX, 0, "Project"),
	F_TEXT(struct ssh_key_row, name, 0, 1, 64, "Name"),
	F_TEXT(struct ssh_key_row, public_key, 0, 0, 8192, "authorized_keys line"),
	F_TEXT(struct ssh_key_row, private_key, F_NO_ROW, 0, 0, "Always empty"),
	F_TEXT(struct ssh_key_row, passphrase, F_NO_ROW, 0, 0, "Always empty"),
	F_TEXT(struct ssh_key_row, fingerprint, 0, 0, 64,
	    "SHA256: and padded base64"),
	F_TEXT(struct ssh_key_row, algorithm, 0, 0, 32, "Key type"),
	F_BOOL(struct ssh_key_row, encrypted, F_NO_ROW, true, "Sealed at rest"),
	F_INT(struct ssh_key_row, usage_count, 0, 0, INT64_MAX, 0,
	    "Successful verifications"),
	F_INT(struct ssh_key_row, host_count, 0, 0, INT64_MAX, 0,
	    "Hosts that log in with it"),
	F_TIME(struct ssh_key_row, created_at, F_RO, "Created"),
	F_TIME(struct ssh_key_row, updated_at, F_RO, "Changed"),
	F_INT(struct ssh_key_row, version, F_RO, 1, INT64_MAX, 0, "Row version"),
	F_END
};
const struct type ssh_key_row_type = { "SshKey", sizeof(struct ssh_key_row),
	key_fields, "A key for logging in" };

static const struct field key_secret_fields[] = {
	F_INT(struct ssh_key_secret, id, 0, 1, INT64_MAX, 0, "Key"),
	F_INT(struct ssh_key_secret, project_id, 0, 1, INT64_MAX, 0, "Project"),
	F_TEXT(struct ssh_key_secret, name, 0, 0, 64, "Name"),
	F_INT(struct ssh_key_secret, secret_id, 0, 0, INT64_MAX, 0, "Secret"),
	F_INT(struct ssh_key_secret, passphrase_secret_id, 0, 0, INT64_MAX, 0,
	    "Secret"),
	F_END
};
const struct type ssh_key_secret_type = { "SshKeySecret",
	sizeof(struct ssh_key_secret), key_secret_fields, "Sealed parts" };

static const struct field key_new_fields[] = {
	F_TEXT(struct ssh_key_new, name, F_REQ, 1, 64, "Name"),
	F_TEXT(struct ssh_key_new, private_key, F_REQ | F_SECRET | F_RAW_TEXT, 1,
	    32768, "PEM or OpenSSH text"),
	F_TEXT(struct ssh_key_new, passphrase, F_SECRET | F_RAW_TEXT, 0, 1024,
	    "Of an encrypted key"),
	F_INT(struct ssh_key_new, project_id, 0, 0, INT64_MAX, 0, "Project"),
	F_END
};
const struct type ssh_key_new_type = { "SshKeyNew", sizeof(struct ssh_key_new),
	key_new_fields, "A key to keep" };

static const char *const key_algorithms[] = { "ed25519", "rsa", NULL };
static const struct field key_generate_fields[] = {
	F_TEXT(struct ssh_key_generate, name, F_REQ, 1, 64, "Name"),
	F_ENUM(struct ssh_key_generate, algorithm, 0, key_algorithms,
	    "Kind of key; absent: ed25519"),
	F_INT(struct ssh_key_generate, bits, 0, 3072, 4096, 3072,
	    "Of an RSA key: 3072 or 4096"),
	F_INT(struct ssh_key_generate, project_id, 0, 0, INT64_MAX, 0, "Project"),
	F_END
};
const struct type ssh_key_generate_type = { "SshKeyGenerate",
	sizeof(struct ssh_key_generate), key_generate_fields, "A key to make" };

static const struct field key_patch_fields[] = {
	F_TEXT(struct ssh_key_patch, name, F_REQ, 1, 64, "Name"), F_END
};
const struct type ssh_key_patch_type = { "SshKeyPatch",
	sizeof(struct ssh_key_patch), key_patch_fields, "Changes of a key" };

static const struct field use_fields[] = {
	F_INT(struct credential_use, host_id, 0, 1, INT64_MAX, 0, "Host"),
	F_TEXT(struct credential_use, host_name, 0, 0, 64, "Its name"),
	F_TEXT(struct credential_use, ip, 0, 0, 253, "Address"),
	F_INT(struct credential_use, port, 0, 1, 65535, 22, "Port"),
	F_TEXT(struct credential_use, ssh_user, 0, 0, 64, "Account there"),
	F_TEXT(struct credential_use, status, 0, 0, 16, "State of the host"),
	F_TIME(struct credential_use, last_check_at, F_NULL, "Last looked at"),
	F_END
};
const struct type credential_use_type = { "CredentialUse",
	sizeof(struct credential_use), use_fields, "Where a credential is used" };

static const struct field verify_new_fields[] = {
	F_TEXT(struct ssh_key_verify_new, ip, F_REQ, 1, 253, "Address or name"),
	PORT(struct ssh_key_verify_new, F_NUMTEXT, -65535),
	F_TEXT(struct ssh_key_verify_new, username, 0, 0, 64, "Login name, root"),
	F_OPT_INT(struct ssh_key_verify_new, jump_host_id, F_NUMTEXT, 0,
	    INT64_MAX, "Host through which it is reached"),
	F_END
};
const struct type ssh_key_verify_new_type = { "SshKeyVerifyNew",
	sizeof(struct ssh_key_verify_new), verify_new_fields, "Where to try it" };

static const struct field verify_fields[] = {
	F_BOOL(struct ssh_key_verify, reachable, 0, false, "Login worked"),
	F_TEXT(struct ssh_key_verify, hostname, F_OMIT, 0, 128, "Host name"),
	F_TEXT(struct ssh_key_verify, error_code, F_OMIT, 0, 32, "Kind of failure"),
	F_TEXT(struct ssh_key_verify, message, F_OMIT, 0, 1024, "What failed"),
	F_TEXT(struct ssh_key_verify, host_key_fingerprint, F_OMIT, 0, 64,
	    "Key that the host showed"),
	F_END
};
const struct type ssh_key_verify_type = { "SshKeyVerify",
	sizeof(struct ssh_key_verify), verify_fields, "What the trial gave" };
