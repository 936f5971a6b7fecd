/* Types of rotations. */
#include "credentials/credentials_int.h"

static const char *const algorithms[] = { "ed25519", "rsa", NULL };
static const char *const statuses[] = { "waiting", "running", "succeeded",
	"failed", NULL };
static const char *const steps[] = { "waiting", "installed", "switched",
	"done", "skipped", NULL };

static const struct field new_fields[] = {
	F_TEXT(struct rotation_new, name, 0, 1, 64,
	    "Of the new key; absent: made of the old one's"),
	F_ENUM(struct rotation_new, algorithm, 0, algorithms,
	    "Kind of the new key; absent: ed25519"),
	F_INT(struct rotation_new, bits, 0, 3072, 4096, 3072,
	    "Of an RSA key: 3072 or 4096"),
	F_TEXT(struct rotation_new, keys_file, 0, 1, 200,
	    "Where the hosts keep their keys, from the home folder; absent: "
	    ".ssh/authorized_keys"),
	F_BOOL(struct rotation_new, delete_old, 0, true,
	    "Whether the old key is deleted here when no host uses it any more"),
	F_TEXT(struct rotation_new, reason, 0, 0, 500, "Why"),
	F_END
};
const struct type rotation_new_type = { "KeyRotationNew",
	sizeof(struct rotation_new), new_fields, "A rotation to start" };

#define ROTATION_FIELDS                                                     \
	F_INT(struct rotation, id, F_RO, 1, INT64_MAX, 0, "Id"),            \
	F_INT(struct rotation, project_id, 0, 1, INT64_MAX, 0, "Project"),  \
	F_INT(struct rotation, old_key_id, 0, 0, INT64_MAX, 0,              \
	    "Key that goes; 0: deleted"),                                   \
	F_INT(struct rotation, new_key_id, 0, 0, INT64_MAX, 0,              \
	    "Key that comes; 0: not made yet"),                             \
	F_TEXT(struct rotation, old_name, 0, 0, 64, "Its name"),            \
	F_TEXT(struct rotation, new_name, 0, 0, 64, "Its name"),            \
	F_TEXT(struct rotation, old_fingerprint, 0, 0, 128,                 \
	    "Of the key that goes"),                                        \
	F_ENUM(struct rotation, algorithm, 0, algorithms,                   \
	    "Of the new key"),                                              \
	F_INT(struct rotation, bits, 0, 0, 16384, 0, "Of an RSA key"),      \
	F_TEXT(struct rotation, keys_file, 0, 0, 200,                       \
	    "File on the hosts"),                                           \
	F_BOOL(struct rotation, delete_old, 0, true,                        \
	    "Whether the old key is deleted at the end"),                   \
	F_BOOL(struct rotation, old_deleted, 0, false, "Whether it was"),   \
	F_ENUM(struct rotation, status, 0, statuses, "State"),              \
	F_INT(struct rotation, hosts, 0, 0, INT64_MAX, 0, "Hosts"),         \
	F_INT(struct rotation, done, 0, 0, INT64_MAX, 0,                    \
	    "Of which are over"),                                           \
	F_INT(struct rotation, failed, 0, 0, INT64_MAX, 0,                  \
	    "Of which met an error"),                                       \
	F_INT(struct rotation, task_id, 0, 0, INT64_MAX, 0, "Task"),        \
	F_INT(struct rotation, approval_id, 0, 0, INT64_MAX, 0,             \
	    "Approval"),                                                    \
	F_INT(struct rotation, created_by, F_RO, 0, INT64_MAX, 0, "By"),    \
	F_TIME(struct rotation, created_at, F_RO, "Created"),               \
	F_TIME(struct rotation, ended_at, F_NULL, "Ended")

static const struct field rotation_fields[] = { ROTATION_FIELDS, F_END };
const struct type rotation_type = { "KeyRotation", sizeof(struct rotation),
	rotation_fields, "A key that is replaced on all of its hosts" };

