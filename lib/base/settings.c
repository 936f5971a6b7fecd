/*
 * settings: one row per setting; defaults, then the file, then the environment.
 */
#include "base/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

#define FILE_MAX ((size_t)256 << 10)
#define ENV_PREFIX "K8SM_"
#define KEY_MAX 64

enum kind { KIND_TEXT, KIND_INT, KIND_BOOL };

struct row {
	const char *name;
	enum kind kind;
	const char *def;
	int64_t low;
	int64_t high;
	const char *when;
	const char *doc;
	size_t offset;
};

#define ROW_(name, kind, def, low, high, when, doc) \
	{ #name, KIND_##kind, def, low, high, #when, doc, \
		offsetof(struct settings, name) },
static const struct row rows[] = { SETTINGS_TABLE(ROW_) };
#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

/* Variables that belong to `make run` and the tests, not to the programs. */
static const char *const foreign[] = { "K8SM_PORT", "K8SM_VAR",
	"K8SM_ADMIN_PASSWORD", "K8SM_CONFIG", "K8SM_FAULT", NULL };

/* Where the value being read stands; goes into every message. */
struct source {
	struct arena *mem;
	const char *name; /* of the file; NULL for the environment */
	int line;
	const char **why;
};

static const struct row *
find_row(struct str key)
{
	size_t i;

	for (i = 0; i < N_ROWS; i++) {
		if (str_eq(str_of(rows[i].name), key))
			return &rows[i];
	}
	return NULL;
}

static enum err_code __attribute__((format(printf, 3, 4)))
complain(const struct source *src, struct str key, const char *fmt, ...)
{
	const char *text;
	va_list ap;

	va_start(ap, fmt);
	text = arena_vprintf(src->mem, fmt, ap);
	va_end(ap);
	if (!src->name)
		*src->why = arena_printf(src->mem, "environment: %.*s: %s",
		    (int)key.n, key.p, text);
	else if (key.n == 0)
		*src->why = arena_printf(src->mem, "%s:%d: %s", src->name,
		    src->line, text);
	else
		*src->why = arena_printf(src->mem, "%s:%d: %.*s: %s", src->name,
		    src->line, (int)key.n, key.p, text);
	return ERR_INVALID;
}

static bool
read_bool(struct str s, bool *out)
{
	if (str_eq(s, STR("true")) || str_eq(s, STR("on")) ||
	    str_eq(s, STR("1"))) {
		*out = true;
		return true;
	}
	if (str_eq(s, STR("false")) || str_eq(s, STR("off")) ||
	    str_eq(s, STR("0"))) {
		*out = false;
		return true;
	}
	return false;
}

static bool
is_level(struct str s)
{
	return str_eq(s, STR("debug")) || str_eq(s, STR("info")) ||
	    str_eq(s, STR("warn")) || str_eq(s, STR("error"));
}

static enum err_code
put_text(const struct source *src, const struct row *row, struct str key,
    struct str v, struct settings *s)
{
	char *text;
	size_t i;

	if ((int64_t)v.n < row->low || (int64_t)v.n > row->high)
		return complain(src, key, "must be %lld to %lld bytes long",
		    (long long)row->low, (long long)row->high);
	if (!str_is_utf8(v))
		return complain(src, key, "is not UTF-8");
	for (i = 0; i < v.n; i++) {
		if ((unsigned char)v.p[i] < 0x20 || v.p[i] == 0x7f)
			return complain(src, key,
			    "must not hold control characters");
	}
	if (strcmp(row->name, "log_level") == 0 && !is_level(v))
		return complain(src, key, "must be debug, info, warn or error");
	text = arena_str(src->mem, v);
	memcpy((char *)s + row->offset, &text, sizeof(text));
	return ERR_OK;
}

/* ${key} as the user wrote it. */
static enum err_code
put(const struct source *src, const struct row *row, struct str key,
    struct str v, struct settings *s)
{
	int64_t i;
	bool b;

