/* test/net/dora.c -- many DHCP clients on one wire, as fast as they are told to come.
 *
 *	dora INTERFACE CLIENTS PER_SECOND SECONDS [FIRST [RETRY_MS]]
 *
 * CLIENTS clients, numbered from FIRST (0), come PER_SECOND at a time; each sends DISCOVER,
 * takes the first OFFER, sends REQUEST and is done with its ACK. A client that hears nothing for
 * RETRY_MS (1000) repeats itself; after a NAK, or after TRIES repetitions of a REQUEST, it
 * starts again. It ends when all are done or after SECONDS. Every OFFER, ACK and NAK heard is one
 * JSON line on stdout with the time since the epoch in seconds; it judges nothing, the tests do.
 *
 * Client n has the MAC 02:d0:<n, 32 bits>; even ones ask for broadcast answers, odd ones for
 * unicast. RFC 2131 2, 4.3.1, 4.4.1. */
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test/net/frame.h"

enum { CLIENTS_MAX = 65536, RETRY_MS = 1000, TRIES = 4, KIND = 0xd0 };

enum state { WAITING, DISCOVERING, REQUESTING, DONE };

struct client {
	enum state state;
	unsigned tries;
	uint64_t again_us; /* when to repeat */
	uint32_t address, server;
};

static struct client clients[CLIENTS_MAX];
static unsigned count, first, done, retry_ms = RETRY_MS;
static int fd;

static void
send_message(unsigned index, unsigned type)
{
	struct client *c = &clients[index];
	unsigned number = first + index;
	uint8_t frame[FRAME_MAX] = {0}, *b = frame + HEADS, *o = b + BOOTP;

	memset(frame, 0xff, 6);
	put_mac(frame + 6, KIND, number);
	b[0] = 1;
	b[1] = 1;
	b[2] = 6;
	put32(b + 4, 0xd0000000 + number);
	b[10] = number % 2 ? 0 : 0x80;
	put_mac(b + 28, KIND, number);
	put32(o, COOKIE);
	o = put_option(o + 4, OPTION_TYPE, 1, type);
	if (type == REQUEST) {
		o = put_option(o, OPTION_ADDRESS, 4, c->address);
		o = put_option(o, OPTION_SERVER, 4, c->server);
	}
	*o = 255;
	put_heads(frame, 0, 0xffffffff, MESSAGE);
	if (send(fd, frame, HEADS + MESSAGE, 0) < 0 && errno != ENOBUFS && errno != ENETDOWN)
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
	c->again_us = now + retry_ms * 1000ull;
	if (state == DISCOVERING)
		send_message(index, DISCOVER);
	else if (state == REQUESTING)
		send_message(index, REQUEST);
	else
		done++;
}

static void
print_event(const struct answer *a)
{
	uint64_t us = clock_us(CLOCK_REALTIME);
	const char *name = a->type == OFFER ? "offer" : a->type == ACK ? "ack" : "nak";

	printf("{\"when\": %llu.%06llu, \"what\": \"%s\"", (unsigned long long)(us / 1000000),
	       (unsigned long long)(us % 1000000), name);
	print_mac("client", a->mac);
	printf(", \"seconds\": %u", a->seconds);
	print_ip("address", a->address);
	print_ip("server", a->server);
	print_mac("from", a->from);
	printf("}\n");
}

static void
hear(const uint8_t *frame, size_t len, uint64_t now)
{
	struct answer a;
	unsigned index;

	if (!read_answer(frame, len, &a) || a.mac[0] != 0x02 || a.mac[1] != KIND)
		return;
	index = a.xid - 0xd0000000 - first;
	if (index >= count)
		return;
	print_event(&a);
	if (a.type == OFFER && clients[index].state == DISCOVERING) {
		clients[index].address = a.address;
		clients[index].server = a.server;
		advance(index, REQUESTING, now);
	} else if (a.type == ACK && clients[index].state == REQUESTING) {
		advance(index, DONE, now);
	} else if (a.type == NAK && clients[index].state == REQUESTING) {
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
		fprintf(stderr,
			"usage: dora INTERFACE CLIENTS PER_SECOND SECONDS [FIRST [RETRY_MS]]\n");
		return 2;
	}
	count = (unsigned)strtoul(argv[2], NULL, 10);
	per_second = (unsigned)strtoul(argv[3], NULL, 10);
	seconds = (unsigned)strtoul(argv[4], NULL, 10);
	first = argc > 5 ? (unsigned)strtoul(argv[5], NULL, 10) : 0;
	retry_ms = argc > 6 ? (unsigned)strtoul(argv[6], NULL, 10) : RETRY_MS;
	if (count == 0 || count > CLIENTS_MAX || per_second == 0) {
		fprintf(stderr, "dora: 1 to %d clients, at least one a second\n", CLIENTS_MAX);
		return 2;
	}
	fd = open_wire(argv[1], ETH_P_IP);
	run(per_second, seconds);
	fprintf(stderr, "%u of %u clients served\n", done, count);
	return done == count ? 0 : 1;
}
