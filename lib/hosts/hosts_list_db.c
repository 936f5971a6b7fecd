/*
 * hosts_list_db: pages of the host list.
 *
 * The plain page (no filter, newest first) is one statement that reads an index
 * backwards and takes the total from host_counts; filters and other orders count
 * what they find.
 */
#include "db/db.h"
#include "hosts/hosts_int.h"

#define COLS \
	"h.id, h.project_id, h.name, h.hostname, h.tags, h.description," \
	" h.ip, h.port, h.ssh_user, h.auth_type, h.ssh_key_id," \
	" h.password_credential_id, h.jump_host_id," \
	" h.host_key_fingerprint, h.os, h.arch, h.kernel, h.cpu_cores," \
	" h.memory_mb, h.disk_gb, h.status, h.role, h.region, h.cluster_id," \
	" h.source, h.provider, h.provider_instance_id, h.parent_host_id," \
	" h.health_state, h.maintenance_reason, h.maintenance_by," \
	" h.maintenance_started_at, h.maintenance_until, h.last_error," \
	" h.last_check_at, h.created_at, h.updated_at, h.version"

static const char SQL_PAGE[] =
    "SELECT " COLS ", (SELECT coalesce(sum(c.n), 0)::bigint"
    "  FROM host_counts c WHERE c.project_id = $1) AS total"
    " FROM hosts h WHERE h.project_id = $1"
    " ORDER BY h.id DESC LIMIT $2 OFFSET $3";

/* Each project's newest rows from its index, then the newest of those. */
static const char SQL_PAGE_MANY[] =
    "SELECT " COLS ", (SELECT coalesce(sum(c.n), 0)::bigint"
    "  FROM host_counts c WHERE c.project_id = ANY ($1::bigint[])) AS total"
    " FROM unnest($1::bigint[]) AS p (id) CROSS JOIN LATERAL"
    " (SELECT * FROM hosts x WHERE x.project_id = p.id"
    "  ORDER BY x.id DESC LIMIT $2::bigint + $3::bigint) h"
    " ORDER BY h.id DESC LIMIT $2 OFFSET $3";

static const char SQL_TOTAL[] =
    "SELECT coalesce(sum(c.n), 0)::bigint FROM host_counts c"
    " WHERE c.project_id = ANY ($1::bigint[])";

#define FILTER \
	"h.project_id = ANY ($1::bigint[])" \
	" AND ($2::text IS NULL OR h.status = $2)" \
	" AND ($3::text IS NULL OR h.health_state = $3)" \
	" AND ($4::text IS NULL OR h.source = $4)" \
	" AND ($5::text IS NULL OR h.tags @> ARRAY[$5::text])" \
	" AND ($6::text IS NULL OR h.region = $6)" \
	" AND ($7::text IS NULL OR h.search LIKE '%' || replace(replace(" \
	"replace(lower($7), '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%')"

#define FOUND \
	"SELECT " COLS ", (SELECT count(*) FROM hosts h WHERE " FILTER \
	") AS total FROM hosts h WHERE " FILTER " ORDER BY "
#define CUT " LIMIT $8 OFFSET $9"

/*
 * A plan for every filter would be one for none: each gets its own, with the
 * indexes of tags and of the text searched for.
 */
static const char SQL_OWN_PLAN[] =
    "SELECT count(*) FROM set_config('plan_cache_mode', 'force_custom_plan',"
    " true) AS c";

static const char SQL_COUNT[] = "SELECT count(*) FROM hosts h WHERE " FILTER;

