/* lease/free_addresses.h -- the slots free to choose, by parity of address: idle ones, spent ones
 * (free, but they remember their last client) and those to be chosen last (R3: that client may not
 * know it) in bitmaps, and spent ones also on lists in the order they became so here. Tested in
 * test/unit/lease/table.c. */
#ifndef LEASE_FREE_ADDRESSES_H
#define LEASE_FREE_ADDRESSES_H

#include <stdbool.h>
#include <stdint.h>

#include "lease/bits.h"
#include "lease/cells.h"
#include "lease/lists.h"

#define LEASE_FREE_NONE UINT32_MAX

struct lease_free_addresses {
	struct lease_bits idle[2], spent[2], last[2]; /* by parity */
	struct lease_bits conflict[2];		      /* not free: of use when nothing else is */
	struct lease_lists *lists;		      /* of cells; not owned */
	const struct lease_cells *cells;	      /* not owned */
	uint32_t first_list;			      /* of two per pool */
};

enum lease_freedom {
	LEASE_NOT_FREE,
	LEASE_FREE_IDLE,
	LEASE_FREE_SPENT,
	LEASE_FREE_LAST,
	LEASE_FREE_CONFLICT
};

/* None is free. The lists from first_list on belong to it, two for each pool. */
void lease_free_addresses_make(struct lease_free_addresses *f, struct lease_lists *lists,
			       uint32_t first_list, uint32_t slots,
			       const struct lease_cells *cells);
void lease_free_addresses_end(struct lease_free_addresses *f);

/* Puts a slot where it belongs, wherever it was. A spent one has a cell; without one:
 * LEASE_CELLS_NONE. A cell on another's list is not spent. */
void lease_free_addresses_put(struct lease_free_addresses *f, uint32_t slot, uint32_t cell,
			      unsigned pool, unsigned parity, enum lease_freedom where);

/* Puts the slots first..limit-1, which stood nowhere and whose addresses are neighbours, among the
 * idle ones; parity: of the first. */
void lease_free_addresses_all_idle(struct lease_free_addresses *f, uint32_t first, uint32_t limit,
				   unsigned parity);

struct lease_search {
	unsigned parities;	     /* bit 0 even, bit 1 odd */
	uint32_t first, size, start; /* slots of the pool; where to begin */
	unsigned tries;		     /* slots looked at, in each search */
	bool (*fits)(const void *context, uint32_t slot);
	const void *context;
};

/* The first idle slot from start on, around the pool, that fits; LEASE_FREE_NONE. */
uint32_t lease_free_addresses_idle(const struct lease_free_addresses *f,
				   const struct lease_search *search);

/* The first slot to be chosen last from start on, around the pool, that fits; LEASE_FREE_NONE. */
uint32_t lease_free_addresses_last(const struct lease_free_addresses *f,
				   const struct lease_search *search);

enum { LEASE_FREE_SAMPLE = 16, LEASE_CONFLICT_SAMPLE = 256 };

/* Of the first LEASE_CONFLICT_SAMPLE conflicts from start on, the oldest of those that fit;
 * LEASE_FREE_NONE. */
uint32_t lease_free_addresses_conflict(const struct lease_free_addresses *f,
				       const struct lease_search *search,
				       bool (*older)(const void *context, uint32_t a, uint32_t b));

/* Of the first LEASE_FREE_SAMPLE spent slots from start on that fit, the oldest; when there is
 * none near, the one that fits and became spent here first. LEASE_FREE_NONE. */
uint32_t lease_free_addresses_spent(const struct lease_free_addresses *f,
				    const struct lease_search *search, unsigned pool,
				    bool (*older)(const void *context, uint32_t a, uint32_t b));

#endif
