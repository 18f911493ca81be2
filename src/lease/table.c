/* lease/table.c -- see lease/table.h.
 *
 * Every address of every range is a slot (lease/address_map.h); one that was needed has a cell
 * (lease/cells.h), which bears its record. So memory goes by leases but for a byte and some bits of
 * each slot, and new leases touch new memory side by side.
 *
 * refresh() alone puts a slot among the free, or takes it out, as its record and marks say. */
#include "lease/table.h"

#include <assert.h>

#include "base/memory.h"
#include "lease/table_private.h"

#define OFFER_POOL UINT64_C(0x9e3779b97f4a7c15) /* keeps the clients of two pools apart */

static enum lease_status
status_with(uint8_t marks, const struct lease_record *r)
{
	enum lease_withheld why = (enum lease_withheld)(marks & LEASE_MARK_WITHHELD);

	switch (r ? r->state : LEASE_FREE) {
	case LEASE_LEASED:
		return LEASE_STATUS_USED;
	case LEASE_DECLINED:
		return LEASE_STATUS_CONFLICT;
	case LEASE_RELEASED:
		return LEASE_STATUS_KEPT;
	case LEASE_FREE:
	case LEASE_STATES:
		break;
	}
	if (why == LEASE_NOT_WITHHELD)
		return LEASE_STATUS_IDLE;
	return why == LEASE_STATIC ? LEASE_STATUS_STATIC : LEASE_STATUS_DISABLE;
}

static enum lease_status
status_of(const struct lease_table *t, uint32_t slot)
{
	return status_with(t->mark[slot], lease_record_used(t, slot));
}

/* ---- where a slot stands ---- */

static unsigned
parity_of(const struct lease_address_map_range *range, uint32_t slot)
{
	return (range->range.low.host + (slot - range->first)) & 1u;
}

/* cell: of the slot; LEASE_CELLS_NONE: its record was never written. */
static void
refresh(struct lease_table *t, const struct lease_address_map_range *range, uint32_t slot,
	uint32_t cell)
{
	uint8_t taken =
	    t->mark[slot] & (LEASE_MARK_WITHHELD | LEASE_MARK_OFFERED | LEASE_MARK_CLAIMED);
	const struct lease_record *r = lease_record_in(t, cell);
	enum lease_freedom where = LEASE_NOT_FREE;

	if (!taken && (!r || r->state == LEASE_FREE))
		where = !r			? LEASE_FREE_IDLE
			: r->expiry_us > t->now ? LEASE_FREE_LAST
			: r->key.len == 0	? LEASE_FREE_IDLE
						: LEASE_FREE_SPENT;
	if (!taken && r && r->state == LEASE_DECLINED)
		where = LEASE_FREE_CONFLICT;
	lease_free_addresses_put(&t->free, slot, cell, range->range.pool, parity_of(range, slot),
				 where);
}

static void
mark(struct lease_table *t, struct ip4 address, uint8_t bits, uint8_t value)
{
	struct lease_address_map_range *range = lease_address_map_range_of(&t->map, address);
	uint32_t slot, cell;
	const struct lease_record *r;

	if (!range)
		return;
	slot = lease_address_map_slot_in(range, address);
	cell = lease_cell_used(t, slot);
	r = lease_record_in(t, cell);
	range->by_status[status_with(t->mark[slot], r)]--;
	t->mark[slot] = (uint8_t)((t->mark[slot] & ~bits) | value);
	range->by_status[status_with(t->mark[slot], r)]++;
	refresh(t, range, slot, cell);
}

/* ---- clients ---- */

static uint32_t
client_tag(unsigned pool, const struct lease_key *key)
{
	return (uint32_t)(lease_key_hash(key, pool) >> 32);
}

/* The cell of a client's binding, or LEASE_CELLS_NONE. */
static uint32_t
find_tagged(const struct lease_table *t, unsigned pool, const struct lease_key *key, uint32_t tag)
{
	struct lease_tag_index_walk walk = lease_tag_index_walk(tag);
	uint32_t cell;

	while ((cell = lease_tag_index_next(&t->clients, &walk)) != LEASE_TAG_INDEX_NONE)
		if (lease_address_map_in_pool(&t->map, pool, t->cells->slot[cell]) &&
		    lease_key_same(&t->cells->record[cell].key, key))
			return cell;
	return LEASE_CELLS_NONE;
}

