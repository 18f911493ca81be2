/* node/bind/standby.h -- R11: what a Slave heard and nobody has answered yet. On becoming Master it
 * answers those at once, instead of letting clients wait out their timers (RFC 2131 4.1: 4 s).
 *
 * A Slave sees every broadcast itself. It keeps DISCOVER and REQUEST of the last STANDBY_KEEP_US,
 * the newest of each client and transaction, until the binding that answers it arrives from the
 * peer. An OFFER is not seen, so a DISCOVER stays until the client's REQUEST takes its place.
 *
 * A binding arrives before its client is told (R1). So its REQUEST stays STANDBY_TELLS_US longer,
 * and when the peer was not heard for so long since, it may have died before it told the client:
 * that one is answered as well. Who was told it already is BOUND, and hears it no more.
 *
 * How the node uses it: a message that dhcp_decide() judged DHCP_WHY_SILENT goes to standby_keep();
 * every binding the peer sends to standby_settled(); when a profile becomes Master, standby_take()
 * for each of its pools until false, and what comes out is judged as if heard now. A new
 * configuration numbers pools anew: standby_clear().
 *
 * Pure; bound: STANDBY_MAX messages, the oldest goes first. Tested in test/unit/node/standby.c. */
#ifndef NODE_BIND_STANDBY_H
#define NODE_BIND_STANDBY_H

#include "dhcp/decide.h"

enum { STANDBY_MAX = 1024, STANDBY_NONE = 0xffff };

#define STANDBY_KEEP_US	 (4 * TIME_SEC)
#define STANDBY_TELLS_US (1 * TIME_SEC) /* a Master whose disk takes longer is none (stall.h) */

struct standby_slot {
	bool used;
	uint16_t pool;
	uint16_t next; /* index + 1 of the next of the same bucket */
	uint64_t heard_us;
	uint64_t settled_us; /* its binding arrived; 0: it has not */
	struct lease_key key;
	struct dhcp_request request;
};

struct standby {	     /* all zero is empty */
	uint32_t head, tail; /* run on; modulo STANDBY_MAX: the oldest, and where the next goes */
	uint16_t bucket[STANDBY_MAX];  /* by client: index + 1 */
	uint32_t told_head, told_tail; /* the same of a ring of what was settled, in that order */
	struct standby_told {
		uint16_t slot;
		uint64_t settled_us; /* the slot's, or it is another message's by now */
	} told[STANDBY_MAX];
	struct standby_slot slot[STANDBY_MAX];
	uint16_t of_pool[DHCP_POOLS_MAX]; /* messages kept */
};

/* Keeps a DISCOVER or REQUEST, in place of an earlier one of the client's transaction; other
 * messages are not kept. key: the client's; pool: that would answer it. */
void standby_keep(struct standby *s, const struct dhcp_request *request,
		  const struct lease_key *key, unsigned pool, uint64_t now);

/* The peer has given the client this address: drops its DISCOVERs; its REQUESTs for that address
 * are about to be answered. */
void standby_settled(struct standby *s, const struct lease_key *key, struct ip4 address,
		     uint64_t now);

/* Takes out the oldest message of a pool that is not too old, and that the peer, which was heard
 * last at heard_us, surely has not answered; false when there is none. */
bool standby_take(struct standby *s, unsigned pool, uint64_t heard_us, uint64_t now,
		  struct dhcp_request *ret);

void standby_clear(struct standby *s);

#endif
