/*
 * files_api: routes under /hosts/{id}/files.
 */
#include "approvals/approvals.h"
#include "files/files_int.h"

int64_t
files_host_of(const struct req *rq)
{
	return ((const struct id_path *)rq->path_args)->id;
}

void
files_trail_of(struct cx *cx, struct reply *rp, const struct host_ref *ref,
    const struct file_trail *t)
{
	reply_audit(rp, ref->id, ref->name, STR(""),
	    type_text(cx->mem, &file_trail_type, t));
	rp->project_id = ref->project_id;
}

void
files_trail(struct cx *cx, struct reply *rp, const struct files_host *h,
    struct str path, int64_t size, const char *sha256)
{
	struct file_trail t = { .size = size, .sha256 = sha256 };
	bool exact;

	t.path = files_show(cx->mem, path, &exact);
	t.path_b64 = files_code(cx->mem, path);
	files_trail_of(cx, rp, &h->ref, &t);
}

/* --- looking --- */

static void
targets_of(struct cx *cx, struct files_host *h, struct str dir,
    const struct files_row *rows, size_t n, struct file_item *v)
{
	struct str *paths = arena_array(cx->mem, n + 1, sizeof(*paths));
	struct sftp_attrs *to = arena_array(cx->mem, n + 1, sizeof(*to));
	struct str *text = arena_array(cx->mem, n + 1, sizeof(*text));
	size_t *at = arena_array(cx->mem, n + 1, sizeof(*at)), i, k = 0;
	struct cx aside = *cx;
	bool exact;

	for (i = 0; i < n; i++) {
		if (strcmp(v[i].type, "link") != 0)
			continue;
		at[k] = i;
		paths[k++] = files_join(cx->mem, dir, rows[i].name);
	}
	if (k == 0 || sftp_readlink_many(&aside, h->f, paths, k, text))
		return;
	for (i = 0; i < k; i++) {
		if (text[i].p == NULL)
			continue;
		v[at[i]].target = files_show(cx->mem, text[i], &exact);
		v[at[i]].target_b64 = files_code(cx->mem, text[i]);
	}
	/* Nobody learns what is there outside of a root. */
	if (h->real_root.n > 0 ||
	    sftp_stat_many(&aside, h->f, true, paths, k, to))
		return;
	for (i = 0; i < k; i++)
		v[at[i]].is_dir = strcmp(files_kind(to[i].mode), "dir") == 0 &&
		    to[i].flags != 0;
}

static enum err_code
list_page(struct cx *cx, struct files_host *h, const struct file_filter *f,
    struct str path, struct str real, struct file_list *out)
{
	const struct files_page p = { .dir = real,
		.sort = f->sort,
		.after = f->after,
		.q = f->q != NULL ? f->q : "",
		.hidden = f->hidden,
		.only_dirs = f->only_dirs,
		.limit = (size_t)f->limit };
	struct files_row *rows;
	struct file_item *v;
	size_t i, n;
	bool exact;
	enum err_code rc;

	rc = files_page(cx, h, &p, &rows, &n, &out->total, &out->truncated,
	    &out->next);
	if (rc)
		return rc;
	v = arena_array(cx->mem, n + 1, sizeof(*v));
	for (i = 0; i < n; i++) {
		v[i] = files_item(cx->mem, path, rows[i].name, &rows[i].a);
		v[i].owner = rows[i].owner;
		v[i].group = rows[i].group;
	}
	targets_of(cx, h, real, rows, n, v);
	out->list = (struct objects){ .v = v, .n = n, .set = true };
	out->path = files_show(cx->mem, path, &exact);
	out->path_b64 = files_code(cx->mem, path);
	out->real_path = files_show(cx->mem, real, &exact);
	out->real_path_b64 = files_code(cx->mem, real);
	return ERR_OK;
}

