/*
 * Inside of the room tasks: what the supervisor and its children share.
 *
 * One slot per child lies in anonymous shared memory.  The child says what it
 * runs; the supervisor extends the time it may act, tells it to stop, and
 * writes out events that the child, busy elsewhere, left in the buffer.
 */
#ifndef K8SM_TASKS_TASKS_RUN_H
#define K8SM_TASKS_TASKS_RUN_H

#include <pthread.h>
#include <stdatomic.h>
#include <sys/types.h>

#include "tasks/tasks_int.h"
#include "tasks/tasks_text.h"

#define RUN_BUF      (96 * 1024)	/* events not yet written */
#define RUN_DATA_MAX (64 * 1024)	/* largest record */
#define RUN_PIECE    (16 * 1024)	/* most text of one event; flush size */
#define RUN_BATCH_MS 50			/* longest that an event waits */
#define RUN_BATCH    256		/* most events of one statement */
#define RUN_RING     256
#define RUN_RECYCLE  20000		/* tasks after which a child is replaced */
#define RUN_GRACE_MS 10000		/* from cancelling to killing */
#define RUN_DRAIN_MS 20000		/* from SIGTERM to giving tasks back */

enum run_state { RUN_IDLE, RUN_BUSY, RUN_GONE };

struct run_slot {
	/*
	 * ${gate} guards the change from one task to the next against the wake-up
	 * of a cancelled one; ${lock} guards buffer and numbering and is held over
	 * a write to the database.  Both survive the death of their holder.
	 */
	pthread_mutex_t gate;
	pthread_mutex_t lock;
	char worker[96];		/* "host:pid/slot" */
	size_t lane;			/* index into run_lanes */
	int wake_fd;			/* readable: the task is cancelled */
	int work_fd;			/* readable: look at the queue */

	_Atomic int state;
	_Atomic int64_t task_id;	/* 0: none */
	_Atomic int64_t fence;
	_Atomic int64_t deadline_ms;	/* of the task */
	_Atomic int64_t lease_ms;	/* act no longer than this */
	_Atomic bool ending;		/* the end is being written: let it */
	_Atomic bool found;		/* took work while others were idle */
	_Atomic int64_t used_ms;	/* when the last task ended */
	_Atomic int64_t taking;		/* the offer being claimed, or the last */
	_Atomic int64_t poked_ms;	/* told to look, has not yet; 0: has */
	_Atomic bool drain;		/* take no more */

	/* Set by the supervisor for task_id. */
	_Atomic bool cancelled;
	_Atomic bool timed_out;
	_Atomic bool lost;

	/* Tasks with new events, for NOTIFY; the child puts, the supervisor takes. */
	_Atomic uint32_t put;
	_Atomic uint32_t taken;
	int64_t ring[RUN_RING];

	/* Under ${lock}. */
	int64_t seq;			/* number of the last event */
	int64_t oldest_ms;		/* age of the buffer's first event, 0: empty */
	int64_t flushed_ms;
	size_t n_events;
	size_t unsure;			/* first ones whose commit is unknown */
	size_t used;
	char buf[RUN_BUF];
};

/*
 * Pools of children: 0 is the ordinary one, whose children always live; those of
 * the others are forked on demand.
 */
#define RUN_LANES 4

/*
 * What comes next in a lane, read ahead while its children are busy: claiming an
 * offer is an update by id, while looking for the first that nobody holds costs a
 * search each time.  An offer is no promise: who takes it names the fence that it
 * had, and gets nothing when the task moved.  A task of a higher priority is
 * therefore overtaken for at most RUN_OFFER_MS.
 */
#define RUN_OFFERS   128
#define RUN_OFFER_MS 100
struct run_offer {
	int64_t id;
	int64_t fence;
	int64_t attempt;	/* before it is taken */
	size_t kind;		/* index into the lane's kinds */
};
struct run_offers {
	pthread_mutex_t lock;	/* survives the death of its holder */
	int64_t read_ms;	/* when they were read */
	int64_t ask_ms;		/* not read again before */
	size_t missed;		/* that others had taken */
	size_t next;
	size_t n;
	struct run_offer offer[RUN_OFFERS];
};

