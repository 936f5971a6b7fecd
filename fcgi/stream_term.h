/*
 * Terminals in k8sm-stream: children that hold shells, and the browsers that
 * look at them.
 *
 * What a child shows goes into a ring that all views of the terminal read, each
 * at its own place.  The view that drives (the owner's, or who took over) holds
 * the child back when it is slow; a watcher that is too slow gets the screen
 * drawn anew instead.
 */
#ifndef K8SM_FCGI_STREAM_TERM_H
#define K8SM_FCGI_STREAM_TERM_H

#include "stream.h"
#include "terminals/terminals.h"

/* Bytes of the ring; a driving view further behind than HIGH stops the child,
 * until it is nearer than LOW.  WINDOW: shown and not yet acknowledged. */
#define TERM_RING   ((size_t)1 << 19)
#define TERM_HIGH   ((size_t)64 << 10)
#define TERM_LOW    ((size_t)32 << 10)
#define TERM_WINDOW ((int64_t)64 << 10)

enum term_mode { TERM_ATTACH, TERM_WATCH, TERM_CONTROL };
enum term_state { TERM_CLAIMING, TERM_QUEUED, TERM_OPENING, TERM_ACTIVE,
	TERM_ENDING, TERM_OVER };

/* A small text that many may be sent. */
struct term_text {
	size_t refs;
	size_t n;
	size_t off;
	bool screen;		/* output, not a message */
	struct term_text *next;
	char *p;
};

/* One browser on a terminal. */
struct stream_view {
	struct stream_node node;	/* by serial */
	struct stream_conn *conn;
	struct stream_term *term;	/* NULL: not joined yet */
	struct stream_view *next;
	struct stream_view **prev;
	enum term_mode mode;
	int64_t opened_ms;
	bool asked;
	bool binary;
	bool flow;
	bool waits;			/* for the screen to be drawn */
	uint64_t pos;
	int64_t sent, acked;
	struct buf held;		/* bytes of an unfinished character */
	struct buf rx;			/* a message in pieces */
	struct term_text *first, **last;
	const char *close;		/* reason, once it is to be closed */
	int close_code;
	char username[65];
};

/* A terminal's row, as far as it is needed here. */
struct term_row {
	int64_t user_id, session_id, version, token_id;	/* who asks */
	const char *username;
	const char *mode;
	int64_t id, host_id, cols, rows;
	int64_t owner;
	const char *node;
	const char *lang;
};

struct stream_term {
	struct stream_node node;	/* by the session's id */
	struct stream_term *next;
	struct stream_term **prev;
	enum term_state state;
	struct terminals_job job;
	int64_t owner;
	struct stream_who *who;		/* the owner's rights */
	struct lws *wsi;
	int fd;
	int pid;
	bool wants_write, paused, fresh;
	struct buf in, out;
	char *ring;
	uint64_t base, end;
	struct stream_view *views;
	int64_t bytes_in, bytes_out;
	int64_t made_ms, active_ms, key_ms, alone_ms, ending_ms;
	bool warned_idle, warned_max;
	lws_sorted_usec_list_t skim;	/* runs while a flood is let by */
	uint64_t skim_end;
	int64_t skim_ms;
	bool reauth;			/* the owner's rights have ended */
	const char *reason;		/* why it is ended from here */
	int64_t exit_code, cut_ms;
	char status[16], why[32], zh[512], en[512];
	bool told;			/* the child said how it ended */
	size_t writes;			/* pieces on their way to the database */
	bool lost_piece;
};

/* --- stream_term.c --------------------------------------------------------------- */

size_t stream_term_count(void);
struct stream_term *stream_term_find(int64_t id);
/* A row was claimed for this process, or not. */
void stream_term_claimed(int64_t id, bool ok);
/* Begins with a row nobody holds; NULL: too many, or no memory. */
struct stream_term *stream_term_new(const struct term_row *row,
    struct stream_who *who);
void stream_term_join(struct stream_term *t, struct stream_view *v);
void stream_term_leave(struct stream_term *t, struct stream_view *v);
void stream_term_keys(struct stream_term *t, struct str keys);
void stream_term_size(struct stream_term *t, int64_t cols, int64_t rows);
void stream_term_look(struct stream_term *t);
void stream_term_end(struct stream_term *t, const char *reason);
void stream_term_end_all(const char *reason);
/* Rights have ended: those of ended principals. */
void stream_term_rights(void);
void stream_term_tick(void);
void stream_term_turn(void);
int stream_term_event(struct lws *wsi, enum lws_callback_reasons reason,
    void *user);
/* A piece is in the database, or never will be. */
void stream_term_kept(int64_t id, bool ok);
/* The database no longer knows it as running, or wants it ended. */
void stream_term_wanted(int64_t id, bool known, const char *reason);
size_t stream_term_list(struct stream_term **out, size_t most);

/* --- stream_term_ring.c ---------------------------------------------------------- */

/* Whether what ${v} types counts: who took over drives, else the owner. */
bool stream_term_drives(const struct stream_term *t,
    const struct stream_view *v);
/* Something was shown. */
void stream_term_output(struct stream_term *t, struct str s);
/* The screen as drawn anew, for the views that wait for it. */
void stream_term_drawn(struct stream_term *t, struct str drawn);
/* The driving view has moved on. */
void stream_term_flow(struct stream_term *t);
/*
 * Its driver interrupts a flood: what is on its way already is recorded and not
 * shown, and the view gets the screen drawn anew once it is quiet.
 */
void stream_term_skim(struct stream_term *t, struct stream_view *v);

/* --- stream_view.c ---------------------------------------------------------------- */

bool stream_view_open(struct stream_conn *c, bool handed);
void stream_view_close(struct stream_conn *c);
int stream_view_said(struct stream_conn *c, const char *p, size_t n, bool last);
int stream_view_write(struct stream_conn *c);
void stream_view_tick(void);
void stream_view_end(bool all);
void stream_view_shut(struct stream_view *v, int code, const char *reason);
void stream_view_wake(struct stream_view *v);
/* A message for one view; ${by} may be NULL. */
void stream_view_notice(struct stream_view *v, const char *kind,
    const char *by, int64_t n);
void stream_view_exit(struct stream_view *v, int64_t code, const char *reason,
    const char *zh, const char *en);
void stream_view_ready(struct stream_view *v, int64_t id);
void stream_view_screen(struct stream_view *v, struct str drawn);
/* The database's answer: NULL: refused. */
void stream_view_found(int64_t serial, const struct term_row *row);

/* --- stream_db_term.c --------------------------------------------------------------- */

const char *stream_db_term_setup(void);
bool stream_db_term_next(void *pg);
void stream_db_term_rows(const void *result);
void stream_db_term_done(bool ok);
void stream_db_term_reset(void);
void stream_db_term_tick(void);
/* One of them is wanted ended: looks at once. */
void stream_db_term_soon(void);
size_t stream_db_term_waiting(void);
void stream_db_term_ticket(int64_t serial, const unsigned char hash[32]);
void stream_db_term_look(int64_t serial, int64_t id, const struct stream_conn *c);
void stream_db_term_claim(int64_t id);
void stream_db_term_up(int64_t id, const char *user, const char *ip);
void stream_db_term_chunk(int64_t id, struct str payload);
void stream_db_term_text(int64_t id, struct str payload);
void stream_db_term_over(const struct stream_term *t);

#endif
