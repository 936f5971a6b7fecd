/*
 * Audit images and CSV fields.  Whatever comes in, an image is JSON, masking it
 * again changes nothing, and what stands under "password" is gone; a CSV field
 * is one field and no formula.
 */
#include "audit/audit_priv.h"
#include "base/base.h"
#include "json/json.h"

#define CANARY "~planted~secret~"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool ok)
{
	if (!ok)
		abort();
}

static struct str
check_image(struct cx *cx, struct str in)
{
	struct str out = audit_image(cx, in), again, key;
	const char *zh, *en;
	size_t at;

	must(json_scan(out, &zh, &en, &at, &key));
	again = audit_image(cx, out);
	must(str_eq(out, again));
	return out;
}

/* The text as a value beside, around and below the secret. */
static void
plant(struct cx *cx, struct str text)
{
	const char *zh, *en;
	struct str key, out;
	struct buf b;
	struct json j;
	size_t at;

	buf_init(&b, cx->mem, 4 << 20);
	json_init(&j, &b);
	json_object(&j);
	json_key(&j, "before");
	json_text(&j, text);
	json_put_text(&j, "password", CANARY);
	json_key(&j, "privateKey");
	json_array(&j);
	json_text(&j, text);
	json_cstr(&j, CANARY);
	if (json_scan(text, &zh, &en, &at, &key))
		json_raw(&j, text);
	json_array_end(&j);
	json_object_end(&j);
	must(json_done(&j));
	out = check_image(cx, buf_view(&b));
	must(memmem(out.p, out.n, CANARY, strlen(CANARY)) == NULL ||
	    memmem(text.p, text.n, CANARY, strlen(CANARY)) != NULL);
}

static void
check_csv(struct cx *cx, struct str text)
{
	struct buf b;
	size_t i, quotes = 0;

	buf_init(&b, cx->mem, 4 << 20);
	audit_csv_field(&b, text);
	must(!b.failed);
	if (b.n == 0)
		return;
	for (i = 0; i < b.n; i++)
		quotes += b.p[i] == '"';
	must(quotes % 2 == 0);
	if (b.p[0] == '"') {
		must(b.n >= 2 && b.p[b.n - 1] == '"');
		must(b.n == 2 || !memchr("=+-@\t\r", b.p[1], 6));
		return;
	}
	must(quotes == 0 && !memchr("=+-@\t\r", b.p[0], 6));
	must(!memchr(b.p, ',', b.n) && !memchr(b.p, '\n', b.n));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cx cx = { .mem = arena_new(64 << 20), .lang = LANG_EN };
	const struct str text = { (const char *)data, size };

	if (size > 0)	/* nothing stays nothing */
		check_image(&cx, text);
	plant(&cx, text);
	check_csv(&cx, text);
	arena_free(cx.mem);
	return 0;
}
