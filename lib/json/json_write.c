/*
 * json_write: the streaming writer.  Every value asks the buffer for room once
 * and copies runs of plain bytes; misuse is remembered, never written.
 */
#include "json/json.h"

#include <math.h>

#include "json/json_plain.h"

#define DEPTH_MAX 63 /* bits of is_array and has_item */

void
json_init(struct json *j, struct buf *to)
{
	*j = (struct json){ .to = to };
}

static uint64_t
level(const struct json *j)
{
	return UINT64_C(1) << j->depth;
}

/*
 * Room for ${n} bytes and the comma in front of a value, with the comma written
 * if there must be one; NULL when a value may not stand here.
 */
static inline char *
begin_value(struct json *j, size_t n)
{
	size_t comma;
	char *p;

	if (j->bad)
		return NULL;
	if (j->key_open) {
		j->key_open = false;
		return buf_room(j->to, n);
	}
	/* In an object a value needs a key; outside there is only one. */
	if (j->depth == 0 ? j->has_item & 1 : !(j->is_array & level(j))) {
		j->bad = true;
		return NULL;
	}
	comma = j->has_item & level(j) ? 1 : 0;
	p = buf_room(j->to, n + comma);
	if (p && comma)
		*p++ = ',';
	j->has_item |= level(j);
	return p;
}

static void
open_level(struct json *j, bool array)
{
	char *p = begin_value(j, 1);

	if (j->bad)
		return;
	if (j->depth == DEPTH_MAX) {
		j->bad = true;
		return;
	}
	if (p) {
		*p = array ? '[' : '{';
		buf_end(j->to, p + 1);
	}
	j->depth++;
	j->has_item &= ~level(j);
	if (array)
		j->is_array |= level(j);
	else
		j->is_array &= ~level(j);
}

static void
close_level(struct json *j, bool array)
{
	if (j->bad)
		return;
	if (j->depth == 0 || j->key_open ||
	    !!(j->is_array & level(j)) != array) {
		j->bad = true;
		return;
	}
	j->depth--;
	buf_putc(j->to, array ? ']' : '}');
}

void
json_object(struct json *j)
{
	open_level(j, false);
}

void
json_object_end(struct json *j)
{
	close_level(j, false);
}

void
json_array(struct json *j)
{
	open_level(j, true);
}

void
json_array_end(struct json *j)
{
	close_level(j, true);
}

/* Longest form of one input byte: \u00xx. */
#define ESCAPED_MAX 6

static char *
put_escape(char *to, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";

	*to++ = '\\';
	switch (c) {
	case '"':
	case '\\':
		*to++ = (char)c;
		break;
	case '\b':
		*to++ = 'b';
		break;
	case '\f':
		*to++ = 'f';
		break;
	case '\n':
		*to++ = 'n';
		break;
	case '\r':
		*to++ = 'r';
		break;
	case '\t':
		*to++ = 't';
		break;
	default:
		to[0] = 'u';
		to[1] = '0';
		to[2] = '0';
		to[3] = hex[c >> 4];
		to[4] = hex[c & 15];
		to += 5;
		break;
	}
	return to;
}

/* The rest of a string from its first byte that is not plain. */
static char *
put_rest(char *to, const char *p, size_t n)
{
	size_t i = 0, len;

	while (i < n) {
		len = json_plain(p + i, n - i);
		to = str_copy(to, p + i, len);
		i += len;
		if (i == n)
			break;
		len = str_utf8(p + i, n - i);
		/* NUL has an escape, but no reader of ours takes it. */
		if (len == 0 || p[i] == '\0') {
			to = str_copy(to, "\xef\xbf\xbd", 3);
			i++;
		} else if (len == 1) {
			to = put_escape(to, (unsigned char)p[i]);
			i++;
		} else {
			to = str_copy(to, p + i, len);
			i += len;
		}
	}
	return to;
}

static size_t
escape_size(unsigned char c)
{
	if (c == '"' || c == '\\' || (c >= '\b' && c <= '\r' && c != '\v'))
		return 2;
	return c == '\0' ? 3 : c < 0x20 ? ESCAPED_MAX : 1;
}

/* How many bytes ${p} takes when it is escaped. */
static size_t
escaped_size(const char *p, size_t n)
{
	size_t i = 0, size = 0, len;

	while (i < n) {
		len = json_plain(p + i, n - i);
		size += len;
		i += len;
		if (i == n)
			break;
		len = str_utf8(p + i, n - i);
		if (len == 1)
			size += escape_size((unsigned char)p[i]);
		else
			size += len ? len : 3;
		i += len ? len : 1;
	}
	return size;
}

/* Room for the rest of a string: the quick bound where it is small enough, the
 * true size where the bound could exceed the buffer's cap. */
