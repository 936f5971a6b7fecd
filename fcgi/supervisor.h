/*
 * supervisor: keeps the workers of k8sm-api: as many as wanted, of the newest
 * settings, none hanging, none left behind.
 *
 *   SIGTERM, SIGINT  no new connections, what is queued is served, end
 *   SIGHUP           read the settings again; a bad file is refused and the
 *                    old workers go on, a good one gets new workers first
 *   SIGUSR2          start the program's new file in place of this one with the
 *                    listening sockets kept; refused when it does not even
 *                    accept the settings
 */
#ifndef K8SM_FCGI_SUPERVISOR_H
#define K8SM_FCGI_SUPERVISOR_H

#include <stdatomic.h>
#include <sys/types.h>

#include "base/base.h"

#define POOL_FAST     0
#define POOL_REMOTE   1
#define POOL_TRANSFER 2
#define POOLS         3

#define SEATS 256	/* workers, those on their way out included */

/* What a worker tells; shared memory. */
struct seat {
	_Atomic int ready;
	_Atomic int64_t busy_since_ms;	/* 0: waiting for a request */
};

struct board {
	_Atomic int closing;		/* serve what is queued, then end */
	struct seat seats[SEATS];
};

struct pool {
	const char *name;
	const char *path;
	int fd;
	bool inherited;		/* not ours to remove */
	int want;
	bool lazy;		/* forked when somebody waits; idle ones end */
	int64_t patience_ms;	/* a worker busy for longer hangs; 0: a request's */
	int64_t next_ms;	/* no new worker before */
	int64_t delay_ms;
};

struct supervisor {
	struct pool pools[POOLS];
	struct board *board;
	const struct settings *set;
	struct arena *set_mem;
	const char *set_path;	/* settings file or NULL */
	const char *program;	/* absolute */
	char *const *argv;
	int lock_fd;
	/* Runs in the child; its return is the exit status. */
	int (*work)(const struct supervisor *sv, int pool, int seat);
};

/* Serves until told to end; returns an exit status. */
int supervisor_run(struct supervisor *sv);

/* Handed over by the program that ran before in this process: fills the pools'
 * descriptors.  False when there is nothing. */
bool supervisor_take_over(struct supervisor *sv);

/* Tells systemd, where it asked for it. */
void supervisor_notify(const char *state);

#endif
