/*
 * Terminals: what a child shows on its way to the views, and who holds whom back.
 */
#include <stdlib.h>

#include "stream_term.h"

/* Nothing for so long is quiet; who does not stop is shown again after the other. */
#define SKIM_US (80 * LWS_US_PER_MS)
#define SKIM_MOST_MS 1000

bool
stream_term_drives(const struct stream_term *t, const struct stream_view *v)
{
	const struct stream_view *o;

	if (v->mode == TERM_WATCH)
		return false;
	for (o = t->views; o && v->mode == TERM_ATTACH; o = o->next) {
		if (o->mode == TERM_CONTROL)
			return false;
	}
	return true;
}

void
stream_term_output(struct stream_term *t, struct str s)
{
	struct stream_view *v;
	size_t at, n;

	t->bytes_out += (int64_t)s.n;
	t->fresh = false;
	if (t->ring == NULL)
		t->ring = malloc(TERM_RING);
	while (s.n && t->ring) {
		at = (size_t)(t->end % TERM_RING);
		n = TERM_RING - at < s.n ? TERM_RING - at : s.n;
		memcpy(t->ring + at, s.p, n);
		t->end += n;
		s.p += n;
		s.n -= n;
	}
	if (t->end - t->base > TERM_RING)
		t->base = t->end - TERM_RING;
	for (v = t->views; v; v = v->next) {
		if (v->waits)
			continue;
		if (v->pos < t->base) {
			v->waits = true;
			stream_term_look(t);
			continue;
		}
		stream_view_wake(v);
	}
}

void
stream_term_flow(struct stream_term *t)
{
	struct stream_view *v;
	uint64_t behind = 0;

	for (v = t->views; v; v = v->next) {
		if (!v->waits && stream_term_drives(t, v) &&
		    t->end - v->pos > behind)
			behind = t->end - v->pos;
	}
	if (!t->paused && behind > TERM_HIGH && t->wsi) {
		t->paused = true;
		lws_rx_flow_control(t->wsi, 0);
	} else if (t->paused && behind < TERM_LOW) {
		t->paused = false;
		if (t->wsi)
			lws_rx_flow_control(t->wsi, 1);
	}
}

void
stream_term_drawn(struct stream_term *t, struct str drawn)
{
	struct stream_view *v;

	for (v = t->views; v; v = v->next) {
		if (!v->waits)
			continue;
		v->waits = false;
		v->pos = t->end;
		stream_view_screen(v, drawn);
	}
}

static void
on_skim(lws_sorted_usec_list_t *sul)
{
	struct stream_term *t = lws_container_of(sul, struct stream_term, skim);

	if (t->state != TERM_ACTIVE)
		return;
	if (t->end == t->skim_end ||
	    time_mono_ms() - t->skim_ms >= SKIM_MOST_MS) {
		stream_term_look(t);
		return;
	}
	t->skim_end = t->end;
	lws_sul_schedule(stream.lws, 0, &t->skim, on_skim, SKIM_US);
}

void
stream_term_skim(struct stream_term *t, struct stream_view *v)
{
	v->waits = true;
	t->skim_end = t->end;
	t->skim_ms = time_mono_ms();
	stream_term_flow(t);
	lws_sul_schedule(stream.lws, 0, &t->skim, on_skim, SKIM_US);
}
