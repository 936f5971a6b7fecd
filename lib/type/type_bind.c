/*
 * type_bind: fills structs from JSON.
 */
#include "type/type.h"

#include <cjson/cJSON.h>

#include "type/type_check.h"

struct bind {
	struct cx *cx;
	bool copy; /* the tree dies before the struct does */
};

static enum err_code
bind_object(const struct bind *b, const struct type_path *up,
    const struct type *t, const cJSON *json, void *out);

static const char *
keep(const struct bind *b, const char *orig, struct str s)
{
	/* A text that was not shortened at its end still has its NUL. */
	if (!b->copy && s.p >= orig && s.p[s.n] == '\0')
		return s.p;
	return arena_str(b->cx->mem, s);
}

/* An exact integer; cJSON has numbers as doubles. */
static bool
whole(const cJSON *json, int64_t *out)
{
	double d = json->valuedouble;

	if (!cJSON_IsNumber(json) ||
	    !(d <= (double)JSON_MAX_SAFE && d >= -(double)JSON_MAX_SAFE) ||
	    d != (double)(int64_t)d)
		return false;
	*out = (int64_t)d;
	return true;
}

static enum err_code
bind_int(const struct bind *b, const struct type_path *at,
    const struct field *f, const cJSON *json, int64_t *out)
{
	int64_t v;

	if (!whole(json, &v)) {
		if (!(f->flags & F_NUMTEXT) || !cJSON_IsString(json) ||
		    !str_int(str_trim(str_of(json->valuestring)), &v) ||
		    v > JSON_MAX_SAFE || v < -JSON_MAX_SAFE)
			return type_wrong(b->cx, at, "必须是整数",
			    "must be a whole number");
	}
	*out = v;
	return ERR_OK;
}

static enum err_code
bind_limited_int(const struct bind *b, const struct type_path *at,
    const struct field *f, const cJSON *json, int64_t *out)
{
	enum err_code rc = bind_int(b, at, f, json, out);

	return rc ? rc : type_check_int(b->cx, at, f, *out);
}

static enum err_code
bind_bool(const struct bind *b, const struct type_path *at, const cJSON *json,
    bool *out)
{
	if (!cJSON_IsBool(json))
		return type_wrong(b->cx, at, "必须是 true 或 false",
		    "must be true or false");
	*out = cJSON_IsTrue(json);
	return ERR_OK;
}

static enum err_code
bind_double(const struct bind *b, const struct type_path *at,
    const struct field *f, const cJSON *json, double *out)
{
	double v = json->valuedouble;

	if (!cJSON_IsNumber(json))
		return type_wrong(b->cx, at, "必须是数字", "must be a number");
	if ((f->low || f->high) && (v < (double)f->low || v > (double)f->high))
		return type_wrong(b->cx, at, "超出范围", "is out of range");
	*out = v;
	return ERR_OK;
}

static enum err_code
bind_text(const struct bind *b, const struct type_path *at,
    const struct field *f, const cJSON *json, const char **out)
{
	enum err_code rc;
	struct str s;

	if (!cJSON_IsString(json))
		return type_wrong(b->cx, at, "必须是字符串", "must be text");
	s = str_of(json->valuestring);
	rc = type_check_text(b->cx, at, f, &s);
	if (rc)
		return rc;
	*out = keep(b, json->valuestring, s);
	return ERR_OK;
}

static enum err_code
bind_time(const struct bind *b, const struct type_path *at, const cJSON *json,
    int64_t *out)
{
	if (!cJSON_IsString(json) ||
	    !time_parse(str_trim(str_of(json->valuestring)), out))
		return type_wrong(b->cx, at, "必须是 RFC 3339 时间",
		    "must be an RFC 3339 time");
	return ERR_OK;
}

static enum err_code
bind_raw(const struct bind *b, const struct type_path *at,
    const struct field *f, const cJSON *json, struct raw *out)
{
	struct buf to;
	struct json j;

	buf_init(&to, b->cx->mem, f->high > 0 ? (size_t)f->high : BUF_MAX_ROW);
	json_init(&j, &to);
	json_tree(&j, json);
	if (!json_done(&j)) {
		const char *name = type_path_text(b->cx, at);

		return err_field(b->cx, name, "'%s' 不能超过 %zu 字节",
		    "'%s' must be at most %zu bytes", name, to.max);
	}
	out->p = to.p;
	out->n = to.n;
	return ERR_OK;
}

