/*
 * Connections: accepting, the request, the choice between stream and socket.
 *
 * Streams are plain descriptors in the library's loop.  Its own HTTP role (4.1)
 * does not read while it answers, so a client that hangs up leaves the loop
 * spinning until something is written; as a plain descriptor the end is seen at
 * once, nothing is copied and no header memory is held.  WebSockets are handed
 * to the library before their request is read.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "stream_conn.h"
#include "stream_term.h"

#define HEAD_MAX ((size_t)64 << 10)
#define HEAD_S 10 /* a request must be there within this */
#define ACCEPT_MOST 256 /* new ones in one turn of the loop */
#define PEEKS_MOST 200

static struct stream_conn *again;
static int spare_fd = -1;

/* --- writing ------------------------------------------------------------------ */

ssize_t
stream_conn_send(struct stream_conn *c, const char *p, size_t n)
{
	ssize_t k;

	do
		k = send(c->fd, p, n, MSG_NOSIGNAL | MSG_DONTWAIT);
	while (k < 0 && errno == EINTR);
	if (k < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return 0;
	return k;
}

/* Inside its write event the library forgets such a wish: it is kept here. */
void
stream_conn_again(struct stream_conn *c)
{
	if (c->wants_again)
		return;
	c->wants_again = true;
	c->again = again;
	again = c;
}

void
stream_conn_turn(void)
{
	struct stream_conn *c;

	while ((c = again) != NULL) {
		again = c->again;
		c->wants_again = false;
		lws_callback_on_writable(c->wsi);
	}
}

static void
forget_again(struct stream_conn *c)
{
	struct stream_conn **p = &again;

	if (!c->wants_again)
		return;
	while (*p && *p != c)
		p = &(*p)->again;
	if (*p)
		*p = c->again;
	c->wants_again = false;
}

/* An answer in the envelope; the client sees it through nginx. */
static int
answer(struct stream_conn *c, const char *status, int code, const char *message)
{
	char text[512], body[200];
	int n;

	n = snprintf(body, sizeof(body), "{\"code\":%d,\"message\":\"%s\"}",
	    code, message);
	snprintf(text, sizeof(text),
	    "HTTP/1.1 %s\r\n"
	    "Content-Type: application/json; charset=utf-8\r\n"
	    "Content-Length: %d\r\n%sConnection: close\r\n\r\n%s",
	    status, n, code == 2005 ? "" : "Retry-After: 2\r\n", body);
	(void)stream_conn_send(c, text, strlen(text));
	return -1;
}

/* --- the request -------------------------------------------------------------- */

/* The number of ${name} in "a=1&b=2". */
static bool
query_int(struct str query, const char *name, int64_t *out)
{
	struct str pair, key;
	bool more = true;

	*out = 0;
	while (more) {
		more = str_cut(&query, '&', &pair);
		str_cut(&pair, '=', &key);
		if (str_eq(key, str_of(name)))
			return str_int(pair, out) && *out >= 0;
	}
	return false;
}

/* Where the client was: what it names by Last-Event-ID. */
static int64_t
last_event_id(struct str head)
{
	struct str line, name;
	bool more = true;
	int64_t id = 0;

	while (more) {
		more = str_cut(&head, '\n', &line);
		if (!str_cut(&line, ':', &name) ||
		    !str_ieq(str_trim(name), STR("last-event-id")))
			continue;
		if (!str_int(str_trim(line), &id) || id < 0)
			return 0;
	}
	return id;
}

static int
open_stream(struct stream_conn *c, int64_t id, struct str query, int64_t after)
{
	int64_t uid, sid, version, tid;

	if (!query_int(query, "uid", &uid) || !query_int(query, "sid", &sid) ||
	    !query_int(query, "v", &version))
		return answer(c, "404 Not Found", 2005, "no such stream");
	(void)query_int(query, "tid", &tid);
	if (stream.closing || stream.open >= stream.most)
		return answer(c, "503 Service Unavailable", 3000,
		    "too many streams are open");
	c->who = stream_who_get(uid, sid, version, tid);
	if (c->who == NULL)
		return answer(c, "503 Service Unavailable", 3000,
		    "out of memory");
	if (c->who->user->streams >= (size_t)stream.set->stream_per_user) {
		stream_who_put(c->who);
		c->who = NULL;
		return answer(c, "429 Too Many Requests", 2008,
		    "too many streams of this user are open");
	}
	c->wrote_s = (uint32_t)(time_mono_ms() / 1000);
	stream.open++;
	c->who->user->streams++;
	c->kind = STREAM_SSE;
	if (!stream_follow(c, id, after))
		return -1;
	lws_set_timeout(c->wsi, NO_PENDING_TIMEOUT, 0);
	stream_pg_kick();
	stream_conn_again(c);
	return 0;
}

/* "GET /_stream/tasks/7?uid=…", complete in ${head}. */
static int
take_request(struct stream_conn *c, struct str head)
{
	static const struct str prefix = { "/_stream/tasks/", 15 };
	struct str rest = head, line, method, target, path;
	int64_t id;

	str_cut(&rest, '\n', &line);
	str_cut(&line, ' ', &method);
	str_cut(&line, ' ', &target);
	str_cut(&target, '?', &path);
	if (!str_eq(method, STR("GET")) || !str_starts(path, prefix) ||
	    !str_int((struct str){ path.p + prefix.n, path.n - prefix.n },
		&id) ||
	    id <= 0)
		return answer(c, "404 Not Found", 2005, "no such stream");
	return open_stream(c, id, target, last_event_id(rest));
}

static void
drop_head(struct stream_conn *c)
{
	free(c->head);
	c->head = NULL;
	c->n_head = 0;
}

/* Reads the request; the rest of the connection's input is of no interest. */
static int
read_request(struct stream_conn *c)
{
	char *p;
	ssize_t n;
	int rc;

	p = realloc(c->head, c->n_head + 4096);
	if (p == NULL)
		return -1;
	c->head = p;
	n = recv(c->fd, p + c->n_head, 4096, MSG_DONTWAIT);
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		return -1;
	if (n < 0)
		return 0;
	c->n_head += (size_t)n;
	if (memmem(c->head, c->n_head, "\r\n\r\n", 4) == NULL)
		return c->n_head > HEAD_MAX ? -1 : 0;
	rc = take_request(c, (struct str){ c->head, c->n_head });
	drop_head(c);
	return rc;
}

/* A WebSocket's request stays unread: the library begins with it. */
static int
hand_over(struct stream_conn *c)
{
	int fd = fcntl(c->fd, F_DUPFD_CLOEXEC, 3);

	if (fd != -1 && lws_adopt_socket_vhost(stream.vhost, fd) == NULL)
		log_warn(NULL, "stream.adopt");
	return -1; /* of our own descriptor, which is closed */
}

static int
take_input(struct stream_conn *c)
{
	/* Both as long: the console's sockets, and those handed over. */
	static const char upgrade[] = "GET /ws/", handed[] = "GET /_te";
	char b[4096];
	ssize_t n;

	if (c->kind == STREAM_SSE) {
		n = recv(c->fd, b, sizeof(b), MSG_DONTWAIT);
		return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR)) ?
		    0 :
		    -1;
	}
	if (c->n_head == 0) {
		n = recv(c->fd, b, sizeof(upgrade) - 1,
		    MSG_PEEK | MSG_DONTWAIT);
		if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
			return -1;
		if (n < (ssize_t)sizeof(upgrade) - 1)
			return ++c->peeks > PEEKS_MOST ? -1 : 0;
		if (memcmp(b, upgrade, sizeof(upgrade) - 1) == 0 ||
		    memcmp(b, handed, sizeof(handed) - 1) == 0)
			return hand_over(c);
	}
	return read_request(c);
}

