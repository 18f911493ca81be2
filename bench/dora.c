/* bench/dora.c -- what a lease costs from DISCOVER to ACK: node_step() alone, in one process, with
 * batches of 32 frames of clients that were never seen before. Once on a device without a pair,
 * once on a pair that is Connected; there both devices hear every frame, as on a switch, and the
 * work of both counts.
 *
 *	bench/dora			microseconds of processor time per DORA, of several rounds
 *	bench/dora single|paired COUNT	one round of so many, and no word: to count instructions,
 *		valgrind --tool=callgrind --toggle-collect=node_step build/release/bench/dora paired
 *2048 less the same with 0, which only starts the devices
 *
 * The host in here is small: an append is synced at once, what is sent arrives next, links are up
 * when they are asked for, and the first device is told to be Master. So nothing is waited for, and
 * what is left beside node_step() are a few copies. Run by `make bench-dora`. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/checksum.h"
#include "bench/measure.h"
#include "dhcp/message.h"
#include "node/node.h"
#include "wire/ether.h"

enum {
	BATCH = 32,
	COUNT = 1024 * BATCH, /* below the 65536 addresses of a section */
	ROUNDS = 15,
	FRAME = 14 + 20 + 8 + DHCP_BOOTP_MIN,
	WINDOW = 1 << 20,
	WAITING_MAX = 1024,
	BYTES_MAX = 16 << 20,
	VLAN = 100
};

#define BATCH_US  (4 * TIME_MS) /* time between batches */
#define SETTLE_US (30 * TIME_SEC)

struct waiting { /* an input on its way; one of a connection has its bytes at `offset` */
	unsigned device;
	size_t offset;
	struct node_input in;
};

struct device {
	struct node *node;
	bool open[2];	/* the accepted and the dialled connection, as the node believes or hopes */
	size_t room[2]; /* ... and what they take */
};

struct client {
	struct ip4 address, server; /* as offered */
	bool offered, leased;
};

static struct host {
	unsigned devices;
	uint64_t now;
	struct device device[2];
	unsigned head, count;
	struct waiting waiting[WAITING_MAX];
	size_t used;
	uint8_t bytes[BYTES_MAX];
	struct node_actions out;
	uint64_t sent; /* over connections */
	struct client client[COUNT];
} host;

static const char shared_config[] = "#\nsysname Bench\n#\nvlan 100\n#\n"
				    "ip pool pool1 server\n"
				    " gateway 10.0.0.100 255.224.0.0\n"
				    " section 0 10.1.0.0 10.1.255.255\n"
				    " server identifier ip 10.0.0.100\n"
				    "%s%s"
				    "#\ninterface Vlanif 100\n"
				    " ip address 10.0.0.%u 255.224.0.0\n"
				    "%s"
				    " dhcp server enable\n"
				    "#\ninterface GigabitEthernet 0/1/1\n"
				    " portswitch\n undo shutdown\n"
				    " port link-type trunk\n"
				    " port trunk allow-pass vlan 100\n"
				    "#\nreturn\n";

static const char pair_config[] = " remote-backup-profile service1\n"
				  "#\nremote-backup-profile service1\n"
				  " service-type dhcp-server\n"
				  " backup-id 1 remote-backup-service service1\n"
				  " peer-backup hot\n"
				  " vrrp-id 1 interface Vlanif 100\n";

static const char service_config[] = "#\nremote-backup-service service1\n"
				     " peer 10.0.0.%u source 10.0.0.%u port 10000\n";

static void
end(const char *why)
{
	fprintf(stderr, "bench/dora: %s\n", why);
	exit(1);
}

/* ---- the host ---- */

static void
post(unsigned device, const struct node_input *in)
{
	if (host.count == WAITING_MAX)
		end("too much is on its way");
	host.waiting[(host.head + host.count++) % WAITING_MAX] =
	    (struct waiting){device, host.used, *in};
}

static void
post_stream(unsigned device, bool dialled, enum node_stream_event event, size_t len)
{
	struct node_input in = {.kind = NODE_IN_STREAM};

	in.u.stream.dialled = dialled;
	in.u.stream.event = event;
	in.u.stream.len = len;
	if (event != NODE_STREAM_DATA)
		host.device[device].room[dialled] = len;
	post(device, &in);
}

