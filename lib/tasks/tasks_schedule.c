/*
 * Rules of schedules.
 *
 * A cron expression is about clock readings: the next reading is found first and
 * turned into an instant of the zone then.  So a reading that the zone skips
 * (spring) fires once, when the clock has jumped, and one that comes twice
 * (autumn) fires once.
 */
#include <inttypes.h>

#include "db/db.h"
#include "rbac/rbac.h"
#include "tasks/tasks_cron.h"
#include "tasks/tasks_int.h"

#define MIN_US (INT64_C(60) * 1000000)
#define MAX_READINGS 1000 /* skipped readings that are tried */

/* "+08:00" as microseconds; "UTC" is 0. */
static bool
fixed_zone(const char *zone, int64_t *offset)
{
	struct str s = str_of(zone);
	int64_t h, m;

	*offset = 0;
	if (str_eq(s, STR("UTC")) || str_eq(s, STR("Z")))
		return true;
	if (s.n != 6 || (s.p[0] != '+' && s.p[0] != '-') || s.p[3] != ':' ||
	    s.p[1] == '-' || s.p[4] == '-' ||
	    !str_int((struct str){ s.p + 1, 2 }, &h) ||
	    !str_int((struct str){ s.p + 4, 2 }, &m) || h > 14 || m > 59)
		return false;
	*offset = (h * 60 + m) * MIN_US * (s.p[0] == '-' ? -1 : 1);
	return true;
}

static enum err_code
to_local(struct cx *cx, const char *zone, int64_t us, int64_t *local)
{
	int64_t offset;

	if (!fixed_zone(zone, &offset))
		return tasks_db_zone_local(cx, zone, us, local);
	*local = us + offset;
	return ERR_OK;
}

static enum err_code
to_utc(struct cx *cx, const char *zone, int64_t local, int64_t *us)
{
	int64_t offset;

	if (!fixed_zone(zone, &offset))
		return tasks_db_zone_utc(cx, zone, local, us);
	*us = local - offset;
	return ERR_OK;
}

enum err_code
tasks_schedule_next(struct cx *cx, const struct tasks_cron *c, const char *zone,
    int64_t after, int64_t last, int64_t *out)
{
	int64_t local, last_local = 0, us;
	enum err_code rc;
	int i;

	*out = 0;
	if (c->at_us) {
		*out = c->at_us > last ? c->at_us : 0;
		return ERR_OK;
	}
	rc = to_local(cx, zone, after, &local);
	if (rc == ERR_OK && last)
		rc = to_local(cx, zone, last, &last_local);
	if (rc)
		return rc;
	if (last_local > local)
		local = last_local;
	for (i = 0; i < MAX_READINGS; i++) {
		local = tasks_cron_next(c, local);
		if (local == 0)
			return ERR_OK;
		rc = to_utc(cx, zone, local, &us);
		if (rc)
			return rc;
		if (us > after && us > last) {
			*out = us;
			return ERR_OK;
		}
	}
	return ERR_OK;
}

static enum err_code
check_zone(struct cx *cx, const char *zone)
{
	int64_t offset;
	bool known;
	enum err_code rc;

	if (fixed_zone(zone, &offset))
		return ERR_OK;
	rc = tasks_db_zone_known(cx, zone, &known);
	if (rc || known)
		return rc;
	return err_field(cx, "timezone", "未知的时区 '%s'",
	    "unknown time zone '%s'", zone);
}

