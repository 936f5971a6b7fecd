/*
 * A client that moves one file over HTTP and does to the disk what sftp does: 255
 * KiB a read and a write, as strace shows of OpenSSH 9.2's.  What is compared is the
 * way, not how a client treats the page cache: writes of 256 KiB and more get large
 * folios, which on a virtual machine may be memory that the host has to find first
 * (measured: 0.4 s of CPU a gigabyte for 255 KiB, 1.4 for 256 KiB, 2.3 for 1 MiB), and
 * curl writes 16 KiB at a time, a quarter of the whole way on two cores.
 *
 *   transfer get|put PORT TARGET TOKEN FILE
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE (255 << 10)

static char piece[PIECE + 1];

static _Noreturn void
fail(const char *what)
{
	perror(what);
	exit(1);
}

static void
put_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t k = write(fd, p, n);

		if (k <= 0)
			fail("write");
		p += k;
		n -= (size_t)k;
	}
}

/* Reads the head; what stood behind it is moved to the front, *${have} bytes. */
static long long
read_head(int s, size_t *have)
{
	size_t n = 0;
	char *end = NULL, *length;
	long long all;

	while (end == NULL && n < PIECE) {
		ssize_t k = read(s, piece + n, PIECE - n);

		if (k <= 0)
			fail("no answer");
		n += (size_t)k;
		piece[n] = '\0';
		end = strstr(piece, "\r\n\r\n");
	}
	if (end == NULL || strncmp(piece, "HTTP/1.1 2", 10) != 0) {
		fprintf(stderr, "%.400s\n", piece);
		exit(1);
	}
	length = strcasestr(piece, "\r\nContent-Length:");
	*have = n - (size_t)(end + 4 - piece);
	all = length && length < end ?
	    atoll(length + strlen("\r\nContent-Length:")) : -1;
	memmove(piece, end + 4, *have);
	return all;
}

static void
get(int s, int file)
{
	size_t have;
	long long left = read_head(s, &have);

	if (left < 0)
		fail("no length");
	while (left > 0) {
		while (have < PIECE && (long long)have < left) {
			ssize_t k = read(s, piece + have, PIECE - have);

			if (k <= 0)
				fail("cut off");
			have += (size_t)k;
		}
		put_all(file, piece, have);
		left -= (long long)have;
		have = 0;
	}
}

int
main(int argc, char **argv)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int s, file, up;
	struct stat st;
	size_t have;

	if (argc != 6)
		return 2;
	up = strcmp(argv[1], "put") == 0;
	at.sin_port = htons((unsigned short)atoi(argv[2]));
	file = up ? open(argv[5], O_RDONLY) :
		    open(argv[5], O_WRONLY | O_CREAT | O_TRUNC, 0600);
	s = socket(AF_INET, SOCK_STREAM, 0);
	if (file == -1 || fstat(file, &st) ||
	    connect(s, (struct sockaddr *)&at, sizeof at))
		fail(argv[5]);
	have = (size_t)snprintf(piece, PIECE,
	    "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nAuthorization: Bearer %s\r\n"
	    "Connection: close\r\n", up ? "PUT" : "GET", argv[3], argv[2],
	    argv[4]);
	if (up)
		have += (size_t)snprintf(piece + have, PIECE - have,
		    "Content-Type: application/octet-stream\r\n"
		    "Content-Length: %lld\r\n", (long long)st.st_size);
	have += (size_t)snprintf(piece + have, PIECE - have, "\r\n");
	put_all(s, piece, have);
	if (up) {
		ssize_t k;

		while ((k = read(file, piece, PIECE)) > 0)
			put_all(s, piece, (size_t)k);
		(void)read_head(s, &have);
	} else {
		get(s, file);
	}
	return close(file) == 0 ? 0 : 1;
}
