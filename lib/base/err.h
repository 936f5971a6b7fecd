/*
 * err: what a function that can fail returns.  ERR_OK is zero, so
 * `if (rc) return rc;` reads well.
 */
#ifndef K8SM_BASE_ERR_H
#define K8SM_BASE_ERR_H

#include "base/err.tbl.h"

#define ERR_ENUM_(name, http, code, zh, en) ERR_##name,
enum err_code { ERR_TABLE(ERR_ENUM_) ERR__MAX };
#undef ERR_ENUM_

enum lang { LANG_ZH, LANG_EN };

/* HTTP status, wire code, enum name ("NOT_FOUND") and default text of ${rc}. */
int err_http(enum err_code rc);
int err_wire(enum err_code rc);
const char *err_name(enum err_code rc);
const char *err_text(enum err_code rc, enum lang lang);

#define MUST_CHECK __attribute__((warn_unused_result))

#endif
