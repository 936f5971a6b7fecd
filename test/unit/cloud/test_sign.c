/* The signatures against what their vendors publish. */
#include <check.h>

#include "cloud/cloud_sign.h"
#include "crypto/crypto.h"

static struct arena *mem;

static void
open_arena(void)
{
	mem = arena_new((size_t)8 << 20);
}

static void
close_arena(void)
{
	arena_free(mem);
}

static const char *
header_of(const struct cloud_request *rq, const char *name)
{
	size_t i;

	for (i = 0; i < rq->n_headers; i++)
		if (strcmp(rq->headers[i].name, name) == 0)
			return rq->headers[i].value;
	return "";
}

/* --- AWS: its Signature Version 4 test suite --------------------------------- */

static const struct aws_case {
	const char *what;
	const char *method;
	const char *path;
	struct cloud_pair query[3];
	size_t n_query;
	struct cloud_pair headers[3];
	size_t n_headers;
	const char *body;
	const char *signature;
} aws_cases[] = {
	{ .what = "get-vanilla", .method = "GET", .path = "/",
	    .signature = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
	{ .what = "get-vanilla-query-order-key-case", .method = "GET", .path = "/",
	    .query = { { "Param2", "value2" }, { "Param1", "value1" } }, .n_query = 2,
	    .signature = "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500" },
	{ .what = "get-vanilla-utf8-query", .method = "GET", .path = "/",
	    .query = { { "\341\210\264", "bar" } }, .n_query = 1,
	    .signature = "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04" },
	{ .what = "get-unreserved", .method = "GET",
	    .path = "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
	    .signature = "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f" },
	{ .what = "get-header-value-trim", .method = "GET", .path = "/",
	    .headers = { { "my-header1", " value1" }, { "my-header2", " \"a   b   c\"" } },
	    .n_headers = 2,
	    .signature = "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736" },
	{ .what = "post-vanilla", .method = "POST", .path = "/",
	    .signature = "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b" },
	{ .what = "post-x-www-form-urlencoded", .method = "POST", .path = "/",
	    .headers = { { "content-type", "application/x-www-form-urlencoded" } },
	    .n_headers = 1, .body = "Param1=value1",
	    .signature = "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a" },
};

#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))

START_TEST(aws4_gives_the_signatures_of_the_test_suite)
{
	const struct cloud_key key = { "AKIDEXAMPLE",
		"wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
	const struct aws_case *c = &aws_cases[_i];
	struct cloud_request rq = { .method = c->method, .path = c->path,
		.query = c->query, .n_query = c->n_query,
		.body = str_of(c->body) };
	const char *got;
	size_t i;

	cloud_header(&rq, "host", "example.amazonaws.com");
	cloud_header(&rq, "x-amz-date", "20150830T123600Z");
	for (i = 0; i < c->n_headers; i++)
		cloud_header(&rq, c->headers[i].name, c->headers[i].value);
	cloud_sign_aws4(mem, &rq, &key, "us-east-1", "service", 1440938160);
	got = header_of(&rq, "authorization");
	ck_assert_msg(strstr(got, c->signature) != NULL, "%s: %s", c->what, got);
	ck_assert(strstr(got, "Credential=AKIDEXAMPLE/20150830/us-east-1/"
	    "service/aws4_request, SignedHeaders=") != NULL);
}
END_TEST

/* --- Tencent: the worked examples of its documentation ------------------------ */

static const char tc3_body[] = "{\"Limit\": 1, \"Filters\": [{\"Values\": "
    "[\"\\u672a\\u547d\\u540d\"], \"Name\": \"instance-name\"}]}";

START_TEST(tc3_gives_the_signatures_of_the_documentation)
{
	/* Today's edition of the page has its secret blotted out, and signs with
	 * the blots. */
	const struct cloud_key key = { "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
		_i == 0 ? "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE" :
			  "********************************" };
	struct cloud_request rq = { .method = "POST", .path = "/",
		.body = str_of(tc3_body) };

	ck_assert_str_eq(crypto_sha256_hex(mem, rq.body),
	    "35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064");
	cloud_header(&rq, "content-type", "application/json; charset=utf-8");
	cloud_header(&rq, "host", "cvm.tencentcloudapi.com");
	if (_i == 1)
		cloud_header(&rq, "x-tc-action", "DescribeInstances");
	cloud_sign_tc3(mem, &rq, &key, "cvm", 1551113065);
	ck_assert_str_eq(header_of(&rq, "authorization"),
	    _i == 0 ?
	    "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/"
	    "2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, "
	    "Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a"
	    "96525168" :
	    "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/"
	    "2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host;"
	    "x-tc-action, Signature=10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d"
	    "421d85b46093f6ab6c4f");
}
END_TEST

/* --- Alibaba: the worked example of its documentation ------------------------- */

START_TEST(acs3_gives_the_signature_of_the_documentation)
{
	static const struct cloud_pair query[] = {
		{ "RegionId", "cn-shanghai" },
		{ "ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd" },
	};
	const struct cloud_key key = { "YourAccessKeyId",
		"YourAccessKeySecret" };
	struct cloud_request rq = { .method = "POST", .path = "/",
		.query = query, .n_query = 2 };

	cloud_header(&rq, "host", "ecs.cn-shanghai.aliyuncs.com");
	cloud_header(&rq, "x-acs-action", "RunInstances");
	cloud_header(&rq, "x-acs-content-sha256",
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	cloud_header(&rq, "x-acs-date", "2023-10-26T10:22:32Z");
	cloud_header(&rq, "x-acs-signature-nonce",
	    "3156853299f313e23d1673dc12e1703d");
	cloud_header(&rq, "x-acs-version", "2014-05-26");
	cloud_sign_acs3(mem, &rq, &key);
	ck_assert_str_eq(header_of(&rq, "authorization"),
	    "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;"
	    "x-acs-action;x-acs-content-sha256;x-acs-date;"
	    "x-acs-signature-nonce;x-acs-version,Signature=06563a9e1b43f5dfe96b"
	    "81484da74bceab24a1d853912eee15083a6f0f3283c0");
}
END_TEST

START_TEST(encoding_leaves_only_what_needs_none)
{
	ck_assert_str_eq(cloud_encode(mem, "a b+c*~/\"é"),
	    "a%20b%2Bc%2A~%2F%22%C3%A9");
	ck_assert_str_eq(cloud_encode(mem, ""), "");
	ck_assert_str_eq(cloud_query(mem, NULL, 0), "");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("cloud_sign");
	TCase *t = tcase_create("vectors");
	SRunner *r = srunner_create(s);
	int bad;

	tcase_add_checked_fixture(t, open_arena, close_arena);
	tcase_add_loop_test(t, aws4_gives_the_signatures_of_the_test_suite, 0,
	    COUNT(aws_cases));
	tcase_add_loop_test(t, tc3_gives_the_signatures_of_the_documentation,
	    0, 2);
	tcase_add_test(t, acs3_gives_the_signature_of_the_documentation);
	tcase_add_test(t, encoding_leaves_only_what_needs_none);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	bad = srunner_ntests_failed(r);
	srunner_free(r);
	return bad;
}
