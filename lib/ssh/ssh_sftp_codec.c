/*
 * ssh_sftp_codec: SFTP version 3 packets (draft-ietf-secsh-filexfer-02), both
 * ways.  Whatever a server sends is read here and nowhere else.
 */
#include "ssh/ssh_sftp_priv.h"

#define X_EXTENDED 0x80000000u

/* --- reading --- */

static bool
has(struct sftp_in *in, size_t n)
{
	if (in->bad || in->n < n) {
		in->bad = true;
		return false;
	}
	return true;
}

static uint32_t
be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

static void
pass(struct sftp_in *in, size_t n)
{
	in->p += n;
	in->n -= n;
}

uint32_t
sftp_get_u32(struct sftp_in *in)
{
	uint32_t v;

	if (!has(in, 4))
		return 0;
	v = be32(in->p);
	pass(in, 4);
	return v;
}

uint64_t
sftp_get_u64(struct sftp_in *in)
{
	uint64_t high = sftp_get_u32(in);

	return high << 32 | sftp_get_u32(in);
}

struct str
sftp_get_str(struct sftp_in *in)
{
	uint32_t n = sftp_get_u32(in);
	struct str s = { "", 0 };

	if (!has(in, n))
		return s;
	s = (struct str){ (const char *)in->p, n };
	pass(in, n);
	return s;
}

void
sftp_get_attrs(struct sftp_in *in, struct sftp_attrs *out)
{
	uint32_t flags = sftp_get_u32(in), n;

	*out = (struct sftp_attrs){ .flags = flags &
		    (SFTP_A_SIZE | SFTP_A_IDS | SFTP_A_MODE | SFTP_A_TIME) };
	if (flags & SFTP_A_SIZE)
		out->size = sftp_get_u64(in);
	if (flags & SFTP_A_IDS) {
		out->uid = sftp_get_u32(in);
		out->gid = sftp_get_u32(in);
	}
	if (flags & SFTP_A_MODE)
		out->mode = sftp_get_u32(in);
	if (flags & SFTP_A_TIME) {
		out->atime = sftp_get_u32(in);
		out->mtime = sftp_get_u32(in);
	}
	if (flags & X_EXTENDED) {
		/* Each pair takes eight bytes at least: no endless loop. */
		for (n = sftp_get_u32(in); n > 0 && !in->bad; n--) {
			(void)sftp_get_str(in);
			(void)sftp_get_str(in);
		}
	}
	if (in->bad)
		*out = (struct sftp_attrs){ .flags = 0 };
}

static bool
parse_body(struct sftp_reply *r, struct sftp_in *in)
{
	switch (r->type) {
	case SFTP_T_STATUS:
		r->status = sftp_get_u32(in);
		/* Old servers end here. */
		if (!in->bad && in->n >= 4)
			r->text = sftp_get_str(in);
		break;
	case SFTP_T_HANDLE:
	case SFTP_T_DATA:
		r->text = sftp_get_str(in);
		if (r->type == SFTP_T_HANDLE && r->text.n > SFTP_HANDLE_MAX)
			return false;
		break;
	case SFTP_T_ATTRS:
		sftp_get_attrs(in, &r->a);
		break;
	case SFTP_T_NAME:
		r->count = sftp_get_u32(in);
		r->rest = *in;
		break;
	case SFTP_T_EXTENDED_REPLY:
		r->rest = *in;
		break;
	default:
		return false;
	}
	return !in->bad;
}

enum sftp_parse
sftp_parse(struct str bytes, size_t max, struct sftp_reply *out, size_t *used)
{
	struct sftp_in in = { (const unsigned char *)bytes.p, bytes.n, false };
	uint32_t n;

	*used = 0;
	*out = (struct sftp_reply){ .text = { "", 0 } };
	if (bytes.n < 4)
		return SFTP_P_MORE;
	n = sftp_get_u32(&in);
	if (n < 5 || n > max)
		return SFTP_P_BAD;
	if (in.n < n)
		return SFTP_P_MORE;
	in.n = n;
	*used = (size_t)n + 4;
	out->type = *in.p;
	pass(&in, 1);
	out->id = sftp_get_u32(&in);
	if (out->type == SFTP_T_VERSION) {
		out->rest = in;
		return SFTP_P_WHOLE;
	}
	return parse_body(out, &in) ? SFTP_P_WHOLE : SFTP_P_BAD;
}

