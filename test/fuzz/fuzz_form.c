/*
 * A multipart form of any bytes, cut where the first byte says: it never reads
 * behind what it was given, always ends, and a path made of the rest is clean
 * when it is cleaned again.
 */
#include <stdlib.h>
#include <string.h>

#include "files/files_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
form(const char *p, size_t n, size_t step)
{
	size_t have = 0, at = 0, used, rounds = 0;
	enum form_event e;
	struct str data;
	struct form f;

	if (!form_init(&f, "multipart/form-data; boundary=b"))
		abort();
	for (;;) {
		e = form_next(&f, (struct str){ p + at, have - at }, &used,
		    &data);
		at += used;
		if (at > have ||
		    (data.n > 0 && (data.p < p || data.p + data.n > p + have)))
			abort();
		if (e == FORM_END || e == FORM_BAD)
			return;
		if (e == FORM_MORE) {
			if (have == n)
				return;
			have += n - have < step ? n - have : step;
		}
		if (++rounds > 4 * n + 16)
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *mem = arena_new((size_t)16 << 20);
	struct str text, once, twice;
	bool exact;

	if (n > 0 && n < 65536) {
		text = (struct str){ (const char *)data + 1, n - 1 };
		form(text.p, text.n, (size_t)data[0] + 1);
		if (text.n < 4096 && memchr(text.p, 0, text.n) == NULL) {
			once = files_clean(mem, text);
			twice = files_clean(mem, once);
			if (!str_eq(once, twice))
				abort();
			if (once.p[0] == '/' &&
			    memmem(once.p, once.n, "/../", 4) != NULL)
				abort();
			if (!str_is_utf8(str_of(files_show(mem, text, &exact))))
				abort();
		}
	}
	arena_free(mem);
	return 0;
}
