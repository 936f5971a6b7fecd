/* A hash table of structs that carry their own link. */
#include "stream.h"

static size_t
slot(int64_t key)
{
	uint64_t h = (uint64_t)key * UINT64_C(0x9e3779b97f4a7c15);

	return (size_t)(h >> 52) % STREAM_BUCKETS;
}

struct stream_node *
stream_map_find(const struct stream_map *m, int64_t key)
{
	struct stream_node *n;

	for (n = m->bucket[slot(key)]; n; n = n->next) {
		if (n->key == key)
			return n;
	}
	return NULL;
}

void
stream_map_put(struct stream_map *m, struct stream_node *n, int64_t key)
{
	struct stream_node **b = &m->bucket[slot(key)];

	n->key = key;
	n->next = *b;
	*b = n;
}

void
stream_map_remove(struct stream_map *m, const struct stream_node *n)
{
	struct stream_node **p = &m->bucket[slot(n->key)];

	while (*p && *p != n)
		p = &(*p)->next;
	if (*p)
		*p = n->next;
}
