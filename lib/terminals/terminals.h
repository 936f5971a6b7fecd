/*
 * terminals: shells of hosts in the browser: sessions, recordings, search.
 *
 * A session is a row; its shell is held by a process of its own (the child),
 * forked by k8sm-stream, which carries bytes between browsers and children.
 */
#ifndef K8SM_TERMINALS_TERMINALS_H
#define K8SM_TERMINALS_TERMINALS_H

#include "base/base.h"
#include "tasks/tasks.h"
#include "web/web.h"

extern const struct route terminals_routes[];
extern const struct task_kind terminals_kinds[];

#define TERMINALS_MAX_COLS 500
#define TERMINALS_MAX_ROWS 200
#define TERMINALS_TERM     "xterm-256color"

/* --- what a client says (terminals_msg.c) ----------------------------------- */

/* Most bytes of one message. */
#define TERMINALS_MSG_MAX ((size_t)256 << 10)

enum terminals_say { TERMINALS_NOTHING, TERMINALS_INPUT, TERMINALS_RESIZE,
	TERMINALS_PING, TERMINALS_ACK, TERMINALS_HELLO };
struct terminals_msg {
	enum terminals_say say;
	struct str input;	/* in the buffer given */
	int64_t cols;
	int64_t rows;
	int64_t bytes;		/* of an ack: all that was shown so far */
	char ticket[129];	/* of a hello */
	bool binary;		/* output as binary frames */
	bool flow;		/* acks will come */
};
/*
 * Reads one JSON object.  What is no object, malformed or of a type that is not
 * known says TERMINALS_NOTHING: the contract has such frames ignored.
 * Text may hold any character, NUL too.
 */
void terminals_msg_parse(struct str text, struct buf *input,
    struct terminals_msg *out);

/* --- frames between k8sm-stream and a child (terminals_frame.c) -------------- */

enum terminals_frame {
	TF_ACTIVE = 'A',	/* the shell is there: "user\0address\0" */
	TF_OUTPUT = 'O',	/* what it shows */
	TF_SNAPSHOT = 'S',	/* what the screen shows, drawn anew */
	TF_CHUNK = 'C',		/* 4 numbers (seq, from, to, raw) and data */
	TF_TEXT = 'T',		/* kind, number (from), text\0times\0features\0 */
	TF_EXIT = 'X',		/* number, "status\0reason\0zh\0en\0" */
	/* to the child */
	TF_INPUT = 'I',
	TF_SIZE = 'R',		/* two numbers */
	TF_LOOK = 'L',		/* asks for a snapshot */
	TF_END = 'E',		/* the reason */
	TF_KEPT = 'K'		/* one chunk or text is in the database */
};
#define TERMINALS_FRAME_MAX ((size_t)4 << 20)

void terminals_frame_put(struct buf *to, enum terminals_frame type,
    struct str payload);
/*
 * Takes one whole frame off the front of ${in} (views into it).  0: not there
 * yet; -1: that is none of ours; else the bytes it took.
 */
int64_t terminals_frame_take(struct str in, enum terminals_frame *type,
    struct str *payload);
void terminals_put_number(struct buf *to, int64_t v);
bool terminals_take_number(struct str *from, int64_t *v);
/* A NUL-ended text off the front; "" where none is left. */
const char *terminals_take_text(struct str *from);

/* --- the child (terminals_child.c) -------------------------------------------- */

struct terminals_job {
	int64_t session_id;
	int64_t host_id;
	int64_t cols;
	int64_t rows;
	enum lang lang;		/* of its owner, for what goes wrong */
};

/*
 * Reaches the host, opens a shell and serves it over ${fd} until either side
 * ends.  For a process just forked: it never returns, and every descriptor but
 * the standard ones and ${fd} is closed first.
 */
_Noreturn void terminals_child(const struct settings *set, int fd,
    const struct terminals_job *job);

/* --- words of the search (terminals_text.c) ----------------------------------- */

/*
 * Hashes of the words of ${text} and of each two neighbours on a line, sorted,
 * each once; characters of scripts without spaces are words of their own.  At
 * most ${most} are written to ${out}; their number.
 */
size_t terminals_features(struct str text, int32_t *out, size_t most);

#endif
