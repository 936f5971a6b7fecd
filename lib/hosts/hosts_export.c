/*
 * hosts_export: the list as CSV or as one JSON object a line, with the filters of
 * the list, newest first.
 *
 * Which hosts is asked once; their rows are read and given some hundred at a
 * time, so that memory does not grow with their number, and neither a statement
 * nor a transaction is open while the client is slow.
 */
#include "hosts/hosts_int.h"

#define EXPORT_STEP ((size_t)500)

struct export
{
	struct buf piece; /* rows of one step */
	bool csv;
};

/* Quoted where needed; what a spreadsheet would take for a formula is not. */
static void
field(struct buf *to, const char *s)
{
	bool formula = s[0] != '\0' && strchr("=+-@\t\r", s[0]) != NULL;

	if (!formula && strpbrk(s, ",\"\r\n") == NULL) {
		buf_puts(to, s);
		buf_putc(to, ',');
		return;
	}
	buf_putc(to, '"');
	if (formula)
		buf_putc(to, '\'');
	for (; *s != '\0'; s++) {
		if (*s == '"')
			buf_putc(to, '"');
		buf_putc(to, *s);
	}
	buf_puts(to, "\",");
}

static void
number(struct buf *to, int64_t v)
{
	buf_int(to, v);
	buf_putc(to, ',');
}

static void
when(struct buf *to, int64_t at)
{
	char text[TIME_TEXT_MAX];

	field(to, at != 0 ? time_format(at, text) : "");
}

static const char csv_head[] =
    "\xef\xbb\xbf" /* spreadsheets take it for UTF-8 */
    "id,project_id,name,hostname,ip,port,ssh_user,status,health_state,tags,"
    "region,role,os,arch,kernel,cpu_cores,memory_mb,disk_gb,source,provider,"
    "maintenance_reason,last_error,last_check_at,created_at,updated_at,"
    "description\r\n";

static void
csv_row(struct cx *cx, struct buf *to, const struct host *h)
{
	struct buf tags;
	size_t i;

	(void)cx;
	number(to, h->id);
	number(to, h->project_id);
	field(to, h->name);
	field(to, h->hostname);
	field(to, h->ip);
	number(to, h->port);
	field(to, h->ssh_user);
	field(to, h->status);
	field(to, h->health_state);
	buf_init(&tags, NULL, 65536);
	for (i = 0; i < h->tags.n; i++) {
		if (i > 0)
			buf_putc(&tags, ' ');
		buf_puts(&tags, h->tags.v[i]);
	}
	field(to, tags.n > 0 && !tags.failed ? tags.p : "");
	buf_free(&tags);
	field(to, h->region);
	field(to, h->role);
	field(to, h->os);
	field(to, h->arch);
	field(to, h->kernel);
	number(to, h->cpu_cores);
	number(to, h->memory_mb);
	number(to, h->disk_gb);
	field(to, h->source);
	field(to, h->provider);
	field(to, h->maintenance_reason);
	field(to, h->last_error);
	when(to, h->last_check_at);
	when(to, h->created_at);
	when(to, h->updated_at);
	field(to, h->description);
	to->n--; /* the last comma */
	buf_puts(to, "\r\n");
}

static enum err_code
add_row(struct cx *cx, void *p, void *arg)
{
	struct export *ex = arg;
	struct json j;

	if (ex->csv) {
		csv_row(cx, &ex->piece, p);
		return ERR_OK;
	}
	json_init(&j, &ex->piece);
	type_put(&j, &host_type, p);
	buf_putc(&ex->piece, '\n');
	return ERR_OK;
}

static enum err_code
give(struct cx *cx, const struct req *rq, struct export *ex)
{
	enum err_code rc;

	if (ex->piece.failed)
		return err_set(cx, ERR_TOO_LARGE, "导出的行过大",
		    "rows are too large to be exported");
	rc = ex->piece.n > 0 ? rq->give(cx, rq, buf_view(&ex->piece)) : ERR_OK;
	buf_reset(&ex->piece);
	return rc;
}

static enum err_code
give_all(struct cx *cx, const struct req *rq, struct export *ex,
    const struct ints *ids)
{
	enum err_code rc = ERR_OK;
	size_t at, n;

	if (ex->csv)
		buf_puts(&ex->piece, csv_head);
	for (at = 0; rc == ERR_OK && at < ids->n; at += n) {
		n = ids->n - at < EXPORT_STEP ? ids->n - at : EXPORT_STEP;
		rc = hosts_list_db_rows(cx, ids->v + at, n, add_row, ex);
		if (rc == ERR_OK)
			rc = give(cx, rq, ex);
	}
	return rc ? rc : give(cx, rq, ex);
}

enum err_code
hosts_export(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct host_export_query *q = rq->query;
	struct host_filter f = { .q = q->q,
		.status = q->status,
		.health_state = q->health_state,
		.source = q->source,
		.tag = q->tag,
		.region = q->region,
		.project_id = q->project_id,
		.attention = q->attention };
	struct export ex = { .csv = q->format == NULL ||
		    strcmp(q->format, "ndjson") != 0 };
	struct ints ids;
	enum err_code rc;

	rc = hosts_list_db_ids(cx, &f, &ids);
	if (rc)
		return rc;
	rp->status = 200;
	rp->content_type =
	    ex.csv ? "text/csv; charset=utf-8" : "application/x-ndjson";
	reply_header(rp, "Content-Disposition",
	    ex.csv ? "attachment; filename=\"hosts.csv\"" :
		     "attachment; filename=\"hosts.ndjson\"");
	reply_header(rp, "X-Export-Rows", arena_printf(cx->mem, "%zu", ids.n));
	reply_header(rp, "Cache-Control", "no-store");
	reply_header(rp, "X-Content-Type-Options", "nosniff");
	rc = rq->begin(cx, rq, rp, -1);
	if (rc || rq->head)
		return rc;
	/* The heap's, so that growing leaves nothing behind. */
	buf_init(&ex.piece, NULL, BUF_MAX_REPLY);
	rc = give_all(cx, rq, &ex, &ids);
	buf_free(&ex.piece);
	return rc;
}
