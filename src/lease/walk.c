/* lease/walk.c -- see lease/walk.h. */
#include "lease/walk.h"

#include "lease/table_private.h"

const struct lease_record *
lease_next(const struct lease_table *t, uint64_t *cursor)
{
	uint32_t slot;

	if (*cursor >= t->map.slots)
		return NULL;
	slot = lease_bits_next(&t->bound, (uint32_t)*cursor, t->map.slots);
	*cursor = slot == LEASE_BITS_NONE ? t->map.slots : slot + (uint64_t)1;
	return slot == LEASE_BITS_NONE ? NULL : lease_record_used(t, slot);
}

const struct lease_record *
lease_next_doubtful(const struct lease_table *t, uint64_t *cursor)
{
	uint32_t slot = LEASE_BITS_NONE;
	uint64_t n;

	if (*cursor < t->map.slots)
		slot = lease_bits_next(&t->doubtful, (uint32_t)*cursor, t->map.slots);
	if (slot != LEASE_BITS_NONE) {
		*cursor = slot + (uint64_t)1;
		return lease_record_used(t, slot);
	}
	n = *cursor < t->map.slots ? 0 : *cursor - t->map.slots;
	*cursor = t->map.slots + n + 1;
	return n < t->doubts.count ? &t->doubts.record[n] : NULL;
}

enum { CURSOR_END = 1, CURSOR_CELL = 2 }; /* of lease_due(): 0 begins, cell + CURSOR_CELL goes on */

const struct lease_record *
lease_due(const struct lease_table *t, uint64_t *cursor)
{
	uint32_t cell, next;

	if (*cursor == CURSOR_END)
		return NULL;
	cell = *cursor == 0 ? lease_lists_first(&t->lists, LEASE_DUE)
			    : (uint32_t)(*cursor - CURSOR_CELL);
	*cursor = CURSOR_END;
	if (cell == LEASE_LISTS_NONE || lease_lists_of(&t->lists, cell) != LEASE_DUE)
		return NULL;
	next = lease_lists_after(&t->lists, cell);
	if (next != LEASE_LISTS_NONE)
		*cursor = next + (uint64_t)CURSOR_CELL;
	return &t->cells->record[cell];
}
