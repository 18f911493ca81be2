/* wire/udp.h -- UDP in IPv4 in Ethernet, the whole frame at once. RFC 768, RFC 1122 4.1.
 *
 * Decoding hands out a cursor into the frame; nothing is copied. Encoding writes the payload in
 * place:
 *
 *	size_t at = udp_begin(&w, &packet);	(every field but payload)
 *	... write the payload into w ...
 *	udp_end(&w, at);			(lengths and checksums)
 *
 * Tested in test/unit/wire. Fuzzed by test/fuzz/wire_udp.c. */
#ifndef WIRE_UDP_H
#define WIRE_UDP_H

#include "wire/ether.h"
#include "wire/ipv4.h"

enum {
	UDP_HEADER_LEN = 8,
	UDP_FRAME_HEADERS = ETHER_HEADER_LEN + IPV4_HEADER_LEN + UDP_HEADER_LEN /* as sent */
};

struct udp_packet {
	struct ether ether; /* encode: type is filled in */
	struct ip4 src, dst;
	uint16_t src_port, dst_port;
	uint8_t ttl;
	struct rd payload; /* decode only: exactly the datagram's data */
};

/* A frame from its Ethernet header. checksum_unfinished: the UDP checksum was left to hardware
 * by a kernel on this machine (docs/kernel.md "Receiving") and is not looked at; a checksum of 0
 * never is. */
enum wire_result udp_decode(struct rd frame, bool checksum_unfinished, struct udp_packet *ret);

/* Writes all headers and returns where the Ethernet header begins. TTL 0 is sent as 64. */
size_t udp_begin(struct wr *out, const struct udp_packet *packet);

/* Completes the frame begun at `begin`: both lengths, both checksums. Nothing when out is bad. */
void udp_end(struct wr *out, size_t begin);

#endif
