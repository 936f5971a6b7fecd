/*
 * ssh_fan: one event loop over many SSH sessions in one process.
 *
 * Jobs (one command on one target each) are added, ssh_fan_turn is called until
 * none is left, results come by callbacks from inside of a turn.  Nothing of it
 * ever waits for one peer: names are looked up by children, connecting, key
 * exchange, login and commands are steps that the loop takes when their socket
 * is ready.  A session that did its work stays open ("warm") for the next job
 * of the same target; its identity is everything that decides who answers and
 * as whom, the credentials included.  Jump hosts are sessions of the same loop.
 */
#ifndef K8SM_SSH_SSH_FAN_H
#define K8SM_SSH_SSH_FAN_H

#include "ssh/ssh.h"

struct ssh_fan;

struct ssh_fan_limits {
	int jobs;		/* at work at once, those that are held included */
	int connects;		/* of them on their way to being logged in */
	int connects_per_s;	/* new connections a second, 0: any number */
	int warm;		/* idle sessions kept open, 0: none */
	int warm_idle_s;	/* how long */
};

struct ssh_fan_result {
	enum err_code rc;
	enum ssh_fault fault;
	const char *message;	/* "" without an error */
	bool sent;		/* the command left us: it may have run */
	bool warm;		/* on a session that was open before */
	int exit_code;		/* -1: none (signal, cut off) */
	const char *exit_signal;
	int64_t out_bytes;	/* all that came */
	int64_t err_bytes;
	int64_t out_dropped;	/* those over output_max */
	int64_t err_dropped;
	int64_t connect_ms;	/* from the start to being logged in */
	int64_t run_ms;		/* of the command */
	const char *fingerprint;/* with SSH_F_HOSTKEY: the key seen, else NULL */
	const char *host_key;	/* the same as "type base64" */
};

struct ssh_fan_job {
	const struct ssh_target *target;	/* its wake_fd is not looked at */
	const char *command;
	struct str input;		/* sent on stdin, then EOF */
	int timeout_ms;			/* of the command; connect_ms is before it */
	size_t output_max;		/* per stream */
	/*
	 * All may be NULL.  on_start: it has a place and connects.  on_ready:
	 * logged in, the next thing to happen is that the command leaves; false
	 * holds it until ssh_fan_go.  It is asked again when a warm session
	 * turned out to be dead.  on_end is the last call; whatever the job
	 * points to must live until then, what ${res} points to until it returns.
	 */
	void (*on_start)(struct ssh_fan_job *job);
	bool (*on_ready)(struct ssh_fan_job *job);
	void (*on_output)(struct ssh_fan_job *job, bool is_err, struct str piece);
	void (*on_end)(struct ssh_fan_job *job, const struct ssh_fan_result *res);
	void *arg;

	/* The loop's own. */
	struct ssh_fan_job *next;
	struct fan_conn *conn;
	bool retried;
};

/*
 * A loop with its sessions; NULL when the system gives no descriptor.  Messages
 * are in ${lang}.  Raises the process's limit of open files as far as it may.
 */
struct ssh_fan *ssh_fan_new(const struct ssh_fan_limits *limits);
void ssh_fan_free(struct ssh_fan *f);	/* NULL is fine */

/* For the jobs to come; warm sessions over the limit are closed. */
void ssh_fan_limit(struct ssh_fan *f, const struct ssh_fan_limits *limits);
void ssh_fan_lang(struct ssh_fan *f, enum lang lang);

/* Queues a job.  May be called from callbacks. */
void ssh_fan_add(struct ssh_fan *f, struct ssh_fan_job *job);
/* Lets a held command leave. */
void ssh_fan_go(struct ssh_fan *f, struct ssh_fan_job *job);
/*
 * Ends the job, or with NULL all of them, those in the queue too: with
 * SSH_F_CANCELLED, or SSH_F_TIMEOUT where ${late}.  Commands that run are sent
 * TERM, then KILL; their on_end comes within a second.
 */
void ssh_fan_cancel(struct ssh_fan *f, struct ssh_fan_job *job, bool late);

/*
 * Takes whatever steps are possible, waiting at most ${wait_ms} for the first;
 * returns how many jobs are unfinished.  ${wake_fd} (-1: none) readable ends the
 * wait and cancels everything.
 */
size_t ssh_fan_turn(struct ssh_fan *f, int wait_ms, int wake_fd);

/* Jobs unfinished, at work, idle sessions. */
size_t ssh_fan_jobs(const struct ssh_fan *f);
size_t ssh_fan_busy(const struct ssh_fan *f);
size_t ssh_fan_warm(const struct ssh_fan *f);

/*
 * Whether a session to ${t} is idle and open, as far as known.  A target whose
 * secrets were not opened cannot be found.
 */
bool ssh_fan_is_warm(struct ssh_fan *f, const struct ssh_target *t);

#endif
