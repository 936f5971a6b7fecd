/*
 * hosts_actions: maintenance and its windows, on and off, power, many at once.
 */
#ifndef K8SM_HOSTS_HOSTS_ACTIONS_H
#define K8SM_HOSTS_HOSTS_ACTIONS_H

#include "hosts/hosts_int.h"

#define HOSTS_BATCH_MAX 1000
#define HOSTS_BATCH_FILTER_MAX 10000

/* Body of POST /hosts/{id}/actions. */
struct host_action {
	const char *action;
	const char *reason;
	int64_t from;		/* 0: now */
	int64_t until;		/* 0: until somebody ends it */
};
extern const struct type host_action_type;

/* The contract's echo, and what was started. */
struct host_action_reply {
	int64_t id;
	const char *action;
	const char *reason;
	int64_t from;
	int64_t until;
	int64_t window_id;
	int64_t task_id;
	struct host host;	/* as it is now */
};
extern const struct type host_action_reply_type;

/* Body of POST /hosts/batch. */
struct host_batch {
	struct ints host_ids;
	const char *action;
	struct texts tags;
	const char *reason;
	int64_t from;
	int64_t until;
	int64_t group_id;
	/* Instead of host_ids: the list's query, and how many it found. */
	const char *filter;
	int64_t expected;
};
extern const struct type host_batch_type;

struct host_batch_reply {
	int64_t affected;
};
extern const struct type host_batch_reply_type;

struct host_window {
	int64_t id;
	int64_t host_id;
	int64_t project_id;
	const char *state;
	const char *reason;
	int64_t starts_at;
	int64_t ends_at;
	int64_t ended_at;
	int64_t created_by;
	const char *created_name;
	int64_t created_at;
};
extern const struct type host_window_type;

struct host_window_path {
	int64_t id;
	int64_t window_id;
};
extern const struct type host_window_path_type;

/* A host that a window began or ended for. */
struct host_turn {
	int64_t id;
	int64_t project_id;
	const char *name;
	const char *reason;
	int64_t user_id;
	bool begins;
};
extern const struct type host_turn_type;

/* A host as a statement over many of them sees it. */
struct host_line {
	int64_t id;
	int64_t project_id;
	const char *name;
	const char *status;
	int64_t password_secret_id;
	int64_t busy;
	struct texts tags;
};
extern const struct type host_line_type;

/* Arguments of task hosts.power. */
struct host_power {
	int64_t host_id;
	const char *action;
	const char *reason;
};
extern const struct type host_power_type;

/* --- hosts_actions_rule.c: pure --- */

enum host_deed { DEED_NONE, DEED_MAINTENANCE, DEED_ONLINE, DEED_OFFLINE,
	DEED_RESTART, DEED_SHUTDOWN, DEED_TAG, DEED_UNTAG, DEED_DELETE };
/* Whatever case and blanks; DEED_NONE for anything else. */
enum host_deed hosts_deed(const char *name);
const char *hosts_deed_name(enum host_deed deed);

/* Whether a window from ${from} (0: now) to ${until} (0: open) makes sense at
 * ${now}; names the field and why otherwise. */
enum err_code hosts_window_check(struct cx *cx, int64_t now, int64_t from,
    int64_t until) MUST_CHECK;
/* Such a window lies ahead, rather than beginning now. */
bool hosts_window_is_ahead(int64_t now, int64_t from);

/* --- hosts_actions.c --- */
/* Exactly one of out->host being set, task_id and *${approval_id}. */
enum err_code hosts_act(struct cx *cx, int64_t id, const struct host_action *in,
    struct host *before, struct host_action_reply *out, int64_t *approval_id)
    MUST_CHECK;
enum err_code hosts_batch(struct cx *cx, const struct host_batch *in,
    int64_t *affected) MUST_CHECK;
enum err_code hosts_window_cancel(struct cx *cx, const struct host_window_path *at,
    struct host_window *before) MUST_CHECK;
/* Begins and ends what is due; *${n} hosts were touched. */
enum err_code hosts_windows_turn(struct cx *cx, int64_t *n) MUST_CHECK;

/* --- hosts_power.c --- */
enum err_code hosts_power_submit(struct cx *cx, const struct host_power *in,
    int64_t *task_id, int64_t *approval_id) MUST_CHECK;

/* --- hosts_actions_db.c --- */
enum err_code hosts_actions_db_lines(struct cx *cx, const struct ints *ids,
    struct host_line **items, size_t *n) MUST_CHECK;
enum err_code hosts_actions_db_enter(struct cx *cx, const int64_t *ids, size_t n,
    const struct host_action *in) MUST_CHECK;
enum err_code hosts_actions_db_leave(struct cx *cx, const int64_t *ids, size_t n,
    const char *status) MUST_CHECK;
enum err_code hosts_actions_db_plan(struct cx *cx, const int64_t *ids, size_t n,
    const struct host_action *in, int64_t *window_id) MUST_CHECK;
enum err_code hosts_actions_db_tag(struct cx *cx, const int64_t *ids, size_t n,
    const struct texts *tags, bool add) MUST_CHECK;
enum err_code hosts_actions_db_remove(struct cx *cx, const int64_t *ids,
    size_t n) MUST_CHECK;
enum err_code hosts_actions_db_windows(struct cx *cx, int64_t id,
    struct host_window **items, size_t *n) MUST_CHECK;
enum err_code hosts_actions_db_window(struct cx *cx,
    const struct host_window_path *at, struct host_window *out) MUST_CHECK;
enum err_code hosts_actions_db_cancel(struct cx *cx, int64_t window_id)
    MUST_CHECK;
enum err_code hosts_actions_db_turn(struct cx *cx, struct host_turn **items,
    size_t *n) MUST_CHECK;

#endif