static const char SQL_BY_ID[] = FOUND "h.id" CUT;
static const char SQL_BY_ID_DOWN[] = FOUND "h.id DESC" CUT;
static const char SQL_BY_NAME[] = FOUND "lower(h.name), h.id" CUT;
static const char SQL_BY_NAME_DOWN[] = FOUND "lower(h.name) DESC, h.id" CUT;
static const char SQL_BY_IP[] = FOUND "h.ip, h.port, h.id" CUT;
static const char SQL_BY_IP_DOWN[] = FOUND "h.ip DESC, h.port DESC, h.id" CUT;
static const char SQL_BY_STATUS[] = FOUND "h.status, h.id" CUT;
static const char SQL_BY_STATUS_DOWN[] = FOUND "h.status DESC, h.id" CUT;
static const char SQL_BY_HEALTH[] = FOUND "h.health_state, h.id" CUT;
static const char SQL_BY_HEALTH_DOWN[] = FOUND "h.health_state DESC, h.id" CUT;
static const char SQL_BY_REGION[] = FOUND "h.region, h.id" CUT;
static const char SQL_BY_REGION_DOWN[] = FOUND "h.region DESC, h.id" CUT;
static const char SQL_BY_CPU[] = FOUND "h.cpu_cores, h.id" CUT;
static const char SQL_BY_CPU_DOWN[] = FOUND "h.cpu_cores DESC, h.id" CUT;
static const char SQL_BY_MEMORY[] = FOUND "h.memory_mb, h.id" CUT;
static const char SQL_BY_MEMORY_DOWN[] = FOUND "h.memory_mb DESC, h.id" CUT;
static const char SQL_BY_DISK[] = FOUND "h.disk_gb, h.id" CUT;
static const char SQL_BY_DISK_DOWN[] = FOUND "h.disk_gb DESC, h.id" CUT;
static const char SQL_BY_CREATED[] = FOUND "h.created_at, h.id" CUT;
static const char SQL_BY_CREATED_DOWN[] = FOUND "h.created_at DESC, h.id" CUT;
static const char SQL_BY_UPDATED[] = FOUND "h.updated_at, h.id" CUT;
static const char SQL_BY_UPDATED_DOWN[] = FOUND "h.updated_at DESC, h.id" CUT;
static const char SQL_BY_CHECK[] =
    FOUND "h.last_check_at NULLS FIRST, h.id" CUT;
static const char SQL_BY_CHECK_DOWN[] =
    FOUND "h.last_check_at DESC NULLS LAST, h.id" CUT;

static const struct order {
	const char *name;
	const char *up;
	const char *down;
} orders[] = {
	{ "id", SQL_BY_ID, SQL_BY_ID_DOWN },
	{ "name", SQL_BY_NAME, SQL_BY_NAME_DOWN },
	{ "ip", SQL_BY_IP, SQL_BY_IP_DOWN },
	{ "status", SQL_BY_STATUS, SQL_BY_STATUS_DOWN },
	{ "health_state", SQL_BY_HEALTH, SQL_BY_HEALTH_DOWN },
	{ "region", SQL_BY_REGION, SQL_BY_REGION_DOWN },
	{ "cpu_cores", SQL_BY_CPU, SQL_BY_CPU_DOWN },
	{ "memory_mb", SQL_BY_MEMORY, SQL_BY_MEMORY_DOWN },
	{ "disk_gb", SQL_BY_DISK, SQL_BY_DISK_DOWN },
	{ "created_at", SQL_BY_CREATED, SQL_BY_CREATED_DOWN },
	{ "updated_at", SQL_BY_UPDATED, SQL_BY_UPDATED_DOWN },
	{ "last_check_at", SQL_BY_CHECK, SQL_BY_CHECK_DOWN },
};

static bool
has(const char *s)
{
	return s != NULL && s[0] != '\0';
}

static struct db_arg
maybe(const char *s)
{
	return DB_TEXT(has(s) ? s : NULL);
}

static enum err_code
order_of(struct cx *cx, const char *sort, const char **out)
{
	bool down;
	size_t i;

	if (!has(sort))
		sort = "-id";
	down = sort[0] == '-';
	for (i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		if (strcmp(orders[i].name, sort + (down ? 1 : 0)) == 0) {
			*out = down ? orders[i].down : orders[i].up;
			return ERR_OK;
		}
	}
	return err_field(cx, "sort", "不能按 '%s' 排序", "cannot sort by '%s'",
	    sort);
}

