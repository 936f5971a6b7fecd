/*
 * k8sm-api: settings, sockets, privileges, then the supervisor.
 *
 *   k8sm-api [-c FILE] [-u USER [-g GROUP]] [-s GROUP] [-t] [-V]
 *
 * -u, -g  who to become when started as root
 * -s      group that may connect to the sockets (nginx's)
 * -t      check the settings and end
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "api_worker.h"
#include "base/version.h"
#include "listen.h"
#include "supervisor.h"

/* Longer than anything on a host may take without a byte moving. */
#define TRANSFER_PATIENCE_MS 330000

struct options {
	const char *settings;
	const char *user;
	const char *group;
	const char *socket_group;
	bool test;
};

static int
usage(void)
{
	(void)fputs("usage: k8sm-api [-c FILE] [-u USER [-g GROUP]]"
		    " [-s GROUP] [-t] [-V]\n",
	    stderr);
	return 2;
}

static bool
take_options(struct options *o, int argc, char *const *argv)
{
	int c;

	*o = (struct options){ .settings = NULL };
	while ((c = getopt(argc, argv, "c:u:g:s:tV")) != -1) {
		switch (c) {
		case 'c':
			o->settings = optarg;
			break;
		case 'u':
			o->user = optarg;
			break;
		case 'g':
			o->group = optarg;
			break;
		case 's':
			o->socket_group = optarg;
			break;
		case 't':
			o->test = true;
			break;
		case 'V':
			(void)puts(K8SM_VERSION);
			exit(0);
		default:
			return false;
		}
	}
	return optind == argc;
}

/* Descriptors 0, 1 and 2 must exist before a socket can get their numbers. */
static void
open_standard(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= 2);
	if (fd > 2)
		(void)close(fd);
}

static void
drop_privileges(const struct options *o)
{
	const struct passwd *pw;
	const struct group *gr = NULL;
	gid_t gid;

	if (geteuid() != 0 || !o->user)
		return;
	pw = getpwnam(o->user);
	if (o->group)
		gr = getgrnam(o->group);
	if (!pw || (o->group && !gr)) {
		log_error(NULL, "api.no_such_user", LOG_TEXT("user", o->user),
		    LOG_TEXT("group", o->group));
		exit(78);
	}
	gid = gr ? gr->gr_gid : pw->pw_gid;
	if (initgroups(o->user, gid) == -1 || setresgid(gid, gid, gid) == -1 ||
	    setresuid(pw->pw_uid, pw->pw_uid, pw->pw_uid) == -1) {
		log_error(NULL, "api.privileges", LOG_INT("errno", errno));
		exit(71);
	}
}

static void
harden(void)
{
	struct rlimit none = { 0, 0 };

	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	/* Keys and passwords must not land in core files. */
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)umask(077);
}

static const char *
own_path(struct arena *mem, const char *argv0)
{
	char *real = realpath("/proc/self/exe", NULL);
	const char *path = arena_strdup(mem, real ? real : argv0);

	free(real);
	return path;
}

static void
open_sockets(struct supervisor *sv, const struct options *o, const char *lock)
{
	int i;

	/* The program before us may have known fewer pools. */
	if (!supervisor_take_over(sv))
		listen_inherited(sv);
	for (i = 0; i < POOLS; i++) {
		if (sv->pools[i].fd >= 0)
			continue;
		/* Who makes sockets replaces what lies there. */
		if (sv->lock_fd < 0)
			sv->lock_fd = listen_lock(lock);
		listen_open(&sv->pools[i], o->user, o->socket_group);
	}
}

static void
fill_supervisor(struct supervisor *sv, struct arena *mem,
    const struct settings *set)
{
	sv->set = set;
	sv->pools[POOL_FAST] = (struct pool){ .name = "api",
		.fd = -1,
		.path = settings_run_path(mem, set, "api.sock"),
		.want = (int)set->api_workers };
	sv->pools[POOL_REMOTE] = (struct pool){ .name = "api-remote",
		.fd = -1,
		.path = settings_run_path(mem, set, "api-remote.sock"),
		.want = (int)set->api_remote_workers,
		.lazy = true };
	sv->pools[POOL_TRANSFER] = (struct pool){ .name = "api-transfer",
		.fd = -1,
		.path = settings_run_path(mem, set, "api-transfer.sock"),
		.want = (int)set->api_transfer_workers,
		.lazy = true,
		.patience_ms = TRANSFER_PATIENCE_MS };
	sv->work = api_worker_run;
}

int
main(int argc, char **argv)
{
	struct arena *mem = arena_new((size_t)1 << 20);
	struct arena *set_mem = arena_new((size_t)1 << 20);
	struct settings *set = ARENA_NEW(set_mem, struct settings);
	struct supervisor sv = { .argv = argv, .lock_fd = -1 };
	struct options o;
	const char *why;

	open_standard();
	if (!take_options(&o, argc, argv))
		return usage();
	log_init("k8sm-api", LOG_INFO);
	if (settings_load(set_mem, o.settings, environ, set, &why)) {
		log_error(NULL, "api.settings", LOG_TEXT("why", why));
		return 78;
	}
	if (o.test)
		return 0;
	log_init("k8sm-api", log_level_of(set->log_level));
	sv.set_path = o.settings;
	sv.set_mem = set_mem;
	sv.program = own_path(mem, argv[0]);
	fill_supervisor(&sv, mem, set);
	open_sockets(&sv, &o, settings_run_path(mem, set, "api.lock"));
	drop_privileges(&o);
	harden();

	sv.board = mmap(NULL, sizeof *sv.board, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (sv.board == MAP_FAILED)
		return 71;
	api_worker_prepare();
	log_info(NULL, "api.start", LOG_TEXT("version", K8SM_VERSION),
	    LOG_INT("workers", set->api_workers),
	    LOG_INT("remote_workers", set->api_remote_workers),
	    LOG_INT("transfer_workers", set->api_transfer_workers));
	return supervisor_run(&sv);
}
