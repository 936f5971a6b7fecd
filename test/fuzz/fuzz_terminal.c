/* A client's messages, frames between processes, what a host shows and what is
 * typed at it: any bytes at all. */
#include <stdlib.h>

#include "terminals/terminals_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
on_line(void *arg, int64_t ms, struct str text)
{
	(void)ms;
	if (text.n == 0 || !str_is_utf8(text))
		abort();
	buf_reset(arg);
	buf_str(arg, text);
}

static void
on_key(void *arg, int64_t ms, struct str text)
{
	(void)arg;
	(void)ms;
	if (text.n == 0)
		abort();
}

static void
message(struct str in)
{
	struct terminals_msg m;
	struct buf b;

	buf_init(&b, NULL, TERMINALS_MSG_MAX);
	terminals_msg_parse(in, &b, &m);
	if (m.say != TERMINALS_NOTHING &&
	    (m.cols < 1 || m.cols > TERMINALS_MAX_COLS || m.rows < 1 ||
		m.rows > TERMINALS_MAX_ROWS || m.input.n > in.n))
		abort();
	buf_free(&b);
}

static void
frames(struct str in)
{
	enum terminals_frame type;
	struct str payload;
	int64_t took, v;

	while ((took = terminals_frame_take(in, &type, &payload)) > 0) {
		if ((size_t)took > in.n || payload.n > (size_t)took)
			abort();
		(void)terminals_take_number(&payload, &v);
		(void)strlen(terminals_take_text(&payload));
		(void)strlen(terminals_take_text(&payload));
		in.p += took;
		in.n -= (size_t)took;
	}
}

/* Pieces after form feeds: shown, or typed and then shown, or a size. */
static void
session(struct arena *mem, struct str in)
{
	struct term_screen *s;
	struct term_typed t;
	struct buf line, out, prompt;
	struct str piece;
	int64_t now = 0;
	size_t took;
	bool more = true;

	buf_init(&line, NULL, 1 << 20);
	buf_init(&out, NULL, (size_t)16 << 20);
	buf_init(&prompt, NULL, 65536);
	s = term_screen_new(mem, 40, 10, on_line, &line);
	term_typed_init(&t);
	while (more) {
		more = str_cut(&in, '\f', &piece);
		now += 400;
		if (piece.n >= 3 && piece.p[0] == 'R') {
			term_screen_resize(s, 1 + (unsigned char)piece.p[1],
			    1 + (unsigned char)piece.p[2] % 100);
			continue;
		}
		if (piece.n > 1 && piece.p[0] == 'K') {
			buf_reset(&prompt);
			term_screen_prompt(s, &prompt);
			term_typed_keys(&t, now,
			    (struct str){ piece.p + 1, piece.n - 1 },
			    buf_view(&prompt));
		} else {
			term_screen_feed(s, now, piece);
			while (t.held.n && piece.n) {
				took = term_typed_shown(&t, piece);
				if (took == 0 || took > piece.n)
					abort();
				term_typed_take(&t, now, false, &out, on_key,
				    NULL);
				piece.p += took;
				piece.n -= took;
			}
		}
		term_screen_settle(s, now, false);
		buf_reset(&out);
		term_screen_draw(s, &out);
	}
	term_typed_take(&t, now, true, &out, on_key, NULL);
	if (t.held.n)
		abort();
	term_screen_settle(s, now, true);
	buf_free(&line);
	buf_free(&out);
	buf_free(&prompt);
	buf_free(&t.held);
	buf_free(&t.line);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str in = { (const char *)data, n };
	struct arena *mem;
	int32_t words[256];

	if (n > 20000)
		return 0;
	message(in);
	frames(in);
	(void)terminals_features(in, words, 256);
	mem = arena_new((size_t)64 << 20);
	session(mem, in);
	arena_free(mem);
	return 0;
}
