/*
 * What the files of this room share; libssh is included here alone.
 */
#ifndef K8SM_SSH_SSH_PRIV_H
#define K8SM_SSH_SSH_PRIV_H

#include <sys/socket.h>
#include <sys/types.h>

#include <libssh/callbacks.h>
#include <libssh/libssh.h>

#include "ssh/ssh.h"

#define SSH_MAX_ADDRESSES 8

/* The point in time and the descriptor that end every wait. */
struct ssh_limit {
	int64_t end_ms;		/* time_mono_ms() */
	int wake_fd;
};

enum ssh_wait { SSH_W_READY, SSH_W_TIMEOUT, SSH_W_WAKE };

struct ssh_address {
	struct sockaddr_storage sa;
	socklen_t len;
};

struct ssh {
	struct arena *mem;
	ssh_session session;	/* NULL once closed */
	int fd;			/* our own handle on the socket, for poll */
	int lib_fd;		/* libssh's; it does not always close it */
	ino_t lib_ino;
	const char *host;	/* as the caller wrote it, for messages */
	int port;
	const char *host_key;
	const char *key_type;
	const char *fingerprint;
};

/* The earlier of ${ms} from now and the deadline of ${cx}. */
struct ssh_limit ssh_limit_of(const struct cx *cx, int ms, int wake_fd);

/* Waits until ${fd} is ready for ${events}. */
enum ssh_wait ssh_wait_fd(int fd, short events, const struct ssh_limit *lim);

/* As ssh_wait_fd for what libssh wants of the session's socket. */
enum ssh_wait ssh_wait_session(const struct ssh *s, const struct ssh_limit *lim);

/* Fills ${v} with the addresses of ${host}; SSH_F_DNS, _TIMEOUT, _CANCELLED. */
enum ssh_fault ssh_resolve(const char *host, int port,
    const struct ssh_limit *lim, struct ssh_address v[SSH_MAX_ADDRESSES],
    size_t *n);

/* Connects a non-blocking socket; *${fd} is -1 on failure. */
enum err_code ssh_dial(struct cx *cx, const struct ssh_target *t,
    const struct ssh_limit *lim, int *fd, enum ssh_fault *fault) MUST_CHECK;

/* Errors that several steps share. */
enum err_code ssh_fail_cancelled(struct cx *cx, enum ssh_fault *fault)
    MUST_CHECK;
enum err_code ssh_fail_timeout(struct cx *cx, enum ssh_fault *fault,
    const char *stage_zh, const char *stage_en) MUST_CHECK;

/* Reads a private key; never asks a terminal. ERR_INVALID with the field. */
enum err_code ssh_key_import(struct cx *cx, const char *private_key,
    const char *passphrase, ssh_key *out) MUST_CHECK;

/* "ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa" … */
const char *ssh_key_kind(ssh_key key);

/* "type base64" of a public key, in ${mem}; NULL when libssh cannot. */
const char *ssh_key_line(struct arena *mem, ssh_key key);
const char *ssh_key_print(struct arena *mem, ssh_key key);

/* Logs in: key when there is one, else password. */
enum err_code ssh_login(struct cx *cx, struct ssh *s,
    const struct ssh_target *t, const struct ssh_limit *lim,
    enum ssh_fault *fault) MUST_CHECK;

#endif
