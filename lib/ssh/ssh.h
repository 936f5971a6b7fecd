/*
 * ssh: a libssh client with pinned host keys and deadlines on every step.
 *
 * Sessions are non-blocking inside; each call returns by cx->deadline_ms or its
 * own limit, whichever is first.  KEX curve25519-sha256 first, no ssh-rsa
 * (SHA-1), no user configuration, no agent, no ProxyCommand.
 */
#ifndef K8SM_SSH_SSH_H
#define K8SM_SSH_SSH_H

#include "base/base.h"

struct ssh;

/* What went wrong, beyond the err_code; `error_code` of the contract's probe. */
enum ssh_fault { SSH_OK, SSH_F_DNS, SSH_F_CONNECT, SSH_F_TIMEOUT, SSH_F_PROTOCOL,
	SSH_F_HOSTKEY, SSH_F_AUTH, SSH_F_KEY, SSH_F_DROPPED, SSH_F_CANCELLED };
const char *ssh_fault_name(enum ssh_fault f);	/* "timeout_error", … */

struct ssh_target {
	const char *host;
	int port;
	const char *user;
	const char *password;		/* NULL: none */
	const char *private_key;	/* PEM or OpenSSH text, NULL: none */
	const char *passphrase;
	const char *host_key;		/* pinned "type base64"; NULL: accept and report */
	int connect_ms;			/* connect + key exchange + login */
	int wake_fd;			/* readable = give up; -1: none */
};

/*
 * Connects, checks the host key against the pin, logs in.  The session is closed
 * with cx->mem.  ERR_UPSTREAM with a distinct message for each fault.
 */
enum err_code ssh_open(struct cx *cx, const struct ssh_target *t,
    struct ssh **out, enum ssh_fault *fault) MUST_CHECK;

/* The host key seen: "ssh-ed25519 AAAA…" and "SHA256:…" (OpenSSH form). */
const char *ssh_host_key(const struct ssh *s);
const char *ssh_host_fingerprint(const struct ssh *s);

struct ssh_run {
	const char *command;		/* one shell command line, or */
	const char *const *argv;	/* argv quoted by ssh_quote */
	struct str input;		/* sent on stdin, then EOF */
	int timeout_ms;
	size_t output_max;		/* per stream; the rest is dropped and counted */
	/* Called with each piece as it comes; ${is_err} for stderr. May be NULL. */
	enum err_code (*on_output)(struct cx *cx, bool is_err, struct str piece,
	    void *arg);
	void *arg;
	int wake_fd;			/* readable = cancelled; -1: none */
};
struct ssh_result {
	int exit_code;			/* -1: none (signal, cut off) */
	const char *exit_signal;	/* "KILL" or NULL */
	struct str out;
	struct str err;
	int64_t out_dropped;		/* bytes over output_max */
	int64_t err_dropped;
};

/* Runs one command. A non-zero exit is not an error. */
enum err_code ssh_exec(struct cx *cx, struct ssh *s, const struct ssh_run *run,
    struct ssh_result *res, enum ssh_fault *fault) MUST_CHECK;

/* ${argv} as one POSIX shell word list, single-quoted; NUL cannot occur. */
const char *ssh_quote(struct arena *mem, const char *const *argv);

/* Facts about a private key: algorithm, authorized_keys line, fingerprint. */
struct ssh_key_info {
	const char *algorithm;
	const char *public_key;
	const char *fingerprint;
};
/* ERR_INVALID names `private_key` or `passphrase`. */
enum err_code ssh_key_read(struct cx *cx, const char *private_key,
    const char *passphrase, struct ssh_key_info *out) MUST_CHECK;

#endif
