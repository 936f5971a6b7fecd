/* cloud_xml: libxml2 on a short leash. */
#include "cloud/cloud_xml.h"

#include <libxml/parser.h>
#include <libxml/tree.h>

#define TEXT_MAX ((size_t)64 << 10)
#define XML_MAX ((size_t)8 << 20)

struct cloud_xml {
	struct arena *mem;
	xmlDoc *doc;
};

static void
release(void *arg)
{
	xmlFreeDoc(arg);
}

/* Whatever names a resource outside of the text gets nothing. */
static xmlParserInput *
refuse(const char *url, const char *id, xmlParserCtxt *ctxt)
{
	(void)url;
	(void)id;
	(void)ctxt;
	return NULL;
}

struct cloud_xml *
cloud_xml_read(struct arena *mem, struct str text)
{
	struct cloud_xml *x;
	xmlDoc *doc;

	/* Entities are declared in a DTD; no cloud sends one, so that a text
	 * which has one is not read at all, let alone expanded. */
	if (text.n == 0 || text.n > XML_MAX ||
	    memmem(text.p, text.n, "<!DOCTYPE", 9) != NULL ||
	    memmem(text.p, text.n, "<!ENTITY", 8) != NULL)
		return NULL;
	xmlSetExternalEntityLoader(refuse);
	doc = xmlReadMemory(text.p, (int)text.n, NULL, NULL,
	    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
		XML_PARSE_NOCDATA);
	if (doc == NULL)
		return NULL;
	/* UTF-16 hides the words looked for above. */
	if (doc->intSubset != NULL || doc->extSubset != NULL) {
		xmlFreeDoc(doc);
		return NULL;
	}
	x = ARENA_NEW(mem, struct cloud_xml);
	x->mem = mem;
	x->doc = doc;
	arena_defer(mem, release, doc);
	return x;
}

static bool
is_called(const xmlNode *v, struct str name)
{
	return v->type == XML_ELEMENT_NODE &&
	    str_eq(str_of((const char *)v->name), name);
}

static cloud_node
find(const xmlNode *v, struct str name)
{
	for (; v != NULL; v = v->next)
		if (is_called(v, name))
			return v;
	return NULL;
}

cloud_node
cloud_xml_root(const struct cloud_xml *x, const char *name)
{
	const xmlNode *root = xmlDocGetRootElement(x->doc);

	return root != NULL && is_called(root, str_of(name)) ? root : NULL;
}

cloud_node
cloud_xml_child(cloud_node at, const char *name)
{
	return at != NULL ? find(at->children, str_of(name)) : NULL;
}

cloud_node
cloud_xml_next(cloud_node at, const char *name)
{
	return at != NULL ? find(at->next, str_of(name)) : NULL;
}

cloud_node
cloud_xml_at(cloud_node at, const char *path)
{
	struct str rest = str_of(path), name;

	while (at != NULL && rest.n > 0) {
		(void)str_cut(&rest, '/', &name);
		at = find(at->children, name);
	}
	return at;
}

const char *
cloud_xml_text(const struct cloud_xml *x, cloud_node at, const char *path)
{
	const xmlNode *v;
	struct buf b;

	at = cloud_xml_at(at, path);
	if (at == NULL)
		return "";
	buf_init(&b, x->mem, TEXT_MAX);
	for (v = at->children; v != NULL; v = v->next)
		if ((v->type == XML_TEXT_NODE ||
			v->type == XML_CDATA_SECTION_NODE) &&
		    v->content != NULL)
			buf_puts(&b, (const char *)v->content);
	/* A text beyond the cap is nobody's name. */
	return b.failed || b.p == NULL ? "" : b.p;
}
