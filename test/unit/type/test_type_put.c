/*
 * Structs to JSON, and their OpenAPI schemas.
 */
#include <check.h>

#include <cjson/cJSON.h>

#include "thing.h"

static struct arena *mem;
static struct buf to;
static struct json j;

static void
setup(void)
{
	mem = arena_new(16 << 20);
	buf_init(&to, mem, 1 << 20);
	json_init(&j, &to);
}

static void
teardown(void)
{
	arena_free(mem);
}

static struct thing
full(void)
{
	static struct part parts[] = { { "p", 1 }, { "q\"", 2 } };
	static const char *tags[] = { "a", "中" };
	static int64_t ids[] = { 1, -2 };

	return (struct thing){ .id = 7, .name = "web", .note = "n",
		.script = "s\n", .state = "on", .port = 22,
		.parent = { true, 0 }, .enabled = true, .flag = { true, false },
		.ratio = 0.25, .starts_at = 1795406706000000,
		.extra = { "{\"k\":[1]}", 9 }, .tags = { tags, 2, true },
		.ids = { ids, 2, true }, .main = { "m", 3 },
		.parts = { parts, 2, true }, .password = "hunter2",
		.legacy = "x" };
}

START_TEST(a_reply_has_every_member_but_secrets_and_ignored_ones)
{
	struct thing t = full();

	type_put(&j, &thing_type, &t);
	ck_assert(json_done(&j));
	ck_assert_str_eq(to.p, "{\"id\":7,\"name\":\"web\",\"note\":\"n\","
	    "\"script\":\"s\\n\",\"state\":\"on\",\"port\":22,\"parent\":0,"
	    "\"enabled\":true,\"flag\":false,\"ratio\":0.25,"
	    "\"starts_at\":\"2026-11-23T04:05:06.000000Z\","
	    "\"extra\":{\"k\":[1]},\"tags\":[\"a\",\"中\"],\"labels\":[],"
	    "\"ids\":[1,-2],\"main\":{\"name\":\"m\",\"size\":3},"
	    "\"parts\":[{\"name\":\"p\",\"size\":1},{\"name\":\"q\\\"\","
	    "\"size\":2}]}");
}
END_TEST

START_TEST(emptiness_is_null_omitted_or_empty_as_the_row_says)
{
	struct thing t = { 0 };

	type_put(&j, &thing_type, &t);
	ck_assert(json_done(&j));
	ck_assert_str_eq(to.p, "{\"id\":0,\"name\":\"\",\"note\":null,"
	    "\"state\":null,\"port\":0,\"parent\":null,\"enabled\":false,"
	    "\"flag\":null,\"ratio\":0,\"starts_at\":null,\"extra\":null,"
	    "\"tags\":[],\"labels\":[],\"ids\":[],\"main\":{\"name\":\"\","
	    "\"size\":0},\"parts\":[]}");
}
END_TEST

START_TEST(a_list_is_an_array_of_objects)
{
	struct part v[] = { { "a", 1 }, { "b", 2 }, { "c", 3 } };

	json_object(&j);
	json_key(&j, "list");
	type_put_list(&j, &part_type, v, 3);
	json_key(&j, "none");
	type_put_list(&j, &part_type, NULL, 0);
	type_put_members(&j, &part_type, &v[0]);
	json_object_end(&j);
	ck_assert(json_done(&j));
	ck_assert_str_eq(to.p, "{\"list\":[{\"name\":\"a\",\"size\":1},"
	    "{\"name\":\"b\",\"size\":2},{\"name\":\"c\",\"size\":3}],"
	    "\"none\":[],\"name\":\"a\",\"size\":1}");
}
END_TEST

START_TEST(secrets_are_only_in_the_text_that_is_sealed)
{
	struct thing t = full();

	type_put(&j, &thing_type, &t);
	ck_assert_ptr_null(strstr(to.p, "hunter2"));
	ck_assert_ptr_null(strstr(type_text(mem, &thing_type, &t).p,
	    "hunter2"));
	ck_assert_ptr_nonnull(strstr(type_text_secret(mem, &thing_type, &t).p,
	    "\"password\":\"hunter2\""));
}
END_TEST

START_TEST(stored_text_keeps_absent_apart_from_empty)
{
	struct thing t = { .name = "x", .tags = { NULL, 0, true } };
	struct str s = type_text(mem, &thing_type, &t);

	ck_assert_ptr_nonnull(strstr(s.p, "\"tags\":[]"));
	ck_assert_ptr_nonnull(strstr(s.p, "\"labels\":null"));
	ck_assert_ptr_nonnull(strstr(s.p, "\"main\":{\"name\":null"));
}
END_TEST

START_TEST(a_text_too_long_to_store_is_empty)
{
	struct thing t = { .name = "x" };
	char *big = malloc(BUF_MAX_REPLY + 1);

	memset(big, 'x', BUF_MAX_REPLY);
	big[BUF_MAX_REPLY] = '\0';
	t.note = big;
	ck_assert_uint_eq(type_text(mem, &thing_type, &t).n, 0);
	free(big);
}
END_TEST

