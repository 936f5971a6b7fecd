/*
 * time: clocks, and RFC 3339 without the C library's calendar (its calls read
 * the time zone and cost a microsecond each).
 */
#include "base/time.h"

#include <time.h>

#define US_PER_S INT64_C(1000000)
#define US_PER_DAY (86400 * US_PER_S)
#define TIME_LEAST (-62167219200 * US_PER_S) /* 0000-01-01 */
#define TIME_MOST (253402300800 * US_PER_S - 1) /* end of 9999 */

static int64_t
clock_us(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * US_PER_S + ts.tv_nsec / 1000;
}

int64_t
time_mono_us(void)
{
	return clock_us(CLOCK_BOOTTIME);
}

int64_t
time_mono_ms(void)
{
	return clock_us(CLOCK_BOOTTIME) / 1000;
}

int64_t
time_now_us(void)
{
	return clock_us(CLOCK_REALTIME);
}

static inline char *
two(char *p, uint32_t v)
{
	p[0] = (char)('0' + v / 10);
	p[1] = (char)('0' + v % 10);
	return p + 2;
}

/* Days since 1970-01-01 to a date of the proleptic Gregorian calendar; years
 * are counted from March so that the leap day comes last. */
static void
date_of(int64_t days, int64_t *year, int64_t *month, int64_t *day)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	*day = doy - (153 * mp + 2) / 5 + 1;
	*month = mp < 10 ? mp + 3 : mp - 9;
	*year = yoe + era * 400 + (*month <= 2);
}

static int64_t
days_of(int64_t year, int64_t month, int64_t day)
{
	int64_t y = year - (month <= 2);
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy =
	    (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
	int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return era * 146097 + doe - 719468;
}

/* "2026-11-23T": the rows of a list mostly share their day, so the last one is
 * kept. */
static void
put_date(char out[11], int64_t days)
{
	static int64_t last = INT64_MIN;
	static char text[11];
	int64_t year, month, day;
	char *p = text;

	if (days != last) {
		date_of(days, &year, &month, &day);
		p = two(p, (uint32_t)year / 100);
		p = two(p, (uint32_t)year % 100);
		*p++ = '-';
		p = two(p, (uint32_t)month);
		*p++ = '-';
		p = two(p, (uint32_t)day);
		*p = 'T';
		last = days;
	}
	memcpy(out, text, 11);
}

char *
time_format(int64_t us, char out[TIME_TEXT_MAX])
{
	int64_t days, rest;
	uint32_t s, f;
	char *p;

	if (us < TIME_LEAST)
		us = TIME_LEAST;
	if (us > TIME_MOST)
		us = TIME_MOST;
	days = us / US_PER_DAY;
	rest = us - days * US_PER_DAY;
	if (rest < 0) {
		rest += US_PER_DAY;
		days--;
	}
	s = (uint32_t)(rest / US_PER_S);
	f = (uint32_t)(rest - (int64_t)s * US_PER_S);
	put_date(out, days);
	p = two(out + 11, s / 3600);
	*p++ = ':';
	p = two(p, s / 60 % 60);
	*p++ = ':';
	p = two(p, s % 60);
	*p++ = '.';
	p = two(p, f / 10000);
	p = two(p, f / 100 % 100);
	p = two(p, f % 100);
	*p++ = 'Z';
	*p = '\0';
	return out;
}

/* Exactly ${n} digits at the front of ${s}, within low..high. */
static bool
number(struct str *s, size_t n, int64_t low, int64_t high, int64_t *out)
{
	int64_t v = 0;
	size_t i;

	if (s->n < n)
		return false;
	for (i = 0; i < n; i++) {
		if (s->p[i] < '0' || s->p[i] > '9')
			return false;
		v = v * 10 + (s->p[i] - '0');
	}
	s->p += n;
	s->n -= n;
	*out = v;
	return v >= low && v <= high;
}

static bool
one_of(struct str *s, const char *set)
{
	if (s->n == 0 || s->p[0] == '\0' || !strchr(set, s->p[0]))
		return false;
	s->p++;
	s->n--;
	return true;
}

static int64_t
month_days(int64_t year, int64_t month)
{
	static const char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };

	if (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
		return 29;
	return days[month - 1];
}

/* ".123456789": up to nanoseconds, of which we keep microseconds. */
static bool
fraction(struct str *s, int64_t *us)
{
	int64_t scale = 100000;
	size_t n = 0;

	*us = 0;
	if (!one_of(s, "."))
		return true;
	while (s->n && s->p[0] >= '0' && s->p[0] <= '9') {
		*us += (s->p[0] - '0') * scale;
		scale /= 10;
		s->p++;
		s->n--;
		n++;
	}
	return n >= 1 && n <= 9;
}

static bool
zone(struct str *s, int64_t *minutes)
{
	int64_t h, m;
	bool minus;

	*minutes = 0;
	if (one_of(s, "Zz"))
		return true;
	minus = s->n && s->p[0] == '-';
	if (!one_of(s, "+-") || !number(s, 2, 0, 23, &h) || !one_of(s, ":") ||
	    !number(s, 2, 0, 59, &m))
		return false;
	*minutes = minus ? -(h * 60 + m) : h * 60 + m;
	return true;
}

bool
time_parse(struct str s, int64_t *us)
{
	int64_t year, month, day, h, m, sec, frac, off;

	if (!number(&s, 4, 0, 9999, &year) || !one_of(&s, "-") ||
	    !number(&s, 2, 1, 12, &month) || !one_of(&s, "-") ||
	    !number(&s, 2, 1, month_days(year, month), &day) ||
	    !one_of(&s, "Tt ") || !number(&s, 2, 0, 23, &h) ||
	    !one_of(&s, ":") || !number(&s, 2, 0, 59, &m) || !one_of(&s, ":") ||
	    !number(&s, 2, 0, 60, &sec) || !fraction(&s, &frac) ||
	    !zone(&s, &off) || s.n != 0)
		return false;
	/* A leap second is the first moment of the next minute to everybody
	 * who counts in POSIX time. */
	if (sec == 60 && m != 59)
		return false;
	*us =
	    ((days_of(year, month, day) * 1440 + h * 60 + m - off) * 60 + sec) *
		US_PER_S +
	    frac;
	return true;
}
