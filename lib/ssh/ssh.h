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
enum ssh_fault { SSH_F_NONE, SSH_F_DNS, SSH_F_CONNECT, SSH_F_TIMEOUT,
	SSH_F_PROTOCOL, SSH_F_HOSTKEY, SSH_F_AUTH, SSH_F_KEY, SSH_F_DROPPED,
	SSH_F_CANCELLED, SSH_F_INPUT, SSH_F__MAX };
const char *ssh_fault_name(enum ssh_fault f);	/* "timeout_error", … */

struct ssh_target {
	const char *host;
	int port;
	const char *user;
	const char *password;		/* NULL: none */
	const char *private_key;	/* PEM or OpenSSH text, NULL: none */
	const char *passphrase;
	const char *host_key;		/* pinned "type base64" */
	const char *host_fingerprint;	/* or "SHA256:…"; both NULL: any, reported */
	bool key_only;			/* hang up before the login: only the host
					 * key is wanted */
	int connect_ms;			/* connect + key exchange + login */
	int wake_fd;			/* readable = give up; -1: none */
	/* Asked for every resolved address before it is called; NULL: any. */
	bool (*address_ok)(const struct cx *cx, const char *ip);
	/* The machine through which this one is reached, itself perhaps behind
	 * another (at most SSH_JUMP_MAX of them); NULL: directly.  Of a jump,
	 * key_only, connect_ms and wake_fd are not looked at: the last one's
	 * hold for the whole way.  Names are resolved by the jump host. */
	const struct ssh_target *jump;
	int64_t tag;			/* the caller's own; see ssh_tag */
};

/*
 * Whether a user name or host may be used at all: users [A-Za-z0-9._@-]{1,64},
 * hosts a name or a numeric address of at most 253 characters; neither starts
 * with '-'.  ssh_open checks too.
 */
bool ssh_user_ok(const char *user);
bool ssh_host_ok(const char *host);

/*
 * Connects, checks the host key against the pin, logs in.  The session is closed
 * with cx->mem.  ERR_UPSTREAM with a distinct message for each fault,
 * ERR_INVALID for names that are not allowed and for a bad private key,
 * ERR_UNAVAILABLE "cancelled" when wake_fd became readable.
 * On SSH_F_HOSTKEY, SSH_F_AUTH and with key_only *${out} is set, closed, and
 * only tells the host key seen.  With jump hosts that is the session of the
 * machine at which it ended: ssh_tag tells which; messages name it.
 */
enum err_code ssh_open(struct cx *cx, const struct ssh_target *t,
    struct ssh **out, enum ssh_fault *fault) MUST_CHECK;

/* The host key seen: "ssh-ed25519 AAAA…" and "SHA256:…" (OpenSSH form). */
const char *ssh_host_key(const struct ssh *s);
const char *ssh_host_fingerprint(const struct ssh *s);
const char *ssh_host_key_type(const struct ssh *s);

/* The tag of the target that this session was opened for. */
int64_t ssh_tag(const struct ssh *s);

/* "SHA256:…" of a pinned "type base64", or NULL when it is not one. */
const char *ssh_key_fingerprint(struct arena *mem, const char *host_key);

/* Hangs up before cx->mem ends; later calls and NULL are harmless. */
void ssh_close(struct ssh *s);

struct ssh_run {
	const char *command;		/* one shell command line, or */
	const char *const *argv;	/* argv quoted by ssh_quote */
	struct str input;		/* sent on stdin, then EOF */
	int timeout_ms;
	size_t output_max;		/* per stream; the rest is dropped and counted */
	/*
	 * Called with each piece as it comes, up to output_max per stream;
	 * ${is_err} for stderr.  When set, nothing is kept in the result.
	 * An error ends the command and is returned.
	 */
	enum err_code (*on_output)(struct cx *cx, bool is_err, struct str piece,
	    void *arg);
	/*
	 * Called when output was handed on and no more came for the moment, at
	 * the latest 50 ms after it: the time to write out what on_output kept.
	 */
	enum err_code (*on_pause)(struct cx *cx, void *arg);
	void *arg;
	int wake_fd;			/* readable = cancelled; -1: none */
};
struct ssh_result {
	int exit_code;			/* -1: none (signal, cut off) */
	const char *exit_signal;	/* "KILL" or NULL */
	struct str out;
	struct str err;
	int64_t out_bytes;		/* all that came */
	int64_t err_bytes;
	int64_t out_dropped;		/* those over output_max */
	int64_t err_dropped;
};

/*
 * Runs one command.  A non-zero exit is not an error.  ERR_TIMEOUT past the
 * deadline and ERR_UNAVAILABLE "cancelled" on wake_fd: the remote process group
 * is sent TERM, then KILL (sshd does that for any user but root).  ERR_UPSTREAM
 * with SSH_F_DROPPED when the connection ends first.  ${res} is filled as far
 * as known also then.  A command whose exit is known but whose output is held
 * open by what it left in the background is over after 2 s of silence.
 */
enum err_code ssh_exec(struct cx *cx, struct ssh *s, const struct ssh_run *run,
    struct ssh_result *res, enum ssh_fault *fault) MUST_CHECK;

/* ${argv} as one POSIX shell word list, single-quoted; NUL cannot occur. */
const char *ssh_quote(struct arena *mem, const char *const *argv);

/* Facts about a private key: algorithm, authorized_keys line, fingerprint. */
struct ssh_key_info {
	const char *algorithm;
	const char *public_key;
	const char *fingerprint;
	/* The key without a passphrase, wiped with cx->mem: reading one with
	 * costs 0.2 s of hashing each time.  NULL: libssh cannot write it. */
	const char *plain;
};
/* ERR_INVALID names `private_key` or `passphrase`. */
enum err_code ssh_key_read(struct cx *cx, const char *private_key,
    const char *passphrase, struct ssh_key_info *out) MUST_CHECK;

/* Bits of the modulus in "ssh-rsa base64"; 0 when it is no such line. */
int ssh_key_rsa_bits(struct arena *mem, const char *public_key);

/* Whether ${line} is "type base64[ comment]" of a kind of key that we accept;
 * *${key} gets "type base64". */
bool ssh_key_line_ok(struct arena *mem, struct str line, const char **key);

/* --- ssh_lines.c: lines of known_hosts --- */

enum ssh_known { SSH_K_KEY, SSH_K_BLANK, SSH_K_REVOKED, SSH_K_AUTHORITY,
	SSH_K_BAD };
struct ssh_known_line {
	struct str names;	/* comma list, or "|1|salt|hash" */
	const char *key;	/* "type base64" */
};
/* What one line of known_hosts says; any bytes at all are fine. */
enum ssh_known ssh_known_parse(struct arena *mem, struct str line,
    struct ssh_known_line *out);
/* Whether its names mean ${host}:${port}. */
bool ssh_known_matches(const struct ssh_known_line *l, const char *host,
    int port);

/*
 * A new key without a passphrase: ${type} "ed25519" or "rsa" of ${bits} (3072,
 * 4096).  ${out}->plain is the private key, wiped with cx->mem.
 */
enum err_code ssh_key_generate(struct cx *cx, const char *type, int bits,
    struct ssh_key_info *out) MUST_CHECK;

#endif
