/* cloud_xml: expat on a short leash, a small tree of its own in the arena. */
#include "cloud/cloud_xml.h"

#include <expat.h>

#define TEXT_MAX ((size_t)64 << 10)
#define XML_MAX ((size_t)8 << 20)
#define DEPTH_MAX 40

struct cloud_elem {
	const char *name; /* local: what stands behind a colon */
	struct buf text; /* directly inside */
	struct cloud_elem *first, *last, *next;
	struct cloud_elem *up;
};

struct cloud_xml {
	struct arena *mem;
	struct cloud_elem *root;
	struct cloud_elem *at;
	XML_Parser parser;
	int depth;
	bool bad;
};

static void
stop(struct cloud_xml *x)
{
	x->bad = true;
	(void)XML_StopParser(x->parser, XML_FALSE);
}

static void
on_start(void *arg, const XML_Char *name, const XML_Char **attributes)
{
	struct cloud_xml *x = arg;
	const char *colon = strrchr(name, ':');
	struct cloud_elem *e;

	(void)attributes;
	if (++x->depth > DEPTH_MAX) {
		stop(x);
		return;
	}
	e = ARENA_NEW(x->mem, struct cloud_elem);
	e->name = arena_strdup(x->mem, colon ? colon + 1 : name);
	e->up = x->at;
	buf_init(&e->text, x->mem, TEXT_MAX);
	if (x->at == NULL)
		x->root = e;
	else if (x->at->last == NULL)
		x->at->first = e;
	else
		x->at->last->next = e;
	if (x->at != NULL)
		x->at->last = e;
	x->at = e;
}

static void
on_end(void *arg, const XML_Char *name)
{
	struct cloud_xml *x = arg;

	(void)name;
	x->depth--;
	if (x->at != NULL)
		x->at = x->at->up;
}

static void
on_text(void *arg, const XML_Char *p, int n)
{
	struct cloud_xml *x = arg;

	/* A text beyond the cap is nobody's name: the buffer says failed. */
	if (x->at != NULL)
		buf_add(&x->at->text, p, (size_t)n);
}

/* Entities are declared in a DTD; no cloud sends one: such a text is not read. */
static void
on_doctype(void *arg, const XML_Char *name, const XML_Char *system_id,
    const XML_Char *public_id, int has_subset)
{
	(void)name;
	(void)system_id;
	(void)public_id;
	(void)has_subset;
	stop(arg);
}

struct cloud_xml *
cloud_xml_read(struct arena *mem, struct str text)
{
	struct cloud_xml *x;
	enum XML_Status got;

	if (text.n == 0 || text.n > XML_MAX)
		return NULL;
	x = ARENA_NEW(mem, struct cloud_xml);
	x->mem = mem;
	x->parser = XML_ParserCreate(NULL);
	if (x->parser == NULL)
		return NULL;
	XML_SetUserData(x->parser, x);
	XML_SetElementHandler(x->parser, on_start, on_end);
	XML_SetCharacterDataHandler(x->parser, on_text);
	XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
	got = XML_Parse(x->parser, text.p, (int)text.n, XML_TRUE);
	XML_ParserFree(x->parser);
	x->parser = NULL;
	return got == XML_STATUS_OK && !x->bad ? x : NULL;
}

static cloud_node
find(const struct cloud_elem *v, struct str name)
{
	for (; v != NULL; v = v->next)
		if (str_eq(str_of(v->name), name))
			return v;
	return NULL;
}

cloud_node
cloud_xml_root(const struct cloud_xml *x, const char *name)
{
	return x->root != NULL && strcmp(x->root->name, name) == 0 ? x->root :
								     NULL;
}

cloud_node
cloud_xml_child(cloud_node at, const char *name)
{
	return at != NULL ? find(at->first, str_of(name)) : NULL;
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
		at = find(at->first, name);
	}
	return at;
}

const char *
cloud_xml_text(const struct cloud_xml *x, cloud_node at, const char *path)
{
	(void)x;
	at = cloud_xml_at(at, path);
	return at == NULL || at->text.failed || at->text.p == NULL ? "" :
								     at->text.p;
}
