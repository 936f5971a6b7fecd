/*
 * batch_group: groups of hosts, their rules and routes.
 */
#include "batch/batch_int.h"
#include "rbac/rbac.h"
#include "tenancy/tenancy.h"

static enum err_code
check(struct cx *cx, const struct batch_group *in, int64_t project_id)
{
	struct batch_pick *v;
	enum err_code rc;
	size_t n;

	if (strcmp(in->kind, "filter") == 0) {
		if (in->tags.n == 0 && *in->q == '\0' && *in->status == '\0' &&
		    *in->health_state == '\0' && *in->source == '\0' &&
		    *in->region == '\0')
			return err_field(cx, "tags", "过滤条件不能为空",
			    "a filter asks for something");
		return ERR_OK;
	}
	rc = batch_db_pick_ids(cx, in->host_ids.v, in->host_ids.n, project_id,
	    &v, &n);
	if (rc)
		return rc;
	if (n != in->host_ids.n)
		return err_field_as(cx, ERR_NOT_FOUND, "host_ids",
		    "项目中没有其中的主机，或有重复",
		    "hosts that are not in the project, or twice the same");
	return ERR_OK;
}

/* Members that the body left out are empty, not absent. */
static struct batch_group
whole(const struct batch_group *in)
{
	struct batch_group g = *in;
	const char **text[] = { &g.description, &g.q, &g.status,
		&g.health_state, &g.source, &g.region };
	size_t i;

	for (i = 0; i < sizeof(text) / sizeof(text[0]); i++)
		if (*text[i] == NULL)
			*text[i] = "";
	return g;
}

enum err_code
batch_group_create(struct cx *cx, const struct batch_group *in,
    struct batch_group *out)
{
	struct batch_group g = whole(in);
	enum err_code rc;

	rc = tenancy_project_for_new(cx, in->project_id, "host:write",
	    &g.project_id);
	if (rc == ERR_OK)
		rc = check(cx, &g, g.project_id);
	return rc ? rc : batch_group_db_insert(cx, &g, out);
}

static enum err_code
lock(struct cx *cx, int64_t id, struct batch_group *out)
{
	enum err_code rc;

	rc = batch_group_db_get(cx, id, true, out);
	if (rc == ERR_OK)
		rc = rbac_check_in(cx, "host:write", out->project_id);
	if (rc)
		return rc;
	if (cx->if_match != 0 && cx->if_match != out->version) {
		cx->current_version = out->version;
		return err_set(cx, ERR_CONFLICT, "主机组已被他人修改",
		    "somebody else changed the group");
	}
	return ERR_OK;
}

enum err_code
batch_group_update(struct cx *cx, int64_t id, const struct batch_group *in,
    struct batch_group *before, struct batch_group *out)
{
	struct batch_group g = whole(in);
	enum err_code rc;

	rc = lock(cx, id, before);
	if (rc)
		return rc;
	if (in->project_id != 0 && in->project_id != before->project_id)
		return err_field(cx, "project_id", "主机组不能换项目",
		    "a group stays in its project");
	rc = check(cx, &g, before->project_id);
	return rc ? rc : batch_group_db_update(cx, id, &g, out);
}

enum err_code
batch_group_remove(struct cx *cx, int64_t id, struct batch_group *before)
{
	enum err_code rc;

	rc = lock(cx, id, before);
	return rc ? rc : batch_group_db_remove(cx, id);
}
