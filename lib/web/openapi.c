/*
 * openapi: the OpenAPI 3.1 document, derived from the route tables.
 *
 * Written once per process.  A type that serves as body and as reply has two
 * schemas, because what a client may send is not what it gets: the body's
 * name then ends in "Input".
 */
#include "web/web.h"

#define MAX_SCHEMAS 1024

struct schemas {
	const struct type *types[MAX_SCHEMAS];
	bool reply[MAX_SCHEMAS];
	size_t n;
};

static void
collect(struct schemas *all, const struct type *t, bool reply)
{
	const struct field *f;
	size_t i;

	if (!t)
		return;
	for (i = 0; i < all->n; i++)
		if (all->reply[i] == reply &&
		    strcmp(all->types[i]->name, t->name) == 0)
			return;
	if (all->n == MAX_SCHEMAS) {
		log_error(NULL, "openapi.too_many_schemas",
		    LOG_TEXT("type", t->name));
		exit(70);
	}
	all->types[all->n] = t;
	all->reply[all->n] = reply;
	all->n++;
	for (f = t->fields; f->kind != FK_END; f++)
		collect(all, f->sub, reply);
}

static bool
has_reply(const struct schemas *all, const struct type *t)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (all->reply[i] && strcmp(all->types[i]->name, t->name) == 0)
			return true;
	return false;
}

static void
put_ref(struct json *j, const char *kind, const char *name, const char *suffix)
{
	char ref[160];

	(void)snprintf(ref, sizeof ref, "#/components/%s/%s%s", kind, name,
	    suffix);
	json_object(j);
	json_put_text(j, "$ref", ref);
	json_object_end(j);
}

static void
put_body_ref(struct json *j, const struct schemas *all, const struct type *t)
{
	put_ref(j, "schemas", t->name, has_reply(all, t) ? "Input" : "");
}

static void
put_value_type(struct json *j, const struct field *f)
{
	size_t i;

	switch (f->kind) {
	case FK_INT:
	case FK_OPT_INT:
		json_put_text(j, "type", "integer");
		if (f->low >= -JSON_MAX_SAFE)
			json_put_int(j, "minimum", f->low);
		if (f->high > f->low && f->high <= JSON_MAX_SAFE)
			json_put_int(j, "maximum", f->high);
		if (f->kind == FK_INT && f->dflt)
			json_put_int(j, "default", f->dflt);
		return;
	case FK_BOOL:
	case FK_OPT_BOOL:
		json_put_text(j, "type", "boolean");
		return;
	case FK_DOUBLE:
		json_put_text(j, "type", "number");
		return;
	case FK_TIME:
		json_put_text(j, "type", "string");
		json_put_text(j, "format", "date-time");
		return;
	case FK_ENUM:
		json_put_text(j, "type", "string");
		json_key(j, "enum");
		json_array(j);
		for (i = 0; f->names && f->names[i]; i++)
			json_cstr(j, f->names[i]);
		json_array_end(j);
		return;
	case FK_TEXTS:
	case FK_INTS:
		json_put_text(j, "type", "array");
		json_key(j, "items");
		json_object(j);
		json_put_text(j, "type",
		    f->kind == FK_INTS ? "integer" : "string");
		json_object_end(j);
		return;
	case FK_TEXT:
		json_put_text(j, "type", "string");
		if (f->high > 0)
			json_put_int(j, "maxLength", f->high);
		return;
	case FK_RAW:
	case FK_OBJECT:
	case FK_OBJECTS:
	case FK_END:
		json_put_text(j, "type", "string");
		return;
	}
}

static void
put_params(struct json *j, const struct type *t, const char *in)
{
	const struct field *f;
	bool is_path = strcmp(in, "path") == 0;

	if (!t)
		return;
	for (f = t->fields; f->kind != FK_END; f++) {
		json_object(j);
		json_put_text(j, "name", f->name);
		json_put_text(j, "in", in);
		json_put_bool(j, "required", is_path || (f->flags & F_REQ));
		if (f->doc)
			json_put_text(j, "description", f->doc);
		json_key(j, "schema");
		json_object(j);
		put_value_type(j, f);
		json_object_end(j);
		json_object_end(j);
	}
}

