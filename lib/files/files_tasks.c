/*
 * files_tasks: what takes long: trees removed and copied, and parts of uploads
 * that nobody goes on with.
 *
 * Trees are walked page by page, so that their size does not show in memory.
 * What cannot be done to one entry is told and counted; the others go on.
 */
#include <sys/stat.h>

#include "approvals/approvals.h"
#include "files/files_int.h"
#include "rbac/rbac.h"

#define DEPTH_MAX 100
#define PAGE 500
#define PAGE_MEMORY ((size_t)32 << 20)
#define TOLD_MAX 50
#define AT_ONCE 64 /* removals that leave before anybody looks up */
#define COPY_PIECE ((size_t)256 << 10)
#define TELL_MS 1000
/* After so long a part whose host cannot be reached is given up. */
#define GIVE_UP_US ((int64_t)7 * 86400 * 1000000)

struct walk {
	struct task *t;
	struct files_host h;
	bool copies;
	struct str dir; /* where copies go to, and their parts */
	int64_t done;
	int64_t bytes;
	int64_t failed;
	int64_t told_ms;
};

/* What is done to one entry; ${cx}->mem is the page's. */
typedef enum err_code (*entry_fn)(struct cx *cx, struct walk *w,
    struct str from, struct str to, const struct sftp_attrs *a, int depth);

static enum err_code
tell(struct cx *cx, struct walk *w, bool always)
{
	int64_t now = time_mono_ms();
	struct json j;
	struct buf b;

	if (!always && now - w->told_ms < TELL_MS)
		return ERR_OK;
	w->told_ms = now;
	buf_init(&b, cx->mem, 1024);
	json_init(&j, &b);
	json_object(&j);
	json_put_int(&j, "done", w->done);
	json_put_int(&j, "bytes", w->bytes);
	json_put_int(&j, "failed", w->failed);
	json_object_end(&j);
	if (always)
		task_set_result(w->t, buf_view(&b));
	return task_event(cx, w->t, "progress", buf_view(&b));
}

/* One entry is over: told when it went wrong; only a lost host or a task that
 * shall end stops the walk. */
static enum err_code
over(struct cx *cx, struct walk *w, struct str path, enum err_code rc)
{
	const char *why = cx->message;
	enum err_code alive;
	bool exact;

	if (rc == ERR_OK) {
		w->done++;
	} else {
		if (!sftp_alive(w->h.f))
			return rc;
		if (++w->failed <= TOLD_MAX) {
			alive = task_logf(cx, w->t, "%.300s: %s",
			    files_show(cx->mem, path, &exact),
			    why != NULL ? why : err_name(rc));
			if (alive)
				return alive;
		}
		err_clear(cx);
	}
	alive = task_alive(cx, w->t);
	return alive ? alive : tell(cx, w, false);
}

static enum err_code
remove_entry(struct cx *cx, struct walk *w, struct str from, struct str to,
    const struct sftp_attrs *a, int depth) MUST_CHECK;

/* Whatever is no folder, many requests under way at a time: one round trip for
 * each would be all that a tree of small files takes. */
static enum err_code
remove_plain(struct cx *cx, struct walk *w, struct str dir,
    const struct files_row *rows, size_t n)
{
	struct str paths[AT_ONCE];
	uint32_t status[AT_ONCE];
	size_t i = 0, k, m;
	enum err_code rc = ERR_OK, one;

	while (rc == ERR_OK && i < n) {
		for (m = 0; i < n && m < AT_ONCE; i++)
			if (!S_ISDIR(rows[i].a.mode))
				paths[m++] =
				    files_join(cx->mem, dir, rows[i].name);
		rc = sftp_remove_many(cx, w->h.f, paths, m, status);
		for (k = 0; rc == ERR_OK && k < m; k++) {
			one = ERR_OK;
			/* Once more, to hear why. */
			if (status[k] != SFTP_OK && status[k] != SFTP_NO_FILE)
				one = remove_entry(cx, w, paths[k], STR(""),
				    &(struct sftp_attrs){ .mode = S_IFREG }, 0);
			rc = over(cx, w, paths[k], one);
		}
	}
	return rc;
}

