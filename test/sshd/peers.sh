#!/usr/bin/env bash
# peers.sh DIR: starts real OpenSSH servers and the misbehaving stand-ins on
# loopback, writes their ports and keys to DIR/peers (name=value lines) and then
# serves until standard input ends:
#   swap   starts the server of port swap_port again with another host key
#   stop X ends the server X ("sshd_key", "password", …)
# Everything it started is dead when it ends, also by kill -9 (pdeathsig).
#
# sshd_key       OpenSSH, keys only, three host keys; user $user
# sshd_password  OpenSSH, password (root only: makes the system user k8sm-sshtest
#                for as long as it runs, else the stand-in), user $password_user
# sshd_jump      OpenSSH, keys only, that forwards and runs no command
# sshd_nofwd     OpenSSH, keys only, that does not forward
# sshd_swap      OpenSSH whose host key changes on command
# <mode>         one stand-in for each mode of fakessh.c
set -euo pipefail
cd "$(dirname "$0")/../.."
dir=$1
mkdir -p "$dir"
chmod 700 "$dir"
fake=build/sshd/fakessh
test_user=k8sm-sshtest
declare -A pids
made_user=

say() { printf '%s=%s\n' "$1" "$2" >>"$dir/peers.new"; }

cleanup() {
	local p
	trap - EXIT
	for p in "${pids[@]}"; do kill -KILL "$p" 2>/dev/null || true; done
	if [ -n "$made_user" ]; then
		userdel "$test_user" >/dev/null 2>&1 || true
	fi
	rm -f "$dir/peers"
}
trap cleanup EXIT
trap 'exit 0' INT TERM HUP

build_fake() {
	mkdir -p build/sshd
	exec 8>build/sshd/.lock
	flock 8
	if [ ! -x $fake ] || [ test/sshd/fakessh.c -nt $fake ]; then
		gcc -std=gnu17 -D_GNU_SOURCE -O1 -w -o $fake.new test/sshd/fakessh.c -lssh
		mv $fake.new $fake
	fi
	exec 8>&-
}

key() {	# FILE TYPE PASSPHRASE
	[ -e "$dir/$1" ] || ssh-keygen -q -t "$2" -N "$3" -C "$1" -f "$dir/$1" </dev/null
}

# An OpenSSH server on a free port: NAME USER HOSTKEYS… ; settings on stdin.
start_sshd() {
	local name=$1 user=$2 port=${want_port:-} try conf=$dir/$1.conf
	shift 2
	{
		echo "ListenAddress 127.0.0.1"
		for k in "$@"; do echo "HostKey $dir/$k"; done
		echo "AuthorizedKeysFile $dir/authorized_keys"
		echo "PidFile none"
		echo "UsePAM no"
		# What profiles of this user do is no part of a test.
		echo "SetEnv SHLVL=2 HOME=$dir"
		echo "Subsystem sftp internal-sftp"
		echo "StrictModes no"
		echo "UseDNS no"
		echo "MaxStartups 100"
		echo "LogLevel ERROR"
		echo "AllowUsers $user"
		cat
	} >"$conf"
	for try in 1 2 3 4 5 6 7 8 9; do
		[ -n "$port" ] || port=$((20000 + RANDOM % 12000))
		setpriv --pdeathsig KILL /usr/sbin/sshd -D -e -f "$conf" -p "$port" \
			>"$dir/$name.log" 2>&1 </dev/null &
		pids[$name]=$!
		disown
		for _ in $(seq 100); do
			if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
				if kill -0 "${pids[$name]}" 2>/dev/null; then
					started_port=$port
					return 0
				fi
			fi
			kill -0 "${pids[$name]}" 2>/dev/null || break
			sleep 0.02
		done
		if [ -n "${want_port:-}" ]; then sleep 0.1; else port=; fi
	done
	cat "$dir/$name.log" >&2
	return 1
}

