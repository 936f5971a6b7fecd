/*
 * files_upload_api: routes of uploads, whole and in pieces.
 */
#include "files/files_int.h"

static enum err_code
open_upload(struct cx *cx, const struct req *rq, struct files_host *h,
    int64_t *upload_id)
{
	const struct file_upload_path *at = rq->path_args;

	*upload_id = at->upload;
	return files_open(cx, at->id, FILES_WRITE, h);
}

static void
upload_trail(struct cx *cx, struct reply *rp, const struct files_host *h,
    const struct file_upload *u)
{
	const struct file_trail t = { .path = u->path,
		.path_b64 = u->path_b64,
		.size = u->size,
		.offset = u->offset,
		.sha256 = u->sha256 };

	files_trail_of(cx, rp, &h->ref, &t);
}

static enum err_code
tell_upload(struct cx *cx, struct reply *rp, const struct files_host *h,
    const struct file_upload *u, int status, enum err_code rc)
{
	if (h->f != NULL)
		rp->project_id = h->ref.project_id;
	if (u->path != NULL)
		upload_trail(cx, rp, h, u);
	return rc ? rc : reply_item(rp, status, &file_upload_type, u);
}

static enum err_code
post_upload(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct file_drop *q = rq->query;
	struct file_upload out = { .path = NULL };
	struct files_host h;
	struct file_path a;
	struct str dir;
	enum err_code rc;

	rc = files_path(cx, "path", q->path, q->path_b64, false, &dir);
	if (rc == ERR_OK)
		rc = files_open(cx, files_host_of(rq), FILES_WRITE, &h);
	if (rc)
		return rc;
	files_trail(cx, rp, &h, dir, 0, "");
	rc = files_upload_form(cx, rq, &h, dir, q->overwrite, &out);
	if (out.path != NULL)
		upload_trail(cx, rp, &h, &out);
	if (rc)
		return rc;
	a = (struct file_path){ out.path, out.path_b64 };
	return reply_item(rp, 200, &file_path_type, &a);
}

static enum err_code
create_upload(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct file_upload out = { .path = NULL };
	struct files_host h;
	enum err_code rc;

	rc = files_open(cx, files_host_of(rq), FILES_WRITE, &h);
	if (rc)
		return rc;
	rc = files_upload_new(cx, &h, rq->body, &out);
	return tell_upload(cx, rp, &h, &out, 201, rc);
}

static enum err_code
list_uploads(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct file_upload *v;
	struct host_ref ref;
	enum err_code rc;
	size_t n;

	rc = files_db_host(cx, files_host_of(rq), &ref);
	if (rc == ERR_OK)
		rc = files_uploads(cx, ref.id, &v, &n);
	return rc ? rc : reply_list(rp, &file_upload_type, v, n, (int64_t)n);
}

static enum err_code
get_upload(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct file_upload out = { .path = NULL };
	struct files_host h;
	int64_t upload_id;
	enum err_code rc;

	rc = open_upload(cx, rq, &h, &upload_id);
	if (rc == ERR_OK)
		rc = files_upload_look(cx, &h, upload_id, &out);
	return rc ? rc : reply_item(rp, 200, &file_upload_type, &out);
}

static enum err_code
put_chunk(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct file_chunk *q = rq->query;
	struct file_upload out = { .path = NULL };
	struct files_host h;
	int64_t upload_id;
	enum err_code rc;

	rc = open_upload(cx, rq, &h, &upload_id);
	if (rc)
		return rc;
	rc = files_upload_take(cx, rq, &h, upload_id, q->offset, &out);
	return tell_upload(cx, rp, &h, &out, 200, rc);
}

static enum err_code
complete_upload(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct file_upload out = { .path = NULL };
	struct files_host h;
	int64_t upload_id;
	enum err_code rc;

	rc = open_upload(cx, rq, &h, &upload_id);
	if (rc)
		return rc;
	rc = files_upload_complete(cx, &h, upload_id, &out);
	return tell_upload(cx, rp, &h, &out, 200, rc);
}

static enum err_code
abort_upload(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct file_upload out = { .path = NULL };
	struct files_host h;
	int64_t upload_id;
	enum err_code rc;

	rc = open_upload(cx, rq, &h, &upload_id);
	if (rc)
		return rc;
	rc = files_upload_abort(cx, &h, upload_id, &out);
	return tell_upload(cx, rp, &h, &out, 200, rc);
}

#define BASE "/api/v1/hosts/{id}/files"
#define UPLOAD BASE "/uploads/{upload}"

const struct route files_upload_routes[] = {
	{ M_POST, BASE "/upload", .id = "files.upload",
	    .doc = "Put the form's field `file` into a folder",
	    .perm = FILES_WRITE, .audit = "host",
	    .flags = R_TRANSFER | R_RAW_BODY, .path = &id_path_type,
	    .query = &file_drop_type, .reply = &file_path_type,
	    .fn = post_upload },
	{ M_GET, BASE "/uploads", .id = "files.uploads",
	    .doc = "The caller's uploads that are not over",
	    .perm = FILES_WRITE, .flags = R_LIST, .path = &id_path_type,
	    .reply = &file_upload_type, .fn = list_uploads },
	{ M_POST, BASE "/uploads", .id = "files.upload_create",
	    .doc = "Begin an upload in pieces", .perm = FILES_WRITE,
	    .audit = "host", .flags = R_REMOTE, .path = &id_path_type,
	    .body = &file_upload_new_type, .reply = &file_upload_type,
	    .fn = create_upload },
	{ M_GET, UPLOAD, .id = "files.upload_get",
	    .doc = "Where an upload goes on", .perm = FILES_WRITE,
	    .flags = R_REMOTE, .path = &file_upload_path_type,
	    .reply = &file_upload_type, .fn = get_upload },
	{ M_PUT, UPLOAD "/content", .id = "files.upload_put",
	    .doc = "The next piece of an upload, of any length",
	    .perm = FILES_WRITE, .audit = "host",
	    .flags = R_TRANSFER | R_RAW_BODY | R_AUDIT_FAILED,
	    .path = &file_upload_path_type, .query = &file_chunk_type,
	    .reply = &file_upload_type, .fn = put_chunk },
	{ M_POST, UPLOAD "/complete", .id = "files.upload_complete",
	    .doc = "Check size and SHA-256 and put the file in its place",
	    .perm = FILES_WRITE, .audit = "host", .flags = R_TRANSFER,
	    .path = &file_upload_path_type, .reply = &file_upload_type,
	    .fn = complete_upload },
	{ M_DELETE, UPLOAD, .id = "files.upload_abort",
	    .doc = "Give an upload up", .perm = FILES_WRITE, .audit = "host",
	    .flags = R_REMOTE, .path = &file_upload_path_type,
	    .reply = &file_upload_type, .fn = abort_upload },
	{ .fn = NULL }
};
