/*
 * dispatch: match → rate limit → authenticate → authorise → bind → transaction
 * → handler → audit row → COMMIT → reply.
 */
#include <errno.h>
#include <poll.h>
#include <stdatomic.h>

#include "audit/audit.h"
#include "auth/auth.h"
#include "crypto/crypto.h"
#include "db/db.h"
#include "dispatch.h"
#include "idem.h"
#include "kept.h"
#include "rbac/rbac.h"
#include "request.h"
#include "trail.h"

#define MAX_TRIES 3
/* A transfer in which nothing moves for so long is over. */
#define STALL_MS 60000

struct call {
	const struct api *api;
	struct fcgi_io *io;
	struct cx cx;
	struct req rq;
	struct reply rp;
	struct idem idem;
	struct str path; /* still encoded */
	struct str query;
	const char *method;
	const char *uri;
	struct type_pair params[ROUTE_MAX_PARAMS];
	size_t n_params;
	int64_t statements; /* sent before this request */
	int64_t taken; /* bytes of the body in pieces */
	int tries;
	bool head;
	bool replayed;
	bool again; /* the reply is one that was kept */
	bool begun; /* the reply goes out in pieces */
};

static bool
is_write(const struct call *c)
{
	return c->rq.method != M_GET;
}

/* No transaction of ours around the handler. */
static bool
is_alone(const struct call *c)
{
	return c->rq.route->flags & (R_NOTX | R_REMOTE | R_TRANSFER);
}

static const char *
param(const struct call *c, const char *name)
{
	const char *s = fcgi_io_param(c->io, name);

	return s ? s : "";
}

static const char *
header(const struct call *c, const char *name)
{
	return request_header(&c->rq, name);
}

/* Whether the handler reads the body itself. */
static bool
is_streamed(const struct call *c)
{
	const unsigned both = R_TRANSFER | R_RAW_BODY;

	return c->api->transfer && c->rq.route &&
	    (c->rq.route->flags & both) == both;
}

/* --- body and reply in pieces --- */

/* Something moved: the deadline, ours and the supervisor's, is put off. */
static void
moved(struct cx *cx, struct call *c)
{
	int64_t now = time_mono_ms();

	cx->deadline_ms = now + STALL_MS;
	if (c->api->busy)
		atomic_store(c->api->busy, now);
}

static struct call *
call_of(const struct req *rq)
{
	return (struct call *)(void *)((char *)(uintptr_t)rq -
	    offsetof(struct call, rq));
}

static enum err_code
take_piece(struct cx *cx, const struct req *rq, void *to, size_t room,
    size_t *n)
{
	struct call *c = call_of(rq);
	int64_t got = fcgi_io_take(c->io, to, room);

	*n = got > 0 ? (size_t)got : 0;
	c->taken += (int64_t)*n;
	/* nginx ends a body that its client did not as if it were whole. */
	if (got < 0 || (got == 0 && rq->length >= 0 && c->taken < rq->length))
		return err_set(cx, ERR_INVALID, "请求体不完整",
		    "the request body was cut off");
	moved(cx, c);
	return ERR_OK;
}

static enum err_code
begin_pieces(struct cx *cx, const struct req *rq, const struct reply *rp,
    int64_t length)
{
	struct call *c = call_of(rq);

	c->begun = true;
	if (!fcgi_io_begin(c->io, rp, length))
		return err_set(cx, ERR_UNAVAILABLE, "客户端已断开",
		    "the client has gone");
	moved(cx, c);
	return ERR_OK;
}

static enum err_code
give_piece(struct cx *cx, const struct req *rq, struct str piece)
{
	struct call *c = call_of(rq);

	if (FAULT("api.mid_transfer") || !fcgi_io_give(c->io, piece))
		return err_set(cx, ERR_UNAVAILABLE, "客户端已断开",
		    "the client has gone");
	moved(cx, c);
	return ERR_OK;
}

