/*
 * What the files of this room share.
 */
#ifndef K8SM_COMMANDS_COMMANDS_INT_H
#define K8SM_COMMANDS_COMMANDS_INT_H

#include "commands/commands.h"

struct command_rule {
	int64_t id;
	int64_t project_id;	/* 0: every project */
	const char *environment;	/* "": any */
	const char *name;
	const char *effect;
	const char *kind;	/* "words", "text" */
	const char *pattern;
	const char *description;
	bool enabled;
	int64_t created_by;
	int64_t created_at;
	int64_t updated_at;
	int64_t version;
};
extern const struct type command_rule_type;
extern const struct type command_rule_new_type;

struct command_rule_filter {
	int64_t page;
	int64_t page_size;
	const char *q;
	const char *effect;
	int64_t project_id;
};
extern const struct type command_rule_filter_type;

struct command_test {
	const char *command;
	const char *interpreter;
	int64_t project_id;
};
extern const struct type command_test_type;

/* --- commands_db.c --- */
enum err_code commands_db_list(struct cx *cx,
    const struct command_rule_filter *f, struct command_rule **v, size_t *n,
    int64_t *total) MUST_CHECK;
enum err_code commands_db_for(struct cx *cx, int64_t project_id,
    struct command_rule **v, size_t *n) MUST_CHECK;
/* A rule of every project or of one of the caller's. */
enum err_code commands_db_get(struct cx *cx, int64_t id, bool lock,
    struct command_rule *out) MUST_CHECK;
enum err_code commands_db_insert(struct cx *cx, const struct command_rule *in,
    struct command_rule *out) MUST_CHECK;
enum err_code commands_db_update(struct cx *cx, int64_t id,
    const struct command_rule *in, struct command_rule *out) MUST_CHECK;
enum err_code commands_db_remove(struct cx *cx, int64_t id) MUST_CHECK;

/* --- commands.c --- */
/* ${rules} about ${text}, without the database. */
void commands_judge_by(struct arena *mem, const struct command_rule *rules,
    size_t n, struct str text, const char *interpreter,
    struct command_verdict *out);
enum err_code commands_create(struct cx *cx, const struct command_rule *in,
    struct command_rule *out) MUST_CHECK;
enum err_code commands_update(struct cx *cx, int64_t id,
    const struct command_rule *in, struct command_rule *before,
    struct command_rule *out) MUST_CHECK;
enum err_code commands_remove(struct cx *cx, int64_t id,
    struct command_rule *before) MUST_CHECK;
enum err_code commands_test(struct cx *cx, const struct command_test *in,
    struct command_verdict *out) MUST_CHECK;

#endif
