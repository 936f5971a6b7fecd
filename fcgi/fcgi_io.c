/*
 * fcgi_io: the accept loop and the record stream; see the header for why the
 * waiting is not left to libfcgi.
 */
#include <errno.h>
#include <inttypes.h>
#include <fcgiapp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "fcgi_io.h"
#include "fcgi_out.h"

/* A peer that is silent for so long has no request for us. */
#define FIRST_BYTE_MS 200
/* Nothing that nginx has begun to send or to read takes longer. */
#define STALL_S 10

/* How long a body that nobody reads is waited for. */
#define LINGER_S 2

struct fcgi_io {
	bool patient; /* its body comes in pieces */
	int epoll_fd;
	int listen_fd;
	FCGX_Request req;
	struct buf head;
	int64_t complained_ms;
};

struct fcgi_io *
fcgi_io_new(int listen_fd)
{
	struct fcgi_io *io = calloc(1, sizeof *io);
	struct epoll_event ev = { .events = EPOLLIN };

	if (!io)
		exit(71);
	/* libfcgi's own patience, where it still waits by itself. */
	(void)setenv("LIBFCGI_IS_AF_UNIX_KEEPER_POLL_TIMEOUT", "200", 1);
	(void)setenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT", "200", 1);
	io->listen_fd = listen_fd;
	io->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	ev.data.fd = listen_fd;
	if (io->epoll_fd == -1 || FCGX_Init() != 0 ||
	    FCGX_InitRequest(&io->req, listen_fd, 0) != 0 ||
	    epoll_ctl(io->epoll_fd, EPOLL_CTL_ADD, listen_fd, &ev) == -1) {
		log_error(NULL, "fcgi.init", LOG_INT("errno", errno));
		exit(71);
	}
	io->req.ipcFd = -1;
	buf_init(&io->head, NULL, 16384);
	return io;
}

static void
drop(struct fcgi_io *io)
{
	if (io->req.ipcFd >= 0)
		(void)close(io->req.ipcFd);
	io->req.ipcFd = -1;
	io->req.keepConnection = 0;
}

/*
 * Waits for either a new connection or the kept one.  An idle kept connection
 * must not stand before the queue: whoever waits there would wait for nothing.
 * Every idle worker is woken for a new connection (no EPOLLEXCLUSIVE): if the
 * one that is woken then serves its kept connection, the kernel tells no other,
 * and the new one waits for that request while workers are idle.
 */
static bool
wait_for_peer(struct fcgi_io *io, const sigset_t *open, int ms, bool *kept)
{
	struct epoll_event ev[2];
	int i, n, fd = io->req.ipcFd;

	if (fd >= 0) {
		ev[0] =
		    (struct epoll_event){ .events = EPOLLIN, .data.fd = fd };
		if (epoll_ctl(io->epoll_fd, EPOLL_CTL_ADD, fd, &ev[0]) == -1 &&
		    errno != EEXIST)
			drop(io);
	}
	n = epoll_pwait(io->epoll_fd, ev, 2, ms, open);
	*kept = false;
	for (i = 0; i < n; i++) {
		if (ev[i].data.fd != fd)
			continue;
		/* The peer is done with it: no detour through libfcgi. */
		if (ev[i].events & (EPOLLHUP | EPOLLERR))
			drop(io);
		else
			*kept = true;
	}
	return n > 0;
}

static void
complain(struct fcgi_io *io, int error)
{
	int64_t now = time_mono_ms();

	if (now - io->complained_ms > 1000) {
		io->complained_ms = now;
		log_warn(NULL, "fcgi.accept", LOG_INT("errno", error));
	}
}

static bool
take_connection(struct fcgi_io *io)
{
	struct timeval stall = { .tv_sec = STALL_S };
	int n, fd = accept4(io->listen_fd, NULL, NULL, SOCK_CLOEXEC);
	struct pollfd pfd;

	if (fd == -1) {
		if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED)
			return false;
		/* No descriptors or no memory: the loop goes on, slowly. */
		complain(io, errno);
		(void)poll(NULL, 0, 50);
		return false;
	}
	if (FAULT("api.accept")) {
		(void)close(fd);
		return false;
	}
	pfd = (struct pollfd){ .fd = fd, .events = POLLIN };
	do
		n = poll(&pfd, 1, FIRST_BYTE_MS);
	while (n == -1 && errno == EINTR);
	if (n <= 0 || !(pfd.revents & POLLIN)) {
		(void)close(fd);
		return false;
	}
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &stall, sizeof stall);
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &stall, sizeof stall);
	drop(io);
	io->req.ipcFd = fd;
	io->req.keepConnection = 1;
	return true;
}

bool
fcgi_io_next(struct fcgi_io *io, const sigset_t *open, int ms)
{
	bool kept;
	int rc;

	if (!wait_for_peer(io, open, ms, &kept))
		return false;
	if (!kept && !take_connection(io))
		return false;
	rc = FCGX_Accept_r(&io->req);
	if (rc == 0)
		return true;
	/* The peer left or spoke nonsense; libfcgi then looked at the empty
	 * queue.  Anything else is worth a line. */
	if (rc != -EAGAIN && rc != -EINTR)
		complain(io, -rc);
	return false;
}

const char *
fcgi_io_param(const struct fcgi_io *io, const char *name)
{
	return FCGX_GetParam(name, io->req.envp);
}

