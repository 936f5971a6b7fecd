/*
 * Inside of the worker's supervisor: its state, and what it does about children
 * (tasks_ward.c) beside the queue and the loop (tasks_super.c).
 */
#ifndef K8SM_TASKS_TASKS_SUPER_H
#define K8SM_TASKS_TASKS_SUPER_H

#include "tasks/tasks_run.h"

#define SUPER_ALL  ((1u << RUN_LANES) - 1)
#define SUPER_TOLD 300	/* ids in one NOTIFY (< 8000 bytes) */

struct ward {
	pid_t pid;		/* 0: none */
	int64_t born_ms;
	int64_t fork_ms;	/* not before */
	int fails;
	int64_t stop_ms;	/* asked to stop at, 0: not */
	int64_t stop_id;	/* the task meant */
	int64_t kill_id;	/* killed for this task … */
	enum run_why why;	/* … because */
	bool quiet;		/* … and nothing is to be written */
	bool bury;		/* gone, and its task is still to be told */
	int64_t bury_id;
	int64_t bury_fence;
	const char *bury_text;
	char text[96];
};

struct super {
	struct tasks_worker conf;
	struct run_shared *sh;
	size_t n;
	struct ward *wards;
	struct run_kinds kinds;	/* all */
	bool lane_used[RUN_LANES];	/* some kind is of it */
	struct cx cx;
	struct arena *scratch;
	int64_t renew_ms;	/* next times of the duties */
	int64_t sweep_ms;
	int64_t promote_ms;
	int64_t schedule_ms;
	int64_t routine_ms;
	int64_t look_ms;
	int64_t relane_ms;
	int64_t notify_ms;	/* last NOTIFY */
	int64_t told[SUPER_TOLD];
	size_t n_told;
	unsigned wake;		/* lanes (bits) in which somebody shall look */
	int64_t drain_ms;	/* SIGTERM came at, 0: no */
	bool was_down;
};

/* Every statement of the supervisor is bounded by a fraction of the lease. */
struct cx *tasks_super_fresh(struct super *su);
/* Notes that ${id} has new events, for the next NOTIFY. */
void tasks_super_tell(struct super *su, int64_t id);

/* --- tasks_lane.c --- */

/* Lists the kinds; false when one names a lane that does not exist. */
bool tasks_lane_set_up(struct super *su, struct arena *life);
/* Has somebody look in the lanes of su->wake: an idle child, or a new one. */
void tasks_lane_wake(struct super *su);
/* The bit of the lane called ${name}; the ordinary one's for other texts. */
unsigned tasks_lane_bit(const char *name);
/* Orders the routine tasks that are due. */
void tasks_lane_routine(struct super *su);

/* --- tasks_ward.c --- */

void tasks_ward_fork(struct super *su, size_t i);
/* Takes the dead, and what they left. */
void tasks_ward_reap(struct super *su);
/* Buries tasks of the dead, forks in their place. */
void tasks_ward_keep(struct super *su);
/* Renews all leases; learns of cancelled and lost tasks. */
void tasks_ward_renew(struct super *su);
/* Leases that ran out, deadlines that passed, graces that are over. */
void tasks_ward_watch(struct super *su);
/* Whether no child and no burial is left. */
bool tasks_ward_all_gone(const struct super *su);

#endif
