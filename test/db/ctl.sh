#!/bin/bash
# The command line: settings, what is derived from the tables, first user,
# passwords, master keys.
set -u
cd "$(dirname "$0")/../.." || exit 1
top=$PWD
k8sm=${K8SM_TEST_CTL:-$top/build/test/k8sm}
[ -n "${K8SM_TEST_CTL:-}" ] || make -s VARIANT=test build/test/k8sm >&2 || exit 1
eval "$(K8SM_TEST_PG_OWNER=$$ test/lib/pg.sh start)" || exit 1
work=$(mktemp -d "${TMPDIR:-/tmp}/k8sm-ctl.XXXXXX")
trap 'test/lib/pg.sh stop "$K8SM_TEST_PG"; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
bad=0
unset K8SM_CONFIG K8SM_ADMIN_PASSWORD
export LC_ALL=C.UTF-8 K8SM_DATABASE_URL=$K8SM_TEST_URL K8SM_OWNER_URL=$K8SM_TEST_OWNER_URL
export K8SM_VAR_DIR=$work K8SM_SQL_DIR=$top/sql

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
# run STATUS ARG…
run() {
	local want=$1 got
	shift
	"$k8sm" "$@" >"$work/out" 2>&1
	got=$?
	[ $got -eq "$want" ] || { echo "exit status $got" >>"$work/out"; return 1; }
}
says() { grep -qF -- "$1" "$work/out"; }
silent_about() { ! grep -qF -- "$1" "$work/out"; }
sql() { psql -XqAt -h "$K8SM_TEST_PG" -U postgres -d k8sm -c "$1"; }

check "without a command it shows the usage" run 2
check "an unknown command is refused" run 2 frobnicate
check "by name" says "unknown command 'frobnicate'"
check "-V prints the version" run 0 -V
check "a settings file that is not there is refused" run 78 -c "$work/none" settings
echo 'no_such_setting = 1' >"$work/bad.conf"
check "an unknown setting is refused" run 78 -c "$work/bad.conf" settings
check "by name" says no_such_setting
check "settings shows every setting" run 0 settings
check "with its meaning" says "Deadline of one request in milliseconds"
check "the OpenAPI document comes out" run 0 openapi
is_json() { jq -e .openapi "$work/out" >/dev/null; }
check "and is JSON" is_json
check "routes lists every route" run 0 routes
check "among them the login" says "/api/v1/auth/login"
check "perms lists the permissions" run 0 perms
check "sorted and once each" bash -c "LC_ALL=C sort -uc '$work/out'"
K8SM_DATABASE_URL="host=/nonexistent" run 1 user bootstrap
check "without a database it says so" says "database"

run 0 migrate up || { cat "$work/out"; exit 1; }
check "bootstrap makes the first user" run 0 user bootstrap
check "its password is in a file" [ -s "$work/admin-password" ]
check "that only its owner reads" [ "$(stat -c %a "$work/admin-password")" = 600 ]
check "and is not printed" silent_about "$(cat "$work/admin-password")"
check "again there is nothing to do" run 0 user bootstrap
check "which is said" says "nothing to do"
check "there is one user" [ "$(sql 'SELECT count(*) FROM users')" = 1 ]
before=$(sql 'SELECT password_hash FROM users')
check "the hash is argon2id" [ "${before#\$argon2id}" != "$before" ]

# Ended between making the user and naming the file: the draft counts.
mv "$work/admin-password" "$work/admin-password.new"
kept=$(cat "$work/admin-password.new")
check "a run that broke off is completed" run 0 user bootstrap
check "with the password that was set" [ "$(cat "$work/admin-password")" = "$kept" ]

sql 'DELETE FROM users' >/dev/null
rm -f "$work/admin-password"
K8SM_ADMIN_PASSWORD='Correct-horse-9' run 0 user bootstrap
check "a password from the environment leaves no file" [ ! -e "$work/admin-password" ]
check "and is not printed" silent_about Correct-horse
before=$(sql 'SELECT password_hash FROM users')
echo 'Another-horse-9' | run 0 user passwd admin
check "passwd sets the password it reads" [ "$(sql 'SELECT password_hash FROM users')" != "$before" ]
check "without printing it" silent_about Another-horse
check "an unknown user is refused" bash -c "echo Another-horse-9 | '$k8sm' user passwd nobody >'$work/out' 2>&1; [ \$? -eq 1 ]"
check "an empty password is refused" run 1 user passwd admin </dev/null
LC_ALL=zh_CN.UTF-8 "$k8sm" user passwd nobody <<<'Another-horse-9' >"$work/out" 2>&1
check "errors come in Chinese where the locale says so" grep -q 用户 "$work/out"

printf '1 %s\n' "$(openssl rand -hex 32)" >"$work/master.key"
chmod 600 "$work/master.key"
check "secrets rotate adds a master key" run 0 secrets rotate
check "with the next version" [ "$(awk 'END { print $1 }' "$work/master.key")" = 2 ]
check "which only its owner reads" [ "$(stat -c %a "$work/master.key")" = 600 ]
check "audit verify walks the chains" run 0 audit verify
check "perms seed can be repeated" run 0 perms seed
"$k8sm" openapi >/dev/full 2>"$work/out"
check "output that cannot be written is an error" [ $? -eq 1 ]
exit $bad
