/*
 * hosts_reading: what one look at a running machine gives, and what it means.
 * Pure: no database, no network; safe for any bytes.
 */
#ifndef K8SM_HOSTS_HOSTS_READING_H
#define K8SM_HOSTS_HOSTS_READING_H

#include "base/base.h"

/* More than this is not read; a machine with many mounts needs 20 kB. */
#define HOSTS_READING_MAX  65536
#define HOSTS_READING_DISKS 24
#define HOSTS_MOUNT_MAX    64

/* For the standard input of /bin/sh.  With a first argument `deep` it looks at the
 * processor twice, a second apart. */
extern const char hosts_reading_script[];

/* Of a counter that only grows: compared with the one before. */
struct host_counters {
	bool has_cpu;
	bool has_net;
	uint64_t cpu_all;
	uint64_t cpu_idle;
	uint64_t rx;
	uint64_t tx;
	int64_t at_ms;		/* time_mono_ms() of the reading */
	int64_t uptime_s;
};

struct host_mount {
	char mount[HOSTS_MOUNT_MAX];
	int64_t size_mb;
	double used;		/* percent, as df says */
	double inode;		/* percent; -1: the file system has none */
};

/* Percentages and rates that are not known are -1. */
struct host_reading {
	bool whole;		/* the script came to its end, nothing is missing */
	bool has_load;
	bool has_memory;
	bool has_disk;
	bool has_inode;
	double load1, load5, load15;
	double cpu;
	double mem, swap;
	int64_t mem_total_mb, mem_used_mb;
	double disk, inode;	/* of the root file system */
	double rx, tx;		/* bytes per second */
	int64_t uptime_s;
	struct host_counters count;
	struct host_mount mounts[HOSTS_READING_DISKS];
	size_t n_mounts;
	int64_t latency_ms;
};

/* Never fails: what cannot be understood is missing.  ${out} gets cpu, rx and tx
 * only from a deep look, otherwise by hosts_reading_since. */
void hosts_reading_parse(struct str text, struct host_reading *out);

/*
 * Fills cpu, rx and tx from the counters of the reading before; leaves them when
 * the machine restarted in between, a counter went back or too little time passed.
 */
void hosts_reading_since(struct host_reading *r, const struct host_counters *before);

/* --- hosts_judge.c --- */

enum host_state { HOST_HEALTHY, HOST_DEGRADED, HOST_CRITICAL, HOST_UNKNOWN };
const char *hosts_state_name(enum host_state s);

struct host_verdict {
	enum host_state state;
	enum host_state connectivity;
	enum host_state resource;
	enum host_state system;
	bool partial;
	char why[256];		/* "memory 93 %; /data 97 %", "" when healthy */
};

/*
 * The rules of the contract: load, memory, disk, inodes.  A load is high from 4
 * upwards, on a machine with more processors from their number.  Other file
 * systems than the root's count by the same limits.
 */
void hosts_judge(const struct host_reading *r, int64_t cores,
    struct host_verdict *out);
/* A machine that could not be reached. */
void hosts_judge_unreachable(struct host_verdict *out);

/*
 * When a change is told: after ${streak} looks in a row that agree.  A host whose
 * state goes up and down waits longer each time, until it has been calm.
 */
struct host_mood {
	enum host_state told;	/* what people know */
	enum host_state seen;	/* what the last looks said */
	int64_t streak;		/* how many of them */
	double flaps;		/* changes told lately, halved every 15 minutes */
	int64_t at_us;		/* of the last look, 0: none */
};
/* Takes one more look; returns whether the change to ${m}->told is to be told. */
bool hosts_mood_look(struct host_mood *m, enum host_state now, int64_t now_us);
/* Looks that have to agree before a change is told. */
int64_t hosts_mood_needs(const struct host_mood *m, enum host_state now);

#endif
