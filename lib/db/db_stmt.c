/*
 * db_stmt: statements known by the address of their text, and their parameters.
 *
 * A statement's name on the server is "s<n>"; its parameter types come from the
 * kinds of the first use (another mix of kinds, or another text under the same
 * address, is another statement).  Their number is limited, so that SQL built
 * at run time is noticed.
 */
#include <endian.h>
#include <limits.h>

#include "db/db_priv.h"

static unsigned
arg_oid(enum db_kind kind)
{
	switch (kind) {
	case DB_K_INT:
		return DB_O_INT8;
	case DB_K_BOOL:
		return DB_O_BOOL;
	case DB_K_TIME:
		return DB_O_TIMESTAMPTZ;
	case DB_K_JSON:
		return DB_O_JSONB;
	case DB_K_BYTES:
		return DB_O_BYTEA;
	case DB_K_INTS:
		return DB_O_INT8S;
	case DB_K_TEXTS:
		return DB_O_TEXTS;
	case DB_K_DOUBLE:
		return DB_O_FLOAT8;
	case DB_K_TEXT:
	case DB_K_NULL:
		return 0;
	}
	return 0;
}

static bool
same_kinds(const struct db_stmt *st, struct db_args args)
{
	size_t i;

	if (st->n_args != args.n)
		return false;
	for (i = 0; i < args.n; i++)
		if (st->kinds[i] != (unsigned char)args.v[i].kind)
			return false;
	return true;
}

static struct db_stmt *
new_stmt(struct db *db, const char *sql, struct db_args args)
{
	struct db_stmt *st = ARENA_NEW(db->mem, struct db_stmt);
	size_t i;

	st->key = sql;
	st->n_args = args.n;
	st->kinds = arena_alloc(db->mem, args.n + 1);
	for (i = 0; i < args.n; i++)
		st->kinds[i] = (unsigned char)args.v[i].kind;
	return st;
}

struct db_stmt *
db_stmt_get(struct db *db, const char *sql, struct db_args args)
{
	size_t slot = ((uintptr_t)sql >> 4) % 256;
	struct db_stmt *st;

	for (st = db->buckets[slot]; st; st = st->next)
		if (st->key == sql && same_kinds(st, args) &&
		    strcmp(st->sql, sql) == 0)
			return st;
	if (db->n_stmts >= DB_MAX_STMTS)
		return NULL;
	st = new_stmt(db, sql, args);
	st->sql = arena_strdup(db->mem, sql);
	snprintf(st->name, sizeof(st->name), "s%zu", ++db->n_stmts);
	st->next = db->buckets[slot];
	db->buckets[slot] = st;
	return st;
}

static void
put32(struct buf *b, uint32_t v)
{
	v = htobe32(v);
	buf_add(b, &v, sizeof(v));
}

static void
put64(struct buf *b, uint64_t v)
{
	v = htobe64(v);
	buf_add(b, &v, sizeof(v));
}

/* The wire form of a one-dimensional array without nulls. */
static void
put_array(struct buf *b, const struct db_arg *a)
{
	const int64_t *ints = a->p;
	const char *const *texts = a->p;
	bool is_ints = a->kind == DB_K_INTS;
	size_t i, n;

	put32(b, a->n > 0 ? 1 : 0);
	put32(b, 0);
	put32(b, is_ints ? DB_O_INT8 : DB_O_TEXT);
	if (a->n == 0)
		return;
	put32(b, (uint32_t)a->n);
	put32(b, 1);
	for (i = 0; i < a->n; i++) {
		if (is_ints) {
			put32(b, 8);
			put64(b, (uint64_t)ints[i]);
			continue;
		}
		n = texts && texts[i] ? strlen(texts[i]) : 0;
		put32(b, (uint32_t)n);
		buf_add(b, n ? texts[i] : "", n);
	}
}

/* Appends the bytes of ${a}; returns whether they are binary. */
static int
put_arg(struct buf *b, const struct db_arg *a)
{
	const char *s = a->p ? a->p : "";
	uint64_t bits;

	switch (a->kind) {
	case DB_K_INT:
		put64(b, (uint64_t)a->i);
		return 1;
	case DB_K_TIME:
		put64(b, (uint64_t)(a->i - DB_EPOCH_US));
		return 1;
	case DB_K_DOUBLE:
		memcpy(&bits, &a->d, sizeof(bits));
		put64(b, bits);
		return 1;
	case DB_K_BOOL:
		buf_putc(b, a->i ? 1 : 0);
		return 1;
	case DB_K_BYTES:
		buf_add(b, s, a->n);
		return 1;
	case DB_K_INTS:
	case DB_K_TEXTS:
		put_array(b, a);
		return 1;
	case DB_K_TEXT:
	case DB_K_JSON:
		buf_add(b, s,
		    a->sized || a->kind == DB_K_JSON ? a->n : strlen(s));
		return 0;
	case DB_K_NULL:
		break;
	}
	return 0;
}

static bool
grow(void *array, size_t *cap, size_t want, size_t size)
{
	void **p = array;
	void *more;
	size_t n = *cap ? *cap : 32;

	if (want <= *cap)
		return true;
	while (n < want)
		n *= 2;
	more = realloc(*p, n * size);
	if (more == NULL)
		return false;
	*p = more;
	*cap = n;
	return true;
}

