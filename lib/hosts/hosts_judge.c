/*
 * hosts_judge: what a reading means, and when it is told.
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "hosts/hosts_reading.h"

#define LOAD_HIGH 4.0
#define MEMORY_HIGH 80.0
#define MEMORY_FULL 90.0
#define DISK_HIGH 85.0
#define DISK_FULL 95.0

/* Looks that must agree: worse, better, and when it goes up and down. */
#define NEEDS_WORSE 2
#define NEEDS_BETTER 3
#define NEEDS_FLAPPING 12
#define FLAPS_MANY 2.5
#define FLAPS_HALF_US (INT64_C(15) * 60 * 1000000)

const char *
hosts_state_name(enum host_state s)
{
	static const char *const names[] = { "healthy", "degraded", "critical",
		"unknown" };

	return names[s];
}

static void say(struct host_verdict *v, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void
say(struct host_verdict *v, const char *fmt, ...)
{
	size_t have = strlen(v->why);
	va_list ap;

	if (have > 0 && have + 2 < sizeof(v->why)) {
		memcpy(v->why + have, "; ", 3);
		have += 2;
	}
	va_start(ap, fmt);
	vsnprintf(v->why + have, sizeof(v->why) - have, fmt, ap);
	va_end(ap);
	/* A cut must not leave half a character. */
	for (have = strlen(v->why);
	     have > 0 && !str_is_utf8((struct str){ v->why, have }); have--)
		v->why[have - 1] = '\0';
}

static void
raise_to(enum host_state *s, enum host_state to)
{
	if (*s < to)
		*s = to;
}

static void
limit(struct host_verdict *v, const char *what, double pct, double high,
    double full)
{
	enum host_state to;

	if (pct < high)
		return;
	to = pct >= full ? HOST_CRITICAL : HOST_DEGRADED;
	raise_to(&v->state, to);
	raise_to(&v->resource, to);
	say(v, "%s %.0f %%", what, floor(pct));
}

static void
judge_disks(const struct host_reading *r, struct host_verdict *v)
{
	char name[HOSTS_MOUNT_MAX + 16];
	const struct host_mount *m;
	size_t i;

	limit(v, "/", r->disk, DISK_HIGH, DISK_FULL);
	if (r->has_inode)
		limit(v, "inodes of /", r->inode, DISK_HIGH, DISK_FULL);
	for (i = 0; i < r->n_mounts; i++) {
		m = &r->mounts[i];
		if (strcmp(m->mount, "/") == 0)
			continue;
		limit(v, m->mount, m->used, DISK_HIGH, DISK_FULL);
		snprintf(name, sizeof(name), "inodes of %s", m->mount);
		limit(v, name, m->inode, DISK_HIGH, DISK_FULL);
	}
}

void
hosts_judge(const struct host_reading *r, int64_t cores,
    struct host_verdict *out)
{
	double high = cores > 4 ? (double)cores : LOAD_HIGH;

	*out = (struct host_verdict){ HOST_HEALTHY, HOST_HEALTHY, HOST_HEALTHY,
		HOST_HEALTHY, false, "" };
	if (!r->whole) {
		out->partial = true;
		out->state = HOST_DEGRADED;
		out->resource = HOST_DEGRADED;
		out->system = HOST_DEGRADED;
		say(out, "partial check failed");
	}
	if (r->has_load && r->load1 >= high) {
		raise_to(&out->state, HOST_DEGRADED);
		raise_to(&out->system, HOST_DEGRADED);
		say(out, "load %.2f", r->load1);
	}
	if (r->has_memory)
		limit(out, "memory", r->mem, MEMORY_HIGH, MEMORY_FULL);
	if (r->has_disk)
		judge_disks(r, out);
}

void
hosts_judge_unreachable(struct host_verdict *out)
{
	*out = (struct host_verdict){ HOST_CRITICAL, HOST_CRITICAL,
		HOST_UNKNOWN, HOST_UNKNOWN, false, "" };
}

/* --- telling --- */

int64_t
hosts_mood_needs(const struct host_mood *m, enum host_state now)
{
	if (m->flaps >= FLAPS_MANY)
		return NEEDS_FLAPPING;
	/* Nothing was ever told: the first look says how it is. */
	if (m->told == HOST_UNKNOWN)
		return now == HOST_CRITICAL ? NEEDS_WORSE : 1;
	return now > m->told ? NEEDS_WORSE : NEEDS_BETTER;
}

bool
hosts_mood_look(struct host_mood *m, enum host_state now, int64_t now_us)
{
	int64_t passed =
	    m->at_us > 0 && now_us > m->at_us ? now_us - m->at_us : 0;

	m->flaps *= exp2(-(double)passed / (double)FLAPS_HALF_US);
	m->at_us = now_us;
	m->streak = now == m->seen ? m->streak + 1 : 1;
	m->seen = now;
	if (now == m->told || m->streak < hosts_mood_needs(m, now))
		return false;
	/* To be told how it is for the first time is no change. */
	if (m->told != HOST_UNKNOWN)
		m->flaps += 1;
	m->told = now;
	return true;
}