static void
open_call(struct call *c, const struct api *api, struct fcgi_io *io)
{
	const char *uri;

	*c = (struct call){ .api = api, .io = io };
	c->cx = (struct cx){ .mem = api->mem,
		.db = api->db,
		.set = api->set,
		.request_id = request_id(io, api->mem),
		.lang = request_lang(fcgi_io_param(io, "HTTP_ACCEPT_LANGUAGE")),
		.deadline_ms = time_mono_ms() + api->set->request_ms };
	c->method = arena_strdup(api->mem, param(c, "REQUEST_METHOD"));
	c->head = strcmp(c->method, "HEAD") == 0;
	if (c->head)
		c->method = "GET";
	uri = arena_strdup(api->mem, param(c, "REQUEST_URI"));
	c->uri = uri;
	c->query = str_of(uri);
	str_cut(&c->query, '?', &c->path);
	c->rq.header = request_header;
	c->rq.io = io;
	c->rq.head = c->head;
	c->rq.length = -1;
	(void)str_int(str_of(param(c, "CONTENT_LENGTH")), &c->rq.length);
	c->rq.take = take_piece;
	c->rq.begin = begin_pieces;
	c->rq.give = give_piece;
	c->statements = db_statements(api->db);
	reply_init(&c->rp, &c->cx);
}

static enum err_code
match(struct call *c)
{
	const char *allow;
	struct str path;
	enum err_code rc;

	rc = router_find(&c->cx, c->api->router, c->method, c->path,
	    &c->rq.route, c->params, &c->n_params, &allow);
	if (rc == ERR_METHOD && strcmp(c->method, "OPTIONS") == 0) {
		/* Same origin only: nothing is allowed across. */
		err_clear(&c->cx);
		c->rp.status = 204;
		reply_header(&c->rp, "Allow", allow);
		return ERR_METHOD;
	}
	if (rc == ERR_METHOD) {
		reply_error(&c->rp, &c->cx, rc);
		reply_header(&c->rp, "Allow", allow);
		return rc;
	}
	if (!rc && url_decode(c->cx.mem, c->path, false, &path))
		c->rq.path = arena_str(c->cx.mem, path);
	if (c->rq.route)
		c->rq.method = c->rq.route->method;
	return rc;
}

static enum err_code
too_many(struct cx *cx, int64_t wait_ms)
{
	cx->retry_after_s = (wait_ms + 999) / 1000;
	return err_plain(cx, ERR_TOO_MANY);
}

/*
 * Who shows no token is known by his address; who shows one is counted under
 * his own name once it has proved good (limit_principal), and under his
 * address when not, so that guessing is slow and neighbours are not.
 */
static enum err_code
limit_address(struct call *c, bool take)
{
	const struct settings *set = c->api->set;
	struct str who = str_of(arena_printf(c->cx.mem, "a%s", c->cx.who.ip));
	int64_t wait;

	wait = take ?
	    limit_take(c->api->limit, who, set->rate_per_s, set->rate_burst) :
	    limit_look(c->api->limit, who, set->rate_per_s, set->rate_burst);
	return wait > 0 ? too_many(&c->cx, wait) : ERR_OK;
}

static enum err_code
limit_principal(struct call *c)
{
	const struct principal *p = &c->cx.who;
	char who[32];
	int64_t wait;

	(void)snprintf(who, sizeof who, "%c%lld", p->token_id ? 't' : 'u',
	    (long long)(p->token_id ? p->token_id : p->user_id));
	wait = limit_take(c->api->limit, str_of(who), c->api->set->rate_per_s,
	    c->api->set->rate_burst);
	return wait > 0 ? too_many(&c->cx, wait) : ERR_OK;
}

/* The Authorization header, or where the route says so the token of the query. */
static const char *
credentials(struct call *c)
{
	const char *given = header(c, "Authorization");
	struct str rest = c->query, pair, key, token;
	bool more = true;

	if ((given && given[0]) || !(c->rq.route->flags & R_QUERY_TOKEN))
		return given;
	while (more) {
		more = str_cut(&rest, '&', &pair);
		str_cut(&pair, '=', &key);
		if (str_eq(key, STR("token")) &&
		    url_decode(c->cx.mem, pair, true, &token) && token.n)
			return arena_printf(c->cx.mem, "Bearer %.*s",
			    (int)token.n, token.p);
	}
	return given;
}

