#!/bin/bash
# The migration runner: atomic, refuses drift and gaps by name, one at a time,
# and the real files go up, down and up again without a trace.
set -u
cd "$(dirname "$0")/../.." || exit 1
top=$PWD
k8sm=${K8SM_TEST_CTL:-$top/build/test/k8sm}
[ -n "${K8SM_TEST_CTL:-}" ] || make -s VARIANT=test build/test/k8sm >&2 || exit 1
unset K8SM_DATABASE_URL K8SM_OWNER_URL K8SM_SQL_DIR K8SM_CONFIG
eval "$(K8SM_TEST_PG_OWNER=$$ test/lib/pg.sh start)" || exit 1
work=$(mktemp -d "${TMPDIR:-/tmp}/k8sm-mig.XXXXXX")
trap 'test/lib/pg.sh stop "$K8SM_TEST_PG"; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
bad=0
n=0

# check SENTENCE COMMAND…
check() {
	local what=$1
	shift
	if "$@"; then
		echo "ok - $what"
	else
		echo "not ok - $what"
		sed 's/^/# /' "$work/out"
		bad=1
	fi
}

# A fresh database and an empty sql folder.
fresh() {
	n=$((n + 1))
	db=m$n
	test/lib/pg.sh newdb "$K8SM_TEST_PG" "$db" || exit 1
	dir=$work/sql$n
	mkdir -p "$dir"
	: >"$dir/SUMS"
}

# file NAME UP [DOWN [VERIFY [TX]]]
file() {
	printf -- '-- doc: test\n-- tx: %s\n-- up\n%s\n-- verify\n%s\n-- down\n%s\n' \
		"${5:-yes}" "$2" "${4:-}" "${3:-}" >"$dir/$1"
	migrate sums >/dev/null
}

become_migrate() {
	export K8SM_SQL_DIR=$dir
	export K8SM_OWNER_URL="host=$K8SM_TEST_PG user=${owner:-k8sm_owner} dbname=$db"
	exec "$k8sm" migrate "$@"
}
migrate() { (become_migrate "$@"); }

# start ARG…: in the background; $pid is the program's own. (migrate with & would be a
# shell and its child, and killing the shell leaves the program alive.)
start() {
	become_migrate "$@" >"$work/started" 2>&1 &
	pid=$!
}

# run STATUS ARG…: runs, keeps the output, compares the exit status
run() {
	local want=$1 got
	shift
	migrate "$@" >"$work/out" 2>&1
	got=$?
	echo "exit status $got" >>"$work/out"
	[ $got -eq "$want" ]
}

says() { grep -qF -- "$1" "$work/out"; }
psql_() { psql -XqAt -h "$K8SM_TEST_PG" -U "${2:-postgres}" -d "$db" -c "$1" 2>&1; }
is() { [ "$(psql_ "$1")" = "$2" ]; }
# until_is SQL VALUE: at most five seconds
until_is() {
	local i
	for i in $(seq 100); do
		is "$1" "$2" && return 0
		sleep 0.05
	done
	return 1
}

# --- up, status, down ---
fresh
file 0001_a.sql 'CREATE TABLE a (id int);' 'DROP TABLE a;' 'SELECT id FROM a;'
file 0002_b.sql 'CREATE TABLE b (id int);' 'DROP TABLE b;'
check "status 1 says that files are pending" run 1 status
check "up applies every file" run 0 up
check "status 0 says that the schema is current" run 0 status
check "up again has nothing to do" run 0 up
check "verify runs what the files say" run 0 verify
psql_ 'DROP TABLE a' >/dev/null
check "verify finds a table that is gone" run 3 verify
check "and names the file" says 0001_a.sql
psql_ 'CREATE TABLE a (id int); ALTER TABLE a OWNER TO k8sm_owner' >/dev/null
check "down undoes the last file" run 0 down
check "only that one" is "SELECT string_agg(name, ' ') FROM schema_migrations" 0001_a.sql
check "down 0 undoes all" run 0 down 0
check "up 1 stops at version 1" run 0 up 1
check "which is what is recorded" is "SELECT max(version) FROM schema_migrations" 1

