/*
 * files: single acts on names; policies; tickets.
 */
#include <sys/stat.h>

#include "approvals/approvals.h"
#include "auth/auth.h"
#include "files/files_int.h"
#include "rbac/rbac.h"

static struct file_usage
usage_of(struct cx *cx, struct files_host *h, struct str path)
{
	struct cx aside = *cx;
	struct sftp_space s;

	if (sftp_space(&aside, h->f, path, &s) || s.total > INT64_MAX / 2)
		return (struct file_usage){ .known = false };
	return (struct file_usage){
		.known = true,
		.total = (int64_t)s.total,
		.free = (int64_t)s.free,
		.files = (int64_t)(s.files > INT64_MAX / 2 ? 0 : s.files),
		.files_free =
		    (int64_t)(s.files_free > INT64_MAX / 2 ? 0 : s.files_free),
		.read_only = s.read_only,
	};
}

enum err_code
files_look(struct cx *cx, struct files_host *h, struct str path,
    struct file_stat *out)
{
	struct str real, dir, name;
	struct sftp_attrs a, to;
	struct str target = { NULL, 0 };
	enum err_code rc;
	bool exact;

	rc = files_resolve(cx, h, path, FILES_NOFOLLOW, &real);
	if (rc == ERR_OK)
		rc = sftp_lstat(cx, h->f, real, &a);
	if (rc)
		return rc;
	dir = files_parent(cx->mem, real);
	name = files_base(real);
	if (name.n == 0)
		name = real;
	out->item = files_item(cx->mem, dir, name, &a);
	out->item.path = files_show(cx->mem, real, &exact);
	out->item.path_b64 = files_code(cx->mem, real);
	if (S_ISLNK(a.mode)) {
		struct cx aside = *cx;

		if (sftp_readlink(&aside, h->f, real, &target) == ERR_OK) {
			out->item.target = files_show(cx->mem, target, &exact);
			out->item.target_b64 = files_code(cx->mem, target);
		}
		if (files_resolve(&aside, h, path, FILES_FOLLOW, &target) ==
			ERR_OK &&
		    sftp_stat(&aside, h->f, target, &to) == ERR_OK)
			out->item.is_dir = S_ISDIR(to.mode);
	}
	out->usage = usage_of(cx, h, real);
	out->root = h->root;
	return ERR_OK;
}

/* Every folder on the way that is not there yet. */
enum err_code
files_mkdir(struct cx *cx, struct files_host *h, struct str path)
{
	struct str at = path, todo[128], real;
	struct sftp_attrs a;
	enum err_code rc;
	size_t n = 0;

	for (;;) {
		rc = files_resolve(cx, h, at, FILES_FOLLOW, &real);
		if (rc == ERR_OK)
			rc = sftp_stat(cx, h->f, real, &a);
		if (rc != ERR_NOT_FOUND)
			break;
		err_clear(cx);
		if (n == sizeof(todo) / sizeof(todo[0]))
			return err_field(cx, "path", "目录层级过多",
			    "too many folders inside of each other");
		todo[n++] = at;
		if (at.n <= 1)
			return err_field(cx, "path", "无效的路径",
			    "not a path");
		at = files_parent(cx->mem, at);
	}
	if (rc)
		return rc;
	if (!S_ISDIR(a.mode))
		return err_field_as(cx, ERR_CONFLICT, "path", "已存在同名文件",
		    "a file with this name is there");
	while (n > 0) {
		rc = files_resolve(cx, h, todo[--n], FILES_NOFOLLOW, &real);
		if (rc == ERR_OK)
			rc = sftp_mkdir(cx, h->f, real, 0755);
		if (rc)
			return files_why_write(cx, h, path, rc, 4096);
	}
	return ERR_OK;
}

enum err_code
files_rename(struct cx *cx, struct files_host *h, struct str from,
    struct str to, bool overwrite)
{
	struct str a, b;
	struct sftp_attrs is, was;
	enum err_code rc;

	rc = files_resolve(cx, h, from, FILES_NOFOLLOW, &a);
	if (rc == ERR_OK)
		rc = files_resolve(cx, h, to, FILES_NOFOLLOW, &b);
	if (rc == ERR_OK)
		rc = sftp_lstat(cx, h->f, a, &is);
	if (rc)
		return rc;
	if (str_eq(a, b))
		return ERR_OK;
	if (files_inside(a, b))
		return err_field(cx, "new_path", "不能移动到自身之内",
		    "a folder cannot move into itself");
	rc = sftp_lstat(cx, h->f, b, &was);
	if (rc != ERR_OK && rc != ERR_NOT_FOUND)
		return rc;
	if (rc == ERR_OK && (!overwrite || S_ISDIR(was.mode)))
		return err_field_as(cx, ERR_CONFLICT, "new_path",
		    "目标名称已存在", "the new name is taken");
	err_clear(cx);
	if (rc == ERR_OK)
		rc = sftp_replace(cx, h->f, a, b);
	else
		rc = sftp_rename(cx, h->f, a, b);
	return files_why_write(cx, h, b, rc, 4096);
}

