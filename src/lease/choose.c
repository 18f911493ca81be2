/* lease/choose.c -- see lease/choose.h. */
#include "lease/choose.h"

#include "lease/table_private.h"

struct candidate { /* context of the two below */
	const struct lease_table *t;
	const struct lease_choice *choice;
};

static bool
slot_fits(const void *context, uint32_t slot)
{
	const struct candidate *c = context;
	const struct lease_record *r = lease_record_used(c->t, slot);
	struct lease_record unbound;

	if (r)
		return c->choice->fits(c->choice->context, r);
	unbound = (struct lease_record){.address = lease_address_map_address(&c->t->map, slot)};
	return c->choice->fits(c->choice->context, &unbound);
}

/* By version: that is the same on both devices. */
static bool
slot_is_older(const void *context, uint32_t a, uint32_t b)
{
	const struct candidate *c = context;

	return lease_record_used(c->t, a)->version < lease_record_used(c->t, b)->version;
}

/* False: the pool has no addresses. */
static bool
begin_search(const struct candidate *c, struct lease_search *ret)
{
	const struct lease_choice *choice = c->choice;
	const struct lease_address_map_pool *p;

	if (choice->pool >= c->t->map.pools_count)
		return false;
	p = &c->t->map.pool[choice->pool];
	if (p->size == 0)
		return false;
	*ret = (struct lease_search){.parities = choice->parities,
				     .first = p->first,
				     .size = p->size,
				     .tries = LEASE_TRIES_MAX,
				     .fits = slot_fits,
				     .context = c};
	ret->start = p->first + (uint32_t)(lease_key_hash(choice->key, 0) % p->size);
	return true;
}

static bool
found(const struct lease_table *t, uint32_t slot, struct ip4 *ret)
{
	if (slot == LEASE_FREE_NONE)
		return false;
	*ret = lease_address_map_address(&t->map, slot);
	return true;
}

bool
lease_choose(const struct lease_table *t, const struct lease_choice *choice, struct ip4 *ret)
{
	struct candidate c = {t, choice};
	struct lease_search search;
	uint32_t slot;

	if (!begin_search(&c, &search))
		return false;
	slot = lease_free_addresses_idle(&t->free, &search);
	if (slot == LEASE_FREE_NONE)
		slot = lease_free_addresses_spent(&t->free, &search, choice->pool, slot_is_older);
	if (slot == LEASE_FREE_NONE)
		slot = lease_free_addresses_last(&t->free, &search);
	return found(t, slot, ret);
}

/* Nothing but the offer keeps it from others. */
static bool
is_only_offered(const struct lease_table *t, uint32_t slot)
{
	return (t->mark[slot] & (LEASE_MARK_WITHHELD | LEASE_MARK_CLAIMED)) == 0;
}

bool
lease_choose_offered(const struct lease_table *t, const struct lease_choice *choice,
		     struct ip4 *ret)
{
	struct candidate c = {t, choice};
	const struct lease_offer *o;
	uint32_t cursor = 0;

	for (unsigned i = 0;
	     i < LEASE_OFFERED_LOOKS && (o = lease_offers_next(&t->offers, &cursor)); i++)
		if (lease_address_map_in_pool(&t->map, choice->pool, o->slot) &&
		    is_only_offered(t, o->slot) && slot_fits(&c, o->slot))
			return found(t, o->slot, ret);
	return false;
}

bool
lease_choose_conflict(const struct lease_table *t, const struct lease_choice *choice,
		      struct ip4 *ret)
{
	struct candidate c = {t, choice};
	struct lease_search search;

	return begin_search(&c, &search) &&
	       found(t, lease_free_addresses_conflict(&t->free, &search, slot_is_older), ret);
}

static uint32_t
count_idle(const struct lease_table *t, const struct lease_choice *choice, unsigned parity)
{
	const struct lease_address_map_pool *p = &t->map.pool[choice->pool];
	const struct lease_record unbound = {.address = {parity}};

	if (!choice->fits(choice->context, &unbound))
		return 0;
	return lease_bits_count(&t->free.idle[parity], p->first, p->first + p->size);
}

/* *budget: how many may be looked at. */
static uint32_t
count_that_fit(const struct lease_table *t, const struct lease_choice *choice,
	       const struct lease_bits *free, uint32_t *budget)
{
	const struct lease_address_map_pool *p = &t->map.pool[choice->pool];
	uint32_t slot = lease_bits_next(free, p->first, p->first + p->size), count = 0;

	for (; slot != LEASE_BITS_NONE && *budget > 0; (*budget)--) {
		count += choice->fits(choice->context, lease_record_used(t, slot));
		slot = lease_bits_next(free, slot + 1, p->first + p->size);
	}
	return count;
}

uint32_t
lease_choose_count(const struct lease_table *t, const struct lease_choice *choice, bool *ret_all)
{
	uint32_t count = 0, budget = LEASE_COUNT_MAX;

	*ret_all = true;
	if (choice->pool >= t->map.pools_count)
		return 0;
	for (unsigned parity = 0; parity < 2; parity++)
		if (choice->parities >> parity & 1) {
			count += count_idle(t, choice, parity);
			count += count_that_fit(t, choice, &t->free.spent[parity], &budget);
			count += count_that_fit(t, choice, &t->free.last[parity], &budget);
		}
	*ret_all = budget > 0;
	return count;
}
