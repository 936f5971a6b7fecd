/*
 * json_scan: the strict scanner.  Everything that cJSON is lenient about is
 * refused here, before cJSON sees the text.  It builds nothing but the list of
 * the keys of the objects that are open, for finding duplicates.
 */
#include "json/json.h"

#include "json/json_plain.h"

/* cJSON copies a number into 64 bytes and cuts what is longer. */
#define NUMBER_MAX 60

/* Keys kept without the heap, and the largest object whose keys are compared
 * as they come; a larger one is sorted when it ends. */
#define KEYS_INLINE 64
#define KEYS_LINEAR 24

struct key {
	uint32_t hash; /* of the decoded bytes */
	uint32_t at; /* offset of the first byte behind the quote */
	uint32_t n; /* raw length */
	uint32_t escaped;
};

struct scan {
	const char *p; /* next byte */
	const char *end;
	const char *start;
	int depth;
	struct key *keys;
	size_t n_keys;
	size_t cap_keys;
	const char *zh;
	const char *en;
	size_t at;
	struct str key;
	struct key inline_keys[KEYS_INLINE];
};

static bool scan_value(struct scan *s);

static bool
fail(struct scan *s, const char *at, const char *zh, const char *en)
{
	s->zh = zh;
	s->en = en;
	s->at = (size_t)(at - s->start);
	return false;
}

static inline void
skip_space(struct scan *s)
{
	while (s->p < s->end &&
	    (*s->p == ' ' || *s->p == '\n' || *s->p == '\r' || *s->p == '\t'))
		s->p++;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Value of four hex digits, or -1. */
static int
hex4(const char *p, const char *end)
{
	int i, d, v = 0;

	if (end - p < 4)
		return -1;
	for (i = 0; i < 4; i++) {
		d = hex_digit(p[i]);
		if (d < 0)
			return -1;
		v = v << 4 | d;
	}
	return v;
}

/* s->p is behind "\u". */
static bool
scan_unicode(struct scan *s)
{
	const char *at = s->p - 2;
	int u = hex4(s->p, s->end), low;

	if (u < 0)
		return fail(s, at, "\\u 后必须是四位十六进制数",
		    "\\u needs four hexadecimal digits");
	if (u == 0)
		return fail(s, at, "不允许 \\u0000", "\\u0000 is not allowed");
	s->p += 4;
	if (u < 0xd800 || u > 0xdfff)
		return true;
	low = -1;
	if (u < 0xdc00 && s->end - s->p >= 6 && s->p[0] == '\\' &&
	    s->p[1] == 'u')
		low = hex4(s->p + 2, s->end);
	if (low < 0xdc00 || low > 0xdfff)
		return fail(s, at, "孤立的 UTF-16 代理项", "lone surrogate");
	s->p += 6;
	return true;
}

/* s->p is at the backslash. */
static bool
scan_escape(struct scan *s)
{
	const char *at = s->p;

	if (s->end - s->p < 2)
		return fail(s, at, "字符串未结束", "the string does not end");
	s->p += 2;
	switch (at[1]) {
	case '"':
	case '\\':
	case '/':
	case 'b':
	case 'f':
	case 'n':
	case 'r':
	case 't':
		return true;
	case 'u':
		return scan_unicode(s);
	default:
		return fail(s, at, "未知的转义", "unknown escape");
	}
}

/* s->p is behind the opening quote; ends behind the closing one. */
static bool
scan_string(struct scan *s, bool *escaped)
{
	const char *open = s->p - 1;
	size_t len;

	for (;;) {
		s->p += json_plain(s->p, (size_t)(s->end - s->p));
		if (s->p == s->end)
			return fail(s, open, "字符串未结束",
			    "the string does not end");
		if (*s->p == '"') {
			s->p++;
			return true;
		}
		if (*s->p == '\\') {
			*escaped = true;
			if (!scan_escape(s))
				return false;
			continue;
		}
		if ((unsigned char)*s->p < 0x20)
			return fail(s, s->p, "字符串中有控制字符",
			    "control character in a string");
		len = str_utf8(s->p, (size_t)(s->end - s->p));
		if (len == 0)
			return fail(s, s->p, "不是合法的 UTF-8",
			    "invalid UTF-8");
		s->p += len;
	}
}

static bool
is_digit(const struct scan *s)
{
	return s->p < s->end && *s->p >= '0' && *s->p <= '9';
}

/* Text of a number that the grammar accepted; only a large integer or an
 * exponent needs a closer look. */
static bool
check_number(struct scan *s, const char *from, bool whole, bool exponent)
{
	struct str text = { from, (size_t)(s->p - from) };
	char copy[NUMBER_MAX + 1];
	int64_t v;
	double d;

	if (text.n > NUMBER_MAX)
		return fail(s, from, "数字过长", "the number is too long");
	if (whole && text.n > 15 &&
	    (!str_int(text, &v) || v > JSON_MAX_SAFE || v < -JSON_MAX_SAFE))
		return fail(s, from, "整数超出 ±2^53",
		    "the integer is beyond 2^53");
	if (exponent) {
		memcpy(copy, text.p, text.n);
		copy[text.n] = '\0';
		d = strtod(copy, NULL);
		if (d - d != 0)
			return fail(s, from, "数字超出范围",
			    "the number is out of range");
	}
	return true;
}

static bool
scan_number(struct scan *s)
{
	const char *from = s->p;
	bool whole = true, exponent = false;

	if (*s->p == '-')
		s->p++;
	if (!is_digit(s))
		return fail(s, from, "无效的值", "not a value");
	if (*s->p == '0')
		s->p++;
	else
		while (is_digit(s))
			s->p++;
	if (s->p < s->end && *s->p == '.') {
		whole = false;
		s->p++;
		if (!is_digit(s))
			return fail(s, from, "无效的数字", "not a number");
		while (is_digit(s))
			s->p++;
	}
	if (s->p < s->end && (*s->p == 'e' || *s->p == 'E')) {
		whole = false;
		exponent = true;
		s->p++;
		if (s->p < s->end && (*s->p == '+' || *s->p == '-'))
			s->p++;
		if (!is_digit(s))
			return fail(s, from, "无效的数字", "not a number");
		while (is_digit(s))
			s->p++;
	}
	return check_number(s, from, whole, exponent);
}

/* Next decoded byte of a key that was scanned before, or -1 at its end. */
struct decode {
	const char *p;
	const char *end;
	unsigned char left[4];
	int n_left;
	int i;
};

static void
decode_code(struct decode *d, uint32_t u)
{
	d->i = 0;
	if (u < 0x80) {
		d->left[0] = (unsigned char)u;
		d->n_left = 1;
	} else if (u < 0x800) {
		d->left[0] = (unsigned char)(0xc0 | u >> 6);
		d->left[1] = (unsigned char)(0x80 | (u & 0x3f));
		d->n_left = 2;
	} else if (u < 0x10000) {
		d->left[0] = (unsigned char)(0xe0 | u >> 12);
		d->left[1] = (unsigned char)(0x80 | (u >> 6 & 0x3f));
		d->left[2] = (unsigned char)(0x80 | (u & 0x3f));
		d->n_left = 3;
	} else {
		d->left[0] = (unsigned char)(0xf0 | u >> 18);
		d->left[1] = (unsigned char)(0x80 | (u >> 12 & 0x3f));
		d->left[2] = (unsigned char)(0x80 | (u >> 6 & 0x3f));
		d->left[3] = (unsigned char)(0x80 | (u & 0x3f));
		d->n_left = 4;
	}
}

static void
decode_escape(struct decode *d)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	const char *at;
	uint32_t u;

	if (d->p[1] != 'u') {
		at = strchr(from, d->p[1]);
		decode_code(d, (unsigned char)(at ? to[at - from] : d->p[1]));
		d->p += 2;
		return;
	}
	u = (uint32_t)hex4(d->p + 2, d->end);
	d->p += 6;
	if (u >= 0xd800 && u <= 0xdbff) {
		u = 0x10000 + ((u - 0xd800) << 10) +
		    ((uint32_t)hex4(d->p + 2, d->end) - 0xdc00);
		d->p += 6;
	}
	decode_code(d, u);
}

