/*
 * query: the part of a URL behind '?', split, decoded and bound.
 */
#include "web/web.h"

static enum err_code
add_pair(struct cx *cx, struct str piece, struct type_pair *pair)
{
	struct str name;

	/* Without '=' the value is empty, which the type then judges. */
	str_cut(&piece, '=', &name);
	if (!url_decode(cx->mem, name, true, &pair->name) ||
	    !url_decode(cx->mem, piece, true, &pair->value))
		return err_set(cx, ERR_INVALID, "查询参数编码错误",
		    "the query string is not properly encoded");
	if (pair->name.n == 0 || !url_is_text(pair->name))
		return err_set(cx, ERR_INVALID, "查询参数名无效",
		    "a query parameter's name is not valid");
	if (!url_is_text(pair->value))
		return err_field(cx, arena_str(cx->mem, pair->name),
		    "查询参数含有非法字符",
		    "the query parameter holds characters that are not "
		    "allowed");
	return ERR_OK;
}

enum err_code
query_parse(struct cx *cx, struct str query, struct type_pair *pairs,
    size_t max, size_t *n)
{
	struct str piece;
	enum err_code rc;

	*n = 0;
	while (query.n > 0) {
		str_cut(&query, '&', &piece);
		if (piece.n == 0)
			continue;
		if (*n == max)
			return err_set(cx, ERR_INVALID, "查询参数过多",
			    "too many query parameters");
		rc = add_pair(cx, piece, &pairs[*n]);
		if (rc)
			return rc;
		++*n;
	}
	return ERR_OK;
}

static const struct field no_fields[] = { F_END };
static const struct type no_type = { "None", 1, no_fields, "Nothing" };

enum err_code
query_bind(struct cx *cx, struct str query, const struct type *t,
    const void **out)
{
	struct type_pair pairs[QUERY_MAX_PAIRS];
	size_t i, n;
	void *to;
	enum err_code rc;

	*out = NULL;
	rc = query_parse(cx, query, pairs, QUERY_MAX_PAIRS, &n);
	if (rc)
		return rc;
	if (!t)
		t = &no_type;

	/* The contract's clients say both page_size and pageSize. */
	for (i = 0; i < n; i++)
		if (str_eq(pairs[i].name, STR("pageSize")) &&
		    !type_field(t, "pageSize") && type_field(t, "page_size"))
			pairs[i].name = STR("page_size");

	to = arena_alloc(cx->mem, t->size);
	rc = type_bind_pairs(cx, t, pairs, n, to);
	if (rc)
		return rc;
	*out = to;
	return ERR_OK;
}
