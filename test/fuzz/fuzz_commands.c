/* The splitter of commands and the patterns: any bytes at all. */
#include <stdlib.h>

#include "commands/commands_split.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *mem = arena_new((size_t)64 << 20);
	struct command_lines lines = { .n = 0 };
	struct str all = { (const char *)data, n }, pattern;
	const char *p;
	size_t i;

	/* The first line is a pattern, the rest a text. */
	(void)str_cut(&all, '\n', &pattern);
	p = arena_str(mem, pattern);
	commands_split(mem, all, &lines);
	commands_split_strings(mem, all, &lines);
	if (lines.n > COMMANDS_MAX_LINES)
		abort();
	for (i = 0; i < lines.n; i++) {
		if (lines.v[i].n > COMMANDS_MAX_WORDS ||
		    (lines.v[i].n == 0 && lines.v[i].n_to == 0))
			abort();
		(void)commands_match(mem, p, &lines.v[i]);
	}
	(void)commands_match_text(mem, p, all);
	arena_free(mem);
	return 0;
}