static void
put_parameters(struct json *j, const struct route *r)
{
	json_key(j, "parameters");
	json_array(j);
	put_params(j, r->path, "path");
	put_params(j, r->query, "query");
	if (!(r->flags & R_PUBLIC))
		put_ref(j, "parameters", "ProjectId", "");
	if (r->method != M_GET && !(r->flags & R_PUBLIC))
		put_ref(j, "parameters", "IdempotencyKey", "");
	if (r->method == M_PUT || r->method == M_PATCH)
		put_ref(j, "parameters", "IfMatch", "");
	json_array_end(j);
}

static void
put_list_schema(struct json *j, const struct route *r)
{
	json_object(j);
	json_put_text(j, "type", "object");
	json_key(j, "required");
	json_array(j);
	json_cstr(j, "list");
	json_cstr(j, "total");
	json_array_end(j);
	json_key(j, "properties");
	json_object(j);
	json_key(j, "list");
	json_object(j);
	json_put_text(j, "type", "array");
	json_key(j, "items");
	put_ref(j, "schemas", r->reply->name, "");
	json_object_end(j);
	json_key(j, "total");
	json_object(j);
	json_put_text(j, "type", "integer");
	json_object_end(j);
	json_object_end(j);
	json_object_end(j);
}

static const char TASK_SCHEMA[] = "{\"type\":\"object\",\"properties\":{"
				  "\"task_id\":{\"type\":\"integer\"},"
				  "\"approval_id\":{\"type\":\"integer\"},"
				  "\"status\":{\"type\":\"string\"}}}";

static void
put_data_schema(struct json *j, const struct route *r)
{
	if (r->flags & R_TEXTS) {
		json_raw(j,
		    STR("{\"type\":\"array\",\"items\":"
			"{\"type\":\"string\"}}"));
	} else if (r->flags & R_TASK) {
		json_raw(j, STR(TASK_SCHEMA));
	} else if (!r->reply && (r->flags & R_PLAIN)) {
		json_raw(j, STR("{}"));
	} else if (!r->reply) {
		json_raw(j, STR("{\"type\":\"null\"}"));
	} else if (r->flags & R_LIST) {
		put_list_schema(j, r);
	} else if (r->flags & R_ARRAY) {
		json_object(j);
		json_put_text(j, "type", "array");
		json_key(j, "items");
		put_ref(j, "schemas", r->reply->name, "");
		json_object_end(j);
	} else {
		put_ref(j, "schemas", r->reply->name, "");
	}
}

static void
put_envelope(struct json *j, const struct route *r)
{
	json_object(j);
	json_put_text(j, "type", "object");
	json_key(j, "required");
	json_array(j);
	json_cstr(j, "code");
	json_cstr(j, "message");
	json_cstr(j, "data");
	json_cstr(j, "request_id");
	json_array_end(j);
	json_key(j, "properties");
	json_object(j);
	json_key(j, "code");
	json_object(j);
	json_put_text(j, "type", "integer");
	json_put_int(j, "const", err_wire(ERR_OK));
	json_object_end(j);
	json_key(j, "message");
	json_object(j);
	json_put_text(j, "type", "string");
	json_object_end(j);
	json_key(j, "data");
	put_data_schema(j, r);
	json_key(j, "request_id");
	json_object(j);
	json_put_text(j, "type", "string");
	json_object_end(j);
	json_object_end(j);
	json_object_end(j);
}

