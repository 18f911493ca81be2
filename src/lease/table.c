/* lease/table.c -- see lease/table.h.
 *
 * Every address of every range is a slot: the slots of a pool are neighbours, its ranges in order
 * of section. Arrays are indexed by slot and touched only where addresses are used, so a large
 * empty pool costs little memory.
 *
 *	record   the binding, all zero when never bound
 *	mark     withheld, held, claimed, found by the map
 *	bound    set of slots that have a record
 *	idle     per parity: slots free to choose and never bound, or forgotten
 *	lists    the wheel's buckets, the due list, and per pool and parity the spent list: free
 *	         addresses that remember their last client, longest free first
 *	clients  hash of (pool, key) -> slot of the client's binding
 *
 * refresh() puts a slot where its record and marks say; nothing else writes idle and spent. */
#include "lease/table.h"

#include <assert.h>
#include <stdlib.h>

#include "base/memory.h"
#include "lease/bits.h"
#include "lease/holds.h"
#include "lease/map.h"
#include "lease/wheel.h"

enum { /* marks of a slot; the lowest two bits are enum lease_withheld */
       MARK_WITHHELD = 3,
       MARK_HELD = 4,
       MARK_CLAIMED = 8,
       MARK_MAPPED = 16
};

struct range {
	struct lease_range range;
	uint32_t first; /* slot of range.low */
	uint32_t by_status[LEASE_STATUSES];
};

struct pool {
	uint32_t first, size;		     /* slots */
	unsigned ranges_first, ranges_count; /* in t->range */
};

struct lease_table {
	unsigned ranges_count, pools_count;
	struct range *range; /* by pool, then section */
	uint32_t *by_low;    /* indexes of t->range, by address */
	struct pool *pool;   /* by number */
	uint32_t slots;
	struct lease_record *record;
	uint8_t *mark;
	struct lease_bits bound, idle[2];
	struct lease_lists lists;
	struct lease_wheel wheel;
	struct lease_map clients;
	struct lease_holds holds;
	uint64_t now; /* of the last lease_tick() */
	unsigned aside_count;
	struct lease_record *aside; /* bindings outside every range */
};

#define NO_SLOT UINT32_MAX

/* ---- slots ---- */

static uint32_t
range_size(const struct lease_range *r)
{
	return r->high.host - r->low.host + 1;
}

/* The range that covers an address, or NULL. */
static struct range *
range_of(const struct lease_table *t, struct ip4 address)
{
	unsigned low = 0, high = t->ranges_count;

	while (low < high) {
		unsigned middle = (low + high) / 2;
		struct range *r = &t->range[t->by_low[middle]];

		if (address.host < r->range.low.host)
			high = middle;
		else if (address.host > r->range.high.host)
			low = middle + 1;
		else
			return r;
	}
	return NULL;
}

static uint32_t
slot_of(const struct lease_table *t, struct ip4 address)
{
	const struct range *r = range_of(t, address);

	return r ? r->first + (address.host - r->range.low.host) : NO_SLOT;
}

/* Ranges stand in order of their slots. */
static struct ip4
address_of(const struct lease_table *t, uint32_t slot)
{
	unsigned low = 0, high = t->ranges_count;

	while (high - low > 1) {
		unsigned middle = (low + high) / 2;

		if (slot < t->range[middle].first)
			high = middle;
		else
			low = middle;
	}
	return (struct ip4){t->range[low].range.low.host + (slot - t->range[low].first)};
}

static bool
in_pool(const struct lease_table *t, unsigned pool, uint32_t slot)
{
	return pool < t->pools_count && slot - t->pool[pool].first < t->pool[pool].size;
}

