/* Routes of terminal sessions. */
#include <inttypes.h>

#include "terminals/terminals_int.h"

static const struct terminal_path *
path_of(const struct req *rq)
{
	return rq->path_args;
}

/* Names the session for the audit; ${after} says what was done. */
static void
name(struct cx *cx, struct reply *rp, const struct terminal *t)
{
	reply_audit(rp, t->id,
	    arena_printf(cx->mem, "%s @ %s", t->username, t->host_name),
	    STR(""), type_text(cx->mem, &terminal_type, t));
	rp->project_id = t->project_id;
}

static enum err_code
open_terminal(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct terminal_opened out = { .status = "active" };
	struct terminal t;
	enum err_code rc;

	rc = terminals_open(cx, ((const struct id_path *)rq->path_args)->id,
	    rq->body, &t);
	if (rc)
		return rc;
	out.session_id = t.session_id;
	out.ws_path = arena_printf(cx->mem,
	    "/api/v1/hosts/%" PRId64 "/terminal/sessions/%s/ws", t.host_id,
	    t.session_id);
	out.created_at = t.created_at;
	out.expires_at = t.created_at + cx->set->terminal_idle_s * 1000000;
	name(cx, rp, &t);
	return reply_item(rp, 201, &terminal_opened_type, &out);
}

static enum err_code
get_of_host(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct terminal t;
	enum err_code rc;

	rc = terminals_get(cx, path_of(rq)->id, path_of(rq)->session_id, &t);
	return rc ? rc : reply_item(rp, 200, &terminal_type, &t);
}

static enum err_code
end_any(struct cx *cx, struct reply *rp, int64_t host, const char *session)
{
	struct terminal_ended out = { .status = "closed" };
	struct terminal t;
	enum err_code rc;

	rc = terminals_end(cx, host, session, &t);
	if (rc)
		return rc;
	out.session_id = t.session_id;
	name(cx, rp, &t);
	return reply_item(rp, 200, &terminal_ended_type, &out);
}

static enum err_code
end_of_host(struct cx *cx, const struct req *rq, struct reply *rp)
{
	return end_any(cx, rp, path_of(rq)->id, path_of(rq)->session_id);
}

static enum err_code
end_alone(struct cx *cx, const struct req *rq, struct reply *rp)
{
	return end_any(cx, rp, 0, path_of(rq)->session_id);
}

/* The contract's socket: who may is decided here, the rest is k8sm-stream's. */
static enum err_code
connect_terminal(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct principal *who = &cx->who;
	struct terminal t;
	enum err_code rc;

	rc = terminals_own(cx, path_of(rq)->id, path_of(rq)->session_id, &t);
	if (rc)
		return rc;
	name(cx, rp, &t);
	return reply_stream(rp,
	    arena_printf(cx->mem,
		"/_term/%" PRId64 "?uid=%" PRId64 "&sid=%" PRId64 "&v=%" PRId64
		"&tid=%" PRId64,
		t.id, who->user_id, who->session_id, who->authz_version,
		who->token_id));
}

static enum err_code
list_terminals(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct terminals_scope scope = terminals_scope_of(cx);
	struct terminal *items;
	enum err_code rc;
	int64_t total;
	size_t n, i;

	rc = terminals_db_list(cx, rq->query, &scope, &items, &n, &total);
	if (rc)
		return rc;
	for (i = 0; i < n; i++)
		terminals_dress(cx, &items[i]);
	return reply_list(rp, &terminal_type, items, n, total);
}

static enum err_code
get_alone(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct terminal t;
	enum err_code rc;

	rc = terminals_get(cx, 0, path_of(rq)->session_id, &t);
	return rc ? rc : reply_item(rp, 200, &terminal_type, &t);
}

static enum err_code
make_ticket(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const struct terminal_ticket_new *in = rq->body;
	struct terminal_ticket out = { 0 };
	struct terminal t;
	enum err_code rc;

	rc = terminals_ticket(cx, path_of(rq)->session_id, in->mode, &t, &out);
	if (rc)
		return rc;
	rc = reply_item(rp, 201, &terminal_ticket_type, &out);
	/* The image is the session's and never the ticket's. */
	name(cx, rp, &t);
	rp->after = str_of(arena_printf(cx->mem, "{\"mode\":\"%s\"}",
	    in->mode && in->mode[0] ? in->mode : "attach"));
	return rc;
}

static enum err_code
get_recording(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct terminal t;
	enum err_code rc;
	int64_t next;

	rc = terminals_readable(cx, path_of(rq)->session_id, &t);
	if (rc)
		return rc;
	buf_reset(&rp->body);
	rc = terminals_cast(cx, &t, rq->query, &rp->body, &next);
	if (rc)
		return rc;
	rp->status = 200;
	rp->content_type = "application/x-asciicast";
	if (next >= 0)
		reply_header(rp, "X-Next-After",
		    arena_printf(cx->mem, "%" PRId64, next));
	name(cx, rp, &t);
	return ERR_OK;
}

