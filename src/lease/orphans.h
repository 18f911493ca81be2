/* lease/orphans.h -- bindings that no range covers: nobody asks for them, nothing of them may be
 * forgotten (carry.h). Grows at start, at commit and in a batch of the peer.
 * Tested in test/unit/lease/table.c. */
#ifndef LEASE_ORPHANS_H
#define LEASE_ORPHANS_H

#include "lease/record.h"
#include "lease/tag_index.h"

struct lease_orphans {
	uint32_t count, max;
	struct lease_record *record;
	struct lease_tag_index index; /* by address: index of record */
};

/* All zero is empty. */
void lease_orphans_end(struct lease_orphans *o);

/* The record of an address, or NULL; valid until the next put. */
struct lease_record *lease_orphans_find(const struct lease_orphans *o, struct ip4 address);

/* Keeps a record, in place of an earlier one of its address. */
void lease_orphans_put(struct lease_orphans *o, const struct lease_record *r);

#endif
