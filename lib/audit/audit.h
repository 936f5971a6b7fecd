/*
 * audit: the append-only, hash-chained record of who did what.
 *
 * One chain per project plus chain 0 for what belongs to none.  A row's hash is
 * HMAC-SHA256(key, previous hash || canonical row).  Rows enter through the SQL
 * function audit_append alone, which locks the chain's head; the application's
 * role can neither update nor delete them.
 */
#ifndef K8SM_AUDIT_AUDIT_H
#define K8SM_AUDIT_AUDIT_H

#include "base/base.h"
#include "web/web.h"

struct audit_entry {
	int64_t project_id; /* 0: chain 0 */
	const char *action; /* route or task id: "hosts.create" */
	const char *object; /* kind: "host" */
	int64_t object_id;
	const char *object_name;
	const char *outcome; /* "ok", "denied", "failed" */
	int code; /* wire code */
	struct str before; /* JSON, secrets absent */
	struct str after;
	const char *reason;
};

/* Sets the MAC key (32 bytes) of this process. */
void audit_init(const unsigned char key[32]);

/* Appends in the current transaction; actor, address and request id from cx. */
enum err_code audit_add(struct cx *cx, const struct audit_entry *e) MUST_CHECK;
/* The same for many, in their order; quickest when those of a project stand
 * together. */
enum err_code audit_add_many(struct cx *cx, const struct audit_entry *v,
    size_t n) MUST_CHECK;

/*
 * Appends in a transaction of its own (denials and failures, after the rollback).
 * Failure is logged and returned; the error in cx's slot stays as it was.
 */
enum err_code
audit_add_alone(struct cx *cx, const struct audit_entry *e) MUST_CHECK;

/* Walks all chains; *${bad} counts faults, each told to ${say}. */
enum err_code
audit_verify(struct cx *cx, void (*say)(const char *text, void *arg), void *arg,
    int64_t *rows, int64_t *bad) MUST_CHECK;

/*
 * Drops the partitions whose rows are all older than ${keep_days} (at least 30)
 * and leaves a signed anchor, so that what remains still verifies.  Opens
 * its own transactions; needs the scope of the worker.
 */
enum err_code
audit_retention(struct cx *cx, int64_t keep_days, int64_t *dropped) MUST_CHECK;

extern const struct route audit_routes[];

#endif
