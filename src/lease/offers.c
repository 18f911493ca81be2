/* lease/offers.c -- see lease/offers.h.
 *
 * Offers end in the order they began, so nobody sorts: one that begins is the newest of a list. One
 * that ends early, as nearly all do, for it was taken, leaves its place to the next that begins.
 * Nothing is allocated after lease_offers_make(): when there is no place the oldest is said to be
 * due (lease_offers_due()), and whoever begins one must have heard that. */
#include "lease/offers.h"

#include <assert.h>

#include "base/memory.h"

void
lease_offers_make(struct lease_offers *o, uint32_t max)
{
	assert(max > 0);
	*o = (struct lease_offers){.free1 = 1};
	o->offer = memory_new(max, sizeof *o->offer);
	for (uint32_t place = 0; place + 1 < max; place++)
		o->offer[place].newer1 = place + 2;
	lease_tag_index_make(&o->by_client, max);
	lease_tag_index_make(&o->by_slot, max);
}

void
lease_offers_end(struct lease_offers *o)
{
	memory_free(o->offer);
	lease_tag_index_end(&o->by_client);
	lease_tag_index_end(&o->by_slot);
	*o = (struct lease_offers){0};
}

static uint32_t
tag_of(uint64_t client)
{
	return (uint32_t)(client >> 32);
}

uint32_t
lease_offers_find(const struct lease_offers *o, uint64_t client)
{
	struct lease_tag_index_walk walk = lease_tag_index_walk(tag_of(client));
	uint32_t place;

	while ((place = lease_tag_index_next(&o->by_client, &walk)) != LEASE_TAG_INDEX_NONE)
		if (o->offer[place].client == client)
			return o->offer[place].slot;
	return LEASE_OFFERS_NONE;
}

void
lease_offers_begin(struct lease_offers *o, uint64_t client, uint32_t slot, uint64_t until_us)
{
	uint32_t place1 = o->free1;
	struct lease_offer *e = &o->offer[place1 - 1];

	assert(place1 != 0);
	o->free1 = e->newer1;
	*e = (struct lease_offer){until_us, client, slot, o->newest1, 0};
	if (o->newest1 != 0)
		o->offer[o->newest1 - 1].newer1 = place1;
	else
		o->oldest1 = place1;
	o->newest1 = place1;
	lease_tag_index_add(&o->by_client, tag_of(client), place1 - 1);
	lease_tag_index_add(&o->by_slot, lease_tag_of(slot), place1 - 1);
}

static void
unlink_offer(struct lease_offers *o, const struct lease_offer *e)
{
	if (e->older1 != 0)
		o->offer[e->older1 - 1].newer1 = e->newer1;
	else
		o->oldest1 = e->newer1;
	if (e->newer1 != 0)
		o->offer[e->newer1 - 1].older1 = e->older1;
	else
		o->newest1 = e->older1;
}

void
lease_offers_drop(struct lease_offers *o, uint32_t slot)
{
	uint32_t place = lease_tag_index_only(&o->by_slot, lease_tag_of(slot));
	struct lease_offer *e;

	if (place == LEASE_TAG_INDEX_NONE)
		return;
	e = &o->offer[place];
	lease_tag_index_remove(&o->by_client, tag_of(e->client), place);
	lease_tag_index_remove(&o->by_slot, lease_tag_of(slot), place);
	unlink_offer(o, e);
	e->newer1 = o->free1;
	o->free1 = place + 1;
}

uint32_t
lease_offers_due(const struct lease_offers *o, uint64_t now)
{
	if (o->oldest1 == 0 || (o->free1 != 0 && o->offer[o->oldest1 - 1].until_us > now))
		return LEASE_OFFERS_NONE;
	return o->offer[o->oldest1 - 1].slot;
}

const struct lease_offer *
lease_offers_next(const struct lease_offers *o, uint32_t *cursor)
{
	uint32_t place1 = *cursor == 0 ? o->oldest1 : o->offer[*cursor - 1].newer1;

	if (place1 == 0)
		return NULL;
	*cursor = place1;
	return &o->offer[place1 - 1];
}

uint64_t
lease_offers_deadline(const struct lease_offers *o)
{
	return o->oldest1 == 0 ? TIME_NEVER : o->offer[o->oldest1 - 1].until_us;
}
