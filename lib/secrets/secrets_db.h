/*
 * secrets_db: rows of sealed secrets.  Private.
 */
#ifndef K8SM_SECRETS_SECRETS_DB_H
#define K8SM_SECRETS_SECRETS_DB_H

#include "base/base.h"
#include "type/type.h"

/* Bytes come as hexadecimal text, since no descriptor kind carries them. */
struct secret_row {
	int64_t id;
	int64_t project_id;
	const char *purpose;
	int64_t key_version;
	const char *wrapped;
	const char *sealed;
};

/* The id comes first, because what is sealed is bound to it. */
enum err_code secrets_db_next_id(struct cx *cx, int64_t *id) MUST_CHECK;
enum err_code secrets_db_insert(struct cx *cx, const struct secret_row *head,
    struct str wrapped, struct str sealed) MUST_CHECK;
enum err_code secrets_db_get(struct cx *cx, int64_t id, struct secret_row *out)
    MUST_CHECK;
enum err_code secrets_db_remove(struct cx *cx, int64_t id) MUST_CHECK;
/* At most ${limit} rows behind id ${after} that key ${version} does not wrap;
 * locked, those that somebody else has locked left out. */
enum err_code secrets_db_old(struct cx *cx, int64_t version, int64_t after,
    int64_t limit, struct secret_row **rows, size_t *n) MUST_CHECK;
enum err_code secrets_db_rewrap(struct cx *cx, int64_t id,
    int64_t old_version, int64_t version, struct str wrapped) MUST_CHECK;

#endif
