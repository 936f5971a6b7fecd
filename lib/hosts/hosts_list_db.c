/*
 * hosts_list_db: pages of the host list.
 *
 * The plain page (no filter, newest first) is one statement that reads an index
 * backwards and takes the total from host_counts; filters and other orders are
 * hosts_find's, which may use indexes that row-level security hides from us.
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

#define FIND "hosts_find($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"

/* The page's ids and the total come from indexes (sql/0028), its rows from the
 * table under its policy. */
static const char SQL_FOUND[] =
    "SELECT " COLS ", f.total FROM " FIND " f"
    " CROSS JOIN LATERAL unnest(f.ids) WITH ORDINALITY AS u (id, at)"
    " JOIN hosts h ON h.id = u.id WHERE h.project_id = ANY ($1::bigint[])"
    " ORDER BY u.at";
static const char SQL_COUNT[] = "SELECT f.total FROM " FIND " f";

static const char *const orders[] = { "id", "name", "ip", "status",
	"health_state", "region", "cpu_cores", "memory_mb", "disk_gb",
	"created_at", "updated_at", "last_check_at" };

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
	size_t i;

	*out = has(sort) ? sort : "-id";
	for (i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
		if (strcmp(orders[i], *out + (**out == '-' ? 1 : 0)) == 0)
			return ERR_OK;
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

/* What hosts_find takes; one shape, so that it is one statement. */
#define FIND_ARGS(f, v, n_v, sort, rows, skip) \
	DB_ARGS(DB_INTS(v, n_v), maybe((f)->status), maybe((f)->health_state), \
	    maybe((f)->source), maybe((f)->tag), maybe((f)->region), \
	    maybe((f)->q), DB_BOOL((f)->attention), DB_TEXT(sort), \
	    DB_INT(rows), DB_INT(skip))

static enum err_code
filtered_page(struct cx *cx, const struct host_filter *f, const int64_t *v,
    size_t n_v, struct host **items, size_t *n, int64_t *total)
{
	const char *sort;
	enum err_code rc;

	rc = order_of(cx, f->sort, &sort);
	if (rc)
		return rc;
	rc = db_all(cx, SQL_FOUND,
	    FIND_ARGS(f, v, n_v, sort, f->page_size,
		page_offset(f->page, f->page_size)),
	    &host_row_type, items, n);
	if (rc)
		return rc;
	*total = *n > 0 ? (*items)[0].total : 0;
	if (*n > 0 || f->page == 1)
		return ERR_OK;
	return db_int(cx, SQL_COUNT, FIND_ARGS(f, v, n_v, sort, 0, 0), total);
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
	    !has(f->tag) && !has(f->region) && !has(f->q) && !f->attention &&
	    (!has(f->sort) || strcmp(f->sort, "-id") == 0))
		return plain_page(cx, f, v, n_v, items, n, total);
	return filtered_page(cx, f, v, n_v, items, n, total);
}

struct host_ids {
	struct ints ids;
};

/* More than there are; ids take eight bytes each. */
#define ALL_ROWS INT64_C(10000000)

static const char SQL_IDS[] = "SELECT f.ids FROM " FIND " f";

static const struct field ids_fields[] = {
	F_INTS(struct host_ids, ids, 0, 0, INT64_MAX, "Hosts"), F_END
};
static const struct type ids_type = { "HostIds", sizeof(struct host_ids),
	ids_fields, "Hosts that a filter finds" };

enum err_code
hosts_list_db_ids(struct cx *cx, const struct host_filter *f, struct ints *ids)
{
	struct host_ids out;
	const int64_t *v;
	const char *sort;
	enum err_code rc;
	size_t n_v;

	rc = order_of(cx, NULL, &sort);
	if (rc)
		return rc;
	scope(cx, f, &v, &n_v);
	rc = db_one(cx, SQL_IDS, FIND_ARGS(f, v, n_v, sort, ALL_ROWS, 0),
	    &ids_type, &out);
	*ids = out.ids;
	return rc;
}

static const char SQL_ROWS[] =
    "SELECT " COLS " FROM hosts h WHERE h.project_id = ANY ($1::bigint[])"
    " AND h.id = ANY ($2::bigint[]) ORDER BY h.id DESC";

enum err_code
hosts_list_db_rows(struct cx *cx, const int64_t *ids, size_t n,
    enum err_code (*fn)(struct cx *cx, void *row, void *arg), void *arg)
{
	struct host row;

	return db_each(cx, SQL_ROWS,
	    DB_ARGS(DB_INTS(cx->who.projects, cx->who.n_projects),
		DB_INTS(ids, n)),
	    &host_type, &row, fn, arg);
}