/* Also opens the transaction, because the check rides along in it. */
static enum err_code
authenticate(struct call *c)
{
	struct cx *cx = &c->cx;
	enum err_code rc;

	if (c->rq.route->flags & R_PUBLIC) {
		if (is_alone(c))
			return ERR_OK;
		return db_begin(cx, is_write(c) ? DB_WRITE : DB_READ);
	}
	rc = auth_begin(cx, credentials(c), header(c, "X-Project-ID"),
	    is_alone(c)	    ? AUTH_TX_NONE :
		is_write(c) ? AUTH_TX_WRITE :
			      AUTH_TX_READ);
	if (err_http(rc) == 401 && limit_address(c, true))
		return ERR_TOO_MANY;
	if (!rc && c->tries == 1) /* the whole again is still one request */
		rc = limit_principal(c);
	return rc;
}

static enum err_code
authorise(struct call *c)
{
	const struct route *r = c->rq.route;
	const char *site = header(c, "Sec-Fetch-Site");

	/* A page of another site must not act with what the browser holds. */
	if (is_write(c) && site && strcmp(site, "same-origin") != 0 &&
	    strcmp(site, "none") != 0)
		return err_set(&c->cx, ERR_FORBIDDEN, "拒绝跨站请求",
		    "requests from other sites are refused");
	if (r->flags & R_PUBLIC)
		return ERR_OK;
	if ((r->flags & R_NO_TOKEN) && c->cx.who.token_id)
		return err_set(&c->cx, ERR_FORBIDDEN, "API 令牌不能用于此接口",
		    "API tokens are not accepted here");
	if (r->perm && !rbac_may(&c->cx, r->perm))
		return err_set(&c->cx, ERR_FORBIDDEN, "缺少权限 '%s'",
		    "the permission '%s' is missing", r->perm);
	if (!r->perm && !(r->flags & R_SELF))
		return err_plain(&c->cx, ERR_FORBIDDEN);
	return ERR_OK;
}

static const struct field no_fields[] = { F_END };
static const struct type no_type = { "None", 1, no_fields, "Nothing" };

static enum err_code
bind_body(struct call *c)
{
	const struct route *r = c->rq.route;
	const struct type *t = r->body ? r->body : &no_type;
	void *out;
	enum err_code rc;

	if (r->method == M_GET || (r->flags & R_RAW_BODY))
		return ERR_OK;
	out = arena_alloc(c->cx.mem, t->size);
	rc = type_bind_text(&c->cx, t, c->rq.raw_body, out);
	if (!rc)
		c->rq.body = out;
	return rc;
}

static enum err_code
bind(struct call *c)
{
	const struct route *r = c->rq.route;
	void *path;
	enum err_code rc;

	rc = r->flags & R_ETAG ?
	    ERR_OK :
	    request_if_match(&c->cx, header(c, "If-Match"), &c->cx.if_match);
	if (!rc && r->path) {
		path = arena_alloc(c->cx.mem, r->path->size);
		rc = type_bind_pairs(&c->cx, r->path, c->params, c->n_params,
		    path);
		c->rq.path_args = path;
	}
	if (!rc)
		rc = query_bind(&c->cx, c->query, r->query, &c->rq.query);
	if (!rc)
		rc = bind_body(c);
	return rc;
}

static enum err_code
handle(struct call *c)
{
	struct cx *cx = &c->cx;
	enum err_code rc;

	/* What is not kept in memory cannot be compared or repeated. */
	rc = idem_begin(cx, &c->idem,
	    c->rq.route->flags & R_TRANSFER ? NULL :
					      header(c, "Idempotency-Key"),
	    c->uri, &c->rq, &c->rp, &c->replayed);
	if (rc || c->replayed)
		return rc;
	if (c->rq.route->flags & R_KEPT &&
	    kept_find(cx, c->uri, auth_heard(), &c->rp.body)) {
		c->again = true;
		return ERR_OK;
	}
	rc = c->rq.route->fn(cx, &c->rq, &c->rp);
	if (rc)
		return rc;
	/* A reading transaction cannot write: its row comes behind it. */
	if (is_write(c))
		rc = trail_success(cx, &c->rq, &c->rp, is_alone(c));
	if (rc)
		return rc;
	return idem_store(cx, &c->idem, &c->rp);
}

