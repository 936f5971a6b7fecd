/*
 * hosts_adopt_db: hosts by the instance that they are somewhere else.
 */
#include "db/db.h"
#include "hosts/hosts_int.h"

static const char SQL_FIND[] =
    "SELECT coalesce(max(id), 0)::bigint FROM hosts WHERE project_id = $1"
    " AND provider = $2 AND provider_instance_id = $3 AND provider_instance_id "
    "<> ''";

enum err_code
hosts_adopt_db_find(struct cx *cx, int64_t project_id, const char *provider,
    const char *instance_id, int64_t *id)
{
	return db_int(cx, SQL_FIND,
	    DB_ARGS(DB_INT(project_id), DB_TEXT(provider),
		DB_TEXT(instance_id)),
	    id);
}

static const char SQL_GONE[] =
    "UPDATE hosts SET status = 'inactive', last_error = left($2, 512),"
    " version = version + 1, updated_at = now() WHERE id = $1";

enum err_code
hosts_adopt_db_gone(struct cx *cx, int64_t id, const char *why)
{
	return db_exec(cx, SQL_GONE, DB_ARGS(DB_INT(id), DB_TEXT(why)), NULL);
}
