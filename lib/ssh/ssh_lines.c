/*
 * ssh_lines: known_hosts, line by line (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).
 */
#include "crypto/crypto.h"
#include "ssh/ssh_priv.h"

#define LINE_MAX_BYTES 16384

/* The next word, cut off ${s}. */
static struct str
word(struct str *s)
{
	struct str w;

	while (s->n > 0 && (*s->p == ' ' || *s->p == '\t')) {
		s->p++;
		s->n--;
	}
	w.p = s->p;
	for (w.n = 0; w.n < s->n && s->p[w.n] != ' ' && s->p[w.n] != '\t';)
		w.n++;
	s->p += w.n;
	s->n -= w.n;
	return w;
}

enum ssh_known
ssh_known_parse(struct arena *mem, struct str line, struct ssh_known_line *out)
{
	enum ssh_known what = SSH_K_KEY;
	struct str rest = str_trim(line), names;

	*out = (struct ssh_known_line){ .key = NULL };
	if (rest.n == 0 || rest.p[0] == '#')
		return SSH_K_BLANK;
	if (rest.n > LINE_MAX_BYTES || memchr(rest.p, '\0', rest.n) != NULL)
		return SSH_K_BAD;
	names = word(&rest);
	if (names.p[0] == '@') {
		if (str_eq(names, STR("@revoked")))
			what = SSH_K_REVOKED;
		else if (str_eq(names, STR("@cert-authority")))
			what = SSH_K_AUTHORITY;
		else
			return SSH_K_BAD;
		names = word(&rest);
	}
	out->names = names;
	if (names.n == 0 || !ssh_key_line_ok(mem, rest, &out->key))
		return SSH_K_BAD;
	return what;
}

/* OpenSSH's patterns: * and ?, without case. */
static bool
glob(struct str pat, struct str s)
{
	size_t p = 0, i = 0, star = SIZE_MAX, mark = 0;

	while (i < s.n) {
		if (p < pat.n && pat.p[p] == '*') {
			star = p++;
			mark = i;
		} else if (p < pat.n &&
		    (pat.p[p] == '?' ||
			str_ieq((struct str){ pat.p + p, 1 },
			    (struct str){ s.p + i, 1 }))) {
			p++;
			i++;
		} else if (star != SIZE_MAX) {
			p = star + 1;
			i = ++mark;
		} else {
			return false;
		}
	}
	while (p < pat.n && pat.p[p] == '*')
		p++;
	return p == pat.n;
}

/* "|1|salt|hash", both base64 of 20 bytes. */
static bool
hashed(struct str names, struct str name)
{
	unsigned char mac[20], *salt, *hash;
	size_t n_salt, n_hash;
	struct str s;
	struct arena *mem;
	bool yes;

	names.p += 3;
	names.n -= 3;
	if (!str_cut(&names, '|', &s) || s.n > 64 || names.n > 64)
		return false;
	mem = arena_new(4096);
	salt = crypto_base64_decode(mem, s, &n_salt);
	hash = crypto_base64_decode(mem, names, &n_hash);
	yes = salt != NULL && hash != NULL && n_salt == sizeof(mac) &&
	    n_hash == sizeof(mac);
	if (yes) {
		crypto_mac_sha1((struct str){ (char *)salt, n_salt }, name,
		    mac);
		yes = memcmp(mac, hash, sizeof(mac)) == 0;
	}
	arena_free(mem);
	return yes;
}

bool
ssh_known_matches(const struct ssh_known_line *l, const char *host, int port)
{
	char text[300];
	struct str rest = l->names, one, name;
	bool found = false, no;
	int n;

	n = port == 22 ? snprintf(text, sizeof(text), "%s", host) :
			 snprintf(text, sizeof(text), "[%s]:%d", host, port);
	if (n < 0 || (size_t)n >= sizeof(text))
		return false;
	name = (struct str){ text, (size_t)n };
	if (str_starts(rest, STR("|1|")))
		return hashed(rest, name);
	while (rest.n > 0) {
		(void)str_cut(&rest, ',', &one);
		no = one.n > 0 && one.p[0] == '!';
		if (no) {
			one.p++;
			one.n--;
		}
		if (one.n == 0 || !glob(one, name))
			continue;
		if (no)
			return false;
		found = true;
	}
	return found;
}