static enum err_code
bind_text_array(const struct bind *b, const struct type_path *up,
    const struct field *f, const cJSON *json, struct texts *out)
{
	struct type_path at = { .up = up };
	const cJSON *item;
	enum err_code rc;
	struct str s;

	cJSON_ArrayForEach(item, json)
	{
		if (!cJSON_IsString(item))
			return type_wrong(b->cx, &at, "必须是字符串",
			    "must be text");
		s = str_of(item->valuestring);
		rc = type_check_item(b->cx, &at, &s);
		if (rc)
			return rc;
		if (s.n == 0 && !(f->flags & F_LOOSE))
			return type_wrong(b->cx, &at, "不能为空",
			    "must not be blank");
		rc = s.n ? type_add_text(b->cx, up, f, out,
			       keep(b, item->valuestring, s)) :
			   ERR_OK;
		if (rc)
			return rc;
		at.index++;
	}
	return ERR_OK;
}

/* The contract's label codec: an array, its JSON text, or comma text. */
static enum err_code
bind_loose(const struct bind *b, const struct type_path *at,
    const struct field *f, const char *text, struct texts *out)
{
	struct str s = str_trim(str_of(text));
	struct bind inner = { b->cx, false };
	struct cJSON *tree;

	if (s.n == 0 || s.p[0] != '[')
		return type_add_commas(b->cx, at, f, out, s);
	if (json_parse(b->cx, s, &tree) != ERR_OK || !cJSON_IsArray(tree))
		return type_wrong(b->cx, at, "不是合法的 JSON 数组",
		    "is not a valid JSON array");
	return bind_text_array(&inner, at, f, tree, out);
}

static enum err_code
bind_texts(const struct bind *b, const struct type_path *at,
    const struct field *f, const cJSON *json, struct texts *out)
{
	enum err_code rc;

	out->set = true;
	if (cJSON_IsArray(json))
		rc = bind_text_array(b, at, f, json, out);
	else if (cJSON_IsString(json) && (f->flags & F_LOOSE))
		rc = bind_loose(b, at, f, json->valuestring, out);
	else
		rc = type_wrong(b->cx, at, "必须是字符串数组",
		    "must be an array of texts");
	return rc ? rc : type_check_count(b->cx, at, f, out->n);
}

static enum err_code
bind_ints(const struct bind *b, const struct type_path *up,
    const struct field *f, const cJSON *json, struct ints *out)
{
	struct type_path at = { .up = up };
	const cJSON *item;
	enum err_code rc;

	if (!cJSON_IsArray(json))
		return type_wrong(b->cx, up, "必须是整数数组",
		    "must be an array of whole numbers");
	rc = type_check_count(b->cx, up, f, (size_t)cJSON_GetArraySize(json));
	if (rc)
		return rc;
	out->set = true;
	out->v = arena_array(b->cx->mem, (size_t)cJSON_GetArraySize(json),
	    sizeof(*out->v));
	cJSON_ArrayForEach(item, json)
	{
		rc = bind_int(b, &at, f, item, &out->v[out->n]);
		if (rc)
			return rc;
		out->n++;
		at.index++;
	}
	return ERR_OK;
}

static enum err_code
bind_objects(const struct bind *b, const struct type_path *up,
    const struct field *f, const cJSON *json, struct objects *out)
{
	struct type_path at = { .up = up };
	const cJSON *item;
	enum err_code rc;

	if (!cJSON_IsArray(json))
		return type_wrong(b->cx, up, "必须是对象数组",
		    "must be an array of objects");
	rc = type_check_count(b->cx, up, f, (size_t)cJSON_GetArraySize(json));
	if (rc)
		return rc;
	out->set = true;
	out->v = arena_array(b->cx->mem, (size_t)cJSON_GetArraySize(json),
	    f->sub->size);
	cJSON_ArrayForEach(item, json)
	{
		rc = bind_object(b, &at, f->sub, item,
		    (char *)out->v + at.index * f->sub->size);
		if (rc)
			return rc;
		out->n = ++at.index;
	}
	return ERR_OK;
}

