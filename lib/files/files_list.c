/*
 * files_list: one page of a folder.
 *
 * Folders may have more entries than anybody wants in memory: all of them pass
 * by, and the best ${limit} behind the cursor are kept in a heap whose worst is
 * on top.
 */
#include <sys/stat.h>

#include "files/files_int.h"
#include "ssh/ssh_sftp.h"

enum order { BY_NAME, BY_SIZE, BY_TIME };

struct key {
	bool is_file; /* folders come first */
	uint64_t value;
	struct str name;
};

struct place {
	struct key key;
	struct buf name;
	struct sftp_attrs a;
	char owner[33];
	char group[33];
};

struct sieve {
	const struct files_page *p;
	enum order order;
	bool down;
	bool has_after;
	struct key after;
	struct place *places;
	struct place **heap; /* the worst first */
	size_t n;
	int64_t total;
	int64_t behind; /* of them, those after the cursor */
	int64_t seen;
	int64_t end_ms;
	bool truncated;
};

static int
compare_str(struct str a, struct str b)
{
	int d = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);

	return d != 0 ? d : (a.n > b.n) - (a.n < b.n);
}

/* < 0: ${a} stands before ${b} in the list. */
static int
compare(const struct sieve *s, const struct key *a, const struct key *b)
{
	int d;

	if (a->is_file != b->is_file)
		return a->is_file ? 1 : -1;
	d = (a->value > b->value) - (a->value < b->value);
	if (d == 0)
		d = compare_str(a->name, b->name);
	return s->down ? -d : d;
}

static bool
is_worse(const struct sieve *s, size_t a, size_t b)
{
	return compare(s, &s->heap[a]->key, &s->heap[b]->key) > 0;
}

static void
swap(struct sieve *s, size_t a, size_t b)
{
	struct place *p = s->heap[a];

	s->heap[a] = s->heap[b];
	s->heap[b] = p;
}

static void
sift_up(struct sieve *s, size_t i)
{
	while (i > 0 && is_worse(s, i, (i - 1) / 2)) {
		swap(s, i, (i - 1) / 2);
		i = (i - 1) / 2;
	}
}

static void
sift_down(struct sieve *s, size_t i, size_t n)
{
	size_t child;

	for (;;) {
		child = 2 * i + 1;
		if (child >= n)
			return;
		if (child + 1 < n && is_worse(s, child + 1, child))
			child++;
		if (!is_worse(s, child, i))
			return;
		swap(s, i, child);
		i = child;
	}
}

static struct key
key_of(const struct sieve *s, struct str name, const struct sftp_attrs *a)
{
	struct key k = { .is_file = !S_ISDIR(a->mode), .name = name };

	if (s->order == BY_SIZE)
		k.value = a->size;
	else if (s->order == BY_TIME)
		k.value = a->mtime;
	return k;
}

/* Letters without case, ASCII alone: bytes of other scripts as they are. */
static bool
holds(struct str name, struct str what)
{
	size_t i;

	for (i = 0; what.n > 0 && i + what.n <= name.n; i++)
		if (str_ieq((struct str){ name.p + i, what.n }, what))
			return true;
	return what.n == 0;
}

static void
copy_word(char out[33], struct str s)
{
	size_t n = s.n > 32 ? 0 : s.n;

	memcpy(out, s.p, n);
	out[n] = '\0';
}

static void
fill(struct sieve *s, struct place *p, const struct sftp_entry *e)
{
	struct str owner, group;

	buf_reset(&p->name);
	buf_str(&p->name, e->name);
	p->a = e->a;
	p->key = key_of(s, buf_view(&p->name), &e->a);
	sftp_owner(e->longname, &owner, &group);
	copy_word(p->owner, owner);
	copy_word(p->group, group);
}

static enum err_code
take(struct cx *cx, const struct sftp_entry *e, void *arg)
{
	struct sieve *s = arg;
	struct key k;

	if (++s->seen > FILES_LIST_MAX ||
	    (s->seen % 1000 == 0 && time_mono_ms() > s->end_ms)) {
		s->truncated = true;
		return err_plain(cx, ERR_TOO_LARGE);
	}
	if (!s->p->hidden && e->name.p[0] == '.')
		return ERR_OK;
	if (s->p->only_dirs && !S_ISDIR(e->a.mode))
		return ERR_OK;
	if (!holds(e->name, str_of(s->p->q)))
		return ERR_OK;
	s->total++;
	k = key_of(s, e->name, &e->a);
	if (s->has_after && compare(s, &k, &s->after) <= 0)
		return ERR_OK;
	s->behind++;
	if (s->n < s->p->limit) {
		s->heap[s->n] = &s->places[s->n];
		fill(s, s->heap[s->n], e);
		sift_up(s, s->n++);
	} else if (compare(s, &k, &s->heap[0]->key) < 0) {
		fill(s, s->heap[0], e);
		sift_down(s, 0, s->n);
	}
	return ERR_OK;
}