static size_t
room_for(const char *p, size_t n)
{
	return n <= 1024 ? n * ESCAPED_MAX : escaped_size(p, n);
}

void
json_text(struct json *j, struct str s)
{
	size_t plain = json_plain(s.p, s.n);
	size_t rest = plain == s.n ? 0 : room_for(s.p + plain, s.n - plain);
	char *p = begin_value(j, plain + rest + 2);

	if (!p)
		return;
	*p++ = '"';
	p = str_copy(p, s.p, plain);
	if (plain != s.n)
		p = put_rest(p, s.p + plain, s.n - plain);
	*p++ = '"';
	buf_end(j->to, p);
}

void
json_cstr(struct json *j, const char *s)
{
	if (s)
		json_text(j, (struct str){ s, strlen(s) });
	else
		json_null(j);
}

/* Whether a key may stand here; from then on one does. */
static inline bool
begin_key(struct json *j)
{
	if (j->bad || j->key_open || j->depth == 0 ||
	    (j->is_array & level(j))) {
		j->bad = true;
		return false;
	}
	j->key_open = true;
	return true;
}

void
json_key_made(struct json *j, const char *made, size_t n)
{
	size_t skip = j->has_item & level(j) ? 0 : 1; /* the comma */
	char *p;

	if (!begin_key(j))
		return;
	j->has_item |= level(j);
	p = buf_room(j->to, n);
	if (p)
		buf_end(j->to, str_copy(p, made + skip, n - skip));
}

void
json_key(struct json *j, const char *key)
{
	size_t n = strlen(key), plain = json_plain(key, n);
	char *p;

	if (!begin_key(j))
		return;
	p = buf_room(j->to, plain + room_for(key + plain, n - plain) + 4);
	if (!p)
		return;
	if (j->has_item & level(j))
		*p++ = ',';
	j->has_item |= level(j);
	*p++ = '"';
	p = str_copy(p, key, plain);
	if (plain != n)
		p = put_rest(p, key + plain, n - plain);
	*p++ = '"';
	*p++ = ':';
	buf_end(j->to, p);
}

static void
put_plain(struct json *j, const char *text, size_t n)
{
	char *p = begin_value(j, n);

	if (p)
		buf_end(j->to, str_copy(p, text, n));
}

void
json_int(struct json *j, int64_t v)
{
	char *p = begin_value(j, STR_INT_MAX);

	if (p)
		buf_end(j->to, p + str_from_int(p, v));
}

void
json_double(struct json *j, double v)
{
	char text[40];
	int n, digits;

	if (!isfinite(v)) {
		json_null(j);
		return;
	}
	if (v == floor(v) && fabs(v) <= (double)JSON_MAX_SAFE) {
		json_int(j, (int64_t)v);
		return;
	}
	/* The fewest digits that read back as the same number; none of the
	 * values that get here is an integer small enough to lose its form. */
	for (digits = 15; digits <= 17; digits++) {
		n = snprintf(text, sizeof(text), "%.*g", digits, v);
		if (strtod(text, NULL) == v)
			break;
	}
	if (!strpbrk(text, ".e"))
		n = snprintf(text, sizeof(text), "%.16e", v);
	put_plain(j, text, (size_t)n);
}

void
json_bool(struct json *j, bool v)
{
	if (v)
		put_plain(j, "true", 4);
	else
		put_plain(j, "false", 5);
}

void
json_null(struct json *j)
{
	put_plain(j, "null", 4);
}

void
json_time(struct json *j, int64_t us)
{
	char *p;

	if (us == 0) {
		json_null(j);
		return;
	}
	p = begin_value(j, TIME_TEXT_MAX + 2);
	if (!p)
		return;
	*p = '"';
	time_format(us, p + 1);
	p += TIME_TEXT_LEN + 1;
	*p++ = '"';
	buf_end(j->to, p);
}

void
json_raw(struct json *j, struct str raw)
{
	if (raw.n)
		put_plain(j, raw.p, raw.n);
	else
		json_null(j);
}

void
json_put_text(struct json *j, const char *key, const char *s)
{
	json_key(j, key);
	json_cstr(j, s);
}

void
json_put_int(struct json *j, const char *key, int64_t v)
{
	json_key(j, key);
	json_int(j, v);
}

void
json_put_bool(struct json *j, const char *key, bool v)
{
	json_key(j, key);
	json_bool(j, v);
}

void
json_put_time(struct json *j, const char *key, int64_t us)
{
	json_key(j, key);
	json_time(j, us);
}

bool
json_done(const struct json *j)
{
	return !j->bad && j->depth == 0 && !j->key_open && (j->has_item & 1) &&
	    !j->to->failed;
}
