/* test/rig/client.c -- frames of the rig's clients, there and back. */
#include <assert.h>
#include <string.h>

#include "base/checksum.h"
#include "test/rig/inside.h"
#include "wire/arp.h"
#include "wire/ether.h"
#include "wire/icmp.h"

/* ---- from a device ---- */

static bool
happens(struct rig *r, unsigned percent)
{
	return percent > 0 && prng_below(&r->prng, 100) < percent;
}

void
rig_arrive(struct rig *r, const struct rig_reply *reply)
{
	if (r->hear)
		r->hear(r->context, reply);
	else if (r->replies_count < RIG_REPLIES_MAX)
		r->reply[r->replies_count++] = *reply;
}

static void
send_reply(struct rig *r, const struct rig_reply *reply)
{
	struct rig_event e = {.kind = RIG_REPLY, .device = reply->device};

	if (happens(r, r->net.lost))
		return;
	if (happens(r, r->net.late))
		rig_post(r, &e, r->now + prng_below(&r->prng, r->net.late_us + 1), reply,
			 sizeof *reply);
	else
		rig_arrive(r, reply);
	if (happens(r, r->net.twice))
		rig_post(r, &e, r->now + prng_below(&r->prng, r->net.late_us + 1), reply,
			 sizeof *reply);
}

static void
read_options(struct rig_reply *reply, const uint8_t *option, const uint8_t *end)
{
	for (; option < end && *option != 255; option += option[1] + 2) {
		const uint8_t *v = option + 2;

		if (option[0] == 53)
			reply->type = v[0];
		if (option[0] == 54)
			reply->server_id = IP4(v[0], v[1], v[2], v[3]);
		if (option[0] == 51)
			reply->lease_s = IP4(v[0], v[1], v[2], v[3]).host;
	}
}

/* The other device is on the link, and its Vlanif has the address. */
static bool
other_has(const struct rig *r, unsigned device, struct ip4 address)
{
	const struct rig_device *d = &r->device[1 - device];

	if (!d->alive || !rig_joined(r, device, r->vrrp_cut, r->vrrp_half))
		return false;
	for (unsigned i = 0; i < d->wanted.vlanifs_count; i++)
		if (d->wanted.vlanif[i].vlan == 100 && d->wanted.vlanif[i].count > 0 &&
		    ip4_same(d->wanted.vlanif[i].address[0].address, address))
			return true;
	return false;
}

static void
send_answer(struct rig *r, unsigned device, struct mac to, struct mac from, struct ip4 address)
{
	struct arp answer = {true, from, to, address, {0}};
	uint8_t bytes[14 + ARP_LEN];
	struct wr w = wr_of(bytes, sizeof bytes);

	wr_bytes(&w, to.byte, 6);
	wr_bytes(&w, from.byte, 6);
	wr_be16(&w, 0x0806);
	arp_encode(&w, &answer);
	assert(!w.bad);
	rig_post(r, &(struct rig_event){.kind = RIG_FRAME, .device = device},
		 r->now + RIG_LATENCY_US, bytes, w.len);
}

void
rig_forge_arp(struct rig *r, unsigned device, struct mac from, struct ip4 address)
{
	struct mac to = {{2, 0, 0, 0, 0, (uint8_t)(device + 1)}};

	send_answer(r, device, to, from, address);
}

/* Nobody but the other device is asked by his own MAC. */
static bool
is_for(const uint8_t *f, unsigned other)
{
	const uint8_t mac[6] = {2, 0, 0, 0, 0, (uint8_t)(other + 1)};

	return f[0] == 255 || memcmp(f, mac, sizeof mac) == 0;
}

/* A host that is asked by its own MAC answers, if it is there and is heard: no dice, for it is
 * asked only where nobody says anything. Clients' MACs end in their number. */
