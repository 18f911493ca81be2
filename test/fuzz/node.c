/* A byte script drives one whole device the way a hostile world would: frames of clients and of
 * anybody, a peer that says whatever it likes under right checksums and numbers, command lines,
 * VRRP and links, a disk that fails at any moment, clocks, restarts with what the disk then holds.
 * The asserts of the tree and of node_world.h judge.
 *
 * First byte: which configuration, and how much of the rest is a state folder (journal_files.h).
 * Then orders: one byte each and what it wants besides. */
#include "test/fuzz/node_world.h"

#include "test/fuzz/journal_files.h"
#include "test/fuzz/node_words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LINE_MAX = 300, BODY_MAX = 600, ORDERS_MAX = 1000 };

static uint8_t body[BODY_MAX], frame[RBS_FRAME_MAX], many[RBS_FRAME_MAX];

/* Up to so many bytes, counted by the byte before them. */
static struct rd
take(struct rd *script, size_t most)
{
	size_t len = rd_u8(script);

	if (len > most)
		len = most;
	return rd_sub(script, len > script->left ? script->left : len);
}

/* Memory of just their length, so that an overrun shows. */
static uint8_t *
exactly(const uint8_t *bytes, size_t len)
{
	uint8_t *p = malloc(len + (len == 0));

	assert(p);
	if (len > 0)
		memcpy(p, bytes, len);
	return p;
}

/* ---- clients ---- */

static void
hear(struct world *w, unsigned vlan, const uint8_t *bytes, size_t len)
{
	uint8_t *p = exactly(bytes, len);
	struct node_frame list[3] = {{.vlan = (uint16_t)vlan, .bytes = p, .len = len}};
	struct node_input in = {.kind = NODE_IN_FRAMES, .u.frames.list = list};

	list[1] = list[0];
	in.u.frames.count = len % 3 == 0 ? 2 : 1;
	world_step(w, &in);
	free(p);
}

static void
datagram(struct world *w, unsigned vlan, uint8_t client, const uint8_t *bytes, size_t len)
{
	struct udp_packet p = {
	    .ether = {.dst = {{255, 255, 255, 255, 255, 255}}, .src = {{2, 1, 0, 0, 0, client}}},
	    .dst = {0xffffffff},
	    .src_port = 68,
	    .dst_port = 67};
	struct wr out = wr_of(frame, 1514);
	size_t at = udp_begin(&out, &p);

	wr_bytes(&out, bytes, len);
	udp_end(&out, at);
	if (!out.bad)
		hear(w, vlan, frame, out.len);
}

static struct ip4
address_of(const struct world *w, uint8_t n)
{
	if (n >= 0xf0)
		return w->offered;
	if (n >= 0xe0)
		return (struct ip4){0x0a140000u + n}; /* 10.20.0.x */
	return (struct ip4){n < 0x80 ? WORLD_POOL + n % WORLD_ADDRESSES : 0};
}

static void
address_option(struct wr *out, uint8_t code, struct ip4 address)
{
	if (!ip4_set(address))
		return;
	wr_u8(out, code);
	wr_u8(out, 4);
	wr_be32(out, address.host);
}

static void
client(struct world *w, struct rd *script)
{
	uint8_t type = rd_u8(script), who = rd_u8(script), wants = rd_u8(script);
	uint8_t has = rd_u8(script), how = rd_u8(script);
	struct rd options = how & 4 ? take(script, 255) : rd_of(NULL, 0);
	struct wr out = wr_of(body, sizeof body);

	wr_bytes(&out, (const uint8_t[]){1, 1, 6, 0}, 4);
	wr_be32(&out, how & 8 ? w->xid : ++w->xid);
	wr_be32(&out, how & 1 ? 0x8000 : 0);
	wr_be32(&out, address_of(w, has).host);
	wr_zero(&out, 8);
	wr_be32(&out, how & 2 ? 0x0a1e0001 : 0); /* giaddr 10.30.0.1 */
	wr_bytes(&out, (const uint8_t[]){2, 1, 0, 0, 0, who % 8}, 6);
	wr_zero(&out, 10 + 192);
	wr_be32(&out, 0x63825363);
	wr_bytes(&out, (const uint8_t[]){53, 1, type % 9}, 3);
	address_option(&out, 50, address_of(w, wants));
	if (how & 16)
		address_option(&out, 54, how & 32 ? w->server : (struct ip4){0x0a0a0a64});
	wr_bytes(&out, options.p, options.left);
	wr_u8(&out, 255);
	if (out.len < 300)
		wr_zero(&out, 300 - out.len);
	datagram(w, how & 64 ? 200 : 100, who % 8, body, out.len);
}

