/* dhcp/reply.c -- see dhcp/reply.h.
 *
 * Where a reply goes (RFC 2131 4.1), first line that fits:
 *
 *	giaddr set          to the relay, port 67 (or where it came from, RFC 8357), back to the
 *	                    station it came from
 *	NAK                 broadcast, port 68
 *	ciaddr set          to ciaddr, back to the station it came from
 *	broadcast flag      broadcast (`dhcp reply` of the pool goes before the flag)
 *	no yiaddr           broadcast (RFC 2563)
 *	otherwise           to yiaddr at chaddr (broadcast when that is not an Ethernet address)
 *
 * BOOTP gets no 53, 54, 51, 58, 59, 61 (RFC 1534), and no options at all where it showed no cookie.
 * Options stand in this order: 53, 54, 51, 80, what the client asked for in its order, what is sent
 * unasked, 118 (RFC 3011), 61 (RFC 6842), 82 (RFC 3046 2.2), end. A client that sends no list is
 * sent everything: the rows of dhcp/items.c, then the pool's options by code, but none that a
 * client has to name (108, RFC 8925 3.3). One that sends a list gets of the latter what it names.
 * An option that does not fit is left out, and those behind it in this order may still fit; the
 * unasked ones, 118, 61 and 82 always have their room. Option 82 is the relay's and not counted
 * against the client's limit (option 57), but against what a frame holds. */
#include "dhcp/reply.h"
#include "dhcp/agent.h"

#include <assert.h>
#include <string.h>

enum { SNAME_LEN = DHCP_SNAME_MAX + 1, FILE_LEN = DHCP_FILE_MAX + 1 };
enum { OP_REPLY = 2, HARDWARE_ETHERNET = 1, IP_UDP_HEADERS = IPV4_HEADER_LEN + UDP_HEADER_LEN };

#define MAGIC_COOKIE UINT32_C(0x63825363)

/* ---- in ---- */

static enum dhcp_drop
hear(struct rd frame, uint16_t vlan, bool checksum_unfinished,
     enum dhcp_decoded (*decode)(struct rd in, struct dhcp_message *ret), struct dhcp_request *ret)
{
	struct udp_packet p;
	enum wire_result result = udp_decode(frame, checksum_unfinished, &p);

	if (result != WIRE_OK)
		return dhcp_drop_of_frame(result);
	if (p.dst_port != DHCP_SERVER_PORT)
		return DHCP_DROP_OTHER_PROTOCOL;
	if (p.ether.src.byte[0] & 1) /* nobody to answer to */
		return DHCP_DROP_GROUP_SOURCE;
	ret->vlan = vlan;
	ret->unicast = p.dst.host != UINT32_MAX && !(p.ether.dst.byte[0] & 1);
	ret->to = p.dst;
	ret->source = p.src;
	ret->port = p.src_port;
	ret->from = p.ether.src;
	return dhcp_drop_of_message(decode(p.payload, &ret->message));
}

enum dhcp_drop
dhcp_hear(struct rd frame, uint16_t vlan, bool checksum_unfinished, struct dhcp_request *ret)
{
	return hear(frame, vlan, checksum_unfinished, dhcp_message_decode, ret);
}

enum dhcp_drop
dhcp_hear_bootp(struct rd frame, uint16_t vlan, bool checksum_unfinished, struct dhcp_request *ret)
{
	return hear(frame, vlan, checksum_unfinished, dhcp_message_decode_bootp, ret);
}

/* ---- parking ---- */

/* Which items the client asked for, each once, in its order. */
static void
keep_order(const struct dhcp_items *items, const struct dhcp_bytes *asked, struct dhcp_parked *p)
{
	uint64_t seen = 0;

	p->asked = asked->set;
	p->order_count = 0;
	for (unsigned i = 0; asked->set && i < asked->len; i++) {
		uint8_t item = items->of_code[asked->byte[i]];

		if (item == DHCP_NO_ITEM || seen >> item & 1u)
			continue;
		seen |= UINT64_C(1) << item;
		p->order[p->order_count++] = item;
	}
}

