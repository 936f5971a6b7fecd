/*
 * listen: sockets before privileges are dropped.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "listen.h"

/* The kernel cuts it down to net.core.somaxconn. */
#define BACKLOG 4096

static _Noreturn void
fail(const char *what, const char *path)
{
	log_error(NULL, "api.listen", LOG_TEXT("what", what),
	    LOG_TEXT("path", path), LOG_INT("errno", errno));
	exit(71);
}

int
listen_lock(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd == -1)
		fail("open", path);
	if (flock(fd, LOCK_EX | LOCK_NB) == -1)
		fail("another k8sm-api runs", path);
	return fd;
}

static struct str
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return str_of(slash ? slash + 1 : path);
}

static void
take_fd(struct supervisor *sv, int fd)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	socklen_t n = sizeof sa;
	int i;

	if (getsockname(fd, (struct sockaddr *)&sa, &n) == -1 ||
	    sa.sun_family != AF_UNIX)
		return;
	for (i = 0; i < POOLS; i++) {
		if (!str_eq(base_name(sa.sun_path),
			base_name(sv->pools[i].path)))
			continue;
		(void)fcntl(fd, F_SETFL, O_NONBLOCK);
		(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
		sv->pools[i].fd = fd;
		sv->pools[i].inherited = true;
	}
}

void
listen_inherited(struct supervisor *sv)
{
	const char *pid = getenv("LISTEN_PID"), *fds = getenv("LISTEN_FDS");
	int64_t who, n, i;

	if (!pid || !fds || !str_int(str_of(pid), &who) || who != getpid() ||
	    !str_int(str_of(fds), &n) || n < 0 || n > 16)
		return;
	for (i = 0; i < n; i++)
		take_fd(sv, 3 + (int)i);
	(void)unsetenv("LISTEN_PID");
	(void)unsetenv("LISTEN_FDS");
	(void)unsetenv("LISTEN_FDNAMES");
}

static void
give_away(const char *path, const char *user, const char *group)
{
	const struct passwd *pw = user ? getpwnam(user) : NULL;
	const struct group *gr = group ? getgrnam(group) : NULL;

	if (geteuid() != 0 || (!pw && !gr))
		return;
	if (lchown(path, pw ? pw->pw_uid : (uid_t)-1,
		gr     ? gr->gr_gid :
		    pw ? pw->pw_gid :
			 (gid_t)-1) == -1)
		fail("chown", path);
}

void
listen_open(struct pool *p, const char *user, const char *group)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	mode_t mask;

	if (strlen(p->path) >= sizeof sa.sun_path) {
		errno = ENAMETOOLONG;
		fail("path", p->path);
	}
	memcpy(sa.sun_path, p->path, strlen(p->path) + 1);
	p->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (p->fd == -1)
		fail("socket", p->path);
	/* We hold the lock, so whatever lies there belongs to nobody. */
	(void)unlink(p->path);
	mask = umask(0117);
	if (bind(p->fd, (struct sockaddr *)&sa, sizeof sa) == -1)
		fail("bind", p->path);
	(void)umask(mask);
	give_away(p->path, user, group);
	if (listen(p->fd, BACKLOG) == -1)
		fail("listen", p->path);
}
