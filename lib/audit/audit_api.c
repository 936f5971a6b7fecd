/*
 * audit_api: searching, reading and exporting the log.
 */
#include "audit/audit.h"
#include "audit/audit_priv.h"

/*
 * Administrators that have not chosen a project read everything, also what
 * belongs to none; everybody else the projects in which he holds ${perm}.
 */
static enum err_code
scope_of(struct cx *cx, const char *perm, struct audit_scope *scope)
{
	const struct principal *who = &cx->who;
	int64_t *v;
	size_t i;

	scope->all =
	    who->all_projects || (who->is_admin && who->project_id == 0);
	v = arena_array(cx->mem, who->n_projects + 1, sizeof(*v));
	scope->projects = v;
	scope->n = 0;
	for (i = 0; i < who->n_projects; i++) {
		if (cx_can_in(cx, perm, who->projects[i]))
			v[scope->n++] = who->projects[i];
	}
	return ERR_OK;
}

static enum err_code
check_filter(struct cx *cx, const struct audit_filter *f)
{
	if (f->sort && *f->sort && strcmp(f->sort, "at") != 0 &&
	    strcmp(f->sort, "-at") != 0)
		return err_field(cx, "sort", "只能按 at 排序",
		    "only 'at' and '-at' can be sorted by");
	if (f->from && f->to && f->from > f->to)
		return err_field(cx, "from", "开始时间晚于结束时间",
		    "'from' lies after 'to'");
	return ERR_OK;
}

static enum err_code
list_rows(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct audit_filter *f = rq->query;
	struct audit_scope scope;
	struct audit_row *rows;
	enum err_code rc;
	int64_t total;
	size_t n;

	rc = check_filter(cx, f);
	if (!rc)
		rc = scope_of(cx, "audit:read", &scope);
	if (!rc)
		rc = audit_db_list(cx, &scope, f, &rows, &n, &total);
	if (rc)
		return rc;
	return reply_list(rp, &audit_item_type, rows, n, total);
}

static enum err_code
get_row(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct id_path *path = rq->path_args;
	struct audit_scope scope;
	struct audit_row row;
	enum err_code rc;

	rc = scope_of(cx, "audit:read", &scope);
	if (!rc)
		rc = audit_db_get(cx, &scope, path->id, &row);
	if (rc)
		return rc;
	return reply_item(rp, 200, &audit_row_type, &row);
}

static enum err_code
export_rows(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct audit_scope scope;
	enum err_code rc;

	rc = check_filter(cx, rq->query);
	if (!rc)
		rc = scope_of(cx, "audit:export", &scope);
	if (rc)
		return rc;
	return audit_export(cx, &scope, rq->query, rp);
}

const struct route audit_routes[] = {
	{ M_GET, "/api/v1/audit", .id = "audit.list",
	    .doc = "Search the audit log, newest first", .perm = "audit:read",
	    .flags = R_LIST, .query = &audit_filter_type,
	    .reply = &audit_item_type, .fn = list_rows },
	{ M_GET, "/api/v1/audit/export", .id = "audit.export",
	    .doc = "Export the audit log as CSV or NDJSON, at most 50,000 rows",
	    .perm = "audit:export", .audit = "audit", .flags = R_PLAIN,
	    .query = &audit_export_type, .fn = export_rows },
	{ M_GET, "/api/v1/audit/{id}", .id = "audit.get",
	    .doc = "One row with its images and hashes", .perm = "audit:read",
	    .path = &id_path_type, .reply = &audit_row_type, .fn = get_row },
	{ .fn = NULL }
};
