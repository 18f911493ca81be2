/* lease/holds.c -- see lease/holds.h. */
#include "lease/holds.h"

#include <assert.h>

#include "base/memory.h"

void
lease_holds_make(struct lease_holds *h, uint32_t max, uint32_t slots)
{
	assert(max > 0 && (max & (max - 1)) == 0);
	*h = (struct lease_holds){.cap = max};
	h->ring = memory_new(max, sizeof *h->ring);
	h->of = memory_new(slots, sizeof *h->of);
	lease_map_make(&h->map, max);
}

void
lease_holds_end(struct lease_holds *h)
{
	memory_free(h->ring);
	memory_free(h->of);
	lease_map_end(&h->map);
	*h = (struct lease_holds){0};
}

static struct lease_hold *
hold_at(const struct lease_holds *h, uint32_t index)
{
	return &h->ring[index & (h->cap - 1)];
}

static uint32_t
tag_of(uint64_t client)
{
	return (uint32_t)(client >> 32);
}

uint32_t
lease_holds_find(const struct lease_holds *h, uint64_t client)
{
	struct lease_map_walk walk = lease_map_walk(tag_of(client));
	uint32_t index;

	while ((index = lease_map_next(&h->map, &walk)) != LEASE_MAP_NONE)
		if (h->ring[index].client == client)
			return h->ring[index].slot1 - 1;
	return LEASE_HOLDS_NONE;
}

void
lease_holds_begin(struct lease_holds *h, uint64_t client, uint32_t slot, uint64_t until_us)
{
	uint32_t index = h->tail & (h->cap - 1);

	assert(h->tail - h->head < h->cap && h->of[slot] == 0);
	h->tail++;
	h->ring[index] = (struct lease_hold){until_us, client, slot + 1};
	h->of[slot] = index + 1;
	lease_map_add(&h->map, tag_of(client), index);
}

void
lease_holds_drop(struct lease_holds *h, uint32_t slot)
{
	uint32_t index = h->of[slot] - 1;

	if (h->of[slot] == 0)
		return;
	lease_map_remove(&h->map, tag_of(h->ring[index].client), index);
	h->ring[index].slot1 = 0;
	h->of[slot] = 0;
}

static void
skip_ended(struct lease_holds *h)
{
	while (h->head != h->tail && hold_at(h, h->head)->slot1 == 0)
		h->head++;
}

uint32_t
lease_holds_due(struct lease_holds *h, uint64_t now)
{
	skip_ended(h);
	if (h->head == h->tail)
		return LEASE_HOLDS_NONE;
	if (h->tail - h->head < h->cap && hold_at(h, h->head)->until_us > now)
		return LEASE_HOLDS_NONE;
	return hold_at(h, h->head)->slot1 - 1;
}

uint64_t
lease_holds_deadline(const struct lease_holds *h)
{
	return h->head == h->tail ? TIME_NEVER : hold_at(h, h->head)->until_us;
}
