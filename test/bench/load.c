/*
 * load: an HTTP/1.1 client that measures.  With a rate it is open-loop: request
 * times are fixed beforehand and latency counts from the planned time, so that
 * a slow server cannot hide behind a patient client.
 *
 *   load [-c CONNECTIONS] [-r RATE] [-t SECONDS] [-H 'Name: value']… HOST:PORT PATH
 *
 * Prints one JSON object: requests, rps, p50_ms, p99_ms, max_ms, bad.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

struct conn {
	int fd;
	bool busy;
	double planned;		/* when the request should have started */
	size_t got;		/* bytes of the reply so far */
	long body_left;		/* -1: head not complete */
	char head[4096];
	int status;
};

static char request[8192];
static size_t request_len;
static struct sockaddr_in addr;
static double *lat;
static size_t n_lat, cap_lat, n_bad;

static double
now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static int
open_conn(struct conn *c, int ep)
{
	struct epoll_event ev = { .events = EPOLLIN, .data.ptr = c };
	int one = 1;

	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (c->fd == -1 ||
	    connect(c->fd, (struct sockaddr *)&addr, sizeof(addr)) == -1)
		return -1;
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	fcntl(c->fd, F_SETFL, O_NONBLOCK);
	c->busy = false;
	return epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &ev);
}

static void
send_request(struct conn *c, double planned)
{
	c->busy = true;
	c->planned = planned;
	c->got = 0;
	c->body_left = -1;
	c->status = 0;
	if (write(c->fd, request, request_len) != (ssize_t)request_len)
		n_bad++;
}

static void
finish(struct conn *c)
{
	if (c->status < 200 || c->status > 299)
		n_bad++;
	if (n_lat == cap_lat) {
		cap_lat = cap_lat ? cap_lat * 2 : 1 << 16;
		lat = realloc(lat, cap_lat * sizeof(*lat));
		if (lat == NULL)
			exit(1);
	}
	lat[n_lat++] = now() - c->planned;
	c->busy = false;
}

/* Reads what there is; true when the reply is complete, -1 via *dead. */
static bool
receive(struct conn *c, bool *dead)
{
	static char sink[65536];
	ssize_t n;
	char *end, *len;

	for (;;) {
		if (c->body_left == -1)
			n = read(c->fd, c->head + c->got, sizeof(c->head) - 1 - c->got);
		else
			n = read(c->fd, sink, sizeof(sink));
		if (n == 0 || (n == -1 && errno != EAGAIN)) {
			*dead = true;
			return false;
		}
		if (n == -1)
			return false;
		if (c->body_left >= 0) {
			c->body_left -= n;
		} else {
			c->got += (size_t)n;
			c->head[c->got] = '\0';
			end = strstr(c->head, "\r\n\r\n");
			if (end == NULL)
				continue;
			c->status = (int)strtol(c->head + 9, NULL, 10);
			len = strcasestr(c->head, "\r\ncontent-length:");
			if (len == NULL || len > end) {
				/* chunked: the reply ends with an empty chunk */
				c->body_left = strstr(end + 4, "\r\n0\r\n\r\n") != NULL ||
				    strncmp(end + 4, "0\r\n", 3) == 0 ? 0 : -1;
				if (c->body_left == -1 && c->got > sizeof(c->head) - 64) {
					memmove(end + 4, c->head + c->got - 16, 17);
					c->got = (size_t)(end + 4 - c->head) + 16;
				}
				if (c->body_left == -1)
					continue;
				return true;
			}
			c->body_left = strtol(len + 17, NULL, 10) -
			    (long)(c->got - (size_t)(end + 4 - c->head));
		}
		if (c->body_left <= 0)
			return true;
	}
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
	int conns = 16, opt, ep, i, n;
	double rate = 0, seconds = 5, t0, t_end, t;
	size_t planned = 0, waiting_from = 0;
	char headers[4096] = "", *colon;
	struct conn *c;
	struct epoll_event evs[256];

	while ((opt = getopt(argc, argv, "c:r:t:H:")) != -1) {
		switch (opt) {
		case 'c': conns = (int)strtol(optarg, NULL, 10); break;
		case 'r': rate = strtod(optarg, NULL); break;
		case 't': seconds = strtod(optarg, NULL); break;
		case 'H':
			snprintf(headers + strlen(headers),
			    sizeof(headers) - strlen(headers), "%s\r\n", optarg);
			break;
		default: return 2;
		}
	}
	if (argc - optind != 2 || (colon = strchr(argv[optind], ':')) == NULL)
		return 2;
	addr.sin_family = AF_INET;
	addr.sin_port = htons((uint16_t)strtol(colon + 1, NULL, 10));
	*colon = '\0';
	inet_pton(AF_INET, argv[optind], &addr.sin_addr);
	request_len = (size_t)snprintf(request, sizeof(request),
	    "GET %s HTTP/1.1\r\nHost: %s\r\n%s\r\n", argv[optind + 1],
	    argv[optind], headers);
	ep = epoll_create1(0);
	c = calloc((size_t)conns, sizeof(*c));
	if (ep == -1 || c == NULL)
		return 1;
	for (i = 0; i < conns; i++) {
		if (open_conn(&c[i], ep) == -1) {
			perror("connect");
			return 1;
		}
	}
	t0 = now();
	t_end = t0 + seconds;
	if (rate == 0)
		for (i = 0; i < conns; i++)
			send_request(&c[i], now());
	for (;;) {
		t = now();
		if (t >= t_end && rate == 0)
			break;
		if (rate > 0) {
			/* everything due that finds a free connection goes out */
			while (waiting_from < (size_t)(rate * seconds) &&
			    t0 + (double)waiting_from / rate <= t) {
				for (i = 0; i < conns && c[i].busy; i++)
					continue;
				if (i == conns)
					break;
				send_request(&c[i], t0 + (double)waiting_from / rate);
				waiting_from++;
			}
			if (waiting_from >= (size_t)(rate * seconds)) {
				for (i = 0; i < conns && !c[i].busy; i++)
					continue;
				if (i == conns || t > t_end + 5)
					break;
			}
		}
		n = epoll_wait(ep, evs, 256, rate > 0 ? 1 : 100);
		for (i = 0; i < n; i++) {
			struct conn *k = evs[i].data.ptr;
			bool dead = false;

			if (receive(k, &dead)) {
				finish(k);
				if (rate == 0)
					send_request(k, now());
			} else if (dead) {
				if (k->busy)
					n_bad++;
				close(k->fd);
				if (open_conn(k, ep) == -1)
					return 1;
				if (rate == 0)
					send_request(k, now());
			}
		}
		planned++;
	}
	t = now() - t0;
	if (n_lat == 0) {
		printf("{\"requests\":0,\"rps\":0,\"p50_ms\":0,\"p99_ms\":0,\"max_ms\":0,\"bad\":%zu}\n", n_bad);
		return 0;
	}
	qsort(lat, n_lat, sizeof(*lat), cmp);
	printf("{\"requests\":%zu,\"rps\":%.1f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"max_ms\":%.3f,\"bad\":%zu}\n",
	    n_lat, (double)n_lat / t, lat[n_lat / 2] * 1e3,
	    lat[(size_t)((double)n_lat * 0.99)] * 1e3, lat[n_lat - 1] * 1e3, n_bad);
	return 0;
}
