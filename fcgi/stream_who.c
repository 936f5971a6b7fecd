/* Principals of the open streams, each once. */
#include <stdlib.h>

#include "stream.h"

static struct stream_map users, whos;
static struct stream_who *all;
static size_t n_all;

static struct stream_user *
user_get(int64_t uid)
{
	struct stream_user *u;

	u = (struct stream_user *)stream_map_find(&users, uid);
	if (u == NULL) {
		u = calloc(1, sizeof(*u));
		if (u == NULL)
			return NULL;
		stream_map_put(&users, &u->node, uid);
	}
	u->refs++;
	return u;
}

static void
user_put(struct stream_user *u)
{
	if (--u->refs > 0)
		return;
	stream_map_remove(&users, &u->node);
	free(u);
}

struct stream_who *
stream_who_get(int64_t uid, int64_t sid, int64_t version, int64_t tid)
{
	struct stream_node *n;
	struct stream_who *w;

	for (n = stream_map_find(&whos, uid); n; n = n->next) {
		w = (struct stream_who *)n;
		if (n->key == uid && w->session_id == sid && !w->ended &&
		    w->version == version && w->token_id == tid) {
			w->refs++;
			return w;
		}
	}
	w = calloc(1, sizeof(*w));
	if (w == NULL)
		return NULL;
	w->user = user_get(uid);
	if (w->user == NULL) {
		free(w);
		return NULL;
	}
	w->session_id = sid;
	w->version = version;
	w->token_id = tid;
	w->refs = 1;
	stream_map_put(&whos, &w->node, uid);
	w->next = all;
	w->prev = &all;
	if (all)
		all->prev = &w->next;
	all = w;
	n_all++;
	return w;
}

void
stream_who_put(struct stream_who *w)
{
	if (w == NULL || --w->refs > 0)
		return;
	stream_map_remove(&whos, &w->node);
	*w->prev = w->next;
	if (w->next)
		w->next->prev = w->prev;
	n_all--;
	user_put(w->user);
	free(w);
}

size_t
stream_who_list(struct stream_who **out, size_t most)
{
	struct stream_who *w;
	size_t n = 0;

	for (w = all; w && n < most; w = w->next)
		out[n++] = w;
	return n;
}

size_t
stream_who_count(void)
{
	return n_all;
}
