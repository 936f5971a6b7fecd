/*
 * Hexadecimal and base64 text.  Decoders take exactly what the encoders write:
 * no white space, no padding in base64url, no spare bits.
 */
#include "crypto/crypto.h"

static const char std_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char url_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

const char *
crypto_hex(struct arena *mem, const void *p, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *in = p;
	char *out;
	size_t i;

	out = arena_alloc(mem, 2 * n + 1);
	for (i = 0; i < n; i++) {
		out[2 * i] = digits[in[i] >> 4];
		out[2 * i + 1] = digits[in[i] & 15];
	}
	return out;
}

static int
hex_value(char c)
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
crypto_unhex(struct str hex, unsigned char *out, size_t n)
{
	int high, low;
	size_t i;

	if (hex.n != 2 * n)
		return false;
	for (i = 0; i < n; i++) {
		high = hex_value(hex.p[2 * i]);
		low = hex_value(hex.p[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		out[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

static const char *
encode(struct arena *mem, struct str in, const char *digits, bool pad)
{
	const unsigned char *p = (const unsigned char *)in.p;
	size_t i, n = 0, left;
	uint32_t v;
	char *out;

	out = arena_alloc(mem, (in.n + 2) / 3 * 4 + 1);
	for (i = 0; i < in.n; i += 3) {
		left = in.n - i;
		v = (uint32_t)p[i] << 16;
		if (left > 1)
			v |= (uint32_t)p[i + 1] << 8;
		if (left > 2)
			v |= p[i + 2];
		out[n++] = digits[v >> 18];
		out[n++] = digits[v >> 12 & 63];
		if (left > 1)
			out[n++] = digits[v >> 6 & 63];
		else if (pad)
			out[n++] = '=';
		if (left > 2)
			out[n++] = digits[v & 63];
		else if (pad)
			out[n++] = '=';
	}
	return out;
}

const char *
crypto_base64(struct arena *mem, struct str in)
{
	return encode(mem, in, std_digits, true);
}

const char *
crypto_base64url(struct arena *mem, struct str in)
{
	return encode(mem, in, url_digits, false);
}

static int
url_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '-')
		return 62;
	return c == '_' ? 63 : -1;
}

unsigned char *
crypto_base64url_decode(struct arena *mem, struct str in, size_t *n)
{
	unsigned char *out;
	uint32_t v = 0;
	int digit, bits = 0;
	size_t i, at = 0;

	if (in.n % 4 == 1)
		return NULL;
	out = arena_alloc(mem, in.n / 4 * 3 + 3);
	for (i = 0; i < in.n; i++) {
		digit = url_value(in.p[i]);
		if (digit < 0)
			return NULL;
		v = v << 6 | (uint32_t)digit;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			out[at++] = (unsigned char)(v >> bits);
			v &= (1u << bits) - 1;
		}
	}
	/* Two texts must never stand for the same bytes. */
	if (v != 0)
		return NULL;
	*n = at;
	return out;
}

unsigned char *
crypto_base64_decode(struct arena *mem, struct str in, size_t *n)
{
	char *url = arena_str(mem, in);
	size_t i;

	while (in.n > 0 && in.p[in.n - 1] == '=')
		in.n--;
	for (i = 0; i < in.n; i++) {
		if (url[i] == '-' || url[i] == '_')
			return NULL;
		url[i] = url[i] == '+' ? '-' : url[i] == '/' ? '_' : url[i];
	}
	return crypto_base64url_decode(mem, (struct str){ url, in.n }, n);
}
