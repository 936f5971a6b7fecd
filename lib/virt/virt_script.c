/*
 * virt_script: the shell scripts that run on a host with libvirt.
 *
 * POSIX sh, virsh and coreutils only.  Arguments come as positional parameters,
 * never pasted into the text.  virsh is tried as the system's, the system's by
 * sudo without a password, and the user's own.  Columns are separated by tabs;
 * "fault NAME" and exit status 3 say what is wrong in a word (virt_host.c).
 */
#include "virt/virt_int.h"

#define PRELUDE \
	"export LC_ALL=C PATH=\"$PATH:/usr/sbin:/sbin:/usr/local/bin\"\n" \
	"fault() { printf 'fault %s\\n' \"$1\"; exit 3; }\n" \
	"command -v virsh >/dev/null 2>&1 || fault no_virsh\n" \
	"V= e=\n" \
	"for t in 'virsh -q -c qemu:///system'" \
	" 'sudo -n virsh -q -c qemu:///system' 'virsh -q -c " \
	"qemu:///session'; do\n" \
	"  if e=$($t uri 2>&1); then V=$t; break; fi\n" \
	"done\n" \
	"if [ -z \"$V\" ]; then printf '%s\\n' \"$e\" >&2; fault no_libvirt; " \
	"fi\n" \
	"row() { printf '%s' \"$1\"; shift; for f in \"$@\"; do" \
	" printf '\\t%s' \"$f\"; done; printf '\\n'; }\n" \
	"val() { sed -n \"s/^$1: *//p\" | head -n 1; }\n"

const char virt_script_caps[] = PRELUDE
    "row uri \"$V\"\n"
    "row arch \"$(uname -m)\"\n"
    /* `virsh version` asks libvirt, which may probe QEMU anew for seconds. */
    "q=qemu-system-$(uname -m)\n"
    "command -v $q >/dev/null 2>&1 || q=/usr/libexec/qemu-kvm\n"
    "row version \"libvirt $(virsh --version)\""
    " \"$($q --version 2>/dev/null |"
    " sed -n '1s/.*version \\([0-9.]*\\).*/QEMU \\1/p')\"\n"
    /* misc device 10:232; domcapabilities would first probe QEMU for seconds */
    "[ \"$(stat -L -c %t:%T /dev/kvm 2>/dev/null)\" != a:e8 ] || row kvm 1\n"
    "row node \"$(nproc --all)\""
    " \"$(sed -n 's/^MemTotal: *\\([0-9]*\\).*/\\1/p' /proc/meminfo)\""
    " \"$(sed -n 's/^MemAvailable: *\\([0-9]*\\).*/\\1/p' /proc/meminfo)\"\n"
    "case $V in *session*) row logdir"
    " \"${XDG_CACHE_HOME:-$HOME/.cache}/libvirt/qemu/log\" ;;"
    " *) row logdir /var/log/libvirt/qemu ;; esac\n"
    "$V pool-list --all --name | while read -r p; do\n"
    "  [ -n \"$p\" ] || continue\n"
    "  i=$($V pool-info --bytes --pool \"$p\" 2>/dev/null) || continue\n"
    "  row pool \"$p\" \"$(printf '%s\\n' \"$i\" | val State)\""
    " \"$(printf '%s\\n' \"$i\" | val Capacity)\""
    " \"$(printf '%s\\n' \"$i\" | val Available)\"\n"
    "  $V pool-refresh --pool \"$p\" >/dev/null 2>&1\n"
    "  $V vol-list --details --pool \"$p\" 2>/dev/null | head -n 500 |"
    " while read -r l; do row image \"$p\" \"$l\"; done\n"
    "done\n"
    "$V net-list --all --name | while read -r n; do\n"
    "  [ -n \"$n\" ] || continue\n"
    "  i=$($V net-info --network \"$n\" 2>/dev/null) || continue\n"
    "  row net \"$n\" \"$(printf '%s\\n' \"$i\" | val Active)\""
    " \"$(printf '%s\\n' \"$i\" | val Bridge)\"\n"
    "done\n"
    "for b in /sys/class/net/*/bridge; do\n"
    "  [ -e \"$b\" ] || continue\n"
    "  b=${b%/bridge}; row bridge \"${b##*/}\"\n"
    "done\n"
    "$V list --all --name | while read -r d; do\n"
    "  [ -z \"$d\" ] || row dom \"$d\"\n"
    "done\n";

/* dominfo once a machine: some 20 ms each. */
const char virt_script_machines[] =
    PRELUDE "$V list --all --name | head -n 300 | while read -r d; do\n"
	    "  [ -n \"$d\" ] || continue\n"
	    "  i=$($V dominfo --domain \"$d\" 2>/dev/null) || continue\n"
	    "  row dom \"$d\" \"$(printf '%s\\n' \"$i\" | val UUID)\""
	    " \"$(printf '%s\\n' \"$i\" | val State)\""
	    " \"$(printf '%s\\n' \"$i\" | val 'CPU(s)')\""
	    " \"$(printf '%s\\n' \"$i\" | val 'Max memory')\""
	    " \"$(printf '%s\\n' \"$i\" | val Autostart)\""
	    " \"$(printf '%s\\n' \"$i\" | val Persistent)\"\n"
	    "done\n";

