/*
 * What a client says.  The substrate's JSON refuses control characters and NUL,
 * which a keyboard makes: this reads one flat object of our own messages.
 */
#include "terminals/terminals.h"

struct reader {
	const char *p;
	const char *end;
};

static void
skip_space(struct reader *r)
{
	while (r->p < r->end &&
	    (*r->p == ' ' || *r->p == '\t' || *r->p == '\n' || *r->p == '\r'))
		r->p++;
}

static bool
take(struct reader *r, char c)
{
	skip_space(r);
	if (r->p == r->end || *r->p != c)
		return false;
	r->p++;
	return true;
}

static bool
take_hex(struct reader *r, uint32_t *out)
{
	uint32_t v = 0;
	int i;

	if (r->end - r->p < 4)
		return false;
	for (i = 0; i < 4; i++) {
		char c = *r->p++;

		v <<= 4;
		if (c >= '0' && c <= '9')
			v |= (uint32_t)(c - '0');
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			v |= (uint32_t)((c | 32) - 'a' + 10);
		else
			return false;
	}
	*out = v;
	return true;
}

static void
put_char(struct buf *to, uint32_t c)
{
	if (c < 0x80) {
		buf_putc(to, (char)c);
	} else if (c < 0x800) {
		buf_putc(to, (char)(0xc0 | c >> 6));
		buf_putc(to, (char)(0x80 | (c & 63)));
	} else if (c < 0x10000) {
		buf_putc(to, (char)(0xe0 | c >> 12));
		buf_putc(to, (char)(0x80 | (c >> 6 & 63)));
		buf_putc(to, (char)(0x80 | (c & 63)));
	} else {
		buf_putc(to, (char)(0xf0 | c >> 18));
		buf_putc(to, (char)(0x80 | (c >> 12 & 63)));
		buf_putc(to, (char)(0x80 | (c >> 6 & 63)));
		buf_putc(to, (char)(0x80 | (c & 63)));
	}
}

/* The character after "\u"; half a pair becomes U+FFFD. */
static bool
take_unicode(struct reader *r, struct buf *to)
{
	struct reader ahead;
	uint32_t c, low;

	if (!take_hex(r, &c))
		return false;
	if (c >= 0xd800 && c < 0xdc00) {
		ahead = *r;
		if (ahead.end - ahead.p >= 6 && ahead.p[0] == '\\' &&
		    ahead.p[1] == 'u') {
			ahead.p += 2;
			if (take_hex(&ahead, &low) && low >= 0xdc00 &&
			    low < 0xe000) {
				*r = ahead;
				put_char(to,
				    0x10000 + ((c - 0xd800) << 10) +
					(low - 0xdc00));
				return true;
			}
		}
	}
	put_char(to, c >= 0xd800 && c < 0xe000 ? 0xfffd : c);
	return true;
}

static bool
take_escape(struct reader *r, struct buf *to)
{
	static const char from[] = "\"\\/bfnrt", is[] = "\"\\/\b\f\n\r\t";
	const char *hit;
	char c;

	if (r->p == r->end)
		return false;
	c = *r->p++;
	if (c == 'u')
		return take_unicode(r, to);
	hit = c ? strchr(from, c) : NULL;
	if (hit == NULL)
		return false;
	buf_putc(to, is[hit - from]);
	return true;
}

/* A string onto the end of ${to}. */
static bool
take_string(struct reader *r, struct buf *to)
{
	const char *run;

	if (!take(r, '"'))
		return false;
	for (;;) {
		run = r->p;
		while (r->p < r->end && *r->p != '"' && *r->p != '\\')
			r->p++;
		buf_add(to, run, (size_t)(r->p - run));
		if (r->p == r->end)
			return false;
		if (*r->p++ == '"')
			return true;
		if (!take_escape(r, to))
			return false;
	}
}

/* A number or a word; nothing nested is ever asked for. */
static bool
take_bare(struct reader *r, struct str *out)
{
	const char *from;

	skip_space(r);
	from = r->p;
	while (r->p < r->end &&
	    ((*r->p >= '0' && *r->p <= '9') || (*r->p >= 'a' && *r->p <= 'z') ||
		*r->p == '-' || *r->p == '+' || *r->p == '.' || *r->p == 'E'))
		r->p++;
	*out = (struct str){ from, (size_t)(r->p - from) };
	return out->n > 0;
}

