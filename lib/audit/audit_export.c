/*
 * audit_export: the log as CSV or as one JSON object a line.
 */
#include "audit/audit_priv.h"

/* What stays free in the reply for the last row and the headers. */
#define EXPORT_RESERVE ((size_t)64 << 10)

struct export
{
	struct reply *rp;
	struct buf row; /* one row; emptied for each */
	bool csv;
	bool truncated;
	int64_t rows;
};

/* A spreadsheet takes a field that begins so for a formula. */
static bool
is_formula(struct str s)
{
	return s.n > 0 && strchr("=+-@\t\r", s.p[0]) != NULL;
}

void
audit_csv_field(struct buf *to, struct str s)
{
	bool quote = is_formula(s);
	size_t i;

	for (i = 0; i < s.n && !quote; i++)
		quote = strchr(",\"\r\n", s.p[i]) != NULL;
	if (quote)
		buf_putc(to, '"');
	if (is_formula(s))
		buf_putc(to, '\'');
	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			buf_putc(to, '"');
		buf_putc(to, s.p[i]);
	}
	if (quote)
		buf_putc(to, '"');
}

static void
csv_text(struct buf *to, const char *s)
{
	audit_csv_field(to, str_of(s));
	buf_putc(to, ',');
}

static void
csv_int(struct buf *to, int64_t v)
{
	if (v)
		buf_int(to, v);
	buf_putc(to, ',');
}

static const char csv_head[] =
    "\xef\xbb\xbf" /* spreadsheets take it for UTF-8 */
    "id,at,actor_id,actor_name,ip,project_id,action,object,object_id,"
    "object_name,outcome,code,request_id,reason,session_id,token_id,"
    "user_agent,before,after,prev_hash,hash\r\n";

static void
csv_row(struct buf *to, const struct audit_row *row)
{
	char at[TIME_TEXT_MAX];

	csv_int(to, row->id);
	csv_text(to, time_format(row->at, at));
	csv_int(to, row->actor_id);
	csv_text(to, row->actor_name);
	csv_text(to, row->ip);
	csv_int(to, row->project_id);
	csv_text(to, row->action);
	csv_text(to, row->object);
	csv_int(to, row->object_id);
	csv_text(to, row->object_name);
	csv_text(to, row->outcome);
	csv_int(to, row->code);
	csv_text(to, row->request_id);
	csv_text(to, row->reason);
	csv_int(to, row->session_id);
	csv_int(to, row->token_id);
	csv_text(to, row->user_agent);
	audit_csv_field(to, (struct str){ row->before.p, row->before.n });
	buf_putc(to, ',');
	audit_csv_field(to, (struct str){ row->after.p, row->after.n });
	buf_putc(to, ',');
	csv_text(to, row->prev_hash);
	audit_csv_field(to, str_of(row->hash));
	buf_puts(to, "\r\n");
}

/* Rows that find no room are read and dropped: the connection stays in step. */
static enum err_code
add_row(struct cx *cx, void *p, void *arg)
{
	const struct audit_row *row = p;
	struct export *ex = arg;
	struct buf *body = &ex->rp->body;
	struct json j;

	(void)cx;
	if (ex->truncated || ex->rows >= AUDIT_EXPORT_MAX) {
		ex->truncated = true;
		return ERR_OK;
	}
	buf_reset(&ex->row);
	if (ex->csv) {
		csv_row(&ex->row, row);
	} else {
		json_init(&j, &ex->row);
		type_put(&j, &audit_row_type, row);
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
audit_export(struct cx *cx, const struct audit_scope *scope,
    const struct audit_filter *f, struct reply *rp)
{
	struct export ex = { .rp = rp };
	enum err_code rc;

	ex.csv = !f->format || strcmp(f->format, "ndjson") != 0;
	buf_init(&ex.row, cx->mem, BUF_MAX_ROW);
	buf_reset(&rp->body);
	if (ex.csv)
		buf_puts(&rp->body, csv_head);
	rc = audit_db_export(cx, scope, f, add_row, &ex);
	if (rc)
		return rc;
	rp->status = 200;
	rp->content_type =
	    ex.csv ? "text/csv; charset=utf-8" : "application/x-ndjson";
	reply_header(rp, "Content-Disposition",
	    ex.csv ? "attachment; filename=\"audit.csv\"" :
		     "attachment; filename=\"audit.ndjson\"");
	/* Taking the log out of the house is audited, by the dispatcher. */
	rp->object_name =
	    arena_printf(cx->mem, "%lld rows", (long long)ex.rows);
	reply_header(rp, "X-Export-Rows",
	    arena_printf(cx->mem, "%lld", (long long)ex.rows));
	reply_header(rp, "X-Export-Truncated", ex.truncated ? "true" : "false");
	return ERR_OK;
}
