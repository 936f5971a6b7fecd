/*
 * A query string into pairs and into the paging struct.
 */
#include "web/web.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena *mem;
	struct type_pair pairs[QUERY_MAX_PAIRS];
	struct str query = { (const char *)data, size };
	const struct page *page;
	const void *out;
	struct cx cx;
	size_t i, n;

	if (!mem)
		mem = arena_new((size_t)64 << 20);
	if (size > 65536)
		return 0;
	cx = (struct cx){ .mem = mem, .request_id = "f" };
	if (query_parse(&cx, query, pairs, QUERY_MAX_PAIRS, &n) == ERR_OK) {
		for (i = 0; i < n; i++)
			if (pairs[i].name.n == 0 ||
			    !url_is_text(pairs[i].value))
				abort();
	} else if (!cx.message) {
		abort();
	}
	if (query_bind(&cx, query, &page_type, &out) == ERR_OK) {
		page = out;
		if (page->page < 1 || page->page_size < 1 ||
		    page->page_size > PAGE_MAX)
			abort();
	}
	arena_reset(mem);
	return 0;
}
