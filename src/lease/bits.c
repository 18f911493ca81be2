/* lease/bits.c -- see lease/bits.h.
 *
 * Each level says in one bit whether a word of the level below is empty. Putting goes up only as
 * far as a word became empty or stopped being so; looking goes up until a word has a member behind
 * the place, then down to it. So both touch two words a level at most, however empty the set is. */
#include "lease/bits.h"

#include <assert.h>

#include "base/memory.h"

void
lease_bits_make(struct lease_bits *b, uint32_t size)
{
	uint32_t n = size;

	*b = (struct lease_bits){.size = size};
	do {
		n = n / 64 + 1;
		assert(b->levels < LEASE_BITS_LEVELS);
		b->words[b->levels] = n;
		b->level[b->levels++] = memory_new(n, sizeof(uint64_t));
	} while (n > 1);
}

void
lease_bits_end(struct lease_bits *b)
{
	for (unsigned l = 0; l < b->levels; l++)
		memory_free(b->level[l]);
	*b = (struct lease_bits){0};
}

void
lease_bits_put(struct lease_bits *b, uint32_t n, bool member)
{
	assert(n < b->size);
	for (unsigned l = 0; l < b->levels; l++) {
		uint64_t *word = &b->level[l][n / 64];
		bool was_empty = *word == 0;

		if (member)
			*word |= (uint64_t)1 << n % 64;
		else
			*word &= ~((uint64_t)1 << n % 64);
		if (was_empty == (*word == 0))
			return;
		n /= 64;
	}
}

/* Of the bits of word w those from..limit-1. */
static uint64_t
within(uint32_t w, uint32_t from, uint32_t limit)
{
	uint64_t word = UINT64_MAX;

	if (w == from / 64)
		word &= UINT64_MAX << from % 64;
	if (w == limit / 64)
		word &= ~(UINT64_MAX << limit % 64);
	return word;
}

/* The words first..last of a level are not empty. */
static void
sum_up(struct lease_bits *b, uint32_t first, uint32_t last)
{
	for (unsigned l = 1; l < b->levels; l++) {
		for (uint32_t w = first / 64; w <= last / 64; w++)
			b->level[l][w] |= within(w, first, last + 1);
		first /= 64;
		last /= 64;
	}
}

void
lease_bits_put_every_second(struct lease_bits *b, uint32_t from, uint32_t limit)
{
	uint64_t second = UINT64_C(0x5555555555555555) << (from & 1);

	assert(limit <= b->size);
	if (from >= limit)
		return;
	limit -= (limit - 1 - from) & 1; /* behind the last that is put */
	for (uint32_t w = from / 64; w <= (limit - 1) / 64; w++)
		b->level[0][w] |= second & within(w, from, limit);
	sum_up(b, from / 64, (limit - 1) / 64);
}

/* Down from bit n of a level: the smallest member below it. */
static uint32_t
descend(const struct lease_bits *b, unsigned level, uint32_t n)
{
	while (level-- > 0)
		n = n * 64 + (uint32_t)__builtin_ctzll(b->level[level][n]);
	return n;
}

uint32_t
lease_bits_next(const struct lease_bits *b, uint32_t from, uint32_t limit)
{
	uint32_t n = from, found;

	for (unsigned l = 0; l < b->levels && n / 64 < b->words[l]; l++) {
		uint64_t word = b->level[l][n / 64] & UINT64_MAX << n % 64;

		if (word != 0) {
			n = n / 64 * 64 + (uint32_t)__builtin_ctzll(word);
			found = descend(b, l, n);
			return found < limit ? found : LEASE_BITS_NONE;
		}
		n = n / 64 + 1;
	}
	return LEASE_BITS_NONE;
}

uint32_t
lease_bits_count(const struct lease_bits *b, uint32_t from, uint32_t limit)
{
	uint32_t count = 0;

	if (from >= limit)
		return 0;
	assert(limit <= b->size);
	for (uint32_t w = from / 64; w <= (limit - 1) / 64; w++)
		count += (uint32_t)__builtin_popcountll(b->level[0][w] & within(w, from, limit));
	return count;
}
