/*
 * type_pairs: fills structs from decoded name/value pairs.
 */
#include "type/type.h"

#include "type/type_check.h"

/* Both spellings are in the contract. */
static struct str
real_name(const struct type *t, struct str name)
{
	if (str_eq(name, STR("pageSize")) && !type_field(t, "pageSize"))
		return STR("page_size");
	return name;
}

static const struct field *
find_field(const struct type *t, struct str name, size_t *i)
{
	for (*i = 0; t->fields[*i].kind != FK_END; (*i)++) {
		if (str_eq(str_of(t->fields[*i].name), name))
			return &t->fields[*i];
	}
	return NULL;
}

static enum err_code
pair_int(struct cx *cx, const struct type_path *at, struct str s, int64_t *out)
{
	if (!str_int(s, out) || *out > JSON_MAX_SAFE || *out < -JSON_MAX_SAFE)
		return type_wrong(cx, at, "必须是整数",
		    "must be a whole number");
	return ERR_OK;
}

static enum err_code
pair_bool(struct cx *cx, const struct type_path *at, struct str s, bool *out)
{
	*out = str_eq(s, STR("true")) || str_eq(s, STR("1"));
	if (!*out && !str_eq(s, STR("false")) && !str_eq(s, STR("0")))
		return type_wrong(cx, at, "必须是 true 或 false",
		    "must be true or false");
	return ERR_OK;
}

static enum err_code
pair_double(struct cx *cx, const struct type_path *at, struct str s,
    double *out)
{
	const char *zh, *en;
	struct str key;
	size_t where;

	/* Our own grammar first: strtod takes "0x1p3", "nan" and white space. */
	if (s.n == 0 || !(s.p[0] == '-' || (s.p[0] >= '0' && s.p[0] <= '9')) ||
	    !json_scan(s, &zh, &en, &where, &key))
		return type_wrong(cx, at, "必须是数字", "must be a number");
	*out = strtod(arena_str(cx->mem, s), NULL);
	return ERR_OK;
}

static enum err_code
pair_raw(struct cx *cx, const struct type_path *at, const struct field *f,
    struct str s, struct raw *out)
{
	const char *zh, *en;
	struct str key;
	size_t where;

	if (!json_scan(s, &zh, &en, &where, &key))
		return type_wrong(cx, at, "不是合法的 JSON",
		    "is not valid JSON");
	if (f->high > 0 && (int64_t)s.n > f->high)
		return type_wrong(cx, at, "过长", "is too long");
	out->p = arena_str(cx->mem, s);
	out->n = s.n;
	return ERR_OK;
}

static enum err_code
pair_ints(struct cx *cx, const struct type_path *at, const struct field *f,
    struct str s, struct ints *out)
{
	enum err_code rc;
	struct str one;
	int64_t v;

	out->set = true;
	while (s.n) {
		str_cut(&s, ',', &one);
		rc = pair_int(cx, at, str_trim(one), &v);
		if (rc)
			return rc;
		rc = type_add_int(cx, at, f, out, v);
		if (rc)
			return rc;
	}
	return ERR_OK;
}

static enum err_code
pair_limited_int(struct cx *cx, const struct type_path *at,
    const struct field *f, struct str s, int64_t *out)
{
	enum err_code rc = pair_int(cx, at, s, out);

	return rc ? rc : type_check_int(cx, at, f, *out);
}

static enum err_code
pair_text(struct cx *cx, const struct type_path *at, const struct field *f,
    struct str s, const char **out)
{
	enum err_code rc = type_check_text(cx, at, f, &s);

	if (rc)
		return rc;
	*out = arena_str(cx->mem, s);
	return ERR_OK;
}

static enum err_code
pair_value(struct cx *cx, const struct type_path *at, const struct field *f,
    struct str s, void *to)
{
	switch (f->kind) {
	case FK_INT:
		return pair_limited_int(cx, at, f, s, to);
	case FK_OPT_INT:
		((struct opt_int *)to)->has = true;
		return pair_limited_int(cx, at, f, s,
		    &((struct opt_int *)to)->v);
	case FK_BOOL:
		return pair_bool(cx, at, s, to);
	case FK_OPT_BOOL:
		((struct opt_bool *)to)->has = true;
		return pair_bool(cx, at, s, &((struct opt_bool *)to)->v);
	case FK_DOUBLE:
		return pair_double(cx, at, s, to);
	case FK_TEXT:
	case FK_ENUM:
		return pair_text(cx, at, f, s, to);
	case FK_TIME:
		return time_parse(s, to) ?
		    ERR_OK :
		    type_wrong(cx, at, "必须是 RFC 3339 时间",
			"must be an RFC 3339 time");
	case FK_RAW:
		return pair_raw(cx, at, f, s, to);
	case FK_TEXTS:
		return type_add_commas(cx, at, f, to, s);
	case FK_INTS:
		return pair_ints(cx, at, f, s, to);
	case FK_OBJECT:
	case FK_OBJECTS:
	case FK_END:
		break;
	}
	return type_unknown(cx, at);
}

static enum err_code
bind_pair(struct cx *cx, const struct type *t, const struct type_pair *pair,
    struct type_seen *seen, void *out)
{
	struct type_path at = { .name = arena_str(cx->mem, pair->name) };
	const struct field *f;
	struct str value = pair->value;
	size_t i;

	f = find_field(t, real_name(t, pair->name), &i);
	if (!f)
		return type_unknown(cx, &at);
	if (f->flags & F_IGNORE)
		return ERR_OK;
	if (f->flags & F_RO)
		return type_read_only(cx, &at);
	if (f->kind != FK_TEXTS && f->kind != FK_INTS && type_was_seen(seen, i))
		return type_wrong(cx, &at, "重复出现", "is given twice");
	if (!str_is_utf8(value))
		return type_wrong(cx, &at, "不是合法的 UTF-8",
		    "is not valid UTF-8");
	if (f->kind != FK_TEXT)
		value = str_trim(value);
	/* Forms send every input they have: "status=" is no filter. */
	if (value.n == 0 && !(f->kind == FK_TEXT && f->low == 0))
		return ERR_OK;
	type_mark_seen(seen, i);
	return pair_value(cx, &at, f, value, type_at(f, out));
}

enum err_code
type_bind_pairs(struct cx *cx, const struct type *t,
    const struct type_pair *pairs, size_t n, void *out)
{
	struct type_seen seen = { { 0 } };
	struct type_path at = { .up = NULL };
	const struct field *f;
	enum err_code rc;
	size_t i;

	type_defaults(t, out);
	for (i = 0; i < n; i++) {
		rc = bind_pair(cx, t, &pairs[i], &seen, out);
		if (rc)
			return rc;
	}
	for (i = 0; t->fields[i].kind != FK_END; i++) {
		f = &t->fields[i];
		if (!type_was_seen(&seen, i))
			continue;
		at.name = f->name;
		rc = ERR_OK;
		if (f->kind == FK_TEXTS)
			rc = type_check_count(cx, &at, f,
			    ((const struct texts *)type_peek(f, out))->n);
		else if (f->kind == FK_INTS)
			rc = type_check_count(cx, &at, f,
			    ((const struct ints *)type_peek(f, out))->n);
		if (rc)
			return rc;
	}
	return type_check_seen(cx, NULL, t, &seen);
}
