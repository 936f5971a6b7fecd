/* Rules of terminal sessions: who may open, see, join and end one. */
#include <inttypes.h>

#include "auth/auth.h"
#include "db/db.h"
#include "hosts/hosts.h"
#include "rbac/rbac.h"
#include "ssh/ssh.h"
#include "terminals/terminals_int.h"

#define TICKET_LIFE_S 30

struct terminals_scope
terminals_scope_of(struct cx *cx)
{
	const struct principal *who = &cx->who;
	int64_t *v = arena_array(cx->mem, who->n_projects + 1, sizeof(*v));
	struct terminals_scope s = { v, 0 };
	size_t i;

	for (i = 0; i < who->n_projects; i++) {
		if (cx_can_in(cx, TERMINALS_PERM_AUDIT, who->projects[i]) ||
		    cx_can_in(cx, TERMINALS_PERM_CONTROL, who->projects[i]))
			v[s.n_audited++] = who->projects[i];
	}
	return s;
}

enum err_code
terminals_id(struct cx *cx, const char *session_id, int64_t *id)
{
	struct str s = str_of(session_id);

	if (str_starts(s, STR("hts-"))) {
		s.p += 4;
		s.n -= 4;
		if (s.n && s.p[0] != '0' && str_int(s, id) && *id > 0)
			return ERR_OK;
	}
	return err_set(cx, ERR_NOT_FOUND, "终端会话不存在",
	    "terminal session not found");
}

void
terminals_dress(struct cx *cx, struct terminal *t)
{
	t->session_id = arena_printf(cx->mem, "hts-%" PRId64, t->id);
	t->mine = t->user_id == cx->who.user_id;
	t->can_watch =
	    t->mine || cx_can_in(cx, TERMINALS_PERM_AUDIT, t->project_id);
	t->can_control =
	    t->mine || cx_can_in(cx, TERMINALS_PERM_CONTROL, t->project_id);
}

static enum err_code
check_open(struct cx *cx, int64_t project_id)
{
	if (cx_can_in(cx, "host:write", project_id))
		return rbac_check_in(cx, "host:write", project_id);
	return rbac_check_in(cx, "host:execute", project_id);
}

enum err_code
terminals_open(struct cx *cx, int64_t host_id, const struct terminal_new *in,
    struct terminal *out)
{
	struct terminal t = { .cols = in->cols, .rows = in->rows };
	struct ssh_target target;
	struct host_ref host;
	enum err_code rc;
	int64_t n;

	rc = hosts_reach(cx, host_id, &host, &target);
	if (rc)
		return rc;
	rc = check_open(cx, host.project_id);
	if (rc)
		return rc;
	rc = terminals_db_open_count(cx, &n);
	if (rc)
		return rc;
	if (n >= cx->set->terminal_per_user)
		return err_set(cx, ERR_TOO_MANY,
		    "您已打开 %d 个终端，请先关闭一些",
		    "you have %d terminals open: close some first", (int)n);
	t.project_id = host.project_id;
	t.host_id = host.id;
	t.host_name = host.name;
	t.ip = host.ip;
	t.ssh_user = host.ssh_user;
	t.user_id = cx->who.user_id;
	t.username = cx->who.username;
	t.client_ip = cx->who.ip;
	t.reason = in->reason ? in->reason : "";
	rc = terminals_db_insert(cx, &t, out);
	if (rc == ERR_OK)
		terminals_dress(cx, out);
	return rc;
}

enum err_code
terminals_get(struct cx *cx, int64_t host_id, const char *session_id,
    struct terminal *out)
{
	struct terminals_scope scope = terminals_scope_of(cx);
	enum err_code rc;
	int64_t id = 0;

	rc = terminals_id(cx, session_id, &id);
	if (rc == ERR_OK)
		rc = terminals_db_get(cx, id, &scope, out);
	if (rc == ERR_NOT_FOUND ||
	    (rc == ERR_OK && host_id != 0 && out->host_id != host_id))
		return err_set(cx, ERR_NOT_FOUND, "终端会话不存在",
		    "terminal session not found");
	if (rc == ERR_OK)
		terminals_dress(cx, out);
	return rc;
}

enum err_code
terminals_readable(struct cx *cx, const char *session_id, struct terminal *out)
{
	enum err_code rc;

	rc = terminals_get(cx, 0, session_id, out);
	if (rc || out->can_watch)
		return rc;
	return rbac_check_in(cx, TERMINALS_PERM_AUDIT, out->project_id);
}

static enum err_code
is_over(struct cx *cx)
{
	return err_set(cx, ERR_CONFLICT, "终端会话已结束",
	    "the terminal session is over");
}

enum err_code
terminals_own(struct cx *cx, int64_t host_id, const char *session_id,
    struct terminal *out)
{
	enum err_code rc;

	rc = terminals_get(cx, host_id, session_id, out);
	if (rc)
		return rc;
	if (!out->mine)
		return err_set(cx, ERR_NOT_FOUND, "终端会话不存在",
		    "terminal session not found");
	/* The right may have gone since it was opened. */
	rc = check_open(cx, out->project_id);
	if (rc)
		return rc;
	return strcmp(out->status, "active") == 0 ? ERR_OK : is_over(cx);
}

/* Whoever holds it hears of it at once; he also looks by himself. */
static void
tell(struct cx *cx, const struct terminal *t)
{
	db_notify(cx, "k8sm_terminals",
	    arena_printf(cx->mem, "%" PRId64, t->id));
}

enum err_code
terminals_end(struct cx *cx, int64_t host_id, const char *session_id,
    struct terminal *out)
{
	enum err_code rc;
	int64_t id;

	rc = terminals_get(cx, host_id, session_id, out);
	if (rc)
		return rc;
	if (!out->can_control)
		return rbac_check_in(cx, TERMINALS_PERM_CONTROL,
		    out->project_id);
	/* Ending what is over already is what was wanted. */
	if (strcmp(out->status, "active") != 0)
		return ERR_OK;
	id = out->id;
	rc = terminals_db_end(cx, id, out->mine ? "closed" : "killed", out);
	if (rc == ERR_NOT_FOUND) {
		err_clear(cx);
		return terminals_get(cx, host_id, session_id, out);
	}
	if (rc)
		return rc;
	terminals_dress(cx, out);
	tell(cx, out);
	return ERR_OK;
}

enum err_code
terminals_ticket(struct cx *cx, const char *session_id, const char *mode,
    struct terminal *t, struct terminal_ticket *out)
{
	enum err_code rc;

	if (mode == NULL || mode[0] == '\0')
		mode = "attach";
	if (strcmp(mode, "attach") == 0) {
		rc = terminals_own(cx, 0, session_id, t);
	} else {
		rc = terminals_get(cx, 0, session_id, t);
		if (rc == ERR_OK)
			rc = rbac_check_in(cx,
			    mode[0] == 'w' ? TERMINALS_PERM_AUDIT :
					     TERMINALS_PERM_CONTROL,
			    t->project_id);
		if (rc == ERR_OK && strcmp(t->status, "active") != 0)
			rc = is_over(cx);
	}
	if (rc)
		return rc;
	out->ws_path = "/ws/terminals";
	out->expires_in_s = TICKET_LIFE_S;
	return auth_ticket_make(cx,
	    arena_printf(cx->mem, "terminal:%" PRId64 ":%s", t->id, mode),
	    &out->ticket);
}
