/*
 * io: whole reads and writes.  The kernel may move fewer bytes than asked for
 * and a signal may interrupt it; neither is an error of the file.
 */
#ifndef K8SM_BASE_IO_H
#define K8SM_BASE_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Reads until ${room} bytes are there or the file ends; bytes read, -1 and errno
 * when it cannot be read. */
ssize_t io_read_all(int fd, void *to, size_t room);

/* Writes all of ${n} bytes; false and errno when that cannot be done. */
bool io_write_all(int fd, const void *from, size_t n);

#endif
