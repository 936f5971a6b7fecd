/*
 * k8sm-stream: settings, socket, then the loop.
 *
 *   k8sm-stream [-c FILE] [-t] [-V]
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/version.h"
#include "stream_conn.h"
#include "stream_term.h"

#define TICK_US (250 * LWS_US_PER_MS)
#define CLOSE_MS 1500 /* from SIGTERM to the end, at most */
#define CLOSE_TERMS_MS 4000 /* … with terminals open */

extern char **environ;
static const char *settings_path;
static volatile sig_atomic_t got_term, got_hup;
static lws_sorted_usec_list_t timer;
static int64_t closing_ms;
static unsigned ticks;

static const struct settings *
load(void)
{
	struct arena *mem = arena_new((size_t)1 << 20);
	struct settings *set = ARENA_NEW(mem, struct settings);
	const char *why = "";

	if (settings_load(mem, settings_path, environ, set, &why)) {
		log_error(NULL, "stream.settings", LOG_TEXT("why", why));
		arena_free(mem);
		return NULL;
	}
	log_init("k8sm-stream", log_level_of(set->log_level));
	return set;
}

static void
on_signal(int sig)
{
	if (sig == SIGHUP)
		got_hup = 1;
	else
		got_term = 1;
	lws_cancel_service(stream.lws);
}

static int
on_pg(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
    size_t len)
{
	(void)user;
	(void)in;
	(void)len;
	switch ((int)reason) {
	case LWS_CALLBACK_RAW_ADOPT_FILE:
	case LWS_CALLBACK_RAW_RX_FILE:
	case LWS_CALLBACK_RAW_WRITEABLE_FILE:
	case LWS_CALLBACK_RAW_CLOSE_FILE:
		return stream_pg_event(wsi, reason);
	default:
		return 0;
	}
}

