/*
 * cloud_call: sends a signed request and says what came of it.
 */
#include <errno.h>

#include "cloud/cloud_provider.h"
#include "crypto/crypto.h"
#include "http/http.h"

#define CA_MAX 262144

static const struct cloud_provider *const providers[] = { &cloud_alicloud,
	&cloud_tencent, &cloud_aws };

static const char *const fault_names[] = { "none", "bad_key_id",
	"bad_signature", "no_permission", "clock_skew", "throttled",
	"unknown_region", "network", "tls", "timeout", "not_allowed",
	"bad_reply", "service", "cancelled" };

const char *
cloud_fault_name(enum cloud_fault f)
{
	return fault_names[f];
}

const struct cloud_provider *
cloud_provider_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(providers) / sizeof(providers[0]); i++)
		if (strcmp(providers[i]->name, name) == 0)
			return providers[i];
	return NULL;
}

/* What somebody else's message says, short and without surprises. */
static const char *
quote(struct cx *cx, const char *code, const char *text)
{
	code = cloud_clean_text(cx->mem, code, 64);
	text = cloud_clean_text(cx->mem, text, 200);
	return text[0] != '\0' ? arena_printf(cx->mem, "%s: %s", code, text) :
				 code;
}

static enum err_code
say(struct cx *cx, enum cloud_fault fault, const char *said)
{
	switch (fault) {
	case CLOUD_F_KEY:
		return err_field_as(cx, ERR_UPSTREAM, "access_key_id",
		    "AccessKey ID 不存在或已停用（%s）",
		    "the access key id is unknown or switched off (%s)", said);
	case CLOUD_F_SIGNATURE:
		return err_field_as(cx, ERR_UPSTREAM, "access_key_secret",
		    "签名不匹配，AccessKey Secret 有误（%s）",
		    "the signature does not match: the secret is wrong (%s)",
		    said);
	case CLOUD_F_PERMISSION:
		return err_set(cx, ERR_UPSTREAM, "该密钥没有所需的权限（%s）",
		    "the key may not do this (%s)", said);
	case CLOUD_F_CLOCK:
		return err_set(cx, ERR_UPSTREAM,
		    "云端认为请求时间不对，请校准本机时钟（%s）",
		    "the cloud says that our clock is off (%s)", said);
	case CLOUD_F_THROTTLED:
		return err_set(cx, ERR_UNAVAILABLE,
		    "云端限流，请稍后再试（%s）",
		    "the cloud asks us to slow down (%s)", said);
	case CLOUD_F_REGION:
		return err_field_as(cx, ERR_UPSTREAM, "region",
		    "地域不存在（%s）", "there is no such region (%s)", said);
	case CLOUD_F_REPLY:
		return err_set(cx, ERR_UPSTREAM, "云端的应答无法理解（%s）",
		    "the cloud's answer cannot be understood (%s)", said);
	case CLOUD_F_NONE:
	case CLOUD_F_NETWORK:
	case CLOUD_F_TLS:
	case CLOUD_F_TIMEOUT:
	case CLOUD_F_DENIED:
	case CLOUD_F_SERVICE:
	case CLOUD_F_CANCELLED:
		break;
	}
	return err_set(cx, ERR_UPSTREAM, "云端返回错误（%s）",
	    "the cloud answered with an error (%s)", said);
}

/* No connection, or none to the end.  The message is http's. */
static enum cloud_fault
fault_of(const struct cloud_target *t, enum http_fault f)
{
	switch (f) {
	case HTTP_F_NAME:
		/* Each region has a name of its own; one without is none. */
		return t->endpoint[0] == '\0' ? CLOUD_F_REGION :
						CLOUD_F_NETWORK;
	case HTTP_F_TLS:
		return CLOUD_F_TLS;
	case HTTP_F_TIMEOUT:
		return CLOUD_F_TIMEOUT;
	case HTTP_F_DENIED:
		return CLOUD_F_DENIED;
	case HTTP_F_TOO_LARGE:
	case HTTP_F_PROTOCOL:
		return CLOUD_F_REPLY;
	case HTTP_F_CANCELLED:
		return CLOUD_F_CANCELLED;
	case HTTP_F_NONE:
	case HTTP_F_CONNECT:
		break;
	}
	return CLOUD_F_NETWORK;
}

/* The authorities that private endpoints are signed by, or NULL. */
static enum err_code
read_ca(struct cx *cx, const char *path, const char **pem)
{
	FILE *f;
	char *text;
	size_t n;

	*pem = NULL;
	if (path == NULL || path[0] == '\0')
		return ERR_OK;
	f = fopen(path, "re");
	if (f == NULL) {
		err_detail(cx, "%s: errno %d", path, errno);
		return err_set(cx, ERR_INTERNAL, "无法读取 cloud_ca_file",
		    "the file that cloud_ca_file names cannot be read");
	}
	text = arena_alloc(cx->mem, CA_MAX + 1);
	n = fread(text, 1, CA_MAX, f);
	(void)fclose(f);
	text[n] = '\0';
	*pem = text;
	return ERR_OK;
}