static void
somebody_has(struct world *w, struct rd *script)
{
	uint8_t n = rd_u8(script), how = rd_u8(script);
	struct arp arp = {.reply = how & 1, .sender_mac = {{2, 1, 0, 0, 0, how & 7}}};
	struct wr out = wr_of(frame, 64);

	arp.sender = arp.target = address_of(w, n);
	wr_bytes(&out, (const uint8_t[]){2, 0, 0, 0, 0, 1, 2, 1, 0, 0, 0, how & 7, 8, 6}, 14);
	arp_encode(&out, &arp);
	hear(w, how & 8 ? 200 : 100, frame, out.len);
}

/* ---- the peer ---- */

static struct world_peer *
peer_of(struct world *w, uint8_t n, unsigned *ret_service, bool *ret_dialled)
{
	struct world_peer *p = &w->peer[n & 1];

	*ret_service = n & 1;
	*ret_dialled = p->line[1].open && (!p->line[0].open || n & 2);
	return p;
}

static void
stream(struct world *w, unsigned service, bool dialled, enum node_stream_event event, size_t len)
{
	world_step(w,
		   &(struct node_input){.kind = NODE_IN_STREAM,
					.u.stream = {service, dialled, event, NULL, len, false}});
}

/* Opens what is dialled or listened for, closes, gives room. */
static void
connect(struct world *w, struct rd *script)
{
	uint8_t n = rd_u8(script);
	bool dialled = n & 2;
	struct world_peer *p = &w->peer[n & 1];
	struct world_line *l = &p->line[dialled];

	if (n & 8 && l->open) {
		l->room = WORLD_ROOM;
		stream(w, n & 1, dialled, NODE_STREAM_ROOM, l->room);
	} else if (n & 4 && (l->open || l->dialling)) {
		l->open = l->dialling = false;
		stream(w, n & 1, dialled, NODE_STREAM_CLOSED, 0);
	} else if (dialled ? l->dialling : p->listens) {
		if (l->open)
			stream(w, n & 1, dialled, NODE_STREAM_CLOSED, 0);
		*l = (struct world_line){.open = true, .room = n & 16 ? n : WORLD_ROOM};
		p->greeted = p->batched = false;
		stream(w, n & 1, dialled, NODE_STREAM_OPENED, l->room);
	}
}

static void
tell(struct world *w, unsigned service, bool dialled, const uint8_t *bytes, size_t len)
{
	uint8_t *p = exactly(bytes, len);
	struct node_input in = {.kind = NODE_IN_STREAM,
				.u.stream = {service, dialled, NODE_STREAM_DATA, p, len, false}};

	if (w->peer[service].line[dialled].open && len > 0)
		world_step(w, &in);
	free(p);
}

/* The frame as often as one read can hold it, numbered; the last one is left to be told. */
static void
tell_many(struct world *w, unsigned service, bool dialled, size_t len)
{
	struct world_line *l = &w->peer[service].line[dialled];
	struct wr out = wr_of(many, sizeof many);
	struct rd one = rd_of(frame, len);
	struct rbs_frame f;

	if (rbs_frame_take(&one, &f) != RBS_OK)
		return;
	while (out.len + 2 * len <= sizeof many) {
		size_t at = out.len;

		rbs_frame_begin(&out, f.type, f.flags, f.backup_id, l->said++);
		wr_bytes(&out, f.body.p, f.body.left);
		rbs_frame_end(&out, at);
	}
	tell(w, service, dialled, many, out.len);
	out = wr_of(many, sizeof many);
	rbs_frame_begin(&out, f.type, f.flags, f.backup_id, l->said);
	wr_bytes(&out, f.body.p, f.body.left);
	rbs_frame_end(&out, 0);
	memcpy(frame, many, out.len);
}

/* The body was written behind the header of a frame begun in `frame`. */
static void
say(struct world *w, uint8_t n, struct wr *out)
{
	unsigned service;
	bool dialled;
	struct world_peer *p = peer_of(w, n, &service, &dialled);
	size_t cut = 0;

	if (!rbs_frame_end(out, 0))
		return;
	p->line[dialled].said++;
	if (n & 0x40)
		tell_many(w, service, dialled, out->len);
	if (n & 0x80) { /* in two pieces */
		cut = out->len / 2;
		tell(w, service, dialled, frame, cut);
	}
	tell(w, service, dialled, frame + cut, out->len - cut);
}

