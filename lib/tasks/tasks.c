/* Rules of tasks as users and other rooms see them; the worker's are in
 * tasks_super.c and tasks_child.c. */
#include <inttypes.h>
#include <stdio.h>

#include "db/db.h"
#include "rbac/rbac.h"
#include "tasks/tasks_int.h"

static const struct task_kind *const *kind_tables;

void
tasks_init(const struct task_kind *const *tables)
{
	kind_tables = tables;
}

const struct task_kind *
task_kind_find(const struct task_kind *const *tables, const char *name)
{
	const struct task_kind *k;

	for (; tables && *tables; tables++) {
		for (k = *tables; k->fn; k++) {
			if (strcmp(k->name, name) == 0)
				return k;
		}
	}
	return NULL;
}

const struct task_kind *
tasks_kind(const char *name)
{
	return task_kind_find(kind_tables, name);
}

enum err_code
tasks_enqueue_json(struct cx *cx, const struct task_new *in,
    struct str args_json, int64_t *id)
{
	const struct task_kind *kind = tasks_kind(in->kind);
	const char *lane = kind && kind->lane ? kind->lane : "";
	enum err_code rc;

	rc = tasks_db_insert(cx, in, args_json.n ? args_json : STR("{}"),
	    kind && kind->max_tries > 0 ? kind->max_tries : 1, lane, id);
	if (rc)
		return rc;
	db_notify(cx, "k8sm_tasks", lane);
	return ERR_OK;
}

enum err_code
tasks_enqueue(struct cx *cx, const struct task_new *in, int64_t *id)
{
	struct str args = STR("{}");
	int64_t got;
	enum err_code rc;

	if (in->args_type)
		args = type_text(cx->mem, in->args_type, in->args);
	rc = tasks_enqueue_json(cx, in, args, &got);
	if (rc == ERR_OK && id)
		*id = got;
	return rc;
}

/* Members of ${args} that the kind's descriptor calls secret are masked. */
static enum err_code
mask_args(struct cx *cx, struct task_row *t)
{
	const struct task_kind *kind = tasks_kind(t->kind);
	struct str shown;
	void *args;
	enum err_code rc;

	if (kind == NULL || kind->args == NULL || t->args.n == 0)
		return ERR_OK;
	args = arena_alloc(cx->mem, kind->args->size);
	rc = type_bind_text(cx, kind->args,
	    (struct str){ t->args.p, t->args.n }, args);
	if (rc) {
		/* An older build's arguments: better none than a secret. */
		err_clear(cx);
		t->args = (struct raw){ NULL, 0 };
		return ERR_OK;
	}
	shown = type_text(cx->mem, kind->args, args);
	t->args = (struct raw){ shown.p, shown.n };
	return ERR_OK;
}

static enum err_code
no_task(struct cx *cx, enum err_code rc, int64_t id)
{
	if (rc != ERR_NOT_FOUND)
		return rc;
	return err_set(cx, ERR_NOT_FOUND, "任务 %" PRId64 " 不存在",
	    "no task %" PRId64, id);
}

/* Whether the caller may ${perm} this task: his own without a project always. */
static enum err_code
check_may(struct cx *cx, const struct task_row *t, const char *perm)
{
	if (t->project_id == 0)
		return ERR_OK;
	return rbac_check_in(cx, perm, t->project_id);
}

enum err_code
tasks_get(struct cx *cx, int64_t id, struct task_row *out)
{
	enum err_code rc;

	rc = no_task(cx, tasks_db_get(cx, id, out), id);
	if (rc == ERR_OK)
		rc = check_may(cx, out, "task:read");
	return rc ? rc : mask_args(cx, out);
}

enum err_code
tasks_list(struct cx *cx, const struct task_filter *f, struct task_row **items,
    size_t *n, int64_t *total)
{
	return tasks_db_list(cx, f, items, n, total);
}

enum err_code
tasks_log(struct cx *cx, int64_t id, const struct task_log_query *q,
    struct task_event_row **items, size_t *n, int64_t *last)
{
	struct task_row t;
	enum err_code rc;

	rc = tasks_get(cx, id, &t);
	if (rc == ERR_OK)
		rc = tasks_db_events(cx, id, q->after, q->limit, items, n);
	return rc ? rc : tasks_db_last_event(cx, id, last);
}

