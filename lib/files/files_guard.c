/*
 * files_guard: paths that must stay in a folder.
 *
 * The host resolves the path (realpath); that is not believed blindly: every
 * folder from the root down to the result is looked at, and one that is a link
 * after all is refused.  What is used afterwards is the resolved path, so a link
 * named in the request is followed once, here.
 */
#include <sys/stat.h>

#include "files/files_int.h"

#define DEPTH_MAX 128

static enum err_code
outside(struct cx *cx, const struct files_host *h)
{
	return err_field_as(cx, ERR_FORBIDDEN, "path", "路径必须位于 '%s' 之内",
	    "the path must stay inside of '%s'", h->root);
}

/* Whether every part of ${path} below the root is what it seems. */
static enum err_code
walk(struct cx *cx, struct files_host *h, struct str path)
{
	struct str steps[DEPTH_MAX];
	struct sftp_attrs a[DEPTH_MAX];
	size_t n = 0, i;
	enum err_code rc;

	if (!files_inside(h->real_root, path))
		return outside(cx, h);
	for (i = h->real_root.n; i < path.n; i++) {
		if (i + 1 < path.n && path.p[i + 1] != '/')
			continue;
		if (n == DEPTH_MAX)
			return outside(cx, h);
		steps[n++] = (struct str){ path.p, i + 1 };
	}
	rc = sftp_stat_many(cx, h->f, false, steps, n, a);
	if (rc)
		return rc;
	for (i = 0; i < n; i++) {
		/* Some servers resolve what is not there, too. */
		if (a[i].flags == 0)
			return err_set(cx, ERR_NOT_FOUND,
			    "主机上没有该文件或目录",
			    "there is no such file or folder on the host");
		if (S_ISLNK(a[i].mode) || (i + 1 < n && !S_ISDIR(a[i].mode)))
			return outside(cx, h);
	}
	return ERR_OK;
}

/* The real folder that ${dir} is, inside the root. */
static enum err_code
real_dir(struct cx *cx, struct files_host *h, struct str dir, struct str *out)
{
	struct str real;
	enum err_code rc;

	rc = sftp_realpath(cx, h->f, dir, &real);
	if (rc)
		return rc;
	*out = files_clean(cx->mem, real);
	return walk(cx, h, *out);
}

static enum err_code
within_root(struct cx *cx, struct files_host *h, struct str path,
    enum files_how how, struct str *out)
{
	struct str full = path, root = str_of(h->root), dir, base, real;
	struct sftp_attrs a;
	enum err_code rc;

	if (path.p[0] != '/')
		full = files_clean(cx->mem, files_join(cx->mem, root, path));
	/* Before the host is asked: nobody learns what is there outside. */
	if (!files_inside(root, full) && !files_inside(h->real_root, full))
		return outside(cx, h);
	if (str_eq(full, root) || str_eq(full, h->real_root)) {
		*out = h->real_root;
		return ERR_OK;
	}
	base = files_base(full);
	if (!files_name_ok(base))
		return outside(cx, h);
	rc = real_dir(cx, h, files_parent(cx->mem, full), &dir);
	if (rc)
		return rc;
	*out = files_join(cx->mem, dir, base);
	if (how == FILES_NOFOLLOW)
		return ERR_OK;
	rc = sftp_lstat(cx, h->f, *out, &a);
	if (rc || !S_ISLNK(a.mode))
		return rc;
	rc = sftp_realpath(cx, h->f, *out, &real);
	if (rc)
		return rc;
	*out = files_clean(cx->mem, real);
	return walk(cx, h, *out);
}

enum err_code
files_resolve(struct cx *cx, struct files_host *h, struct str path,
    enum files_how how, struct str *out)
{
	if (h->real_root.n > 0)
		return within_root(cx, h, path, how, out);
	*out = path;
	if (path.p[0] != '/')
		*out = files_clean(cx->mem, files_join(cx->mem, h->home, path));
	return ERR_OK;
}

enum err_code
files_recheck(struct cx *cx, struct files_host *h, struct str path,
    const struct sftp_handle *handle, struct sftp_attrs *attrs)
{
	struct sftp_attrs there;
	struct str dir;
	enum err_code rc;

	rc = sftp_fstat(cx, h->f, handle, attrs);
	if (rc || h->real_root.n == 0)
		return rc;
	rc = real_dir(cx, h, files_parent(cx->mem, path), &dir);
	if (rc == ERR_OK && !str_eq(dir, files_parent(cx->mem, path)))
		return outside(cx, h);
	if (rc == ERR_OK)
		rc = sftp_lstat(cx, h->f, path, &there);
	if (rc)
		return rc;
	if (S_ISLNK(there.mode) || there.mode != attrs->mode ||
	    there.uid != attrs->uid || there.size != attrs->size)
		return outside(cx, h);
	return ERR_OK;
}
