#!/usr/bin/env bash
# Makes a guest for the tests: Debian's cloud kernel and a RAM disk of busybox and
# dropbear that does what cloud-init would: reads the seed volume, takes host
# key, logins and address from it, and serves SSH.
#
#   guest.sh DIR     leaves DIR/vmlinuz and DIR/initrd.gz
set -euo pipefail
dir=$1
mkdir -p "$dir"
[ -s "$dir/vmlinuz" ] && [ -s "$dir/initrd.gz" ] && exit 0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
chmod 755 .
meta=linux-image-cloud-amd64
kernel=$(apt-cache depends $meta | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
[ -n "$kernel" ] || { apt-get update -qq; kernel=$(apt-cache depends $meta | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1); }
apt-get download -qq "$kernel" >/dev/null 2>&1
dpkg-deb -x "$kernel"*.deb kernel
cp kernel/boot/vmlinuz-* "$dir/vmlinuz"
version=$(basename kernel/lib/modules/*)

root=$work/root
mkdir -p "$root"/{bin,sbin,proc,sys,dev,etc/dropbear,tmp,root/.ssh,run,var/run,mnt,lib64,lib/x86_64-linux-gnu,usr/lib,usr/bin,modules}
cp /bin/busybox "$root/bin/busybox"
for name in dropbear dropbearconvert dropbearkey; do
	bin=$(command -v $name || echo /usr/lib/dropbear/$name)
	cp "$bin" "$root/bin/$name"
	for lib in $(ldd "$bin" | grep -o '/[^ ]*'); do
		mkdir -p "$root$(dirname "$lib")"
		cp -L "$lib" "$root$lib"
	done
done
cp -L /lib/x86_64-linux-gnu/libnss_files.so.2 "$root/lib/x86_64-linux-gnu/" 2>/dev/null || true

# What the kernel needs beside what is in it, each after what it depends on.
want="virtio_pci virtio_blk virtio_net virtio_rng isofs virtio_console"
deps=$root/modules/list
: >"$deps"
add() {
	local name=${1//-/_} path file dep
	path=$(find "kernel/lib/modules/$version" -name "$1.ko*" -o -name "${1//_/-}.ko*" | head -n 1)
	[ -n "$path" ] || return 0
	grep -qx "$name" "$deps" && return 0
	for dep in $(modinfo -F depends "$path" 2>/dev/null | tr ',' ' '); do add "$dep"; done
	file=$root/modules/$name.ko
	case $path in *.xz) xz -dc "$path" >"$file" ;; *) cp "$path" "$file" ;; esac
	echo "$name" >>"$deps"
}
for m in $want; do add "$m"; done

cat >"$root/init" <<'INIT'
#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin:/sbin:/usr/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts; mount -t devpts devpts /dev/pts
while read -r m; do insmod /modules/$m.ko; done </modules/list
mkdir -p /mnt/seed
for d in /dev/vdb /dev/vda /dev/sr0; do
	[ -b $d ] && mount -t iso9660 -o ro $d /mnt/seed 2>/dev/null && [ -f /mnt/seed/user-data ] && break
done
u=/mnt/seed/user-data
echo "guest: seed holds $(ls /mnt/seed | tr '\n' ' ')"
field() { sed -n "s/.*\"$1\":\"\(\([^\"\\\\]\|\\\\.\)*\)\".*/\1/p" "${2:-$u}" | sed 's/\\n/\n/g; s/\\\//\//g'; }
hostname "$(field local-hostname /mnt/seed/meta-data)"
echo 'root:x:0:0:root:/root:/bin/sh' >/etc/passwd
echo /bin/sh >/etc/shells
hash=$(sed -n 's/.*"list":\["root:\([^"]*\)".*/\1/p' $u)
echo "root:${hash:-*}:19000:0:99999:7:::" >/etc/shadow
chmod 700 /root /root/.ssh
sed -n 's/.*"ssh_authorized_keys":\["\([^"]*\)".*/\1/p' $u | sed 's/\\\//\//g' >/root/.ssh/authorized_keys
chmod 600 /root/.ssh/authorized_keys
field ed25519_private >/tmp/host; chmod 600 /tmp/host
dropbearconvert openssh dropbear /tmp/host /etc/dropbear/ed25519
ip link set lo up
ip link set eth0 up
cat >/bin/dhcp <<'DHCP'
#!/bin/sh
[ "$1" = bound ] && ip addr add $ip/${mask:-24} dev $interface && [ -z "$router" ] || ip route add default via ${router%% *}
DHCP
chmod 755 /bin/dhcp
if [ -f /mnt/seed/network-config ]; then
	n=/mnt/seed/network-config
	ip addr add "$(sed -n 's/.*"addresses":\["\([^"]*\)"\].*/\1/p' $n | sed 's/\\\//\//g' | head -n 1)" dev eth0
	g=$(field gateway4 $n); [ -z "$g" ] || ip route add default via $g
else
	udhcpc -i eth0 -s /bin/dhcp -q -n -t 20
fi
echo 'NAME=guest' >/etc/os-release; echo 'PRETTY_NAME="Test guest"' >>/etc/os-release
dropbear -F -E -r /etc/dropbear/ed25519 -p 22 &
echo "guest: ready"
trap 'poweroff -f' TERM USR2
while :; do sleep 3600 & wait $!; done
INIT
chmod 755 "$root/init"
(cd "$root" && find . | cpio --quiet -o -H newc | gzip -9) >"$dir/initrd.gz"
