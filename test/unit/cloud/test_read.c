/* What the readers make of replies, and what is done to strangers' text. */
#include <check.h>

#include "cloud/cloud_provider.h"
#include "cloud/cloud_xml.h"

static struct cx cx;

static void
open_arena(void)
{
	cx = (struct cx){ .mem = arena_new((size_t)32 << 20), .lang = LANG_EN };
}

static void
close_arena(void)
{
	arena_free(cx.mem);
}

static bool
read_page(const struct cloud_provider *p, const char *text, const char *next,
    struct cloud_page *out)
{
	struct cloud_ask ask = { .limit = 2, .next = next };

	return p->read_page(&cx, str_of(text), &ask, "region-1", out);
}

#define ALICLOUD(id, more) \
	"{\"TotalCount\":3,\"NextToken\":\"t2\",\"Instances\":{\"Instance\":" \
	"[{\"InstanceId\":\"" id "\",\"Status\":\"Running\",\"Cpu\":2," \
	"\"Memory\":4096" more "}]}}"

START_TEST(alicloud_pages_by_token)
{
	struct cloud_page page;

	ck_assert(read_page(&cloud_alicloud,
	    ALICLOUD("i-1", ",\"EipAddress\":{\"IpAddress\":\"8.8.4.4\"}"), "",
	    &page));
	ck_assert_uint_eq(page.n, 1);
	ck_assert_int_eq(page.total, 3);
	ck_assert_str_eq(page.next, "t2");
	ck_assert_str_eq(page.v[0].name, "i-1");
	ck_assert_str_eq(page.v[0].status, "running");
	ck_assert_str_eq(page.v[0].ip, "8.8.4.4");
	ck_assert_str_eq(page.v[0].region, "region-1");
	ck_assert_int_eq(page.v[0].memory_mb, 4096);
}
END_TEST

START_TEST(rows_without_a_usable_id_are_counted_and_dropped)
{
	struct cloud_page page;

	ck_assert(read_page(&cloud_alicloud, ALICLOUD("../../x", ""), "",
	    &page));
	ck_assert_uint_eq(page.n, 0);
	ck_assert_uint_eq(page.dropped, 1);
}
END_TEST

START_TEST(tencent_pages_by_offset_until_a_page_is_empty)
{
	struct cloud_page page;

	ck_assert(read_page(&cloud_tencent,
	    "{\"Response\":{\"TotalCount\":9,\"InstanceSet\":[{\"InstanceId\":"
	    "\"ins-1\",\"InstanceState\":\"SHUTDOWN\",\"Memory\":4}]}}",
	    "4", &page));
	ck_assert_str_eq(page.next, "5");
	ck_assert_str_eq(page.v[0].status, "terminated");
	ck_assert_int_eq(page.v[0].memory_mb, 4096);
	ck_assert(read_page(&cloud_tencent,
	    "{\"Response\":{\"TotalCount\":9,\"InstanceSet\":[]}}", "5",
	    &page));
	ck_assert_ptr_null(page.next);
}
END_TEST

#define AWS(inside) \
	"<?xml version=\"1.0\"?><DescribeInstancesResponse><reservationSet>" \
	"<item><instancesSet><item>" inside "</item></instancesSet></item>" \
	"</reservationSet></DescribeInstancesResponse>"

START_TEST(aws_takes_the_name_from_its_tag)
{
	struct cloud_page page;

	ck_assert(read_page(&cloud_aws,
	    AWS("<instanceId>i-1</instanceId><instanceState><name>stopped"
		"</name></instanceState><tagSet><item><key>Name</key><value>a "
		"&amp; b</value></item></tagSet><cpuOptions><coreCount>2"
		"</coreCount><threadsPerCore>2</threadsPerCore></cpuOptions>"),
	    "", &page));
	ck_assert_uint_eq(page.n, 1);
	ck_assert_str_eq(page.v[0].name, "a & b");
	ck_assert_str_eq(page.v[0].status, "stopped");
	ck_assert_int_eq(page.v[0].cpu, 4);
	ck_assert_int_eq(page.total, -1);
	ck_assert_ptr_null(page.next);
}
END_TEST

/* --- what is no reply ------------------------------------------------------- */

static const char *const nonsense[] = { "", "x", "[]", "{}", "null",
	"{\"Instances\":7}", "<a>", "<a/>", "<DescribeInstancesResponse/>",
	"<html><body>502 Bad Gateway</body></html>",
	"<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY e \"x\">]>"
	"<DescribeInstancesResponse><reservationSet>&e;</reservationSet>"
	"</DescribeInstancesResponse>" };
#define N_NONSENSE ((int)(sizeof(nonsense) / sizeof(nonsense[0])))

START_TEST(what_is_no_reply_is_not_taken_for_an_empty_one)
{
	static const struct cloud_provider *const all[] = { &cloud_alicloud,
		&cloud_tencent, &cloud_aws };
	struct str body = str_of(nonsense[_i]);
	struct cloud_region *regions;
	const char *code, *text;
	struct cloud_page page;
	size_t i, n;

	for (i = 0; i < 3; i++) {
		if (strcmp(nonsense[_i], "{\"Instances\":7}") != 0)
			ck_assert(!read_page(all[i], nonsense[_i], "", &page));
		ck_assert(!all[i]->read_regions(&cx, body, &regions, &n));
		ck_assert(!all[i]->read_error(&cx, body, &code, &text));
	}
}
END_TEST

