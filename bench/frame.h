/* bench/frame.h -- what bench/load.c and bench/reflect.c write into a frame: Ethernet, IPv4 and UDP
 * without a UDP checksum, and where the fields of a DHCP message stand. */
#ifndef BENCH_FRAME_H
#define BENCH_FRAME_H

#include <stdint.h>
#include <string.h>

#include "base/checksum.h"
#include "bench/ring.h"

enum { /* offsets in a DHCP message (RFC 2131, section 2) */
       DHCP_XID = 4,
       DHCP_FLAGS = 10,
       DHCP_CIADDR = 12,
       DHCP_YIADDR = 16,
       DHCP_GIADDR = 24,
       DHCP_CHADDR = 28,
       DHCP_COOKIE = 236,
       DHCP_OPTIONS = 240
};

enum { DISCOVER = 1, OFFER, REQUEST, DECLINE, ACK, NAK };

struct frame_ends { /* addresses in host order */
	uint32_t from, to;
	uint16_t from_port, to_port;
	uint8_t from_mac[6], to_mac[6];
};

static inline void
put16(uint8_t *p, unsigned v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static inline void
put32(uint8_t *p, uint32_t v)
{
	put16(p, v >> 16);
	put16(p + 2, v & 0xffff);
}

static inline uint32_t
get32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* The headers of a frame whose bytes before RING_DHCP are zero. */
static inline void
frame_headers(uint8_t *f, const struct frame_ends *e)
{
	uint8_t *ip = f + 14;

	memcpy(f, e->to_mac, 6);
	memcpy(f + 6, e->from_mac, 6);
	put16(f + 12, 0x0800);
	put16(ip, 0x4500);
	put16(ip + 2, RING_FRAME - 14);
	put16(ip + 8, 0x4011); /* TTL 64, UDP */
	put32(ip + 12, e->from);
	put32(ip + 16, e->to);
	put16(ip + 10, checksum_end(checksum_add(0, ip, 20)));
	put16(ip + 20, e->from_port);
	put16(ip + 22, e->to_port);
	put16(ip + 24, RING_FRAME - 34);
}

#endif
