/*
 * cx: the context of one request, one task step or one command.
 *
 * First argument of everything that can fail.  It carries the arena, the
 * database connection, who acts, the deadline and the error slot.  It owns
 * nothing; whoever made it releases the arena.
 */
#ifndef K8SM_BASE_CX_H
#define K8SM_BASE_CX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

struct db;
struct settings;

/* Most projects that one principal can name at once. */
#define CX_MAX_PROJECTS 4096

/*
 * Who acts.  ${projects} are the projects whose rows the caller may touch, all
 * of them narrowed to one by X-Project-ID; ${all_projects} is true for the
 * worker and the command line only (row-level security scope '*').
 * ${perms} are global permission codes, wildcards included, sorted; they hold in
 * every project of ${projects}.  ${project_perms} adds what a role inside one
 * project gives there.
 */
struct project_perms {
	int64_t project_id;
	const char *const *perms;
	size_t n;
};

struct principal {
	int64_t user_id;	/* 0: nobody or the system */
	int64_t session_id;	/* 0: not a session (API token, system) */
	int64_t token_id;	/* API token, else 0 */
	int64_t authz_version;
	const char *username;
	const char *ip;		/* client address, "" when none */
	const char *user_agent;
	bool is_admin;
	bool all_projects;
	const int64_t *projects;
	size_t n_projects;
	int64_t project_id;	/* chosen by X-Project-ID, else 0 */
	const char *const *perms;
	size_t n_perms;
	const struct project_perms *project_perms;
	size_t n_project_perms;
	const char *const *roles;	/* codes of the global roles */
	size_t n_roles;
	const char *const *scopes;	/* API token's limits; n 0 means none */
	size_t n_scopes;
};

struct cx {
	struct arena *mem;
	struct db *db;			/* NULL where no database is needed */
	const struct settings *set;
	struct principal who;
	enum lang lang;
	const char *request_id;		/* never NULL once served */
	int64_t deadline_ms;		/* time_mono_ms() value, 0: none */
	int64_t if_match;		/* row version from If-Match, 0: none */

	/* Error slot: the message is the user's, the detail is the log's. */
	enum err_code err;
	const char *message;
	const char *field;
	const char *detail;
	int64_t retry_after_s;		/* sent as Retry-After when > 0 */
	int64_t current_version;	/* reported with a version conflict */
};

/*
 * Sets error ${rc} with a message in both languages; only the caller's language
 * is formatted, both formats take the same arguments in the same order.
 * Messages: lower case, no full stop, names in single quotes.  Returns ${rc}.
 */
enum err_code err_set(struct cx *cx, enum err_code rc, const char *zh,
    const char *en, ...) __attribute__((format(printf, 3, 5)))
    __attribute__((format(printf, 4, 5)));

/* ERR_INVALID that names ${field} (copied into the arena). */
enum err_code err_field(struct cx *cx, const char *field, const char *zh,
    const char *en, ...) __attribute__((format(printf, 3, 5)))
    __attribute__((format(printf, 4, 5)));

/* As err_field with any error code, e.g. ERR_CONFLICT on a unique column. */
enum err_code err_field_as(struct cx *cx, enum err_code rc, const char *field,
    const char *zh, const char *en, ...) __attribute__((format(printf, 4, 6)))
    __attribute__((format(printf, 5, 6)));

/* Sets ${rc} with its default text. */
enum err_code err_plain(struct cx *cx, enum err_code rc);

/* Adds a text for the log only (SQLSTATE, errno, upstream body). */
void err_detail(struct cx *cx, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Empties the error slot. */
void err_clear(struct cx *cx);

/* Milliseconds left until the deadline; at most ${most}; 0 when passed. */
int64_t cx_left_ms(const struct cx *cx, int64_t most);

/*
 * Whether the caller holds ${perm} ("host:read") by code, "domain:*" or "*:*",
 * globally or in one of the projects in cx->who, and an API token's scopes do
 * not exclude it.  Pure; no query.
 */
bool cx_can(const struct cx *cx, const char *perm);

/* Whether permission code ${code}, wildcards included, covers ${perm}. */
bool cx_covers(const char *code, const char *perm);

/*
 * As cx_can inside ${project_id} alone: a global grant or one of a role there;
 * 0: global grants only.  Says nothing about whether the caller sees it.
 */
bool cx_can_in(const struct cx *cx, const char *perm, int64_t project_id);

#endif
