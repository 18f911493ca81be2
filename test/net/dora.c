/* test/net/dora.c -- many DHCP clients on one wire, as fast as they are told to come.
 *
 *	dora INTERFACE CLIENTS PER_SECOND SECONDS [FIRST]
 *
 * CLIENTS clients, numbered from FIRST (0), come PER_SECOND at a time; each sends DISCOVER,
 * takes the first OFFER, sends REQUEST and is done with its ACK. A client that hears nothing for
 * RETRY_US repeats itself; after a NAK, or after TRIES repetitions of a REQUEST, it starts again.
 * It ends when all are done or after SECONDS. Every OFFER, ACK and NAK heard is one JSON line on
 * stdout with the time since the epoch in seconds; it judges nothing, the tests do.
 *
 * Client n has the MAC 02:d0:<n, 32 bits>; even ones ask for broadcast answers, odd ones for
 * unicast. A raw socket, because none of the clients has an address. RFC 2131 2, 4.3.1, 4.4.1. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	CLIENTS_MAX = 65536,
	RETRY_US = 1000000,
	TRIES = 4,
	ETH = 14,
	IP = 20,
	UDP = 8,
	BOOTP = 236, /* up to the magic cookie */
	HEADS = ETH + IP + UDP,
	FRAME_MAX = 600,
	DISCOVER = 1,
	OFFER = 2,
	REQUEST = 3,
	ACK = 5,
	NAK = 6
};

enum state { WAITING, DISCOVERING, REQUESTING, DONE };

struct client {
	enum state state;
	unsigned tries;
	uint64_t again_us; /* when to repeat */
	uint32_t address, server;
};

static struct client clients[CLIENTS_MAX];
static unsigned count, first, done;
static int fd;