static void
put_success(struct json *j, const struct route *r)
{
	/* What a write answers with is the handler's: 200, 201 or 202. */
	json_key(j, r->method == M_GET ? "200" : "2XX");
	json_object(j);
	json_put_text(j, "description",
	    r->flags & R_STREAM ? "Events, one by one" : "Success");
	json_key(j, "content");
	json_object(j);
	if (r->flags & R_STREAM) {
		json_key(j, "text/event-stream");
		json_raw(j, STR("{\"schema\":{\"type\":\"string\"}}"));
	} else if ((r->flags & R_TRANSFER) && (r->flags & R_PLAIN)) {
		json_key(j, "application/octet-stream");
		json_raw(j,
		    STR("{\"schema\":{\"type\":\"string\","
			"\"format\":\"binary\"}}"));
	} else {
		json_key(j, "application/json");
		json_object(j);
		json_key(j, "schema");
		if (r->flags & R_PLAIN)
			put_data_schema(j, r);
		else
			put_envelope(j, r);
		json_object_end(j);
	}
	json_object_end(j);
	json_object_end(j);
}

static void
put_failure(struct json *j, const char *status)
{
	json_key(j, status);
	put_ref(j, "responses", "Error", "");
}

static void
put_responses(struct json *j, const struct route *r)
{
	json_key(j, "responses");
	json_object(j);
	put_success(j, r);
	if (r->path || r->query || r->body)
		put_failure(j, "400");
	/* A public route that moves files has a ticket in its address line. */
	if (!(r->flags & R_PUBLIC) || (r->flags & R_TRANSFER)) {
		put_failure(j, "401");
		put_failure(j, "403");
	}
	if (r->path)
		put_failure(j, "404");
	if (r->method != M_GET)
		put_failure(j, "409");
	put_failure(j, "default");
	json_object_end(j);
}

static void
put_operation(struct json *j, const struct route *r, const struct schemas *all)
{
	struct str rest = str_of(r->id), tag;

	json_object(j);
	json_put_text(j, "operationId", r->id);
	json_put_text(j, "summary", r->doc);
	if (r->successor)
		json_put_bool(j, "deprecated", true);
	str_cut(&rest, '.', &tag);
	json_key(j, "tags");
	json_array(j);
	json_text(j, tag);
	json_array_end(j);
	json_key(j, "security");
	json_array(j);
	if (!(r->flags & R_PUBLIC)) {
		json_object(j);
		json_key(j, "bearer");
		json_array(j);
		json_array_end(j);
		json_object_end(j);
	}
	json_array_end(j);
	if (r->perm)
		json_put_text(j, "x-permission", r->perm);
	if (r->audit)
		json_put_text(j, "x-audit", r->audit);
	put_parameters(j, r);
	if (r->body) {
		json_key(j, "requestBody");
		json_object(j);
		json_put_bool(j, "required", true);
		json_key(j, "content");
		json_object(j);
		json_key(j, "application/json");
		json_object(j);
		json_key(j, "schema");
		put_body_ref(j, all, r->body);
		json_object_end(j);
		json_object_end(j);
		json_object_end(j);
	}
	put_responses(j, r);
	json_object_end(j);
}

/* "{tag...}" is "{tag}" to OpenAPI. */
static void
put_path_key(struct json *j, const char *pattern)
{
	char path[256];
	const char *dots = strstr(pattern, "...}");

	if (dots)
		(void)snprintf(path, sizeof path, "%.*s}",
		    (int)(dots - pattern), pattern);
	else
		(void)snprintf(path, sizeof path, "%s", pattern);
	json_key(j, path);
}

static bool
seen_before(const struct route *const *tables, size_t n, const char *pattern)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(route_at(tables, i)->pattern, pattern) == 0)
			return true;
	return false;
}