static const struct lease_record *
find_client(const struct lease_table *t, unsigned pool, const struct lease_key *key)
{
	return lease_record_in(t, find_tagged(t, pool, key, client_tag(pool, key)));
}

static uint8_t *
mark_of(const struct lease_table *t, uint32_t cell)
{
	return &t->mark[t->cells->slot[cell]];
}

static void
unindex_client(struct lease_table *t, unsigned pool, uint32_t cell)
{
	uint8_t *marks = mark_of(t, cell);

	if (!(*marks & LEASE_MARK_INDEXED))
		return;
	lease_tag_index_remove(&t->clients, client_tag(pool, &t->cells->record[cell].key), cell);
	*marks = (uint8_t)(*marks & ~LEASE_MARK_INDEXED);
}

static bool
can_be_found(const struct lease_record *r)
{
	return r->key.len != 0 && r->state != LEASE_DECLINED;
}

/* Due bindings go on the timer wheel, and leases whose client is found elsewhere; not free ones. */
static void
arm(struct lease_table *t, uint32_t cell)
{
	const struct lease_record *r = &t->cells->record[cell];

	lease_lists_leave(&t->lists, cell);
	if (r->state == LEASE_LEASED && !(*mark_of(t, cell) & LEASE_MARK_INDEXED))
		lease_timer_wheel_add(&t->wheel, cell, t->now);
	else if (r->state != LEASE_FREE && r->expiry_us != TIME_NEVER)
		lease_timer_wheel_add(&t->wheel, cell, r->expiry_us);
}

/* A client is found at one address of a pool: a lease beats a memory, the newer the older. */
static void
index_client(struct lease_table *t, unsigned pool, uint32_t cell, uint32_t tag)
{
	const struct lease_record *r = &t->cells->record[cell], *other;
	uint32_t found;

	if (!can_be_found(r))
		return;
	found = find_tagged(t, pool, &r->key, tag);
	if (found != LEASE_CELLS_NONE) {
		other = &t->cells->record[found];
		if (other->state == LEASE_LEASED &&
		    (r->state != LEASE_LEASED || other->version > r->version))
			return;
		unindex_client(t, pool, found);
		if (other->state == LEASE_LEASED)
			arm(t, found);
	}
	lease_tag_index_add(&t->clients, tag, cell);
	*mark_of(t, cell) |= LEASE_MARK_INDEXED;
}

/* The record of a cell becomes *r; the client of both, if it is one, is found there as before. */
static void
replace(struct lease_table *t, unsigned pool, uint32_t cell, const struct lease_record *r)
{
	struct lease_record *record = &t->cells->record[cell];
	uint32_t tag = client_tag(pool, &r->key);

	lease_tag_index_expect(&t->clients, tag);
	if ((*mark_of(t, cell) & LEASE_MARK_INDEXED) && can_be_found(r) &&
	    lease_key_same(&record->key, &r->key)) {
		*record = *r;
		return;
	}
	unindex_client(t, pool, cell);
	*record = *r;
	*mark_of(t, cell) |= LEASE_MARK_USED;
	index_client(t, pool, cell, tag);
}

/* ---- making ---- */

/* Nothing is bound yet, so no record need be looked at. */
static void
free_all(struct lease_table *t)
{
	for (unsigned i = 0; i < t->map.ranges_count; i++) {
		const struct lease_address_map_range *r = &t->map.range[i];

		lease_free_addresses_all_idle(&t->free, r->first,
					      r->first + lease_address_map_size(&r->range),
					      parity_of(r, r->first));
	}
}

static uint32_t
offers_for(uint32_t slots)
{
	uint32_t max = 16;

	while (max < slots && max < LEASE_OFFERS_MAX)
		max *= 2;
	return max;
}

