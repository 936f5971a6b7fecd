/*
 * hosts_collect: the collector, a routine task in the lane "collect".
 *
 * A round looks at every host that is watched: one command on a session that
 * stays open between rounds, all of them in one loop (ssh_fan).  What needs the
 * reading before (processor time, bytes sent) is remembered here; a new process
 * begins without.  Nothing is kept of secrets: they are opened for each round.
 */
#include <stdlib.h>

#include "hosts/hosts_health.h"
#include "ssh/ssh_fan.h"

#define PAGE 1000
#define AT_WORK 256
#define CONNECTING 48
#define CONNECTS_PER_S 120
#define WARM_MOST 4000
#define SCRIPT_MS 10000
#define TURN_MS 250
#define ALIVE_MS 2000
/* What one page of hosts may take: rows, opened secrets, readings. */
#define PAGE_MEM ((size_t)96 << 20)

static const char command[] = "/bin/sh -s";

/* --- what is remembered of a host between rounds --- */

struct memory {
	int64_t id; /* 0: free */
	struct host_counters count;
};
static struct {
	struct memory *v;
	size_t cap; /* a power of two */
} last;

static struct ssh_fan *fan;

static struct memory *
slot_of(struct memory *v, size_t cap, int64_t id)
{
	size_t i =
	    (size_t)((uint64_t)id * UINT64_C(0x9e3779b97f4a7c15)) & (cap - 1);

	while (v[i].id != 0 && v[i].id != id)
		i = (i + 1) & (cap - 1);
	return &v[i];
}

/* A table of its own for each round: hosts that are gone fall out. */
struct memories {
	struct memory *v;
	size_t cap;
	size_t n;
};

static void
remember(struct memories *m, int64_t id, const struct host_counters *count)
{
	struct memory *v, *to;
	size_t cap, i;

	if (m->cap == 0 || m->n * 2 >= m->cap) {
		cap = m->cap == 0 ? 1024 : m->cap * 2;
		v = calloc(cap, sizeof(*v));
		if (v == NULL)
			return; /* this host's next look has no rates */
		for (i = 0; i < m->cap; i++)
			if (m->v[i].id != 0)
				*slot_of(v, cap, m->v[i].id) = m->v[i];
		free(m->v);
		m->v = v;
		m->cap = cap;
	}
	to = slot_of(m->v, m->cap, id);
	m->n += to->id == 0;
	*to = (struct memory){ id, *count };
}

static void
keep(struct memories *m)
{
	free(last.v);
	last.v = m->v;
	last.cap = m->cap;
}

/* --- one page of hosts --- */

struct sweep {
	struct cx *cx;
	struct host_look *looks;
	struct host_watch *hosts;
	struct one {
		struct ssh_fan_job job;
		struct ssh_target target;
		struct sweep *page;
		size_t at;
		struct buf out;
	} * ones;
	size_t n;
};

static void
on_output(struct ssh_fan_job *job, bool is_err, struct str piece)
{
	struct one *o = job->arg;

	if (!is_err)
		buf_str(&o->out, piece);
}

static void
on_end(struct ssh_fan_job *job, const struct ssh_fan_result *res)
{
	struct one *o = job->arg;
	struct host_look *l = &o->page->looks[o->at];
	const struct memory *was;

	l->reached = res->rc == ERR_OK;
	l->key_changed = res->fault == SSH_F_HOSTKEY;
	l->error =
	    l->reached ? "" : arena_strdup(o->page->cx->mem, res->message);
	hosts_reading_parse(l->reached ? buf_view(&o->out) : STR(""), &l->r);
	l->r.latency_ms = res->connect_ms + res->run_ms;
	if (!l->reached || last.cap == 0)
		return;
	was = slot_of(last.v, last.cap, l->host->id);
	if (was->id != 0)
		hosts_reading_since(&l->r, &was->count);
}

/* One that cannot even be tried: no credentials, a jump host that is gone. */
static void
not_tried(struct sweep *p, size_t at)
{
	struct host_look *l = &p->looks[at];

	l->reached = false;
	l->error = p->cx->message ? p->cx->message : "";
	hosts_reading_parse(STR(""), &l->r);
	err_clear(p->cx);
}

static enum err_code
start_one(struct sweep *p, size_t at)
{
	struct one *o = &p->ones[at];
	struct host_ref ref;
	enum err_code rc;

	p->looks[at].host = &p->hosts[at];
	rc = hosts_reach(p->cx, p->hosts[at].id, &ref, &o->target);
	if (rc == ERR_NOT_FOUND || rc == ERR_CONFLICT || rc == ERR_INVALID) {
		not_tried(p, at);
		return ERR_OK;
	}
	if (rc)
		return rc;
	if (o->target.connect_ms > (int)p->cx->set->collect_host_ms)
		o->target.connect_ms = (int)p->cx->set->collect_host_ms;
	o->page = p;
	o->at = at;
	buf_init(&o->out, p->cx->mem, HOSTS_READING_MAX);
	o->job = (struct ssh_fan_job){ .target = &o->target,
		.command = command,
		.input = str_of(hosts_reading_script),
		.timeout_ms = SCRIPT_MS,
		.output_max = HOSTS_READING_MAX,
		.on_output = on_output,
		.on_end = on_end,
		.arg = o };
	ssh_fan_add(fan, &o->job);
	return ERR_OK;
}