static enum err_code
each_of_page(struct cx *cx, struct walk *w, struct str from, struct str to,
    int depth, entry_fn fn, struct buf *after)
{
	struct files_page p = { .dir = from,
		.q = "",
		.hidden = true,
		.limit = PAGE,
		.after = after->n > 0 ? after->p : NULL };
	struct files_row *rows;
	const char *next;
	struct str a, b;
	int64_t total;
	size_t i, n;
	bool cut;
	enum err_code rc;

	rc = files_page(cx, &w->h, &p, &rows, &n, &total, &cut, &next);
	if (rc == ERR_OK && cut)
		rc = err_set(cx, ERR_TIMEOUT, "目录过大，未能列出全部",
		    "the folder could not be listed in time");
	if (rc == ERR_OK && !w->copies)
		rc = remove_plain(cx, w, from, rows, n);
	for (i = 0; rc == ERR_OK && i < n; i++) {
		if (!w->copies && !S_ISDIR(rows[i].a.mode))
			continue;
		a = files_join(cx->mem, from, rows[i].name);
		b = to.n > 0 ? files_join(cx->mem, to, rows[i].name) : to;
		rc = over(cx, w, a, fn(cx, w, a, b, &rows[i].a, depth));
	}
	buf_reset(after);
	if (rc == ERR_OK && next != NULL)
		buf_puts(after, next);
	return rc;
}

static enum err_code
each_inside(struct cx *cx, struct walk *w, struct str from, struct str to,
    int depth, entry_fn fn)
{
	struct cx inner = *cx;
	struct str real;
	struct buf after;
	enum err_code rc;

	if (depth >= DEPTH_MAX || from.n > FILES_PATH_MAX)
		return err_set(cx, ERR_INVALID, "目录层级过深",
		    "folders too deep inside of each other");
	inner.mem = arena_new(PAGE_MEMORY);
	buf_init(&after, NULL, FILES_PATH_MAX * 4);
	do {
		/* A folder that became a link leads elsewhere. */
		rc = files_resolve(&inner, &w->h, from, FILES_NOFOLLOW, &real);
		if (rc == ERR_OK && !str_eq(real, from))
			rc = err_plain(&inner, ERR_FORBIDDEN);
		if (rc == ERR_OK)
			rc = each_of_page(&inner, w, from, to, depth + 1, fn,
			    &after);
		if (rc) {
			cx->err = inner.err;
			cx->message = arena_strdup(cx->mem, inner.message);
			cx->detail = arena_strdup(cx->mem, inner.detail);
		}
		arena_reset(inner.mem);
	} while (rc == ERR_OK && after.n > 0);
	buf_free(&after);
	arena_free(inner.mem);
	return rc;
}

/* --- removal --- */

static enum err_code
remove_entry(struct cx *cx, struct walk *w, struct str from, struct str to,
    const struct sftp_attrs *a, int depth)
{
	enum err_code rc;

	(void)to;
	if (S_ISDIR(a->mode)) {
		rc = each_inside(cx, w, from, STR(""), depth, remove_entry);
		if (rc == ERR_OK)
			rc = sftp_rmdir(cx, w->h.f, from);
	} else {
		rc = sftp_remove(cx, w->h.f, from);
	}
	/* Somebody else was quicker, or we before we were taken over. */
	if (rc == ERR_NOT_FOUND) {
		err_clear(cx);
		rc = ERR_OK;
	}
	return rc;
}

/* --- copying --- */