static bool
answer_asked(struct rig *r, unsigned device, const uint8_t *f, const struct arp *ask)
{
	const struct rig_device *d = &r->device[device];
	unsigned client = (unsigned)f[4] << 8 | f[5];
	struct mac host;

	if (f[0] & 1 || is_for(f, 1 - device))
		return false;
	memcpy(host.byte, f, 6);
	if (d->deaf < 100 && !(d->apart >> client % 64 & 1))
		send_answer(r, device, ask->sender_mac, host, ask->target);
	return true;
}

/* Somebody who has the address answers a probe for it; the other device hears an announcement of
 * one that it has. */
static void
answer_probe(struct rig *r, unsigned device, const uint8_t *f, size_t len)
{
	struct mac host = {{2, 2, 0, 0, 0, 1}}; /* no client: it does not ask itself */
	struct rig_event e = {.kind = RIG_FRAME, .device = device};
	struct arp ask;

	if (arp_decode(rd_of(f + 14, len - 14), &ask) != WIRE_OK || ask.reply ||
	    answer_asked(r, device, f, &ask) || !is_for(f, 1 - device) ||
	    r->device[device].deaf >= 100)
		return;
	if (other_has(r, device, ask.target)) {
		if (ip4_set(ask.sender)) {
			e.device = 1 - device;
			rig_post(r, &e, r->now + RIG_LATENCY_US, f, len);
			return;
		}
		host = (struct mac){{2, 0, 0, 0, 0, (uint8_t)(2 - device)}};
	} else if (ip4_set(ask.sender) || !r->answers ||
		   !r->answers(r->context, device, ask.target)) {
		return;
	} else if (!r->one_host) {
		host.byte[3] = (uint8_t)(ask.target.host >> 16);
		host.byte[4] = (uint8_t)(ask.target.host >> 8);
		host.byte[5] = (uint8_t)ask.target.host;
	}
	send_answer(r, device, ask.sender_mac, host, ask.target);
}

/* Somebody behind a relay agent who has the address answers an echo, by way of the station that the
 * question went to. */
static void
answer_echo(struct rig *r, unsigned device, const uint8_t *f, size_t len)
{
	struct rig_event e = {.kind = RIG_FRAME, .device = device};
	struct ip4 asked = {(uint32_t)f[30] << 24 | (uint32_t)f[31] << 16 | (uint32_t)f[32] << 8 |
			    f[33]};
	uint8_t b[ICMP_FRAME_LEN];
	uint16_t sum;

	assert(len == sizeof b && f[34] == 8);
	r->echoes++;
	if (r->echo)
		r->echo(r->context, device, f, len);
	if (!r->answers || !r->answers(r->context, device, asked))
		return;
	memcpy(b, f, sizeof b);
	memcpy(b, f + 6, 6);
	memcpy(b + 6, f, 6);
	memcpy(b + 26, f + 30, 4);
	memcpy(b + 30, f + 26, 4);
	b[34] = b[36] = b[37] = 0;
	sum = checksum_end(checksum_add(0, b + 34, sizeof b - 34));
	b[36] = (uint8_t)(sum >> 8);
	b[37] = (uint8_t)sum;
	rig_post(r, &e, r->now + RIG_LATENCY_US, b, sizeof b);
}

void
rig_reply(struct rig *r, unsigned device, const uint8_t *f, size_t len)
{
	struct rig_reply reply = {.device = device, .at_us = r->now};
	const uint8_t *d = f + 42;

	if (!r->device[device].lan_up)
		return;
	if (f[12] == 8 && f[13] == 6) {
		rig_announced(r, f, len);
		answer_probe(r, device, f, len);
		return;
	}
	if (f[12] == 8 && f[23] == IPV4_ICMP) {
		answer_echo(r, device, f, len);
		return;
	}
	assert(len > 42 + 240 && f[12] == 8 && f[23] == 17);
	memcpy(reply.from.byte, f + 6, 6);
	if (f[6] == 0 && f[7] == 0 && f[8] == 0x5e) { /* a virtual MAC */
		if (rig_now(r, device) > r->device[device].gate_us)
			return;
		reply.not_master = !r->device[device].owns;
	}
	if (r->frame)
		r->frame(r->context, device, f, len);
	reply.source = IP4(f[26], f[27], f[28], f[29]);
	reply.yiaddr = IP4(d[16], d[17], d[18], d[19]);
	reply.xid = (uint32_t)d[4] << 24 | (uint32_t)d[5] << 16 | (uint32_t)d[6] << 8 | d[7];
	memcpy(reply.chaddr, d + 28, 6);
	read_options(&reply, d + 240, f + len);
	if (r->say)
		r->say(r->context, &reply);
	send_reply(r, &reply);
}

