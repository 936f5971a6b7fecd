/*
 * auth_login: logging in, registering, changing one's password.
 *
 * Limits are asked before anything is hashed, and again once one of the two
 * hashing slots is held: whoever holds it also records the failure, so that
 * guesses sent side by side do not slip under the limit.
 */
#include "audit/audit.h"
#include "auth/auth_db.h"

struct attempt {
	const char *username;
	const char *password;
	struct auth_limit limit;
	struct auth_account account;
	const char *new_hash; /* when parameters rose */
	int64_t session_id;
	const char *refresh_token;
};

/* A hash that nothing matches and that costs what a real one does. */
static const char *
dummy_hash(struct cx *cx)
{
	unsigned char raw[48];
	const char *salt, *hash;

	crypto_random(raw, sizeof(raw));
	salt = crypto_base64(cx->mem, (struct str){ (const char *)raw, 16 });
	hash =
	    crypto_base64(cx->mem, (struct str){ (const char *)raw + 16, 32 });
	return arena_printf(cx->mem, "$argon2id$v=19$m=%d,t=%d,p=1$%.22s$%.43s",
	    (int)cx->set->argon2_memory_kib, (int)cx->set->argon2_passes, salt,
	    hash);
}

/* Compares under the slot that the caller holds; records a failure. */
static enum err_code
verify(struct cx *cx, struct attempt *a, bool found)
{
	uint32_t memory = (uint32_t)cx->set->argon2_memory_kib;
	uint32_t passes = (uint32_t)cx->set->argon2_passes;
	const char *phc;
	enum err_code rc;
	bool ok, weak;

	phc = found ? a->account.password_hash : dummy_hash(cx);
	ok = crypto_password_check(str_of(a->password), phc, memory, passes,
	    &weak);
	if (!ok || !found) {
		rc = auth_limit_fail(cx, &a->limit);
		return rc ? rc : err_plain(cx, ERR_PASSWORD);
	}
	if (weak)
		a->new_hash = crypto_password_hash(cx->mem, str_of(a->password),
		    memory, passes);
	return ERR_OK;
}

/* Takes a slot, asks the limits again, reads the account and compares. */
static enum err_code
authenticate(struct cx *cx, struct attempt *a)
{
	enum err_code rc;
	bool found;
	int slot;

	rc = auth_limit_check(cx, &a->limit);
	if (rc)
		return rc;
	rc = auth_slot_take(cx, &slot);
	if (rc)
		return rc;
	rc = auth_limit_check(cx, &a->limit);
	if (rc == ERR_OK)
		rc = auth_db_account(cx, a->username, &a->account, &found);
	if (rc == ERR_OK)
		rc = verify(cx, a, found);
	auth_slot_give(slot);
	return rc;
}

static enum err_code
open_session(struct cx *cx, void *arg)
{
	struct attempt *a = arg;
	enum err_code rc;
	bool ok;

	rc = auth_db_logged_in(cx, &a->account, a->new_hash, &ok);
	if (rc)
		return rc;
	if (!ok) /* changed or disabled while we compared */
		return err_plain(cx, ERR_PASSWORD);
	rc = auth_limit_clear(cx, &a->limit);
	if (rc)
		return rc;
	return auth_session_make(cx, a->account.id, &a->session_id,
	    &a->refresh_token);
}

enum err_code
auth_grant_make(struct cx *cx, int64_t user_id, int64_t session_id,
    const char *refresh_token, struct auth_grant *out)
{
	const char *const *codes;
	enum err_code rc;
	size_t i, n;

	memset(out, 0, sizeof(*out));
	rc = rbac_load(cx, cx->mem, user_id);
	if (rc)
		return rc;
	cx->who.session_id = session_id;
	rc = auth_db_me(cx, user_id, &out->user);
	if (rc)
		return rc;
	n = rbac_own_codes(cx, &codes);
	out->permissions.v =
	    arena_array(cx->mem, n ? n : 1, sizeof(*out->permissions.v));
	for (i = 0; i < n; i++)
		out->permissions.v[i] = codes[i];
	out->permissions.n = n;
	out->permissions.set = true;
	out->roles.v =
	    arena_array(cx->mem, cx->who.n_roles + 1, sizeof(*out->roles.v));
	for (i = 0; i < cx->who.n_roles; i++)
		out->roles.v[i] = cx->who.roles[i];
	out->roles.n = cx->who.n_roles;
	out->roles.set = true;
	out->user.roles = out->roles;
	out->user.permissions = out->permissions;
	out->uid = user_id;
	out->refresh_token = refresh_token;
	out->access_token = auth_token_make(cx, user_id, session_id,
	    time_now_us() / 1000000, &out->expires);
	return ERR_OK;
}