static void
carry(unsigned device, const struct node_action *a)
{
	size_t *room = &host.device[device].room[a->dialled];

	if (a->len > BYTES_MAX - host.used || a->len > *room)
		end("more is sent than there is room for");
	post_stream(1 - device, !a->dialled, NODE_STREAM_DATA, a->len);
	memcpy(host.bytes + host.used, a->bytes, a->len);
	host.used += a->len;
	host.sent++;
	*room -= a->len;
	if (*room < WINDOW / 2)
		post_stream(device, a->dialled, NODE_STREAM_ROOM, WINDOW);
}

static void
dial(unsigned device)
{
	host.device[device].open[1] = true;
	if (host.device[1 - device].node) {
		post_stream(device, true, NODE_STREAM_OPENED, WINDOW);
		post_stream(1 - device, false, NODE_STREAM_OPENED, WINDOW);
	} else {
		post_stream(device, true, NODE_STREAM_CLOSED, 0);
	}
}

static void
hang_up(unsigned device, bool dialled)
{
	host.device[device].open[dialled] = false;
	post_stream(1 - device, !dialled, NODE_STREAM_CLOSED, 0);
}

static struct vrrp_status
status_of(unsigned device)
{
	return (struct vrrp_status){.vlan = VLAN,
				    .vrid = 1,
				    .state = device == 0 ? VRRP_MASTER : VRRP_BACKUP,
				    .vips_count = 1,
				    .vip = {IP4(10, 0, 0, 100)},
				    .master = IP4(10, 0, 0, 1),
				    .local = {IP4(10, 0, 0, 1).host + device},
				    .preempt_at_us = TIME_NEVER,
				    .recover_at_us = TIME_NEVER};
}

static void
links_up(unsigned device)
{
	struct node_input in = {.kind = NODE_IN_LAN, .u.lan.ok = true};

	post(device, &in);
	in = (struct node_input){.kind = NODE_IN_LINK};
	in.u.link.vlan = VLAN;
	in.u.link.up = true;
	in.u.link.mac = (struct mac){{2, 0, 0, 0, 0, (uint8_t)(device + 1)}};
	post(device, &in);
	in = (struct node_input){.kind = NODE_IN_STATUS, .u.status = status_of(device)};
	post(device, &in);
}

static void
slice_written(unsigned device, const struct node_action *a)
{
	struct node_input in = {.kind = NODE_IN_DISK};

	in.u.disk.event = a->last ? NODE_DISK_SNAPSHOT : NODE_DISK_SLICE;
	in.u.disk.number = a->segment;
	post(device, &in);
}

static void hear(const uint8_t *frame, size_t len);

/* Returns whether there was something that the disk has to sync. */
static bool
perform(unsigned device, const struct node_action *a)
{
	if (a->kind == NODE_ACT_FRAME)
		hear(a->bytes, a->len);
	else if (a->kind == NODE_ACT_SEND)
		carry(device, a);
	else if (a->kind == NODE_ACT_DIAL)
		dial(device);
	else if (a->kind == NODE_ACT_LAN)
		links_up(device);
	else if (a->kind == NODE_ACT_SNAPSHOT)
		slice_written(device, a);
	else if (a->kind == NODE_ACT_STOPPED)
		end("a device stopped");
	else if (a->kind == NODE_ACT_HANGUP)
		hang_up(device, a->dialled);
	return a->kind == NODE_ACT_APPEND;
}

static void
step(unsigned device, const struct node_input *given)
{
	struct node_input in = *given, synced = {.kind = NODE_IN_DISK};

	in.now = host.now;
	node_step(host.device[device].node, &in, &host.out);
	for (unsigned i = 0; i < host.out.count; i++)
		if (perform(device, &host.out.list[i]))
			synced.u.disk.number = host.out.list[i].number;
	synced.u.disk.event = NODE_DISK_SYNCED;
	if (synced.u.disk.number > 0)
		post(device, &synced);
}

/* What is for a connection that this end has closed is lost. */
static void
step_stream(unsigned device, struct node_input *in, size_t offset)
{
	bool *open = &host.device[device].open[in->u.stream.dialled];

	if (!*open && in->u.stream.event != NODE_STREAM_OPENED)
		return;
	*open = in->u.stream.event != NODE_STREAM_CLOSED;
	in->u.stream.bytes = host.bytes + offset;
	step(device, in);
}