static uint8_t
keep_bytes(const struct dhcp_bytes *b, uint8_t *bytes)
{
	if (!b->set)
		return 0;
	memcpy(bytes, b->byte, b->len);
	return b->len;
}

static enum dhcp_type
type_of(enum dhcp_answer answer)
{
	switch (answer) {
	case DHCP_ANSWER_OFFER:
		return DHCP_OFFER;
	case DHCP_ANSWER_ACK:
		return DHCP_ACK;
	case DHCP_ANSWER_NAK:
		return DHCP_NAK;
	case DHCP_ANSWER_NONE:
		break;
	}
	assert(answer != DHCP_ANSWER_NONE);
	return DHCP_NAK;
}

static bool
is_broadcast(const struct dhcp_pool *p, const struct dhcp_message *m)
{
	enum dhcp_reply_way way = p->config.reply.way;

	return way == DHCP_REPLY_AS_ASKED ? m->broadcast : way == DHCP_REPLY_BROADCAST;
}

void
dhcp_park(const struct dhcp_server *s, const struct dhcp_request *request,
	  const struct dhcp_verdict *v, struct dhcp_parked *ret)
{
	const struct dhcp_message *m = &request->message;

	assert(v->pool < s->pools_count);
	ret->generation = s->generation;
	ret->vlan = request->vlan;
	ret->pool = (uint16_t)v->pool;
	ret->type = m->type == DHCP_BOOTP ? DHCP_BOOTP : type_of(v->answer);
	ret->autoconf = m->autoconf;
	ret->bare = m->bare;
	ret->flag = m->broadcast;
	ret->broadcast = is_broadcast(&s->pool[v->pool], m);
	ret->inform = m->type == DHCP_INFORM;
	ret->rapid = v->rapid;
	ret->hardware_type = m->hardware_type;
	ret->hardware_len = m->hardware_len;
	memcpy(ret->hardware, m->hardware, sizeof ret->hardware);
	ret->xid = m->xid;
	ret->lease_s = v->lease_s;
	ret->max_size = m->max_size;
	ret->from = request->from;
	ret->port = request->port;
	ret->subnet = m->subnet;
	ret->ciaddr = ret->inform ? dhcp_informed(request) : m->ciaddr;
	ret->giaddr = m->giaddr;
	ret->yiaddr = v->address;
	ret->server_id = v->server_id;
	ret->client_id_len = m->type == DHCP_BOOTP ? 0 : keep_bytes(&m->client_id, ret->client_id);
	ret->agent_len = keep_bytes(&m->agent, ret->agent);
	ret->boot = (uint8_t)dhcp_boot_of(&s->pool[v->pool].config, m);
	keep_order(&s->pool[v->pool].items, &m->parameters, ret);
}

/* ---- out ---- */

static void
write_option(struct wr *w, uint8_t code, const uint8_t *bytes, uint8_t len)
{
	if (len == 0)
		return;
	wr_u8(w, code);
	wr_u8(w, len);
	wr_bytes(w, bytes, len);
}

static void
write_number(struct wr *w, uint8_t code, uint32_t value)
{
	wr_u8(w, code);
	wr_u8(w, 4);
	wr_be32(w, value);
}

struct reply { /* a transaction, and the pool it is answered from */
	const struct dhcp_pool *pool;
	const struct dhcp_parked *parked;
};

struct chosen { /* items that go out */
	uint64_t set;
	size_t used, room;
};

static void
choose_item(const struct dhcp_items *items, unsigned item, struct chosen *ret)
{
	size_t size = items->item[item].size;

	if (ret->set >> item & 1u || ret->used + size > ret->room)
		return;
	ret->set |= UINT64_C(1) << item;
	ret->used += size;
}

static void
choose_set(const struct dhcp_items *items, uint64_t set, struct chosen *ret)
{
	for (unsigned i = 0; set >> i; i++)
		if (set >> i & 1u)
			choose_item(items, i, ret);
}

/* Option 116 goes to who sent it, and to nobody else (RFC 2563 2.3). */
static uint64_t
autoconf_of(const struct dhcp_items *items)
{
	uint8_t item = items->of_code[DHCP_OPT_AUTOCONF];

	return item == DHCP_NO_ITEM ? 0 : UINT64_C(1) << item;
}

