/* lease/count.c -- see lease/count.h. The numbers of a range are kept by table.c. */
#include "lease/count.h"

#include "lease/table_private.h"

enum { SLOT_BYTES = 128 }; /* of one address in all arrays but that of the records, at most */

uint64_t
lease_table_bytes(uint32_t addresses)
{
	return addresses * (uint64_t)(sizeof(struct lease_record) + SLOT_BYTES);
}

static void
add_counts(const struct lease_address_map_range *r, struct lease_count *sum)
{
	sum->total += lease_address_map_size(&r->range);
	sum->idle += r->by_status[LEASE_STATUS_IDLE];
	sum->used += r->by_status[LEASE_STATUS_USED];
	sum->conflict += r->by_status[LEASE_STATUS_CONFLICT];
	sum->kept += r->by_status[LEASE_STATUS_KEPT];
	sum->disable += r->by_status[LEASE_STATUS_DISABLE];
	sum->static_bind += r->by_status[LEASE_STATUS_STATIC];
}

struct lease_count
lease_count_pool(const struct lease_table *t, unsigned pool)
{
	struct lease_count sum = {0};

	if (pool >= t->map.pools_count)
		return sum;
	for (unsigned i = 0; i < t->map.pool[pool].ranges_count; i++)
		add_counts(&t->map.range[t->map.pool[pool].ranges_first + i], &sum);
	return sum;
}

bool
lease_range_at(const struct lease_table *t, unsigned pool, unsigned n, struct lease_range *ret,
	       struct lease_count *ret_count)
{
	const struct lease_address_map_range *r;

	if (pool >= t->map.pools_count || n >= t->map.pool[pool].ranges_count)
		return false;
	r = &t->map.range[t->map.pool[pool].ranges_first + n];
	*ret = r->range;
	*ret_count = (struct lease_count){0};
	add_counts(r, ret_count);
	return true;
}
