/*
 * http: one exchange by libcurl, within a deadline, a size and the egress
 * policy.  A handle and a connection live for one call: a kept connection would
 * have been checked for somebody else's rights.
 */
#include <sys/socket.h>

#include <curl/curl.h>
#include <netdb.h>

#include "http/http.h"

#define URL_MAX 2048

struct call {
	struct cx *cx;
	const struct http_request *rq;
	struct buf body;
	bool denied; /* an address was refused */
	bool too_large;
	bool woken;
	char denied_ip[64];
};

static bool
has_control(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s <= ' ' || (unsigned char)*s >= 0x7f ||
		    *s == '\\')
			return true;
	return false;
}

/* One part of a parsed URL in the arena, or NULL. */
static const char *
part(struct cx *cx, CURLU *u, CURLUPart what)
{
	const char *copy = NULL;
	char *text = NULL;

	if (curl_url_get(u, what, &text, 0) == CURLUE_OK)
		copy = arena_strdup(cx->mem, text);
	curl_free(text);
	return copy;
}

static enum err_code
check_parts(struct cx *cx, CURLU *u, const char *field, bool allow_http)
{
	const char *scheme = part(cx, u, CURLUPART_SCHEME);
	const char *host = part(cx, u, CURLUPART_HOST);

	if (scheme == NULL ||
	    (strcmp(scheme, "https") != 0 && strcmp(scheme, "http") != 0))
		return err_field(cx, field, "只允许 http 和 https 地址",
		    "only http and https addresses are allowed");
	if (!allow_http && strcmp(scheme, "https") != 0)
		return err_field(cx, field, "必须使用 https",
		    "https is required");
	if (part(cx, u, CURLUPART_USER) != NULL ||
	    part(cx, u, CURLUPART_PASSWORD) != NULL)
		return err_field(cx, field, "地址中不能包含用户名或密码",
		    "user name and password do not belong into an address");
	if (host == NULL || host[0] == '\0' || host[0] == '-' ||
	    strlen(host) > 253 || part(cx, u, CURLUPART_ZONEID) != NULL)
		return err_field(cx, field, "无效的主机名", "not a host name");
	return ERR_OK;
}

enum err_code
http_url_check(struct cx *cx, const char *field, const char *url,
    bool allow_http)
{
	enum err_code rc;
	CURLU *u;

	if (url == NULL || url[0] == '\0')
		return err_field_as(cx, ERR_MISSING, field, "缺少地址",
		    "the address is missing");
	/* libcurl forgives a third slash; then a path would be the host. */
	if (strlen(url) > URL_MAX || has_control(url) ||
	    strstr(url, ":///") != NULL)
		return err_field(cx, field, "无效的地址",
		    "the address is too long or holds characters that it may "
		    "not");
	u = curl_url();
	if (u == NULL)
		return err_plain(cx, ERR_INTERNAL);
	if (curl_url_set(u, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) !=
	    CURLUE_OK)
		rc = err_field(cx, field, "无效的地址",
		    "the address cannot be read");
	else
		rc = check_parts(cx, u, field, allow_http);
	curl_url_cleanup(u);
	return rc;
}