struct lease_table *
lease_table_new(const struct lease_range *ranges, unsigned count, uint64_t now)
{
	struct lease_table *t = memory_new(1, sizeof *t);
	uint32_t slots;

	t->now = now;
	lease_address_map_make(&t->map, ranges, count);
	slots = t->map.slots;
	t->cells = lease_cells_new(slots);
	t->mark = memory_new(slots, sizeof *t->mark);
	lease_bits_make(&t->bound, slots);
	lease_bits_make(&t->doubtful, slots);
	lease_lists_make(&t->lists, slots, LEASE_WHEEL_LISTS + t->map.pools_count * 2);
	lease_timer_wheel_make(&t->wheel, &t->lists, slots, now);
	lease_free_addresses_make(&t->free, &t->lists, LEASE_WHEEL_LISTS, slots, t->cells);
	lease_tag_index_make(&t->clients, slots);
	lease_offers_make(&t->offers, offers_for(slots));
	free_all(t);
	return t;
}

void
lease_table_free(struct lease_table *t)
{
	if (!t)
		return;
	lease_address_map_end(&t->map);
	lease_cells_free(t->cells);
	memory_free(t->mark);
	lease_bits_end(&t->bound);
	lease_bits_end(&t->doubtful);
	lease_free_addresses_end(&t->free);
	lease_timer_wheel_end(&t->wheel);
	lease_lists_end(&t->lists);
	lease_tag_index_end(&t->clients);
	lease_offers_end(&t->offers);
	lease_orphans_end(&t->orphans);
	lease_orphans_end(&t->doubts);
	lease_table_free(t->heir.table);
	memory_free(t);
}

/* ---- withheld ---- */

void
lease_withhold(struct lease_table *t, struct ip4 address, enum lease_withheld why)
{
	mark(t, address, LEASE_MARK_WITHHELD, (uint8_t)why);
}

void
lease_withhold_none(struct lease_table *t)
{
	for (uint32_t slot = 0; slot < t->map.slots; slot++)
		if (t->mark[slot] & LEASE_MARK_WITHHELD)
			mark(t, lease_address_map_address(&t->map, slot), LEASE_MARK_WITHHELD, 0);
}

/* ---- looking ---- */

bool
lease_table_is_over(const struct lease_table *t, const struct lease_range *ranges, unsigned count)
{
	if (count != t->map.ranges_count)
		return false;
	for (unsigned i = 0; i < count; i++) {
		const struct lease_address_map_range *r =
		    lease_address_map_range_of(&t->map, ranges[i].low);

		if (!r || !ip4_same(r->range.low, ranges[i].low) ||
		    !ip4_same(r->range.high, ranges[i].high) || r->range.pool != ranges[i].pool ||
		    r->range.section != ranges[i].section)
			return false;
	}
	return true;
}

unsigned
lease_pool_of(const struct lease_table *t, struct ip4 address)
{
	const struct lease_address_map_range *r = lease_address_map_range_of(&t->map, address);

	return r ? r->range.pool : LEASE_POOLS_MAX;
}

const struct lease_record *
lease_at(const struct lease_table *t, struct ip4 address)
{
	uint32_t slot = lease_address_map_slot(&t->map, address);

	if (slot == LEASE_NO_SLOT)
		return NULL;
	return &t->cells->record[lease_cells_need(t->cells, slot, address)];
}

const struct lease_record *
lease_bound_at(const struct lease_table *t, struct ip4 address)
{
	uint32_t slot = lease_address_map_slot(&t->map, address);

	return slot == LEASE_NO_SLOT ? NULL : lease_record_used(t, slot);
}

bool
lease_find(const struct lease_table *t, unsigned pool, const struct lease_key *key, struct ip4 *ret)
{
	const struct lease_record *r = find_client(t, pool, key);

	if (!r)
		return false;
	*ret = r->address;
	return true;
}

/* Of a client in a pool, so that a pool may get another number (lease_offer_carried()). */
static uint64_t
offer_client(unsigned pool, const struct lease_key *key)
{
	return lease_key_hash(key, 0) + pool * OFFER_POOL;
}