/* The projects asked about: all of the caller's, or one of them. */
static void
scope(const struct cx *cx, const struct host_filter *f, const int64_t **v,
    size_t *n)
{
	size_t i;

	*v = cx->who.projects;
	*n = cx->who.n_projects;
	if (f->project_id == 0)
		return;
	for (i = 0; i < cx->who.n_projects; i++) {
		if (cx->who.projects[i] == f->project_id) {
			*v = &cx->who.projects[i];
			*n = 1;
			return;
		}
	}
	*n = 0;
}

static enum err_code
plain_page(struct cx *cx, const struct host_filter *f, const int64_t *v,
    size_t n_v, struct host **items, size_t *n, int64_t *total)
{
	int64_t offset = page_offset(f->page, f->page_size);
	enum err_code rc;

	if (n_v == 1)
		rc = db_all(cx, SQL_PAGE,
		    DB_ARGS(DB_INT(v[0]), DB_INT(f->page_size), DB_INT(offset)),
		    &host_row_type, items, n);
	else
		rc = db_all(cx, SQL_PAGE_MANY,
		    DB_ARGS(DB_INTS(v, n_v), DB_INT(f->page_size),
			DB_INT(offset)),
		    &host_row_type, items, n);
	if (rc)
		return rc;
	*total = *n > 0 ? (*items)[0].total : 0;
	if (*n > 0 || f->page == 1)
		return ERR_OK;
	return db_int(cx, SQL_TOTAL, DB_ARGS(DB_INTS(v, n_v)), total);
}

static enum err_code
filtered_page(struct cx *cx, const struct host_filter *f, const int64_t *v,
    size_t n_v, struct host **items, size_t *n, int64_t *total)
{
	const struct db_arg args[] = { DB_INTS(v, n_v), maybe(f->status),
		maybe(f->health_state), maybe(f->source), maybe(f->tag),
		maybe(f->region), maybe(f->q), DB_INT(f->page_size),
		DB_INT(page_offset(f->page, f->page_size)) };
	const size_t n_args = sizeof(args) / sizeof(args[0]);
	const char *sql;
	int64_t one;
	enum err_code rc;

	rc = order_of(cx, f->sort, &sql);
	if (rc == ERR_OK)
		rc = db_int(cx, SQL_OWN_PLAN, DB_NONE, &one);
	if (rc)
		return rc;
	rc = db_all(cx, sql, (struct db_args){ args, n_args }, &host_row_type,
	    items, n);
	if (rc)
		return rc;
	*total = *n > 0 ? (*items)[0].total : 0;
	if (*n > 0 || f->page == 1)
		return ERR_OK;
	return db_int(cx, SQL_COUNT, (struct db_args){ args, n_args - 2 },
	    total);
}

enum err_code
hosts_list_db(struct cx *cx, const struct host_filter *f, struct host **items,
    size_t *n, int64_t *total)
{
	const int64_t *v;
	size_t n_v;

	*items = NULL;
	*n = 0;
	*total = 0;
	scope(cx, f, &v, &n_v);
	if (!has(f->status) && !has(f->health_state) && !has(f->source) &&
	    !has(f->tag) && !has(f->region) && !has(f->q) &&
	    (!has(f->sort) || strcmp(f->sort, "-id") == 0))
		return plain_page(cx, f, v, n_v, items, n, total);
	return filtered_page(cx, f, v, n_v, items, n, total);
}

static const char SQL_EACH[] =
    "SELECT " COLS " FROM hosts h WHERE " FILTER " ORDER BY h.id DESC";

enum err_code
hosts_list_db_each(struct cx *cx, const struct host_filter *f,
    enum err_code (*fn)(struct cx *cx, void *row, void *arg), void *arg)
{
	const int64_t *v;
	struct host row;
	size_t n_v;

	scope(cx, f, &v, &n_v);
	return db_each(cx, SQL_EACH,
	    DB_ARGS(DB_INTS(v, n_v), maybe(f->status), maybe(f->health_state),
		maybe(f->source), maybe(f->tag), maybe(f->region), maybe(f->q)),
	    &host_type, &row, fn, arg);
}
