/* lease/offers.h -- the offers that stand: which slot is offered to which client until when.
 *
 * All offers last equally long, so they end in the order they began: a list. One per client hash
 * and one per slot. Bounded; when there is no place left the oldest ends early.
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
	uint32_t slot;
	uint32_t older1, newer1; /* its neighbours: place + 1; 0: there is none */
};

struct lease_offers { /* a place: an index of offer[] */
	struct lease_offer *offer;
	uint32_t oldest1, newest1,
	    free1; /* place + 1; 0: none. The free ones are linked by newer1 */
	struct lease_tag_index by_client, by_slot; /* places */
};

/* Room for max offers. */
void lease_offers_make(struct lease_offers *o, uint32_t max);
void lease_offers_end(struct lease_offers *o);

/* The slot offered to this client, or LEASE_OFFERS_NONE. */
uint32_t lease_offers_find(const struct lease_offers *o, uint64_t client);

/* Begins an offer. The client and the slot have none, and there is room: see the next two. */
void lease_offers_begin(struct lease_offers *o, uint64_t client, uint32_t slot, uint64_t until_us);

/* Ends the offer of a slot, if it has one. */
void lease_offers_drop(struct lease_offers *o, uint32_t slot);

/* The offers that stand, the oldest first: *cursor is 0 at first and left alone between two calls,
 * and no offer begins or ends meanwhile. NULL: there are no more. */
const struct lease_offer *lease_offers_next(const struct lease_offers *o, uint32_t *cursor);

/* The slot whose offer ends next if that is due, or must end to make room; LEASE_OFFERS_NONE. */
uint32_t lease_offers_due(const struct lease_offers *o, uint64_t now);

/* When the oldest offer ends; TIME_NEVER. */
uint64_t lease_offers_deadline(const struct lease_offers *o);

#endif
