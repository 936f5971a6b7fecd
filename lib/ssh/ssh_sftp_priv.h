/*
 * The codec and the insides of the SFTP client.
 */
#ifndef K8SM_SSH_SSH_SFTP_PRIV_H
#define K8SM_SSH_SSH_SFTP_PRIV_H

#include "ssh/ssh_sftp.h"

enum sftp_type {
	SFTP_T_INIT = 1, SFTP_T_VERSION = 2, SFTP_T_OPEN = 3, SFTP_T_CLOSE = 4,
	SFTP_T_READ = 5, SFTP_T_WRITE = 6, SFTP_T_LSTAT = 7, SFTP_T_FSTAT = 8,
	SFTP_T_SETSTAT = 9, SFTP_T_FSETSTAT = 10, SFTP_T_OPENDIR = 11,
	SFTP_T_READDIR = 12, SFTP_T_REMOVE = 13, SFTP_T_MKDIR = 14,
	SFTP_T_RMDIR = 15, SFTP_T_REALPATH = 16, SFTP_T_STAT = 17,
	SFTP_T_RENAME = 18, SFTP_T_READLINK = 19, SFTP_T_SYMLINK = 20,
	SFTP_T_STATUS = 101, SFTP_T_HANDLE = 102, SFTP_T_DATA = 103,
	SFTP_T_NAME = 104, SFTP_T_ATTRS = 105, SFTP_T_EXTENDED = 200,
	SFTP_T_EXTENDED_REPLY = 201
};

/* Longest packet that is taken from a server, and longest handle. */
#define SFTP_PACKET_MAX ((size_t)512 << 10)
#define SFTP_HANDLE_MAX 256
/* Where the server does not say how much one read or write may carry. */
#define SFTP_CHUNK_SAFE ((uint32_t)32 << 10)
/* Reads and writes under way; 4 MiB at most. */
#define SFTP_AHEAD      16

/* --- codec: pure --- */

/* A view that is read from the front; ${bad} once it was too short. */
struct sftp_in {
	const unsigned char *p;
	size_t n;
	bool bad;
};
uint32_t sftp_get_u32(struct sftp_in *in);
uint64_t sftp_get_u64(struct sftp_in *in);
struct str sftp_get_str(struct sftp_in *in);
void sftp_get_attrs(struct sftp_in *in, struct sftp_attrs *out);

/* Packets are written between sftp_put_head and sftp_put_end. */
size_t sftp_put_head(struct buf *b, enum sftp_type type, uint32_t id);
void sftp_put_end(struct buf *b, size_t start);
void sftp_put_u32(struct buf *b, uint32_t v);
void sftp_put_u64(struct buf *b, uint64_t v);
void sftp_put_str(struct buf *b, struct str s);
void sftp_put_attrs(struct buf *b, const struct sftp_attrs *a);

/* One answer; views into the packet. */
struct sftp_reply {
	unsigned type;
	uint32_t id;
	uint32_t status;	/* STATUS */
	struct str text;	/* STATUS: message; HANDLE, DATA: bytes */
	struct sftp_attrs a;	/* ATTRS */
	uint32_t count;		/* NAME */
	struct sftp_in rest;	/* NAME, VERSION, EXTENDED_REPLY */
};

enum sftp_parse { SFTP_P_MORE, SFTP_P_WHOLE, SFTP_P_BAD };

/*
 * Takes the packet at the front of ${bytes} apart; *${used} is its length.
 * SFTP_P_MORE: it is not all there yet.  SFTP_P_BAD: longer than ${max}, too
 * short for its type, or of a type that no server sends.
 */
enum sftp_parse sftp_parse(struct str bytes, size_t max,
    struct sftp_reply *out, size_t *used);

/* The next entry of a NAME answer; false at its end or when it is broken
 * (${in}->bad). Entries with impossible names are passed over. */
bool sftp_next_entry(struct sftp_reply *r, struct sftp_entry *e);

/* Extensions that a VERSION packet names. */
unsigned sftp_parse_offers(struct sftp_in *in);

/* --- client --- */

enum sftp_slot_state { SFTP_S_FREE, SFTP_S_SENT, SFTP_S_DONE, SFTP_S_IGNORED };

struct sftp_slot {
	enum sftp_slot_state state;
	uint32_t id;
	uint64_t at;
	uint32_t len;
	uint32_t status;	/* when done */
	struct buf kept;	/* an answer that came before its turn */
};

#define SFTP_SLOTS 64	/* a power of two; requests under way */

struct sftp {
	struct ssh *s;
	void *channel;		/* ssh_channel */
	void *event;		/* ssh_event */
	void *callbacks;
	void *room;		/* for what is read ahead of libssh */
	struct buf in;		/* what has arrived */
	size_t in_at;		/* of it already used */
	size_t held;		/* of it in use by the caller */
	struct buf out;		/* what waits for the peer's window */
	size_t out_at;
	struct sftp_slot slots[SFTP_SLOTS];
	uint32_t next_id;
	unsigned offers;
	uint32_t read_max;
	uint32_t write_max;
	int wait_ms;
	int wake_fd;
	uint32_t status;
	bool ended;		/* by the peer */
	bool broken;
	enum ssh_fault fault;

	/* the transfer under way */
	struct sftp_handle h;
	uint64_t read_next;	/* offset of the next request */
	uint64_t read_left;
	uint32_t read_first;	/* id of the oldest request */
	uint32_t read_count;
	bool read_eof;
	uint32_t write_first;
	uint32_t write_count;
	uint64_t write_sure;
	uint32_t write_status;
};

/* The next free slot, waiting for answers while all are taken. */
enum err_code sftp_slot(struct cx *cx, struct sftp *f, struct sftp_slot **out)
    MUST_CHECK;

/* Hands to the peer what it takes now. */
enum err_code sftp_flush(struct cx *cx, struct sftp *f) MUST_CHECK;

/*
 * Waits for the answer to ${slot}; it lies in ${out} until the next call of the
 * client.  Answers to others are kept with their slots.
 */
enum err_code sftp_await(struct cx *cx, struct sftp *f, struct sftp_slot *slot,
    struct sftp_reply *out) MUST_CHECK;

/* Takes in what has arrived without waiting. */
enum err_code sftp_poll(struct cx *cx, struct sftp *f) MUST_CHECK;

/* Starts a request in f->out; sftp_send ends it. */
enum err_code sftp_begin(struct cx *cx, struct sftp *f, enum sftp_type type,
    struct sftp_slot **slot, size_t *start) MUST_CHECK;
enum err_code sftp_send(struct cx *cx, struct sftp *f, size_t start) MUST_CHECK;

/* The error of status ${status}. */
enum err_code sftp_refused(struct cx *cx, struct sftp *f, uint32_t status,
    struct str text) MUST_CHECK;

/* ${r} must be of ${type} (or a good STATUS when that is asked for). */
enum err_code sftp_expect(struct cx *cx, struct sftp *f,
    const struct sftp_reply *r, enum sftp_type type) MUST_CHECK;

/* Frees ${slot}, or has its answer dropped when it comes. */
void sftp_forget(struct sftp *f, struct sftp_slot *slot);
struct sftp_slot *sftp_slot_of(struct sftp *f, uint32_t id);

#endif
