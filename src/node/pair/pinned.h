/* node/pair/pinned.h -- where the peer is on the link while a session stands: what
 * it said of its own address in this session is a fixed entry of the kernel's, so a neighbour who
 * announces that address by ARP does not end the session.
 *
 * Only the address that the session goes to, and only while it stands: a peer that comes with
 * another network card is asked for by ARP as ever, once the session to the old one is over. What
 * an administrator fixed is left to him (linux/lan_neighbour.h). Tested in test/unit/node/pinned.c,
 * test/net/test_hostile.py. */
#ifndef NODE_PAIR_PINNED_H
#define NODE_PAIR_PINNED_H

#include "node/step/step.h"

struct pairs;

struct pinned { /* of a service, as the host was told */
	uint16_t vlan;
	struct ip4 address; /* unset: nothing is */
	struct mac mac;
};

/* Sessions or interfaces changed. */
void pinned_review(struct pairs *all, struct step *step);

/* Links were made anew: what was fixed may be gone with them, and is fixed again by the review that
 * follows. */
void pinned_again(struct pairs *all, struct step *step);

#endif
