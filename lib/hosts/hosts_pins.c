/*
 * hosts_pins: a host shows another key than the one pinned.
 *
 * The connection has been stopped already; here the key seen is kept for a
 * person to look at.  Whoever may review it is told once for each new key, not
 * once for each attempt.
 */
#include "audit/audit.h"
#include "db/db.h"
#include "hosts/hosts_int.h"
#include "notifications/notifications.h"

struct sight {
	int64_t host_id;
	const char *key;
	const char *type;
	const char *fingerprint;
	const char *message;
};

static enum err_code
tell(struct cx *cx, const struct sight *s, const struct host_key_sight *row)
{
	struct ints users;
	enum err_code rc;

	rc = hosts_pins_db_reviewers(cx, row->project_id, &users);
	if (rc || users.n == 0)
		return rc;
	return notifications_add_many(cx, users.v, users.n,
	    &(struct notification_new){ .type = "alert",
		.title = arena_printf(cx->mem, "主机 '%s' 的主机密钥已改变",
		    row->host_name),
		.title_en = arena_printf(cx->mem,
		    "The host key of '%s' has changed", row->host_name),
		.content = arena_printf(cx->mem,
		    "已登记 %s，现在是 %s；连接已中止，请核对", row->pinned,
		    s->fingerprint),
		.content_en = arena_printf(cx->mem,
		    "Pinned %s, now %s; connections are stopped until somebody "
		    "has looked at it",
		    row->pinned, s->fingerprint),
		.severity = "critical",
		.source = "host_keys",
		.source_id = arena_printf(cx->mem, "%lld", (long long)row->id),
		.action_url = arena_printf(cx->mem, "/host-keys?key=%lld",
		    (long long)row->id),
		.action_type = "view" });
}

static enum err_code
note(struct cx *cx, void *arg)
{
	const struct sight *s = arg;
	struct host_key_sight row;
	enum err_code rc;
	bool found;

	rc = hosts_pins_db_seen(cx, s->host_id, s->type, s->key, s->fingerprint,
	    &row, &found);
	if (rc || !found)
		return rc;
	rc = hosts_db_set_check(cx, s->host_id, false, true, s->message);
	if (rc || !row.fresh)
		return rc;
	rc = audit_add(cx,
	    &(struct audit_entry){ .project_id = row.project_id,
		.action = "host_keys.changed",
		.object = "host",
		.object_id = s->host_id,
		.object_name = row.host_name,
		.outcome = "denied",
		.reason = arena_printf(cx->mem, "%s -> %s", row.pinned,
		    s->fingerprint) });
	if (rc)
		return rc;
	return tell(cx, s, &row);
}

static void
changed(struct cx *cx, struct sight *s)
{
	struct cx aside = *cx;

	if (s->host_id == 0 || s->key == NULL || s->fingerprint == NULL)
		return;
	if (s->message == NULL)
		s->message = "";
	/* Noting it must not end with the request that met it. */
	aside.deadline_ms = 0;
	if (db_tx(&aside, note, s))
		log_warn(&aside, "hosts.key_lost",
		    LOG_INT("host_id", s->host_id),
		    LOG_TEXT("fingerprint", s->fingerprint));
}

void
hosts_key_changed(struct cx *cx, const struct ssh *seen)
{
	struct sight s = { .host_id = ssh_tag(seen),
		.key = ssh_host_key(seen),
		.type = ssh_host_key_type(seen),
		.fingerprint = ssh_host_fingerprint(seen),
		.message = cx->message };

	changed(cx, &s);
}

void
hosts_key_changed_to(struct cx *cx, int64_t host_id, const char *key)
{
	struct str rest = str_of(key), type = STR("");
	struct sight s = { .host_id = host_id,
		.key = key,
		.fingerprint = ssh_key_fingerprint(cx->mem, key),
		.message = cx->message };

	(void)str_cut(&rest, ' ', &type);
	s.type = arena_str(cx->mem, type);
	changed(cx, &s);
}

enum err_code
hosts_pin(struct cx *cx, int64_t host_id, const char *key,
    const char *fingerprint)
{
	struct host unused;

	return hosts_db_set_pin(cx, host_id, key, fingerprint, &unused);
}