static struct wr
begin(struct world *w, uint8_t n, enum rbs_type type, uint16_t flags)
{
	unsigned service;
	bool dialled;
	struct world_peer *p = peer_of(w, n, &service, &dialled);
	struct wr out = wr_of(frame, sizeof frame);
	bool group = type == RBS_BATCH_BEGIN || type == RBS_RECORDS || type == RBS_BATCH_END ||
		     type == RBS_DIGEST || type == RBS_CONFIG;

	rbs_frame_begin(&out, type, flags, group ? (uint16_t)(1 + (n & 1)) : 0,
			p->line[dialled].said + 1);
	return out;
}

static void
greet(struct world *w, uint8_t n, uint8_t how)
{
	struct world_peer *p = &w->peer[n & 1];
	struct rbs_hello h = {.version_low = 1, .version_high = 1, .device = 0x5000 + (how & 1)};
	struct wr out = begin(w, n, RBS_HELLO, 0);

	if (p->journal == 0 || how & 2)
		p->journal++;
	h.journal = p->journal;
	h.incarnation = p->journal + (how >> 2 & 1);
	h.known_journal = p->hello.journal;
	h.known_incarnation = p->hello.incarnation;
	h.sent = how & 8 ? UINT64_MAX : p->sequence;
	h.even = how >> 4 & 3;
	h.groups_count = p->hello.groups_count;
	memcpy(h.group, p->hello.group, sizeof h.group);
	if (h.groups_count == 0)
		h.group[h.groups_count++].backup_id = (uint16_t)(1 + (n & 1));
	for (unsigned i = 0; i < h.groups_count; i++) {
		h.group[i].epoch = (uint32_t)++p->epoch;
		h.group[i].applied = how & 64 ? p->hello.sent : 0;
		h.group[i].digest += how >> 7;
	}
	rbs_hello_write(&out, &h);
	p->greeted = true;
	say(w, n, &out);
}

static void
batch(struct world *w, uint8_t n, uint8_t how)
{
	struct world_peer *p = &w->peer[n & 1];
	struct wr out = begin(w, n, RBS_BATCH_BEGIN, 0);

	rbs_batch_begin_write(
	    &out, &(struct rbs_batch_begin){how & 1 ? p->sequence : 0, p->hello_number, how});
	if (!(how & 2))
		say(w, n, &out);
	out = begin(w, n, RBS_BATCH_END, 0);
	rbs_batch_end_write(&out, &(struct rbs_batch_end){p->sequence + (how >> 4), how >> 2 & 3});
	if (!(how & 0x80))
		say(w, n, &out);
}

static void
acknowledge(struct world *w, uint8_t n, uint8_t how)
{
	unsigned service;
	bool dialled;
	struct world_peer *p = peer_of(w, n, &service, &dialled);
	struct wr out = begin(w, n, RBS_ACK, 0);

	rbs_ack_write(&out, p->line[dialled].heard - (how & 3) + (how >> 7));
	if (how & 4) {
		size_t at = rbs_refused_begin(&out, p->update);
		struct lease_record r = {.address = {WORLD_POOL + (how >> 4)},
					 .version = w->version[how >> 4] + 2,
					 .expiry_us = w->now};

		if (how & 8)
			lease_record_encode(&out, &r, LEASE_FORM_WIRE, w->now);
		rbs_refused_end(&out, at);
	}
	say(w, n, &out);
}

static uint64_t
version_of(const struct world *w, unsigned address, uint8_t how)
{
	static const uint64_t far[] = {1, 1ULL << 20, 1ULL << 40, UINT64_MAX - 1, UINT64_MAX};
	uint64_t known = w->version[address];

	return how & 0x80 ? far[how % 5] : known + (how & 3) - (known > 1 ? how >> 2 & 1 : 0);
}

static void
record(struct world *w, struct rd *script, struct wr *out, struct world_peer *p, uint16_t flags)
{
	uint8_t n = rd_u8(script), how = rd_u8(script), state = rd_u8(script);
	unsigned address = n % WORLD_ADDRESSES;
	struct lease_record r = {.state = state % LEASE_STATES, .hardware_type = 1};
	uint64_t replaces = flags & RBS_FLAG_JUDGE ? w->version[address] - (how >> 4 & 1) : 0;
	size_t at;

