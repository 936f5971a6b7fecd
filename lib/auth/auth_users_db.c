/*
 * auth_users_db: accounts as administrators see them; never the hash.
 */
#include "auth/auth_users.h"
#include "db/db.h"
#include "web/web.h"

#define COLS \
	"u.id, u.username," \
	" COALESCE(NULLIF(u.name, ''), u.username) AS name, u.email," \
	" u.phone, u.avatar," \
	" COALESCE((SELECT array_agg(r.code ORDER BY r.id)" \
	"  FROM user_roles ur JOIN roles r ON r.id = ur.role_id" \
	"  WHERE ur.user_id = u.id), '{}') AS roles," \
	" CASE u.status WHEN 1 THEN 'active' ELSE 'disabled' END AS status," \
	" u.must_change AS \"mustChangePassword\", u.version," \
	" u.last_login_at AS \"lastLoginAt\", u.created_at AS \"createdAt\"," \
	" u.updated_at AS \"updatedAt\""
#define WHERE \
	" WHERE ($1 = '' OR u.username ILIKE '%' || $1 || '%'" \
	"  OR u.name ILIKE '%' || $1 || '%'" \
	"  OR u.email ILIKE '%' || $1 || '%')" \
	" AND ($2 = '' OR u.status = CASE $2 WHEN 'active' THEN 1" \
	"  ELSE 0 END)" \
	" AND ($3 = '' OR EXISTS (SELECT 1 FROM user_roles x" \
	"  JOIN roles y ON y.id = x.role_id" \
	"  WHERE x.user_id = u.id AND y.code = $3))"

static const char SQL_COUNT[] = "SELECT count(*) FROM users u" WHERE;
static const char SQL_BY_ID[] =
    "SELECT " COLS " FROM users u" WHERE " ORDER BY u.id LIMIT $4 OFFSET $5";
static const char SQL_BY_ID_DESC[] = "SELECT " COLS " FROM users u" WHERE
				     " ORDER BY u.id DESC LIMIT $4 OFFSET $5";
static const char SQL_BY_NAME[] =
    "SELECT " COLS " FROM users u" WHERE
    " ORDER BY lower(u.username) LIMIT $4 OFFSET $5";
static const char SQL_BY_NAME_DESC[] =
    "SELECT " COLS " FROM users u" WHERE
    " ORDER BY lower(u.username) DESC LIMIT $4 OFFSET $5";
static const char SQL_BY_LOGIN[] =
    "SELECT " COLS " FROM users u" WHERE
    " ORDER BY u.last_login_at NULLS FIRST, u.id LIMIT $4 OFFSET $5";
static const char SQL_BY_LOGIN_DESC[] =
    "SELECT " COLS " FROM users u" WHERE
    " ORDER BY u.last_login_at DESC NULLS LAST, u.id LIMIT $4 OFFSET $5";

static const struct order {
	const char *sort;
	const char *sql;
} orders[] = { { "id", SQL_BY_ID }, { "-id", SQL_BY_ID_DESC },
	{ "createdAt", SQL_BY_ID }, { "-createdAt", SQL_BY_ID_DESC },
	{ "username", SQL_BY_NAME }, { "-username", SQL_BY_NAME_DESC },
	{ "name", SQL_BY_NAME }, { "-name", SQL_BY_NAME_DESC },
	{ "lastLoginAt", SQL_BY_LOGIN },
	{ "-lastLoginAt", SQL_BY_LOGIN_DESC } };

static enum err_code
order_sql(struct cx *cx, const char *sort, const char **sql)
{
	size_t i;

	*sql = SQL_BY_ID;
	if (sort == NULL || sort[0] == '\0')
		return ERR_OK;
	for (i = 0; i < sizeof(orders) / sizeof(*orders); i++) {
		if (strcmp(orders[i].sort, sort) == 0) {
			*sql = orders[i].sql;
			return ERR_OK;
		}
	}
	return err_field(cx, "sort", "不支持按 '%s' 排序",
	    "users cannot be sorted by '%s'", sort);
}

