/*
 * upgrade: state goes over in one environment variable:
 * API_HANDOVER=fd,fd,fd;inherited,…;lock;pid,pid,…
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include "upgrade.h"

#define VARIABLE "API_HANDOVER"

static pid_t adopted[SEATS];
static size_t n_adopted;

pid_t
upgrade_check(const struct supervisor *sv)
{
	pid_t pid = fork();
	char *argv[64];
	sigset_t none;
	size_t i;

	if (pid != 0)
		return pid > 0 ? pid : 0;
	for (i = 0; sv->argv[i] && i < 62; i++)
		argv[i] = sv->argv[i];
	argv[i++] = strdup("-t");
	argv[i] = NULL;
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)execv(sv->program, argv);
	_exit(127);
}

static void
keep_open(const struct supervisor *sv, bool keep)
{
	int i;

	for (i = 0; i < POOLS; i++)
		(void)fcntl(sv->pools[i].fd, F_SETFD, keep ? 0 : FD_CLOEXEC);
	(void)fcntl(sv->lock_fd, F_SETFD, keep ? 0 : FD_CLOEXEC);
}

void
upgrade_now(const struct supervisor *sv, int generation, const pid_t *pids,
    size_t stride, size_t n)
{
	struct buf b;
	size_t i;
	pid_t pid;
	int k;

	buf_init(&b, NULL, 16384);
	for (k = 0; k < POOLS; k++)
		buf_printf(&b, "%d%c", sv->pools[k].fd,
		    k + 1 < POOLS ? ',' : ';');
	for (k = 0; k < POOLS; k++)
		buf_printf(&b, "%d%c", sv->pools[k].inherited,
		    k + 1 < POOLS ? ',' : ';');
	buf_printf(&b, "%d;", sv->lock_fd);
	for (i = 0; i < n; i++) {
		pid = *(const pid_t *)(const void *)((const char *)pids +
		    i * stride);
		if (pid)
			buf_printf(&b, "%d,", (int)pid);
	}
	log_info(NULL, "api.upgrade", LOG_INT("generation", generation));
	if (b.failed || setenv(VARIABLE, b.p, 1) != 0)
		return;
	keep_open(sv, true);
	(void)execv(sv->program, sv->argv);
	log_error(NULL, "api.upgrade_failed", LOG_INT("errno", errno));
	keep_open(sv, false);
	(void)unsetenv(VARIABLE);
	buf_free(&b);
}

static bool
take_int(struct str *from, char sep, int *out)
{
	struct str one;
	int64_t v;

	str_cut(from, sep, &one);
	if (!str_int(one, &v))
		return false;
	*out = (int)v;
	return true;
}

bool
supervisor_take_over(struct supervisor *sv)
{
	const char *text = getenv(VARIABLE);
	struct str rest = str_of(text), fds, inherited;
	int i, pid, yes;

	if (!text)
		return false;
	str_cut(&rest, ';', &fds);
	str_cut(&rest, ';', &inherited);
	if (!take_int(&rest, ';', &sv->lock_fd))
		return false;
	/* An older program has fewer: the others are opened anew. */
	for (i = 0; i < POOLS && fds.n > 0; i++) {
		if (!take_int(&fds, ',', &sv->pools[i].fd) ||
		    !take_int(&inherited, ',', &yes))
			return false;
		sv->pools[i].inherited = yes != 0;
	}
	while (rest.n > 0 && n_adopted < SEATS)
		if (take_int(&rest, ',', &pid))
			adopted[n_adopted++] = (pid_t)pid;
	(void)unsetenv(VARIABLE);
	keep_open(sv, false);
	return true;
}

size_t
upgrade_pids(pid_t *pids, size_t max)
{
	size_t i;

	for (i = 0; i < n_adopted && i < max; i++)
		pids[i] = adopted[i];
	return i;
}
