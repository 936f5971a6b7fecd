/* What the files of the child share: screen, recording, what was typed. */
#ifndef K8SM_TERMINALS_TERMINALS_PRIV_H
#define K8SM_TERMINALS_TERMINALS_PRIV_H

#include "tasks/tasks_text.h"
#include "terminals/terminals.h"

/* --- terminals_screen.c: what the terminal shows, for search and redrawing --- */

struct term_screen;

/* A line that is complete: it settled, or left the screen. */
typedef void (*term_line_fn)(void *arg, int64_t ms, struct str text);

struct term_screen *term_screen_new(struct arena *mem, int cols, int rows,
    term_line_fn fn, void *arg);
/* ${now_ms} is the session's time. */
void term_screen_feed(struct term_screen *s, int64_t now_ms, struct str in);
void term_screen_resize(struct term_screen *s, int cols, int rows);
/* Tells the lines that have not changed for a while; ${all}: every line. */
void term_screen_settle(struct term_screen *s, int64_t now_ms, bool all);
/* The line up to the cursor. */
void term_screen_prompt(struct term_screen *s, struct buf *out);
/* Whatever makes an empty terminal show the same. */
void term_screen_draw(struct term_screen *s, struct buf *out);

/* --- terminals_record.c: asciicast events and lines, in pieces ---------------- */

struct term_record {
	struct buf *out;	/* where frames go */
	struct arena *mem;
	struct buf raw;		/* events of the piece */
	struct buf plain;	/* one event */
	struct buf pack;
	int64_t seq;
	int64_t from_ms;	/* of the piece; its last event */
	int64_t to_ms;
	int64_t total;		/* bytes of events so far */
	int64_t most;
	int64_t cut_ms;		/* -1: whole */
	int64_t unkept;		/* pieces sent and not yet stored */
	struct term_block {
		struct buf text;
		struct buf times;
		int64_t from_ms;
		int64_t n;
		uint64_t last;	/* hash of the last line */
	} shown, typed;
};

void term_record_init(struct term_record *r, struct arena *mem,
    struct buf *out, int64_t most);
/* ${code}: "o", "i", "r", "m". */
void term_record_event(struct term_record *r, int64_t ms, const char *code,
    struct str text);
void term_record_line(struct term_record *r, struct term_block *b, char kind,
    int64_t ms, struct str text);
/* Sends what is older than its time, or ${all}. */
void term_record_tick(struct term_record *r, int64_t now_ms, bool all);

/* --- terminals_typed.c: what was typed, without what was typed blind ---------- */

/*
 * The far side's terminal does not say whether it echoes.  Keys are held until
 * their line's echo has come, or has not: then they are stored as stars.
 */
struct term_typed {
	struct buf held;	/* keys not judged yet */
	size_t seen;		/* bytes of it whose echo has come */
	bool line_over;		/* their line is: no more echo can come */
	bool secret;		/* a password was asked for when they began */
	int64_t last_ms;
	struct buf line;	/* the line as edited */
};

void term_typed_init(struct term_typed *t);
/* ${prompt}: what stands before the cursor. */
void term_typed_keys(struct term_typed *t, int64_t now_ms, struct str keys,
    struct str prompt);
/* Bytes of ${output} up to the end of the held line: take what is judged, then
 * show the rest. */
size_t term_typed_shown(struct term_typed *t, struct str output);
/*
 * Keys that are judged onto ${out}, lines that were ended by Enter to ${fn}.
 * ${all}: nothing more will come.
 */
void term_typed_take(struct term_typed *t, int64_t now_ms, bool all,
    struct buf *out, term_line_fn fn, void *arg);

#endif
