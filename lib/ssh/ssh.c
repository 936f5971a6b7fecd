/*
 * ssh: opening and closing a session.
 *
 * The socket is ours (ssh_dial.c); libssh is given a duplicate and is only
 * ever called in non-blocking mode, with poll on our handle in between.
 *
 * No chacha20-poly1305 and no CBC: without strict key exchange they are open to
 * prefix truncation (CVE-2023-48795), and libssh does not tell what was agreed.
 * AES-GCM is not, and its tag check is right since Debian's 0.10.6-0+deb12u3.
 */
#include <sys/stat.h>

#include <fcntl.h>

#include "crypto/crypto.h"
#include "ssh/ssh_priv.h"

#define KEX \
	"curve25519-sha256,curve25519-sha256@libssh.org," \
	"ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521," \
	"diffie-hellman-group16-sha512,diffie-hellman-group14-sha256"
#define CIPHERS \
	"aes256-gcm@openssh.com,aes128-gcm@openssh.com," \
	"aes256-ctr,aes192-ctr,aes128-ctr"
#define MACS \
	"hmac-sha2-256,hmac-sha2-512," \
	"hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com"
#define HOST_KEYS \
	"ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384," \
	"ecdsa-sha2-nistp521,rsa-sha2-512,rsa-sha2-256"
#define USER_KEYS HOST_KEYS

static const char *const fault_names[SSH_F__MAX] = {
	[SSH_F_NONE] = "",
	[SSH_F_DNS] = "dns_error",
	[SSH_F_CONNECT] = "connect_error",
	[SSH_F_TIMEOUT] = "timeout_error",
	[SSH_F_PROTOCOL] = "protocol_error",
	[SSH_F_HOSTKEY] = "host_key_error",
	[SSH_F_AUTH] = "auth_error",
	[SSH_F_KEY] = "key_error",
	[SSH_F_DROPPED] = "dropped_error",
	[SSH_F_CANCELLED] = "cancelled",
	[SSH_F_INPUT] = "validation_error",
};

const char *
ssh_fault_name(enum ssh_fault f)
{
	return (unsigned)f < SSH_F__MAX ? fault_names[f] : "connect_error";
}

const char *
ssh_host_key(const struct ssh *s)
{
	return s->host_key;
}

const char *
ssh_host_fingerprint(const struct ssh *s)
{
	return s->fingerprint;
}

const char *
ssh_host_key_type(const struct ssh *s)
{
	return s->key_type;
}

int64_t
ssh_tag(const struct ssh *s)
{
	return s->tag;
}

void
ssh_close(struct ssh *s)
{
	struct stat st;

	if (s == NULL)
		return;
	if (s->session != NULL) {
		ssh_disconnect(s->session);
		/* The good-bye still has to cross the bridge. */
		ssh_jump_chain_turn(s);
		ssh_free(s->session);
		s->session = NULL;
		/* libssh keeps or closes a given descriptor as it failed; the
		 * socket's inode tells whether this number is still ours. */
		if (fstat(s->lib_fd, &st) == 0 && st.st_ino == s->lib_ino &&
		    S_ISSOCK(st.st_mode))
			close(s->lib_fd);
	}
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
	ssh_jump_end(s->jump);
	s->jump = NULL;
	ssh_close(s->via);
}

static void
close_late(void *arg)
{
	ssh_close(arg);
}

/*
 * Host key algorithms with the pinned type first, so that a host with several
 * keys shows the one that we know.
 */
static const char *
host_key_order(struct arena *mem, const char *pin)
{
	struct str rest = str_of(pin), type;

	if (pin == NULL || !str_cut(&rest, ' ', &type))
		return HOST_KEYS;
	if (str_eq(type, STR("ssh-rsa")))
		return "rsa-sha2-512,rsa-sha2-256," HOST_KEYS;
	if (strstr(HOST_KEYS, arena_str(mem, type)) == NULL)
		return HOST_KEYS;
	return arena_printf(mem, "%.*s,%s", (int)type.n, type.p, HOST_KEYS);
}

