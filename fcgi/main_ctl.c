/*
 * k8sm: the command line of the product.
 *
 *   k8sm [-c FILE] COMMAND [ARG…]
 *
 * Secrets are never taken from arguments.
 */
#include <locale.h>

#include "base/version.h"
#include "ctl.h"
#include "db/db.h"

static const struct ctl_command commands[] = {
	{ "migrate",
	    "up [N] | down [N] | status | verify | new NAME | sums | dump",
	    "the database's schema", ctl_migrate },
	{ "user", "bootstrap | passwd NAME",
	    "first administrator; new password (read from standard input)",
	    ctl_user },
	{ "audit", "verify", "checks the chains of the audit log", ctl_audit },
	{ "secrets", "rotate",
	    "adds a master key and wraps every data key anew", ctl_secrets },
	{ "openapi", "", "the OpenAPI document", ctl_openapi },
	{ "routes", "", "every route", ctl_routes },
	{ "perms", "[seed]",
	    "every permission that routes name; seed adds them to the database",
	    ctl_perms },
	{ "settings", "", "every setting with value, default and meaning",
	    ctl_settings },
	{ NULL, NULL, NULL, NULL }
};

static void
print_usage(FILE *to)
{
	const struct ctl_command *c;

	fputs("usage: k8sm [-c FILE] COMMAND [ARG...]\n"
	      "       k8sm -V\n\n",
	    to);
	for (c = commands; c->name; c++)
		fprintf(to, "  %s %s\n      %s\n", c->name, c->args, c->doc);
}

int
ctl_usage(const char *name)
{
	const struct ctl_command *c;

	for (c = commands; c->name; c++)
		if (strcmp(c->name, name) == 0)
			fprintf(stderr, "usage: k8sm %s %s\n", c->name,
			    c->args);
	return CTL_USAGE;
}

int
ctl_fail(struct ctl *c, const char *what)
{
	const struct cx *cx = &c->cx;

	fprintf(stderr, "k8sm: %s: %s", what,
	    cx->message ? cx->message : err_text(cx->err, cx->lang));
	if (cx->detail && *cx->detail)
		fprintf(stderr, " (%s)", cx->detail);
	fputc('\n', stderr);
	return CTL_FAILED;
}

void
ctl_open_db(struct ctl *c)
{
	if (c->cx.db == NULL)
		c->cx.db = db_open(c->set->database_url, "k8sm", 0);
}

/* Chinese where the locale says so. */
static enum lang
language(void)
{
	const char *name = getenv("LC_ALL");

	if (name == NULL || *name == '\0')
		name = getenv("LC_MESSAGES");
	if (name == NULL || *name == '\0')
		name = getenv("LANG");
	return name && strncmp(name, "zh", 2) == 0 ? LANG_ZH : LANG_EN;
}

static int
run(struct ctl *c, int argc, char *const *argv)
{
	const struct ctl_command *cmd;
	int status;

	for (cmd = commands; cmd->name; cmd++)
		if (strcmp(cmd->name, argv[0]) == 0)
			break;
	if (cmd->name == NULL) {
		fprintf(stderr, "k8sm: unknown command '%s'\n", argv[0]);
		print_usage(stderr);
		return CTL_USAGE;
	}
	status = cmd->run(c, argc - 1, argv + 1);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fputs("k8sm: cannot write the output\n", stderr);
		return status ? status : CTL_FAILED;
	}
	return status;
}

int
main(int argc, char **argv)
{
	struct ctl c = { .mem = arena_new((size_t)256 << 20) };
	const char *file = NULL, *why = "";
	int opt, status;

	while ((opt = getopt(argc, argv, "+c:Vh")) != -1) {
		switch (opt) {
		case 'c':
			file = optarg;
			break;
		case 'V':
			puts(K8SM_VERSION);
			return CTL_OK;
		case 'h':
			print_usage(stdout);
			return CTL_OK;
		default:
			print_usage(stderr);
			return CTL_USAGE;
		}
	}
	if (optind == argc) {
		print_usage(stderr);
		return CTL_USAGE;
	}
	log_init("k8sm", LOG_WARN);
	c.set = ARENA_NEW(c.mem, struct settings);
	if (settings_load(c.mem, file, environ, c.set, &why)) {
		fprintf(stderr, "k8sm: %s\n", why);
		return CTL_CONFIG;
	}
	c.cx = (struct cx){ .mem = c.mem,
		.set = c.set,
		.lang = language(),
		.request_id = "k8sm",
		.who = { .username = "k8sm",
		    .ip = "",
		    .user_agent = "k8sm",
		    .is_admin = true,
		    .all_projects = true } };
	status = run(&c, argc - optind, argv + optind);
	db_close(c.cx.db);
	arena_free(c.mem);
	return status;
}
