/*
 * reply: the envelope and the few shapes of data inside it.
 */
#include <inttypes.h>

#include "web/web.h"

void
reply_init(struct reply *rp, const struct cx *cx)
{
	*rp = (struct reply){ .status = 200,
		.mem = cx->mem,
		.content_type = "application/json; charset=utf-8",
		.request_id = cx->request_id,
		.lang = cx->lang };
	buf_init(&rp->body, cx->mem, BUF_MAX_REPLY);
}

static void
open_envelope(struct json *j, struct reply *rp)
{
	buf_reset(&rp->body);
	json_init(j, &rp->body);
	json_object(j);
	json_put_int(j, "code", err_wire(ERR_OK));
	json_put_text(j, "message", err_text(ERR_OK, rp->lang));
	json_key(j, "data");
}

static enum err_code
close_envelope(struct json *j, struct reply *rp)
{
	json_put_text(j, "request_id", rp->request_id);
	json_object_end(j);
	if (json_done(j))
		return ERR_OK;

	/* A reply over its cap, or a writer misused: nothing half may go out. */
	log_error(NULL, "reply.broken", LOG_TEXT("rid", rp->request_id),
	    LOG_INT("bytes", rp->body.n), LOG_BOOL("full", rp->body.failed),
	    LOG_BOOL("misused", j->bad));
	return ERR_INTERNAL;
}

enum err_code
reply_ok(struct reply *rp)
{
	struct json j;

	open_envelope(&j, rp);
	json_null(&j);
	return close_envelope(&j, rp);
}

static int64_t
int_member(const struct type *t, const void *obj, const char *name)
{
	const struct field *f = type_field(t, name);
	const char *at;

	if (!f)
		return 0;
	at = (const char *)obj + f->offset;
	if (f->kind == FK_INT)
		return *(const int64_t *)(const void *)at;
	if (f->kind == FK_OPT_INT)
		return ((const struct opt_int *)(const void *)at)->v;
	return 0;
}

static const char *
text_member(const struct type *t, const void *obj, const char *name)
{
	const struct field *f = type_field(t, name);

	if (!f || f->kind != FK_TEXT || (f->flags & F_SECRET))
		return NULL;
	return *(const char *const *)(const void *)((const char *)obj +
	    f->offset);
}

static void
note_object(struct reply *rp, const struct type *t, const void *obj)
{
	static const char *const names[] = { "name", "username", "title" };
	size_t i;

	if (!rp->object_id)
		rp->object_id = int_member(t, obj, "id");
	if (!rp->project_id)
		rp->project_id = int_member(t, obj, "project_id");
	for (i = 0; !rp->object_name && i < sizeof names / sizeof *names; i++)
		rp->object_name = text_member(t, obj, names[i]);
}

enum err_code
reply_item(struct reply *rp, int status, const struct type *t, const void *obj)
{
	struct json j;
	size_t start, end;
	enum err_code rc;

	rp->status = status;
	open_envelope(&j, rp);
	start = rp->body.n;
	type_put(&j, t, obj);
	end = rp->body.n;
	rc = close_envelope(&j, rp);
	if (rc)
		return rc;

	note_object(rp, t, obj);
	/* The image is the very text that is sent: no second walk. */
	while (start < end && rp->body.p[start] != '{')
		start++;
	if (!rp->after.p)
		rp->after = (struct str){ rp->body.p + start, end - start };
	return ERR_OK;
}

enum err_code
reply_list(struct reply *rp, const struct type *t, const void *items, size_t n,
    int64_t total)
{
	struct json j;

	open_envelope(&j, rp);
	json_object(&j);
	json_key(&j, "list");
	type_put_list(&j, t, items, n);
	json_put_int(&j, "total", total);
	json_object_end(&j);
	return close_envelope(&j, rp);
}

