/*
 * cron: five fields and the usual @names, on a clock without zones.
 */
#ifndef K8SM_TASKS_TASKS_CRON_H
#define K8SM_TASKS_TASKS_CRON_H

#include "base/base.h"

struct tasks_cron {
	uint64_t minute;	/* a bit each */
	uint32_t hour;
	uint32_t day;		/* of the month, bits 1…31 */
	uint16_t month;		/* bits 1…12 */
	uint8_t weekday;	/* bit 0: Sunday */
	bool any_day;		/* field begins with * */
	bool any_weekday;
	int64_t at_us;		/* @at TIME: once, then; else 0 */
};

/* ERR_INVALID names `cron`. */
enum err_code tasks_cron_parse(struct cx *cx, const char *text,
    struct tasks_cron *out) MUST_CHECK;

/*
 * The first minute after ${local_us} that matches, 0 if none comes within eight
 * years.  Times are clock readings: microseconds as if the zone were UTC.
 */
int64_t tasks_cron_next(const struct tasks_cron *c, int64_t local_us);

#endif
