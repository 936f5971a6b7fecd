/*
 * commands: rules that say which commands are dangerous, and asking them.
 */
#ifndef K8SM_COMMANDS_COMMANDS_H
#define K8SM_COMMANDS_COMMANDS_H

#include "base/base.h"
#include "type/type.h"
#include "web/web.h"

/* A rule that a command met. */
struct command_hit {
	int64_t rule_id;
	const char *name;
	const char *effect;	/* "warn", "approve", "refuse" */
	const char *pattern;
	const char *description;
	const char *command;	/* the part that met it, for people */
};
extern const struct type command_hit_type;

/* The strictest effect of all that were met; "": none was. */
struct command_verdict {
	const char *effect;
	struct objects hits;	/* of struct command_hit, the strictest first */
};
extern const struct type command_verdict_type;

/*
 * Asks the rules of the project and its environment about ${text}, which
 * ${interpreter} runs: "" or a shell's name, else its strings are taken for
 * what it may hand to a shell.
 */
enum err_code commands_judge(struct cx *cx, int64_t project_id,
    struct str text, const char *interpreter, struct command_verdict *out)
    MUST_CHECK;

/* The same; a refusal is ERR_FORBIDDEN and names ${field} and the rule. */
enum err_code commands_check(struct cx *cx, const char *field,
    int64_t project_id, struct str text, const char *interpreter,
    struct command_verdict *out) MUST_CHECK;

/* Name of the rule for which an approval is needed, or NULL. */
const char *commands_approval(const struct command_verdict *v);

extern const struct route commands_routes[];

#endif
