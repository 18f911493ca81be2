/* lease/table.c -- see lease/table.h.
 *
 * Every address of every range is a slot (lease/space.h). Arrays are indexed by slot and touched
 * only where addresses are used, so a large empty pool costs little memory.
 *
 *	record   the binding, all zero when never bound
 *	mark     withheld, held, claimed, found by the map
 *	bound    set of slots that have a record
 *	doubtful set of slots in doubt
 *	lists    the wheel's buckets, the due list, the stock's spent lists
 *	stock    what is free to choose
 *	clients  hash of (pool, key) -> slot of the client's binding
 *	aside    bindings outside every range; doubts: the same for addresses never bound
 *
 * refresh() puts a slot into the stock, or takes it out, as its record and marks say; nothing
 * else does. */
#include "lease/table.h"

#include <assert.h>

#include "base/memory.h"
#include "lease/aside.h"
#include "lease/bits.h"
#include "lease/holds.h"
#include "lease/map.h"
#include "lease/space.h"
#include "lease/stock.h"
#include "lease/wheel.h"

#define ASIDE_US (30 * 86400 * TIME_SEC)

enum { /* marks of a slot; the lowest two bits are enum lease_withheld */
       MARK_WITHHELD = 3,
       MARK_HELD = 4,
       MARK_CLAIMED = 8,
       MARK_MAPPED = 16,
       MARK_USED = 32 /* the record was written: until then its memory is not touched */
};

struct lease_table {
	struct lease_space space;
	struct lease_record *record;
	uint8_t *mark;
	struct lease_bits bound, doubtful;
	struct lease_lists lists;
	struct lease_wheel wheel;
	struct lease_stock stock;
	struct lease_map clients;
	struct lease_holds holds;
	struct lease_aside aside, doubts;
	uint64_t now; /* of the last lease_tick() */
};

static enum lease_status
status_of(const struct lease_table *t, uint32_t slot)
{
	enum lease_withheld why = (enum lease_withheld)(t->mark[slot] & MARK_WITHHELD);
	bool used = t->mark[slot] & MARK_USED;

	switch (used ? t->record[slot].state : LEASE_FREE) {
	case LEASE_LEASED:
		return LEASE_STATUS_USED;
	case LEASE_DECLINED:
		return LEASE_STATUS_CONFLICT;
	case LEASE_FREE:
	case LEASE_RELEASED:
	case LEASE_STATES:
		break;
	}
	if (why == LEASE_NOT_WITHHELD)
		return LEASE_STATUS_IDLE;
	return why == LEASE_STATIC ? LEASE_STATUS_STATIC : LEASE_STATUS_DISABLE;
}

/* ---- where a slot stands ---- */

static unsigned
parity_of(const struct lease_space_range *range, uint32_t slot)
{
	return (range->range.low.host + (slot - range->first)) & 1u;
}

static void
refresh(struct lease_table *t, const struct lease_space_range *range, uint32_t slot)
{
	const struct lease_record *r = &t->record[slot];
	enum lease_stocked where = LEASE_NOT_STOCKED;

	if (r->state == LEASE_FREE && !(t->mark[slot] & (MARK_WITHHELD | MARK_HELD | MARK_CLAIMED)))
		where = r->key.len == 0 ? LEASE_STOCKED_IDLE : LEASE_STOCKED_SPENT;
	lease_stock_put(&t->stock, slot, range->range.pool, parity_of(range, slot), where);
}

static void
mark(struct lease_table *t, struct ip4 address, uint8_t bits, uint8_t value)
{
	struct lease_space_range *range = lease_space_range_of(&t->space, address);
	uint32_t slot;
	enum lease_status before;

	if (!range)
		return;
	slot = lease_space_slot_in(range, address);
	before = status_of(t, slot);
	t->mark[slot] = (uint8_t)((t->mark[slot] & ~bits) | value);
	range->by_status[before]--;
	range->by_status[status_of(t, slot)]++;
	refresh(t, range, slot);
}

/* ---- clients ---- */

