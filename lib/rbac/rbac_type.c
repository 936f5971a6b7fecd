/*
 * rbac_type: descriptors.  Wire names are the contract's, camel case.
 */
#include "rbac/rbac_type.h"

#include "rbac/rbac.h"
#include "web/web.h"

static const struct field row_fields[] = {
	F_INT(struct rbac_row, user_id, F_RO, 0, 0, 0, "User"),
	F_TEXT(struct rbac_row, username, F_RO, 0, 64, "Login name"),
	F_INT(struct rbac_row, status, F_RO, 0, 1, 0, "1 active, 0 disabled"),
	F_INT(struct rbac_row, authz_version, F_RO, 0, 0, 0,
	    "Rises with every change of rights"),
	F_BOOL(struct rbac_row, must_change, F_RO, 0, "Password to be changed"),
	F_BOOL(struct rbac_row, is_admin, F_RO, 0, "Holds role admin"),
	F_TEXTS(struct rbac_row, roles, F_RO, 0, 4096, "Global role codes"),
	F_TEXTS(struct rbac_row, perms, F_RO, 0, 4096, "Global permissions"),
	F_INTS(struct rbac_row, projects, F_RO, 0, CX_MAX_PROJECTS,
	    "Visible projects"),
	F_INTS(struct rbac_row, grant_projects, F_RO, 0, 1000000,
	    "Project of each project permission"),
	F_TEXTS(struct rbac_row, grant_perms, F_RO, 0, 1000000,
	    "Permissions by roles inside projects"),
	F_BOOL(struct rbac_row, alive, F_RO, 0, "Session or token holds"),
	F_BOOL(struct rbac_row, expired, F_RO, 0, "It is late"),
	F_INT(struct rbac_row, session_id, F_RO, 0, 0, 0, "Session"),
	F_INT(struct rbac_row, token_id, F_RO, 0, 0, 0, "API token"),
	F_TEXTS(struct rbac_row, scopes, F_RO, 0, 4096, "Limits of the token"),
	F_INT(struct rbac_row, token_project, F_RO, 0, 0, 0,
	    "The token's only project"),
	F_END,
};
const struct type rbac_row_type = {
	"PrincipalRow",
	sizeof(struct rbac_row),
	row_fields,
	"One user's rights",
};

static const struct field role_fields[] = {
	F_INT(struct role, id, F_RO, 1, 0, 0, "Role id"),
	F_TEXT(struct role, name, 0, 1, 64, "Name for people"),
	F_TEXT(struct role, code, F_RO, 1, 64, "Stable code"),
	F_TEXT(struct role, description, 0, 0, 500, "What it is for"),
	F_TEXTS(struct role, permissions, 0, 0, 1000, "Permission codes"),
	F_BOOL(struct role, builtin, F_RO, 0, "Came with the product"),
	F_INT(struct role, users, F_RO, 0, 0, 0, "Users that hold it globally"),
	F_INT(struct role, version, F_RO, 0, 0, 0, "Row version for If-Match"),
	F_AS("createdAt", struct role, created_at, int64_t, FK_TIME, F_RO, 0, 0,
	    0, "Made at"),
	F_AS("updatedAt", struct role, updated_at, int64_t, FK_TIME, F_RO, 0, 0,
	    0, "Last changed at"),
	F_END,
};
const struct type role_type = {
	"Role",
	sizeof(struct role),
	role_fields,
	"A set of permissions",
};

static const struct field role_new_fields[] = {
	F_TEXT(struct role_new, name, F_REQ, 1, 64, "Name for people"),
	F_TEXT(struct role_new, code, 0, 0, 64,
	    "Stable code; the name when left out"),
	F_TEXT(struct role_new, description, F_RAW_TEXT, 0, 500,
	    "What it is for"),
	F_TEXTS(struct role_new, permissions, 0, 0, 1000, "Permission codes"),
	F_END,
};
const struct type role_new_type = {
	"RoleNew",
	sizeof(struct role_new),
	role_new_fields,
	"A role to make",
};

