/* SQL of the store of host keys. */
#include "credentials/credentials_int.h"
#include "db/db.h"

#define COLS \
	"k.id, k.project_id, k.host_id, h.name AS host_name, h.ip, h.port," \
	" p.environment, k.key_type, k.public_key, k.fingerprint," \
	" h.host_key_fingerprint AS pinned_fingerprint, k.status," \
	" k.seen_at_ip, k.seen_count, k.first_seen_at, k.last_seen_at," \
	" k.decided_by, coalesce(u.username, '') AS decided_by_name," \
	" k.decided_at, k.reason"
#define FROM \
	" FROM host_keys k JOIN hosts h ON h.id = k.host_id" \
	" JOIN projects p ON p.id = k.project_id" \
	" LEFT JOIN users u ON u.id = k.decided_by"
#define MINE "($1 OR k.project_id = ANY ($2::bigint[]))"
#define WHO(cx) \
	DB_BOOL((cx)->who.all_projects), \
	    DB_INTS((cx)->who.projects, (cx)->who.n_projects)
#define FOUND \
	MINE " AND ($3::text IS NULL OR k.status = $3)" \
	     " AND ($4::bigint IS NULL OR k.host_id = $4)" \
	     " AND ($5::bigint IS NULL OR k.project_id = $5)" \
	     " AND ($6::text IS NULL OR strpos(lower(h.name || ' ' || h.ip)," \
	     " lower($6)) > 0 OR strpos(k.fingerprint, $6) > 0)"

static const char SQL_LIST[] = "SELECT " COLS FROM " WHERE " FOUND
			       " ORDER BY k.status <> 'changed', k.id DESC"
			       " LIMIT $7 OFFSET $8";
static const char SQL_COUNT[] = "SELECT count(*)" FROM " WHERE " FOUND;

static const char *
or_null(const char *s)
{
	return s != NULL && s[0] != '\0' ? s : NULL;
}

enum err_code
credentials_pins_db_list(struct cx *cx, const struct seen_key_filter *f,
    struct seen_key **v, size_t *n, int64_t *total)
{
	const struct db_arg args[] = { WHO(cx), DB_TEXT(or_null(f->status)),
		DB_INT0(f->host_id), DB_INT0(f->project_id),
		DB_TEXT(or_null(f->q)), DB_INT(f->page_size),
		DB_INT(page_offset(f->page, f->page_size)) };
	enum err_code rc;

	rc = db_all(cx, SQL_LIST, (struct db_args){ args, 8 }, &seen_key_type,
	    v, n);
	if (rc)
		return rc;
	return db_int(cx, SQL_COUNT, (struct db_args){ args, 6 }, total);
}

static const char SQL_GET[] =
    "SELECT " COLS FROM " WHERE " MINE " AND k.id = $3";

enum err_code
credentials_pins_db_get(struct cx *cx, int64_t id, struct seen_key *out)
{
	return db_one(cx, SQL_GET, DB_ARGS(WHO(cx), DB_INT(id)), &seen_key_type,
	    out);
}

static const char SQL_DECIDE[] =
    "UPDATE host_keys k SET status = $4, reason = $5, decided_by = $6,"
    " decided_at = now() WHERE " MINE " AND k.id = $3";

enum err_code
credentials_pins_db_decide(struct cx *cx, int64_t id, const char *status,
    const char *reason)
{
	return db_exec(cx, SQL_DECIDE,
	    DB_ARGS(WHO(cx), DB_INT(id), DB_TEXT(status), DB_TEXT(reason),
		DB_INT(cx->who.user_id)),
	    NULL);
}

struct reviewers {
	struct ints users;
};
static const struct field reviewers_fields[] = {
	F_INTS(struct reviewers, users, 0, 0, 1000, "Users"), F_END
};
static const struct type reviewers_type = { "HostKeyReviewers",
	sizeof(struct reviewers), reviewers_fields, "Who is told" };
static const char SQL_REVIEWERS[] = "SELECT host_key_reviewers($1) AS users";

enum err_code
credentials_pins_db_reviewers(struct cx *cx, int64_t project_id,
    struct ints *users)
{
	struct reviewers row = { 0 };
	enum err_code rc;

	rc = db_one(cx, SQL_REVIEWERS, DB_ARGS(DB_INT(project_id)),
	    &reviewers_type, &row);
	*users = row.users;
	return rc;
}

static const char SQL_HOSTS[] =
    "SELECT h.id, h.name, h.ip, h.port, h.host_key FROM hosts h"
    " WHERE ($1 OR h.project_id = ANY ($2::bigint[])) AND h.project_id = $3"
    " ORDER BY h.host_key <> '', h.id LIMIT 5000";

enum err_code
credentials_pins_db_hosts(struct cx *cx, int64_t project_id,
    struct pin_host **v, size_t *n)
{
	return db_all(cx, SQL_HOSTS, DB_ARGS(WHO(cx), DB_INT(project_id)),
	    &pin_host_type, v, n);
}
