/* Asciicast events and lines for the search, in pieces that go to the database. */
#include <inttypes.h>

#include <zlib.h>

#include "json/json.h"
#include "terminals/terminals_priv.h"

#define PIECE_BYTES ((size_t)64 << 10)
#define PIECE_MS 2000
#define BLOCK_BYTES 4096
#define BLOCK_MS 15000
#define FEATURES 16384

void
term_record_init(struct term_record *r, struct arena *mem, struct buf *out,
    int64_t most)
{
	*r = (struct term_record){
		.out = out, .mem = mem, .most = most, .cut_ms = -1
	};
	buf_init(&r->raw, NULL, (size_t)2 << 20);
	buf_init(&r->plain, NULL, (size_t)2 << 20);
	buf_init(&r->pack, NULL, (size_t)3 << 20);
	buf_init(&r->shown.text, NULL, (size_t)1 << 20);
	buf_init(&r->shown.times, NULL, (size_t)1 << 20);
	buf_init(&r->typed.text, NULL, (size_t)1 << 20);
	buf_init(&r->typed.times, NULL, (size_t)1 << 20);
}

static void
send_piece(struct term_record *r)
{
	uLongf n = compressBound((uLong)r->raw.n);
	struct buf head;
	char *p;

	if (r->raw.n == 0)
		return;
	buf_init(&head, NULL, (size_t)3 << 20);
	terminals_put_number(&head, r->seq++);
	terminals_put_number(&head, r->from_ms);
	terminals_put_number(&head, r->to_ms);
	terminals_put_number(&head, (int64_t)r->raw.n);
	p = buf_room(&head, n);
	if (p == NULL ||
	    compress2((Bytef *)p, &n, (const Bytef *)r->raw.p, (uLong)r->raw.n,
		Z_BEST_SPEED) != Z_OK)
		exit(70);
	buf_end(&head, p + n);
	terminals_frame_put(r->out, TF_CHUNK, buf_view(&head));
	buf_free(&head);
	r->unkept++;
	buf_reset(&r->raw);
}

static void
put_event(struct term_record *r, int64_t ms, const char *code, struct str text)
{
	char at[40];
	struct json j;

	snprintf(at, sizeof(at), "%" PRId64 ".%03d", ms / 1000,
	    (int)(ms % 1000));
	if (r->raw.n == 0)
		r->from_ms = ms;
	r->to_ms = ms;
	json_init(&j, &r->raw);
	json_array(&j);
	json_raw(&j, str_of(at));
	json_text(&j, str_of(code));
	json_text(&j, text);
	json_array_end(&j);
	buf_putc(&r->raw, '\n');
}

void
term_record_event(struct term_record *r, int64_t ms, const char *code,
    struct str text)
{
	if (text.n == 0 || r->cut_ms >= 0)
		return;
	if (r->total + (int64_t)text.n > r->most) {
		r->cut_ms = ms;
		put_event(r, ms, "m",
		    STR("the recording ends here: it has reached its limit"));
		send_piece(r);
		return;
	}
	r->total += (int64_t)text.n;
	put_event(r, ms, code, text);
	if (r->raw.n >= PIECE_BYTES)
		send_piece(r);
}

static void
send_block(struct term_record *r, struct term_block *b, char kind)
{
	static int32_t features[FEATURES];
	struct buf *out = &r->pack;
	size_t i, n;

	if (b->n == 0)
		return;
	buf_reset(out);
	buf_putc(out, kind);
	terminals_put_number(out, b->from_ms);
	buf_str(out, buf_view(&b->text));
	buf_putc(out, '\0');
	buf_putc(out, '{');
	buf_str(out, buf_view(&b->times));
	buf_puts(out, "}");
	buf_putc(out, '\0');
	n = terminals_features(buf_view(&b->text), features, FEATURES);
	for (i = 0; i < n; i++) {
		buf_putc(out, i ? ',' : '{');
		buf_int(out, features[i]);
	}
	buf_puts(out, n ? "}" : "{}");
	buf_putc(out, '\0');
	terminals_frame_put(r->out, TF_TEXT, buf_view(out));
	r->unkept++;
	buf_reset(&b->text);
	buf_reset(&b->times);
	b->n = 0;
}

void
term_record_line(struct term_record *r, struct term_block *b, char kind,
    int64_t ms, struct str text)
{
	uint64_t h = 14695981039346656037u;
	size_t i;

	for (i = 0; i < text.n; i++)
		h = (h ^ (unsigned char)text.p[i]) * 1099511628211u;
	/* The same again and again says nothing new. */
	if ((b->n && h == b->last) || r->cut_ms >= 0)
		return;
	b->last = h;
	if (b->n == 0)
		b->from_ms = ms;
	else
		buf_putc(&b->text, '\n');
	buf_str(&b->text, text);
	if (b->n++)
		buf_putc(&b->times, ',');
	buf_int(&b->times, ms);
	if (b->text.n >= BLOCK_BYTES)
		send_block(r, b, kind);
}

void
term_record_tick(struct term_record *r, int64_t now_ms, bool all)
{
	if (r->raw.n && (all || now_ms - r->from_ms >= PIECE_MS))
		send_piece(r);
	if (r->shown.n && (all || now_ms - r->shown.from_ms >= BLOCK_MS))
		send_block(r, &r->shown, 'o');
	if (r->typed.n && (all || now_ms - r->typed.from_ms >= BLOCK_MS))
		send_block(r, &r->typed, 'i');
}