struct run_shared {
	size_t n_slots;
	struct run_offers offers[RUN_LANES];
	int poke_fd;			/* readable: the supervisor is wanted */
	int64_t lease_ms;
	int64_t poll_ms;
	_Atomic int64_t lane_idle_ms;
	struct run_slot slot[];
};

extern const char *const run_lanes[RUN_LANES];
/* Processes of a lane, by the settings. */
int64_t tasks_lane_size(const struct settings *set, size_t lane);

/* Takes a lock whose holder may have died. */
void tasks_run_lock(pthread_mutex_t *m);
bool tasks_run_trylock(pthread_mutex_t *m);
void tasks_run_poke(int fd);
void tasks_run_drain_fd(int fd);

/* --- tasks_child.c --- */

/* The child's life; never returns. */
_Noreturn void tasks_child_main(struct run_shared *sh, size_t slot,
    const struct tasks_worker *conf, pid_t parent);

/* --- tasks_offer.c --- */

/* The next offer of the lane of ${s}, or false. */
bool tasks_offer_next(struct run_shared *sh, struct run_slot *s,
    struct run_offer *out);
/* Somebody else had it.  Too many of these, and nothing is offered for a while. */
void tasks_offer_missed(struct run_shared *sh, const struct run_slot *s);
/* Whether the caller shall read the next ones and put them; true for one at a
 * time. */
bool tasks_offer_wanted(struct run_shared *sh, const struct run_slot *s);
void tasks_offer_put(struct run_shared *sh, const struct run_slot *s,
    const struct run_offer *offers, size_t n);

/* --- tasks_event.c --- */

#define RUN_STREAMS 8
struct run_stream {
	const char *name;
	struct buf held;
};

struct task {
	struct run_shared *sh;
	struct run_slot *slot;
	const struct task_kind *kind;
	struct arena *mem;
	int64_t id;
	int64_t fence;
	int64_t attempt;
	bool started;		/* the marker is set */
	bool unknown;		/* the handler cannot tell what it did */
	bool any_event;		/* the first one goes out at once */
	struct str result;
	struct buf out;
	struct tasks_mask masks;
	struct run_stream streams[RUN_STREAMS];
	size_t n_streams;
};

/* The events of one statement. */
struct run_batch {
	const char **types;
	const char **texts;
	const char **datas;
	size_t n;
};

/* Unpacks the slot's buffer with room for ${extra} more events. Call with the
 * slot's lock. */
void tasks_run_batch_read(const struct run_slot *s, struct arena *mem, size_t extra,
    struct run_batch *out);
/*
 * Writes the slot's buffer out for (id, fence) and empties it.  ERR_CONFLICT:
 * the lease is lost.  Call with the slot's lock.  Allocates in ${scratch}.
 */
enum err_code tasks_run_flush(struct cx *cx, struct arena *scratch,
    struct run_slot *s, int64_t id, int64_t fence) MUST_CHECK;
/* As tasks_run_flush, only as far as to know what an unknown commit did. */
enum err_code tasks_run_settle(struct cx *cx, struct run_slot *s, int64_t id,
    int64_t fence) MUST_CHECK;
/* Puts what streams still hold into the buffer, for the last batch. */
enum err_code tasks_run_streams_end(struct cx *cx, struct task *t) MUST_CHECK;
void tasks_run_task_free(struct task *t);
/* Tells the supervisor that ${id} has new events. */
void tasks_run_tell(struct run_shared *sh, struct run_slot *s, int64_t id);

/* --- tasks_work_db.c --- */

struct run_claim {
	bool ended;		/* the end of the task before was written */
	int64_t id;		/* 0: nothing to do */
	const char *kind;
	int64_t fence;
	int64_t attempt;
	int64_t crashes;
	int64_t actor_id;
	const char *actor_name;
	int64_t project_id;
	const char *request_id;
	struct raw args;
	int64_t timeout_s;
	int64_t event_seq;
	bool started;
};

/* The kinds that this process knows, as parameters. */
struct run_kinds {
	const char **names;
	int64_t *timeouts;
	int64_t *tries;
	int64_t *every;		/* seconds, 0: not ordered by the engine */
	int64_t (**ask)(struct cx *cx);	/* NULL: every_s as it is */
	const char **lanes;
	size_t n;
};
/* All kinds, or those of ${lane} (NULL: of all). */
void tasks_run_list_kinds(const struct task_kind *const *tables, struct arena *mem,
    const char *lane, struct run_kinds *out);

