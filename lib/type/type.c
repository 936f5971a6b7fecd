/*
 * type: looking up members.
 */
#include "type/type.h"

const struct field *
type_field(const struct type *t, const char *name)
{
	const struct field *f;

	for (f = t->fields; f->kind != FK_END; f++) {
		if (strcmp(f->name, name) == 0)
			return f;
	}
	return NULL;
}
