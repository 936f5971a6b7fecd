/*
 * db_scope: the scope of row-level security, k8sm.user and k8sm.projects.
 *
 * A transaction that writes, and a statement outside any, sets it for itself.
 * Reads leave it on the connection together with "read only", so that the next
 * read of the same principal need not send it again; whether it is the same is
 * decided when the command would go out, on the connection that it would go
 * to.  What was sent counts only once the pipeline around it ended well.
 */
#include "db/db_priv.h"

#define SCOPE(local) \
	"SELECT set_config('k8sm.user', $1, " local \
	"), set_config('k8sm.projects', $2, " local ")"
static const char SQL_SCOPE[] = SCOPE("true");
/* Read-only also makes giving up harmless: a Sync would commit writes.  The
 * transaction that is under way has its mode already, hence twice. */
static const char SQL_SCOPE_READ[] =
    SCOPE("false") ", set_config('default_transaction_read_only', 'on', false)"
		   ", set_config('transaction_read_only', 'on', true)";
static const char SQL_WRITABLE[] = "SET default_transaction_read_only = off";

enum err_code
db_scope_queue(struct cx *cx, struct db *db, bool read_only)
{
	const struct principal *who = &cx->who;
	char user[STR_INT_MAX] = { 0 };
	struct buf b;
	size_t i, n;

	n = str_from_int(user, who->user_id);
	buf_init(&b, cx->mem, (size_t)32 * (CX_MAX_PROJECTS + 1));
	if (who->all_projects)
		buf_putc(&b, '*');
	else {
		buf_putc(&b, '{');
		for (i = 0; i < who->n_projects; i++) {
			if (i > 0)
				buf_putc(&b, ',');
			buf_int(&b, who->projects[i]);
		}
		buf_putc(&b, '}');
	}
	if (b.failed)
		return db_err_misuse(cx, "too many projects");
	return db_stmt_queue(cx, db, read_only ? DB_C_SCOPE_READ : DB_C_SCOPE,
	    read_only ? SQL_SCOPE_READ : SQL_SCOPE,
	    DB_ARGS(DB_STR(((struct str){ user, n })), DB_STR(buf_view(&b))));
}

/* Both parameters lie behind each other, each with its NUL. */
static struct str
wanted(const struct db *db, const struct db_cmd *cmd)
{
	const struct db_param *user = &db->params[cmd->params];
	const struct db_param *projects = user + 1;

	return (struct str){ db->bytes.p + user->at,
		projects->at + (size_t)projects->len - user->at };
}

bool
db_scope_holds(const struct db *db, const struct db_cmd *cmd)
{
	return db->scope.known && db->scope.gen == db->gen &&
	    str_eq(buf_view(&db->scope.text), wanted(db, cmd));
}

void
db_scope_sent(struct db *db, const struct db_cmd *cmd)
{
	db->scope.known = false;
	db->scope.riding = true;
	db->scope.maybe_read_only = true;
	db->scope.gen = db->gen;
	buf_reset(&db->scope.text);
	buf_str(&db->scope.text, wanted(db, cmd));
}

void
db_scope_settle(struct db *db, bool well)
{
	if (db->scope.riding)
		db->scope.known =
		    well && db->scope.gen == db->gen && !db->scope.text.failed;
	db->scope.riding = false;
}

enum err_code
db_scope_writable(struct cx *cx, struct db *db)
{
	if (!db->scope.maybe_read_only || db->scope.gen != db->gen)
		return ERR_OK;
	db->scope.known = false;
	db->scope.maybe_read_only = false;
	if (!PQsendQueryParams(db->pg, SQL_WRITABLE, 0, NULL, NULL, NULL, NULL,
		1) ||
	    !db_stmt_want(db, DB_W_CMD, DB_C_SCOPE, NULL))
		return db_conn_lost(cx, db, NULL);
	return db_pipe_sync(cx, db);
}
