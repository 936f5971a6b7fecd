/*
 * ssh_shell: a login shell on a pseudo terminal, for a loop that polls.
 *
 * After ssh_shell_open nothing here blocks: the caller polls ssh_shell_fd for
 * ssh_shell_events, reads and writes what can be had, and stops reading to hold
 * the far side back.
 */
#ifndef K8SM_SSH_SSH_SHELL_H
#define K8SM_SSH_SSH_SHELL_H

#include "ssh/ssh.h"

struct ssh_shell;

struct ssh_shell_new {
	const char *term;	/* "xterm-256color" */
	int cols;
	int rows;
	int timeout_ms;		/* until the shell has been granted */
	int wake_fd;		/* readable = give up; -1: none */
};

/* Asks for terminal and shell on an open session; lives until cx->mem ends. */
enum err_code ssh_shell_open(struct cx *cx, struct ssh *s,
    const struct ssh_shell_new *in, struct ssh_shell **out,
    enum ssh_fault *fault) MUST_CHECK;

int ssh_shell_fd(const struct ssh_shell *sh);
/* POLLIN, and POLLOUT while something waits to be sent. */
short ssh_shell_events(const struct ssh_shell *sh);

/*
 * Takes at most ${max} bytes of what has arrived.  0: nothing for now;
 * SSH_SHELL_END: the shell has ended; SSH_SHELL_LOST: the connection has.
 */
#define SSH_SHELL_END  (-1)
#define SSH_SHELL_LOST (-2)
int ssh_shell_read(struct ssh_shell *sh, char *to, size_t max);

/* Sends what the far side takes of ${in}; the bytes taken, or SSH_SHELL_LOST. */
int ssh_shell_write(struct ssh_shell *sh, struct str in);

/* Tells the new size; false when the connection is gone. */
bool ssh_shell_resize(struct ssh_shell *sh, int cols, int rows);

/* Exit status of a shell that has ended, or -1. */
int ssh_shell_exit(const struct ssh_shell *sh);

#endif