bool
lease_find_offer(const struct lease_table *t, unsigned pool, const struct lease_key *key,
		 struct ip4 *ret)
{
	uint32_t slot = lease_offers_find(&t->offers, offer_client(pool, key));

	if (slot == LEASE_OFFERS_NONE || !lease_address_map_in_pool(&t->map, pool, slot))
		return false;
	*ret = lease_address_map_address(&t->map, slot);
	return true;
}

const struct lease_record *
lease_newer(const struct lease_table *t, const struct lease_record *r)
{
	const struct lease_record *other = find_client(t, lease_pool_of(t, r->address), &r->key);
	bool both = other && r->state == LEASE_LEASED && other->state == LEASE_LEASED;

	return both && other->version > r->version ? other : NULL;
}

static uint8_t
marks_of(const struct lease_table *t, struct ip4 address)
{
	uint32_t slot = lease_address_map_slot(&t->map, address);

	return slot == LEASE_NO_SLOT ? 0 : t->mark[slot];
}

enum lease_withheld
lease_is_withheld(const struct lease_table *t, struct ip4 address)
{
	return (enum lease_withheld)(marks_of(t, address) & LEASE_MARK_WITHHELD);
}

bool
lease_is_offered(const struct lease_table *t, struct ip4 address)
{
	return marks_of(t, address) & LEASE_MARK_OFFERED;
}

bool
lease_is_offered_to(const struct lease_table *t, struct ip4 address, unsigned pool,
		    const struct lease_key *key)
{
	struct ip4 offered;

	return lease_find_offer(t, pool, key, &offered) && ip4_same(offered, address);
}

bool
lease_is_claimed(const struct lease_table *t, struct ip4 address)
{
	return marks_of(t, address) & LEASE_MARK_CLAIMED;
}

enum lease_status
lease_status_of(const struct lease_table *t, struct ip4 address)
{
	uint32_t slot = lease_address_map_slot(&t->map, address);

	return slot == LEASE_NO_SLOT ? LEASE_STATUS_DISABLE : status_of(t, slot);
}

/* ---- changing ---- */

static void
end_offer(struct lease_table *t, uint32_t slot, struct ip4 address)
{
	lease_offers_drop(&t->offers, slot);
	mark(t, address, LEASE_MARK_OFFERED, 0);
}

enum lease_applied
lease_apply(struct lease_table *t, const struct lease_record *r)
{
	struct lease_address_map_range *range = lease_address_map_range_of(&t->map, r->address);
	uint32_t slot, cell;

	if (!range)
		return LEASE_OUTSIDE;
	slot = lease_address_map_slot_in(range, r->address);
	lease_offers_drop(&t->offers, slot);
	t->mark[slot] = (uint8_t)(t->mark[slot] & ~LEASE_MARK_OFFERED);
	cell = lease_cells_need(t->cells, slot, r->address);
	range->by_status[status_with(t->mark[slot], lease_record_in(t, cell))]--;
	replace(t, range->range.pool, cell, r);
	range->by_status[status_with(t->mark[slot], lease_record_in(t, cell))]++;
	lease_bits_put(&t->bound, slot, r->version != 0);
	lease_bits_put(&t->doubtful, slot, lease_in_doubt(r));
	arm(t, cell);
	refresh(t, range, slot, cell);
	lease_heir_follow(t, r->address);
	return LEASE_APPLIED;
}

/* The record of an address, wherever it is kept; NULL when there is none outside every range. */
static struct lease_record *
record_anywhere(struct lease_table *t, struct ip4 address, uint32_t *ret_slot)
{
	*ret_slot = lease_address_map_slot(&t->map, address);
	if (*ret_slot == LEASE_NO_SLOT)
		return lease_orphans_find(&t->orphans, address);
	return &t->cells->record[lease_cells_need(t->cells, *ret_slot, address)];
}

