/* lease/address_map.c -- see lease/address_map.h.
 *
 * Ranges lie in the order of their slots (pool, then section), so a pool's slots are neighbours; a
 * second order, by address, finds the range of an address. Both ways are a binary search. The
 * counts in a range belong to lease/table.c and move with every mark and record. */
#include "lease/address_map.h"

#include <assert.h>
#include <stdlib.h>

#include "base/memory.h"

static int
compare_place(const void *a, const void *b)
{
	const struct lease_address_map_range *x = a, *y = b;

	if (x->range.pool != y->range.pool)
		return x->range.pool < y->range.pool ? -1 : 1;
	return (int)x->range.section - (int)y->range.section;
}

static int
compare_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Slots for every range, pool by pool; returns how many. */
static uint32_t
place_ranges(struct lease_address_map *m, const struct lease_range *ranges)
{
	uint32_t slots = 0;

	for (unsigned i = 0; i < m->ranges_count; i++)
		m->range[i].range = ranges[i];
	qsort(m->range, m->ranges_count, sizeof *m->range, compare_place);
	for (unsigned i = 0; i < m->ranges_count; i++) {
		struct lease_address_map_range *r = &m->range[i];
		struct lease_address_map_pool *p = &m->pool[r->range.pool];

		assert(r->range.low.host <= r->range.high.host);
		if (p->ranges_count++ == 0) {
			p->first = slots;
			p->ranges_first = i;
		}
		r->first = slots;
		r->by_status[LEASE_STATUS_IDLE] = lease_address_map_size(&r->range);
		slots += lease_address_map_size(&r->range);
		p->size = slots - p->first;
		assert(slots <= LEASE_ADDRESSES_MAX);
	}
	return slots;
}

static void
sort_by_address(struct lease_address_map *m)
{
	uint64_t *order = memory_new(m->ranges_count, sizeof *order);

	for (uint32_t i = 0; i < m->ranges_count; i++)
		order[i] = (uint64_t)m->range[i].range.low.host << 32 | i;
	qsort(order, m->ranges_count, sizeof *order, compare_number);
	for (uint32_t i = 0; i < m->ranges_count; i++) {
		m->by_low[i] = (uint32_t)order[i];
		assert(i == 0 || m->range[m->by_low[i - 1]].range.high.host <
				     m->range[m->by_low[i]].range.low.host);
	}
	memory_free(order);
}

void
lease_address_map_make(struct lease_address_map *m, const struct lease_range *ranges,
		       unsigned count)
{
	assert(count <= LEASE_RANGES_MAX);
	*m = (struct lease_address_map){.ranges_count = count};
	for (unsigned i = 0; i < count; i++)
		if (ranges[i].pool >= m->pools_count)
			m->pools_count = ranges[i].pool + 1u;
	assert(m->pools_count <= LEASE_POOLS_MAX);
	m->range = memory_new(count, sizeof *m->range);
	m->by_low = memory_new(count, sizeof *m->by_low);
	m->pool = memory_new(m->pools_count, sizeof *m->pool);
	m->slots = place_ranges(m, ranges);
	sort_by_address(m);
}

void
lease_address_map_end(struct lease_address_map *m)
{
	memory_free(m->range);
	memory_free(m->by_low);
	memory_free(m->pool);
	*m = (struct lease_address_map){0};
}

struct lease_address_map_range *
lease_address_map_range_of(const struct lease_address_map *m, struct ip4 address)
{
	unsigned low = 0, high = m->ranges_count;

	while (low < high) {
		unsigned middle = (low + high) / 2;
		struct lease_address_map_range *r = &m->range[m->by_low[middle]];

		if (address.host < r->range.low.host)
			high = middle;
		else if (address.host > r->range.high.host)
			low = middle + 1;
		else
			return r;
	}
	return NULL;
}

uint32_t
lease_address_map_slot(const struct lease_address_map *m, struct ip4 address)
{
	const struct lease_address_map_range *r = lease_address_map_range_of(m, address);

	return r ? lease_address_map_slot_in(r, address) : LEASE_NO_SLOT;
}

/* Ranges stand in order of their slots. */
struct ip4
lease_address_map_address(const struct lease_address_map *m, uint32_t slot)
{
	unsigned low = 0, high = m->ranges_count;

	while (high - low > 1) {
		unsigned middle = (low + high) / 2;

		if (slot < m->range[middle].first)
			high = middle;
		else
			low = middle;
	}
	return (struct ip4){m->range[low].range.low.host + (slot - m->range[low].first)};
}
