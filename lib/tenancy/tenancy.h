/*
 * tenancy: teams, projects, memberships.  A project is the tenant.
 */
#ifndef K8SM_TENANCY_TENANCY_H
#define K8SM_TENANCY_TENANCY_H

#include "base/base.h"
#include "web/web.h"

#define TENANCY_DEFAULT_PROJECT 1
#define TENANCY_DEFAULT_TEAM 1

struct project {
	int64_t id;
	const char *name;
	const char *code;
	const char *description;
	const char *environment; /* "development", "staging", "production" */
	const char *status;
	int64_t team_id;
	const char *team_name;
	int64_t created_by;
	int64_t members;
	int64_t version;
	int64_t created_at;
	int64_t updated_at;
};
extern const struct type project_type;

/* One project that the caller may see. ERR_NOT_FOUND. */
enum err_code
tenancy_project_get(struct cx *cx, int64_t id, struct project *out) MUST_CHECK;

/*
 * The project that a new object goes into: ${wanted} (0: X-Project-ID, else the
 * caller's only or the default one). The caller must hold ${perm} there.
 */
enum err_code tenancy_project_for_new(struct cx *cx, int64_t wanted,
    const char *perm, int64_t *project_id) MUST_CHECK;

extern const struct route tenancy_routes[];

#endif
