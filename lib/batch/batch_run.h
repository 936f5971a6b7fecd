/*
 * batch_run: a run at work, between the loop (batch_run.c) and what is written of
 * it (batch_write.c).
 */
#ifndef K8SM_BATCH_BATCH_RUN_H
#define K8SM_BATCH_BATCH_RUN_H

#include "batch/batch_int.h"
#include "ssh/ssh_fan.h"

struct batch_job {
	struct ssh_fan_job job;
	struct batch_runner *r;
	struct batch_job *next;	/* of the list it is in */
	int64_t id;
	int64_t wave;
	const struct ssh_target *target;
	struct buf out[2];
	bool told;		/* its row says connecting */
	bool at_work;
	/* The end. */
	const char *state;
	const char *fault;
	const char *message;
	const char *signal;
	int64_t exit_code, connect_ms, run_ms, bytes[2];
	bool warm, truncated;
};

struct batch_jobs {
	struct batch_job *first, *last;
	size_t n;
};

struct batch_runner {
	struct cx *cx;		/* the task's */
	struct cx io;		/* for statements: scratch memory */
	struct task *t;
	struct batch_run run;
	struct batch_job *v;
	size_t n;
	size_t next;		/* first that was not begun */
	size_t reached;		/* first whose secrets were not opened */
	size_t at_work;
	struct batch_job **ready;	/* logged in, wait for their mark */
	size_t n_ready;
	int64_t ready_ms;	/* since when the first of them waits */
	struct batch_jobs done;	/* ended, not written */
	size_t done_bytes;
	int64_t done_ms;	/* since when the first of them waits */
	int64_t told_ms;
	int64_t end_ms;		/* of the whole run */
	struct batch_counts errors;
	int64_t n_ended, n_good;
	bool moved;		/* something to tell */
	bool stopping;
	const char *stopped;
};

void batch_jobs_add(struct batch_jobs *l, struct batch_job *h);

/* --- batch_write.c --- */

/*
 * Does ${fn} with a statement's own memory, again as long as the database is
 * away and the lease lasts.
 */
enum err_code batch_write(struct batch_runner *r,
    enum err_code (*fn)(struct batch_runner *r)) MUST_CHECK;
/* Those in r->ready become running. */
enum err_code batch_write_ready(struct batch_runner *r) MUST_CHECK;
/* Those in r->done, when there are enough or they waited long enough. */
enum err_code batch_flush(struct batch_runner *r, bool all) MUST_CHECK;
/* Progress, a few times a second, also which hosts are on their way. */
enum err_code batch_tell(struct batch_runner *r, bool now) MUST_CHECK;
/* The run's end, and that of the rows which were not begun. */
enum err_code batch_write_over(struct batch_runner *r) MUST_CHECK;
struct str batch_numbers(struct batch_runner *r, struct arena *mem);

#endif
