/*
 * db_err: what the server says becomes one of our errors.
 *
 * The server's own text is kept for the log only where it cannot hold values of
 * parameters (never for classes 22 and 23).
 */
#include <strings.h>

#include "db/db_priv.h"

struct db_slot
db_err_save(const struct cx *cx)
{
	return (struct db_slot){ cx->err, cx->message, cx->field, cx->detail,
		cx->retry_after_s };
}

void
db_err_restore(struct cx *cx, struct db_slot slot)
{
	cx->err = slot.err;
	cx->message = slot.message;
	cx->field = slot.field;
	cx->detail = slot.detail;
	cx->retry_after_s = slot.retry_after_s;
}

enum err_code
db_err_misuse(struct cx *cx, const char *what)
{
	err_plain(cx, ERR_INTERNAL);
	err_detail(cx, "db: %s", what);
	log_error(cx, "db.misuse", LOG_TEXT("what", what));
	return ERR_INTERNAL;
}

enum err_code
db_sqlstate(const char *s)
{
	static const struct {
		const char *prefix;
		enum err_code rc;
	} rows[] = {
		{ "23505", ERR_CONFLICT }, /* unique */
		{ "23P01", ERR_CONFLICT }, /* exclusion */
		{ "23", ERR_INVALID }, { "22", ERR_INVALID },
		{ "42501", ERR_FORBIDDEN },
		{ "40001", ERR_UNAVAILABLE }, /* serialization */
		{ "40P01", ERR_UNAVAILABLE }, /* deadlock */
		{ "55P03", ERR_UNAVAILABLE }, /* lock time-out */
		{ "57014", ERR_TIMEOUT }, { "57P0", ERR_UNAVAILABLE },
		{ "53100", ERR_STORAGE }, { "53", ERR_UNAVAILABLE },
		{ "08", ERR_UNAVAILABLE },
		{ "25P0", ERR_UNAVAILABLE }, /* idle time-outs */
	};
	size_t i;

	for (i = 0; s && i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strncmp(s, rows[i].prefix, strlen(rows[i].prefix)) == 0)
			return rows[i].rc;
	return ERR_DATABASE;
}

bool
db_err_is_retryable(const char *s)
{
	return strcmp(s, "40001") == 0 || strcmp(s, "40P01") == 0 ||
	    strcmp(s, "55P03") == 0;
}

static const char *
diag(const PGresult *res, int code)
{
	const char *s = res ? PQresultErrorField(res, code) : NULL;

	return s ? s : "";
}

bool
db_err_is_fatal(const PGresult *res)
{
	const char *s = diag(res, PG_DIAG_SEVERITY_NONLOCALIZED);

	return strcmp(s, "FATAL") == 0 || strcmp(s, "PANIC") == 0;
}

/* A prepared statement that the server lost or whose table changed. */
bool
db_err_is_stale(const PGresult *res)
{
	const char *s = diag(res, PG_DIAG_SQLSTATE);

	return strcmp(s, "26000") == 0 ||
	    (strcmp(s, "0A000") == 0 &&
		strcmp(diag(res, PG_DIAG_SOURCE_FUNCTION),
		    "RevalidateCachedQuery") == 0);
}

static bool
drop_suffix(struct str *s, const char *suffix)
{
	size_t n = strlen(suffix);

	if (s->n <= n || memcmp(s->p + s->n - n, suffix, n) != 0)
		return false;
	s->n -= n;
	return true;
}

static void
drop_prefix(struct str *s, const char *prefix)
{
	size_t n = strlen(prefix);

	if (s->n > n && memcmp(s->p, prefix, n) == 0) {
		s->p += n;
		s->n -= n;
	}
}

/*
 * The field behind a constraint named by the law <table>[_project_id]_<column>
 * [_lower]_key|check|fkey; NULL when the name does not follow it.
 */
static const char *
constraint_field(struct cx *cx, const PGresult *res)
{
	static const char *const ends[] = { "_key", "_check", "_fkey", "_excl",
		"_idx" };
	struct str s = str_of(diag(res, PG_DIAG_CONSTRAINT_NAME));
	const char *table = diag(res, PG_DIAG_TABLE_NAME);
	size_t i, n = strlen(table);
	bool found = false;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]) && !found; i++)
		found = drop_suffix(&s, ends[i]);
	if (!found || s.n <= n + 1 || memcmp(s.p, table, n) != 0 ||
	    s.p[n] != '_')
		return NULL;
	s.p += n + 1;
	s.n -= n + 1;
	drop_prefix(&s, "project_id_");
	drop_suffix(&s, "_lower");
	return arena_str(cx->mem, s);
}

static bool
is_delete(const struct db_stmt *st)
{
	return st && strncasecmp(st->sql, "DELETE", 6) == 0;
}

static enum err_code
set_constraint_error(struct cx *cx, const PGresult *res,
    const struct db_stmt *st, const char *state, enum err_code rc)
{
	const char *field = constraint_field(cx, res);

	if (strcmp(state, "23502") == 0) {
		field = arena_strdup(cx->mem, diag(res, PG_DIAG_COLUMN_NAME));
		return err_field_as(cx, rc, field, "缺少 '%s'",
		    "'%s' is missing", field);
	}
	if (strcmp(state, "23503") == 0 && is_delete(st))
		return err_set(cx, ERR_CONFLICT, "仍被 '%s' 使用",
		    "still in use by '%s'", diag(res, PG_DIAG_TABLE_NAME));
	if (field == NULL)
		return err_plain(cx, rc);
	if (strcmp(state, "23505") == 0 || strcmp(state, "23P01") == 0)
		return err_field_as(cx, rc, field, "'%s' 已存在",
		    "'%s' is taken already", field);
	if (strcmp(state, "23503") == 0)
		return err_field_as(cx, rc, field, "'%s' 指向的对象不存在",
		    "what '%s' refers to does not exist", field);
	return err_field_as(cx, rc, field, "'%s' 的值不被接受",
	    "the value of '%s' is not accepted", field);
}

enum err_code
db_err_result(struct cx *cx, struct db *db, const PGresult *res,
    const struct db_stmt *st)
{
	const char *state = diag(res, PG_DIAG_SQLSTATE);
	enum err_code rc;
	bool quiet;

	if (PQresultStatus(res) == PGRES_PIPELINE_ABORTED)
		state = "25P02";
	rc = db_sqlstate(state);
	snprintf(db->state, sizeof(db->state), "%.5s", state);
	if (strncmp(state, "23", 2) == 0)
		rc = set_constraint_error(cx, res, st, state, rc);
	else
		err_plain(cx, rc);
	if (rc == ERR_UNAVAILABLE)
		cx->retry_after_s = 1;
	quiet = strncmp(state, "22", 2) == 0 || strncmp(state, "23", 2) == 0;
	cx->detail = NULL; /* of an earlier error */
	err_detail(cx, "sqlstate %s%s%s%s%s in: %.60s", state,
	    quiet ? " constraint " : " ",
	    quiet ? diag(res, PG_DIAG_CONSTRAINT_NAME) :
		    diag(res, PG_DIAG_MESSAGE_PRIMARY),
	    quiet ? " table " : "", quiet ? diag(res, PG_DIAG_TABLE_NAME) : "",
	    st ? st->sql : "");
	if (rc == ERR_DATABASE)
		log_error(cx, "db.refused", LOG_TEXT("detail", cx->detail));
	return rc;
}
