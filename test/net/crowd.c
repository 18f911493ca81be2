/* test/net/crowd.c -- DHCP clients that live: they get leases, renew, reboot, release, vanish and
 * come back, at random, until told to stop; and everything they say and hear is written down.
 *
 *	crowd INTERFACE CLIENTS ACTS_PER_SECOND SEED [FIRST]
 *
 * Commands, one a line on stdin; the end of stdin ends it:
 *	go	live (so it begins)
 *	rest	begin nothing new, bring to an end what was begun; then one line "quiet"
 *	sweep	rest, and every client that holds a lease renews it now, also one that is off at
 *		the moment and remembers it (a reboot); then one line "quiet"
 *
 * One JSON line on stdout per message sent or heard, and per client that is switched off ("off"):
 * "t", seconds of the monotonic clock; "what"; "client", its MAC; but for "off" "xid" and
 * "address"; for what was sent "how" and "txn", the number of the wish
 * the message serves: one number from the first DISCOVER or REQUEST until the client has its ACK,
 * however often it has to ask. It judges nothing: test/net/history.py does.
 *
 * A client repeats itself every RETRY_US. A REQUEST for an offer or at a reboot that nobody answers
 * is given up after TRIES, and a DISCOVER follows; a renewal goes by unicast TRIES times, then by
 * broadcast until the lease ends. Of what vanishes, a fifth comes back as another client. Clients
 * answer ARP requests for the address they hold. Client n has the MAC 02:d1:<n, 32 bits>.
 * RFC 2131 4.4. */
#include <poll.h>
#include <stdbool.h>
#include <unistd.h>

#include "test/net/frame.h"

enum {
	CLIENTS_MAX = 4096,
	RETRY_US = 3000000,
	TRIES = 2,
	KIND = 0xd1,
	SECOND = 1000000,
	ARP_LEN = 42,
	LINE_MAX_ = 256
};

enum state { OUT, BOUND, SELECTING, REQUESTING, RENEWING, REBINDING, REBOOTING };

enum mode { GO, REST };

static const char *const how[] = {"out",      "bound",	   "selecting", "requesting",
				  "renewing", "rebinding", "rebooting"};

struct client {
	uint32_t number; /* who it is; another one after it vanished for good */
	enum state state;
	unsigned tries;
	uint32_t xid, txn;
	uint32_t address, server; /* held, or asked for */
	uint8_t server_mac[6];
	uint64_t until_us; /* the lease ends */
	uint64_t sent_us;  /* first REQUEST of this xid */
	uint64_t due_us;   /* the next thing it does by itself */
};

static struct client clients[CLIENTS_MAX];
static unsigned count, per_second;
static uint32_t next_xid, next_txn;
static uint64_t dice;
static enum mode mode;
static bool asked; /* for a line when all is quiet */
static int fd;

/* xorshift64*: the same seed, the same wishes. */
static uint32_t
roll(uint32_t sides)
{
	dice ^= dice >> 12;
	dice ^= dice << 25;
	dice ^= dice >> 27;
	return (uint32_t)((dice * 0x2545f4914f6cdd1dull) >> 33) % sides;
}

static bool
is_busy(const struct client *c)
{
	return c->state != OUT && c->state != BOUND;
}

/* ---- the history ---- */

static void
begin_line(const char *what)
{
	uint64_t us = clock_us(CLOCK_MONOTONIC);

	printf("{\"t\": %llu.%06llu, \"what\": \"%s\"", (unsigned long long)(us / SECOND),
	       (unsigned long long)(us % SECOND), what);
}

static void
tell_sent(const struct client *c, unsigned type, const uint8_t *mac)
{
	begin_line(type == DISCOVER ? "discover" : type == REQUEST ? "request" : "release");
	print_mac("client", mac);
	printf(", \"xid\": %u, \"txn\": %u, \"how\": \"%s\"", c->xid, c->txn, how[c->state]);
	if (type != DISCOVER)
		print_ip("address", c->address);
	printf("}\n");
}

static void
tell_heard(const struct answer *a)
{
	begin_line(a->type == OFFER ? "offer" : a->type == ACK ? "ack" : "nak");
	print_mac("client", a->mac);
	printf(", \"xid\": %u, \"seconds\": %u", a->xid, a->seconds);
	print_ip("address", a->address);
	print_ip("server", a->server);
	print_mac("from", a->from);
	printf("}\n");
}

static void
tell_off(const struct client *c)
{
	uint8_t mac[6];

	put_mac(mac, KIND, c->number);
	begin_line("off");
	print_mac("client", mac);
	printf("}\n");
}

/* ---- what a client says ---- */

