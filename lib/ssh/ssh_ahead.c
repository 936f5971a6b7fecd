/*
 * ssh_ahead: what libssh reads from its socket, read in large pieces.
 *
 * libssh 0.10 (socket.c, ssh_socket_pollcallback) reads 4 KiB at a time and polls
 * before each: half a million system calls for a gigabyte, a quarter of what our
 * process spends on it.  It calls poll and recv of the C library by name, so ours stand
 * before them: while ssh_ahead_turn runs they hand out what it has read, for its
 * descriptor alone.  At any other time, and for any other descriptor, they are
 * what they are elsewhere.
 */
#undef _FORTIFY_SOURCE /* its inline recv and poll would stand in the way */
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <poll.h>

#include "ssh/ssh_priv.h"

/* Two of libssh's reads: less is left to it. */
#define WORTH 8192
/* Turns in which it may do something else first. */
#define IDLE_MOST 16

static _Thread_local struct {
	int fd;
	const char *p;
	size_t n;
	bool asked; /* whether it may write, this turn */
} held;

/* The C library's, but for what is held. */
ssize_t
recv(int fd, void *to, size_t room, int flags)
{
	size_t n = held.n < room ? held.n : room;

	if (n == 0 || fd != held.fd || flags != 0)
		return recvfrom(fd, to, room, flags, NULL, NULL);
	memcpy(to, held.p, n);
	held.p += n;
	held.n -= n;
	return (ssize_t)n;
}

static int
poll_really(struct pollfd *fds, nfds_t n, int ms)
{
	struct timespec t = { .tv_sec = ms / 1000,
		.tv_nsec = (long)(ms % 1000) * 1000000 };

	return ppoll(fds, n, ms < 0 ? NULL : &t, NULL);
}

/* <poll.h> says that what it is given is only written. */
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

/*
 * The C library's, but at once when there is something held.  libssh always asks
 * whether it may write, too: the kernel is asked once a turn.
 */
int
poll(struct pollfd *fds, nfds_t n, int ms)
{
	if (held.n == 0 || n != 1 || fds->fd != held.fd ||
	    (fds->events & POLLIN) == 0)
		return poll_really(fds, n, ms);
	if (held.asked || poll_really(fds, 1, 0) <= 0)
		fds->revents = 0;
	held.asked = true;
	fds->revents |= POLLIN;
	return 1;
}

bool
ssh_ahead_turn(struct ssh *s, void *event, void *room)
{
	int there = 0, idle = 0;
	ssize_t n = 0;
	size_t before;

	if (ioctl(s->lib_fd, FIONREAD, &there) == 0 && there >= WORTH)
		n = recvfrom(s->lib_fd, room, SSH_AHEAD_BYTES, MSG_DONTWAIT,
		    NULL, NULL);
	if (n <= 0)
		return ssh_event_dopoll(event, 0) != SSH_ERROR;
	held.fd = s->lib_fd;
	held.p = room;
	held.n = (size_t)n;
	held.asked = false;
	while (held.n > 0 && idle < IDLE_MOST) {
		before = held.n;
		if (ssh_event_dopoll(event, 0) == SSH_ERROR)
			break;
		idle = held.n == before ? idle + 1 : 0;
	}
	/* Bytes that it does not want any more: it has given the session up. */
	n = (ssize_t)held.n;
	held.n = 0;
	return n == 0;
}
