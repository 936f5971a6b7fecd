/* SQL of jump hosts and shared passwords, as logins need them. */
#include "db/db.h"
#include "hosts/hosts_int.h"

static const struct field shape_fields[] = {
	F_INT(struct host_jump_shape, steps, 0, 0, INT64_MAX, 0, "Up to us"),
	F_BOOL(struct host_jump_shape, loops, 0, false, "Meets itself"),
	F_INT(struct host_jump_shape, behind, 0, 0, INT64_MAX, 0, "Down"), F_END
};
static const struct type shape_type = { "HostJumpShape",
	sizeof(struct host_jump_shape), shape_fields, "Way of a host" };

/* Two changes at once could each be right and make a loop together. */
static const char SQL_ALONE[] =
    "SELECT pg_advisory_xact_lock(7203, hashint8($1))";
static const char SQL_SHAPE[] =
    "SELECT steps, loops, behind FROM host_jump_shape($1, $2)";

enum err_code
hosts_jump_db_shape(struct cx *cx, int64_t id, int64_t project_id,
    int64_t jump_id, struct host_jump_shape *out)
{
	enum err_code rc;

	rc = db_queue(cx, SQL_ALONE, DB_ARGS(DB_INT(project_id)));
	if (rc)
		return rc;
	return db_one(cx, SQL_SHAPE, DB_ARGS(DB_INT(id), DB_INT(jump_id)),
	    &shape_type, out);
}

static const struct field behind_fields[] = { F_INT(struct host_behind, n, 0, 0,
						  INT64_MAX, 0, "How many"),
	F_TEXT(struct host_behind, name, 0, 0, 64, "One of them"), F_END };
static const struct type behind_type = { "HostBehind",
	sizeof(struct host_behind), behind_fields, "Hosts behind a host" };
static const char SQL_BEHIND[] =
    "SELECT count(*) AS n, coalesce(min(h.name), '') AS name FROM hosts h"
    " WHERE h.jump_host_id = $1";

enum err_code
hosts_jump_db_behind(struct cx *cx, int64_t id, struct host_behind *out)
{
	return db_one(cx, SQL_BEHIND, DB_ARGS(DB_INT(id)), &behind_type, out);
}

static const struct field shared_fields[] = {
	F_INT(struct hosts_shared, project_id, 0, 1, INT64_MAX, 0, "Project"),
	F_TEXT(struct hosts_shared, username, 0, 1, 64, "Login name"),
	F_INT(struct hosts_shared, secret_id, 0, 1, INT64_MAX, 0, "Secret"),
	F_END
};
static const struct type shared_type = { "HostsShared",
	sizeof(struct hosts_shared), shared_fields, "A shared password" };
static const char SQL_SHARED[] =
    "SELECT c.project_id, c.username, c.secret_id FROM password_credentials c"
    " WHERE c.id = $1 AND ($2 OR c.project_id = ANY ($3::bigint[]))";

enum err_code
hosts_jump_db_shared(struct cx *cx, int64_t credential_id,
    struct hosts_shared *out)
{
	return db_one(cx, SQL_SHARED,
	    DB_ARGS(DB_INT(credential_id), DB_BOOL(cx->who.all_projects),
		DB_INTS(cx->who.projects, cx->who.n_projects)),
	    &shared_type, out);
}
