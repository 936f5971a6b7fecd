/*
 * hosts_actions_db: statements over several hosts at once.
 *
 * $1 the hosts, $2 the worker's scope, $3 the caller's projects, as everywhere
 * in this room.  The rows were locked by hosts_actions_db_lines, in one order.
 */
#include "db/db.h"
#include "hosts/hosts_actions.h"

#define MINE_H \
	"h.id = ANY ($1::bigint[]) AND ($2 OR h.project_id = ANY " \
	"($3::bigint[]))"
#define MINE_W \
	"w.host_id = ANY ($1::bigint[]) AND ($2 OR w.project_id = ANY " \
	"($3::bigint[]))"
#define WHO(cx, ids, n) \
	DB_INTS(ids, n), DB_BOOL((cx)->who.all_projects), \
	    DB_INTS((cx)->who.projects, (cx)->who.n_projects)

static const char *
text(const char *s)
{
	return s != NULL ? s : "";
}

static const char SQL_LINES[] =
    "SELECT h.id, h.project_id, h.name, h.status, h.tags,"
    " coalesce(h.password_secret_id, 0) AS password_secret_id,"
    " (SELECT count(*) FROM tasks t WHERE t.object = 'host'"
    "  AND t.object_id = h.id AND t.status IN ('queued', 'running')) AS busy"
    " FROM hosts h WHERE " MINE_H " ORDER BY h.id FOR UPDATE OF h";

enum err_code
hosts_actions_db_lines(struct cx *cx, const struct ints *ids,
    struct host_line **items, size_t *n)
{
	return db_all(cx, SQL_LINES, DB_ARGS(WHO(cx, ids->v, ids->n)),
	    &host_line_type, items, n);
}

static const char SQL_END_WINDOWS[] =
    "UPDATE host_windows w SET state = 'ended', ended_at = now()"
    " WHERE w.state = 'active' AND " MINE_W;

/* One that was extended goes back to what it was before the first window. */
static const char SQL_OPEN_WINDOWS[] =
    "INSERT INTO host_windows (project_id, host_id, ends_at, state, reason,"
    " created_by, created_name, status_before)"
    " SELECT h.project_id, h.id, $4, 'active', $5, $6, $7,"
    "  CASE WHEN h.status <> 'maintenance' THEN h.status ELSE coalesce("
    "   (SELECT w.status_before FROM host_windows w WHERE w.host_id = h.id"
    "    AND w.state = 'ended' ORDER BY w.ended_at DESC, w.id DESC LIMIT 1),"
    "   'online') END"
    " FROM hosts h WHERE " MINE_H;

static const char SQL_ENTER[] =
    "UPDATE hosts h SET status = 'maintenance', maintenance_reason = $5,"
    " maintenance_by = $6, maintenance_started_at = now(),"
    " maintenance_until = $4, version = h.version + 1, updated_at = now()"
    " WHERE " MINE_H;

enum err_code
hosts_actions_db_enter(struct cx *cx, const int64_t *ids, size_t n,
    const struct host_action *in)
{
	enum err_code rc;

	rc = db_queue(cx, SQL_END_WINDOWS, DB_ARGS(WHO(cx, ids, n)));
	if (rc == ERR_OK)
		rc = db_queue(cx, SQL_OPEN_WINDOWS,
		    DB_ARGS(WHO(cx, ids, n), DB_TIME(in->until),
			DB_TEXT(text(in->reason)), DB_INT(cx->who.user_id),
			DB_TEXT(text(cx->who.username))));
	if (rc == ERR_OK)
		rc = db_queue(cx, SQL_ENTER,
		    DB_ARGS(WHO(cx, ids, n), DB_TIME(in->until),
			DB_TEXT(text(in->reason)), DB_INT(cx->who.user_id)));
	return rc;
}

static const char SQL_LEAVE[] =
    "UPDATE hosts h SET status = $4, maintenance_reason = '',"
    " maintenance_by = 0, maintenance_started_at = NULL,"
    " maintenance_until = NULL,"
    " last_error = CASE WHEN $4 = 'online' THEN '' ELSE h.last_error END,"
    " version = h.version + 1, updated_at = now() WHERE " MINE_H;

/* What a person calls offline stays so until a person says otherwise. */
static const char SQL_HOLD[] =
    "INSERT INTO host_monitors (host_id, project_id, held)"
    " SELECT h.id, h.project_id, $4 FROM hosts h WHERE " MINE_H
    " ON CONFLICT (host_id) DO UPDATE SET held = excluded.held, told = '',"
    " seen = '', streak = 0, fails = 0";

