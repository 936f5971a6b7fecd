/*
 * files_upload: files that come in pieces and appear whole.
 *
 * The bytes go to a part beside the target; the row says how many of them the
 * host has confirmed and what their SHA-256 is so far, written every few
 * megabytes and at the end of a request.  Whoever is killed in between leaves a
 * part with more bytes than the row counts: they are sent again.  A part whose
 * upload is over in any way is removed; those of the dead by files.clean.
 */
#include <sys/stat.h>

#include "db/db.h"
#include "files/files_int.h"

#define NOTE_EACH ((int64_t)16 << 20)
#define NOTE_MS 30000
#define SYNC_MS 300000
#define WRITE_MS 500

static struct str
unhex(struct cx *cx, const char *hex)
{
	size_t n = hex != NULL ? strlen(hex) / 2 : 0;
	unsigned char *p = arena_alloc(cx->mem, n + 1);

	if (n == 0 || !crypto_unhex(str_of(hex), p, n))
		return STR("");
	return (struct str){ (const char *)p, n };
}

static void
dress(struct cx *cx, struct file_upload *u)
{
	struct str path = unhex(cx, u->path_hex);
	bool exact;

	u->path = files_show(cx->mem, path, &exact);
	u->path_b64 = files_code(cx->mem, path);
}

struct str
files_upload_part(struct cx *cx, const struct file_upload *u)
{
	return unhex(cx, u->part_hex);
}

static bool
is_open(const struct file_upload *u)
{
	return strcmp(u->status, "open") == 0 ||
	    strcmp(u->status, "completing") == 0;
}

static enum err_code
over(struct cx *cx, const struct file_upload *u)
{
	return err_set(cx, ERR_CONFLICT, "上传已结束（%s）",
	    "the upload is over (%s)", u->status);
}

/* The caller's own upload on this host. */
static enum err_code
get(struct cx *cx, struct files_host *h, int64_t id, struct file_upload *out)
{
	enum err_code rc;

	rc = files_db_upload(cx, h->ref.id, id, out);
	if (rc == ERR_OK)
		dress(cx, out);
	return rc;
}

enum err_code
files_uploads(struct cx *cx, int64_t host_id, struct file_upload **items,
    size_t *n)
{
	enum err_code rc;
	size_t i;

	rc = files_db_uploads(cx, host_id, items, n);
	for (i = 0; rc == ERR_OK && i < *n; i++)
		dress(cx, &(*items)[i]);
	return rc;
}

/* --- the beginning --- */

/* The target may be written, and there is room. */
static enum err_code
check_target(struct cx *cx, struct files_host *h, struct str real,
    const struct file_upload_new *in)
{
	struct cx aside = *cx;
	struct sftp_space s;
	struct sftp_attrs a;
	enum err_code rc;

	rc = sftp_lstat(cx, h->f, real, &a);
	if (rc == ERR_OK) {
		if (S_ISDIR(a.mode))
			return err_field_as(cx, ERR_CONFLICT, "path",
			    "已存在同名目录",
			    "a folder with this name is there");
		if (!in->overwrite)
			return err_field_as(cx, ERR_CONFLICT, "path",
			    "文件已存在", "the file exists already");
	} else if (rc != ERR_NOT_FOUND) {
		return rc;
	}
	err_clear(cx);
	if (in->size <= 0 ||
	    sftp_space(&aside, h->f, files_parent(cx->mem, real), &s) ||
	    s.total == 0 || s.free >= (uint64_t)in->size)
		return ERR_OK;
	return err_field_as(cx, ERR_STORAGE, "size",
	    "主机磁盘空间不足，剩余 %lld 字节",
	    "no space left on the host: %lld bytes are free",
	    (long long)s.free);
}

static enum err_code
make_part(struct cx *cx, struct files_host *h, struct str part)
{
	struct sftp_handle handle;
	enum err_code rc;

	rc = sftp_open(cx, h->f, part, SFTP_WRITE | SFTP_CREATE | SFTP_EXCL,
	    0600, &handle);
	if (rc)
		return files_why_write(cx, h, part, rc, 4096);
	return sftp_close(cx, h->f, &handle);
}