static uint32_t
client_tag(unsigned pool, const struct lease_key *key)
{
	return (uint32_t)(lease_key_hash(key, pool) >> 32);
}

static uint32_t
find_tagged(const struct lease_table *t, unsigned pool, const struct lease_key *key, uint32_t tag)
{
	struct lease_map_walk walk = lease_map_walk(tag);
	uint32_t slot;

	while ((slot = lease_map_next(&t->clients, &walk)) != LEASE_MAP_NONE)
		if (lease_space_in_pool(&t->space, pool, slot) &&
		    lease_key_same(&t->record[slot].key, key))
			return slot;
	return LEASE_NO_SLOT;
}

static uint32_t
find_client(const struct lease_table *t, unsigned pool, const struct lease_key *key)
{
	return find_tagged(t, pool, key, client_tag(pool, key));
}

static void
unmap_client(struct lease_table *t, unsigned pool, uint32_t slot)
{
	if (!(t->mark[slot] & MARK_MAPPED))
		return;
	lease_map_remove(&t->clients, client_tag(pool, &t->record[slot].key), slot);
	t->mark[slot] = (uint8_t)(t->mark[slot] & ~MARK_MAPPED);
}

static bool
can_be_found(const struct lease_record *r)
{
	return r->key.len != 0 && r->state != LEASE_DECLINED;
}

/* A client is found at one address of a pool: a lease beats a memory, the newer beats the older. */
static void
map_client(struct lease_table *t, unsigned pool, uint32_t slot, uint32_t tag)
{
	const struct lease_record *r = &t->record[slot], *other;
	uint32_t found;

	if (!can_be_found(r))
		return;
	found = find_tagged(t, pool, &r->key, tag);
	if (found != LEASE_NO_SLOT) {
		other = &t->record[found];
		if (other->state == LEASE_LEASED &&
		    (r->state != LEASE_LEASED || other->version > r->version))
			return;
		unmap_client(t, pool, found);
	}
	lease_map_add(&t->clients, tag, slot);
	t->mark[slot] |= MARK_MAPPED;
}

/* The record of a slot becomes *r; the client of both, if it is one, is found there as before. */
static void
replace(struct lease_table *t, unsigned pool, uint32_t slot, const struct lease_record *r)
{
	uint32_t tag = client_tag(pool, &r->key);

	lease_map_expect(&t->clients, tag);
	if ((t->mark[slot] & MARK_MAPPED) && can_be_found(r) &&
	    lease_key_same(&t->record[slot].key, &r->key)) {
		t->record[slot] = *r;
		return;
	}
	unmap_client(t, pool, slot);
	t->record[slot] = *r;
	t->mark[slot] |= MARK_USED;
	map_client(t, pool, slot, tag);
}

/* ---- making ---- */

/* Nothing is bound yet, so no record need be looked at. */
static void
stock_all(struct lease_table *t)
{
	for (unsigned i = 0; i < t->space.ranges_count; i++) {
		const struct lease_space_range *r = &t->space.range[i];

		for (uint32_t n = 0; n < lease_space_size(&r->range); n++)
			lease_stock_put(&t->stock, r->first + n, r->range.pool,
					parity_of(r, r->first + n), LEASE_STOCKED_IDLE);
	}
}

static uint32_t
holds_for(uint32_t slots)
{
	uint32_t max = 16;

	while (max < slots && max < LEASE_HOLDS_MAX)
		max *= 2;
	return max;
}

struct lease_table *
lease_table_new(const struct lease_range *ranges, unsigned count, uint64_t now)
{
	struct lease_table *t = memory_new(1, sizeof *t);
	uint32_t slots;

	t->now = now;
	lease_space_make(&t->space, ranges, count);
	slots = t->space.slots;
	t->record = memory_new(slots, sizeof *t->record);
	t->mark = memory_new(slots, sizeof *t->mark);
	lease_bits_make(&t->bound, slots);
	lease_bits_make(&t->doubtful, slots);
	lease_lists_make(&t->lists, slots, LEASE_WHEEL_LISTS + t->space.pools_count * 2);
	lease_wheel_make(&t->wheel, &t->lists, slots, now);
	lease_stock_make(&t->stock, &t->lists, LEASE_WHEEL_LISTS, slots);
	lease_map_make(&t->clients, slots);
	lease_holds_make(&t->holds, holds_for(slots), slots);
	stock_all(t);
	return t;
}