static enum err_code
lock(struct cx *cx, int64_t id, struct task_row *t)
{
	enum err_code rc;

	rc = no_task(cx, tasks_db_lock(cx, id, t), id);
	if (rc == ERR_OK)
		rc = check_may(cx, t, "task:write");
	if (rc)
		return rc;
	if (cx->if_match && cx->if_match != t->version) {
		cx->current_version = t->version;
		return err_set(cx, ERR_CONFLICT, "任务 %" PRId64 " 已被修改",
		    "task %" PRId64 " was changed by somebody else", id);
	}
	return ERR_OK;
}

static bool
is_over(const char *status)
{
	return strcmp(status, "queued") != 0 && strcmp(status, "running") != 0;
}

enum err_code
tasks_stop(struct cx *cx, int64_t id)
{
	enum err_code rc;

	rc = tasks_db_cancel(cx, id);
	if (rc)
		return rc;
	/* The worker looks at once; followers see a queued task end. */
	db_notify(cx, "k8sm_tasks", "cancel");
	db_notify(cx, "k8sm_events", arena_printf(cx->mem, "%" PRId64, id));
	return ERR_OK;
}

enum err_code
tasks_cancel(struct cx *cx, int64_t id, struct task_row *out)
{
	const struct task_kind *kind;
	enum err_code rc;

	rc = lock(cx, id, out);
	if (rc)
		return rc;
	if (is_over(out->status))
		return err_set(cx, ERR_CONFLICT,
		    "任务 %" PRId64 " 已结束（%s）",
		    "task %" PRId64 " is over (%s)", id, out->status);
	rc = tasks_stop(cx, id);
	if (rc == ERR_OK)
		rc = tasks_db_get(cx, id, out);
	if (rc)
		return rc;
	kind = tasks_kind(out->kind);
	if (strcmp(out->status, "cancelled") == 0 && kind && kind->dropped)
		rc = kind->dropped(cx, id);
	return rc ? rc : mask_args(cx, out);
}

/* A new task with the same arguments, for the caller. */
enum err_code
tasks_retry(struct cx *cx, int64_t id, int64_t *task_id, int64_t *approval_id)
{
	const struct task_kind *kind;
	struct task_new in = { 0 };
	struct task_row t;
	struct str args;
	enum err_code rc;

	*task_id = *approval_id = 0;
	rc = lock(cx, id, &t);
	if (rc)
		return rc;
	if (strcmp(t.status, "failed") != 0 &&
	    strcmp(t.status, "cancelled") != 0)
		return err_set(cx, ERR_CONFLICT,
		    "任务 %" PRId64 " 的状态是 %s，不能重试",
		    "task %" PRId64 " is %s and cannot be retried", id,
		    t.status);
	kind = tasks_kind(t.kind);
	if (kind == NULL || kind->perm == NULL)
		return err_set(cx, ERR_CONFLICT, "'%s' 类任务不能重试",
		    "tasks of kind '%s' cannot be retried", t.kind);
	rc = rbac_check_in(cx, kind->perm, t.project_id);
	if (rc)
		return rc;
	in.kind = t.kind;
	in.title = t.title;
	in.project_id = t.project_id;
	in.object = t.object;
	in.object_id = t.object_id;
	in.retry_of = id;
	args = (struct str){ t.args.p, t.args.n };
	if (kind->submit)
		return kind->submit(cx, &in, args, task_id, approval_id);
	return tasks_enqueue_json(cx, &in, args, task_id);
}

enum err_code
tasks_resolve(struct cx *cx, int64_t id, const struct task_resolve *in,
    struct task_row *out)
{
	char text[32];
	enum err_code rc;

	rc = lock(cx, id, out);
	if (rc)
		return rc;
	if (strcmp(out->status, "uncertain") != 0)
		return err_set(cx, ERR_CONFLICT,
		    "任务 %" PRId64 " 的状态是 %s，无需裁定",
		    "task %" PRId64 " is %s, there is nothing to resolve", id,
		    out->status);
	rc = tasks_db_resolve(cx, id, in->status, in->reason);
	if (rc == ERR_OK)
		rc = tasks_db_get(cx, id, out);
	if (rc)
		return rc;
	snprintf(text, sizeof(text), "%" PRId64, id);
	db_notify(cx, "k8sm_events", text);
	return mask_args(cx, out);
}