static const struct field role_patch_fields[] = {
	F_TEXT(struct role_patch, name, 0, 0, 64, "Name for people"),
	F_TEXT(struct role_patch, code, F_IGNORE, 0, 64, "Never changes"),
	F_TEXT(struct role_patch, description, F_RAW_TEXT, 0, 500,
	    "What it is for"),
	F_TEXTS(struct role_patch, permissions, 0, 0, 1000,
	    "Permission codes; left out: unchanged, []: none"),
	F_END,
};
const struct type role_patch_type = {
	"RolePatch",
	sizeof(struct role_patch),
	role_patch_fields,
	"What to change of a role",
};

static const struct field role_filter_fields[] = {
	PAGE_FIELDS(struct role_filter),
	F_END,
};
const struct type role_filter_type = {
	"RoleFilter",
	sizeof(struct role_filter),
	role_filter_fields,
	"Which roles",
};

static const struct field permission_fields[] = {
	F_INT(struct permission, id, F_RO, 1, 0, 0, "Permission id"),
	F_TEXT(struct permission, name, F_RO, 0, 64, "Name for people"),
	F_TEXT(struct permission, code, F_RO, 1, 64, "Code, \"host:read\""),
	F_TEXT(struct permission, description, F_RO, 0, 500, "What it allows"),
	F_TEXT(struct permission, category, F_RO, 0, 64,
	    "First part of the code"),
	F_AS("createdAt", struct permission, created_at, int64_t, FK_TIME, F_RO,
	    0, 0, 0, "Known since"),
	F_END,
};
const struct type permission_type = {
	"Permission",
	sizeof(struct permission),
	permission_fields,
	"Something that a role can allow",
};

static const struct field permission_filter_fields[] = {
	PAGE_FIELDS(struct permission_filter),
	F_TEXT(struct permission_filter, category, 0, 0, 64,
	    "Only this category"),
	F_END,
};
const struct type permission_filter_type = {
	"PermissionFilter",
	sizeof(struct permission_filter),
	permission_filter_fields,
	"Which permissions",
};

static const struct field check_fields[] = {
	F_TEXT(struct rbac_check, resource, F_REQ, 1, 64, "\"deploy:target\""),
	F_TEXT(struct rbac_check, action, F_REQ, 1, 64, "\"read\""),
	F_INT(struct rbac_check, project_id, F_NUMTEXT, 0, JSON_MAX_SAFE, 0,
	    "In this project; 0: anywhere"),
	F_END,
};
const struct type rbac_check_type = {
	"RbacCheck",
	sizeof(struct rbac_check),
	check_fields,
	"A question about one's own rights",
};
static const struct field answer_fields[] = {
	F_AS("hasPermission", struct rbac_answer, has_permission, bool, FK_BOOL,
	    F_RO, 0, 1, 0, "Whether the caller may"),
	F_END,
};
const struct type rbac_answer_type = {
	"RbacAnswer",
	sizeof(struct rbac_answer),
	answer_fields,
	"The answer",
};

static const struct field who_query_fields[] = {
	F_TEXT(struct rbac_who_query, permission, F_REQ, 3, 64,
	    "Permission code"),
	F_INT(struct rbac_who_query, project_id, F_NUMTEXT, 0, JSON_MAX_SAFE, 0,
	    "In this project; 0: in any"),
	F_END,
};
const struct type rbac_who_query_type = {
	"RbacWhoQuery",
	sizeof(struct rbac_who_query),
	who_query_fields,
	"Who can do this",
};

