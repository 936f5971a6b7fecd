/*
 * commands_type: descriptors of this room.
 */
#include "commands/commands_int.h"

static const char *const effects[] = { "warn", "approve", "refuse", NULL };
static const char *const effects_any[] = { "", "warn", "approve", "refuse",
	NULL };
static const char *const kinds[] = { "words", "text", NULL };
static const char *const environments[] = { "", "development", "staging",
	"production", NULL };

#define HIT struct command_hit
static const struct field hit_fields[] = {
	F_INT(HIT, rule_id, 0, 0, INT64_MAX, 0, "The rule"),
	F_TEXT(HIT, name, 0, 0, 64, "Its name"),
	F_ENUM(HIT, effect, 0, effects, "What it does"),
	F_TEXT(HIT, pattern, 0, 0, 512, "What it looks for"),
	F_TEXT(HIT, description, 0, 0, 512, "Why"),
	F_TEXT(HIT, command, 0, 0, 1024, "The part of the text that met it"),
	F_END
};
const struct type command_hit_type = { "CommandHit", sizeof(HIT), hit_fields,
	"A rule that a command met" };

#define VERDICT struct command_verdict
static const struct field verdict_fields[] = {
	F_ENUM(VERDICT, effect, 0, effects_any, "The strictest; empty: nothing"),
	F_OBJECTS(VERDICT, hits, 0, 0, 1000, &command_hit_type,
	    "Rules that were met, the strictest first"),
	F_END
};
const struct type command_verdict_type = { "CommandVerdict", sizeof(VERDICT),
	verdict_fields, "What the rules say of a command" };

#define RULE struct command_rule
#define RULE_BODY                                                             \
	F_INT(RULE, project_id, 0, 0, INT64_MAX, 0, "Its project, 0: all"),   \
	F_ENUM(RULE, environment, 0, environments,                            \
	    "Projects of this environment only; empty: any"),                 \
	F_TEXT(RULE, name, F_REQ, 1, 64, "Name"),                             \
	F_ENUM(RULE, effect, F_REQ, effects,                                  \
	    "warn, approve (somebody else must agree), refuse"),              \
	F_ENUM(RULE, kind, F_REQ, kinds,                                      \
	    "words: program and arguments; text: occurs anywhere"),           \
	F_TEXT(RULE, pattern, F_REQ, 1, 512,                                  \
	    "Words, each a comma list of globs; | before it: fed by a pipe; > a file written to"), \
	F_TEXT(RULE, description, 0, 0, 512, "Why"),                          \
	F_BOOL(RULE, enabled, 0, true, "Whether it is asked")
static const struct field rule_fields[] = {
	F_INT(RULE, id, F_RO, 1, INT64_MAX, 0, "Id"),
	RULE_BODY,
	F_INT(RULE, created_by, F_RO, 0, INT64_MAX, 0, "Who made it"),
	F_TIME(RULE, created_at, F_RO, "When"),
	F_TIME(RULE, updated_at, F_RO, "Last change"),
	F_INT(RULE, version, F_RO, 1, INT64_MAX, 0, "For If-Match"),
	F_END
};
const struct type command_rule_type = { "CommandRule", sizeof(RULE),
	rule_fields, "A rule about commands" };
static const struct field rule_new_fields[] = { RULE_BODY, F_END };
const struct type command_rule_new_type = { "CommandRuleNew", sizeof(RULE),
	rule_new_fields, "A rule to be made or changed" };

#define FILTER struct command_rule_filter
static const struct field filter_fields[] = {
	F_INT(FILTER, page, 0, 1, 1000000, 1, "Page, from 1"),
	F_INT(FILTER, page_size, 0, 1, PAGE_MAX, 100, "Rows per page"),
	F_TEXT(FILTER, q, 0, 0, 200, "Search text"),
	F_ENUM(FILTER, effect, 0, effects, "Only these"),
	F_INT(FILTER, project_id, 0, 0, INT64_MAX, 0,
	    "Rules of this project and those of all"),
	F_END
};
const struct type command_rule_filter_type = { "CommandRuleFilter",
	sizeof(FILTER), filter_fields, "Which rules" };

#define TEST struct command_test
static const struct field test_fields[] = {
	F_TEXT(TEST, command, F_REQ | F_RAW_TEXT, 1, 1048576,
	    "Command or script"),
	F_TEXT(TEST, interpreter, 0, 0, 16, "What would run it; empty: a shell"),
	F_INT(TEST, project_id, 0, 0, INT64_MAX, 0, "Where it would run"),
	F_END
};
const struct type command_test_type = { "CommandTest", sizeof(TEST),
	test_fields, "A command that the rules are asked about" };
