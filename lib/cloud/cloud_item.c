/*
 * cloud_item: what an import does with one instance.
 */
#include "cloud/cloud_job.h"
#include "db/db.h"
#include "hosts/hosts_import.h"
#include "secrets/secrets.h"

struct step {
	struct cloud_todo *todo;
	size_t n;
	struct cloud_instance *known;
	size_t n_known;
};

static const struct cloud_instance *
find(const struct step *s, const char *id)
{
	size_t i;

	for (i = 0; i < s->n_known; i++)
		if (strcmp(s->known[i].instance_id, id) == 0)
			return &s->known[i];
	return NULL;
}

static const char *
address_of(const struct job *j, const struct cloud_instance *in)
{
	bool public = strcmp(j->kept.address, "public") == 0;
	const char *first = public ? in->public_ip : in->private_ip;
	const char *other = public ? in->private_ip : in->public_ip;

	return first[0] != '\0' ? first : other;
}

static enum err_code
done(struct cx *cx, const struct cloud_todo *todo, const char *state,
    const char *code, const char *detail)
{
	return cloud_run_db_done(cx, todo->id, state, code, detail, 0, NULL);
}

static enum err_code
settle(struct cx *cx, struct job *j, const struct cloud_todo *todo,
    const struct cloud_instance *in, enum host_import_end end, int64_t host_id,
    const char *other)
{
	enum err_code rc = ERR_OK;

	switch (end) {
	case HOST_IMPORT_CREATED:
	case HOST_IMPORT_UPDATED:
		rc = cloud_db_host_put(cx, &j->w, host_id, in);
		if (rc)
			return rc;
		return cloud_run_db_done(cx, todo->id,
		    end == HOST_IMPORT_CREATED ? "created" : "updated", NULL,
		    NULL, host_id, in);
	case HOST_IMPORT_NAME_TAKEN:
		return cloud_run_db_done(cx, todo->id, "skipped", "name_taken",
		    other, 0, in);
	case HOST_IMPORT_ADDRESS_TAKEN:
		return cloud_run_db_done(cx, todo->id, "skipped",
		    "address_taken", other, 0, in);
	case HOST_IMPORT_NO_ADDRESS:
		break;
	}
	return cloud_run_db_done(cx, todo->id, "failed", "no_address", NULL, 0,
	    in);
}

static enum err_code
bring_in(struct cx *cx, struct job *j, const struct cloud_todo *todo,
    const struct cloud_instance *in)
{
	struct host_import h = { .project_id = j->w.project_id,
		.source = "cloud_import",
		.provider = j->w.provider,
		.instance_id = in->instance_id,
		.name = in->name,
		.now_ip = { in->private_ip, in->public_ip },
		.ip = address_of(j, in),
		.port = j->kept.port > 0 ? j->kept.port : 22,
		.ssh_user = j->kept.ssh_user,
		.ssh_key_id = j->kept.ssh_key_id,
		.password = j->password,
		.role = j->kept.role,
		.region = in->region,
		.tags = j->kept.labels,
		.os = in->os,
		.cpu_cores = in->cpu,
		.memory_mb = in->memory_mb,
		.disk_gb = in->disk_gb,
		.off = strcmp(in->status, "running") != 0 };
	enum host_import_end end;
	struct cloud_host was;
	const char *other;
	int64_t host_id;
	enum err_code rc;
	bool found;

	rc = cloud_db_host(cx, j->w.project_id, j->w.provider, in->instance_id,
	    &was, &found);
	if (rc)
		return rc;
	if (found) {
		h.host_id = was.host_id;
		h.was_name = was.name;
		h.was_ip[0] = was.private_ip;
		h.was_ip[1] = was.public_ip;
		h.back = was.gone;
	} else if (strcmp(todo->change, "changed") == 0) {
		return done(cx, todo, "skipped", "host_gone", NULL);
	}
	rc = hosts_import(cx, &h, &end, &host_id, &other);
	if (rc)
		return rc;
	return settle(cx, j, todo, in, end, host_id, other);
}

