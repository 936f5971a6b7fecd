#!/usr/bin/env bash
# The whole product on one machine, in the foreground: private PostgreSQL,
# migrations, k8sm-api, k8sm-worker, k8sm-stream and nginx.  Ctrl-C ends all of
# it.  `make run` calls this after the build; the tests call it too.
#
#   run.sh [-O OBJDIR] [--fast-db] [--nginx TEMPLATE]
#
# Environment: K8SM_VAR (./var), K8SM_PORT (8080; 0 picks a free one),
# K8SM_DATABASE_URL and K8SM_OWNER_URL (use that server instead of a private
# one), K8SM_ADMIN_PASSWORD, and every setting as K8SM_<KEY>.
set -euo pipefail

# A shell that starts this in the background has Ctrl-C ignored, and a script
# cannot take that back by itself.
if [ "${1:-}" != --signals ]; then
	exec env --default-signal=INT,QUIT "$0" --signals "$@"
fi
shift

top=$(cd "$(dirname "$0")/.." && pwd)
obj=$top/build/release
fast_db=
template=$top/nginx/dev.conf
while [ $# -gt 0 ]; do
	case "$1" in
	-O) obj=$(cd "$2" && pwd); shift 2 ;;
	--fast-db) fast_db=1; shift ;;
	--nginx) template=$2; shift 2 ;;
	*) echo "usage: run.sh [-O OBJDIR] [--fast-db] [--nginx TEMPLATE]" >&2; exit 2 ;;
	esac
done

