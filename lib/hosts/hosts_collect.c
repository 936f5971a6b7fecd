/*
 * hosts_collect: the collector: one look at every host, every round.
 *
 * All hosts of a round are jobs of one loop over sessions that stay open between
 * rounds.  Results are written in groups while others are still under way; what
 * hangs is cut off by its own deadline, and the whole round by another.  Hosts
 * that did not answer last time come last, so that they keep nobody waiting.
 * A process that is killed loses what was not written of one round, and the
 * counters from which the next one would have made rates.
 */
#include <inttypes.h>

#include "hosts/hosts_health.h"
#include "ssh/ssh_fan.h"

#define WAVE 2000 /* hosts in memory at once */
#define REACH_AT_ONCE 200 /* hosts whose secrets are opened together */
#define JOBS 256
#define CONNECTS 64
#define WARM_MAX 1200
#define GROUP 250 /* looks written together */
#define GROUP_MS 1000 /* the longest that one waits for others */
#define TURN_MS 100
#define WAVE_MEMORY ((size_t)96 << 20)
#define GROUP_MEMORY ((size_t)32 << 20)
#define COUNTS_MEMORY ((size_t)64 << 20)
#define KEEP_MS (INT64_C(3600) * 1000)
#define ROUND_LEAST_S 120
#define GIVE_UP_MS 2000
/* A host that failed so often is tried in one round of so many. */
#define DEAD_FAILS 20
#define DEAD_EVERY 4

/* --- kept between rounds --- */

struct counted {
	int64_t id;
	struct host_counters count;
};
struct counts {
	struct arena *mem;
	struct counted *v; /* by id */
	size_t n;
	size_t room;
};

static struct ssh_fan *fan;
static struct counts before;
static int64_t kept_ms;
static int64_t rounds;

