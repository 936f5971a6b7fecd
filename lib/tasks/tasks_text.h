/*
 * Text on its way into events: secrets masked and bytes made UTF-8, also where
 * either is split over pieces.
 */
#ifndef K8SM_TASKS_TASKS_TEXT_H
#define K8SM_TASKS_TASKS_TEXT_H

#include "base/base.h"

#define TASKS_MAX_MASKS 64

/* Values that must not appear; longest first. */
struct tasks_mask {
	struct str v[TASKS_MAX_MASKS];
	size_t n;
};

/* Adds ${secret}, its JSON-escaped form and, of several lines, each long one. */
void tasks_mask_add(struct tasks_mask *m, struct arena *mem,
    struct str secret);

/*
 * Appends ${held} + ${in} to ${out}, masked and well-formed; what may still turn
 * into a secret or a character is left in ${held}.  ${last}: nothing follows, so
 * nothing is held; the start of a secret that stays is masked.
 */
void tasks_text_feed(const struct tasks_mask *m, struct buf *held,
    struct str in, bool last, struct buf *out);

/* Masks and cleans a whole text. */
void tasks_text_whole(const struct tasks_mask *m, struct str in,
    struct buf *out);

/* How many bytes of ${s}, at most ${most}, end at a character's edge. */
size_t tasks_text_edge(struct str s, size_t most);

#endif