/* The items that this transaction can have: T1 and T2 are a lease's that ends. */
static uint64_t
items_of(const struct reply *r)
{
	const struct dhcp_items *items = &r->pool->items;
	uint64_t all = items->count == 64 ? UINT64_MAX : (UINT64_C(1) << items->count) - 1;
	bool ends = r->parked->lease_s != 0 && r->parked->lease_s != LEASE_UNLIMITED_S;

	if (!r->parked->autoconf)
		all &= ~autoconf_of(items);
	return ends ? all : all & ~items->times;
}

/* Which items go out: what is unasked, then as much as has room of what was asked for, of what is
 * forced, and of the rest when no list came. */
static uint64_t
choose_items(const struct reply *r, size_t room)
{
	const struct dhcp_items *items = &r->pool->items;
	uint64_t all = items_of(r);
	struct chosen chosen = {0, 0, SIZE_MAX};

	choose_set(items, all & (items->unasked | autoconf_of(items)), &chosen);
	chosen.room = room;
	for (unsigned i = 0; i < r->parked->order_count; i++)
		if (all >> r->parked->order[i] & 1u)
			choose_item(items, r->parked->order[i], &chosen);
	all &= ~items->listed;
	choose_set(items, all & items->forced, &chosen);
	if (!r->parked->asked)
		choose_set(items, all, &chosen);
	return chosen.set;
}

static void
write_item(struct wr *w, const struct reply *r, unsigned item)
{
	const struct dhcp_item *i = &r->pool->items.item[item];
	uint32_t lease_s = r->parked->lease_s;

	if (!i->times)
		wr_bytes(w, r->pool->items.bytes + i->at, i->size);
	else if (i->code == DHCP_OPT_T1)
		write_number(w, i->code, dhcp_t1_s(r->pool, lease_s));
	else
		write_number(w, i->code, dhcp_t2_s(r->pool, lease_s));
}

static void
write_items(struct wr *w, const struct reply *r, size_t room)
{
	const struct dhcp_parked *p = r->parked;
	uint64_t chosen = choose_items(r, room);

	for (unsigned i = 0; i < p->order_count; i++)
		if (chosen >> p->order[i] & 1u) {
			write_item(w, r, p->order[i]);
			chosen &= ~(UINT64_C(1) << p->order[i]);
		}
	for (unsigned i = 0; chosen >> i; i++)
		if (chosen >> i & 1u)
			write_item(w, r, i);
}

/* Bytes of a DHCP message but its option 82, which is taken out on the way (RFC 3046 2.2): what the
 * client takes, and what a frame holds. The size of a BOOTP message had that option in it. */
static size_t
message_limit(const struct dhcp_parked *p)
{
	size_t agent = p->agent_len ? 2u + p->agent_len : 0u, frame = DHCP_SIZE_MAX - agent;
	size_t client = p->max_size - (p->type == DHCP_BOOTP ? agent : 0u);

	static_assert(DHCP_BOOTP_MIN > 2 + DHCP_OPTION_MAX, "no message is shorter than an option");
	return (client < frame ? client : frame) - (size_t)IP_UDP_HEADERS;
}

static void
write_options(struct wr *w, const struct reply *r, size_t begin)
{
	const struct dhcp_parked *p = r->parked;
	uint8_t type = (uint8_t)p->type;
	size_t limit = message_limit(p), after, used;

	if (p->bare)
		return;
	wr_be32(w, MAGIC_COOKIE);
	if (p->type != DHCP_BOOTP) {
		write_option(w, DHCP_OPT_TYPE, &type, 1);
		write_number(w, DHCP_OPT_SERVER_ID, p->server_id.host);
	}
	if (p->type != DHCP_NAK && p->lease_s != 0)
		write_number(w, DHCP_OPT_LEASE, p->lease_s);
	if (p->rapid)
		wr_be16(w, DHCP_OPT_RAPID_COMMIT << 8); /* of no length */
	after =
	    1 + (p->client_id_len ? 2u + p->client_id_len : 0u) + (ip4_set(p->subnet) ? 6u : 0u);
	used = w->len - begin + after;
	if (p->type != DHCP_NAK)
		write_items(w, r, limit > used ? limit - used : 0);
	if (p->type != DHCP_NAK && ip4_set(p->subnet))
		write_number(w, DHCP_OPT_SUBNET, p->subnet.host);
	write_option(w, DHCP_OPT_CLIENT_ID, p->client_id, p->client_id_len);
	write_option(w, DHCP_OPT_AGENT, p->agent, p->agent_len);
	wr_u8(w, DHCP_OPT_END);
}

