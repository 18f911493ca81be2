/* wire/icmp.h -- ICMP echo, request out and reply in, a whole untagged frame at once. RFC 792,
 * RFC 1122 3.2.2.6. Nothing else of ICMP is understood.
 *
 * A reply gives back the identifier, the sequence number and the data of its request, so what is
 * random in them tells the answer from what somebody makes up who never saw the request. Tested in
 * test/unit/wire/icmp.c, fuzzed by test/fuzz/probe.c. */
#ifndef WIRE_ICMP_H
#define WIRE_ICMP_H

#include "base/buf.h"
#include "base/ip4.h"
#include "base/mac.h"
#include "wire/ether.h"
#include "wire/ipv4.h"

enum {
	ICMP_HEADER_LEN = 8,
	ICMP_TOKEN_LEN = 8,
	ICMP_FRAME_LEN = ETHER_HEADER_LEN + IPV4_HEADER_LEN + ICMP_HEADER_LEN + ICMP_TOKEN_LEN
};

struct icmp_echo {
	struct ip4 src, dst;
	uint16_t id, sequence;
	uint64_t token; /* the data; of a reply its first eight bytes */
};

/* Writes an echo request from one station to another, ICMP_FRAME_LEN bytes. */
void icmp_echo_ask(struct wr *out, struct mac from, struct mac to, const struct icmp_echo *e);

/* The IPv4 packet of an echo reply, `in` behind its Ethernet header. WIRE_OTHER: some other packet;
 * *ret is written on WIRE_OK alone. */
enum wire_result icmp_echo_answer(struct rd in, struct icmp_echo *ret);

#endif