	r.address = address_of(w, n);
	r.version = version_of(w, address, how);
	r.start_us = w->now;
	r.expiry_us = state & 4 ? TIME_NEVER : time_after(w->now, 1ULL << state % 44);
	r.promised_until_us = state & 8 ? r.expiry_us : 0;
	r.surely_us = state & 16 ? time_after(w->now, 1) : 0;
	r.length_s = 300;
	r.hardware_len = 6;
	memcpy(r.hardware, (const uint8_t[]){2, 1, 0, 0, 0, n >> 4 & 7}, 6);
	r.key = lease_key_of_hardware(1, r.hardware, 6);
	at = rbs_record_begin(out, flags & RBS_FLAG_BATCH ? 0 : ++p->sequence, replaces);
	lease_record_encode(out, &r, LEASE_FORM_WIRE, w->now);
	rbs_record_end(out, at);
	if (r.version > w->version[address] && !(how & 0x40))
		w->version[address] = r.version;
}

static void
records(struct world *w, struct rd *script)
{
	uint8_t n = rd_u8(script), count = rd_u8(script);
	uint16_t flags = count & 0x80 ? RBS_FLAG_BATCH : count & 0x40 ? 0 : RBS_FLAG_JUDGE;
	struct wr out = begin(w, n, RBS_RECORDS, flags);

	for (unsigned i = 0; i < 1u + count % 4; i++)
		record(w, script, &out, &w->peer[n & 1], flags);
	say(w, n, &out);
}

static void
write_keepalive(struct world *w, struct wr *out, uint8_t n, struct rd *bytes)
{
	struct rbs_keepalive k = {.sent = w->peer[n & 1].sequence + rd_u8(bytes),
				  .applied = rd_u8(bytes),
				  .queue = rd_u8(bytes),
				  .roles_count = 1};

	k.wall_ms = (w->now + (uint64_t)w->wall_offset_us) / 1000 + rd_be32(bytes);
	k.role[0].backup_id = (uint16_t)(1 + (n & 1));
	k.role[0].role = rd_u8(bytes);
	k.ready_count = bytes->left > 0; /* else an older peer */
	k.ready[0].backup_id = k.role[0].backup_id;
	k.ready[0].ready = rd_u8(bytes);
	rbs_keepalive_write(out, &k);
}

static void
write_digest(struct wr *out, struct rd *bytes)
{
	struct rbs_digest d = {.shift = rd_u8(bytes) % 32, .buckets_count = 2};

	for (unsigned i = 0; i < d.buckets_count; i++)
		d.bucket[i] = (struct rbs_bucket){(WORLD_POOL >> d.shift) + i, rd_be32(bytes)};
	rbs_digest_write(out, &d);
}

static void
write_lines(struct wr *out, struct rd *bytes)
{
	static char longest[RBS_LINE_MAX + 1];
	static const char *const line[] = {"pool pool1", " mclt 60", " lease 300",
					   "\x01\xff",	 "",	     longest};

	memset(longest, ' ', RBS_LINE_MAX);
	while (bytes->left > 0)
		rbs_line_write(out, line[rd_u8(bytes) % (sizeof line / sizeof *line)]);
}

/* Fields as they should be, with any values. */
static void
write_well(struct world *w, struct wr *out, uint8_t n, uint8_t type, struct rd *bytes)
{
	if (type == RBS_KEEPALIVE)
		write_keepalive(w, out, n, bytes);
	else if (type == RBS_DIGEST)
		write_digest(out, bytes);
	else if (type == RBS_BYE)
		rbs_bye_write(out, w->peer[n & 1].sequence + rd_u8(bytes), "enough");
	else if (type == RBS_ERROR)
		rbs_error_write(out, rd_u8(bytes), "no\x02");
	else if (type == RBS_CONFIG)
		write_lines(out, bytes);
}

static void
any_frame(struct world *w, struct rd *script)
{
	uint8_t n = rd_u8(script), type = rd_u8(script);
	struct rd bytes = take(script, 255);
	uint16_t well = (uint16_t)(type >> 6 << 2), any = type & 0x10 ? type >> 4 : 0;
	struct wr out = begin(w, n, type % 16, type & 0x20 ? well : any);

	if (type & 0x20)
		write_well(w, &out, n, type % 16, &bytes);
	wr_bytes(&out, bytes.p, bytes.left);
	say(w, n, &out);
}

static void
any_bytes(struct world *w, struct rd *script)
{
	uint8_t n = rd_u8(script);
	struct rd bytes = take(script, 255);
	unsigned service;
	bool dialled;

	peer_of(w, n, &service, &dialled);
	tell(w, service, dialled, bytes.p, bytes.left);
}

