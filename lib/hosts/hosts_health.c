/*
 * hosts_health: looking at one host by hand, and what a look changes.
 */
#include <inttypes.h>
#include <stdio.h>

#include "db/db.h"
#include "hosts/hosts_health.h"
#include "json/json.h"
#include "notifications/notifications.h"
#include "rbac/rbac.h"

/* Kept of the request's deadline for the work after SSH. */
#define RESERVE_MS 800
#define SCRIPT_MS 8000
/* Of the host's row the time of the last look is written this often. */
#define TOUCH_US (INT64_C(5) * 60 * 1000000)
/* More changes of one project are told together. */
#define TELL_MOST 5
/* Looks in vain before a host counts as offline. */
#define FAILS_OFFLINE 2

/* --- by hand --- */

static void
look_at(struct cx *cx, const struct ssh_target *t, bool deep,
    struct host_look *out)
{
	static const char *const plain[] = { "/bin/sh", "-s", NULL };
	static const char *const twice[] = { "/bin/sh", "-s", "deep", NULL };
	struct ssh_run run = {
		.argv = deep ? twice : plain,
		.input = str_of(hosts_reading_script),
		.timeout_ms = SCRIPT_MS,
		.output_max = HOSTS_READING_MAX,
		.wake_fd = -1,
	};
	int64_t deadline = cx->deadline_ms, t0 = time_mono_ms(), ms;
	enum ssh_fault fault = SSH_F_NONE;
	struct ssh_result res;
	struct ssh *s = NULL;
	enum err_code rc;

	if (deadline > 0)
		cx->deadline_ms = deadline - RESERVE_MS;
	rc = ssh_open(cx, t, &s, &fault);
	ms = time_mono_ms() - t0;
	if (rc == ERR_OK)
		rc = ssh_exec(cx, s, &run, &res, &fault);
	ssh_close(s);
	cx->deadline_ms = deadline;
	out->reached = rc == ERR_OK;
	out->key_changed = fault == SSH_F_HOSTKEY;
	out->error = "";
	if (rc == ERR_OK) {
		hosts_reading_parse(res.out, &out->r);
	} else {
		hosts_reading_parse(STR(""), &out->r);
		out->error =
		    cx->message != NULL ? cx->message : err_text(rc, cx->lang);
		err_clear(cx);
	}
	out->r.latency_ms = ms;
}

static struct str
summary_of(struct cx *cx, const struct host_look *l, int64_t at)
{
	const struct host_reading *r = &l->r;
	const struct host_mount *m;
	struct json j;
	struct buf b;
	size_t i;

	buf_init(&b, cx->mem, BUF_MAX_ROW);
	json_init(&j, &b);
	json_object(&j);
	json_put_text(&j, "operator", cx->who.username);
	json_put_time(&j, "checked_at", at);
	json_put_text(&j, "load_raw",
	    r->has_load ? arena_printf(cx->mem, "%.2f %.2f %.2f", r->load1,
			      r->load5, r->load15) :
			  "");
	json_put_text(&j, "mem_raw",
	    r->has_memory ? arena_printf(cx->mem, "%" PRId64 ":%" PRId64,
				r->mem_used_mb, r->mem_total_mb) :
			    "");
	json_put_text(&j, "disk_raw",
	    r->has_disk ? arena_printf(cx->mem, "%.0f%%", r->disk) : "");
	json_put_text(&j, "inode_raw",
	    r->has_inode ? arena_printf(cx->mem, "%.0f%%", r->inode) : "");
	json_put_text(&j, "why", l->v.why);
	if (r->cpu >= 0)
		json_put_int(&j, "cpu_pct", (int64_t)r->cpu);
	json_put_int(&j, "uptime_s", r->uptime_s);
	json_key(&j, "mounts");
	json_array(&j);
	for (i = 0; i < r->n_mounts; i++) {
		m = &r->mounts[i];
		json_object(&j);
		json_put_text(&j, "mount", m->mount);
		json_put_int(&j, "size_mb", m->size_mb);
		json_put_int(&j, "used_pct", (int64_t)m->used);
		json_object_end(&j);
	}
	json_array_end(&j);
	json_object_end(&j);
	return json_done(&j) ? buf_view(&b) : STR("{}");
}