enum err_code
files_upload_new(struct cx *cx, struct files_host *h,
    const struct file_upload_new *in, struct file_upload *out)
{
	struct file_upload row = { .size = in->size,
		.sha256 = in->sha256 != NULL ? in->sha256 : "",
		.overwrite = in->overwrite,
		.mode = -1 };
	struct str path, real;
	enum err_code rc;
	struct cx aside;

	if (in->permissions != NULL && in->permissions[0] != '\0')
		row.mode = (int64_t)strtoul(in->permissions, NULL, 8);
	rc = files_path(cx, "path", in->path, in->path_b64, true, &path);
	if (rc == ERR_OK && !files_name_ok(files_base(path)))
		rc = err_field(cx, "path", "无效的文件名", "not a file name");
	if (rc == ERR_OK)
		rc = files_resolve(cx, h, path, FILES_NOFOLLOW, &real);
	if (rc == ERR_OK)
		rc = check_target(cx, h, real, in);
	/* The row before the part: what is there is known. */
	if (rc == ERR_OK)
		rc = files_db_upload_insert(cx, &h->ref, &row, real,
		    files_parent(cx->mem, real), out);
	if (rc)
		return rc;
	dress(cx, out);
	(void)FAULT("files.row");
	rc = make_part(cx, h, files_upload_part(cx, out));
	if (rc) {
		aside = *cx;
		if (files_db_status(&aside, out->id, "aborted", "", -1))
			log_warn(cx, "files.row_stays",
			    LOG_INT("upload", out->id));
	}
	return rc;
}

/* --- where it stands --- */

/* Back to the start: the host has not got what the row says. */
static enum err_code
start_over(struct cx *cx, struct file_upload *u)
{
	struct crypto_hash hash;

	crypto_hash_init(&hash);
	u->offset = 0;
	u->state_hex = NULL;
	return files_db_progress(cx, u->id, 0, &hash);
}

/* Whether the part's folder still is where it was, and the part no link. */
static enum err_code
part_attrs(struct cx *cx, struct files_host *h, const struct file_upload *u,
    struct sftp_attrs *a)
{
	struct str part = files_upload_part(cx, u), real;
	enum err_code rc;

	rc = files_resolve(cx, h, part, FILES_NOFOLLOW, &real);
	if (rc == ERR_OK && !str_eq(real, part))
		rc = err_plain(cx, ERR_FORBIDDEN);
	if (rc == ERR_OK)
		rc = sftp_lstat(cx, h->f, part, a);
	if (rc == ERR_OK && !S_ISREG(a->mode))
		rc = err_set(cx, ERR_CONFLICT, "上传的临时文件已被替换",
		    "the upload's part has been replaced");
	return rc;
}

enum err_code
files_upload_look(struct cx *cx, struct files_host *h, int64_t upload_id,
    struct file_upload *out)
{
	struct sftp_attrs a;
	enum err_code rc;

	rc = get(cx, h, upload_id, out);
	if (rc || strcmp(out->status, "open") != 0)
		return rc;
	rc = part_attrs(cx, h, out, &a);
	if (rc == ERR_NOT_FOUND)
		a.size = 0;
	else if (rc)
		return rc;
	err_clear(cx);
	if (out->offset > 0 && a.size < (uint64_t)out->offset)
		return start_over(cx, out);
	return ERR_OK;
}

/* --- bytes --- */

static enum err_code
note(struct cx *cx, struct files_taking *t, int64_t at,
    const struct crypto_hash *hash)
{
	enum err_code rc;

	if (at <= t->noted)
		return ERR_OK;
	rc = files_db_progress(cx, t->u->id, at, hash);
	if (rc == ERR_OK) {
		t->noted = at;
		t->noted_ms = time_mono_ms();
	}
	return rc;
}

enum err_code
files_take_piece(struct cx *cx, struct files_taking *t, struct str piece)
{
	uint64_t sure = 0;
	enum err_code rc;

	if (t->u->size >= 0 && t->at + (int64_t)piece.n > t->u->size)
		return err_field_as(cx, ERR_TOO_LARGE, "offset",
		    "数据多于声明的 %lld 字节",
		    "more than the %lld bytes that were announced",
		    (long long)t->u->size);
	crypto_hash_add(&t->hash, piece);
	rc = sftp_write(cx, t->h->f, &t->handle, (uint64_t)t->at, piece, &sure);
	t->at += (int64_t)piece.n;
	if (rc)
		return rc;
	(void)FAULT("files.piece");
	if (t->mark > 0 && (int64_t)sure >= t->mark) {
		rc = note(cx, t, t->mark, &t->mark_hash);
		t->mark = 0;
	}
	if (rc == ERR_OK && t->mark == 0 &&
	    (t->at - t->noted >= NOTE_EACH ||
		time_mono_ms() - t->noted_ms >= NOTE_MS)) {
		t->mark = t->at;
		t->mark_hash = t->hash;
	}
	return rc;
}