/* --- the cursor: kind, value and name of the last row --- */

static const char *
cursor_of(struct arena *mem, const struct key *k)
{
	struct buf b;

	buf_init(&b, mem, FILES_PATH_MAX * 2);
	buf_printf(&b, "%d:%llu:", k->is_file, (unsigned long long)k->value);
	buf_str(&b, k->name);
	return crypto_base64url(mem, buf_view(&b));
}

static enum err_code
read_cursor(struct cx *cx, struct sieve *s)
{
	struct str rest, part;
	unsigned char *p;
	int64_t v;
	size_t n;

	if (s->p->after == NULL || s->p->after[0] == '\0')
		return ERR_OK;
	p = crypto_base64url_decode(cx->mem, str_of(s->p->after), &n);
	rest = (struct str){ (const char *)p, p != NULL ? n : 0 };
	if (!str_cut(&rest, ':', &part))
		return err_field(cx, "after", "无效的游标", "not a cursor");
	s->after.is_file = str_eq(part, STR("1"));
	if (!str_cut(&rest, ':', &part) || !str_int(part, &v) || v < 0)
		return err_field(cx, "after", "无效的游标", "not a cursor");
	s->after.value = (uint64_t)v;
	s->after.name = rest;
	s->has_after = true;
	return ERR_OK;
}

static enum err_code
read_sort(struct cx *cx, struct sieve *s)
{
	const char *sort = s->p->sort;

	if (sort == NULL || sort[0] == '\0')
		return ERR_OK;
	s->down = sort[0] == '-';
	sort += s->down ? 1 : 0;
	if (strcmp(sort, "size") == 0)
		s->order = BY_SIZE;
	else if (strcmp(sort, "updated_at") == 0)
		s->order = BY_TIME;
	else if (strcmp(sort, "name") != 0)
		return err_field(cx, "sort",
		    "只能按 name、size、updated_at 排序",
		    "only name, size and updated_at can be sorted by");
	return ERR_OK;
}

static void
free_names(void *arg)
{
	struct sieve *s = arg;
	size_t i;

	for (i = 0; i < s->p->limit; i++)
		buf_free(&s->places[i].name);
}

static void
rows_of(struct cx *cx, struct sieve *s, struct files_row **rows)
{
	struct files_row *v = arena_array(cx->mem, s->n + 1, sizeof(*v));
	const struct place *p;
	size_t i, left;

	/* The worst goes to the end, again and again. */
	for (left = s->n; left > 1; left--) {
		swap(s, 0, left - 1);
		sift_down(s, 0, left - 1);
	}
	for (i = 0; i < s->n; i++) {
		p = s->heap[i];
		v[i] = (struct files_row){
			.name = { arena_str(cx->mem, buf_view(&p->name)),
			    p->name.n },
			.a = p->a,
			.owner = arena_strdup(cx->mem, p->owner),
			.group = arena_strdup(cx->mem, p->group),
		};
	}
	*rows = v;
}

enum err_code
files_page(struct cx *cx, struct files_host *h, const struct files_page *p,
    struct files_row **rows, size_t *n, int64_t *total, bool *truncated,
    const char **next)
{
	struct sieve *s = ARENA_NEW(cx->mem, struct sieve);
	struct files_page *kept = ARENA_NEW(cx->mem, struct files_page);
	enum err_code rc;
	size_t i;

	*kept = *p;
	s->p = kept;
	/* What was found by then is better than an error. */
	s->end_ms = time_mono_ms() + cx_left_ms(cx, 60000) * 7 / 10;
	rc = read_sort(cx, s);
	if (rc == ERR_OK)
		rc = read_cursor(cx, s);
	if (rc)
		return rc;
	s->places = arena_array(cx->mem, p->limit, sizeof(*s->places));
	s->heap = arena_array(cx->mem, p->limit, sizeof(struct place *));
	for (i = 0; i < p->limit; i++)
		buf_init(&s->places[i].name, NULL, 8192);
	arena_defer(cx->mem, free_names, s);
	rc = sftp_list(cx, h->f, p->dir, take, s);
	if (s->truncated) {
		err_clear(cx);
		rc = ERR_OK;
	}
	if (rc)
		return rc;
	rows_of(cx, s, rows);
	*n = s->n;
	*total = s->total;
	*truncated = s->truncated;
	*next = s->behind > (int64_t)s->n && s->n > 0 ?
	    cursor_of(cx->mem, &s->heap[s->n - 1]->key) :
	    NULL;
	return ERR_OK;
}
