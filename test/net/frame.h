/* test/net/frame.h -- DHCP frames as clients make and read them, for the programs of the net tests.
 *
 * Independent of src/: a mistake made there must not be made here once more. A raw socket, because
 * most clients have no address, and one socket plays many of them. RFC 2131 2, RFC 2132. */
#ifndef NET_FRAME_H
#define NET_FRAME_H

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum {
	ETH = 14,
	IP = 20,
	UDP = 8,
	BOOTP = 236, /* up to the magic cookie */
	HEADS = ETH + IP + UDP,
	FRAME_MAX = 600,
	MESSAGE = 300, /* bytes of BOOTP that every message here has */
	COOKIE = 0x63825363
};

enum { DISCOVER = 1, OFFER = 2, REQUEST = 3, DECLINE = 4, ACK = 5, NAK = 6, RELEASE = 7 };

enum { OPTION_ADDRESS = 50, OPTION_LEASE = 51, OPTION_TYPE = 53, OPTION_SERVER = 54 };

static inline uint64_t
clock_us(clockid_t which)
{
	struct timespec t;

	clock_gettime(which, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

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

/* Appends an option of one or four bytes and returns where the next goes. */
static inline uint8_t *
put_option(uint8_t *o, unsigned code, unsigned len, uint32_t v)
{
	*o++ = (uint8_t)code;
	*o++ = (uint8_t)len;
	if (len == 4)
		put32(o, v);
	else
		*o = (uint8_t)v;
	return o + len;
}

/* 02:<kind>:<number>: each program has its kind. */
static inline void
put_mac(uint8_t *p, uint8_t kind, uint32_t number)
{
	p[0] = 0x02;
	p[1] = kind;
	put32(p + 2, number);
}

static inline unsigned
sum16(const uint8_t *p, size_t len, unsigned sum)
{
	for (; len > 1; p += 2, len -= 2)
		sum += (unsigned)(p[0] << 8 | p[1]);
	while (sum > 0xffff)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

/* Ethernet (destination and source stand there already), IPv4 and UDP around len bytes of BOOTP,
 * from port 68 to 67. The UDP checksum stays 0, which IPv4 allows. */
static inline void
put_heads(uint8_t *frame, uint32_t source, uint32_t destination, size_t len)
{
	uint8_t *ip = frame + ETH, *udp = ip + IP;

	put16(frame + 12, ETHERTYPE_IP);
	memset(ip, 0, IP + UDP);
	ip[0] = 0x45;
	put16(ip + 2, (unsigned)(IP + UDP + len));
	ip[8] = 64;
	ip[9] = IPPROTO_UDP;
	put32(ip + 12, source);
	put32(ip + 16, destination);
	put16(ip + 10, ~sum16(ip, IP, 0) & 0xffff);
	put16(udp, 68);
	put16(udp + 2, 67);
	put16(udp + 4, (unsigned)(UDP + len));
}

/* The value of a four byte option, or of the one byte message type; 0 when it is not there. */
static inline uint32_t
option(const uint8_t *o, const uint8_t *end, unsigned code)
{
	while (o + 2 <= end && *o != 255) {
		if (*o == 0) {
			o++;
			continue;
		}
		if (o + 2 + o[1] > end)
			return 0;
		if (*o == code)
			return o[1] == 4 ? get32(o + 2) : o[1] == 1 ? o[2] : 0;
		o += 2 + o[1];
	}
	return 0;
}

/* An answer of a DHCP server, as far as the programs read it. */
struct answer {
	unsigned type;
	uint32_t xid, address, server, seconds;
	const uint8_t *mac, *from; /* in the frame: the client's, the sender's */
};

/* False when the frame is no OFFER, ACK or NAK. */
static inline int
read_answer(const uint8_t *frame, size_t len, struct answer *ret)
{
	const uint8_t *b = frame + HEADS, *o = b + BOOTP + 4, *end = frame + len;

	if (len < HEADS + BOOTP + 4 || frame[ETH] != 0x45 || frame[ETH + 9] != IPPROTO_UDP ||
	    frame[ETH + IP + 3] != 68 || b[0] != 2 || get32(b + BOOTP) != COOKIE)
		return 0;
	ret->type = option(o, end, OPTION_TYPE);
	ret->xid = get32(b + 4);
	ret->address = get32(b + 16);
	ret->server = option(o, end, OPTION_SERVER);
	ret->seconds = option(o, end, OPTION_LEASE);
	ret->mac = b + 28;
	ret->from = frame + 6;
	return ret->type == OFFER || ret->type == ACK || ret->type == NAK;
}

static inline void
print_ip(const char *key, uint32_t ip)
{
	printf(", \"%s\": \"%u.%u.%u.%u\"", key, ip >> 24, ip >> 16 & 255, ip >> 8 & 255, ip & 255);
}

static inline void
print_mac(const char *key, const uint8_t *m)
{
	printf(", \"%s\": \"%02x:%02x:%02x:%02x:%02x:%02x\"", key, m[0], m[1], m[2], m[3], m[4],
	       m[5]);
}

/* A raw socket that hears whatever passes the interface, but not what is sent here. */
static inline int
open_wire(const char *interface, unsigned protocol)
{
	struct sockaddr_ll to = {.sll_family = AF_PACKET,
				 .sll_protocol = htons((uint16_t)protocol),
				 .sll_ifindex = (int)if_nametoindex(interface)};
	struct packet_mreq all = {.mr_ifindex = to.sll_ifindex, .mr_type = PACKET_MR_PROMISC};
	int room = 8 << 20, one = 1;
	int s = socket(AF_PACKET, SOCK_RAW, htons((uint16_t)protocol));

	if (s < 0 || bind(s, (struct sockaddr *)&to, sizeof to) < 0 ||
	    setsockopt(s, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all, sizeof all) < 0 ||
	    setsockopt(s, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one, sizeof one) < 0) {
		perror(interface);
		exit(2);
	}
	setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
	return s;
}

#endif
