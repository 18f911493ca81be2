/* test/net/starve.c -- one station that plays as many DHCP clients as it is told, and means none.
 *
 *	starve INTERFACE CLIENTS PER_SECOND discover|lease [SEED]
 *
 * CLIENTS DISCOVERs, each from another random MAC (06:...), leave PER_SECOND in a second, in
 * batches. `lease`: every OFFER to one of them is answered by a REQUEST, so it becomes a lease.
 * Ends a second after the last DISCOVER and prints one JSON line: what was sent and heard, and how
 * long it took. It repeats nothing and judges nothing: test/net/starve.py does. */
#include <poll.h>
#include <stdbool.h>

#include "test/net/frame.h"

enum { CLIENTS_MAX = 1000000, RATE_MAX = 100000, BATCH = 64, SECOND = 1000000 };

static uint64_t dice;
static unsigned sent, requests, heard[8];
static int fd;

static uint64_t
roll(void)
{
	dice ^= dice >> 12;
	dice ^= dice << 25;
	dice ^= dice >> 27;
	return dice * 0x2545f4914f6cdd1dull;
}

static void
put_message(uint8_t *frame, const uint8_t *mac, uint32_t xid, const struct answer *offer)
{
	uint8_t *b = frame + HEADS, *o = b + BOOTP;

	memset(frame, 0, FRAME_MAX);
	memset(frame, 0xff, 6);
	memcpy(frame + 6, mac, 6);
	b[0] = 1;
	b[1] = 1;
	b[2] = 6;
	put32(b + 4, xid);
	b[10] = 0x80;
	memcpy(b + 28, mac, 6);
	put32(o, COOKIE);
	o = put_option(o + 4, OPTION_TYPE, 1, offer != NULL ? REQUEST : DISCOVER);
	if (offer != NULL) {
		o = put_option(o, OPTION_ADDRESS, 4, offer->address);
		o = put_option(o, OPTION_SERVER, 4, offer->server);
	}
	*o = 255;
	put_heads(frame, 0, 0xffffffff, MESSAGE);
}

static void
put_discover(uint8_t *frame)
{
	uint64_t who = roll();
	uint8_t mac[6] = {0x06};

	memcpy(mac + 1, &who, 5);
	put_message(frame, mac, (uint32_t)(who >> 32), NULL);
}

/* Returns how many the kernel took. */
static unsigned
send_batch(unsigned count)
{
	static uint8_t frame[BATCH][FRAME_MAX];
	struct iovec v[BATCH];
	struct mmsghdr m[BATCH];
	int n;

	memset(m, 0, sizeof m);
	for (unsigned i = 0; i < count; i++) {
		put_discover(frame[i]);
		v[i] = (struct iovec){frame[i], HEADS + MESSAGE};
		m[i].msg_hdr.msg_iov = &v[i];
		m[i].msg_hdr.msg_iovlen = 1;
	}
	n = sendmmsg(fd, m, count, 0);
	if (n < 0 && errno != ENOBUFS) {
		perror("sendmmsg");
		exit(2);
	}
	return n < 0 ? 0 : (unsigned)n;
}

static void
hear(bool takes)
{
	uint8_t in[2048], out[FRAME_MAX];
	struct answer a;
	ssize_t n;

	while ((n = recv(fd, in, sizeof in, MSG_DONTWAIT)) > ETH) {
		if (in[12] != 8 || in[13] != 0 || !read_answer(in, (size_t)n, &a) ||
		    a.mac[0] != 0x06)
			continue;
		heard[a.type]++;
		if (a.type != OFFER || !takes)
			continue;
		put_message(out, a.mac, a.xid, &a);
		requests += send(fd, out, HEADS + MESSAGE, 0) > 0;
	}
}

static void
run(unsigned clients, unsigned per_second, bool takes)
{
	uint64_t began = clock_us(CLOCK_MONOTONIC), end = UINT64_MAX, now = began;
	struct pollfd p = {fd, POLLIN, 0};

	for (; now < end; now = clock_us(CLOCK_MONOTONIC)) {
		uint64_t due = (now - began) * per_second / SECOND;
		uint64_t left = (due < clients ? due : clients) - sent;

		if (left > 0)
			sent += send_batch(left < BATCH ? (unsigned)left : BATCH);
		if (sent == clients && end == UINT64_MAX)
			end = now + SECOND;
		hear(takes);
		if (left <= BATCH)
			poll(&p, 1, 1);
	}
	printf("{\"sent\": %u, \"requests\": %u, \"offers\": %u, \"acks\": %u, \"naks\": %u, "
	       "\"seconds\": %.1f}\n",
	       sent, requests, heard[OFFER], heard[ACK], heard[NAK],
	       (double)(now - began) / SECOND);
}

int
main(int argc, char **argv)
{
	unsigned long clients, rate;

	if (argc < 5) {
		fprintf(stderr,
			"usage: starve INTERFACE CLIENTS PER_SECOND discover|lease [SEED]\n");
		return 2;
	}
	clients = strtoul(argv[2], NULL, 10);
	rate = strtoul(argv[3], NULL, 10);
	if (clients == 0 || clients > CLIENTS_MAX || rate == 0 || rate > RATE_MAX) {
		fprintf(stderr, "starve: 1 to %d clients, 1 to %d a second\n", CLIENTS_MAX,
			RATE_MAX);
		return 2;
	}
	dice = (argc > 5 ? strtoull(argv[5], NULL, 10) : 1) * 0x9e3779b97f4a7c15ull | 1;
	fd = open_wire(argv[1], ETH_P_ALL);
	run((unsigned)clients, (unsigned)rate, strcmp(argv[4], "lease") == 0);
	return 0;
}
