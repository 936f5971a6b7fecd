#!/bin/sh
# pg.sh: a private, throw-away PostgreSQL for tests.
#
#   pg.sh start [DIR]      makes a cluster in DIR (default: a new temporary
#                          folder), starts it on a Unix socket only, makes the
#                          roles k8sm_owner and k8sm_app and the database k8sm,
#                          and prints lines for eval
#   pg.sh stop DIR         ends it and removes DIR
#   pg.sh halt DIR [MODE]  ends it only (MODE fast, immediate, smart)
#   pg.sh again DIR        starts it again after halt
#   pg.sh newdb DIR NAME   one more database owned by k8sm_owner
#   pg.sh dropdb DIR NAME
#
# Use:  eval "$(K8SM_TEST_PG_OWNER=$$ test/lib/pg.sh start)"
#       trap 'test/lib/pg.sh stop "$K8SM_TEST_PG"' EXIT INT TERM
# PostgreSQL refuses root, so as root everything runs as the user postgres.
# With K8SM_TEST_PG_OWNER a watcher ends the cluster when that process is gone,
# so that a killed test leaves nothing behind.
# K8SM_TEST_PG_FSYNC=on keeps fsync (default off); K8SM_TEST_PG_OPTIONS adds server options.
set -eu

fail() {
	echo "pg.sh: $*" >&2
	exit 1
}

find_bin() {
	for d in ${K8SM_TEST_PG_BIN:-} /usr/lib/postgresql/*/bin /usr/local/pgsql/bin; do
		if [ -x "$d/initdb" ]; then
			bin=$d
		fi
	done
	if [ -z "${bin:-}" ]; then
		command -v initdb >/dev/null 2>&1 ||
			fail "PostgreSQL's server programs are not installed"
		bin=$(dirname "$(command -v initdb)")
	fi
}

# Runs a command as somebody PostgreSQL accepts, without an inherited folder.
as_pg() {
	if [ "$(id -u)" = 0 ]; then
		(cd / && exec setpriv --reuid postgres --regid postgres \
			--init-groups env HOME=/nonexistent LC_ALL=C.UTF-8 "$@")
	else
		(cd / && exec env LC_ALL=C.UTF-8 "$@")
	fi
}

launch() {
	as_pg "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 60 -s start \
		</dev/null >&2 || {
		tail -n 20 "$dir/log" >&2
		fail "the server did not start"
	}
}

sql() {	# database, then statements on stdin
	as_pg "$bin/psql" -X -q -v ON_ERROR_STOP=1 -h "$dir" -U postgres -d "$1"
}

new_database() {
	sql postgres <<-END
		CREATE DATABASE "$1" OWNER k8sm_owner ENCODING 'UTF8'
		    LOCALE 'C.UTF-8' TEMPLATE template0;
		REVOKE ALL ON DATABASE "$1" FROM PUBLIC;
		GRANT CONNECT, TEMPORARY ON DATABASE "$1" TO k8sm_app;
	END
	sql "$1" <<-END
		ALTER SCHEMA public OWNER TO k8sm_owner;
	END
}

watch() {
	pid=$1
	(
		trap '' HUP INT
		while kill -0 "$pid" 2>/dev/null && [ -d "$dir" ]; do
			sleep 2
		done
		if [ -d "$dir" ]; then
			"$0" stop "$dir"
		fi
	) </dev/null >/dev/null 2>&1 9>&- &
}

start() {
	if [ -n "${1:-}" ]; then
		dir=$1
		mkdir -p "$dir"
	else
		# A Unix socket's path must be short.
		dir=$(mktemp -d /tmp/k8sm-pg.XXXXXX)
	fi
	dir=$(cd "$dir" && pwd)
	[ "$(id -u)" != 0 ] || chown postgres "$dir"
	chmod 755 "$dir"
	if [ ! -s "$dir/data/PG_VERSION" ]; then
		as_pg "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 \
			--locale=C.UTF-8 --no-instructions >"$dir.init" 2>&1 || {
			cat "$dir.init" >&2
			rm -f "$dir.init"
			fail "initdb failed"
		}
		rm -f "$dir.init"
		as_pg sh -c "cat >>'$dir/data/postgresql.conf'" <<-END
			listen_addresses = ''
			unix_socket_directories = '$dir'
			fsync = ${K8SM_TEST_PG_FSYNC:-off}
			max_connections = 100
			shared_buffers = 64MB
			log_min_messages = warning
			log_line_prefix = '%m [%p] %q%u@%d '
			timezone = 'UTC'
			log_timezone = 'UTC'
			autovacuum_naptime = 1min
			${K8SM_TEST_PG_OPTIONS:-}
		END
		launch
		sql postgres <<-END
			CREATE ROLE k8sm_owner LOGIN CREATEROLE;
			CREATE ROLE k8sm_app LOGIN;
		END
		new_database k8sm
	else
		launch
	fi
	[ -z "${K8SM_TEST_PG_OWNER:-}" ] || watch "$K8SM_TEST_PG_OWNER"
	cat <<-END
		K8SM_TEST_PG='$dir'
		K8SM_TEST_URL='host=$dir user=k8sm_app dbname=k8sm'
		K8SM_TEST_OWNER_URL='host=$dir user=k8sm_owner dbname=k8sm'
		K8SM_TEST_SUPER_URL='host=$dir user=postgres dbname=k8sm'
		export K8SM_TEST_PG K8SM_TEST_URL K8SM_TEST_OWNER_URL K8SM_TEST_SUPER_URL
	END
}

halt() {
	as_pg "$bin/pg_ctl" -D "$dir/data" -m "${1:-fast}" -w -t 60 -s stop \
		</dev/null >&2 || true
}

find_bin
what=${1:-}
case $what in
start)
	start "${2:-}"
	exit 0
	;;
esac
dir=${2:-}
[ -n "$dir" ] && [ -d "$dir/data" ] || fail "usage: pg.sh start|stop|halt|again|newdb|dropdb [DIR] …"
case $what in
stop)
	halt immediate
	rm -rf "$dir"
	;;
halt)
	halt "${3:-fast}"
	;;
again)
	launch
	;;
newdb)
	new_database "$3"
	;;
dropdb)
	echo "DROP DATABASE IF EXISTS \"$3\" WITH (FORCE);" | sql postgres
	;;
*)
	fail "unknown command '$what'"
	;;
esac
