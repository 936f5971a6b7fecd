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
#include "ssh/ssh_jump.h"

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
	int64_t tag;		/* the target's */
	struct ssh *via;	/* through which it is reached, NULL: directly; */
	struct ssh_jump *jump;	/* by this bridge; both are closed with it */
};

/* The earlier of ${ms} from now and the deadline of ${cx}. */
struct ssh_limit ssh_limit_of(const struct cx *cx, int ms, int wake_fd);

/* Waits until ${fd} is ready for ${events}. */
enum ssh_wait ssh_wait_fd(int fd, short events, const struct ssh_limit *lim);

/* As ssh_wait_fd for what libssh wants of the session's socket; meanwhile the
 * bridges of its chain have their turns. */
enum ssh_wait ssh_wait_session(struct ssh *s, const struct ssh_limit *lim);

/* Fills ${v} with the addresses of ${host}; SSH_F_DNS, _TIMEOUT, _CANCELLED. */
enum ssh_fault ssh_resolve(const char *host, int port,
    const struct ssh_limit *lim, struct ssh_address v[SSH_MAX_ADDRESSES],
    size_t *n);

/* Connects a non-blocking socket; *${fd} is -1 on failure. */
enum err_code ssh_dial(struct cx *cx, const struct ssh_target *t,
    const struct ssh_limit *lim, int *fd, enum ssh_fault *fault) MUST_CHECK;

/* The addresses of ${host}; flags AI_NUMERICHOST never asks the network. */
size_t ssh_look_up(const char *host, int port, int flags,
    struct ssh_address v[SSH_MAX_ADDRESSES]);
/*
 * A child that writes the addresses (an array of struct ssh_address) into the
 * pipe *${fd} and ends; false when it cannot be started.
 */
bool ssh_resolver_start(const char *host, int port, int *fd, pid_t *pid)
    MUST_CHECK;
void ssh_resolver_end(int fd, pid_t pid);

/*
 * One turn of libssh's loop: takes in what has arrived, at most SSH_AHEAD_BYTES,
 * without waiting.  ${event}: the session's ssh_event; ${room}: as many bytes for
 * the time of the call.  false: the session is lost.
 */
#define SSH_AHEAD_BYTES ((size_t)256 << 10)
bool ssh_ahead_turn(struct ssh *s, void *event, void *room) MUST_CHECK;

/* Options of every socket of ours. */
void ssh_tune(int fd);
bool ssh_address_ok(const struct cx *cx, const struct ssh_target *t,
    const struct ssh_address *a);
/* The error for errno ${why} of connecting; EACCES: no address is allowed. */
enum err_code ssh_fail_dial(struct cx *cx, const struct ssh_target *t, int why,
    enum ssh_fault *fault);

/* Whether names, port and proofs of ${t} can be used at all, and those of its
 * jump hosts. */
enum err_code ssh_check_target(struct cx *cx, const struct ssh_target *t)
    MUST_CHECK;
/*
 * Gives the connected socket ${fd} to a new libssh session in ${s}, whose mem
 * and host are set.  ssh_close is to be called also after an error.
 */
enum err_code ssh_wrap(struct cx *cx, const struct ssh_target *t, int fd,
    struct ssh *s) MUST_CHECK;
/* ssh_connect, after which the socket still does not block. */
int ssh_connect_step(struct ssh *s);
/* What went wrong when ssh_connect gave up. */
enum err_code ssh_fail_exchange(struct cx *cx, const struct ssh *s,
    enum ssh_fault *fault);
/* Notes the key that the server proved to hold and compares it with the pin. */
enum err_code ssh_check_host_key(struct cx *cx, struct ssh *s,
    const struct ssh_target *t, enum ssh_fault *fault) MUST_CHECK;

/* A server may ask this many rounds of questions before we give up. */
#define SSH_LOGIN_ROUNDS 4
/* What a result other than SSH_AUTH_AGAIN means for the caller. */
enum err_code ssh_login_judge(struct cx *cx, const struct ssh *s,
    const struct ssh_target *t, int got, enum ssh_fault *fault);
enum err_code ssh_login_refused(struct cx *cx, const struct ssh *s,
    const struct ssh_target *t, enum ssh_fault *fault);
/* Answers each hidden question with the password, shown ones with nothing. */
void ssh_login_answer(struct ssh *s, const char *password);

/* The peer's name of a signal, made harmless. */
const char *ssh_signal_name(struct arena *mem, const char *name);

/* Whether ${t} is a name, or an address that may be called. */
bool ssh_numeric_ok(const struct cx *cx, const struct ssh_target *t);

/* A bridge from ${via} to the machine ${t}; *${fd} is its other end. */
enum err_code ssh_jump_dial(struct cx *cx, struct ssh *via,
    const struct ssh_target *t, const struct ssh_limit *lim,
    struct ssh_jump **out, int *fd, enum ssh_fault *fault) MUST_CHECK;

/* The first session on the way to ${s} that is no longer connected, or NULL. */
const struct ssh *ssh_jump_dead(const struct ssh *s);

/* Errors that several steps share. */
enum err_code ssh_fail_cancelled(struct cx *cx, enum ssh_fault *fault);
enum err_code ssh_fail_timeout(struct cx *cx, enum ssh_fault *fault,
    const char *stage_zh, const char *stage_en);

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
