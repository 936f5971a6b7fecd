/* Descriptors of the room terminals. */
#include "terminals/terminals_int.h"

static const char *const statuses[] = { "active", "closed", "failed", "lost",
	NULL };
static const char *const modes[] = { "attach", "watch", "control", NULL };
static const char *const kinds[] = { "i", "o", NULL };

#define S struct terminal
#define TERMINAL_FIELDS                                                     \
	F_INT(S, id, F_RO, 1, INT64_MAX, 0, "Number"),                      \
	F_INT(S, project_id, F_RO, 1, INT64_MAX, 0, "Project"),             \
	F_INT(S, host_id, F_RO | F_NULL, 0, INT64_MAX, 0, "Host"),          \
	F_TEXT(S, host_name, F_RO, 0, 64, "Its name then"),                 \
	F_TEXT(S, ip, F_RO, 0, 253, "Its address then"),                    \
	F_TEXT(S, ssh_user, F_RO, 0, 64, "Who it was on the host"),         \
	F_INT(S, user_id, F_RO, 0, INT64_MAX, 0, "Who opened it"),          \
	F_TEXT(S, username, F_RO, 0, 64, "His name"),                       \
	F_TEXT(S, client_ip, F_RO, 0, 64, "From where"),                    \
	F_TEXT(S, reason, F_RO, 0, 500, "Why"),                             \
	F_ENUM(S, status, F_RO, statuses, "State"),                         \
	F_TEXT(S, end_reason, F_RO, 0, 32, "Why it ended"),                 \
	F_TEXT(S, error, F_RO, 0, 1024, "What went wrong"),                 \
	F_INT(S, ended_by, F_RO | F_NULL, 0, INT64_MAX, 0, "Who ended it"), \
	F_INT(S, exit_code, F_RO, -1, INT32_MAX, 0, "Of the shell; -1: none"), \
	F_INT(S, cols, F_RO, 1, 1000, 0, "Columns at the start"),           \
	F_INT(S, rows, F_RO, 1, 1000, 0, "Rows at the start"),              \
	F_INT(S, duration_ms, F_RO, 0, INT64_MAX, 0, "How long it lasted"), \
	F_INT(S, bytes_in, F_RO, 0, INT64_MAX, 0, "Bytes typed"),           \
	F_INT(S, bytes_out, F_RO, 0, INT64_MAX, 0, "Bytes shown"),          \
	F_INT(S, recorded_bytes, F_RO, 0, INT64_MAX, 0, "Bytes recorded"),  \
	F_INT(S, chunks, F_RO, 0, INT64_MAX, 0, "Pieces of the recording"), \
	F_INT(S, cut_at_ms, F_RO, -1, INT64_MAX, 0,                         \
	    "Where the recording was cut; -1: it is whole"),                \
	F_TIME(S, connected_at, F_RO | F_NULL, "When the shell was there"), \
	F_TIME(S, created_at, F_RO, "When it was asked for"),               \
	F_TIME(S, updated_at, F_RO, "Last change"),                         \
	F_TIME(S, ended_at, F_RO | F_NULL, "When it ended")
static const struct field terminal_fields[] = {
	F_TEXT(S, session_id, F_RO, 0, 32, "Session id"),
	TERMINAL_FIELDS,
	F_BOOL(S, mine, F_RO, 0, "Whether the caller opened it"),
	F_BOOL(S, can_watch, F_RO, 0, "Whether the caller may watch and replay it"),
	F_BOOL(S, can_control, F_RO, 0, "Whether the caller may end it"),
	F_END
};
const struct type terminal_type = {
	"TerminalSession", sizeof(S), terminal_fields,
	"A shell on a host, running or over"
};
static const struct field terminal_row_fields[] = {
	TERMINAL_FIELDS,
	F_TEXT(S, node, F_RO, 0, 256, "Who holds it"),
	F_INT(S, total, F_RO, 0, INT64_MAX, 0, "Of the list"),
	F_END
};
const struct type terminal_row_type = {
	"TerminalRow", sizeof(S), terminal_row_fields, "A session's row"
};
#undef S

#define S struct terminal_new
static const struct field terminal_new_fields[] = {
	F_INT(S, cols, 0, 1, TERMINALS_MAX_COLS, 120, "Columns"),
	F_INT(S, rows, 0, 1, TERMINALS_MAX_ROWS, 40, "Rows"),
	F_TEXT(S, reason, 0, 0, 500, "Why, for the audit"),
	F_END
};
const struct type terminal_new_type = {
	"TerminalNew", sizeof(S), terminal_new_fields, "A terminal to open"
};
#undef S

