/* bfd/fault.h -- why a BFD control packet was dropped; each kind is counted. The order is that of
 * the rules in RFC 5880 6.8.6, between those of who brought the packet. Tested in
 * test/unit/bfd/packet.c and test/unit/pulse/bfd.c. */
#ifndef BFD_FAULT_H
#define BFD_FAULT_H

#include <stdint.h>

#include "base/ip4.h"

enum bfd_fault {
	BFD_FAULT_NONE,
	BFD_FAULT_TTL,	      /* single hop, and not 255: RFC 5881 5 */
	BFD_FAULT_LENGTH,     /* below 24 bytes, or more than were received */
	BFD_FAULT_VERSION,    /* not 1 */
	BFD_FAULT_MULTIPLIER, /* 0 */
	BFD_FAULT_MULTIPOINT, /* the bit is set */
	BFD_FAULT_MY_ZERO,    /* My Discriminator is 0 */
	BFD_FAULT_STATE,      /* Your Discriminator is 0, and the state Init or Up */
	BFD_FAULT_AUTH,	      /* authenticated, and none is in use */
	BFD_FAULT_SESSION,    /* of no session */
	BFD_FAULT_SENDER,     /* not from the peer, to our address and on the interface bound */
	BFD_FAULT_REMOTE,     /* My Discriminator is not the configured one */
	BFD_FAULT_ADMIN,      /* the session is shut down */
	BFD_FAULTS
};

struct bfd_faults { /* of a device */
	uint64_t count[BFD_FAULTS];
	struct bfd_strange { /* the last packet of the kind */
		struct ip4 source;
		uint16_t vlan; /* 0: on no Vlanif */
		uint8_t ttl;
	} last[BFD_FAULTS];
};

/* "wrong TTL": what is wrong, for the log. Not of BFD_FAULT_NONE. */
const char *bfd_fault_text(enum bfd_fault fault);

#endif
