/* lease/aside.c -- see lease/aside.h. */
#include "lease/aside.h"

#include "base/memory.h"

void
lease_aside_end(struct lease_aside *a)
{
	memory_free(a->record);
	lease_map_end(&a->map);
	*a = (struct lease_aside){0};
}

/* Addresses stand side by side: spread them. */
static uint32_t
tag_of(struct ip4 address)
{
	return address.host * UINT32_C(0x9e3779b1) >> 8;
}

struct lease_record *
lease_aside_find(const struct lease_aside *a, struct ip4 address)
{
	struct lease_map_walk walk = lease_map_walk(tag_of(address));
	uint32_t n;

	if (a->max == 0)
		return NULL;
	while ((n = lease_map_next(&a->map, &walk)) != LEASE_MAP_NONE)
		if (ip4_same(a->record[n].address, address))
			return &a->record[n];
	return NULL;
}

static void
grow(struct lease_aside *a)
{
	struct lease_aside wider = {.count = a->count, .max = a->max == 0 ? 16 : a->max * 2};

	wider.record = memory_new(wider.max, sizeof *wider.record);
	lease_map_make(&wider.map, wider.max);
	for (uint32_t i = 0; i < a->count; i++) {
		wider.record[i] = a->record[i];
		lease_map_add(&wider.map, tag_of(a->record[i].address), i);
	}
	lease_aside_end(a);
	*a = wider;
}

void
lease_aside_put(struct lease_aside *a, const struct lease_record *r)
{
	struct lease_record *old = lease_aside_find(a, r->address);

	if (old) {
		*old = *r;
		return;
	}
	if (a->count == a->max)
		grow(a);
	lease_map_add(&a->map, tag_of(r->address), a->count);
	a->record[a->count++] = *r;
}