/* ---- to the devices ---- */

static size_t
client_frame(uint8_t *f, const uint8_t *options, size_t options_len, uint16_t client, uint32_t xid)
{
	size_t dhcp = 240 + options_len, len;
	struct wr w = wr_of(f, 600);

	if (dhcp < 300)
		dhcp = 300;
	len = 42 + dhcp;
	wr_bytes(&w, (const uint8_t[]){255, 255, 255, 255, 255, 255, 2, 1, 0, 0}, 10);
	wr_be16(&w, client);
	wr_be16(&w, 0x0800);
	wr_bytes(&w, (const uint8_t[]){0x45, 0}, 2);
	wr_be16(&w, (uint16_t)(28 + dhcp));
	wr_bytes(&w, (const uint8_t[]){0, 0, 0, 0, 64, 17, 0, 0, 0, 0, 0, 0}, 12);
	wr_be32(&w, 0xffffffff);
	wr_patch16(&w, 24, checksum_end(checksum_add(0, f + 14, 20)));
	wr_be16(&w, 68);
	wr_be16(&w, 67);
	wr_be16(&w, (uint16_t)(8 + dhcp));
	wr_be16(&w, 0); /* no UDP checksum */
	wr_bytes(&w, (const uint8_t[]){1, 1, 6, 0}, 4);
	wr_be32(&w, xid);
	wr_be32(&w, 0x00008000);
	wr_zero(&w, 16);
	wr_bytes(&w, (const uint8_t[]){2, 1, 0, 0}, 4);
	wr_be16(&w, client);
	wr_zero(&w, 10 + 192);
	wr_be32(&w, 0x63825363);
	wr_bytes(&w, options, options_len);
	wr_zero(&w, len - w.len);
	assert(!w.bad);
	return w.len;
}

static bool
hears(struct rig *r, unsigned device, uint16_t client)
{
	const struct rig_device *d = &r->device[device];

	return d->alive && d->lan_up && !(d->apart >> client % 64 & 1) &&
	       prng_below(&r->prng, 100) >= d->deaf && !happens(r, r->net.lost);
}

static void
deliver_now(struct rig *r, unsigned device, const uint8_t *bytes, size_t len)
{
	struct node_frame frame = {.vlan = 100, .bytes = bytes, .len = len};
	struct node_input in = {.kind = NODE_IN_FRAMES};

	in.u.frames.count = 1;
	in.u.frames.list = &frame;
	r->device[device].reached_us = r->now;
	rig_step(r, device, &in);
}

static void
broadcast(struct rig *r, uint16_t client, const uint8_t *bytes, size_t len)
{
	for (unsigned i = 0; i < RIG_DEVICES; i++) {
		struct rig_event e = {.kind = RIG_FRAME, .device = i};
		bool late;

		if (!hears(r, i, client))
			continue;
		late = happens(r, r->net.late);
		if (late || r->device[i].frozen || r->device[i].stuck)
			rig_post(r, &e,
				 r->now + (late ? prng_below(&r->prng, r->net.late_us + 1) : 0),
				 bytes, len);
		else
			deliver_now(r, i, bytes, len);
		if (happens(r, r->net.twice))
			rig_post(r, &e, r->now + prng_below(&r->prng, r->net.late_us + 1), bytes,
				 len);
	}
}

