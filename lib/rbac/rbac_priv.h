/*
 * rbac_priv: rules of roles that only the room's own endpoints call.
 */
#ifndef K8SM_RBAC_RBAC_PRIV_H
#define K8SM_RBAC_RBAC_PRIV_H

#include "rbac/rbac_type.h"

/* Each needs rbac:write globally; nobody makes, changes or removes a role that
 * holds more than he does. ${before} receives the row as it was. */
enum err_code rbac_role_create(struct cx *cx, const struct role_new *in,
    struct role *out) MUST_CHECK;
enum err_code rbac_role_update(struct cx *cx, int64_t id,
    const struct role_patch *in, struct role *before, struct role *out)
    MUST_CHECK;
enum err_code rbac_role_remove(struct cx *cx, int64_t id, struct role *before)
    MUST_CHECK;

/* All codes that cover ${perm}: itself, its wildcards, "*:*". Their number. */
size_t rbac_expand(struct arena *mem, const char *perm, const char ***codes);

#endif
