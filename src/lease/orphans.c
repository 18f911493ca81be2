/* lease/orphans.c -- see lease/orphans.h.
 *
 * The one part of the table that grows, because nobody knows how many there are: by doubling, at
 * start, at commit and in a batch of the peer, never in a step that handles a client's packet.
 * Nothing is taken out: an orphan that
 * binds nobody any more is left behind when the table is carried over the next time. */
#include "lease/orphans.h"

#include "base/memory.h"

void
lease_orphans_end(struct lease_orphans *o)
{
	memory_free(o->record);
	lease_tag_index_end(&o->index);
	*o = (struct lease_orphans){0};
}

/* Addresses stand side by side: spread them. */
static uint32_t
tag_of(struct ip4 address)
{
	return address.host * UINT32_C(0x9e3779b1) >> 8;
}

struct lease_record *
lease_orphans_find(const struct lease_orphans *o, struct ip4 address)
{
	struct lease_tag_index_walk walk = lease_tag_index_walk(tag_of(address));
	uint32_t n;

	if (o->max == 0)
		return NULL;
	while ((n = lease_tag_index_next(&o->index, &walk)) != LEASE_TAG_INDEX_NONE)
		if (ip4_same(o->record[n].address, address))
			return &o->record[n];
	return NULL;
}

static void
grow(struct lease_orphans *o)
{
	struct lease_orphans wider = {.count = o->count, .max = o->max == 0 ? 16 : o->max * 2};

	wider.record = memory_new_dense(wider.max, sizeof *wider.record);
	lease_tag_index_make(&wider.index, wider.max);
	for (uint32_t i = 0; i < o->count; i++) {
		wider.record[i] = o->record[i];
		lease_tag_index_add(&wider.index, tag_of(o->record[i].address), i);
	}
	lease_orphans_end(o);
	*o = wider;
}

void
lease_orphans_put(struct lease_orphans *o, const struct lease_record *r)
{
	struct lease_record *old = lease_orphans_find(o, r->address);

	if (old) {
		*old = *r;
		return;
	}
	if (o->count == o->max)
		grow(o);
	lease_tag_index_add(&o->index, tag_of(r->address), o->count);
	o->record[o->count++] = *r;
}
