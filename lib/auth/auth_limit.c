/*
 * auth_limit: lock-outs.  They are rows, so that neither a crash nor a flood of
 * names makes the server forget them; keys are digests under our secret, so
 * that the table tells nobody which names were tried, and names that nobody has
 * are counted like the others.
 */
#include "auth/auth_db.h"

#define ACCOUNT_WINDOW_S 86400
#define ADDRESS_WINDOW_S 3600

/* ASCII letters folded as the unique index on names does. */
static const char *
fold(struct arena *mem, const char *s)
{
	char *out = arena_strdup(mem, s), *p;

	for (p = out; *p != '\0'; p++) {
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	}
	return out;
}

void
auth_limit_keys(struct cx *cx, const char *kind, const char *account,
    struct auth_limit *out)
{
	const char *text;

	text = arena_printf(cx->mem, "%s account %s", kind,
	    fold(cx->mem, account));
	auth_label_mac(str_of(text), out->account);
	text = arena_printf(cx->mem, "%s address %s", kind,
	    cx->who.ip ? cx->who.ip : "");
	auth_label_mac(str_of(text), out->address);
}

enum err_code
auth_limit_check(struct cx *cx, const struct auth_limit *l)
{
	enum err_code rc;
	int64_t wait_s;

	rc = auth_db_locked_s(cx, l, &wait_s);
	if (rc || wait_s <= 0)
		return rc;
	cx->retry_after_s = wait_s;
	return err_set(cx, ERR_TOO_MANY, "失败次数过多，请在 %d 秒后重试",
	    "too many failures, try again in %d seconds", (int)wait_s);
}

static enum err_code
fail(struct cx *cx, void *arg)
{
	const struct auth_limit *l = arg;
	const struct settings *set = cx->set;
	enum err_code rc;

	rc = auth_db_fail(cx, l->account, set->login_fail_limit,
	    ACCOUNT_WINDOW_S, set->login_lock_s);
	if (rc)
		return rc;
	return auth_db_fail(cx, l->address, set->login_ip_limit,
	    ADDRESS_WINDOW_S, set->login_lock_s);
}

enum err_code
auth_limit_fail(struct cx *cx, const struct auth_limit *l)
{
	struct auth_limit copy = *l;

	return db_tx(cx, fail, &copy);
}

enum err_code
auth_limit_clear(struct cx *cx, const struct auth_limit *l)
{
	return auth_db_fail_clear(cx, l->account);
}

enum err_code
auth_limit_unlock(struct cx *cx, const char *account)
{
	struct auth_limit l;

	auth_limit_keys(cx, "login", account, &l);
	return auth_db_fail_clear(cx, l.account);
}

enum err_code
auth_limit_locked(struct cx *cx, const char *account, bool *locked)
{
	struct auth_limit l;
	enum err_code rc;
	int64_t wait_s;

	auth_limit_keys(cx, "login", account, &l);
	memcpy(l.address, l.account, sizeof(l.address));
	rc = auth_db_locked_s(cx, &l, &wait_s);
	*locked = wait_s > 0;
	return rc;
}
