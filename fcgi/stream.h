/*
 * k8sm-stream: one event loop (libwebsockets) for all streams and sockets.
 *
 * Events of a task are fetched once for all its followers and kept in chunks
 * that they share by reference; a follower is a position in the chain.  Who is
 * too far behind lets go of the chain and reads the database instead, when he
 * can take more: memory is bounded whatever readers do.
 */
#ifndef K8SM_FCGI_STREAM_H
#define K8SM_FCGI_STREAM_H

#include <libwebsockets.h>
#include <sys/types.h>

#include "base/base.h"

/* Most bytes of a chunk (one event may exceed it), of history kept for a task,
 * and how far behind a reader may be before he is on his own. */
#define STREAM_CHUNK  (64 * 1024)
#define STREAM_KEEP   (32 * 1024)
#define STREAM_BEHIND (256 * 1024)
/* Most bytes handed to the socket at once. */
#define STREAM_WRITE  (8 * 1024)

/* --- intrusive hash table by a number -------------------------------------- */

struct stream_node {
	struct stream_node *next;
	int64_t key;
};
#define STREAM_BUCKETS 4096
struct stream_map {
	struct stream_node *bucket[STREAM_BUCKETS];
};
struct stream_node *stream_map_find(const struct stream_map *m, int64_t key);
void stream_map_put(struct stream_map *m, struct stream_node *n, int64_t key);
void stream_map_remove(struct stream_map *m, const struct stream_node *n);

/* --- who follows (stream_who.c) ----------------------------------------------- */

/* One user's open streams, for the limit. */
struct stream_user {
	struct stream_node node;
	size_t streams;
	size_t refs;
};

/* A session (or API token) with the rights it had when the API let it in. */
struct stream_who {
	struct stream_node node;	/* keyed by user */
	struct stream_who *next;	/* list of all */
	struct stream_who **prev;
	struct stream_user *user;
	int64_t session_id;
	int64_t version;
	int64_t token_id;
	size_t refs;
	bool ended;
};
struct stream_who *stream_who_get(int64_t uid, int64_t sid, int64_t version,
    int64_t tid);		/* NULL: out of memory */
void stream_who_put(struct stream_who *w);
/* The principals in order, for the check; at most ${most}. */
size_t stream_who_list(struct stream_who **out, size_t most);
size_t stream_who_count(void);

/* --- connections (stream_conn.c) ---------------------------------------------- */

struct stream_task;
struct stream_chunk;
struct stream_sock;
struct stream_view;

enum stream_kind { STREAM_NEW, STREAM_SSE, STREAM_SOCKET };

/* What libwebsockets keeps for each connection. */
struct stream_conn {
	enum stream_kind kind;
	struct lws *wsi;
	struct stream_who *who;
	/* HTTP and SSE */
	int fd;
	uint32_t peeks;			/* looks at a request that is not whole */
	char *head;			/* the request so far */
	size_t n_head;
	struct stream_conn *again;	/* wants to write once more */
	bool wants_again;
	struct stream_task *task;
	struct stream_conn *next;	/* of the same task */
	struct stream_conn **prev;
	struct stream_chunk *chunk;	/* NULL: nothing yet, or on its own */
	uint32_t at;			/* event of the chunk that is next … */
	uint32_t off;			/* … and bytes of the chunk sent */
	uint32_t wrote_s;		/* when something was last written */
	int64_t last;			/* number of the last event written */
	bool greeted;
	bool alone;			/* reads the database, not the chain */
	bool asked;			/* a page for it is being fetched */
	bool idle;			/* wants a heartbeat */
	bool broken;			/* cut inside an event */
	/* WebSocket */
	struct stream_sock *sock;
	struct stream_view *view;
	bool terminal;
	int64_t term_id;		/* handed over by k8sm-api, … */
	int64_t uid, sid, version, tid;	/* … and for whom */
};

struct stream {
	const struct settings *set;
	struct lws_context *lws;
	struct lws_vhost *vhost;
	size_t open;			/* streams and sockets */
	size_t most;
	bool closing;
};
extern struct stream stream;