static void
snapshot_of(struct cx *cx, const struct host_look *l, int64_t at,
    struct host_health *out)
{
	const struct host_reading *r = &l->r;

	*out = (struct host_health){
		.host_id = l->host->id,
		.state = hosts_state_name(l->v.state),
		.connectivity_status = hosts_state_name(l->v.connectivity),
		.resource_status = hosts_state_name(l->v.resource),
		.system_status = hosts_state_name(l->v.system),
		.latency_ms = r->latency_ms,
		.cpu_load = r->load1,
		.memory_used_mb = r->mem_used_mb,
		.memory_total_mb = r->mem_total_mb,
		.disk_used_pct = r->disk > 0 ? r->disk : 0,
		.inode_used_pct = r->inode > 0 ? r->inode : 0,
		.summary_json = arena_str(cx->mem, summary_of(cx, l, at)),
		.error_message = !l->reached ? l->error :
		    l->v.partial	     ? "partial check failed" :
					       "",
		.operator_name = cx->who.username ? cx->who.username : "",
		.checked_at = at,
	};
}

static enum err_code
store(struct cx *cx, const struct host_ref *host, const struct host_look *l,
    struct host_health *out)
{
	struct host_health in;
	enum err_code rc;

	snapshot_of(cx, l, time_now_us(), &in);
	rc = db_begin(cx, DB_WRITE);
	if (rc == ERR_OK)
		rc = hosts_health_db_store(cx, host->project_id, &in, l, out);
	if (rc == ERR_OK)
		rc = db_commit(cx);
	if (rc)
		db_rollback(cx);
	return rc;
}

enum err_code
hosts_health_check(struct cx *cx, int64_t id, bool deep, struct host_ref *host,
    struct host_health *out)
{
	struct host_watch watch = { .id = id };
	struct host_look look = { .host = &watch, .status = "" };
	struct ssh_target target;
	struct host row;
	enum err_code rc;

	rc = hosts_db_get(cx, id, &row);
	if (rc == ERR_OK)
		rc = rbac_check_in(cx, "host:read", row.project_id);
	if (rc == ERR_OK)
		rc = hosts_reach(cx, id, host, &target);
	if (rc)
		return rc;
	look_at(cx, &target, deep, &look);
	if (look.reached)
		hosts_judge(&look.r, row.cpu_cores, &look.v);
	else
		hosts_judge_unreachable(&look.v);
	return store(cx, host, &look, out);
}

/* --- series --- */

#define SEC INT64_C(1000000)
#define POINTS 300
#define POINTS_MAX 2000

/* The finest steps that were kept for so long and are not too many. */
static const char *
source_of(const struct settings *set, int64_t now, int64_t from, int64_t range,
    int64_t *least)
{
	if (range <= 6 * 3600 * SEC &&
	    from >= now - set->metrics_raw_d * 86400 * SEC) {
		*least = 1;
		return "raw";
	}
	if (range <= 10 * 86400 * SEC &&
	    from >= now - set->metrics_5m_d * 86400 * SEC) {
		*least = 300;
		return "5m";
	}
	*least = 3600;
	return "1h";
}

enum err_code
hosts_series_plan(struct cx *cx, int64_t now,
    const struct host_series_filter *f, struct host_series *out)
{
	int64_t range, least, step;

	*out = (struct host_series){ .to = f->to != 0 ? f->to : now };
	out->from = f->from != 0 ? f->from : out->to - 3600 * SEC;
	range = out->to - out->from;
	if (range <= 0)
		return err_field(cx, "from", "起始时间应早于结束时间",
		    "must be before 'to'");
	if (range > 3660 * 86400 * SEC)
		return err_field(cx, "from", "时间范围过大",
		    "the range is too long");
	out->source = source_of(cx->set, now, out->from, range, &least);
	step = f->step != 0 ? f->step : range / SEC / POINTS;
	if (step < range / SEC / POINTS_MAX)
		step = range / SEC / POINTS_MAX;
	if (least == 1 && f->step == 0 && cx->set->collect_every_s > 0)
		least = cx->set->collect_every_s;
	if (step < least)
		step = least;
	/* Steps of the source are not split unevenly. */
	if (least > 1)
		step = (step + least - 1) / least * least;
	out->step = step;
	return ERR_OK;
}

