/* Types of shared passwords and of the review of host keys. */
#include "credentials/credentials_int.h"

#define USER_HINT "Login name"

#define PASSWORD_FIELDS                                                      \
	F_INT(struct shared_password, id, F_RO, 1, INT64_MAX, 0, "Id"),      \
	F_INT(struct shared_password, project_id, 0, 1, INT64_MAX, 0,        \
	    "Project"),                                                      \
	F_TEXT(struct shared_password, name, 0, 1, 64, "Name"),              \
	F_TEXT(struct shared_password, username, 0, 1, 64, USER_HINT),       \
	F_TEXT(struct shared_password, description, 0, 0, 256, "What for"),  \
	F_INT(struct shared_password, host_count, 0, 0, INT64_MAX, 0,        \
	    "Hosts that log in with it"),                                    \
	F_TIME(struct shared_password, changed_at, F_RO,                     \
	    "When the password was last set"),                               \
	F_INT(struct shared_password, created_by, F_RO, 0, INT64_MAX, 0,     \
	    "Who added it"),                                                 \
	F_TIME(struct shared_password, created_at, F_RO, "Created"),         \
	F_TIME(struct shared_password, updated_at, F_RO, "Changed"),         \
	F_INT(struct shared_password, version, F_RO, 1, INT64_MAX, 0,        \
	    "Row version")

static const struct field password_fields[] = { PASSWORD_FIELDS, F_END };
const struct type shared_password_type = { "PasswordCredential",
	sizeof(struct shared_password), password_fields,
	"A password that hosts share, without the password" };

static const struct field password_row_fields[] = { PASSWORD_FIELDS,
	F_INT(struct shared_password, secret_id, 0, 1, INT64_MAX, 0, "Secret"),
	F_END
};
const struct type shared_password_row_type = { "PasswordCredentialRow",
	sizeof(struct shared_password), password_row_fields, "Its row" };

static const struct field password_new_fields[] = {
	F_TEXT(struct shared_password_new, name, F_REQ, 1, 64, "Name"),
	F_TEXT(struct shared_password_new, username, F_REQ, 1, 64, USER_HINT),
	F_TEXT(struct shared_password_new, password,
	    F_REQ | F_SECRET | F_RAW_TEXT, 1, 1024, "Password"),
	F_TEXT(struct shared_password_new, description, 0, 0, 256, "What for"),
	F_INT(struct shared_password_new, project_id, 0, 0, INT64_MAX, 0,
	    "Project"),
	F_END
};
const struct type shared_password_new_type = { "PasswordCredentialNew",
	sizeof(struct shared_password_new), password_new_fields,
	"A password to keep" };

static const struct field password_patch_fields[] = {
	F_TEXT(struct shared_password_patch, name, 0, 1, 64, "Name"),
	F_TEXT(struct shared_password_patch, username, 0, 1, 64, USER_HINT),
	F_TEXT(struct shared_password_patch, password, F_SECRET | F_RAW_TEXT,
	    0, 1024, "A new one; absent: stays"),
	F_TEXT(struct shared_password_patch, description, 0, 0, 256,
	    "What for"),
	F_END
};
const struct type shared_password_patch_type = { "PasswordCredentialPatch",
	sizeof(struct shared_password_patch), password_patch_fields,
	"Changes of a shared password; what is absent stays" };

static const struct field host_fields[] = {
	F_INT(struct credential_host, host_id, 0, 1, INT64_MAX, 0, "Host"),
	F_TEXT(struct credential_host, host_name, 0, 0, 64, "Its name"),
	F_TEXT(struct credential_host, ip, 0, 0, 253, "Address"),
	F_INT(struct credential_host, port, 0, 1, 65535, 22, "Port"),
	F_TEXT(struct credential_host, ssh_user, 0, 0, 64, "Account there"),
	F_TEXT(struct credential_host, status, 0, 0, 16, "State of the host"),
	F_TIME(struct credential_host, last_check_at, F_NULL, "Last looked at"),
	F_END
};
const struct type credential_host_type = { "CredentialHost",
	sizeof(struct credential_host), host_fields,
	"Where a shared password is used" };

static const char *const key_statuses[] = { "trusted", "changed", "rejected",
	"replaced", NULL };

static const struct field seen_fields[] = {
	F_INT(struct seen_key, id, F_RO, 1, INT64_MAX, 0, "Id"),
	F_INT(struct seen_key, project_id, 0, 1, INT64_MAX, 0, "Project"),
	F_INT(struct seen_key, host_id, 0, 1, INT64_MAX, 0, "Host"),
	F_TEXT(struct seen_key, host_name, 0, 0, 64, "Its name"),
	F_TEXT(struct seen_key, ip, 0, 0, 253, "Its address"),
	F_INT(struct seen_key, port, 0, 1, 65535, 22, "Its port"),
	F_TEXT(struct seen_key, environment, 0, 0, 32, "Of the project"),
	F_TEXT(struct seen_key, key_type, 0, 0, 64, "Kind of key"),
	F_TEXT(struct seen_key, public_key, 0, 0, 8192, "Type and base64"),
	F_TEXT(struct seen_key, fingerprint, 0, 0, 128,
	    "As ssh-keygen -l prints it"),
	F_TEXT(struct seen_key, pinned_fingerprint, 0, 0, 128,
	    "Of the key by which the host is trusted now"),
	F_ENUM(struct seen_key, status, 0, key_statuses,
	    "trusted: pinned; changed: seen instead of it and waiting for a "
	    "person; rejected; replaced: was trusted once"),
	F_TEXT(struct seen_key, seen_at_ip, 0, 0, 253, "Where it was seen"),
	F_INT(struct seen_key, seen_count, 0, 0, INT64_MAX, 0, "How often"),
	F_TIME(struct seen_key, first_seen_at, F_NULL, "First seen"),
	F_TIME(struct seen_key, last_seen_at, F_NULL, "Last seen"),
	F_INT(struct seen_key, decided_by, 0, 0, INT64_MAX, 0, "Who decided"),
	F_TEXT(struct seen_key, decided_by_name, 0, 0, 64, "His name"),
	F_TIME(struct seen_key, decided_at, F_NULL, "When"),
	F_TEXT(struct seen_key, reason, 0, 0, 500, "Why"),
	F_END
};
const struct type seen_key_type = { "HostKey", sizeof(struct seen_key),
	seen_fields, "A key that a host was seen with" };

