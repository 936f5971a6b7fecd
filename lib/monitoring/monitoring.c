/*
 * monitoring: which part of everything the caller may see, put together.
 */
#include "approvals/approvals.h"
#include "monitoring/monitoring_int.h"

#define WAITING_MAX 20

/* The caller's projects in which he holds ${perm}. */
static void
projects_with(struct cx *cx, const char *perm, const int64_t **v, size_t *n)
{
	int64_t *found =
	    arena_array(cx->mem, cx->who.n_projects + 1, sizeof(*found));
	size_t i;

	*n = 0;
	*v = found;
	for (i = 0; i < cx->who.n_projects; i++)
		if (cx_can_in(cx, perm, cx->who.projects[i]))
			found[(*n)++] = cx->who.projects[i];
}

static void
scope_of(struct cx *cx, struct monitoring_scope *s)
{
	projects_with(cx, "host:read", &s->hosts, &s->n_hosts);
	projects_with(cx, "task:read", &s->tasks, &s->n_tasks);
	projects_with(cx, "audit:read", &s->audit, &s->n_audit);
	projects_with(cx, "monitoring:read", &s->monitoring, &s->n_monitoring);
}

/* The rows of one section; they lie side by side. */
static struct objects
section(struct overview_item *v, size_t n, const char *name)
{
	struct objects found = { .v = v, .set = true };
	size_t i;

	for (i = 0; i < n; i++) {
		if (strcmp(v[i].section, name) != 0)
			continue;
		if (found.n++ == 0)
			found.v = &v[i];
	}
	return found;
}

static struct objects
waiting(struct cx *cx, const struct approval_line *lines, size_t n)
{
	struct overview_item *v = arena_array(cx->mem, n + 1, sizeof(*v));
	size_t i;

	for (i = 0; i < n; i++)
		v[i] = (struct overview_item){ "waiting", "approval",
			lines[i].id, lines[i].title,
			arena_printf(cx->mem, "%s, %s", lines[i].requester_name,
			    lines[i].risk),
			lines[i].created_at,
			arena_printf(cx->mem, "/approvals/%lld",
			    (long long)lines[i].id) };
	return (struct objects){ v, n, true };
}

enum err_code
monitoring_overview(struct cx *cx, struct overview *out)
{
	struct monitoring_scope scope;
	struct approval_line *lines;
	struct overview_item *v;
	enum err_code rc;
	size_t n, n_lines;

	scope_of(cx, &scope);
	rc = monitoring_db_overview(cx, &scope, &v, &n);
	if (rc == ERR_OK)
		rc = approvals_waiting(cx, WAITING_MAX, &lines, &n_lines);
	if (rc)
		return rc;
	out->broken = section(v, n, "broken");
	out->moving = section(v, n, "moving");
	out->changed = section(v, n, "changed");
	out->waiting = waiting(cx, lines, n_lines);
	return ERR_OK;
}

static int64_t
hours_of(const char *range)
{
	if (range != NULL && strcmp(range, "24h") == 0)
		return 24;
	return range != NULL && strcmp(range, "6h") == 0 ? 6 : 1;
}

enum err_code
monitoring_dashboard(struct cx *cx, const char *time_range,
    struct dashboard *out)
{
	struct monitoring_scope scope;
	struct dashboard_event *events;
	enum err_code rc;
	size_t n;

	*out = (struct dashboard){ .alerts = { .recent = { .set = true } },
		.metrics = { { .set = true }, { .set = true } },
		.ai = { .stats = { .previous_change = "" },
		    .sessions = { .set = true },
		    .by_scene = { "{}", 2 } } };
	scope_of(cx, &scope);
	rc = monitoring_db_hosts(cx, &scope, &out->hosts);
	if (rc == ERR_OK)
		rc = monitoring_db_events(cx, &scope, hours_of(time_range),
		    &events, &n);
	if (rc)
		return rc;
	out->events = (struct objects){ events, n, true };
	return ERR_OK;
}
