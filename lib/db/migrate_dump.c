/*
 * migrate_dump: the schema as text, in an order that does not depend on how it
 * came about; two equal dumps are the same schema.  Partitions are left out:
 * they depend on the day.
 */
#include "db/migrate_priv.h"

#define PUBLIC "'public'::regnamespace"
#define OWN_TABLE \
	"c.relnamespace = " PUBLIC " AND NOT c.relispartition" \
	" AND c.relkind IN ('r', 'p', 'v', 'm')"
/* Grants sorted, so that their history does not show. */
#define GRANTS(acl) \
	"(SELECT string_agg(a::text, ' ' ORDER BY a::text)" \
	" FROM unnest(" acl ") a)"

#define HEAD "SELECT line FROM ("
#define FOOT \
	") all_of_it ORDER BY part >= 20, object COLLATE \"C\", part, sub," \
	" name COLLATE \"C\", line COLLATE \"C\""

/* tables and views */
static const char SQL_TABLES[] = HEAD
    "SELECT c.relname AS object, 1 AS part, 0::bigint AS sub, '' AS name,"
    " format(E'\\n%s %s%s%s', CASE c.relkind WHEN 'p' THEN 'partitioned table'"
    " WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' ELSE 'table' END,"
    " c.relname, CASE WHEN c.relkind = 'p' THEN ' by '"
    " || pg_get_partkeydef(c.oid) END,"
    " CASE WHEN c.relrowsecurity THEN ' row level security'"
    " || CASE WHEN c.relforcerowsecurity THEN ' forced' ELSE '' END END) AS "
    "line"
    " FROM pg_class c WHERE " OWN_TABLE
    " UNION ALL SELECT c.relname, 2, a.attnum, '', format("
    "'  column %s %s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),"
    " CASE WHEN a.attnotnull THEN ' not null' END,"
    " CASE a.attidentity WHEN 'a' THEN ' identity always'"
    " WHEN 'd' THEN ' identity by default' END,"
    " ' default ' || pg_get_expr(d.adbin, d.adrelid))"
    " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
    " LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum"
    " WHERE " OWN_TABLE " AND a.attnum > 0 AND NOT a.attisdropped"
    " UNION ALL SELECT c.relname, 3, 0, k.conname, format("
    "'  constraint %s %s%s', k.conname, pg_get_constraintdef(k.oid),"
    " CASE WHEN NOT k.convalidated THEN ' not valid' END)"
    " FROM pg_class c JOIN pg_constraint k ON k.conrelid = c.oid"
    " WHERE " OWN_TABLE
    " UNION ALL SELECT c.relname, 4, 0, x.relname, format('  %s%s',"
    " pg_get_indexdef(i.indexrelid), CASE WHEN NOT i.indisvalid"
    " THEN ' INVALID' END) FROM pg_class c"
    " JOIN pg_index i ON i.indrelid = c.oid"
    " JOIN pg_class x ON x.oid = i.indexrelid WHERE " OWN_TABLE
    " UNION ALL SELECT c.relname, 5, 0, p.polname, format("
    "'  policy %s %s %s to %s using %s check %s', p.polname, p.polcmd,"
    " CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END,"
    " (SELECT string_agg(CASE WHEN r = 0 THEN 'public' ELSE r::regrole::text"
    " END, ' ' ORDER BY r) FROM unnest(p.polroles) r),"
    " pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck,"
    " p.polrelid)) FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid"
    " WHERE " OWN_TABLE " UNION ALL SELECT c.relname, 6, 0, t.tgname, '  '"
    " || pg_get_triggerdef(t.oid) FROM pg_class c"
    " JOIN pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal"
    " WHERE " OWN_TABLE
    " UNION ALL SELECT c.relname, 7, 0, '', '  as ' || pg_get_viewdef(c.oid)"
    " FROM pg_class c WHERE " OWN_TABLE " AND c.relkind IN ('v', 'm')"
    " UNION ALL SELECT c.relname, 8, 0, '', '  grants ' || " GRANTS(
	"c.relacl") " FROM pg_class c WHERE " OWN_TABLE
		    " AND c.relacl IS NOT NULL"
		    " UNION ALL SELECT c.relname, 9, a.attnum, '', format("
		    "'  grants on %s %s', a.attname, " GRANTS(
			"a.attacl") ")"
				    " FROM pg_class c JOIN pg_attribute a ON "
				    "a.attrelid = c.oid"
				    " WHERE " OWN_TABLE
				    " AND a.attacl IS NOT NULL AND NOT "
				    "a.attisdropped"
				    " UNION ALL SELECT c.relname, 10, "
				    "d.objsubid, '', format("
				    "'  comment %s: %s', d.objsubid, "
				    "d.description) FROM pg_class c"
				    " JOIN pg_description d ON d.objoid = c.oid"
				    " AND d.classoid = 'pg_class'::regclass "
				    "WHERE " OWN_TABLE FOOT;

/* functions, types, sequences */
static const char SQL_REST[] = HEAD
    "SELECT p.proname || ' '"
    " || pg_get_function_identity_arguments(p.oid) AS object, 20 AS part,"
    " 0 AS sub, '' AS name, format("
    "E'\\n%s%s%s', pg_get_functiondef(p.oid), '  grants ' || " GRANTS(
	"p.proacl") " || E'\\n', '  comment: '"
		    " || obj_description(p.oid, 'pg_proc')) AS line FROM "
		    "pg_proc p"
		    " WHERE p.pronamespace = " PUBLIC
		    " AND p.prokind IN ('f', 'p')"
		    " AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.objid = "
		    "p.oid"
		    " AND x.deptype = 'e')"
		    " UNION ALL SELECT t.typname, 21, 0, '', format(E'\\ntype "
		    "%s %s', t.typname,"
		    " (SELECT string_agg(e.enumlabel, ' ' ORDER BY "
		    "e.enumsortorder)"
		    " FROM pg_enum e WHERE e.enumtypid = t.oid)) FROM pg_type t"
		    " WHERE t.typnamespace = " PUBLIC
		    " AND t.typtype IN ('e', 'd')"
		    " UNION ALL SELECT c.relname, 22, 0, '', format("
		    "E'\\nsequence %s %s %s', c.relname, (SELECT "
		    "string_agg(format("
		    "'%s.%s', d.refobjid::regclass, d.refobjsubid), ' ') FROM "
		    "pg_depend d"
		    " WHERE d.objid = c.oid AND d.classid = "
		    "'pg_class'::regclass"
		    " AND d.deptype IN ('a', 'i')), " GRANTS(
			"c.relacl") ")"
				    " FROM pg_class c WHERE c.relnamespace "
				    "= " PUBLIC " AND c.relkind = 'S'" FOOT;

static bool
print_all(const struct migrate_run *run, const char *sql)
{
	PGresult *res = PQexec(run->pg, sql);
	bool ok = PQresultStatus(res) == PGRES_TUPLES_OK;
	int i;

	for (i = 0; ok && i < PQntuples(res); i++)
		printf("%s\n", PQgetvalue(res, i, 0));
	if (!ok)
		migrate_file_complain("dump: %s", PQerrorMessage(run->pg));
	PQclear(res);
	return ok;
}

enum migrate_exit
migrate_dump(const struct migrate_run *run)
{
	return print_all(run, SQL_TABLES) && print_all(run, SQL_REST) ?
	    MIGRATE_CURRENT :
	    MIGRATE_FAILED;
}
