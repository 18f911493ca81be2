/* lease/tag_index.h -- from a 32-bit tag to slots: open addressing, linear probing, no tombstones.
 *
 * Several slots may share a tag; the caller compares what the tag stands for. Sized once for the
 * most slots it can hold. Tested in test/unit/lease/parts.c. */
#ifndef LEASE_TAG_INDEX_H
#define LEASE_TAG_INDEX_H

#include <stdint.h>

#define LEASE_TAG_INDEX_NONE UINT32_MAX

struct lease_tag_index_entry {
	uint32_t tag;
	uint32_t slot1; /* slot + 1; 0: empty */
};

struct lease_tag_index {
	uint32_t mask, used, max;
	struct lease_tag_index_entry *entry;
};

/* Room for max slots. */
void lease_tag_index_make(struct lease_tag_index *x, uint32_t max);
void lease_tag_index_end(struct lease_tag_index *x);

/* The tag will be asked for soon. */
static inline void
lease_tag_index_expect(const struct lease_tag_index *x, uint32_t tag)
{
	__builtin_prefetch(&x->entry[tag & x->mask], 1);
}

void lease_tag_index_add(struct lease_tag_index *x, uint32_t tag, uint32_t slot);

/* The pair must be there. */
void lease_tag_index_remove(struct lease_tag_index *x, uint32_t tag, uint32_t slot);

struct lease_tag_index_walk {
	uint32_t tag, at;
};

/* The slots of a tag, one by one; LEASE_TAG_INDEX_NONE after the last. */
static inline struct lease_tag_index_walk
lease_tag_index_walk(uint32_t tag)
{
	return (struct lease_tag_index_walk){tag, tag};
}

uint32_t lease_tag_index_next(const struct lease_tag_index *x, struct lease_tag_index_walk *walk);

#endif
