/* lease/trail.h -- which addresses changed last, in order: who follows the bindings of a table
 * keeps a place in it and looks up what became of them. A place too far back is lost, and its
 * follower must look at all of the table again. A value without pointers; changes are counted from
 * 0. Tested in test/unit/node/followers.c. */
#ifndef LEASE_TRAIL_H
#define LEASE_TRAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ip4.h"

enum { LEASE_TRAIL_MAX = 8192 };

struct lease_trail {
	uint64_t count; /* of all that ever changed */
	struct ip4 address[LEASE_TRAIL_MAX];
};

static inline void
lease_trail_note(struct lease_trail *t, struct ip4 address)
{
	t->address[t->count++ % LEASE_TRAIL_MAX] = address;
}

/* Whether what changed from `place` on is all known. */
static inline bool
lease_trail_knows(const struct lease_trail *t, uint64_t place)
{
	return t->count - place <= LEASE_TRAIL_MAX;
}

/* The change of a place below count that is known. */
static inline struct ip4
lease_trail_at(const struct lease_trail *t, uint64_t place)
{
	return t->address[place % LEASE_TRAIL_MAX];
}

#endif
