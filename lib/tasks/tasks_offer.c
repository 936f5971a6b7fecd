/* What a lane's children may take next; see struct run_offers. */
#include "tasks/tasks_run.h"

#define ASK_MS 5 /* between two readings */
#define MISSES 16 /* of one reading: another worker takes the same ones */
#define APART_MS 1000 /* then every child looks for itself for so long */

/* Whether a child of this worker has it already. */
static bool
is_taken(struct run_shared *sh, int64_t id)
{
	size_t i;

	for (i = 0; i < sh->n_slots; i++) {
		if (atomic_load(&sh->slot[i].taking) == id ||
		    atomic_load(&sh->slot[i].task_id) == id)
			return true;
	}
	return false;
}

bool
tasks_offer_next(struct run_shared *sh, struct run_slot *s,
    struct run_offer *out)
{
	struct run_offers *o = &sh->offers[s->lane];
	bool found = false;

	tasks_run_lock(&o->lock);
	if (time_mono_ms() > o->read_ms + RUN_OFFER_MS)
		o->next = o->n;
	if (o->next < o->n) {
		*out = o->offer[o->next++];
		atomic_store(&s->taking, out->id);
		found = true;
	}
	pthread_mutex_unlock(&o->lock);
	return found;
}

void
tasks_offer_missed(struct run_shared *sh, const struct run_slot *s)
{
	struct run_offers *o = &sh->offers[s->lane];

	tasks_run_lock(&o->lock);
	if (++o->missed > MISSES) {
		o->next = o->n;
		o->ask_ms = time_mono_ms() + APART_MS;
	}
	pthread_mutex_unlock(&o->lock);
}

bool
tasks_offer_wanted(struct run_shared *sh, const struct run_slot *s)
{
	struct run_offers *o = &sh->offers[s->lane];
	int64_t now = time_mono_ms();
	bool wanted;

	tasks_run_lock(&o->lock);
	wanted = now >= o->ask_ms &&
	    (o->next >= o->n || now > o->read_ms + RUN_OFFER_MS);
	if (wanted)
		o->ask_ms = now + ASK_MS;
	pthread_mutex_unlock(&o->lock);
	return wanted;
}

void
tasks_offer_put(struct run_shared *sh, const struct run_slot *s,
    const struct run_offer *offers, size_t n)
{
	struct run_offers *o = &sh->offers[s->lane];
	size_t i;

	tasks_run_lock(&o->lock);
	o->read_ms = time_mono_ms();
	o->missed = 0;
	o->next = o->n = 0;
	for (i = 0; i < n && o->n < RUN_OFFERS; i++) {
		if (!is_taken(sh, offers[i].id))
			o->offer[o->n++] = offers[i];
	}
	pthread_mutex_unlock(&o->lock);
}