static void
end_conn(struct stream_conn *c)
{
	forget_again(c);
	drop_head(c);
	if (c->kind == STREAM_NEW)
		return;
	if (c->kind == STREAM_SSE)
		stream_unfollow(c);
	else if (c->view)
		stream_view_close(c);
	else
		stream_sock_close(c);
	c->kind = STREAM_NEW;
	stream.open--;
	if (c->who) {
		c->who->user->streams--;
		stream_who_put(c->who);
		c->who = NULL;
	}
}

int
stream_conn_event(struct lws *wsi, enum lws_callback_reasons reason, void *user,
    void *in, size_t len)
{
	struct stream_conn *c = user;

	(void)in;
	(void)len;
	switch ((int)reason) {
	case LWS_CALLBACK_RAW_ADOPT_FILE:
		c->wsi = wsi;
		c->fd = -1;
		return 0;
	case LWS_CALLBACK_RAW_RX_FILE:
		return take_input(c);
	case LWS_CALLBACK_RAW_WRITEABLE_FILE:
		return c->kind == STREAM_SSE ? stream_write(c) : 0;
	case LWS_CALLBACK_RAW_CLOSE_FILE:
		if (c)
			end_conn(c);
		return 0;
	default:
		return 0;
	}
}

/* --- the listener --------------------------------------------------------------- */

