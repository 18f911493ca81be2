/* lease/tag_index.c -- see lease/tag_index.h. At most two thirds full, so probes stay short. */
#include "lease/tag_index.h"

#include <assert.h>

#include "base/memory.h"

void
lease_tag_index_make(struct lease_tag_index *x, uint32_t max)
{
	uint32_t size = 16;

	assert(max < UINT32_MAX / 4);
	while (size < max + max / 2)
		size *= 2;
	*x = (struct lease_tag_index){size - 1, 0, max, memory_new(size, sizeof *x->entry)};
}

void
lease_tag_index_end(struct lease_tag_index *x)
{
	memory_free(x->entry);
	*x = (struct lease_tag_index){0};
}

void
lease_tag_index_add(struct lease_tag_index *x, uint32_t tag, uint32_t slot)
{
	uint32_t at = tag & x->mask;

	assert(x->used < x->max);
	while (x->entry[at].slot1 != 0)
		at = (at + 1) & x->mask;
	x->entry[at] = (struct lease_tag_index_entry){tag, slot + 1};
	x->used++;
}

uint32_t
lease_tag_index_next(const struct lease_tag_index *x, struct lease_tag_index_walk *walk)
{
	for (;;) {
		const struct lease_tag_index_entry *e = &x->entry[walk->at & x->mask];

		if (e->slot1 == 0)
			return LEASE_TAG_INDEX_NONE;
		walk->at++;
		if (e->tag == walk->tag)
			return e->slot1 - 1;
	}
}

/* Moves later entries of the same run into the hole, so that no probe ends early. */
static void
close_hole(struct lease_tag_index *x, uint32_t hole)
{
	for (uint32_t at = (hole + 1) & x->mask; x->entry[at].slot1 != 0; at = (at + 1) & x->mask) {
		uint32_t home = x->entry[at].tag & x->mask;

		if (((at - home) & x->mask) < ((at - hole) & x->mask))
			continue;
		x->entry[hole] = x->entry[at];
		hole = at;
	}
	x->entry[hole] = (struct lease_tag_index_entry){0, 0};
}

void
lease_tag_index_remove(struct lease_tag_index *x, uint32_t tag, uint32_t slot)
{
	uint32_t at = tag & x->mask;

	while (x->entry[at].tag != tag || x->entry[at].slot1 != slot + 1) {
		assert(x->entry[at].slot1 != 0);
		at = (at + 1) & x->mask;
	}
	close_hole(x, at);
	x->used--;
}
