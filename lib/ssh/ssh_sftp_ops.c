/*
 * ssh_sftp_ops: one request, one answer.
 */
#include "ssh/ssh_sftp_priv.h"

#define MANY 32 /* requests ahead where many are asked alike */

enum err_code
sftp_ask(struct cx *cx, struct sftp *f, size_t start, struct sftp_slot *slot,
    enum sftp_type want, struct sftp_reply *r) MUST_CHECK;

/* Sends what was begun and waits for an answer of kind ${want}. */
enum err_code
sftp_ask(struct cx *cx, struct sftp *f, size_t start, struct sftp_slot *slot,
    enum sftp_type want, struct sftp_reply *r)
{
	enum err_code rc;

	f->status = SFTP_OK;
	rc = sftp_send(cx, f, start);
	if (rc == ERR_OK)
		rc = sftp_await(cx, f, slot, r);
	return rc ? rc : sftp_expect(cx, f, r, want);
}

/* A request with a path alone. */
static enum err_code
on_path(struct cx *cx, struct sftp *f, enum sftp_type type, struct str path,
    enum sftp_type want, struct sftp_reply *r)
{
	struct sftp_slot *slot;
	size_t start;
	enum err_code rc;

	rc = sftp_begin(cx, f, type, &slot, &start);
	if (rc)
		return rc;
	sftp_put_str(&f->out, path);
	return sftp_ask(cx, f, start, slot, want, r);
}

static enum err_code
on_handle(struct cx *cx, struct sftp *f, enum sftp_type type,
    const struct sftp_handle *h, enum sftp_type want, struct sftp_reply *r)
{
	return on_path(cx, f, type, (struct str){ h->p, h->n }, want, r);
}

enum err_code
sftp_stat(struct cx *cx, struct sftp *f, struct str path,
    struct sftp_attrs *out)
{
	struct sftp_reply r;
	enum err_code rc;

	rc = on_path(cx, f, SFTP_T_STAT, path, SFTP_T_ATTRS, &r);
	*out = r.a;
	return rc;
}

enum err_code
sftp_lstat(struct cx *cx, struct sftp *f, struct str path,
    struct sftp_attrs *out)
{
	struct sftp_reply r;
	enum err_code rc;

	rc = on_path(cx, f, SFTP_T_LSTAT, path, SFTP_T_ATTRS, &r);
	*out = r.a;
	return rc;
}

enum err_code
sftp_fstat(struct cx *cx, struct sftp *f, const struct sftp_handle *h,
    struct sftp_attrs *out)
{
	struct sftp_reply r;
	enum err_code rc;

	rc = on_handle(cx, f, SFTP_T_FSTAT, h, SFTP_T_ATTRS, &r);
	*out = r.a;
	return rc;
}

static enum err_code
set_attrs(struct cx *cx, struct sftp *f, enum sftp_type type, struct str what,
    const struct sftp_attrs *in)
{
	struct sftp_slot *slot;
	struct sftp_reply r;
	size_t start;
	enum err_code rc;

	rc = sftp_begin(cx, f, type, &slot, &start);
	if (rc)
		return rc;
	sftp_put_str(&f->out, what);
	sftp_put_attrs(&f->out, in);
	return sftp_ask(cx, f, start, slot, SFTP_T_STATUS, &r);
}

enum err_code
sftp_setstat(struct cx *cx, struct sftp *f, struct str path,
    const struct sftp_attrs *in)
{
	return set_attrs(cx, f, SFTP_T_SETSTAT, path, in);
}

enum err_code
sftp_fsetstat(struct cx *cx, struct sftp *f, const struct sftp_handle *h,
    const struct sftp_attrs *in)
{
	return set_attrs(cx, f, SFTP_T_FSETSTAT, (struct str){ h->p, h->n },
	    in);
}

/* The one path that an answer names, copied. */
static enum err_code
one_name(struct cx *cx, struct sftp *f, enum sftp_type type, struct str path,
    struct str *out)
{
	struct sftp_reply r;
	struct str name;
	enum err_code rc;

	rc = on_path(cx, f, type, path, SFTP_T_NAME, &r);
	if (rc)
		return rc;
	name = r.count > 0 ? sftp_get_str(&r.rest) : (struct str){ NULL, 0 };
	if (r.count == 0 || r.rest.bad || name.n == 0 || name.n > 4096 ||
	    memchr(name.p, '\0', name.n) != NULL)
		return sftp_refused(cx, f, SFTP_FAILURE,
		    STR("an impossible path"));
	*out = (struct str){ arena_str(cx->mem, name), name.n };
	return ERR_OK;
}

