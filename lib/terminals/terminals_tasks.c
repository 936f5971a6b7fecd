/* What is older than its retention goes; ends of sessions are audited. */
#include "audit/audit.h"
#include "db/db.h"
#include "terminals/terminals_int.h"

#define PIECE 100
#define PIECES 1000

static enum err_code
clean(struct cx *cx, struct task *t, const void *args)
{
	int64_t n = PIECE, days = cx->set->retention_terminals_d;
	enum err_code rc = ERR_OK;
	int i;

	(void)args;
	for (i = 0; rc == ERR_OK && n == PIECE && i < PIECES; i++) {
		rc = task_alive(cx, t);
		if (rc == ERR_OK)
			rc = terminals_db_drop(cx, days, PIECE, &n);
	}
	/* A session may have gone on for a day after its partition's end. */
	return rc ? rc : terminals_db_drop_partitions(cx, days + 8);
}

/* In the name of its owner: whoever else ended it has a row of his own. */
static enum err_code
audit_end(struct cx *cx, struct terminal *t)
{
	bool good = strcmp(t->status, "closed") == 0;
	struct audit_entry e = { .project_id = t->project_id,
		.action = "terminals.ended",
		.object = "terminal",
		.object_id = t->id,
		.object_name =
		    arena_printf(cx->mem, "%s @ %s", t->username, t->host_name),
		.outcome = good ? "ok" : "failed",
		.code = err_wire(good ? ERR_OK : ERR_UPSTREAM) };
	struct cx owner = *cx;
	enum err_code rc;

	terminals_dress(cx, t);
	e.after = type_text(cx->mem, &terminal_type, t);
	owner.who.user_id = t->user_id;
	owner.who.username = t->username;
	owner.who.ip = t->client_ip;
	rc = audit_add(&owner, &e);
	if (rc) {
		cx->err = owner.err;
		cx->message = owner.message;
		cx->detail = owner.detail;
		return rc;
	}
	return terminals_db_audited(cx, t->id);
}

static enum err_code
audit_some(struct cx *cx, void *arg)
{
	struct terminal *items;
	enum err_code rc;
	size_t i, *n = arg;

	rc = terminals_db_unaudited(cx, &items, n);
	for (i = 0; rc == ERR_OK && i < *n; i++)
		rc = audit_end(cx, &items[i]);
	return rc;
}

/*
 * Here and not where they end: it is told once, in one transaction with its
 * mark, also of a session whose program was killed.
 */
static enum err_code
audit_ends(struct cx *cx, struct task *t, const void *args)
{
	enum err_code rc = ERR_OK;
	size_t n = PIECE;
	int i;

	(void)args;
	for (i = 0; rc == ERR_OK && n == PIECE && i < PIECES; i++) {
		rc = task_alive(cx, t);
		if (rc == ERR_OK)
			rc = db_tx(cx, audit_some, &n);
	}
	return rc;
}

const struct task_kind terminals_kinds[] = {
	{ .name = "terminals.clean",
	    .doc = "Remove recordings of terminals older than their retention",
	    .timeout_s = 1800,
	    .max_tries = 3,
	    .repeatable = true,
	    .every_s = 3600,
	    .fn = clean },
	{ .name = "terminals.audit",
	    .doc = "Write ends of terminal sessions to the audit log",
	    .timeout_s = 300,
	    .max_tries = 1,
	    .repeatable = true,
	    .every_s = 30,
	    .fn = audit_ends },
	{ .fn = NULL }
};
