/*
 * files_download: a file as it is, or the part that is still missing.
 *
 * What cannot be sent is told before the first byte; afterwards the only way to
 * say that something went wrong is to break off, and nginx and the browser see
 * that the announced length did not come.
 */
#include <sys/stat.h>

#include "files/files_int.h"

struct range {
	uint64_t from;
	uint64_t n;
	bool part;
};

static const char *
etag_of(struct arena *mem, const struct sftp_attrs *a)
{
	return arena_printf(mem, "\"%x-%llx\"", (unsigned)a->mtime,
	    (unsigned long long)a->size);
}

/* "bytes=5-9", "bytes=5-", "bytes=-5"; anything else is not understood, which
 * means the whole file. */
static enum err_code
read_range(struct cx *cx, const char *text, uint64_t size, struct range *out)
{
	struct str s = str_trim(str_of(text)), first;
	int64_t a = -1, b = -1;

	*out = (struct range){ 0, size, false };
	if (!str_starts(s, STR("bytes=")) || memchr(s.p, ',', s.n) != NULL)
		return ERR_OK;
	s.p += 6;
	s.n -= 6;
	if (!str_cut(&s, '-', &first) ||
	    (first.n > 0 && (!str_int(first, &a) || a < 0)) ||
	    (s.n > 0 && (!str_int(s, &b) || b < 0)) || (a < 0 && b < 0) ||
	    (a >= 0 && b >= 0 && b < a))
		return ERR_OK;
	if (a < 0) {
		/* The last ${b} bytes. */
		out->n = (uint64_t)b < size ? (uint64_t)b : size;
		out->from = size - out->n;
	} else {
		out->from = (uint64_t)a;
		if (out->from < size)
			out->n = size - out->from;
		if (b >= 0 && (uint64_t)(b - a) < out->n)
			out->n = (uint64_t)(b - a) + 1;
	}
	if (out->from >= size || out->n == 0)
		return err_field_as(cx, ERR_RANGE, "Range",
		    "请求的范围超出文件（共 %llu 字节）",
		    "the range is not in the file, which has %llu bytes",
		    (unsigned long long)size);
	out->part = true;
	return ERR_OK;
}

/* RFC 6266: a plain name for the old, the real one for the others. */
static const char *
disposition(struct arena *mem, struct str name)
{
	struct buf plain, full;
	size_t i;

	buf_init(&plain, mem, 1024);
	buf_init(&full, mem, 4096);
	for (i = 0; i < name.n && i < 255; i++) {
		unsigned char c = (unsigned char)name.p[i];
		bool bare = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';

		buf_putc(&plain,
		    bare ||
			    (c >= 0x20 && c < 0x7f && c != '"' && c != '\\' &&
				c != '%') ?
			(char)c :
			'_');
		if (bare)
			buf_putc(&full, (char)c);
		else
			buf_printf(&full, "%%%02X", c);
	}
	return arena_printf(mem,
	    "attachment; filename=\"%s\"; filename*=UTF-8''%s",
	    plain.n > 0 ? plain.p : "file", full.n > 0 ? full.p : "file");
}

static void
put_headers(struct cx *cx, struct reply *rp, struct str path,
    const struct sftp_attrs *a, const struct range *r)
{
	rp->content_type = "application/octet-stream";
	reply_header(rp, "Content-Disposition",
	    disposition(cx->mem, files_base(path)));
	reply_header(rp, "Accept-Ranges", "bytes");
	reply_header(rp, "ETag", etag_of(cx->mem, a));
	reply_header(rp, "Cache-Control", "private, no-cache");
	reply_header(rp, "X-Content-Type-Options", "nosniff");
	if (!r->part)
		return;
	rp->status = 206;
	reply_header(rp, "Content-Range",
	    arena_printf(cx->mem, "bytes %llu-%llu/%llu",
		(unsigned long long)r->from,
		(unsigned long long)(r->from + r->n - 1),
		(unsigned long long)a->size));
}

