/* lease/count.h -- what the ranges and pools of a table hold, in numbers, and what it takes in
 * memory. Tested in test/unit/lease/table.c. */
#ifndef LEASE_COUNT_H
#define LEASE_COUNT_H

#include "lease/table.h"

struct lease_count { /* of a range or pool; total is the sum of the other six */
	uint32_t total, idle, used, conflict, kept, disable, static_bind;
};

/* Of all ranges of a pool; all zero when there is no such pool. */
struct lease_count lease_count_pool(const struct lease_table *t, unsigned pool);

/* Ranges of a pool in order of section: the n-th with its counts; false past the last. */
bool lease_range_at(const struct lease_table *t, unsigned pool, unsigned n, struct lease_range *ret,
		    struct lease_count *ret_count);

/* What a table over so many addresses takes at most, once all of them are bound. */
uint64_t lease_table_bytes(uint32_t addresses);

#endif