/* libcurl asks for each socket; this is where the policy bites. */
static curl_socket_t
open_socket(void *arg, curlsocktype why, struct curl_sockaddr *to)
{
	struct call *c = arg;
	const char *allow = c->cx->set != NULL ? c->cx->set->egress_allow : "";
	char ip[64];

	if (why != CURLSOCKTYPE_IPCXN ||
	    getnameinfo(&to->addr, to->addrlen, ip, sizeof(ip), NULL, 0,
		NI_NUMERICHOST) != 0)
		return CURL_SOCKET_BAD;
	if (!http_egress_ok(ip, c->rq->allow_private, allow)) {
		c->denied = true;
		snprintf(c->denied_ip, sizeof(c->denied_ip), "%s", ip);
		return CURL_SOCKET_BAD;
	}
	return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static size_t
on_body(char *p, size_t size, size_t n, void *arg)
{
	struct call *c = arg;

	(void)size;
	buf_add(&c->body, p, n);
	if (c->body.failed) {
		c->too_large = true;
		return 0;
	}
	return n;
}

static enum http_fault
fault_of(const struct call *c, CURLcode got)
{
	if (c->woken)
		return HTTP_F_CANCELLED;
	if (c->too_large)
		return HTTP_F_TOO_LARGE;
	if (c->denied)
		return HTTP_F_DENIED;
	/* An enum of a hundred; these are told apart. */
	if (got == CURLE_OPERATION_TIMEDOUT)
		return HTTP_F_TIMEOUT;
	if (got == CURLE_COULDNT_RESOLVE_HOST)
		return HTTP_F_NAME;
	if (got == CURLE_COULDNT_CONNECT)
		return HTTP_F_CONNECT;
	if (got == CURLE_PEER_FAILED_VERIFICATION ||
	    got == CURLE_SSL_CACERT_BADFILE || got == CURLE_SSL_ISSUER_ERROR ||
	    got == CURLE_SSL_CONNECT_ERROR)
		return HTTP_F_TLS;
	return HTTP_F_PROTOCOL;
}

static enum err_code
fail(struct call *c, CURLcode got, const char *text)
{
	struct cx *cx = c->cx;

	err_detail(cx, "curl %d: %s", (int)got,
	    text[0] != '\0' ? text : curl_easy_strerror(got));
	if (c->woken)
		return err_set(cx, ERR_UNAVAILABLE, "已取消", "cancelled");
	if (c->too_large)
		return err_set(cx, ERR_UPSTREAM, "应答超过 %zu 字节",
		    "the answer is larger than %zu bytes", c->rq->response_max);
	if (c->denied)
		return err_field(cx, "url", "地址 %s 不允许访问",
		    "the address %s may not be called", c->denied_ip);
	/* An enum of a hundred; these have a message of their own. */
	if (got == CURLE_OPERATION_TIMEDOUT)
		return err_set(cx, ERR_TIMEOUT, "外部服务在 %d 毫秒内没有应答",
		    "no answer within %d ms", c->rq->timeout_ms);
	if (got == CURLE_COULDNT_RESOLVE_HOST)
		return err_set(cx, ERR_UPSTREAM, "无法解析主机名",
		    "the host name cannot be resolved");
	if (got == CURLE_COULDNT_CONNECT)
		return err_set(cx, ERR_UPSTREAM, "无法连接",
		    "the connection was refused or there is no way");
	if (got == CURLE_PEER_FAILED_VERIFICATION ||
	    got == CURLE_SSL_CACERT_BADFILE || got == CURLE_SSL_ISSUER_ERROR)
		return err_set(cx, ERR_UPSTREAM, "TLS 证书不可信",
		    "the TLS certificate is not trusted");
	if (got == CURLE_SSL_CONNECT_ERROR)
		return err_set(cx, ERR_UPSTREAM, "TLS 握手失败",
		    "the TLS handshake failed");
	if (got == CURLE_URL_MALFORMAT)
		return err_field(cx, "url", "无效的地址",
		    "the address cannot be called");
	return err_set(cx, ERR_UPSTREAM, "外部服务的应答中断或无效",
	    "the answer broke off or is not HTTP");
}

/* ${headers} as libcurl's list; NULL with *${bad} set for a line break. */
static struct curl_slist *
header_list(const char *const *headers, bool *bad)
{
	struct curl_slist *list = curl_slist_append(NULL, "Expect:");
	size_t i;

	*bad = false;
	for (i = 0; headers != NULL && headers[i] != NULL; i++) {
		if (strpbrk(headers[i], "\r\n") != NULL) {
			*bad = true;
			break;
		}
		list = curl_slist_append(list, headers[i]);
	}
	return list;
}

static void
set_method(CURL *h, const struct http_request *rq)
{
	const char *method = rq->method != NULL ? rq->method : "GET";

	if (rq->body.n > 0 || strcmp(method, "POST") == 0) {
		curl_easy_setopt(h, CURLOPT_POSTFIELDS,
		    rq->body.p != NULL ? rq->body.p : "");
		curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE,
		    (curl_off_t)rq->body.n);
	}
	if (strcmp(method, "HEAD") == 0)
		curl_easy_setopt(h, CURLOPT_NOBODY, 1L);
	else
		curl_easy_setopt(h, CURLOPT_CUSTOMREQUEST, method);
}