# --- drift and gaps ---
run 0 up
file 0001_a.sql 'CREATE TABLE a (id bigint);' 'DROP TABLE a;'
check "an applied file that was edited is refused" run 2 up
check "by name" says "0001_a.sql was changed after it was applied"
check "status calls that drift" run 2 status
file 0001_a.sql 'CREATE TABLE a (id int);' 'DROP TABLE a;' 'SELECT id FROM a;'
check "the original is accepted again" run 0 status
echo '-- more' >>"$dir/0002_b.sql"
check "a file that differs from SUMS is refused" run 2 up
check "by its name" says "0002_b.sql: differs from sql/SUMS"
file 0002_b.sql 'CREATE TABLE b (id int);' 'DROP TABLE b;'
echo 'x' >"$dir/0003_c.sql"
check "a file that is not a migration is refused" run 3 up
check "with its name" says 0003_c.sql
rm "$dir/0003_c.sql"
fresh
file 0001_a.sql 'CREATE TABLE a (id int);'
file 0003_c.sql 'CREATE TABLE c (id int);'
run 0 up
file 0002_b.sql 'CREATE TABLE b (id int);'
check "a file below the highest applied one is refused" run 2 up
check "naming the gap" says "gap: 0003_c.sql is applied, but 0002_b.sql before it is not"
rm "$dir/0002_b.sql" "$dir/0003_c.sql"
migrate sums
check "an applied file that is gone is refused" run 2 up
check "naming what is applied" says "0003_c.sql is applied, but not in"

# --- atomic ---
fresh
file 0001_a.sql 'CREATE TABLE a (id int); SELECT 1/0; CREATE TABLE b (id int);'
check "a failing file ends with status 3" run 3 up
check "names itself and the cause" says "0001_a.sql: division by zero"
check "leaves nothing behind" is "SELECT to_regclass('a') IS NULL AND count(*) = 0 FROM schema_migrations" t
file 0001_a.sql 'CREATE TABLE a (id int);' 'DROP TABLE a;' 'SELECT no_such_column FROM a;'
run 3 up
check "a failing verify section undoes its file" is "SELECT to_regclass('a') IS NULL" t
file 0001_a.sql 'CREATE TABLE a (id int); COMMIT; CREATE TABLE b (id int);'
run 3 up
check "a file that ends its own transaction is refused" says "may not end its own transaction"
psql_ 'DROP TABLE IF EXISTS a, b' >/dev/null
file 0001_a.sql 'CREATE TABLE a (id int); SELECT pg_sleep(30); CREATE TABLE b (id int);'
start up
sleeping="query LIKE '%pg_sleep(30)%' AND state = 'active' AND pid <> pg_backend_pid()"
until_is "SELECT count(*) FROM pg_stat_activity WHERE $sleeping" 1
kill -9 $pid
wait $pid 2>/dev/null
psql_ "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE $sleeping" >/dev/null
check "a runner killed half-way leaves nothing" is "SELECT to_regclass('a') IS NULL AND count(*) = 0 FROM schema_migrations" t
file 0001_a.sql 'CREATE TABLE a (id int);'
K8SM_FAULT=migrate.before_record:1:kill migrate up >"$work/out" 2>&1
until_is "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'k8sm migrate'" 0
check "killed before it is recorded, it is not applied either" is "SELECT to_regclass('a') IS NULL" t
check "and the next run succeeds" run 0 up

# --- two at once ---
fresh
file 0001_a.sql 'SELECT pg_sleep(4); CREATE TABLE a (id int);'
start up
until_is "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted" 1
run 0 up
second=$?
wait $pid
first=$?
check "two runners at once both succeed" [ "$first$second" = 00 ]
check "the second says that it waits" says "another runner is at work: waiting"
check "and finds nothing to do" says "nothing to do"

# --- a table in use ---
file 0002_b.sql 'ALTER TABLE a ADD COLUMN b int;'
psql_ 'BEGIN; LOCK TABLE a; SELECT pg_sleep(5); COMMIT' >/dev/null &
pid=$!
until_is "SELECT count(*) FROM pg_locks WHERE relation = 'a'::regclass AND granted" 1
check "a table in use is tried again until it is free" run 0 up
check "which is said" says "a table is in use, trying again"
wait $pid

# --- without a transaction ---
fresh
file 0001_a.sql 'CREATE TABLE a (id int); INSERT INTO a VALUES (1), (1);'
file 0002_b.sql 'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS a_id_key ON a (id);' \
	'DROP INDEX CONCURRENTLY IF EXISTS a_id_key;' '' no
check "an index that cannot be built fails" run 3 up
valid="SELECT indisvalid FROM pg_index WHERE indexrelid = 'a_id_key'::regclass"
check "and leaves an invalid one, as PostgreSQL does" is "$valid" f
psql_ 'DELETE FROM a' >/dev/null
check "the next run replaces it" run 0 up
check "by a valid one" is "$valid" t
check "down works without a transaction too" run 0 down 1
psql_ 'CREATE UNIQUE INDEX a_id_key ON a (id); ALTER INDEX a_id_key OWNER TO k8sm_owner' >/dev/null
check "a run that broke off before it was recorded is repeated" run 0 up
file 0003_c.sql 'CREATE TABLE c (id int); CREATE TABLE d (id int);' '' '' no
check "more than one statement without a transaction is refused" run 3 up
check "before any of them ran" is "SELECT to_regclass('c') IS NULL" t