static enum err_code
write_through(struct cx *cx, struct walk *w, const struct sftp_handle *in,
    const struct sftp_handle *out, uint64_t size)
{
	struct str piece;
	struct buf b;
	uint64_t at = 0;
	enum err_code rc = ERR_OK, ended;

	buf_init(&b, NULL, COPY_PIECE + 1);
	while (rc == ERR_OK && at < size) {
		buf_reset(&b);
		rc = sftp_read_start(cx, w->h.f, in, at, COPY_PIECE);
		do {
			if (rc == ERR_OK)
				rc = sftp_read(cx, w->h.f, &piece);
			if (rc == ERR_OK)
				buf_str(&b, piece);
		} while (rc == ERR_OK && piece.n > 0);
		sftp_read_stop(w->h.f);
		if (rc || b.n == 0)
			break;
		rc = sftp_write(cx, w->h.f, out, at, buf_view(&b), NULL);
		ended = sftp_write_end(cx, w->h.f, NULL);
		rc = rc ? rc : ended;
		at += b.n;
		if (rc == ERR_OK)
			rc = task_alive(cx, w->t);
	}
	buf_free(&b);
	return rc;
}

static enum err_code
copy_bytes(struct cx *cx, struct walk *w, const struct sftp_handle *in,
    struct str part, const struct sftp_attrs *a)
{
	const struct sftp_attrs want = { .flags = SFTP_A_MODE | SFTP_A_TIME,
		.mode = a->mode & 0777,
		.atime = a->atime,
		.mtime = a->mtime };
	struct sftp_handle out;
	struct cx aside;
	enum err_code rc, closed;

	rc = sftp_open(cx, w->h.f, part, SFTP_WRITE | SFTP_CREATE | SFTP_TRUNC,
	    0600, &out);
	if (rc)
		return rc;
	if (sftp_offers(w->h.f) & SFTP_X_COPY_DATA)
		rc = sftp_copy_data(cx, w->h.f, in, 0, 0, &out, 0);
	else
		rc = write_through(cx, w, in, &out, a->size);
	rc = files_why_write(cx, &w->h, part, rc, (int64_t)a->size);
	if (rc == ERR_OK)
		rc = sftp_fsetstat(cx, w->h.f, &out, &want);
	aside = *cx;
	closed = sftp_close(rc ? &aside : cx, w->h.f, &out);
	return rc ? rc : closed;
}

static enum err_code
copy_file(struct cx *cx, struct walk *w, struct str from, struct str to,
    const struct sftp_attrs *a)
{
	/* All in one place, where the next copy finds what this one may leave. */
	struct str part = files_join(cx->mem, w->dir,
	    str_of(arena_printf(cx->mem, ".k8sm-copy-%lld",
		(long long)task_id(w->t))));
	struct sftp_handle in;
	struct sftp_attrs now;
	struct cx aside;
	enum err_code rc;

	rc = sftp_open(cx, w->h.f, from, SFTP_READ, 0, &in);
	if (rc)
		return rc;
	rc = files_recheck(cx, &w->h, from, &in, &now);
	if (rc == ERR_OK)
		rc = copy_bytes(cx, w, &in, part, a);
	aside = *cx;
	if (sftp_close(&aside, w->h.f, &in))
		log_debug(cx, "files.close_lost", LOG_INT("host", w->h.ref.id));
	if (rc == ERR_OK)
		rc = sftp_rename(cx, w->h.f, part, to);
	if (rc == ERR_OK)
		w->bytes += (int64_t)a->size;
	aside = *cx;
	if (rc && sftp_alive(w->h.f) && sftp_remove(&aside, w->h.f, part))
		log_debug(cx, "files.part_stays", LOG_INT("host", w->h.ref.id));
	return rc;
}

/* What is there already: of this task's own first half, or somebody else's. */
static enum err_code
is_taken(struct cx *cx, struct walk *w, struct str to,
    const struct sftp_attrs *a, bool *there)
{
	struct sftp_attrs b;
	enum err_code rc;

	*there = false;
	rc = sftp_lstat(cx, w->h.f, to, &b);
	if (rc == ERR_NOT_FOUND) {
		err_clear(cx);
		return ERR_OK;
	}
	if (rc)
		return rc;
	*there = task_attempt(w->t) > 1 &&
	    (a->mode & S_IFMT) == (b.mode & S_IFMT) &&
	    (!S_ISREG(a->mode) || (a->size == b.size && a->mtime == b.mtime));
	return *there ? ERR_OK :
			err_set(cx, ERR_CONFLICT, "目标已存在",
			    "something with this name is there");
}

