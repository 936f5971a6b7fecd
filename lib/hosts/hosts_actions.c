/*
 * hosts_actions: maintenance and its windows, on and off, and many hosts at once.
 *
 * The end of a window is a task that is due then: nothing polls, and a worker
 * that was away does what is overdue.
 */
#include <inttypes.h>

#include "audit/audit.h"
#include "db/db.h"
#include "hosts/hosts_actions.h"
#include "json/json.h"
#include "notifications/notifications.h"
#include "rbac/rbac.h"
#include "secrets/secrets.h"

/* Said to the person who did it. */
static enum err_code
say(struct cx *cx, int64_t user_id, int64_t host_id, bool begins,
    const char *name, const char *reason)
{
	struct notification_new n = {
		.type = "system",
		.severity = "info",
		.source = "hosts",
		.content = reason,
		.action_type = "view",
	};

	if (user_id == 0)
		return ERR_OK;
	n.title = arena_printf(cx->mem, "%s：%s",
	    begins ? "主机进入维护" : "主机维护结束", name);
	n.title_en = arena_printf(cx->mem, "%s: %s",
	    begins ? "Maintenance began" : "Maintenance ended", name);
	n.source_id = arena_printf(cx->mem, "%" PRId64, host_id);
	n.action_url = arena_printf(cx->mem, "/hosts/%" PRId64, host_id);
	return notifications_add(cx, user_id, &n);
}

/* Has the windows looked at when one begins or ends; equal times are one task. */
static enum err_code
wake_at(struct cx *cx, int64_t at)
{
	struct task_new in = { .kind = "hosts.windows",
		.title = "maintenance windows",
		.run_at = at };
	int64_t id;

	if (at == 0)
		return ERR_OK;
	in.idempotency_key = arena_printf(cx->mem, "at-%" PRId64, at);
	return tasks_enqueue(cx, &in, &id);
}

static enum err_code
bad_action(struct cx *cx, const char *action)
{
	return err_field(cx, "action", "未知的操作 '%s'", "unknown action '%s'",
	    action);
}

/* --- one host --- */

static enum err_code
maintain(struct cx *cx, const struct host *before, const struct host_action *in,
    struct host_action_reply *out)
{
	int64_t now = time_now_us(), id = before->id;
	enum err_code rc;

	rc = hosts_window_check(cx, now, in->from, in->until);
	if (rc)
		return rc;
	if (hosts_window_is_ahead(now, in->from)) {
		rc = hosts_actions_db_plan(cx, &id, 1, in, &out->window_id);
		if (rc == ERR_OK)
			rc = wake_at(cx, in->from);
	} else {
		rc = hosts_actions_db_enter(cx, &id, 1, in);
		if (rc == ERR_OK)
			rc = say(cx, cx->who.user_id, id, true, before->name,
			    in->reason);
	}
	if (rc == ERR_OK)
		rc = wake_at(cx, in->until);
	return rc;
}

static enum err_code
set_status(struct cx *cx, const struct host *before, const char *status)
{
	int64_t id = before->id;
	enum err_code rc;

	rc = hosts_actions_db_leave(cx, &id, 1, status);
	if (rc || strcmp(before->status, "maintenance") != 0)
		return rc;
	return say(cx, cx->who.user_id, id, false, before->name,
	    before->maintenance_reason);
}

static enum err_code
power(struct cx *cx, const struct host *before, enum host_deed deed,
    const struct host_action *in, struct host_action_reply *out,
    int64_t *approval_id)
{
	struct host_power args = { before->id,
		deed == DEED_RESTART ? "restart" : "shutdown", in->reason };

	return hosts_power_submit(cx, &args, &out->task_id, approval_id);
}

enum err_code
hosts_act(struct cx *cx, int64_t id, const struct host_action *in,
    struct host *before, struct host_action_reply *out, int64_t *approval_id)
{
	enum host_deed deed = hosts_deed(in->action);
	enum err_code rc;

	*approval_id = 0;
	rc = hosts_lock(cx, id, "host:write", before);
	if (rc)
		return rc;
	*out = (struct host_action_reply){ .id = id,
		.action = in->action,
		.reason = in->reason,
		.from = in->from,
		.until = in->until };
	switch (deed) {
	case DEED_MAINTENANCE:
		rc = maintain(cx, before, in, out);
		break;
	case DEED_ONLINE:
		rc = set_status(cx, before, "online");
		break;
	case DEED_OFFLINE:
		rc = set_status(cx, before, "offline");
		break;
	case DEED_RESTART:
	case DEED_SHUTDOWN:
		rc = power(cx, before, deed, in, out, approval_id);
		break;
	case DEED_TAG:
	case DEED_UNTAG:
	case DEED_DELETE:
	case DEED_NONE:
		return bad_action(cx, in->action);
	}
	if (rc)
		return rc;
	return hosts_db_get(cx, id, &out->host);
}

