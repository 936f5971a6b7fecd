/*
 * migrate: the SQL migration runner behind `k8sm migrate`.
 *
 * sql/NNNN_name.sql holds `-- up`, `-- verify` and `-- down` sections; sql/SUMS
 * one `sha256  file` line each.  Applied ones are rows of schema_migrations.
 */
#ifndef K8SM_DB_MIGRATE_H
#define K8SM_DB_MIGRATE_H

#include "base/base.h"

enum migrate_exit { MIGRATE_CURRENT = 0, MIGRATE_PENDING = 1, MIGRATE_DRIFT = 2,
	MIGRATE_FAILED = 3 };

/*
 * ${argv}: up [N] | down [N] | status | verify | new NAME | sums | dump.
 * `up N` goes up to version N, `down N` down to version N (0: everything),
 * `down` undoes the last.  ${owner_url} connects as the owner, ${dir} is the sql
 * folder.  Prints for people on stdout, errors on stderr.  Returns an exit
 * status.
 */
enum migrate_exit migrate_main(struct arena *mem, const char *owner_url,
    const char *dir, int argc, char *const argv[]);

/*
 * The schema that this build needs: the highest number in sql/ when it was
 * built.
 */
int64_t migrate_needed(void);

/* ERR_UNAVAILABLE when the database's schema is older than needed. */
enum err_code migrate_check(struct cx *cx) MUST_CHECK;

#endif