static const struct host_counters *
counters_of(int64_t id)
{
	size_t low = 0, high = before.n, mid;

	while (low < high) {
		mid = (low + high) / 2;
		if (before.v[mid].id == id)
			return &before.v[mid].count;
		if (before.v[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

static void
counts_free(struct counts *c)
{
	if (c->mem != NULL)
		arena_free(c->mem);
	*c = (struct counts){ .mem = NULL };
}

/* In the order of ids. */
static void
counts_add(struct counts *c, int64_t id, const struct host_counters *count)
{
	struct counted *v;

	if (c->mem == NULL)
		c->mem = arena_new(COUNTS_MEMORY);
	if (c->n == c->room) {
		v = arena_try(c->mem, (c->room + WAVE) * sizeof(*v));
		if (v == NULL)
			return;
		if (c->n > 0)
			memcpy(v, c->v, c->n * sizeof(*v));
		c->v = v;
		c->room += WAVE;
	}
	c->v[c->n++] = (struct counted){ id, *count };
}

/* --- a round --- */

struct collect_job {
	struct ssh_fan_job job;
	struct host_look look;
	struct collect_round *r;
	struct buf out;
	bool started;
	bool ended;
	struct collect_job *next;
};

struct collect_round {
	struct cx *cx; /* of the wave */
	struct cx io; /* of a group that is written */
	struct task *t;
	int64_t at;
	int64_t end_ms;
	bool stopping;
	struct collect_job *v;
	size_t n;
	struct collect_job *done, **tail;
	size_t n_done;
	int64_t done_ms;
	int64_t looked, failed, skipped;
	struct counts now;
};

static void
on_start(struct ssh_fan_job *job)
{
	((struct collect_job *)job->arg)->started = true;
}

static void
on_output(struct ssh_fan_job *job, bool is_err, struct str piece)
{
	struct collect_job *j = job->arg;

	if (!is_err)
		buf_str(&j->out, piece);
}

static void
add_done(struct collect_job *j)
{
	struct collect_round *r = j->r;

	j->ended = true;
	if (r->n_done++ == 0)
		r->done_ms = time_mono_ms();
	j->next = NULL;
	*r->tail = j;
	r->tail = &j->next;
}

static void
reached(struct collect_job *j, const struct ssh_fan_result *res)
{
	const struct host_counters *last;
	struct host_look *l = &j->look;

	hosts_reading_parse(buf_view(&j->out), &l->r);
	l->reached = true;
	l->r.latency_ms = res->connect_ms + res->run_ms;
	l->r.count.at_ms = time_mono_ms();
	last = counters_of(l->host->id);
	if (last != NULL)
		hosts_reading_since(&l->r, last);
}

static void
unreached(struct collect_job *j, const char *why)
{
	hosts_reading_parse(STR(""), &j->look.r);
	j->look.reached = false;
	j->look.error =
	    arena_strdup(j->r->cx->mem, why[0] != '\0' ? why : "no answer");
}

static void
on_end(struct ssh_fan_job *job, const struct ssh_fan_result *res)
{
	struct collect_job *j = job->arg;
	struct collect_round *r = j->r;

	/* What the round had no time for was not looked at. */
	if (res->fault == SSH_F_CANCELLED || (r->stopping && !j->started)) {
		j->ended = true;
		r->skipped++;
	} else {
		j->look.key_changed = res->fault == SSH_F_HOSTKEY;
		if (j->look.key_changed && res->host_key != NULL &&
		    strcmp(j->look.host->status, "error") != 0)
			hosts_key_changed_to(r->cx, j->look.host->id,
			    res->host_key);
		if (res->rc == ERR_OK)
			reached(j, res);
		else
			unreached(j, res->message);
		add_done(j);
	}
	buf_free(&j->out);
}

/* Writes the looks that ended; a group that cannot be written is lost. */
static enum err_code
flush(struct collect_round *r, bool all)
{
	struct host_look *looks;
	struct collect_job *j;
	enum err_code rc;
	size_t n = 0;

	if (r->n_done == 0 ||
	    (!all && r->n_done < GROUP &&
		time_mono_ms() - r->done_ms < GROUP_MS))
		return ERR_OK;
	arena_reset(r->io.mem);
	looks = arena_array(r->io.mem, r->n_done, sizeof(*looks));
	for (j = r->done; j != NULL; j = j->next) {
		hosts_look_judge(&j->look, r->at);
		r->failed += !j->look.reached;
		looks[n++] = j->look;
	}
	r->looked += (int64_t)n;
	r->done = NULL;
	r->tail = &r->done;
	r->n_done = 0;
	rc = hosts_looks_store(&r->io, looks, n, r->at);
	if (rc)
		log_warn(&r->io, "hosts.collect", LOG_TEXT("err", err_name(rc)),
		    LOG_TEXT("detail", r->io.detail));
	err_clear(&r->io);
	return rc;
}

static void
add_job(struct collect_round *r, struct collect_job *j,
    const struct host_reached *got)
{
	static const char *const argv[] = { "/bin/sh", "-s", NULL };
	struct ssh_target *t = got->target;
	int most = (int)r->cx->set->collect_host_ms;

	if (got->rc == ERR_NOT_FOUND) {
		j->ended = true;
		return;
	}
	if (got->rc || t == NULL) {
		unreached(j, got->message);
		add_done(j);
		return;
	}
	if (t->connect_ms > most)
		t->connect_ms = most;
	buf_init(&j->out, NULL, HOSTS_READING_MAX + 1);
	j->job = (struct ssh_fan_job){
		.target = t,
		.command = ssh_quote(r->cx->mem, argv),
		.input = str_of(hosts_reading_script),
		.timeout_ms = most,
		.output_max = HOSTS_READING_MAX,
		.on_start = on_start,
		.on_output = on_output,
		.on_end = on_end,
		.arg = j,
	};
	ssh_fan_add(fan, &j->job);
}

/* Those that answered last time, or those that did not. */
static enum err_code
add_jobs(struct collect_round *r, bool dead)
{
	struct collect_job *picked[REACH_AT_ONCE];
	struct host_reached got[REACH_AT_ONCE];
	int64_t ids[REACH_AT_ONCE];
	enum err_code rc;
	size_t i = 0, k, n;

	while (i < r->n) {
		for (n = 0; i < r->n && n < REACH_AT_ONCE; i++) {
			const struct host_watch *h = r->v[i].look.host;

			if ((h->fails > 0) != dead)
				continue;
			if (h->fails >= DEAD_FAILS &&
			    (rounds + h->id) % DEAD_EVERY != 0) {
				r->v[i].ended = true;
				continue;
			}
			picked[n] = &r->v[i];
			ids[n++] = h->id;
		}
		if (n == 0)
			continue;
		rc = hosts_reach_many(r->cx, ids, n, got);
		if (rc)
			return rc;
		for (k = 0; k < n; k++)
			add_job(r, picked[k], &got[k]);
	}
	return ERR_OK;
}

/* Whether the round must end early. */
static enum err_code
look_around(struct collect_round *r)
{
	enum err_code rc = task_alive(r->cx, r->t);

	if (rc == ERR_CONFLICT)
		return rc;
	if (rc == ERR_OK && time_mono_ms() < r->end_ms)
		return ERR_OK;
	err_clear(r->cx);
	if (!r->stopping) {
		r->stopping = true;
		ssh_fan_cancel(fan, NULL, rc == ERR_OK);
	}
	return ERR_OK;
}

static enum err_code
run_jobs(struct collect_round *r)
{
	enum err_code rc = ERR_OK, stored;

	while (rc == ERR_OK && ssh_fan_jobs(fan) > 0) {
		(void)ssh_fan_turn(fan, TURN_MS,
		    r->stopping ? -1 : task_wake_fd(r->t));
		stored = flush(r, false);
		rc = stored == ERR_UNAVAILABLE ? stored : look_around(r);
	}
	stored = flush(r, true);
	return rc ? rc : stored == ERR_UNAVAILABLE ? stored : ERR_OK;
}

/* An error of ours: nothing may point to the hosts any more. */
static void
abandon(struct collect_round *r)
{
	int64_t until = time_mono_ms() + GIVE_UP_MS;

	r->stopping = true;
	ssh_fan_cancel(fan, NULL, false);
	while (ssh_fan_turn(fan, TURN_MS, -1) > 0)
		if (time_mono_ms() >= until)
			break;
	if (ssh_fan_jobs(fan) > 0)
		hosts_collect_leave(r->cx);
}

static enum err_code
run_wave(struct collect_round *r, const struct host_watch *hosts, size_t n)
{
	enum err_code rc;
	size_t i;

	r->v = arena_array(r->cx->mem, n + 1, sizeof(*r->v));
	r->n = n;
	r->done = NULL;
	r->tail = &r->done;
	r->n_done = 0;
	for (i = 0; i < n; i++) {
		r->v[i].r = r;
		r->v[i].look.host = &hosts[i];
		r->v[i].look.error = "";
		r->v[i].look.status = hosts[i].status;
	}
	rc = add_jobs(r, false);
	if (rc == ERR_OK)
		rc = add_jobs(r, true);
	if (rc == ERR_OK)
		rc = run_jobs(r);
	if (rc)
		abandon(r);
	for (i = 0; i < n; i++)
		if (r->v[i].look.reached)
			counts_add(&r->now, hosts[i].id, &r->v[i].look.r.count);
	return rc;
}

static enum err_code
run_all(struct collect_round *r, struct cx *cx)
{
	struct host_watch *hosts;
	struct cx wave = *cx;
	int64_t after = 0;
	enum err_code rc = ERR_OK;
	size_t n = WAVE;

	wave.mem = arena_new(WAVE_MEMORY);
	r->cx = &wave;
	while (rc == ERR_OK && n == WAVE && !r->stopping) {
		rc = hosts_round_db_watch(&wave, after, WAVE, &hosts, &n);
		if (rc || n == 0)
			break;
		after = hosts[n - 1].id;
		rc = run_wave(r, hosts, n);
		arena_reset(wave.mem);
	}
	if (rc) {
		cx->err = wave.err;
		cx->message =
		    wave.message ? arena_strdup(cx->mem, wave.message) : NULL;
		cx->detail =
		    wave.detail ? arena_strdup(cx->mem, wave.detail) : NULL;
	}
	arena_free(wave.mem);
	r->cx = cx;
	return rc;
}

/* Partitions ahead, old ones away: before the first row, then every hour. */
static enum err_code
keep(struct cx *cx)
{
	enum err_code rc;

	if (kept_ms != 0 && time_mono_ms() - kept_ms < KEEP_MS)
		return ERR_OK;
	rc = hosts_round_db_keep(cx);
	if (rc == ERR_OK)
		kept_ms = time_mono_ms();
	return rc;
}

static enum err_code
open_fan(struct cx *cx)
{
	const struct ssh_fan_limits lim = {
		.jobs = JOBS,
		.connects = CONNECTS,
		.warm = WARM_MAX,
		.warm_idle_s = 3 * (int)cx->set->collect_every_s + 60,
	};

	if (fan == NULL)
		fan = ssh_fan_new(&lim);
	else
		ssh_fan_limit(fan, &lim);
	if (fan == NULL)
		return err_plain(cx, ERR_UNAVAILABLE);
	ssh_fan_lang(fan, cx->lang);
	return ERR_OK;
}

enum err_code
hosts_collect_run(struct cx *cx, struct task *t, const void *args)
{
	int64_t every = cx->set->collect_every_s, t0 = time_mono_ms();
	struct collect_round r = { .io = *cx, .t = t };
	enum err_code rc;

	(void)args;
	if (every == 0)
		return ERR_OK;
	r.at = time_now_us();
	r.end_ms =
	    t0 + 1000 * (2 * every > ROUND_LEAST_S ? 2 * every : ROUND_LEAST_S);
	rc = open_fan(cx);
	if (rc == ERR_OK)
		rc = keep(cx);
	if (rc)
		return rc;
	rounds++;
	r.io.mem = arena_new(GROUP_MEMORY);
	rc = run_all(&r, cx);
	arena_free(r.io.mem);
	counts_free(&before);
	before = r.now;
	if (rc == ERR_OK)
		rc = hosts_round_db_rollup(cx);
	if (rc == ERR_OK)
		task_set_result(t,
		    str_of(arena_printf(cx->mem,
			"{\"hosts\":%" PRId64 ",\"unreached\":%" PRId64
			",\"skipped\":%" PRId64 ",\"ms\":%" PRId64
			",\"warm\":%zu}",
			r.looked, r.failed, r.skipped, time_mono_ms() - t0,
			ssh_fan_warm(fan))));
	return rc;
}

int64_t
hosts_collect_every(struct cx *cx)
{
	bool wanted = false;

	if (cx->set->collect_every_s == 0)
		return 0;
	if (hosts_round_db_wanted(cx, &wanted))
		err_clear(cx);
	return wanted ? cx->set->collect_every_s : 0;
}

void
hosts_collect_idle(struct cx *cx)
{
	(void)cx;
	if (fan != NULL)
		(void)ssh_fan_turn(fan, 0, -1);
}

void
hosts_collect_leave(struct cx *cx)
{
	(void)cx;
	ssh_fan_free(fan);
	fan = NULL;
	counts_free(&before);
}

const struct task_kind hosts_collect_kinds[] = {
	{ .name = "hosts.collect",
	    .doc = "Look at every host: load, memory, disks, network",
	    .timeout_s = 7300,
	    .max_tries = 2,
	    .repeatable = true,
	    .lane = "collect",
	    .every = hosts_collect_every,
	    .fn = hosts_collect_run,
	    .idle = hosts_collect_idle,
	    .leave = hosts_collect_leave },
	{ .fn = NULL }
};