/* --- tasks and their events (stream_task.c) ------------------------------------- */

/* Begins to follow; events after ${after}. False: out of memory. */
bool stream_follow(struct stream_conn *c, int64_t task_id, int64_t after);
void stream_unfollow(struct stream_conn *c);
/* Writes what is due; non-zero: close the connection. */
int stream_write(struct stream_conn *c);

/* Sends what the socket takes now; -1: it is gone. (stream_conn.c) */
ssize_t stream_conn_send(struct stream_conn *c, const char *p, size_t n);
/* Asks for another stream_write when the socket can take more. */
void stream_conn_again(struct stream_conn *c);
/* Every second: heartbeats. */
void stream_task_tick(void);
/* A NOTIFY with "id,id,…", or NULL: everything may be new. */
void stream_task_news(const char *ids);
/* Ends all streams of principals that are marked ended, or all. */
void stream_task_end(bool all);

/* What the database shall be asked: tasks and after which event. */
struct stream_want {
	struct stream_task *task;
	int64_t id;
	int64_t after;
	bool page;			/* for readers on their own */
};
size_t stream_task_wants(struct stream_want *out, size_t most);
/* One event of the answer for ${w}; a row without seq says the state only. */
struct stream_row {
	int64_t seq;			/* 0: no more events */
	const char *at;
	const char *type;
	const char *text;
	const char *data;		/* NULL: none */
	const char *status;		/* NULL: no such task */
	int64_t last_seq;		/* number of the task's last event */
};
void stream_task_row(const struct stream_want *w, const struct stream_row *r);
/* The answer for ${w} is complete (or failed: then it is asked again). */
void stream_task_done(const struct stream_want *w, bool ok);

/* --- notifications (stream_sock.c) ---------------------------------------------- */

bool stream_sock_open(struct stream_conn *c);
void stream_sock_close(struct stream_conn *c);
/* The client's message; non-zero: close. */
int stream_sock_said(struct stream_conn *c, const void *p, size_t n);
int stream_sock_write(struct stream_conn *c);
void stream_sock_tick(void);
/* "user:n:id", "user:u:id" or "user:a". */
void stream_sock_news(const char *payload);
void stream_sock_end(bool all);
/* The database's answers. */
void stream_sock_redeemed(int64_t serial, struct stream_who *who);
/* A new or changed notification, made ${age_ms} ago. */
void stream_sock_message(int64_t user_id, int64_t id, bool changed,
    int64_t age_ms, const char *json);
/* Users with an open socket; at most ${most}. */
size_t stream_sock_users(int64_t *out, size_t most);

/* --- the database (stream_pg.c, stream_db.c) -------------------------------------- */

bool stream_pg_start(void);
void stream_pg_stop(void);
/* Something is to be asked. */
void stream_pg_kick(void);
/* After each turn of the loop. */
void stream_pg_turn(void);
/* Every 250 ms: reconnects, polls, time-outs. */
void stream_pg_tick(void);
/* Events of the adopted descriptor. */
int stream_pg_event(struct lws *wsi, enum lws_callback_reasons reason);
bool stream_pg_is_up(void);

struct pg_conn;
/* Statements by name; parameters are text, NULL-able. */
const char *stream_db_setup(void);
enum stream_ask { ASK_NONE, ASK_EVENTS, ASK_AUTHZ, ASK_TICKET, ASK_NOTES,
	ASK_NOTE, ASK_SETUP, ASK_TERM };
/* Queues the redemption of a ticket for socket ${serial}. */
void stream_db_ticket(int64_t serial, const unsigned char hash[32]);
/* Queues the fetch of one notification of a user. */
void stream_db_note(int64_t user_id, int64_t id, bool changed);
/* Forgets what was on its way and asks it again; after a reconnect. */
void stream_db_reset(void);
/* Rights may have changed. */
void stream_db_check_authz(void);
/* Periodic questions. */
void stream_db_tick(void);
/* Sends the next question on ${pg}; false: nothing to ask, or it failed. */
bool stream_db_next(void *pg);
/* One result of the question under way; NULL: it is complete. */
void stream_db_result(void *pg, const void *result);

#endif