static uint64_t
clock_us(clockid_t which)
{
	struct timespec t;

	clock_gettime(which, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static void
put16(uint8_t *p, unsigned v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static void
put32(uint8_t *p, uint32_t v)
{
	put16(p, v >> 16);
	put16(p + 2, v & 0xffff);
}

static uint32_t
get32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void
put_mac(uint8_t *p, unsigned number)
{
	p[0] = 0x02;
	p[1] = 0xd0;
	put32(p + 2, number);
}

static unsigned
sum16(const uint8_t *p, size_t len, unsigned sum)
{
	for (; len > 1; p += 2, len -= 2)
		sum += (unsigned)(p[0] << 8 | p[1]);
	while (sum > 0xffff)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

/* Ethernet, IPv4 and UDP around len bytes of BOOTP: 0.0.0.0:68 to 255.255.255.255:67. The UDP
 * checksum stays 0, which IPv4 allows. */
static void
put_heads(uint8_t *frame, unsigned number, size_t len)
{
	uint8_t *ip = frame + ETH, *udp = ip + IP;

	memset(frame, 0xff, 6);
	put_mac(frame + 6, number);
	put16(frame + 12, ETHERTYPE_IP);
	memset(ip, 0, IP + UDP);
	ip[0] = 0x45;
	put16(ip + 2, (unsigned)(IP + UDP + len));
	ip[8] = 64;
	ip[9] = IPPROTO_UDP;
	put32(ip + 16, 0xffffffff);
	put16(ip + 10, ~sum16(ip, IP, 0) & 0xffff);
	put16(udp, 68);
	put16(udp + 2, 67);
	put16(udp + 4, (unsigned)(UDP + len));
}

static void
send_message(unsigned index, unsigned type)
{
	struct client *c = &clients[index];
	unsigned number = first + index;
	uint8_t frame[FRAME_MAX] = {0}, *b = frame + HEADS, *o = b + BOOTP;

	b[0] = 1;
	b[1] = 1;
	b[2] = 6;
	put32(b + 4, 0xd0000000 + number);
	b[10] = number % 2 ? 0 : 0x80;
	put_mac(b + 28, number);
	put32(o, 0x63825363);
	o += 4;
	*o++ = 53;
	*o++ = 1;
	*o++ = (uint8_t)type;
	if (type == REQUEST) {
		*o++ = 50;
		*o++ = 4;
		put32(o, c->address);
		o += 4;
		*o++ = 54;
		*o++ = 4;
		put32(o, c->server);
		o += 4;
	}
	*o++ = 255;
	put_heads(frame, number, 300);
	if (send(fd, frame, HEADS + 300, 0) < 0 && errno != ENOBUFS && errno != ENETDOWN)
		perror("send");
}

static void
advance(unsigned index, enum state state, uint64_t now)
{
	struct client *c = &clients[index];

	c->tries = state == c->state ? c->tries + 1 : 0;
	if (state == REQUESTING && c->tries > TRIES) {
		state = DISCOVERING;
		c->tries = 0;
	}
	c->state = state;
	c->again_us = now + RETRY_US;
	if (state == DISCOVERING)
		send_message(index, DISCOVER);
	else if (state == REQUESTING)
		send_message(index, REQUEST);
	else
		done++;
}

/* The value of a four byte option, or of the one byte message type; 0 when it is not there. */
static uint32_t
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

static void
print_ip(const char *key, uint32_t ip)
{
	printf(", \"%s\": \"%u.%u.%u.%u\"", key, ip >> 24, ip >> 16 & 255, ip >> 8 & 255, ip & 255);
}

static void
print_mac(const char *key, const uint8_t *m)
{
	printf(", \"%s\": \"%02x:%02x:%02x:%02x:%02x:%02x\"", key, m[0], m[1], m[2], m[3], m[4],
	       m[5]);
}

static void
print_event(const uint8_t *frame, unsigned type, uint32_t ip, uint32_t server)
{
	uint64_t us = clock_us(CLOCK_REALTIME);
	const char *name = type == OFFER ? "offer" : type == ACK ? "ack" : "nak";

	printf("{\"when\": %llu.%06llu, \"what\": \"%s\"", (unsigned long long)(us / 1000000),
	       (unsigned long long)(us % 1000000), name);
	print_mac("client", frame + HEADS + 28);
	print_ip("address", ip);
	print_ip("server", server);
	print_mac("from", frame + 6);
	printf("}\n");
}

static void
hear(const uint8_t *frame, size_t len, uint64_t now)
{
	const uint8_t *b = frame + HEADS, *options = b + BOOTP + 4;
	uint32_t type, server, ip;
	unsigned index;

	if (len < HEADS + BOOTP + 4 || frame[ETH] != 0x45 || frame[ETH + 9] != IPPROTO_UDP ||
	    frame[ETH + IP + 3] != 68 || b[0] != 2 || get32(b + BOOTP) != 0x63825363)
		return;
	index = get32(b + 4) - 0xd0000000 - first;
	if (index >= count || b[28] != 0x02 || b[29] != 0xd0)
		return;
	type = option(options, frame + len, 53);
	server = option(options, frame + len, 54);
	ip = get32(b + 16);
	if (type != OFFER && type != ACK && type != NAK)
		return;
	print_event(frame, type, ip, server);
	if (type == OFFER && clients[index].state == DISCOVERING) {
		clients[index].address = ip;
		clients[index].server = server;
		advance(index, REQUESTING, now);
	} else if (type == ACK && clients[index].state == REQUESTING) {
		advance(index, DONE, now);
	} else if (type == NAK && clients[index].state == REQUESTING) {
		advance(index, DISCOVERING, now);
	}
}

/* New clients at their rate, and those that heard nothing once more. Returns how many came. */
static unsigned
tick(unsigned come, uint64_t began, unsigned per_second, uint64_t now)
{
	uint64_t due = (now - began) * per_second / 1000000 + 1;

	while (come < count && come < due)
		advance(come++, DISCOVERING, now);
	for (unsigned i = 0; i < come; i++)
		if (clients[i].state != DONE && clients[i].again_us <= now)
			advance(i, clients[i].state, now);
	return come;
}

static int
open_wire(const char *interface)
{
	struct sockaddr_ll to = {.sll_family = AF_PACKET,
				 .sll_protocol = htons(ETH_P_IP),
				 .sll_ifindex = (int)if_nametoindex(interface)};
	struct packet_mreq all = {.mr_ifindex = to.sll_ifindex, .mr_type = PACKET_MR_PROMISC};
	int room = 8 << 20, one = 1;
	int s = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_IP));

	if (s < 0 || bind(s, (struct sockaddr *)&to, sizeof to) < 0 ||
	    setsockopt(s, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all, sizeof all) < 0 ||
	    setsockopt(s, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one, sizeof one) < 0) {
		perror(interface);
		exit(2);
	}
	setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
	return s;
}

static void
run(unsigned per_second, unsigned seconds)
{
	uint64_t began = clock_us(CLOCK_MONOTONIC), now = began;
	uint8_t frame[2048];
	unsigned come = 0;

	while (done < count && now - began < seconds * 1000000ull) {
		struct pollfd p = {fd, POLLIN, 0};

		poll(&p, 1, 1);
		now = clock_us(CLOCK_MONOTONIC);
		for (;;) {
			ssize_t n = recv(fd, frame, sizeof frame, MSG_DONTWAIT);

			if (n <= 0)
				break;
			hear(frame, (size_t)n, now);
		}
		come = tick(come, began, per_second, now);
		fflush(stdout);
	}
}

int
main(int argc, char **argv)
{
	unsigned per_second, seconds;

	if (argc < 5) {
		fprintf(stderr, "usage: dora INTERFACE CLIENTS PER_SECOND SECONDS [FIRST]\n");
		return 2;
	}
	count = (unsigned)strtoul(argv[2], NULL, 10);
	per_second = (unsigned)strtoul(argv[3], NULL, 10);
	seconds = (unsigned)strtoul(argv[4], NULL, 10);
	first = argc > 5 ? (unsigned)strtoul(argv[5], NULL, 10) : 0;
	if (count == 0 || count > CLIENTS_MAX || per_second == 0) {
		fprintf(stderr, "dora: 1 to %d clients, at least one a second\n", CLIENTS_MAX);
		return 2;
	}
	fd = open_wire(argv[1]);
	run(per_second, seconds);
	fprintf(stderr, "%u of %u clients served\n", done, count);
	return done == count ? 0 : 1;
}
