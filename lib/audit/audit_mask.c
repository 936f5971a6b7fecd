/*
 * audit_mask: the second wall that keeps secrets out of images.
 *
 * Descriptors leave secret members out already (F_SECRET).  What still arrives
 * under a key that sounds like a secret is starred out here.
 */
#include "audit/audit_priv.h"
#include "crypto/crypto.h"

/* Compared with the key in lower case without '_' and '-'. */
static const char *const secret_parts[] = { "password", "passwd", "passphrase",
	"secret", "privatekey", "apikey", "accesskey", "clientkey",
	"kubeconfig", "authorization", "cookie", "credential", NULL };
static const char *const secret_ends[] = { "token", "pwd", "pin", NULL };

static bool
is_secret(struct str key)
{
	char low[64];
	size_t n = 0, i, len;

	for (i = 0; i < key.n && n < sizeof(low) - 1; i++) {
		char c = key.p[i];

		if (c == '_' || c == '-' || c == '.')
			continue;
		low[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
	low[n] = '\0';
	for (i = 0; secret_parts[i]; i++) {
		if (strstr(low, secret_parts[i]))
			return true;
	}
	for (i = 0; secret_ends[i]; i++) {
		len = strlen(secret_ends[i]);
		if (n >= len && strcmp(low + n - len, secret_ends[i]) == 0)
			return true;
	}
	return false;
}

/* Behind the string that begins at ${i}; ${s} is valid JSON. */
static size_t
string_end(struct str s, size_t i)
{
	for (i++; i < s.n && s.p[i] != '"'; i++) {
		if (s.p[i] == '\\')
			i++;
	}
	return i + 1;
}

/* Behind the value that begins at ${i}. */
static size_t
value_end(struct str s, size_t i)
{
	int depth = 0;

	do {
		if (s.p[i] == '"') {
			i = string_end(s, i);
			continue;
		}
		if (s.p[i] == '{' || s.p[i] == '[')
			depth++;
		else if (s.p[i] == '}' || s.p[i] == ']')
			depth--;
		i++;
	} while (i < s.n && depth > 0);
	return i;
}

/* Numbers, true, false and null tell nothing ("token_id", "has_password"). */
static bool
may_hold_secret(struct str s, size_t i)
{
	return i < s.n && (s.p[i] == '"' || s.p[i] == '{' || s.p[i] == '[') &&
	    !(s.p[i] == '"' && i + 1 < s.n && s.p[i + 1] == '"');
}

/* ${s} is canonical: no white space, so a key is a string before a colon. */
static void
mask(struct buf *to, struct str s)
{
	size_t i = 0, end;
	struct str key;

	while (i < s.n) {
		if (s.p[i] != '"') {
			buf_putc(to, s.p[i++]);
			continue;
		}
		end = string_end(s, i);
		buf_add(to, s.p + i, end - i);
		key = (struct str){ s.p + i + 1, end - i - 2 };
		i = end;
		if (i >= s.n || s.p[i] != ':')
			continue;
		buf_putc(to, ':');
		i++;
		if (is_secret(key) && may_hold_secret(s, i)) {
			buf_puts(to, "\"***\"");
			i = value_end(s, i);
		}
	}
}

static struct str
says(struct cx *cx, const char *what, struct str image)
{
	struct buf b;
	struct json j;

	buf_init(&b, cx->mem, 512);
	json_init(&j, &b);
	json_object(&j);
	json_put_bool(&j, what, true);
	json_put_int(&j, "bytes", (int64_t)image.n);
	json_put_text(&j, "sha256", crypto_sha256_hex(cx->mem, image));
	json_object_end(&j);
	return buf_view(&b);
}

struct str
audit_image(struct cx *cx, struct str image)
{
	const char *zh, *en;
	struct str key, canon;
	struct buf b;
	size_t at;

	if (image.n == 0)
		return image;
	if (image.n > AUDIT_IMAGE_MAX)
		return says(cx, "_too_large", image);
	if (!json_scan(image, &zh, &en, &at, &key) ||
	    json_canonical(cx, image, &canon))
		return says(cx, "_not_json", image);
	buf_init(&b, cx->mem, 2 * AUDIT_IMAGE_MAX);
	mask(&b, canon);
	if (b.failed)
		return says(cx, "_too_large", image);
	return buf_view(&b);
}
