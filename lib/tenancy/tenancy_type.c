/*
 * tenancy_type: descriptors of teams, projects and memberships.
 */
#include "tenancy/tenancy_priv.h"

static const char *const environments[] = { "development", "staging",
	"production", NULL };

static const struct field project_fields[] = {
	F_INT(struct project, id, F_RO, 1, INT64_MAX, 0, "Project id"),
	F_TEXT(struct project, name, F_RO, 1, 128, "Name"),
	F_TEXT(struct project, code, F_RO, 2, 40, "Short unique code"),
	F_AS("key", struct project, code, const char *, FK_TEXT,
	    F_RO | F_NO_ROW, 2, 40, 0, "The same as code"),
	F_TEXT(struct project, description, F_RO, 0, 500, "Description"),
	F_ENUM(struct project, environment, F_RO, environments,
	    "Which policies apply"),
	F_TEXT(struct project, status, F_RO, 0, 16, "active"),
	F_INT(struct project, team_id, F_RO | F_NULL, 0, INT64_MAX, 0,
	    "Team that owns it"),
	F_TEXT(struct project, team_name, F_RO, 0, 64, "Its name"),
	F_INT(struct project, created_by, F_RO | F_NULL, 0, INT64_MAX, 0,
	    "User who made it"),
	F_AS("owner_id", struct project, created_by, int64_t, FK_INT,
	    F_RO | F_NULL | F_NO_ROW, 0, INT64_MAX, 0,
	    "The same as created_by"),
	F_AS("owner_user_id", struct project, created_by, int64_t, FK_INT,
	    F_RO | F_NULL | F_NO_ROW, 0, INT64_MAX, 0,
	    "The same as created_by"),
	F_INT(struct project, members, F_RO, 0, INT64_MAX, 0,
	    "Memberships of users and teams"),
	F_INT(struct project, version, F_RO, 1, INT64_MAX, 0,
	    "Row version for If-Match"),
	F_TIME(struct project, created_at, F_RO, "When it was made"),
	F_TIME(struct project, updated_at, F_RO, "Last change"), F_END
};
const struct type project_type = { "Project", sizeof(struct project),
	project_fields, "A tenant: hosts, clusters, services belong to one" };

static const struct field project_new_fields[] = {
	F_TEXT(struct project_new, name, F_REQ, 1, 128, "Name"),
	F_TEXT(struct project_new, code, 0, 2, 40,
	    "Short unique code [a-z0-9-]; made from the name when absent"),
	F_AS("key", struct project_new, code, const char *, FK_TEXT, F_NO_ROW,
	    2, 40, 0, "The same as code"),
	F_TEXT(struct project_new, description, F_RAW_TEXT, 0, 500,
	    "Description"),
	F_ENUM(struct project_new, environment, 0, environments,
	    "development (default), staging or production"),
	F_INT(struct project_new, team_id, 0, 0, INT64_MAX, 0,
	    "Team that owns it"),
	F_END
};
const struct type project_new_type = { "ProjectNew", sizeof(struct project_new),
	project_new_fields, "A new project" };

static const struct field project_patch_fields[] = {
	F_TEXT(struct project_patch, name, 0, 1, 128, "Name"),
	F_TEXT(struct project_patch, description, F_RAW_TEXT, 0, 500,
	    "Description"),
	F_ENUM(struct project_patch, environment, 0, environments,
	    "Needs project:write globally, because policies hang on it"),
	F_OPT_INT(struct project_patch, team_id, 0, 0, INT64_MAX,
	    "Team that owns it, 0: none"),
	F_END
};
const struct type project_patch_type = { "ProjectPatch",
	sizeof(struct project_patch), project_patch_fields,
	"Changes of a project; what is absent stays" };

static const struct field project_filter_fields[] = {
	PAGE_FIELDS(struct project_filter),
	F_ENUM(struct project_filter, environment, 0, environments,
	    "Environment"),
	F_INT(struct project_filter, team_id, 0, 0, INT64_MAX, 0, "Team"), F_END
};
const struct type project_filter_type = { "ProjectFilter",
	sizeof(struct project_filter), project_filter_fields,
	"Filters of projects; sort: id, name, code, created_at" };

static const struct field project_member_fields[] = {
	F_INT(struct project_member, id, F_RO, 1, INT64_MAX, 0,
	    "Membership id"),
	F_INT(struct project_member, project_id, F_RO, 1, INT64_MAX, 0,
	    "Project"),
	F_INT(struct project_member, user_id, F_RO | F_NULL, 0, INT64_MAX, 0,
	    "User, or null"),
	F_TEXT(struct project_member, username, F_RO, 0, 64, "His login name"),
	F_TEXT(struct project_member, name, F_RO, 0, 128, "His name"),
	F_INT(struct project_member, team_id, F_RO | F_NULL, 0, INT64_MAX, 0,
	    "Team, or null"),
	F_TEXT(struct project_member, team_name, F_RO, 0, 64, "Its name"),
	F_TEXT(struct project_member, role, F_RO, 0, 64, "Role's code"),
	F_TEXT(struct project_member, role_name, F_RO, 0, 64, "Role's name"),
	F_TIME(struct project_member, created_at, F_RO, "Since when"), F_END
};
const struct type project_member_type = { "ProjectMember",
	sizeof(struct project_member), project_member_fields,
	"A user or a team with a role inside a project" };

