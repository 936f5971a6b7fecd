/*
 * The settings file.  What is taken can be printed, and without its masked
 * passwords read again; what is refused has a reason.
 */
#include "base/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *mem = arena_new(8 << 20);
	struct str text = { (const char *)data, size };
	struct settings set, again;
	const char *why;
	size_t n = 0;
	char *out = NULL;
	FILE *to;

	if (settings_parse(mem, text, "fuzz", &set, &why) == ERR_OK) {
		to = open_memstream(&out, &n);
		settings_print(&set, to);
		fclose(to);
		/* A mask may be longer than the password was; that is all that
		 * may make a value too long. */
		if (settings_parse(mem, (struct str){ out, n }, "printed",
		    &again, &why) != ERR_OK && !strstr(why, "bytes long"))
			abort();
		free(out);
	} else if (!why || strncmp(why, "fuzz:", 5) != 0) {
		abort();
	}
	arena_free(mem);
	return 0;
}