static enum lease_status
status_of(const struct lease_table *t, uint32_t slot)
{
	enum lease_withheld why = (enum lease_withheld)(t->mark[slot] & MARK_WITHHELD);

	switch (t->record[slot].state) {
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

static uint32_t
spent_list(unsigned pool, struct ip4 address)
{
	return LEASE_WHEEL_LISTS + pool * 2 + (address.host & 1u);
}

/* Puts a slot into idle or on its pool's spent list, or takes it out of both. */
static void
refresh(struct lease_table *t, const struct range *range, uint32_t slot)
{
	const struct lease_record *r = &t->record[slot];
	struct ip4 address = {range->range.low.host + (slot - range->first)};
	bool open =
	    r->state == LEASE_FREE && !(t->mark[slot] & (MARK_WITHHELD | MARK_HELD | MARK_CLAIMED));
	bool spent = open && r->key.len != 0;
	uint32_t list = spent_list(range->range.pool, address);

	lease_bits_put(&t->idle[address.host & 1u], slot, open && !spent);
	if (spent && lease_lists_of(&t->lists, slot) == LEASE_LISTS_NONE)
		lease_lists_join(&t->lists, list, slot);
	else if (!spent && lease_lists_of(&t->lists, slot) == list)
		lease_lists_leave(&t->lists, slot);
}

static void
mark(struct lease_table *t, struct ip4 address, uint8_t bits, uint8_t value)
{
	struct range *range = range_of(t, address);
	uint32_t slot;
	enum lease_status before;

	if (!range)
		return;
	slot = range->first + (address.host - range->range.low.host);
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
find_client(const struct lease_table *t, unsigned pool, const struct lease_key *key)
{
	struct lease_map_walk walk = lease_map_walk(client_tag(pool, key));
	uint32_t slot;

	while ((slot = lease_map_next(&t->clients, &walk)) != LEASE_MAP_NONE)
		if (in_pool(t, pool, slot) && lease_key_same(&t->record[slot].key, key))
			return slot;
	return NO_SLOT;
}

static void
unmap_client(struct lease_table *t, unsigned pool, uint32_t slot)
{
	if (!(t->mark[slot] & MARK_MAPPED))
		return;
	lease_map_remove(&t->clients, client_tag(pool, &t->record[slot].key), slot);
	t->mark[slot] = (uint8_t)(t->mark[slot] & ~MARK_MAPPED);
}

/* A client is found at one address of a pool: a lease beats a memory, the newer beats the older. */
static void
map_client(struct lease_table *t, unsigned pool, uint32_t slot)
{
	const struct lease_record *r = &t->record[slot], *other;
	uint32_t found;

	if (r->key.len == 0 || r->state == LEASE_DECLINED)
		return;
	found = find_client(t, pool, &r->key);
	if (found != NO_SLOT) {
		other = &t->record[found];
		if (other->state == LEASE_LEASED &&
		    (r->state != LEASE_LEASED || other->version > r->version))
			return;
		unmap_client(t, pool, found);
	}
	lease_map_add(&t->clients, client_tag(pool, &r->key), slot);
	t->mark[slot] |= MARK_MAPPED;
}

/* ---- making ---- */

static int
compare_place(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	if (x->range.pool != y->range.pool)
		return x->range.pool < y->range.pool ? -1 : 1;
	return (int)x->range.section - (int)y->range.section;
}

static int
compare_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Slots for every range, pool by pool; returns how many. */
static uint32_t
place_ranges(struct lease_table *t, const struct lease_range *ranges)
{
	uint32_t slots = 0;

	for (unsigned i = 0; i < t->ranges_count; i++)
		t->range[i].range = ranges[i];
	qsort(t->range, t->ranges_count, sizeof *t->range, compare_place);
	for (unsigned i = 0; i < t->ranges_count; i++) {
		struct range *r = &t->range[i];
		struct pool *p = &t->pool[r->range.pool];

		assert(r->range.low.host <= r->range.high.host);
		if (p->ranges_count++ == 0) {
			p->first = slots;
			p->ranges_first = i;
		}
		r->first = slots;
		r->by_status[LEASE_STATUS_IDLE] = range_size(&r->range);
		slots += range_size(&r->range);
		p->size = slots - p->first;
		assert(slots <= LEASE_ADDRESSES_MAX);
	}
	return slots;
}

static void
sort_by_address(struct lease_table *t)
{
	uint64_t *order = memory_new(t->ranges_count, sizeof *order);

	for (uint32_t i = 0; i < t->ranges_count; i++)
		order[i] = (uint64_t)t->range[i].range.low.host << 32 | i;
	qsort(order, t->ranges_count, sizeof *order, compare_number);
	for (uint32_t i = 0; i < t->ranges_count; i++) {
		t->by_low[i] = (uint32_t)order[i];
		assert(i == 0 || t->range[t->by_low[i - 1]].range.high.host <
				     t->range[t->by_low[i]].range.low.host);
	}
	memory_free(order);
}

static void
fill_idle(struct lease_table *t)
{
	for (unsigned i = 0; i < t->ranges_count; i++) {
		const struct range *r = &t->range[i];

		for (uint32_t n = 0; n < range_size(&r->range); n++)
			lease_bits_put(&t->idle[(r->range.low.host + n) & 1u], r->first + n, true);
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

	assert(count <= LEASE_RANGES_MAX);
	t->now = now;
	t->ranges_count = count;
	for (unsigned i = 0; i < count; i++)
		if (ranges[i].pool >= t->pools_count)
			t->pools_count = ranges[i].pool + 1u;
	assert(t->pools_count <= LEASE_POOLS_MAX);
	t->range = memory_new(count, sizeof *t->range);
	t->by_low = memory_new(count, sizeof *t->by_low);
	t->pool = memory_new(t->pools_count, sizeof *t->pool);
	t->slots = place_ranges(t, ranges);
	sort_by_address(t);
	t->record = memory_new(t->slots, sizeof *t->record);
	t->mark = memory_new(t->slots, sizeof *t->mark);
	lease_bits_make(&t->bound, t->slots);
	lease_bits_make(&t->idle[0], t->slots);
	lease_bits_make(&t->idle[1], t->slots);
	fill_idle(t);
	lease_lists_make(&t->lists, t->slots, LEASE_WHEEL_LISTS + t->pools_count * 2);
	lease_wheel_make(&t->wheel, &t->lists, t->slots, now);
	lease_map_make(&t->clients, t->slots);
	lease_holds_make(&t->holds, holds_for(t->slots), t->slots);
	return t;
}

void
lease_table_free(struct lease_table *t)
{
	if (!t)
		return;
	memory_free(t->range);
	memory_free(t->by_low);
	memory_free(t->pool);
	memory_free(t->record);
	memory_free(t->mark);
	lease_bits_end(&t->bound);
	lease_bits_end(&t->idle[0]);
	lease_bits_end(&t->idle[1]);
	lease_wheel_end(&t->wheel);
	lease_lists_end(&t->lists);
	lease_map_end(&t->clients);
	lease_holds_end(&t->holds);
	memory_free(t->aside);
	memory_free(t);
}

/* A binding that must not be forgotten though no range covers its address. */
static bool
still_binds(const struct lease_record *r, uint64_t now)
{
	return r->state == LEASE_DECLINED || r->expiry_us > now || r->promised_until_us > now;
}

/* Applies a binding, or counts it and keeps it aside when there is room for it there. */
static void
carry_one(struct lease_table *t, const struct lease_record *r, struct lease_record *aside)
{
	if (lease_apply(t, r) == LEASE_APPLIED || !still_binds(r, t->now))
		return;
	if (aside)
		aside[t->aside_count] = *r;
	t->aside_count++;
}

static void
carry_all(struct lease_table *t, const struct lease_table *old, struct lease_record *aside)
{
	const struct lease_record *r;
	uint64_t cursor = 0;

	t->aside_count = 0;
	while ((r = lease_next(old, &cursor)) != NULL)
		carry_one(t, r, aside);
	for (unsigned i = 0; i < old->aside_count; i++)
		carry_one(t, &old->aside[i], aside);
}

void
lease_table_carry(struct lease_table *t, const struct lease_table *old, unsigned *ret_aside)
{
	carry_all(t, old, NULL);
	if (t->aside_count > 0) {
		memory_free(t->aside);
		t->aside = memory_new(t->aside_count, sizeof *t->aside);
		carry_all(t, old, t->aside);
	}
	*ret_aside = t->aside_count;
}

void
lease_withhold(struct lease_table *t, struct ip4 address, enum lease_withheld why)
{
	mark(t, address, MARK_WITHHELD, (uint8_t)why);
}

/* ---- looking ---- */

unsigned
lease_pool_of(const struct lease_table *t, struct ip4 address)
{
	const struct range *r = range_of(t, address);

	return r ? r->range.pool : LEASE_POOLS_MAX;
}

bool
lease_covers(const struct lease_table *t, struct ip4 address)
{
	return range_of(t, address) != NULL;
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
	uint32_t slot = slot_of(t, address);

	return slot == NO_SLOT ? NULL : record_at(t, slot, address);
}

bool
lease_find(const struct lease_table *t, unsigned pool, const struct lease_key *key, struct ip4 *ret)
{
	uint32_t slot = find_client(t, pool, key);

	if (slot == NO_SLOT)
		return false;
	*ret = t->record[slot].address;
	return true;
}

bool
lease_find_hold(const struct lease_table *t, unsigned pool, const struct lease_key *key,
		struct ip4 *ret)
{
	uint32_t slot = lease_holds_find(&t->holds, lease_key_hash(key, pool));

	if (slot == LEASE_HOLDS_NONE || !in_pool(t, pool, slot))
		return false;
	*ret = address_of(t, slot);
	return true;
}

static uint8_t
marks_of(const struct lease_table *t, struct ip4 address)
{
	uint32_t slot = slot_of(t, address);

	return slot == NO_SLOT ? 0 : t->mark[slot];
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
	uint32_t slot = slot_of(t, address);

	return slot == NO_SLOT ? LEASE_STATUS_DISABLE : status_of(t, slot);
}

static void
add_counts(const struct range *r, struct lease_count *sum)
{
	sum->total += range_size(&r->range);
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

	if (pool >= t->pools_count)
		return sum;
	for (unsigned i = 0; i < t->pool[pool].ranges_count; i++)
		add_counts(&t->range[t->pool[pool].ranges_first + i], &sum);
	return sum;
}

bool
lease_range_at(const struct lease_table *t, unsigned pool, unsigned n, struct lease_range *ret,
	       struct lease_count *ret_count)
{
	const struct range *r;

	if (pool >= t->pools_count || n >= t->pool[pool].ranges_count)
		return false;
	r = &t->range[t->pool[pool].ranges_first + n];
	*ret = r->range;
	*ret_count = (struct lease_count){0};
	add_counts(r, ret_count);
	return true;
}

const struct lease_record *
lease_next(const struct lease_table *t, uint64_t *cursor)
{
	uint32_t slot;

	if (*cursor >= t->slots)
		return NULL;
	slot = lease_bits_next(&t->bound, (uint32_t)*cursor, t->slots);
	*cursor = slot == LEASE_BITS_NONE ? t->slots : slot + (uint64_t)1;
	return slot == LEASE_BITS_NONE ? NULL : &t->record[slot];
}

/* ---- choosing ---- */

/* The next idle slot from `from` on, of the parities asked for. */
static uint32_t
next_idle(const struct lease_table *t, unsigned parities, uint32_t from, uint32_t limit)
{
	uint32_t even = LEASE_BITS_NONE, odd = LEASE_BITS_NONE;

	if (parities & 1u)
		even = lease_bits_next(&t->idle[0], from, limit);
	if (parities & 2u)
		odd = lease_bits_next(&t->idle[1], from, limit);
	return even < odd ? even : odd;
}

static bool
slot_fits(const struct lease_table *t, const struct lease_choice *c, uint32_t slot, struct ip4 *ret)
{
	struct ip4 address = address_of(t, slot);

	if (!c->fits(c->context, record_at(t, slot, address)))
		return false;
	*ret = address;
	return true;
}

static bool
choose_idle(const struct lease_table *t, const struct lease_choice *c, struct ip4 *ret)
{
	const struct pool *p = &t->pool[c->pool];
	uint32_t start = p->first + (uint32_t)(lease_key_hash(c->key, 0) % p->size);
	uint32_t from = start, limit = p->first + p->size;
	bool wrapped = false;

	for (unsigned tries = 0; tries < LEASE_TRIES_MAX;) {
		uint32_t slot = next_idle(t, c->parities, from, limit);

		if (slot == LEASE_BITS_NONE) {
			if (wrapped)
				return false;
			wrapped = true;
			from = p->first;
			limit = start;
			continue;
		}
		if (slot_fits(t, c, slot, ret))
			return true;
		from = slot + 1;
		tries++;
	}
	return false;
}

/* Of the two, the one that became free longer ago; either may be LEASE_LISTS_NONE. */
static uint32_t
older(const struct lease_table *t, uint32_t a, uint32_t b)
{
	if (a == LEASE_LISTS_NONE || b == LEASE_LISTS_NONE)
		return a == LEASE_LISTS_NONE ? b : a;
	return t->record[b].start_us < t->record[a].start_us ? b : a;
}

static bool
choose_spent(const struct lease_table *t, const struct lease_choice *c, struct ip4 *ret)
{
	uint32_t at[2];

	for (unsigned i = 0; i < 2; i++)
		at[i] = c->parities >> i & 1u
			    ? lease_lists_first(&t->lists, LEASE_WHEEL_LISTS + c->pool * 2 + i)
			    : LEASE_LISTS_NONE;
	for (unsigned tries = 0; tries < LEASE_TRIES_MAX; tries++) {
		uint32_t slot = older(t, at[0], at[1]);

		if (slot == LEASE_LISTS_NONE)
			return false;
		if (slot_fits(t, c, slot, ret))
			return true;
		at[slot == at[1]] = lease_lists_after(&t->lists, slot);
	}
	return false;
}

bool
lease_choose(const struct lease_table *t, const struct lease_choice *choice, struct ip4 *ret)
{
	if (choice->pool >= t->pools_count || t->pool[choice->pool].size == 0)
		return false;
	return choose_idle(t, choice, ret) || choose_spent(t, choice, ret);
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
	struct range *range = range_of(t, r->address);
	uint32_t slot;

	if (!range)
		return LEASE_OUTSIDE;
	slot = range->first + (r->address.host - range->range.low.host);
	lease_holds_drop(&t->holds, slot);
	t->mark[slot] = (uint8_t)(t->mark[slot] & ~MARK_HELD);
	unmap_client(t, range->range.pool, slot);
	lease_lists_leave(&t->lists, slot);
	range->by_status[status_of(t, slot)]--;
	t->record[slot] = *r;
	range->by_status[status_of(t, slot)]++;
	lease_bits_put(&t->bound, slot, r->version != 0);
	map_client(t, range->range.pool, slot);
	arm(t, slot);
	refresh(t, range, slot);
	return LEASE_APPLIED;
}

void
lease_note_acked(struct lease_table *t, struct ip4 address, uint64_t version)
{
	uint32_t slot = slot_of(t, address);
	struct lease_record *r;

	if (slot == NO_SLOT || t->record[slot].version != version)
		return;
	r = &t->record[slot];
	r->acked = (struct lease_acked){version, r->expiry_us, r->state};
}

void
lease_note_sent(struct lease_table *t, struct ip4 address, uint64_t version)
{
	uint32_t slot = slot_of(t, address);

	if (slot != NO_SLOT && version > t->record[slot].sent)
		t->record[slot].sent = version;
}

void
lease_hold(struct lease_table *t, struct ip4 address, unsigned pool, const struct lease_key *key,
	   uint64_t now)
{
	uint32_t slot = slot_of(t, address), old;

	if (slot == NO_SLOT || !in_pool(t, pool, slot))
		return;
	lease_unhold(t, pool, key);
	end_hold(t, slot, address);
	while ((old = lease_holds_due(&t->holds, now)) != LEASE_HOLDS_NONE)
		end_hold(t, old, address_of(t, old));
	lease_holds_begin(&t->holds, lease_key_hash(key, pool), slot,
			  time_after(now, LEASE_HOLD_US));
	mark(t, address, MARK_HELD, MARK_HELD);
}

void
lease_unhold(struct lease_table *t, unsigned pool, const struct lease_key *key)
{
	struct ip4 address;

	if (lease_find_hold(t, pool, key, &address))
		end_hold(t, slot_of(t, address), address);
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
		end_hold(t, slot, address_of(t, slot));
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
