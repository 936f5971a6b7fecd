/*
 * cloud_sign: encoding, canonical requests and MACs that all three signatures
 * are made of.
 */
#include "cloud/cloud_sign.h"

#include <time.h>

#include "crypto/crypto.h"

#define CANONICAL_MAX ((size_t)4 << 20)

void
cloud_header(struct cloud_request *rq, const char *name, const char *value)
{
	if (rq->n_headers < CLOUD_MAX_HEADERS)
		rq->headers[rq->n_headers++] =
		    (struct cloud_pair){ name, value };
}

const char *
cloud_encode(struct arena *mem, const char *s)
{
	static const char hex[] = "0123456789ABCDEF";
	char *out = arena_alloc(mem, strlen(s) * 3 + 1), *p = out;

	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		    (c >= '0' && c <= '9') || strchr("-._~", c) != NULL) {
			*p++ = (char)c;
			continue;
		}
		*p++ = '%';
		*p++ = hex[c >> 4];
		*p++ = hex[c & 15];
	}
	*p = '\0';
	return out;
}

static int
compare_pairs(const void *a, const void *b)
{
	const struct cloud_pair *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order != 0 ? order : strcmp(x->value, y->value);
}

static struct cloud_pair *
sorted(struct arena *mem, const struct cloud_pair *v, size_t n)
{
	struct cloud_pair *copy = arena_array(mem, n + 1, sizeof(*copy));

	if (n > 0) {
		memcpy(copy, v, n * sizeof(*copy));
		qsort(copy, n, sizeof(*copy), compare_pairs);
	}
	return copy;
}

const char *
cloud_query(struct arena *mem, const struct cloud_pair *v, size_t n)
{
	struct cloud_pair *all = arena_array(mem, n + 1, sizeof(*all));
	struct buf b;
	size_t i;

	for (i = 0; i < n; i++)
		all[i] = (struct cloud_pair){ cloud_encode(mem, v[i].name),
			cloud_encode(mem, v[i].value) };
	all = sorted(mem, all, n);
	buf_init(&b, mem, CANONICAL_MAX);
	for (i = 0; i < n; i++) {
		if (i > 0)
			buf_putc(&b, '&');
		buf_puts(&b, all[i].name);
		buf_putc(&b, '=');
		buf_puts(&b, all[i].value);
	}
	return b.p != NULL ? b.p : "";
}

/* Runs of spaces are one space; none at either end. */
static void
put_value(struct buf *b, const char *value, bool lower)
{
	struct str s = str_trim(str_of(value));
	size_t i;

	for (i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == ' ' && i > 0 && s.p[i - 1] == ' ')
			continue;
		if (lower && c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		buf_putc(b, c);
	}
}

static const char *
names_of(struct arena *mem, const struct cloud_pair *v, size_t n)
{
	struct buf b;
	size_t i;

	buf_init(&b, mem, CANONICAL_MAX);
	for (i = 0; i < n; i++) {
		if (i > 0)
			buf_putc(&b, ';');
		buf_puts(&b, v[i].name);
	}
	return b.p != NULL ? b.p : "";
}

struct str
cloud_sign_canonical(struct arena *mem, const struct cloud_request *rq,
    bool lower_values, const char **names)
{
	const struct cloud_pair *all = sorted(mem, rq->headers, rq->n_headers);
	struct buf b;
	size_t i;

	*names = names_of(mem, all, rq->n_headers);
	buf_init(&b, mem, CANONICAL_MAX);
	buf_puts(&b, rq->method);
	buf_putc(&b, '\n');
	buf_puts(&b, rq->path);
	buf_putc(&b, '\n');
	buf_puts(&b, cloud_query(mem, rq->query, rq->n_query));
	buf_putc(&b, '\n');
	for (i = 0; i < rq->n_headers; i++) {
		buf_puts(&b, all[i].name);
		buf_putc(&b, ':');
		put_value(&b, all[i].value, lower_values);
		buf_putc(&b, '\n');
	}
	buf_putc(&b, '\n');
	buf_puts(&b, *names);
	buf_putc(&b, '\n');
	buf_puts(&b, crypto_sha256_hex(mem, rq->body));
	return buf_view(&b);
}

void
cloud_sign_mac(struct str key, struct str text, unsigned char out[32])
{
	struct crypto_mac *m = crypto_mac_new(key);

	crypto_mac(m, text, out);
	crypto_mac_free(m);
}

char *
cloud_sign_time(int64_t now_s, char out[17])
{
	time_t t = (time_t)now_s;
	struct tm tm;

	gmtime_r(&t, &tm);
	strftime(out, 17, "%Y%m%dT%H%M%SZ", &tm);
	return out;
}
