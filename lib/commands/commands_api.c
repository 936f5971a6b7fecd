/* Routes of the rules about commands. */
#include "commands/commands_int.h"

static int64_t
id_of(const struct req *rq)
{
	return ((const struct id_path *)rq->path_args)->id;
}

static enum err_code
list_rules(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct command_rule *v;
	int64_t total;
	enum err_code rc;
	size_t n;

	rc = commands_db_list(cx, rq->query, &v, &n, &total);
	return rc ? rc : reply_list(rp, &command_rule_type, v, n, total);
}

static enum err_code
get_rule(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct command_rule r;
	enum err_code rc;

	rc = commands_db_get(cx, id_of(rq), false, &r);
	return rc ? rc : reply_item(rp, 200, &command_rule_type, &r);
}

static enum err_code
create_rule(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct command_rule r;
	enum err_code rc;

	rc = commands_create(cx, rq->body, &r);
	return rc ? rc : reply_item(rp, 201, &command_rule_type, &r);
}

static enum err_code
update_rule(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct command_rule before, r;
	enum err_code rc;

	rc = commands_update(cx, id_of(rq), rq->body, &before, &r);
	if (rc)
		return rc;
	rp->before = type_text(cx->mem, &command_rule_type, &before);
	return reply_item(rp, 200, &command_rule_type, &r);
}

static enum err_code
remove_rule(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct command_rule before;
	enum err_code rc;

	rc = commands_remove(cx, id_of(rq), &before);
	if (rc)
		return rc;
	reply_audit(rp, before.id, before.name,
	    type_text(cx->mem, &command_rule_type, &before), STR(""));
	rp->project_id = before.project_id;
	return reply_ok(rp);
}

static enum err_code
test_command(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct command_verdict v;
	enum err_code rc;

	rc = commands_test(cx, rq->body, &v);
	return rc ? rc : reply_item(rp, 200, &command_verdict_type, &v);
}

#define BASE "/api/v1/hosts/command-rules"
#define READ "host:read|approval:policy"
#define CHANGE "approval:policy"

const struct route commands_routes[] = {
	{ M_GET, BASE, .id = "commands.list",
	    .doc = "Rules about dangerous commands", .perm = READ,
	    .flags = R_LIST, .query = &command_rule_filter_type,
	    .reply = &command_rule_type, .fn = list_rules },
	{ M_POST, BASE, .id = "commands.create", .doc = "Add a rule",
	    .perm = CHANGE, .audit = "command_rule",
	    .body = &command_rule_new_type, .reply = &command_rule_type,
	    .fn = create_rule },
	{ M_POST, BASE "/test", .id = "commands.test",
	    .doc = "What the rules say of a command; runs nothing",
	    .perm = "host:read", .audit = "command_rule",
	    .flags = R_AUDIT_FAILED, .body = &command_test_type,
	    .body_max = (size_t)8 << 20, .reply = &command_verdict_type,
	    .fn = test_command },
	{ M_GET, BASE "/{id}", .id = "commands.get", .doc = "One rule",
	    .perm = READ, .path = &id_path_type, .reply = &command_rule_type,
	    .fn = get_rule },
	{ M_PUT, BASE "/{id}", .id = "commands.update", .doc = "Change a rule",
	    .perm = CHANGE, .audit = "command_rule", .path = &id_path_type,
	    .body = &command_rule_new_type, .reply = &command_rule_type,
	    .fn = update_rule },
	{ M_DELETE, BASE "/{id}", .id = "commands.remove",
	    .doc = "Remove a rule", .perm = CHANGE, .audit = "command_rule",
	    .path = &id_path_type, .fn = remove_rule },
	{ .fn = NULL }
};