static void
write_message(struct wr *w, const struct reply *r)
{
	const struct dhcp_parked *p = r->parked;
	bool nak = p->type == DHCP_NAK;
	bool broadcast = ip4_set(p->giaddr) ? p->broadcast || nak : p->flag;
	size_t begin = w->len;

	wr_u8(w, OP_REPLY);
	wr_u8(w, p->hardware_type);
	wr_u8(w, p->hardware_len);
	wr_u8(w, 0);
	wr_be32(w, p->xid);
	wr_be16(w, 0);
	wr_be16(w, broadcast ? 0x8000 : 0);
	wr_be32(w, p->type == DHCP_ACK || p->type == DHCP_BOOTP ? p->ciaddr.host : 0);
	wr_be32(w, nak ? 0 : p->yiaddr.host);
	wr_be32(w, nak ? 0 : r->pool->config.next_server.address.host);
	wr_be32(w, p->giaddr.host);
	wr_bytes(w, p->hardware, sizeof p->hardware);
	if (nak) {
		wr_zero(w, SNAME_LEN + FILE_LEN);
	} else { /* both end in a zero, and are zero behind it */
		wr_bytes(w, r->pool->config.server_name.text, SNAME_LEN);
		wr_bytes(w, dhcp_boot_file(&r->pool->config, p->boot), FILE_LEN);
	}
	write_options(w, r, begin);
	if (w->len - begin < DHCP_BOOTP_MIN)
		wr_zero(w, DHCP_BOOTP_MIN - (w->len - begin));
}

static uint16_t
relay_port(const struct dhcp_parked *p)
{
	struct rd none;

	if (p->port != 0 && dhcp_agent_find(rd_of(p->agent, p->agent_len), DHCP_AGENT_PORT, &none))
		return p->port;
	return DHCP_SERVER_PORT;
}

static void
address_reply(const struct dhcp_parked *p, struct udp_packet *ret)
{
	bool ethernet = p->hardware_type == HARDWARE_ETHERNET && p->hardware_len == 6;

	ret->dst_port = DHCP_CLIENT_PORT;
	ret->dst = (struct ip4){UINT32_MAX};
	ret->ether.dst = MAC_BROADCAST;
	if (ip4_set(p->giaddr)) {
		ret->dst_port = relay_port(p);
		ret->dst = p->giaddr;
		ret->ether.dst = p->from;
	} else if (p->type == DHCP_NAK) {
		return;
	} else if (ip4_set(p->ciaddr)) {
		ret->dst = p->ciaddr;
		ret->ether.dst = p->from;
	} else if (!p->broadcast && ethernet && ip4_set(p->yiaddr)) {
		ret->dst = p->yiaddr;
		memcpy(ret->ether.dst.byte, p->hardware, sizeof ret->ether.dst.byte);
	}
}

size_t
dhcp_reply_frame(const struct dhcp_server *s, const struct dhcp_parked *parked,
		 const struct dhcp_sender *sender, struct wr *out)
{
	struct udp_packet packet = {.src_port = DHCP_SERVER_PORT};
	struct reply r = {NULL, parked};
	struct wr w = *out;
	size_t begin;

	if (parked->generation != s->generation)
		return 0;
	assert(parked->pool < s->pools_count);
	r.pool = &s->pool[parked->pool];
	address_reply(parked, &packet);
	packet.ether.src = sender->mac;
	packet.src = ip4_set(sender->address) ? sender->address : parked->server_id;
	begin = udp_begin(&w, &packet);
	write_message(&w, &r);
	udp_end(&w, begin);
	if (w.bad)
		return 0;
	begin = out->len;
	*out = w;
	return w.len - begin;
}