static void
put_message(struct client *c, unsigned type, uint8_t *frame)
{
	bool holds = c->state == RENEWING || c->state == REBINDING || type == RELEASE;
	bool unicast = c->state == RENEWING || type == RELEASE;
	uint8_t *b = frame + HEADS, *o = b + BOOTP;

	memset(frame, 0xff, 6);
	if (unicast)
		memcpy(frame, c->server_mac, 6);
	put_mac(frame + 6, KIND, c->number);
	b[0] = 1;
	b[1] = 1;
	b[2] = 6;
	put32(b + 4, c->xid);
	b[10] = c->number % 2 || holds ? 0 : 0x80;
	if (holds)
		put32(b + 12, c->address);
	put_mac(b + 28, KIND, c->number);
	put32(o, COOKIE);
	o = put_option(o + 4, OPTION_TYPE, 1, type);
	if (type == REQUEST && !holds)
		o = put_option(o, OPTION_ADDRESS, 4, c->address);
	if (c->state == REQUESTING || type == RELEASE)
		o = put_option(o, OPTION_SERVER, 4, c->server);
	*o = 255;
	put_heads(frame, holds ? c->address : 0, unicast ? c->server : 0xffffffff, MESSAGE);
}

static void
say(struct client *c, unsigned type)
{
	uint8_t frame[FRAME_MAX] = {0};

	put_message(c, type, frame);
	tell_sent(c, type, frame + 6);
	if (send(fd, frame, HEADS + MESSAGE, 0) < 0 && errno != ENOBUFS && errno != ENETDOWN)
		perror("send");
}

/* Says what belongs to the state the client goes to, or once more what it said. */
static void
enter(struct client *c, enum state state, uint64_t now)
{
	bool again = state == c->state;

	c->tries = again ? c->tries + 1 : 0;
	if (!is_busy(c))
		c->txn = ++next_txn;
	if (!again && state != REQUESTING) { /* a REQUEST for an offer bears the offer's xid */
		c->xid = ++next_xid;
		c->sent_us = now;
	}
	if (!again && state == REQUESTING)
		c->sent_us = now;
	c->state = state;
	c->due_us = now + RETRY_US;
	say(c, state == SELECTING ? DISCOVER : REQUEST);
}

/* Nobody answered. */
static void
repeat(struct client *c, uint64_t now)
{
	bool over = c->tries >= TRIES;

	if (c->state == RENEWING && over)
		enter(c, REBINDING, now);
	else if (c->state == REBINDING && now >= c->until_us)
		enter(c, SELECTING, now);
	else if ((c->state == REQUESTING || c->state == REBOOTING) && over)
		enter(c, SELECTING, now);
	else
		enter(c, c->state, now);
}

/* A while around the mean at which all clients together act per_second times. */
static uint64_t
pause_us(void)
{
	uint64_t mean = (uint64_t)SECOND * count / per_second;

	return mean / 4 + roll((uint32_t)(mean * 3 / 2));
}

static void
leave(struct client *c, uint64_t pause, uint64_t now)
{
	c->state = OUT;
	c->due_us = now + pause;
}

/* A client with a lease does something. */
static void
live(struct client *c, uint64_t now)
{
	uint32_t what = roll(100);

	if (now >= c->until_us) {
		enter(c, SELECTING, now);
	} else if (what < 60) {
		enter(c, RENEWING, now);
	} else if (what < 72) {
		enter(c, REBINDING, now);
	} else if (what < 86) {
		enter(c, REBOOTING, now);
	} else if (what < 94) {
		c->xid = ++next_xid;
		say(c, RELEASE);
		c->until_us = 0;
		leave(c, pause_us(), now);
	} else { /* it is switched off and says nothing */
		tell_off(c);
		if (roll(5) == 0) {
			c->number += count;
			c->until_us = 0;
		}
		leave(c, SECOND + pause_us(), now);
	}
}

static void
tick(uint64_t now)
{
	for (struct client *c = clients; c < clients + count; c++) {
		if (c->due_us > now)
			continue;
		if (is_busy(c))
			repeat(c, now);
		else if (mode == REST)
			continue;
		else if (c->state == OUT)
			enter(c, SELECTING, now);
		else
			live(c, now);
	}
}

/* ---- what it hears ---- */

static void
hear_answer(const struct answer *a, uint64_t now)
{
	struct client *c;

	if (a->mac[0] != 0x02 || a->mac[1] != KIND)
		return;
	tell_heard(a);
	c = &clients[get32(a->mac + 2) % count];
	if (c->number != get32(a->mac + 2) || c->xid != a->xid || !is_busy(c))
		return;
	if (a->type == OFFER && c->state == SELECTING) {
		c->address = a->address;
		c->server = a->server;
		enter(c, REQUESTING, now);
	} else if (a->type == ACK && c->state != SELECTING) {
		c->address = a->address;
		c->server = a->server;
		memcpy(c->server_mac, a->from, 6);
		c->until_us = c->sent_us + (uint64_t)a->seconds * SECOND;
		c->state = BOUND;
		c->due_us = now + pause_us();
	} else if (a->type == NAK && c->state != SELECTING) {
		enter(c, SELECTING, now);
	}
}