static enum err_code
get_list(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct file_filter *f = rq->query;
	struct file_list out = { .next = NULL };
	struct files_host h;
	struct str path, real;
	enum err_code rc;

	rc = files_path(cx, "path", f->path, f->path_b64, false, &path);
	if (rc == ERR_OK)
		rc = files_open(cx, files_host_of(rq), FILES_READ, &h);
	if (rc == ERR_OK)
		rc = files_resolve(cx, &h, path, FILES_FOLLOW, &real);
	if (rc == ERR_OK)
		rc = list_page(cx, &h, f, path, real, &out);
	return rc ? rc : reply_item(rp, 200, &file_list_type, &out);
}

/* The host, and the path of a request that must name one. */
static enum err_code
enter(struct cx *cx, const struct req *rq, const char *perm, const char *text,
    const char *code, struct files_host *h, struct str *path)
{
	enum err_code rc;

	rc = files_path(cx, "path", text, code, true, path);
	return rc ? rc : files_open(cx, files_host_of(rq), perm, h);
}

static enum err_code
get_stat(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct file_path *q = rq->query;
	struct file_stat out;
	struct files_host h;
	struct str path;
	enum err_code rc;

	memset(&out, 0, sizeof(out));
	rc = files_path(cx, "path", q->path, q->path_b64, false, &path);
	if (rc == ERR_OK)
		rc = files_open(cx, files_host_of(rq), FILES_READ, &h);
	if (rc == ERR_OK)
		rc = files_look(cx, &h, path, &out);
	return rc ? rc : reply_item(rp, 200, &file_stat_type, &out);
}

/* --- small texts --- */

static enum err_code
get_content(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct file_path *q = rq->query;
	struct file_content out;
	const char *sha256;
	struct files_host h;
	struct str path;
	enum err_code rc;

	rc = enter(cx, rq, FILES_READ, q->path, q->path_b64, &h, &path);
	if (rc == ERR_OK)
		rc = files_read(cx, &h, path, &out, &sha256);
	if (rc)
		return rc;
	files_trail(cx, rp, &h, path, out.size, sha256);
	reply_header(rp, "ETag", arena_printf(cx->mem, "\"%s\"", out.etag));
	return reply_item(rp, 200, &file_content_type, &out);
}

