/*
 * rbac: users' roles, roles' permissions, live checks and explanations.
 */
#ifndef K8SM_RBAC_RBAC_H
#define K8SM_RBAC_RBAC_H

#include "base/base.h"
#include "web/web.h"

/*
 * One user's rights as SQL function k8sm_principal gives them, with what the
 * caller's statement says of the session or token that asked.
 */
struct rbac_row {
	int64_t user_id;
	const char *username;
	int64_t status;
	int64_t authz_version;
	bool must_change;
	bool is_admin;
	struct texts roles;
	struct texts perms;
	struct ints projects;
	struct ints grant_projects;	/* beside grant_perms */
	struct texts grant_perms;
	bool alive;			/* session or token neither ended nor late */
	bool expired;			/* nothing but late */
	int64_t session_id;
	int64_t token_id;
	struct texts scopes;
	int64_t token_project;
};
extern const struct type rbac_row_type;

/* Puts ${row} into ${who} (address and agent stay); copies into ${mem}. */
void rbac_apply(struct arena *mem, const struct rbac_row *row,
    struct principal *who);

/* Narrows ${who} to one project that it sees; false when it does not. */
bool rbac_narrow(struct principal *who, int64_t project_id);

/*
 * Loads into cx->who, for user ${user_id}: name, admin flag, global permissions,
 * projects, authz_version.  Strings live in ${mem}.  ERR_UNAUTHORIZED when the
 * user is gone or disabled.
 */
enum err_code rbac_load(struct cx *cx, struct arena *mem, int64_t user_id)
    MUST_CHECK;

/*
 * Whether the caller holds one of ${perms} ("a|b") somewhere: globally or by a
 * role in one of cx->who's projects.  Pure.  Object level: rbac_check_in.
 */
bool rbac_may(const struct cx *cx, const char *perms);

/* ERR_FORBIDDEN unless the caller holds ${perm} in ${project_id} (0: globally).
 * Where the caller may not even see the project: ERR_NOT_FOUND. */
enum err_code rbac_check_in(struct cx *cx, const char *perm,
    int64_t project_id) MUST_CHECK;

/* Sends ERR_FORBIDDEN when ${codes} hold a permission that the caller lacks:
 * nobody grants more than he has. */
enum err_code rbac_check_grant(struct cx *cx, const char *const *codes,
    size_t n) MUST_CHECK;

/* Sends ERR_FORBIDDEN when user ${user_id} holds something that the caller
 * lacks: who may not grant it may not take over or silence its holder either. */
enum err_code rbac_check_over(struct cx *cx, int64_t user_id) MUST_CHECK;

/*
 * Id of role ${code} for handing it to somebody: globally (${project_id} 0) or
 * inside a project; ERR_INVALID names ${field} where there is no such role,
 * ERR_FORBIDDEN where it holds more than the caller does there.
 */
enum err_code rbac_role_for_grant(struct cx *cx, const char *field,
    const char *code, int64_t project_id, int64_t *role_id) MUST_CHECK;

/* Replaces the global roles of a user, under the rules above; the last active
 * administrator stays one.  Touches the user. */
enum err_code rbac_user_roles_set(struct cx *cx, int64_t user_id,
    const struct texts *codes) MUST_CHECK;

/* ERR_CONFLICT when ${user_id} is the last active administrator. Locks, so
 * that two callers cannot remove each other. */
enum err_code rbac_check_not_last_admin(struct cx *cx, int64_t user_id)
    MUST_CHECK;

/* New authz_version for the users (their open streams end): one user, all users
 * with a role, everybody in a project. Queued; after commit streams are told. */
enum err_code rbac_touch_user(struct cx *cx, int64_t user_id) MUST_CHECK;
enum err_code rbac_touch_role(struct cx *cx, int64_t role_id) MUST_CHECK;
enum err_code rbac_touch_project(struct cx *cx, int64_t project_id) MUST_CHECK;

/*
 * The caller's own codes, sorted, as consoles read them: an administrator's
 * begin with "*:*", an API token's are cut down to its scopes. Their number.
 */
size_t rbac_own_codes(const struct cx *cx, const char *const **codes);

/* Adds catalogue rows for permission codes that the route tables name and the
 * database does not know; prints nothing. */
enum err_code rbac_seed(struct cx *cx, const struct route *const *tables)
    MUST_CHECK;

extern const struct route rbac_routes[];

#endif
