/*
 * ssh_sftp: an SFTP version 3 client on an open session.
 *
 * Our own codec and not libssh's: requests are sent ahead (reads and writes of a
 * transfer overlap), the answers of a hostile server are bounded, and OpenSSH's
 * extensions are used where the server offers them.  One client serves one
 * caller at a time.  Names are bytes: no NUL, else anything.
 *
 * Every call ends by cx->deadline_ms or sftp_set_wait's time.  A refusal of the
 * server is an error with a text of its own (ERR_NOT_FOUND, ERR_FORBIDDEN,
 * ERR_CONFLICT, ERR_STORAGE, ERR_UPSTREAM) and leaves the client usable; a lost
 * connection, nonsense and a passed deadline end it (sftp_alive is false).
 */
#ifndef K8SM_SSH_SSH_SFTP_H
#define K8SM_SSH_SSH_SFTP_H

#include "ssh/ssh.h"

struct sftp;

/* Status codes of the protocol, for callers that ask for the last one. */
#define SFTP_OK          0
#define SFTP_EOF         1
#define SFTP_NO_FILE     2
#define SFTP_DENIED      3
#define SFTP_FAILURE     4
#define SFTP_UNSUPPORTED 8

/* The most bytes of one read or write; OpenSSH's server takes no more. */
#define SFTP_CHUNK ((uint32_t)255 << 10)

/* Members of struct sftp_attrs that are set. */
#define SFTP_A_SIZE 1u
#define SFTP_A_IDS  2u
#define SFTP_A_MODE 4u
#define SFTP_A_TIME 8u

struct sftp_attrs {
	uint32_t flags;
	uint32_t uid;
	uint32_t gid;
	uint32_t mode;		/* with the file's type, as st_mode */
	uint32_t atime;		/* seconds */
	uint32_t mtime;
	uint64_t size;
};

struct sftp_entry {
	struct str name;	/* never empty, ".", ".." or with a slash */
	struct str longname;	/* as ls -l has it; for owner and group */
	struct sftp_attrs a;
};

struct sftp_handle {
	size_t n;
	char p[256];
};

/* Space of a file system (statvfs@openssh.com). */
struct sftp_space {
	uint64_t total;		/* bytes */
	uint64_t free;		/* for this user */
	uint64_t files;
	uint64_t files_free;
	bool read_only;
};

/* "owner" and "group" of a longname; empty views when it has none. */
void sftp_owner(struct str longname, struct str *owner, struct str *group);

/* Flags of sftp_open. */
#define SFTP_READ   1u
#define SFTP_WRITE  2u
#define SFTP_CREATE 8u
#define SFTP_TRUNC  16u
#define SFTP_EXCL   32u

/* What the server offers beyond version 3. */
#define SFTP_X_POSIX_RENAME 1u
#define SFTP_X_FSYNC        2u
#define SFTP_X_STATVFS      4u
#define SFTP_X_HARDLINK     8u
#define SFTP_X_LIMITS       16u
#define SFTP_X_COPY_DATA    32u

/*
 * Starts the server's subsystem on ${s}.  The client lives in cx->mem as the
 * session does.  ERR_UPSTREAM where the server has no SFTP.
 */
enum err_code sftp_start(struct cx *cx, struct ssh *s, struct sftp **out,
    enum ssh_fault *fault) MUST_CHECK;

/* Ends it before the session's memory does; harmless twice. */
void sftp_end(struct sftp *f);

/* Whether it can be used; looks at what has arrived meanwhile. */
bool sftp_alive(struct sftp *f);

/* Longest wait of one call (30 s unless told) and a descriptor that ends it. */
void sftp_set_wait(struct sftp *f, int ms, int wake_fd);

/* Status of the last refusal (SFTP_NO_FILE …), SFTP_OK when there was none. */
uint32_t sftp_status(const struct sftp *f);
unsigned sftp_offers(const struct sftp *f);

/* --- names and attributes --- */

enum err_code sftp_stat(struct cx *cx, struct sftp *f, struct str path,
    struct sftp_attrs *out) MUST_CHECK;
enum err_code sftp_lstat(struct cx *cx, struct sftp *f, struct str path,
    struct sftp_attrs *out) MUST_CHECK;
enum err_code sftp_setstat(struct cx *cx, struct sftp *f, struct str path,
    const struct sftp_attrs *in) MUST_CHECK;
/* Absolute, as the server sees it; the text lies in cx->mem. */
enum err_code sftp_realpath(struct cx *cx, struct sftp *f, struct str path,
    struct str *out) MUST_CHECK;
enum err_code sftp_readlink(struct cx *cx, struct sftp *f, struct str path,
    struct str *out) MUST_CHECK;
