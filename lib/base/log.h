/*
 * log: one JSON object a line on stderr: ts, lvl, ev, proc, rid, uid and pairs.
 * Events are names ("task.lease_lost"), not prose.  Values are escaped; keys
 * that name secrets (password, token, secret, key, cookie…) are masked.
 */
#ifndef K8SM_BASE_LOG_H
#define K8SM_BASE_LOG_H

#include <stdint.h>

struct cx;

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

enum log_kind { LOG_K_END, LOG_K_INT, LOG_K_TEXT, LOG_K_BOOL };

struct log_pair {
	const char *key;
	enum log_kind kind;
	int64_t i;
	const char *s;
};

#define LOG_INT(k, v)  ((struct log_pair){ (k), LOG_K_INT, (int64_t)(v), 0 })
#define LOG_TEXT(k, v) ((struct log_pair){ (k), LOG_K_TEXT, 0, (v) })
#define LOG_BOOL(k, v) ((struct log_pair){ (k), LOG_K_BOOL, (v) ? 1 : 0, 0 })

/* Names the program in every line and sets the lowest level written. */
void log_init(const char *proc, enum log_level lowest);

/* "debug", "info", "warn", "error"; anything else is LOG_INFO. */
enum log_level log_level_of(const char *name);

void log_write(const struct cx *cx, enum log_level level, const char *event,
    const struct log_pair *pairs);

#define log_info(cx, ev, ...) log_write((cx), LOG_INFO, (ev), \
	(const struct log_pair[]){ __VA_ARGS__ __VA_OPT__(,) { 0, LOG_K_END, 0, 0 } })
#define log_warn(cx, ev, ...) log_write((cx), LOG_WARN, (ev), \
	(const struct log_pair[]){ __VA_ARGS__ __VA_OPT__(,) { 0, LOG_K_END, 0, 0 } })
#define log_error(cx, ev, ...) log_write((cx), LOG_ERROR, (ev), \
	(const struct log_pair[]){ __VA_ARGS__ __VA_OPT__(,) { 0, LOG_K_END, 0, 0 } })
#define log_debug(cx, ev, ...) log_write((cx), LOG_DEBUG, (ev), \
	(const struct log_pair[]){ __VA_ARGS__ __VA_OPT__(,) { 0, LOG_K_END, 0, 0 } })

#endif