enum err_code
files_remove(struct cx *cx, struct files_host *h, struct str path)
{
	struct files_page p = { .q = "", .hidden = true, .limit = 1 };
	struct files_row *rows;
	struct sftp_attrs a;
	struct cx aside;
	const char *next;
	struct str real;
	int64_t total;
	bool cut;
	size_t n;
	enum err_code rc;

	rc = files_resolve(cx, h, path, FILES_NOFOLLOW, &real);
	if (rc == ERR_OK)
		rc = sftp_lstat(cx, h->f, real, &a);
	if (rc)
		return rc;
	if (real.n <= 1 || str_eq(real, h->real_root))
		return err_field(cx, "path", "不能删除根目录",
		    "the root cannot be removed");
	if (!S_ISDIR(a.mode))
		return sftp_remove(cx, h->f, real);
	rc = sftp_rmdir(cx, h->f, real);
	if (rc != ERR_UPSTREAM || !sftp_alive(h->f))
		return rc;
	aside = *cx;
	p.dir = real;
	if (files_page(&aside, h, &p, &rows, &n, &total, &cut, &next) ==
		ERR_OK &&
	    total > 0)
		return err_field_as(cx, ERR_CONFLICT, "path", "目录不为空",
		    "the folder is not empty");
	return rc;
}

static enum err_code
read_octal(struct cx *cx, const char *text, uint32_t *out)
{
	size_t i;

	*out = 0;
	for (i = 0; text[i] >= '0' && text[i] <= '7' && i < 5; i++)
		*out = *out * 8 + (uint32_t)(text[i] - '0');
	if (text[i] != '\0' || i < 3 || *out > 07777)
		return err_field(cx, "permissions", "权限应为三到四位八进制数",
		    "three or four octal digits");
	return ERR_OK;
}

enum err_code
files_permit(struct cx *cx, struct files_host *h, struct str path,
    const struct file_permissions *in, struct file_item *out)
{
	struct sftp_attrs a, want = { .flags = 0 };
	struct str real;
	enum err_code rc;

	rc = files_resolve(cx, h, path, FILES_FOLLOW, &real);
	if (rc == ERR_OK)
		rc = sftp_stat(cx, h->f, real, &a);
	if (rc)
		return rc;
	if (in->uid.has || in->gid.has) {
		want = (struct sftp_attrs){ .flags = SFTP_A_IDS,
			.uid = in->uid.has ? (uint32_t)in->uid.v : a.uid,
			.gid = in->gid.has ? (uint32_t)in->gid.v : a.gid };
		rc = sftp_setstat(cx, h->f, real, &want);
	}
	if (rc == ERR_OK && in->permissions != NULL &&
	    in->permissions[0] != '\0') {
		want = (struct sftp_attrs){ .flags = SFTP_A_MODE };
		rc = read_octal(cx, in->permissions, &want.mode);
		if (rc == ERR_OK)
			rc = sftp_setstat(cx, h->f, real, &want);
	}
	if (rc == ERR_OK)
		rc = sftp_stat(cx, h->f, real, &a);
	if (rc)
		return rc;
	*out = files_item(cx->mem, files_parent(cx->mem, real),
	    files_base(real), &a);
	return ERR_OK;
}

/* --- what takes long --- */

static enum err_code
add_path(struct cx *cx, struct texts *to, struct str path)
{
	if (path.n <= 1)
		return err_field(cx, "paths", "不能操作根目录",
		    "not the root or the home folder");
	to->v[to->n++] = crypto_base64url(cx->mem, path);
	return ERR_OK;
}

static enum err_code
gather(struct cx *cx, const struct file_paths *in, struct file_task *out)
{
	size_t i, n = in->paths.n + in->paths_b64.n;
	struct str path;
	enum err_code rc = ERR_OK;

	if (n == 0)
		return err_field_as(cx, ERR_MISSING, "paths", "缺少路径",
		    "a path is needed");
	if (n > FILES_PATHS_MAX)
		return err_field(cx, "paths", "一次最多 %d 个路径",
		    "%d paths at most at a time", FILES_PATHS_MAX);
	out->paths_b64 =
	    (struct texts){ .v = arena_array(cx->mem, n, sizeof(char *)),
		    .set = true };
	for (i = 0; rc == ERR_OK && i < in->paths.n; i++) {
		rc = files_path(cx, "paths", in->paths.v[i], NULL, true, &path);
		if (rc == ERR_OK)
			rc = add_path(cx, &out->paths_b64, path);
	}
	for (i = 0; rc == ERR_OK && i < in->paths_b64.n; i++) {
		rc = files_path(cx, "paths", NULL, in->paths_b64.v[i], true,
		    &path);
		if (rc == ERR_OK)
			rc = add_path(cx, &out->paths_b64, path);
	}
	return rc;
}