static enum err_code
get_typed(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct terminal_line *items;
	struct terminal t;
	enum err_code rc;
	size_t n;

	rc = terminals_readable(cx, path_of(rq)->session_id, &t);
	if (rc)
		return rc;
	rc = terminals_typed(cx, &t, &items, &n);
	if (rc)
		return rc;
	rc = reply_array(rp, &terminal_line_type, items, n);
	name(cx, rp, &t);
	return rc;
}

static enum err_code
search_texts(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct terminal_hit *items;
	enum err_code rc;
	size_t n;

	rc = terminals_search(cx, rq->query, &items, &n);
	return rc ? rc : reply_array(rp, &terminal_hit_type, items, n);
}

const struct route terminals_routes[] = {
	{ M_POST, "/api/v1/hosts/{id}/terminal/sessions",
	    .id = "terminals.open", .doc = "Open a terminal on a host",
	    .perm = TERMINALS_PERM_OPEN, .audit = "terminal",
	    .path = &id_path_type, .body = &terminal_new_type,
	    .reply = &terminal_opened_type, .fn = open_terminal },
	{ M_GET, "/api/v1/hosts/{id}/terminal/sessions/{session_id}",
	    .id = "terminals.get_of_host", .doc = "One terminal of a host",
	    .perm = TERMINALS_PERM_ANY, .path = &terminal_path_type,
	    .reply = &terminal_type, .fn = get_of_host },
	{ M_DELETE, "/api/v1/hosts/{id}/terminal/sessions/{session_id}",
	    .id = "terminals.end_of_host", .doc = "End a terminal of a host",
	    .perm = TERMINALS_PERM_ANY, .audit = "terminal",
	    .path = &terminal_path_type, .reply = &terminal_ended_type,
	    .fn = end_of_host },
	{ M_GET, "/api/v1/hosts/{id}/terminal/sessions/{session_id}/ws",
	    .id = "terminals.connect",
	    .doc = "The terminal's WebSocket, for its owner",
	    .perm = TERMINALS_PERM_OPEN, .flags = R_STREAM | R_QUERY_TOKEN,
	    .path = &terminal_path_type, .query = &terminal_token_type,
	    .fn = connect_terminal },
	{ M_GET, "/api/v1/terminal/sessions", .id = "terminals.list",
	    .doc = "Terminal sessions, running and over, newest first",
	    .perm = TERMINALS_PERM_ANY, .flags = R_LIST,
	    .query = &terminal_filter_type, .reply = &terminal_type,
	    .fn = list_terminals },
	{ M_GET, "/api/v1/terminal/search", .id = "terminals.search",
	    .doc = "Lines that were typed or shown, by words, newest first",
	    .perm = TERMINALS_PERM_ANY, .flags = R_ARRAY, .audit = "terminal",
	    .query = &terminal_search_type, .reply = &terminal_hit_type,
	    .fn = search_texts },
	{ M_GET, "/api/v1/terminal/sessions/{session_id}",
	    .id = "terminals.get", .doc = "One terminal session",
	    .perm = TERMINALS_PERM_ANY, .path = &terminal_alone_path_type,
	    .reply = &terminal_type, .fn = get_alone },
	{ M_DELETE, "/api/v1/terminal/sessions/{session_id}",
	    .id = "terminals.end", .doc = "End a terminal session",
	    .perm = TERMINALS_PERM_ANY, .audit = "terminal",
	    .path = &terminal_alone_path_type, .reply = &terminal_ended_type,
	    .fn = end_alone },
	{ M_POST, "/api/v1/terminal/sessions/{session_id}/tickets",
	    .id = "terminals.ticket",
	    .doc = "Make a ticket that opens one WebSocket within 30 s",
	    .perm = TERMINALS_PERM_ANY, .audit = "terminal",
	    .path = &terminal_alone_path_type,
	    .body = &terminal_ticket_new_type, .reply = &terminal_ticket_type,
	    .fn = make_ticket },
	{ M_GET, "/api/v1/terminal/sessions/{session_id}/recording",
	    .id = "terminals.recording",
	    .doc = "The recording as asciicast v2, some megabytes at a time",
	    .perm = TERMINALS_PERM_ANY, .flags = R_PLAIN, .audit = "terminal",
	    .path = &terminal_alone_path_type, .query = &terminal_from_type,
	    .fn = get_recording },
	{ M_GET, "/api/v1/terminal/sessions/{session_id}/typed",
	    .id = "terminals.typed",
	    .doc = "The lines that were typed, with their moments",
	    .perm = TERMINALS_PERM_ANY, .flags = R_ARRAY, .audit = "terminal",
	    .path = &terminal_alone_path_type, .reply = &terminal_line_type,
	    .fn = get_typed },
	{ .fn = NULL }
};