	switch (row->kind) {
	case KIND_TEXT:
		return put_text(src, row, key, v, s);
	case KIND_INT:
		if (!str_int(v, &i))
			return complain(src, key, "is not a whole number");
		if (i < row->low || i > row->high)
			return complain(src, key, "must be %lld to %lld",
			    (long long)row->low, (long long)row->high);
		memcpy((char *)s + row->offset, &i, sizeof(i));
		return ERR_OK;
	case KIND_BOOL:
		if (!read_bool(v, &b))
			return complain(src, key, "must be true or false");
		memcpy((char *)s + row->offset, &b, sizeof(b));
		return ERR_OK;
	}
	return ERR_INTERNAL;
}

static void
put_defaults(struct arena *mem, struct settings *s)
{
	const char *why = NULL;
	struct source src = { mem, "default", 0, &why };
	size_t i;

	memset(s, 0, sizeof(*s));
	for (i = 0; i < N_ROWS; i++) {
		if (put(&src, &rows[i], str_of(rows[i].name),
			str_of(rows[i].def), s) != ERR_OK)
			abort(); /* settings.tbl.h contradicts itself */
	}
}

static enum err_code
read_lines(struct source *src, struct str text, struct settings *s)
{
	bool seen[N_ROWS] = { false };
	struct str line, key;
	const struct row *row;
	enum err_code rc;

	for (src->line = 1; text.n; src->line++) {
		str_cut(&text, '\n', &line);
		line = str_trim(line);
		if (line.n == 0 || line.p[0] == '#')
			continue;
		if (!str_is_utf8(line))
			return complain(src, STR(""), "the line is not UTF-8");
		if (!str_cut(&line, '=', &key))
			return complain(src, STR(""), "expected 'key = value'");
		key = str_trim(key);
		if (key.n == 0 || key.n > KEY_MAX || memchr(key.p, '\0', key.n))
			return complain(src, STR(""), "expected 'key = value'");
		row = find_row(key);
		if (!row)
			return complain(src, key, "unknown setting");
		if (seen[row - rows])
			return complain(src, key, "is set twice");
		seen[row - rows] = true;
		rc = put(src, row, key, str_trim(line), s);
		if (rc)
			return rc;
	}
	return ERR_OK;
}

enum err_code
settings_parse(struct arena *mem, struct str text, const char *name,
    struct settings *s, const char **why)
{
	struct source src = { mem, name, 0, why };

	*why = NULL;
	put_defaults(mem, s);
	return read_lines(&src, text, s);
}

static enum err_code
read_file(struct arena *mem, const char *path, struct str *out,
    const char **why)
{
	struct buf text;
	ssize_t n = 0;
	char *to;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1) {
		*why = arena_printf(mem, "%s: cannot open: %s", path,
		    strerror(errno));
		return ERR_INVALID;
	}
	buf_init(&text, mem, FILE_MAX);
	while ((to = buf_room(&text, 4096)) != NULL) {
		n = read(fd, to, 4096);
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		buf_end(&text, to + n);
	}
	if (text.failed)
		*why = arena_printf(mem, "%s: longer than %zu bytes", path,
		    FILE_MAX);
	else if (n == -1)
		*why = arena_printf(mem, "%s: cannot read: %s", path,
		    strerror(errno));
	close(fd);
	*out = buf_view(&text);
	return *why ? ERR_INVALID : ERR_OK;
}

static bool
is_foreign(struct str name)
{
	size_t i;

	if (str_starts(name, STR("K8SM_TEST_")))
		return true;
	for (i = 0; foreign[i]; i++) {
		if (str_eq(str_of(foreign[i]), name))
			return true;
	}
	return false;
}