/* Until nothing is on its way. */
static void
settle(void)
{
	while (host.count > 0) {
		struct waiting w = host.waiting[host.head];

		host.head = (host.head + 1) % WAITING_MAX;
		host.count--;
		if (w.in.kind == NODE_IN_STREAM)
			step_stream(w.device, &w.in, w.offset);
		else
			step(w.device, &w.in);
	}
	host.used = 0;
}

/* Lets time pass, from deadline to deadline. */
static void
pass(uint64_t span_us)
{
	static const struct node_input tick = {.kind = NODE_IN_TICK};
	uint64_t until = host.now + span_us;

	while (host.now < until) {
		uint64_t next = until;

		for (unsigned i = 0; i < host.devices; i++)
			next = time_min(next, node_deadline(host.device[i].node));
		if (next > host.now)
			host.now = next;
		for (unsigned i = 0; i < host.devices; i++)
			if (node_deadline(host.device[i].node) <= host.now)
				step(i, &tick);
		settle();
	}
}

/* ---- devices ---- */

static void
start(unsigned device, bool paired)
{
	static const char *const port[] = {"GigabitEthernet0/1/1"};
	char config[2048], service[128] = "";
	struct node_input in = {.kind = NODE_IN_START};

	if (paired)
		snprintf(service, sizeof service, service_config, 2 - device, device + 1);
	snprintf(config, sizeof config, shared_config, paired ? pair_config : "", service,
		 device + 1, paired ? " vrrp vrid 1 virtual-ip 10.0.0.100\n" : "");
	in.u.start.text = config;
	in.u.start.file = "bench.cfg";
	in.u.start.ports_count = 1;
	in.u.start.port = port;
	in.u.start.seed = device + 1;
	in.u.start.boot = device + 1;
	in.u.start.state_dir = ".";
	host.device[device].node = node_new();
	step(device, &in);
}

static void
begin(bool paired)
{
	memset(host.client, 0, sizeof host.client);
	host.now = 1000 * TIME_SEC;
	host.devices = paired ? 2 : 1;
	for (unsigned i = 0; i < host.devices; i++)
		start(i, paired);
	settle();
	pass(SETTLE_US); /* the batch, and the start-up delay */
}

static void
finish(void)
{
	for (unsigned i = 0; i < host.devices; i++) {
		node_free(host.device[i].node);
		host.device[i] = (struct device){0};
	}
}

/* ---- clients ---- */

static void
put_options(struct wr *w, uint32_t n, const struct client *c)
{
	wr_bytes(w, (const uint8_t[]){DHCP_OPT_TYPE, 1, c->offered ? DHCP_REQUEST : DHCP_DISCOVER},
		 3);
	wr_bytes(w, (const uint8_t[]){DHCP_OPT_CLIENT_ID, 7, 1, 2, 1}, 5);
	wr_be32(w, n);
	if (c->offered) {
		wr_bytes(w, (const uint8_t[]){DHCP_OPT_SERVER_ID, 4}, 2);
		wr_be32(w, c->server.host);
		wr_bytes(w, (const uint8_t[]){DHCP_OPT_REQUESTED, 4}, 2);
		wr_be32(w, c->address.host);
	}
	wr_bytes(w, (const uint8_t[]){DHCP_OPT_PARAMETERS, 4, 1, 3, 6, 15, DHCP_OPT_END}, 7);
}

/* The broadcast of client n: DISCOVER, and REQUEST once it was offered something. */
static void
client_frame(uint8_t *frame, uint32_t n)
{
	struct wr w = wr_of(frame, FRAME);

	wr_bytes(&w, (const uint8_t[]){255, 255, 255, 255, 255, 255, 2, 1}, 8);
	wr_be32(&w, n);
	wr_bytes(&w, (const uint8_t[]){8, 0, 0x45, 0}, 4);
	wr_be16(&w, FRAME - 14);
	wr_bytes(&w, (const uint8_t[]){0, 0, 0, 0, 64, 17, 0, 0, 0, 0, 0, 0}, 12);
	wr_be32(&w, 0xffffffff);
	wr_patch16(&w, 24, checksum_end(checksum_add(0, frame + 14, 20)));
	wr_be16(&w, DHCP_CLIENT_PORT);
	wr_be16(&w, DHCP_SERVER_PORT);
	wr_be16(&w, FRAME - 34);
	wr_be16(&w, 0); /* no UDP checksum */
	wr_bytes(&w, (const uint8_t[]){1, 1, 6, 0}, 4);
	wr_be32(&w, n);
	wr_be32(&w, 0x00008000);
	wr_zero(&w, 16);
	wr_bytes(&w, (const uint8_t[]){2, 1}, 2);
	wr_be32(&w, n);
	wr_zero(&w, 10 + 192);
	wr_be32(&w, 0x63825363);
	put_options(&w, n, &host.client[n]);
	wr_zero(&w, FRAME - w.len);
	if (w.bad)
		end("a frame is too long");
}

