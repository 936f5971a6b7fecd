/*
 * The readers of what clouds answer, JSON and XML: any bytes at all.  What comes
 * out of them is fit to be stored and shown.
 */
#include <stdlib.h>

#include "base/base.h"
#include "cloud/cloud_provider.h"
#include "cloud/cloud_xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
must(bool ok)
{
	if (!ok)
		abort();
}

/* UTF-8 of at most ${most} characters, none of them a control character. */
static void
must_be_fit(const char *s, size_t most)
{
	struct str v = str_of(s);
	size_t i, chars = 0;

	must(str_is_utf8(v));
	for (i = 0; i < v.n; i++) {
		must((unsigned char)v.p[i] >= 0x20 && v.p[i] != 0x7f);
		chars += ((unsigned char)v.p[i] & 0xc0) != 0x80;
	}
	must(chars <= most);
}

static void
check(const struct cloud_instance *v)
{
	static const char *const states[] = { "running", "stopped", "starting",
		"stopping", "terminated", "other" };
	bool known = false;
	size_t i;

	must(cloud_id_ok(v->instance_id));
	must(v->name[0] != '\0');
	must_be_fit(v->name, 128);
	must_be_fit(v->os, 128);
	must_be_fit(v->zone, 64);
	must_be_fit(v->instance_type, 64);
	must_be_fit(v->vpc_id, 64);
	must_be_fit(v->private_ip, 45);
	must_be_fit(v->public_ip, 45);
	must(v->cpu >= 0 && v->memory_mb >= 0 && v->disk_gb >= 0);
	must(v->tags.n <= CLOUD_TAGS_MAX);
	for (i = 0; i < v->tags.n; i++)
		must_be_fit(v->tags.v[i], 64 + 1 + 128);
	for (i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		known = known || strcmp(v->status, states[i]) == 0;
	must(known);
}

static void
read_all(struct cx *cx, const struct cloud_provider *p, struct str body)
{
	struct cloud_ask ask = { .limit = 100, .next = "100" };
	const char *code = "", *text = "";
	struct cloud_region *regions;
	struct cloud_page page;
	size_t n, i;

	if (p->read_page(cx, body, &ask, "region-1", &page))
		for (i = 0; i < page.n; i++)
			check(&page.v[i]);
	if (p->read_regions(cx, body, &regions, &n))
		for (i = 0; i < n; i++) {
			must(cloud_id_ok(regions[i].id));
			must_be_fit(regions[i].name, 64);
		}
	if (p->read_error(cx, body, &code, &text)) {
		must(code[0] != '\0' && text != NULL);
		(void)p->judge(code);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *mem = arena_new((size_t)256 << 20);
	struct str body = { (const char *)data, n };
	struct cx cx = { .mem = mem, .lang = LANG_EN };

	read_all(&cx, &cloud_alicloud, body);
	read_all(&cx, &cloud_tencent, body);
	read_all(&cx, &cloud_aws, body);
	must_be_fit(cloud_clean_text(mem, arena_str(mem, body), 64), 64);
	arena_free(mem);
	return 0;
}
