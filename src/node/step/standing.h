/* node/step/standing.h -- how every profile stands: to its VRRP group, to its service and to its
 * peer (R4, R5). Written by pair/pair.c alone; bind/ and serve/ hold a const pointer to it and find
 * in it what a decision stands on. A profile keeps its slot while its name is configured. */
#ifndef NODE_STEP_STANDING_H
#define NODE_STEP_STANDING_H

#include "node/step/step.h"
#include "rbp/role.h"
#include "rbs/session.h"

struct standing { /* of one profile */
	bool used;
	const char *name;  /* as typed first */
	unsigned service;  /* slot of its remote backup service, or NODE_NONE: it has no pair */
	bool connected;	   /* that service has a session */
	uint64_t heard_us; /* when its peer was heard last in a session; 0: never */
	enum rbs_pair pair;
	bool agreed;  /* a half was agreed with the peer once, and is remembered */
	bool unread;  /* a disk of the pair is gone, and no batch is complete since (R8) */
	uint8_t home; /* the half that is ours: 0 even, 1 odd addresses; also the lowest bit of our
			 versions */
	enum rbp_role role;
	uint16_t vlan; /* of its VRRP group; 0: none */
	uint8_t vrid;
};

/* It has a peer, and no half was agreed with it yet: whoever has this device's address too may be
 * that peer, on a copy of this configuration, and give out the same half. */
static inline bool
standing_never_agreed(const struct standing *p)
{
	return p->service != NODE_NONE && !p->agreed;
}

struct standings {
	bool session; /* any service has one */
	struct standing profile[NODE_PROFILES_MAX];
};

#endif