# --- making files ---
fresh
migrate new first_table >"$work/out" 2>&1
check "new makes the next file" [ -s "$dir/0001_first_table.sql" ]
file 0001_first_table.sql 'CREATE TABLE a (id int);'
migrate new second >"$work/out" 2>&1
check "with the next number" [ -s "$dir/0002_second.sql" ]
check "a bad name is refused" run 3 new 'No Good'
(cd "$dir" && rm 0002_second.sql && sha256sum 0001_first_table.sql) >"$work/sums"
migrate sums
check "sums are those of sha256sum" cmp -s "$work/sums" "$dir/SUMS"
K8SM_SQL_DIR=$dir "$k8sm" migrate up >"$work/out" 2>&1
check "without owner_url it says so" says "owner_url is not set"
check "an unknown command is refused" run 3 frobnicate
check "with the usage" says "usage: k8sm migrate"

# --- the real files ---
fresh
dir=$top/sql
check "sql/SUMS is up to date" run 1 status
check "the real files go up" run 0 up
check "their verify sections hold" run 0 verify
migrate dump >"$work/first.dump"
check "they go down" run 0 down 0
migrate dump >"$work/out"
check "and leave the runner's own table only" \
	[ "$(grep -c '^\(table\|partitioned\|view\|sequence\|type\|CREATE\)' "$work/out")" = 1 ]
check "and up again" run 0 up
migrate dump >"$work/second.dump"
diff -a "$work/first.dump" "$work/second.dump" >"$work/out"
check "up, down, up gives an equal schema" [ ! -s "$work/out" ]
check "the schema is not empty" [ "$(wc -l <"$work/second.dump")" -gt 200 ]
fresh
dir=$top/sql
for try in 1 2 3; do
	killed=0
	for i in 1 2 3 4 5 6 7 8; do
		start up
		sleep "0.0$i"
		kill -9 $pid 2>/dev/null
		wait $pid 2>/dev/null
		[ $? -eq 137 ] && killed=$((killed + 1))
		echo "# version $(psql_ 'SELECT max(version) FROM schema_migrations')"
	done
	[ $killed -ge 6 ] && break
	# We slept longer than we said and one came to its end: the others had nothing to do.
	fresh
	dir=$top/sql
done
# A fast machine may be ready before the last.
check "six or more of eight runners are killed at work" [ $killed -ge 6 ]
check "killed so often, up still succeeds" run 0 up
migrate dump >"$work/third.dump"
diff -a "$work/first.dump" "$work/third.dump" >"$work/out"
check "and gives the same schema" [ ! -s "$work/out" ]

# --- what the application may do ---
app() { psql_ "$1" k8sm_app >"$work/out"; grep -qF -- "$2" "$work/out"; }
check "the application cannot change the schema" app 'CREATE TABLE x (id int)' 'permission denied'
check "nor what is recorded" app 'DELETE FROM schema_migrations' 'permission denied'
psql_ "INSERT INTO partitioned_tables VALUES ('t_none', 5);
	CREATE TABLE t_none (at timestamptz NOT NULL) PARTITION BY RANGE (at);
	ALTER TABLE t_none OWNER TO k8sm_owner" >/dev/null
check "it may make listed partitions" app "SELECT k8sm_partitions_ensure('t_none', 2)" 4
check "a second time there is nothing to make" app "SELECT k8sm_partitions_ensure('t_none', 2)" 0
check "and none of other tables" app "SELECT k8sm_partitions_ensure('users', 2)" 'is not in partitioned_tables'
psql_ "CREATE TABLE t_none_p2001_01 PARTITION OF t_none
	FOR VALUES FROM ('2001-01-01') TO ('2001-02-01');
	ALTER TABLE t_none_p2001_01 OWNER TO k8sm_owner" >/dev/null
check "old partitions are dropped, the others stay" app "SELECT k8sm_partitions_drop('t_none', 90)" 1
check "but never younger than the table allows" app "SELECT k8sm_partitions_drop('t_none', 4)" 'kept for at least 5 days'

# --- rights ---
test/lib/pg.sh newdb "$K8SM_TEST_PG" poor
db=poor
psql_ "CREATE ROLE k8sm_poor LOGIN; ALTER DATABASE poor OWNER TO k8sm_poor;
	ALTER SCHEMA public OWNER TO k8sm_poor;
	ALTER ROLE k8sm_app RENAME TO k8sm_app_away" >/dev/null
owner=k8sm_poor
run 3 up
check "without the role k8sm_app and the right to make it, the message says what to do" \
	says "CREATE ROLE k8sm_app LOGIN"
exit $bad
