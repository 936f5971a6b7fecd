/* The reader of a host's readings, the rules, and rates between two readings:
 * any bytes at all. */
#include <stdlib.h>

#include "hosts/hosts_reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
check(const struct host_reading *r)
{
	struct host_verdict v;
	size_t i;

	if (r->cpu > 100 || r->mem > 100 || r->disk > 100 || r->inode > 100 ||
	    r->mem_total_mb < 0 || r->mem_used_mb < 0 ||
	    r->mem_used_mb > r->mem_total_mb || r->uptime_s < 0 ||
	    r->n_mounts > HOSTS_READING_DISKS)
		abort();
	for (i = 0; i < r->n_mounts; i++)
		if (!str_is_utf8(str_of(r->mounts[i].mount)) ||
		    r->mounts[i].used < 0 || r->mounts[i].used > 100 ||
		    r->mounts[i].size_mb < 0)
			abort();
	hosts_judge(r, 2, &v);
	if (strlen(v.why) >= sizeof(v.why) || !str_is_utf8(str_of(v.why)) ||
	    (v.state == HOST_HEALTHY) != (v.why[0] == '\0'))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str a = { (const char *)data, n }, b;
	struct host_reading first, second;

	/* Two readings, one after a form feed. */
	if (!str_cut(&a, '\f', &b))
		b = (struct str){ (const char *)data, n };
	hosts_reading_parse(b, &first);
	hosts_reading_parse(a, &second);
	check(&first);
	second.count.at_ms = 30000;
	hosts_reading_since(&second, &first.count);
	check(&second);
	if (second.rx < -1 || second.tx < -1)
		abort();
	return 0;
}
