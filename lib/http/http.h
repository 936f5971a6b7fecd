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
};
struct http_response {
	int status;
	struct str body;
	const char *content_type;
	const char *retry_after;
};

/*
 * One exchange: no redirects, no proxy, no netrc, no cookies; every address is
 * checked at connect time.  ERR_UPSTREAM, ERR_TIMEOUT, ERR_INVALID (`url`).
 */
enum err_code http_do(struct cx *cx, const struct http_request *rq,
    struct http_response *rs) MUST_CHECK;

/*
 * The egress policy over one textual IP address: never loopback, link-local,
 * metadata, multicast or unspecified, also inside v4-mapped, NAT64 and 6to4;
 * private ranges only with ${allow_private} or when ${allow} (comma-separated
 * CIDRs of the settings) names them.
 */
bool http_egress_ok(const char *ip, bool allow_private, const char *allow);

/* Checks scheme, user info, host form of ${url}. ERR_INVALID names ${field}. */
enum err_code http_url_check(struct cx *cx, const char *field, const char *url,
    bool allow_http) MUST_CHECK;

#endif
