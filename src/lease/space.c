/* lease/space.c -- see lease/space.h. */
#include "lease/space.h"

#include <assert.h>
#include <stdlib.h>

#include "base/memory.h"

static int
compare_place(const void *a, const void *b)
{
	const struct lease_space_range *x = a, *y = b;

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
place_ranges(struct lease_space *s, const struct lease_range *ranges)
{
	uint32_t slots = 0;

	for (unsigned i = 0; i < s->ranges_count; i++)
		s->range[i].range = ranges[i];
	qsort(s->range, s->ranges_count, sizeof *s->range, compare_place);
	for (unsigned i = 0; i < s->ranges_count; i++) {
		struct lease_space_range *r = &s->range[i];
		struct lease_space_pool *p = &s->pool[r->range.pool];

		assert(r->range.low.host <= r->range.high.host);
		if (p->ranges_count++ == 0) {
			p->first = slots;
			p->ranges_first = i;
		}
		r->first = slots;
		r->by_status[LEASE_STATUS_IDLE] = lease_space_size(&r->range);
		slots += lease_space_size(&r->range);
		p->size = slots - p->first;
		assert(slots <= LEASE_ADDRESSES_MAX);
	}
	return slots;
}

static void
sort_by_address(struct lease_space *s)
{
	uint64_t *order = memory_new(s->ranges_count, sizeof *order);

	for (uint32_t i = 0; i < s->ranges_count; i++)
		order[i] = (uint64_t)s->range[i].range.low.host << 32 | i;
	qsort(order, s->ranges_count, sizeof *order, compare_number);
	for (uint32_t i = 0; i < s->ranges_count; i++) {
		s->by_low[i] = (uint32_t)order[i];
		assert(i == 0 || s->range[s->by_low[i - 1]].range.high.host <
				     s->range[s->by_low[i]].range.low.host);
	}
	memory_free(order);
}

void
lease_space_make(struct lease_space *s, const struct lease_range *ranges, unsigned count)
{
	assert(count <= LEASE_RANGES_MAX);
	*s = (struct lease_space){.ranges_count = count};
	for (unsigned i = 0; i < count; i++)
		if (ranges[i].pool >= s->pools_count)
			s->pools_count = ranges[i].pool + 1u;
	assert(s->pools_count <= LEASE_POOLS_MAX);
	s->range = memory_new(count, sizeof *s->range);
	s->by_low = memory_new(count, sizeof *s->by_low);
	s->pool = memory_new(s->pools_count, sizeof *s->pool);
	s->slots = place_ranges(s, ranges);
	sort_by_address(s);
}

void
lease_space_end(struct lease_space *s)
{
	memory_free(s->range);
	memory_free(s->by_low);
	memory_free(s->pool);
	*s = (struct lease_space){0};
}

struct lease_space_range *
lease_space_range_of(const struct lease_space *s, struct ip4 address)
{
	unsigned low = 0, high = s->ranges_count;

	while (low < high) {
		unsigned middle = (low + high) / 2;
		struct lease_space_range *r = &s->range[s->by_low[middle]];

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
lease_space_slot(const struct lease_space *s, struct ip4 address)
{
	const struct lease_space_range *r = lease_space_range_of(s, address);

	return r ? lease_space_slot_in(r, address) : LEASE_NO_SLOT;
}

/* Ranges stand in order of their slots. */
struct ip4
lease_space_address(const struct lease_space *s, uint32_t slot)
{
	unsigned low = 0, high = s->ranges_count;

	while (high - low > 1) {
		unsigned middle = (low + high) / 2;

		if (slot < s->range[middle].first)
			high = middle;
		else
			low = middle;
	}
	return (struct ip4){s->range[low].range.low.host + (slot - s->range[low].first)};
}
