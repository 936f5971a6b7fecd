/* k8sm migrate: the schema. */
#include "ctl.h"
#include "db/migrate.h"

int
ctl_migrate(struct ctl *c, int argc, char *const *argv)
{
	return (int)migrate_main(c->mem, c->set->owner_url, c->set->sql_dir,
	    argc, argv);
}