static enum err_code
finish(struct call *c)
{
	bool reads = !is_write(c);
	enum err_code rc = ERR_OK;

	if (reads && !is_alone(c) && !(c->rq.route->flags & R_PUBLIC))
		rc = auth_settle(&c->cx);
	if (!rc && !is_alone(c))
		rc = db_commit(&c->cx);
	if (!rc && reads)
		rc = trail_success(&c->cx, &c->rq, &c->rp, true);
	if (!rc && (c->rq.route->flags & R_KEPT) && !c->again)
		kept_put(&c->cx, c->uri, auth_heard(), buf_view(&c->rp.body));
	return rc;
}

/* The way of a request, once. */
static enum err_code
attempt(struct call *c)
{
	enum err_code rc;

	rc = authenticate(c);
	if (!rc)
		rc = authorise(c);
	if (!rc)
		rc = bind(c);
	if (!rc)
		rc = handle(c);
	if (!rc && FAULT("api.in_tx"))
		rc = err_plain(&c->cx, ERR_INTERNAL);
	if (!rc)
		rc = finish(c);
	if (!rc)
		(void)FAULT("api.after_commit");
	return rc;
}

/* As before the first attempt; what lies in the arena may stay there. */
static void
rewind_call(struct call *c)
{
	struct principal nobody = { .ip = c->cx.who.ip,
		.user_agent = c->cx.who.user_agent,
		.username = "" };

	err_clear(&c->cx);
	c->cx.current_version = 0;
	c->cx.retry_after_s = 0;
	c->cx.who = nobody;
	c->rq.path_args = c->rq.query = c->rq.body = NULL;
	c->replayed = c->again = false;
	reply_init(&c->rp, &c->cx);
}

/* Whether the caller's rights changed since this process last looked: then what
 * failed was judged by old ones.  Asked before the rollback. */
static bool
was_stale(struct call *c, enum err_code rc)
{
	return rc != ERR_UNAVAILABLE && !(c->rq.route->flags & R_PUBLIC) &&
	    !c->begun && c->taken == 0 && auth_was_stale(&c->cx);
}

/* Whether running the whole again may end better. */
static bool
may_repeat(struct call *c, enum err_code rc)
{
	/* "Unavailable" on a connection that is up: a lock, a deadlock or a
	 * serialization failure.  After a lost one nobody knows what holds. */
	if (is_alone(c) || !is_write(c) || c->tries >= MAX_TRIES ||
	    rc != ERR_UNAVAILABLE || !db_is_up(c->api->db))
		return false;
	(void)poll(NULL, 0, 5 + (int)(time_mono_us() % 20) * c->tries);
	return cx_left_ms(&c->cx, 1) > 0;
}

static enum err_code
serve(struct call *c)
{
	bool refreshed = false, stale;
	enum err_code rc;

	for (;;) {
		c->tries++;
		rewind_call(c);
		rc = attempt(c);
		if (!rc)
			return ERR_OK;
		stale = !refreshed && was_stale(c, rc);
		db_rollback(&c->cx);
		if (!stale && !may_repeat(c, rc))
			return rc;
		refreshed |= stale;
	}
}

static enum err_code
read_body(struct call *c)
{
	const struct route *r = c->rq.route;
	size_t max =
	    r && r->body_max ? r->body_max : (size_t)c->api->set->body_max;
	const char *type;
	enum err_code rc;

	rc = fcgi_io_body(c->io, &c->cx, max, &c->rq.raw_body);
	if (rc || !r || (r->flags & R_RAW_BODY) || c->rq.raw_body.n == 0)
		return rc;
	type = fcgi_io_param(c->io, "CONTENT_TYPE");
	if (!request_is_json(type))
		return err_set(&c->cx, ERR_MEDIA_TYPE,
		    "请求体必须是 application/json",
		    "the request body must be application/json");
	return ERR_OK;
}

/* Everything before the first word to the database. */
static enum err_code
admit(struct call *c)
{
	enum err_code rc, body;

	c->cx.who.ip = arena_strdup(c->cx.mem, param(c, "REMOTE_ADDR"));
	c->cx.who.user_agent =
	    arena_printf(c->cx.mem, "%.300s", param(c, "HTTP_USER_AGENT"));
	rc = match(c);
	if (rc) {
		struct cx aside = c->cx;

		/* Read what was sent, so that nginx gets to our answer. */
		body = fcgi_io_body(c->io, &aside, 0, &c->rq.raw_body);
		(void)body;
		return rc;
	}
	rc = limit_address(c,
	    (c->rq.route->flags & R_PUBLIC) || !header(c, "Authorization"));
	if (is_streamed(c)) {
		fcgi_io_be_patient(c->io);
		return rc;
	}
	body = read_body(c);
	return rc ? rc : body;
}

