/*
 * shim: preloaded into one of our programs, it makes the world less kind.
 *   K8SM_TEST_SHIM=short      reads and writes move at most 7 bytes now and then,
 *                             waits are interrupted
 *   K8SM_TEST_SHIM=malloc:N   about one allocation in N fails, from the moment
 *                             that the file K8SM_TEST_SHIM_ARM exists
 */
#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int mode = -1;
static unsigned long every;
static uint64_t state = 88172645463325252ULL;

static void
setup(void)
{
	const char *s = getenv("K8SM_TEST_SHIM");

	mode = 0;
	if (s == NULL)
		return;
	if (strncmp(s, "malloc:", 7) == 0) {
		every = strtoul(s + 7, NULL, 10);
		mode = 2;
	} else {
		mode = 1;
	}
}

static bool
dice(unsigned long n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return n != 0 && (state + (uint64_t)getpid()) % n == 0;
}

#define REAL(name) \
	static __typeof__(name) *real; \
	if (real == NULL) \
		*(void **)&real = dlsym(RTLD_NEXT, #name); \
	if (mode == -1) \
		setup()

ssize_t
read(int fd, void *p, size_t n)
{
	REAL(read);
	if (mode == 1 && n > 8 && dice(3))
		n = 7;
	return real(fd, p, n);
}

ssize_t
write(int fd, const void *p, size_t n)
{
	REAL(write);
	if (mode == 1 && n > 8 && fd > 2 && dice(3))
		n = 7;
	return real(fd, p, n);
}

ssize_t
recv(int fd, void *p, size_t n, int flags)
{
	REAL(recv);
	if (mode == 1 && n > 8 && dice(3))
		n = 7;
	if (mode == 1 && dice(11)) {
		errno = EINTR;
		return -1;
	}
	return real(fd, p, n, flags);
}

ssize_t
send(int fd, const void *p, size_t n, int flags)
{
	REAL(send);
	if (mode == 1 && n > 8 && dice(3))
		n = 7;
	return real(fd, p, n, flags);
}

int
poll(struct pollfd *fds, nfds_t n, int ms)
{
	REAL(poll);
	if (mode == 1 && dice(5)) {
		errno = EINTR;
		return -1;
	}
	return real(fds, n, ms);
}

/* Whether this allocation is to fail; small ones are left alone, because libc
 * itself does not expect to lose them while it loads. */
static bool
refuse(size_t n)
{
	static const char *arm;
	static unsigned long calls;
	static bool armed;

	if (mode == -1)
		setup();
	if (mode != 2 || n <= 64)
		return false;
	if (!armed && calls++ % 16 == 0) {
		if (arm == NULL)
			arm = getenv("K8SM_TEST_SHIM_ARM");
		armed = arm && access(arm, F_OK) == 0;
	}
	if (!armed || !dice(every))
		return false;
	errno = ENOMEM;
	return true;
}

extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t n);

void *
malloc(size_t n)
{
	return refuse(n) ? NULL : __libc_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
	return refuse(n * size) ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *p, size_t n)
{
	return refuse(n) ? NULL : __libc_realloc(p, n);
}