/*
 * Ends the writes, however the taking ended, and notes what is sure: the first
 * error is the one that counts.
 */
enum err_code
files_take_settle(struct cx *cx, struct files_taking *t, enum err_code rc)
{
	struct cx aside = *cx, *use = rc ? &aside : cx;
	uint64_t sure = 0;
	enum err_code ended, noted = ERR_OK;

	ended = sftp_write_end(use, t->h->f, &sure);
	if (ended == ERR_OK && t->at > 0)
		noted = note(use, t, t->at, &t->hash);
	else if (t->mark > 0 && (int64_t)sure >= t->mark)
		noted = note(&aside, t, t->mark, &t->mark_hash);
	t->u->offset = t->noted;
	if (rc)
		return rc;
	return ended ? ended : noted;
}

enum err_code
files_take_open(struct cx *cx, struct files_taking *t)
{
	struct str part = files_upload_part(cx, t->u);
	struct sftp_attrs a;
	enum err_code rc;

	rc = part_attrs(cx, t->h, t->u, &a);
	if (rc == ERR_NOT_FOUND && t->u->offset == 0) {
		err_clear(cx);
		rc = make_part(cx, t->h, part);
	}
	if (rc == ERR_OK)
		rc = sftp_open(cx, t->h->f, part, SFTP_WRITE, 0600, &t->handle);
	if (rc == ERR_OK)
		rc = files_recheck(cx, t->h, part, &t->handle, &a);
	return rc;
}

static bool
load_hash(struct cx *cx, const struct file_upload *u, struct crypto_hash *hash)
{
	crypto_hash_init(hash);
	return u->offset == 0 ||
	    crypto_hash_load(hash, unhex(cx, u->state_hex));
}

enum err_code
files_take_close(struct cx *cx, struct files_taking *t, enum err_code rc)
{
	struct cx aside = *cx;
	enum err_code closed;

	closed = sftp_close(rc ? &aside : cx, t->h->f, &t->handle);
	return rc ? rc : closed;
}

/*
 * Collects what comes into pieces of the size that a server writes at once; of
 * what comes slowly, whatever has come after half a second.
 */
static enum err_code
take_all(struct cx *cx, const struct req *rq, struct files_taking *t)
{
	char *piece = arena_alloc(cx->mem, SFTP_CHUNK);
	int64_t since = time_mono_ms();
	enum err_code rc = ERR_OK, wrote;
	size_t n = 1, have = 0;
	struct cx aside;

	while (rc == ERR_OK && n > 0) {
		rc = rq->take(cx, rq, piece + have, SFTP_CHUNK - have, &n);
		have += n;
		if (have == 0 ||
		    (rc == ERR_OK && n > 0 && have < SFTP_CHUNK &&
			time_mono_ms() - since < WRITE_MS))
			continue;
		/* What came before the end of a cut body is kept, too. */
		aside = *cx;
		wrote = files_take_piece(rc ? &aside : cx, t,
		    (struct str){ piece, have });
		rc = rc ? rc : wrote;
		have = 0;
		since = time_mono_ms();
	}
	return rc;
}

enum err_code
files_upload_take(struct cx *cx, const struct req *rq, struct files_host *h,
    int64_t upload_id, int64_t offset, struct file_upload *out)
{
	struct files_taking t = { .h = h, .u = out };
	enum err_code rc;

	rc = files_upload_look(cx, h, upload_id, out);
	if (rc)
		return rc;
	if (strcmp(out->status, "open") != 0)
		return over(cx, out);
	if (offset != out->offset) {
		cx->current_version = out->offset;
		return err_field_as(cx, ERR_CONFLICT, "offset",
		    "上传应从 %lld 字节处继续",
		    "the upload goes on at byte %lld", (long long)out->offset);
	}
	t.at = t.noted = offset;
	t.noted_ms = time_mono_ms();
	if (!load_hash(cx, out, &t.hash))
		return start_over(cx, out);
	rc = files_take_open(cx, &t);
	if (rc)
		return rc;
	rc = take_all(cx, rq, &t);
	rc = files_take_settle(cx, &t, rc);
	if (rc)
		rc = files_why_write(cx, h, files_upload_part(cx, out), rc,
		    out->size >= 0 ? out->size - t.noted : 1 << 20);
	return files_take_close(cx, &t, rc);
}

