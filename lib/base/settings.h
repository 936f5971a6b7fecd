/*
 * settings: one table (settings.tbl.h), read from a file and K8SM_* variables.
 * Unknown keys, also unknown K8SM_* variables, are errors.  Variables that only
 * `make run` reads (K8SM_PORT, K8SM_VAR, K8SM_ADMIN_PASSWORD, K8SM_CONFIG,
 * K8SM_FAULT) are known and skipped.
 */
#ifndef K8SM_BASE_SETTINGS_H
#define K8SM_BASE_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/settings.tbl.h"

#define SETTINGS_M_TEXT const char *
#define SETTINGS_M_INT  int64_t
#define SETTINGS_M_BOOL bool
#define SETTINGS_MEMBER_(name, kind, def, low, high, when, doc) \
	SETTINGS_M_##kind name;
struct settings {
	SETTINGS_TABLE(SETTINGS_MEMBER_)
};
#undef SETTINGS_MEMBER_

/*
 * Fills ${s} from the defaults, ${path} (NULL or missing file allowed only when
 * NULL) and ${env} (as environ).  Strings live in ${mem}.  On failure returns
 * ERR_INVALID and puts a text naming file, line and key into ${why}.
 */
enum err_code settings_load(struct arena *mem, const char *path,
    char *const *env, struct settings *s, const char **why) MUST_CHECK;

/* Parses ${text} as a settings file would be; ${name} is used in messages. */
enum err_code settings_parse(struct arena *mem, struct str text,
    const char *name, struct settings *s, const char **why) MUST_CHECK;

/* Prints value, default, when and doc of every setting; secrets are masked. */
void settings_print(const struct settings *s, FILE *to);

/* Paths derived from the settings, in ${mem}. */
const char *settings_run_path(struct arena *mem, const struct settings *s,
    const char *file);
const char *settings_master_key(struct arena *mem, const struct settings *s);
const char *settings_jwt_secret(struct arena *mem, const struct settings *s);

#endif
