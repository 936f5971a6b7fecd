/*
 * api_worker: start-up, the loop and the end of a request worker.
 */
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>

#include "api_worker.h"
#include "audit/audit.h"
#include "auth/auth.h"
#include "db/db.h"
#include "db/migrate.h"
#include "dispatch.h"
#include "fcgi_io.h"
#include "files/files.h"
#include "limit.h"
#include "routes.h"
#include "sandbox.h"
#include "secrets/secrets.h"
#include "system_api.h"

/* The largest request: a reply at its cap, the rows behind it, the copies that
 * growing leaves behind. */
#define REQUEST_MEMORY ((size_t)128 << 20)

/* A worker that was forked for somebody stays so long for the next. */
#define LAZY_IDLE_MS 60000

static struct router *router;
static struct limit *limit;
static volatile sig_atomic_t told_to_end;

void
api_worker_prepare(void)
{
	struct arena *mem = arena_new((size_t)16 << 20);

	router = router_new(mem, api_routes);
	tasks_init(api_kinds);
	system_prepare(mem);
	limit = limit_new();
	auth_shared_init();
	sandbox_prepare();
}

static void
on_term(int sig)
{
	(void)sig;
	told_to_end = 1;
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
	explicit_bzero(key, sizeof key);
	return auth_init(cx, settings_jwt_secret(cx->mem, cx->set));
}

/*
 * A schema older than this program ends it; no database at all does not: it is
 * waited for, and requests are answered 503 meanwhile.
 */
static bool
schema_fits(struct cx *cx)
{
	if (migrate_check(cx) == ERR_OK || !db_is_up(cx->db))
		return true;
	log_error(cx, "api.schema", LOG_TEXT("why", cx->message));
	return false;
}

static bool
start(struct api *api, const struct settings *set, int pool)
{
	struct cx cx = { .mem = arena_new(REQUEST_MEMORY),
		.set = set,
		.request_id = "start",
		.lang = LANG_EN,
		.who.username = "",
		.who.ip = "" };

	*api = (struct api){ .set = set,
		.router = router,
		.limit = limit,
		.mem = cx.mem,
		.remote = pool == POOL_REMOTE,
		.transfer = pool == POOL_TRANSFER };
	if (load_keys(&cx)) {
		log_error(&cx, "api.keys", LOG_TEXT("why", cx.message),
		    LOG_TEXT("detail", cx.detail));
		return false;
	}
	api->db = db_open(set->database_url, "k8sm-api", (int)set->request_ms);
	cx.db = api->db;
	if (!schema_fits(&cx))
		return false;
	/* Without a database now, the next connection listens. */
	if (!api->remote && auth_listen(&cx))
		err_clear(&cx);
	arena_reset(cx.mem);
	return true;
}

static void
serve_one(const struct api *api, struct fcgi_io *io, struct seat *seat)
{
	atomic_store(&seat->busy_since_ms, time_mono_ms());
	dispatch(api, io);
	atomic_store(&seat->busy_since_ms, 0);
}

static bool
somebody_waits(int fd)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };

	return poll(&pfd, 1, 0) > 0;
}

int
api_worker_run(const struct supervisor *sv, int pool, int seat_no)
{
	struct seat *seat = &sv->board->seats[seat_no];
	int fd = sv->pools[pool].fd;
	int64_t served = 0, last_ms = time_mono_ms();
	struct fcgi_io *io;
	struct api api;
	sigset_t open;

	static const char *const names[POOLS] = { "k8sm-api", "k8sm-api-remote",
		"k8sm-api-transfer" };

	log_init(names[pool], log_level_of(sv->set->log_level));
	/* So that ps tells who moves files. */
	if (pool == POOL_TRANSFER)
		(void)prctl(PR_SET_NAME, "k8sm-transfer");
	(void)signal(SIGPIPE, SIG_IGN);
	if (!start(&api, sv->set, pool))
		return 78;
	api.busy = &seat->busy_since_ms;
	io = fcgi_io_new(fd);
	/* After libfcgi, which has ideas of its own about signals. */
	(void)sigaction(SIGTERM, &(struct sigaction){ .sa_handler = on_term },
	    NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGUSR1, SIG_IGN);
	(void)sigemptyset(&open);
	sandbox_enter();
	atomic_store(&seat->ready, 1);

	while (!told_to_end && served < sv->set->api_max_requests) {
		if (fcgi_io_next(io, &open, 1000)) {
			serve_one(&api, io, seat);
			served++;
			last_ms = time_mono_ms();
			continue;
		}
		if (sv->pools[pool].lazy &&
		    time_mono_ms() - last_ms > LAZY_IDLE_MS)
			break;
		/* What the database has to say is taken in time. */
		db_idle(api.db);
		files_idle();
	}
	while (atomic_load(&sv->board->closing) && somebody_waits(fd))
		if (fcgi_io_next(io, &open, 0))
			serve_one(&api, io, seat);
	db_close(api.db);
	arena_free(api.mem);
	return 0;
}
