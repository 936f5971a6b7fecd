#!/usr/bin/env bash
# make run as a user meets it: ready, password file, second start, Ctrl-C, a
# crashed process, nothing left behind.
set -uo pipefail
cd "$(dirname "$0")/.."
top=$PWD
var=$(mktemp -d "${TMPDIR:-/tmp}/k8sm-life.XXXXXX")
out=$var.out
bad=0
ok() { if [ "$2" = 0 ]; then echo "ok - $1"; else echo "not ok - $1${3:+: $3}"; bad=1; fi; }
port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
runner=
cleanup() {
	[ -z "$runner" ] || kill -TERM "$runner" 2>/dev/null
	[ -z "$runner" ] || wait "$runner" 2>/dev/null
	rm -rf "$var" "$out"
}
trap cleanup EXIT

begin() {	# starts, waits until ready, sets runner and took (ms)
	local t0 i
	: >"$out"
	t0=$(date +%s%3N)
	K8SM_VAR=$var K8SM_PORT=$port setsid fcgi/run.sh -O build/test >"$out" 2>&1 &
	runner=$!
	for ((i = 0; i < 600; i++)); do
		grep -q 'is ready' "$out" && { took=$(($(date +%s%3N) - t0)); return 0; }
		kill -0 "$runner" 2>/dev/null || break
		sleep 0.05
	done
	cat "$out"
	return 1
}
end() {	# SIGNAL: to the foreground process group, as a terminal does
	kill -"$1" "$runner"
	local i
	for ((i = 0; i < 400; i++)); do kill -0 "$runner" 2>/dev/null || break; sleep 0.05; done
	wait "$runner" 2>/dev/null
	runner=
}
left() { pgrep -af "$var" | grep -v "^$$ " | grep -v pgrep; grep -lsa "$var" /proc/[0-9]*/environ 2>/dev/null | grep -v "/$$/"; }

begin; ok "a first start becomes ready" $?
ok "the generated password lies in a file that only its owner reads" \
	"$([ "$(stat -c %a "$var/admin-password")" = 600 ]; echo $?)"
body=$(curl -fsS -H 'content-type: application/json' -d "{\"username\":\"admin\",\"password\":\"$(cat "$var/admin-password")\"}" "http://127.0.0.1:$port/api/v1/auth/login")
ok "and opens the console" "$(grep -q accessToken <<<"$body"; echo $?)"
ok "the password is in no log" "$(! grep -rqF "$(cat "$var/admin-password")" "$var/log"; echo $?)"

api=$(cat "$var/run/k8sm-api.pid")
victim=$(pgrep -P "$api" | head -1)
kill -9 "$victim"
gone=1
for i in $(seq 20); do
	sleep 0.05
	[ "$(pgrep -P "$api" | grep -cvx "$victim")" -ge 4 ] && { gone=0; break; }
done
ok "a killed request worker is replaced within a second" $gone "$(pgrep -P "$api" | wc -l) workers"
second=$(K8SM_VAR=$var K8SM_PORT=0 timeout 10 fcgi/run.sh -O build/test 2>&1)
ok "a second instance in the same folder is refused" "$([ $? -ne 0 ] && grep -q another <<<"$second"; echo $?)" "$second"

end INT
for i in $(seq 20); do [ -z "$(left)" ] && break; sleep 0.1; done	# killed is not yet gone
ok "Ctrl-C leaves no process behind" "$([ -z "$(left)" ]; echo $?)" "$(left)"
begin; ok "a second start becomes ready" $?
ok "in under 5 s" "$([ "$took" -lt 5000 ]; echo $?)" "$took ms"
echo "# second start took $took ms"
ok "the password file is not written again by a second start" "$([ -s "$var/admin-password" ]; echo $?)"
kill -9 "$runner"; runner_was=$runner; runner=
for i in $(seq 200); do [ -z "$(left)" ] && break; sleep 0.1; done
ok "kill -9 of the runner leaves no process behind either" "$([ -z "$(left)" ]; echo $?)" "$(left)"
begin; ok "and the next start finds everything in order" $?
end TERM
exit $bad
