/* lease/tag_index.h -- from a 32-bit tag to numbers: open addressing, linear probing.
 *
 * Several numbers may share a tag; the caller compares what the tag stands for. It takes memory by
 * what it holds, not by what it may hold, and grows while it is used: the entries move over to
 * twice the room in small steps, a few at each that is added, so nobody waits for all of them.
 * Tested in test/unit/lease/parts.c. */
#ifndef LEASE_TAG_INDEX_H
#define LEASE_TAG_INDEX_H

#include <stdbool.h>
#include <stdint.h>

#define LEASE_TAG_INDEX_NONE UINT32_MAX

struct lease_tag_index_entry {
	uint32_t tag;
	uint32_t number1; /* number + 1; 0: empty */
};

/* The room of a size is the entries size .. 2 * size - 1, so those of all sizes lie behind each
 * other, and each is used once. A size is a power of 2. */
struct lease_tag_index {
	uint32_t size, max;	 /* of the room in use, and of the last one */
	uint32_t old_size, left; /* entries of the room before, and its places not moved yet */
	uint32_t used;
	struct lease_tag_index_entry *entry;
};

/* For at most max numbers. */
void lease_tag_index_make(struct lease_tag_index *x, uint32_t max);
void lease_tag_index_end(struct lease_tag_index *x);

/* A tag of a number: neighbours are spread, and no two numbers have the same. */
static inline uint32_t
lease_tag_of(uint32_t number)
{
	return number * UINT32_C(0x9e3779b1);
}

/* The tag will be asked for soon. */
static inline void
lease_tag_index_expect(const struct lease_tag_index *x, uint32_t tag)
{
	__builtin_prefetch(&x->entry[x->size + (tag & (x->size - 1))], 1);
}

/* A number is below UINT32_MAX - 1. */
void lease_tag_index_add(struct lease_tag_index *x, uint32_t tag, uint32_t number);

/* The pair must be there. */
void lease_tag_index_remove(struct lease_tag_index *x, uint32_t tag, uint32_t number);

struct lease_tag_index_walk {
	uint32_t tag, at;
	bool old; /* in the room before */
};

/* The numbers of a tag, one by one, as long as nothing is added or removed;
 * LEASE_TAG_INDEX_NONE after the last. */
static inline struct lease_tag_index_walk
lease_tag_index_walk(uint32_t tag)
{
	return (struct lease_tag_index_walk){tag, tag, false};
}

uint32_t lease_tag_index_next(const struct lease_tag_index *x, struct lease_tag_index_walk *walk);

/* The number of a tag that no two numbers share, or LEASE_TAG_INDEX_NONE. */
static inline uint32_t
lease_tag_index_only(const struct lease_tag_index *x, uint32_t tag)
{
	const struct lease_tag_index_entry *e = &x->entry[x->size + (tag & (x->size - 1))];
	struct lease_tag_index_walk walk = lease_tag_index_walk(tag);

	if (e->tag == tag && e->number1 != 0) /* at home, as most are */
		return e->number1 - 1;
	return lease_tag_index_next(x, &walk);
}

#endif