enum err_code
hosts_actions_db_leave(struct cx *cx, const int64_t *ids, size_t n,
    const char *status)
{
	bool down = strcmp(status, "offline") == 0;
	enum err_code rc;

	rc = db_queue(cx, SQL_END_WINDOWS, DB_ARGS(WHO(cx, ids, n)));
	if (rc == ERR_OK)
		rc = db_queue(cx, SQL_LEAVE,
		    DB_ARGS(WHO(cx, ids, n), DB_TEXT(status)));
	if (rc == ERR_OK)
		rc = db_queue(cx, SQL_HOLD,
		    DB_ARGS(WHO(cx, ids, n), DB_BOOL(down)));
	return rc;
}

static const char SQL_PLAN[] =
    "WITH made AS (INSERT INTO host_windows (project_id, host_id, starts_at,"
    "  ends_at, state, reason, created_by, created_name)"
    "  SELECT h.project_id, h.id, $4, $5, 'planned', $6, $7, $8 FROM hosts h"
    "  WHERE " MINE_H " RETURNING id)"
    " SELECT min(id) FROM made";

enum err_code
hosts_actions_db_plan(struct cx *cx, const int64_t *ids, size_t n,
    const struct host_action *in, int64_t *window_id)
{
	return db_int(cx, SQL_PLAN,
	    DB_ARGS(WHO(cx, ids, n), DB_TIME(in->from), DB_TIME(in->until),
		DB_TEXT(text(in->reason)), DB_INT(cx->who.user_id),
		DB_TEXT(text(cx->who.username))),
	    window_id);
}

static const char SQL_TAG[] =
    "UPDATE hosts h SET tags = h.tags || ARRAY(SELECT t FROM"
    "  unnest($4::text[]) WITH ORDINALITY AS u (t, i)"
    "  WHERE NOT t = ANY (h.tags) ORDER BY i),"
    " version = h.version + 1, updated_at = now()"
    " WHERE NOT h.tags @> $4::text[] AND " MINE_H;
static const char SQL_UNTAG[] = "UPDATE hosts h SET tags = ARRAY(SELECT t FROM"
				"  unnest(h.tags) WITH ORDINALITY AS u (t, i)"
				"  WHERE NOT t = ANY ($4::text[]) ORDER BY i),"
				" version = h.version + 1, updated_at = now()"
				" WHERE h.tags && $4::text[] AND " MINE_H;

enum err_code
hosts_actions_db_tag(struct cx *cx, const int64_t *ids, size_t n,
    const struct texts *tags, bool add)
{
	return db_exec(cx, add ? SQL_TAG : SQL_UNTAG,
	    DB_ARGS(WHO(cx, ids, n), DB_TEXTS(tags->v, tags->n)), NULL);
}

static const char SQL_REMOVE[] = "DELETE FROM hosts h WHERE " MINE_H;

enum err_code
hosts_actions_db_remove(struct cx *cx, const int64_t *ids, size_t n)
{
	return db_exec(cx, SQL_REMOVE, DB_ARGS(WHO(cx, ids, n)), NULL);
}

/* --- windows --- */

#define WINDOW \
	"w.id, w.host_id, w.project_id, w.state, w.reason, w.starts_at," \
	" w.ends_at, w.ended_at, w.created_by, w.created_name, w.created_at"

static const char SQL_WINDOWS[] =
    "SELECT " WINDOW " FROM host_windows w WHERE " MINE_W
    " ORDER BY w.state = 'planned' DESC, w.starts_at DESC, w.id DESC LIMIT 100";

enum err_code
hosts_actions_db_windows(struct cx *cx, int64_t id, struct host_window **items,
    size_t *n)
{
	return db_all(cx, SQL_WINDOWS, DB_ARGS(WHO(cx, &id, 1)),
	    &host_window_type, items, n);
}

static const char SQL_WINDOW[] =
    "SELECT " WINDOW " FROM host_windows w WHERE w.id = $4 AND " MINE_W
    " FOR UPDATE";

enum err_code
hosts_actions_db_window(struct cx *cx, const struct host_window_path *at,
    struct host_window *out)
{
	return db_one(cx, SQL_WINDOW,
	    DB_ARGS(WHO(cx, &at->id, 1), DB_INT(at->window_id)),
	    &host_window_type, out);
}

static const char SQL_CANCEL[] =
    "UPDATE host_windows SET state = 'cancelled', ended_at = now()"
    " WHERE id = $1";

enum err_code
hosts_actions_db_cancel(struct cx *cx, int64_t window_id)
{
	return db_exec(cx, SQL_CANCEL, DB_ARGS(DB_INT(window_id)), NULL);
}

