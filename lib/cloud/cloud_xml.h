/*
 * cloud_xml: reading replies in XML by expat, without entities, DTD or
 * network, of bounded depth and size.
 */
#ifndef K8SM_CLOUD_CLOUD_XML_H
#define K8SM_CLOUD_CLOUD_XML_H

#include "base/base.h"

struct cloud_xml;
typedef const struct cloud_elem *cloud_node;

/* NULL when ${text} is no well-formed document or has a DTD.  Lives as long as
 * ${mem}. */
struct cloud_xml *cloud_xml_read(struct arena *mem, struct str text);

/* The root element if it has that local name. */
cloud_node cloud_xml_root(const struct cloud_xml *x, const char *name);

/* First child element called ${name}, and the next sibling of that name. */
cloud_node cloud_xml_child(cloud_node at, const char *name);
cloud_node cloud_xml_next(cloud_node at, const char *name);

/* Follows "a/b"; NULL where it ends.  ${at} may be NULL. */
cloud_node cloud_xml_at(cloud_node at, const char *path);

/* Text directly inside of ${path} below ${at}; "" without any. */
const char *cloud_xml_text(const struct cloud_xml *x, cloud_node at,
    const char *path);

#endif
