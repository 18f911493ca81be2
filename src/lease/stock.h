/* lease/stock.h -- the slots free to choose, by parity of address: idle ones and spent ones (free,
 * but they remember their last client) in bitmaps, and spent ones also on lists in the order they
 * became so here. Tested in test/unit/lease/table.c. */
#ifndef LEASE_STOCK_H
#define LEASE_STOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "lease/bits.h"
#include "lease/lists.h"

#define LEASE_STOCK_NONE UINT32_MAX

struct lease_stock {
	struct lease_bits idle[2], spent[2]; /* by parity */
	struct lease_lists *lists;	     /* not owned */
	uint32_t first_list;		     /* of two per pool */
};

enum lease_stocked { LEASE_NOT_STOCKED, LEASE_STOCKED_IDLE, LEASE_STOCKED_SPENT };

/* Nothing in stock. The lists from first_list on are the stock's, two for each pool. */
void lease_stock_make(struct lease_stock *s, struct lease_lists *lists, uint32_t first_list,
		      uint32_t slots);
void lease_stock_end(struct lease_stock *s);

/* Puts a slot where it belongs, wherever it was. A slot on another's list is not spent. */
void lease_stock_put(struct lease_stock *s, uint32_t slot, unsigned pool, unsigned parity,
		     enum lease_stocked where);

struct lease_search {
	unsigned parities;	     /* bit 0 even, bit 1 odd */
	uint32_t first, size, start; /* slots of the pool; where to begin */
	unsigned tries;		     /* slots looked at, in each of the two searches */
	bool (*fits)(const void *context, uint32_t slot);
	const void *context;
};

/* The first idle slot from start on, around the pool, that fits; LEASE_STOCK_NONE. */
uint32_t lease_stock_idle(const struct lease_stock *s, const struct lease_search *search);

enum { LEASE_STOCK_SAMPLE = 16 };

/* Of the first LEASE_STOCK_SAMPLE spent slots from start on that fit, the oldest; when there is
 * none near, the one that fits and became spent here first. LEASE_STOCK_NONE. */
uint32_t lease_stock_spent(const struct lease_stock *s, const struct lease_search *search,
			   unsigned pool,
			   bool (*older)(const void *context, uint32_t a, uint32_t b));

#endif
