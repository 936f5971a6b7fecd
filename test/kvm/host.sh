#!/usr/bin/env bash
# A machine with libvirt for the tests: sshd, libvirtd and dnsmasq in a network
# and a mount namespace of their own, joined to this machine by a veth pair.
#
#   host.sh start DIR GUEST  prints `address=… network=… key=… host_key=… kvm=0|1`;
#                            GUEST keeps what guest.sh makes, DIR gets a copy
#   host.sh stop DIR
#   host.sh restart DIR      the host loses power: guests, libvirtd, sshd; and boots
#
# Needs root (namespaces).  Everything lies in DIR and ends by process id.
# Guests get addresses of 198.18.77.0/24 (RFC 2544: for tests), the host
# 198.18.76.2, this side of the pair 198.18.76.1.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
do=$1 dir=$2
name=k8smkvm
out=${name}0 in=${name}1

inside() {	# runs as the namespaces' first process
	mount --make-rprivate /
	for d in /run/libvirt /var/lib/libvirt /var/log/libvirt /var/cache/libvirt; do
		mkdir -p "$d"
		mount --bind "$dir/state$d" "$d"
	done
	mount --bind "$dir/etc" /etc/libvirt
	[ -e "$dir/kvm" ] || mount --bind /dev/null /dev/kvm 2>/dev/null || true
	ip link set lo up
	ip addr add 198.18.76.2/24 dev $in
	ip link set $in up
	ip route add default via 198.18.76.1 || true
	echo 1 >/proc/sys/net/ipv4/ip_forward 2>/dev/null || true
	mkdir -p /run/sshd
	/usr/sbin/sshd -D -e -f "$dir/sshd.conf" >"$dir/sshd.log" 2>&1 &
	exec libvirtd --pid-file "$dir/libvirtd.pid" >"$dir/libvirtd.log" 2>&1
}

# Some machines have /dev/kvm on which a guest's firmware runs and its kernel does not.
kvm_works() {
	local pid
	[ -w /dev/kvm ] || return 1
	qemu-system-x86_64 -accel kvm -cpu host -m 128 -nodefaults -no-reboot \
		-display none -serial file:"$dir/kvm.log" -kernel "$dir/vmlinuz" \
		-append 'console=ttyS0 panic=-1' </dev/null >/dev/null 2>&1 &
	pid=$!
	for _ in $(seq 50); do
		grep -q 'Linux version' "$dir/kvm.log" 2>/dev/null && break
		kill -0 $pid 2>/dev/null || break
		sleep 0.2
	done
	kill -9 $pid 2>/dev/null || true
	wait $pid 2>/dev/null || true
	grep -q 'Linux version' "$dir/kvm.log" 2>/dev/null
}

prepare() {
	mkdir -p "$dir"/state/{run,var/lib,var/log,var/cache}/libvirt "$dir/images"
	cp -a /etc/libvirt "$dir/etc"
	rm -f "$dir"/etc/qemu/networks/autostart/*
	cat >"$dir/etc/qemu.conf" <<-CONF
	security_driver = "none"
	user = "root"
	group = "root"
	namespaces = []
	cgroup_controllers = []
	stdio_handler = "file"
	CONF
	printf 'auth_unix_ro = "none"\nauth_unix_rw = "none"\n' >"$dir/etc/libvirtd.conf"
	# Every release of libvirt names its default network's file alike.
	cat >"$dir/etc/qemu/networks/default.xml" <<-XML
	<network>
	  <name>default</name>
	  <forward mode="open"/>
	  <bridge name="virbr0" stp="off" delay="0"/>
	  <ip address="198.18.77.1" netmask="255.255.255.0">
	    <dhcp><range start="198.18.77.10" end="198.18.77.200"/></dhcp>
	  </ip>
	</network>
	XML
	mkdir -p "$dir/etc/qemu/networks/autostart" "$dir/etc/storage/autostart"
	ln -sf ../default.xml "$dir/etc/qemu/networks/autostart/default.xml"
	cat >"$dir/etc/storage/default.xml" <<-XML
	<pool type="dir"><name>default</name><target><path>$dir/images</path></target></pool>
	XML
	ln -sf ../default.xml "$dir/etc/storage/autostart/default.xml"
	ssh-keygen -q -t ed25519 -N '' -f "$dir/host"
	ssh-keygen -q -t ed25519 -N '' -f "$dir/key"
	cat >"$dir/sshd.conf" <<-CONF
	Port 22
	ListenAddress 198.18.76.2
	HostKey $dir/host
	AuthorizedKeysFile $dir/key.pub
	StrictModes no
	UsePAM no
	PasswordAuthentication no
	PermitRootLogin prohibit-password
	PidFile $dir/sshd.pid
	MaxStartups 100
	LogLevel ERROR
	Subsystem sftp internal-sftp
	CONF
}

boot() {
	ip link del $out 2>/dev/null || true
	ip netns del $name 2>/dev/null || true
	ip netns add $name
	ip link add $out type veth peer name $in netns $name
	ip addr add 198.18.76.1/24 dev $out
	ip link set $out up
	ip route replace 198.18.77.0/24 via 198.18.76.2 dev $out
	ip netns exec $name unshare -m --propagation private \
		"$here/host.sh" inside "$dir" </dev/null >"$dir/boot.log" 2>&1 &
	echo $! >"$dir/pid"
	disown
}

halt() {
	# By process id, whoever lives in the namespace.
	for _ in 1 2 3 4 5; do
		pids=$(ip netns pids $name 2>/dev/null || true)
		[ -n "$pids" ] || break
		kill -9 $pids 2>/dev/null || true
		sleep 0.2
	done
	ip netns del $name 2>/dev/null || true
	ip link del $out 2>/dev/null || true
}

wait_up() {
	for _ in $(seq 100); do
		if ssh -q -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
			-o ConnectTimeout=2 -i "$dir/key" root@198.18.76.2 \
			virsh -q -c qemu:///system net-info default >"$dir/up" 2>/dev/null; then
			grep -q '^Active: *yes' "$dir/up" && return 0
		fi
		sleep 0.2
	done
	tail -n 20 "$dir"/*.log >&2
	return 1
}

case $do in
inside) inside ;;
start)
	[ "$(id -u)" -eq 0 ] || { echo "needs root: namespaces"; exit 77; }
	unshare -n true 2>/dev/null || { echo "this machine allows no network namespaces"; exit 77; }
	prepare
	"$here/guest.sh" "$3" >&2
	cp "$3/vmlinuz" "$3/initrd.gz" "$dir/"
	if kvm_works; then touch "$dir/kvm"; fi
	trap 'halt' ERR
	boot
	wait_up
	kvm=0
	[ ! -e "$dir/kvm" ] || kvm=1
	echo "address=198.18.76.2 network=198.18.77.0/24 kvm=$kvm key=$dir/key host_key=$dir/host.pub"
	;;
restart) halt; boot; wait_up ;;
stop)
	halt
	;;
esac
