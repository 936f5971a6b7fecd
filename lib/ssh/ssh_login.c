/*
 * ssh_login: proving who we are, by one key or one password.
 */
#include "ssh/ssh_priv.h"

enum err_code
ssh_login_refused(struct cx *cx, const struct ssh *s,
    const struct ssh_target *t, enum ssh_fault *fault)
{
	int offered = ssh_userauth_list(s->session, NULL);

	*fault = SSH_F_AUTH;
	err_detail(cx, "methods offered 0x%x", (unsigned)offered);
	if (t->private_key != NULL)
		return err_set(cx, ERR_UPSTREAM,
		    "认证被拒绝：服务器不接受用户 '%s' 的密钥",
		    "authentication refused: the server does not accept the "
		    "key for user '%s'",
		    t->user);
	if ((offered &
		(SSH_AUTH_METHOD_PASSWORD | SSH_AUTH_METHOD_INTERACTIVE)) == 0)
		return err_set(cx, ERR_UPSTREAM,
		    "认证被拒绝：服务器不允许用户 '%s' 使用密码登录",
		    "authentication refused: the server takes no password "
		    "from user '%s'",
		    t->user);
	return err_set(cx, ERR_UPSTREAM, "认证被拒绝：用户 '%s' 的密码不正确",
	    "authentication refused: wrong password for user '%s'", t->user);
}

enum err_code
ssh_login_judge(struct cx *cx, const struct ssh *s, const struct ssh_target *t,
    int rc, enum ssh_fault *fault)
{
	const char *why;

	switch (rc) {
	case SSH_AUTH_SUCCESS:
		*fault = SSH_F_NONE;
		return ERR_OK;
	case SSH_AUTH_PARTIAL:
		*fault = SSH_F_AUTH;
		return err_set(cx, ERR_UPSTREAM,
		    "认证被拒绝：服务器要求用户 '%s' 提供第二种凭据",
		    "authentication refused: the server wants a second proof "
		    "from user '%s'",
		    t->user);
	case SSH_AUTH_ERROR:
		why = ssh_get_error(s->session);
		if (ssh_is_connected(s->session) == 0 &&
		    strcasestr(why, "auth") == NULL) {
			*fault = SSH_F_DROPPED;
			(void)err_set(cx, ERR_UPSTREAM,
			    "登录过程中 %s:%d 断开了连接",
			    "%s:%d hung up during the login", s->host, s->port);
		} else {
			(void)ssh_login_refused(cx, s, t, fault);
		}
		err_detail(cx, "login: %s", why);
		return cx->err;
	default:
		return ssh_login_refused(cx, s, t, fault);
	}
}

/* Waits between two calls of a non-blocking step. */
static enum err_code
pause_login(struct cx *cx, struct ssh *s, const struct ssh_limit *lim,
    enum ssh_fault *fault)
{
	switch (ssh_wait_session(s, lim)) {
	case SSH_W_WAKE:
		return ssh_fail_cancelled(cx, fault);
	case SSH_W_TIMEOUT:
		return ssh_fail_timeout(cx, fault, "登录", "logging in");
	case SSH_W_READY:
		break;
	}
	return ERR_OK;
}

static enum err_code
login_key(struct cx *cx, struct ssh *s, const struct ssh_target *t,
    const struct ssh_limit *lim, enum ssh_fault *fault)
{
	enum err_code rc;
	ssh_key key;
	int got;

	rc = ssh_key_import(cx, t->private_key, t->passphrase, &key);
	if (rc) {
		*fault = SSH_F_KEY;
		return rc;
	}
	for (;;) {
		got = ssh_userauth_publickey(s->session, NULL, key);
		if (got != SSH_AUTH_AGAIN)
			break;
		rc = pause_login(cx, s, lim, fault);
		if (rc)
			break;
	}
	ssh_key_free(key);
	return rc ? rc : ssh_login_judge(cx, s, t, got, fault);
}

void
ssh_login_answer(struct ssh *s, const char *password)
{
	int i, n = ssh_userauth_kbdint_getnprompts(s->session);

	for (i = 0; i < n; i++) {
		char echo = 0;

		(void)ssh_userauth_kbdint_getprompt(s->session, (unsigned)i,
		    &echo);
		(void)ssh_userauth_kbdint_setanswer(s->session, (unsigned)i,
		    echo ? "" : password);
	}
}

static enum err_code
login_questions(struct cx *cx, struct ssh *s, const struct ssh_target *t,
    const struct ssh_limit *lim, enum ssh_fault *fault)
{
	enum err_code rc;
	int got, rounds = 0;

	for (;;) {
		got = ssh_userauth_kbdint(s->session, NULL, NULL);
		if (got == SSH_AUTH_INFO) {
			if (++rounds > SSH_LOGIN_ROUNDS)
				return ssh_login_refused(cx, s, t, fault);
			ssh_login_answer(s, t->password);
			continue;
		}
		if (got != SSH_AUTH_AGAIN)
			return ssh_login_judge(cx, s, t, got, fault);
		rc = pause_login(cx, s, lim, fault);
		if (rc)
			return rc;
	}
}

static enum err_code
login_password(struct cx *cx, struct ssh *s, const struct ssh_target *t,
    const struct ssh_limit *lim, enum ssh_fault *fault)
{
	enum err_code rc;
	int got;

	for (;;) {
		got = ssh_userauth_password(s->session, NULL, t->password);
		if (got != SSH_AUTH_AGAIN)
			break;
		rc = pause_login(cx, s, lim, fault);
		if (rc)
			return rc;
	}
	/* Many servers ask for the password as a question instead. */
	if (got == SSH_AUTH_DENIED &&
	    (ssh_userauth_list(s->session, NULL) & SSH_AUTH_METHOD_INTERACTIVE))
		return login_questions(cx, s, t, lim, fault);
	return ssh_login_judge(cx, s, t, got, fault);
}

enum err_code
ssh_login(struct cx *cx, struct ssh *s, const struct ssh_target *t,
    const struct ssh_limit *lim, enum ssh_fault *fault)
{
	if (t->private_key != NULL)
		return login_key(cx, s, t, lim, fault);
	return login_password(cx, s, t, lim, fault);
}
