/*
 * What libwebsockets calls: new requests, hand-overs, sockets, ends.
 */
#include <inttypes.h>
#include <stdio.h>

#include "stream_conn.h"

/* An answer in the envelope; the client sees it through nginx. */
static int
answer(struct lws *wsi, unsigned status, int code, const char *message)
{
	unsigned char head[LWS_PRE + 512], *p = head + LWS_PRE;
	unsigned char *start = p, *end = head + sizeof(head) - 1;
	unsigned char body[LWS_PRE + 256];
	int n;

	n = snprintf((char *)body + LWS_PRE, sizeof(body) - LWS_PRE,
	    "{\"code\":%d,\"message\":\"%s\"}", code, message);
	if (lws_add_http_common_headers(wsi, status, "application/json",
	    (lws_filepos_t)n, &p, end))
		return -1;
	if (status >= 429 && lws_add_http_header_by_name(wsi,
	    (const unsigned char *)"retry-after:", (const unsigned char *)"2", 1,
	    &p, end))
		return -1;
	if (lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	if (lws_write(wsi, body + LWS_PRE, (size_t)n, LWS_WRITE_HTTP_FINAL) < n)
		return -1;
	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static bool
query_int(struct lws *wsi, const char *name, int64_t *out)
{
	char value[64];
	const char *p = lws_get_urlarg_by_name(wsi, name, value, sizeof(value));

	*out = 0;
	return p && str_int(str_of(p), out) && *out >= 0;
}

/* Where the client was: what it names by Last-Event-ID. */
static int64_t
last_event_id(struct lws *wsi)
{
	static const char name[] = "last-event-id:";
	char value[32];
	int64_t id = 0;
	int n;

	n = lws_hdr_custom_copy(wsi, value, sizeof(value), name,
	    sizeof(name) - 1);
	if (n <= 0 || !str_int((struct str){ value, (size_t)n }, &id) || id < 0)
		return 0;
	return id;
}

static int
start_stream(struct lws *wsi)
{
	unsigned char head[LWS_PRE + 512], *p = head + LWS_PRE;
	unsigned char *start = p, *end = head + sizeof(head) - 1;

	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK,
	    "text/event-stream; charset=utf-8", LWS_ILLEGAL_HTTP_CONTENT_LEN,
	    &p, end) ||
	    lws_add_http_header_by_token(wsi, WSI_TOKEN_HTTP_CACHE_CONTROL,
	    (const unsigned char *)"no-store", 8, &p, end) ||
	    lws_add_http_header_by_name(wsi,
	    (const unsigned char *)"x-accel-buffering:",
	    (const unsigned char *)"no", 2, &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	/* Gives the header memory back: streams live long and are many. */
	if (lws_http_mark_sse(wsi))
		return -1;
	lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0);
	return 0;
}

static int
open_stream(struct lws *wsi, struct stream_conn *c, const char *path)
{
	static const char prefix[] = "/_stream/tasks/";
	int64_t id, uid, sid, version, tid, after;

	if (strncmp(path, prefix, sizeof(prefix) - 1) != 0 ||
	    !str_int(str_of(path + sizeof(prefix) - 1), &id) || id <= 0 ||
	    !query_int(wsi, "uid=", &uid) || !query_int(wsi, "sid=", &sid) ||
	    !query_int(wsi, "v=", &version))
		return answer(wsi, 404, 2005, "no such stream");
	(void)query_int(wsi, "tid=", &tid);
	if (stream.closing || stream.open >= stream.most)
		return answer(wsi, 503, 3000, "too many streams are open");
	c->who = stream_who_get(uid, sid, version, tid);
	if (c->who == NULL)
		return answer(wsi, 503, 3000, "out of memory");
	if (c->who->user->streams >= (size_t)stream.set->stream_per_user) {
		stream_who_put(c->who);
		c->who = NULL;
		return answer(wsi, 429, 2008,
		    "too many streams of this user are open");
	}
	after = last_event_id(wsi);
	c->wsi = wsi;
	c->wrote_s = (uint32_t)(time_mono_ms() / 1000);
	stream.open++;
	c->who->user->streams++;
	if (!stream_follow(c, id, after) || start_stream(wsi))
		return -1;
	stream_pg_kick();
	lws_callback_on_writable(wsi);
	return 0;
}

static void
end_conn(struct stream_conn *c)
{
	if (c->kind == STREAM_SSE)
		stream_unfollow(c);
	else if (c->kind == STREAM_SOCKET)
		stream_sock_close(c);
	else
		return;
	c->kind = STREAM_NEW;
	stream.open--;
	if (c->who) {
		c->who->user->streams--;
		stream_who_put(c->who);
		c->who = NULL;
	}
}

/* A page of another site must not open our sockets: Origin is Host. */
static bool
is_same_origin(struct lws *wsi)
{
	char origin[300], host[256];
	const char *rest;

	if (lws_hdr_copy(wsi, origin, sizeof(origin), WSI_TOKEN_ORIGIN) <= 0 ||
	    lws_hdr_copy(wsi, host, sizeof(host), WSI_TOKEN_HOST) <= 0)
		return false;
	if (strncmp(origin, "http://", 7) == 0)
		rest = origin + 7;
	else if (strncmp(origin, "https://", 8) == 0)
		rest = origin + 8;
	else
		return false;
	return str_ieq(str_of(rest), str_of(host));
}

/* Before the handshake is answered. */
static int
check_socket(struct lws *wsi)
{
	char path[64];

	if (lws_hdr_copy(wsi, path, sizeof(path), WSI_TOKEN_GET_URI) <= 0 ||
	    strcmp(path, "/ws/notifications") != 0) {
		(void)lws_return_http_status(wsi, 404, NULL);
		return -1;
	}
	if (!is_same_origin(wsi)) {
		(void)lws_return_http_status(wsi, 403, NULL);
		return -1;
	}
	if (stream.closing || stream.open >= stream.most) {
		(void)lws_return_http_status(wsi, 503, NULL);
		return -1;
	}
	return 0;
}

static int
open_socket(struct lws *wsi, struct stream_conn *c)
{
	c->wsi = wsi;
	if (!stream_sock_open(c))
		return -1;
	stream.open++;
	return 0;
}

int
stream_conn_event(struct lws *wsi, enum lws_callback_reasons reason, void *user,
    void *in, size_t len)
{
	struct stream_conn *c = user;

	switch ((int)reason) {
	case LWS_CALLBACK_HTTP:
		return c ? open_stream(wsi, c, in) : -1;
	case LWS_CALLBACK_HTTP_WRITEABLE:
		return c && c->kind == STREAM_SSE ? stream_write(c) : 0;
	case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
		return check_socket(wsi);
	case LWS_CALLBACK_ESTABLISHED:
		return open_socket(wsi, c);
	case LWS_CALLBACK_RECEIVE:
		if (!lws_is_first_fragment(wsi) || !lws_is_final_fragment(wsi))
			return -1;
		return stream_sock_said(c, in, len);
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return stream_sock_write(c);
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_CLOSED_HTTP:
	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
	case LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL:
		if (c)
			end_conn(c);
		return 0;
	default:
		return 0;
	}
}
