/* node/shadow.h -- R11: what a Slave heard and nobody has answered yet. On becoming Master it
 * answers those at once, instead of letting clients wait out their timers (RFC 2131 4.1: 4 s).
 *
 * A Slave sees every broadcast itself. It keeps DISCOVER and REQUEST of the last SHADOW_KEEP_US,
 * the newest of each client and transaction, until the binding that answers it arrives from the
 * peer. An OFFER is not seen, so a DISCOVER stays until the client's REQUEST takes its place.
 *
 * How the node uses it: a message that dhcp_decide() judged DHCP_WHY_SILENT goes to shadow_keep();
 * every binding the peer sends to shadow_settled(); when a profile becomes Master, shadow_take()
 * for each of its pools until false, and what comes out is judged as if heard now. A new
 * configuration numbers pools anew: shadow_clear().
 *
 * Pure; bound: SHADOW_MAX messages, the oldest goes first. Tested in test/unit/node/shadow.c. */
#ifndef NODE_SHADOW_H
#define NODE_SHADOW_H

#include "dhcp/decide.h"

enum { SHADOW_MAX = 1024, SHADOW_NONE = 0xffff };

#define SHADOW_KEEP_US (4 * TIME_SEC)

struct shadow_slot {
	bool used;
	uint16_t pool;
	uint16_t next; /* index + 1 of the next of the same bucket */
	uint64_t heard_us;
	struct lease_key key;
	struct dhcp_request request;
};

struct shadow {		     /* all zero is empty */
	uint32_t head, tail; /* run on; modulo SHADOW_MAX: the oldest, and where the next goes */
	uint16_t bucket[SHADOW_MAX]; /* by client: index + 1 */
	struct shadow_slot slot[SHADOW_MAX];
};

/* Keeps a DISCOVER or REQUEST, in place of an earlier one of the client's transaction; other
 * messages are not kept. pool: that would answer it. */
void shadow_keep(struct shadow *s, const struct dhcp_request *request, unsigned pool, uint64_t now);

/* The client has this address: drops its DISCOVERs, and its REQUESTs for that address. */
void shadow_settled(struct shadow *s, const struct lease_key *key, struct ip4 address);

/* Takes out the oldest message of a pool that is not too old; false when there is none. */
bool shadow_take(struct shadow *s, unsigned pool, uint64_t now, struct dhcp_request *ret);

void shadow_clear(struct shadow *s);

#endif
