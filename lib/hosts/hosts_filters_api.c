/*
 * hosts_filters_api: routes of saved filters.
 */
#include "hosts/hosts_filters.h"

static int64_t
id_of(const struct req *rq)
{
	return ((const struct id_path *)rq->path_args)->id;
}

static enum err_code
list_filters(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct saved_filter *items;
	enum err_code rc;
	size_t n;

	(void)rq;
	rc = hosts_filter_db_list(cx, &items, &n);
	return rc ? rc : reply_array(rp, &saved_filter_type, items, n);
}

static enum err_code
create_filter(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct saved_filter f;
	enum err_code rc;

	rc = hosts_filter_create(cx, rq->body, &f);
	return rc ? rc : reply_item(rp, 201, &saved_filter_type, &f);
}

static enum err_code
update_filter(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct saved_filter before, f;
	enum err_code rc;

	rc = hosts_filter_update(cx, id_of(rq), rq->body, &before, &f);
	if (rc)
		return rc;
	rp->before = type_text(cx->mem, &saved_filter_type, &before);
	return reply_item(rp, 200, &saved_filter_type, &f);
}

static enum err_code
remove_filter(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct saved_filter before;
	enum err_code rc;

	rc = hosts_filter_remove(cx, id_of(rq), &before);
	if (rc)
		return rc;
	reply_audit(rp, before.id, before.name,
	    type_text(cx->mem, &saved_filter_type, &before), STR(""));
	rp->project_id = before.project_id;
	return reply_ok(rp);
}

const struct route hosts_filter_routes[] = {
	{ M_GET, "/api/v1/hosts/filters", .id = "hosts.filters",
	    .doc =
		"Saved filters: one's own and those shared in one's projects",
	    .perm = "host:read", .flags = R_ARRAY, .reply = &saved_filter_type,
	    .fn = list_filters },
	{ M_POST, "/api/v1/hosts/filters", .id = "hosts.filter_create",
	    .doc = "Keep a filter of the host list; with a project: share it",
	    .perm = "host:read", .audit = "host_filter",
	    .body = &saved_filter_new_type, .reply = &saved_filter_type,
	    .fn = create_filter },
	{ M_PUT, "/api/v1/hosts/filters/{id}", .id = "hosts.filter_update",
	    .doc = "Rename a filter of one's own, change it, share it or not",
	    .perm = "host:read", .audit = "host_filter", .path = &id_path_type,
	    .body = &saved_filter_patch_type, .reply = &saved_filter_type,
	    .fn = update_filter },
	{ M_DELETE, "/api/v1/hosts/filters/{id}", .id = "hosts.filter_remove",
	    .doc = "Forget a filter of one's own", .perm = "host:read",
	    .audit = "host_filter", .path = &id_path_type,
	    .fn = remove_filter },
	{ .fn = NULL }
};
