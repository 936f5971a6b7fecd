/*
 * followers: N clients that follow one task's events, each through its own
 * connection, and how late each event reached the last of them.
 *
 *   followers -n N -t SECONDS -H 'Authorization: …' HOST:PORT PATH
 *
 * An event's data holds "at":"2026-…Z", written by the database when the event
 * was stored; the delay is the receiving clock minus that.  Prints JSON.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct follower {
	int fd;
	uint32_t n;		/* bytes of a line not yet complete */
	char line[512];
	uint32_t events;
	int64_t last_seq;
	bool gap;
};

static double *delays;
static size_t n_delays, cap_delays, gaps, closed, early;
static double warm_until;

static double
wall(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static double
parse_time(const char *s)
{
	struct tm tm = { 0 };
	double frac = 0;
	const char *rest = strptime(s, "%Y-%m-%dT%H:%M:%S", &tm);

	if (rest == NULL)
		return 0;
	if (*rest == '.')
		frac = strtod(rest, NULL);
	return (double)timegm(&tm) + frac;
}

static void
take_line(struct follower *f)
{
	const char *at, *seq;
	double when, t;
	int64_t s;

	if (strncmp(f->line, "data:", 5) != 0)
		return;
	at = strstr(f->line, "\"at\":\"");
	seq = strstr(f->line, "\"seq\":");
	if (at == NULL || seq == NULL)
		return;
	s = strtoll(seq + 6, NULL, 10);
	if (f->last_seq != 0 && s != f->last_seq + 1)
		gaps++;
	f->last_seq = s;
	f->events++;
	t = wall();
	when = parse_time(at + 6);
	if (when < warm_until) {	/* replayed history */
		early++;
		return;
	}
	if (n_delays == cap_delays) {
		cap_delays = cap_delays ? cap_delays * 2 : 1 << 20;
		delays = realloc(delays, cap_delays * sizeof(*delays));
		if (delays == NULL)
			exit(1);
	}
	delays[n_delays++] = t - when;
}

static int
cmp(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int
main(int argc, char **argv)
{
	int n = 100, opt, ep, i, k;
	double seconds = 10, t_end;
	char header[4096] = "", req[6000], buf[65536], *colon;
	struct sockaddr_in addr = { .sin_family = AF_INET };
	struct follower *f;
	struct epoll_event ev, evs[512];
	struct rlimit rl = { 65536, 65536 };

	while ((opt = getopt(argc, argv, "n:t:H:")) != -1) {
		switch (opt) {
		case 'n': n = (int)strtol(optarg, NULL, 10); break;
		case 't': seconds = strtod(optarg, NULL); break;
		case 'H': snprintf(header, sizeof(header), "%s\r\n", optarg); break;
		default: return 2;
		}
	}
	if (argc - optind != 2 || (colon = strchr(argv[optind], ':')) == NULL)
		return 2;
	setrlimit(RLIMIT_NOFILE, &rl);
	addr.sin_port = htons((uint16_t)strtol(colon + 1, NULL, 10));
	*colon = '\0';
	inet_pton(AF_INET, argv[optind], &addr.sin_addr);
	snprintf(req, sizeof(req), "GET %s HTTP/1.1\r\nHost: %s\r\nAccept: text/event-stream\r\n%s\r\n",
	    argv[optind + 1], argv[optind], header);
	ep = epoll_create1(0);
	f = calloc((size_t)n, sizeof(*f));
	if (f == NULL)
		return 1;
	for (i = 0; i < n; i++) {
		f[i].fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		if (connect(f[i].fd, (struct sockaddr *)&addr, sizeof(addr)) == -1 ||
		    write(f[i].fd, req, strlen(req)) == -1) {
			fprintf(stderr, "follower %d: %s\n", i, strerror(errno));
			return 1;
		}
		fcntl(f[i].fd, F_SETFL, O_NONBLOCK);
		ev.events = EPOLLIN;
		ev.data.ptr = &f[i];
		epoll_ctl(ep, EPOLL_CTL_ADD, f[i].fd, &ev);
	}
	/* the measurement starts when everybody is connected and settled */
	warm_until = wall() + 3;
	t_end = warm_until + seconds;
	fprintf(stderr, "connected %d\n", n);
	while (wall() < t_end) {
		k = epoll_wait(ep, evs, 512, 100);
		for (i = 0; i < k; i++) {
			struct follower *w = evs[i].data.ptr;
			ssize_t got = read(w->fd, buf, sizeof(buf)), j;

			if (got <= 0) {
				if (got == -1 && errno == EAGAIN)
					continue;
				epoll_ctl(ep, EPOLL_CTL_DEL, w->fd, NULL);
				close(w->fd);
				closed++;
				continue;
			}
			for (j = 0; j < got; j++) {
				if (buf[j] == '\n') {
					w->line[w->n] = '\0';
					take_line(w);
					w->n = 0;
				} else if (w->n < sizeof(w->line) - 1) {
					w->line[w->n++] = buf[j];
				}
			}
		}
	}
	qsort(delays, n_delays, sizeof(*delays), cmp);
	printf("{\"followers\":%d,\"events\":%zu,\"p50_ms\":%.1f,\"p99_ms\":%.1f,\"max_ms\":%.1f,\"gaps\":%zu,\"closed\":%zu}\n",
	    n, n_delays, n_delays ? delays[n_delays / 2] * 1e3 : 0,
	    n_delays ? delays[(size_t)((double)n_delays * 0.99)] * 1e3 : 0,
	    n_delays ? delays[n_delays - 1] * 1e3 : 0, gaps, closed);
	return 0;
}
