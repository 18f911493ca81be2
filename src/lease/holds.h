/* lease/holds.h -- the offers that stand: which slot is held for which client until when.
 *
 * All holds last equally long, so they end in the order they began: a ring. One per client hash
 * and one per slot. Bounded; when the ring is full the oldest ends early.
 * Tested in test/unit/lease/parts.c. */
#ifndef LEASE_HOLDS_H
#define LEASE_HOLDS_H

#include "base/time.h"
#include "lease/map.h"

#define LEASE_HOLDS_NONE UINT32_MAX

struct lease_hold {
	uint64_t until_us;
	uint64_t client; /* hash of pool and key */
	uint32_t slot1;	 /* slot + 1; 0: ended */
};

struct lease_holds {
	uint32_t cap, head, tail; /* head and tail run on, modulo cap, a power of two */
	struct lease_hold *ring;
	uint32_t *of;	      /* by slot: index in the ring + 1, 0: not held */
	struct lease_map map; /* by client: index in the ring */
};

/* Room for max holds (a power of two) over so many slots. */
void lease_holds_make(struct lease_holds *h, uint32_t max, uint32_t slots);
void lease_holds_end(struct lease_holds *h);

/* The slot held for this client, or LEASE_HOLDS_NONE. */
uint32_t lease_holds_find(const struct lease_holds *h, uint64_t client);

/* Begins a hold. The client and the slot have none, and there is room: see the next two. */
void lease_holds_begin(struct lease_holds *h, uint64_t client, uint32_t slot, uint64_t until_us);

/* Ends the hold of a slot, if it has one. */
void lease_holds_drop(struct lease_holds *h, uint32_t slot);

/* The slot whose hold ends next if that is due, or must end to make room; LEASE_HOLDS_NONE. */
uint32_t lease_holds_due(struct lease_holds *h, uint64_t now);

/* When the oldest hold ends; TIME_NEVER. */
uint64_t lease_holds_deadline(const struct lease_holds *h);

#endif
