/* lease/address_map.h -- the addresses of all ranges as slots: small numbers for arrays. The slots
 * of a pool are neighbours, its ranges in order of section. Fixed once made. Tested in
 * test/unit/lease/table.c. */
#ifndef LEASE_ADDRESS_MAP_H
#define LEASE_ADDRESS_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ip4.h"
#include "lease/table.h"

#define LEASE_NO_SLOT UINT32_MAX

struct lease_address_map_range {
	struct lease_range range;
	uint32_t first;			    /* slot of range.low */
	uint32_t by_status[LEASE_STATUSES]; /* counts, kept by lease/table.c */
};

struct lease_address_map_pool {
	uint32_t first, size;		     /* slots */
	unsigned ranges_first, ranges_count; /* in lease_address_map.range */
};

struct lease_address_map {
	unsigned ranges_count, pools_count;
	struct lease_address_map_range *range; /* by pool, then section */
	uint32_t *by_low;		       /* indexes of range, by address */
	struct lease_address_map_pool *pool;   /* by number */
	uint32_t slots;
};

/* Ranges in any order, not overlapping, within the bounds of lease/table.h: asserted. */
void lease_address_map_make(struct lease_address_map *m, const struct lease_range *ranges,
			    unsigned count);
void lease_address_map_end(struct lease_address_map *m);

/* The range that covers an address, or NULL. */
struct lease_address_map_range *lease_address_map_range_of(const struct lease_address_map *m,
							   struct ip4 address);

/* The slot of an address, or LEASE_NO_SLOT. */
uint32_t lease_address_map_slot(const struct lease_address_map *m, struct ip4 address);

/* The address of a slot. */
struct ip4 lease_address_map_address(const struct lease_address_map *m, uint32_t slot);

static inline uint32_t
lease_address_map_size(const struct lease_range *r)
{
	return r->high.host - r->low.host + 1;
}

/* The slot of an address that the range covers. */
static inline uint32_t
lease_address_map_slot_in(const struct lease_address_map_range *r, struct ip4 address)
{
	return r->first + (address.host - r->range.low.host);
}

static inline bool
lease_address_map_in_pool(const struct lease_address_map *m, unsigned pool, uint32_t slot)
{
	return pool < m->pools_count && slot - m->pool[pool].first < m->pool[pool].size;
}

#endif