static enum err_code
copy_entry(struct cx *cx, struct walk *w, struct str from, struct str to,
    const struct sftp_attrs *a, int depth)
{
	struct str target;
	bool there;
	enum err_code rc;

	rc = is_taken(cx, w, to, a, &there);
	if (rc || (there && !S_ISDIR(a->mode)))
		return rc;
	if (S_ISREG(a->mode))
		return copy_file(cx, w, from, to, a);
	if (S_ISLNK(a->mode)) {
		rc = sftp_readlink(cx, w->h.f, from, &target);
		return rc ? rc : sftp_symlink(cx, w->h.f, target, to);
	}
	if (!S_ISDIR(a->mode))
		return err_set(cx, ERR_INVALID, "特殊文件不能复制",
		    "special files are not copied");
	if (!there)
		rc = sftp_mkdir(cx, w->h.f, to, (a->mode & 0777) | 0700);
	return rc ? rc : each_inside(cx, w, from, to, depth, copy_entry);
}

/* --- the tasks --- */

static struct str
decode(struct cx *cx, const char *code)
{
	unsigned char *p;
	size_t n;

	p = crypto_base64url_decode(cx->mem, str_of(code), &n);
	return (struct str){ (const char *)p, p != NULL ? n : 0 };
}

static enum err_code
start_at(struct cx *cx, struct walk *w, struct str path, struct str dir)
{
	struct sftp_attrs a;
	struct str real, to = STR("");
	enum err_code rc;

	rc = files_resolve(cx, &w->h, path, FILES_NOFOLLOW, &real);
	if (rc == ERR_OK && (real.n <= 1 || str_eq(real, w->h.real_root)))
		rc = err_set(cx, ERR_INVALID, "不能操作根目录", "not the root");
	if (rc == ERR_OK)
		rc = sftp_lstat(cx, w->h.f, real, &a);
	if (rc)
		return rc;
	if (!w->copies)
		return remove_entry(cx, w, real, to, &a, 0);
	to = files_join(cx->mem, dir, files_base(real));
	if (files_inside(real, to))
		return err_set(cx, ERR_INVALID, "不能复制到自身之内",
		    "a folder cannot be copied into itself");
	return copy_entry(cx, w, real, to, &a, 0);
}

static enum err_code
target_dir(struct cx *cx, struct walk *w, const struct file_task *in,
    struct str *dir)
{
	struct sftp_attrs a;
	struct str real;
	enum err_code rc;

	rc =
	    files_resolve(cx, &w->h, decode(cx, in->to_b64), FILES_FOLLOW, dir);
	if (rc == ERR_OK)
		rc = sftp_realpath(cx, w->h.f, *dir, &real);
	if (rc == ERR_OK)
		rc = sftp_stat(cx, w->h.f, *dir, &a);
	if (rc == ERR_OK && !S_ISDIR(a.mode))
		rc = err_field(cx, "to", "目标不是目录", "not a folder");
	if (rc == ERR_OK)
		*dir = files_clean(cx->mem, real);
	return rc;
}

static enum err_code
run(struct cx *cx, struct task *t, const struct file_task *in, bool copies)
{
	struct walk w = { .t = t, .copies = copies };
	struct str path, dir = STR("");
	enum err_code rc;
	size_t i;

	rc = files_open_task(cx, in->host_id, task_wake_fd(t), &w.h);
	if (rc == ERR_OK && copies)
		rc = target_dir(cx, &w, in, &dir);
	if (rc == ERR_OK && copies)
		files_sweep(cx, &w.h, dir);
	w.dir = dir;
	for (i = 0; rc == ERR_OK && i < in->paths_b64.n; i++) {
		path = decode(cx, in->paths_b64.v[i]);
		rc = start_at(cx, &w, path, dir);
		if (rc == ERR_NOT_FOUND && !copies && task_attempt(t) > 1)
			rc = ERR_OK;
		rc = over(cx, &w, path, rc);
	}
	if (rc)
		return rc;
	rc = tell(cx, &w, true);
	if (rc == ERR_OK && w.failed > 0)
		rc = err_set(cx, ERR_CONFLICT, "%lld 项未能处理",
		    "%lld entries could not be done", (long long)w.failed);
	return rc;
}

