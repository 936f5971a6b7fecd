/*
 * sandbox: a seccomp filter that refuses by name.  A worker parses what
 * strangers send; whoever takes one over shall not get a shell with it.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

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

/* The filter as the kernel takes it. */
static struct sock_fprog program;

static int
add_rules(scmp_filter_ctx filter)
{
	size_t i;
	int number, rc = 0;

	for (i = 0; !rc && i < sizeof refused / sizeof *refused; i++) {
		number = seccomp_syscall_resolve_name(refused[i]);
		if (number != __NR_SCMP_ERROR)
			rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM),
			    number, 0);
	}
	return -rc;
}

/* Takes the finished program out of the library, by way of ${fd}. */
static int
take_program(scmp_filter_ctx filter, int fd)
{
	struct stat st;
	int rc = -seccomp_export_bpf(filter, fd);

	if (rc)
		return rc;
	if (fstat(fd, &st) == -1 || lseek(fd, 0, SEEK_SET) == -1)
		return errno;
	program.len =
	    (unsigned short)((size_t)st.st_size / sizeof *program.filter);
	program.filter = calloc(program.len, sizeof *program.filter);
	if (!program.filter)
		return ENOMEM;
	return io_read_all(fd, program.filter, (size_t)st.st_size) ==
		st.st_size ?
	    0 :
	    EIO;
}

void
sandbox_prepare(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int fd = memfd_create("filter", MFD_CLOEXEC);
	int rc = filter && fd >= 0 ? add_rules(filter) : ENOMEM;

	if (!rc)
		rc = take_program(filter, fd);
	if (rc) {
		log_error(NULL, "sandbox.filter", LOG_INT("errno", rc));
		exit(71);
	}
	seccomp_release(filter);
	(void)close(fd);
}

void
sandbox_enter(void)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0)
		return;
	/* Short of memory there is another try, in another worker; a kernel
	 * without filters is no reason not to serve. */
	if (errno == ENOMEM)
		_exit(70);
	log_warn(NULL, "sandbox.off", LOG_INT("errno", errno));
}