static int
decode_next(struct decode *d)
{
	if (d->i < d->n_left)
		return d->left[d->i++];
	if (d->p == d->end)
		return -1;
	if (*d->p != '\\')
		return (unsigned char)*d->p++;
	decode_escape(d);
	return d->left[d->i++];
}

static struct decode
decode_key(const char *start, const struct key *k)
{
	return (struct decode){ .p = start + k->at,
		.end = start + k->at + k->n };
}

static uint32_t
hash_key(const char *start, const struct key *k)
{
	uint32_t h = 2166136261u;
	struct decode d;
	size_t i;
	int c;

	if (!k->escaped) {
		for (i = 0; i < k->n; i++)
			h = (h ^ (unsigned char)start[k->at + i]) * 16777619u;
		return h;
	}
	d = decode_key(start, k);
	while ((c = decode_next(&d)) >= 0)
		h = (h ^ (unsigned char)c) * 16777619u;
	return h;
}

static int
compare_text(const char *start, const struct key *a, const struct key *b)
{
	struct decode da = decode_key(start, a), db = decode_key(start, b);
	int ca, cb;

	do {
		ca = decode_next(&da);
		cb = decode_next(&db);
	} while (ca == cb && ca >= 0);
	return ca - cb;
}

/* Falls back on the text, so that chosen collisions cannot make it quadratic. */
static int
compare_keys(const void *pa, const void *pb, void *start)
{
	const struct key *a = pa, *b = pb;
	int c;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	c = compare_text(start, a, b);
	if (c != 0)
		return c;
	return a->at < b->at ? -1 : a->at > b->at;
}

static bool
duplicate(struct scan *s, const struct key *k)
{
	s->key.p = s->start + k->at;
	s->key.n = k->n;
	return fail(s, s->key.p - 1, "重复的字段", "duplicate key");
}

