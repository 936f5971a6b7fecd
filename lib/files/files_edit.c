/*
 * files_edit: small text files, read whole and replaced whole.
 *
 * A file is replaced by a new one under its name, so that nobody ever sees half
 * of it; mode and owner are carried over.  Where that cannot be (the folder may
 * not be written to, the owner may not be given away) it is written in place.
 */
#include <sys/stat.h>

#include "files/files_int.h"

/* What a file says of itself, and what it says. */
struct seen {
	struct sftp_attrs a;
	struct str text;
	const char *sha256;
	const char *tag;
};

static const char *
tag_of(struct arena *mem, const struct sftp_attrs *a, size_t size,
    const char *sha256)
{
	return arena_printf(mem, "%u-%zu-%s", (unsigned)a->mtime, size, sha256);
}

static enum err_code
read_all(struct cx *cx, struct files_host *h, const struct sftp_handle *handle,
    struct buf *to)
{
	struct str piece;
	enum err_code rc;

	/* Files of /proc have no size: what comes is counted. */
	rc = sftp_read_start(cx, h->f, handle, 0, FILES_EDIT_MAX + 1);
	while (rc == ERR_OK) {
		rc = sftp_read(cx, h->f, &piece);
		if (rc || piece.n == 0)
			break;
		buf_str(to, piece);
	}
	return rc;
}

static void
close_quietly(struct cx *cx, struct files_host *h, const struct sftp_handle *hd)
{
	struct cx aside = *cx;

	if (sftp_close(&aside, h->f, hd))
		log_debug(cx, "files.close_lost", LOG_INT("host", h->ref.id));
}

/* The whole file at ${path}, which files_resolve gave. */
static enum err_code
look(struct cx *cx, struct files_host *h, struct str path, struct seen *out)
{
	struct sftp_handle handle;
	struct buf b;
	enum err_code rc;

	*out = (struct seen){ .tag = NULL };
	rc = sftp_open(cx, h->f, path, SFTP_READ, 0, &handle);
	if (rc)
		return rc;
	buf_init(&b, cx->mem, FILES_EDIT_MAX + 2);
	rc = files_recheck(cx, h, path, &handle, &out->a);
	if (rc == ERR_OK && !S_ISREG(out->a.mode))
		rc =
		    err_field(cx, "path", "不是普通文件", "not a regular file");
	if (rc == ERR_OK && out->a.size > FILES_EDIT_MAX)
		rc = err_field(cx, "path",
		    "文件过大，无法在线编辑（上限 1 MiB）",
		    "file too large for inline preview (1 MiB at most)");
	if (rc == ERR_OK)
		rc = read_all(cx, h, &handle, &b);
	close_quietly(cx, h, &handle);
	if (rc)
		return rc;
	if (b.n > FILES_EDIT_MAX)
		return err_field(cx, "path",
		    "文件过大，无法在线编辑（上限 1 MiB）",
		    "file too large for inline preview (1 MiB at most)");
	out->text = buf_view(&b);
	out->sha256 = crypto_sha256_hex(cx->mem, out->text);
	out->tag = tag_of(cx->mem, &out->a, b.n, out->sha256);
	return ERR_OK;
}

enum err_code
files_read(struct cx *cx, struct files_host *h, struct str path,
    struct file_content *out, const char **sha256)
{
	struct seen s;
	struct str real;
	enum err_code rc;
	bool exact;

	rc = files_resolve(cx, h, path, FILES_FOLLOW, &real);
	if (rc == ERR_OK)
		rc = look(cx, h, real, &s);
	if (rc)
		return rc;
	if (!str_is_utf8(s.text) || memchr(s.text.p, '\0', s.text.n) != NULL)
		return err_field(cx, "path", "二进制文件不支持在线编辑",
		    "binary file is not supported for inline edit");
	*out = (struct file_content){
		.path = files_show(cx->mem, path, &exact),
		.path_b64 = files_code(cx->mem, path),
		.content = arena_str(cx->mem, s.text),
		.size = (int64_t)s.text.n,
		.mode = files_mode_text(cx->mem, s.a.mode),
		.permissions = arena_printf(cx->mem, "%04o", s.a.mode & 07777),
		.updated_at = (int64_t)s.a.mtime * 1000000,
		.etag = s.tag,
	};
	*sha256 = s.sha256;
	return ERR_OK;
}

/* --- saving --- */

struct saving {
	struct files_host *h;
	struct str path; /* resolved, no link */
	struct str content;
	bool exists;
	struct sftp_attrs a; /* of what is there */
};

enum err_code
files_why_write(struct cx *cx, struct files_host *h, struct str path,
    enum err_code rc, int64_t wanted)
{
	struct cx aside = *cx;
	struct sftp_space s;

