/* The readers of what a hypervisor's scripts print: any bytes at all. */
#include <stdlib.h>

#include "virt/virt_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *mem = arena_new((size_t)64 << 20);
	struct str text = { (const char *)data, n };
	struct virt_machine *m;
	struct virt_detail d;
	struct virt_caps c;
	size_t rows, i;

	virt_parse_caps(mem, text, &c);
	if (c.pools.n > VIRT_MAX_ROWS || c.images.n > VIRT_MAX_ROWS)
		abort();
	virt_parse_machines(mem, text, &m, &rows);
	for (i = 0; i < rows; i++)
		if (!str_is_utf8(str_of(m[i].name)))
			abort();
	virt_parse_machine(mem, text, &d);
	arena_free(mem);
	return 0;
}