void
rig_frame(struct rig *r, uint16_t client, const uint8_t *frame, size_t len)
{
	if (frame[0] == 255) {
		broadcast(r, client, frame, len);
		return;
	}
	for (unsigned i = 0; i < RIG_DEVICES; i++)
		if (hears(r, i, client) && r->device[i].owns)
			deliver_now(r, i, frame, len);
}

static void
address_option(struct wr *w, uint8_t code, struct ip4 address)
{
	if (!ip4_set(address))
		return;
	wr_u8(w, code);
	wr_u8(w, 4);
	wr_be32(w, address.host);
}

void
rig_say(struct rig *r, const struct rig_message *m)
{
	uint8_t frame[600], options[300];
	struct wr w = wr_of(options, sizeof options);
	size_t len;

	wr_bytes(&w, (const uint8_t[]){53, 1, (uint8_t)m->type}, 3);
	address_option(&w, 54, m->server_id);
	address_option(&w, 50, m->requested);
	wr_bytes(&w, m->more.p, m->more.left);
	wr_u8(&w, 255);
	assert(!w.bad);
	len = client_frame(frame, options, w.len, m->client, m->xid);
	for (unsigned i = 0; i < 4; i++) {
		frame[42 + 12 + i] = (uint8_t)(m->ciaddr.host >> (24 - 8 * i));
		frame[42 + 24 + i] = (uint8_t)(m->giaddr.host >> (24 - 8 * i));
	}
	frame[42 + 3] = ip4_set(m->giaddr); /* hops */
	if (m->station != 0) {
		frame[10] = (uint8_t)(m->station >> 8);
		frame[11] = (uint8_t)m->station;
	}
	broadcast(r, m->client, frame, len);
}

void
rig_discover(struct rig *r, uint16_t client, uint32_t xid)
{
	rig_say(r, &(struct rig_message){.type = DHCP_DISCOVER, .client = client, .xid = xid});
}

void
rig_request(struct rig *r, uint16_t client, uint32_t xid, struct ip4 server_id,
	    struct ip4 requested, struct ip4 ciaddr)
{
	rig_say(r, &(struct rig_message){.type = DHCP_REQUEST,
					 .client = client,
					 .xid = xid,
					 .server_id = server_id,
					 .requested = requested,
					 .ciaddr = ciaddr});
}

const struct rig_reply *
rig_find(const struct rig *r, uint32_t xid, enum dhcp_type type)
{
	for (unsigned i = 0; i < r->replies_count; i++)
		if (r->reply[i].xid == xid && r->reply[i].type == type)
			return &r->reply[i];
	return NULL;
}

static const struct rig_reply *
await(struct rig *r, uint32_t xid, enum dhcp_type type)
{
	for (unsigned i = 0; i < 200; i++, rig_run(r, 10 * TIME_MS))
		if (rig_find(r, xid, type))
			break;
	return rig_find(r, xid, type);
}

struct ip4
rig_dora_relayed(struct rig *r, uint16_t client, uint32_t xid, struct ip4 giaddr)
{
	struct rig_message m = {
	    .type = DHCP_DISCOVER, .client = client, .xid = xid, .giaddr = giaddr};
	const struct rig_reply *offer, *ack;

	r->replies_count = 0;
	rig_say(r, &m);
	offer = await(r, xid, DHCP_OFFER);
	if (!offer)
		return (struct ip4){0};
	m.type = DHCP_REQUEST;
	m.requested = offer->yiaddr;
	m.server_id = offer->server_id;
	rig_say(r, &m);
	ack = await(r, xid, DHCP_ACK);
	return ack ? ack->yiaddr : (struct ip4){0};
}

struct ip4
rig_dora(struct rig *r, uint16_t client, uint32_t xid)
{
	return rig_dora_relayed(r, client, xid, (struct ip4){0});
}
