/* lease/bits.h -- a set of small numbers that finds its next member in a few steps: a bitmap with
 * levels of summary words above it. Never allocates after it was made.
 * Tested in test/unit/lease/parts.c. */
#ifndef LEASE_BITS_H
#define LEASE_BITS_H

#include <stdbool.h>
#include <stdint.h>

enum { LEASE_BITS_LEVELS = 5 };

#define LEASE_BITS_NONE UINT32_MAX

struct lease_bits {
	uint32_t size; /* members are below this */
	unsigned levels;
	uint32_t words[LEASE_BITS_LEVELS];
	uint64_t *level[LEASE_BITS_LEVELS]; /* bit i of level n + 1: word i of level n is not 0 */
};

/* An empty set of numbers below size. */
void lease_bits_make(struct lease_bits *b, uint32_t size);
void lease_bits_end(struct lease_bits *b);

void lease_bits_put(struct lease_bits *b, uint32_t n, bool member);

/* Puts from, from + 2, ... as far as they are below the limit, which is at most the size. */
void lease_bits_put_every_second(struct lease_bits *b, uint32_t from, uint32_t limit);

/* n is below the size. */
static inline bool
lease_bits_has(const struct lease_bits *b, uint32_t n)
{
	return b->level[0][n / 64] >> n % 64 & 1u;
}

/* The smallest member >= from and < limit, or LEASE_BITS_NONE. */
uint32_t lease_bits_next(const struct lease_bits *b, uint32_t from, uint32_t limit);

/* How many members are >= from and < limit. Reads a word for 64 numbers. */
uint32_t lease_bits_count(const struct lease_bits *b, uint32_t from, uint32_t limit);

#endif