START_TEST(a_hand_made_row_without_a_rendered_key_is_written_too)
{
	static const struct field rows[] = {
		{ .name = "size", .kind = FK_INT,
		  .offset = offsetof(struct part, size) },
		F_AS("fullName", struct part, name, const char *, FK_TEXT, 0, 0,
		    10, 0, "Name"),
		F_END
	};
	static const struct type t = { "X", sizeof(struct part), rows, "" };
	struct part p = { "n", 5 };

	type_put(&j, &t, &p);
	ck_assert_str_eq(to.p, "{\"size\":5,\"fullName\":\"n\"}");
}
END_TEST

/* ---- schemas ------------------------------------------------------------- */

static cJSON *
schema(bool reply)
{
	cJSON *tree;

	buf_init(&to, mem, 1 << 20);
	json_init(&j, &to);
	type_describe(&j, &thing_type, reply);
	ck_assert(json_done(&j));
	tree = cJSON_ParseWithLength(to.p, to.n);
	ck_assert_ptr_nonnull(tree);
	return tree;
}

static const struct {
	const char *name;
	const char *body;	/* NULL: not listed */
	const char *reply;
} schemas[] = {
	{ "id", NULL, "{\"type\":\"integer\",\"format\":\"int64\","
	    "\"description\":\"Id\",\"readOnly\":true}" },
	{ "name", "{\"type\":\"string\",\"minLength\":2,\"maxLength\":8,"
	    "\"description\":\"Name\"}",
	    "{\"type\":\"string\",\"description\":\"Name\"}" },
	{ "note", "{\"type\":[\"string\",\"null\"],\"maxLength\":10,"
	    "\"description\":\"Note\"}",
	    "{\"type\":[\"string\",\"null\"],\"description\":\"Note\"}" },
	{ "state", "{\"type\":[\"string\",\"null\"],\"enum\":[\"on\",\"off\","
	    "\"broken\",null],\"description\":\"State\"}",
	    "{\"type\":[\"string\",\"null\"],\"enum\":[\"on\",\"off\","
	    "\"broken\",null],\"description\":\"State\"}" },
	{ "port", "{\"type\":[\"integer\",\"string\"],\"format\":\"int64\","
	    "\"minimum\":1,\"maximum\":65535,\"default\":22,"
	    "\"description\":\"Port\"}",
	    "{\"type\":\"integer\",\"format\":\"int64\","
	    "\"description\":\"Port\"}" },
	{ "parent", "{\"type\":[\"integer\",\"null\"],\"format\":\"int64\","
	    "\"minimum\":1,\"maximum\":9007199254740992,"
	    "\"description\":\"Parent\"}",
	    "{\"type\":[\"integer\",\"null\"],\"format\":\"int64\","
	    "\"description\":\"Parent\"}" },
	{ "enabled", "{\"type\":\"boolean\",\"default\":true,"
	    "\"description\":\"Enabled\"}",
	    "{\"type\":\"boolean\",\"description\":\"Enabled\"}" },
	{ "flag", "{\"type\":[\"boolean\",\"null\"],\"description\":\"Flag\"}",
	    "{\"type\":[\"boolean\",\"null\"],\"description\":\"Flag\"}" },
	{ "ratio", "{\"type\":\"number\",\"description\":\"Ratio\"}",
	    "{\"type\":\"number\",\"description\":\"Ratio\"}" },
	{ "starts_at", "{\"type\":[\"string\",\"null\"],"
	    "\"format\":\"date-time\",\"description\":\"Start\"}",
	    "{\"type\":[\"string\",\"null\"],\"format\":\"date-time\","
	    "\"description\":\"Start\"}" },
	{ "extra", "{\"description\":\"Anything\"}",
	    "{\"description\":\"Anything\"}" },
	{ "tags", "{\"type\":\"array\",\"items\":{\"type\":\"string\"},"
	    "\"maxItems\":3,\"description\":\"Tags\"}",
	    "{\"type\":\"array\",\"items\":{\"type\":\"string\"},"
	    "\"description\":\"Tags\"}" },
	{ "labels", "{\"type\":[\"array\",\"string\"],\"items\":{\"type\":"
	    "\"string\"},\"maxItems\":4,\"description\":\"Labels\"}",
	    "{\"type\":\"array\",\"items\":{\"type\":\"string\"},"
	    "\"description\":\"Labels\"}" },
	{ "ids", "{\"type\":\"array\",\"items\":{\"type\":\"integer\","
	    "\"format\":\"int64\"},\"minItems\":1,\"maxItems\":3,"
	    "\"description\":\"Ids\"}",
	    "{\"type\":\"array\",\"items\":{\"type\":\"integer\","
	    "\"format\":\"int64\"},\"description\":\"Ids\"}" },
	{ "main", "{\"$ref\":\"#/components/schemas/Part\","
	    "\"description\":\"Main part\"}",
	    "{\"$ref\":\"#/components/schemas/Part\","
	    "\"description\":\"Main part\"}" },
	{ "parts", "{\"type\":\"array\",\"items\":{\"$ref\":"
	    "\"#/components/schemas/Part\"},\"maxItems\":3,"
	    "\"description\":\"Parts\"}",
	    "{\"type\":\"array\",\"items\":{\"$ref\":"
	    "\"#/components/schemas/Part\"},\"description\":\"Parts\"}" },
	{ "password", "{\"type\":\"string\",\"maxLength\":64,"
	    "\"description\":\"Password\",\"writeOnly\":true}", NULL },
	{ "legacy", "{\"type\":\"string\",\"maxLength\":10,"
	    "\"description\":\"Of no use\"}", NULL },
};

