/*
 * hosts_actions_rule: names of actions, and when a window makes sense.
 */
#include "hosts/hosts_actions.h"

/* A window nobody lives to see the end of is a typing error. */
#define WINDOW_MAX_US (INT64_C(366) * 86400 * 1000000)
/* A window that begins within this begins now. */
#define SLACK_US 500000

static const struct {
	const char *name;
	enum host_deed deed;
} deeds[] = {
	{ "maintenance", DEED_MAINTENANCE },
	{ "online", DEED_ONLINE },
	{ "offline", DEED_OFFLINE },
	{ "restart", DEED_RESTART },
	{ "shutdown", DEED_SHUTDOWN },
	{ "add_tags", DEED_TAG },
	{ "remove_tags", DEED_UNTAG },
	{ "delete", DEED_DELETE },
};

enum host_deed
hosts_deed(const char *name)
{
	struct str s = str_trim(str_of(name));
	size_t i;

	for (i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++)
		if (str_ieq(s, str_of(deeds[i].name)))
			return deeds[i].deed;
	return DEED_NONE;
}

const char *
hosts_deed_name(enum host_deed deed)
{
	size_t i;

	for (i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++)
		if (deeds[i].deed == deed)
			return deeds[i].name;
	return "";
}

bool
hosts_window_is_ahead(int64_t now, int64_t from)
{
	return from > now + SLACK_US;
}

enum err_code
hosts_window_check(struct cx *cx, int64_t now, int64_t from, int64_t until)
{
	int64_t start = hosts_window_is_ahead(now, from) ? from : now;

	if (from != 0 && from < now - WINDOW_MAX_US)
		return err_field(cx, "from", "开始时间过早",
		    "lies too far back");
	if (start > now + WINDOW_MAX_US)
		return err_field(cx, "from", "开始时间最多提前一年",
		    "must begin within a year");
	if (until == 0)
		return ERR_OK;
	if (until <= start)
		return err_field(cx, "until", "结束时间应晚于现在和开始时间",
		    "must be later than now and than the beginning");
	if (until > start + WINDOW_MAX_US)
		return err_field(cx, "until", "维护窗口最长一年",
		    "a window lasts at most a year");
	return ERR_OK;
}
