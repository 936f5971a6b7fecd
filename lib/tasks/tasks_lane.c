/*
 * Lanes: pools of children beside the ordinary one, forked when there is work
 * for them; and routine tasks, which the supervisor orders.
 */
#include "db/db.h"
#include "tasks/tasks_super.h"

#define RELANE_MS 3600000
#define DEAF_MS 2000 /* told to look this long ago: do not count on it */

const char *const run_lanes[RUN_LANES] = { "", "fan", "collect", "bulk" };

int64_t
tasks_lane_size(const struct settings *set, size_t lane)
{
	const int64_t sizes[RUN_LANES] = { set->task_workers, set->fan_workers,
		set->collect_workers, set->bulk_workers };

	return sizes[lane];
}

static size_t
lane_of(const char *name)
{
	size_t i = 0;

	while (i < RUN_LANES && strcmp(run_lanes[i], name ? name : "") != 0)
		i++;
	return i;
}

unsigned
tasks_lane_bit(const char *name)
{
	size_t lane = lane_of(name);

	return 1u << (lane < RUN_LANES ? lane : 0);
}

void
tasks_run_list_kinds(const struct task_kind *const *tables, struct arena *mem,
    const char *lane, struct run_kinds *out)
{
	const struct task_kind *const *t;
	const struct task_kind *k;
	size_t n = 0, i;

	for (t = tables; *t; t++)
		for (k = *t; k->fn; k++)
			n++;
	memset(out, 0, sizeof(*out));
	out->names = arena_array(mem, n + 1, sizeof(char *));
	out->timeouts = arena_array(mem, n + 1, sizeof(int64_t));
	out->tries = arena_array(mem, n + 1, sizeof(int64_t));
	out->every = arena_array(mem, n + 1, sizeof(int64_t));
	out->lanes = arena_array(mem, n + 1, sizeof(char *));
	out->ask = arena_array(mem, n + 1, sizeof(out->ask[0]));
	for (t = tables; *t; t++) {
		for (k = *t; k->fn; k++) {
			if (lane && strcmp(lane, k->lane ? k->lane : "") != 0)
				continue;
			i = out->n++;
			out->names[i] = k->name;
			out->timeouts[i] =
			    k->timeout_s > 0 ? k->timeout_s : 3600;
			out->tries[i] = k->max_tries > 0 ? k->max_tries : 1;
			out->every[i] = k->every_s;
			out->ask[i] = k->every;
			out->lanes[i] = k->lane ? k->lane : "";
		}
	}
}

bool
tasks_lane_set_up(struct super *su, struct arena *life)
{
	size_t i, lane;

	tasks_run_list_kinds(su->conf.kinds, life, NULL, &su->kinds);
	for (i = 0; i < su->kinds.n; i++) {
		lane = lane_of(su->kinds.lanes[i]);
		if (lane == RUN_LANES) {
			log_error(NULL, "worker.no_such_lane",
			    LOG_TEXT("kind", su->kinds.names[i]),
			    LOG_TEXT("lane", su->kinds.lanes[i]));
			return false;
		}
		su->lane_used[lane] = true;
	}
	return true;
}

/* The idle child of ${lane} that worked last: it is the warmest. */
static bool
poke_idle(struct super *su, size_t lane)
{
	struct run_slot *s, *best = NULL;
	int64_t now = time_mono_ms(), poked;
	size_t i;

	for (i = 0; i < su->n; i++) {
		s = &su->sh->slot[i];
		if (s->lane != lane || su->wards[i].pid == 0 ||
		    atomic_load(&s->state) != RUN_IDLE)
			continue;
		poked = atomic_load(&s->poked_ms);
		if (poked && now > poked + DEAF_MS)
			continue;
		if (best == NULL ||
		    atomic_load(&s->used_ms) > atomic_load(&best->used_ms))
			best = s;
	}
	if (best == NULL)
		return false;
	if (atomic_load(&best->poked_ms) == 0)
		atomic_store(&best->poked_ms, now);
	tasks_run_poke(best->work_fd);
	return true;
}

/* The place of a new child of ${lane}, or su->n. */
static size_t
free_place(const struct super *su, size_t lane)
{
	int64_t now = time_mono_ms();
	size_t i;

	for (i = 0; i < su->n; i++) {
		if (su->sh->slot[i].lane == lane && su->wards[i].pid == 0 &&
		    !su->wards[i].bury && now >= su->wards[i].fork_ms)
			break;
	}
	return i;
}

/* A child more for each of ${lanes} that has a task nobody there takes. */
static void
fork_where_wanted(struct super *su, const char *const *lanes, size_t n)
{
	const char *const *wanted;
	size_t n_wanted, i, place;

	if (tasks_db_lanes_wanted(tasks_super_fresh(su), lanes, n, &su->kinds,
		&wanted, &n_wanted))
		return;
	for (i = 0; i < n_wanted; i++) {
		place = free_place(su, lane_of(wanted[i]));
		if (place < su->n)
			tasks_ward_fork(su, place);
	}
}

/* One child at a time: who finds work has the next one looked. */
void
tasks_lane_wake(struct super *su)
{
	const char *ask[RUN_LANES];
	size_t lane, n = 0;

	if (time_mono_ms() >= su->look_ms) {
		/* Children of lanes do not look by themselves. */
		su->wake |= SUPER_ALL & ~1u;
		su->look_ms = time_mono_ms() + su->sh->poll_ms;
	}
	for (lane = 0; lane < RUN_LANES && su->wake; lane++) {
		if (!(su->wake & 1u << lane) || !su->lane_used[lane] ||
		    poke_idle(su, lane) || lane == 0)
			continue;
		if (su->drain_ms == 0 && free_place(su, lane) < su->n)
			ask[n++] = run_lanes[lane];
	}
	su->wake = 0;
	if (n > 0)
		fork_where_wanted(su, ask, n);
}

/* Kinds that say themselves how often; whether there are any. */
static bool
ask_kinds(struct super *su)
{
	bool any = false;
	size_t i;

	for (i = 0; i < su->kinds.n; i++) {
		if (su->kinds.ask[i] == NULL)
			continue;
		su->kinds.every[i] = su->kinds.ask[i](tasks_super_fresh(su));
		any = true;
	}
	return any;
}

void
tasks_lane_routine(struct super *su)
{
	int64_t next_ms, now = time_mono_ms();
	size_t made;
	enum err_code rc;
	bool asked;

	su->routine_ms = now + 1000;
	asked = ask_kinds(su);
	/* A release may have given a kind another lane while tasks waited. */
	if (now >= su->relane_ms &&
	    tasks_db_relane(tasks_super_fresh(su), &su->kinds) == ERR_OK)
		su->relane_ms = now + RELANE_MS;
	rc = tasks_db_routine_order(tasks_super_fresh(su), &su->kinds, &made,
	    &next_ms);
	if (rc == ERR_OK && made > 0) {
		su->wake = SUPER_ALL;
		rc = tasks_db_routine_prune(tasks_super_fresh(su), &su->kinds,
		    TASKS_ROUTINE_KEEP);
	}
	if (rc)
		log_warn(&su->cx, "task.routine", LOG_TEXT("err", err_name(rc)),
		    LOG_TEXT("detail", su->cx.detail));
	else if (asked && next_ms > TASKS_ASK_S * 1000)
		su->routine_ms = time_mono_ms() + TASKS_ASK_S * 1000;
	else
		su->routine_ms = time_mono_ms() + next_ms + 1;
}
