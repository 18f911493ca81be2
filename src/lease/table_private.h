/* lease/table_private.h -- the insides of a table, for the files that make it up: table.c writes
 * them, choose.c and count.c look, carry.c keeps the orphans. Nobody else includes this.
 *
 *	map      which address is which slot
 *	mark     by slot: withheld, offered, claimed, found by the index, record written
 *	cells    the bindings, all zero when never bound, and which slot has which cell
 *	bound    set of slots that have a record
 *	doubtful set of slots in doubt
 *	lists    of cells: the timer wheel's buckets, the due list, the spent lists of `free`
 *	free     what is free to choose
 *	clients  hash of (pool, key) -> cell of the client's binding
 *	orphans  bindings outside every range; doubts: the same for addresses never bound
 *	heir     the table that will take this one's place (lease/heir.h); heir.c writes it */
#ifndef LEASE_TABLE_PRIVATE_H
#define LEASE_TABLE_PRIVATE_H

#include "lease/address_map.h"
#include "lease/bits.h"
#include "lease/cells.h"
#include "lease/free_addresses.h"
#include "lease/offers.h"
#include "lease/orphans.h"
#include "lease/table.h"
#include "lease/tag_index.h"
#include "lease/timer_wheel.h"

struct lease_table_heir {
	struct lease_table *table; /* NULL: none */
	uint64_t cursor;	   /* of lease_next() */
	uint32_t orphans;	   /* brought over */
	bool complete;
	/* The record of an address, or its orphan, was changed; set with `table`, for the table
	 * knows nothing of what is above it. */
	void (*follow)(struct lease_table *t, struct ip4 address);
};

struct lease_table {
	struct lease_address_map map;
	struct lease_cells *cells;
	uint8_t *mark;
	struct lease_bits bound, doubtful;
	struct lease_lists lists;
	struct lease_timer_wheel wheel;
	struct lease_free_addresses free;
	struct lease_tag_index clients;
	struct lease_offers offers;
	struct lease_orphans orphans, doubts;
	struct lease_table_heir heir;
	uint64_t now; /* of the last lease_tick() */
};

enum { /* marks of a slot; the lowest two bits are enum lease_withheld */
       LEASE_MARK_WITHHELD = 3,
       LEASE_MARK_OFFERED = 4,
       LEASE_MARK_CLAIMED = 8,
       LEASE_MARK_INDEXED = 16,
       LEASE_MARK_USED = 32 /* the record was written: the slot has a cell */
};

/* An offer of another table over other ranges stands on in this one, if its address can be had: a
 * client of the pool that was number old_pool there. In the order in which they began. */
void lease_offer_carried(struct lease_table *t, struct ip4 address, const struct lease_offer *old,
			 unsigned old_pool);

/* The record of an address, or its orphan, was changed: so is its heir's. */
static inline void
lease_heir_follow(struct lease_table *t, struct ip4 address)
{
	if (t->heir.follow)
		t->heir.follow(t, address);
}

/* Many records were changed at once: all are to be brought over once more. */
static inline void
lease_heir_begin_again(struct lease_table *t)
{
	t->heir.cursor = 0;
	t->heir.orphans = 0;
	t->heir.complete = false;
}

/* The cell of a slot whose record was written; LEASE_CELLS_NONE when it was not. */
static inline uint32_t
lease_cell_used(const struct lease_table *t, uint32_t slot)
{
	return t->mark[slot] & LEASE_MARK_USED ? lease_cells_find(t->cells, slot)
					       : LEASE_CELLS_NONE;
}

/* NULL: LEASE_CELLS_NONE, or never written. */
static inline const struct lease_record *
lease_record_in(const struct lease_table *t, uint32_t cell)
{
	return cell != LEASE_CELLS_NONE && t->mark[t->cells->slot[cell]] & LEASE_MARK_USED
		   ? &t->cells->record[cell]
		   : NULL;
}

/* NULL: never written. */
static inline const struct lease_record *
lease_record_used(const struct lease_table *t, uint32_t slot)
{
	uint32_t cell = lease_cell_used(t, slot);

	return cell == LEASE_CELLS_NONE ? NULL : &t->cells->record[cell];
}

static inline bool
lease_covers(const struct lease_table *t, struct ip4 address)
{
	return lease_address_map_range_of(&t->map, address) != NULL;
}

static inline bool
lease_in_doubt(const struct lease_record *r)
{
	return r->sent > r->version;
}

#endif
