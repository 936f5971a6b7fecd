/*
 * What the files of the fan share.
 *
 * A connection goes FAN_LOOKUP → FAN_DIAL (or FAN_VIA: waiting for its jump host
 * and the channel through it) → FAN_EXCHANGE → FAN_LOGIN → FAN_UP → FAN_DEAD.
 * Dead ones are freed at the end of the turn, because events of the same turn
 * may still name them.
 */
#ifndef K8SM_SSH_SSH_FAN_PRIV_H
#define K8SM_SSH_SSH_FAN_PRIV_H

#include "crypto/crypto.h"
#include "ssh/ssh_fan.h"
#include "ssh/ssh_priv.h"

#define FAN_BUCKETS   4096		/* of the table of idle sessions */
#define FAN_EVENTS    256		/* of one epoll_wait */
#define FAN_SCAN_MS   20		/* deadlines are looked at this often */
#define FAN_LINGER_MS 2000		/* known exit, output held open */
#define FAN_STOP_MS   400		/* from TERM to KILL, and from KILL to the end */
#define FAN_LOOKUPS   16		/* children that look up names */
#define FAN_PIPE      (64 * 1024)	/* bytes of a jump's channel kept at most */

enum fan_state { FAN_NEW, FAN_LOOKUP, FAN_DIAL, FAN_VIA, FAN_EXCHANGE,
	FAN_LOGIN, FAN_UP, FAN_DEAD };
enum fan_step { FAN_S_NONE, FAN_S_OPEN, FAN_S_HELD, FAN_S_EXEC, FAN_S_RUN,
	FAN_S_TERM, FAN_S_KILL };

/* Why a command is being ended. */
enum fan_stop { FAN_STOP_NOT, FAN_STOP_CANCEL, FAN_STOP_LATE, FAN_STOP_ALL_LATE };

struct fan_conn;

struct fan_ev {
	struct fan_conn *conn;	/* NULL: the wake descriptor */
	int fd;
	uint32_t events;	/* registered; 0: not in epoll */
};

/* Doubly linked: of all that work, of those idle, of a jump host's users. */
struct fan_link {
	struct fan_conn *prev;
	struct fan_conn *next;
};
struct fan_list {
	struct fan_conn *first;
	struct fan_conn *last;
	size_t n;
	bool of_riders;		/* linked by ${users} instead of ${all} */
};

/* What is only needed until a session is up. */
struct fan_dial {
	struct ssh_address addr[SSH_MAX_ADDRESSES];
	size_t n_addr;
	size_t at;		/* the one being called */
	int why;		/* errno of the last one */
	int64_t each_ms;	/* when the next one is tried */
	size_t got;		/* bytes of addr that a child has written */
	pid_t resolver;
	int rounds;		/* of questions */
	bool asking;		/* keyboard-interactive */
};

struct fan_conn {
	struct ssh_fan *fan;
	struct fan_link all;	/* list ${work} or ${idle} of the fan */
	struct fan_conn *hash;	/* idle: next of the bucket */
	struct fan_link users;	/* list ${riders} of ${via} */
	struct fan_conn *next_jump;	/* jump hosts in use */
	struct fan_ev ev;	/* lookup pipe, dialling or session's socket */
	struct fan_ev pipe;	/* our end of the channel through the jump host */
	struct ssh ssh;
	struct fan_dial *dial;
	ssh_event event;
	enum fan_state state;
	bool idle;		/* in the pool */
	bool is_jump;
	bool closing;
	bool reused;		/* the job found it open */
	unsigned char id[CRYPTO_SHA256];
	char *name;		/* "host", for messages */
	/* Only while connecting; a jump host's is a copy of its own. */
	const struct ssh_target *target;
	struct ssh_target *copy;
	ssh_key key;		/* borrowed of the cache */
	int64_t start_ms;
	int64_t end_ms;		/* of the present step */
	int64_t idle_ms;

	/* The job at work. */
	struct ssh_fan_job *job;
	enum fan_step step;
	ssh_channel channel;
	struct ssh_channel_callbacks_struct cb;
	struct ssh_fan_result res;
	char signal[40];
	bool eof, closed, exited, eof_sent;
	enum fan_stop stop;
	size_t fed;
	int64_t given[2];
	int64_t last_ms;
	int64_t run_start_ms;

	/* Through a jump host. */
	struct fan_conn *via;
	ssh_channel tunnel;
	struct ssh_channel_callbacks_struct tunnel_cb;
	struct buf held;	/* came through, the socket was full */
	struct buf unsent;	/* to go through, the channel was full */
	bool tunnel_up, tunnel_eof, stalled;
	struct fan_list riders;	/* of a jump host: those that go through it */
};

