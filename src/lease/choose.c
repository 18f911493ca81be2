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
	struct ip4 address = lease_address_map_address(&c->t->map, slot);

	return c->choice->fits(c->choice->context, lease_record_at(c->t, slot, address));
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
	const struct lease_address_map_pool *p;
	uint32_t slot;

	if (choice->pool >= t->map.pools_count)
		return false;
	p = &t->map.pool[choice->pool];
	if (p->size == 0)
		return false;
	search.first = p->first;
	search.size = p->size;
	search.start = p->first + (uint32_t)(lease_key_hash(choice->key, 0) % p->size);
	slot = lease_free_addresses_idle(&t->free, &search);
	if (slot == LEASE_FREE_NONE)
		slot = lease_free_addresses_spent(&t->free, &search, choice->pool, slot_is_older);
	if (slot == LEASE_FREE_NONE)
		return false;
	*ret = lease_address_map_address(&t->map, slot);
	return true;
}
