/*
 * The route tables themselves: forgetting a permission, an audit object or a
 * type is a failing test and not an advisory.
 */
#include <check.h>

#include "../../../fcgi/routes.h"
#include "web/web.h"

/* Everything that a stranger may call, written down by hand. */
static const char *const public_ids[] = { "auth.config", "auth.login",
	"auth.logout", "auth.refresh", "auth.register", "files.fetch",
	"system.health",
	"system.openapi", "system.ready", NULL };

static bool
is_listed(const char *const *list, const char *id)
{
	for (; *list; list++)
		if (strcmp(*list, id) == 0)
			return true;
	return false;
}

#define EACH(r, i) \
	for (size_t i = 0; ((r) = route_at(api_routes, i)) != NULL; i++)

START_TEST(ids_and_method_with_path_are_unique)
{
	const struct route *a, *b;

	EACH(a, i) {
		ck_assert_msg(a->id && strchr(a->id, '.'), "%s: id",
		    a->pattern);
		for (size_t k = 0; k < i; k++) {
			b = route_at(api_routes, k);
			ck_assert_msg(strcmp(a->id, b->id) != 0, "%s twice",
			    a->id);
			ck_assert_msg(a->method != b->method ||
			    strcmp(a->pattern, b->pattern) != 0,
			    "%s and %s", a->id, b->id);
		}
	}
}
END_TEST

START_TEST(who_may_call_is_said_for_every_route)
{
	const struct route *r;

	EACH(r, i) {
		bool is_public = r->flags & R_PUBLIC;

		ck_assert_msg(r->perm || (r->flags & (R_PUBLIC | R_SELF)),
		    "%s has no permission", r->id);
		ck_assert_msg(!(is_public && r->perm),
		    "%s is public and wants a permission", r->id);
		ck_assert_msg(!is_public || is_listed(public_ids, r->id),
		    "%s is public and not on the list", r->id);
		ck_assert_msg(!r->perm || strchr(r->perm, ':'),
		    "%s: permission '%s'", r->id, r->perm);
	}
}
END_TEST

START_TEST(nothing_stands_on_the_public_list_in_vain)
{
	const char *const *id;
	const struct route *r;
	bool found;

	for (id = public_ids; *id; id++) {
		found = false;
		EACH(r, i)
			if (strcmp(r->id, *id) == 0 && (r->flags & R_PUBLIC))
				found = true;
		ck_assert_msg(found, "%s is not a public route", *id);
	}
}
END_TEST

START_TEST(every_write_says_what_it_audits)
{
	const struct route *r;

	EACH(r, i)
		ck_assert_msg(r->method == M_GET || r->audit,
		    "%s audits nothing", r->id);
}
END_TEST

static size_t
count_params(const struct route *r)
{
	const char *p = r->pattern, *end;
	size_t n = 0;
	char name[64];

	while ((p = strchr(p, '{'))) {
		end = strpbrk(++p, ".}");
		ck_assert_ptr_nonnull(end);
		(void)snprintf(name, sizeof name, "%.*s", (int)(end - p), p);
		ck_assert_msg(r->path && type_field(r->path, name),
		    "%s: {%s} is not in the path type", r->id, name);
		n++;
	}
	return n;
}

START_TEST(path_parameters_match_the_path_type)
{
	const struct field *f;
	const struct route *r;
	size_t fields;

	EACH(r, i) {
		fields = 0;
		for (f = r->path ? r->path->fields : NULL;
		    f && f->kind != FK_END; f++)
			fields++;
		ck_assert_msg(count_params(r) == fields,
		    "%s: path type and pattern differ", r->id);
	}
}
END_TEST

START_TEST(flags_do_not_contradict_each_other)
{
	const struct route *r;

	EACH(r, i) {
		ck_assert_msg(!(r->flags & R_KEPT) ||
			(r->method == M_GET &&
			    !(r->flags &
				(R_PUBLIC | R_NOTX | R_REMOTE | R_TRANSFER |
				    R_STREAM | R_PLAIN))),
		    "%s cannot be kept", r->id);
		ck_assert_msg(!((r->flags & R_LIST) && (r->flags & R_ARRAY)),
		    "%s: list and array", r->id);
		ck_assert_msg(!(r->flags & (R_LIST | R_ARRAY)) || r->reply,
		    "%s: a list of what", r->id);
		ck_assert_msg(r->method != M_GET || !r->body,
		    "%s: GET with a body", r->id);
		ck_assert_msg(r->method != M_GET || r->reply ||
		    (r->flags & (R_TEXTS | R_TASK | R_STREAM | R_PLAIN)),
		    "%s: replies with what", r->id);
		ck_assert_msg(r->doc && *r->doc, "%s: no doc", r->id);
		ck_assert_msg(strncmp(r->pattern, "/api/", 5) == 0,
		    "%s: nginx brings /api/ only", r->id);
	}
}
END_TEST

START_TEST(the_router_takes_all_tables)
{
	struct arena *mem = arena_new((size_t)4 << 20);

	ck_assert_ptr_nonnull(router_new(mem, api_routes));
	arena_free(mem);
}
END_TEST

START_TEST(the_api_document_is_strict_json_and_names_every_route)
{
	struct arena *mem = arena_new((size_t)64 << 20);
	const char *zh, *en, *text;
	const struct route *r;
	struct json j;
	struct buf b;
	struct str key;
	size_t at;

	buf_init(&b, mem, (size_t)16 << 20);
	json_init(&j, &b);
	openapi_write(&j, api_routes, "0");
	ck_assert(json_done(&j));
	ck_assert_msg(json_scan(buf_view(&b), &zh, &en, &at, &key),
	    "%s at %zu: %.80s", en, at, b.p + at);
	EACH(r, i) {
		text = arena_printf(mem, "\"operationId\":\"%s\"", r->id);
		ck_assert_msg(strstr(b.p, text), "%s is missing", r->id);
	}
	arena_free(mem);
}
END_TEST

START_TEST(every_reference_in_the_api_document_leads_somewhere)
{
	struct arena *mem = arena_new((size_t)64 << 20);
	static const char schemas[] = "\"#/components/schemas/";
	const char *p, *end, *want;
	struct json j;
	struct buf b;

	buf_init(&b, mem, (size_t)16 << 20);
	json_init(&j, &b);
	openapi_write(&j, api_routes, "0");
	for (p = b.p; (p = strstr(p, schemas)); p = end) {
		p += sizeof schemas - 1;
		end = strchr(p, '"');
		want = arena_printf(mem, "\"%.*s\":{", (int)(end - p), p);
		ck_assert_msg(strstr(b.p, want), "no schema %s", want);
	}
	arena_free(mem);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("routes");
	TCase *tc = tcase_create("routes");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, ids_and_method_with_path_are_unique);
	tcase_add_test(tc, who_may_call_is_said_for_every_route);
	tcase_add_test(tc, nothing_stands_on_the_public_list_in_vain);
	tcase_add_test(tc, every_write_says_what_it_audits);
	tcase_add_test(tc, path_parameters_match_the_path_type);
	tcase_add_test(tc, flags_do_not_contradict_each_other);
	tcase_add_test(tc, the_router_takes_all_tables);
	tcase_add_test(tc,
	    the_api_document_is_strict_json_and_names_every_route);
	tcase_add_test(tc,
	    every_reference_in_the_api_document_leads_somewhere);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
