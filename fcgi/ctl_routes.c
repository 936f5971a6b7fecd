/* k8sm openapi, routes, perms: what is derived from the route tables. */
#include "base/version.h"
#include "ctl.h"
#include "rbac/rbac.h"
#include "routes.h"

int
ctl_openapi(struct ctl *c, int argc, char *const *argv)
{
	struct json j;
	struct buf b;

	(void)argv;
	if (argc)
		return ctl_usage("openapi");
	buf_init(&b, c->mem, (size_t)64 << 20);
	json_init(&j, &b);
	openapi_write(&j, api_routes, K8SM_VERSION);
	if (!json_done(&j)) {
		fputs("k8sm: the document could not be written\n", stderr);
		return CTL_FAILED;
	}
	printf("%.*s\n", (int)b.n, b.p);
	return CTL_OK;
}

/* What holds instead of a permission. */
static const char *
access_of(const struct route *r)
{
	if (r->flags & R_PUBLIC)
		return "(public)";
	if (r->perm)
		return r->perm;
	return r->flags & R_SELF ? "(self)" : "(any user)";
}

int
ctl_routes(struct ctl *c, int argc, char *const *argv)
{
	const struct route *r;
	size_t i;

	(void)c;
	(void)argv;
	if (argc)
		return ctl_usage("routes");
	for (i = 0; (r = route_at(api_routes, i)) != NULL; i++)
		printf("%-6s %-46s %-26s %-22s %s%s%s\n",
		    method_name(r->method), r->pattern, r->id, access_of(r),
		    r->audit ? r->audit : "-",
		    r->flags & R_REMOTE ? " remote" : "",
		    r->flags & R_STREAM ? " stream" : "");
	return CTL_OK;
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Every permission code that a route names, sorted, once each. */
static size_t
collect(struct ctl *c, const char ***out)
{
	const struct route *r;
	const char **codes = arena_array(c->mem, 4096, sizeof(*codes));
	struct str rest, code;
	size_t i, n = 0, kept = 0;

	for (i = 0; (r = route_at(api_routes, i)) != NULL; i++) {
		rest = str_of(r->perm);
		while (rest.n > 0 && n < 4096) {
			(void)str_cut(&rest, '|', &code);
			codes[n++] = arena_str(c->mem, code);
		}
	}
	qsort(codes, n, sizeof(*codes), by_text);
	for (i = 0; i < n; i++)
		if (kept == 0 || strcmp(codes[kept - 1], codes[i]) != 0)
			codes[kept++] = codes[i];
	*out = codes;
	return kept;
}

int
ctl_perms(struct ctl *c, int argc, char *const *argv)
{
	const char **codes;
	size_t i, n;

	if (argc == 1 && strcmp(argv[0], "seed") == 0) {
		ctl_open_db(c);
		return rbac_seed(&c->cx, api_routes) ?
		    ctl_fail(c, "perms seed") :
		    CTL_OK;
	}
	if (argc)
		return ctl_usage("perms");
	n = collect(c, &codes);
	for (i = 0; i < n; i++)
		puts(codes[i]);
	return CTL_OK;
}
