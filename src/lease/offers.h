/* lease/offers.h -- the offers that stand: which slot is offered to which client until when.
 *
 * All offers last equally long, so they end in the order they began: a ring. One per client hash
 * and one per slot. Bounded; when the ring is full the oldest ends early.
 * Tested in test/unit/lease/parts.c. */
#ifndef LEASE_OFFERS_H
#define LEASE_OFFERS_H

#include <stdbool.h>

#include "base/time.h"
#include "lease/tag_index.h"

#define LEASE_OFFERS_NONE UINT32_MAX

struct lease_offer {
	uint64_t until_us;
	uint64_t client; /* hash of pool and key */
	uint32_t slot1;	 /* slot + 1; 0: ended */
};

struct lease_offers {
	uint32_t cap, head, tail; /* head and tail run on, modulo cap, a power of two */
	struct lease_offer *ring;
	uint32_t *of;		      /* by slot: index in the ring + 1, 0: not offered */
	struct lease_tag_index index; /* by client: index in the ring */
};

/* Room for max offers (a power of two) over so many slots. */
void lease_offers_make(struct lease_offers *o, uint32_t max, uint32_t slots);
void lease_offers_end(struct lease_offers *o);

/* The slot offered to this client, or LEASE_OFFERS_NONE. */
uint32_t lease_offers_find(const struct lease_offers *o, uint64_t client);

/* Begins an offer. The client and the slot have none, and there is room: see the next two. */
void lease_offers_begin(struct lease_offers *o, uint64_t client, uint32_t slot, uint64_t until_us);

/* Ends the offer of a slot, if it has one. */
void lease_offers_drop(struct lease_offers *o, uint32_t slot);

/* The offers that stand, the oldest first: *place is 0 at first and left alone between two calls.
 * False: there are no more. LEASE_OFFERS_NONE in *ret_slot: one that ended early stood here. */
bool lease_offers_walk(const struct lease_offers *o, uint32_t *place, uint32_t *ret_slot);

/* The place-th offer, the oldest is 0; NULL past the last. slot1 0: it ended early. */
const struct lease_offer *lease_offers_at(const struct lease_offers *o, uint32_t place);

/* The slot whose offer ends next if that is due, or must end to make room; LEASE_OFFERS_NONE. */
uint32_t lease_offers_due(struct lease_offers *o, uint64_t now);

/* When the oldest offer ends; TIME_NEVER. */
uint64_t lease_offers_deadline(const struct lease_offers *o);

#endif
