/*
 * k8sm user: the first administrator and new passwords.
 *
 * A password is taken from K8SM_ADMIN_PASSWORD or standard input, never from
 * the arguments.  A generated one is written to <var_dir>/admin-password (0600)
 * before the account exists, so that it cannot get lost in between.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <termios.h>

#include "auth/auth.h"
#include "crypto/crypto.h"
#include "ctl.h"
#include "db/db.h"
#include "rbac/rbac.h"
#include "routes.h"

#define ADMIN "admin"
#define PASSWORD_MAX 1024

static bool
write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool ok;

	if (fd == -1)
		return false;
	ok = io_write_all(fd, text, strlen(text)) && fsync(fd) == 0;
	return close(fd) == 0 && ok;
}

/* First line of ${path}, or NULL. */
static char *
read_line(struct ctl *c, const char *path)
{
	char *line = arena_alloc(c->mem, PASSWORD_MAX);
	FILE *f = fopen(path, "re");

	if (f == NULL)
		return NULL;
	if (fgets(line, PASSWORD_MAX, f) == NULL)
		line[0] = '\0';
	fclose(f);
	line[strcspn(line, "\r\n")] = '\0';
	return *line ? line : NULL;
}

static enum err_code
create(struct cx *cx, const char *password, bool *created)
{
	enum err_code rc;

	rc = rbac_seed(cx, api_routes);
	return rc ? rc : auth_bootstrap(cx, ADMIN, password, created);
}

/* With a generated password, which is kept in a file. */
static int
bootstrap_generated(struct ctl *c)
{
	const char *path =
	    arena_printf(c->mem, "%s/admin-password", c->set->var_dir);
	const char *draft = arena_printf(c->mem, "%s.new", path);
	char *password = read_line(c, draft);
	bool again = password != NULL, created = false;

	if (!again) {
		(void)unlink(draft);
		password = arena_strdup(c->mem, crypto_token(c->mem, 15));
		if (!write_file(draft,
			arena_printf(c->mem, "%s\n", password))) {
			fprintf(stderr, "k8sm: cannot write '%s': %s\n", draft,
			    strerror(errno));
			return CTL_FAILED;
		}
	}
	if (create(&c->cx, password, &created)) {
		(void)unlink(draft);
		return ctl_fail(c, "user bootstrap");
	}
	/* A draft that was there and no file: the last run ended in between. */
	if (!created && (!again || access(path, F_OK) == 0)) {
		(void)unlink(draft);
		puts("there are users already: nothing to do");
		return CTL_OK;
	}
	if (rename(draft, path) != 0) {
		fprintf(stderr, "k8sm: cannot write '%s': %s\n", path,
		    strerror(errno));
		return CTL_FAILED;
	}
	printf("user '%s' created, password in %s\n", ADMIN, path);
	return CTL_OK;
}

static int
bootstrap(struct ctl *c)
{
	const char *password = getenv("K8SM_ADMIN_PASSWORD");
	bool created = false;

	ctl_open_db(c);
	if (password == NULL || *password == '\0')
		return bootstrap_generated(c);
	if (create(&c->cx, password, &created))
		return ctl_fail(c, "user bootstrap");
	puts(created ? "user '" ADMIN "' created" :
		       "there are users already: nothing to do");
	return CTL_OK;
}

/* Reads one line from standard input, unseen when that is a terminal. */
static bool
ask(const char *prompt, char line[PASSWORD_MAX])
{
	struct termios was, now;
	bool tty = isatty(0) && tcgetattr(0, &was) == 0;
	bool ok;

	if (tty) {
		now = was;
		now.c_lflag &= ~(tcflag_t)ECHO;
		fprintf(stderr, "%s: ", prompt);
		(void)tcsetattr(0, TCSAFLUSH, &now);
	}
	ok = fgets(line, PASSWORD_MAX, stdin) != NULL;
	if (tty) {
		(void)tcsetattr(0, TCSAFLUSH, &was);
		fputc('\n', stderr);
	}
	line[ok ? strcspn(line, "\r\n") : 0] = '\0';
	return ok && *line;
}

static int
passwd(struct ctl *c, const char *name)
{
	char first[PASSWORD_MAX], second[PASSWORD_MAX];
	enum err_code rc;

	if (!ask("new password", first) ||
	    (isatty(0) &&
		(!ask("once more", second) || strcmp(first, second) != 0))) {
		fputs("k8sm: no password, or not twice the same\n", stderr);
		return CTL_FAILED;
	}
	ctl_open_db(c);
	rc = auth_passwd(&c->cx, name, first);
	explicit_bzero(first, sizeof(first));
	explicit_bzero(second, sizeof(second));
	if (rc)
		return ctl_fail(c, "user passwd");
	printf("password of '%s' changed, its sessions are ended\n", name);
	return CTL_OK;
}

int
ctl_user(struct ctl *c, int argc, char *const *argv)
{
	if (argc == 1 && strcmp(argv[0], "bootstrap") == 0)
		return bootstrap(c);
	if (argc == 2 && strcmp(argv[0], "passwd") == 0)
		return passwd(c, argv[1]);
	return ctl_usage("user");
}
