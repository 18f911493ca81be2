/* lease/aside.h -- bindings that no range covers: nobody asks for them, nothing of them may be
 * forgotten (table.h, lease_table_carry()). Grows at start and at commit only.
 * Tested in test/unit/lease/table.c. */
#ifndef LEASE_ASIDE_H
#define LEASE_ASIDE_H

#include "lease/map.h"
#include "lease/record.h"

struct lease_aside {
	uint32_t count, max;
	struct lease_record *record;
	struct lease_map map; /* by address: index of record */
};

/* All zero is empty. */
void lease_aside_end(struct lease_aside *a);

/* The record of an address, or NULL; valid until the next put. */
struct lease_record *lease_aside_find(const struct lease_aside *a, struct ip4 address);

/* Keeps a record, in place of an earlier one of its address. */
void lease_aside_put(struct lease_aside *a, const struct lease_record *r);

#endif
