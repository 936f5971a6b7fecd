/*
 * ctl: what the sub-commands of `k8sm` share.
 */
#ifndef K8SM_FCGI_CTL_H
#define K8SM_FCGI_CTL_H

#include "base/base.h"

/* Exit statuses; `migrate` has its own (db/migrate.h). */
enum ctl_exit { CTL_OK = 0, CTL_FAILED = 1, CTL_USAGE = 2, CTL_CONFIG = 78 };

struct ctl {
	struct arena *mem;
	struct settings *set;
	struct cx cx;	/* the system, every project; db opens at first use */
};

struct ctl_command {
	const char *name;	/* "secrets", "user" */
	const char *args;
	const char *doc;
	int (*run)(struct ctl *c, int argc, char *const *argv);
};

/* Tells the error in c->cx on stderr; returns CTL_FAILED. */
int ctl_fail(struct ctl *c, const char *what);

/* Tells how ${name} is used; returns CTL_USAGE. */
int ctl_usage(const char *name);

/* Gives c->cx a database connection. */
void ctl_open_db(struct ctl *c);

/* Loads the master keys, and what is derived from them. */
enum err_code ctl_load_keys(struct ctl *c) MUST_CHECK;

int ctl_migrate(struct ctl *c, int argc, char *const *argv);
int ctl_openapi(struct ctl *c, int argc, char *const *argv);
int ctl_routes(struct ctl *c, int argc, char *const *argv);
int ctl_perms(struct ctl *c, int argc, char *const *argv);
int ctl_settings(struct ctl *c, int argc, char *const *argv);
int ctl_audit(struct ctl *c, int argc, char *const *argv);
int ctl_secrets(struct ctl *c, int argc, char *const *argv);
int ctl_user(struct ctl *c, int argc, char *const *argv);

#endif
