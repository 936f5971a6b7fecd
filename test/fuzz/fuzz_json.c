/*
 * The JSON scanner, the parser behind it and the writer.  What the scanner
 * accepts must parse, be written, and read back as the same canonical text.
 */
#include "base/base.h"
#include "json/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool ok)
{
	if (!ok)
		abort();
}

static void
round_trip(struct cx *cx, struct str text)
{
	struct cJSON *tree;
	struct str a, b;
	struct buf to;
	struct json j;

	/* Only a tree too big for the arena may still be refused. */
	if (json_parse(cx, text, &tree) != ERR_OK) {
		must(cx->err == ERR_TOO_LARGE);
		return;
	}
	buf_init(&to, cx->mem, 4 << 20);
	json_init(&j, &to);
	json_tree(&j, tree);
	must(json_done(&j));
	must(json_canonical(cx, text, &a) == ERR_OK);
	must(json_canonical(cx, buf_view(&to), &b) == ERR_OK);
	must(str_eq(a, b));
	must(json_canonical(cx, a, &b) == ERR_OK);
	must(str_eq(a, b));
	must(str_is_utf8(a));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cx cx = { .mem = arena_new(32 << 20), .lang = LANG_EN };
	struct str text = { (const char *)data, size }, key = { NULL, 0 };
	const char *zh = NULL, *en = NULL;
	struct buf to;
	struct json j;
	size_t at = 0;

	if (json_scan(text, &zh, &en, &at, &key)) {
		round_trip(&cx, text);
	} else {
		must(zh && en && at <= size);
		must(!key.p || (key.p >= text.p && key.p + key.n <= text.p + size));
	}
	/* Any bytes at all are a string that the scanner takes. */
	buf_init(&to, cx.mem, 8 << 20);
	json_init(&j, &to);
	json_array(&j);
	json_text(&j, text);
	json_array_end(&j);
	must(json_done(&j));
	must(json_scan(buf_view(&to), &zh, &en, &at, &key));
	arena_free(cx.mem);
	return 0;
}