static const char *
title_of(struct cx *cx, const struct file_task *t, bool copy, const char *host)
{
	struct str first;
	unsigned char *p;
	bool exact;
	size_t n;

	if (t->paths_b64.n == 0 || t->paths_b64.v == NULL)
		return host;
	p = crypto_base64url_decode(cx->mem, str_of(t->paths_b64.v[0]), &n);
	first = (struct str){ (const char *)p, p != NULL ? n : 0 };
	if (t->paths_b64.n == 1)
		return arena_printf(cx->mem, "%s %.100s @ %s",
		    copy ? "copy" : "remove",
		    files_show(cx->mem, first, &exact), host);
	return arena_printf(cx->mem, "%s %.80s and %zu more @ %s",
	    copy ? "copy" : "remove", files_show(cx->mem, first, &exact),
	    t->paths_b64.n - 1, host);
}

enum err_code
files_submit(struct cx *cx, int64_t host_id, const char *kind,
    const struct file_paths *in, struct host_ref *ref, struct file_trail *trail,
    int64_t *task_id, int64_t *approval_id)
{
	bool copy = strcmp(kind, "files.copy") == 0;
	struct file_task args = { .host_id = host_id };
	struct task_new task = { .kind = kind };
	struct approval_need need = { .action = "host:write",
		.needs = FILES_WRITE };
	struct str to;
	enum err_code rc;

	rc = files_db_host(cx, host_id, ref);
	if (rc == ERR_OK)
		rc = rbac_check_in(cx, FILES_WRITE, ref->project_id);
	if (rc == ERR_OK)
		rc = gather(cx, in, &args);
	if (rc == ERR_OK && copy) {
		rc = files_path(cx, "to", in->to, in->to_b64, true, &to);
		if (rc == ERR_OK)
			args.to_b64 = crypto_base64url(cx->mem, to);
	}
	if (rc)
		return rc;
	task.args_type = &file_task_type;
	task.args = &args;
	task.title = title_of(cx, &args, copy, ref->name);
	task.project_id = ref->project_id;
	task.object = "host";
	task.object_id = host_id;
	need.project_id = ref->project_id;
	need.risk = copy		       ? "low" :
	    strcmp(ref->ssh_user, "root") == 0 ? "high" :
						 "medium";
	need.summary = task.title;
	need.reason = in->reason;
	need.plan = type_text(cx->mem, &file_task_type, &args);
	*trail = (struct file_trail){ .path = task.title };
	return approvals_submit(cx, &need, &task, task_id, approval_id);
}

/* --- the folder that files must stay in --- */

enum err_code
files_root_get(struct cx *cx, int64_t host_id, struct file_root *out)
{
	struct host_ref ref;
	enum err_code rc;

	rc = files_db_host(cx, host_id, &ref);
	if (rc == ERR_OK)
		rc = files_db_root(cx, ref.project_id, host_id, out);
	return rc;
}

enum err_code
files_root_set(struct cx *cx, int64_t host_id, const struct file_root *in,
    struct host_ref *ref, struct file_root *before, struct file_root *out)
{
	bool whole = in->scope != NULL && strcmp(in->scope, "project") == 0;
	struct str root = STR("");
	enum err_code rc;

	rc = files_db_host(cx, host_id, ref);
	if (rc == ERR_OK)
		rc = rbac_check_in(cx, "host:policy", ref->project_id);
	if (rc == ERR_OK)
		rc = files_db_root(cx, ref->project_id, host_id, before);
	if (rc)
		return rc;
	if (in->root != NULL && in->root[0] != '\0') {
		root = files_clean(cx->mem, str_of(in->root));
		if (root.p[0] != '/')
			return err_field(cx, "root", "必须是绝对路径",
			    "must be an absolute path");
	}
	rc = files_db_root_set(cx, ref->project_id, whole ? 0 : host_id,
	    arena_str(cx->mem, root));
	if (rc)
		return rc;
	return files_db_root(cx, ref->project_id, host_id, out);
}

/* --- tickets: a link of a browser carries no header --- */

static const char *
target_of(struct cx *cx, int64_t host_id, struct str path)
{
	return arena_printf(cx->mem, "file:%lld:%s", (long long)host_id,
	    crypto_sha256_hex(cx->mem, path));
}

enum err_code
files_ticket(struct cx *cx, int64_t host_id, struct str path,
    struct host_ref *ref, struct file_ticket *out)
{
	const char *ticket;
	enum err_code rc;

	rc = files_db_host(cx, host_id, ref);
	if (rc == ERR_OK)
		rc = rbac_check_in(cx, FILES_READ, ref->project_id);
	if (rc == ERR_OK)
		rc =
		    auth_ticket_make(cx, target_of(cx, host_id, path), &ticket);
	if (rc)
		return rc;
	*out = (struct file_ticket){
		.url = arena_printf(cx->mem,
		    "/api/v1/files/download?host_id=%lld&path_b64=%s&ticket=%s",
		    (long long)host_id, crypto_base64url(cx->mem, path),
		    ticket),
		.expires_in_s = 30,
	};
	return ERR_OK;
}

enum err_code
files_ticket_redeem(struct cx *cx, const struct file_fetch *in, struct str path)
{
	enum err_code rc;

	rc = auth_ticket_redeem(cx, in->ticket,
	    target_of(cx, in->host_id, path), &cx->who);
	if (rc)
		return rc;
	return rbac_load(cx, cx->mem, cx->who.user_id);
}
