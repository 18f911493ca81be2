/* wire/ether.h -- the Ethernet II header with at most one 802.1Q tag, bytes <-> struct.
 *
 * A second tag is not looked into: `type` is then ETHER_TAGGED and no protocol takes it. The tag's
 * drop bit is ignored and sent as 0. IEEE 802.3 3.2, 802.1Q 9.6. Tested in test/unit/wire. */
#ifndef WIRE_ETHER_H
#define WIRE_ETHER_H

#include "base/buf.h"
#include "base/mac.h"
#include "wire/result.h"

enum {
	ETHER_HEADER_LEN = 14, /* without a tag */
	ETHER_TAG_LEN = 4,
	ETHER_IPV4 = 0x0800,
	ETHER_ARP = 0x0806,
	ETHER_TAGGED = 0x8100
};

struct ether {
	struct mac dst, src;
	bool tagged;
	uint8_t priority; /* 0..7, with a tag */
	uint16_t vlan;	  /* 0..4094, with a tag; 0 is a tag for the priority alone */
	uint16_t type;
};

/* Reads the header; on WIRE_OK `in` stands at the payload, padding included. */
enum wire_result ether_decode(struct rd *in, struct ether *ret);

/* Six bytes; all zero, and `in` bad, when they are missing. */
struct mac ether_mac_decode(struct rd *in);

void ether_encode(struct wr *out, const struct ether *e);

#endif
