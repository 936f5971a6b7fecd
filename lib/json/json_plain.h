/*
 * json_plain: private to lib/json.  Finds runs of bytes that stand for
 * themselves inside a JSON string, eight at a time.
 */
#ifndef K8SM_JSON_JSON_PLAIN_H
#define K8SM_JSON_JSON_PLAIN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define JSON_ONES  UINT64_C(0x0101010101010101)
#define JSON_HIGHS UINT64_C(0x8080808080808080)

static inline int
json_is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

/*
 * Non-zero when one of the eight bytes is a quote, a backslash, a control
 * character or not ASCII.  (x - 0x20) borrows into the top bit of a byte below
 * 0x20, and x ^ c is zero where the byte is c; a false alarm in a byte behind a
 * true one does no harm, the caller looks at the bytes then.
 */
static inline uint64_t
json_special8(uint64_t x)
{
	uint64_t quote = x ^ (JSON_ONES * '"');
	uint64_t slash = x ^ (JSON_ONES * '\\');

	return (x | (x - JSON_ONES * 0x20) | (quote - JSON_ONES) |
	    (slash - JSON_ONES)) & JSON_HIGHS;
}

/* How many bytes at the front of ${p} are plain ASCII. */
static inline size_t
json_plain(const char *p, size_t n)
{
	uint64_t x;
	size_t i = 0;

	while (n - i >= 8) {
		memcpy(&x, p + i, 8);
		if (json_special8(x))
			break;
		i += 8;
	}
	while (i < n && json_is_plain((unsigned char)p[i]))
		i++;
	return i;
}

#endif