/* All of it, the reply's head before the first piece. */
static enum err_code
send_all(struct cx *cx, const struct req *rq, struct reply *rp,
    struct files_host *h, const struct sftp_handle *handle,
    const struct range *r, struct crypto_hash *hash)
{
	uint64_t sent = 0;
	struct str piece;
	enum err_code rc;

	rc = sftp_read_start(cx, h->f, handle, r->from, r->n);
	if (rc == ERR_OK)
		rc = sftp_read(cx, h->f, &piece);
	if (rc == ERR_OK)
		rc = rq->begin(cx, rq, rp, (int64_t)r->n);
	while (rc == ERR_OK && piece.n > 0) {
		crypto_hash_add(hash, piece);
		sent += piece.n;
		rc = rq->give(cx, rq, piece);
		if (rc == ERR_OK)
			rc = sftp_read(cx, h->f, &piece);
	}
	sftp_read_stop(h->f);
	if (rc == ERR_OK && sent < r->n)
		rc = err_set(cx, ERR_CONFLICT, "文件在下载期间变短",
		    "the file became shorter meanwhile");
	return rc;
}

/* What was sent must be one file, not halves of two. */
static enum err_code
is_same(struct cx *cx, struct files_host *h, const struct sftp_handle *handle,
    const struct sftp_attrs *before)
{
	struct sftp_attrs now;
	enum err_code rc;

	rc = sftp_fstat(cx, h->f, handle, &now);
	if (rc == ERR_OK &&
	    (now.mtime != before->mtime || now.size != before->size))
		rc = err_set(cx, ERR_CONFLICT, "文件在下载期间被修改",
		    "the file was changed meanwhile");
	return rc;
}

static enum err_code
open_file(struct cx *cx, struct files_host *h, struct str path,
    struct sftp_handle *handle, struct sftp_attrs *a)
{
	struct str real;
	enum err_code rc;

	rc = files_resolve(cx, h, path, FILES_FOLLOW, &real);
	/* Opening a fifo would wait for somebody who writes. */
	if (rc == ERR_OK)
		rc = sftp_stat(cx, h->f, real, a);
	if (rc == ERR_OK && !S_ISREG(a->mode))
		rc =
		    err_field(cx, "path", "不是普通文件", "not a regular file");
	if (rc == ERR_OK)
		rc = sftp_open(cx, h->f, real, SFTP_READ, 0, handle);
	if (rc)
		return rc;
	rc = files_recheck(cx, h, real, handle, a);
	if (rc == ERR_OK && (!S_ISREG(a->mode) || a->size > INT64_MAX / 2))
		rc =
		    err_field(cx, "path", "不是普通文件", "not a regular file");
	if (rc) {
		struct cx aside = *cx;

		if (sftp_close(&aside, h->f, handle))
			log_debug(cx, "files.close_lost",
			    LOG_INT("host", h->ref.id));
	}
	return rc;
}

enum err_code
files_download(struct cx *cx, const struct req *rq, struct reply *rp,
    struct files_host *h, struct str path)
{
	const char *if_range = rq->header(rq, "If-Range");
	const char *text = rq->header(rq, "Range");
	struct sftp_handle handle;
	struct crypto_hash hash;
	struct sftp_attrs a;
	struct range r;
	struct cx aside;
	enum err_code rc;

	crypto_hash_init(&hash);
	rc = open_file(cx, h, path, &handle, &a);
	if (rc)
		return rc;
	/* A part of another file than the caller has is of no use to him. */
	if (if_range != NULL && strcmp(if_range, etag_of(cx->mem, &a)) != 0)
		text = NULL;
	rc = read_range(cx, text, a.size, &r);
	if (rc == ERR_OK) {
		put_headers(cx, rp, path, &a, &r);
		rc = rq->head || r.n == 0 ?
		    rq->begin(cx, rq, rp, (int64_t)r.n) :
		    send_all(cx, rq, rp, h, &handle, &r, &hash);
	}
	if (rc == ERR_OK)
		rc = is_same(cx, h, &handle, &a);
	aside = *cx;
	if (sftp_close(&aside, h->f, &handle))
		log_debug(cx, "files.close_lost", LOG_INT("host", h->ref.id));
	if (rc == ERR_OK) {
		files_trail(cx, rp, h, path, (int64_t)(rq->head ? 0 : r.n),
		    rq->head ? "" : crypto_hash_hex(cx->mem, &hash));
	}
	return rc;
}