static enum err_code
run_remove(struct cx *cx, struct task *t, const void *args)
{
	return run(cx, t, args, false);
}

static enum err_code
run_copy(struct cx *cx, struct task *t, const void *args)
{
	return run(cx, t, args, true);
}

/* --- parts that nobody goes on with --- */

static enum err_code
clean_one(struct cx *cx, struct task *t, const struct file_upload *u)
{
	struct files_host h;
	enum err_code rc;

	rc = files_open_task(cx, u->host_id, task_wake_fd(t), &h);
	if (rc == ERR_OK)
		rc = files_upload_expire(cx, &h, u);
	if (rc && time_now_us() - u->expires_at > GIVE_UP_US) {
		log_warn(cx, "files.part_stays", LOG_INT("upload", u->id));
		err_clear(cx);
		rc = files_db_status(cx, u->id, "expired", "", -1);
	}
	return rc;
}

static enum err_code
run_clean(struct cx *cx, struct task *t, const void *args)
{
	struct file_upload *v;
	int64_t bad_host = 0;
	enum err_code rc;
	size_t i, n;

	(void)args;
	rc = files_db_late(cx, &v, &n);
	for (i = 0; rc == ERR_OK && i < n; i++) {
		rc = task_alive(cx, t);
		if (rc || v[i].host_id == bad_host)
			continue;
		if (clean_one(cx, t, &v[i])) {
			rc = task_logf(cx, t, "upload %lld: %s",
			    (long long)v[i].id,
			    cx->message != NULL ? cx->message : "");
			err_clear(cx);
			bad_host = v[i].host_id;
		}
	}
	return rc;
}

/* A retry takes the same way as the first time. */
static enum err_code
submit(struct cx *cx, const struct task_new *like, struct str args_json,
    int64_t *task_id, int64_t *approval_id)
{
	struct approval_need need = { .action = "host:write",
		.risk = "medium",
		.summary = like->title,
		.plan = args_json };
	struct task_new task = *like;
	struct file_task in;
	struct host_ref ref;
	enum err_code rc;

	rc = type_bind_text(cx, &file_task_type, args_json, &in);
	if (rc == ERR_OK)
		rc = files_db_host(cx, in.host_id, &ref);
	if (rc == ERR_OK)
		rc = rbac_check_in(cx, FILES_WRITE, ref.project_id);
	if (rc)
		return rc;
	need.project_id = ref.project_id;
	task.args_type = &file_task_type;
	task.project_id = ref.project_id;
	task.object = "host";
	task.object_id = ref.id;
	return approvals_submit_json(cx, &need, &task, args_json, task_id,
	    approval_id);
}

static void
idle(struct cx *cx)
{
	(void)cx;
	files_idle();
}

const struct task_kind files_kinds[] = {
	{ .name = "files.remove",
	    .doc = "Remove files and folders of a host with all that is in "
		   "them",
	    .args = &file_task_type,
	    .timeout_s = 7200,
	    .max_tries = 3,
	    .repeatable = true,
	    .lane = "bulk",
	    .perm = FILES_WRITE,
	    .submit = submit,
	    .idle = idle,
	    .fn = run_remove },
	{ .name = "files.copy",
	    .doc = "Copy files and folders inside a host",
	    .args = &file_task_type,
	    .timeout_s = 7200,
	    .max_tries = 3,
	    .repeatable = true,
	    .lane = "bulk",
	    .perm = FILES_WRITE,
	    .submit = submit,
	    .idle = idle,
	    .fn = run_copy },
	{ .name = "files.clean",
	    .doc = "Remove parts of uploads that nobody went on with",
	    .timeout_s = 300,
	    .max_tries = 1,
	    .repeatable = true,
	    .every_s = 300,
	    .idle = idle,
	    .fn = run_clean },
	{ .fn = NULL }
};