#define KNOWN \
	"i=$($V dominfo --domain \"$1\" 2>/dev/null) || fault no_machine\n" \
	"state=$(printf '%s\\n' \"$i\" | val State)\n"
/* The one that was meant, not another of the same name. */
#define SAME \
	KNOWN "[ -z \"$2\" ] || [ \"$(printf '%s\\n' \"$i\" | val UUID)\" = " \
	      "\"$2\" ]" \
	      " || fault other_machine\n"

#define CONSOLE \
	"log=$($V dumpxml --domain \"$1\" |" \
	" sed -n \"s/.*<log file='\\([^']*\\)'.*/\\1/p\" | head -n 1)\n"

const char virt_script_machine[] = PRELUDE KNOWN
    "row dom \"$1\" \"$(printf '%s\\n' \"$i\" | val UUID)\" \"$state\""
    " \"$(printf '%s\\n' \"$i\" | val 'CPU(s)')\""
    " \"$(printf '%s\\n' \"$i\" | val 'Max memory')\""
    " \"$(printf '%s\\n' \"$i\" | val Autostart)\""
    " \"$(printf '%s\\n' \"$i\" | val Persistent)\"\n"
    "$V metadata --domain \"$1\" --uri " VIRT_MARK " >/dev/null 2>&1 &&"
    " row mark 1\n" CONSOLE "[ -z \"$log\" ] || row console 1\n"
    "$V domblklist --details --domain \"$1\" | while read -r t d g s; do\n"
    "  [ -n \"$g\" ] || continue\n"
    "  b=$($V domblkinfo --domain \"$1\" --device \"$g\" 2>/dev/null)\n"
    "  row disk \"$g\" \"$s\" \"$(printf '%s\\n' \"$b\" | val Capacity)\""
    " \"$(printf '%s\\n' \"$b\" | val Allocation)\"\n"
    "done\n"
    "$V domiflist --domain \"$1\" | while read -r n k s m a; do\n"
    "  [ -z \"$a\" ] || row nic \"$a\" \"$k\" \"$s\"\n"
    "done\n"
    "for s in lease arp agent; do\n"
    "  $V domifaddr --domain \"$1\" --source $s 2>/dev/null |"
    " while read -r n m p a; do\n"
    "    case $n in lo) ;; *) [ -z \"$a\" ] || row addr \"${a%/*}\" ;; esac\n"
    "  done\n"
    "done\n";

const char virt_script_console[] = PRELUDE KNOWN CONSOLE
    "[ -n \"$log\" ] || fault no_console\n"
    "R=\n"
    "if [ ! -r \"$log\" ]; then\n"
    "  [ -e \"$log\" ] || sudo -n test -e \"$log\" 2>/dev/null ||"
    " { row size 0; exit 0; }\n"
    "  sudo -n true 2>/dev/null || fault console_unreadable\n"
    "  R='sudo -n'\n"
    "fi\n"
    "row size \"$($R stat -c %s \"$log\")\"\n"
    "$R tail -c \"$2\" \"$log\"\n";

const char virt_script_disk[] = PRELUDE
    "$V vol-info --pool \"$1\" --vol \"$2\" >/dev/null 2>&1 && exit 0\n"
    "if [ -n \"$4\" ]; then\n"
    "  p=$($V vol-path --pool \"$1\" --vol \"$4\" 2>/dev/null) || fault "
    "no_image\n"
    "  f=$($V vol-dumpxml --pool \"$1\" --vol \"$4\" |"
    " sed -n \"s/.*<format type='\\([a-z0-9]*\\)'.*/\\1/p\" | head -n 1)\n"
    "  $V vol-create-as --pool \"$1\" --name \"$2\" --capacity \"$3G\""
    " --format qcow2 --backing-vol \"$p\""
    " --backing-vol-format \"${f:-raw}\" >&2\n"
    "else\n"
    "  $V vol-create-as --pool \"$1\" --name \"$2\" --capacity \"$3G\""
    " --format qcow2 >&2\n"
    "fi\n";

const char virt_script_seed[] =
    PRELUDE "if $V vol-info --pool \"$1\" --vol \"$2\" >/dev/null 2>&1; then\n"
	    "  $V vol-delete --pool \"$1\" --vol \"$2\" >&2 || exit 1\n"
	    "fi\n"
	    "$V vol-create-as --pool \"$1\" --name \"$2\" --capacity \"$3\""
	    " --format raw >&2 || exit 1\n"
	    "$V vol-upload --pool \"$1\" --vol \"$2\" --file /dev/stdin >&2\n";