	/* Version 3 has no word for a full disk: the host is asked about it. */
	if (rc != ERR_UPSTREAM || sftp_status(h->f) != SFTP_FAILURE ||
	    !sftp_alive(h->f))
		return rc;
	if (sftp_space(&aside, h->f, files_parent(cx->mem, path), &s))
		return rc;
	if (s.total == 0 ||
	    (s.free >= (uint64_t)wanted && s.free >= 65536 &&
		(s.files == 0 || s.files_free > 0)))
		return rc;
	if (s.files > 0 && s.files_free == 0)
		return err_set(cx, ERR_STORAGE, "主机的文件系统 inode 已用尽",
		    "the host's file system has no inodes left");
	return err_set(cx, ERR_STORAGE, "主机磁盘空间不足，剩余 %lld 字节",
	    "no space left on the host: %lld bytes are free",
	    (long long)s.free);
}

static enum err_code
write_all(struct cx *cx, struct saving *s, const struct sftp_handle *handle)
{
	enum err_code rc, ended;

	rc = sftp_write(cx, s->h->f, handle, 0, s->content, NULL);
	if (rc) {
		struct cx aside = *cx;

		ended = sftp_write_end(&aside, s->h->f, NULL);
		(void)ended;
		return rc;
	}
	return sftp_write_end(cx, s->h->f, NULL);
}

/* Mode and owner of what is replaced; false when they cannot be kept. */
static bool
keep_attrs(struct cx *cx, struct saving *s, const struct sftp_handle *handle)
{
	struct sftp_attrs own,
	    want = { .flags = SFTP_A_IDS, .uid = s->a.uid, .gid = s->a.gid };
	struct cx aside = *cx;
	bool kept = true;

	if (!s->exists)
		return true;
	if (sftp_fstat(&aside, s->h->f, handle, &own))
		return false;
	if (own.uid != want.uid || own.gid != want.gid)
		kept = sftp_fsetstat(&aside, s->h->f, handle, &want) == ERR_OK;
	/* After the owner, whose change takes set-id bits away. */
	want = (struct sftp_attrs){ .flags = SFTP_A_MODE,
		.mode = s->a.mode & 07777 };
	return kept && sftp_fsetstat(&aside, s->h->f, handle, &want) == ERR_OK;
}

static struct str
temp_name(struct cx *cx, struct str path)
{
	struct str base = files_base(path);
	size_t n = base.n > 200 ? 200 : base.n;

	return files_join(cx->mem, files_parent(cx->mem, path),
	    str_of(arena_printf(cx->mem, ".%.*s.k8sm-edit-%s", (int)n, base.p,
		crypto_token(cx->mem, 6))));
}

static void
remove_quietly(struct cx *cx, struct files_host *h, struct str path)
{
	struct cx aside = *cx;

	if (sftp_remove(&aside, h->f, path))
		log_warn(cx, "files.part_stays", LOG_INT("host", h->ref.id),
		    LOG_TEXT("detail", aside.detail));
}

/* *${cannot}: not this way; nothing was changed. */
static enum err_code
save_beside(struct cx *cx, struct saving *s, bool *cannot)
{
	struct sftp_handle handle;
	struct str temp = temp_name(cx, s->path);
	uint32_t mode = s->exists ? 0600 : 0644;
	enum err_code rc;

	*cannot = false;
	rc = sftp_open(cx, s->h->f, temp, SFTP_WRITE | SFTP_CREATE | SFTP_EXCL,
	    mode, &handle);
	if (rc) {
		*cannot = rc == ERR_FORBIDDEN && s->exists;
		return rc;
	}
	rc = write_all(cx, s, &handle);
	if (rc == ERR_OK)
		rc = sftp_fsync(cx, s->h->f, &handle);
	/* Before the next answer takes the place of this one. */
	rc = files_why_write(cx, s->h, s->path, rc, (int64_t)s->content.n);
	if (rc == ERR_OK && !keep_attrs(cx, s, &handle)) {
		*cannot = true;
		rc = err_plain(cx, ERR_UPSTREAM);
	}
	if (rc == ERR_OK)
		rc = sftp_close(cx, s->h->f, &handle);
	else
		close_quietly(cx, s->h, &handle);
	if (rc == ERR_OK)
		rc = files_why_write(cx, s->h, s->path,
		    sftp_replace(cx, s->h->f, temp, s->path), 0);
	if (rc)
		remove_quietly(cx, s->h, temp);
	else
		files_sweep(cx, s->h, files_parent(cx->mem, s->path));
	return rc;
}

