/* lease/cells.h -- the records of a table, one behind the other in the order in which their
 * addresses were first needed: memory by leases, however far apart their addresses lie.
 *
 * A cell is a number; its slot (lease/address_map.h) never changes, and it is never given up while
 * the table stands. All room is reserved when the table is made; the system gives it as cells are
 * first used. Tested in test/unit/lease/parts.c. */
#ifndef LEASE_CELLS_H
#define LEASE_CELLS_H

#include "lease/record.h"
#include "lease/tag_index.h"

#define LEASE_CELLS_NONE UINT32_MAX

struct lease_cells {
	struct lease_record *record; /* by cell, all zero but the address when never written */
	uint32_t *slot;		     /* by cell */
	uint32_t count;
	struct lease_tag_index of; /* by slot */
};

/* None yet, of so many slots. */
struct lease_cells *lease_cells_new(uint32_t slots);
void lease_cells_free(struct lease_cells *c); /* accepts NULL */

/* The cell of a slot, or LEASE_CELLS_NONE. */
static inline uint32_t
lease_cells_find(const struct lease_cells *c, uint32_t slot)
{
	return lease_tag_index_only(&c->of, lease_tag_of(slot));
}

/* A slot that has none gets one. */
uint32_t lease_cells_add(struct lease_cells *c, uint32_t slot, struct ip4 address);

/* The cell of a slot, which gets one if it has none. */
static inline uint32_t
lease_cells_need(struct lease_cells *c, uint32_t slot, struct ip4 address)
{
	uint32_t cell = lease_cells_find(c, slot);

	return cell != LEASE_CELLS_NONE ? cell : lease_cells_add(c, slot, address);
}

#endif
