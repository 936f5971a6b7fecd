/*
 * rbac_type: the shapes that the room's endpoints take and give.  Private.
 */
#ifndef K8SM_RBAC_RBAC_TYPE_H
#define K8SM_RBAC_RBAC_TYPE_H

#include "type/type.h"

struct role {
	int64_t id;
	const char *name;
	const char *code;
	const char *description;
	struct texts permissions;
	bool builtin;
	int64_t users;		/* holders, globally */
	int64_t version;
	int64_t created_at;
	int64_t updated_at;
};
extern const struct type role_type;

struct role_new {
	const char *name;
	const char *code;
	const char *description;
	struct texts permissions;
};
extern const struct type role_new_type;

struct role_patch {
	const char *name;
	const char *code;
	const char *description;
	struct texts permissions;
};
extern const struct type role_patch_type;

struct role_filter {
	int64_t page;
	int64_t page_size;
	const char *q;
	const char *sort;
};
extern const struct type role_filter_type;

struct permission {
	int64_t id;
	const char *name;
	const char *code;
	const char *description;
	const char *category;
	int64_t created_at;
};
extern const struct type permission_type;

struct permission_filter {
	int64_t page;
	int64_t page_size;
	const char *q;
	const char *sort;
	const char *category;
};
extern const struct type permission_filter_type;

struct rbac_check {
	const char *resource;
	const char *action;
	int64_t project_id;
};
extern const struct type rbac_check_type;
struct rbac_answer {
	bool has_permission;
};
extern const struct type rbac_answer_type;

struct rbac_who_query {
	const char *permission;
	int64_t project_id;
};
extern const struct type rbac_who_query_type;

/* One way in which one user comes to a permission. */
struct rbac_way {
	int64_t user_id;
	const char *username;
	const char *way;
	int64_t role_id;
	const char *role_code;
	int64_t project_id;
	const char *project_name;
	int64_t team_id;
	const char *team_name;
	const char *permission;
};
extern const struct type rbac_way_type;

struct rbac_explain_query {
	const char *permission;
	int64_t project_id;
};
extern const struct type rbac_explain_query_type;

struct rbac_explain {
	int64_t id;
	const char *username;
	const char *status;
	bool is_admin;
	struct texts roles;
	const char *permission;
	struct opt_bool allowed;
	struct objects ways;
};
extern const struct type rbac_explain_type;

struct rbac_event {
	const char *event_type;
	const char *from_path;
	const char *to_path;
	const char *action;
	const char *status;
	int64_t duration_ms;
};
extern const struct type rbac_event_type;
struct rbac_accepted {
	bool accepted;
};
extern const struct type rbac_accepted_type;

#endif