/* Checks ${in}, fills what was left out and computes the first firing. */
static enum err_code
check(struct cx *cx, struct schedule_new *in, int64_t *next)
{
	const struct task_kind *kind;
	struct tasks_cron cron;
	void *args;
	enum err_code rc;

	rc = tasks_cron_parse(cx, in->cron, &cron);
	if (rc)
		return rc;
	if (in->timezone == NULL || in->timezone[0] == '\0')
		in->timezone = "UTC";
	rc = check_zone(cx, in->timezone);
	if (rc)
		return rc;
	kind = tasks_kind(in->kind);
	if (kind == NULL || kind->perm == NULL)
		return err_field(cx, "kind", "'%s' 类任务不能定时执行",
		    "tasks of kind '%s' cannot be scheduled", in->kind);
	rc = rbac_check_in(cx, kind->perm, in->project_id);
	if (rc)
		return rc;
	if (in->args.n == 0)
		in->args = (struct raw){ "{}", 2 };
	if (kind->args) {
		args = arena_alloc(cx->mem, kind->args->size);
		rc = type_bind_text(cx, kind->args,
		    (struct str){ in->args.p, in->args.n }, args);
		if (rc) {
			cx->field = arena_printf(cx->mem, "args.%s",
			    cx->field ? cx->field : "");
			return rc;
		}
	}
	rc = tasks_schedule_next(cx, &cron, in->timezone, time_now_us(), 0,
	    next);
	if (rc)
		return rc;
	if (*next == 0 || *next <= time_now_us())
		return err_field(cx, "cron", "该表达式不会再触发",
		    "this expression never fires again");
	return ERR_OK;
}

static enum err_code
no_schedule(struct cx *cx, enum err_code rc, int64_t id)
{
	if (rc != ERR_NOT_FOUND)
		return rc;
	return err_set(cx, ERR_NOT_FOUND, "定时任务 %" PRId64 " 不存在",
	    "no schedule %" PRId64, id);
}

/* The caller's own project when there is no doubt which. */
static enum err_code
choose_project(struct cx *cx, int64_t *project_id)
{
	const struct principal *who = &cx->who;

	if (*project_id == 0)
		*project_id = who->project_id;
	if (*project_id == 0 && who->n_projects == 1)
		*project_id = who->projects[0];
	if (*project_id == 0)
		return err_field_as(cx, ERR_MISSING, "project_id", "请指定项目",
		    "say which project");
	return rbac_check_in(cx, "schedule:write", *project_id);
}

enum err_code
tasks_schedule_list(struct cx *cx, const struct schedule_filter *f,
    struct schedule **items, size_t *n, int64_t *total)
{
	return tasks_db_schedule_list(cx, f, items, n, total);
}

enum err_code
tasks_schedule_get(struct cx *cx, int64_t id, struct schedule *out)
{
	enum err_code rc;

	rc = no_schedule(cx, tasks_db_schedule_get(cx, id, out), id);
	return rc ? rc : rbac_check_in(cx, "schedule:read", out->project_id);
}

enum err_code
tasks_schedule_create(struct cx *cx, const struct schedule_new *in,
    struct schedule *out)
{
	struct schedule_new s = *in;
	int64_t next = 0;
	enum err_code rc;

	rc = choose_project(cx, &s.project_id);
	if (rc == ERR_OK)
		rc = check(cx, &s, &next);
	if (rc == ERR_OK)
		rc =
		    tasks_db_schedule_insert(cx, &s, s.enabled ? next : 0, out);
	if (rc == ERR_OK)
		db_notify(cx, "k8sm_tasks", "schedule");
	return rc;
}

enum err_code
tasks_schedule_update(struct cx *cx, int64_t id, const struct schedule_new *in,
    struct schedule *before, struct schedule *out)
{
	struct schedule_new s = *in;
	int64_t next = 0;
	enum err_code rc;

	rc = no_schedule(cx, tasks_db_schedule_get(cx, id, before), id);
	if (rc == ERR_OK)
		rc = rbac_check_in(cx, "schedule:write", before->project_id);
	if (rc)
		return rc;
	if (cx->if_match && cx->if_match != before->version) {
		cx->current_version = before->version;
		return err_set(cx, ERR_CONFLICT,
		    "定时任务 %" PRId64 " 已被修改",
		    "schedule %" PRId64 " was changed by somebody else", id);
	}
	if (s.project_id && s.project_id != before->project_id)
		return err_field(cx, "project_id", "不能更改项目",
		    "the project cannot be changed");
	s.project_id = before->project_id;
	rc = check(cx, &s, &next);
	if (rc == ERR_OK)
		rc = tasks_db_schedule_update(cx, id, &s, s.enabled ? next : 0,
		    out);
	if (rc == ERR_OK)
		db_notify(cx, "k8sm_tasks", "schedule");
	return no_schedule(cx, rc, id);
}

