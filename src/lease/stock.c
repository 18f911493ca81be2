/* lease/stock.c -- see lease/stock.h.
 *
 * What is chosen is a function of the client's place to start from and of which slots are spent
 * since which version: the same on both devices (R11), whatever order they learned it in. Only
 * where all slots near that place do not fit, the order on the lists decides. */
#include "lease/stock.h"

#include <stddef.h>

void
lease_stock_make(struct lease_stock *s, struct lease_lists *lists, uint32_t first_list,
		 uint32_t slots)
{
	for (unsigned i = 0; i < 2; i++) {
		lease_bits_make(&s->idle[i], slots);
		lease_bits_make(&s->spent[i], slots);
	}
	s->lists = lists;
	s->first_list = first_list;
}

void
lease_stock_end(struct lease_stock *s)
{
	for (unsigned i = 0; i < 2; i++) {
		lease_bits_end(&s->idle[i]);
		lease_bits_end(&s->spent[i]);
	}
	s->lists = NULL;
}

static uint32_t
spent_list(const struct lease_stock *s, unsigned pool, unsigned parity)
{
	return s->first_list + pool * 2 + parity;
}

void
lease_stock_put(struct lease_stock *s, uint32_t slot, unsigned pool, unsigned parity,
		enum lease_stocked where)
{
	uint32_t list = spent_list(s, pool, parity), on = lease_lists_of(s->lists, slot);

	lease_bits_put(&s->idle[parity], slot, where == LEASE_STOCKED_IDLE);
	lease_bits_put(&s->spent[parity], slot, where == LEASE_STOCKED_SPENT);
	if (where == LEASE_STOCKED_SPENT && on == LEASE_LISTS_NONE)
		lease_lists_join(s->lists, list, slot);
	else if (where != LEASE_STOCKED_SPENT && on == list)
		lease_lists_leave(s->lists, slot);
}

/* ---- around the pool ---- */

struct round { /* from the start to the pool's end, then from its beginning to the start */
	uint32_t from, limit;
	bool wrapped;
};

static struct round
round_of(const struct lease_search *search)
{
	return (struct round){search->start, search->first + search->size, false};
}

/* The next member of the sets of the parities asked for. */
static uint32_t
next_member(const struct lease_bits set[2], unsigned parities, const struct round *r)
{
	uint32_t even = LEASE_BITS_NONE, odd = LEASE_BITS_NONE;

	if (parities & 1u)
		even = lease_bits_next(&set[0], r->from, r->limit);
	if (parities & 2u)
		odd = lease_bits_next(&set[1], r->from, r->limit);
	return even < odd ? even : odd;
}

static uint32_t
next_around(const struct lease_bits set[2], const struct lease_search *search, struct round *r)
{
	uint32_t slot = next_member(set, search->parities, r);

	if (slot == LEASE_BITS_NONE && !r->wrapped) {
		*r = (struct round){search->first, search->start, true};
		slot = next_member(set, search->parities, r);
	}
	if (slot != LEASE_BITS_NONE)
		r->from = slot + 1;
	return slot;
}

/* ---- choosing ---- */

uint32_t
lease_stock_idle(const struct lease_stock *s, const struct lease_search *search)
{
	struct round r = round_of(search);

	for (unsigned tries = 0; tries < search->tries; tries++) {
		uint32_t slot = next_around(s->idle, search, &r);

		if (slot == LEASE_BITS_NONE)
			break;
		if (search->fits(search->context, slot))
			return slot;
	}
	return LEASE_STOCK_NONE;
}

static uint32_t
sample_spent(const struct lease_stock *s, const struct lease_search *search,
	     bool (*older)(const void *context, uint32_t a, uint32_t b))
{
	struct round r = round_of(search);
	uint32_t best = LEASE_STOCK_NONE;
	unsigned fit = 0;

	for (unsigned tries = 0; tries < search->tries && fit < LEASE_STOCK_SAMPLE; tries++) {
		uint32_t slot = next_around(s->spent, search, &r);

		if (slot == LEASE_BITS_NONE)
			break;
		if (!search->fits(search->context, slot))
			continue;
		fit++;
		if (best == LEASE_STOCK_NONE || older(search->context, slot, best))
			best = slot;
	}
	return best;
}

static uint32_t
first_spent(const struct lease_stock *s, const struct lease_search *search, unsigned pool,
	    bool (*older)(const void *context, uint32_t a, uint32_t b))
{
	uint32_t at[2];

	for (unsigned i = 0; i < 2; i++)
		at[i] = search->parities >> i & 1u
			    ? lease_lists_first(s->lists, spent_list(s, pool, i))
			    : LEASE_LISTS_NONE;
	for (unsigned tries = 0; tries < search->tries; tries++) {
		unsigned i = at[0] == LEASE_LISTS_NONE;

		if (!i && at[1] != LEASE_LISTS_NONE)
			i = older(search->context, at[1], at[0]);
		if (at[i] == LEASE_LISTS_NONE)
			return LEASE_STOCK_NONE;
		if (search->fits(search->context, at[i]))
			return at[i];
		at[i] = lease_lists_after(s->lists, at[i]);
	}
	return LEASE_STOCK_NONE;
}

uint32_t
lease_stock_spent(const struct lease_stock *s, const struct lease_search *search, unsigned pool,
		  bool (*older)(const void *context, uint32_t a, uint32_t b))
{
	uint32_t slot = sample_spent(s, search, older);

	return slot != LEASE_STOCK_NONE ? slot : first_spent(s, search, pool, older);
}
