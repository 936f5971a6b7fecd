/* Parsing of cron expressions and their next time. */
#include "tasks/tasks_cron.h"

#define MIN_US (INT64_C(60) * 1000000)
#define DAY_US (1440 * MIN_US)

struct field_spec {
	const char *zh;
	const char *en;
	int64_t low;
	int64_t high;
	const char *const *names; /* of low, low + 1, … */
};

static const char *const months[] = { "jan", "feb", "mar", "apr", "may", "jun",
	"jul", "aug", "sep", "oct", "nov", "dec", NULL };
static const char *const weekdays[] = { "sun", "mon", "tue", "wed", "thu",
	"fri", "sat", NULL };
static const struct field_spec specs[5] = {
	{ "分钟", "minute", 0, 59, NULL },
	{ "小时", "hour", 0, 23, NULL },
	{ "日", "day", 1, 31, NULL },
	{ "月", "month", 1, 12, months },
	{ "星期", "weekday", 0, 7, weekdays },
};
static const struct {
	const char *name;
	const char *fields;
} shorthands[] = {
	{ "@yearly", "0 0 1 1 *" },
	{ "@annually", "0 0 1 1 *" },
	{ "@monthly", "0 0 1 * *" },
	{ "@weekly", "0 0 * * 0" },
	{ "@daily", "0 0 * * *" },
	{ "@midnight", "0 0 * * *" },
	{ "@hourly", "0 * * * *" },
};

static bool
parse_value(const struct field_spec *f, struct str s, int64_t *out)
{
	size_t i;

	for (i = 0; f->names && f->names[i]; i++) {
		if (str_ieq(s, str_of(f->names[i]))) {
			*out = f->low + (int64_t)i;
			return true;
		}
	}
	return s.n > 0 && s.n <= 2 && s.p[0] != '-' && str_int(s, out) &&
	    *out >= f->low && *out <= f->high;
}

/* One element of a list: *, a, a-b, each with /step. */
static bool
parse_range(const struct field_spec *f, struct str s, uint64_t *bits)
{
	struct str range, left;
	int64_t from, to, step = 1, v;
	bool stepped = str_cut(&s, '/', &range);

	if (stepped &&
	    (s.n == 0 || s.n > 2 || s.p[0] == '-' || !str_int(s, &step) ||
		step < 1))
		return false;
	if (str_eq(range, STR("*"))) {
		from = f->low;
		to = f->high;
	} else if (str_cut(&range, '-', &left)) {
		if (!parse_value(f, left, &from) ||
		    !parse_value(f, range, &to) || from > to)
			return false;
	} else {
		if (!parse_value(f, left, &from))
			return false;
		to = stepped ? f->high : from;
	}
	for (v = from; v <= to; v += step)
		*bits |= UINT64_C(1) << v;
	return true;
}

static bool
parse_field(const struct field_spec *f, struct str s, uint64_t *bits)
{
	struct str item;
	bool more = true;

	*bits = 0;
	while (more) {
		more = str_cut(&s, ',', &item);
		if (item.n == 0 || !parse_range(f, item, bits))
			return false;
	}
	return *bits != 0;
}

/* The next word of ${s}. */
static struct str
word(struct str *s)
{
	struct str w;

	*s = str_trim(*s);
	w.p = s->p;
	for (w.n = 0; w.n < s->n && s->p[w.n] != ' ' && s->p[w.n] != '\t';)
		w.n++;
	s->p += w.n;
	s->n -= w.n;
	return w;
}

static enum err_code
parse_fields(struct cx *cx, struct str s, struct tasks_cron *out)
{
	uint64_t bits[5];
	struct str w;
	size_t i;

	for (i = 0; i < 5; i++) {
		w = word(&s);
		if (!parse_field(&specs[i], w, &bits[i]))
			return err_field(cx, "cron",
			    "cron 表达式的第 %d 个字段（%s）无效",
			    "field %d of the cron expression (%s) is not valid",
			    (int)i + 1,
			    cx->lang == LANG_EN ? specs[i].en : specs[i].zh);
		if (i == 2)
			out->any_day = w.p[0] == '*';
		if (i == 4)
			out->any_weekday = w.p[0] == '*';
	}
	if (str_trim(s).n)
		return err_field(cx, "cron", "cron 表达式应为五个字段",
		    "a cron expression has five fields");
	out->minute = bits[0];
	out->hour = (uint32_t)bits[1];
	out->day = (uint32_t)bits[2];
	out->month = (uint16_t)bits[3];
	/* Sunday is 0 and 7. */
	out->weekday = (uint8_t)((bits[4] | bits[4] >> 7) & 0x7f);
	return ERR_OK;
}

enum err_code
tasks_cron_parse(struct cx *cx, const char *text, struct tasks_cron *out)
{
	struct str s = str_trim(str_of(text)), rest = s, w;
	size_t i;

	memset(out, 0, sizeof(*out));
	if (s.n == 0 || s.p[0] != '@')
		return parse_fields(cx, s, out);
	w = word(&rest);
	rest = str_trim(rest);
	if (str_ieq(w, STR("@at"))) {
		if (!time_parse(rest, &out->at_us) || out->at_us <= 0)
			return err_field(cx, "cron",
			    "@at 之后应为 RFC 3339 时间",
			    "@at is followed by an RFC 3339 time");
		return ERR_OK;
	}
	for (i = 0; i < sizeof(shorthands) / sizeof(shorthands[0]); i++) {
		if (rest.n == 0 && str_ieq(w, str_of(shorthands[i].name)))
			return parse_fields(cx, str_of(shorthands[i].fields),
			    out);
	}
	return err_field(cx, "cron", "未知的 cron 简写",
	    "unknown cron shorthand");
}

/* Gregorian date of a day counted from 1970-01-01 (Hinnant's algorithm). */
static void
civil(int64_t day, int *month, int *mday)
{
	int64_t z = day + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	*mday = (int)(doy - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
}

static bool
day_matches(const struct tasks_cron *c, int64_t day)
{
	int month, mday;
	int weekday = (int)(((day + 4) % 7 + 7) % 7);
	bool by_day, by_weekday;

	civil(day, &month, &mday);
	if (!(c->month >> month & 1))
		return false;
	by_day = c->day >> mday & 1;
	by_weekday = c->weekday >> weekday & 1;
	/* Both given: either will do, as cron has always had it. */
	if (!c->any_day && !c->any_weekday)
		return by_day || by_weekday;
	return by_day && by_weekday;
}

int64_t
tasks_cron_next(const struct tasks_cron *c, int64_t local_us)
{
	int64_t t = local_us / MIN_US + 1; /* minutes; local_us >= 0 */
	int64_t day = t / 1440, end = day + 8 * 366;
	int minute = (int)(t % 1440), h, m;

	for (; day < end; day++, minute = 0) {
		if (!day_matches(c, day))
			continue;
		for (h = minute / 60, m = minute % 60; h < 24; h++, m = 0) {
			if (!(c->hour >> h & 1))
				continue;
			for (; m < 60; m++) {
				if (c->minute >> m & 1)
					return day * DAY_US +
					    (h * 60 + m) * MIN_US;
			}
		}
	}
	return 0;
}