/* If-Match as it stands in the header, without its quotes; else the body's. */
static const char *
tag_of(struct cx *cx, const struct req *rq, const struct file_save *in)
{
	struct str s = str_trim(str_of(rq->header(rq, "If-Match")));

	if (s.n == 0)
		return in->etag;
	if (s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"')
		s = (struct str){ s.p + 1, s.n - 2 };
	return arena_str(cx->mem, s);
}

static enum err_code
content_of(struct cx *cx, const struct file_save *in, struct str *out)
{
	unsigned char *p;
	size_t n;

	*out = str_of(in->content);
	if (in->content_b64 != NULL && in->content_b64[0] != '\0') {
		p = crypto_base64url_decode(cx->mem, str_of(in->content_b64),
		    &n);
		if (p == NULL)
			return err_field(cx, "content_b64", "不是 base64url",
			    "not base64url");
		*out = (struct str){ (const char *)p, n };
	}
	if (out->n > FILES_EDIT_MAX)
		return err_field_as(cx, ERR_TOO_LARGE, "content",
		    "内容过大（上限 1 MiB）", "1 MiB at most");
	return ERR_OK;
}

static enum err_code
put_content(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct file_save *in = rq->body;
	struct file_saved out;
	const char *now = NULL;
	struct files_host h;
	struct str path, content;
	enum err_code rc;

	rc = content_of(cx, in, &content);
	if (rc == ERR_OK)
		rc = enter(cx, rq, FILES_WRITE, in->path, in->path_b64, &h,
		    &path);
	if (rc)
		return rc;
	files_trail(cx, rp, &h, path, (int64_t)content.n, "");
	rc = files_save(cx, &h, path, content, tag_of(cx, rq, in), in->create,
	    &out, &now);
	if (rc)
		return rc;
	files_trail(cx, rp, &h, path, out.size, out.sha256);
	reply_header(rp, "ETag", arena_printf(cx->mem, "\"%s\"", out.etag));
	return reply_item(rp, 200, &file_saved_type, &out);
}

/* --- names --- */

static struct file_path
shown(struct cx *cx, struct str path)
{
	bool exact;

	return (struct file_path){ files_show(cx->mem, path, &exact),
		files_code(cx->mem, path) };
}

static enum err_code
post_mkdir(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct file_path *in = rq->body;
	struct file_path out;
	struct files_host h;
	struct str path;
	enum err_code rc;

	rc = enter(cx, rq, FILES_WRITE, in->path, in->path_b64, &h, &path);
	if (rc)
		return rc;
	files_trail(cx, rp, &h, path, 0, "");
	rc = files_mkdir(cx, &h, path);
	out = shown(cx, path);
	return rc ? rc : reply_item(rp, 200, &file_path_type, &out);
}

static enum err_code
post_rename(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct file_rename *in = rq->body;
	struct file_trail t = { .size = 0 };
	struct file_rename out = *in;
	struct file_path a, b;
	struct files_host h;
	struct str from, to;
	enum err_code rc;

	rc = files_path(cx, "old_path", in->old_path, in->old_path_b64, true,
	    &from);
	if (rc == ERR_OK)
		rc = files_path(cx, "new_path", in->new_path, in->new_path_b64,
		    true, &to);
	if (rc == ERR_OK)
		rc = files_open(cx, files_host_of(rq), FILES_WRITE, &h);
	if (rc)
		return rc;
	a = shown(cx, from);
	b = shown(cx, to);
	t.path = a.path;
	t.path_b64 = a.path_b64;
	t.to = b.path;
	files_trail_of(cx, rp, &h.ref, &t);
	rc = files_rename(cx, &h, from, to, in->overwrite);
	out.old_path = a.path;
	out.old_path_b64 = a.path_b64;
	out.new_path = b.path;
	out.new_path_b64 = b.path_b64;
	return rc ? rc : reply_item(rp, 200, &file_rename_type, &out);
}

static enum err_code
post_permissions(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct file_permissions *in = rq->body;
	struct file_trail t = {
		.permissions = in->permissions, .uid = in->uid, .gid = in->gid
	};
	struct file_item out;
	struct file_path a;
	struct files_host h;
	struct str path;
	enum err_code rc;

	rc = enter(cx, rq, FILES_WRITE, in->path, in->path_b64, &h, &path);
	if (rc)
		return rc;
	a = shown(cx, path);
	t.path = a.path;
	t.path_b64 = a.path_b64;
	files_trail_of(cx, rp, &h.ref, &t);
	rc = files_permit(cx, &h, path, in, &out);
	return rc ? rc : reply_item(rp, 200, &file_item_type, &out);
}

static enum err_code
delete_one(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct file_path *q = rq->query;
	struct file_path out;
	struct files_host h;
	struct str path;
	enum err_code rc;

	rc = enter(cx, rq, FILES_WRITE, q->path, q->path_b64, &h, &path);
	if (rc)
		return rc;
	files_trail(cx, rp, &h, path, 0, "");
	rc = files_remove(cx, &h, path);
	out = shown(cx, path);
	return rc ? rc : reply_item(rp, 200, &file_path_type, &out);
}

static enum err_code
submit(struct cx *cx, const struct req *rq, struct reply *rp, const char *kind)
{
	int64_t task_id = 0, approval_id = 0;
	struct file_trail trail;
	struct host_ref ref;
	enum err_code rc;

	rc = files_submit(cx, files_host_of(rq), kind, rq->body, &ref, &trail,
	    &task_id, &approval_id);
	if (rc)
		return rc;
	files_trail_of(cx, rp, &ref, &trail);
	return approval_id != 0 ? approvals_reply(rp, approval_id) :
				  reply_task(rp, task_id);
}

static enum err_code
post_remove(struct cx *cx, const struct req *rq, struct reply *rp)
{
	return submit(cx, rq, rp, "files.remove");
}

static enum err_code
post_copy(struct cx *cx, const struct req *rq, struct reply *rp)
{
	return submit(cx, rq, rp, "files.copy");
}

/* --- the root --- */

static enum err_code
get_root(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct file_root out;
	enum err_code rc;

	rc = files_root_get(cx, files_host_of(rq), &out);
	return rc ? rc : reply_item(rp, 200, &file_root_type, &out);
}

static enum err_code
put_root(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct file_root before, out;
	struct host_ref ref;
	enum err_code rc;

	rc = files_root_set(cx, files_host_of(rq), rq->body, &ref, &before,
	    &out);
	if (rc)
		return rc;
	reply_audit(rp, ref.id, ref.name,
	    type_text(cx->mem, &file_root_type, &before),
	    type_text(cx->mem, &file_root_type, &out));
	rp->project_id = ref.project_id;
	return reply_item(rp, 200, &file_root_type, &out);
}

/* --- downloads --- */

static enum err_code
download(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct file_path *q = rq->query;
	struct files_host h;
	struct str path;
	enum err_code rc;

	rc = enter(cx, rq, FILES_READ, q->path, q->path_b64, &h, &path);
	if (rc)
		return rc;
	files_trail(cx, rp, &h, path, 0, "");
	return files_download(cx, rq, rp, &h, path);
}

static enum err_code
post_ticket(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct file_path *in = rq->body;
	struct file_trail t = { .size = 0 };
	struct file_ticket out;
	struct host_ref ref;
	struct file_path a;
	struct str path;
	enum err_code rc;

	rc = files_path(cx, "path", in->path, in->path_b64, true, &path);
	if (rc == ERR_OK)
		rc = files_ticket(cx, files_host_of(rq), path, &ref, &out);
	if (rc)
		return rc;
	a = shown(cx, path);
	t.path = a.path;
	t.path_b64 = a.path_b64;
	files_trail_of(cx, rp, &ref, &t);
	return reply_item(rp, 200, &file_ticket_type, &out);
}

static enum err_code
fetch(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct file_fetch *q = rq->query;
	struct files_host h;
	struct str path;
	enum err_code rc;

	/* Who brings no ticket is told that, not what is wrong with the rest. */
	if (q->ticket == NULL || q->ticket[0] == '\0')
		return err_plain(cx, ERR_UNAUTHORIZED);
	rc = files_path(cx, "path", NULL, q->path_b64, true, &path);
	if (rc == ERR_OK)
		rc = files_ticket_redeem(cx, q, path);
	if (rc == ERR_OK)
		rc = files_open(cx, q->host_id, FILES_READ, &h);
	if (rc)
		return rc;
	files_trail(cx, rp, &h, path, 0, "");
	return files_download(cx, rq, rp, &h, path);
}

#define BASE "/api/v1/hosts/{id}/files"

const struct route files_routes[] = {
	{ M_GET, BASE, .id = "files.list", .doc = "A page of a folder",
	    .perm = FILES_READ, .flags = R_REMOTE, .path = &id_path_type,
	    .query = &file_filter_type, .reply = &file_list_type,
	    .fn = get_list },
	{ M_DELETE, BASE, .id = "files.delete",
	    .doc = "Remove a file, a link or an empty folder",
	    .perm = FILES_WRITE, .audit = "host", .flags = R_REMOTE,
	    .path = &id_path_type, .query = &file_path_type,
	    .reply = &file_path_type, .fn = delete_one },
	{ M_GET, BASE "/stat", .id = "files.stat",
	    .doc = "One entry, and the space of its file system",
	    .perm = FILES_READ, .flags = R_REMOTE, .path = &id_path_type,
	    .query = &file_path_type, .reply = &file_stat_type,
	    .fn = get_stat },
	{ M_GET, BASE "/content", .id = "files.read",
	    .doc = "A text file of at most 1 MiB", .perm = FILES_READ,
	    .audit = "host", .flags = R_REMOTE, .path = &id_path_type,
	    .query = &file_path_type, .reply = &file_content_type,
	    .fn = get_content },
	{ M_PUT, BASE "/content", .id = "files.save",
	    .doc = "Write a text file; If-Match refuses when it was changed",
	    .perm = FILES_WRITE, .audit = "host", .flags = R_REMOTE | R_ETAG,
	    .path = &id_path_type, .body = &file_save_type,
	    .reply = &file_saved_type, .body_max = (size_t)8 << 20,
	    .fn = put_content },
	{ M_GET, BASE "/download", .id = "files.download",
	    .doc = "The bytes of a file, all or a range", .perm = FILES_READ,
	    .audit = "host", .flags = R_TRANSFER | R_PLAIN,
	    .path = &id_path_type, .query = &file_path_type, .fn = download },
	{ M_POST, BASE "/ticket", .id = "files.ticket",
	    .doc = "A link that downloads one file once, for browsers",
	    .perm = FILES_READ, .audit = "host", .path = &id_path_type,
	    .body = &file_path_body_type, .reply = &file_ticket_type,
	    .fn = post_ticket },
	{ M_GET, "/api/v1/files/download", .id = "files.fetch",
	    .doc = "The file that a ticket is for", .audit = "host",
	    .flags = R_PUBLIC | R_TRANSFER | R_PLAIN, .query = &file_fetch_type,
	    .fn = fetch },
	{ M_POST, BASE "/mkdir", .id = "files.mkdir",
	    .doc = "Make a folder and those above it", .perm = FILES_WRITE,
	    .audit = "host", .flags = R_REMOTE, .path = &id_path_type,
	    .body = &file_path_body_type, .reply = &file_path_type,
	    .fn = post_mkdir },
	{ M_POST, BASE "/rename", .id = "files.rename", .doc = "Rename or move",
	    .perm = FILES_WRITE, .audit = "host", .flags = R_REMOTE,
	    .path = &id_path_type, .body = &file_rename_type,
	    .reply = &file_rename_type, .fn = post_rename },
	{ M_POST, BASE "/permissions", .id = "files.permissions",
	    .doc = "Set mode and owner", .perm = FILES_WRITE, .audit = "host",
	    .flags = R_REMOTE, .path = &id_path_type,
	    .body = &file_permissions_type, .reply = &file_item_type,
	    .fn = post_permissions },
	{ M_POST, BASE "/remove", .id = "files.remove",
	    .doc = "Remove files and whole folders as a task",
	    .perm = FILES_WRITE, .audit = "host", .flags = R_TASK,
	    .path = &id_path_type, .body = &file_remove_type,
	    .body_max = (size_t)4 << 20, .fn = post_remove },
	{ M_POST, BASE "/copy", .id = "files.copy",
	    .doc = "Copy files and whole folders as a task",
	    .perm = FILES_WRITE, .audit = "host", .flags = R_TASK,
	    .path = &id_path_type, .body = &file_copy_type,
	    .body_max = (size_t)4 << 20, .fn = post_copy },
	{ M_GET, BASE "/root", .id = "files.root",
	    .doc = "The folder that files must stay in", .perm = FILES_READ,
	    .path = &id_path_type, .reply = &file_root_type, .fn = get_root },
	{ M_PUT, BASE "/root", .id = "files.root_set",
	    .doc = "Set the folder that files must stay in",
	    .perm = "host:policy", .audit = "host", .path = &id_path_type,
	    .body = &file_root_put_type, .reply = &file_root_type,
	    .fn = put_root },
	{ .fn = NULL }
};
