/*
 * Recordings as asciicast v2: a header line, then one event a line.  Pieces are
 * stored deflated and handed out some megabytes at a time: whoever wants all of
 * it asks again with the number of the last piece.
 */
#include <inttypes.h>

#include <zlib.h>

#include "terminals/terminals_int.h"

#define PIECE_MOST ((uLongf)8 << 20)

static void
put_header(struct cx *cx, const struct terminal *t, struct buf *out)
{
	struct json j;

	json_init(&j, out);
	json_object(&j);
	json_put_int(&j, "version", 2);
	json_put_int(&j, "width", t->cols);
	json_put_int(&j, "height", t->rows);
	json_put_int(&j, "timestamp",
	    (t->connected_at ? t->connected_at : t->created_at) / 1000000);
	json_put_text(&j, "title",
	    arena_printf(cx->mem, "%s @ %s (%s)", t->username, t->host_name,
		t->session_id));
	json_key(&j, "env");
	json_object(&j);
	json_put_text(&j, "TERM", TERMINALS_TERM);
	json_object_end(&j);
	json_object_end(&j);
	buf_putc(out, '\n');
}

static enum err_code
put_chunk(struct cx *cx, const struct terminal_chunk *c, struct buf *out)
{
	uLongf n = (uLongf)c->raw_bytes;
	char *p;

	if (c->raw_bytes < 0 || n > PIECE_MOST)
		return err_plain(cx, ERR_INTERNAL);
	p = buf_room(out, n);
	if (p == NULL)
		return err_plain(cx, ERR_TOO_LARGE);
	if (uncompress((Bytef *)p, &n, (const Bytef *)c->data.p,
		(uLong)c->data.n) != Z_OK ||
	    n != (uLongf)c->raw_bytes) {
		err_detail(cx, "piece %" PRId64 " is damaged", c->seq);
		return err_plain(cx, ERR_INTERNAL);
	}
	buf_end(out, p + n);
	return ERR_OK;
}

enum err_code
terminals_cast(struct cx *cx, const struct terminal *t,
    const struct terminal_from *from, struct buf *out, int64_t *next)
{
	struct terminal_chunk *items;
	int64_t after = from->after;
	enum err_code rc;
	size_t n, i;

	*next = -1;
	if (from->from_ms > 0) {
		rc = terminals_db_seek(cx, t, from->from_ms, &after);
		if (rc)
			return rc;
	}
	rc = terminals_db_chunks(cx, t, after, &items, &n);
	if (rc)
		return rc;
	if (after < 0 || from->from_ms > 0)
		put_header(cx, t, out);
	for (i = 0; i < n; i++) {
		rc = put_chunk(cx, &items[i], out);
		if (rc)
			return rc;
		*next = items[i].seq;
	}
	return ERR_OK;
}