static void
assert_schema(bool reply, const char *name, const char *want)
{
	cJSON *tree = schema(reply), *p;

	p = cJSON_GetObjectItemCaseSensitive(
	    cJSON_GetObjectItemCaseSensitive(tree, "properties"), name);
	ck_assert_int_eq(p != NULL, want != NULL);
	if (p) {
		/* cJSON would print 2^53 with an exponent. */
		buf_init(&to, mem, 1 << 20);
		json_init(&j, &to);
		json_tree(&j, p);
		ck_assert_str_eq(to.p, want);
	}
	cJSON_Delete(tree);
}

START_TEST(a_member_is_described_for_each_side)
{
	assert_schema(false, schemas[_i].name, schemas[_i].body);
	assert_schema(true, schemas[_i].name, schemas[_i].reply);
}
END_TEST

START_TEST(a_body_requires_what_must_be_sent_a_reply_what_is_always_there)
{
	cJSON *tree = schema(false), *r;
	char *text;

	text = cJSON_PrintUnformatted(cJSON_GetObjectItem(tree, "required"));
	ck_assert_str_eq(text, "[\"name\"]");
	cJSON_free(text);
	ck_assert(cJSON_IsFalse(cJSON_GetObjectItem(tree,
	    "additionalProperties")));
	cJSON_Delete(tree);
	tree = schema(true);
	r = cJSON_GetObjectItem(tree, "required");
	/* All but the omitted script, the secret and the ignored one. */
	ck_assert_int_eq(cJSON_GetArraySize(r), 16);
	cJSON_Delete(tree);
}
END_TEST

START_TEST(a_reply_has_the_members_that_its_schema_requires_and_no_others)
{
	struct thing t = full();
	cJSON *tree = schema(true), *out, *item;

	buf_init(&to, mem, 1 << 20);
	json_init(&j, &to);
	type_put(&j, &thing_type, &t);
	out = cJSON_ParseWithLength(to.p, to.n);
	cJSON_ArrayForEach(item, cJSON_GetObjectItem(tree, "required"))
		ck_assert_ptr_nonnull(cJSON_GetObjectItemCaseSensitive(out,
		    item->valuestring));
	cJSON_ArrayForEach(item, out)
		ck_assert_ptr_nonnull(cJSON_GetObjectItemCaseSensitive(
		    cJSON_GetObjectItem(tree, "properties"), item->string));
	cJSON_Delete(out);
	cJSON_Delete(tree);
}
END_TEST

START_TEST(a_field_is_found_by_its_exact_name)
{
	struct thing t = { .port = 5 };
	const struct field *f = type_field(&thing_type, "port");

	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(*(int64_t *)type_at(f, &t), 5);
	ck_assert_int_eq(*(const int64_t *)type_peek(f, &t), 5);
	ck_assert_ptr_null(type_field(&thing_type, "Port"));
	ck_assert_ptr_null(type_field(&thing_type, "por"));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("type_put");
	TCase *tc = tcase_create("type_put");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc,
	    a_reply_has_every_member_but_secrets_and_ignored_ones);
	tcase_add_test(tc,
	    emptiness_is_null_omitted_or_empty_as_the_row_says);
	tcase_add_test(tc, a_list_is_an_array_of_objects);
	tcase_add_test(tc, secrets_are_only_in_the_text_that_is_sealed);
	tcase_add_test(tc, stored_text_keeps_absent_apart_from_empty);
	tcase_add_test(tc, a_text_too_long_to_store_is_empty);
	tcase_add_test(tc,
	    a_hand_made_row_without_a_rendered_key_is_written_too);
	tcase_add_loop_test(tc, a_member_is_described_for_each_side, 0,
	    sizeof(schemas) / sizeof(schemas[0]));
	tcase_add_test(tc,
	    a_body_requires_what_must_be_sent_a_reply_what_is_always_there);
	tcase_add_test(tc,
	    a_reply_has_the_members_that_its_schema_requires_and_no_others);
	tcase_add_test(tc, a_field_is_found_by_its_exact_name);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