START_TEST(xml_is_read_to_a_bounded_depth)
{
	struct buf b;
	int i;

	buf_init(&b, cx.mem, (size_t)1 << 20);
	for (i = 0; i < 41; i++)
		buf_add(&b, "<a>", 3);
	for (i = 0; i < 41; i++)
		buf_add(&b, "</a>", 4);
	ck_assert_ptr_null(cloud_xml_read(cx.mem, buf_view(&b)));
	ck_assert_ptr_nonnull(cloud_xml_read(cx.mem, str_of("<a><b/></a>")));
}
END_TEST

/* --- faults ------------------------------------------------------------------ */

static const struct {
	const struct cloud_provider *at;
	const char *code;
	enum cloud_fault fault;
} faults[] = {
	{ &cloud_alicloud, "InvalidAccessKeyId.NotFound", CLOUD_F_KEY },
	{ &cloud_alicloud, "SignatureDoesNotMatch", CLOUD_F_SIGNATURE },
	{ &cloud_alicloud, "Throttling.User", CLOUD_F_THROTTLED },
	{ &cloud_alicloud, "Forbidden.RAM", CLOUD_F_PERMISSION },
	{ &cloud_alicloud, "Something", CLOUD_F_SERVICE },
	{ &cloud_tencent, "AuthFailure.SecretIdNotFound", CLOUD_F_KEY },
	{ &cloud_tencent, "AuthFailure.SignatureFailure", CLOUD_F_SIGNATURE },
	{ &cloud_tencent, "AuthFailure.SignatureExpire", CLOUD_F_CLOCK },
	{ &cloud_tencent, "UnsupportedRegion", CLOUD_F_REGION },
	{ &cloud_aws, "AuthFailure", CLOUD_F_KEY },
	{ &cloud_aws, "SignatureDoesNotMatch", CLOUD_F_SIGNATURE },
	{ &cloud_aws, "RequestExpired", CLOUD_F_CLOCK },
	{ &cloud_aws, "UnauthorizedOperation", CLOUD_F_PERMISSION },
	{ &cloud_aws, "RequestLimitExceeded", CLOUD_F_THROTTLED },
};
#define N_FAULTS ((int)(sizeof(faults) / sizeof(faults[0])))

START_TEST(codes_say_what_a_person_can_do)
{
	ck_assert_int_eq(faults[_i].at->judge(faults[_i].code),
	    faults[_i].fault);
}
END_TEST

/* --- strangers' text ------------------------------------------------------------ */

static const struct {
	const char *in, *out;
} texts[] = {
	{ "  web-1  ", "web-1" },
	{ "a\r\n\tb", "a b" },
	{ "\xe2\x80\xae"
	  "evil",
	    "evil" },
	{ "\xff\xfe", "" },
	{ "\xe5\x90\x8d\xe5\xad\x97", "\xe5\x90\x8d\xe5\xad\x97" },
	{ "0123456789abc", "0123456789" },
	{ "", "" },
};
#define N_TEXTS ((int)(sizeof(texts) / sizeof(texts[0])))

START_TEST(text_is_made_fit_to_be_shown)
{
	ck_assert_str_eq(cloud_clean_text(cx.mem, texts[_i].in, 10),
	    texts[_i].out);
}
END_TEST

START_TEST(an_address_is_one_in_numbers)
{
	ck_assert_str_eq(cloud_clean_ip(cx.mem, "10.0.0.1"), "10.0.0.1");
	ck_assert_str_eq(cloud_clean_ip(cx.mem, "fd00::1"), "fd00::1");
	ck_assert_str_eq(cloud_clean_ip(cx.mem, "$(id)"), "");
	ck_assert_str_eq(cloud_clean_ip(cx.mem, "10.0.0"), "");
	ck_assert_str_eq(cloud_clean_ip(cx.mem, NULL), "");
}
END_TEST

START_TEST(tags_beyond_the_most_are_left_out)
{
	struct texts tags = { .n = 0 };
	int i;

	cloud_clean_tag(cx.mem, &tags, "", "no key");
	cloud_clean_tag(cx.mem, &tags, "alone", "");
	for (i = 0; i < 100; i++)
		cloud_clean_tag(cx.mem, &tags, "env", "prod");
	ck_assert_uint_eq(tags.n, CLOUD_TAGS_MAX);
	ck_assert_str_eq(tags.v[0], "alone");
	ck_assert_str_eq(tags.v[1], "env=prod");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("cloud_read");
	TCase *t = tcase_create("replies");
	SRunner *r = srunner_create(s);
	int bad;

	tcase_add_checked_fixture(t, open_arena, close_arena);
	tcase_add_test(t, alicloud_pages_by_token);
	tcase_add_test(t, rows_without_a_usable_id_are_counted_and_dropped);
	tcase_add_test(t, tencent_pages_by_offset_until_a_page_is_empty);
	tcase_add_test(t, aws_takes_the_name_from_its_tag);
	tcase_add_loop_test(t, what_is_no_reply_is_not_taken_for_an_empty_one,
	    0, N_NONSENSE);
	tcase_add_test(t, xml_is_read_to_a_bounded_depth);
	tcase_add_loop_test(t, codes_say_what_a_person_can_do, 0, N_FAULTS);
	tcase_add_loop_test(t, text_is_made_fit_to_be_shown, 0, N_TEXTS);
	tcase_add_test(t, an_address_is_one_in_numbers);
	tcase_add_test(t, tags_beyond_the_most_are_left_out);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	bad = srunner_ntests_failed(r);
	srunner_free(r);
	return bad;
}