static const char *const *
header_lines(struct arena *mem, const struct cloud_request *rq)
{
	const char **v = arena_array(mem, rq->n_headers + 2, sizeof(*v));
	size_t i, n = 0;

	/* libcurl writes Host itself, from the address. */
	for (i = 0; i < rq->n_headers; i++)
		if (strcmp(rq->headers[i].name, "host") != 0)
			v[n++] = arena_printf(mem, "%s: %s",
			    rq->headers[i].name, rq->headers[i].value);
	v[n++] = "accept: application/json, application/xml";
	return v;
}

static enum err_code
send_it(struct cx *cx, const struct cloud_target *t, struct cloud_request *rq,
    struct http_response *rs, enum cloud_fault *fault)
{
	bool own = t->endpoint[0] != '\0';
	const char *host =
	    own ? t->endpoint : t->provider->host(cx->mem, t->region);
	struct http_request hr = { .method = rq->method,
		.body = rq->body,
		.timeout_ms = t->timeout_ms,
		.response_max = CLOUD_REPLY_MAX,
		.wake_fd = t->wake_fd };
	const char *query = cloud_query(cx->mem, rq->query, rq->n_query);
	enum err_code rc;

	t->provider->sign(cx->mem, rq, t, host, time_now_us() / 1000000,
	    crypto_token(cx->mem, 24));
	hr.headers = header_lines(cx->mem, rq);
	hr.url = arena_printf(cx->mem, "https://%s%s%s%s", host, rq->path,
	    query[0] != '\0' ? "?" : "", query);
	if (own) {
		rc = read_ca(cx, cx->set->cloud_ca_file, &hr.ca_pem);
		if (rc)
			return rc;
	}
	rc = http_do(cx, &hr, rs);
	if (rc == ERR_OK)
		return ERR_OK;
	*fault = fault_of(t, rs->fault);
	if (*fault == CLOUD_F_REGION)
		return say(cx, *fault, host);
	if (*fault == CLOUD_F_DENIED)
		return err_field(cx, "endpoint", "接入地址 %s 不允许访问",
		    "%s may not be called", host);
	return rc;
}

static enum err_code
judge(struct cx *cx, const struct cloud_target *t,
    const struct http_response *rs, enum cloud_fault *fault)
{
	const char *code = "", *text = "";
	int64_t wait;

	if (rs->status == 200 && !t->provider->errors_in_200)
		return ERR_OK;
	if (t->provider->read_error(cx, rs->body, &code, &text)) {
		*fault = t->provider->judge(code);
	} else {
		err_clear(cx);
		if (rs->status == 200)
			return ERR_OK;
		*fault = rs->status == 429 || rs->status == 503 ?
		    CLOUD_F_THROTTLED :
		    rs->status >= 500 ? CLOUD_F_SERVICE :
					CLOUD_F_REPLY;
		code = arena_printf(cx->mem, "HTTP %d", rs->status);
	}
	err_clear(cx);
	if (rs->retry_after != NULL &&
	    str_int(str_of(rs->retry_after), &wait) && wait > 0)
		cx->retry_after_s = wait < 60 ? wait : 60;
	return say(cx, *fault, quote(cx, code, text));
}

static enum err_code
bad_reply(struct cx *cx, enum cloud_fault *fault,
    const struct http_response *rs)
{
	err_clear(cx);
	*fault = CLOUD_F_REPLY;
	return say(cx, *fault,
	    arena_printf(cx->mem, "HTTP %d, %zu B", rs->status, rs->body.n));
}

enum err_code
cloud_call_page(struct cx *cx, const struct cloud_target *t,
    const struct cloud_ask *ask, struct cloud_page *out,
    enum cloud_fault *fault)
{
	struct cloud_request rq;
	struct http_response rs;
	enum err_code rc;

	*fault = CLOUD_F_NONE;
	t->provider->ask_page(cx->mem, ask, t->region, &rq);
	rc = send_it(cx, t, &rq, &rs, fault);
	if (rc == ERR_OK)
		rc = judge(cx, t, &rs, fault);
	if (rc)
		return rc;
	if (!t->provider->read_page(cx, rs.body, ask,
		arena_strdup(cx->mem, t->region), out))
		return bad_reply(cx, fault, &rs);
	return ERR_OK;
}

enum err_code
cloud_call_regions(struct cx *cx, const struct cloud_target *t,
    struct cloud_region **v, size_t *n, enum cloud_fault *fault)
{
	struct cloud_request rq;
	struct http_response rs;
	enum err_code rc;

	*fault = CLOUD_F_NONE;
	t->provider->ask_regions(cx->mem, t->region, &rq);
	rc = send_it(cx, t, &rq, &rs, fault);
	if (rc == ERR_OK)
		rc = judge(cx, t, &rs, fault);
	if (rc)
		return rc;
	if (!t->provider->read_regions(cx, rs.body, v, n))
		return bad_reply(cx, fault, &rs);
	return ERR_OK;
}
