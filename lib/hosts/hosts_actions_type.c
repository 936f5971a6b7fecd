/*
 * hosts_actions_type: descriptors of actions and windows.
 */
#include "hosts/hosts_actions.h"

static const char *const window_states[] = { "planned", "active", "ended",
	"cancelled", NULL };

static const struct field action_fields[] = {
	F_TEXT(struct host_action, action, F_REQ, 1, 32,
	    "maintenance, online, offline, restart or shutdown"),
	F_TEXT(struct host_action, reason, F_RAW_TEXT, 0, 512, "Why"),
	F_TIME(struct host_action, from, F_NULL, "Maintenance begins then; now"),
	F_TIME(struct host_action, until, F_NULL, "Maintenance ends by itself then"),
	F_END
};
const struct type host_action_type = { "HostAction", sizeof(struct host_action),
	action_fields, "What to do with a host" };

static const struct field action_reply_fields[] = {
	F_INT(struct host_action_reply, id, 0, 1, INT64_MAX, 0, "Host"),
	F_TEXT(struct host_action_reply, action, 0, 0, 32, "As understood"),
	F_TEXT(struct host_action_reply, reason, 0, 0, 512, "As sent"),
	F_TIME(struct host_action_reply, from, F_NULL, "As sent"),
	F_TIME(struct host_action_reply, until, F_NULL, "As sent"),
	F_INT(struct host_action_reply, window_id, F_OMIT, 0, INT64_MAX, 0,
	    "The window planned for later"),
	F_INT(struct host_action_reply, task_id, F_OMIT, 0, INT64_MAX, 0,
	    "The task that restarts or shuts down"),
	F_OBJECT(struct host_action_reply, host, 0, &host_type, "As it is now"),
	F_END
};
const struct type host_action_reply_type = { "HostActionReply",
	sizeof(struct host_action_reply), action_reply_fields, "What was done" };

static const struct field batch_fields[] = {
	F_INTS(struct host_batch, host_ids, F_NUMTEXT, 0, HOSTS_BATCH_MAX, "Hosts"),
	F_TEXT(struct host_batch, action, F_REQ, 1, 32,
	    "maintenance, online, offline, add_tags, remove_tags or delete"),
	F_TEXTS(struct host_batch, tags, F_LOOSE, 0, HOSTS_MAX_TAGS,
	    "Of add_tags and remove_tags"),
	F_TEXT(struct host_batch, reason, F_RAW_TEXT, 0, 512, "Why"),
	F_TIME(struct host_batch, from, F_NULL, "Maintenance begins then; now"),
	F_TIME(struct host_batch, until, F_NULL, "Maintenance ends by itself then"),
	F_INT(struct host_batch, group_id, F_IGNORE, 0, INT64_MAX, 0, "Unused"),
	F_TEXT(struct host_batch, filter, 0, 0, 2000,
	    "Instead of host_ids: all that the list finds with this query"),
	F_INT(struct host_batch, expected, 0, 0, HOSTS_BATCH_FILTER_MAX, 0,
	    "How many the filter was seen to find; refused when it is not so"),
	F_END
};
const struct type host_batch_type = { "HostBatch", sizeof(struct host_batch),
	batch_fields, "One action on many hosts: on all of them or on none" };

static const struct field batch_reply_fields[] = {
	F_INT(struct host_batch_reply, affected, 0, 0, INT64_MAX, 0, "Hosts"),
	F_END
};
const struct type host_batch_reply_type = { "HostBatchReply",
	sizeof(struct host_batch_reply), batch_reply_fields, "What was done" };

static const struct field window_fields[] = {
	F_INT(struct host_window, id, F_RO, 1, INT64_MAX, 0, "Window"),
	F_INT(struct host_window, host_id, F_RO, 1, INT64_MAX, 0, "Host"),
	F_INT(struct host_window, project_id, F_RO, 1, INT64_MAX, 0, "Project"),
	F_ENUM(struct host_window, state, F_RO, window_states, "State"),
	F_TEXT(struct host_window, reason, F_RO, 0, 512, "Why"),
	F_TIME(struct host_window, starts_at, F_RO, "Beginning"),
	F_TIME(struct host_window, ends_at, F_RO | F_NULL, "Planned end"),
	F_TIME(struct host_window, ended_at, F_RO | F_NULL, "Real end"),
	F_INT(struct host_window, created_by, F_RO, 0, INT64_MAX, 0, "User"),
	F_TEXT(struct host_window, created_name, F_RO, 0, 64, "User's name"),
	F_TIME(struct host_window, created_at, F_RO, "When it was made"),
	F_END
};
const struct type host_window_type = { "HostWindow", sizeof(struct host_window),
	window_fields, "A maintenance window" };

static const struct field window_path_fields[] = {
	F_INT(struct host_window_path, id, F_REQ, 1, INT64_MAX, 0, "Host"),
	F_INT(struct host_window_path, window_id, F_REQ, 1, INT64_MAX, 0, "Window"),
	F_END
};
const struct type host_window_path_type = { "HostWindowPath",
	sizeof(struct host_window_path), window_path_fields, "Host and window" };

static const struct field turn_fields[] = {
	F_INT(struct host_turn, id, 0, 1, INT64_MAX, 0, "Host"),
	F_INT(struct host_turn, project_id, 0, 1, INT64_MAX, 0, "Project"),
	F_TEXT(struct host_turn, name, 0, 0, 64, "Name"),
	F_TEXT(struct host_turn, reason, 0, 0, 512, "Why"),
	F_INT(struct host_turn, user_id, 0, 0, INT64_MAX, 0, "Who asked"),
	F_BOOL(struct host_turn, begins, 0, false, "Begins or ends"),
	F_END
};
const struct type host_turn_type = { "HostTurn", sizeof(struct host_turn),
	turn_fields, "A window's beginning or end" };

static const struct field line_fields[] = {
	F_INT(struct host_line, id, 0, 1, INT64_MAX, 0, "Host"),
	F_INT(struct host_line, project_id, 0, 1, INT64_MAX, 0, "Project"),
	F_TEXT(struct host_line, name, 0, 0, 64, "Name"),
	F_TEXT(struct host_line, status, 0, 0, 16, "State"),
	F_INT(struct host_line, password_secret_id, 0, 0, INT64_MAX, 0, "Secret"),
	F_INT(struct host_line, busy, 0, 0, INT64_MAX, 0, "Unfinished tasks"),
	F_TEXTS(struct host_line, tags, 0, 0, HOSTS_MAX_TAGS, "Tags"),
	F_END
};
const struct type host_line_type = { "HostLine", sizeof(struct host_line),
	line_fields, "A host among many" };

static const struct field power_fields[] = {
	F_INT(struct host_power, host_id, F_REQ, 1, INT64_MAX, 0, "Host"),
	F_TEXT(struct host_power, action, F_REQ, 1, 16, "restart or shutdown"),
	F_TEXT(struct host_power, reason, F_RAW_TEXT, 0, 512, "Why"),
	F_END
};
const struct type host_power_type = { "HostPower", sizeof(struct host_power),
	power_fields, "Arguments of hosts.power" };
