/* lease/stock.c -- see lease/stock.h. */
#include "lease/stock.h"

#include <stddef.h>

void
lease_stock_make(struct lease_stock *s, struct lease_lists *lists, uint32_t first_list,
		 uint32_t slots)
{
	lease_bits_make(&s->idle[0], slots);
	lease_bits_make(&s->idle[1], slots);
	s->lists = lists;
	s->first_list = first_list;
}

void
lease_stock_end(struct lease_stock *s)
{
	lease_bits_end(&s->idle[0]);
	lease_bits_end(&s->idle[1]);
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
	if (where == LEASE_STOCKED_SPENT && on == LEASE_LISTS_NONE)
		lease_lists_join(s->lists, list, slot);
	else if (where != LEASE_STOCKED_SPENT && on == list)
		lease_lists_leave(s->lists, slot);
}

/* The next idle slot from `from` on, of the parities asked for. */
static uint32_t
next_idle(const struct lease_stock *s, unsigned parities, uint32_t from, uint32_t limit)
{
	uint32_t even = LEASE_BITS_NONE, odd = LEASE_BITS_NONE;

	if (parities & 1u)
		even = lease_bits_next(&s->idle[0], from, limit);
	if (parities & 2u)
		odd = lease_bits_next(&s->idle[1], from, limit);
	return even < odd ? even : odd;
}

uint32_t
lease_stock_idle(const struct lease_stock *s, const struct lease_search *search)
{
	uint32_t from = search->start, limit = search->first + search->size;
	bool wrapped = false;

	for (unsigned tries = 0; tries < search->tries;) {
		uint32_t slot = next_idle(s, search->parities, from, limit);

		if (slot == LEASE_BITS_NONE) {
			if (wrapped)
				return LEASE_STOCK_NONE;
			wrapped = true;
			from = search->first;
			limit = search->start;
			continue;
		}
		if (search->fits(search->context, slot))
			return slot;
		from = slot + 1;
		tries++;
	}
	return LEASE_STOCK_NONE;
}

uint32_t
lease_stock_spent(const struct lease_stock *s, const struct lease_search *search, unsigned pool,
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
