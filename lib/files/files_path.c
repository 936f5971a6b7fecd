/*
 * files_path: names of files, which are bytes to the host and text to people.
 */
#include <sys/stat.h>

#include "files/files_int.h"

/* --- showing --- */

static uint32_t
code_point(const char *p, size_t n)
{
	const unsigned char *u = (const unsigned char *)p;

	switch (n) {
	case 1:
		return u[0];
	case 2:
		return (u[0] & 0x1fu) << 6 | (u[1] & 0x3fu);
	case 3:
		return (u[0] & 0x0fu) << 12 | (u[1] & 0x3fu) << 6 |
		    (u[2] & 0x3fu);
	default:
		return (u[0] & 0x07u) << 18 | (u[1] & 0x3fu) << 12 |
		    (u[2] & 0x3fu) << 6 | (u[3] & 0x3fu);
	}
}

/* Characters that would make a name look like another one. */
static bool
is_tricky(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == '\\' || c == 0xad ||
	    (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
	    (c >= 0xfff0 && c <= 0xffff) || c == 0x61c;
}

static void
put_escape(struct buf *b, uint32_t c)
{
	switch (c) {
	case '\\':
		buf_puts(b, "\\\\");
		break;
	case '\n':
		buf_puts(b, "\\n");
		break;
	case '\r':
		buf_puts(b, "\\r");
		break;
	case '\t':
		buf_puts(b, "\\t");
		break;
	default:
		buf_printf(b, c < 0x80 ? "\\x%02x" : "\\u{%x}", (unsigned)c);
	}
}

const char *
files_show(struct arena *mem, struct str s, bool *exact)
{
	struct buf b;
	size_t i, n;
	uint32_t c;

	*exact = true;
	buf_init(&b, mem, (size_t)64 << 10);
	for (i = 0; i < s.n; i += n) {
		n = str_utf8(s.p + i, s.n - i);
		c = n > 0 ? code_point(s.p + i, n) : 0;
		if (n == 0) {
			n = 1;
			buf_printf(&b, "\\x%02x", (unsigned char)s.p[i]);
			*exact = false;
		} else if (is_tricky(c)) {
			put_escape(&b, c);
			*exact = false;
		} else {
			buf_add(&b, s.p + i, n);
		}
	}
	return b.p != NULL ? b.p : "";
}

/* Blanks at the ends are trimmed from texts of requests. */
static bool
has_edges(struct str s)
{
	return s.n > 0 && str_trim(s).n != s.n;
}

const char *
files_code(struct arena *mem, struct str s)
{
	bool exact;

	(void)files_show(mem, s, &exact);
	return exact && !has_edges(s) ? NULL : crypto_base64url(mem, s);
}

/* --- paths --- */

/* Removes the last component that ${b} holds; false when there is none to. */
static bool
pop(struct buf *b, size_t floor)
{
	size_t i = b->n;

	while (i > floor && b->p[i - 1] != '/')
		i--;
	if (b->n == floor || (b->n - i == 2 && memcmp(b->p + i, "..", 2) == 0))
		return false;
	b->n = i > floor ? i - 1 : floor;
	b->p[b->n] = '\0';
	return true;
}

struct str
files_clean(struct arena *mem, struct str path)
{
	bool absolute = path.n > 0 && path.p[0] == '/';
	struct str rest = path, part;
	struct buf b;
	size_t floor;

	buf_init(&b, mem, FILES_PATH_MAX * 2);
	if (absolute)
		buf_putc(&b, '/');
	floor = b.n;
	while (rest.n > 0) {
		str_cut(&rest, '/', &part);
		if (part.n == 0 || str_eq(part, STR(".")))
			continue;
		if (str_eq(part, STR("..")) && (absolute || b.n > floor)) {
			if (pop(&b, floor) || absolute)
				continue;
		}
		if (b.n > floor)
			buf_putc(&b, '/');
		buf_str(&b, part);
	}
	if (b.n == 0)
		return STR(".");
	return buf_view(&b);
}

static enum err_code
bad_path(struct cx *cx, const char *field)
{
	return err_field(cx, field, "无效的路径", "not a path");
}

enum err_code
files_path(struct cx *cx, const char *field, const char *text, const char *code,
    bool must, struct str *out)
{
	struct str raw = str_of(text);
	unsigned char *p;
	size_t n;

	if (code != NULL && code[0] != '\0') {
		p = crypto_base64url_decode(cx->mem, str_of(code), &n);
		if (p == NULL)
			return bad_path(cx,
			    arena_printf(cx->mem, "%s_b64", field));
		raw = (struct str){ (const char *)p, n };
	}
	if (raw.n == 0 && must)
		return err_field_as(cx, ERR_MISSING, field, "缺少路径",
		    "a path is needed");
	if (raw.n > FILES_PATH_MAX || memchr(raw.p, '\0', raw.n) != NULL)
		return bad_path(cx, field);
	*out = files_clean(cx->mem, raw);
	return ERR_OK;
}

struct str
files_join(struct arena *mem, struct str dir, struct str name)
{
	char *p;
	bool slash = dir.n > 0 && dir.p[dir.n - 1] != '/';

	if (str_eq(dir, STR(".")))
		dir.n = 0, slash = false;
	p = arena_alloc(mem, dir.n + name.n + 2);
	memcpy(p, dir.p, dir.n);
	if (slash)
		p[dir.n] = '/';
	memcpy(p + dir.n + (slash ? 1 : 0), name.p, name.n);
	return (struct str){ p, dir.n + name.n + (slash ? 1 : 0) };
}

struct str
files_parent(struct arena *mem, struct str path)
{
	size_t n = path.n;

	while (n > 0 && path.p[n - 1] != '/')
		n--;
	if (n == 0)
		return STR(".");
	if (n > 1)
		n--;
	return str_of(arena_str(mem, (struct str){ path.p, n }));
}

struct str
files_base(struct str path)
{
	size_t n = path.n;

	while (n > 0 && path.p[n - 1] != '/')
		n--;
	return (struct str){ path.p + n, path.n - n };
}

bool
files_inside(struct str root, struct str path)
{
	if (root.n == 1 && root.p[0] == '/')
		return path.n > 0 && path.p[0] == '/';
	return str_starts(path, root) &&
	    (path.n == root.n || path.p[root.n] == '/');
}

bool
files_name_ok(struct str name)
{
	return name.n > 0 && name.n <= 255 &&
	    memchr(name.p, '/', name.n) == NULL &&
	    memchr(name.p, '\0', name.n) == NULL && !str_eq(name, STR(".")) &&
	    !str_eq(name, STR(".."));
}

/* --- modes --- */

static const struct {
	uint32_t mode;
	char letter;
	const char *name;
} kinds[] = {
	{ S_IFREG, '-', "file" },
	{ S_IFDIR, 'd', "dir" },
	{ S_IFLNK, 'l', "link" },
	{ S_IFBLK, 'b', "block" },
	{ S_IFCHR, 'c', "char" },
	{ S_IFIFO, 'p', "fifo" },
	{ S_IFSOCK, 's', "socket" },
};

static size_t
kind_of(uint32_t mode)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if ((mode & S_IFMT) == kinds[i].mode)
			return i;
	return 0;
}

