/*
 * rbac_db: rows of roles, permissions and their links.  Private.
 */
#ifndef K8SM_RBAC_RBAC_DB_H
#define K8SM_RBAC_RBAC_DB_H

#include "rbac/rbac.h"
#include "rbac/rbac_type.h"

struct rbac_id {
	int64_t id;
};

/* ERR_UNAUTHORIZED is the caller's to say: *${found}. */
enum err_code rbac_db_principal(struct cx *cx, int64_t user_id,
    struct rbac_row *row, bool *found) MUST_CHECK;

enum err_code rbac_db_roles(struct cx *cx, const struct role_filter *f,
    struct role **roles, size_t *n, int64_t *total) MUST_CHECK;
enum err_code rbac_db_role(struct cx *cx, int64_t id, struct role *out)
    MUST_CHECK;
/* Locks the row until the transaction ends. */
enum err_code rbac_db_role_lock(struct cx *cx, int64_t id, struct role *out)
    MUST_CHECK;
enum err_code rbac_db_role_insert(struct cx *cx, const struct role_new *in,
    int64_t *id) MUST_CHECK;
enum err_code rbac_db_role_update(struct cx *cx, int64_t id, const char *name,
    const char *description) MUST_CHECK;
enum err_code rbac_db_role_perms_set(struct cx *cx, int64_t id,
    const struct texts *codes) MUST_CHECK;
enum err_code rbac_db_role_delete(struct cx *cx, int64_t id) MUST_CHECK;
/* How many project memberships name the role. */
enum err_code rbac_db_role_members(struct cx *cx, int64_t id, int64_t *n)
    MUST_CHECK;
/* Roles by code: those that exist, with their permissions. */
enum err_code rbac_db_roles_by_code(struct cx *cx, const struct texts *codes,
    struct role **roles, size_t *n) MUST_CHECK;
enum err_code rbac_db_user_roles_set(struct cx *cx, int64_t user_id,
    const int64_t *role_ids, size_t n) MUST_CHECK;

/* Those of ${codes} that the catalogue does not have. */
enum err_code rbac_db_unknown_perms(struct cx *cx, const struct texts *codes,
    struct texts *unknown) MUST_CHECK;
enum err_code rbac_db_permissions(struct cx *cx,
    const struct permission_filter *f, struct permission **perms, size_t *n,
    int64_t *total) MUST_CHECK;
enum err_code rbac_db_permission(struct cx *cx, int64_t id,
    struct permission *out) MUST_CHECK;
enum err_code rbac_db_seed(struct cx *cx, const char *code) MUST_CHECK;

/* ${codes} n 0: every permission. */
enum err_code rbac_db_ways(struct cx *cx, int64_t user_id, int64_t project_id,
    const char *const *codes, size_t n_codes, struct rbac_way **ways,
    size_t *n) MUST_CHECK;

/* New authz_version; the ids of those touched. */
enum err_code rbac_db_touch_user(struct cx *cx, int64_t user_id) MUST_CHECK;
enum err_code rbac_db_touch_role(struct cx *cx, int64_t role_id,
    struct rbac_id **ids, size_t *n) MUST_CHECK;
enum err_code rbac_db_touch_project(struct cx *cx, int64_t project_id,
    struct rbac_id **ids, size_t *n) MUST_CHECK;

/* Locks role admin's row, then counts its active holders but ${user_id}. */
enum err_code rbac_db_other_admins(struct cx *cx, int64_t user_id, int64_t *n)
    MUST_CHECK;

#endif
