/*
 * commands: judging a command, and keeping the rules.
 */
#include "commands/commands_int.h"

#include "commands/commands_split.h"
#include "rbac/rbac.h"
#include "tenancy/tenancy.h"

#define MAX_HITS 50
#define SHOWN 200 /* bytes of a command in a hit */

static const char *const shells[] = { "", "sh", "bash", "dash", "zsh", "ksh",
	NULL };

static bool
is_shell(const char *interpreter)
{
	size_t i;

	for (i = 0; shells[i] != NULL; i++)
		if (strcmp(interpreter, shells[i]) == 0)
			return true;
	return false;
}

static int
rank(const char *effect)
{
	if (strcmp(effect, "refuse") == 0)
		return 3;
	if (strcmp(effect, "approve") == 0)
		return 2;
	return strcmp(effect, "warn") == 0 ? 1 : 0;
}

static const char *
shown(struct arena *mem, const struct command_line *line)
{
	struct buf b;
	size_t i, n;

	buf_init(&b, mem, (size_t)4 << 20);
	for (i = 0; i < line->n && b.n < SHOWN; i++) {
		if (i > 0)
			buf_putc(&b, ' ');
		buf_puts(&b, line->v[i]);
	}
	for (i = 0; i < line->n_to && b.n < SHOWN; i++) {
		buf_puts(&b, " > ");
		buf_puts(&b, line->to[i]);
	}
	n = b.n < SHOWN ? b.n : SHOWN;
	while (n > 0 && n < b.n && ((unsigned char)b.p[n] & 0xc0) == 0x80)
		n--;
	return arena_str(mem, (struct str){ b.p, n });
}

static bool
meets(struct arena *mem, const struct command_rule *r, struct str text,
    const struct command_lines *lines, const char **command)
{
	size_t i;

	*command = "";
	if (strcmp(r->kind, "text") == 0)
		return commands_match_text(mem, r->pattern, text);
	for (i = 0; i < lines->n; i++) {
		if (commands_match(mem, r->pattern, &lines->v[i])) {
			*command = shown(mem, &lines->v[i]);
			return true;
		}
	}
	return false;
}

void
commands_judge_by(struct arena *mem, const struct command_rule *rules, size_t n,
    struct str text, const char *interpreter, struct command_verdict *out)
{
	struct command_lines lines = { .n = 0 };
	struct command_hit *hits, hit;
	size_t i, k, n_hits = 0;
	const char *command;

	commands_split(mem, text, &lines);
	if (!is_shell(interpreter != NULL ? interpreter : ""))
		commands_split_strings(mem, text, &lines);
	hits = arena_array(mem, MAX_HITS + 1, sizeof(*hits));
	for (i = 0; i < n && n_hits < MAX_HITS; i++) {
		if (!meets(mem, &rules[i], text, &lines, &command))
			continue;
		hit = (struct command_hit){ rules[i].id, rules[i].name,
			rules[i].effect, rules[i].pattern, rules[i].description,
			command };
		/* The strictest first, others in their order. */
		for (k = n_hits++;
		     k > 0 && rank(hits[k - 1].effect) < rank(hit.effect); k--)
			hits[k] = hits[k - 1];
		hits[k] = hit;
	}
	out->effect = n_hits > 0 ? hits[0].effect : "";
	out->hits = (struct objects){ hits, n_hits, true };
}

enum err_code
commands_judge(struct cx *cx, int64_t project_id, struct str text,
    const char *interpreter, struct command_verdict *out)
{
	struct command_rule *rules;
	enum err_code rc;
	size_t n;

	rc = commands_db_for(cx, project_id, &rules, &n);
	if (rc)
		return rc;
	commands_judge_by(cx->mem, rules, n, text, interpreter, out);
	return ERR_OK;
}

static const struct command_hit *
first_hit(const struct command_verdict *v)
{
	return v->hits.n > 0 ? v->hits.v : NULL;
}

enum err_code
commands_check(struct cx *cx, const char *field, int64_t project_id,
    struct str text, const char *interpreter, struct command_verdict *out)
{
	const struct command_hit *hit;
	enum err_code rc;

	rc = commands_judge(cx, project_id, text, interpreter, out);
	if (rc || strcmp(out->effect, "refuse") != 0)
		return rc;
	hit = first_hit(out);
	return err_field_as(cx, ERR_FORBIDDEN, field,
	    "命令被规则 '%s' 禁止：%s",
	    "the rule '%s' forbids this command: %s", hit->name,
	    hit->command[0] != '\0' ? hit->command : hit->pattern);
}

const char *
commands_approval(const struct command_verdict *v)
{
	const struct command_hit *hit = first_hit(v);

	return hit != NULL && strcmp(v->effect, "approve") == 0 ? hit->name :
								  NULL;
}

/* --- the rules themselves --- */

/* Where a rule of ${project_id} may be changed: 0 asks for a global grant. */
static enum err_code
may_change(struct cx *cx, int64_t project_id)
{
	return rbac_check_in(cx, "approval:policy", project_id);
}

static enum err_code
check_rule(struct cx *cx, const struct command_rule *in)
{
	struct command_line none = { .n = 0 };

	if (str_trim(str_of(in->pattern)).n == 0)
		return err_field(cx, "pattern", "模式不能为空",
		    "must not be blank");
	if (strcmp(in->kind, "words") != 0)
		return ERR_OK;
	/* What every command would meet is a mistake. */
	if (commands_match(cx->mem, in->pattern, &none) ||
	    strcmp(str_trim(str_of(in->pattern)).p, "*") == 0)
		return err_field(cx, "pattern", "模式会匹配所有命令",
		    "every command would meet it");
	return ERR_OK;
}

enum err_code
commands_create(struct cx *cx, const struct command_rule *in,
    struct command_rule *out)
{
	enum err_code rc;

	rc = may_change(cx, in->project_id);
	if (rc == ERR_OK)
		rc = check_rule(cx, in);
	return rc ? rc : commands_db_insert(cx, in, out);
}

static enum err_code
lock(struct cx *cx, int64_t id, struct command_rule *out)
{
	enum err_code rc;

	rc = commands_db_get(cx, id, true, out);
	if (rc == ERR_OK)
		rc = may_change(cx, out->project_id);
	if (rc)
		return rc;
	if (cx->if_match != 0 && cx->if_match != out->version) {
		cx->current_version = out->version;
		return err_set(cx, ERR_CONFLICT, "规则已被他人修改",
		    "somebody else changed the rule");
	}
	return ERR_OK;
}

enum err_code
commands_update(struct cx *cx, int64_t id, const struct command_rule *in,
    struct command_rule *before, struct command_rule *out)
{
	enum err_code rc;

	rc = lock(cx, id, before);
	if (rc)
		return rc;
	if (in->project_id != before->project_id)
		return err_field(cx, "project_id", "规则不能换项目",
		    "a rule stays in its project");
	rc = check_rule(cx, in);
	return rc ? rc : commands_db_update(cx, id, in, out);
}

enum err_code
commands_remove(struct cx *cx, int64_t id, struct command_rule *before)
{
	enum err_code rc;

	rc = lock(cx, id, before);
	return rc ? rc : commands_db_remove(cx, id);
}

enum err_code
commands_test(struct cx *cx, const struct command_test *in,
    struct command_verdict *out)
{
	int64_t project_id;
	enum err_code rc;

	rc = tenancy_project_for_new(cx, in->project_id, "host:read",
	    &project_id);
	if (rc)
		return rc;
	return commands_judge(cx, project_id, str_of(in->command),
	    in->interpreter != NULL ? in->interpreter : "", out);
}