/* --- the end --- */

static enum err_code
drop_part(struct cx *cx, struct files_host *h, const struct file_upload *u)
{
	struct str part = files_upload_part(cx, u), real;
	enum err_code rc;

	rc = files_resolve(cx, h, part, FILES_NOFOLLOW, &real);
	if (rc == ERR_OK && !str_eq(real, part))
		rc = err_plain(cx, ERR_FORBIDDEN);
	if (rc == ERR_OK)
		rc = sftp_remove(cx, h->f, part);
	if (rc == ERR_NOT_FOUND) {
		err_clear(cx);
		rc = ERR_OK;
	}
	return rc;
}

/* Removes the part and ends the row; the error in cx stays. */
void
files_upload_give_up(struct cx *cx, struct files_host *h,
    const struct file_upload *u)
{
	struct cx aside = *cx;
	enum err_code rc;

	rc = drop_part(&aside, h, u);
	if (rc == ERR_OK)
		rc = files_db_status(&aside, u->id, "aborted", "", -1);
	if (rc)
		log_warn(cx, "files.part_stays", LOG_INT("upload", u->id),
		    LOG_TEXT("why", aside.message));
}

static enum err_code
check_whole(struct cx *cx, const struct file_upload *u,
    const struct sftp_attrs *a, const char *sha256)
{
	if ((u->size >= 0 && u->offset != u->size) ||
	    a->size < (uint64_t)u->offset) {
		cx->current_version = u->offset;
		return err_field_as(cx, ERR_CONFLICT, "size",
		    "只收到 %lld 字节，共 %lld 字节",
		    "only %lld of %lld bytes have come", (long long)u->offset,
		    (long long)u->size);
	}
	if (u->sha256[0] != '\0' && strcmp(u->sha256, sha256) != 0)
		return err_field_as(cx, ERR_CONFLICT, "sha256",
		    "内容与声明的 SHA-256 不符",
		    "what has come has not the SHA-256 that was announced");
	return ERR_OK;
}

/* Size, mode and owner as the file shall have them, and all of it on the disk. */
static enum err_code
finish_part(struct cx *cx, struct files_host *h, const struct file_upload *u,
    struct str part, const struct sftp_attrs *old)
{
	struct sftp_attrs want = { .flags = SFTP_A_SIZE | SFTP_A_MODE,
		.size = (uint64_t)u->offset,
		.mode = u->mode >= 0 ? (uint32_t)u->mode & 07777 :
		    old->flags != 0  ? old->mode & 07777 :
				       0644 };
	const struct sftp_attrs ids = {
		.flags = SFTP_A_IDS, .uid = old->uid, .gid = old->gid
	};
	struct sftp_handle handle;
	struct sftp_attrs a;
	struct cx aside;
	enum err_code rc;

	rc = sftp_open(cx, h->f, part, SFTP_WRITE, 0600, &handle);
	if (rc)
		return rc;
	rc = files_recheck(cx, h, part, &handle, &a);
	aside = *cx;
	/* Who may not give files away keeps them. */
	if (rc == ERR_OK && (old->flags & SFTP_A_IDS) &&
	    (old->uid != a.uid || old->gid != a.gid) &&
	    sftp_fsetstat(&aside, h->f, &handle, &ids))
		log_debug(cx, "files.owner", LOG_INT("upload", u->id));
	if (rc == ERR_OK)
		rc = sftp_fsetstat(cx, h->f, &handle, &want);
	if (rc == ERR_OK)
		rc = sftp_fsync(cx, h->f, &handle);
	if (rc == ERR_OK)
		return sftp_close(cx, h->f, &handle);
	aside = *cx;
	if (sftp_close(&aside, h->f, &handle))
		log_debug(cx, "files.close_lost", LOG_INT("host", h->ref.id));
	return files_why_write(cx, h, part, rc, 0);
}

