/*
 * hosts_import: hosts known from elsewhere, made or brought up to date.
 */
#include "hosts/hosts_import.h"

#include "audit/audit.h"
#include "hosts/hosts_import_db.h"
#include "hosts/hosts_int.h"
#include "secrets/secrets.h"

#define NAME_MAX_CHARS 64

enum err_code
hosts_import_check(struct cx *cx, int64_t project_id, const char *ssh_user,
    int64_t ssh_key_id, const struct texts *labels, struct texts *tags)
{
	struct hosts_proof unused;

	if (!ssh_user_ok(ssh_user))
		return err_field(cx, "ssh_user", "无效的用户名",
		    "not a user name");
	if (ssh_key_id != 0) {
		enum err_code rc;

		rc = hosts_login_key(cx, ssh_key_id, project_id, &unused);
		if (rc)
			return rc;
	}
	return hosts_labels_clean(cx, "labels", labels, tags);
}

/* At most ${most} characters of ${s}. */
static const char *
cut(struct arena *mem, const char *s, size_t most)
{
	size_t i = 0, n = strlen(s), chars = 0, step;

	while (i < n && chars < most) {
		step = str_utf8(s + i, n - i);
		if (step == 0)
			break;
		i += step;
		chars++;
	}
	return arena_str(mem, str_trim((struct str){ s, i }));
}

/* The name, or with the instance's id behind it where somebody has it. */
static enum err_code
choose_name(struct cx *cx, const struct host_import *in, const char **name,
    const char **other)
{
	size_t id_n = strlen(in->instance_id);
	const char *base;
	enum err_code rc;

	*name = cut(cx->mem, in->name, NAME_MAX_CHARS);
	if ((*name)[0] == '\0')
		*name = cut(cx->mem, in->instance_id, NAME_MAX_CHARS);
	rc = hosts_import_db_named(cx, in->project_id, *name, in->host_id,
	    other);
	if (rc || *other == NULL)
		return rc;
	if (id_n + 2 > NAME_MAX_CHARS)
		return ERR_OK;
	base = cut(cx->mem, *name, NAME_MAX_CHARS - 1 - id_n);
	*name = arena_printf(cx->mem, "%s-%s", base, in->instance_id);
	return hosts_import_db_named(cx, in->project_id, *name, in->host_id,
	    other);
}

static enum err_code
note(struct cx *cx, const char *action, const struct host *before,
    const struct host *after)
{
	struct audit_entry e = { .project_id = after->project_id,
		.action = action,
		.object = "host",
		.object_id = after->id,
		.object_name = after->name,
		.outcome = "ok",
		.code = err_wire(ERR_OK) };

	if (before != NULL)
		e.before = type_text(cx->mem, &host_type, before);
	e.after = type_text(cx->mem, &host_type, after);
	return audit_add(cx, &e);
}

static enum err_code
create(struct cx *cx, const struct host_import *in, const char *name,
    int64_t *host_id)
{
	struct host_adopt ad = { .project_id = in->project_id,
		.name = name,
		.ip = in->ip,
		.port = in->port,
		.ssh_user = in->ssh_user,
		.ssh_key_id = in->ssh_key_id,
		.status = "offline",
		.os = in->os,
		.cpu_cores = in->cpu_cores,
		.memory_mb = in->memory_mb,
		.disk_gb = in->disk_gb,
		.tags = in->tags,
		.role = in->role,
		.region = in->region,
		.source = in->source,
		.provider = in->provider,
		.instance_id = in->instance_id };
	struct host h;
	enum err_code rc;

	if (in->password.n > 0) {
		rc = secrets_put(cx, in->project_id, HOSTS_PASSWORD,
		    in->password, &ad.password_secret_id);
		if (rc)
			return rc;
	}
	rc = hosts_adopt(cx, &ad, host_id);
	if (rc == ERR_OK)
		rc = hosts_db_get(cx, *host_id, &h);
	if (rc)
		return rc;
	return note(cx, "hosts.import", NULL, &h);
}

/* Takes over what the other side changed and nobody here did since. */
static enum err_code
update(struct cx *cx, const struct host_import *in, enum host_import_end *end,
    const char **other)
{
	struct host before, after;
	const char *name, *ip;
	enum err_code rc;
	size_t i;

	rc = hosts_db_lock(cx, in->host_id, &before);
	if (rc)
		return rc;
	name = before.name;
	ip = before.ip;
	for (i = 0; i < 2; i++)
		if (in->now_ip[i] != NULL && in->now_ip[i][0] != '\0' &&
		    strcmp(before.ip, in->was_ip[i]) == 0) {
			ip = in->now_ip[i];
			break;
		}
	rc = hosts_import_db_at(cx, in->project_id, ip, before.port,
	    in->host_id, other);
	if (rc)
		return rc;
	if (*other != NULL) {
		*end = HOST_IMPORT_ADDRESS_TAKEN;
		return ERR_OK;
	}
	if (in->was_name != NULL &&
	    strcmp(before.name, cut(cx->mem, in->was_name, NAME_MAX_CHARS)) ==
		0) {
		rc = choose_name(cx, in, &name, other);
		if (rc)
			return rc;
		if (*other != NULL)
			name = before.name;
		*other = NULL;
	}
	rc = hosts_import_db_update(cx, in, name, ip);
	if (rc == ERR_OK)
		rc = hosts_db_get(cx, in->host_id, &after);
	if (rc)
		return rc;
	*end = HOST_IMPORT_UPDATED;
	return note(cx, "hosts.import_update", &before, &after);
}

enum err_code
hosts_import(struct cx *cx, const struct host_import *in,
    enum host_import_end *end, int64_t *host_id, const char **other)
{
	const char *name;
	enum err_code rc;

	*other = NULL;
	*host_id = in->host_id;
	if (in->host_id != 0)
		return update(cx, in, end, other);
	if (in->ip[0] == '\0') {
		*end = HOST_IMPORT_NO_ADDRESS;
		return ERR_OK;
	}
	rc = hosts_import_db_at(cx, in->project_id, in->ip, in->port, 0, other);
	if (rc)
		return rc;
	*end = HOST_IMPORT_ADDRESS_TAKEN;
	if (*other != NULL)
		return ERR_OK;
	rc = choose_name(cx, in, &name, other);
	if (rc)
		return rc;
	*end = HOST_IMPORT_NAME_TAKEN;
	if (*other != NULL)
		return ERR_OK;
	*end = HOST_IMPORT_CREATED;
	return create(cx, in, name, host_id);
}

enum err_code
hosts_import_gone(struct cx *cx, int64_t host_id, const char *why)
{
	struct host before, after;
	enum err_code rc;

	rc = hosts_db_lock(cx, host_id, &before);
	if (rc == ERR_OK)
		rc = hosts_mark_gone(cx, host_id, why);
	if (rc == ERR_OK)
		rc = hosts_db_get(cx, host_id, &after);
	if (rc)
		return rc;
	return note(cx, "hosts.import_gone", &before, &after);
}