static bool
more_keys(struct scan *s)
{
	size_t cap = s->cap_keys * 2;
	struct key *v;

	if (s->keys == s->inline_keys) {
		v = malloc(cap * sizeof(*v));
		if (v)
			memcpy(v, s->keys, s->n_keys * sizeof(*v));
	} else {
		v = realloc(s->keys, cap * sizeof(*v));
	}
	if (!v)
		return fail(s, s->p, "内存不足", "out of memory");
	s->keys = v;
	s->cap_keys = cap;
	return true;
}

/* ${base}: where the keys of the object begin. */
static bool
add_key(struct scan *s, size_t base, const char *from, bool escaped)
{
	struct key *k, *old;

	if (s->n_keys == s->cap_keys && !more_keys(s))
		return false;
	k = &s->keys[s->n_keys];
	k->at = (uint32_t)(from - s->start);
	k->n = (uint32_t)(s->p - 1 - from);
	k->escaped = escaped;
	k->hash = hash_key(s->start, k);
	if (s->n_keys - base < KEYS_LINEAR) {
		for (old = s->keys + base; old < k; old++) {
			if (old->hash == k->hash &&
			    compare_text(s->start, old, k) == 0)
				return duplicate(s, k);
		}
	}
	s->n_keys++;
	return true;
}

static bool
end_keys(struct scan *s, size_t base)
{
	struct key *v = s->keys + base;
	size_t n = s->n_keys - base, i;
	union {
		const char *from;
		void *to;
	} start = { .from = s->start };

	s->n_keys = base;
	if (n <= KEYS_LINEAR)
		return true;
	qsort_r(v, n, sizeof(*v), compare_keys, start.to);
	for (i = 1; i < n; i++) {
		if (v[i - 1].hash == v[i].hash &&
		    compare_text(s->start, &v[i - 1], &v[i]) == 0)
			return duplicate(s, &v[i]);
	}
	return true;
}

static bool
scan_member(struct scan *s, size_t base)
{
	const char *from;
	bool escaped = false;

	skip_space(s);
	if (s->p == s->end || *s->p != '"')
		return fail(s, s->p, "需要字段名", "a key is expected");
	from = ++s->p;
	if (!scan_string(s, &escaped) || !add_key(s, base, from, escaped))
		return false;
	skip_space(s);
	if (s->p == s->end || *s->p != ':')
		return fail(s, s->p, "需要冒号", "a colon is expected");
	s->p++;
	return scan_value(s);
}

/* Behind an item: a comma, or ${close}, which is taken. */
static bool
more_items(struct scan *s, char close, bool *more)
{
	skip_space(s);
	if (s->p < s->end && *s->p == ',') {
		s->p++;
		*more = true;
		return true;
	}
	if (s->p < s->end && *s->p == close) {
		s->p++;
		*more = false;
		return true;
	}
	return fail(s, s->p, "需要逗号或结束括号",
	    "a comma or a closing bracket is expected");
}

static bool
scan_container(struct scan *s, char close)
{
	size_t base = s->n_keys;
	bool more = true;

	if (s->depth == JSON_MAX_DEPTH)
		return fail(s, s->p, "嵌套过深", "nested too deeply");
	s->depth++;
	s->p++;
	skip_space(s);
	if (s->p < s->end && *s->p == close) {
		s->p++;
		more = false;
	}
	while (more) {
		if (close == '}' ? !scan_member(s, base) : !scan_value(s))
			return false;
		if (!more_items(s, close, &more))
			return false;
	}
	s->depth--;
	return close == '}' ? end_keys(s, base) : true;
}

static bool
scan_word(struct scan *s, struct str word)
{
	struct str rest = { s->p, (size_t)(s->end - s->p) };

	if (!str_starts(rest, word))
		return fail(s, s->p, "无效的值", "not a value");
	s->p += word.n;
	return true;
}

static bool
scan_value(struct scan *s)
{
	bool escaped = false;

	skip_space(s);
	if (s->p == s->end)
		return fail(s, s->p, "内容不完整", "the text ends too early");
	switch (*s->p) {
	case '{':
		return scan_container(s, '}');
	case '[':
		return scan_container(s, ']');
	case '"':
		s->p++;
		return scan_string(s, &escaped);
	case 't':
		return scan_word(s, STR("true"));
	case 'f':
		return scan_word(s, STR("false"));
	case 'n':
		return scan_word(s, STR("null"));
	default:
		return scan_number(s);
	}
}

bool
json_scan(struct str text, const char **why_zh, const char **why_en, size_t *at,
    struct str *key)
{
	struct scan s;
	bool ok;

	memset(&s, 0, offsetof(struct scan, inline_keys));
	s.start = s.p = text.p;
	s.end = text.p + text.n;
	s.keys = s.inline_keys;
	s.cap_keys = KEYS_INLINE;
	if (text.n > UINT32_MAX / 2) {
		ok = fail(&s, s.p, "内容过长", "the text is too long");
	} else {
		ok = scan_value(&s);
		skip_space(&s);
		if (ok && s.p != s.end)
			ok = fail(&s, s.p, "值之后有多余内容",
			    "something follows the value");
	}
	if (s.keys != s.inline_keys)
		free(s.keys);
	if (!ok) {
		*why_zh = s.zh;
		*why_en = s.en;
		*at = s.at;
		*key = s.key;
	}
	return ok;
}
