/*
 * hosts_filters_type: descriptors of saved filters.
 */
#include "hosts/hosts_filters.h"

#define NAME "What it is called; one's own differ without regard to case"
#define QUERY "As behind the ? of the list; page and page_size do not belong"
#define SHARED "The project it is shared in; 0: nobody else sees it"

static const struct field saved_filter_fields[] = {
	F_INT(struct saved_filter, id, F_RO, 1, INT64_MAX, 0, "Filter"),
	F_TEXT(struct saved_filter, name, 0, 1, 64, NAME),
	F_TEXT(struct saved_filter, query, 0, 0, 2000, QUERY),
	F_INT(struct saved_filter, project_id, 0, 0, INT64_MAX, 0, SHARED),
	F_INT(struct saved_filter, user_id, F_RO, 1, INT64_MAX, 0, "Its maker"),
	F_TEXT(struct saved_filter, owner, F_RO, 0, 64, "The maker's login name"),
	F_BOOL(struct saved_filter, mine, F_RO, 0, "Whether the caller made it"),
	F_TIME(struct saved_filter, created_at, F_RO, "Made"),
	F_TIME(struct saved_filter, updated_at, F_RO, "Last changed"),
	F_END
};
const struct type saved_filter_type = { "SavedHostFilter",
	sizeof(struct saved_filter), saved_filter_fields,
	"A filter of the host list with a name" };

static const struct field saved_filter_new_fields[] = {
	F_TEXT(struct saved_filter_new, name, F_REQ, 1, 64, NAME),
	F_TEXT(struct saved_filter_new, query, F_REQ, 1, 2000, QUERY),
	F_INT(struct saved_filter_new, project_id, 0, 0, INT64_MAX, 0, SHARED),
	F_END
};
const struct type saved_filter_new_type = { "SavedHostFilterNew",
	sizeof(struct saved_filter_new), saved_filter_new_fields,
	"A filter to keep" };

static const struct field saved_filter_patch_fields[] = {
	F_TEXT(struct saved_filter_patch, name, 0, 1, 64, NAME),
	F_TEXT(struct saved_filter_patch, query, 0, 1, 2000, QUERY),
	F_OPT_INT(struct saved_filter_patch, project_id, 0, 0, INT64_MAX, SHARED),
	F_END
};
const struct type saved_filter_patch_type = { "SavedHostFilterPatch",
	sizeof(struct saved_filter_patch), saved_filter_patch_fields,
	"What changes; what is absent stays" };
