/* base/prng.h -- a small seeded generator (splitmix64). Not for secrets.
 *
 * Randomness enters a device as a seed in its start input, so one seed replays a whole run. */
#ifndef BASE_PRNG_H
#define BASE_PRNG_H

#include <stdint.h>

struct prng {
	uint64_t state;
};

static inline uint64_t
prng_next(struct prng *p)
{
	uint64_t z = p->state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

/* 0 <= result < bound; bound > 0. */
static inline uint64_t
prng_below(struct prng *p, uint64_t bound)
{
	return prng_next(p) % bound;
}

#endif
