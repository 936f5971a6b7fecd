/*
 * http: a libcurl client with deadlines, size caps and the egress policy.
 */
#ifndef K8SM_HTTP_HTTP_H
#define K8SM_HTTP_HTTP_H

#include "base/base.h"

struct http_request {
	const char *method;		/* NULL: GET */
	const char *url;
	const char *const *headers;	/* "Name: value", NULL-ended */
	struct str body;
	int timeout_ms;
	size_t response_max;
	const char *ca_pem;		/* NULL: the system's */
	bool allow_http;		/* plain http is refused otherwise */
	bool allow_private;		/* private ranges, for registered kinds */
	int wake_fd;			/* > 0: readable = give up */
};
/* Why there was no answer, for callers that tell the cases apart. */
enum http_fault {
	HTTP_F_NONE, HTTP_F_NAME, HTTP_F_CONNECT, HTTP_F_TLS, HTTP_F_TIMEOUT,
	HTTP_F_DENIED, HTTP_F_TOO_LARGE, HTTP_F_PROTOCOL, HTTP_F_CANCELLED
};

struct http_response {
	enum http_fault fault;
	int status;
	struct str body;
	const char *content_type;
	const char *retry_after;
};

/*
 * One exchange on a fresh connection: no redirects, no proxy, no netrc, no
 * cookies; every address is checked at connect time (also against rebinding)
 * with cx->set's egress_allow.  Any HTTP status is ERR_OK.  ERR_UPSTREAM with a
 * message of its own for name, connection, TLS, size and protocol; ERR_TIMEOUT;
 * ERR_INVALID (`url`) for what may not be called; ERR_UNAVAILABLE "cancelled".
 * The body ends in NUL for the reader's comfort.
 */
enum err_code http_do(struct cx *cx, const struct http_request *rq,
    struct http_response *rs) MUST_CHECK;

/*
 * The egress policy over one textual IP address.  Never: link-local, metadata,
 * multicast, unspecified, reserved and documentation ranges, also inside
 * v4-mapped, NAT64 and 6to4 forms.  Private ranges only with ${allow_private}
 * or when ${allow} (comma-separated CIDRs of the settings, NULL: none) names
 * them; loopback only when ${allow} names it.
 */
bool http_egress_ok(const char *ip, bool allow_private, const char *allow);

/* Checks scheme, user info, host form of ${url}. ERR_INVALID names ${field}. */
enum err_code http_url_check(struct cx *cx, const char *field, const char *url,
    bool allow_http) MUST_CHECK;

#endif
