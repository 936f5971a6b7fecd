/*
 * log: builds one line in a static buffer and hands it over with one write(2),
 * so that the lines of many processes on one pipe never mix.
 */
#include "base/log.h"

#include <errno.h>

#include "base/buf.h"
#include "base/cx.h"
#include "base/time.h"

#define LINE_MAX_ 16384
#define VALUE_MAX 4096
#define TAIL_ROOM 32 /* for "cut":true and the end of the line */

static struct {
	char proc[32];
	enum log_level lowest;
} to = { "k8sm", LOG_INFO };

struct line {
	char p[LINE_MAX_];
	size_t n;
	bool cut;
};

enum log_level
log_level_of(const char *name)
{
	if (strcmp(name, "debug") == 0)
		return LOG_DEBUG;
	if (strcmp(name, "warn") == 0)
		return LOG_WARN;
	if (strcmp(name, "error") == 0)
		return LOG_ERROR;
	return LOG_INFO;
}

void
log_init(const char *proc, enum log_level lowest)
{
	snprintf(to.proc, sizeof(to.proc), "%s", proc);
	to.lowest = lowest;
}

static void
add(struct line *l, const char *p, size_t n)
{
	if (l->cut || n > LINE_MAX_ - TAIL_ROOM - l->n) {
		l->cut = true;
		return;
	}
	memcpy(l->p + l->n, p, n);
	l->n += n;
}

static void
add_char(struct line *l, const char *p, size_t len)
{
	static const char hex[] = "0123456789abcdef";
	unsigned char c = (unsigned char)*p;
	char esc[6] = "\\u00";

	if (len == 0) {
		add(l, "\xef\xbf\xbd", 3);
	} else if (c == '"' || c == '\\') {
		esc[1] = (char)c;
		add(l, esc, 2);
	} else if (c == '\n') {
		add(l, "\\n", 2);
	} else if (c < 0x20 || c == 0x7f) {
		esc[4] = hex[c >> 4];
		esc[5] = hex[c & 15];
		add(l, esc, 6);
	} else {
		add(l, p, len);
	}
}

static void
add_text(struct line *l, const char *s)
{
	size_t n, i = 0, len, start = l->n;

	if (!s) {
		add(l, "null", 4);
		return;
	}
	n = strnlen(s, VALUE_MAX + 4);
	add(l, "\"", 1);
	while (i < n && i < VALUE_MAX && !l->cut) {
		len = str_utf8(s + i, n - i);
		add_char(l, s + i, len);
		i += len ? len : 1;
	}
	if (i < n)
		add(l, "\xe2\x80\xa6", 3);
	add(l, "\"", 1);
	/* A value that did not fit whole would leave broken JSON. */
	if (l->cut)
		l->n = start;
}

static void
add_int(struct line *l, int64_t v)
{
	char text[STR_INT_MAX] = { 0 };

	add(l, text, str_from_int(text, v));
}

static bool
ends_with(const char *s, const char *tail)
{
	size_t n = strlen(s), m = strlen(tail);

	return n >= m &&
	    str_ieq((struct str){ s + n - m, m }, (struct str){ tail, m });
}

static bool
is_secret(const char *key)
{
	static const char *const words[] = { "passw", "passphrase", "secret",
		"token", "cookie", "authorization", "credential", "kubeconfig",
		"private", NULL };
	size_t i;

	for (i = 0; words[i]; i++) {
		if (strcasestr(key, words[i]))
			return true;
	}
	return ends_with(key, "key");
}

static void
add_pair(struct line *l, const struct log_pair *pair)
{
	size_t start = l->n;

	add(l, ",", 1);
	add_text(l, pair->key);
	add(l, ":", 1);
	switch (pair->kind) {
	case LOG_K_INT:
		add_int(l, pair->i);
		break;
	case LOG_K_BOOL:
		add(l, pair->i ? "true" : "false", pair->i ? 4 : 5);
		break;
	case LOG_K_TEXT:
		add_text(l, pair->s && is_secret(pair->key) ? "***" : pair->s);
		break;
	case LOG_K_END:
		break;
	}
	if (l->cut)
		l->n = start;
}

static void
add_head(struct line *l, const struct cx *cx, enum log_level level,
    const char *event)
{
	static const char *const names[] = { "debug", "info", "warn", "error" };
	char ts[TIME_TEXT_MAX];

	add(l, "{\"ts\":", 6);
	add_text(l, time_format(time_now_us(), ts));
	add_pair(l, &LOG_TEXT("lvl", names[level & 3]));
	add_pair(l, &LOG_TEXT("ev", event));
	add_pair(l, &LOG_TEXT("proc", to.proc));
	if (cx && cx->request_id && cx->request_id[0])
		add_pair(l, &LOG_TEXT("rid", cx->request_id));
	if (cx && cx->who.user_id)
		add_pair(l, &LOG_INT("uid", cx->who.user_id));
}

static void
send_line(const struct line *l)
{
	size_t done = 0;
	ssize_t n;

	while (done < l->n) {
		n = write(STDERR_FILENO, l->p + done, l->n - done);
		if (n > 0)
			done += (size_t)n;
		else if (n == -1 && errno != EINTR)
			return;
	}
}

void
log_write(const struct cx *cx, enum log_level level, const char *event,
    const struct log_pair *pairs)
{
	static struct line line;
	struct line *l = &line;
	int saved = errno;
	size_t i;

	if (level < to.lowest)
		return;
	l->n = 0;
	l->cut = false;
	add_head(l, cx, level, event);
	for (i = 0; pairs && pairs[i].kind != LOG_K_END; i++)
		add_pair(l, &pairs[i]);
	if (l->cut) {
		memcpy(l->p + l->n, ",\"cut\":true", 11);
		l->n += 11;
	}
	l->p[l->n++] = '}';
	l->p[l->n++] = '\n';
	send_line(l);
	errno = saved;
}