/* A route that asks a remote system is the other pool's: nginx brings it
 * there, method, headers and body. */
static bool
is_elsewhere(const struct call *c)
{
	unsigned flags = c->rq.route ? c->rq.route->flags : 0;

	return ((flags & R_REMOTE) && !c->api->remote) ||
	    ((flags & R_TRANSFER) && !c->api->transfer);
}

static bool
hand_over(struct call *c)
{
	if (!is_elsewhere(c))
		return false;
	reply_init(&c->rp, &c->cx);
	reply_header(&c->rp, "X-Accel-Redirect",
	    c->rq.route->flags & R_REMOTE ? "@k8sm_remote" : "@k8sm_transfer");
	return true;
}

/* Callers who were let in learn what to use instead, whatever the outcome. */
static void
say_deprecated(struct call *c)
{
	const struct route *r = c->rq.route;

	if (r == NULL || r->successor == NULL || c->rp.status == 401)
		return;
	reply_header(&c->rp, "Deprecation", "true");
	reply_header(&c->rp, "Sunset", r->sunset);
	reply_header(&c->rp, "Link",
	    arena_printf(c->cx.mem, "<%s>; rel=\"successor-version\"",
		r->successor));
}

/* Writes the reply, or the end of one that went out in pieces. */
static void
answer(struct call *c, enum err_code rc)
{
	if (c->begun && rc) {
		fcgi_io_cut(c->io);
		return;
	}
	if (c->begun) {
		fcgi_io_finish(c->io);
		return;
	}
	if (rc || !c->rq.route || !(c->rq.route->flags & R_PLAIN))
		reply_header(&c->rp, "Cache-Control", "no-store");
	reply_header(&c->rp, "X-Content-Type-Options", "nosniff");
	say_deprecated(c);
	fcgi_io_send(c->io, &c->rp, c->head);
}

static void
log_done(struct call *c, int64_t started_us)
{
	const struct cx *cx = &c->cx;
	const char *route = c->rq.route ? c->rq.route->id : "-";
	int64_t us = time_mono_us() - started_us;
	int64_t db = db_statements(c->api->db) - c->statements;

	/* One http.done a request: the pool that serves it writes that. */
	if (!cx->err && is_elsewhere(c))
		log_debug(cx, "http.handed_over", LOG_TEXT("route", route));
	else if (!cx->err)
		log_info(cx, "http.done", LOG_TEXT("route", route),
		    LOG_TEXT("method", c->method),
		    LOG_INT("status", c->rp.status), LOG_INT("us", us),
		    LOG_INT("bytes", c->rp.body.n), LOG_INT("db", db));
	else
		log_info(cx, "http.done", LOG_TEXT("route", route),
		    LOG_TEXT("method", c->method),
		    LOG_INT("status", c->rp.status), LOG_INT("us", us),
		    LOG_INT("bytes", c->rp.body.n), LOG_INT("db", db),
		    LOG_TEXT("why", err_name(cx->err)),
		    LOG_TEXT("field", cx->field),
		    LOG_TEXT("detail", cx->detail));
}

void
dispatch(const struct api *api, struct fcgi_io *io)
{
	int64_t started_us = time_mono_us();
	struct call c;
	enum err_code rc;

	open_call(&c, api, io);
	if (FAULT("api.parsed"))
		return;
	rc = admit(&c);
	if (!rc && !hand_over(&c))
		rc = serve(&c);
	/* Also after an error: a commit may have gone through. */
	if (c.rq.route && is_write(&c))
		auth_changed();
	if (rc && rc != ERR_METHOD)
		reply_error(&c.rp, &c.cx, rc);
	if (rc && c.rq.route) {
		struct cx aside = c.cx;

		/* The error stays what it was, whatever the trail meets. */
		trail_failure(&aside, &c.rq, &c.rp, rc);
		idem_forget(&aside, &c.idem);
	}
	answer(&c, rc);
	fcgi_io_end(io);
	log_done(&c, started_us);
	db_rollback(&c.cx);
	arena_reset(api->mem);
}