static enum err_code
mark_gone(struct cx *cx, const struct cloud_todo *todo,
    const struct cloud_instance *in)
{
	enum err_code rc;

	if (in != NULL && strcmp(in->status, "terminated") != 0)
		return done(cx, todo, "skipped", "still_there", NULL);
	if (todo->host_id == 0)
		return done(cx, todo, "skipped", "host_gone", NULL);
	rc = hosts_import_gone(cx, todo->host_id,
	    cx->lang == LANG_ZH ? "云端实例已不存在" :
				  "the instance is gone at the cloud");
	if (rc == ERR_OK)
		rc = cloud_db_host_gone(cx, todo->host_id);
	if (rc)
		return rc;
	return done(cx, todo, "gone", NULL, NULL);
}

static enum err_code
do_one(struct cx *cx, struct job *j, const struct step *s,
    const struct cloud_todo *todo)
{
	const struct cloud_instance *in = find(s, todo->instance_id);
	struct cloud_instance *kept;
	enum err_code rc;

	if (strcmp(todo->change, "gone") == 0)
		return mark_gone(cx, todo, in);
	if (in == NULL && strcmp(j->w.kind, "import") == 0 &&
	    todo->data.n > 0) {
		kept = ARENA_NEW(cx->mem, struct cloud_instance);
		rc = type_bind_text(cx, &cloud_instance_type,
		    (struct str){ todo->data.p, todo->data.n }, kept);
		if (rc)
			return rc;
		in = kept;
	}
	if (in == NULL)
		return done(cx, todo, "failed", "not_found", NULL);
	if (strcmp(in->status, "terminated") == 0)
		return done(cx, todo, "failed", "terminated", NULL);
	return bring_in(cx, j, todo, in);
}

struct step_in_tx {
	struct job *j;
	struct step *s;
};

static enum err_code
do_all(struct cx *cx, void *arg)
{
	struct step_in_tx *at = arg;
	enum err_code rc;
	size_t i;

	rc = cloud_db_lock_project(cx, at->j->w.project_id);
	for (i = 0; i < at->s->n && rc == ERR_OK; i++)
		rc = do_one(cx, at->j, at->s, &at->s->todo[i]);
	return rc;
}

/* Asks the cloud about those whose data is not at hand, or may be old. */
static enum err_code
refresh(struct cx *cx, struct job *j, struct step *s)
{
	const char **ids = arena_array(cx->mem, s->n + 1, sizeof(*ids));
	bool import = strcmp(j->w.kind, "import") == 0;
	struct cloud_ask ask = { .limit = CLOUD_PAGE_MAX };
	struct cloud_page page;
	enum err_code rc;
	size_t i, n = 0;

	for (i = 0; i < s->n; i++)
		if (!import || s->todo[i].data.n == 0)
			ids[n++] = s->todo[i].instance_id;
	if (n == 0)
		return ERR_OK;
	ask.ids = ids;
	ask.n_ids = n;
	s->known = arena_array(cx->mem, n, sizeof(*s->known));
	j->target.region = s->todo[0].region;
	do {
		rc = cloud_job_page(cx, j, &ask, &page);
		if (rc)
			return rc;
		for (i = 0; i < page.n && s->n_known < n; i++)
			if (find(s, page.v[i].instance_id) == NULL)
				s->known[s->n_known++] = page.v[i];
		ask.next = page.next;
	} while (page.next != NULL && page.n > 0 && s->n_known < n);
	return ERR_OK;
}

enum err_code
cloud_item_step(struct cx *cx, struct job *j, void *arg)
{
	struct step s = { .n = 0 };
	struct step_in_tx at = { j, &s };
	bool *end = arg;
	enum err_code rc;
	int i;

	rc = cloud_run_db_todo(cx, j->w.id, &s.todo, &s.n);
	if (rc)
		return rc;
	*end = s.n == 0;
	if (s.n == 0)
		return ERR_OK;
	rc = refresh(cx, j, &s);
	if (rc == ERR_OK)
		rc = task_alive(cx, j->t);
	if (rc)
		return rc;
	/* Somebody may take a name between our look and our insert. */
	for (i = 0; i < 3; i++) {
		rc = db_tx(cx, do_all, &at);
		if (rc != ERR_CONFLICT)
			break;
		if (i < 2)
			err_clear(cx);
	}
	if (rc)
		return rc;
	(void)FAULT("cloud.step");
	j->done += (int64_t)s.n;
	return cloud_job_tell(cx, j, j->done, j->total);
}
