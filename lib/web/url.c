/*
 * url: percent-decoding.  What comes out may be any bytes; callers ask
 * url_is_text before they hand it on.
 */
#include "web/web.h"

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool
url_decode(struct arena *mem, struct str in, bool plus, struct str *out)
{
	char *to;
	size_t i, n = 0;
	int high, low;

	/* Most names and values are plain: no copy for those. */
	for (i = 0; i < in.n; i++)
		if (in.p[i] == '%' || (plus && in.p[i] == '+'))
			break;
	if (i == in.n) {
		*out = in;
		return true;
	}

	to = arena_alloc(mem, in.n + 1);
	for (i = 0; i < in.n; i++) {
		if (plus && in.p[i] == '+') {
			to[n++] = ' ';
			continue;
		}
		if (in.p[i] != '%') {
			to[n++] = in.p[i];
			continue;
		}
		if (in.n - i < 3)
			return false;
		high = hex(in.p[i + 1]);
		low = hex(in.p[i + 2]);
		if (high < 0 || low < 0)
			return false;
		to[n++] = (char)(high << 4 | low);
		i += 2;
	}
	*out = (struct str){ to, n };
	return true;
}

bool
url_is_text(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			return false;
	return str_is_utf8(s);
}