const char *
files_kind(uint32_t mode)
{
	return kinds[kind_of(mode)].name;
}

const char *
files_mode_text(struct arena *mem, uint32_t mode)
{
	char *s = arena_strdup(mem, "?rwxrwxrwx");
	int i;

	s[0] = kinds[kind_of(mode)].letter;
	for (i = 0; i < 9; i++)
		if (!(mode & (0400u >> i)))
			s[i + 1] = '-';
	if (mode & S_ISUID)
		s[3] = s[3] == 'x' ? 's' : 'S';
	if (mode & S_ISGID)
		s[6] = s[6] == 'x' ? 's' : 'S';
	if (mode & S_ISVTX)
		s[9] = s[9] == 'x' ? 't' : 'T';
	return s;
}

struct file_item
files_item(struct arena *mem, struct str dir, struct str name,
    const struct sftp_attrs *a)
{
	struct str path = files_join(mem, dir, name);
	bool exact;

	return (struct file_item){
		.name = files_show(mem, name, &exact),
		.name_b64 = files_code(mem, name),
		.path = files_show(mem, path, &exact),
		.path_b64 = files_code(mem, path),
		.is_dir = S_ISDIR(a->mode),
		.type = files_kind(a->mode),
		.size = (int64_t)(a->size > INT64_MAX / 2 ? 0 : a->size),
		.mode = files_mode_text(mem, a->mode),
		.permissions = arena_printf(mem, "%04o", a->mode & 07777),
		.uid = a->uid,
		.gid = a->gid,
		.owner = "",
		.group = "",
		.updated_at = (int64_t)a->mtime * 1000000,
		.target = NULL,
	};
}
