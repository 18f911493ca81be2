/* lease/offers.c -- see lease/offers.h.
 *
 * Offers end in the order they began, so nobody sorts: [head, tail) of the ring are those that
 * began, one that ended early stays as an empty place until head has come to it. Nothing is
 * allocated after lease_offers_make(): a full ring says that its oldest is due
 * (lease_offers_due()), and whoever begins one must have heard that. */
#include "lease/offers.h"

#include <assert.h>

#include "base/memory.h"

void
lease_offers_make(struct lease_offers *o, uint32_t max, uint32_t slots)
{
	assert(max > 0 && (max & (max - 1)) == 0);
	*o = (struct lease_offers){.cap = max};
	o->ring = memory_new(max, sizeof *o->ring);
	o->of = memory_new(slots, sizeof *o->of);
	lease_tag_index_make(&o->index, max);
}

void
lease_offers_end(struct lease_offers *o)
{
	memory_free(o->ring);
	memory_free(o->of);
	lease_tag_index_end(&o->index);
	*o = (struct lease_offers){0};
}

static struct lease_offer *
offer_at(const struct lease_offers *o, uint32_t index)
{
	return &o->ring[index & (o->cap - 1)];
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
	uint32_t index;

	while ((index = lease_tag_index_next(&o->index, &walk)) != LEASE_TAG_INDEX_NONE)
		if (o->ring[index].client == client)
			return o->ring[index].slot1 - 1;
	return LEASE_OFFERS_NONE;
}

void
lease_offers_begin(struct lease_offers *o, uint64_t client, uint32_t slot, uint64_t until_us)
{
	uint32_t index = o->tail & (o->cap - 1);

	assert(o->tail - o->head < o->cap && o->of[slot] == 0);
	o->tail++;
	o->ring[index] = (struct lease_offer){until_us, client, slot + 1};
	o->of[slot] = index + 1;
	lease_tag_index_add(&o->index, tag_of(client), index);
}

void
lease_offers_drop(struct lease_offers *o, uint32_t slot)
{
	uint32_t index = o->of[slot] - 1;

	if (o->of[slot] == 0)
		return;
	lease_tag_index_remove(&o->index, tag_of(o->ring[index].client), index);
	o->ring[index].slot1 = 0;
	o->of[slot] = 0;
}

static void
skip_ended(struct lease_offers *o)
{
	while (o->head != o->tail && offer_at(o, o->head)->slot1 == 0)
		o->head++;
}

uint32_t
lease_offers_due(struct lease_offers *o, uint64_t now)
{
	skip_ended(o);
	if (o->head == o->tail)
		return LEASE_OFFERS_NONE;
	if (o->tail - o->head < o->cap && offer_at(o, o->head)->until_us > now)
		return LEASE_OFFERS_NONE;
	return offer_at(o, o->head)->slot1 - 1;
}

const struct lease_offer *
lease_offers_at(const struct lease_offers *o, uint32_t place)
{
	return place < o->tail - o->head ? offer_at(o, o->head + place) : NULL;
}

bool
lease_offers_walk(const struct lease_offers *o, uint32_t *place, uint32_t *ret_slot)
{
	if (*place >= o->tail - o->head)
		return false;
	*ret_slot = offer_at(o, o->head + (*place)++)->slot1 - 1;
	return true;
}

uint64_t
lease_offers_deadline(const struct lease_offers *o)
{
	return o->head == o->tail ? TIME_NEVER : offer_at(o, o->head)->until_us;
}
