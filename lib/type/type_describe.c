/*
 * type_describe: structs as OpenAPI 3.1 schemas.  A reply's schema says what is
 * written (no limits: those judge input), a body's schema what is taken.
 */
#include "type/type.h"

#define REF_PREFIX "#/components/schemas/"

static void
put_ref(struct json *j, const struct type *t)
{
	char ref[160];

	snprintf(ref, sizeof(ref), REF_PREFIX "%s", t->name);
	json_put_text(j, "$ref", ref);
}

/* "type": one word, or a list of them when more is possible. */
static void
put_kind(struct json *j, const char *name, const char *other, bool null)
{
	json_key(j, "type");
	if (!other && !null) {
		json_cstr(j, name);
		return;
	}
	json_array(j);
	json_cstr(j, name);
	if (other)
		json_cstr(j, other);
	if (null)
		json_cstr(j, "null");
	json_array_end(j);
}

static void
put_limit(struct json *j, const char *key, int64_t v)
{
	if (v <= JSON_MAX_SAFE && v >= -JSON_MAX_SAFE)
		json_put_int(j, key, v);
}

static void
put_int_schema(struct json *j, const struct field *f, bool reply)
{
	bool text = !reply && (f->flags & F_NUMTEXT);

	put_kind(j, "integer", text ? "string" : NULL, f->flags & F_NULL);
	json_put_text(j, "format", "int64");
	if (reply || (f->low == 0 && f->high == 0))
		return;
	put_limit(j, "minimum", f->low);
	put_limit(j, "maximum", f->high);
	if (f->kind == FK_INT && !(f->flags & F_REQ) && f->dflt >= f->low &&
	    f->dflt <= f->high)
		json_put_int(j, "default", f->dflt);
}

static void
put_text_schema(struct json *j, const struct field *f, bool reply)
{
	size_t i;

	put_kind(j, "string", NULL, f->flags & F_NULL);
	if (f->kind == FK_ENUM && f->names) {
		json_key(j, "enum");
		json_array(j);
		for (i = 0; f->names[i]; i++)
			json_cstr(j, f->names[i]);
		if (f->flags & F_NULL)
			json_null(j);
		json_array_end(j);
		return;
	}
	if (reply)
		return;
	if (f->low > 0 || (f->flags & F_REQ))
		json_put_int(j, "minLength", f->low > 0 ? f->low : 1);
	if (f->high > 0)
		json_put_int(j, "maxLength", f->high);
}

static void
put_list_schema(struct json *j, const struct field *f, bool reply)
{
	bool text = !reply && (f->flags & F_LOOSE);

	put_kind(j, "array", text ? "string" : NULL, f->flags & F_NULL);
	json_key(j, "items");
	json_object(j);
	if (f->kind == FK_OBJECTS) {
		put_ref(j, f->sub);
	} else if (f->kind == FK_INTS) {
		json_put_text(j, "type", "integer");
		json_put_text(j, "format", "int64");
	} else {
		json_put_text(j, "type", "string");
	}
	json_object_end(j);
	if (reply)
		return;
	if (f->low > 0)
		json_put_int(j, "minItems", f->low);
	if (f->high > 0)
		json_put_int(j, "maxItems", f->high);
}

static void
put_schema(struct json *j, const struct field *f, bool reply)
{
	bool null = f->flags & F_NULL;

	switch (f->kind) {
	case FK_INT:
	case FK_OPT_INT:
		put_int_schema(j, f, reply);
		break;
	case FK_BOOL:
	case FK_OPT_BOOL:
		put_kind(j, "boolean", NULL, null);
		if (!reply && f->kind == FK_BOOL && !(f->flags & F_REQ))
			json_put_bool(j, "default", f->dflt != 0);
		break;
	case FK_DOUBLE:
		put_kind(j, "number", NULL, null);
		break;
	case FK_TEXT:
	case FK_ENUM:
		put_text_schema(j, f, reply);
		break;
	case FK_TIME:
		put_kind(j, "string", NULL, null);
		json_put_text(j, "format", "date-time");
		break;
	case FK_TEXTS:
	case FK_INTS:
	case FK_OBJECTS:
		put_list_schema(j, f, reply);
		break;
	case FK_OBJECT:
		put_ref(j, f->sub);
		break;
	case FK_RAW: /* any JSON: the empty schema */
	case FK_END:
		break;
	}
}

void
type_describe_field(struct json *j, const struct field *f, bool reply)
{
	json_object(j);
	put_schema(j, f, reply);
	if (f->doc && f->doc[0])
		json_put_text(j, "description", f->doc);
	if (f->flags & F_RO)
		json_put_bool(j, "readOnly", true);
	if (f->flags & F_SECRET)
		json_put_bool(j, "writeOnly", true);
	json_object_end(j);
}

/* Whether the member is part of this side at all. */
static bool
is_listed(const struct field *f, bool reply)
{
	if (reply)
		return !(f->flags & (F_SECRET | F_IGNORE));
	return !(f->flags & F_RO);
}

static bool
is_required(const struct field *f, bool reply)
{
	if (!is_listed(f, reply))
		return false;
	return reply ? !(f->flags & F_OMIT) : (f->flags & F_REQ) != 0;
}

void
type_describe(struct json *j, const struct type *t, bool reply)
{
	const struct field *f;
	bool any = false;

	json_object(j);
	json_put_text(j, "type", "object");
	if (t->doc && t->doc[0])
		json_put_text(j, "description", t->doc);
	json_key(j, "properties");
	json_object(j);
	for (f = t->fields; f->kind != FK_END; f++) {
		if (!is_listed(f, reply))
			continue;
		json_key(j, f->name);
		type_describe_field(j, f, reply);
		any = any || is_required(f, reply);
	}
	json_object_end(j);
	if (any) {
		json_key(j, "required");
		json_array(j);
		for (f = t->fields; f->kind != FK_END; f++) {
			if (is_required(f, reply))
				json_cstr(j, f->name);
		}
		json_array_end(j);
	}
	json_put_bool(j, "additionalProperties", false);
	json_object_end(j);
}
