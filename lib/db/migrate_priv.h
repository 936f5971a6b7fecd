/* What the files of the migration runner share; not for other rooms. */
#ifndef K8SM_DB_MIGRATE_PRIV_H
#define K8SM_DB_MIGRATE_PRIV_H

#include <libpq-fe.h>

#include "db/migrate.h"

#define MIGRATE_MAX_FILES 2000
#define MIGRATE_MAX_BYTES ((size_t)4 << 20)

struct migrate_file {
	int64_t number;
	const char *name;	/* "0001_base.sql" */
	const char *sha256;
	bool no_tx;
	const char *up;
	const char *verify;	/* "" when empty */
	const char *down;
};

/* A run of the program; ${pg} is NULL for commands on files only. */
struct migrate_run {
	struct arena *mem;
	const char *dir;
	PGconn *pg;
	struct migrate_file *files;	/* by number */
	size_t n;
};

/* Applied versions as the database knows them. */
struct migrate_row {
	int64_t version;
	const char *name;
	const char *sha256;
	const char *applied_at;
	const char *duration_ms;
};

/* migrate_file.c */

/* Reads and parses the folder; files are sorted by number. */
bool migrate_file_load(struct migrate_run *run);
/* Whether SUMS names exactly the files that are there, unchanged. */
bool migrate_file_check_sums(const struct migrate_run *run);
enum migrate_exit migrate_file_write_sums(const struct migrate_run *run);
enum migrate_exit migrate_file_new(const struct migrate_run *run,
    const char *name);
void migrate_file_complain(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));

/* migrate_dump.c: the schema as text, from the catalogues. */
enum migrate_exit migrate_dump(const struct migrate_run *run);

#endif
