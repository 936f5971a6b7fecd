/*
 * hosts_keys_api: routes of /credentials/ssh_keys.
 */
#include "hosts/hosts_int.h"

static void
dress(struct ssh_key_row *k)
{
	k->private_key = "";
	k->passphrase = "";
	k->encrypted = true;
}

static int64_t
id_of(const struct req *rq)
{
	return ((const struct id_path *)rq->path_args)->id;
}

static enum err_code
list_keys(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct ssh_key_row *items;
	enum err_code rc;
	int64_t total;
	size_t n, i;

	rc = hosts_keys_db_list(cx, rq->query, &items, &n, &total);
	if (rc)
		return rc;
	for (i = 0; i < n; i++)
		dress(&items[i]);
	return reply_list(rp, &ssh_key_row_type, items, n, total);
}

static enum err_code
create_key(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct ssh_key_row key;
	enum err_code rc;

	rc = hosts_keys_create(cx, rq->body, &key);
	if (rc)
		return rc;
	dress(&key);
	return reply_item(rp, 201, &ssh_key_row_type, &key);
}

static enum err_code
generate_key(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct ssh_key_row key;
	enum err_code rc;

	rc = hosts_keys_generate(cx, rq->body, &key);
	if (rc)
		return rc;
	dress(&key);
	return reply_item(rp, 201, &ssh_key_row_type, &key);
}

static enum err_code
rename_key(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct ssh_key_row before, key;
	enum err_code rc;

	rc = hosts_keys_rename(cx, id_of(rq), rq->body, &before, &key);
	if (rc)
		return rc;
	dress(&before);
	dress(&key);
	rp->before = type_text(cx->mem, &ssh_key_row_type, &before);
	return reply_item(rp, 200, &ssh_key_row_type, &key);
}

static enum err_code
list_uses(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct credential_use *items;
	struct ssh_key_row key;
	enum err_code rc;
	size_t n;

	rc = hosts_keys_db_get(cx, id_of(rq), &key);
	if (rc == ERR_OK)
		rc = hosts_keys_db_uses(cx, key.id, &items, &n);
	if (rc)
		return rc;
	return reply_array(rp, &credential_use_type, items, n);
}

static enum err_code
get_key(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct ssh_key_row key;
	enum err_code rc;

	rc = hosts_keys_db_get(cx, id_of(rq), &key);
	if (rc)
		return rc;
	dress(&key);
	return reply_item(rp, 200, &ssh_key_row_type, &key);
}

static enum err_code
remove_key(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct ssh_key_row key;
	enum err_code rc;

	rc = hosts_keys_remove(cx, id_of(rq), &key);
	if (rc)
		return rc;
	dress(&key);
	reply_audit(rp, key.id, key.name,
	    type_text(cx->mem, &ssh_key_row_type, &key), STR(""));
	rp->project_id = key.project_id;
	return reply_ok(rp);
}

static enum err_code
verify_key(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct ssh_key_row key;
	struct ssh_key_verify out;
	enum err_code rc;

	rc = hosts_keys_verify(cx, id_of(rq), rq->body, &key, &out);
	if (rc)
		return rc;
	rp->object_id = key.id;
	rp->object_name = key.name;
	rp->project_id = key.project_id;
	return reply_item(rp, 200, &ssh_key_verify_type, &out);
}

const struct route ssh_keys_routes[] = {
	{ M_GET, "/api/v1/credentials/ssh_keys", .id = "ssh_keys.list",
	    .doc = "List SSH keys, newest first", .perm = "host:read",
	    .flags = R_LIST, .query = &page_type, .reply = &ssh_key_row_type,
	    .fn = list_keys },
	{ M_POST, "/api/v1/credentials/ssh_keys", .id = "ssh_keys.create",
	    .doc = "Keep a private key, sealed", .perm = "host:write",
	    .audit = "ssh_key", .body = &ssh_key_new_type,
	    .reply = &ssh_key_row_type, .fn = create_key },
	{ M_POST, "/api/v1/credentials/ssh_keys/generate",
	    .id = "ssh_keys.generate",
	    .doc = "Make a key here; its private part never leaves",
	    .perm = "host:write", .audit = "ssh_key", .flags = R_REMOTE,
	    .body = &ssh_key_generate_type, .reply = &ssh_key_row_type,
	    .fn = generate_key },
	{ M_PUT, "/api/v1/credentials/ssh_keys/{id}", .id = "ssh_keys.update",
	    .doc = "Rename a key", .perm = "host:write", .audit = "ssh_key",
	    .path = &id_path_type, .body = &ssh_key_patch_type,
	    .reply = &ssh_key_row_type, .fn = rename_key },
	{ M_GET, "/api/v1/credentials/ssh_keys/{id}/hosts",
	    .id = "ssh_keys.hosts", .doc = "Hosts that log in with a key",
	    .perm = "host:read", .flags = R_ARRAY, .path = &id_path_type,
	    .reply = &credential_use_type, .fn = list_uses },
	{ M_GET, "/api/v1/credentials/ssh_keys/{id}", .id = "ssh_keys.get",
	    .doc = "One SSH key, without its private part", .perm = "host:read",
	    .path = &id_path_type, .reply = &ssh_key_row_type, .fn = get_key },
	{ M_DELETE, "/api/v1/credentials/ssh_keys/{id}",
	    .id = "ssh_keys.remove", .doc = "Remove a key that no host uses",
	    .perm = "host:write", .audit = "ssh_key", .path = &id_path_type,
	    .fn = remove_key },
	{ M_POST, "/api/v1/credentials/ssh_keys/{id}/verify",
	    .id = "ssh_keys.verify", .doc = "Try a key at an address",
	    .perm = "host:write", .audit = "ssh_key", .flags = R_REMOTE,
	    .path = &id_path_type, .body = &ssh_key_verify_new_type,
	    .reply = &ssh_key_verify_type, .fn = verify_key },
	{ .fn = NULL }
};