/* Who has the address of one of ours? RFC 826. */
static void
hear_arp(const uint8_t *f, size_t len)
{
	uint8_t reply[ARP_LEN];

	if (len < ARP_LEN || f[ETH + 7] != 1)
		return;
	for (struct client *c = clients; c < clients + count; c++) {
		if (c->state == OUT || c->state == SELECTING || c->address != get32(f + ETH + 24))
			continue;
		memcpy(reply, f + 6, 6);
		put_mac(reply + 6, KIND, c->number);
		memcpy(reply + 12, f + 12, 8);
		put16(reply + ETH + 6, 2);
		put_mac(reply + ETH + 8, KIND, c->number);
		put32(reply + ETH + 14, c->address);
		memcpy(reply + ETH + 18, f + ETH + 8, 10);
		if (send(fd, reply, sizeof reply, 0) < 0)
			perror("send");
		return;
	}
}

static void
hear(uint64_t now)
{
	uint8_t frame[2048];
	struct answer a;
	ssize_t n;

	while ((n = recv(fd, frame, sizeof frame, MSG_DONTWAIT)) > ETH) {
		if (frame[12] == 8 && frame[13] == 6)
			hear_arp(frame, (size_t)n);
		else if (frame[12] == 8 && frame[13] == 0 && read_answer(frame, (size_t)n, &a))
			hear_answer(&a, now);
	}
}

/* ---- commands ---- */

static void
obey(const char *word, uint64_t now)
{
	mode = strcmp(word, "go") == 0 ? GO : REST;
	asked = mode == REST;
	if (strcmp(word, "sweep") != 0)
		return;
	for (struct client *c = clients; c < clients + count; c++)
		if (c->state == BOUND && c->until_us > now)
			enter(c, c->number % 2 ? RENEWING : REBINDING, now);
		else if (c->state == OUT && c->until_us > now)
			enter(c, REBOOTING, now);
}

/* False at the end of stdin. */
static bool
read_commands(uint64_t now)
{
	static char line[LINE_MAX_];
	static size_t len;
	ssize_t n = read(0, line + len, sizeof line - 1 - len);
	char *end;

	if (n <= 0)
		return false;
	len += (size_t)n;
	line[len] = 0;
	while ((end = strchr(line, '\n')) != NULL) {
		*end = 0;
		obey(line, now);
		len -= (size_t)(end + 1 - line);
		memmove(line, end + 1, len + 1);
	}
	return len < sizeof line - 1;
}

static void
tell_quiet(void)
{
	for (const struct client *c = clients; c < clients + count; c++)
		if (is_busy(c))
			return;
	begin_line("quiet");
	printf("}\n");
	asked = false;
}

static void
run(void)
{
	struct pollfd p[] = {{fd, POLLIN, 0}, {0, POLLIN, 0}};

	for (;;) {
		uint64_t now;

		poll(p, 2, 5);
		now = clock_us(CLOCK_MONOTONIC);
		hear(now);
		if (p[1].revents != 0 && !read_commands(now))
			return;
		tick(now);
		if (asked)
			tell_quiet();
		fflush(stdout);
	}
}

int
main(int argc, char **argv)
{
	uint32_t first;

	if (argc < 5) {
		fprintf(stderr, "usage: crowd INTERFACE CLIENTS ACTS_PER_SECOND SEED [FIRST]\n");
		return 2;
	}
	count = (unsigned)strtoul(argv[2], NULL, 10);
	per_second = (unsigned)strtoul(argv[3], NULL, 10);
	dice = strtoull(argv[4], NULL, 10) * 0x9e3779b97f4a7c15ull | 1;
	first = argc > 5 ? (uint32_t)strtoul(argv[5], NULL, 10) : 0;
	if (count == 0 || count > CLIENTS_MAX || per_second == 0) {
		fprintf(stderr, "crowd: 1 to %d clients, at least one act a second\n", CLIENTS_MAX);
		return 2;
	}
	next_xid = (uint32_t)dice;
	for (unsigned i = 0; i < count; i++) {
		clients[i].number = first * count + i;
		clients[i].due_us = clock_us(CLOCK_MONOTONIC) + roll(3 * SECOND);
	}
	fd = open_wire(argv[1], ETH_P_ALL);
	run();
	return 0;
}