/* Whether ${a} holds a NUL byte, which text cannot carry. */
static bool
has_nul(const struct db_arg *a)
{
	if (a->kind != DB_K_JSON && !(a->kind == DB_K_TEXT && a->sized))
		return false;
	return a->p && a->n && memchr(a->p, 0, a->n) != NULL;
}

static enum err_code
queue_params(struct cx *cx, struct db *db, struct db_args args)
{
	const struct db_arg *a;
	struct db_param *p;
	size_t i;

	for (i = 0; i < args.n; i++) {
		a = &args.v[i];
		p = &db->params[db->n_params + i];
		*p = (struct db_param){ .at = db->bytes.n, .len = -1 };
		if (a->is_null || a->kind == DB_K_NULL)
			continue;
		if (has_nul(a))
			return err_set(cx, ERR_INVALID, "文本不能包含 NUL 字节",
			    "text may not hold a NUL byte");
		p->format = put_arg(&db->bytes, a);
		p->len = (int)(db->bytes.n - p->at);
		buf_putc(&db->bytes, '\0');
	}
	if (db->bytes.starved)
		return db_err_misuse(cx, "out of memory");
	if (db->bytes.failed) {
		buf_reset(&db->bytes);
		return err_plain(cx, ERR_TOO_LARGE);
	}
	db->n_params += args.n;
	return ERR_OK;
}

enum err_code
db_stmt_queue(struct cx *cx, struct db *db, enum db_cmd_kind kind,
    const char *sql, struct db_args args)
{
	struct db_cmd *cmd;
	enum err_code rc;

	if (args.n > DB_MAX_ARGS)
		return db_err_misuse(cx, "too many parameters");
	if (!grow(&db->cmds, &db->cap_cmds, db->n_cmds + 1,
		sizeof(*db->cmds)) ||
	    !grow(&db->params, &db->cap_params, db->n_params + args.n,
		sizeof(*db->params)))
		return db_err_misuse(cx, "out of memory");
	cmd = &db->cmds[db->n_cmds];
	*cmd = (struct db_cmd){ .kind = kind,
		.params = db->n_params,
		.n = args.n,
		.st = db_stmt_get(db, sql, args) };
	if (cmd->st == NULL)
		return db_err_misuse(cx, "too many different statements");
	rc = queue_params(cx, db, args);
	if (rc)
		return rc;
	db->n_cmds++;
	if (kind == DB_C_STMT || kind == DB_C_PROLOGUE)
		db->statements++;
	return ERR_OK;
}

void
db_stmt_forget(struct db *db)
{
	db->n_cmds = db->n_sent = db->n_params = 0;
	buf_reset(&db->bytes);
}

bool
db_stmt_want(struct db *db, enum db_want_kind kind, enum db_cmd_kind cmd,
    struct db_stmt *st)
{
	if (!grow(&db->wants, &db->cap_wants, db->n_wants + 1,
		sizeof(*db->wants)))
		return false;
	db->wants[db->n_wants++] = (struct db_want){ kind, cmd, st };
	return true;
}

static bool
submit_prepare(struct db *db, const struct db_cmd *cmd)
{
	Oid types[DB_MAX_ARGS];
	struct db_stmt *st = cmd->st;
	size_t i;

	for (i = 0; i < st->n_args; i++)
		types[i] = arg_oid((enum db_kind)st->kinds[i]);
	st->gen = db->gen;
	return PQsendPrepare(db->pg, st->name, st->sql, (int)st->n_args,
		   types) &&
	    db_stmt_want(db, DB_W_PREPARE, cmd->kind, st);
}

static bool
submit_one(struct db *db, const struct db_cmd *cmd)
{
	const char *values[DB_MAX_ARGS];
	int lengths[DB_MAX_ARGS], formats[DB_MAX_ARGS];
	const struct db_param *p;
	size_t i;

	if (cmd->kind == DB_C_SCOPE_READ && db_scope_holds(db, cmd))
		return true;
	if (cmd->st->gen != db->gen && !submit_prepare(db, cmd))
		return false;
	if (cmd->kind == DB_C_SCOPE_READ)
		db_scope_sent(db, cmd);
	if (cmd->kind == DB_C_COMMIT)
		db->tx.commit_sent = true;
	for (i = 0; i < cmd->n; i++) {
		p = &db->params[cmd->params + i];
		values[i] = p->len < 0 ? NULL : db->bytes.p + p->at;
		lengths[i] = p->len < 0 ? 0 : p->len;
		formats[i] = p->format;
	}
	return PQsendQueryPrepared(db->pg, cmd->st->name, (int)cmd->n, values,
		   lengths, formats, 1) &&
	    db_stmt_want(db, DB_W_CMD, cmd->kind, cmd->st);
}

enum err_code
db_stmt_submit(struct cx *cx, struct db *db)
{
	for (; db->n_sent < db->n_cmds; db->n_sent++)
		if (!submit_one(db, &db->cmds[db->n_sent]))
			return db_conn_lost(cx, db, NULL);
	return ERR_OK;
}
