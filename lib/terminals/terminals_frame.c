/* Frames between k8sm-stream and the processes that hold the shells. */
#include "terminals/terminals.h"

#define HEAD 5

static void
put_length(struct buf *to, uint32_t n)
{
	const unsigned char b[4] = { (unsigned char)n, (unsigned char)(n >> 8),
		(unsigned char)(n >> 16), (unsigned char)(n >> 24) };

	buf_add(to, b, sizeof(b));
}

void
terminals_frame_put(struct buf *to, enum terminals_frame type,
    struct str payload)
{
	buf_putc(to, (char)type);
	put_length(to, (uint32_t)payload.n);
	buf_str(to, payload);
}

int64_t
terminals_frame_take(struct str in, enum terminals_frame *type,
    struct str *payload)
{
	const unsigned char *p = (const unsigned char *)in.p;
	size_t n;

	if (in.n < HEAD)
		return 0;
	n = (size_t)p[1] | (size_t)p[2] << 8 | (size_t)p[3] << 16 |
	    (size_t)p[4] << 24;
	if (n > TERMINALS_FRAME_MAX)
		return -1;
	if (in.n < HEAD + n)
		return 0;
	*type = (enum terminals_frame)p[0];
	*payload = (struct str){ in.p + HEAD, n };
	return (int64_t)(HEAD + n);
}

void
terminals_put_number(struct buf *to, int64_t v)
{
	buf_add(to, &v, sizeof(v));
}

bool
terminals_take_number(struct str *from, int64_t *v)
{
	*v = 0;
	if (from->n < sizeof(*v))
		return false;
	memcpy(v, from->p, sizeof(*v));
	from->p += sizeof(*v);
	from->n -= sizeof(*v);
	return true;
}

const char *
terminals_take_text(struct str *from)
{
	const char *s = from->p;
	const char *end = from->n ? memchr(s, '\0', from->n) : NULL;

	if (end == NULL) {
		from->n = 0;
		return "";
	}
	from->n -= (size_t)(end + 1 - s);
	from->p = end + 1;
	return s;
}
