/*
 * batch_export: a run's rows as CSV or as one JSON object a line.
 */
#include "batch/batch_int.h"

/* What stays free in the reply for the last row and the headers. */
#define EXPORT_RESERVE ((size_t)64 << 10)

struct export
{
	struct reply *rp;
	struct buf row;
	bool csv;
	bool output;
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

static const char csv_head[] =
    "\xef\xbb\xbf" /* spreadsheets take it for UTF-8 */
    "host_id,name,ip,wave,state,exit_code,exit_signal,fault,message,"
    "connect_ms,run_ms,stdout_bytes,stderr_bytes,truncated,sha256,started_at,"
    "finished_at,stdout,stderr\r\n";

static void
csv_row(struct buf *to, const struct batch_host *h, bool output)
{
	char at[TIME_TEXT_MAX];

	number(to, h->host_id);
	field(to, h->name);
	field(to, h->ip);
	number(to, h->wave);
	field(to, h->state);
	if (h->exit_code >= 0)
		buf_int(to, h->exit_code);
	buf_putc(to, ',');
	field(to, h->exit_signal);
	field(to, h->fault);
	field(to, h->message);
	number(to, h->connect_ms);
	number(to, h->run_ms);
	number(to, h->out_bytes);
	number(to, h->err_bytes);
	field(to, h->truncated ? "true" : "false");
	field(to, h->out_sha256);
	field(to, h->started_at != 0 ? time_format(h->started_at, at) : "");
	field(to, h->finished_at != 0 ? time_format(h->finished_at, at) : "");
	field(to, output ? h->stdout_text : "");
	field(to, output ? h->stderr_text : "");
	to->n--; /* the last comma */
	buf_puts(to, "\r\n");
}

/* Rows that find no room are read and dropped: the connection stays in step. */
static enum err_code
add_row(struct cx *cx, void *p, void *arg)
{
	struct batch_host *h = p;
	struct export *ex = arg;
	struct buf *body = &ex->rp->body;
	struct json j;

	(void)cx;
	if (ex->truncated)
		return ERR_OK;
	buf_reset(&ex->row);
	if (!ex->output)
		h->stdout_text = h->stderr_text = "";
	if (ex->csv) {
		csv_row(&ex->row, h, ex->output);
	} else {
		json_init(&j, &ex->row);
		type_put(&j, &batch_output_type, h);
		buf_putc(&ex->row, '\n');
	}
	if (ex->row.failed ||
	    body->n + ex->row.n + EXPORT_RESERVE > body->max) {
		ex->truncated = true;
		return ERR_OK;
	}
	buf_str(body, buf_view(&ex->row));
	ex->rows++;
	return ERR_OK;
}

enum err_code
batch_export(struct cx *cx, int64_t id, const struct batch_export_query *q,
    struct reply *rp)
{
	struct export ex = { .rp = rp, .output = q->output };
	struct batch_run run;
	enum err_code rc;

	rc = batch_db_get(cx, id, &run);
	if (rc)
		return rc;
	ex.csv = q->format == NULL || strcmp(q->format, "ndjson") != 0;
	buf_init(&ex.row, cx->mem, (size_t)6 << 20);
	buf_reset(&rp->body);
	if (ex.csv)
		buf_puts(&rp->body, csv_head);
	rc = batch_db_export(cx, id, add_row, &ex);
	if (rc)
		return rc;
	rp->status = 200;
	rp->content_type =
	    ex.csv ? "text/csv; charset=utf-8" : "application/x-ndjson";
	reply_header(rp, "Content-Disposition",
	    arena_printf(cx->mem, "attachment; filename=\"batch-%lld.%s\"",
		(long long)id, ex.csv ? "csv" : "ndjson"));
	reply_header(rp, "X-Export-Rows",
	    arena_printf(cx->mem, "%lld", (long long)ex.rows));
	reply_header(rp, "X-Export-Truncated", ex.truncated ? "true" : "false");
	return ERR_OK;
}
