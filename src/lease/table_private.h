/* lease/table_private.h -- the insides of a table, for the files that make it up: table.c writes
 * them, choose.c and count.c look, carry.c keeps the orphans. Nobody else includes this.
 *
 *	record   the binding, all zero when never bound
 *	mark     withheld, offered, claimed, found by the index, record written
 *	bound    set of slots that have a record
 *	doubtful set of slots in doubt
 *	lists    the timer wheel's buckets, the due list, the spent lists of `free`
 *	map      which address is which slot
 *	free     what is free to choose
 *	clients  hash of (pool, key) -> slot of the client's binding
 *	orphans  bindings outside every range; doubts: the same for addresses never bound */
#ifndef LEASE_TABLE_PRIVATE_H
#define LEASE_TABLE_PRIVATE_H

#include "lease/address_map.h"
#include "lease/bits.h"
#include "lease/free_addresses.h"
#include "lease/offers.h"
#include "lease/orphans.h"
#include "lease/table.h"
#include "lease/tag_index.h"
#include "lease/timer_wheel.h"

struct lease_table {
	struct lease_address_map map;
	struct lease_record *record;
	uint8_t *mark;
	struct lease_bits bound, doubtful;
	struct lease_lists lists;
	struct lease_timer_wheel wheel;
	struct lease_free_addresses free;
	struct lease_tag_index clients;
	struct lease_offers offers;
	struct lease_orphans orphans, doubts;
	uint64_t now; /* of the last lease_tick() */
};

enum { /* marks of a slot; the lowest two bits are enum lease_withheld */
       LEASE_MARK_WITHHELD = 3,
       LEASE_MARK_OFFERED = 4,
       LEASE_MARK_CLAIMED = 8,
       LEASE_MARK_INDEXED = 16,
       LEASE_MARK_USED = 32 /* the record was written: until then its memory is not touched */
};

/* An offer of another table over other ranges stands on in this one, if its address can be had: a
 * client of the pool that was number old_pool there. In the order in which they began. */
void lease_offer_carried(struct lease_table *t, struct ip4 address, const struct lease_offer *old,
			 unsigned old_pool);

/* NULL: never written, and not touched by asking. */
static inline const struct lease_record *
lease_record_used(const struct lease_table *t, uint32_t slot)
{
	return t->mark[slot] & LEASE_MARK_USED ? &t->record[slot] : NULL;
}

static inline bool
lease_covers(const struct lease_table *t, struct ip4 address)
{
	return lease_address_map_range_of(&t->map, address) != NULL;
}

static inline bool
lease_in_doubt(const struct lease_record *r)
{
	return r->sent > r->version;
}

#endif