void
lease_table_free(struct lease_table *t)
{
	if (!t)
		return;
	lease_space_end(&t->space);
	memory_free(t->record);
	memory_free(t->mark);
	lease_bits_end(&t->bound);
	lease_bits_end(&t->doubtful);
	lease_stock_end(&t->stock);
	lease_wheel_end(&t->wheel);
	lease_lists_end(&t->lists);
	lease_map_end(&t->clients);
	lease_holds_end(&t->holds);
	lease_aside_end(&t->aside);
	lease_aside_end(&t->doubts);
	memory_free(t);
}

/* ---- carrying over ---- */

static bool
in_doubt(const struct lease_record *r)
{
	return r->sent > r->version;
}

/* A binding that must not be forgotten though no range covers its address: also one that is over
 * here, as long as the peer may have extended it (R4). Nobody is away for ASIDE_US. */
static bool
still_binds(const struct lease_record *r, uint64_t now)
{
	bool over = time_after(r->expiry_us, ASIDE_US) <= now &&
		    time_after(r->promised_until_us, ASIDE_US) <= now;

	if (r->state == LEASE_FREE && r->acked.state == LEASE_FREE)
		return r->expiry_us > now || r->promised_until_us > now || in_doubt(r);
	return !over || in_doubt(r);
}

/* A binding kept aside stays there until its successor comes, though that binds nobody. */
void
lease_restore(struct lease_table *t, const struct lease_record *r)
{
	if (lease_apply(t, r) == LEASE_OUTSIDE &&
	    (still_binds(r, t->now) || lease_aside_find(&t->aside, r->address)))
		lease_aside_put(&t->aside, r);
}

void
lease_restore_sent(struct lease_table *t, struct ip4 address, uint64_t version)
{
	struct lease_record never = {.address = address, .sent = version};

	if (lease_covers(t, address) || lease_aside_find(&t->aside, address))
		lease_note_sent(t, address, version);
	else
		lease_aside_put(&t->doubts, &never);
}

/* Those of addresses that have a record go with it. */
static void
carry_doubts(struct lease_table *t, const struct lease_table *old)
{
	const struct lease_record *r;
	uint64_t cursor = 0;

	while ((r = lease_next_doubtful(old, &cursor)) != NULL)
		if (r->version == 0)
			lease_restore_sent(t, r->address, r->sent);
}

void
lease_table_carry(struct lease_table *t, const struct lease_table *old, unsigned *ret_aside)
{
	const struct lease_record *r;
	uint64_t cursor = 0;

	while ((r = lease_next(old, &cursor)) != NULL)
		lease_restore(t, r);
	for (uint32_t i = 0; i < old->aside.count; i++)
		lease_restore(t, &old->aside.record[i]);
	carry_doubts(t, old);
	*ret_aside = t->aside.count;
}

const struct lease_record *
lease_aside_at(const struct lease_table *t, unsigned n)
{
	return n < t->aside.count ? &t->aside.record[n] : NULL;
}

void
lease_withhold(struct lease_table *t, struct ip4 address, enum lease_withheld why)
{
	mark(t, address, MARK_WITHHELD, (uint8_t)why);
}

void
lease_withhold_none(struct lease_table *t)
{
	for (uint32_t slot = 0; slot < t->space.slots; slot++)
		if (t->mark[slot] & MARK_WITHHELD)
			mark(t, lease_space_address(&t->space, slot), MARK_WITHHELD, 0);
}

/* ---- looking ---- */