/* Until every host of the page answered or was given up. */
static enum err_code
follow(struct sweep *p, struct task *t)
{
	int64_t looked = time_mono_ms();
	enum err_code rc = ERR_OK;

	while (ssh_fan_turn(fan, TURN_MS, task_wake_fd(t)) > 0) {
		if (time_mono_ms() - looked < ALIVE_MS)
			continue;
		looked = time_mono_ms();
		rc = task_alive(p->cx, t);
		if (rc)
			ssh_fan_cancel(fan, NULL, false);
	}
	return rc ? rc : task_alive(p->cx, t);
}

static enum err_code
look_at_page(struct sweep *p, struct task *t, struct memories *now)
{
	struct cx *cx = p->cx;
	enum err_code rc = ERR_OK, ended;
	int64_t at;
	size_t i;

	p->looks = arena_array(cx->mem, p->n + 1, sizeof(*p->looks));
	p->ones = arena_array(cx->mem, p->n + 1, sizeof(*p->ones));
	for (i = 0; rc == ERR_OK && i < p->n; i++)
		rc = start_one(p, i);
	/* Jobs point into the page: they end before it does. */
	if (rc)
		ssh_fan_cancel(fan, NULL, false);
	ended = follow(p, t);
	if (rc || ended)
		return rc ? rc : ended;
	at = time_now_us();
	for (i = 0; i < p->n; i++) {
		hosts_look_judge(&p->looks[i], at);
		if (p->looks[i].reached)
			remember(now, p->hosts[i].id, &p->looks[i].r.count);
	}
	return hosts_looks_store(cx, p->looks, p->n, at);
}

/* --- the round --- */

static enum err_code
prepare(struct cx *cx)
{
	const struct ssh_fan_limits lim = { .jobs = AT_WORK,
		.connects = CONNECTING,
		.connects_per_s = CONNECTS_PER_S,
		.warm = WARM_MOST,
		.warm_idle_s = (int)cx->set->collect_every_s * 3 + 30 };

	if (fan == NULL)
		fan = ssh_fan_new(&lim);
	else
		ssh_fan_limit(fan, &lim);
	if (fan == NULL)
		return err_plain(cx, ERR_UNAVAILABLE);
	ssh_fan_lang(fan, cx->lang);
	return ERR_OK;
}

static void
free_page(void *mem)
{
	arena_free(mem);
}

static enum err_code
pages(struct cx *cx, struct task *t, struct memories *now, int64_t *hosts,
    int64_t *away)
{
	struct cx inner = *cx;
	enum err_code rc = ERR_OK;
	int64_t after = 0;
	struct sweep p;
	size_t i;

	inner.mem = arena_new(PAGE_MEM);
	arena_defer(cx->mem, free_page, inner.mem);
	do {
		arena_reset(inner.mem);
		p = (struct sweep){ .cx = &inner };
		rc = hosts_round_db_watch(&inner, after, PAGE, &p.hosts, &p.n);
		if (rc == ERR_OK && p.n > 0)
			rc = look_at_page(&p, t, now);
		for (i = 0; rc == ERR_OK && i < p.n; i++)
			*away += !p.looks[i].reached;
		*hosts += (int64_t)p.n;
		if (p.n > 0)
			after = p.hosts[p.n - 1].id;
	} while (rc == ERR_OK && p.n == PAGE);
	if (rc) {
		/* The slot's texts live in the page. */
		cx->err = inner.err;
		cx->message = arena_strdup(cx->mem, inner.message);
		cx->field = arena_strdup(cx->mem, inner.field);
		cx->detail = arena_strdup(cx->mem, inner.detail);
	}
	return rc;
}

static enum err_code
collect(struct cx *cx, struct task *t, const void *args)
{
	struct memories now = { NULL, 0, 0 };
	int64_t t0 = time_mono_ms(), hosts = 0, away = 0;
	enum err_code rc;

	(void)args;
	rc = prepare(cx);
	if (rc == ERR_OK)
		rc = hosts_round_db_keep(cx);
	if (rc == ERR_OK)
		rc = pages(cx, t, &now, &hosts, &away);
	if (rc) {
		free(now.v);
		return rc;
	}
	keep(&now);
	rc = hosts_round_db_rollup(cx);
	task_set_result(t,
	    str_of(arena_printf(cx->mem,
		"{\"hosts\":%lld,\"unreachable\":%lld,\"ms\":%lld}",
		(long long)hosts, (long long)away,
		(long long)(time_mono_ms() - t0))));
	return rc;
}

static int64_t
every(struct cx *cx)
{
	bool wanted = false;

	if (cx->set->collect_every_s == 0)
		return 0;
	if (hosts_round_db_wanted(cx, &wanted)) {
		err_clear(cx);
		return 0;
	}
	return wanted ? cx->set->collect_every_s : 0;
}

static void
idle(struct cx *cx)
{
	(void)cx;
	if (fan != NULL)
		(void)ssh_fan_turn(fan, 0, -1);
}

static void
leave(struct cx *cx)
{
	(void)cx;
	ssh_fan_free(fan);
	fan = NULL;
}

const struct task_kind hosts_collect_kinds[] = {
	{ .name = "hosts.collect",
	    .doc = "Look at every host: metrics, health, notifications",
	    .timeout_s = 600,
	    .max_tries = 1,
	    .repeatable = true,
	    .lane = "collect",
	    .every = every,
	    .idle = idle,
	    .leave = leave,
	    .fn = collect },
	{ .fn = NULL }
};