static enum err_code
save_in_place(struct cx *cx, struct saving *s)
{
	const struct sftp_attrs size = { .flags = SFTP_A_SIZE,
		.size = s->content.n };
	struct cx aside = *cx;
	struct sftp_handle handle;
	struct sftp_space space;
	struct sftp_attrs a;
	enum err_code rc;

	/* Half a file on a full disk would be worse than none of it. */
	if (s->content.n > s->a.size &&
	    sftp_space(&aside, s->h->f, s->path, &space) == ERR_OK &&
	    space.total > 0 && space.free < s->content.n - s->a.size)
		return err_set(cx, ERR_STORAGE, "主机磁盘空间不足",
		    "no space left on the host");
	rc = sftp_open(cx, s->h->f, s->path, SFTP_WRITE, 0, &handle);
	if (rc)
		return rc;
	rc = files_recheck(cx, s->h, s->path, &handle, &a);
	if (rc == ERR_OK)
		rc = write_all(cx, s, &handle);
	if (rc == ERR_OK)
		rc = sftp_fsetstat(cx, s->h->f, &handle, &size);
	if (rc == ERR_OK)
		rc = sftp_fsync(cx, s->h->f, &handle);
	if (rc == ERR_OK)
		return sftp_close(cx, s->h->f, &handle);
	rc = files_why_write(cx, s->h, s->path, rc, (int64_t)s->content.n);
	close_quietly(cx, s->h, &handle);
	return rc;
}

/* Finds what is there, through links; fills s->path, s->exists, s->a. */
static enum err_code
find(struct cx *cx, struct saving *s, struct str path)
{
	struct sftp_attrs a;
	struct str real;
	enum err_code rc;

	rc = files_resolve(cx, s->h, path, FILES_NOFOLLOW, &s->path);
	if (rc)
		return rc;
	rc = sftp_lstat(cx, s->h->f, s->path, &a);
	if (rc == ERR_NOT_FOUND) {
		err_clear(cx);
		return ERR_OK;
	}
	if (rc == ERR_OK && S_ISLNK(a.mode)) {
		rc = files_resolve(cx, s->h, path, FILES_FOLLOW, &real);
		if (rc == ERR_OK)
			rc = sftp_realpath(cx, s->h->f, real, &s->path);
		if (rc == ERR_OK)
			rc = sftp_lstat(cx, s->h->f, s->path, &a);
	}
	if (rc)
		return rc;
	if (!S_ISREG(a.mode))
		return err_field(cx, "path", "不是普通文件",
		    "not a regular file");
	s->exists = true;
	s->a = a;
	return ERR_OK;
}

static enum err_code
check_tag(struct cx *cx, struct saving *s, const char *tag, bool create,
    const char **now)
{
	struct seen seen;
	enum err_code rc;

	*now = NULL;
	if (create && s->exists)
		return err_field_as(cx, ERR_CONFLICT, "path", "文件已存在",
		    "the file exists already");
	if (tag == NULL || tag[0] == '\0')
		return ERR_OK;
	if (!s->exists)
		return err_field_as(cx, ERR_CONFLICT, "etag", "文件已被删除",
		    "the file has been removed meanwhile");
	if (strcmp(tag, "*") == 0)
		return ERR_OK;
	rc = look(cx, s->h, s->path, &seen);
	if (rc == ERR_INVALID) {
		err_clear(cx);
		rc = ERR_OK;
		seen.tag = "";
	}
	if (rc)
		return rc;
	if (strcmp(seen.tag, tag) == 0)
		return ERR_OK;
	*now = seen.tag;
	return err_field_as(cx, ERR_CONFLICT, "etag", "文件在此期间已被修改",
	    "the file was changed meanwhile");
}

enum err_code
files_save(struct cx *cx, struct files_host *h, struct str path,
    struct str content, const char *tag, bool create, struct file_saved *out,
    const char **now)
{
	struct saving s = { .h = h, .content = content };
	struct sftp_attrs a;
	enum err_code rc;
	bool cannot = false, exact;

	rc = find(cx, &s, path);
	if (rc == ERR_OK)
		rc = check_tag(cx, &s, tag, create, now);
	if (rc)
		return rc;
	rc = save_beside(cx, &s, &cannot);
	if (rc && cannot) {
		err_clear(cx);
		rc = save_in_place(cx, &s);
	}
	if (rc == ERR_OK)
		rc = sftp_stat(cx, h->f, s.path, &a);
	if (rc)
		return rc;
	*out = (struct file_saved){
		.path = files_show(cx->mem, path, &exact),
		.path_b64 = files_code(cx->mem, path),
		.size = (int64_t)content.n,
		.sha256 = crypto_sha256_hex(cx->mem, content),
		.created = !s.exists,
		.atomic = !cannot,
	};
	out->etag = tag_of(cx->mem, &a, content.n, out->sha256);
	return ERR_OK;
}