/* --- what a look changes --- */

static enum host_state
state_of(const char *name)
{
	int i;

	for (i = HOST_HEALTHY; i < HOST_UNKNOWN; i++)
		if (strcmp(name, hosts_state_name((enum host_state)i)) == 0)
			return (enum host_state)i;
	return HOST_UNKNOWN;
}

/* Nobody is told anything of such a host. */
static bool
is_quiet(const struct host_watch *h)
{
	return h->held || strcmp(h->status, "maintenance") == 0;
}

void
hosts_look_judge(struct host_look *l, int64_t now_us)
{
	const struct host_watch *h = l->host;
	double flaps;

	if (l->reached)
		hosts_judge(&l->r, h->cores, &l->v);
	else
		hosts_judge_unreachable(&l->v);
	l->mood = (struct host_mood){ state_of(h->told), state_of(h->seen),
		h->streak, h->flaps, h->at };
	l->told_before = l->mood.told;
	flaps = l->mood.flaps;
	l->told_now = hosts_mood_look(&l->mood, l->v.state, now_us);
	l->shown = l->mood.told;
	l->fails = l->reached ? 0 : h->fails + 1;
	l->failed_since = l->reached ? 0 :
	    h->failed_since != 0     ? h->failed_since :
				       now_us;
	l->status = h->status;
	if (is_quiet(h)) {
		/* What is still so afterwards is told then. */
		l->mood.told = l->told_before;
		l->mood.flaps = flaps;
		l->told_now = false;
		l->shown = l->v.state;
		return;
	}
	/* A changed key is told at once; an outage when it is one. */
	if (l->key_changed)
		l->status = "error";
	else if (!l->reached && l->mood.told == HOST_CRITICAL &&
	    l->fails >= FAILS_OFFLINE && strcmp(h->status, "error") != 0)
		l->status = "offline";
	else if (l->reached)
		l->status = "online";
}

static bool
is_news(const struct host_look *l)
{
	if (!l->told_now)
		return false;
	/* The first look at a host is no news when all is well. */
	return l->told_before != HOST_UNKNOWN || l->mood.told != HOST_HEALTHY;
}

static enum err_code
tell_one(struct cx *cx, const struct ints *users, const struct host_look *l)
{
	static const char *const zh[] = { "主机恢复正常", "主机状态下降",
		"主机状态严重", "" };
	static const char *const en[] = { "Host recovered", "Host degraded",
		"Host critical", "" };
	enum host_state to = l->mood.told;
	bool away = !l->reached;
	struct notification_new n = {
		.type = "alert",
		.severity = to == HOST_CRITICAL ? "critical" :
		    to == HOST_DEGRADED		? "warning" :
						  "info",
		.source = "hosts",
		.action_type = "view",
	};

	n.title = arena_printf(cx->mem, "%s：%s",
	    away ? "主机无法连接" : zh[to], l->host->name);
	n.title_en = arena_printf(cx->mem, "%s: %s",
	    away ? "Host unreachable" : en[to], l->host->name);
	n.content = away ? l->error : l->v.why;
	n.source_id = arena_printf(cx->mem, "%" PRId64, l->host->id);
	n.action_url =
	    arena_printf(cx->mem, "/hosts/%" PRId64 "?tab=health", l->host->id);
	return notifications_add_many(cx, users->v, users->n, &n);
}

