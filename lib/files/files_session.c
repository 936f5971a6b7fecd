/*
 * files_session: sessions that a process keeps for a while.
 *
 * Who asks is judged at every request; what is kept is the open connection
 * alone, under the host's login_version, so that changed credentials, a changed
 * pin or another address never meet an old session.
 */
#include "db/db.h"
#include "files/files_int.h"
#include "rbac/rbac.h"

#define SESSIONS 4
#define IDLE_MS 60000
#define SESSION_MEMORY ((size_t)8 << 20)

struct session {
	struct arena *mem; /* NULL: free place */
	int64_t host_id;
	int64_t login_version;
	int64_t used_ms;
	struct ssh *ssh;
	struct sftp *f;
	struct str home;
	const char *root; /* that real_root was resolved from */
	struct str real_root;
};

static struct session sessions[SESSIONS];

static void
drop(struct session *s)
{
	/* Closes both by what was deferred. */
	arena_free(s->mem);
	*s = (struct session){ .mem = NULL };
}

void
files_idle(void)
{
	int64_t now = time_mono_ms();
	size_t i;

	for (i = 0; i < SESSIONS; i++)
		if (sessions[i].mem != NULL &&
		    now - sessions[i].used_ms > IDLE_MS)
			drop(&sessions[i]);
}

/* The kept session of ${ref}, or NULL; old and dead ones go. */
static struct session *
kept(const struct host_ref *ref)
{
	struct session *s, *found = NULL;
	size_t i;

	files_idle();
	for (i = 0; i < SESSIONS; i++) {
		s = &sessions[i];
		if (s->mem == NULL || s->host_id != ref->id)
			continue;
		if (s->login_version != ref->login_version || !sftp_alive(s->f))
			drop(s);
		else
			found = s;
	}
	return found;
}

static struct session *
place(void)
{
	struct session *s = &sessions[0];
	size_t i;

	for (i = 0; i < SESSIONS; i++) {
		if (sessions[i].mem == NULL)
			return &sessions[i];
		if (sessions[i].used_ms < s->used_ms)
			s = &sessions[i];
	}
	drop(s);
	return s;
}

/* An error that arose with other memory, told in the caller's. */
static enum err_code
pass_on(struct cx *cx, const struct cx *from, enum err_code rc)
{
	cx->err = from->err;
	cx->message = arena_strdup(cx->mem, from->message);
	cx->field = arena_strdup(cx->mem, from->field);
	cx->detail = arena_strdup(cx->mem, from->detail);
	return rc;
}

static enum err_code
dial(struct cx *cx, const struct host_ref *ref, const struct ssh_target *t,
    struct session **out)
{
	struct session *s = place();
	struct cx inner = *cx;
	enum ssh_fault fault = SSH_F_NONE;
	struct str home;
	enum err_code rc;

	s->mem = inner.mem = arena_new(SESSION_MEMORY);
	s->host_id = ref->id;
	s->login_version = ref->login_version;
	s->used_ms = time_mono_ms();
	rc = ssh_open(&inner, t, &s->ssh, &fault);
	if (rc == ERR_OK)
		rc = sftp_start(&inner, s->ssh, &s->f, &fault);
	if (rc == ERR_OK)
		rc = sftp_realpath(&inner, s->f, STR("."), &home);
	if (rc) {
		rc = pass_on(cx, &inner, rc);
		if (fault == SSH_F_HOSTKEY)
			hosts_key_changed(cx, s->ssh);
		drop(s);
		return rc;
	}
	s->home = home;
	*out = s;
	return ERR_OK;
}

static enum err_code
resolve_root(struct cx *cx, struct session *s, const char *root)
{
	struct cx inner = *cx;
	struct sftp_attrs a;
	struct str real;
	enum err_code rc;

	if (s->root != NULL && strcmp(s->root, root) == 0)
		return ERR_OK;
	inner.mem = s->mem;
	s->root = NULL;
	s->real_root = (struct str){ "", 0 };
	if (root[0] == '\0') {
		s->root = "";
		return ERR_OK;
	}
	rc = sftp_realpath(&inner, s->f, str_of(root), &real);
	if (rc == ERR_OK)
		rc = sftp_stat(&inner, s->f, real, &a);
	if (rc) {
		if (!sftp_alive(s->f))
			return pass_on(cx, &inner, rc);
		return err_set(cx, ERR_CONFLICT,
		    "策略规定的目录 '%s' 在主机上不存在",
		    "the folder '%s' that the policy allows is not there on "
		    "the host",
		    root);
	}
	s->real_root = files_clean(s->mem, real);
	s->root = arena_strdup(s->mem, root);
	return ERR_OK;
}

/* Whether the caller holds one of ${perms} in the host's project. */
static enum err_code
may(struct cx *cx, const char *perms, int64_t project_id)
{
	struct str rest = str_of(perms), one;
	enum err_code rc = ERR_OK;

	while (rest.n > 0) {
		str_cut(&rest, '|', &one);
		err_clear(cx);
		rc = rbac_check_in(cx, arena_str(cx->mem, one), project_id);
		if (rc != ERR_FORBIDDEN)
			return rc;
	}
	return rc;
}

static enum err_code
open_with(struct cx *cx, int64_t host_id, const char *perms, int wake_fd,
    struct files_host *out)
{
	struct ssh_target target;
	struct file_root root;
	struct session *s;
	enum err_code rc;

	*out = (struct files_host){ .f = NULL };
	rc = hosts_reach(cx, host_id, &out->ref, &target);
	if (rc == ERR_OK && perms != NULL)
		rc = may(cx, perms, out->ref.project_id);
	if (rc == ERR_OK)
		rc = files_db_root(cx, out->ref.project_id, host_id, &root);
	if (rc)
		return rc;
	target.wake_fd = wake_fd;
	s = kept(&out->ref);
	if (s == NULL) {
		rc = dial(cx, &out->ref, &target, &s);
		if (rc)
			return rc;
	}
	s->used_ms = time_mono_ms();
	sftp_set_wait(s->f, 30000, wake_fd);
	rc = resolve_root(cx, s, root.root);
	if (rc)
		return rc;
	out->f = s->f;
	out->root = s->root;
	out->real_root = s->real_root;
	out->home = s->home;
	return ERR_OK;
}

enum err_code
files_open(struct cx *cx, int64_t host_id, const char *perms,
    struct files_host *out)
{
	return open_with(cx, host_id, perms, -1, out);
}

enum err_code
files_open_task(struct cx *cx, int64_t host_id, int wake_fd,
    struct files_host *out)
{
	return open_with(cx, host_id, NULL, wake_fd, out);
}