enum err_code
sftp_realpath(struct cx *cx, struct sftp *f, struct str path, struct str *out)
{
	return one_name(cx, f, SFTP_T_REALPATH, path, out);
}

enum err_code
sftp_readlink(struct cx *cx, struct sftp *f, struct str path, struct str *out)
{
	return one_name(cx, f, SFTP_T_READLINK, path, out);
}

static enum err_code
on_two(struct cx *cx, struct sftp *f, enum sftp_type type,
    const char *extension, struct str one, struct str two)
{
	struct sftp_slot *slot;
	struct sftp_reply r;
	size_t start;
	enum err_code rc;

	rc = sftp_begin(cx, f, type, &slot, &start);
	if (rc)
		return rc;
	if (extension != NULL)
		sftp_put_str(&f->out, str_of(extension));
	sftp_put_str(&f->out, one);
	sftp_put_str(&f->out, two);
	return sftp_ask(cx, f, start, slot, SFTP_T_STATUS, &r);
}

/* OpenSSH takes the target first, whatever the draft says. */
enum err_code
sftp_symlink(struct cx *cx, struct sftp *f, struct str target, struct str path)
{
	return on_two(cx, f, SFTP_T_SYMLINK, NULL, target, path);
}

enum err_code
sftp_rename(struct cx *cx, struct sftp *f, struct str from, struct str to)
{
	return on_two(cx, f, SFTP_T_RENAME, NULL, from, to);
}

enum err_code
sftp_replace(struct cx *cx, struct sftp *f, struct str from, struct str to)
{
	struct sftp_attrs a;
	enum err_code rc;

	if (f->offers & SFTP_X_POSIX_RENAME)
		return on_two(cx, f, SFTP_T_EXTENDED,
		    "posix-rename@openssh.com", from, to);
	if (sftp_lstat(cx, f, to, &a) == ERR_OK) {
		rc = sftp_remove(cx, f, to);
		if (rc)
			return rc;
	}
	err_clear(cx);
	return sftp_rename(cx, f, from, to);
}

enum err_code
sftp_mkdir(struct cx *cx, struct sftp *f, struct str path, uint32_t mode)
{
	const struct sftp_attrs a = { .flags = SFTP_A_MODE, .mode = mode };

	return set_attrs(cx, f, SFTP_T_MKDIR, path, &a);
}

enum err_code
sftp_rmdir(struct cx *cx, struct sftp *f, struct str path)
{
	struct sftp_reply r;

	return on_path(cx, f, SFTP_T_RMDIR, path, SFTP_T_STATUS, &r);
}

enum err_code
sftp_remove(struct cx *cx, struct sftp *f, struct str path)
{
	struct sftp_reply r;

	return on_path(cx, f, SFTP_T_REMOVE, path, SFTP_T_STATUS, &r);
}

static uint64_t
times(uint64_t a, uint64_t b)
{
	return b != 0 && a > UINT64_MAX / b ? UINT64_MAX : a * b;
}

enum err_code
sftp_space(struct cx *cx, struct sftp *f, struct str path,
    struct sftp_space *out)
{
	struct sftp_slot *slot;
	struct sftp_reply r;
	uint64_t v[11];
	size_t start, i;
	enum err_code rc;

	*out = (struct sftp_space){ .total = 0 };
	if (!(f->offers & SFTP_X_STATVFS))
		return sftp_refused(cx, f, SFTP_UNSUPPORTED, STR("statvfs"));
	rc = sftp_begin(cx, f, SFTP_T_EXTENDED, &slot, &start);
	if (rc)
		return rc;
	sftp_put_str(&f->out, STR("statvfs@openssh.com"));
	sftp_put_str(&f->out, path);
	rc = sftp_ask(cx, f, start, slot, SFTP_T_EXTENDED_REPLY, &r);
	if (rc)
		return rc;
	/* bsize frsize blocks bfree bavail files ffree favail fsid flag namemax */
	for (i = 0; i < 11; i++)
		v[i] = sftp_get_u64(&r.rest);
	if (r.rest.bad)
		return sftp_refused(cx, f, SFTP_FAILURE, STR("statvfs"));
	out->total = times(v[1], v[2]);
	out->free = times(v[1], v[4]);
	out->files = v[5];
	out->files_free = v[7];
	out->read_only = (v[9] & 1) != 0;
	return ERR_OK;
}

