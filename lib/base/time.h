/*
 * time: clocks and RFC 3339.  A timestamp is int64 microseconds since
 * 1970-01-01T00:00:00Z; 0 stands for "never".
 */
#ifndef K8SM_BASE_TIME_H
#define K8SM_BASE_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

#define TIME_TEXT_MAX 32
#define TIME_TEXT_LEN 27	/* what time_format writes, without the NUL */

int64_t time_mono_ms(void);	/* CLOCK_BOOTTIME: counts suspended time too */
int64_t time_mono_us(void);
int64_t time_now_us(void);	/* CLOCK_REALTIME */

/* Writes "2026-11-23T04:05:06.123456Z"; returns ${out}. */
char *time_format(int64_t us, char out[TIME_TEXT_MAX]);

/* Parses RFC 3339 with any zone offset and up to nanoseconds. */
bool time_parse(struct str s, int64_t *us);

#endif