enum err_code
auth_users_db_list(struct cx *cx, const struct user_filter *f,
    struct user **users, size_t *n, int64_t *total)
{
	const char *q = f->q ? f->q : "", *sql;
	const char *status = f->status ? f->status : "";
	const char *role = f->role ? f->role : "";
	enum err_code rc;

	rc = order_sql(cx, f->sort, &sql);
	if (rc)
		return rc;
	rc = db_int(cx, SQL_COUNT,
	    DB_ARGS(DB_TEXT(q), DB_TEXT(status), DB_TEXT(role)), total);
	if (rc)
		return rc;
	return db_all(cx, sql,
	    DB_ARGS(DB_TEXT(q), DB_TEXT(status), DB_TEXT(role),
		DB_INT(f->page_size),
		DB_INT(page_offset(f->page, f->page_size))),
	    &user_type, users, n);
}

static const char SQL_GET[] = "SELECT " COLS " FROM users u WHERE u.id = $1";
static const char SQL_LOCK[] =
    "SELECT " COLS " FROM users u WHERE u.id = $1 FOR UPDATE OF u";

enum err_code
auth_users_db_get(struct cx *cx, int64_t id, bool lock, struct user *out,
    bool *found)
{
	if (lock)
		return db_maybe(cx, SQL_LOCK, DB_ARGS(DB_INT(id)), &user_type,
		    out, found);
	return db_maybe(cx, SQL_GET, DB_ARGS(DB_INT(id)), &user_type, out,
	    found);
}

static const char SQL_INSERT[] =
    "INSERT INTO users (username, password_hash, name, email, phone, status,"
    " must_change) VALUES ($1, $2, COALESCE($3, ''), COALESCE($4, ''),"
    " COALESCE($5, ''), CASE WHEN $6 THEN 1 ELSE 0 END, true) RETURNING id";

enum err_code
auth_users_db_insert(struct cx *cx, const struct user_new *in, const char *phc,
    bool active, int64_t *id)
{
	return db_int(cx, SQL_INSERT,
	    DB_ARGS(DB_TEXT(in->username), DB_TEXT(phc), DB_TEXT(in->name),
		DB_TEXT(in->email), DB_TEXT(in->phone), DB_BOOL(active)),
	    id);
}

static const char SQL_UPDATE[] =
    "UPDATE users SET name = COALESCE($2, name), email = COALESCE($3, email),"
    " phone = COALESCE($4, phone),"
    " status = CASE WHEN $5 < 0 THEN status ELSE $5 END,"
    " version = version + 1, updated_at = now() WHERE id = $1";

enum err_code
auth_users_db_update(struct cx *cx, int64_t id, const struct user_patch *in,
    int64_t status)
{
	return db_queue(cx, SQL_UPDATE,
	    DB_ARGS(DB_INT(id), DB_TEXT(in->name), DB_TEXT(in->email),
		DB_TEXT(in->phone), DB_INT(status)));
}

static const char SQL_DELETE[] = "DELETE FROM users WHERE id = $1";

enum err_code
auth_users_db_delete(struct cx *cx, int64_t id)
{
	return db_exec(cx, SQL_DELETE, DB_ARGS(DB_INT(id)), NULL);
}

static const char SQL_CARD[] =
    "SELECT id, username, email, phone, avatar, status::bigint AS status,"
    " extract(epoch FROM created_at)::bigint AS \"createTime\","
    " extract(epoch FROM updated_at)::bigint AS \"updateTime\","
    " COALESCE(extract(epoch FROM last_login_at), 0)::bigint"
    " AS \"lastLoginTime\" FROM users WHERE id = $1";

enum err_code
auth_users_db_card(struct cx *cx, int64_t id, struct user_card *out)
{
	return db_one(cx, SQL_CARD, DB_ARGS(DB_INT(id)), &user_card_type, out);
}
