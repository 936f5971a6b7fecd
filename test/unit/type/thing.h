/*
 * A struct with every kind of member, for the tests of this folder.
 */
#ifndef K8SM_TEST_THING_H
#define K8SM_TEST_THING_H

#include "base/base.h"
#include "type/type.h"

struct part {
	const char *name;
	int64_t size;
};

struct thing {
	int64_t id;
	const char *name;
	const char *note;
	const char *script;
	const char *state;
	int64_t port;
	struct opt_int parent;
	bool enabled;
	struct opt_bool flag;
	double ratio;
	int64_t starts_at;
	struct raw extra;
	struct texts tags;
	struct texts labels;
	struct ints ids;
	struct part main;
	struct objects parts;
	const char *password;
	const char *legacy;
};

static const char *const thing_states[] = { "on", "off", "broken", NULL };

static const struct field part_fields[] = {
	F_TEXT(struct part, name, F_REQ, 1, 20, "Name of the part"),
	F_INT(struct part, size, 0, 1, 1000, 5, "Size"),
	F_END
};
static const struct type part_type = { "Part", sizeof(struct part),
	part_fields, "A part" };

static const struct field thing_fields[] = {
	F_INT(struct thing, id, F_RO, 1, JSON_MAX_SAFE, 0, "Id"),
	F_TEXT(struct thing, name, F_REQ, 2, 8, "Name"),
	F_TEXT(struct thing, note, F_NULL, 0, 10, "Note"),
	F_TEXT(struct thing, script, F_RAW_TEXT | F_OMIT, 0, 100, "Script"),
	F_ENUM(struct thing, state, F_NULL, thing_states, "State"),
	F_INT(struct thing, port, F_NUMTEXT, 1, 65535, 22, "Port"),
	F_OPT_INT(struct thing, parent, 0, 1, JSON_MAX_SAFE, "Parent"),
	F_BOOL(struct thing, enabled, 0, true, "Enabled"),
	F_OPT_BOOL(struct thing, flag, 0, "Flag"),
	F_DOUBLE(struct thing, ratio, 0, "Ratio"),
	F_TIME(struct thing, starts_at, F_NULL, "Start"),
	F_RAW(struct thing, extra, 0, 200, "Anything"),
	F_TEXTS(struct thing, tags, 0, 0, 3, "Tags"),
	F_TEXTS(struct thing, labels, F_LOOSE, 0, 4, "Labels"),
	F_INTS(struct thing, ids, 0, 1, 3, "Ids"),
	F_OBJECT(struct thing, main, 0, &part_type, "Main part"),
	F_OBJECTS(struct thing, parts, 0, 0, 3, &part_type, "Parts"),
	F_TEXT(struct thing, password, F_SECRET | F_RAW_TEXT, 0, 64, "Password"),
	F_TEXT(struct thing, legacy, F_IGNORE, 0, 10, "Of no use"),
	F_END
};
static const struct type thing_type = { "Thing", sizeof(struct thing),
	thing_fields, "A thing" };

#endif
