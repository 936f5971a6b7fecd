/*
 * cloud_provider: what the three clouds have in common.  A provider turns a
 * question into a request and a reply into instances; cloud_call.c sends it and
 * says what a failure means.
 */
#ifndef K8SM_CLOUD_CLOUD_PROVIDER_H
#define K8SM_CLOUD_CLOUD_PROVIDER_H

#include "cloud/cloud_sign.h"
#include "type/type.h"

#define CLOUD_REPLY_MAX  ((size_t)8 << 20)
#define CLOUD_PAGE_MAX   100
#define CLOUD_TAGS_MAX   64

/* What went wrong, as far as users can do something about it. */
enum cloud_fault {
	CLOUD_F_NONE,
	CLOUD_F_KEY,		/* access key id unknown or switched off */
	CLOUD_F_SIGNATURE,	/* the secret is wrong */
	CLOUD_F_PERMISSION,	/* the key may not do this */
	CLOUD_F_CLOCK,		/* our clock or theirs is off */
	CLOUD_F_THROTTLED,
	CLOUD_F_REGION,		/* no such region */
	CLOUD_F_NETWORK,
	CLOUD_F_TLS,
	CLOUD_F_TIMEOUT,
	CLOUD_F_DENIED,		/* the egress policy says no */
	CLOUD_F_REPLY,		/* an answer that is none */
	CLOUD_F_SERVICE,	/* the cloud says that it failed */
	CLOUD_F_CANCELLED
};
const char *cloud_fault_name(enum cloud_fault f);

struct cloud_instance {
	const char *instance_id;
	const char *name;
	const char *ip;			/* the private one, else the public one */
	const char *region;
	const char *status;		/* one of cloud_statuses */
	const char *os;
	int64_t cpu;
	int64_t memory_mb;
	int64_t disk_gb;
	const char *private_ip;
	const char *public_ip;
	const char *zone;
	const char *instance_type;
	const char *vpc_id;
	struct texts tags;		/* "key=value" */
	struct opt_int host_id;		/* imported already */
};

struct cloud_region {
	const char *id;
	const char *name;
};

/* Whom to call and as whom. */
struct cloud_target {
	const struct cloud_provider *provider;
	struct cloud_key key;
	const char *region;		/* checked: letters, digits, dashes */
	const char *endpoint;		/* "" : the provider's own */
	int wake_fd;			/* > 0: readable = give up */
	int timeout_ms;
};

struct cloud_ask {
	const char *keyword;
	const char *status;
	const char *tag;		/* "key" or "key=value" */
	const char *vpc;
	const char *const *ids;		/* these alone; no paging */
	size_t n_ids;
	int64_t limit;
	const char *next;
};

struct cloud_page {
	struct cloud_instance *v;
	size_t n;
	size_t dropped;			/* rows without a usable id */
	int64_t total;			/* -1: not told */
	const char *next;		/* NULL at the end */
};

struct cloud_provider {
	const char *name;
	bool errors_in_200;	/* failures come with status 200, too */
	/* Host name of the service in ${region}. */
	const char *(*host)(struct arena *mem, const char *region);
	/* Fills everything but the signature, which ${sign} adds. */
	void (*ask_page)(struct arena *mem, const struct cloud_ask *ask,
	    const char *region, struct cloud_request *rq);
	void (*ask_regions)(struct arena *mem, const char *region,
	    struct cloud_request *rq);
	void (*sign)(struct arena *mem, struct cloud_request *rq,
	    const struct cloud_target *t, const char *host, int64_t now_s,
	    const char *nonce);
	/*
	 * Both readers take any bytes.  False: not a reply of this service.
	 * ${ask} is what was asked, for services that page by offset.
	 */
	bool (*read_page)(struct cx *cx, struct str body,
	    const struct cloud_ask *ask, const char *region,
	    struct cloud_page *out);
	bool (*read_regions)(struct cx *cx, struct str body,
	    struct cloud_region **v, size_t *n);
	/* Error code and text of a reply, whatever its status; false: none. */
	bool (*read_error)(struct cx *cx, struct str body, const char **code,
	    const char **text);
	enum cloud_fault (*judge)(const char *code);
};

extern const struct cloud_provider cloud_alicloud;
extern const struct cloud_provider cloud_tencent;
extern const struct cloud_provider cloud_aws;

/* NULL: no such provider. */
const struct cloud_provider *cloud_provider_find(const char *name);

/*
 * One page of instances, or the regions.  On an error *${fault} says which kind
 * and the message is for people; ERR_UPSTREAM, ERR_TIMEOUT, ERR_UNAVAILABLE
 * (throttled, cancelled; retry_after_s set when told) or ERR_INVALID.
 */
enum err_code cloud_call_page(struct cx *cx, const struct cloud_target *t,
    const struct cloud_ask *ask, struct cloud_page *out,
    enum cloud_fault *fault) MUST_CHECK;
enum err_code cloud_call_regions(struct cx *cx, const struct cloud_target *t,
    struct cloud_region **v, size_t *n, enum cloud_fault *fault) MUST_CHECK;

/* --- what readers share (cloud_clean.c): strangers' text made usable --- */

/* Cut to ${most} characters, without control characters, trimmed. */
const char *cloud_clean_text(struct arena *mem, const char *s, size_t most);
/* "" unless it is an address in numbers that can be a machine's. */
const char *cloud_clean_ip(struct arena *mem, const char *s);
bool cloud_id_ok(const char *s);
/* Adds "key=value" to ${tags}; beyond CLOUD_TAGS_MAX they are left out. */
void cloud_clean_tag(struct arena *mem, struct texts *tags, const char *key,
    const char *value);
/* Sets what follows from the rest (ip) and checks the id; false: drop it. */
bool cloud_clean_instance(struct arena *mem, struct cloud_instance *in,
    const char *region);
/* Splits "key=value"; ${value} is NULL without '='. */
void cloud_split_tag(struct arena *mem, const char *tag, const char **key,
    const char **value);
/* Whether a keyword is an instance id or an address, so that clouds, which look
 * at one thing at a time, look at the right one. */
bool cloud_is_id(const char *keyword);
bool cloud_is_ip(const char *keyword);

#endif