static void
set_up(CURL *h, struct call *c, struct curl_slist *headers, long ms, char *why)
{
	const struct http_request *rq = c->rq;

	curl_easy_setopt(h, CURLOPT_ERRORBUFFER, why);
	curl_easy_setopt(h, CURLOPT_URL, rq->url);
	curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR,
	    rq->allow_http ? "http,https" : "https");
	curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(h, CURLOPT_PROXY, "");
	curl_easy_setopt(h, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(h, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(h, CURLOPT_TCP_NODELAY, 1L);
	curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, ms);
	curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS, ms);
	curl_easy_setopt(h, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(h, CURLOPT_USERAGENT, "k8s-manage");
	curl_easy_setopt(h, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(h, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(h, CURLOPT_OPENSOCKETDATA, c);
	curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(h, CURLOPT_WRITEDATA, c);
	curl_easy_setopt(h, CURLOPT_HTTP09_ALLOWED, 0L);
	if (rq->ca_pem != NULL) {
		struct curl_blob ca = { .flags = CURL_BLOB_COPY,
			.len = strlen(rq->ca_pem) };

		/* libcurl takes void *, copies it and changes nothing. */
		ca.data = arena_strdup(c->cx->mem, rq->ca_pem);
		curl_easy_setopt(h, CURLOPT_CAPATH, NULL);
		curl_easy_setopt(h, CURLOPT_CAINFO_BLOB, &ca);
	}
	set_method(h, rq);
}

/* Runs ${h} in a multi handle, so that the wake descriptor is watched too. */
static CURLcode
perform(struct call *c, CURL *h)
{
	struct curl_waitfd wake = { .fd = c->rq->wake_fd,
		.events = CURL_WAIT_POLLIN };
	CURLM *m = curl_multi_init();
	CURLcode got = CURLE_FAILED_INIT;
	CURLMsg *msg;
	int running = 1, left;

	if (m == NULL)
		return got;
	curl_multi_add_handle(m, h);
	while (running > 0) {
		if (curl_multi_perform(m, &running) != CURLM_OK)
			break;
		if (running == 0)
			break;
		wake.revents = 0;
		if (curl_multi_poll(m, &wake, wake.fd > 0 ? 1 : 0, 1000,
			NULL) != CURLM_OK)
			break;
		if (wake.fd > 0 && wake.revents != 0) {
			c->woken = true;
			break;
		}
	}
	while ((msg = curl_multi_info_read(m, &left)) != NULL)
		if (msg->msg == CURLMSG_DONE)
			got = msg->data.result;
	curl_multi_remove_handle(m, h);
	curl_multi_cleanup(m);
	return got;
}

static const char *
header_copy(struct cx *cx, CURL *h, const char *name)
{
	struct curl_header *found;

	if (curl_easy_header(h, name, 0, CURLH_HEADER, -1, &found) != CURLHE_OK)
		return NULL;
	return arena_strdup(cx->mem, found->value);
}

static enum err_code
exchange(struct call *c, CURL *h, struct curl_slist *headers, long ms,
    struct http_response *rs)
{
	char why[CURL_ERROR_SIZE] = "";
	CURLcode got;
	long status = 0;

	set_up(h, c, headers, ms, why);
	got = FAULT("http.do") ? CURLE_COULDNT_CONNECT : perform(c, h);
	if (got != CURLE_OK || c->woken) {
		rs->fault = fault_of(c, got);
		return fail(c, got, why);
	}
	curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &status);
	rs->status = (int)status;
	rs->body = buf_view(&c->body);
	rs->content_type = header_copy(c->cx, h, "Content-Type");
	rs->retry_after = header_copy(c->cx, h, "Retry-After");
	return ERR_OK;
}

enum err_code
http_do(struct cx *cx, const struct http_request *rq, struct http_response *rs)
{
	struct call c = { .cx = cx, .rq = rq };
	struct curl_slist *headers;
	enum err_code rc;
	int64_t ms;
	CURL *h;
	bool bad;

	memset(rs, 0, sizeof(*rs));
	rc = http_url_check(cx, "url", rq->url, rq->allow_http);
	if (rc)
		return rc;
	ms = cx_left_ms(cx, rq->timeout_ms > 0 ? rq->timeout_ms : 10000);
	if (ms <= 0)
		return err_plain(cx, ERR_TIMEOUT);
	headers = header_list(rq->headers, &bad);
	h = curl_easy_init();
	buf_init(&c.body, cx->mem, rq->response_max + 1);
	if (bad)
		rc = err_field(cx, "headers", "请求头中不能有换行",
		    "a header may not hold a line break");
	else if (h == NULL || headers == NULL)
		rc = err_plain(cx, ERR_INTERNAL);
	else
		rc = exchange(&c, h, headers, (long)ms, rs);
	curl_easy_cleanup(h);
	curl_slist_free_all(headers);
	return rc;
}