start_fake() {	# MODE
	local out=$dir/$1.port
	: >"$out"
	$fake "$1" "$dir/host_ed25519" >"$out" 2>"$dir/$1.log" <&9 &
	pids[$1]=$!
	disown
	for _ in $(seq 1000); do
		[ -s "$out" ] && break
		sleep 0.02
	done
	say "$1" "$(cat "$out")"
}

build_fake
rm -f "$dir/peers" "$dir/peers.new" "$dir/hold"
mkfifo "$dir/hold"
exec 9<>"$dir/hold"
me=$(id -un)
key host_ed25519 ed25519 ''
key host_ecdsa ecdsa ''
key host_rsa rsa ''
key host_other ed25519 ''
key key_ed25519 ed25519 ''
key key_pass ed25519 'correct horse'
key key_rsa rsa ''
key key_ecdsa ecdsa ''
key key_stranger ed25519 ''
[ -e "$dir/key_pem_pass" ] || {
	cp "$dir/key_rsa" "$dir/key_pem_pass"
	ssh-keygen -q -p -m PEM -P '' -N 'battery staple' -f "$dir/key_pem_pass" >/dev/null
}
cat "$dir"/key_ed25519.pub "$dir"/key_pass.pub "$dir"/key_rsa.pub "$dir"/key_ecdsa.pub \
	>"$dir/authorized_keys"
if [ "$(id -u)" = 0 ]; then
	mkdir -p /run/sshd
	# The user's login reads the keys as itself.
	chmod 711 "$dir"
	chmod 644 "$dir/authorized_keys"
fi

start_sshd sshd_key "$me" host_ed25519 host_ecdsa host_rsa <<-EOF
	PasswordAuthentication no
	KbdInteractiveAuthentication no
	PermitRootLogin prohibit-password
EOF
say sshd_key "$started_port"
say user "$me"
start_sshd sshd_jump "$me" host_ecdsa <<-EOF
	PasswordAuthentication no
	PermitRootLogin prohibit-password
	AllowTcpForwarding local
	PermitTTY no
	ForceCommand /bin/false
EOF
say sshd_jump "$started_port"
start_sshd sshd_nofwd "$me" host_ed25519 <<-EOF
	PasswordAuthentication no
	PermitRootLogin prohibit-password
	AllowTcpForwarding no
EOF
say sshd_nofwd "$started_port"
start_sshd sshd_swap "$me" host_ed25519 <<<'PermitRootLogin prohibit-password'
say sshd_swap "$started_port"
swap_port=$started_port

if [ "$(id -u)" = 0 ] && command -v useradd >/dev/null; then
	exec 7>/run/lock/k8sm-sshtest.lock
	if flock -w 60 7; then
		id "$test_user" >/dev/null 2>&1 || useradd -M -d /tmp -s /bin/sh "$test_user"
		made_user=1
		printf '%s:%s\n' "$test_user" 'open sesame' | chpasswd -c SHA512
		start_sshd sshd_password "$test_user" host_ed25519 <<-EOF
			PasswordAuthentication yes
			KbdInteractiveAuthentication no
		EOF
		say sshd_password "$started_port"
		say password_user "$test_user"
	fi
fi
for mode in password kbdint second hang drop endless signal refuse silent dribble garbage \
	http close cut noise full; do
	start_fake $mode
done
say fake_user tester
say password_text 'open sesame'
say keys "$dir"
if [ -z "$made_user" ]; then
	say sshd_password "$(cat "$dir/password.port")"
	say password_user tester
fi
mv "$dir/peers.new" "$dir/peers"

while read -r verb what; do
	case "$verb" in
	swap)
		kill -KILL "${pids[sshd_swap]}" 2>/dev/null || true
		# Else the port is not free, or the old one is taken for the new.
		while kill -0 "${pids[sshd_swap]}" 2>/dev/null; do sleep 0.02; done
		want_port=$swap_port start_sshd sshd_swap "$me" host_other \
			<<<'PermitRootLogin prohibit-password'
		echo swapped ;;
	stop)
		kill -KILL "${pids[$what]}" 2>/dev/null || true
		unset "pids[$what]"
		echo stopped ;;
	esac
done
