/* SQL of host keys that differ from the pinned one. */
#include "db/db.h"
#include "hosts/hosts_int.h"

static const struct field sight_fields[] = { F_INT(struct host_key_sight, id, 0,
						 1, INT64_MAX, 0, "Host key"),
	F_BOOL(struct host_key_sight, fresh, 0, false, "New to us"),
	F_INT(struct host_key_sight, project_id, 0, 1, INT64_MAX, 0, "Project"),
	F_TEXT(struct host_key_sight, host_name, 0, 0, 64, "Host"),
	F_TEXT(struct host_key_sight, pinned, 0, 0, 64, "Trusted one"), F_END };
static const struct type sight_type = { "HostKeySight",
	sizeof(struct host_key_sight), sight_fields, "A key seen" };

/* One that was trusted once and comes back is news again; a rejected one stays
 * rejected. */
static const char SQL_SEEN[] =
    "WITH h AS (SELECT h.id, h.project_id, h.name, h.ip,"
    "  h.host_key_fingerprint FROM hosts h WHERE h.id = $1 AND h.host_key <> ''"
    "  AND h.host_key_fingerprint <> $4"
    "  AND ($5 OR h.project_id = ANY ($6::bigint[]))),"
    " old AS (SELECT k.status FROM host_keys k WHERE k.host_id = $1"
    "  AND k.fingerprint = $4),"
    " seen AS (INSERT INTO host_keys AS k (project_id, host_id, key_type,"
    "  public_key, fingerprint, status, seen_at_ip, first_seen_by)"
    "  SELECT h.project_id, h.id, $2, $3, $4, 'changed', h.ip, $7 FROM h"
    "  ON CONFLICT (host_id, fingerprint) DO UPDATE"
    "  SET seen_count = k.seen_count + 1, last_seen_at = now(),"
    "  status = CASE k.status WHEN 'replaced' THEN 'changed'"
    "   ELSE k.status END"
    "  RETURNING k.id, k.xmax = 0 AS made)"
    " SELECT seen.id, (seen.made OR coalesce((SELECT status FROM old), '')"
    "  = 'replaced') AS fresh, h.project_id, h.name AS host_name,"
    "  h.host_key_fingerprint AS pinned FROM seen CROSS JOIN h";

enum err_code
hosts_pins_db_seen(struct cx *cx, int64_t host_id, const char *type,
    const char *key, const char *fingerprint, struct host_key_sight *out,
    bool *found)
{
	return db_maybe(cx, SQL_SEEN,
	    DB_ARGS(DB_INT(host_id), DB_TEXT(type), DB_TEXT(key),
		DB_TEXT(fingerprint), DB_BOOL(cx->who.all_projects),
		DB_INTS(cx->who.projects, cx->who.n_projects),
		DB_INT(cx->who.user_id)),
	    &sight_type, out, found);
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
hosts_pins_db_reviewers(struct cx *cx, int64_t project_id, struct ints *users)
{
	struct reviewers row = { 0 };
	enum err_code rc;

	rc = db_one(cx, SQL_REVIEWERS, DB_ARGS(DB_INT(project_id)),
	    &reviewers_type, &row);
	*users = row.users;
	return rc;
}