struct said {
	char type[16];
	struct terminals_msg *msg;
	struct buf *input;
};

static void
copy_text(char *to, size_t room, const struct buf *b, size_t from)
{
	size_t n = b->n - from;

	to[0] = '\0';
	if (n >= room || memchr(b->p + from, '\0', n) != NULL)
		return;
	memcpy(to, b->p + from, n);
	to[n] = '\0';
}

static bool
take_text(struct reader *r, struct said *s, const char *key)
{
	size_t at = s->input->n;

	if (!take_string(r, s->input))
		return false;
	if (strcmp(key, "input") == 0) {
		s->msg->input = (struct str){ NULL, s->input->n - at };
		return true;
	}
	if (strcmp(key, "type") == 0)
		copy_text(s->type, sizeof(s->type), s->input, at);
	else if (strcmp(key, "ticket") == 0)
		copy_text(s->msg->ticket, sizeof(s->msg->ticket), s->input, at);
	/* The input stays at the front. */
	s->input->n = at;
	return true;
}

static bool
take_value(struct reader *r, struct said *s, const char *key)
{
	struct terminals_msg *m = s->msg;
	struct str v;
	int64_t n = 0;
	bool yes;

	skip_space(r);
	if (r->p < r->end && *r->p == '"')
		return take_text(r, s, key);
	if (!take_bare(r, &v))
		return false;
	yes = str_eq(v, STR("true"));
	(void)str_int(v, &n);
	if (strcmp(key, "cols") == 0)
		m->cols = n;
	else if (strcmp(key, "rows") == 0)
		m->rows = n;
	else if (strcmp(key, "bytes") == 0)
		m->bytes = n;
	else if (strcmp(key, "binary") == 0)
		m->binary = yes;
	else if (strcmp(key, "flow") == 0)
		m->flow = yes;
	return true;
}

static bool
take_object(struct reader *r, struct said *s)
{
	char key[16];
	size_t at;

	if (!take(r, '{'))
		return false;
	if (take(r, '}'))
		return true;
	do {
		at = s->input->n;
		if (!take_string(r, s->input))
			return false;
		copy_text(key, sizeof(key), s->input, at);
		s->input->n = at;
		/* Twice the same would leave two texts. */
		if (strcmp(key, "input") == 0 && s->msg->input.n > 0)
			return false;
		if (!take(r, ':') || !take_value(r, s, key))
			return false;
	} while (take(r, ','));
	return take(r, '}');
}

/* Sizes that no terminal has become the nearest that one may. */
static void
clamp_size(struct terminals_msg *m)
{
	m->cols = m->cols <= 0 ? 120 : m->cols;
	m->rows = m->rows <= 0 ? 40 : m->rows;
	m->cols = m->cols > TERMINALS_MAX_COLS ? TERMINALS_MAX_COLS : m->cols;
	m->rows = m->rows > TERMINALS_MAX_ROWS ? TERMINALS_MAX_ROWS : m->rows;
}

void
terminals_msg_parse(struct str text, struct buf *input,
    struct terminals_msg *out)
{
	static const struct {
		const char *name;
		enum terminals_say say;
	} types[] = { { "input", TERMINALS_INPUT },
		{ "resize", TERMINALS_RESIZE }, { "ping", TERMINALS_PING },
		{ "ack", TERMINALS_ACK }, { "hello", TERMINALS_HELLO } };
	struct reader r = { text.p, text.p + text.n };
	struct said s = { .msg = out, .input = input };
	size_t i;

	*out = (struct terminals_msg){ .say = TERMINALS_NOTHING };
	buf_reset(input);
	if (!take_object(&r, &s) || input->failed)
		return;
	skip_space(&r);
	if (r.p != r.end)
		return;
	out->input.p = input->p ? input->p : "";
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (strcmp(types[i].name, s.type) == 0)
			out->say = types[i].say;
	}
	clamp_size(out);
}
