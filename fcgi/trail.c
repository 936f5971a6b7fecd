/*
 * trail: audit rows of requests, from the route table and the reply.
 */
#include "audit/audit.h"
#include "trail.h"

/* The object that the path names, by its first integer. */
static int64_t
path_object(const struct req *rq)
{
	const struct type *t = rq->route->path;
	const struct field *f;
	const char *args = rq->path_args;

	if (!t || !args)
		return 0;
	for (f = t->fields; f->kind != FK_END; f++)
		if (f->kind == FK_INT)
			return *(const int64_t *)(const void *)(args +
			    f->offset);
	return 0;
}

static const char *
object_kind(const struct req *rq, struct arena *mem)
{
	struct str rest = str_of(rq->route->id), room;

	if (rq->route->audit)
		return rq->route->audit;
	str_cut(&rest, '.', &room);
	return arena_str(mem, room);
}

static struct audit_entry
entry(const struct cx *cx, const struct req *rq, const struct reply *rp)
{
	struct audit_entry e = { .action = rq->route->id,
		.object = object_kind(rq, cx->mem),
		.object_id = rp->object_id ? rp->object_id : path_object(rq),
		.object_name = rp->object_name,
		.project_id =
		    rp->project_id ? rp->project_id : cx->who.project_id };

	return e;
}

enum err_code
trail_success(struct cx *cx, const struct req *rq, const struct reply *rp,
    bool alone)
{
	struct audit_entry e;

	if (!rq->route->audit && !cx->set->audit_reads)
		return ERR_OK;
	if ((rq->route->flags & R_AUDIT_FAILED) && !cx->set->audit_reads)
		return ERR_OK;
	if (!rq->route->audit && (rq->route->flags & R_PUBLIC))
		return ERR_OK; /* health checks tell nothing about anybody */
	e = entry(cx, rq, rp);
	e.outcome = "ok";
	e.code = err_wire(ERR_OK);
	if (rq->route->audit && !(rq->route->flags & R_NO_AUDIT_BODY)) {
		e.before = rp->before;
		e.after = rp->after;
	}
	return alone ? audit_add_alone(cx, &e) : audit_add(cx, &e);
}

static bool
is_denial(const struct req *rq, enum err_code rc)
{
	/* Who asks for what he may not see is told that there is nothing. */
	return err_http(rc) == 403 ||
	    (err_http(rc) == 404 && rq->route->path != NULL);
}

void
trail_failure(struct cx *cx, const struct req *rq, const struct reply *rp,
    enum err_code rc)
{
	int status = err_http(rc);
	struct audit_entry e;
	enum err_code written;

	if (status == 401 || status == 429 || status == 405)
		return;
	if (!is_denial(rq, rc) && !rq->route->audit)
		return;
	if (cx->who.user_id == 0 && !(rq->route->flags & R_PUBLIC))
		return;
	/* Without a database there is no log either; the log line stays. */
	if (rc == ERR_UNAVAILABLE)
		return;
	e = entry(cx, rq, rp);
	e.outcome = is_denial(rq, rc) ? "denied" : "failed";
	e.code = err_wire(rc);
	e.reason = cx->err == rc ? cx->message : NULL;
	written = audit_add_alone(cx, &e);
	if (written)
		log_error(cx, "audit.lost", LOG_TEXT("route", rq->route->id),
		    LOG_TEXT("outcome", e.outcome));
}
