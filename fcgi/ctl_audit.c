/* k8sm audit verify: walks the chains. */
#include <inttypes.h>

#include "audit/audit.h"
#include "ctl.h"

static void
say(const char *text, void *arg)
{
	(void)arg;
	puts(text);
}

int
ctl_audit(struct ctl *c, int argc, char *const *argv)
{
	int64_t rows = 0, bad = 0;

	if (argc != 1 || strcmp(argv[0], "verify") != 0)
		return ctl_usage("audit");
	if (ctl_load_keys(c))
		return ctl_fail(c, "master key");
	ctl_open_db(c);
	if (audit_verify(&c->cx, say, NULL, &rows, &bad))
		return ctl_fail(c, "audit verify");
	printf("%" PRId64 " rows, %" PRId64 " faults\n", rows, bad);
	return bad ? CTL_FAILED : CTL_OK;
}