struct run_end {
	int64_t id;
	int64_t fence;
	const char *status;
	const char *error;
	struct str result;
	int64_t delay_ms;	/* "queued": not before */
	bool untried;		/* "queued": the attempt does not count */
	struct run_batch events;/* with the state event last */
};

/* Who claims, and for how long. */
struct run_self {
	const char *worker;
	const char *lane;
	int64_t lease_ms;
	struct run_kinds kinds;
};
enum err_code tasks_db_claim(struct cx *cx, const struct run_self *self,
    struct run_claim *out) MUST_CHECK;
enum err_code tasks_db_end(struct cx *cx, const struct run_end *e, bool *ended)
    MUST_CHECK;
/*
 * Writes the end ${e} (NULL: none; a final one) and claims ${offer}.  out->ended:
 * the end was written; out->id 0: somebody else had the offer.
 */
enum err_code tasks_db_take(struct cx *cx, const struct run_end *e,
    const struct run_offer *offer, const struct run_self *self,
    struct run_claim *out) MUST_CHECK;
/* The next RUN_OFFERS tasks of the lane, in order, into ${offers}. */
enum err_code tasks_db_offers(struct cx *cx, const struct run_self *self,
    struct run_offer *offers, size_t *n) MUST_CHECK;
/* Whether ${e} is what the row says already (after an unknown commit). */
enum err_code tasks_db_is_ended(struct cx *cx, const struct run_end *e,
    bool *ended) MUST_CHECK;
/* Gives back what this worker's slot claimed without knowing it. */
enum err_code tasks_db_orphans(struct cx *cx, const char *worker) MUST_CHECK;
enum err_code tasks_db_mark_started(struct cx *cx, int64_t id, int64_t fence,
    bool *done) MUST_CHECK;
enum err_code tasks_db_append(struct cx *cx, int64_t id, int64_t fence,
    int64_t seq, const struct run_batch *b, bool *done) MUST_CHECK;
/* The last event number; ERR_CONFLICT when (id, fence) runs no more. */
enum err_code tasks_db_last_seq(struct cx *cx, int64_t id, int64_t fence,
    int64_t *seq) MUST_CHECK;

struct run_renewed {
	int64_t id;
	int64_t fence;
	bool cancel_requested;
};
enum err_code tasks_db_renew(struct cx *cx, const int64_t *ids,
    const int64_t *fences, size_t n, int64_t lease_ms,
    struct run_renewed **rows, size_t *n_rows) MUST_CHECK;

/* Why the supervisor ends a task whose process is gone. */
enum run_why { RUN_CRASHED, RUN_CANCELLED, RUN_TIMED_OUT, RUN_RELEASED };
enum err_code tasks_db_bury(struct cx *cx, int64_t id, int64_t fence,
    enum run_why why, const char *text, bool *done) MUST_CHECK;
/* Takes over what nobody renews; ids of the tasks touched. */
enum err_code tasks_db_sweep(struct cx *cx, int64_t **ids, size_t *n)
    MUST_CHECK;
/* Makes due tasks ready; *${n} of them; *${next} when the next one is due. */
enum err_code tasks_db_promote(struct cx *cx, int64_t *n, int64_t *next)
    MUST_CHECK;
/* Which of ${lanes} have a task that may be taken now. */
enum err_code tasks_db_lanes_wanted(struct cx *cx, const char *const *lanes,
    size_t n, const struct run_kinds *kinds, const char *const **wanted,
    size_t *n_wanted) MUST_CHECK;
/* Puts what is queued into the lane that its kind has in this release. */
enum err_code tasks_db_relane(struct cx *cx, const struct run_kinds *kinds)
    MUST_CHECK;
/* Orders what is due; *${made} tasks, *${next_ms} until the next is due. */
enum err_code tasks_db_routine_order(struct cx *cx,
    const struct run_kinds *kinds, size_t *made, int64_t *next_ms) MUST_CHECK;
enum err_code tasks_db_routine_prune(struct cx *cx,
    const struct run_kinds *kinds, int64_t keep) MUST_CHECK;

#endif
