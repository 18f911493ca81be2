/* lease/tag_index.c -- see lease/tag_index.h.
 *
 * At most two thirds full, so probes stay short. What is removed leaves no trace in the room in
 * use; in the room before it leaves GONE, and so the places there that moved already (the upper
 * ones are moved last) are only passed by. Two thirds of a room are added before the next one is
 * needed, and each moves MOVES places: the room before is empty long before. Between a half and two
 * thirds, each touches every TOUCH-th entry of the next room, which has twice as many. */
#include "lease/tag_index.h"

#include <assert.h>
#include <stddef.h>

#include "base/memory.h"

enum { FIRST_SIZE = 1024, MOVES = 2, TOUCH = 12 };

#define GONE UINT32_MAX /* a number1 */

void
lease_tag_index_make(struct lease_tag_index *x, uint32_t max)
{
	uint32_t size = 16;

	assert(max < UINT32_MAX / 8);
	while (size < max + max / 2)
		size *= 2;
	*x = (struct lease_tag_index){.size = size < FIRST_SIZE ? size : FIRST_SIZE, .max = size};
	x->entry = memory_new_dense((size_t)size * 2, sizeof *x->entry);
}

void
lease_tag_index_end(struct lease_tag_index *x)
{
	memory_free(x->entry);
	*x = (struct lease_tag_index){0};
}

/* ---- the room in use ---- */

static void
put(struct lease_tag_index *x, uint32_t tag, uint32_t number1)
{
	struct lease_tag_index_entry *room = x->entry + x->size;
	uint32_t mask = x->size - 1, at = tag & mask;

	while (room[at].number1 != 0)
		at = (at + 1) & mask;
	room[at] = (struct lease_tag_index_entry){tag, number1};
}

/* Moves later entries of the same run into the hole, so that no probe ends early. */
static void
close_hole(struct lease_tag_index *x, uint32_t hole)
{
	struct lease_tag_index_entry *room = x->entry + x->size;
	uint32_t mask = x->size - 1;

	for (uint32_t at = (hole + 1) & mask; room[at].number1 != 0; at = (at + 1) & mask) {
		uint32_t home = room[at].tag & mask;

		if (((at - home) & mask) < ((at - hole) & mask))
			continue;
		room[hole] = room[at];
		hole = at;
	}
	room[hole] = (struct lease_tag_index_entry){0, 0};
}

/* ---- the room before ---- */

static void
move_some(struct lease_tag_index *x, uint32_t places)
{
	for (; places > 0 && x->left > 0; places--) {
		uint32_t at = x->old_size - x->left--;
		const struct lease_tag_index_entry *e = &x->entry[x->old_size + at];

		if (e->number1 != 0 && e->number1 != GONE)
			put(x, e->tag, e->number1);
	}
}

static void
grow(struct lease_tag_index *x)
{
	move_some(x, x->left);
	x->old_size = x->left = x->size;
	x->size *= 2;
}

/* The next room is used at random places from its first entry on, and its pages would all be asked
 * of the system at once: they are, one after the other, while the last sixth of the adds comes. */
static void
touch_next(struct lease_tag_index *x)
{
	uint32_t half = x->size / 2, at;

	if (x->size == x->max || x->used < half)
		return;
	at = (x->used - half) * TOUCH;
	if (at < x->size * 2)
		x->entry[x->size * 2 + at].number1 = 0;
}

/* ---- numbers ---- */

void
lease_tag_index_add(struct lease_tag_index *x, uint32_t tag, uint32_t number)
{
	assert(number < GONE - 1);
	if (x->used >= x->size - x->size / 3) {
		assert(x->size < x->max);
		grow(x);
	}
	if (x->left > 0)
		move_some(x, MOVES);
	touch_next(x);
	put(x, tag, number + 1);
	x->used++;
}

static uint32_t
next_old(const struct lease_tag_index *x, struct lease_tag_index_walk *walk)
{
	const struct lease_tag_index_entry *room = x->entry + x->old_size;

	for (;;) {
		uint32_t place = walk->at & (x->old_size - 1);
		const struct lease_tag_index_entry *e = &room[place];

		if (e->number1 == 0)
			return LEASE_TAG_INDEX_NONE;
		walk->at++;
		if (e->tag == walk->tag && e->number1 != GONE && place >= x->old_size - x->left)
			return e->number1 - 1;
	}
}

uint32_t
lease_tag_index_next(const struct lease_tag_index *x, struct lease_tag_index_walk *walk)
{
	const struct lease_tag_index_entry *room = x->entry + x->size, *e;
	uint32_t mask = x->size - 1;

	if (!walk->old) {
		while ((e = &room[walk->at & mask])->number1 != 0) {
			walk->at++;
			if (e->tag == walk->tag)
				return e->number1 - 1;
		}
		if (x->left == 0)
			return LEASE_TAG_INDEX_NONE;
		*walk = (struct lease_tag_index_walk){walk->tag, walk->tag, true};
	}
	return next_old(x, walk);
}

void
lease_tag_index_remove(struct lease_tag_index *x, uint32_t tag, uint32_t number)
{
	struct lease_tag_index_walk walk = lease_tag_index_walk(tag);
	uint32_t found;

	do {
		found = lease_tag_index_next(x, &walk);
		assert(found != LEASE_TAG_INDEX_NONE);
	} while (found != number);
	if (walk.old)
		x->entry[x->old_size + ((walk.at - 1) & (x->old_size - 1))].number1 = GONE;
	else
		close_hole(x, (walk.at - 1) & (x->size - 1));
	x->used--;
}