static void
put_paths(struct json *j, const struct route *const *tables,
    const struct schemas *all)
{
	static const char *const names[M__MAX] = { "get", "post", "put",
		"patch", "delete" };
	const struct route *r, *same;
	size_t n, k;

	json_key(j, "paths");
	json_object(j);
	for (n = 0; (r = route_at(tables, n)); n++) {
		if (seen_before(tables, n, r->pattern))
			continue;
		put_path_key(j, r->pattern);
		json_object(j);
		for (k = n; (same = route_at(tables, k)); k++) {
			if (strcmp(same->pattern, r->pattern) != 0)
				continue;
			json_key(j, names[same->method]);
			put_operation(j, same, all);
		}
		json_object_end(j);
	}
	json_object_end(j);
}

static const char HEADER_PARAMETERS[] =
    "{\"ProjectId\":{\"name\":\"X-Project-ID\",\"in\":\"header\","
    "\"required\":false,\"description\":\"Work in this project only\","
    "\"schema\":{\"type\":\"integer\",\"minimum\":1}},"
    "\"IdempotencyKey\":{\"name\":\"Idempotency-Key\",\"in\":\"header\","
    "\"required\":false,\"description\":\"Same key, same request: one "
    "effect, same reply, for 24 hours\",\"schema\":{\"type\":\"string\","
    "\"minLength\":1,\"maxLength\":128}},"
    "\"IfMatch\":{\"name\":\"If-Match\",\"in\":\"header\","
    "\"required\":false,\"description\":\"Version that the change is based "
    "on\",\"schema\":{\"type\":\"string\"}}}";

static const char ERROR_SCHEMA[] =
    "{\"type\":\"object\",\"required\":[\"code\",\"message\",\"request_id\"],"
    "\"properties\":{\"code\":{\"type\":\"integer\"},"
    "\"message\":{\"type\":\"string\"},\"field\":{\"type\":\"string\"},"
    "\"details\":{\"type\":\"object\",\"properties\":{"
    "\"current_version\":{\"type\":\"integer\"}}},"
    "\"request_id\":{\"type\":\"string\"}}}";

static const char ERROR_RESPONSE[] =
    "{\"Error\":{\"description\":\"Refused or failed\",\"content\":{"
    "\"application/json\":{\"schema\":{"
    "\"$ref\":\"#/components/schemas/Error\"}}}}}";

static const char SECURITY_SCHEMES[] =
    "{\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\","
    "\"description\":\"Access token of a login, or an API token (k8sm_…)\"}}";

static void
put_components(struct json *j, const struct schemas *all)
{
	char name[128];
	size_t i;

	json_key(j, "components");
	json_object(j);
	json_key(j, "schemas");
	json_object(j);
	json_key(j, "Error");
	json_raw(j, STR(ERROR_SCHEMA));
	for (i = 0; i < all->n; i++) {
		(void)snprintf(name, sizeof name, "%s%s", all->types[i]->name,
		    !all->reply[i] && has_reply(all, all->types[i]) ? "Input" :
								      "");
		json_key(j, name);
		type_describe(j, all->types[i], all->reply[i]);
	}
	json_object_end(j);
	json_key(j, "parameters");
	json_raw(j, STR(HEADER_PARAMETERS));
	json_key(j, "responses");
	json_raw(j, STR(ERROR_RESPONSE));
	json_key(j, "securitySchemes");
	json_raw(j, STR(SECURITY_SCHEMES));
	json_object_end(j);
}

void
openapi_write(struct json *j, const struct route *const *tables,
    const char *version)
{
	struct schemas all = { .n = 0 };
	const struct route *r;
	size_t n;

	for (n = 0; (r = route_at(tables, n)); n++)
		collect(&all, r->reply, true);
	for (n = 0; (r = route_at(tables, n)); n++)
		collect(&all, r->body, false);

	json_object(j);
	json_put_text(j, "openapi", "3.1.0");
	json_key(j, "info");
	json_object(j);
	json_put_text(j, "title", "k8s-manage");
	json_put_text(j, "version", version);
	json_object_end(j);
	put_paths(j, tables, &all);
	put_components(j, &all);
	json_object_end(j);
}