static bool
adopt(int fd, const char *protocol)
{
	lws_sock_file_fd_type d;
	struct stream_conn *c;
	struct lws *wsi;

	d.filefd = fd;
	wsi = lws_adopt_descriptor_vhost(stream.vhost, LWS_ADOPT_RAW_FILE_DESC,
	    d, protocol, NULL);
	if (wsi == NULL)
		return false; /* the library has closed it */
	c = lws_wsi_user(wsi);
	if (c == NULL)
		return true;
	c->wsi = wsi;
	c->fd = fd;
	lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK, HEAD_S);
	return true;
}

/* Out of descriptors: the one kept for this takes the caller and hangs up. */
static void
turn_away(int listener)
{
	int fd;

	close(spare_fd);
	fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (fd != -1)
		close(fd);
	spare_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

int
stream_conn_listen_event(struct lws *wsi, enum lws_callback_reasons reason,
    void *user, void *in, size_t len)
{
	int fd, i, listener;

	(void)user;
	(void)in;
	(void)len;
	if (reason != LWS_CALLBACK_RAW_RX_FILE)
		return 0;
	listener = lws_get_socket_fd(wsi);
	for (i = 0; i < ACCEPT_MOST; i++) {
		fd =
		    accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
		if (fd == -1 && (errno == EMFILE || errno == ENFILE)) {
			turn_away(listener);
			continue;
		}
		if (fd == -1)
			break;
		if (stream.open >= stream.most + 32)
			close(fd);
		else if (!adopt(fd, "stream"))
			log_warn(NULL, "stream.adopt");
	}
	return 0;
}

bool
stream_conn_listen(const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	lws_sock_file_fd_type d;
	mode_t mask;
	int fd, rc;

	if (strlen(path) >= sizeof(addr.sun_path)) {
		errno = ENAMETOOLONG;
		return false;
	}
	memcpy(addr.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd == -1)
		return false;
	(void)unlink(path);
	mask = umask(0117);
	rc = bind(fd, (struct sockaddr *)&addr, sizeof(addr));
	umask(mask);
	if (rc == -1 || listen(fd, 4096) == -1) {
		close(fd);
		return false;
	}
	spare_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	d.filefd = fd;
	return lws_adopt_descriptor_vhost(stream.vhost, LWS_ADOPT_RAW_FILE_DESC,
		   d, "listen", NULL) != NULL;
}

/* --- WebSockets ----------------------------------------------------------------- */

/* A page of another site must not open our sockets: Origin is Host. */
static bool
is_same_origin(struct lws *wsi)
{
	char origin[300], host[256];
	const char *rest;

	if (lws_hdr_copy(wsi, origin, sizeof(origin), WSI_TOKEN_ORIGIN) <= 0 ||
	    lws_hdr_copy(wsi, host, sizeof(host), WSI_TOKEN_HOST) <= 0)
		return false;
	if (strncmp(origin, "http://", 7) == 0)
		rest = origin + 7;
	else if (strncmp(origin, "https://", 8) == 0)
		rest = origin + 8;
	else
		return false;
	return str_ieq(str_of(rest), str_of(host));
}

/* "/_term/7?uid=…": whom k8sm-api lets in to which terminal. */
static bool
take_handed(struct lws *wsi, struct stream_conn *c, struct str path)
{
	static const struct str prefix = { "/_term/", 7 };
	struct str query;
	char args[256];
	int n = lws_hdr_copy(wsi, args, sizeof(args), WSI_TOKEN_HTTP_URI_ARGS);
	int i;

	if (n <= 0 || !str_starts(path, prefix))
		return false;
	path.p += prefix.n;
	path.n -= prefix.n;
	/* The library has cut them and joins them by commas. */
	for (i = 0; i < n; i++) {
		if (args[i] == ',')
			args[i] = '&';
	}
	query = (struct str){ args, (size_t)n };
	(void)query_int(query, "tid", &c->tid);
	return str_int(path, &c->term_id) && c->term_id > 0 &&
	    query_int(query, "uid", &c->uid) &&
	    query_int(query, "sid", &c->sid) &&
	    query_int(query, "v", &c->version);
}

/* Before the handshake is answered. */
static int
check_socket(struct lws *wsi, struct stream_conn *c)
{
	char path[64];

	if (c == NULL ||
	    lws_hdr_copy(wsi, path, sizeof(path), WSI_TOKEN_GET_URI) <= 0 ||
	    (strcmp(path, "/ws/notifications") != 0 &&
		strcmp(path, "/ws/terminals") != 0 &&
		!take_handed(wsi, c, str_of(path)))) {
		(void)lws_return_http_status(wsi, 404, NULL);
		return -1;
	}
	c->terminal = strcmp(path, "/ws/notifications") != 0;
	if (!is_same_origin(wsi)) {
		(void)lws_return_http_status(wsi, 403, NULL);
		return -1;
	}
	if (stream.closing || stream.open >= stream.most) {
		(void)lws_return_http_status(wsi, 503, NULL);
		return -1;
	}
	return 0;
}

static int
open_socket(struct lws *wsi, struct stream_conn *c)
{
	c->wsi = wsi;
	if (c->terminal ? !stream_view_open(c, c->term_id != 0) :
			  !stream_sock_open(c))
		return -1;
	stream.open++;
	return 0;
}

/* What the client says; a terminal's may come in several pieces. */
static int
take_said(struct lws *wsi, struct stream_conn *c, const char *p, size_t n)
{
	bool last = lws_is_final_fragment(wsi) != 0 &&
	    lws_remaining_packet_payload(wsi) == 0;

	if (c->view)
		return stream_view_said(c, p, n, last);
	if (!lws_is_first_fragment(wsi) || !lws_is_final_fragment(wsi))
		return -1;
	return c->sock ? stream_sock_said(c, p, n) : 0;
}

int
stream_conn_socket_event(struct lws *wsi, enum lws_callback_reasons reason,
    void *user, void *in, size_t len)
{
	struct stream_conn *c = user;

	switch ((int)reason) {
	case LWS_CALLBACK_HTTP:
		/* Not an upgrade. */
		(void)lws_return_http_status(wsi, 404, NULL);
		return -1;
	case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
		return check_socket(wsi, c);
	case LWS_CALLBACK_ESTABLISHED:
		return open_socket(wsi, c);
	case LWS_CALLBACK_RECEIVE:
		return take_said(wsi, c, in, len);
	case LWS_CALLBACK_SERVER_WRITEABLE:
		/* Also called once more for the close frame, after CLOSED. */
		if (c->view)
			return stream_view_write(c);
		return c->sock ? stream_sock_write(c) : 0;
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL:
		if (c)
			end_conn(c);
		return 0;
	default:
		return 0;
	}
}
