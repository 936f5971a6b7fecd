/*
 * fcgi_out: FCGI_STDOUT records, the empty one that ends them, FCGI_END_REQUEST.
 */
#include <errno.h>
#include <fastcgi.h>
#include <sys/uio.h>

#include "fcgi_out.h"

#define MAX_CONTENT 65528 /* a multiple of 8, so that only the last pads */
#define MAX_RECORDS 16 /* in one call: 1 MiB */
#define MAX_PIECES (MAX_RECORDS * 4)

struct out {
	int fd;
	int id;
	struct iovec v[MAX_PIECES];
	int n;
	FCGI_Header heads[MAX_RECORDS];
	int n_heads;
	bool failed;
};

static void
flush(struct out *o)
{
	struct iovec *v = o->v;
	int n = o->n;
	ssize_t done;

	while (n > 0 && !o->failed) {
		if (v->iov_len == 0) {
			v++;
			n--;
			continue;
		}
		done = writev(o->fd, v, n);
		if (done == -1 && errno != EINTR)
			o->failed = true;
		if (done == -1)
			continue;
		for (; n > 0 && (size_t)done >= v->iov_len; v++, n--)
			done -= (ssize_t)v->iov_len;
		if (n > 0) {
			v->iov_base = (char *)v->iov_base + done;
			v->iov_len -= (size_t)done;
		}
	}
	o->n = 0;
	o->n_heads = 0;
}

static void
piece(struct out *o, const void *p, size_t n)
{
	if (n == 0)
		return;
	memcpy(&o->v[o->n].iov_base, &p, sizeof p);
	o->v[o->n].iov_len = n;
	o->n++;
}

static void
head(struct out *o, int type, size_t n, size_t padding)
{
	FCGI_Header *h = &o->heads[o->n_heads++];

	*h = (FCGI_Header){ .version = FCGI_VERSION_1,
		.type = (unsigned char)type,
		.requestIdB1 = (unsigned char)(o->id >> 8 & 0xff),
		.requestIdB0 = (unsigned char)(o->id & 0xff),
		.contentLengthB1 = (unsigned char)(n >> 8 & 0xff),
		.contentLengthB0 = (unsigned char)(n & 0xff),
		.paddingLength = (unsigned char)padding };
	piece(o, h, sizeof *h);
}

/* The next record's content from ${parts}, which lose what was taken. */
static void
content(struct out *o, struct str *parts, size_t n_parts, size_t n)
{
	size_t i, take;

	for (i = 0; i < n_parts && n > 0; i++) {
		take = parts[i].n < n ? parts[i].n : n;
		piece(o, parts[i].p, take);
		parts[i].p += take;
		parts[i].n -= take;
		n -= take;
	}
}

/* STDOUT records of what the two parts hold. */
static void
records(struct out *o, struct str rest[2])
{
	static const char zeros[8];
	size_t left = rest[0].n + rest[1].n, now, padding;

	while (left > 0) {
		if (o->n_heads == MAX_RECORDS - 2)
			flush(o);
		now = left < MAX_CONTENT ? left : MAX_CONTENT;
		padding = (8 - now % 8) % 8;
		head(o, FCGI_STDOUT, now, padding);
		content(o, rest, 2, now);
		piece(o, zeros, padding);
		left -= now;
	}
}

bool
fcgi_out_some(int fd, int id, struct str bytes)
{
	struct out o = { .fd = fd, .id = id };
	struct str rest[2] = { bytes, { NULL, 0 } };

	records(&o, rest);
	flush(&o);
	return !o.failed;
}

bool
fcgi_out_write(int fd, int id, const struct str *parts, size_t n)
{
	static const char zeros[8];
	struct out o = { .fd = fd, .id = id };
	struct str rest[2] = { { NULL, 0 }, { NULL, 0 } };
	size_t i;

	for (i = 0; i < n && i < 2; i++)
		rest[i] = parts[i];
	records(&o, rest);
#ifdef K8SM_FAULTS
	if (n > 1 && parts[1].n > 1) {
		struct iovec last = o.v[o.n - 1];

		/* Half of what is left goes out before the fault. */
		o.v[o.n - 1].iov_len /= 2;
		last.iov_base = (char *)last.iov_base + o.v[o.n - 1].iov_len;
		last.iov_len -= o.v[o.n - 1].iov_len;
		flush(&o);
		(void)FAULT("api.mid_body");
		o.v[o.n++] = last;
	}
#endif
	head(&o, FCGI_STDOUT, 0, 0);
	/* Application status 0, FCGI_REQUEST_COMPLETE: eight zeros. */
	head(&o, FCGI_END_REQUEST, 8, 0);
	piece(&o, zeros, 8);
	flush(&o);
	return !o.failed;
}
