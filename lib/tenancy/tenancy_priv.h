/*
 * tenancy_priv: what the files of the room share.
 */
#ifndef K8SM_TENANCY_TENANCY_PRIV_H
#define K8SM_TENANCY_TENANCY_PRIV_H

#include "tenancy/tenancy.h"

struct project_new {
	const char *name;
	const char *code; /* "key" of the contract; NULL: from the name */
	const char *description;
	const char *environment;
	int64_t team_id;
};
struct project_patch { /* what is absent stays */
	const char *name;
	const char *description;
	const char *environment;
	struct opt_int team_id; /* 0: none */
};
struct project_filter {
	int64_t page;
	int64_t page_size;
	const char *q;
	const char *sort;
	const char *environment;
	int64_t team_id;
};
extern const struct type project_new_type;
extern const struct type project_patch_type;
extern const struct type project_filter_type;

struct project_member {
	int64_t id;
	int64_t project_id;
	int64_t user_id; /* either this … */
	const char *username;
	const char *name;
	int64_t team_id; /* … or this */
	const char *team_name;
	const char *role;
	const char *role_name;
	int64_t created_at;
};
struct project_member_new {
	int64_t user_id;
	int64_t team_id;
	const char *role;
};
struct project_member_path {
	int64_t id;
	int64_t member_id;
};
extern const struct type project_member_type;
extern const struct type project_member_new_type;
extern const struct type project_member_path_type;

struct team {
	int64_t id;
	const char *name;
	const char *description;
	int64_t members;
	int64_t projects;
	int64_t created_by;
	int64_t version;
	int64_t created_at;
	int64_t updated_at;
};
struct team_new {
	const char *name;
	const char *description;
};
struct team_patch {
	const char *name;
	const char *description;
};
struct team_member {
	int64_t user_id;
	const char *username;
	const char *name;
	const char *email;
	int64_t status;
	int64_t created_at;
};
struct team_member_new {
	int64_t user_id;
};
struct team_member_path {
	int64_t id;
	int64_t user_id;
};
struct team_grant {
	int64_t project_id;
	const char *role_code;
};
extern const struct type team_type;
extern const struct type team_new_type;
extern const struct type team_patch_type;
extern const struct type team_member_type;
extern const struct type team_member_new_type;
extern const struct type team_member_path_type;
extern const struct type team_grant_type;

/* --- tenancy_project.c --- */

enum err_code
tenancy_project_list(struct cx *cx, const struct project_filter *f,
    struct project **v, size_t *n, int64_t *total) MUST_CHECK;
enum err_code tenancy_project_create(struct cx *cx,
    const struct project_new *in, struct project *out) MUST_CHECK;
enum err_code tenancy_project_update(struct cx *cx, int64_t id,
    const struct project_patch *in, struct project *before,
    struct project *after) MUST_CHECK;
enum err_code tenancy_project_remove(struct cx *cx, int64_t id,
    struct project *before) MUST_CHECK;
enum err_code tenancy_member_list(struct cx *cx, int64_t project_id,
    struct project_member **v, size_t *n) MUST_CHECK;
enum err_code tenancy_member_add(struct cx *cx, int64_t project_id,
    const struct project_member_new *in, struct project_member *out) MUST_CHECK;
enum err_code tenancy_member_remove(struct cx *cx, int64_t project_id,
    int64_t member_id, struct project_member *before) MUST_CHECK;

/* Code made of ${name}: letters, digits and dashes; "" when nothing is left. */
const char *tenancy_slug(struct arena *mem, const char *name);

/* --- tenancy_team.c --- */

enum err_code tenancy_team_list(struct cx *cx, const struct page *page,
    struct team **v, size_t *n, int64_t *total) MUST_CHECK;
enum err_code
tenancy_team_get(struct cx *cx, int64_t id, struct team *out) MUST_CHECK;
enum err_code tenancy_team_create(struct cx *cx, const struct team_new *in,
    struct team *out) MUST_CHECK;
enum err_code
tenancy_team_update(struct cx *cx, int64_t id, const struct team_patch *in,
    struct team *before, struct team *after) MUST_CHECK;