enum err_code
auth_login(struct cx *cx, const struct auth_login *in, struct auth_grant *out)
{
	struct attempt a = { .username = in->username,
		.password = in->password };
	enum err_code rc;

	auth_limit_keys(cx, "login", in->username, &a.limit);
	rc = authenticate(cx, &a);
	if (rc)
		return rc;
	if (a.account.status != 1)
		return err_set(cx, ERR_FORBIDDEN, "账号已停用",
		    "the account is disabled");
	rc = db_tx(cx, open_session, &a);
	if (rc)
		return rc;
	return auth_grant_make(cx, a.account.id, a.session_id, a.refresh_token,
	    out);
}

/* --- registering --- */

static bool
name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' ||
	    c == '@';
}

/* ASCII alone, so that no name looks like another. */
enum err_code
auth_check_username(struct cx *cx, const char *username)
{
	size_t i, n = strlen(username);

	for (i = 0; i < n && name_byte(username[i]); i++)
		continue;
	if (i == n && n >= 2 && n <= 64 && username[0] != '-' &&
	    username[0] != '.')
		return ERR_OK;
	return err_field(cx, "username",
	    "用户名须为 2 到 64 个字母、数字或 . _ - @",
	    "user names have 2 to 64 letters, digits or . _ - @");
}

enum err_code
auth_check_contact(struct cx *cx, const char *email, const char *avatar)
{
	struct str a = str_of(avatar);
	const char *at;

	if (email != NULL && email[0] != '\0') {
		at = strchr(email, '@');
		if (at == NULL || at == email || at[1] == '\0' ||
		    strchr(at + 1, '@') != NULL ||
		    strpbrk(email, " \t<>\",;()") != NULL)
			return err_field(cx, "email", "邮箱格式不正确",
			    "that is no e-mail address");
	}
	/* Shown by browsers: a scheme like javascript: must not get in. */
	if (a.n > 0 && !str_starts(a, STR("https://")) &&
	    !str_starts(a, STR("http://")))
		return err_field(cx, "avatar", "头像须为 http(s) 地址",
		    "the picture must be an http(s) address");
	return ERR_OK;
}

struct newcomer {
	const struct auth_register *in;
	const char *phc;
	const char *role;
	int64_t id;
	int64_t session_id;
	const char *refresh_token;
};

static enum err_code
insert_user(struct cx *cx, struct newcomer *n)
{
	enum err_code rc;

	rc = auth_db_user_insert(cx, n->in, n->phc, &n->id);
	if (rc == ERR_CONFLICT)
		return err_field_as(cx, ERR_USER_EXISTS, "username",
		    "用户 '%s' 已存在", "user '%s' exists already",
		    n->in->username);
	if (rc)
		return rc;
	return auth_db_role_add(cx, n->id, n->role);
}

static enum err_code
register_user(struct cx *cx, void *arg)
{
	struct newcomer *n = arg;
	enum err_code rc;

	rc = insert_user(cx, n);
	if (rc)
		return rc;
	return auth_session_make(cx, n->id, &n->session_id, &n->refresh_token);
}

enum err_code
auth_register(struct cx *cx, const struct auth_register *in,
    struct auth_grant *out)
{
	struct newcomer n = { .in = in, .role = "viewer" };
	struct auth_limit limit;
	enum err_code rc;

