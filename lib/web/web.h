/*
 * web: requests, replies, route tables and what is derived from them.
 */
#ifndef K8SM_WEB_WEB_H
#define K8SM_WEB_WEB_H

#include "base/base.h"
#include "json/json.h"
#include "type/type.h"

enum method { M_GET, M_POST, M_PUT, M_PATCH, M_DELETE, M__MAX };

const char *method_name(enum method m);

struct reply;

struct req {
	enum method method;
	const char *path;		/* decoded, without query */
	const struct route *route;
	const void *path_args;		/* bound by route->path */
	const void *query;		/* bound by route->query */
	const void *body;		/* bound by route->body */
	struct str raw_body;
	/* Value of a request header ("Last-Event-ID"), or NULL. */
	const char *(*header)(const struct req *rq, const char *name);
	void *io;			/* the transport's own */
	bool head;			/* HEAD: the body of the reply is not sent */
	/*
	 * R_TRANSFER: body and reply piece by piece, in constant memory.  Every
	 * piece moved puts off the deadline.
	 *
	 * take    up to ${room} bytes of the body; *${n} 0 at its end.
	 *         ERR_INVALID when it was cut off.
	 * begin   status and headers of ${rp}, then ${length} bytes follow.
	 * give    the next of them.  ERR_UNAVAILABLE when the client has gone.
	 *
	 * An error after begin cuts the connection, so that nobody takes a part
	 * for the whole.
	 */
	int64_t length;			/* of the body, -1: not said */
	enum err_code (*take)(struct cx *cx, const struct req *rq, void *to,
	    size_t room, size_t *n);
	enum err_code (*begin)(struct cx *cx, const struct req *rq,
	    const struct reply *rp, int64_t length);
	enum err_code (*give)(struct cx *cx, const struct req *rq,
	    struct str piece);
};

struct reply {
	int status;
	struct buf body;
	struct arena *mem;
	const char *content_type;	/* default application/json */
	struct reply_header {
		const char *name;
		const char *value;
	} headers[12];
	size_t n_headers;
	const char *request_id;
	enum lang lang;
	/*
	 * After-image for the audit row and id of the object touched, when the
	 * path does not name it (a create).  Set by reply_item automatically.
	 */
	int64_t object_id;
	const char *object_name;
	int64_t project_id;	/* whose audit chain; 0: the caller's X-Project-ID */
	struct str before;	/* JSON, secrets absent */
	struct str after;
};

/*
 * A handler runs inside the transaction (unless R_NOTX) and writes the reply;
 * it returns an error otherwise and the dispatcher writes that.
 */
typedef enum err_code (*route_fn)(struct cx *cx, const struct req *rq,
    struct reply *rp);

enum route_flag {
	R_PUBLIC = 1,	/* no authentication; on a short allow-list */
	R_NOTX = 2,	/* runs without a transaction */
	R_REMOTE = 4,	/* waits for a remote system: second pool, implies NOTX;
			 * handlers open their own short transactions */
	R_RAW_BODY = 8,	/* body is not JSON; handler reads rq->raw_body */
	R_STREAM = 16,	/* answers with a hand-over to k8sm-stream */
	R_LIST = 32,	/* reply is {list,total} of .reply */
	R_ARRAY = 64,	/* reply is a plain array of .reply */
	R_SELF = 128,	/* any authenticated caller, about himself only */
	R_NO_AUDIT_BODY = 256,	/* the audit row carries no images */
	R_NO_TOKEN = 512,	/* API tokens are refused: sessions only */
	R_PLAIN = 1024,	/* reply body is not the envelope */
	R_TEXTS = 2048,	/* reply is an array of texts */
	R_TASK = 4096,	/* reply is the task that does it, or the approval that
			 * it waits for */
	R_AUDIT_FAILED = 8192,	/* routine: audited only when refused or failed */
	R_TRANSFER = 16384,	/* moves files: third pool, NOTX, no deadline but
			 * that of standing still; with R_RAW_BODY the body is
			 * read by rq->take */
	R_ETAG = 32768,		/* If-Match is an opaque tag that the handler reads */
	R_KEPT = 65536,		/* its reply may be given again while nothing was
				 * heard of a change: it has no effects, no headers
				 * of its own, does not depend on the time, and
				 * reads nothing but tables whose changes the
				 * database announces on k8sm_changed */
	R_QUERY_TOKEN = 131072	/* the access token may come as ?token=: browsers
				 * cannot send headers with a WebSocket */
};

struct route {
	enum method method;
	const char *pattern;		/* "/api/v1/hosts/{id}" */
	const char *id;			/* "hosts.get" */
	const char *doc;		/* English, one sentence */
	const char *perm;		/* "host:read"; "a|b" = one of */
	const char *audit;		/* object kind; NULL only for GET */
	unsigned flags;
	const struct type *path;
	const struct type *query;
	const struct type *body;
	const struct type *reply;
	size_t body_max;		/* 0: the setting */
	/* Of a deprecated route: where its callers should go, and until when. */
	const char *successor;
	const char *sunset;
	route_fn fn;
};

