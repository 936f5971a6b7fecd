/*
 * What is read from a hypervisor, and what a guest is given.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "virt/virt_int.h"

static struct cx cx;

static void
setup(void)
{
	memset(&cx, 0, sizeof(cx));
	cx.mem = arena_new(64 << 20);
	cx.request_id = "test";
	cx.lang = LANG_EN;
}

static void
teardown(void)
{
	arena_free(cx.mem);
}

static const char caps_text[] =
    "uri\tvirsh -q -c qemu:///system\narch\tx86_64\n"
    "version\tlibvirt 9.0.0\tQEMU 7.2.22\nkvm\t1\n"
    "node\t8\t16777216\t8388608\nlogdir\t/var/log/libvirt/qemu\n"
    "pool\tdefault\trunning\t107374182400\t53687091200\n"
    "image\tdefault\t Name                Path                 Type   Capacity"
    "     Allocation\n"
    "image\tdefault\t debian 12.qcow2   /i/debian 12.qcow2   file   2.00 GiB"
    "   500.00 MiB\n"
    "image\tdefault\t base.qcow2   /i/base.qcow2   file   2.00 GiB   1.00 MiB\n"
    "net\tdefault\tyes\tvirbr0\nnet\tidle\tno\t\nbridge\tbr0\n"
    "dom\tweb-1\ndom\ta b\n";

static struct virt_new
wish(void)
{
	return (struct virt_new){ .name = "web-2",
		.template_name = "base",
		.cpu = 2,
		.memory_mb = 1024,
		.disk_gb = 10,
		.wait_s = 60 };
}

static const struct host_ref ref = { .id = 7,
	.project_id = 1,
	.name = "hyper",
	.ip = "192.0.2.1",
	.port = 22,
	.ssh_user = "root",
	.status = "online",
	.environment = "development" };

static struct virt_caps
caps_of(const char *text)
{
	struct virt_caps c;

	virt_parse_caps(cx.mem, str_of(text), &c);
	return c;
}

START_TEST(capabilities_are_read)
{
	struct virt_caps c = caps_of(caps_text);
	const struct virt_image *v = c.images.v;
	const struct virt_pool *p = c.pools.v;

	ck_assert(c.accelerated);
	ck_assert_int_eq(c.cpus, 8);
	ck_assert_int_eq(c.memory_mb, 16384);
	ck_assert_int_eq(c.memory_free_mb, 8192);
	ck_assert_int_eq((int)c.pools.n, 1);
	ck_assert_int_eq(p[0].available_mb, 51200);
	ck_assert_int_eq((int)c.images.n, 2);
	ck_assert_str_eq(v[0].name, "debian 12.qcow2");
	ck_assert_str_eq(v[1].capacity, "2.00 GiB");
	ck_assert_int_eq((int)c.networks.n, 2);
	ck_assert_int_eq((int)c.machines.n, 2);
	ck_assert_str_eq(c.machines.v[1], "a b");
}
END_TEST

START_TEST(any_bytes_are_read_without_harm)
{
	static const char junk[] =
	    "pool\nimage\tx\t\nnode\tx\ty\tz\ndom\n\xff\xfe\tq\npool\t\xc3\t\t"
	    "99999999999999999999\n\t\t\t\t\t\t\t\t\t\t\t\nimage\tp\t a  b  c";
	struct virt_machine *m;
	struct virt_detail d;
	struct virt_caps c;
	size_t n;

	virt_parse_caps(cx.mem, (struct str){ junk, sizeof(junk) - 1 }, &c);
	ck_assert_int_eq(c.cpus, 0);
	ck_assert_int_eq((int)c.images.n, 0);
	virt_parse_machines(cx.mem, (struct str){ junk, sizeof(junk) - 1 }, &m,
	    &n);
	ck_assert_int_eq((int)n, 0);
	virt_parse_machine(cx.mem, (struct str){ junk, sizeof(junk) - 1 }, &d);
	ck_assert_str_eq(d.state, "unknown");
}
END_TEST

START_TEST(rows_have_a_limit)
{
	struct virt_machine *m;
	struct buf b;
	size_t n;
	int i;

	buf_init(&b, cx.mem, 1 << 20);
	for (i = 0; i < VIRT_MAX_ROWS + 500; i++)
		buf_printf(&b, "dom\tm%d\tu\trunning\t1\t1024 KiB\n", i);
	virt_parse_machines(cx.mem, buf_view(&b), &m, &n);
	ck_assert_int_eq((int)n, VIRT_MAX_ROWS);
	ck_assert_str_eq(m[VIRT_MAX_ROWS - 1].name, "m1999");
	ck_assert_str_eq(m[3].state, "running");
}
END_TEST

static const struct {
	const char *field;
	struct virt_new in;
} bad[] = {
	{ "name", { .name = "", .template_name = "b" } },
	{ "name", { .name = "-a", .template_name = "b" } },
	{ "name", { .name = "a/b", .template_name = "b" } },
	{ "name", { .name = "a b", .template_name = "b" } },
	{ "template", { .name = "a" } },
	{ "template", { .name = "a", .template_name = "--x" } },
	{ "template", { .name = "a", .template_name = "../x" } },
	{ "pool", { .name = "a", .template_name = "b", .pool = "<x>" } },
	{ "ip", { .name = "a", .template_name = "b", .ip = "10.0.0.1/33" } },
	{ "ip", { .name = "a", .template_name = "b", .ip = "x" } },
	{ "gateway", { .name = "a", .template_name = "b", .gateway = "1.2.3" } },
	{ "kernel", { .name = "a", .kernel = "boot" } },
	{ "initrd", { .name = "a", .kernel = "/boot", .initrd = "x" } },
	{ "kernel", { .name = "a", .template_name = "b", .cmdline = "x" } },
	{ "ssh_user", { .name = "a", .template_name = "b", .ssh_user = "a b" } },
};

START_TEST(a_bad_wish_is_refused_by_field)
{
	ck_assert(virt_plan_check(&cx, &bad[_i].in) != ERR_OK);
	ck_assert_str_eq(cx.field, bad[_i].field);
}
END_TEST

static const char *
state_of(const struct virt_preview *p, const char *name)
{
	const struct virt_check *v = p->checks.v;
	size_t i;

	for (i = 0; i < p->checks.n; i++)
		if (strcmp(v[i].name, name) == 0)
			return v[i].state;
	return "none";
}

static const struct {
	const char *check;
	const char *state;
	struct virt_new in;
} judged[] = {
	{ "name", "ok", { .name = "web-2", .template_name = "base" } },
	{ "name", "failed", { .name = "web-1", .template_name = "base" } },
	{ "template", "ok", { .name = "a", .template_name = "base" } },
	{ "template", "ok", { .name = "a", .template_name = "base.qcow2" } },
	{ "template", "failed", { .name = "a", .template_name = "bas" } },
	{ "network", "ok", { .name = "a", .template_name = "base" } },
	{ "network", "ok",
	    { .name = "a", .template_name = "base", .network_bridge = "br0" } },
	{ "network", "failed",
	    { .name = "a", .template_name = "base", .network_bridge = "idle" } },
	{ "network", "failed",
	    { .name = "a", .template_name = "base", .network_bridge = "br9" } },
	{ "memory", "failed",
	    { .name = "a", .template_name = "base", .memory_mb = 16385 } },
	{ "memory_free", "warning",
	    { .name = "a", .template_name = "base", .memory_mb = 9000 } },
	{ "cpu", "warning", { .name = "a", .template_name = "base", .cpu = 9 } },
	{ "disk", "warning",
	    { .name = "a", .template_name = "base", .disk_gb = 100 } },
	{ "disk", "failed",
	    { .name = "a", .template_name = "base", .disk_gb = 300 } },
	{ "pool", "failed",
	    { .name = "a", .template_name = "base", .pool = "none" } },
};

START_TEST(a_wish_is_held_against_what_there_is)
{
	struct virt_caps c = caps_of(caps_text);
	struct virt_provision a = virt_plan_args(7, &judged[_i].in);
	struct virt_preview p;

	ck_assert_int_eq(virt_plan_make(&cx, &ref, &c, &a, &p), ERR_OK);
	ck_assert_str_eq(state_of(&p, judged[_i].check), judged[_i].state);
	if (strcmp(judged[_i].state, "failed") == 0)
		ck_assert(!p.ready);
}
END_TEST

START_TEST(the_digest_follows_the_wish_and_not_the_weather)
{
	struct virt_caps c = caps_of(caps_text), later = c;
	struct virt_new in = wish();
	struct virt_provision a = virt_plan_args(7, &in);
	struct virt_preview one, two, three;

	ck_assert_int_eq(virt_plan_make(&cx, &ref, &c, &a, &one), ERR_OK);
	later.memory_free_mb = 1;
	a.uuid = "8c4b7c1e-0000-4000-8000-000000000000";
	ck_assert_int_eq(virt_plan_make(&cx, &ref, &later, &a, &two), ERR_OK);
	ck_assert_str_eq(one.plan_digest, two.plan_digest);
	a.memory_mb++;
	ck_assert_int_eq(virt_plan_make(&cx, &ref, &c, &a, &three), ERR_OK);
	ck_assert_str_ne(one.plan_digest, three.plan_digest);
}
END_TEST

START_TEST(texts_do_not_break_out_of_the_xml)
{
	struct virt_caps c = caps_of(caps_text);
	struct virt_new in = wish();
	struct virt_provision a = virt_plan_args(7, &in);
	const char *xml;

	a.uuid = a.mac = a.token = "x";
	a.cmdline = "a='1' </cmdline><disk> \"&";
	a.kernel = "/k";
	xml = arena_str(cx.mem, virt_xml_domain(cx.mem, &a, &c));
	ck_assert_ptr_nonnull(
	    strstr(xml, "a=&apos;1&apos; &lt;/cmdline&gt;&lt;disk&gt; &quot;&amp;"));
	ck_assert_ptr_null(strstr(xml, "</cmdline><disk>"));
}
END_TEST

/* bsdtar and isoinfo may not be there; the layout is checked by hand, and by a
 * kernel in test/http/virt.mjs. */