/* --- many --- */

/* Every host must be there and the caller's to change. */
static enum err_code
check_there(struct cx *cx, const struct ints *ids, const struct host_line *v,
    size_t n)
{
	size_t i, k;

	for (i = 0; i < ids->n; i++) {
		for (k = 0; k < n && v[k].id != ids->v[i]; k++)
			;
		if (k == n)
			return err_field_as(cx, ERR_NOT_FOUND,
			    arena_printf(cx->mem, "host_ids[%zu]", i),
			    "主机 %lld 不存在", "no such host: %lld",
			    (long long)ids->v[i]);
	}
	return ERR_OK;
}

static enum err_code
check_rights(struct cx *cx, const struct host_line *v, size_t n)
{
	int64_t last = 0;
	enum err_code rc;
	size_t i;

	for (i = 0; i < n; i++) {
		if (v[i].project_id == last)
			continue;
		rc = rbac_check_in(cx, "host:write", v[i].project_id);
		if (rc)
			return rc;
		last = v[i].project_id;
	}
	return ERR_OK;
}

static enum err_code
remove_all(struct cx *cx, const int64_t *ids, const struct host_line *v,
    size_t n)
{
	enum err_code rc = ERR_OK;
	size_t i;

	for (i = 0; i < n; i++)
		if (v[i].busy > 0)
			return err_field_as(cx, ERR_CONFLICT, "host_ids",
			    "主机 %s 上还有 %lld 个任务未结束，请先取消",
			    "host %s: %lld tasks have not ended; cancel them "
			    "first",
			    v[i].name, (long long)v[i].busy);
	rc = hosts_actions_db_remove(cx, ids, n);
	for (i = 0; rc == ERR_OK && i < n; i++)
		if (v[i].password_secret_id != 0)
			rc = secrets_remove(cx, v[i].password_secret_id);
	return rc;
}

static enum err_code
tag_all(struct cx *cx, const struct host_batch *in, const int64_t *ids,
    const struct host_line *v, size_t n, bool add)
{
	struct texts tags;
	enum err_code rc;
	size_t i;

	rc = hosts_labels_clean(cx, "tags", &in->tags, &tags);
	if (rc)
		return rc;
	if (tags.n == 0)
		return err_field_as(cx, ERR_MISSING, "tags", "缺少标签",
		    "which tags?");
	for (i = 0; add && i < n; i++)
		if (v[i].tags.n + tags.n > HOSTS_MAX_TAGS)
			return err_field(cx, "tags",
			    "主机 %s 的标签会超过 %d 个",
			    "host %s would have more than %d tags", v[i].name,
			    HOSTS_MAX_TAGS);
	return hosts_actions_db_tag(cx, ids, n, &tags, add);
}

static enum err_code
maintain_all(struct cx *cx, const struct host_batch *in, const int64_t *ids,
    size_t n)
{
	struct host_action act = { "maintenance", in->reason, in->from,
		in->until };
	int64_t now = time_now_us(), first;
	enum err_code rc;

	rc = hosts_window_check(cx, now, in->from, in->until);
	if (rc)
		return rc;
	if (hosts_window_is_ahead(now, in->from)) {
		rc = hosts_actions_db_plan(cx, ids, n, &act, &first);
		if (rc == ERR_OK)
			rc = wake_at(cx, in->from);
	} else {
		rc = hosts_actions_db_enter(cx, ids, n, &act);
	}
	return rc ? rc : wake_at(cx, in->until);
}

static enum err_code
do_all(struct cx *cx, enum host_deed deed, const struct host_batch *in,
    const int64_t *ids, const struct host_line *v, size_t n)
{
	switch (deed) {
	case DEED_MAINTENANCE:
		return maintain_all(cx, in, ids, n);
	case DEED_ONLINE:
		return hosts_actions_db_leave(cx, ids, n, "online");
	case DEED_OFFLINE:
		return hosts_actions_db_leave(cx, ids, n, "offline");
	case DEED_TAG:
		return tag_all(cx, in, ids, v, n, true);
	case DEED_UNTAG:
		return tag_all(cx, in, ids, v, n, false);
	case DEED_DELETE:
		return remove_all(cx, ids, v, n);
	case DEED_RESTART:
	case DEED_SHUTDOWN:
	case DEED_NONE:
		break;
	}
	return bad_action(cx, in->action);
}

