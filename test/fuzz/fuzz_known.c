/* Lines of known_hosts: any bytes at all. */
#include <stdlib.h>

#include "ssh/ssh.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str text = { (const char *)data, n }, one;
	struct arena *mem = arena_new(1 << 14);
	struct ssh_known_line line;
	enum ssh_known what;

	while (text.n > 0) {
		(void)str_cut(&text, '\n', &one);
		what = ssh_known_parse(mem, one, &line);
		if (what == SSH_K_BLANK || what == SSH_K_BAD)
			continue;
		if (line.key == NULL || line.names.n == 0 ||
		    line.names.p < one.p ||
		    line.names.p + line.names.n > one.p + one.n)
			abort();
		(void)ssh_known_matches(&line, "web-01.example.org", 22);
		(void)ssh_known_matches(&line, "10.0.0.1", 2222);
	}
	arena_free(mem);
	return 0;
}
