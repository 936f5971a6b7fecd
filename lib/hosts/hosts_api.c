/*
 * hosts_api: routes of /hosts.
 */
#include "hosts/hosts_int.h"

void
hosts_dress(struct cx *cx, struct host *h)
{
	h->labels = hosts_labels_text(cx->mem, &h->tags);
	h->tags.set = true;
	h->ssh_password = "";
}

static enum err_code
put_host(struct cx *cx, struct reply *rp, int status, struct host *h)
{
	hosts_dress(cx, h);
	return reply_item(rp, status, &host_type, h);
}

static struct str
image(struct cx *cx, struct host *h)
{
	hosts_dress(cx, h);
	return type_text(cx->mem, &host_type, h);
}

static int64_t
id_of(const struct req *rq)
{
	return ((const struct id_path *)rq->path_args)->id;
}

static void
name_host(struct reply *rp, const struct host_login *h)
{
	reply_audit(rp, h->id, h->name, STR(""), STR(""));
	rp->project_id = h->project_id;
}

static enum err_code
list_hosts(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct host *items;
	enum err_code rc;
	int64_t total;
	size_t n, i;

	rc = hosts_list_db(cx, rq->query, &items, &n, &total);
	if (rc)
		return rc;
	for (i = 0; i < n; i++)
		hosts_dress(cx, &items[i]);
	return reply_list(rp, &host_type, items, n, total);
}

static enum err_code
probe_host(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct host_probe_new *in = rq->body;
	struct host_probe out;
	int64_t project_id = 0;
	enum err_code rc;

	rc = hosts_probe_run(cx, in, &out, &project_id);
	if (rc)
		return rc;
	rp->project_id = project_id;
	rp->object_name = in->name != NULL ? in->name : "";
	return reply_item(rp, 200, &host_probe_type, &out);
}

static enum err_code
create_host(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct host h;
	enum err_code rc;

	rc = hosts_create(cx, rq->body, &h);
	if (rc)
		return rc;
	return put_host(cx, rp, 201, &h);
}

static enum err_code
get_host(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct host h;
	enum err_code rc;

	rc = hosts_db_get(cx, id_of(rq), &h);
	if (rc)
		return rc;
	return put_host(cx, rp, 200, &h);
}

static enum err_code
update_host(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct host before, h;
	enum err_code rc;

	rc = hosts_update(cx, id_of(rq), rq->body, &before, &h);
	if (rc)
		return rc;
	rp->before = image(cx, &before);
	return put_host(cx, rp, 200, &h);
}

static enum err_code
remove_host(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct host before;
	enum err_code rc;

	rc = hosts_remove(cx, id_of(rq), &before);
	if (rc)
		return rc;
	reply_audit(rp, before.id, before.name, image(cx, &before), STR(""));
	rp->project_id = before.project_id;
	return reply_ok(rp);
}

static enum err_code
set_credentials(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct host_credentials_reply out;
	struct host before;
	struct str was;
	enum err_code rc;

	rc = hosts_probe_credentials(cx, id_of(rq), rq->body, &before, &out);
	if (rc)
		return rc;
	hosts_dress(cx, &out.node);
	was = image(cx, &before);
	reply_audit(rp, before.id, before.name, was, image(cx, &out.node));
	rp->project_id = before.project_id;
	return reply_item(rp, 200, &host_credentials_reply_type, &out);
}

static enum err_code
check_host(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct host_login host;
	struct host_check out;
	enum err_code rc;

	rc = hosts_probe_check(cx, id_of(rq), rq->body, &host, &out);
	if (rc)
		return rc;
	rp->object_id = host.id;
	rp->object_name = host.name;
	rp->project_id = host.project_id;
	return reply_item(rp, 200, &host_check_type, &out);
}

