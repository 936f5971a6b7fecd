/*
 * router: a tree of path segments over all route tables.
 *
 * Literal segments are compared as they were sent, so an encoded letter in
 * one never matches; the most specific node decides, so "/hosts/probe" with a
 * method that it lacks is 405 and not "/hosts/{id}" with a strange id.
 */
#include "web/web.h"

#define MAX_SEGMENTS 24

struct node {
	struct str text; /* literal segment */
	struct node *next; /* sibling with another literal */
	struct node *literals;
	struct node *param; /* {x} */
	struct node *tail; /* {x...} */
	const struct route *routes[M__MAX];
	const char *allow;
};

struct router {
	struct node root;
};

static bool
is_param(struct str s)
{
	return s.n > 2 && s.p[0] == '{' && s.p[s.n - 1] == '}';
}

static bool
is_tail(struct str s)
{
	return is_param(s) && s.n > 5 && memcmp(s.p + s.n - 4, "...}", 4) == 0;
}

static struct str
param_name(struct str s)
{
	return is_tail(s) ? (struct str){ s.p + 1, s.n - 5 } :
			    (struct str){ s.p + 1, s.n - 2 };
}

static struct node *
child_for(struct arena *mem, struct node *at, struct str segment)
{
	struct node **slot;

	if (is_tail(segment))
		slot = &at->tail;
	else if (is_param(segment))
		slot = &at->param;
	else
		for (slot = &at->literals; *slot; slot = &(*slot)->next)
			if (str_eq((*slot)->text, segment))
				break;
	if (!*slot) {
		*slot = ARENA_NEW(mem, struct node);
		(*slot)->text = segment;
	}
	return *slot;
}

/* A table at fault is a defect that no request could live with. */
static void
refuse(const struct route *r, const char *why)
{
	log_error(NULL, "router.bad_table", LOG_TEXT("route", r->id),
	    LOG_TEXT("method", method_name(r->method)),
	    LOG_TEXT("pattern", r->pattern), LOG_TEXT("why", why));
	exit(70);
}

static void
add(struct arena *mem, struct router *router, const struct route *r)
{
	struct node *at = &router->root;
	struct str rest = str_of(r->pattern), segment;
	size_t n = 0;

	if (rest.n == 0 || rest.p[0] != '/' || r->method >= M__MAX)
		refuse(r, "the pattern does not start with '/'");
	rest.p++;
	rest.n--;
	do {
		str_cut(&rest, '/', &segment);
		if (segment.n == 0 || ++n > MAX_SEGMENTS)
			refuse(r, "empty or too many segments");
		if (is_tail(segment) && rest.n > 0)
			refuse(r, "a {x...} parameter must be the last");
		at = child_for(mem, at, segment);
	} while (rest.n > 0);
	if (at->routes[r->method])
		refuse(r, "the same method and path twice");
	at->routes[r->method] = r;
}

static const char *
allow_text(struct arena *mem, const struct node *at)
{
	struct buf b;
	size_t m;

	buf_init(&b, mem, 128);
	for (m = 0; m < M__MAX; m++) {
		if (!at->routes[m])
			continue;
		buf_puts(&b, method_name((enum method)m));
		buf_puts(&b, m == M_GET ? ", HEAD, " : ", ");
	}
	if (b.n == 0)
		return NULL;
	buf_puts(&b, "OPTIONS");
	return arena_str(mem, buf_view(&b));
}

static void
finish(struct arena *mem, struct node *at)
{
	struct node *child;

	at->allow = allow_text(mem, at);
	for (child = at->literals; child; child = child->next)
		finish(mem, child);
	if (at->param)
		finish(mem, at->param);
	if (at->tail)
		finish(mem, at->tail);
}

struct router *
router_new(struct arena *mem, const struct route *const *tables)
{
	struct router *router = ARENA_NEW(mem, struct router);
	const struct route *r;
	size_t n;

	for (n = 0; (r = route_at(tables, n)); n++)
		add(mem, router, r);
	finish(mem, &router->root);
	return router;
}

/* The node for what is left of the path, literals first. */
static const struct node *
match(const struct node *at, struct str rest, int depth)
{
	const struct node *child, *found;
	struct str segment, after = rest;

	if (depth > MAX_SEGMENTS)
		return NULL;
	if (!str_cut(&after, '/', &segment))
		after = (struct str){ NULL, 0 };
	else if (after.n == 0)
		return NULL; /* a slash at the end */
	if (segment.n == 0)
		return NULL;

	for (child = at->literals; child; child = child->next) {
		if (!str_eq(child->text, segment))
			continue;
		found = after.n ? match(child, after, depth + 1) : child;
		if (found && found->allow)
			return found;
	}
	if (at->param) {
		found =
		    after.n ? match(at->param, after, depth + 1) : at->param;
		if (found && found->allow)
			return found;
	}
	return at->tail;
}

static enum err_code
decode_param(struct cx *cx, struct str name, struct str raw, bool tail,
    struct type_pair *out)
{
	const char *field = arena_str(cx->mem, name);
	struct str value;
	size_t i;

	if (!url_decode(cx->mem, raw, false, &value) || !url_is_text(value))
		return err_field(cx, field, "路径参数编码错误",
		    "the path parameter is not properly encoded");
	for (i = 0; !tail && i < value.n; i++)
		if (value.p[i] == '/')
			return err_field(cx, field, "路径参数不能包含 '/'",
			    "the path parameter must not hold '/'");
	if (str_eq(value, STR(".")) || str_eq(value, STR("..")))
		return err_field(cx, field, "路径参数无效",
		    "the path parameter is not valid");
	out->name = name;
	out->value = value;
	return ERR_OK;
}

/* Walks pattern and path side by side; they are known to match. */
static enum err_code
take_params(struct cx *cx, const struct route *r, struct str path,
    struct type_pair *params, size_t *n)
{
	struct str pattern = str_of(r->pattern), want, have;
	enum err_code rc;

	pattern.p++;
	pattern.n--;
	*n = 0;
	while (pattern.n > 0) {
		str_cut(&pattern, '/', &want);
		if (is_tail(want))
			have = path;
		else
			str_cut(&path, '/', &have);
		if (!is_param(want))
			continue;
		if (*n == ROUTE_MAX_PARAMS)
			return err_plain(cx, ERR_INTERNAL);
		rc = decode_param(cx, param_name(want), have, is_tail(want),
		    &params[*n]);
		if (rc)
			return rc;
		++*n;
	}
	return ERR_OK;
}

enum err_code
router_find(struct cx *cx, const struct router *router, const char *method,
    struct str path, const struct route **route, struct type_pair *params,
    size_t *n_params, const char **allow)
{
	const struct node *at = NULL;
	size_t m;

	*route = NULL;
	*n_params = 0;
	*allow = NULL;
	if (path.n > 1 && path.p[0] == '/') {
		path.p++;
		path.n--;
		at = match(&router->root, path, 0);
	}
	if (!at || !at->allow)
		return err_set(cx, ERR_NOT_FOUND, "接口不存在",
		    "no such endpoint");

	for (m = 0; m < M__MAX; m++)
		if (at->routes[m] &&
		    strcmp(method, method_name((enum method)m)) == 0)
			break;
	*allow = at->allow;
	if (m == M__MAX)
		return err_plain(cx, ERR_METHOD);
	*route = at->routes[m];
	return take_params(cx, *route, path, params, n_params);
}

const struct route *
route_at(const struct route *const *tables, size_t n)
{
	const struct route *r;

	for (; *tables; tables++)
		for (r = *tables; r->fn; r++)
			if (n-- == 0)
				return r;
	return NULL;
}
