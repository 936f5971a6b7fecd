/*
 * request: headers, judged strictly; what is refused here never reaches a room.
 */
#include "crypto/crypto.h"
#include "request.h"

const char *
request_header(const struct req *rq, const char *name)
{
	char param[80] = "HTTP_";
	size_t i;

	for (i = 0; name[i] != '\0' && i + 6 < sizeof param; i++) {
		char c = name[i];

		param[5 + i] = c == '-'	 ? '_' :
		    c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') :
					   c;
	}
	param[5 + i] = '\0';
	return fcgi_io_param(rq->io, param);
}

static bool
is_harmless(const char *s)
{
	size_t n = s ? strlen(s) : 0;

	return n >= 1 && n <= 64 &&
	    strspn(s,
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789._-") == n;
}

const char *
request_id(const struct fcgi_io *io, struct arena *mem)
{
	static const char *const names[] = { "HTTP_X_REQUEST_ID",
		"HTTP_X_TRACE_ID", "REQUEST_ID" };
	unsigned char random[16];
	const char *s;
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++) {
		s = fcgi_io_param(io, names[i]);
		if (is_harmless(s))
			return arena_strdup(mem, s);
	}
	crypto_random(random, sizeof random);
	return crypto_hex(mem, random, sizeof random);
}

/* Thousandths of a "q=0.8" in ${params}; 1000 without one. */
static int
quality(struct str params)
{
	struct str one;
	int q = 0, digits;
	size_t i;

	while (params.n > 0) {
		str_cut(&params, ';', &one);
		one = str_trim(one);
		if (!str_starts(one, STR("q=")))
			continue;
		if (one.n > 2 && one.p[2] == '1')
			return 1000;
		for (i = 4, digits = 100; i < one.n && digits > 0; i++) {
			if (one.p[i] < '0' || one.p[i] > '9')
				break;
			q += (one.p[i] - '0') * digits;
			digits /= 10;
		}
		return q;
	}
	return 1000;
}

enum lang
request_lang(const char *accept_language)
{
	struct str rest = str_of(accept_language), item, tag;
	enum lang best = LANG_ZH;
	int most = 0, q;
	bool en;

	while (rest.n > 0) {
		str_cut(&rest, ',', &item);
		str_cut(&item, ';', &tag);
		tag = str_trim(tag);
		if (tag.n < 2)
			continue;
		tag.n = 2;
		en = str_ieq(tag, STR("en"));
		q = quality(item);
		if (q > most && (en || str_ieq(tag, STR("zh")))) {
			most = q;
			best = en ? LANG_EN : LANG_ZH;
		}
	}
	return best;
}

enum err_code
request_if_match(struct cx *cx, const char *text, int64_t *version)
{
	struct str s = str_trim(str_of(text));

	*version = 0;
	if (s.n == 0 || str_eq(s, STR("*")))
		return ERR_OK;
	if (str_starts(s, STR("W/"))) {
		s.p += 2;
		s.n -= 2;
	}
	if (s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"') {
		s.p++;
		s.n -= 2;
	}
	if (!str_int(s, version) || *version < 1) {
		*version = 0;
		return err_field(cx, "If-Match", "If-Match 不是版本号",
		    "If-Match is not a version number");
	}
	return ERR_OK;
}

bool
request_is_json(const char *content_type)
{
	struct str rest = str_of(content_type), type;

	str_cut(&rest, ';', &type);
	return str_ieq(str_trim(type), STR("application/json"));
}