/* Path and query types that many routes share. */
struct id_path {
	int64_t id;
};
extern const struct type id_path_type;

struct page {
	int64_t page;
	int64_t page_size;
	const char *q;
	const char *sort;
};
extern const struct type page_type;
#define PAGE_DEFAULT 20
#define PAGE_MAX     500
/* The rows that every *_filter struct starts with ("struct page page" first
 * member not needed: name members page, page_size, q, sort alike). pageSize is
 * taken as page_size by the query binder. */
#define PAGE_FIELDS(S)                                                      \
	F_INT(S, page, 0, 1, 1000000, 1, "Page, from 1"),                   \
	F_INT(S, page_size, 0, 1, PAGE_MAX, PAGE_DEFAULT, "Rows per page"), \
	F_TEXT(S, q, 0, 0, 200, "Search text"),                             \
	F_TEXT(S, sort, 0, 0, 64, "Column, with - in front for descending")

/* Offset of the first row of a page. */
static inline int64_t
page_offset(int64_t page, int64_t page_size)
{
	return (page - 1) * page_size;
}

/*
 * Reply writers.  Each fills the whole envelope and returns ERR_OK.
 * reply_item also notes object id (member `id`), its name (`name`, `username`,
 * `title`), its project (`project_id`) and the after-image for audit, each unless
 * the handler said so itself.
 */
void reply_init(struct reply *rp, const struct cx *cx);
enum err_code reply_ok(struct reply *rp);
enum err_code reply_item(struct reply *rp, int status, const struct type *t,
    const void *obj);
enum err_code reply_list(struct reply *rp, const struct type *t,
    const void *items, size_t n, int64_t total);
enum err_code reply_array(struct reply *rp, const struct type *t,
    const void *items, size_t n);
enum err_code reply_texts(struct reply *rp, const char *const *v, size_t n);
/* 202 with {"task_id": id} and Location: /api/v1/tasks/{id}. */
enum err_code reply_task(struct reply *rp, int64_t task_id);
/* Hands the client over to k8sm-stream: X-Accel-Redirect to ${uri}. */
enum err_code reply_stream(struct reply *rp, const char *uri);
/* ${data} must be JSON. */
enum err_code reply_raw(struct reply *rp, int status, struct str data);
/* The error in cx's slot; empties what was written before. */
void reply_error(struct reply *rp, const struct cx *cx, enum err_code rc);
/* ${value} is refused (dropped, logged) when it holds CR or LF. */
void reply_header(struct reply *rp, const char *name, const char *value);
/* Names the object for the audit row; ${before} as type_text made it. */
void reply_audit(struct reply *rp, int64_t object_id, const char *object_name,
    struct str before, struct str after);

/*
 * Router over all tables.  ${tables} is NULL-ended; each table ends with a row
 * whose fn is NULL.  Built once; duplicates end the process with a message.
 */
struct router;
struct router *router_new(struct arena *mem, const struct route *const *tables);

/*
 * Finds the route of ${method} ${path} (still percent-encoded) and decodes its
 * parameters.  ERR_NOT_FOUND; ERR_METHOD with ${allow} = "GET, PUT";
 * ERR_INVALID for bad encoding, NUL, control characters or '/' in a parameter
 * (%2F is allowed inside {x...} parameters only).
 */
enum err_code router_find(struct cx *cx, const struct router *r,
    const char *method, struct str path, const struct route **route,
    struct type_pair *params, size_t *n_params, const char **allow) MUST_CHECK;
#define ROUTE_MAX_PARAMS 6

/* Splits and decodes a query string; at most ${max} pairs. ERR_INVALID. */
enum err_code query_parse(struct cx *cx, struct str query,
    struct type_pair *pairs, size_t max, size_t *n) MUST_CHECK;
#define QUERY_MAX_PAIRS 64

/*
 * Parses ${query} and binds it to ${t} (NULL: no parameter is allowed); the
 * contract's pageSize is taken as page_size.  *${out} gets the struct.
 */
enum err_code query_bind(struct cx *cx, struct str query, const struct type *t,
    const void **out) MUST_CHECK;

/* Percent-decodes ${in} into ${mem}; ${plus} also '+' as space.  False when the
 * encoding is broken; the result may be any bytes. */
bool url_decode(struct arena *mem, struct str in, bool plus, struct str *out);

/* Whether ${s} is UTF-8 without control characters. */
bool url_is_text(struct str s);

/* OpenAPI 3.1 document of all tables. */
void openapi_write(struct json *j, const struct route *const *tables,
    const char *version);

/* The n-th route over all tables (0…), or NULL: for tests and listings. */
const struct route *route_at(const struct route *const *tables, size_t n);

#endif
