/* node/bind/kept.h -- what is kept of the addresses themselves: for a range of them and one peer,
 * which half was agreed, the MCLT of that pair, and how this device stands to the peer there (R4,
 * R5, R8, R9). Names of profiles and services change; the promises were made of addresses.
 *
 * A list of ranges by their first address. Of one peer the last word on an address counts: a new
 * entry takes its range out of the older ones. Entries of several peers may overlap. Two entries
 * are of one peer when identity or address say so, or when one of them is of whoever. Bound:
 * KEPT_MAX; beyond it the two that lie closest are joined: over what lies between, too, all
 * that either forbids holds, and no permission. On disk: JOURNAL_KEPT. What follows from an entry
 * is said by node/pair/ranges.h. Tested in test/unit/node/kept.c. */
#ifndef NODE_BIND_KEPT_H
#define NODE_BIND_KEPT_H

#include "journal/block.h"
#include "node/step/step.h"

struct bind;

enum { KEPT_MAX = 2048 };

struct kept {
	unsigned count;
	struct journal_kept list[KEPT_MAX + 2]; /* a new one may split one before they are joined */
};

/* Whether two entries speak of one peer. */
bool kept_same_peer(const struct journal_kept *a, const struct journal_kept *b);

/* The list as it is after this entry of the journal. */
void kept_learn(struct kept *k, const struct journal_kept *e);

/* R9: all of it was said by the device whose journal this was. What forbids goes on holding; no
 * half, no permission; each entry waits for a batch (alien) with that device: by its identity, or
 * by the address it had where an entry's peer was met (PEER entries of its journal). */
void kept_disown(struct kept *k, uint64_t device, const struct journal_entry *peers,
		 unsigned peers_count);

/* Remembered and written, unless it is no news. Times of e count from the clock of step->now. */
void kept_write(struct bind *b, const struct journal_kept *e, struct step *step);

/* The next entry, from *cursor on (0 at first), that has an address of low..high; NULL at the end.
 * Valid until the next kept_write(). */
const struct journal_kept *kept_next(const struct bind *b, struct ip4 low, struct ip4 high,
				     unsigned *cursor);

/* The half that was agreed with the peer of this address, as in rbs_local; 0: nothing is kept. */
uint8_t kept_home(const struct bind *b, struct ip4 peer);

/* The identity of the device that was met last at this address; 0: none is kept. */
uint64_t kept_device(const struct bind *b, struct ip4 peer);

#endif
