/*
 * audit: making a row, appending it, dropping old ones.
 */
#include "audit/audit.h"

#include "audit/audit_priv.h"
#include "db/db.h"

/* ${s} as text that the database takes: whole UTF-8 characters, no control
 * characters, at most ${max} bytes; NULL becomes "". */
static const char *
clean(struct cx *cx, const char *s, size_t max)
{
	size_t n = s ? strlen(s) : 0, i;
	bool utf8;
	char *out;

	if (n > max) {
		n = max;
		while (n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80)
			n--;
	}
	out = arena_str(cx->mem, (struct str){ s ? s : "", n });
	utf8 = str_is_utf8((struct str){ out, n });
	for (i = 0; i < n; i++) {
		unsigned char c = (unsigned char)out[i];

		if (c < 0x20 || c == 0x7f)
			out[i] = ' ';
		else if (c >= 0x80 && !utf8)
			out[i] = '?';
	}
	return out;
}

static struct raw
image_of(struct cx *cx, struct str s)
{
	s = audit_image(cx, s);
	return (struct raw){ s.p, s.n };
}

static void
fill(struct cx *cx, const struct audit_entry *e, struct audit_row *row)
{
	const struct principal *who = &cx->who;

	*row = (struct audit_row){
		.actor_id = who->user_id,
		.actor_name = clean(cx, who->username, 64),
		.session_id = who->session_id,
		.token_id = who->token_id,
		.ip = clean(cx, who->ip, 64),
		.user_agent = clean(cx, who->user_agent, 256),
		.project_id = e->project_id,
		.action = clean(cx, e->action, 128),
		.object = clean(cx, e->object, 64),
		.object_id = e->object_id,
		.object_name = clean(cx, e->object_name, 256),
		.outcome = e->outcome ? e->outcome : "ok",
		.code = e->code,
		.request_id = clean(cx, cx->request_id, 64),
		.before = image_of(cx, e->before),
		.after = image_of(cx, e->after),
		.reason = clean(cx, e->reason, 1000),
	};
}

/* Behind ${head}, which moves on. */
static enum err_code
append(struct cx *cx, const struct audit_entry *e, struct audit_head *head)
{
	char hash[AUDIT_HASH_MAX];
	struct audit_row row;
	struct buf tmp;

	fill(cx, e, &row);
	row.chain = head->chain;
	row.seq = head->seq + 1;
	row.at = head->at;
	row.prev_hash = head->hash;
	buf_init(&tmp, cx->mem, BUF_MAX_ROW);
	audit_hash(&tmp, &row, hash);
	row.hash = arena_strdup(cx->mem, hash);
	head->seq = row.seq;
	head->hash = row.hash;
	head->at++; /* no two rows of a chain are of one time */
	return audit_db_append(cx, &row);
}

enum err_code
audit_add_many(struct cx *cx, const struct audit_entry *v, size_t n)
{
	struct audit_head head;
	enum err_code rc = ERR_OK;
	size_t i;

	if (!audit_has_key())
		return err_set(cx, ERR_INTERNAL, "审计密钥未加载",
		    "the audit key is not loaded");
	for (i = 0; rc == ERR_OK && i < n; i++) {
		/* The head stays locked until the transaction's end. */
		if (i == 0 || v[i].project_id != v[i - 1].project_id)
			rc = audit_db_head(cx, v[i].project_id, &head);
		if (rc == ERR_OK)
			rc = append(cx, &v[i], &head);
	}
	return rc;
}

enum err_code
audit_add(struct cx *cx, const struct audit_entry *e)
{
	return audit_add_many(cx, e, 1);
}

static enum err_code
add_in_tx(struct cx *cx, void *arg)
{
	return audit_add(cx, arg);
}

enum err_code
audit_add_alone(struct cx *cx, const struct audit_entry *e)
{
	struct cx saved = *cx;
	struct audit_entry copy = *e;
	enum err_code rc;

	/* What failed may have used up the request's time; the record of it gets
	 * some of its own. */
	cx->deadline_ms = time_mono_ms() + 3000;
	rc = db_tx(cx, add_in_tx, &copy);
	if (rc)
		log_error(cx, "audit.lost", LOG_TEXT("action", e->action),
		    LOG_TEXT("outcome", e->outcome), LOG_INT("code", e->code),
		    LOG_TEXT("why", cx->message),
		    LOG_TEXT("detail", cx->detail));
	/* The caller is about to answer with the error that it had. */
	*cx = saved;
	return rc;
}

struct retention {
	int64_t bound;
	int64_t dropped;
};

static enum err_code
drop_old(struct cx *cx, void *arg)
{
	struct retention *r = arg;
	struct audit_head *ends;
	const char **macs;
	char mac[AUDIT_HASH_MAX];
	enum err_code rc;
	size_t n, i;

	rc = audit_db_drop_ends(cx, r->bound, &ends, &n);
	if (rc)
		return rc;
	macs = arena_array(cx->mem, n + 1, sizeof(*macs));
	for (i = 0; i < n; i++) {
		audit_anchor_mac(ends[i].chain, ends[i].seq, ends[i].hash, mac);
		macs[i] = arena_strdup(cx->mem, mac);
	}
	rc = audit_db_drop(cx, r->bound, ends, macs, n, &r->dropped);
	if (rc)
		return rc;
	return audit_add(cx,
	    &(struct audit_entry){ .action = "audit.retention",
		.object = "audit",
		.outcome = "ok",
		.code = err_wire(ERR_OK),
		.reason = arena_printf(cx->mem, "%lld partitions dropped",
		    (long long)r->dropped) });
}

enum err_code
audit_retention(struct cx *cx, int64_t keep_days, int64_t *dropped)
{
	struct retention r = { 0, 0 };
	enum err_code rc;

	*dropped = 0;
	if (!audit_has_key())
		return err_set(cx, ERR_INTERNAL, "审计密钥未加载",
		    "the audit key is not loaded");
	rc = db_begin(cx, DB_READ);
	if (!rc)
		rc = audit_db_drop_bound(cx,
		    time_now_us() - keep_days * INT64_C(86400000000), &r.bound);
	if (!rc)
		rc = db_commit(cx);
	if (rc) {
		db_rollback(cx);
		return rc;
	}
	if (r.bound == 0)
		return ERR_OK;
	rc = db_tx(cx, drop_old, &r);
	*dropped = r.dropped;
	return rc;
}