static bool
name_is_possible(struct str s)
{
	if (s.n == 0 || s.n > 4096 || memchr(s.p, '/', s.n) != NULL ||
	    memchr(s.p, '\0', s.n) != NULL)
		return false;
	return !str_eq(s, STR(".")) && !str_eq(s, STR(".."));
}

bool
sftp_next_entry(struct sftp_reply *r, struct sftp_entry *e)
{
	while (r->count > 0 && !r->rest.bad) {
		r->count--;
		e->name = sftp_get_str(&r->rest);
		e->longname = sftp_get_str(&r->rest);
		sftp_get_attrs(&r->rest, &e->a);
		if (!r->rest.bad && name_is_possible(e->name))
			return true;
	}
	return false;
}

unsigned
sftp_parse_offers(struct sftp_in *in)
{
	static const struct {
		const char *name;
		unsigned bit;
	} known[] = {
		{ "posix-rename@openssh.com", SFTP_X_POSIX_RENAME },
		{ "fsync@openssh.com", SFTP_X_FSYNC },
		{ "statvfs@openssh.com", SFTP_X_STATVFS },
		{ "hardlink@openssh.com", SFTP_X_HARDLINK },
		{ "limits@openssh.com", SFTP_X_LIMITS },
		{ "copy-data", SFTP_X_COPY_DATA },
	};
	unsigned offers = 0;
	struct str name;
	size_t i;

	while (in->n > 0 && !in->bad) {
		name = sftp_get_str(in);
		(void)sftp_get_str(in);
		if (in->bad)
			break;
		for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
			if (str_eq(name, str_of(known[i].name)))
				offers |= known[i].bit;
	}
	return offers;
}

static struct str
word(struct str *s)
{
	struct str w;
	size_t i = 0;

	while (i < s->n && s->p[i] == ' ')
		i++;
	w.p = s->p + i;
	while (i < s->n && s->p[i] != ' ')
		i++;
	w.n = (size_t)(s->p + i - w.p);
	s->p += i;
	s->n -= i;
	return w;
}

static bool
is_plain(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7f)
			return false;
	return s.n > 0 && s.n <= 64 && str_is_utf8(s);
}

void
sftp_owner(struct str longname, struct str *owner, struct str *group)
{
	struct str mode = word(&longname), links = word(&longname);
	int64_t n;

	*owner = word(&longname);
	*group = word(&longname);
	if (mode.n < 10 || (!str_int(links, &n) && !str_eq(links, STR("?"))) ||
	    !is_plain(*owner) || !is_plain(*group))
		*owner = *group = (struct str){ "", 0 };
}

/* --- writing --- */

static void
put_be32(unsigned char *p, uint32_t v)
{
	p[0] = (unsigned char)(v >> 24);
	p[1] = (unsigned char)(v >> 16 & 0xff);
	p[2] = (unsigned char)(v >> 8 & 0xff);
	p[3] = (unsigned char)(v & 0xff);
}

void
sftp_put_u32(struct buf *b, uint32_t v)
{
	unsigned char p[4];

	put_be32(p, v);
	buf_add(b, p, sizeof(p));
}

void
sftp_put_u64(struct buf *b, uint64_t v)
{
	sftp_put_u32(b, (uint32_t)(v >> 32));
	sftp_put_u32(b, (uint32_t)v);
}

void
sftp_put_str(struct buf *b, struct str s)
{
	sftp_put_u32(b, (uint32_t)s.n);
	buf_add(b, s.p, s.n);
}

void
sftp_put_attrs(struct buf *b, const struct sftp_attrs *a)
{
	sftp_put_u32(b, a->flags);
	if (a->flags & SFTP_A_SIZE)
		sftp_put_u64(b, a->size);
	if (a->flags & SFTP_A_IDS) {
		sftp_put_u32(b, a->uid);
		sftp_put_u32(b, a->gid);
	}
	if (a->flags & SFTP_A_MODE)
		sftp_put_u32(b, a->mode);
	if (a->flags & SFTP_A_TIME) {
		sftp_put_u32(b, a->atime);
		sftp_put_u32(b, a->mtime);
	}
}

size_t
sftp_put_head(struct buf *b, enum sftp_type type, uint32_t id)
{
	size_t start = b->n;

	sftp_put_u32(b, 0);
	buf_putc(b, (char)type);
	sftp_put_u32(b, id);
	return start;
}

void
sftp_put_end(struct buf *b, size_t start)
{
	if (!b->failed)
		put_be32((unsigned char *)b->p + start,
		    (uint32_t)(b->n - start - 4));
}