/* Each host's own history says what was done to it together with others. */
static enum err_code
record(struct cx *cx, enum host_deed deed, const struct host_batch *in,
    const struct host_line *v, size_t n)
{
	struct audit_entry *all = arena_array(cx->mem, n + 1, sizeof(*all));
	struct audit_entry e = { .object = "host", .outcome = "ok" };
	size_t i;

	e.action =
	    arena_printf(cx->mem, "hosts.batch.%s", hosts_deed_name(deed));
	e.code = err_wire(ERR_OK);
	e.reason = in->reason;
	for (i = 0; i < n; i++) {
		all[i] = e;
		all[i].project_id = v[i].project_id;
		all[i].object_id = v[i].id;
		all[i].object_name = v[i].name;
	}
	return audit_add_many(cx, all, n);
}

/* Somebody saw a number and decided for so many: not for others meanwhile. */
static enum err_code
filtered(struct cx *cx, const struct host_batch *in, struct ints *ids)
{
	const struct host_filter *f;
	enum err_code rc;

	if (in->host_ids.n > 0)
		return err_field(cx, "filter", "filter 与 host_ids 只能给一个",
		    "either a filter or host_ids, not both");
	rc = hosts_filter_parse(cx, "filter", in->filter, &f);
	if (rc == ERR_OK)
		rc = hosts_list_db_ids(cx, f, ids);
	if (rc)
		return rc;
	if (ids->n > HOSTS_BATCH_FILTER_MAX)
		return err_field(cx, "filter", "一次最多 %d 台主机",
		    "at most %d hosts at once", HOSTS_BATCH_FILTER_MAX);
	if ((int64_t)ids->n != in->expected)
		return err_field_as(cx, ERR_CONFLICT, "expected",
		    "筛选结果已变为 %zu 台主机，请刷新后重试",
		    "the filter finds %zu hosts by now; look again", ids->n);
	return ERR_OK;
}

enum err_code
hosts_batch(struct cx *cx, const struct host_batch *in, int64_t *affected)
{
	enum host_deed deed = hosts_deed(in->action);
	struct ints wanted = in->host_ids;
	struct host_line *v;
	int64_t *ids;
	enum err_code rc = ERR_OK;
	size_t i, n;

	*affected = 0;
	if (deed == DEED_NONE || deed == DEED_RESTART || deed == DEED_SHUTDOWN)
		return bad_action(cx, in->action);
	if (in->filter != NULL)
		rc = filtered(cx, in, &wanted);
	if (rc || wanted.n == 0)
		return rc;
	rc = hosts_actions_db_lines(cx, &wanted, &v, &n);
	/* What the filter found was there a moment ago. */
	if (rc == ERR_OK && in->filter == NULL)
		rc = check_there(cx, &wanted, v, n);
	if (rc == ERR_OK)
		rc = check_rights(cx, v, n);
	if (rc)
		return rc;
	ids = arena_array(cx->mem, n + 1, sizeof(*ids));
	for (i = 0; i < n; i++)
		ids[i] = v[i].id;
	rc = do_all(cx, deed, in, ids, v, n);
	if (rc == ERR_OK)
		rc = record(cx, deed, in, v, n);
	*affected = (int64_t)n;
	return rc;
}

/* --- windows --- */

enum err_code
hosts_window_cancel(struct cx *cx, const struct host_window_path *at,
    struct host_window *before)
{
	enum err_code rc;

	rc = hosts_actions_db_window(cx, at, before);
	if (rc == ERR_OK)
		rc = rbac_check_in(cx, "host:write", before->project_id);
	if (rc)
		return rc;
	if (strcmp(before->state, "planned") != 0)
		return err_set(cx, ERR_CONFLICT,
		    "只能取消尚未开始的窗口；要结束维护，请将主机上线",
		    "only a window that has not begun can be cancelled; to end "
		    "maintenance take the host online");
	return hosts_actions_db_cancel(cx, at->window_id);
}

struct turned {
	struct host_turn *v;
	size_t n;
};

static enum err_code
turn(struct cx *cx, void *arg)
{
	struct turned *t = arg;
	struct audit_entry e = { .object = "host", .outcome = "ok" };
	const struct host_turn *h;
	enum err_code rc;
	size_t i;

	e.code = err_wire(ERR_OK);
	rc = hosts_actions_db_turn(cx, &t->v, &t->n);
	for (i = 0; rc == ERR_OK && i < t->n; i++) {
		h = &t->v[i];
		e.action =
		    h->begins ? "hosts.window.begin" : "hosts.window.end";
		e.project_id = h->project_id;
		e.object_id = h->id;
		e.object_name = h->name;
		e.reason = h->reason;
		rc = audit_add(cx, &e);
		if (rc == ERR_OK)
			rc = say(cx, h->user_id, h->id, h->begins, h->name,
			    h->reason);
	}
	return rc;
}

enum err_code
hosts_windows_turn(struct cx *cx, int64_t *n)
{
	struct turned t = { NULL, 0 };
	enum err_code rc;

	rc = db_tx(cx, turn, &t);
	*n = (int64_t)t.n;
	return rc;
}
