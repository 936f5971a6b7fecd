/*
 * type_put: structs to JSON, straight into the writer.
 */
#include "type/type.h"

enum put_mode {
	PUT_REPLY, /* no secrets, NULL text is "" */
	PUT_EXACT, /* no secrets, what is absent is null */
	PUT_SECRET /* as PUT_EXACT, with secrets */
};

static void put_object(struct json *j, const struct type *t, const void *obj,
    enum put_mode mode);

/* Whether the member is empty in the sense of F_NULL and F_OMIT. */
static bool
is_empty(const struct field *f, const void *at)
{
	const char *text;

	switch (f->kind) {
	case FK_INT:
	case FK_TIME:
		return *(const int64_t *)at == 0;
	case FK_OPT_INT:
		return !((const struct opt_int *)at)->has;
	case FK_BOOL:
		return !*(const bool *)at;
	case FK_OPT_BOOL:
		return !((const struct opt_bool *)at)->has;
	case FK_DOUBLE:
		return *(const double *)at == 0;
	case FK_TEXT:
	case FK_ENUM:
		text = *(const char *const *)at;
		return !text || !text[0];
	case FK_RAW:
		return ((const struct raw *)at)->n == 0;
	case FK_TEXTS:
		return ((const struct texts *)at)->n == 0;
	case FK_INTS:
		return ((const struct ints *)at)->n == 0;
	case FK_OBJECTS:
		return ((const struct objects *)at)->n == 0;
	case FK_OBJECT:
	case FK_END:
		break;
	}
	return false;
}

static void
put_texts(struct json *j, const struct texts *l)
{
	size_t i;

	json_array(j);
	for (i = 0; i < l->n; i++)
		json_cstr(j, l->v[i] ? l->v[i] : "");
	json_array_end(j);
}

static void
put_ints(struct json *j, const struct ints *l)
{
	size_t i;

	json_array(j);
	for (i = 0; i < l->n; i++)
		json_int(j, l->v[i]);
	json_array_end(j);
}

static void
put_objects(struct json *j, const struct type *t, const void *items, size_t n,
    enum put_mode mode)
{
	const char *p = items;
	size_t i;

	json_array(j);
	for (i = 0; i < n; i++, p += t->size) {
		json_object(j);
		put_object(j, t, p, mode);
		json_object_end(j);
	}
	json_array_end(j);
}

static void
put_text(struct json *j, const struct field *f, const char *s,
    enum put_mode mode)
{
	if (s)
		json_cstr(j, s);
	else if ((f->flags & F_NULL) || mode != PUT_REPLY)
		json_null(j);
	else
		json_text(j, STR(""));
}

static void
put_list(struct json *j, const struct field *f, const void *at,
    enum put_mode mode)
{
	const struct objects *l = at; /* texts and ints are shaped alike */

	if (l->n == 0 && !l->set && ((f->flags & F_NULL) || mode != PUT_REPLY))
		json_null(j);
	else if (f->kind == FK_TEXTS)
		put_texts(j, at);
	else if (f->kind == FK_INTS)
		put_ints(j, at);
	else
		put_objects(j, f->sub, l->v, l->n, mode);
}

_Static_assert(offsetof(struct texts, set) == offsetof(struct objects, set) &&
	offsetof(struct ints, set) == offsetof(struct objects, set) &&
	offsetof(struct texts, n) == offsetof(struct objects, n) &&
	offsetof(struct ints, n) == offsetof(struct objects, n),
    "lists are shaped alike");

static void
put_number(struct json *j, const struct field *f, int64_t v)
{
	if (v == 0 && (f->flags & F_NULL))
		json_null(j);
	else
		json_int(j, v);
}

static void
put_value(struct json *j, const struct field *f, const void *at,
    enum put_mode mode)
{
	const struct opt_int *oi;
	const struct opt_bool *ob;
	const struct raw *raw;
	double d;

	switch (f->kind) {
	case FK_INT:
		put_number(j, f, *(const int64_t *)at);
		break;
	case FK_OPT_INT:
		oi = at;
		if (oi->has)
			json_int(j, oi->v);
		else
			json_null(j);
		break;
	case FK_BOOL:
		json_bool(j, *(const bool *)at);
		break;
	case FK_OPT_BOOL:
		ob = at;
		if (ob->has)
			json_bool(j, ob->v);
		else
			json_null(j);
		break;
	case FK_DOUBLE:
		d = *(const double *)at;
		if (d == 0 && (f->flags & F_NULL))
			json_null(j);
		else
			json_double(j, d);
		break;
	case FK_TEXT:
	case FK_ENUM:
		put_text(j, f, *(const char *const *)at, mode);
		break;
	case FK_TIME:
		json_time(j, *(const int64_t *)at);
		break;
	case FK_RAW:
		raw = at;
		json_raw(j, (struct str){ raw->p, raw->n });
		break;
	case FK_TEXTS:
	case FK_INTS:
	case FK_OBJECTS:
		put_list(j, f, at, mode);
		break;
	case FK_OBJECT:
		json_object(j);
		put_object(j, f->sub, at, mode);
		json_object_end(j);
		break;
	case FK_END:
		break;
	}
}

/* The members, without braces. */
static void
put_object(struct json *j, const struct type *t, const void *obj,
    enum put_mode mode)
{
	const struct field *f;
	const void *at;

	for (f = t->fields; f->kind != FK_END; f++) {
		if (f->flags & (F_SECRET | F_IGNORE | F_OMIT)) {
			if ((f->flags & F_IGNORE) ||
			    ((f->flags & F_SECRET) && mode != PUT_SECRET))
				continue;
			if ((f->flags & F_OMIT) &&
			    is_empty(f, type_peek(f, obj)))
				continue;
		}
		at = type_peek(f, obj);
		if (f->key)
			json_key_made(j, f->key, f->key_n);
		else
			json_key(j, f->name);
		put_value(j, f, at, mode);
	}
}

void
type_put_members(struct json *j, const struct type *t, const void *obj)
{
	put_object(j, t, obj, PUT_REPLY);
}

void
type_put(struct json *j, const struct type *t, const void *obj)
{
	json_object(j);
	put_object(j, t, obj, PUT_REPLY);
	json_object_end(j);
}

void
type_put_list(struct json *j, const struct type *t, const void *items, size_t n)
{
	put_objects(j, t, items, n, PUT_REPLY);
}

static struct str
make_text(struct arena *mem, const struct type *t, const void *obj,
    enum put_mode mode)
{
	struct buf to;
	struct json j;

	buf_init(&to, mem, BUF_MAX_REPLY);
	json_init(&j, &to);
	json_object(&j);
	put_object(&j, t, obj, mode);
	json_object_end(&j);
	return json_done(&j) ? buf_view(&to) : STR("");
}

struct str
type_text(struct arena *mem, const struct type *t, const void *obj)
{
	return make_text(mem, t, obj, PUT_EXACT);
}

struct str
type_text_secret(struct arena *mem, const struct type *t, const void *obj)
{
	return make_text(mem, t, obj, PUT_SECRET);
}
