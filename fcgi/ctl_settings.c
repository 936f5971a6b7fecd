/* k8sm settings: every setting. */
#include "ctl.h"

int
ctl_settings(struct ctl *c, int argc, char *const *argv)
{
	(void)argv;
	if (argc)
		return ctl_usage("settings");
	settings_print(c->set, stdout);
	return CTL_OK;
}