static const struct field seen_filter_fields[] = {
	PAGE_FIELDS(struct seen_key_filter),
	F_ENUM(struct seen_key_filter, status, 0, key_statuses, "State"),
	F_INT(struct seen_key_filter, host_id, 0, 0, INT64_MAX, 0, "Host"),
	F_INT(struct seen_key_filter, project_id, 0, 0, INT64_MAX, 0,
	    "Project"),
	F_END
};
const struct type seen_key_filter_type = { "HostKeyFilter",
	sizeof(struct seen_key_filter), seen_filter_fields, "Which keys" };

static const struct field accept_fields[] = {
	F_TEXT(struct seen_key_word, reason, 0, 0, 500, "Why it is right"),
	F_END
};
const struct type seen_key_accept_type = { "HostKeyAccept",
	sizeof(struct seen_key_word), accept_fields, "A word about it" };
static const struct field reject_fields[] = {
	F_TEXT(struct seen_key_word, reason, F_REQ, 1, 500, "Why it is wrong"),
	F_END
};
const struct type seen_key_reject_type = { "HostKeyReject",
	sizeof(struct seen_key_word), reject_fields, "A word about it" };

static const struct field args_fields[] = {
	F_INT(struct accept_args, host_key_id, F_REQ, 1, INT64_MAX, 0,
	    "Host key"),
	F_TEXT(struct accept_args, fingerprint, F_REQ, 1, 128,
	    "Its fingerprint, as the approver saw it"),
	F_TEXT(struct accept_args, reason, 0, 0, 500, "Why"),
	F_END
};
const struct type accept_args_type = { "HostKeyAcceptArgs",
	sizeof(struct accept_args), args_fields, "Which key to trust" };

static const struct field known_new_fields[] = {
	F_TEXT(struct known_hosts_new, text, F_REQ | F_RAW_TEXT, 1, 262144,
	    "Lines of known_hosts"),
	F_INT(struct known_hosts_new, project_id, 0, 0, INT64_MAX, 0,
	    "Project"),
	F_END
};
const struct type known_hosts_new_type = { "KnownHostsNew",
	sizeof(struct known_hosts_new), known_new_fields, "A known_hosts" };

static const struct field known_fields[] = {
	F_INT(struct known_host, host_id, 0, 1, INT64_MAX, 0, "Host"),
	F_TEXT(struct known_host, host_name, 0, 0, 64, "Its name"),
	F_TEXT(struct known_host, fingerprint, 0, 0, 128, "Of the line's key"),
	F_TEXT(struct known_host, result, 0, 0, 16,
	    "pinned; same: was pinned already; differs: another one is pinned"),
	F_END
};
const struct type known_host_type = { "KnownHost", sizeof(struct known_host),
	known_fields, "What a line did for a host" };

static const struct field known_reply_fields[] = {
	F_INT(struct known_hosts_reply, lines, 0, 0, INT64_MAX, 0,
	    "Lines with keys"),
	F_INT(struct known_hosts_reply, bad, 0, 0, INT64_MAX, 0,
	    "Lines that are no such lines, or weak keys"),
	F_INT(struct known_hosts_reply, revoked, 0, 0, INT64_MAX, 0,
	    "Revoked keys and authorities, left alone"),
	F_INT(struct known_hosts_reply, unknown, 0, 0, INT64_MAX, 0,
	    "Keys of no host here"),
	F_INT(struct known_hosts_reply, pinned, 0, 0, INT64_MAX, 0,
	    "Hosts that are trusted now"),
	F_INT(struct known_hosts_reply, same, 0, 0, INT64_MAX, 0,
	    "Hosts that were already"),
	F_INT(struct known_hosts_reply, differs, 0, 0, INT64_MAX, 0,
	    "Hosts that another key is pinned of"),
	F_OBJECTS(struct known_hosts_reply, hosts, 0, 0, 5000,
	    &known_host_type, "Each of them"),
	F_END
};
const struct type known_hosts_reply_type = { "KnownHostsReply",
	sizeof(struct known_hosts_reply), known_reply_fields,
	"What an import did" };

static const struct field pin_host_fields[] = {
	F_INT(struct pin_host, id, 0, 1, INT64_MAX, 0, "Host"),
	F_TEXT(struct pin_host, name, 0, 0, 64, "Name"),
	F_TEXT(struct pin_host, ip, 0, 0, 253, "Address"),
	F_INT(struct pin_host, port, 0, 1, 65535, 22, "Port"),
	F_TEXT(struct pin_host, host_key, 0, 0, 8192, "Pinned"),
	F_END
};
const struct type pin_host_type = { "PinHost", sizeof(struct pin_host),
	pin_host_fields, "A host and its pin" };