static const struct field rotation_row_fields[] = { ROTATION_FIELDS,
	F_TEXT(struct rotation, old_public, 0, 0, 16384, "Public half"),
	F_BOOL(struct rotation, live, 0, false, "Under way"), F_END };
const struct type rotation_row_type = { "KeyRotationRow",
	sizeof(struct rotation), rotation_row_fields, "Its row" };

#define HOST_FIELDS                                                          \
	F_INT(struct rotation_host, host_id, 0, 1, INT64_MAX, 0, "Host"),    \
	F_TEXT(struct rotation_host, host_name, 0, 0, 64, "Its name"),       \
	F_TEXT(struct rotation_host, ip, 0, 0, 253, "Address"),              \
	F_INT(struct rotation_host, port, 0, 1, 65535, 22, "Port"),          \
	F_ENUM(struct rotation_host, step, 0, steps,                         \
	    "installed: both keys are there; switched: the new one was "     \
	    "verified and is used; done: the old one is gone and the new "   \
	    "one was verified again"),                                       \
	F_TEXT(struct rotation_host, error, 0, 0, 2000,                      \
	    "What stopped the last try"),                                    \
	F_TEXT(struct rotation_host, note, 0, 0, 500, "What to know"),       \
	F_INT(struct rotation_host, tries, 0, 0, INT64_MAX, 0,               \
	    "How often it failed"),                                          \
	F_TIME(struct rotation_host, updated_at, F_NULL, "Last change")

static const struct field host_fields[] = { HOST_FIELDS, F_END };
const struct type rotation_host_type = { "KeyRotationHost",
	sizeof(struct rotation_host), host_fields, "How far a host is" };
static const struct field host_row_fields[] = { HOST_FIELDS,
	F_INT(struct rotation_host, ssh_key_id, 0, 0, INT64_MAX, 0,
	    "Key in use"),
	F_END };
const struct type rotation_host_row_type = { "KeyRotationHostRow",
	sizeof(struct rotation_host), host_row_fields, "Its row" };

static const struct field filter_fields[] = {
	PAGE_FIELDS(struct rotation_filter),
	F_INT(struct rotation_filter, key_id, 0, 0, INT64_MAX, 0,
	    "Old or new key"),
	F_END
};
const struct type rotation_filter_type = { "KeyRotationFilter",
	sizeof(struct rotation_filter), filter_fields, "Which rotations" };

static const struct field args_fields[] = {
	F_INT(struct rotation_args, rotation_id, F_REQ, 1, INT64_MAX, 0,
	    "Rotation"),
	F_END
};
const struct type rotation_args_type = { "KeyRotationArgs",
	sizeof(struct rotation_args), args_fields, "Which rotation" };

static const struct field started_fields[] = {
	F_INT(struct rotation_started, rotation_id, 0, 1, INT64_MAX, 0,
	    "Rotation"),
	F_INT(struct rotation_started, task_id, 0, 0, INT64_MAX, 0,
	    "The task; 0: an approval is needed first"),
	F_INT(struct rotation_started, approval_id, 0, 0, INT64_MAX, 0,
	    "The approval that it waits for; 0: none"),
	F_END
};
const struct type rotation_started_type = { "KeyRotationStarted",
	sizeof(struct rotation_started), started_fields, "What was ordered" };

static const struct field key_fields[] = {
	F_INT(struct rotation_key, id, 0, 1, INT64_MAX, 0, "Key"),
	F_INT(struct rotation_key, project_id, 0, 1, INT64_MAX, 0, "Project"),
	F_TEXT(struct rotation_key, name, 0, 0, 64, "Name"),
	F_TEXT(struct rotation_key, public_key, 0, 0, 16384, "Public half"),
	F_TEXT(struct rotation_key, fingerprint, 0, 0, 128, "Fingerprint"),
	F_INT(struct rotation_key, hosts, 0, 0, INT64_MAX, 0, "Hosts"),
	F_INT(struct rotation_key, live, 0, 0, INT64_MAX, 0,
	    "Rotations under way"),
	F_END
};
const struct type rotation_key_type = { "KeyRotationKey",
	sizeof(struct rotation_key), key_fields, "A key to rotate" };
