/*
 * json: parsing through the strict scanner, and the canonical form.
 */
#include "json/json.h"

#include <cjson/cJSON.h>

/*
 * Where cJSON builds the tree: pieces of the arena, because a node is small and
 * there are many.  The hooks are cJSON's globals, so they are set around one
 * parse only; there are no threads.  ${reserve} must be left in the arena: a
 * body of brackets grows to forty times its size as a tree, and whoever sent it
 * gets an error and not a lost process.
 */
#define PIECE ((size_t)4096)
static struct {
	struct arena *mem;
	size_t reserve;
	char *at;
	size_t left;
} parse;

static void *
parse_take(size_t n)
{
	size_t left = arena_left(parse.mem);

	if (left < parse.reserve || left - parse.reserve < n)
		return NULL;
	return arena_try(parse.mem, n);
}

static void *
parse_alloc(size_t n)
{
	size_t need = (n + 15) & ~(size_t)15;
	char *p;

	if (n > PIECE / 4)
		return parse_take(n);
	if (need > parse.left) {
		parse.left = 0;
		parse.at = parse_take(PIECE);
		if (!parse.at)
			return NULL;
		parse.left = PIECE;
	}
	p = parse.at;
	parse.at += need;
	parse.left -= need;
	return p;
}

static void
parse_free(void *p)
{
	/* The arena releases everything at once. */
	(void)p;
}

/* Returns ERR_INVALID itself, where an analyzer can see that it is one. */
static enum err_code
refuse(struct cx *cx, struct str text, const char *zh, const char *en,
    size_t at, struct str key)
{
	/* Formats have no numbered arguments in ISO C: the reason is chosen
	 * here. */
	if (cx->lang == LANG_EN)
		zh = en;
	if (text.n == 0)
		(void)err_set(cx, ERR_INVALID, "请求体为空",
		    "the body is empty");
	else if (!key.p)
		(void)err_set(cx, ERR_INVALID, "JSON 格式错误，第 %zu 字节：%s",
		    "the JSON is not valid at byte %zu: %s", at, zh);
	else
		(void)err_field(cx, arena_str(cx->mem, key),
		    "JSON 格式错误，第 %zu 字节：%s",
		    "the JSON is not valid at byte %zu: %s", at, zh);
	return ERR_INVALID;
}

enum err_code
json_parse(struct cx *cx, struct str text, struct cJSON **out)
{
	cJSON_Hooks hooks = { parse_alloc, parse_free };
	const char *zh, *en;
	struct str key;
	size_t at;

	*out = NULL;
	if (!json_scan(text, &zh, &en, &at, &key))
		return refuse(cx, text, zh, en, at, key);
	parse.mem = cx->mem;
	parse.reserve = arena_left(cx->mem) / 4;
	parse.left = 0;
	cJSON_InitHooks(&hooks);
	*out = cJSON_ParseWithLength(text.p, text.n);
	cJSON_InitHooks(NULL);
	if (!*out)
		return err_set(cx, ERR_TOO_LARGE, "JSON 内容过大",
		    "the JSON is too large");
	return ERR_OK;
}

static int
compare_members(const void *a, const void *b)
{
	const cJSON *const *x = a, *const *y = b;

	return strcmp((*x)->string, (*y)->string);
}

/*
 * ${sort} NULL: members in the order they came; else the memory in which they
 * are put in order first.
 */
static void put_tree(struct json *j, struct arena *sort, const cJSON *v);

static void
put_member(struct json *j, struct arena *sort, const cJSON *v)
{
	json_key(j, v->string);
	put_tree(j, sort, v);
}

static void
put_members(struct json *j, struct arena *sort, const cJSON *v)
{
	const cJSON **all, *item;
	size_t n = 0, i = 0;

	if (!sort) {
		for (item = v->child; item; item = item->next)
			put_member(j, NULL, item);
		return;
	}
	for (item = v->child; item; item = item->next)
		n++;
	all = arena_array(sort, n, sizeof(*all));
	for (item = v->child; item; item = item->next)
		all[i++] = item;
	if (n > 1)
		qsort(all, n, sizeof(*all), compare_members);
	for (i = 0; i < n; i++)
		put_member(j, sort, all[i]);
}

static void
put_tree(struct json *j, struct arena *sort, const cJSON *v)
{
	const cJSON *item;

	if (cJSON_IsObject(v)) {
		json_object(j);
		put_members(j, sort, v);
		json_object_end(j);
	} else if (cJSON_IsArray(v)) {
		json_array(j);
		for (item = v->child; item; item = item->next)
			put_tree(j, sort, item);
		json_array_end(j);
	} else if (cJSON_IsString(v)) {
		json_cstr(j, v->valuestring);
	} else if (cJSON_IsNumber(v)) {
		json_double(j, v->valuedouble);
	} else if (cJSON_IsBool(v)) {
		json_bool(j, cJSON_IsTrue(v));
	} else {
		json_null(j);
	}
}

void
json_tree(struct json *j, const struct cJSON *v)
{
	put_tree(j, NULL, v);
}

enum err_code
json_canonical(struct cx *cx, struct str text, struct str *out)
{
	struct cJSON *tree;
	struct buf to;
	struct json j;
	enum err_code rc;

	rc = json_parse(cx, text, &tree);
	if (rc)
		return rc;
	/* Escapes and numbers may grow, but never to more than six times. */
	buf_init(&to, cx->mem, text.n * 6 + 64);
	json_init(&j, &to);
	put_tree(&j, cx->mem, tree);
	if (!json_done(&j))
		return err_set(cx, ERR_TOO_LARGE, "JSON 内容过大",
		    "the JSON is too large");
	*out = buf_view(&to);
	return ERR_OK;
}