void
lease_note_acked(struct lease_table *t, struct ip4 address, uint64_t version)
{
	uint32_t slot;
	struct lease_record *r = record_anywhere(t, address, &slot);

	if (!r || r->version != version)
		return;
	r->acked = (struct lease_acked){version, r->surely_us != 0 ? r->surely_us : r->expiry_us,
					r->state};
	lease_heir_follow(t, address);
}

static void
set_sent(struct lease_table *t, struct lease_record *r, uint32_t slot, uint64_t sent)
{
	r->sent = sent;
	if (slot != LEASE_NO_SLOT) {
		t->mark[slot] |= LEASE_MARK_USED;
		lease_bits_put(&t->doubtful, slot, lease_in_doubt(r));
	}
	lease_heir_follow(t, r->address);
}

void
lease_note_sent(struct lease_table *t, struct ip4 address, uint64_t version)
{
	uint32_t slot;
	struct lease_record *r = record_anywhere(t, address, &slot);

	if (r && version > r->sent)
		set_sent(t, r, slot, version);
}

void
lease_note_void(struct lease_table *t, struct ip4 address)
{
	uint32_t slot;
	struct lease_record *r = record_anywhere(t, address, &slot);

	if (r && lease_in_doubt(r))
		set_sent(t, r, slot, r->acked.version > r->version ? r->acked.version : r->version);
}

void
lease_offer(struct lease_table *t, struct ip4 address, unsigned pool, const struct lease_key *key,
	    uint64_t now)
{
	uint32_t slot = lease_address_map_slot(&t->map, address), old;

	if (slot == LEASE_NO_SLOT || !lease_address_map_in_pool(&t->map, pool, slot))
		return;
	lease_end_offer(t, pool, key);
	end_offer(t, slot, address);
	while ((old = lease_offers_due(&t->offers, now)) != LEASE_OFFERS_NONE)
		end_offer(t, old, lease_address_map_address(&t->map, old));
	lease_offers_begin(&t->offers, offer_client(pool, key), slot,
			   time_after(now, LEASE_OFFER_US));
	mark(t, address, LEASE_MARK_OFFERED, LEASE_MARK_OFFERED);
}

void
lease_offer_carried(struct lease_table *t, struct ip4 address, const struct lease_offer *old,
		    unsigned old_pool)
{
	uint32_t slot = lease_address_map_slot(&t->map, address);
	unsigned pool = lease_pool_of(t, address);
	uint64_t client = old->client + pool * OFFER_POOL - old_pool * OFFER_POOL;

	if (slot == LEASE_NO_SLOT || lease_is_withheld(t, address) == LEASE_DISABLED ||
	    lease_offers_find(&t->offers, client) != LEASE_OFFERS_NONE)
		return;
	lease_offers_begin(&t->offers, client, slot, old->until_us);
	mark(t, address, LEASE_MARK_OFFERED, LEASE_MARK_OFFERED);
}

void
lease_end_offer(struct lease_table *t, unsigned pool, const struct lease_key *key)
{
	struct ip4 address;

	if (lease_find_offer(t, pool, key, &address))
		end_offer(t, lease_address_map_slot(&t->map, address), address);
}

bool
lease_claim(struct lease_table *t, struct ip4 address)
{
	if (!lease_covers(t, address) || lease_is_claimed(t, address))
		return false;
	mark(t, address, LEASE_MARK_CLAIMED, LEASE_MARK_CLAIMED);
	return true;
}

void
lease_unclaim(struct lease_table *t, struct ip4 address)
{
	mark(t, address, LEASE_MARK_CLAIMED, 0);
}

/* ---- time ---- */

void
lease_tick(struct lease_table *t, uint64_t now)
{
	uint32_t slot;

	t->now = now;
	lease_timer_wheel_turn(&t->wheel, now);
	while ((slot = lease_offers_due(&t->offers, now)) != LEASE_OFFERS_NONE)
		end_offer(t, slot, lease_address_map_address(&t->map, slot));
}

uint64_t
lease_deadline(const struct lease_table *t)
{
	return time_min(lease_timer_wheel_deadline(&t->wheel), lease_offers_deadline(&t->offers));
}
