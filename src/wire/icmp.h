/* wire/icmp.h -- ICMP echo request and reply, bytes <-> struct. RFC 792.
 *
 * Other ICMP messages are WIRE_OTHER. Tested in test/unit/wire. */
#ifndef WIRE_ICMP_H
#define WIRE_ICMP_H

#include "base/buf.h"
#include "wire/result.h"

struct icmp_echo {
	bool reply; /* else a request */
	uint16_t id, sequence;
	struct rd data; /* decode: points into the packet; encode: copied */
};

/* `in` covers exactly the data of an IPv4 packet of protocol IPV4_ICMP. */
enum wire_result icmp_echo_decode(struct rd in, struct icmp_echo *ret);

void icmp_echo_encode(struct wr *out, const struct icmp_echo *e);

#endif
