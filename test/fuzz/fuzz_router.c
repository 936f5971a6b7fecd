/*
 * A request line against a table like the real ones: "METHOD PATH".
 */
#include "web/web.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum err_code
nothing(struct cx *cx, const struct req *rq, struct reply *rp)
{
	(void)cx;
	(void)rq;
	(void)rp;
	return ERR_OK;
}

static const struct route table[] = {
	{ M_GET, "/api/v1/hosts", .id = "a.a", .fn = nothing },
	{ M_POST, "/api/v1/hosts/probe", .id = "a.b", .fn = nothing },
	{ M_GET, "/api/v1/hosts/{id}", .id = "a.c", .fn = nothing },
	{ M_DELETE, "/api/v1/hosts/{id}/tags/{tag...}", .id = "a.d",
	  .fn = nothing },
	{ M_GET, "/api/v1/{a}/{b}/{c}/{d}/end", .id = "a.e", .fn = nothing },
	{ .fn = NULL }
};
static const struct route *const tables[] = { table, NULL };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena *always, *mem;
	static struct router *router;
	struct type_pair params[ROUTE_MAX_PARAMS];
	struct str rest = { (const char *)data, size }, method;
	const struct route *r;
	const char *allow;
	struct cx cx;
	size_t i, n;
	enum err_code rc;

	if (!always) {
		always = arena_new((size_t)1 << 20);
		mem = arena_new((size_t)64 << 20);
		router = router_new(always, tables);
	}
	if (size > 65536)
		return 0;
	cx = (struct cx){ .mem = mem, .request_id = "f" };
	str_cut(&rest, ' ', &method);
	rc = router_find(&cx, router, arena_str(mem, method), rest, &r,
	    params, &n, &allow);
	if (rc == ERR_OK) {
		if (!r || n > ROUTE_MAX_PARAMS)
			abort();
		for (i = 0; i < n; i++)
			if (!url_is_text(params[i].value) ||
			    memchr(params[i].value.p, 0, params[i].value.n))
				abort();
	} else if (!cx.message || (rc == ERR_METHOD && !allow)) {
		abort();
	}
	arena_reset(mem);
	return 0;
}
