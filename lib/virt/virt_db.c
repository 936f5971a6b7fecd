/*
 * virt_db: hosts that are machines of a hypervisor, and tasks as the contract
 * shows them.
 */
#include "db/db.h"
#include "virt/virt_int.h"

static const struct field link_fields[] = { F_INT(struct virt_link_row, id, 0,
						1, INT64_MAX, 0, "Host"),
	F_TEXT(struct virt_link_row, name, 0, 0, 64, "Its name"),
	F_TEXT(struct virt_link_row, instance_id, 0, 0, 128, "The domain"),
	F_END };
static const struct type link_type = { "VirtLink", sizeof(struct virt_link_row),
	link_fields, "A host that is a machine" };

static const char SQL_HOSTS[] =
    "SELECT id, name, provider_instance_id AS instance_id FROM hosts"
    " WHERE project_id = $1 AND parent_host_id = $2 AND provider = 'kvm'"
    " AND provider_instance_id <> '' LIMIT 2000";

enum err_code
virt_db_hosts(struct cx *cx, int64_t project_id, int64_t parent_host_id,
    struct virt_link_row **v, size_t *n)
{
	return db_all(cx, SQL_HOSTS,
	    DB_ARGS(DB_INT(project_id), DB_INT(parent_host_id)), &link_type, v,
	    n);
}

static const char SQL_TASK[] =
    "SELECT id, object_id AS host_id, 'kvm' AS hypervisor,"
    " args::text AS request_json, coalesce(args->>'name', '') AS vm_name,"
    " coalesce(result->>'ip', '') AS vm_ip, status,"
    " coalesce(error, '') AS error_message, coalesce(actor_id, 0) AS "
    "created_by,"
    " created_at, coalesce(finished_at, started_at, created_at) AS updated_at"
    " FROM tasks WHERE id = $1 AND kind = 'virt.provision'"
    " AND project_id = ANY ($2::bigint[])";

enum err_code
virt_db_task(struct cx *cx, int64_t id, struct virt_task *out)
{
	return db_one(cx, SQL_TASK,
	    DB_ARGS(DB_INT(id), DB_INTS(cx->who.projects, cx->who.n_projects)),
	    &virt_task_type, out);
}
