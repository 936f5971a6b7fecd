/*
 * files_sweep: what a killed process left beside files.
 *
 * An edit and a copy write under a name of their own that takes the file's place
 * when it is whole, and remove it when that fails.  Killed in between they leave
 * it.  The next edit or copy into the folder finds it, and removes it when it is
 * a day old: by then nobody writes to it any more, however wrong a clock is.
 */
#include <sys/stat.h>

#include "files/files_int.h"

#define AGE_S 86400
/* A folder is looked through so far; what lies behind waits for another time. */
#define LOOK_MAX 5000
#define FOUND_MAX 16

static const char edit_mark[] = ".k8sm-edit-";
static const char copy_mark[] = ".k8sm-copy-";

struct sweep {
	struct str names[FOUND_MAX];
	size_t n;
	size_t seen;
	int64_t before; /* seconds */
};

static bool
all_of(struct str s, const char *allowed)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] == '\0' || strchr(allowed, s.p[i]) == NULL)
			return false;
	return s.n > 0;
}

/* Exactly as files_edit.c and files_tasks.c make them. */
bool
files_is_leftover(struct str name)
{
	const size_t n_edit = sizeof(edit_mark) - 1;
	const size_t n_copy = sizeof(copy_mark) - 1;
	const char *at;

	if (name.n < 2 || name.p[0] != '.')
		return false;
	if (name.n > n_copy && memcmp(name.p, copy_mark, n_copy) == 0)
		return all_of((struct str){ name.p + n_copy, name.n - n_copy },
		    "0123456789");
	if (name.n < 1 + n_edit + 1)
		return false;
	at = memmem(name.p + 1, name.n - 1, edit_mark, n_edit);
	if (at == NULL)
		return false;
	at += n_edit;
	return all_of((struct str){ at, name.n - (size_t)(at - name.p) },
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789-_");
}

static enum err_code
look(struct cx *cx, const struct sftp_entry *e, void *arg)
{
	struct sweep *s = arg;

	if (++s->seen > LOOK_MAX || s->n == FOUND_MAX)
		return err_plain(cx, ERR_TOO_LARGE);
	if (files_is_leftover(e->name) && S_ISREG(e->a.mode) &&
	    (e->a.flags & SFTP_A_TIME) && (int64_t)e->a.mtime < s->before)
		s->names[s->n++] =
		    (struct str){ arena_str(cx->mem, e->name), e->name.n };
	return ERR_OK;
}

void
files_sweep(struct cx *cx, struct files_host *h, struct str dir)
{
	struct sweep s = { .before = time_now_us() / 1000000 - AGE_S };
	struct cx aside = *cx;
	enum err_code rc;
	size_t i;

	if (!sftp_alive(h->f))
		return;
	rc = sftp_list(&aside, h->f, dir, look, &s);
	if (rc && rc != ERR_TOO_LARGE)
		return;
	for (i = 0; i < s.n && sftp_alive(h->f); i++) {
		rc = sftp_remove(&aside, h->f,
		    files_join(aside.mem, dir, s.names[i]));
		log_info(cx, "files.swept", LOG_INT("host", h->ref.id),
		    LOG_TEXT("outcome", rc ? err_name(rc) : "removed"));
	}
}
