/*
 * hosts_filters: filters of the host list that somebody gave a name.  A filter
 * is its maker's; shared in a project it is read by everybody who reads hosts
 * there, and still changed by its maker alone.
 */
#ifndef K8SM_HOSTS_HOSTS_FILTERS_H
#define K8SM_HOSTS_HOSTS_FILTERS_H

#include "hosts/hosts_int.h"

#define HOSTS_FILTERS_MAX 100	/* of one person */

struct saved_filter {
	int64_t id;
	const char *name;
	const char *query;	/* as in the list's URL: "status=error&tag=web" */
	int64_t project_id;	/* shared there; 0: not */
	int64_t user_id;
	const char *owner;
	bool mine;
	int64_t created_at;
	int64_t updated_at;
};
extern const struct type saved_filter_type;

struct saved_filter_new {
	const char *name;
	const char *query;
	int64_t project_id;
};
extern const struct type saved_filter_new_type;

/* What is absent stays. */
struct saved_filter_patch {
	const char *name;
	const char *query;
	struct opt_int project_id;
};
extern const struct type saved_filter_patch_type;

/* --- hosts_filters.c --- */
/* ERR_INVALID (query) for what the list would refuse, ERR_CONFLICT (name). */
enum err_code hosts_filter_create(struct cx *cx,
    const struct saved_filter_new *in, struct saved_filter *out) MUST_CHECK;
enum err_code hosts_filter_update(struct cx *cx, int64_t id,
    const struct saved_filter_patch *in, struct saved_filter *before,
    struct saved_filter *out) MUST_CHECK;
enum err_code hosts_filter_remove(struct cx *cx, int64_t id,
    struct saved_filter *before) MUST_CHECK;

/* --- hosts_filters_db.c --- */
/* One's own, then those shared in one's projects; each by name. */
enum err_code hosts_filter_db_list(struct cx *cx, struct saved_filter **items,
    size_t *n) MUST_CHECK;
enum err_code hosts_filter_db_get(struct cx *cx, int64_t id,
    struct saved_filter *out) MUST_CHECK;
enum err_code hosts_filter_db_count(struct cx *cx, int64_t *n) MUST_CHECK;
enum err_code hosts_filter_db_insert(struct cx *cx,
    const struct saved_filter_new *in, struct saved_filter *out) MUST_CHECK;
enum err_code hosts_filter_db_update(struct cx *cx, int64_t id,
    const struct saved_filter_patch *in, struct saved_filter *out) MUST_CHECK;
enum err_code hosts_filter_db_remove(struct cx *cx, int64_t id) MUST_CHECK;

#endif
