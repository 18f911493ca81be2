/* lease/map.c -- see lease/map.h. At most two thirds full, so probes stay short. */
#include "lease/map.h"

#include <assert.h>

#include "base/memory.h"

void
lease_map_make(struct lease_map *m, uint32_t max)
{
	uint32_t size = 16;

	assert(max < UINT32_MAX / 4);
	while (size < max + max / 2)
		size *= 2;
	*m = (struct lease_map){size - 1, 0, max, memory_new(size, sizeof *m->entry)};
}

void
lease_map_end(struct lease_map *m)
{
	memory_free(m->entry);
	*m = (struct lease_map){0};
}

void
lease_map_add(struct lease_map *m, uint32_t tag, uint32_t slot)
{
	uint32_t at = tag & m->mask;

	assert(m->used < m->max);
	while (m->entry[at].slot1 != 0)
		at = (at + 1) & m->mask;
	m->entry[at] = (struct lease_map_entry){tag, slot + 1};
	m->used++;
}

uint32_t
lease_map_next(const struct lease_map *m, struct lease_map_walk *walk)
{
	for (;;) {
		const struct lease_map_entry *e = &m->entry[walk->at & m->mask];

		if (e->slot1 == 0)
			return LEASE_MAP_NONE;
		walk->at++;
		if (e->tag == walk->tag)
			return e->slot1 - 1;
	}
}

/* Moves later entries of the same run into the hole, so that no probe ends early. */
static void
close_hole(struct lease_map *m, uint32_t hole)
{
	for (uint32_t at = (hole + 1) & m->mask; m->entry[at].slot1 != 0; at = (at + 1) & m->mask) {
		uint32_t home = m->entry[at].tag & m->mask;

		if (((at - home) & m->mask) < ((at - hole) & m->mask))
			continue;
		m->entry[hole] = m->entry[at];
		hole = at;
	}
	m->entry[hole] = (struct lease_map_entry){0, 0};
}

void
lease_map_remove(struct lease_map *m, uint32_t tag, uint32_t slot)
{
	uint32_t at = tag & m->mask;

	while (m->entry[at].tag != tag || m->entry[at].slot1 != slot + 1) {
		assert(m->entry[at].slot1 != 0);
		at = (at + 1) & m->mask;
	}
	close_hole(m, at);
	m->used--;
}