static bool
set_options(struct cx *cx, ssh_session session, const struct ssh_target *t,
    int fd)
{
	const char *hostkeys = host_key_order(cx->mem, t->host_key);
	const int no = 0, yes = 1, rsa_min = 2048;
	const struct {
		enum ssh_options_e name;
		const void *value;
	} opts[] = {
		/* First: nothing may come from files of whoever runs us. */
		{ SSH_OPTIONS_PROCESS_CONFIG, &no },
		{ SSH_OPTIONS_KNOWNHOSTS, "/dev/null" },
		{ SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null" },
		{ SSH_OPTIONS_HOST, t->host },
		{ SSH_OPTIONS_PORT, &t->port },
		{ SSH_OPTIONS_USER, t->user },
		{ SSH_OPTIONS_FD, &fd },
		/* A socket pair has no such thing. */
		{ SSH_OPTIONS_NODELAY, t->jump != NULL ? &no : &yes },
		{ SSH_OPTIONS_KEY_EXCHANGE, KEX },
		{ SSH_OPTIONS_CIPHERS_C_S, CIPHERS },
		{ SSH_OPTIONS_CIPHERS_S_C, CIPHERS },
		{ SSH_OPTIONS_HMAC_C_S, MACS },
		{ SSH_OPTIONS_HMAC_S_C, MACS },
		{ SSH_OPTIONS_HOSTKEYS, hostkeys },
		{ SSH_OPTIONS_PUBLICKEY_ACCEPTED_TYPES, USER_KEYS },
		{ SSH_OPTIONS_COMPRESSION, "no" },
		{ SSH_OPTIONS_RSA_MIN_SIZE, &rsa_min },
	};
	size_t i;

	for (i = 0; i < sizeof(opts) / sizeof(opts[0]); i++) {
		if (ssh_options_set(session, opts[i].name, opts[i].value) < 0) {
			err_detail(cx, "ssh option %d: %s", (int)opts[i].name,
			    ssh_get_error(session));
			return false;
		}
	}
	ssh_set_blocking(session, 0);
	return true;
}

enum err_code
ssh_wrap(struct cx *cx, const struct ssh_target *t, int fd, struct ssh *s)
{
	struct stat st;

	s->fd = fd;
	s->port = t->port;
	s->tag = t->tag;
	s->lib_fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	if (s->lib_fd == -1 || fstat(s->lib_fd, &st) == -1)
		return err_plain(cx, ERR_INTERNAL);
	s->lib_ino = st.st_ino;
	s->session = ssh_new();
	if (s->session == NULL) {
		close(s->lib_fd);
		return err_plain(cx, ERR_INTERNAL);
	}
	if (!set_options(cx, s->session, t, s->lib_fd))
		return err_plain(cx, ERR_INTERNAL);
	return ERR_OK;
}

/* The session object around the connected socket ${fd}. */
static enum err_code
wrap(struct cx *cx, const struct ssh_target *t, struct ssh *via,
    struct ssh_jump *jump, int fd, struct ssh **out)
{
	struct ssh *s = ARENA_NEW(cx->mem, struct ssh);
	enum err_code rc;

	s->mem = cx->mem;
	s->host = arena_strdup(cx->mem, t->host);
	s->via = via;
	s->jump = jump;
	arena_defer(cx->mem, close_late, s);
	rc = ssh_wrap(cx, t, fd, s);
	if (rc == ERR_OK)
		*out = s;
	return rc;
}

enum err_code
ssh_fail_exchange(struct cx *cx, const struct ssh *s, enum ssh_fault *fault)
{
	const char *why = ssh_get_error(s->session);
	const char *banner = ssh_get_serverbanner(s->session);
	bool spoke = banner != NULL && strncmp(banner, "SSH-", 4) == 0;

	err_detail(cx, "key exchange: %s", why);
	if (spoke &&
	    (strcasestr(why, "disconnect") != NULL ||
		strcasestr(why, "socket") != NULL)) {
		*fault = SSH_F_DROPPED;
		return err_set(cx, ERR_UPSTREAM,
		    "密钥交换期间 %s:%d 断开了连接",
		    "%s:%d hung up during the key exchange", s->host, s->port);
	}
	*fault = SSH_F_PROTOCOL;
	if (spoke)
		return err_set(cx, ERR_UPSTREAM,
		    "%s:%d 的 SSH 协议不兼容或数据损坏",
		    "%s:%d speaks ssh that is damaged or has no algorithm in "
		    "common",
		    s->host, s->port);
	return err_set(cx, ERR_UPSTREAM, "%s:%d 不是 SSH 服务器",
	    "%s:%d is not an ssh server", s->host, s->port);
}

int
ssh_connect_step(struct ssh *s)
{
	int got = ssh_connect(s->session);

	/* libssh makes a given socket blocking: a peer that stops reading
	 * would then stop us, past every deadline. */
	(void)fcntl(s->fd, F_SETFL, O_RDWR | O_NONBLOCK);
	return got;
}

static enum err_code
exchange(struct cx *cx, struct ssh *s, const struct ssh_limit *lim,
    enum ssh_fault *fault)
{
	int got;

	for (;;) {
		got = ssh_connect_step(s);
		if (got == SSH_OK)
			return ERR_OK;
		if (got != SSH_AGAIN)
			return ssh_fail_exchange(cx, s, fault);
		switch (ssh_wait_session(s, lim)) {
		case SSH_W_WAKE:
			return ssh_fail_cancelled(cx, fault);
		case SSH_W_TIMEOUT:
			if (ssh_get_serverbanner(s->session) == NULL)
				return ssh_fail_timeout(cx, fault,
				    "已连接，但服务器没有应答",
				    "connected, but the server says nothing");
			return ssh_fail_timeout(cx, fault, "密钥交换",
			    "exchanging keys");
		case SSH_W_READY:
			break;
		}
	}
}

enum err_code
ssh_check_host_key(struct cx *cx, struct ssh *s, const struct ssh_target *t,
    enum ssh_fault *fault)
{
	const char *known, *pin = t->host_key, *print = t->host_fingerprint;
	ssh_key key = NULL;

	*fault = SSH_F_PROTOCOL;
	if (ssh_get_server_publickey(s->session, &key) != SSH_OK)
		return err_set(cx, ERR_UPSTREAM, "%s:%d 没有提供主机密钥",
		    "%s:%d shows no host key", s->host, s->port);
	s->host_key = ssh_key_line(s->mem, key);
	s->key_type = arena_strdup(s->mem, ssh_key_kind(key));
	s->fingerprint = ssh_key_print(s->mem, key);
	ssh_key_free(key);
	if (s->host_key == NULL || s->fingerprint == NULL)
		return err_set(cx, ERR_UPSTREAM, "%s:%d 没有提供主机密钥",
		    "%s:%d shows no host key", s->host, s->port);
	if ((pin == NULL || crypto_equal(str_of(pin), str_of(s->host_key))) &&
	    (print == NULL ||
		crypto_equal(str_of(print), str_of(s->fingerprint)))) {
		*fault = SSH_F_NONE;
		return ERR_OK;
	}
	*fault = SSH_F_HOSTKEY;
	if (pin == NULL)
		return err_set(cx, ERR_UPSTREAM,
		    "主机密钥与确认的指纹不符：期望 %s，实际 %s "
		    "(%s)；连接已中止",
		    "the host key is not the one confirmed: expected %s, got "
		    "%s "
		    "(%s); the connection was stopped",
		    print, s->fingerprint, s->key_type);
	known = ssh_key_fingerprint(cx->mem, pin);
	return err_set(cx, ERR_UPSTREAM,
	    "主机密钥已改变：已登记 %s，现在是 %s (%s)；连接已中止",
	    "the host key has changed: pinned %s, now %s (%s); the connection "
	    "was stopped",
	    known != NULL ? known : "?", s->fingerprint, s->key_type);
}

static enum err_code
check_one(struct cx *cx, const struct ssh_target *t, bool key_only)
{
	if (!ssh_host_ok(t->host))
		return err_field(cx, "ip", "无效的主机地址",
		    "not a host name or address");
	if (t->port < 1 || t->port > 65535)
		return err_field(cx, "port", "无效的端口", "not a port");
	if (!ssh_user_ok(t->user))
		return err_field(cx, "username",
		    "用户名只能包含字母、数字和 . _ @ -，且不能以 - 开头",
		    "a user name has letters, digits and . _ @ - only and does "
		    "not start with -");
	if (t->private_key == NULL && !key_only &&
	    (t->password == NULL || t->password[0] == '\0'))
		return err_field_as(cx, ERR_MISSING, "password",
		    "缺少密码或密钥", "a password or a key is needed");
	return ERR_OK;
}

enum err_code
ssh_check_target(struct cx *cx, const struct ssh_target *t)
{
	const struct ssh_target *hop;
	enum err_code rc;
	int n = 0;

	for (hop = t; hop != NULL; hop = hop->jump) {
		if (n++ > SSH_JUMP_MAX)
			return err_set(cx, ERR_INVALID, "跳板机链最多 %d 级",
			    "more than %d jump hosts", SSH_JUMP_MAX);
		rc = check_one(cx, hop, hop == t && t->key_only);
		if (rc)
			return rc;
	}
	return ERR_OK;
}

/* The key exchange and all that follows on the socket ${fd}. */
static enum err_code
talk(struct cx *cx, const struct ssh_target *t, struct ssh *s,
    const struct ssh_limit *lim, bool key_only, enum ssh_fault *fault)
{
	const struct ssh *dead;
	enum err_code rc;

	rc = exchange(cx, s, lim, fault);
	if (rc == ERR_OK)
		rc = ssh_check_host_key(cx, s, t, fault);
	if (rc == ERR_OK && !key_only)
		rc = ssh_login(cx, s, t, lim, fault);
	if (rc == ERR_OK || *fault == SSH_F_HOSTKEY || *fault == SSH_F_AUTH)
		return rc;
	dead = ssh_jump_dead(s);
	if (dead == NULL || *fault == SSH_F_CANCELLED)
		return rc;
	*fault = SSH_F_DROPPED;
	return err_set(cx, ERR_UPSTREAM, "与跳板机 %s:%d 的连接中断",
	    "the connection to the jump host %s:%d broke", dead->host,
	    dead->port);
}

static enum err_code
name_hop(struct cx *cx, const struct ssh_target *t, enum err_code rc,
    enum ssh_fault fault)
{
	if (fault == SSH_F_CANCELLED)
		return rc;
	return err_set(cx, rc, "跳板机 %s:%d：%s", "jump host %s:%d: %s",
	    t->host, t->port, cx->message != NULL ? cx->message : "");
}

/* ${t} is a jump host of the ${depth}-th session from the far end. */
static enum err_code
open_at(struct cx *cx, const struct ssh_target *t, const struct ssh_limit *lim,
    int depth, struct ssh **out, enum ssh_fault *fault)
{
	bool key_only = depth == 0 && t->key_only;
	struct ssh *via = NULL, *s = NULL;
	struct ssh_jump *jump = NULL;
	enum err_code rc;
	int fd;

	if (t->jump != NULL) {
		rc = open_at(cx, t->jump, lim, depth + 1, &via, fault);
		if (rc) {
			*out = via;
			return rc;
		}
		rc = ssh_jump_dial(cx, via, t, lim, &jump, &fd, fault);
	} else {
		rc = ssh_dial(cx, t, lim, &fd, fault);
	}
	if (rc) {
		ssh_close(via);
		return depth > 0 ? name_hop(cx, t, rc, *fault) : rc;
	}
	rc = wrap(cx, t, via, jump, fd, &s);
	if (s == NULL)
		return rc ? rc : err_plain(cx, ERR_INTERNAL);
	rc = talk(cx, t, s, lim, key_only, fault);
	if (rc && depth > 0)
		rc = name_hop(cx, t, rc, *fault);
	if (rc == ERR_OK || *fault == SSH_F_HOSTKEY || *fault == SSH_F_AUTH)
		*out = s;
	if (rc || key_only)
		ssh_close(s);
	return rc;
}

enum err_code
ssh_open(struct cx *cx, const struct ssh_target *t, struct ssh **out,
    enum ssh_fault *fault)
{
	struct ssh_limit lim = ssh_limit_of(cx, t->connect_ms, t->wake_fd);
	enum err_code rc;

	*out = NULL;
	*fault = SSH_F_INPUT;
	rc = ssh_check_target(cx, t);
	if (rc)
		return rc;
	return open_at(cx, t, &lim, 0, out, fault);
}

const char *
ssh_quote(struct arena *mem, const char *const *argv)
{
	size_t n = 1, i;
	const char *s;
	char *out, *p;

	for (i = 0; argv[i] != NULL; i++) {
		n += 3;
		for (s = argv[i]; *s != '\0'; s++)
			n += *s == '\'' ? 4 : 1;
	}
	p = out = arena_alloc(mem, n);
	for (i = 0; argv[i] != NULL; i++) {
		if (i > 0)
			*p++ = ' ';
		*p++ = '\'';
		for (s = argv[i]; *s != '\0'; s++) {
			if (*s == '\'') {
				memcpy(p, "'\\''", 4);
				p += 4;
			} else {
				*p++ = *s;
			}
		}
		*p++ = '\'';
	}
	*p = '\0';
	return out;
}