#define S struct terminal_opened
static const struct field terminal_opened_fields[] = {
	F_TEXT(S, session_id, F_RO, 0, 32, "Session id"),
	F_ENUM(S, status, F_RO, statuses, "State"),
	F_TEXT(S, ws_path, F_RO, 0, 256, "Where its WebSocket is"),
	F_TIME(S, created_at, F_RO, "When it was asked for"),
	F_TIME(S, expires_at, F_RO, "When it ends if nobody types"),
	F_END
};
const struct type terminal_opened_type = {
	"TerminalOpened", sizeof(S), terminal_opened_fields, "A new terminal"
};
#undef S

#define S struct terminal_ended
static const struct field terminal_ended_fields[] = {
	F_TEXT(S, session_id, F_RO, 0, 32, "Session id"),
	F_ENUM(S, status, F_RO, statuses, "State"),
	F_END
};
const struct type terminal_ended_type = {
	"TerminalEnded", sizeof(S), terminal_ended_fields, "A terminal that ends"
};
#undef S

#define S struct terminal_path
static const struct field terminal_path_fields[] = {
	F_INT(S, id, F_REQ, 1, INT64_MAX, 0, "Host id"),
	F_TEXT(S, session_id, F_REQ, 1, 64, "Session id"),
	F_END
};
const struct type terminal_path_type = {
	"TerminalPath", sizeof(S), terminal_path_fields, "A host's terminal"
};
static const struct field terminal_alone_path_fields[] = {
	F_TEXT(S, session_id, F_REQ, 1, 64, "Session id"),
	F_END
};
const struct type terminal_alone_path_type = {
	"TerminalAlonePath", sizeof(S), terminal_alone_path_fields, "A terminal"
};
#undef S

#define S struct terminal_token
static const struct field terminal_token_fields[] = {
	F_TEXT(S, token, 0, 0, 4096,
	    "Access token, where no Authorization header can be sent"),
	F_END
};
const struct type terminal_token_type = {
	"TerminalToken", sizeof(S), terminal_token_fields, "Who connects"
};
#undef S

#define S struct terminal_filter
static const struct field terminal_filter_fields[] = {
	PAGE_FIELDS(S),
	F_ENUM(S, status, 0, statuses, "State"),
	F_INT(S, host_id, 0, 0, INT64_MAX, 0, "On this host"),
	F_INT(S, user_id, 0, 0, INT64_MAX, 0, "Of this user"),
	F_BOOL(S, mine, 0, 0, "Only the caller's own"),
	F_TIME(S, from, 0, "Asked for not before this time"),
	F_TIME(S, to, 0, "Asked for before this time"),
	F_END
};
const struct type terminal_filter_type = {
	"TerminalFilter", sizeof(S), terminal_filter_fields,
	"Filters of the session list"
};
#undef S

#define S struct terminal_ticket_new
static const struct field terminal_ticket_new_fields[] = {
	F_ENUM(S, mode, 0, modes,
	    "attach: the owner; watch: look on; control: type instead of the owner"),
	F_END
};
const struct type terminal_ticket_new_type = {
	"TerminalTicketNew", sizeof(S), terminal_ticket_new_fields,
	"A ticket to make"
};
#undef S

#define S struct terminal_ticket
static const struct field terminal_ticket_fields[] = {
	F_TEXT(S, ticket, F_RO, 0, 64, "Good for one use; the socket's first message"),
	F_TEXT(S, ws_path, F_RO, 0, 64, "Where to connect with it"),
	F_INT(S, expires_in_s, F_RO, 0, 60, 0, "Seconds that it is good for"),
	F_END
};
const struct type terminal_ticket_type = {
	"TerminalTicket", sizeof(S), terminal_ticket_fields,
	"A ticket for one WebSocket"
};
#undef S

#define S struct terminal_from
static const struct field terminal_from_fields[] = {
	F_INT(S, after, 0, -1, INT64_MAX, -1, "Piece after which to go on; -1: from the start"),
	F_INT(S, from_ms, 0, 0, INT64_MAX, 0, "Begin with the piece of this moment"),
	F_END
};
const struct type terminal_from_type = {
	"TerminalFrom", sizeof(S), terminal_from_fields, "Which part"
};
#undef S

