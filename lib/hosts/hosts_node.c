/*
 * hosts_node: POST /node/add, which older tools still call.  It is the three
 * steps of bringing a host in, in one, by key alone: nobody compares the host
 * key, so the one that the probe sees is pinned unless the caller names it.
 */
#include "db/db.h"
#include "hosts/hosts_int.h"

struct node_new {
	const char *name;
	const char *ip;
	int64_t port;
	const char *ssh_user;
	int64_t ssh_key_id;
	const char *role;
	const char *ssh_password;
	const char *hostname;
	const char *description;
	int64_t cluster_id;
	struct raw labels;
	int64_t project_id;
	const char *host_key_fingerprint;
};

static const char *const roles[] = { "master", "worker", "none", NULL };

static const struct field new_fields[] = { F_TEXT(struct node_new, name, F_REQ,
					       1, 64, "Name"),
	F_TEXT(struct node_new, ip, F_REQ, 1, 253, "Address"),
	F_INT(struct node_new, port, F_REQ | F_NUMTEXT, 1, 65535, 0,
	    "SSH port"),
	F_TEXT(struct node_new, ssh_user, F_REQ, 1, 64, "Login name"),
	F_INT(struct node_new, ssh_key_id, F_REQ | F_NUMTEXT, 1, INT64_MAX, 0,
	    "SSH key"),
	F_ENUM(struct node_new, role, F_REQ, roles, "Role"),
	F_TEXT(struct node_new, ssh_password, F_SECRET | F_RAW_TEXT | F_IGNORE,
	    0, 1024, "Without effect"),
	F_TEXT(struct node_new, hostname, F_IGNORE, 0, 255, "Without effect"),
	F_TEXT(struct node_new, description, 0, 0, 256, "Free text"),
	F_INT(struct node_new, cluster_id, F_NUMTEXT, 0, INT64_MAX, 0,
	    "Cluster"),
	F_RAW(struct node_new, labels, F_IGNORE, 65536, "Without effect"),
	F_INT(struct node_new, project_id, 0, 0, INT64_MAX, 0, "Project"),
	F_TEXT(struct node_new, host_key_fingerprint, 0, 0, 64,
	    "Expected host key"),
	F_END };
static const struct type node_new_type = { "NodeNew", sizeof(struct node_new),
	new_fields, "A node to add" };

static const struct field node_fields[] = { F_INT(struct host, id, F_RO, 1,
						INT64_MAX, 0, "Host id"),
	F_INT(struct host, project_id, F_RO, 1, INT64_MAX, 0, "Project"),
	F_TEXT(struct host, name, 0, 1, 64, "Name"),
	F_TEXT(struct host, hostname, 0, 0, 255, "What the machine says"),
	F_TEXT(struct host, description, 0, 0, 256, "Free text"),
	F_TEXT(struct host, ip, 0, 1, 253, "Address"),
	F_INT(struct host, port, 0, 1, 65535, 0, "SSH port"),
	F_TEXT(struct host, ssh_user, 0, 1, 64, "Login name"),
	F_OPT_INT(struct host, ssh_key_id, 0, 1, INT64_MAX, "SSH key"),
	F_TEXT(struct host, os, 0, 0, 128, "Operating system"),
	F_TEXT(struct host, arch, 0, 0, 128, "Architecture"),
	F_TEXT(struct host, kernel, 0, 0, 128, "Kernel"),
	F_INT(struct host, cpu_cores, 0, 0, INT64_MAX, 0, "Processors"),
	F_INT(struct host, memory_mb, 0, 0, INT64_MAX, 0, "Memory in MiB"),
	F_INT(struct host, disk_gb, 0, 0, INT64_MAX, 0, "Disk in GiB"),
	F_ENUM(struct host, status, 0, host_statuses, "State"),
	F_TEXT(struct host, role, 0, 0, 32, "Role"),
	F_INT(struct host, cluster_id, 0, 0, INT64_MAX, 0, "Cluster"),
	F_TEXT(struct host, labels, 0, 0, 8192, "Tags as JSON text"),
	F_TIME(struct host, last_check_at, F_NULL, "Last look"),
	F_TIME(struct host, created_at, F_RO, "Created"),
	F_TIME(struct host, updated_at, F_RO, "Changed"), F_END };
static const struct type node_type = { "Node", sizeof(struct host), node_fields,
	"A host, as /node/add has always shown it" };

static enum err_code
create(struct cx *cx, const struct node_new *in, const char *token,
    struct host *out)
{
	struct host_new body = {
		.probe_token = token,
		.name = in->name,
		.description = in->description,
		.role = strcmp(in->role, "none") == 0 ? "" : in->role,
		.cluster_id = in->cluster_id,
		.host_key_fingerprint = in->host_key_fingerprint,
	};
	enum err_code rc;

	rc = db_begin(cx, DB_WRITE);
	if (rc == ERR_OK)
		rc = hosts_create(cx, &body, out);
	if (rc == ERR_OK)
		rc = db_commit(cx);
	if (rc)
		db_rollback(cx);
	return rc;
}

static enum err_code
add_node(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct node_new *in = rq->body;
	struct host_probe_new look = {
		.name = in->name,
		.ip = in->ip,
		.port = in->port,
		.auth_type = "key",
		.username = in->ssh_user,
		.ssh_key_id = { true, in->ssh_key_id },
		.project_id = in->project_id,
		.host_key_fingerprint = in->host_key_fingerprint,
	};
	struct host_probe probe;
	int64_t project_id = 0;
	struct host h;
	enum err_code rc;

	rc = hosts_probe_run(cx, &look, &probe, &project_id);
	if (rc)
		return rc;
	if (!probe.reachable)
		return err_set(cx, ERR_UPSTREAM, "SSH 探测失败: %s",
		    "ssh probe failed: %s",
		    probe.message != NULL ? probe.message : "");
	rc = create(cx, in, probe.probe_token, &h);
	if (rc)
		return rc;
	hosts_dress(cx, &h);
	return reply_item(rp, 201, &node_type, &h);
}

const struct route hosts_node_routes[] = {
	{ M_POST, "/api/v1/node/add", .id = "node.add",
	    .doc = "Deprecated: probe and create a host in one step",
	    .perm = "node:add", .audit = "host",
	    .flags = R_REMOTE | R_NO_AUDIT_BODY, .body = &node_new_type,
	    .reply = &node_type, .successor = "/api/v1/hosts",
	    .sunset = "Mon, 30 Jun 2026 00:00:00 GMT", .fn = add_node },
	{ .fn = NULL }
};
