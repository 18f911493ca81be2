/* node/serve/liars.h -- stations that answer address probes, and those of them that answer too
 * many. A station that says of more than LIARS_BELIEVED addresses that were asked for that they are
 * its own is a liar: from then on no answer of it counts, until it was silent for LIARS_KEEP_US.
 *
 * A station is the Ethernet source of the answer: whom ARP names in it may be anybody, and would
 * take the blame. Pure; bound: LIARS_MAX stations, beyond it who answered longest ago is forgotten,
 * a liar last. Tested in test/unit/node/liars.c. */
#ifndef NODE_SERVE_LIARS_H
#define NODE_SERVE_LIARS_H

#include "base/ip4.h"
#include "base/mac.h"
#include "base/time.h"

enum { LIARS_MAX = 64, LIARS_BELIEVED = 4 };

#define LIARS_KEEP_US (1800 * TIME_SEC)

struct liar {	       /* or a station that may become one */
	uint16_t vlan; /* 0: nobody */
	struct mac mac;
	unsigned count; /* of address[]; LIARS_BELIEVED + 1: it lies */
	struct ip4 address[LIARS_BELIEVED];
	uint64_t heard_us; /* last */
	bool told;
};

struct liars {		/* all zero: nobody answered */
	unsigned count; /* stations */
	struct liar list[LIARS_MAX];
};

/* A station on Vlanif<vlan> says that it has the address, which was asked for. Whether it is
 * believed. */
bool liars_believe(struct liars *all, uint16_t vlan, struct mac mac, struct ip4 address,
		   uint64_t now);

/* A liar that nobody was told of yet; NULL when there is none. It is told of by this. */
const struct liar *liars_tell(struct liars *all);

/* A station was silent for LIARS_KEEP_US and is forgotten; false when there is none. *ret: as it
 * was. */
bool liars_forget(struct liars *all, uint64_t now, struct liar *ret);

/* Whether it lies. */
bool liars_lies(const struct liar *l);

/* When liars_forget() has the next; TIME_NEVER. */
uint64_t liars_deadline(const struct liars *all);

#endif
