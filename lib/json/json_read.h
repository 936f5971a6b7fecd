/*
 * json_read: looking into a parsed value whose shape somebody else decides
 * (replies of services we call).  What is missing or of another kind reads as
 * NULL, "" or the default; nothing fails.
 */
#ifndef K8SM_JSON_JSON_READ_H
#define K8SM_JSON_JSON_READ_H

#include "json/json.h"

/* Member ${path} ("Response.Error.Code") of ${v}, or NULL; ${v} may be NULL. */
const struct cJSON *json_at(const struct cJSON *v, const char *path);

/* First element of an array (NULL for anything else) and the one behind ${v}. */
const struct cJSON *json_first(const struct cJSON *v);
const struct cJSON *json_next(const struct cJSON *v);

/* Text of ${path} below ${v} (NULL: of ${v} itself); "" when it is no text. */
const char *json_read_text(const struct cJSON *v, const char *path);

/* Whole number of ${path} below ${v}, or ${dflt}. */
int64_t json_read_int(const struct cJSON *v, const char *path, int64_t dflt);

#endif
