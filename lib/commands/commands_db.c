/* SQL of the rules. */
#include "commands/commands_int.h"
#include "db/db.h"

#define COLS \
	"r.id, coalesce(r.project_id, 0) AS project_id, r.environment, " \
	"r.name," \
	" r.effect, r.kind, r.pattern, r.description, r.enabled, " \
	"r.created_by," \
	" r.created_at, r.updated_at, r.version"
#define MINE "(r.project_id IS NULL OR $1 OR r.project_id = ANY ($2::bigint[]))"
#define WHO(cx) \
	DB_BOOL((cx)->who.all_projects), \
	    DB_INTS((cx)->who.projects, (cx)->who.n_projects)

#define FILTER \
	MINE " AND ($3::bigint IS NULL OR r.project_id IS NULL" \
	     " OR r.project_id = $3)" \
	     " AND ($4::text IS NULL OR r.effect = $4)" \
	     " AND ($5::text IS NULL OR strpos(lower(r.name || ' ' || " \
	     "r.pattern" \
	     " || ' ' || r.description), lower($5)) > 0)"

static const char SQL_LIST[] =
    "SELECT " COLS " FROM command_rules r WHERE " FILTER
    " ORDER BY array_position(ARRAY['refuse', 'approve', 'warn'], r.effect),"
    " r.id LIMIT $6 OFFSET $7";
static const char SQL_COUNT[] =
    "SELECT count(*) FROM command_rules r WHERE " FILTER;

static struct db_arg
maybe(const char *s)
{
	return DB_TEXT(s != NULL && s[0] != '\0' ? s : NULL);
}

enum err_code
commands_db_list(struct cx *cx, const struct command_rule_filter *f,
    struct command_rule **v, size_t *n, int64_t *total)
{
	enum err_code rc;

	rc = db_all(cx, SQL_LIST,
	    DB_ARGS(WHO(cx), DB_INT0(f->project_id), maybe(f->effect),
		maybe(f->q), DB_INT(f->page_size),
		DB_INT(page_offset(f->page, f->page_size))),
	    &command_rule_type, v, n);
	if (rc)
		return rc;
	return db_int(cx, SQL_COUNT,
	    DB_ARGS(WHO(cx), DB_INT0(f->project_id), maybe(f->effect),
		maybe(f->q)),
	    total);
}

static const char SQL_FOR[] =
    "SELECT " COLS " FROM command_rules r WHERE r.enabled"
    " AND (r.project_id IS NULL OR r.project_id = $1)"
    " AND (r.environment = '' OR r.environment ="
    " (SELECT p.environment FROM projects p WHERE p.id = $1)) ORDER BY r.id";

enum err_code
commands_db_for(struct cx *cx, int64_t project_id, struct command_rule **v,
    size_t *n)
{
	return db_all(cx, SQL_FOR, DB_ARGS(DB_INT(project_id)),
	    &command_rule_type, v, n);
}

static const char SQL_GET[] =
    "SELECT " COLS " FROM command_rules r WHERE " MINE " AND r.id = $3";
static const char SQL_LOCK[] =
    "SELECT " COLS " FROM command_rules r WHERE " MINE
    " AND r.id = $3 FOR UPDATE";

enum err_code
commands_db_get(struct cx *cx, int64_t id, bool lock, struct command_rule *out)
{
	return db_one(cx, lock ? SQL_LOCK : SQL_GET,
	    DB_ARGS(WHO(cx), DB_INT(id)), &command_rule_type, out);
}

static const char SQL_INSERT[] =
    "INSERT INTO command_rules AS r (project_id, environment, name, effect,"
    " kind, pattern, description, enabled, created_by)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING " COLS;

static const char *
text(const char *s)
{
	return s != NULL ? s : "";
}

static enum err_code
named(struct cx *cx, enum err_code rc)
{
	if (rc == ERR_CONFLICT)
		return err_field_as(cx, ERR_CONFLICT, "name", "规则名称已存在",
		    "there is such a rule already");
	return rc;
}

enum err_code
commands_db_insert(struct cx *cx, const struct command_rule *in,
    struct command_rule *out)
{
	return named(cx,
	    db_one(cx, SQL_INSERT,
		DB_ARGS(DB_INT0(in->project_id), DB_TEXT(text(in->environment)),
		    DB_TEXT(in->name), DB_TEXT(in->effect), DB_TEXT(in->kind),
		    DB_TEXT(in->pattern), DB_TEXT(text(in->description)),
		    DB_BOOL(in->enabled), DB_INT(cx->who.user_id)),
		&command_rule_type, out));
}

static const char SQL_UPDATE[] =
    "UPDATE command_rules r SET environment = $4, name = $5, effect = $6,"
    " kind = $7, pattern = $8, description = $9, enabled = $10,"
    " updated_at = now(), version = version + 1 WHERE " MINE
    " AND r.id = $3 RETURNING " COLS;

enum err_code
commands_db_update(struct cx *cx, int64_t id, const struct command_rule *in,
    struct command_rule *out)
{
	return named(cx,
	    db_one(cx, SQL_UPDATE,
		DB_ARGS(WHO(cx), DB_INT(id), DB_TEXT(text(in->environment)),
		    DB_TEXT(in->name), DB_TEXT(in->effect), DB_TEXT(in->kind),
		    DB_TEXT(in->pattern), DB_TEXT(text(in->description)),
		    DB_BOOL(in->enabled)),
		&command_rule_type, out));
}

static const char SQL_REMOVE[] =
    "DELETE FROM command_rules r WHERE " MINE " AND r.id = $3";

enum err_code
commands_db_remove(struct cx *cx, int64_t id)
{
	return db_exec(cx, SQL_REMOVE, DB_ARGS(WHO(cx), DB_INT(id)), NULL);
}
