/*
 * io: see the header.
 */
#include "base/io.h"

#include <errno.h>
#include <unistd.h>

ssize_t
io_read_all(int fd, void *to, size_t room)
{
	size_t have = 0;
	ssize_t n;

	while (have < room) {
		n = read(fd, (char *)to + have, room - have);
		if (n == -1 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		have += (size_t)n;
	}
	return (ssize_t)have;
}

bool
io_write_all(int fd, const void *from, size_t n)
{
	const char *p = from;
	ssize_t put;

	while (n > 0) {
		put = write(fd, p, n);
		if (put == -1 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		p += put;
		n -= (size_t)put;
	}
	return true;
}
