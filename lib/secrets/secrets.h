/*
 * secrets: AES-256-GCM envelope encryption, a data key per secret, wrapped by a
 * master key that lies in a file outside the database.  The additional data
 * binds purpose, project and id, so that rows cannot be swapped.
 */
#ifndef K8SM_SECRETS_SECRETS_H
#define K8SM_SECRETS_SECRETS_H

#include "base/base.h"

/*
 * Loads the master keys of ${path} ("version hex" a line, newest last; the file
 * must not be readable by others).  Once per process.  ERR_INVALID with a detail.
 */
enum err_code secrets_init(struct cx *cx, const char *path) MUST_CHECK;

/* Seals ${plain} for ${purpose} ("ssh.password"); *${id} gets the row's id. */
enum err_code secrets_put(struct cx *cx, int64_t project_id,
    const char *purpose, struct str plain, int64_t *id) MUST_CHECK;

/* Opens secret ${id}; ${purpose} must be the one it was sealed for. The plain
 * text lies in cx->mem and is wiped with it. */
enum err_code secrets_get(struct cx *cx, int64_t id, const char *purpose,
    struct str *plain) MUST_CHECK;

/* Removes it; unknown ids are fine. */
enum err_code secrets_remove(struct cx *cx, int64_t id) MUST_CHECK;

/* Adds a new master key version to ${path} (atomically) and re-wraps all data
 * keys in batches; resumable.  *${n} gets the rows changed. */
enum err_code secrets_rotate(struct cx *cx, const char *path, int64_t *n)
    MUST_CHECK;

/* The second half of it: goes on where a rotation was broken off, without a new
 * key version. Running processes read the file again when they meet a version
 * that they do not know. */
enum err_code secrets_rewrap(struct cx *cx, int64_t *n) MUST_CHECK;

/* A key for ${label} derived from the first master key (HMAC): audit chain. */
void secrets_derive(const char *label, unsigned char out[32]);

#endif