const char virt_script_define[] =
    PRELUDE "x=$(mktemp) || exit 1\n"
	    "trap 'rm -f \"$x\"' EXIT\n"
	    "cat >\"$x\"\n"
	    "[ -d \"$3\" ] || mkdir -p \"$3\" 2>/dev/null ||"
	    " sudo -n mkdir -p \"$3\" 2>/dev/null\n"
	    "$V define --file \"$x\" --validate >&2 || exit 1\n"
	    "[ \"$2\" != 1 ] || $V autostart --domain \"$1\" >&2\n";

const char virt_script_start[] =
    PRELUDE KNOWN "case $state in running|idle|paused) exit 0 ;; esac\n"
		  "$V start --domain \"$1\" >&2\n";

const char virt_script_address[] = PRELUDE KNOWN
    "case $state in running|idle|paused) ;; *) fault not_running ;; esac\n"
    "for s in lease agent arp; do\n"
    "  $V domifaddr --domain \"$1\" --source $s 2>/dev/null |"
    " while read -r n m p a; do\n"
    "    [ \"$m\" = \"$2\" ] || continue\n"
    "    case $p in ipv4) row addr \"${a%/*}\" ;; esac\n"
    "  done\n"
    "done\n";

/* Takes back what a provisioning made: never a machine with another uuid. */
const char virt_script_undo[] = PRELUDE
    "if [ \"$($V domuuid --domain \"$1\" 2>/dev/null | head -n 1)\" = \"$2\" "
    "]\n"
    "then\n"
    "  $V destroy --domain \"$1\" >/dev/null 2>&1\n"
    "  $V undefine --domain \"$1\" --managed-save --snapshots-metadata"
    " --nvram >&2 || $V undefine --domain \"$1\" >&2\n"
    "fi\n"
    "p=$3; shift 3\n"
    "for v in \"$@\"; do\n"
    "  $V vol-info --pool \"$p\" --vol \"$v\" >/dev/null 2>&1 || continue\n"
    "  $V vol-delete --pool \"$p\" --vol \"$v\" >&2\n"
    "done\n"
    "exit 0\n";

/* Looks first: what is so already is left alone. */
const char virt_script_act[] = PRELUDE SAME
    "case $3:$state in\n"
    "start:running|start:idle|suspend:paused|force_off:'shut off'|"
    "shutdown:'shut off'|resume:running) row already \"$state\"; exit 0 ;;\n"
    "start:paused|resume:paused) $V resume --domain \"$1\" >&2 ;;\n"
    "start:*) $V start --domain \"$1\" >&2 ;;\n"
    "*:'shut off'|*:crashed) fault not_running ;;\n"
    "shutdown:*) $V shutdown --domain \"$1\" >&2 ;;\n"
    "reboot:*) $V reboot --domain \"$1\" >&2 ;;\n"
    "force_off:*) $V destroy --domain \"$1\" >&2 ;;\n"
    "reset:*) $V reset --domain \"$1\" >&2 ;;\n"
    "suspend:*) $V suspend --domain \"$1\" >&2 ;;\n"
    "*) fault bad_state ;;\n"
    "esac || exit 1\n"
    "row state \"$($V domstate --domain \"$1\" | head -n 1)\"\n";

/* Only volumes that provisioning noted in the machine's metadata are deleted. */
const char virt_script_remove[] = PRELUDE
    "$V dominfo --domain \"$1\" >/dev/null 2>&1 || { row already gone; exit 0; "
    "}\n" SAME "case $state in\n"
    "'shut off'|crashed) ;;\n"
    "*) [ \"$3\" = 1 ] || fault running\n"
    "  $V destroy --domain \"$1\" >&2 || exit 1 ;;\n"
    "esac\n"
    "row uuid \"$(printf '%s\\n' \"$i\" | val UUID)\"\n"
    "m=$($V metadata --domain \"$1\" --uri " VIRT_MARK " 2>/dev/null |"
    " tr -d '\\n')\n"
    "at() { printf '%s' \"$m\" | sed -n"
    " \"s/.*[ :]$1=[\\\"']\\([^\\\"']*\\)[\\\"'].*/\\1/p\"; }\n"
    "pool=$(at pool) disk=$(at disk) seed=$(at seed)\n"
    "$V undefine --domain \"$1\" --managed-save --snapshots-metadata --nvram"
    " >&2 || $V undefine --domain \"$1\" >&2 || exit 1\n"
    "[ \"$4\" = 1 ] && [ -n \"$pool\" ] || exit 0\n"
    "for v in \"$disk\" \"$seed\"; do\n"
    "  [ -n \"$v\" ] || continue\n"
    "  $V vol-info --pool \"$pool\" --vol \"$v\" >/dev/null 2>&1 || continue\n"
    "  $V vol-delete --pool \"$pool\" --vol \"$v\" >&2 || exit 1\n"
    "  row deleted \"$v\"\n"
    "done\n";
