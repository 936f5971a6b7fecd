/*
 * system_api: what is asked before anybody logs in.
 */
#include "base/version.h"
#include "crypto/crypto.h"
#include "db/db.h"
#include "db/migrate.h"
#include "routes.h"
#include "system_api.h"

#define DOCUMENT_MAX ((size_t)8 << 20)

static const char *etag;

struct system_info {
	const char *version;
	struct texts features;
};

/* clang-format off */
static const struct field info_fields[] = {
	F_TEXT(struct system_info, version, F_RO, 0, 32, "Version"),
	F_TEXTS(struct system_info, features, F_RO, 0, 64,
	    "Domains that this server has"),
	F_END
};
static const struct type info_type = {
	"SystemInfo", sizeof(struct system_info), info_fields,
	"What this server is"
};
/* clang-format on */

struct system_status {
	const char *status;
};

/* clang-format off */
static const struct field status_fields[] = {
	F_TEXT(struct system_status, status, F_RO, 0, 16, "ok or ready"),
	F_END
};
static const struct type status_type = {
	"SystemStatus", sizeof(struct system_status), status_fields,
	"Whether the server answers"
};
/* clang-format on */

struct str
system_openapi(struct arena *mem)
{
	struct buf b;
	struct json j;

	buf_init(&b, mem, DOCUMENT_MAX);
	json_init(&j, &b);
	openapi_write(&j, api_routes, K8SM_VERSION);
	if (!json_done(&j)) {
		log_error(NULL, "openapi.broken", LOG_INT("bytes", b.n));
		exit(70);
	}
	return buf_view(&b);
}

void
system_prepare(struct arena *mem)
{
	struct arena *own = arena_new(2 * DOCUMENT_MAX);

	etag = arena_printf(mem, "\"%.16s\"",
	    crypto_sha256_hex(mem, system_openapi(own)));
	arena_free(own);
}

static enum err_code
health(struct cx *cx, const struct req *rq, struct reply *rp)
{
	(void)cx;
	(void)rq;
	reply_header(rp, "Cache-Control", "no-store");
	buf_puts(&rp->body, "{\"status\":\"ok\"}");
	return ERR_OK;
}

static enum err_code
ready(struct cx *cx, const struct req *rq, struct reply *rp)
{
	enum err_code rc;

	(void)rq;
	rc = db_connect(cx);
	if (!rc)
		rc = migrate_check(cx);
	if (rc) {
		cx->retry_after_s = 1;
		return err_plain(cx, ERR_UNAVAILABLE);
	}
	reply_header(rp, "Cache-Control", "no-store");
	buf_puts(&rp->body, "{\"status\":\"ready\"}");
	return ERR_OK;
}

static enum err_code
openapi(struct cx *cx, const struct req *rq, struct reply *rp)
{
	const char *known = rq->header(rq, "If-None-Match");

	reply_header(rp, "ETag", etag);
	reply_header(rp, "Cache-Control", "no-cache");
	/* nginx makes the tag weak when it compresses. */
	if (known && strstr(known, etag)) {
		rp->status = 304;
		return ERR_OK;
	}
	buf_str(&rp->body, system_openapi(cx->mem));
	return ERR_OK;
}

static enum err_code
info(struct cx *cx, const struct req *rq, struct reply *rp)
{
	struct system_info out = { .version = K8SM_VERSION };
	const struct route *r;
	const char **names;
	struct str rest, room;
	size_t i, k;

	(void)rq;
	for (i = 0; route_at(api_routes, i); i++)
		;
	names = arena_array(cx->mem, i + 1, sizeof *names);
	for (i = 0; (r = route_at(api_routes, i)); i++) {
		rest = str_of(r->id);
		str_cut(&rest, '.', &room);
		for (k = 0; k < out.features.n; k++)
			if (str_eq(str_of(names[k]), room))
				break;
		if (k == out.features.n)
			names[out.features.n++] = arena_str(cx->mem, room);
	}
	out.features.v = names;
	out.features.set = true;
	return reply_item(rp, 200, &info_type, &out);
}

/* clang-format off */
const struct route system_routes[] = {
	{ M_GET, "/api/health", .id = "system.health",
	  .doc = "Whether the server answers; no database involved",
	  .flags = R_PUBLIC | R_NOTX | R_PLAIN, .reply = &status_type,
	  .fn = health },
	{ M_GET, "/api/ready", .id = "system.ready",
	  .doc = "Whether the server can work: database reachable, schema current",
	  .flags = R_PUBLIC | R_NOTX | R_PLAIN, .reply = &status_type,
	  .fn = ready },
	{ M_GET, "/api/openapi.json", .id = "system.openapi",
	  .doc = "This document", .flags = R_PUBLIC | R_NOTX | R_PLAIN,
	  .fn = openapi },
	{ M_GET, "/api/v1/system/info", .id = "system.info",
	  .doc = "Version and domains of this server", .flags = R_SELF,
	  .reply = &info_type, .fn = info },
	{ .fn = NULL }
};
/* clang-format on */