START_TEST(the_seed_is_a_joliet_image_called_cidata)
{
	struct virt_new in = wish();
	struct virt_provision a = virt_plan_args(7, &in);
	struct virt_seed seed;
	struct str iso;

	a.uuid = "u-1";
	a.mac = "52:54:00:00:00:01";
	a.ip = "10.0.0.5/24";
	a.gateway = "10.0.0.1";
	a.guest_host_key = "ssh-ed25519 AAAA";
	virt_seed_make(cx.mem, &a, "pass'word", "ssh-ed25519 BBBB", "KEY\nTEXT",
	    &seed);
	ck_assert_ptr_nonnull(strstr(seed.user_data, "#cloud-config\n{"));
	ck_assert_ptr_null(strstr(seed.user_data, "pass'word"));
	ck_assert_ptr_nonnull(strstr(seed.user_data, "root:$6$"));
	ck_assert_ptr_nonnull(strstr(seed.network, "10.0.0.5/24"));
	iso = virt_seed_iso(cx.mem, &seed);
	ck_assert_int_eq((int)(iso.n % 2048), 0);
	ck_assert_int_eq(memcmp(iso.p + 16 * 2048, "\1CD001\1", 7), 0);
	ck_assert_int_eq(memcmp(iso.p + 16 * 2048 + 40, "cidata", 6), 0);
	ck_assert_int_eq(memcmp(iso.p + 17 * 2048 + 88, "%/E", 3), 0);
	ck_assert_ptr_nonnull(
	    memmem(iso.p, iso.n, "\0u\0s\0e\0r\0-\0d\0a\0t\0a", 18));
	ck_assert_ptr_nonnull(memmem(iso.p, iso.n, seed.user_data,
	    strlen(seed.user_data)));
	a.ip = "10.0.0.5";
	virt_seed_make(cx.mem, &a, NULL, "ssh-ed25519 BBBB", "K", &seed);
	ck_assert_ptr_null(seed.network);
	ck_assert_ptr_nonnull(strstr(seed.user_data, "\"lock_passwd\":true"));
}
END_TEST

#define ROWS(v) ((int)(sizeof(v) / sizeof((v)[0])))

int
main(void)
{
	Suite *s = suite_create("virt");
	TCase *t = tcase_create("all");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, capabilities_are_read);
	tcase_add_test(t, any_bytes_are_read_without_harm);
	tcase_add_test(t, rows_have_a_limit);
	tcase_add_loop_test(t, a_bad_wish_is_refused_by_field, 0, ROWS(bad));
	tcase_add_loop_test(t, a_wish_is_held_against_what_there_is, 0,
	    ROWS(judged));
	tcase_add_test(t, the_digest_follows_the_wish_and_not_the_weather);
	tcase_add_test(t, texts_do_not_break_out_of_the_xml);
	tcase_add_test(t, the_seed_is_a_joliet_image_called_cidata);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
