/* lease/free_addresses.c -- see lease/free_addresses.h.
 *
 * What is chosen is a function of the client's place to start from and of which slots are spent
 * since which version: the same on both devices (R11), whatever order they learned it in. Only
 * where all slots near that place do not fit, the order on the lists decides. */
#include "lease/free_addresses.h"

#include <stddef.h>

void
lease_free_addresses_make(struct lease_free_addresses *f, struct lease_lists *lists,
			  uint32_t first_list, uint32_t slots, const struct lease_cells *cells)
{
	for (unsigned i = 0; i < 2; i++) {
		lease_bits_make(&f->idle[i], slots);
		lease_bits_make(&f->spent[i], slots);
		lease_bits_make(&f->last[i], slots);
		lease_bits_make(&f->conflict[i], slots);
	}
	f->lists = lists;
	f->cells = cells;
	f->first_list = first_list;
}

void
lease_free_addresses_end(struct lease_free_addresses *f)
{
	for (unsigned i = 0; i < 2; i++) {
		lease_bits_end(&f->idle[i]);
		lease_bits_end(&f->spent[i]);
		lease_bits_end(&f->last[i]);
		lease_bits_end(&f->conflict[i]);
	}
	f->lists = NULL;
	f->cells = NULL;
}

static uint32_t
spent_list(const struct lease_free_addresses *f, unsigned pool, unsigned parity)
{
	return f->first_list + pool * 2 + parity;
}

/* Most slots stay in or out: only a change is worth the way up. */
static inline void
put(struct lease_bits *set, uint32_t slot, bool member)
{
	if (lease_bits_has(set, slot) != member)
		lease_bits_put(set, slot, member);
}

void
lease_free_addresses_put(struct lease_free_addresses *f, uint32_t slot, uint32_t cell,
			 unsigned pool, unsigned parity, enum lease_freedom where)
{
	uint32_t list = spent_list(f, pool, parity), on;

	put(&f->idle[parity], slot, where == LEASE_FREE_IDLE);
	put(&f->spent[parity], slot, where == LEASE_FREE_SPENT);
	put(&f->last[parity], slot, where == LEASE_FREE_LAST);
	put(&f->conflict[parity], slot, where == LEASE_FREE_CONFLICT);
	if (cell == LEASE_CELLS_NONE)
		return;
	on = lease_lists_of(f->lists, cell);
	if (where == LEASE_FREE_SPENT && on == LEASE_LISTS_NONE)
		lease_lists_join(f->lists, list, cell);
	else if (where != LEASE_FREE_SPENT && on == list)
		lease_lists_leave(f->lists, cell);
}

void
lease_free_addresses_all_idle(struct lease_free_addresses *f, uint32_t first, uint32_t limit,
			      unsigned parity)
{
	lease_bits_put_every_second(&f->idle[parity], first, limit);
	lease_bits_put_every_second(&f->idle[!parity], first + 1, limit);
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

static uint32_t
first_that_fits(const struct lease_bits set[2], const struct lease_search *search)
{
	struct round r = round_of(search);

	for (unsigned tries = 0; tries < search->tries; tries++) {
		uint32_t slot = next_around(set, search, &r);

		if (slot == LEASE_BITS_NONE)
			break;
		if (search->fits(search->context, slot))
			return slot;
	}
	return LEASE_FREE_NONE;
}

uint32_t
lease_free_addresses_idle(const struct lease_free_addresses *f, const struct lease_search *search)
{
	return first_that_fits(f->idle, search);
}

uint32_t
lease_free_addresses_last(const struct lease_free_addresses *f, const struct lease_search *search)
{
	return first_that_fits(f->last, search);
}

/* The oldest of the first `sample` that fit. */
static uint32_t
oldest_near(const struct lease_bits set[2], const struct lease_search *search, unsigned sample,
	    bool (*older)(const void *context, uint32_t a, uint32_t b))
{
	struct round r = round_of(search);
	uint32_t best = LEASE_FREE_NONE;
	unsigned fit = 0;

	for (unsigned tries = 0; tries < search->tries && fit < sample; tries++) {
		uint32_t slot = next_around(set, search, &r);

		if (slot == LEASE_BITS_NONE)
			break;
		if (!search->fits(search->context, slot))
			continue;
		fit++;
		if (best == LEASE_FREE_NONE || older(search->context, slot, best))
			best = slot;
	}
	return best;
}

static uint32_t
first_spent(const struct lease_free_addresses *f, const struct lease_search *search, unsigned pool,
	    bool (*older)(const void *context, uint32_t a, uint32_t b))
{
	uint32_t at[2]; /* cells */

	for (unsigned i = 0; i < 2; i++)
		at[i] = search->parities >> i & 1u
			    ? lease_lists_first(f->lists, spent_list(f, pool, i))
			    : LEASE_LISTS_NONE;
	for (unsigned tries = 0; tries < search->tries; tries++) {
		unsigned i = at[0] == LEASE_LISTS_NONE;

		if (!i && at[1] != LEASE_LISTS_NONE)
			i = older(search->context, f->cells->slot[at[1]], f->cells->slot[at[0]]);
		if (at[i] == LEASE_LISTS_NONE)
			return LEASE_FREE_NONE;
		if (search->fits(search->context, f->cells->slot[at[i]]))
			return f->cells->slot[at[i]];
		at[i] = lease_lists_after(f->lists, at[i]);
	}
	return LEASE_FREE_NONE;
}

uint32_t
lease_free_addresses_spent(const struct lease_free_addresses *f, const struct lease_search *search,
			   unsigned pool,
			   bool (*older)(const void *context, uint32_t a, uint32_t b))
{
	uint32_t slot = oldest_near(f->spent, search, LEASE_FREE_SAMPLE, older);

	return slot != LEASE_FREE_NONE ? slot : first_spent(f, search, pool, older);
}

uint32_t
lease_free_addresses_conflict(const struct lease_free_addresses *f,
			      const struct lease_search *search,
			      bool (*older)(const void *context, uint32_t a, uint32_t b))
{
	struct lease_search wide = *search;

	wide.tries = LEASE_CONFLICT_SAMPLE;
	return oldest_near(f->conflict, &wide, LEASE_CONFLICT_SAMPLE, older);
}
