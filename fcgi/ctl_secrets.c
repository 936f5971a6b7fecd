/* k8sm secrets rotate: a new master key. */
#include <inttypes.h>

#include "audit/audit.h"
#include "ctl.h"
#include "secrets/secrets.h"

enum err_code
ctl_load_keys(struct ctl *c)
{
	unsigned char key[32];
	enum err_code rc;

	rc = secrets_init(&c->cx, settings_master_key(c->mem, c->set));
	if (rc)
		return rc;
	secrets_derive("audit", key);
	audit_init(key);
	explicit_bzero(key, sizeof(key));
	return ERR_OK;
}

int
ctl_secrets(struct ctl *c, int argc, char *const *argv)
{
	int64_t n = 0;

	if (argc != 1 || strcmp(argv[0], "rotate") != 0)
		return ctl_usage("secrets");
	if (ctl_load_keys(c))
		return ctl_fail(c, "master key");
	ctl_open_db(c);
	if (secrets_rotate(&c->cx, settings_master_key(c->mem, c->set), &n))
		return ctl_fail(c, "secrets rotate");
	printf("%" PRId64 " data keys wrapped anew\n", n);
	return CTL_OK;
}