enum err_code
reply_array(struct reply *rp, const struct type *t, const void *items, size_t n)
{
	struct json j;

	open_envelope(&j, rp);
	type_put_list(&j, t, items, n);
	return close_envelope(&j, rp);
}

enum err_code
reply_texts(struct reply *rp, const char *const *v, size_t n)
{
	struct json j;
	size_t i;

	open_envelope(&j, rp);
	json_array(&j);
	for (i = 0; i < n; i++)
		json_cstr(&j, v[i]);
	json_array_end(&j);
	return close_envelope(&j, rp);
}

enum err_code
reply_task(struct reply *rp, int64_t task_id)
{
	struct json j;

	rp->status = 202;
	reply_header(rp, "Location",
	    arena_printf(rp->mem, "/api/v1/tasks/%" PRId64, task_id));
	open_envelope(&j, rp);
	json_object(&j);
	json_put_int(&j, "task_id", task_id);
	json_object_end(&j);
	return close_envelope(&j, rp);
}

enum err_code
reply_stream(struct reply *rp, const char *uri)
{
	rp->status = 200;
	buf_reset(&rp->body);
	reply_header(rp, "X-Accel-Redirect", uri);
	return ERR_OK;
}

enum err_code
reply_raw(struct reply *rp, int status, struct str data)
{
	struct json j;

	rp->status = status;
	open_envelope(&j, rp);
	json_raw(&j, data);
	return close_envelope(&j, rp);
}

static void
put_error_headers(struct reply *rp, const struct cx *cx, enum err_code rc)
{
	int64_t after = cx->retry_after_s;

	/* Who is told to come again is told when. */
	if (after <= 0 && (rc == ERR_TOO_MANY || rc == ERR_UNAVAILABLE))
		after = 1;
	if (after > 0)
		reply_header(rp, "Retry-After",
		    arena_printf(rp->mem, "%" PRId64, after));
	if (rp->status == 401)
		reply_header(rp, "WWW-Authenticate", "Bearer");
}

void
reply_error(struct reply *rp, const struct cx *cx, enum err_code rc)
{
	bool own = cx->err == rc && cx->message;
	struct json j;

	rp->status = err_http(rc);
	rp->content_type = "application/json; charset=utf-8";
	rp->n_headers = 0;
	put_error_headers(rp, cx, rc);

	buf_reset(&rp->body);
	json_init(&j, &rp->body);
	json_object(&j);
	json_put_int(&j, "code", err_wire(rc));
	json_put_text(&j, "message",
	    own ? cx->message : err_text(rc, rp->lang));
	if (own && cx->field)
		json_put_text(&j, "field", cx->field);
	if (cx->current_version > 0 && rp->status == 409) {
		json_key(&j, "details");
		json_object(&j);
		json_put_int(&j, "current_version", cx->current_version);
		json_object_end(&j);
	}
	json_put_text(&j, "request_id", rp->request_id);
	json_object_end(&j);
}

void
reply_header(struct reply *rp, const char *name, const char *value)
{
	size_t room = sizeof rp->headers / sizeof *rp->headers;

	if (!value || strpbrk(value, "\r\n") || strpbrk(name, "\r\n: ")) {
		log_error(NULL, "reply.bad_header", LOG_TEXT("name", name),
		    LOG_TEXT("rid", rp->request_id));
		return;
	}
	if (rp->n_headers == room) {
		log_error(NULL, "reply.too_many_headers",
		    LOG_TEXT("name", name), LOG_TEXT("rid", rp->request_id));
		return;
	}
	rp->headers[rp->n_headers].name = arena_strdup(rp->mem, name);
	rp->headers[rp->n_headers].value = arena_strdup(rp->mem, value);
	rp->n_headers++;
}

void
reply_audit(struct reply *rp, int64_t object_id, const char *object_name,
    struct str before, struct str after)
{
	rp->object_id = object_id;
	rp->object_name = object_name;
	rp->before = before;
	rp->after = after;
}
