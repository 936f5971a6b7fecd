/*
 * http_egress: which addresses users may make us call.
 *
 * Works on the address that the socket will really use, so that no spelling of
 * a name or number and no second DNS answer gets around it.
 */
#include <arpa/inet.h>

#include "http/http.h"

enum egress { EG_PUBLIC, EG_PRIVATE, EG_LOOPBACK, EG_NEVER };

/* 16 bytes, IPv4 as ::ffff:a.b.c.d. */
struct addr {
	unsigned char b[16];
};

struct range {
	const char *cidr;
	enum egress what;
};

/* First match wins. */
static const struct range ranges4[] = { { "0.0.0.0/8", EG_NEVER },
	{ "127.0.0.0/8", EG_LOOPBACK },
	{ "169.254.0.0/16", EG_NEVER }, /* link-local, metadata */
	{ "100.100.100.200/32", EG_NEVER }, /* Alibaba's metadata */
	{ "168.63.129.16/32", EG_NEVER }, /* Azure's wire server */
	{ "192.0.0.0/24", EG_NEVER }, /* protocols, Oracle's metadata */
	{ "192.0.2.0/24", EG_NEVER }, { "198.51.100.0/24", EG_NEVER },
	{ "203.0.113.0/24", EG_NEVER },
	{ "192.88.99.0/24", EG_NEVER }, /* 6to4 relays */
	{ "224.0.0.0/4", EG_NEVER }, { "240.0.0.0/4", EG_NEVER },
	{ "10.0.0.0/8", EG_PRIVATE }, { "172.16.0.0/12", EG_PRIVATE },
	{ "192.168.0.0/16", EG_PRIVATE }, { "100.64.0.0/10", EG_PRIVATE },
	{ "198.18.0.0/15", EG_PRIVATE }, { NULL, EG_PUBLIC } };

static const struct range ranges6[] = { { "::1/128", EG_LOOPBACK },
	{ "::/96", EG_NEVER }, /* unspecified, v4-compatible */
	{ "64:ff9b:1::/48", EG_NEVER }, /* local NAT64 */
	{ "100::/64", EG_NEVER },
	{ "2001::/32", EG_NEVER }, /* Teredo hides an address */
	{ "2001:db8::/32", EG_NEVER },
	{ "fd00:ec2::254/128", EG_NEVER }, /* metadata */
	{ "fd20:ce::254/128", EG_NEVER }, /* metadata */
	{ "fc00::/7", EG_PRIVATE }, { "fe80::/10", EG_NEVER },
	{ "fec0::/10", EG_NEVER }, { "ff00::/8", EG_NEVER },
	{ "2000::/3", EG_PUBLIC },
	{ "::/0", EG_NEVER }, /* nothing else is assigned */
	{ NULL, EG_NEVER } };

static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff,
	0xff };

static bool
is_v4(const struct addr *a)
{
	return memcmp(a->b, mapped, sizeof(mapped)) == 0;
}

static void
set_v4(struct addr *a, const unsigned char v4[4])
{
	unsigned char copy[4];

	memcpy(copy, v4, 4);
	memcpy(a->b, mapped, sizeof(mapped));
	memcpy(a->b + 12, copy, 4);
}

static bool
parse_addr(const char *text, struct addr *out)
{
	unsigned char v4[4];

	if (inet_pton(AF_INET, text, v4) == 1) {
		set_v4(out, v4);
		return true;
	}
	return inet_pton(AF_INET6, text, out->b) == 1;
}

/* "10.0.0.0/8" or a bare address. */
static bool
in_cidr(const struct addr *a, struct str cidr)
{
	static const struct str full = { "128", 3 };
	struct addr net;
	struct str head;
	char text[64];
	int64_t bits, i;

	if (!str_cut(&cidr, '/', &head))
		cidr = full;
	if (head.n == 0 || head.n >= sizeof(text))
		return false;
	memcpy(text, head.p, head.n);
	text[head.n] = '\0';
	if (!parse_addr(text, &net) || !str_int(cidr, &bits) || bits < 0)
		return false;
	if (is_v4(&net) != is_v4(a))
		return false;
	if (is_v4(&net) && cidr.p != full.p)
		bits += 96;
	if (bits > 128)
		return false;
	for (i = 0; i < bits; i++) {
		unsigned char bit = (unsigned char)(0x80 >> (i % 8));

		if ((net.b[i / 8] & bit) != (a->b[i / 8] & bit))
			return false;
	}
	return true;
}

/* Replaces an address that carries an IPv4 one by what it carries. */
static void
unwrap(struct addr *a)
{
	if (in_cidr(a, STR("64:ff9b::/96")))
		set_v4(a, a->b + 12);
	else if (in_cidr(a, STR("2002::/16")))
		set_v4(a, a->b + 2);
}

static enum egress
classify(const struct addr *a)
{
	const struct range *r = is_v4(a) ? ranges4 : ranges6;

	for (; r->cidr != NULL; r++)
		if (in_cidr(a, str_of(r->cidr)))
			break;
	return r->what;
}

bool
http_egress_ok(const char *ip, bool allow_private, const char *allow)
{
	struct str rest = str_of(allow), one;
	struct addr a;
	enum egress what;

	if (ip == NULL || !parse_addr(ip, &a))
		return false;
	unwrap(&a);
	what = classify(&a);
	if (what == EG_PUBLIC)
		return true;
	if (what == EG_NEVER)
		return false;
	if (what == EG_PRIVATE && allow_private)
		return true;
	while (rest.n > 0) {
		(void)str_cut(&rest, ',', &one);
		if (in_cidr(&a, str_trim(one)))
			return true;
	}
	return false;
}
