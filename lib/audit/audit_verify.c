/*
 * audit_verify: walks every chain from its anchor to its head.
 */
#include "audit/audit_priv.h"
#include "db/db.h"

#define WALK_ROWS 1000
#define SAY_MAX 1000

struct walk {
	void (*say)(const char *text, void *arg);
	void *arg;
	const struct audit_chain *chain;
	struct buf tmp;
	int64_t seq; /* of the last row seen */
	int64_t at;
	char hash[AUDIT_HASH_MAX]; /* of the last row, as stored */
	int64_t page; /* rows of this page */
	int64_t rows;
	int64_t bad;
};

/* Counts a fault and tells it, the first ones at least. */
static void __attribute__((format(printf, 3, 4)))
fault(struct cx *cx, struct walk *w, const char *fmt, ...)
{
	va_list ap;
	const char *text;

	if (w->bad++ >= SAY_MAX || !w->say)
		return;
	va_start(ap, fmt);
	text = arena_vprintf(cx->mem, fmt, ap);
	va_end(ap);
	w->say(arena_printf(cx->mem, "chain %lld: %s",
		   (long long)w->chain->chain, text),
	    w->arg);
}

static void
keep_hash(struct walk *w, const char *hash)
{
	size_t n = strlen(hash);

	if (n >= sizeof(w->hash))
		n = sizeof(w->hash) - 1;
	memcpy(w->hash, hash, n);
	w->hash[n] = '\0';
}

static enum err_code
see_row(struct cx *cx, void *p, void *arg)
{
	const struct audit_row *row = p;
	struct walk *w = arg;
	char hash[AUDIT_HASH_MAX];

	w->rows++;
	w->page++;
	if (row->seq <= w->seq)
		fault(cx, w, "row %lld is there twice", (long long)row->seq);
	else if (row->seq > w->seq + 1 && row->seq == w->seq + 2)
		fault(cx, w, "row %lld is missing", (long long)w->seq + 1);
	else if (row->seq > w->seq + 1)
		fault(cx, w, "rows %lld to %lld are missing",
		    (long long)w->seq + 1, (long long)row->seq - 1);
	else if (strcmp(row->prev_hash, w->hash) != 0)
		fault(cx, w, "row %lld does not follow the row before it",
		    (long long)row->seq);
	else if (row->at <= w->at)
		fault(cx, w, "row %lld is not later than the row before it",
		    (long long)row->seq);

	audit_hash(&w->tmp, row, hash);
	if (strcmp(hash, row->hash) != 0)
		fault(cx, w, "row %lld was changed or forged",
		    (long long)row->seq);
	w->seq = row->seq;
	w->at = row->at;
	keep_hash(w, row->hash);
	return ERR_OK;
}

/* A page each in a transaction of its own: a long snapshot would hold back
 * the cleaning of all other tables. */
static enum err_code
read_page(struct cx *cx, struct walk *w)
{
	enum err_code rc;

	w->page = 0;
	rc = db_begin(cx, DB_READ);
	if (!rc)
		rc = audit_db_walk(cx, w->chain->chain, w->seq, w->at,
		    WALK_ROWS, see_row, w);
	if (!rc)
		rc = db_commit(cx);
	if (rc)
		db_rollback(cx);
	return rc;
}

static enum err_code
beyond(struct cx *cx, struct walk *w)
{
	enum err_code rc;
	int64_t n = 0;

	rc = db_begin(cx, DB_READ);
	if (!rc)
		rc = audit_db_beyond(cx, w->chain->chain, &n);
	if (!rc)
		rc = db_commit(cx);
	if (rc)
		db_rollback(cx);
	if (!rc && n > 0)
		fault(cx, w, "%lld rows lie beyond the head", (long long)n);
	return rc;
}

static void
start(struct cx *cx, struct walk *w)
{
	char mac[AUDIT_HASH_MAX];
	const struct audit_chain *c = w->chain;

	w->seq = 0;
	w->at = 0;
	memset(w->hash, '0', sizeof(w->hash) - 1);
	w->hash[sizeof(w->hash) - 1] = '\0';
	if (c->anchor_seq == 0)
		return;
	audit_anchor_mac(c->chain, c->anchor_seq, c->anchor_hash, mac);
	if (strcmp(mac, c->anchor_mac) != 0) {
		fault(cx, w, "the anchor at row %lld is forged",
		    (long long)c->anchor_seq);
		return;
	}
	w->seq = c->anchor_seq;
	keep_hash(w, c->anchor_hash);
}

static enum err_code
walk_chain(struct cx *cx, struct walk *w)
{
	const struct audit_chain *c = w->chain;
	enum err_code rc;

	start(cx, w);
	do {
		rc = read_page(cx, w);
		if (rc)
			return rc;
	} while (w->page == WALK_ROWS);

	if (w->seq < c->head_seq)
		fault(cx, w,
		    "the tail is cut off: rows %lld to %lld are missing",
		    (long long)w->seq + 1, (long long)c->head_seq);
	else if (w->seq == c->head_seq && c->head_seq > 0 &&
	    strcmp(w->hash, c->head_hash) != 0)
		fault(cx, w, "the head does not match row %lld",
		    (long long)w->seq);
	return beyond(cx, w);
}

static enum err_code
chains(struct cx *cx, struct audit_chain **v, size_t *n)
{
	enum err_code rc;

	rc = db_begin(cx, DB_READ);
	if (!rc)
		rc = audit_db_chains(cx, v, n);
	if (!rc)
		rc = db_commit(cx);
	if (rc)
		db_rollback(cx);
	return rc;
}

enum err_code
audit_verify(struct cx *cx, void (*say)(const char *text, void *arg), void *arg,
    int64_t *rows, int64_t *bad)
{
	struct walk w = { .say = say, .arg = arg };
	struct audit_chain *v;
	enum err_code rc;
	size_t n, i;

	*rows = *bad = 0;
	if (!audit_has_key())
		return err_set(cx, ERR_INTERNAL, "审计密钥未加载",
		    "the audit key is not loaded");
	rc = chains(cx, &v, &n);
	if (rc)
		return rc;
	buf_init(&w.tmp, NULL, BUF_MAX_ROW);
	for (i = 0; i < n && !rc; i++) {
		w.chain = &v[i];
		rc = walk_chain(cx, &w);
	}
	buf_free(&w.tmp);
	*rows = w.rows;
	*bad = w.bad;
	return rc;
}
