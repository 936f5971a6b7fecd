/*
 * commands_split: what a shell would take for the commands of a text.
 *
 * Nothing is expanded: `$x` stays as it is written.  Quotes are taken off,
 * substitutions, `sh -c`, eval and the like are looked into, and a command
 * behind sudo, env, nohup and their kind is given by itself, too.  Any bytes are
 * a valid input; what is too deep or too much is left out.
 */
#ifndef K8SM_COMMANDS_COMMANDS_SPLIT_H
#define K8SM_COMMANDS_COMMANDS_SPLIT_H

#include "base/base.h"

#define COMMANDS_MAX_LINES 20000
#define COMMANDS_MAX_WORDS 1024		/* of one command; the rest is dropped */
#define COMMANDS_MAX_DEPTH 8

struct command_line {
	const char **v;
	size_t n;
	const char **to;	/* files that its output goes to */
	size_t n_to;
	bool piped;		/* reads what another command writes */
};

struct command_lines {
	struct command_line *v;
	size_t n;
	size_t cap;
};

void commands_split(struct arena *mem, struct str text,
    struct command_lines *out);
/* Of a text in another language: each of its quoted strings, split. */
void commands_split_strings(struct arena *mem, struct str text,
    struct command_lines *out);

/*
 * Whether ${line} is what ${pattern} of kind "words" describes; a pattern
 * without words matches nothing.
 */
bool commands_match(struct arena *mem, const char *pattern,
    const struct command_line *line);
/* Kind "text": ${pattern} occurs in ${text}, blanks of both left out. */
bool commands_match_text(struct arena *mem, const char *pattern,
    struct str text);

#endif