bool
lease_table_is_over(const struct lease_table *t, const struct lease_range *ranges, unsigned count)
{
	if (count != t->space.ranges_count)
		return false;
	for (unsigned i = 0; i < count; i++) {
		const struct lease_space_range *r = lease_space_range_of(&t->space, ranges[i].low);

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
	const struct lease_space_range *r = lease_space_range_of(&t->space, address);

	return r ? r->range.pool : LEASE_POOLS_MAX;
}

bool
lease_covers(const struct lease_table *t, struct ip4 address)
{
	return lease_space_range_of(&t->space, address) != NULL;
}

/* Records are zero until used; the address is filled in when somebody looks. */
static struct lease_record *
record_at(const struct lease_table *t, uint32_t slot, struct ip4 address)
{
	t->record[slot].address = address;
	return &t->record[slot];
}

const struct lease_record *
lease_at(const struct lease_table *t, struct ip4 address)
{
	uint32_t slot = lease_space_slot(&t->space, address);

	return slot == LEASE_NO_SLOT ? NULL : record_at(t, slot, address);
}

bool
lease_find(const struct lease_table *t, unsigned pool, const struct lease_key *key, struct ip4 *ret)
{
	uint32_t slot = find_client(t, pool, key);

	if (slot == LEASE_NO_SLOT)
		return false;
	*ret = t->record[slot].address;
	return true;
}

bool
lease_find_hold(const struct lease_table *t, unsigned pool, const struct lease_key *key,
		struct ip4 *ret)
{
	uint32_t slot = lease_holds_find(&t->holds, lease_key_hash(key, pool));

	if (slot == LEASE_HOLDS_NONE || !lease_space_in_pool(&t->space, pool, slot))
		return false;
	*ret = lease_space_address(&t->space, slot);
	return true;
}

static uint8_t
marks_of(const struct lease_table *t, struct ip4 address)
{
	uint32_t slot = lease_space_slot(&t->space, address);

	return slot == LEASE_NO_SLOT ? 0 : t->mark[slot];
}

enum lease_withheld
lease_is_withheld(const struct lease_table *t, struct ip4 address)
{
	return (enum lease_withheld)(marks_of(t, address) & MARK_WITHHELD);
}

bool
lease_is_held(const struct lease_table *t, struct ip4 address)
{
	return marks_of(t, address) & MARK_HELD;
}

bool
lease_is_held_for(const struct lease_table *t, struct ip4 address, unsigned pool,
		  const struct lease_key *key)
{
	struct ip4 held;

	return lease_find_hold(t, pool, key, &held) && ip4_same(held, address);
}

bool
lease_is_claimed(const struct lease_table *t, struct ip4 address)
{
	return marks_of(t, address) & MARK_CLAIMED;
}

enum lease_status
lease_status_of(const struct lease_table *t, struct ip4 address)
{
	uint32_t slot = lease_space_slot(&t->space, address);

	return slot == LEASE_NO_SLOT ? LEASE_STATUS_DISABLE : status_of(t, slot);
}

static void
add_counts(const struct lease_space_range *r, struct lease_count *sum)
{
	sum->total += lease_space_size(&r->range);
	sum->idle += r->by_status[LEASE_STATUS_IDLE];
	sum->used += r->by_status[LEASE_STATUS_USED];
	sum->conflict += r->by_status[LEASE_STATUS_CONFLICT];
	sum->disable += r->by_status[LEASE_STATUS_DISABLE];
	sum->static_bind += r->by_status[LEASE_STATUS_STATIC];
}

struct lease_count
lease_count_pool(const struct lease_table *t, unsigned pool)
{
	struct lease_count sum = {0};

	if (pool >= t->space.pools_count)
		return sum;
	for (unsigned i = 0; i < t->space.pool[pool].ranges_count; i++)
		add_counts(&t->space.range[t->space.pool[pool].ranges_first + i], &sum);
	return sum;
}

bool
lease_range_at(const struct lease_table *t, unsigned pool, unsigned n, struct lease_range *ret,
	       struct lease_count *ret_count)
{
	const struct lease_space_range *r;

	if (pool >= t->space.pools_count || n >= t->space.pool[pool].ranges_count)
		return false;
	r = &t->space.range[t->space.pool[pool].ranges_first + n];
	*ret = r->range;
	*ret_count = (struct lease_count){0};
	add_counts(r, ret_count);
	return true;
}

const struct lease_record *
lease_next(const struct lease_table *t, uint64_t *cursor)
{
	uint32_t slot;

	if (*cursor >= t->space.slots)
		return NULL;
	slot = lease_bits_next(&t->bound, (uint32_t)*cursor, t->space.slots);
	*cursor = slot == LEASE_BITS_NONE ? t->space.slots : slot + (uint64_t)1;
	return slot == LEASE_BITS_NONE ? NULL : &t->record[slot];
}

const struct lease_record *
lease_next_doubtful(const struct lease_table *t, uint64_t *cursor)
{
	uint32_t slot = LEASE_BITS_NONE;
	uint64_t n;

	if (*cursor < t->space.slots)
		slot = lease_bits_next(&t->doubtful, (uint32_t)*cursor, t->space.slots);
	if (slot != LEASE_BITS_NONE) {
		*cursor = slot + (uint64_t)1;
		return record_at(t, slot, lease_space_address(&t->space, slot));
	}
	n = *cursor < t->space.slots ? 0 : *cursor - t->space.slots;
	*cursor = t->space.slots + n + 1;
	return n < t->doubts.count ? &t->doubts.record[n] : NULL;
}

/* ---- choosing ---- */

struct candidate { /* context of the two below */
	const struct lease_table *t;
	const struct lease_choice *choice;
};

static bool
slot_fits(const void *context, uint32_t slot)
{
	const struct candidate *c = context;
	struct ip4 address = lease_space_address(&c->t->space, slot);

	return c->choice->fits(c->choice->context, record_at(c->t, slot, address));
}

/* By version: that is the same on both devices. */
static bool
slot_is_older(const void *context, uint32_t a, uint32_t b)
{
	const struct candidate *c = context;

	return c->t->record[a].version < c->t->record[b].version;
}

bool
lease_choose(const struct lease_table *t, const struct lease_choice *choice, struct ip4 *ret)
{
	struct candidate c = {t, choice};
	struct lease_search search = {.parities = choice->parities,
				      .tries = LEASE_TRIES_MAX,
				      .fits = slot_fits,
				      .context = &c};
	const struct lease_space_pool *p;
	uint32_t slot;

	if (choice->pool >= t->space.pools_count)
		return false;
	p = &t->space.pool[choice->pool];
	if (p->size == 0)
		return false;
	search.first = p->first;
	search.size = p->size;
	search.start = p->first + (uint32_t)(lease_key_hash(choice->key, 0) % p->size);
	slot = lease_stock_idle(&t->stock, &search);
	if (slot == LEASE_STOCK_NONE)
		slot = lease_stock_spent(&t->stock, &search, choice->pool, slot_is_older);
	if (slot == LEASE_STOCK_NONE)
		return false;
	*ret = lease_space_address(&t->space, slot);
	return true;
}

/* ---- changing ---- */

/* Due bindings go on the wheel; free ones are refresh()'s. */
static void
arm(struct lease_table *t, uint32_t slot)
{
	const struct lease_record *r = &t->record[slot];

	if (r->state != LEASE_FREE && r->expiry_us != TIME_NEVER)
		lease_wheel_add(&t->wheel, slot, r->expiry_us);
}

static void
end_hold(struct lease_table *t, uint32_t slot, struct ip4 address)
{
	lease_holds_drop(&t->holds, slot);
	mark(t, address, MARK_HELD, 0);
}

enum lease_applied
lease_apply(struct lease_table *t, const struct lease_record *r)
{
	struct lease_space_range *range = lease_space_range_of(&t->space, r->address);
	uint32_t slot;

	if (!range)
		return LEASE_OUTSIDE;
	slot = lease_space_slot_in(range, r->address);
	lease_holds_drop(&t->holds, slot);
	t->mark[slot] = (uint8_t)(t->mark[slot] & ~MARK_HELD);
	lease_lists_leave(&t->lists, slot);
	range->by_status[status_of(t, slot)]--;
	replace(t, range->range.pool, slot, r);
	range->by_status[status_of(t, slot)]++;
	lease_bits_put(&t->bound, slot, r->version != 0);
	lease_bits_put(&t->doubtful, slot, in_doubt(r));
	arm(t, slot);
	refresh(t, range, slot);
	return LEASE_APPLIED;
}

/* The record of an address, wherever it is kept; NULL when there is none outside every range. */
static struct lease_record *
record_anywhere(struct lease_table *t, struct ip4 address, uint32_t *ret_slot)
{
	*ret_slot = lease_space_slot(&t->space, address);
	if (*ret_slot == LEASE_NO_SLOT)
		return lease_aside_find(&t->aside, address);
	return &t->record[*ret_slot];
}

void
lease_note_acked(struct lease_table *t, struct ip4 address, uint64_t version)
{
	uint32_t slot;
	struct lease_record *r = record_anywhere(t, address, &slot);

	if (r && r->version == version)
		r->acked = (struct lease_acked){version, r->expiry_us, r->state};
}

static void
set_sent(struct lease_table *t, struct lease_record *r, uint32_t slot, uint64_t sent)
{
	r->sent = sent;
	if (slot != LEASE_NO_SLOT)
		lease_bits_put(&t->doubtful, slot, in_doubt(r));
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

	if (r && in_doubt(r))
		set_sent(t, r, slot, r->acked.version > r->version ? r->acked.version : r->version);
}

void
lease_hold(struct lease_table *t, struct ip4 address, unsigned pool, const struct lease_key *key,
	   uint64_t now)
{
	uint32_t slot = lease_space_slot(&t->space, address), old;

	if (slot == LEASE_NO_SLOT || !lease_space_in_pool(&t->space, pool, slot))
		return;
	lease_unhold(t, pool, key);
	end_hold(t, slot, address);
	while ((old = lease_holds_due(&t->holds, now)) != LEASE_HOLDS_NONE)
		end_hold(t, old, lease_space_address(&t->space, old));
	lease_holds_begin(&t->holds, lease_key_hash(key, pool), slot,
			  time_after(now, LEASE_HOLD_US));
	mark(t, address, MARK_HELD, MARK_HELD);
}

void
lease_unhold(struct lease_table *t, unsigned pool, const struct lease_key *key)
{
	struct ip4 address;

	if (lease_find_hold(t, pool, key, &address))
		end_hold(t, lease_space_slot(&t->space, address), address);
}

bool
lease_claim(struct lease_table *t, struct ip4 address)
{
	if (!lease_covers(t, address) || lease_is_claimed(t, address))
		return false;
	mark(t, address, MARK_CLAIMED, MARK_CLAIMED);
	return true;
}

void
lease_unclaim(struct lease_table *t, struct ip4 address)
{
	mark(t, address, MARK_CLAIMED, 0);
}

/* ---- time ---- */

void
lease_tick(struct lease_table *t, uint64_t now)
{
	uint32_t slot;

	t->now = now;
	lease_wheel_turn(&t->wheel, now);
	while ((slot = lease_holds_due(&t->holds, now)) != LEASE_HOLDS_NONE)
		end_hold(t, slot, lease_space_address(&t->space, slot));
}

uint64_t
lease_deadline(const struct lease_table *t)
{
	return time_min(lease_wheel_deadline(&t->wheel), lease_holds_deadline(&t->holds));
}

enum { CURSOR_END = 1, CURSOR_SLOT = 2 }; /* of lease_due(): 0 begins, slot + CURSOR_SLOT goes on */

const struct lease_record *
lease_due(const struct lease_table *t, uint64_t *cursor)
{
	uint32_t slot, next;

	if (*cursor == CURSOR_END)
		return NULL;
	slot = *cursor == 0 ? lease_lists_first(&t->lists, LEASE_DUE)
			    : (uint32_t)(*cursor - CURSOR_SLOT);
	*cursor = CURSOR_END;
	if (slot == LEASE_LISTS_NONE || lease_lists_of(&t->lists, slot) != LEASE_DUE)
		return NULL;
	next = lease_lists_after(&t->lists, slot);
	if (next != LEASE_LISTS_NONE)
		*cursor = next + (uint64_t)CURSOR_SLOT;
	return &t->record[slot];
}
