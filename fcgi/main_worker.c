/*
 * k8sm-worker: settings, keys, then the supervisor of lib/tasks.
 *
 *   k8sm-worker [-c FILE] [-t] [-V]
 */
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "audit/audit.h"
#include "base/version.h"
#include "routes.h"
#include "secrets/secrets.h"
#include "tasks/tasks.h"

extern char **environ;
static const char *settings_path;

/* Settings live as long as the process: children read them after a reload. */
static const struct settings *
load(void)
{
	struct arena *mem = arena_new((size_t)1 << 20);
	struct settings *set = ARENA_NEW(mem, struct settings);
	const char *why = "";

	if (settings_load(mem, settings_path, environ, set, &why)) {
		log_error(NULL, "worker.settings", LOG_TEXT("why", why));
		arena_free(mem);
		return NULL;
	}
	log_init("k8sm-worker", log_level_of(set->log_level));
	return set;
}

static enum err_code
load_keys(struct cx *cx)
{
	unsigned char key[32];
	enum err_code rc;

	rc = secrets_init(cx, settings_master_key(cx->mem, cx->set));
	if (rc)
		return rc;
	secrets_derive("audit", key);
	audit_init(key);
	explicit_bzero(key, sizeof(key));
	return ERR_OK;
}

static void
harden(void)
{
	struct rlimit none = { 0, 0 };
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= 2);
	if (fd > 2)
		(void)close(fd);
	/* Decrypted secrets must not reach a core file. */
	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

int
main(int argc, char **argv)
{
	struct tasks_worker conf = {
		.kinds = api_kinds, .reload = load, .child_init = load_keys
	};
	bool test = false;
	int c;

	while ((c = getopt(argc, argv, "c:tV")) != -1) {
		switch (c) {
		case 'c':
			settings_path = optarg;
			break;
		case 't':
			test = true;
			break;
		case 'V':
			(void)puts(K8SM_VERSION);
			return 0;
		default:
			(void)fputs("usage: k8sm-worker [-c FILE] [-t] [-V]\n",
			    stderr);
			return 2;
		}
	}
	harden();
	log_init("k8sm-worker", LOG_INFO);
	conf.set = load();
	if (conf.set == NULL)
		return 78;
	return test ? 0 : tasks_worker_main(&conf);
}
