/*
 * cloud_sign: the three signatures that clouds ask for.  Pure: clock, nonce and
 * headers are the caller's.
 */
#ifndef K8SM_CLOUD_CLOUD_SIGN_H
#define K8SM_CLOUD_CLOUD_SIGN_H

#include "base/base.h"

#define CLOUD_MAX_HEADERS 16

struct cloud_pair {
	const char *name;
	const char *value;
};

/* A request before it is sent. */
struct cloud_request {
	const char *method;
	const char *path;		/* percent-encoded */
	const struct cloud_pair *query;	/* plain; signed in sorted order */
	size_t n_query;
	/* Names in lower case, `host` among them.  Every one is signed when a
	 * cloud_sign_* is called; what is added later is not. */
	struct cloud_pair headers[CLOUD_MAX_HEADERS];
	size_t n_headers;
	struct str body;
};

struct cloud_key {
	const char *id;
	const char *secret;
};

void cloud_header(struct cloud_request *rq, const char *name,
    const char *value);

/* ${s} percent-encoded as RFC 3986 has it: all but letters, digits and -._~ */
const char *cloud_encode(struct arena *mem, const char *s);

/* "a=b&c=d", sorted by encoded name, then value. */
const char *cloud_query(struct arena *mem, const struct cloud_pair *v,
    size_t n);

/*
 * Each adds header `authorization`.  ${now_s} is the clock that the request's
 * date header shows.
 *
 * Alibaba Cloud, OpenAPI signature version 3 (ACS3-HMAC-SHA256): the caller has
 * set host, x-acs-action, x-acs-version, x-acs-date, x-acs-signature-nonce and
 * x-acs-content-sha256.
 */
void cloud_sign_acs3(struct arena *mem, struct cloud_request *rq,
    const struct cloud_key *key);
/* Tencent Cloud (TC3-HMAC-SHA256): header values are compared in lower case. */
void cloud_sign_tc3(struct arena *mem, struct cloud_request *rq,
    const struct cloud_key *key, const char *service, int64_t now_s);
/* AWS Signature Version 4: the caller has set host and x-amz-date. */
void cloud_sign_aws4(struct arena *mem, struct cloud_request *rq,
    const struct cloud_key *key, const char *region, const char *service,
    int64_t now_s);

/* --- what the three share --- */

/* method, path, query, headers, their names, digest of the body. */
struct str cloud_sign_canonical(struct arena *mem,
    const struct cloud_request *rq, bool lower_values, const char **names);
/* HMAC-SHA256 of ${text} under ${key}. */
void cloud_sign_mac(struct str key, struct str text, unsigned char out[32]);
/* "20150830T123600Z" (${out} holds 17) of a clock in seconds, UTC. */
char *cloud_sign_time(int64_t now_s, char out[17]);

#endif