var=${K8SM_VAR:-$top/var}
port=${K8SM_PORT:-8080}
unset K8SM_VAR K8SM_PORT
umask 077
mkdir -p "$var"
var=$(cd "$var" && pwd)
run=$var/run
# A Unix socket's path has room for 107 bytes.
run_made=
if [ ${#run} -gt 80 ]; then
	run=$(mktemp -d "${TMPDIR:-/tmp}/k8sm-run.XXXXXX")
	run_made=$run
fi
mkdir -p "$run" "$var/run" "$var/log" "$var/nginx/tmp"
pgbin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
pg_sock_made=
pids=()
names=()
declare -A commands=() deaths=()

# start NAME COMMAND…: a child that is told to end when this script is gone.
start() {
	local name=$1 sig=TERM
	shift
	commands[$name]=$(printf '%q ' "$@")
	[ "$name" = postgres ] && sig=INT
	# <name>.env: variables for the next start of this program alone
	(cd / && { [ ! -r "$var/run/$name.env" ] || . "$var/run/$name.env"; } &&
		exec setpriv --pdeathsig "$sig" "$@") >>"$var/log/$name.log" 2>&1 8>&- &
	pids+=($!)
	names+=("$name")
	printf '%s\n' $! >"$var/run/$name.pid"
}

stop_one() {	# PID SIGNAL SECONDS
	kill -"$2" "$1" 2>/dev/null || return 0
	local i
	for ((i = 0; i < $3 * 20; i++)); do
		kill -0 "$1" 2>/dev/null || return 0
		sleep 0.05
	done
	kill -KILL "$1" 2>/dev/null || true
}

finish() {
	trap '' INT TERM HUP
	trap - EXIT
	local i
	for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
		case "${names[i]}" in
		nginx) stop_one "${pids[i]}" TERM 3 ;;
		postgres) stop_one "${pids[i]}" INT 10 ;;
		*) stop_one "${pids[i]}" TERM 8 ;;
		esac
	done
	wait 2>/dev/null || true
	rm -f "$var"/run/*.pid "$var/run/instance.env"
	[ -z "$run_made" ] || rm -rf "$run_made"
	[ -z "$pg_sock_made" ] || rm -rf "$pg_sock_made"
}
trap 'finish' EXIT
trap 'finish; exit 130' INT
trap 'finish; exit 143' TERM HUP

# One instance a folder.
exec 8>"$var/lock"
flock -n 8 || { echo "another instance uses $var" >&2; pids=(); exit 1; }

[ -s "$var/jwt.secret" ] || openssl rand -hex 32 >"$var/jwt.secret"
[ -s "$var/master.key" ] || printf '1 %s\n' "$(openssl rand -hex 32)" >"$var/master.key"

# PostgreSQL refuses to run as root: then it gets its package's user, and a home
# that this user can reach.
start_postgres() {
	local data=$var/pg sock=$run/pg me as=() user_flags=() i
	me=$(id -un)
	if [ "$(id -u)" -eq 0 ]; then
		me=postgres
		user_flags=(--reuid=postgres --regid=postgres --init-groups)
		as=(setpriv "${user_flags[@]}")
		sock=$(mktemp -d /tmp/k8sm-pg.XXXXXX)
		pg_sock_made=$sock
		chmod 711 "$var"
		if ! "${as[@]}" test -x "$var" 2>/dev/null; then
			# Somewhere above, the way is closed to this user (a home of mode
			# 700): the data get a folder of their own, named in $var/pg.path.
			if [ ! -s "$var/pg.path" ]; then
				mkdir -p /var/lib/k8s-manage
				chmod 711 /var/lib/k8s-manage
				mktemp -d /var/lib/k8s-manage/pg.XXXXXX >"$var/pg.path"
			fi
			data=$(cat "$var/pg.path")
		fi
		mkdir -p "$data"
		chown postgres "$sock" "$data"
	fi
	mkdir -p "$data" "$sock"
	if [ ! -s "$data/PG_VERSION" ]; then
		(cd / && "${as[@]}" "$pgbin/initdb" -D "$data" -U postgres -E UTF8 \
			--locale=C.UTF-8 -A peer --no-sync) >"$var/log/initdb.log" 2>&1 ||
			{ cat "$var/log/initdb.log" >&2; exit 1; }
	fi
	# Who may come in is decided by the kernel (peer), not by a password.
	printf 'local all all peer map=k8sm\n' >"$data/pg_hba.conf"
	for os in "$(id -un)" "$me"; do
		printf "k8sm $os %s\n" postgres k8sm_owner k8sm_app
	done | sort -u >"$data/pg_ident.conf"
	cat >"$data/postgresql.auto.conf" <<-CONF
		listen_addresses = ''
		unix_socket_directories = '$sock'
		unix_socket_permissions = 0700
		max_connections = 100
		shared_buffers = '128MB'
		log_min_messages = warning
		log_line_prefix = '%m [%p] %q%a '
		timezone = 'UTC'
		${fast_db:+fsync = off}
		${fast_db:+full_page_writes = off}
	CONF
	[ "$me" = "$(id -un)" ] ||
		chown postgres "$data"/{pg_hba.conf,pg_ident.conf,postgresql.auto.conf}
	start postgres "${user_flags[@]}" "$pgbin/postgres" -D "$data"
	for ((i = 0; i < 600; i++)); do
		"$pgbin/pg_isready" -q -h "$sock" -U postgres -d postgres && break
		kill -0 "$(cat "$var/run/postgres.pid")" 2>/dev/null ||
			{ tail -n 20 "$var/log/postgres.log" >&2; exit 1; }
		sleep 0.05
	done
	psql_() { "$pgbin/psql" -qAtX -v ON_ERROR_STOP=1 -h "$sock" -U postgres "$@"; }
	if [ "$(psql_ -d postgres -c "SELECT count(*) FROM pg_database WHERE datname = 'k8sm'")" != 1 ]; then
		psql_ -d postgres -c "CREATE ROLE k8sm_owner LOGIN CREATEROLE" \
			-c "CREATE ROLE k8sm_app LOGIN" \
			-c "CREATE DATABASE k8sm OWNER k8sm_owner"
		psql_ -d k8sm -c "ALTER SCHEMA public OWNER TO k8sm_owner"
	fi
	export K8SM_DATABASE_URL="host=$sock user=k8sm_app dbname=k8sm"
	export K8SM_OWNER_URL="host=$sock user=k8sm_owner dbname=k8sm"
}

if [ -z "${K8SM_DATABASE_URL:-}" ]; then
	start_postgres
else
	export K8SM_OWNER_URL=${K8SM_OWNER_URL:-$K8SM_DATABASE_URL}
fi
export K8SM_VAR_DIR=$var K8SM_RUN_DIR=$run K8SM_SQL_DIR=$top/sql

env -u K8SM_FAULT "$obj/k8sm" migrate up >"$var/log/migrate.log" 2>&1 ||
	{ cat "$var/log/migrate.log" >&2; exit 1; }
env -u K8SM_FAULT "$obj/k8sm" user bootstrap >"$var/log/bootstrap.log" 2>&1 ||
	{ cat "$var/log/bootstrap.log" >&2; exit 1; }
unset K8SM_ADMIN_PASSWORD
owner_url=$K8SM_OWNER_URL
unset K8SM_OWNER_URL	# the programs that serve have no business with it

start k8sm-api "$obj/k8sm-api"
start k8sm-worker "$obj/k8sm-worker"
start k8sm-stream "$obj/k8sm-stream"

if [ "$port" = 0 ]; then
	port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
fi
# As many descriptors as we may have; asking for more than that gets nginx none.
nofile=$(ulimit -Hn)
[ "$nofile" != unlimited ] && [ "$nofile" -lt 65536 ] || nofile=65536
"$top/nginx/render" "$template" NOFILE="$nofile" RUN="$run" ROOT="$top/static/dist" \
	PORT="$port" VAR="$var/nginx" USER="$(id -un)" CONF="$top/nginx" \
	>"$var/nginx/nginx.conf"
start nginx /usr/sbin/nginx -p "$var/nginx" -c "$var/nginx/nginx.conf" \
	-e "$var/log/nginx-error.log" -g 'daemon off;'

# A program that ended is started anew, as systemd does in production; one that
# ends five times within ten seconds ends the whole.
check_alive() {
	local n name
	for n in "${!pids[@]}"; do
		kill -0 "${pids[n]}" 2>/dev/null && continue
		name=${names[n]}
		unset "pids[$n]" "names[$n]"
		deaths[$name]="${deaths[$name]:-} $SECONDS"
		set -- ${deaths[$name]}
		if [ $# -ge 5 ] && [ $((SECONDS - ${*:$#-4:1})) -le 10 ]; then
			echo "$name ends again and again; the last of its log:" >&2
			tail -n 20 "$var/log/$name.log" >&2 || true
			exit 1
		fi
		eval "start $name ${commands[$name]}"
	done
	pids=("${pids[@]}")
	names=("${names[@]}")
}

ready=
for ((i = 0; i < 300; i++)); do
	if curl -fsS -o /dev/null --max-time 2 "http://127.0.0.1:$port/api/ready" 2>/dev/null; then
		ready=1
		break
	fi
	check_alive
	sleep 0.05
done
[ -n "$ready" ] || { echo "not ready; logs are in $var/log" >&2; exit 1; }

# What a script needs to find this instance again.
cat >"$var/run/instance.new" <<-ENV
	url=http://127.0.0.1:$port
	database_url='$K8SM_DATABASE_URL'
	owner_url='$owner_url'
	run_dir='$run'
	var_dir='$var'
ENV
mv "$var/run/instance.new" "$var/run/instance.env"
echo "k8s-manage is ready: http://127.0.0.1:$port"
if [ -s "$var/admin-password" ]; then
	echo "user admin, first password in $var/admin-password"
else
	echo "user admin, password as you chose it"
fi
echo "logs: $var/log    Ctrl-C ends everything"

set +e
while :; do
	wait -n "${pids[@]}"
	check_alive
done
