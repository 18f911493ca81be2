/* bench/load.c -- a load of DHCP clients from one packet socket, as fast as a server can bear: they
 * broadcast on the link, or come through a relay agent that is played as well. See
 * bench/compare.py.
 *
 *	bench/load -i DEVICE [-b FIRST] [-n MOST] [-g AGENT -s SERVER -m MAC]
 *
 * FIRST numbers the hardware addresses, MOST bounds the clients; AGENT is the relay agent's
 * address, SERVER and MAC say whom it asks. Commands on stdin, for each a line of JSON on stdout:
 *
 *	new w=64 d=3 [n=MOST]	closed loop: so many new clients outstanding for so many seconds
 *	new r=5000 rr=500 d=3	open loop: so many new clients, and renewals, a second
 *	renew w=64 d=3		closed loop of renewals by clients that have a lease
 *	quit
 *
 * Beside them rto=SECONDS (1) until a client says the same again, and wait=SECONDS (1) for what is
 * outstanding at the end. A renewal is a broadcast with ciaddr (RFC 2131, 4.3.2: rebinding). `rate`
 * is what was acknowledged within the time; in a closed loop that MOST ended first, over the time
 * until the last one.
 *
 * A client is a slot in one table; those that wait for an answer are in a list in the order in
 * which they spoke last. `twice` counts addresses that another client here has already. */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "bench/frame.h"
#include "bench/histogram.h"

enum {
	CLIENTS = 4000000,
	BURST = 2 * RING_BATCH,
	TAKE = 512, /* frames that are read before it is sent again */
	XID = 0x40000000,
	REQUESTS = 4, /* unanswered ones, before a client begins again */
	ADDRESSES = 1 << 24,
	SECONDS_MOST = 600
};
#define NONE UINT32_MAX

enum state { IDLE, SELECTING, REQUESTING, BOUND, RENEWING };

struct client {
	uint64_t began_ns, spoke_ns;
	uint32_t address, server, next, prev;
	uint8_t state, tries;
};

struct counts {
	uint64_t discovers, requests, renewals, offers, acks, renewed, naks, again, stray, twice,
	    moved, acks_within, renewed_within;
	uint64_t last_ack_ns;
};

struct order { /* a command */
	bool renew;
	double window, rate, renew_rate, seconds, most, rto, wait;
};

static struct load {
	struct ring ring;
	struct client *client;
	uint32_t *bound; /* those that ever had a lease */
	uint32_t *owner; /* low 24 bits of an address -> client + 1 */
	uint32_t most, fresh, bound_count, turn, head, tail, first;
	bool relayed;
	uint32_t agent, server;
	uint8_t server_mac[6];
	int64_t outstanding;
	bool sending; /* the order's time is not over */
	uint64_t now_ns;
	struct counts n;
	struct histogram offer, ack, lease, renewal;
} l;

static volatile sig_atomic_t stop;

static void
on_signal(int number)
{
	(void)number;
	stop = 1;
}

