/*
 * migrate_file: the files of the sql folder and their checksums.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <openssl/evp.h>
#include <sys/stat.h>

#include "db/migrate_priv.h"

void
migrate_file_complain(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fputs("k8sm migrate: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
}

static const char *
path_of(const struct migrate_run *run, const char *name)
{
	return arena_printf(run->mem, "%s/%s", run->dir, name);
}

/* The whole file; NULL (errno set) when it cannot be read or is too large. */
static const char *
read_all(const struct migrate_run *run, const char *name, size_t *n)
{
	FILE *f = fopen(path_of(run, name), "re");
	struct stat st;
	char *p = NULL;

	if (f == NULL)
		return NULL;
	if (fstat(fileno(f), &st) == 0 && st.st_size >= 0 &&
	    (size_t)st.st_size <= MIGRATE_MAX_BYTES) {
		p = arena_alloc(run->mem, (size_t)st.st_size + 1);
		*n = fread(p, 1, (size_t)st.st_size, f);
		if (*n != (size_t)st.st_size)
			p = NULL;
	}
	fclose(f);
	if (p == NULL)
		errno = EIO;
	return p;
}

static const char *
sha256_hex(struct arena *mem, const char *p, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned len = 0, i;
	char *hex;

	if (!EVP_Digest(p, n, md, &len, EVP_sha256(), NULL))
		return "";
	hex = arena_alloc(mem, (size_t)len * 2 + 1);
	for (i = 0; i < len; i++) {
		hex[2 * i] = digits[md[i] >> 4];
		hex[2 * i + 1] = digits[md[i] & 15];
	}
	return hex;
}

/* "0001_base.sql": four digits, lower-case words. */
static bool
is_migration(const char *name)
{
	size_t i, n = strlen(name);

	if (n < 10 || name[4] != '_' || strcmp(name + n - 4, ".sql") != 0)
		return false;
	for (i = 0; i < 4; i++)
		if (!isdigit((unsigned char)name[i]))
			return false;
	for (i = 5; i < n - 4; i++)
		if (!islower((unsigned char)name[i]) &&
		    !isdigit((unsigned char)name[i]) && name[i] != '_')
			return false;
	return true;
}

/* Which section a line opens: 0 none, else 1 up, 2 verify, 3 down. */
static int
section_of(struct str line)
{
	line = str_trim(line);
	if (str_eq(line, STR("-- up")))
		return 1;
	if (str_eq(line, STR("-- verify")))
		return 2;
	return str_eq(line, STR("-- down")) ? 3 : 0;
}

static bool
head_line(struct migrate_file *f, struct str line, bool *has_doc)
{
	line = str_trim(line);
	if (str_starts(line, STR("-- doc: ")))
		*has_doc = true;
	if (!str_starts(line, STR("-- tx:")))
		return true;
	line.p += 6;
	line.n -= 6;
	line = str_trim(line);
	f->no_tx = str_eq(line, STR("no"));
	if (f->no_tx || str_eq(line, STR("yes")))
		return true;
	migrate_file_complain("%s: '-- tx:' is yes or no", f->name);
	return false;
}

static bool
parse(const struct migrate_run *run, struct migrate_file *f, struct str text)
{
	struct buf part[4];
	struct str line;
	bool has_doc = false;
	int i, now = 0, next;

	for (i = 0; i < 4; i++)
		buf_init(&part[i], run->mem, MIGRATE_MAX_BYTES);
	while (text.n > 0) {
		(void)str_cut(&text, '\n', &line);
		next = section_of(line);
		if (next == 0) {
			if (now == 0 && !head_line(f, line, &has_doc))
				return false;
			buf_str(&part[now], line);
			buf_putc(&part[now], '\n');
			continue;
		}
		if (next <= now) {
			migrate_file_complain("%s: sections are '-- up', "
					      "'-- verify', '-- down', once "
					      "each",
			    f->name);
			return false;
		}
		now = next;
	}
	f->up = buf_view(&part[1]).p;
	f->verify = buf_view(&part[2]).p;
	f->down = buf_view(&part[3]).p;
	if (str_trim(buf_view(&part[1])).n == 0 || !has_doc) {
		migrate_file_complain("%s: %s is missing", f->name,
		    has_doc ? "the section '-- up'" : "the line '-- doc: …'");
		return false;
	}
	return true;
}

