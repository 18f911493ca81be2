/* lease/map.h -- from a 32-bit tag to slots: open addressing, linear probing, no tombstones.
 *
 * Several slots may share a tag; the caller compares what the tag stands for. Sized once for the
 * most slots it can hold. Tested in test/unit/lease/parts.c. */
#ifndef LEASE_MAP_H
#define LEASE_MAP_H

#include <stdint.h>

#define LEASE_MAP_NONE UINT32_MAX

struct lease_map_entry {
	uint32_t tag;
	uint32_t slot1; /* slot + 1; 0: empty */
};

struct lease_map {
	uint32_t mask, used, max;
	struct lease_map_entry *entry;
};

/* Room for max slots. */
void lease_map_make(struct lease_map *m, uint32_t max);
void lease_map_end(struct lease_map *m);

/* The tag will be asked for soon. */
static inline void
lease_map_expect(const struct lease_map *m, uint32_t tag)
{
	__builtin_prefetch(&m->entry[tag & m->mask], 1);
}

void lease_map_add(struct lease_map *m, uint32_t tag, uint32_t slot);

/* The pair must be there. */
void lease_map_remove(struct lease_map *m, uint32_t tag, uint32_t slot);

struct lease_map_walk {
	uint32_t tag, at;
};

/* The slots of a tag, one by one; LEASE_MAP_NONE after the last. */
static inline struct lease_map_walk
lease_map_walk(uint32_t tag)
{
	return (struct lease_map_walk){tag, tag};
}

uint32_t lease_map_next(const struct lease_map *m, struct lease_map_walk *walk);

#endif