/*
 * What is due: windows that end, then those that begin, a host at a time (two of
 * one host would meet in the unique index).  Runs in the worker's scope.
 */
static const char SQL_TURN_END[] =
    "WITH due AS (SELECT w.id, w.host_id, w.status_before, w.reason,"
    "   w.created_by FROM host_windows w JOIN hosts h ON h.id = w.host_id"
    "   WHERE w.state = 'active' AND w.ends_at <= now()"
    "   ORDER BY w.ends_at LIMIT 500 FOR UPDATE OF h, w SKIP LOCKED),"
    " ended AS (UPDATE host_windows w SET state = 'ended', ended_at = now()"
    "   FROM due WHERE w.id = due.id)"
    " UPDATE hosts h SET status = due.status_before, maintenance_reason = '',"
    "  maintenance_by = 0, maintenance_started_at = NULL,"
    "  maintenance_until = NULL, version = h.version + 1, updated_at = now()"
    " FROM due WHERE h.id = due.host_id AND h.status = 'maintenance'"
    " RETURNING h.id, h.project_id, h.name, due.reason,"
    "  due.created_by AS user_id, false AS begins";

/* A window that outlasts the one before takes over from it. */
static const char SQL_TURN_CLOSE[] =
    "UPDATE host_windows a SET state = 'ended', ended_at = now()"
    " FROM host_windows p WHERE p.state = 'planned' AND p.starts_at <= now()"
    " AND p.ends_at > now() AND p.host_id = a.host_id AND a.state = 'active'"
    " AND a.ends_at < p.ends_at";

static const char SQL_TURN_BEGIN[] =
    "WITH due AS (SELECT DISTINCT ON (w.host_id) w.id"
    "   FROM host_windows w WHERE w.state = 'planned' AND w.starts_at <= now()"
    "   ORDER BY w.host_id, w.starts_at),"
    " held AS (SELECT w.id, w.host_id, w.ends_at, h.status,"
    "   h.status = 'inactive' OR coalesce(w.ends_at <= now(), false)"
    "    OR EXISTS (SELECT FROM host_windows a WHERE a.host_id = w.host_id"
    "     AND a.state = 'active') AS late"
    "   FROM host_windows w JOIN due ON due.id = w.id"
    "   JOIN hosts h ON h.id = w.host_id"
    "   LIMIT 500 FOR UPDATE OF h, w SKIP LOCKED),"
    " over AS (UPDATE host_windows w SET state = 'cancelled', ended_at = now()"
    "   FROM held WHERE w.id = held.id AND held.late),"
    " begun AS (UPDATE host_windows w SET state = 'active', status_before ="
    "   CASE WHEN held.status <> 'maintenance' THEN held.status ELSE coalesce("
    "    (SELECT o.status_before FROM host_windows o WHERE o.state = 'ended'"
    "      AND o.host_id = w.host_id ORDER BY o.ended_at DESC, o.id DESC LIMIT "
    "1),"
    "    'online') END"
    "   FROM held WHERE w.id = held.id AND NOT held.late"
    "   RETURNING w.host_id, w.reason, w.created_by, w.ends_at)"
    " UPDATE hosts h SET status = 'maintenance', maintenance_reason = "
    "begun.reason,"
    "  maintenance_by = begun.created_by, maintenance_started_at = now(),"
    "  maintenance_until = begun.ends_at, version = h.version + 1,"
    "  updated_at = now() FROM begun WHERE h.id = begun.host_id"
    " RETURNING h.id, h.project_id, h.name, begun.reason,"
    "  begun.created_by AS user_id, true AS begins";

enum err_code
hosts_actions_db_turn(struct cx *cx, struct host_turn **items, size_t *n)
{
	struct host_turn *ended, *begun;
	size_t n_ended, n_begun;
	enum err_code rc;

	rc = db_all(cx, SQL_TURN_END, DB_NONE, &host_turn_type, &ended,
	    &n_ended);
	if (rc == ERR_OK)
		rc = db_exec(cx, SQL_TURN_CLOSE, DB_NONE, NULL);
	if (rc == ERR_OK)
		rc = db_all(cx, SQL_TURN_BEGIN, DB_NONE, &host_turn_type,
		    &begun, &n_begun);
	if (rc)
		return rc;
	*n = n_ended + n_begun;
	*items = arena_array(cx->mem, *n + 1, sizeof(**items));
	if (n_ended > 0)
		memcpy(*items, ended, n_ended * sizeof(**items));
	if (n_begun > 0)
		memcpy(*items + n_ended, begun, n_begun * sizeof(**items));
	return ERR_OK;
}
