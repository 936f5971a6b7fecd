/* The reader of what a host prints: any bytes at all. */
#include <stdlib.h>

#include "hosts/hosts_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *mem = arena_new((size_t)8 << 20);
	struct host_facts f;
	const char *const *text;
	size_t i;

	hosts_facts_parse(mem, (struct str){ (const char *)data, n }, &f);
	text = (const char *const[]){ f.hostname, f.os, f.arch, f.kernel };
	for (i = 0; i < 4; i++)
		if (strlen(text[i]) > 128 || !str_is_utf8(str_of(text[i])))
			abort();
	if (f.cpu_cores < 0 || f.memory_mb < 0 || f.disk_gb < 0)
		abort();
	arena_free(mem);
	return 0;
}