enum err_code
tasks_schedule_remove(struct cx *cx, int64_t id, struct schedule *before)
{
	enum err_code rc;

	rc = no_schedule(cx, tasks_db_schedule_get(cx, id, before), id);
	if (rc == ERR_OK)
		rc = rbac_check_in(cx, "schedule:write", before->project_id);
	return rc ? rc : tasks_db_schedule_remove(cx, id);
}

/* --- firing ---------------------------------------------------------------- */

/* Makes the task, as the user whose schedule it is, with his rights of today. */
static enum err_code
make_task(struct cx *cx, struct schedule *s)
{
	const struct task_kind *kind = tasks_kind(s->kind);
	struct principal system = cx->who;
	struct task_new in = { 0 };
	struct str args = { s->args.p, s->args.n };
	int64_t approval = 0;
	enum err_code rc;

	if (kind == NULL || kind->perm == NULL)
		return err_set(cx, ERR_CONFLICT, "'%s' 类任务不能定时执行",
		    "tasks of kind '%s' cannot be scheduled", s->kind);
	rc = rbac_load(cx, cx->mem, s->created_by);
	if (rc == ERR_OK)
		rc = rbac_check_in(cx, kind->perm, s->project_id);
	in.kind = s->kind;
	in.title = s->name;
	in.project_id = s->project_id;
	in.schedule_id = s->id;
	in.fire_at = s->next_run;
	if (rc == ERR_OK && kind->submit)
		rc = kind->submit(cx, &in, args, &s->last_task_id, &approval);
	else if (rc == ERR_OK)
		rc = tasks_enqueue_json(cx, &in, args, &s->last_task_id);
	cx->who = system;
	return rc;
}

struct firing {
	bool found;
	struct schedule s;
};

/* Fires one schedule that is due, in the current transaction. */
static enum err_code
fire_one(struct cx *cx, void *arg)
{
	struct firing *f = arg;
	struct schedule *s = &f->s;
	struct tasks_cron cron;
	int64_t now, next;
	enum err_code rc;

	rc = tasks_db_schedule_due(cx, s, &f->found);
	if (rc || !f->found)
		return rc;
	s->last_error = "";
	s->last_task_id = 0;
	rc = tasks_cron_parse(cx, s->cron, &cron);
	if (rc)
		return rc;
	/* What was missed while nobody ran fires once, not as often as it was
	 * missed. */
	now = time_now_us();
	rc = tasks_schedule_next(cx, &cron, s->timezone,
	    now > s->next_run ? now : s->next_run, s->next_run, &next);
	if (rc == ERR_OK)
		rc = make_task(cx, s);
	return rc ? rc : tasks_db_schedule_fired(cx, s, next, next != 0);
}

/* Says with the schedule why it cannot fire; it fires no more until changed. */
static enum err_code
refuse_one(struct cx *cx, void *arg)
{
	return tasks_db_schedule_fired(cx, arg, 0, false);
}

enum err_code
tasks_schedules_fire(struct cx *cx, int64_t *next)
{
	struct firing f = { .found = true };
	enum err_code rc = ERR_OK;
	int i;

	for (i = 0; f.found && rc == ERR_OK && i < 100; i++) {
		f.found = false;
		rc = db_tx(cx, fire_one, &f);
		if (rc == ERR_OK || !f.found || rc == ERR_UNAVAILABLE ||
		    rc == ERR_TIMEOUT || rc == ERR_STORAGE)
			continue;
		f.s.last_error =
		    cx->message ? cx->message : err_text(rc, cx->lang);
		log_warn(cx, "schedule.refused", LOG_INT("schedule_id", f.s.id),
		    LOG_TEXT("why", f.s.last_error));
		err_clear(cx);
		rc = db_tx(cx, refuse_one, &f.s);
	}
	if (rc == ERR_OK)
		rc = tasks_db_schedule_next(cx, next);
	return rc;
}
