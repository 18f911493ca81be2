/* node/pair/ranges.h -- what is kept of addresses (node/bind/kept.h), and how the profiles and
 * pools of the configuration stand by it.
 *
 * A profile stands to its peer; what must survive of that is written for the networks of its pools.
 * A profile that is new here, by whatever name, stands as the addresses of its pools do. A pool is
 * judged by all entries that overlap its network, joined: what one of them forbids is forbidden for
 * the pool as a whole (a network is what a gateway's mask says, and what a pair copies is chosen by
 * networks, so entries follow them; per address would say the same at more cost). An entry of
 * another peer than the pool has now means that the pool left that pair: the half agreed there and
 * that pair's MCLT hold on, until that peer is declared down for it or a batch with it is complete.
 *
 * Tested in test/unit/node/kept.c, test/sim/scenarios/renamed.txt. */
#ifndef NODE_PAIR_RANGES_H
#define NODE_PAIR_RANGES_H

#include "journal/block.h"
#include "lease/rules.h"
#include "node/step/step.h"

struct pairs;
struct profile;

enum ranges_known { /* of the networks of a profile */
		    RANGES_NONE,
		    RANGES_SOME,
		    RANGES_ALL
};

/* What is kept of the networks of a profile and its peer, joined: what forbids wherever it stands,
 * `down` only where it does for all that are known. Zero when none is. */
enum ranges_known ranges_of(const struct pairs *all, const struct profile *p,
			    struct journal_kept *ret);

enum ranges_why {
	RANGES_STAND,	 /* a commit, or what forbids was added: joined with what is kept */
	RANGES_DECLARED, /* the peer was declared down now, or is back */
	RANGES_STAYED,	 /* a half that was given away was not, for nobody heard of it */
	RANGES_HOME,	 /* a half was agreed */
	RANGES_BATCH	 /* complete both ways: nothing older counts */
};

/* Writes how a profile stands for the networks of its pools. False: it has none, or no peer yet. */
bool ranges_write(struct pairs *all, const struct profile *p, enum ranges_why why,
		  struct step *step);

/* The device that a service expects as its peer: the one that was met last at the peer's address,
 * by what is kept of the networks of the service's profiles, else of any; where nobody was, the one
 * that these networks were shared with at an address that is no peer's any more. 0: anybody. */
uint64_t ranges_device(const struct pairs *all, unsigned service);

/* That device was declared down, perhaps at another address, and was not Connected since: it has to
 * hear so (R5). */
bool ranges_is_unmet(const struct pairs *all, const struct profile *p);

/* Something was agreed with the peer of an entry: it may give out what is not ours of it. */
bool ranges_is_agreed(const struct journal_kept *e);

/* What is kept of the network of a pool (p: its profile, or NULL) with a peer that it left and that
 * is not declared down for it; NULL: nothing. Valid until the next kept_write(). */
const struct journal_kept *ranges_left(const struct pairs *all, unsigned pool,
				       const struct profile *p);

/* The rules of a pool: those of its profile (p NULL: none) joined with what is kept of its network.
 * True: the pool left a pair, whose rules are among them. */
bool ranges_join(const struct pairs *all, unsigned pool, const struct profile *p,
		 struct lease_rules *rules);

#endif
