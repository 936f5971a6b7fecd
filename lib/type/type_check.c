/*
 * type_check: see type_check.h.
 */
#include "type/type_check.h"

static void
put_path(struct buf *b, const struct type_path *at)
{
	if (!at)
		return;
	put_path(b, at->up);
	if (!at->name) {
		buf_printf(b, "[%zu]", at->index);
		return;
	}
	if (b->n)
		buf_putc(b, '.');
	buf_puts(b, at->name);
}

const char *
type_path_text(struct cx *cx, const struct type_path *at)
{
	struct buf b;

	buf_init(&b, cx->mem, 512);
	put_path(&b, at);
	return b.p;
}

enum err_code
type_missing(struct cx *cx, const struct type_path *at)
{
	const char *name = type_path_text(cx, at);

	return err_field_as(cx, ERR_MISSING, name, "缺少必要参数 '%s'",
	    "'%s' is required", name);
}

enum err_code
type_unknown(struct cx *cx, const struct type_path *at)
{
	const char *name = type_path_text(cx, at);

	return err_field(cx, name, "未知参数 '%s'", "'%s' is not known here",
	    name);
}

enum err_code
type_read_only(struct cx *cx, const struct type_path *at)
{
	const char *name = type_path_text(cx, at);

	return err_field(cx, name, "'%s' 是只读的", "'%s' is read-only", name);
}

enum err_code
type_wrong(struct cx *cx, const struct type_path *at, const char *zh,
    const char *en)
{
	const char *name = type_path_text(cx, at);

	return err_field(cx, name, "'%s' %s", "'%s' %s", name,
	    cx->lang == LANG_EN ? en : zh);
}

enum err_code
type_check_int(struct cx *cx, const struct type_path *at, const struct field *f,
    int64_t v)
{
	const char *name;

	/* Two zeros are no limits, for rows that were made without any. */
	if ((f->low == 0 && f->high == 0) || (v >= f->low && v <= f->high))
		return ERR_OK;
	name = type_path_text(cx, at);
	if (f->high >= JSON_MAX_SAFE)
		return err_field(cx, name, "'%s' 不能小于 %lld",
		    "'%s' must be at least %lld", name, (long long)f->low);
	return err_field(cx, name, "'%s' 必须在 %lld 到 %lld 之间",
	    "'%s' must be %lld to %lld", name, (long long)f->low,
	    (long long)f->high);
}

enum err_code
type_check_count(struct cx *cx, const struct type_path *at,
    const struct field *f, size_t n)
{
	const char *name;

	if ((int64_t)n >= f->low && (f->high <= 0 || (int64_t)n <= f->high))
		return ERR_OK;
	name = type_path_text(cx, at);
	if (f->high <= 0)
		return err_field(cx, name, "'%s' 至少需要 %lld 项",
		    "'%s' must have at least %lld items", name,
		    (long long)f->low);
	return err_field(cx, name, "'%s' 必须有 %lld 到 %lld 项",
	    "'%s' must have %lld to %lld items", name, (long long)f->low,
	    (long long)f->high);
}

/*
 * Whether ${s} is free of control characters, C1 (U+0080 to U+009F, a terminal
 * obeys them) included.  ${raw} lets tab, CR and LF pass.
 */
static bool
is_clean(struct str s, bool raw)
{
	unsigned char c;
	size_t i;

	for (i = 0; i < s.n; i++) {
		c = (unsigned char)s.p[i];
		if (c < 0x20 && raw && (c == '\t' || c == '\n' || c == '\r'))
			continue;
		if (c < 0x20 || c == 0x7f)
			return false;
		if (c == 0xc2 && i + 1 < s.n &&
		    (unsigned char)s.p[i + 1] < 0xa0)
			return false;
	}
	return true;
}

static enum err_code
check_length(struct cx *cx, const struct type_path *at, const struct field *f,
    struct str s)
{
	const char *name;
	int64_t n;

	/* Bytes are never fewer than characters: most texts need no count. */
	if (s.n >= (size_t)f->low * 4 && (int64_t)s.n <= f->high)
		return ERR_OK;
	n = (int64_t)str_chars(s);
	if (n >= f->low && (f->high <= 0 || n <= f->high))
		return ERR_OK;
	name = type_path_text(cx, at);
	if (f->high <= 0)
		return err_field(cx, name, "'%s' 至少需要 %lld 个字符",
		    "'%s' must be at least %lld characters long", name,
		    (long long)f->low);
	return err_field(cx, name, "'%s' 的长度必须为 %lld 到 %lld 个字符",
	    "'%s' must be %lld to %lld characters long", name,
	    (long long)f->low, (long long)f->high);
}

