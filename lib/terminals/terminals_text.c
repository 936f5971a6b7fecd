/*
 * Words of the search.  An index over hashes of words and of neighbours finds
 * the few blocks that may hold a phrase; PostgreSQL's own text search would keep
 * no order of words in its index and knows no words in Chinese.
 */
#include "terminals/terminals.h"

#define FNV_BASIS 2166136261u
#define FNV_PRIME 16777619u

struct features {
	int32_t *out;
	size_t n;
	size_t most;
	uint32_t word; /* being read */
	uint32_t before; /* the word before it on this line */
	bool in_word;
	bool has_before;
};

static uint32_t
mix(uint32_t h, uint32_t v)
{
	int i;

	for (i = 0; i < 4; i++) {
		h = (h ^ (v & 255)) * FNV_PRIME;
		v >>= 8;
	}
	return h;
}

static void
put(struct features *f, uint32_t h)
{
	if (f->n < f->most)
		f->out[f->n++] = (int32_t)h;
}

static void
end_word(struct features *f)
{
	if (!f->in_word)
		return;
	f->in_word = false;
	put(f, f->word);
	if (f->has_before)
		put(f, mix(f->before ^ 0x9e3779b9u, f->word));
	f->before = f->word;
	f->has_before = true;
}

static void
add_char(struct features *f, uint32_t c)
{
	if (!f->in_word)
		f->word = FNV_BASIS;
	f->in_word = true;
	f->word = mix(f->word, c);
}

/* Scripts that write no spaces: each character is a word. */
static bool
is_ideograph(uint32_t c)
{
	return (c >= 0x2e80 && c <= 0x9fff && !(c >= 0x3000 && c <= 0x303f)) ||
	    (c >= 0xac00 && c <= 0xd7af) || (c >= 0xf900 && c <= 0xfaff) ||
	    (c >= 0x20000 && c <= 0x3ffff) || (c >= 0x0e00 && c <= 0x0eff);
}

/* Punctuation, boxes, arrows, symbols and private characters part words. */
static bool
is_sign(uint32_t c)
{
	return c < 0xaa || c == 0xd7 || c == 0xf7 ||
	    (c >= 0x2000 && c <= 0x2bff) || (c >= 0x3000 && c <= 0x303f) ||
	    (c >= 0xe000 && c <= 0xf8ff) || (c >= 0xfe30 && c <= 0xfe4f) ||
	    (c >= 0xff00 && c <= 0xff0f) || (c >= 0xff1a && c <= 0xff20) ||
	    c == 0xfffd;
}

static uint32_t
decode(const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;

	switch (n) {
	case 2:
		return (uint32_t)(p[0] & 31) << 6 | (p[1] & 63);
	case 3:
		return (uint32_t)(p[0] & 15) << 12 |
		    (uint32_t)(p[1] & 63) << 6 | (p[2] & 63);
	case 4:
		return (uint32_t)(p[0] & 7) << 18 |
		    (uint32_t)(p[1] & 63) << 12 | (uint32_t)(p[2] & 63) << 6 |
		    (p[3] & 63);
	default:
		return p[0];
	}
}

static void
take_char(struct features *f, uint32_t c)
{
	if (c >= 'A' && c <= 'Z')
		c += 32;
	if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
		add_char(f, c);
	} else if (c >= 0x80 && is_ideograph(c)) {
		end_word(f);
		add_char(f, c);
		end_word(f);
	} else if (c >= 0x80 && !is_sign(c)) {
		add_char(f, c);
	} else {
		end_word(f);
		if (c == '\n')
			f->has_before = false;
	}
}

static int
compare(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

size_t
terminals_features(struct str text, int32_t *out, size_t most)
{
	struct features f = { .out = out, .most = most };
	size_t i, k, n;

	for (i = 0; i < text.n; i += n) {
		n = str_utf8(text.p + i, text.n - i);
		take_char(&f, n ? decode(text.p + i, n) : 0xfffd);
		n = n ? n : 1;
	}
	end_word(&f);
	qsort(out, f.n, sizeof(*out), compare);
	for (i = k = 0; i < f.n; i++) {
		if (k == 0 || out[k - 1] != out[i])
			out[k++] = out[i];
	}
	return k;
}