/* --- many alike --- */

struct many {
	enum sftp_type type;
	const struct str *paths;
	size_t n;
};

/* Asks for all of them, some ahead, and gives each answer to ${fn}. */
static enum err_code
ask_many(struct cx *cx, struct sftp *f, const struct many *m,
    void (*fn)(struct cx *cx, size_t i, struct sftp_reply *r, void *arg),
    void *arg)
{
	struct sftp_slot *slots[MANY], *slot;
	size_t sent = 0, done = 0, start;
	struct sftp_reply r;
	enum err_code rc;

	while (done < m->n) {
		while (sent < m->n && sent - done < MANY) {
			rc = sftp_begin(cx, f, m->type, &slot, &start);
			if (rc)
				return rc;
			sftp_put_str(&f->out, m->paths[sent]);
			rc = sftp_send(cx, f, start);
			if (rc)
				return rc;
			slots[sent++ % MANY] = slot;
		}
		rc = sftp_await(cx, f, slots[done % MANY], &r);
		if (rc)
			return rc;
		fn(cx, done++, &r, arg);
	}
	return ERR_OK;
}

static void
keep_attrs(struct cx *cx, size_t i, struct sftp_reply *r, void *arg)
{
	(void)cx;
	if (r->type == SFTP_T_ATTRS)
		((struct sftp_attrs *)arg)[i] = r->a;
}

enum err_code
sftp_stat_many(struct cx *cx, struct sftp *f, bool follow,
    const struct str *paths, size_t n, struct sftp_attrs *out)
{
	const struct many m = { follow ? SFTP_T_STAT : SFTP_T_LSTAT, paths, n };

	memset(out, 0, n * sizeof(*out));
	return ask_many(cx, f, &m, keep_attrs, out);
}

static void
keep_status(struct cx *cx, size_t i, struct sftp_reply *r, void *arg)
{
	(void)cx;
	((uint32_t *)arg)[i] =
	    r->type == SFTP_T_STATUS ? r->status : SFTP_FAILURE;
}

enum err_code
sftp_remove_many(struct cx *cx, struct sftp *f, const struct str *paths,
    size_t n, uint32_t *status)
{
	const struct many m = { SFTP_T_REMOVE, paths, n };

	return ask_many(cx, f, &m, keep_status, status);
}

static void
keep_link(struct cx *cx, size_t i, struct sftp_reply *r, void *arg)
{
	struct str name;

	if (r->type != SFTP_T_NAME || r->count == 0)
		return;
	name = sftp_get_str(&r->rest);
	if (!r->rest.bad && name.n > 0 && name.n <= 4096)
		((struct str *)arg)[i] =
		    (struct str){ arena_str(cx->mem, name), name.n };
}

enum err_code
sftp_readlink_many(struct cx *cx, struct sftp *f, const struct str *paths,
    size_t n, struct str *out)
{
	const struct many m = { SFTP_T_READLINK, paths, n };

	memset(out, 0, n * sizeof(*out));
	return ask_many(cx, f, &m, keep_link, out);
}

/* --- handles --- */

static enum err_code
take_handle(struct cx *cx, struct sftp *f, const struct sftp_reply *r,
    struct sftp_handle *out)
{
	if (r->text.n == 0 || r->text.n > sizeof(out->p))
		return sftp_refused(cx, f, SFTP_FAILURE, STR("a bad handle"));
	memcpy(out->p, r->text.p, r->text.n);
	out->n = r->text.n;
	return ERR_OK;
}

enum err_code
sftp_open(struct cx *cx, struct sftp *f, struct str path, unsigned flags,
    uint32_t mode, struct sftp_handle *out)
{
	const struct sftp_attrs a = { .flags = SFTP_A_MODE, .mode = mode };
	struct sftp_slot *slot;
	struct sftp_reply r;
	size_t start;
	enum err_code rc;

	rc = sftp_begin(cx, f, SFTP_T_OPEN, &slot, &start);
	if (rc)
		return rc;
	sftp_put_str(&f->out, path);
	sftp_put_u32(&f->out, flags);
	sftp_put_attrs(&f->out, &a);
	rc = sftp_ask(cx, f, start, slot, SFTP_T_HANDLE, &r);
	return rc ? rc : take_handle(cx, f, &r, out);
}

enum err_code
sftp_close(struct cx *cx, struct sftp *f, const struct sftp_handle *h)
{
	struct sftp_reply r;

	return on_handle(cx, f, SFTP_T_CLOSE, h, SFTP_T_STATUS, &r);
}