static enum err_code
check_enum(struct cx *cx, const struct type_path *at, const struct field *f,
    struct str s)
{
	const char *name;
	struct buf all;
	size_t i;

	for (i = 0; f->names[i]; i++) {
		if (str_eq(str_of(f->names[i]), s))
			return ERR_OK;
	}
	buf_init(&all, cx->mem, 4096);
	for (i = 0; f->names[i]; i++) {
		if (i)
			buf_puts(&all, ", ");
		buf_puts(&all, f->names[i]);
	}
	name = type_path_text(cx, at);
	return err_field(cx, name, "'%s' 必须是以下之一：%s",
	    "'%s' must be one of: %s", name, all.p);
}

enum err_code
type_check_text(struct cx *cx, const struct type_path *at,
    const struct field *f, struct str *s)
{
	struct str trimmed = str_trim(*s);

	if ((f->flags & F_REQ) && trimmed.n == 0)
		return type_missing(cx, at);
	if (!(f->flags & F_RAW_TEXT))
		*s = trimmed;
	if (!is_clean(*s, f->flags & F_RAW_TEXT))
		return type_wrong(cx, at, "含有控制字符",
		    "must not hold control characters");
	if (f->kind == FK_ENUM && f->names)
		return check_enum(cx, at, f, *s);
	return check_length(cx, at, f, *s);
}

enum err_code
type_check_item(struct cx *cx, const struct type_path *at, struct str *s)
{
	static const struct field item = {
		.name = "", .kind = FK_TEXT, .high = TYPE_ITEM_MAX
	};

	return type_check_text(cx, at, &item, s);
}

/*
 * The array behind ${old} with room for one more than ${n} items.  Its capacity
 * is not stored: it is the next power of two, at least LIST_FIRST.
 */
#define LIST_FIRST 8
static void *
room_for_one(struct cx *cx, void *old, size_t n, size_t size)
{
	void *p;

	if (n != 0 && (n < LIST_FIRST || (n & (n - 1)) != 0))
		return old;
	p = arena_array(cx->mem, n ? n * 2 : LIST_FIRST, size);
	if (n)
		memcpy(p, old, n * size);
	return p;
}

enum err_code
type_add_text(struct cx *cx, const struct type_path *at, const struct field *f,
    struct texts *out, const char *s)
{
	if (f->high > 0 && (int64_t)out->n >= f->high)
		return type_check_count(cx, at, f, out->n + 1);
	out->v = room_for_one(cx, out->v, out->n, sizeof(*out->v));
	out->v[out->n++] = s;
	return ERR_OK;
}

enum err_code
type_add_int(struct cx *cx, const struct type_path *at, const struct field *f,
    struct ints *out, int64_t v)
{
	if (f->high > 0 && (int64_t)out->n >= f->high)
		return type_check_count(cx, at, f, out->n + 1);
	out->v = room_for_one(cx, out->v, out->n, sizeof(*out->v));
	out->v[out->n++] = v;
	return ERR_OK;
}

enum err_code
type_add_commas(struct cx *cx, const struct type_path *at,
    const struct field *f, struct texts *out, struct str s)
{
	enum err_code rc;
	struct str one;

	out->set = true;
	while (s.n) {
		str_cut(&s, ',', &one);
		rc = type_check_item(cx, at, &one);
		if (rc)
			return rc;
		if (one.n == 0)
			continue;
		rc = type_add_text(cx, at, f, out, arena_str(cx->mem, one));
		if (rc)
			return rc;
	}
	return ERR_OK;
}

void
type_defaults(const struct type *t, void *out)
{
	const struct field *f;

	memset(out, 0, t->size);
	for (f = t->fields; f->kind != FK_END; f++) {
		if (f->kind == FK_INT)
			*(int64_t *)type_at(f, out) = f->dflt;
		else if (f->kind == FK_BOOL)
			*(bool *)type_at(f, out) = f->dflt != 0;
		else if (f->kind == FK_OBJECT)
			type_defaults(f->sub, type_at(f, out));
	}
}

enum err_code
type_check_seen(struct cx *cx, const struct type_path *up, const struct type *t,
    const struct type_seen *seen)
{
	struct type_path at = { .up = up };
	size_t i;

	for (i = 0; t->fields[i].kind != FK_END; i++) {
		if (!(t->fields[i].flags & F_REQ) || type_was_seen(seen, i))
			continue;
		at.name = t->fields[i].name;
		return type_missing(cx, &at);
	}
	return ERR_OK;
}