static enum err_code
exec_command(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct host_exec_new *in = rq->body;
	struct host_exec args = { id_of(rq), in->command, in->timeout_s };
	int64_t task_id = 0, approval_id = 0;
	struct host_login host;
	enum err_code rc;

	rc = hosts_exec_submit(cx, &args, NULL, in->reason, &host, &task_id,
	    &approval_id);
	if (rc)
		return rc;
	name_host(rp, &host);
	rp->after = type_text(cx->mem, &host_exec_type, &args);
	if (approval_id != 0)
		return approvals_reply(rp, approval_id);
	return reply_task(rp, task_id);
}

static enum err_code
get_facts(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct host_facts_reply f;
	enum err_code rc;

	rc = hosts_db_facts(cx, id_of(rq), &f);
	if (rc)
		return rc;
	f.source = "node";
	return reply_item(rp, 200, &host_facts_reply_type, &f);
}

static enum err_code
refresh_facts(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct host_login host;
	int64_t task_id;
	enum err_code rc;

	rc = hosts_facts_submit(cx, id_of(rq), NULL, &host, &task_id);
	if (rc)
		return rc;
	name_host(rp, &host);
	return reply_task(rp, task_id);
}

static enum err_code
list_tags(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct host h;
	enum err_code rc;

	rc = hosts_db_get(cx, id_of(rq), &h);
	if (rc)
		return rc;
	return reply_texts(rp, h.tags.v, h.tags.n);
}

static enum err_code
add_tag(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct host_tag_new *in = rq->body;
	struct host before, h;
	struct str was;
	enum err_code rc;

	rc = hosts_tag_add(cx, id_of(rq), in->tag, &before, &h);
	if (rc)
		return rc;
	was = image(cx, &before);
	reply_audit(rp, h.id, h.name, was, image(cx, &h));
	rp->project_id = h.project_id;
	return reply_ok(rp);
}

static enum err_code
remove_tag(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct host_tag_path *at = rq->path_args;
	struct host before, h;
	struct str was;
	enum err_code rc;

	rc = hosts_tag_remove(cx, at->id, at->tag, &before, &h);
	if (rc)
		return rc;
	was = image(cx, &before);
	reply_audit(rp, h.id, h.name, was, image(cx, &h));
	rp->project_id = h.project_id;
	return reply_ok(rp);
}

static enum err_code
list_sources(struct cx *cx, const struct req *rq, struct reply *rp)
{
	size_t n = 0;

	(void)cx;
	(void)rq;
	while (host_sources[n] != NULL)
		n++;
	return reply_texts(rp, host_sources, n);
}

static enum err_code
list_audits(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct host_audit *items;
	struct host h;
	enum err_code rc;
	size_t n;

	rc = hosts_db_get(cx, id_of(rq), &h);
	if (rc == ERR_OK)
		rc = hosts_db_audits(cx, h.id, &items, &n);
	if (rc)
		return rc;
	return reply_array(rp, &host_audit_type, items, n);
}

#define READ "host:read"
#define WRITE "host:write"
#define EXECUTE "host:write|host:execute"