enum err_code
sftp_fsync(struct cx *cx, struct sftp *f, const struct sftp_handle *h)
{
	struct sftp_slot *slot;
	struct sftp_reply r;
	size_t start;
	enum err_code rc;

	if (!(f->offers & SFTP_X_FSYNC))
		return ERR_OK;
	rc = sftp_begin(cx, f, SFTP_T_EXTENDED, &slot, &start);
	if (rc)
		return rc;
	sftp_put_str(&f->out, STR("fsync@openssh.com"));
	sftp_put_str(&f->out, (struct str){ h->p, h->n });
	return sftp_ask(cx, f, start, slot, SFTP_T_STATUS, &r);
}

enum err_code
sftp_copy_data(struct cx *cx, struct sftp *f, const struct sftp_handle *from,
    uint64_t from_at, uint64_t n, const struct sftp_handle *to, uint64_t to_at)
{
	struct sftp_slot *slot;
	struct sftp_reply r;
	size_t start;
	enum err_code rc;

	if (!(f->offers & SFTP_X_COPY_DATA))
		return sftp_refused(cx, f, SFTP_UNSUPPORTED, STR("copy-data"));
	rc = sftp_begin(cx, f, SFTP_T_EXTENDED, &slot, &start);
	if (rc)
		return rc;
	sftp_put_str(&f->out, STR("copy-data"));
	sftp_put_str(&f->out, (struct str){ from->p, from->n });
	sftp_put_u64(&f->out, from_at);
	sftp_put_u64(&f->out, n);
	sftp_put_str(&f->out, (struct str){ to->p, to->n });
	sftp_put_u64(&f->out, to_at);
	return sftp_ask(cx, f, start, slot, SFTP_T_STATUS, &r);
}

/* --- folders --- */

struct listing {
	struct sftp_slot *slots[4];
	size_t first, count;
	struct sftp_handle h;
};

static enum err_code
ask_more(struct cx *cx, struct sftp *f, struct listing *l)
{
	struct sftp_slot *slot;
	size_t start;
	enum err_code rc;

	while (l->count < 4) {
		rc = sftp_begin(cx, f, SFTP_T_READDIR, &slot, &start);
		if (rc)
			return rc;
		sftp_put_str(&f->out, (struct str){ l->h.p, l->h.n });
		rc = sftp_send(cx, f, start);
		if (rc)
			return rc;
		l->slots[(l->first + l->count++) % 4] = slot;
	}
	return ERR_OK;
}

static enum err_code
walk(struct cx *cx, struct sftp *f, struct listing *l,
    enum err_code (*fn)(struct cx *cx, const struct sftp_entry *e, void *arg),
    void *arg)
{
	struct sftp_entry e;
	struct sftp_reply r;
	enum err_code rc;

	for (;;) {
		rc = ask_more(cx, f, l);
		if (rc == ERR_OK)
			rc = sftp_await(cx, f, l->slots[l->first], &r);
		if (rc)
			return rc;
		l->first = (l->first + 1) % 4;
		l->count--;
		if (r.type == SFTP_T_STATUS && r.status == SFTP_EOF)
			return ERR_OK;
		rc = sftp_expect(cx, f, &r, SFTP_T_NAME);
		while (rc == ERR_OK && sftp_next_entry(&r, &e))
			rc = fn(cx, &e, arg);
		if (rc == ERR_OK && r.rest.bad)
			rc = sftp_refused(cx, f, SFTP_FAILURE,
			    STR("a broken list"));
		if (rc)
			return rc;
	}
}

enum err_code
sftp_list(struct cx *cx, struct sftp *f, struct str path,
    enum err_code (*fn)(struct cx *cx, const struct sftp_entry *e, void *arg),
    void *arg)
{
	struct listing l = { .first = 0 };
	struct sftp_reply r;
	struct cx aside;
	enum err_code rc, closed;

	rc = on_path(cx, f, SFTP_T_OPENDIR, path, SFTP_T_HANDLE, &r);
	if (rc == ERR_OK)
		rc = take_handle(cx, f, &r, &l.h);
	if (rc)
		return rc;
	rc = walk(cx, f, &l, fn, arg);
	while (l.count > 0) {
		sftp_forget(f, l.slots[l.first]);
		l.first = (l.first + 1) % 4;
		l.count--;
	}
	aside = *cx;
	closed = sftp_close(&aside, f, &l.h);
	(void)closed;
	return rc;
}
