/*
 * hosts_export: the list as CSV or as one JSON object a line, with the filters of
 * the list, newest first.  Rows are written as they come from the server.
 */
#include "hosts/hosts_int.h"

/* What stays free in the reply for the headers. */
#define EXPORT_RESERVE ((size_t)64 << 10)

struct export
{
	struct buf row;
	struct buf *body;
	bool csv;
	bool truncated;
	int64_t rows;
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
	buf_puts(&tags, "");
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

/* Rows that find no room are read and dropped: the connection stays in step. */
static enum err_code
add_row(struct cx *cx, void *p, void *arg)
{
	struct export *ex = arg;
	struct json j;

	if (ex->truncated)
		return ERR_OK;
	buf_reset(&ex->row);
	if (ex->csv) {
		csv_row(cx, &ex->row, p);
	} else {
		json_init(&j, &ex->row);
		type_put(&j, &host_type, p);
		buf_putc(&ex->row, '\n');
	}
	if (ex->row.failed ||
	    ex->body->n + ex->row.n + EXPORT_RESERVE > ex->body->max) {
		ex->truncated = true;
		return ERR_OK;
	}
	buf_str(ex->body, buf_view(&ex->row));
	ex->rows++;
	return ERR_OK;
}

enum err_code
hosts_export(struct cx *cx, const struct host_export_query *q, struct reply *rp)
{
	struct host_filter f = { .q = q->q,
		.status = q->status,
		.health_state = q->health_state,
		.source = q->source,
		.tag = q->tag,
		.region = q->region,
		.project_id = q->project_id,
		.attention = q->attention };
	struct export ex = { .body = &rp->body };
	enum err_code rc;

	ex.csv = q->format == NULL || strcmp(q->format, "ndjson") != 0;
	buf_init(&ex.row, cx->mem, (size_t)1 << 20);
	buf_reset(&rp->body);
	if (ex.csv)
		buf_puts(&rp->body, csv_head);
	rc = hosts_list_db_each(cx, &f, add_row, &ex);
	if (rc)
		return rc;
	rp->status = 200;
	rp->content_type =
	    ex.csv ? "text/csv; charset=utf-8" : "application/x-ndjson";
	reply_header(rp, "Content-Disposition",
	    ex.csv ? "attachment; filename=\"hosts.csv\"" :
		     "attachment; filename=\"hosts.ndjson\"");
	reply_header(rp, "X-Export-Rows",
	    arena_printf(cx->mem, "%lld", (long long)ex.rows));
	reply_header(rp, "X-Export-Truncated", ex.truncated ? "true" : "false");
	return ERR_OK;
}
