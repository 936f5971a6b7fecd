/* Routes of shared passwords and host keys. */
#include "approvals/approvals.h"
#include "credentials/credentials_int.h"

static int64_t
id_of(const struct req *rq)
{
	return ((const struct id_path *)rq->path_args)->id;
}

static enum err_code
list_passwords(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct shared_password *v;
	int64_t total;
	enum err_code rc;
	size_t n;

	rc = credentials_db_list(cx, rq->query, &v, &n, &total);
	return rc ? rc : reply_list(rp, &shared_password_type, v, n, total);
}

static enum err_code
create_password(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct shared_password row;
	enum err_code rc;

	rc = credentials_create(cx, rq->body, &row);
	return rc ? rc : reply_item(rp, 201, &shared_password_type, &row);
}

static enum err_code
get_password(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct shared_password row;
	enum err_code rc;

	rc = credentials_db_get(cx, id_of(rq), false, &row);
	return rc ? rc : reply_item(rp, 200, &shared_password_type, &row);
}

static enum err_code
update_password(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct shared_password before, row;
	enum err_code rc;

	rc = credentials_update(cx, id_of(rq), rq->body, &before, &row);
	if (rc)
		return rc;
	rp->before = type_text(cx->mem, &shared_password_type, &before);
	return reply_item(rp, 200, &shared_password_type, &row);
}

static enum err_code
remove_password(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct shared_password before;
	enum err_code rc;

	rc = credentials_remove(cx, id_of(rq), &before);
	if (rc)
		return rc;
	rp->project_id = before.project_id;
	reply_audit(rp, before.id, before.name,
	    type_text(cx->mem, &shared_password_type, &before), STR(""));
	return reply_ok(rp);
}

static enum err_code
password_hosts(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct shared_password row;
	struct credential_host *v;
	enum err_code rc;
	size_t n;

	rc = credentials_db_get(cx, id_of(rq), false, &row);
	if (rc == ERR_OK)
		rc = credentials_db_hosts(cx, row.id, &v, &n);
	return rc ? rc : reply_array(rp, &credential_host_type, v, n);
}

static enum err_code
list_keys(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct seen_key *v;
	int64_t total;
	enum err_code rc;
	size_t n;

	rc = credentials_pins_db_list(cx, rq->query, &v, &n, &total);
	return rc ? rc : reply_list(rp, &seen_key_type, v, n, total);
}

static enum err_code
get_key(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct seen_key key;
	enum err_code rc;

	rc = credentials_pins_db_get(cx, id_of(rq), &key);
	return rc ? rc : reply_item(rp, 200, &seen_key_type, &key);
}

static enum err_code
accept_key(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct seen_key_word *in = rq->body;
	int64_t task_id, approval_id;
	struct seen_key key;
	enum err_code rc;

	rc = credentials_accept(cx, id_of(rq), in->reason, NULL, &key, &task_id,
	    &approval_id);
	if (rc)
		return rc;
	rp->project_id = key.project_id;
	reply_audit(rp, key.id, key.host_name,
	    type_text(cx->mem, &seen_key_type, &key), STR(""));
	return approval_id ? approvals_reply(rp, approval_id) :
			     reply_task(rp, task_id);
}

static enum err_code
reject_key(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct seen_key_word *in = rq->body;
	struct seen_key before, key;
	enum err_code rc;

	rc = credentials_reject(cx, id_of(rq), in->reason, &before, &key);
	if (rc)
		return rc;
	rp->object_name = key.host_name;
	rp->before = type_text(cx->mem, &seen_key_type, &before);
	return reply_item(rp, 200, &seen_key_type, &key);
}

static enum err_code
import_keys(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct known_hosts_reply out;
	int64_t project_id;
	enum err_code rc;

	rc = credentials_import(cx, rq->body, &project_id, &out);
	if (rc)
		return rc;
	rp->project_id = project_id;
	return reply_item(rp, 200, &known_hosts_reply_type, &out);
}

static enum err_code
started(struct cx *cx, struct reply *rp, const struct rotation *row,
    const struct rotation_started *out)
{
	rp->project_id = row->project_id;
	reply_audit(rp, row->id, row->old_name, STR(""),
	    type_text(cx->mem, &rotation_type, row));
	if (out->task_id != 0)
		reply_header(rp, "Location",
		    arena_printf(cx->mem, "/api/v1/tasks/%lld",
			(long long)out->task_id));
	return reply_item(rp, 202, &rotation_started_type, out);
}

static enum err_code
rotate_key(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct rotation_started out = { .task_id = 0 };
	struct rotation row;
	enum err_code rc;

	rc = credentials_rotate(cx, id_of(rq), rq->body, &row, &out);
	return rc ? rc : started(cx, rp, &row, &out);
}

static enum err_code
retry_rotation(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct rotation_started out = { .task_id = 0 };
	struct rotation row;
	enum err_code rc;

	rc = credentials_rotate_again(cx, id_of(rq), NULL, &row, &out);
	return rc ? rc : started(cx, rp, &row, &out);
}

static enum err_code
list_rotations(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct rotation *v;
	int64_t total;
	enum err_code rc;
	size_t n;

	rc = credentials_rotate_db_list(cx, rq->query, &v, &n, &total);
	return rc ? rc : reply_list(rp, &rotation_type, v, n, total);
}

static enum err_code
get_rotation(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct rotation row;
	enum err_code rc;

	rc = credentials_rotate_db_get(cx, id_of(rq), &row);
	return rc ? rc : reply_item(rp, 200, &rotation_type, &row);
}

static enum err_code
rotation_hosts(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct rotation_host *v;
	struct rotation row;
	enum err_code rc;
	size_t n;

	rc = credentials_rotate_db_get(cx, id_of(rq), &row);
	if (rc == ERR_OK)
		rc = credentials_rotate_db_hosts(cx, row.id, &v, &n);
	return rc ? rc : reply_array(rp, &rotation_host_type, v, n);
}

