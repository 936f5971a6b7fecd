/*
 * migrate_check: whether a program may start on this database.
 */
#include <inttypes.h>

#include "db/db.h"
#include "db/migrate.h"
#include "schema_needed.h"

static const char SQL_VERSION[] =
    "SELECT coalesce(max(version), 0) FROM schema_migrations";

int64_t
migrate_needed(void)
{
	return SCHEMA_NEEDED;
}

enum err_code
migrate_check(struct cx *cx)
{
	int64_t version = 0;
	enum err_code rc;

	rc = db_int(cx, SQL_VERSION, DB_NONE, &version);
	if (rc == ERR_DATABASE || rc == ERR_FORBIDDEN)
		version = 0; /* no table, or none that we may read */
	else if (rc)
		return rc;
	if (version >= SCHEMA_NEEDED)
		return ERR_OK;
	return err_set(cx, ERR_UNAVAILABLE,
	    "数据库结构版本为 %" PRId64 "，需要 %d：请运行 k8sm migrate up",
	    "the database schema is at version %" PRId64
	    ", %d is needed: run 'k8sm migrate up'",
	    version, SCHEMA_NEEDED);
}