static uint64_t
clock_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static double
processor_s(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

/* ---- who waits for an answer ---- */

static void
list_add(uint32_t i)
{
	l.client[i].next = NONE;
	l.client[i].prev = l.tail;
	if (l.tail != NONE)
		l.client[l.tail].next = i;
	else
		l.head = i;
	l.tail = i;
}

static void
list_take(uint32_t i)
{
	struct client *c = &l.client[i];

	if (c->prev != NONE)
		l.client[c->prev].next = c->next;
	else
		l.head = c->next;
	if (c->next != NONE)
		l.client[c->next].prev = c->prev;
	else
		l.tail = c->prev;
}

/* ---- what they say ---- */

static void
mac_of(uint32_t i, uint8_t *ret)
{
	put16(ret, 0x0277);
	put32(ret + 2, l.first + i);
}

static uint8_t *
put_option(uint8_t *p, uint8_t code, uint8_t len, const void *value)
{
	p[0] = code;
	p[1] = len;
	memcpy(p + 2, value, len);
	return p + 2 + len;
}

static void
options(uint8_t *p, uint32_t i)
{
	static const uint8_t want[] = {1, 3, 6, 15, 51, 54};
	const struct client *c = &l.client[i];
	uint8_t type = c->state == SELECTING ? DISCOVER : REQUEST, id[7] = {1}, address[4];

	mac_of(i, id + 1);
	p = put_option(p, 53, 1, &type);
	p = put_option(p, 61, sizeof id, id);
	if (c->state == REQUESTING) {
		put32(address, c->address);
		p = put_option(p, 50, 4, address);
		put32(address, c->server);
		p = put_option(p, 54, 4, address);
	}
	p = put_option(p, 55, sizeof want, want);
	*p = 255;
}

static struct frame_ends
ends_of(const struct client *c)
{
	struct frame_ends ret = {.to = 0xffffffff, .from_port = 68, .to_port = 67};

	memset(ret.to_mac, 255, 6);
	memcpy(ret.from_mac, l.ring.mac, 6);
	if (c->state == RENEWING)
		ret.from = c->address;
	if (l.relayed) {
		ret.from = l.agent;
		ret.to = l.server;
		ret.from_port = 67;
		memcpy(ret.to_mac, l.server_mac, 6);
	}
	return ret;
}

/* Client i says what its state asks for, and is the last that waits for an answer. */
static void
speak(uint32_t i)
{
	struct client *c = &l.client[i];
	struct frame_ends ends = ends_of(c);
	uint8_t *f = ring_frame(&l.ring), *m = f + RING_DHCP;

	frame_headers(f, &ends);
	put32(m, 0x01010600);
	put32(m + DHCP_XID, XID + i);
	put16(m + 8, (unsigned)((l.now_ns - c->began_ns) / 1000000000u) & 0xffff);
	if (c->state == RENEWING)
		put32(m + DHCP_CIADDR, c->address);
	else
		put16(m + DHCP_FLAGS, 0x8000);
	if (l.relayed) {
		m[3] = 1;
		put32(m + DHCP_GIADDR, l.agent);
	}
	mac_of(i, m + DHCP_CHADDR);
	put32(m + DHCP_COOKIE, 0x63825363);
	options(m + DHCP_OPTIONS, i);
	c->spoke_ns = l.now_ns;
	list_add(i);
}

static void
begin_new(void)
{
	uint32_t i = l.fresh++;

	l.client[i] = (struct client){.began_ns = l.now_ns, .state = SELECTING};
	speak(i);
	l.n.discovers++;
	l.outstanding++;
}

/* The next that is bound renews. Returns false when nobody is. */
static bool
begin_renewal(void)
{
	for (unsigned looked = 0; looked < BURST && l.bound_count > 0; looked++) {
		uint32_t i = l.bound[l.turn++ % l.bound_count];
		struct client *c = &l.client[i];

		if (c->state != BOUND)
			continue;
		c->began_ns = l.now_ns;
		c->state = RENEWING;
		c->tries = 0;
		speak(i);
		l.n.renewals++;
		l.outstanding++;
		return true;
	}
	return false;
}

/* Those that have waited for too long say it again, the longest first. */
static void
speak_again(uint64_t rto_ns)
{
	for (unsigned k = 0; k < BURST && l.head != NONE; k++) {
		uint32_t i = l.head;
		struct client *c = &l.client[i];

		if (l.now_ns < c->spoke_ns + rto_ns)
			return;
		list_take(i);
		l.n.again++;
		c->tries++;
		if (c->state == REQUESTING && c->tries > REQUESTS) {
			c->state = SELECTING;
			c->tries = 0;
		}
		speak(i);
	}
}

/* ---- what they hear ---- */

struct answer {
	uint8_t type;
	uint32_t client, address, server;
};

static bool
decode(const uint8_t *f, unsigned len, struct answer *ret)
{
	const uint8_t *m = f + RING_DHCP, *p = m + DHCP_OPTIONS, *end = f + len;

	if (len < RING_DHCP + DHCP_OPTIONS || f[14] != 0x45 || m[0] != 2)
		return false;
	*ret =
	    (struct answer){.client = get32(m + DHCP_XID) - XID, .address = get32(m + DHCP_YIADDR)};
	while (end - p > 2 && *p != 255) {
		if (*p == 0) {
			p++;
			continue;
		}
		if (end - p < 2 + p[1])
			return false;
		if (p[0] == 53 && p[1] == 1)
			ret->type = p[2];
		else if (p[0] == 54 && p[1] == 4)
			ret->server = get32(p + 2);
		p += 2 + p[1];
	}
	return ret->client < l.fresh;
}

static uint64_t
since_us(uint64_t then_ns)
{
	return (l.now_ns - then_ns) / 1000;
}

static void
take(uint32_t i, uint32_t address)
{
	uint32_t *owner = &l.owner[address % ADDRESSES];

	if (*owner != 0 && *owner != i + 1)
		l.n.twice++;
	*owner = i + 1;
}

static void
on_ack(uint32_t i, uint32_t address)
{
	struct client *c = &l.client[i];

	list_take(i);
	l.outstanding--;
	l.n.moved += address != c->address;
	c->address = address;
	take(i, address);
	if (c->state == RENEWING) {
		histogram_add(&l.renewal, since_us(c->began_ns));
		l.n.renewed++;
		l.n.renewed_within += l.sending;
	} else {
		histogram_add(&l.ack, since_us(c->spoke_ns));
		histogram_add(&l.lease, since_us(c->began_ns));
		l.n.acks++;
		l.n.acks_within += l.sending;
		l.bound[l.bound_count++] = i;
	}
	l.n.last_ack_ns = l.now_ns;
	c->state = BOUND;
	c->tries = 0;
}

static void
hear(const struct answer *a)
{
	struct client *c = &l.client[a->client];
	bool asked = c->state == REQUESTING || c->state == RENEWING;

	if (a->type == OFFER && c->state == SELECTING) {
		l.n.offers++;
		histogram_add(&l.offer, since_us(c->spoke_ns));
		list_take(a->client);
		c->address = a->address;
		c->server = a->server;
		c->state = REQUESTING;
		c->tries = 0;
		l.n.requests++;
		speak(a->client);
	} else if (a->type == ACK && asked) {
		on_ack(a->client, a->address);
	} else if (a->type == NAK && asked) {
		l.n.naks++;
		list_take(a->client);
		c->state = IDLE;
		l.outstanding--;
	} else {
		l.n.stray++;
	}
}

/* Returns how many frames there were. */
static unsigned
hear_all(void)
{
	unsigned count = 0, len;
	const uint8_t *f;
	struct answer a;

	for (; count < TAKE && (f = ring_next(&l.ring, &len)); count++) {
		if (count % 16 == 0)
			l.now_ns = clock_ns();
		if (decode(f, len, &a))
			hear(&a);
		else
			l.n.stray++;
		ring_done(&l.ring);
	}
	return count;
}

/* ---- an order ---- */

static uint64_t
due(double rate, double seconds, uint64_t sent)
{
	double all = rate * seconds;

	return all > (double)sent ? (uint64_t)(all - (double)sent) : 0;
}

static void
begin_due(const struct order *o, double seconds)
{
	uint64_t fresh = due(o->rate, seconds, l.n.discovers);
	uint64_t renewals = due(o->renew_rate, seconds, l.n.renewals);

	if (o->window > 0) {
		int64_t room = (int64_t)o->window - l.outstanding;

		fresh = !o->renew && room > 0 ? (uint64_t)room : 0;
		renewals = o->renew && room > 0 ? (uint64_t)room : 0;
	}
	for (unsigned k = 0; k < BURST && k < fresh && l.fresh < l.most; k++)
		if ((double)l.n.discovers < o->most)
			begin_new();
	for (unsigned k = 0; k < BURST && k < renewals; k++)
		if ((double)l.n.renewals >= o->most || !begin_renewal())
			break;
}

/* Nobody waits any more: what the last order left is given up. */
static void
forget_waiting(void)
{
	for (uint32_t i = l.head; i != NONE; i = l.client[i].next)
		l.client[i].state = IDLE;
	l.head = l.tail = NONE;
	l.outstanding = 0;
}

/* Whether an order has more to begin: a number that it named ends it before its time. */
static bool
more_to_begin(const struct order *o)
{
	return (double)(o->renew ? l.n.renewals : l.n.discovers) < o->most &&
	       (o->renew || o->renew_rate > 0 || l.fresh < l.most);
}

/* Plays it and returns for how many seconds it went on beginning. */
static double
play(const struct order *o)
{
	uint64_t began = clock_ns(), end = began + (uint64_t)(o->seconds * 1e9), over = 0;
	bool eager = o->window == 0 && o->rate + o->renew_rate > 2000;

	l.sending = true;
	while (!stop) {
		l.now_ns = clock_ns();
		if (l.sending && (l.now_ns >= end || !more_to_begin(o))) {
			over = l.now_ns;
			l.sending = false;
		}
		if (!l.sending &&
		    (l.outstanding == 0 || l.now_ns > over + (uint64_t)(o->wait * 1e9)))
			break;
		if (l.sending)
			begin_due(o, (double)(l.now_ns - began) / 1e9);
		if (hear_all() == 0 && l.ring.count == 0)
			ring_wait(&l.ring, eager && l.sending ? 0 : 1);
		l.now_ns = clock_ns();
		speak_again((uint64_t)(o->rto * 1e9));
		ring_send(&l.ring);
	}
	if (o->window > 0 && over < end && l.n.last_ack_ns > began) {
		l.n.acks_within = l.n.acks; /* the number ended it, not the time */
		l.n.renewed_within = l.n.renewed;
		return (double)(l.n.last_ack_ns - began) / 1e9;
	}
	return (double)((over ? over : clock_ns()) - began) / 1e9;
}

static void
print_latency(const char *name, const struct histogram *h)
{
	printf(", \"%s\": {\"n\": %llu, \"mean\": %.3f, \"p50\": %.3f, \"p90\": %.3f, "
	       "\"p99\": %.3f, \"p999\": %.3f, \"most\": %.3f}",
	       name, (unsigned long long)h->count,
	       h->count ? (double)h->sum_us / (double)h->count / 1e3 : 0, histogram_at(h, 500),
	       histogram_at(h, 900), histogram_at(h, 990), histogram_at(h, 999),
	       (double)h->most_us / 1e3);
}

static void
print_counts(void)
{
	const struct {
		const char *name;
		uint64_t count;
	} row[] = {{"discovers", l.n.discovers},
		   {"requests", l.n.requests},
		   {"renewals", l.n.renewals},
		   {"offers", l.n.offers},
		   {"acks", l.n.acks},
		   {"renewed", l.n.renewed},
		   {"naks", l.n.naks},
		   {"again", l.n.again},
		   {"stray", l.n.stray},
		   {"twice", l.n.twice},
		   {"moved", l.n.moved},
		   {"unsent", l.ring.unsent},
		   {"missed", ring_missed(&l.ring)},
		   {"open", (uint64_t)l.outstanding},
		   {"held", l.bound_count}};

	for (unsigned i = 0; i < sizeof row / sizeof *row; i++)
		printf(", \"%s\": %llu", row[i].name, (unsigned long long)row[i].count);
}

static void
carry_out(const struct order *o)
{
	double seconds, used = processor_s();

	memset(&l.n, 0, sizeof l.n);
	memset(&l.offer, 0, sizeof l.offer);
	memset(&l.ack, 0, sizeof l.ack);
	memset(&l.lease, 0, sizeof l.lease);
	memset(&l.renewal, 0, sizeof l.renewal);
	l.ring.unsent = 0;
	ring_missed(&l.ring);
	forget_waiting();
	seconds = play(o);
	printf("{\"seconds\": %.6f, \"rate\": %.1f, \"renew_rate\": %.1f, \"processor_s\": %.6f",
	       seconds, seconds > 0 ? (double)l.n.acks_within / seconds : 0,
	       seconds > 0 ? (double)l.n.renewed_within / seconds : 0, processor_s() - used);
	print_counts();
	print_latency("offer_ms", &l.offer);
	print_latency("ack_ms", &l.ack);
	print_latency("lease_ms", &l.lease);
	print_latency("renewal_ms", &l.renewal);
	puts("}");
}

/* ---- words ---- */

/* One KEY=NUMBER of an order. */
static bool
parse_word(const char *word, struct order *ret)
{
	const struct {
		const char *key;
		double *value;
	} row[] = {{"w=", &ret->window},  {"r=", &ret->rate}, {"rr=", &ret->renew_rate},
		   {"d=", &ret->seconds}, {"n=", &ret->most}, {"rto=", &ret->rto},
		   {"wait=", &ret->wait}};

	for (unsigned i = 0; i < sizeof row / sizeof *row; i++) {
		size_t len = strlen(row[i].key);
		char *end;

		if (strncmp(word, row[i].key, len) != 0)
			continue;
		*row[i].value = strtod(word + len, &end);
		return end != word + len && *end == '\0' && *row[i].value >= 0;
	}
	return false;
}

static bool
parse(char *line, struct order *ret)
{
	char *rest = line, *word = strsep(&rest, " \n");

	*ret = (struct order){.seconds = 3, .most = CLIENTS, .rto = 1, .wait = 1};
	ret->renew = strcmp(word, "renew") == 0;
	if (!ret->renew && strcmp(word, "new") != 0)
		return false;
	while ((word = strsep(&rest, " \n")))
		if (*word != '\0' && !parse_word(word, ret))
			return false;
	return ret->seconds <= SECONDS_MOST && ret->wait <= SECONDS_MOST && ret->rto > 0 &&
	       (ret->window >= 1) != (ret->rate + ret->renew_rate > 0) &&
	       (ret->window >= 1 || !ret->renew);
}

static void
serve(void)
{
	char line[256];
	struct order o;

	while (!stop && fgets(line, sizeof line, stdin) && strncmp(line, "quit", 4) != 0) {
		if (parse(line, &o))
			carry_out(&o);
		else
			puts("{\"error\": \"new or renew, with w= or r= and rr=, d=, n=, rto=, "
			     "wait=\"}");
		fflush(stdout);
	}
}

static bool
parse_mac(const char *text, uint8_t *ret)
{
	return sscanf(text, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx", ret, ret + 1, ret + 2, ret + 3,
		      ret + 4, ret + 5) == 6;
}

static bool
parse_address(const char *text, uint32_t *ret)
{
	uint8_t b[4];

	if (sscanf(text, "%hhu.%hhu.%hhu.%hhu", b, b + 1, b + 2, b + 3) != 4)
		return false;
	*ret = get32(b);
	return true;
}

/* Returns the interface's name, or NULL when the words are not right. */
static const char *
parse_arguments(int argc, char **argv)
{
	const char *device = NULL;
	bool right = true, mac = false;

	l.most = CLIENTS;
	for (int o; (o = getopt(argc, argv, "i:b:n:g:s:m:")) > 0;) {
		if (o == 'i')
			device = optarg;
		else if (o == 'b')
			l.first = (uint32_t)strtoul(optarg, NULL, 0);
		else if (o == 'n')
			l.most = (uint32_t)strtoul(optarg, NULL, 0);
		else if (o == 'g')
			right &= l.relayed = parse_address(optarg, &l.agent);
		else if (o == 's')
			right &= parse_address(optarg, &l.server);
		else if (o == 'm')
			right &= mac = parse_mac(optarg, l.server_mac);
		else
			right = false;
	}
	if (l.relayed != (l.server != 0) || l.relayed != mac || l.most == 0 || l.most > CLIENTS)
		right = false;
	return right && optind == argc ? device : NULL;
}

/* Zeroed memory that costs nothing until it is used; NULL when there is none. */
static void *
table(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

int
main(int argc, char **argv)
{
	const char *device = parse_arguments(argc, argv);

	if (!device) {
		fprintf(stderr, "usage: load -i DEVICE [-b FIRST] [-n MOST] "
				"[-g AGENT -s SERVER -m MAC]\n");
		return 2;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	l.head = l.tail = NONE;
	l.client = table(l.most * sizeof *l.client);
	l.bound = table(l.most * sizeof *l.bound);
	l.owner = table(ADDRESSES * sizeof *l.owner);
	if (!l.client || !l.bound || !l.owner) {
		perror("load");
		return 1;
	}
	if (ring_open(&l.ring, device, l.relayed ? 67 : 68) < 0)
		return 1;
	serve();
	return 0;
}