static const struct field way_fields[] = {
	F_INT(struct rbac_way, user_id, F_RO, 0, 0, 0, "User"),
	F_TEXT(struct rbac_way, username, F_RO, 0, 64, "Login name"),
	F_TEXT(struct rbac_way, way, F_RO, 0, 16,
	    "admin, global, project or team"),
	F_INT(struct rbac_way, role_id, F_RO, 0, 0, 0, "By this role"),
	F_TEXT(struct rbac_way, role_code, F_RO, 0, 64, "Its code"),
	F_INT(struct rbac_way, project_id, F_RO | F_NULL, 0, 0, 0,
	    "Only inside this project"),
	F_TEXT(struct rbac_way, project_name, F_RO | F_NULL, 0, 128,
	    "Its name"),
	F_INT(struct rbac_way, team_id, F_RO | F_NULL, 0, 0, 0,
	    "By being in this team"),
	F_TEXT(struct rbac_way, team_name, F_RO | F_NULL, 0, 64, "Its name"),
	F_TEXT(struct rbac_way, permission, F_RO, 0, 64,
	    "The code that matched, perhaps a wildcard"),
	F_END,
};
const struct type rbac_way_type = {
	"RbacWay",
	sizeof(struct rbac_way),
	way_fields,
	"How somebody comes to a permission",
};

static const struct field explain_query_fields[] = {
	F_TEXT(struct rbac_explain_query, permission, 0, 0, 64,
	    "Permission code; without it everything"),
	F_INT(struct rbac_explain_query, project_id, F_NUMTEXT, 0,
	    JSON_MAX_SAFE, 0, "In this project; 0: in any"),
	F_END,
};
const struct type rbac_explain_query_type = {
	"RbacExplainQuery",
	sizeof(struct rbac_explain_query),
	explain_query_fields,
	"What can this user do",
};

static const struct field explain_fields[] = {
	F_INT(struct rbac_explain, id, F_RO, 0, 0, 0, "User"),
	F_TEXT(struct rbac_explain, username, F_RO, 0, 64, "Login name"),
	F_TEXT(struct rbac_explain, status, F_RO, 0, 16, "active or disabled"),
	F_BOOL(struct rbac_explain, is_admin, F_RO, 0, "Passes every check"),
	F_TEXTS(struct rbac_explain, roles, F_RO, 0, 4096, "Global roles"),
	F_TEXT(struct rbac_explain, permission, F_RO | F_NULL, 0, 64,
	    "What was asked"),
	F_OPT_BOOL(struct rbac_explain, allowed, F_RO, "Whether he may"),
	F_OBJECTS(struct rbac_explain, ways, F_RO, 0, 100000, &rbac_way_type,
	    "By which ways"),
	F_END,
};
const struct type rbac_explain_type = {
	"RbacExplain",
	sizeof(struct rbac_explain),
	explain_fields,
	"What a user can do, and why",
};

static const struct field event_fields[] = {
	F_AS("eventType", struct rbac_event, event_type, const char *, FK_TEXT,
	    F_REQ, 1, 64, 0, "legacy_redirect, governance_task"),
	F_AS("fromPath", struct rbac_event, from_path, const char *, FK_TEXT, 0,
	    0, 500, 0, "Page left"),
	F_AS("toPath", struct rbac_event, to_path, const char *, FK_TEXT, 0, 0,
	    500, 0, "Page entered"),
	F_TEXT(struct rbac_event, action, 0, 0, 64, "What was done"),
	F_TEXT(struct rbac_event, status, 0, 0, 64, "How it ended"),
	F_AS("durationMs", struct rbac_event, duration_ms, int64_t, FK_INT, 0,
	    0, 86400000, 0, "How long it took"),
	F_END,
};
const struct type rbac_event_type = {
	"RbacEvent",
	sizeof(struct rbac_event),
	event_fields,
	"Something that a console reports",
};
static const struct field accepted_fields[] = {
	F_BOOL(struct rbac_accepted, accepted, F_RO, 0, "Always true"),
	F_END,
};
const struct type rbac_accepted_type = {
	"Accepted",
	sizeof(struct rbac_accepted),
	accepted_fields,
	"Taken",
};
