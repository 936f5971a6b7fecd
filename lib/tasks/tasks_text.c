/* Masking and UTF-8 over a stream that is cut anywhere. */
#include "tasks/tasks_text.h"

/* A start of a secret this short says nothing and may stay at the very end. */
#define HARMLESS 3
#define LINE_MIN 12

static void
insert(struct tasks_mask *m, struct arena *mem, struct str v)
{
	size_t i, at;

	if (v.n == 0)
		return;
	for (i = 0; i < m->n; i++) {
		if (str_eq(m->v[i], v))
			return;
	}
	if (m->n == TASKS_MAX_MASKS) {
		/* The shortest gives way: its text is the likeliest noise. */
		if (m->v[m->n - 1].n >= v.n)
			return;
		m->n--;
	}
	for (at = 0; at < m->n && m->v[at].n >= v.n; at++)
		continue;
	for (i = m->n; i > at; i--)
		m->v[i] = m->v[i - 1];
	m->v[at] = (struct str){ arena_str(mem, v), v.n };
	m->n++;
}

static void
insert_escaped(struct tasks_mask *m, struct arena *mem, struct str v)
{
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	const char *hit;
	struct buf b;
	size_t i;

	buf_init(&b, mem, v.n * 6 + 1);
	for (i = 0; i < v.n; i++) {
		hit = v.p[i] ? strchr(from, v.p[i]) : NULL;
		if (hit) {
			buf_putc(&b, '\\');
			buf_putc(&b, to[hit - from]);
		} else if ((unsigned char)v.p[i] < 0x20) {
			buf_printf(&b, "\\u%04x", (unsigned)v.p[i]);
		} else {
			buf_putc(&b, v.p[i]);
		}
	}
	insert(m, mem, buf_view(&b));
}

void
tasks_mask_add(struct tasks_mask *m, struct arena *mem, struct str secret)
{
	struct str rest = secret, line;
	bool more = true;

	insert(m, mem, secret);
	insert_escaped(m, mem, secret);
	if (secret.n == 0 || memchr(secret.p, '\n', secret.n) == NULL)
		return;
	/* A key printed with other line ends is still the key. */
	while (more && rest.n) {
		more = str_cut(&rest, '\n', &line);
		line = str_trim(line);
		if (line.n >= LINE_MIN)
			insert(m, mem, line);
	}
}

/* Length of the character at ${p}; 0: not one, -1: cut off. */
static int
char_len(const unsigned char *p, size_t n)
{
	unsigned char low = 0x80, high = 0xbf;
	int len, i;

	if (p[0] < 0x80)
		return p[0] != 0;
	if (p[0] >= 0xc2 && p[0] <= 0xdf)
		len = 2;
	else if ((p[0] & 0xf0) == 0xe0)
		len = 3;
	else if (p[0] >= 0xf0 && p[0] <= 0xf4)
		len = 4;
	else
		return 0;
	if (p[0] == 0xe0)
		low = 0xa0;
	else if (p[0] == 0xed)
		high = 0x9f;
	else if (p[0] == 0xf0)
		low = 0x90;
	else if (p[0] == 0xf4)
		high = 0x8f;
	for (i = 1; i < len; i++) {
		if ((size_t)i >= n)
			return -1;
		if (p[i] < low || p[i] > high)
			return 0;
		low = 0x80;
		high = 0xbf;
	}
	return len;
}

/* Bytes of a secret at the start of ${s}; 0: none, *${part}: maybe one. */
static size_t
secret_at(const struct tasks_mask *m, struct str s, bool *part)
{
	size_t i;

	*part = false;
	for (i = 0; i < m->n; i++) {
		if (m->v[i].p[0] != s.p[0])
			continue;
		if (m->v[i].n <= s.n && memcmp(m->v[i].p, s.p, m->v[i].n) == 0)
			/* A longer one may yet come: wait for it. */
			return *part ? 0 : m->v[i].n;
		if (m->v[i].n > s.n && memcmp(m->v[i].p, s.p, s.n) == 0)
			*part = true;
	}
	return 0;
}

/* The end came while a secret had begun: what of it counts as one. */
static size_t
secret_cut(const struct tasks_mask *m, struct str s)
{
	size_t i;

	for (i = 0; i < m->n; i++) {
		if (m->v[i].n <= s.n && memcmp(m->v[i].p, s.p, m->v[i].n) == 0)
			return m->v[i].n;
	}
	return s.n > HARMLESS ? s.n : 0;
}

void
tasks_text_feed(const struct tasks_mask *m, struct buf *held, struct str in,
    bool last, struct buf *out)
{
	bool special[256] = { [0] = true };
	struct str s;
	bool part = false;
	size_t n, i;
	int len = 0;

	for (i = 0; i < m->n; i++)
		special[(unsigned char)m->v[i].p[0]] = true;
	buf_str(held, in);
	s = buf_view(held);
	while (s.n) {
		/* Plain text in one go. */
		for (n = 0; n < s.n && (signed char)s.p[n] > 0 &&
		     !special[(unsigned char)s.p[n]];
		     n++)
			continue;
		buf_add(out, s.p, n);
		s.p += n;
		s.n -= n;
		if (s.n == 0)
			break;
		n = secret_at(m, s, &part);
		if (n == 0 && part) {
			if (!last)
				break;
			n = secret_cut(m, s);
		}
		if (n) {
			buf_puts(out, "***");
			s.p += n;
			s.n -= n;
			continue;
		}
		len = char_len((const unsigned char *)s.p, s.n);
		if (len < 0 && !last)
			break;
		if (len > 0)
			buf_add(out, s.p, (size_t)len);
		else
			buf_puts(out, "\xef\xbf\xbd");
		n = len > 0 ? (size_t)len : 1;
		s.p += n;
		s.n -= n;
	}
	buf_drop(held, held->n - s.n);
}

void
tasks_text_whole(const struct tasks_mask *m, struct str in, struct buf *out)
{
	struct buf held;

	buf_init(&held, out->mem, in.n + 1);
	tasks_text_feed(m, &held, in, true, out);
	if (out->mem == NULL)
		buf_free(&held);
}

size_t
tasks_text_edge(struct str s, size_t most)
{
	size_t n = s.n < most ? s.n : most;

	if (n == s.n)
		return n;
	while (n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	return n;
}
