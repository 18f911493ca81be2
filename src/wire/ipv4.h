/* wire/ipv4.h -- the IPv4 header, bytes <-> struct. RFC 791, RFC 1071.
 *
 * Options are skipped and never sent. Bytes after the total length (Ethernet padding) are left
 * out of the payload. Fragments are refused. Tested in test/unit/wire. */
#ifndef WIRE_IPV4_H
#define WIRE_IPV4_H

#include "base/buf.h"
#include "base/ip4.h"
#include "wire/result.h"

enum {
	IPV4_HEADER_LEN = 20, /* as sent */
	IPV4_ICMP = 1,
	IPV4_UDP = 17,
	IPV4_VRRP = 112,
	IPV4_TOS_CONTROL = 0xc0 /* DSCP CS6, network control */
};

struct ipv4 {
	struct ip4 src, dst;
	uint8_t protocol, ttl, tos;
	uint16_t id;
	bool dont_fragment;
};

/* `in` stands at the first byte of the header. Version, lengths and header checksum are checked;
 * *ret_payload covers exactly the packet's data. */
enum wire_result ipv4_decode(struct rd in, struct ipv4 *ret, struct rd *ret_payload);

/* Writes a header whose length and checksum are still missing and returns where it begins; the
 * payload is written after it, then ipv4_end() completes the header. */
size_t ipv4_begin(struct wr *out, const struct ipv4 *h);
void ipv4_end(struct wr *out, size_t begin);

/* Running checksum (base/checksum.h) of the pseudo-header for `len` bytes of `protocol`. */
uint32_t ipv4_pseudo_sum(struct ip4 src, struct ip4 dst, uint8_t protocol, size_t len);

#endif