static const struct field project_member_new_fields[] = {
	F_INT(struct project_member_new, user_id, F_NUMTEXT, 0, INT64_MAX, 0,
	    "User: either this or team_id"),
	F_AS("userId", struct project_member_new, user_id, int64_t, FK_INT,
	    F_NUMTEXT | F_NO_ROW, 0, INT64_MAX, 0, "The same as user_id"),
	F_INT(struct project_member_new, team_id, F_NUMTEXT, 0, INT64_MAX, 0,
	    "Team: either this or user_id"),
	F_TEXT(struct project_member_new, role, F_REQ, 1, 64, "Role's code"),
	F_END
};
const struct type project_member_new_type = { "ProjectMemberNew",
	sizeof(struct project_member_new), project_member_new_fields,
	"A new membership" };

static const struct field project_member_path_fields[] = {
	F_INT(struct project_member_path, id, F_REQ, 1, INT64_MAX, 0,
	    "Project id"),
	F_INT(struct project_member_path, member_id, F_REQ, 1, INT64_MAX, 0,
	    "Membership id"),
	F_END
};
const struct type project_member_path_type = { "ProjectMemberPath",
	sizeof(struct project_member_path), project_member_path_fields,
	"A membership of a project" };

static const struct field team_fields[] = { F_INT(struct team, id, F_RO, 1,
						INT64_MAX, 0, "Team id"),
	F_TEXT(struct team, name, F_RO, 1, 64, "Unique name"),
	F_TEXT(struct team, description, F_RO, 0, 500, "Description"),
	F_INT(struct team, members, F_RO, 0, INT64_MAX, 0, "Users in it"),
	F_INT(struct team, projects, F_RO, 0, INT64_MAX, 0,
	    "Projects, of those the caller sees, in which it is a member"),
	F_INT(struct team, created_by, F_RO | F_NULL, 0, INT64_MAX, 0,
	    "User who made it"),
	F_INT(struct team, version, F_RO, 1, INT64_MAX, 0,
	    "Row version for If-Match"),
	F_TIME(struct team, created_at, F_RO, "When it was made"),
	F_TIME(struct team, updated_at, F_RO, "Last change"), F_END };
const struct type team_type = { "Team", sizeof(struct team), team_fields,
	"A group of users" };

static const struct field team_new_fields[] = {
	F_TEXT(struct team_new, name, F_REQ, 1, 64, "Unique name"),
	F_TEXT(struct team_new, description, F_RAW_TEXT, 0, 500, "Description"),
	F_END
};
const struct type team_new_type = { "TeamNew", sizeof(struct team_new),
	team_new_fields, "A new team" };

static const struct field team_patch_fields[] = {
	F_TEXT(struct team_patch, name, 0, 1, 64, "Unique name"),
	F_TEXT(struct team_patch, description, F_RAW_TEXT, 0, 500,
	    "Description"),
	F_END
};
const struct type team_patch_type = { "TeamPatch", sizeof(struct team_patch),
	team_patch_fields, "Changes of a team; what is absent stays" };

static const struct field team_member_fields[] = {
	F_INT(struct team_member, user_id, F_RO, 1, INT64_MAX, 0, "User"),
	F_TEXT(struct team_member, username, F_RO, 0, 64, "Login name"),
	F_TEXT(struct team_member, name, F_RO, 0, 128, "Name"),
	F_TEXT(struct team_member, email, F_RO, 0, 255, "Mail address"),
	F_INT(struct team_member, status, F_RO, 0, 1, 0,
	    "1: enabled, 0: disabled"),
	F_TIME(struct team_member, created_at, F_RO, "Since when"), F_END
};
const struct type team_member_type = { "TeamMember", sizeof(struct team_member),
	team_member_fields, "A user in a team" };

static const struct field team_member_new_fields[] = {
	F_INT(struct team_member_new, user_id, F_REQ | F_NUMTEXT, 1, INT64_MAX,
	    0, "User"),
	F_END
};
const struct type team_member_new_type = { "TeamMemberNew",
	sizeof(struct team_member_new), team_member_new_fields,
	"A new member of a team" };

static const struct field team_member_path_fields[] = {
	F_INT(struct team_member_path, id, F_REQ, 1, INT64_MAX, 0, "Team id"),
	F_INT(struct team_member_path, user_id, F_REQ, 1, INT64_MAX, 0,
	    "User id"),
	F_END
};
const struct type team_member_path_type = { "TeamMemberPath",
	sizeof(struct team_member_path), team_member_path_fields,
	"A member of a team" };

static const struct field team_grant_fields[] = {
	F_INT(struct team_grant, project_id, F_RO, 1, INT64_MAX, 0, "Project"),
	F_TEXT(struct team_grant, role_code, F_RO, 0, 64, "Role there"), F_END
};
const struct type team_grant_type = { "TeamGrant", sizeof(struct team_grant),
	team_grant_fields, "What a team's members get" };