#define S struct terminal_chunk
static const struct field terminal_chunk_fields[] = {
	F_INT(S, seq, F_RO, 0, INT64_MAX, 0, ""),
	F_INT(S, from_ms, F_RO, 0, INT64_MAX, 0, ""),
	F_INT(S, to_ms, F_RO, 0, INT64_MAX, 0, ""),
	F_INT(S, raw_bytes, F_RO, 0, INT64_MAX, 0, ""),
	F_RAW(S, data, F_RO, 4 << 20, ""),
	F_END
};
const struct type terminal_chunk_type = {
	"TerminalChunk", sizeof(S), terminal_chunk_fields, "A piece"
};
#undef S

#define S struct terminal_line
static const struct field terminal_line_fields[] = {
	F_INT(S, ms, F_RO, 0, INT64_MAX, 0, "Milliseconds since the start"),
	F_ENUM(S, kind, F_RO, kinds, "i: typed, o: shown"),
	F_TEXT(S, text, F_RO | F_RAW_TEXT, 0, 65536, "The line"),
	F_END
};
const struct type terminal_line_type = {
	"TerminalLine", sizeof(S), terminal_line_fields, "A line of a session"
};
#undef S

#define S struct terminal_search
static const struct field terminal_search_fields[] = {
	F_INT(S, page_size, 0, 1, 100, 20,
	    "Most places: lines that were shown or typed one after another"),
	F_TEXT(S, q, F_REQ, 1, 200, "Words in this order on one line"),
	F_INT(S, before, 0, 0, INT64_MAX, 0, "Go on below this id, the last hit's"),
	F_ENUM(S, kind, 0, kinds, "i: typed, o: shown"),
	F_INT(S, host_id, 0, 0, INT64_MAX, 0, "On this host"),
	F_INT(S, user_id, 0, 0, INT64_MAX, 0, "Of this user"),
	F_TEXT(S, session_id, 0, 0, 64, "In this session"),
	F_END
};
const struct type terminal_search_type = {
	"TerminalSearch", sizeof(S), terminal_search_fields,
	"What to look for in what was typed and shown"
};
#undef S

#define S struct terminal_hit
static const struct field terminal_hit_fields[] = {
	F_INT(S, id, F_RO, 0, INT64_MAX, 0, "Of the place, for the next page; several lines of one share it"),
	F_TEXT(S, session_id, F_RO, 0, 32, "Session"),
	F_INT(S, host_id, F_RO | F_NULL, 0, INT64_MAX, 0, "Host"),
	F_TEXT(S, host_name, F_RO, 0, 64, "Its name then"),
	F_INT(S, user_id, F_RO, 0, INT64_MAX, 0, "Whose session"),
	F_TEXT(S, username, F_RO, 0, 64, "His name"),
	F_ENUM(S, kind, F_RO, kinds, "i: typed, o: shown"),
	F_INT(S, ms, F_RO, 0, INT64_MAX, 0, "Moment in the recording"),
	F_TIME(S, started_at, F_RO, "When the session began"),
	F_TEXT(S, text, F_RO | F_RAW_TEXT, 0, 65536, "The line"),
	F_TEXTS(S, before, F_RO, 0, 8, "Lines before it"),
	F_TEXTS(S, after, F_RO, 0, 8, "Lines after it"),
	F_END
};
const struct type terminal_hit_type = {
	"TerminalHit", sizeof(S), terminal_hit_fields, "A line that was found"
};
#undef S

#define S struct terminal_block
static const struct field terminal_block_fields[] = {
	F_INT(S, id, F_RO, 0, INT64_MAX, 0, ""),
	F_INT(S, session, F_RO, 0, INT64_MAX, 0, ""),
	F_INT(S, host_id, F_RO | F_NULL, 0, INT64_MAX, 0, ""),
	F_TEXT(S, host_name, F_RO, 0, 64, ""),
	F_INT(S, user_id, F_RO, 0, INT64_MAX, 0, ""),
	F_TEXT(S, username, F_RO, 0, 64, ""),
	F_TEXT(S, kind, F_RO, 0, 1, ""),
	F_TIME(S, started_at, F_RO, ""),
	F_TEXT(S, text, F_RO, 0, 1 << 20, ""),
	F_INTS(S, times, F_RO, 0, 65536, ""),
	F_END
};
const struct type terminal_block_type = {
	"TerminalBlock", sizeof(S), terminal_block_fields, "Lines as stored"
};
#undef S