static enum err_code
put_in_place(struct cx *cx, struct files_host *h, const struct file_upload *u,
    struct str part, const char *sha256)
{
	struct str path = unhex(cx, u->path_hex), real;
	struct sftp_attrs old = { .flags = 0 };
	enum err_code rc;

	rc = files_resolve(cx, h, path, FILES_NOFOLLOW, &real);
	if (rc == ERR_OK && !str_eq(real, path))
		rc = err_plain(cx, ERR_FORBIDDEN);
	if (rc == ERR_OK)
		rc = sftp_lstat(cx, h->f, path, &old);
	if (rc != ERR_OK && rc != ERR_NOT_FOUND)
		return rc;
	if (rc == ERR_OK && (!u->overwrite || S_ISDIR(old.mode)))
		return err_field_as(cx, ERR_CONFLICT, "path", "文件已存在",
		    "the file exists already");
	err_clear(cx);
	if (!S_ISREG(old.mode))
		old.flags = 0;
	rc = finish_part(cx, h, u, part, &old);
	/* Who comes after a crash here knows that the rename may be done. */
	if (rc == ERR_OK)
		rc =
		    files_db_status(cx, u->id, "completing", sha256, u->offset);
	(void)FAULT("files.before_rename");
	if (rc == ERR_OK)
		rc = u->overwrite ? sftp_replace(cx, h->f, part, path) :
				    sftp_rename(cx, h->f, part, path);
	(void)FAULT("files.after_rename");
	return rc;
}

/* A crash fell between the rename and its row. */
static enum err_code
find_done(struct cx *cx, struct files_host *h, const struct file_upload *u)
{
	struct sftp_attrs a;
	enum err_code rc;

	err_clear(cx);
	rc = sftp_lstat(cx, h->f, unhex(cx, u->path_hex), &a);
	if (rc == ERR_OK && S_ISREG(a.mode) && a.size == (uint64_t)u->offset)
		return ERR_OK;
	return rc ? rc :
		    err_set(cx, ERR_CONFLICT, "上传的临时文件已不存在",
			"the upload's part is not there any more");
}

enum err_code
files_upload_complete(struct cx *cx, struct files_host *h, int64_t upload_id,
    struct file_upload *out)
{
	struct crypto_hash hash;
	struct sftp_attrs a;
	const char *sha256;
	enum err_code rc;

	rc = get(cx, h, upload_id, out);
	if (rc)
		return rc;
	if (strcmp(out->status, "done") == 0)
		return ERR_OK;
	if (!is_open(out))
		return over(cx, out);
	if (!load_hash(cx, out, &hash))
		return start_over(cx, out);
	sha256 = crypto_hash_hex(cx->mem, &hash);
	sftp_set_wait(h->f, SYNC_MS, -1);
	cx->deadline_ms = time_mono_ms() + SYNC_MS;
	rc = part_attrs(cx, h, out, &a);
	if (rc == ERR_NOT_FOUND && strcmp(out->status, "completing") == 0) {
		rc = find_done(cx, h, out);
	} else if (rc == ERR_OK) {
		rc = check_whole(cx, out, &a, sha256);
		if (rc == ERR_CONFLICT && cx->field != NULL &&
		    strcmp(cx->field, "sha256") == 0)
			files_upload_give_up(cx, h, out);
		if (rc == ERR_OK)
			rc = put_in_place(cx, h, out,
			    files_upload_part(cx, out), sha256);
	}
	if (rc == ERR_OK)
		rc = files_db_status(cx, out->id, "done", sha256, out->offset);
	if (rc)
		return rc;
	out->status = "done";
	out->sha256 = sha256;
	out->size = out->offset;
	return ERR_OK;
}

enum err_code
files_upload_abort(struct cx *cx, struct files_host *h, int64_t upload_id,
    struct file_upload *out)
{
	enum err_code rc;

	rc = get(cx, h, upload_id, out);
	if (rc)
		return rc;
	if (!is_open(out))
		return over(cx, out);
	rc = drop_part(cx, h, out);
	if (rc == ERR_OK)
		rc = files_db_status(cx, out->id, "aborted", "", -1);
	if (rc == ERR_OK)
		out->status = "aborted";
	return rc;
}

enum err_code
files_upload_expire(struct cx *cx, struct files_host *h,
    const struct file_upload *u)
{
	enum err_code rc;

	rc = drop_part(cx, h, u);
	return rc ? rc : files_db_status(cx, u->id, "expired", "", -1);
}