enum err_code
fcgi_io_body(struct fcgi_io *io, struct cx *cx, size_t max, struct str *out)
{
	const char *text = fcgi_io_param(io, "CONTENT_LENGTH");
	int64_t length = -1;
	struct buf b;
	char piece[8192];
	size_t seen = 0;
	int n;

	*out = (struct str){ "", 0 };
	if (text && *text && (!str_int(str_of(text), &length) || length < 0))
		return err_plain(cx, ERR_INVALID);
	buf_init(&b, cx->mem, max + 1);
	while ((n = FCGX_GetStr(piece, sizeof piece, io->req.in)) > 0) {
		seen += (size_t)n;
		if (seen <= max)
			buf_add(&b, piece, (size_t)n);
	}
	if (FCGX_GetError(io->req.in) != 0 ||
	    (length >= 0 && seen != (size_t)length))
		return err_set(cx, ERR_INVALID, "请求体不完整",
		    "the request body was cut off");
	if (seen > max)
		return err_plain(cx, ERR_TOO_LARGE);
	if (b.failed)
		return err_plain(cx, ERR_INTERNAL);
	*out = buf_view(&b);
	return ERR_OK;
}

/* The words behind the numbers that we answer with. */
static const char *
reason(int status)
{
	static const struct {
		int status;
		const char *text;
	} rows[] = { { 200, "OK" }, { 201, "Created" }, { 202, "Accepted" },
		{ 204, "No Content" }, { 206, "Partial Content" },
		{ 304, "Not Modified" }, { 400, "Bad Request" },
		{ 401, "Unauthorized" }, { 403, "Forbidden" },
		{ 404, "Not Found" }, { 405, "Method Not Allowed" },
		{ 409, "Conflict" }, { 412, "Precondition Failed" },
		{ 413, "Content Too Large" }, { 415, "Unsupported Media Type" },
		{ 416, "Range Not Satisfiable" }, { 429, "Too Many Requests" },
		{ 500, "Internal Server Error" }, { 502, "Bad Gateway" },
		{ 503, "Service Unavailable" }, { 504, "Gateway Timeout" },
		{ 507, "Insufficient Storage" } };
	size_t i;

	for (i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].status == status)
			return rows[i].text;
	return "Status";
}

static void
put_head(struct buf *b, const struct reply *rp, int64_t length)
{
	size_t i;

	buf_reset(b);
	buf_printf(b, "Status: %d %s\r\n", rp->status, reason(rp->status));
	if (length >= 0 && rp->status != 304)
		buf_printf(b,
		    "Content-Type: %s\r\nContent-Length: %" PRId64 "\r\n",
		    rp->content_type, length);
	buf_printf(b, "X-Request-ID: %s\r\n", rp->request_id);
	for (i = 0; i < rp->n_headers; i++)
		buf_printf(b, "%s: %s\r\n", rp->headers[i].name,
		    rp->headers[i].value);
	buf_puts(b, "\r\n");
}

void
fcgi_io_send(struct fcgi_io *io, const struct reply *rp, bool head)
{
	bool whole = !head && rp->status != 304;
	struct str parts[2];

	put_head(&io->head, rp, rp->body.n > 0 ? (int64_t)rp->body.n : -1);
	parts[0] = buf_view(&io->head);
	parts[1] = whole ? buf_view(&rp->body) : STR("");
	if (!fcgi_out_write(io->req.ipcFd, io->req.requestId, parts, 2))
		io->req.keepConnection = 0;
}

void
fcgi_io_be_patient(struct fcgi_io *io)
{
	struct timeval stall = { .tv_sec = FCGI_IO_PATIENCE_S };
	int fd = io->req.ipcFd;

	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &stall, sizeof stall);
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &stall, sizeof stall);
	/* What is left of a body must not be read as the next request. */
	io->req.keepConnection = 0;
	io->patient = true;
}

int64_t
fcgi_io_take(struct fcgi_io *io, void *to, size_t room)
{
	int most = room > 65536 ? 65536 : (int)room;
	int n = FCGX_GetStr(to, most, io->req.in);

	if (FCGX_GetError(io->req.in) != 0)
		return -1;
	return n;
}

bool
fcgi_io_begin(struct fcgi_io *io, const struct reply *rp, int64_t length)
{
	put_head(&io->head, rp, length);
	return fcgi_io_give(io, buf_view(&io->head));
}

bool
fcgi_io_give(struct fcgi_io *io, struct str piece)
{
	return fcgi_out_some(io->req.ipcFd, io->req.requestId, piece);
}

void
fcgi_io_finish(struct fcgi_io *io)
{
	(void)fcgi_out_write(io->req.ipcFd, io->req.requestId, NULL, 0);
}

void
fcgi_io_cut(struct fcgi_io *io)
{
	drop(io);
}

/*
 * A reply may stand before a body that nobody wants to read.  Closing then would
 * throw away the reply with it: what still comes is taken and dropped, until the
 * peer has had enough.
 */
static void
linger(struct fcgi_io *io)
{
	struct timeval most = { .tv_sec = LINGER_S };
	int64_t end = time_mono_ms() + LINGER_S * 1000;
	int fd = io->req.ipcFd;
	char rest[16384];

	if (fd < 0)
		return;
	(void)shutdown(fd, SHUT_WR);
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
	while (time_mono_ms() < end && recv(fd, rest, sizeof rest, 0) > 0)
		continue;
}

void
fcgi_io_end(struct fcgi_io *io)
{
	bool keep = io->req.keepConnection && FCGX_GetError(io->req.in) == 0;

	/* Not FCGX_Finish_r, which would end the request once more. */
	FCGX_Free(&io->req, 0);
	if (io->patient)
		linger(io);
	io->patient = false;
	if (!keep)
		drop(io);
}