/* What a good peer does next, and its disk and ours. */
static void
go_along(struct world *w, uint8_t n)
{
	unsigned service;
	bool dialled;
	struct world_peer *p = peer_of(w, n, &service, &dialled);
	static const uint8_t open[2] = {0, 1}, dial[2] = {2, 3};
	struct rd order = rd_of(p->listens ? &open[n & 1] : &dial[n & 1], 1);

	if (!p->line[0].open && !p->line[1].open)
		connect(w, &order);
	p = peer_of(w, n, &service, &dialled);
	if (!p->greeted) {
		greet(w, n & 3, 0);
	} else if (p->hello_number > 0 && !p->batched) {
		p->batched = true;
		greet(w, n & 3, 0);
		batch(w, n & 3, 0);
	} else {
		acknowledge(w, n & 3, 0);
	}
	world_disk(w, 8);
}

/* ---- the device's own side ---- */

static void
session(struct world *w, uint8_t n, enum node_cli_event event, const char *line)
{
	world_step(w, &(struct node_input){
			  .kind = NODE_IN_CLI,
			  .u.cli = {n % NODE_SESSIONS_MAX, event, line, n & 16, "root", "", true}});
}

static void
command(struct world *w, struct rd *script)
{
	uint8_t n = rd_u8(script), view = rd_u8(script), line = rd_u8(script);

	w->refuse_lan = n & 0x20;
	w->refuse_save = n & 0x40;
	if (view & 0x80)
		session(w, n, NODE_CLI_OPEN, NULL);
	if (view & 0x60)
		session(w, n, NODE_CLI_LINE, "system-view");
	if (view & 0x40)
		session(w, n, NODE_CLI_LINE, views[view % VIEWS]);
	session(w, n, NODE_CLI_LINE, commands[line % COMMANDS]);
	if (view & 0x20)
		session(w, n, NODE_CLI_LINE, "commit");
	w->refuse_lan = w->refuse_save = false;
}

static void
typed(struct world *w, struct rd *script)
{
	uint8_t n = rd_u8(script), event = rd_u8(script);
	struct rd bytes = take(script, LINE_MAX);
	char *line = malloc(bytes.left + 1);

	assert(line);
	if (bytes.left > 0)
		memcpy(line, bytes.p, bytes.left);
	line[bytes.left] = '\0';
	session(w, n, event % (NODE_CLI_CLOSE + 1), line);
	free(line);
}

static void
elected(struct world *w, struct rd *script)
{
	uint8_t n = rd_u8(script);
	struct vrrp_status s = {.vlan = n & 8 ? 200 : 100,
				.vrid = n & 8 ? 2 : 1,
				.state = n % VRRP_STATES,
				.reason = VRRP_REASON_PRIORITY,
				.vips_count = 1,
				.vip = {{n & 8 ? 0x0a140001u : 0x0a0a0a64u}},
				.priority_run = 100,
				.preempt_at_us = n & 16 ? w->now : TIME_NEVER,
				.recover_at_us = TIME_NEVER,
				.preempt_held = n & 32,
				.changed_us = w->now};

	if (n & 64)
		s.vrid = n;
	world_step(w, &(struct node_input){.kind = NODE_IN_STATUS, .u.status = s});
}

static void
plugged(struct world *w, struct rd *script)
{
	uint8_t n = rd_u8(script);
	struct node_input in = {.kind = NODE_IN_LINK};

	in.u.link.port = n & 2 ? world_ports[n >> 2 & 1] : NULL;
	in.u.link.vlan = n & 8 ? 200 : 100;
	in.u.link.up = n & 1;
	in.u.link.mac = (struct mac){{2, 0, 0, 0, 0, 1}};
	world_step(w, &in);
}

static void
loaded(struct world *w, uint8_t n)
{
	struct node_input in = {.kind = NODE_IN_RELOAD};

	in.u.start.text = configs[n % (sizeof configs / sizeof *configs)];
	in.u.start.file = "startup.cfg";
	w->refuse_lan = n & 0x80;
	world_step(w, &in);
	w->refuse_lan = false;
}

/* ---- time and power ---- */

/* Weeks at most, and not too many of them: what expires meanwhile takes its time. */
static uint64_t
span_of(const struct world *w, uint8_t n)
{
	return 1ULL << n % (w->now < WORLD_OLD ? 42 : 24);
}

