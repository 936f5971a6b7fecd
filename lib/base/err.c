/*
 * err: the error table and the error slot of cx.
 */
#include "base/err.h"

#include "base/cx.h"
#include "base/log.h"

#define ERR_ROW_(name, http, code, zh, en) { #name, http, code, { zh, en } },
static const struct {
	const char *name;
	int http;
	int wire;
	const char *text[2];
} rows[] = { ERR_TABLE(ERR_ROW_) };

static int
row_of(enum err_code rc)
{
	return (unsigned)rc < ERR__MAX ? (int)rc : ERR_INTERNAL;
}

int
err_http(enum err_code rc)
{
	return rows[row_of(rc)].http;
}

int
err_wire(enum err_code rc)
{
	return rows[row_of(rc)].wire;
}

const char *
err_name(enum err_code rc)
{
	return rows[row_of(rc)].name;
}

const char *
err_text(enum err_code rc, enum lang lang)
{
	return rows[row_of(rc)].text[lang == LANG_EN];
}

/* ${field} NULL: the error has none. */
static enum err_code __attribute__((format(printf, 4, 0))) fill(struct cx *cx,
    enum err_code rc, const char *field, const char *fmt, va_list ap)
{
	cx->err = rc;
	if (!cx->mem) {
		cx->message = err_text(rc, cx->lang);
		cx->field = NULL;
		return rc;
	}
	/* The new field may be the old one, so it is copied before it goes. */
	cx->message = arena_vprintf(cx->mem, fmt, ap);
	cx->field = arena_strdup(cx->mem, field);
	return rc;
}

enum err_code
err_set(struct cx *cx, enum err_code rc, const char *zh, const char *en, ...)
{
	va_list ap;

	va_start(ap, en);
	fill(cx, rc, NULL, cx->lang == LANG_EN ? en : zh, ap);
	va_end(ap);
	return rc;
}

enum err_code
err_field(struct cx *cx, const char *field, const char *zh, const char *en, ...)
{
	va_list ap;

	va_start(ap, en);
	fill(cx, ERR_INVALID, field, cx->lang == LANG_EN ? en : zh, ap);
	va_end(ap);
	return ERR_INVALID;
}

enum err_code
err_field_as(struct cx *cx, enum err_code rc, const char *field, const char *zh,
    const char *en, ...)
{
	va_list ap;

	va_start(ap, en);
	fill(cx, rc, field, cx->lang == LANG_EN ? en : zh, ap);
	va_end(ap);
	return rc;
}

enum err_code
err_plain(struct cx *cx, enum err_code rc)
{
	cx->err = rc;
	cx->message = err_text(rc, cx->lang);
	cx->field = NULL;
	return rc;
}

void
err_detail(struct cx *cx, const char *fmt, ...)
{
	const char *text;
	va_list ap;

	if (!cx->mem)
		return;
	va_start(ap, fmt);
	text = arena_vprintf(cx->mem, fmt, ap);
	va_end(ap);
	cx->detail = cx->detail ?
	    arena_printf(cx->mem, "%s; %s", cx->detail, text) :
	    text;
}

void
err_clear(struct cx *cx)
{
	cx->err = ERR_OK;
	cx->message = NULL;
	cx->field = NULL;
	cx->detail = NULL;
	cx->retry_after_s = 0;
	cx->current_version = 0;
}