#define ROTATIONS "/api/v1/credentials/rotations"
#define PASSWORDS "/api/v1/credentials/passwords"
#define KEYS "/api/v1/credentials/host_keys"

const struct route credentials_routes[] = {
	{ M_GET, PASSWORDS, .id = "passwords.list",
	    .doc = "Shared passwords, newest first", .perm = "credential:read",
	    .flags = R_LIST, .query = &page_type,
	    .reply = &shared_password_type, .fn = list_passwords },
	{ M_POST, PASSWORDS, .id = "passwords.create",
	    .doc = "Keep a password, sealed", .perm = "credential:write",
	    .audit = "password_credential", .body = &shared_password_new_type,
	    .reply = &shared_password_type, .fn = create_password },
	{ M_GET, PASSWORDS "/{id}", .id = "passwords.get",
	    .doc = "One shared password, without the password",
	    .perm = "credential:read", .path = &id_path_type,
	    .reply = &shared_password_type, .fn = get_password },
	{ M_PUT, PASSWORDS "/{id}", .id = "passwords.update",
	    .doc = "Change it; hosts that use it follow",
	    .perm = "credential:write", .audit = "password_credential",
	    .path = &id_path_type, .body = &shared_password_patch_type,
	    .reply = &shared_password_type, .fn = update_password },
	{ M_DELETE, PASSWORDS "/{id}", .id = "passwords.remove",
	    .doc = "Remove one that no host uses", .perm = "credential:write",
	    .audit = "password_credential", .path = &id_path_type,
	    .fn = remove_password },
	{ M_GET, PASSWORDS "/{id}/hosts", .id = "passwords.hosts",
	    .doc = "Hosts that log in with it", .perm = "credential:read",
	    .flags = R_ARRAY, .path = &id_path_type,
	    .reply = &credential_host_type, .fn = password_hosts },

	{ M_GET, KEYS, .id = "host_keys.list",
	    .doc = "Keys that hosts were seen with, those to review first",
	    .perm = "host:read", .flags = R_LIST,
	    .query = &seen_key_filter_type, .reply = &seen_key_type,
	    .fn = list_keys },
	{ M_POST, KEYS "/import", .id = "host_keys.import",
	    .doc = "Pin the keys of a known_hosts for hosts without one",
	    .perm = "host:write", .audit = "host_key",
	    .body = &known_hosts_new_type, .reply = &known_hosts_reply_type,
	    .body_max = 524288, .fn = import_keys },
	{ M_GET, KEYS "/{id}", .id = "host_keys.get", .doc = "One of them",
	    .perm = "host:read", .path = &id_path_type, .reply = &seen_key_type,
	    .fn = get_key },
	{ M_POST, KEYS "/{id}/accept", .id = "host_keys.accept",
	    .doc = "Trust the host by this key from now on",
	    .perm = "host:write", .audit = "host_key", .flags = R_TASK,
	    .path = &id_path_type, .body = &seen_key_accept_type,
	    .fn = accept_key },
	{ M_POST, KEYS "/{id}/reject", .id = "host_keys.reject",
	    .doc = "Say that it is not the host's", .perm = "host:write",
	    .audit = "host_key", .path = &id_path_type,
	    .body = &seen_key_reject_type, .reply = &seen_key_type,
	    .fn = reject_key },

	{ M_POST, "/api/v1/credentials/ssh_keys/{id}/rotate",
	    .id = "ssh_keys.rotate",
	    .doc = "Replace a key by a new one on every host that uses it",
	    .perm = "host:write", .audit = "key_rotation",
	    .path = &id_path_type, .body = &rotation_new_type,
	    .reply = &rotation_started_type, .fn = rotate_key },
	{ M_GET, ROTATIONS, .id = "key_rotations.list",
	    .doc = "Rotations, newest first", .perm = "host:read",
	    .flags = R_LIST, .query = &rotation_filter_type,
	    .reply = &rotation_type, .fn = list_rotations },
	{ M_GET, ROTATIONS "/{id}", .id = "key_rotations.get",
	    .doc = "One rotation", .perm = "host:read", .path = &id_path_type,
	    .reply = &rotation_type, .fn = get_rotation },
	{ M_GET, ROTATIONS "/{id}/hosts", .id = "key_rotations.hosts",
	    .doc = "How far each of its hosts is", .perm = "host:read",
	    .flags = R_ARRAY, .path = &id_path_type,
	    .reply = &rotation_host_type, .fn = rotation_hosts },
	{ M_POST, ROTATIONS "/{id}/retry", .id = "key_rotations.retry",
	    .doc = "Go on with the hosts that are not done",
	    .perm = "host:write", .audit = "key_rotation",
	    .path = &id_path_type, .reply = &rotation_started_type,
	    .fn = retry_rotation },
	{ .fn = NULL }
};

const struct task_kind credentials_kinds[] = {
	{ .name = "credentials.accept_host_key",
	    .doc = "Trust a host by another key",
	    .args = &accept_args_type,
	    .timeout_s = 60,
	    .max_tries = 3,
	    .repeatable = true,
	    .perm = "host:write",
	    .submit = credentials_submit_accept,
	    .fn = credentials_run_accept },
	{ .name = "credentials.rotate_key",
	    .doc = "Replace an SSH key on every host that uses it",
	    .args = &rotation_args_type,
	    .timeout_s = 21600,
	    .max_tries = 5,
	    .repeatable = true,
	    .perm = "host:write",
	    .submit = credentials_submit_rotate,
	    .lane = "bulk",
	    .fn = credentials_run_rotate },
	{ .fn = NULL }
};