static enum err_code
read_env(struct arena *mem, char *const *env, struct settings *s,
    const char **why)
{
	struct source src = { mem, NULL, 0, why };
	struct str value, name;
	const struct row *row;
	char key[KEY_MAX + 1];
	enum err_code rc;
	size_t i;

	for (; env && *env; env++) {
		value = str_of(*env);
		if (!str_starts(value, STR(ENV_PREFIX)) ||
		    !str_cut(&value, '=', &name) || is_foreign(name))
			continue;
		name.p += sizeof(ENV_PREFIX) - 1;
		name.n -= sizeof(ENV_PREFIX) - 1;
		/* A lower-case variable is a mistake, not another spelling. */
		for (i = 0; i < name.n && i < KEY_MAX; i++) {
			key[i] = name.p[i];
			if (key[i] >= 'A' && key[i] <= 'Z')
				key[i] = (char)(key[i] + ('a' - 'A'));
			else if (key[i] >= 'a' && key[i] <= 'z')
				key[i] = '?';
		}
		row = find_row((struct str){ key, i });
		name.p -= sizeof(ENV_PREFIX) - 1;
		name.n += sizeof(ENV_PREFIX) - 1;
		if (!row)
			return complain(&src, name, "unknown setting");
		rc = put(&src, row, name, str_trim(value), s);
		if (rc)
			return rc;
	}
	return ERR_OK;
}

enum err_code
settings_load(struct arena *mem, const char *path, char *const *env,
    struct settings *s, const char **why)
{
	struct source src = { mem, path, 0, why };
	struct str text;
	enum err_code rc;

	*why = NULL;
	put_defaults(mem, s);
	if (path) {
		rc = read_file(mem, path, &text, why);
		if (rc)
			return rc;
		rc = read_lines(&src, text, s);
		if (rc)
			return rc;
	}
	return read_env(mem, env, s, why);
}

/*
 * Prints a connection string without its password, in both forms that libpq
 * takes: "postgres://user:***@host" and "password=***".
 */
static void
print_url(const char *v, FILE *to)
{
	const char *scheme = strstr(v, "://"), *at, *colon, *pw;

	if (scheme) {
		scheme += 3;
		at = strrchr(scheme, '@');
		colon = at ? memchr(scheme, ':', (size_t)(at - scheme)) : NULL;
		if (colon) {
			fprintf(to, "%.*s:***", (int)(colon - v), v);
			v = at;
		}
	}
	pw = strcasestr(v, "password");
	if (pw)
		fprintf(to, "%.*spassword=***", (int)(pw - v), v);
	else
		fputs(v, to);
}

static bool
is_url(const char *name)
{
	size_t n = strlen(name);

	return n > 4 && strcmp(name + n - 4, "_url") == 0;
}

void
settings_print(const struct settings *s, FILE *to)
{
	const char *at, *text;
	size_t i;
	int64_t v;
	bool b;

	for (i = 0; i < N_ROWS; i++) {
		at = (const char *)s + rows[i].offset;
		fprintf(to, "# %s (%s; default: %s)\n%s = ", rows[i].doc,
		    strcmp(rows[i].when, "RELOAD") == 0 ? "reload" : "restart",
		    rows[i].def[0] ? rows[i].def : "empty", rows[i].name);
		switch (rows[i].kind) {
		case KIND_INT:
			memcpy(&v, at, sizeof(v));
			fprintf(to, "%lld", (long long)v);
			break;
		case KIND_BOOL:
			memcpy(&b, at, sizeof(b));
			fputs(b ? "true" : "false", to);
			break;
		case KIND_TEXT:
			memcpy(&text, at, sizeof(text));
			if (is_url(rows[i].name))
				print_url(text, to);
			else
				fputs(text, to);
			break;
		}
		fputc('\n', to);
	}
}

const char *
settings_run_path(struct arena *mem, const struct settings *s, const char *file)
{
	if (s->run_dir[0])
		return arena_printf(mem, "%s/%s", s->run_dir, file);
	return arena_printf(mem, "%s/run/%s", s->var_dir, file);
}

const char *
settings_master_key(struct arena *mem, const struct settings *s)
{
	if (s->master_key_file[0])
		return arena_strdup(mem, s->master_key_file);
	return arena_printf(mem, "%s/master.key", s->var_dir);
}

const char *
settings_jwt_secret(struct arena *mem, const struct settings *s)
{
	if (s->jwt_secret_file[0])
		return arena_strdup(mem, s->jwt_secret_file);
	return arena_printf(mem, "%s/jwt.secret", s->var_dir);
}
