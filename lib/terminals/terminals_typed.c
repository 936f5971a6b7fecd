/*
 * What was typed, without what was typed blind.
 *
 * Keys wait in ${held}.  Output moves ${seen} over those whose echo it shows,
 * in order, until a line break: what follows it is no echo of this line.  A line
 * all of whose printable keys came back is stored as typed; of others the keys
 * are stars.  Where a password was asked for, nothing less than the whole line's
 * echo makes it readable.
 */
#include "terminals/terminals_priv.h"

#define WAIT_MS 700 /* an echo takes no longer */
#define LINE_MAX_BYTES 4096

void
term_typed_init(struct term_typed *t)
{
	*t = (struct term_typed){ 0 };
	buf_init(&t->held, NULL, (size_t)1 << 20);
	buf_init(&t->line, NULL, LINE_MAX_BYTES);
}

static bool
is_printable(char c)
{
	return (unsigned char)c >= 0x20 && c != 0x7f;
}

/* Whether what stands before the cursor asks for something that is not shown. */
static bool
asks_secret(struct str prompt)
{
	static const char *const words[] = { "password", "passphrase",
		"passcode", "passwd", "secret", "token", "pin", "otp",
		"verification code", "密码", "口令", "验证码" };
	char text[256];
	size_t i, n;

	prompt = str_trim(prompt);
	if (prompt.n == 0)
		return false;
	n = prompt.n < sizeof(text) ? prompt.n : sizeof(text) - 1;
	memcpy(text, prompt.p + prompt.n - n, n);
	text[n] = '\0';
	if (text[n - 1] != ':' && text[n - 1] != '?' &&
	    (n < 3 || memcmp(text + n - 3, "：", 3) != 0))
		return false;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcasestr(text, words[i]))
			return true;
	}
	return false;
}

void
term_typed_keys(struct term_typed *t, int64_t now_ms, struct str keys,
    struct str prompt)
{
	if (t->held.n == 0) {
		t->seen = 0;
		t->line_over = false;
		t->secret = asks_secret(prompt);
	} else if (asks_secret(prompt)) {
		t->secret = true;
	}
	buf_str(&t->held, keys);
	t->last_ms = now_ms;
}

/* Where the held line ends: behind its Enter, or at the end of what is held. */
static size_t
line_end(const struct term_typed *t, bool *whole)
{
	size_t i;

	for (i = 0; i < t->held.n; i++) {
		if (t->held.p[i] == '\r' || t->held.p[i] == '\n') {
			*whole = true;
			return i + 1;
		}
	}
	*whole = false;
	return t->held.n;
}

/* Length of the escape sequence at ${p}, 0 when there is none. */
static size_t
escape(const char *p, size_t n)
{
	size_t i;

	if (n == 0 || p[0] != '\033')
		return 0;
	if (n < 2 || (p[1] != '[' && p[1] != 'O' && p[1] != ']'))
		return n < 2 ? 1 : 2;
	for (i = 2; i < n; i++) {
		if (p[1] == ']' ? p[i] == '\a' || p[i] == '\\' :
				  p[i] >= 0x40 && p[i] <= 0x7e)
			return i + 1;
	}
	return n;
}

/* The next key that an echo would show, from ${i}. */
static size_t
next_key(const struct term_typed *t, size_t i, size_t end)
{
	size_t n;

	while (i < end && !is_printable(t->held.p[i])) {
		n = escape(t->held.p + i, end - i);
		i += n ? n : 1;
	}
	return i;
}

size_t
term_typed_shown(struct term_typed *t, struct str output)
{
	size_t i, n, end, at;
	bool whole;

	if (t->held.n == 0 || t->line_over)
		return output.n;
	end = line_end(t, &whole);
	for (i = 0; i < output.n; i += n) {
		n = escape(output.p + i, output.n - i);
		if (n)
			continue;
		n = 1;
		at = next_key(t, t->seen, end);
		if (output.p[i] == '\n') {
			/* Enter has been answered. */
			t->line_over = whole;
			return i + 1;
		}
		if (at < end && output.p[i] == t->held.p[at])
			t->seen = at + 1;
	}
	return output.n;
}

/* The line as edited: what a reader of the session would call typed. */
static void
edit(struct term_typed *t, struct str keys, term_line_fn fn, void *arg,
    int64_t ms)
{
	size_t i, n;

	for (i = 0; i < keys.n; i += n) {
		char c = keys.p[i];

		n = escape(keys.p + i, keys.n - i);
		if (n)
			continue;
		n = 1;
		if (c == '\r' || c == '\n') {
			if (t->line.n)
				fn(arg, ms, buf_view(&t->line));
			buf_reset(&t->line);
		} else if (c == 0x7f || c == '\b') {
			while (t->line.n &&
			    ((unsigned char)t->line.p[t->line.n - 1] & 0xc0) ==
				0x80)
				t->line.n--;
			t->line.n -= t->line.n > 0;
		} else if (c == 0x03 || c == 0x15) {
			buf_reset(&t->line);
		} else if (is_printable(c) && t->line.n < LINE_MAX_BYTES - 8) {
			buf_putc(&t->line, c);
		}
	}
}

/* Stores ${end} held bytes, readable or as stars. */
static void
judge(struct term_typed *t, size_t end, bool readable, struct buf *out)
{
	size_t i, n;

	for (i = 0; i < end; i += n) {
		n = escape(t->held.p + i, end - i);
		if (n) {
			buf_add(out, t->held.p + i, n);
			continue;
		}
		n = 1;
		if (readable || !is_printable(t->held.p[i]))
			buf_putc(out, t->held.p[i]);
		else if (((unsigned char)t->held.p[i] & 0xc0) != 0x80)
			buf_putc(out, '*');
	}
}

void
term_typed_take(struct term_typed *t, int64_t now_ms, bool all, struct buf *out,
    term_line_fn fn, void *arg)
{
	bool whole, late = now_ms - t->last_ms >= WAIT_MS, readable, echoed;
	size_t end, at, from;

	while (t->held.n) {
		end = line_end(t, &whole);
		/* Everything printable of it came back. */
		echoed = next_key(t, t->seen, end) >= end;
		if (!whole && !late && !all && (!echoed || t->secret))
			return;
		if (whole && !t->line_over && !late && !all)
			return;
		/* Keys of a question for a password wait for its Enter. */
		if (t->secret && !whole && !all)
			return;
		readable = echoed;
		at = out->n;
		judge(t, end, readable, out);
		from = at;
		edit(t, (struct str){ out->p + from, out->n - from }, fn, arg,
		    now_ms);
		explicit_bzero(t->held.p, end);
		buf_drop(&t->held, end);
		t->seen = 0;
		if (whole) {
			t->line_over = false;
			t->secret = false;
		}
	}
}
