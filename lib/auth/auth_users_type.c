/*
 * auth_users_type: descriptors of accounts; wire names are the contract's.
 */
#include "auth/auth_users.h"
#include "web/web.h"

static const struct field user_fields[] = {
	F_INT(struct user, id, F_RO, 1, 0, 0, "User id"),
	F_TEXT(struct user, username, F_RO, 0, 64, "Login name"),
	F_TEXT(struct user, name, F_RO, 0, 64, "Name for people"),
	F_TEXT(struct user, email, F_RO, 0, 254, "E-mail address"),
	F_TEXT(struct user, phone, F_RO, 0, 32, "Telephone number"),
	F_TEXT(struct user, avatar, F_RO, 0, 500, "Address of a picture"),
	F_TEXTS(struct user, roles, F_RO, 0, 1000, "Codes of global roles"),
	F_TEXT(struct user, status, F_RO, 0, 16, "active or disabled"),
	F_BOOL(struct user, locked, F_RO | F_NO_ROW, 0,
	    "Locked for wrong passwords; told for single users only"),
	F_AS("mustChangePassword", struct user, must_change, bool, FK_BOOL,
	    F_RO, 0, 1, 0, "The password was set by somebody else"),
	F_INT(struct user, version, F_RO, 0, 0, 0, "Row version for If-Match"),
	F_AS("lastLoginAt", struct user, last_login_at, int64_t, FK_TIME,
	    F_RO | F_NULL, 0, 0, 0, "Last login"),
	F_AS("createdAt", struct user, created_at, int64_t, FK_TIME, F_RO, 0, 0,
	    0, "Made at"),
	F_AS("updatedAt", struct user, updated_at, int64_t, FK_TIME, F_RO, 0, 0,
	    0, "Last changed at"),
	F_END,
};
const struct type user_type = {
	"User",
	sizeof(struct user),
	user_fields,
	"An account",
};

static const struct field new_fields[] = {
	F_TEXT(struct user_new, username, F_REQ, 1, 64, "Login name"),
	F_TEXT(struct user_new, password, F_REQ | F_SECRET | F_RAW_TEXT, 1, 256,
	    "First password"),
	F_TEXT(struct user_new, name, 0, 0, 64, "Name for people"),
	F_TEXT(struct user_new, email, 0, 0, 254, "E-mail address"),
	F_TEXT(struct user_new, phone, 0, 0, 32, "Telephone number"),
	F_TEXTS(struct user_new, roles, 0, 0, 100, "Codes of global roles"),
	F_TEXT(struct user_new, status, 0, 0, 16,
	    "disabled, else the account is active"),
	F_END,
};
const struct type user_new_type = {
	"UserNew",
	sizeof(struct user_new),
	new_fields,
	"An account to make",
};

static const struct field patch_fields[] = {
	F_TEXT(struct user_patch, username, F_IGNORE, 0, 64, "Never changes"),
	F_TEXT(struct user_patch, password, F_SECRET | F_RAW_TEXT, 0, 256,
	    "New password; blank: unchanged"),
	F_TEXT(struct user_patch, name, 0, 0, 64, "Name for people"),
	F_TEXT(struct user_patch, email, 0, 0, 254, "E-mail address"),
	F_TEXT(struct user_patch, phone, 0, 0, 32, "Telephone number"),
	F_TEXTS(struct user_patch, roles, 0, 0, 100,
	    "Codes of global roles; left out: unchanged, []: none"),
	F_TEXT(struct user_patch, status, 0, 0, 16, "active or disabled"),
	F_END,
};
const struct type user_patch_type = {
	"UserPatch",
	sizeof(struct user_patch),
	patch_fields,
	"What to change of an account",
};

static const char *const statuses[] = { "active", "disabled", NULL };
static const struct field filter_fields[] = {
	PAGE_FIELDS(struct user_filter),
	F_ENUM(struct user_filter, status, 0, statuses, "Only these"),
	F_TEXT(struct user_filter, role, 0, 0, 64, "Only holders of this role"),
	F_END,
};
const struct type user_filter_type = {
	"UserFilter",
	sizeof(struct user_filter),
	filter_fields,
	"Which users",
};

static const struct field card_fields[] = {
	F_INT(struct user_card, id, F_RO, 1, 0, 0, "User id"),
	F_TEXT(struct user_card, username, F_RO, 0, 64, "Login name"),
	F_TEXT(struct user_card, email, F_RO, 0, 254, "E-mail address"),
	F_TEXT(struct user_card, phone, F_RO, 0, 32, "Telephone number"),
	F_TEXT(struct user_card, avatar, F_RO, 0, 500, "Address of a picture"),
	F_INT(struct user_card, status, F_RO, 0, 1, 0, "1 active, 0 disabled"),
	F_AS("createTime", struct user_card, create_time, int64_t, FK_INT, F_RO,
	    0, 0, 0, "Seconds since 1970"),
	F_AS("updateTime", struct user_card, update_time, int64_t, FK_INT, F_RO,
	    0, 0, 0, "Seconds since 1970"),
	F_AS("lastLoginTime", struct user_card, last_login_time, int64_t,
	    FK_INT, F_RO, 0, 0, 0, "Seconds since 1970, 0 for never"),
	F_END,
};
const struct type user_card_type = {
	"UserCard",
	sizeof(struct user_card),
	card_fields,
	"An account, the older form",
};
