/* SQL of hosts_import. */
#include "hosts/hosts_import_db.h"

#include "db/db.h"

struct name_row {
	const char *name;
};
static const struct field name_fields[] = {
	F_TEXT(struct name_row, name, 0, 0, 64, "Name"), F_END
};
static const struct type name_type = { "HostName", sizeof(struct name_row),
	name_fields, "Name of a host" };

static enum err_code
found(enum err_code rc, const struct name_row *row, bool is, const char **other)
{
	*other = rc == ERR_OK && is ? row->name : NULL;
	return rc;
}

static const char SQL_NAMED[] =
    "SELECT h.name FROM hosts h WHERE h.project_id = $1"
    " AND lower(h.name) = lower($2) AND h.id <> $3";

enum err_code
hosts_import_db_named(struct cx *cx, int64_t project_id, const char *name,
    int64_t but, const char **other)
{
	struct name_row row;
	bool is = false;
	enum err_code rc;

	rc = db_maybe(cx, SQL_NAMED,
	    DB_ARGS(DB_INT(project_id), DB_TEXT(name), DB_INT(but)), &name_type,
	    &row, &is);
	return found(rc, &row, is, other);
}

static const char SQL_AT[] =
    "SELECT h.name FROM hosts h WHERE h.project_id = $1 AND h.ip = $2"
    " AND h.port = $3 AND h.id <> $4";

enum err_code
hosts_import_db_at(struct cx *cx, int64_t project_id, const char *ip,
    int64_t port, int64_t but, const char **other)
{
	struct name_row row;
	bool is = false;
	enum err_code rc;

	rc = db_maybe(cx, SQL_AT,
	    DB_ARGS(DB_INT(project_id), DB_TEXT(ip), DB_INT(port), DB_INT(but)),
	    &name_type, &row, &is);
	return found(rc, &row, is, other);
}

/* A machine that is off cannot be online, and one that is back is no longer
 * out of use because it was gone. */
static const char SQL_UPDATE[] =
    "UPDATE hosts SET name = $2, ip = $3, region = $4,"
    " cpu_cores = CASE WHEN $5 > 0 THEN $5 ELSE cpu_cores END,"
    " memory_mb = CASE WHEN $6 > 0 THEN $6 ELSE memory_mb END,"
    " status = CASE WHEN status = 'inactive' AND $8 THEN 'offline'"
    "  WHEN status = 'online' AND $7 THEN 'offline' ELSE status END,"
    " last_error = CASE WHEN $8 THEN '' ELSE last_error END,"
    " version = version + 1, updated_at = now() WHERE id = $1";

enum err_code
hosts_import_db_update(struct cx *cx, const struct host_import *in,
    const char *name, const char *ip)
{
	return db_exec(cx, SQL_UPDATE,
	    DB_ARGS(DB_INT(in->host_id), DB_TEXT(name), DB_TEXT(ip),
		DB_TEXT(in->region), DB_INT(in->cpu_cores),
		DB_INT(in->memory_mb), DB_BOOL(in->off), DB_BOOL(in->back)),
	    NULL);
}
