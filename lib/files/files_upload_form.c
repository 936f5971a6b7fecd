/*
 * files_upload_form: the contract's upload: one file in a form, which is begun,
 * taken and completed in one request.
 */
#include "files/files_int.h"

struct sheet {
	struct form form;
	struct buf in;
	struct files_taking t;
	struct str dir;
	bool overwrite;
	bool has_file;
	struct file_upload *u;
	struct files_host *h;
};

static enum err_code
begin_file(struct cx *cx, struct sheet *s)
{
	struct file_upload_new in = { .size = -1, .overwrite = s->overwrite };
	struct str name = { s->form.name, s->form.name_n };
	size_t i;
	enum err_code rc;

	/* Only the last part of what the client calls it. */
	for (i = name.n; i > 0; i--)
		if (name.p[i - 1] == '/' || name.p[i - 1] == '\\')
			break;
	name.p += i;
	name.n -= i;
	if (s->has_file || !files_name_ok(name))
		return err_field(cx, "file", "无效的文件名",
		    s->has_file ? "one file at a time" : "not a file name");
	in.path_b64 =
	    crypto_base64url(cx->mem, files_join(cx->mem, s->dir, name));
	rc = files_upload_new(cx, s->h, &in, s->u);
	if (rc)
		return rc;
	s->has_file = true;
	s->t = (struct files_taking){
		.h = s->h, .u = s->u, .noted_ms = time_mono_ms()
	};
	crypto_hash_init(&s->t.hash);
	return files_take_open(cx, &s->t);
}

/* Works off what has come; *${end} after the last boundary. */
static enum err_code
work_off(struct cx *cx, struct sheet *s, bool *end)
{
	size_t at = 0, used;
	struct str data;
	enum err_code rc = ERR_OK;
	bool more = false;

	while (rc == ERR_OK && !more && !*end) {
		switch (form_next(&s->form,
		    (struct str){ s->in.p + at, s->in.n - at }, &used, &data)) {
		case FORM_MORE:
			more = true;
			break;
		case FORM_FILE:
			rc = begin_file(cx, s);
			break;
		case FORM_DATA:
			if (data.n > 0)
				rc = files_take_piece(cx, &s->t, data);
			break;
		case FORM_END:
			*end = true;
			break;
		case FORM_BAD:
			rc = err_field(cx, "file", "表单格式错误",
			    "the form is not well-formed");
			break;
		}
		at += used;
	}
	buf_drop(&s->in, at);
	return rc;
}

static enum err_code
read_sheet(struct cx *cx, const struct req *rq, struct sheet *s)
{
	char *piece = arena_alloc(cx->mem, FILES_PIECE);
	enum err_code rc;
	bool end = false;
	size_t n;

	for (;;) {
		rc = rq->take(cx, rq, piece, FILES_PIECE, &n);
		if (rc)
			return rc;
		if (n == 0)
			break;
		if (end)
			continue;
		buf_add(&s->in, piece, n);
		rc = work_off(cx, s, &end);
		if (rc)
			return rc;
	}
	if (!end)
		return err_set(cx, ERR_INVALID, "请求体不完整",
		    "the request body was cut off");
	if (!s->has_file)
		return err_field_as(cx, ERR_MISSING, "file", "缺少文件",
		    "file is required");
	return ERR_OK;
}

enum err_code
files_upload_form(struct cx *cx, const struct req *rq, struct files_host *h,
    struct str dir, bool overwrite, struct file_upload *out)
{
	struct sheet s = {
		.dir = dir, .overwrite = overwrite, .u = out, .h = h
	};
	enum err_code rc;

	if (!form_init(&s.form, rq->header(rq, "Content-Type")))
		return err_set(cx, ERR_MEDIA_TYPE,
		    "请求体必须是 multipart/form-data",
		    "the request body must be multipart/form-data");
	buf_init(&s.in, cx->mem, FILES_PIECE * 2 + FORM_LOOK);
	rc = read_sheet(cx, rq, &s);
	if (!s.has_file)
		return rc;
	rc = files_take_settle(cx, &s.t, rc);
	if (rc)
		rc = files_why_write(cx, h, files_upload_part(cx, out), rc,
		    1 << 20);
	rc = files_take_close(cx, &s.t, rc);
	if (rc == ERR_OK)
		rc = files_upload_complete(cx, h, out->id, out);
	if (rc)
		files_upload_give_up(cx, h, out);
	return rc;
}