static enum err_code
bind_opt_int(const struct bind *b, const struct type_path *at,
    const struct field *f, const cJSON *json, struct opt_int *out)
{
	out->has = true;
	return bind_limited_int(b, at, f, json, &out->v);
}

static enum err_code
bind_opt_bool(const struct bind *b, const struct type_path *at,
    const cJSON *json, struct opt_bool *out)
{
	out->has = true;
	return bind_bool(b, at, json, &out->v);
}

static enum err_code
bind_value(const struct bind *b, const struct type_path *at,
    const struct field *f, const cJSON *json, void *to)
{
	switch (f->kind) {
	case FK_INT:
		return bind_limited_int(b, at, f, json, to);
	case FK_OPT_INT:
		return bind_opt_int(b, at, f, json, to);
	case FK_BOOL:
		return bind_bool(b, at, json, to);
	case FK_OPT_BOOL:
		return bind_opt_bool(b, at, json, to);
	case FK_DOUBLE:
		return bind_double(b, at, f, json, to);
	case FK_TEXT:
	case FK_ENUM:
		return bind_text(b, at, f, json, to);
	case FK_TIME:
		return bind_time(b, at, json, to);
	case FK_RAW:
		return bind_raw(b, at, f, json, to);
	case FK_TEXTS:
		return bind_texts(b, at, f, json, to);
	case FK_INTS:
		return bind_ints(b, at, f, json, to);
	case FK_OBJECT:
		return bind_object(b, at, f->sub, json, to);
	case FK_OBJECTS:
		return bind_objects(b, at, f, json, to);
	case FK_END:
		break;
	}
	return type_unknown(b->cx, at);
}

/*
 * Index of the member called ${name}.  Clients mostly send members in the order
 * of the descriptor, so the search starts behind the last hit (${hint}).
 */
static bool
find_field(const struct field *fields, const char *name, size_t *hint)
{
	size_t i;

	for (i = *hint; fields[i].kind != FK_END; i++) {
		if (strcmp(fields[i].name, name) == 0) {
			*hint = i;
			return true;
		}
	}
	for (i = 0; i < *hint; i++) {
		if (strcmp(fields[i].name, name) == 0) {
			*hint = i;
			return true;
		}
	}
	return false;
}

static enum err_code
bind_member(const struct bind *b, const struct type_path *at,
    const struct field *f, const cJSON *json, struct type_seen *seen, size_t i,
    void *out)
{
	if (f->flags & F_IGNORE)
		return ERR_OK;
	if (f->flags & F_RO)
		return type_read_only(b->cx, at);
	/* null says nothing, as if the member were not there. */
	if (cJSON_IsNull(json))
		return ERR_OK;
	type_mark_seen(seen, i);
	return bind_value(b, at, f, json, type_at(f, out));
}

static enum err_code
bind_object(const struct bind *b, const struct type_path *up,
    const struct type *t, const cJSON *json, void *out)
{
	struct type_path at = { .up = up };
	struct type_seen seen = { { 0 } };
	const cJSON *item;
	enum err_code rc;
	size_t i = 0;

	type_defaults(t, out);
	if (!cJSON_IsObject(json)) {
		if (up)
			return type_wrong(b->cx, up, "必须是对象",
			    "must be an object");
		return err_set(b->cx, ERR_INVALID, "请求体必须是 JSON 对象",
		    "the body must be a JSON object");
	}
	cJSON_ArrayForEach(item, json)
	{
		at.name = item->string;
		if (!find_field(t->fields, item->string, &i))
			return type_unknown(b->cx, &at);
		rc = bind_member(b, &at, &t->fields[i], item, &seen, i, out);
		if (rc)
			return rc;
		i++;
	}
	return type_check_seen(b->cx, up, t, &seen);
}

enum err_code
type_bind(struct cx *cx, const struct type *t, const struct cJSON *json,
    void *out)
{
	struct bind b = { cx, true };

	return bind_object(&b, NULL, t, json, out);
}

enum err_code
type_bind_text(struct cx *cx, const struct type *t, struct str body, void *out)
{
	struct bind b = { cx, false };
	struct cJSON *tree;
	enum err_code rc;

	rc = json_parse(cx, body.n ? body : STR("{}"), &tree);
	if (rc)
		return rc;
	return bind_object(&b, NULL, t, tree, out);
}
