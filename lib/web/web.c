/*
 * web: names of methods and the path and query types that many routes share.
 */
#include "web/web.h"

const char *
method_name(enum method m)
{
	switch (m) {
	case M_GET:
		return "GET";
	case M_POST:
		return "POST";
	case M_PUT:
		return "PUT";
	case M_PATCH:
		return "PATCH";
	case M_DELETE:
		return "DELETE";
	case M__MAX:
		break;
	}
	return "?";
}

/* clang-format off */
static const struct field id_path_fields[] = {
	F_INT(struct id_path, id, F_REQ | F_NUMTEXT, 1, JSON_MAX_SAFE, 0,
	    "Id of the object"),
	F_END
};
const struct type id_path_type = {
	"IdPath", sizeof(struct id_path), id_path_fields, "One object"
};
/* clang-format on */

/* clang-format off */
static const struct field page_fields[] = {
	PAGE_FIELDS(struct page),
	F_END
};
const struct type page_type = {
	"Page", sizeof(struct page), page_fields, "Paging and search"
};
/* clang-format on */