static void
wait(struct world *w, uint8_t n)
{
	uint64_t deadline_us = node_deadline(w->node);

	if (n < 0x80 && deadline_us != TIME_NEVER)
		w->now = deadline_us > w->now ? deadline_us : w->now;
	else
		w->now += span_of(w, n);
	world_tick(w);
}

/* Dies and comes back with what its disk holds by then: its own journal is never refused. */
static void
again(struct world *w, uint8_t n)
{
	bool started;

	if (w->boots >= WORLD_BOOTS)
		return;
	if (n & 1) {
		rig_disk_power_off(&w->disk);
		w->boot++;
		w->now = WORLD_START / 2 + n;
	} else {
		rig_disk_kill(&w->disk);
	}
	w->disk.mode = RIG_DISK_OK;
	world_off(w);
	started = world_boot(w);
	assert(started);
}

/* Reads in the order of its arguments. */
static void
two(struct world *w, struct rd *script, void (*give)(struct world *, uint8_t, uint8_t))
{
	uint8_t n = rd_u8(script), how = rd_u8(script);

	give(w, n, how);
}

static void
order_wait(struct world *w, struct rd *script)
{
	wait(w, rd_u8(script));
}

static void
order_late(struct world *w, struct rd *script)
{
	w->now += span_of(w, rd_u8(script));
}

static void
order_datagram(struct world *w, struct rd *script)
{
	uint8_t n = rd_u8(script);
	struct rd bytes = take(script, 255);

	datagram(w, n & 1 ? 200 : 100, n, bytes.p, bytes.left);
}

static void
order_frame(struct world *w, struct rd *script)
{
	struct rd bytes = take(script, 255);

	hear(w, 100, bytes.p, bytes.left);
}

static void
order_disk(struct world *w, struct rd *script)
{
	world_disk(w, rd_u8(script) % 16);
}

static void
order_break(struct world *w, struct rd *script)
{
	w->disk.mode = rd_u8(script) % 3;
}

static void
order_greet(struct world *w, struct rd *script)
{
	two(w, script, greet);
}

static void
order_batch(struct world *w, struct rd *script)
{
	two(w, script, batch);
}

static void
order_acknowledge(struct world *w, struct rd *script)
{
	two(w, script, acknowledge);
}

static void
order_go_along(struct world *w, struct rd *script)
{
	go_along(w, rd_u8(script));
}

static void
order_load(struct world *w, struct rd *script)
{
	loaded(w, rd_u8(script));
}

static void
order_power(struct world *w, struct rd *script)
{
	uint8_t n = rd_u8(script);

	if (n >= 0xf0)
		world_stop(w);
	else if (n >= 0xe0)
		again(w, n);
	else
		w->wall_offset_us = (int64_t)(1ULL << n % 53) * (n & 0x40 ? -1 : 1);
}

/* Their places are the corpus's. */
static void (*const orders[])(struct world *w, struct rd *script) = {
    order_wait,	  order_late,  client,	  client,	  order_datagram, order_frame,
    somebody_has, command,     command,	  typed,	  elected,	  plugged,
    order_disk,	  order_break, connect,	  order_greet,	  order_batch,	  order_acknowledge,
    records,	  any_frame,   any_bytes, order_go_along, order_load,	  order_power,
};

/* A folder that is refused is replaced by an empty one. */
static bool
first_boot(struct world *w, const uint8_t *data, size_t size)
{
	struct folder f;

	folder_make(&f, data, size);
	for (unsigned i = 0; i < f.count; i++)
		rig_disk_put(&w->disk, &f.file[i]);
	folder_free(&f);
	if (world_boot(w))
		return true;
	rig_disk_wipe(&w->disk);
	world_off(w);
	return world_boot(w);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct world w = {.now = WORLD_START, .boot = 1};
	struct rd script = rd_of(data, size);
	uint8_t first = rd_u8(&script);
	size_t folder = first & 2 ? rd_be16(&script) : 0;
	bool started;

	if (folder > script.left)
		folder = script.left;
	w.config = configs[first & 1];
	rig_disk_init(&w.disk, first);
	started = first_boot(&w, script.p, folder);
	assert(started);
	rd_bytes(&script, folder);
	for (unsigned i = 0; i < ORDERS_MAX && script.left > 0 && !w.stopped; i++)
		orders[rd_u8(&script) % (sizeof orders / sizeof *orders)](&w, &script);
	world_end(&w);
	world_off(&w);
	rig_disk_free(&w.disk);
	return 0;
}