enum err_code
tenancy_team_remove(struct cx *cx, int64_t id, struct team *before) MUST_CHECK;
enum err_code tenancy_team_members(struct cx *cx, int64_t id,
    struct team_member **v, size_t *n) MUST_CHECK;
enum err_code tenancy_team_member_add(struct cx *cx, int64_t id,
    int64_t user_id, struct team_member *out) MUST_CHECK;
enum err_code tenancy_team_member_remove(struct cx *cx, int64_t id,
    int64_t user_id, struct team_member *before) MUST_CHECK;

/* --- tenancy_db.c --- */

/* Beside the version: 0 takes any.  ERR_CONFLICT with the current one. */
enum err_code tenancy_db_projects(struct cx *cx, const struct project_filter *f,
    struct project **v, size_t *n, int64_t *total) MUST_CHECK;
enum err_code
tenancy_db_project(struct cx *cx, int64_t id, struct project *out) MUST_CHECK;
enum err_code tenancy_db_project_lock(struct cx *cx, int64_t id) MUST_CHECK;
enum err_code
tenancy_db_project_insert(struct cx *cx, const struct project_new *in,
    const char *code, int64_t *id, bool *done) MUST_CHECK;
enum err_code tenancy_db_project_update(struct cx *cx, int64_t id,
    const struct project_patch *in) MUST_CHECK;
enum err_code tenancy_db_project_owns(struct cx *cx, int64_t id,
    const char **tables) MUST_CHECK;
enum err_code tenancy_db_project_delete(struct cx *cx, int64_t id) MUST_CHECK;
/* Makes the caller a member with the first of his global roles. */
enum err_code
tenancy_db_member_self(struct cx *cx, int64_t project_id) MUST_CHECK;
enum err_code tenancy_db_members(struct cx *cx, int64_t project_id,
    struct project_member **v, size_t *n) MUST_CHECK;
enum err_code tenancy_db_member(struct cx *cx, int64_t project_id,
    int64_t member_id, struct project_member *out) MUST_CHECK;
enum err_code tenancy_db_member_insert(struct cx *cx, int64_t project_id,
    const struct project_member_new *in, int64_t role_id,
    int64_t *id) MUST_CHECK;
enum err_code tenancy_db_member_delete(struct cx *cx, int64_t project_id,
    int64_t member_id) MUST_CHECK;
enum err_code
tenancy_db_user_enabled(struct cx *cx, int64_t user_id, bool *yes) MUST_CHECK;

/* --- tenancy_team_db.c --- */

enum err_code tenancy_db_teams(struct cx *cx, bool all, const struct page *page,
    struct team **v, size_t *n, int64_t *total) MUST_CHECK;
enum err_code tenancy_db_team(struct cx *cx, bool all, int64_t id,
    struct team *out) MUST_CHECK;
enum err_code tenancy_db_team_insert(struct cx *cx, const struct team_new *in,
    int64_t *id) MUST_CHECK;
enum err_code
tenancy_db_team_lock(struct cx *cx, int64_t id, int64_t *version) MUST_CHECK;
enum err_code tenancy_db_team_update(struct cx *cx, int64_t id,
    const struct team_patch *in) MUST_CHECK;
enum err_code tenancy_db_team_delete(struct cx *cx, int64_t id) MUST_CHECK;
enum err_code tenancy_db_team_grants(struct cx *cx, int64_t id,
    struct team_grant **v, size_t *n) MUST_CHECK;
enum err_code tenancy_db_team_members(struct cx *cx, int64_t id,
    struct team_member **v, size_t *n) MUST_CHECK;
enum err_code tenancy_db_team_member(struct cx *cx, int64_t id, int64_t user_id,
    struct team_member *out) MUST_CHECK;
enum err_code tenancy_db_team_member_insert(struct cx *cx, int64_t id,
    int64_t user_id) MUST_CHECK;
enum err_code tenancy_db_team_member_delete(struct cx *cx, int64_t id,
    int64_t user_id) MUST_CHECK;

#endif