static void
note(struct client *c, enum dhcp_type type, struct ip4 address, struct ip4 server)
{
	if (type == DHCP_OFFER && !c->offered) {
		c->offered = true;
		c->address = address;
		c->server = server;
	} else if (type == DHCP_ACK && c->offered && address.host == c->address.host) {
		c->leased = true;
	} else {
		end("a client was told something unexpected");
	}
}

/* A frame of a device to a client, whose number is the xid; or an announcement of its address. */
static void
hear(const uint8_t *frame, size_t len)
{
	struct rd in = rd_of(frame, len);
	struct ip4 address, server = {0};
	enum dhcp_type type = 0;
	uint32_t n;

	if (frame[12] == ETHER_ARP >> 8 && frame[13] == (ETHER_ARP & 0xff))
		return;
	rd_bytes(&in, 42 + 4);
	n = rd_be32(&in);
	rd_bytes(&in, 8);
	address.host = rd_be32(&in);
	rd_bytes(&in, DHCP_FIXED_LEN - 20);
	for (uint8_t code; !in.bad && (code = rd_u8(&in)) != DHCP_OPT_END;) {
		struct rd option = rd_sub(&in, rd_u8(&in));

		if (code == DHCP_OPT_TYPE)
			type = rd_u8(&option);
		if (code == DHCP_OPT_SERVER_ID)
			server.host = rd_be32(&option);
	}
	if (in.bad || n >= COUNT)
		end("a frame is no reply to a client");
	note(&host.client[n], type, address, server);
}

/* All of a batch say what comes next; every device hears it. */
static void
say(uint32_t first)
{
	static uint8_t bytes[BATCH][FRAME];
	struct node_frame frame[BATCH];
	struct node_input in = {.kind = NODE_IN_FRAMES};

	for (uint32_t i = 0; i < BATCH; i++) {
		client_frame(bytes[i], first + i);
		frame[i] = (struct node_frame){.vlan = VLAN, .bytes = bytes[i], .len = FRAME};
	}
	in.u.frames.count = BATCH;
	in.u.frames.list = frame;
	for (unsigned i = 0; i < host.devices; i++)
		step(i, &in);
	settle();
}

static void
dora(uint32_t count)
{
	uint64_t sent = host.sent;

	for (uint32_t first = 0; first < count; first += BATCH) {
		say(first);
		say(first);
		pass(BATCH_US);
	}
	for (uint32_t n = 0; n < count; n++)
		if (!host.client[n].leased)
			end("a client has no lease");
	/* An update and an answer a batch at the least, or the two were not Connected. */
	if (host.devices == 2 && host.sent - sent < 2 * count / BATCH)
		end("the devices are no pair");
}

/* ---- rounds ---- */

static void
measure(bool paired)
{
	double took[ROUNDS];

	for (unsigned i = 0; i < ROUNDS; i++) {
		double since;

		begin(paired);
		since = measure_seconds();
		dora(COUNT);
		took[i] = (measure_seconds() - since) * 1e6 / COUNT;
		finish();
	}
	qsort(took, ROUNDS, sizeof *took, measure_order);
	printf("%-6s %6.2f us of processor time per DORA (median of %u rounds of %u, %.2f to "
	       "%.2f)\n",
	       paired ? "paired" : "single", took[ROUNDS / 2], ROUNDS, COUNT, took[0],
	       took[ROUNDS - 1]);
}

int
main(int argc, char **argv)
{
	unsigned long count = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
	bool paired = argc == 3 && strcmp(argv[1], "paired") == 0;

	if (argc == 1) {
		measure(false);
		measure(true);
		return 0;
	}
	if (argc != 3 || (!paired && strcmp(argv[1], "single") != 0) || count > COUNT ||
	    count % BATCH != 0)
		end("usage: dora [single|paired COUNT], a multiple of 32");
	begin(paired);
	dora((uint32_t)count);
	finish();
	return 0;
}