static int
on_term(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
    size_t len)
{
	(void)in;
	(void)len;
	switch ((int)reason) {
	case LWS_CALLBACK_RAW_ADOPT_FILE:
	case LWS_CALLBACK_RAW_RX_FILE:
	case LWS_CALLBACK_RAW_WRITEABLE_FILE:
	case LWS_CALLBACK_RAW_CLOSE_FILE:
		return stream_term_event(wsi, reason, user);
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	/* The first one gets sockets that name no sub-protocol. */
	{ "socket", stream_conn_socket_event, sizeof(struct stream_conn), 1024,
	    0, NULL, 0 },
	{ "stream", stream_conn_event, sizeof(struct stream_conn), 0, 0, NULL,
	    0 },
	{ "listen", stream_conn_listen_event, 0, 0, 0, NULL, 0 },
	{ "pg", on_pg, 0, 0, 0, NULL, 0 },
	{ "term", on_term, sizeof(struct stream_term *), 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static void
say(int level, const char *line)
{
	char text[256];
	size_t n = strcspn(line, "\n");

	if (n >= sizeof(text))
		n = sizeof(text) - 1;
	memcpy(text, line, n);
	text[n] = '\0';
	if (level == LLL_ERR)
		log_error(NULL, "stream.lws", LOG_TEXT("text", text));
	else
		log_warn(NULL, "stream.lws", LOG_TEXT("text", text));
}

static void
on_tick(lws_sorted_usec_list_t *sul)
{
	const struct settings *set;

	if (got_hup) {
		got_hup = 0;
		set = load();
		if (set)
			stream.set = set;
	}
	stream_pg_tick();
	stream_term_tick();
	if (++ticks % 4 == 0) {
		stream_task_tick();
		stream_sock_tick();
		stream_view_tick();
	}
	lws_sul_schedule(stream.lws, 0, sul, on_tick, TICK_US);
}

/* Enough descriptors for stream_max; the loop's tables are as large. */
static void
raise_limit(void)
{
	rlim_t want = (rlim_t)stream.set->stream_max + 64;
	struct rlimit rl;

	if (getrlimit(RLIMIT_NOFILE, &rl) == -1)
		return;
	if (want > rl.rlim_max) {
		rl.rlim_cur = rl.rlim_max = want;
		if (setrlimit(RLIMIT_NOFILE, &rl) == 0)
			return;
		(void)getrlimit(RLIMIT_NOFILE, &rl);
		want = rl.rlim_max;
	}
	rl.rlim_cur = want;
	if (setrlimit(RLIMIT_NOFILE, &rl) == -1 || want <= 128)
		return;
	/* Refusing is better than accept failing in a loop. */
	if (stream.most > want - 64)
		stream.most = want - 64;
}

static bool
open_loop(const char *path)
{
	static const lws_retry_bo_t pings = { .secs_since_valid_ping = 30,
		.secs_since_valid_hangup = 60 };
	struct lws_context_creation_info info = { 0 };

	lws_set_log_level(LLL_ERR | LLL_WARN, say);
	info.options =
	    LWS_SERVER_OPTION_DISABLE_IPV6 | LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	info.protocols = protocols;
	info.port = CONTEXT_PORT_NO_LISTEN_SERVER;
	info.gid = (gid_t)-1;
	info.uid = (uid_t)-1;
	info.max_http_header_pool2 = 256;
	info.max_http_header_data2 = 8192;
	info.keepalive_timeout = 5;
	info.timeout_secs = 5;
	info.retry_and_idle_policy = &pings;
	info.server_string = "k8sm-stream";
	stream.lws = lws_create_context(&info);
	if (stream.lws)
		stream.vhost = lws_create_vhost(stream.lws, &info);
	return stream.vhost && stream_conn_listen(path);
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
	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	signal(SIGPIPE, SIG_IGN);
}

/* Terminals get some seconds: the rest of their recordings is on its way. */
static bool
has_drained(void)
{
	int64_t since = time_mono_ms() - closing_ms;
	bool terms = stream_term_count() || stream_db_term_waiting();

	if (terms)
		return since > CLOSE_TERMS_MS;
	return stream.open == 0 || since > CLOSE_MS;
}

static int
serve(void)
{
	struct sigaction sa = { .sa_handler = on_signal,
		.sa_flags = SA_RESTART };

	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGHUP, &sa, NULL);
	(void)stream_pg_start();
	lws_sul_schedule(stream.lws, 0, &timer, on_tick, TICK_US);
	stream_pg_turn();
	log_info(NULL, "stream.start", LOG_INT("most", stream.most));
	for (;;) {
		if (got_term && !stream.closing) {
			/* Everybody is told when to come back. */
			stream.closing = true;
			closing_ms = time_mono_ms();
			stream_task_end(true);
			stream_sock_end(true);
			stream_view_end(true);
			stream_term_end_all("restart");
		}
		if (stream.closing && has_drained())
			break;
		if (lws_service(stream.lws, 0) < 0)
			return 1;
		stream_conn_turn();
		stream_term_turn();
		stream_pg_turn();
	}
	log_info(NULL, "stream.end", LOG_INT("left", stream.open));
	stream_pg_stop();
	return 0;
}

int
main(int argc, char **argv)
{
	struct arena *mem = arena_new((size_t)1 << 20);
	const char *path;
	bool test = false;
	int c, status;

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
			(void)fputs("usage: k8sm-stream [-c FILE] [-t] [-V]\n",
			    stderr);
			return 2;
		}
	}
	harden();
	log_init("k8sm-stream", LOG_INFO);
	stream.set = load();
	if (stream.set == NULL)
		return 78;
	if (test)
		return 0;
	stream.most = (size_t)stream.set->stream_max;
	raise_limit();
	path = settings_run_path(mem, stream.set, "stream.sock");
	if (!open_loop(path)) {
		log_error(NULL, "stream.listen", LOG_TEXT("path", path),
		    LOG_INT("errno", errno));
		return 1;
	}
	status = serve();
	(void)unlink(path);
	arena_free(mem);
	return status;
}