static enum err_code
tell_together(struct cx *cx, const struct ints *users,
    const struct host_look *const *news, size_t n_news)
{
	struct notification_new n = { .type = "alert",
		.severity = "info",
		.source = "hosts",
		.action_type = "view",
		.action_url = "/hosts?attention=true" };
	size_t i, worse = 0, better = 0;
	struct buf b;

	buf_init(&b, cx->mem, 4096);
	for (i = 0; i < n_news; i++) {
		if (news[i]->mood.told == HOST_HEALTHY)
			better++;
		else
			worse++;
		if (news[i]->mood.told == HOST_CRITICAL)
			n.severity = "critical";
		else if (news[i]->mood.told == HOST_DEGRADED &&
		    strcmp(n.severity, "info") == 0)
			n.severity = "warning";
		if (i < 20)
			buf_printf(&b, "%s%s: %s", i > 0 ? "\n" : "",
			    news[i]->host->name,
			    !news[i]->reached ?
				"unreachable" :
				hosts_state_name(news[i]->mood.told));
	}
	if (n_news > 20)
		buf_puts(&b, "\n…");
	n.title =
	    arena_printf(cx->mem, "%zu 台主机状态变化：%zu 台变差，%zu 台恢复",
		n_news, worse, better);
	n.title_en =
	    arena_printf(cx->mem, "%zu hosts changed: %zu worse, %zu recovered",
		n_news, worse, better);
	n.content = b.failed ? "" : b.p;
	return notifications_add_many(cx, users->v, users->n, &n);
}

/* The news of one project, to those who may do something about them. */
static enum err_code
tell(struct cx *cx, int64_t project_id, const struct host_look *const *news,
    size_t n)
{
	struct ints users;
	enum err_code rc;
	size_t i;

	rc = hosts_round_db_watchers(cx, project_id, &users);
	if (rc || users.n == 0)
		return rc;
	if (n > TELL_MOST)
		return tell_together(cx, &users, news, n);
	for (i = 0; rc == ERR_OK && i < n; i++)
		rc = tell_one(cx, &users, news[i]);
	return rc;
}

static enum err_code
tell_all(struct cx *cx, const struct host_look *looks, size_t n)
{
	const struct host_look **news;
	enum err_code rc = ERR_OK;
	bool *done;
	size_t i, k, n_news;

	news = arena_array(cx->mem, n + 1, sizeof(*news));
	done = arena_array(cx->mem, n + 1, sizeof(*done));
	for (i = 0; rc == ERR_OK && i < n; i++) {
		if (done[i] || !is_news(&looks[i]))
			continue;
		n_news = 0;
		for (k = i; k < n; k++) {
			if (looks[k].host->project_id !=
				looks[i].host->project_id ||
			    !is_news(&looks[k]))
				continue;
			news[n_news++] = &looks[k];
			done[k] = true;
		}
		rc = tell(cx, looks[i].host->project_id, news, n_news);
	}
	return rc;
}

/* Whether the host's own row says something that is not so any more. */
static bool
is_stale(const struct host_look *l, int64_t at)
{
	const struct host_watch *h = l->host;

	return l->told_now || strcmp(l->status, h->status) != 0 ||
	    strcmp(hosts_state_name(l->shown), h->health_state) != 0 ||
	    at / TOUCH_US != h->at / TOUCH_US ||
	    (h->fails == 0) != (l->fails == 0);
}

struct round {
	struct host_look *looks;
	size_t n;
	int64_t at;
};

static enum err_code
store_round(struct cx *cx, void *arg)
{
	struct round *r = arg;
	struct host_look *stale;
	enum err_code rc;
	size_t i, n = 0;

	stale = arena_array(cx->mem, r->n + 1, sizeof(*stale));
	for (i = 0; i < r->n; i++)
		if (is_stale(&r->looks[i], r->at))
			stale[n++] = r->looks[i];
	rc = hosts_round_db_samples(cx, r->looks, r->n, r->at);
	if (rc == ERR_OK)
		rc = hosts_round_db_hosts(cx, stale, n, r->at);
	if (rc == ERR_OK)
		rc = hosts_round_db_monitors(cx, r->looks, r->n, r->at,
		    r->at / TOUCH_US !=
			(r->n > 0 ? r->looks[0].host->at : 0) / TOUCH_US);
	for (i = 0; rc == ERR_OK && i < r->n; i++)
		if (r->looks[i].told_now)
			rc = hosts_round_db_snapshot(cx, &r->looks[i], r->at);
	return rc ? rc : tell_all(cx, r->looks, r->n);
}

enum err_code
hosts_looks_store(struct cx *cx, struct host_look *looks, size_t n, int64_t at)
{
	struct round r = { looks, n, at };

	return n > 0 ? db_tx(cx, store_round, &r) : ERR_OK;
}