	if (!cx->set->register_enabled)
		return err_set(cx, ERR_FORBIDDEN, "未开放注册",
		    "registration is closed");
	rc = auth_check_username(cx, in->username);
	if (rc)
		return rc;
	rc = auth_check_contact(cx, in->email, in->avatar);
	if (rc)
		return rc;
	rc = auth_password_policy(cx, "password", in->username, in->password);
	if (rc)
		return rc;
	/* Each try is counted, good or not: hashing for strangers costs. */
	auth_limit_keys(cx, "register", in->username, &limit);
	rc = auth_limit_check(cx, &limit);
	if (rc)
		return rc;
	rc = auth_limit_fail(cx, &limit);
	if (rc)
		return rc;
	rc = auth_password_hash(cx, "password", in->password, &n.phc);
	if (rc)
		return rc;
	rc = db_tx(cx, register_user, &n);
	if (rc)
		return rc;
	return auth_grant_make(cx, n.id, n.session_id, n.refresh_token, out);
}

/* --- the first administrator --- */

static enum err_code
bootstrap(struct cx *cx, void *arg)
{
	struct newcomer *n = arg;
	enum err_code rc;
	int64_t users;

	n->id = 0;
	rc = auth_db_bootstrap_lock(cx);
	if (rc)
		return rc;
	rc = auth_db_user_count(cx, &users);
	if (rc || users > 0)
		return rc;
	return insert_user(cx, n);
}

enum err_code
auth_bootstrap(struct cx *cx, const char *username, const char *password,
    bool *created)
{
	const struct auth_register in = { .username = username,
		.password = password };
	struct newcomer n = { .in = &in, .role = "admin" };
	enum err_code rc;
	int64_t users;

	*created = false;
	rc = auth_db_user_count(cx, &users);
	if (rc || users > 0)
		return rc;
	rc = auth_check_username(cx, username);
	if (rc)
		return rc;
	rc = auth_password_policy(cx, "password", username, password);
	if (rc)
		return rc;
	rc = auth_password_hash(cx, "password", password, &n.phc);
	if (rc)
		return rc;
	rc = db_tx(cx, bootstrap, &n);
	*created = rc == ERR_OK && n.id != 0;
	return rc;
}

/* --- passwords --- */

struct change {
	int64_t user_id;
	int64_t keep;
	const char *phc;
	bool must_change;
};

static enum err_code
change_password(struct cx *cx, void *arg)
{
	const struct change *c = arg;
	enum err_code rc;

	rc = auth_db_password_set(cx, c->user_id, c->phc, c->must_change);
	if (rc)
		return rc;
	return auth_sessions_end_all(cx, c->user_id, c->keep);
}

enum err_code
auth_password_change(struct cx *cx, const struct auth_password *in)
{
	struct attempt a = { .username = cx->who.username,
		.password = in->old_password };
	struct change c = { .user_id = cx->who.user_id,
		.keep = cx->who.session_id };
	enum err_code rc;

	rc = auth_password_policy(cx, "new_password", cx->who.username,
	    in->new_password);
	if (rc)
		return rc;
	if (strcmp(in->old_password, in->new_password) == 0)
		return err_field(cx, "new_password", "新密码须与旧密码不同",
		    "the new password must differ from the old one");
	auth_limit_keys(cx, "login", cx->who.username, &a.limit);
	rc = authenticate(cx, &a);
	if (rc == ERR_PASSWORD)
		return err_field_as(cx, ERR_PASSWORD, "old_password",
		    "旧密码错误", "the old password is wrong");
	if (rc)
		return rc;
	rc = auth_password_hash(cx, "new_password", in->new_password, &c.phc);
	if (rc)
		return rc;
	return db_tx(cx, change_password, &c);
}

enum err_code
auth_passwd(struct cx *cx, const char *username, const char *password)
{
	struct auth_account account;
	struct change c = { .keep = 0 };
	enum err_code rc;
	bool found;

	rc = auth_password_policy(cx, "password", username, password);
	if (rc)
		return rc;
	rc = auth_db_account(cx, username, &account, &found);
	if (rc)
		return rc;
	if (!found)
		return err_plain(cx, ERR_USER_MISSING);
	c.user_id = account.id;
	rc = auth_password_hash(cx, "password", password, &c.phc);
	if (rc)
		return rc;
	return db_tx(cx, change_password, &c);
}
