/*
 * hosts_filters: the rules of saved filters.
 */
#include "hosts/hosts_filters.h"
#include "rbac/rbac.h"
#include "tenancy/tenancy.h"

static bool
has(const char *s)
{
	return s != NULL && s[0] != '\0';
}

enum err_code
hosts_filter_parse(struct cx *cx, const char *field, const char *query,
    const struct host_filter **out)
{
	static const struct host_filter none;
	const char *why;
	const void *bound;
	enum err_code rc;

	*out = &none;
	rc = query_bind(cx, str_of(query), &host_filter_type, &bound);
	if (rc == ERR_INVALID) {
		/* It is in the caller's language already. */
		why = cx->field != NULL ?
		    arena_printf(cx->mem, "%s: %s", cx->field, cx->message) :
		    cx->message;
		return err_field(cx, field, "%s", "%s", why);
	}
	if (rc == ERR_OK)
		*out = bound;
	return rc;
}

/* What is kept is what the list takes; a page number would be none of it. */
static enum err_code
check_query(struct cx *cx, const char *query)
{
	const struct host_filter *f;
	enum err_code rc;

	if (query == NULL)
		return ERR_OK;
	rc = hosts_filter_parse(cx, "query", query, &f);
	if (rc)
		return rc;
	if (!has(f->q) && !has(f->sort) && !has(f->status) &&
	    !has(f->health_state) && !has(f->source) && !has(f->tag) &&
	    !has(f->region) && f->project_id == 0 && !f->attention)
		return err_field(cx, "query", "筛选条件不能为空",
		    "a filter asks for something");
	return ERR_OK;
}

/* Others find it in their lists: who shares it may change hosts there. */
static enum err_code
check_share(struct cx *cx, int64_t project_id)
{
	int64_t found;

	if (project_id == 0)
		return ERR_OK;
	return tenancy_project_for_new(cx, project_id, "host:write", &found);
}

enum err_code
hosts_filter_create(struct cx *cx, const struct saved_filter_new *in,
    struct saved_filter *out)
{
	enum err_code rc;
	int64_t n;

	rc = check_query(cx, in->query);
	if (rc == ERR_OK)
		rc = check_share(cx, in->project_id);
	if (rc == ERR_OK)
		rc = hosts_filter_db_count(cx, &n);
	if (rc)
		return rc;
	if (n >= HOSTS_FILTERS_MAX)
		return err_set(cx, ERR_CONFLICT, "最多保存 %d 个筛选条件",
		    "at most %d filters are kept", HOSTS_FILTERS_MAX);
	return hosts_filter_db_insert(cx, in, out);
}

/* Shared is shown to many, changed by one. */
static enum err_code
own(struct cx *cx, int64_t id, struct saved_filter *out)
{
	enum err_code rc;

	rc = hosts_filter_db_get(cx, id, out);
	if (rc)
		return rc;
	if (!out->mine)
		return err_set(cx, ERR_FORBIDDEN,
		    "只有创建者可以修改该筛选条件",
		    "only its maker changes this filter");
	return ERR_OK;
}

enum err_code
hosts_filter_update(struct cx *cx, int64_t id,
    const struct saved_filter_patch *in, struct saved_filter *before,
    struct saved_filter *out)
{
	enum err_code rc;

	rc = own(cx, id, before);
	if (rc == ERR_OK)
		rc = check_query(cx, in->query);
	if (rc == ERR_OK && in->project_id.has)
		rc = check_share(cx, in->project_id.v);
	return rc ? rc : hosts_filter_db_update(cx, id, in, out);
}

enum err_code
hosts_filter_remove(struct cx *cx, int64_t id, struct saved_filter *before)
{
	enum err_code rc;

	rc = own(cx, id, before);
	return rc ? rc : hosts_filter_db_remove(cx, id);
}
