/*
 * tenancy: which project something belongs to.
 */
#include "tenancy/tenancy.h"

#include "rbac/rbac.h"
#include "tenancy/tenancy_priv.h"

static bool
sees(const struct cx *cx, int64_t project_id)
{
	size_t i;

	for (i = 0; i < cx->who.n_projects; i++) {
		if (cx->who.projects[i] == project_id)
			return true;
	}
	return cx->who.all_projects;
}

enum err_code
tenancy_project_get(struct cx *cx, int64_t id, struct project *out)
{
	if (!sees(cx, id))
		return err_plain(cx, ERR_NOT_FOUND);
	return tenancy_db_project(cx, id, out);
}

enum err_code
tenancy_project_for_new(struct cx *cx, int64_t wanted, const char *perm,
    int64_t *project_id)
{
	const struct principal *who = &cx->who;
	enum err_code rc;

	if (wanted == 0)
		wanted = who->project_id;
	if (wanted == 0 && who->n_projects == 1)
		wanted = who->projects[0];
	if (wanted == 0 && sees(cx, TENANCY_DEFAULT_PROJECT))
		wanted = TENANCY_DEFAULT_PROJECT;
	if (wanted == 0)
		return err_field_as(cx, ERR_MISSING, "project_id", "请选择项目",
		    "choose a project");
	rc = rbac_check_in(cx, perm, wanted);
	if (rc)
		return rc;
	*project_id = wanted;
	return ERR_OK;
}