enum err_code sftp_symlink(struct cx *cx, struct sftp *f, struct str target,
    struct str path) MUST_CHECK;
enum err_code sftp_mkdir(struct cx *cx, struct sftp *f, struct str path,
    uint32_t mode) MUST_CHECK;
enum err_code sftp_rmdir(struct cx *cx, struct sftp *f, struct str path)
    MUST_CHECK;
enum err_code sftp_remove(struct cx *cx, struct sftp *f, struct str path)
    MUST_CHECK;
/* Never over something that exists. */
enum err_code sftp_rename(struct cx *cx, struct sftp *f, struct str from,
    struct str to) MUST_CHECK;
/*
 * Takes the place of ${to} in one step; where the server cannot do that, ${to}
 * is removed first.
 */
enum err_code sftp_replace(struct cx *cx, struct sftp *f, struct str from,
    struct str to) MUST_CHECK;
/* ERR_UPSTREAM with SFTP_UNSUPPORTED where the server does not tell. */
enum err_code sftp_space(struct cx *cx, struct sftp *f, struct str path,
    struct sftp_space *out) MUST_CHECK;

/*
 * As sftp_lstat or sftp_stat (${follow}) for many at once: ${out}[i].flags is 0
 * where there is none.
 */
enum err_code sftp_stat_many(struct cx *cx, struct sftp *f, bool follow,
    const struct str *paths, size_t n, struct sftp_attrs *out) MUST_CHECK;
/* As sftp_remove for many; the server's word about each in ${status}. */
enum err_code sftp_remove_many(struct cx *cx, struct sftp *f,
    const struct str *paths, size_t n, uint32_t *status) MUST_CHECK;
/* As sftp_readlink for many; {NULL, 0} where it is no link. */
enum err_code sftp_readlink_many(struct cx *cx, struct sftp *f,
    const struct str *paths, size_t n, struct str *out) MUST_CHECK;

/*
 * Hands every entry of a folder to ${fn}, in the server's order, with answers
 * asked for ahead; memory does not grow with their number.  ${fn} must not call
 * the client; an error of it ends the walk and is returned.
 */
enum err_code sftp_list(struct cx *cx, struct sftp *f, struct str path,
    enum err_code (*fn)(struct cx *cx, const struct sftp_entry *e, void *arg),
    void *arg) MUST_CHECK;

/* --- content --- */

/* ${mode} is that of a new file. */
enum err_code sftp_open(struct cx *cx, struct sftp *f, struct str path,
    unsigned flags, uint32_t mode, struct sftp_handle *out) MUST_CHECK;
/* An error is that of a write which the server kept back until now. */
enum err_code sftp_close(struct cx *cx, struct sftp *f,
    const struct sftp_handle *h) MUST_CHECK;
enum err_code sftp_fstat(struct cx *cx, struct sftp *f,
    const struct sftp_handle *h, struct sftp_attrs *out) MUST_CHECK;
enum err_code sftp_fsetstat(struct cx *cx, struct sftp *f,
    const struct sftp_handle *h, const struct sftp_attrs *in) MUST_CHECK;
/* Onto the disk; nothing where the server cannot. */
enum err_code sftp_fsync(struct cx *cx, struct sftp *f,
    const struct sftp_handle *h) MUST_CHECK;
/* ${n} bytes (0: to the end) from one file to another inside the server. */
enum err_code sftp_copy_data(struct cx *cx, struct sftp *f,
    const struct sftp_handle *from, uint64_t from_at, uint64_t n,
    const struct sftp_handle *to, uint64_t to_at) MUST_CHECK;

/*
 * Reading ${n} bytes (UINT64_MAX: to the end) from ${at}: sftp_read_start, then
 * sftp_read until it gives an empty piece.  A piece is valid until the next
 * call.  sftp_read_stop gives up the rest.
 */
enum err_code sftp_read_start(struct cx *cx, struct sftp *f,
    const struct sftp_handle *h, uint64_t at, uint64_t n) MUST_CHECK;
enum err_code sftp_read(struct cx *cx, struct sftp *f, struct str *piece)
    MUST_CHECK;
void sftp_read_stop(struct sftp *f);

/*
 * Writes ${piece} at ${at}: waits only while too much is under way; errors come
 * with a later call, at the latest sftp_write_end, which waits for all of them.
 * *${sure} (may be NULL) is the offset up to which the server has confirmed
 * everything since the last sftp_write_end.
 */
enum err_code sftp_write(struct cx *cx, struct sftp *f,
    const struct sftp_handle *h, uint64_t at, struct str piece, uint64_t *sure)
    MUST_CHECK;
enum err_code sftp_write_end(struct cx *cx, struct sftp *f, uint64_t *sure)
    MUST_CHECK;

#endif
