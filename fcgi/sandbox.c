/*
 * sandbox: a seccomp filter that refuses by name.  A worker parses what
 * strangers send; whoever takes one over shall not get a shell with it.
 */
#include <errno.h>
#include <seccomp.h>

#include "base/base.h"
#include "sandbox.h"

static const char *const refused[] = { "execve", "execveat", "ptrace",
	"process_vm_readv", "process_vm_writev", "kcmp", "pidfd_getfd",
	"unshare", "setns", "mount", "umount2", "pivot_root", "chroot",
	"move_mount", "open_tree", "fsopen", "fsmount", "bpf",
	"perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter",
	"io_uring_register", "keyctl", "add_key", "request_key", "init_module",
	"finit_module", "delete_module", "kexec_load", "kexec_file_load",
	"setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid",
	"setgroups", "setfsuid", "setfsgid", "capset", "personality", "mknod",
	"mknodat", "acct", "quotactl", "reboot", "swapon", "swapoff",
	"sethostname", "setdomainname", "settimeofday", "clock_settime",
	"adjtimex", "clock_adjtime", "open_by_handle_at", "vhangup", "iopl",
	"ioperm", "lookup_dcookie", "modify_ldt" };

void
sandbox_enter(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	size_t i;
	int number, rc = filter ? 0 : -ENOMEM;

	for (i = 0; !rc && i < sizeof refused / sizeof *refused; i++) {
		number = seccomp_syscall_resolve_name(refused[i]);
		if (number != __NR_SCMP_ERROR)
			rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM),
			    number, 0);
	}
	if (!rc)
		rc = seccomp_load(filter);
	/* A kernel without seccomp is no reason not to serve. */
	if (rc)
		log_warn(NULL, "sandbox.off", LOG_INT("errno", -rc));
	seccomp_release(filter);
}