static int
by_name(const void *a, const void *b)
{
	const struct migrate_file *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static bool
list_folder(struct migrate_run *run)
{
	struct dirent *e;
	DIR *d = opendir(run->dir);
	bool ok = true;
	size_t n;

	if (d == NULL) {
		migrate_file_complain("cannot open '%s': %s", run->dir,
		    strerror(errno));
		return false;
	}
	run->files =
	    arena_array(run->mem, MIGRATE_MAX_FILES, sizeof(*run->files));
	while (ok && (e = readdir(d)) != NULL) {
		n = strlen(e->d_name);
		if (n < 4 || strcmp(e->d_name + n - 4, ".sql") != 0 ||
		    !isdigit((unsigned char)e->d_name[0]))
			continue;
		ok = is_migration(e->d_name) && run->n < MIGRATE_MAX_FILES;
		if (!ok)
			migrate_file_complain("'%s' is not named NNNN_name.sql",
			    e->d_name);
		else
			run->files[run->n++].name =
			    arena_strdup(run->mem, e->d_name);
	}
	closedir(d);
	qsort(run->files, run->n, sizeof(*run->files), by_name);
	return ok;
}

bool
migrate_file_load(struct migrate_run *run)
{
	struct migrate_file *f;
	const char *text;
	size_t i, n;

	if (!list_folder(run))
		return false;
	for (i = 0; i < run->n; i++) {
		f = &run->files[i];
		(void)str_int((struct str){ f->name, 4 }, &f->number);
		if (f->number == (i > 0 ? f[-1].number : 0)) {
			migrate_file_complain("%s: its number is taken by %s",
			    f->name, i > 0 ? f[-1].name : "nothing: 0");
			return false;
		}
		text = read_all(run, f->name, &n);
		if (text == NULL) {
			migrate_file_complain("cannot read '%s': %s", f->name,
			    strerror(errno));
			return false;
		}
		f->sha256 = sha256_hex(run->mem, text, n);
		if (!parse(run, f, (struct str){ text, n }))
			return false;
	}
	return true;
}

static const struct migrate_file *
find(const struct migrate_run *run, struct str name)
{
	size_t i;

	for (i = 0; i < run->n; i++)
		if (str_eq(str_of(run->files[i].name), name))
			return &run->files[i];
	return NULL;
}

bool
migrate_file_check_sums(const struct migrate_run *run)
{
	const struct migrate_file *f;
	struct str rest, line, sum;
	const char *text;
	bool ok = true;
	size_t n, known = 0;

	text = read_all(run, "SUMS", &n);
	if (text == NULL) {
		migrate_file_complain("cannot read '%s/SUMS': %s", run->dir,
		    strerror(errno));
		return false;
	}
	rest = (struct str){ text, n };
	while (rest.n > 0) {
		(void)str_cut(&rest, '\n', &line);
		line = str_trim(line);
		if (line.n == 0)
			continue;
		(void)str_cut(&line, ' ', &sum);
		line = str_trim(line);
		f = find(run, line);
		if (f == NULL || !str_eq(sum, str_of(f->sha256))) {
			migrate_file_complain("%.*s: %s", (int)line.n, line.p,
			    f ? "differs from sql/SUMS" :
				"is in sql/SUMS but not in the folder");
			ok = false;
		}
		known++;
	}
	if (ok && known != run->n) {
		migrate_file_complain("%s: is not in sql/SUMS",
		    known < run->n ? run->files[known].name : "SUMS");
		ok = false;
	}
	return ok;
}

enum migrate_exit
migrate_file_write_sums(const struct migrate_run *run)
{
	const char *path = path_of(run, "SUMS");
	const char *temp = path_of(run, "SUMS.new");
	FILE *f = fopen(temp, "we");
	bool ok = f != NULL;
	size_t i;

	for (i = 0; ok && i < run->n; i++)
		ok = fprintf(f, "%s  %s\n", run->files[i].sha256,
			 run->files[i].name) > 0;
	if (f && fclose(f) != 0)
		ok = false;
	if (!ok || rename(temp, path) != 0) {
		migrate_file_complain("cannot write '%s': %s", path,
		    strerror(errno));
		return MIGRATE_FAILED;
	}
	return MIGRATE_CURRENT;
}

static const char template[] = "-- doc: what this does and why\n"
			       "-- tx: yes\n"
			       "\n"
			       "-- up\n"
			       "\n"
			       "-- verify\n"
			       "\n"
			       "-- down\n";

enum migrate_exit
migrate_file_new(const struct migrate_run *run, const char *name)
{
	const char *file = arena_printf(run->mem, "%04d_%s.sql",
	    run->n ? (int)run->files[run->n - 1].number + 1 : 1, name);
	int fd;

	if (!is_migration(file)) {
		migrate_file_complain("'%s' is not a name: use a-z, 0-9, _",
		    name);
		return MIGRATE_FAILED;
	}
	fd = open(path_of(run, file), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
	    0644);
	if (fd == -1 || !io_write_all(fd, template, sizeof(template) - 1)) {
		migrate_file_complain("cannot write '%s': %s", file,
		    strerror(errno));
		if (fd != -1)
			close(fd);
		return MIGRATE_FAILED;
	}
	close(fd);
	printf("%s/%s\n", run->dir, file);
	return MIGRATE_CURRENT;
}
