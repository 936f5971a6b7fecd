/*
 * approvals: one engine for everything that needs a second pair of eyes.
 *
 * An approval holds the exact task that will run (kind and canonical arguments)
 * and its sha256; it expires, is used once, and its requester cannot give it.
 * The decision that completes it enqueues the task in the same transaction.
 */
#ifndef K8SM_APPROVALS_APPROVALS_H
#define K8SM_APPROVALS_APPROVALS_H

#include "base/base.h"
#include "tasks/tasks.h"
#include "web/web.h"

struct approval_need {
	const char
	    *action; /* permission code that the act needs: "host:execute" */
	/*
	 * What the requester must still hold when it is given, "a|b" for one of
	 * both; NULL: ${action}.
	 */
	const char *needs;
	int64_t project_id;
	const char *risk; /* "low", "medium", "high" */
	const char *summary; /* for people */
	const char *reason; /* why, from the requester */
	struct str plan; /* JSON shown to the approver, secrets masked */
	/*
	 * Name of a rule that wants one approval more, also where no policy asks
	 * for any; whoever holds "approval:decide" may give it.  NULL: none.
	 */
	const char *forced;
};

/*
 * Enqueues ${task} at once when no policy asks for an approval of ${need}, else
 * stores an approval.  Exactly one of *${task_id}, *${approval_id} is set.
 * The caller has checked that he may do it in the project; ${need}->needs is
 * checked again, for him, when the last approval is given.
 */
enum err_code approvals_submit(struct cx *cx, const struct approval_need *need,
    const struct task_new *task, int64_t *task_id,
    int64_t *approval_id) MUST_CHECK;

/* As approvals_submit with the arguments as JSON: for task_kind.submit. */
enum err_code approvals_submit_json(struct cx *cx,
    const struct approval_need *need, const struct task_new *task,
    struct str args_json, int64_t *task_id, int64_t *approval_id) MUST_CHECK;

/* 202 with {"approval_id": id, "status": "pending"}. */
enum err_code approvals_reply(struct reply *rp, int64_t approval_id);

/* One that waits for the caller's decision. */
struct approval_line {
	int64_t id;
	const char *title;
	const char *requester_name;
	const char *risk;
	int64_t created_at;
};

/* The newest ${limit} that wait for the caller; one statement. */
enum err_code approvals_waiting(struct cx *cx, int64_t limit,
    struct approval_line **v, size_t *n) MUST_CHECK;

extern const struct route approvals_routes[];

#endif