struct fan_key {
	unsigned char id[CRYPTO_SHA256];
	ssh_key key;
	struct fan_key *next;
};

struct ssh_fan {
	struct ssh_fan_limits lim;
	struct cx cx;		/* messages of this turn */
	int epoll;
	int wake_fd;
	bool woken;
	struct fan_ev wake;
	struct ssh_fan_job *first, *last;	/* wait for a place */
	size_t n_waiting;
	struct fan_list work;
	struct fan_list idle;
	struct fan_list dead;
	struct fan_conn *buckets[FAN_BUCKETS];
	struct fan_key *keys;
	struct fan_conn *jumps;
	size_t n_jobs;		/* at work */
	size_t n_connecting;
	size_t n_lookups;
	int64_t scan_ms;
	int64_t tokens_ms;	/* when the next connection may begin */
};

/* --- ssh_fan.c --- */
void fan_list_add(struct fan_list *l, struct fan_conn *c);
void fan_list_cut(struct fan_list *l, struct fan_conn *c);
/* What epoll reports of ${ev} from now on; 0 takes it out. */
void fan_watch(struct ssh_fan *f, struct fan_ev *ev, uint32_t events);
/* As fan_watch for what libssh wants of the session's socket. */
void fan_arm(struct ssh_fan *f, struct fan_conn *c);
/* The present step of ${c} must end by ${end_ms}; 0: whenever. */
void fan_due(struct ssh_fan *f, struct fan_conn *c, int64_t end_ms);
/* Puts the job in front of the queue for another try. */
void fan_again(struct ssh_fan *f, struct ssh_fan_job *job);

/* --- ssh_fan_pool.c --- */
void fan_id(const struct ssh_target *t, unsigned char id[CRYPTO_SHA256]);
/* An idle open session of that identity, taken out of the pool, or NULL. */
struct fan_conn *fan_pool_take(struct ssh_fan *f,
    const unsigned char id[CRYPTO_SHA256]);
/* Out of the table and the list of idle ones, into that of the working. */
void fan_pool_out(struct ssh_fan *f, struct fan_conn *c);
void fan_pool_put(struct ssh_fan *f, struct fan_conn *c);
void fan_pool_sweep(struct ssh_fan *f, bool old);
/* Something came on an idle session: is it still one? */
void fan_pool_heard(struct ssh_fan *f, struct fan_conn *c);
void fan_conn_free(struct fan_conn *c);
/* The parsed private key of ${t}, read once; NULL with an error set. */
enum err_code fan_key_of(struct ssh_fan *f, struct cx *cx,
    const struct ssh_target *t, ssh_key *out) MUST_CHECK;
void fan_keys_forget(struct ssh_fan *f);

/* --- ssh_fan_conn.c --- */
struct fan_conn *fan_conn_new(struct ssh_fan *f, const struct ssh_target *t,
    const unsigned char id[CRYPTO_SHA256], bool is_jump);
void fan_conn_start(struct ssh_fan *f, struct fan_conn *c);
void fan_conn_event(struct ssh_fan *f, struct fan_conn *c);
void fan_conn_late(struct ssh_fan *f, struct fan_conn *c, int64_t now);
/* The connected socket ${fd} becomes the session's. */
void fan_conn_socket(struct ssh_fan *f, struct fan_conn *c, int fd);
/*
 * The end of a connection: the error in f->cx goes to its job and to those that
 * go through it.
 */
void fan_conn_fail(struct ssh_fan *f, struct fan_conn *c, enum ssh_fault fault);
void fan_conn_close(struct ssh_fan *f, struct fan_conn *c);

/* --- ssh_fan_job.c --- */
void fan_job_begin(struct ssh_fan *f, struct fan_conn *c);
void fan_job_step(struct ssh_fan *f, struct fan_conn *c);
void fan_job_late(struct ssh_fan *f, struct fan_conn *c, int64_t now);
void fan_job_stop(struct ssh_fan *f, struct fan_conn *c, bool late);
/* Ends the job with the error in f->cx; the connection is the caller's. */
void fan_job_fail(struct ssh_fan *f, struct fan_conn *c, enum ssh_fault fault);

/* --- ssh_fan_jump.c --- */
void fan_jump_start(struct ssh_fan *f, struct fan_conn *c);
void fan_jump_step(struct ssh_fan *f, struct fan_conn *c);
void fan_jump_pipe(struct ssh_fan *f, struct fan_conn *c);
/* It serves no more as one. */
void fan_jump_forget(struct ssh_fan *f, struct fan_conn *c);
/* The jump host's session moved: its riders may, too. */
void fan_jump_riders(struct ssh_fan *f, struct fan_conn *jump);
void fan_jump_leave(struct ssh_fan *f, struct fan_conn *c);

#endif
