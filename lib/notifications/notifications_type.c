/* Descriptors of the room notifications. */
#include "notifications/notifications_int.h"

static const char *const types[] = { "alert", "task", "system", "approval",
	NULL };
static const char *const severities[] = { "critical", "warning", "info", NULL };
static const char *const actions[] = { "", "confirm", "approve", "view", NULL };

#define S struct notification
static const struct field notification_fields[] = {
	F_INT(S, id, F_RO, 1, INT64_MAX, 0, "Notification id"),
	F_ENUM(S, type, F_RO, types, "What it is about"),
	F_TEXT(S, title, F_RO, 0, 255, "Title"),
	F_TEXT(S, content, F_RO | F_RAW_TEXT, 0, 65536, "Text"),
	F_ENUM(S, severity, F_RO, severities, "How much it matters"),
	F_TEXT(S, source, F_RO, 0, 128, "Who says it"),
	F_TEXT(S, source_id, F_RO, 0, 128, "Object it is about"),
	F_TEXT(S, action_url, F_RO, 0, 512, "Where the console goes"),
	F_ENUM(S, action_type, F_RO, actions, "What can be done about it"),
	F_TIME(S, created_at, F_RO, "When"),
	F_END
};
const struct type notification_type = {
	"Notification", sizeof(S), notification_fields, "A message to users"
};
#undef S

#define S struct user_notification
static const struct field user_notification_fields[] = {
	F_INT(S, id, F_RO, 1, INT64_MAX, 0, "Id for this user"),
	F_INT(S, user_id, F_RO, 1, INT64_MAX, 0, "User"),
	F_INT(S, notification_id, F_RO, 1, INT64_MAX, 0, "Notification id"),
	F_TIME(S, read_at, F_RO | F_NULL, "When it was read"),
	F_TIME(S, dismissed_at, F_RO | F_NULL, "When it was put away"),
	F_TIME(S, confirmed_at, F_RO | F_NULL, "When it was confirmed"),
	F_TIME(S, created_at, F_RO, "When it came"),
	F_OBJECT(S, notification, F_RO | F_NO_ROW, &notification_type,
	    "The message"),
	F_END
};
const struct type user_notification_type = {
	"UserNotification", sizeof(S), user_notification_fields,
	"A message and what one user did with it"
};
#undef S

#define S struct notification_filter
static const struct field notification_filter_fields[] = {
	PAGE_FIELDS(S),
	F_BOOL(S, unread_only, 0, 0, "Only what was not read"),
	F_ENUM(S, type, 0, types, "What it is about"),
	F_ENUM(S, severity, 0, severities, "How much it matters"),
	F_END
};
const struct type notification_filter_type = {
	"NotificationFilter", sizeof(S), notification_filter_fields,
	"Filters of the notification list"
};
#undef S

#define S struct notification_counts
static const struct field notification_counts_fields[] = {
	F_INT(S, total, F_RO, 0, INT64_MAX, 0, "Unread"),
	F_RAW(S, by_type, F_RO, 4096, "Unread by type"),
	F_RAW(S, by_severity, F_RO, 4096, "Unread by severity"),
	F_END
};
const struct type notification_counts_type = {
	"NotificationCounts", sizeof(S), notification_counts_fields,
	"How many are unread"
};
#undef S