const struct route hosts_routes[] = {
	{ M_GET, "/api/v1/hosts", .id = "hosts.list",
	    .doc = "List hosts, newest first; sort by any column", .perm = READ,
	    .flags = R_LIST | R_KEPT, .query = &host_filter_type,
	    .reply = &host_type, .fn = list_hosts },
	{ M_GET, "/api/v1/hosts/export", .id = "hosts.export",
	    .doc = "The hosts that filters find, as CSV or NDJSON",
	    .perm = READ, .audit = "host", .flags = R_TRANSFER | R_PLAIN,
	    .query = &host_export_query_type, .fn = hosts_export },
	{ M_POST, "/api/v1/hosts/probe", .id = "hosts.probe",
	    .doc =
		"Look at a machine: login, facts, host key, single-use token",
	    .perm = WRITE, .audit = "host", .flags = R_REMOTE | R_NO_AUDIT_BODY,
	    .body = &host_probe_new_type, .reply = &host_probe_type,
	    .fn = probe_host },
	{ M_POST, "/api/v1/hosts", .id = "hosts.create",
	    .doc = "Register a host from a probe token, or unseen without one",
	    .perm = WRITE, .audit = "host", .body = &host_new_type,
	    .reply = &host_type, .fn = create_host },
	{ M_GET, "/api/v1/hosts/sources", .id = "hosts.sources",
	    .doc = "Where hosts can come from", .perm = READ, .flags = R_TEXTS,
	    .fn = list_sources },
	{ M_GET, "/api/v1/hosts/{id}", .id = "hosts.get", .doc = "One host",
	    .perm = READ, .path = &id_path_type, .reply = &host_type,
	    .fn = get_host },
	{ M_PUT, "/api/v1/hosts/{id}", .id = "hosts.update",
	    .doc =
		"Change name, state, region, description, tags, role, cluster",
	    .perm = WRITE, .audit = "host", .path = &id_path_type,
	    .body = &host_patch_type, .reply = &host_type, .fn = update_host },
	{ M_DELETE, "/api/v1/hosts/{id}", .id = "hosts.remove",
	    .doc = "Remove a host; refused while it has unfinished tasks",
	    .perm = WRITE, .audit = "host", .path = &id_path_type,
	    .fn = remove_host },
	{ M_PUT, "/api/v1/hosts/{id}/credentials", .id = "hosts.credentials",
	    .doc = "Try new credentials and store them when they work",
	    .perm = WRITE, .audit = "host", .flags = R_REMOTE,
	    .path = &id_path_type, .body = &host_credentials_type,
	    .reply = &host_credentials_reply_type, .fn = set_credentials },
	{ M_POST, "/api/v1/hosts/{id}/ssh/check", .id = "hosts.check",
	    .doc =
		"Log in once; with a fingerprint: confirm and pin the host key",
	    .perm = READ, .audit = "host", .flags = R_REMOTE,
	    .path = &id_path_type, .body = &host_check_new_type,
	    .reply = &host_check_type, .fn = check_host },
	{ M_POST, "/api/v1/hosts/{id}/ssh/exec", .id = "hosts.exec",
	    .doc = "Run a command as a task, or ask for the approval it needs",
	    .perm = EXECUTE, .audit = "host", .path = &id_path_type,
	    .flags = R_TASK, .body = &host_exec_new_type, .fn = exec_command },
	{ M_GET, "/api/v1/hosts/{id}/facts", .id = "hosts.facts",
	    .doc = "Facts as last read", .perm = READ, .path = &id_path_type,
	    .reply = &host_facts_reply_type, .fn = get_facts },
	{ M_POST, "/api/v1/hosts/{id}/facts/refresh",
	    .id = "hosts.facts_refresh",
	    .doc = "Read the facts again, as a task", .perm = EXECUTE,
	    .audit = "host", .flags = R_TASK, .path = &id_path_type,
	    .fn = refresh_facts },
	{ M_GET, "/api/v1/hosts/{id}/tags", .id = "hosts.tags",
	    .doc = "Tags of a host", .perm = READ, .path = &id_path_type,
	    .flags = R_TEXTS, .fn = list_tags },
	{ M_POST, "/api/v1/hosts/{id}/tags", .id = "hosts.tag_add",
	    .doc = "Add a tag; one that is there stays once", .perm = WRITE,
	    .audit = "host", .path = &id_path_type, .body = &host_tag_new_type,
	    .fn = add_tag },
	{ M_DELETE, "/api/v1/hosts/{id}/tags/{tag...}",
	    .id = "hosts.tag_remove", .doc = "Remove a tag, if it is there",
	    .perm = WRITE, .audit = "host", .path = &host_tag_path_type,
	    .fn = remove_tag },
	{ M_GET, "/api/v1/hosts/{id}/audits", .id = "hosts.audits",
	    .doc = "Last changes of a host", .perm = READ, .flags = R_ARRAY,
	    .path = &id_path_type, .reply = &host_audit_type,
	    .fn = list_audits },
	{ .fn = NULL }
};
