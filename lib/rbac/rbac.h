/*
 * rbac: users' roles, roles' permissions, live checks and explanations.
 */
#ifndef K8SM_RBAC_RBAC_H
#define K8SM_RBAC_RBAC_H

#include "base/base.h"
#include "web/web.h"

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

/* New authz_version for the users (their open streams end): one user, all users
 * with a role, everybody in a project. Queued; after commit streams are told. */
enum err_code rbac_touch_user(struct cx *cx, int64_t user_id) MUST_CHECK;
enum err_code rbac_touch_role(struct cx *cx, int64_t role_id) MUST_CHECK;
enum err_code rbac_touch_project(struct cx *cx, int64_t project_id) MUST_CHECK;

/* Adds catalogue rows for permission codes that the route tables name and the
 * database does not know; prints nothing. */
enum err_code rbac_seed(struct cx *cx, const struct route *const *tables)
    MUST_CHECK;

extern const struct route rbac_routes[];

#endif
